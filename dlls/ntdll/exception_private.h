/* What the exception files of ntdll share. */
#ifndef EXCEPTION_PRIVATE_H
#define EXCEPTION_PRIVATE_H

#include "nt/nt.h"
#include "unix_calls.h"

/* exception.c: entered from assembly. Never returns: goes on with the context or ends the process. */
void NTAPI dispatch_exception_and_continue(EXCEPTION_RECORD *record, CONTEXT *context) __attribute__((noreturn));
/* Raises what a program cannot handle away, e.g. STATUS_NONCONTINUABLE_EXCEPTION. */
void raise_from_dispatcher(NTSTATUS code, EXCEPTION_RECORD *cause) __attribute__((noreturn));
void log_exception(const EXCEPTION_RECORD *record, const CONTEXT *context);

/* Does this lie in the thread's stack, aligned for a frame? */
static inline BOOLEAN frame_is_in_stack(ULONG_PTR frame, SIZE_T alignment)
{
    const NT_TIB *tib = &NtCurrentTeb()->Tib;
    return !(frame & (alignment - 1)) && frame >= (ULONG_PTR)tib->StackLimit && frame < (ULONG_PTR)tib->StackBase;
}

/* A stub's exception (winrun_raise_stub). Raised inside a handler it is not offered to the same handlers again: one of
 * them is likely to be what is missing, and the message would drown in a stack overflow. */
static inline BOOLEAN is_missing_function(const EXCEPTION_RECORD *record)
{
    return record->ExceptionCode == (DWORD)STATUS_ENTRYPOINT_NOT_FOUND && record->NumberParameters == 2;
}

static inline ULONG_PTR context_pc(const CONTEXT *context)
{
#ifdef __x86_64__
    return context->Rip;
#else
    return context->Eip;
#endif
}

static inline ULONG_PTR context_sp(const CONTEXT *context)
{
#ifdef __x86_64__
    return context->Rsp;
#else
    return context->Esp;
#endif
}

#endif
