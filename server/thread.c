/* Threads. A process makes its threads by itself; the server has an object for one only once another process asks for
 * it. */
#include <stdlib.h>
#include "arena_operations.h"
#include "request.h"
#include "slots.h"

static void thread_describe(struct object *object, char *text, size_t size)
{
    const struct thread *thread = (struct thread *)object;
    snprintf(text, size, "thread %u of process %u", thread->tid, thread->pid);
}

const struct object_operations thread_operations = {
    .kind = OBJECT_THREAD,
    .type_name = "Thread",
    .process_closed = object_no_process_closed,
    .last_handle_closed = object_no_last_handle_closed,
    .destroy = object_free,
    .descriptor = object_descriptor,
    .describe = thread_describe,
};

uint32_t thread_high_water(const struct process *process)
{
    uint32_t count = process->block ? __atomic_load_n(&process->block->thread_high_water, __ATOMIC_ACQUIRE) : 0;
    return count < THREAD_RECORD_COUNT ? count : THREAD_RECORD_COUNT;
}

int thread_record_find(const struct process *process, uint32_t tid)
{
    uint32_t count = thread_high_water(process);
    for (uint32_t i = 0; i < count; i++)
        if (tid && thread_records(process->block)[i].tid == tid) return (int)i;
    return -1;
}

uint32_t process_thread_count(const struct process *process)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < thread_high_water(process); i++) count += thread_records(process->block)[i].tid != 0;
    return count;
}

struct thread *thread_new(struct process *process, uint32_t tid, uint32_t slot)
{
    struct object *known = slot_object(slot);
    if (known && known->operations == &thread_operations) {
        object_keep(known);
        return (struct thread *)known;
    }
    struct thread *thread = known || !slot_belongs_to(slot, process->pid) ? NULL : calloc(1, sizeof(*thread));
    if (!thread || !object_init(&thread->object, &thread_operations)) {
        free(thread);
        return NULL;
    }
    thread->tid = tid;
    thread->pid = process->pid;
    if (slot_share(slot, &thread->object)) {
        thread->object.slot = slot;
        return thread;
    }
    object_drop(&thread->object);
    return NULL;
}

struct thread *thread_object(struct process *process, uint32_t record_index)
{
    const struct thread_record *record = &thread_records(process->block)[record_index];
    struct thread *thread = thread_new(process, record->tid, record->slot);
    if (thread) thread->record_index = record_index;
    return thread;
}

NTSTATUS handle_thread_open(struct request *request, const struct request_thread_open_in *in,
                            struct request_thread_open_out *out)
{
    struct process *process = process_of_thread_id(in->tid);
    int record = process ? thread_record_find(process, in->tid) : -1;
    if (record < 0) return STATUS_INVALID_CID;
    struct thread *thread = thread_object(process, (uint32_t)record);
    if (!thread) return STATUS_INVALID_CID;
    NTSTATUS status = reference_add(request->process, &thread->object) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    out->object = thread->object.id;
    out->slot = thread->object.slot;
    out->granted = in->access;
    out->pid = process->pid;
    out->record_index = (uint32_t)record;
    object_drop(&thread->object);
    return status;
}

static bool is_thread(uint32_t tid, const void *context)
{
    return tid == *(const uint32_t *)context;
}

/* Mutexes that nobody shares are found through the process's own handles. */
NTSTATUS handle_thread_abandon(struct request *request, const struct request_thread_abandon_in *in,
                               struct request_thread_abandon_out *out)
{
    struct process *process = request->process;
    (void)out;
    if (process_of_thread_id(in->tid) != process) return STATUS_INVALID_CID;
    mutexes_abandon(is_thread, &in->tid);
    uint32_t high_water = process->block->handle_high_water;
    if (high_water > HANDLE_SERVER_FIRST) high_water = HANDLE_SERVER_FIRST;
    for (uint32_t i = 1; i < high_water; i++) {
        struct handle_entry entry;
        if (!handle_read(process, i, &entry) || (entry.tag & (HANDLE_KIND_MASK | HANDLE_SHARED)) != OBJECT_MUTEX)
            continue;
        if (slot_belongs_to(entry.slot, process->pid)) mutex_slot_abandon(entry.slot, is_thread, &in->tid);
    }
    return STATUS_SUCCESS;
}
