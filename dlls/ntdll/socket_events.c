/* Readiness of sockets. Linux' poll bits become AFD's events; WSAEventSelect records FD_* events once each until a call
 * enables them again; winrun_socket_wait is under select and WSAPoll.
 *
 * A stream socket that is not connected shows as hung up on Linux and as nothing at all on Windows: the socket's flags
 * decide. */
#include "socket_private.h"

#define FD_READ_EVENT    0x01
#define FD_WRITE_EVENT   0x02
#define FD_OOB_EVENT     0x04
#define FD_ACCEPT_EVENT  0x08
#define FD_CONNECT_EVENT 0x10
#define FD_CLOSE_EVENT   0x20
enum { FD_READ_INDEX, FD_WRITE_INDEX, FD_OOB_INDEX, FD_ACCEPT_INDEX, FD_CONNECT_INDEX, FD_CLOSE_INDEX };

/* A connection attempt has come to its end. */
static void connect_ended(struct socket *socket, int fd)
{
    struct unix_socket_control_args args = {.fd = fd, .what = SOCKET_CONTROL_ERROR};
    if (unix_call_socket_control(&args)) return;
    socket->connect_result = (LONG)args.value;
    if (args.value) {
        socket->connect_error = (LONG)args.value;
        socket_set_flags(socket, SOCKET_FLAG_CONNECT_FAILED);
    } else {
        socket_set_flags(socket, SOCKET_FLAG_CONNECTED);
    }
    socket_clear_flags(socket, SOCKET_FLAG_CONNECTING);
}

uint16_t socket_poll_bits(const struct socket *socket, ULONG wanted)
{
    uint16_t bits = 0;
    if (socket->flags & SOCKET_FLAG_CONNECTING) return POLL_WRITABLE;
    if (wanted & (SOCKET_EVENT_RECEIVE | SOCKET_EVENT_ACCEPT | SOCKET_EVENT_DISCONNECT)) bits |= POLL_READABLE;
    if (wanted & SOCKET_EVENT_DISCONNECT) bits |= SOCKET_POLL_FINISHED;
    if (wanted & (SOCKET_EVENT_SEND | SOCKET_EVENT_CONNECT)) bits |= POLL_WRITABLE;
    if (wanted & SOCKET_EVENT_URGENT) bits |= SOCKET_POLL_URGENT;
    return bits;
}

ULONG socket_events_from_poll(struct socket *socket, const struct socket_poll_entry *entry)
{
    uint16_t ready = entry->ready;
    ULONG events = 0;
    if (socket->flags & SOCKET_FLAG_LISTENING) return ready & POLL_READABLE ? SOCKET_EVENT_ACCEPT : 0;
    if (socket->flags & SOCKET_FLAG_CONNECTING && ready & (POLL_WRITABLE | POLL_ERROR | POLL_HANGUP))
        connect_ended(socket, entry->fd);
    if (socket->flags & SOCKET_FLAG_CONNECT_FAILED) return SOCKET_EVENT_CONNECT_FAIL;
    if (socket->type != SOCKET_STREAM) {
        if (ready & (POLL_READABLE | POLL_ERROR)) events |= SOCKET_EVENT_RECEIVE;
        return ready & POLL_WRITABLE ? events | SOCKET_EVENT_SEND : events;
    }
    if (!(socket->flags & SOCKET_FLAG_CONNECTED)) return 0;
    if (ready & POLL_ERROR) return SOCKET_EVENT_ABORT | SOCKET_EVENT_RECEIVE | SOCKET_EVENT_SEND | SOCKET_EVENT_CONNECT;
    BOOLEAN finished =
        (ready & (SOCKET_POLL_FINISHED | POLL_HANGUP)) != 0 || (ready & POLL_READABLE && !entry->available);
    if (ready & POLL_READABLE && entry->available) events |= SOCKET_EVENT_RECEIVE;
    if (finished && !(socket->flags & SOCKET_FLAG_SHUT_RECEIVE)) events |= SOCKET_EVENT_DISCONNECT;
    if (ready & SOCKET_POLL_URGENT) events |= SOCKET_EVENT_URGENT;
    if (ready & POLL_WRITABLE) events |= SOCKET_EVENT_SEND | SOCKET_EVENT_CONNECT;
    return events;
}

ULONG socket_events_of(struct socket *socket, int fd, ULONG wanted, ULONG *available)
{
    struct socket_poll_entry entry = {.fd = fd, .events = socket_poll_bits(socket, wanted)};
    struct unix_socket_poll_args args = {.entries = UNIX_PTR(&entry), .count = 1, .deadline = 0};
    if (socket->flags & SOCKET_FLAG_CONNECT_FAILED) return SOCKET_EVENT_CONNECT_FAIL;
    if (unix_call_socket_poll(&args)) entry.ready = 0;
    if (available) *available = entry.available;
    return socket_events_from_poll(socket, &entry);
}

