/* Debugging: what debuggers ask ntdll for (dlls/ntdll/debug_object.c, debug_ui.c), and what a process that is debugged
 * says (debug.c). */
#ifndef NT_DEBUG_H
#define NT_DEBUG_H

#define DEBUG_READ_EVENT       0x1
#define DEBUG_PROCESS_ASSIGN   0x2
#define DEBUG_SET_INFORMATION  0x4
#define DEBUG_QUERY_INFORMATION 0x8
#define DEBUG_ALL_ACCESS       (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0xf)
#define DEBUG_KILL_ON_CLOSE    0x1

#define DBG_EXCEPTION_HANDLED_STATUS     ((NTSTATUS)0x00010001)
#define DBG_EXCEPTION_NOT_HANDLED_STATUS ((NTSTATUS)0x80010001)
#define STATUS_WX86_SINGLE_STEP_CODE     0x4000001eu
#define STATUS_WX86_BREAKPOINT_CODE      0x4000001fu

typedef enum _DBG_STATE {
    DbgIdle,
    DbgReplyPending,
    DbgCreateThreadStateChange,
    DbgCreateProcessStateChange,
    DbgExitThreadStateChange,
    DbgExitProcessStateChange,
    DbgExceptionStateChange,
    DbgBreakpointStateChange,
    DbgSingleStepStateChange,
    DbgLoadDllStateChange,
    DbgUnloadDllStateChange
} DBG_STATE;

typedef struct _DBGKM_EXCEPTION { EXCEPTION_RECORD ExceptionRecord; ULONG FirstChance; } DBGKM_EXCEPTION;
typedef struct _DBGKM_CREATE_THREAD { ULONG SubSystemKey; PVOID StartAddress; } DBGKM_CREATE_THREAD;
typedef struct _DBGKM_CREATE_PROCESS {
    ULONG SubSystemKey;
    HANDLE FileHandle;
    PVOID BaseOfImage;
    ULONG DebugInfoFileOffset, DebugInfoSize;
    DBGKM_CREATE_THREAD InitialThread;
} DBGKM_CREATE_PROCESS;
typedef struct _DBGKM_EXIT { NTSTATUS ExitStatus; } DBGKM_EXIT;
typedef struct _DBGKM_LOAD_DLL {
    HANDLE FileHandle;
    PVOID BaseOfDll;
    ULONG DebugInfoFileOffset, DebugInfoSize;
    PVOID NamePointer;
} DBGKM_LOAD_DLL;
typedef struct _DBGKM_UNLOAD_DLL { PVOID BaseAddress; } DBGKM_UNLOAD_DLL;
typedef struct _DBGUI_CREATE_THREAD { HANDLE HandleToThread; DBGKM_CREATE_THREAD NewThread; } DBGUI_CREATE_THREAD;
typedef struct _DBGUI_CREATE_PROCESS {
    HANDLE HandleToProcess, HandleToThread;
    DBGKM_CREATE_PROCESS NewProcess;
} DBGUI_CREATE_PROCESS;
typedef struct _DBGUI_WAIT_STATE_CHANGE {
    DBG_STATE NewState;
    CLIENT_ID AppClientId;
    union {
        DBGKM_EXCEPTION Exception;
        DBGUI_CREATE_THREAD CreateThread;
        DBGUI_CREATE_PROCESS CreateProcessInfo;
        DBGKM_EXIT ExitThread, ExitProcess;
        DBGKM_LOAD_DLL LoadDll;
        DBGKM_UNLOAD_DLL UnloadDll;
    } StateInfo;
} DBGUI_WAIT_STATE_CHANGE, *PDBGUI_WAIT_STATE_CHANGE;

typedef enum _DEBUGOBJECTINFOCLASS { DebugObjectKillProcessOnExitInformation = 1 } DEBUGOBJECTINFOCLASS;

