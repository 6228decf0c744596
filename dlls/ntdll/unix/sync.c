/* Unix calls under the waits (unix_calls/sync.h): futexes and descriptors. */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <poll.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "unix_private.h"

#define FUTEX_WAITERS_MAX 128u
#define UNITS_PER_SECOND  10000000ull

static struct timespec timespec_from_units(uint64_t units)
{
    return (struct timespec){.tv_sec = (time_t)(units / UNITS_PER_SECOND),
                             .tv_nsec = (long)(units % UNITS_PER_SECOND) * 100};
}

static uint32_t class_of(uint32_t flags)
{
    uint32_t class = (flags >> FUTEX_CALL_CLASS_SHIFT) & 0xff;

    return class ? class : FUTEX_BITSET_MATCH_ANY;
}

static NTSTATUS wait_status(long result)
{
    clock_after_sleep();
    if (!result) return STATUS_SUCCESS;
    if (errno == ETIMEDOUT) return STATUS_TIMEOUT;
    if (errno == EFAULT) return STATUS_ACCESS_VIOLATION;
    return STATUS_RETRY;
}

NTSTATUS unix_futex_wait(struct unix_futex_wait_args *args)
{
    int operation = FUTEX_WAIT_BITSET | (args->flags & FUTEX_CALL_PRIVATE ? FUTEX_PRIVATE_FLAG : 0);
    struct timespec deadline = timespec_from_units(args->deadline);

    return wait_status(syscall(SYS_futex, args->address, operation, args->expected,
                               args->deadline == UINT64_MAX ? NULL : &deadline, NULL, class_of(args->flags)));
}

NTSTATUS unix_futex_wake(struct unix_futex_wake_args *args)
{
    int operation = FUTEX_WAKE_BITSET | (args->flags & FUTEX_CALL_PRIVATE ? FUTEX_PRIVATE_FLAG : 0);
    long woken = syscall(SYS_futex, args->address, operation, args->count, NULL, NULL, class_of(args->flags));

    args->count = woken > 0 ? (uint32_t)woken : 0;
    return woken < 0 ? STATUS_ACCESS_VIOLATION : STATUS_SUCCESS;
}

static void sleep_until(uint64_t units)
{
    struct timespec deadline = timespec_from_units(units);

    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
    clock_after_sleep();
}

NTSTATUS unix_futex_wait_multiple(struct unix_futex_wait_multiple_args *args)
{
    const struct futex_wait_entry *entries = (const struct futex_wait_entry *)(uintptr_t)args->entries;
    struct futex_waitv waiters[FUTEX_WAITERS_MAX];
    struct timespec deadline = timespec_from_units(args->deadline);
    uint32_t i;

    if (args->count > FUTEX_WAITERS_MAX) return STATUS_INVALID_PARAMETER;
    if (!args->count) {
        sleep_until(args->deadline);
        return STATUS_TIMEOUT;
    }
    for (i = 0; i < args->count; i++)
        waiters[i] =
            (struct futex_waitv){.val = entries[i].expected,
                                 .uaddr = entries[i].address,
                                 .flags = FUTEX_32 | (entries[i].flags & FUTEX_CALL_PRIVATE ? FUTEX_PRIVATE_FLAG : 0)};
    return wait_status(syscall(SYS_futex_waitv, waiters, args->count, 0,
                               args->deadline == UINT64_MAX ? NULL : &deadline, CLOCK_MONOTONIC) < 0
                           ? -1
                           : 0);
}

NTSTATUS unix_thread_yield(struct unix_thread_yield_args *args)
{
    if (!args->barrier) {
        sched_yield();
        return STATUS_SUCCESS;
    }
    static bool registered;
    if (!__atomic_exchange_n(&registered, true, __ATOMIC_RELAXED))
        syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
    return syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) ? status_from_errno(errno) : STATUS_SUCCESS;
}

NTSTATUS unix_descriptor_close(struct unix_descriptor_close_args *args)
{
    if (close(args->fd) && errno == EBADF) return STATUS_INVALID_HANDLE;
    return STATUS_SUCCESS;
}

NTSTATUS unix_descriptor_duplicate(struct unix_descriptor_duplicate_args *args)
{
    args->result = fcntl(args->fd, F_DUPFD_CLOEXEC, 3);
    return args->result < 0 ? status_from_errno(errno) : STATUS_SUCCESS;
}

NTSTATUS unix_descriptor_poll(struct unix_descriptor_poll_args *args)
{
    struct pollfd poll_fd = { .fd = args->fd, .events = POLLIN };
    uint64_t now = args->deadline && args->deadline != UINT64_MAX ? monotonic_time() : 0;
    struct timespec left = timespec_from_units(args->deadline > now ? args->deadline - now : 0);
    int ready = ppoll(&poll_fd, 1, args->deadline == UINT64_MAX ? NULL : &left, NULL);

    clock_after_sleep();
    if (ready < 0) return errno == EINTR ? STATUS_RETRY : status_from_errno(errno);
    return ready ? STATUS_SUCCESS : STATUS_TIMEOUT;
}
