/* DbgUi*: each thread that debugs has a debug object, kept in its TEB. kernel32 and programs come through here. */
#include "nt/nt.h"
#include "nt/debug.h"
#include "sync_private.h"

#include "unix_calls.h"

#define SLOT_OBJECT 1 /* of TEB.DbgSsReserved; the other one is kernel32's */

NTSTATUS NTAPI DbgUiConnectToDbg(void)
{
    OBJECT_ATTRIBUTES attributes = { .Length = sizeof(attributes) };
    PVOID *object = &((TEB *)NtCurrentTeb())->DbgSsReserved[SLOT_OBJECT];

    return *object ? STATUS_SUCCESS : NtCreateDebugObject(object, DEBUG_ALL_ACCESS, &attributes, DEBUG_KILL_ON_CLOSE);
}

HANDLE NTAPI DbgUiGetThreadDebugObject(void) { return ((TEB *)NtCurrentTeb())->DbgSsReserved[SLOT_OBJECT]; }
VOID NTAPI DbgUiSetThreadDebugObject(HANDLE object) { ((TEB *)NtCurrentTeb())->DbgSsReserved[SLOT_OBJECT] = object; }

/* The end of a debugger's thread is the end of what it debugs. */
void debug_thread_end(void)
{
    HANDLE object = DbgUiGetThreadDebugObject();

    DbgUiSetThreadDebugObject(NULL);
    if (object) NtClose(object);
}

NTSTATUS NTAPI DbgUiWaitStateChange(PDBGUI_WAIT_STATE_CHANGE change, PLARGE_INTEGER timeout)
{
    return NtWaitForDebugEvent(DbgUiGetThreadDebugObject(), TRUE, timeout, change);
}

NTSTATUS NTAPI DbgUiContinue(const CLIENT_ID *id, NTSTATUS status)
{
    return NtDebugContinue(DbgUiGetThreadDebugObject(), id, status);
}

NTSTATUS NTAPI DbgUiStopDebugging(HANDLE process)
{
    return NtRemoveProcessDebug(process, DbgUiGetThreadDebugObject());
}

/* A thread of the process's own ntdll breaks there. */
NTSTATUS NTAPI DbgUiIssueRemoteBreakin(HANDLE process)
{
    HANDLE thread;
    NTSTATUS status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, process,
                                       process == NtCurrentProcess() ? (PVOID)(ULONG_PTR)DbgUiRemoteBreakin
                                                                     : (PVOID)(ULONG_PTR)REMOTE_ROUTINE_BREAK,
                                       NULL, 0, 0, 0, 0, NULL);

    if (NT_SUCCESS(status)) NtClose(thread);
    return status;
}

NTSTATUS NTAPI DbgUiDebugActiveProcess(HANDLE process)
{
    NTSTATUS status = NtDebugActiveProcess(process, DbgUiGetThreadDebugObject());

    if (!NT_SUCCESS(status)) return status;
    status = DbgUiIssueRemoteBreakin(process);
    if (!NT_SUCCESS(status)) DbgUiStopDebugging(process);
    return status;
}

/* --- DBGUI_WAIT_STATE_CHANGE to DEBUG_EVENT --- */

static PVOID teb_of(HANDLE thread)
{
    THREAD_BASIC_INFORMATION info;

    return thread && NT_SUCCESS(NtQueryInformationThread(thread, ThreadBasicInformation, &info, sizeof(info), NULL))
               ? info.TebBaseAddress
               : NULL;
}

static void convert_create_process(const DBGUI_CREATE_PROCESS *from, LPDEBUG_EVENT event)
{
    event->dwDebugEventCode = CREATE_PROCESS_DEBUG_EVENT;
    event->u.CreateProcessInfo = (CREATE_PROCESS_DEBUG_INFO){
        .hFile = from->NewProcess.FileHandle,
        .hProcess = from->HandleToProcess,
        .hThread = from->HandleToThread,
        .lpBaseOfImage = from->NewProcess.BaseOfImage,
        .dwDebugInfoFileOffset = from->NewProcess.DebugInfoFileOffset,
        .nDebugInfoSize = from->NewProcess.DebugInfoSize,
        .lpThreadLocalBase = teb_of(from->HandleToThread),
        .lpStartAddress = (LPTHREAD_START_ROUTINE)(ULONG_PTR)from->NewProcess.InitialThread.StartAddress,
        .fUnicode = TRUE,
    };
}

static WORD short_length(ULONG_PTR length) { return (WORD)(length > 0xffff ? 0xffff : length); }

