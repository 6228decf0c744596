/* Sockets: what they are, how they begin and end, their names and options.
 *
 * A socket is an OBJECT_SOCKET handle whose descriptor is the Unix socket. Everything that Windows keeps in AFD beyond
 * that stands in struct socket, one for each socket a process uses. See socket_io.c for data, socket_events.c for
 * readiness. */
#include "socket_private.h"

/* --- finding --- */

#define CHUNK_BITS 12u
#define CHUNK_SIZE (1u << CHUNK_BITS)
static struct socket **chunks[ARENA_SLOT_COUNT >> CHUNK_BITS];
static RTL_SRWLOCK table_lock = RTL_SRWLOCK_INIT;

static void close_descriptor(int32_t fd)
{
    struct unix_descriptor_close_args args = {.fd = fd};
    if (fd >= 0) unix_call_descriptor_close(&args);
}

struct socket *socket_by_slot(uint32_t slot)
{
    struct socket *socket = NULL;
    if (!slot || slot >= ARENA_SLOT_COUNT) return NULL;
    RtlAcquireSRWLockShared(&table_lock);
    struct socket **chunk = chunks[slot >> CHUNK_BITS];
    if (chunk) socket = chunk[slot & (CHUNK_SIZE - 1)];
    if (socket) InterlockedIncrement(&socket->references);
    RtlReleaseSRWLockShared(&table_lock);
    return socket;
}

void socket_release(struct socket *socket)
{
    if (InterlockedDecrement(&socket->references)) return;
    close_descriptor(socket->engine_fd);
    if (socket->event) NtClose(socket->event);
    heap_free(socket->local_name);
    heap_free(socket->peer_name);
    heap_free(socket);
}

/* Puts a new socket into the table; if another thread was faster its one is taken. */
static struct socket *socket_enter(struct socket *socket)
{
    RtlAcquireSRWLockExclusive(&table_lock);
    struct socket ***chunk = &chunks[socket->slot >> CHUNK_BITS];
    if (!*chunk) *chunk = heap_allocate_zeroed(CHUNK_SIZE * sizeof(**chunk));
    struct socket **place = *chunk ? &(*chunk)[socket->slot & (CHUNK_SIZE - 1)] : NULL;
    struct socket *found = place ? *place : NULL;
    if (place && !found) *place = found = socket;
    if (found) InterlockedIncrement(&found->references);
    RtlReleaseSRWLockExclusive(&table_lock);
    if (found != socket) heap_free(socket);
    return found;
}

/* References: one of the table, one of the caller. */
static struct socket *socket_new(uint32_t slot, int family, int type, int protocol, ULONG flags)
{
    struct socket *socket = slot && slot < ARENA_SLOT_COUNT ? heap_allocate_zeroed(sizeof(*socket)) : NULL;
    if (!socket) return NULL;
    socket->references = socket->handles = 1;
    socket->slot = slot;
    socket->family = family;
    socket->type = type;
    socket->protocol = protocol;
    socket->flags = (LONG)flags;
    socket->engine_fd = -1;
    return socket_enter(socket);
}

static struct socket *socket_from_elsewhere(uint32_t slot, int fd)
{
    struct unix_socket_identify_args args = {.fd = fd};
    if (unix_call_socket_identify(&args)) return socket_new(slot, 0, 0, 0, SOCKET_FLAG_HELPER);
    ULONG flags = (args.listening ? SOCKET_FLAG_LISTENING : 0) | (args.bound ? SOCKET_FLAG_BOUND : 0) |
                  (args.connected ? SOCKET_FLAG_CONNECTED : 0);
    return socket_new(slot, args.family, args.type, args.protocol, flags);
}

