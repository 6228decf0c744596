/* Threads: creation, end, suspension, priorities, names, local storage. */
#include "../check.h"

static DWORD tls, fls;
static LONG fls_calls;
static volatile LONG counter;
static DWORD inside_id;

static DWORD WINAPI give_back(void *argument) { return (DWORD)(ULONG_PTR)argument; }
static DWORD WINAPI end_early(void *argument) { ExitThread((DWORD)(ULONG_PTR)argument); return 0; }
static DWORD WINAPI sleep_long(void *argument) { (void)argument; Sleep(60000); return 0; }
static DWORD WINAPI keep_counting(void *argument)
{
    (void)argument;
    inside_id = GetCurrentThreadId();
    for (;;) InterlockedIncrement(&counter), Sleep(1);
    return 0;
}
static DWORD WINAPI use_storage(void *argument)
{
    DWORD bad = 0;
    if (TlsGetValue(tls)) bad |= 1;
    if (FlsGetValue(fls)) bad |= 2;
    TlsSetValue(tls, argument);
    FlsSetValue(fls, argument);
    if (TlsGetValue(tls) != argument) bad |= 4;
    if (FlsGetValue(fls) != argument) bad |= 8;
    return bad;
}
static void WINAPI fls_gone(void *value) { if (value) InterlockedIncrement(&fls_calls); }

static DWORD code_of(HANDLE thread)
{
    DWORD code = 0xdead;
    check(GetExitCodeThread(thread, &code), "GetExitCodeThread");
    return code;
}

