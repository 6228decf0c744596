/* Timers and waits of the thread pool. A service is a thread that waits for up to 63 handles and, the first of them,
 * for timers; what fires is queued to its pool. The first service also looks after pools whose threads are all stuck.
 */
#include "threadpool_private.h"

#define MOST_WAITS    (MAXIMUM_WAIT_OBJECTS - 1)
#define WATCH_TIME    300000ull  /* 30 ms */
#define UNITS_PER_MS  10000ull
#define MOST_WATCHED  8

struct service {
    struct service *next;
    HANDLE changed;      /* event: the lists are others than when it went to sleep */
    struct task *tasks;  /* armed timers and waits */
    ULONG waits;
    BOOLEAN running;
};

static struct service *services;
static RTL_SRWLOCK lock;
static struct pool *watched[MOST_WATCHED];

static DWORD WINAPI serve(LPVOID argument) __attribute__((noreturn));

static NTSTATUS start_service(struct service *service)
{
    HANDLE thread;
    NTSTATUS status =
        NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, NtCurrentProcess(), (PVOID)serve, service, 0, 0, 0, 0, NULL);

    if (NT_SUCCESS(status)) NtClose(thread);
    service->running = NT_SUCCESS(status);
    return status;
}

/* A service with room for one more wait (timers always fit). */
static struct service *find_service(BOOLEAN for_wait)
{
    struct service **link, *service;

    for (link = &services; (service = *link); link = &service->next)
        if (!for_wait || service->waits < MOST_WAITS) return service;
    if (!(service = heap_allocate_zeroed(sizeof(*service)))) return NULL;
    if (!NT_SUCCESS(NtCreateEvent(&service->changed, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE))) {
        heap_free(service);
        return NULL;
    }
    *link = service;
    if (NT_SUCCESS(start_service(service))) return service;
    *link = NULL;
    NtClose(service->changed);
    heap_free(service);
    return NULL;
}

static void unlink_task(struct task *task)
{
    struct task **link = &task->service->tasks;

    while (*link != task) link = &(*link)->service_next;
    *link = task->service_next;
    if (task->kind == TASK_WAIT) task->service->waits--;
    task->armed = FALSE;
}

static BOOLEAN arm(struct task *task)
{
    struct service *service = find_service(task->kind == TASK_WAIT);

    if (!service) return FALSE;
    task->service = service;
    task->service_next = service->tasks;
    service->tasks = task;
    if (task->kind == TASK_WAIT) service->waits++;
    task->armed = TRUE;
    NtSetEvent(service->changed, NULL);
    return TRUE;
}

BOOLEAN service_disarm(struct task *task)
{
    BOOLEAN was_armed;

    RtlAcquireSRWLockExclusive(&lock);
    if ((was_armed = task->armed)) {
        unlink_task(task);
        if (task->kind == TASK_WAIT) NtSetEvent(task->service->changed, NULL);
    }
    RtlReleaseSRWLockExclusive(&lock);
    return was_armed;
}

void service_arm_timer(struct task *task, uint64_t due, ULONG period)
{
    RtlAcquireSRWLockExclusive(&lock);
    if (task->armed) unlink_task(task);
    task->due = due;
    task->period = period;
    arm(task);
    RtlReleaseSRWLockExclusive(&lock);
}

