/* where: finds files by pattern in the current folder and along PATH, in a given list of folders ($variable:pattern or
 * folder:pattern), or below a folder (/R). Exit codes: 0 found, 1 not found, 2 error. */
#include "text_output.h"

static struct { bool quiet, quoted, with_details; } options;
static unsigned found;

static void show(const WCHAR *path, const WIN32_FIND_DATAW *data)
{
    found++;
    if (options.quiet) return;
    if (options.with_details) {
        SYSTEMTIME utc, local;
        FileTimeToSystemTime(&data->ftLastWriteTime, &utc);
        SystemTimeToTzSpecificLocalTime(NULL, &utc, &local);
        put_format(L"%9lu   %02u/%02u/%04u   %02u:%02u:%02u  ", data->nFileSizeLow, local.wMonth, local.wDay,
                   local.wYear, local.wHour, local.wMinute, local.wSecond);
    }
    put_format(options.quoted ? L"\"%ls\"\r\n" : L"%ls\r\n", path);
}

static void join(WCHAR *path, const WCHAR *folder, const WCHAR *name)
{
    size_t length = wcslen(folder);
    _snwprintf(path, MAX_PATH, length && folder[length - 1] == '\\' ? L"%ls%ls" : L"%ls\\%ls", folder, name);
    path[MAX_PATH - 1] = 0;
}

static void search_exactly(const WCHAR *folder, const WCHAR *pattern)
{
    WCHAR path[MAX_PATH], full[MAX_PATH];
    WIN32_FIND_DATAW data;
    join(path, folder, pattern);
    HANDLE find = FindFirstFileW(path, &data);
    if (find == INVALID_HANDLE_VALUE) return;
    do {
        if (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
        join(path, folder, data.cFileName);
        show(GetFullPathNameW(path, MAX_PATH, full, NULL) ? full : path, &data);
    } while (FindNextFileW(find, &data));
    FindClose(find);
}

/* A pattern without an extension also means it with each of PATHEXT's. */
static void search_folder(const WCHAR *folder, const WCHAR *pattern)
{
    WCHAR extensions[512], with_extension[MAX_PATH];
    search_exactly(folder, pattern);
    if (wcschr(pattern, '.') || !GetEnvironmentVariableW(L"PATHEXT", extensions, ARRAYSIZE(extensions))) return;
    for (WCHAR *at = extensions, *next; at && *at; at = next) {
        if ((next = wcschr(at, ';'))) *next++ = 0;
        _snwprintf(with_extension, MAX_PATH, L"%ls%ls", pattern, at);
        with_extension[MAX_PATH - 1] = 0;
        search_exactly(folder, with_extension);
    }
}

static void search_list(WCHAR *list, const WCHAR *pattern)
{
    for (WCHAR *at = list, *next; at && *at; at = next) {
        if ((next = wcschr(at, ';'))) *next++ = 0;
        if (*at) search_folder(at, pattern);
    }
}

static void search_tree(const WCHAR *folder, const WCHAR *pattern)
{
    WCHAR path[MAX_PATH];
    WIN32_FIND_DATAW data;
    search_folder(folder, pattern);
    join(path, folder, L"*");
    HANDLE find = FindFirstFileW(path, &data);
    if (find == INVALID_HANDLE_VALUE) return;
    do {
        bool is_folder =
            data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY && !(data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT);
        if (!is_folder || !wcscmp(data.cFileName, L".") || !wcscmp(data.cFileName, L"..")) continue;
        join(path, folder, data.cFileName);
        search_tree(path, pattern);
    } while (FindNextFileW(find, &data));
    FindClose(find);
}

static void search(const WCHAR *root, WCHAR *pattern)
{
    static WCHAR list[32768];
    WCHAR *colon = wcsrchr(pattern, ':');
    if (root) {
        search_tree(root, pattern);
    } else if (colon) {
        *colon = 0;
        if (*pattern == '$' && !GetEnvironmentVariableW(pattern + 1, list, ARRAYSIZE(list))) return;
        if (*pattern != '$') wcsncpy(list, pattern, ARRAYSIZE(list) - 1);
        search_list(list, colon + 1);
    } else {
        GetCurrentDirectoryW(ARRAYSIZE(list), list);
        search_folder(list, pattern);
        if (GetEnvironmentVariableW(L"PATH", list, ARRAYSIZE(list))) search_list(list, pattern);
    }
}

int main(void)
{
    int count, i;
    WCHAR **arguments = arguments_of_program(&count);
    const WCHAR *root = NULL;
    for (i = 0; i < count && *arguments[i] == '/'; i++) {
        if (is_switch(arguments[i], L"q")) options.quiet = true;
        else if (is_switch(arguments[i], L"f")) options.quoted = true;
        else if (is_switch(arguments[i], L"t")) options.with_details = true;
        else if (is_switch(arguments[i], L"r") && i + 1 < count) root = arguments[++i];
        else if (is_switch(arguments[i], L"?")) {
            put_text(L"Finds files by name or pattern, here and along PATH.\r\n\r\nwhere [/R folder] [/Q] [/F] [/T] "
                     L"pattern...\r\n"
                     L"where $variable:pattern   where folder;folder:pattern\r\n");
            return 0;
        } else {
            put_error(L"ERROR: Invalid argument or option. Type \"WHERE /?\" for usage help.\r\n");
            return 2;
        }
    }
    if (i == count) {
        put_error(L"ERROR: A pattern is missing. Type \"WHERE /?\" for usage help.\r\n");
        return 2;
    }
    for (; i < count; i++) search(root, arguments[i]);
    if (!found && !options.quiet) put_error(L"INFO: Could not find files for the given pattern(s).\r\n");
    return !found;
}
