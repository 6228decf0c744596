/* What the Unix side tells the PE side of its process, one read-only page at PROCESS_INFO_ADDRESS; and struct
 * process_start, in which a parent (another Windows process, or `winrun` started by a shell) describes the process that
 * is to begin. */
#ifndef PROCESS_INFO_H
#define PROCESS_INFO_H

#include <stdint.h>
#include "addresses.h"

/* log channels: bits of process_info.log_channels, set by --log / WINRUN_LOG (names in lower case, comma-separated,
 * "all") */
enum log_channel {
    LOG_WARN, /* on by default: things the program is refused or lacks */
    LOG_LOADER,
    LOG_FILE,
    LOG_REGISTRY,
    LOG_SYNC,
    LOG_PROCESS,
    LOG_THREAD,
    LOG_MEMORY,
    LOG_EXCEPTION,
    LOG_SERVER,
    LOG_CALLS,
    LOG_HEAP,
    LOG_LOCALE,
    LOG_CONSOLE,
    LOG_CRT,
    LOG_PIPE,
    LOG_CHANNEL_COUNT
};
#define LOG_CHANNEL_NAMES { "warn", "loader", "file", "registry", "sync", "process", "thread", "memory", "exception", \
    "server", "calls", "heap", "locale", "console", "crt", "pipe" }

/* A string or block inside struct process_start: offset from its start and length in bytes (UTF-16 unless said
 * otherwise). */
struct start_span { uint32_t offset, size; };

struct process_start {
    uint32_t size;          /* of the whole block */
    uint32_t machine;       /* IMAGE_FILE_MACHINE_* of the image */
    uint32_t flags;         /* PROCESS_START_* */
    uint32_t console_group; /* process group id for CTRL events; 0: that of the parent */
    uint32_t stdin_handle, stdout_handle, stderr_handle;
    uint32_t parent_pid;
    struct start_span image_unix_path;  /* UTF-8, absolute */
    struct start_span image_path;       /* C:\...\program.exe */
    struct start_span command_line;
    struct start_span current_directory;/* C:\... */
    struct start_span environment;      /* "A=B\0C=D\0\0" */
    struct start_span desktop, title, shell_info, runtime_info; /* STARTUPINFO; runtime_info is lpReserved2's bytes */
    uint32_t startup_flags;             /* STARTUPINFO.dwFlags */
    uint32_t show_window;
    uint32_t window_x, window_y, window_width, window_height;
    uint32_t console_columns, console_rows, console_fill;
    uint32_t creation_flags;            /* CREATE_* as given to CreateProcess */
    uint64_t pseudo_console;            /* of unix_calls/console.h, in the parent; not 0: the child's console */
    int32_t console_memory_fd, console_in_fd, console_out_fd,
        console_guard_fd; /* the console that the child gets; set by process_create, else -1 */
};
#define PROCESS_START_SUSPENDED     0x1u
#define PROCESS_START_NO_CONSOLE    0x2u /* DETACHED_PROCESS or a program without console */
#define PROCESS_START_NEW_CONSOLE   0x4u
#define PROCESS_START_IGNORE_CTRL_C 0x10u /* SetConsoleCtrlHandler(NULL, TRUE) of the parent, or a new process group */
#define PROCESS_START_FROM_UNIX     0x8u /* started by a shell: standard streams are descriptors 0, 1, 2 */

struct process_info {
    uint32_t size;
    uint32_t log_channels;     /* bit mask of enum log_channel */
    uint32_t pid, main_tid;
    uint64_t start;            /* struct process_start *, readable by PE code */
    uint64_t peb;              /* zeroed memory for the PEB, filled by PE code */
    uint64_t image_base;       /* main image, mapped */
    uint64_t image_entry;      /* unused by DLLs */
    uint64_t ntdll_base;
    uint32_t image_machine;
    uint32_t processor_count;
    uint64_t processor_mask;
    uint64_t memory_size;      /* bytes */
    uint64_t user_space_start; /* lowest and highest address that VirtualAlloc gives */
    uint64_t user_space_end;
    uint64_t unix_boot_time;   /* FILETIME of boot */
    uint32_t is_wow64;         /* i386 program */
    uint32_t console;          /* 1: standard streams include a terminal */
    uint32_t large_address_aware;
    uint32_t process_slot, thread_slot; /* arena slots of the process and of its first thread (thread record 0) */
    uint32_t first_slot, slot_count;    /* first batch of arena slots, less those of the standard streams */
    uint32_t first_tid, tid_count;      /* first batch of thread ids, steps of 4 */
    uint32_t parent_pid;
    uint64_t process_object;            /* the server's id of this process */
    char     version[32];      /* Winrun's */
    uint32_t has_token;                 /* the process's token is not the prefix's ordinary one: ask the server */
    uint32_t padding;
    uint64_t reserved[31];
};
_Static_assert(sizeof(struct process_info) <= PROCESS_INFO_SIZE, "one page");

#endif
