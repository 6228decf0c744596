/* CryptExportKey and CryptImportKey: keys as structures. Numbers in them have the lowest byte first. */
#include "cryptsp_private.h"

#define RSA_PUBLIC_MAGIC 0x31415352
#define RSA_PRIVATE_MAGIC 0x32415352

struct rsa_head { BLOBHEADER blob; RSAPUBKEY key; };

static void put_reversed(BYTE *to, const BYTE *from, DWORD from_size, DWORD size)
{
    memset(to, 0, size);
    for (DWORD i = 0; i < from_size && i < size; i++) to[i] = from[from_size - 1 - i];
}

/* --- RSA --- */

static BOOL export_rsa(struct key *key, DWORD type, BYTE *data, DWORD *size)
{
    bool private = type == PRIVATEKEYBLOB;
    BYTE *bytes = heap_allocate(16384);
    ULONG done = 0;
    if (private && !key->exportable) {
        heap_free(bytes);
        return fail_with((DWORD)NTE_BAD_KEY_STATE);
    }
    if (!bytes || BCryptExportKey(key->pair, NULL, private ? BCRYPT_RSAFULLPRIVATE_BLOB : BCRYPT_RSAPUBLIC_BLOB, bytes,
                                  16384, &done, 0)) {
        heap_free(bytes);
        return fail_with((DWORD)NTE_BAD_KEY);
    }
    BCRYPT_RSAKEY_BLOB *rsa = (BCRYPT_RSAKEY_BLOB *)bytes;
    DWORD n = rsa->cbModulus, half = (n + 1) / 2, needed = sizeof(struct rsa_head) + n + (private ? 5 * half + n : 0),
          room = *size;
    *size = needed;
    BOOL fits = !data || room >= needed;
    if (data && fits) {
        const BYTE *e = (BYTE *)(rsa + 1), *modulus = e + rsa->cbPublicExp, *p = modulus + n;
        struct rsa_head head = {{(BYTE)type, CUR_BLOB_VERSION, 0, key->id},
                                {private ? RSA_PRIVATE_MAGIC : RSA_PUBLIC_MAGIC, rsa->BitLength, 0}};
        for (DWORD i = 0; i < rsa->cbPublicExp; i++) head.key.pubexp = head.key.pubexp << 8 | e[i];
        memcpy(data, &head, sizeof(head));
        data += sizeof(head);
        put_reversed(data, modulus, n, n);
        data += n;
        DWORD sizes[] = { rsa->cbPrime1, rsa->cbPrime2, rsa->cbPrime1, rsa->cbPrime2, rsa->cbPrime1 };
        for (int i = 0; private && i < 5; i++) {
            put_reversed(data, p, sizes[i], half);
            data += half;
            p += sizes[i];
        }
        if (private) put_reversed(data, p, n, n);
    }
    SecureZeroMemory(bytes, 16384);
    heap_free(bytes);
    return fits ? TRUE : fail_with(ERROR_MORE_DATA);
}

