/* Events: creation, states, pulses. */
#include "../check.h"

static HANDLE pulsed;
static volatile LONG released;

static DWORD WINAPI wait_for_pulse(void *argument)
{
    (void)argument;
    if (!WaitForSingleObject(pulsed, 5000)) InterlockedIncrement(&released);
    return 0;
}

static void test_pulse(BOOL manual_reset, LONG expected)
{
    HANDLE threads[3];
    pulsed = CreateEventW(NULL, manual_reset, FALSE, NULL);
    released = 0;
    for (int i = 0; i < 3; i++) threads[i] = CreateThread(NULL, 0, wait_for_pulse, NULL, 0, NULL);
    Sleep(150); /* until all of them sleep */
    check(PulseEvent(pulsed), "PulseEvent: error %lu", GetLastError());
    Sleep(100);
    check_equal_int(released, expected, "waiters that a pulse lets go");
    check_equal_u32(WaitForSingleObject(pulsed, 0), WAIT_TIMEOUT, "after a pulse the event is not signalled");
    for (int i = 0; i < 3; i++) SetEvent(pulsed), Sleep(10);
    check_equal_u32(WaitForMultipleObjects(3, threads, TRUE, 5000), WAIT_OBJECT_0, "all waiters end");
    check_equal_int(released, 3, "all waiters were let go");
    for (int i = 0; i < 3; i++) CloseHandle(threads[i]);
    CloseHandle(pulsed);
}

int main(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    check(event != NULL, "CreateEventW: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_TIMEOUT, "not signalled at first");
    check(SetEvent(event), "SetEvent");
    check(SetEvent(event), "SetEvent again");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_OBJECT_0, "signalled");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_TIMEOUT, "the wait has reset it");
    check(SetEvent(event) && ResetEvent(event), "SetEvent and ResetEvent");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_TIMEOUT, "reset");
    check(CloseHandle(event), "CloseHandle");
    check_fails_with(SetEvent(event), ERROR_INVALID_HANDLE);
    check_fails_with(CloseHandle(event), ERROR_INVALID_HANDLE);
    SetLastError(0);
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_FAILED, "a closed handle");
    check_last_error(ERROR_INVALID_HANDLE, "a closed handle");

    event = CreateEventA(NULL, TRUE, TRUE, NULL);
    for (int i = 0; i < 3; i++) {
        check_case(i);
        check_equal_u32(WaitForSingleObject(event, 0), WAIT_OBJECT_0, "manual reset stays signalled");
    }
    check(ResetEvent(event), "ResetEvent");
    check_equal_u32(WaitForSingleObject(event, 10), WAIT_TIMEOUT, "manual reset after ResetEvent");
    CloseHandle(event);

    event = CreateEventExW(NULL, NULL, CREATE_EVENT_INITIAL_SET, SYNCHRONIZE);
    check(event != NULL, "CreateEventExW");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_OBJECT_0, "initially set");
    check_fails_with(SetEvent(event), ERROR_ACCESS_DENIED);
    CloseHandle(event);
    event = CreateEventExA(NULL, NULL, CREATE_EVENT_MANUAL_RESET, EVENT_MODIFY_STATE);
    check(event != NULL, "CreateEventExA");
    check(SetEvent(event), "modify right");
    SetLastError(0);
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_FAILED, "no right to wait");
    check_last_error(ERROR_ACCESS_DENIED, "no right to wait");
    CloseHandle(event);
    check_fails_with(CreateEventExW(NULL, NULL, 0x80, EVENT_ALL_ACCESS) != NULL, ERROR_INVALID_PARAMETER);

    HANDLE semaphore = CreateSemaphoreW(NULL, 0, 1, NULL);
    check_fails_with(SetEvent(semaphore), ERROR_INVALID_HANDLE);
    check_fails_with(ResetEvent(semaphore), ERROR_INVALID_HANDLE);
    CloseHandle(semaphore);

    check_case(100);
    test_pulse(TRUE, 3);
    check_case(101);
    test_pulse(FALSE, 1);
    return check_summary();
}
