/* Condition variables: the low 32 bits of the pointer-sized word are a sequence number (steps of 2) and, in bit 0,
 * whether anybody may sleep. Who sleeps does so on the number that it read before letting go of the lock. */
#include "nt/nt.h"
#include "sync_private.h"

#define SLEEPERS 1u
#define STEP     2u

static uint32_t *word_of(PRTL_CONDITION_VARIABLE variable) { return (uint32_t *)&variable->Ptr; }

VOID NTAPI RtlInitializeConditionVariable(PRTL_CONDITION_VARIABLE variable) { variable->Ptr = NULL; }

VOID NTAPI RtlWakeConditionVariable(PRTL_CONDITION_VARIABLE variable)
{
    uint32_t *word = word_of(variable), state = __atomic_load_n(word, __ATOMIC_SEQ_CST);

    do {
        if (!(state & SLEEPERS)) return;
    } while (!__atomic_compare_exchange_n(word, &state, state + STEP, FALSE, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    state += STEP;
    /* nobody there: spare the next caller the kernel; who came meanwhile finds another number and does not sleep */
    if (!futex_wake(word, 1))
        __atomic_compare_exchange_n(word, &state, (state + STEP) & ~SLEEPERS, FALSE, __ATOMIC_SEQ_CST,
                                    __ATOMIC_SEQ_CST);
}

VOID NTAPI RtlWakeAllConditionVariable(PRTL_CONDITION_VARIABLE variable)
{
    uint32_t *word = word_of(variable), state = __atomic_load_n(word, __ATOMIC_SEQ_CST);

    do {
        if (!(state & SLEEPERS)) return;
    } while (!__atomic_compare_exchange_n(word, &state, (state + STEP) & ~SLEEPERS, FALSE, __ATOMIC_SEQ_CST,
                                          __ATOMIC_SEQ_CST));
    futex_wake(word, INT32_MAX);
}

static uint32_t begin_sleep(uint32_t *word) { return __atomic_fetch_or(word, SLEEPERS, __ATOMIC_SEQ_CST) | SLEEPERS; }

NTSTATUS NTAPI RtlSleepConditionVariableCS(PRTL_CONDITION_VARIABLE variable, PRTL_CRITICAL_SECTION section,
                                           const LARGE_INTEGER *timeout)
{
    uint32_t seen = begin_sleep(word_of(variable));
    uint64_t deadline = deadline_from_timeout(timeout);
    NTSTATUS status;

    RtlLeaveCriticalSection(section);
    status = futex_wait(word_of(variable), seen, deadline);
    RtlEnterCriticalSection(section);
    return status == STATUS_TIMEOUT ? STATUS_TIMEOUT : STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlSleepConditionVariableSRW(PRTL_CONDITION_VARIABLE variable, PRTL_SRWLOCK lock,
                                            const LARGE_INTEGER *timeout, ULONG flags)
{
    BOOLEAN shared = !!(flags & CONDITION_VARIABLE_LOCKMODE_SHARED);
    uint32_t seen;
    uint64_t deadline;
    NTSTATUS status;

    if (flags & ~(ULONG)CONDITION_VARIABLE_LOCKMODE_SHARED) return STATUS_INVALID_PARAMETER_4;
    seen = begin_sleep(word_of(variable));
    deadline = deadline_from_timeout(timeout);
    if (shared) RtlReleaseSRWLockShared(lock);
    else RtlReleaseSRWLockExclusive(lock);
    status = futex_wait(word_of(variable), seen, deadline);
    if (shared) RtlAcquireSRWLockShared(lock);
    else RtlAcquireSRWLockExclusive(lock);
    return status == STATUS_TIMEOUT ? STATUS_TIMEOUT : STATUS_SUCCESS;
}
