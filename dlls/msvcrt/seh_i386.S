/* i386: the parts of exception handling that need registers by name. */
#ifdef __i386__
    .text

/* A C++ function's own handler puts the address of its table into eax and jumps here. */
    .globl ___CxxFrameHandler, ___CxxFrameHandler2, ___CxxFrameHandler3
___CxxFrameHandler:
___CxxFrameHandler2:
___CxxFrameHandler3:
    pushl %ebp
    movl %esp, %ebp
    cld
    pushl %eax
    pushl 20(%ebp)
    pushl 16(%ebp)
    pushl 12(%ebp)
    pushl 8(%ebp)
    call _crt_cxx_frame_handler
    leave
    ret

/* void *cxx_call_funclet(const void *funclet, void *frame_pointer) */
    .globl _cxx_call_funclet
_cxx_call_funclet:
    pushl %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    movl 20(%esp), %eax
    movl 24(%esp), %ebp
    call *%eax
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    ret

/* void cxx_continue(void *address, void *frame_pointer, void *stack_pointer) */
    .globl _cxx_continue
_cxx_continue:
    movl 4(%esp), %eax
    movl 8(%esp), %ebp
    movl 12(%esp), %esp
    jmp *%eax

/* void crt_unwind_frames(void *target, EXCEPTION_RECORD *record): RtlUnwind keeps no registers */
    .globl _crt_unwind_frames
_crt_unwind_frames:
    pushl %ebp
    movl %esp, %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl $0
    pushl 12(%ebp)
    pushl $1f
    pushl 8(%ebp)
    call _RtlUnwind@16
1:  leal -12(%ebp), %esp
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    ret

/* void seh_continue(void *address, void *frame_pointer): the block of __except restores esp itself */
    .globl _seh_continue
_seh_continue:
    movl 4(%esp), %eax
    movl 8(%esp), %ebp
    jmp *%eax

/* The prologue of C++ functions of old compilers: eax holds the handler. */
    .globl __EH_prolog
__EH_prolog:
    pushl $-1
    pushl %eax
    movl %fs:0, %eax
    pushl %eax
    movl 12(%esp), %eax
    movl %esp, %fs:0
    movl %ebp, 12(%esp)
    leal 12(%esp), %ebp
    pushl %eax
    ret

/* Checks inserted by the compiler: is the stack where it was? The zero flag says so. */
    .globl __chkesp
__chkesp:
    jnz 1f
    ret
1:  int3
    ret

/* Floating point to integer: the number is in st(0), the result in edx:eax. */
    .globl __ftol
__ftol:
    pushl %ebp
    movl %esp, %ebp
    subl $16, %esp
    fnstcw -2(%ebp)
    movw -2(%ebp), %ax
    orw $0x0c00, %ax
    movw %ax, -4(%ebp)
    fldcw -4(%ebp)
    fistpll -16(%ebp)
    fldcw -2(%ebp)
    movl -16(%ebp), %eax
    movl -12(%ebp), %edx
    leave
    ret

/* Functions with arguments and result in floating-point registers. */
#define UNARY(name, function) \
    .globl __CI##name; \
__CI##name: \
    subl $8, %esp; \
    fstpl (%esp); \
    call _##function; \
    addl $8, %esp; \
    ret
#define BINARY(name, function) \
    .globl __CI##name; \
__CI##name: \
    subl $16, %esp; \
    fstpl 8(%esp); \
    fstpl (%esp); \
    call _##function; \
    addl $16, %esp; \
    ret
UNARY(acos, acos)
UNARY(asin, asin)
UNARY(atan, atan)
UNARY(cos, cos)
UNARY(cosh, cosh)
UNARY(exp, exp)
UNARY(log, log)
UNARY(log10, log10)
UNARY(sin, sin)
UNARY(sinh, sinh)
UNARY(sqrt, sqrt)
UNARY(tan, tan)
UNARY(tanh, tanh)
BINARY(atan2, atan2)
BINARY(fmod, fmod)
BINARY(pow, pow)

/* Functions with arguments and result in SSE registers. */
#define SSE_UNARY(name, function) \
    .globl ___libm_sse2_##name; \
___libm_sse2_##name: \
    subl $8, %esp; \
    movsd %xmm0, (%esp); \
    call _##function; \
    fstpl (%esp); \
    movsd (%esp), %xmm0; \
    addl $8, %esp; \
    ret
SSE_UNARY(acos, acos)
SSE_UNARY(asin, asin)
SSE_UNARY(atan, atan)
SSE_UNARY(cos, cos)
SSE_UNARY(exp, exp)
SSE_UNARY(log, log)
SSE_UNARY(log10, log10)
SSE_UNARY(sin, sin)
SSE_UNARY(tan, tan)

#define SSE_BINARY(name, function) \
    .globl ___libm_sse2_##name; \
___libm_sse2_##name: \
    subl $16, %esp; \
    movsd %xmm0, (%esp); \
    movsd %xmm1, 8(%esp); \
    call _##function; \
    fstpl (%esp); \
    movsd (%esp), %xmm0; \
    addl $16, %esp; \
    ret
SSE_BINARY(atan2, atan2)
SSE_BINARY(pow, pow)

/* ---- setjmp and longjmp; the buffer: ebp, ebx, edi, esi, esp, eip, registration, level, cookie, unwind function, 6 words */

/* int _setjmp3(buffer, count, unwind function, level, data...) */
    .globl __setjmp3, __setjmp
__setjmp:
    movl 4(%esp), %edx
    movl $0, 32(%edx)
    call save_registers
    movl %fs:0, %eax
    movl %eax, 24(%edx)
    movl $-1, 28(%edx)
    cmpl $-1, %eax
    je 1f
    movl 12(%eax), %eax
    movl %eax, 28(%edx)
1:  xorl %eax, %eax
    ret

__setjmp3:
    movl 4(%esp), %edx
    call save_registers
    movl $0x56433230, 32(%edx)
    movl $0, 36(%edx)
    movl %fs:0, %eax
    movl %eax, 24(%edx)
    movl $-1, 28(%edx)
    cmpl $-1, %eax
    je 4f
    movl 8(%esp), %ecx
    testl %ecx, %ecx
    jz 1f
    movl 12(%esp), %eax
    movl %eax, 36(%edx)
    decl %ecx
    jz 1f
    movl 16(%esp), %eax
    movl %eax, 28(%edx)
    decl %ecx
    jz 4f
    cmpl $6, %ecx
    jbe 2f
    movl $6, %ecx
2:  pushl %esi
    pushl %edi
    leal 28(%esp), %esi
    leal 40(%edx), %edi
    rep movsl
    popl %edi
    popl %esi
    jmp 4f
1:  movl 24(%edx), %eax
    movl 12(%eax), %eax
    movl %eax, 28(%edx)
4:  xorl %eax, %eax
    ret

save_registers: /* of the caller's caller, into (%edx) */
    movl %ebp, (%edx)
    movl %ebx, 4(%edx)
    movl %edi, 8(%edx)
    movl %esi, 12(%edx)
    leal 8(%esp), %eax
    movl %eax, 16(%edx)
    movl 4(%esp), %eax
    movl %eax, 20(%edx)
    ret

/* void crt_restore_registers(buffer, value) */
    .globl _crt_restore_registers
_crt_restore_registers:
    movl 4(%esp), %edx
    movl 8(%esp), %eax
    movl (%edx), %ebp
    movl 4(%edx), %ebx
    movl 8(%edx), %edi
    movl 12(%edx), %esi
    movl 16(%edx), %esp
    jmp *20(%edx)
#endif
