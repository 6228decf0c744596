/* Data through sockets. A call is tried at once, in the calling thread. What would have to wait blocks in the kernel if
 * the call may wait; an overlapped request joins one of the socket's two queues, which the I/O thread (socket_engine.c)
 * works off when the descriptor becomes ready. Trying and queueing happen under the socket's lock, so no readiness is
 * missed between the two. */
#include "socket_private.h"

#define MSG_PEEK_FLAG 2u
#define FD_READ_BIT   0x01
#define FD_WRITE_BIT  0x02
#define FD_OOB_BIT    0x04

/* --- one attempt --- */

static NTSTATUS check_transfer(struct socket *socket, const struct socket_transfer *transfer)
{
    LONG flags = socket->flags;
    if (flags & SOCKET_FLAG_HELPER) return STATUS_OBJECT_TYPE_MISMATCH;
    if (transfer->send) {
        if (flags & SOCKET_FLAG_SHUT_SEND) return STATUS_PIPE_DISCONNECTED;
        return socket->type == SOCKET_STREAM && !(flags & (SOCKET_FLAG_CONNECTED | SOCKET_FLAG_CONNECTING))
                   ? STATUS_INVALID_CONNECTION
                   : STATUS_SUCCESS;
    }
    if (flags & SOCKET_FLAG_SHUT_RECEIVE) return STATUS_PIPE_DISCONNECTED;
    if (socket->type == SOCKET_STREAM)
        return flags & (SOCKET_FLAG_CONNECTED | SOCKET_FLAG_CONNECTING) ? STATUS_SUCCESS : STATUS_INVALID_CONNECTION;
    return flags & (SOCKET_FLAG_BOUND | SOCKET_FLAG_CONNECTED) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static NTSTATUS transfer_once(struct socket *socket, int fd, struct socket_transfer *transfer, BOOLEAN no_wait)
{
    struct unix_socket_transfer_args args;
    args.fd = fd;
    args.flags = (transfer->send ? SOCKET_TRANSFER_SEND : 0) | (no_wait ? SOCKET_TRANSFER_NO_WAIT : 0) |
                 (socket->type != SOCKET_STREAM ? SOCKET_TRANSFER_DATAGRAM : 0) |
                 (socket->flags & SOCKET_FLAG_NO_PORT_RESET ? SOCKET_TRANSFER_NO_RESET : 0);
    args.buffers = UNIX_PTR(transfer->buffers);
    args.count = transfer->count;
    args.message_flags = transfer->flags;
    args.address = UNIX_PTR(transfer->address);
    args.address_size = transfer->address_size;
    args.control = UNIX_PTR(transfer->control);
    args.control_size = transfer->control_size;
    args.slot = socket->slot;
    args.transferred = 0;
    NTSTATUS status = unix_call_socket_transfer(&args);
    transfer->transferred = args.transferred;
    if (transfer->send || (status && status != STATUS_BUFFER_OVERFLOW)) return status;
    transfer->flags = args.message_flags;
    if (transfer->address_size_result) *transfer->address_size_result = args.address_size;
    if (transfer->control_size_result) *transfer->control_size_result = args.control_size;
    if (transfer->flags_result) *transfer->flags_result = args.message_flags;
    return status;
}

/* Sending binds a datagram socket; a stream that connects in the background may have got there. */
static void transfer_done(struct socket *socket, const struct socket_transfer *transfer, NTSTATUS status)
{
    if (status < 0) return;
    if (!(socket->flags & SOCKET_FLAG_BOUND)) socket_set_flags(socket, SOCKET_FLAG_BOUND);
    if (socket->flags & SOCKET_FLAG_CONNECTING && transfer->transferred) {
        socket_clear_flags(socket, SOCKET_FLAG_CONNECTING);
        socket_set_flags(socket, SOCKET_FLAG_CONNECTED);
    }
}

static void transfer_enables(struct socket *socket, const struct socket_transfer *transfer, NTSTATUS status)
{
    if (!socket->mask) return;
    if (!transfer->send) socket_enable_events(socket, FD_READ_BIT | (transfer->flags & 1 ? FD_OOB_BIT : 0));
    else if (status == STATUS_DEVICE_NOT_READY) socket_enable_events(socket, FD_WRITE_BIT);
}

static NTSTATUS transfer_now(struct socket *socket, int fd, struct socket_transfer *transfer)
{
    BOOLEAN no_wait = (socket->flags & SOCKET_FLAG_NON_BLOCKING) != 0;
    NTSTATUS status = transfer_once(socket, fd, transfer, no_wait);
    if (status == STATUS_PENDING) status = STATUS_DEVICE_NOT_READY;
    transfer_done(socket, transfer, status);
    transfer_enables(socket, transfer, status);
    return status;
}

/* --- operations --- */

static void operation_cleanup(struct async_operation *base)
{
    struct socket_operation *operation = (struct socket_operation *)base;
    heap_free(operation->buffers);
    heap_free(operation->parts);
}

static struct io_request request_of(HANDLE handle, const struct socket_overlap *overlap)
{
    return (struct io_request){handle, overlap->event, overlap->apc, overlap->context, overlap->io};
}

static struct socket_operation *operation_new(const struct io_request *request, const struct handle_entry *entry,
                                              struct socket *socket, async_attempt attempt)
{
    struct socket_operation *operation = heap_allocate_zeroed(sizeof(*operation));
    if (!operation) return NULL;
    operation->base.request = *request;
    operation->base.entry = *entry;
    operation->base.attempt = attempt;
    operation->base.cleanup = operation_cleanup;
    operation->base.fd = -1;
    operation->socket = socket;
    operation->fd = entry->fd;
    return operation;
}

static void append(struct socket_operation **queue, struct socket_operation *operation)
{
    while (*queue) queue = &(*queue)->next;
    *queue = operation;
}

static void run_queue(struct socket_operation **queue)
{
    struct socket_operation *operation;
    while ((operation = *queue)) {
        NTSTATUS status = operation->base.attempt(&operation->base);
        if (*queue != operation) continue; /* it went on in another queue */
        if (status == STATUS_PENDING) return;
        *queue = operation->next;
        async_complete(&operation->base, status);
    }
}

/* Queues and then tries: for operations that may have to move to another queue. Takes the operation over. */
static NTSTATUS operation_queue(struct socket *socket, struct socket_operation *operation,
                                struct socket_operation **queue)
{
    io_request_begin(&operation->base.request, &operation->base.entry);
    RtlAcquireSRWLockExclusive(&socket->lock);
    NTSTATUS status = socket_engine_watch(socket, operation->base.entry.fd);
    if (!status) status = async_prepare(&operation->base);
    if (status) {
        async_free(&operation->base);
    } else {
        operation->fd = socket->engine_fd;
        operation->base.request.io->Status = STATUS_PENDING;
        append(queue, operation);
        run_queue(queue);
        status = STATUS_PENDING;
    }
    RtlReleaseSRWLockExclusive(&socket->lock);
    return status;
}

/* Tries, and queues what cannot be done yet. Takes the operation over. */
static NTSTATUS operation_start(struct socket *socket, struct socket_operation *operation, BOOLEAN send,
                                ULONG *transferred)
{
    struct io_request request = operation->base.request;
    struct handle_entry entry = operation->base.entry;
    struct socket_operation **queue = send ? &socket->writes : &socket->reads;
    io_request_begin(&request, &entry);
    RtlAcquireSRWLockExclusive(&socket->lock);
    NTSTATUS status = STATUS_PENDING;
    if (!*queue) status = operation->base.attempt(&operation->base);
    if (status == STATUS_PENDING) {
        NTSTATUS prepared = socket_engine_watch(socket, entry.fd);
        if (!prepared) prepared = async_prepare(&operation->base);
        if (!prepared) {
            operation->fd = socket->engine_fd;
            request.io->Status = STATUS_PENDING;
            append(queue, operation);
            RtlReleaseSRWLockExclusive(&socket->lock);
            return STATUS_PENDING;
        }
        status = prepared;
    }
    RtlReleaseSRWLockExclusive(&socket->lock);
    ULONG_PTR information = operation->base.information;
    async_free(&operation->base);
    if (transferred) *transferred = (ULONG)information;
    return io_request_end(&request, &entry, status, information);
}

void socket_run_queues(struct socket *socket, uint32_t events)
{
    RtlAcquireSRWLockExclusive(&socket->lock);
    if (events & ~(uint32_t)POLL_WRITABLE) run_queue(&socket->reads);
    if (events & (POLL_WRITABLE | POLL_ERROR | POLL_HANGUP)) run_queue(&socket->writes);
    if (socket->mask) socket_note_events(socket);
    RtlReleaseSRWLockExclusive(&socket->lock);
}

void socket_cancel_queues(struct socket *socket, const IO_STATUS_BLOCK *io, ULONG issuer, BOOLEAN *found)
{
    *found = FALSE;
    RtlAcquireSRWLockExclusive(&socket->lock);
    for (int side = 0; side < 2; side++) {
        struct socket_operation **link = side ? &socket->writes : &socket->reads;
        while (*link) {
            struct socket_operation *operation = *link;
            if ((io && operation->base.request.io != io) || (issuer && operation->base.issuer != issuer)) {
                link = &operation->next;
                continue;
            }
            *link = operation->next;
            operation->base.information = 0;
            async_complete(&operation->base, STATUS_CANCELLED);
            *found = TRUE;
        }
    }
    RtlReleaseSRWLockExclusive(&socket->lock);
}

BOOLEAN socket_cancel(HANDLE handle, const struct handle_entry *entry, const IO_STATUS_BLOCK *io, ULONG issuer)
{
    struct socket *socket = socket_by_slot(entry->slot);
    BOOLEAN found = FALSE;
    (void)handle;
    if (socket) {
        socket_cancel_queues(socket, io, issuer, &found);
        socket_release(socket);
    }
    return socket_polls_cancel(entry->slot, io, issuer) || found;
}

/* --- sending and receiving --- */

/* The buffers from byte `done` on. */
static void advance(struct socket_operation *operation, ULONG transferred)
{
    struct socket_transfer *transfer = &operation->transfer;
    operation->done += transferred;
    while (transferred && transfer->count) {
        struct socket_buffer *first = (struct socket_buffer *)transfer->buffers;
        ULONG part = transferred < first->size ? transferred : (ULONG)first->size;
        first->data += part;
        first->size -= part;
        transferred -= part;
        if (first->size) return;
        transfer->buffers++;
        transfer->count--;
    }
}

static uint64_t total_size(const struct socket_transfer *transfer)
{
    uint64_t total = 0;
    for (ULONG i = 0; i < transfer->count; i++) total += transfer->buffers[i].size;
    return total;
}

static NTSTATUS attempt_transfer(struct async_operation *base)
{
    struct socket_operation *operation = (struct socket_operation *)base;
    struct socket_transfer *transfer = &operation->transfer;
    BOOLEAN whole = transfer->send && operation->socket->type == SOCKET_STREAM;
    for (;;) {
        NTSTATUS status = transfer_once(operation->socket, operation->fd, transfer, TRUE);
        if (!status && whole && transfer->transferred < total_size(transfer)) {
            advance(operation, transfer->transferred);
            continue;
        }
        if (status < 0 && status != STATUS_BUFFER_OVERFLOW) {
            base->information = 0;
            return status;
        }
        base->information = operation->done + transfer->transferred;
        if (status != STATUS_PENDING) transfer_done(operation->socket, transfer, status);
        return status;
    }
}

static NTSTATUS transfer_overlapped(HANDLE handle, const struct handle_entry *entry, struct socket *socket,
                                    struct socket_transfer *transfer, const struct socket_overlap *overlap)
{
    struct io_request request = request_of(handle, overlap);
    struct socket_operation *operation = operation_new(&request, entry, socket, attempt_transfer);
    if (!operation) return STATUS_NO_MEMORY;
    size_t list_size = (transfer->count + 1) * sizeof(*operation->buffers),
           address_size = transfer->send && transfer->address ? (size_t)transfer->address_size : 0;
    operation->buffers = heap_allocate(list_size + address_size);
    if (!operation->buffers) {
        async_free(&operation->base);
        return STATUS_NO_MEMORY;
    }
    memcpy(operation->buffers, transfer->buffers, transfer->count * sizeof(*operation->buffers));
    operation->transfer = *transfer;
    if (address_size) {
        operation->transfer.address = (char *)operation->buffers + list_size;
        memcpy(operation->transfer.address, transfer->address, address_size);
    }
    operation->transfer.buffers = operation->buffers;
    BOOLEAN send = transfer->send;
    NTSTATUS status = operation_start(socket, operation, send, &transfer->transferred);
    if (socket->mask && !send) socket_enable_events(socket, FD_READ_BIT);
    return status;
}

NTSTATUS __cdecl winrun_socket_transfer(HANDLE handle, struct socket_transfer *transfer,
                                        const struct socket_overlap *overlap)
{
    struct handle_entry entry;
    struct socket *socket;
    void *unix_name = NULL;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    if (transfer->send && transfer->address) {
        if (socket->type == SOCKET_STREAM) transfer->address = NULL; /* Windows ignores it for a connection */
        else unix_name = socket_address_for_unix(transfer->address, &transfer->address_size);
        if (unix_name) transfer->address = unix_name;
    }
    status = check_transfer(socket, transfer);
    if (!status) {
        entry.fd = fd;
        status = overlap && overlap->io ? transfer_overlapped(handle, &entry, socket, transfer, overlap)
                                        : transfer_now(socket, fd, transfer);
    }
    heap_free(unix_name);
    socket_release(socket);
    return status;
}

/* NtReadFile and NtWriteFile */
NTSTATUS socket_read_write(const struct io_request *request, void *buffer, ULONG size, BOOLEAN send)
{
    struct socket_buffer part = {UNIX_PTR(buffer), size};
    struct socket_transfer transfer = {.buffers = &part, .count = 1, .send = send};
    struct socket_overlap overlap = {request->io, request->event, request->apc, request->apc_context};
    struct handle_entry entry;
    NTSTATUS status = handle_get(request->handle, OBJECT_SOCKET, 0, &entry);
    if (status) return status;
    if (!is_synchronous(&entry)) return winrun_socket_transfer(request->handle, &transfer, &overlap);
    status = winrun_socket_transfer(request->handle, &transfer, NULL);
    return io_request_end(request, &entry, status, transfer.transferred);
}

/* The descriptor is about to stand for another connection: what the I/O thread watches is the old one. */
static void forget_engine(struct socket *socket)
{
    struct unix_descriptor_close_args args = {.fd = InterlockedExchange((LONG *)&socket->engine_fd, -1)};
    if (args.fd >= 0) unix_call_descriptor_close(&args);
}

/* IOCTL_AFD_RECEIVE and IOCTL_AFD_RECEIVE_DATAGRAM, which libuv sends itself for UDP. */
struct afd_buffer { ULONG size; void *data; };
struct afd_receive { struct afd_buffer *buffers; ULONG count, afd_flags, tdi_flags; void *address; int *address_size; };
#define TDI_RECEIVE_PEEK 0x80u
#define AFD_BUFFERS_MAX  64u

NTSTATUS socket_afd_receive(const struct io_request *request, const void *in, ULONG in_size, BOOLEAN datagram)
{
    const struct afd_receive *given = in;
    struct socket_buffer buffers[AFD_BUFFERS_MAX];
    struct socket_overlap overlap = {request->io, request->event, request->apc, request->apc_context};
    if (in_size < (datagram ? sizeof(*given) : offsetof(struct afd_receive, address)) || given->count > AFD_BUFFERS_MAX)
        return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < given->count; i++)
        buffers[i] = (struct socket_buffer){UNIX_PTR(given->buffers[i].data), given->buffers[i].size};
    struct socket_transfer transfer = {
        .buffers = buffers, .count = given->count, .flags = given->tdi_flags & TDI_RECEIVE_PEEK ? MSG_PEEK_FLAG : 0};
    if (datagram && given->address && given->address_size) {
        transfer.address = given->address;
        transfer.address_size = *given->address_size;
        transfer.address_size_result = given->address_size;
    }
    return winrun_socket_transfer(request->handle, &transfer, &overlap);
}