/* --- select and WSAPoll --- */

#define WAITS_ON_STACK 64u

struct wait_state { struct socket *socket; };

static void waits_release(struct wait_state *states, ULONG count)
{
    for (ULONG i = 0; i < count; i++)
        if (states[i].socket) socket_release(states[i].socket);
}

/* Which descriptors to sleep on; those that cannot become ready are passed over. */
static void fill_entries(const struct socket_wait *waits, const struct wait_state *states,
                         struct socket_poll_entry *entries, ULONG count)
{
    for (ULONG i = 0; i < count; i++) {
        struct socket *socket = states[i].socket;
        BOOLEAN idle =
            !socket || (socket->type == SOCKET_STREAM &&
                        !(socket->flags & (SOCKET_FLAG_LISTENING | SOCKET_FLAG_CONNECTING | SOCKET_FLAG_CONNECTED)));
        entries[i].events = idle ? 0 : socket_poll_bits(socket, waits[i].wanted);
        if (idle) entries[i].fd = -1;
    }
}

static ULONG collect(struct socket_wait *waits, const struct wait_state *states, struct socket_poll_entry *entries,
                     ULONG count)
{
    ULONG found = 0;
    for (ULONG i = 0; i < count; i++) {
        struct socket *socket = states[i].socket;
        waits[i].ready = 0;
        if (!socket) continue;
        if (socket->flags & SOCKET_FLAG_CONNECT_FAILED) waits[i].ready = SOCKET_EVENT_CONNECT_FAIL;
        else if (entries[i].fd >= 0 && entries[i].ready) waits[i].ready = socket_events_from_poll(socket, &entries[i]);
        waits[i].ready &= waits[i].wanted;
        if (waits[i].ready) found++;
        /* ready for something that nobody wants to know: it would keep the wait awake */
        else if (entries[i].ready) entries[i].fd = -1;
    }
    return found;
}

static NTSTATUS wait_for_sockets(struct socket_wait *waits, const struct wait_state *states,
                                 struct socket_poll_entry *entries, ULONG count, uint64_t deadline)
{
    struct unix_socket_poll_args args = {.entries = UNIX_PTR(entries), .count = count};
    BOOLEAN first = TRUE;
    fill_entries(waits, states, entries, count);
    for (;;) {
        args.deadline = first ? 0 : deadline;
        NTSTATUS status = unix_call_socket_poll(&args);
        if (status == STATUS_RETRY) continue;
        if (status && status != STATUS_TIMEOUT) return status;
        if (status == STATUS_TIMEOUT)
            for (ULONG i = 0; i < count; i++) entries[i].ready = 0;
        if (collect(waits, states, entries, count)) return STATUS_SUCCESS;
        if ((status == STATUS_TIMEOUT && !first) || !deadline) return STATUS_TIMEOUT;
        first = FALSE;
    }
}

NTSTATUS __cdecl winrun_socket_wait(struct socket_wait *waits, ULONG count, LONGLONG milliseconds)
{
    struct wait_state few_states[WAITS_ON_STACK], *states = few_states;
    struct socket_poll_entry few_entries[WAITS_ON_STACK], *entries = few_entries;
    struct handle_entry entry;
    NTSTATUS status = STATUS_SUCCESS;
    int fd;
    uint64_t deadline = milliseconds < 0 ? UINT64_MAX
                        : milliseconds   ? monotonic_now() + (uint64_t)milliseconds * 10000
                                         : 0;
    if (count > SOCKET_POLL_MAX) return STATUS_INVALID_PARAMETER;
    if (count > WAITS_ON_STACK) {
        states = heap_allocate(count * sizeof(*states));
        entries = heap_allocate(count * sizeof(*entries));
        if (!states || !entries) status = STATUS_NO_MEMORY;
    }
    for (ULONG i = 0; i < count && status != STATUS_NO_MEMORY; i++) {
        states[i].socket = NULL;
        entries[i] = (struct socket_poll_entry){.fd = -1};
        waits[i].status = socket_get(waits[i].handle, &entry, &fd, &states[i].socket);
        if (waits[i].status) status = STATUS_INVALID_HANDLE;
        else entries[i].fd = fd;
    }
    if (!status) status = wait_for_sockets(waits, states, entries, count, deadline);
    if (states && status != STATUS_NO_MEMORY) waits_release(states, count);
    if (states != few_states) heap_free(states);
    if (entries != few_entries) heap_free(entries);
    return status;
}

