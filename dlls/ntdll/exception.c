/* Exceptions, the part that is the same for both architectures: raising, vectored handlers, and what happens when
 * nobody handles one.
 *
 * Windows' rule: the vectored handlers are asked first, in their order; then the frames' handlers from the innermost
 * out; then the unhandled exception filter. Whoever says "continue" ends the search; vectored continue handlers are
 * told, and the context is resumed. */
#include "exception_private.h"
#include "nt/debug.h"

/* --- vectored handlers --- */

struct vectored_handler {
    LIST_ENTRY link;
    PVECTORED_EXCEPTION_HANDLER handler;
    ULONG references; /* the list's, and one for each call under way */
};

static LIST_ENTRY vectored_lists[2]; /* exception handlers, continue handlers */
static RTL_SRWLOCK vectored_lock;
enum vectored_kind { VECTORED_EXCEPTION, VECTORED_CONTINUE };

static LIST_ENTRY *vectored_list(enum vectored_kind kind)
{
    LIST_ENTRY *list = &vectored_lists[kind];
    if (!list->Flink) list->Flink = list->Blink = list;
    return list;
}

static PVOID add_vectored(enum vectored_kind kind, BOOL first, PVECTORED_EXCEPTION_HANDLER function)
{
    struct vectored_handler *handler = heap_allocate(sizeof(*handler));
    if (!handler) return NULL;
    handler->handler = function;
    handler->references = 1;
    RtlAcquireSRWLockExclusive(&vectored_lock);
    LIST_ENTRY *list = vectored_list(kind), *before = first ? list : list->Blink;
    handler->link.Blink = before;
    handler->link.Flink = before->Flink;
    before->Flink->Blink = &handler->link;
    before->Flink = &handler->link;
    RtlReleaseSRWLockExclusive(&vectored_lock);
    return handler;
}

/* With the lock held. A handler that is being called stays in the list, so that the caller finds the next one. */
static void release_vectored(struct vectored_handler *handler)
{
    if (--handler->references) return;
    handler->link.Blink->Flink = handler->link.Flink;
    handler->link.Flink->Blink = handler->link.Blink;
    heap_free(handler);
}

static ULONG remove_vectored(enum vectored_kind kind, PVOID handle)
{
    ULONG found = 0;
    RtlAcquireSRWLockExclusive(&vectored_lock);
    LIST_ENTRY *list = vectored_list(kind);
    for (LIST_ENTRY *at = list->Flink; at != list && !found; at = at->Flink) {
        struct vectored_handler *handler = CONTAINING_RECORD(at, struct vectored_handler, link);
        if (handler != handle || !handler->handler) continue;
        handler->handler = NULL;
        release_vectored(handler);
        found = 1;
        break;
    }
    RtlReleaseSRWLockExclusive(&vectored_lock);
    return found;
}

/* The next handler after this one that is still wanted, with a reference; gives the old reference back. */
static struct vectored_handler *next_vectored(enum vectored_kind kind, struct vectored_handler *current)
{
    RtlAcquireSRWLockExclusive(&vectored_lock);
    LIST_ENTRY *list = vectored_list(kind), *at = current ? current->link.Flink : list->Flink;
    struct vectored_handler *next = NULL;
    for (; at != list; at = at->Flink) {
        next = CONTAINING_RECORD(at, struct vectored_handler, link);
        if (next->handler) break;
        next = NULL;
    }
    if (next) next->references++;
    if (current) release_vectored(current);
    RtlReleaseSRWLockExclusive(&vectored_lock);
    return next;
}

static BOOLEAN call_vectored(enum vectored_kind kind, EXCEPTION_RECORD *record, CONTEXT *context)
{
    EXCEPTION_POINTERS pointers = { record, context };
    LIST_ENTRY *list = &vectored_lists[kind];
    if (!list->Flink || list->Flink == list) return FALSE;
    for (struct vectored_handler *handler = next_vectored(kind, NULL); handler;
         handler = next_vectored(kind, handler)) {
        PVECTORED_EXCEPTION_HANDLER function = handler->handler;
        if (!function || function(&pointers) != EXCEPTION_CONTINUE_EXECUTION) continue;
        RtlAcquireSRWLockExclusive(&vectored_lock);
        release_vectored(handler);
        RtlReleaseSRWLockExclusive(&vectored_lock);
        return TRUE;
    }
    return FALSE;
}

