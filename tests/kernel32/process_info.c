/* What a process can ask about itself and its system; snapshots, jobs, handles, named objects. */
#include "../check.h"
#include <tlhelp32.h>
#include <psapi.h>

static void test_handles(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), copy = NULL, weak = NULL;
    DWORD flags = 7;
    HANDLE self = GetCurrentProcess();
    check(GetHandleInformation(event, &flags) && flags == 0, "no flags");
    check(SetHandleInformation(event, HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE,
                               HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE),
          "set flags");
    check(GetHandleInformation(event, &flags), "GetHandleInformation");
    check_equal_u32(flags, HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE, "both flags");
    check(SetHandleInformation(event, HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE, 0), "clear flags");
    check(DuplicateHandle(self, event, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS), "DuplicateHandle");
    check(copy && copy != event, "another handle");
    check(SetEvent(copy), "set the copy");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_OBJECT_0, "the same event");
    check(DuplicateHandle(self, event, self, &weak, SYNCHRONIZE, TRUE, 0), "with less access");
    check_fails_with(SetEvent(weak), ERROR_ACCESS_DENIED);
    check(GetHandleInformation(weak, &flags) && flags == HANDLE_FLAG_INHERIT, "inheritable");
    check(CloseHandle(event), "close the first");
    check_equal_u32(WaitForSingleObject(copy, 0), WAIT_OBJECT_0, "the copy lives");
    check(DuplicateHandle(self, copy, self, &event, 0, FALSE, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE), "move");
    check(copy == event || !SetEvent(copy), "the source is closed"); /* its value may be given out again at once */
    check(CloseHandle(event) && CloseHandle(weak), "close the others");
    check(DuplicateHandle(self, GetCurrentThread(), self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS),
          "a thread's pseudo handle");
    check_equal_u32(GetThreadId(copy), GetCurrentThreadId(), "names this thread");
    CloseHandle(copy);
    check(DuplicateHandle(self, self, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS), "a process's pseudo handle");
    check_equal_u32(GetProcessId(copy), GetCurrentProcessId(), "names this process");
    check_equal_u32(WaitForSingleObject(copy, 0), WAIT_TIMEOUT, "which runs");
    CloseHandle(copy);
    check_fails_with(DuplicateHandle(self, (HANDLE)0xdead0, self, &copy, 0, FALSE, 0), ERROR_INVALID_HANDLE);
    HANDLE many[500];
    int good = 0;
    for (int i = 0; i < 500; i++) good += (many[i] = CreateEventW(NULL, FALSE, FALSE, NULL)) != NULL;
    check_equal_int(good, 500, "500 events");
    for (int i = 0; i < 500; i++) good -= CloseHandle(many[i]);
    check_equal_int(good, 0, "closed");
}

