/* Message queues of threads: their records, focus and capture. */
#include <stdlib.h>
#include <string.h>
#include "request.h"
#include "slots.h"
#include "windows.h"

#define BUCKET_COUNT 256u

static struct queue *queues[QUEUE_COUNT], *buckets[BUCKET_COUNT];
static uint32_t high_water = 1; /* index 0 is no queue */

static struct queue **bucket_of(uint32_t tid)
{
    return &buckets[tid / 4 % BUCKET_COUNT];
}

struct queue *queue_of_thread(uint32_t tid)
{
    struct queue *queue = *bucket_of(tid);
    while (queue && queue->record.tid != tid) queue = queue->next_in_bucket;
    return queue;
}

struct queue *queue_of_request(const struct request *request)
{
    struct queue *queue = request->process ? queue_of_thread(request->tid) : NULL;
    return queue && queue->process == request->process ? queue : NULL;
}

void queue_each(void (*visit)(struct queue *queue, void *context), void *context)
{
    for (uint32_t i = 1; i < high_water; i++)
        if (queues[i]) visit(queues[i], context);
}

NTSTATUS handle_queue_create(struct request *request, const struct request_queue_create_in *in,
                             struct request_queue_create_out *out)
{
    if (process_of_thread_id(request->tid) != request->process) return STATUS_INVALID_CID;
    if (!process_may_use_slot(request->process, in->slot)) return STATUS_INVALID_PARAMETER;
    struct queue *queue = queue_of_request(request);
    if (queue) return STATUS_OBJECT_NAME_COLLISION;
    uint32_t index = 1;
    while (index < QUEUE_COUNT && queues[index]) index++;
    if (index == QUEUE_COUNT) return STATUS_INSUFFICIENT_RESOURCES;
    if (!(queue = calloc(1, sizeof(*queue)))) return STATUS_NO_MEMORY;
    if (index >= high_water) high_water = index + 1;
    queue->index = index;
    queue->process = request->process;
    queue->record =
        (struct queue_record){.tid = request->tid, .pid = request->process->pid, .slot = in->slot, .input = index};
    queue->next_in_bucket = *bucket_of(request->tid);
    *bucket_of(request->tid) = queue;
    queues[index] = queue;
    windowing->queues[index].last_taken = milliseconds_now();
    windowing->queues[index].idle = 0;
    queue_publish(queue);
    desktop_environment((const char *)request->data, request->data_size, in->headless);
    out->queue = index;
    return STATUS_SUCCESS;
}

static void queue_destroy(struct queue *queue)
{
    bool was_foreground = screen_now()->foreground_queue == queue->index;
    windows_of_queue_destroy(queue);
    queue_messages_free(queue);
    clipboard_queue_gone(queue);
    struct queue **place = bucket_of(queue->record.tid);
    while (*place != queue) place = &(*place)->next_in_bucket;
    *place = queue->next_in_bucket;
    queues[queue->index] = NULL;
    for (uint32_t i = 1; i < high_water; i++) {
        if (!queues[i] || queues[i]->record.input != queue->index) continue;
        queues[i]->record.input = i;
        queue_publish(queues[i]);
    }
    memset(&queue->record, 0, sizeof(queue->record));
    queue_publish(queue);
    free(queue);
    if (was_foreground) foreground_lost();
}

NTSTATUS handle_queue_destroy(struct request *request, const struct request_queue_destroy_in *in,
                              struct request_queue_destroy_out *out)
{
    struct queue *queue = queue_of_request(request);
    (void)in, (void)out;
    if (!queue) return STATUS_INVALID_CID;
    queue_destroy(queue);
    return STATUS_SUCCESS;
}

void queues_of_process_destroy(struct process *process)
{
    for (uint32_t i = 1; i < high_water; i++)
        if (queues[i] && queues[i]->process == process) queue_destroy(queues[i]);
}

/* Threads whose input is joined share one state: that of the queue that `input` names. */
static struct queue *input_queue(struct queue *queue)
{
    struct queue *shared = queues[queue->record.input];
    return shared ? shared : queue;
}

static bool is_window(uint32_t handle)
{
    return !handle || window_find(handle);
}

enum queue_mask {
    QUEUE_ACTIVE = 1,
    QUEUE_FOCUS = 2,
    QUEUE_CAPTURE = 4,
    QUEUE_MENU_OWNER = 8,
    QUEUE_MOVE_SIZE = 16,
    QUEUE_CARET = 32,
    QUEUE_GUI_FLAGS = 64
};

NTSTATUS handle_queue_set(struct request *request, const struct request_queue_set_in *in,
                          struct request_queue_set_out *out)
{
    struct queue *queue = queue_of_request(request);
    if (!queue) return STATUS_INVALID_CID;
    queue = input_queue(queue);
    struct queue_record *record = &queue->record;
    out->active = record->active;
    out->focus = record->focus;
    out->capture = record->capture;
    if ((in->mask & QUEUE_ACTIVE && !is_window(in->active)) || (in->mask & QUEUE_FOCUS && !is_window(in->focus)) ||
        (in->mask & QUEUE_CAPTURE && !is_window(in->capture)))
        return STATUS_INVALID_HANDLE;
    if (in->mask & QUEUE_ACTIVE) record->active = in->active;
    if (in->mask & QUEUE_FOCUS) record->focus = in->focus;
    if (in->mask & QUEUE_CAPTURE) record->capture = in->capture;
    if (in->mask & QUEUE_MENU_OWNER) record->menu_owner = in->menu_owner;
    if (in->mask & QUEUE_MOVE_SIZE) record->move_size = in->move_size;
    if (in->mask & QUEUE_GUI_FLAGS) record->gui_flags = in->gui_flags;
    if (in->mask & QUEUE_CARET) {
        record->caret = in->caret;
        memcpy(&record->caret_rectangle, in->caret_rectangle, sizeof(record->caret_rectangle));
    }
    queue_publish(queue);
    if (in->mask & QUEUE_ACTIVE && screen_now()->foreground_queue == queue->index && in->active) {
        struct window *window = window_find(in->active);
        if (window) foreground_set(window, queue);
    }
    return STATUS_SUCCESS;
}

NTSTATUS handle_queue_attach(struct request *request, const struct request_queue_attach_in *in,
                             struct request_queue_attach_out *out)
{
    struct queue *queue = queue_of_thread(in->tid), *to = queue_of_thread(in->to_tid);
    (void)request, (void)out;
    if (!queue || !to || queue == to) return STATUS_INVALID_PARAMETER;
    queue->record.input = in->attach ? input_queue(to)->index : queue->index;
    queue_publish(queue);
    return STATUS_SUCCESS;
}

static bool forget_window(uint32_t *place, uint32_t handle)
{
    bool is_it = *place == handle;
    if (is_it) *place = 0;
    return is_it;
}

void queue_window_gone(uint32_t handle)
{
    for (uint32_t i = 1; i < high_water; i++) {
        if (!queues[i]) continue;
        struct queue_record *record = &queues[i]->record;
        bool changed = forget_window(&record->active, handle);
        changed |= forget_window(&record->focus, handle);
        changed |= forget_window(&record->capture, handle);
        changed |= forget_window(&record->menu_owner, handle);
        changed |= forget_window(&record->move_size, handle);
        changed |= forget_window(&record->caret, handle);
        if (changed) queue_publish(queues[i]);
    }
}
