/* NtReadFile, NtWriteFile and byte-range locks. The short path is one unix call; the server is asked about locks only
 * while the inode's slot in the arena says that there are some. */
#include "socket_private.h"
#include "console_handles.h"

static BOOLEAN has_locks(const struct handle_entry *entry)
{
    return entry->aux && entry->aux < ARENA_SLOT_COUNT &&
           __atomic_load_n(&arena_slot_of(entry->aux)->file.lock_count, __ATOMIC_ACQUIRE);
}

static NTSTATUS check_locks(const struct handle_entry *entry, uint64_t offset, ULONG size, BOOLEAN write)
{
    if (!has_locks(entry)) return STATUS_SUCCESS;
    if (offset == FILE_OFFSET_NONE) {
        struct unix_file_query_args query;
        query.fd = entry->fd;
        NTSTATUS status = unix_call_file_query(&query);
        if (status) return status;
        offset = entry->tag & HANDLE_APPEND ? query.facts.size : query.position;
    }
    struct request_file_check_lock_in in = {.object = entry->object, .offset = offset, .size = size, .write = write};
    struct request_file_check_lock_out out;
    return SERVER_CALL(file_check_lock, &in, &out);
}

NTSTATUS file_store_stream(int fd)
{
    struct unix_file_set_args args = {.fd = fd, .what = FILE_SET_STORE_STREAM};
    return unix_call_file_set(&args);
}

/* Where a request goes: the flags for the unix call and the offset. */
static NTSTATUS place_request(const struct handle_entry *entry, const LARGE_INTEGER *given, BOOLEAN write,
                              uint32_t *flags, uint64_t *offset)
{
    *flags = 0;
    *offset = FILE_OFFSET_NONE;
    if (write && (entry->tag & HANDLE_APPEND)) {
        *flags = FILE_IO_APPEND;
        return STATUS_SUCCESS;
    }
    if (given && given->HighPart == -1 && given->LowPart == FILE_USE_FILE_POINTER_POSITION && is_synchronous(entry))
        given = NULL;
    if (!given)
        return is_synchronous(entry) || !(entry->object || entry->tag & HANDLE_STREAM) ? STATUS_SUCCESS
                                                                                       : STATUS_INVALID_PARAMETER;
    if (write && given->HighPart == -1 && given->LowPart == FILE_WRITE_TO_END_OF_FILE) {
        *flags = FILE_IO_APPEND;
        return STATUS_SUCCESS;
    }
    if (given->QuadPart < 0) return STATUS_INVALID_PARAMETER;
    *offset = (uint64_t)given->QuadPart;
    *flags = FILE_IO_AT_OFFSET | (is_synchronous(entry) ? FILE_IO_MOVE_POSITION : 0);
    return STATUS_SUCCESS;
}

/* Terminals and other devices that may have nothing to read yet: an overlapped read of them must not block its thread.
 */
static NTSTATUS attempt_device_read(struct async_operation *operation)
{
    struct unix_file_read_args args = {
        .fd = operation->fd,
        .flags = FILE_IO_NO_WAIT,
        .buffer = UNIX_PTR(operation->buffer),
        .offset = FILE_OFFSET_NONE,
        .size = operation->size,
    };
    NTSTATUS status = unix_call_file_read(&args);
    operation->information = args.transferred;
    return status;
}

static NTSTATUS start_device_read(const struct io_request *request, const struct handle_entry *entry, void *buffer,
                                  ULONG size)
{
    struct async_operation *operation = async_new(request, entry, attempt_device_read);
    if (!operation) return STATUS_NO_MEMORY;
    operation->buffer = buffer;
    operation->size = size;
    operation->events = POLL_READABLE;
    return async_start(operation);
}

/* Of what is no disk file. */
static BOOLEAN may_last(const struct handle_entry *entry)
{
    return is_socket(entry) || is_pipe(entry) || entry->tag & (HANDLE_SERIAL | HANDLE_CONSOLE);
}

