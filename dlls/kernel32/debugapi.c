/* What a program says to its debugger (debugapi.h). */
#include "kernel32_private.h"

BOOL WINAPI IsDebuggerPresent(void)
{
    return current_peb()->BeingDebugged;
}

BOOL WINAPI CheckRemoteDebuggerPresent(HANDLE process, PBOOL present)
{
    if (!process || !present) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    ULONG_PTR port = 0;
    NTSTATUS status = NtQueryInformationProcess(process, ProcessDebugPort, &port, sizeof(port), NULL);
    if (!NT_SUCCESS(status)) return set_last_status(status);
    *present = port != 0;
    return TRUE;
}

VOID WINAPI DebugBreak(void)
{
    __asm__ volatile("int3");
}

/* Debug output is an exception that vectored handlers may see and that nobody has to handle. */
VOID WINAPI OutputDebugStringA(LPCSTR text)
{
    if (!text) text = "";
    log_line(LOG_EXCEPTION, "debug output: %s", text);
    ULONG_PTR parameters[2] = { strlen(text) + 1, (ULONG_PTR)text };
    RaiseException(DBG_PRINTEXCEPTION_C, 0, 2, parameters);
}

VOID WINAPI OutputDebugStringW(LPCWSTR text)
{
    UNICODE_STRING wide;
    ANSI_STRING narrow;
    RtlInitUnicodeString(&wide, text ? text : L"");
    if (!NT_SUCCESS(RtlUnicodeStringToAnsiString(&narrow, &wide, TRUE))) return;
    log_line(LOG_EXCEPTION, "debug output: %wZ", &wide);
    ULONG_PTR parameters[4] = { wide.Length / sizeof(WCHAR) + 1, (ULONG_PTR)wide.Buffer, narrow.Length + 1u, (ULONG_PTR)narrow.Buffer };
    RaiseException(DBG_PRINTEXCEPTION_WIDE, 0, 4, parameters);
    RtlFreeAnsiString(&narrow);
}
