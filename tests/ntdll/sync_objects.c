/* The NT functions below the Win32 ones: previous states, queries, types of handles, keyed events, alerts. */
#include "../check.h"
#include <winternl.h>
#include <ntstatus.h>

typedef struct { LONG type, state; } EVENT_INFO;
typedef struct { LONG count; BOOLEAN owned, abandoned; } MUTANT_INFO;
typedef struct { LONG count, maximum; } SEMAPHORE_INFO;
typedef struct { LARGE_INTEGER remaining; BOOLEAN state; } TIMER_INFO;

NTSTATUS NTAPI NtCreateEvent(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, int, BOOLEAN);
NTSTATUS NTAPI NtSetEvent(HANDLE, LONG *);
NTSTATUS NTAPI NtResetEvent(HANDLE, LONG *);
NTSTATUS NTAPI NtClearEvent(HANDLE);
NTSTATUS NTAPI NtPulseEvent(HANDLE, LONG *);
NTSTATUS NTAPI NtQueryEvent(HANDLE, int, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtCreateMutant(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, BOOLEAN);
NTSTATUS NTAPI NtReleaseMutant(HANDLE, LONG *);
NTSTATUS NTAPI NtQueryMutant(HANDLE, int, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtCreateSemaphore(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, LONG, LONG);
NTSTATUS NTAPI NtReleaseSemaphore(HANDLE, LONG, LONG *);
NTSTATUS NTAPI NtQuerySemaphore(HANDLE, int, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtCreateTimer(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, int);
NTSTATUS NTAPI NtSetTimer(HANDLE, LARGE_INTEGER *, void *, void *, BOOLEAN, LONG, BOOLEAN *);
NTSTATUS NTAPI NtCancelTimer(HANDLE, BOOLEAN *);
NTSTATUS NTAPI NtQueryTimer(HANDLE, int, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtWaitForMultipleObjects(ULONG, HANDLE *, int, BOOLEAN, LARGE_INTEGER *);
NTSTATUS NTAPI NtDelayExecution(BOOLEAN, LARGE_INTEGER *);
NTSTATUS NTAPI NtCreateKeyedEvent(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, ULONG);
NTSTATUS NTAPI NtWaitForKeyedEvent(HANDLE, const void *, BOOLEAN, LARGE_INTEGER *);
NTSTATUS NTAPI NtReleaseKeyedEvent(HANDLE, const void *, BOOLEAN, LARGE_INTEGER *);
NTSTATUS NTAPI NtAlertThread(HANDLE);
NTSTATUS NTAPI NtTestAlert(void);
NTSTATUS NTAPI NtQueueApcThread(HANDLE, void *, void *, void *, void *);

static HANDLE keyed;
static int key;
static ULONG_PTR apc_arguments[3];

static DWORD WINAPI release_key(void *argument)
{
    LARGE_INTEGER timeout = {.QuadPart = -50000000};
    (void)argument;
    return (DWORD)NtReleaseKeyedEvent(keyed, &key, FALSE, &timeout);
}

static void NTAPI apc(ULONG_PTR a, ULONG_PTR b, ULONG_PTR c)
{
    apc_arguments[0] = a, apc_arguments[1] = b, apc_arguments[2] = c;
}

static LARGE_INTEGER in_ms(LONGLONG ms) { return (LARGE_INTEGER){.QuadPart = -ms * 10000}; }

static void test_events(void)
{
    HANDLE event = NULL;
    LONG previous = 7;
    EVENT_INFO info;
    ULONG size = 0;
    check_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, 0, FALSE), STATUS_SUCCESS, "a notification event");
    check_status(NtSetEvent(event, &previous), STATUS_SUCCESS, "NtSetEvent");
    check_equal_int(previous, 0, "was reset");
    check_status(NtSetEvent(event, &previous), STATUS_SUCCESS, "again");
    check_equal_int(previous, 1, "was set");
    check_status(NtQueryEvent(event, 0, &info, sizeof(info), &size), STATUS_SUCCESS, "NtQueryEvent");
    check(info.type == 0 && info.state == 1 && size == sizeof(info), "type %ld, state %ld, size %lu", info.type,
          info.state, size);
    check_status(NtQueryEvent(event, 0, &info, 4, NULL), STATUS_INFO_LENGTH_MISMATCH, "a wrong size");
    check_status(NtQueryEvent(event, 9, &info, sizeof(info), NULL), STATUS_INVALID_INFO_CLASS, "a wrong class");
    check_status(NtResetEvent(event, &previous), STATUS_SUCCESS, "NtResetEvent");
    check_equal_int(previous, 1, "was set");
    check_status(NtClearEvent(event), STATUS_SUCCESS, "NtClearEvent");
    check_status(NtPulseEvent(event, &previous), STATUS_SUCCESS, "NtPulseEvent");
    check_equal_int(previous, 0, "was reset");
    check_status(NtReleaseSemaphore(event, 1, NULL), STATUS_OBJECT_TYPE_MISMATCH, "not a semaphore");
    check_status(NtClose(event), STATUS_SUCCESS, "NtClose");
    check_status(NtSetEvent(event, NULL), STATUS_INVALID_HANDLE, "closed");
    check_status(NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, 5, FALSE), STATUS_INVALID_PARAMETER, "no such type");
}

static void test_mutants(void)
{
    HANDLE mutant = NULL;
    LONG previous = 7;
    MUTANT_INFO info;
    LARGE_INTEGER now = {.QuadPart = 0};
    check_status(NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, TRUE), STATUS_SUCCESS, "an owned mutant");
    check_status(NtQueryMutant(mutant, 0, &info, sizeof(info), NULL), STATUS_SUCCESS, "NtQueryMutant");
    check(info.count == 0 && info.owned && !info.abandoned, "count %ld, owned %d", info.count, info.owned);
    check_status(NtWaitForSingleObject(mutant, FALSE, &now), STATUS_WAIT_0, "again");
    check_status(NtReleaseMutant(mutant, &previous), STATUS_SUCCESS, "release");
    check_equal_int(previous, -1, "previous count");
    check_status(NtReleaseMutant(mutant, &previous), STATUS_SUCCESS, "release again");
    check_equal_int(previous, 0, "previous count");
    check_status(NtReleaseMutant(mutant, NULL), STATUS_MUTANT_NOT_OWNED, "not owned");
    NtQueryMutant(mutant, 0, &info, sizeof(info), NULL);
    check(info.count == 1 && !info.owned, "free");
    NtClose(mutant);
}

