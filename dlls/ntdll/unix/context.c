/* Contexts: between a signal's ucontext, the dispatcher's frame and the Windows CONTEXT structures of both
 * architectures. */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "thread_private.h"

void restore_context(void *signal_frame, uint32_t teb_selector) __attribute__((noreturn));

/* uc_flags of the kernel's asm/ucontext.h: ss is valid and to be restored as given */
#define UC_SS_VALID 0x6

#define SEGMENTS(uc) ((uc)->uc_mcontext.gregs[REG_CSGSFS])
#define EFLAGS_FOR_PROGRAMS 0x00254dd5u /* what a program may set: arithmetic, trap, direction, AC, ID */

static void fsave_from_fxsave(struct context_32 *context, const struct fxsave_area *fx)
{
    context->fp.control = fx->control | 0xffff0000u;
    context->fp.status = fx->status | 0xffff0000u;
    context->fp.error_offset = fx->ip;
    context->fp.error_selector = fx->cs | ((uint32_t)fx->opcode << 16);
    context->fp.data_offset = fx->dp;
    context->fp.data_selector = fx->ds;
    uint32_t top = (fx->status >> 11) & 7, tags = 0;
    for (uint32_t physical = 0; physical < 8; physical++) {
        uint32_t tag = 3; /* empty */
        if (fx->tag & (1u << physical)) {
            const uint8_t *st = fx->st[(physical - top) & 7];
            uint16_t exponent = (uint16_t)(st[8] | ((st[9] & 0x7f) << 8));
            uint64_t mantissa;
            memcpy(&mantissa, st, 8);
            if (exponent == 0x7fff) tag = 2;
            else if (exponent == 0) tag = mantissa ? 2 : 1;
            else tag = (mantissa >> 63) ? 0 : 2;
        }
        tags |= tag << (2 * physical);
    }
    context->fp.tag = tags | 0xffff0000u;
    for (int i = 0; i < 8; i++) memcpy(context->fp.st + 10 * i, fx->st[i], 10);
}

static void fxsave_from_fsave(struct fxsave_area *fx, const struct context_32 *context)
{
    fx->control = (uint16_t)context->fp.control;
    fx->status = (uint16_t)context->fp.status;
    fx->ip = context->fp.error_offset;
    fx->cs = (uint16_t)context->fp.error_selector;
    fx->opcode = (uint16_t)(context->fp.error_selector >> 16);
    fx->dp = context->fp.data_offset;
    fx->ds = (uint16_t)context->fp.data_selector;
    fx->tag = 0;
    for (int i = 0; i < 8; i++)
        if (((context->fp.tag >> (2 * i)) & 3) != 3) fx->tag |= (uint8_t)(1u << i);
    for (int i = 0; i < 8; i++) {
        memset(fx->st[i], 0, 16);
        memcpy(fx->st[i], context->fp.st + 10 * i, 10);
    }
}

void context_from_ucontext_64(struct context_64 *c, const ucontext_t *uc)
{
    const greg_t *r = uc->uc_mcontext.gregs;
    memset(c, 0, sizeof(*c));
    c->flags = CONTEXT64_ALL;
    c->rax = r[REG_RAX]; c->rcx = r[REG_RCX]; c->rdx = r[REG_RDX]; c->rbx = r[REG_RBX];
    c->rsp = r[REG_RSP]; c->rbp = r[REG_RBP]; c->rsi = r[REG_RSI]; c->rdi = r[REG_RDI];
    c->r8 = r[REG_R8]; c->r9 = r[REG_R9]; c->r10 = r[REG_R10]; c->r11 = r[REG_R11];
    c->r12 = r[REG_R12]; c->r13 = r[REG_R13]; c->r14 = r[REG_R14]; c->r15 = r[REG_R15];
    c->rip = r[REG_RIP];
    c->eflags = (uint32_t)r[REG_EFL];
    c->cs = WINDOWS64_CS;
    c->ds = c->es = c->gs = c->ss = FLAT_DS;
    c->fs = 0x53;
    if (uc->uc_mcontext.fpregs) {
        memcpy(&c->fx, uc->uc_mcontext.fpregs, sizeof(c->fx));
        memset(c->fx.reserved4, 0, sizeof(c->fx.reserved4)); /* the kernel's own bookkeeping */
        c->mxcsr = c->fx.mxcsr;
    }
}

