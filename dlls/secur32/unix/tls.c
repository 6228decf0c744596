/* TLS over memory: the program carries the bytes, as schannel's callers do. */
#include <stdlib.h>
#include <string.h>
#include "openssl.h"

struct connection {
    SSL_CTX *settings;
    SSL *ssl;
    BIO *incoming, *outgoing;  /* owned by ssl */
    bool server, asked_for_certificate;
    uint8_t alpn[256];
    uint32_t alpn_size;
    uint8_t *pending;          /* output that did not fit into the program's buffer yet */
    uint32_t pending_size;
};



static struct connection *connection_of(uint64_t object)
{
    return (struct connection *)(uintptr_t)object;
}

static void connection_free(struct connection *connection)
{
    if (connection->ssl) openssl.SSL_free(connection->ssl);
    if (connection->settings) openssl.SSL_CTX_free(connection->settings);
    free(connection->pending);
    free(connection);
}

/* Called when the peer asks for a client certificate (and, for a server, before its own is chosen). */
static int certificate_callback(SSL *ssl, void *context)
{
    struct connection *connection = context;
    (void)ssl;
    if (!connection->server) connection->asked_for_certificate = true;
    return 1;
}

/* Whether the certificate is good is the program's question (crypt32 answers it). */
static int accept_any(int verified, X509_STORE_CTX *store)
{
    (void)verified;
    (void)store;
    return 1;
}

