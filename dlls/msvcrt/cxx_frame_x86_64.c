/* The handler of C++ functions in x86_64. The states of a function are found by its instruction pointer. Catch blocks
 * and destructors are functions of their own ("funclets") that get the frame of the function they belong to.
 *
 * A catch block runs on top of the stack on which the exception was thrown, with its function's frame unwound to but
 * still in place: RtlUnwindEx does that for the code STATUS_UNWIND_CONSOLIDATE, and continues where our callback tells
 * it to. When a catch block itself is left by an exception, the walk meets the funclet first, then its function once
 * more, at the place of the original throw; what state that frame is in then is known from the list of active catch
 * blocks. */
#ifdef __x86_64__
#include "cxx_frame.h"

typedef void *(*catch_funclet)(void *unused, uintptr_t frame);

/* ---- for both formats */

void cxx_frame_in_catch(struct cxx_frame *frame)
{
    for (struct active_catch *active = cxx_active_catch(); active; active = active->next) {
        if (active->frame != frame->establisher) continue;
        frame->state = active->outer_state;
        return;
    }
}

struct action {
    unwind_funclet funclet;
    uintptr_t frame;
};

static void run_action(void *action_)
{
    const struct action *action = action_;
    action->funclet(NULL, action->frame);
}

void cxx_run_unwind_funclet(const struct cxx_frame *frame, unsigned funclet)
{
    struct action action = {(unwind_funclet)cxx_at(frame->image, funclet), frame->function};
    cxx_call_guarded(run_action, &action);
}

enum catch_parameters {
    CATCH_CALLBACK,
    CATCH_FUNCTION,
    CATCH_HANDLER,
    CATCH_TARGET_STATE,
    CATCH_ESTABLISHER,
    CATCH_OUTER_STATE,
    CATCH_RECORD,
    CATCH_CONTEXT,
    CATCH_CONTINUATION_0,
    CATCH_CONTINUATION_1,
    CATCH_PARAMETERS
};

static void *call_catch_block(EXCEPTION_RECORD *unwind)
{
    const ULONG_PTR *parameters = unwind->ExceptionInformation;
    EXCEPTION_RECORD *record = (EXCEPTION_RECORD *)parameters[CATCH_RECORD];
    struct active_catch active = {.frame = parameters[CATCH_ESTABLISHER],
                                  .outer_state = (int)parameters[CATCH_OUTER_STATE]};
    struct thread_data *thread = crt_thread();
    CONTEXT *context_before = thread->current_context;
    cxx_leave_catches(active.frame, -1, record);
    cxx_push_catch(&active, record);
    thread->current_context = (CONTEXT *)parameters[CATCH_CONTEXT];
    if (cxx_is_cxx(record) && thread->processing_throw) thread->processing_throw--;
    uintptr_t continuation = (uintptr_t)((catch_funclet)parameters[CATCH_HANDLER])(NULL, parameters[CATCH_FUNCTION]);
    if (continuation < 2) continuation = parameters[CATCH_CONTINUATION_0 + continuation];
    cxx_pop_catch(&active);
    thread->current_context = context_before;
    return (void *)continuation;
}

void cxx_catch(struct cxx_frame *frame, EXCEPTION_RECORD *record, CONTEXT *context, DISPATCHER_CONTEXT *dispatch,
               const struct cxx_match *match, int outer_state, const uintptr_t continuations[2])
{
    EXCEPTION_RECORD unwind = {.ExceptionCode = STATUS_UNWIND_CONSOLIDATE, .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
                               .NumberParameters = CATCH_PARAMETERS};
    ULONG_PTR *parameters = unwind.ExceptionInformation;
    parameters[CATCH_CALLBACK] = (ULONG_PTR)call_catch_block;
    parameters[CATCH_FUNCTION] = frame->function;
    parameters[CATCH_HANDLER] = (ULONG_PTR)cxx_at(frame->image, match->handler->handler);
    parameters[CATCH_TARGET_STATE] = match->block->low;
    parameters[CATCH_ESTABLISHER] = frame->establisher;
    parameters[CATCH_OUTER_STATE] = outer_state;
    parameters[CATCH_RECORD] = (ULONG_PTR)record;
    parameters[CATCH_CONTEXT] = (ULONG_PTR)context;
    parameters[CATCH_CONTINUATION_0] = continuations[0];
    parameters[CATCH_CONTINUATION_1] = continuations[1];
    cxx_build_object(record, match, (char *)frame->function);
    RtlUnwindEx((void *)frame->establisher, (void *)dispatch->ControlPc, &unwind, NULL, dispatch->ContextRecord,
                dispatch->HistoryTable);
}

