/* Processes: from process_init or process_create until the connection closes. Whatever a process held is released then,
 * whether it ended in order, crashed or was killed. Exit status: what process_exit or process_terminate said, else
 * STATUS_UNSUCCESSFUL: it died without a word. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "arena_operations.h"
#include "debug_event.h"
#include "process_listing.h"
#include "request.h"
#include "server.h"
#include "slots.h"
#include "windows.h"

#define ID_STEP               4u
#define IDS_PER_BLOCK         16u /* a process gets ids by blocks: its own id, its threads' ids */
#define ID_BLOCK_COUNT        65536u
#define MOST_IDS_AT_ONCE      1024u
#define FIRST_SLOTS           64u
#define MOST_SLOTS            (ARENA_SLOT_COUNT / 4 * 3)
#define LONGEST_IMAGE_PATH    32767u
#define NORMAL_PRIORITY_CLASS 0x20u
#define DEBUG_ONLY_THIS_PROCESS 0x2u
#define KILL_PATIENCE 500000000ull /* nanoseconds in which a process may end by itself */

struct process *processes;
uint32_t process_count;
static bool kills_pending;

static struct process *id_owners[ID_BLOCK_COUNT]; /* block 0 is never given out */
static uint32_t next_id_block = 1;

static bool range_append(struct range_list *list, uint32_t first, uint32_t count)
{
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity ? 2 * list->capacity : 4;
        struct range *ranges = realloc(list->ranges, capacity * sizeof(*ranges));
        if (!ranges) return false;
        list->ranges = ranges;
        list->capacity = capacity;
    }
    list->ranges[list->count++] = (struct range){first, count};
    return true;
}

/* --- ids --- */

static uint32_t take_id_blocks(struct process *process, uint32_t count)
{
    uint32_t run = 0;
    for (uint32_t tried = 0, block = next_id_block; tried < 2 * ID_BLOCK_COUNT; tried++, block++) {
        if (block >= ID_BLOCK_COUNT) block = 1, run = 0;
        run = id_owners[block] ? 0 : run + 1;
        if (run < count) continue;
        uint32_t first = block + 1 - count;
        if (!range_append(&process->id_blocks, first, count)) return 0;
        next_id_block = block + 1;
        for (uint32_t i = 0; i < count; i++) id_owners[block - i] = process;
        return first * IDS_PER_BLOCK * ID_STEP;
    }
    return 0;
}

uint32_t process_grant_ids(struct process *process, uint32_t wanted, uint32_t *count)
{
    if (wanted < 1) wanted = 1;
    if (wanted > MOST_IDS_AT_ONCE) wanted = MOST_IDS_AT_ONCE;
    uint32_t blocks = (wanted + IDS_PER_BLOCK - 1) / IDS_PER_BLOCK;
    uint32_t first = take_id_blocks(process, blocks);
    *count = first ? blocks * IDS_PER_BLOCK : 0;
    return first;
}

static struct process *id_owner(uint32_t id)
{
    uint32_t block = id / ID_STEP / IDS_PER_BLOCK;
    return id % ID_STEP || block >= ID_BLOCK_COUNT ? NULL : id_owners[block];
}

struct process *process_of_thread_id(uint32_t tid)
{
    struct process *process = id_owner(tid);
    return process && process->state != PROCESS_ENDED ? process : NULL;
}

struct process *process_find(uint32_t pid)
{
    struct process *process = id_owner(pid);
    return process && process->pid == pid ? process : NULL;
}

