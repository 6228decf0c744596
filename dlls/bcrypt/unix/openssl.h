/* OpenSSL for the Unix side: loaded at the first cryptographic call, so that other programs pay nothing for it. */
#ifndef OPENSSL_H
#define OPENSSL_H

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include "unix_private.h"

#define LIBCRYPTO_FUNCTIONS(F) \
    F(BIO_ctrl) F(BIO_ctrl_pending) F(BIO_free) F(BIO_new) F(BIO_read) F(BIO_s_mem) F(BIO_write) \
    F(BN_CTX_free) F(BN_CTX_new) F(BN_bin2bn) F(BN_bn2bin) F(BN_bn2binpad) F(BN_clear_free) F(BN_free) F(BN_nnmod) F(BN_mod_inverse) \
    F(BN_mul) F(BN_new) F(BN_num_bits) F(BN_sub_word) F(BN_dup) \
    F(CRYPTO_free) F(CRYPTO_memcmp) \
    F(DSA_SIG_free) F(DSA_SIG_get0) F(DSA_SIG_new) F(DSA_SIG_set0) F(d2i_DSA_SIG) F(i2d_DSA_SIG) \
    F(ECDSA_SIG_free) F(ECDSA_SIG_get0) F(ECDSA_SIG_new) F(ECDSA_SIG_set0) F(d2i_ECDSA_SIG) F(i2d_ECDSA_SIG) \
    F(EC_GROUP_free) F(EC_GROUP_new_by_curve_name) F(EC_POINT_free) F(EC_POINT_mul) F(EC_POINT_new) F(EC_POINT_point2oct) \
    F(ERR_clear_error) F(ERR_peek_last_error) \
    F(EVP_CIPHER_CTX_copy) F(EVP_CIPHER_CTX_ctrl) F(EVP_CIPHER_CTX_free) F(EVP_CIPHER_CTX_new) F(EVP_CIPHER_CTX_reset) \
    F(EVP_CIPHER_CTX_set_key_length) F(EVP_CIPHER_CTX_set_padding) F(EVP_CIPHER_fetch) F(EVP_CipherFinal_ex) F(EVP_CipherInit_ex) \
    F(EVP_CipherUpdate) F(EVP_DigestFinal_ex) F(EVP_DigestInit_ex) F(EVP_DigestUpdate) F(EVP_MAC_CTX_dup) F(EVP_MAC_CTX_free) \
    F(EVP_MAC_CTX_new) F(EVP_MAC_fetch) F(EVP_MAC_final) F(EVP_MAC_init) F(EVP_MAC_update) F(EVP_MD_CTX_copy_ex) F(EVP_MD_CTX_free) \
    F(EVP_MD_CTX_new) F(EVP_MD_fetch) F(EVP_MD_get_size) F(EVP_PKEY2PKCS8) F(EVP_PKCS82PKEY) \
    F(EVP_PKEY_CTX_free) F(EVP_PKEY_CTX_new_from_name) F(EVP_PKEY_CTX_new_from_pkey) F(EVP_PKEY_CTX_set_dh_pad) \
    F(EVP_PKEY_CTX_set0_rsa_oaep_label) F(EVP_PKEY_CTX_set_dsa_paramgen_bits) F(EVP_PKEY_CTX_set_params) F(EVP_PKEY_CTX_set_rsa_keygen_bits) \
    F(EVP_PKEY_CTX_set_rsa_mgf1_md) F(EVP_PKEY_CTX_set_rsa_oaep_md) F(EVP_PKEY_CTX_set_rsa_padding) F(EVP_PKEY_CTX_set_rsa_pss_saltlen) \
    F(EVP_PKEY_CTX_set_signature_md) F(EVP_PKEY_decrypt) F(EVP_PKEY_decrypt_init) F(EVP_PKEY_derive) F(EVP_PKEY_derive_init) \
    F(EVP_PKEY_derive_set_peer) F(EVP_PKEY_encrypt) F(EVP_PKEY_encrypt_init) F(EVP_PKEY_free) F(EVP_PKEY_fromdata) F(EVP_PKEY_fromdata_init) \
    F(EVP_PKEY_generate) F(EVP_PKEY_get_bits) F(EVP_PKEY_get_bn_param) F(EVP_PKEY_get_base_id) F(EVP_PKEY_get_raw_private_key) \
    F(EVP_PKEY_get_raw_public_key) F(EVP_PKEY_get_utf8_string_param) F(EVP_PKEY_get_octet_string_param) F(EVP_PKEY_keygen_init) \
    F(EVP_PKEY_new_raw_private_key) F(EVP_PKEY_new_raw_public_key) F(EVP_PKEY_paramgen_init) F(EVP_PKEY_sign) F(EVP_PKEY_sign_init) \
    F(EVP_PKEY_up_ref) F(EVP_PKEY_verify) F(EVP_PKEY_verify_init) \
    F(OPENSSL_init_crypto) F(OPENSSL_sk_num) F(OPENSSL_sk_value) F(OPENSSL_sk_pop_free) \
    F(OSSL_PARAM_BLD_free) F(OSSL_PARAM_BLD_new) F(OSSL_PARAM_BLD_push_BN) F(OSSL_PARAM_BLD_push_octet_string) \
    F(OSSL_PARAM_BLD_push_utf8_string) F(OSSL_PARAM_BLD_to_param) F(OSSL_PARAM_construct_end) F(OSSL_PARAM_construct_utf8_string) \
    F(OSSL_PARAM_construct_uint) F(OSSL_PARAM_free) F(OSSL_PROVIDER_load) F(PKCS12_free) F(PKCS12_parse) F(PKCS5_PBKDF2_HMAC) \
    F(PKCS8_PRIV_KEY_INFO_free) F(d2i_AutoPrivateKey) F(d2i_PKCS12) F(d2i_PUBKEY) F(d2i_X509) F(d2i_X509_CRL) F(d2i_X509_REQ) \
    F(i2d_PKCS8_PRIV_KEY_INFO) F(i2d_PUBKEY) F(i2d_X509) F(X509_CRL_free) F(X509_CRL_verify) F(X509_REQ_free) F(X509_REQ_verify) \
    F(X509_free) F(X509_verify)