/* --- AcceptEx --- */

static NTSTATUS attempt_accept_receive(struct async_operation *base)
{
    struct socket_operation *operation = (struct socket_operation *)base;
    NTSTATUS status = transfer_once(operation->socket, operation->fd, &operation->transfer, TRUE);
    base->information = status ? 0 : operation->transfer.transferred;
    return status;
}

static void put_address(struct socket *socket, int fd, ULONG what, char *place, ULONG room)
{
    struct unix_socket_name_args args = {.fd = fd, .what = what, .address = UNIX_PTR(place), .size = (int32_t)room};
    memset(place, 0, room);
    if (socket->family == AF_UNIX_FAMILY) *(USHORT *)place = AF_UNIX_FAMILY;
    else unix_call_socket_name(&args);
}

/* The second part of AcceptEx: the first data, waited for on the new connection. */
static NTSTATUS accept_goes_on(struct socket_operation *operation, struct socket *accepted, int accepted_fd)
{
    struct socket *listener = operation->socket;
    operation->buffers[0] = (struct socket_buffer){UNIX_PTR(operation->transfer.control), operation->receive};
    operation->transfer = (struct socket_transfer){.buffers = operation->buffers, .count = 1};
    operation->socket = accepted;
    operation->fd = accepted_fd;
    operation->base.attempt = attempt_accept_receive;
    NTSTATUS status = attempt_accept_receive(&operation->base);
    if (status != STATUS_PENDING) return status;
    RtlAcquireSRWLockExclusive(&accepted->lock);
    status = socket_engine_watch(accepted, accepted_fd);
    if (!status) {
        listener->reads = operation->next;
        operation->next = NULL;
        operation->fd = accepted->engine_fd;
        append(&accepted->reads, operation);
        status = STATUS_PENDING;
    }
    RtlReleaseSRWLockExclusive(&accepted->lock);
    return status;
}

