/* The multimedia clock. Waits are as precise as Linux's (about 50 microseconds) whatever period a program asks for, so
 * a requested period is only checked. */
#include "nt/nt.h"
#include <mmsystem.h>

#define SHORTEST_PERIOD 1u       /* ms, as timeGetDevCaps tells */
#define LONGEST_PERIOD  1000000u

DWORD WINAPI timeGetTime(void)
{
    LARGE_INTEGER now; /* 10 MHz, from the same clock as GetTickCount */
    QueryPerformanceCounter(&now);
    return (DWORD)(now.QuadPart / 10000);
}

MMRESULT WINAPI timeGetSystemTime(LPMMTIME time, UINT size)
{
    if (!time || size < sizeof(*time)) return TIMERR_NOCANDO;
    time->wType = TIME_MS;
    time->u.ms = timeGetTime();
    return TIMERR_NOERROR;
}

MMRESULT WINAPI timeBeginPeriod(UINT period)
{
    return period >= SHORTEST_PERIOD && period <= LONGEST_PERIOD ? TIMERR_NOERROR : TIMERR_NOCANDO;
}

MMRESULT WINAPI timeEndPeriod(UINT period)
{
    return timeBeginPeriod(period);
}

MMRESULT WINAPI timeGetDevCaps(LPTIMECAPS caps, UINT size)
{
    if (!caps || size < sizeof(*caps)) return TIMERR_NOCANDO;
    *caps = (TIMECAPS){ SHORTEST_PERIOD, LONGEST_PERIOD };
    return TIMERR_NOERROR;
}
