/* Handles in general. */
#include "kernel32_private.h"

BOOL WINAPI CloseHandle(HANDLE handle) { return set_last_status(NtClose(resolve_standard_handle(handle))); }

BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process, LPHANDLE target, DWORD access,
                            BOOL inherit, DWORD options)
{
    return set_last_status(NtDuplicateObject(source_process, resolve_standard_handle(source), target_process, target,
                                             access, inherit ? OBJ_INHERIT : 0, options));
}

BOOL WINAPI GetHandleInformation(HANDLE handle, LPDWORD flags)
{
    OBJECT_HANDLE_FLAG_INFORMATION info;

    if (!set_last_status(
            NtQueryObject(resolve_standard_handle(handle), ObjectHandleFlagInformation, &info, sizeof(info), NULL)))
        return FALSE;
    *flags = (info.Inherit ? HANDLE_FLAG_INHERIT : 0) | (info.ProtectFromClose ? HANDLE_FLAG_PROTECT_FROM_CLOSE : 0);
    return TRUE;
}

BOOL WINAPI SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags)
{
    OBJECT_HANDLE_FLAG_INFORMATION info;

    handle = resolve_standard_handle(handle);
    if (!set_last_status(NtQueryObject(handle, ObjectHandleFlagInformation, &info, sizeof(info), NULL))) return FALSE;
    if (mask & HANDLE_FLAG_INHERIT) info.Inherit = !!(flags & HANDLE_FLAG_INHERIT);
    if (mask & HANDLE_FLAG_PROTECT_FROM_CLOSE) info.ProtectFromClose = !!(flags & HANDLE_FLAG_PROTECT_FROM_CLOSE);
    return set_last_status(NtSetInformationObject(handle, ObjectHandleFlagInformation, &info, sizeof(info)));
}

BOOL WINAPI CompareObjectHandles(HANDLE first, HANDLE second)
{
    return set_last_status(NtCompareObjects(first, second));
}

UINT WINAPI SetHandleCount(UINT count) { return count; }
