/* Clocks of <chrono>. */
#include "threads.h"

#define UNIX_EPOCH 116444736000000000ll /* in Windows' 100 ns since 1601 */
#define TICKS_PER_SECOND 10000000

int64_t __cdecl _Xtime_get_ticks(void)
{
    FILETIME now;
    GetSystemTimePreciseAsFileTime(&now);
    return (int64_t)((uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime) - UNIX_EPOCH;
}

/* The base must be 1, TIME_UTC, and is returned. */
int __cdecl xtime_get(struct time64 *now, int base)
{
    if (base != 1 || !now) return 0;
    int64_t ticks = _Xtime_get_ticks();
    now->seconds = ticks / TICKS_PER_SECOND;
    now->nanoseconds = (long)(ticks % TICKS_PER_SECOND * 100);
    return base;
}

DWORD milliseconds_until(const struct time64 *when)
{
    int64_t now = _Xtime_get_ticks();
    int64_t left = (when->seconds - now / TICKS_PER_SECOND) * 1000;
    if (left > 0x7fffffff) return 0x7fffffff;
    left += (when->nanoseconds / 100 - now % TICKS_PER_SECOND + 9999) / 10000;
    return left > 0 ? (DWORD)left : 0;
}

long __cdecl _Xtime_diff_to_millis2(const struct time64 *end, const struct time64 *start)
{
    int64_t milliseconds =
        (end->seconds - start->seconds) * 1000 + (end->nanoseconds - start->nanoseconds + 999999) / 1000000;
    return milliseconds > 0 ? (long)milliseconds : 0;
}

long __cdecl _Xtime_diff_to_millis(const struct time64 *until) { return (long)milliseconds_until(until); }

int64_t __cdecl _Query_perf_counter(void)
{
    LARGE_INTEGER counter;
    QueryPerformanceCounter(&counter);
    return counter.QuadPart;
}

int64_t __cdecl _Query_perf_frequency(void)
{
    LARGE_INTEGER frequency;
    QueryPerformanceFrequency(&frequency);
    return frequency.QuadPart;
}
