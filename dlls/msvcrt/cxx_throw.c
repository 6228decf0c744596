/* C++ exceptions of Microsoft's compiler, the part that both architectures share: throwing, matching handlers, the
 * object of a catch block, the list of catch blocks that run. */
#include "cxx.h"

/* ---- terminate and its relatives */

exception_handler __cdecl set_terminate(exception_handler handler)
{
    struct thread_data *thread = crt_thread();
    exception_handler before = thread->terminate;
    thread->terminate = handler;
    return before ? before : abort;
}

exception_handler __cdecl set_unexpected(exception_handler handler)
{
    struct thread_data *thread = crt_thread();
    exception_handler before = thread->unexpected;
    thread->unexpected = handler;
    return before;
}

se_translator __cdecl _set_se_translator(se_translator translator)
{
    struct thread_data *thread = crt_thread();
    se_translator before = thread->translator;
    thread->translator = translator;
    return before;
}

exception_handler __cdecl _get_terminate(void)
{
    exception_handler handler = crt_thread()->terminate;
    return handler ? handler : abort;
}

exception_handler __cdecl _get_unexpected(void) { return crt_thread()->unexpected; }

void __cdecl terminate(void)
{
    exception_handler handler = crt_thread()->terminate;
    if (handler) handler();
    abort();
}

__attribute__((noreturn)) void __cdecl unexpected(void)
{
    exception_handler handler = crt_thread()->unexpected;
    if (handler) handler();
    terminate();
}

__attribute__((noreturn)) void __cdecl __std_terminate(void) { terminate(); }

/* ---- catch blocks that run */

/* Entries whose stack frame is gone (left by longjmp, or by an exception that was caught by other means) are forgotten.
 */
struct active_catch *cxx_active_catch(void)
{
    struct thread_data *thread = crt_thread();
    struct active_catch *active = thread->catch_frames;
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    while (active && (uintptr_t)active < here) active = active->next;
    thread->catch_frames = active;
    thread->current_exception = active ? &active->record : NULL;
    return active;
}

void cxx_push_catch(struct active_catch *active, const EXCEPTION_RECORD *record)
{
    active->record = *record;
    active->next = cxx_active_catch();
    crt_thread()->catch_frames = active;
    crt_thread()->current_exception = &active->record;
}

/* The handler of cxx_call_guarded. */
EXCEPTION_DISPOSITION __cdecl cxx_guard_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context, void *dispatch)
{
    (void)frame, (void)context, (void)dispatch;
    if (!(record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) && cxx_is_cxx(record)) terminate();
    return ExceptionContinueSearch;
}

void cxx_destroy_object(const EXCEPTION_RECORD *record)
{
    if (!cxx_is_cxx(record) || !cxx_object(record) || !cxx_throw(record)) return;
    const void *destructor = cxx_at(cxx_image(record), cxx_throw(record)->destructor);
    if (destructor) cxx_call_this(destructor, cxx_object(record));
}

static bool in_use(const void *object, const struct active_catch *active)
{
    for (; active; active = active->next) {
        if (cxx_is_cxx(&active->record) && cxx_object(&active->record) == object) return true;
    }
    return false;
}

void cxx_pop_catch(struct active_catch *active)
{
    struct thread_data *thread = crt_thread();
    thread->catch_frames = active->next;
    thread->current_exception = active->next ? &active->next->record : NULL;
    if (!in_use(cxx_object(&active->record), active->next)) cxx_destroy_object(&active->record);
}

void cxx_leave_catches(uintptr_t frame, int try_state, const EXCEPTION_RECORD *in_flight)
{
    for (;;) {
        struct active_catch *active = cxx_active_catch();
        if (!active || active->frame > frame) return;
        if (active->frame == frame && active->outer_state <= try_state) return;
#ifdef __i386__
        if (active->frame == frame) CXX_SAVED_STACK_POINTER(frame) = active->stack_pointer;
#endif
        bool same = cxx_is_cxx(in_flight) && cxx_object(in_flight) == cxx_object(&active->record);
        struct thread_data *thread = crt_thread();
        thread->catch_frames = active->next;
        thread->current_exception = active->next ? &active->next->record : NULL;
        if (!same && !in_use(cxx_object(&active->record), active->next)) cxx_destroy_object(&active->record);
    }
}

