/* Waiting for several objects: any, all, nothing half taken. */
#include "../check.h"

#define COUNT 64

static DWORD WINAPI set_later(void *event)
{
    Sleep(80);
    SetEvent(event);
    return 0;
}

static HANDLE later(HANDLE event) { return CreateThread(NULL, 0, set_later, event, 0, NULL); }

int main(void)
{
    HANDLE events[COUNT + 1];
    for (int i = 0; i < COUNT; i++) events[i] = CreateEventW(NULL, FALSE, FALSE, NULL);
    events[COUNT] = events[0];

    check_equal_u32(WaitForMultipleObjects(COUNT, events, FALSE, 0), WAIT_TIMEOUT, "any of none");
    check_equal_u32(WaitForMultipleObjects(COUNT, events, TRUE, 0), WAIT_TIMEOUT, "all of none");
    for (int i = 0; i < COUNT; i++) {
        check_case(i);
        SetEvent(events[i]);
        check_equal_u32(WaitForMultipleObjects(COUNT, events, FALSE, 0), WAIT_OBJECT_0 + i, "which one");
        check_equal_u32(WaitForMultipleObjects(COUNT, events, FALSE, 0), WAIT_TIMEOUT, "and it is consumed");
    }
    SetEvent(events[9]);
    SetEvent(events[5]);
    check_equal_u32(WaitForMultipleObjects(COUNT, events, FALSE, 0), WAIT_OBJECT_0 + 5, "the lowest first");
    check_equal_u32(WaitForMultipleObjects(COUNT, events, FALSE, 0), WAIT_OBJECT_0 + 9, "then the other");

    for (int i = 0; i < COUNT; i++) SetEvent(events[i]);
    check_equal_u32(WaitForMultipleObjects(COUNT, events, TRUE, 0), WAIT_OBJECT_0, "all of 64");
    check_equal_u32(WaitForMultipleObjects(COUNT, events, FALSE, 0), WAIT_TIMEOUT, "all consumed");
    for (int i = 0; i < 7; i++) SetEvent(events[i]);
    check_equal_u32(WaitForMultipleObjects(8, events, TRUE, 30), WAIT_TIMEOUT, "one is missing");
    for (int i = 0; i < 7; i++) {
        check_case(100 + i);
        check_equal_u32(WaitForSingleObject(events[i], 0), WAIT_OBJECT_0, "nothing was consumed");
    }

    for (int i = 0; i < 7; i++) SetEvent(events[i]);
    HANDLE thread = later(events[7]);
    DWORD start = GetTickCount();
    check_equal_u32(WaitForMultipleObjects(8, events, TRUE, 5000), WAIT_OBJECT_0, "all, the last later");
    check(GetTickCount() - start >= 50, "it took a while");
    WaitForSingleObject(thread, 5000);
    CloseHandle(thread);
    thread = later(events[40]);
    check_equal_u32(WaitForMultipleObjects(COUNT, events, FALSE, 5000), WAIT_OBJECT_0 + 40, "any, later");
    WaitForSingleObject(thread, 5000);
    CloseHandle(thread);

    start = GetTickCount();
    check_equal_u32(WaitForMultipleObjects(2, events, FALSE, 60), WAIT_TIMEOUT, "times out");
    check(GetTickCount() - start >= 45 && GetTickCount() - start < 2000, "after the time given");

    check_fails_with(WaitForMultipleObjects(0, events, FALSE, 0) != WAIT_FAILED, ERROR_INVALID_PARAMETER);
    check_fails_with(WaitForMultipleObjects(COUNT + 1, events, FALSE, 0) != WAIT_FAILED, ERROR_INVALID_PARAMETER);
    HANDLE twice[2] = {events[0], events[0]};
    check_fails_with(WaitForMultipleObjects(2, twice, TRUE, 0) != WAIT_FAILED, ERROR_INVALID_PARAMETER);
    check_equal_u32(WaitForMultipleObjects(2, twice, FALSE, 0), WAIT_TIMEOUT, "twice the same is fine for any");
    HANDLE bad[2] = {events[0], (HANDLE)0xdead0};
    check_fails_with(WaitForMultipleObjects(2, bad, FALSE, 0) != WAIT_FAILED, ERROR_INVALID_HANDLE);

    HANDLE semaphore = CreateSemaphoreW(NULL, 1, 5, NULL), mutex = CreateMutexW(NULL, FALSE, NULL);
    HANDLE mixed[3] = {mutex, semaphore, events[0]};
    check_equal_u32(WaitForMultipleObjects(3, mixed, TRUE, 0), WAIT_TIMEOUT, "mixed, one missing");
    check_fails_with(ReleaseMutex(mutex), ERROR_NOT_OWNER);
    check_equal_u32(WaitForSingleObject(semaphore, 0), WAIT_OBJECT_0, "the semaphore kept its count");
    ReleaseSemaphore(semaphore, 1, NULL);
    SetEvent(events[0]);
    check_equal_u32(WaitForMultipleObjects(3, mixed, TRUE, 0), WAIT_OBJECT_0, "mixed, all there");
    check(ReleaseMutex(mutex), "the mutex was taken");
    check_equal_u32(WaitForSingleObject(semaphore, 0), WAIT_TIMEOUT, "so was the semaphore");
    check_equal_u32(WaitForSingleObject(events[0], 0), WAIT_TIMEOUT, "and the event");

    thread = later(events[1]);
    check_equal_u32(SignalObjectAndWait(events[0], events[1], 5000, FALSE), WAIT_OBJECT_0, "SignalObjectAndWait");
    check_equal_u32(WaitForSingleObject(events[0], 0), WAIT_OBJECT_0, "the first was signalled");
    check_equal_u32(SignalObjectAndWait(semaphore, events[1], 0, FALSE), WAIT_TIMEOUT, "signal a semaphore");
    check_equal_u32(WaitForSingleObject(semaphore, 0), WAIT_OBJECT_0, "it was released");
    check_fails_with(SignalObjectAndWait(mutex, events[1], 0, FALSE) != WAIT_FAILED, ERROR_NOT_OWNER);
    check_fails_with(SignalObjectAndWait(thread, events[1], 0, FALSE) != WAIT_FAILED, ERROR_INVALID_HANDLE);
    check_equal_u32(WaitForSingleObject(thread, 5000), WAIT_OBJECT_0, "a thread is signalled when it has ended");
    return check_summary();
}
