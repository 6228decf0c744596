/* The computer's names: the Unix host name, and its NetBIOS form (upper case, at most 15 characters). */
#include "kernel32_private.h"
#include "unix_calls.h"
#include <string.h>
#include <wchar.h>

/* The host name as UTF-16, with its domain if the host knows it. */
static DWORD host_name(WCHAR *name, DWORD capacity)
{
    char text[256];
    struct unix_system_query_args args = {
        .what = SYSTEM_QUERY_HOST_NAME, .capacity = sizeof(text), .buffer = UNIX_PTR(text)};
    int count = 0;
    if (NT_SUCCESS(unix_call_system_query(&args)) && args.size)
        count = MultiByteToWideChar(CP_UTF8, 0, text, (int)strnlen(text, args.size), name, (int)capacity - 1);
    if (!count) {
        wcscpy(name, L"localhost");
        return 9;
    }
    name[count] = 0;
    return (DWORD)count;
}

static DWORD name_of_kind(COMPUTER_NAME_FORMAT kind, WCHAR *name, DWORD capacity)
{
    DWORD length = host_name(name, capacity);
    WCHAR *dot = wcschr(name, '.');
    switch (kind) {
    case ComputerNameNetBIOS:
    case ComputerNamePhysicalNetBIOS:
        if (dot) *dot = 0;
        name[MAX_COMPUTERNAME_LENGTH] = 0;
        for (length = 0; name[length]; length++) name[length] = RtlUpcaseUnicodeChar(name[length]);
        return length;
    case ComputerNameDnsHostname:
    case ComputerNamePhysicalDnsHostname:
        if (dot) *dot = 0;
        return (DWORD)wcslen(name);
    case ComputerNameDnsDomain:
    case ComputerNamePhysicalDnsDomain:
        if (!dot) *name = 0;
        else memmove(name, dot + 1, (wcslen(dot + 1) + 1) * sizeof(WCHAR));
        return (DWORD)wcslen(name);
    default:
        return length;
    }
}

WINBOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT kind, LPWSTR buffer, LPDWORD size)
{
    WCHAR name[256];
    if (kind >= ComputerNameMax || !size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    DWORD length = name_of_kind(kind, name, ARRAYSIZE(name)), capacity = *size;
    *size = length < capacity && buffer ? length : length + 1;
    if (!buffer || length >= capacity) {
        SetLastError(ERROR_MORE_DATA);
        return FALSE;
    }
    wcscpy(buffer, name);
    return TRUE;
}

WINBOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT kind, LPSTR buffer, LPDWORD size)
{
    WCHAR name[256];
    DWORD wide_size = ARRAYSIZE(name);
    if (!size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!GetComputerNameExW(kind, name, &wide_size)) return FALSE;
    DWORD needed = (DWORD)WideCharToMultiByte(CP_ACP, 0, name, -1, NULL, 0, NULL, NULL), capacity = *size;
    *size = needed <= capacity && buffer ? needed - 1 : needed;
    if (!buffer || needed > capacity) {
        SetLastError(ERROR_MORE_DATA);
        return FALSE;
    }
    WideCharToMultiByte(CP_ACP, 0, name, -1, buffer, (int)capacity, NULL, NULL);
    return TRUE;
}

WINBOOL WINAPI GetComputerNameW(LPWSTR buffer, LPDWORD size)
{
    WINBOOL done = GetComputerNameExW(ComputerNameNetBIOS, buffer, size);
    if (!done && GetLastError() == ERROR_MORE_DATA)
        SetLastError(ERROR_BUFFER_OVERFLOW); /* documented so for this older function */
    return done;
}

WINBOOL WINAPI GetComputerNameA(LPSTR buffer, LPDWORD size)
{
    WINBOOL done = GetComputerNameExA(ComputerNameNetBIOS, buffer, size);
    if (!done && GetLastError() == ERROR_MORE_DATA) SetLastError(ERROR_BUFFER_OVERFLOW);
    return done;
}
