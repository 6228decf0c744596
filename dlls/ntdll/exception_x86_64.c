/* x86_64: frame handlers are found by unwind tables. Search and unwind follow Microsoft's description of x64 exception
 * handling, with nested exceptions (one raised inside a handler) and collided unwinds (one begun inside a termination
 * handler). */
#include "exception_private.h"

EXCEPTION_DISPOSITION call_exception_handler(EXCEPTION_RECORD *, void *frame, CONTEXT *, DISPATCHER_CONTEXT *);
EXCEPTION_DISPOSITION call_unwind_handler(EXCEPTION_RECORD *, void *frame, CONTEXT *, DISPATCHER_CONTEXT *);
void restore_context(const CONTEXT *) __attribute__((noreturn));
void consolidate_frames(const CONTEXT *, EXCEPTION_RECORD *) __attribute__((noreturn));

/* One step of a walk over frames: the frame's own registers, its caller's, and who handles what happens in it. */
struct frame {
    CONTEXT *context;
    CONTEXT caller;
    DISPATCHER_CONTEXT dispatcher;
};

/* Looks at the frame of frame->context. FALSE: the stack makes no sense. */
static BOOLEAN examine_frame(struct frame *frame, DWORD handler_type)
{
    DISPATCHER_CONTEXT *dispatcher = &frame->dispatcher;
    dispatcher->ControlPc = frame->context->Rip;
    dispatcher->ScopeIndex = 0;
    dispatcher->ContextRecord = frame->context;
    dispatcher->FunctionEntry =
        RtlLookupFunctionEntry(dispatcher->ControlPc, &dispatcher->ImageBase, dispatcher->HistoryTable);
    frame->caller = *frame->context;
    if (!frame_is_in_stack(frame->context->Rsp, 8)) return FALSE;
    if (!dispatcher->FunctionEntry) { /* a leaf function: nothing but the return address is on the stack */
        dispatcher->LanguageHandler = NULL;
        dispatcher->EstablisherFrame = frame->context->Rsp;
        frame->caller.Rip = *(DWORD64 *)frame->context->Rsp;
        frame->caller.Rsp += 8;
        return TRUE;
    }
    dispatcher->LanguageHandler =
        RtlVirtualUnwind(handler_type, dispatcher->ImageBase, dispatcher->ControlPc, dispatcher->FunctionEntry,
                         &frame->caller, &dispatcher->HandlerData, &dispatcher->EstablisherFrame, NULL);
    return TRUE;
}

/* After a handler said that an earlier unwind was under way in its frame: goes on with the state of that one. */
static void resume_collided(struct frame *frame)
{
    DISPATCHER_CONTEXT *dispatcher = &frame->dispatcher;
    PVOID data;
    DWORD64 establisher;
    *frame->context = *dispatcher->ContextRecord;
    dispatcher->ContextRecord = frame->context;
    frame->context->Rip = dispatcher->ControlPc;
    frame->caller = *frame->context;
    RtlVirtualUnwind(UNW_FLAG_NHANDLER, dispatcher->ImageBase, dispatcher->ControlPc, dispatcher->FunctionEntry,
                     &frame->caller, &data, &establisher, NULL);
}

/* --- search --- */

/* Asks the handler of one frame: ExceptionContinueSearch, ExceptionContinueExecution, or ExceptionNestedException,
 * after which the search goes on with *nested_frame noted. */
static EXCEPTION_DISPOSITION ask_handler(EXCEPTION_RECORD *record, CONTEXT *context, struct frame *frame,
                                         ULONG_PTR *nested_frame)
{
    for (;;) {
        DISPATCHER_CONTEXT *dispatcher = &frame->dispatcher;
        EXCEPTION_DISPOSITION answer =
            call_exception_handler(record, (void *)dispatcher->EstablisherFrame, context, dispatcher);
        if (*nested_frame == dispatcher->EstablisherFrame) {
            record->ExceptionFlags &= ~EXCEPTION_NESTED_CALL;
            *nested_frame = 0;
        }
        switch (answer) {
        case ExceptionContinueExecution:
            if (record->ExceptionFlags & EXCEPTION_NONCONTINUABLE)
                raise_from_dispatcher(STATUS_NONCONTINUABLE_EXCEPTION, record);
            return answer;
        case ExceptionContinueSearch:
            return answer;
        case ExceptionNestedException:
            record->ExceptionFlags |= EXCEPTION_NESTED_CALL;
            if (dispatcher->EstablisherFrame > *nested_frame) *nested_frame = dispatcher->EstablisherFrame;
            return answer;
        case ExceptionCollidedUnwind:
            resume_collided(frame);
            if (!dispatcher->LanguageHandler) return ExceptionContinueSearch;
            break;
        default:
            raise_from_dispatcher(STATUS_INVALID_DISPOSITION, record);
        }
    }
}

