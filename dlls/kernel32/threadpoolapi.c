/* The thread pool's Win32 functions; those not here are forwarded to ntdll. */
#include "kernel32_private.h"

PTP_POOL WINAPI CreateThreadpool(PVOID reserved)
{
    PTP_POOL pool;

    return set_last_status(TpAllocPool(&pool, reserved)) ? pool : NULL;
}

BOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL pool, DWORD minimum)
{
    return set_last_status(TpSetPoolMinThreads(pool, minimum));
}

BOOL WINAPI SetThreadpoolStackInformation(PTP_POOL pool, PTP_POOL_STACK_INFORMATION stack)
{
    return set_last_status(TpSetPoolStackInformation(pool, stack));
}
BOOL WINAPI QueryThreadpoolStackInformation(PTP_POOL pool, PTP_POOL_STACK_INFORMATION stack)
{
    return set_last_status(TpQueryPoolStackInformation(pool, stack));
}

PTP_CLEANUP_GROUP WINAPI CreateThreadpoolCleanupGroup(void)
{
    PTP_CLEANUP_GROUP group;

    return set_last_status(TpAllocCleanupGroup(&group)) ? group : NULL;
}

PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK callback, PVOID context, PTP_CALLBACK_ENVIRON environment)
{
    PTP_WORK work;

    return set_last_status(TpAllocWork(&work, callback, context, environment)) ? work : NULL;
}

PTP_TIMER WINAPI CreateThreadpoolTimer(PTP_TIMER_CALLBACK callback, PVOID context, PTP_CALLBACK_ENVIRON environment)
{
    PTP_TIMER timer;

    return set_last_status(TpAllocTimer(&timer, callback, context, environment)) ? timer : NULL;
}

PTP_WAIT WINAPI CreateThreadpoolWait(PTP_WAIT_CALLBACK callback, PVOID context, PTP_CALLBACK_ENVIRON environment)
{
    PTP_WAIT wait;

    return set_last_status(TpAllocWait(&wait, callback, context, environment)) ? wait : NULL;
}

PTP_IO WINAPI CreateThreadpoolIo(HANDLE file, PTP_WIN32_IO_CALLBACK callback, PVOID context,
                                 PTP_CALLBACK_ENVIRON environment)
{
    PTP_IO io;

    return set_last_status(TpAllocIoCompletion(&io, file, callback, context, environment)) ? io : NULL;
}

BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK callback, PVOID context, PTP_CALLBACK_ENVIRON environment)
{
    return set_last_status(TpSimpleTryPost(callback, context, environment));
}

BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE instance)
{
    return set_last_status(TpCallbackMayRunLong(instance));
}

/* ---- the older interface */

struct user_work { LPTHREAD_START_ROUTINE function; PVOID context; };

static void NTAPI run_user_work(PVOID argument)
{
    struct user_work work = *(struct user_work *)argument;

    heap_free(argument);
    work.function(work.context);
}

BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE function, PVOID context, ULONG flags)
{
    struct user_work *work = heap_allocate(sizeof(*work));
    NTSTATUS status;

    if (!work) return set_last_status(STATUS_NO_MEMORY);
    *work = (struct user_work){ function, context };
    status = RtlQueueWorkItem(run_user_work, work, flags);
    if (!NT_SUCCESS(status)) heap_free(work);
    return set_last_status(status);
}

BOOL WINAPI BindIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE function, ULONG flags)
{
    return set_last_status(RtlSetIoCompletionCallback(file, function, flags));
}

BOOL WINAPI RegisterWaitForSingleObject(PHANDLE wait, HANDLE object, WAITORTIMERCALLBACK function, PVOID context,
                                        ULONG milliseconds, ULONG flags)
{
    return set_last_status(
        RtlRegisterWait(wait, resolve_standard_handle(object), function, context, milliseconds, flags));
}

HANDLE WINAPI RegisterWaitForSingleObjectEx(HANDLE object, WAITORTIMERCALLBACK function, PVOID context,
                                            ULONG milliseconds, ULONG flags)
{
    HANDLE wait;

    return RegisterWaitForSingleObject(&wait, object, function, context, milliseconds, flags) ? wait : NULL;
}

/* STATUS_PENDING (a callback still runs) is a failure here, with ERROR_IO_PENDING, as documented. */
static BOOL pending_is_failure(NTSTATUS status)
{
    if (status != STATUS_PENDING) return set_last_status(status);
    SetLastError(ERROR_IO_PENDING);
    return FALSE;
}

BOOL WINAPI UnregisterWaitEx(HANDLE wait, HANDLE event) { return pending_is_failure(RtlDeregisterWaitEx(wait, event)); }
BOOL WINAPI UnregisterWait(HANDLE wait) { return UnregisterWaitEx(wait, NULL); }

HANDLE WINAPI CreateTimerQueue(void)
{
    HANDLE queue;

    return set_last_status(RtlCreateTimerQueue(&queue)) ? queue : NULL;
}

BOOL WINAPI CreateTimerQueueTimer(PHANDLE timer, HANDLE queue, WAITORTIMERCALLBACK function, PVOID context, DWORD due,
                                  DWORD period, ULONG flags)
{
    return set_last_status(RtlCreateTimer(queue, timer, function, context, due, period, flags));
}

HANDLE WINAPI SetTimerQueueTimer(HANDLE queue, WAITORTIMERCALLBACK function, PVOID context, DWORD due, DWORD period,
                                 BOOL prefer_io)
{
    HANDLE timer;

    (void)prefer_io;
    return CreateTimerQueueTimer(&timer, queue, function, context, due, period, 0) ? timer : NULL;
}

BOOL WINAPI ChangeTimerQueueTimer(HANDLE queue, HANDLE timer, ULONG due, ULONG period)
{
    return set_last_status(RtlUpdateTimer(queue, timer, due, period));
}
BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE timer, HANDLE event)
{
    return pending_is_failure(RtlDeleteTimer(queue, timer, event));
}
BOOL WINAPI CancelTimerQueueTimer(HANDLE queue, HANDLE timer) { return DeleteTimerQueueTimer(queue, timer, NULL); }
BOOL WINAPI DeleteTimerQueueEx(HANDLE queue, HANDLE event)
{
    return pending_is_failure(RtlDeleteTimerQueueEx(queue, event));
}
BOOL WINAPI DeleteTimerQueue(HANDLE queue) { return DeleteTimerQueueEx(queue, NULL); }