NTSYSAPI NTSTATUS NTAPI NtCreateDebugObject(PHANDLE, ACCESS_MASK, const OBJECT_ATTRIBUTES *, ULONG flags);
NTSYSAPI NTSTATUS NTAPI NtDebugActiveProcess(HANDLE process, HANDLE debug);
NTSYSAPI NTSTATUS NTAPI NtRemoveProcessDebug(HANDLE process, HANDLE debug);
NTSYSAPI NTSTATUS NTAPI NtWaitForDebugEvent(HANDLE debug, BOOLEAN alertable, PLARGE_INTEGER timeout,
                                            PDBGUI_WAIT_STATE_CHANGE);
NTSYSAPI NTSTATUS NTAPI NtDebugContinue(HANDLE debug, const CLIENT_ID *, NTSTATUS);
NTSYSAPI NTSTATUS NTAPI NtSetInformationDebugObject(HANDLE debug, DEBUGOBJECTINFOCLASS, PVOID, ULONG, PULONG);

NTSYSAPI NTSTATUS NTAPI DbgUiConnectToDbg(void);
NTSYSAPI HANDLE NTAPI DbgUiGetThreadDebugObject(void);
NTSYSAPI VOID NTAPI DbgUiSetThreadDebugObject(HANDLE);
NTSYSAPI NTSTATUS NTAPI DbgUiWaitStateChange(PDBGUI_WAIT_STATE_CHANGE, PLARGE_INTEGER);
NTSYSAPI NTSTATUS NTAPI DbgUiContinue(const CLIENT_ID *, NTSTATUS);
NTSYSAPI NTSTATUS NTAPI DbgUiDebugActiveProcess(HANDLE);
NTSYSAPI NTSTATUS NTAPI DbgUiStopDebugging(HANDLE);
NTSYSAPI NTSTATUS NTAPI DbgUiIssueRemoteBreakin(HANDLE);
NTSYSAPI NTSTATUS NTAPI DbgUiConvertStateChangeStructure(PDBGUI_WAIT_STATE_CHANGE, LPDEBUG_EVENT);
NTSYSAPI NTSTATUS NTAPI DbgUiConvertStateChangeStructureEx(PDBGUI_WAIT_STATE_CHANGE, LPDEBUG_EVENT);
NTSYSAPI VOID NTAPI DbgUiRemoteBreakin(PVOID) __attribute__((noreturn));
NTSYSAPI VOID NTAPI DbgBreakPoint(void);
NTSYSAPI VOID NTAPI DbgUserBreakPoint(void);

/* A module that the process to which a debugger has just attached had loaded before; exported by ntdll for kernel32. */
NTSTATUS NTAPI winrun_debug_post_module(HANDLE process, ULONG_PTR base, PCUNICODE_STRING path);

/* A console control event as the exception DBG_CONTROL_C or DBG_CONTROL_BREAK, before any handler. TRUE: the debugger
 * has dealt with it. */
BOOLEAN NTAPI winrun_debug_control_event(ULONG code);

/* --- inside ntdll (debug.c) --- */
static inline BOOLEAN process_is_debugged(void);
/* TRUE: the debugger has dealt with it, and the thread goes on with `context`. */
BOOLEAN debug_exception(const EXCEPTION_RECORD *record, CONTEXT *context, BOOLEAN first_chance);
/* A breakpoint of the loader's or of a break-in, which nobody has to handle: the context goes on behind it. */
BOOLEAN debug_skip_own_break(const EXCEPTION_RECORD *record, CONTEXT *context);
void debug_break_at_start(void);
void debug_module_loaded(const LDR_DATA_TABLE_ENTRY *module);
void debug_module_unloaded(PVOID base);
void debug_process_exit(NTSTATUS status);
void debug_thread_end(void);

#include "handle_table.h"
static inline BOOLEAN process_is_debugged(void)
{
    return ((const volatile struct process_block *)(ULONG_PTR)PROCESS_BLOCK_ADDRESS)->debugged != 0;
}

#endif
