/* The debugging API: the events of a process that is created to be debugged, in their order and with what they carry.
 * Witness: Microsoft's "Debugging Events", "CreateProcess", "WaitForDebugEvent", "OutputDebugString". */
#include "debugging.h"

#define RIP_CODE ((DWORD)0x40010007)

/* --- the child --- */

static DWORD WINAPI thread_main(void *argument)
{
    return (DWORD)(ULONG_PTR)argument;
}

static LONG CALLBACK skip_exception(EXCEPTION_POINTERS *pointers)
{
    return pointers->ExceptionRecord->ExceptionCode == 0xe0001234 ? EXCEPTION_CONTINUE_EXECUTION
                                                                  : EXCEPTION_CONTINUE_SEARCH;
}

static int child(void)
{
    ULONG_PTR words[2] = {5, 1};
    HANDLE thread;
    HMODULE module;
    check(IsDebuggerPresent(), "the child is debugged");
    thread = CreateThread(NULL, 0, thread_main, (void *)77, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    module = LoadLibraryA("version.dll");
    FreeLibrary(module);
    OutputDebugStringA("narrow words");
    OutputDebugStringW(L"wide words");
    AddVectoredExceptionHandler(1, skip_exception);
    RaiseException(0xe0001234, 0, 2, words);
    RaiseException(RIP_CODE, 0, 2, words);
    return check_state.failed ? 1 : 42;
}

/* --- the debugger --- */

static struct {
    DWORD order[64], order_count;
    DWORD thread_id, exit_thread_code, threads_ended;
    BYTE *version_base;
    BOOL version_loaded, version_unloaded, version_name, wide_seen;
    char output[64];
    DWORD raised_count, rip_error, rip_type;
} seen;

static BOOL file_is(HANDLE file, const char *name)
{
    char path[MAX_PATH] = "";
    size_t length, wanted = strlen(name);
    if (!file || !GetFinalPathNameByHandleA(file, path, sizeof(path), 0)) return FALSE;
    length = strlen(path);
    return length > wanted && !lstrcmpiA(path + length - wanted, name);
}

static void look_at_dll(struct debuggee *debuggee, const LOAD_DLL_DEBUG_INFO *info)
{
    WCHAR name[MAX_PATH] = L"";
    void *at = NULL;
    SIZE_T done;
    IMAGE_DOS_HEADER header;
    check(info->lpBaseOfDll != NULL, "a DLL has a base");
    check(ReadProcessMemory(debuggee->process, info->lpBaseOfDll, &header, sizeof(header), &done) &&
              header.e_magic == IMAGE_DOS_SIGNATURE,
          "a DLL is mapped when it is reported");
    if (!file_is(info->hFile, "version.dll")) return;
    seen.version_loaded = TRUE;
    seen.version_base = info->lpBaseOfDll;
    if (!info->lpImageName) return; /* need not be there */
    check(info->fUnicode, "the name is in Unicode");
    if (!ReadProcessMemory(debuggee->process, info->lpImageName, &at, sizeof(at), &done) || !at) return;
    ReadProcessMemory(debuggee->process, at, name, sizeof(name) - sizeof(WCHAR), &done);
    seen.version_name = wcsstr(name, L"ersion.dll") != NULL || wcsstr(name, L"ERSION.dll") != NULL ||
                        wcsstr(name, L"ERSION.DLL") != NULL;
}

static void look_at_string(struct debuggee *debuggee, const OUTPUT_DEBUG_STRING_INFO *info)
{
    SIZE_T done;
    char text[64] = "";
    check(!info->fUnicode, "WaitForDebugEvent gives ANSI strings");
    check(ReadProcessMemory(debuggee->process, info->lpDebugStringData, text, info->nDebugStringLength, &done),
          "the string can be read: error %lu", GetLastError());
    strcat(seen.output, text);
    strcat(seen.output, "|");
    check_equal_u32(info->nDebugStringLength, strlen(text) + 1, "the length of the string");
}

static DWORD look(struct debuggee *debuggee, const DEBUG_EVENT *event)
{
    const CREATE_PROCESS_DEBUG_INFO *process = &event->u.CreateProcessInfo;
    if (seen.order_count < 64) seen.order[seen.order_count++] = event->dwDebugEventCode;
    switch (event->dwDebugEventCode) {
    case CREATE_PROCESS_DEBUG_EVENT:
        check_equal_u32(event->dwThreadId, debuggee->info.dwThreadId, "the first thread reports the process");
        check(process->hProcess && process->hThread, "handles of the process and its thread");
        check_equal_u32(GetProcessId(process->hProcess), debuggee->info.dwProcessId, "the process handle");
        check_equal_u32(GetThreadId(process->hThread), debuggee->info.dwThreadId, "the thread handle");
        check(process->lpBaseOfImage != NULL && process->lpStartAddress != NULL, "base and start address");
        break;
    case CREATE_THREAD_DEBUG_EVENT:
        check(event->u.CreateThread.hThread != NULL, "a thread's handle");
        if (event->u.CreateThread.lpStartAddress == thread_main ||
            (BYTE *)event->u.CreateThread.lpStartAddress - debuggee->base ==
                (BYTE *)thread_main - (BYTE *)GetModuleHandleA(NULL))
            seen.thread_id = event->dwThreadId;
        break;
    case EXIT_THREAD_DEBUG_EVENT:
        if (event->dwThreadId == seen.thread_id) seen.exit_thread_code = event->u.ExitThread.dwExitCode;
        break;
    case LOAD_DLL_DEBUG_EVENT:
        break;
    case UNLOAD_DLL_DEBUG_EVENT:
        if (event->u.UnloadDll.lpBaseOfDll == seen.version_base) seen.version_unloaded = TRUE;
        break;
    case OUTPUT_DEBUG_STRING_EVENT:
        look_at_string(debuggee, &event->u.DebugString);
        break;
    case EXCEPTION_DEBUG_EVENT:
        if (event->u.Exception.ExceptionRecord.ExceptionCode != 0xe0001234) break;
        seen.raised_count++;
        check_equal_u32(event->u.Exception.ExceptionRecord.NumberParameters, 2, "parameters of the exception");
        check_equal_u32(event->u.Exception.ExceptionRecord.ExceptionInformation[0], 5, "the first of them");
        check_equal_u32(event->u.Exception.dwFirstChance, 1, "it is the first chance");
        break;
    case RIP_EVENT:
        seen.rip_error = event->u.RipInfo.dwError;
        seen.rip_type = event->u.RipInfo.dwType;
        break;
    }
    return 0;
}

/* note_event closes the files, so what looks at them comes before it. */
static BOOL run(struct debuggee *debuggee)
{
    while (!debuggee->ended) {
        DEBUG_EVENT event;
        DWORD answer;
        if (!WaitForDebugEvent(&event, EVENT_TIMEOUT)) return FALSE;
        if (event.dwDebugEventCode == LOAD_DLL_DEBUG_EVENT) look_at_dll(debuggee, &event.u.LoadDll);
        if (event.dwDebugEventCode == CREATE_PROCESS_DEBUG_EVENT)
            check(event.u.CreateProcessInfo.hFile != NULL &&
                      GetFileSize(event.u.CreateProcessInfo.hFile, NULL) != INVALID_FILE_SIZE,
                  "the image's file");
        answer = note_event(debuggee, &event);
        look(debuggee, &event);
        if (event.dwDebugEventCode == EXIT_PROCESS_DEBUG_EVENT)
            check_equal_u32(WaitForSingleObject(debuggee->info.hProcess, 0), WAIT_TIMEOUT,
                            "the process is not gone before its end is continued");
        check(ContinueDebugEvent(event.dwProcessId, event.dwThreadId, answer), "ContinueDebugEvent: error %lu",
              GetLastError());
    }
    return TRUE;
}

static void test_events(void)
{
    struct debuggee debuggee;
    DEBUG_EVENT event;
    DWORD code, i, first_break = 0;
    BOOL created = debuggee_start(&debuggee, "child", DEBUG_ONLY_THIS_PROCESS);
    check(created, "CreateProcess with DEBUG_ONLY_THIS_PROCESS: error %lu", GetLastError());
    if (!created) return;
    check(run(&debuggee), "all events came: error %lu", GetLastError());
    check_equal_u32(seen.order[0], CREATE_PROCESS_DEBUG_EVENT, "the process comes first");
    check_equal_u32(seen.order[1], LOAD_DLL_DEBUG_EVENT, "then ntdll");
    for (i = 0; i < seen.order_count && !first_break; i++)
        if (seen.order[i] == EXCEPTION_DEBUG_EVENT) first_break = i;
    check(first_break > 2, "the first breakpoint comes when the program's DLLs are there");
    check_equal_u32(debuggee.counts[CREATE_PROCESS_DEBUG_EVENT], 1, "one process");
    check(debuggee.breakpoints == 1, "one breakpoint: %lu", debuggee.breakpoints);
    check(seen.thread_id != 0, "the thread was reported");
    check_equal_u32(seen.exit_thread_code, 77, "and its end");
    check(seen.version_loaded, "version.dll was loaded");
    check(seen.version_unloaded, "and unloaded");
    check_equal_string(seen.output, "narrow words|wide words|", "debug strings");
    check_equal_u32(seen.raised_count, 1, "one exception was raised");
    check_equal_u32(seen.rip_error, 5, "RIP_EVENT: the error");
    check_equal_u32(seen.rip_type, 1, "RIP_EVENT: its type");
    check_equal_u32(debuggee.exit_code, 42, "exit code of the event");
    check_equal_u32(seen.order[seen.order_count - 1], EXIT_PROCESS_DEBUG_EVENT, "the end comes last");
    check_equal_u32(WaitForSingleObject(debuggee.info.hProcess, 10000), WAIT_OBJECT_0, "the process is gone");
    GetExitCodeProcess(debuggee.info.hProcess, &code);
    check_equal_u32(code, 42, "its exit code");
    check_fails_with(WaitForDebugEvent(&event, 0), ERROR_SEM_TIMEOUT);
    check_fails_with(ContinueDebugEvent(debuggee.info.dwProcessId, debuggee.info.dwThreadId, DBG_CONTINUE),
                     ERROR_INVALID_PARAMETER);
    debuggee_close(&debuggee);
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) return child();
    check(!IsDebuggerPresent(), "nobody debugs the test");
    test_events();
    return check_summary();
}
