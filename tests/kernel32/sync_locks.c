/* Critical sections, SRW locks, condition variables, one-time initialisation, WaitOnAddress, barriers. */
#include "../check.h"

#define THREADS 4
#define ROUNDS  20000

static CRITICAL_SECTION section;
static SRWLOCK lock;
static CONDITION_VARIABLE not_empty;
static LONG plain_counter, reader_errors, produced, consumed;
static volatile LONG word;
static INIT_ONCE once;
static int once_calls;
static SYNCHRONIZATION_BARRIER barrier;
static LONG lasts, before_barrier;

static DWORD WINAPI count_in_section(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        EnterCriticalSection(&section);
        plain_counter++;
        LeaveCriticalSection(&section);
    }
    return argument != NULL;
}

static DWORD WINAPI count_in_srw(void *argument)
{
    (void)argument;
    for (int i = 0; i < ROUNDS; i++) {
        AcquireSRWLockExclusive(&lock);
        plain_counter++;
        ReleaseSRWLockExclusive(&lock);
        if (i % 8) continue;
        AcquireSRWLockShared(&lock);
        LONG seen = plain_counter;
        if (seen != *(volatile LONG *)&plain_counter) InterlockedIncrement(&reader_errors);
        ReleaseSRWLockShared(&lock);
    }
    return 0;
}

static DWORD WINAPI consume(void *argument)
{
    (void)argument;
    for (int i = 0; i < 500; i++) {
        EnterCriticalSection(&section);
        while (!produced) SleepConditionVariableCS(&not_empty, &section, INFINITE);
        produced--;
        consumed++;
        LeaveCriticalSection(&section);
    }
    return 0;
}

static DWORD WINAPI try_enter(void *argument)
{
    (void)argument;
    if (!TryEnterCriticalSection(&section)) return 0;
    LeaveCriticalSection(&section);
    return 1;
}

static DWORD WINAPI try_srw(void *argument)
{
    DWORD got = 0;
    (void)argument;
    if (TryAcquireSRWLockShared(&lock)) got |= 1, ReleaseSRWLockShared(&lock);
    if (TryAcquireSRWLockExclusive(&lock)) got |= 2, ReleaseSRWLockExclusive(&lock);
    return got;
}

static DWORD WINAPI wake_word(void *argument)
{
    Sleep(60);
    InterlockedExchange(&word, 5);
    if (argument) WakeByAddressAll((void *)&word);
    else WakeByAddressSingle((void *)&word);
    return 0;
}

static DWORD WINAPI wait_word(void *argument)
{
    LONG unwanted = 0;
    (void)argument;
    while (word == unwanted) WaitOnAddress(&word, &unwanted, sizeof(word), INFINITE);
    return 0;
}

static BOOL CALLBACK initialise(PINIT_ONCE which, void *argument, void **context)
{
    (void)which;
    once_calls++;
    *context = (void *)((ULONG_PTR)argument * 4);
    return argument != NULL;
}

static DWORD WINAPI meet(void *argument)
{
    (void)argument;
    for (int i = 0; i < 50; i++) {
        InterlockedIncrement(&before_barrier);
        if (EnterSynchronizationBarrier(&barrier, 0)) InterlockedIncrement(&lasts);
        if (before_barrier < (i + 1) * THREADS) InterlockedIncrement(&reader_errors);
    }
    return 0;
}

