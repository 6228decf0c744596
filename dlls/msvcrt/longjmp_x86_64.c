/* longjmp in x86_64: frames between here and setjmp are unwound, so that their __finally blocks and destructors run. */
#ifdef __x86_64__
#include "crt.h"

struct jump_buffer {
    uint64_t frame, rbx, rsp, rbp, rsi, rdi, r12, r13, r14, r15, rip;
};

__attribute__((noreturn)) void crt_restore_registers(struct jump_buffer *buffer, int value);

__attribute__((noreturn)) void __cdecl longjmp(struct jump_buffer *buffer, int value)
{
    if (!value) value = 1;
    if (buffer->frame) {
        CONTEXT context;
        EXCEPTION_RECORD record = {.ExceptionCode = STATUS_LONGJUMP, .NumberParameters = 1};
        record.ExceptionInformation[0] = (ULONG_PTR)buffer;
        RtlUnwindEx((void *)buffer->frame, (void *)buffer->rip, &record, (void *)(intptr_t)value, &context, NULL);
    }
    crt_restore_registers(buffer, value);
}

/* __finally blocks up to a place in the same function */
void __cdecl _local_unwind(void *frame, void *target)
{
    CONTEXT context;
    RtlUnwindEx(frame, target, NULL, NULL, &context, NULL);
}
#endif
