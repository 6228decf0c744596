/* Files and folders by name: access, removal, names of temporary files, current folders, and paths as text. */
#include "crt.h"

#define REQUIRE(condition, result)                                                                                     \
    if (!(condition)) {                                                                                                \
        crt_invalid(EINVAL);                                                                                           \
        return result;                                                                                                 \
    }

/* name(path, ...) for char, by way of name for wchar_t */
#define NARROW(type, name, wide_name, failure)                                                                         \
    type __cdecl name(const char *path)                                                                                \
    {                                                                                                                  \
        REQUIRE(path, failure)                                                                                         \
        wchar_t *wide = crt_wide(path);                                                                                \
        type result = wide ? wide_name(wide) : failure;                                                                \
        free(wide);                                                                                                    \
        return result;                                                                                                 \
    }
#define NARROW_1(type, name, wide_name, argument_type, failure)                                                        \
    type __cdecl name(const char *path, argument_type argument)                                                        \
    {                                                                                                                  \
        REQUIRE(path, failure)                                                                                         \
        wchar_t *wide = crt_wide(path);                                                                                \
        type result = wide ? wide_name(wide, argument) : failure;                                                      \
        free(wide);                                                                                                    \
        return result;                                                                                                 \
    }

/* ---- files */

errno_t __cdecl _waccess_s(const wchar_t *path, int mode)
{
    REQUIRE(path && !(mode & ~6), EINVAL)
    DWORD attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        crt_fail();
        return *_errno();
    }
    bool folder = attributes & FILE_ATTRIBUTE_DIRECTORY;
    if (!(mode & 2) || folder || !(attributes & FILE_ATTRIBUTE_READONLY)) return 0;
    *__doserrno() = ERROR_ACCESS_DENIED;
    return *_errno() = EACCES;
}

int __cdecl _waccess(const wchar_t *path, int mode) { return _waccess_s(path, mode) ? -1 : 0; }
NARROW_1(errno_t, _access_s, _waccess_s, int, EINVAL)
NARROW_1(int, _access, _waccess, int, -1)

int __cdecl _wchmod(const wchar_t *path, int mode)
{
    REQUIRE(path, -1)
    DWORD attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES) return crt_fail();
    DWORD wanted = mode & _S_IWRITE ? attributes & ~FILE_ATTRIBUTE_READONLY : attributes | FILE_ATTRIBUTE_READONLY;
    return SetFileAttributesW(path, wanted) ? 0 : crt_fail();
}
NARROW_1(int, _chmod, _wchmod, int, -1)

int __cdecl _wunlink(const wchar_t *path)
{
    REQUIRE(path, -1)
    return DeleteFileW(path) ? 0 : crt_fail();
}
int __cdecl _wremove(const wchar_t *path) { return _wunlink(path); }
NARROW(int, _unlink, _wunlink, -1)
NARROW(int, remove, _wremove, -1)

int __cdecl _wrename(const wchar_t *from, const wchar_t *to)
{
    REQUIRE(from && to, -1)
    return MoveFileExW(from, to, MOVEFILE_COPY_ALLOWED) ? 0 : crt_fail();
}

int __cdecl rename(const char *from, const char *to)
{
    REQUIRE(from && to, -1)
    wchar_t *wide_from = crt_wide(from), *wide_to = crt_wide(to);
    int result = wide_from && wide_to ? _wrename(wide_from, wide_to) : -1;
    free(wide_from);
    free(wide_to);
    return result;
}

/* ---- folders */

int __cdecl _wmkdir(const wchar_t *path)
{
    REQUIRE(path, -1)
    return CreateDirectoryW(path, NULL) ? 0 : crt_fail();
}
int __cdecl _wrmdir(const wchar_t *path)
{
    REQUIRE(path, -1)
    return RemoveDirectoryW(path) ? 0 : crt_fail();
}
NARROW(int, _mkdir, _wmkdir, -1)
NARROW(int, _rmdir, _wrmdir, -1)

/* The current folder of each drive is remembered in a hidden variable of the environment. */
int __cdecl _wchdir(const wchar_t *path)
{
    wchar_t current[MAX_PATH], variable[4] = L"=C:";
    REQUIRE(path, -1)
    if (!SetCurrentDirectoryW(path)) return crt_fail();
    DWORD length = GetCurrentDirectoryW(MAX_PATH, current);
    if (!length || length >= MAX_PATH || current[1] != ':') return 0;
    variable[1] = *current >= 'a' && *current <= 'z' ? *current - 32 : *current;
    SetEnvironmentVariableW(variable, current);
    return 0;
}
NARROW(int, _chdir, _wchdir, -1)

int __cdecl _getdrive(void)
{
    wchar_t current[MAX_PATH];
    DWORD length = GetCurrentDirectoryW(MAX_PATH, current);
    return length && length < MAX_PATH && current[1] == ':' ? (*current | 0x20) - 'a' + 1 : 0;
}

