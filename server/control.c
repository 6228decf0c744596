/* One process acting on another: memory, threads, contexts. The target does it itself: its control thread takes the
 * work that others ask for on a second connection, one piece after another, and whoever asked is answered when it is
 * done. Work for a process that has only just been created waits until its control thread is there. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "arena_operations.h"
#include "request.h"
#include "server.h"
#include "slots.h"

#define LARGEST_WORK 65536u

struct work {
    struct work *next;
    struct client *asker; /* NULL: gone */
    uint64_t ticket;
    uint32_t call, size;
    int fd;
    uint8_t bytes[];
};

static uint64_t last_ticket;

/* --- messages that come later than their request --- */

static void send_late(struct client *client, uint16_t code, NTSTATUS status, const void *out, uint32_t out_size,
                      const void *data, uint32_t data_size, int fd)
{
    struct message_header header = {.size = (uint32_t)sizeof(header) + out_size + data_size, .code = code,
                                    .flags = fd >= 0 ? MESSAGE_HAS_FD : 0, .status = status, .fixed_size = out_size};
    uint8_t *bytes = malloc(header.size);
    if (!bytes) {
        client_give_up(client);
        return;
    }
    memcpy(bytes, &header, sizeof(header));
    memcpy(bytes + sizeof(header), out, out_size);
    if (data_size) memcpy(bytes + sizeof(header) + out_size, data, data_size);
    client_send(client, bytes, header.size, &fd, fd >= 0);
    free(bytes);
}

static void answer_asker(struct work *work, NTSTATUS status, const void *data, uint32_t size)
{
    struct request_control_call_out out = {0};
    if (work->asker && !work->asker->dead)
        send_late(work->asker, request_code_control_call, status, &out, sizeof(out), data, size, -1);
    if (work->fd >= 0) close(work->fd);
    free(work);
}

static void hand_out(struct process *process)
{
    const struct work *work = process->work;
    struct request_control_next_out out = {0};
    if (!process->control_idle || !work) return;
    process->control_idle = false;
    out.ticket = work->ticket;
    out.call = work->call;
    send_late(process->control, request_code_control_next, STATUS_SUCCESS, &out, sizeof(out), work->bytes, work->size,
              work->fd);
}

/* --- those who go away --- */

void control_process_ended(struct process *process)
{
    while (process->work) {
        struct work *work = process->work;
        process->work = work->next;
        answer_asker(work, STATUS_PROCESS_IS_TERMINATING, NULL, 0);
    }
    if (process->control) client_give_up(process->control);
}

void control_client_gone(struct client *client)
{
    for (struct process *process = processes; process; process = process->next)
        for (struct work *work = process->work; work; work = work->next)
            if (work->asker == client) work->asker = NULL;
}

/* --- requests of the process that works --- */

NTSTATUS handle_control_open(struct request *request, const struct request_control_open_in *in,
                             struct request_control_open_out *out)
{
    struct process *process = request->process;
    int pair[2];
    (void)in;
    (void)out;
    if (process->control) return STATUS_INVALID_PARAMETER;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) return STATUS_INSUFFICIENT_RESOURCES;
    struct client *client = client_new(pair[0]);
    if (!client) {
        close(pair[1]);
        return STATUS_NO_MEMORY;
    }
    client->process = process;
    client->is_control = true;
    object_keep(&process->object);
    process->control = client;
    request_answer_fd(request, pair[1], true);
    return STATUS_SUCCESS;
}

NTSTATUS handle_control_next(struct request *request, const struct request_control_next_in *in,
                             struct request_control_next_out *out)
{
    struct process *process = request->process;
    struct work *work = process->work;
    (void)out;
    if (request->client != process->control || process->control_idle) return STATUS_INVALID_PARAMETER;
    if (in->ticket && work && work->ticket == in->ticket) {
        process->work = work->next;
        answer_asker(work, in->status, request->data, request->data_size);
    }
    request->deferred = true;
    process->control_idle = true;
    hand_out(process);
    return STATUS_SUCCESS;
}

/* --- requests of those who ask --- */

static struct thread *thread_argument(struct request *request, uint64_t id)
{
    return (struct thread *)reference_find(request->process, id, OBJECT_THREAD);
}

/* The process to act on. A thread's record index becomes the first field of the arguments. */
static NTSTATUS find_target(struct request *request, const struct request_control_call_in *in, uint8_t *arguments,
                            struct process **target)
{
    *target = NULL;
    if (in->process) {
        *target = process_from_object(reference_find(request->process, in->process, OBJECT_PROCESS));
    } else {
        const struct thread *thread = thread_argument(request, in->thread);
        if (!thread) return STATUS_INVALID_HANDLE;
        *target = process_of_thread_id(thread->tid);
        int record = *target && (*target)->block ? thread_record_find(*target, thread->tid) : -1;
        if (record < 0 && *target && thread->tid == (*target)->main_tid && (*target)->state == PROCESS_STARTING)
            record = 0;
        if (record < 0) return STATUS_THREAD_IS_TERMINATING;
        memcpy(arguments, &(uint32_t){(uint32_t)record}, 4);
    }
    if (!*target) return STATUS_INVALID_HANDLE;
    return (*target)->state == PROCESS_ENDED || (*target)->exit_status_known ? STATUS_PROCESS_IS_TERMINATING
                                                                             : STATUS_SUCCESS;
}

