/* Cryptography by OpenSSL, which is loaded at the first of these calls. Unix side: dlls/bcrypt/unix, dlls/crypt32/unix,
 * dlls/secur32/unix. STATUS_NOT_SUPPORTED: the library, or the algorithm in it, is missing.
 *
 * An `object` is an address of Unix memory: PE code keeps it as a number and gives it back to the call that made it.
 * Calls on one object must not overlap in time unless its comment says so. */
#ifndef UNIX_CALLS_CRYPTO_H
#define UNIX_CALLS_CRYPTO_H

#include <stdint.h>

#ifndef STATUS_AUTH_TAG_MISMATCH
#define STATUS_AUTH_TAG_MISMATCH ((int32_t)0xC000A002)
#endif

enum crypto_digest {
    CRYPTO_NO_DIGEST,
    CRYPTO_MD4,
    CRYPTO_MD5,
    CRYPTO_SHA1,
    CRYPTO_SHA256,
    CRYPTO_SHA384,
    CRYPTO_SHA512,
    CRYPTO_MD5_SHA1,
    CRYPTO_AES_CMAC,
    CRYPTO_DIGEST_COUNT
};
enum crypto_cipher {
    CRYPTO_AES,
    CRYPTO_DES,
    CRYPTO_DES3,
    CRYPTO_DES3_112,
    CRYPTO_RC2,
    CRYPTO_RC4,
    CRYPTO_CIPHER_COUNT
};
enum crypto_mode { CRYPTO_ECB, CRYPTO_CBC, CRYPTO_CFB8, CRYPTO_CFB, CRYPTO_GCM, CRYPTO_CCM, CRYPTO_MODE_COUNT };
enum crypto_key_type {
    CRYPTO_RSA,
    CRYPTO_DSA,
    CRYPTO_DH,
    CRYPTO_P256,
    CRYPTO_P384,
    CRYPTO_P521,
    CRYPTO_X25519,
    CRYPTO_KEY_TYPE_COUNT
};
enum crypto_padding { CRYPTO_PADDING_NONE, CRYPTO_PADDING_PKCS1, CRYPTO_PADDING_OAEP, CRYPTO_PADDING_PSS };

/* A hash. START makes `object` (keyed, if key is not 0: HMAC; AES_CMAC always), ADD feeds `data`, FINISH writes the
 * value (its size: result_size, capacity before) and leaves the object only good for FREE, COPY makes `object` a second
 * one of `source`. */
enum crypto_digest_operation {
    CRYPTO_DIGEST_START,
    CRYPTO_DIGEST_ADD,
    CRYPTO_DIGEST_FINISH,
    CRYPTO_DIGEST_COPY,
    CRYPTO_DIGEST_FREE
};
struct unix_crypto_digest_args {
    uint64_t object, source, key, data, result;
    uint32_t operation, digest, key_size, data_size, result_size, is_keyed;
};

/* Symmetric encryption of whole blocks without padding. RUN: everything in one call; `iv` is what the mode needs (16 or
 * 8 bytes, the nonce for GCM and CCM), `tag` is written or verified (STATUS_AUTH_TAG_MISMATCH). Calls may overlap.
 * CHAIN_START makes `object`, CHAIN_RUN goes on with it, CHAIN_FINISH runs the last data and the tag, CHAIN_FREE ends
 * it: RC4 and chained GCM. */
enum crypto_cipher_operation {
    CRYPTO_CIPHER_RUN,
    CRYPTO_CHAIN_START,
    CRYPTO_CHAIN_RUN,
    CRYPTO_CHAIN_FINISH,
    CRYPTO_CHAIN_FREE,
    CRYPTO_CHAIN_COPY
};
struct unix_crypto_cipher_args {
    uint64_t object, source, key, iv, input, output, aad, tag;
    uint32_t operation, cipher, mode, encrypt;
    uint32_t key_size, iv_size, input_size, aad_size, tag_size, effective_bits; /* effective_bits: RC2 */
};

/* Keys of public-key algorithms; objects of this kind may be used by several threads at once. `in` and `out` are parts:
 * each a uint32_t with its size and the bytes, numbers with the highest byte first. An empty part is a missing one.
 *   RSA: n e d p q dp dq qi       (import: n e, or n e p q, or all)
 *   DSA: p q g public private     DH: p g public private
 *   P256...: x y d                X25519: public private
 * GENERATE: `bits` for RSA, DSA, DH; DH may give p and g as parts in `in`.
 * IMPORT_PUBLIC_DER: a SubjectPublicKeyInfo; IMPORT_PRIVATE_DER: PKCS #8 or the algorithm's own form. EXPORT_*_DER
 * likewise (PKCS #8). All set `type`, `bits` and `has_private`. */