static void test_ends(void)
{
    DWORD id = 0;
    HANDLE thread = CreateThread(NULL, 0, give_back, (void *)1234, 0, &id);
    check(thread != NULL && id, "CreateThread: error %lu", GetLastError());
    check_equal_u32(GetThreadId(thread), id, "GetThreadId");
    check_equal_u32(GetProcessIdOfThread(thread), GetCurrentProcessId(), "GetProcessIdOfThread");
    check_equal_u32(id % 4, 0, "ids are multiples of 4");
    check_equal_u32(WaitForSingleObject(thread, 5000), WAIT_OBJECT_0, "it ends");
    check_equal_u32(code_of(thread), 1234, "its result is the exit code");
    check_equal_u32(GetThreadId(thread), id, "GetThreadId of an ended thread");
    CloseHandle(thread);
    thread = CreateThread(NULL, 0x40000, end_early, (void *)77, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    WaitForSingleObject(thread, 5000);
    check_equal_u32(code_of(thread), 77, "ExitThread");
    CloseHandle(thread);
    thread = CreateThread(NULL, 0, sleep_long, NULL, 0, &id);
    check_equal_u32(code_of(thread), STILL_ACTIVE, "runs");
    check_equal_u32(WaitForSingleObject(thread, 20), WAIT_TIMEOUT, "runs still");
    HANDLE again = OpenThread(THREAD_QUERY_INFORMATION | SYNCHRONIZE, FALSE, id);
    check(again != NULL, "OpenThread: error %lu", GetLastError());
    check_fails_with(TerminateThread(again, 1), ERROR_ACCESS_DENIED);
    check(TerminateThread(thread, 99), "TerminateThread");
    check_equal_u32(WaitForSingleObject(again, 5000), WAIT_OBJECT_0, "terminated");
    check_equal_u32(code_of(again), 99, "its exit code");
    CloseHandle(again);
    CloseHandle(thread);
    check_fails_with(OpenThread(SYNCHRONIZE, FALSE, 0x7ffffff0) != NULL, ERROR_INVALID_PARAMETER);
    check_fails_with(CreateThread(NULL, 0, give_back, NULL, 0x800000, NULL) != NULL, ERROR_INVALID_PARAMETER);
}

static void test_suspension(void)
{
    HANDLE thread = CreateThread(NULL, 0, keep_counting, NULL, CREATE_SUSPENDED, NULL);
    Sleep(60);
    check_equal_int(counter, 0, "created suspended");
    check_equal_u32(SuspendThread(thread), 1, "suspend count was 1");
    check_equal_u32(ResumeThread(thread), 2, "then 2");
    check_equal_u32(ResumeThread(thread), 1, "then 1");
    Sleep(100);
    check(counter > 0, "runs now");
    check_equal_u32(ResumeThread(thread), 0, "not suspended");
    check_equal_u32(SuspendThread(thread), 0, "suspended");
    LONG before = counter;
    Sleep(60);
    check_equal_int(counter, before, "stands still");
    CONTEXT context;
    context.ContextFlags = CONTEXT_FULL;
    check(GetThreadContext(thread, &context), "GetThreadContext: error %lu", GetLastError());
#ifdef _WIN64
    check(context.Rip && context.Rsp, "instruction and stack pointer");
#else
    check(context.Eip && context.Esp, "instruction and stack pointer");
#endif
    check_equal_u32(ResumeThread(thread), 1, "resumed");
    Sleep(60);
    check(counter > before, "goes on");
    TerminateThread(thread, 0);
    WaitForSingleObject(thread, 5000);
    CloseHandle(thread);
}

static void test_properties(void)
{
    static const int priorities[] = {
        THREAD_PRIORITY_LOWEST, THREAD_PRIORITY_BELOW_NORMAL,  THREAD_PRIORITY_ABOVE_NORMAL, THREAD_PRIORITY_HIGHEST,
        THREAD_PRIORITY_IDLE,   THREAD_PRIORITY_TIME_CRITICAL, THREAD_PRIORITY_NORMAL};
    HANDLE thread = GetCurrentThread();
    DWORD_PTR process_mask, system_mask;
    WCHAR *name = NULL;
    FILETIME created, ended, kernel, user;
    BOOL disabled = 7;
    check_equal_int(GetThreadPriority(thread), THREAD_PRIORITY_NORMAL, "normal at first");
    for (unsigned i = 0; i < sizeof(priorities) / sizeof(priorities[0]); i++) {
        check_case(i);
        check(SetThreadPriority(thread, priorities[i]), "SetThreadPriority");
        check_equal_int(GetThreadPriority(thread), priorities[i], "GetThreadPriority");
    }
    check_fails_with(SetThreadPriority(thread, 9), ERROR_INVALID_PARAMETER);
    check(SetThreadPriorityBoost(thread, TRUE) && GetThreadPriorityBoost(thread, &disabled) && disabled == TRUE,
          "priority boost");
    SetThreadPriorityBoost(thread, FALSE);
    check(GetProcessAffinityMask(GetCurrentProcess(), &process_mask, &system_mask), "GetProcessAffinityMask");
    check(process_mask && !(process_mask & ~system_mask), "masks");
    check_equal_u64(SetThreadAffinityMask(thread, process_mask & -process_mask), process_mask, "the old affinity");
    check_equal_u64(SetThreadAffinityMask(thread, process_mask), process_mask & -process_mask, "one processor");
    check_fails_with(SetThreadAffinityMask(thread, 0) != 0, ERROR_INVALID_PARAMETER);
    HRESULT(WINAPI * set_description)
    (HANDLE, PCWSTR) = (void *)GetProcAddress(GetModuleHandleW(L"kernel32"), "SetThreadDescription");
    HRESULT(WINAPI * get_description)
    (HANDLE, PWSTR *) = (void *)GetProcAddress(GetModuleHandleW(L"kernel32"), "GetThreadDescription");
    check(SUCCEEDED(set_description(thread, L"main thread")), "SetThreadDescription");
    check(SUCCEEDED(get_description(thread, &name)), "GetThreadDescription");
    check_equal_wide(name, L"main thread", "the description");
    LocalFree(name);
    check(GetThreadTimes(thread, &created, &ended, &kernel, &user), "GetThreadTimes");
    check(created.dwHighDateTime && !ended.dwHighDateTime, "started and not ended");
    check(GetCurrentProcessorNumber() < 64, "GetCurrentProcessorNumber");
}

static void test_storage(void)
{
    DWORD indexes[200], code;
    tls = TlsAlloc();
    fls = FlsAlloc(fls_gone);
    check(tls != TLS_OUT_OF_INDEXES && fls != FLS_OUT_OF_INDEXES, "TlsAlloc and FlsAlloc");
    check(!TlsGetValue(tls) && GetLastError() == 0, "empty at first");
    TlsSetValue(tls, (void *)1);
    FlsSetValue(fls, (void *)2);
    HANDLE thread = CreateThread(NULL, 0, use_storage, (void *)55, 0, NULL);
    WaitForSingleObject(thread, 5000);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    check_equal_u32(code, 0, "a thread's own storage");
    check_equal_int(fls_calls, 1, "its FLS callback ran");
    check_equal_ptr(TlsGetValue(tls), (void *)1, "ours is untouched");
    check_equal_ptr(FlsGetValue(fls), (void *)2, "ours is untouched");
    check(FlsFree(fls), "FlsFree");
    check_equal_int(fls_calls, 2, "freeing calls back");
    for (int i = 0; i < 200; i++) {
        indexes[i] = TlsAlloc();
        check_case(i / 50);
        check(indexes[i] != TLS_OUT_OF_INDEXES && !TlsGetValue(indexes[i]) && TlsSetValue(indexes[i], &indexes[i]),
              "index %d", i);
    }
    int good = 0;
    for (int i = 0; i < 200; i++) good += TlsGetValue(indexes[i]) == &indexes[i];
    check_equal_int(good, 200, "200 values");
    for (int i = 0; i < 200; i++) TlsFree(indexes[i]);
    check(TlsFree(tls), "TlsFree");
    check_fails_with(TlsFree(tls), ERROR_INVALID_PARAMETER);
    check_fails_with(TlsSetValue(5000, NULL), ERROR_INVALID_PARAMETER);
    check_fails_with(TlsGetValue(5000) != NULL, ERROR_INVALID_PARAMETER);
    check_fails_with(FlsSetValue(0, NULL), ERROR_INVALID_PARAMETER);
}

int main(void)
{
    test_ends();
    test_suspension();
    test_properties();
    test_storage();
    return check_summary();
}