NTSTATUS socket_get(HANDLE handle, struct handle_entry *entry, int *fd, struct socket **socket)
{
    NTSTATUS status = handle_get(handle, OBJECT_SOCKET, 0, entry);
    if (status) return status;
    *fd = entry->fd;
    if (entry->fd < 0 || entry->tag & HANDLE_FD_IN_SERVER) {
        status = handle_get_descriptor(handle, 0, fd, entry);
        if (status) return status;
    }
    *socket = socket_by_slot(entry->slot);
    if (!*socket) *socket = socket_from_elsewhere(entry->slot, *fd);
    return *socket ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* --- beginning and end --- */

static NTSTATUS insert_socket(int32_t fd, int family, int type, int protocol, ULONG flags, BOOLEAN overlapped,
                              BOOLEAN inherit, HANDLE *handle)
{
    struct handle_entry entry = {
        .tag = OBJECT_SOCKET | (inherit ? HANDLE_INHERIT : 0),
        .access = FILE_GENERIC_READ | FILE_GENERIC_WRITE | WRITE_DAC,
        .fd = fd,
        .options = overlapped ? 0 : FILE_SYNCHRONOUS_IO_NONALERT,
        .slot = slot_allocate(STATE_MAKE(OBJECT_SOCKET, 0)),
    };
    struct socket *socket = socket_new(entry.slot, family, type, protocol, flags);
    NTSTATUS status = socket ? handle_insert(&entry, handle) : STATUS_NO_MEMORY;
    if (socket) socket_release(socket);
    if (!status) return status;
    if (entry.slot) slot_free(entry.slot);
    close_descriptor(fd);
    return status;
}

NTSTATUS __cdecl winrun_socket_create(int family, int type, int protocol, BOOLEAN overlapped, BOOLEAN inherit,
                                      HANDLE *handle)
{
    struct unix_socket_create_args args = {.family = family, .type = type, .protocol = protocol};
    NTSTATUS status = unix_call_socket_create(&args);
    if (status) return status;
    return insert_socket(args.fd, family, type, protocol, 0, overlapped, inherit, handle);
}

static void socket_closed(const struct handle_entry *entry, HANDLE handle)
{
    struct socket *socket = NULL;
    file_extra_forget(handle);
    if (entry->slot && entry->slot < ARENA_SLOT_COUNT) {
        RtlAcquireSRWLockExclusive(&table_lock);
        struct socket **chunk = chunks[entry->slot >> CHUNK_BITS];
        struct socket **place = chunk ? &chunk[entry->slot & (CHUNK_SIZE - 1)] : NULL;
        if (place && *place && !--(*place)->handles) {
            socket = *place;
            *place = NULL;
        }
        RtlReleaseSRWLockExclusive(&table_lock);
    }
    socket_polls_cancel(entry->slot, NULL, 0);
    if (!socket) return;
    struct unix_socket_control_args interrupt = {.fd = -1, .what = SOCKET_CONTROL_INTERRUPT, .slot = entry->slot};
    BOOLEAN found;
    socket_polls_check(socket, TRUE);
    socket_cancel_queues(socket, NULL, 0, &found);
    unix_call_socket_control(&interrupt);
    socket_release(socket);
}

static void socket_duplicated(const struct handle_entry *entry)
{
    struct socket *socket = socket_by_slot(entry->slot);
    if (!socket) return;
    InterlockedIncrement(&socket->handles);
    socket_release(socket);
}

static NTSTATUS socket_nt_name(HANDLE handle, const struct handle_entry *entry, UNICODE_STRING *name)
{
    static const WCHAR text[] = L"\\Device\\Afd";
    (void)handle;
    (void)entry;
    WCHAR *copy = heap_allocate(sizeof(text));
    if (!copy) return STATUS_NO_MEMORY;
    memcpy(copy, text, sizeof(text));
    *name = (UNICODE_STRING){sizeof(text) - sizeof(WCHAR), sizeof(text), copy};
    return STATUS_SUCCESS;
}

void socket_init_process(void)
{
    handle_set_close_function(OBJECT_SOCKET, socket_closed);
    handle_set_duplicate_function(OBJECT_SOCKET, socket_duplicated);
    handle_set_name_function(OBJECT_SOCKET, socket_nt_name);
}

/* \Device\Afd\anything: no socket, but sockets can be polled through it. */
NTSTATUS socket_open_helper(ULONG options, const OBJECT_ATTRIBUTES *attributes, ACCESS_MASK access, HANDLE *handle)
{
    struct unix_device_open_args args = {.device = DEVICE_NULL};
    NTSTATUS status = unix_call_device_open(&args);
    if (status) return status;
    struct handle_entry entry = {
        .tag = tag_from_attributes(OBJECT_SOCKET, attributes), .access = access, .fd = args.fd, .options = options,
        .slot = slot_allocate(STATE_MAKE(OBJECT_SOCKET, 0)),
    };
    struct socket *socket = socket_new(entry.slot, 0, 0, 0, SOCKET_FLAG_HELPER);
    if (!socket) {
        close_descriptor(args.fd);
        return STATUS_NO_MEMORY;
    }
    socket_release(socket);
    return handle_insert(&entry, handle);
}

NTSTATUS __cdecl winrun_socket_query(HANDLE handle, struct socket_facts *facts)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    *facts = (struct socket_facts){socket->family, socket->type, socket->protocol, (ULONG)socket->flags};
    socket_release(socket);
    return facts->flags & SOCKET_FLAG_HELPER ? STATUS_OBJECT_TYPE_MISMATCH : STATUS_SUCCESS;
}

