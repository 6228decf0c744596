/* The version of Windows as old and new programs ask for it. */
#include "kernel32_private.h"

#include <string.h>

DWORD WINAPI GetVersion(void)
{
    PEB *peb = current_peb();
    return peb->OSMajorVersion | peb->OSMinorVersion << 8 | (DWORD)peb->OSBuildNumber << 16;
}

BOOL WINAPI GetVersionExW(LPOSVERSIONINFOW info)
{
    if (info->dwOSVersionInfoSize != sizeof(OSVERSIONINFOW) && info->dwOSVersionInfoSize != sizeof(OSVERSIONINFOEXW)) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    return set_last_status(RtlGetVersion((OSVERSIONINFOEXW *)info));
}

BOOL WINAPI GetVersionExA(LPOSVERSIONINFOA info)
{
    OSVERSIONINFOEXW wide = { .dwOSVersionInfoSize = sizeof(wide) };
    if (info->dwOSVersionInfoSize != sizeof(OSVERSIONINFOA) && info->dwOSVersionInfoSize != sizeof(OSVERSIONINFOEXA)) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    RtlGetVersion(&wide);
    info->dwMajorVersion = wide.dwMajorVersion;
    info->dwMinorVersion = wide.dwMinorVersion;
    info->dwBuildNumber = wide.dwBuildNumber;
    info->dwPlatformId = wide.dwPlatformId;
    memset(info->szCSDVersion, 0, sizeof(info->szCSDVersion));
    if (info->dwOSVersionInfoSize < sizeof(OSVERSIONINFOEXA)) return TRUE;
    OSVERSIONINFOEXA *extended = (OSVERSIONINFOEXA *)info;
    extended->wServicePackMajor = wide.wServicePackMajor;
    extended->wServicePackMinor = wide.wServicePackMinor;
    extended->wSuiteMask = wide.wSuiteMask;
    extended->wProductType = wide.wProductType;
    extended->wReserved = 0;
    return TRUE;
}

BOOL WINAPI VerifyVersionInfoW(LPOSVERSIONINFOEXW info, DWORD types, DWORDLONG mask)
{
    NTSTATUS status = RtlVerifyVersionInfo(info, types, mask);
    if (status != STATUS_REVISION_MISMATCH)
        return status == STATUS_INVALID_PARAMETER ? (SetLastError(ERROR_BAD_ARGUMENTS), FALSE)
                                                  : set_last_status(status);
    SetLastError(ERROR_OLD_WIN_VERSION);
    return FALSE;
}

BOOL WINAPI VerifyVersionInfoA(LPOSVERSIONINFOEXA info, DWORD types, DWORDLONG mask)
{
    OSVERSIONINFOEXW wide = {
        .dwOSVersionInfoSize = sizeof(wide),
        .dwMajorVersion = info->dwMajorVersion,
        .dwMinorVersion = info->dwMinorVersion,
        .dwBuildNumber = info->dwBuildNumber,
        .dwPlatformId = info->dwPlatformId,
        .wServicePackMajor = info->wServicePackMajor,
        .wServicePackMinor = info->wServicePackMinor,
        .wSuiteMask = info->wSuiteMask,
        .wProductType = info->wProductType,
    };
    return VerifyVersionInfoW(&wide, types, mask);
}

BOOL WINAPI GetProductInfo(DWORD major, DWORD minor, DWORD service_major, DWORD service_minor, PDWORD type)
{
    (void)minor;
    (void)service_major;
    (void)service_minor;
    if (!type) return set_last_status(STATUS_INVALID_PARAMETER);
    *type = major < 6 ? PRODUCT_UNDEFINED : PRODUCT_PROFESSIONAL;
    return major >= 6;
}