static NTSTATUS read_from_device(const struct io_request *request, struct handle_entry *entry, void *buffer, ULONG size)
{
    ULONG transferred;
    NTSTATUS status;
    if (is_socket(entry)) return socket_read_write(request, buffer, size, FALSE);
    if (is_pipe(entry)) return pipe_read(request, entry, buffer, size);
    if (entry->tag & HANDLE_SERIAL) return serial_read(request, entry, buffer, size);
    if (is_console(entry)) {
        status = console_read(entry, buffer, size, &transferred);
        return io_request_end(request, entry, status, transferred);
    }
    if (!is_synchronous(entry)) return start_device_read(request, entry, buffer, size);
    struct unix_file_read_args args = {
        .fd = entry->fd, .buffer = UNIX_PTR(buffer), .offset = FILE_OFFSET_NONE, .size = size};
    status = unix_call_file_read(&args);
    return io_request_end(request, entry, status, args.transferred);
}

NTSTATUS NTAPI NtReadFile(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context, PIO_STATUS_BLOCK io,
                          PVOID buffer, ULONG size, PLARGE_INTEGER given_offset, PULONG key)
{
    struct handle_entry entry;
    struct unix_file_read_args args;
    struct io_request request = {handle, event, apc, apc_context, io};
    uint64_t offset;
    int fd;
    (void)key;
    NTSTATUS status = file_get(handle, FILE_READ_DATA, &fd, &entry);
    if (status) return status;
    if (!io) return STATUS_ACCESS_VIOLATION;
    if (is_folder(&entry)) return STATUS_INVALID_DEVICE_REQUEST;
    if (!is_socket(&entry)) io_request_begin(&request, &entry);
    if (may_last(&entry)) {
        synchronous_io_set(&entry, SYNCHRONOUS_IO_WAITS);
        status = read_from_device(&request, &entry, buffer, size);
        synchronous_io_set(&entry, 0);
        return status;
    }
    status = place_request(&entry, given_offset, FALSE, &args.flags, &offset);
    if (!status && size) status = check_locks(&entry, offset, size, FALSE);
    if (status) return status;
    args.fd = fd;
    args.buffer = UNIX_PTR(buffer);
    args.offset = offset;
    args.size = size;
    args.transferred = 0;
    status = unix_call_file_read(&args);
    return io_request_end(&request, &entry, status, args.transferred);
}

NTSTATUS NTAPI NtWriteFile(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context, PIO_STATUS_BLOCK io,
                           const void *buffer, ULONG size, PLARGE_INTEGER given_offset, PULONG key)
{
    struct handle_entry entry;
    struct unix_file_write_args args;
    struct io_request request = {handle, event, apc, apc_context, io};
    uint64_t offset;
    int fd;
    (void)key;
    NTSTATUS status = file_get(handle, 0, &fd, &entry);
    if (status) return status;
    if (!(entry.access & (FILE_WRITE_DATA | FILE_APPEND_DATA))) return STATUS_ACCESS_DENIED;
    if (!io) return STATUS_ACCESS_VIOLATION;
    if (is_folder(&entry)) return STATUS_INVALID_DEVICE_REQUEST;
    if (!is_socket(&entry)) io_request_begin(&request, &entry);
    if (is_socket(&entry) || is_pipe(&entry)) {
        synchronous_io_set(&entry, SYNCHRONOUS_IO_WAITS);
        status = is_pipe(&entry) ? pipe_write(&request, &entry, buffer, size)
                                 : socket_read_write(&request, (void *)buffer, size, TRUE);
        synchronous_io_set(&entry, 0);
        return status;
    }
    if (is_console(&entry)) {
        status = console_write(&entry, buffer, size);
        return io_request_end(&request, &entry, status, status ? 0 : size);
    }
    status = place_request(&entry, given_offset, TRUE, &args.flags, &offset);
    if (!status && size) status = check_locks(&entry, offset, size, TRUE);
    if (status) return status;
    if (entry.options & FILE_WRITE_THROUGH) args.flags |= FILE_IO_FLUSH;
    args.fd = fd;
    args.buffer = UNIX_PTR(buffer);
    args.offset = offset;
    args.size = size;
    args.transferred = 0;
    status = unix_call_file_write(&args);
    if (!status && (entry.tag & HANDLE_STREAM)) status = file_store_stream(fd);
    return io_request_end(&request, &entry, status, args.transferred);
}

