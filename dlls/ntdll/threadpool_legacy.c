/* The older interface, on top of the thread pool: RtlQueueWorkItem, registered waits, timer queues. */
#include "threadpool_private.h"

/* ---- QueueUserWorkItem */

struct work_item { PRTL_WORK_ITEM_ROUTINE function; PVOID context; };

static void CALLBACK call_work_item(PTP_CALLBACK_INSTANCE instance, PVOID context)
{
    struct work_item item = *(struct work_item *)context;

    (void)instance;
    heap_free(context);
    item.function(item.context);
}

NTSTATUS NTAPI RtlQueueWorkItem(PRTL_WORK_ITEM_ROUTINE function, PVOID context, ULONG flags)
{
    struct work_item *item = heap_allocate(sizeof(*item));
    TP_CALLBACK_ENVIRON environment = { .Version = 1 };
    NTSTATUS status;

    if (!item) return STATUS_NO_MEMORY;
    *item = (struct work_item){ function, context };
    environment.u.s.LongFunction = !!(flags & WT_EXECUTELONGFUNCTION);
    environment.u.s.Persistent = !!(flags & WT_EXECUTEINPERSISTENTTHREAD);
    status = TpSimpleTryPost(call_work_item, item, &environment);
    if (!NT_SUCCESS(status)) heap_free(item);
    return status;
}

/* ---- registered waits and timers: both are one of these */

struct registration {
    LONG references;           /* the program's handle, and each callback that runs */
    PTP_WAIT wait;
    PTP_TIMER timer;
    WAITORTIMERCALLBACKFUNC function;
    PVOID context;
    HANDLE object;
    LONGLONG timeout;          /* 0: none; else relative, negative */
    ULONG flags;
    HANDLE completion;         /* event to set when the last callback has returned */
    volatile LONG running, deregistered;
    struct timer_queue *queue;
    struct registration *next, *previous;
};

static void registration_release(struct registration *registration)
{
    if (InterlockedDecrement(&registration->references)) return;
    if (registration->wait) TpReleaseWait(registration->wait);
    if (registration->timer) TpReleaseTimer(registration->timer);
    if (registration->completion) NtSetEvent(registration->completion, NULL);
    heap_free(registration);
}

static void rearm(struct registration *registration)
{
    LARGE_INTEGER timeout = { .QuadPart = registration->timeout };

    TpSetWait(registration->wait, registration->object, registration->timeout ? &timeout : NULL);
}

static void CALLBACK call_registered_wait(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WAIT wait,
                                          TP_WAIT_RESULT result)
{
    struct registration *registration = context;

    (void)instance;
    (void)wait;
    InterlockedIncrement(&registration->references);
    InterlockedIncrement(&registration->running);
    if (!registration->deregistered) {
        registration->function(registration->context, result == WAIT_TIMEOUT);
        if (!(registration->flags & WT_EXECUTEONLYONCE) && !registration->deregistered) rearm(registration);
    }
    InterlockedDecrement(&registration->running);
    registration_release(registration);
}

NTSTATUS NTAPI RtlRegisterWait(PHANDLE out, HANDLE object, WAITORTIMERCALLBACKFUNC function, PVOID context,
                               ULONG milliseconds, ULONG flags)
{
    struct registration *registration = heap_allocate_zeroed(sizeof(*registration));
    NTSTATUS status;

    *out = NULL;
    if (!registration) return STATUS_NO_MEMORY;
    registration->references = 1;
    registration->function = function;
    registration->context = context;
    registration->object = object;
    registration->timeout = milliseconds == INFINITE ? 0 : milliseconds ? -(LONGLONG)milliseconds * 10000 : -1;
    registration->flags = flags;
    if (!NT_SUCCESS(status = TpAllocWait(&registration->wait, call_registered_wait, registration, NULL))) {
        heap_free(registration);
        return status;
    }
    rearm(registration);
    *out = registration;
    return STATUS_SUCCESS;
}

