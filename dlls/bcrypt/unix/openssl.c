/* Loads OpenSSL at its first use. */
#include <dlfcn.h>
#include <pthread.h>
#include "openssl.h"

struct openssl_functions openssl;

static const char *const crypto_names[] = {
#define F(name) #name,
    LIBCRYPTO_FUNCTIONS(F)
};
static const char *const ssl_names[] = {
    LIBSSL_FUNCTIONS(F)
#undef F
};

static pthread_once_t crypto_once = PTHREAD_ONCE_INIT, ssl_once = PTHREAD_ONCE_INIT, legacy_once = PTHREAD_ONCE_INIT;
static bool crypto_loaded, ssl_loaded;

static bool load(const char *file, const char *const *names, size_t count, void **functions)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        log_text(LOG_WARN, "cryptography is not available: %s", dlerror());
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if ((functions[i] = dlsym(library, names[i]))) continue;
        log_text(LOG_WARN, "cryptography is not available: %s has no %s", file, names[i]);
        return false;
    }
    return true;
}

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void load_crypto(void)
{
    crypto_loaded = load("libcrypto.so.3", crypto_names, COUNT(crypto_names), (void **)&openssl);
    if (crypto_loaded) openssl.OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

static void load_ssl(void)
{
    if (!openssl_load()) return;
    ssl_loaded = load("libssl.so.3", ssl_names, COUNT(ssl_names), (void **)&openssl + COUNT(crypto_names));
    if (ssl_loaded) openssl.OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

/* Naming one provider ends the automatic loading of the default one. */
static void load_legacy(void)
{
    openssl.OSSL_PROVIDER_load(NULL, "default");
    if (!openssl.OSSL_PROVIDER_load(NULL, "legacy"))
        log_text(LOG_WARN, "OpenSSL has no legacy provider: MD4, DES, RC2 and RC4 are missing");
}

bool openssl_load(void)
{
    pthread_once(&crypto_once, load_crypto);
    return crypto_loaded;
}

bool openssl_load_ssl(void)
{
    pthread_once(&ssl_once, load_ssl);
    return ssl_loaded;
}

void openssl_load_legacy(void)
{
    if (openssl_load()) pthread_once(&legacy_once, load_legacy);
}