static DWORD run(LPTHREAD_START_ROUTINE function, void *argument)
{
    DWORD code = 0xdead;
    HANDLE thread = CreateThread(NULL, 0, function, argument, 0, NULL);
    WaitForSingleObject(thread, 20000);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static void run_all(LPTHREAD_START_ROUTINE function, const char *what)
{
    HANDLE threads[THREADS];
    for (int i = 0; i < THREADS; i++) threads[i] = CreateThread(NULL, 0, function, NULL, 0, NULL);
    check_equal_u32(WaitForMultipleObjects(THREADS, threads, TRUE, 60000), WAIT_OBJECT_0, what);
    for (int i = 0; i < THREADS; i++) CloseHandle(threads[i]);
}

static void test_section(void)
{
    InitializeCriticalSection(&section);
    check_equal_int(section.LockCount, -1, "free");
    EnterCriticalSection(&section);
    EnterCriticalSection(&section);
    check_equal_int(section.RecursionCount, 2, "entered twice");
    check_equal_u32((ULONG_PTR)section.OwningThread, GetCurrentThreadId(), "by this thread");
    check_equal_int(section.LockCount, -2, "owned without waiters");
    check_equal_u32(run(try_enter, NULL), 0, "others cannot");
    check(TryEnterCriticalSection(&section), "the owner can");
    LeaveCriticalSection(&section);
    LeaveCriticalSection(&section);
    check_equal_u32(run(try_enter, NULL), 0, "still owned");
    LeaveCriticalSection(&section);
    check_equal_int(section.RecursionCount, 0, "left");
    check_equal_u32(run(try_enter, NULL), 1, "others can");
    run_all(count_in_section, "contended section");
    check_equal_int(plain_counter, THREADS * ROUNDS, "every increment counted");
    check_equal_int(section.LockCount, -1, "free at the end");
    DeleteCriticalSection(&section);
    check(InitializeCriticalSectionAndSpinCount(&section, 400), "InitializeCriticalSectionAndSpinCount");
    check_equal_u32(SetCriticalSectionSpinCount(&section, 100) & 0xffffff, section.SpinCount ? 400 : 0,
                    "the old spin count");
    DeleteCriticalSection(&section);
    check(InitializeCriticalSectionEx(&section, 0, CRITICAL_SECTION_NO_DEBUG_INFO), "InitializeCriticalSectionEx");
}

static void test_srw(void)
{
    InitializeSRWLock(&lock);
    check_equal_u32(run(try_srw, NULL), 3, "free: both ways");
    AcquireSRWLockShared(&lock);
    check_equal_u32(run(try_srw, NULL), 1, "shared: readers only");
    ReleaseSRWLockShared(&lock);
    AcquireSRWLockExclusive(&lock);
    check_equal_u32(run(try_srw, NULL), 0, "exclusive: nobody");
    check(!TryAcquireSRWLockExclusive(&lock), "not recursive");
    ReleaseSRWLockExclusive(&lock);
    check_equal_ptr(lock.Ptr, NULL, "free at the end");
    plain_counter = 0;
    run_all(count_in_srw, "contended SRW lock");
    check_equal_int(plain_counter, THREADS * ROUNDS, "every increment counted");
    check_equal_int(reader_errors, 0, "nothing changed under a reader");
    check_equal_ptr(lock.Ptr, NULL, "free after contention");
}

static void test_condition(void)
{
    HANDLE threads[THREADS];
    InitializeConditionVariable(&not_empty);
    for (int i = 0; i < THREADS; i++) threads[i] = CreateThread(NULL, 0, consume, NULL, 0, NULL);
    for (int i = 0; i < 500 * THREADS; i++) {
        EnterCriticalSection(&section);
        produced++;
        LeaveCriticalSection(&section);
        if (i % 3) WakeConditionVariable(&not_empty);
        else WakeAllConditionVariable(&not_empty);
    }
    check_equal_u32(WaitForMultipleObjects(THREADS, threads, TRUE, 60000), WAIT_OBJECT_0, "consumers end");
    check_equal_int(consumed, 500 * THREADS, "all consumed");
    EnterCriticalSection(&section);
    DWORD start = GetTickCount();
    check_fails_with(SleepConditionVariableCS(&not_empty, &section, 50), ERROR_TIMEOUT);
    check(GetTickCount() - start >= 40, "after the time given");
    check_equal_u32((ULONG_PTR)section.OwningThread, GetCurrentThreadId(), "the section is ours again");
    LeaveCriticalSection(&section);
    AcquireSRWLockExclusive(&lock);
    check_fails_with(SleepConditionVariableSRW(&not_empty, &lock, 20, 0), ERROR_TIMEOUT);
    check(!TryAcquireSRWLockShared(&lock), "the lock is ours again");
    ReleaseSRWLockExclusive(&lock);
    AcquireSRWLockShared(&lock);
    check_fails_with(SleepConditionVariableSRW(&not_empty, &lock, 20, CONDITION_VARIABLE_LOCKMODE_SHARED),
                     ERROR_TIMEOUT);
    ReleaseSRWLockShared(&lock);
    check_equal_ptr(lock.Ptr, NULL, "shared lock let go");
}

static void test_address(void)
{
    LONG zero = 0, one = 1;
    ULONGLONG wide = 7, same = 7;
    check(WaitOnAddress(&word, &one, sizeof(word), 0), "a different value returns at once");
    check_fails_with(WaitOnAddress(&word, &zero, sizeof(word), 20), ERROR_TIMEOUT);
    check_fails_with(WaitOnAddress(&word, &zero, 3, 20), ERROR_INVALID_PARAMETER);
    check_fails_with(WaitOnAddress(&word, &zero, 1, 10), ERROR_TIMEOUT);
    check_fails_with(WaitOnAddress(&word, &zero, 2, 10), ERROR_TIMEOUT);
    check_fails_with(WaitOnAddress(&wide, &same, 8, 10), ERROR_TIMEOUT);
    HANDLE thread = CreateThread(NULL, 0, wake_word, NULL, 0, NULL);
    check(WaitOnAddress(&word, &zero, sizeof(word), 5000), "woken");
    check_equal_int(word, 5, "and changed");
    WaitForSingleObject(thread, 5000);
    word = 0;
    HANDLE waiters[3];
    for (int i = 0; i < 3; i++) waiters[i] = CreateThread(NULL, 0, wait_word, NULL, 0, NULL);
    CreateThread(NULL, 0, wake_word, (void *)&word, 0, NULL);
    check_equal_u32(WaitForMultipleObjects(3, waiters, TRUE, 5000), WAIT_OBJECT_0, "all woken");
}

static void test_once(void)
{
    void *context = NULL;
    BOOL pending = 7;
    check(!InitOnceExecuteOnce(&once, initialise, NULL, &context), "a failing initialiser");
    check(InitOnceExecuteOnce(&once, initialise, (void *)0x10, &context), "a good one");
    check_equal_ptr(context, (void *)0x40, "its context");
    check(InitOnceExecuteOnce(&once, initialise, (void *)0x20, &context), "again");
    check_equal_ptr(context, (void *)0x40, "the old context");
    check_equal_int(once_calls, 2, "not called again");
    check(InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending, &context) && !pending, "check only");
    INIT_ONCE fresh = INIT_ONCE_STATIC_INIT;
    check_fails_with(InitOnceBeginInitialize(&fresh, INIT_ONCE_CHECK_ONLY, &pending, &context), ERROR_GEN_FAILURE);
    check(InitOnceBeginInitialize(&fresh, 0, &pending, &context) && pending, "begin");
    check(InitOnceComplete(&fresh, 0, (void *)0x100), "complete");
    check(InitOnceBeginInitialize(&fresh, 0, &pending, &context) && !pending, "begin again");
    check_equal_ptr(context, (void *)0x100, "the context");
    INIT_ONCE async = INIT_ONCE_STATIC_INIT;
    check(InitOnceBeginInitialize(&async, INIT_ONCE_ASYNC, &pending, &context) && pending, "async begin");
    check(InitOnceBeginInitialize(&async, INIT_ONCE_ASYNC, &pending, &context) && pending, "a second async begin");
    check(InitOnceComplete(&async, INIT_ONCE_ASYNC, (void *)0x200), "the first to complete");
    check(!InitOnceComplete(&async, INIT_ONCE_ASYNC, (void *)0x300), "the second loses");
}

int main(void)
{
    test_section();
    test_srw();
    test_condition();
    test_address();
    test_once();
    check(InitializeSynchronizationBarrier(&barrier, THREADS, -1), "InitializeSynchronizationBarrier");
    reader_errors = 0;
    run_all(meet, "barrier");
    check_equal_int(lasts, 50, "one thread of each round is the last");
    check_equal_int(reader_errors, 0, "nobody went ahead");
    DeleteSynchronizationBarrier(&barrier);
    return check_summary();
}
