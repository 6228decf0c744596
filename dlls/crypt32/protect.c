/* CryptProtectData and CryptProtectMemory. Data is sealed with AES-256-GCM under a key made from the prefix's secret
 * and the caller's entropy: only this prefix opens it again. */
#include "crypt32_private.h"
#include <bcrypt.h>

#define PROTECTED_MAGIC 0x31525057u /* "WPR1" */
#define AES_GCM ((BCRYPT_ALG_HANDLE)0x1e1)
#define AES_ECB ((BCRYPT_ALG_HANDLE)0x1b1)
#define HMAC_SHA256 ((BCRYPT_ALG_HANDLE)0xb1)
#define SYSTEM_RANDOM 2

/* In front of the sealed bytes; the description (UTF-16, terminated) follows it in the clear and is authenticated. */
struct header { DWORD magic, version, flags, description_size, sealed_size; BYTE nonce[12], tag[16]; };

static bool derive_key(const CRYPT_DATA_BLOB *entropy, BYTE *key)
{
    BYTE secret[32];
    struct unix_crypto_prefix_secret_args args = { .secret = UNIX_PTR(secret) };
    if (unix_call_crypto_prefix_secret(&args)) return false;
    NTSTATUS status = BCryptHash(HMAC_SHA256, secret, sizeof(secret), entropy ? entropy->pbData : NULL,
                                 entropy ? entropy->cbData : 0, key, 32);
    SecureZeroMemory(secret, sizeof(secret));
    return !status;
}

/* Opens or closes the seal in place. `aad` is authenticated with it. */
static bool seal(bool closes, const CRYPT_DATA_BLOB *entropy, BYTE *nonce, BYTE *tag, const void *aad, DWORD aad_size,
                 BYTE *data, DWORD size)
{
    BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info;
    BCRYPT_KEY_HANDLE handle;
    BYTE key[32];
    ULONG done;
    if (!derive_key(entropy, key)) return false;
    BCRYPT_INIT_AUTH_MODE_INFO(info);
    info.pbNonce = nonce;
    info.cbNonce = 12;
    info.pbTag = tag;
    info.cbTag = 16;
    info.pbAuthData = (BYTE *)aad;
    info.cbAuthData = aad_size;
    NTSTATUS status = BCryptGenerateSymmetricKey(AES_GCM, &handle, NULL, 0, key, sizeof(key), 0);
    SecureZeroMemory(key, sizeof(key));
    if (status) return false;
    status = closes ? BCryptEncrypt(handle, data, size, &info, NULL, 0, data, size, &done, 0)
                    : BCryptDecrypt(handle, data, size, &info, NULL, 0, data, size, &done, 0);
    BCryptDestroyKey(handle);
    return !status;
}

BOOL WINAPI CryptProtectData(DATA_BLOB *in, LPCWSTR description, DATA_BLOB *entropy, PVOID reserved,
                             CRYPTPROTECT_PROMPTSTRUCT *prompt, DWORD flags, DATA_BLOB *out)
{
    (void)reserved;
    (void)prompt; /* there is never a strong-protection dialogue */
    if (!in || !out || (in->cbData && !in->pbData)) return fail_with(ERROR_INVALID_PARAMETER);
    if (!description) description = L"";
    struct header header = {PROTECTED_MAGIC, 1, flags, (DWORD)(wcslen(description) + 1) * 2, in->cbData, {0}, {0}};
    DWORD size = (DWORD)sizeof(header) + header.description_size + in->cbData;
    BYTE *result = LocalAlloc(0, size);
    if (!result) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    BYTE *text = result + sizeof(header), *data = text + header.description_size;
    memcpy(text, description, header.description_size);
    memcpy(data, in->pbData, in->cbData);
    if (BCryptGenRandom(NULL, header.nonce, sizeof(header.nonce), SYSTEM_RANDOM) ||
        !seal(true, entropy, header.nonce, header.tag, text, header.description_size, data, in->cbData)) {
        LocalFree(result);
        return fail_with((DWORD)NTE_FAIL);
    }
    memcpy(result, &header, sizeof(header));
    *out = (DATA_BLOB){ size, result };
    return TRUE;
}

