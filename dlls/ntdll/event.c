/* Events: value 1 is signalled. */
#include "nt/nt.h"
#include "sync_private.h"

NTSTATUS NTAPI NtCreateEvent(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, EVENT_TYPE type,
                             BOOLEAN signalled)
{
    uint64_t state = STATE_MAKE(OBJECT_EVENT, !!signalled) | (type == NotificationEvent ? STATE_MANUAL_RESET : 0);

    if (type != NotificationEvent && type != SynchronizationEvent) return STATUS_INVALID_PARAMETER;
    return object_create_waitable(handle, state, 0, access, attributes, TRUE);
}

NTSTATUS NTAPI NtOpenEvent(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes)
{
    return object_create_waitable(handle, STATE_MAKE(OBJECT_EVENT, 0), 0, access, attributes, FALSE);
}

static NTSTATUS event_set_value(HANDLE handle, uint32_t value, PLONG previous)
{
    struct handle_entry entry;
    uint32_t old;
    NTSTATUS status = handle_get(handle, OBJECT_EVENT, EVENT_MODIFY_STATE, &entry);

    if (!NT_SUCCESS(status)) return status;
    if (slot_set_value(arena_slot_of(entry.slot), value, &old)) slot_wake(arena_slot_of(entry.slot));
    if (previous) *previous = (LONG)old;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtSetEvent(HANDLE handle, PLONG previous) { return event_set_value(handle, 1, previous); }
NTSTATUS NTAPI NtResetEvent(HANDLE handle, PLONG previous) { return event_set_value(handle, 0, previous); }
NTSTATUS NTAPI NtClearEvent(HANDLE handle) { return event_set_value(handle, 0, NULL); }

NTSTATUS NTAPI NtSetEventBoostPriority(HANDLE handle) { return event_set_value(handle, 1, NULL); }

/* Lets go who sleeps now, all of them or one, and leaves the event not signalled. Sleepers learn it from the pulse
 * count. */
NTSTATUS NTAPI NtPulseEvent(HANDLE handle, PLONG previous)
{
    struct handle_entry entry;
    struct arena_slot *slot;
    uint32_t old, pulse;
    NTSTATUS status = handle_get(handle, OBJECT_EVENT, EVENT_MODIFY_STATE, &entry);

    if (!NT_SUCCESS(status)) return status;
    slot = arena_slot_of(entry.slot);
    slot_set_value(slot, 0, &old);
    if (__atomic_load_n(&slot->waiters, __ATOMIC_SEQ_CST)) {
        pulse = __atomic_load_n(&slot->pulse, __ATOMIC_ACQUIRE) + 1;
        __atomic_store_n(&slot->event.pulse_claimed, pulse - 1, __ATOMIC_RELEASE);
        __atomic_store_n(&slot->pulse, pulse, __ATOMIC_SEQ_CST);
        if (slot_announce(slot)) slot_wake(slot);
    }
    if (previous) *previous = (LONG)old;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQueryEvent(HANDLE handle, ULONG information_class, PVOID information, ULONG size, PULONG returned)
{
    EVENT_BASIC_INFORMATION *info = information;
    struct handle_entry entry;
    uint64_t state;
    NTSTATUS status;

    if (information_class) return STATUS_INVALID_INFO_CLASS;
    if (size != sizeof(*info)) return STATUS_INFO_LENGTH_MISMATCH;
    if (!NT_SUCCESS(status = handle_get(handle, OBJECT_EVENT, EVENT_QUERY_STATE, &entry))) return status;
    state = slot_load(arena_slot_of(entry.slot));
    info->EventType = state & STATE_MANUAL_RESET ? NotificationEvent : SynchronizationEvent;
    info->EventState = (LONG)state_value(state);
    if (returned) *returned = sizeof(*info);
    return STATUS_SUCCESS;
}
