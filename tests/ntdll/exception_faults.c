/* What the processor's faults look like to a vectored handler: codes, addresses, parameters; and that execution goes on
 * where the handler says. Each case is a few bytes of machine code, which mean the same in both architectures, called
 * with an argument in ecx/rcx. */
#include "../check.h"

#ifdef __x86_64__
#define CONTEXT_IP(context) ((context)->Rip)
#define CONTEXT_SP(context) ((context)->Rsp)
#define CONTEXT_AX(context) ((context)->Rax)
#else
#define CONTEXT_IP(context) ((context)->Eip)
#define CONTEXT_SP(context) ((context)->Esp)
#define CONTEXT_AX(context) ((context)->Eax)
#endif

typedef ULONG_PTR (__fastcall *code_function)(void *argument);

enum resume { SKIP, AS_RETURN, RETRY, IN_PLACE };

static char *code_page;
static EXCEPTION_RECORD seen;
static ULONG_PTR seen_ip;
static int seen_count;
static enum resume resume_how;
static unsigned resume_length;

static LONG CALLBACK handler(EXCEPTION_POINTERS *pointers)
{
    CONTEXT *context = pointers->ContextRecord;
    seen = *pointers->ExceptionRecord;
    seen_ip = CONTEXT_IP(context);
    seen_count++;
    if (seen_count > 10) return EXCEPTION_CONTINUE_SEARCH;
    switch (resume_how) {
    case SKIP:
        CONTEXT_IP(context) += resume_length;
        break;
    case AS_RETURN:
        CONTEXT_IP(context) = *(ULONG_PTR *)CONTEXT_SP(context);
        CONTEXT_SP(context) += sizeof(void *);
        break;
    case RETRY:
    case IN_PLACE:
        break;
    }
    return EXCEPTION_CONTINUE_EXECUTION;
}

static ULONG_PTR run(const void *code, unsigned size, void *argument, enum resume how, unsigned length)
{
    memcpy(code_page, code, size);
    memset(&seen, 0, sizeof(seen));
    seen_count = 0;
    seen_ip = 0;
    resume_how = how;
    resume_length = length;
    return ((code_function)code_page)(argument);
}
#define RUN(argument, how, length, ...) \
    run((const unsigned char[]){ __VA_ARGS__ }, sizeof((const unsigned char[]){ __VA_ARGS__ }), argument, how, length)

static void check_exception(DWORD code, unsigned offset, unsigned parameters, int number)
{
    check_case(number);
    check_equal_int(seen_count, 1, "exceptions");
    check_equal_u32(seen.ExceptionCode, code, "code");
    check_equal_ptr(seen.ExceptionAddress, code_page + offset, "address");
    check_equal_u64(seen_ip, (ULONG_PTR)code_page + offset, "instruction pointer");
    check_equal_u32(seen.NumberParameters, parameters, "parameters");
    check_equal_u32(seen.ExceptionFlags, 0, "flags");
    check_equal_ptr(seen.ExceptionRecord, NULL, "no other record");
    check_case(0);
}

static void check_access(ULONG_PTR kind, const void *address)
{
    check_equal_u64(seen.ExceptionInformation[0], kind, "what was tried");
    check_equal_ptr((void *)seen.ExceptionInformation[1], address, "where");
}