int __cdecl _chdrive(int drive)
{
    wchar_t path[3] = {(wchar_t)('A' + drive - 1), ':', 0};
    if (drive >= 1 && drive <= 26 && SetCurrentDirectoryW(path)) return 0;
    *_errno() = EACCES;
    return -1;
}

unsigned long __cdecl _getdrives(void) { return GetLogicalDrives(); }

struct disk_space { unsigned total_clusters, free_clusters, sectors_per_cluster, bytes_per_sector; };

unsigned __cdecl _getdiskfree(unsigned drive, struct disk_space *to)
{
    wchar_t root[4] = {(wchar_t)('A' + drive - 1), ':', '\\', 0};
    DWORD values[4];
    REQUIRE(to && drive <= 26, ERROR_INVALID_PARAMETER)
    if (!GetDiskFreeSpaceW(drive ? root : NULL, &values[0], &values[1], &values[2], &values[3])) {
        crt_fail();
        return GetLastError();
    }
    *to = (struct disk_space){values[3], values[2], values[0], values[1]};
    return 0;
}

wchar_t *__cdecl _wgetdcwd(int drive, wchar_t *to, int size)
{
    wchar_t path[MAX_PATH], dot[4] = L"A:.";
    REQUIRE(size >= 0 && (!to || size > 0), NULL)
    dot[0] = (wchar_t)('A' + drive - 1);
    DWORD length = drive ? GetFullPathNameW(dot, MAX_PATH, path, NULL) : GetCurrentDirectoryW(MAX_PATH, path);
    if (!length) return crt_fail(), NULL;
    if (length >= MAX_PATH || (to && (DWORD)size <= length)) {
        *_errno() = ERANGE;
        return NULL;
    }
    if (!to) to = malloc(((DWORD)size > length ? (DWORD)size : length + 1) * sizeof(*to));
    return to ? wcscpy(to, path) : NULL;
}

char *__cdecl _getdcwd(int drive, char *to, int size)
{
    REQUIRE(size >= 0 && (!to || size > 0), NULL)
    wchar_t *wide = _wgetdcwd(drive, NULL, 0);
    char *narrow = wide ? crt_narrow(wide) : NULL;
    free(wide);
    if (!narrow) return NULL;
    size_t length = strlen(narrow);
    if (to && (size_t)size <= length) {
        *_errno() = ERANGE;
        to = NULL;
    } else {
        if (!to) to = malloc((size_t)size > length ? (size_t)size : length + 1);
        if (to) strcpy(to, narrow);
    }
    free(narrow);
    return to;
}

wchar_t *__cdecl _wgetcwd(wchar_t *to, int size) { return _wgetdcwd(0, to, size); }
char *__cdecl _getcwd(char *to, int size) { return _getdcwd(0, to, size); }

wchar_t *__cdecl _wfullpath(wchar_t *to, const wchar_t *path, size_t size)
{
    if (!path || !*path) return _wgetcwd(to, (int)size);
    DWORD needed = GetFullPathNameW(path, 0, NULL, NULL);
    if (!needed) return crt_fail(), NULL;
    if (to && size < needed) {
        *_errno() = ERANGE;
        return NULL;
    }
    if (!to) {
        size = needed;
        to = malloc(size * sizeof(*to));
    }
    if (to && !GetFullPathNameW(path, (DWORD)size, to, NULL)) return crt_fail(), NULL;
    return to;
}

char *__cdecl _fullpath(char *to, const char *path, size_t size)
{
    if (!path || !*path) return _getcwd(to, (int)size);
    wchar_t *wide = crt_wide(path), *full = wide ? _wfullpath(NULL, wide, 0) : NULL;
    char *narrow = full ? crt_narrow(full) : NULL;
    free(wide);
    free(full);
    if (!to || !narrow) return narrow;
    bool fits = strlen(narrow) < size;
    if (fits) strcpy(to, narrow);
    else *_errno() = ERANGE;
    free(narrow);
    return fits ? to : NULL;
}

/* ---- temporary names */

static wchar_t *unique_name(const wchar_t *folder, const wchar_t *prefix)
{
    static LONG counter;
    wchar_t *name = malloc((wcslen(folder) + wcslen(prefix) + 24) * sizeof(*name));
    for (int attempt = 0; name && attempt < 32767; attempt++) {
        wcscpy(name, folder);
        size_t length = wcslen(name);
        if (length && name[length - 1] != '\\' && name[length - 1] != '/') wcscat(name, L"\\");
        wcscat(name, prefix);
        wchar_t *at = name + wcslen(name);
        for (unsigned value = GetCurrentProcessId(); value; value /= 32)
            *at++ = L"0123456789abcdefghijklmnopqrstuv"[value % 32];
        *at++ = '.';
        for (unsigned value = (unsigned)InterlockedIncrement(&counter); value; value /= 32)
            *at++ = L"0123456789abcdefghijklmnopqrstuv"[value % 32];
        *at = 0;
        if (GetFileAttributesW(name) == INVALID_FILE_ATTRIBUTES) return name;
    }
    free(name);
    return NULL;
}