NTSTATUS __cdecl winrun_socket_set_flags(HANDLE handle, ULONG set, ULONG clear)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    /* while events are selected the socket stays non-blocking */
    if (clear & SOCKET_FLAG_NON_BLOCKING && socket->mask) status = STATUS_INVALID_PARAMETER;
    else socket_clear_flags(socket, clear), socket_set_flags(socket, set);
    socket_release(socket);
    return status;
}

/* --- names --- */

struct unix_name { USHORT family, length; WCHAR path[]; };

void *socket_address_for_unix(const void *address, int *size)
{
    const char *path = (const char *)address + 2;
    ULONG length = 0;
    if (!address || *size < 3 || *(const USHORT *)address != AF_UNIX_FAMILY) return NULL;
    while (length < (ULONG)*size - 2 && path[length]) length++;
    WCHAR name[128], full[1024];
    ULONG name_size = 0;
    if (!length || RtlUTF8ToUnicodeN(name, sizeof(name) - sizeof(WCHAR), &name_size, path, length)) return NULL;
    name[name_size / sizeof(WCHAR)] = 0;
    ULONG full_size = RtlGetFullPathName_U(name, sizeof(full), full, NULL);
    if (!full_size || full_size >= sizeof(full)) return NULL;
    struct unix_name *result = heap_allocate(sizeof(*result) + full_size);
    if (!result) return NULL;
    result->family = AF_UNIX_FAMILY;
    result->length = (USHORT)(full_size / sizeof(WCHAR));
    memcpy(result->path, full, full_size);
    *size = (int)(sizeof(*result) + full_size);
    return result;
}

#define UNIX_ADDRESS_SIZE 110

static void keep_name(void **kept, const void *address, int size)
{
    char *copy = heap_allocate_zeroed(UNIX_ADDRESS_SIZE);
    if (copy) memcpy(copy, address, (size_t)(size < UNIX_ADDRESS_SIZE ? size : UNIX_ADDRESS_SIZE));
    void *old = InterlockedExchangePointer(kept, copy);
    heap_free(old);
}

/* bind and connect */
static NTSTATUS give_name(struct socket *socket, int fd, ULONG what, const void *address, int size, BOOLEAN no_wait)
{
    int unix_size = size;
    void *unix_name = socket_address_for_unix(address, &unix_size);
    if (!unix_name && address && size >= 2 && *(const USHORT *)address == AF_UNIX_FAMILY)
        return STATUS_INVALID_PARAMETER;
    struct unix_socket_name_args args = {
        .fd = fd,
        .what = what,
        .address = UNIX_PTR(unix_name ? unix_name : address),
        .size = unix_size,
        .no_wait = no_wait,
        .slot = socket->slot,
    };
    NTSTATUS status = unix_call_socket_name(&args);
    if (unix_name && !status)
        keep_name(what == SOCKET_NAME_BIND ? &socket->local_name : &socket->peer_name, address, size);
    heap_free(unix_name);
    return status;
}

