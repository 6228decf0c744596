/* I/O completion ports. A port lives in the process: its body is on the heap, held by its handles and by the files
 * associated with it. Packets are handed out in the order they came, waiting threads are let go newest first, as
 * Windows does, so that few threads stay warm. The concurrency value is kept but not enforced: a thread that blocks
 * elsewhere would have to be noticed. */
#include "nt/nt.h"
#include "sync_private.h"

struct packet {
    struct packet *next;
    ULONG_PTR key, value;
    IO_STATUS_BLOCK io;
};

struct waiter {
    struct waiter *next;
    struct packet *packet;
    uint32_t ready;  /* futex word: a packet was handed over, or the port is closed */
    BOOLEAN queued;
};

struct completion_port {
    LONG references;
    LONG handles;
    RTL_SRWLOCK lock;
    struct packet *first, *last;
    struct waiter *waiters; /* newest first */
    ULONG count, concurrency;
    BOOLEAN closed;
};

static struct completion_port *port_of(const struct handle_entry *entry)
{
    return (struct completion_port *)(ULONG_PTR)entry->object;
}

void completion_port_retain(struct completion_port *port) { InterlockedIncrement(&port->references); }

void completion_port_release(struct completion_port *port)
{
    struct packet *packet;

    if (InterlockedDecrement(&port->references)) return;
    while ((packet = port->first)) {
        port->first = packet->next;
        heap_free(packet);
    }
    heap_free(port);
}

/* With the last handle the waits end: STATUS_ABANDONED. */
static void close_port(const struct handle_entry *entry, HANDLE handle)
{
    struct completion_port *port = port_of(entry);
    struct waiter *waiter, *next;

    (void)handle;
    if (!InterlockedDecrement(&port->handles)) {
        RtlAcquireSRWLockExclusive(&port->lock);
        port->closed = TRUE;
        for (waiter = port->waiters; waiter; waiter = next) {
            next = waiter->next;
            waiter->queued = FALSE;
            __atomic_store_n(&waiter->ready, 1, __ATOMIC_RELEASE);
            futex_wake(&waiter->ready, 1);
        }
        port->waiters = NULL;
        RtlReleaseSRWLockExclusive(&port->lock);
    }
    completion_port_release(port);
}

static void duplicate_port(const struct handle_entry *entry)
{
    InterlockedIncrement(&port_of(entry)->handles);
    completion_port_retain(port_of(entry));
}

NTSTATUS NTAPI NtCreateIoCompletion(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                                    ULONG concurrency)
{
    struct handle_entry entry = { .tag = tag_from_attributes(OBJECT_COMPLETION_PORT, attributes), .fd = -1,
                                  .access = access_map_generic(OBJECT_COMPLETION_PORT, access) };
    struct completion_port *port;
    NTSTATUS status;

    *handle = NULL;
    if (attributes && attributes->ObjectName && attributes->ObjectName->Length) {
        log_line(LOG_WARN, "NtCreateIoCompletion: named completion ports are not supported");
        return STATUS_NOT_SUPPORTED;
    }
    if (!(port = heap_allocate_zeroed(sizeof(*port)))) return STATUS_NO_MEMORY;
    handle_set_close_function(OBJECT_COMPLETION_PORT, close_port);
    handle_set_duplicate_function(OBJECT_COMPLETION_PORT, duplicate_port);
    port->references = port->handles = 1;
    port->concurrency = concurrency ? concurrency : process_info()->processor_count;
    entry.object = UNIX_PTR(port);
    if (!NT_SUCCESS(status = handle_insert(&entry, handle))) heap_free(port);
    return status;
}

NTSTATUS NTAPI NtOpenIoCompletion(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes)
{
    (void)access;
    (void)attributes;
    *handle = NULL;
    return STATUS_OBJECT_NAME_NOT_FOUND; /* no port has a name */
}

NTSTATUS completion_port_get(HANDLE handle, ACCESS_MASK access, struct completion_port **port)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(handle, OBJECT_COMPLETION_PORT, access, &entry);

    if (!NT_SUCCESS(status)) return status;
    *port = port_of(&entry);
    completion_port_retain(*port);
    return STATUS_SUCCESS;
}

