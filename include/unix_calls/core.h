/* Unix calls that everything needs. Unix side: dlls/ntdll/unix/core.c */
#ifndef UNIX_CALLS_CORE_H
#define UNIX_CALLS_CORE_H

#include <stdint.h>

/* Does nothing: measures the boundary. */
struct unix_null_args { uint64_t unused; } __attribute__((aligned(8)));

/* One exchange with the server: sends `code` with the fixed part and optional data, and receives both likewise (one-way
 * requests return at once). Returns the server's status; STATUS_BUFFER_OVERFLOW when reply data did not fit. If the
 * server has gone, a message is printed and the process ends. PE code uses the wrappers of requests.h. */
struct unix_server_request_args {
    uint32_t code;           /* enum request_code */
    int32_t  send_fd;        /* descriptor that goes along, or -1 */
    uint64_t in;             /* struct request_NAME_in *, */
    uint64_t in_data;
    uint32_t in_size;
    uint32_t in_data_size;
    uint64_t out;
    uint64_t out_data;
    uint32_t out_size;
    uint32_t out_data_capacity;
    uint32_t out_data_size;  /* set: bytes the server sent (may exceed the capacity; then the rest was dropped) */
    int32_t  received_fd;    /* set: descriptor that came along, or -1 */
};

/* Writes one line to the log (stderr, prefixed with pid, tid, channel). Text is UTF-8 of `size` bytes without newline.
 */
struct unix_log_write_args { uint64_t text; uint32_t size; uint32_t channel; };

/* Writes text (UTF-8) as it is to stderr: crash reports, the loader's sentences for people. */
struct unix_message_write_args { uint64_t text; uint32_t size; uint32_t padding; };

/* Clocks. kind 0: wall time as FILETIME (100 ns since 1601, UTC); 1: monotonic, 100 ns units (performance counter, 10
 * MHz); 2: unbiased monotonic (without suspend); 3: CPU time of the calling thread; 4: of the process (100 ns). */
struct unix_clock_read_args { uint32_t kind; uint32_t padding; uint64_t value; };

/* Fills a buffer from the kernel's random source. */
struct unix_random_bytes_args { uint64_t buffer; uint32_t size; uint32_t padding; };

/* Ends the whole process at once with this Windows exit code; no DLL is told (the PE side has done that). Never
 * returns. */
struct unix_process_terminate_args { int32_t exit_status; uint32_t padding; };

#endif
