/* Threads: a Windows thread is a pthread with a TEB, a Windows stack and an alternate signal stack. */
#include <asm/ldt.h>
#include <asm/prctl.h>
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>
#include "arena_operations.h"
#include "socket_blocking.h"
#include "thread_private.h"

#define UNIX_STACK_SIZE 0x80000u /* glibc takes the thread-local variables of the file calls (200 KiB) from it */
#define LDT_FIRST_ENTRY 16u
#define LDT_SELECTOR(entry) ((entry) << 3 | 7u)

extern char dispatcher_x86_64[];
void enter_windows_64(uint64_t rip, uint64_t rsp) __attribute__((noreturn));
void enter_windows_32(uint32_t eip, uint32_t esp, uint32_t selector) __attribute__((noreturn));

__thread struct thread_block *current_block;
static __thread void *end_of_thread[5]; /* where thread_main goes on when the thread ends */
static __thread bool is_first_thread;
static pthread_mutex_t suspend_lock = PTHREAD_MUTEX_INITIALIZER;
uint64_t thread_entry; /* ntdll's winrun_thread_start, found at start-up */

static int32_t (*call_table[])(void *) = {
#define CALL(name) (int32_t (*)(void *))(void (*)(void))unix_##name,
    UNIX_CALL_LIST(CALL)
#undef CALL
};

/* low_entry jumps through the word before the table; low_dispatch is in winrun, out of reach of 32-bit addresses. */
extern char low_dispatch[];
static struct { uint64_t low_dispatch; uint64_t calls[UNIX_CALL_COUNT]; } dispatch_table;

static void fill_dispatch_table(void)
{
    if (dispatch_table.low_dispatch) return;
    for (unsigned i = 0; i < UNIX_CALL_COUNT; i++) dispatch_table.calls[i] = (uint64_t)(uintptr_t)call_table[i];
    dispatch_table.low_dispatch = (uint64_t)(uintptr_t)low_dispatch;
}

/* --- LDT entries: one for each thread of a 32-bit program --- */

static pthread_mutex_t ldt_lock = PTHREAD_MUTEX_INITIALIZER;
static uint8_t ldt_used[LDT_ENTRIES];

static uint32_t ldt_allocate(uint64_t base)
{
    uint32_t entry = LDT_FIRST_ENTRY;
    pthread_mutex_lock(&ldt_lock);
    while (entry < LDT_ENTRIES && ldt_used[entry]) entry++;
    if (entry < LDT_ENTRIES) ldt_used[entry] = 1;
    pthread_mutex_unlock(&ldt_lock);
    if (entry == LDT_ENTRIES) return 0;
    struct user_desc descriptor = {
        .entry_number = entry,
        .base_addr = (uint32_t)base,
        .limit = 0xfffff,
        .seg_32bit = 1,
        .limit_in_pages = 1,
        .useable = 1,
    };
    if (syscall(SYS_modify_ldt, 0x11, &descriptor, sizeof(descriptor)) == 0) return LDT_SELECTOR(entry);
    ldt_used[entry] = 0;
    return 0;
}

static void ldt_free(uint32_t selector)
{
    if (!selector) return;
    __atomic_store_n(&ldt_used[selector >> 3], 0, __ATOMIC_RELEASE);
}

/* --- blocks --- */

