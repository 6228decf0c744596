/* Synchronisation barriers. The fields of RTL_BARRIER as we use them: Reserved1 threads in a round, Reserved2 threads
 * still inside RtlBarrier, low word of Reserved3[0] threads still to come, Reserved4 the round (futex word), Reserved5
 * the spin count. */
#include "nt/nt.h"
#include "sync_private.h"

NTSTATUS NTAPI RtlInitBarrier(PRTL_BARRIER barrier, ULONG threads, ULONG spin_count)
{
    if (!threads || threads > INT32_MAX) return STATUS_INVALID_PARAMETER_2;
    memset(barrier, 0, sizeof(*barrier));
    barrier->Reserved1 = threads;
    barrier->Reserved3[0] = threads;
    barrier->Reserved5 = spin_count == ~0u ? 2000 : spin_count;
    return STATUS_SUCCESS;
}

/* Waits until nobody is inside any more, so that its memory may be freed. */
NTSTATUS NTAPI RtlDeleteBarrier(PRTL_BARRIER barrier)
{
    while (__atomic_load_n(&barrier->Reserved2, __ATOMIC_ACQUIRE)) yield_processor_to_other_thread();
    return STATUS_SUCCESS;
}

static void wait_for_round(PRTL_BARRIER barrier, DWORD round, ULONG flags)
{
    uint32_t spins = spin_budget() && !(flags & SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY) ? barrier->Reserved5 : 0, i;

    for (i = 0; i < spins || (flags & SYNCHRONIZATION_BARRIER_FLAGS_SPIN_ONLY); i++) {
        if (__atomic_load_n(&barrier->Reserved4, __ATOMIC_ACQUIRE) != round) return;
        if (i % 1024 == 1023) yield_processor_to_other_thread();
        else spin_pause();
    }
    while (__atomic_load_n(&barrier->Reserved4, __ATOMIC_ACQUIRE) == round)
        futex_wait(&barrier->Reserved4, round, UINT64_MAX);
}

BOOLEAN NTAPI RtlBarrier(PRTL_BARRIER barrier, ULONG flags)
{
    DWORD round = __atomic_load_n(&barrier->Reserved4, __ATOMIC_ACQUIRE);
    DWORD *missing = (DWORD *)&barrier->Reserved3[0];
    BOOLEAN last;

    __atomic_fetch_add(&barrier->Reserved2, 1, __ATOMIC_ACQ_REL);
    last = !__atomic_sub_fetch(missing, 1, __ATOMIC_ACQ_REL);
    if (last) {
        __atomic_store_n(missing, barrier->Reserved1, __ATOMIC_RELEASE);
        __atomic_fetch_add(&barrier->Reserved4, 1, __ATOMIC_ACQ_REL);
        futex_wake(&barrier->Reserved4, INT32_MAX);
    } else {
        wait_for_round(barrier, round, flags);
    }
    __atomic_fetch_sub(&barrier->Reserved2, 1, __ATOMIC_ACQ_REL);
    return last;
}
