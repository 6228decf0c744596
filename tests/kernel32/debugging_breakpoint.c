/* A debugger at work: breakpoints that it writes into the program, single steps, registers that it changes, exceptions
 * that it answers or hands back, threads that stand still meanwhile. Also a 64-bit debugger of a 32-bit program.
 * Witness: Microsoft's "Debugging Events", "ContinueDebugEvent", "SetThreadContext", "WOW64 Implementation Details"
 * (codes of 32-bit code). */
#include "debugging.h"

#ifdef _WIN64
#define PROGRAM_COUNTER(context) (context).Rip
#define RESULT(context) (context).Rax
#else
#define PROGRAM_COUNTER(context) (context).Eip
#define RESULT(context) (context).Eax
#endif
#define TRAP_FLAG 0x100
#define WX86_BREAKPOINT ((DWORD)0x4000001f)
#define WX86_SINGLE_STEP ((DWORD)0x4000001e)

/* --- the child --- */

__declspec(noinline) static int add_one(volatile int *value)
{
    return *value + 1;
}

static volatile LONG counter;
static DWORD WINAPI count_up(void *unused)
{
    (void)unused;
    for (;;) InterlockedIncrement(&counter);
    return 0;
}

static LONG CALLBACK exit_by_handler(EXCEPTION_POINTERS *pointers)
{
    if (pointers->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION) return EXCEPTION_CONTINUE_SEARCH;
    ExitProcess(33);
}

static volatile LONG watched;

static int child(const char *what)
{
    volatile int value = 6;
    if (!strcmp(what, "watched")) {
        watched = 1;
        watched = 2;
        return add_one(&value) + (int)watched;
    }
    if (!strcmp(what, "call")) return add_one(&value) + add_one(&value);
    if (!strcmp(what, "threads")) {
        CreateThread(NULL, 0, count_up, NULL, 0, NULL);
        while (!counter) Sleep(1);
        OutputDebugStringA("they count");
        return 5;
    }
    if (!strcmp(what, "handled")) AddVectoredExceptionHandler(1, exit_by_handler);
    if (!strcmp(what, "debugger's")) {
        value = *(volatile int *)0;
        return value;
    }
    *(volatile int *)0 = 1;
    return 1;
}

/* --- a breakpoint, three steps, another result --- */

static struct {
    BYTE *place, original;
    DWORD hits, steps;
    ULONG_PTR last;
    BOOL moved, wide_of_narrow;
} probe;

static void write_byte(struct debuggee *debuggee, BYTE *at, BYTE value)
{
    SIZE_T done = 0;
    check(WriteProcessMemory(debuggee->process, at, &value, 1, &done) && done == 1, "WriteProcessMemory: error %lu",
          GetLastError());
    FlushInstructionCache(debuggee->process, at, 1);
}

static DWORD at_breakpoint(struct debuggee *debuggee, const EXCEPTION_DEBUG_INFO *exception)
{
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    SIZE_T done;
    if (!probe.place) { /* the first one: the program is there, and has not begun */
        probe.place = debuggee->base + ((BYTE *)add_one - (BYTE *)GetModuleHandleA(NULL));
        ReadProcessMemory(debuggee->process, probe.place, &probe.original, 1, &done);
        write_byte(debuggee, probe.place, 0xcc);
        return DBG_CONTINUE;
    }
    probe.hits++;
    check_equal_ptr(exception->ExceptionRecord.ExceptionAddress, probe.place, "the breakpoint's address");
    check(GetThreadContext(debuggee->thread, &context), "GetThreadContext: error %lu", GetLastError());
    check_equal_ptr(PROGRAM_COUNTER(context), probe.place + 1, "the program counter is behind the breakpoint");
    write_byte(debuggee, probe.place, probe.original);
    PROGRAM_COUNTER(context) = (ULONG_PTR)probe.place;
    context.EFlags |= TRAP_FLAG;
    check(SetThreadContext(debuggee->thread, &context), "SetThreadContext: error %lu", GetLastError());
    probe.last = (ULONG_PTR)probe.place;
    return DBG_CONTINUE;
}

