/* Semaphores: counts and limits. */
#include "../check.h"

int main(void)
{
    LONG previous = -1;
    HANDLE semaphore = CreateSemaphoreW(NULL, 2, 3, NULL);
    check(semaphore != NULL, "CreateSemaphoreW: error %lu", GetLastError());
    for (int i = 0; i < 2; i++) {
        check_case(i);
        check_equal_u32(WaitForSingleObject(semaphore, 0), WAIT_OBJECT_0, "the count allows it");
    }
    check_equal_u32(WaitForSingleObject(semaphore, 0), WAIT_TIMEOUT, "count 0");
    check(ReleaseSemaphore(semaphore, 1, &previous), "ReleaseSemaphore");
    check_equal_int(previous, 0, "previous count");
    check(ReleaseSemaphore(semaphore, 2, &previous), "ReleaseSemaphore by 2");
    check_equal_int(previous, 1, "previous count");
    previous = 77;
    check_fails_with(ReleaseSemaphore(semaphore, 1, &previous), ERROR_TOO_MANY_POSTS);
    check_equal_int(previous, 77, "untouched on failure");
    check_fails_with(ReleaseSemaphore(semaphore, 0, NULL), ERROR_INVALID_PARAMETER);
    check_fails_with(ReleaseSemaphore(semaphore, -1, NULL), ERROR_INVALID_PARAMETER);
    check_fails_with(ReleaseSemaphore(semaphore, 0x7fffffff, NULL), ERROR_TOO_MANY_POSTS);
    for (int i = 0; i < 3; i++) {
        check_case(10 + i);
        check_equal_u32(WaitForSingleObject(semaphore, 0), WAIT_OBJECT_0, "all three");
    }
    check_equal_u32(WaitForSingleObject(semaphore, 20), WAIT_TIMEOUT, "none left");
    check(CloseHandle(semaphore), "CloseHandle");

    check_fails_with(CreateSemaphoreW(NULL, 1, 0, NULL) != NULL, ERROR_INVALID_PARAMETER);
    check_fails_with(CreateSemaphoreW(NULL, 2, 1, NULL) != NULL, ERROR_INVALID_PARAMETER);
    check_fails_with(CreateSemaphoreW(NULL, -1, 1, NULL) != NULL, ERROR_INVALID_PARAMETER);
    check_fails_with(CreateSemaphoreA(NULL, 0, -5, NULL) != NULL, ERROR_INVALID_PARAMETER);

    semaphore = CreateSemaphoreExW(NULL, 1, 1, NULL, 0, SYNCHRONIZE);
    check(semaphore != NULL, "CreateSemaphoreExW");
    check_equal_u32(WaitForSingleObject(semaphore, 0), WAIT_OBJECT_0, "wait right");
    check_fails_with(ReleaseSemaphore(semaphore, 1, NULL), ERROR_ACCESS_DENIED);
    CloseHandle(semaphore);
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    check_fails_with(ReleaseSemaphore(event, 1, NULL), ERROR_INVALID_HANDLE);
    CloseHandle(event);
    return check_summary();
}