static void test_semaphores(void)
{
    HANDLE semaphore = NULL;
    LONG previous = 7;
    SEMAPHORE_INFO info;
    check_status(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 2, 5), STATUS_SUCCESS, "NtCreateSemaphore");
    check_status(NtReleaseSemaphore(semaphore, 2, &previous), STATUS_SUCCESS, "release");
    check_equal_int(previous, 2, "previous count");
    check_status(NtReleaseSemaphore(semaphore, 2, &previous), STATUS_SEMAPHORE_LIMIT_EXCEEDED, "above the limit");
    check_status(NtQuerySemaphore(semaphore, 0, &info, sizeof(info), NULL), STATUS_SUCCESS, "NtQuerySemaphore");
    check(info.count == 4 && info.maximum == 5, "count %ld of %ld", info.count, info.maximum);
    NtClose(semaphore);
    check_status(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 2, 1), STATUS_INVALID_PARAMETER,
                 "more than the limit");
}

static void test_timers(void)
{
    HANDLE timer = NULL;
    BOOLEAN state = 7;
    TIMER_INFO info;
    LARGE_INTEGER due = in_ms(40), wait = in_ms(3000);
    check_status(NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, 0), STATUS_SUCCESS, "NtCreateTimer");
    check_status(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, &state), STATUS_SUCCESS, "NtSetTimer");
    check_equal_int(state, 0, "was not signalled");
    check_status(NtQueryTimer(timer, 0, &info, sizeof(info), NULL), STATUS_SUCCESS, "NtQueryTimer");
    check(!info.state && info.remaining.QuadPart > 0 && info.remaining.QuadPart <= 400000, "what is left");
    check_status(NtWaitForSingleObject(timer, FALSE, &wait), STATUS_WAIT_0, "due");
    check_status(NtCancelTimer(timer, &state), STATUS_SUCCESS, "NtCancelTimer");
    check_equal_int(state, 1, "was signalled");
    NtClose(timer);
}

