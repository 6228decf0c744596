/* Limits of jobs: how many processes, kill on close, breakaway, time, memory, priority, processors; what is refused;
 * accounting; nesting. Witness: Microsoft's JOBOBJECT_BASIC_LIMIT_INFORMATION, JOBOBJECT_EXTENDED_LIMIT_INFORMATION,
 * "Job Objects", "Nested Jobs". */
#include "../check.h"

static char own_path[MAX_PATH];

static BOOL start(const char *arguments, DWORD flags, PROCESS_INFORMATION *info)
{
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    char line[2 * MAX_PATH];
    memset(info, 0, sizeof(*info));
    _snprintf(line, sizeof(line), "\"%s\" %s", own_path, arguments);
    return CreateProcessA(own_path, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, info);
}

static DWORD end_of(PROCESS_INFORMATION *info)
{
    DWORD code = 0xdead;
    if (!info->hProcess) return code;
    check_equal_u32(WaitForSingleObject(info->hProcess, 30000), WAIT_OBJECT_0, "the process ends");
    GetExitCodeProcess(info->hProcess, &code);
    CloseHandle(info->hThread);
    CloseHandle(info->hProcess);
    return code;
}

static BOOL set_limits(HANDLE job, DWORD flags, const JOBOBJECT_EXTENDED_LIMIT_INFORMATION *limits)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION info = {0};
    if (limits) info = *limits;
    info.BasicLimitInformation.LimitFlags = flags;
    return SetInformationJobObject(job, JobObjectExtendedLimitInformation, &info, sizeof(info));
}

/* --- the child --- */

static int child(const char *what)
{
    PROCESS_INFORMATION info;
    BOOL in_job = 7;
    if (!strcmp(what, "nothing")) return 21;
    if (!strcmp(what, "sleep")) {
        Sleep(60000);
        return 1;
    }
    if (!strcmp(what, "spin"))
        for (volatile int i = 0;; i++) continue;
    if (!strcmp(what, "in_job")) return IsProcessInJob(GetCurrentProcess(), NULL, &in_job) ? in_job : 9;
    if (!strcmp(what, "breakaway"))
        return start("in_job", CREATE_BREAKAWAY_FROM_JOB, &info) ? (int)end_of(&info) : (int)GetLastError();
    if (!strcmp(what, "child")) return start("in_job", 0, &info) ? (int)end_of(&info) : (int)GetLastError();
    if (!strcmp(what, "memory")) { /* in pieces of 1 MiB */
        int count = 0;
        while (count < 200 && VirtualAlloc(NULL, 1 << 20, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE)) count++;
        if (count == 200) return 200;
        return GetLastError() == ERROR_COMMITMENT_LIMIT ? count : 250;
    }
    if (!strcmp(what, "priority")) {
        SetPriorityClass(GetCurrentProcess(), HIGH_PRIORITY_CLASS);
        return (int)GetPriorityClass(GetCurrentProcess());
    }
    if (!strcmp(what, "affinity")) {
        DWORD_PTR process = 0, system = 0;
        GetProcessAffinityMask(GetCurrentProcess(), &process, &system);
        return (int)process;
    }
    return 2;
}

/* --- one limit after another --- */

/* The child in a job of its own with these limits: its exit code. */
static DWORD run_in_job(const char *what, DWORD flags, const JOBOBJECT_EXTENDED_LIMIT_INFORMATION *limits)
{
    PROCESS_INFORMATION info;
    HANDLE job = CreateJobObjectA(NULL, NULL);
    DWORD code;
    check(set_limits(job, flags, limits), "limits %lx: error %lu", flags, GetLastError());
    check(start(what, CREATE_SUSPENDED, &info), "start: error %lu", GetLastError());
    check(AssignProcessToJobObject(job, info.hProcess), "assign: error %lu", GetLastError());
    ResumeThread(info.hThread);
    code = end_of(&info);
    CloseHandle(job);
    return code;
}

