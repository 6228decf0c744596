/* i386: the chain of handlers at FS:[0], RtlUnwind, nested exceptions. Nothing to test in x86_64. */
#include "../check.h"

#ifdef __i386__

typedef EXCEPTION_DISPOSITION(__cdecl *handler_function)(EXCEPTION_RECORD *, EXCEPTION_REGISTRATION_RECORD *, CONTEXT *,
                                                         void *);

static char events[64];
static EXCEPTION_RECORD seen;
static EXCEPTION_REGISTRATION_RECORD *seen_frame;

static void event(char c)
{
    size_t length = strlen(events);
    events[length] = c;
    events[length + 1] = 0;
}

static void expect(const char *wanted, const char *what)
{
    check_equal_string(events, wanted, what);
    events[0] = 0;
}

static EXCEPTION_REGISTRATION_RECORD *head(void)
{
    return ((NT_TIB *)NtCurrentTeb())->ExceptionList;
}

static void push(EXCEPTION_REGISTRATION_RECORD *registration, handler_function handler)
{
    registration->Handler = (PEXCEPTION_ROUTINE)handler;
    registration->Next = head();
    ((NT_TIB *)NtCurrentTeb())->ExceptionList = registration;
}

static void pop(EXCEPTION_REGISTRATION_RECORD *registration)
{
    ((NT_TIB *)NtCurrentTeb())->ExceptionList = registration->Next;
}

static EXCEPTION_DISPOSITION __cdecl continues(EXCEPTION_RECORD *record, EXCEPTION_REGISTRATION_RECORD *frame,
                                               CONTEXT *context, void *dispatcher)
{
    (void)context;
    (void)dispatcher;
    if (record->ExceptionFlags & EXCEPTION_UNWINDING) {
        event('U');
        return ExceptionContinueSearch;
    }
    event('C');
    seen = *record;
    seen_frame = frame;
    return ExceptionContinueExecution;
}

static EXCEPTION_DISPOSITION __cdecl searches(EXCEPTION_RECORD *record, EXCEPTION_REGISTRATION_RECORD *frame,
                                              CONTEXT *context, void *dispatcher)
{
    (void)context;
    (void)dispatcher;
    (void)frame;
    event(record->ExceptionFlags & EXCEPTION_UNWINDING ? 'u' : 's');
    return ExceptionContinueSearch;
}

static EXCEPTION_DISPOSITION __cdecl skips_fault(EXCEPTION_RECORD *record, EXCEPTION_REGISTRATION_RECORD *frame,
                                                 CONTEXT *context, void *dispatcher)
{
    (void)frame;
    (void)dispatcher;
    if (record->ExceptionFlags & EXCEPTION_UNWINDING) return ExceptionContinueSearch;
    seen = *record;
    event('k');
    context->Eip += 2;
    context->Eax = 0x4711;
    return ExceptionContinueExecution;
}

static EXCEPTION_DISPOSITION __cdecl raises(EXCEPTION_RECORD *record, EXCEPTION_REGISTRATION_RECORD *frame,
                                            CONTEXT *context, void *dispatcher)
{
    (void)frame;
    (void)context;
    (void)dispatcher;
    if (record->ExceptionFlags & EXCEPTION_UNWINDING) return ExceptionContinueSearch;
    if (record->ExceptionCode == 0x66) { /* its own */
        event(record->ExceptionFlags & 0x10 /* nested */ ? 'n' : 'o');
        return ExceptionContinueSearch;
    }
    event('r');
    RaiseException(0x66, 0, 0, NULL);
    return ExceptionContinueExecution;
}

static void test_chain(void)
{
    EXCEPTION_REGISTRATION_RECORD frames[2], *before = head(); /* a frame further out lies higher */
    push(&frames[1], continues);
    RaiseException(0x1234, 0, 0, NULL);
    expect("C", "one handler");
    check_equal_u32(seen.ExceptionCode, 0x1234, "code");
    check_equal_ptr(seen_frame, &frames[1], "its frame");
    push(&frames[0], searches);
    RaiseException(0x1235, 0, 0, NULL);
    expect("sC", "the inner one first");
    check_equal_ptr(seen_frame, &frames[1], "the outer one's frame");
    check_equal_ptr(head(), &frames[0], "the chain is as it was");
    pop(&frames[0]);
    push(&frames[0], skips_fault);
    int result;
    __asm__ volatile("movl (%%eax), %%eax" : "=a"(result) : "a"(0x18) : "memory");
    expect("k", "a fault");
    check_equal_u32((DWORD)result, 0x4711, "the handler changes a register");
    check_equal_u32(seen.ExceptionCode, EXCEPTION_ACCESS_VIOLATION, "code");
    check_equal_u32((DWORD)seen.ExceptionInformation[1], 0x18, "address");
    pop(&frames[0]);
    pop(&frames[1]);
    check_equal_ptr(head(), before, "the chain is as it was");
}

static void test_nested(void)
{
    EXCEPTION_REGISTRATION_RECORD frames[2];
    push(&frames[1], continues);
    push(&frames[0], raises);
    RaiseException(0x55, 0, 0, NULL);
    expect("rnC", "an exception in a handler: its own frame is asked again, marked as nested");
    check_equal_u32(seen.ExceptionCode, 0x66, "the second exception");
    pop(&frames[0]);
    pop(&frames[1]);
}

static void test_unwind(void)
{
    EXCEPTION_REGISTRATION_RECORD frames[3], *before = head();
    push(&frames[2], continues);
    push(&frames[1], searches);
    push(&frames[0], searches);
    EXCEPTION_RECORD record = { .ExceptionCode = 0x77 };
    ULONG value = 0, ebx_before = 0x1234567, ebx_after;
    __asm__ volatile("movl %3, %%ebx\n"
                     "pushl $0x99\npushl %4\npushl $0\npushl %2\n"
                     "call _RtlUnwind@16\n"
                     "movl %%ebx, %1\n"
                     : "=a"(value), "=m"(ebx_after)
                     : "r"(&frames[2]), "m"(ebx_before), "r"(&record)
                     : "ebx", "ecx", "edx", "memory");
    expect("uu", "the frames below the target");
    check_equal_ptr(head(), &frames[2], "the target is the first one now");
    check_equal_u32(value, 0x99, "the value");
    check_equal_u32(ebx_after, 0x1234567, "ebx is kept");
    check(record.ExceptionFlags & EXCEPTION_UNWINDING, "the record is marked");
    push(&frames[1], searches);
    RtlUnwind(&frames[2], NULL, NULL, NULL);
    expect("u", "without a record");
    pop(&frames[2]);
    check_equal_ptr(head(), before, "the chain is as it was");
}

static LONG CALLBACK vectored(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    event('v');
    return EXCEPTION_CONTINUE_SEARCH;
}

static void test_order(void)
{
    EXCEPTION_REGISTRATION_RECORD frame;
    void *handler = AddVectoredExceptionHandler(0, vectored);
    push(&frame, continues);
    RaiseException(0x88, 0, 0, NULL);
    expect("vC", "vectored handlers come first");
    pop(&frame);
    RemoveVectoredExceptionHandler(handler);
}

static void __attribute__((noinline)) walk(void)
{
    void *frames[30];
    USHORT count = RtlCaptureStackBackTrace(0, 30, frames, NULL);
    check(count >= 1, "%u frames", count);
}

int main(void)
{
    test_chain();
    test_nested();
    test_unwind();
    test_order();
    walk();
    return check_summary();
}

#else

int main(void)
{
    check(sizeof(void *) == 8, "x86_64");
    return check_summary();
}

#endif
