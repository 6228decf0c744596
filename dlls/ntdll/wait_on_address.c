/* WaitOnAddress: sleepers stand in queues found by hashing their address, each on a word of its own, so that a wake-up
 * reaches exactly who waits for that address, whatever the size of the value. Keyed events use queues of the same make.
 */
#include "nt/nt.h"
#include "sync_private.h"

#define BUCKET_COUNT 128u

struct sleeper {
    struct sleeper *next, *previous;
    const void *address;
    uint32_t woken; /* futex word */
};
struct bucket {
    volatile LONG lock;
    struct sleeper *first, *last;
};
static struct bucket buckets[BUCKET_COUNT];

static struct bucket *bucket_of(const void *address)
{
    ULONG_PTR key = (ULONG_PTR)address;

    return &buckets[((key >> 3) ^ (key >> 12)) % BUCKET_COUNT];
}

/* Held for a few instructions, so waiting for it is spinning first and giving way then. */
static void bucket_lock(struct bucket *bucket)
{
    uint32_t tries = 0;

    while (InterlockedExchange(&bucket->lock, 1)) {
        if (++tries % 64) spin_pause();
        else yield_processor_to_other_thread();
    }
}

static void bucket_unlock(struct bucket *bucket) { InterlockedExchange(&bucket->lock, 0); }

static void append(struct bucket *bucket, struct sleeper *sleeper)
{
    sleeper->next = NULL;
    sleeper->previous = bucket->last;
    if (bucket->last) bucket->last->next = sleeper;
    else bucket->first = sleeper;
    bucket->last = sleeper;
}

static void unlink_sleeper(struct bucket *bucket, struct sleeper *sleeper)
{
    if (sleeper->previous) sleeper->previous->next = sleeper->next;
    else bucket->first = sleeper->next;
    if (sleeper->next) sleeper->next->previous = sleeper->previous;
    else bucket->last = sleeper->previous;
}

static BOOLEAN equal_values(const void *address, const void *compare, SIZE_T size)
{
    switch (size) {
    case 1: return *(const volatile uint8_t *)address == *(const uint8_t *)compare;
    case 2: return *(const volatile uint16_t *)address == *(const uint16_t *)compare;
    case 4: return *(const volatile uint32_t *)address == *(const uint32_t *)compare;
    default: return __atomic_load_n((const uint64_t *)address, __ATOMIC_SEQ_CST) == *(const uint64_t *)compare;
    }
}

NTSTATUS NTAPI RtlWaitOnAddress(const void *address, const void *compare, SIZE_T size, const LARGE_INTEGER *timeout)
{
    struct bucket *bucket = bucket_of(address);
    struct sleeper self = { .address = address };
    uint64_t deadline;
    BOOLEAN changed;

    if (size != 1 && size != 2 && size != 4 && size != 8) return STATUS_INVALID_PARAMETER;
    if (!equal_values(address, compare, size)) return STATUS_SUCCESS;
    deadline = deadline_from_timeout(timeout);
    bucket_lock(bucket);
    append(bucket, &self);
    bucket_unlock(bucket);
    /* who changes the value and then wakes finds us now, or changed it before this look */
    changed = !equal_values(address, compare, size);
    while (!changed && !__atomic_load_n(&self.woken, __ATOMIC_ACQUIRE))
        if (futex_wait(&self.woken, 0, deadline) == STATUS_TIMEOUT) break;
    bucket_lock(bucket);
    if (!self.woken) unlink_sleeper(bucket, &self);
    bucket_unlock(bucket);
    return changed || self.woken ? STATUS_SUCCESS : STATUS_TIMEOUT;
}

/* The woken sleeper's memory is its stack: after `woken` is set under the lock, it may be gone once the lock is free.
 */
static void wake(const void *address, BOOLEAN all)
{
    struct bucket *bucket = bucket_of(address);
    struct sleeper *sleeper, *next;

    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (!__atomic_load_n(&bucket->first, __ATOMIC_SEQ_CST)) return;
    bucket_lock(bucket);
    for (sleeper = bucket->first; sleeper; sleeper = next) {
        next = sleeper->next;
        if (sleeper->address != address) continue;
        unlink_sleeper(bucket, sleeper);
        __atomic_store_n(&sleeper->woken, 1, __ATOMIC_RELEASE);
        futex_wake(&sleeper->woken, 1);
        if (!all) break;
    }
    bucket_unlock(bucket);
}

VOID NTAPI RtlWakeAddressSingle(const void *address) { wake(address, FALSE); }
VOID NTAPI RtlWakeAddressAll(const void *address) { wake(address, TRUE); }
