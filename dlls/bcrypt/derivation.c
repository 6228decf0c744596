/* Keys made from secrets: BCryptDeriveKey, BCryptKeyDerivation, PBKDF2. */
#include "bcrypt_private.h"

static const BCryptBuffer *find_buffer(const BCryptBufferDesc *list, ULONG type, ULONG skip)
{
    for (ULONG i = 0; list && i < list->cBuffers; i++)
        if (list->pBuffers[i].BufferType == type && !skip--) return &list->pBuffers[i];
    return NULL;
}

static struct piece piece_of(const BCryptBufferDesc *list, ULONG type, ULONG skip)
{
    const BCryptBuffer *buffer = find_buffer(list, type, skip);
    return buffer ? (struct piece){ buffer->pvBuffer, buffer->cbBuffer } : (struct piece){ "", 0 };
}

/* The hash that a list names, or the default. */
static ULONG digest_of(const BCryptBufferDesc *list, ULONG fallback)
{
    const BCryptBuffer *buffer = find_buffer(list, KDF_HASH_ALGORITHM, 0);
    WCHAR name[32];
    if (!buffer) return fallback;
    ULONG length = buffer->cbBuffer / sizeof(WCHAR);
    if (length >= ARRAYSIZE(name)) return CRYPTO_NO_DIGEST;
    memcpy(name, buffer->pvBuffer, length * sizeof(WCHAR));
    name[length] = 0;
    return digest_by_name(name);
}

static ULONG hmac(ULONG digest, struct piece key, const struct piece *pieces, ULONG count, UCHAR *result)
{
    return hash_pieces(digest, key.data, key.size, true, pieces, count, result);
}

static void store_be32(UCHAR *at, ULONG value)
{
    for (int i = 0; i < 4; i++) at[i] = (UCHAR)(value >> (24 - 8 * i));
}

static void append(UCHAR *output, ULONG wanted, ULONG *done, const UCHAR *bytes, ULONG size)
{
    ULONG count = wanted - *done < size ? wanted - *done : size;
    memcpy(output + *done, bytes, count);
    *done += count;
}

/* --- PBKDF2 --- */

static NTSTATUS pbkdf2(ULONG digest, struct piece password, struct piece salt, ULONGLONG iterations, UCHAR *output,
                       ULONG size)
{
    struct unix_crypto_pbkdf2_args args = {
        .digest = digest,
        .password = UNIX_PTR(password.data),
        .password_size = password.size,
        .salt = UNIX_PTR(salt.data),
        .salt_size = salt.size,
        .iterations = iterations,
        .result = UNIX_PTR(output),
        .result_size = size,
    };
    return unix_call_crypto_pbkdf2(&args);
}

NTSTATUS WINAPI BCryptDeriveKeyPBKDF2(BCRYPT_ALG_HANDLE handle, PUCHAR password, ULONG password_size, PUCHAR salt,
                                      ULONG salt_size, ULONGLONG iterations, PUCHAR output, ULONG size, ULONG flags)
{
    struct algorithm *algorithm = algorithm_of(handle);
    if (!algorithm) return STATUS_INVALID_HANDLE;
    if (!output || !size || !iterations || flags) return STATUS_INVALID_PARAMETER;
    if (algorithm->info->kind != KIND_HASH || !algorithm->keyed) return STATUS_INVALID_HANDLE;
    return pbkdf2(algorithm->info->id, (struct piece){password, password_size}, (struct piece){salt, salt_size},
                  iterations, output, size);
}

/* --- HKDF (RFC 5869) --- */

