/* The last error of a thread, and the way from NTSTATUS to Win32 errors (table in rtl_error_table.h). */
#include "nt/nt.h"

#include "rtl_error_table.h"

ULONG NTAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS status)
{
    ULONG code = (ULONG)status;
    if (!code) return ERROR_SUCCESS;
    if (code & 0x20000000) return code;                              /* customer codes stay */
    if ((code & 0xff000000) == 0xd0000000) code &= ~0x10000000u;     /* NTSTATUS inside an HRESULT */
    if ((code & 0xffff0000) == 0xc0070000 || (code & 0xffff0000) == 0x80070000)
        return code & 0xffff; /* a Win32 error in disguise */
    if ((code & 0xffff0000) == 0xc0010000) return code & 0xffff;
    size_t low = 0, high = ARRAYSIZE(error_table);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (error_table[middle].status == code) return error_table[middle].error;
        if (error_table[middle].status < code) low = middle + 1;
        else high = middle;
    }
    log_line(LOG_WARN, "status %x has no Win32 error", status);
    return ERROR_MR_MID_NOT_FOUND;
}

ULONG NTAPI RtlNtStatusToDosError(NTSTATUS status)
{
    NtCurrentTeb()->LastStatusValue = status;
    return RtlNtStatusToDosErrorNoTeb(status);
}

ULONG NTAPI RtlGetLastWin32Error(void) { return NtCurrentTeb()->LastErrorValue; }
VOID NTAPI RtlSetLastWin32Error(ULONG error) { NtCurrentTeb()->LastErrorValue = error; }
VOID NTAPI RtlRestoreLastWin32Error(ULONG error) { NtCurrentTeb()->LastErrorValue = error; }
NTSTATUS NTAPI RtlGetLastNtStatus(void) { return NtCurrentTeb()->LastStatusValue; }

ULONG NTAPI RtlSetLastWin32ErrorAndNtStatusFromNtStatus(NTSTATUS status)
{
    ULONG error = RtlNtStatusToDosError(status);
    RtlSetLastWin32Error(error);
    return error;
}

ULONG NTAPI RtlGetThreadErrorMode(void) { return NtCurrentTeb()->HardErrorMode; }

NTSTATUS NTAPI RtlSetThreadErrorMode(ULONG mode, PULONG old)
{
    if (mode & ~0x70u) return STATUS_INVALID_PARAMETER_1;
    if (old) *old = NtCurrentTeb()->HardErrorMode;
    NtCurrentTeb()->HardErrorMode = mode;
    return STATUS_SUCCESS;
}
