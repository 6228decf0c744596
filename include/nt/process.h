/* Processes, parameters, environment, jobs. */
#ifndef NT_PROCESS_H
#define NT_PROCESS_H

typedef enum _PROCESSINFOCLASS {
    ProcessBasicInformation = 0,
    ProcessQuotaLimits = 1,
    ProcessIoCounters = 2,
    ProcessVmCounters = 3,
    ProcessTimes = 4,
    ProcessBasePriority = 5,
    ProcessDebugPort = 7,
    ProcessDefaultHardErrorMode = 12,
    ProcessPriorityClass = 18,
    ProcessWx86Information = 19,
    ProcessHandleCount = 20,
    ProcessAffinityMask = 21,
    ProcessPriorityBoost = 22,
    ProcessSessionInformation = 24,
    ProcessWow64Information = 26,
    ProcessImageFileName = 27,
    ProcessBreakOnTermination = 29,
    ProcessDebugObjectHandle = 30,
    ProcessDebugFlags = 31,
    ProcessExecuteFlags = 34,
    ProcessCookie = 36,
    ProcessImageInformation = 37,
    ProcessCycleTime = 38,
    ProcessImageFileNameWin32 = 43,
    ProcessCommandLineInformation = 60,
    ProcessGroupInformation = 47,
    ProcessMitigationPolicy = 52
} PROCESSINFOCLASS;

typedef struct _PROCESS_BASIC_INFORMATION {
    NTSTATUS ExitStatus;
    PPEB PebBaseAddress;
    ULONG_PTR AffinityMask;
    LONG BasePriority;
    ULONG_PTR UniqueProcessId, InheritedFromUniqueProcessId;
} PROCESS_BASIC_INFORMATION;
typedef struct _VM_COUNTERS_EX {
    SIZE_T PeakVirtualSize, VirtualSize;
    ULONG PageFaultCount;
    SIZE_T PeakWorkingSetSize, WorkingSetSize, QuotaPeakPagedPoolUsage, QuotaPagedPoolUsage, QuotaPeakNonPagedPoolUsage,
        QuotaNonPagedPoolUsage, PagefileUsage, PeakPagefileUsage, PrivateUsage;
} VM_COUNTERS_EX;
typedef struct _PROCESS_PRIORITY_CLASS { BOOLEAN Foreground; UCHAR PriorityClass; } PROCESS_PRIORITY_CLASS;
#define PROCESS_PRIORITY_CLASS_IDLE         1
#define PROCESS_PRIORITY_CLASS_NORMAL       2
#define PROCESS_PRIORITY_CLASS_HIGH         3
#define PROCESS_PRIORITY_CLASS_REALTIME     4
#define PROCESS_PRIORITY_CLASS_BELOW_NORMAL 5
#define PROCESS_PRIORITY_CLASS_ABOVE_NORMAL 6

NTSYSAPI NTSTATUS NTAPI NtTerminateProcess(HANDLE, NTSTATUS);
NTSYSAPI VOID NTAPI RtlExitUserProcess(NTSTATUS) __attribute__((noreturn));
NTSYSAPI NTSTATUS NTAPI NtOpenProcess(PHANDLE, ACCESS_MASK, const OBJECT_ATTRIBUTES *, const CLIENT_ID *);
NTSYSAPI NTSTATUS NTAPI NtQueryInformationProcess(HANDLE, PROCESSINFOCLASS, PVOID, ULONG, PULONG);
NTSYSAPI NTSTATUS NTAPI NtSetInformationProcess(HANDLE, PROCESSINFOCLASS, PVOID, ULONG);
NTSYSAPI NTSTATUS NTAPI NtSuspendProcess(HANDLE);
NTSYSAPI NTSTATUS NTAPI NtResumeProcess(HANDLE);
NTSYSAPI NTSTATUS NTAPI NtFlushProcessWriteBuffers(void);

/* How kernel32 starts a process: `start` is complete but for image_unix_path, machine and parent. */
struct process_creation {
    struct process_start *start;
    BOOLEAN inherit, suspended;
    const ULONG *handles; /* when handle_count is not 0, only these are inherited */
    ULONG handle_count;
    HANDLE job;
    HANDLE token;         /* NULL: a copy of this process's */
    HANDLE debug;         /* the debug object that it reports to; NULL: its parent's, if that wants children */
    HANDLE process, thread; /* set */
    CLIENT_ID id;           /* set */
};
NTSTATUS NTAPI winrun_process_create(struct process_creation *creation); /* exported by ntdll */
/* The kind of a program file, by its DOS path: IMAGE_FILE_MACHINE_* and IMAGE_SUBSYSTEM_*. */
NTSTATUS NTAPI winrun_process_identify(PCUNICODE_STRING path, ULONG *machine, ULONG *subsystem); /* exported by ntdll */

/* The Unix process id behind a process; exported by ntdll. */
NTSTATUS NTAPI winrun_process_unix_id(HANDLE process, ULONG *unix_pid);

/* jobs */
NTSYSAPI NTSTATUS NTAPI NtCreateJobObject(PHANDLE, ACCESS_MASK, const OBJECT_ATTRIBUTES *);
NTSYSAPI NTSTATUS NTAPI NtOpenJobObject(PHANDLE, ACCESS_MASK, const OBJECT_ATTRIBUTES *);
NTSYSAPI NTSTATUS NTAPI NtAssignProcessToJobObject(HANDLE, HANDLE);
NTSYSAPI NTSTATUS NTAPI NtTerminateJobObject(HANDLE, NTSTATUS);
NTSYSAPI NTSTATUS NTAPI NtIsProcessInJob(HANDLE, HANDLE);
NTSYSAPI NTSTATUS NTAPI NtQueryInformationJobObject(HANDLE, JOBOBJECTINFOCLASS, PVOID, ULONG, PULONG);
NTSYSAPI NTSTATUS NTAPI NtSetInformationJobObject(HANDLE, JOBOBJECTINFOCLASS, PVOID, ULONG);

#endif