static wchar_t *temporary_name(void)
{
    wchar_t folder[MAX_PATH] = L"\\";
    if (IS_UCRT && !GetTempPathW(MAX_PATH, folder)) return NULL;
    return unique_name(folder, L"s");
}

wchar_t *__cdecl _wtmpnam(wchar_t *to)
{
    wchar_t *name = temporary_name();
    if (!to) to = crt_thread()->wide_temporary_name;
    if (name) wcscpy(to, name);
    free(name);
    return name ? to : NULL;
}

char *__cdecl tmpnam(char *to)
{
    wchar_t *name = temporary_name();
    char *narrow = name ? crt_narrow(name) : NULL;
    if (!to) to = crt_thread()->temporary_name;
    if (narrow) strcpy(to, narrow);
    free(name);
    free(narrow);
    return narrow ? to : NULL;
}

errno_t __cdecl tmpnam_s(char *to, size_t size)
{
    char text[MAX_PATH];
    REQUIRE(to && size, EINVAL)
    return tmpnam(text) ? strcpy_s(to, size, text) : ENOENT;
}

errno_t __cdecl _wtmpnam_s(wchar_t *to, size_t size)
{
    wchar_t text[MAX_PATH];
    REQUIRE(to && size, EINVAL)
    return _wtmpnam(text) ? wcscpy_s(to, size, text) : ENOENT;
}

/* The folder: TMP, if it exists, else the given one, else the root. */
wchar_t *__cdecl _wtempnam(const wchar_t *folder, const wchar_t *prefix)
{
    const wchar_t *variable = _wgetenv(L"TMP");
    if (variable && GetFileAttributesW(variable) != INVALID_FILE_ATTRIBUTES) folder = variable;
    else if (!folder || GetFileAttributesW(folder) == INVALID_FILE_ATTRIBUTES) folder = L"\\";
    return unique_name(folder, prefix ? prefix : L"");
}

char *__cdecl _tempnam(const char *folder, const char *prefix)
{
    wchar_t *wide_folder = folder ? crt_wide(folder) : NULL, *wide_prefix = prefix ? crt_wide(prefix) : NULL;
    wchar_t *name = _wtempnam(wide_folder, wide_prefix);
    char *narrow = name ? crt_narrow(name) : NULL;
    free(wide_folder);
    free(wide_prefix);
    free(name);
    return narrow;
}

/* A file that vanishes when it is closed. */
FILE *__cdecl tmpfile(void)
{
    wchar_t folder[MAX_PATH];
    wchar_t *name = GetTempPathW(MAX_PATH, folder) ? unique_name(folder, L"t") : NULL;
    FILE *stream = name ? _wfsopen(name, L"w+bTD", 0x40) : NULL;
    free(name);
    return stream;
}

errno_t __cdecl tmpfile_s(FILE **to)
{
    REQUIRE(to, EINVAL)
    *to = tmpfile();
    return *to ? 0 : *_errno();
}

/* Replaces the six X at the end by a letter and the number of the process. */
#define MKTEMP(name, name_s, CHARACTER, length_of, exists)                                                             \
    errno_t __cdecl name_s(CHARACTER *text, size_t size)                                                               \
    {                                                                                                                  \
        size_t length = text ? length_of(text, size) : 0;                                                              \
        if (length < 6 || length == size) {                                                                            \
            if (text && size) *text = 0;                                                                               \
            crt_invalid(EINVAL);                                                                                       \
            return EINVAL;                                                                                             \
        }                                                                                                              \
        CHARACTER *at = text + length;                                                                                 \
        unsigned process = GetCurrentProcessId();                                                                      \
        for (int i = 1; i <= 6; i++) {                                                                                 \
            if (at[-i] == 'X') continue;                                                                               \
            *text = 0;                                                                                                 \
            crt_invalid(EINVAL);                                                                                       \
            return EINVAL;                                                                                             \
        }                                                                                                              \
        for (int i = 1; i <= 5; i++, process /= 10) at[-i] = (CHARACTER)('0' + process % 10);                          \
        for (at[-6] = 'a'; at[-6] <= 'z'; at[-6]++) {                                                                  \
            if (!exists(text)) return 0;                                                                               \
        }                                                                                                              \
        *text = 0;                                                                                                     \
        return *_errno() = EEXIST;                                                                                     \
    }                                                                                                                  \
    CHARACTER *__cdecl name(CHARACTER *text)                                                                           \
    {                                                                                                                  \
        return name_s(text, text ? length_of(text, SIZE_MAX) + 1 : 0) ? NULL : text;                                   \
    }
static bool exists_narrow(const char *path) { return _access(path, 0) == 0; }
static bool exists_wide(const wchar_t *path) { return _waccess(path, 0) == 0; }
MKTEMP(_mktemp, _mktemp_s, char, strnlen, exists_narrow)
MKTEMP(_wmktemp, _wmktemp_s, wchar_t, wcsnlen, exists_wide)