static int choose_alpn(SSL *ssl, const unsigned char **chosen, unsigned char *size, const unsigned char *offered,
                       unsigned offered_size, void *context)
{
    struct connection *connection = context;
    (void)ssl;
    int result = openssl.SSL_select_next_proto((unsigned char **)(uintptr_t)chosen, size, connection->alpn,
                                               connection->alpn_size, offered, offered_size);
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static bool use_certificates(struct connection *connection, const struct parts *chain, EVP_PKEY *key)
{
    for (uint32_t i = 0; i < chain->count; i++) {
        const uint8_t *der = chain->part[i].data;
        X509 *certificate = openssl.d2i_X509(NULL, &der, chain->part[i].size);
        if (!certificate) return false;
        long done = i ? openssl.SSL_CTX_ctrl(connection->settings, SSL_CTRL_CHAIN_CERT, 1, certificate)
                      : openssl.SSL_CTX_use_certificate(connection->settings, certificate);
        openssl.X509_free(certificate);
        if (done != 1) return false;
    }
    return !chain->count || openssl.SSL_CTX_use_PrivateKey(connection->settings, key) == 1;
}

static bool configure(struct connection *connection, const struct unix_tls_args *args)
{
    SSL_CTX *settings = connection->settings;
    openssl.SSL_CTX_ctrl(settings, SSL_CTRL_SET_MIN_PROTO_VERSION, (long)args->oldest_version, NULL);
    openssl.SSL_CTX_ctrl(settings, SSL_CTRL_SET_MAX_PROTO_VERSION, (long)args->newest_version, NULL);
    openssl.SSL_CTX_set_options(settings, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    openssl.SSL_CTX_set_cert_cb(settings, certificate_callback, connection);
    int verify = !args->is_server || args->wants_client_certificate ? SSL_VERIFY_PEER : SSL_VERIFY_NONE;
    openssl.SSL_CTX_set_verify(settings, verify, accept_any);
    if (args->is_server && args->alpn_size) openssl.SSL_CTX_set_alpn_select_cb(settings, choose_alpn, connection);
    connection->ssl = openssl.SSL_new(settings);
    connection->incoming = openssl.BIO_new(openssl.BIO_s_mem());
    connection->outgoing = openssl.BIO_new(openssl.BIO_s_mem());
    if (!connection->ssl || !connection->incoming || !connection->outgoing) return false;
    openssl.BIO_ctrl(connection->incoming, BIO_C_SET_BUF_MEM_EOF_RETURN, -1, NULL);
    openssl.SSL_set_bio(connection->ssl, connection->incoming, connection->outgoing);
    if (!args->is_server && args->alpn_size)
        openssl.SSL_set_alpn_protos(connection->ssl, connection->alpn, connection->alpn_size);
    if (args->is_server) openssl.SSL_set_accept_state(connection->ssl);
    else openssl.SSL_set_connect_state(connection->ssl);
    return true;
}

/* A name for SNI: never an address, RFC 6066 forbids it. */
static bool is_host_name(const char *name)
{
    return *name && !strchr(name, ':') && name[strspn(name, "0123456789.")];
}

static NTSTATUS tls_open(struct unix_tls_args *args)
{
    struct parts chain;
    char *name = args->in_size ? bytes_take(args->in, args->in_size) : NULL;
    struct connection *connection = calloc(1, sizeof(*connection));
    if (name) name[args->in_size - 1] = 0;
    bool good = connection && parts_read(&chain, args->chain, args->chain_size);
    if (good && args->alpn_size) {
        good = args->alpn_size <= sizeof(connection->alpn);
        if (good)
            memcpy(connection->alpn, (const void *)(uintptr_t)args->alpn, connection->alpn_size = args->alpn_size);
    }
    if (good) {
        connection->server = args->is_server != 0;
        connection->settings = openssl.SSL_CTX_new(openssl.TLS_method());
        good = connection->settings && use_certificates(connection, &chain, (EVP_PKEY *)(uintptr_t)args->key) &&
               configure(connection, args);
        if (good && name && is_host_name(name))
            openssl.SSL_ctrl(connection->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name);
    }
    if (connection) parts_free(&chain);
    free(name);
    openssl.ERR_clear_error();
    if (good) args->object = (uintptr_t)connection;
    else if (connection) connection_free(connection);
    return good ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* What the library wants sent. Bytes that do not fit stay for the next call with room. */
static NTSTATUS give_output(struct connection *connection, struct unix_tls_args *args)
{
    size_t waiting = openssl.BIO_ctrl_pending(connection->outgoing);
    if (waiting) {
        uint8_t *grown = realloc(connection->pending, connection->pending_size + waiting);
        if (!grown) return STATUS_NO_MEMORY;
        connection->pending = grown;
        int count = openssl.BIO_read(connection->outgoing, grown + connection->pending_size, (int)waiting);
        if (count > 0) connection->pending_size += (uint32_t)count;
    }
    NTSTATUS status = STATUS_SUCCESS;
    if (!connection->pending_size) args->out_size = 0;
    else status = bytes_give(connection->pending, connection->pending_size, args->out, &args->out_size);
    if (!status) connection->pending_size = 0;
    return status;
}

/* The library's error for this, as the alert that it sends or got. */
static uint32_t alert_of_failure(void)
{
    int reason = ERR_GET_REASON(openssl.ERR_peek_last_error());
    if (reason >= 1000 && reason < 1256)
        return (uint32_t)reason - 1000; /* SSL_AD_REASON_OFFSET: received from the peer */
    switch (reason) {
    case SSL_R_NO_SHARED_CIPHER: return SSL_AD_HANDSHAKE_FAILURE;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_WRONG_VERSION_NUMBER: return SSL_AD_PROTOCOL_VERSION;
    case SSL_R_NO_APPLICATION_PROTOCOL: return SSL_AD_NO_APPLICATION_PROTOCOL;
    case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC: return SSL_AD_BAD_RECORD_MAC;
    default: return SSL_AD_INTERNAL_ERROR;
    }
}

/* Only whole records are taken, and none after the last one of the handshake: those belong to the program. */
static uint32_t record_size(const uint8_t *data, uint32_t size)
{
    if (size < 5) return 0;
    uint32_t length = 5 + ((uint32_t)data[3] << 8 | data[4]);
    return length <= size ? length : 0;
}

static NTSTATUS tls_step(struct unix_tls_args *args)
{
    struct connection *connection = connection_of(args->object);
    uint8_t *input = bytes_take(args->in, args->in_size);
    if (!input) return STATUS_NO_MEMORY;
    args->consumed = 0;
    for (;;) {
        int result = openssl.SSL_do_handshake(connection->ssl);
        if (result == 1) {
            args->state = TLS_DONE;
            break;
        }
        if (openssl.SSL_get_error(connection->ssl, result) != SSL_ERROR_WANT_READ) {
            args->alert = alert_of_failure();
            openssl.ERR_clear_error();
            free(input);
            give_output(connection, args);
            return STATUS_CONNECTION_ABORTED;
        }
        args->state = TLS_NEEDS_INPUT;
        uint32_t size = record_size(input + args->consumed, args->in_size - args->consumed);
        if (!size) break;
        openssl.BIO_write(connection->incoming, input + args->consumed, (int)size);
        args->consumed += size;
    }
    free(input);
    openssl.ERR_clear_error();
    return give_output(connection, args);
}

static NTSTATUS tls_write(struct unix_tls_args *args)
{
    struct connection *connection = connection_of(args->object);
    uint8_t *data = bytes_take(args->in, args->in_size);
    if (!data) return STATUS_NO_MEMORY;
    bool written = openssl.SSL_write(connection->ssl, data, (int)args->in_size) == (int)args->in_size;
    free(data);
    openssl.ERR_clear_error();
    return written ? give_output(connection, args) : STATUS_CONNECTION_INVALID;
}

/* A record may also be for the library itself (a session ticket, a key update): then there is no data, and perhaps
 * output. */
static NTSTATUS tls_read(struct unix_tls_args *args)
{
    struct connection *connection = connection_of(args->object);
    uint8_t data[16384 + 256];
    uint8_t *record = bytes_take(args->in, args->in_size);
    if (!record) return STATUS_NO_MEMORY;
    openssl.BIO_write(connection->incoming, record, (int)args->in_size);
    free(record);
    int size = openssl.SSL_read(connection->ssl, data, sizeof(data));
    args->state = TLS_DONE;
    if (size <= 0) {
        int error = openssl.SSL_get_error(connection->ssl, size);
        bool closed =
            error == SSL_ERROR_ZERO_RETURN || (openssl.SSL_get_shutdown(connection->ssl) & SSL_RECEIVED_SHUTDOWN);
        args->alert = error == SSL_ERROR_WANT_READ || closed ? 0 : alert_of_failure();
        openssl.ERR_clear_error();
        args->out_size = 0;
        if (closed) args->state = TLS_PEER_CLOSED;
        return closed || error == SSL_ERROR_WANT_READ ? STATUS_SUCCESS : STATUS_CONNECTION_ABORTED;
    }
    return bytes_give(data, (size_t)size, args->out, &args->out_size);
}

/* --- questions --- */

static void describe_cipher(const SSL_CIPHER *cipher, struct tls_info *info)
{
    int bits = openssl.SSL_CIPHER_get_bits(cipher, NULL), nid = openssl.SSL_CIPHER_get_cipher_nid(cipher);
    int digest = openssl.SSL_CIPHER_get_digest_nid(cipher), exchange = openssl.SSL_CIPHER_get_kx_nid(cipher);
    bool gcm = nid == NID_aes_128_gcm || nid == NID_aes_256_gcm, chacha = nid == NID_chacha20_poly1305;
    bool ccm = nid == NID_aes_128_ccm || nid == NID_aes_256_ccm;
    snprintf(info->cipher_name, sizeof(info->cipher_name), "%s", openssl.SSL_CIPHER_standard_name(cipher));
    snprintf(info->cipher_algorithm, sizeof(info->cipher_algorithm), "%s",
             chacha                              ? "CHACHA20"
             : strstr(info->cipher_name, "3DES") ? "3DES"
                                                 : "AES");
    const char *name = info->cipher_name;
    snprintf(info->hash_name, sizeof(info->hash_name), "%s",
             strstr(name, "SHA384")   ? "SHA384"
             : strstr(name, "SHA256") ? "SHA256"
                                      : "SHA1");
    snprintf(info->exchange_name, sizeof(info->exchange_name), "%s",
             exchange == NID_kx_rsa ? "RSA" : exchange == NID_kx_dhe ? "DH" : "ECDH");
    bool newest = info->version >= 0x0304, aead = gcm || ccm || chacha;
    info->cipher_id = openssl.SSL_CIPHER_get_protocol_id(cipher);
    info->cipher_bits = (uint32_t)bits;
    info->block_size = aead ? (chacha ? 1 : 16) : 16;
    info->tag_size = aead ? 16 + (newest ? 1 : 0) : 48 + 16;
    info->explicit_iv_size = newest || chacha ? 0 : aead ? 8 : 16;
    info->mac_bits = aead ? 0 : digest == NID_sha384 ? 384 : digest == NID_sha256 ? 256 : 160;
    info->exchange_kind = exchange == NID_kx_rsa ? 1 : exchange == NID_kx_dhe ? 2 : 3;
    info->exchange_bits = exchange == NID_kx_rsa || exchange == NID_kx_dhe ? 2048 : 255;
}

static void peer_chain(SSL *ssl, bool server, struct parts *parts)
{
    uint8_t *der = NULL;
    X509 *own = openssl.SSL_get1_peer_certificate(ssl);
    STACK_OF(X509) *chain = openssl.SSL_get_peer_cert_chain(ssl);
    int size = own ? openssl.i2d_X509(own, &der) : 0;
    if (size > 0) parts_add(parts, der, (size_t)size);
    if (der) openssl.CRYPTO_free(der, __FILE__, __LINE__);
    openssl.X509_free(own);
    int count = chain ? openssl.OPENSSL_sk_num((const OPENSSL_STACK *)chain) : 0;
    for (int i = server ? 0 : 1; i < count && i < PARTS_MOST - 1;
         i++) { /* a client's list begins with the peer itself */
        der = NULL;
        size = openssl.i2d_X509(openssl.OPENSSL_sk_value((const OPENSSL_STACK *)chain, i), &der);
        if (size > 0) parts_add(parts, der, (size_t)size);
        if (der) openssl.CRYPTO_free(der, __FILE__, __LINE__);
    }
}

static NTSTATUS tls_query(struct unix_tls_args *args)
{
    struct connection *connection = connection_of(args->object);
    struct tls_info info = { .version = (uint32_t)openssl.SSL_version(connection->ssl) };
    const SSL_CIPHER *cipher = openssl.SSL_get_current_cipher(connection->ssl);
    const unsigned char *alpn = NULL;
    unsigned alpn_size = 0;
    struct parts parts = { 0 };
    if (cipher) describe_cipher(cipher, &info);
    openssl.SSL_get0_alpn_selected(connection->ssl, &alpn, &alpn_size);
    if (alpn && alpn_size < sizeof(info.alpn)) memcpy(info.alpn, alpn, info.alpn_size = alpn_size);
    info.client_certificate_asked = connection->asked_for_certificate;
    peer_chain(connection->ssl, connection->server, &parts);
    info.peer_chain_size = parts.size;
    parts_free(&parts);
    return bytes_give(&info, sizeof(info), args->out, &args->out_size);
}

static NTSTATUS tls_take(struct unix_tls_args *args)
{
    struct connection *connection = connection_of(args->object);
    struct parts parts = { 0 };
    peer_chain(connection->ssl, connection->server, &parts);
    return parts_give(&parts, args->out, &args->out_size);
}

NTSTATUS unix_tls(struct unix_tls_args *args)
{
    if (!openssl_load_ssl()) return STATUS_NOT_SUPPORTED;
    struct connection *connection = connection_of(args->object);
    switch (args->operation) {
    case TLS_OPEN: return tls_open(args);
    case TLS_STEP: return tls_step(args);
    case TLS_WRITE: return tls_write(args);
    case TLS_READ: return tls_read(args);
    case TLS_QUERY: return tls_query(args);
    case TLS_TAKE: return tls_take(args);
    case TLS_CLOSE:
        openssl.SSL_shutdown(connection->ssl);
        openssl.ERR_clear_error();
        return give_output(connection, args);
    case TLS_FREE:
        connection_free(connection);
        return STATUS_SUCCESS;
    default: return STATUS_INVALID_PARAMETER;
    }
}
