/* How requests end, and requests that take time.
 *
 * Most requests are done when their Nt function returns. What cannot be (an overlapped read from an empty pipe, waiting
 * for a client, for a lock, for a change in a folder) becomes an async_operation, which one of two helper threads
 * carries on: one sleeps on descriptors, the other on arena slots that the server signals. They are made when first
 * needed. An operation has its own duplicate of the descriptor, so the handle may be closed meanwhile (which cancels
 * it). */
#include "file_private.h"
#include "socket_private.h"
#include "sync_private.h"

void io_request_begin(const struct io_request *request, const struct handle_entry *entry)
{
    if (request->event) NtResetEvent(request->event, NULL);
    else if (!is_synchronous(entry) && entry->slot) slot_reset(entry->slot);
}

static BOOLEAN is_failure(NTSTATUS status) { return (ULONG)status >= 0xc0000000u; }

NTSTATUS io_request_end(const struct io_request *request, const struct handle_entry *entry, NTSTATUS status,
                        ULONG_PTR information)
{
    if (is_failure(status)) {
        if (!is_synchronous(entry) && entry->slot && !request->event) slot_signal(entry->slot);
        return status;
    }
    request->io->Information = information;
    request->io->Status = status;
    if (request->event) NtSetEvent(request->event, NULL);
    if (request->apc) {
        NtQueueApcThread(NtCurrentThread(), (PNTAPCFUNC)(void *)request->apc, request->apc_context, request->io, NULL);
        return status;
    }
    if (is_synchronous(entry)) return status;
    if (entry->slot && !request->event) slot_signal(entry->slot);
    struct file_extra *extra = request->apc_context ? file_extra_of(request->handle, entry, FALSE) : NULL;
    if (extra && extra->port && !(extra->notification_modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS))
        completion_port_post(extra->port, extra->key, (ULONG_PTR)request->apc_context, status, information);
    return status;
}

/* --- operations --- */

static RTL_SRWLOCK operations_lock = RTL_SRWLOCK_INIT;
static RTL_SRWLOCK told_lock = RTL_SRWLOCK_INIT;
static struct async_operation *poll_operations, *slot_operations; /* oldest first */
static int32_t poll_event = -1;
static volatile LONG slot_event;
static BOOLEAN poll_thread_runs, slot_thread_runs;

struct async_operation *async_new(const struct io_request *request, const struct handle_entry *entry,
                                  async_attempt attempt)
{
    struct async_operation *operation = heap_allocate_zeroed(sizeof(*operation));
    if (!operation) return NULL;
    operation->request = *request;
    operation->entry = *entry;
    operation->attempt = attempt;
    operation->fd = -1;
    return operation;
}

/* The event of the request, else its file, may be closed before the end, and its slot become another object. The slot
 * of a local object is held meanwhile; a shared object is told only while the handle still leads to it. */
