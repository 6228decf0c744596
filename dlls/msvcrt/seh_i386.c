/* __try and __except of Microsoft's compiler in i386, and longjmp, which runs the __finally blocks that it leaves. */
#ifdef __i386__
#include "crt.h"

struct scope {
    int enclosing;
    int(__cdecl *filter)(void);
    void *handler;
};

struct registration { /* on the stack of the function, 16 bytes below its ebp */
    struct registration *next;
    void *handler;
    uintptr_t scopes;
    int level;
};
#define FRAME_POINTER(registration) ((char *)(registration) + sizeof(struct registration))
#define EXCEPTION_POINTERS_OF(registration) (((EXCEPTION_POINTERS **)(registration))[-1])
#define OUTERMOST (-1)
#define OUTERMOST_4 (-2)

void *cxx_call_funclet(const void *funclet, void *frame_pointer);
void crt_unwind_frames(void *target, EXCEPTION_RECORD *record);
__attribute__((noreturn)) void seh_continue(void *address, void *frame_pointer);
__attribute__((noreturn)) void crt_restore_registers(void *buffer, int value);

static void run_finally_blocks(struct registration *registration, const struct scope *scopes, int stop, int outermost)
{
    while (registration->level != outermost && registration->level != stop) {
        const struct scope *scope = &scopes[registration->level];
        registration->level = scope->enclosing;
        if (!scope->filter) cxx_call_funclet(scope->handler, FRAME_POINTER(registration));
    }
}

static EXCEPTION_DISPOSITION handle(EXCEPTION_RECORD *record, struct registration *registration, CONTEXT *context,
                                    const struct scope *scopes, int outermost)
{
    if (record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) {
        run_finally_blocks(registration, scopes, outermost, outermost);
        return ExceptionContinueSearch;
    }
    EXCEPTION_POINTERS pointers = {record, context}, *address = &pointers;
    __asm__ volatile(
        ""
        : "+r"(address)); /* the filters look at it while this function runs, which the compiler cannot know */
    EXCEPTION_POINTERS_OF(registration) = address;
    for (int level = registration->level; level != outermost; level = scopes[level].enclosing) {
        const struct scope *scope = &scopes[level];
        if (!scope->filter) continue;
        int decision = (int)(intptr_t)cxx_call_funclet((const void *)scope->filter, FRAME_POINTER(registration));
        if (decision == EXCEPTION_CONTINUE_SEARCH) continue;
        if (decision < 0) return ExceptionContinueExecution;
        crt_unwind_frames(registration, record);
        run_finally_blocks(registration, scopes, level, outermost);
        registration->level = scope->enclosing;
        seh_continue(scope->handler, FRAME_POINTER(registration));
    }
    return ExceptionContinueSearch;
}

EXCEPTION_DISPOSITION __cdecl _except_handler3(EXCEPTION_RECORD *record, struct registration *registration,
                                               CONTEXT *context, void *dispatch)
{
    (void)dispatch;
    return handle(record, registration, context, (const struct scope *)registration->scopes, OUTERMOST);
}

EXCEPTION_DISPOSITION __cdecl _except_handler2(EXCEPTION_RECORD *record, struct registration *registration,
                                               CONTEXT *context, void *dispatch)
{
    return _except_handler3(record, registration, context, dispatch);
}

struct scope_table_4 { /* before the scopes: where the cookies of the frame are */
    int security_cookie, security_xor, handler_cookie, handler_xor;
    struct scope scopes[1];
};

typedef void(__fastcall *cookie_check)(uintptr_t);

EXCEPTION_DISPOSITION __cdecl _except_handler4_common(const uintptr_t *cookie, cookie_check check,
                                                      EXCEPTION_RECORD *record, struct registration *registration,
                                                      CONTEXT *context, void *dispatch)
{
    (void)dispatch;
    const struct scope_table_4 *table = (const struct scope_table_4 *)(registration->scopes ^ *cookie);
    char *frame = FRAME_POINTER(registration);
    if (table->security_cookie != -2) {
        check(*(uintptr_t *)(frame + table->security_cookie) ^ (uintptr_t)(frame + table->security_xor));
    }
    check(*(uintptr_t *)(frame + table->handler_cookie) ^ (uintptr_t)(frame + table->handler_xor));
    return handle(record, registration, context, table->scopes, OUTERMOST_4);
}

void __cdecl _local_unwind2(struct registration *registration, int level)
{
    run_finally_blocks(registration, (const struct scope *)registration->scopes, level, OUTERMOST);
}

void __cdecl _local_unwind4(const uintptr_t *cookie, struct registration *registration, int level)
{
    const struct scope_table_4 *table = (const struct scope_table_4 *)(registration->scopes ^ *cookie);
    run_finally_blocks(registration, table->scopes, level, OUTERMOST_4);
}

void __cdecl _global_unwind2(void *registration) { crt_unwind_frames(registration, NULL); }

/* ---- longjmp */

#define COOKIE 0x56433230

struct jump_buffer {
    unsigned long ebp, ebx, edi, esi, esp, eip;
    struct registration *registration;
    int level;
    unsigned long cookie;
    void(__stdcall *unwind)(struct jump_buffer *);
    unsigned long data[6];
};

static struct registration *current_registration(void)
{
    struct registration *current;
    __asm__ volatile("movl %%fs:0, %0" : "=r"(current));
    return current;
}

void __stdcall _seh_longjmp_unwind(struct jump_buffer *buffer) { _local_unwind2(buffer->registration, buffer->level); }

void __stdcall _seh_longjmp_unwind4(struct jump_buffer *buffer)
{
    _local_unwind4((const uintptr_t *)buffer->data[0], buffer->registration, buffer->level);
}

__attribute__((noreturn)) void __cdecl longjmp(struct jump_buffer *buffer, int value)
{
    struct registration *registration = buffer->registration;
    if (registration != current_registration()) crt_unwind_frames(registration, NULL);
    if (registration && registration != (struct registration *)-1) {
        bool known = buffer->cookie == COOKIE;
        if (known && buffer->unwind) buffer->unwind(buffer);
        else if (registration->level != buffer->level && registration->handler == (void *)_except_handler3)
            _local_unwind2(registration, buffer->level);
    }
    crt_restore_registers(buffer, value ? value : 1);
}
#endif