static NTSTATUS attempt_accept(struct async_operation *base)
{
    struct socket_operation *operation = (struct socket_operation *)base;
    struct handle_entry entry;
    struct socket *accepted;
    int accepted_fd;
    NTSTATUS status = socket_get(operation->accepted, &entry, &accepted_fd, &accepted);
    if (status) return status;
    struct unix_socket_accept_args args = {.fd = operation->fd, .replace = accepted_fd, .no_wait = 1};
    forget_engine(accepted);
    status = unix_call_socket_accept(&args);
    if (!status) {
        char *buffer = operation->transfer.control;
        socket_set_flags(accepted, SOCKET_FLAG_CONNECTED | SOCKET_FLAG_BOUND);
        if (operation->local_room)
            put_address(accepted, accepted_fd, SOCKET_NAME_LOCAL, buffer + operation->receive, operation->local_room);
        if (operation->remote_room)
            put_address(accepted, accepted_fd, SOCKET_NAME_PEER, buffer + operation->receive + operation->local_room,
                        operation->remote_room);
        base->information = 0;
        if (operation->receive) status = accept_goes_on(operation, accepted, accepted_fd);
    }
    socket_release(accepted);
    return status;
}

NTSTATUS __cdecl winrun_socket_accept_ex(HANDLE listener, HANDLE accepted, void *buffer, ULONG receive,
                                         ULONG local_room, ULONG remote_room, const struct socket_overlap *overlap,
                                         ULONG *transferred)
{
    struct handle_entry entry, accepted_entry;
    struct socket *socket, *other;
    int fd;
    NTSTATUS status = socket_get(accepted, &accepted_entry, &fd, &other);
    if (status) return status;
    BOOLEAN taken = (other->flags & (SOCKET_FLAG_BOUND | SOCKET_FLAG_CONNECTED | SOCKET_FLAG_LISTENING)) != 0;
    socket_release(other);
    status = socket_get(listener, &entry, &fd, &socket);
    if (status) return status;
    entry.fd = fd;
    struct io_request request = request_of(listener, overlap);
    if (!(socket->flags & SOCKET_FLAG_LISTENING) || taken) status = STATUS_INVALID_PARAMETER;
    struct socket_operation *operation = status ? NULL : operation_new(&request, &entry, socket, attempt_accept);
    if (!status && operation) operation->buffers = heap_allocate(sizeof(*operation->buffers));
    if (!status && (!operation || !operation->buffers)) status = STATUS_NO_MEMORY;
    if (status) {
        if (operation) async_free(&operation->base);
    } else {
        operation->accepted = accepted;
        operation->receive = receive;
        operation->local_room = local_room;
        operation->remote_room = remote_room;
        operation->transfer.control = buffer;
        if (transferred) *transferred = 0;
        status = operation_queue(socket, operation, &socket->reads);
    }
    socket_release(socket);
    return status;
}

