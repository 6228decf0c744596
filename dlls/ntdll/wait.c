/* Waiting for objects. README-sync.md has Windows' rules and the protocol; arena.h has the words it works on. */
#include "nt/nt.h"
#include "requests.h"
#include "sync_private.h"
#include "console_handles.h"

#define LOCK_SPINS_BEFORE_YIELD 64u
#define POLL_INTERVAL           100000u /* 10 ms: how often a wait looks at a descriptor that has no slot */

/* One object of a wait. */
struct wait_item {
    struct arena_slot *slot; /* NULL: `fd` is polled, or the object is always signalled */
    uint32_t index;          /* of the slot */
    uint32_t wake, pulse;    /* as they were before the last try */
    HANDLE   handle;
    int      fd;
    BOOLEAN  held;           /* a reference to a local slot is held */
    BOOLEAN  console;        /* the console's input: `word` is what to sleep on, `wake` its value */
    uint64_t word;
};

struct wait {
    struct thread_record *self;
    struct wait_item *items;
    uint32_t count;
    uint32_t alert;
    BOOLEAN all, alertable, announced, polled;
    uint64_t deadline;
    uint8_t order[MAXIMUM_WAIT_OBJECTS]; /* of wait-all: items by ascending slot */
};

/* ---- one object */

/* What waiting does to a state: STATUS_TIMEOUT if it is not signalled, else *next is the state afterwards. */
static NTSTATUS consume(uint64_t state, uint32_t tid, uint64_t *next)
{
    uint32_t value = state_value(state);

    *next = state;
    switch (state_kind(state)) {
    case OBJECT_EVENT:
    case OBJECT_TIMER:
        if (!value) return STATUS_TIMEOUT;
        if (!(state & STATE_MANUAL_RESET)) *next = state & ~STATE_VALUE_MASK;
        return STATUS_WAIT_0;
    case OBJECT_MUTEX:
        if (value && value != tid) return STATUS_TIMEOUT;
        if (state_recursion(state) == 0xffffff) return STATUS_MUTANT_LIMIT_EXCEEDED;
        *next = ((state & ~(STATE_VALUE_MASK | STATE_ABANDONED)) | tid) + (1ull << STATE_RECURSION_SHIFT);
        return state & STATE_ABANDONED ? STATUS_ABANDONED_WAIT_0 : STATUS_WAIT_0;
    case OBJECT_SEMAPHORE:
        if (!value) return STATUS_TIMEOUT;
        *next = state - 1;
        return STATUS_WAIT_0;
    default:
        return value ? STATUS_WAIT_0 : STATUS_TIMEOUT;
    }
}

static void wait_for_lock_bit(uint32_t *tries)
{
    if (++*tries % LOCK_SPINS_BEFORE_YIELD) spin_pause();
    else yield_processor_to_other_thread();
}

/* Tries to take one object: the whole of an uncontended wait. */
NTSTATUS slot_take(struct arena_slot *slot, struct thread_record *self)
{
    uint64_t state = slot_load(slot), next;
    uint32_t tries = 0;
    BOOLEAN becomes_owner;
    NTSTATUS status;

    for (;;) {
        if (state & STATE_LOCKED) {
            wait_for_lock_bit(&tries);
            state = slot_load(slot);
            continue;
        }
        status = consume(state, self->tid, &next);
        if (status == STATUS_TIMEOUT) {
            if (state_kind(state) != OBJECT_TIMER || !timer_update(slot, self)) return status;
            state = slot_load(slot);
            continue;
        }
        if (next == state) return status;
        /* counted before it is true, so that a thread that dies in between leaves no mutex behind */
        becomes_owner = state_kind(state) == OBJECT_MUTEX && !state_value(state);
        if (becomes_owner) self->owned_mutexes++;
        if (slot_swap(slot, &state, next)) return status;
        if (becomes_owner) self->owned_mutexes--;
    }
}

static void lock_bit_take(struct arena_slot *slot, uint32_t tid)
{
    uint64_t state = slot_load(slot);
    uint32_t tries = 0;

    for (;;) {
        if (state & STATE_LOCKED) {
            wait_for_lock_bit(&tries);
            state = slot_load(slot);
        } else if (slot_swap(slot, &state, state | STATE_LOCKED)) {
            slot->locker = tid;
            return;
        }
    }
}

