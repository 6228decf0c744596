/* x86_64: unwind codes, function tables, __C_specific_handler, RtlUnwindEx. The functions that are unwound are written
 * in assembly, so that each place in them is known. Nothing to test in i386. */
#include "../check.h"

#ifdef __x86_64__

/* A prolog of all kinds, a body and an epilog; labels tell the places. */
extern char probe[], probe_pushed[], probe_allocated[], probe_body[], probe_epilog[], probe_pop[], probe_return[],
    probe_end[];
__asm__(".text\n"
        ".globl probe\n.seh_proc probe\n"
        "probe: pushq %rbx\n.seh_pushreg %rbx\n"
        "probe_pushed: pushq %rbp\n.seh_pushreg %rbp\n"
        "subq $0x48, %rsp\n.seh_stackalloc 0x48\n"
        "probe_allocated: movq %rsi, 0x30(%rsp)\n.seh_savereg %rsi, 0x30\n"
        "movaps %xmm6, 0x20(%rsp)\n.seh_savexmm %xmm6, 0x20\n"
        ".seh_endprologue\n"
        "probe_body: nop\nnop\n"
        "probe_epilog: addq $0x48, %rsp\n"
        "probe_pop: popq %rbp\npopq %rbx\n"
        "probe_return: ret\n"
        "probe_end: nop\n.seh_endproc\n");

/* With a frame register: rbp = rsp + 0x20 after the allocation. */
extern char framed[], framed_body[], framed_set[];
__asm__(".globl framed\n.seh_proc framed\n"
        "framed: pushq %rbp\n.seh_pushreg %rbp\n"
        "subq $0x60, %rsp\n.seh_stackalloc 0x60\n"
        "leaq 0x20(%rsp), %rbp\n.seh_setframe %rbp, 0x20\n"
        "framed_set: nop\n.seh_endprologue\n"
        "framed_body: nop\n"
        "leaq 0x40(%rbp), %rsp\npopq %rbp\nret\n.seh_endproc\n");

static ULONG64 stack[64];

static PEXCEPTION_ROUTINE unwind(const char *pc, CONTEXT *context, ULONG64 *frame)
{
    ULONG64 base = 0;
    void *data = NULL;
    RUNTIME_FUNCTION *function = RtlLookupFunctionEntry((ULONG64)pc, &base, NULL);
    check(function != NULL, "a function for %p", pc);
    check_equal_ptr((void *)base, GetModuleHandleW(NULL), "image base");
    context->Rip = (ULONG64)pc;
    return RtlVirtualUnwind(UNW_FLAG_EHANDLER, base, (ULONG64)pc, function, context, &data, frame, NULL);
}

static CONTEXT fresh_context(unsigned used)
{
    CONTEXT context;
    memset(&context, 0, sizeof(context));
    for (unsigned i = 0; i < 64; i++) stack[i] = 0x1000 + i;
    context.Rsp = (ULONG64)&stack[used];
    context.Rbx = 1;
    context.Rbp = 2;
    context.Rsi = 3;
    return context;
}