/* --- ConnectEx --- */

static NTSTATUS attempt_connect(struct async_operation *base)
{
    struct socket_operation *operation = (struct socket_operation *)base;
    struct socket *socket = operation->socket;
    if (socket->flags & SOCKET_FLAG_CONNECTING) {
        ULONG events = socket_events_of(socket, operation->fd, SOCKET_EVENT_CONNECT | SOCKET_EVENT_CONNECT_FAIL, NULL);
        if (!(events & (SOCKET_EVENT_CONNECT | SOCKET_EVENT_CONNECT_FAIL))) return STATUS_PENDING;
    }
    if (socket->flags & SOCKET_FLAG_CONNECT_FAILED) {
        static const struct { LONG error; NTSTATUS status;
        } failures[] = {
            {10060, STATUS_IO_TIMEOUT},       {10051, STATUS_NETWORK_UNREACHABLE},
            {10065, STATUS_HOST_UNREACHABLE}, {10013, STATUS_ACCESS_DENIED},
            {10054, STATUS_CONNECTION_RESET}, {10049, STATUS_INVALID_ADDRESS_COMPONENT},
        };
        for (unsigned i = 0; i < ARRAYSIZE(failures); i++)
            if (failures[i].error == socket->connect_result) return failures[i].status;
        return STATUS_CONNECTION_REFUSED;
    }
    return operation->transfer.count ? attempt_transfer(base) : STATUS_SUCCESS;
}

