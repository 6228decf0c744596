/* What request process_list answers: one of these for each process, `size` bytes from one to the next (a multiple of
 * 8). Behind each come `thread_count` struct thread_listing if threads were asked for, then the image path (path_size
 * bytes of UTF-16). */
#ifndef PROCESS_LISTING_H
#define PROCESS_LISTING_H

#include <stdint.h>

struct process_listing {
    uint32_t size, pid, parent_pid;
    int32_t unix_pid;
    uint32_t machine, priority_class, handle_count, thread_count;
    uint64_t start_time;             /* FILETIME */
    uint64_t user_time, kernel_time; /* 100 ns */
    uint64_t working_set, peak_working_set;
    uint32_t path_size, listed_threads; /* listed_threads: how many struct thread_listing follow */
};

struct thread_listing {
    uint32_t tid, record_index;
    uint64_t start_time, start_address;
};

#endif
