/* Waitable timers. Nobody watches them: the slot holds when it is due, a waiter sleeps at most until then, and whoever
 * looks at a timer whose time has come makes it signalled and advances a periodic one. APC routines are kept in a list
 * of this process and delivered by the thread that set the timer when it waits alertably. */
#include "nt/nt.h"
#include "sync_private.h"

#define UNITS_PER_MS 10000ull

struct timer_apc {
    struct timer_apc *next;
    uint32_t slot, generation, tid;
    uint32_t period;
    uint64_t due;
    PTIMER_APC_ROUTINE routine;
    PVOID context;
};

static struct timer_apc *timer_apcs;
static RTL_SRWLOCK timer_apcs_lock;

/* The first time after `now` in the rhythm that `due` began. */
static uint64_t advance(uint64_t due, uint32_t period, uint64_t now)
{
    uint64_t step = period * UNITS_PER_MS;

    return due + ((now - due) / step + 1) * step;
}

BOOLEAN timer_update(struct arena_slot *slot, struct thread_record *self)
{
    uint64_t due = (uint64_t)__atomic_load_n(&slot->timer.due, __ATOMIC_ACQUIRE), now, state;
    BOOLEAN fires;

    if (!due || (now = monotonic_now()) < due) return FALSE;
    slot_lock(slot, self);
    due = (uint64_t)slot->timer.due;
    fires = due && now >= due;
    if (fires) {
        due = slot->timer.period ? advance(due, slot->timer.period, now) : 0;
        __atomic_store_n(&slot->timer.due, (int64_t)due, __ATOMIC_RELEASE);
    }
    state = slot_load(slot);
    slot_unlock(slot, self, fires ? (state & ~STATE_VALUE_MASK) | 1 : state);
    if (fires && state & STATE_MANUAL_RESET && slot_announce(slot)) slot_wake(slot);
    return fires;
}

/* ---- APC routines */

static void apc_list_remove(uint32_t slot)
{
    struct timer_apc **link, *apc;

    if (!timer_apcs) return;
    RtlAcquireSRWLockExclusive(&timer_apcs_lock);
    for (link = &timer_apcs; (apc = *link);) {
        if (apc->slot == slot) {
            *link = apc->next;
            heap_free(apc);
        } else {
            link = &apc->next;
        }
    }
    RtlReleaseSRWLockExclusive(&timer_apcs_lock);
}

static NTSTATUS apc_list_add(uint32_t slot, uint64_t due, uint32_t period, PTIMER_APC_ROUTINE routine, PVOID context)
{
    struct timer_apc *apc = heap_allocate(sizeof(*apc));

    if (!apc) return STATUS_NO_MEMORY;
    *apc = (struct timer_apc){.slot = slot,
                              .generation = arena_slot_of(slot)->generation,
                              .tid = current_thread_record()->tid,
                              .period = period,
                              .due = due,
                              .routine = routine,
                              .context = context};
    RtlAcquireSRWLockExclusive(&timer_apcs_lock);
    apc->next = timer_apcs;
    timer_apcs = apc;
    RtlReleaseSRWLockExclusive(&timer_apcs_lock);
    return STATUS_SUCCESS;
}

uint64_t timer_next_apc(const struct thread_record *self)
{
    const struct timer_apc *apc;
    uint64_t due = UINT64_MAX;

    if (!timer_apcs) return due;
    RtlAcquireSRWLockShared(&timer_apcs_lock);
    for (apc = timer_apcs; apc; apc = apc->next)
        if (apc->tid == self->tid && apc->due < due) due = apc->due;
    RtlReleaseSRWLockShared(&timer_apcs_lock);
    return due;
}

static uint64_t filetime_of(uint64_t due, uint64_t now)
{
    struct unix_clock_read_args wall = { .kind = 0 };

    unix_call_clock_read(&wall);
    return wall.value - (now - due);
}

/* Queues the routines of this thread whose time has come, each once however often its period went by. */
void timer_queue_apcs(const struct thread_record *self)
{
    struct timer_apc **link, *apc;
    uint64_t now, filetime;

    if (!timer_apcs) return;
    now = monotonic_now();
    RtlAcquireSRWLockExclusive(&timer_apcs_lock);
    for (link = &timer_apcs; (apc = *link);) {
        if (apc->tid != self->tid || apc->due > now) {
            link = &apc->next;
            continue;
        }
        if (apc->generation == arena_slot_of(apc->slot)->generation) {
            filetime = filetime_of(apc->due, now);
            apc_queue(self, self->tid, (PNTAPCFUNC)(void *)apc->routine, (ULONG_PTR)apc->context, (ULONG)filetime,
                      (ULONG)(filetime >> 32));
            if (apc->period) {
                apc->due = advance(apc->due, apc->period, now);
                link = &apc->next;
                continue;
            }
        }
        *link = apc->next;
        heap_free(apc);
    }
    RtlReleaseSRWLockExclusive(&timer_apcs_lock);
}

