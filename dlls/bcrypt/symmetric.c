/* Symmetric keys: encryption in blocks, streams, and with authentication. */
#include "bcrypt_private.h"

/* One run in the library. iv may be NULL. */
static NTSTATUS run(const struct key *key, bool encrypt, const void *iv, const UCHAR *input, ULONG size, UCHAR *output)
{
    ULONG mode = key->algorithm.mode;
    if (mode == CRYPTO_CFB8 && key->algorithm.feedback_size != 1) mode = CRYPTO_CFB;
    struct unix_crypto_cipher_args args = {
        .operation = CRYPTO_CIPHER_RUN,
        .cipher = key->algorithm.info->id,
        .mode = mode,
        .encrypt = encrypt,
        .key = UNIX_PTR(key->secret),
        .key_size = key->key_size,
        .iv = UNIX_PTR(iv),
        .iv_size = key->algorithm.info->block_size,
        .input = UNIX_PTR(input),
        .input_size = size,
        .output = UNIX_PTR(output),
        .effective_bits = key->effective_bits,
    };
    return size ? unix_call_crypto_cipher(&args) : STATUS_SUCCESS;
}

/* What the next call goes on with: the last block of ciphertext. */
static void advance_iv(UCHAR *iv, ULONG block, const UCHAR *cipher_text, ULONG size)
{
    if (size >= block) {
        memcpy(iv, cipher_text + size - block, block);
        return;
    }
    memmove(iv, iv + size, block - size);
    memcpy(iv + block - size, cipher_text, size);
}

struct pass { const struct key *key; UCHAR iv[16]; ULONG block; bool encrypt; };

static NTSTATUS pass_run(struct pass *pass, const UCHAR *input, ULONG size, UCHAR *output)
{
    UCHAR before[16];
    bool chained = pass->key->algorithm.mode != CRYPTO_ECB;
    if (!size) return STATUS_SUCCESS;
    memcpy(before, pass->iv, sizeof(before));
    if (chained && !pass->encrypt)
        advance_iv(pass->iv, pass->block, input, size); /* before it is overwritten in place */
    NTSTATUS status = run(pass->key, pass->encrypt, chained ? before : NULL, input, size, output);
    if (chained && pass->encrypt && !status) advance_iv(pass->iv, pass->block, output, size);
    return status;
}

static NTSTATUS encrypt_padded(struct pass *pass, const UCHAR *input, ULONG input_size, UCHAR *output)
{
    UCHAR last[16];
    ULONG whole = input_size - input_size % pass->block, rest = input_size - whole;
    memset(last, (int)(pass->block - rest), sizeof(last));
    memcpy(last, input + whole, rest);
    NTSTATUS status = pass_run(pass, input, whole, output);
    return status ? status : pass_run(pass, last, pass->block, output + whole);
}

static NTSTATUS decrypt_padded(struct pass *pass, const UCHAR *input, ULONG input_size, UCHAR *output, ULONG capacity,
                               ULONG *size)
{
    UCHAR last[16], cipher_text[16];
    ULONG whole = input_size - pass->block, wrong = 0;
    if (capacity < whole) return STATUS_BUFFER_TOO_SMALL;
    memcpy(cipher_text, input + whole, pass->block);
    NTSTATUS status = pass_run(pass, input, whole, output);
    if (!status) status = pass_run(pass, cipher_text, pass->block, last);
    if (status) return status;
    ULONG padding = last[pass->block - 1];
    if (!padding || padding > pass->block) return STATUS_DATA_ERROR;
    for (ULONG i = pass->block - padding; i < pass->block; i++) wrong |= last[i] ^ padding;
    if (wrong) return STATUS_DATA_ERROR;
    ULONG rest = pass->block - padding;
    *size = whole + rest;
    if (capacity < *size) return STATUS_BUFFER_TOO_SMALL;
    memcpy(output + whole, last, rest);
    return STATUS_SUCCESS;
}

