/* Creating folders, and SHFileOperation without any window: copying, moving, renaming and deleting. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlobj.h>
#include <shellapi.h>
#include "shell32_private.h"

WCHAR *wide_copy(const char *text)
{
    int length = text ? MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0) : 0;
    WCHAR *wide = length ? LocalAlloc(LMEM_FIXED, (size_t)length * sizeof(WCHAR)) : NULL;
    if (wide) MultiByteToWideChar(CP_ACP, 0, text, -1, wide, length);
    return wide;
}

static bool is_folder(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY;
}

/* ---- folders */

static int create_folder_chain(const WCHAR *path, const SECURITY_ATTRIBUTES *security)
{
    WCHAR parent[MAX_PATH];
    int error, length;

    if (CreateDirectoryW(path, (SECURITY_ATTRIBUTES *)security)) return ERROR_SUCCESS;
    error = (int)GetLastError();
    if (error != ERROR_PATH_NOT_FOUND) return error;
    lstrcpyW(parent, path);
    for (length = lstrlenW(parent); length && parent[length - 1] != '\\' && parent[length - 1] != '/'; length--) { }
    while (length && (parent[length - 1] == '\\' || parent[length - 1] == '/')) length--;
    if (!length || parent[length - 1] == ':') return error;
    parent[length] = 0;
    error = create_folder_chain(parent, security);
    if (error && error != ERROR_ALREADY_EXISTS) return error;
    return CreateDirectoryW(path, (SECURITY_ATTRIBUTES *)security) ? ERROR_SUCCESS : (int)GetLastError();
}

int create_folders(const WCHAR *path)
{
    int error = create_folder_chain(path, NULL);
    return error == ERROR_ALREADY_EXISTS && is_folder(path) ? ERROR_SUCCESS : error;
}

static bool is_full_path(const WCHAR *path)
{
    return (path[0] && path[1] == ':' && (path[2] == '\\' || path[2] == '/')) || (path[0] == '\\' && path[1] == '\\');
}

int WINAPI SHCreateDirectoryExW(HWND window, LPCWSTR path, const SECURITY_ATTRIBUTES *security)
{
    int error;

    (void)window;
    if (!path || !is_full_path(path)) error = ERROR_BAD_PATHNAME;
    else if (lstrlenW(path) >= MAX_PATH) error = ERROR_FILENAME_EXCED_RANGE;
    else error = create_folder_chain(path, security);
    if (error == ERROR_ALREADY_EXISTS && !is_folder(path)) error = ERROR_FILE_EXISTS;
    SetLastError((DWORD)error);
    return error;
}

int WINAPI SHCreateDirectoryExA(HWND window, LPCSTR path, const SECURITY_ATTRIBUTES *security)
{
    WCHAR *wide = wide_copy(path);
    int error = SHCreateDirectoryExW(window, wide, security);
    LocalFree(wide);
    return error;
}

int WINAPI SHCreateDirectory(HWND window, LPCWSTR path)
{
    return SHCreateDirectoryExW(window, path, NULL);
}

/* ---- SHFileOperation */

static bool join(WCHAR joined[MAX_PATH], const WCHAR *folder, const WCHAR *name)
{
    int length = lstrlenW(folder);
    if (length + lstrlenW(name) + 2 > MAX_PATH) return false;
    lstrcpyW(joined, folder);
    if (length && joined[length - 1] != '\\' && joined[length - 1] != '/') joined[length++] = '\\';
    lstrcpyW(joined + length, name);
    return true;
}

static const WCHAR *file_name(const WCHAR *path)
{
    const WCHAR *name = path;
    for (; *path; path++) {
        if ((*path == '\\' || *path == '/' || *path == ':') && path[1]) name = path + 1;
    }
    return name;
}

static int last_error(BOOL success)
{
    return success ? ERROR_SUCCESS : (int)GetLastError();
}

typedef int (*visitor)(const WCHAR *from, const WCHAR *to);

/* Calls the visitor for everything in the folder but . and .. */
static int for_each_entry(const WCHAR *from, const WCHAR *to, visitor visit)
{
    WCHAR source[MAX_PATH], target[MAX_PATH] = { 0 };
    WIN32_FIND_DATAW found;
    HANDLE search;
    int error = 0;

    if (!join(source, from, L"*")) return ERROR_FILENAME_EXCED_RANGE;
    search = FindFirstFileW(source, &found);
    if (search == INVALID_HANDLE_VALUE) return (int)GetLastError();
    do {
        if (!lstrcmpW(found.cFileName, L".") || !lstrcmpW(found.cFileName, L"..")) continue;
        if (!join(source, from, found.cFileName) || (to && !join(target, to, found.cFileName)))
            error = ERROR_FILENAME_EXCED_RANGE;
        else error = visit(source, target);
    } while (!error && FindNextFileW(search, &found));
    FindClose(search);
    return error;
}