static void test_refused(void)
{
    JOBOBJECT_BASIC_LIMIT_INFORMATION basic = {.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE};
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION extended = {0};
    HANDLE job = CreateJobObjectA(NULL, NULL);
    check_fails_with(SetInformationJobObject(job, JobObjectBasicLimitInformation, &basic, sizeof(basic)),
                     ERROR_INVALID_PARAMETER);
    check_fails_with(SetInformationJobObject(job, JobObjectBasicLimitInformation, &basic, sizeof(basic) - 1),
                     ERROR_BAD_LENGTH);
    extended.BasicLimitInformation.PriorityClass = 3;
    check_fails_with(set_limits(job, JOB_OBJECT_LIMIT_PRIORITY_CLASS, &extended), ERROR_INVALID_PARAMETER);
    check_fails_with(set_limits(job, JOB_OBJECT_LIMIT_JOB_TIME | JOB_OBJECT_LIMIT_PRESERVE_JOB_TIME, &extended),
                     ERROR_INVALID_PARAMETER);
    check_fails_with(set_limits(job, 0x80000000, &extended), ERROR_INVALID_PARAMETER);
    extended.BasicLimitInformation.MinimumWorkingSetSize = 4096;
    check_fails_with(set_limits(job, JOB_OBJECT_LIMIT_WORKINGSET, &extended), ERROR_INVALID_PARAMETER);
    check_fails_with(set_limits(job, JOB_OBJECT_LIMIT_AFFINITY, &extended), ERROR_INVALID_PARAMETER);
    CloseHandle(job);
}

static void test_kept(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION set = {.ProcessMemoryLimit = 1 << 26}, got = {0};
    JOBOBJECT_BASIC_UI_RESTRICTIONS ui = {JOB_OBJECT_UILIMIT_DESKTOP | JOB_OBJECT_UILIMIT_EXITWINDOWS}, ui_got = {0};
    JOBOBJECT_BASIC_LIMIT_INFORMATION basic = {0};
    HANDLE job = CreateJobObjectA(NULL, NULL);
    set.BasicLimitInformation.ActiveProcessLimit = 5;
    check(set_limits(job, JOB_OBJECT_LIMIT_ACTIVE_PROCESS | JOB_OBJECT_LIMIT_PROCESS_MEMORY, &set), "set: error %lu",
          GetLastError());
    check(QueryInformationJobObject(job, JobObjectExtendedLimitInformation, &got, sizeof(got), NULL),
          "query: error %lu", GetLastError());
    check_equal_u32(got.BasicLimitInformation.LimitFlags,
                    JOB_OBJECT_LIMIT_ACTIVE_PROCESS | JOB_OBJECT_LIMIT_PROCESS_MEMORY, "the flags");
    check_equal_u32(got.BasicLimitInformation.ActiveProcessLimit, 5, "the number of processes");
    check_equal_u64(got.ProcessMemoryLimit, 1 << 26, "the memory");
    check(QueryInformationJobObject(job, JobObjectBasicLimitInformation, &basic, sizeof(basic), NULL),
          "query: error %lu", GetLastError());
    check_equal_u32(basic.ActiveProcessLimit, 5, "the number of processes");
    check(SetInformationJobObject(job, JobObjectBasicUIRestrictions, &ui, sizeof(ui)), "restrictions: error %lu",
          GetLastError());
    check(QueryInformationJobObject(job, JobObjectBasicUIRestrictions, &ui_got, sizeof(ui_got), NULL),
          "query: error %lu", GetLastError());
    check_equal_u32(ui_got.UIRestrictionsClass, ui.UIRestrictionsClass, "the restrictions are kept");
    CloseHandle(job);
}

