/* Unix signals become Windows exceptions; SIGNAL_STOP stops a thread for SuspendThread, contexts and termination.
 *
 * Rules: (1) every handler runs on the thread's alternate stack and enters by signal_entry, which puts glibc's FS base
 * back; (2) a fault in Unix code, while thread_block.unix_frame is set, is a bad pointer of the program's: the call
 * returns STATUS_ACCESS_VIOLATION; (3) a fault in Windows code becomes an EXCEPTION_RECORD and CONTEXT on the Windows
 * stack, and the thread goes on in KiUserExceptionDispatcher.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include "debug_event.h"
#include "thread_private.h"

enum trap {
    TRAP_DIVIDE = 0,
    TRAP_DEBUG = 1,
    TRAP_BREAKPOINT = 3,
    TRAP_OVERFLOW = 4,
    TRAP_BOUNDS = 5,
    TRAP_INVALID_OPCODE = 6,
    TRAP_STACK = 12,
    TRAP_PROTECTION = 13,
    TRAP_PAGE_FAULT = 14,
    TRAP_X87 = 16,
    TRAP_ALIGNMENT = 17,
    TRAP_SIMD = 19
};

extern char dispatcher_x86_64[], dispatcher_x86_64_end[], dispatcher_return[];
extern char low_entry[], low_entry_end[], low_dispatch[], low_return[], low_exit_end[];
extern char signal_entry[], signal_entry_arch_prctl[];

uint64_t exception_dispatcher; /* ntdll's KiUserExceptionDispatcher, found at start-up */
bool have_fsgsbase;

/* An exception in both layouts: the 64-bit record serves for i386 as well until it is written out. */
struct exception {
    int32_t code;
    uint32_t flags;
    uint64_t address, resume;
    uint32_t parameter_count;
    uint64_t parameters[2];
};

#define TRAP_FLAG 0x100
#ifndef TRAP_PERF
#define TRAP_PERF 6
#endif

static uint16_t interrupted_cs(const ucontext_t *uc)
{
    return (uint16_t)uc->uc_mcontext.gregs[REG_CSGSFS];
}

static bool in_range(uint64_t address, const char *begin, const char *end)
{
    return address >= (uint64_t)(uintptr_t)begin && address < (uint64_t)(uintptr_t)end;
}

/* The dispatcher's own instructions before it has stored, or after it has cleared, unix_frame: Windows registers are in
 * place. */
