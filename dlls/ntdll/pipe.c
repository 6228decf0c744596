/* Pipes. Anonymous ones are a socket pair that this process makes; named ones are made by the server, which also joins
 * clients to instances. A server end that listens has no descriptor until it is used after a client came (pipe_take).
 * Data never goes through the server. Read mode and waiting mode of a handle are private bits of its entry's options.
 */
#include "file_private.h"

#define OPTION_MESSAGE_READS 0x40000000u
#define OPTION_NO_WAIT       0x20000000u
#define OPTION_SERVER_END    0x10000000u
#define DEFAULT_QUOTA        4096u

static void close_descriptor(int32_t fd)
{
    struct unix_descriptor_close_args args = {.fd = fd};
    if (fd >= 0) unix_call_descriptor_close(&args);
}

/* --- making and opening --- */

static NTSTATUS insert_end(int32_t fd, ACCESS_MASK access, BOOLEAN inherit, HANDLE *handle)
{
    struct handle_entry entry = {
        .tag = OBJECT_PIPE | (inherit ? HANDLE_INHERIT : 0),
        .access = access,
        .fd = fd,
        .options = FILE_SYNCHRONOUS_IO_NONALERT,
        .slot = slot_allocate(STATE_MAKE(OBJECT_PIPE, 1)),
    };
    return handle_insert(&entry, handle);
}

NTSTATUS __cdecl winrun_create_pipe(PHANDLE read, PHANDLE write, BOOLEAN inherit, ULONG size)
{
    struct unix_pipe_create_args args = {.size = size};
    NTSTATUS status = unix_call_pipe_create(&args);
    if (status) return status;
    status = insert_end(args.fds[0], FILE_GENERIC_READ | FILE_WRITE_ATTRIBUTES, inherit, read);
    if (status) {
        close_descriptor(args.fds[0]);
        close_descriptor(args.fds[1]);
        return status;
    }
    status = insert_end(args.fds[1], FILE_GENERIC_WRITE | FILE_READ_ATTRIBUTES, inherit, write);
    if (status) {
        NtClose(*read);
        close_descriptor(args.fds[1]);
    }
    return status;
}

/* A request with the pipe's name as data; *fd is what came along. */
static NTSTATUS named_request(uint32_t code, const void *in, uint32_t in_size, const WCHAR *name, uint32_t length,
                              void *out, uint32_t out_size, int32_t *fd)
{
    struct unix_server_request_args args = {
        .code = code,
        .send_fd = -1,
        .in = UNIX_PTR(in),
        .in_size = in_size,
        .in_data = UNIX_PTR(name),
        .in_data_size = length * sizeof(WCHAR),
        .out = UNIX_PTR(out),
        .out_size = out_size,
        .received_fd = -1,
    };
    NTSTATUS status = unix_call_server_request(&args);
    if (fd) *fd = args.received_fd;
    return status;
}

NTSTATUS pipe_open_client(const struct file_target *target, ACCESS_MASK access, ULONG options,
                          const OBJECT_ATTRIBUTES *attributes, HANDLE *handle, IO_STATUS_BLOCK *io)
{
    struct request_pipe_open_in in = {.access = access, .slot = slot_allocate(STATE_MAKE(OBJECT_PIPE, 1))};
    struct request_pipe_open_out out = {0};
    int32_t fd;
    (void)io;
    NTSTATUS status =
        named_request(request_code_pipe_open, &in, sizeof(in), target->name, target->length, &out, sizeof(out), &fd);
    if (status) {
        slot_free(in.slot);
        return status;
    }
    struct handle_entry entry = {
        .tag = tag_from_attributes(OBJECT_PIPE, attributes) | HANDLE_SHARED,
        .access = access,
        .slot = in.slot,
        .fd = fd,
        .object = out.object,
        .options = options & FILE_VALID_OPTION_FLAGS,
    };
    if (out.pipe_type == FILE_PIPE_MESSAGE_TYPE) entry.tag |= HANDLE_MESSAGE_MODE;
    return handle_insert(&entry, handle);
}

