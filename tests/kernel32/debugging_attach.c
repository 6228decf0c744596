/* Debuggers that come later, go, break in and end: DebugActiveProcess, DebugActiveProcessStop, DebugBreakProcess,
 * DebugSetProcessKillOnExit, children of what is debugged, DBG_REPLY_LATER, and what processes can ask about being
 * debugged. Witness: Microsoft's documentation of these functions and of NtQueryInformationProcess. */
#include "debugging.h"

#ifndef DBG_REPLY_LATER
#define DBG_REPLY_LATER ((DWORD)0x40010001)
#endif
#define DEBUGGER_GONE ((DWORD)0xc0000354)

static NTSTATUS(NTAPI *NtQueryInformationProcess)(HANDLE, ULONG, PVOID, ULONG, PULONG);
enum { DEBUG_PORT = 7, DEBUG_OBJECT = 30, DEBUG_FLAGS = 31 };

static char own_path[MAX_PATH];

/* --- the child --- */

static volatile LONG thread_runs;
static DWORD WINAPI idle(void *unused)
{
    (void)unused;
    thread_runs = 1;
    Sleep(INFINITE);
    return 0;
}

static BOOL start_self(const char *arguments, DWORD flags, PROCESS_INFORMATION *info)
{
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    char line[2 * MAX_PATH];
    _snprintf(line, sizeof(line), "\"%s\" %s", own_path, arguments);
    return CreateProcessA(own_path, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, info);
}

static int child(const char *what, const char *event_name)
{
    PROCESS_INFORMATION info;
    DWORD code = 1;
    if (!strcmp(what, "sleep")) {
        CreateThread(NULL, 0, idle, NULL, 0, NULL);
        while (!thread_runs) Sleep(1);
        SetEvent(OpenEventA(EVENT_MODIFY_STATE, FALSE, event_name));
        while (!IsDebuggerPresent()) Sleep(1);
        OutputDebugStringA("debugged");
        while (IsDebuggerPresent()) Sleep(1);
        Sleep(INFINITE);
    }
    if (!strcmp(what, "leaf")) return 3;
    if (!strcmp(what, "say")) {
        OutputDebugStringA("one");
        return 8;
    }
    if (!strcmp(what, "parent")) {
        start_self("leaf", 0, &info);
        WaitForSingleObject(info.hProcess, INFINITE);
        GetExitCodeProcess(info.hProcess, &code);
        return (int)code + 10;
    }
    if (!strcmp(what, "debugger")) { /* starts what it debugs and ends */
        DEBUG_EVENT event;
        HANDLE copy = OpenEventA(EVENT_MODIFY_STATE, FALSE, event_name);
        if (!start_self("sleep nothing", DEBUG_ONLY_THIS_PROCESS, &info)) return 0;
        if (!strcmp(event_name, "winrun debugging keep")) DebugSetProcessKillOnExit(FALSE);
        for (int i = 0; i < 3 && WaitForDebugEvent(&event, EVENT_TIMEOUT); i++)
            ContinueDebugEvent(event.dwProcessId, event.dwThreadId, DBG_CONTINUE);
        SetEvent(copy);
        return (int)info.dwProcessId;
    }
    return 2;
}

/* --- what can be asked --- */

static void check_debugged(HANDLE process, BOOL debugged, BOOL children, const char *who)
{
    ULONG_PTR port = 77;
    HANDLE object = NULL;
    ULONG flags = 77;
    BOOL present = 77;
    NTSTATUS status;
    check(CheckRemoteDebuggerPresent(process, &present) && present == debugged, "%s: CheckRemoteDebuggerPresent: %d",
          who, present);
    check_status(NtQueryInformationProcess(process, DEBUG_PORT, &port, sizeof(port), NULL), 0, "ProcessDebugPort");
    check_equal_u64(port, debugged ? ~(ULONG_PTR)0 : 0, "the port");
    status = NtQueryInformationProcess(process, DEBUG_OBJECT, &object, sizeof(object), NULL);
    check_status(status, debugged ? 0 : 0xc0000353, "ProcessDebugObjectHandle");
    check((object != NULL) == debugged, "%s: the debug object", who);
    if (object) CloseHandle(object);
    check_status(NtQueryInformationProcess(process, DEBUG_FLAGS, &flags, sizeof(flags), NULL), 0, "ProcessDebugFlags");
    check_equal_u32(flags, children, "the flags");
}

