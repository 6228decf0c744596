/* Slim reader-writer locks in the low 32 bits of the pointer-sized word: the count of readers (or WRITER), and whether
 * readers or writers sleep. A free lock is 0. Readers and writers sleep on the same word, in different futex classes.
 */
#include "nt/nt.h"
#include "sync_private.h"

#define COUNT_MASK      0x3fffffffu
#define WRITER          COUNT_MASK
#define MOST_READERS    (WRITER - 1)
#define READERS_WAIT    0x40000000u
#define WRITERS_WAIT    0x80000000u
#define CLASS_READERS   1u
#define CLASS_WRITERS   2u

static uint32_t *word_of(PRTL_SRWLOCK lock) { return (uint32_t *)&lock->Ptr; }
static uint32_t load(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_RELAXED); }

static BOOLEAN swap(uint32_t *word, uint32_t *old, uint32_t new)
{
    return __atomic_compare_exchange_n(word, old, new, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

/* Readers do not pass a writer that sleeps; otherwise it might never get its turn. */
static BOOLEAN readers_may_enter(uint32_t state)
{
    return (state & COUNT_MASK) < MOST_READERS && !(state & (READERS_WAIT | WRITERS_WAIT));
}

/* Looks for a while for the lock to become free, unless others sleep already. */
static uint32_t spin(uint32_t *word, BOOLEAN reader)
{
    uint32_t budget = spin_budget() / 4, state = load(word), i;

    for (i = 0; i < budget; i++) {
        if (state & (READERS_WAIT | WRITERS_WAIT)) break;
        if (reader ? (state & COUNT_MASK) != WRITER : !(state & COUNT_MASK)) break;
        spin_pause();
        state = load(word);
    }
    return state;
}

static void lock_shared_slowly(uint32_t *word)
{
    uint32_t state = spin(word, TRUE);

    if (RtlDllShutdownInProgress()) return; /* who has it has been ended, and nobody else is left */
    for (;;) {
        if (readers_may_enter(state)) {
            if (swap(word, &state, state + 1)) return;
            continue;
        }
        if (!(state & READERS_WAIT) && !swap(word, &state, state | READERS_WAIT)) continue;
        futex_wait_class(word, state | READERS_WAIT, UINT64_MAX, CLASS_READERS);
        state = spin(word, TRUE);
    }
}

static void lock_exclusive_slowly(uint32_t *word)
{
    uint32_t state = spin(word, FALSE), others = 0;

    if (RtlDllShutdownInProgress()) return; /* who has it has been ended, and nobody else is left */
    for (;;) {
        if (!(state & COUNT_MASK)) {
            if (swap(word, &state, state | WRITER | others)) return;
            continue;
        }
        if (!(state & WRITERS_WAIT) && !swap(word, &state, state | WRITERS_WAIT)) continue;
        /* having slept we do not know whether other writers sleep too, so we leave the mark behind */
        others = WRITERS_WAIT;
        futex_wait_class(word, state | WRITERS_WAIT, UINT64_MAX, CLASS_WRITERS);
        state = spin(word, FALSE);
    }
}

/* Called by who left the lock free with sleepers: one writer goes before all readers. */
static void wake_sleepers(uint32_t *word, uint32_t state)
{
    if (state == WRITERS_WAIT) {
        if (swap(word, &state, 0)) {
            futex_wake_class(word, 1, CLASS_WRITERS);
            return;
        }
    }
    if (state == (READERS_WAIT | WRITERS_WAIT)) {
        if (!swap(word, &state, READERS_WAIT)) return; /* somebody took the lock and will wake them */
        if (futex_wake_class(word, 1, CLASS_WRITERS)) return;
        state = READERS_WAIT;
    }
    if (state == READERS_WAIT && swap(word, &state, 0)) futex_wake_class(word, INT32_MAX, CLASS_READERS);
}

VOID NTAPI RtlInitializeSRWLock(PRTL_SRWLOCK lock) { lock->Ptr = NULL; }

VOID NTAPI RtlAcquireSRWLockExclusive(PRTL_SRWLOCK lock)
{
    uint32_t free = 0;

    if (!swap(word_of(lock), &free, WRITER)) lock_exclusive_slowly(word_of(lock));
}

BOOLEAN NTAPI RtlTryAcquireSRWLockExclusive(PRTL_SRWLOCK lock)
{
    uint32_t state = load(word_of(lock));

    while (!(state & COUNT_MASK))
        if (swap(word_of(lock), &state, state | WRITER)) return TRUE;
    return FALSE;
}

VOID NTAPI RtlAcquireSRWLockShared(PRTL_SRWLOCK lock)
{
    uint32_t state = load(word_of(lock));

    if (!readers_may_enter(state) || !swap(word_of(lock), &state, state + 1)) lock_shared_slowly(word_of(lock));
}

BOOLEAN NTAPI RtlTryAcquireSRWLockShared(PRTL_SRWLOCK lock)
{
    uint32_t state = load(word_of(lock));

    while (readers_may_enter(state))
        if (swap(word_of(lock), &state, state + 1)) return TRUE;
    return FALSE;
}

VOID NTAPI RtlReleaseSRWLockExclusive(PRTL_SRWLOCK lock)
{
    uint32_t left = __atomic_sub_fetch(word_of(lock), WRITER, __ATOMIC_ACQ_REL);

    if (left & (READERS_WAIT | WRITERS_WAIT)) wake_sleepers(word_of(lock), left);
}

VOID NTAPI RtlReleaseSRWLockShared(PRTL_SRWLOCK lock)
{
    uint32_t left = __atomic_sub_fetch(word_of(lock), 1, __ATOMIC_ACQ_REL);

    if (!(left & COUNT_MASK) && left & WRITERS_WAIT) wake_sleepers(word_of(lock), left);
}
