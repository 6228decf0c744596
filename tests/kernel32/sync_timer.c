/* Waitable timers. */
#include "../check.h"

static LARGE_INTEGER in_ms(LONGLONG ms) { return (LARGE_INTEGER){.QuadPart = -ms * 10000}; }

static int calls;
static DWORD caller;
static void *seen;
static FILETIME seen_time;

static void CALLBACK on_time(void *argument, DWORD low, DWORD high)
{
    calls++;
    caller = GetCurrentThreadId();
    seen = argument;
    seen_time = (FILETIME){low, high};
}

int main(void)
{
    HANDLE timer = CreateWaitableTimerW(NULL, TRUE, NULL);
    LARGE_INTEGER due = in_ms(60);
    check(timer != NULL, "CreateWaitableTimerW: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(timer, 0), WAIT_TIMEOUT, "not set");
    DWORD start = GetTickCount();
    check(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE), "SetWaitableTimer: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(timer, 0), WAIT_TIMEOUT, "not yet");
    check_equal_u32(WaitForSingleObject(timer, 5000), WAIT_OBJECT_0, "due");
    check(GetTickCount() - start >= 45, "not early: %lu ms", GetTickCount() - start);
    check_equal_u32(WaitForSingleObject(timer, 0), WAIT_OBJECT_0, "manual reset stays signalled");
    check(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE), "set again");
    check_equal_u32(WaitForSingleObject(timer, 0), WAIT_TIMEOUT, "setting resets it");
    check(CancelWaitableTimer(timer), "CancelWaitableTimer");
    check_equal_u32(WaitForSingleObject(timer, 120), WAIT_TIMEOUT, "cancelled");
    due.QuadPart = 0;
    check(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE), "at once");
    check_equal_u32(WaitForSingleObject(timer, 1000), WAIT_OBJECT_0, "due at once");
    check(CancelWaitableTimer(timer), "cancel after it was due");
    check_equal_u32(WaitForSingleObject(timer, 0), WAIT_OBJECT_0, "cancelling does not reset");
    CloseHandle(timer);

    timer = CreateWaitableTimerA(NULL, FALSE, NULL);
    due = in_ms(30);
    check(SetWaitableTimer(timer, &due, 30, NULL, NULL, FALSE), "periodic");
    for (int i = 0; i < 4; i++) {
        check_case(i);
        check_equal_u32(WaitForSingleObject(timer, 2000), WAIT_OBJECT_0, "each period");
    }
    check(CancelWaitableTimer(timer), "cancel the periodic one");
    WaitForSingleObject(timer, 0);
    check_equal_u32(WaitForSingleObject(timer, 100), WAIT_TIMEOUT, "no more periods");

    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    due.LowPart = now.dwLowDateTime;
    due.HighPart = (LONG)now.dwHighDateTime;
    due.QuadPart += 600000;
    check(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE), "absolute time");
    check_equal_u32(WaitForSingleObject(timer, 5000), WAIT_OBJECT_0, "absolute time has come");
    check_equal_u32(WaitForSingleObject(timer, 0), WAIT_TIMEOUT, "a synchronization timer is reset by the wait");

    due = in_ms(40);
    check(SetWaitableTimer(timer, &due, 0, on_time, &calls, FALSE), "with a routine");
    Sleep(100);
    check_equal_int(calls, 0, "not called unless waiting alertably");
    check_equal_u32(SleepEx(1000, TRUE), WAIT_IO_COMPLETION, "SleepEx ends with the call");
    check_equal_int(calls, 1, "called");
    check_equal_u32(caller, GetCurrentThreadId(), "by the thread that set the timer");
    check_equal_ptr(seen, &calls, "with its argument");
    check(CompareFileTime(&seen_time, &now) > 0, "and the time");
    calls = 0;
    due = in_ms(20);
    check(SetWaitableTimer(timer, &due, 20, on_time, NULL, FALSE), "periodic with a routine");
    for (int i = 0; i < 3; i++) {
        check_case(20 + i);
        check_equal_u32(SleepEx(2000, TRUE), WAIT_IO_COMPLETION, "each period calls");
    }
    check(calls >= 3, "called %d times", calls);
    CancelWaitableTimer(timer);
    calls = 0;
    SleepEx(60, TRUE);
    check_equal_int(calls, 0, "no calls after cancelling");
    check_fails_with(SetWaitableTimer(timer, &due, -1, NULL, NULL, FALSE), ERROR_INVALID_PARAMETER);
    CloseHandle(timer);
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    check_fails_with(SetWaitableTimer(event, &due, 0, NULL, NULL, FALSE), ERROR_INVALID_HANDLE);
    check_fails_with(CancelWaitableTimer(event), ERROR_INVALID_HANDLE);
    return check_summary();
}
