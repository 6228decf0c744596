/* Asynchronous procedure calls. Each thread of the process has a queue, found by its record's index, so that a queue
 * outlives its thread and a late sender does no harm. Others push onto `incoming`; the thread alone owns `pending`. */
#include "nt/nt.h"
#include "remote.h"
#include "sync_private.h"

struct apc {
    struct apc *next;
    uint32_t tid;
    PNTAPCFUNC function;
    ULONG_PTR arguments[3];
};

struct apc_queue {
    struct apc *incoming;        /* newest first */
    struct apc *pending, *last;  /* oldest first */
    volatile LONG alerted;       /* NtAlertThread */
    volatile LONG alerted_by_id; /* NtAlertThreadByThreadId: futex word */
};
static struct apc_queue queues[THREAD_RECORD_COUNT];

static void queue_push(struct apc_queue *queue, struct apc *apc)
{
    apc->next = __atomic_load_n(&queue->incoming, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&queue->incoming, &apc->next, apc, FALSE, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
        continue;
}

static void queue_collect(struct apc_queue *queue)
{
    struct apc *apc = __atomic_exchange_n(&queue->incoming, NULL, __ATOMIC_SEQ_CST), *oldest = NULL, *newest = apc,
               *next;

    for (; apc; apc = next) {
        next = apc->next;
        apc->next = oldest;
        oldest = apc;
    }
    if (!oldest) return;
    if (queue->pending) queue->last->next = oldest;
    else queue->pending = oldest;
    queue->last = newest;
}

static struct apc *queue_pop(struct apc_queue *queue)
{
    struct apc *apc;

    queue_collect(queue);
    if ((apc = queue->pending)) queue->pending = apc->next;
    return apc;
}

static void wake_if_alertable(struct thread_record *record)
{
    struct unix_futex_wake_args args = { .address = UNIX_PTR(&record->alert), .count = INT32_MAX };

    if (!(__atomic_load_n(&record->flags, __ATOMIC_SEQ_CST) & THREAD_RECORD_SLEEPS_ALERTABLY)) return;
    __atomic_fetch_add(&record->alert, 1, __ATOMIC_SEQ_CST);
    unix_call_futex_wake(&args);
}

NTSTATUS apc_queue(const struct thread_record *record, uint32_t tid, PNTAPCFUNC function, ULONG_PTR a, ULONG_PTR b,
                   ULONG_PTR c)
{
    struct apc *apc;

    if (record->tid != tid || record->flags & THREAD_RECORD_ENDING) return STATUS_UNSUCCESSFUL;
    if (!(apc = heap_allocate(sizeof(*apc)))) return STATUS_NO_MEMORY;
    apc->tid = tid;
    apc->function = function;
    apc->arguments[0] = a;
    apc->arguments[1] = b;
    apc->arguments[2] = c;
    queue_push(&queues[thread_record_index(record)], apc);
    wake_if_alertable((struct thread_record *)record);
    return STATUS_SUCCESS;
}

NTSTATUS apc_deliver(void)
{
    struct thread_record *self = current_thread_record();
    struct apc_queue *queue = &queues[thread_record_index(self)];
    NTSTATUS result = STATUS_SUCCESS;
    struct apc *apc, copy;

    if (InterlockedExchange(&queue->alerted, 0)) return STATUS_ALERTED;
    timer_queue_apcs(self);
    while ((apc = queue_pop(queue))) {
        copy = *apc;
        heap_free(apc);
        if (copy.tid != self->tid) continue; /* meant for a thread that had this record before */
        copy.function(copy.arguments[0], copy.arguments[1], copy.arguments[2]);
        result = STATUS_USER_APC;
    }
    return result;
}

uint32_t apc_begin_sleep(struct thread_record *self)
{
    __atomic_fetch_or(&self->flags, THREAD_RECORD_SLEEPS_ALERTABLY, __ATOMIC_SEQ_CST);
    return __atomic_load_n(&self->alert, __ATOMIC_SEQ_CST);
}

void apc_end_sleep(struct thread_record *self)
{
    __atomic_fetch_and(&self->flags, ~THREAD_RECORD_SLEEPS_ALERTABLY, __ATOMIC_SEQ_CST);
}

void apc_thread_end(struct thread_record *self)
{
    struct apc_queue *queue = &queues[thread_record_index(self)];
    struct apc *apc;

    __atomic_fetch_or(&self->flags, THREAD_RECORD_ENDING, __ATOMIC_SEQ_CST);
    while ((apc = queue_pop(queue))) heap_free(apc);
    queue->alerted = queue->alerted_by_id = 0;
}

/* ---- the calls */

NTSTATUS NTAPI NtQueueApcThread(HANDLE handle, PNTAPCFUNC function, PVOID a, PVOID b, PVOID c)
{
    struct thread_record *record;
    struct handle_entry entry;
    NTSTATUS status = thread_record_of_handle(handle, THREAD_SET_CONTEXT, &record, &entry);

    if (status == STATUS_NOT_SUPPORTED)
        return remote_queue_apc(&entry, (PVOID)(ULONG_PTR)function, (ULONG_PTR)a, (ULONG_PTR)b, (ULONG_PTR)c);
    if (status == STATUS_THREAD_IS_TERMINATING) return STATUS_UNSUCCESSFUL;
    if (!NT_SUCCESS(status)) return status;
    return apc_queue(record, record->tid, function, (ULONG_PTR)a, (ULONG_PTR)b, (ULONG_PTR)c);
}

#define QUEUE_USER_APC_FLAGS_SPECIAL ((HANDLE)1)

NTSTATUS NTAPI NtQueueApcThreadEx(HANDLE handle, HANDLE reserve, PNTAPCFUNC function, PVOID a, PVOID b, PVOID c)
{
    if (reserve == QUEUE_USER_APC_FLAGS_SPECIAL) {
        log_line(LOG_WARN, "NtQueueApcThreadEx: special user APCs are not supported");
        return STATUS_NOT_SUPPORTED;
    }
    return NtQueueApcThread(handle, function, a, b, c);
}

NTSTATUS NTAPI NtTestAlert(void)
{
    return apc_deliver() == STATUS_ALERTED ? STATUS_ALERTED : STATUS_SUCCESS;
}

NTSTATUS NTAPI NtAlertThread(HANDLE handle)
{
    struct thread_record *record;
    struct handle_entry entry;
    NTSTATUS status = thread_record_of_handle(handle, THREAD_ALERT, &record, &entry);

    if (!NT_SUCCESS(status)) return status;
    InterlockedExchange(&queues[thread_record_index(record)].alerted, 1);
    wake_if_alertable(record);
    return STATUS_SUCCESS;
}

/* Wakes one thread by id, or lets its next wait return at once: what Windows builds its own locks on. */
NTSTATUS NTAPI NtAlertThreadByThreadId(HANDLE tid)
{
    struct thread_record *records = thread_records((ULONG_PTR)PROCESS_BLOCK_ADDRESS);
    uint32_t i, high = process_block_header()->thread_high_water;

    for (i = 0; i < high && i < THREAD_RECORD_COUNT; i++) {
        if (records[i].tid != (uint32_t)(ULONG_PTR)tid || !records[i].tid) continue;
        if (!InterlockedExchange(&queues[i].alerted_by_id, 1)) futex_wake(&queues[i].alerted_by_id, 1);
        return STATUS_SUCCESS;
    }
    return STATUS_INVALID_CID;
}

NTSTATUS NTAPI NtWaitForAlertByThreadId(PVOID address, const LARGE_INTEGER *timeout)
{
    struct apc_queue *queue = &queues[thread_record_index(current_thread_record())];
    uint64_t deadline = deadline_from_timeout(timeout);

    (void)address; /* a name for debuggers */
    for (;;) {
        if (InterlockedExchange(&queue->alerted_by_id, 0)) return STATUS_ALERTED;
        if (futex_wait(&queue->alerted_by_id, 0, deadline) == STATUS_TIMEOUT)
            return InterlockedExchange(&queue->alerted_by_id, 0) ? STATUS_ALERTED : STATUS_TIMEOUT;
    }
}
