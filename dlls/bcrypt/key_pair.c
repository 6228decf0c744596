/* Keys of public-key algorithms, and what all keys have in common. */
#include "bcrypt_private.h"

struct key *key_new(const struct algorithm *algorithm)
{
    struct key *key = heap_allocate_zeroed(sizeof(*key));
    if (!key) return NULL;
    key->magic = KEY_MAGIC;
    key->algorithm = *algorithm;
    key->type = algorithm->curve;
    return key;
}

static void object_free(uint64_t object)
{
    struct unix_crypto_key_args args = { .operation = CRYPTO_KEY_FREE, .object = object };
    if (object) unix_call_crypto_key(&args);
}

void key_free(struct key *key)
{
    struct unix_crypto_cipher_args args = { .operation = CRYPTO_CHAIN_FREE, .object = key->chain };
    if (key->chain) unix_call_crypto_cipher(&args);
    object_free(key->object);
    if (key->secret) SecureZeroMemory(key->secret, key->key_size);
    if (key->lock) RtlDeleteCriticalSection(key->lock);
    heap_free(key->lock);
    heap_free(key->secret);
    heap_free(key->parameters);
    heap_free(key->derivation.salt);
    key->magic = 0;
    heap_free(key);
}

static struct key *key_of(BCRYPT_KEY_HANDLE handle)
{
    return is_object(handle, KEY_MAGIC) ? handle : NULL;
}

static struct key *pair_of(BCRYPT_KEY_HANDLE handle)
{
    struct key *key = key_of(handle);
    return key && key->algorithm.info->kind == KIND_KEY && key->finalized ? key : NULL;
}

/* --- numbers --- */

UCHAR *parts_make(const struct piece *numbers, ULONG count, ULONG *size)
{
    *size = 0;
    for (ULONG i = 0; i < count; i++) *size += sizeof(ULONG) + numbers[i].size;
    UCHAR *parts = heap_allocate(*size + 1), *at = parts;
    for (ULONG i = 0; parts && i < count; i++) {
        memcpy(at, &numbers[i].size, sizeof(ULONG));
        memcpy(at + sizeof(ULONG), numbers[i].data, numbers[i].size);
        at += sizeof(ULONG) + numbers[i].size;
    }
    return parts;
}

NTSTATUS key_numbers(struct key *key, struct numbers *numbers)
{
    ULONG capacity = 16384;
    struct unix_crypto_key_args args = { .operation = CRYPTO_KEY_EXPORT, .object = key->object, .out_size = capacity };
    memset(numbers, 0, sizeof(*numbers));
    if (!(numbers->memory = heap_allocate(capacity))) return STATUS_NO_MEMORY;
    args.out = UNIX_PTR(numbers->memory);
    NTSTATUS status = unix_call_crypto_key(&args);
    for (ULONG at = 0; !status && at + sizeof(ULONG) <= args.out_size && numbers->count < NUMBERS_MOST;) {
        struct piece *number = &numbers->number[numbers->count++];
        memcpy(&number->size, numbers->memory + at, sizeof(ULONG));
        number->data = numbers->memory + at + sizeof(ULONG);
        at += sizeof(ULONG) + number->size;
    }
    if (!status) return STATUS_SUCCESS;
    heap_free(numbers->memory);
    numbers->memory = NULL;
    return status;
}

static NTSTATUS take_object(struct key *key, struct unix_crypto_key_args *args, NTSTATUS status)
{
    if (status) return status;
    key->object = args->object;
    key->type = args->type;
    key->bits = args->bits;
    key->has_private = args->has_private;
    key->finalized = true;
    return STATUS_SUCCESS;
}

NTSTATUS key_from_numbers(struct key *key, ULONG type, const struct piece *numbers, ULONG count)
{
    struct unix_crypto_key_args args = { .operation = CRYPTO_KEY_IMPORT, .type = type };
    ULONG size;
    UCHAR *parts = parts_make(numbers, count, &size);
    if (!parts) return STATUS_NO_MEMORY;
    args.in = UNIX_PTR(parts);
    args.in_size = size;
    NTSTATUS status = take_object(key, &args, unix_call_crypto_key(&args));
    SecureZeroMemory(parts, size);
    heap_free(parts);
    return status;
}