NTSTATUS NTAPI NtCreateNamedPipeFile(PHANDLE handle, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes,
                                     PIO_STATUS_BLOCK io, ULONG share, ULONG disposition, ULONG options,
                                     ULONG pipe_type, ULONG read_mode, ULONG completion_mode, ULONG maximum_instances,
                                     ULONG inbound_quota, ULONG outbound_quota, PLARGE_INTEGER timeout)
{
    struct file_target target;
    if (!(share & (FILE_SHARE_READ | FILE_SHARE_WRITE)) || !maximum_instances) return STATUS_INVALID_PARAMETER;
    if (read_mode == FILE_PIPE_MESSAGE_MODE && pipe_type != FILE_PIPE_MESSAGE_TYPE) return STATUS_INVALID_PARAMETER;
    if (!timeout || timeout->QuadPart > 0) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = file_target_of(attributes, &target);
    if (status) return status;
    if (target.kind != TARGET_PIPE || !target.length) {
        file_target_free(&target);
        return STATUS_OBJECT_NAME_INVALID;
    }
    struct request_pipe_create_in in = {
        .access = access_map_generic(OBJECT_PIPE, access),
        .share = share,
        .pipe_type = pipe_type,
        .read_mode = read_mode,
        .maximum_instances = maximum_instances,
        .inbound_quota = inbound_quota,
        .outbound_quota = outbound_quota,
        .disposition = disposition,
        .timeout = timeout->QuadPart,
        .slot = slot_allocate(STATE_MAKE(OBJECT_PIPE, 1)),
    };
    struct request_pipe_create_out out = {0};
    status =
        named_request(request_code_pipe_create, &in, sizeof(in), target.name, target.length, &out, sizeof(out), NULL);
    file_target_free(&target);
    if (status) {
        slot_free(in.slot);
        return status;
    }
    struct handle_entry entry = {
        .tag = tag_from_attributes(OBJECT_PIPE, attributes) | HANDLE_SHARED,
        .access = in.access,
        .slot = in.slot,
        .fd = -1,
        .object = out.object,
        .options = (options & FILE_VALID_OPTION_FLAGS) | OPTION_SERVER_END,
    };
    if (pipe_type == FILE_PIPE_MESSAGE_TYPE) entry.tag |= HANDLE_MESSAGE_MODE;
    if (read_mode == FILE_PIPE_MESSAGE_MODE) entry.options |= OPTION_MESSAGE_READS;
    if (completion_mode == FILE_PIPE_COMPLETE_OPERATION) entry.options |= OPTION_NO_WAIT;
    io->Status = STATUS_SUCCESS;
    io->Information = out.created ? FILE_CREATED : FILE_OPENED;
    return handle_insert(&entry, handle);
}

static NTSTATUS state_without_client(const struct handle_entry *entry)
{
    struct request_pipe_query_in in = {.object = entry->object};
    struct request_pipe_query_out out = {0};
    NTSTATUS status = SERVER_CALL(pipe_query, &in, &out);
    if (status) return status;
    return out.state == FILE_PIPE_DISCONNECTED_STATE ? STATUS_PIPE_DISCONNECTED : STATUS_PIPE_LISTENING;
}

