/* The command line, environment variables and standard handles. */
#include "kernel32_private.h"

#include <string.h>
#include <wchar.h>

static ANSI_STRING command_line_a;
static RTL_RUN_ONCE command_line_once = RTL_RUN_ONCE_INIT;

LPWSTR WINAPI GetCommandLineW(void)
{
    return current_peb()->ProcessParameters->CommandLine.Buffer;
}

static DWORD WINAPI convert_command_line(PRTL_RUN_ONCE once, PVOID parameter, PVOID *context)
{
    (void)once;
    (void)parameter;
    (void)context;
    return NT_SUCCESS(
        RtlUnicodeStringToAnsiString(&command_line_a, &current_peb()->ProcessParameters->CommandLine, TRUE));
}

LPSTR WINAPI GetCommandLineA(void)
{
    RtlRunOnceExecuteOnce(&command_line_once, convert_command_line, NULL, NULL);
    return command_line_a.Buffer;
}

/* ---- standard handles */

static HANDLE *standard_handle(DWORD which)
{
    RTL_USER_PROCESS_PARAMETERS *parameters = current_peb()->ProcessParameters;
    switch (which) {
    case STD_INPUT_HANDLE: return &parameters->StandardInput;
    case STD_OUTPUT_HANDLE: return &parameters->StandardOutput;
    case STD_ERROR_HANDLE: return &parameters->StandardError;
    default: SetLastError(ERROR_INVALID_HANDLE); return NULL;
    }
}

HANDLE WINAPI GetStdHandle(DWORD which)
{
    HANDLE *place = standard_handle(which);
    return place ? *place : INVALID_HANDLE_VALUE;
}

BOOL WINAPI SetStdHandle(DWORD which, HANDLE handle)
{
    HANDLE *place = standard_handle(which);
    if (!place) return FALSE;
    *place = handle;
    return TRUE;
}

BOOL WINAPI SetStdHandleEx(DWORD which, HANDLE handle, PHANDLE previous)
{
    HANDLE *place = standard_handle(which);
    if (!place) return FALSE;
    if (previous) *previous = *place;
    *place = handle;
    return TRUE;
}

/* ---- the environment as a block */

static size_t block_length(const WCHAR *block)
{
    const WCHAR *at = block;
    while (*at) at += wcslen(at) + 1;
    return at - block + 1;
}

LPWCH WINAPI GetEnvironmentStringsW(void)
{
    RtlAcquirePebLock();
    const WCHAR *block = current_peb()->ProcessParameters->Environment;
    size_t size = block_length(block) * sizeof(WCHAR);
    WCHAR *copy = heap_allocate(size);
    if (copy) memcpy(copy, block, size);
    RtlReleasePebLock();
    return copy;
}

LPCH WINAPI GetEnvironmentStringsA(void)
{
    ULONG needed, used;
    WCHAR *block = GetEnvironmentStringsW();
    if (!block) return NULL;
    ULONG size = (ULONG)(block_length(block) * sizeof(WCHAR));
    RtlUnicodeToMultiByteSize(&needed, block, size);
    char *copy = heap_allocate(needed);
    if (copy) RtlUnicodeToMultiByteN(copy, needed, &used, block, size);
    heap_free(block);
    return copy;
}

BOOL WINAPI FreeEnvironmentStringsW(LPWCH block)
{
    heap_free(block);
    return TRUE;
}

BOOL WINAPI FreeEnvironmentStringsA(LPCH block)
{
    heap_free(block);
    return TRUE;
}

BOOL WINAPI SetEnvironmentStringsW(LPWCH block)
{
    return set_last_status(RtlSetEnvironmentStrings(block, block_length(block) * sizeof(WCHAR)));
}

/* ---- single variables */

DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR buffer, DWORD size)
{
    SIZE_T length;
    if (!name || !*name) {
        SetLastError(ERROR_ENVVAR_NOT_FOUND);
        return 0;
    }
    /* what fits exactly does not leave room for the terminator */
    NTSTATUS status =
        RtlQueryEnvironmentVariable(NULL, name, wcslen(name), size ? buffer : NULL, size ? size - 1 : 0, &length);
    if (status == STATUS_BUFFER_TOO_SMALL) {
        SetLastError(ERROR_SUCCESS);
        return (DWORD)length;
    }
    if (!set_last_status(status)) return 0;
    buffer[length] = 0;
    SetLastError(ERROR_SUCCESS);
    return (DWORD)length;
}

DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR buffer, DWORD size)
{
    UNICODE_STRING wide_name;
    DWORD result = 0;
    ULONG needed, used;
    if (!name || !*name) {
        SetLastError(ERROR_ENVVAR_NOT_FOUND);
        return 0;
    }
    if (!RtlCreateUnicodeStringFromAsciiz(&wide_name, name)) return set_last_status(STATUS_NO_MEMORY);
    WCHAR *value = heap_allocate(0x8000 * sizeof(WCHAR));
    DWORD length = value ? GetEnvironmentVariableW(wide_name.Buffer, value, 0x8000) : 0;
    if (value && (length || GetLastError() == ERROR_SUCCESS)) {
        RtlUnicodeToMultiByteSize(&needed, value, length * sizeof(WCHAR));
        if (needed < size) {
            RtlUnicodeToMultiByteN(buffer, size, &used, value, length * sizeof(WCHAR));
            buffer[used] = 0;
            result = used;
        } else {
            result = needed + 1;
        }
    }
    heap_free(value);
    RtlFreeUnicodeString(&wide_name);
    return result;
}

BOOL WINAPI SetEnvironmentVariableW(LPCWSTR name, LPCWSTR value)
{
    if (!name) return set_last_status(STATUS_INVALID_PARAMETER);
    NTSTATUS status = RtlSetEnvironmentVar(NULL, name, wcslen(name), value, value ? wcslen(value) : 0);
    if (status == STATUS_VARIABLE_NOT_FOUND) {
        SetLastError(ERROR_ENVVAR_NOT_FOUND);
        return TRUE; /* deleting what is not there succeeds */
    }
    return set_last_status(status);
}

BOOL WINAPI SetEnvironmentVariableA(LPCSTR name, LPCSTR value)
{
    UNICODE_STRING wide_name, wide_value = { 0, 0, NULL };
    if (!name) return set_last_status(STATUS_INVALID_PARAMETER);
    if (!RtlCreateUnicodeStringFromAsciiz(&wide_name, name)) return set_last_status(STATUS_NO_MEMORY);
    BOOL result = FALSE;
    if (value && !RtlCreateUnicodeStringFromAsciiz(&wide_value, value)) set_last_status(STATUS_NO_MEMORY);
    else result = SetEnvironmentVariableW(wide_name.Buffer, value ? wide_value.Buffer : NULL);
    RtlFreeUnicodeString(&wide_name);
    RtlFreeUnicodeString(&wide_value);
    return result;
}

DWORD WINAPI ExpandEnvironmentStringsW(LPCWSTR source, LPWSTR target, DWORD size)
{
    SIZE_T needed = 0;
    if (target && size) *target = 0;
    NTSTATUS status = RtlExpandEnvironmentStrings(NULL, source, wcslen(source), target, target ? size : 0, &needed);
    if (!NT_SUCCESS(status) && status != STATUS_BUFFER_TOO_SMALL) return set_last_status(status);
    return (DWORD)needed;
}

DWORD WINAPI ExpandEnvironmentStringsA(LPCSTR source, LPSTR target, DWORD size)
{
    UNICODE_STRING wide;
    ULONG needed = 0, used;
    DWORD result = 0;
    if (!RtlCreateUnicodeStringFromAsciiz(&wide, source)) return set_last_status(STATUS_NO_MEMORY);
    DWORD length = ExpandEnvironmentStringsW(wide.Buffer, NULL, 0);
    WCHAR *expanded = heap_allocate(length * sizeof(WCHAR));
    if (expanded && ExpandEnvironmentStringsW(wide.Buffer, expanded, length) == length) {
        RtlUnicodeToMultiByteSize(&needed, expanded, length * sizeof(WCHAR));
        if (needed <= size) RtlUnicodeToMultiByteN(target, size, &used, expanded, length * sizeof(WCHAR));
        else if (size) *target = 0;
        result = needed;
    }
    heap_free(expanded);
    RtlFreeUnicodeString(&wide);
    return result;
}

BOOL WINAPI NeedCurrentDirectoryForExePathW(LPCWSTR name)
{
    SIZE_T length;
    static const WCHAR variable[] = L"NoDefaultCurrentDirectoryInExePath";
    if (wcschr(name, '\\')) return TRUE;
    return RtlQueryEnvironmentVariable(NULL, variable, ARRAYSIZE(variable) - 1, NULL, 0, &length) ==
           STATUS_VARIABLE_NOT_FOUND;
}

BOOL WINAPI NeedCurrentDirectoryForExePathA(LPCSTR name)
{
    return NeedCurrentDirectoryForExePathW(strchr(name, '\\') ? L"\\" : L"");
}
