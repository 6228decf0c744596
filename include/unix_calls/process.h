/* Unix calls for processes and the system: dlls/ntdll/unix/process.c */
#ifndef UNIX_CALLS_PROCESS_H
#define UNIX_CALLS_PROCESS_H

#include <stdint.h>

/* What kind of program is this file? path: DOS path in UTF-16. STATUS_OBJECT_NAME_NOT_FOUND,
 * STATUS_INVALID_IMAGE_FORMAT etc. */
struct unix_process_identify_args { uint64_t path; uint32_t path_length, machine, subsystem, characteristics; };
/* Starts a process: `start` is a complete struct process_start but for image_unix_path. The server has prepared it and
 * gave `connection_fd` (closed here). The descriptors of these handles stay open in the child: the listed ones, or with
 * inherit 1 all inheritable ones. */
struct unix_process_create_args {
    uint64_t start;
    int32_t connection_fd;
    uint32_t inherit;
    int32_t unix_pid;
    uint32_t handle_count;
    uint64_t handles; /* uint32_t[] */
};
/* Sends CTRL_C_EVENT (0) or CTRL_BREAK_EVENT (1) to a Unix process group; 0: the own one. */
struct unix_process_signal_args { int32_t unix_group; uint32_t event; };
/* pid 0: this process. 100 ns units. With with_io also what it has read and written: calls and bytes, of files and of
 * everything else */
struct unix_process_times_args {
    uint32_t unix_pid, with_io;
    uint64_t user, kernel, start, working_set, peak_working_set, virtual_size, page_faults, reads, writes, bytes_read,
        bytes_written;
};
/* SYSTEM_QUERY_MEMORY fills this (bytes) */
struct system_memory { uint64_t total, available, swap_total, swap_free, cached; };
/* memory status, load, host name, user name, time zone ... what: enum system_query */
struct unix_system_query_args { uint32_t what, capacity; uint64_t buffer; uint32_t size, padding; };
enum system_query {
    SYSTEM_QUERY_MEMORY,
    SYSTEM_QUERY_HOST_NAME,
    SYSTEM_QUERY_USER_NAME,
    SYSTEM_QUERY_TIME_ZONE_NAME,
    SYSTEM_QUERY_LOCALE_NAME,
    SYSTEM_QUERY_CPU_TIMES
};
/* SYSTEM_QUERY_CPU_TIMES: one for each processor, 100 ns */
struct system_cpu_times { uint64_t idle, kernel, user; };

/* Waits for a console control event that came as a signal (SIGINT: CTRL_C_EVENT 0, SIGQUIT: CTRL_BREAK_EVENT 1, SIGTERM
 * and SIGHUP: CTRL_CLOSE_EVENT 2). prepare: only arranges that signals wait for a reader from now on instead of ending
 * the process. STATUS_RETRY when interrupted. */
struct unix_control_wait_args { uint32_t event, prepare; };

/* Opens a document, a folder or a URL with the desktop's program for it (xdg-open), which lives on its own. is_path: text
 * is a DOS path in UTF-16, of length characters; else a URL of length bytes. STATUS_NOT_SUPPORTED: there is no display,
 * or no xdg-open. */
struct unix_native_open_args {
    uint64_t text;
    uint32_t length, is_path;
};

#endif