/* --- attaching --- */

static struct { DWORD creates, threads, dlls; HANDLE last; BOOL broke, said, broke_again; } attached;

static DWORD look(struct debuggee *debuggee, const DEBUG_EVENT *event)
{
    switch (event->dwDebugEventCode) {
    case CREATE_PROCESS_DEBUG_EVENT:
        check(attached.threads + attached.dlls == 0, "the process comes first");
        attached.creates++;
        check(event->u.CreateProcessInfo.hProcess != NULL, "its handle");
        check_equal_u32(GetProcessId(event->u.CreateProcessInfo.hProcess), debuggee->info.dwProcessId, "its id");
        break;
    case CREATE_THREAD_DEBUG_EVENT:
        attached.threads++;
        attached.last = event->u.CreateThread.hThread;
        check_equal_u32(GetThreadId(attached.last), event->dwThreadId, "the thread's handle");
        break;
    case LOAD_DLL_DEBUG_EVENT:
        attached.dlls++;
        break;
    case EXCEPTION_DEBUG_EVENT:
        check_equal_u32(event->u.Exception.ExceptionRecord.ExceptionCode, EXCEPTION_BREAKPOINT,
                        "the exception is a breakpoint");
        if (attached.broke) attached.broke_again = TRUE;
        CONTEXT context = {.ContextFlags = CONTEXT_FULL};
        check(GetThreadContext(attached.last, &context), "the context of the thread that breaks: error %lu",
              GetLastError());
        attached.broke = TRUE;
        break;
    case OUTPUT_DEBUG_STRING_EVENT:
        attached.said = TRUE;
        break;
    }
    return 0;
}

static BOOL run_until(struct debuggee *debuggee, const BOOL *flag)
{
    DEBUG_EVENT event;
    while (!*flag && !debuggee->ended) {
        if (!WaitForDebugEvent(&event, EVENT_TIMEOUT)) return FALSE;
        DWORD answer = note_event(debuggee, &event);
        look(debuggee, &event);
        if (!ContinueDebugEvent(event.dwProcessId, event.dwThreadId, answer)) return FALSE;
    }
    return *flag;
}

