/* What a job tells its completion port. Witness: Microsoft's JOBOBJECT_ASSOCIATE_COMPLETION_PORT,
 * JOBOBJECT_END_OF_JOB_TIME_INFORMATION. */
#include "../check.h"

#define KEY 0x1234

static char own_path[MAX_PATH];

static BOOL start(const char *arguments, PROCESS_INFORMATION *info)
{
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    char line[2 * MAX_PATH];
    _snprintf(line, sizeof(line), "\"%s\" %s", own_path, arguments);
    return CreateProcessA(own_path, line, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup, info);
}

static void close_process(PROCESS_INFORMATION *info)
{
    CloseHandle(info->hThread);
    CloseHandle(info->hProcess);
}

static void expect(HANDLE port, DWORD message, DWORD pid, const char *what)
{
    DWORD got = 0;
    ULONG_PTR key = 0;
    OVERLAPPED *overlapped = NULL;
    BOOL done = GetQueuedCompletionStatus(port, &got, &key, &overlapped, 30000);
    check(done, "%s: error %lu", what, GetLastError());
    check_case(message);
    check_equal_u32(got, message, what);
    check_equal_u64(key, KEY, "the key");
    check_equal_u64((ULONG_PTR)overlapped, pid, "the process");
}

static HANDLE job_with_port(HANDLE port)
{
    HANDLE job = CreateJobObjectA(NULL, NULL);
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT association = {(void *)KEY, port};
    check(SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &association, sizeof(association)),
          "associate: error %lu", GetLastError());
    return job;
}

static void test_life(HANDLE port)
{
    PROCESS_INFORMATION early, quick, crash;
    HANDLE job = CreateJobObjectA(NULL, NULL);
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT association = {(void *)KEY, port};
    start("quick", &early);
    AssignProcessToJobObject(job, early.hProcess);
    check(SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &association, sizeof(association)),
          "associate: error %lu", GetLastError());
    expect(port, JOB_OBJECT_MSG_NEW_PROCESS, early.dwProcessId, "who is there already");
    check_fails_with(
        SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &association, sizeof(association)),
        ERROR_INVALID_PARAMETER);
    start("quick", &quick);
    AssignProcessToJobObject(job, quick.hProcess);
    expect(port, JOB_OBJECT_MSG_NEW_PROCESS, quick.dwProcessId, "who comes");
    ResumeThread(quick.hThread);
    expect(port, JOB_OBJECT_MSG_EXIT_PROCESS, quick.dwProcessId, "who goes");
    start("crash", &crash);
    AssignProcessToJobObject(job, crash.hProcess);
    expect(port, JOB_OBJECT_MSG_NEW_PROCESS, crash.dwProcessId, "who comes next");
    TerminateProcess(crash.hProcess, EXCEPTION_ACCESS_VIOLATION);
    expect(port, JOB_OBJECT_MSG_ABNORMAL_EXIT_PROCESS, crash.dwProcessId, "who goes abnormally");
    ResumeThread(early.hThread);
    expect(port, JOB_OBJECT_MSG_EXIT_PROCESS, early.dwProcessId, "the last");
    expect(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0, "nobody is left");
    close_process(&early);
    close_process(&quick);
    close_process(&crash);
    CloseHandle(job);
}

static void test_limits(HANDLE port)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    JOBOBJECT_END_OF_JOB_TIME_INFORMATION at_end = {JOB_OBJECT_POST_AT_END_OF_JOB};
    PROCESS_INFORMATION first, second;
    HANDLE job = job_with_port(port);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_ACTIVE_PROCESS | JOB_OBJECT_LIMIT_JOB_TIME;
    limits.BasicLimitInformation.ActiveProcessLimit = 1;
    limits.BasicLimitInformation.PerJobUserTimeLimit.QuadPart = 500000;
    check(SetInformationJobObject(job, JobObjectEndOfJobTimeInformation, &at_end, sizeof(at_end)),
          "end of job: error %lu", GetLastError());
    check(SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits)), "limits: error %lu",
          GetLastError());
    start("spin", &first);
    start("quick", &second);
    AssignProcessToJobObject(job, first.hProcess);
    expect(port, JOB_OBJECT_MSG_NEW_PROCESS, first.dwProcessId, "the first");
    check(!AssignProcessToJobObject(job, second.hProcess), "one too many");
    expect(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_LIMIT, 0, "the limit was met");
    ResumeThread(first.hThread);
    expect(port, JOB_OBJECT_MSG_END_OF_JOB_TIME, 0, "the job's time is over");
    check_equal_u32(WaitForSingleObject(first.hProcess, 100), WAIT_TIMEOUT, "but it goes on");
    TerminateJobObject(job, 1);
    expect(port, JOB_OBJECT_MSG_EXIT_PROCESS, first.dwProcessId, "until it is ended");
    expect(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0, "nobody is left");
    close_process(&first);
    close_process(&second);
    CloseHandle(job);
}

static void test_close(HANDLE port)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    PROCESS_INFORMATION info;
    HANDLE job = job_with_port(port);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits));
    start("quick", &info);
    AssignProcessToJobObject(job, info.hProcess);
    expect(port, JOB_OBJECT_MSG_NEW_PROCESS, info.dwProcessId, "the process");
    CloseHandle(job);
    expect(port, JOB_OBJECT_MSG_EXIT_PROCESS, info.dwProcessId, "it ends with the job");
    expect(port, JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO, 0, "nobody is left");
    close_process(&info);
}

int main(int argc, char **argv)
{
    HANDLE port;
    GetModuleFileNameA(NULL, own_path, sizeof(own_path));
    if (argc > 1 && !strcmp(argv[1], "spin"))
        for (volatile int i = 0;; i++) continue;
    if (argc > 1) return 6;
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    test_life(port);
    test_limits(port);
    test_close(port);
    CloseHandle(port);
    return check_summary();
}