/* --- making --- */

NTSTATUS WINAPI BCryptGenerateKeyPair(BCRYPT_ALG_HANDLE handle, BCRYPT_KEY_HANDLE *result, ULONG bits, ULONG flags)
{
    struct algorithm *algorithm = algorithm_of(handle);
    if (!algorithm) return STATUS_INVALID_HANDLE;
    if (!result || flags) return STATUS_INVALID_PARAMETER;
    if (algorithm->info->kind != KIND_KEY) return STATUS_NOT_SUPPORTED;
    const BCRYPT_KEY_LENGTHS_STRUCT *keys = &algorithm->info->keys;
    if (!bits && !algorithm->info->any_curve) bits = keys->dwMinLength == keys->dwMaxLength ? keys->dwMinLength : 0;
    bool chosen = algorithm->info->any_curve && algorithm->curve != CRYPTO_KEY_TYPE_COUNT;
    if (algorithm->info->any_curve && !chosen) {
        ULONG curve = bits == 256   ? CRYPTO_P256
                      : bits == 384 ? CRYPTO_P384
                      : bits == 521 ? CRYPTO_P521
                                    : CRYPTO_KEY_TYPE_COUNT;
        if (curve == CRYPTO_KEY_TYPE_COUNT) return STATUS_INVALID_PARAMETER;
        struct key *key = key_new(algorithm);
        if (!key) return STATUS_NO_MEMORY;
        key->type = curve;
        key->bits = bits;
        *result = key;
        return STATUS_SUCCESS;
    }
    if (!chosen &&
        (bits < keys->dwMinLength || bits > keys->dwMaxLength || (keys->dwIncrement && bits % keys->dwIncrement)))
        return STATUS_INVALID_PARAMETER;
    struct key *key = key_new(algorithm);
    if (!key) return STATUS_NO_MEMORY;
    key->bits = bits;
    *result = key;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptFinalizeKeyPair(BCRYPT_KEY_HANDLE handle, ULONG flags)
{
    struct key *key = key_of(handle);
    if (!key || key->algorithm.info->kind != KIND_KEY) return STATUS_INVALID_HANDLE;
    if (flags) return STATUS_INVALID_PARAMETER;
    if (key->finalized) return STATUS_INVALID_HANDLE;
    struct unix_crypto_key_args args = {
        .operation = CRYPTO_KEY_GENERATE,
        .type = key->type,
        .bits = key->bits,
        .in = UNIX_PTR(key->parameters),
        .in_size = key->parameters_size,
    };
    return take_object(key, &args, unix_call_crypto_key(&args));
}

NTSTATUS WINAPI BCryptImportKeyPair(BCRYPT_ALG_HANDLE handle, BCRYPT_KEY_HANDLE wrapper, LPCWSTR kind,
                                    BCRYPT_KEY_HANDLE *result, PUCHAR input, ULONG size, ULONG flags)
{
    struct algorithm *algorithm = algorithm_of(handle);
    struct key *key;
    if (!algorithm) return STATUS_INVALID_HANDLE;
    if (!kind || !result || !input || (flags & ~BCRYPT_NO_KEY_VALIDATION)) return STATUS_INVALID_PARAMETER;
    if (wrapper || algorithm->info->kind != KIND_KEY) return STATUS_NOT_SUPPORTED;
    NTSTATUS status = import_blob(algorithm, kind, input, size, &key);
    if (!status) *result = key;
    return status;
}

NTSTATUS WINAPI BCryptExportKey(BCRYPT_KEY_HANDLE handle, BCRYPT_KEY_HANDLE wrapper, LPCWSTR kind, PUCHAR output,
                                ULONG capacity, ULONG *size, ULONG flags)
{
    struct key *key = key_of(handle);
    if (!key) return STATUS_INVALID_HANDLE;
    if (!kind || !size || flags) return STATUS_INVALID_PARAMETER;
    if (wrapper) return STATUS_NOT_SUPPORTED;
    if (key->algorithm.info->kind == KIND_KEY)
        return key->finalized ? export_blob(key, kind, output, capacity, size) : STATUS_INVALID_HANDLE;
    bool opaque = !wcscmp(kind, BCRYPT_OPAQUE_KEY_BLOB);
    if (!opaque && wcscmp(kind, BCRYPT_KEY_DATA_BLOB)) return STATUS_NOT_SUPPORTED;
    BCRYPT_KEY_DATA_BLOB_HEADER header = {opaque ? 0x4f51504fu : BCRYPT_KEY_DATA_BLOB_MAGIC,
                                          BCRYPT_KEY_DATA_BLOB_VERSION1, key->key_size};
    *size = sizeof(header) + key->key_size;
    if (!output) return STATUS_SUCCESS;
    if (capacity < *size) return STATUS_BUFFER_TOO_SMALL;
    memcpy(output, &header, sizeof(header));
    memcpy(output + sizeof(header), key->secret, key->key_size);
    return STATUS_SUCCESS;
}

static NTSTATUS copy_state(struct key *copy, const struct key *key)
{
    memcpy(copy->iv, key->iv, sizeof(copy->iv));
    copy->effective_bits = key->effective_bits;
    if (!key->chain) return STATUS_SUCCESS;
    struct unix_crypto_cipher_args args = { .operation = CRYPTO_CHAIN_COPY, .source = key->chain };
    NTSTATUS status = unix_call_crypto_cipher(&args);
    copy->chain = status ? 0 : args.object;
    return status;
}

NTSTATUS WINAPI BCryptDuplicateKey(BCRYPT_KEY_HANDLE handle, BCRYPT_KEY_HANDLE *result, PUCHAR object,
                                   ULONG object_size, ULONG flags)
{
    struct key *key = key_of(handle);
    if (!key) return STATUS_INVALID_HANDLE;
    if (!result || flags) return STATUS_INVALID_PARAMETER;
    if (key->algorithm.info->kind != KIND_KEY) {
        NTSTATUS status =
            BCryptGenerateSymmetricKey(&key->algorithm, result, object, object_size, key->secret, key->key_size, 0);
        return status ? status : copy_state(*result, key);
    }
    if (!key->finalized) return STATUS_INVALID_HANDLE;
    struct key *copy = key_new(&key->algorithm);
    if (!copy) return STATUS_NO_MEMORY;
    struct unix_crypto_key_args args = { .operation = CRYPTO_KEY_COPY, .source = key->object };
    unix_call_crypto_key(&args);
    args.type = key->type;
    args.bits = key->bits;
    args.has_private = key->has_private;
    take_object(copy, &args, STATUS_SUCCESS);
    *result = copy;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptDestroyKey(BCRYPT_KEY_HANDLE handle)
{
    struct key *key = key_of(handle);
    if (!key) return STATUS_INVALID_HANDLE;
    key_free(key);
    return STATUS_SUCCESS;
}

/* --- using --- */

/* The padding that flags and the structure beside them name. */
static NTSTATUS set_padding(const struct key *key, const void *info, ULONG flags, struct unix_crypto_key_use_args *args)
{
    const WCHAR *digest = NULL;
    if (key->type != CRYPTO_RSA) return info || (flags & 0xf) ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
    switch (flags & 0xf) {
    case BCRYPT_PAD_PKCS1:
        args->padding = CRYPTO_PADDING_PKCS1;
        if (args->operation == CRYPTO_ENCRYPT || args->operation == CRYPTO_DECRYPT) return STATUS_SUCCESS;
        if (!info) return STATUS_INVALID_PARAMETER;
        digest = ((const BCRYPT_PKCS1_PADDING_INFO *)info)->pszAlgId;
        if (!digest) return STATUS_SUCCESS;
        break;
    case BCRYPT_PAD_PSS:
        if (!info || args->operation == CRYPTO_ENCRYPT || args->operation == CRYPTO_DECRYPT)
            return STATUS_INVALID_PARAMETER;
        args->padding = CRYPTO_PADDING_PSS;
        args->salt_size = ((const BCRYPT_PSS_PADDING_INFO *)info)->cbSalt;
        digest = ((const BCRYPT_PSS_PADDING_INFO *)info)->pszAlgId;
        break;
    case BCRYPT_PAD_OAEP: {
        const BCRYPT_OAEP_PADDING_INFO *oaep = info;
        if (!oaep || args->operation == CRYPTO_SIGN || args->operation == CRYPTO_VERIFY)
            return STATUS_INVALID_PARAMETER;
        args->padding = CRYPTO_PADDING_OAEP;
        args->label = UNIX_PTR(oaep->pbLabel);
        args->label_size = oaep->cbLabel;
        digest = oaep->pszAlgId;
        break;
    }
    case BCRYPT_PAD_NONE:
        args->padding = CRYPTO_PADDING_NONE;
        return STATUS_SUCCESS;
    default: return STATUS_INVALID_PARAMETER;
    }
    args->digest = digest_by_name(digest);
    if (args->digest == CRYPTO_NO_DIGEST) return STATUS_NOT_SUPPORTED;
    if ((args->operation == CRYPTO_SIGN || args->operation == CRYPTO_VERIFY) &&
        args->in_size != algorithm_by_name(digest)->length)
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

static ULONG result_size(struct key *key)
{
    struct numbers numbers;
    if (key->type == CRYPTO_RSA) return (key->bits + 7) / 8;
    if (key->type != CRYPTO_DSA) return 2 * ((key->bits + 7) / 8);
    if (key_numbers(key, &numbers)) return 0;
    ULONG size = 2 * numbers.number[1].size; /* q */
    heap_free(numbers.memory);
    return size;
}

NTSTATUS WINAPI BCryptSignHash(BCRYPT_KEY_HANDLE handle, PVOID padding, PUCHAR input, ULONG input_size, PUCHAR output,
                               ULONG capacity, ULONG *size, ULONG flags)
{
    struct key *key = pair_of(handle);
    if (!key) return STATUS_INVALID_HANDLE;
    if (!size || !input || !input_size) return STATUS_INVALID_PARAMETER;
    if (!(key->algorithm.info->interfaces & BCRYPT_SIGNATURE_OPERATION)) return STATUS_NOT_SUPPORTED;
    if (!key->has_private) return STATUS_INVALID_PARAMETER;
    struct unix_crypto_key_use_args args = {
        .operation = CRYPTO_SIGN,
        .object = key->object,
        .in = UNIX_PTR(input),
        .in_size = input_size,
        .out = UNIX_PTR(output),
        .out_size = capacity,
    };
    *size = result_size(key);
    if (!output) return STATUS_SUCCESS;
    if (capacity < *size) return STATUS_BUFFER_TOO_SMALL;
    NTSTATUS status = set_padding(key, padding, flags, &args);
    return status ? status : unix_call_crypto_key_use(&args);
}

NTSTATUS WINAPI BCryptVerifySignature(BCRYPT_KEY_HANDLE handle, PVOID padding, PUCHAR hash, ULONG hash_size,
                                      PUCHAR signature, ULONG signature_size, ULONG flags)
{
    struct key *key = pair_of(handle);
    if (!key) return STATUS_INVALID_HANDLE;
    if (!hash || !hash_size || !signature || !signature_size) return STATUS_INVALID_PARAMETER;
    if (!(key->algorithm.info->interfaces & BCRYPT_SIGNATURE_OPERATION)) return STATUS_NOT_SUPPORTED;
    struct unix_crypto_key_use_args args = {
        .operation = CRYPTO_VERIFY,
        .object = key->object,
        .in = UNIX_PTR(hash),
        .in_size = hash_size,
        .out = UNIX_PTR(signature),
        .out_size = signature_size,
    };
    NTSTATUS status = set_padding(key, padding, flags, &args);
    return status ? status : unix_call_crypto_key_use(&args);
}

static NTSTATUS crypt(BCRYPT_KEY_HANDLE handle, bool encrypt, PUCHAR input, ULONG input_size, VOID *padding, PUCHAR iv,
                      ULONG iv_size, PUCHAR output, ULONG capacity, ULONG *size, ULONG flags)
{
    struct key *key = key_of(handle);
    if (!key) return STATUS_INVALID_HANDLE;
    if (key->algorithm.info->kind == KIND_CIPHER)
        return symmetric_crypt(key, encrypt, input, input_size, padding, iv, iv_size, output, capacity, size, flags);
    if (!pair_of(key)) return STATUS_INVALID_HANDLE;
    if (!(key->algorithm.info->interfaces & BCRYPT_ASYMMETRIC_ENCRYPTION_OPERATION)) return STATUS_NOT_SUPPORTED;
    if (!size || (!input && input_size) || (!encrypt && !key->has_private)) return STATUS_INVALID_PARAMETER;
    struct unix_crypto_key_use_args args = {
        .operation = encrypt ? CRYPTO_ENCRYPT : CRYPTO_DECRYPT,
        .object = key->object,
        .in = UNIX_PTR(input),
        .in_size = input_size,
        .out = UNIX_PTR(output),
        .out_size = capacity,
    };
    *size = result_size(key);
    if (!output) return STATUS_SUCCESS;
    if (encrypt && capacity < *size) return STATUS_BUFFER_TOO_SMALL;
    NTSTATUS status = set_padding(key, padding, flags, &args);
    if (!status) status = unix_call_crypto_key_use(&args);
    if (!status || status == STATUS_BUFFER_TOO_SMALL) *size = args.out_size;
    return status;
}

NTSTATUS WINAPI BCryptEncrypt(BCRYPT_KEY_HANDLE handle, PUCHAR input, ULONG input_size, VOID *padding, PUCHAR iv,
                              ULONG iv_size, PUCHAR output, ULONG capacity, ULONG *size, ULONG flags)
{
    return crypt(handle, true, input, input_size, padding, iv, iv_size, output, capacity, size, flags);
}

NTSTATUS WINAPI BCryptDecrypt(BCRYPT_KEY_HANDLE handle, PUCHAR input, ULONG input_size, VOID *padding, PUCHAR iv,
                              ULONG iv_size, PUCHAR output, ULONG capacity, ULONG *size, ULONG flags)
{
    return crypt(handle, false, input, input_size, padding, iv, iv_size, output, capacity, size, flags);
}

NTSTATUS WINAPI BCryptSecretAgreement(BCRYPT_KEY_HANDLE private_handle, BCRYPT_KEY_HANDLE public_handle,
                                      BCRYPT_SECRET_HANDLE *result, ULONG flags)
{
    struct key *own = pair_of(private_handle), *peer = pair_of(public_handle);
    if (!own || !peer) return STATUS_INVALID_HANDLE;
    if (!result || flags || own->type != peer->type || !own->has_private) return STATUS_INVALID_PARAMETER;
    if (!(own->algorithm.info->interfaces & BCRYPT_SECRET_AGREEMENT_OPERATION)) return STATUS_NOT_SUPPORTED;
    struct secret *secret = heap_allocate(sizeof(*secret) + 2048);
    if (!secret) return STATUS_NO_MEMORY;
    struct unix_crypto_key_use_args args = {
        .operation = CRYPTO_AGREE,
        .object = own->object,
        .peer = peer->object,
        .out = UNIX_PTR(secret->value),
        .out_size = 2048,
    };
    NTSTATUS status = unix_call_crypto_key_use(&args);
    if (status) {
        heap_free(secret);
        return status;
    }
    secret->magic = SECRET_MAGIC;
    secret->size = args.out_size;
    *result = secret;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptDestroySecret(BCRYPT_SECRET_HANDLE handle)
{
    struct secret *secret = handle;
    if (!is_object(handle, SECRET_MAGIC)) return STATUS_INVALID_HANDLE;
    SecureZeroMemory(secret->value, secret->size);
    secret->magic = 0;
    heap_free(secret);
    return STATUS_SUCCESS;
}