static void test_count(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION one = {0};
    PROCESS_INFORMATION first, second;
    HANDLE job = CreateJobObjectA(NULL, NULL);
    one.BasicLimitInformation.ActiveProcessLimit = 1;
    set_limits(job, JOB_OBJECT_LIMIT_ACTIVE_PROCESS, &one);
    start("sleep", 0, &first);
    start("sleep", 0, &second);
    check(AssignProcessToJobObject(job, first.hProcess), "the first: error %lu", GetLastError());
    check_fails_with(AssignProcessToJobObject(job, second.hProcess), ERROR_NOT_ENOUGH_QUOTA);
    check_equal_u32(WaitForSingleObject(second.hProcess, 10000), WAIT_OBJECT_0, "the second is terminated");
    check_equal_u32(WaitForSingleObject(first.hProcess, 0), WAIT_TIMEOUT, "the first is not");
    check(TerminateJobObject(job, 17), "TerminateJobObject: error %lu", GetLastError());
    check_equal_u32(end_of(&first), 17, "exit code of a terminated job");
    end_of(&second);
    CloseHandle(job);
    check_equal_u32(run_in_job("child", JOB_OBJECT_LIMIT_ACTIVE_PROCESS, &one), ERROR_NOT_ENOUGH_QUOTA,
                    "CreateProcess in a full job");
}

static void test_close(void)
{
    PROCESS_INFORMATION info;
    HANDLE job = CreateJobObjectA(NULL, NULL);
    set_limits(job, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, NULL);
    start("sleep", 0, &info);
    AssignProcessToJobObject(job, info.hProcess);
    check_equal_u32(WaitForSingleObject(info.hProcess, 50), WAIT_TIMEOUT, "it runs while the job is open");
    CloseHandle(job);
    end_of(&info);
}

static void test_breakaway(void)
{
    check_equal_u32(run_in_job("child", 0, NULL), 1, "a child is in the job");
    check_equal_u32(run_in_job("breakaway", 0, NULL), ERROR_ACCESS_DENIED, "breaking away is not allowed");
    check_equal_u32(run_in_job("breakaway", JOB_OBJECT_LIMIT_BREAKAWAY_OK, NULL), 0, "it is when the job says so");
    check_equal_u32(run_in_job("child", JOB_OBJECT_LIMIT_BREAKAWAY_OK, NULL), 1, "but only on request");
    check_equal_u32(run_in_job("child", JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK, NULL), 0, "or always");
}

static void test_time(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    limits.BasicLimitInformation.PerProcessUserTimeLimit.QuadPart =
        limits.BasicLimitInformation.PerJobUserTimeLimit.QuadPart = 1000000;
    check(run_in_job("spin", JOB_OBJECT_LIMIT_PROCESS_TIME, &limits) != 0, "a process whose time is over ends");
    check_equal_u32(run_in_job("spin", JOB_OBJECT_LIMIT_JOB_TIME, &limits), ERROR_NOT_ENOUGH_QUOTA,
                    "so do all of a job");
}

static void test_memory(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {.ProcessMemoryLimit = 64 << 20, .JobMemoryLimit = 64 << 20};
    DWORD count = run_in_job("memory", JOB_OBJECT_LIMIT_PROCESS_MEMORY, &limits);
    check(count >= 20 && count < 64, "pieces within the limit of the process: %lu", count);
    count = run_in_job("memory", JOB_OBJECT_LIMIT_JOB_MEMORY, &limits);
    check(count >= 20 && count < 64, "pieces within the limit of the job: %lu", count);
    check_equal_u32(run_in_job("memory", 0, NULL), 200, "without a limit");
}

static void test_scheduling(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    limits.BasicLimitInformation.PriorityClass = BELOW_NORMAL_PRIORITY_CLASS;
    check_equal_u32(run_in_job("priority", JOB_OBJECT_LIMIT_PRIORITY_CLASS, &limits), BELOW_NORMAL_PRIORITY_CLASS,
                    "the job's priority class");
    check_equal_u32(run_in_job("priority", 0, NULL), HIGH_PRIORITY_CLASS, "without a limit");
    limits.BasicLimitInformation.Affinity = 1;
    check_equal_u32(run_in_job("affinity", JOB_OBJECT_LIMIT_AFFINITY, &limits), 1, "the job's processors");
}

