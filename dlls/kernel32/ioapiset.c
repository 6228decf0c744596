/* Requests under way: their results, cancelling them; device control. (Completion ports: ioapiset_completion.c.) */
#include "file_private.h"

BOOL WINAPI GetOverlappedResultEx(HANDLE file, LPOVERLAPPED overlapped, LPDWORD transferred, DWORD milliseconds,
                                  BOOL alertable)
{
    const volatile ULONG_PTR *internal = &overlapped->Internal;
    LARGE_INTEGER timeout;
    if ((NTSTATUS)*internal == STATUS_PENDING) {
        if (!milliseconds) return set_error(ERROR_IO_INCOMPLETE);
        HANDLE waited = overlapped->hEvent ? (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1) : file;
        NTSTATUS status = NtWaitForSingleObject(waited, (BOOLEAN)alertable, timeout_from_ms(&timeout, milliseconds));
        if (status == STATUS_TIMEOUT) return set_error(WAIT_TIMEOUT);
        if (status == STATUS_USER_APC) return set_error(WAIT_IO_COMPLETION);
        if (status) return check_status(status);
        if ((NTSTATUS)*internal == STATUS_PENDING) return set_error(ERROR_IO_INCOMPLETE);
    }
    NTSTATUS status = (NTSTATUS)*internal;
    *transferred = (DWORD)overlapped->InternalHigh;
    return check_status(status);
}

BOOL WINAPI GetOverlappedResult(HANDLE file, LPOVERLAPPED overlapped, LPDWORD transferred, BOOL wait)
{
    return GetOverlappedResultEx(file, overlapped, transferred, wait ? INFINITE : 0, FALSE);
}

BOOL WINAPI CancelIo(HANDLE file)
{
    IO_STATUS_BLOCK io;
    return check_status(NtCancelIoFile(file, &io));
}

BOOL WINAPI CancelIoEx(HANDLE file, LPOVERLAPPED overlapped)
{
    IO_STATUS_BLOCK io;
    return check_status(NtCancelIoFileEx(file, (PIO_STATUS_BLOCK)overlapped, &io));
}

BOOL WINAPI CancelSynchronousIo(HANDLE thread)
{
    IO_STATUS_BLOCK io;
    return check_status(NtCancelSynchronousIoFile(thread, NULL, &io));
}

BOOL WINAPI DeviceIoControl(HANDLE device, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                            LPDWORD returned, LPOVERLAPPED overlapped)
{
    IO_STATUS_BLOCK own_io = {{STATUS_PENDING}, 0}, *io = overlapped ? (PIO_STATUS_BLOCK)overlapped : &own_io;
    HANDLE event = overlapped ? (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1) : NULL;
    PVOID context = overlapped && !((ULONG_PTR)overlapped->hEvent & 1) ? overlapped : NULL;
    BOOL is_file_system = code >> 16 == 9 /* FILE_DEVICE_FILE_SYSTEM */ || code >> 16 == 0x11;
    if (returned) *returned = 0;
    if (overlapped) io->Status = STATUS_PENDING;
    NTSTATUS status = (is_file_system ? NtFsControlFile : NtDeviceIoControlFile)(device, event, NULL, context, io, code,
                                                                                 in, in_size, out, out_size);
    if (status == STATUS_PENDING && !overlapped) {
        NtWaitForSingleObject(device, FALSE, NULL);
        status = io->Status;
    }
    if (status == STATUS_PENDING) return set_error(ERROR_IO_PENDING);
    if (returned && (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW)) *returned = (DWORD)io->Information;
    return check_status(status);
}