/* Output and system errors are exceptions with codes of their own. */
static void convert_exception(const DBGKM_EXCEPTION *from, LPDEBUG_EVENT event, BOOLEAN wide)
{
    const EXCEPTION_RECORD *record = &from->ExceptionRecord;
    const ULONG_PTR *words = record->ExceptionInformation;

    switch (record->ExceptionCode) {
    case DBG_PRINTEXCEPTION_C:
        event->dwDebugEventCode = OUTPUT_DEBUG_STRING_EVENT;
        event->u.DebugString = (OUTPUT_DEBUG_STRING_INFO){ (LPSTR)words[1], FALSE, short_length(words[0]) };
        break;
    case DBG_PRINTEXCEPTION_WIDE:
        event->dwDebugEventCode = OUTPUT_DEBUG_STRING_EVENT;
        event->u.DebugString = wide ? (OUTPUT_DEBUG_STRING_INFO){ (LPSTR)words[1], TRUE, short_length(words[0]) }
                                    : (OUTPUT_DEBUG_STRING_INFO){ (LPSTR)words[3], FALSE, short_length(words[2]) };
        break;
    case DBG_RIPEXCEPTION:
        event->dwDebugEventCode = RIP_EVENT;
        event->u.RipInfo = (RIP_INFO){ (DWORD)words[0], (DWORD)words[1] };
        break;
    default:
        event->dwDebugEventCode = EXCEPTION_DEBUG_EVENT;
        event->u.Exception = (EXCEPTION_DEBUG_INFO){ *record, from->FirstChance };
    }
}

static NTSTATUS convert(const DBGUI_WAIT_STATE_CHANGE *change, LPDEBUG_EVENT event, BOOLEAN wide)
{
    const DBGUI_CREATE_THREAD *thread = &change->StateInfo.CreateThread;
    const DBGKM_LOAD_DLL *dll = &change->StateInfo.LoadDll;

    memset(event, 0, sizeof(*event));
    event->dwProcessId = HandleToULong(change->AppClientId.UniqueProcess);
    event->dwThreadId = HandleToULong(change->AppClientId.UniqueThread);
    switch (change->NewState) {
    case DbgCreateThreadStateChange:
        event->dwDebugEventCode = CREATE_THREAD_DEBUG_EVENT;
        event->u.CreateThread =
            (CREATE_THREAD_DEBUG_INFO){thread->HandleToThread, teb_of(thread->HandleToThread),
                                       (LPTHREAD_START_ROUTINE)(ULONG_PTR)thread->NewThread.StartAddress};
        break;
    case DbgCreateProcessStateChange:
        convert_create_process(&change->StateInfo.CreateProcessInfo, event);
        break;
    case DbgExitThreadStateChange:
        event->dwDebugEventCode = EXIT_THREAD_DEBUG_EVENT;
        event->u.ExitThread.dwExitCode = (DWORD)change->StateInfo.ExitThread.ExitStatus;
        break;
    case DbgExitProcessStateChange:
        event->dwDebugEventCode = EXIT_PROCESS_DEBUG_EVENT;
        event->u.ExitProcess.dwExitCode = (DWORD)change->StateInfo.ExitProcess.ExitStatus;
        break;
    case DbgExceptionStateChange:
    case DbgBreakpointStateChange:
    case DbgSingleStepStateChange:
        convert_exception(&change->StateInfo.Exception, event, wide);
        break;
    case DbgLoadDllStateChange:
        event->dwDebugEventCode = LOAD_DLL_DEBUG_EVENT;
        event->u.LoadDll = (LOAD_DLL_DEBUG_INFO){dll->FileHandle,    dll->BaseOfDll,   dll->DebugInfoFileOffset,
                                                 dll->DebugInfoSize, dll->NamePointer, TRUE};
        break;
    case DbgUnloadDllStateChange:
        event->dwDebugEventCode = UNLOAD_DLL_DEBUG_EVENT;
        event->u.UnloadDll.lpBaseOfDll = change->StateInfo.UnloadDll.BaseAddress;
        break;
    default:
        return STATUS_UNSUCCESSFUL;
    }
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI DbgUiConvertStateChangeStructure(PDBGUI_WAIT_STATE_CHANGE change, LPDEBUG_EVENT event)
{
    return convert(change, event, FALSE);
}
NTSTATUS NTAPI DbgUiConvertStateChangeStructureEx(PDBGUI_WAIT_STATE_CHANGE change, LPDEBUG_EVENT event)
{
    return convert(change, event, TRUE);
}
