/* i386: frame handlers form a chain on the stack that begins at FS:[0]. */
#include "exception_private.h"

typedef EXCEPTION_DISPOSITION(__cdecl *frame_handler)(EXCEPTION_RECORD *, EXCEPTION_REGISTRATION_RECORD *, CONTEXT *,
                                                      void *dispatcher);

/* context_i386.S; the registration that it makes has the frame behind it */
EXCEPTION_DISPOSITION NTAPI call_frame_handler(EXCEPTION_RECORD *record, EXCEPTION_REGISTRATION_RECORD *frame,
                                               CONTEXT *context, EXCEPTION_REGISTRATION_RECORD **dispatcher,
                                               frame_handler handler, frame_handler nested);
struct nested_registration { EXCEPTION_REGISTRATION_RECORD registration; EXCEPTION_REGISTRATION_RECORD *frame; };

static EXCEPTION_REGISTRATION_RECORD *chain_head(void)
{
    return NtCurrentTeb()->Tib.ExceptionList;
}

/* In the stack, and its handler is not: code there is an attack, not a handler. */
static BOOLEAN registration_is_valid(const EXCEPTION_REGISTRATION_RECORD *frame)
{
    const NT_TIB *tib = &NtCurrentTeb()->Tib;
    if (!frame_is_in_stack((ULONG_PTR)frame, 4) || (ULONG_PTR)(frame + 1) > (ULONG_PTR)tib->StackBase) return FALSE;
    ULONG_PTR handler = (ULONG_PTR)frame->Handler;
    return handler < (ULONG_PTR)tib->StackLimit || handler >= (ULONG_PTR)tib->StackBase;
}

/* --- search --- */

static EXCEPTION_DISPOSITION __cdecl nested_exception_handler(EXCEPTION_RECORD *record,
                                                              EXCEPTION_REGISTRATION_RECORD *frame, CONTEXT *context,
                                                              void *dispatcher)
{
    (void)context;
    if (record->ExceptionFlags & EXCEPTION_UNWINDING_FLAGS) return ExceptionContinueSearch;
    *(EXCEPTION_REGISTRATION_RECORD **)dispatcher = ((struct nested_registration *)frame)->frame;
    return ExceptionNestedException;
}

BOOLEAN dispatch_to_frames(EXCEPTION_RECORD *record, CONTEXT *context)
{
    EXCEPTION_REGISTRATION_RECORD *nested_frame = NULL, *dispatcher;
    for (EXCEPTION_REGISTRATION_RECORD *frame = chain_head(); frame != EXCEPTION_CHAIN_END; frame = frame->Next) {
        if (!registration_is_valid(frame)) {
            record->ExceptionFlags |= EXCEPTION_STACK_INVALID;
            return FALSE;
        }
        EXCEPTION_DISPOSITION answer = call_frame_handler(record, frame, context, &dispatcher,
                                                          (frame_handler)frame->Handler, nested_exception_handler);
        if (frame == nested_frame) {
            record->ExceptionFlags &= ~EXCEPTION_NESTED_CALL;
            nested_frame = NULL;
        }
        switch (answer) {
        case ExceptionContinueExecution:
            if (record->ExceptionFlags & EXCEPTION_NONCONTINUABLE)
                raise_from_dispatcher(STATUS_NONCONTINUABLE_EXCEPTION, record);
            return TRUE;
        case ExceptionContinueSearch:
            break;
        case ExceptionNestedException:
            if (is_missing_function(record)) return FALSE;
            record->ExceptionFlags |= EXCEPTION_NESTED_CALL;
            if (dispatcher > nested_frame) nested_frame = dispatcher;
            break;
        default:
            raise_from_dispatcher(STATUS_INVALID_DISPOSITION, record);
        }
    }
    return FALSE;
}

/* --- unwind --- */

static EXCEPTION_DISPOSITION __cdecl collided_unwind_handler(EXCEPTION_RECORD *record,
                                                             EXCEPTION_REGISTRATION_RECORD *frame, CONTEXT *context,
                                                             void *dispatcher)
{
    (void)context;
    if (!(record->ExceptionFlags & EXCEPTION_UNWINDING_FLAGS)) return ExceptionContinueSearch;
    *(EXCEPTION_REGISTRATION_RECORD **)dispatcher = ((struct nested_registration *)frame)->frame;
    return ExceptionCollidedUnwind;
}

/* Called by RtlUnwind with its caller's registers: takes off the chain all that lies below `target` (NULL: everything).
 */
void NTAPI unwind_chain(EXCEPTION_REGISTRATION_RECORD *target, EXCEPTION_RECORD *record, CONTEXT *context);
void NTAPI unwind_chain(EXCEPTION_REGISTRATION_RECORD *target, EXCEPTION_RECORD *record, CONTEXT *context)
{
    EXCEPTION_RECORD own_record = { .ExceptionCode = STATUS_UNWIND, .ExceptionAddress = (PVOID)context->Eip };
    EXCEPTION_REGISTRATION_RECORD *dispatcher;
    if (!record) record = &own_record;
    record->ExceptionFlags |= EXCEPTION_UNWINDING | (target ? 0 : EXCEPTION_EXIT_UNWIND);
    for (EXCEPTION_REGISTRATION_RECORD *frame = chain_head(); frame != EXCEPTION_CHAIN_END && frame != target;) {
        if (target && frame > target) raise_from_dispatcher(STATUS_INVALID_UNWIND_TARGET, record);
        if (!registration_is_valid(frame)) raise_from_dispatcher(STATUS_BAD_STACK, record);
        EXCEPTION_DISPOSITION answer = call_frame_handler(record, frame, context, &dispatcher,
                                                          (frame_handler)frame->Handler, collided_unwind_handler);
        if (answer == ExceptionCollidedUnwind) frame = dispatcher;
        else if (answer != ExceptionContinueSearch) raise_from_dispatcher(STATUS_INVALID_DISPOSITION, record);
        frame = frame->Next;
        NtCurrentTeb()->Tib.ExceptionList = frame;
    }
}

/* By the chain of frame pointers. */
BOOLEAN unwind_one_frame(CONTEXT *context)
{
    ULONG_PTR frame = context->Ebp;
    if (!frame_is_in_stack(frame, 4) || !frame_is_in_stack(frame + 4, 4)) return FALSE;
    context->Ebp = ((ULONG_PTR *)frame)[0];
    context->Eip = ((ULONG_PTR *)frame)[1];
    context->Esp = frame + 8;
    return context->Eip && (context->Ebp > frame || !context->Ebp);
}
