/* IOCTL_AFD_POLL: an asynchronous request that ends when one of several sockets is ready, its time is over, or it is
 * cancelled. Libraries that want readiness instead of completions (libuv, mio, wepoll) are built on it. A request hangs
 * in the list of each of its sockets. */
#include "socket_private.h"

struct afd_poll_handle { HANDLE handle; ULONG events; NTSTATUS status; };
struct afd_poll { LARGE_INTEGER timeout; ULONG count; ULONG exclusive; struct afd_poll_handle handles[]; };

struct poll_operation {
    struct async_operation base;
    struct poll_operation *next;   /* all of them */
    struct afd_poll *answer;
    uint64_t deadline;
    ULONG count;
    struct poll_link *links;       /* count */
    struct afd_poll_handle *wanted;
};

static RTL_SRWLOCK polls_lock = RTL_SRWLOCK_INIT;
static struct poll_operation *operations;

static void poll_cleanup(struct async_operation *base)
{
    struct poll_operation *operation = (struct poll_operation *)base;
    for (ULONG i = 0; i < operation->count; i++)
        if (operation->links[i].socket) socket_release(operation->links[i].socket);
    heap_free(operation->links);
    heap_free(operation->wanted);
}

static struct poll_operation *poll_new(const struct io_request *request, const struct handle_entry *entry,
                                       const struct afd_poll *given)
{
    struct poll_operation *operation = heap_allocate_zeroed(sizeof(*operation));
    if (!operation) return NULL;
    operation->base.request = *request;
    operation->base.entry = *entry;
    operation->base.cleanup = poll_cleanup;
    operation->base.fd = -1;
    operation->links = heap_allocate_zeroed(given->count * sizeof(*operation->links));
    operation->wanted = heap_allocate(given->count * sizeof(*operation->wanted));
    if (!operation->links || !operation->wanted) {
        async_free(&operation->base);
        return NULL;
    }
    memcpy(operation->wanted, given->handles, given->count * sizeof(*operation->wanted));
    operation->count = given->count;
    return operation;
}

/* The answer, if there is one already. `closed` is a socket that is just being closed. */
static BOOLEAN poll_evaluate(struct poll_operation *operation, const struct socket *closed)
{
    struct afd_poll *answer = operation->answer;
    ULONG found = 0;
    for (ULONG i = 0; i < operation->count; i++) {
        struct socket *socket = operation->links[i].socket;
        ULONG wanted = operation->wanted[i].events, events;
        if (socket == closed) events = SOCKET_EVENT_LOCAL_CLOSE;
        else if (socket->engine_fd < 0) events = 0;
        else events = socket_events_of(socket, socket->engine_fd, wanted, NULL) & wanted;
        if (!events) continue;
        NTSTATUS status = events & SOCKET_EVENT_CONNECT_FAIL ? STATUS_CONNECTION_REFUSED : STATUS_SUCCESS;
        answer->handles[found++] = (struct afd_poll_handle){operation->wanted[i].handle, events, status};
    }
    if (!found) return FALSE;
    answer->count = found;
    operation->base.information = offsetof(struct afd_poll, handles) + found * sizeof(struct afd_poll_handle);
    return TRUE;
}

/* The lock is held. */
static void poll_unlink(struct poll_operation *operation)
{
    struct poll_operation **place = &operations;
    while (*place && *place != operation) place = &(*place)->next;
    if (*place) *place = operation->next;
    for (ULONG i = 0; i < operation->count; i++) {
        struct poll_link *link = &operation->links[i], **at = &link->socket->polls;
        while (*at && *at != link) at = &(*at)->next;
        if (*at) *at = link->next;
    }
}

static void poll_link(struct poll_operation *operation)
{
    operation->next = operations;
    operations = operation;
    for (ULONG i = 0; i < operation->count; i++) {
        struct poll_link *link = &operation->links[i];
        link->operation = operation;
        link->next = link->socket->polls;
        link->socket->polls = link;
    }
}

static void poll_end(struct poll_operation *operation, NTSTATUS status)
{
    poll_unlink(operation);
    if (status) {
        operation->base.information = 0;
        if (status == STATUS_TIMEOUT) {
            operation->answer->count = 0;
            operation->base.information = offsetof(struct afd_poll, handles);
        }
    }
    async_complete(&operation->base, status);
}

void socket_polls_check(struct socket *socket, BOOLEAN closed)
{
    RtlAcquireSRWLockExclusive(&polls_lock);
    struct poll_link *link = socket->polls;
    while (link) {
        struct poll_operation *operation = link->operation;
        if (!poll_evaluate(operation, closed ? socket : NULL)) {
            link = link->next;
            continue;
        }
        poll_end(operation, STATUS_SUCCESS);
        link = socket->polls;
    }
    RtlReleaseSRWLockExclusive(&polls_lock);
}

uint64_t socket_polls_deadline(void)
{
    uint64_t earliest = UINT64_MAX;
    RtlAcquireSRWLockShared(&polls_lock);
    for (const struct poll_operation *operation = operations; operation; operation = operation->next)
        if (operation->deadline < earliest) earliest = operation->deadline;
    RtlReleaseSRWLockShared(&polls_lock);
    return earliest;
}

