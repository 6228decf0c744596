/* Sleeping on words of this process, and how long to look again before doing so. */
#include "nt/nt.h"
#include "sync_private.h"

/* Sleepers of one word may be of several classes (bits), so that a waker can choose among them. */
NTSTATUS futex_wait_class(volatile void *word, uint32_t expected, uint64_t deadline, uint32_t sleeper_class)
{
    struct unix_futex_wait_args args = {
        .address = UNIX_PTR(word), .expected = expected, .deadline = deadline,
        .flags = FUTEX_CALL_PRIVATE | sleeper_class << FUTEX_CALL_CLASS_SHIFT,
    };

    return unix_call_futex_wait(&args);
}

NTSTATUS futex_wait(volatile void *word, uint32_t expected, uint64_t deadline)
{
    return futex_wait_class(word, expected, deadline, 0);
}

uint32_t futex_wake_class(volatile void *word, uint32_t count, uint32_t sleeper_class)
{
    struct unix_futex_wake_args args = {
        .address = UNIX_PTR(word),
        .count = count,
        .flags = FUTEX_CALL_PRIVATE | sleeper_class << FUTEX_CALL_CLASS_SHIFT,
    };

    unix_call_futex_wake(&args);
    return args.count;
}

uint32_t futex_wake(volatile void *word, uint32_t count) { return futex_wake_class(word, count, 0); }

uint64_t monotonic_now(void)
{
    struct unix_clock_read_args args = { .kind = 1 };

    unix_call_clock_read(&args);
    return args.value;
}

uint64_t deadline_from_timeout(const LARGE_INTEGER *timeout)
{
    struct unix_clock_read_args wall = { .kind = 0 };
    uint64_t now;

    if (!timeout || timeout->QuadPart == INT64_MIN || timeout->QuadPart == INT64_MAX) return UINT64_MAX;
    now = monotonic_now();
    if (timeout->QuadPart <= 0) return now + (uint64_t)-timeout->QuadPart;
    unix_call_clock_read(&wall);
    return (uint64_t)timeout->QuadPart > wall.value ? now + ((uint64_t)timeout->QuadPart - wall.value) : now;
}

/* ---- spinning */

#define SPIN_MOST  400u
#define SPIN_LEAST 20u

uint32_t spin_budget(void) { return process_info()->processor_count > 1 ? SPIN_MOST : 0; }

/* Spinning pays when it mostly ends before the budget does: a success doubles the estimate, a failure halves it. */
void spin_result(uint32_t *estimate, BOOLEAN won)
{
    uint32_t old = *estimate;

    if (won) *estimate = old * 2 > SPIN_MOST ? SPIN_MOST : old * 2;
    else *estimate = old / 2 < SPIN_LEAST ? SPIN_LEAST : old / 2;
}