NTSTATUS completion_port_post(struct completion_port *port, ULONG_PTR key, ULONG_PTR value, NTSTATUS status,
                              ULONG_PTR information)
{
    struct packet *packet = heap_allocate(sizeof(*packet));
    struct waiter *waiter;

    if (!packet) return STATUS_NO_MEMORY;
    *packet = (struct packet){ .key = key, .value = value };
    packet->io.Status = status;
    packet->io.Information = information;
    RtlAcquireSRWLockExclusive(&port->lock);
    if ((waiter = port->waiters)) {
        port->waiters = waiter->next;
        waiter->queued = FALSE;
        waiter->packet = packet;
        __atomic_store_n(&waiter->ready, 1, __ATOMIC_RELEASE);
        futex_wake(&waiter->ready, 1); /* under the lock: afterwards the waiter's stack may be gone */
    } else {
        if (port->first) port->last->next = packet;
        else port->first = packet;
        port->last = packet;
        port->count++;
    }
    RtlReleaseSRWLockExclusive(&port->lock);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtSetIoCompletion(HANDLE handle, ULONG_PTR key, ULONG_PTR value, NTSTATUS io_status,
                                 ULONG_PTR information)
{
    struct completion_port *port;
    NTSTATUS status = completion_port_get(handle, IO_COMPLETION_MODIFY_STATE, &port);

    if (!NT_SUCCESS(status)) return status;
    status = completion_port_post(port, key, value, io_status, information);
    completion_port_release(port);
    return status;
}

/* ---- removing */

static struct packet *pop(struct completion_port *port)
{
    struct packet *packet = port->first;

    if (!packet) return NULL;
    port->first = packet->next;
    port->count--;
    return packet;
}

static void unqueue(struct completion_port *port, struct waiter *waiter)
{
    struct waiter **link = &port->waiters;

    if (!waiter->queued) return;
    while (*link != waiter) link = &(*link)->next;
    *link = waiter->next;
    waiter->queued = FALSE;
}

/* Sleeps until a packet is handed over. Alertable sleepers also look at the thread's alert word. */
static NTSTATUS sleep_for_packet(struct waiter *waiter, uint64_t deadline, BOOLEAN alertable)
{
    struct thread_record *self = current_thread_record();
    NTSTATUS status = STATUS_SUCCESS;
    uint32_t alert;

    while (!__atomic_load_n(&waiter->ready, __ATOMIC_ACQUIRE)) {
        if (!alertable) {
            if (futex_wait(&waiter->ready, 0, deadline) == STATUS_TIMEOUT) return STATUS_TIMEOUT;
            continue;
        }
        alert = apc_begin_sleep(self);
        status = apc_deliver();
        if (status == STATUS_SUCCESS) {
            uint64_t due = timer_next_apc(self);
            struct futex_wait_entry entries[2] = {{UNIX_PTR(&waiter->ready), 0, FUTEX_CALL_PRIVATE},
                                                  {UNIX_PTR(&self->alert), alert, 0}};
            struct unix_futex_wait_multiple_args args = {
                .entries = UNIX_PTR(entries), .count = 2, .deadline = due < deadline ? due : deadline};
            unix_call_futex_wait_multiple(&args);
            if (deadline != UINT64_MAX && monotonic_now() >= deadline) status = STATUS_TIMEOUT;
        }
        apc_end_sleep(self);
        if (status != STATUS_SUCCESS) return status;
    }
    return STATUS_SUCCESS;
}

/* Takes one packet, waiting for it if need be. */
static NTSTATUS take(struct completion_port *port, const LARGE_INTEGER *timeout, BOOLEAN alertable,
                     struct packet **packet)
{
    struct waiter waiter = { 0 };
    NTSTATUS status;

    RtlAcquireSRWLockExclusive(&port->lock);
    if (!(*packet = pop(port)) && !(timeout && !timeout->QuadPart && !alertable)) {
        waiter.next = port->waiters;
        port->waiters = &waiter;
        waiter.queued = TRUE;
    }
    RtlReleaseSRWLockExclusive(&port->lock);
    if (*packet) return STATUS_SUCCESS;
    if (!waiter.queued && !waiter.ready) return STATUS_TIMEOUT;
    status = sleep_for_packet(&waiter, deadline_from_timeout(timeout), alertable);
    RtlAcquireSRWLockExclusive(&port->lock);
    unqueue(port, &waiter);
    RtlReleaseSRWLockExclusive(&port->lock);
    if ((*packet = waiter.packet)) return STATUS_SUCCESS;
    return waiter.ready ? STATUS_ABANDONED : status;
}

NTSTATUS NTAPI NtRemoveIoCompletion(HANDLE handle, PULONG_PTR key, PULONG_PTR value, PIO_STATUS_BLOCK io,
                                    const LARGE_INTEGER *timeout)
{
    struct completion_port *port;
    struct packet *packet;
    NTSTATUS status = completion_port_get(handle, IO_COMPLETION_MODIFY_STATE, &port);

    if (!NT_SUCCESS(status)) return status;
    status = take(port, timeout, FALSE, &packet);
    if (status == STATUS_SUCCESS) {
        *key = packet->key;
        *value = packet->value;
        *io = packet->io;
        heap_free(packet);
    }
    completion_port_release(port);
    return status;
}

NTSTATUS NTAPI NtRemoveIoCompletionEx(HANDLE handle, FILE_IO_COMPLETION_INFORMATION *entries, ULONG count,
                                      PULONG removed, const LARGE_INTEGER *timeout, BOOLEAN alertable)
{
    static const LARGE_INTEGER no_wait = { .QuadPart = 0 };
    struct completion_port *port;
    struct packet *packet;
    ULONG i;
    NTSTATUS status, got;

    *removed = 0;
    if (!count) return STATUS_INVALID_PARAMETER;
    if (!NT_SUCCESS(status = completion_port_get(handle, IO_COMPLETION_MODIFY_STATE, &port))) return status;
    for (i = 0; i < count; i++) {
        got = take(port, i ? &no_wait : timeout, i ? FALSE : alertable, &packet);
        if (!i) status = got;
        if (got != STATUS_SUCCESS) break;
        entries[i] = (FILE_IO_COMPLETION_INFORMATION){ (PVOID)packet->key, (PVOID)packet->value, packet->io };
        heap_free(packet);
    }
    *removed = i;
    completion_port_release(port);
    return status;
}

NTSTATUS NTAPI NtQueryIoCompletion(HANDLE handle, ULONG information_class, PVOID information, ULONG size,
                                   PULONG returned)
{
    struct completion_port *port;
    NTSTATUS status;

    if (information_class) return STATUS_INVALID_INFO_CLASS;
    if (size != sizeof(LONG)) return STATUS_INFO_LENGTH_MISMATCH;
    if (!NT_SUCCESS(status = completion_port_get(handle, IO_COMPLETION_QUERY_STATE, &port))) return status;
    *(LONG *)information = (LONG)port->count;
    if (returned) *returned = sizeof(LONG);
    completion_port_release(port);
    return STATUS_SUCCESS;
}
