/* Algorithm providers and the constant handles for them. */
#include "bcrypt_private.h"

#define HASHES(bits, digest, block) KIND_HASH, digest, BCRYPT_HASH_OPERATION, block, (bits) / 8
#define CIPHER(id, block) KIND_CIPHER, id, BCRYPT_CIPHER_OPERATION, block, 0
#define KEYS(id, what) KIND_KEY, id, what, 0, 0
#define DERIVES(id) KIND_DERIVATION, id, BCRYPT_KEY_DERIVATION_OPERATION, 0, 0
#define SIGNS BCRYPT_SIGNATURE_OPERATION
#define AGREES BCRYPT_SECRET_AGREEMENT_OPERATION

enum { DERIVES_PBKDF2, DERIVES_HKDF, DERIVES_SP800108, DERIVES_SP80056A, DERIVES_CAPI };

static const struct algorithm_info algorithms[] = {
    { L"AES", CIPHER(CRYPTO_AES, 16), { 128, 256, 64 } },
    { L"3DES", CIPHER(CRYPTO_DES3, 8), { 192, 192, 0 } },
    { L"3DES_112", CIPHER(CRYPTO_DES3_112, 8), { 128, 128, 0 } },
    { L"DES", CIPHER(CRYPTO_DES, 8), { 64, 64, 0 } },
    { L"RC2", CIPHER(CRYPTO_RC2, 8), { 16, 128, 8 } },
    { L"RC4", CIPHER(CRYPTO_RC4, 1), { 8, 512, 8 } },
    { L"MD4", HASHES(128, CRYPTO_MD4, 64), { 0, 0, 0 } },
    { L"MD5", HASHES(128, CRYPTO_MD5, 64), { 0, 0, 0 } },
    { L"SHA1", HASHES(160, CRYPTO_SHA1, 64), { 0, 0, 0 } },
    { L"SHA256", HASHES(256, CRYPTO_SHA256, 64), { 0, 0, 0 } },
    { L"SHA384", HASHES(384, CRYPTO_SHA384, 128), { 0, 0, 0 } },
    { L"SHA512", HASHES(512, CRYPTO_SHA512, 128), { 0, 0, 0 } },
    { L"AES-CMAC", HASHES(128, CRYPTO_AES_CMAC, 16), { 128, 256, 64 } },
    { L"RSA", KEYS(CRYPTO_RSA, BCRYPT_ASYMMETRIC_ENCRYPTION_OPERATION | SIGNS), { 512, 16384, 64 } },
    { L"RSA_SIGN", KEYS(CRYPTO_RSA, SIGNS), { 512, 16384, 64 } },
    { L"DSA", KEYS(CRYPTO_DSA, SIGNS), { 512, 3072, 64 } },
    { L"DH", KEYS(CRYPTO_DH, AGREES), { 512, 4096, 64 } },
    { L"ECDSA", KEYS(CRYPTO_KEY_TYPE_COUNT, SIGNS), { 256, 521, 0 }, true },
    { L"ECDSA_P256", KEYS(CRYPTO_P256, SIGNS), { 256, 256, 0 } },
    { L"ECDSA_P384", KEYS(CRYPTO_P384, SIGNS), { 384, 384, 0 } },
    { L"ECDSA_P521", KEYS(CRYPTO_P521, SIGNS), { 521, 521, 0 } },
    { L"ECDH", KEYS(CRYPTO_KEY_TYPE_COUNT, AGREES), { 256, 521, 0 }, true },
    { L"ECDH_P256", KEYS(CRYPTO_P256, AGREES), { 256, 256, 0 } },
    { L"ECDH_P384", KEYS(CRYPTO_P384, AGREES), { 384, 384, 0 } },
    { L"ECDH_P521", KEYS(CRYPTO_P521, AGREES), { 521, 521, 0 } },
    { L"RNG", KIND_RNG, 0, BCRYPT_RNG_OPERATION, 0, 0, { 0, 0, 0 } },
    { L"FIPS186DSARNG", KIND_RNG, 0, BCRYPT_RNG_OPERATION, 0, 0, { 0, 0, 0 } },
    { L"PBKDF2", DERIVES(DERIVES_PBKDF2), { 0, 16384, 8 } },
    { L"HKDF", DERIVES(DERIVES_HKDF), { 0, 16384, 8 } },
    { L"SP800_108_CTR_HMAC", DERIVES(DERIVES_SP800108), { 0, 16384, 8 } },
    { L"SP800_56A_CONCAT", DERIVES(DERIVES_SP80056A), { 0, 16384, 8 } },
    { L"CAPI_KDF", DERIVES(DERIVES_CAPI), { 0, 16384, 8 } },
};

