/* The thread pool. A pool has threads and a queue; work, timers, waits and I/O are objects that put themselves into it
 * once for each callback that is due. Lock order: service lock, pool lock. README-sync.md has the overview. */
#ifndef THREADPOOL_PRIVATE_H
#define THREADPOOL_PRIVATE_H

#include "nt/nt.h"
#include "sync_private.h"

enum task_kind { TASK_SIMPLE, TASK_WORK, TASK_TIMER, TASK_WAIT, TASK_IO };

struct io_result { struct io_result *next; PVOID overlapped; IO_STATUS_BLOCK io; };

/* PTP_WORK, PTP_TIMER, PTP_WAIT and PTP_IO point to one of these. Pool's lock: pending, running, results, queue links.
 */
struct task {
    enum task_kind kind;
    LONG references;
    struct pool *pool;
    struct group *group;
    struct task *group_next, *group_previous;
    union {
        PTP_SIMPLE_CALLBACK simple;
        PTP_WORK_CALLBACK work;
        PTP_TIMER_CALLBACK timer;
        PTP_WAIT_CALLBACK wait;
        PTP_WIN32_IO_CALLBACK io;
        PVOID any;
    } callback;
    PVOID context;
    PTP_SIMPLE_CALLBACK finalization;
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK group_cancel;
    ULONG priority;
    BOOLEAN queued, may_run_long;
    struct task *next_queued;
    LONG pending, running;
    RTL_CONDITION_VARIABLE done;
    /* timers and waits, under the service lock */
    struct task *service_next;
    struct service *service;
    BOOLEAN armed;
    uint64_t due;          /* monotonic; UINT64_MAX: never */
    ULONG period;          /* ms */
    HANDLE handle;
    TP_WAIT_RESULT result;
    /* I/O */
    struct io_result *results, *last_result;
    LONG started;          /* operations announced and not yet called back */
};

struct pool {
    LONG references;
    RTL_SRWLOCK lock;
    RTL_CONDITION_VARIABLE work;
    struct task *first[3], *last[3]; /* by priority */
    ULONG threads, idle, minimum, maximum;
    uint64_t last_start; /* of a callback: an old one with a full queue means that all threads are stuck */
    BOOLEAN closing;
    TP_POOL_STACK_INFORMATION stack;
};

struct group {
    LONG references;
    RTL_SRWLOCK lock;
    struct task *first;
};

/* TP_CALLBACK_INSTANCE: what the running callback asked for at its end. */
struct instance {
    struct task *task;
    struct pool *pool;
    BOOLEAN disassociated, long_running;
    PRTL_CRITICAL_SECTION section;
    HANDLE mutex, semaphore, event;
    ULONG semaphore_count;
    PVOID dll;
};

/* threadpool.c */
NTSTATUS task_create(struct task **task, enum task_kind kind, PVOID callback, PVOID context,
                     const TP_CALLBACK_ENVIRON *environment);
void task_queue(struct task *task);
BOOLEAN task_enqueue(struct task *task); /* the same with the service lock held; TRUE: nobody is free for it, so the
                                            pool is to be watched */
void task_release(struct task *task);
void task_wait(struct task *task, BOOLEAN cancel_pending);
/* Takes the task from its group and drops the program's reference. */
void task_close(struct task *task);
/* Starts another thread when the queue has not moved for a while; the service thread asks. Returns whether there is a
 * queue to watch. */
BOOLEAN pool_relieve(struct pool *pool, uint64_t now);
struct pool *pool_default(void);

/* threadpool_service.c */
void service_arm_timer(struct task *task, uint64_t due, ULONG period);
NTSTATUS service_arm_wait(struct task *task, HANDLE handle, uint64_t due);
/* Returns whether it was armed. */
BOOLEAN service_disarm(struct task *task);
void service_watch(struct pool *pool);

#endif
