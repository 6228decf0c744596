/* The passage between Windows and Unix code; see docs/architecture.md, "The boundary".
 *
 * Windows x86_64 code enters at dispatcher_x86_64 by a jump from ntdll's winrun_unix_call: ecx index, rdx args, GS the TEB.
 * Windows i386 code enters at low_entry (copied to LOW_CODE_ADDRESS, so it uses no address of its own) by a far call; FS is the TEB's
 * selector. Both keep the registers that the caller expects back in a struct unix_frame at the top of the thread's Unix
 * stack, and thread_block.unix_frame is that frame exactly while Unix code may run.
 * A signal between entry and the store of unix_frame, or after it was cleared, finds the Windows registers still (or again) in
 * place; the signal handlers know these ranges by their labels.
 */
#include "../../../include/thread_block.h"
#include "unix_frame.h"

#define GS(x) %gs:(THREAD_BLOCK_OFFSET + x)
#define FS(x) %fs:(THREAD_BLOCK_OFFSET + x)

#define DEFAULT_MXCSR 0x1f80
#define DEFAULT_FPCW  0x037f
#define WINDOWS_FPCW  0x027f

#define STATUS_INVALID_SYSTEM_SERVICE 0xc000001c

    .section .rodata
    .balign 4
default_mxcsr: .long DEFAULT_MXCSR
default_fpcw:  .word DEFAULT_FPCW

    .text
    .globl dispatcher_x86_64, dispatcher_x86_64_end, dispatcher_return
    .balign 64
dispatcher_x86_64:
    movq GS(TB_UNIX_STACK), %rax
    movq (%rsp), %r8
    leaq 8(%rsp), %r9
    movq %rbx, FRAME_RBX(%rax)
    movq %rbp, FRAME_RBP(%rax)
    movq %rsi, FRAME_RSI(%rax)
    movq %rdi, FRAME_RDI(%rax)
    movq %r12, FRAME_R12(%rax)
    movq %r13, FRAME_R13(%rax)
    movq %r14, FRAME_R14(%rax)
    movq %r15, FRAME_R15(%rax)
    movq %r8, FRAME_RIP(%rax)
    movq %r9, FRAME_RSP(%rax)
    movaps %xmm6, FRAME_XMM6(%rax)
    movaps %xmm7, FRAME_XMM6+0x10(%rax)
    movaps %xmm8, FRAME_XMM6+0x20(%rax)
    movaps %xmm9, FRAME_XMM6+0x30(%rax)
    movaps %xmm10, FRAME_XMM6+0x40(%rax)
    movaps %xmm11, FRAME_XMM6+0x50(%rax)
    movaps %xmm12, FRAME_XMM6+0x60(%rax)
    movaps %xmm13, FRAME_XMM6+0x70(%rax)
    movaps %xmm14, FRAME_XMM6+0x80(%rax)
    movaps %xmm15, FRAME_XMM6+0x90(%rax)
    stmxcsr FRAME_MXCSR(%rax)
    fnstcw FRAME_FPCW(%rax)
    movw $WINDOWS64_CS, FRAME_CS(%rax)
    movq %rax, GS(TB_UNIX_FRAME)
    movq %rax, %rsp
    movq GS(TB_CALL_TABLE), %r8
    cmpl GS(TB_CALL_COUNT), %ecx
    jae 3f
    movl %ecx, %ecx
    movq %rdx, %rdi
    cmpl $DEFAULT_MXCSR, FRAME_MXCSR(%rsp)
    je 1f
    ldmxcsr default_mxcsr(%rip)
1:  cmpw $WINDOWS_FPCW, FRAME_FPCW(%rsp)
    je 2f
    cmpw $DEFAULT_FPCW, FRAME_FPCW(%rsp)
    je 2f
    fldcw default_fpcw(%rip)
2:  call *(%r8,%rcx,8)
    jmp dispatcher_return
3:  movl $STATUS_INVALID_SYSTEM_SERVICE, %eax

/* eax: status; rsp: the frame. Also reached from the signal handler when Unix code faulted on a pointer of the program's. */
dispatcher_return:
    cmpl $0, GS(TB_CONTEXT_CHANGED)
    jne 4f
    cmpl $DEFAULT_MXCSR, FRAME_MXCSR(%rsp)
    je 1f
    ldmxcsr FRAME_MXCSR(%rsp)