static bool in_passage(const ucontext_t *uc)
{
    uint64_t rip = (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
    return in_range(rip, dispatcher_x86_64, dispatcher_x86_64_end) || in_range(rip, low_dispatch, low_exit_end) ||
           (rip >= LOW_CODE_ADDRESS && rip < LOW_CODE_ADDRESS + LOW_CODE_SIZE);
}

/* Writes to the Windows stack without faulting here: a guard page in the way is handled as the program's own access
 * would be. */
static bool write_to_stack(struct thread_block *block, uint64_t to, const void *from, size_t size)
{
    for (int attempt = 0; attempt < 64; attempt++) {
        struct iovec local = { (void *)from, size }, remote = { (void *)(uintptr_t)to, size };
        ssize_t done = process_vm_writev(getpid(), &local, 1, &remote, 1, 0);
        if (done == (ssize_t)size) return true;
        size_t written = done > 0 ? (size_t)done : 0;
        if (virtual_handle_fault(to + written, 2, block, to) != STATUS_SUCCESS) return false;
    }
    return false;
}

static void __attribute__((noreturn)) die_without_stack(const struct exception *exception)
{
    char text[200];
    int length = snprintf(text, sizeof(text),
                          "winrun: the program's stack is used up (exception 0x%08x at 0x%llx); it is ended.\n",
                          (unsigned)exception->code, (unsigned long long)exception->address);
    if (write(2, text, (size_t)length) < 0) _exit(255);
    struct unix_process_terminate_args args = { .exit_status = (int32_t)STATUS_STACK_OVERFLOW };
    unix_process_terminate(&args);
    _exit(255);
}

static void raise_64(struct thread_block *block, ucontext_t *uc, const struct exception *exception)
{
    /* as KiUserExceptionDispatcher finds it: CONTEXT at rsp, EXCEPTION_RECORD at rsp + 0x4f0 */
    struct {
        struct context_64 context;
        uint8_t gap[0x4f0 - sizeof(struct context_64)];
        struct exception_record_64 record;
    } frame;
    memset(&frame, 0, sizeof(frame));
    context_from_ucontext_64(&frame.context, uc);
    debug_registers_to_context(unix_thread_of(block), (union any_context *)&frame.context);
    frame.context.rip = exception->resume;
    if (exception->code == (int32_t)STATUS_SINGLE_STEP)
        frame.context.eflags &= ~0x100u; /* the handler finds the trap flag off */
    frame.record.code = exception->code;
    frame.record.flags = exception->flags;
    frame.record.address = exception->address;
    frame.record.parameter_count = exception->parameter_count;
    memcpy(frame.record.parameters, exception->parameters, sizeof(exception->parameters));
    uint64_t rsp = ((uint64_t)uc->uc_mcontext.gregs[REG_RSP] - sizeof(frame)) & ~0x3full;
    if (!write_to_stack(block, rsp, &frame, sizeof(frame))) die_without_stack(exception);
    uc->uc_mcontext.gregs[REG_RSP] = (greg_t)rsp;
    uc->uc_mcontext.gregs[REG_RIP] = (greg_t)exception_dispatcher;
    uc->uc_mcontext.gregs[REG_EFL] &= ~0x40500; /* direction, trap and alignment check */
}

static void raise_32(struct thread_block *block, ucontext_t *uc, const struct exception *exception)
{
    struct {
        uint32_t record_pointer, context_pointer;
        struct exception_record_32 record;
        struct context_32 context;
    } frame;
    memset(&frame, 0, sizeof(frame));
    context_from_ucontext_32(&frame.context, uc);
    debug_registers_to_context(unix_thread_of(block), (union any_context *)&frame.context);
    frame.context.eip = (uint32_t)exception->resume;
    if (exception->code == (int32_t)STATUS_SINGLE_STEP) frame.context.eflags &= ~0x100u;
    frame.record.code = exception->code;
    frame.record.flags = exception->flags;
    frame.record.address = (uint32_t)exception->address;
    frame.record.parameter_count = exception->parameter_count;
    frame.record.parameters[0] = (uint32_t)exception->parameters[0];
    frame.record.parameters[1] = (uint32_t)exception->parameters[1];
    uint32_t esp = ((uint32_t)uc->uc_mcontext.gregs[REG_RSP] - (uint32_t)sizeof(frame)) & ~0xfu;
    frame.record_pointer = esp + (uint32_t)offsetof(typeof(frame), record);
    frame.context_pointer = esp + (uint32_t)offsetof(typeof(frame), context);
    if (!write_to_stack(block, esp, &frame, sizeof(frame))) die_without_stack(exception);
    uc->uc_mcontext.gregs[REG_RSP] = esp;
    uc->uc_mcontext.gregs[REG_RIP] = (greg_t)exception_dispatcher;
    uc->uc_mcontext.gregs[REG_EFL] &= ~0x40500;
}

/* Reads code bytes without faulting. */
static size_t read_code(uint64_t address, uint8_t *bytes, size_t size)
{
    struct iovec local = { bytes, size }, remote = { (void *)(uintptr_t)address, size };
    ssize_t done = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
    return done > 0 ? (size_t)done : 0;
}

/* An x86 division faults for a zero divisor or a quotient that does not fit; Windows tells them apart. Looks at the
 * operand of F6 / F7 with a register; memory operands without SIB are followed too. */
static bool divisor_is_zero(const ucontext_t *uc, bool is_64bit)
{
    static const int registers[16] = { REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                       REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15 };
    const greg_t *r = uc->uc_mcontext.gregs;
    uint8_t code[16] = { 0 };
    size_t length = read_code((uint64_t)r[REG_RIP], code, 15), i = 0;
    uint8_t rex = 0;
    unsigned width = 4;
    while (i < length && (code[i] == 0x66 || code[i] == 0x67 || code[i] == 0x2e || code[i] == 0x3e || code[i] == 0xf2 ||
                          code[i] == 0xf3)) {
        if (code[i] == 0x66) width = 2;
        i++;
    }
    if (is_64bit && i < length && (code[i] & 0xf0) == 0x40) rex = code[i++];
    if (rex & 8) width = 8;
    if (i + 1 >= length || (code[i] != 0xf6 && code[i] != 0xf7)) return true;
    if (code[i] == 0xf6) width = 1;
    uint8_t modrm = code[i + 1], mode = modrm >> 6, rm = (uint8_t)((modrm & 7) | ((rex & 1) << 3));
    i += 2;
    uint64_t value = 0, mask = width == 8 ? ~0ull : (1ull << (8 * width)) - 1;
    if (mode == 3) {
        if (width == 1 && !rex && rm >= 4) value = ((uint64_t)r[registers[rm - 4]] >> 8) & 0xff;
        else value = (uint64_t)r[registers[rm]];
        return (value & mask) == 0;
    }
    uint64_t address = 0;
    bool plain_base = true;
    if ((rm & 7) == 4) { /* SIB */
        uint8_t sib = code[i++];
        uint8_t base = (uint8_t)((sib & 7) | ((rex & 1) << 3)), index = (uint8_t)(((sib >> 3) & 7) | ((rex & 2) << 2));
        if (index != 4) address += (uint64_t)r[registers[index]] << (sib >> 6);
        if ((base & 7) == 5 && mode == 0) { int32_t d; memcpy(&d, code + i, 4); address += (uint64_t)(int64_t)d; }
        else address += (uint64_t)r[registers[base]];
        plain_base = false;
    } else if ((rm & 7) == 5 && mode == 0) {
        int32_t d;
        memcpy(&d, code + i, 4);
        address = (uint64_t)(int64_t)d + (is_64bit ? (uint64_t)r[REG_RIP] + i + 4 : 0);
        plain_base = false;
    }
    if (plain_base) address += (uint64_t)r[registers[rm]];
    if (mode == 1) address += (uint64_t)(int64_t)(int8_t)code[i];
    if (mode == 2) { int32_t d; memcpy(&d, code + i, 4); address += (uint64_t)(int64_t)d; }
    if (!is_64bit) address = (uint32_t)address;
    if (read_code(address, (uint8_t *)&value, width) != width) return true;
    return (value & mask) == 0;
}

static int32_t x87_exception(const ucontext_t *uc, bool simd)
{
    static const struct { unsigned bit; int32_t code;
    } table[] = {
        {0x01, (int32_t)STATUS_FLOAT_INVALID_OPERATION}, {0x04, (int32_t)STATUS_FLOAT_DIVIDE_BY_ZERO},
        {0x08, (int32_t)STATUS_FLOAT_OVERFLOW},          {0x10, (int32_t)STATUS_FLOAT_UNDERFLOW},
        {0x20, (int32_t)STATUS_FLOAT_INEXACT_RESULT},    {0x02, (int32_t)STATUS_FLOAT_DENORMAL_OPERAND},
    };
    const struct fxsave_area *fx = (const struct fxsave_area *)uc->uc_mcontext.fpregs;
    if (!fx) return (int32_t)STATUS_FLOAT_INVALID_OPERATION;
    unsigned raised = simd ? fx->mxcsr & ~(fx->mxcsr >> 7) : fx->status & ~fx->control;
    if (!simd && (raised & 1) && (fx->status & 0x40)) return (int32_t)STATUS_FLOAT_STACK_CHECK;
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
        if (raised & table[i].bit) return table[i].code;
    return (int32_t)STATUS_FLOAT_INVALID_OPERATION;
}

/* instructions that only a kernel may use */
static bool is_privileged(const uint8_t *code, size_t length)
{
    size_t i = 0;
    while (i < length && (code[i] == 0x66 || (code[i] & 0xf0) == 0x40)) i++;
    if (i >= length) return false;
    switch (code[i]) {
    case 0xf4:
    case 0xfa:
    case 0xfb:
    case 0xe4:
    case 0xe5:
    case 0xe6:
    case 0xe7:
    case 0xec:
    case 0xed:
    case 0xee:
    case 0xef:
    case 0x6c: case 0x6d: case 0x6e: case 0x6f:
        return true;
    case 0x0f:
        return i + 1 < length &&
               (code[i + 1] == 0x00 || code[i + 1] == 0x01 || code[i + 1] == 0x06 || code[i + 1] == 0x08 ||
                code[i + 1] == 0x09 || (code[i + 1] >= 0x20 && code[i + 1] <= 0x23) || code[i + 1] == 0x30 ||
                code[i + 1] == 0x32 || code[i + 1] == 0x33);
    }
    return false;
}

/* General protection: int n that Windows gives a meaning, a privileged instruction, or an address out of bounds. */
static void classify_protection_fault(const ucontext_t *uc, struct exception *exception)
{
    const greg_t *r = uc->uc_mcontext.gregs;
    uint8_t code[16];
    size_t length = read_code((uint64_t)r[REG_RIP], code, 15);
    if ((r[REG_ERR] & 7) == 2 && length >= 2 && code[0] == 0xcd) {
        switch (code[1]) {
        case 0x29: /* fast fail, code in ecx */
            exception->code = (int32_t)STATUS_STACK_BUFFER_OVERRUN;
            exception->flags = EXCEPTION_NONCONTINUABLE_FLAG;
            exception->parameter_count = 1;
            exception->parameters[0] = (uint32_t)r[REG_RCX];
            return;
        case 0x2c:
            exception->code = (int32_t)STATUS_ASSERTION_FAILURE;
            return;
        case 0x2d: /* debug service: a breakpoint behind the instruction */
            exception->code = (int32_t)STATUS_BREAKPOINT;
            exception->address += 3;
            exception->parameter_count = 1;
            exception->parameters[0] = (uint64_t)r[REG_RAX];
            return;
        }
    }
    if (is_privileged(code, length)) {
        exception->code = (int32_t)STATUS_PRIVILEGED_INSTRUCTION;
        return;
    }
    exception->code = (int32_t)STATUS_ACCESS_VIOLATION;
    exception->parameter_count = 2;
    exception->parameters[0] = 0;
    exception->parameters[1] = is_32bit_process() ? 0xffffffffu : ~0ull;
}

/* False: nothing to raise, the instruction is to be tried again. */
static bool classify(struct thread_block *block, const ucontext_t *uc, const siginfo_t *info,
                     struct exception *exception)
{
    const greg_t *r = uc->uc_mcontext.gregs;
    bool is_64bit = interrupted_cs(uc) != WINDOWS32_CS;
    exception->address = (uint64_t)r[REG_RIP];
    switch (r[REG_TRAPNO]) {
    case TRAP_DIVIDE:
        exception->code =
            (int32_t)(divisor_is_zero(uc, is_64bit) ? STATUS_INTEGER_DIVIDE_BY_ZERO : STATUS_INTEGER_OVERFLOW);
        return true;
    case TRAP_DEBUG:
        if (info->si_code != TRAP_PERF) unix_thread_of(block)->debug.dr6 = 0x4000; /* DR6.BS: a single step */
        exception->code = (int32_t)STATUS_SINGLE_STEP;
        return true;
    case TRAP_BREAKPOINT:
        exception->code = (int32_t)STATUS_BREAKPOINT;
        exception->address -= 1;
        exception->parameter_count = 1;
        return true;
    case TRAP_OVERFLOW:
        exception->code = (int32_t)STATUS_INTEGER_OVERFLOW;
        return true;
    case TRAP_BOUNDS:
        exception->code = (int32_t)STATUS_ARRAY_BOUNDS_EXCEEDED;
        return true;
    case TRAP_INVALID_OPCODE:
        exception->code = (int32_t)STATUS_ILLEGAL_INSTRUCTION;
        return true;
    case TRAP_STACK:
    case TRAP_PROTECTION:
        classify_protection_fault(uc, exception);
        return true;
    case TRAP_PAGE_FAULT: {
        uint64_t address = (uint64_t)(uintptr_t)info->si_addr;
        uint32_t error = (uint32_t)r[REG_ERR];
        NTSTATUS status = virtual_handle_fault(address, error, block, (uint64_t)r[REG_RSP]);
        if (status == STATUS_SUCCESS) return false;
        exception->code = status;
        if (status == (NTSTATUS)STATUS_STACK_OVERFLOW) return true;
        exception->parameter_count = 2;
        exception->parameters[0] = (error & 16) ? 8 : (error & 2) ? 1 : 0;
        exception->parameters[1] = address;
        return true;
    }
    case TRAP_X87:
        exception->code = x87_exception(uc, false);
        return true;
    case TRAP_ALIGNMENT:
        exception->code = (int32_t)STATUS_DATATYPE_MISALIGNMENT;
        return true;
    case TRAP_SIMD:
        exception->code = x87_exception(uc, true);
        exception->parameter_count = 2;
        return true;
    }
    exception->code = (int32_t)STATUS_ILLEGAL_INSTRUCTION;
    return true;
}

static void __attribute__((noreturn)) die_of_own_bug(int sig, const siginfo_t *info, const ucontext_t *uc)
{
    char text[240];
    int length =
        snprintf(text, sizeof(text),
                 "winrun: internal error: signal %d at %#llx (winrun's text begins at %p), address %p. "
                 "This is a bug in Winrun; please report it.\n",
                 sig, (unsigned long long)uc->uc_mcontext.gregs[REG_RIP], (void *)dispatcher_x86_64, info->si_addr);
    if (write(2, text, (size_t)length) < 0) _exit(255);
    signal(sig, SIG_DFL);
    raise(sig);
    _exit(255);
}

/* Unix code met a bad pointer: back to the dispatcher, which returns the status to the program. */
static void abandon_unix_call(struct thread_block *block, ucontext_t *uc, NTSTATUS status)
{
    if (log_on(LOG_EXCEPTION))
        log_text(LOG_EXCEPTION, "fault in Unix code at %#llx: the call fails with %08x",
                 (unsigned long long)uc->uc_mcontext.gregs[REG_RIP], (unsigned)status);
    uc->uc_mcontext.gregs[REG_RSP] = (greg_t)block->unix_frame;
    uc->uc_mcontext.gregs[REG_RAX] = (greg_t)(uint32_t)status;
    uc->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)(is_32bit_process() ? low_return : dispatcher_return);
}

