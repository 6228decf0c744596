/* What the files about jobs share. */
#ifndef SERVER_JOB_H
#define SERVER_JOB_H

#include "object.h"
#include "process.h"

enum {
    LIMIT_WORKING_SET = 0x1,
    LIMIT_PROCESS_TIME = 0x2,
    LIMIT_JOB_TIME = 0x4,
    LIMIT_ACTIVE_PROCESS = 0x8,
    LIMIT_AFFINITY = 0x10,
    LIMIT_PRIORITY_CLASS = 0x20,
    LIMIT_PRESERVE_JOB_TIME = 0x40,
    LIMIT_SCHEDULING_CLASS = 0x80,
    BASIC_LIMITS = 0xff,
    LIMIT_PROCESS_MEMORY = 0x100,
    LIMIT_JOB_MEMORY = 0x200,
    LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x400,
    LIMIT_BREAKAWAY_OK = 0x800,
    LIMIT_SILENT_BREAKAWAY_OK = 0x1000,
    LIMIT_KILL_ON_JOB_CLOSE = 0x2000,
    EXTENDED_LIMITS = 0x7fff,
};

enum job_message {
    JOB_END_OF_JOB_TIME = 1,
    JOB_END_OF_PROCESS_TIME = 2,
    JOB_ACTIVE_PROCESS_LIMIT = 3,
    JOB_ACTIVE_PROCESS_ZERO = 4,
    JOB_NEW_PROCESS = 6,
    JOB_EXIT_PROCESS = 7,
    JOB_ABNORMAL_EXIT_PROCESS = 8,
    JOB_PROCESS_MEMORY_LIMIT = 9,
    JOB_JOB_MEMORY_LIMIT = 10
};

/* JOBOBJECT_EXTENDED_LIMIT_INFORMATION as 64-bit programs have it; the basic one is its beginning. */
struct limits {
    int64_t process_user_time, job_user_time;
    uint32_t flags, padding0;
    uint64_t minimum_working_set, maximum_working_set;
    uint32_t active_processes, padding1;
    uint64_t affinity;
    uint32_t priority_class, scheduling_class;
    uint64_t io_counters[6];
    uint64_t process_memory, job_memory, peak_process_memory, peak_job_memory;
};
#define BASIC_LIMIT_SIZE 64u
_Static_assert(sizeof(struct limits) == 144 && offsetof(struct limits, io_counters) == BASIC_LIMIT_SIZE, "");

struct job {
    struct object object;
    struct job *parent;
    struct limits limits;
    uint32_t ui_restrictions, end_of_job_time;
    uint32_t active, total, terminated;
    uint64_t job_time_end; /* user time of all its processes at which the job's time is over */
    uint64_t ended_user_time, ended_kernel_time, ended_io[6], ended_page_faults; /* of processes that have ended */
    struct job_port *port;
};

/* --- job.c --- */
bool job_contains(const struct job *job, const struct process *process);
void job_kill(struct job *job, int32_t exit_status);
uint64_t job_user_time(const struct job *job);

/* --- job_port.c: messages go to the ports of the job and of all that it lies in --- */
void job_tell(struct job *job, enum job_message message, uint32_t pid);
void job_tell_one(struct job *job, enum job_message message, uint32_t pid);
void job_port_orphan(struct job_port *port); /* the job has gone */

/* --- job_limits.c --- */
/* False: such limits cannot be. */
bool job_limits_valid(const struct limits *limits, uint32_t allowed);
/* After the limits of one of its jobs have changed, or it has come into one. */
void job_limits_apply(struct process *process);

#endif