static void test_access(void)
{
    char *page = VirtualAlloc(NULL, 0x2000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DWORD old;
    RUN((void *)0x18, SKIP, 2, 0x8b, 0x01, 0xc3); /* mov eax, [ecx] */
    check_exception(EXCEPTION_ACCESS_VIOLATION, 0, 2, 1);
    check_access(0, (void *)0x18);
    RUN((void *)0x20, SKIP, 2, 0x89, 0x01, 0xc3); /* mov [ecx], eax */
    check_exception(EXCEPTION_ACCESS_VIOLATION, 0, 2, 2);
    check_access(1, (void *)0x20);
    VirtualProtect(page, 0x1000, PAGE_READONLY, &old);
    RUN(page + 4, SKIP, 2, 0x89, 0x01, 0xc3);
    check_exception(EXCEPTION_ACCESS_VIOLATION, 0, 2, 3);
    check_access(1, page + 4);
    VirtualProtect(page, 0x1000, PAGE_NOACCESS, &old);
    RUN(page + 8, SKIP, 3, 0x90, 0x83, 0x01, 0x01, 0xc3); /* nop; add dword [ecx], 1 */
    check_exception(EXCEPTION_ACCESS_VIOLATION, 1, 2, 4);
    check_equal_ptr((void *)seen.ExceptionInformation[1], page + 8, "where");
    VirtualFree(page + 0x1000, 0x1000, MEM_DECOMMIT);
    RUN(page + 0x1100, SKIP, 2, 0x8b, 0x01, 0xc3);
    check_exception(EXCEPTION_ACCESS_VIOLATION, 0, 2, 5);
    check_access(0, page + 0x1100);
    VirtualFree(page, 0, MEM_RELEASE);
    RUN(page + 8, SKIP, 2, 0x8b, 0x01, 0xc3);
    check_exception(EXCEPTION_ACCESS_VIOLATION, 0, 2, 6);
    check_access(0, page + 8);
#ifdef __x86_64__
    RUN((void *)0x1234567812345678, SKIP, 2, 0x8b, 0x01, 0xc3); /* an address that cannot exist */
    check_exception(EXCEPTION_ACCESS_VIOLATION, 0, 2, 7);
    check_access(0, (void *)-1);
#endif
}

static void test_execute(void)
{
    static const unsigned char jump[] = { 0xff, 0xe1 }; /* jmp ecx */
    char *page = VirtualAlloc(NULL, 0x1000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    run(jump, sizeof(jump), NULL, AS_RETURN, 0);
    check_equal_u32(seen.ExceptionCode, EXCEPTION_ACCESS_VIOLATION, "calling null");
    check_equal_ptr(seen.ExceptionAddress, NULL, "calling null");
    check_equal_ptr((void *)seen.ExceptionInformation[1], NULL, "calling null");
    check(seen.ExceptionInformation[0] == 8 || seen.ExceptionInformation[0] == 0, "calling null: %lx",
          (long)seen.ExceptionInformation[0]);
    const IMAGE_DOS_HEADER *self = (void *)GetModuleHandleW(NULL);
    const IMAGE_NT_HEADERS *headers = (void *)((char *)self + self->e_lfanew);
    if (sizeof(void *) == 8 || (headers->OptionalHeader.DllCharacteristics & IMAGE_DLLCHARACTERISTICS_NX_COMPAT)) {
        page[0] = (char)0xc3;
        run(jump, sizeof(jump), page, AS_RETURN, 0);
        check_equal_u32(seen.ExceptionCode, EXCEPTION_ACCESS_VIOLATION, "executing data");
        check_equal_ptr(seen.ExceptionAddress, page, "executing data");
        check_access(8, page);
    }
    VirtualFree(page, 0, MEM_RELEASE);
}

static void test_arithmetic(void)
{
    RUN(NULL, SKIP, 2, 0x31, 0xd2, 0x31, 0xc9, 0xf7, 0xf1, 0xc3); /* xor edx, edx; xor ecx, ecx; div ecx */
    check_exception(EXCEPTION_INT_DIVIDE_BY_ZERO, 4, 0, 20);
    RUN(NULL, SKIP, 2, 0xb8, 0, 0, 0, 0x80, 0x99, 0xb9, 0xff, 0xff, 0xff, 0xff, 0xf7, 0xf9, 0xc3); /* INT_MIN / -1 */
    check_exception(EXCEPTION_INT_OVERFLOW, 11, 0, 21);
    RUN(NULL, SKIP, 2, 0xb8, 0, 1, 0, 0, 0x31, 0xc9, 0xf6, 0xf1, 0xc3); /* div cl */
    check_exception(EXCEPTION_INT_DIVIDE_BY_ZERO, 7, 0, 22);
}

static void test_instructions(void)
{
    ULONG_PTR result;
    RUN(NULL, SKIP, 1, 0xcc, 0xc3); /* int3 */
    check_exception(EXCEPTION_BREAKPOINT, 0, 1, 30);
    check_equal_u64(seen.ExceptionInformation[0], 0, "a breakpoint's parameter");
    RUN(NULL, SKIP, 2, 0x90, 0x0f, 0x0b, 0xc3); /* ud2 */
    check_exception(EXCEPTION_ILLEGAL_INSTRUCTION, 1, 0, 31);
    RUN(NULL, SKIP, 1, 0xf4, 0xc3); /* hlt */
    check_exception(EXCEPTION_PRIV_INSTRUCTION, 0, 0, 32);
    RUN(NULL, SKIP, 1, 0xec, 0xc3); /* in al, dx */
    check_exception(EXCEPTION_PRIV_INSTRUCTION, 0, 0, 33);
    RUN(NULL, SKIP, 1, 0xfa, 0xc3); /* cli */
    check_exception(EXCEPTION_PRIV_INSTRUCTION, 0, 0, 34);
#ifdef __x86_64__
    result = RUN(NULL, IN_PLACE, 0, 0x9c, 0x48, 0x81, 0x0c, 0x24, 0, 1, 0, 0, 0x9d, 0x90, 0xb8, 7, 0, 0, 0, 0xc3);
    check_exception(EXCEPTION_SINGLE_STEP, 11, 0, 35);
#else
    result = RUN(NULL, IN_PLACE, 0, 0x9c, 0x81, 0x0c, 0x24, 0, 1, 0, 0, 0x9d, 0x90, 0xb8, 7, 0, 0, 0, 0xc3);
    check_exception(EXCEPTION_SINGLE_STEP, 10, 0, 35);
#endif
    check_equal_u64(result, 7, "after the trap flag the program goes on");
}

static void test_guard_page(void)
{
    char *page = VirtualAlloc(NULL, 0x1000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE | PAGE_GUARD);
    MEMORY_BASIC_INFORMATION info;
    ULONG_PTR result;
    result = RUN(page + 16, RETRY, 0, 0x8b, 0x01, 0xc3);
    check_exception(EXCEPTION_GUARD_PAGE, 0, 2, 40);
    check_access(0, page + 16);
    check_equal_u64(result, 0, "the second try succeeds");
    VirtualQuery(page, &info, sizeof(info));
    check_equal_u32(info.Protect, PAGE_READWRITE, "the guard is gone");
    DWORD old;
    check(VirtualProtect(page, 0x1000, PAGE_READONLY | PAGE_GUARD, &old), "a guard on a read-only page");
    RUN(page, SKIP, 2, 0x89, 0x01, 0xc3);
    check_exception(EXCEPTION_GUARD_PAGE, 0, 2, 41);
    check_access(1, page);
    RUN(page, SKIP, 2, 0x89, 0x01, 0xc3);
    check_exception(EXCEPTION_ACCESS_VIOLATION, 0, 2, 42);
    check_access(1, page);
    VirtualFree(page, 0, MEM_RELEASE);
}

static void test_registers(void)
{
    /* the handler sees the registers and may change them */
    ULONG_PTR result =
        RUN((void *)0x18, SKIP, 2, 0xb8, 0x44, 0x33, 0x22, 0x11, 0x8b, 0x09, 0xc3); /* mov eax, n; mov ecx, [ecx] */
    check_exception(EXCEPTION_ACCESS_VIOLATION, 5, 2, 50);
    check_equal_u64(result, 0x11223344, "eax survives");
}

/* --- stack overflow --- */

static volatile int depth;
static volatile int overflows;
static ULONG_PTR safe_stack;
static volatile int endless = 1;

static int __attribute__((noinline)) recurse(volatile char *above)
{
    volatile char room[3000];
    room[0] = above[0];
    depth++;
    if (!endless) return 0;
    return recurse(room) + room[0] + above[1];
}

static void __attribute__((noinline)) after_overflow(void)
{
    MEMORY_BASIC_INFORMATION info;
    char *limit = ((NT_TIB *)NtCurrentTeb())->StackLimit;
    check(VirtualQuery(limit, &info, sizeof(info)) && info.State == MEM_COMMIT, "the stack limit is committed");
    check(!(info.Protect & PAGE_GUARD), "and no guard");
    check((char *)limit - (char *)info.AllocationBase < 0x10000, "the limit is near the end: %p, %p", limit,
          info.AllocationBase);
    ExitThread(33);
}

static LONG CALLBACK overflow_handler(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != (DWORD)EXCEPTION_STACK_OVERFLOW) return EXCEPTION_CONTINUE_SEARCH;
    seen = *pointers->ExceptionRecord;
    overflows++;
    CONTEXT_IP(pointers->ContextRecord) = (ULONG_PTR)after_overflow;
    CONTEXT_SP(pointers->ContextRecord) = safe_stack;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static DWORD WINAPI overflow_thread(void *argument)
{
    volatile char start[16] = { 0 };
    (void)argument;
    safe_stack = (((ULONG_PTR)start - 0x400) & ~(ULONG_PTR)15) - sizeof(void *);
    return (DWORD)recurse(start);
}

static void test_stack(void)
{
    MEMORY_BASIC_INFORMATION info;
    NT_TIB *tib = (NT_TIB *)NtCurrentTeb();
    check((char *)&info < (char *)tib->StackBase && (char *)&info >= (char *)tib->StackLimit,
          "locals lie in the stack");
    VirtualQuery((char *)tib->StackLimit - 0x1000, &info, sizeof(info));
    check(info.Protect == (PAGE_READWRITE | PAGE_GUARD), "a guard page lies below the limit: %lx", info.Protect);
    ULONG guarantee = 0;
    check(SetThreadStackGuarantee(&guarantee), "SetThreadStackGuarantee as a question: error %lu", GetLastError());
    guarantee = 0x8000;
    check(SetThreadStackGuarantee(&guarantee), "SetThreadStackGuarantee: error %lu", GetLastError());
    guarantee = 0;
    check(SetThreadStackGuarantee(&guarantee) && guarantee >= 0x8000, "what was asked for: 0x%lx", guarantee);
    HANDLE thread = CreateThread(NULL, 0x40000, overflow_thread, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    DWORD code = 0;
    check_equal_u32(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0, "the thread ends");
    GetExitCodeThread(thread, &code);
    check_equal_u32(code, 33, "where the handler sent it");
    CloseHandle(thread);
    check_equal_int(overflows, 1, "one stack overflow");
    check_equal_u32(seen.ExceptionCode, EXCEPTION_STACK_OVERFLOW, "code");
    check(depth > 40, "%d calls deep", depth);
}

static LONG CALLBACK wrong_handler(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    check(0, "a handler that was removed is called");
    return EXCEPTION_CONTINUE_SEARCH;
}

int main(void)
{
    code_page = VirtualAlloc(NULL, 0x1000, MEM_RESERVE | MEM_COMMIT, PAGE_EXECUTE_READWRITE);
    void *removed = AddVectoredExceptionHandler(1, wrong_handler), *added = AddVectoredExceptionHandler(1, handler);
    check(added && removed, "AddVectoredExceptionHandler");
    check(RemoveVectoredExceptionHandler(removed), "RemoveVectoredExceptionHandler");
    check(!RemoveVectoredExceptionHandler((void *)0x1234567), "removing what was not added");
    test_access();
    test_execute();
    test_arithmetic();
    test_instructions();
    test_guard_page();
    test_registers();
    check(RemoveVectoredExceptionHandler(added), "RemoveVectoredExceptionHandler");
    added = AddVectoredExceptionHandler(0, overflow_handler);
    test_stack();
    RemoveVectoredExceptionHandler(added);
    return check_summary();
}
