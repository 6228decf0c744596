/* Hashes: CryptCreateHash and its family, signatures of them. */
#include "cryptsp_private.h"

static const struct { ALG_ID id; const WCHAR *name; DWORD size; } hashes[] = {
    {CALG_MD4, L"MD4", 16},        {CALG_MD5, L"MD5", 16},        {CALG_SHA1, L"SHA1", 20},
    {CALG_SHA_256, L"SHA256", 32}, {CALG_SHA_384, L"SHA384", 48}, {CALG_SHA_512, L"SHA512", 64},
    {CALG_SSL3_SHAMD5, NULL, 36},
};

struct hash *hash_of(HCRYPTHASH handle)
{
    if (is_object(handle, HASH_MAGIC)) return (struct hash *)handle;
    SetLastError(ERROR_INVALID_HANDLE);
    return NULL;
}

const WCHAR *hash_name(ALG_ID id)
{
    for (ULONG i = 0; i < ARRAYSIZE(hashes); i++)
        if (hashes[i].id == id) return hashes[i].name;
    return NULL;
}

static bool set_algorithm(struct hash *hash, ALG_ID id)
{
    for (ULONG i = 0; i < ARRAYSIZE(hashes); i++) {
        if (hashes[i].id != id) continue;
        hash->id = id;
        hash->size = hashes[i].size;
        return true;
    }
    return false;
}

/* bcrypt's hash is made when the first data comes: for an HMAC the parameters arrive after the creation. */
static bool start(struct hash *hash)
{
    BCRYPT_ALG_HANDLE algorithm;
    const WCHAR *name = hash_name(hash->id);
    if (hash->handle) return true;
    if (!name || BCryptOpenAlgorithmProvider(&algorithm, name, NULL, hash->keyed ? BCRYPT_ALG_HANDLE_HMAC_FLAG : 0))
        return false;
    NTSTATUS status = BCryptCreateHash(algorithm, &hash->handle, NULL, 0, hash->keyed ? hash->key : NULL,
                                       hash->keyed ? hash->key_size : 0, 0);
    BCryptCloseAlgorithmProvider(algorithm, 0);
    return !status;
}

BOOL WINAPI CryptCreateHash(HCRYPTPROV provider, ALG_ID id, HCRYPTKEY key_handle, DWORD flags, HCRYPTHASH *handle)
{
    bool keyed = id == CALG_HMAC;
    if (!handle || !provider_of(provider)) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (keyed && !key_of(key_handle)) return fail_with((DWORD)NTE_BAD_KEY);
    if (!keyed && key_handle) return fail_with((DWORD)NTE_BAD_KEY);
    struct hash *hash = heap_allocate_zeroed(sizeof(*hash));
    if (!hash) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    hash->magic = HASH_MAGIC;
    hash->provider = provider_of(provider);
    hash->keyed = keyed;
    if (keyed) {
        const struct key *key = key_of(key_handle);
        memcpy(hash->key, key->secret, hash->key_size = key->size);
    } else if (!set_algorithm(hash, id)) {
        heap_free(hash);
        return fail_with((DWORD)NTE_BAD_ALGID);
    }
    *handle = (HCRYPTHASH)hash;
    return TRUE;
}

BOOL WINAPI CryptHashData(HCRYPTHASH handle, const BYTE *data, DWORD size, DWORD flags)
{
    struct hash *hash = hash_of(handle);
    if (!hash) return FALSE;
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (hash->finished) return fail_with((DWORD)NTE_BAD_HASH_STATE);
    if (!start(hash)) return fail_with((DWORD)NTE_BAD_HASH);
    return succeed(BCryptHashData(hash->handle, (BYTE *)data, size, 0), (DWORD)NTE_FAIL);
}

