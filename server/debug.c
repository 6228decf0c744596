/* Debug objects: what debuggers wait for. Events of the processes that one debugs queue up here; of each process one at
 * a time is with the debugger, until that continues it. Most events come from a thread of the process, which has
 * stopped all others and sleeps on its record's debug_wait. What there was before the debugger came, and the end of a
 * process that was killed, are made by others: nobody sleeps then. */
#include <limits.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "arena_operations.h"
#include "debug_event.h"
#include "request.h"
#include "server.h"
#include "slots.h"
#include "unix_calls.h"

#define MOST_EVENTS 16384u

struct event {
    struct event *next;
    struct process *process; /* kept */
    struct debug_event data;
    int fd;          /* the module's file, -1: none */
    bool synthetic;  /* no thread waits for the answer */
    bool incomplete; /* debug_post is to say more */
    bool delivered;
};

struct debug {
    struct object object;
    struct event *events;
    uint32_t count;
    bool kill_on_close, signalled;
};

/* --- the queue --- */

static bool is_deliverable(const struct event *event)
{
    return !event->delivered && !event->incomplete && !event->process->debug_outstanding;
}

static struct event *next_deliverable(const struct debug *debug)
{
    struct event *event = debug->events;
    while (event && !is_deliverable(event)) event = event->next;
    return event;
}

static void update_signal(struct debug *debug)
{
    bool wanted = next_deliverable(debug) != NULL;
    if (wanted == debug->signalled) return;
    debug->signalled = wanted;
    slot_signal(debug->object.slot, wanted);
}

static void remove_event(struct debug *debug, struct event *event)
{
    struct event **link = &debug->events;
    while (*link != event) link = &(*link)->next;
    *link = event->next;
    debug->count--;
    if (event->delivered) event->process->debug_outstanding = false;
    if (event->fd >= 0) close(event->fd);
    object_drop(&event->process->object);
    free(event);
}

/* What there was before goes in front of what has happened since. */
static struct event *add_event(struct process *process, const struct debug_event *data, bool before_others)
{
    struct debug *debug = (struct debug *)process->debug;
    struct event *event = debug->count < MOST_EVENTS ? calloc(1, sizeof(*event)) : NULL, **link = &debug->events;
    if (!event) return NULL;
    *event = (struct event){.process = process, .data = *data, .fd = -1, .synthetic = before_others};
    event->data.pid = process->pid;
    object_keep(&process->object);
    while (*link && (!before_others || (*link)->synthetic || (*link)->process != process)) link = &(*link)->next;
    event->next = *link;
    *link = event;
    debug->count++;
    return event;
}

