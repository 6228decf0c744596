/* Symmetric encryption. */
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "openssl.h"

static const char *const mode_names[CRYPTO_MODE_COUNT] = { "ECB", "CBC", "CFB8", "CFB", "GCM", "CCM" };

static bool cipher_name(const struct unix_crypto_cipher_args *args, char *name, size_t size)
{
    if (args->mode >= CRYPTO_MODE_COUNT) return false;
    const char *mode = mode_names[args->mode];
    switch (args->cipher) {
    case CRYPTO_AES: return snprintf(name, size, "AES-%u-%s", args->key_size * 8, mode) > 0;
    case CRYPTO_DES: return snprintf(name, size, "DES-%s", mode) > 0;
    case CRYPTO_DES3: return snprintf(name, size, "DES-EDE3-%s", mode) > 0;
    case CRYPTO_DES3_112: return snprintf(name, size, "DES-EDE-%s", mode) > 0;
    case CRYPTO_RC2: return snprintf(name, size, "RC2-%s", mode) > 0;
    case CRYPTO_RC4: return snprintf(name, size, "RC4") > 0;
    default: return false;
    }
}

/* Ciphers are fetched once; the table is indexed by cipher, mode and, for AES, key size. */
static EVP_CIPHER *find_cipher(const struct unix_crypto_cipher_args *args)
{
    static EVP_CIPHER *fetched[CRYPTO_CIPHER_COUNT][CRYPTO_MODE_COUNT][4];
    char name[32];
    uint32_t row = args->cipher == CRYPTO_AES ? args->key_size / 8 - 1 : 0;
    if (args->cipher >= CRYPTO_CIPHER_COUNT || row >= 4 || !cipher_name(args, name, sizeof(name))) return NULL;
    EVP_CIPHER **slot = &fetched[args->cipher][args->mode][row];
    EVP_CIPHER *cipher = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
    if (cipher) return cipher;
    if (args->cipher != CRYPTO_AES && args->cipher != CRYPTO_DES3) openssl_load_legacy();
    cipher = openssl.EVP_CIPHER_fetch(NULL, name, NULL);
    if (cipher) __atomic_store_n(slot, cipher, __ATOMIC_RELEASE);
    return cipher;
}

static pthread_key_t context_key;
static pthread_once_t context_once = PTHREAD_ONCE_INIT;

static void free_context(void *context)
{
    openssl.EVP_CIPHER_CTX_free(context);
}

static void make_context_key(void)
{
    pthread_key_create(&context_key, free_context);
}

/* One context a thread, kept: nothing is lost when the program's memory faults in the middle. */
static EVP_CIPHER_CTX *thread_context(void)
{
    pthread_once(&context_once, make_context_key);
    EVP_CIPHER_CTX *context = pthread_getspecific(context_key);
    if (!context && (context = openssl.EVP_CIPHER_CTX_new())) pthread_setspecific(context_key, context);
    return context;
}

static bool is_authenticated(uint32_t mode)
{
    return mode == CRYPTO_GCM || mode == CRYPTO_CCM;
}

static bool prepare(EVP_CIPHER_CTX *context, const struct unix_crypto_cipher_args *args)
{
    const uint8_t *key = (const uint8_t *)(uintptr_t)args->key, *iv = (const uint8_t *)(uintptr_t)args->iv;
    EVP_CIPHER *cipher = find_cipher(args);
    int encrypt = args->encrypt != 0;
    if (!cipher || openssl.EVP_CIPHER_CTX_reset(context) != 1) return false;
    if (openssl.EVP_CipherInit_ex(context, cipher, NULL, NULL, NULL, encrypt) != 1) return false;
    if (args->cipher == CRYPTO_RC2 || args->cipher == CRYPTO_RC4) {
        if (openssl.EVP_CIPHER_CTX_set_key_length(context, (int)args->key_size) != 1) return false;
        if (args->cipher == CRYPTO_RC2 && args->effective_bits)
            openssl.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_SET_RC2_KEY_BITS, (int)args->effective_bits, NULL);
    }
    if (is_authenticated(args->mode)) {
        if (openssl.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, (int)args->iv_size, NULL) != 1) return false;
        bool early_tag = args->mode == CRYPTO_CCM;
        if (early_tag && openssl.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, (int)args->tag_size,
                                                     encrypt ? NULL : (void *)(uintptr_t)args->tag) != 1) return false;
    }
    if (openssl.EVP_CipherInit_ex(context, NULL, NULL, key, iv, encrypt) != 1) return false;
    openssl.EVP_CIPHER_CTX_set_padding(context, 0);
    return true;
}

