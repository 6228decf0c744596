/* Events, mutexes, semaphores, waits, and what else synchapi.h declares that is not forwarded to ntdll. */
#include "kernel32_private.h"

/* Calls the W function with the name in UTF-16. */
#define WITH_WIDE_NAME(name, result_type, failure, call) \
    LPWSTR wide; \
    result_type result; \
    if (!wide_from_ansi(name, &wide)) return failure; \
    result = call; \
    if (wide) { DWORD error = GetLastError(); RtlFreeHeap(current_peb()->ProcessHeap, 0, wide); SetLastError(error); } \
    return result

/* ---- events */

HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags, DWORD access)
{
    struct object_attributes object;
    HANDLE handle = NULL;
    NTSTATUS status = object_attributes_init(&object, security, name, OBJ_OPENIF);

    if (flags & ~(DWORD)(CREATE_EVENT_INITIAL_SET | CREATE_EVENT_MANUAL_RESET)) status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = NtCreateEvent(&handle, access, &object.attributes,
                               flags & CREATE_EVENT_MANUAL_RESET ? NotificationEvent : SynchronizationEvent,
                               !!(flags & CREATE_EVENT_INITIAL_SET));
    return created_handle(status, handle);
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES security, BOOL manual_reset, BOOL initial, LPCWSTR name)
{
    return CreateEventExW(security, name,
                          (manual_reset ? CREATE_EVENT_MANUAL_RESET : 0) | (initial ? CREATE_EVENT_INITIAL_SET : 0),
                          EVENT_ALL_ACCESS);
}

HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags, DWORD access)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, CreateEventExW(security, wide, flags, access));
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES security, BOOL manual_reset, BOOL initial, LPCSTR name)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, CreateEventW(security, manual_reset, initial, wide));
}

/* All Open functions work alike. */
typedef NTSTATUS (NTAPI *open_function)(PHANDLE, ACCESS_MASK, const OBJECT_ATTRIBUTES *);

static HANDLE open_object(open_function open, DWORD access, BOOL inherit, LPCWSTR name)
{
    struct object_attributes object;
    HANDLE handle = NULL;
    NTSTATUS status =
        name ? object_attributes_init(&object, NULL, name, inherit ? OBJ_INHERIT : 0) : STATUS_INVALID_PARAMETER;

    if (NT_SUCCESS(status)) status = open(&handle, access, &object.attributes);
    return set_last_status(status) ? handle : NULL;
}

HANDLE WINAPI OpenEventW(DWORD access, BOOL inherit, LPCWSTR name)
{
    return open_object(NtOpenEvent, access, inherit, name);
}
HANDLE WINAPI OpenEventA(DWORD access, BOOL inherit, LPCSTR name)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, OpenEventW(access, inherit, wide));
}
BOOL WINAPI SetEvent(HANDLE event) { return set_last_status(NtSetEvent(event, NULL)); }
BOOL WINAPI ResetEvent(HANDLE event) { return set_last_status(NtResetEvent(event, NULL)); }
BOOL WINAPI PulseEvent(HANDLE event) { return set_last_status(NtPulseEvent(event, NULL)); }

/* ---- mutexes */

HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags, DWORD access)
{
    struct object_attributes object;
    HANDLE handle = NULL;
    NTSTATUS status = object_attributes_init(&object, security, name, OBJ_OPENIF);

    if (flags & ~(DWORD)CREATE_MUTEX_INITIAL_OWNER) status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = NtCreateMutant(&handle, access, &object.attributes, !!(flags & CREATE_MUTEX_INITIAL_OWNER));
    return created_handle(status, handle);
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES security, BOOL owned, LPCWSTR name)
{
    return CreateMutexExW(security, name, owned ? CREATE_MUTEX_INITIAL_OWNER : 0, MUTEX_ALL_ACCESS);
}

HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags, DWORD access)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, CreateMutexExW(security, wide, flags, access));
}

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES security, BOOL owned, LPCSTR name)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, CreateMutexW(security, owned, wide));
}

HANDLE WINAPI OpenMutexW(DWORD access, BOOL inherit, LPCWSTR name)
{
    return open_object(NtOpenMutant, access, inherit, name);
}
HANDLE WINAPI OpenMutexA(DWORD access, BOOL inherit, LPCSTR name)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, OpenMutexW(access, inherit, wide));
}
BOOL WINAPI ReleaseMutex(HANDLE mutex) { return set_last_status(NtReleaseMutant(mutex, NULL)); }

/* ---- semaphores */

