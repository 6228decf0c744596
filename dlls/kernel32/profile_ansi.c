/* The ANSI twins of the profile functions (winbase.h). */
#include "nls_private.h"

#include <string.h>

static LPWSTR wide(LPCSTR text) { return wide_copy(CP_ACP, text, -1, NULL); }

/* Strings separated by zeros, with their end. */
static LPWSTR wide_list(LPCSTR list)
{
    LPCSTR end = list;
    if (!list) return NULL;
    while (*end) end += strlen(end) + 1;
    return wide_copy(CP_ACP, list, (int)(end - list) + 1, NULL);
}

/* Hands an answer over; a list keeps its two zeros. */
static DWORD narrow(LPCWSTR text, DWORD length, bool list, LPSTR buffer, DWORD capacity)
{
    DWORD ends = list ? 2 : 1;
    if (!capacity) return 0;
    int size = length ? WideCharToMultiByte(CP_ACP, 0, text, (int)length, NULL, 0, NULL, NULL) : 0;
    LPSTR bytes = heap_allocate((SIZE_T)size + 1);
    if (!bytes) return 0;
    if (size) WideCharToMultiByte(CP_ACP, 0, text, (int)length, bytes, size, NULL, NULL);
    DWORD count = min((DWORD)size, capacity > ends ? capacity - ends : 0);
    memcpy(buffer, bytes, count);
    for (DWORD i = 0; i < ends && count + i < capacity; i++) buffer[count + i] = 0;
    heap_free(bytes);
    return count;
}

DWORD WINAPI GetPrivateProfileStringA(LPCSTR section, LPCSTR key, LPCSTR default_value, LPSTR buffer, DWORD capacity, LPCSTR file)
{
    LPWSTR s = wide(section), k = wide(key), d = wide(default_value), f = wide(file), text = heap_allocate(((SIZE_T)capacity + 2) * sizeof(WCHAR));
    DWORD length = text && buffer ? GetPrivateProfileStringW(s, k, d, text, capacity, f) : 0;
    if (text && buffer) length = narrow(text, length, !section || !key, buffer, capacity);
    heap_free(s);
    heap_free(k);
    heap_free(d);
    heap_free(f);
    heap_free(text);
    return length;
}

DWORD WINAPI GetPrivateProfileSectionA(LPCSTR section, LPSTR buffer, DWORD capacity, LPCSTR file)
{
    LPWSTR s = wide(section), f = wide(file), text = heap_allocate(((SIZE_T)capacity + 2) * sizeof(WCHAR));
    DWORD length = text && buffer ? GetPrivateProfileSectionW(s, text, capacity, f) : 0;
    if (text && buffer) length = narrow(text, length, true, buffer, capacity);
    heap_free(s);
    heap_free(f);
    heap_free(text);
    return length;
}

DWORD WINAPI GetPrivateProfileSectionNamesA(LPSTR buffer, DWORD capacity, LPCSTR file)
{
    return GetPrivateProfileStringA(NULL, NULL, NULL, buffer, capacity, file);
}

UINT WINAPI GetPrivateProfileIntA(LPCSTR section, LPCSTR key, INT default_value, LPCSTR file)
{
    LPWSTR s = wide(section), k = wide(key), f = wide(file);
    UINT value = GetPrivateProfileIntW(s, k, default_value, f);
    heap_free(s);
    heap_free(k);
    heap_free(f);
    return value;
}

BOOL WINAPI WritePrivateProfileStringA(LPCSTR section, LPCSTR key, LPCSTR value, LPCSTR file)
{
    LPWSTR s = wide(section), k = wide(key), v = wide(value), f = wide(file);
    BOOL good = WritePrivateProfileStringW(s, k, v, f);
    heap_free(s);
    heap_free(k);
    heap_free(v);
    heap_free(f);
    return good;
}

BOOL WINAPI WritePrivateProfileSectionA(LPCSTR section, LPCSTR lines, LPCSTR file)
{
    LPWSTR s = wide(section), l = wide_list(lines), f = wide(file);
    BOOL good = WritePrivateProfileSectionW(s, l, f);
    heap_free(s);
    heap_free(l);
    heap_free(f);
    return good;
}

BOOL WINAPI GetPrivateProfileStructA(LPCSTR section, LPCSTR key, LPVOID data, UINT size, LPCSTR file)
{
    LPWSTR s = wide(section), k = wide(key), f = wide(file);
    BOOL good = GetPrivateProfileStructW(s, k, data, size, f);
    heap_free(s);
    heap_free(k);
    heap_free(f);
    return good;
}

BOOL WINAPI WritePrivateProfileStructA(LPCSTR section, LPCSTR key, LPVOID data, UINT size, LPCSTR file)
{
    LPWSTR s = wide(section), k = wide(key), f = wide(file);
    BOOL good = WritePrivateProfileStructW(s, k, data, size, f);
    heap_free(s);
    heap_free(k);
    heap_free(f);
    return good;
}

DWORD WINAPI GetProfileStringA(LPCSTR section, LPCSTR key, LPCSTR default_value, LPSTR buffer, DWORD capacity)
{
    return GetPrivateProfileStringA(section, key, default_value, buffer, capacity, NULL);
}

DWORD WINAPI GetProfileSectionA(LPCSTR section, LPSTR buffer, DWORD capacity) { return GetPrivateProfileSectionA(section, buffer, capacity, NULL); }
UINT WINAPI GetProfileIntA(LPCSTR section, LPCSTR key, INT value) { return GetPrivateProfileIntA(section, key, value, NULL); }
BOOL WINAPI WriteProfileStringA(LPCSTR section, LPCSTR key, LPCSTR value) { return WritePrivateProfileStringA(section, key, value, NULL); }
BOOL WINAPI WriteProfileSectionA(LPCSTR section, LPCSTR lines) { return WritePrivateProfileSectionA(section, lines, NULL); }
