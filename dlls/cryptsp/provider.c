/* Providers: CryptAcquireContext, their parameters, random numbers. */
#include "cryptsp_private.h"

static const struct {
    DWORD type;
    const WCHAR *name;
    const char *narrow;
} providers[] = {
    /* the first of a type is its default */
    {PROV_RSA_FULL, MS_STRONG_PROV_W, MS_STRONG_PROV_A},
    {PROV_RSA_FULL, MS_ENHANCED_PROV_W, MS_ENHANCED_PROV_A},
    {PROV_RSA_FULL, MS_DEF_PROV_W, MS_DEF_PROV_A},
    {PROV_RSA_SCHANNEL, MS_DEF_RSA_SCHANNEL_PROV_W, MS_DEF_RSA_SCHANNEL_PROV_A},
    {PROV_RSA_AES, MS_ENH_RSA_AES_PROV_W, MS_ENH_RSA_AES_PROV_A},
};

struct provider *provider_of(HCRYPTPROV handle)
{
    if (is_object(handle, PROVIDER_MAGIC)) return (struct provider *)handle;
    SetLastError(ERROR_INVALID_PARAMETER);
    return NULL;
}

static const WCHAR *find_provider(const WCHAR *name, DWORD type, DWORD *error)
{
    bool known_name = !name || !*name, known_type = false;
    for (ULONG i = 0; i < ARRAYSIZE(providers); i++) {
        bool same_name = !name || !*name || !_wcsicmp(providers[i].name, name);
        known_name |= same_name;
        known_type |= providers[i].type == type;
        if (same_name && providers[i].type == type) return providers[i].name;
    }
    *error = !type || type > 999 ? (DWORD)NTE_BAD_PROV_TYPE
             : !known_name       ? (DWORD)NTE_KEYSET_NOT_DEF
             : known_type        ? (DWORD)NTE_PROV_TYPE_NO_MATCH
                                 : (DWORD)NTE_PROV_TYPE_NOT_DEF;
    return NULL;
}

static void provider_free(struct provider *provider)
{
    for (int i = 0; i < 2; i++)
        if (provider->pairs[i].key) BCryptDestroyKey(provider->pairs[i].key);
    heap_free(provider->container);
    provider->magic = 0;
    heap_free(provider);
}

/* Without a name the user's own container is meant. */
static WCHAR *container_for(const WCHAR *name)
{
    WCHAR user[256] = L"default";
    if (!name || !*name) {
        GetEnvironmentVariableW(L"USERNAME", user, ARRAYSIZE(user));
        name = user;
    }
    WCHAR *copy = heap_allocate((wcslen(name) + 1) * sizeof(WCHAR));
    if (copy) wcscpy(copy, name);
    return copy;
}

static BOOL open_container(struct provider *provider, DWORD flags)
{
    bool exists = container_load(provider);
    if (flags & CRYPT_NEWKEYSET) {
        if (exists) return fail_with((DWORD)NTE_EXISTS);
        return container_save(provider) ? TRUE : fail_with((DWORD)NTE_FAIL);
    }
    return exists ? TRUE : fail_with((DWORD)NTE_BAD_KEYSET);
}

BOOL WINAPI CryptAcquireContextW(HCRYPTPROV *handle, LPCWSTR container, LPCWSTR name, DWORD type, DWORD flags)
{
    DWORD error = 0;
    if (!handle) return fail_with(ERROR_INVALID_PARAMETER);
    *handle = 0;
    const WCHAR *found = find_provider(name, type, &error);
    if (!found) return fail_with(error);
    if (flags & ~(CRYPT_VERIFYCONTEXT | CRYPT_NEWKEYSET | CRYPT_DELETEKEYSET | CRYPT_MACHINE_KEYSET | CRYPT_SILENT |
                  CRYPT_DEFAULT_CONTAINER_OPTIONAL))
        return fail_with((DWORD)NTE_BAD_FLAGS);
    bool verify = flags & CRYPT_VERIFYCONTEXT;
    if (verify && ((container && *container) || (flags & (CRYPT_NEWKEYSET | CRYPT_DELETEKEYSET))))
        return fail_with((DWORD)NTE_BAD_FLAGS);
    struct provider *provider = heap_allocate_zeroed(sizeof(*provider));
    if (!provider) return fail_with(ERROR_NOT_ENOUGH_MEMORY);
    provider->magic = PROVIDER_MAGIC;
    provider->references = 1;
    provider->type = type;
    provider->name = found;
    if (!verify) provider->container = container_for(container);
    if (flags & CRYPT_DELETEKEYSET) {
        BOOL done = container_delete(provider->container);
        provider_free(provider);
        return done ? TRUE : fail_with((DWORD)NTE_BAD_KEYSET);
    }
    if (!verify && !open_container(provider, flags)) {
        error = GetLastError();
        provider_free(provider);
        return fail_with(error);
    }
    *handle = (HCRYPTPROV)provider;
    return TRUE;
}

