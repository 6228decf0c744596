/* void cxx_call_guarded(void (*function)(void *), void *argument): calls it; a C++ exception that would leave it ends the program
 * (cxx_guard_handler). Such is the rule for destructors during unwinding and for the copy that a catch block gets. */
    .text
#ifdef __x86_64__
    .globl cxx_call_guarded
    .seh_proc cxx_call_guarded
cxx_call_guarded:
    subq $0x28, %rsp
    .seh_stackalloc 0x28
    .seh_handler cxx_guard_handler, @except
    .seh_endprologue
    movq %rcx, %rax
    movq %rdx, %rcx
    call *%rax
    nop
    addq $0x28, %rsp
    ret
    .seh_endproc
#else
    .globl _cxx_call_guarded
_cxx_call_guarded:
    pushl %ebp
    movl %esp, %ebp
    pushl $_cxx_guard_handler
    pushl %fs:0
    movl %esp, %fs:0
    pushl 12(%ebp)
    call *8(%ebp)
    addl $4, %esp
    popl %fs:0
    leave
    ret
#endif
