/* What keys do: signatures, RSA encryption, key agreement. */
#include <stdlib.h>
#include <string.h>
#include "openssl.h"

/* Our own copies of everything that the program gave. */
struct work {
    EVP_PKEY *key;
    EVP_PKEY_CTX *context;
    uint8_t *in, *signature, *label;
    int id;                     /* EVP_PKEY_... */
    uint32_t number_size;       /* of r and s */
    uint8_t result[4096];
    size_t result_size;
};

static uint32_t number_size(EVP_PKEY *key, int id)
{
    BIGNUM *q = NULL;
    uint32_t bits = (uint32_t)openssl.EVP_PKEY_get_bits(key);
    if (id == EVP_PKEY_DSA && openssl.EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_FFC_Q, &q) == 1)
        bits = (uint32_t)openssl.BN_num_bits(q);
    openssl.BN_free(q);
    return (bits + 7) / 8;
}

/* r || s to the library's form; the result is allocated. */
static int encode_pair(const struct work *work, const uint8_t *pair, uint8_t **der)
{
    int half = (int)work->number_size, size = -1;
    BIGNUM *r = openssl.BN_bin2bn(pair, half, NULL), *s = openssl.BN_bin2bn(pair + half, half, NULL);
    *der = NULL;
    if (work->id == EVP_PKEY_DSA) {
        DSA_SIG *signature = openssl.DSA_SIG_new();
        if (signature && openssl.DSA_SIG_set0(signature, r, s) == 1) size = openssl.i2d_DSA_SIG(signature, der);
        openssl.DSA_SIG_free(signature);
    } else {
        ECDSA_SIG *signature = openssl.ECDSA_SIG_new();
        if (signature && openssl.ECDSA_SIG_set0(signature, r, s) == 1) size = openssl.i2d_ECDSA_SIG(signature, der);
        openssl.ECDSA_SIG_free(signature);
    }
    return size;
}

static bool decode_pair(struct work *work)
{
    const uint8_t *der = work->result;
    const BIGNUM *r = NULL, *s = NULL;
    int half = (int)work->number_size;
    uint8_t pair[2 * 128];
    DSA_SIG *dsa = NULL;
    ECDSA_SIG *ecdsa = NULL;
    if (half > 128) return false;
    if (work->id == EVP_PKEY_DSA && (dsa = openssl.d2i_DSA_SIG(NULL, &der, (long)work->result_size)))
        openssl.DSA_SIG_get0(dsa, &r, &s);
    if (work->id == EVP_PKEY_EC && (ecdsa = openssl.d2i_ECDSA_SIG(NULL, &der, (long)work->result_size)))
        openssl.ECDSA_SIG_get0(ecdsa, &r, &s);
    bool done =
        r && s && openssl.BN_bn2binpad(r, pair, half) == half && openssl.BN_bn2binpad(s, pair + half, half) == half;
    if (done) memcpy(work->result, pair, work->result_size = 2 * (size_t)half);
    openssl.DSA_SIG_free(dsa);
    openssl.ECDSA_SIG_free(ecdsa);
    return done;
}

static bool set_rsa_padding(struct work *work, const struct unix_crypto_key_use_args *args)
{
    static const int paddings[] = { RSA_NO_PADDING, RSA_PKCS1_PADDING, RSA_PKCS1_OAEP_PADDING, RSA_PKCS1_PSS_PADDING };
    if (args->padding > CRYPTO_PADDING_PSS) return false;
    if (openssl.EVP_PKEY_CTX_set_rsa_padding(work->context, paddings[args->padding]) != 1) return false;
    EVP_MD *digest = openssl_digest(args->digest);
    if (args->padding == CRYPTO_PADDING_OAEP) {
        if (!digest || openssl.EVP_PKEY_CTX_set_rsa_oaep_md(work->context, digest) != 1 ||
            openssl.EVP_PKEY_CTX_set_rsa_mgf1_md(work->context, digest) != 1) return false;
        if (!args->label_size) return true;
        if (openssl.EVP_PKEY_CTX_set0_rsa_oaep_label(work->context, work->label, (int)args->label_size) != 1)
            return false;
        work->label = NULL; /* the context frees it */
        return true;
    }
    if (digest && openssl.EVP_PKEY_CTX_set_signature_md(work->context, digest) != 1) return false;
    return args->padding != CRYPTO_PADDING_PSS ||
           openssl.EVP_PKEY_CTX_set_rsa_pss_saltlen(work->context, (int)args->salt_size) == 1;
}

