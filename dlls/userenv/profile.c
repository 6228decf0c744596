/* The user's profile folder. */
#include "nt/nt.h"
#include <string.h>

BOOL WINAPI GetUserProfileDirectoryW(HANDLE token, LPWSTR path, LPDWORD size);
BOOL WINAPI GetUserProfileDirectoryA(HANDLE token, LPSTR path, LPDWORD size);

/* One user a prefix: the token does not matter. Sizes count the terminator. */
BOOL WINAPI GetUserProfileDirectoryW(HANDLE token, LPWSTR path, LPDWORD size)
{
    WCHAR folder[MAX_PATH];
    (void)token;
    if (!size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    DWORD length = GetEnvironmentVariableW(L"USERPROFILE", folder, ARRAYSIZE(folder));
    if (!length || length >= ARRAYSIZE(folder)) {
        SetLastError(ERROR_FILE_NOT_FOUND);
        return FALSE;
    }
    DWORD capacity = *size;
    *size = length + 1;
    if (!path || capacity <= length) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    memcpy(path, folder, (length + 1) * sizeof(WCHAR));
    return TRUE;
}

BOOL WINAPI GetUserProfileDirectoryA(HANDLE token, LPSTR path, LPDWORD size)
{
    WCHAR folder[MAX_PATH];
    DWORD length = ARRAYSIZE(folder);
    if (!size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!GetUserProfileDirectoryW(token, folder, &length)) return FALSE;
    DWORD needed = (DWORD)WideCharToMultiByte(CP_ACP, 0, folder, (int)length, NULL, 0, NULL, NULL), capacity = *size;
    *size = needed;
    if (!path || capacity < needed) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    WideCharToMultiByte(CP_ACP, 0, folder, (int)length, path, (int)capacity, NULL, NULL);
    return TRUE;
}
