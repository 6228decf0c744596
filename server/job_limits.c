/* The limits of jobs: processor time, processors, priority, committed memory. A process obeys those of its job and of
 * all that this lies in; the strictest counts. Working sets and scheduling classes are kept, but Linux knows neither;
 * without error boxes everybody dies of an unhandled exception anyway. */
#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include "job.h"
#include "request.h"
#include "server.h"
#include "slots.h"

#define NOT_ENOUGH_QUOTA    1816 /* ERROR_NOT_ENOUGH_QUOTA: the exit code of those whose time is over */
#define CHECK_INTERVAL      100000000ull /* nanoseconds between two looks at the time */
#define POST_AT_END_OF_JOB  1u
#define MOST_SCHEDULING     9u
#define HIGHEST_PRIORITY    (sizeof(priority_classes) / sizeof(*priority_classes))

static bool has_time_limits; /* some process may have one */

/* from the lowest to the highest */
static const uint32_t priority_classes[] = {0x40 /* idle */, 0x4000,          0x20 /* normal */,
                                            0x8000,          0x80 /* high */, 0x100 /* real time */};

static unsigned priority_rank(uint32_t class)
{
    unsigned rank = 0;
    while (rank < HIGHEST_PRIORITY && priority_classes[rank] != class) rank++;
    return rank;
}

static uint64_t system_affinity(void)
{
    cpu_set_t set;
    uint64_t mask = 0;
    if (sched_getaffinity(0, sizeof(set), &set)) return ~0ull;
    for (int i = 0; i < 64; i++) mask |= CPU_ISSET(i, &set) ? 1ull << i : 0;
    return mask;
}

bool job_limits_valid(const struct limits *limits, uint32_t allowed)
{
    uint32_t flags = limits->flags;
    if (flags & ~allowed) return false;
    if (flags & LIMIT_ACTIVE_PROCESS && !limits->active_processes) return false;
    if (flags & LIMIT_JOB_TIME && flags & LIMIT_PRESERVE_JOB_TIME) return false;
    if (flags & LIMIT_WORKING_SET && !limits->minimum_working_set != !limits->maximum_working_set) return false;
    if (flags & LIMIT_PRIORITY_CLASS && priority_rank(limits->priority_class) == HIGHEST_PRIORITY) return false;
    if (flags & LIMIT_SCHEDULING_CLASS && limits->scheduling_class > MOST_SCHEDULING) return false;
    return !(flags & LIMIT_AFFINITY) || (limits->affinity && !(limits->affinity & ~system_affinity()));
}

/* --- what is set once --- */

static void set_affinity(const struct process *process, uint64_t mask)
{
    char path[64];
    cpu_set_t set;
    if (process->unix_pid <= 0) return;
    CPU_ZERO(&set);
    for (int i = 0; i < 64; i++)
        if (mask >> i & 1) CPU_SET(i, &set);
    snprintf(path, sizeof(path), "/proc/%d/task", process->unix_pid);
    DIR *tasks = opendir(path);
    if (!tasks) return;
    for (const struct dirent *entry; (entry = readdir(tasks));)
        if (*entry->d_name != '.') sched_setaffinity(atoi(entry->d_name), sizeof(set), &set);
    closedir(tasks);
}

void job_limits_apply(struct process *process)
{
    uint64_t affinity = 0, all = system_affinity();
    unsigned rank = HIGHEST_PRIORITY;
    uint32_t flags = 0;
    for (const struct job *job = process->job; job; job = job->parent) {
        const struct limits *limits = &job->limits;
        uint64_t wider = affinity ? affinity : all;
        if (limits->flags & LIMIT_AFFINITY && wider & limits->affinity) affinity = wider & limits->affinity;
        if (limits->flags & LIMIT_PRIORITY_CLASS && priority_rank(limits->priority_class) < rank)
            rank = priority_rank(limits->priority_class);
        if (limits->flags & (LIMIT_PROCESS_MEMORY | LIMIT_JOB_MEMORY)) flags |= PROCESS_JOB_COUNTS_MEMORY;
        if (limits->flags & (LIMIT_PROCESS_TIME | LIMIT_JOB_TIME)) has_time_limits = true;
    }
    process->priority_is_limited = rank < HIGHEST_PRIORITY;
    if (process->priority_is_limited) process->priority_class = priority_classes[rank];
    if (affinity) set_affinity(process, affinity);
    if (!process->block) return;
    process->block->job_flags = flags;
    process->block->job_affinity = affinity;
}