bool process_give_slot(uint32_t pid, uint32_t slot, uint64_t *link)
{
    struct process *process = process_find(pid);
    if (!process || !process->block) return false;
    uint64_t *head = &process->block->free_slots, old = __atomic_load_n(head, __ATOMIC_ACQUIRE);
    for (int attempt = 0; attempt < 1000; attempt++) { /* as index_stack_push, but no client keeps us */
        *link = (uint32_t)old;
        uint64_t next = ((old >> 32) + 1) << 32 | slot;
        if (__atomic_compare_exchange_n(head, &old, next, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) return true;
    }
    return false;
}

uint32_t process_grant_slots(struct process *process, uint32_t wanted, uint32_t *first)
{
    *first = 0;
    if (process->granted_slots >= MOST_SLOTS) return 0;
    uint32_t count = slots_grant(process->pid, wanted, first);
    if (count && !range_append(&process->slots, *first, count)) {
        slots_reclaim(process->pid, *first, count);
        return 0;
    }
    process->granted_slots += count;
    return count;
}

/* --- the object --- */

static void process_destroy(struct object *object)
{
    struct process *process = (struct process *)object;
    for (uint32_t i = 0; i < process->id_blocks.count; i++)
        for (uint32_t block = 0; block < process->id_blocks.ranges[i].count; block++)
            id_owners[process->id_blocks.ranges[i].first + block] = NULL;
    free(process->id_blocks.ranges);
    free(process->image);
    if (process->token) object_drop(process->token);
    free(process);
}

static void process_describe(struct object *object, char *text, size_t size)
{
    const struct process *process = (struct process *)object;
    snprintf(text, size, "process %u%s", process->pid, process->state == PROCESS_ENDED ? ", ended" : "");
}

static const struct object_operations process_operations = {
    .kind = OBJECT_PROCESS,
    .type_name = "Process",
    .process_closed = object_no_process_closed,
    .last_handle_closed = object_no_last_handle_closed,
    .destroy = process_destroy,
    .descriptor = object_descriptor,
    .describe = process_describe,
};

struct process *process_from_object(struct object *object)
{
    return object && object->operations == &process_operations ? (struct process *)object : NULL;
}

static bool block_create(struct process *process)
{
    process->block_fd = memfd_create("winrun-process", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (process->block_fd < 0 || ftruncate(process->block_fd, PROCESS_BLOCK_SIZE)) return false;
    if (fcntl(process->block_fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) return false;
    void *memory = mmap(NULL, PROCESS_BLOCK_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, process->block_fd, 0);
    if (memory == MAP_FAILED) return false;
    process->block = memory;
    *process->block =
        (struct process_block){.magic = PROCESS_BLOCK_MAGIC, .pid = process->pid, .process_slot = process->object.slot};
    return true;
}

/* The main thread's slot is the first of the process's own. */
static bool take_main_thread_slot(struct process *process)
{
    uint32_t first, count = process_grant_slots(process, FIRST_SLOTS, &first);
    if (!count) return false;
    struct arena_slot *slot = arena_slot_at(arena, first);
    slot->refs = 1;
    slot->generation++;
    slot->task.id = process->main_tid;
    slot->task.pid = process->pid;
    slot->state = STATE_MAKE(OBJECT_THREAD, 0) | STATE_MANUAL_RESET;
    process->main_thread_slot = first;
    return true;
}

static void release_memory(struct process *process)
{
    if (process->block) munmap(process->block, PROCESS_BLOCK_SIZE);
    process->block = NULL;
    if (process->block_fd >= 0) close(process->block_fd);
    process->block_fd = -1;
    for (uint32_t i = 0; i < process->slots.count; i++)
        slots_reclaim(process->pid, process->slots.ranges[i].first, process->slots.ranges[i].count);
    free(process->slots.ranges);
    process->slots = (struct range_list){0};
}

static bool process_set_up(struct process *process, uint32_t parent_pid, uint32_t machine, struct text image)
{
    process->pid = take_id_blocks(process, 1);
    process->main_tid = process->pid + ID_STEP;
    process->parent_pid = parent_pid;
    process->machine = machine;
    process->start_time = time_now();
    process->priority_class = NORMAL_PRIORITY_CLASS;
    process->debug_children = true;
    process->next_server_handle = process->server_high_water = HANDLE_SERVER_FIRST;
    process->image = text_copy(image);
    process->image_length = process->image ? image.length : 0;
    if (!process->pid || !object_allocate_slot(&process->object, STATE_MAKE(OBJECT_PROCESS, 0) | STATE_MANUAL_RESET))
        return false;
    arena_slot_at(arena, process->object.slot)->task.id = process->pid;
    return block_create(process) && take_main_thread_slot(process);
}

struct process *process_new(uint32_t parent_pid, uint32_t machine, struct text image)
{
    struct process *process = calloc(1, sizeof(*process));
    if (!process || !object_init(&process->object, &process_operations)) {
        free(process);
        return NULL;
    }
    process->block_fd = -1;
    if (!process_set_up(process, parent_pid, machine, image)) {
        release_memory(process);
        object_drop(&process->object);
        return NULL;
    }
    process->next = processes;
    if (processes) processes->previous = process;
    processes = process;
    process_count++;
    object_keep(&process->object);
    return process;
}

/* --- the end --- */

/* The fields of /proc/PID/stat and statm are read at most once a process and request. */
static bool read_proc(const struct process *process, const char *file, char *text, size_t size)
{
    char path[64];
    if (process->unix_pid <= 0) return false;
    snprintf(path, sizeof(path), "/proc/%d/%s", process->unix_pid, file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    ssize_t length = read(fd, text, size - 1);
    close(fd);
    text[length > 0 ? length : 0] = 0;
    return length > 0;
}

bool process_times(const struct process *process, uint64_t *user, uint64_t *kernel)
{
    char text[1024];
    unsigned long user_ticks, kernel_ticks;
    *user = process->user_time;
    *kernel = process->kernel_time;
    if (process->state == PROCESS_ENDED || process->user_time + process->kernel_time) return true;
    const char *rest = read_proc(process, "stat", text, sizeof(text)) ? strrchr(text, ')') : NULL;
    if (!rest || sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user_ticks, &kernel_ticks) != 2)
        return false;
    *user = user_ticks * (10000000u / (unsigned long)sysconf(_SC_CLK_TCK));
    *kernel = kernel_ticks * (10000000u / (unsigned long)sysconf(_SC_CLK_TCK));
    return true;
}

void process_count_io(struct process *process)
{
    char text[1024];
    unsigned long long values[4];
    unsigned long minor, major;
    if (process->state == PROCESS_ENDED) return;
    if (read_proc(process, "io", text, sizeof(text)) && sscanf(text, "rchar: %llu wchar: %llu syscr: %llu syscw: %llu",
                                                               &values[0], &values[1], &values[2], &values[3]) == 4) {
        process->io_counters[0] = values[2], process->io_counters[1] = values[3];
        process->io_counters[3] = values[0], process->io_counters[4] = values[1];
    }
    const char *rest = read_proc(process, "stat", text, sizeof(text)) ? strrchr(text, ')') : NULL;
    if (rest && sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %lu %*u %lu", &minor, &major) == 2)
        process->page_faults = minor + major;
}

void process_memory(const struct process *process, uint64_t *current, uint64_t *peak)
{
    char text[4096];
    *current = *peak = 0;
    if (process->state == PROCESS_ENDED || !read_proc(process, "status", text, sizeof(text))) return;
    const char *found;
    if ((found = strstr(text, "VmHWM:"))) *peak = strtoull(found + 6, NULL, 10) * 1024;
    if ((found = strstr(text, "VmRSS:"))) *current = strtoull(found + 6, NULL, 10) * 1024;
}

void process_end(struct process *process)
{
    if (process->state == PROCESS_ENDED) return;
    uint64_t user, kernel;
    if (process_times(process, &user, &kernel)) process->user_time = user, process->kernel_time = kernel;
    if (!process->exit_status_known)
        process->exit_status =
            process->block && process->block->ended_by_signal ? process->block->signal_status : STATUS_UNSUCCESSFUL;
    process->end_time = time_now();
    process_release_sync(process);
    windowing_process_ended(process);
    process->state = PROCESS_ENDED;
    debug_process_ended(process);
    process->client = NULL;
    references_release_all(process);
    release_memory(process);
    job_process_ended(process);
    control_process_ended(process);

    struct arena_slot *slot = arena_slot_at(arena, process->object.slot);
    slot->task.exit_status = process->exit_status;
    slot->task.end_time = process->end_time;
    slot_signal(process->object.slot, 1);

    if (process->next) process->next->previous = process->previous;
    if (process->previous)
        process->previous->next = process->next;
    else
        processes = process->next;
    process->next = process->previous = NULL;
    process_count--;
    object_drop(&process->object); /* what the list kept */
}

void process_kill(struct process *process, int32_t exit_status)
{
    if (process->state == PROCESS_ENDED) return;
    if (!process->exit_status_known) process->exit_status = exit_status;
    process->exit_status_known = true;
    if (process->unix_pid <= 0 || process->kill_deadline) return;
    if (process->block) __atomic_store_n(&process->block->kill_status, process->exit_status, __ATOMIC_SEQ_CST);
    process->kill_deadline = monotonic_now() + KILL_PATIENCE;
    if (process->job) process_count_io(process); /* for its account: later there is nothing to read */
    uint64_t user, kernel;
    if (process_times(process, &user, &kernel)) process->user_time = user, process->kernel_time = kernel;
    kills_pending = true;
    kill(process->unix_pid, SIGNAL_KILL);
}

int processes_kill_continue(uint64_t now)
{
    int soonest = -1;
    if (!kills_pending) return -1;
    kills_pending = false;
    for (struct process *process = processes; process; process = process->next) {
        if (!process->kill_deadline) continue;
        if (now >= process->kill_deadline) {
            kill(process->unix_pid, SIGKILL);
            process->kill_deadline = now + KILL_PATIENCE;
        }
        int left = (int)((process->kill_deadline - now) / 1000000) + 1;
        if (soonest < 0 || left < soonest) soonest = left;
        kills_pending = true;
    }
    return soonest;
}

/* --- requests: life --- */

static NTSTATUS set_image(struct process *process, struct text image)
{
    if (image.length > LONGEST_IMAGE_PATH) return STATUS_NAME_TOO_LONG;
    if (!image.length) return STATUS_SUCCESS;
    uint16_t *copy = text_copy(image);
    if (!copy) return STATUS_NO_MEMORY;
    free(process->image);
    process->image = copy;
    process->image_length = image.length;
    return STATUS_SUCCESS;
}

static void answer_init(struct request *request, const struct process *process, struct request_process_init_out *out)
{
    out->pid = process->pid;
    out->tid = process->main_tid;
    out->process_slot = process->object.slot;
    out->thread_slot = process->main_thread_slot;
    out->first_slot = process->main_thread_slot + 1;
    out->slot_count = process->slots.ranges[0].count - 1;
    out->first_tid = process->main_tid + ID_STEP;
    out->tid_count = IDS_PER_BLOCK - 2;
    out->process_object = process->object.id;
    out->fd_count = 3;
    out->parent_pid = process->parent_pid;
    out->has_token = process->token != NULL;
    request_answer_fd(request, arena_fd, false);
    request_answer_fd(request, process->block_fd, false);
    request_answer_fd(request, clock_page_fd, false);
}

NTSTATUS handle_process_init(struct request *request, const struct request_process_init_in *in,
                             struct request_process_init_out *out)
{
    struct process *process = request->process;
    if (in->version != PROTOCOL_VERSION) return STATUS_NOT_SUPPORTED;
    if (server.ending) return STATUS_PROCESS_IS_TERMINATING;
    if (in->unix_pid <= 0 || (process && process->state != PROCESS_STARTING)) return STATUS_INVALID_PARAMETER;
    if (!process) {
        process = process_new(0, in->machine, (struct text){0});
        if (!process) return STATUS_INSUFFICIENT_RESOURCES;
        request->client->process = process; /* takes over the keeper */
        process->client = request->client;
    }
    process->state = PROCESS_RUNNING;
    process->unix_pid = in->unix_pid;
    process->machine = in->machine;
    if (process->exit_status_known) { /* terminated before it began */
        kill(process->unix_pid, SIGKILL);
        return STATUS_PROCESS_IS_TERMINATING;
    }
    job_limits_apply(process);
    NTSTATUS status = set_image(process, request_text(request));
    if (!status && !reference_add(process, &process->object)) status = STATUS_NO_MEMORY;
    if (!status) answer_init(request, process, out);
    return status;
}

/* The handles of an explicit list precede the image path. */
struct child_plan {
    const uint32_t *handles;
    uint32_t handle_count;
    struct text image;
};

static bool read_plan(const struct request *request, const struct request_process_create_in *in,
                      struct child_plan *plan)
{
    uint64_t list_size = 4ull * in->handle_count;
    if (list_size > request->data_size || (request->data_size - list_size) / 2 > LONGEST_IMAGE_PATH) return false;
    *plan = (struct child_plan){
        (const uint32_t *)(const void *)request->data,
        in->handle_count,
        {(const uint16_t *)(const void *)(request->data + list_size), (uint32_t)(request->data_size - list_size) / 2}};
    return true;
}

static NTSTATUS connect_child(struct request *request, struct process *child)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) return STATUS_INSUFFICIENT_RESOURCES;
    struct client *client = client_new(pair[0]);
    if (!client) {
        close(pair[1]);
        return STATUS_NO_MEMORY;
    }
    client->process = child;
    child->client = client;
    object_keep(&child->object); /* for the client */
    request_answer_fd(request, pair[1], true);
    return STATUS_SUCCESS;
}

/* The child's token is a copy: of the one named, or of its parent's. */
static NTSTATUS give_token(struct process *parent, struct process *child, uint64_t id)
{
    const struct object *token = id ? reference_find(parent, id, OBJECT_TOKEN) : parent->token;
    if (id && !token) return STATUS_INVALID_HANDLE;
    if (token && token_has_state(token) && !(child->token = token_copy(token))) return STATUS_NO_MEMORY;
    return STATUS_SUCCESS;
}

/* Debugged by the debugger that is named, or by its parent's if that wants all children. */
static NTSTATUS give_debugger(struct process *parent, struct process *child, const struct request_process_create_in *in)
{
    struct object *debug = parent->debug && parent->debug_children ? parent->debug : NULL;
    bool children = true;
    if (in->debug_object) {
        debug = reference_find(parent, in->debug_object, OBJECT_DEBUG);
        children = !(in->creation_flags & DEBUG_ONLY_THIS_PROCESS);
        if (!debug) return STATUS_INVALID_HANDLE;
    }
    if (debug) debug_begin(child, debug, children);
    return STATUS_SUCCESS;
}

NTSTATUS handle_process_create(struct request *request, const struct request_process_create_in *in,
                               struct request_process_create_out *out)
{
    struct child_plan plan;
    struct object *job = in->job_object ? reference_find(request->process, in->job_object, OBJECT_JOB) : NULL;
    if (!read_plan(request, in, &plan)) return STATUS_INVALID_PARAMETER;
    if (in->job_object && !job) return STATUS_INVALID_HANDLE;
    if (server.ending) return STATUS_PROCESS_IS_TERMINATING;
    NTSTATUS status = job_allows_child(request->process, in->creation_flags);
    if (status) return status;
    struct process *child = process_new(request->process->pid, in->machine, plan.image);
    if (!child) return STATUS_INSUFFICIENT_RESOURCES;
    struct thread *thread = thread_new(child, child->main_tid, child->main_thread_slot);
    status = job_add_child(request->process, child, in->creation_flags, job);
    if (!status && (!thread || !reference_add(request->process, &child->object))) status = STATUS_NO_MEMORY;
    if (!status && !reference_add(request->process, &thread->object)) status = STATUS_NO_MEMORY;
    if (!status) status = give_token(request->process, child, in->token_object);
    if (!status) status = give_debugger(request->process, child, in);
    if (!status && in->inherit) handles_inherit(request->process, child, plan.handles, plan.handle_count);
    if (!status) status = connect_child(request, child);
    if (status) {
        reference_remove(request->process, &child->object);
        if (thread) reference_remove(request->process, &thread->object);
        process_end(child);
    } else {
        *out = (struct request_process_create_out){
            .process_object = child->object.id,
            .thread_object = thread->object.id,
            .pid = child->pid,
            .tid = child->main_tid,
            .process_slot = child->object.slot,
            .thread_slot = child->main_thread_slot,
        };
    }
    if (thread) object_drop(&thread->object);
    object_drop(&child->object);
    return status;
}

NTSTATUS handle_process_create_failed(struct request *request, const struct request_process_create_failed_in *in)
{
    struct process *child = process_find(in->pid);
    if (!child || child->state != PROCESS_STARTING || child->parent_pid != request->process->pid)
        return STATUS_INVALID_CID;
    child->exit_status = (int32_t)in->status;
    child->exit_status_known = true;
    if (child->client) client_give_up(child->client);
    return STATUS_SUCCESS;
}

NTSTATUS handle_process_exit(struct request *request, const struct request_process_exit_in *in,
                             struct request_process_exit_out *out)
{
    struct process *process = request->process;
    uint64_t user, kernel;
    (void)out;
    if (!process->exit_status_known) process->exit_status = in->exit_status;
    process->exit_status_known = true;
    if (process_times(process, &user, &kernel)) process->user_time = user, process->kernel_time = kernel;
    if (process->job) process_count_io(process);
    return STATUS_SUCCESS;
}

NTSTATUS handle_process_terminate(struct request *request, const struct request_process_terminate_in *in,
                                  struct request_process_terminate_out *out)
{
    struct process *process = in->object
                                  ? process_from_object(reference_find(request->process, in->object, OBJECT_PROCESS))
                                  : request->process;
    (void)out;
    if (!process) return STATUS_INVALID_HANDLE;
    if (process->state == PROCESS_ENDED) return STATUS_PROCESS_IS_TERMINATING;
    process_kill(process, in->exit_status);
    return STATUS_SUCCESS;
}

NTSTATUS handle_grant(struct request *request, const struct request_grant_in *in, struct request_grant_out *out)
{
    if (in->kind > 1) return STATUS_INVALID_PARAMETER;
    if (in->kind)
        out->first = process_grant_ids(request->process, in->wanted, &out->count);
    else
        out->count = process_grant_slots(request->process, in->wanted, &out->first);
    return out->count ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS handle_slots_return(struct request *request, const struct request_slots_return_in *in)
{
    const uint32_t *indexes = (const uint32_t *)(const void *)request->data;
    if (in->count > request->data_size / 4) return STATUS_INVALID_PARAMETER;
    for (uint32_t i = 0; i < in->count; i++) slot_return(request->process->pid, indexes[i]);
    return STATUS_SUCCESS;
}

/* --- requests: looking --- */

NTSTATUS handle_process_open(struct request *request, const struct request_process_open_in *in,
                             struct request_process_open_out *out)
{
    struct process *process = process_find(in->pid);
    if (!process) return STATUS_INVALID_CID;
    if (!reference_add(request->process, &process->object)) return STATUS_NO_MEMORY;
    *out = (struct request_process_open_out){
        .object = process->object.id, .slot = process->object.slot, .granted = in->access};
    return STATUS_SUCCESS;
}

NTSTATUS handle_process_query(struct request *request, const struct request_process_query_in *in,
                              struct request_process_query_out *out)
{
    const struct process *process =
        in->object ? process_from_object(reference_find(request->process, in->object, OBJECT_PROCESS))
                   : request->process;
    if (!process) return STATUS_INVALID_HANDLE;
    bool running = process->state != PROCESS_ENDED;
    *out = (struct request_process_query_out){
        .pid = process->pid,
        .parent_pid = process->parent_pid,
        .unix_pid = running ? process->unix_pid : 0,
        .machine = process->machine,
        .exit_status = running ? 0x103 : process->exit_status,
        .running = running,
        .start_time = process->start_time,
        .end_time = process->end_time,
        .handle_count = process_handle_count(process),
        .thread_count = process_thread_count(process),
        .priority_class = process->priority_class,
        .debug_flags = (process->debug ? DEBUG_FLAG_DEBUGGED : 0) | (process->debug_children ? DEBUG_FLAG_CHILDREN : 0),
        .user_time = process->user_time,
        .kernel_time = process->kernel_time,
    };
    return request_answer_data(request, process->image, 2 * process->image_length) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* what 0: priority class (for those who ask; the kernel's scheduling is the process's own affair), 1: children are
 * debugged */
NTSTATUS handle_process_set(struct request *request, const struct request_process_set_in *in,
                            struct request_process_set_out *out)
{
    struct process *process = in->object
                                  ? process_from_object(reference_find(request->process, in->object, OBJECT_PROCESS))
                                  : request->process;
    (void)out;
    if (!process) return STATUS_INVALID_HANDLE;
    if (in->what > 1) return STATUS_INVALID_INFO_CLASS;
    if (in->what) process->debug_children = in->value != 0;
    else if (!process->priority_is_limited)
        process->priority_class = in->value; /* a job's is not to be changed, Windows says nothing */
    return STATUS_SUCCESS;
}

static bool list_process(struct request *request, const struct process *process, bool with_threads)
{
    uint32_t high_water = thread_high_water(process);
    uint32_t most = (uint32_t)sizeof(struct process_listing) + high_water * (uint32_t)sizeof(struct thread_listing) +
                    2 * process->image_length + 8;
    uint8_t *space = request_answer_space(request, most);
    if (!space) return false;
    struct process_listing listing = {
        .pid = process->pid,
        .parent_pid = process->parent_pid,
        .unix_pid = process->unix_pid,
        .machine = process->machine,
        .priority_class = process->priority_class,
        .handle_count = process_handle_count(process),
        .start_time = process->start_time,
        .path_size = 2 * process->image_length,
    };
    process_times(process, &listing.user_time, &listing.kernel_time);
    process_memory(process, &listing.working_set, &listing.peak_working_set);
    uint32_t size = sizeof(listing);
    for (uint32_t i = 0; i < high_water; i++) {
        struct thread_record record = thread_records(process->block)[i];
        if (!record.tid) continue;
        listing.thread_count++;
        if (!with_threads) continue;
        struct thread_listing thread = {record.tid, i, record.start_time, record.start_address};
        memcpy(space + size, &thread, sizeof(thread));
        size += sizeof(thread);
        listing.listed_threads++;
    }
    if (process->image_length) memcpy(space + size, process->image, 2 * process->image_length);
    size += 2 * process->image_length;
    while (size % 8) space[size++] = 0;
    listing.size = size;
    memcpy(space, &listing, sizeof(listing));
    request_answer_truncate(request, most - size);
    return true;
}

NTSTATUS handle_process_list(struct request *request, const struct request_process_list_in *in,
                             struct request_process_list_out *out)
{
    const struct process *process = processes;
    while (process && process->next) process = process->next;
    for (; process; process = process->previous) { /* the oldest first */
        if (process->state != PROCESS_RUNNING) continue;
        if (!list_process(request, process, in->with_threads)) return STATUS_NO_MEMORY;
        out->count++;
    }
    return STATUS_SUCCESS;
}