static void lock_bit_free(struct arena_slot *slot, uint64_t state)
{
    slot->locker = 0;
    __atomic_store_n(&slot->state, state & ~STATE_LOCKED, __ATOMIC_SEQ_CST);
}

void slot_lock(struct arena_slot *slot, struct thread_record *self)
{
    self->intents[0] = (uint32_t)(((ULONG_PTR)slot - ARENA_ADDRESS) / ARENA_SLOT_SIZE);
    __atomic_store_n(&self->intent_count, 1, __ATOMIC_SEQ_CST);
    lock_bit_take(slot, self->tid);
}

void slot_unlock(struct arena_slot *slot, struct thread_record *self, uint64_t state)
{
    lock_bit_free(slot, state);
    __atomic_store_n(&self->intent_count, 0, __ATOMIC_RELEASE);
}

/* A pulse that came while this thread slept. Every sleeper of a manual-reset event has it, one of another event. */
static BOOLEAN pulse_taken(struct wait_item *item)
{
    struct arena_slot *slot = item->slot;
    uint32_t pulse = __atomic_load_n(&slot->pulse, __ATOMIC_ACQUIRE), before = pulse - 1;
    uint64_t state;

    if (pulse == item->pulse) return FALSE;
    item->pulse = pulse;
    state = slot_load(slot);
    if (state_kind(state) != OBJECT_EVENT) return FALSE;
    if (state & STATE_MANUAL_RESET) return TRUE;
    return __atomic_compare_exchange_n(&slot->event.pulse_claimed, &before, pulse, FALSE, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE);
}

/* Is input there (or an end, or an error) on a descriptor without slot? */
static BOOLEAN descriptor_ready(int fd, uint64_t deadline)
{
    struct unix_descriptor_poll_args args = { .fd = fd, .deadline = deadline };

    return unix_call_descriptor_poll(&args) == STATUS_SUCCESS;
}

/* ---- any */

static NTSTATUS try_item(struct wait *wait, struct wait_item *item)
{
    NTSTATUS status;

    if (item->console) return console_input_ready(&item->word, &item->wake) ? STATUS_WAIT_0 : STATUS_TIMEOUT;
    if (!item->slot) return item->fd < 0 || descriptor_ready(item->fd, 0) ? STATUS_WAIT_0 : STATUS_TIMEOUT;
    item->wake = __atomic_load_n(&item->slot->wake, __ATOMIC_SEQ_CST);
    status = slot_take(item->slot, wait->self);
    if (status == STATUS_TIMEOUT && wait->announced && pulse_taken(item)) return STATUS_WAIT_0;
    return status;
}

static NTSTATUS try_any(struct wait *wait)
{
    uint32_t i;
    NTSTATUS status;

    for (i = 0; i < wait->count; i++) {
        status = try_item(wait, &wait->items[i]);
        if (status == STATUS_WAIT_0 || status == STATUS_ABANDONED_WAIT_0) return status + (NTSTATUS)i;
        if (status != STATUS_TIMEOUT) return status;
    }
    return STATUS_TIMEOUT;
}

/* ---- all */

static BOOLEAN looks_signalled(struct wait *wait, struct wait_item *item)
{
    uint64_t next, state;

    if (item->console) return console_input_ready(&item->word, &item->wake);
    if (!item->slot) return item->fd < 0 || descriptor_ready(item->fd, 0);
    item->wake = __atomic_load_n(&item->slot->wake, __ATOMIC_SEQ_CST);
    state = slot_load(item->slot);
    if (consume(state & ~STATE_LOCKED, wait->self->tid, &next) != STATUS_TIMEOUT) return TRUE;
    return state_kind(state) == OBJECT_TIMER && timer_update(item->slot, wait->self);
}

/* Insertion sort: there are few, and often in order already. False if an object is named twice. */
static BOOLEAN sort_by_slot(struct wait *wait)
{
    uint32_t i, j;

    for (i = 0; i < wait->count; i++) {
        for (j = i; j && wait->items[wait->order[j - 1]].index > wait->items[i].index; j--)
            wait->order[j] = wait->order[j - 1];
        wait->order[j] = (uint8_t)i;
        if (j && wait->items[i].index && wait->items[wait->order[j - 1]].index == wait->items[i].index) return FALSE;
    }
    return TRUE;
}

