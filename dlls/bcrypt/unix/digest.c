/* Hashes, HMACs and AES-CMAC. */
#include <stdlib.h>
#include "openssl.h"

struct digest { EVP_MD_CTX *plain; EVP_MAC_CTX *keyed; };

static const char *const names[CRYPTO_DIGEST_COUNT] = {
    [CRYPTO_MD4] = "MD4",       [CRYPTO_MD5] = "MD5",       [CRYPTO_SHA1] = "SHA1",         [CRYPTO_SHA256] = "SHA256",
    [CRYPTO_SHA384] = "SHA384", [CRYPTO_SHA512] = "SHA512", [CRYPTO_MD5_SHA1] = "MD5-SHA1",
};

const char *openssl_digest_name(uint32_t digest)
{
    return digest < CRYPTO_DIGEST_COUNT ? names[digest] : NULL;
}

/* Fetched once: looking one up by its name costs more than hashing a short text. */
EVP_MD *openssl_digest(uint32_t digest)
{
    static EVP_MD *fetched[CRYPTO_DIGEST_COUNT];
    if (!openssl_digest_name(digest)) return NULL;
    EVP_MD *md = __atomic_load_n(&fetched[digest], __ATOMIC_ACQUIRE);
    if (md) return md;
    if (digest == CRYPTO_MD4) openssl_load_legacy();
    md = openssl.EVP_MD_fetch(NULL, names[digest], NULL);
    if (md) __atomic_store_n(&fetched[digest], md, __ATOMIC_RELEASE);
    return md;
}

static EVP_MAC *openssl_mac(bool cmac)
{
    static EVP_MAC *fetched[2];
    EVP_MAC *mac = __atomic_load_n(&fetched[cmac], __ATOMIC_ACQUIRE);
    if (mac) return mac;
    mac = openssl.EVP_MAC_fetch(NULL, cmac ? "CMAC" : "HMAC", NULL);
    if (mac) __atomic_store_n(&fetched[cmac], mac, __ATOMIC_RELEASE);
    return mac;
}

static void digest_free(struct digest *digest)
{
    if (digest->plain) openssl.EVP_MD_CTX_free(digest->plain);
    if (digest->keyed) openssl.EVP_MAC_CTX_free(digest->keyed);
    free(digest);
}

static bool start_keyed(struct digest *digest, const struct unix_crypto_digest_args *args, const void *key)
{
    bool cmac = args->digest == CRYPTO_AES_CMAC;
    char cipher[16];
    EVP_MAC *mac = openssl_mac(cmac);
    if (!mac || !(digest->keyed = openssl.EVP_MAC_CTX_new(mac))) return false;
    snprintf(cipher, sizeof(cipher), "AES-%u-CBC", args->key_size * 8);
    OSSL_PARAM parameters[] = {
        openssl.OSSL_PARAM_construct_utf8_string(cmac ? OSSL_MAC_PARAM_CIPHER : OSSL_MAC_PARAM_DIGEST,
                                                 cmac ? cipher : (char *)names[args->digest], 0),
        openssl.OSSL_PARAM_construct_end(),
    };
    return openssl.EVP_MAC_init(digest->keyed, key, args->key_size, parameters) == 1;
}

static bool start_plain(struct digest *digest, uint32_t kind)
{
    EVP_MD *md = openssl_digest(kind);
    return md && (digest->plain = openssl.EVP_MD_CTX_new()) && openssl.EVP_DigestInit_ex(digest->plain, md, NULL) == 1;
}

static NTSTATUS digest_start(struct unix_crypto_digest_args *args)
{
    bool keyed = args->is_keyed || args->digest == CRYPTO_AES_CMAC;
    if (args->digest != CRYPTO_AES_CMAC && !openssl_digest(args->digest)) return STATUS_NOT_SUPPORTED;
    void *key = keyed ? bytes_take(args->key, args->key_size) : NULL;
    struct digest *digest = calloc(1, sizeof(*digest));
    bool started = digest && (keyed ? key && start_keyed(digest, args, key) : start_plain(digest, args->digest));
    free(key);
    if (started) {
        args->object = (uintptr_t)digest;
        return STATUS_SUCCESS;
    }
    if (digest) digest_free(digest);
    return digest ? STATUS_INVALID_PARAMETER : STATUS_NO_MEMORY;
}