static bool update(EVP_CIPHER_CTX *context, const struct unix_crypto_cipher_args *args)
{
    int done;
    uint8_t *output = (uint8_t *)(uintptr_t)args->output;
    if (args->mode == CRYPTO_CCM && openssl.EVP_CipherUpdate(context, NULL, &done, NULL, (int)args->input_size) != 1)
        return false;
    if (args->aad_size &&
        openssl.EVP_CipherUpdate(context, NULL, &done, (const uint8_t *)(uintptr_t)args->aad, (int)args->aad_size) != 1)
        return false;
    if (!args->input_size && args->mode != CRYPTO_CCM) return true;
    uint8_t nothing; /* CCM's data step makes or checks the tag, so it is taken for empty data too */
    if (!args->input_size) output = &nothing;
    const uint8_t *input = args->input_size ? (const uint8_t *)(uintptr_t)args->input : &nothing;
    return openssl.EVP_CipherUpdate(context, output, &done, input, (int)args->input_size) == 1;
}

/* The end of authenticated data: the tag is made or compared. */
static NTSTATUS finish_tag(EVP_CIPHER_CTX *context, const struct unix_crypto_cipher_args *args)
{
    uint8_t rest[32];
    int done;
    void *tag = (void *)(uintptr_t)args->tag;
    if (args->mode == CRYPTO_GCM && !args->encrypt &&
        openssl.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, (int)args->tag_size, tag) != 1)
        return STATUS_INVALID_PARAMETER;
    bool skip_final = args->mode == CRYPTO_CCM && !args->encrypt; /* the data step has checked it */
    if (!skip_final && openssl.EVP_CipherFinal_ex(context, rest, &done) != 1)
        return args->encrypt ? STATUS_INTERNAL_ERROR : STATUS_AUTH_TAG_MISMATCH;
    if (args->encrypt && openssl.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, (int)args->tag_size, tag) != 1)
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

static NTSTATUS run(struct unix_crypto_cipher_args *args)
{
    EVP_CIPHER_CTX *context = thread_context();
    if (!context) return STATUS_NO_MEMORY;
    if (!find_cipher(args)) return STATUS_NOT_SUPPORTED;
    NTSTATUS status = prepare(context, args) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    if (!status && !update(context, args))
        status = args->mode == CRYPTO_CCM && !args->encrypt ? STATUS_AUTH_TAG_MISMATCH : STATUS_INTERNAL_ERROR;
    if (!status && is_authenticated(args->mode)) status = finish_tag(context, args);
    openssl.EVP_CIPHER_CTX_reset(context); /* the key does not stay in memory */
    openssl.ERR_clear_error();
    return status;
}

static NTSTATUS chain_start(struct unix_crypto_cipher_args *args)
{
    if (!find_cipher(args)) return STATUS_NOT_SUPPORTED;
    EVP_CIPHER_CTX *context = openssl.EVP_CIPHER_CTX_new();
    if (!context) return STATUS_NO_MEMORY;
    if (prepare(context, args)) {
        args->object = (uintptr_t)context;
        return STATUS_SUCCESS;
    }
    openssl.EVP_CIPHER_CTX_free(context);
    return STATUS_INVALID_PARAMETER;
}

static NTSTATUS chain_copy(struct unix_crypto_cipher_args *args)
{
    EVP_CIPHER_CTX *context = openssl.EVP_CIPHER_CTX_new();
    if (!context) return STATUS_NO_MEMORY;
    if (openssl.EVP_CIPHER_CTX_copy(context, (EVP_CIPHER_CTX *)(uintptr_t)args->source) != 1) {
        openssl.EVP_CIPHER_CTX_free(context);
        return STATUS_INTERNAL_ERROR;
    }
    args->object = (uintptr_t)context;
    return STATUS_SUCCESS;
}

NTSTATUS unix_crypto_cipher(struct unix_crypto_cipher_args *args)
{
    EVP_CIPHER_CTX *context = (EVP_CIPHER_CTX *)(uintptr_t)args->object;
    if (!openssl_load()) return STATUS_NOT_SUPPORTED;
    if (args->input_size > INT_MAX || args->aad_size > INT_MAX) return STATUS_INVALID_PARAMETER;
    switch (args->operation) {
    case CRYPTO_CIPHER_RUN: return run(args);
    case CRYPTO_CHAIN_START: return chain_start(args);
    case CRYPTO_CHAIN_RUN: return update(context, args) ? STATUS_SUCCESS : STATUS_INTERNAL_ERROR;
    case CRYPTO_CHAIN_FINISH: return update(context, args) ? finish_tag(context, args) : STATUS_INTERNAL_ERROR;
    case CRYPTO_CHAIN_COPY: return chain_copy(args);
    case CRYPTO_CHAIN_FREE:
        openssl.EVP_CIPHER_CTX_free(context);
        return STATUS_SUCCESS;
    default: return STATUS_INVALID_PARAMETER;
    }
}
