/* RaiseException, the order of vectored handlers, the unhandled exception filter, debug output, error modes, exit codes
 * of crashes. */
#include "../check.h"

static char order[64];
static EXCEPTION_RECORD seen;
static LONG answer = EXCEPTION_CONTINUE_EXECUTION;

static void note(char c)
{
    size_t length = strlen(order);
    if (length < sizeof(order) - 1) {
        order[length] = c;
        order[length + 1] = 0;
    }
}

static LONG CALLBACK first(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    note('1');
    return EXCEPTION_CONTINUE_SEARCH;
}
static LONG CALLBACK second(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    note('2');
    return EXCEPTION_CONTINUE_SEARCH;
}
static LONG CALLBACK last(EXCEPTION_POINTERS *pointers)
{
    note('3');
    seen = *pointers->ExceptionRecord;
    return answer;
}
static LONG CALLBACK continued(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    note('c');
    return EXCEPTION_CONTINUE_SEARCH;
}
static LONG CALLBACK continued_last(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    note('d');
    return EXCEPTION_CONTINUE_EXECUTION;
}
static LONG CALLBACK continued_never(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    note('e');
    return EXCEPTION_CONTINUE_SEARCH;
}

static void test_order(void)
{
    void *b = AddVectoredExceptionHandler(0, last), *a = AddVectoredExceptionHandler(1, second),
         *c = AddVectoredExceptionHandler(1, first);
    void *d = AddVectoredContinueHandler(1, continued), *e = AddVectoredContinueHandler(0, continued_last);
    void *f = AddVectoredContinueHandler(0, continued_never);
    check(a && b && c && d && e && f, "handlers");
    RaiseException(0x1234, 0, 0, NULL);
    check_equal_string(order, "123cd", "the order of handlers");
    check_equal_u32(seen.ExceptionCode, 0x1234, "code");
    check_equal_u32(seen.ExceptionFlags, 0, "flags");
    check_equal_u32(seen.NumberParameters, 0, "parameters");
    check_equal_ptr(seen.ExceptionRecord, NULL, "no other record");
    check(RemoveVectoredExceptionHandler(a), "remove");
    check(RemoveVectoredContinueHandler(d), "remove");
    check(!RemoveVectoredContinueHandler(b), "an exception handler is no continue handler");
    order[0] = 0;
    RaiseException(0x1235, 0, 0, NULL);
    check_equal_string(order, "13d", "the order of those that are left");
    check(RemoveVectoredExceptionHandler(c) && RemoveVectoredExceptionHandler(b), "remove");
    check(RemoveVectoredContinueHandler(e) && RemoveVectoredContinueHandler(f), "remove");
    check(!RemoveVectoredExceptionHandler(c), "removing twice");
}

static void test_record(void)
{
    ULONG_PTR parameters[20];
    void *handler = AddVectoredExceptionHandler(1, last);
    for (int i = 0; i < 20; i++) parameters[i] = 100u + (unsigned)i;
    RaiseException(0xe0001234, 0, 3, parameters);
    check_equal_u32(seen.ExceptionCode, 0xe0001234, "code");
    check_equal_u32(seen.NumberParameters, 3, "parameters");
    check_equal_u64(seen.ExceptionInformation[2], 102, "the third parameter");
    RaiseException(0xe0001234, 0, 20, parameters);
    check_equal_u32(seen.NumberParameters, EXCEPTION_MAXIMUM_PARAMETERS, "no more than fifteen");
    check_equal_u64(seen.ExceptionInformation[14], 114, "the last parameter");
    RaiseException(0xf0001234, 0, 0, NULL);
    check_equal_u32(seen.ExceptionCode, 0xe0001234, "bit 28 is cleared");
    RaiseException(1, 0, 5, NULL);
    check_equal_u32(seen.NumberParameters, 0, "no parameters without an array");
    HMODULE module = NULL;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       seen.ExceptionAddress, &module);
    check(module == GetModuleHandleW(L"kernel32.dll") || module == GetModuleHandleW(L"kernelbase.dll"),
          "the address is RaiseException's");
    RemoveVectoredExceptionHandler(handler);
}

static void test_debug_output(void)
{
    void *handler = AddVectoredExceptionHandler(1, last);
    memset(&seen, 0, sizeof(seen));
    OutputDebugStringA("hello");
    check_equal_u32(seen.ExceptionCode, DBG_PRINTEXCEPTION_C, "debug output is an exception");
    check_equal_u32(seen.NumberParameters, 2, "parameters");
    check_equal_u64(seen.ExceptionInformation[0], 6, "length");
    RemoveVectoredExceptionHandler(handler);
    OutputDebugStringA("nobody listens");
    OutputDebugStringW(L"nobody listens");
    check(1, "debug output without a listener");
    check(!IsDebuggerPresent(), "no debugger");
    BOOL present = TRUE;
    check(CheckRemoteDebuggerPresent(GetCurrentProcess(), &present) && !present, "no debugger");
}

