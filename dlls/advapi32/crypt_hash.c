/* CryptCreateHash and its family: MD5, SHA-1 and SHA-256 (wincrypt.h). Keyed hashes are not supported. */
#include "advapi32_private.h"
#include "hash_functions.h"
#include <wincrypt.h>
#include <string.h>

#define HASH_MAGIC 0x48415348u

struct hash { ULONG magic; ALG_ID algorithm; BOOL finished; struct hash_state state; BYTE value[HASH_LARGEST]; };

static const struct { ALG_ID algorithm; enum hash_kind kind; } algorithms[] = {
    { CALG_MD5, HASH_MD5 }, { CALG_SHA1, HASH_SHA1 }, { CALG_SHA_256, HASH_SHA256 },
};

static struct hash *hash_of(HCRYPTHASH handle)
{
    struct hash *hash = (struct hash *)handle;
    if (hash && !((ULONG_PTR)hash & 3) && hash->magic == HASH_MAGIC) return hash;
    SetLastError(ERROR_INVALID_HANDLE);
    return NULL;
}

BOOL WINAPI CryptCreateHash(HCRYPTPROV provider, ALG_ID algorithm, HCRYPTKEY key, DWORD flags, HCRYPTHASH *handle)
{
    (void)flags;
    if (!handle || !provider) return fail_with(ERROR_INVALID_PARAMETER);
    for (size_t i = 0; i < ARRAYSIZE(algorithms); i++) {
        if (algorithms[i].algorithm != algorithm) continue;
        if (key) return fail_with((DWORD)NTE_BAD_KEY);
        struct hash *hash = heap_allocate_zeroed(sizeof(*hash));
        if (!hash) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
        hash->magic = HASH_MAGIC;
        hash->algorithm = algorithm;
        hash_start(&hash->state, algorithms[i].kind);
        *handle = (HCRYPTHASH)hash;
        return TRUE;
    }
    return fail_with((DWORD)NTE_BAD_ALGID);
}

BOOL WINAPI CryptHashData(HCRYPTHASH handle, const BYTE *data, DWORD size, DWORD flags)
{
    struct hash *hash = hash_of(handle);
    if (!hash) return FALSE;
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (hash->finished) return fail_with((DWORD)NTE_BAD_HASH_STATE);
    hash_add(&hash->state, data, size);
    return TRUE;
}

static BOOL answer(const void *value, DWORD size, BYTE *data, DWORD *capacity)
{
    DWORD room = *capacity;
    *capacity = size;
    if (!data) return TRUE;
    if (room < size) return fail_with(ERROR_MORE_DATA);
    memcpy(data, value, size);
    return TRUE;
}

/* Asking for the value ends the hash. */
BOOL WINAPI CryptGetHashParam(HCRYPTHASH handle, DWORD parameter, BYTE *data, DWORD *size, DWORD flags)
{
    struct hash *hash = hash_of(handle);
    DWORD length;
    if (!hash) return FALSE;
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (!size) return fail_with(ERROR_INVALID_PARAMETER);
    length = (DWORD)hash_size(hash->state.kind);
    switch (parameter) {
    case HP_ALGID: return answer(&hash->algorithm, sizeof(hash->algorithm), data, size);
    case HP_HASHSIZE: return answer(&length, sizeof(length), data, size);
    case HP_HASHVAL:
        if (!hash->finished && data && *size >= length) {
            hash_finish(&hash->state, hash->value);
            hash->finished = TRUE;
        }
        return answer(hash->value, length, data, size);
    default: return fail_with((DWORD)NTE_BAD_TYPE);
    }
}

BOOL WINAPI CryptSetHashParam(HCRYPTHASH handle, DWORD parameter, const BYTE *data, DWORD flags)
{
    struct hash *hash = hash_of(handle);
    if (!hash) return FALSE;
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (parameter != HP_HASHVAL) return fail_with((DWORD)NTE_BAD_TYPE);
    memcpy(hash->value, data, hash_size(hash->state.kind));
    hash->finished = TRUE;
    return TRUE;
}

BOOL WINAPI CryptDuplicateHash(HCRYPTHASH handle, DWORD *reserved, DWORD flags, HCRYPTHASH *copy)
{
    struct hash *hash = hash_of(handle), *twin;
    if (!hash) return FALSE;
    if (reserved || flags || !copy) return fail_with(ERROR_INVALID_PARAMETER);
    if (!(twin = heap_allocate(sizeof(*twin)))) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    *twin = *hash;
    *copy = (HCRYPTHASH)twin;
    return TRUE;
}

BOOL WINAPI CryptDestroyHash(HCRYPTHASH handle)
{
    struct hash *hash = hash_of(handle);
    if (!hash) return FALSE;
    hash->magic = 0;
    heap_free(hash);
    return TRUE;
}
