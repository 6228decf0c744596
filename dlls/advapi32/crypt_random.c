/* Cryptographic providers as far as random numbers: what nearly every program wants of them. */
#include "advapi32_private.h"
#include "unix_calls.h"
#include <wincrypt.h>
#include <string.h>

#define PROVIDER_MAGIC 0x50524f56u

struct provider { ULONG magic; LONG references; DWORD type; };

static bool random_bytes(void *buffer, ULONG size)
{
    struct unix_random_bytes_args args = { .buffer = UNIX_PTR(buffer), .size = size };
    return NT_SUCCESS(unix_call_random_bytes(&args));
}

BOOLEAN WINAPI SystemFunction036(PVOID buffer, ULONG size);

/* RtlGenRandom */
BOOLEAN WINAPI SystemFunction036(PVOID buffer, ULONG size)
{
    return random_bytes(buffer, size);
}

static struct provider *provider_of(HCRYPTPROV handle)
{
    struct provider *provider = (struct provider *)handle;
    if (provider && !((ULONG_PTR)provider & 3) && provider->magic == PROVIDER_MAGIC) return provider;
    SetLastError((DWORD)ERROR_INVALID_PARAMETER);
    return NULL;
}

BOOL WINAPI CryptAcquireContextW(HCRYPTPROV *handle, LPCWSTR container, LPCWSTR name, DWORD type, DWORD flags)
{
    (void)name;
    if (!handle) return fail_with(ERROR_INVALID_PARAMETER);
    *handle = 0;
    if (type == 0 || type > 24) return fail_with(type ? (DWORD)NTE_PROV_TYPE_NOT_DEF : (DWORD)NTE_BAD_PROV_TYPE);
    if (container && !(flags & CRYPT_VERIFYCONTEXT)) {
        log_line(LOG_WARN, "CryptAcquireContext: key containers are not supported (container \"%ls\")", container);
        return fail_with((DWORD)NTE_BAD_KEYSET);
    }
    struct provider *provider = heap_allocate(sizeof(*provider));
    if (!provider) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    *provider = (struct provider){ PROVIDER_MAGIC, 1, type };
    *handle = (HCRYPTPROV)provider;
    return TRUE;
}

BOOL WINAPI CryptAcquireContextA(HCRYPTPROV *handle, LPCSTR container, LPCSTR name, DWORD type, DWORD flags)
{
    WCHAR *wide;
    (void)name;
    LSTATUS error = wide_from_ansi(container, &wide);
    if (error) return fail_with((DWORD)error);
    BOOL done = CryptAcquireContextW(handle, wide, NULL, type, flags);
    error = (LSTATUS)GetLastError();
    free_text(wide);
    SetLastError((DWORD)error);
    return done;
}

BOOL WINAPI CryptContextAddRef(HCRYPTPROV handle, DWORD *reserved, DWORD flags)
{
    struct provider *provider = provider_of(handle);
    if (!provider || reserved || flags) return fail_with(ERROR_INVALID_PARAMETER);
    InterlockedIncrement(&provider->references);
    return TRUE;
}

BOOL WINAPI CryptReleaseContext(HCRYPTPROV handle, DWORD flags)
{
    struct provider *provider = provider_of(handle);
    if (!provider) return FALSE;
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (InterlockedDecrement(&provider->references)) return TRUE;
    provider->magic = 0;
    heap_free(provider);
    return TRUE;
}

BOOL WINAPI CryptGenRandom(HCRYPTPROV handle, DWORD size, BYTE *buffer)
{
    if (!provider_of(handle)) return FALSE;
    return random_bytes(buffer, size) ? TRUE : fail_with((DWORD)NTE_FAIL);
}