static LONG WINAPI filter(EXCEPTION_POINTERS *pointers)
{
    note('f');
    return pointers->ExceptionRecord->ExceptionCode == 0x77 ? EXCEPTION_CONTINUE_EXECUTION : EXCEPTION_EXECUTE_HANDLER;
}

static void test_filter(void)
{
    LPTOP_LEVEL_EXCEPTION_FILTER before = SetUnhandledExceptionFilter(filter);
    check_equal_ptr((void *)SetUnhandledExceptionFilter(filter), (void *)filter, "the filter set before is returned");
    EXCEPTION_RECORD record = { .ExceptionCode = 0x77 };
    CONTEXT context = { 0 };
    EXCEPTION_POINTERS pointers = { &record, &context };
    order[0] = 0;
    check_equal_int(UnhandledExceptionFilter(&pointers), EXCEPTION_CONTINUE_EXECUTION, "the filter's answer");
    check_equal_string(order, "f", "the filter is called");
    record.ExceptionCode = 0x78;
    check_equal_int(UnhandledExceptionFilter(&pointers), EXCEPTION_EXECUTE_HANDLER, "the filter's other answer");
    SetUnhandledExceptionFilter(before);
}

static void test_error_mode(void)
{
    UINT before = SetErrorMode(SEM_FAILCRITICALERRORS);
    check_equal_u32(GetErrorMode(), SEM_FAILCRITICALERRORS, "GetErrorMode");
    check_equal_u32(SetErrorMode(SEM_NOOPENFILEERRORBOX), SEM_FAILCRITICALERRORS, "the old mode");
    SetErrorMode(before);
    DWORD old = 99;
    check(SetThreadErrorMode(SEM_FAILCRITICALERRORS, &old), "SetThreadErrorMode");
    check_equal_u32(old, 0, "the thread's old mode");
    check_equal_u32(GetThreadErrorMode(), SEM_FAILCRITICALERRORS, "the thread's mode");
    check_fails_with(SetThreadErrorMode(0x12345, NULL), ERROR_INVALID_PARAMETER);
    SetThreadErrorMode(0, NULL);
}

/* --- crashes, in processes of their own --- */

static LONG WINAPI quit_filter(EXCEPTION_POINTERS *pointers)
{
    ExitProcess(pointers->ExceptionRecord->ExceptionCode == (DWORD)EXCEPTION_ACCESS_VIOLATION ? 77 : 78);
}

static void crash(const char *how)
{
    SetErrorMode(SEM_NOGPFAULTERRORBOX);
    if (!strcmp(how, "read")) *(volatile int *)8;
    if (!strcmp(how, "raise")) RaiseException(0xe0000042, 0, 0, NULL);
    if (!strcmp(how, "divide"))
        __asm__ volatile("xorl %%ecx, %%ecx; xorl %%edx, %%edx; divl %%ecx" ::: "eax", "ecx", "edx");
    if (!strcmp(how, "filter")) {
        SetUnhandledExceptionFilter(quit_filter);
        *(volatile int *)8;
    }
    if (!strcmp(how, "swallow")) {
        SetUnhandledExceptionFilter(filter);
        RaiseException(0x77, 0, 0, NULL);
        ExitProcess(5);
    }
    if (!strcmp(how, "execute")) {
        SetUnhandledExceptionFilter(filter);
        RaiseException(0xc0000099, 0, 0, NULL);
    }
    ExitProcess(1);
}

static DWORD run_crash(const char *how)
{
    char command[MAX_PATH + 40], self[MAX_PATH];
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;
    DWORD code = 0;
    GetModuleFileNameA(NULL, self, sizeof(self));
    _snprintf(command, sizeof(command), "\"%s\" crash %s", self, how);
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process))
        return 0xdead0000 + GetLastError();
    if (WaitForSingleObject(process.hProcess, 30000)) TerminateProcess(process.hProcess, 0xdead);
    WaitForSingleObject(process.hProcess, 5000);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    return code;
}

static void test_crashes(void)
{
    check_equal_u32(run_crash("read"), EXCEPTION_ACCESS_VIOLATION, "exit code of an access violation");
    check_equal_u32(run_crash("raise"), 0xe0000042, "exit code of an exception of the program's own");
    check_equal_u32(run_crash("divide"), EXCEPTION_INT_DIVIDE_BY_ZERO, "exit code of a division by zero");
    check_equal_u32(run_crash("filter"), 77, "a filter that ends the process");
    check_equal_u32(run_crash("swallow"), 5, "a filter that continues");
    check_equal_u32(run_crash("execute"), 0xc0000099, "a filter that asks for the end");
}

int main(int argc, char **argv)
{
    if (argc == 3) crash(argv[2]);
    test_order();
    test_record();
    test_debug_output();
    test_filter();
    test_error_mode();
    test_crashes();
    return check_summary();
}
