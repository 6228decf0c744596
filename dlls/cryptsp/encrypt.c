/* CryptEncrypt and CryptDecrypt. A message may come in pieces; the last one is padded (PKCS #5) and sets the key back.
 */
#include "cryptsp_private.h"

static bool prepare(struct key *key)
{
    static const WCHAR *const modes[] = {NULL, BCRYPT_CHAIN_MODE_CBC, BCRYPT_CHAIN_MODE_ECB, NULL,
                                         BCRYPT_CHAIN_MODE_CFB};
    BCRYPT_ALG_HANDLE algorithm;
    if (!key->busy) memcpy(key->state, key->iv, sizeof(key->state));
    if (key->handle) return true;
    if (BCryptOpenAlgorithmProvider(&algorithm, key->info->name, NULL, 0)) return false;
    const WCHAR *mode = key->info->block > 1 ? modes[key->mode] : NULL;
    NTSTATUS status =
        mode ? BCryptSetProperty(algorithm, BCRYPT_CHAINING_MODE, (UCHAR *)mode, (ULONG)(wcslen(mode) + 1) * 2, 0)
             : STATUS_SUCCESS;
    if (!status) status = BCryptGenerateSymmetricKey(algorithm, &key->handle, NULL, 0, key->secret, key->size, 0);
    if (!status && key->effective_bits)
        BCryptSetProperty(key->handle, BCRYPT_EFFECTIVE_KEY_LENGTH, (UCHAR *)&key->effective_bits,
                          sizeof(key->effective_bits), 0);
    BCryptCloseAlgorithmProvider(algorithm, 0);
    return !status;
}

static void finish(struct key *key, BOOL final)
{
    key->busy = !final;
    if (!final || key->info->block > 1) return;
    BCryptDestroyKey(key->handle); /* a stream begins anew */
    key->handle = NULL;
}

static BOOL encrypt_rsa(struct key *key, DWORD flags, BYTE *data, DWORD *size, DWORD capacity)
{
    BYTE out[2048];
    ULONG done, needed = rsa_bits(key->pair) / 8;
    BCRYPT_OAEP_PADDING_INFO oaep = { L"SHA1", NULL, 0 };
    DWORD length = *size;
    *size = needed;
    if (!data) return TRUE;
    if (capacity < needed) return fail_with(ERROR_MORE_DATA);
    NTSTATUS status =
        flags & CRYPT_OAEP
            ? BCryptEncrypt(key->pair, data, length, &oaep, NULL, 0, out, sizeof(out), &done, BCRYPT_PAD_OAEP)
            : BCryptEncrypt(key->pair, data, length, NULL, NULL, 0, out, sizeof(out), &done, BCRYPT_PAD_PKCS1);
    if (status) return fail_with((DWORD)NTE_BAD_LEN);
    reverse(out, done);
    memcpy(data, out, done);
    return TRUE;
}

static BOOL decrypt_rsa(struct key *key, DWORD flags, BYTE *data, DWORD *size)
{
    BYTE in[2048], out[2048];
    ULONG done;
    BCRYPT_OAEP_PADDING_INFO oaep = { L"SHA1", NULL, 0 };
    if (*size > sizeof(in)) return fail_with((DWORD)NTE_BAD_LEN);
    memcpy(in, data, *size);
    reverse(in, *size);
    NTSTATUS status =
        flags & CRYPT_OAEP
            ? BCryptDecrypt(key->pair, in, *size, &oaep, NULL, 0, out, sizeof(out), &done, BCRYPT_PAD_OAEP)
            : BCryptDecrypt(key->pair, in, *size, NULL, NULL, 0, out, sizeof(out), &done, BCRYPT_PAD_PKCS1);
    if (status) return fail_with((DWORD)NTE_BAD_DATA);
    memcpy(data, out, done);
    *size = done;
    return TRUE;
}

BOOL WINAPI CryptEncrypt(HCRYPTKEY handle, HCRYPTHASH hash, BOOL final, DWORD flags, BYTE *data, DWORD *size,
                         DWORD capacity)
{
    struct key *key = key_of(handle);
    ULONG done;
    if (!key) return FALSE;
    if (!size) return fail_with(ERROR_INVALID_PARAMETER);
    if (key->pair) return encrypt_rsa(key, flags, data, size, capacity);
    ULONG block = key->info->block;
    bool padded = final && block > 1;
    if (!final && *size % block) return fail_with((DWORD)NTE_BAD_DATA);
    DWORD needed = padded ? *size - *size % block + block : *size;
    if (!data || capacity < needed) {
        *size = needed;
        return data ? fail_with(ERROR_MORE_DATA) : TRUE;
    }
    if (hash && !CryptHashData(hash, data, *size, 0)) return FALSE;
    if (!prepare(key)) return fail_with((DWORD)NTE_BAD_KEY);
    if (key->mode == CRYPT_MODE_CFB && padded) { /* bcrypt has no padding there, the CryptoAPI has */
        memset(data + *size, (int)(needed - *size), needed - *size);
        *size = needed;
        padded = false;
    }
    NTSTATUS status = BCryptEncrypt(key->handle, data, *size, NULL, block > 1 ? key->state : NULL,
                                    block > 1 ? block : 0, data, capacity, &done, padded ? BCRYPT_BLOCK_PADDING : 0);
    if (status) return fail_with((DWORD)NTE_BAD_DATA);
    *size = done;
    finish(key, final);
    return TRUE;
}

static bool strip_padding(const BYTE *data, ULONG *size, ULONG block)
{
    ULONG padding = *size ? data[*size - 1] : 0;
    if (!padding || padding > block || padding > *size) return false;
    *size -= padding;
    return true;
}

BOOL WINAPI CryptDecrypt(HCRYPTKEY handle, HCRYPTHASH hash, BOOL final, DWORD flags, BYTE *data, DWORD *size)
{
    struct key *key = key_of(handle);
    ULONG done;
    if (!key) return FALSE;
    if (!data || !size) return fail_with(ERROR_INVALID_PARAMETER);
    if (key->pair) return decrypt_rsa(key, flags, data, size);
    ULONG block = key->info->block;
    if (*size % block) return fail_with((DWORD)NTE_BAD_DATA);
    if (!prepare(key)) return fail_with((DWORD)NTE_BAD_KEY);
    NTSTATUS status = BCryptDecrypt(key->handle, data, *size, NULL, block > 1 ? key->state : NULL,
                                    block > 1 ? block : 0, data, *size, &done, 0);
    if (status) return fail_with((DWORD)NTE_BAD_DATA);
    bool good =
        !final || block == 1 || (flags & CRYPT_DECRYPT_RSA_NO_PADDING_CHECK) || strip_padding(data, &done, block);
    finish(key, final);
    if (!good) return fail_with((DWORD)NTE_BAD_DATA);
    *size = done;
    return !hash || CryptHashData(hash, data, done, 0);
}
