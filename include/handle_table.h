/* The process block: shared memory between one process and the server (a memfd), at PROCESS_BLOCK_ADDRESS in the
 * process. It holds the handle table and a record for each thread.
 *
 * The process is the only allocator of handle indexes below `server_first`, the server above; so a handle for an
 * unnamed object is created and closed by writing an entry, without a message. The server reads the table (checking
 * every field) when somebody duplicates, inherits or dies.
 *
 * Life of an object: it begins *local* (HANDLE_SHARED clear): only this process knows it, slot->refs counts its handles
 * and its running waits. When another process gets hold of it (inheritance, DuplicateHandle) or when it is born in the
 * server (named objects, processes, files registered for sharing) it is *shared*: `object` is the server's id, the
 * server counts references by process, and closing sends REQUEST object_release (one way).  Making a local object
 * shared: the server (or the process) writes `object`, then sets HANDLE_SHARED in `tag` by compare-and-swap. Closing:
 * exchange `tag` with 0 and look at the old value.
 */
#ifndef HANDLE_TABLE_H
#define HANDLE_TABLE_H

#include <stdint.h>
#include "addresses.h"
#include "arena.h"

#define HANDLE_COUNT        0x40000u /* a handle's value is its index times 4; index 0 is never used */
#define HANDLE_SERVER_FIRST                                                                                            \
    0x38000u /* indexes from here on are given out by the server (handles put in by other processes) */
#define THREAD_RECORD_COUNT 0x1800u

/* tag: 0 means free */
#define HANDLE_KIND_MASK        0x000000ffu /* enum object_kind */
#define HANDLE_INHERIT          0x00000100u
#define HANDLE_PROTECT          0x00000200u /* HANDLE_FLAG_PROTECT_FROM_CLOSE */
#define HANDLE_SHARED           0x00000400u
#define HANDLE_BUSY             0x00000800u /* being filled: not yet valid */
#define HANDLE_CONSOLE          0x00001000u /* a file that is the console (terminal) */
#define HANDLE_APPEND           0x00002000u /* FILE_APPEND_DATA without FILE_WRITE_DATA */
#define HANDLE_REGISTERED       0x00004000u /* the server keeps an open-file record (share modes): implies HANDLE_SHARED */
#define HANDLE_FD_IN_SERVER     0x00008000u /* fd is -1 here; fetch it with REQUEST object_fetch_fd on first use */
#define HANDLE_MESSAGE_MODE     0x00010000u /* pipe end that keeps message boundaries */
#define HANDLE_STREAM           0x00020000u /* an alternate stream of a file (dlls/ntdll/unix/file_stream.c) */
#define HANDLE_SERIAL           0x00040000u /* a serial port: reads heed its time-outs */

struct handle_entry {
    uint32_t tag;
    uint32_t access;  /* granted access mask */
    uint32_t slot;    /* arena slot, 0 if not waitable */
    int32_t  fd;      /* Unix descriptor in this process, else -1 */
    uint64_t object;  /* shared: the server's object id. local: kind's own use (address of a private body, or 0) */
    uint32_t options; /* files: NtCreateFile's CreateOptions */
    uint32_t aux;     /* files: arena slot of the inode record (lock_count), 0 if none */
};
_Static_assert(sizeof(struct handle_entry) == 32, "two entries a cache line");

#define THREAD_INTENT_COUNT 64u
struct thread_record {
    uint32_t tid;   /* 0: free */
    uint32_t slot;  /* the thread's own arena slot */
    uint32_t intent_count;
    int32_t  unix_tid;
    uint32_t intents[THREAD_INTENT_COUNT]; /* slots whose lock bits this thread is about to take or holds (wait-all) */
    uint32_t flags;
    uint32_t alert;      /* futex word of NtAlertThread, APC delivery and WaitOnAddress */
    uint64_t start_time; /* FILETIME */
    uint64_t start_address;
    uint64_t teb;
    uint32_t owned_mutexes; /* how many mutexes the thread owns: not 0 when it exits means REQUEST thread_abandon */
    uint32_t created_suspended;
    uint32_t debug_wait;   /* futex word: 1 while the thread waits for its debugger (debug_event.h) */
    int32_t  debug_answer; /* what that said, set before debug_wait becomes 0 */
    uint32_t synchronous_io; /* SYNCHRONOUS_IO_*: whether CancelSynchronousIo would find something */
    uint32_t padding;
    uint64_t reserved;
};
#define SYNCHRONOUS_IO_WAITS     1u /* a request on a synchronous handle is being made */
#define SYNCHRONOUS_IO_CANCELLED 2u /* and it is to end, as soon as a system call of its is interrupted */
/* thread_record.flags */
#define THREAD_RECORD_SLEEPS_ALERTABLY 0x1u /* who queues an APC must bump and wake `alert` */
#define THREAD_RECORD_ENDING           0x2u /* no more APCs */
#define THREAD_RECORD_REPORTED         0x4u /* the debugger knows that it was created */
_Static_assert(sizeof(struct thread_record) == 16 + 4 * THREAD_INTENT_COUNT + 64, "layout is shared");

struct process_block {
    uint32_t magic;
    uint32_t pid;
    uint32_t handle_high_water; /* one past the highest index below HANDLE_SERVER_FIRST ever used */
    uint32_t thread_high_water;
    uint64_t free_handles; /* heads of lock-free stacks (arena_operations.h): handle indexes below HANDLE_SERVER_FIRST,
                              linked by `aux` */
    uint64_t free_slots;   /* arena slots of this process that nobody uses, linked by `reserved` */
    uint64_t slot_batch;   /* next unused slot (low half) and end (high half) of the last grant */
    uint64_t tid_batch;    /* the same for thread ids */
    uint32_t process_slot; /* the process's own arena slot */
    uint32_t ended_by_signal; /* a control event ends the process before it can say so: signal_status tells how */
    int32_t  signal_status;
    uint32_t debugged;     /* PROCESS_DEBUGGED*, set and cleared by the server: there is a debugger to report to */
    int32_t  kill_status;  /* the exit code for SIGNAL_KILL, set by the server before it sends that */
    uint32_t job_flags;    /* PROCESS_JOB_*, set by the server */
    uint64_t job_affinity; /* the processors that its jobs allow, 0: all; set by the server */
    /* at PROCESS_BLOCK_HANDLES and PROCESS_BLOCK_THREADS from the start: */
};
#define SIGNAL_KILL                                                                                                    \
    12 /* SIGUSR2: TerminateProcess by another process; the process ends by itself so that its starter sees the exit   \
          code */
#define PROCESS_JOB_COUNTS_MEMORY                                                                                      \
    0x1u /* the server is to be asked before more memory is committed (request job_commit) */
#define PROCESS_DEBUGGED          1u
#define PROCESS_DEBUGGED_AND_TOLD 2u /* the debugger came later: it has been told of the process itself */
#define PROCESS_BLOCK_MAGIC   0x50424c4bu
#define PROCESS_BLOCK_HANDLES 0x00001000u
#define PROCESS_BLOCK_THREADS (PROCESS_BLOCK_HANDLES + HANDLE_COUNT * 32u)
_Static_assert(PROCESS_BLOCK_THREADS + THREAD_RECORD_COUNT * sizeof(struct thread_record) <= PROCESS_BLOCK_SIZE,
               "fits");

#define handle_entries(base) ((struct handle_entry *)((uint8_t *)(base) + PROCESS_BLOCK_HANDLES))
#define thread_records(base) ((struct thread_record *)((uint8_t *)(base) + PROCESS_BLOCK_THREADS))

#endif
