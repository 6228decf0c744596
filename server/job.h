/* What the files about jobs share. */
#ifndef SERVER_JOB_H
#define SERVER_JOB_H

#include "object.h"
#include "process.h"

/* The messages for a job's completion port, which lives in one process: that is woken by the signal of an event of its own and fetches them. */
struct job_port {
    uint32_t pid, slot; /* slot 0: no port */
    struct job_note *notes;
    uint32_t count;
};

enum job_message {
    JOB_END_OF_JOB_TIME = 1, JOB_END_OF_PROCESS_TIME = 2, JOB_ACTIVE_PROCESS_LIMIT = 3, JOB_ACTIVE_PROCESS_ZERO = 4, JOB_NEW_PROCESS = 6,
    JOB_EXIT_PROCESS = 7, JOB_ABNORMAL_EXIT_PROCESS = 8, JOB_PROCESS_MEMORY_LIMIT = 9, JOB_JOB_MEMORY_LIMIT = 10
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
    uint64_t ended_user_time, ended_kernel_time;
    uint64_t ended_io[6]; /* of processes that have ended */
    struct job_port port;
};

void job_port_send(struct job_port *port, enum job_message message, uint32_t pid);
void job_port_clear(struct job_port *port);

#endif