static NTSTATUS begin_connect(HANDLE handle, struct socket *socket, const void *address, int size)
{
    BOOLEAN was_blocking = !(socket->flags & SOCKET_FLAG_NON_BLOCKING);
    if (!(socket->flags & SOCKET_FLAG_BOUND)) return STATUS_INVALID_PARAMETER;
    if (was_blocking) socket_set_flags(socket, SOCKET_FLAG_NON_BLOCKING);
    NTSTATUS status = winrun_socket_connect(handle, address, size);
    if (was_blocking) socket_clear_flags(socket, SOCKET_FLAG_NON_BLOCKING);
    return status == STATUS_DEVICE_NOT_READY ? STATUS_SUCCESS : status;
}

NTSTATUS __cdecl winrun_socket_connect_ex(HANDLE handle, const void *address, int size, const void *data,
                                          ULONG data_size, const struct socket_overlap *overlap, ULONG *transferred)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    entry.fd = fd;
    struct io_request request = request_of(handle, overlap);
    struct socket_operation *operation = operation_new(&request, &entry, socket, attempt_connect);
    if (operation) operation->buffers = heap_allocate(sizeof(*operation->buffers));
    status = operation && operation->buffers ? begin_connect(handle, socket, address, size) : STATUS_NO_MEMORY;
    if (status == STATUS_CONNECTION_REFUSED) { /* found out at once; told as if it had taken a moment */
        socket_set_flags(socket, SOCKET_FLAG_CONNECT_FAILED);
        status = STATUS_SUCCESS;
    }
    if (status) {
        if (operation) async_free(&operation->base);
    } else {
        operation->buffers[0] = (struct socket_buffer){UNIX_PTR(data), data_size};
        operation->transfer =
            (struct socket_transfer){.buffers = operation->buffers, .count = data && data_size ? 1 : 0, .send = TRUE};
        status = operation_start(socket, operation, TRUE, transferred);
    }
    socket_release(socket);
    return status;
}