void **__cdecl __current_exception(void)
{
    cxx_active_catch();
    return (void **)&crt_thread()->current_exception;
}

void **__cdecl __current_exception_context(void) { return (void **)&crt_thread()->current_context; }
int *__cdecl __processing_throw(void) { return &crt_thread()->processing_throw; }
BOOLEAN __cdecl __uncaught_exception(void) { return crt_thread()->processing_throw != 0; }
int __cdecl __uncaught_exceptions(void) { return crt_thread()->processing_throw; }

/* ---- throwing */

__attribute__((noreturn)) void WINAPI _CxxThrowException(void *object, const struct throw_info *throw)
{
    ULONG_PTR parameters[4] = {CXX_MAGIC_1, (ULONG_PTR)object, (ULONG_PTR)throw, 0};
    DWORD count = 3;
    if (!object && !throw) { /* "throw;" */
        struct active_catch *active = cxx_active_catch();
        if (!active) terminate();
        EXCEPTION_RECORD record = active->record;
        if (!cxx_is_cxx(&record)) {
            RaiseException(record.ExceptionCode, record.ExceptionFlags & EXCEPTION_NONCONTINUABLE,
                           record.NumberParameters, record.ExceptionInformation);
            terminate();
        }
        memcpy(parameters, record.ExceptionInformation, sizeof(parameters));
#ifdef __x86_64__
        count = 4;
#endif
    } else {
#ifdef __x86_64__
        void *image = NULL;
        RtlPcToFileHeader((void *)throw, &image);
        parameters[3] = (ULONG_PTR)image;
        count = 4;
#endif
    }
    crt_thread()->processing_throw++;
    RaiseException(CXX_EXCEPTION, EXCEPTION_NONCONTINUABLE, count, parameters);
    terminate();
}

void cxx_translate(EXCEPTION_RECORD *record, CONTEXT *context)
{
    se_translator translator = crt_thread()->translator;
    EXCEPTION_POINTERS pointers = {record, context};
    if (translator) translator(record->ExceptionCode, &pointers);
}

/* ---- matching */

static bool same_type(const type_info *a, const type_info *b) { return a == b || !strcmp(a->raw_name, b->raw_name); }

static bool accepts(const struct handler_type *handler, const type_info *handler_info,
                    const struct catchable_type *type, const EXCEPTION_RECORD *record)
{
    unsigned attributes = cxx_throw(record)->attributes;
    if (!same_type(handler_info, cxx_at(cxx_image(record), type->type))) return false;
    if (type->properties & CATCHABLE_REFERENCE_ONLY && !(handler->adjectives & HANDLER_REFERENCE)) return false;
    if (attributes & THROW_CONST && !(handler->adjectives & HANDLER_CONST)) return false;
    if (attributes & THROW_VOLATILE && !(handler->adjectives & HANDLER_VOLATILE)) return false;
    return !(attributes & THROW_UNALIGNED) || handler->adjectives & HANDLER_UNALIGNED;
}

bool cxx_match_handler(const EXCEPTION_RECORD *record, unsigned flags, uintptr_t image,
                       const struct handler_type *handler, struct cxx_match *match)
{
    const type_info *wanted = cxx_at(image, handler->type);
    match->handler = handler;
    match->type = NULL;
    bool is_cxx = cxx_is_cxx(record);
    if (!wanted || !*wanted->raw_name) return is_cxx || !(flags & FUNCTION_SYNCHRONOUS);
    if (!is_cxx || !cxx_throw(record)) return false;
    const struct catchable_types *types = cxx_at(cxx_image(record), cxx_throw(record)->catchable_types);
    for (int i = 0; types && i < types->count; i++) {
        match->type = cxx_at(cxx_image(record), types->types[i]);
        if (accepts(handler, wanted, match->type, record)) return true;
    }
    return false;
}

