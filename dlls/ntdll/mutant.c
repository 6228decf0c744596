/* Mutexes: the value is the owner's thread id, and how often it has them stands beside it. */
#include "nt/nt.h"
#include "sync_private.h"

NTSTATUS NTAPI NtCreateMutant(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, BOOLEAN owned)
{
    struct thread_record *self = current_thread_record();
    uint64_t state = STATE_MAKE(OBJECT_MUTEX, 0);
    NTSTATUS status;

    if (!owned) return object_create_waitable(handle, state, 0, access, attributes, TRUE);
    state |= self->tid | 1ull << STATE_RECURSION_SHIFT;
    self->owned_mutexes++;
    status = object_create_waitable(handle, state, 0, access, attributes, TRUE);
    if (status != STATUS_SUCCESS) self->owned_mutexes--;
    return status;
}

NTSTATUS NTAPI NtOpenMutant(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes)
{
    return object_create_waitable(handle, STATE_MAKE(OBJECT_MUTEX, 0), 0, access, attributes, FALSE);
}

NTSTATUS NTAPI NtReleaseMutant(HANDLE handle, PLONG previous)
{
    struct thread_record *self = current_thread_record();
    struct handle_entry entry;
    struct arena_slot *slot;
    uint64_t state, next;
    NTSTATUS status = handle_get(handle, OBJECT_MUTEX, 0, &entry);

    if (!NT_SUCCESS(status)) return status;
    slot = arena_slot_of(entry.slot);
    state = slot_load(slot);
    do {
        if (state & STATE_LOCKED) {
            spin_pause();
            state = slot_load(slot);
        }
        state &= ~STATE_LOCKED;
        if (state_value(state) != self->tid) return STATUS_MUTANT_NOT_OWNED;
        next = state - (1ull << STATE_RECURSION_SHIFT);
        if (!state_recursion(next)) next &= ~STATE_VALUE_MASK;
    } while (!slot_swap(slot, &state, next));
    if (previous) *previous = 1 - (LONG)state_recursion(state);
    if (state_value(next)) return STATUS_SUCCESS;
    self->owned_mutexes--;
    if (slot_announce(slot)) slot_wake(slot);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQueryMutant(HANDLE handle, ULONG information_class, PVOID information, ULONG size, PULONG returned)
{
    MUTANT_BASIC_INFORMATION *info = information;
    struct handle_entry entry;
    uint64_t state;
    NTSTATUS status;

    if (information_class) return STATUS_INVALID_INFO_CLASS;
    if (size != sizeof(*info)) return STATUS_INFO_LENGTH_MISMATCH;
    if (!NT_SUCCESS(status = handle_get(handle, OBJECT_MUTEX, MUTANT_QUERY_STATE, &entry))) return status;
    state = slot_load(arena_slot_of(entry.slot));
    info->CurrentCount = 1 - (LONG)state_recursion(state);
    info->OwnedByCaller = state_value(state) == current_thread_record()->tid;
    info->AbandonedState = !!(state & STATE_ABANDONED);
    if (returned) *returned = sizeof(*info);
    return STATUS_SUCCESS;
}