/* The constant handles of bcrypt.h are 16 * index + 1 in this order; NULL: not supported. */
static const struct { const WCHAR *name; bool keyed; ULONG mode; } pseudo_handles[] = {
    {NULL, false, 0},
    {L"MD4", false, 0},
    {L"MD5", false, 0},
    {L"SHA1", false, 0},
    {L"SHA256", false, 0},
    {L"SHA384", false, 0},
    {L"SHA512", false, 0},
    {L"RC4", false, 0},
    {L"RNG", false, 0},
    {L"MD5", true, 0},
    {L"SHA1", true, 0},
    {L"SHA256", true, 0},
    {L"SHA384", true, 0},
    {L"SHA512", true, 0},
    {L"RSA", false, 0},
    {L"ECDSA", false, 0},
    {L"AES-CMAC", false, 0},
    {NULL, false, 0},
    {NULL, true, 0},
    {L"MD4", true, 0},
    {L"3DES", false, CRYPTO_CBC},
    {L"3DES", false, CRYPTO_ECB},
    {L"3DES", false, CRYPTO_CFB8},
    {L"3DES_112", false, CRYPTO_CBC},
    {L"3DES_112", false, CRYPTO_ECB},
    {L"3DES_112", false, CRYPTO_CFB8},
    {L"AES", false, CRYPTO_CBC},
    {L"AES", false, CRYPTO_ECB},
    {L"AES", false, CRYPTO_CFB8},
    {L"AES", false, CRYPTO_CCM},
    {L"AES", false, CRYPTO_GCM},
    {L"DES", false, CRYPTO_CBC},
    {L"DES", false, CRYPTO_ECB},
    {L"DES", false, CRYPTO_CFB8},
    {NULL, false, 0},
    {NULL, false, 0},
    {NULL, false, 0},
    {L"RC2", false, CRYPTO_CBC},
    {L"RC2", false, CRYPTO_ECB},
    {L"RC2", false, CRYPTO_CFB8},
    {L"DH", false, 0},
    {L"ECDH", false, 0},
    {L"ECDH_P256", false, 0},
    {L"ECDH_P384", false, 0},
    {L"ECDH_P521", false, 0},
    {L"DSA", false, 0},
    {L"ECDSA_P256", false, 0},
    {L"ECDSA_P384", false, 0},
    {L"ECDSA_P521", false, 0},
    {L"RSA_SIGN", false, 0},
    {L"CAPI_KDF", false, 0},
    {L"PBKDF2", false, 0},
    {L"SP800_108_CTR_HMAC", false, 0},
    {L"SP800_56A_CONCAT", false, 0},
    {NULL, false, 0},
    {NULL, false, 0},
    {NULL, false, 0},
    {L"HKDF", false, 0},
};

static struct algorithm pseudo_algorithms[ARRAYSIZE(pseudo_handles)];

const struct algorithm_info *algorithm_by_name(const WCHAR *name)
{
    for (ULONG i = 0; i < ARRAYSIZE(algorithms); i++)
        if (!_wcsicmp(algorithms[i].name, name)) return &algorithms[i];
    return NULL;
}

ULONG digest_by_name(const WCHAR *name)
{
    const struct algorithm_info *info = name ? algorithm_by_name(name) : NULL;
    return info && info->kind == KIND_HASH ? info->id : CRYPTO_NO_DIGEST;
}

ULONG mode_by_name(const WCHAR *name)
{
    static const WCHAR *const names[] = {BCRYPT_CHAIN_MODE_ECB, BCRYPT_CHAIN_MODE_CBC, BCRYPT_CHAIN_MODE_CFB, NULL,
                                         BCRYPT_CHAIN_MODE_GCM, BCRYPT_CHAIN_MODE_CCM};
    for (ULONG i = 0; i < ARRAYSIZE(names); i++)
        if (names[i] && !wcscmp(names[i], name)) return i;
    return CRYPTO_MODE_COUNT;
}

static void fill_algorithm(struct algorithm *algorithm, const struct algorithm_info *info, bool keyed, ULONG mode)
{
    algorithm->info = info;
    algorithm->keyed = keyed;
    algorithm->mode = mode;
    algorithm->feedback_size = 1;
    algorithm->curve = info->kind == KIND_KEY ? info->id : CRYPTO_KEY_TYPE_COUNT;
    algorithm->magic = ALGORITHM_MAGIC;
}

/* Two threads may fill the same entry at once: with the same values, and the magic number last. */
struct algorithm *algorithm_of(BCRYPT_HANDLE handle)
{
    ULONG_PTR value = (ULONG_PTR)handle;
    if (is_object(handle, ALGORITHM_MAGIC)) return handle;
    if ((value & 15) != 1 || value / 16 >= ARRAYSIZE(pseudo_handles) || !pseudo_handles[value / 16].name) return NULL;
    struct algorithm *algorithm = &pseudo_algorithms[value / 16];
    if (*(volatile ULONG *)&algorithm->magic == ALGORITHM_MAGIC) return algorithm;
    algorithm->is_pseudo = true;
    fill_algorithm(algorithm, algorithm_by_name(pseudo_handles[value / 16].name), pseudo_handles[value / 16].keyed,
                   pseudo_handles[value / 16].mode);
    return algorithm;
}

