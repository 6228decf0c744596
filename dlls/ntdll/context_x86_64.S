/* x86_64: capturing and restoring contexts, the entry of exceptions, and the frames from which handlers are called. Offsets are those of
 * CONTEXT, EXCEPTION_RECORD and DISPATCHER_CONTEXT, which Windows has fixed. */

#define CONTEXT_FLAGS   0x30
#define CONTEXT_MXCSR   0x34
#define CONTEXT_CS      0x38
#define CONTEXT_EFLAGS  0x44
#define CONTEXT_RAX     0x78
#define CONTEXT_RCX     0x80
#define CONTEXT_RDX     0x88
#define CONTEXT_RBX     0x90
#define CONTEXT_RSP     0x98
#define CONTEXT_RBP     0xa0
#define CONTEXT_RSI     0xa8
#define CONTEXT_RDI     0xb0
#define CONTEXT_R8      0xb8
#define CONTEXT_R9      0xc0
#define CONTEXT_R10     0xc8
#define CONTEXT_R11     0xd0
#define CONTEXT_R12     0xd8
#define CONTEXT_R13     0xe0
#define CONTEXT_R14     0xe8
#define CONTEXT_R15     0xf0
#define CONTEXT_RIP     0xf8
#define CONTEXT_FXSAVE  0x100
#define CONTEXT_XMM6    0x200
#define CONTEXT_SIZE    0x4d0
#define RECORD_OFFSET   0x4f0 /* of the EXCEPTION_RECORD behind the CONTEXT */

#define FULL_CONTEXT    0x10000f /* CONTEXT_FULL | CONTEXT_SEGMENTS */
#define USER_CS         0x33
#define USER_SS         0x2b

    .text

/* void RtlCaptureContext(CONTEXT *): the registers as they are for the caller after the call */
    .globl RtlCaptureContext
    .def RtlCaptureContext; .scl 2; .type 32; .endef
    .seh_proc RtlCaptureContext
RtlCaptureContext:
    pushfq
    .seh_stackalloc 8
    .seh_endprologue
    movq %rax, CONTEXT_RAX(%rcx)
    movq %rcx, CONTEXT_RCX(%rcx)
    movq %rdx, CONTEXT_RDX(%rcx)
    movq %rbx, CONTEXT_RBX(%rcx)
    movq %rbp, CONTEXT_RBP(%rcx)
    movq %rsi, CONTEXT_RSI(%rcx)
    movq %rdi, CONTEXT_RDI(%rcx)
    movq %r8, CONTEXT_R8(%rcx)
    movq %r9, CONTEXT_R9(%rcx)
    movq %r10, CONTEXT_R10(%rcx)
    movq %r11, CONTEXT_R11(%rcx)
    movq %r12, CONTEXT_R12(%rcx)
    movq %r13, CONTEXT_R13(%rcx)
    movq %r14, CONTEXT_R14(%rcx)
    movq %r15, CONTEXT_R15(%rcx)
    movw %cs, CONTEXT_CS(%rcx)
    movw %ds, CONTEXT_CS + 2(%rcx)
    movw %es, CONTEXT_CS + 4(%rcx)
    movw %fs, CONTEXT_CS + 6(%rcx)
    movw %gs, CONTEXT_CS + 8(%rcx)
    movw %ss, CONTEXT_CS + 10(%rcx)
    movl (%rsp), %eax
    movl %eax, CONTEXT_EFLAGS(%rcx)
    fxsave CONTEXT_FXSAVE(%rcx)
    stmxcsr CONTEXT_MXCSR(%rcx)
    movl $FULL_CONTEXT, CONTEXT_FLAGS(%rcx)
    leaq 16(%rsp), %rax
    movq %rax, CONTEXT_RSP(%rcx)
    movq 8(%rsp), %rax
    movq %rax, CONTEXT_RIP(%rcx)
    addq $8, %rsp
    ret
    .seh_endproc

/* void restore_context(const CONTEXT *): never returns. The context may lie on the stack that is left. */
    .globl restore_context
    .def restore_context; .scl 2; .type 32; .endef
restore_context:
    testl $8, CONTEXT_FLAGS(%rcx) /* floating point */
    jz 1f
    fxrstor CONTEXT_FXSAVE(%rcx)
    ldmxcsr CONTEXT_MXCSR(%rcx)
1:  movq CONTEXT_RBX(%rcx), %rbx
    movq CONTEXT_RBP(%rcx), %rbp
    movq CONTEXT_RSI(%rcx), %rsi
    movq CONTEXT_RDI(%rcx), %rdi
    movq CONTEXT_R8(%rcx), %r8
    movq CONTEXT_R9(%rcx), %r9
    movq CONTEXT_R10(%rcx), %r10
    movq CONTEXT_R11(%rcx), %r11
    movq CONTEXT_R12(%rcx), %r12
    movq CONTEXT_R13(%rcx), %r13
    movq CONTEXT_R14(%rcx), %r14
    movq CONTEXT_R15(%rcx), %r15
    pushq $USER_SS
    pushq CONTEXT_RSP(%rcx)
    movl CONTEXT_EFLAGS(%rcx), %eax
    pushq %rax
    pushq $USER_CS
    pushq CONTEXT_RIP(%rcx)
    movq CONTEXT_RAX(%rcx), %rax
    movq CONTEXT_RDX(%rcx), %rdx
    movq CONTEXT_RCX(%rcx), %rcx
    iretq