NTSTATUS handle_control_call(struct request *request, const struct request_control_call_in *in,
                             struct request_control_call_out *out)
{
    struct process *target;
    (void)out;
    if (request->data_size < 8 || request->data_size > LARGEST_WORK) return STATUS_INVALID_PARAMETER;
    struct work *work = malloc(sizeof(*work) + request->data_size), **end;
    if (!work) return STATUS_NO_MEMORY;
    *work = (struct work){
        .asker = request->client, .ticket = ++last_ticket, .call = in->call, .size = request->data_size, .fd = -1};
    memcpy(work->bytes, request->data, request->data_size);
    NTSTATUS status = find_target(request, in, work->bytes, &target);
    if (!status && in->machine && in->machine != target->machine) status = STATUS_INVALID_IMAGE_FORMAT;
    if (status || target == request->process) {
        free(work);
        return status ? status : STATUS_INVALID_PARAMETER;
    }
    work->fd = request_take_fd(request);
    for (end = &target->work; *end; end = &(*end)->next) continue;
    *end = work;
    request->deferred = true;
    hand_out(target);
    return STATUS_SUCCESS;
}

void control_post(struct process *process, uint32_t call, const void *args, uint32_t size)
{
    struct work *work = malloc(sizeof(*work) + size), **end;
    if (!work) return;
    *work = (struct work){.ticket = ++last_ticket, .call = call, .size = size, .fd = -1};
    memcpy(work->bytes, args, size);
    for (end = &process->work; *end; end = &(*end)->next) continue;
    *end = work;
    hand_out(process);
}

/* --- threads made by others --- */

/* As the process itself takes a record: by compare-and-swap of its id. */
static int record_take(struct process *process, uint32_t tid)
{
    struct thread_record *records = thread_records(process->block);
    uint32_t *high_water = &process->block->thread_high_water, high = __atomic_load_n(high_water, __ATOMIC_ACQUIRE);
    for (uint32_t i = 1; i < THREAD_RECORD_COUNT; i++) {
        uint32_t none = 0;
        if (!__atomic_compare_exchange_n(&records[i].tid, &none, tid, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            continue;
        while (high < i + 1 &&
               !__atomic_compare_exchange_n(high_water, &high, i + 1, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
            continue;
        return (int)i;
    }
    return -1;
}

static uint32_t thread_slot_take(struct process *process, uint32_t tid)
{
    uint32_t index;
    if (!process_grant_slots(process, 1, &index)) return 0;
    struct arena_slot *slot = arena_slot_at(arena, index);
    slot->refs = 1;
    slot->generation++;
    slot->task.id = tid;
    slot->task.pid = process->pid;
    slot->task.exit_status = 0x103; /* STILL_ACTIVE */
    slot->state = STATE_MAKE(OBJECT_THREAD, 0) | STATE_MANUAL_RESET;
    return index;
}

NTSTATUS handle_control_thread(struct request *request, const struct request_control_thread_in *in,
                               struct request_control_thread_out *out)
{
    struct process *target = process_from_object(reference_find(request->process, in->process, OBJECT_PROCESS));
    uint32_t count;
    if (!target) return STATUS_INVALID_HANDLE;
    if (!target->block || target->exit_status_known) return STATUS_PROCESS_IS_TERMINATING;
    uint32_t tid = process_grant_ids(target, 1, &count), slot = tid ? thread_slot_take(target, tid) : 0;
    int index = slot ? record_take(target, tid) : -1;
    if (index < 0) return STATUS_NO_MEMORY;
    struct thread_record *record = &thread_records(target->block)[index];
    record->slot = slot;
    record->intent_count = 0;
    record->unix_tid = 0;
    record->flags = 0;
    record->alert = 0;
    record->debug_wait = 0;
    record->owned_mutexes = 0;
    record->teb = 0;
    record->start_time = time_now();
    record->start_address = in->start;
    struct thread *thread = thread_object(target, (uint32_t)index);
    if (!thread || !reference_add(request->process, &thread->object)) {
        if (thread) object_drop(&thread->object);
        __atomic_store_n(&record->tid, 0, __ATOMIC_RELEASE);
        return STATUS_NO_MEMORY;
    }
    *out = (struct request_control_thread_out){
        .object = thread->object.id, .slot = slot, .tid = tid, .pid = target->pid, .record_index = (uint32_t)index};
    object_drop(&thread->object);
    return STATUS_SUCCESS;
}
