/* Key containers: one file each below the user's application data, named after the container's hash. The contents are
 * sealed by CryptProtectData, whose description is the container's name. crypt32 is loaded only for this. */
#include "cryptsp_private.h"

#define PATH_MOST 600

struct file_header { DWORD sizes[2]; DWORD exportable[2]; };

typedef BOOL(WINAPI *protect_function)(DATA_BLOB *, LPCWSTR, DATA_BLOB *, PVOID, CRYPTPROTECT_PROMPTSTRUCT *, DWORD,
                                       DATA_BLOB *);
typedef BOOL(WINAPI *unprotect_function)(DATA_BLOB *, LPWSTR *, DATA_BLOB *, PVOID, CRYPTPROTECT_PROMPTSTRUCT *, DWORD,
                                         DATA_BLOB *);

static void *crypt32_function(const char *name)
{
    HMODULE module = LoadLibraryW(L"crypt32.dll");
    return module ? (void *)GetProcAddress(module, name) : NULL;
}

static bool folder_path(WCHAR *path, bool create)
{
    static const WCHAR *const parts[] = { L"\\Microsoft", L"\\Crypto", L"\\RSA" };
    DWORD length = GetEnvironmentVariableW(L"APPDATA", path, PATH_MOST - 100);
    if (!length || length >= PATH_MOST - 100) return false;
    for (ULONG i = 0; i < ARRAYSIZE(parts); i++) {
        wcscat(path, parts[i]);
        if (create) CreateDirectoryW(path, NULL);
    }
    return true;
}

/* Names of containers do not depend on case. */
static bool file_path(const WCHAR *name, WCHAR *path, bool create)
{
    BYTE hash[20];
    size_t length = wcslen(name);
    WCHAR *lower = heap_allocate((length + 1) * sizeof(WCHAR));
    if (!lower || !folder_path(path, create)) return false;
    wcscpy(lower, name);
    for (size_t i = 0; i < length; i++) lower[i] = RtlDowncaseUnicodeChar(lower[i]);
    NTSTATUS status = BCryptHash((BCRYPT_ALG_HANDLE)0x31, NULL, 0, (BYTE *)lower, (ULONG)(length * sizeof(WCHAR)), hash,
                                 sizeof(hash));
    heap_free(lower);
    if (status) return false;
    WCHAR *at = path + wcslen(path);
    *at++ = '\\';
    for (int i = 0; i < 20; i++) {
        *at++ = L"0123456789abcdef"[hash[i] >> 4];
        *at++ = L"0123456789abcdef"[hash[i] & 15];
    }
    *at = 0;
    return true;
}

static bool read_sealed(const WCHAR *path, WCHAR **name, DATA_BLOB *plain)
{
    unprotect_function unprotect = crypt32_function("CryptUnprotectData");
    HANDLE file = unprotect ? CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL)
                            : INVALID_HANDLE_VALUE;
    DWORD done = 0;
    if (file == INVALID_HANDLE_VALUE) return false;
    DATA_BLOB sealed = { GetFileSize(file, NULL), NULL };
    bool good = sealed.cbData < 0x100000 && (sealed.pbData = heap_allocate(sealed.cbData + 1)) &&
                ReadFile(file, sealed.pbData, sealed.cbData, &done, NULL) && done == sealed.cbData &&
                unprotect(&sealed, name, NULL, NULL, NULL, 0, plain);
    CloseHandle(file);
    heap_free(sealed.pbData);
    return good;
}

bool container_load(struct provider *provider)
{
    WCHAR path[PATH_MOST];
    DATA_BLOB plain;
    struct file_header header;
    if (!provider->container || !file_path(provider->container, path, false) || !read_sealed(path, NULL, &plain))
        return false;
    bool good = plain.cbData >= sizeof(header);
    DWORD at = sizeof(header);
    if (good) memcpy(&header, plain.pbData, sizeof(header));
    for (int i = 0; i < 2 && good; i++) {
        good = header.sizes[i] <= plain.cbData - at;
        if (good && header.sizes[i])
            BCryptImportKeyPair((BCRYPT_ALG_HANDLE)0xe1, NULL, BCRYPT_RSAFULLPRIVATE_BLOB, &provider->pairs[i].key,
                                plain.pbData + at, header.sizes[i], 0);
        provider->pairs[i].exportable = header.exportable[i] != 0;
        at += header.sizes[i];
    }
    SecureZeroMemory(plain.pbData, plain.cbData);
    LocalFree(plain.pbData);
    return good;
}

static bool write_sealed(const WCHAR *path, const WCHAR *name, DATA_BLOB *plain)
{
    protect_function protect = crypt32_function("CryptProtectData");
    DATA_BLOB sealed;
    DWORD done = 0;
    if (!protect || !protect(plain, name, NULL, NULL, NULL, 0, &sealed)) return false;
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    bool good = file != INVALID_HANDLE_VALUE && WriteFile(file, sealed.pbData, sealed.cbData, &done, NULL) &&
                done == sealed.cbData;
    if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
    LocalFree(sealed.pbData);
    return good;
}

bool container_save(const struct provider *provider)
{
    WCHAR path[PATH_MOST];
    BYTE *plain = heap_allocate_zeroed(sizeof(struct file_header) + 2 * 16384);
    struct file_header header = { 0 };
    DWORD at = sizeof(header);
    if (!plain) return false;
    for (int i = 0; i < 2; i++) {
        ULONG size = 0;
        if (provider->pairs[i].key &&
            BCryptExportKey(provider->pairs[i].key, NULL, BCRYPT_RSAFULLPRIVATE_BLOB, plain + at, 16384, &size, 0))
            size = 0;
        header.sizes[i] = size;
        header.exportable[i] = provider->pairs[i].exportable;
        at += size;
    }
    memcpy(plain, &header, sizeof(header));
    DATA_BLOB blob = { at, plain };
    bool good = file_path(provider->container, path, true) && write_sealed(path, provider->container, &blob);
    SecureZeroMemory(plain, at);
    heap_free(plain);
    return good;
}

bool container_delete(const WCHAR *name)
{
    WCHAR path[PATH_MOST];
    return file_path(name, path, false) && DeleteFileW(path);
}

WCHAR *container_name(DWORD index)
{
    WCHAR path[PATH_MOST], *result = NULL, *name;
    WIN32_FIND_DATAW data;
    DATA_BLOB plain;
    if (!folder_path(path, false)) return NULL;
    size_t length = wcslen(path);
    wcscpy(path + length, L"\\*");
    HANDLE search = FindFirstFileW(path, &data);
    if (search == INVALID_HANDLE_VALUE) return NULL;
    do {
        if ((data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) || wcslen(data.cFileName) > 60) continue;
        path[length + 1] = 0;
        wcscat(path, data.cFileName);
        if (!read_sealed(path, &name, &plain)) continue;
        if (!index-- && (result = heap_allocate((wcslen(name) + 1) * sizeof(WCHAR)))) wcscpy(result, name);
        LocalFree(plain.pbData);
        LocalFree(name);
    } while (!result && FindNextFileW(search, &data));
    FindClose(search);
    return result;
}
