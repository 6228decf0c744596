/* Jobs: groups of processes with limits. A job may lie within another; a process belongs to its own job and to all that
 * one lies in. Here: who is in it, how many there may be, accounting. job_limits.c has the other limits, job_port.c the
 * messages. */
#include <stdlib.h>
#include <string.h>
#include "arena_operations.h"
#include "job.h"
#include "request.h"
#include "server.h"

#define CREATE_BREAKAWAY_FROM_JOB 0x01000000u
#define MOST_NESTED               64

enum job_class {
    CLASS_BASIC_ACCOUNTING = 1,
    CLASS_BASIC_LIMIT = 2,
    CLASS_PROCESS_IDS = 3,
    CLASS_UI_RESTRICTIONS = 4,
    CLASS_END_OF_JOB_TIME = 6,
    CLASS_BASIC_AND_IO_ACCOUNTING = 8,
    CLASS_EXTENDED_LIMIT = 9,
};

struct accounting {
    uint64_t user_time, kernel_time, period_user_time, period_kernel_time;
    uint32_t page_faults, total_processes, active_processes, terminated_processes;
    uint64_t io_counters[6];
};
#define BASIC_ACCOUNTING_SIZE 48u
_Static_assert(sizeof(struct accounting) == 96, "");

bool job_contains(const struct job *job, const struct process *process)
{
    for (const struct job *at = process->job; at; at = at->parent)
        if (at == job) return true;
    return false;
}

void job_kill(struct job *job, int32_t exit_status)
{
    for (struct process *process = processes; process; process = process->next)
        if (job_contains(job, process)) process_kill(process, exit_status);
}

static void job_last_handle_closed(struct object *object)
{
    struct job *job = (struct job *)object;
    if (job->limits.flags & LIMIT_KILL_ON_JOB_CLOSE) job_kill(job, 0);
}

static void job_destroy(struct object *object)
{
    struct job *job = (struct job *)object;
    if (job->parent) object_drop(&job->parent->object);
    if (job->port) job_port_orphan(job->port);
    free(job);
}

static void job_describe(struct object *object, char *text, size_t size)
{
    const struct job *job = (struct job *)object;
    snprintf(text, size, "%u active of %u processes, limits %x", job->active, job->total, job->limits.flags);
}

const struct object_operations job_operations = {
    .kind = OBJECT_JOB,
    .type_name = "Job",
    .process_closed = object_no_process_closed,
    .last_handle_closed = job_last_handle_closed,
    .destroy = job_destroy,
    .descriptor = object_descriptor,
    .describe = job_describe,
};

struct object *job_create(void)
{
    struct job *job = calloc(1, sizeof(*job));
    if (!job || !object_init(&job->object, &job_operations)) {
        free(job);
        return NULL;
    }
    if (object_allocate_slot(&job->object, STATE_MAKE(OBJECT_JOB, 0) | STATE_MANUAL_RESET)) return &job->object;
    object_drop(&job->object);
    return NULL;
}

/* --- membership --- */

static bool is_full(struct job *job)
{
    if (!(job->limits.flags & LIMIT_ACTIVE_PROCESS) || job->active < job->limits.active_processes) return false;
    job_tell(job, JOB_ACTIVE_PROCESS_LIMIT, 0);
    return true;
}

static bool has_room(struct job *job)
{
    for (; job; job = job->parent)
        if (is_full(job)) return false;
    return true;
}

/* Counts in the jobs from `job` up to, but not including, the one the process was in before. */
static void enter(struct process *process, struct job *job)
{
    struct job *before = process->job;
    object_keep(&job->object);
    process->job = job;
    for (struct job *at = job; at && at != before; at = at->parent) {
        at->active++, at->total++;
        job_tell_one(at, JOB_NEW_PROCESS, process->pid);
    }
    if (before) object_drop(&before->object);
    job_limits_apply(process);
}

static uint32_t depth_of(const struct job *job)
{
    uint32_t depth = 0;
    for (; job; job = job->parent) depth++;
    return depth;
}

static NTSTATUS assign(struct process *process, struct job *job)
{
    if (job_contains(job, process)) return STATUS_SUCCESS;
    if (process->job && job->parent != process->job) {
        if (job->parent || job->total || depth_of(process->job) >= MOST_NESTED) return STATUS_ACCESS_DENIED;
        job->parent = process->job;
        object_keep(&job->parent->object);
    } else if (!process->job && job->parent) {
        return STATUS_ACCESS_DENIED;
    }
    if (is_full(job)) {
        process_kill(process, STATUS_QUOTA_EXCEEDED);
        return STATUS_QUOTA_EXCEEDED;
    }
    enter(process, job);
    return STATUS_SUCCESS;
}

/* The job that a child begins in. */
static struct job *inherited_job(const struct process *parent, uint32_t creation_flags)
{
    struct job *job = parent->job;
    while (job && (job->limits.flags & LIMIT_SILENT_BREAKAWAY_OK ||
                   (creation_flags & CREATE_BREAKAWAY_FROM_JOB && job->limits.flags & LIMIT_BREAKAWAY_OK)))
        job = job->parent;
    return job;
}