/* ECB, CBC and CFB. */
static NTSTATUS crypt_blocks(struct key *key, bool encrypt, const UCHAR *input, ULONG input_size, UCHAR *iv,
                             ULONG iv_size, UCHAR *output, ULONG capacity, ULONG *size, ULONG flags)
{
    ULONG block = key->algorithm.info->block_size, mode = key->algorithm.mode;
    ULONG unit = mode == CRYPTO_CFB8 ? key->algorithm.feedback_size : block;
    bool padded = (flags & BCRYPT_BLOCK_PADDING) && mode != CRYPTO_CFB8;
    struct pass pass = { .key = key, .block = block, .encrypt = encrypt };
    if (iv && mode != CRYPTO_ECB && iv_size != block) return STATUS_INVALID_PARAMETER;
    if ((!padded || !encrypt) && input_size % unit) return STATUS_INVALID_BUFFER_SIZE;
    if (padded && !encrypt && !input_size) return STATUS_INVALID_BUFFER_SIZE;
    *size = padded && encrypt ? input_size - input_size % block + block : input_size;
    if (!output) return STATUS_SUCCESS;
    if (capacity < *size && !(padded && !encrypt)) return STATUS_BUFFER_TOO_SMALL;
    memcpy(pass.iv, iv ? iv : key->iv, block);
    NTSTATUS status;
    if (!padded) status = pass_run(&pass, input, input_size, output);
    else if (encrypt) status = encrypt_padded(&pass, input, input_size, output);
    else status = decrypt_padded(&pass, input, input_size, output, capacity, size);
    if (!status && iv && mode != CRYPTO_ECB) memcpy(iv, pass.iv, block);
    return status;
}

/* --- chains: RC4, and GCM in several calls --- */

static NTSTATUS chain_run(struct key *key, ULONG operation, bool encrypt,
                          const BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO *info, const UCHAR *input, ULONG size,
                          UCHAR *output)
{
    struct unix_crypto_cipher_args args = {
        .operation = operation,
        .object = key->chain,
        .cipher = key->algorithm.info->id,
        .mode = key->algorithm.mode,
        .encrypt = encrypt,
        .key = UNIX_PTR(key->secret),
        .key_size = key->key_size,
        .input = UNIX_PTR(input),
        .input_size = size,
        .output = UNIX_PTR(output),
        .effective_bits = key->effective_bits,
    };
    if (info && operation == CRYPTO_CHAIN_START) {
        args.iv = UNIX_PTR(info->pbNonce);
        args.iv_size = info->cbNonce;
    }
    if (info && operation != CRYPTO_CHAIN_START) {
        args.aad = UNIX_PTR(info->pbAuthData);
        args.aad_size = info->pbAuthData ? info->cbAuthData : 0;
        args.tag = UNIX_PTR(info->pbTag);
        args.tag_size = info->cbTag;
    }
    NTSTATUS status = unix_call_crypto_cipher(&args);
    if (operation == CRYPTO_CHAIN_START) key->chain = status ? 0 : args.object;
    return status;
}

static void chain_end(struct key *key)
{
    if (key->chain) chain_run(key, CRYPTO_CHAIN_FREE, false, NULL, NULL, 0, NULL);
    key->chain = 0;
}

/* RC4's state is the key's: each call goes on where the last one ended. */
static NTSTATUS crypt_stream(struct key *key, const UCHAR *input, ULONG input_size, UCHAR *output, ULONG capacity,
                             ULONG *size)
{
    NTSTATUS status = STATUS_SUCCESS;
    *size = input_size;
    if (!output) return STATUS_SUCCESS;
    if (capacity < input_size) return STATUS_BUFFER_TOO_SMALL;
    RtlEnterCriticalSection(key->lock);
    if (!key->chain) status = chain_run(key, CRYPTO_CHAIN_START, true, NULL, NULL, 0, NULL);
    if (!status) status = chain_run(key, CRYPTO_CHAIN_RUN, true, NULL, input, input_size, output);
    RtlLeaveCriticalSection(key->lock);
    return status;
}

