/* Hashes and keyed hashes. */
#include "bcrypt_private.h"

static struct hash *hash_of(BCRYPT_HASH_HANDLE handle)
{
    return is_object(handle, HASH_MAGIC) ? handle : NULL;
}

static NTSTATUS start(struct hash *hash)
{
    struct unix_crypto_digest_args args = {
        .operation = CRYPTO_DIGEST_START,
        .digest = hash->algorithm.info->id,
        .key = UNIX_PTR(hash->key),
        .key_size = hash->key_size,
        .is_keyed = hash->algorithm.keyed,
    };
    NTSTATUS status = unix_call_crypto_digest(&args);
    hash->object = status ? 0 : args.object;
    return status;
}

static void end(struct hash *hash)
{
    struct unix_crypto_digest_args args = { .operation = CRYPTO_DIGEST_FREE, .object = hash->object };
    if (hash->object) unix_call_crypto_digest(&args);
    hash->object = 0;
}

static NTSTATUS add(uint64_t object, const void *data, ULONG size)
{
    struct unix_crypto_digest_args args = {
        .operation = CRYPTO_DIGEST_ADD, .object = object, .data = UNIX_PTR(data), .data_size = size};
    return size ? unix_call_crypto_digest(&args) : STATUS_SUCCESS;
}

static NTSTATUS finish(uint64_t object, UCHAR *result, ULONG size)
{
    struct unix_crypto_digest_args args = {
        .operation = CRYPTO_DIGEST_FINISH, .object = object, .result = UNIX_PTR(result), .result_size = size};
    return unix_call_crypto_digest(&args);
}

NTSTATUS WINAPI BCryptCreateHash(BCRYPT_ALG_HANDLE handle, BCRYPT_HASH_HANDLE *result, PUCHAR object, ULONG object_size,
                                 PUCHAR key, ULONG key_size, ULONG flags)
{
    struct algorithm *algorithm = algorithm_of(handle);
    if (!algorithm) return STATUS_INVALID_HANDLE;
    if (!result || (flags & ~BCRYPT_HASH_REUSABLE_FLAG)) return STATUS_INVALID_PARAMETER;
    if (algorithm->info->kind != KIND_HASH) return STATUS_NOT_SUPPORTED;
    if (object && object_size < sizeof(struct hash)) return STATUS_BUFFER_TOO_SMALL;
    bool keyed = algorithm->keyed || algorithm->info->id == CRYPTO_AES_CMAC;
    if (!keyed && (key || key_size)) return STATUS_INVALID_PARAMETER;
    if (key_size && !key) return STATUS_INVALID_PARAMETER;
    struct hash *hash = heap_allocate_zeroed(sizeof(*hash) + key_size);
    if (!hash) return STATUS_NO_MEMORY;
    hash->magic = HASH_MAGIC;
    hash->algorithm = *algorithm;
    hash->algorithm.keyed = keyed;
    if (flags & BCRYPT_HASH_REUSABLE_FLAG) hash->algorithm.reusable = true;
    hash->key_size = key_size;
    if (key_size) memcpy(hash->key, key, key_size);
    NTSTATUS status = start(hash);
    if (status) heap_free(hash);
    else *result = hash;
    return status;
}

NTSTATUS WINAPI BCryptHashData(BCRYPT_HASH_HANDLE handle, PUCHAR data, ULONG size, ULONG flags)
{
    struct hash *hash = hash_of(handle);
    if (!hash) return STATUS_INVALID_HANDLE;
    if (flags || (!data && size)) return STATUS_INVALID_PARAMETER;
    if (hash->finished) return STATUS_INVALID_HANDLE;
    return add(hash->object, data, size);
}

/* A reusable hash begins anew; any other is only good for BCryptDestroyHash. */
NTSTATUS WINAPI BCryptFinishHash(BCRYPT_HASH_HANDLE handle, PUCHAR output, ULONG size, ULONG flags)
{
    struct hash *hash = hash_of(handle);
    if (!hash) return STATUS_INVALID_HANDLE;
    if (flags || !output || size != hash->algorithm.info->length) return STATUS_INVALID_PARAMETER;
    if (hash->finished) return STATUS_INVALID_HANDLE;
    NTSTATUS status = finish(hash->object, output, size);
    end(hash);
    if (!status && hash->algorithm.reusable) return start(hash);
    hash->finished = true;
    return status;
}

NTSTATUS WINAPI BCryptDuplicateHash(BCRYPT_HASH_HANDLE handle, BCRYPT_HASH_HANDLE *result, PUCHAR object,
                                    ULONG object_size, ULONG flags)
{
    struct hash *hash = hash_of(handle);
    if (!hash) return STATUS_INVALID_HANDLE;
    if (!result || flags) return STATUS_INVALID_PARAMETER;
    if (object && object_size < sizeof(struct hash)) return STATUS_BUFFER_TOO_SMALL;
    struct hash *copy = heap_allocate(sizeof(*copy) + hash->key_size);
    if (!copy) return STATUS_NO_MEMORY;
    memcpy(copy, hash, sizeof(*copy) + hash->key_size);
    if (hash->object) {
        struct unix_crypto_digest_args args = { .operation = CRYPTO_DIGEST_COPY, .source = hash->object };
        NTSTATUS status = unix_call_crypto_digest(&args);
        if (status) {
            heap_free(copy);
            return status;
        }
        copy->object = args.object;
    }
    *result = copy;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptDestroyHash(BCRYPT_HASH_HANDLE handle)
{
    struct hash *hash = hash_of(handle);
    if (!hash) return STATUS_INVALID_HANDLE;
    end(hash);
    SecureZeroMemory(hash->key, hash->key_size);
    hash->magic = 0;
    heap_free(hash);
    return STATUS_SUCCESS;
}

ULONG hash_pieces(ULONG digest, const void *key, ULONG key_size, bool keyed, const struct piece *pieces, ULONG count,
                  UCHAR *result)
{
    struct unix_crypto_digest_args args = {
        .operation = CRYPTO_DIGEST_START,
        .digest = digest,
        .key = UNIX_PTR(key),
        .key_size = key_size,
        .is_keyed = keyed,
    };
    if (unix_call_crypto_digest(&args)) return 0;
    uint64_t object = args.object;
    NTSTATUS status = STATUS_SUCCESS;
    for (ULONG i = 0; i < count && !status; i++) status = add(object, pieces[i].data, pieces[i].size);
    args = (struct unix_crypto_digest_args){
        .operation = CRYPTO_DIGEST_FINISH, .object = object, .result = UNIX_PTR(result), .result_size = 64};
    if (!status) status = unix_call_crypto_digest(&args);
    ULONG size = status ? 0 : args.result_size;
    args = (struct unix_crypto_digest_args){ .operation = CRYPTO_DIGEST_FREE, .object = object };
    unix_call_crypto_digest(&args);
    return size;
}

NTSTATUS WINAPI BCryptHash(BCRYPT_ALG_HANDLE handle, PUCHAR key, ULONG key_size, PUCHAR input, ULONG input_size,
                           PUCHAR output, ULONG output_size)
{
    BCRYPT_HASH_HANDLE hash;
    NTSTATUS status = BCryptCreateHash(handle, &hash, NULL, 0, key, key_size, 0);
    if (status) return status;
    if (!(status = BCryptHashData(hash, input, input_size, 0))) status = BCryptFinishHash(hash, output, output_size, 0);
    BCryptDestroyHash(hash);
    return status;
}
