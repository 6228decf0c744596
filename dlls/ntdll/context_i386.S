/* i386: capturing contexts, the entry of exceptions, and the frames from which handlers are called. Offsets are those of CONTEXT. */

#define CONTEXT_FLAGS  0x00
#define CONTEXT_FLOAT  0x1c
#define CONTEXT_GS     0x8c
#define CONTEXT_FS     0x90
#define CONTEXT_ES     0x94
#define CONTEXT_DS     0x98
#define CONTEXT_EDI    0x9c
#define CONTEXT_ESI    0xa0
#define CONTEXT_EBX    0xa4
#define CONTEXT_EDX    0xa8
#define CONTEXT_ECX    0xac
#define CONTEXT_EAX    0xb0
#define CONTEXT_EBP    0xb4
#define CONTEXT_EIP    0xb8
#define CONTEXT_CS     0xbc
#define CONTEXT_EFLAGS 0xc0
#define CONTEXT_ESP    0xc4
#define CONTEXT_SS     0xc8
#define CONTEXT_SIZE   0x2cc

#define CONTROL_INTEGER_SEGMENTS 0x10007

    .text

/* void RtlCaptureContext(CONTEXT *): as in Windows, the registers of the function that called the caller, which must have an ebp frame */
    .globl _RtlCaptureContext@4
    .def _RtlCaptureContext@4; .scl 2; .type 32; .endef
_RtlCaptureContext@4:
    pushl %eax
    movl 8(%esp), %eax
    movl %ecx, CONTEXT_ECX(%eax)
    movl %edx, CONTEXT_EDX(%eax)
    movl %ebx, CONTEXT_EBX(%eax)
    movl %esi, CONTEXT_ESI(%eax)
    movl %edi, CONTEXT_EDI(%eax)
    popl %ecx
    movl %ecx, CONTEXT_EAX(%eax)
    movl $0, CONTEXT_CS(%eax)
    movw %cs, CONTEXT_CS(%eax)
    movl $0, CONTEXT_DS(%eax)
    movw %ds, CONTEXT_DS(%eax)
    movl $0, CONTEXT_ES(%eax)
    movw %es, CONTEXT_ES(%eax)
    movl $0, CONTEXT_FS(%eax)
    movw %fs, CONTEXT_FS(%eax)
    movl $0, CONTEXT_GS(%eax)
    movw %gs, CONTEXT_GS(%eax)
    movl $0, CONTEXT_SS(%eax)
    movw %ss, CONTEXT_SS(%eax)
    pushfl
    popl CONTEXT_EFLAGS(%eax)
    movl 4(%ebp), %ecx
    movl %ecx, CONTEXT_EIP(%eax)
    movl 0(%ebp), %ecx
    movl %ecx, CONTEXT_EBP(%eax)
    leal 8(%ebp), %ecx
    movl %ecx, CONTEXT_ESP(%eax)
    movl $CONTROL_INTEGER_SEGMENTS, CONTEXT_FLAGS(%eax)
    movl CONTEXT_ECX(%eax), %ecx
    ret $4

/* void RtlRaiseException(EXCEPTION_RECORD *) */
    .globl _RtlRaiseException@4
    .def _RtlRaiseException@4; .scl 2; .type 32; .endef
_RtlRaiseException@4:
    pushl %ebp
    movl %esp, %ebp
    subl $CONTEXT_SIZE, %esp
    pushl %eax
    leal 4(%esp), %eax
    xchgl %eax, (%esp)
    call _RtlCaptureContext@4
    movl %esp, %ecx
    addl $4, CONTEXT_ESP(%ecx) /* the argument that ret takes */
    fnsave CONTEXT_FLOAT(%ecx)
    fwait
    frstor CONTEXT_FLOAT(%ecx)
    orl $8, CONTEXT_FLAGS(%ecx)
    pushl %ecx
    pushl 8(%ebp)
    call _raise_captured@8
    leave
    ret $4

/* void RtlUnwind(void *frame, void *target, EXCEPTION_RECORD *, void *value): comes back to its caller with `value` in eax */
    .globl _RtlUnwind@16
    .def _RtlUnwind@16; .scl 2; .type 32; .endef
_RtlUnwind@16:
    pushl %ebp
    movl %esp, %ebp
    subl $CONTEXT_SIZE, %esp
    pushl %eax
    leal 4(%esp), %eax
    xchgl %eax, (%esp)
    call _RtlCaptureContext@4
    movl %esp, %ecx
    addl $16, CONTEXT_ESP(%ecx)
    movl 20(%ebp), %eax
    movl %eax, CONTEXT_EAX(%ecx)
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl %ecx
    pushl 16(%ebp)
    pushl 8(%ebp)
    call _unwind_chain@12
    popl %edi
    popl %esi
    popl %ebx
    movl 20(%ebp), %eax
    leave
    ret $16

/* Entered by the Unix side after a fault: (esp) points to the EXCEPTION_RECORD, 4(esp) to the CONTEXT. */
    .globl _KiUserExceptionDispatcher@8
    .def _KiUserExceptionDispatcher@8; .scl 2; .type 32; .endef
_KiUserExceptionDispatcher@8:
    cld
    movl (%esp), %eax
    movl 4(%esp), %ecx
    xorl %ebp, %ebp
    movl CONTEXT_EBP(%ecx), %ebp
    pushl %ecx
    pushl %eax
    call _dispatch_exception_and_continue@8
    int3

/* EXCEPTION_DISPOSITION call_frame_handler(record, frame, context, dispatcher, handler, nested_handler), stdcall: calls a handler of the FS:[0]
 * chain below a registration of our own, which notes the frame: nested_handler is asked about exceptions that happen inside. */
    .globl _call_frame_handler@24
    .def _call_frame_handler@24; .scl 2; .type 32; .endef
_call_frame_handler@24:
    pushl %ebp
    movl %esp, %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl 12(%ebp)       /* frame: read by the nested handlers at registration + 8 */
    pushl 28(%ebp)       /* nested_handler */
    pushl %fs:0
    movl %esp, %fs:0
    pushl 20(%ebp)
    pushl 16(%ebp)
    pushl 12(%ebp)
    pushl 8(%ebp)
    movl 24(%ebp), %ecx
    xorl %eax, %eax
    xorl %ebx, %ebx
    xorl %esi, %esi
    xorl %edi, %edi
    call *%ecx
    movl %fs:0, %esp     /* whatever the handler left there */
    popl %fs:0
    leal -12(%ebp), %esp
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    ret $24