static NTSTATUS crypt_chained(struct key *key, bool encrypt, BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO *info,
                              const UCHAR *input, ULONG size, UCHAR *output)
{
    bool more = info->dwFlags & BCRYPT_AUTH_MODE_CHAIN_CALLS_FLAG,
         going = info->dwFlags & BCRYPT_AUTH_MODE_IN_PROGRESS_FLAG;
    NTSTATUS status = STATUS_SUCCESS;
    if (more && size % 16) return STATUS_INVALID_BUFFER_SIZE;
    RtlEnterCriticalSection(key->lock);
    if (!going) {
        chain_end(key);
        status = chain_run(key, CRYPTO_CHAIN_START, encrypt, info, NULL, 0, NULL);
    } else if (!key->chain) {
        status = STATUS_INVALID_PARAMETER;
    }
    BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO step = *info;
    if (going) step.cbAuthData = 0;
    if (!status)
        status = chain_run(key, more ? CRYPTO_CHAIN_RUN : CRYPTO_CHAIN_FINISH, encrypt, &step, input, size, output);
    if (!more || status) chain_end(key);
    RtlLeaveCriticalSection(key->lock);
    if (more && !status) {
        info->dwFlags |= BCRYPT_AUTH_MODE_IN_PROGRESS_FLAG;
        info->cbData += size;
    } else {
        info->dwFlags &= ~BCRYPT_AUTH_MODE_IN_PROGRESS_FLAG;
    }
    return status;
}

static bool good_sizes(const struct key *key, const BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO *info)
{
    if (!info->pbNonce || (!info->pbAuthData && info->cbAuthData)) return false;
    bool last = !(info->dwFlags & BCRYPT_AUTH_MODE_CHAIN_CALLS_FLAG);
    if (last && !info->pbTag) return false;
    if (key->algorithm.mode == CRYPTO_GCM)
        return info->cbNonce == 12 && (!last || (info->cbTag >= 12 && info->cbTag <= 16));
    return info->cbNonce >= 7 && info->cbNonce <= 13 && info->cbTag >= 4 && info->cbTag <= 16 && !(info->cbTag & 1);
}

static NTSTATUS crypt_authenticated(struct key *key, bool encrypt, const UCHAR *input, ULONG input_size,
                                    BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO *info, UCHAR *output, ULONG capacity,
                                    ULONG *size)
{
    if (!info || info->cbSize != sizeof(*info) || info->dwInfoVersion != BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO_VERSION)
        return STATUS_INVALID_PARAMETER;
    *size = input_size;
    if (!output && input_size) return STATUS_SUCCESS;
    if (!good_sizes(key, info)) return STATUS_INVALID_PARAMETER;
    if (capacity < input_size) return STATUS_BUFFER_TOO_SMALL;
    if (info->dwFlags)
        return key->algorithm.mode == CRYPTO_GCM ? crypt_chained(key, encrypt, info, input, input_size, output)
                                                 : STATUS_NOT_SUPPORTED;
    struct unix_crypto_cipher_args args = {
        .operation = CRYPTO_CIPHER_RUN,
        .cipher = key->algorithm.info->id,
        .mode = key->algorithm.mode,
        .encrypt = encrypt,
        .key = UNIX_PTR(key->secret),
        .key_size = key->key_size,
        .iv = UNIX_PTR(info->pbNonce),
        .iv_size = info->cbNonce,
        .input = UNIX_PTR(input),
        .input_size = input_size,
        .output = UNIX_PTR(output),
        .aad = UNIX_PTR(info->pbAuthData),
        .aad_size = info->cbAuthData,
        .tag = UNIX_PTR(info->pbTag),
        .tag_size = info->cbTag,
    };
    NTSTATUS status = unix_call_crypto_cipher(&args);
    if (status && !encrypt && input_size) SecureZeroMemory(output, input_size); /* nothing unproven is left behind */
    return status;
}

NTSTATUS symmetric_crypt(struct key *key, bool encrypt, const UCHAR *input, ULONG input_size, void *padding, UCHAR *iv,
                         ULONG iv_size, UCHAR *output, ULONG capacity, ULONG *size, ULONG flags)
{
    UCHAR *copy = NULL;
    if (!size || (flags & ~BCRYPT_BLOCK_PADDING) || (!input && input_size)) return STATUS_INVALID_PARAMETER;
    if (input_size > 0x7fffff00) return STATUS_INVALID_BUFFER_SIZE;
    if (output && output != input && output < input + input_size &&
        input < output + capacity) { /* buffers that overlap in part */
        if (!(copy = heap_allocate(input_size + 1))) return STATUS_NO_MEMORY;
        memcpy(copy, input, input_size);
        input = copy;
    }
    NTSTATUS status;
    if (key->algorithm.info->id == CRYPTO_RC4) status = crypt_stream(key, input, input_size, output, capacity, size);
    else if (key->algorithm.mode >= CRYPTO_GCM)
        status = crypt_authenticated(key, encrypt, input, input_size, padding, output, capacity, size);
    else status = crypt_blocks(key, encrypt, input, input_size, iv, iv_size, output, capacity, size, flags);
    heap_free(copy);
    return status;
}