static void test_attach(void)
{
    struct debuggee debuggee = {.ended = FALSE};
    HANDLE ready = CreateEventA(NULL, FALSE, FALSE, "winrun debugging ready");
    DEBUG_EVENT event;
    DWORD pid;
    BOOL started = start_self("sleep \"winrun debugging ready\"", 0, &debuggee.info);
    check(started, "start: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(ready, 30000), WAIT_OBJECT_0, "it runs");
    pid = debuggee.info.dwProcessId;
    check_debugged(debuggee.info.hProcess, FALSE, TRUE, "before");
    check_fails_with(DebugActiveProcessStop(pid), ERROR_ACCESS_DENIED);
    check_fails_with(DebugActiveProcess(0xfffffffc), ERROR_INVALID_PARAMETER);
    check(DebugActiveProcess(pid), "DebugActiveProcess: error %lu", GetLastError());
    check(!DebugActiveProcess(pid), "once is enough");
    check(run_until(&debuggee, &attached.broke), "events up to the breakpoint: error %lu", GetLastError());
    check_equal_u32(attached.creates, 1, "one process");
    check(attached.threads >= 2, "its other thread, and that which breaks: %lu", attached.threads);
    check(attached.dlls >= 2, "its DLLs: %lu", attached.dlls);
    check_debugged(debuggee.info.hProcess, TRUE, FALSE, "attached");
    check(run_until(&debuggee, &attached.said), "the program knows it");
    check(DebugBreakProcess(debuggee.info.hProcess), "DebugBreakProcess: error %lu", GetLastError());
    check(run_until(&debuggee, &attached.broke_again), "it breaks");
    check(DebugActiveProcessStop(pid), "DebugActiveProcessStop: error %lu", GetLastError());
    check_debugged(debuggee.info.hProcess, FALSE, FALSE, "let go");
    check_equal_u32(WaitForSingleObject(debuggee.info.hProcess, 100), WAIT_TIMEOUT, "it lives on");
    check(!WaitForDebugEvent(&event, 0), "no more events");
    TerminateProcess(debuggee.info.hProcess, 0);
    check_equal_u32(WaitForSingleObject(debuggee.info.hProcess, 10000), WAIT_OBJECT_0, "until it is ended");
    CloseHandle(ready);
    debuggee_close(&debuggee);
}

/* --- children of what is debugged --- */

static void test_children(DWORD flags, DWORD expected)
{
    struct debuggee debuggee;
    DWORD processes = 0, ends = 0, parent_code = 0;
    DEBUG_EVENT event;
    check(debuggee_start(&debuggee, "parent", flags), "start: error %lu", GetLastError());
    do {
        DWORD answer;
        if (!WaitForDebugEvent(&event, EVENT_TIMEOUT)) break;
        answer = note_event(&debuggee, &event);
        processes += event.dwDebugEventCode == CREATE_PROCESS_DEBUG_EVENT;
        if (event.dwDebugEventCode == EXIT_PROCESS_DEBUG_EVENT) {
            ends++;
            if (event.dwProcessId == debuggee.info.dwProcessId) parent_code = event.u.ExitProcess.dwExitCode;
        }
        ContinueDebugEvent(event.dwProcessId, event.dwThreadId, answer);
    } while (ends < expected);
    check_case(flags);
    check_equal_u32(processes, expected, "processes that were debugged");
    check_equal_u32(parent_code, 13, "the parent's exit code");
    debuggee_close(&debuggee);
}

/* --- what the end of a debugger means --- */

static void test_end_of_debugger(const char *event_name, BOOL lives)
{
    PROCESS_INFORMATION info;
    HANDLE ready = CreateEventA(NULL, FALSE, FALSE, event_name), debuggee;
    char arguments[MAX_PATH];
    DWORD pid = 0, code = 0;
    _snprintf(arguments, sizeof(arguments), "debugger \"%s\"", event_name);
    start_self(arguments, 0, &info);
    WaitForSingleObject(info.hProcess, 30000);
    GetExitCodeProcess(info.hProcess, &pid);
    debuggee = OpenProcess(PROCESS_ALL_ACCESS, FALSE, pid);
    check_case(lives);
    if (lives) {
        check(debuggee != NULL, "it can be opened: error %lu", GetLastError());
        check_equal_u32(WaitForSingleObject(debuggee, 100), WAIT_TIMEOUT, "it lives on without its debugger");
        TerminateProcess(debuggee, 0);
    } else if (debuggee) { /* or it is gone already */
        check_equal_u32(WaitForSingleObject(debuggee, 10000), WAIT_OBJECT_0, "it ends with its debugger");
        GetExitCodeProcess(debuggee, &code);
        check_equal_u32(code, DEBUGGER_GONE, "its exit code");
    }
    CloseHandle(debuggee);
    CloseHandle(info.hProcess);
    CloseHandle(info.hThread);
    CloseHandle(ready);
}

/* --- one that has not begun --- */

static void test_suspended(void)
{
    struct debuggee debuggee = {.ended = FALSE};
    DEBUG_EVENT event;
    DWORD strings = 0, resumed = 0;
    check(start_self("say", CREATE_SUSPENDED, &debuggee.info), "start: error %lu", GetLastError());
    check(DebugActiveProcess(debuggee.info.dwProcessId), "DebugActiveProcess: error %lu", GetLastError());
    while (!debuggee.ended) {
        DWORD answer;
        if (!WaitForDebugEvent(&event, EVENT_TIMEOUT)) break;
        answer = note_event(&debuggee, &event);
        strings += event.dwDebugEventCode == OUTPUT_DEBUG_STRING_EVENT;
        if (event.dwDebugEventCode == EXCEPTION_DEBUG_EVENT && !resumed++) ResumeThread(debuggee.info.hThread);
        ContinueDebugEvent(event.dwProcessId, event.dwThreadId, answer);
    }
    check_equal_u32(debuggee.counts[CREATE_PROCESS_DEBUG_EVENT], 1, "the process");
    check(debuggee.counts[LOAD_DLL_DEBUG_EVENT] >= 2, "its DLLs: %lu", debuggee.counts[LOAD_DLL_DEBUG_EVENT]);
    check_equal_u32(strings, 1, "what it said");
    check_equal_u32(debuggee.exit_code, 8, "its exit code");
    debuggee_close(&debuggee);
}

/* --- later, and by force --- */

static void test_reply_later(void)
{
    struct debuggee debuggee;
    DEBUG_EVENT event;
    DWORD seen = 0;
    check(debuggee_start(&debuggee, "say", DEBUG_PROCESS), "start: error %lu", GetLastError());
    while (!debuggee.ended) {
        DWORD answer;
        if (!WaitForDebugEvent(&event, EVENT_TIMEOUT)) break;
        answer = note_event(&debuggee, &event);
        if (event.dwDebugEventCode == OUTPUT_DEBUG_STRING_EVENT && ++seen == 1) answer = DBG_REPLY_LATER;
        if (event.dwDebugEventCode == EXIT_PROCESS_DEBUG_EVENT)
            check_fails_with(ContinueDebugEvent(event.dwProcessId, event.dwThreadId, 0x1234), ERROR_INVALID_PARAMETER);
        check(ContinueDebugEvent(event.dwProcessId, event.dwThreadId, answer), "continue: error %lu", GetLastError());
    }
    check_equal_u32(seen, 2, "the event comes again");
    check_equal_u32(debuggee.exit_code, 8, "exit code");
    debuggee_close(&debuggee);
}

static DWORD kill_at_break(struct debuggee *debuggee, const DEBUG_EVENT *event)
{
    if (event->dwDebugEventCode == EXCEPTION_DEBUG_EVENT) TerminateProcess(debuggee->process, 99);
    return 0;
}

static void test_kill(void)
{
    struct debuggee debuggee;
    check(debuggee_start(&debuggee, "say", DEBUG_PROCESS), "start: error %lu", GetLastError());
    check(debuggee_run(&debuggee, kill_at_break), "its end is reported: error %lu", GetLastError());
    check_equal_u32(debuggee.exit_code, 99, "with its exit code");
    check_equal_u32(debuggee.counts[OUTPUT_DEBUG_STRING_EVENT], 0, "it did not come to say anything");
    check_equal_u32(WaitForSingleObject(debuggee.info.hProcess, 10000), WAIT_OBJECT_0, "it is gone");
    debuggee_close(&debuggee);
}

int main(int argc, char **argv)
{
    GetModuleFileNameA(NULL, own_path, sizeof(own_path));
    if (argc > 1) return child(argv[1], argc > 2 ? argv[2] : "");
    NtQueryInformationProcess = (void *)GetProcAddress(GetModuleHandleA("ntdll"), "NtQueryInformationProcess");
    check_debugged(GetCurrentProcess(), FALSE, TRUE, "itself");
    check_fails_with(CheckRemoteDebuggerPresent(NULL, NULL), ERROR_INVALID_PARAMETER);
    test_attach();
    test_children(DEBUG_PROCESS, 2);
    test_children(DEBUG_PROCESS | DEBUG_ONLY_THIS_PROCESS, 1);
    test_end_of_debugger("winrun debugging kill", FALSE);
    test_end_of_debugger("winrun debugging keep", TRUE);
    test_suspended();
    test_reply_later();
    test_kill();
    return check_summary();
}
