/* GetFileTitle: the name that a window's title shows for a file. */
#include "common.h"

/* 0, or -1: no file name; or the characters that the buffer must have. */
short WINAPI GetFileTitleW(LPCWSTR path, LPWSTR title, WORD capacity)
{
    if (!path || !*path) return -1;
    size_t length = wcslen(path);
    if (path[length - 1] == '\\' || path[length - 1] == '/' || path[length - 1] == ':' || wcspbrk(path, L"*[]?<>|\""))
        return -1;
    const WCHAR *name = path;
    for (const WCHAR *at = path; *at; at++)
        if (*at == '\\' || *at == '/' || *at == ':') name = at + 1;
    size_t needed = wcslen(name) + 1;
    if (!title || needed > capacity) return (short)needed;
    memcpy(title, name, needed * sizeof(WCHAR));
    return 0;
}

short WINAPI GetFileTitleA(LPCSTR path, LPSTR title, WORD capacity)
{
    WCHAR wide[MAX_PATH];
    WCHAR *wide_path = wide_copy(path);
    short result = wide_path ? GetFileTitleW(wide_path, wide, COUNT_OF(wide)) : -1;
    heap_free(wide_path);
    if (result) return result;
    int needed = WideCharToMultiByte(CP_ACP, 0, wide, -1, NULL, 0, NULL, NULL);
    if (!title || needed > capacity) return (short)needed;
    WideCharToMultiByte(CP_ACP, 0, wide, -1, title, capacity, NULL, NULL);
    return 0;
}