static NTSTATUS digest_copy(struct unix_crypto_digest_args *args)
{
    const struct digest *source = (const struct digest *)(uintptr_t)args->source;
    struct digest *digest = calloc(1, sizeof(*digest));
    if (!digest) return STATUS_NO_MEMORY;
    bool copied;
    if (source->keyed) copied = (digest->keyed = openssl.EVP_MAC_CTX_dup(source->keyed)) != NULL;
    else
        copied =
            (digest->plain = openssl.EVP_MD_CTX_new()) && openssl.EVP_MD_CTX_copy_ex(digest->plain, source->plain) == 1;
    if (!copied) {
        digest_free(digest);
        return STATUS_NO_MEMORY;
    }
    args->object = (uintptr_t)digest;
    return STATUS_SUCCESS;
}

static NTSTATUS digest_finish(struct unix_crypto_digest_args *args)
{
    struct digest *digest = (struct digest *)(uintptr_t)args->object;
    uint8_t value[EVP_MAX_MD_SIZE];
    size_t size = 0;
    unsigned plain_size = 0;
    int done = digest->keyed ? openssl.EVP_MAC_final(digest->keyed, value, &size, sizeof(value))
                             : openssl.EVP_DigestFinal_ex(digest->plain, value, &plain_size);
    if (done != 1) return STATUS_INTERNAL_ERROR;
    return bytes_give(value, digest->keyed ? size : plain_size, args->result, &args->result_size);
}

static NTSTATUS digest_add(struct unix_crypto_digest_args *args)
{
    struct digest *digest = (struct digest *)(uintptr_t)args->object;
    const void *data = (const void *)(uintptr_t)args->data;
    int done = digest->keyed ? openssl.EVP_MAC_update(digest->keyed, data, args->data_size)
                             : openssl.EVP_DigestUpdate(digest->plain, data, args->data_size);
    return done == 1 ? STATUS_SUCCESS : STATUS_INTERNAL_ERROR;
}

NTSTATUS unix_crypto_digest(struct unix_crypto_digest_args *args)
{
    if (!openssl_load()) return STATUS_NOT_SUPPORTED;
    switch (args->operation) {
    case CRYPTO_DIGEST_START: return digest_start(args);
    case CRYPTO_DIGEST_ADD: return digest_add(args);
    case CRYPTO_DIGEST_FINISH: return digest_finish(args);
    case CRYPTO_DIGEST_COPY: return digest_copy(args);
    case CRYPTO_DIGEST_FREE:
        digest_free((struct digest *)(uintptr_t)args->object);
        return STATUS_SUCCESS;
    default: return STATUS_INVALID_PARAMETER;
    }
}

NTSTATUS unix_crypto_pbkdf2(struct unix_crypto_pbkdf2_args *args)
{
    EVP_MD *md = openssl_load() ? openssl_digest(args->digest) : NULL;
    if (!md) return STATUS_NOT_SUPPORTED;
    if (!args->iterations || args->iterations > INT32_MAX || args->password_size > INT32_MAX ||
        args->result_size > INT32_MAX)
        return STATUS_INVALID_PARAMETER;
    void *password = bytes_take(args->password, args->password_size), *salt = bytes_take(args->salt, args->salt_size);
    uint8_t *result = malloc(args->result_size ? args->result_size : 1);
    bool done = password && salt && result &&
                openssl.PKCS5_PBKDF2_HMAC(password, (int)args->password_size, salt, (int)args->salt_size,
                                          (int)args->iterations, md, (int)args->result_size, result) == 1;
    NTSTATUS status = done ? bytes_give(result, args->result_size, args->result, &args->result_size) : STATUS_NO_MEMORY;
    free(password);
    free(salt);
    free(result);
    return status;
}
