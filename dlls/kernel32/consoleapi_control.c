/* Console control events: Ctrl+C, Ctrl+Break, close. They come as signals (unix_call_control_wait); a thread waits for
 * them from the time the first handler is registered, or from the start if there is a debugger. Before that the Unix
 * side does what the default handler would. */
#include "kernel32_private.h"
#include "nt/debug.h"
#include "unix_calls.h"

#define MOST_HANDLERS 64u
#define CONSOLE_IGNORE_CTRL_C 1u

static PHANDLER_ROUTINE handlers[MOST_HANDLERS];
static ULONG handler_count;
static RTL_SRWLOCK lock;
static RTL_RUN_ONCE listener_once;

/* The last registered handler is asked first; the default one ends the process. */
static DWORD WINAPI run_handlers(LPVOID argument)
{
    DWORD event = (DWORD)(ULONG_PTR)argument;
    PHANDLER_ROUTINE copy[MOST_HANDLERS];
    ULONG count;

    if (current_peb()->BeingDebugged && event <= CTRL_BREAK_EVENT &&
        winrun_debug_control_event(event == CTRL_C_EVENT ? DBG_CONTROL_C : DBG_CONTROL_BREAK))
        return 0;
    RtlAcquireSRWLockShared(&lock);
    count = handler_count;
    memcpy(copy, handlers, sizeof(copy));
    RtlReleaseSRWLockShared(&lock);
    while (count--)
        if (copy[count](event)) {
            if (event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT) return 0;
            break; /* of the others only the time for cleaning up was granted */
        }
    RtlExitUserProcess(STATUS_CONTROL_C_EXIT);
}

static void deliver(DWORD event)
{
    HANDLE thread;

    if (event == CTRL_C_EVENT && current_peb()->ProcessParameters->ConsoleFlags & CONSOLE_IGNORE_CTRL_C) return;
    if ((thread = CreateThread(NULL, 0, run_handlers, (LPVOID)(ULONG_PTR)event, 0, NULL))) NtClose(thread);
}

static DWORD WINAPI __attribute__((noreturn)) listen(LPVOID argument)
{
    struct unix_control_wait_args args;

    (void)argument;
    for (;;) {
        args.prepare = 0;
        if (unix_call_control_wait(&args) == STATUS_SUCCESS) deliver(args.event);
    }
}

static DWORD WINAPI start_listening(PRTL_RUN_ONCE once, PVOID parameter, PVOID *context)
{
    struct unix_control_wait_args args = { .prepare = 1 };
    HANDLE thread;

    (void)once;
    (void)parameter;
    (void)context;
    if (!NT_SUCCESS(unix_call_control_wait(&args))) return FALSE;
    /* no thread of Windows' own: DLLs and debuggers need not know */
    if (!NT_SUCCESS(NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, NtCurrentProcess(), (PVOID)(ULONG_PTR)listen,
                                     NULL, THREAD_CREATE_FLAGS_SKIP_THREAD_ATTACH, 0, 0, 0, NULL)))
        return FALSE;
    NtClose(thread);
    return TRUE;
}

void console_control_begin(void)
{
    if (current_peb()->BeingDebugged) RtlRunOnceExecuteOnce(&listener_once, start_listening, NULL, NULL);
}

static BOOL add_handler(PHANDLER_ROUTINE handler)
{
    BOOL fits;

    RtlAcquireSRWLockExclusive(&lock);
    if ((fits = handler_count < MOST_HANDLERS)) handlers[handler_count++] = handler;
    RtlReleaseSRWLockExclusive(&lock);
    return fits || set_last_status(STATUS_NO_MEMORY);
}

static BOOL remove_handler(PHANDLER_ROUTINE handler)
{
    ULONG i;

    RtlAcquireSRWLockExclusive(&lock);
    for (i = handler_count; i && handlers[i - 1] != handler; i--) continue;
    if (i) {
        memmove(&handlers[i - 1], &handlers[i], (handler_count - i) * sizeof(handlers[0]));
        handler_count--;
    }
    RtlReleaseSRWLockExclusive(&lock);
    return i || set_last_status(STATUS_INVALID_PARAMETER);
}

/* Without a handler: whether Ctrl+C is ignored, by children too. */
BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL add)
{
    if (!NT_SUCCESS((NTSTATUS)RtlRunOnceExecuteOnce(&listener_once, start_listening, NULL, NULL)))
        return set_last_status(STATUS_NO_MEMORY);
    if (!handler) {
        current_peb()->ProcessParameters->ConsoleFlags = add ? CONSOLE_IGNORE_CTRL_C : 0;
        return TRUE;
    }
    return add ? add_handler(handler) : remove_handler(handler);
}

/* To every process of the group that shares our console; 0: all of them. */
BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD group)
{
    struct unix_console_control_args args = {
        .request = CONSOLE_SEND_EVENT, .target = CONSOLE_TARGET_INPUT, .value = event, .value2 = group};

    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) return set_last_status(STATUS_INVALID_PARAMETER);
    return set_last_status(winrun_console_control(&args));
}
