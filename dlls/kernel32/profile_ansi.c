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

/* What nearly all of them name. */
struct place { LPWSTR section, key, file; };

static struct place place_of(LPCSTR section, LPCSTR key, LPCSTR file)
{
    return (struct place){ wide(section), wide(key), wide(file) };
}

static void place_end(const struct place *place)
{
    heap_free(place->section);
    heap_free(place->key);
    heap_free(place->file);
}

DWORD WINAPI GetPrivateProfileStringA(LPCSTR section, LPCSTR key, LPCSTR default_value, LPSTR buffer, DWORD capacity,
                                      LPCSTR file)
{
    struct place place = place_of(section, key, file);
    LPWSTR otherwise = wide(default_value), text = heap_allocate(((SIZE_T)capacity + 2) * sizeof(WCHAR));
    DWORD length =
        text && buffer ? GetPrivateProfileStringW(place.section, place.key, otherwise, text, capacity, place.file) : 0;
    if (text && buffer) length = narrow(text, length, !section || !key, buffer, capacity);
    place_end(&place);
    heap_free(otherwise);
    heap_free(text);
    return length;
}

DWORD WINAPI GetPrivateProfileSectionA(LPCSTR section, LPSTR buffer, DWORD capacity, LPCSTR file)
{
    struct place place = place_of(section, NULL, file);
    LPWSTR text = heap_allocate(((SIZE_T)capacity + 2) * sizeof(WCHAR));
    DWORD length = text && buffer ? GetPrivateProfileSectionW(place.section, text, capacity, place.file) : 0;
    if (text && buffer) length = narrow(text, length, true, buffer, capacity);
    place_end(&place);
    heap_free(text);
    return length;
}

DWORD WINAPI GetPrivateProfileSectionNamesA(LPSTR buffer, DWORD capacity, LPCSTR file)
{
    return GetPrivateProfileStringA(NULL, NULL, NULL, buffer, capacity, file);
}

UINT WINAPI GetPrivateProfileIntA(LPCSTR section, LPCSTR key, INT default_value, LPCSTR file)
{
    struct place place = place_of(section, key, file);
    UINT value = GetPrivateProfileIntW(place.section, place.key, default_value, place.file);
    place_end(&place);
    return value;
}

BOOL WINAPI WritePrivateProfileStringA(LPCSTR section, LPCSTR key, LPCSTR value, LPCSTR file)
{
    struct place place = place_of(section, key, file);
    LPWSTR text = wide(value);
    BOOL good = WritePrivateProfileStringW(place.section, place.key, text, place.file);
    place_end(&place);
    heap_free(text);
    return good;
}

BOOL WINAPI WritePrivateProfileSectionA(LPCSTR section, LPCSTR lines, LPCSTR file)
{
    struct place place = place_of(section, NULL, file);
    LPWSTR list = wide_list(lines);
    BOOL good = WritePrivateProfileSectionW(place.section, list, place.file);
    place_end(&place);
    heap_free(list);
    return good;
}

BOOL WINAPI GetPrivateProfileStructA(LPCSTR section, LPCSTR key, LPVOID data, UINT size, LPCSTR file)
{
    struct place place = place_of(section, key, file);
    BOOL good = GetPrivateProfileStructW(place.section, place.key, data, size, place.file);
    place_end(&place);
    return good;
}

BOOL WINAPI WritePrivateProfileStructA(LPCSTR section, LPCSTR key, LPVOID data, UINT size, LPCSTR file)
{
    struct place place = place_of(section, key, file);
    BOOL good = WritePrivateProfileStructW(place.section, place.key, data, size, place.file);
    place_end(&place);
    return good;
}

DWORD WINAPI GetProfileStringA(LPCSTR section, LPCSTR key, LPCSTR default_value, LPSTR buffer, DWORD capacity)
{
    return GetPrivateProfileStringA(section, key, default_value, buffer, capacity, NULL);
}

DWORD WINAPI GetProfileSectionA(LPCSTR section, LPSTR buffer, DWORD capacity)
{
    return GetPrivateProfileSectionA(section, buffer, capacity, NULL);
}
UINT WINAPI GetProfileIntA(LPCSTR section, LPCSTR key, INT value)
{
    return GetPrivateProfileIntA(section, key, value, NULL);
}
BOOL WINAPI WriteProfileStringA(LPCSTR section, LPCSTR key, LPCSTR value)
{
    return WritePrivateProfileStringA(section, key, value, NULL);
}
BOOL WINAPI WriteProfileSectionA(LPCSTR section, LPCSTR lines)
{
    return WritePrivateProfileSectionA(section, lines, NULL);
}