static void test_virtual_unwind(void)
{
    ULONG64 frame;
    CONTEXT c = fresh_context(0);
    unwind(probe, &c, &frame); /* nothing done yet */
    check_equal_u64(c.Rip, 0x1000, "at the entry: return address");
    check_equal_u64(c.Rsp, (ULONG64)&stack[1], "at the entry: rsp");
    check_equal_u64(c.Rbx, 1, "at the entry: rbx");
    check_equal_u64(frame, (ULONG64)&stack[0], "at the entry: frame");

    c = fresh_context(0);
    unwind(probe_pushed, &c, &frame);
    check_equal_u64(c.Rbx, 0x1000, "after a push: rbx");
    check_equal_u64(c.Rip, 0x1001, "after a push: return address");
    check_equal_u64(c.Rbp, 2, "after a push: rbp");

    c = fresh_context(0);
    unwind(probe_allocated, &c, &frame);
    check_equal_u64(c.Rbp, 0x1009, "after the allocation: rbp");
    check_equal_u64(c.Rbx, 0x100a, "after the allocation: rbx");
    check_equal_u64(c.Rip, 0x100b, "after the allocation: return address");
    check_equal_u64(c.Rsi, 3, "after the allocation: rsi is not saved yet");

    c = fresh_context(0);
    check(unwind(probe_body, &c, &frame) == NULL, "in the body: no handler");
    check_equal_u64(c.Rsi, 0x1006, "in the body: rsi");
    check_equal_u64(c.Xmm6.Low, 0x1004, "in the body: xmm6");
    check_equal_u64((ULONG64)c.Xmm6.High, 0x1005, "in the body: xmm6");
    check_equal_u64(c.Rbp, 0x1009, "in the body: rbp");
    check_equal_u64(c.Rbx, 0x100a, "in the body: rbx");
    check_equal_u64(c.Rip, 0x100b, "in the body: return address");
    check_equal_u64(c.Rsp, (ULONG64)&stack[12], "in the body: rsp");
    check_equal_u64(frame, (ULONG64)&stack[0], "in the body: frame");

    c = fresh_context(0);
    unwind(probe_epilog, &c, &frame);
    check_equal_u64(c.Rip, 0x100b, "before the epilog: return address");
    check_equal_u64(c.Rbp, 0x1009, "before the epilog: rbp");
    c = fresh_context(0);
    unwind(probe_pop, &c, &frame);
    check_equal_u64(c.Rbp, 0x1000, "in the epilog: rbp");
    check_equal_u64(c.Rbx, 0x1001, "in the epilog: rbx");
    check_equal_u64(c.Rip, 0x1002, "in the epilog: return address");
    c = fresh_context(0);
    unwind(probe_return, &c, &frame);
    check_equal_u64(c.Rip, 0x1000, "at the return: return address");
    check_equal_u64(c.Rbx, 1, "at the return: rbx");
    check_equal_u64(c.Rsp, (ULONG64)&stack[1], "at the return: rsp");
}

static void test_frame_register(void)
{
    ULONG64 frame;
    CONTEXT c = fresh_context(2);
    c.Rbp = (ULONG64)&stack[4];
    c.Rsp = (ULONG64)&stack[1]; /* moved by alloca */
    unwind(framed_body, &c, &frame);
    check_equal_u64(frame, (ULONG64)&stack[0], "with a frame register: frame");
    check_equal_u64(c.Rbp, 0x100c, "with a frame register: rbp");
    check_equal_u64(c.Rip, 0x100d, "with a frame register: return address");
    check_equal_u64(c.Rsp, (ULONG64)&stack[14], "with a frame register: rsp");
    c = fresh_context(0);
    c.Rbp = (ULONG64)&stack[4];
    unwind(framed_set, &c, &frame);
    check_equal_u64(c.Rip, 0x100d, "just after it was set: return address");

    KNONVOLATILE_CONTEXT_POINTERS pointers;
    ULONG64 base;
    void *data;
    memset(&pointers, 0, sizeof(pointers));
    c = fresh_context(0);
    RUNTIME_FUNCTION *function = RtlLookupFunctionEntry((ULONG64)probe_body, &base, NULL);
    RtlVirtualUnwind(0, base, (ULONG64)probe_body, function, &c, &data, &frame, &pointers);
    check_equal_ptr(pointers.IntegerContext[3], &stack[10], "where rbx was saved");
    check_equal_ptr(pointers.IntegerContext[6], &stack[6], "where rsi was saved");
    check_equal_ptr(pointers.FloatingContext[6], &stack[4], "where xmm6 was saved");
    check_equal_ptr(pointers.IntegerContext[7], NULL, "rdi was not saved");
}

/* --- function tables --- */

static RUNTIME_FUNCTION dynamic_functions[2];

static PRUNTIME_FUNCTION callback(DWORD64 pc, PVOID context)
{
    *(DWORD64 *)context = pc;
    return &dynamic_functions[1];
}

