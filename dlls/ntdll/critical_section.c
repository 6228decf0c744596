/* Critical sections, in the layout programs know. With u = ~LockCount: bit 0 is set while somebody owns the section,
 * bit 1 while a woken waiter is on its way, the rest counts waiters; so -1 is free and -2 owned without waiters, as in
 * Windows since Vista. The low word of LockSemaphore is the futex on which waiters sleep: 1 is a wake-up that nobody
 * has taken yet. Leaving checks nothing: the section may lie in memory that another thread frees as soon as it is let
 * go. */
#include "nt/nt.h"
#include "sync_private.h"

#define OWNED      1u
#define WOKEN      2u
#define ONE_WAITER 4u
#define SPIN_MASK  0x00ffffffu

typedef RTL_CRITICAL_SECTION SECTION;

static uint32_t *lock_word(SECTION *section) { return (uint32_t *)&section->LockCount; }
static volatile uint32_t *sleep_word(SECTION *section) { return (volatile uint32_t *)&section->LockSemaphore; }
static uint32_t load(SECTION *section) { return ~__atomic_load_n(lock_word(section), __ATOMIC_ACQUIRE); }

static BOOLEAN swap(SECTION *section, uint32_t *old, uint32_t new)
{
    uint32_t expected = ~*old;
    BOOLEAN done =
        __atomic_compare_exchange_n(lock_word(section), &expected, ~new, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);

    *old = ~expected;
    return done;
}

static HANDLE self_id(void) { return NtCurrentTeb()->ClientId.UniqueThread; }

static void own(SECTION *section)
{
    section->OwningThread = self_id();
    section->RecursionCount = 1;
}

static BOOLEAN try_lock(SECTION *section)
{
    uint32_t u = load(section);

    while (!(u & OWNED))
        if (swap(section, &u, u | OWNED)) return TRUE;
    return FALSE;
}

static BOOLEAN spin(SECTION *section)
{
    static uint32_t estimate = 100;
    uint32_t wished = (uint32_t)section->SpinCount & SPIN_MASK, i;
    uint32_t limit = !spin_budget() ? 0 : wished > estimate ? wished : estimate;

    if (limit > 4000) limit = 4000;
    for (i = 0; i < limit; i++) {
        spin_pause();
        if (load(section) & OWNED) continue;
        if (!try_lock(section)) continue;
        spin_result(&estimate, TRUE);
        return TRUE;
    }
    if (limit) spin_result(&estimate, FALSE);
    return FALSE;
}

/* Registers as a waiter, unless the section is free after all; then takes it when woken. */
static void lock_slowly(SECTION *section)
{
    uint32_t u = load(section);

    if (RtlDllShutdownInProgress()) return; /* its owner has been ended, and nobody else is left */
    for (;;) {
        if (!(u & OWNED)) {
            if (swap(section, &u, u | OWNED)) return;
        } else if (swap(section, &u, u + ONE_WAITER)) {
            break;
        }
    }
    for (;;) {
        while (!__atomic_exchange_n(sleep_word(section), 0, __ATOMIC_ACQ_REL))
            futex_wait(sleep_word(section), 0, UINT64_MAX);
        u = load(section);
        for (;;) {
            if (!(u & OWNED)) {
                if (swap(section, &u, ((u | OWNED) & ~WOKEN) - ONE_WAITER)) return;
            } else if (swap(section, &u, u & ~WOKEN)) {
                break;
            }
        }
    }
}

NTSTATUS NTAPI RtlEnterCriticalSection(PRTL_CRITICAL_SECTION section)
{
    uint32_t free = 0;

    if (swap(section, &free, OWNED)) {
        own(section);
        return STATUS_SUCCESS;
    }
    if (section->OwningThread == self_id()) {
        section->RecursionCount++;
        return STATUS_SUCCESS;
    }
    if (!spin(section)) lock_slowly(section);
    own(section);
    return STATUS_SUCCESS;
}

LOGICAL NTAPI RtlTryEnterCriticalSection(PRTL_CRITICAL_SECTION section)
{
    if (try_lock(section)) {
        own(section);
        return TRUE;
    }
    if (section->OwningThread != self_id()) return FALSE;
    section->RecursionCount++;
    return TRUE;
}

NTSTATUS NTAPI RtlLeaveCriticalSection(PRTL_CRITICAL_SECTION section)
{
    uint32_t u, next;

    if (--section->RecursionCount) return STATUS_SUCCESS;
    section->OwningThread = NULL;
    u = load(section);
    do {
        next = u & ~OWNED;
        if (next >= ONE_WAITER && !(next & WOKEN)) next |= WOKEN;
    } while (!swap(section, &u, next));
    if ((next & WOKEN) && !(u & WOKEN)) {
        __atomic_store_n(sleep_word(section), 1, __ATOMIC_RELEASE);
        futex_wake(sleep_word(section), 1);
    }
    return STATUS_SUCCESS;
}

/* ---- life */

NTSTATUS NTAPI RtlInitializeCriticalSectionEx(PRTL_CRITICAL_SECTION section, ULONG spin_count, ULONG flags)
{
    (void)flags;
    section->DebugInfo =
        (PRTL_CRITICAL_SECTION_DEBUG)(LONG_PTR)-1; /* as Windows marks a section without debug information */
    section->LockCount = -1;
    section->RecursionCount = 0;
    section->OwningThread = NULL;
    section->LockSemaphore = NULL;
    section->SpinCount = spin_budget() ? spin_count & SPIN_MASK : 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlInitializeCriticalSectionAndSpinCount(PRTL_CRITICAL_SECTION section, ULONG spin_count)
{
    return RtlInitializeCriticalSectionEx(section, spin_count, 0);
}

NTSTATUS NTAPI RtlInitializeCriticalSection(PRTL_CRITICAL_SECTION section)
{
    return RtlInitializeCriticalSectionEx(section, 0, 0);
}

NTSTATUS NTAPI RtlDeleteCriticalSection(PRTL_CRITICAL_SECTION section)
{
    memset(section, 0, sizeof(*section));
    return STATUS_SUCCESS;
}

ULONG NTAPI RtlSetCriticalSectionSpinCount(PRTL_CRITICAL_SECTION section, ULONG spin_count)
{
    ULONG old = (ULONG)section->SpinCount;

    section->SpinCount = spin_budget() ? spin_count & SPIN_MASK : 0;
    return old;
}

LOGICAL NTAPI RtlIsCriticalSectionLocked(PRTL_CRITICAL_SECTION section) { return section->RecursionCount != 0; }

LOGICAL NTAPI RtlIsCriticalSectionLockedByThread(PRTL_CRITICAL_SECTION section)
{
    return section->OwningThread == self_id() && section->RecursionCount;
}