/* With every lock bit held: takes all objects or none. */
static NTSTATUS consume_all(struct wait *wait)
{
    uint64_t next[MAXIMUM_WAIT_OBJECTS], state;
    uint32_t i;
    struct wait_item *item;
    NTSTATUS status, result = STATUS_WAIT_0;

    for (i = 0; i < wait->count; i++) {
        item = &wait->items[i];
        if (!item->slot) continue;
        status = consume(slot_load(item->slot) & ~STATE_LOCKED, wait->self->tid, &next[i]);
        if (status == STATUS_ABANDONED_WAIT_0) result = STATUS_ABANDONED_WAIT_0;
        else if (status != STATUS_WAIT_0) return status;
    }
    for (i = 0; i < wait->count; i++) {
        if (!(item = &wait->items[i])->slot) continue;
        state = slot_load(item->slot);
        if (state_kind(state) == OBJECT_MUTEX && !state_value(state)) wait->self->owned_mutexes++;
        __atomic_store_n(&item->slot->state, next[i] | STATE_LOCKED, __ATOMIC_RELAXED);
    }
    return result;
}

static NTSTATUS try_all(struct wait *wait)
{
    struct thread_record *self = wait->self;
    struct arena_slot *slot;
    uint32_t i;
    BOOLEAN signalled = TRUE;
    NTSTATUS status;

    /* every item is looked at, because looking notes the wake word to sleep on */
    for (i = 0; i < wait->count; i++) signalled = looks_signalled(wait, &wait->items[i]) && signalled;
    if (!signalled) return STATUS_TIMEOUT;
    for (i = 0; i < wait->count; i++) self->intents[i] = wait->items[wait->order[i]].index;
    __atomic_store_n(&self->intent_count, wait->count, __ATOMIC_SEQ_CST);
    for (i = 0; i < wait->count; i++)
        if ((slot = wait->items[wait->order[i]].slot)) lock_bit_take(slot, self->tid);
    status = consume_all(wait);
    for (i = 0; i < wait->count; i++)
        if ((slot = wait->items[wait->order[i]].slot)) lock_bit_free(slot, slot_load(slot));
    __atomic_store_n(&self->intent_count, 0, __ATOMIC_RELEASE);
    return status;
}

/* ---- sleeping */