1:  cmpw $WINDOWS_FPCW, FRAME_FPCW(%rsp)
    je 2f
    fldcw FRAME_FPCW(%rsp)
2:  movq FRAME_RBX(%rsp), %rbx
    movq FRAME_RBP(%rsp), %rbp
    movq FRAME_RSI(%rsp), %rsi
    movq FRAME_RDI(%rsp), %rdi
    movq FRAME_R12(%rsp), %r12
    movq FRAME_R13(%rsp), %r13
    movq FRAME_R14(%rsp), %r14
    movq FRAME_R15(%rsp), %r15
    movaps FRAME_XMM6(%rsp), %xmm6
    movaps FRAME_XMM6+0x10(%rsp), %xmm7
    movaps FRAME_XMM6+0x20(%rsp), %xmm8
    movaps FRAME_XMM6+0x30(%rsp), %xmm9
    movaps FRAME_XMM6+0x40(%rsp), %xmm10
    movaps FRAME_XMM6+0x50(%rsp), %xmm11
    movaps FRAME_XMM6+0x60(%rsp), %xmm12
    movaps FRAME_XMM6+0x70(%rsp), %xmm13
    movaps FRAME_XMM6+0x80(%rsp), %xmm14
    movaps FRAME_XMM6+0x90(%rsp), %xmm15
    movq FRAME_RIP(%rsp), %rcx
    movq FRAME_RSP(%rsp), %rsp
    movq %rcx, -8(%rsp)
    leaq -8(%rsp), %rsp
    movq $0, GS(TB_UNIX_FRAME)
    ret
4:  movl %eax, %edi
    call dispatcher_slow_return
    ud2
dispatcher_x86_64_end:

/* --- i386 --- */
    .globl low_entry, low_entry_end, low_entry_arch_prctl, low_entry_arch_prctl_end, low_return, low_exit, low_exit_end
    .macro low_entry_body restore_fs
    movl %esp, %esp
    movq FS(TB_UNIX_STACK), %rax
    movl (%rsp), %edx
    leal 8(%rsp), %r8d
    movl %ebx, %ebx
    movl %ebp, %ebp
    movl %esi, %esi
    movl %edi, %edi
    movq %rbx, FRAME_RBX(%rax)
    movq %rbp, FRAME_RBP(%rax)
    movq %rsi, FRAME_RSI(%rax)
    movq %rdi, FRAME_RDI(%rax)
    movq %rdx, FRAME_RIP(%rax)
    movq %r8, FRAME_RSP(%rax)
    stmxcsr FRAME_MXCSR(%rax)
    fnstcw FRAME_FPCW(%rax)
    movw $WINDOWS32_CS, FRAME_CS(%rax)
    movl 12(%rsp), %ecx
    movl 16(%rsp), %edi
    movq FS(TB_UNIX_FS_BASE), %r9
    movq FS(TB_CALL_TABLE), %r8
    movl FS(TB_CALL_COUNT), %r10d
    movq %rax, FS(TB_UNIX_FRAME)
    movq %rax, %rsp
    \restore_fs
    jmp *-8(%r8)            /* the word before the call table: low_dispatch */
    .endm

    .balign 64
low_entry:
    low_entry_body "wrfsbase %r9"
low_entry_end:

    .macro set_fs_base
    pushq %rcx
    pushq %rdi
    movl $0x1002, %edi      /* ARCH_SET_FS */
    movq %r9, %rsi
    movl $158, %eax         /* arch_prctl */
    syscall
    popq %rdi
    popq %rcx
    .endm
low_entry_arch_prctl:
    low_entry_body set_fs_base
low_entry_arch_prctl_end:

    .globl low_dispatch
    .balign 64
low_dispatch:
    cmpl %r10d, %ecx
    jae 3f
    movl %ecx, %ecx
    cmpl $DEFAULT_MXCSR, FRAME_MXCSR(%rsp)
    je 1f
    ldmxcsr default_mxcsr(%rip)
1:  cmpw $WINDOWS_FPCW, FRAME_FPCW(%rsp)
    je 2f
    cmpw $DEFAULT_FPCW, FRAME_FPCW(%rsp)
    je 2f
    fldcw default_fpcw(%rip)
2:  call *(%r8,%rcx,8)
    jmp low_return
3:  movl $STATUS_INVALID_SYSTEM_SERVICE, %eax

