/* Paths and the file system, the environment and URLs. The work is done in UTF-16; A-functions convert. */
#include "shlwapi_private.h"

/* A narrow path in UTF-16; false if it is NULL or too long. */
static bool widen(WCHAR wide[MAX_PATH], const char *path)
{
    if (path && MultiByteToWideChar(CP_ACP, 0, path, -1, wide, MAX_PATH)) return true;
    SetLastError(ERROR_INVALID_PARAMETER);
    return false;
}

static bool narrow(char *path, int size, const WCHAR *wide)
{
    return WideCharToMultiByte(CP_ACP, 0, wide, -1, path, size, NULL, NULL);
}

WINBOOL WINAPI PathFileExistsAndAttributesW(const WCHAR *path, DWORD *attributes)
{
    DWORD bits = path ? GetFileAttributesW(path) : INVALID_FILE_ATTRIBUTES;
    if (attributes) *attributes = bits;
    return bits != INVALID_FILE_ATTRIBUTES;
}

WINBOOL WINAPI PathFileExistsW(const WCHAR *path)
{
    return PathFileExistsAndAttributesW(path, NULL);
}

WINBOOL WINAPI PathFileExistsA(const char *path)
{
    return path && GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES;
}

/* TRUE has the value of the attribute, as Windows returns it. */
WINBOOL WINAPI PathIsDirectoryW(const WCHAR *path)
{
    DWORD bits = path ? GetFileAttributesW(path) : INVALID_FILE_ATTRIBUTES;
    return bits != INVALID_FILE_ATTRIBUTES ? (WINBOOL)(bits & FILE_ATTRIBUTE_DIRECTORY) : FALSE;
}

WINBOOL WINAPI PathIsDirectoryA(const char *path)
{
    WCHAR wide[MAX_PATH];
    return widen(wide, path) && PathIsDirectoryW(wide);
}

WINBOOL WINAPI PathIsDirectoryEmptyW(const WCHAR *path)
{
    WCHAR pattern[MAX_PATH];
    WIN32_FIND_DATAW entry;
    bool empty = true;
    if (!path || !PathIsDirectoryW(path) || !PathCombineW(pattern, path, L"*")) return FALSE;
    HANDLE search = FindFirstFileW(pattern, &entry);
    if (search == INVALID_HANDLE_VALUE) return FALSE;
    do
        if (lstrcmpW(entry.cFileName, L".") && lstrcmpW(entry.cFileName, L"..")) empty = false;
    while (empty && FindNextFileW(search, &entry));
    FindClose(search);
    return empty;
}

WINBOOL WINAPI PathIsDirectoryEmptyA(const char *path)
{
    WCHAR wide[MAX_PATH];
    return widen(wide, path) && PathIsDirectoryEmptyW(wide);
}

WINBOOL WINAPI PathIsSystemFolderW(const WCHAR *path, DWORD attributes)
{
    if (path && *path) attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY)
           && (attributes & (FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_READONLY));
}

WINBOOL WINAPI PathIsSystemFolderA(const char *path, DWORD attributes)
{
    WCHAR wide[MAX_PATH];
    if (!path || !*path) return PathIsSystemFolderW(NULL, attributes);
    return widen(wide, path) && PathIsSystemFolderW(wide, attributes);
}

WINBOOL WINAPI PathMakeSystemFolderW(const WCHAR *path)
{
    DWORD bits = path ? GetFileAttributesW(path) : INVALID_FILE_ATTRIBUTES;
    return bits != INVALID_FILE_ATTRIBUTES &&
           SetFileAttributesW(path, (bits & ~(DWORD)FILE_ATTRIBUTE_DIRECTORY) | FILE_ATTRIBUTE_SYSTEM);
}

WINBOOL WINAPI PathUnmakeSystemFolderW(const WCHAR *path)
{
    DWORD bits = path ? GetFileAttributesW(path) : INVALID_FILE_ATTRIBUTES;
    return bits != INVALID_FILE_ATTRIBUTES && (bits & FILE_ATTRIBUTE_DIRECTORY)
           && SetFileAttributesW(path, bits & ~(DWORD)(FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_SYSTEM));
}

/* A network path is a share, or a drive that stands for one. */
WINBOOL WINAPI PathIsNetworkPathW(const WCHAR *path)
{
    WCHAR root[4];
    if (!path) return FALSE;
    if (PathIsUNCW(path)) return TRUE;
    int drive = PathGetDriveNumberW(path);
    return drive >= 0 && GetDriveTypeW(PathBuildRootW(root, drive)) == DRIVE_REMOTE;
}