static struct signal_stack *signal_stack_allocate(void)
{
    char *area =
        mmap(NULL, 2 * SIGNAL_STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (area == MAP_FAILED) return NULL;
    char *aligned = (char *)(((uintptr_t)area + SIGNAL_STACK_SIZE - 1) & ~(uintptr_t)(SIGNAL_STACK_SIZE - 1));
    if (aligned > area) munmap(area, (size_t)(aligned - area));
    char *end = area + 2 * SIGNAL_STACK_SIZE;
    if (aligned + SIGNAL_STACK_SIZE < end)
        munmap(aligned + SIGNAL_STACK_SIZE, (size_t)(end - aligned - SIGNAL_STACK_SIZE));
    return (struct signal_stack *)aligned;
}

static void block_destroy(struct thread_block *block)
{
    struct unix_thread *thread = unix_thread_of(block);
    ldt_free(block->teb_selector);
    bool terminated = thread->terminate_pending;
    munmap(thread->signal_stack, SIGNAL_STACK_SIZE);
    virtual_free_thread(terminated ? 0 : block->teb, block->stack_allocation);
    free(thread);
    if (terminated) __atomic_store_n(&block->terminated, 1, __ATOMIC_RELEASE);
}

struct thread_block *thread_block_create(uint64_t stack_reserve, uint64_t stack_commit, NTSTATUS *status)
{
    uint64_t teb;
    *status = virtual_allocate_teb(&teb);
    if (*status) return NULL;
    struct thread_block *block = (struct thread_block *)(uintptr_t)(teb + THREAD_BLOCK_OFFSET);
    fill_dispatch_table();
    block->teb = teb;
    block->dispatcher = (uint64_t)(uintptr_t)dispatcher_x86_64;
    block->far_offset = LOW_CODE_ADDRESS;
    block->far_selector = WINDOWS64_CS;
    block->call_table = (uint64_t)(uintptr_t)dispatch_table.calls;
    block->call_count = UNIX_CALL_COUNT;
    block->pid = process_info->pid;
    /* TEB.Tib.Self and ProcessEnvironmentBlock: what the first PE instruction may need; ntdll fills the rest */
    if (is_32bit_process()) {
        *(uint32_t *)(uintptr_t)(teb + 0x18) = (uint32_t)teb;
        *(uint32_t *)(uintptr_t)(teb + 0x30) = (uint32_t)process_info->peb;
    } else {
        *(uint64_t *)(uintptr_t)(teb + 0x30) = teb;
        *(uint64_t *)(uintptr_t)(teb + 0x60) = process_info->peb;
    }
    *status = virtual_allocate_stack(block, stack_reserve, stack_commit);
    if (*status) {
        virtual_free_thread(teb, 0);
        return NULL;
    }
    struct unix_thread *thread = calloc(1, sizeof(*thread));
    struct signal_stack *signal_stack = signal_stack_allocate();
    if (thread && signal_stack && is_32bit_process()) block->teb_selector = ldt_allocate(teb);
    if (!thread || !signal_stack || (is_32bit_process() && !block->teb_selector)) {
        if (signal_stack) munmap(signal_stack, SIGNAL_STACK_SIZE);
        free(thread);
        virtual_free_thread(teb, block->stack_allocation);
        *status = STATUS_NO_MEMORY;
        return NULL;
    }
    thread->block = block;
    thread->signal_stack = signal_stack;
    block->unix_private = (uint64_t)(uintptr_t)thread;
    return block;
}

void thread_attach_unix(struct thread_block *block)
{
    struct unix_thread *thread = unix_thread_of(block);
    uint64_t fs_base;
    syscall(SYS_arch_prctl, ARCH_GET_FS, &fs_base);
    block->unix_fs_base = fs_base;
    current_block = block;
    signal_init_thread(thread);
    if (is_32bit_process()) return;
    if (have_fsgsbase) _writegsbase_u64(block->teb);
    else syscall(SYS_arch_prctl, ARCH_SET_GS, block->teb);
}

/* The rest of this Unix stack is for unix calls; nothing returns to the caller. */
static void __attribute__((noreturn)) enter_windows(struct thread_block *block, uint64_t entry)
{
    uintptr_t top = ((uintptr_t)__builtin_frame_address(0) - 256 - sizeof(struct unix_frame)) & ~(uintptr_t)63;
    struct unix_frame *frame = (struct unix_frame *)top;
    memset(frame, 0, sizeof(*frame));
    frame->block = (uint64_t)(uintptr_t)block;
    block->unix_stack = top;
    if (is_32bit_process()) {
        uint16_t control = 0x27f;
        __asm__ volatile("fldcw %0" : : "m"(control));
        uint32_t esp = (uint32_t)block->stack_base - 32;
        *(uint32_t *)(uintptr_t)esp = 0;
        enter_windows_32((uint32_t)entry, esp, block->teb_selector);
    }
    uint16_t control = 0x27f;
    __asm__ volatile("fldcw %0" : : "m"(control));
    uint64_t rsp = block->stack_base - 0x48; /* home space, return address 0; 8 mod 16 as after a call */
    *(uint64_t *)(uintptr_t)rsp = 0;
    enter_windows_64(entry, rsp);
}

static int futex(uint32_t *word, int operation, uint32_t value)
{
    return (int)syscall(SYS_futex, word, operation, value, NULL, NULL, 0);
}

static uint32_t *start_gate(void)
{
    return &arena_slot_at((uintptr_t)ARENA_ADDRESS, process_info->thread_slot)->pulse;
}

/* What a debugger or a loader sees of a first thread that has not begun: it is to call the program's entry point with
 * the PEB. */
static void first_context(struct thread_block *block, union any_context *context)
{
    uint64_t start = image_find_export(process_info->ntdll_base, "RtlUserThreadStart");
    memset(context, 0, sizeof(*context));
    if (is_32bit_process()) {
        context->c32 = (struct context_32){.flags = CONTEXT32_ALL,
                                           .eip = (uint32_t)start,
                                           .eax = (uint32_t)process_info->image_entry,
                                           .ebx = (uint32_t)process_info->peb,
                                           .esp = (uint32_t)block->stack_base - 32,
                                           .eflags = 0x202,
                                           .cs = WINDOWS32_CS,
                                           .ss = FLAT_DS,
                                           .ds = FLAT_DS,
                                           .es = FLAT_DS,
                                           .fs = block->teb_selector};
        return;
    }
    context->c64.flags = CONTEXT64_ALL;
    context->c64.rip = start;
    context->c64.rcx = process_info->image_entry;
    context->c64.rdx = process_info->peb;
    context->c64.rsp = block->stack_base - 0x48;
    context->c64.eflags = 0x202;
    context->c64.cs = WINDOWS64_CS;
    context->c64.ss = FLAT_DS;
}

/* Somebody may have chosen another beginning meanwhile. */
static void take_first_context(struct unix_thread *thread, const union any_context *before)
{
    if (!thread->context_set) return;
    thread->context_set = 0;
    if (is_32bit_process())
        process_info->image_entry =
            thread->context.c32.eip != before->c32.eip ? thread->context.c32.eip : thread->context.c32.eax;
    else
        process_info->image_entry =
            thread->context.c64.rip != before->c64.rip ? thread->context.c64.rip : thread->context.c64.rcx;
}

void thread_run_first(struct thread_block *block, uint64_t entry)
{
    struct unix_thread *thread = unix_thread_of(block);
    union any_context before;
    is_first_thread = true;
    thread_attach_unix(block);
    first_context(block, &before);
    thread->context = before;
    debug_report_start(thread);
    take_first_context(thread, &before);
    if (thread->terminate_pending) thread_finish(thread->terminate_status);
    enter_windows(block, entry);
}

/* In a child that was created suspended. Whoever resumes it opens the gate in the arena; until then the thread counts
 * as stopped. */
void thread_wait_at_gate(struct thread_block *block)
{
    struct unix_thread *thread = unix_thread_of(block);
    uint32_t *gate = start_gate(), count;
    union any_context before;
    first_context(block, &thread->context);
    before = thread->context;
    block->suspend_count = 1;
    __atomic_store_n(&thread->stopped, 1, __ATOMIC_RELEASE);
    control_work_begin();
    while ((count = __atomic_load_n(gate, __ATOMIC_ACQUIRE))) futex(gate, FUTEX_WAIT, count);
    pthread_mutex_lock(&suspend_lock);
    block->suspend_count--;
    __atomic_store_n(&thread->stop_requested, block->suspend_count + (thread->frozen << 8), __ATOMIC_RELEASE);
    pthread_mutex_unlock(&suspend_lock);
    thread_stop_here(thread);
    take_first_context(thread, &before);
}

void thread_stop_here(struct unix_thread *thread)
{
    for (;;) {
        uint32_t wanted = __atomic_load_n(&thread->stop_requested, __ATOMIC_ACQUIRE);
        if (!wanted) break;
        __atomic_store_n(&thread->stopped, 1, __ATOMIC_RELEASE);
        futex(&thread->stopped, FUTEX_WAKE_PRIVATE, INT_MAX);
        futex(&thread->stop_requested, FUTEX_WAIT_PRIVATE, wanted);
        if (__atomic_load_n(&thread->terminate_pending, __ATOMIC_ACQUIRE)) break;
    }
    __atomic_store_n(&thread->stopped, 0, __ATOMIC_RELEASE);
}

/* --- creation and end --- */

static void start_context(const struct thread_block *block, union any_context *context)
{
    memset(context, 0, sizeof(*context));
    if (is_32bit_process()) {
        context->c32 = (struct context_32){.flags = CONTEXT32_ALL,
                                           .eip = (uint32_t)thread_entry,
                                           .eax = (uint32_t)block->start_routine,
                                           .ebx = (uint32_t)block->start_argument,
                                           .esp = (uint32_t)block->stack_base - 32,
                                           .eflags = 0x202,
                                           .cs = WINDOWS32_CS,
                                           .ss = FLAT_DS,
                                           .ds = FLAT_DS,
                                           .es = FLAT_DS,
                                           .fs = block->teb_selector};
        return;
    }
    context->c64.flags = CONTEXT64_ALL;
    context->c64.rip = thread_entry;
    context->c64.rcx = block->start_routine;
    context->c64.rdx = block->start_argument;
    context->c64.rsp = block->stack_base - 0x48;
    context->c64.eflags = 0x202;
    context->c64.cs = WINDOWS64_CS;
    context->c64.ss = FLAT_DS;
}

/* A debugger or loader may have chosen another start. */
static void take_start_context(struct unix_thread *thread)
{
    const union any_context *context = &thread->context;
    struct thread_block *block = thread->block;
    if (!thread->context_set) return;
    thread->context_set = 0;
    uint64_t entry = is_32bit_process() ? context->c32.eip : context->c64.rip;
    if (entry == thread_entry) {
        block->start_routine = is_32bit_process() ? context->c32.eax : context->c64.rcx;
        block->start_argument = is_32bit_process() ? context->c32.ebx : context->c64.rdx;
    } else {
        block->start_routine = entry;
        block->start_argument = is_32bit_process() ? context->c32.ebx : context->c64.rcx;
    }
}

static void *thread_main(void *argument)
{
    struct thread_block *block = argument;
    struct unix_thread *thread = unix_thread_of(block);
    thread->record->unix_tid = gettid();
    thread_attach_unix(block);
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    bool stops = __atomic_load_n(&thread->stop_requested, __ATOMIC_ACQUIRE);
    if (stops || debug_is_on()) {
        start_context(block, &thread->context);
        if (stops) thread_stop_here(thread);
        debug_report_start(thread);
        take_start_context(thread);
    }
    if (__builtin_setjmp(end_of_thread)) return NULL;
    if (thread->terminate_pending) thread_finish(thread->terminate_status);
    enter_windows(block, thread_entry);
}

NTSTATUS unix_thread_create(struct unix_thread_create_args *args)
{
    if (args->record_index >= THREAD_RECORD_COUNT) return STATUS_INVALID_PARAMETER;
    NTSTATUS status;
    struct thread_block *block = thread_block_create(args->stack_reserve, args->stack_commit, &status);
    if (!block) return status;
    struct thread_record *record = &thread_records(process_block)[args->record_index];
    struct unix_thread *thread = unix_thread_of(block);
    thread->record = record;
    thread->stop_requested = args->suspended & THREAD_CREATE_SUSPENDED ? 1 : 0;
    block->hidden = args->suspended & THREAD_CREATE_HIDDEN ? 1 : 0;
    block->suspend_count = thread->stop_requested;
    block->record = (uint64_t)(uintptr_t)record;
    block->record_index = args->record_index;
    block->tid = record->tid;
    block->start_routine = args->start_routine;
    block->start_argument = args->argument;
    record->teb = block->teb;

    pthread_t unix_thread;
    pthread_attr_t attributes;
    sigset_t all, before;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, UNIX_STACK_SIZE);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    uint64_t teb = block->teb; /* the thread may be gone, with its block, before pthread_create returns */
    int error = pthread_create(&unix_thread, &attributes, thread_main, block);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (error) {
        record->teb = 0;
        block_destroy(block);
        return status_from_errno(error);
    }
    args->teb = teb;
    return STATUS_SUCCESS;
}