static BOOL import_rsa(struct provider *provider, const BYTE *data, DWORD size, DWORD flags, HCRYPTKEY *handle)
{
    struct rsa_head head;
    if (size < sizeof(head)) return fail_with((DWORD)NTE_BAD_DATA);
    memcpy(&head, data, sizeof(head));
    bool private = head.key.magic == RSA_PRIVATE_MAGIC;
    DWORD n = head.key.bitlen / 8, half = (n + 1) / 2, needed = sizeof(head) + n + (private ? 2 * half : 0);
    if ((!private && head.key.magic != RSA_PUBLIC_MAGIC) || private != (head.blob.bType == PRIVATEKEYBLOB) || n < 32 ||
        n > 2048 || size < needed)
        return fail_with((DWORD)NTE_BAD_DATA);
    ULONG blob_size = sizeof(BCRYPT_RSAKEY_BLOB) + 4 + n + (private ? 2 * half : 0);
    BYTE *blob = heap_allocate(blob_size), *at = blob;
    if (!blob) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    BCRYPT_RSAKEY_BLOB rsa = {
        private ? RSA_PRIVATE_MAGIC : RSA_PUBLIC_MAGIC, head.key.bitlen, 4, n, private ? half : 0, private ? half : 0};
    memcpy(at, &rsa, sizeof(rsa));
    at += sizeof(rsa);
    put_reversed(at, (const BYTE *)&head.key.pubexp, 4, 4);
    put_reversed(at + 4, data + sizeof(head), n, n);
    if (private) put_reversed(at + 4 + n, data + sizeof(head) + n, half, half);
    if (private) put_reversed(at + 4 + n + half, data + sizeof(head) + n + half, half, half);
    struct key *key = key_new(provider, head.blob.aiKeyAlg == CALG_RSA_SIGN ? CALG_RSA_SIGN : CALG_RSA_KEYX,
                              private ? flags : CRYPT_EXPORTABLE);
    NTSTATUS status = key ? BCryptImportKeyPair((BCRYPT_ALG_HANDLE)0xe1, NULL,
                                                private ? BCRYPT_RSAPRIVATE_BLOB : BCRYPT_RSAPUBLIC_BLOB, &key->pair,
                                                blob, blob_size, 0)
                          : STATUS_NO_MEMORY;
    SecureZeroMemory(blob, blob_size);
    heap_free(blob);
    if (status) {
        if (key) key_free(key);
        return fail_with((DWORD)NTE_BAD_DATA);
    }
    if (private) {
        struct pair *slot = pair_of(provider, key->id);
        if (slot->key) BCryptDestroyKey(slot->key);
        BCryptDuplicateKey(key->pair, &slot->key, NULL, 0, 0);
        slot->exportable = flags & CRYPT_EXPORTABLE;
        if (provider->container) container_save(provider);
    }
    *handle = (HCRYPTKEY)key;
    return TRUE;
}

/* --- session keys --- */

static BOOL export_plain(const struct key *key, BYTE *data, DWORD *size)
{
    BYTE blob[sizeof(BLOBHEADER) + sizeof(DWORD) + sizeof(key->secret)];
    BLOBHEADER header = { PLAINTEXTKEYBLOB, CUR_BLOB_VERSION, 0, key->id };
    if (!key->exportable) return fail_with((DWORD)NTE_BAD_KEY_STATE);
    memcpy(blob, &header, sizeof(header));
    memcpy(blob + sizeof(header), &key->size, sizeof(key->size));
    memcpy(blob + sizeof(header) + sizeof(key->size), key->secret, key->size);
    return answer(blob, (DWORD)(sizeof(header) + sizeof(key->size)) + key->size, data, size);
}

/* The key, encrypted for an RSA key. */
static BOOL export_simple(const struct key *key, struct key *wrapper, DWORD flags, BYTE *data, DWORD *size)
{
    BYTE blob[sizeof(BLOBHEADER) + sizeof(ALG_ID) + 2048];
    BLOBHEADER header = { SIMPLEBLOB, CUR_BLOB_VERSION, 0, key->id };
    ALG_ID wrapped_by = CALG_RSA_KEYX;
    if (!wrapper->pair) return fail_with((DWORD)NTE_BAD_KEY);
    if (!key->exportable) return fail_with((DWORD)NTE_BAD_KEY_STATE);
    DWORD head = sizeof(header) + sizeof(wrapped_by), length = key->size;
    memcpy(blob, &header, sizeof(header));
    memcpy(blob + sizeof(header), &wrapped_by, sizeof(wrapped_by));
    memcpy(blob + head, key->secret, key->size);
    if (!CryptEncrypt((HCRYPTKEY)wrapper, 0, TRUE, flags & CRYPT_OAEP, blob + head, &length, 2048)) return FALSE;
    return answer(blob, head + length, data, size);
}