static NTSTATUS hkdf_expand(ULONG digest, struct piece prk, struct piece info, UCHAR *output, ULONG size)
{
    UCHAR block[64];
    ULONG done = 0, length = 0;
    for (UCHAR counter = 1; done < size; counter++) {
        struct piece pieces[] = { { block, length }, info, { &counter, 1 } };
        if (!counter || !(length = hmac(digest, prk, pieces, 3, block))) return STATUS_INVALID_PARAMETER;
        append(output, size, &done, block, length);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS hkdf_key_expand(struct key *key, const BCryptBufferDesc *list, UCHAR *output, ULONG size)
{
    UCHAR prk[64];
    struct piece secret = { key->secret, key->key_size }, salt = { key->derivation.salt, key->derivation.salt_size };
    if (!key->derivation.ready) return STATUS_INVALID_PARAMETER;
    ULONG length = key->key_size;
    if (key->derivation.is_prk && length <= sizeof(prk)) memcpy(prk, key->secret, length);
    else length = hmac(key->derivation.digest, salt, &secret, 1, prk);
    if (!length) return STATUS_INVALID_PARAMETER;
    return hkdf_expand(key->derivation.digest, (struct piece){prk, length}, piece_of(list, KDF_HKDF_INFO, 0), output,
                       size);
}

NTSTATUS derivation_set(struct key *key, const WCHAR *property, const UCHAR *input, ULONG size)
{
    if (!wcscmp(property, BCRYPT_HKDF_HASH_ALGORITHM)) {
        ULONG digest = digest_by_name((const WCHAR *)input);
        if (digest == CRYPTO_NO_DIGEST || key->derivation.ready) return STATUS_INVALID_PARAMETER;
        key->derivation.digest = digest;
        return STATUS_SUCCESS;
    }
    bool is_prk = !wcscmp(property, BCRYPT_HKDF_PRK_AND_FINALIZE);
    if (!is_prk && wcscmp(property, BCRYPT_HKDF_SALT_AND_FINALIZE)) return STATUS_NOT_SUPPORTED;
    if (!key->derivation.digest || key->derivation.ready) return STATUS_INVALID_PARAMETER;
    if (!is_prk && size) {
        if (!(key->derivation.salt = heap_allocate(size))) return STATUS_NO_MEMORY;
        memcpy(key->derivation.salt, input, key->derivation.salt_size = size);
    }
    key->derivation.is_prk = is_prk;
    key->derivation.ready = true;
    return STATUS_SUCCESS;
}

/* --- SP 800-108 (counter mode) and SP 800-56A (concatenation) --- */

static NTSTATUS sp800_108(ULONG digest, struct piece secret, const BCryptBufferDesc *list, UCHAR *output, ULONG size)
{
    UCHAR counter[4], bits[4], block[64], zero = 0;
    struct piece label = piece_of(list, KDF_LABEL, 0), context = piece_of(list, KDF_CONTEXT, 0);
    ULONG done = 0, length;
    store_be32(bits, size * 8);
    for (ULONG i = 1; done < size; i++) {
        store_be32(counter, i);
        struct piece pieces[] = { { counter, 4 }, label, { &zero, 1 }, context, { bits, 4 } };
        if (!(length = hmac(digest, secret, pieces, 5, block))) return STATUS_INVALID_PARAMETER;
        append(output, size, &done, block, length);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS sp800_56a(ULONG digest, struct piece secret, const BCryptBufferDesc *list, UCHAR *output, ULONG size)
{
    UCHAR counter[4], block[64];
    ULONG done = 0, length;
    for (ULONG i = 1; done < size; i++) {
        store_be32(counter, i);
        struct piece pieces[] = {{counter, 4},
                                 secret,
                                 piece_of(list, KDF_ALGORITHMID, 0),
                                 piece_of(list, KDF_PARTYUINFO, 0),
                                 piece_of(list, KDF_PARTYVINFO, 0),
                                 piece_of(list, KDF_SUPPPUBINFO, 0),
                                 piece_of(list, KDF_SUPPPRIVINFO, 0)};
        if (!(length = hash_pieces(digest, NULL, 0, false, pieces, ARRAYSIZE(pieces), block)))
            return STATUS_INVALID_PARAMETER;
        append(output, size, &done, block, length);
    }
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptKeyDerivation(BCRYPT_KEY_HANDLE handle, BCryptBufferDesc *list, PUCHAR output, ULONG size,
                                    ULONG *result, ULONG flags)
{
    struct key *key = is_object(handle, KEY_MAGIC) ? handle : NULL;
    if (!key || key->algorithm.info->kind != KIND_DERIVATION) return STATUS_INVALID_HANDLE;
    if (!output || !result || (flags & ~BCRYPT_CAPI_AES_FLAG)) return STATUS_INVALID_PARAMETER;
    const WCHAR *name = key->algorithm.info->name;
    struct piece secret = { key->secret, key->key_size };
    NTSTATUS status = STATUS_NOT_SUPPORTED;
    *result = size;
    if (!wcscmp(name, L"HKDF")) return hkdf_key_expand(key, list, output, size);
    ULONG digest = digest_of(list, CRYPTO_NO_DIGEST);
    if (digest == CRYPTO_NO_DIGEST) return STATUS_INVALID_PARAMETER;
    if (!wcscmp(name, L"PBKDF2")) {
        const BCryptBuffer *count = find_buffer(list, KDF_ITERATION_COUNT, 0);
        ULONGLONG iterations = 10000;
        if (count)
            iterations = count->cbBuffer == 8   ? *(const ULONGLONG *)count->pvBuffer
                         : count->cbBuffer == 4 ? *(const ULONG *)count->pvBuffer
                                                : 0;
        status = pbkdf2(digest, secret, piece_of(list, KDF_SALT, 0), iterations, output, size);
    } else if (!wcscmp(name, L"SP800_108_CTR_HMAC")) {
        status = sp800_108(digest, secret, list, output, size);
    } else if (!wcscmp(name, L"SP800_56A_CONCAT")) {
        status = sp800_56a(digest, secret, list, output, size);
    }
    return status;
}

/* --- from agreed secrets --- */

#define PIECES_MOST 32

/* HASH and HMAC: all prepended, the secret, all appended buffers. */
static NTSTATUS hash_secret(const struct secret *secret, bool keyed, const BCryptBufferDesc *list, ULONG flags,
                            UCHAR *output, ULONG capacity, ULONG *size)
{
    struct piece pieces[PIECES_MOST], key = piece_of(list, KDF_HMAC_KEY, 0), own = { secret->value, secret->size };
    ULONG count = 0, digest = digest_of(list, CRYPTO_SHA1);
    UCHAR value[64];
    if (digest == CRYPTO_NO_DIGEST) return STATUS_NOT_SUPPORTED;
    if (flags & KDF_USE_SECRET_AS_HMAC_KEY_FLAG) key = own;
    for (ULONG i = 0; find_buffer(list, KDF_SECRET_PREPEND, i) && count < PIECES_MOST / 2 - 1; i++)
        pieces[count++] = piece_of(list, KDF_SECRET_PREPEND, i);
    pieces[count++] = own;
    for (ULONG i = 0; find_buffer(list, KDF_SECRET_APPEND, i) && count < PIECES_MOST; i++)
        pieces[count++] = piece_of(list, KDF_SECRET_APPEND, i);
    ULONG length = hash_pieces(digest, key.data, key.size, keyed, pieces, count, value);
    if (!length) return STATUS_NOT_SUPPORTED;
    *size = length;
    if (!output) return STATUS_SUCCESS;
    *size = capacity < length ? capacity : length;
    memcpy(output, value, *size);
    return STATUS_SUCCESS;
}

/* P_hash of RFC 5246, section 5, xored onto the output. */
static NTSTATUS prf(ULONG digest, struct piece secret, struct piece label, struct piece seed, UCHAR *output, ULONG size)
{
    UCHAR a[64], block[64];
    struct piece start[] = { label, seed };
    ULONG length = hmac(digest, secret, start, 2, a);
    for (ULONG done = 0; done < size && length;) {
        struct piece pieces[] = { { a, length }, label, seed };
        if (!hmac(digest, secret, pieces, 3, block)) return STATUS_NOT_SUPPORTED;
        for (ULONG i = 0; i < length && done < size; i++) output[done++] ^= block[i];
        hmac(digest, secret, pieces, 1, a);
    }
    return length ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

static NTSTATUS tls_prf(const struct secret *secret, const BCryptBufferDesc *list, UCHAR *output, ULONG capacity,
                        ULONG *size)
{
    struct piece label = piece_of(list, KDF_TLS_PRF_LABEL, 0), seed = piece_of(list, KDF_TLS_PRF_SEED, 0);
    const BCryptBuffer *protocol = find_buffer(list, KDF_TLS_PRF_PROTOCOL, 0);
    bool newer = protocol && protocol->cbBuffer == sizeof(ULONG) && *(const ULONG *)protocol->pvBuffer >= 0x0303;
    if (!label.size || seed.size != 64) return STATUS_INVALID_PARAMETER;
    *size = 48;
    if (!output) return STATUS_SUCCESS;
    *size = capacity < 48 ? capacity : 48;
    memset(output, 0, *size);
    if (newer)
        return prf(digest_of(list, CRYPTO_SHA256), (struct piece){secret->value, secret->size}, label, seed, output,
                   *size);
    ULONG half = (secret->size + 1) / 2;
    NTSTATUS status = prf(CRYPTO_MD5, (struct piece){ secret->value, half }, label, seed, output, *size);
    return status ? status
                  : prf(CRYPTO_SHA1, (struct piece){secret->value + secret->size - half, half}, label, seed, output,
                        *size);
}

/* Windows gives the raw secret with the lowest byte first. */
static NTSTATUS raw_secret(const struct secret *secret, UCHAR *output, ULONG capacity, ULONG *size)
{
    *size = secret->size;
    if (!output) return STATUS_SUCCESS;
    if (capacity < *size) *size = capacity;
    for (ULONG i = 0; i < *size; i++) output[i] = secret->value[secret->size - 1 - i];
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptDeriveKey(BCRYPT_SECRET_HANDLE handle, LPCWSTR kind, BCryptBufferDesc *list, PUCHAR output,
                                ULONG capacity, ULONG *size, ULONG flags)
{
    struct secret *secret = handle;
    if (!is_object(handle, SECRET_MAGIC)) return STATUS_INVALID_HANDLE;
    if (!kind || !size) return STATUS_INVALID_PARAMETER;
    struct piece own = { secret->value, secret->size };
    if (!wcscmp(kind, BCRYPT_KDF_HASH)) return hash_secret(secret, false, list, flags, output, capacity, size);
    if (!wcscmp(kind, BCRYPT_KDF_HMAC)) return hash_secret(secret, true, list, flags, output, capacity, size);
    if (!wcscmp(kind, BCRYPT_KDF_TLS_PRF)) return tls_prf(secret, list, output, capacity, size);
    if (!wcscmp(kind, BCRYPT_KDF_RAW_SECRET)) return raw_secret(secret, output, capacity, size);
    ULONG digest = digest_of(list, CRYPTO_SHA1);
    *size = capacity;
    if (!wcscmp(kind, BCRYPT_KDF_SP80056A_CONCAT))
        return output ? sp800_56a(digest, own, list, output, capacity) : STATUS_SUCCESS;
    if (wcscmp(kind, BCRYPT_KDF_HKDF)) return STATUS_NOT_SUPPORTED;
    UCHAR prk[64];
    ULONG length = hmac(digest, piece_of(list, KDF_HKDF_SALT, 0), &own, 1, prk);
    if (!length || !output) return length ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
    return hkdf_expand(digest, (struct piece){ prk, length }, piece_of(list, KDF_HKDF_INFO, 0), output, capacity);
}

/* The key that CryptDeriveKey makes of a hash: its first bytes; where it is too short, or for AES, two hashes of it
 * padded as in HMAC. */
NTSTATUS WINAPI BCryptDeriveKeyCapi(BCRYPT_HASH_HANDLE handle, BCRYPT_ALG_HANDLE target, PUCHAR output, ULONG size,
                                    ULONG flags)
{
    struct hash *hash = is_object(handle, HASH_MAGIC) ? handle : NULL;
    UCHAR value[64], longer[128], pad[64];
    if (!hash) return STATUS_INVALID_HANDLE;
    if (!output || flags || size > 2 * hash->algorithm.info->length) return STATUS_INVALID_PARAMETER;
    ULONG length = hash->algorithm.info->length, digest = hash->algorithm.info->id;
    NTSTATUS status = BCryptFinishHash(hash, value, length, 0);
    if (status) return status;
    struct algorithm *algorithm = target ? algorithm_of(target) : NULL;
    bool aes = algorithm && algorithm->info->kind == KIND_CIPHER && algorithm->info->id == CRYPTO_AES;
    memcpy(longer, value, length);
    for (UCHAR half = 0; (aes || size > length) && half < 2; half++) {
        for (ULONG i = 0; i < sizeof(pad); i++) pad[i] = (UCHAR)((half ? 0x5c : 0x36) ^ (i < length ? value[i] : 0));
        struct piece piece = { pad, sizeof(pad) };
        if (!hash_pieces(digest, NULL, 0, false, &piece, 1, longer + half * length)) return STATUS_NOT_SUPPORTED;
    }
    memcpy(output, longer, size);
    return STATUS_SUCCESS;
}
