/* The debugger's side of debugapi.h. Process and thread handles that an event brings are closed when the end of what
 * they stand for has been answered; until then they are kept in a list of the debugging thread. */
#include "kernel32_private.h"
#include "module_walk.h"
#include "nt/debug.h"

#define SLOT_HANDLES 0 /* of TEB.DbgSsReserved; the other one is ntdll's */

struct kept_handle {
    struct kept_handle *next;
    HANDLE handle;
    DWORD pid, tid; /* tid 0: the process */
    BOOL ended;
};

static struct kept_handle **kept_list(void)
{
    return (struct kept_handle **)&((TEB *)NtCurrentTeb())->DbgSsReserved[SLOT_HANDLES];
}

static void keep_handle(HANDLE handle, DWORD pid, DWORD tid)
{
    struct kept_handle *kept = handle ? heap_allocate(sizeof(*kept)) : NULL;

    if (!kept) return;
    *kept = (struct kept_handle){ *kept_list(), handle, pid, tid, FALSE };
    *kept_list() = kept;
}

/* With the process all of its threads. */
static void mark_ended(DWORD pid, DWORD tid)
{
    for (struct kept_handle *kept = *kept_list(); kept; kept = kept->next)
        if (kept->pid == pid && (!tid || kept->tid == tid)) kept->ended = TRUE;
}

static void close_ended(DWORD pid)
{
    struct kept_handle **link = kept_list(), *kept;

    while ((kept = *link)) {
        if (kept->pid != pid || !kept->ended) {
            link = &kept->next;
            continue;
        }
        *link = kept->next;
        NtClose(kept->handle);
        heap_free(kept);
    }
}

static void note_event(const DEBUG_EVENT *event)
{
    switch (event->dwDebugEventCode) {
    case CREATE_PROCESS_DEBUG_EVENT:
        keep_handle(event->u.CreateProcessInfo.hProcess, event->dwProcessId, 0);
        keep_handle(event->u.CreateProcessInfo.hThread, event->dwProcessId, event->dwThreadId);
        break;
    case CREATE_THREAD_DEBUG_EVENT:
        keep_handle(event->u.CreateThread.hThread, event->dwProcessId, event->dwThreadId);
        break;
    case EXIT_THREAD_DEBUG_EVENT:
        mark_ended(event->dwProcessId, event->dwThreadId);
        break;
    case EXIT_PROCESS_DEBUG_EVENT:
        mark_ended(event->dwProcessId, 0);
        break;
    }
}

static BOOL wait_for_event(LPDEBUG_EVENT event, DWORD milliseconds, BOOL wide)
{
    DBGUI_WAIT_STATE_CHANGE change;
    LARGE_INTEGER timeout;
    NTSTATUS status;

    do status = DbgUiWaitStateChange(&change, timeout_from_ms(&timeout, milliseconds));
    while (status == STATUS_ALERTED || status == STATUS_USER_APC);
    if (status == STATUS_TIMEOUT) {
        SetLastError(ERROR_SEM_TIMEOUT);
        return FALSE;
    }
    if (NT_SUCCESS(status))
        status = wide ? DbgUiConvertStateChangeStructureEx(&change, event)
                      : DbgUiConvertStateChangeStructure(&change, event);
    if (!NT_SUCCESS(status)) return set_last_status(status);
    note_event(event);
    return TRUE;
}

BOOL WINAPI WaitForDebugEvent(LPDEBUG_EVENT event, DWORD milliseconds)
{
    return wait_for_event(event, milliseconds, FALSE);
}
BOOL WINAPI WaitForDebugEventEx(LPDEBUG_EVENT event, DWORD milliseconds)
{
    return wait_for_event(event, milliseconds, TRUE);
}

BOOL WINAPI ContinueDebugEvent(DWORD pid, DWORD tid, DWORD answer)
{
    CLIENT_ID id = { UlongToHandle(pid), UlongToHandle(tid) };
    NTSTATUS status = DbgUiContinue(&id, (NTSTATUS)answer);

    if (!NT_SUCCESS(status)) return set_last_status(status);
    close_ended(pid);
    return TRUE;
}

static BOOL report_module(const struct module_facts *facts, void *context)
{
    UNICODE_STRING path;
    HANDLE *state = context; /* the process; whether the program's own module, which comes first, has been passed */

    if (!state[1]) {
        state[1] = (HANDLE)1;
        return TRUE;
    }
    RtlInitUnicodeString(&path, facts->path);
    winrun_debug_post_module(state[0], facts->base, &path);
    return TRUE;
}

BOOL WINAPI DebugActiveProcess(DWORD pid)
{
    HANDLE process, state[2] = { NULL, NULL };
    NTSTATUS status = DbgUiConnectToDbg();

    if (!NT_SUCCESS(status)) return set_last_status(status);
    if (!(process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, pid))) return FALSE;
    status = DbgUiDebugActiveProcess(process);
    state[0] = process;
    if (NT_SUCCESS(status)) walk_modules_of(process, report_module, state);
    NtClose(process);
    return set_last_status(status);
}

BOOL WINAPI DebugActiveProcessStop(DWORD pid)
{
    HANDLE process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, pid);
    NTSTATUS status;

    if (!process) return FALSE;
    status = DbgUiStopDebugging(process);
    if (NT_SUCCESS(status)) {
        mark_ended(pid, 0);
        close_ended(pid);
    }
    NtClose(process);
    return NT_SUCCESS(status) ? TRUE : set_last_status(STATUS_ACCESS_DENIED);
}

BOOL WINAPI DebugBreakProcess(HANDLE process)
{
    return set_last_status(DbgUiIssueRemoteBreakin(process));
}

BOOL WINAPI DebugSetProcessKillOnExit(BOOL kill)
{
    ULONG flag = kill ? DEBUG_KILL_ON_CLOSE : 0;
    HANDLE debug = DbgUiGetThreadDebugObject();

    if (!debug) return set_last_status(STATUS_INVALID_HANDLE);
    return set_last_status(
        NtSetInformationDebugObject(debug, DebugObjectKillProcessOnExitInformation, &flag, sizeof(flag), NULL));
}