NTSTATUS job_allows_child(const struct process *parent, uint32_t creation_flags)
{
    struct job *job = inherited_job(parent, creation_flags);
    if (job && job == parent->job && creation_flags & CREATE_BREAKAWAY_FROM_JOB) return STATUS_ACCESS_DENIED;
    return has_room(job) ? STATUS_SUCCESS : STATUS_QUOTA_EXCEEDED;
}

NTSTATUS job_add_child(struct process *parent, struct process *child, uint32_t creation_flags,
                       struct object *job_object)
{
    struct job *job = inherited_job(parent, creation_flags);
    if (job) enter(child, job);
    return job_object ? assign(child, (struct job *)job_object) : STATUS_SUCCESS;
}

static bool is_abnormal(uint32_t status)
{
    static const uint32_t codes[] = {
        0x80000001 /* guard page */,
        0x80000002 /* misalignment */,
        0x80000003 /* breakpoint */,
        0x80000004 /* single step */,
        0xc0000005 /* access violation */,
        0xc0000006 /* in-page error */,
        0xc000001d /* illegal instruction */,
        0xc0000025 /* noncontinuable */,
        0xc0000026 /* invalid disposition */,
        0xc000008c /* array bounds */,
        0xc000008d,
        0xc000008e,
        0xc000008f,
        0xc0000090,
        0xc0000091,
        0xc0000092,
        0xc0000093 /* floating point */,
        0xc0000094,
        0xc0000095 /* integers */,
        0xc0000096 /* privileged instruction */,
        0xc00000fd /* stack overflow */,
        0xc000013a /* Ctrl+C */,
    };
    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
        if (codes[i] == status) return true;
    return false;
}

void job_process_ended(struct process *process)
{
    struct job *job = process->job;
    job_ports_process_ended(process->pid);
    if (!job) return;
    job_tell(job, is_abnormal((uint32_t)process->exit_status) ? JOB_ABNORMAL_EXIT_PROCESS : JOB_EXIT_PROCESS,
             process->pid);
    for (struct job *at = job; at; at = at->parent) {
        at->active--;
        at->ended_user_time += process->user_time;
        at->ended_kernel_time += process->kernel_time;
        at->ended_page_faults += process->page_faults;
        for (int i = 0; i < 6; i++) at->ended_io[i] += process->io_counters[i];
        if (!at->active) job_tell_one(at, JOB_ACTIVE_PROCESS_ZERO, 0);
    }
    process->job = NULL;
    object_drop(&job->object);
}

/* --- requests --- */

static struct job *job_argument(struct request *request, uint64_t object)
{
    return object ? (struct job *)reference_find(request->process, object, OBJECT_JOB) : request->process->job;
}

NTSTATUS handle_job_assign(struct request *request, const struct request_job_assign_in *in,
                           struct request_job_assign_out *out)
{
    struct job *job = in->job ? job_argument(request, in->job) : NULL;
    struct process *process = in->process
                                  ? process_from_object(reference_find(request->process, in->process, OBJECT_PROCESS))
                                  : request->process;
    (void)out;
    if (!job || !process) return STATUS_INVALID_HANDLE;
    return process->state == PROCESS_ENDED ? STATUS_PROCESS_IS_TERMINATING : assign(process, job);
}

NTSTATUS handle_job_terminate(struct request *request, const struct request_job_terminate_in *in,
                              struct request_job_terminate_out *out)
{
    struct job *job = in->job ? job_argument(request, in->job) : NULL;
    (void)out;
    if (!job) return STATUS_INVALID_HANDLE;
    job_kill(job, in->exit_status);
    return STATUS_SUCCESS;
}

NTSTATUS handle_job_contains(struct request *request, const struct request_job_contains_in *in,
                             struct request_job_contains_out *out)
{
    const struct job *job = in->job ? job_argument(request, in->job) : NULL;
    struct process *process = in->process
                                  ? process_from_object(reference_find(request->process, in->process, OBJECT_PROCESS))
                                  : request->process;
    if (!process || (in->job && !job)) return STATUS_INVALID_HANDLE;
    out->yes = job ? job_contains(job, process) : process->job != NULL;
    return STATUS_SUCCESS;
}

uint64_t job_user_time(const struct job *job)
{
    uint64_t sum = job->ended_user_time, user, kernel;
    for (const struct process *process = processes; process; process = process->next)
        if (job_contains(job, process) && process_times(process, &user, &kernel)) sum += user;
    return sum;
}

static struct accounting account(const struct job *job)
{
    struct accounting result = {.user_time = job->ended_user_time,
                                .kernel_time = job->ended_kernel_time,
                                .page_faults = (uint32_t)job->ended_page_faults,
                                .total_processes = job->total,
                                .active_processes = job->active,
                                .terminated_processes = job->terminated};
    memcpy(result.io_counters, job->ended_io, sizeof(result.io_counters));
    for (struct process *process = processes; process; process = process->next) {
        uint64_t user, kernel;
        if (!job_contains(job, process) || !process_times(process, &user, &kernel)) continue;
        result.user_time += user;
        result.kernel_time += kernel;
        process_count_io(process);
        result.page_faults += (uint32_t)process->page_faults;
        for (int i = 0; i < 6; i++) result.io_counters[i] += process->io_counters[i];
    }
    result.period_user_time = result.user_time;
    result.period_kernel_time = result.kernel_time;
    return result;
}