static void apply_context(ucontext_t *uc, const struct unix_thread *thread)
{
    if (!is_32bit_process()) {
        context_to_ucontext_64(uc, &thread->context.c64);
        return;
    }
    context_to_ucontext_32(uc, &thread->context.c32);
    uc->uc_mcontext.gregs[REG_CSGSFS] = (greg_t)((uint64_t)WINDOWS32_CS | ((uint64_t)FLAT_DS << 48));
}

/* A debugger hears of the exception before anybody else. True: it has dealt with it, and the thread goes on. */
static bool debugger_takes(struct thread_block *block, ucontext_t *uc, struct exception *exception)
{
    struct unix_thread *thread = unix_thread_of(block);
    struct debug_event event = { .kind = DEBUG_EVENT_EXCEPTION, .first_chance = 1 };
    greg_t *r = uc->uc_mcontext.gregs, before = r[REG_RIP];
    if (!debug_is_on() || block->hidden) return false;
    if (exception->code == (int32_t)STATUS_SINGLE_STEP) {
        event.kind = DEBUG_EVENT_SINGLE_STEP;
        r[REG_EFL] &= ~TRAP_FLAG;
    }
    if (exception->code == (int32_t)STATUS_BREAKPOINT) event.kind = DEBUG_EVENT_BREAKPOINT;
    event.exception = (struct exception_record_64){.code = exception->code,
                                                   .flags = exception->flags,
                                                   .address = exception->address,
                                                   .parameter_count = exception->parameter_count,
                                                   .parameters = {exception->parameters[0], exception->parameters[1]}};
    if (is_32bit_process()) context_from_ucontext_32(&thread->context.c32, uc);
    else context_from_ucontext_64(&thread->context.c64, uc);
    int32_t answer = debug_report(thread, &event, -1);
    if (thread->context_set) {
        thread->context_set = 0;
        apply_context(uc, thread);
        if (r[REG_RIP] != before) exception->resume = (uint64_t)r[REG_RIP];
    }
    if (__atomic_load_n(&thread->terminate_pending, __ATOMIC_ACQUIRE)) thread_finish(thread->terminate_status);
    return debug_was_handled(answer);
}