static void test_names(void)
{
    HANDLE first = CreateEventW(NULL, TRUE, FALSE, L"winrun-names-1");
    check(first && GetLastError() == 0, "a new name");
    HANDLE second = CreateEventW(NULL, FALSE, TRUE, L"Local\\winrun-names-1");
    check(second != NULL, "the same name");
    check_last_error(ERROR_ALREADY_EXISTS, "the same name");
    check_equal_u32(WaitForSingleObject(first, 0), WAIT_TIMEOUT, "the second's initial state is ignored");
    check(SetEvent(second), "set through the second");
    check_equal_u32(WaitForSingleObject(first, 0), WAIT_OBJECT_0, "seen through the first");
    HANDLE third = OpenEventA(SYNCHRONIZE, FALSE, "winrun-names-1");
    check(third != NULL, "OpenEventA");
    check_fails_with(ResetEvent(third), ERROR_ACCESS_DENIED);
    check_fails_with(OpenEventW(SYNCHRONIZE, FALSE, L"winrun-names-2") != NULL, ERROR_FILE_NOT_FOUND);
    check_fails_with(OpenMutexW(SYNCHRONIZE, FALSE, L"winrun-names-1") != NULL, ERROR_INVALID_HANDLE);
    check_fails_with(CreateSemaphoreW(NULL, 0, 1, L"winrun-names-1") != NULL, ERROR_INVALID_HANDLE);
    check_fails_with(OpenEventW(SYNCHRONIZE, FALSE, NULL) != NULL, ERROR_INVALID_PARAMETER);
    check_fails_with(CreateEventW(NULL, FALSE, FALSE, L"no\\such\\folder") != NULL, ERROR_PATH_NOT_FOUND);
    CloseHandle(first), CloseHandle(second), CloseHandle(third);
    check_fails_with(OpenEventW(SYNCHRONIZE, FALSE, L"winrun-names-1") != NULL, ERROR_FILE_NOT_FOUND);
    HANDLE semaphore = CreateSemaphoreA(NULL, 1, 4, "winrun-names-3"),
           again = OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, "winrun-names-3");
    LONG previous;
    check(semaphore && again, "a named semaphore");
    check(ReleaseSemaphore(again, 3, &previous) && previous == 1, "released");
    check_fails_with(ReleaseSemaphore(semaphore, 1, NULL), ERROR_TOO_MANY_POSTS);
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, "winrun-names-4");
    check(timer != NULL, "a named timer");
    CloseHandle(semaphore), CloseHandle(again), CloseHandle(timer);
}

static void test_system(void)
{
    SYSTEM_INFO info;
    BOOL wow64 = 7, debugged = 7;
    DWORD count = 0, size = 0;
    FILETIME a, b, c, d;
    GetSystemInfo(&info);
    check_equal_u32(info.dwPageSize, 4096, "page size");
    check_equal_u32(info.dwAllocationGranularity, 65536, "granularity");
    check(info.dwNumberOfProcessors > 0 && info.dwActiveProcessorMask, "processors");
    check_equal_u32(info.wProcessorArchitecture,
                    sizeof(void *) == 8 ? PROCESSOR_ARCHITECTURE_AMD64 : PROCESSOR_ARCHITECTURE_INTEL, "architecture");
    GetNativeSystemInfo(&info);
    check_equal_u32(info.wProcessorArchitecture, PROCESSOR_ARCHITECTURE_AMD64, "native architecture");
    check(IsWow64Process(GetCurrentProcess(), &wow64), "IsWow64Process");
    check_equal_int(wow64, sizeof(void *) == 4, "32-bit on 64-bit");
    check(CheckRemoteDebuggerPresent(GetCurrentProcess(), &debugged) && !debugged, "no debugger");
    check(GetProcessHandleCount(GetCurrentProcess(), &count) && count > 0, "GetProcessHandleCount: %lu", count);
    check(GetProcessTimes(GetCurrentProcess(), &a, &b, &c, &d) && a.dwHighDateTime, "GetProcessTimes");
    check(GetSystemTimes(&a, &b, &c), "GetSystemTimes");
    check(!GetLogicalProcessorInformation(NULL, &size) && GetLastError() == ERROR_INSUFFICIENT_BUFFER,
          "size of processor information");
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION *processors = HeapAlloc(GetProcessHeap(), 0, size);
    check(GetLogicalProcessorInformation(processors, &size), "GetLogicalProcessorInformation");
    int cores = 0;
    for (DWORD i = 0; i < size / sizeof(*processors); i++) cores += processors[i].Relationship == RelationProcessorCore;
    check(cores > 0, "cores");
    check_equal_u32(GetPriorityClass(GetCurrentProcess()), NORMAL_PRIORITY_CLASS, "priority class");
    check(SetPriorityClass(GetCurrentProcess(), BELOW_NORMAL_PRIORITY_CLASS), "SetPriorityClass");
    check_equal_u32(GetPriorityClass(GetCurrentProcess()), BELOW_NORMAL_PRIORITY_CLASS, "changed");
    check(SetPriorityClass(GetCurrentProcess(), NORMAL_PRIORITY_CLASS), "and back");
    check_fails_with(SetPriorityClass(GetCurrentProcess(), 3), ERROR_INVALID_PARAMETER);
    STARTUPINFOW startup;
    GetStartupInfoW(&startup);
    check_equal_u32(startup.cb, sizeof(startup), "GetStartupInfoW");
    PROCESS_MEMORY_COUNTERS memory;
    BOOL(WINAPI * memory_info)
    (HANDLE, PROCESS_MEMORY_COUNTERS *, DWORD) =
        (void *)GetProcAddress(GetModuleHandleW(L"kernel32"), "K32GetProcessMemoryInfo");
    check(memory_info(GetCurrentProcess(), &memory, sizeof(memory)) && memory.WorkingSetSize,
          "K32GetProcessMemoryInfo");
}

