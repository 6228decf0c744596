/* Keys: made, derived, duplicated, their parameters. */
#include "cryptsp_private.h"

static const struct cipher_info ciphers[] = {
    {CALG_RC2, L"RC2", 128, 8, 40, 128, false, "RC2"},
    {CALG_RC4, L"RC4", 128, 1, 40, 128, false, "RC4"},
    {CALG_DES, L"DES", 64, 8, 64, 64, true, "DES"},
    {CALG_3DES_112, L"3DES_112", 128, 8, 128, 128, true, "3DES"},
    {CALG_3DES, L"3DES", 192, 8, 192, 192, true, "3DES"},
    {CALG_AES_128, L"AES", 128, 16, 128, 128, false, "AES"},
    {CALG_AES_192, L"AES", 192, 16, 192, 192, false, "AES"},
    {CALG_AES_256, L"AES", 256, 16, 256, 256, false, "AES"},
};

struct key *key_of(HCRYPTKEY handle)
{
    if (is_object(handle, KEY_MAGIC)) return (struct key *)handle;
    SetLastError(ERROR_INVALID_PARAMETER);
    return NULL;
}

const struct cipher_info *cipher_info(ALG_ID id)
{
    for (ULONG i = 0; i < ARRAYSIZE(ciphers); i++)
        if (ciphers[i].id == id) return &ciphers[i];
    return NULL;
}

ULONG rsa_bits(BCRYPT_KEY_HANDLE pair)
{
    ULONG bits = 0, size;
    BCryptGetProperty(pair, BCRYPT_KEY_LENGTH, (UCHAR *)&bits, sizeof(bits), &size, 0);
    return bits;
}

struct pair *pair_of(struct provider *provider, ALG_ID id)
{
    if (id == AT_KEYEXCHANGE || id == CALG_RSA_KEYX) return &provider->pairs[0];
    return id == AT_SIGNATURE || id == CALG_RSA_SIGN ? &provider->pairs[1] : NULL;
}

struct key *key_new(struct provider *provider, ALG_ID id, DWORD flags)
{
    struct key *key = heap_allocate_zeroed(sizeof(*key));
    if (!key) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    key->magic = KEY_MAGIC;
    key->provider = provider;
    key->id = id;
    key->exportable = flags & CRYPT_EXPORTABLE;
    key->mode = CRYPT_MODE_CBC;
    return key;
}

void key_free(struct key *key)
{
    if (key->handle) BCryptDestroyKey(key->handle);
    if (key->pair) BCryptDestroyKey(key->pair);
    SecureZeroMemory(key, sizeof(*key));
    heap_free(key);
}

struct key *key_from_secret(struct provider *provider, ALG_ID id, const BYTE *secret, DWORD size, DWORD flags)
{
    const struct cipher_info *info = cipher_info(id);
    struct key *key = info && size <= sizeof(key->secret) ? key_new(provider, id, flags) : NULL;
    if (!key) return NULL;
    key->info = info;
    key->size = size;
    memcpy(key->secret, secret, size);
    for (DWORD i = 0; info->parity && i < size; i++) { /* the lowest bit of each byte makes its number of ones odd */
        BYTE ones = (BYTE)(key->secret[i] >> 1);
        ones ^= ones >> 4;
        ones ^= ones >> 2;
        ones ^= ones >> 1;
        key->secret[i] = (BYTE)((key->secret[i] & 0xfe) | (~ones & 1));
    }
    if (id == CALG_RC2) key->effective_bits = size * 8;
    return key;
}

/* --- making --- */

/* The size in bits is in the upper half of the flags; 0 is the default. */
static DWORD key_bytes(const struct cipher_info *info, DWORD flags)
{
    DWORD bits = flags >> 16;
    if (!bits) bits = info->bits;
    if (info->parity && bits * 8 / 7 == info->bits)
        bits = info->bits; /* 56, 112, 168 are what counts of 64, 128, 192 */
    return bits < info->least || bits > info->most || bits % 8 ? 0 : bits / 8;
}

static BOOL make_pair(struct provider *provider, struct pair *slot, ALG_ID id, DWORD flags, HCRYPTKEY *handle)
{
    BCRYPT_KEY_HANDLE pair = NULL;
    DWORD bits = flags >> 16 ? flags >> 16 : 1024;
    if (BCryptGenerateKeyPair((BCRYPT_ALG_HANDLE)0xe1, &pair, bits, 0)) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (BCryptFinalizeKeyPair(pair, 0)) {
        BCryptDestroyKey(pair);
        return fail_with((DWORD)NTE_FAIL);
    }
    struct key *key = key_new(provider,
                              id == AT_KEYEXCHANGE ? CALG_RSA_KEYX
                              : id == AT_SIGNATURE ? CALG_RSA_SIGN
                                                   : id,
                              flags);
    if (!key || BCryptDuplicateKey(pair, &key->pair, NULL, 0, 0)) {
        BCryptDestroyKey(pair);
        return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    }
    if (slot->key) BCryptDestroyKey(slot->key);
    *slot = (struct pair){ pair, flags & CRYPT_EXPORTABLE };
    if (provider->container && !container_save(provider))
        log_line(LOG_WARN, "CryptGenKey: the key container \"%ls\" could not be written", provider->container);
    *handle = (HCRYPTKEY)key;
    return TRUE;
}