HANDLE WINAPI CreateSemaphoreExW(LPSECURITY_ATTRIBUTES security, LONG count, LONG maximum, LPCWSTR name, DWORD flags,
                                 DWORD access)
{
    struct object_attributes object;
    HANDLE handle = NULL;
    NTSTATUS status = flags ? STATUS_INVALID_PARAMETER : object_attributes_init(&object, security, name, OBJ_OPENIF);

    if (NT_SUCCESS(status)) status = NtCreateSemaphore(&handle, access, &object.attributes, count, maximum);
    return created_handle(status, handle);
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES security, LONG count, LONG maximum, LPCWSTR name)
{
    return CreateSemaphoreExW(security, count, maximum, name, 0, SEMAPHORE_ALL_ACCESS);
}

HANDLE WINAPI CreateSemaphoreExA(LPSECURITY_ATTRIBUTES security, LONG count, LONG maximum, LPCSTR name, DWORD flags,
                                 DWORD access)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, CreateSemaphoreExW(security, count, maximum, wide, flags, access));
}

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES security, LONG count, LONG maximum, LPCSTR name)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, CreateSemaphoreW(security, count, maximum, wide));
}

HANDLE WINAPI OpenSemaphoreW(DWORD access, BOOL inherit, LPCWSTR name)
{
    return open_object(NtOpenSemaphore, access, inherit, name);
}
HANDLE WINAPI OpenSemaphoreA(DWORD access, BOOL inherit, LPCSTR name)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, OpenSemaphoreW(access, inherit, wide));
}

BOOL WINAPI ReleaseSemaphore(HANDLE semaphore, LONG count, LPLONG previous)
{
    return set_last_status(NtReleaseSemaphore(semaphore, count, previous));
}

/* ---- waitable timers */

HANDLE WINAPI CreateWaitableTimerExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags, DWORD access)
{
    struct object_attributes object;
    HANDLE handle = NULL;
    NTSTATUS status = object_attributes_init(&object, security, name, OBJ_OPENIF);

    if (flags & ~(DWORD)(CREATE_WAITABLE_TIMER_MANUAL_RESET | 2 /* CREATE_WAITABLE_TIMER_HIGH_RESOLUTION */))
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = NtCreateTimer(&handle, access, &object.attributes,
                               flags & CREATE_WAITABLE_TIMER_MANUAL_RESET ? NotificationTimer : SynchronizationTimer);
    return created_handle(status, handle);
}

HANDLE WINAPI CreateWaitableTimerW(LPSECURITY_ATTRIBUTES security, BOOL manual_reset, LPCWSTR name)
{
    return CreateWaitableTimerExW(security, name, manual_reset ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0,
                                  TIMER_ALL_ACCESS);
}

HANDLE WINAPI CreateWaitableTimerExA(LPSECURITY_ATTRIBUTES security, LPCSTR name, DWORD flags, DWORD access)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, CreateWaitableTimerExW(security, wide, flags, access));
}

HANDLE WINAPI CreateWaitableTimerA(LPSECURITY_ATTRIBUTES security, BOOL manual_reset, LPCSTR name)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, CreateWaitableTimerW(security, manual_reset, wide));
}

HANDLE WINAPI OpenWaitableTimerW(DWORD access, BOOL inherit, LPCWSTR name)
{
    return open_object(NtOpenTimer, access, inherit, name);
}
HANDLE WINAPI OpenWaitableTimerA(DWORD access, BOOL inherit, LPCSTR name)
{
    WITH_WIDE_NAME(name, HANDLE, NULL, OpenWaitableTimerW(access, inherit, wide));
}

BOOL WINAPI SetWaitableTimer(HANDLE timer, const LARGE_INTEGER *due, LONG period, PTIMERAPCROUTINE routine,
                             LPVOID context, BOOL resume)
{
    NTSTATUS status = NtSetTimer(timer, due, (PTIMER_APC_ROUTINE)(void *)routine, context, !!resume, period, NULL);

    if (!set_last_status(status)) return FALSE;
    if (resume) SetLastError(status == STATUS_TIMER_RESUME_IGNORED ? ERROR_NOT_SUPPORTED : ERROR_SUCCESS);
    return TRUE;
}

/* A tolerable delay lets Windows coalesce timers; being on time satisfies it. */
BOOL WINAPI SetWaitableTimerEx(HANDLE timer, const LARGE_INTEGER *due, LONG period, PTIMERAPCROUTINE routine,
                               LPVOID context, PREASON_CONTEXT reason, ULONG tolerable_delay)
{
    (void)reason;
    (void)tolerable_delay;
    return SetWaitableTimer(timer, due, period, routine, context, FALSE);
}

BOOL WINAPI CancelWaitableTimer(HANDLE timer) { return set_last_status(NtCancelTimer(timer, NULL)); }

/* ---- waits */

static DWORD wait_result(NTSTATUS status)
{
    return set_last_status(status) ? (DWORD)status : WAIT_FAILED;
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE handle, DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER timeout;
    NTSTATUS status;

    handle = resolve_standard_handle(handle);
    do status = NtWaitForSingleObject(handle, !!alertable, timeout_from_ms(&timeout, milliseconds));
    while (status == STATUS_ALERTED && alertable);
    return wait_result(status);
}

DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD milliseconds)
{
    return WaitForSingleObjectEx(handle, milliseconds, FALSE);
}

DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE *handles, BOOL all, DWORD milliseconds, BOOL alertable)
{
    HANDLE resolved[MAXIMUM_WAIT_OBJECTS];
    LARGE_INTEGER timeout;
    NTSTATUS status;
    DWORD i;

    if (!count || count > MAXIMUM_WAIT_OBJECTS) return wait_result(STATUS_INVALID_PARAMETER);
    for (i = 0; i < count; i++) resolved[i] = resolve_standard_handle(handles[i]);
    do
        status = NtWaitForMultipleObjects(count, resolved, all ? WaitAll : WaitAny, !!alertable,
                                          timeout_from_ms(&timeout, milliseconds));
    while (status == STATUS_ALERTED && alertable);
    return wait_result(status);
}

DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD milliseconds)
{
    return WaitForMultipleObjectsEx(count, handles, all, milliseconds, FALSE);
}

DWORD WINAPI SignalObjectAndWait(HANDLE signal, HANDLE object, DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER timeout;

    return wait_result(NtSignalAndWaitForSingleObject(signal, resolve_standard_handle(object), !!alertable,
                                                      timeout_from_ms(&timeout, milliseconds)));
}

DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable)
{
    LARGE_INTEGER interval;
    NTSTATUS status;

    interval.QuadPart = milliseconds == INFINITE ? INT64_MIN : -(LONGLONG)milliseconds * 10000;
    do status = NtDelayExecution(!!alertable, &interval);
    while (status == STATUS_ALERTED && alertable);
    return status == STATUS_USER_APC ? WAIT_IO_COMPLETION : 0;
}

void WINAPI Sleep(DWORD milliseconds) { SleepEx(milliseconds, FALSE); }

BOOL WINAPI SwitchToThread(void)
{
    NtYieldExecution();
    return TRUE;
}

/* ---- locks whose Win32 form differs from ntdll's */

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spin_count)
{
    return set_last_status(RtlInitializeCriticalSectionAndSpinCount(section, spin_count));
}

BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD spin_count, DWORD flags)
{
    return set_last_status(RtlInitializeCriticalSectionEx(section, spin_count, flags));
}

static BOOL sleep_result(NTSTATUS status)
{
    if (status != STATUS_TIMEOUT) return set_last_status(status);
    SetLastError(ERROR_TIMEOUT);
    return FALSE;
}

BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE variable, PCRITICAL_SECTION section, DWORD milliseconds)
{
    LARGE_INTEGER timeout;

    return sleep_result(RtlSleepConditionVariableCS(variable, section, timeout_from_ms(&timeout, milliseconds)));
}

BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE variable, PSRWLOCK lock, DWORD milliseconds, ULONG flags)
{
    LARGE_INTEGER timeout;

    return sleep_result(RtlSleepConditionVariableSRW(variable, lock, timeout_from_ms(&timeout, milliseconds), flags));
}

BOOL WINAPI WaitOnAddress(volatile VOID *address, PVOID compare, SIZE_T size, DWORD milliseconds)
{
    LARGE_INTEGER timeout;

    return sleep_result(
        RtlWaitOnAddress((const void *)address, compare, size, timeout_from_ms(&timeout, milliseconds)));
}

BOOL WINAPI InitOnceBeginInitialize(LPINIT_ONCE once, DWORD flags, PBOOL pending, LPVOID *context)
{
    NTSTATUS status = (NTSTATUS)RtlRunOnceBeginInitialize(once, flags, context);

    if (!set_last_status(status)) return FALSE;
    *pending = status == STATUS_PENDING;
    return TRUE;
}

BOOL WINAPI InitOnceComplete(LPINIT_ONCE once, DWORD flags, LPVOID context)
{
    return set_last_status((NTSTATUS)RtlRunOnceComplete(once, flags, context));
}

BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE once, PINIT_ONCE_FN function, PVOID parameter, LPVOID *context)
{
    /* a failure's error code is the callback's own */
    return NT_SUCCESS(
        (NTSTATUS)RtlRunOnceExecuteOnce(once, (PRTL_RUN_ONCE_INIT_FN)(void *)function, parameter, context));
}

BOOL WINAPI InitializeSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier, LONG threads, LONG spin_count)
{
    if (threads < 1 || spin_count < -1) return set_last_status(STATUS_INVALID_PARAMETER);
    return set_last_status(RtlInitBarrier((PRTL_BARRIER)barrier, (ULONG)threads, (ULONG)spin_count));
}

BOOL WINAPI EnterSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier, DWORD flags)
{
    return RtlBarrier((PRTL_BARRIER)barrier, flags);
}
BOOL WINAPI DeleteSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier)
{
    return set_last_status(RtlDeleteBarrier((PRTL_BARRIER)barrier));
}