bool cxx_find_handler(EXCEPTION_RECORD *record, const struct function_info *info, uintptr_t image, int state,
                      int first_state, int last_state, struct cxx_match *match)
{
    const struct try_block *blocks = cxx_at(image, info->try_map);
    for (int i = 0; i < info->try_count; i++) {
        match->block = &blocks[i];
        if (state < blocks[i].low || state > blocks[i].high) continue;
        if (blocks[i].low < first_state || blocks[i].high > last_state) continue;
        const struct handler_type *handlers = cxx_at(image, blocks[i].handlers);
        for (int h = 0; h < blocks[i].handler_count; h++) {
            if (cxx_match_handler(record, cxx_flags(info), image, &handlers[h], match)) return true;
        }
    }
    return false;
}

/* The state around a try block: the one that its first state unwinds to. */
int cxx_outer_state(const struct function_info *info, uintptr_t image, const struct try_block *block)
{
    const struct unwind_entry *unwind = cxx_at(image, info->unwind_map);
    int state = block->low;
    while (state >= block->low && state < info->state_count) state = unwind[state].to_state;
    return state;
}

/* ---- the object of a catch block */

void *cxx_adjust(void *object, const struct member_pointer *offset)
{
    char *result = (char *)object + offset->member;
    if (offset->virtual_table >= 0) {
        const char *table = *(const char **)((char *)object + offset->virtual_table);
        result += offset->virtual_table + *(const int *)(table + offset->virtual_offset);
    }
    return result;
}

void *__cdecl __AdjustPointer(void *object, const struct member_pointer *offset)
{
    return object ? cxx_adjust(object, offset) : NULL;
}

struct copy {
    const void *constructor;
    void *to, *from;
};

static void copy_simply(void *copy_)
{
    const struct copy *copy = copy_;
    cxx_call_this_1(copy->constructor, copy->to, copy->from);
}

static void copy_with_virtual_bases(void *copy_)
{
    const struct copy *copy = copy_;
    cxx_call_this_2(copy->constructor, copy->to, copy->from, 1);
}

void cxx_build_object(EXCEPTION_RECORD *record, const struct cxx_match *match, char *frame)
{
    const struct catchable_type *type = match->type;
    if (!type || !match->handler->type || !match->handler->object) return;
    void *to = frame + match->handler->object, *object = cxx_object(record);
    if (match->handler->adjectives & HANDLER_REFERENCE) {
        *(void **)to = cxx_adjust(object, &type->offset);
        return;
    }
    struct copy copy = {cxx_at(cxx_image(record), type->copy_constructor), to, cxx_adjust(object, &type->offset)};
    if (type->properties & CATCHABLE_SIMPLE) {
        memmove(to, object, type->size);
        if (type->size == sizeof(void *) && *(void **)to) *(void **)to = cxx_adjust(*(void **)to, &type->offset);
    } else if (!copy.constructor) {
        memmove(to, copy.from, type->size);
    } else {
        cxx_call_guarded(type->properties & CATCHABLE_VIRTUAL_BASE ? copy_with_virtual_bases : copy_simply, &copy);
    }
}

void __cdecl __DestructExceptionObject(EXCEPTION_RECORD *record) { cxx_destroy_object(record); }

/* ---- for filters of __except that see C++ exceptions */

int __cdecl _is_exception_typeof(const type_info *type, EXCEPTION_POINTERS *pointers)
{
    EXCEPTION_RECORD *record = pointers ? pointers->ExceptionRecord : NULL;
    if (!type || !record || !cxx_is_cxx(record)) return 0;
    const struct catchable_types *types = cxx_at(cxx_image(record), cxx_throw(record)->catchable_types);
    for (int i = 0; i < types->count; i++) {
        const struct catchable_type *candidate = cxx_at(cxx_image(record), types->types[i]);
        if (same_type(type, cxx_at(cxx_image(record), candidate->type))) return 1;
    }
    return 0;
}