NTSTATUS __cdecl winrun_socket_bind(HANDLE handle, const void *address, int size)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    int smallest = socket->family == 2 ? 16 : socket->family == 23 ? 28 : 3;
    if (!address || size < smallest) status = STATUS_ACCESS_VIOLATION;
    else if (socket->flags & SOCKET_FLAG_BOUND) status = STATUS_INVALID_PARAMETER;
    else if (*(const USHORT *)address != socket->family && !(socket->family == 2 && !*(const USHORT *)address))
        status = SOCKET_ERROR_STATUS(10047);
    else status = give_name(socket, fd, SOCKET_NAME_BIND, address, size, FALSE);
    if (!status) socket_set_flags(socket, SOCKET_FLAG_BOUND);
    socket_release(socket);
    return status;
}

NTSTATUS __cdecl winrun_socket_listen(HANDLE handle, int backlog)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    if (socket->type != SOCKET_STREAM) status = STATUS_NOT_SUPPORTED;
    else if (socket->flags & SOCKET_FLAG_CONNECTED) status = STATUS_CONNECTION_ACTIVE;
    else if (!(socket->flags & SOCKET_FLAG_BOUND)) status = STATUS_INVALID_PARAMETER;
    if (!status && !(socket->flags & SOCKET_FLAG_LISTENING)) {
        struct unix_socket_control_args args = {.fd = fd, .what = SOCKET_CONTROL_LISTEN, .value = (uint32_t)backlog};
        status = unix_call_socket_control(&args);
        if (!status) socket_set_flags(socket, SOCKET_FLAG_LISTENING);
    }
    if (!status && socket->mask) socket_enable_events(socket, 0);
    socket_release(socket);
    return status;
}

static NTSTATUS accept_one(struct socket *socket, int fd, const struct handle_entry *entry, HANDLE *accepted,
                           void *address, int *size)
{
    struct unix_socket_accept_args args = {
        .fd = fd,
        .replace = -1,
        .no_wait = (socket->flags & SOCKET_FLAG_NON_BLOCKING) != 0,
        .slot = socket->slot,
        .address = UNIX_PTR(address),
        .size = size ? *size : 0,
    };
    if (!(socket->flags & SOCKET_FLAG_LISTENING))
        return socket->type == SOCKET_STREAM ? STATUS_INVALID_PARAMETER : STATUS_NOT_SUPPORTED;
    if (address && (!size || *size < (socket->family == 2 ? 16 : socket->family == 23 ? 28 : 2)))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = unix_call_socket_accept(&args);
    if (status) return status == STATUS_PENDING ? STATUS_DEVICE_NOT_READY : status;
    if (size) *size = args.size;
    return insert_socket(args.accepted, socket->family, socket->type, socket->protocol,
                         SOCKET_FLAG_BOUND | SOCKET_FLAG_CONNECTED | ((ULONG)socket->flags & SOCKET_FLAG_NON_BLOCKING),
                         !is_synchronous(entry), (entry->tag & HANDLE_INHERIT) != 0, accepted);
}

NTSTATUS __cdecl winrun_socket_accept(HANDLE handle, HANDLE *accepted, void *address, int *size)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    status = accept_one(socket, fd, &entry, accepted, address, size);
    if (socket->mask) {
        socket_enable_events(socket, 8 /* FD_ACCEPT */);
        if (!status) winrun_socket_event_select(*accepted, socket->event, socket->mask);
    }
    socket_release(socket);
    return status;
}