/* --- DisconnectEx and TransmitFile --- */

static NTSTATUS disconnect_now(struct socket *socket, int fd, BOOLEAN reuse)
{
    struct unix_socket_control_args args = {.fd = fd, .what = SOCKET_CONTROL_SHUTDOWN, .value = reuse ? 2 : 1};
    if (!(socket->flags & SOCKET_FLAG_CONNECTED)) return STATUS_INVALID_CONNECTION;
    NTSTATUS status = unix_call_socket_control(&args);
    if (status && status != STATUS_INVALID_CONNECTION) return status;
    socket_set_flags(socket, SOCKET_FLAG_SHUT_SEND);
    if (!reuse) return STATUS_SUCCESS;
    args = (struct unix_socket_control_args){
        .fd = fd,
        .what = SOCKET_CONTROL_RENEW,
        .family = socket->family,
        .type = socket->type,
        .protocol = socket->protocol,
    };
    status = unix_call_socket_control(&args);
    forget_engine(socket);
    if (!status)
        socket_clear_flags(socket, SOCKET_FLAG_SHUT_SEND | SOCKET_FLAG_SHUT_RECEIVE | SOCKET_FLAG_CONNECTED |
                                       SOCKET_FLAG_BOUND | SOCKET_FLAG_CONNECT_FAILED);
    return status;
}

