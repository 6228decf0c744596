/* NtFsControlFile and NtDeviceIoControlFile: what a file system or device is asked beyond reading and writing. */
#include "file_private.h"
#include <winioctl.h>

static NTSTATUS set_zero_data(int fd, const void *in, ULONG in_size)
{
    const FILE_ZERO_DATA_INFORMATION *range = in;
    if (in_size < sizeof(*range)) return STATUS_INVALID_PARAMETER;
    if (range->FileOffset.QuadPart < 0 || range->BeyondFinalZero.QuadPart < range->FileOffset.QuadPart) return STATUS_INVALID_PARAMETER;
    struct unix_file_set_args args = {
        .fd = fd, .what = FILE_SET_ZERO_RANGE, .value = (uint64_t)range->FileOffset.QuadPart, .value2 = (uint64_t)range->BeyondFinalZero.QuadPart,
    };
    return unix_call_file_set(&args);
}

/* The target of a symbolic link as REPARSE_DATA_BUFFER. */
static NTSTATUS get_reparse_point(int fd, uint8_t *out, ULONG out_size, ULONG_PTR *used)
{
    WCHAR target[2048];
    struct unix_path_query_args args = {.fd = fd, .what = PATH_QUERY_LINK, .buffer = UNIX_PTR(target), .capacity = sizeof(target)};
    NTSTATUS status = unix_call_path_query(&args);
    if (status) return status;
    BOOLEAN is_full = args.size > 4 && target[1] == ':';
    ULONG substitute = args.size + (is_full ? 8 : 0), data = 12 + substitute + args.size;
    if (out_size < 8 + data) return STATUS_BUFFER_TOO_SMALL;
    *(ULONG *)out = IO_REPARSE_TAG_SYMLINK;
    USHORT *words = (USHORT *)(out + 4);
    words[0] = (USHORT)data;
    words[1] = 0;
    words[2] = 0;                            /* substitute name: offset, size */
    words[3] = (USHORT)substitute;
    words[4] = (USHORT)substitute;           /* print name */
    words[5] = (USHORT)args.size;
    *(ULONG *)(out + 16) = is_full ? 0 : 1;  /* SYMLINK_FLAG_RELATIVE */
    uint8_t *names = out + 20;
    if (is_full) memcpy(names, L"\\??\\", 8);
    memcpy(names + substitute - args.size, target, args.size);
    memcpy(names + substitute, target, args.size);
    *used = 8 + data;
    return STATUS_SUCCESS;
}

static NTSTATUS file_system_control(int fd, ULONG code, void *in, ULONG in_size, void *out, ULONG out_size, ULONG_PTR *used)
{
    switch (code) {
    case FSCTL_SET_SPARSE:
        return STATUS_SUCCESS; /* every file here may have holes */
    case FSCTL_SET_ZERO_DATA:
        return set_zero_data(fd, in, in_size);
    case FSCTL_GET_REPARSE_POINT:
        return get_reparse_point(fd, out, out_size, used);
    case FSCTL_GET_COMPRESSION:
        if (out_size < sizeof(USHORT)) return STATUS_BUFFER_TOO_SMALL;
        *(USHORT *)out = COMPRESSION_FORMAT_NONE;
        *used = sizeof(USHORT);
        return STATUS_SUCCESS;
    case FSCTL_IS_VOLUME_MOUNTED:
    case FSCTL_LOCK_VOLUME:
    case FSCTL_UNLOCK_VOLUME:
        return code == FSCTL_IS_VOLUME_MOUNTED ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
    }
    log_line(LOG_WARN, "file system control code %x is not supported", code);
    return STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS NTAPI NtFsControlFile(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context, PIO_STATUS_BLOCK io, ULONG code, PVOID in,
                               ULONG in_size, PVOID out, ULONG out_size)
{
    struct handle_entry entry;
    struct io_request request = {handle, event, apc, apc_context, io};
    ULONG_PTR used = 0;
    int fd = -1;
    NTSTATUS status = handle_get(handle, OBJECT_NONE, 0, &entry);
    if (status) return status;
    if (is_pipe(&entry)) {
        io_request_begin(&request, &entry);
        return pipe_control(&request, &entry, code, in, in_size, out, out_size);
    }
    status = file_get(handle, 0, &fd, &entry);
    if (status) return status;
    io_request_begin(&request, &entry);
    status = file_system_control(fd, code, in, in_size, out, out_size, &used);
    return io_request_end(&request, &entry, status, used);
}

NTSTATUS NTAPI NtDeviceIoControlFile(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context, PIO_STATUS_BLOCK io, ULONG code,
                                     PVOID in, ULONG in_size, PVOID out, ULONG out_size)
{
    struct handle_entry entry;
    int fd;
    (void)event;
    (void)apc;
    (void)apc_context;
    (void)io;
    (void)in;
    (void)in_size;
    (void)out;
    (void)out_size;
    NTSTATUS status = file_get(handle, 0, &fd, &entry);
    if (status) return status;
    log_line(LOG_WARN, "device control code %x is not supported", code);
    return STATUS_INVALID_DEVICE_REQUEST;
}

/* --- extended attributes of OS/2 kind: files have none here --- */

NTSTATUS NTAPI NtQueryEaFile(HANDLE handle, PIO_STATUS_BLOCK io, PVOID buffer, ULONG size, BOOLEAN single, PVOID list, ULONG list_size,
                             PULONG index, BOOLEAN restart)
{
    struct handle_entry entry;
    int fd;
    (void)buffer;
    (void)size;
    (void)single;
    (void)list;
    (void)list_size;
    (void)index;
    (void)restart;
    NTSTATUS status = file_get(handle, FILE_READ_EA, &fd, &entry);
    if (status) return status;
    io->Information = 0;
    return io->Status = STATUS_NO_EAS_ON_FILE;
}

NTSTATUS NTAPI NtSetEaFile(HANDLE handle, PIO_STATUS_BLOCK io, PVOID buffer, ULONG size)
{
    struct handle_entry entry;
    int fd;
    (void)buffer;
    (void)size;
    NTSTATUS status = file_get(handle, FILE_WRITE_EA, &fd, &entry);
    if (status) return status;
    return io->Status = STATUS_EAS_NOT_SUPPORTED;
}

/* A thread that blocks in a read cannot be called back yet: nothing is found that could be cancelled. */
NTSTATUS NTAPI NtCancelSynchronousIoFile(HANDLE thread, PIO_STATUS_BLOCK which, PIO_STATUS_BLOCK io)
{
    struct handle_entry entry;
    (void)which;
    NTSTATUS status = handle_get(thread, OBJECT_THREAD, 0, &entry);
    if (status) return status;
    io->Information = 0;
    return io->Status = STATUS_NOT_FOUND;
}
