/* What certificates need of Unix: signatures, PFX files, the system's roots, the prefix's secret. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include "openssl.h"

static bool verify_signed(const uint8_t *der, long size, uint32_t kind, EVP_PKEY *key)
{
    bool good = false;
    if (kind == 0) {
        X509 *certificate = openssl.d2i_X509(NULL, &der, size);
        good = certificate && openssl.X509_verify(certificate, key) == 1;
        openssl.X509_free(certificate);
    } else if (kind == 1) {
        X509_CRL *list = openssl.d2i_X509_CRL(NULL, &der, size);
        good = list && openssl.X509_CRL_verify(list, key) == 1;
        openssl.X509_CRL_free(list);
    } else if (kind == 2) {
        X509_REQ *request = openssl.d2i_X509_REQ(NULL, &der, size);
        good = request && openssl.X509_REQ_verify(request, key) == 1;
        openssl.X509_REQ_free(request);
    }
    return good;
}

NTSTATUS unix_crypto_signed_verify(struct unix_crypto_signed_verify_args *args)
{
    if (!openssl_load()) return STATUS_NOT_SUPPORTED;
    uint8_t *data = bytes_take(args->data, args->data_size), *key_data = bytes_take(args->key, args->key_size);
    const uint8_t *der = key_data;
    EVP_PKEY *key = key_data ? openssl.d2i_PUBKEY(NULL, &der, args->key_size) : NULL;
    bool good = data && key && verify_signed(data, args->data_size, args->kind, key);
    openssl.EVP_PKEY_free(key);
    openssl.ERR_clear_error();
    free(data);
    free(key_data);
    return good ? STATUS_SUCCESS : STATUS_INVALID_SIGNATURE;
}

static void add_certificate(struct parts *parts, X509 *certificate)
{
    uint8_t *der = NULL;
    int size = certificate ? openssl.i2d_X509(certificate, &der) : 0;
    parts_add(parts, der, size > 0 ? (size_t)size : 0);
    if (der) openssl.CRYPTO_free(der, __FILE__, __LINE__);
}

static void add_private_key(struct parts *parts, EVP_PKEY *key)
{
    uint8_t *der = NULL;
    PKCS8_PRIV_KEY_INFO *info = key ? openssl.EVP_PKEY2PKCS8(key) : NULL;
    int size = info ? openssl.i2d_PKCS8_PRIV_KEY_INFO(info, &der) : 0;
    parts_add(parts, der, size > 0 ? (size_t)size : 0);
    if (info) openssl.PKCS8_PRIV_KEY_INFO_free(info);
    if (der) openssl.CRYPTO_free(der, __FILE__, __LINE__);
}

static NTSTATUS open_pfx(PKCS12 *pfx, const char *password, struct parts *parts)
{
    EVP_PKEY *key = NULL;
    X509 *certificate = NULL;
    STACK_OF(X509) *others = NULL;
    if (openssl.PKCS12_parse(pfx, password, &key, &certificate, &others) != 1) {
        int reason = ERR_GET_REASON(openssl.ERR_peek_last_error());
        return reason == PKCS12_R_MAC_VERIFY_FAILURE ? STATUS_WRONG_PASSWORD : STATUS_INVALID_PARAMETER;
    }
    add_private_key(parts, key);
    add_certificate(parts, certificate);
    int count = others ? openssl.OPENSSL_sk_num((const OPENSSL_STACK *)others) : 0;
    for (int i = 0; i < count; i++) add_certificate(parts, openssl.OPENSSL_sk_value((const OPENSSL_STACK *)others, i));
    if (others) openssl.OPENSSL_sk_pop_free((OPENSSL_STACK *)others, (OPENSSL_sk_freefunc)openssl.X509_free);
    openssl.EVP_PKEY_free(key);
    openssl.X509_free(certificate);
    return STATUS_SUCCESS;
}

/* The old encryptions of PFX files (RC2 with 40 bits) are in the legacy module. */
NTSTATUS unix_crypto_pfx(struct unix_crypto_pfx_args *args)
{
    struct parts parts = { 0 };
    if (!openssl_load()) return STATUS_NOT_SUPPORTED;
    openssl_load_legacy();
    const char *text = (const char *)(uintptr_t)args->password;
    uint32_t password_size = text ? (uint32_t)strlen(text) + 1 : 0;
    uint8_t *data = bytes_take(args->in, args->in_size);
    char *password = text ? bytes_take(args->password, password_size) : NULL;
    const uint8_t *der = data;
    PKCS12 *pfx = data ? openssl.d2i_PKCS12(NULL, &der, args->in_size) : NULL;
    NTSTATUS status = pfx ? open_pfx(pfx, password, &parts) : STATUS_INVALID_PARAMETER;
    openssl.PKCS12_free(pfx);
    openssl.ERR_clear_error();
    if (password) explicit_bzero(password, password_size);
    free(password);
    free(data);
    if (!status) return parts_give(&parts, args->out, &args->out_size);
    parts_free(&parts);
    return status;
}

