/* Semaphores: the value is the count. */
#include "nt/nt.h"
#include "sync_private.h"

NTSTATUS NTAPI NtCreateSemaphore(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, LONG count,
                                 LONG maximum)
{
    if (maximum <= 0 || count < 0 || count > maximum) return STATUS_INVALID_PARAMETER;
    return object_create_waitable(handle, STATE_MAKE(OBJECT_SEMAPHORE, count), (uint64_t)maximum, access, attributes,
                                  TRUE);
}

NTSTATUS NTAPI NtOpenSemaphore(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes)
{
    return object_create_waitable(handle, STATE_MAKE(OBJECT_SEMAPHORE, 0), 0, access, attributes, FALSE);
}

NTSTATUS NTAPI NtReleaseSemaphore(HANDLE handle, LONG count, PLONG previous)
{
    struct handle_entry entry;
    struct arena_slot *slot;
    uint64_t state;
    NTSTATUS status = handle_get(handle, OBJECT_SEMAPHORE, SEMAPHORE_MODIFY_STATE, &entry);

    if (!NT_SUCCESS(status)) return status;
    if (count <= 0) return STATUS_INVALID_PARAMETER;
    slot = arena_slot_of(entry.slot);
    state = slot_load(slot);
    do {
        while (state & STATE_LOCKED) {
            spin_pause();
            state = slot_load(slot);
        }
        if (state_value(state) + (uint64_t)count > (uint32_t)slot->semaphore.maximum)
            return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
    } while (!slot_swap(slot, &state, state + (uint32_t)count));
    if (previous) *previous = (LONG)state_value(state);
    if (slot_announce(slot)) slot_wake(slot);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQuerySemaphore(HANDLE handle, ULONG information_class, PVOID information, ULONG size, PULONG returned)
{
    SEMAPHORE_BASIC_INFORMATION *info = information;
    struct handle_entry entry;
    NTSTATUS status;

    if (information_class) return STATUS_INVALID_INFO_CLASS;
    if (size != sizeof(*info)) return STATUS_INFO_LENGTH_MISMATCH;
    if (!NT_SUCCESS(status = handle_get(handle, OBJECT_SEMAPHORE, SEMAPHORE_QUERY_STATE, &entry))) return status;
    info->CurrentCount = (LONG)state_value(slot_load(arena_slot_of(entry.slot)));
    info->MaximumCount = arena_slot_of(entry.slot)->semaphore.maximum;
    if (returned) *returned = sizeof(*info);
    return STATUS_SUCCESS;
}
