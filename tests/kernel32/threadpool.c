/* The thread pool: work, timers, waits, cleanup groups, and the older functions. */
#include "../check.h"

static volatile LONG calls, cancelled, timeouts;
static HANDLE done, gate;

static void CALLBACK work(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WORK object)
{
    (void)instance;
    (void)object;
    if (context) WaitForSingleObject(context, 5000);
    InterlockedIncrement(&calls);
}
static void CALLBACK simple(PTP_CALLBACK_INSTANCE instance, void *context)
{
    SetEventWhenCallbackReturns(instance, context);
    InterlockedIncrement(&calls);
}
static void CALLBACK on_timer(PTP_CALLBACK_INSTANCE instance, void *context, PTP_TIMER timer)
{
    (void)instance;
    (void)timer;
    (void)context;
    if (InterlockedIncrement(&calls) == 3) SetEvent(done);
}
static void CALLBACK on_wait(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WAIT wait, TP_WAIT_RESULT result)
{
    (void)instance;
    (void)context;
    (void)wait;
    if (result == WAIT_TIMEOUT) InterlockedIncrement(&timeouts);
    InterlockedIncrement(&calls);
    SetEvent(done);
}
static void CALLBACK on_cancel(void *object, void *cleanup)
{
    (void)object;
    (void)cleanup;
    InterlockedIncrement(&cancelled);
}
static DWORD WINAPI item(void *context)
{
    InterlockedIncrement(&calls);
    SetEvent(context);
    return 0;
}
static void CALLBACK registered(void *context, BOOLEAN timed_out)
{
    (void)context;
    if (timed_out) InterlockedIncrement(&timeouts);
    InterlockedIncrement(&calls);
    SetEvent(done);
}

static FILETIME in_ms(LONGLONG ms)
{
    ULARGE_INTEGER time = {.QuadPart = (ULONGLONG)(-ms * 10000)};
    return (FILETIME){time.LowPart, time.HighPart};
}

static void test_work(void)
{
    PTP_WORK object = CreateThreadpoolWork(work, NULL, NULL);
    check(object != NULL, "CreateThreadpoolWork");
    for (int i = 0; i < 100; i++) SubmitThreadpoolWork(object);
    WaitForThreadpoolWorkCallbacks(object, FALSE);
    check_equal_int(calls, 100, "each submission calls once");
    CloseThreadpoolWork(object);

    calls = 0;
    gate = CreateEventW(NULL, TRUE, FALSE, NULL);
    PTP_POOL pool = CreateThreadpool(NULL);
    check(pool != NULL, "CreateThreadpool");
    SetThreadpoolThreadMaximum(pool, 1);
    check(SetThreadpoolThreadMinimum(pool, 1), "SetThreadpoolThreadMinimum");
    TP_CALLBACK_ENVIRON environment;
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    object = CreateThreadpoolWork(work, gate, &environment);
    for (int i = 0; i < 10; i++) SubmitThreadpoolWork(object);
    Sleep(50);
    SetEvent(gate);
    WaitForThreadpoolWorkCallbacks(object, TRUE);
    LONG after = calls;
    check(after >= 1 && after <= 10, "some ran, the rest was cancelled: %ld", after);
    Sleep(30);
    check_equal_int(calls, after, "no more after that");
    CloseThreadpoolWork(object);

    ResetEvent(gate);
    PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
    check(group != NULL, "CreateThreadpoolCleanupGroup");
    SetThreadpoolCallbackCleanupGroup(&environment, group, on_cancel);
    PTP_WORK first = CreateThreadpoolWork(work, gate, &environment),
             second = CreateThreadpoolWork(work, gate, &environment);
    SubmitThreadpoolWork(first);
    Sleep(50);
    SubmitThreadpoolWork(second);
    SetEvent(gate);
    CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
    check_equal_int(calls, after + 2, "a group waits for its members");
    check_equal_int(cancelled, 0, "none was cancelled");
    CloseThreadpoolCleanupGroup(group);
    CloseThreadpool(pool);

    calls = 0;
    done = CreateEventW(NULL, FALSE, FALSE, NULL);
    check(TrySubmitThreadpoolCallback(simple, done, NULL), "TrySubmitThreadpoolCallback");
    check_equal_u32(WaitForSingleObject(done, 5000), WAIT_OBJECT_0, "the event is set when it returns");
    check_equal_int(calls, 1, "called");
    check(QueueUserWorkItem(item, done, WT_EXECUTEDEFAULT), "QueueUserWorkItem");
    check_equal_u32(WaitForSingleObject(done, 5000), WAIT_OBJECT_0, "the work item ran");

    /* callbacks that wait for each other need more threads than processors */
    calls = 0;
    ResetEvent(gate);
    object = CreateThreadpoolWork(work, gate, NULL);
    for (int i = 0; i < 8; i++) SubmitThreadpoolWork(object);
    check(QueueUserWorkItem(item, gate, WT_EXECUTEDEFAULT), "one that lets the others go");
    WaitForThreadpoolWorkCallbacks(object, FALSE);
    check_equal_int(calls, 9, "the pool grew");
    CloseThreadpoolWork(object);
}

