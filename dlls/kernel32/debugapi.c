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

/* ---- monitors of debug output: without a debugger it goes to whoever has made a section of this name (DebugView and
 * its like). The monitor signals that the buffer is free, the program that it is filled; a mutex keeps programs from
 * each other. */

#define MONITOR_SIZE    4096u
#define MONITOR_TIMEOUT 10000u

struct monitor_buffer { DWORD pid; char text[MONITOR_SIZE - sizeof(DWORD)]; };

static void fill_monitor(struct monitor_buffer *buffer, HANDLE ready, HANDLE filled, LPCSTR text)
{
    size_t left = strlen(text);

    do {
        size_t piece = left < sizeof(buffer->text) ? left : sizeof(buffer->text) - 1;
        if (WaitForSingleObject(ready, MONITOR_TIMEOUT) != WAIT_OBJECT_0) return;
        buffer->pid = GetCurrentProcessId();
        memcpy(buffer->text, text, piece);
        buffer->text[piece] = 0;
        SetEvent(filled);
        text += piece;
        left -= piece;
    } while (left);
}

static void tell_monitor(LPCSTR text)
{
    HANDLE section = OpenFileMappingW(FILE_MAP_WRITE, FALSE, L"DBWIN_BUFFER"), ready, filled, mutex;
    struct monitor_buffer *buffer;

    if (!section) return; /* nobody listens: the usual case */
    ready = OpenEventW(SYNCHRONIZE, FALSE, L"DBWIN_BUFFER_READY");
    filled = OpenEventW(EVENT_MODIFY_STATE, FALSE, L"DBWIN_DATA_READY");
    mutex = CreateMutexW(NULL, FALSE, L"DBWinMutex");
    buffer = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, MONITOR_SIZE);
    if (ready && filled && mutex && buffer && WaitForSingleObject(mutex, MONITOR_TIMEOUT) != WAIT_TIMEOUT) {
        fill_monitor(buffer, ready, filled, text);
        ReleaseMutex(mutex);
    }
    if (buffer) UnmapViewOfFile(buffer);
    if (mutex) CloseHandle(mutex);
    if (filled) CloseHandle(filled);
    if (ready) CloseHandle(ready);
    CloseHandle(section);
}

static void report_output(LPCSTR text)
{
    DWORD error = GetLastError();

    if (!IsDebuggerPresent()) tell_monitor(text);
    SetLastError(error);
}

/* ---- debug output is an exception that vectored handlers may see and that nobody has to handle */

VOID WINAPI OutputDebugStringA(LPCSTR text)
{
    if (!text) text = "";
    log_line(LOG_EXCEPTION, "debug output: %s", text);
    ULONG_PTR parameters[2] = { strlen(text) + 1, (ULONG_PTR)text };
    RaiseException(DBG_PRINTEXCEPTION_C, 0, 2, parameters);
    report_output(text);
}

VOID WINAPI OutputDebugStringW(LPCWSTR text)
{
    UNICODE_STRING wide;
    ANSI_STRING narrow;
    RtlInitUnicodeString(&wide, text ? text : L"");
    if (!NT_SUCCESS(RtlUnicodeStringToAnsiString(&narrow, &wide, TRUE))) return;
    log_line(LOG_EXCEPTION, "debug output: %wZ", &wide);
    ULONG_PTR parameters[4] = {wide.Length / sizeof(WCHAR) + 1, (ULONG_PTR)wide.Buffer, narrow.Length + 1u,
                               (ULONG_PTR)narrow.Buffer};
    RaiseException(DBG_PRINTEXCEPTION_WIDE, 0, 4, parameters);
    report_output(narrow.Buffer);
    RtlFreeAnsiString(&narrow);
}