NTSTATUS WINAPI BCryptOpenAlgorithmProvider(BCRYPT_ALG_HANDLE *handle, LPCWSTR name, LPCWSTR implementation,
                                            ULONG flags)
{
    if (!handle || !name) return STATUS_INVALID_PARAMETER;
    *handle = NULL;
    if (flags & ~(BCRYPT_ALG_HANDLE_HMAC_FLAG | BCRYPT_PROV_DISPATCH | BCRYPT_HASH_REUSABLE_FLAG))
        return STATUS_INVALID_PARAMETER;
    if (implementation && wcscmp(implementation, MS_PRIMITIVE_PROVIDER)) return STATUS_NOT_FOUND;
    const struct algorithm_info *info = algorithm_by_name(name);
    if (!info) return STATUS_NOT_FOUND;
    if ((flags & BCRYPT_ALG_HANDLE_HMAC_FLAG) && info->kind != KIND_HASH) return STATUS_NOT_SUPPORTED;
    struct algorithm *algorithm = heap_allocate_zeroed(sizeof(*algorithm));
    if (!algorithm) return STATUS_NO_MEMORY;
    fill_algorithm(algorithm, info, (flags & BCRYPT_ALG_HANDLE_HMAC_FLAG) || info->id == CRYPTO_AES_CMAC, CRYPTO_CBC);
    algorithm->reusable = flags & BCRYPT_HASH_REUSABLE_FLAG;
    *handle = algorithm;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptCloseAlgorithmProvider(BCRYPT_ALG_HANDLE handle, ULONG flags)
{
    struct algorithm *algorithm = algorithm_of(handle);
    (void)flags;
    if (!algorithm || algorithm->is_pseudo) return STATUS_INVALID_HANDLE;
    algorithm->magic = 0;
    heap_free(algorithm);
    return STATUS_SUCCESS;
}

static ULONG class_of_operation(ULONG operation)
{
    static const ULONG classes[] = {
        BCRYPT_CIPHER_INTERFACE,           BCRYPT_HASH_INTERFACE,      BCRYPT_ASYMMETRIC_ENCRYPTION_INTERFACE,
        BCRYPT_SECRET_AGREEMENT_INTERFACE, BCRYPT_SIGNATURE_INTERFACE, BCRYPT_RNG_INTERFACE,
        BCRYPT_KEY_DERIVATION_INTERFACE};
    for (ULONG i = 0; i < ARRAYSIZE(classes); i++)
        if (operation & (1u << i)) return classes[i];
    return 0;
}

NTSTATUS WINAPI BCryptEnumAlgorithms(ULONG operations, ULONG *count, BCRYPT_ALGORITHM_IDENTIFIER **list, ULONG flags)
{
    if (!count || !list || flags || (operations & ~0x7fu)) return STATUS_INVALID_PARAMETER;
    BCRYPT_ALGORITHM_IDENTIFIER *entries = heap_allocate(sizeof(*entries) * ARRAYSIZE(algorithms));
    if (!entries) return STATUS_NO_MEMORY;
    ULONG found = 0;
    for (ULONG i = 0; i < ARRAYSIZE(algorithms); i++) {
        if (operations && !(algorithms[i].interfaces & operations)) continue;
        entries[found].pszName = (WCHAR *)algorithms[i].name;
        entries[found].dwClass = class_of_operation(algorithms[i].interfaces);
        entries[found++].dwFlags = 0;
    }
    *count = found;
    *list = entries;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptEnumProviders(LPCWSTR name, ULONG *count, BCRYPT_PROVIDER_NAME **list, ULONG flags)
{
    if (!name || !count || !list || flags) return STATUS_INVALID_PARAMETER;
    if (!algorithm_by_name(name)) return STATUS_NOT_FOUND;
    BCRYPT_PROVIDER_NAME *entry = heap_allocate(sizeof(*entry));
    if (!entry) return STATUS_NO_MEMORY;
    entry->pszProviderName = (WCHAR *)MS_PRIMITIVE_PROVIDER;
    *count = 1;
    *list = entry;
    return STATUS_SUCCESS;
}

VOID WINAPI BCryptFreeBuffer(PVOID buffer)
{
    heap_free(buffer);
}

NTSTATUS WINAPI BCryptGetFipsAlgorithmMode(BOOLEAN *enabled)
{
    if (!enabled) return STATUS_INVALID_PARAMETER;
    *enabled = FALSE;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptGenRandom(BCRYPT_ALG_HANDLE handle, PUCHAR buffer, ULONG size, ULONG flags)
{
    if (flags & ~(BCRYPT_RNG_USE_ENTROPY_IN_BUFFER | BCRYPT_USE_SYSTEM_PREFERRED_RNG)) return STATUS_INVALID_PARAMETER;
    if (!handle && !(flags & BCRYPT_USE_SYSTEM_PREFERRED_RNG)) return STATUS_INVALID_HANDLE;
    if (handle && (flags & BCRYPT_USE_SYSTEM_PREFERRED_RNG)) return STATUS_INVALID_PARAMETER;
    struct algorithm *algorithm = handle ? algorithm_of(handle) : NULL;
    if (handle && (!algorithm || algorithm->info->kind != KIND_RNG)) return STATUS_INVALID_HANDLE;
    if (!buffer) return size ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
    struct unix_random_bytes_args args = { .buffer = UNIX_PTR(buffer), .size = size };
    return unix_call_random_bytes(&args);
}