static void test_waits(void)
{
    HANDLE handles[3] = {NULL};
    LARGE_INTEGER now = {.QuadPart = 0}, soon = in_ms(20);
    for (int i = 0; i < 3; i++) NtCreateEvent(&handles[i], EVENT_ALL_ACCESS, NULL, 1, FALSE);
    check_status(NtWaitForMultipleObjects(3, handles, 1, FALSE, &now), STATUS_TIMEOUT, "any of none");
    check_status(NtWaitForMultipleObjects(0, handles, 1, FALSE, &now), STATUS_INVALID_PARAMETER_1, "no objects");
    check_status(NtWaitForMultipleObjects(65, handles, 1, FALSE, &now), STATUS_INVALID_PARAMETER_1, "too many");
    NtSetEvent(handles[2], NULL);
    check_status(NtWaitForMultipleObjects(3, handles, 1, FALSE, &now), STATUS_WAIT_2, "the third");
    check_status(NtWaitForSingleObject((HANDLE)0xdead0, FALSE, &now), STATUS_INVALID_HANDLE, "no handle");
    check_status(NtDelayExecution(FALSE, &soon), STATUS_SUCCESS, "NtDelayExecution");
    check_status(NtTestAlert(), STATUS_SUCCESS, "no alert");
    check_status(NtAlertThread(GetCurrentThread()), STATUS_SUCCESS, "NtAlertThread");
    check_status(NtWaitForSingleObject(handles[0], TRUE, &now), STATUS_ALERTED, "an alertable wait");
    check_status(NtWaitForSingleObject(handles[0], TRUE, &now), STATUS_TIMEOUT, "only once");
    check_status(NtQueueApcThread(GetCurrentThread(), (void *)apc, (void *)1, (void *)2, (void *)3), STATUS_SUCCESS,
                 "NtQueueApcThread");
    check_status(NtDelayExecution(TRUE, &soon), STATUS_USER_APC, "delivered");
    check(apc_arguments[0] == 1 && apc_arguments[1] == 2 && apc_arguments[2] == 3, "with its arguments");
    for (int i = 0; i < 3; i++) NtClose(handles[i]);
}

static void test_keyed_events(void)
{
    LARGE_INTEGER soon = in_ms(20), later = in_ms(5000);
    DWORD code = 7;
    check_status(NtCreateKeyedEvent(&keyed, 0x1f0003, NULL, 0), STATUS_SUCCESS, "NtCreateKeyedEvent");
    check_status(NtWaitForKeyedEvent(keyed, &key, FALSE, &soon), STATUS_TIMEOUT, "nobody releases");
    check_status(NtReleaseKeyedEvent(keyed, &key, FALSE, &soon), STATUS_TIMEOUT, "nobody waits");
    HANDLE thread = CreateThread(NULL, 0, release_key, NULL, 0, NULL);
    check_status(NtWaitForKeyedEvent(keyed, &key, FALSE, &later), STATUS_SUCCESS, "they meet");
    WaitForSingleObject(thread, 5000);
    GetExitCodeThread(thread, &code);
    check_status(code, STATUS_SUCCESS, "the releaser too");
    check_status(NtWaitForKeyedEvent(keyed, (char *)&key + 1, FALSE, &soon), STATUS_INVALID_PARAMETER_1, "an odd key");
    CloseHandle(thread);
    NtClose(keyed);
}

static void test_types(void)
{
    struct { UNICODE_STRING name; BYTE rest[256]; } type;
    HANDLE event = NULL, semaphore = NULL;
    NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL, 0, FALSE);
    NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 1, 1);
    check_status(NtQueryObject(event, 2, &type, sizeof(type), NULL), STATUS_SUCCESS, "type of an event");
    check_equal_wide(type.name.Buffer, L"Event", "its name");
    check_status(NtQueryObject(semaphore, 2, &type, sizeof(type), NULL), STATUS_SUCCESS, "type of a semaphore");
    check_equal_wide(type.name.Buffer, L"Semaphore", "its name");
    check_status(NtQueryObject(GetCurrentThread(), 2, &type, sizeof(type), NULL), STATUS_SUCCESS, "type of a thread");
    check_equal_wide(type.name.Buffer, L"Thread", "its name");
    check_status(NtQueryObject((HANDLE)0xdead0, 2, &type, sizeof(type), NULL), STATUS_INVALID_HANDLE, "no handle");
    check_status(NtQueryObject(event, 2, &type, 8, NULL), STATUS_INFO_LENGTH_MISMATCH, "too small");
    NtClose(event);
    NtClose(semaphore);
}

int main(void)
{
    test_events();
    test_mutants();
    test_semaphores();
    test_timers();
    test_waits();
    test_keyed_events();
    test_types();
    return check_summary();
}