void socket_polls_expire(void)
{
    if (socket_polls_deadline() == UINT64_MAX) return;
    uint64_t now = monotonic_now();
    RtlAcquireSRWLockExclusive(&polls_lock);
    struct poll_operation *operation = operations;
    while (operation) {
        struct poll_operation *next = operation->next;
        if (operation->deadline <= now) poll_end(operation, STATUS_TIMEOUT);
        operation = next;
    }
    RtlReleaseSRWLockExclusive(&polls_lock);
}

BOOLEAN socket_polls_cancel(uint32_t slot, const IO_STATUS_BLOCK *io, ULONG issuer)
{
    BOOLEAN found = FALSE;
    if (!operations) return FALSE;
    RtlAcquireSRWLockExclusive(&polls_lock);
    struct poll_operation *operation = operations;
    while (operation) {
        struct poll_operation *next = operation->next;
        BOOLEAN matches = operation->base.entry.slot == slot && (!io || operation->base.request.io == io) &&
                          (!issuer || operation->base.issuer == issuer);
        if (matches) poll_end(operation, STATUS_CANCELLED);
        found |= matches;
        operation = next;
    }
    RtlReleaseSRWLockExclusive(&polls_lock);
    return found;
}

static NTSTATUS poll_take_sockets(struct poll_operation *operation)
{
    for (ULONG i = 0; i < operation->count; i++) {
        struct handle_entry entry;
        int fd;
        NTSTATUS status = socket_get(operation->wanted[i].handle, &entry, &fd, &operation->links[i].socket);
        if (status) return STATUS_INVALID_HANDLE;
        struct socket *socket = operation->links[i].socket;
        if (socket->flags & SOCKET_FLAG_HELPER) return STATUS_INVALID_HANDLE;
        RtlAcquireSRWLockExclusive(&socket->lock);
        status = socket_engine_watch(socket, fd);
        RtlReleaseSRWLockExclusive(&socket->lock);
        if (status) return status;
    }
    return STATUS_SUCCESS;
}

static uint64_t poll_deadline(LARGE_INTEGER timeout)
{
    if (timeout.QuadPart == INT64_MAX) return UINT64_MAX;
    return deadline_from_timeout(&timeout);
}

/* A handle for synchronous use: the caller sleeps. */
static NTSTATUS poll_synchronously(const struct io_request *request, const struct handle_entry *entry,
                                   const struct afd_poll *given, struct afd_poll *answer)
{
    struct socket_wait *waits = heap_allocate(given->count * sizeof(*waits));
    if (!waits) return STATUS_NO_MEMORY;
    for (ULONG i = 0; i < given->count; i++)
        waits[i] = (struct socket_wait){.handle = given->handles[i].handle, .wanted = given->handles[i].events};
    uint64_t deadline = poll_deadline(given->timeout), now = monotonic_now();
    LONGLONG milliseconds = deadline == UINT64_MAX ? -1
                            : deadline > now       ? (LONGLONG)(deadline - now + 9999) / 10000
                                                   : 0;
    NTSTATUS status = winrun_socket_wait(waits, given->count, milliseconds);
    ULONG found = 0;
    for (ULONG i = 0; !status && i < given->count; i++)
        if (waits[i].ready)
            answer->handles[found++] = (struct afd_poll_handle){waits[i].handle, waits[i].ready, STATUS_SUCCESS};
    heap_free(waits);
    if (!status || status == STATUS_TIMEOUT) answer->count = found;
    return io_request_end(request, entry, status,
                          offsetof(struct afd_poll, handles) + found * sizeof(struct afd_poll_handle));
}

NTSTATUS socket_poll_request(const struct io_request *request, const struct handle_entry *entry, const void *in,
                             ULONG in_size, void *out, ULONG out_size)
{
    const struct afd_poll *given = in;
    ULONG header = offsetof(struct afd_poll, handles);
    if (in_size < header || out_size < header || !given->count || given->count > SOCKET_POLL_MAX)
        return STATUS_INVALID_PARAMETER;
    ULONG needed = header + given->count * (ULONG)sizeof(struct afd_poll_handle);
    if (in_size < needed || out_size < needed) return STATUS_INVALID_PARAMETER;
    io_request_begin(request, entry);
    if (is_synchronous(entry)) return poll_synchronously(request, entry, given, out);
    struct poll_operation *operation = poll_new(request, entry, given);
    if (!operation) return STATUS_NO_MEMORY;
    operation->answer = out;
    operation->deadline = poll_deadline(given->timeout);
    BOOLEAN no_wait = !given->timeout.QuadPart;
    NTSTATUS status = poll_take_sockets(operation);
    if (!status) status = async_prepare(&operation->base);
    if (status) {
        async_free(&operation->base);
        return status;
    }
    RtlAcquireSRWLockExclusive(&polls_lock);
    if (poll_evaluate(operation, NULL)) status = STATUS_SUCCESS;
    else status = no_wait ? STATUS_TIMEOUT : STATUS_PENDING;
    if (status == STATUS_PENDING) {
        request->io->Status = STATUS_PENDING;
        poll_link(operation);
    }
    RtlReleaseSRWLockExclusive(&polls_lock);
    if (status == STATUS_PENDING) {
        if (operation->deadline != UINT64_MAX) socket_engine_wake();
        return status;
    }
    ULONG_PTR information = operation->base.information;
    if (status == STATUS_TIMEOUT) {
        ((struct afd_poll *)out)->count = 0;
        information = header;
    }
    async_free(&operation->base);
    return io_request_end(request, entry, status, information);
}
