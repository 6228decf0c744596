/* LoadString: a string table resource is a block of 16 length-prefixed strings. */
#include "nt/nt.h"
#include <winuser.h>
#include <string.h>

/* The string's place in its block, not terminated; NULL if there is none. */
static const WCHAR *find_string(HINSTANCE module, UINT id, DWORD *length)
{
    HRSRC resource = FindResourceW(module, MAKEINTRESOURCEW((id >> 4) + 1), MAKEINTRESOURCEW(6 /* RT_STRING */));
    if (!resource) return NULL;
    const WCHAR *at = LockResource(LoadResource(module, resource));
    if (!at) return NULL;
    const WCHAR *end = at + SizeofResource(module, resource) / sizeof(WCHAR);
    for (UINT i = id & 15; i && at < end; i--) at += *at + 1;
    if (at >= end || *at > end - at - 1) return NULL;
    *length = *at;
    return at + 1;
}

int WINAPI LoadStringW(HINSTANCE module, UINT id, LPWSTR buffer, int capacity)
{
    DWORD length = 0;
    const WCHAR *text = find_string(module, id, &length);
    if (!buffer || capacity < 0) return 0;
    if (!capacity) { /* documented: the buffer receives a pointer to the resource itself */
        memcpy(buffer, &text, sizeof(text));
        return (int)length;
    }
    if (length > (DWORD)capacity - 1) length = (DWORD)capacity - 1;
    if (text) memcpy(buffer, text, length * sizeof(WCHAR));
    buffer[length] = 0;
    return (int)length;
}

int WINAPI LoadStringA(HINSTANCE module, UINT id, LPSTR buffer, int capacity)
{
    DWORD length = 0;
    const WCHAR *text = find_string(module, id, &length);
    if (!buffer || capacity <= 0) return 0;
    int size = text && length ? WideCharToMultiByte(CP_ACP, 0, text, (int)length, NULL, 0, NULL, NULL) : 0;
    if (size > capacity - 1) { /* cut at a whole character */
        while (length && size > capacity - 1)
            size = WideCharToMultiByte(CP_ACP, 0, text, (int)--length, NULL, 0, NULL, NULL);
    }
    if (size) WideCharToMultiByte(CP_ACP, 0, text, (int)length, buffer, size, NULL, NULL);
    buffer[size] = 0;
    return size;
}