NTSTATUS __cdecl winrun_socket_connect(HANDLE handle, const void *address, int size)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    BOOLEAN stream = socket->type == SOCKET_STREAM, no_wait = stream && socket->flags & SOCKET_FLAG_NON_BLOCKING;
    if (socket->flags & SOCKET_FLAG_CONNECTING) socket_events_of(socket, fd, SOCKET_EVENT_CONNECT, NULL);
    if (socket->flags & SOCKET_FLAG_LISTENING) status = STATUS_INVALID_PARAMETER;
    else if (stream && socket->flags & SOCKET_FLAG_CONNECTED) status = STATUS_CONNECTION_ACTIVE;
    else if (socket->flags & SOCKET_FLAG_CONNECTING) status = SOCKET_ERROR_STATUS(10037);
    else if (!address || size < (socket->family == 2 ? 16 : socket->family == 23 ? 28 : 3))
        status = STATUS_ACCESS_VIOLATION;
    if (!status) {
        const USHORT *family = address;
        socket_clear_flags(socket, SOCKET_FLAG_CONNECT_FAILED);
        socket->connect_error = 0;
        if (stream && *family == 2 && !((const ULONG *)address)[1] && size >= 16)
            status = STATUS_INVALID_ADDRESS_COMPONENT;
        if (!status && stream) socket_set_flags(socket, SOCKET_FLAG_CONNECTING);
        if (!status) status = give_name(socket, fd, SOCKET_NAME_CONNECT, address, *family ? size : 0, no_wait);
        if (status != STATUS_PENDING) socket_clear_flags(socket, SOCKET_FLAG_CONNECTING);
        if (!status) socket_set_flags(socket, SOCKET_FLAG_CONNECTED | SOCKET_FLAG_BOUND);
        if (status == STATUS_PENDING) socket_set_flags(socket, SOCKET_FLAG_BOUND);
        socket->connect_unreported = no_wait;
    }
    if (socket->mask) socket_enable_events(socket, 0x12 /* FD_CONNECT, FD_WRITE */);
    socket_release(socket);
    return status == STATUS_PENDING ? STATUS_DEVICE_NOT_READY : status;
}

NTSTATUS __cdecl winrun_socket_shutdown(HANDLE handle, int how)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    struct unix_socket_control_args args = {.fd = fd, .what = SOCKET_CONTROL_SHUTDOWN, .value = (uint32_t)how};
    if (how < 0 || how > 2) status = STATUS_INVALID_PARAMETER;
    else if (socket->type == SOCKET_STREAM && !(socket->flags & SOCKET_FLAG_CONNECTED) &&
             !(socket->flags & SOCKET_FLAG_CONNECTING))
        status = STATUS_INVALID_CONNECTION;
    else if (socket->type == SOCKET_STREAM) status = unix_call_socket_control(&args);
    /* a connection that the other side has reset already */
    if (status == STATUS_INVALID_CONNECTION && socket->flags & SOCKET_FLAG_CONNECTED) status = STATUS_SUCCESS;
    if (!status)
        socket_set_flags(socket, (how != 1 ? SOCKET_FLAG_SHUT_RECEIVE : 0) | (how != 0 ? SOCKET_FLAG_SHUT_SEND : 0));
    socket_release(socket);
    return status;
}

static NTSTATUS kept_name(const void *name, void *address, int *size)
{
    int room = *size;
    *size = UNIX_ADDRESS_SIZE;
    if (room < 2) return STATUS_ACCESS_VIOLATION;
    char nothing[UNIX_ADDRESS_SIZE] = {AF_UNIX_FAMILY};
    memcpy(address, name ? name : nothing, (size_t)(room < UNIX_ADDRESS_SIZE ? room : UNIX_ADDRESS_SIZE));
    return STATUS_SUCCESS;
}

NTSTATUS __cdecl winrun_socket_name(HANDLE handle, BOOLEAN peer, void *address, int *size)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    struct unix_socket_name_args args = {
        .fd = fd, .what = peer ? SOCKET_NAME_PEER : SOCKET_NAME_LOCAL, .address = UNIX_PTR(address)};
    if (!address || !size) status = STATUS_ACCESS_VIOLATION;
    else if (!peer && !(socket->flags & (SOCKET_FLAG_BOUND | SOCKET_FLAG_CONNECTED | SOCKET_FLAG_CONNECTING)))
        status = STATUS_INVALID_PARAMETER;
    else if (socket->family == AF_UNIX_FAMILY && peer && !(socket->flags & SOCKET_FLAG_CONNECTED))
        status = STATUS_INVALID_CONNECTION;
    else if (socket->family == AF_UNIX_FAMILY)
        status = kept_name(peer ? socket->peer_name : socket->local_name, address, size);
    else {
        args.size = *size;
        status = unix_call_socket_name(&args);
        if (!status) *size = args.size;
    }
    socket_release(socket);
    return status;
}