bool cxx_unwind_target(const EXCEPTION_RECORD *record, int *target)
{
    bool consolidates = record->ExceptionCode == (DWORD)STATUS_UNWIND_CONSOLIDATE,
         at_target = record->ExceptionFlags & EXCEPTION_TARGET_UNWIND;
    /* another unwind that only restores this very frame (longjmp, __except) leaves its objects alone */
    if (at_target && !consolidates) return false;
    bool ours = at_target && record->NumberParameters >= CATCH_PARAMETERS &&
                record->ExceptionInformation[CATCH_CALLBACK] == (ULONG_PTR)call_catch_block;
    *target = ours ? (int)record->ExceptionInformation[CATCH_TARGET_STATE] : -1;
    return true;
}

/* ---- the uncompressed format */

static int state_of_ip(const struct function_info *info, uintptr_t image, uintptr_t ip)
{
    const struct ip_state *map = cxx_at(image, info->ip_map);
    unsigned offset = (unsigned)(ip - image);
    int low = 0, high = info->ip_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (map[middle].ip <= offset) low = middle + 1;
        else high = middle;
    }
    return low ? map[low - 1].state : -1;
}

/* A frame of a catch funclet knows the states of its catch block, and where the function's frame is. */
static void find_funclet(struct cxx_frame *frame, const struct function_info *info, unsigned begin)
{
    const struct try_block *blocks = cxx_at(frame->image, info->try_map);
    for (int i = 0; i < info->try_count; i++) {
        const struct handler_type *handlers = cxx_at(frame->image, blocks[i].handlers);
        for (int h = 0; h < blocks[i].handler_count; h++) {
            if (handlers[h].handler != begin) continue;
            frame->function = *(uintptr_t *)(frame->establisher + handlers[h].frame);
            frame->first_state = blocks[i].high + 1;
            frame->last_state = blocks[i].catch_high;
            return;
        }
    }
}

/* Destroys what was constructed since `target`, or everything of this frame. */
static void unwind_to(struct cxx_frame *frame, const struct function_info *info, int target)
{
    const struct unwind_entry *unwind = cxx_at(frame->image, info->unwind_map);
    while (frame->state > target && frame->state >= frame->first_state && frame->state < info->state_count) {
        const struct unwind_entry *entry = &unwind[frame->state];
        frame->state = entry->to_state;
        if (entry->action) cxx_run_unwind_funclet(frame, entry->action);
    }
}

EXCEPTION_DISPOSITION __cdecl __CxxFrameHandler3(EXCEPTION_RECORD *record, uintptr_t establisher, CONTEXT *context,
                                                 DISPATCHER_CONTEXT *dispatch)
{
    struct cxx_frame frame = {
        .image = dispatch->ImageBase, .establisher = establisher, .function = establisher, .last_state = INT_MAX};
    const struct function_info *info = cxx_at(frame.image, *(unsigned *)dispatch->HandlerData);
    frame.state = state_of_ip(info, frame.image, dispatch->ControlPc);
    find_funclet(&frame, info, dispatch->FunctionEntry->BeginAddress);
    cxx_frame_in_catch(&frame);
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) {
        int target;
        if (info->state_count && cxx_unwind_target(record, &target)) unwind_to(&frame, info, target);
        return ExceptionContinueSearch;
    }
    if (info->try_count) {
        struct cxx_match match;
        if (!cxx_is_cxx(record)) cxx_translate(record, context);
        if (cxx_find_handler(record, info, frame.image, frame.state, frame.first_state, frame.last_state, &match)) {
            cxx_catch(&frame, record, context, dispatch, &match, cxx_outer_state(info, frame.image, match.block),
                      (uintptr_t[2]){0});
        }
    }
    if (cxx_is_cxx(record) && cxx_flags(info) & FUNCTION_NOEXCEPT) terminate();
    return ExceptionContinueSearch;
}

EXCEPTION_DISPOSITION __cdecl __CxxFrameHandler(EXCEPTION_RECORD *record, uintptr_t establisher, CONTEXT *context,
                                                DISPATCHER_CONTEXT *dispatch)
{
    return __CxxFrameHandler3(record, establisher, context, dispatch);
}

EXCEPTION_DISPOSITION __cdecl __CxxFrameHandler2(EXCEPTION_RECORD *record, uintptr_t establisher, CONTEXT *context,
                                                 DISPATCHER_CONTEXT *dispatch)
{
    return __CxxFrameHandler3(record, establisher, context, dispatch);
}
#endif