/* Pages from or to a list of page-sized segments. */
static NTSTATUS transfer_segments(HANDLE handle, FILE_SEGMENT_ELEMENT *segments, ULONG size,
                                  const LARGE_INTEGER *offset, BOOLEAN write, ULONG *done)
{
    LARGE_INTEGER at = *offset;
    IO_STATUS_BLOCK io;
    *done = 0;
    while (*done < size) {
        ULONG part = size - *done < WINDOWS_PAGE_SIZE ? size - *done : WINDOWS_PAGE_SIZE;
        void *page = (segments++)->Buffer;
        io.Information = 0;
        NTSTATUS status = write ? NtWriteFile(handle, NULL, NULL, NULL, &io, page, part, &at, NULL)
                                : NtReadFile(handle, NULL, NULL, NULL, &io, page, part, &at, NULL);
        if (status) return *done && status == STATUS_END_OF_FILE ? STATUS_SUCCESS : status;
        *done += (ULONG)io.Information;
        at.QuadPart += (LONGLONG)io.Information;
        if (io.Information < part) break;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS segment_request(const struct io_request *request, FILE_SEGMENT_ELEMENT *segments, ULONG size,
                                const LARGE_INTEGER *offset, BOOLEAN write)
{
    struct handle_entry entry;
    ULONG done;
    int fd;
    NTSTATUS status = file_get(request->handle, write ? FILE_WRITE_DATA : FILE_READ_DATA, &fd, &entry);
    if (status) return status;
    if (!(entry.options & FILE_NO_INTERMEDIATE_BUFFERING) || !offset) return STATUS_INVALID_PARAMETER;
    io_request_begin(request, &entry);
    status = transfer_segments(request->handle, segments, size, offset, write, &done);
    return io_request_end(request, &entry, status, done);
}

NTSTATUS NTAPI NtReadFileScatter(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context,
                                 PIO_STATUS_BLOCK io, FILE_SEGMENT_ELEMENT *segments, ULONG size, PLARGE_INTEGER offset,
                                 PULONG key)
{
    struct io_request request = {handle, event, apc, apc_context, io};
    (void)key;
    return segment_request(&request, segments, size, offset, FALSE);
}

NTSTATUS NTAPI NtWriteFileGather(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context,
                                 PIO_STATUS_BLOCK io, FILE_SEGMENT_ELEMENT *segments, ULONG size, PLARGE_INTEGER offset,
                                 PULONG key)
{
    struct io_request request = {handle, event, apc, apc_context, io};
    (void)key;
    return segment_request(&request, segments, size, offset, TRUE);
}

static NTSTATUS flush(HANDLE handle, PIO_STATUS_BLOCK io)
{
    struct handle_entry entry;
    int fd;
    NTSTATUS status = file_get(handle, 0, &fd, &entry);
    if (status) return status;
    if (!(entry.access & (FILE_WRITE_DATA | FILE_APPEND_DATA))) return STATUS_ACCESS_DENIED;
    if (is_pipe(&entry)) status = pipe_flush(&entry);
    if (!is_pipe(&entry)) {
        struct unix_file_set_args args = {.fd = fd, .what = FILE_SET_FLUSH};
        status = unix_call_file_set(&args);
    }
    io->Status = status;
    io->Information = 0;
    return status;
}

NTSTATUS NTAPI NtFlushBuffersFile(HANDLE handle, PIO_STATUS_BLOCK io)
{
    return flush(handle, io);
}

NTSTATUS NTAPI NtFlushBuffersFileEx(HANDLE handle, ULONG flags, PVOID parameters, ULONG size, PIO_STATUS_BLOCK io)
{
    (void)flags;
    (void)parameters;
    (void)size;
    return flush(handle, io);
}

/* --- byte-range locks --- */

static NTSTATUS ask_for_lock(uint64_t object, uint64_t offset, uint64_t size, uint32_t exclusive, uint32_t wait_slot)
{
    struct request_file_lock_in in = {
        .object = object, .offset = offset, .size = size, .exclusive = exclusive, .wait_slot = wait_slot};
    struct request_file_lock_out out;
    return SERVER_CALL(file_lock, &in, &out);
}

static NTSTATUS attempt_lock(struct async_operation *operation)
{
    slot_reset(operation->slot);
    return ask_for_lock(operation->entry.object, operation->argument, operation->argument2, operation->flags,
                        operation->slot);
}

NTSTATUS NTAPI NtLockFile(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context, PIO_STATUS_BLOCK io,
                          PLARGE_INTEGER offset, PLARGE_INTEGER size, ULONG key, BOOLEAN fail_at_once,
                          BOOLEAN exclusive)
{
    struct handle_entry entry;
    struct io_request request = {handle, event, apc, apc_context, io};
    int fd;
    (void)key;
    NTSTATUS status = file_get(handle, 0, &fd, &entry);
    if (status) return status;
    if (!(entry.access & (FILE_READ_DATA | FILE_WRITE_DATA))) return STATUS_ACCESS_DENIED;
    if (!(entry.tag & HANDLE_REGISTERED)) return STATUS_INVALID_DEVICE_REQUEST;
    io_request_begin(&request, &entry);
    uint32_t slot = fail_at_once ? 0 : slot_allocate(STATE_MAKE(OBJECT_EVENT, 0) | STATE_MANUAL_RESET);
    status = ask_for_lock(entry.object, (uint64_t)offset->QuadPart, (uint64_t)size->QuadPart, exclusive, slot);
    if (status != STATUS_PENDING) {
        if (slot) slot_free(slot);
        return io_request_end(&request, &entry, status, 0);
    }
    struct async_operation *operation = async_new(&request, &entry, attempt_lock);
    if (!operation) {
        slot_free(slot);
        return STATUS_NO_MEMORY;
    }
    operation->slot = slot;
    operation->argument = (uint64_t)offset->QuadPart;
    operation->argument2 = (uint64_t)size->QuadPart;
    operation->flags = exclusive;
    return is_synchronous(&entry) ? async_wait(operation) : async_start(operation);
}

NTSTATUS NTAPI NtUnlockFile(HANDLE handle, PIO_STATUS_BLOCK io, PLARGE_INTEGER offset, PLARGE_INTEGER size, ULONG key)
{
    struct handle_entry entry;
    int fd;
    (void)key;
    NTSTATUS status = file_get(handle, 0, &fd, &entry);
    if (status) return status;
    if (!(entry.tag & HANDLE_REGISTERED)) return STATUS_RANGE_NOT_LOCKED;
    struct request_file_unlock_in in = {
        .object = entry.object, .offset = (uint64_t)offset->QuadPart, .size = (uint64_t)size->QuadPart};
    struct request_file_unlock_out out;
    status = SERVER_CALL(file_unlock, &in, &out);
    io->Status = status;
    io->Information = 0;
    return status;
}

NTSTATUS __cdecl winrun_copy_data(HANDLE from, HANDLE to, ULONGLONG from_offset, ULONGLONG to_offset, ULONGLONG size,
                                  ULONGLONG *copied)
{
    struct handle_entry source, target;
    struct unix_file_copy_args args = {.from_offset = from_offset, .to_offset = to_offset, .size = size};
    NTSTATUS status = file_get(from, FILE_READ_DATA, &args.from, &source);
    if (!status) status = file_get(to, FILE_WRITE_DATA, &args.to, &target);
    if (status) return status;
    if (has_locks(&source))
        status = check_locks(&source, from_offset, size > 0xffffffff ? 0xffffffff : (ULONG)size, FALSE);
    if (!status) status = unix_call_file_copy(&args);
    *copied = args.copied;
    return status;
}