static WCHAR *widen(const char *text)
{
    if (!text) return NULL;
    int length = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
    WCHAR *wide = heap_allocate((SIZE_T)length * sizeof(WCHAR) + sizeof(WCHAR));
    if (wide) MultiByteToWideChar(CP_ACP, 0, text, -1, wide, length);
    return wide;
}

BOOL WINAPI CryptAcquireContextA(HCRYPTPROV *handle, LPCSTR container, LPCSTR name, DWORD type, DWORD flags)
{
    WCHAR *wide_container = widen(container), *wide_name = widen(name);
    BOOL done = CryptAcquireContextW(handle, wide_container, wide_name, type, flags);
    DWORD error = GetLastError();
    heap_free(wide_container);
    heap_free(wide_name);
    return done ? TRUE : fail_with(error);
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
    if (!InterlockedDecrement(&provider->references)) provider_free(provider);
    return TRUE;
}

BOOL WINAPI CryptGenRandom(HCRYPTPROV handle, DWORD size, BYTE *buffer)
{
    struct unix_random_bytes_args args = { .buffer = UNIX_PTR(buffer), .size = size };
    if (!provider_of(handle)) return FALSE;
    return succeed(unix_call_random_bytes(&args), (DWORD)NTE_FAIL);
}

/* --- parameters --- */

static BOOL answer_text(const WCHAR *text, BYTE *data, DWORD *size)
{
    char narrow[512];
    int length = WideCharToMultiByte(CP_ACP, 0, text ? text : L"", -1, narrow, sizeof(narrow), NULL, NULL);
    return answer(narrow, (DWORD)length, data, size);
}

static const struct { ALG_ID id; DWORD bits, least, most; const char *name; } listed[] = {
    {CALG_RC2, 128, 40, 128, "RC2"},
    {CALG_RC4, 128, 40, 128, "RC4"},
    {CALG_DES, 56, 56, 56, "DES"},
    {CALG_3DES_112, 112, 112, 112, "3DES TWO KEY"},
    {CALG_3DES, 168, 168, 168, "3DES"},
    {CALG_SHA1, 160, 160, 160, "SHA-1"},
    {CALG_MD4, 128, 128, 128, "MD4"},
    {CALG_MD5, 128, 128, 128, "MD5"},
    {CALG_HMAC, 0, 0, 0, "HMAC"},
    {CALG_RSA_SIGN, 1024, 512, 16384, "RSA_SIGN"},
    {CALG_RSA_KEYX, 1024, 512, 16384, "RSA_KEYX"},
    {CALG_AES_128, 128, 128, 128, "AES 128"},
    {CALG_AES_192, 192, 192, 192, "AES 192"},
    {CALG_AES_256, 256, 256, 256, "AES 256"},
    {CALG_SHA_256, 256, 256, 256, "SHA-256"},
    {CALG_SHA_384, 384, 384, 384, "SHA-384"},
    {CALG_SHA_512, 512, 512, 512, "SHA-512"},
};

/* The position of each enumeration belongs to the thread that makes it; one is enough in practice. */
static BOOL enumerate_algorithms(bool extended, BYTE *data, DWORD *size, DWORD flags)
{
    static LONG position;
    if (flags & CRYPT_FIRST) position = 0;
    if (position >= (LONG)ARRAYSIZE(listed)) return fail_with(ERROR_NO_MORE_ITEMS);
    DWORD i = (DWORD)position, length = (DWORD)strlen(listed[i].name) + 1;
    PROV_ENUMALGS plain = { .aiAlgid = listed[i].id, .dwBitLen = listed[i].bits, .dwNameLen = length };
    PROV_ENUMALGS_EX full = {.aiAlgid = listed[i].id,
                             .dwDefaultLen = listed[i].bits,
                             .dwMinLen = listed[i].least,
                             .dwMaxLen = listed[i].most,
                             .dwNameLen = length,
                             .dwLongNameLen = length};
    strcpy(plain.szName, listed[i].name);
    strcpy(full.szName, listed[i].name);
    strcpy(full.szLongName, listed[i].name);
    BOOL done = extended ? answer(&full, sizeof(full), data, size) : answer(&plain, sizeof(plain), data, size);
    if (done && data) position++;
    return done;
}

static BOOL enumerate_containers(BYTE *data, DWORD *size, DWORD flags)
{
    static LONG position;
    if (flags & CRYPT_FIRST) position = 0;
    WCHAR *name = container_name((DWORD)position);
    if (!name) return fail_with(ERROR_NO_MORE_ITEMS);
    BOOL done = answer_text(name, data, size);
    heap_free(name);
    if (done && data) position++;
    return done;
}