static void remember_told(struct async_operation *operation)
{
    const struct io_request *request = &operation->request;
    const struct handle_entry *told = request->event ? handle_entry_of(request->event) : &operation->entry;
    if (!told || !told->slot || told->slot >= ARENA_SLOT_COUNT) return;
    operation->told_object = told->object;
    operation->told_slot = told->slot;
    if (told->tag & HANDLE_SHARED) return;
    uint32_t *count = &arena_slot_of(operation->told_slot)->refs, old = __atomic_load_n(count, __ATOMIC_ACQUIRE);
    while (old && !__atomic_compare_exchange_n(count, &old, old + 1, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        continue;
    operation->holds_told = old != 0;
    if (!old) operation->told_slot = 0; /* closed just now */
}

/* Closing a file makes the handle invalid, then takes the lock (async_handle_closed) and then lets go of the object. */
static void tell_end(const struct async_operation *operation)
{
    if (operation->holds_told) {
        slot_signal(operation->told_slot);
        return;
    }
    HANDLE handle = operation->request.event ? operation->request.event : operation->request.handle;
    RtlAcquireSRWLockShared(&told_lock);
    const struct handle_entry *live = operation->told_slot ? handle_entry_of(handle) : NULL;
    if (live && live->object == operation->told_object && live->slot == operation->told_slot)
        slot_signal(operation->told_slot);
    RtlReleaseSRWLockShared(&told_lock);
}

void async_free(struct async_operation *operation)
{
    if (operation->holds_told) slot_free(operation->told_slot);
    if (operation->cleanup) operation->cleanup(operation);
    if (operation->fd >= 0) {
        struct unix_descriptor_close_args args = {.fd = operation->fd};
        unix_call_descriptor_close(&args);
    }
    /* the server may still signal the slot of a cancelled operation: it must not become another object */
    if (operation->slot && !operation->cancelled) slot_free(operation->slot);
    if (operation->thread) NtClose(operation->thread);
    if (operation->port) completion_port_release(operation->port);
    heap_free(operation);
}

void async_complete(struct async_operation *operation, NTSTATUS status)
{
    const struct io_request *request = &operation->request;
    request->io->Information = operation->information;
    __atomic_store_n(&request->io->Status, status, __ATOMIC_RELEASE);
    tell_end(operation);
    if (operation->thread)
        NtQueueApcThread(operation->thread, (PNTAPCFUNC)(void *)request->apc, request->apc_context, request->io, NULL);
    else if (operation->port)
        completion_port_post(operation->port, operation->key, (ULONG_PTR)request->apc_context, status,
                             operation->information);
    async_free(operation);
}

static void wake_poll_thread(void)
{
    struct unix_descriptor_event_args args = {.fd = poll_event, .signal = 1};
    unix_call_descriptor_event(&args);
}

static void wake_slot_thread(void)
{
    struct unix_futex_wake_args args = {.address = UNIX_PTR(&slot_event), .count = 1};
    InterlockedIncrement(&slot_event);
    unix_call_futex_wake(&args);
}

/* Takes out of the list what is done. Attempts are made with the lock free, only by the thread that owns the list. */
static void run_operations(struct async_operation **list, BOOLEAN (*is_due)(struct async_operation *operation))
{
    RtlAcquireSRWLockExclusive(&operations_lock);
    struct async_operation *operation = *list;
    RtlReleaseSRWLockExclusive(&operations_lock);
    while (operation) {
        NTSTATUS status = STATUS_PENDING;
        if (operation->cancelled) status = STATUS_CANCELLED;
        else if (is_due(operation)) status = operation->attempt(operation);
        RtlAcquireSRWLockExclusive(&operations_lock);
        struct async_operation *next = operation->next;
        if (status != STATUS_PENDING) {
            struct async_operation **link = list;
            while (*link != operation) link = &(*link)->next;
            *link = next;
        }
        RtlReleaseSRWLockExclusive(&operations_lock);
        if (status != STATUS_PENDING) async_complete(operation, status);
        operation = next;
    }
}

#define POLL_MAX 250u

static struct poll_entry poll_entries[POLL_MAX + 1];
static uint32_t poll_count;

static BOOLEAN is_descriptor_ready(struct async_operation *operation)
{
    for (uint32_t i = 1; i < poll_count; i++)
        if (poll_entries[i].fd == operation->fd) return poll_entries[i].ready != 0;
    return FALSE;
}

/* Of several operations on one handle and direction only the oldest may go on. */
static BOOLEAN is_first_of_its_kind(const struct async_operation *operation)
{
    for (const struct async_operation *other = poll_operations; other != operation; other = other->next)
        if (other->entry.fd == operation->entry.fd && other->events == operation->events) return FALSE;
    return TRUE;
}

static ULONG CALLBACK poll_thread(void *argument)
{
    (void)argument;
    for (;;) {
        poll_count = 1;
        poll_entries[0] = (struct poll_entry){.fd = poll_event, .events = POLL_READABLE};
        RtlAcquireSRWLockShared(&operations_lock);
        for (struct async_operation *operation = poll_operations; operation && poll_count <= POLL_MAX;
             operation = operation->next)
            if (is_first_of_its_kind(operation))
                poll_entries[poll_count++] = (struct poll_entry){.fd = operation->fd, .events = operation->events};
        RtlReleaseSRWLockShared(&operations_lock);
        struct unix_descriptor_poll_multiple_args args = {
            .entries = UNIX_PTR(poll_entries), .count = poll_count, .deadline = UINT64_MAX};
        if (unix_call_descriptor_poll_multiple(&args)) continue;
        if (poll_entries[0].ready) {
            struct unix_descriptor_event_args drain = {.fd = poll_event};
            unix_call_descriptor_event(&drain);
        }
        run_operations(&poll_operations, is_descriptor_ready);
    }
    return 0;
}

#define SLOT_WAIT_MAX 120u

static BOOLEAN is_slot_signalled(struct async_operation *operation)
{
    return state_value(slot_load(arena_slot_of(operation->slot))) != 0;
}

static ULONG CALLBACK slot_thread(void *argument)
{
    struct futex_wait_entry entries[SLOT_WAIT_MAX + 1];
    (void)argument;
    for (;;) {
        uint32_t count = 1;
        entries[0] = (struct futex_wait_entry){.address = UNIX_PTR(&slot_event), .expected = (uint32_t)slot_event};
        RtlAcquireSRWLockShared(&operations_lock);
        for (struct async_operation *operation = slot_operations; operation && count <= SLOT_WAIT_MAX;
             operation = operation->next) {
            struct arena_slot *slot = arena_slot_of(operation->slot);
            entries[count++] = (struct futex_wait_entry){
                .address = UNIX_PTR(&slot->wake), .expected = __atomic_load_n(&slot->wake, __ATOMIC_SEQ_CST),
            };
        }
        RtlReleaseSRWLockShared(&operations_lock);
        run_operations(&slot_operations, is_slot_signalled);
        struct unix_futex_wait_multiple_args args = {
            .entries = UNIX_PTR(entries), .count = count, .deadline = UINT64_MAX};
        unix_call_futex_wait_multiple(&args);
    }
    return 0;
}

static NTSTATUS start_helper(BOOLEAN *runs, void *routine)
{
    HANDLE thread;
    if (*runs) return STATUS_SUCCESS;
    if (poll_event < 0) {
        struct unix_descriptor_event_args args = {.fd = -1};
        NTSTATUS status = unix_call_descriptor_event(&args);
        if (status) return status;
        poll_event = args.fd;
    }
    NTSTATUS status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, NtCurrentProcess(), routine, NULL,
                                       THREAD_CREATE_FLAGS_SKIP_THREAD_ATTACH, 0, 0x10000, 0x40000, NULL);
    if (status) return status;
    NtClose(thread);
    *runs = TRUE;
    return STATUS_SUCCESS;
}

NTSTATUS async_prepare(struct async_operation *operation)
{
    const struct io_request *request = &operation->request;
    operation->issuer = current_thread_block()->tid;
    remember_told(operation);
    if (request->apc) {
        NTSTATUS status = NtDuplicateObject(NtCurrentProcess(), NtCurrentThread(), NtCurrentProcess(),
                                            &operation->thread, 0, 0, DUPLICATE_SAME_ACCESS);
        if (status) return status;
    } else if (request->apc_context) {
        struct file_extra *extra = file_extra_of(request->handle, &operation->entry, FALSE);
        if (extra && extra->port) {
            operation->port = extra->port;
            operation->key = extra->key;
            completion_port_retain(operation->port);
        }
    }
    if (operation->events && operation->fd < 0) {
        struct unix_descriptor_duplicate_args args = {.fd = operation->entry.fd};
        NTSTATUS status = unix_call_descriptor_duplicate(&args);
        if (status) return status;
        operation->fd = args.result;
    }
    return STATUS_SUCCESS;
}

NTSTATUS async_start(struct async_operation *operation)
{
    BOOLEAN polls = operation->events != 0;
    NTSTATUS status = async_prepare(operation);
    RtlAcquireSRWLockExclusive(&operations_lock);
    if (!status)
        status = polls ? start_helper(&poll_thread_runs, poll_thread) : start_helper(&slot_thread_runs, slot_thread);
    if (!status) {
        struct async_operation **link = polls ? &poll_operations : &slot_operations;
        while (*link) link = &(*link)->next;
        operation->request.io->Status = STATUS_PENDING;
        if (!polls) __atomic_fetch_add(&arena_slot_of(operation->slot)->waiters, 1, __ATOMIC_SEQ_CST);
        *link = operation;
    }
    RtlReleaseSRWLockExclusive(&operations_lock);
    if (status) {
        async_free(operation);
        return status;
    }
    if (polls) wake_poll_thread();
    else wake_slot_thread();
    return STATUS_PENDING;
}

static void slot_sleep(struct arena_slot *slot)
{
    __atomic_fetch_add(&slot->waiters, 1, __ATOMIC_SEQ_CST);
    for (;;) {
        uint32_t seen = __atomic_load_n(&slot->wake, __ATOMIC_SEQ_CST);
        if (state_value(slot_load(slot))) break;
        struct unix_futex_wait_args args = {.address = UNIX_PTR(&slot->wake), .expected = seen, .deadline = UINT64_MAX};
        unix_call_futex_wait(&args);
        if (synchronous_io_cancelled()) break;
    }
    __atomic_fetch_sub(&slot->waiters, 1, __ATOMIC_SEQ_CST);
}

NTSTATUS slot_wait_until(uint32_t index, LONGLONG timeout)
{
    struct arena_slot *slot = arena_slot_of(index);
    struct unix_clock_read_args clock = {.kind = 1};
    uint64_t deadline = UINT64_MAX;
    NTSTATUS status = STATUS_SUCCESS;
    if (timeout < 0 && timeout != INT64_MIN) {
        unix_call_clock_read(&clock);
        deadline = clock.value + (uint64_t)-timeout;
    }
    __atomic_fetch_add(&slot->waiters, 1, __ATOMIC_SEQ_CST);
    for (;;) {
        uint32_t seen = __atomic_load_n(&slot->wake, __ATOMIC_SEQ_CST);
        if (state_value(slot_load(slot))) break;
        struct unix_futex_wait_args args = {.address = UNIX_PTR(&slot->wake), .expected = seen, .deadline = deadline};
        status = unix_call_futex_wait(&args);
        if (status == STATUS_TIMEOUT) return STATUS_IO_TIMEOUT;
    }
    __atomic_fetch_sub(&slot->waiters, 1, __ATOMIC_SEQ_CST);
    slot_free(index);
    return STATUS_SUCCESS;
}

NTSTATUS async_wait(struct async_operation *operation)
{
    NTSTATUS status;
    do {
        if (operation->events) {
            struct poll_entry entry = {.fd = operation->fd >= 0 ? operation->fd : operation->entry.fd,
                                       .events = operation->events};
            struct unix_descriptor_poll_multiple_args args = {
                .entries = UNIX_PTR(&entry), .count = 1, .deadline = UINT64_MAX};
            unix_call_descriptor_poll_multiple(&args);
        } else {
            slot_sleep(arena_slot_of(operation->slot));
        }
        status = operation->attempt(operation);
        if (status == STATUS_PENDING && synchronous_io_cancelled()) {
            status = STATUS_CANCELLED;
            operation->cancelled = 1;
        }
    } while (status == STATUS_PENDING);
    struct io_request request = operation->request;
    struct handle_entry entry = operation->entry;
    ULONG_PTR information = operation->information;
    async_free(operation);
    return io_request_end(&request, &entry, status, information);
}

/* --- cancelling --- */

static BOOLEAN cancel_matching(HANDLE handle, const IO_STATUS_BLOCK *io, ULONG issuer)
{
    BOOLEAN found = FALSE;
    handle = (HANDLE)((ULONG_PTR)handle & ~(ULONG_PTR)3);
    if (!poll_operations && !slot_operations) return FALSE;
    RtlAcquireSRWLockShared(&operations_lock);
    for (int list = 0; list < 2; list++) {
        for (struct async_operation *operation = list ? slot_operations : poll_operations; operation;
             operation = operation->next) {
            if ((HANDLE)((ULONG_PTR)operation->request.handle & ~(ULONG_PTR)3) != handle) continue;
            if ((io && operation->request.io != io) || (issuer && operation->issuer != issuer)) continue;
            operation->cancelled = 1;
            found = TRUE;
        }
    }
    RtlReleaseSRWLockShared(&operations_lock);
    if (found && poll_thread_runs) wake_poll_thread();
    if (found && slot_thread_runs) wake_slot_thread();
    return found;
}

void async_handle_closed(HANDLE handle)
{
    cancel_matching(handle, NULL, 0);
    if (!poll_thread_runs && !slot_thread_runs) return;
    RtlAcquireSRWLockExclusive(&told_lock); /* tell_end may be about to signal it */
    RtlReleaseSRWLockExclusive(&told_lock);
}

static BOOLEAN has_operations(HANDLE handle, ULONG issuer)
{
    BOOLEAN found = FALSE;
    RtlAcquireSRWLockShared(&operations_lock);
    for (int list = 0; list < 2; list++)
        for (const struct async_operation *operation = list ? slot_operations : poll_operations; operation;
             operation = operation->next)
            found |= operation->request.handle == handle && operation->issuer == issuer;
    RtlReleaseSRWLockShared(&operations_lock);
    return found;
}

NTSTATUS NTAPI NtCancelIoFile(HANDLE handle, PIO_STATUS_BLOCK io)
{
    struct handle_entry entry;
    int fd;
    ULONG self = current_thread_block()->tid;
    NTSTATUS status = file_get(handle, 0, &fd, &entry);
    if (status && status != STATUS_PIPE_LISTENING && status != STATUS_PIPE_DISCONNECTED) return status;
    if (is_socket(&entry)) socket_cancel(handle, &entry, NULL, self);
    if (cancel_matching(handle, NULL, self))
        while (has_operations(handle, self)) NtYieldExecution();
    io->Status = STATUS_SUCCESS;
    io->Information = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtCancelIoFileEx(HANDLE handle, PIO_STATUS_BLOCK which, PIO_STATUS_BLOCK io)
{
    struct handle_entry entry;
    int fd;
    NTSTATUS status = file_get(handle, 0, &fd, &entry);
    if (status && status != STATUS_PIPE_LISTENING && status != STATUS_PIPE_DISCONNECTED) return status;
    BOOLEAN found = is_socket(&entry) ? socket_cancel(handle, &entry, which, 0) : cancel_matching(handle, which, 0);
    status = found ? STATUS_SUCCESS : STATUS_NOT_FOUND;
    io->Status = status;
    io->Information = 0;
    return status;
}