BOOL WINAPI CryptHashSessionKey(HCRYPTHASH handle, HCRYPTKEY key_handle, DWORD flags)
{
    struct key *key = key_of(key_handle);
    if (!hash_of(handle) || !key) return FALSE;
    if (flags & ~CRYPT_LITTLE_ENDIAN) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (!key->info) return fail_with((DWORD)NTE_BAD_KEY);
    return CryptHashData(handle, key->secret, key->size, 0);
}

bool hash_finish(struct hash *hash)
{
    if (hash->finished) return true;
    if (!start(hash) || BCryptFinishHash(hash->handle, hash->value, hash->size, 0)) return false;
    hash->finished = true;
    return true;
}

/* Asking for the value ends the hash; asking for its size does not. */
BOOL WINAPI CryptGetHashParam(HCRYPTHASH handle, DWORD parameter, BYTE *data, DWORD *size, DWORD flags)
{
    struct hash *hash = hash_of(handle);
    ALG_ID id;
    if (!hash) return FALSE;
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (!size) return fail_with(ERROR_INVALID_PARAMETER);
    switch (parameter) {
    case HP_ALGID:
        id = hash->keyed ? CALG_HMAC : hash->id;
        return answer(&id, sizeof(id), data, size);
    case HP_HASHSIZE: return answer(&hash->size, sizeof(hash->size), data, size);
    case HP_HASHVAL:
        if (data && *size >= hash->size && !hash_finish(hash)) return fail_with((DWORD)NTE_BAD_HASH_STATE);
        return answer(hash->value, hash->size, data, size);
    default: return fail_with((DWORD)NTE_BAD_TYPE);
    }
}

BOOL WINAPI CryptSetHashParam(HCRYPTHASH handle, DWORD parameter, const BYTE *data, DWORD flags)
{
    struct hash *hash = hash_of(handle);
    if (!hash) return FALSE;
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (parameter == HP_HMAC_INFO && hash->keyed) {
        const HMAC_INFO *info = (const HMAC_INFO *)data;
        if (!info || info->cbInnerString || info->cbOuterString)
            return fail_with(ERROR_INVALID_PARAMETER); /* only the standard paddings */
        return set_algorithm(hash, info->HashAlgid) ? TRUE : fail_with((DWORD)NTE_BAD_ALGID);
    }
    if (parameter != HP_HASHVAL) return fail_with((DWORD)NTE_BAD_TYPE);
    if (hash->finished || hash->handle) return fail_with((DWORD)NTE_BAD_HASH_STATE);
    if (!data) return fail_with(ERROR_INVALID_PARAMETER);
    memcpy(hash->value, data, hash->size);
    hash->finished = true;
    return TRUE;
}

BOOL WINAPI CryptDuplicateHash(HCRYPTHASH handle, DWORD *reserved, DWORD flags, HCRYPTHASH *copy)
{
    struct hash *hash = hash_of(handle), *twin;
    if (!hash) return FALSE;
    if (reserved || flags || !copy) return fail_with(ERROR_INVALID_PARAMETER);
    if (!(twin = heap_allocate(sizeof(*twin)))) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    *twin = *hash;
    twin->handle = NULL;
    if (hash->handle && !hash->finished && BCryptDuplicateHash(hash->handle, &twin->handle, NULL, 0, 0)) {
        heap_free(twin);
        return fail_with((DWORD)NTE_FAIL);
    }
    *copy = (HCRYPTHASH)twin;
    return TRUE;
}

BOOL WINAPI CryptDestroyHash(HCRYPTHASH handle)
{
    struct hash *hash = hash_of(handle);
    if (!hash) return FALSE;
    if (hash->handle) BCryptDestroyHash(hash->handle);
    SecureZeroMemory(hash, sizeof(*hash));
    heap_free(hash);
    return TRUE;
}

/* --- signatures: PKCS #1, lowest byte first --- */