static NTSTATUS sign(struct work *work, const struct unix_crypto_key_use_args *args)
{
    if (openssl.EVP_PKEY_sign_init(work->context) != 1) return STATUS_NOT_SUPPORTED;
    if (work->id == EVP_PKEY_RSA && !set_rsa_padding(work, args)) return STATUS_INVALID_PARAMETER;
    if (openssl.EVP_PKEY_sign(work->context, work->result, &work->result_size, work->in, args->in_size) != 1)
        return STATUS_INVALID_PARAMETER;
    return work->id == EVP_PKEY_RSA || decode_pair(work) ? STATUS_SUCCESS : STATUS_INTERNAL_ERROR;
}

static NTSTATUS verify(struct work *work, const struct unix_crypto_key_use_args *args)
{
    if (openssl.EVP_PKEY_verify_init(work->context) != 1) return STATUS_NOT_SUPPORTED;
    if (work->id == EVP_PKEY_RSA) {
        if (!set_rsa_padding(work, args)) return STATUS_INVALID_PARAMETER;
        return openssl.EVP_PKEY_verify(work->context, work->signature, args->out_size, work->in, args->in_size) == 1
                   ? STATUS_SUCCESS : STATUS_INVALID_SIGNATURE;
    }
    uint8_t *der;
    if (args->out_size != 2 * work->number_size) return STATUS_INVALID_SIGNATURE;
    int size = encode_pair(work, work->signature, &der);
    bool good = size > 0 && openssl.EVP_PKEY_verify(work->context, der, (size_t)size, work->in, args->in_size) == 1;
    if (der) openssl.CRYPTO_free(der, __FILE__, __LINE__);
    return good ? STATUS_SUCCESS : STATUS_INVALID_SIGNATURE;
}

static NTSTATUS encrypt(struct work *work, const struct unix_crypto_key_use_args *args)
{
    bool ready = args->operation == CRYPTO_ENCRYPT ? openssl.EVP_PKEY_encrypt_init(work->context) == 1
                                                   : openssl.EVP_PKEY_decrypt_init(work->context) == 1;
    if (!ready || work->id != EVP_PKEY_RSA) return STATUS_NOT_SUPPORTED;
    if (!set_rsa_padding(work, args)) return STATUS_INVALID_PARAMETER;
    int done = args->operation == CRYPTO_ENCRYPT
                   ? openssl.EVP_PKEY_encrypt(work->context, work->result, &work->result_size, work->in, args->in_size)
                   : openssl.EVP_PKEY_decrypt(work->context, work->result, &work->result_size, work->in, args->in_size);
    return done == 1 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static NTSTATUS agree(struct work *work, const struct unix_crypto_key_use_args *args)
{
    EVP_PKEY *peer = (EVP_PKEY *)(uintptr_t)args->peer;
    if (!peer || openssl.EVP_PKEY_derive_init(work->context) != 1) return STATUS_NOT_SUPPORTED;
    if (work->id == EVP_PKEY_DH) openssl.EVP_PKEY_CTX_set_dh_pad(work->context, 1);
    if (openssl.EVP_PKEY_derive_set_peer(work->context, peer) != 1 ||
        openssl.EVP_PKEY_derive(work->context, work->result, &work->result_size) != 1) return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

static NTSTATUS perform(struct work *work, struct unix_crypto_key_use_args *args)
{
    work->id = openssl.EVP_PKEY_get_base_id(work->key);
    work->number_size = number_size(work->key, work->id);
    work->result_size = sizeof(work->result);
    if (!(work->context = openssl.EVP_PKEY_CTX_new_from_pkey(NULL, work->key, NULL))) return STATUS_NO_MEMORY;
    switch (args->operation) {
    case CRYPTO_SIGN: return sign(work, args);
    case CRYPTO_VERIFY: return verify(work, args);
    case CRYPTO_ENCRYPT:
    case CRYPTO_DECRYPT: return encrypt(work, args);
    case CRYPTO_AGREE: return agree(work, args);
    default: return STATUS_INVALID_PARAMETER;
    }
}

NTSTATUS unix_crypto_key_use(struct unix_crypto_key_use_args *args)
{
    struct work work = { .key = (EVP_PKEY *)(uintptr_t)args->object };
    if (!openssl_load() || !work.key) return STATUS_NOT_SUPPORTED;
    work.in = bytes_take(args->in, args->in_size);
    work.signature = args->operation == CRYPTO_VERIFY ? bytes_take(args->out, args->out_size) : NULL;
    work.label = bytes_take(args->label, args->label_size);
    bool copied = work.in && work.label && (work.signature || args->operation != CRYPTO_VERIFY);
    NTSTATUS status = copied ? perform(&work, args) : STATUS_NO_MEMORY;
    openssl.EVP_PKEY_CTX_free(work.context);
    openssl.ERR_clear_error();
    free(work.in);
    free(work.signature);
    free(work.label);
    if (!status && args->operation != CRYPTO_VERIFY)
        status = bytes_give(work.result, work.result_size, args->out, &args->out_size);
    explicit_bzero(work.result, sizeof(work.result));
    return status;
}