static void answer_thread(struct process *process, uint32_t tid, int32_t status)
{
    int index = process->block ? thread_record_find(process, tid) : -1;
    if (index < 0) return;
    struct thread_record *record = &thread_records(process->block)[index];
    record->debug_answer = status;
    __atomic_store_n(&record->debug_wait, 0, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &record->debug_wait, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static void tell_process(struct process *process, enum debug_control what)
{
    struct unix_debug_control_args args = {.what = what};
    control_post(process, unix_index_debug_control, &args, sizeof(args));
}

/* The last of what there was before has been seen: the process goes on. */
static void let_go(struct process *process)
{
    if (!process->debug_stopped || !process->debug) return;
    for (const struct event *event = ((struct debug *)process->debug)->events; event; event = event->next)
        if (event->process == process && event->synthetic) return;
    process->debug_stopped = false;
    tell_process(process, DEBUG_CONTROL_GO);
}

static void answer_event(struct debug *debug, struct event *event, int32_t status)
{
    struct process *process = event->process;
    object_keep(&process->object);
    if (!event->synthetic) answer_thread(process, event->data.tid, status);
    remove_event(debug, event);
    let_go(process);
    update_signal(debug);
    object_drop(&process->object);
}

/* --- who is debugged by whom --- */

static bool begin_debugging(struct process *process, struct object *object, bool children, uint32_t how)
{
    if (process->debug) return false;
    process->debug = object;
    process->debug_children = children;
    object_keep(object);
    process->block->debugged = how;
    return true;
}

bool debug_begin(struct process *process, struct object *object, bool children)
{
    return begin_debugging(process, object, children, PROCESS_DEBUGGED);
}

static void end_debugging(struct process *process)
{
    struct debug *debug = (struct debug *)process->debug;
    process->debug = NULL;
    process->debug_stopped = false;
    if (process->block) process->block->debugged = 0;
    for (struct event *event = debug->events, *next; event; event = next) {
        next = event->next;
        if (event->process == process) answer_event(debug, event, DEBUG_ANSWER_NOT_HANDLED);
    }
    if (process->state != PROCESS_ENDED) tell_process(process, DEBUG_CONTROL_DETACHED);
    object_drop(&debug->object);
}

/* Of the threads that the debugger knows; but that of the last one comes with the end of the process: its id. */
static uint32_t report_ends(struct process *process)
{
    uint32_t last = 0, count = thread_high_water(process);
    for (uint32_t i = 0; i < count; i++) {
        const struct thread_record *record = &thread_records(process->block)[i];
        if (!record->tid || !(record->flags & THREAD_RECORD_REPORTED)) continue;
        struct debug_event data = {.kind = DEBUG_EVENT_EXIT_THREAD, .tid = last, .exit_status = process->exit_status};
        struct event *event = last ? add_event(process, &data, false) : NULL;
        if (event) event->synthetic = true;
        last = record->tid;
    }
    return last ? last : process->main_tid;
}

/* Who ends in order has said so itself. */
void debug_process_ended(struct process *process)
{
    struct debug *debug = (struct debug *)process->debug;
    struct debug_event data = {
        .kind = DEBUG_EVENT_EXIT_PROCESS, .tid = process->main_tid, .exit_status = process->exit_status};
    if (!debug) return;
    for (struct event *event = debug->events; event; event = event->next)
        if (event->process == process) event->synthetic = true, event->incomplete = false;
    if (!process->debug_exit_told && process->unix_pid) { /* else it never began */
        data.tid = report_ends(process);
        struct event *event = add_event(process, &data, false);
        if (event) event->synthetic = true;
    }
    process->debug = NULL;
    update_signal(debug);
    object_drop(&debug->object);
}

/* --- the object --- */

static void debug_last_handle_closed(struct object *object)
{
    struct debug *debug = (struct debug *)object;
    object_keep(object);
    for (struct process *process = processes, *next; process; process = next) {
        next = process->next;
        if (process->debug != object) continue;
        if (debug->kill_on_close) process_kill(process, STATUS_DEBUGGER_INACTIVE);
        end_debugging(process);
    }
    object_drop(object);
}

static void debug_destroy(struct object *object)
{
    struct debug *debug = (struct debug *)object;
    while (debug->events) remove_event(debug, debug->events);
    free(debug);
}

static void debug_describe(struct object *object, char *text, size_t size)
{
    snprintf(text, size, "%u events", ((const struct debug *)object)->count);
}

const struct object_operations debug_operations = {
    .kind = OBJECT_DEBUG,
    .type_name = "DebugObject",
    .process_closed = object_no_process_closed,
    .last_handle_closed = debug_last_handle_closed,
    .destroy = debug_destroy,
    .descriptor = object_descriptor,
    .describe = debug_describe,
};

struct object *debug_create(bool kill_on_close)
{
    struct debug *debug = calloc(1, sizeof(*debug));
    if (!debug || !object_init(&debug->object, &debug_operations)) {
        free(debug);
        return NULL;
    }
    debug->kill_on_close = kill_on_close;
    if (object_allocate_slot(&debug->object, STATE_MAKE(OBJECT_DEBUG, 0) | STATE_MANUAL_RESET)) return &debug->object;
    object_drop(&debug->object);
    return NULL;
}

/* --- requests of processes that are debugged --- */

static bool read_event(const struct request *request, struct debug_event *data)
{
    if (request->data_size != sizeof(*data)) return false;
    memcpy(data, request->data, sizeof(*data));
    return data->kind >= DEBUG_EVENT_CREATE_THREAD && data->kind <= DEBUG_EVENT_UNLOAD_DLL;
}

NTSTATUS handle_debug_event(struct request *request, const struct request_debug_event_in *in,
                            struct request_debug_event_out *out)
{
    struct process *process = request->process;
    struct debug_event data;
    (void)out;
    if (!process->debug) return STATUS_PORT_NOT_SET;
    if (!read_event(request, &data) || thread_record_find(process, in->tid) < 0) return STATUS_INVALID_PARAMETER;
    data.tid = in->tid;
    struct event *event = add_event(process, &data, false);
    if (!event) return STATUS_NO_MEMORY;
    event->fd = request_take_fd(request);
    if (data.kind == DEBUG_EVENT_EXIT_PROCESS) process->debug_exit_told = true;
    update_signal((struct debug *)process->debug);
    return STATUS_SUCCESS;
}

/* --- requests of debuggers --- */

static struct debug *debug_argument(struct request *request, uint64_t id)
{
    return (struct debug *)reference_find(request->process, id, OBJECT_DEBUG);
}

static struct process *process_argument(struct request *request, uint64_t id)
{
    return process_from_object(reference_find(request->process, id, OBJECT_PROCESS));
}

/* The threads that there are; the first of them is the one that the process began with, as far as the debugger can
 * tell. */
static bool report_threads(struct process *process)
{
    bool first = true;
    for (uint32_t i = 0; i < thread_high_water(process); i++) {
        struct thread_record *record = &thread_records(process->block)[i];
        struct debug_event data = {.kind = first ? DEBUG_EVENT_CREATE_PROCESS : DEBUG_EVENT_CREATE_THREAD,
                                   .tid = record->tid,
                                   .start_address = record->start_address};
        if (!record->tid) continue;
        __atomic_fetch_or(&record->flags, THREAD_RECORD_REPORTED, __ATOMIC_SEQ_CST);
        struct event *event = add_event(process, &data, true);
        if (!event) return false;
        event->incomplete = first;
        first = false;
    }
    return !first;
}

NTSTATUS handle_debug_attach(struct request *request, const struct request_debug_attach_in *in,
                             struct request_debug_attach_out *out)
{
    struct debug *debug = debug_argument(request, in->debug);
    struct process *process = process_argument(request, in->process);
    (void)out;
    if (!debug || !process) return STATUS_INVALID_HANDLE;
    if (process == request->process) return STATUS_ACCESS_DENIED;
    if (process->state == PROCESS_ENDED || process->exit_status_known) return STATUS_PROCESS_IS_TERMINATING;
    bool begun = process_thread_count(process) != 0; /* else it tells everything itself */
    if (!begin_debugging(process, &debug->object, false, begun ? PROCESS_DEBUGGED_AND_TOLD : PROCESS_DEBUGGED))
        return STATUS_PORT_ALREADY_SET;
    if (!begun) return STATUS_SUCCESS;
    process->debug_stopped = true;
    tell_process(process, DEBUG_CONTROL_STOP);
    if (report_threads(process)) return STATUS_SUCCESS;
    end_debugging(process);
    return STATUS_NO_MEMORY;
}

NTSTATUS handle_debug_detach(struct request *request, const struct request_debug_detach_in *in,
                             struct request_debug_detach_out *out)
{
    struct debug *debug = debug_argument(request, in->debug);
    struct process *process = process_argument(request, in->process);
    (void)out;
    if (!debug || !process) return STATUS_INVALID_HANDLE;
    if (process->debug != &debug->object) return STATUS_PORT_NOT_SET;
    end_debugging(process);
    return STATUS_SUCCESS;
}

NTSTATUS handle_debug_post(struct request *request, const struct request_debug_post_in *in,
                           struct request_debug_post_out *out)
{
    struct debug *debug = debug_argument(request, in->debug);
    struct process *process = process_argument(request, in->process);
    struct debug_event data;
    struct event *event = debug ? debug->events : NULL;
    (void)out;
    if (!debug || !process) return STATUS_INVALID_HANDLE;
    if (process->debug != &debug->object) return STATUS_PORT_NOT_SET;
    if (!read_event(request, &data)) return STATUS_INVALID_PARAMETER;
    while (event && !(event->process == process && event->incomplete)) event = event->next;
    if (data.kind == DEBUG_EVENT_CREATE_PROCESS) {
        if (!event) return STATUS_SUCCESS; /* the process has not begun, and will say it */
        data.tid = event->data.tid;
        data.pid = process->pid;
        event->data = data;
        event->incomplete = false;
    } else {
        data.tid = process->main_tid;
        if (!(event = add_event(process, &data, true))) return STATUS_NO_MEMORY;
    }
    event->fd = request_take_fd(request);
    update_signal(debug);
    return STATUS_SUCCESS;
}

NTSTATUS handle_debug_next(struct request *request, const struct request_debug_next_in *in,
                           struct request_debug_next_out *out)
{
    struct debug *debug = debug_argument(request, in->debug);
    struct event *event = debug ? next_deliverable(debug) : NULL;
    if (!debug) return STATUS_INVALID_HANDLE;
    if (!event) return STATUS_NO_MORE_ENTRIES;
    if (!request_answer_data(request, &event->data, sizeof(event->data))) return STATUS_NO_MEMORY;
    out->machine = event->process->machine;
    out->has_fd = event->fd >= 0;
    if (event->fd >= 0) request_answer_fd(request, event->fd, true);
    event->fd = -1;
    event->delivered = event->process->debug_outstanding = true;
    update_signal(debug);
    return STATUS_SUCCESS;
}

NTSTATUS handle_debug_continue(struct request *request, const struct request_debug_continue_in *in,
                               struct request_debug_continue_out *out)
{
    struct debug *debug = debug_argument(request, in->debug);
    struct event *event = debug ? debug->events : NULL;
    (void)out;
    if (!debug) return STATUS_INVALID_HANDLE;
    while (event && !(event->delivered && event->data.pid == in->pid && event->data.tid == in->tid))
        event = event->next;
    if (!event) return STATUS_INVALID_PARAMETER;
    if (in->status == DEBUG_ANSWER_TERMINATE_PROCESS) process_kill(event->process, STATUS_DEBUGGER_INACTIVE);
    if (in->status == DEBUG_ANSWER_REPLY_LATER && event->synthetic) {
        event->delivered = event->process->debug_outstanding = false;
        update_signal(debug);
        return STATUS_SUCCESS;
    }
    answer_event(debug, event, in->status);
    return STATUS_SUCCESS;
}

NTSTATUS handle_debug_set(struct request *request, const struct request_debug_set_in *in,
                          struct request_debug_set_out *out)
{
    struct debug *debug = debug_argument(request, in->debug);
    (void)out;
    if (!debug) return STATUS_INVALID_HANDLE;
    debug->kill_on_close = in->kill != 0;
    return STATUS_SUCCESS;
}

NTSTATUS handle_debug_open(struct request *request, const struct request_debug_open_in *in,
                           struct request_debug_open_out *out)
{
    const struct process *process = in->process ? process_argument(request, in->process) : request->process;
    if (!process) return STATUS_INVALID_HANDLE;
    if (!process->debug) return STATUS_PORT_NOT_SET;
    if (!reference_add(request->process, process->debug)) return STATUS_NO_MEMORY;
    *out = (struct request_debug_open_out){.object = process->debug->id, .slot = process->debug->slot};
    return STATUS_SUCCESS;
}