static NTSTATUS attempt_disconnect(struct async_operation *base)
{
    struct socket_operation *operation = (struct socket_operation *)base;
    return disconnect_now(operation->socket, operation->base.entry.fd, operation->reuse);
}

NTSTATUS __cdecl winrun_socket_disconnect(HANDLE handle, BOOLEAN reuse, const struct socket_overlap *overlap)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    entry.fd = fd;
    if (!overlap || !overlap->io) {
        status = disconnect_now(socket, fd, reuse);
    } else if (!(socket->flags & SOCKET_FLAG_CONNECTED)) {
        status = STATUS_INVALID_CONNECTION;
    } else {
        struct io_request request = request_of(handle, overlap);
        struct socket_operation *operation = operation_new(&request, &entry, socket, attempt_disconnect);
        if (operation) operation->reuse = reuse;
        status = operation ? operation_start(socket, operation, TRUE, NULL) : STATUS_NO_MEMORY;
    }
    socket_release(socket);
    return status;
}

static NTSTATUS send_part(struct socket_operation *operation, struct socket_file_part *part, BOOLEAN no_wait)
{
    struct socket *socket = operation->socket;
    NTSTATUS status;
    if (!part->file) {
        struct socket_buffer buffer = {UNIX_PTR(part->memory), part->size};
        struct socket_transfer transfer = {.buffers = &buffer, .count = 1, .send = TRUE};
        if (!part->size) return STATUS_SUCCESS;
        status = transfer_once(socket, operation->fd, &transfer, no_wait);
        if (status) return status;
        part->memory = (const char *)part->memory + transfer.transferred;
        part->size -= transfer.transferred;
        operation->total += transfer.transferred;
        return part->size ? STATUS_RETRY : STATUS_SUCCESS;
    }
    struct handle_entry entry;
    struct unix_socket_send_file_args args = {
        .fd = operation->fd,
        .offset = (uint64_t)part->offset,
        .size = part->size ? part->size : UINT64_MAX,
        .no_wait = no_wait,
        .slot = socket->slot,
    };
    status = file_get(part->file, FILE_READ_DATA, &args.file, &entry);
    if (!status) status = unix_call_socket_send_file(&args);
    operation->total += args.transferred;
    part->offset = (LONGLONG)args.offset;
    if (status == STATUS_PENDING) {
        if (part->size) part->size = args.size;
        return status;
    }
    return status == STATUS_END_OF_FILE && !part->size ? STATUS_SUCCESS : status;
}