static bool is_debug_register(int sig, const siginfo_t *info)
{
    return sig == SIGTRAP && info->si_code == TRAP_PERF;
}

/* Whoever steps into a unix call finds the thread behind it. */
static bool steps_into_unix_code(struct thread_block *block, ucontext_t *uc)
{
    if (uc->uc_mcontext.gregs[REG_TRAPNO] != TRAP_DEBUG || (!block->unix_frame && !in_passage(uc))) return false;
    uc->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
    unix_thread_of(block)->step_after_call = 1;
    block->context_changed = 1;
    return true;
}

static void handle_fault(int sig, const siginfo_t *info, ucontext_t *uc)
{
    struct thread_block *block = current_block;
    struct exception exception = { 0 };
    if (!block) die_of_own_bug(sig, info, uc);
    if (is_debug_register(sig, info)) {
        if (block->unix_frame || in_passage(uc))
            return; /* Unix code touched what is watched: Windows' kernel does so unseen, too */
        debug_registers_hit(unix_thread_of(block), info);
        uc->uc_mcontext.gregs[REG_TRAPNO] = TRAP_DEBUG; /* the kernel says nothing there */
    }
    if (steps_into_unix_code(block, uc)) return;
    if (block->unix_frame) {
        if (uc->uc_mcontext.gregs[REG_TRAPNO] == TRAP_PAGE_FAULT ||
            uc->uc_mcontext.gregs[REG_TRAPNO] == TRAP_PROTECTION) {
            if (!classify(block, uc, info, &exception)) return;
            uint64_t rip = (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
            if (in_range(rip, dispatcher_x86_64, dispatcher_x86_64_end)) die_of_own_bug(sig, info, uc);
            abandon_unix_call(block, uc, exception.code);
            return;
        }
        die_of_own_bug(sig, info, uc);
    }
    if (!classify(block, uc, info, &exception)) return;
    if (!exception_dispatcher) die_of_own_bug(sig, info, uc);
    exception.resume = exception.address;
    if (debugger_takes(block, uc, &exception)) return;
    if (interrupted_cs(uc) == WINDOWS32_CS) raise_32(block, uc, &exception);
    else if (is_32bit_process()) die_of_own_bug(sig, info, uc);
    else raise_64(block, uc, &exception);
}

static void *context_of(struct unix_thread *thread)
{
    return &thread->context;
}

/* Another thread wants this one stopped, examined, changed or ended. */
static void handle_stop(ucontext_t *uc)
{
    struct thread_block *block = current_block;
    if (!block) return;
    struct unix_thread *thread = unix_thread_of(block);
    int saved_errno = errno;
    bool in_call = block->unix_frame != 0;
    if (__atomic_load_n(&thread->reporting, __ATOMIC_ACQUIRE))
        return; /* it counts as stopped, and looks at everything itself afterwards */
    if (__atomic_load_n(&thread->terminate_pending, __ATOMIC_ACQUIRE)) {
        if (in_call) block->context_changed = 1; /* at the end of the call */
        else thread_finish(thread->terminate_status);
        return;
    }
    if (!__atomic_load_n(&thread->stop_requested, __ATOMIC_ACQUIRE) || server_exchange_defers_stop()) return;
    if (in_call) {
        const struct unix_frame *frame = (const struct unix_frame *)(uintptr_t)block->unix_frame;
        if (is_32bit_process()) context_from_frame_32(context_of(thread), frame);
        else context_from_frame_64(context_of(thread), frame);
    } else {
        bool passage = in_passage(uc);
        uint64_t return_address = 0;
        if (passage) read_code((uint64_t)uc->uc_mcontext.gregs[REG_RSP], (uint8_t *)&return_address, 8);
        if (is_32bit_process()) {
            context_from_ucontext_32(&thread->context.c32, uc);
            if (passage) { thread->context.c32.eip = (uint32_t)return_address; thread->context.c32.esp += 8; }
        } else {
            context_from_ucontext_64(&thread->context.c64, uc);
            if (passage) { thread->context.c64.rip = return_address; thread->context.c64.rsp += 8; }
        }
    }
    thread_stop_here(thread);
    if (__atomic_load_n(&thread->terminate_pending, __ATOMIC_ACQUIRE)) {
        if (!in_call) thread_finish(thread->terminate_status);
        block->context_changed = 1;
    }
    if (thread->context_set) {
        thread->context_set = 0;
        if (in_call) {
            thread->new_context = thread->context;
            thread->new_context_set = 1;
            block->context_changed = 1;
        } else {
            apply_context(uc, thread);
        }
    }
    errno = saved_errno;
}

/* The server has noted the exit code and has told who asks. Should a lock be in the way here, SIGKILL follows. */
static void __attribute__((noreturn)) end_as_told(void)
{
    console_restore();
    _exit(process_block->kill_status & 0xff);
}

/* Called by signal_entry. Returns the selector to load into FS before going back, or 0. */
uint32_t signal_handler(int sig, siginfo_t *info, ucontext_t *uc, uint64_t fs_base_before)
{
    uint64_t rip_before = (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
    if (sig == SIGNAL_STOP) handle_stop(uc);
    else if (sig == SIGNAL_KILL) end_as_told();
    else if (sig == SIGINT || sig == SIGQUIT || sig == SIGTERM || sig == SIGHUP || sig == SIGWINCH) control_signal(sig);
    else handle_fault(sig, info, uc);

    struct thread_block *block = current_block;
    if (!block || !block->teb_selector) return 0;
    if (interrupted_cs(uc) == WINDOWS32_CS) return block->teb_selector;
    bool had_teb = fs_base_before != block->unix_fs_base;
    return had_teb && (uint64_t)uc->uc_mcontext.gregs[REG_RIP] == rip_before ? block->teb_selector : 0;
}

/* The end of a unix call whose thread's context was changed meanwhile, or that is to end. Called by the dispatcher. */
void dispatcher_slow_return(NTSTATUS status)
{
    struct thread_block *block = current_block;
    struct unix_thread *thread = unix_thread_of(block);
    const struct unix_frame *frame = (const struct unix_frame *)(uintptr_t)block->unix_frame;
    union any_context *context = &thread->new_context;
    uint32_t flags = thread->step_after_call ? TRAP_FLAG : 0;
    block->context_changed = 0;
    if (thread->terminate_pending) thread_finish(thread->terminate_status);
    bool was_set = thread->new_context_set;
    thread->new_context_set = thread->step_after_call = 0;
    if (is_32bit_process()) {
        if (!was_set) context_from_frame_32(&context->c32, frame);
        if (context->c32.eip == (uint32_t)frame->rip && context->c32.esp == (uint32_t)frame->rsp)
            context->c32.eax = (uint32_t)status;
        context->c32.eflags |= flags;
        context_enter_32(&context->c32);
    }
    if (!was_set) context_from_frame_64(&context->c64, frame);
    if (context->c64.rip == frame->rip && context->c64.rsp == frame->rsp)
        context->c64.rax = (uint64_t)(int64_t)status; /* what the call returns */
    context->c64.eflags |= flags;
    context_enter_64(&context->c64);
}

/* The kernel's own struct: glibc's sigaction would put its wrapper between. */
struct kernel_sigaction { void *handler; unsigned long flags; void *restorer; uint64_t mask; };
#define KERNEL_SA_RESTORER 0x04000000ul

void signal_restorer(void);
__asm__(".text\nsignal_restorer:\n    movl $15, %eax\n    syscall\n");

void signal_add_control(int sig)
{
    struct kernel_sigaction action = {
        .handler = have_fsgsbase ? signal_entry : signal_entry_arch_prctl,
        .flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART | KERNEL_SA_RESTORER,
        .restorer = signal_restorer,
        .mask = 1ull << (SIGNAL_STOP - 1),
    };
    syscall(SYS_rt_sigaction, sig, &action, NULL, 8);
}

void signal_init_process(void)
{
    static const int stops[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGNAL_STOP, SIGNAL_KILL };
    static const int controls[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
    struct kernel_sigaction action = {
        .handler = have_fsgsbase ? signal_entry : signal_entry_arch_prctl,
        .flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART | KERNEL_SA_RESTORER,
        .restorer = signal_restorer,
        .mask = 1ull << (SIGNAL_STOP - 1),
    };
    for (size_t i = 0; i < sizeof(stops) / sizeof(*stops); i++) {
        if (stops[i] == SIGNAL_STOP) action.flags &= ~(unsigned long)SA_RESTART;
        syscall(SYS_rt_sigaction, stops[i], &action, NULL, 8);
    }
    action.flags |= SA_RESTART;
    for (size_t i = 0; i < sizeof(controls) / sizeof(*controls); i++) {
        struct kernel_sigaction before;
        syscall(SYS_rt_sigaction, controls[i], NULL, &before, 8);
        if (before.handler != SIG_IGN)
            syscall(SYS_rt_sigaction, controls[i], &action, NULL, 8); /* nohup, background jobs */
    }
    signal(SIGPIPE, SIG_IGN);
}

void signal_init_thread(struct unix_thread *thread)
{
    struct signal_stack *stack = thread->signal_stack;
    stack->fs_base = thread->block->unix_fs_base;
    stack->block = thread->block;
    stack_t alternate = { .ss_sp = stack, .ss_size = SIGNAL_STACK_SIZE };
    sigaltstack(&alternate, NULL);
}