low_return:
    movq FRAME_BLOCK(%rsp), %rdx
    cmpl $0, TB_CONTEXT_CHANGED(%rdx)
    jne 4f
    cmpl $DEFAULT_MXCSR, FRAME_MXCSR(%rsp)
    je 1f
    ldmxcsr FRAME_MXCSR(%rsp)
1:  cmpw $WINDOWS_FPCW, FRAME_FPCW(%rsp)
    je 2f
    fldcw FRAME_FPCW(%rsp)
2:  movl TB_TEB_SELECTOR(%rdx), %ecx
    movq FRAME_RBX(%rsp), %rbx
    movq FRAME_RBP(%rsp), %rbp
    movq FRAME_RSI(%rsp), %rsi
    movq FRAME_RDI(%rsp), %rdi
    movq FRAME_RIP(%rsp), %r8
    movq FRAME_RSP(%rsp), %r9
    movl %ecx, %fs
low_exit:                   /* from here FS is the TEB's again */
    movq $0, FS(TB_UNIX_FRAME)
    leaq -8(%r9), %rsp
    movl %r8d, (%rsp)
    movl $WINDOWS32_CS, 4(%rsp)
    lretl
low_exit_end:
4:  movl %eax, %edi
    call dispatcher_slow_return
    ud2

/* --- entering Windows code --- */
/* void enter_windows_64(uint64_t rip, uint64_t rsp): first entry of a thread; does not return. */
    .globl enter_windows_64, enter_windows_32
enter_windows_64:
    movq %rsi, %rsp
    xorl %ebp, %ebp
    xorl %ebx, %ebx
    xorl %ecx, %ecx
    xorl %edx, %edx
    xorl %r8d, %r8d
    xorl %r9d, %r9d
    jmp *%rdi

/* void enter_windows_32(uint32_t eip, uint32_t esp, uint32_t teb_selector); esp has room for the far return below it. */
enter_windows_32:
    movl $FLAT_DS, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %esi, %ecx
    movl %edi, -8(%rcx)
    movl $WINDOWS32_CS, -4(%rcx)
    leaq -8(%rcx), %rsp
    xorl %ebp, %ebp
    xorl %ebx, %ebx
    movl %edx, %fs
    lretl

/* void restore_context(void *signal_frame, uint32_t teb_selector): goes on with the ucontext in signal_frame (as rt_sigreturn finds it);
 * teb_selector not 0: 32-bit code is entered. Asynchronous signals are blocked by the caller; the ucontext unblocks them. */
    .globl restore_context
restore_context:
    testl %esi, %esi
    jz 1f
    movl $FLAT_DS, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %esi, %fs
1:  movq %rdi, %rsp
    movl $15, %eax          /* rt_sigreturn */
    syscall
    ud2

/* --- signals: void signal_entry(int, siginfo_t *, void *) on the alternate stack ---
 * The stack is 64 KiB, aligned; its lowest words are struct signal_stack: glibc's thread pointer. 32-bit code runs with another FS, so
 * that is put back before any C code. On the way out FS becomes the TEB's selector again where the code gone back to
 * needs it (signal_handler returns that selector, or 0). */
    .globl signal_entry, signal_entry_arch_prctl
signal_entry:
    movq %rsp, %rax
    andq $-0x10000, %rax
    rdfsbase %rcx
    movq (%rax), %r8
    wrfsbase %r8
    subq $8, %rsp
    call signal_handler     /* sig, info, ucontext, fs base before */
    addq $8, %rsp
    testl %eax, %eax
    jz 1f
    movl %eax, %fs
1:  ret

signal_entry_arch_prctl:
    subq $40, %rsp
    movq %rdi, (%rsp)
    movq %rsi, 8(%rsp)
    movq %rdx, 16(%rsp)
    movl $0x1003, %edi      /* ARCH_GET_FS */
    leaq 24(%rsp), %rsi
    movl $158, %eax
    syscall
    movq %rsp, %rax
    andq $-0x10000, %rax
    movq (%rax), %rsi
    movl $0x1002, %edi      /* ARCH_SET_FS */
    movl $158, %eax
    syscall
    movq (%rsp), %rdi
    movq 8(%rsp), %rsi
    movq 16(%rsp), %rdx
    movq 24(%rsp), %rcx
    call signal_handler
    addq $40, %rsp
    testl %eax, %eax
    jz 1f
    movl %eax, %fs
1:  ret

    .section .note.GNU-stack,"",@progbits