BOOL WINAPI CryptUnprotectData(DATA_BLOB *in, LPWSTR *description, DATA_BLOB *entropy, PVOID reserved,
                               CRYPTPROTECT_PROMPTSTRUCT *prompt, DWORD flags, DATA_BLOB *out)
{
    struct header header;
    (void)reserved;
    (void)prompt;
    (void)flags;
    if (!in || !out || !in->pbData) return fail_with(ERROR_INVALID_PARAMETER);
    if (in->cbData < sizeof(header)) return fail_with(ERROR_INVALID_DATA);
    memcpy(&header, in->pbData, sizeof(header));
    DWORD rest = in->cbData - (DWORD)sizeof(header);
    if (header.magic != PROTECTED_MAGIC || header.description_size > rest ||
        header.sealed_size > rest - header.description_size)
        return fail_with(ERROR_INVALID_DATA);
    const BYTE *text = in->pbData + sizeof(header);
    BYTE *data = LocalAlloc(0, header.sealed_size + 1);
    if (!data) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    memcpy(data, text + header.description_size, header.sealed_size);
    if (!seal(false, entropy, header.nonce, header.tag, text, header.description_size, data, header.sealed_size)) {
        LocalFree(data);
        return fail_with(ERROR_INVALID_DATA);
    }
    if (description && (*description = LocalAlloc(0, header.description_size + 2)))
        memcpy(*description, text, header.description_size);
    *out = (DATA_BLOB){ header.sealed_size, data };
    return TRUE;
}

/* --- memory --- */

static BYTE process_key[16];
static LONG process_key_state; /* 0: none, 1: being made, 2: there */

static const BYTE *memory_key(void)
{
    if (InterlockedCompareExchange(&process_key_state, 1, 0) == 0) {
        BCryptGenRandom(NULL, process_key, sizeof(process_key), SYSTEM_RANDOM);
        InterlockedExchange(&process_key_state, 2);
    }
    while (*(volatile LONG *)&process_key_state != 2) Sleep(0);
    return process_key;
}

/* Blocks of 16 bytes, in place. Other processes of the prefix get the same key from its secret. */
static BOOL crypt_memory(bool encrypt, BYTE *data, DWORD size, DWORD flags)
{
    BCRYPT_KEY_HANDLE key;
    BYTE shared[32];
    ULONG done;
    if (!data || size % CRYPTPROTECTMEMORY_BLOCK_SIZE || flags > CRYPTPROTECTMEMORY_SAME_LOGON)
        return fail_with(ERROR_INVALID_PARAMETER);
    const BYTE *bytes = memory_key();
    if (flags) {
        if (!derive_key(NULL, shared)) return fail_with((DWORD)NTE_FAIL);
        bytes = shared;
    }
    NTSTATUS status = BCryptGenerateSymmetricKey(AES_ECB, &key, NULL, 0, (BYTE *)bytes, 16, 0);
    if (status) return fail_with(RtlNtStatusToDosError(status));
    status = encrypt ? BCryptEncrypt(key, data, size, NULL, NULL, 0, data, size, &done, 0)
                     : BCryptDecrypt(key, data, size, NULL, NULL, 0, data, size, &done, 0);
    BCryptDestroyKey(key);
    return status ? fail_with(RtlNtStatusToDosError(status)) : TRUE;
}

BOOL WINAPI CryptProtectMemory(LPVOID data, DWORD size, DWORD flags)
{
    return crypt_memory(true, data, size, flags);
}

BOOL WINAPI CryptUnprotectMemory(LPVOID data, DWORD size, DWORD flags)
{
    return crypt_memory(false, data, size, flags);
}

/* --- as the rest of crypt32 allocates for its callers --- */

LPVOID WINAPI CryptMemAlloc(ULONG size)
{
    return heap_allocate(size);
}

LPVOID WINAPI CryptMemRealloc(LPVOID memory, ULONG size)
{
    return memory ? RtlReAllocateHeap(current_peb()->ProcessHeap, 0, memory, size) : heap_allocate(size);
}

VOID WINAPI CryptMemFree(LPVOID memory)
{
    heap_free(memory);
}
