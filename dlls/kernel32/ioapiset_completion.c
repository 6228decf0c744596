/* I/O completion ports. */
#include "kernel32_private.h"

HANDLE WINAPI CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD concurrency)
{
    FILE_COMPLETION_INFORMATION info;
    IO_STATUS_BLOCK io;
    HANDLE created = NULL;
    NTSTATUS status;

    if (file == INVALID_HANDLE_VALUE && port) {
        set_last_status(STATUS_INVALID_PARAMETER);
        return NULL;
    }
    if (!port) {
        if (!set_last_status(NtCreateIoCompletion(&created, IO_COMPLETION_ALL_ACCESS, NULL, concurrency))) return NULL;
        port = created;
    }
    if (file == INVALID_HANDLE_VALUE) return port;
    info.Port = port;
    info.Key = (PVOID)key;
    status = NtSetInformationFile(file, &io, &info, sizeof(info), FileCompletionInformation);
    if (set_last_status(status)) return port;
    if (created) NtClose(created);
    return NULL;
}

BOOL WINAPI PostQueuedCompletionStatus(HANDLE port, DWORD bytes, ULONG_PTR key, LPOVERLAPPED overlapped)
{
    return set_last_status(NtSetIoCompletion(port, key, (ULONG_PTR)overlapped, STATUS_SUCCESS, bytes));
}

BOOL WINAPI GetQueuedCompletionStatus(HANDLE port, LPDWORD bytes, PULONG_PTR key, LPOVERLAPPED *overlapped,
                                      DWORD milliseconds)
{
    LARGE_INTEGER timeout;
    IO_STATUS_BLOCK io;
    ULONG_PTR value;
    NTSTATUS status;

    *overlapped = NULL;
    status = NtRemoveIoCompletion(port, key, &value, &io, timeout_from_ms(&timeout, milliseconds));
    if (status == STATUS_TIMEOUT) {
        SetLastError(WAIT_TIMEOUT);
        return FALSE;
    }
    if (status == STATUS_ABANDONED) {
        SetLastError(ERROR_ABANDONED_WAIT_0);
        return FALSE;
    }
    if (!set_last_status(status)) return FALSE;
    *overlapped = (LPOVERLAPPED)value;
    *bytes = (DWORD)io.Information;
    return set_last_status(io.Status);
}

BOOL WINAPI GetQueuedCompletionStatusEx(HANDLE port, LPOVERLAPPED_ENTRY entries, ULONG count, PULONG removed,
                                        DWORD milliseconds, BOOL alertable)
{
    FILE_IO_COMPLETION_INFORMATION *packets = (FILE_IO_COMPLETION_INFORMATION *)entries; /* the same layout */
    LARGE_INTEGER timeout;
    NTSTATUS status;

    _Static_assert(sizeof(OVERLAPPED_ENTRY) == sizeof(FILE_IO_COMPLETION_INFORMATION), "one is filled as the other");
    status =
        NtRemoveIoCompletionEx(port, packets, count, removed, timeout_from_ms(&timeout, milliseconds), !!alertable);
    if (status == STATUS_SUCCESS) return TRUE;
    *removed = 0;
    if (status == STATUS_TIMEOUT || status == STATUS_USER_APC || status == STATUS_ABANDONED) {
        SetLastError(status == STATUS_TIMEOUT    ? WAIT_TIMEOUT
                     : status == STATUS_USER_APC ? WAIT_IO_COMPLETION
                                                 : ERROR_ABANDONED_WAIT_0);
        return FALSE;
    }
    return set_last_status(status);
}