BOOL WINAPI CryptGenKey(HCRYPTPROV provider_handle, ALG_ID id, DWORD flags, HCRYPTKEY *handle)
{
    struct provider *provider = provider_of(provider_handle);
    BYTE secret[64];
    if (!provider) return FALSE;
    if (!handle) return fail_with(ERROR_INVALID_PARAMETER);
    struct pair *slot = pair_of(provider, id);
    if (slot) return make_pair(provider, slot, id, flags, handle);
    const struct cipher_info *info = cipher_info(id);
    if (!info) return fail_with((DWORD)NTE_BAD_ALGID);
    DWORD size = key_bytes(info, flags);
    if (!size) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (!CryptGenRandom(provider_handle, size, secret)) return FALSE;
    struct key *key = key_from_secret(provider, id, secret, size, flags);
    SecureZeroMemory(secret, sizeof(secret));
    *handle = (HCRYPTKEY)key;
    return key != NULL;
}

/* Microsoft, "CryptDeriveKey": the first bytes of the hash; where those are too few (or for AES and 3DES, unless the
 * hash is of the SHA-2 family) two hashes over the hash and a padding, as in HMAC. */
static bool derive(struct hash *hash, const struct cipher_info *info, BYTE *secret, DWORD size)
{
    BYTE pad[64], longer[128];
    bool newer = hash->id == CALG_SHA_256 || hash->id == CALG_SHA_384 || hash->id == CALG_SHA_512;
    bool expands = size > hash->size || (!newer && (info->id == CALG_3DES || info->block == 16));
    const WCHAR *name = hash_name(hash->id);
    BCRYPT_ALG_HANDLE algorithm;
    memcpy(longer, hash->value, hash->size);
    if (!expands) {
        memcpy(secret, longer, size);
        return true;
    }
    if (!name || size > 2 * hash->size || BCryptOpenAlgorithmProvider(&algorithm, name, NULL, 0)) return false;
    NTSTATUS status = 0;
    for (int half = 0; half < 2 && !status; half++) {
        for (ULONG i = 0; i < sizeof(pad); i++)
            pad[i] = (BYTE)((half ? 0x5c : 0x36) ^ (i < hash->size ? hash->value[i] : 0));
        status = BCryptHash(algorithm, NULL, 0, pad, sizeof(pad), longer + (ULONG)half * hash->size, hash->size);
    }
    BCryptCloseAlgorithmProvider(algorithm, 0);
    memcpy(secret, longer, size);
    return !status;
}

BOOL WINAPI CryptDeriveKey(HCRYPTPROV provider_handle, ALG_ID id, HCRYPTHASH hash_handle, DWORD flags,
                           HCRYPTKEY *handle)
{
    struct provider *provider = provider_of(provider_handle);
    struct hash *hash = provider ? hash_of(hash_handle) : NULL;
    const struct cipher_info *info = cipher_info(id);
    BYTE secret[64];
    if (!hash) return FALSE;
    if (!handle) return fail_with(ERROR_INVALID_PARAMETER);
    if (!info) return fail_with((DWORD)NTE_BAD_ALGID);
    DWORD size = key_bytes(info, flags);
    if (!size) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (hash->finished || !hash_finish(hash)) return fail_with((DWORD)NTE_BAD_HASH_STATE);
    if (!derive(hash, info, secret, size)) return fail_with((DWORD)NTE_BAD_HASH);
    struct key *key = key_from_secret(provider, id, secret, size, flags);
    SecureZeroMemory(secret, sizeof(secret));
    *handle = (HCRYPTKEY)key;
    return key != NULL;
}

BOOL WINAPI CryptGetUserKey(HCRYPTPROV provider_handle, DWORD spec, HCRYPTKEY *handle)
{
    struct provider *provider = provider_of(provider_handle);
    if (!provider) return FALSE;
    struct pair *slot = pair_of(provider, spec);
    if (!handle) return fail_with(ERROR_INVALID_PARAMETER);
    if (!slot || !slot->key) return fail_with((DWORD)NTE_NO_KEY);
    struct key *key = key_new(provider, spec == AT_SIGNATURE ? CALG_RSA_SIGN : CALG_RSA_KEYX,
                              slot->exportable ? CRYPT_EXPORTABLE : 0);
    if (!key) return FALSE;
    BCryptDuplicateKey(slot->key, &key->pair, NULL, 0, 0);
    *handle = (HCRYPTKEY)key;
    return TRUE;
}