static void test_timers(void)
{
    PTP_TIMER timer = CreateThreadpoolTimer(on_timer, NULL, NULL);
    FILETIME due = in_ms(30);
    calls = 0;
    check(timer != NULL, "CreateThreadpoolTimer");
    check(!IsThreadpoolTimerSet(timer), "not set");
    SetThreadpoolTimer(timer, &due, 20, 0);
    check(IsThreadpoolTimerSet(timer), "set");
    check_equal_u32(WaitForSingleObject(done, 5000), WAIT_OBJECT_0, "three periods");
    SetThreadpoolTimer(timer, NULL, 0, 0);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    LONG after = calls;
    Sleep(80);
    check_equal_int(calls, after, "stopped");
    CloseThreadpoolTimer(timer);

    HANDLE queue = CreateTimerQueue(), old;
    calls = timeouts = 0;
    check(queue != NULL, "CreateTimerQueue");
    check(CreateTimerQueueTimer(&old, queue, registered, NULL, 20, 0, WT_EXECUTEONLYONCE), "CreateTimerQueueTimer");
    check_equal_u32(WaitForSingleObject(done, 5000), WAIT_OBJECT_0, "it fired");
    check_equal_int(timeouts, 1, "its argument is TRUE");
    check(DeleteTimerQueueTimer(queue, old, INVALID_HANDLE_VALUE), "DeleteTimerQueueTimer");
    check(CreateTimerQueueTimer(&old, NULL, registered, NULL, 10000, 0, 0), "in the default queue");
    check(ChangeTimerQueueTimer(NULL, old, 10, 0), "ChangeTimerQueueTimer");
    check_equal_u32(WaitForSingleObject(done, 5000), WAIT_OBJECT_0, "fired earlier");
    check(DeleteTimerQueueTimer(NULL, old, INVALID_HANDLE_VALUE), "delete it");
    check(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE), "DeleteTimerQueueEx");
}

static void test_waits(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), wait;
    PTP_WAIT object = CreateThreadpoolWait(on_wait, NULL, NULL);
    FILETIME due = in_ms(30);
    calls = timeouts = 0;
    check(object != NULL, "CreateThreadpoolWait");
    SetThreadpoolWait(object, event, NULL);
    SetEvent(event);
    check_equal_u32(WaitForSingleObject(done, 5000), WAIT_OBJECT_0, "called when signalled");
    check_equal_int(timeouts, 0, "not a time-out");
    SetThreadpoolWait(object, event, &due);
    check_equal_u32(WaitForSingleObject(done, 5000), WAIT_OBJECT_0, "called at the time-out");
    WaitForThreadpoolWaitCallbacks(object, FALSE);
    check_equal_int(timeouts, 1, "a time-out");
    CloseThreadpoolWait(object);
    calls = timeouts = 0;
    check(RegisterWaitForSingleObject(&wait, event, registered, NULL, INFINITE, WT_EXECUTEDEFAULT),
          "RegisterWaitForSingleObject");
    for (int i = 0; i < 3; i++) {
        check_case(i);
        SetEvent(event);
        check_equal_u32(WaitForSingleObject(done, 5000), WAIT_OBJECT_0, "each signal calls");
    }
    check_equal_int(timeouts, 0, "none timed out");
    check(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE), "UnregisterWaitEx: error %lu", GetLastError());
    SetEvent(event);
    check_equal_u32(WaitForSingleObject(done, 60), WAIT_TIMEOUT, "not called any more");
    check(RegisterWaitForSingleObject(&wait, gate, registered, NULL, 20, WT_EXECUTEONLYONCE), "once");
    ResetEvent(gate);
    check_equal_u32(WaitForSingleObject(done, 5000), WAIT_OBJECT_0, "called once");
    check_equal_u32(WaitForSingleObject(done, 80), WAIT_TIMEOUT, "and only once");
    check(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE), "unregister");
}

/* What fires while no thread of the pool is free stays queued until one is. */
static void test_busy(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_CALLBACK_ENVIRON environment;
    FILETIME due = in_ms(0);
    InitializeThreadpoolEnvironment(&environment);
    SetThreadpoolCallbackPool(&environment, pool);
    SetThreadpoolThreadMaximum(pool, 1);
    PTP_WORK object = CreateThreadpoolWork(work, gate, &environment);
    PTP_WAIT wait = CreateThreadpoolWait(on_wait, NULL, &environment);
    PTP_TIMER timer = CreateThreadpoolTimer(on_timer, NULL, &environment);
    calls = 0;
    ResetEvent(gate);
    SubmitThreadpoolWork(object);
    for (int i = 0; i < 20; i++) {
        SetThreadpoolWait(wait, event, NULL);
        SetEvent(event);
        SetThreadpoolTimer(timer, &due, 0, 0);
        Sleep(1);
    }
    check_equal_int(calls, 0, "the only thread is busy");
    SetEvent(gate);
    WaitForThreadpoolWorkCallbacks(object, FALSE);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    check(calls >= 3, "then all are called: %ld", calls);
    CloseThreadpoolWork(object);
    CloseThreadpoolWait(wait);
    CloseThreadpoolTimer(timer);
    CloseThreadpool(pool);
    CloseHandle(event);
}

int main(void)
{
    test_work();
    test_timers();
    test_waits();
    test_busy();
    return check_summary();
}