/* Steps to the end of the function; where it returns, its result becomes 100. */
static DWORD at_step(struct debuggee *debuggee, const EXCEPTION_DEBUG_INFO *exception)
{
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    BYTE code = 0;
    SIZE_T done;
    probe.steps++;
    GetThreadContext(debuggee->thread, &context);
    check_equal_ptr(exception->ExceptionRecord.ExceptionAddress, PROGRAM_COUNTER(context),
                    "a step's address is the next instruction");
    check(PROGRAM_COUNTER(context) != probe.last, "a step moves");
    check(!(context.EFlags & TRAP_FLAG), "a step ends the stepping");
    ReadProcessMemory(debuggee->process, (void *)probe.last, &code, 1, &done);
    if (code == 0xc3 || code == 0xc2) {
        RESULT(context) = 100;
        probe.moved = TRUE;
    } else {
        context.EFlags |= TRAP_FLAG;
    }
    probe.last = PROGRAM_COUNTER(context);
    SetThreadContext(debuggee->thread, &context);
    if (probe.moved && probe.hits == 1) write_byte(debuggee, probe.place, 0xcc);
    return DBG_CONTINUE;
}

static DWORD answer_calls(struct debuggee *debuggee, const DEBUG_EVENT *event)
{
    const EXCEPTION_DEBUG_INFO *exception = &event->u.Exception;
    if (event->dwDebugEventCode != EXCEPTION_DEBUG_EVENT) return 0;
    if (exception->ExceptionRecord.ExceptionCode == EXCEPTION_BREAKPOINT) {
        probe.moved = FALSE;
        return at_breakpoint(debuggee, exception);
    }
    return exception->ExceptionRecord.ExceptionCode == EXCEPTION_SINGLE_STEP ? at_step(debuggee, exception) : 0;
}

static void test_breakpoint(void)
{
    struct debuggee debuggee;
    check(debuggee_start(&debuggee, "call", DEBUG_PROCESS), "start: error %lu", GetLastError());
    check(debuggee_run(&debuggee, answer_calls), "all events came: error %lu", GetLastError());
    check_equal_u32(probe.hits, 2, "the breakpoint was met twice");
    check(probe.steps >= 4, "steps: %lu", probe.steps);
    check_equal_u32(debuggee.exit_code, 200, "both results were changed");
    debuggee_close(&debuggee);
}

/* --- exceptions: answered, or handed back --- */

static DWORD leave_to_program(struct debuggee *debuggee, const DEBUG_EVENT *event)
{
    (void)debuggee;
    (void)event;
    return 0;
}

static DWORD give_memory(struct debuggee *debuggee, const DEBUG_EVENT *event)
{
    CONTEXT context = {.ContextFlags = CONTEXT_FULL};
    BYTE code[16];
    SIZE_T done;
    if (event->dwDebugEventCode != EXCEPTION_DEBUG_EVENT ||
        event->u.Exception.ExceptionRecord.ExceptionCode != EXCEPTION_ACCESS_VIOLATION)
        return 0;
    check_equal_u32(event->u.Exception.ExceptionRecord.NumberParameters, 2, "an access violation's parameters");
    check_equal_u32(event->u.Exception.ExceptionRecord.ExceptionInformation[1], 0, "the address");
    GetThreadContext(debuggee->thread, &context);
    ReadProcessMemory(debuggee->process, event->u.Exception.ExceptionRecord.ExceptionAddress, code, sizeof(code),
                      &done);
    /* the debugger ends the program its own way: in ExitProcess, which both have at the same place */
    PROGRAM_COUNTER(context) = (ULONG_PTR)GetProcAddress(GetModuleHandleA("kernel32"), "ExitProcess");
#ifdef _WIN64
    context.Rcx = 55;
    context.Rsp = (context.Rsp & ~(ULONG_PTR)15) - 8 - 32;
#else
    DWORD frame[2] = {0, 55};
    context.Esp -= 64;
    WriteProcessMemory(debuggee->process, (void *)(ULONG_PTR)context.Esp, frame, sizeof(frame), &done);
#endif
    SetThreadContext(debuggee->thread, &context);
    return DBG_CONTINUE;
}