void context_from_ucontext_32(struct context_32 *c, const ucontext_t *uc)
{
    const greg_t *r = uc->uc_mcontext.gregs;
    memset(c, 0, sizeof(*c));
    c->flags = CONTEXT32_ALL;
    c->eax = (uint32_t)r[REG_RAX];
    c->ecx = (uint32_t)r[REG_RCX];
    c->edx = (uint32_t)r[REG_RDX];
    c->ebx = (uint32_t)r[REG_RBX];
    c->esp = (uint32_t)r[REG_RSP];
    c->ebp = (uint32_t)r[REG_RBP];
    c->esi = (uint32_t)r[REG_RSI];
    c->edi = (uint32_t)r[REG_RDI];
    c->eip = (uint32_t)r[REG_RIP];
    c->eflags = (uint32_t)r[REG_EFL];
    c->cs = WINDOWS32_CS;
    c->ds = c->es = c->gs = c->ss = FLAT_DS;
    c->fs = 0x53;
    if (uc->uc_mcontext.fpregs) {
        memcpy(&c->fx, uc->uc_mcontext.fpregs, sizeof(c->fx));
        memset(c->fx.reserved4, 0, sizeof(c->fx.reserved4));
        fsave_from_fxsave(c, &c->fx);
    }
}

static void set_flags_register(greg_t *r, uint32_t eflags)
{
    r[REG_EFL] = (eflags & EFLAGS_FOR_PROGRAMS) | 0x202;
}

void context_to_ucontext_64(ucontext_t *uc, const struct context_64 *c)
{
    greg_t *r = uc->uc_mcontext.gregs;
    if (c->flags & CONTEXT_PART_INTEGER) {
        r[REG_RAX] = c->rax; r[REG_RCX] = c->rcx; r[REG_RDX] = c->rdx; r[REG_RBX] = c->rbx; r[REG_RBP] = c->rbp;
        r[REG_RSI] = c->rsi;
        r[REG_RDI] = c->rdi;
        r[REG_R8] = c->r8;
        r[REG_R9] = c->r9;
        r[REG_R10] = c->r10;
        r[REG_R11] = c->r11;
        r[REG_R12] = c->r12; r[REG_R13] = c->r13; r[REG_R14] = c->r14; r[REG_R15] = c->r15;
    }
    if (c->flags & CONTEXT_PART_CONTROL) {
        r[REG_RIP] = c->rip;
        r[REG_RSP] = c->rsp;
        set_flags_register(r, c->eflags);
    }
    if ((c->flags & CONTEXT_PART_FLOATING_POINT) && uc->uc_mcontext.fpregs) {
        memcpy(uc->uc_mcontext.fpregs, &c->fx, offsetof(struct fxsave_area, reserved4));
        ((struct fxsave_area *)uc->uc_mcontext.fpregs)->mxcsr = c->fx.mxcsr & 0xffff;
    }
}

void context_to_ucontext_32(ucontext_t *uc, const struct context_32 *c)
{
    greg_t *r = uc->uc_mcontext.gregs;
    if (c->flags & CONTEXT_PART_INTEGER) {
        r[REG_RAX] = c->eax;
        r[REG_RCX] = c->ecx;
        r[REG_RDX] = c->edx;
        r[REG_RBX] = c->ebx;
        r[REG_RSI] = c->esi;
        r[REG_RDI] = c->edi;
    }
    if (c->flags & CONTEXT_PART_CONTROL) {
        r[REG_RBP] = c->ebp; r[REG_RIP] = c->eip; r[REG_RSP] = c->esp;
        set_flags_register(r, c->eflags);
    }
    struct fxsave_area *fx = (struct fxsave_area *)uc->uc_mcontext.fpregs;
    if (!fx) return;
    if (c->flags & CONTEXT32_PART_EXTENDED & ~CONTEXT32_FLAG) {
        memcpy(fx, &c->fx, offsetof(struct fxsave_area, reserved4));
        fx->mxcsr &= 0xffff;
    }
    if (c->flags & CONTEXT_PART_FLOATING_POINT) fxsave_from_fsave(fx, c);
}

void context_from_frame_64(struct context_64 *c, const struct unix_frame *f)
{
    memset(c, 0, sizeof(*c));
    c->flags = CONTEXT64_FULL;
    c->rbx = f->rbx; c->rbp = f->rbp; c->rsi = f->rsi; c->rdi = f->rdi;
    c->r12 = f->r12; c->r13 = f->r13; c->r14 = f->r14; c->r15 = f->r15;
    c->rip = f->rip; c->rsp = f->rsp;
    c->eflags = 0x202;
    c->cs = WINDOWS64_CS;
    c->ds = c->es = c->gs = c->ss = FLAT_DS;
    c->fs = 0x53;
    c->mxcsr = c->fx.mxcsr = f->mxcsr;
    c->fx.mxcsr_mask = 0xffff;
    c->fx.control = f->fpcw;
    memcpy(c->fx.xmm[6], f->xmm, sizeof(f->xmm));
}