static BOOL sign(HCRYPTHASH handle, BCRYPT_KEY_HANDLE pair, DWORD flags, BYTE *signature, DWORD *size)
{
    struct hash *hash = hash_of(handle);
    BYTE bytes[2048];
    ULONG length = 0;
    if (!hash || !size) return hash ? fail_with(ERROR_INVALID_PARAMETER) : FALSE;
    DWORD needed = rsa_bits(pair) / 8, room = *size;
    *size = needed;
    if (!signature) return TRUE;
    if (room < needed) return fail_with(ERROR_MORE_DATA);
    if (!hash_finish(hash)) return fail_with((DWORD)NTE_BAD_HASH_STATE);
    BCRYPT_PKCS1_PADDING_INFO padding = { flags & CRYPT_NOHASHOID ? NULL : hash_name(hash->id) };
    if (BCryptSignHash(pair, &padding, hash->value, hash->size, bytes, sizeof(bytes), &length, BCRYPT_PAD_PKCS1))
        return fail_with((DWORD)NTE_BAD_KEY);
    reverse(bytes, length);
    memcpy(signature, bytes, length);
    return TRUE;
}

/* A description, which only programs of old give, is hashed after the data. */
BOOL WINAPI CryptSignHashW(HCRYPTHASH handle, DWORD spec, LPCWSTR description, DWORD flags, BYTE *signature,
                           DWORD *size)
{
    struct hash *hash = hash_of(handle);
    if (!hash) return FALSE;
    struct pair *pair = hash->provider ? pair_of(hash->provider, spec) : NULL;
    if (!pair || !pair->key) return fail_with((DWORD)NTE_NO_KEY);
    if (description && !CryptHashData(handle, (const BYTE *)description, (DWORD)wcslen(description) * 2, 0))
        return FALSE;
    return sign(handle, pair->key, flags, signature, size);
}

BOOL WINAPI CryptSignHashA(HCRYPTHASH handle, DWORD spec, LPCSTR description, DWORD flags, BYTE *signature, DWORD *size)
{
    WCHAR wide[256];
    if (description && !MultiByteToWideChar(CP_ACP, 0, description, -1, wide, ARRAYSIZE(wide)))
        return fail_with(ERROR_INVALID_PARAMETER);
    return CryptSignHashW(handle, spec, description ? wide : NULL, flags, signature, size);
}

BOOL WINAPI CryptVerifySignatureW(HCRYPTHASH handle, const BYTE *signature, DWORD size, HCRYPTKEY key_handle,
                                  LPCWSTR description, DWORD flags)
{
    struct hash *hash = hash_of(handle);
    struct key *key = hash ? key_of(key_handle) : NULL;
    BYTE bytes[2048];
    if (!hash || !key) return FALSE;
    if (!key->pair) return fail_with((DWORD)NTE_BAD_KEY);
    if (!signature || size > sizeof(bytes)) return fail_with((DWORD)NTE_BAD_SIGNATURE);
    if (description && !CryptHashData(handle, (const BYTE *)description, (DWORD)wcslen(description) * 2, 0))
        return FALSE;
    if (!hash_finish(hash)) return fail_with((DWORD)NTE_BAD_HASH_STATE);
    memcpy(bytes, signature, size);
    reverse(bytes, size);
    BCRYPT_PKCS1_PADDING_INFO padding = { flags & CRYPT_NOHASHOID ? NULL : hash_name(hash->id) };
    return succeed(BCryptVerifySignature(key->pair, &padding, hash->value, hash->size, bytes, size, BCRYPT_PAD_PKCS1),
                   (DWORD)NTE_BAD_SIGNATURE);
}

BOOL WINAPI CryptVerifySignatureA(HCRYPTHASH handle, const BYTE *signature, DWORD size, HCRYPTKEY key,
                                  LPCSTR description, DWORD flags)
{
    WCHAR wide[256];
    if (description && !MultiByteToWideChar(CP_ACP, 0, description, -1, wide, ARRAYSIZE(wide)))
        return fail_with(ERROR_INVALID_PARAMETER);
    return CryptVerifySignatureW(handle, signature, size, key, description ? wide : NULL, flags);
}