#define LIBSSL_FUNCTIONS(F) \
    F(OPENSSL_init_ssl) F(SSL_CIPHER_get_bits) F(SSL_CIPHER_get_cipher_nid) F(SSL_CIPHER_get_digest_nid) \
    F(SSL_CIPHER_get_kx_nid) F(SSL_CIPHER_get_protocol_id) F(SSL_CIPHER_standard_name) F(SSL_CTX_ctrl) F(SSL_CTX_free) F(SSL_CTX_new) \
    F(SSL_CTX_set_options) F(SSL_CTX_use_PrivateKey) F(SSL_CTX_use_certificate) F(SSL_CTX_set_cert_cb) F(SSL_CTX_set_verify) \
    F(SSL_ctrl) F(SSL_do_handshake) F(SSL_free) F(SSL_get0_alpn_selected) F(SSL_get1_peer_certificate) F(SSL_get_current_cipher) \
    F(SSL_get_error) F(SSL_get_peer_cert_chain) F(SSL_get_shutdown) F(SSL_is_init_finished) F(SSL_new) F(SSL_read) F(SSL_set_accept_state) \
    F(SSL_set_alpn_protos) F(SSL_set_bio) F(SSL_set_connect_state) F(SSL_shutdown) F(SSL_version) F(SSL_write) F(TLS_method) \
    F(SSL_CTX_set_alpn_select_cb) F(SSL_select_next_proto)

struct openssl_functions {
#define F(name) __typeof__(name) *name;
    LIBCRYPTO_FUNCTIONS(F)
    LIBSSL_FUNCTIONS(F)
#undef F
};
extern struct openssl_functions openssl;

/* Loads the library once; false when it is not installed (said once in the log). libssl is loaded by the second function. */
bool openssl_load(void);
bool openssl_load_ssl(void);
/* Older algorithms (MD4, DES, RC2, RC4) are in a module of their own, which need not be installed. */
void openssl_load_legacy(void);

/* digest.c: NULL if the library lacks it */
EVP_MD *openssl_digest(uint32_t digest);
const char *openssl_digest_name(uint32_t digest);

/* parts.c: the lists of byte strings that cross the boundary (include/unix_calls/crypto.h). Of what PE code owns a copy is made first,
 * so that nothing of OpenSSL's is held when its memory faults. */
#define PARTS_MOST 16
struct parts { uint8_t *memory; uint32_t size, capacity, count; struct { const uint8_t *data; uint32_t size; } part[PARTS_MOST]; bool failed; };
bool parts_read(struct parts *parts, uint64_t address, uint32_t size);
void parts_add(struct parts *parts, const void *data, size_t size);
void parts_free(struct parts *parts);
/* Copies to the program (STATUS_BUFFER_TOO_SMALL with the needed size when it does not fit) and frees. */
NTSTATUS parts_give(struct parts *parts, uint64_t address, uint32_t *size);
NTSTATUS bytes_give(const void *data, size_t length, uint64_t address, uint32_t *size);
/* A Unix copy of program memory; NULL without memory. For sizes of 0 a valid pointer. */
void *bytes_take(uint64_t address, uint32_t size);

#endif