PVOID NTAPI RtlAddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
    return add_vectored(VECTORED_EXCEPTION, first != 0, handler);
}

PVOID NTAPI RtlAddVectoredContinueHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
    return add_vectored(VECTORED_CONTINUE, first != 0, handler);
}

ULONG NTAPI RtlRemoveVectoredExceptionHandler(PVOID handle)
{
    return remove_vectored(VECTORED_EXCEPTION, handle);
}

ULONG NTAPI RtlRemoveVectoredContinueHandler(PVOID handle)
{
    return remove_vectored(VECTORED_CONTINUE, handle);
}

/* --- dispatching --- */

BOOLEAN NTAPI RtlDispatchException(PEXCEPTION_RECORD record, PCONTEXT context)
{
    log_exception(record, context);
    BOOLEAN handled = call_vectored(VECTORED_EXCEPTION, record, context) || dispatch_to_frames(record, context);
    if (handled) call_vectored(VECTORED_CONTINUE, record, context);
    return handled;
}

static LPTOP_LEVEL_EXCEPTION_FILTER unhandled_filter;

VOID NTAPI RtlSetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter)
{
    unhandled_filter = filter;
}

/* The last word when kernel32 is not there: nobody continues. */
LONG NTAPI RtlUnhandledExceptionFilter(PEXCEPTION_POINTERS pointers)
{
    if (unhandled_filter) return unhandled_filter(pointers);
    winrun_report_crash(pointers->ExceptionRecord, pointers->ContextRecord);
    return EXCEPTION_EXECUTE_HANDLER;
}

/* Messages to a debugger: nobody has to listen. */
static BOOLEAN is_for_debugger(const EXCEPTION_RECORD *record)
{
    return record->ExceptionCode == DBG_PRINTEXCEPTION_C || record->ExceptionCode == DBG_PRINTEXCEPTION_WIDE ||
           record->ExceptionCode == EXCEPTION_THREAD_NAME;
}

void __cdecl winrun_end_by_exception(const EXCEPTION_RECORD *record, const CONTEXT *context)
{
    (void)context;
    for (;;) NtTerminateProcess(NtCurrentProcess(), (NTSTATUS)record->ExceptionCode); /* no DLL is told */
}

/* TRUE: go on with the context. */
static BOOLEAN handle_unhandled(EXCEPTION_RECORD *record, CONTEXT *context)
{
    EXCEPTION_POINTERS pointers = { record, context };
    if (is_for_debugger(record)) return TRUE;
    if (process_is_debugged()) { /* it is asked once more, instead of the filter */
        if (debug_exception(record, context, FALSE)) return TRUE;
        winrun_end_by_exception(record, context);
    }
    LONG answer = RtlUnhandledExceptionFilter(&pointers);
    if (answer == EXCEPTION_CONTINUE_EXECUTION && !(record->ExceptionFlags & EXCEPTION_NONCONTINUABLE)) return TRUE;
    if (answer == EXCEPTION_CONTINUE_SEARCH) winrun_report_crash(record, context);
    winrun_end_by_exception(record, context);
}

/* What the processor raised: the Unix side has told the debugger. */
void NTAPI dispatch_exception_and_continue(EXCEPTION_RECORD *record, CONTEXT *context)
{
    if (!debug_skip_own_break(record, context) && !RtlDispatchException(record, context))
        handle_unhandled(record, context);
    NTSTATUS status = NtContinue(context, FALSE);
    for (;;) RtlRaiseStatus(status);
}

NTSTATUS NTAPI NtRaiseException(PEXCEPTION_RECORD record, PCONTEXT context, BOOL first_chance)
{
    if (first_chance && debug_exception(record, context, TRUE)) return NtContinue(context, FALSE);
    if (!first_chance || !RtlDispatchException(record, context)) handle_unhandled(record, context);
    return NtContinue(context, FALSE);
}

