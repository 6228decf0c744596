/* kernel32's own beginning, and the first frame of every thread. */
#include "nt/nt.h"
#include "file_private.h"

HINSTANCE kernel32_instance;

static BOOL is_started_by_unix(void)
{
    return ((const struct process_start *)(ULONG_PTR)process_info()->start)->flags & PROCESS_START_FROM_UNIX;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)reserved;
    if (reason != DLL_PROCESS_ATTACH) return TRUE;
    kernel32_instance = instance;
    RtlSetUnhandledExceptionFilter(UnhandledExceptionFilter);
    LdrDisableThreadCalloutsForDll(instance);
    console_control_begin();
    if (is_started_by_unix()) run_delayed_moves();
    return TRUE;
}

/* ntdll calls it in the first frame of each thread; debuggers and crash reporters look for its name. */
VOID FASTCALL BaseThreadInitThunk(ULONG unknown, LPTHREAD_START_ROUTINE routine, PVOID argument)
{
    (void)unknown;
    RtlExitUserThread(routine(argument));
}