NTSTATUS service_arm_wait(struct task *task, HANDLE handle, uint64_t due)
{
    BOOLEAN armed;

    RtlAcquireSRWLockExclusive(&lock);
    if (task->armed) unlink_task(task);
    task->handle = handle;
    task->due = due;
    armed = arm(task);
    RtlReleaseSRWLockExclusive(&lock);
    return armed ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* With the lock held. */
static void watch(struct pool *pool)
{
    struct service *service;
    int i;

    for (i = 0; i < MOST_WATCHED; i++)
        if (watched[i] == pool) return;
    for (i = 0; i < MOST_WATCHED && watched[i]; i++) continue;
    if (i == MOST_WATCHED || !(service = find_service(FALSE))) return;
    InterlockedIncrement(&pool->references);
    watched[i] = pool;
    NtSetEvent(service->changed, NULL);
}

/* Asks the service to look at this pool again and again while it has a queue. */
void service_watch(struct pool *pool)
{
    RtlAcquireSRWLockExclusive(&lock);
    watch(pool);
    RtlReleaseSRWLockExclusive(&lock);
}

/* ---- the thread */

static void look_after_pools(uint64_t now, uint64_t *next)
{
    int i;

    for (i = 0; i < MOST_WATCHED; i++) {
        if (!watched[i]) continue;
        if (pool_relieve(watched[i], now)) {
            if (now + WATCH_TIME < *next) *next = now + WATCH_TIME;
        } else {
            struct pool *pool = watched[i];
            watched[i] = NULL;
            if (!InterlockedDecrement(&pool->references)) heap_free(pool);
        }
    }
}

static void fire(struct task *task, TP_WAIT_RESULT result, uint64_t now)
{
    uint64_t step = task->period * UNITS_PER_MS;

    task->result = result;
    if (task->kind == TASK_TIMER && task->period) task->due += ((now - task->due) / step + 1) * step;
    else unlink_task(task);
    if (task_enqueue(task)) watch(task->pool);
}

/* Queues the timers (and waits that timed out) whose time has come; returns when to look again. */
static uint64_t fire_due(struct service *service, uint64_t now)
{
    struct task *task, *next;
    uint64_t soonest = UINT64_MAX;

    for (task = service->tasks; task; task = next) {
        next = task->service_next;
        if (task->due <= now) fire(task, WAIT_TIMEOUT, now);
        if (task->armed && task->due < soonest) soonest = task->due;
    }
    if (service == services) look_after_pools(now, &soonest);
    return soonest;
}

static ULONG collect(const struct service *service, HANDLE *handles, struct task **tasks)
{
    struct task *task;
    ULONG count = 1;

    handles[0] = service->changed;
    for (task = service->tasks; task && count < MAXIMUM_WAIT_OBJECTS; task = task->service_next) {
        if (task->kind != TASK_WAIT) continue;
        tasks[count] = task;
        handles[count++] = task->handle;
    }
    return count;
}

static void fire_if_armed(struct service *service, const struct task *wanted, HANDLE handle, TP_WAIT_RESULT result,
                          uint64_t now)
{
    struct task *task;

    for (task = service->tasks; task; task = task->service_next) {
        if (task != wanted || task->handle != handle) continue;
        fire(task, result, now);
        return;
    }
}

static DWORD WINAPI serve(LPVOID argument)
{
    struct service *service = argument;
    HANDLE handles[MAXIMUM_WAIT_OBJECTS];
    struct task *tasks[MAXIMUM_WAIT_OBJECTS];
    LARGE_INTEGER timeout;
    uint64_t soonest, now;
    ULONG count, i;
    NTSTATUS status;

    for (;;) {
        RtlAcquireSRWLockExclusive(&lock);
        now = monotonic_now();
        soonest = fire_due(service, now);
        count = collect(service, handles, tasks);
        RtlReleaseSRWLockExclusive(&lock);
        timeout.QuadPart = soonest > now ? -(LONGLONG)(soonest - now) : -1;
        status = NtWaitForMultipleObjects(count, handles, WaitAny, FALSE, soonest == UINT64_MAX ? NULL : &timeout);
        if (status == STATUS_TIMEOUT || status == STATUS_WAIT_0) continue;
        RtlAcquireSRWLockExclusive(&lock);
        now = monotonic_now();
        if (!NT_SUCCESS(status)) { /* a handle was closed while it was waited for: its callback will not come */
            for (i = 1; i < count; i++)
                if (!handle_entry_of(handles[i]) && (LONG_PTR)handles[i] > 0 && tasks[i]->armed &&
                    tasks[i]->handle == handles[i])
                    unlink_task(tasks[i]);
        } else {
            i = (ULONG)status >= STATUS_ABANDONED_WAIT_0 ? (ULONG)status - STATUS_ABANDONED_WAIT_0 : (ULONG)status;
            fire_if_armed(service, tasks[i], handles[i], WAIT_OBJECT_0, now);
        }
        RtlReleaseSRWLockExclusive(&lock);
    }
}

/* ---- timers */

NTSTATUS NTAPI TpAllocTimer(PTP_TIMER *timer, PTP_TIMER_CALLBACK callback, PVOID context,
                            TP_CALLBACK_ENVIRON *environment)
{
    return task_create((struct task **)timer, TASK_TIMER, (PVOID)callback, context, environment);
}

VOID NTAPI TpReleaseTimer(PTP_TIMER timer) { task_close((struct task *)timer); }
VOID NTAPI TpWaitForTimer(PTP_TIMER timer, LOGICAL cancel_pending)
{
    task_wait((struct task *)timer, !!cancel_pending);
}
LOGICAL NTAPI TpIsTimerSet(PTP_TIMER timer) { return ((struct task *)timer)->armed; }

/* A window lets Windows fire late to save energy; on time is within it. */
VOID NTAPI TpSetTimer(PTP_TIMER timer, LARGE_INTEGER *due, LONG period, LONG window)
{
    (void)window;
    if (!due) service_disarm((struct task *)timer);
    else service_arm_timer((struct task *)timer, deadline_from_timeout(due), (ULONG)period);
}

LOGICAL NTAPI TpSetTimerEx(PTP_TIMER timer, LARGE_INTEGER *due, LONG period, LONG window)
{
    BOOLEAN was_set = service_disarm((struct task *)timer);

    TpSetTimer(timer, due, period, window);
    return was_set;
}

/* ---- waits */

NTSTATUS NTAPI TpAllocWait(PTP_WAIT *wait, PTP_WAIT_CALLBACK callback, PVOID context, TP_CALLBACK_ENVIRON *environment)
{
    return task_create((struct task **)wait, TASK_WAIT, (PVOID)callback, context, environment);
}

VOID NTAPI TpReleaseWait(PTP_WAIT wait) { task_close((struct task *)wait); }
VOID NTAPI TpWaitForWait(PTP_WAIT wait, LOGICAL cancel_pending) { task_wait((struct task *)wait, !!cancel_pending); }

VOID NTAPI TpSetWait(PTP_WAIT wait, HANDLE handle, LARGE_INTEGER *timeout)
{
    if (!handle) service_disarm((struct task *)wait);
    else service_arm_wait((struct task *)wait, handle, deadline_from_timeout(timeout));
}

LOGICAL NTAPI TpSetWaitEx(PTP_WAIT wait, HANDLE handle, LARGE_INTEGER *timeout, PVOID reserved)
{
    BOOLEAN was_set = service_disarm((struct task *)wait);

    (void)reserved;
    TpSetWait(wait, handle, timeout);
    return was_set;
}