/* Both functions below stand on a CONTEXT as if the code that it describes had been interrupted there: a machine frame and the saved
 * registers in the CONTEXT let unwinding go on into it. Stack: home space, machine frame, padding, CONTEXT. */
#define FRAME_BELOW 0x50
#define MACHINE_FRAME 0x20

.macro interrupted_context_unwind
    .seh_pushframe
    .seh_stackalloc MACHINE_FRAME
    .seh_savereg %rbx, FRAME_BELOW + CONTEXT_RBX
    .seh_savereg %rbp, FRAME_BELOW + CONTEXT_RBP
    .seh_savereg %rsi, FRAME_BELOW + CONTEXT_RSI
    .seh_savereg %rdi, FRAME_BELOW + CONTEXT_RDI
    .seh_savereg %r12, FRAME_BELOW + CONTEXT_R12
    .seh_savereg %r13, FRAME_BELOW + CONTEXT_R13
    .seh_savereg %r14, FRAME_BELOW + CONTEXT_R14
    .seh_savereg %r15, FRAME_BELOW + CONTEXT_R15
    .seh_savexmm %xmm6, FRAME_BELOW + CONTEXT_XMM6
    .seh_savexmm %xmm7, FRAME_BELOW + CONTEXT_XMM6 + 0x10
    .seh_savexmm %xmm8, FRAME_BELOW + CONTEXT_XMM6 + 0x20
    .seh_savexmm %xmm9, FRAME_BELOW + CONTEXT_XMM6 + 0x30
    .seh_savexmm %xmm10, FRAME_BELOW + CONTEXT_XMM6 + 0x40
    .seh_savexmm %xmm11, FRAME_BELOW + CONTEXT_XMM6 + 0x50
    .seh_savexmm %xmm12, FRAME_BELOW + CONTEXT_XMM6 + 0x60
    .seh_savexmm %xmm13, FRAME_BELOW + CONTEXT_XMM6 + 0x70
    .seh_savexmm %xmm14, FRAME_BELOW + CONTEXT_XMM6 + 0x80
    .seh_savexmm %xmm15, FRAME_BELOW + CONTEXT_XMM6 + 0x90
    .seh_endprologue
.endm

/* fills the machine frame from the CONTEXT at rsp + FRAME_BELOW */
.macro fill_machine_frame
    movq FRAME_BELOW + CONTEXT_RIP(%rsp), %rax
    movq %rax, MACHINE_FRAME(%rsp)
    movq $USER_CS, MACHINE_FRAME + 8(%rsp)
    movl FRAME_BELOW + CONTEXT_EFLAGS(%rsp), %eax
    movq %rax, MACHINE_FRAME + 16(%rsp)
    movq FRAME_BELOW + CONTEXT_RSP(%rsp), %rax
    movq %rax, MACHINE_FRAME + 24(%rsp)
    movq $USER_SS, MACHINE_FRAME + 32(%rsp)
.endm

/* Entered by the Unix side after a fault: rsp points to the CONTEXT, the EXCEPTION_RECORD follows at RECORD_OFFSET. */
    .globl KiUserExceptionDispatcher
    .def KiUserExceptionDispatcher; .scl 2; .type 32; .endef
    .seh_proc KiUserExceptionDispatcher
KiUserExceptionDispatcher:
    cld
    subq $FRAME_BELOW, %rsp
    fill_machine_frame
    interrupted_context_unwind
    leaq FRAME_BELOW + RECORD_OFFSET(%rsp), %rcx
    leaq FRAME_BELOW(%rsp), %rdx
    call dispatch_exception_and_continue
    int3
    .seh_endproc

/* void consolidate_frames(const CONTEXT *, EXCEPTION_RECORD *): calls the record's first parameter with the record, from a frame whose caller
 * is the context; its result is where the context goes on. Never returns. */
    .globl consolidate_frames
    .def consolidate_frames; .scl 2; .type 32; .endef
    .seh_proc consolidate_frames
consolidate_frames:
    subq $FRAME_BELOW + CONTEXT_SIZE + 8, %rsp
    movq %rdx, %rbx
    movq %rcx, %rsi
    leaq FRAME_BELOW(%rsp), %rdi
    movl $CONTEXT_SIZE / 8, %ecx
    rep movsq
    fill_machine_frame
    interrupted_context_unwind
    movq %rbx, %rcx
    call *0x20(%rbx) /* ExceptionInformation[0] */
    movq %rax, FRAME_BELOW + CONTEXT_RIP(%rsp)
    leaq FRAME_BELOW(%rsp), %rcx
    call restore_context
    int3
    .seh_endproc

/* EXCEPTION_DISPOSITION call_exception_handler(EXCEPTION_RECORD *, void *frame, CONTEXT *, DISPATCHER_CONTEXT *): calls the language handler
 * that the dispatcher context names. The frame notes that context, for handlers of exceptions that happen inside. */
#define DISPATCHER_HANDLER 0x30
#define CALL_FRAME_DISPATCHER 0x20

.macro handler_call name, nested
    .globl \name
    .def \name; .scl 2; .type 32; .endef
    .seh_proc \name
\name:
    subq $0x28, %rsp
    .seh_stackalloc 0x28
    .seh_handler \nested, @except, @unwind
    .seh_endprologue
    movq %r9, CALL_FRAME_DISPATCHER(%rsp)
    call *DISPATCHER_HANDLER(%r9)
    nop
    addq $0x28, %rsp
    ret
    .seh_endproc
.endm

    handler_call call_exception_handler, nested_exception_handler
    handler_call call_unwind_handler, collided_unwind_handler
