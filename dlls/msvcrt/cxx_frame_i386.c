/* The handler of C++ functions in i386. Each such function has a registration on its stack, chained at FS:[0], with its
 * current state; ebp of the function is 12 bytes above. Catch blocks and destructors run with that ebp. */
#ifdef __i386__
#include "cxx.h"

struct registration {
    struct registration *next;
    void *handler;
    int state;
};
#define FRAME_POINTER(registration) ((char *)(registration) + sizeof(struct registration))

/* in seh_i386.S */
void *cxx_call_funclet(const void *funclet, void *frame_pointer);
__attribute__((noreturn)) void cxx_continue(void *address, void *frame_pointer, void *stack_pointer);
void crt_unwind_frames(void *target, EXCEPTION_RECORD *record);

struct action {
    const void *funclet;
    void *frame_pointer;
};

static void run_action(void *action_)
{
    const struct action *action = action_;
    cxx_call_funclet(action->funclet, action->frame_pointer);
}

static void unwind_to(struct registration *registration, const struct function_info *info, int target)
{
    const struct unwind_entry *unwind = cxx_at(0, info->unwind_map);
    while (registration->state > target && registration->state < info->state_count) {
        const struct unwind_entry *entry = &unwind[registration->state];
        registration->state = entry->to_state;
        if (!entry->action) continue;
        struct action action = {(const void *)entry->action, FRAME_POINTER(registration)};
        cxx_call_guarded(run_action, &action);
    }
}

__attribute__((noreturn)) static void catch_it(struct registration *registration, const struct function_info *info,
                                               EXCEPTION_RECORD *record, CONTEXT *context,
                                               const struct cxx_match *match)
{
    struct active_catch active = {.frame = (uintptr_t)registration, .outer_state = match->block->high + 1};
    struct thread_data *thread = crt_thread();
    cxx_build_object(record, match, FRAME_POINTER(registration));
    crt_unwind_frames(registration, record);
    record->ExceptionFlags &= ~EXCEPTION_UNWINDING;
    unwind_to(registration, info, match->block->low);
    registration->state = match->block->high + 1;
    cxx_leave_catches((uintptr_t)registration, match->block->low, record);
    active.stack_pointer = CXX_SAVED_STACK_POINTER(registration);
    cxx_push_catch(&active, record);
    CONTEXT *context_before = thread->current_context;
    thread->current_context = context;
    if (cxx_is_cxx(record) && thread->processing_throw) thread->processing_throw--;
    void *continuation = cxx_call_funclet((const void *)match->handler->handler, FRAME_POINTER(registration));
    CXX_SAVED_STACK_POINTER(registration) = active.stack_pointer;
    cxx_pop_catch(&active);
    thread->current_context = context_before;
    cxx_continue(continuation, FRAME_POINTER(registration), active.stack_pointer);
}

/* Called by __CxxFrameHandler in seh_i386.S, which gets the function's table in eax. */
EXCEPTION_DISPOSITION __cdecl crt_cxx_frame_handler(EXCEPTION_RECORD *record, struct registration *registration,
                                                    CONTEXT *context, void *dispatch, const struct function_info *info)
{
    (void)dispatch;
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) {
        if (info->state_count) unwind_to(registration, info, -1);
        return ExceptionContinueSearch;
    }
    if (info->try_count) {
        struct cxx_match match;
        if (!cxx_is_cxx(record)) cxx_translate(record, context);
        if (cxx_find_handler(record, info, 0, registration->state, 0, INT_MAX, &match)) {
            catch_it(registration, info, record, context, &match);
        }
    }
    if (cxx_is_cxx(record) && cxx_flags(info) & FUNCTION_NOEXCEPT) terminate();
    return ExceptionContinueSearch;
}

/* longjmp out of C++ functions: the function that setjmp registers */
void __stdcall __CxxLongjmpUnwind(void *buffer)
{
    struct jump_buffer {
        unsigned long ebp, ebx, edi, esi, esp, eip, registration, state, cookie, unwind, data[6];
    } *jump = buffer;
    unwind_to((struct registration *)jump->registration, (const struct function_info *)jump->data[0], (int)jump->state);
}
#endif