/* --- time --- */

static uint64_t user_time_of(const struct process *process)
{
    uint64_t user, kernel;
    return process_times(process, &user, &kernel) ? user : 0;
}

static void end_of_job_time(struct job *job)
{
    job->limits.flags &= ~(uint32_t)LIMIT_JOB_TIME;
    if (job->end_of_job_time == POST_AT_END_OF_JOB && job->port) {
        job_tell(job, JOB_END_OF_JOB_TIME, 0);
        return;
    }
    job->terminated += job->active;
    job_kill(job, NOT_ENOUGH_QUOTA);
    slot_signal(job->object.slot, 1);
}

/* Whether the process has a time limit, which is enforced. */
static bool check_process(struct process *process)
{
    bool limited = false, over = false;
    for (struct job *job = process->job; job; job = job->parent) {
        if (job->limits.flags & LIMIT_PROCESS_TIME) {
            limited = true;
            if (!process->exit_status_known && user_time_of(process) > (uint64_t)job->limits.process_user_time) {
                job->terminated++;
                over = true;
            }
        }
        if (!(job->limits.flags & LIMIT_JOB_TIME)) continue;
        limited = true;
        if (job_user_time(job) > job->job_time_end) end_of_job_time(job);
    }
    if (!over) return limited;
    process_kill(process, NOT_ENOUGH_QUOTA);
    job_tell(process->job, JOB_END_OF_PROCESS_TIME, process->pid);
    return limited;
}

int job_limits_continue(uint64_t now)
{
    static uint64_t last;
    if (!has_time_limits) return -1;
    if (now - last >= CHECK_INTERVAL) {
        last = now;
        has_time_limits = false;
        for (struct process *process = processes; process; process = process->next)
            if (check_process(process)) has_time_limits = true;
    }
    return (int)((last + CHECK_INTERVAL - now) / 1000000) + 1;
}

/* --- memory --- */

/* What all processes of the job have committed, as far as they have said. */
static uint64_t job_committed(const struct job *job)
{
    uint64_t sum = 0;
    for (const struct process *process = processes; process; process = process->next)
        if (job_contains(job, process)) sum += process->committed;
    return sum;
}

NTSTATUS handle_job_commit(struct request *request, const struct request_job_commit_in *in,
                           struct request_job_commit_out *out)
{
    struct process *process = request->process;
    uint64_t before = process->committed;
    (void)out;
    for (struct job *job = process->job; job; job = job->parent) {
        if (job->limits.flags & LIMIT_PROCESS_MEMORY && in->committed > job->limits.process_memory) {
            job_tell(job, JOB_PROCESS_MEMORY_LIMIT, process->pid);
            return STATUS_COMMITMENT_LIMIT;
        }
        process->committed = in->committed;
        uint64_t all = job_committed(job);
        if (job->limits.flags & LIMIT_JOB_MEMORY && all > job->limits.job_memory) {
            process->committed = before;
            job_tell(job, JOB_JOB_MEMORY_LIMIT, process->pid);
            return STATUS_COMMITMENT_LIMIT;
        }
        if (in->committed > job->limits.peak_process_memory) job->limits.peak_process_memory = in->committed;
        if (all > job->limits.peak_job_memory) job->limits.peak_job_memory = all;
    }
    return STATUS_SUCCESS;
}