/* --- the system's roots --- */

static int open_bundle(void)
{
    static const char *const files[] = {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                        "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};
    const char *chosen = getenv("SSL_CERT_FILE");
    if (chosen && *chosen) return open(chosen, O_RDONLY | O_CLOEXEC);
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        int fd = open(files[i], O_RDONLY | O_CLOEXEC);
        if (fd >= 0) return fd;
    }
    return -1;
}

NTSTATUS unix_crypto_system_roots(struct unix_crypto_system_roots_args *args)
{
    struct stat status;
    uint32_t capacity = args->size, done = 0;
    int fd = open_bundle();
    if (fd < 0) return status_from_errno(errno);
    if (fstat(fd, &status) || status.st_size > INT_MAX) {
        close(fd);
        return STATUS_INVALID_PARAMETER;
    }
    args->size = (uint32_t)status.st_size;
    bool fits = args->text && capacity >= args->size;
    while (fits && done < args->size) {
        ssize_t count = read(fd, (char *)(uintptr_t)args->text + done, args->size - done);
        if (count <= 0) break;
        done += (uint32_t)count;
    }
    close(fd);
    if (fits) args->size = done;
    return fits ? STATUS_SUCCESS : STATUS_BUFFER_TOO_SMALL;
}

/* --- the prefix's secret --- */

static bool read_secret(const char *path, uint8_t *secret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return false;
    bool whole = read(fd, secret, 32) == 32;
    close(fd);
    return whole;
}

/* Made under another name and linked into place: of two processes that do this at once, one wins and both use its
 * secret. */
static void make_secret(const char *path)
{
    char temporary[PATH_MAX];
    uint8_t secret[32];
    snprintf(temporary, sizeof(temporary), "%s.%d", path, (int)getpid());
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return;
    bool whole = getrandom(secret, sizeof(secret), 0) == sizeof(secret) &&
                 write(fd, secret, sizeof(secret)) == sizeof(secret) && !fsync(fd);
    close(fd);
    if (whole && link(temporary, path) && errno != EEXIST)
        log_text(LOG_WARN, "the prefix's secret cannot be kept: %s", strerror(errno));
    unlink(temporary);
}

NTSTATUS unix_crypto_prefix_secret(struct unix_crypto_prefix_secret_args *args)
{
    char path[PATH_MAX - 32];
    uint8_t secret[32];
    if ((size_t)snprintf(path, sizeof(path), "%s/protection.key", prefix_path) >= sizeof(path))
        return STATUS_NAME_TOO_LONG;
    if (!read_secret(path, secret)) {
        make_secret(path);
        if (!read_secret(path, secret)) return STATUS_ACCESS_DENIED;
    }
    memcpy((void *)(uintptr_t)args->secret, secret, sizeof(secret));
    return STATUS_SUCCESS;
}
