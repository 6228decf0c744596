/* Unix calls for threads and contexts: dlls/ntdll/unix/thread.c, signal_x86_64.c */
#ifndef UNIX_CALLS_THREAD_H
#define UNIX_CALLS_THREAD_H

#include <stdint.h>

/* Creates a thread of this process. The caller has filled a thread record (tid, slot). The new thread begins at ntdll's
 * winrun_thread_start(start_routine, argument) on a Windows stack of the given sizes (0: the image's). */
struct unix_thread_create_args {
    uint64_t start_routine, argument;
    uint64_t stack_reserve, stack_commit;
    uint32_t record_index;
    uint32_t suspended; /* THREAD_CREATE_* below */
    uint64_t teb; /* set */
};
#define THREAD_CREATE_SUSPENDED 1u
#define THREAD_CREATE_HIDDEN    2u /* a helper of ours: no DLL is told of it */
/* In a thread that another process creates, start_routine may be one of these: a function of the target's own ntdll. */
enum remote_routine { REMOTE_ROUTINE_NONE, REMOTE_ROUTINE_APC, REMOTE_ROUTINE_BREAK, REMOTE_ROUTINE_COUNT };
#define REMOTE_ROUTINE_NAMES { "", "winrun_remote_apc", "DbgUiRemoteBreakin" }
/* Ends the calling thread: its TEB and stacks are freed, its slot signalled. Never returns. */
struct unix_thread_exit_args { int32_t exit_status; uint32_t padding; };
/* Suspend counts; the thread is named by its record index. previous is set. Suspend returns when it has stopped. */
struct unix_thread_suspend_args { uint32_t record_index, previous; };
struct unix_thread_resume_args { uint32_t record_index, previous; };
/* Ends the request that the thread makes on a synchronous handle, if there is one: found. Returns when it has ended. */
struct unix_thread_cancel_io_args { uint32_t record_index, found; };
/* context points to the architecture's CONTEXT; ContextFlags tell what is wanted. The thread is suspended. */
struct unix_thread_get_context_args { uint32_t record_index, padding; uint64_t context; };
struct unix_thread_set_context_args { uint32_t record_index, padding; uint64_t context; };
/* Ends another thread of this process (not the caller); returns before it has ended. */
struct unix_thread_terminate_args { uint32_t record_index; int32_t exit_status; };
/* NtContinue: the calling thread goes on with this CONTEXT. Returns only on error. */
struct unix_context_continue_args { uint64_t context; } __attribute__((aligned(8)));
/* 100 ns units; record_index ~0u: calling thread */
struct unix_thread_times_args { uint32_t record_index, padding; uint64_t user, kernel; };
/* Tells the debugger and waits for its answer, which is set (DBG_*; STATUS_PORT_NOT_SET: there is no debugger). event:
 * struct debug_event. path: UTF-16 DOS path of the file that goes along, if path_length (characters) is not 0. context:
 * the architecture's CONTEXT with which the thread will go on, changed if the debugger did so; 0: as it returns from
 * this call. */
struct unix_debug_report_args { uint64_t event, path, context; uint32_t path_length; int32_t answer; };
/* By other processes, through the control thread: enum debug_control */
struct unix_debug_control_args { uint32_t what, padding; } __attribute__((aligned(8)));
/* what 0: get, 1: set; attribute 0: nice value from a Windows priority level, 1: affinity mask, 2: name (value = const
 * char *) */
struct unix_thread_attributes_args { uint32_t record_index, what, attribute, padding; uint64_t value; };

#endif