void context_from_frame_32(struct context_32 *c, const struct unix_frame *f)
{
    memset(c, 0, sizeof(*c));
    c->flags = CONTEXT32_ALL;
    c->ebx = (uint32_t)f->rbx; c->ebp = (uint32_t)f->rbp; c->esi = (uint32_t)f->rsi; c->edi = (uint32_t)f->rdi;
    c->eip = (uint32_t)f->rip; c->esp = (uint32_t)f->rsp;
    c->eflags = 0x202;
    c->cs = WINDOWS32_CS;
    c->ds = c->es = c->gs = c->ss = FLAT_DS;
    c->fs = 0x53;
    c->fx.mxcsr = f->mxcsr;
    c->fx.mxcsr_mask = 0xffff;
    c->fx.control = f->fpcw;
    fsave_from_fxsave(c, &c->fx);
}

/* Fills a frame on this Unix stack and leaves by rt_sigreturn, the one way to set every register and the mask at once.
 */
static void leave_by_sigreturn(void (*fill)(ucontext_t *, const void *), const void *context, uint16_t cs)
{
    /* kernel layout: flags 8, link 8, stack 24, sigcontext 256, sigmask 8; the first 40 + 256 bytes agree with glibc's
     * ucontext_t */
    static __thread struct { ucontext_t uc; struct fxsave_area fx __attribute__((aligned(64))); } area;
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);

    memset(&area, 0, sizeof(area));
    area.fx.mxcsr = 0x1f80;
    area.fx.control = 0x27f;
    area.uc.uc_flags = UC_SS_VALID;
    area.uc.uc_stack.ss_flags = SS_DISABLE;
    area.uc.uc_mcontext.fpregs = (fpregset_t)&area.fx;
    fill(&area.uc, context);
    set_flags_register(area.uc.uc_mcontext.gregs, (uint32_t)area.uc.uc_mcontext.gregs[REG_EFL]);
    SEGMENTS(&area.uc) = (greg_t)((uint64_t)cs | ((uint64_t)FLAT_DS << 48));

    struct thread_block *block = current_block;
    struct signal_stack *stack = unix_thread_of(block)->signal_stack;
    area.uc.uc_stack.ss_sp = stack;
    area.uc.uc_stack.ss_flags = 0;
    area.uc.uc_stack.ss_size = SIGNAL_STACK_SIZE;
    block->unix_frame = 0;
    restore_context(&area.uc, cs == WINDOWS32_CS ? block->teb_selector : 0);
}

static void fill_64(ucontext_t *uc, const void *context)
{
    context_to_ucontext_64(uc, context);
    memset(&uc->uc_sigmask, 0, 8);
}

static void fill_32(ucontext_t *uc, const void *context)
{
    context_to_ucontext_32(uc, context);
    memset(&uc->uc_sigmask, 0, 8);
}

void context_enter_64(const struct context_64 *context)
{
    leave_by_sigreturn(fill_64, context, WINDOWS64_CS);
    __builtin_unreachable();
}

void context_enter_32(const struct context_32 *context)
{
    leave_by_sigreturn(fill_32, context, WINDOWS32_CS);
    __builtin_unreachable();
}

/* The registers that a partial CONTEXT leaves alone are those of the call that asked: only its callee-saved ones are
 * defined. */
NTSTATUS unix_context_continue(struct unix_context_continue_args *args)
{
    struct thread_block *block = current_block;
    const struct unix_frame *frame = (const struct unix_frame *)(uintptr_t)block->unix_frame;
    if (is_32bit_process()) {
        struct context_32 given = *(const struct context_32 *)(uintptr_t)args->context;
        struct context_32 base;
        context_from_frame_32(&base, frame);
        if ((given.flags & 3) != 3) {
            if (given.flags & CONTEXT_PART_INTEGER) {
                base.eax = given.eax;
                base.ecx = given.ecx;
                base.edx = given.edx;
                base.ebx = given.ebx;
                base.esi = given.esi;
                base.edi = given.edi;
            }
            if (given.flags & CONTEXT_PART_CONTROL) {
                base.ebp = given.ebp; base.eip = given.eip; base.esp = given.esp; base.eflags = given.eflags;
            }
            base.flags = CONTEXT32_FLAG | 3 | (given.flags & (CONTEXT_PART_FLOATING_POINT | CONTEXT32_PART_EXTENDED));
            base.fp = given.fp;
            base.fx = given.fx;
            given = base;
        }
        debug_registers_from_context(unix_thread_of(block), (const union any_context *)&given);
        context_enter_32(&given);
    }
    struct context_64 given = *(const struct context_64 *)(uintptr_t)args->context;
    if ((given.flags & 3) != 3) return STATUS_INVALID_PARAMETER;
    debug_registers_from_context(unix_thread_of(block), (const union any_context *)&given);
    context_enter_64(&given);
}