static void test_exceptions(void)
{
    struct debuggee debuggee;
    debuggee_start(&debuggee, "handled", DEBUG_PROCESS);
    check(debuggee_run(&debuggee, leave_to_program), "events of a handled exception");
    check_equal_u32(debuggee.exit_code, 33, "the program's handler was called");
    check_equal_u32(debuggee.second_chances, 0, "no second chance");
    debuggee_close(&debuggee);

    debuggee_start(&debuggee, "crash", DEBUG_PROCESS);
    check(debuggee_run(&debuggee, leave_to_program), "events of a crash");
    check_equal_u32(debuggee.second_chances, 1, "a second chance for the debugger");
    check_equal_u32(debuggee.last_code, EXCEPTION_ACCESS_VIOLATION, "of the access violation");
    check_equal_u32(debuggee.exit_code, EXCEPTION_ACCESS_VIOLATION, "then the process ends by it");
    debuggee_close(&debuggee);

    debuggee_start(&debuggee, "\"debugger's\"", DEBUG_PROCESS);
    check(debuggee_run(&debuggee, give_memory), "events of an exception that the debugger answers");
    check_equal_u32(debuggee.exit_code, 55, "it went on where the debugger wanted");
    debuggee_close(&debuggee);
}

/* --- the others stand still --- */

static LONG read_counter(struct debuggee *debuggee)
{
    LONG value = -1;
    SIZE_T done;
    ReadProcessMemory(debuggee->process, debuggee->base + ((BYTE *)&counter - (BYTE *)GetModuleHandleA(NULL)), &value,
                      sizeof(value), &done);
    return value;
}

static DWORD look_at_counter(struct debuggee *debuggee, const DEBUG_EVENT *event)
{
    LONG before;
    if (event->dwDebugEventCode != OUTPUT_DEBUG_STRING_EVENT) return 0;
    before = read_counter(debuggee);
    check(before > 0, "the thread has counted: %ld", before);
    Sleep(50);
    check_equal_u32(read_counter(debuggee), before, "nobody counts while an event is pending");
    debuggee->own = debuggee;
    return 0;
}

static void test_threads(void)
{
    struct debuggee debuggee;
    debuggee_start(&debuggee, "threads", DEBUG_PROCESS);
    check(debuggee_run(&debuggee, look_at_counter), "events of two threads");
    check(debuggee.own != NULL, "the string came");
    check_equal_u32(debuggee.counts[CREATE_THREAD_DEBUG_EVENT], 1, "one more thread");
    check_equal_u32(debuggee.exit_code, 5, "exit code");
    debuggee_close(&debuggee);
}

/* --- debug registers: a write that is watched, and an instruction --- */

static struct { DWORD writes, calls; BOOL refused; } hardware;

static DWORD use_registers(struct debuggee *debuggee, const DEBUG_EVENT *event)
{
    CONTEXT context = {.ContextFlags = CONTEXT_DEBUG_REGISTERS};
    BYTE *own = (BYTE *)GetModuleHandleA(NULL);
    if (event->dwDebugEventCode != EXCEPTION_DEBUG_EVENT) return 0;
    if (event->u.Exception.ExceptionRecord.ExceptionCode == EXCEPTION_BREAKPOINT) {
        context.Dr0 = (ULONG_PTR)(debuggee->base + ((BYTE *)&watched - own));
        context.Dr1 = (ULONG_PTR)(debuggee->base + ((BYTE *)add_one - own));
        context.Dr7 = 0x1 | 0x4 | 0xd0000; /* both on; the first: writes of four bytes, the second: execution */
        hardware.refused = !SetThreadContext(debuggee->thread, &context);
        return DBG_CONTINUE;
    }
    if (event->u.Exception.ExceptionRecord.ExceptionCode != EXCEPTION_SINGLE_STEP) return 0;
    check(GetThreadContext(debuggee->thread, &context), "GetThreadContext: error %lu", GetLastError());
    check_equal_u32(context.Dr7, 0x1 | 0x4 | 0xd0000, "Dr7 is kept");
    hardware.writes += context.Dr6 & 1;
    hardware.calls += context.Dr6 >> 1 & 1;
    if (context.Dr6 & 2)
        check_equal_ptr(event->u.Exception.ExceptionRecord.ExceptionAddress, context.Dr1,
                        "an execution breakpoint comes before the instruction");
    return DBG_CONTINUE;
}