NTSTATUS NTAPI NtContinue(PCONTEXT context, BOOLEAN alertable)
{
    struct unix_context_continue_args args = { .context = UNIX_PTR(context) };
    (void)alertable; /* threads take their APCs when they wait */
    return unix_call_context_continue(&args);
}

/* --- raising --- */

#ifdef __x86_64__
VOID NTAPI RtlRaiseException(PEXCEPTION_RECORD record)
{
    CONTEXT context;
    RtlCaptureContext(&context);
    unwind_one_frame(&context); /* out of this function */
    context.ContextFlags = CONTEXT_FULL;
    record->ExceptionAddress = (PVOID)context.Rip;
    RtlRaiseStatus(NtRaiseException(record, &context, TRUE));
}
#else
/* Called by RtlRaiseException (context_i386.S) with its caller's registers. */
void NTAPI raise_captured(EXCEPTION_RECORD *record, CONTEXT *context);
void NTAPI raise_captured(EXCEPTION_RECORD *record, CONTEXT *context)
{
    record->ExceptionAddress = (PVOID)context->Eip;
    RtlRaiseStatus(NtRaiseException(record, context, TRUE));
}
#endif

VOID NTAPI RtlRaiseStatus(NTSTATUS status)
{
    EXCEPTION_RECORD record = { .ExceptionCode = (DWORD)status, .ExceptionFlags = EXCEPTION_NONCONTINUABLE };
    for (;;) RtlRaiseException(&record);
}

void raise_from_dispatcher(NTSTATUS code, EXCEPTION_RECORD *cause)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = (DWORD)code, .ExceptionFlags = EXCEPTION_NONCONTINUABLE, .ExceptionRecord = cause,
    };
    for (;;) RtlRaiseException(&record);
}

void log_exception(const EXCEPTION_RECORD *record, const CONTEXT *context)
{
    if (!log_enabled(LOG_EXCEPTION)) return;
    winrun_log(LOG_EXCEPTION, "exception %08lx at %p, flags %lx, parameters %p %p, stack %p", record->ExceptionCode,
               record->ExceptionAddress, record->ExceptionFlags,
               record->NumberParameters > 0 ? (void *)record->ExceptionInformation[0] : NULL,
               record->NumberParameters > 1 ? (void *)record->ExceptionInformation[1] : NULL,
               (void *)context_sp(context));
}

BOOLEAN memory_is_readable(const void *address, SIZE_T size)
{
    BYTE byte;
    SIZE_T done;
    ULONG_PTR at = (ULONG_PTR)address, end = at + size;
    if (!size || end < at) return FALSE;
    for (; at < end; at = (at | (WINDOWS_PAGE_SIZE - 1)) + 1) {
        if (!NT_SUCCESS(NtReadVirtualMemory(NtCurrentProcess(), (void *)at, &byte, 1, &done))) return FALSE;
        if (at > (ULONG_PTR)-1 - WINDOWS_PAGE_SIZE) break;
    }
    return TRUE;
}

/* --- backtraces --- */

ULONG NTAPI RtlWalkFrameChain(PVOID *frames, ULONG count, ULONG flags)
{
    CONTEXT context;
    ULONG used = 0, skip = flags >> 8;
    RtlCaptureContext(&context);
#ifdef __x86_64__
    if (!unwind_one_frame(&context)) return 0; /* out of this function */
#endif
    for (; used < count; ) {
        if (skip) skip--;
        else frames[used++] = (PVOID)context_pc(&context);
        if (!unwind_one_frame(&context)) break;
    }
    return used;
}

USHORT NTAPI RtlCaptureStackBackTrace(ULONG skip, ULONG count, PVOID *frames, PULONG hash)
{
    ULONG used = RtlWalkFrameChain(frames, count, (skip + 1) << 8), sum = 0;
    for (ULONG i = 0; i < used; i++) sum += (ULONG)(ULONG_PTR)frames[i];
    if (hash) *hash = sum;
    return (USHORT)used;
}