/* Marks the thread's own object as ended and wakes who waits for it. */
static void signal_end(uint32_t slot_index, int32_t exit_status)
{
    if (slot_index < ARENA_FIRST_SLOT || slot_index >= ARENA_SLOT_COUNT) return;
    struct arena_slot *slot = arena_slot_at((uintptr_t)ARENA_ADDRESS, slot_index);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    slot->task.exit_status = exit_status;
    slot->task.end_time = (uint64_t)now.tv_sec * 10000000u + (uint64_t)now.tv_nsec / 100 + 116444736000000000ull;
    __atomic_fetch_or(&slot->state, 1, __ATOMIC_SEQ_CST);
    if (!__atomic_load_n(&slot->waiters, __ATOMIC_SEQ_CST)) return;
    __atomic_fetch_add(&slot->wake, 1, __ATOMIC_SEQ_CST);
    futex(&slot->wake, FUTEX_WAKE, INT_MAX);
}

/* The server marks what the thread still owns as abandoned and wakes who waits for it. */
static void abandon_mutexes(uint32_t tid)
{
    struct request_thread_abandon_in in = { .tid = tid };
    struct request_thread_abandon_out out;
    struct unix_server_request_args args = {
        .code = request_code_thread_abandon,
        .send_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
        .received_fd = -1,
    };
    server_exchange(&args);
}

