/* x86_64: setjmp keeps the registers that a function must keep, and the frame that longjmp unwinds to.
 * The buffer: frame, rbx, rsp, rbp, rsi, rdi, r12-r15, rip, mxcsr and the x87 control word, xmm6-xmm15. */
#ifdef __x86_64__
    .text
    .globl _setjmp, _setjmpex, setjmp, __intrinsic_setjmp, __intrinsic_setjmpex
    .seh_proc _setjmp
_setjmp:
_setjmpex:
setjmp:
__intrinsic_setjmp:
__intrinsic_setjmpex:
    .seh_endprologue
    leaq 8(%rsp), %rax
    movq (%rsp), %r8
    movq %rdx, (%rcx)
    movq %rbx, 8(%rcx)
    movq %rax, 16(%rcx)
    movq %rbp, 24(%rcx)
    movq %rsi, 32(%rcx)
    movq %rdi, 40(%rcx)
    movq %r12, 48(%rcx)
    movq %r13, 56(%rcx)
    movq %r14, 64(%rcx)
    movq %r15, 72(%rcx)
    movq %r8, 80(%rcx)
    stmxcsr 88(%rcx)
    fnstcw 92(%rcx)
    movdqu %xmm6, 96(%rcx)
    movdqu %xmm7, 112(%rcx)
    movdqu %xmm8, 128(%rcx)
    movdqu %xmm9, 144(%rcx)
    movdqu %xmm10, 160(%rcx)
    movdqu %xmm11, 176(%rcx)
    movdqu %xmm12, 192(%rcx)
    movdqu %xmm13, 208(%rcx)
    movdqu %xmm14, 224(%rcx)
    movdqu %xmm15, 240(%rcx)
    xorl %eax, %eax
    ret
    .seh_endproc

/* void crt_restore_registers(buffer, value) */
    .globl crt_restore_registers
    .seh_proc crt_restore_registers
crt_restore_registers:
    .seh_endprologue
    movl %edx, %eax
    movq 8(%rcx), %rbx
    movq 24(%rcx), %rbp
    movq 32(%rcx), %rsi
    movq 40(%rcx), %rdi
    movq 48(%rcx), %r12
    movq 56(%rcx), %r13
    movq 64(%rcx), %r14
    movq 72(%rcx), %r15
    ldmxcsr 88(%rcx)
    fnclex
    fldcw 92(%rcx)
    movdqu 96(%rcx), %xmm6
    movdqu 112(%rcx), %xmm7
    movdqu 128(%rcx), %xmm8
    movdqu 144(%rcx), %xmm9
    movdqu 160(%rcx), %xmm10
    movdqu 176(%rcx), %xmm11
    movdqu 192(%rcx), %xmm12
    movdqu 208(%rcx), %xmm13
    movdqu 224(%rcx), %xmm14
    movdqu 240(%rcx), %xmm15
    movq 80(%rcx), %rdx
    movq 16(%rcx), %rsp
    jmp *%rdx
    .seh_endproc
#endif
