/* Threads of the NT API: creation, end, suspension, information; fiber-local storage. */
#ifndef NT_THREAD_H
#define NT_THREAD_H

typedef enum _THREADINFOCLASS {
    ThreadBasicInformation,
    ThreadTimes,
    ThreadPriority,
    ThreadBasePriority,
    ThreadAffinityMask,
    ThreadImpersonationToken,
    ThreadDescriptorTableEntry,
    ThreadEnableAlignmentFaultFixup,
    ThreadEventPair,
    ThreadQuerySetWin32StartAddress,
    ThreadZeroTlsCell,
    ThreadPerformanceCount,
    ThreadAmILastThread,
    ThreadIdealProcessor,
    ThreadPriorityBoost,
    ThreadSetTlsArrayAddress,
    ThreadIsIoPending,
    ThreadHideFromDebugger,
    ThreadBreakOnTermination,
    ThreadSwitchLegacyState,
    ThreadIsTerminated,
    ThreadLastSystemCall,
    ThreadIoPriority,
    ThreadCycleTime,
    ThreadPagePriority,
    ThreadActualBasePriority,
    ThreadTebInformation,
    ThreadCSwitchMon,
    ThreadCSwitchPmu,
    ThreadWow64Context,
    ThreadGroupInformation,
    ThreadUmsInformation,
    ThreadCounterProfiling,
    ThreadIdealProcessorEx,
    ThreadCpuAccountingInformation,
    ThreadSuspendCount,
    ThreadNameInformation = 38
} THREADINFOCLASS;

typedef struct _THREAD_BASIC_INFORMATION {
    NTSTATUS ExitStatus; PVOID TebBaseAddress; CLIENT_ID ClientId; ULONG_PTR AffinityMask; LONG Priority, BasePriority;
} THREAD_BASIC_INFORMATION;
typedef struct _KERNEL_USER_TIMES { LARGE_INTEGER CreateTime, ExitTime, KernelTime, UserTime; } KERNEL_USER_TIMES;
typedef struct _PS_ATTRIBUTE { ULONG_PTR Attribute; SIZE_T Size; ULONG_PTR Value; PSIZE_T ReturnLength; } PS_ATTRIBUTE;
typedef struct _PS_ATTRIBUTE_LIST { SIZE_T TotalLength; PS_ATTRIBUTE Attributes[1]; } PS_ATTRIBUTE_LIST;
#define PS_ATTRIBUTE_CLIENT_ID   0x00010003
#define PS_ATTRIBUTE_TEB_ADDRESS 0x00010004
#define THREAD_CREATE_FLAGS_CREATE_SUSPENDED   0x1
#define THREAD_CREATE_FLAGS_SKIP_THREAD_ATTACH 0x2
#define THREAD_CREATE_FLAGS_HIDE_FROM_DEBUGGER 0x4

NTSYSAPI NTSTATUS NTAPI NtCreateThreadEx(PHANDLE, ACCESS_MASK, const OBJECT_ATTRIBUTES *, HANDLE, PVOID, PVOID, ULONG,
                                         SIZE_T, SIZE_T, SIZE_T, PS_ATTRIBUTE_LIST *);
NTSYSAPI NTSTATUS NTAPI RtlCreateUserThread(HANDLE, PSECURITY_DESCRIPTOR, BOOLEAN, ULONG, SIZE_T, SIZE_T, PVOID, PVOID,
                                            PHANDLE, CLIENT_ID *);
NTSYSAPI VOID NTAPI RtlExitUserThread(NTSTATUS) __attribute__((noreturn));
NTSYSAPI NTSTATUS NTAPI NtTerminateThread(HANDLE, NTSTATUS);
NTSYSAPI NTSTATUS NTAPI NtOpenThread(PHANDLE, ACCESS_MASK, const OBJECT_ATTRIBUTES *, const CLIENT_ID *);
NTSYSAPI NTSTATUS NTAPI NtSuspendThread(HANDLE, PULONG);
NTSYSAPI NTSTATUS NTAPI NtResumeThread(HANDLE, PULONG);
NTSYSAPI NTSTATUS NTAPI NtAlertResumeThread(HANDLE, PULONG);
NTSYSAPI NTSTATUS NTAPI NtGetContextThread(HANDLE, PCONTEXT);
NTSYSAPI NTSTATUS NTAPI NtSetContextThread(HANDLE, const CONTEXT *);
NTSYSAPI NTSTATUS NTAPI NtQueryInformationThread(HANDLE, THREADINFOCLASS, PVOID, ULONG, PULONG);
NTSYSAPI NTSTATUS NTAPI NtSetInformationThread(HANDLE, THREADINFOCLASS, PVOID, ULONG);
NTSYSAPI ULONG NTAPI NtGetCurrentProcessorNumber(void);
NTSYSAPI NTSTATUS NTAPI RtlFlsAlloc(PFLS_CALLBACK_FUNCTION, PULONG);
NTSYSAPI NTSTATUS NTAPI RtlFlsFree(ULONG);
NTSYSAPI NTSTATUS NTAPI RtlFlsGetValue(ULONG, PVOID *);
NTSYSAPI NTSTATUS NTAPI RtlFlsSetValue(ULONG, PVOID);
NTSYSAPI VOID NTAPI RtlProcessFlsData(PVOID, ULONG); /* flags 1: run the callbacks, 2: free */

#endif