/* The control thread alone does not keep a process alive. */
static bool any_thread_left(void)
{
    uint32_t count = process_block->thread_high_water;
    for (uint32_t i = 0; i < count && i < THREAD_RECORD_COUNT; i++)
        if (__atomic_load_n(&thread_records(process_block)[i].tid, __ATOMIC_ACQUIRE)) return true;
    return false;
}

void thread_finish(int32_t exit_status)
{
    struct thread_block *block = current_block;
    struct unix_thread *thread = unix_thread_of(block);
    struct thread_record *record = thread->record;
    sigset_t all;
    debug_report_end(thread, exit_status);
    debug_registers_end(thread);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    stack_t none = { .ss_flags = SS_DISABLE };
    char *here = __builtin_frame_address(0);
    char *signal_stack = (char *)thread->signal_stack;
    bool on_signal_stack = here >= signal_stack && here < signal_stack + SIGNAL_STACK_SIZE;
    uint32_t slot = record->slot;
    if (record->owned_mutexes) abandon_mutexes(record->tid);
    current_block = NULL;
    __atomic_store_n(&record->teb, 0, __ATOMIC_RELEASE);
    if (!on_signal_stack) {
        sigaltstack(&none, NULL);
        pthread_mutex_lock(&suspend_lock); /* who has found the thread before lets go of it first */
        block_destroy(block);
        pthread_mutex_unlock(&suspend_lock);
    }
    __atomic_store_n(&record->tid, 0, __ATOMIC_RELEASE);
    signal_end(slot, exit_status);
    if (!any_thread_left()) unix_process_terminate(&(struct unix_process_terminate_args){ .exit_status = exit_status });
    if (!is_first_thread) local_slot_release(slot); /* the first thread's slot is the server's */
    /* Terminated from outside, its stacks stay until the process ends; the first thread must not return from main. */
    if (on_signal_stack || is_first_thread) for (;;) syscall(SYS_exit, 0);
    __builtin_longjmp(end_of_thread, 1);
}

