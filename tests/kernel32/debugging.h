/* A small debugger for the tests of debugging_*.c: a child made from the test itself, and a loop over its events. */
#ifndef DEBUGGING_H
#define DEBUGGING_H

#include "../check.h"

#define EVENT_TIMEOUT 30000

struct debuggee {
    PROCESS_INFORMATION info;
    HANDLE process, thread; /* from the events */
    BYTE *base;
    DWORD counts[RIP_EVENT + 1];
    DWORD breakpoints, exit_code, last_code, first_chances, second_chances;
    DWORD last_thread;
    BOOL ended;
    void *own; /* the test's */
};

/* Returns what to continue with. */
typedef DWORD (*event_function)(struct debuggee *debuggee, const DEBUG_EVENT *event);

static inline BOOL debuggee_start_as(struct debuggee *debuggee, const char *program, const char *arguments, DWORD flags)
{
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    char line[2 * MAX_PATH];
    memset(debuggee, 0, sizeof(*debuggee));
    _snprintf(line, sizeof(line), "\"%s\" %s", program, arguments);
    return CreateProcessA(program, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, &debuggee->info);
}

static inline BOOL debuggee_start(struct debuggee *debuggee, const char *arguments, DWORD flags)
{
    char path[MAX_PATH];
    GetModuleFileNameA(NULL, path, sizeof(path));
    return debuggee_start_as(debuggee, path, arguments, flags);
}

static inline DWORD note_event(struct debuggee *debuggee, const DEBUG_EVENT *event)
{
    const EXCEPTION_DEBUG_INFO *exception = &event->u.Exception;
    debuggee->counts[event->dwDebugEventCode]++;
    switch (event->dwDebugEventCode) {
    case CREATE_PROCESS_DEBUG_EVENT:
        debuggee->process = event->u.CreateProcessInfo.hProcess;
        debuggee->thread = event->u.CreateProcessInfo.hThread;
        debuggee->base = event->u.CreateProcessInfo.lpBaseOfImage;
        if (event->u.CreateProcessInfo.hFile) CloseHandle(event->u.CreateProcessInfo.hFile);
        break;
    case LOAD_DLL_DEBUG_EVENT:
        if (event->u.LoadDll.hFile) CloseHandle(event->u.LoadDll.hFile);
        break;
    case EXIT_PROCESS_DEBUG_EVENT:
        debuggee->exit_code = event->u.ExitProcess.dwExitCode;
        debuggee->ended = TRUE;
        break;
    case EXCEPTION_DEBUG_EVENT:
        debuggee->last_code = exception->ExceptionRecord.ExceptionCode;
        if (exception->dwFirstChance) debuggee->first_chances++;
        else debuggee->second_chances++;
        if (exception->ExceptionRecord.ExceptionCode != EXCEPTION_BREAKPOINT) return DBG_EXCEPTION_NOT_HANDLED;
        debuggee->breakpoints++;
    }
    return DBG_CONTINUE;
}

/* Until the process has ended; `own` sees each event of the process first and may return 0 for the ordinary answer.
 * FALSE: an event did not come. */
static inline BOOL debuggee_run(struct debuggee *debuggee, event_function own)
{
    while (!debuggee->ended) {
        DEBUG_EVENT event;
        DWORD answer = 0, usual;
        if (!WaitForDebugEvent(&event, EVENT_TIMEOUT)) return FALSE;
        if (event.dwProcessId != debuggee->info.dwProcessId) {
            ContinueDebugEvent(event.dwProcessId, event.dwThreadId, DBG_CONTINUE);
            continue;
        }
        debuggee->last_thread = event.dwThreadId;
        usual = note_event(debuggee, &event);
        if (own) answer = own(debuggee, &event);
        if (!ContinueDebugEvent(event.dwProcessId, event.dwThreadId, answer ? answer : usual)) return FALSE;
    }
    return TRUE;
}

static inline void debuggee_close(struct debuggee *debuggee)
{
    CloseHandle(debuggee->info.hThread);
    CloseHandle(debuggee->info.hProcess);
}

#endif
