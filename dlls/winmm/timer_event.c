/* timeSetEvent: each timer is a thread that waits until it is due or killed. A timer's id is its slot with a count of
 * the slot's uses, so that the id of a timer that ended names no later one. */
#include "nt/nt.h"
#include <mmsystem.h>
#include <stdbool.h>

enum { SLOTS = 16, LONGEST_DELAY = 1000000 };

static struct timer {
    volatile LONG id;             /* 0: free */
    DWORD thread;
    HANDLE stop;
    bool synchronous;
    CRITICAL_SECTION running;     /* held while the callback runs: TIME_KILL_SYNCHRONOUS waits for it */
    UINT delay, flags;
    LPTIMECALLBACK callback;
    DWORD_PTR user;
} timers[SLOTS];
static volatile LONG uses, list_lock;

static void lock_list(void)
{
    while (InterlockedExchange(&list_lock, 1)) SwitchToThread();
}

static void unlock_list(void)
{
    InterlockedExchange(&list_lock, 0);
}

static void fire(struct timer *timer, UINT id)
{
    if (timer->flags & TIME_CALLBACK_EVENT_SET) SetEvent((HANDLE)timer->callback);
    else if (timer->flags & TIME_CALLBACK_EVENT_PULSE) PulseEvent((HANDLE)timer->callback);
    else timer->callback(id, 0, timer->user, 0, 0);
}

/* Waits for the next multiple of the delay from the start, so that periods do not drift. */
static DWORD WINAPI run_timer(void *parameter)
{
    struct timer *timer = parameter;
    UINT id = (UINT)timer->id;
    ULONGLONG due = GetTickCount64();
    HANDLE stop = timer->stop;
    bool periodic = timer->flags & TIME_PERIODIC, wanted = true;
    while (wanted) {
        ULONGLONG now = GetTickCount64();
        due += timer->delay;
        wanted = WaitForSingleObject(stop, due > now ? (DWORD)(due - now) : 0) == WAIT_TIMEOUT;
        if (!wanted) break;
        EnterCriticalSection(&timer->running);
        if (WaitForSingleObject(stop, 0) == WAIT_TIMEOUT) fire(timer, id);
        LeaveCriticalSection(&timer->running);
        wanted = periodic;
    }
    lock_list();
    DeleteCriticalSection(&timer->running);
    CloseHandle(stop);
    timer->id = 0;
    unlock_list();
    return 0;
}

MMRESULT WINAPI timeSetEvent(UINT delay, UINT resolution, LPTIMECALLBACK callback, DWORD_PTR user, UINT flags)
{
    struct timer *timer = NULL;
    (void)resolution; /* always the finest */
    if (!callback || delay < 1 || delay > LONGEST_DELAY) return 0;
    lock_list();
    for (int i = 0; i < SLOTS && !timer; i++)
        if (!timers[i].id) timer = &timers[i];
    HANDLE stop = timer ? CreateEventW(NULL, TRUE, FALSE, NULL) : NULL;
    if (!stop) {
        unlock_list();
        return 0;
    }
    UINT id = (UINT)((InterlockedIncrement(&uses) & 0xffff) << 4 | (LONG)(timer - timers)) + 0x10;
    timer->stop = stop;
    timer->delay = delay;
    timer->flags = flags;
    timer->callback = callback;
    timer->user = user;
    timer->synchronous = flags & TIME_KILL_SYNCHRONOUS;
    InitializeCriticalSection(&timer->running);
    timer->id = (LONG)id;
    HANDLE thread = CreateThread(NULL, 0, run_timer, timer, 0, &timer->thread);
    if (!thread) {
        DeleteCriticalSection(&timer->running);
        CloseHandle(stop);
        timer->id = 0;
        id = 0;
    } else {
        SetThreadPriority(thread, THREAD_PRIORITY_TIME_CRITICAL);
        CloseHandle(thread);
    }
    unlock_list();
    return id;
}

/* With TIME_KILL_SYNCHRONOUS no callback runs any more when this returns, except the one that calls it. */
MMRESULT WINAPI timeKillEvent(UINT id)
{
    struct timer *timer = &timers[id % SLOTS];
    bool waits = false;
    lock_list();
    bool found = id && (UINT)timer->id == id;
    if (found) {
        SetEvent(timer->stop);
        waits = timer->synchronous && timer->thread != GetCurrentThreadId();
    }
    unlock_list();
    while (waits && (UINT)timer->id == id) Sleep(1);
    return found ? TIMERR_NOERROR : MMSYSERR_INVALPARAM;
}