NTSTATUS unix_thread_exit(struct unix_thread_exit_args *args)
{
    thread_finish(args->exit_status);
}

/* --- suspension and contexts of other threads --- */

static struct thread_record *live_record(uint32_t index)
{
    struct thread_record *record = index < THREAD_RECORD_COUNT ? &thread_records(process_block)[index] : NULL;
    return record && record->tid && __atomic_load_n(&record->teb, __ATOMIC_ACQUIRE) ? record : NULL;
}

/* With the lock held, which keeps the thread's memory until it is let go; the thread itself may be ending meanwhile
 * (has_ended). */
static struct unix_thread *thread_from_record(uint32_t index)
{
    const struct thread_record *record = live_record(index);
    uint64_t teb = record ? __atomic_load_n(&record->teb, __ATOMIC_ACQUIRE) : 0;
    return teb ? unix_thread_of((struct thread_block *)(uintptr_t)(teb + THREAD_BLOCK_OFFSET)) : NULL;
}

static bool has_ended(const struct unix_thread *thread)
{
    return !__atomic_load_n(&thread->record->teb, __ATOMIC_ACQUIRE);
}

/* What the thread itself looks at: its suspend count and the debugger's wish. With the lock held. */
static void update_stop(struct unix_thread *thread)
{
    __atomic_store_n(&thread->stop_requested, thread->block->suspend_count + (thread->frozen << 8), __ATOMIC_RELEASE);
}

static void send_stop(struct unix_thread *thread)
{
    for (int i = 0; i < 1000 && !thread->record->unix_tid && !has_ended(thread); i++) sched_yield();
    syscall(SYS_tgkill, getpid(), thread->record->unix_tid, SIGNAL_STOP);
}

static void wait_until_stopped(struct unix_thread *thread)
{
    while (!__atomic_load_n(&thread->stopped, __ATOMIC_ACQUIRE) && !has_ended(thread)) {
        struct timespec timeout = { .tv_nsec = 10000000 };
        syscall(SYS_futex, &thread->stopped, FUTEX_WAIT_PRIVATE, 0, &timeout, NULL, 0);
    }
}

NTSTATUS unix_thread_suspend(struct unix_thread_suspend_args *args)
{
    pthread_mutex_lock(&suspend_lock);
    struct unix_thread *thread = thread_from_record(args->record_index);
    NTSTATUS status = STATUS_SUCCESS;
    if (!thread) status = STATUS_THREAD_IS_TERMINATING;
    else if (thread->block->suspend_count >= 127) status = STATUS_SUSPEND_COUNT_EXCEEDED;
    if (status) {
        pthread_mutex_unlock(&suspend_lock);
        return status;
    }
    bool self = thread->block == current_block;
    args->previous = thread->block->suspend_count++;
    update_stop(thread);
    if (!args->previous && !self) {
        send_stop(thread);
        wait_until_stopped(thread);
    }
    pthread_mutex_unlock(&suspend_lock);
    if (self) raise(SIGNAL_STOP);
    return STATUS_SUCCESS;
}

NTSTATUS unix_thread_resume(struct unix_thread_resume_args *args)
{
    pthread_mutex_lock(&suspend_lock);
    struct unix_thread *thread = thread_from_record(args->record_index);
    if (!thread) {
        pthread_mutex_unlock(&suspend_lock);
        return STATUS_THREAD_IS_TERMINATING;
    }
    args->previous = thread->block->suspend_count;
    if (args->previous) {
        thread->block->suspend_count--;
        update_stop(thread);
        futex(&thread->stop_requested, FUTEX_WAKE_PRIVATE, INT_MAX);
    }
    pthread_mutex_unlock(&suspend_lock);
    return STATUS_SUCCESS;
}