/* --- WSAEventSelect --- */

static void record(struct socket *socket, LONG event, int index, NTSTATUS error)
{
    if (!(socket->mask & event) || socket->blocked & event) return;
    socket->recorded |= event;
    socket->blocked |= event;
    socket->errors[index] = error;
}

void socket_note_events(struct socket *socket)
{
    LONG before = socket->recorded;
    ULONG available = 0, wanted = SOCKET_EVENT_RECEIVE | SOCKET_EVENT_SEND | SOCKET_EVENT_ACCEPT |
                                  SOCKET_EVENT_DISCONNECT | SOCKET_EVENT_URGENT;
    ULONG events = socket_events_of(socket, socket->engine_fd, wanted, &available);
    NTSTATUS failure =
        events & SOCKET_EVENT_CONNECT_FAIL ? SOCKET_ERROR_STATUS((ULONG)socket->connect_result) : STATUS_SUCCESS;
    if (socket->connect_unreported && (events & SOCKET_EVENT_CONNECT_FAIL || socket->flags & SOCKET_FLAG_CONNECTED)) {
        socket->connect_unreported = FALSE;
        record(socket, FD_CONNECT_EVENT, FD_CONNECT_INDEX, failure);
    }
    if (events & SOCKET_EVENT_RECEIVE && !(events & SOCKET_EVENT_ABORT))
        record(socket, FD_READ_EVENT, FD_READ_INDEX, STATUS_SUCCESS);
    if (events & SOCKET_EVENT_SEND && !(events & SOCKET_EVENT_ABORT))
        record(socket, FD_WRITE_EVENT, FD_WRITE_INDEX, STATUS_SUCCESS);
    if (events & SOCKET_EVENT_URGENT) record(socket, FD_OOB_EVENT, FD_OOB_INDEX, STATUS_SUCCESS);
    if (events & SOCKET_EVENT_ACCEPT) record(socket, FD_ACCEPT_EVENT, FD_ACCEPT_INDEX, STATUS_SUCCESS);
    if (events & SOCKET_EVENT_ABORT) record(socket, FD_CLOSE_EVENT, FD_CLOSE_INDEX, STATUS_CONNECTION_RESET);
    else if (events & SOCKET_EVENT_DISCONNECT && !available)
        record(socket, FD_CLOSE_EVENT, FD_CLOSE_INDEX, STATUS_SUCCESS);
    if (socket->recorded & ~before && socket->event) NtSetEvent(socket->event, NULL);
}

void socket_enable_events(struct socket *socket, LONG events)
{
    RtlAcquireSRWLockExclusive(&socket->lock);
    if (socket->mask) {
        socket->blocked &= ~events;
        socket_note_events(socket);
    }
    RtlReleaseSRWLockExclusive(&socket->lock);
}

NTSTATUS __cdecl winrun_socket_event_select(HANDLE handle, HANDLE event, LONG mask)
{
    struct handle_entry entry;
    struct socket *socket;
    HANDLE copy = NULL;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    if (socket->flags & SOCKET_FLAG_HELPER) status = STATUS_OBJECT_TYPE_MISMATCH;
    if (!status && event && mask)
        status = NtDuplicateObject(NtCurrentProcess(), event, NtCurrentProcess(), &copy, 0, 0, DUPLICATE_SAME_ACCESS);
    if (!status) {
        RtlAcquireSRWLockExclusive(&socket->lock);
        HANDLE old = socket->event;
        socket->event = copy;
        socket->mask = copy ? mask : 0;
        socket->recorded = socket->blocked = 0;
        socket_set_flags(socket, SOCKET_FLAG_NON_BLOCKING);
        if (socket->mask) {
            status = socket_engine_watch(socket, fd);
            if (!status) socket_note_events(socket);
        }
        RtlReleaseSRWLockExclusive(&socket->lock);
        if (old) NtClose(old);
    }
    socket_release(socket);
    return status;
}

NTSTATUS __cdecl winrun_socket_take_events(HANDLE handle, LONG *events, NTSTATUS errors[10])
{
    struct handle_entry entry;
    struct socket *socket;
    int fd;
    NTSTATUS status = socket_get(handle, &entry, &fd, &socket);
    if (status) return status;
    RtlAcquireSRWLockExclusive(&socket->lock);
    *events = socket->recorded;
    socket->recorded = 0;
    memcpy(errors, socket->errors, sizeof(socket->errors));
    RtlReleaseSRWLockExclusive(&socket->lock);
    socket_release(socket);
    return STATUS_SUCCESS;
}