/* --- accounting, lists, nesting --- */

static void test_accounting(void)
{
    JOBOBJECT_BASIC_AND_IO_ACCOUNTING_INFORMATION account = {0};
    struct { JOBOBJECT_BASIC_PROCESS_ID_LIST list; ULONG_PTR more[8]; } ids = {0};
    PROCESS_INFORMATION first, second;
    HANDLE job = CreateJobObjectA(NULL, NULL);
    DWORD size;
    start("nothing", CREATE_SUSPENDED, &first);
    start("sleep", 0, &second);
    AssignProcessToJobObject(job, first.hProcess);
    AssignProcessToJobObject(job, second.hProcess);
    check(QueryInformationJobObject(job, JobObjectBasicProcessIdList, &ids, sizeof(ids), &size), "ids: error %lu",
          GetLastError());
    check_equal_u32(ids.list.NumberOfAssignedProcesses, 2, "processes");
    check_equal_u32(ids.list.NumberOfProcessIdsInList, 2, "listed ones");
    check((ids.list.ProcessIdList[0] == first.dwProcessId && ids.list.ProcessIdList[1] == second.dwProcessId) ||
              (ids.list.ProcessIdList[1] == first.dwProcessId && ids.list.ProcessIdList[0] == second.dwProcessId),
          "their ids");
    check_fails_with(QueryInformationJobObject(job, JobObjectBasicProcessIdList, &ids.list, sizeof(ids.list), &size),
                     ERROR_MORE_DATA);
    ResumeThread(first.hThread);
    check_equal_u32(end_of(&first), 21, "the first process");
    check(QueryInformationJobObject(job, JobObjectBasicAndIoAccountingInformation, &account, sizeof(account), NULL),
          "account: error %lu", GetLastError());
    check_equal_u32(account.BasicInfo.TotalProcesses, 2, "processes there ever were");
    check_equal_u32(account.BasicInfo.ActiveProcesses, 1, "active ones");
    check_equal_u32(account.BasicInfo.TotalTerminatedProcesses, 0, "none met a limit");
    check(account.IoInfo.ReadOperationCount > 0, "reads were counted");
    TerminateJobObject(job, 3);
    end_of(&second);
    CloseHandle(job);
}

static void test_nested(void)
{
    HANDLE outer = CreateJobObjectA(NULL, NULL), inner = CreateJobObjectA(NULL, NULL),
           other = CreateJobObjectA(NULL, NULL);
    PROCESS_INFORMATION info, second;
    BOOL in = 7;
    start("sleep", 0, &info);
    start("sleep", 0, &second);
    check(AssignProcessToJobObject(outer, info.hProcess) && AssignProcessToJobObject(inner, info.hProcess),
          "a job within a job: error %lu", GetLastError());
    check(IsProcessInJob(info.hProcess, outer, &in) && in, "it is in the outer one");
    check(IsProcessInJob(info.hProcess, inner, &in) && in, "and in the inner one");
    check(IsProcessInJob(info.hProcess, other, &in) && !in, "and in no other");
    check(AssignProcessToJobObject(other, second.hProcess), "another process and job: error %lu", GetLastError());
    check_fails_with(AssignProcessToJobObject(inner, second.hProcess), ERROR_ACCESS_DENIED);
    TerminateJobObject(outer, 4);
    check_equal_u32(end_of(&info), 4, "the outer job's end");
    TerminateJobObject(other, 5);
    check_equal_u32(end_of(&second), 5, "the other job's end");
    CloseHandle(outer);
    CloseHandle(inner);
    CloseHandle(other);
}

int main(int argc, char **argv)
{
    GetModuleFileNameA(NULL, own_path, sizeof(own_path));
    if (argc > 1) return child(argv[1]);
    test_refused();
    test_kept();
    test_count();
    test_close();
    test_breakaway();
    test_time();
    test_memory();
    test_scheduling();
    test_accounting();
    test_nested();
    return check_summary();
}