WINBOOL WINAPI PathIsNetworkPathA(const char *path)
{
    WCHAR wide[MAX_PATH];
    return widen(wide, path) && PathIsNetworkPathW(wide);
}

WINBOOL WINAPI PathIsURLW(const WCHAR *text)
{
    int length = 0;
    if (!text) return FALSE;
    while ((text[length] | 32) >= 'a' && (text[length] | 32) <= 'z'
               ? true
               : length && (text[length] == '+' || text[length] == '-' || text[length] == '.' ||
                            (text[length] >= '0' && text[length] <= '9')))
        length++;
    return length > 1 && text[length] == ':'; /* one letter is a drive */
}

WINBOOL WINAPI PathIsURLA(const char *text)
{
    WCHAR wide[MAX_PATH];
    return widen(wide, text) && PathIsURLW(wide);
}

/* Looks for a file in the given folders, then where programs are looked for. */
WINBOOL WINAPI PathFindOnPathW(WCHAR *file, const WCHAR **folders)
{
    WCHAR path[MAX_PATH];
    if (!file || !*file || !PathIsFileSpecW(file)) return FALSE;
    for (; folders && *folders; folders++) {
        if (!PathCombineW(path, *folders, file) || !PathFileExistsW(path)) continue;
        lstrcpyW(file, path);
        return TRUE;
    }
    if (!SearchPathW(NULL, file, NULL, ARRAYSIZE(path), path, NULL)) return FALSE;
    lstrcpyW(file, path);
    return TRUE;
}

WINBOOL WINAPI PathFindOnPathA(char *file, const char **folders)
{
    WCHAR wide[MAX_PATH], folder[MAX_PATH], path[MAX_PATH];
    if (!widen(wide, file)) return FALSE;
    for (; folders && *folders; folders++)
        if (widen(folder, *folders) && PathCombineW(path, folder, wide) && PathFileExistsW(path))
            return narrow(file, MAX_PATH, path);
    return PathFindOnPathW(wide, NULL) && narrow(file, MAX_PATH, wide);
}

WINBOOL WINAPI PathSearchAndQualifyW(const WCHAR *path, WCHAR *to, UINT size)
{
    WCHAR found[MAX_PATH];
    if (!path || !to || !size) return FALSE;
    *to = 0;
    if (PathIsFileSpecW(path) && lstrlenW(path) < MAX_PATH) {
        lstrcpyW(found, path);
        if (PathFindOnPathW(found, NULL)) path = found;
    }
    DWORD length = GetFullPathNameW(path, size, to, NULL);
    return length && length < size;
}

WINBOOL WINAPI PathSearchAndQualifyA(const char *path, char *to, UINT size)
{
    WCHAR wide[MAX_PATH], found[MAX_PATH];
    return widen(wide, path) && PathSearchAndQualifyW(wide, found, MAX_PATH) && narrow(to, (int)size, found);
}

/* Puts the longest variable that the path begins with in its place. */
WINBOOL WINAPI PathUnExpandEnvStringsW(const WCHAR *path, WCHAR *to, UINT size)
{
    static const WCHAR *const names[] = {L"USERPROFILE", L"ALLUSERSPROFILE", L"ProgramFiles",
                                         L"SystemRoot",  L"SystemDrive",     L"APPDATA"};
    const WCHAR *best = NULL;
    int best_length = 0;
    if (!path || !to) return FALSE;
    for (size_t i = 0; i < ARRAYSIZE(names); i++) {
        WCHAR value[MAX_PATH];
        int length = (int)GetEnvironmentVariableW(names[i], value, MAX_PATH);
        if (length <= best_length || length >= MAX_PATH || StrCmpNIW(path, value, length)) continue;
        if (path[length] && path[length] != '\\') continue;
        best = names[i];
        best_length = length;
    }
    if (!best || (UINT)(lstrlenW(path) - best_length + lstrlenW(best) + 2) >= size) return FALSE;
    wnsprintfW(to, (int)size, L"%%%s%%%s", best, path + best_length);
    return TRUE;
}

WINBOOL WINAPI PathUnExpandEnvStringsA(const char *path, char *to, UINT size)
{
    WCHAR wide[MAX_PATH], result[MAX_PATH];
    return widen(wide, path) && PathUnExpandEnvStringsW(wide, result, MAX_PATH) && narrow(to, (int)size, result);
}