enum crypto_key_operation {
    CRYPTO_KEY_GENERATE,
    CRYPTO_KEY_IMPORT,
    CRYPTO_KEY_EXPORT,
    CRYPTO_KEY_IMPORT_PUBLIC_DER,
    CRYPTO_KEY_IMPORT_PRIVATE_DER,
    CRYPTO_KEY_EXPORT_PUBLIC_DER,
    CRYPTO_KEY_EXPORT_PRIVATE_DER,
    CRYPTO_KEY_COPY,
    CRYPTO_KEY_FREE
};
struct unix_crypto_key_args {
    uint64_t object, source, in, out;
    uint32_t operation, type, bits, has_private;
    uint32_t in_size, out_size; /* out_size: capacity before, needed size after (STATUS_BUFFER_TOO_SMALL) */
};

/* What a key does. SIGN: hash -> signature; VERIFY: hash and signature (STATUS_INVALID_SIGNATURE); ENCRYPT, DECRYPT:
 * RSA; AGREE: the shared secret with `peer`, highest byte first. DSA and elliptic signatures are r and s, of equal
 * sizes. digest: of the hash (PKCS1, PSS) or of OAEP. */
enum crypto_key_use { CRYPTO_SIGN, CRYPTO_VERIFY, CRYPTO_ENCRYPT, CRYPTO_DECRYPT, CRYPTO_AGREE };
struct unix_crypto_key_use_args {
    uint64_t object, peer, in, out, label;
    uint32_t operation, padding, digest, salt_size;
    uint32_t in_size, out_size, label_size, unused; /* out_size: as above; for VERIFY the signature's size */
};

/* PBKDF2 with HMAC. */
struct unix_crypto_pbkdf2_args {
    uint64_t password, salt, iterations, result;
    uint32_t digest, password_size, salt_size, result_size;
};

/* Is this signed structure (kind 0: certificate, 1: revocation list, 2: request) signed by the key in this
 * SubjectPublicKeyInfo? */
struct unix_crypto_signed_verify_args { uint64_t data, key; uint32_t data_size, key_size, kind, unused; };

/* Opens a PFX (PKCS #12). password: UTF-8 with terminator. Result: parts: the private key (PKCS #8), its certificate,
 * further certificates. An empty part stands for a missing one. STATUS_WRONG_PASSWORD, STATUS_INVALID_PARAMETER (not a
 * PFX). out_size as above. */
struct unix_crypto_pfx_args { uint64_t in, password, out; uint32_t in_size, out_size; };

/* The certificates that the system trusts, as PEM text ($SSL_CERT_FILE, or the distribution's bundle). size as above.
 */
struct unix_crypto_system_roots_args { uint64_t text; uint32_t size, unused; };

/* The prefix's own secret, 32 bytes, made at the first use in a file that only its owner can read. */
struct unix_crypto_prefix_secret_args { uint64_t secret; } __attribute__((aligned(8)));

/* A TLS connection over memory. Output bytes are what must go to the peer.
 * OPEN makes `object`: in = name for SNI (UTF-8 with terminator, may be 0); is_server: certificate (chain, parts) and
 * key object in `chain`/`key`. STEP feeds `in` to the handshake: state tells whether it is done; consumed counts the
 * bytes taken of `in`. WRITE encrypts `in`; READ decrypts the one record `in`: out gets the data. CLOSE writes the
 * closing alert. */
enum tls_operation { TLS_OPEN, TLS_STEP, TLS_WRITE, TLS_READ, TLS_CLOSE, TLS_QUERY, TLS_FREE, TLS_TAKE };
enum tls_state { TLS_NEEDS_INPUT, TLS_DONE, TLS_PEER_CLOSED };
struct unix_tls_args {
    uint64_t object, in, out, chain, key, alpn;
    uint32_t operation, in_size, out_size, chain_size, alpn_size, consumed;
    uint32_t is_server, wants_client_certificate, oldest_version,
        newest_version;    /* 0x0301 ... 0x0304, 0: the library's choice */
    uint32_t state, alert; /* alert: of the failure, for STATUS_CONNECTION_ABORTED */
};
/* What TLS_QUERY writes to `out`. */
struct tls_info {
    uint32_t version, cipher_id, cipher_bits, tag_size, explicit_iv_size, block_size, mac_bits, exchange_bits,
        exchange_kind, client_certificate_asked;
    uint32_t peer_chain_size, alpn_size;
    char cipher_name[64], cipher_algorithm[16], hash_name[16], exchange_name[16];
    char alpn[64];
};
/* TLS_TAKE: the peer's certificates as parts, its own first. */

#endif