/* Asks the server for the socket of the client that came. */
NTSTATUS pipe_take_descriptor(HANDLE handle, struct handle_entry *entry, int *fd)
{
    struct request_pipe_take_in in = {.object = entry->object};
    struct request_pipe_take_out out = {0};
    struct handle_entry *live = handle_entry_of(handle);
    int32_t none = -1, taken;
    if (!live || !(entry->options & OPTION_SERVER_END)) return STATUS_PIPE_DISCONNECTED;
    NTSTATUS status = named_request(request_code_pipe_take, &in, sizeof(in), NULL, 0, &out, sizeof(out), &taken);
    if (status == STATUS_PIPE_LISTENING) return state_without_client(entry);
    if (status) return status;
    if (taken < 0) return live->fd >= 0 ? (*fd = entry->fd = live->fd, STATUS_SUCCESS) : state_without_client(entry);
    if (!__atomic_compare_exchange_n(&live->fd, &none, taken, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        close_descriptor(taken);
        taken = none;
    }
    *fd = entry->fd = taken;
    return STATUS_SUCCESS;
}

/* --- data --- */

static uint32_t data_flags(const struct handle_entry *entry)
{
    return FILE_IO_PIPE | (entry->tag & HANDLE_MESSAGE_MODE ? FILE_IO_MESSAGE : 0);
}

/* In byte mode there are no messages to be left over. */
static NTSTATUS read_status(const struct handle_entry *entry, NTSTATUS status)
{
    return status == STATUS_BUFFER_OVERFLOW && !(entry->options & OPTION_MESSAGE_READS) ? STATUS_SUCCESS : status;
}

static NTSTATUS attempt_read(struct async_operation *operation)
{
    struct unix_file_read_args args = {
        .fd = operation->fd,
        .flags = data_flags(&operation->entry) | FILE_IO_NO_WAIT,
        .buffer = UNIX_PTR(operation->buffer),
        .size = operation->size,
    };
    NTSTATUS status = unix_call_file_read(&args);
    operation->information = args.transferred;
    return read_status(&operation->entry, status);
}

NTSTATUS pipe_read(const struct io_request *request, struct handle_entry *entry, void *buffer, ULONG size)
{
    BOOLEAN waits = is_synchronous(entry) && !(entry->options & OPTION_NO_WAIT);
    struct unix_file_read_args args = {
        .fd = entry->fd,
        .flags = data_flags(entry) | (waits ? 0 : FILE_IO_NO_WAIT),
        .buffer = UNIX_PTR(buffer),
        .size = size,
    };
    NTSTATUS status = read_status(entry, unix_call_file_read(&args));
    if (status != STATUS_PENDING) return io_request_end(request, entry, status, args.transferred);
    if (entry->options & OPTION_NO_WAIT) return STATUS_PIPE_EMPTY;
    struct async_operation *operation = async_new(request, entry, attempt_read);
    if (!operation) return STATUS_NO_MEMORY;
    operation->buffer = buffer;
    operation->size = size;
    operation->events = POLL_READABLE;
    return async_start(operation);
}

static NTSTATUS attempt_write(struct async_operation *operation)
{
    struct unix_file_write_args args = {
        .fd = operation->fd,
        .flags = data_flags(&operation->entry) | FILE_IO_NO_WAIT,
        .buffer = UNIX_PTR((char *)operation->buffer + operation->done),
        .size = operation->size - operation->done,
    };
    NTSTATUS status = unix_call_file_write(&args);
    operation->done += args.transferred;
    operation->information = operation->done;
    return status;
}

NTSTATUS pipe_write(const struct io_request *request, struct handle_entry *entry, const void *buffer, ULONG size)
{
    BOOLEAN waits = is_synchronous(entry) && !(entry->options & OPTION_NO_WAIT);
    struct unix_file_write_args args = {
        .fd = entry->fd,
        .flags = data_flags(entry) | (waits ? 0 : FILE_IO_NO_WAIT),
        .buffer = UNIX_PTR(buffer),
        .size = size,
    };
    NTSTATUS status = unix_call_file_write(&args);
    if (status != STATUS_PENDING) return io_request_end(request, entry, status, args.transferred);
    if (entry->options & OPTION_NO_WAIT) return io_request_end(request, entry, STATUS_SUCCESS, args.transferred);
    struct async_operation *operation = async_new(request, entry, attempt_write);
    if (!operation) return STATUS_NO_MEMORY;
    operation->buffer = (void *)buffer;
    operation->size = size;
    operation->done = args.transferred;
    operation->events = POLL_WRITABLE;
    return async_start(operation);
}

/* Returns when the other end has read everything. */
NTSTATUS pipe_flush(const struct handle_entry *entry)
{
    LARGE_INTEGER pause = {.QuadPart = -10000}; /* 1 ms */
    for (;;) {
        struct unix_pipe_query_args args = {.fd = entry->fd};
        NTSTATUS status = unix_call_pipe_query(&args);
        if (status) return status;
        if (args.broken && args.unread) return STATUS_PIPE_BROKEN;
        if (!args.unread) return STATUS_SUCCESS;
        NtDelayExecution(FALSE, &pause);
    }
}

/* --- control codes --- */

static NTSTATUS attempt_listen(struct async_operation *operation)
{
    int fd;
    slot_reset(operation->slot);
    NTSTATUS status = pipe_take_descriptor(operation->request.handle, &operation->entry, &fd);
    return status == STATUS_PIPE_LISTENING ? STATUS_PENDING : status;
}

static NTSTATUS control_listen(const struct io_request *request, struct handle_entry *entry)
{
    struct request_pipe_listen_in in = {.object = entry->object};
    struct request_pipe_listen_out out;
    if (!(entry->options & OPTION_SERVER_END)) return STATUS_ILLEGAL_FUNCTION;
    if (entry->fd >= 0) {
        struct unix_pipe_query_args query = {.fd = entry->fd, .message_mode = (entry->tag & HANDLE_MESSAGE_MODE) != 0};
        return !unix_call_pipe_query(&query) && query.broken ? STATUS_PIPE_CLOSING : STATUS_PIPE_CONNECTED;
    }
    /* a pipe that does not wait has no use for a slot; without one the server answers STATUS_PIPE_LISTENING */
    in.wait_slot = 0;
    if (!(entry->options & OPTION_NO_WAIT)) {
        in.wait_slot = slot_allocate(STATE_MAKE(OBJECT_EVENT, 0) | STATE_MANUAL_RESET);
        if (!in.wait_slot) return STATUS_NO_MEMORY;
    }
    NTSTATUS status = SERVER_CALL(pipe_listen, &in, &out);
    if (status != STATUS_PENDING) {
        if (in.wait_slot) slot_free(in.wait_slot);
        return status;
    }
    struct async_operation *operation = async_new(request, entry, attempt_listen);
    if (!operation) return STATUS_NO_MEMORY;
    operation->slot = in.wait_slot;
    return is_synchronous(entry) ? async_wait(operation) : async_start(operation);
}

static NTSTATUS control_disconnect(const struct io_request *request, struct handle_entry *entry)
{
    struct request_pipe_disconnect_in in = {.object = entry->object};
    struct request_pipe_disconnect_out out;
    struct handle_entry *live = handle_entry_of(request->handle);
    if (!live || !(entry->options & OPTION_SERVER_END)) return STATUS_ILLEGAL_FUNCTION;
    NTSTATUS status = SERVER_CALL(pipe_disconnect, &in, &out);
    if (status) return status;
    int32_t fd = __atomic_exchange_n(&live->fd, -1, __ATOMIC_ACQ_REL);
    if (fd >= 0) {
        struct unix_pipe_query_args args = {.fd = fd, .shut_down = 1};
        unix_call_pipe_query(&args);
    }
    close_descriptor(fd);
    return STATUS_SUCCESS;
}

static NTSTATUS control_peek(const struct handle_entry *entry, FILE_PIPE_PEEK_BUFFER *out, ULONG out_size,
                             ULONG_PTR *used)
{
    ULONG offset = offsetof(FILE_PIPE_PEEK_BUFFER, Data);
    if (out_size < offset) return STATUS_INVALID_PARAMETER;
    BOOLEAN messages = (entry->tag & HANDLE_MESSAGE_MODE) != 0;
    struct unix_pipe_query_args query = {.fd = entry->fd, .message_mode = messages};
    NTSTATUS status = unix_call_pipe_query(&query);
    if (status) return status;
    if (query.broken) return STATUS_PIPE_BROKEN;
    out->NamedPipeState = FILE_PIPE_CONNECTED_STATE;
    out->ReadDataAvailable = query.available;
    out->NumberOfMessages = messages && query.available ? 1 : 0;
    out->MessageLength = messages ? query.message : 0;
    *used = offset;
    if (out_size == offset || (!query.available && !messages))
        return query.available ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
    struct unix_file_read_args read = {
        .fd = entry->fd,
        .flags = data_flags(entry) | FILE_IO_PEEK | FILE_IO_NO_WAIT,
        .buffer = UNIX_PTR(out->Data),
        .size = out_size - offset,
    };
    status = unix_call_file_read(&read);
    if (status == STATUS_PENDING) status = STATUS_SUCCESS;
    *used = offset + read.transferred;
    return read_status(entry, status);
}

/* One message there, one message back. */
static NTSTATUS control_transceive(const struct io_request *request, struct handle_entry *entry, void *in,
                                   ULONG in_size, void *out, ULONG out_size)
{
    if (!(entry->options & OPTION_MESSAGE_READS)) return STATUS_INVALID_READ_MODE;
    struct unix_file_write_args write = {
        .fd = entry->fd, .flags = data_flags(entry), .buffer = UNIX_PTR(in), .size = in_size};
    NTSTATUS status = unix_call_file_write(&write);
    return status ? status : pipe_read(request, entry, out, out_size);
}

NTSTATUS pipe_control(const struct io_request *request, struct handle_entry *entry, ULONG code, void *in, ULONG in_size,
                      void *out, ULONG out_size)
{
    ULONG_PTR used = 0;
    NTSTATUS status;
    int fd;
    if (entry->fd < 0 && code != FSCTL_PIPE_LISTEN && code != FSCTL_PIPE_DISCONNECT) {
        status = pipe_take_descriptor(request->handle, entry, &fd);
        if (status) return status;
    }
    switch (code) {
    case FSCTL_PIPE_LISTEN:
        return control_listen(request, entry);
    case FSCTL_PIPE_TRANSCEIVE:
        return control_transceive(request, entry, in, in_size, out, out_size);
    case FSCTL_PIPE_DISCONNECT:
        status = control_disconnect(request, entry);
        break;
    case FSCTL_PIPE_PEEK:
        status = control_peek(entry, out, out_size, &used);
        break;
    default:
        log_line(LOG_PIPE, "pipe: control code %x is not supported", code);
        status = STATUS_NOT_SUPPORTED;
    }
    return io_request_end(request, entry, status, used);
}

/* --- information --- */

static NTSTATUS query_server(const struct handle_entry *entry, struct request_pipe_query_out *out)
{
    struct request_pipe_query_in in = {.object = entry->object};
    if (entry->tag & HANDLE_SHARED && entry->object) {
        NTSTATUS status = SERVER_CALL(pipe_query, &in, out);
        if (!status || (entry->options & OPTION_SERVER_END)) return status;
    }
    /* anonymous */
    *out = (struct request_pipe_query_out){
        .maximum_instances = 1,
        .instances = 1,
        .state = FILE_PIPE_CONNECTED_STATE,
        .inbound_quota = DEFAULT_QUOTA,
        .outbound_quota = DEFAULT_QUOTA,
    };
    return STATUS_SUCCESS;
}

NTSTATUS pipe_query_information(HANDLE handle, struct handle_entry *entry, ULONG class, void *buffer, ULONG size,
                                ULONG_PTR *used)
{
    (void)handle;
    if (class == FilePipeInformation) {
        FILE_PIPE_INFORMATION *information = buffer;
        if (size < sizeof(*information)) return STATUS_INFO_LENGTH_MISMATCH;
        information->ReadMode =
            entry->options & OPTION_MESSAGE_READS ? FILE_PIPE_MESSAGE_MODE : FILE_PIPE_BYTE_STREAM_MODE;
        information->CompletionMode =
            entry->options & OPTION_NO_WAIT ? FILE_PIPE_COMPLETE_OPERATION : FILE_PIPE_QUEUE_OPERATION;
        *used = sizeof(*information);
        return STATUS_SUCCESS;
    }
    FILE_PIPE_LOCAL_INFORMATION *local = buffer;
    struct request_pipe_query_out out;
    if (size < sizeof(*local)) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = query_server(entry, &out);
    if (status) return status;
    struct unix_pipe_query_args query = {.fd = entry->fd, .message_mode = (entry->tag & HANDLE_MESSAGE_MODE) != 0};
    if (entry->fd >= 0) unix_call_pipe_query(&query);
    BOOLEAN reads = (entry->access & FILE_READ_DATA) != 0, writes = (entry->access & FILE_WRITE_DATA) != 0;
    BOOLEAN is_server = (entry->options & OPTION_SERVER_END) != 0;
    BOOLEAN inbound_only = is_server ? reads && !writes : writes && !reads;
    *local = (FILE_PIPE_LOCAL_INFORMATION){
        .NamedPipeType = out.pipe_type,
        .MaximumInstances = out.maximum_instances,
        .CurrentInstances = out.instances,
        .NamedPipeConfiguration = reads && writes ? FILE_PIPE_FULL_DUPLEX
                                  : inbound_only  ? FILE_PIPE_INBOUND
                                                  : FILE_PIPE_OUTBOUND,
        .InboundQuota = out.inbound_quota,
        .OutboundQuota = out.outbound_quota,
        .ReadDataAvailable = query.available,
        .NamedPipeState = query.broken ? FILE_PIPE_CLOSING_STATE : out.state,
        .NamedPipeEnd = is_server ? FILE_PIPE_SERVER_END : FILE_PIPE_CLIENT_END,
    };
    local->WriteQuotaAvailable = query.unread < out.outbound_quota ? out.outbound_quota - query.unread : 0;
    *used = sizeof(*local);
    return STATUS_SUCCESS;
}

NTSTATUS pipe_set_information(HANDLE handle, struct handle_entry *entry, const FILE_PIPE_INFORMATION *information)
{
    struct handle_entry *live = handle_entry_of(handle);
    if (information->ReadMode > 1 || information->CompletionMode > 1 || !live) return STATUS_INVALID_PARAMETER;
    if (information->ReadMode == FILE_PIPE_MESSAGE_MODE && !(entry->tag & HANDLE_MESSAGE_MODE))
        return STATUS_INVALID_PARAMETER;
    uint32_t options = entry->options & ~(OPTION_MESSAGE_READS | OPTION_NO_WAIT);
    if (information->ReadMode == FILE_PIPE_MESSAGE_MODE) options |= OPTION_MESSAGE_READS;
    if (information->CompletionMode == FILE_PIPE_COMPLETE_OPERATION) options |= OPTION_NO_WAIT;
    __atomic_store_n(&live->options, options, __ATOMIC_RELEASE);
    return STATUS_SUCCESS;
}

NTSTATUS __cdecl winrun_pipe_peers(HANDLE handle, PULONG server_pid, PULONG client_pid)
{
    struct handle_entry entry;
    struct request_pipe_query_out out;
    NTSTATUS status = handle_get(handle, OBJECT_PIPE, 0, &entry);
    if (!status) status = query_server(&entry, &out);
    if (status) return status;
    *server_pid = out.server_pid;
    *client_pid = out.client_pid;
    return STATUS_SUCCESS;
}

/* --- waiting for an instance --- */

/* timeout: 100 ns units, negative: relative; 0: the pipe's own default; INT64_MIN: none */
NTSTATUS __cdecl winrun_pipe_wait(PCUNICODE_STRING nt_path, LONGLONG timeout)
{
    struct file_target target;
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, (PUNICODE_STRING)nt_path, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = file_target_of(&attributes, &target);
    if (status) return status;
    if (target.kind != TARGET_PIPE) {
        file_target_free(&target);
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    struct request_pipe_wait_in in = {.timeout = timeout,
                                      .wait_slot = slot_allocate(STATE_MAKE(OBJECT_EVENT, 0) | STATE_MANUAL_RESET)};
    struct request_pipe_wait_out out = {0};
    status =
        named_request(request_code_pipe_wait, &in, sizeof(in), target.name, target.length, &out, sizeof(out), NULL);
    if (status == STATUS_PENDING) status = slot_wait_until(in.wait_slot, timeout);
    else slot_free(in.wait_slot);
    file_target_free(&target);
    return status;
}
