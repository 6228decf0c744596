#ifdef __i386__
    .text

/* thiscall: cxx_call_this[_1|_2](function, object, arguments); the callee removes its arguments */
    .globl _cxx_call_this, _cxx_call_this_1, _cxx_call_this_2
_cxx_call_this:
    movl 4(%esp), %eax
    movl 8(%esp), %ecx
    jmp *%eax
_cxx_call_this_1:
    pushl %ebp
    movl %esp, %ebp
    pushl 16(%ebp)
    movl 12(%ebp), %ecx
    call *8(%ebp)
    leave
    ret
_cxx_call_this_2:
    pushl %ebp
    movl %esp, %ebp
    pushl 20(%ebp)
    pushl 16(%ebp)
    movl 12(%ebp), %ecx
    call *8(%ebp)
    leave
    ret
#endif