static void test_tables(void)
{
    char *code = VirtualAlloc(NULL, 0x1000, MEM_RESERVE | MEM_COMMIT, PAGE_EXECUTE_READWRITE);
    ULONG64 base = 0, asked = 0;
    check(RtlLookupFunctionEntry((ULONG64)code, &base, NULL) == NULL, "no function in fresh memory");
    dynamic_functions[0] = (RUNTIME_FUNCTION){ .BeginAddress = 0x100, .EndAddress = 0x110, .UnwindData = 0x800 };
    dynamic_functions[1] = (RUNTIME_FUNCTION){ .BeginAddress = 0x200, .EndAddress = 0x280, .UnwindData = 0x800 };
    check(RtlAddFunctionTable(dynamic_functions, 2, (ULONG64)code), "RtlAddFunctionTable");
    check_equal_ptr(RtlLookupFunctionEntry((ULONG64)code + 0x10f, &base, NULL), &dynamic_functions[0],
                    "the first function");
    check_equal_u64(base, (ULONG64)code, "its base");
    check_equal_ptr(RtlLookupFunctionEntry((ULONG64)code + 0x200, &base, NULL), &dynamic_functions[1],
                    "the second function");
    check_equal_ptr(RtlLookupFunctionEntry((ULONG64)code + 0x110, &base, NULL), NULL, "between them");
    check(RtlDeleteFunctionTable(dynamic_functions), "RtlDeleteFunctionTable");
    check(!RtlDeleteFunctionTable(dynamic_functions), "twice");
    check_equal_ptr(RtlLookupFunctionEntry((ULONG64)code + 0x200, &base, NULL), NULL, "after that");
    check(RtlInstallFunctionTableCallback((ULONG64)code | 3, (ULONG64)code, 0x1000, callback, &asked, NULL),
          "a callback");
    check_equal_ptr(RtlLookupFunctionEntry((ULONG64)code + 0x300, &base, NULL), &dynamic_functions[1],
                    "the callback's answer");
    check_equal_u64(asked, (ULONG64)code + 0x300, "what the callback is asked");
    check_equal_u64(base, (ULONG64)code, "the callback's base");
    check(RtlDeleteFunctionTable((void *)((ULONG64)code | 3)), "removing the callback");
    check(!RtlInstallFunctionTableCallback((ULONG64)code, (ULONG64)code, 0x1000, callback, &asked, NULL),
          "an identifier needs its lowest bits");
    VirtualFree(code, 0, MEM_RELEASE);
}

/* --- __try and __finally --- */

static char events[64];
static LONG filter_answer;
static EXCEPTION_RECORD filtered;
static int nested_raise;

static void event(char c)
{
    size_t length = strlen(events);
    events[length] = c;
    events[length + 1] = 0;
}

static LONG __attribute__((used)) filter(EXCEPTION_POINTERS *pointers, void *frame)
{
    (void)frame;
    event('f');
    filtered = *pointers->ExceptionRecord;
    return filter_answer;
}

static void __attribute__((used)) finally(BOOLEAN abnormal, void *frame)
{
    (void)frame;
    event(abnormal ? 'F' : 'n');
}

static void __attribute__((used)) raising_finally(BOOLEAN abnormal, void *frame)
{
    (void)abnormal;
    (void)frame;
    event('R');
    if (nested_raise) RaiseException(0x99, 0, 0, NULL);
}

/* int guarded(function): calls it in a __try block; the exception's code if the filter wants its handler, else 0 */
extern int guarded(void (*function)(void));
__asm__(".globl guarded\n.seh_proc guarded\n"
        "guarded: pushq %rbx\n.seh_pushreg %rbx\n"
        "subq $0x20, %rsp\n.seh_stackalloc 0x20\n"
        ".seh_handler __C_specific_handler, @except, @unwind\n"
        ".seh_handlerdata\n.long 1\n.rva guarded_begin, guarded_end, filter, guarded_handler\n"
        ".text\n.seh_endprologue\n"
        "guarded_begin: call *%rcx\nnop\n"
        "guarded_end: xorl %eax, %eax\n"
        "guarded_handler: addq $0x20, %rsp\npopq %rbx\nret\n.seh_endproc\n");

/* void with_finally(function): a __finally block; calls `finally` itself when nothing happens */
extern void with_finally(void (*function)(void));
__asm__(".globl with_finally\n.seh_proc with_finally\n"
        "with_finally: subq $0x28, %rsp\n.seh_stackalloc 0x28\n"
        ".seh_handler __C_specific_handler, @except, @unwind\n"
        ".seh_handlerdata\n.long 1\n.rva with_finally_begin, with_finally_end, finally\n.long 0\n"
        ".text\n.seh_endprologue\n"
        "with_finally_begin: call *%rcx\nnop\n"
        "with_finally_end: xorl %ecx, %ecx\nxorl %edx, %edx\ncall finally\n"
        "addq $0x28, %rsp\nret\n.seh_endproc\n");

