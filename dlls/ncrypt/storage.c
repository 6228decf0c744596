/* Key storage providers: there is none yet. Programs learn that from the documented errors. */
#include "nt/nt.h"
#include <bcrypt.h>
#include <ncrypt.h>

SECURITY_STATUS WINAPI NCryptOpenStorageProvider(NCRYPT_PROV_HANDLE *provider, LPCWSTR name, DWORD flags)
{
    (void)flags;
    if (!provider) return NTE_INVALID_PARAMETER;
    *provider = 0;
    log_line(LOG_WARN, "NCryptOpenStorageProvider: the key storage provider \"%ls\" is not supported",
             name ? name : L"(default)");
    return NTE_PROV_TYPE_NOT_DEF;
}

/* No handle was ever given out. */
SECURITY_STATUS WINAPI NCryptFreeObject(NCRYPT_HANDLE object)
{
    (void)object;
    return NTE_INVALID_HANDLE;
}

SECURITY_STATUS WINAPI NCryptOpenKey(NCRYPT_PROV_HANDLE provider, NCRYPT_KEY_HANDLE *key, LPCWSTR name, DWORD spec,
                                     DWORD flags)
{
    (void)provider;
    (void)name;
    (void)spec;
    (void)flags;
    if (key) *key = 0;
    return NTE_INVALID_HANDLE;
}