BOOL WINAPI CryptGetProvParam(HCRYPTPROV handle, DWORD parameter, BYTE *data, DWORD *size, DWORD flags)
{
    struct provider *provider = provider_of(handle);
    DWORD number;
    if (!provider) return FALSE;
    if (!size) return fail_with(ERROR_INVALID_PARAMETER);
    switch (parameter) {
    case PP_NAME: return answer_text(provider->name, data, size);
    case PP_CONTAINER:
    case PP_UNIQUE_CONTAINER:
        return provider->container ? answer_text(provider->container, data, size) : fail_with(ERROR_INVALID_PARAMETER);
    case PP_ENUMALGS: return enumerate_algorithms(false, data, size, flags);
    case PP_ENUMALGS_EX: return enumerate_algorithms(true, data, size, flags);
    case PP_ENUMCONTAINERS: return enumerate_containers(data, size, flags);
    case PP_IMPTYPE: number = CRYPT_IMPL_SOFTWARE; break;
    case PP_PROVTYPE: number = provider->type; break;
    case PP_VERSION: number = 0x200; break;
    case PP_KEYSPEC: number = AT_KEYEXCHANGE | AT_SIGNATURE; break;
    case PP_SIG_KEYSIZE_INC:
    case PP_KEYX_KEYSIZE_INC: number = 8; break;
    case PP_KEYSET_TYPE: number = 0; break;
    default: return fail_with((DWORD)NTE_BAD_TYPE);
    }
    return answer(&number, sizeof(number), data, size);
}

/* There are no windows to own and no hash to fall back to: what can be set changes nothing here. */
BOOL WINAPI CryptSetProvParam(HCRYPTPROV handle, DWORD parameter, const BYTE *data, DWORD flags)
{
    (void)data;
    (void)flags;
    if (parameter == PP_CLIENT_HWND) return TRUE;
    return provider_of(handle) ? fail_with((DWORD)NTE_BAD_TYPE) : FALSE;
}

/* --- which providers there are --- */

static BOOL give_name(const WCHAR *wide, const char *narrow, bool to_wide, void *name, DWORD *size)
{
    DWORD needed = to_wide ? (DWORD)(wcslen(wide) + 1) * 2 : (DWORD)strlen(narrow) + 1;
    return answer(to_wide ? (const void *)wide : narrow, needed, name, size);
}

static BOOL enumerate(DWORD index, DWORD *reserved, DWORD flags, DWORD *type, bool wide, void *name, DWORD *size)
{
    if (reserved || !type || !size) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (index >= ARRAYSIZE(providers)) return fail_with(ERROR_NO_MORE_ITEMS);
    *type = providers[index].type;
    return give_name(providers[index].name, providers[index].narrow, wide, name, size);
}

BOOL WINAPI CryptEnumProvidersW(DWORD index, DWORD *reserved, DWORD flags, DWORD *type, LPWSTR name, DWORD *size)
{
    return enumerate(index, reserved, flags, type, true, name, size);
}

BOOL WINAPI CryptEnumProvidersA(DWORD index, DWORD *reserved, DWORD flags, DWORD *type, LPSTR name, DWORD *size)
{
    return enumerate(index, reserved, flags, type, false, name, size);
}

static const struct { DWORD type; const WCHAR *name; const char *narrow; } types[] = {
    { PROV_RSA_FULL, L"RSA Full (Signature and Key Exchange)", "RSA Full (Signature and Key Exchange)" },
    { PROV_RSA_SCHANNEL, L"RSA SChannel", "RSA SChannel" }, { PROV_RSA_AES, L"RSA Full and AES", "RSA Full and AES" },
};

BOOL WINAPI CryptEnumProviderTypesW(DWORD index, DWORD *reserved, DWORD flags, DWORD *type, LPWSTR name, DWORD *size)
{
    if (reserved || !type || !size) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (index >= ARRAYSIZE(types)) return fail_with(ERROR_NO_MORE_ITEMS);
    *type = types[index].type;
    return give_name(types[index].name, types[index].narrow, true, name, size);
}

BOOL WINAPI CryptEnumProviderTypesA(DWORD index, DWORD *reserved, DWORD flags, DWORD *type, LPSTR name, DWORD *size)
{
    if (reserved || !type || !size) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags) return fail_with((DWORD)NTE_BAD_FLAGS);
    if (index >= ARRAYSIZE(types)) return fail_with(ERROR_NO_MORE_ITEMS);
    *type = types[index].type;
    return give_name(types[index].name, types[index].narrow, false, name, size);
}

static BOOL give_default(DWORD type, DWORD *reserved, DWORD flags, bool wide, void *name, DWORD *size)
{
    if (reserved || !size) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & ~(CRYPT_USER_DEFAULT | CRYPT_MACHINE_DEFAULT)) return fail_with((DWORD)NTE_BAD_FLAGS);
    for (ULONG i = 0; i < ARRAYSIZE(providers); i++)
        if (providers[i].type == type) return give_name(providers[i].name, providers[i].narrow, wide, name, size);
    return fail_with((DWORD)NTE_PROV_TYPE_NOT_DEF);
}

BOOL WINAPI CryptGetDefaultProviderW(DWORD type, DWORD *reserved, DWORD flags, LPWSTR name, DWORD *size)
{
    return give_default(type, reserved, flags, true, name, size);
}

BOOL WINAPI CryptGetDefaultProviderA(DWORD type, DWORD *reserved, DWORD flags, LPSTR name, DWORD *size)
{
    return give_default(type, reserved, flags, false, name, size);
}
