/* NtFsControlFile and NtDeviceIoControlFile: what a file system or device is asked beyond reading and writing. */
#include "file_private.h"
#include "remote.h"
#include <winioctl.h>

static NTSTATUS set_zero_data(struct control *control)
{
    const FILE_ZERO_DATA_INFORMATION *range = control->in;
    if (!(control->entry.access & FILE_WRITE_DATA)) return STATUS_ACCESS_DENIED;
    if (control->in_size < sizeof(*range)) return STATUS_INVALID_PARAMETER;
    if (range->FileOffset.QuadPart < 0 || range->BeyondFinalZero.QuadPart < range->FileOffset.QuadPart)
        return STATUS_INVALID_PARAMETER;
    struct unix_file_set_args args = {
        .fd = control->fd,
        .what = FILE_SET_ZERO_RANGE,
        .value = (uint64_t)range->FileOffset.QuadPart,
        .value2 = (uint64_t)range->BeyondFinalZero.QuadPart,
    };
    return unix_call_file_set(&args);
}

static NTSTATUS set_sparse(struct control *control)
{
    struct unix_file_set_args args = {.fd = control->fd, .what = FILE_SET_SPARSE, .value = 1};
    if (is_folder(&control->entry)) return STATUS_INVALID_PARAMETER;
    if (!(control->entry.access & (FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES))) return STATUS_ACCESS_DENIED;
    if (control->in_size) args.value = *(const BOOLEAN *)control->in != 0; /* FILE_SET_SPARSE_BUFFER */
    return unix_call_file_set(&args);
}

/* One range that holds data, cut to what is asked for; FALSE: it lies behind. */
static BOOLEAN cut_range(const uint64_t *range, const FILE_ALLOCATED_RANGE_BUFFER *asked,
                         FILE_ALLOCATED_RANGE_BUFFER *result)
{
    uint64_t start = range[0], end = range[0] + range[1], first = (uint64_t)asked->FileOffset.QuadPart,
             last = first + (uint64_t)asked->Length.QuadPart;
    if (start >= last) return FALSE;
    if (start < first) start = first;
    if (end > last) end = last;
    result->FileOffset.QuadPart = (LONGLONG)start;
    result->Length.QuadPart = (LONGLONG)(end - start);
    return TRUE;
}

/* Only of sparse files the holes are told, as documented: another file is one range. */
static NTSTATUS query_ranges(struct control *control)
{
    const FILE_ALLOCATED_RANGE_BUFFER *asked = control->in;
    FILE_ALLOCATED_RANGE_BUFFER *out = control->out, range;
    uint64_t ranges[2 * 256] = {0};
    if (control->in_size < sizeof(*asked)) return STATUS_INVALID_PARAMETER;
    if (asked->FileOffset.QuadPart < 0 || asked->Length.QuadPart < 0) return STATUS_INVALID_PARAMETER;
    struct unix_file_query_args facts = {.fd = control->fd};
    NTSTATUS status = unix_call_file_query(&facts);
    if (status) return status;
    struct unix_path_query_args args = {
        .fd = control->fd,
        .what = PATH_QUERY_RANGES,
        .path = (uint64_t)asked->FileOffset.QuadPart,
        .buffer = UNIX_PTR(ranges),
        .capacity = sizeof(ranges),
    };
    if (facts.facts.attributes & FILE_ATTRIBUTE_SPARSE_FILE) {
        status = unix_call_path_query(&args);
        if (status && status != STATUS_BUFFER_TOO_SMALL) return status;
    } else {
        ranges[1] = facts.facts.size;
        args.size = facts.facts.size ? 16 : 0;
    }
    FILE_ALLOCATED_RANGE_BUFFER wanted = *asked;
    if (wanted.FileOffset.QuadPart + wanted.Length.QuadPart > (LONGLONG)facts.facts.size)
        wanted.Length.QuadPart = (LONGLONG)facts.facts.size - wanted.FileOffset.QuadPart;
    for (unsigned i = 0; i < args.size / 16 && wanted.Length.QuadPart > 0 && cut_range(ranges + 2 * i, &wanted, &range);
         i++) {
        if (range.Length.QuadPart <= 0) continue;
        if (control->used + sizeof(range) > control->out_size)
            return control->used ? STATUS_BUFFER_OVERFLOW : STATUS_BUFFER_TOO_SMALL;
        *out++ = range;
        control->used += sizeof(range);
    }
    return STATUS_SUCCESS;
}

