/* GetBinaryType, and Beep. */
#include "kernel32_private.h"

#define LOWEST_FREQUENCY  37u
#define HIGHEST_FREQUENCY 32767u

BOOL WINAPI GetBinaryTypeW(LPCWSTR name, LPDWORD type)
{
    WCHAR full[MAX_PATH];
    UNICODE_STRING path;
    ULONG machine, subsystem;
    DWORD length = GetFullPathNameW(name, MAX_PATH, full, NULL), attributes = GetFileAttributesW(name);

    if (!length || attributes == INVALID_FILE_ATTRIBUTES) return FALSE;
    if (length >= MAX_PATH) {
        SetLastError(ERROR_FILENAME_EXCED_RANGE);
        return FALSE;
    }
    RtlInitUnicodeString(&path, full);
    if (attributes & FILE_ATTRIBUTE_DIRECTORY || !NT_SUCCESS(winrun_process_identify(&path, &machine, &subsystem))) {
        SetLastError(ERROR_BAD_EXE_FORMAT);
        return FALSE;
    }
    *type = machine == IMAGE_FILE_MACHINE_I386 ? SCS_32BIT_BINARY : SCS_64BIT_BINARY;
    return TRUE;
}

BOOL WINAPI GetBinaryTypeA(LPCSTR name, LPDWORD type)
{
    WCHAR wide[MAX_PATH];

    if (!MultiByteToWideChar(CP_ACP, 0, name, -1, wide, MAX_PATH)) return FALSE;
    return GetBinaryTypeW(wide, type);
}

/* The terminal's bell; it has one tone, so frequency and duration only decide how long the call takes. */
BOOL WINAPI Beep(DWORD frequency, DWORD duration)
{
    HANDLE console;
    DWORD written;
    BOOL done;

    if (frequency < LOWEST_FREQUENCY || frequency > HIGHEST_FREQUENCY) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    console = CreateFileW(L"CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                          OPEN_EXISTING, 0, NULL);
    if (console == INVALID_HANDLE_VALUE) return FALSE;
    done = WriteConsoleW(console, L"\a", 1, &written, NULL);
    CloseHandle(console);
    if (done) Sleep(duration);
    return done;
}
