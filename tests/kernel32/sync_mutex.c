/* Mutexes: ownership, recursion, abandonment. */
#include "../check.h"

static HANDLE mutex, second, taken;

static DWORD WINAPI try_release(void *argument)
{
    (void)argument;
    SetLastError(0);
    return ReleaseMutex(mutex) ? 0 : GetLastError();
}

static DWORD WINAPI try_take(void *argument)
{
    (void)argument;
    return WaitForSingleObject(mutex, 0);
}

static DWORD WINAPI take_and_end(void *argument)
{
    WaitForSingleObject(mutex, INFINITE);
    WaitForSingleObject(mutex, INFINITE);
    if (argument) WaitForSingleObject(second, INFINITE);
    SetEvent(taken);
    return 0;
}

static DWORD WINAPI take_and_sleep(void *argument)
{
    (void)argument;
    WaitForSingleObject(mutex, INFINITE);
    SetEvent(taken);
    Sleep(INFINITE);
    return 0;
}

static DWORD run(LPTHREAD_START_ROUTINE function, void *argument)
{
    DWORD code = 0xdead;
    HANDLE thread = CreateThread(NULL, 0, function, argument, 0, NULL);
    WaitForSingleObject(thread, 10000);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

int main(void)
{
    mutex = CreateMutexW(NULL, FALSE, NULL);
    check(mutex != NULL, "CreateMutexW: error %lu", GetLastError());
    check_fails_with(ReleaseMutex(mutex), ERROR_NOT_OWNER);
    for (int i = 0; i < 3; i++) {
        check_case(i);
        check_equal_u32(WaitForSingleObject(mutex, 0), WAIT_OBJECT_0, "take again");
    }
    check_equal_u32(run(try_take, NULL), WAIT_TIMEOUT, "another thread cannot have it");
    check_equal_u32(run(try_release, NULL), ERROR_NOT_OWNER, "another thread cannot release it");
    for (int i = 0; i < 3; i++) {
        check_case(i);
        check(ReleaseMutex(mutex), "release as often");
    }
    check_fails_with(ReleaseMutex(mutex), ERROR_NOT_OWNER);
    check_equal_u32(run(try_take, NULL), WAIT_OBJECT_0, "free again");
    check_equal_u32(WaitForSingleObject(mutex, 1000), WAIT_ABANDONED, "that thread ended with it");
    check(ReleaseMutex(mutex), "ours after that");
    check_equal_u32(WaitForSingleObject(mutex, 0), WAIT_OBJECT_0, "abandoned only once");
    check(ReleaseMutex(mutex), "and released");

    taken = CreateEventW(NULL, FALSE, FALSE, NULL);
    second = CreateMutexW(NULL, FALSE, NULL);
    run(take_and_end, second);
    HANDLE both[2] = {second, mutex};
    check_equal_u32(WaitForMultipleObjects(2, both, FALSE, 1000), WAIT_ABANDONED_0,
                    "wait-any says which was abandoned");
    check_equal_u32(WaitForMultipleObjects(1, both + 1, FALSE, 1000), WAIT_ABANDONED_0, "the other as well");
    check(ReleaseMutex(mutex) && ReleaseMutex(second), "both are ours");
    check_fails_with(ReleaseMutex(mutex), ERROR_NOT_OWNER);
    WaitForSingleObject(taken, 0);

    run(take_and_end, second);
    check_equal_u32(WaitForMultipleObjects(2, both, TRUE, 1000) & ~1u, WAIT_ABANDONED_0,
                    "wait-all of abandoned mutexes");
    check(ReleaseMutex(mutex) && ReleaseMutex(second), "both are ours after wait-all");
    WaitForSingleObject(taken, 0);

    HANDLE thread = CreateThread(NULL, 0, take_and_sleep, NULL, 0, NULL);
    check_equal_u32(WaitForSingleObject(taken, 5000), WAIT_OBJECT_0, "the victim has the mutex");
    check_equal_u32(WaitForSingleObject(mutex, 0), WAIT_TIMEOUT, "so we cannot");
    check(TerminateThread(thread, 7), "TerminateThread");
    check_equal_u32(WaitForSingleObject(mutex, 5000), WAIT_ABANDONED, "its mutex is abandoned");
    check_equal_u32(WaitForSingleObject(thread, 5000), WAIT_OBJECT_0, "the victim has ended");
    DWORD code;
    check(GetExitCodeThread(thread, &code) && code == 7, "its exit code");
    check(ReleaseMutex(mutex), "release");
    CloseHandle(thread);
    CloseHandle(mutex);

    mutex = CreateMutexA(NULL, TRUE, NULL);
    check(mutex && GetLastError() == 0, "CreateMutexA");
    check_equal_u32(run(try_take, NULL), WAIT_TIMEOUT, "owned from the start");
    check(ReleaseMutex(mutex), "initial owner releases");
    CloseHandle(mutex);
    mutex = CreateMutexExW(NULL, NULL, CREATE_MUTEX_INITIAL_OWNER, SYNCHRONIZE);
    check(mutex != NULL, "CreateMutexExW");
    check(ReleaseMutex(mutex), "releasing needs no right");
    CloseHandle(mutex);
    check_fails_with(CreateMutexExW(NULL, NULL, 2, MUTEX_ALL_ACCESS) != NULL, ERROR_INVALID_PARAMETER);
    check_fails_with(ReleaseMutex(taken), ERROR_INVALID_HANDLE);
    return check_summary();
}
