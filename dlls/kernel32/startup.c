/* kernel32's own beginning, and the first frame of every thread. */
#include "nt/nt.h"
#include "kernel32_private.h"

HINSTANCE kernel32_instance;

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)reserved;
    if (reason != DLL_PROCESS_ATTACH) return TRUE;
    kernel32_instance = instance;
    RtlSetUnhandledExceptionFilter(UnhandledExceptionFilter);
    LdrDisableThreadCalloutsForDll(instance);
    console_control_begin();
    return TRUE;
}

/* ntdll calls it in the first frame of each thread; debuggers and crash reporters look for its name. */
VOID FASTCALL BaseThreadInitThunk(ULONG unknown, LPTHREAD_START_ROUTINE routine, PVOID argument)
{
    (void)unknown;
    RtlExitUserThread(routine(argument));
}