BOOLEAN dispatch_to_frames(EXCEPTION_RECORD *record, CONTEXT *context)
{
    UNWIND_HISTORY_TABLE history = { .Count = 0 };
    CONTEXT walking = *context;
    struct frame frame = { .context = &walking, .dispatcher.HistoryTable = &history };
    ULONG_PTR nested_frame = 0;
    while (walking.Rip || walking.Rsp == context->Rsp) { /* a call of address 0 begins with Rip 0 */
        if (!examine_frame(&frame, UNW_FLAG_EHANDLER)) break;
        if (frame.dispatcher.LanguageHandler) {
            if (!frame_is_in_stack(frame.dispatcher.EstablisherFrame, 8)) {
                record->ExceptionFlags |= EXCEPTION_STACK_INVALID;
                break;
            }
            EXCEPTION_DISPOSITION answer = ask_handler(record, context, &frame, &nested_frame);
            if (answer == ExceptionContinueExecution) return TRUE;
            if (answer == ExceptionNestedException && is_missing_function(record)) return FALSE;
        }
        if (frame.caller.Rsp <= walking.Rsp && frame.caller.Rip == walking.Rip) break;
        walking = frame.caller;
    }
    return FALSE;
}

/* --- the handlers of the handler calls themselves (context_x86_64.S) --- */

static DISPATCHER_CONTEXT *noted_dispatcher(void *frame)
{
    return *(DISPATCHER_CONTEXT **)((BYTE *)frame + 0x20);
}

EXCEPTION_DISPOSITION nested_exception_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                               DISPATCHER_CONTEXT *dispatcher);
EXCEPTION_DISPOSITION nested_exception_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                               DISPATCHER_CONTEXT *dispatcher)
{
    (void)context;
    if (record->ExceptionFlags & EXCEPTION_UNWINDING_FLAGS) return ExceptionContinueSearch;
    dispatcher->EstablisherFrame = noted_dispatcher(frame)->EstablisherFrame;
    return ExceptionNestedException;
}

EXCEPTION_DISPOSITION collided_unwind_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                              DISPATCHER_CONTEXT *dispatcher);
EXCEPTION_DISPOSITION collided_unwind_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                              DISPATCHER_CONTEXT *dispatcher)
{
    const DISPATCHER_CONTEXT *noted = noted_dispatcher(frame);
    (void)record;
    (void)context;
    dispatcher->ControlPc = noted->ControlPc;
    dispatcher->ImageBase = noted->ImageBase;
    dispatcher->FunctionEntry = noted->FunctionEntry;
    dispatcher->EstablisherFrame = noted->EstablisherFrame;
    dispatcher->ContextRecord = noted->ContextRecord;
    dispatcher->LanguageHandler = noted->LanguageHandler;
    dispatcher->HandlerData = noted->HandlerData;
    dispatcher->HistoryTable = noted->HistoryTable;
    dispatcher->ScopeIndex = noted->ScopeIndex;
    return ExceptionCollidedUnwind;
}

/* --- unwind --- */

struct unwind { PVOID target_frame, target_ip, value; EXCEPTION_RECORD *record; ULONG flags; };

