/* Thread pools, their threads and their queue; work objects, simple callbacks and cleanup groups. */
#include "threadpool_private.h"

#define IDLE_TIME      100000000ull /* 10 s: how long a thread without work stays */
#define STUCK_TIME     300000ull    /* 30 ms */
#define DEFAULT_MAXIMUM 500u

static struct pool default_pool = { .references = 1, .maximum = DEFAULT_MAXIMUM };
struct pool *pool_default(void) { return &default_pool; }

/* ---- callbacks */

static void finish_instance(struct instance *instance)
{
    if (instance->section) RtlLeaveCriticalSection(instance->section);
    if (instance->mutex) NtReleaseMutant(instance->mutex, NULL);
    if (instance->semaphore) NtReleaseSemaphore(instance->semaphore, (LONG)instance->semaphore_count, NULL);
    if (instance->event) NtSetEvent(instance->event, NULL);
    if (instance->dll) LdrUnloadDll(instance->dll);
}

static void call_io(struct task *task, PTP_CALLBACK_INSTANCE instance, struct io_result *result)
{
    task->callback.io(instance, task->context, result->overlapped, RtlNtStatusToDosError(result->io.Status),
                      result->io.Information, (PTP_IO)task);
    heap_free(result);
}

static void call(struct task *task, struct instance *instance, struct io_result *result)
{
    PTP_CALLBACK_INSTANCE handle = (PTP_CALLBACK_INSTANCE)instance;

    switch (task->kind) {
    case TASK_SIMPLE: task->callback.simple(handle, task->context); break;
    case TASK_WORK: task->callback.work(handle, task->context, (PTP_WORK)task); break;
    case TASK_TIMER: task->callback.timer(handle, task->context, (PTP_TIMER)task); break;
    case TASK_WAIT: task->callback.wait(handle, task->context, (PTP_WAIT)task, task->result); break;
    case TASK_IO: call_io(task, handle, result); break;
    }
    if (task->finalization) task->finalization(handle, task->context);
}

/* ---- the queue; all under the pool's lock */

static void enqueue(struct pool *pool, struct task *task)
{
    if (task->queued) return;
    task->queued = TRUE;
    task->next_queued = NULL;
    if (pool->first[task->priority]) pool->last[task->priority]->next_queued = task;
    else pool->first[task->priority] = task;
    pool->last[task->priority] = task;
}

static struct task *dequeue(struct pool *pool)
{
    struct task *task;
    int i;

    for (i = 0; i < 3; i++) {
        if (!(task = pool->first[i])) continue;
        pool->first[i] = task->next_queued;
        task->queued = FALSE;
        if (--task->pending) enqueue(pool, task);
        return task;
    }
    return NULL;
}

static BOOLEAN has_queue(const struct pool *pool) { return pool->first[0] || pool->first[1] || pool->first[2]; }

static void run_one(struct pool *pool, struct task *task)
{
    struct instance instance = { .task = task, .pool = pool };
    struct io_result *result = task->results;

    if (result) task->results = result->next;
    task->running++;
    pool->last_start = monotonic_now();
    RtlReleaseSRWLockExclusive(&pool->lock);
    call(task, &instance, result);
    finish_instance(&instance);
    RtlAcquireSRWLockExclusive(&pool->lock);
    if (!instance.disassociated) task->running--;
    if (!task->running && !task->pending) RtlWakeAllConditionVariable(&task->done);
}

static void pool_release(struct pool *pool)
{
    if (!InterlockedDecrement(&pool->references)) heap_free(pool);
}

/* Returns FALSE when the thread should end. */
static BOOLEAN wait_for_work(struct pool *pool)
{
    LARGE_INTEGER timeout = { .QuadPart = -(LONGLONG)IDLE_TIME };
    NTSTATUS status;

    if (pool->closing) return FALSE;
    pool->idle++;
    status = RtlSleepConditionVariableSRW(&pool->work, &pool->lock, &timeout, 0);
    pool->idle--;
    return has_queue(pool) || (!pool->closing && (status != STATUS_TIMEOUT || pool->threads <= pool->minimum));
}

static DWORD WINAPI worker(LPVOID argument)
{
    struct pool *pool = argument;
    struct task *task;

    RtlAcquireSRWLockExclusive(&pool->lock);
    do {
        while ((task = dequeue(pool))) {
            run_one(pool, task);
            RtlReleaseSRWLockExclusive(&pool->lock);
            task_release(task);
            RtlAcquireSRWLockExclusive(&pool->lock);
        }
    } while (wait_for_work(pool));
    pool->threads--;
    RtlReleaseSRWLockExclusive(&pool->lock);
    pool_release(pool);
    return 0;
}