static void test_hardware(void)
{
    struct debuggee debuggee;
    debuggee_start(&debuggee, "watched", DEBUG_PROCESS);
    check(debuggee_run(&debuggee, use_registers), "events of a program that is watched");
    check_equal_u32(debuggee.exit_code, 9, "exit code");
    if (hardware.refused) {
        skip("this system does not let programs have debug registers");
    } else {
        check_equal_u32(hardware.writes, 2, "writes that were seen");
        check_equal_u32(hardware.calls, 1, "calls that were seen");
    }
    debuggee_close(&debuggee);
}

/* --- a 64-bit debugger and a 32-bit program --- */

#ifdef _WIN64
static DWORD look_at_narrow(struct debuggee *debuggee, const DEBUG_EVENT *event)
{
    WOW64_CONTEXT context = {.ContextFlags = WOW64_CONTEXT_FULL};
    DWORD code;
    if (event->dwDebugEventCode != EXCEPTION_DEBUG_EVENT) return 0;
    code = event->u.Exception.ExceptionRecord.ExceptionCode;
    if (code != WX86_BREAKPOINT && code != WX86_SINGLE_STEP) return 0;
    check(Wow64GetThreadContext(debuggee->thread, &context), "Wow64GetThreadContext: error %lu", GetLastError());
    if (code == WX86_BREAKPOINT) {
        probe.hits++;
        context.EFlags |= TRAP_FLAG;
        check_equal_u32(context.Eip, (DWORD)(ULONG_PTR)event->u.Exception.ExceptionRecord.ExceptionAddress + 1,
                        "its program counter");
        check(Wow64SetThreadContext(debuggee->thread, &context), "Wow64SetThreadContext: error %lu", GetLastError());
    } else {
        probe.steps++;
        check_equal_u32(context.Eip, (DWORD)(ULONG_PTR)event->u.Exception.ExceptionRecord.ExceptionAddress,
                        "a step's program counter");
    }
    return DBG_CONTINUE;
}

static void test_narrow_program(void)
{
    struct debuggee debuggee;
    char path[MAX_PATH], *found;
    GetModuleFileNameA(NULL, path, sizeof(path));
    found = strstr(path, "x86_64");
    if (!found) {
        skip("the 32-bit test is not where it is expected");
        return;
    }
    memcpy(found, "i386", 4);
    memmove(found + 4, found + 6, strlen(found + 6) + 1);
    memset(&probe, 0, sizeof(probe));
    if (!debuggee_start_as(&debuggee, path, "call", DEBUG_PROCESS)) {
        skip("the 32-bit test is not there");
        return;
    }
    check(debuggee_run(&debuggee, look_at_narrow), "events of a 32-bit program: error %lu", GetLastError());
    check(probe.hits >= 1, "its first breakpoint");
    check_equal_u32(probe.steps, probe.hits, "each of them stepped over");
    check_equal_u32(debuggee.exit_code, 14, "its exit code");
    debuggee_close(&debuggee);
}
#endif

int main(int argc, char **argv)
{
    if (argc > 1) return child(argv[1]);
    test_breakpoint();
    test_exceptions();
    test_threads();
    test_hardware();
#ifdef _WIN64
    test_narrow_program();
#endif
    return check_summary();
}
