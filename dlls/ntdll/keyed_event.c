/* Keyed events: a releaser and a waiter of the same key and event meet, whichever comes first. Within one process,
 * which is where programs use them. */
#include "nt/nt.h"
#include "sync_private.h"

struct meeting {
    struct meeting *next;
    uint64_t event;
    const void *key;
    BOOLEAN releases;
    BOOLEAN queued;
    uint32_t met; /* futex word */
};

static struct meeting *meetings;
static RTL_SRWLOCK lock;

NTSTATUS NTAPI NtCreateKeyedEvent(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, ULONG flags)
{
    if (flags) return STATUS_INVALID_PARAMETER_4;
    return object_create_waitable(handle, STATE_MAKE(OBJECT_KEYED_EVENT, 0), 0, access, attributes, TRUE);
}

NTSTATUS NTAPI NtOpenKeyedEvent(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes)
{
    return object_create_waitable(handle, STATE_MAKE(OBJECT_KEYED_EVENT, 0), 0, access, attributes, FALSE);
}

/* Takes the first partner out of the list, and wakes it under the lock: afterwards its stack may be gone. */
static BOOLEAN meet(uint64_t event, const void *key, BOOLEAN releases)
{
    struct meeting **link, *other;

    for (link = &meetings; (other = *link); link = &other->next) {
        if (other->event != event || other->key != key || other->releases == releases) continue;
        *link = other->next;
        other->queued = FALSE;
        __atomic_store_n(&other->met, 1, __ATOMIC_RELEASE);
        futex_wake(&other->met, 1);
        return TRUE;
    }
    return FALSE;
}

static void unqueue(struct meeting *self)
{
    struct meeting **link = &meetings;

    if (!self->queued) return;
    while (*link != self) link = &(*link)->next;
    *link = self->next;
}

static NTSTATUS rendezvous(HANDLE handle, ACCESS_MASK access, const void *key, BOOLEAN alertable,
                           const LARGE_INTEGER *timeout, BOOLEAN releases)
{
    struct handle_entry entry = { .object = 0 };
    struct meeting self = { .key = key, .releases = releases, .queued = TRUE }, **end = &meetings;
    uint64_t deadline;
    BOOLEAN met;
    /* a NULL handle is the process's own keyed event */
    NTSTATUS status = handle ? handle_get(handle, OBJECT_KEYED_EVENT, access, &entry) : STATUS_SUCCESS;

    (void)alertable;
    if (!NT_SUCCESS(status)) return status;
    if ((ULONG_PTR)key & 1) return STATUS_INVALID_PARAMETER_1;
    self.event = entry.slot;
    deadline = deadline_from_timeout(timeout);
    RtlAcquireSRWLockExclusive(&lock);
    if (!(met = meet(self.event, key, releases))) {
        while (*end) end = &(*end)->next;
        *end = &self;
    }
    RtlReleaseSRWLockExclusive(&lock);
    if (met) return STATUS_SUCCESS;
    while (!__atomic_load_n(&self.met, __ATOMIC_ACQUIRE))
        if (futex_wait(&self.met, 0, deadline) == STATUS_TIMEOUT) break;
    RtlAcquireSRWLockExclusive(&lock);
    unqueue(&self);
    RtlReleaseSRWLockExclusive(&lock);
    return self.met ? STATUS_SUCCESS : STATUS_TIMEOUT;
}

NTSTATUS NTAPI NtWaitForKeyedEvent(HANDLE handle, const void *key, BOOLEAN alertable, const LARGE_INTEGER *timeout)
{
    return rendezvous(handle, 1, key, alertable, timeout, FALSE);
}

NTSTATUS NTAPI NtReleaseKeyedEvent(HANDLE handle, const void *key, BOOLEAN alertable, const LARGE_INTEGER *timeout)
{
    return rendezvous(handle, 2, key, alertable, timeout, TRUE);
}