BOOL WINAPI CryptDuplicateKey(HCRYPTKEY handle, DWORD *reserved, DWORD flags, HCRYPTKEY *result)
{
    struct key *key = key_of(handle);
    if (!key) return FALSE;
    if (reserved || flags || !result) return fail_with(ERROR_INVALID_PARAMETER);
    struct key *copy = heap_allocate(sizeof(*copy));
    if (!copy) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    *copy = *key;
    copy->handle = copy->pair = NULL;
    if (key->pair) BCryptDuplicateKey(key->pair, &copy->pair, NULL, 0, 0);
    if (key->handle && key->busy) BCryptDuplicateKey(key->handle, &copy->handle, NULL, 0, 0);
    *result = (HCRYPTKEY)copy;
    return TRUE;
}

BOOL WINAPI CryptDestroyKey(HCRYPTKEY handle)
{
    struct key *key = key_of(handle);
    if (!key) return FALSE;
    key_free(key);
    return TRUE;
}

/* --- parameters --- */

BOOL WINAPI CryptGetKeyParam(HCRYPTKEY handle, DWORD parameter, BYTE *data, DWORD *size, DWORD flags)
{
    struct key *key = key_of(handle);
    DWORD number;
    if (!key) return FALSE;
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (!size) return fail_with(ERROR_INVALID_PARAMETER);
    switch (parameter) {
    case KP_ALGID: number = key->id; break;
    case KP_KEYLEN: number = key->pair ? rsa_bits(key->pair) : key->size * 8; break;
    case KP_BLOCKLEN:
        number = key->pair ? rsa_bits(key->pair) : key->info->block == 1 ? 0 : key->info->block * 8;
        break;
    case KP_PERMISSIONS:
        number =
            CRYPT_ENCRYPT | CRYPT_DECRYPT | CRYPT_READ | CRYPT_WRITE | CRYPT_MAC | (key->exportable ? CRYPT_EXPORT : 0);
        break;
    case KP_SALT: return answer("", 0, data, size);
    case KP_IV: return key->info ? answer(key->iv, key->info->block, data, size) : fail_with((DWORD)NTE_BAD_TYPE);
    case KP_MODE: number = key->mode; break;
    case KP_MODE_BITS: number = 8; break;
    case KP_PADDING: number = PKCS5_PADDING; break;
    case KP_EFFECTIVE_KEYLEN: number = key->effective_bits ? key->effective_bits : key->size * 8; break;
    default: return fail_with((DWORD)NTE_BAD_TYPE);
    }
    return answer(&number, sizeof(number), data, size);
}

static void reset(struct key *key)
{
    if (key->handle) BCryptDestroyKey(key->handle);
    key->handle = NULL;
    key->busy = false;
}

BOOL WINAPI CryptSetKeyParam(HCRYPTKEY handle, DWORD parameter, const BYTE *data, DWORD flags)
{
    struct key *key = key_of(handle);
    if (!key) return FALSE;
    if (!data) return fail_with(ERROR_INVALID_PARAMETER);
    if (!key->info) return fail_with((DWORD)NTE_BAD_TYPE);
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    DWORD number = parameter == KP_IV ? 0 : *(const DWORD *)data;
    switch (parameter) {
    case KP_IV: memcpy(key->iv, data, key->info->block); break;
    case KP_MODE:
        if (number != CRYPT_MODE_CBC && number != CRYPT_MODE_ECB && number != CRYPT_MODE_CFB)
            return fail_with((DWORD)NTE_BAD_DATA);
        key->mode = number;
        break;
    case KP_PADDING: return number == PKCS5_PADDING ? TRUE : fail_with((DWORD)NTE_BAD_DATA);
    case KP_MODE_BITS: return number == 8 ? TRUE : fail_with((DWORD)NTE_BAD_DATA);
    case KP_EFFECTIVE_KEYLEN:
        if (key->id != CALG_RC2 || !number || number > 1024) return fail_with((DWORD)NTE_BAD_DATA);
        key->effective_bits = number;
        break;
    case KP_PERMISSIONS: key->exportable = key->exportable && (number & CRYPT_EXPORT); return TRUE;
    default: return fail_with((DWORD)NTE_BAD_TYPE);
    }
    reset(key);
    return TRUE;
}