static NTSTATUS start_thread(struct pool *pool)
{
    HANDLE thread;
    NTSTATUS status;

    pool->threads++;
    InterlockedIncrement(&pool->references);
    status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, NtCurrentProcess(), (PVOID)worker, pool, 0, 0,
                              pool->stack.StackCommit, pool->stack.StackReserve, NULL);
    if (NT_SUCCESS(status)) {
        NtClose(thread);
        return status;
    }
    pool->threads--;
    InterlockedDecrement(&pool->references);
    return status;
}

static BOOLEAN all_stuck(const struct pool *pool, uint64_t now)
{
    return has_queue(pool) && !pool->idle && pool->threads < pool->maximum && now > pool->last_start + STUCK_TIME;
}

BOOLEAN pool_relieve(struct pool *pool, uint64_t now)
{
    BOOLEAN watch;

    RtlAcquireSRWLockExclusive(&pool->lock);
    if (all_stuck(pool, now)) {
        pool->last_start = now;
        start_thread(pool);
    }
    watch = has_queue(pool);
    RtlReleaseSRWLockExclusive(&pool->lock);
    return watch;
}

BOOLEAN task_enqueue(struct task *task)
{
    struct pool *pool = task->pool;
    BOOLEAN watch = FALSE;

    InterlockedIncrement(&task->references); /* for the callback */
    RtlAcquireSRWLockExclusive(&pool->lock);
    task->pending++;
    enqueue(pool, task);
    if (pool->idle) RtlWakeConditionVariable(&pool->work);
    else if (pool->threads < pool->maximum && (pool->threads < process_info()->processor_count || task->may_run_long))
        start_thread(pool);
    else watch = TRUE;
    RtlReleaseSRWLockExclusive(&pool->lock);
    return watch;
}

void task_queue(struct task *task)
{
    if (task_enqueue(task)) service_watch(task->pool);
}

/* ---- tasks */

static void group_add(struct group *group, struct task *task)
{
    RtlAcquireSRWLockExclusive(&group->lock);
    task->group_next = group->first;
    if (group->first) group->first->group_previous = task;
    group->first = task;
    RtlReleaseSRWLockExclusive(&group->lock);
    InterlockedIncrement(&group->references);
}

static void group_release(struct group *group)
{
    if (!InterlockedDecrement(&group->references)) heap_free(group);
}

static void group_remove(struct task *task)
{
    struct group *group = task->group;

    if (!group) return;
    RtlAcquireSRWLockExclusive(&group->lock);
    if (task->group_previous) task->group_previous->group_next = task->group_next;
    else if (group->first == task) group->first = task->group_next;
    if (task->group_next) task->group_next->group_previous = task->group_previous;
    task->group = NULL;
    RtlReleaseSRWLockExclusive(&group->lock);
    group_release(group);
}

NTSTATUS task_create(struct task **out, enum task_kind kind, PVOID callback, PVOID context,
                     const TP_CALLBACK_ENVIRON *environment)
{
    struct task *task = heap_allocate_zeroed(sizeof(*task));

    *out = NULL;
    if (!task) return STATUS_NO_MEMORY;
    task->kind = kind;
    task->references = 1;
    task->callback.any = callback;
    task->context = context;
    task->priority = TP_CALLBACK_PRIORITY_NORMAL;
    task->due = UINT64_MAX;
    task->pool = environment && environment->Pool ? (struct pool *)environment->Pool : &default_pool;
    InterlockedIncrement(&task->pool->references);
    if (environment) {
        task->finalization = environment->FinalizationCallback;
        task->group_cancel = environment->CleanupGroupCancelCallback;
        task->may_run_long = environment->u.s.LongFunction;
        if (environment->Version >= 3 && environment->CallbackPriority < TP_CALLBACK_PRIORITY_INVALID)
            task->priority = environment->CallbackPriority;
        if ((task->group = (struct group *)environment->CleanupGroup)) group_add(task->group, task);
    }
    *out = task;
    return STATUS_SUCCESS;
}

void task_release(struct task *task)
{
    struct pool *pool = task->pool;

    if (InterlockedDecrement(&task->references)) return;
    group_remove(task);
    heap_free(task);
    pool_release(pool);
}