/* --- options --- */

#define LEVEL_SOCKET 0xffff

static NTSTATUS number_answer(void *value, int *size, LONG number)
{
    if (*size < (int)sizeof(LONG)) return STATUS_ACCESS_VIOLATION;
    *(LONG UNALIGNED *)value = number;
    *size = sizeof(LONG);
    return STATUS_SUCCESS;
}

/* Options that Linux does not have, or has otherwise. FALSE: not one of them. */
static BOOLEAN own_option(struct socket *socket, BOOLEAN set, int level, int name, void *value, int *size,
                          NTSTATUS *status)
{
    if (level != LEVEL_SOCKET || !value || *size < 1) return FALSE;
    LONG number = *size >= 4 ? *(LONG UNALIGNED *)value : *(BYTE *)value;
    switch (name) {
    case 0x0004: /* SO_REUSEADDR */
        if (!set || !number || !(socket->flags & SOCKET_FLAG_EXCLUSIVE)) return FALSE;
        *status = STATUS_INVALID_PARAMETER;
        return TRUE;
    case ~0x0004: /* SO_EXCLUSIVEADDRUSE: what Linux does anyway */
        if (!set) *status = number_answer(value, size, (socket->flags & SOCKET_FLAG_EXCLUSIVE) != 0);
        else if (socket->flags & SOCKET_FLAG_BOUND) *status = STATUS_INVALID_PARAMETER;
        else
            *status = STATUS_SUCCESS, number ? socket_set_flags(socket, SOCKET_FLAG_EXCLUSIVE)
                                             : socket_clear_flags(socket, SOCKET_FLAG_EXCLUSIVE);
        return TRUE;
    case 0x1001: case 0x1002: { /* SO_SNDBUF, SO_RCVBUF: Linux answers another number than was set */
        LONG *kept = name == 0x1001 ? &socket->send_buffer : &socket->receive_buffer;
        if (set) *kept = *size >= 4 ? number : 0;
        if (set || !*kept) return FALSE;
        *status = number_answer(value, size, *kept);
        return TRUE;
    }
    case 0x1007: { /* SO_ERROR */
        if (set) return FALSE;
        LONG error = InterlockedExchange(&socket->connect_error, 0);
        if (!error) return FALSE;
        *status = number_answer(value, size, error);
        return TRUE;
    }
    case 0x2003: /* SO_MAX_MSG_SIZE */
        if (set || socket->type == SOCKET_STREAM) return FALSE;
        *status = number_answer(value, size, 65507);
        return TRUE;
    case 0x3002: /* SO_CONDITIONAL_ACCEPT */ case 0x3003: /* SO_PAUSE_ACCEPT */
        if (set) return FALSE;
        *status = number_answer(value, size, 0);
        return TRUE;
    }
    return FALSE;
}

NTSTATUS __cdecl winrun_socket_option(HANDLE handle, BOOLEAN set, int level, int name, void *value, int *size)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    if (socket->flags & SOCKET_FLAG_HELPER) status = STATUS_OBJECT_TYPE_MISMATCH;
    else if (!own_option(socket, set, level, name, value, size, &status)) {
        struct unix_socket_option_args args = {
            .fd = fd,
            .level = level,
            .name = name,
            .set = set,
            .value = UNIX_PTR(value),
            .size = *size,
            .type = socket->type,
        };
        status = unix_call_socket_option(&args);
        if (!status && !set) *size = args.size;
    }
    socket_release(socket);
    return status;
}

NTSTATUS __cdecl winrun_socket_control(HANDLE handle, ULONG what, ULONG *values)
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    struct unix_socket_control_args args = {.fd = fd, .what = what, .value = values[0]};
    if (what == SOCKET_CONTROL_KEEPALIVE) {
        args.value2 = values[1];
        args.value3 = values[2];
    }
    status = socket->flags & SOCKET_FLAG_HELPER ? STATUS_OBJECT_TYPE_MISMATCH : unix_call_socket_control(&args);
    if (!status) values[0] = args.value;
    socket_release(socket);
    return status;
}