extern void with_raising_finally(void (*function)(void));
__asm__(".globl with_raising_finally\n.seh_proc with_raising_finally\n"
        "with_raising_finally: subq $0x28, %rsp\n.seh_stackalloc 0x28\n"
        ".seh_handler __C_specific_handler, @except, @unwind\n"
        ".seh_handlerdata\n.long 1\n.rva with_raising_begin, with_raising_end, raising_finally\n.long 0\n"
        ".text\n.seh_endprologue\n"
        "with_raising_begin: call *%rcx\nnop\n"
        "with_raising_end: addq $0x28, %rsp\nret\n.seh_endproc\n");

static void do_nothing(void) { event('-'); }
static void do_raise(void) { RaiseException(0x55, 0, 0, NULL); event('!'); }
static void do_read(void)
{
    __asm__ volatile("movl (%%rax), %%eax" :: "a"(0x18ull));
    event('!');
}
static void do_raise_in_finally(void) { with_finally(do_raise); event('!'); }
static void do_raise_in_two(void) { with_finally(do_raise_in_finally); }
static void do_collide(void) { with_raising_finally(do_raise); event('!'); }
static void guard_collide(void)
{
    check_equal_u32(guarded(do_collide), 0x99, "the second exception replaces the first");
}

static void expect(const char *wanted, const char *what)
{
    check_equal_string(events, wanted, what);
    events[0] = 0;
}

static void test_seh(void)
{
    filter_answer = EXCEPTION_EXECUTE_HANDLER;
    check_equal_u32(guarded(do_nothing), 0, "nothing happens");
    expect("-", "nothing happens");
    check_equal_u32(guarded(do_raise), 0x55, "an exception is caught");
    expect("f", "an exception is caught");
    check_equal_u32(guarded(do_read), EXCEPTION_ACCESS_VIOLATION, "a fault is caught");
    expect("f", "a fault is caught");
    check_equal_u64(filtered.ExceptionInformation[1], 0x18, "the address it read from");
    filter_answer = EXCEPTION_CONTINUE_EXECUTION;
    check_equal_u32(guarded(do_raise), 0, "the filter continues");
    expect("f!", "the filter continues");
    with_finally(do_nothing);
    expect("-n", "a __finally block in peace");
    filter_answer = EXCEPTION_EXECUTE_HANDLER;
    check_equal_u32(guarded(do_raise_in_finally), 0x55, "a __finally block on the way");
    expect("fF", "the filter is asked first, then the block runs");
    check_equal_u32(guarded(do_raise_in_two), 0x55, "two of them");
    expect("fFF", "two of them");
    nested_raise = 1;
    guard_collide();
    expect("fRf", "an exception in a __finally block");
}

static void __attribute__((noinline)) walk(void)
{
    void *frames[30];
    ULONG hash = 0;
    USHORT count = RtlCaptureStackBackTrace(0, 30, frames, &hash);
    check(count >= 3, "%u frames", count);
    check((char *)frames[0] > (char *)walk && (char *)frames[0] < (char *)walk + 0x400,
          "the first frame is this function's");
    void *skipped[30];
    check_equal_u32(RtlCaptureStackBackTrace(1, 30, skipped, NULL), count - 1u, "one skipped");
    check_equal_ptr(skipped[0], frames[1], "one skipped");
    check_equal_u32(RtlCaptureStackBackTrace(0, 2, skipped, NULL), 2, "no more than asked for");
    check(hash != 0, "a hash");
}

static void test_contexts(void)
{
    CONTEXT context;
    static volatile int times;
    volatile int local = 5;
    memset(&context, 0xcc, sizeof(context));
    times = 0;
    RtlCaptureContext(&context);
    times++;
    if (times < 3) RtlRestoreContext(&context, NULL);
    check_equal_int(times, 3, "RtlRestoreContext goes back");
    check_equal_int(local, 5, "the stack is the same");
    check_equal_u32(context.ContextFlags & CONTEXT_FULL, CONTEXT_FULL, "ContextFlags");
    check(context.Rsp <= (ULONG64)&local && (ULONG64)&local - context.Rsp < 0x2000, "rsp");
    check(context.Rip > (ULONG64)test_contexts && context.Rip < (ULONG64)test_contexts + 0x400, "rip");
    check_equal_u32(context.MxCsr, context.FltSave.MxCsr, "mxcsr is there twice");
    check_equal_u32(context.SegCs, 0x33, "cs");
}

int main(void)
{
    test_virtual_unwind();
    test_frame_register();
    test_tables();
    test_seh();
    walk();
    test_contexts();
    return check_summary();
}

#else

int main(void)
{
    check(sizeof(void *) == 4, "i386");
    return check_summary();
}

#endif