/* Holds a local slot while it is slept on, unless its last handle has just been closed. */
static BOOLEAN hold(struct wait_item *item)
{
    const struct handle_entry *live = handle_entry_of(item->handle);
    uint32_t refs = __atomic_load_n(&item->slot->refs, __ATOMIC_ACQUIRE);

    if (!live) return (LONG_PTR)item->handle < 0;
    if (live->tag & HANDLE_SHARED) return TRUE;
    do {
        if (!refs) return FALSE;
    } while (
        !__atomic_compare_exchange_n(&item->slot->refs, &refs, refs + 1, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    item->held = TRUE;
    return handle_entry_of(item->handle) && live->slot == item->index;
}

static void withdraw(struct wait *wait)
{
    uint32_t i;
    struct wait_item *item;

    if (!wait->announced) return;
    for (i = 0; i < wait->count; i++) {
        if (wait->items[i].console) console_wait_announce(FALSE);
        if (!(item = &wait->items[i])->slot) continue;
        __atomic_fetch_sub(&item->slot->waiters, 1, __ATOMIC_SEQ_CST);
        if (item->held) slot_free(item->index);
    }
    if (wait->alertable) apc_end_sleep(wait->self);
}

static BOOLEAN announce(struct wait *wait)
{
    uint32_t i;
    BOOLEAN valid = TRUE;
    struct wait_item *item;

    for (i = 0; i < wait->count; i++) {
        if (wait->items[i].console) console_wait_announce(TRUE);
        if (!(item = &wait->items[i])->slot) continue;
        valid = hold(item) && valid;
        item->pulse = __atomic_load_n(&item->slot->pulse, __ATOMIC_ACQUIRE);
        __atomic_fetch_add(&item->slot->waiters, 1, __ATOMIC_SEQ_CST);
    }
    wait->announced = TRUE;
    if (wait->alertable) wait->alert = apc_begin_sleep(wait->self);
    return valid;
}

/* When to look again although nobody signalled: timers that come due, descriptors that cannot wake us. */
static uint64_t next_look(const struct wait *wait)
{
    uint64_t at = wait->deadline, due;
    uint32_t i;

    if (wait->polled && monotonic_now() + POLL_INTERVAL < at) at = monotonic_now() + POLL_INTERVAL;
    for (i = 0; i < wait->count; i++) {
        struct arena_slot *slot = wait->items[i].slot;
        if (!slot || state_kind(slot_load(slot)) != OBJECT_TIMER) continue;
        due = (uint64_t)__atomic_load_n(&slot->timer.due, __ATOMIC_ACQUIRE);
        if (due && due < at) at = due;
    }
    if (wait->alertable && (due = timer_next_apc(wait->self)) < at) at = due;
    return at;
}

static void sleep_on(const struct wait *wait)
{
    struct futex_wait_entry entries[MAXIMUM_WAIT_OBJECTS + 1];
    struct unix_futex_wait_multiple_args args = { .entries = UNIX_PTR(entries), .deadline = next_look(wait) };
    uint32_t i, n = 0;

    for (i = 0; i < wait->count; i++) {
        const struct wait_item *item = &wait->items[i];
        if (item->slot) entries[n++] = (struct futex_wait_entry){ UNIX_PTR(&item->slot->wake), item->wake, 0 };
        if (item->console) entries[n++] = (struct futex_wait_entry){ item->word, item->wake, 0 };
    }
    if (wait->alertable) entries[n++] = (struct futex_wait_entry){ UNIX_PTR(&wait->self->alert), wait->alert, 0 };
    if (n == 1) {
        struct unix_futex_wait_args one = {
            .address = entries[0].address, .expected = entries[0].expected, .deadline = args.deadline};
        unix_call_futex_wait(&one);
        return;
    }
    if (!n && wait->polled && wait->count == 1) {
        descriptor_ready(wait->items[0].fd, wait->deadline);
        return;
    }
    args.count = n;
    unix_call_futex_wait_multiple(&args);
}

/* A short look before sleeping, as long as it has paid lately. */
static NTSTATUS spin(struct wait *wait)
{
    static uint32_t estimate = 100;
    uint32_t i, limit = spin_budget() ? estimate : 0;
    uint64_t next;
    NTSTATUS status;

    for (i = 0; i < limit; i++) {
        spin_pause();
        if (consume(slot_load(wait->items[0].slot), wait->self->tid, &next) == STATUS_TIMEOUT) continue;
        if ((status = try_any(wait)) == STATUS_TIMEOUT) continue;
        spin_result(&estimate, TRUE);
        return status;
    }
    if (limit) spin_result(&estimate, FALSE);
    return STATUS_TIMEOUT;
}

static NTSTATUS wait_loop(struct wait *wait)
{
    NTSTATUS status;

    for (;;) {
        if (wait->alertable && wait->announced) wait->alert = __atomic_load_n(&wait->self->alert, __ATOMIC_SEQ_CST);
        status = wait->all ? try_all(wait) : try_any(wait);
        if (status != STATUS_TIMEOUT) return status;
        if (wait->alertable && (status = apc_deliver()) != STATUS_SUCCESS) return status;
        if (!wait->deadline || (wait->deadline != UINT64_MAX && monotonic_now() >= wait->deadline))
            return STATUS_TIMEOUT;
        if (wait->announced) {
            sleep_on(wait);
            continue;
        }
        if (wait->count == 1 && wait->items[0].slot && (status = spin(wait)) != STATUS_TIMEOUT) return status;
        if (!announce(wait)) return STATUS_INVALID_HANDLE;
    }
}

static NTSTATUS run(struct wait *wait, const LARGE_INTEGER *timeout)
{
    NTSTATUS status;

    wait->deadline = timeout && !timeout->QuadPart ? 0 : deadline_from_timeout(timeout);
    status = wait_loop(wait);
    withdraw(wait);
    return status;
}

/* ---- the calls */

static BOOLEAN kind_is_polled(const struct handle_entry *entry)
{
    return (entry->tag & HANDLE_CONSOLE) != 0;
}

static NTSTATUS item_from_handle(HANDLE handle, struct wait_item *item, BOOLEAN *polled)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(handle, OBJECT_NONE, SYNCHRONIZE, &entry);
    uint32_t kind = entry.tag & HANDLE_KIND_MASK;

    if (!NT_SUCCESS(status)) return status;
    item->slot = NULL;
    item->index = entry.slot;
    item->handle = handle;
    item->fd = -1;
    item->held = FALSE;
    item->console = is_console(&entry) && console_target_is_input(entry.aux);
    if (item->console) {
        item->index = 0;
    } else if (is_console(&entry)) {
        item->index = 0; /* writing never waits */
    } else if (kind_is_polled(&entry)) {
        item->fd = entry.fd;
        *polled = TRUE;
    } else if (entry.slot) {
        if (entry.slot >= ARENA_SLOT_COUNT) return STATUS_INVALID_HANDLE;
        item->slot = arena_slot_of(entry.slot);
    } else if (kind < OBJECT_FILE || kind > OBJECT_FOLDER) {
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtWaitForSingleObject(HANDLE handle, BOOLEAN alertable, const LARGE_INTEGER *timeout)
{
    struct wait_item item;
    struct wait wait;
    NTSTATUS status;

    wait.polled = FALSE;
    if (!NT_SUCCESS(status = item_from_handle(handle, &item, &wait.polled))) return status;
    wait.self = current_thread_record();
    if (item.slot) {
        status = slot_take(item.slot, wait.self);
        if (status != STATUS_TIMEOUT || (timeout && !timeout->QuadPart && !alertable)) return status;
    }
    wait.items = &item;
    wait.count = 1;
    wait.all = FALSE;
    wait.alertable = alertable;
    wait.announced = FALSE;
    return run(&wait, timeout);
}

NTSTATUS NTAPI NtWaitForMultipleObjects(ULONG count, const HANDLE *handles, WAIT_TYPE type, BOOLEAN alertable,
                                        const LARGE_INTEGER *timeout)
{
    struct wait_item items[MAXIMUM_WAIT_OBJECTS];
    struct wait wait;
    ULONG i;
    NTSTATUS status;

    if (!count || count > MAXIMUM_WAIT_OBJECTS) return STATUS_INVALID_PARAMETER_1;
    if (type != WaitAll && type != WaitAny) return STATUS_INVALID_PARAMETER_3;
    wait.polled = FALSE;
    for (i = 0; i < count; i++)
        if (!NT_SUCCESS(status = item_from_handle(handles[i], &items[i], &wait.polled))) return status;
    wait.self = current_thread_record();
    wait.items = items;
    wait.count = count;
    wait.all = type == WaitAll && count > 1;
    wait.alertable = alertable;
    wait.announced = FALSE;
    if (wait.all && !sort_by_slot(&wait)) return STATUS_INVALID_PARAMETER_MIX;
    return run(&wait, timeout);
}

NTSTATUS wait_alertably(uint64_t deadline)
{
    struct wait wait = { .self = current_thread_record(), .alertable = TRUE, .deadline = deadline };
    NTSTATUS status = wait_loop(&wait);

    withdraw(&wait);
    return status;
}

/* The signal is given first and the wait begins at once: a waiter of the second object that is woken by the first
 * cannot overtake it into anything that matters, because objects keep their state. */
NTSTATUS NTAPI NtSignalAndWaitForSingleObject(HANDLE signal, HANDLE object, BOOLEAN alertable,
                                              const LARGE_INTEGER *timeout)
{
    struct handle_entry entry;
    struct wait_item item;
    BOOLEAN polled;
    NTSTATUS status = handle_get(signal, OBJECT_NONE, 0, &entry);

    if (!NT_SUCCESS(status) || !NT_SUCCESS(status = item_from_handle(object, &item, &polled))) return status;
    switch (entry.tag & HANDLE_KIND_MASK) {
    case OBJECT_EVENT: status = NtSetEvent(signal, NULL); break;
    case OBJECT_MUTEX: status = NtReleaseMutant(signal, NULL); break;
    case OBJECT_SEMAPHORE: status = NtReleaseSemaphore(signal, 1, NULL); break;
    default: return STATUS_OBJECT_TYPE_MISMATCH;
    }
    return NT_SUCCESS(status) ? NtWaitForSingleObject(object, alertable, timeout) : status;
}

NTSTATUS NTAPI NtYieldExecution(void)
{
    struct unix_thread_yield_args args = { 0 };

    unix_call_thread_yield(&args);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtDelayExecution(BOOLEAN alertable, const LARGE_INTEGER *interval)
{
    uint64_t deadline = deadline_from_timeout(interval);
    NTSTATUS status;

    if (alertable) {
        status = wait_alertably(deadline);
        return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
    }
    if (interval && !interval->QuadPart) return NtYieldExecution();
    do {
        uint32_t never = 0;
        status = futex_wait(&never, 0, deadline);
    } while (status != STATUS_TIMEOUT);
    return STATUS_SUCCESS;
}