void timer_thread_end(const struct thread_record *self)
{
    struct timer_apc **link, *apc;

    if (!timer_apcs) return;
    RtlAcquireSRWLockExclusive(&timer_apcs_lock);
    for (link = &timer_apcs; (apc = *link);) {
        if (apc->tid == self->tid) {
            *link = apc->next;
            heap_free(apc);
        } else {
            link = &apc->next;
        }
    }
    RtlReleaseSRWLockExclusive(&timer_apcs_lock);
}

static void timer_closed(const struct handle_entry *entry, HANDLE handle)
{
    (void)handle;
    if (!(entry->tag & HANDLE_SHARED) && arena_slot_of(entry->slot)->refs == 1) apc_list_remove(entry->slot);
}

/* ---- the calls */

NTSTATUS NTAPI NtCreateTimer(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, TIMER_TYPE type)
{
    if (type != NotificationTimer && type != SynchronizationTimer) return STATUS_INVALID_PARAMETER_4;
    handle_set_close_function(OBJECT_TIMER, timer_closed);
    return object_create_waitable(handle,
                                  STATE_MAKE(OBJECT_TIMER, 0) | (type == NotificationTimer ? STATE_MANUAL_RESET : 0), 0,
                                  access, attributes, TRUE);
}

NTSTATUS NTAPI NtOpenTimer(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes)
{
    return object_create_waitable(handle, STATE_MAKE(OBJECT_TIMER, 0), 0, access, attributes, FALSE);
}

/* Writes when the timer is due (0: never) and wakes who sleeps on it, because they sleep until the old time. Returns
 * the old value. */
static uint32_t timer_arm(struct arena_slot *slot, uint64_t due, uint32_t period)
{
    struct thread_record *self = current_thread_record();
    uint64_t state;

    slot_lock(slot, self);
    state = slot_load(slot);
    __atomic_store_n(&slot->timer.due, (int64_t)due, __ATOMIC_RELEASE);
    slot->timer.period = period;
    slot_unlock(slot, self, due ? state & ~STATE_VALUE_MASK : state);
    if (slot_announce(slot)) slot_wake(slot);
    return state_value(state);
}

NTSTATUS NTAPI NtSetTimer(HANDLE handle, const LARGE_INTEGER *when, PTIMER_APC_ROUTINE routine, PVOID context,
                          BOOLEAN resume, LONG period, PBOOLEAN previous)
{
    struct handle_entry entry;
    struct arena_slot *slot;
    uint64_t due;
    uint32_t old;
    NTSTATUS status = handle_get(handle, OBJECT_TIMER, TIMER_MODIFY_STATE, &entry);

    if (!NT_SUCCESS(status)) return status;
    if (period < 0) return STATUS_INVALID_PARAMETER_6;
    if (!when) return STATUS_ACCESS_VIOLATION;
    slot = arena_slot_of(entry.slot);
    due = deadline_from_timeout(when);
    timer_update(slot, current_thread_record());
    apc_list_remove(entry.slot);
    old = timer_arm(slot, due, (uint32_t)period);
    if (previous) *previous = !!old;
    if (routine && !NT_SUCCESS(status = apc_list_add(entry.slot, due, (uint32_t)period, routine, context)))
        return status;
    return resume ? STATUS_TIMER_RESUME_IGNORED : STATUS_SUCCESS;
}

NTSTATUS NTAPI NtCancelTimer(HANDLE handle, PBOOLEAN previous)
{
    struct handle_entry entry;
    struct arena_slot *slot;
    uint32_t old;
    NTSTATUS status = handle_get(handle, OBJECT_TIMER, TIMER_MODIFY_STATE, &entry);

    if (!NT_SUCCESS(status)) return status;
    slot = arena_slot_of(entry.slot);
    timer_update(slot, current_thread_record());
    apc_list_remove(entry.slot);
    old = timer_arm(slot, 0, 0);
    if (previous) *previous = !!old;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQueryTimer(HANDLE handle, ULONG information_class, PVOID information, ULONG size, PULONG returned)
{
    TIMER_BASIC_INFORMATION *info = information;
    struct handle_entry entry;
    struct arena_slot *slot;
    int64_t due;
    NTSTATUS status;

    if (information_class) return STATUS_INVALID_INFO_CLASS;
    if (size != sizeof(*info)) return STATUS_INFO_LENGTH_MISMATCH;
    if (!NT_SUCCESS(status = handle_get(handle, OBJECT_TIMER, TIMER_QUERY_STATE, &entry))) return status;
    slot = arena_slot_of(entry.slot);
    timer_update(slot, current_thread_record());
    due = __atomic_load_n(&slot->timer.due, __ATOMIC_ACQUIRE);
    info->RemainingTime.QuadPart = due ? due - (int64_t)monotonic_now() : 0;
    info->TimerState = !!state_value(slot_load(slot));
    if (returned) *returned = sizeof(*info);
    return STATUS_SUCCESS;
}
