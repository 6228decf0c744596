/* What thread.c, context.c and signal.c share. */
#ifndef THREAD_PRIVATE_H
#define THREAD_PRIVATE_H

#include <signal.h>
#include <ucontext.h>
#include "unix_private.h"
#include "unix_frame.h"
#include "windows_context.h"

/* The lowest words of each thread's alternate signal stack, found by masking the stack pointer (signal_entry). */
#define SIGNAL_STACK_SIZE 0x10000u
struct signal_stack {
    uint64_t fs_base; /* glibc's thread pointer: first, read by assembly */
    struct thread_block *block;
};

union any_context { struct context_64 c64; struct context_32 c32; };

struct debug_registers {
    uint64_t address[4], dr6, dr7;
    int fd_plus_1[4]; /* perf events; 0: not set */
};

/* The Unix side's own data of a thread; thread_block.unix_private. */
struct unix_thread {
    struct thread_block *block;
    struct signal_stack *signal_stack;
    struct thread_record *record;
    uint32_t stop_requested;   /* suspend count wants this thread to stop (futex word) */
    uint32_t stopped;          /* it has (futex word): `context` is valid and may be changed */
    uint32_t context_set;      /* set_context changed `context` while stopped */
    uint32_t frozen;           /* FROZEN_*: stopped for the debugger's sake, besides its suspend count */
    uint32_t reporting;        /* waits for the debugger: `context` is what that sees, and counts as stopped */
    uint32_t step_after_call;  /* a single step led into Unix code: its exception comes when that returns */
    uint32_t terminate_pending;/* TerminateThread by another thread */
    int32_t  terminate_status;
    union any_context context;
    union any_context new_context; /* for dispatcher_slow_return */
    uint32_t new_context_set;
    struct debug_registers debug;
};
#define unix_thread_of(block) ((struct unix_thread *)(uintptr_t)(block)->unix_private)

#define SIGNAL_STOP SIGUSR1

static inline bool is_32bit_process(void) { return process_info->image_machine == IMAGE_MACHINE_I386; }

/* signal.c */
extern uint64_t exception_dispatcher; /* ntdll's KiUserExceptionDispatcher */
extern bool have_fsgsbase;
void signal_init_process(void);
void signal_add_control(int sig); /* has control_signal called for it */
void signal_init_thread(struct unix_thread *thread);

/* control.c */
void control_signal(int sig);
void control_begin(bool ignore_control_c);

/* core.c: whether the calling thread must not be stopped now; then it stops itself a little later */
bool server_exchange_defers_stop(void);

/* control_work.c */
void control_work_begin(void);

/* context.c: between a signal's ucontext, the dispatcher's frame and Windows CONTEXTs */
void context_from_ucontext_64(struct context_64 *context, const ucontext_t *uc);
void context_from_ucontext_32(struct context_32 *context, const ucontext_t *uc);
void context_to_ucontext_64(ucontext_t *uc, const struct context_64 *context);
void context_to_ucontext_32(ucontext_t *uc, const struct context_32 *context);
void context_from_frame_64(struct context_64 *context, const struct unix_frame *frame);
void context_from_frame_32(struct context_32 *context, const struct unix_frame *frame);
/* Leaves Unix code and goes on with a CONTEXT of the process's architecture; never returns. */
void context_enter_64(const struct context_64 *context) __attribute__((noreturn));
void context_enter_32(const struct context_32 *context) __attribute__((noreturn));

/* thread.c */
void thread_run_first(struct thread_block *block, uint64_t entry) __attribute__((noreturn));
struct thread_block *thread_block_create(uint64_t stack_reserve, uint64_t stack_commit, NTSTATUS *status);
void thread_attach_unix(struct thread_block *block); /* the calling Unix thread becomes this Windows thread */
void thread_stop_here(struct unix_thread *thread);   /* waits while stop_requested; called with `context` filled */
void thread_wait_at_gate(struct thread_block *block);
void thread_finish(int32_t exit_status) __attribute__((noreturn));
/* All threads but this one (NULL: all) stop, and go on, in addition to their suspend counts. */
#define FROZEN_FOR_REPORT 1u
#define FROZEN_FOR_ATTACH 2u
void threads_freeze(const struct unix_thread *self, uint32_t reason);
void threads_thaw(const struct unix_thread *self, uint32_t reason);
/* The calling thread counts as stopped, with `context` filled; and again as running, once nobody wants it to be
 * stopped. */
void thread_pretend_stopped(struct unix_thread *thread);
void thread_stop_pretending(struct unix_thread *thread);

/* debug.c */
struct debug_event;
bool debug_is_on(void);
/* With `context` filled. Returns DEBUG_ANSWER_*, or STATUS_PORT_NOT_SET. */
int32_t debug_report(struct unix_thread *thread, const struct debug_event *event, int fd);
bool debug_was_handled(int32_t answer);
void debug_report_start(struct unix_thread *thread);
void debug_report_end(struct unix_thread *thread, int32_t exit_status);
void debug_server_lost(void);

/* debug_registers.c */
NTSTATUS debug_registers_set(struct unix_thread *thread, const struct debug_registers *wanted);
NTSTATUS debug_registers_from_context(struct unix_thread *thread, const union any_context *context);
void debug_registers_to_context(const struct unix_thread *thread, union any_context *context);
void debug_registers_hit(struct unix_thread *thread, const siginfo_t *info); /* a SIGTRAP with TRAP_PERF */
void debug_registers_end(struct unix_thread *thread);

#endif