static void call_termination_handlers(struct unwind *unwind, struct frame *frame)
{
    DISPATCHER_CONTEXT *dispatcher = &frame->dispatcher;
    for (;;) {
        dispatcher->TargetIp = (DWORD64)unwind->target_ip;
        if (dispatcher->EstablisherFrame == (DWORD64)unwind->target_frame) unwind->flags |= EXCEPTION_TARGET_UNWIND;
        unwind->record->ExceptionFlags = unwind->flags;
        frame->context->Rax = (DWORD64)unwind->value;
        EXCEPTION_DISPOSITION answer =
            call_unwind_handler(unwind->record, (void *)dispatcher->EstablisherFrame, frame->context, dispatcher);
        unwind->flags &= ~(ULONG)(EXCEPTION_COLLIDED_UNWIND | EXCEPTION_TARGET_UNWIND);
        if (answer == ExceptionContinueSearch) return;
        if (answer != ExceptionCollidedUnwind) raise_from_dispatcher(STATUS_INVALID_DISPOSITION, unwind->record);
        resume_collided(frame);
        unwind->flags |= EXCEPTION_COLLIDED_UNWIND;
    }
}

/* Walks to the target frame, or to the end of the stack if there is none; `context` is then the target's. */
static void unwind_frames(struct unwind *unwind, CONTEXT *context, PUNWIND_HISTORY_TABLE history)
{
    struct frame frame = { .context = context, .dispatcher.HistoryTable = history };
    for (;;) {
        DISPATCHER_CONTEXT *dispatcher = &frame.dispatcher;
        if (!context->Rip || !examine_frame(&frame, UNW_FLAG_UHANDLER))
            raise_from_dispatcher(STATUS_BAD_STACK, unwind->record);
        if (unwind->target_frame && dispatcher->EstablisherFrame > (DWORD64)unwind->target_frame &&
            dispatcher->FunctionEntry)
            raise_from_dispatcher(STATUS_INVALID_UNWIND_TARGET, unwind->record);
        if (dispatcher->LanguageHandler) call_termination_handlers(unwind, &frame);
        if (unwind->target_frame && dispatcher->EstablisherFrame == (DWORD64)unwind->target_frame) return;
        *context = frame.caller;
        if (!unwind->target_frame && (!context->Rip || !frame_is_in_stack(context->Rsp, 8))) return;
    }
}

VOID NTAPI RtlUnwindEx(PVOID frame, PVOID target, PEXCEPTION_RECORD record, PVOID value, PCONTEXT context,
                       PUNWIND_HISTORY_TABLE history)
{
    EXCEPTION_RECORD own_record = { .ExceptionCode = STATUS_UNWIND };
    struct unwind unwind = {
        .target_frame = frame, .target_ip = target, .value = value, .record = record ? record : &own_record};
    RtlCaptureContext(context);
    unwind_one_frame(context); /* out of this function */
    context->ContextFlags = CONTEXT_FULL;
    own_record.ExceptionAddress = (PVOID)context->Rip;
    unwind.flags = (record ? record->ExceptionFlags & EXCEPTION_NONCONTINUABLE : 0) | EXCEPTION_UNWINDING |
                   (frame ? 0 : EXCEPTION_EXIT_UNWIND);
    unwind.record->ExceptionFlags = unwind.flags;
    unwind_frames(&unwind, context, history);
    context->Rax = (DWORD64)value;
    if (unwind.record->ExceptionCode != (DWORD)STATUS_UNWIND_CONSOLIDATE) context->Rip = (DWORD64)target;
    RtlRestoreContext(context, unwind.record);
    __builtin_unreachable();
}

VOID NTAPI RtlUnwind(PVOID frame, PVOID target, PEXCEPTION_RECORD record, PVOID value)
{
    CONTEXT context;
    RtlUnwindEx(frame, target, record, value, &context, NULL);
}

/* A jump out of a __try block: runs its __finally blocks and goes on at the target. */
void __cdecl _local_unwind(PVOID frame, PVOID target);
void __cdecl _local_unwind(PVOID frame, PVOID target)
{
    RtlUnwind(frame, target, NULL, NULL);
}

/* What longjmp leaves in its exception's first parameter. */
struct jump_buffer {
    DWORD64 Frame, Rbx, Rsp, Rbp, Rsi, Rdi, R12, R13, R14, R15, Rip;
    DWORD mxcsr;
    WORD control_word, padding;
    M128A xmm[10];
};