/* The thread may be just about to sleep: it is told again until it has left. The request may also end by itself. */
NTSTATUS unix_thread_cancel_io(struct unix_thread_cancel_io_args *args)
{
    uint32_t *state, waits = SYNCHRONOUS_IO_WAITS;

    args->found = 0;
    struct thread_record *record = live_record(args->record_index);
    if (!record) return STATUS_THREAD_IS_TERMINATING;
    state = &record->synchronous_io;
    if (!__atomic_compare_exchange_n(state, &waits, SYNCHRONOUS_IO_CANCELLED, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return STATUS_SUCCESS;
    args->found = 1;
    for (int round = 0; round < 2000 && __atomic_load_n(state, __ATOMIC_ACQUIRE) == SYNCHRONOUS_IO_CANCELLED; round++) {
        blocking_cancel_thread(record->unix_tid);
        if (syscall(SYS_tgkill, getpid(), record->unix_tid, SIGNAL_STOP)) break;
        usleep(round < 20 ? 50 : 1000);
    }
    return STATUS_SUCCESS;
}

bool synchronous_io_cancelled(void)
{
    const struct thread_record *record = current_block ? unix_thread_of(current_block)->record : NULL;
    return record && __atomic_load_n(&record->synchronous_io, __ATOMIC_ACQUIRE) == SYNCHRONOUS_IO_CANCELLED;
}

/* --- all threads at once, for debuggers --- */

static struct unix_thread *other_thread(uint32_t index, const struct unix_thread *self)
{
    struct unix_thread *thread = thread_from_record(index);
    return thread && thread != self && thread->record ? thread : NULL;
}

void threads_freeze(const struct unix_thread *self, uint32_t reason)
{
    uint32_t count = process_block->thread_high_water;
    if (count > THREAD_RECORD_COUNT) count = THREAD_RECORD_COUNT;
    pthread_mutex_lock(&suspend_lock);
    for (uint32_t i = 0; i < count; i++) {
        struct unix_thread *thread = other_thread(i, self);
        if (!thread) continue;
        bool was_wanted = thread->stop_requested != 0;
        thread->frozen |= reason;
        update_stop(thread);
        if (!was_wanted && !__atomic_load_n(&thread->stopped, __ATOMIC_ACQUIRE)) send_stop(thread);
    }
    for (uint32_t i = 0; i < count; i++) {
        struct unix_thread *thread = other_thread(i, self);
        if (thread && thread->frozen & reason) wait_until_stopped(thread);
    }
    pthread_mutex_unlock(&suspend_lock);
}

void threads_thaw(const struct unix_thread *self, uint32_t reason)
{
    pthread_mutex_lock(&suspend_lock);
    for (uint32_t i = 0; i < process_block->thread_high_water && i < THREAD_RECORD_COUNT; i++) {
        struct unix_thread *thread = other_thread(i, self);
        if (!thread || !(thread->frozen & reason)) continue;
        thread->frozen &= ~reason;
        update_stop(thread);
        futex(&thread->stop_requested, FUTEX_WAKE_PRIVATE, INT_MAX);
    }
    pthread_mutex_unlock(&suspend_lock);
}

void thread_pretend_stopped(struct unix_thread *thread)
{
    __atomic_store_n(&thread->reporting, 1, __ATOMIC_RELEASE);
    __atomic_store_n(&thread->stopped, 1, __ATOMIC_RELEASE);
    futex(&thread->stopped, FUTEX_WAKE_PRIVATE, INT_MAX);
}

/* With the lock, so that nobody begins to look at the context in between. */
void thread_stop_pretending(struct unix_thread *thread)
{
    for (;;) {
        pthread_mutex_lock(&suspend_lock);
        uint32_t wanted = __atomic_load_n(&thread->stop_requested, __ATOMIC_ACQUIRE);
        if (!wanted || __atomic_load_n(&thread->terminate_pending, __ATOMIC_ACQUIRE)) break;
        pthread_mutex_unlock(&suspend_lock);
        futex(&thread->stop_requested, FUTEX_WAIT_PRIVATE, wanted);
    }
    __atomic_store_n(&thread->stopped, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&thread->reporting, 0, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&suspend_lock);
}

/* Copies the parts that `wanted` names between two contexts of the process's architecture. */
static void merge_context(union any_context *to, const union any_context *from, uint32_t wanted)
{
    if (is_32bit_process()) {
        struct context_32 *t = &to->c32;
        const struct context_32 *f = &from->c32;
        if (wanted & CONTEXT_PART_CONTROL) {
            t->ebp = f->ebp;
            t->eip = f->eip;
            t->cs = f->cs;
            t->eflags = f->eflags;
            t->esp = f->esp;
            t->ss = f->ss;
        }
        if (wanted & CONTEXT_PART_INTEGER) {
            t->edi = f->edi; t->esi = f->esi; t->ebx = f->ebx; t->edx = f->edx; t->ecx = f->ecx; t->eax = f->eax;
        }
        if (wanted & CONTEXT_PART_SEGMENTS) { t->gs = f->gs; t->fs = f->fs; t->es = f->es; t->ds = f->ds; }
        if (wanted & CONTEXT_PART_FLOATING_POINT) t->fp = f->fp;
        if (wanted & CONTEXT_PART_DEBUG) {
            t->dr0 = f->dr0;
            t->dr1 = f->dr1;
            t->dr2 = f->dr2;
            t->dr3 = f->dr3;
            t->dr6 = f->dr6;
            t->dr7 = f->dr7;
        }
        if (wanted & CONTEXT32_PART_EXTENDED) t->fx = f->fx;
        return;
    }
    struct context_64 *t = &to->c64;
    const struct context_64 *f = &from->c64;
    if (wanted & CONTEXT_PART_CONTROL) {
        t->rip = f->rip;
        t->rsp = f->rsp;
        t->cs = f->cs;
        t->ss = f->ss;
        t->eflags = f->eflags;
    }
    if (wanted & CONTEXT_PART_INTEGER) {
        t->rax = f->rax;
        t->rcx = f->rcx;
        t->rdx = f->rdx;
        t->rbx = f->rbx;
        t->rbp = f->rbp;
        t->rsi = f->rsi;
        t->rdi = f->rdi;
        t->r8 = f->r8;
        t->r9 = f->r9;
        t->r10 = f->r10;
        t->r11 = f->r11;
        t->r12 = f->r12;
        t->r13 = f->r13;
        t->r14 = f->r14;
        t->r15 = f->r15;
    }
    if (wanted & CONTEXT_PART_SEGMENTS) { t->ds = f->ds; t->es = f->es; t->fs = f->fs; t->gs = f->gs; }
    if (wanted & CONTEXT_PART_FLOATING_POINT) { t->fx = f->fx; t->mxcsr = f->mxcsr; }
    if (wanted & CONTEXT_PART_DEBUG) {
        t->dr0 = f->dr0;
        t->dr1 = f->dr1;
        t->dr2 = f->dr2;
        t->dr3 = f->dr3;
        t->dr6 = f->dr6;
        t->dr7 = f->dr7;
    }
}

static uint32_t *context_flags(union any_context *context)
{
    return is_32bit_process() ? &context->c32.flags : &context->c64.flags;
}

static size_t context_size(void)
{
    return is_32bit_process() ? sizeof(struct context_32) : sizeof(struct context_64);
}

/* Runs `action` on the thread while it is certainly stopped: it is stopped for that time if it is not suspended
 * already. */
static NTSTATUS with_stopped_thread(uint32_t index, void (*action)(struct unix_thread *, union any_context *),
                                    union any_context *context)
{
    pthread_mutex_lock(&suspend_lock);
    struct unix_thread *thread = thread_from_record(index);
    if (!thread || thread->block == current_block) {
        pthread_mutex_unlock(&suspend_lock);
        return thread ? STATUS_INVALID_PARAMETER : STATUS_THREAD_IS_TERMINATING;
    }
    bool was_stopped = thread->block->suspend_count || thread->frozen || thread->reporting;
    if (!was_stopped) {
        __atomic_store_n(&thread->stop_requested, 1, __ATOMIC_RELEASE);
        send_stop(thread);
    }
    wait_until_stopped(thread);
    bool ended = has_ended(thread);
    if (!ended) action(thread, context);
    if (!was_stopped) {
        __atomic_store_n(&thread->stop_requested, 0, __ATOMIC_RELEASE);
        futex(&thread->stop_requested, FUTEX_WAKE_PRIVATE, INT_MAX);
    }
    pthread_mutex_unlock(&suspend_lock);
    return ended ? STATUS_THREAD_IS_TERMINATING : STATUS_SUCCESS;
}

static bool is_debug_part_alone(union any_context *context)
{
    return *context_flags(context) == ((is_32bit_process() ? CONTEXT32_FLAG : CONTEXT64_FLAG) | CONTEXT_PART_DEBUG);
}

static bool is_calling_thread(uint32_t index)
{
    return current_block && current_block->record_index == index;
}

/* The calling thread, its context as that of its return from the unix call. */
static struct unix_thread *thread_in_call(void)
{
    struct unix_thread *thread = unix_thread_of(current_block);
    const struct unix_frame *frame = (const struct unix_frame *)(uintptr_t)current_block->unix_frame;
    if (is_32bit_process()) context_from_frame_32(&thread->context.c32, frame);
    else context_from_frame_64(&thread->context.c64, frame);
    return thread;
}

static void get_action(struct unix_thread *thread, union any_context *context)
{
    if (*context_flags(context) & CONTEXT_PART_DEBUG) debug_registers_to_context(thread, &thread->context);
    merge_context(context, &thread->context, *context_flags(context));
}

static __thread NTSTATUS registers_status; /* of the last set_action */

static void set_action(struct unix_thread *thread, union any_context *context)
{
    registers_status = debug_registers_from_context(thread, context);
    if (is_debug_part_alone(context)) return;
    merge_context(&thread->context, context, *context_flags(context));
    *context_flags(&thread->context) = is_32bit_process() ? CONTEXT32_ALL : CONTEXT64_ALL;
    thread->context_set = 1;
}

NTSTATUS unix_thread_get_context(struct unix_thread_get_context_args *args)
{
    union any_context context;
    memcpy(&context, (void *)(uintptr_t)args->context, context_size());
    NTSTATUS status = STATUS_SUCCESS;
    if (is_calling_thread(args->record_index)) get_action(thread_in_call(), &context);
    else status = with_stopped_thread(args->record_index, get_action, &context);
    if (!status) memcpy((void *)(uintptr_t)args->context, &context, context_size());
    return status;
}

NTSTATUS unix_thread_set_context(struct unix_thread_set_context_args *args)
{
    union any_context context;
    memcpy(&context, (void *)(uintptr_t)args->context, context_size());
    if (is_calling_thread(args->record_index) && is_debug_part_alone(&context))
        return debug_registers_from_context(unix_thread_of(current_block), &context);
    NTSTATUS status = with_stopped_thread(args->record_index, set_action, &context);
    return status ? status : registers_status;
}

/* TerminateThread on another thread of this process: it ends at once in Windows code, at the end of its unix call
 * otherwise. */
NTSTATUS unix_thread_terminate(struct unix_thread_terminate_args *args)
{
    pthread_mutex_lock(&suspend_lock);
    struct unix_thread *thread = thread_from_record(args->record_index);
    if (thread) {
        thread->terminate_status = args->exit_status;
        __atomic_store_n(&thread->terminate_pending, 1, __ATOMIC_RELEASE);
        __atomic_store_n(&thread->stop_requested, 0, __ATOMIC_RELEASE);
        futex(&thread->stop_requested, FUTEX_WAKE_PRIVATE, INT_MAX);
        if (args->record_index == 0 && __atomic_exchange_n(start_gate(), 0, __ATOMIC_ACQ_REL))
            futex(start_gate(), FUTEX_WAKE, INT_MAX);
        else send_stop(thread);
    }
    pthread_mutex_unlock(&suspend_lock);
    return thread ? STATUS_SUCCESS : STATUS_THREAD_IS_TERMINATING;
}

NTSTATUS unix_thread_times(struct unix_thread_times_args *args)
{
    args->user = args->kernel = 0;
    if (args->record_index == ~0u) {
        struct rusage usage;
        getrusage(RUSAGE_THREAD, &usage);
        args->user = (uint64_t)usage.ru_utime.tv_sec * 10000000u + (uint64_t)usage.ru_utime.tv_usec * 10;
        args->kernel = (uint64_t)usage.ru_stime.tv_sec * 10000000u + (uint64_t)usage.ru_stime.tv_usec * 10;
        return STATUS_SUCCESS;
    }
    const struct thread_record *record = live_record(args->record_index);
    if (!record) return STATUS_THREAD_IS_TERMINATING;
    struct timespec time;
    /* CPU clock of a thread by id, as clock_getres(2) builds it: total time only */
    clockid_t clock = (clockid_t)((~(unsigned)record->unix_tid << 3) | 6);
    if (clock_gettime(clock, &time)) return status_from_errno(errno);
    args->user = (uint64_t)time.tv_sec * 10000000u + (uint64_t)time.tv_nsec / 100;
    return STATUS_SUCCESS;
}

NTSTATUS unix_thread_attributes(struct unix_thread_attributes_args *args)
{
    pid_t tid = gettid();
    if (args->record_index != ~0u) {
        const struct thread_record *record = live_record(args->record_index);
        if (!record) return STATUS_THREAD_IS_TERMINATING;
        tid = (pid_t)record->unix_tid;
    }
    uint64_t mask[16] = { 0 };
    switch (args->attribute) {
    case 0: /* a rise is refused to ordinary users; the program is not told, as in Windows under a lower base priority
             */
        if (args->what && setpriority(PRIO_PROCESS, (id_t)tid, (int)(int64_t)args->value) && errno != EACCES &&
            errno != EPERM)
            return status_from_errno(errno);
        return STATUS_SUCCESS;
    case 1:
        mask[0] = args->value;
        if (args->what)
            return sched_setaffinity(tid, sizeof(mask), (cpu_set_t *)mask) ? status_from_errno(errno) : STATUS_SUCCESS;
        if (sched_getaffinity(tid, sizeof(mask), (cpu_set_t *)mask)) return status_from_errno(errno);
        args->value = mask[0];
        return STATUS_SUCCESS;
    case 2: {
        char name[16] = { 0 };
        strncpy(name, (const char *)(uintptr_t)args->value, sizeof(name) - 1);
        if (tid == gettid()) prctl(PR_SET_NAME, name);
        return STATUS_SUCCESS;
    }
    }
    return STATUS_INVALID_PARAMETER;
}