/* --- reparse points --- */

/* The target of a symbolic link or junction as REPARSE_DATA_BUFFER. */
static NTSTATUS get_reparse_point(struct control *control)
{
    WCHAR target[2048];
    uint8_t *out = control->out;
    struct unix_path_query_args args = {
        .fd = control->fd, .what = PATH_QUERY_LINK, .buffer = UNIX_PTR(target), .capacity = sizeof(target)};
    struct unix_file_query_args facts = {.fd = control->fd};
    NTSTATUS status = unix_call_path_query(&args);
    if (!status) status = unix_call_file_query(&facts);
    if (status) return status;
    BOOLEAN is_full = args.size > 4 && target[1] == ':',
            is_junction = facts.facts.reparse_tag == IO_REPARSE_TAG_MOUNT_POINT;
    ULONG substitute = args.size + (is_full ? 8 : 0),
          gap = is_junction ? sizeof(WCHAR) : 0; /* a junction's names end with a zero */
    ULONG names_at = is_junction ? 16 : 20, total = names_at + substitute + gap + args.size + gap;
    if (control->out_size < total) return control->out_size < 8 ? STATUS_BUFFER_TOO_SMALL : STATUS_BUFFER_OVERFLOW;
    memset(out, 0, total);
    *(ULONG *)out = facts.facts.reparse_tag;
    USHORT *words = (USHORT *)(out + 4);
    words[0] = (USHORT)(total - 8);
    words[3] = (USHORT)substitute;           /* substitute name: offset 0, size */
    words[4] = (USHORT)(substitute + gap);   /* print name */
    words[5] = (USHORT)args.size;
    if (!is_junction) *(ULONG *)(out + 16) = is_full ? 0 : 1; /* SYMLINK_FLAG_RELATIVE */
    uint8_t *names = out + names_at;
    if (is_full) memcpy(names, L"\\??\\", 8);
    memcpy(names + substitute - args.size, target, args.size);
    memcpy(names + substitute + gap, target, args.size);
    control->used = total;
    return STATUS_SUCCESS;
}

static NTSTATUS change_reparse_point(struct control *control, uint64_t buffer, uint64_t size)
{
    struct unix_file_set_args args = {.fd = control->fd, .what = FILE_SET_REPARSE, .value = buffer, .value2 = size};
    if (!(control->entry.access & (FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES))) return STATUS_ACCESS_DENIED;
    return unix_call_file_set(&args);
}

static NTSTATUS set_reparse_point(struct control *control)
{
    if (control->in_size < 8 || control->out_size) return STATUS_IO_REPARSE_DATA_INVALID;
    return change_reparse_point(control, UNIX_PTR(control->in), control->in_size);
}

static NTSTATUS delete_reparse_point(struct control *control)
{
    struct unix_file_query_args facts = {.fd = control->fd};
    if (control->in_size < 8) return STATUS_IO_REPARSE_DATA_INVALID;
    NTSTATUS status = unix_call_file_query(&facts);
    if (status) return status;
    if (!facts.facts.reparse_tag) return STATUS_NOT_A_REPARSE_POINT;
    if (*(const ULONG *)control->in != facts.facts.reparse_tag) return STATUS_IO_REPARSE_TAG_MISMATCH;
    return change_reparse_point(control, 0, 0);
}

/* --- the rest --- */

static NTSTATUS get_compression(struct control *control)
{
    if (control->out_size < sizeof(USHORT)) return STATUS_BUFFER_TOO_SMALL;
    *(USHORT *)control->out = COMPRESSION_FORMAT_NONE;
    control->used = sizeof(USHORT);
    return STATUS_SUCCESS;
}