void task_close(struct task *task)
{
    if (task->kind == TASK_TIMER || task->kind == TASK_WAIT) service_disarm(task);
    group_remove(task);
    task_release(task);
}

static void cancel(struct pool *pool, struct task *task)
{
    struct task **link = &pool->first[task->priority], *before = NULL;
    struct io_result *result;

    task->pending = 0;
    while ((result = task->results)) {
        task->results = result->next;
        heap_free(result);
    }
    if (!task->queued) return;
    task->queued = FALSE;
    for (; *link != task; link = &before->next_queued) before = *link;
    *link = task->next_queued;
    if (pool->last[task->priority] == task) pool->last[task->priority] = before;
}

void task_wait(struct task *task, BOOLEAN cancel_pending)
{
    struct pool *pool = task->pool;
    LONG cancelled = 0;

    RtlAcquireSRWLockExclusive(&pool->lock);
    if (cancel_pending) {
        cancelled = task->pending;
        cancel(pool, task);
    }
    while (task->pending || task->running) RtlSleepConditionVariableSRW(&task->done, &pool->lock, NULL, 0);
    RtlReleaseSRWLockExclusive(&pool->lock);
    while (cancelled-- > 0) task_release(task); /* what the queue held */
}

/* ---- work and simple callbacks */

NTSTATUS NTAPI TpSimpleTryPost(PTP_SIMPLE_CALLBACK callback, PVOID context, TP_CALLBACK_ENVIRON *environment)
{
    struct task *task;
    NTSTATUS status = task_create(&task, TASK_SIMPLE, (PVOID)callback, context, environment);

    if (!NT_SUCCESS(status)) return status;
    task_queue(task);
    task_release(task);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI TpAllocWork(PTP_WORK *work, PTP_WORK_CALLBACK callback, PVOID context, TP_CALLBACK_ENVIRON *environment)
{
    return task_create((struct task **)work, TASK_WORK, (PVOID)callback, context, environment);
}

VOID NTAPI TpPostWork(PTP_WORK work) { task_queue((struct task *)work); }
VOID NTAPI TpReleaseWork(PTP_WORK work) { task_close((struct task *)work); }
VOID NTAPI TpWaitForWork(PTP_WORK work, LOGICAL cancel_pending) { task_wait((struct task *)work, !!cancel_pending); }

/* ---- cleanup groups */

NTSTATUS NTAPI TpAllocCleanupGroup(PTP_CLEANUP_GROUP *out)
{
    struct group *group = heap_allocate_zeroed(sizeof(*group));

    *out = (PTP_CLEANUP_GROUP)group;
    if (!group) return STATUS_NO_MEMORY;
    group->references = 1;
    return STATUS_SUCCESS;
}

VOID NTAPI TpReleaseCleanupGroup(PTP_CLEANUP_GROUP group) { group_release((struct group *)group); }

static struct task *group_take(struct group *group)
{
    struct task *task;

    RtlAcquireSRWLockExclusive(&group->lock);
    if ((task = group->first)) {
        group->first = task->group_next;
        if (group->first) group->first->group_previous = NULL;
        task->group_next = task->group_previous = NULL;
        task->group = NULL;
        InterlockedIncrement(&task->references);
    }
    RtlReleaseSRWLockExclusive(&group->lock);
    if (task) group_release(group);
    return task;
}

/* Waits for the callbacks of every member and closes it. */
VOID NTAPI TpReleaseCleanupGroupMembers(PTP_CLEANUP_GROUP handle, LOGICAL cancel_pending, PVOID cleanup_context)
{
    struct group *group = (struct group *)handle;
    struct task *task;
    BOOLEAN was_pending;

    while ((task = group_take(group))) {
        BOOLEAN was_armed = task->kind == TASK_TIMER || task->kind == TASK_WAIT ? service_disarm(task) : FALSE;
        was_pending = task->pending != 0;
        task_wait(task, !!cancel_pending);
        if (cancel_pending && (was_pending || was_armed) && task->group_cancel)
            task->group_cancel(task->context, cleanup_context);
        if (task->kind != TASK_SIMPLE) task_release(task); /* the program's reference */
        task_release(task);
    }
}

/* ---- what a callback may ask for */

static struct instance *instance_of(PTP_CALLBACK_INSTANCE instance) { return (struct instance *)instance; }

VOID NTAPI TpCallbackLeaveCriticalSectionOnCompletion(PTP_CALLBACK_INSTANCE instance, PRTL_CRITICAL_SECTION section)
{
    instance_of(instance)->section = section;
}
VOID NTAPI TpCallbackReleaseMutexOnCompletion(PTP_CALLBACK_INSTANCE instance, HANDLE mutex)
{
    instance_of(instance)->mutex = mutex;
}
VOID NTAPI TpCallbackSetEventOnCompletion(PTP_CALLBACK_INSTANCE instance, HANDLE event)
{
    instance_of(instance)->event = event;
}
VOID NTAPI TpCallbackUnloadDllOnCompletion(PTP_CALLBACK_INSTANCE instance, PVOID dll)
{
    instance_of(instance)->dll = dll;
}

VOID NTAPI TpCallbackReleaseSemaphoreOnCompletion(PTP_CALLBACK_INSTANCE instance, HANDLE semaphore, ULONG count)
{
    instance_of(instance)->semaphore = semaphore;
    instance_of(instance)->semaphore_count = count;
}

/* From now on nobody who waits for the object's callbacks waits for this one. */
VOID NTAPI TpDisassociateCallback(PTP_CALLBACK_INSTANCE handle)
{
    struct instance *instance = instance_of(handle);

    RtlAcquireSRWLockExclusive(&instance->pool->lock);
    if (!instance->disassociated) {
        instance->disassociated = TRUE;
        if (!--instance->task->running && !instance->task->pending) RtlWakeAllConditionVariable(&instance->task->done);
    }
    RtlReleaseSRWLockExclusive(&instance->pool->lock);
}

/* Makes sure that others can run meanwhile. */
NTSTATUS NTAPI TpCallbackMayRunLong(PTP_CALLBACK_INSTANCE handle)
{
    struct pool *pool = instance_of(handle)->pool;
    NTSTATUS status = STATUS_SUCCESS;

    RtlAcquireSRWLockExclusive(&pool->lock);
    if (!pool->idle) status = pool->threads < pool->maximum ? start_thread(pool) : STATUS_TOO_MANY_THREADS;
    RtlReleaseSRWLockExclusive(&pool->lock);
    return status;
}

/* ---- pools */

NTSTATUS NTAPI TpAllocPool(PTP_POOL *out, PVOID reserved)
{
    struct pool *pool = reserved ? NULL : heap_allocate_zeroed(sizeof(*pool));

    *out = (PTP_POOL)pool;
    if (!pool) return reserved ? STATUS_INVALID_PARAMETER : STATUS_NO_MEMORY;
    pool->references = 1;
    pool->maximum = DEFAULT_MAXIMUM;
    return STATUS_SUCCESS;
}

VOID NTAPI TpReleasePool(PTP_POOL handle)
{
    struct pool *pool = (struct pool *)handle;

    RtlAcquireSRWLockExclusive(&pool->lock);
    pool->closing = TRUE;
    RtlWakeAllConditionVariable(&pool->work);
    RtlReleaseSRWLockExclusive(&pool->lock);
    pool_release(pool);
}

VOID NTAPI TpSetPoolMaxThreads(PTP_POOL handle, ULONG maximum)
{
    struct pool *pool = (struct pool *)handle;

    pool->maximum = maximum ? maximum : 1;
    if (pool->minimum > pool->maximum) pool->minimum = pool->maximum;
}

NTSTATUS NTAPI TpSetPoolMinThreads(PTP_POOL handle, ULONG minimum)
{
    struct pool *pool = (struct pool *)handle;
    NTSTATUS status = STATUS_SUCCESS;

    RtlAcquireSRWLockExclusive(&pool->lock);
    pool->minimum = minimum;
    if (pool->maximum < minimum) pool->maximum = minimum;
    while (pool->threads < minimum && NT_SUCCESS(status)) status = start_thread(pool);
    RtlReleaseSRWLockExclusive(&pool->lock);
    return status;
}

NTSTATUS NTAPI TpSetPoolStackInformation(PTP_POOL handle, PTP_POOL_STACK_INFORMATION stack)
{
    ((struct pool *)handle)->stack = *stack;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI TpQueryPoolStackInformation(PTP_POOL handle, PTP_POOL_STACK_INFORMATION stack)
{
    *stack = ((struct pool *)handle)->stack;
    return STATUS_SUCCESS;
}