static NTSTATUS send_parts(struct socket_operation *operation, BOOLEAN no_wait)
{
    while (operation->part_count) {
        NTSTATUS status = send_part(operation, operation->parts, no_wait);
        if (status == STATUS_RETRY) continue;
        if (status) return status;
        operation->part_count--;
        memmove(operation->parts, operation->parts + 1, operation->part_count * sizeof(*operation->parts));
    }
    return operation->disconnect ? disconnect_now(operation->socket, operation->base.entry.fd, operation->reuse)
                                 : STATUS_SUCCESS;
}

static NTSTATUS attempt_transmit(struct async_operation *base)
{
    struct socket_operation *operation = (struct socket_operation *)base;
    NTSTATUS status = send_parts(operation, TRUE);
    base->information = status < 0 ? 0 : (ULONG_PTR)operation->total;
    return status;
}

/* Where the file stands, for parts that begin there. */
static void resolve_offset(struct socket_file_part *part)
{
    FILE_POSITION_INFORMATION position;
    IO_STATUS_BLOCK io;
    if (!part->file || part->offset != -1) return;
    part->offset = 0;
    if (!NtQueryInformationFile(part->file, &io, &position, sizeof(position), FilePositionInformation))
        part->offset = position.CurrentByteOffset.QuadPart;
}

NTSTATUS __cdecl winrun_socket_transmit(HANDLE handle, const struct socket_file_part *parts, ULONG count,
                                        BOOLEAN disconnect, BOOLEAN reuse, const struct socket_overlap *overlap,
                                        ULONG *transferred)
{
    struct handle_entry entry;
    struct socket *socket;
    struct io_request request = {.handle = handle};
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    entry.fd = fd;
    BOOLEAN waits = !overlap || !overlap->io;
    if (!waits) request = request_of(handle, overlap);
    struct socket_transfer check = {.send = TRUE};
    status = check_transfer(socket, &check);
    struct socket_operation *operation = status ? NULL : operation_new(&request, &entry, socket, attempt_transmit);
    if (operation) operation->parts = heap_allocate((count + 1) * sizeof(*parts));
    if (!status && (!operation || !operation->parts)) status = STATUS_NO_MEMORY;
    if (!status) {
        memcpy(operation->parts, parts, count * sizeof(*parts));
        operation->part_count = count;
        for (ULONG i = 0; i < count; i++) resolve_offset(&operation->parts[i]);
        operation->disconnect = disconnect;
        operation->reuse = reuse;
        if (waits) {
            status = send_parts(operation, FALSE);
            if (transferred) *transferred = (ULONG)operation->total;
        } else {
            status = operation_start(socket, operation, TRUE, transferred);
            operation = NULL;
        }
    }
    if (operation) async_free(&operation->base);
    socket_release(socket);
    return status;
}