/* event NULL: do not wait; INVALID_HANDLE_VALUE: wait for the callbacks; else it is set when they have returned. */
static NTSTATUS deregister(struct registration *registration, HANDLE event)
{
    BOOLEAN running;

    InterlockedExchange(&registration->deregistered, 1);
    if (registration->wait) TpSetWait(registration->wait, NULL, NULL);
    if (registration->timer) TpSetTimer(registration->timer, NULL, 0, 0);
    if (event == INVALID_HANDLE_VALUE) {
        if (registration->wait) TpWaitForWait(registration->wait, TRUE);
        if (registration->timer) TpWaitForTimer(registration->timer, TRUE);
        event = NULL;
    }
    registration->completion = event;
    running = registration->running != 0;
    registration_release(registration);
    return running ? STATUS_PENDING : STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlDeregisterWaitEx(HANDLE handle, HANDLE event)
{
    return handle ? deregister(handle, event) : STATUS_INVALID_HANDLE;
}

NTSTATUS NTAPI RtlDeregisterWait(HANDLE handle) { return RtlDeregisterWaitEx(handle, NULL); }

/* ---- timer queues */

struct timer_queue {
    RTL_SRWLOCK lock;
    struct registration *first;
};
static struct timer_queue default_queue;

static void queue_remove(struct registration *timer)
{
    struct timer_queue *queue = timer->queue;

    RtlAcquireSRWLockExclusive(&queue->lock);
    if (timer->previous) timer->previous->next = timer->next;
    else if (queue->first == timer) queue->first = timer->next;
    if (timer->next) timer->next->previous = timer->previous;
    timer->next = timer->previous = NULL;
    RtlReleaseSRWLockExclusive(&queue->lock);
}

static void queue_add(struct timer_queue *queue, struct registration *timer)
{
    RtlAcquireSRWLockExclusive(&queue->lock);
    timer->queue = queue;
    timer->next = queue->first;
    if (queue->first) queue->first->previous = timer;
    queue->first = timer;
    RtlReleaseSRWLockExclusive(&queue->lock);
}

static void CALLBACK call_queued_timer(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_TIMER timer)
{
    struct registration *registration = context;

    (void)instance;
    (void)timer;
    InterlockedIncrement(&registration->references);
    InterlockedIncrement(&registration->running);
    if (!registration->deregistered) registration->function(registration->context, TRUE);
    InterlockedDecrement(&registration->running);
    registration_release(registration);
}

static void set_timer(struct registration *timer, DWORD due, DWORD period)
{
    LARGE_INTEGER when = { .QuadPart = due ? -(LONGLONG)due * 10000 : -1 };

    if (due == INFINITE) TpSetTimer(timer->timer, NULL, 0, 0);
    else TpSetTimer(timer->timer, &when, timer->flags & WT_EXECUTEONLYONCE ? 0 : (LONG)period, 0);
}

NTSTATUS NTAPI RtlCreateTimerQueue(PHANDLE queue)
{
    *queue = heap_allocate_zeroed(sizeof(struct timer_queue));
    return *queue ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS NTAPI RtlCreateTimer(HANDLE queue, PHANDLE out, WAITORTIMERCALLBACKFUNC function, PVOID context, DWORD due,
                              DWORD period, ULONG flags)
{
    struct registration *timer = heap_allocate_zeroed(sizeof(*timer));
    NTSTATUS status;

    *out = NULL;
    if (!timer) return STATUS_NO_MEMORY;
    timer->references = 1;
    timer->function = function;
    timer->context = context;
    timer->flags = flags;
    if (!NT_SUCCESS(status = TpAllocTimer(&timer->timer, call_queued_timer, timer, NULL))) {
        heap_free(timer);
        return status;
    }
    queue_add(queue ? queue : &default_queue, timer);
    *out = timer;
    set_timer(timer, due, period);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUpdateTimer(HANDLE queue, HANDLE timer, DWORD due, DWORD period)
{
    (void)queue;
    if (!timer) return STATUS_INVALID_PARAMETER;
    set_timer(timer, due, period);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlDeleteTimer(HANDLE queue, HANDLE timer, HANDLE event)
{
    (void)queue;
    if (!timer) return STATUS_INVALID_PARAMETER_1;
    queue_remove(timer);
    return deregister(timer, event);
}

NTSTATUS NTAPI RtlDeleteTimerQueueEx(HANDLE handle, HANDLE event)
{
    struct timer_queue *queue = handle;
    struct registration *timer;
    NTSTATUS status = STATUS_SUCCESS;

    if (!queue) return STATUS_INVALID_HANDLE;
    while ((timer = queue->first)) {
        queue_remove(timer);
        if (deregister(timer, event == INVALID_HANDLE_VALUE ? event : NULL) == STATUS_PENDING) status = STATUS_PENDING;
    }
    if (event && event != INVALID_HANDLE_VALUE) NtSetEvent(event, NULL);
    heap_free(queue);
    return status;
}

NTSTATUS NTAPI RtlDeleteTimerQueue(HANDLE queue) { return RtlDeleteTimerQueueEx(queue, NULL); }