static void context_from_jump_buffer(CONTEXT *context, const struct jump_buffer *buffer)
{
    context->Rbx = buffer->Rbx;
    context->Rsp = buffer->Rsp;
    context->Rbp = buffer->Rbp;
    context->Rsi = buffer->Rsi;
    context->Rdi = buffer->Rdi;
    context->R12 = buffer->R12;
    context->R13 = buffer->R13;
    context->R14 = buffer->R14;
    context->R15 = buffer->R15;
    context->Rip = buffer->Rip;
    context->MxCsr = context->FltSave.MxCsr = buffer->mxcsr;
    context->FltSave.ControlWord = buffer->control_word;
    memcpy(&context->Xmm6, buffer->xmm, sizeof(buffer->xmm));
}

VOID __cdecl RtlRestoreContext(PCONTEXT context, PEXCEPTION_RECORD record)
{
    if (record && record->ExceptionCode == (DWORD)STATUS_UNWIND_CONSOLIDATE && record->NumberParameters >= 1)
        consolidate_frames(context, record);
    if (record && record->ExceptionCode == (DWORD)STATUS_LONGJUMP && record->NumberParameters >= 1)
        context_from_jump_buffer(context, (const struct jump_buffer *)record->ExceptionInformation[0]);
    restore_context(context);
}

/* --- __try of MSVC and MinGW --- */

typedef LONG (*exception_filter)(EXCEPTION_POINTERS *pointers, void *frame);
typedef void (*termination_handler)(BOOLEAN abnormal, void *frame);

static BOOLEAN scope_holds(const SCOPE_TABLE_AMD64 *table, ULONG index, DWORD64 offset)
{
    return offset >= table->ScopeRecord[index].BeginAddress && offset < table->ScopeRecord[index].EndAddress;
}

static EXCEPTION_DISPOSITION search_scopes(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                           DISPATCHER_CONTEXT *dispatcher)
{
    const SCOPE_TABLE_AMD64 *table = dispatcher->HandlerData;
    DWORD64 base = dispatcher->ImageBase, offset = dispatcher->ControlPc - base;
    EXCEPTION_POINTERS pointers = { record, context };
    for (ULONG i = dispatcher->ScopeIndex; i < table->Count; i++) {
        if (!scope_holds(table, i, offset) || !table->ScopeRecord[i].JumpTarget) continue;
        LONG answer = EXCEPTION_EXECUTE_HANDLER;
        if (table->ScopeRecord[i].HandlerAddress != EXCEPTION_EXECUTE_HANDLER)
            answer = ((exception_filter)(base + table->ScopeRecord[i].HandlerAddress))(&pointers, frame);
        if (answer < 0) return ExceptionContinueExecution;
        if (answer == 0) continue;
        RtlUnwindEx(frame, (PVOID)(base + table->ScopeRecord[i].JumpTarget), record,
                    (PVOID)(ULONG_PTR)record->ExceptionCode, dispatcher->ContextRecord, dispatcher->HistoryTable);
    }
    return ExceptionContinueSearch;
}

/* Runs the __finally blocks between here and the target. */
static EXCEPTION_DISPOSITION leave_scopes(EXCEPTION_RECORD *record, void *frame, DISPATCHER_CONTEXT *dispatcher)
{
    const SCOPE_TABLE_AMD64 *table = dispatcher->HandlerData;
    DWORD64 base = dispatcher->ImageBase, offset = dispatcher->ControlPc - base, target = dispatcher->TargetIp - base;
    BOOLEAN to_target = (record->ExceptionFlags & EXCEPTION_TARGET_UNWIND) != 0;
    for (ULONG i = dispatcher->ScopeIndex; i < table->Count; i++) {
        if (!scope_holds(table, i, offset)) continue;
        if (to_target && scope_holds(table, i, target)) break; /* the target is inside: this scope is not left */
        if (table->ScopeRecord[i].JumpTarget) {
            if (to_target && table->ScopeRecord[i].JumpTarget == target) break;
            continue;
        }
        dispatcher->ScopeIndex = i + 1; /* should the block raise or unwind, it is not run again */
        ((termination_handler)(base + table->ScopeRecord[i].HandlerAddress))(TRUE, frame);
    }
    return ExceptionContinueSearch;
}

EXCEPTION_DISPOSITION __cdecl __C_specific_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                                   DISPATCHER_CONTEXT *dispatcher)
{
    if (record->ExceptionFlags & EXCEPTION_UNWINDING_FLAGS) return leave_scopes(record, frame, dispatcher);
    return search_scopes(record, frame, context, dispatcher);
}