static void test_snapshot(void)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS | TH32CS_SNAPTHREAD | TH32CS_SNAPMODULE, 0);
    PROCESSENTRY32W process = {.dwSize = sizeof(process)};
    THREADENTRY32 thread = {.dwSize = sizeof(thread)};
    MODULEENTRY32W module = {.dwSize = sizeof(module)};
    int found = 0, threads = 0, kernel32 = 0;
    check(snapshot != INVALID_HANDLE_VALUE, "CreateToolhelp32Snapshot: error %lu", GetLastError());
    for (BOOL more = Process32FirstW(snapshot, &process); more; more = Process32NextW(snapshot, &process))
        found += process.th32ProcessID == GetCurrentProcessId();
    check_last_error(ERROR_NO_MORE_FILES, "the end of the list");
    check_equal_int(found, 1, "this process is listed once");
    for (BOOL more = Thread32First(snapshot, &thread); more; more = Thread32Next(snapshot, &thread))
        threads += thread.th32OwnerProcessID == GetCurrentProcessId() && thread.th32ThreadID == GetCurrentThreadId();
    check_equal_int(threads, 1, "this thread is listed once");
    for (BOOL more = Module32FirstW(snapshot, &module); more; more = Module32NextW(snapshot, &module))
        kernel32 += module.modBaseAddr == (BYTE *)GetModuleHandleW(L"kernel32.dll");
    check_equal_int(kernel32, 1, "kernel32 is listed once");
    process.dwSize = 8;
    check(!Process32FirstW(snapshot, &process), "a structure that is too small");
    check(CloseHandle(snapshot), "close the snapshot");
}

static void test_jobs(void)
{
    HANDLE job = CreateJobObjectW(NULL, NULL);
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0}, got;
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION accounting;
    BOOL inside = 7;
    check(job != NULL, "CreateJobObjectW: error %lu", GetLastError());
    check(IsProcessInJob(GetCurrentProcess(), job, &inside) && !inside, "not in it");
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_ACTIVE_PROCESS;
    limits.BasicLimitInformation.ActiveProcessLimit = 5;
    check(SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits)),
          "set limits: error %lu", GetLastError());
    check(QueryInformationJobObject(job, JobObjectExtendedLimitInformation, &got, sizeof(got), NULL),
          "query limits: error %lu", GetLastError());
    check_equal_u32(got.BasicLimitInformation.LimitFlags, JOB_OBJECT_LIMIT_ACTIVE_PROCESS, "the flags");
    check_equal_u32(got.BasicLimitInformation.ActiveProcessLimit, 5, "the limit");
    check(QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &accounting, sizeof(accounting), NULL),
          "accounting: error %lu", GetLastError());
    check_equal_u32(accounting.ActiveProcesses, 0, "no processes");
    check(!SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, 8),
          "a structure that is too small");
    check(AssignProcessToJobObject(job, GetCurrentProcess()), "AssignProcessToJobObject: error %lu", GetLastError());
    check(IsProcessInJob(GetCurrentProcess(), job, &inside) && inside, "in it now");
    CloseHandle(job);
}

int main(void)
{
    test_handles();
    test_names();
    test_system();
    test_snapshot();
    test_jobs();
    return check_summary();
}