static int delete_tree(const WCHAR *path, const WCHAR *unused)
{
    DWORD attributes = GetFileAttributesW(path);

    (void)unused;
    if (attributes == INVALID_FILE_ATTRIBUTES) return (int)GetLastError();
    if (attributes & FILE_ATTRIBUTE_READONLY) SetFileAttributesW(path, attributes & ~(DWORD)FILE_ATTRIBUTE_READONLY);
    if (!(attributes & FILE_ATTRIBUTE_DIRECTORY)) return last_error(DeleteFileW(path));
    if (!(attributes & FILE_ATTRIBUTE_REPARSE_POINT)) { /* a link's target stays */
        int error = for_each_entry(path, NULL, delete_tree);
        if (error) return error;
    }
    return last_error(RemoveDirectoryW(path));
}

static int copy_tree(const WCHAR *from, const WCHAR *to)
{
    if (!is_folder(from)) return last_error(CopyFileW(from, to, FALSE));
    int error = create_folders(to);
    return error ? error : for_each_entry(from, to, copy_tree);
}

static int move_tree(const WCHAR *from, const WCHAR *to)
{
    return last_error(MoveFileExW(from, to, MOVEFILE_COPY_ALLOWED | MOVEFILE_REPLACE_EXISTING));
}

/* Every source that a pattern in the last part of the path means. */
static int for_each_source(const SHFILEOPSTRUCTW *operation, const WCHAR *pattern, const WCHAR *target,
                           bool into_folder, visitor visit)
{
    WCHAR folder[MAX_PATH], source[MAX_PATH], destination[MAX_PATH];
    const WCHAR *name = file_name(pattern);
    WIN32_FIND_DATAW found;
    HANDLE search;
    int error = 0;

    if (lstrlenW(pattern) >= MAX_PATH) return ERROR_FILENAME_EXCED_RANGE;
    lstrcpynW(folder, pattern, (int)(name - pattern) + 1);
    search = FindFirstFileW(pattern, &found);
    if (search == INVALID_HANDLE_VALUE) return (int)GetLastError();
    do {
        bool wild = !!lstrcmpiW(found.cFileName, name) && (wcschr(name, '*') || wcschr(name, '?'));
        if (!lstrcmpW(found.cFileName, L".") || !lstrcmpW(found.cFileName, L"..")) continue;
        if (wild && operation->fFlags & FOF_FILESONLY && found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
        if (!join(source, folder, found.cFileName)) error = ERROR_FILENAME_EXCED_RANGE;
        else if (!target) error = visit(source, NULL);
        else if (!into_folder) error = visit(source, target);
        else
            error =
                join(destination, target, found.cFileName) ? visit(source, destination) : ERROR_FILENAME_EXCED_RANGE;
    } while (!error && FindNextFileW(search, &found));
    FindClose(search);
    return error;
}

int WINAPI SHFileOperationW(LPSHFILEOPSTRUCTW operation)
{
    static const visitor visitors[] = {
        [FO_MOVE] = move_tree, [FO_COPY] = copy_tree, [FO_DELETE] = delete_tree, [FO_RENAME] = move_tree};
    const WCHAR *from, *to;
    int error = 0;

    if (!operation || operation->wFunc < FO_MOVE || operation->wFunc > FO_RENAME || !operation->pFrom)
        return ERROR_INVALID_PARAMETER;
    operation->fAnyOperationsAborted = FALSE;
    to = operation->wFunc == FO_DELETE ? NULL : operation->pTo;
    if (operation->wFunc != FO_DELETE && !to) return ERROR_INVALID_PARAMETER;
    for (from = operation->pFrom; *from && !error; from += lstrlenW(from) + 1) {
        bool several = from[lstrlenW(from) + 1] || wcschr(file_name(from), '*') || wcschr(file_name(from), '?');
        bool into_folder = to && operation->wFunc != FO_RENAME && !(operation->fFlags & FOF_MULTIDESTFILES) &&
                           (several || is_folder(to));
        if (into_folder && (error = create_folders(to))) break;
        error = for_each_source(operation, from, to, into_folder, visitors[operation->wFunc]);
        if (to && operation->fFlags & FOF_MULTIDESTFILES) to += lstrlenW(to) + 1;
    }
    operation->fAnyOperationsAborted = error != 0;
    return error;
}

/* A list of strings, each ended by a zero and all by another one. */
static WCHAR *wide_list(const char *list)
{
    int length = 0, wide_length;
    WCHAR *wide;

    if (!list) return NULL;
    while (list[length]) length += lstrlenA(list + length) + 1;
    length++;
    wide_length = MultiByteToWideChar(CP_ACP, 0, list, length, NULL, 0);
    if ((wide = LocalAlloc(LMEM_FIXED, (size_t)wide_length * sizeof(WCHAR))))
        MultiByteToWideChar(CP_ACP, 0, list, length, wide, wide_length);
    return wide;
}

int WINAPI SHFileOperationA(LPSHFILEOPSTRUCTA operation)
{
    SHFILEOPSTRUCTW wide = {operation->hwnd, operation->wFunc, wide_list(operation->pFrom), wide_list(operation->pTo),
                            operation->fFlags};
    int error = SHFileOperationW(&wide);

    operation->fAnyOperationsAborted = wide.fAnyOperationsAborted;
    LocalFree((void *)wide.pFrom);
    LocalFree((void *)wide.pTo);
    return error;
}