static bool good_key_size(const struct algorithm_info *info, ULONG size)
{
    const BCRYPT_KEY_LENGTHS_STRUCT *keys = &info->keys;
    ULONG bits = size * 8;
    if (size > 0x10000 || bits < keys->dwMinLength || bits > keys->dwMaxLength) return false;
    return !keys->dwIncrement || (bits - keys->dwMinLength) % keys->dwIncrement == 0;
}

NTSTATUS WINAPI BCryptGenerateSymmetricKey(BCRYPT_ALG_HANDLE handle, BCRYPT_KEY_HANDLE *result, PUCHAR object,
                                           ULONG object_size, PUCHAR secret, ULONG secret_size, ULONG flags)
{
    struct algorithm *algorithm = algorithm_of(handle);
    if (!algorithm) return STATUS_INVALID_HANDLE;
    if (!result || !secret || flags) return STATUS_INVALID_PARAMETER;
    if (algorithm->info->kind != KIND_CIPHER && algorithm->info->kind != KIND_DERIVATION) return STATUS_NOT_SUPPORTED;
    if (object && object_size < sizeof(struct key)) return STATUS_BUFFER_TOO_SMALL;
    bool derives = algorithm->info->kind == KIND_DERIVATION;
    if (!derives && !good_key_size(algorithm->info, secret_size)) return STATUS_INVALID_PARAMETER;
    struct key *key = key_new(algorithm);
    if (!key) return STATUS_NO_MEMORY;
    key->secret = heap_allocate(secret_size + 1);
    key->lock = heap_allocate_zeroed(sizeof(*key->lock));
    if (!key->secret || !key->lock) {
        heap_free(key->lock);
        key->lock = NULL;
        key_free(key);
        return STATUS_NO_MEMORY;
    }
    RtlInitializeCriticalSection(key->lock);
    memcpy(key->secret, secret, secret_size);
    key->key_size = secret_size;
    key->bits = secret_size * 8;
    *result = key;
    return STATUS_SUCCESS;
}

/* --- export and import --- */

#define OPAQUE_MAGIC 0x4f51504fu

NTSTATUS WINAPI BCryptImportKey(BCRYPT_ALG_HANDLE handle, BCRYPT_KEY_HANDLE wrapper, LPCWSTR kind,
                                BCRYPT_KEY_HANDLE *result, PUCHAR object, ULONG object_size, PUCHAR input, ULONG size,
                                ULONG flags)
{
    const BCRYPT_KEY_DATA_BLOB_HEADER *header = (const BCRYPT_KEY_DATA_BLOB_HEADER *)input;
    if (!algorithm_of(handle)) return STATUS_INVALID_HANDLE;
    if (!kind || !result || !input || flags) return STATUS_INVALID_PARAMETER;
    bool opaque = !wcscmp(kind, BCRYPT_OPAQUE_KEY_BLOB);
    if (wrapper || (!opaque && wcscmp(kind, BCRYPT_KEY_DATA_BLOB))) return STATUS_NOT_SUPPORTED;
    if (size < sizeof(*header) || header->dwMagic != (opaque ? OPAQUE_MAGIC : BCRYPT_KEY_DATA_BLOB_MAGIC) ||
        header->dwVersion != BCRYPT_KEY_DATA_BLOB_VERSION1 || header->cbKeyData > size - sizeof(*header))
        return STATUS_INVALID_PARAMETER;
    return BCryptGenerateSymmetricKey(handle, result, object, object_size, (UCHAR *)(header + 1), header->cbKeyData, 0);
}