static bool answer_process_ids(struct request *request, const struct job *job)
{
    uint32_t counts[2] = {job->active, 0};
    uint8_t *head = request_answer_space(request, sizeof(counts));
    if (!head) return false;
    for (const struct process *process = processes; process; process = process->next)
        counts[1] += job_contains(job, process);
    memcpy(head, counts, sizeof(counts));
    for (const struct process *process = processes; process; process = process->next) {
        uint64_t pid = process->pid;
        if (job_contains(job, process) && !request_answer_data(request, &pid, sizeof(pid))) return false;
    }
    return true;
}

NTSTATUS handle_job_query(struct request *request, const struct request_job_query_in *in,
                          struct request_job_query_out *out)
{
    const struct job *job = job_argument(request, in->job);
    out->in_job = request->process->job != NULL;
    if (!job)
        return in->job ? STATUS_INVALID_HANDLE : STATUS_ACCESS_DENIED; /* not in a job: there is nothing to ask about */
    struct accounting accounting = account(job);
    struct limits limits = job->limits;
    bool done = false;
    switch (in->info_class) {
    case CLASS_BASIC_ACCOUNTING:
        done = request_answer_data(request, &accounting, BASIC_ACCOUNTING_SIZE);
        break;
    case CLASS_BASIC_AND_IO_ACCOUNTING:
        done = request_answer_data(request, &accounting, sizeof(accounting));
        break;
    case CLASS_BASIC_LIMIT:
        limits.flags &= BASIC_LIMITS;
        done = request_answer_data(request, &limits, BASIC_LIMIT_SIZE);
        break;
    case CLASS_EXTENDED_LIMIT:
        done = request_answer_data(request, &job->limits, sizeof(job->limits));
        break;
    case CLASS_PROCESS_IDS:
        done = answer_process_ids(request, job);
        break;
    case CLASS_UI_RESTRICTIONS:
        done = request_answer_data(request, &job->ui_restrictions, 4);
        break;
    case CLASS_END_OF_JOB_TIME:
        done = request_answer_data(request, &job->end_of_job_time, 4);
        break;
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
    return done ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static void apply_to_members(struct job *job)
{
    for (struct process *process = processes; process; process = process->next)
        if (job_contains(job, process)) job_limits_apply(process);
}

static NTSTATUS set_limits(struct job *job, const struct request *request, uint32_t size)
{
    struct limits limits = job->limits;
    if (request->data_size != size) return STATUS_INFO_LENGTH_MISMATCH;
    memcpy(&limits, request->data, size);
    if (!job_limits_valid(&limits, size == BASIC_LIMIT_SIZE ? BASIC_LIMITS : EXTENDED_LIMITS))
        return STATUS_INVALID_PARAMETER;
    if (limits.flags & (LIMIT_WORKING_SET | LIMIT_SCHEDULING_CLASS))
        log_print("process %u sets job limits that are kept but not enforced: %x", request->process->pid,
                  limits.flags & (LIMIT_WORKING_SET | LIMIT_SCHEDULING_CLASS));
    if (limits.flags & LIMIT_PRESERVE_JOB_TIME) {
        limits.flags |= job->limits.flags & LIMIT_JOB_TIME;
        limits.job_user_time = job->limits.job_user_time;
    } else if (limits.flags & LIMIT_JOB_TIME) {
        job->job_time_end = job_user_time(job) + (uint64_t)limits.job_user_time;
    }
    limits.flags &= ~(uint32_t)LIMIT_PRESERVE_JOB_TIME;
    limits.peak_process_memory = job->limits.peak_process_memory;
    limits.peak_job_memory = job->limits.peak_job_memory;
    job->limits = limits;
    apply_to_members(job);
    return STATUS_SUCCESS;
}

NTSTATUS handle_job_set(struct request *request, const struct request_job_set_in *in, struct request_job_set_out *out)
{
    struct job *job = in->job ? job_argument(request, in->job) : NULL;
    (void)out;
    if (!job) return STATUS_INVALID_HANDLE;
    uint32_t *word = in->info_class == CLASS_UI_RESTRICTIONS ? &job->ui_restrictions : &job->end_of_job_time;
    switch (in->info_class) {
    case CLASS_BASIC_LIMIT:
        return set_limits(job, request, BASIC_LIMIT_SIZE);
    case CLASS_EXTENDED_LIMIT:
        return set_limits(job, request, sizeof(struct limits));
    case CLASS_UI_RESTRICTIONS:
    case CLASS_END_OF_JOB_TIME:
        if (request->data_size != 4) return STATUS_INFO_LENGTH_MISMATCH;
        memcpy(word, request->data, 4);
        return STATUS_SUCCESS;
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
}