static NTSTATUS set_compression(struct control *control)
{
    if (control->in_size < sizeof(USHORT)) return STATUS_INVALID_PARAMETER;
    return *(const USHORT *)control->in == COMPRESSION_FORMAT_NONE ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_REQUEST;
}

static NTSTATUS accept(struct control *control)
{
    (void)control;
    return STATUS_SUCCESS;
}

static NTSTATUS deny(struct control *control)
{
    (void)control;
    return STATUS_ACCESS_DENIED;
}

static NTSTATUS file_system_control(struct control *control)
{
    static const struct { ULONG code; NTSTATUS (*function)(struct control *control);
    } table[] = {
        {FSCTL_SET_SPARSE, set_sparse},
        {FSCTL_SET_ZERO_DATA, set_zero_data},
        {FSCTL_QUERY_ALLOCATED_RANGES, query_ranges},
        {FSCTL_GET_REPARSE_POINT, get_reparse_point},
        {FSCTL_SET_REPARSE_POINT, set_reparse_point},
        {FSCTL_DELETE_REPARSE_POINT, delete_reparse_point},
        {FSCTL_GET_COMPRESSION, get_compression},
        {FSCTL_SET_COMPRESSION, set_compression},
        {FSCTL_IS_VOLUME_MOUNTED, accept},
        {FSCTL_LOCK_VOLUME, deny},
        {FSCTL_UNLOCK_VOLUME, deny},
        {FSCTL_DISMOUNT_VOLUME, deny},
    };
    for (unsigned i = 0; i < sizeof(table) / sizeof(*table); i++)
        if (table[i].code == control->code) return table[i].function(control);
    bool for_pipes = control->code >> 16 == FILE_DEVICE_NAMED_PIPE; /* programs ask so whether something is a pipe */
    log_line(for_pipes ? LOG_FILE : LOG_WARN, "file system control code %x is not supported", control->code);
    return STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS NTAPI NtFsControlFile(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context, PIO_STATUS_BLOCK io,
                               ULONG code, PVOID in, ULONG in_size, PVOID out, ULONG out_size)
{
    struct handle_entry entry;
    struct io_request request = {handle, event, apc, apc_context, io};
    struct control control = {
        .handle = handle, .fd = -1, .code = code, .in = in, .in_size = in_size, .out = out, .out_size = out_size};
    NTSTATUS status = handle_get(handle, OBJECT_NONE, 0, &entry);
    if (status) return status;
    if (is_pipe(&entry)) {
        io_request_begin(&request, &entry);
        synchronous_io_set(&entry, SYNCHRONOUS_IO_WAITS);
        status = pipe_control(&request, &entry, code, in, in_size, out, out_size);
        synchronous_io_set(&entry, 0);
        return status;
    }
    status = file_get(handle, 0, &control.fd, &control.entry);
    if (status) return status;
    io_request_begin(&request, &control.entry);
    status = file_system_control(&control);
    return io_request_end(&request, &control.entry, status, control.used);
}

/* --- extended attributes of OS/2 kind: files have none here --- */

NTSTATUS NTAPI NtQueryEaFile(HANDLE handle, PIO_STATUS_BLOCK io, PVOID buffer, ULONG size, BOOLEAN single, PVOID list,
                             ULONG list_size, PULONG index, BOOLEAN restart)
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

/* A thread makes one such request at a time, so `which` says nothing more. */
NTSTATUS NTAPI NtCancelSynchronousIoFile(HANDLE thread, PIO_STATUS_BLOCK which, PIO_STATUS_BLOCK io)
{
    struct unix_thread_cancel_io_args args = {0};
    (void)which;
    NTSTATUS status = THREAD_UNIX_CALL(thread, THREAD_TERMINATE, thread_cancel_io, &args);
    if (!status && !args.found) status = STATUS_NOT_FOUND;
    io->Information = 0;
    return io->Status = status;
}