BOOL WINAPI CryptExportKey(HCRYPTKEY handle, HCRYPTKEY wrapper_handle, DWORD type, DWORD flags, BYTE *data, DWORD *size)
{
    struct key *key = key_of(handle), *wrapper = wrapper_handle ? key_of(wrapper_handle) : NULL;
    if (!key || (wrapper_handle && !wrapper)) return FALSE;
    if (!size) return fail_with(ERROR_INVALID_PARAMETER);
    if (key->pair && !wrapper && (type == PUBLICKEYBLOB || type == PRIVATEKEYBLOB))
        return export_rsa(key, type, data, size);
    if (!key->pair && !wrapper && type == PLAINTEXTKEYBLOB) return export_plain(key, data, size);
    if (!key->pair && wrapper && type == SIMPLEBLOB) return export_simple(key, wrapper, flags, data, size);
    return fail_with((DWORD)NTE_BAD_TYPE);
}

static BOOL give_secret(struct provider *provider, ALG_ID id, const BYTE *secret, DWORD size, DWORD flags,
                        HCRYPTKEY *handle)
{
    ALG_ID used = id == CALG_HMAC ? CALG_RC2 : id; /* Microsoft: keys for HMAC are imported as RC2 keys */
    const struct cipher_info *info = cipher_info(used);
    if (!info) return fail_with((DWORD)NTE_BAD_ALGID);
    bool any_size = flags & CRYPT_IPSEC_HMAC_KEY;
    if (!any_size && (size * 8 < info->least || size * 8 > info->most)) return fail_with((DWORD)NTE_BAD_DATA);
    struct key *key = key_from_secret(provider, used, secret, size, flags);
    *handle = (HCRYPTKEY)key;
    return key ? TRUE : fail_with((DWORD)NTE_BAD_DATA);
}

static BOOL import_plain(struct provider *provider, const BYTE *data, DWORD size, DWORD flags, HCRYPTKEY *handle)
{
    const BLOBHEADER *header = (const BLOBHEADER *)data;
    DWORD length, head = sizeof(*header) + sizeof(length);
    if (size < head) return fail_with((DWORD)NTE_BAD_DATA);
    memcpy(&length, data + sizeof(*header), sizeof(length));
    if (length > size - head) return fail_with((DWORD)NTE_BAD_DATA);
    return give_secret(provider, header->aiKeyAlg, data + head, length, flags, handle);
}

static BOOL import_simple(struct provider *provider, const BYTE *data, DWORD size, struct key *wrapper, DWORD flags,
                          HCRYPTKEY *handle)
{
    const BLOBHEADER *header = (const BLOBHEADER *)data;
    DWORD head = sizeof(*header) + sizeof(ALG_ID), length = size - head;
    BYTE secret[2048];
    HCRYPTKEY own = 0;
    if (size <= head || length > sizeof(secret)) return fail_with((DWORD)NTE_BAD_DATA);
    if (!wrapper && !CryptGetUserKey((HCRYPTPROV)provider, AT_KEYEXCHANGE, &own)) return FALSE;
    memcpy(secret, data + head, length);
    BOOL done = CryptDecrypt(wrapper ? (HCRYPTKEY)wrapper : own, 0, TRUE, flags & CRYPT_OAEP, secret, &length) &&
                give_secret(provider, header->aiKeyAlg, secret, length, flags, handle);
    SecureZeroMemory(secret, sizeof(secret));
    if (own) CryptDestroyKey(own);
    return done;
}

BOOL WINAPI CryptImportKey(HCRYPTPROV provider_handle, const BYTE *data, DWORD size, HCRYPTKEY wrapper_handle,
                           DWORD flags, HCRYPTKEY *handle)
{
    struct provider *provider = provider_of(provider_handle);
    struct key *wrapper = provider && wrapper_handle ? key_of(wrapper_handle) : NULL;
    if (!provider || (wrapper_handle && !wrapper)) return FALSE;
    if (!data || !handle || size < sizeof(BLOBHEADER)) return fail_with(ERROR_INVALID_PARAMETER);
    switch (data[0]) {
    case PUBLICKEYBLOB:
    case PRIVATEKEYBLOB:
        return wrapper ? fail_with((DWORD)NTE_BAD_TYPE) : import_rsa(provider, data, size, flags, handle);
    case PLAINTEXTKEYBLOB: return import_plain(provider, data, size, flags, handle);
    case SIMPLEBLOB: return import_simple(provider, data, size, wrapper, flags, handle);
    default: return fail_with((DWORD)NTE_BAD_TYPE);
    }
}
