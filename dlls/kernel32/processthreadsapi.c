/* Processes: this one and others. Threads are in processthreadsapi_thread.c, CreateProcess in
 * processthreadsapi_create.c. */
#include "kernel32_private.h"

HANDLE WINAPI GetCurrentProcess(void) { return NtCurrentProcess(); }
DWORD WINAPI GetCurrentProcessId(void) { return (DWORD)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueProcess; }

VOID WINAPI ExitProcess(UINT exit_code) { RtlExitUserProcess((NTSTATUS)exit_code); }

BOOL WINAPI TerminateProcess(HANDLE process, UINT exit_code)
{
    if (!process) return set_last_status(STATUS_INVALID_HANDLE);
    return set_last_status(NtTerminateProcess(process, (NTSTATUS)exit_code));
}

HANDLE WINAPI OpenProcess(DWORD access, BOOL inherit, DWORD id)
{
    OBJECT_ATTRIBUTES attributes;
    CLIENT_ID client = { (HANDLE)(ULONG_PTR)id, NULL };
    HANDLE process;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, inherit ? OBJ_INHERIT : 0, NULL, NULL);
    status = NtOpenProcess(&process, access, &attributes, &client);
    if (status == STATUS_INVALID_CID) status = STATUS_INVALID_PARAMETER;
    return set_last_status(status) ? process : NULL;
}

static BOOL query(HANDLE process, PROCESSINFOCLASS class, PVOID buffer, ULONG size)
{
    return set_last_status(NtQueryInformationProcess(process, class, buffer, size, NULL));
}

static BOOL set(HANDLE process, PROCESSINFOCLASS class, const void *buffer, ULONG size)
{
    return set_last_status(NtSetInformationProcess(process, class, (PVOID)buffer, size));
}

BOOL WINAPI GetExitCodeProcess(HANDLE process, LPDWORD exit_code)
{
    PROCESS_BASIC_INFORMATION info;

    if (!query(process, ProcessBasicInformation, &info, sizeof(info))) return FALSE;
    *exit_code = (DWORD)info.ExitStatus;
    return TRUE;
}

DWORD WINAPI GetProcessId(HANDLE process)
{
    PROCESS_BASIC_INFORMATION info;

    return query(process, ProcessBasicInformation, &info, sizeof(info)) ? (DWORD)info.UniqueProcessId : 0;
}

BOOL WINAPI GetProcessTimes(HANDLE process, LPFILETIME creation, LPFILETIME exit, LPFILETIME kernel, LPFILETIME user)
{
    KERNEL_USER_TIMES times;

    if (!query(process, ProcessTimes, &times, sizeof(times))) return FALSE;
    *creation = *(FILETIME *)&times.CreateTime;
    *exit = *(FILETIME *)&times.ExitTime;
    *kernel = *(FILETIME *)&times.KernelTime;
    *user = *(FILETIME *)&times.UserTime;
    return TRUE;
}

BOOL WINAPI QueryProcessCycleTime(HANDLE process, PULONG64 cycles)
{
    KERNEL_USER_TIMES times;

    if (!query(process, ProcessTimes, &times, sizeof(times))) return FALSE;
    *cycles = (ULONG64)(times.KernelTime.QuadPart + times.UserTime.QuadPart) * 100;
    return TRUE;
}

BOOL WINAPI GetProcessHandleCount(HANDLE process, PDWORD count)
{
    return query(process, ProcessHandleCount, count, sizeof(*count));
}

BOOL WINAPI GetProcessIoCounters(HANDLE process, PIO_COUNTERS counters)
{
    return query(process, ProcessIoCounters, counters, sizeof(*counters));
}

/* ---- priority classes */

static const struct { DWORD win32; UCHAR nt; } priority_classes[] = {
    {IDLE_PRIORITY_CLASS, PROCESS_PRIORITY_CLASS_IDLE},
    {BELOW_NORMAL_PRIORITY_CLASS, PROCESS_PRIORITY_CLASS_BELOW_NORMAL},
    {NORMAL_PRIORITY_CLASS, PROCESS_PRIORITY_CLASS_NORMAL},
    {ABOVE_NORMAL_PRIORITY_CLASS, PROCESS_PRIORITY_CLASS_ABOVE_NORMAL},
    {HIGH_PRIORITY_CLASS, PROCESS_PRIORITY_CLASS_HIGH},
    {REALTIME_PRIORITY_CLASS, PROCESS_PRIORITY_CLASS_REALTIME},
};

BOOL WINAPI SetPriorityClass(HANDLE process, DWORD class)
{
    PROCESS_PRIORITY_CLASS info = { 0 };
    unsigned i;

    if (class == PROCESS_MODE_BACKGROUND_BEGIN) class = IDLE_PRIORITY_CLASS;
    if (class == PROCESS_MODE_BACKGROUND_END) class = NORMAL_PRIORITY_CLASS;
    for (i = 0; i < ARRAYSIZE(priority_classes) && priority_classes[i].win32 != class; i++) continue;
    if (i == ARRAYSIZE(priority_classes)) return set_last_status(STATUS_INVALID_PARAMETER);
    info.PriorityClass = priority_classes[i].nt;
    return set(process, ProcessPriorityClass, &info, sizeof(info));
}

DWORD WINAPI GetPriorityClass(HANDLE process)
{
    PROCESS_PRIORITY_CLASS info;
    unsigned i;

    if (!query(process, ProcessPriorityClass, &info, sizeof(info))) return 0;
    for (i = 0; i < ARRAYSIZE(priority_classes); i++)
        if (priority_classes[i].nt == info.PriorityClass) return priority_classes[i].win32;
    return NORMAL_PRIORITY_CLASS;
}

BOOL WINAPI GetProcessPriorityBoost(HANDLE process, PBOOL disabled)
{
    return query(process, ProcessPriorityBoost, disabled, sizeof(ULONG));
}

BOOL WINAPI SetProcessPriorityBoost(HANDLE process, BOOL disable)
{
    ULONG value = !!disable;

    return set(process, ProcessPriorityBoost, &value, sizeof(value));
}

BOOL WINAPI GetProcessAffinityMask(HANDLE process, PDWORD_PTR process_mask, PDWORD_PTR system_mask)
{
    PROCESS_BASIC_INFORMATION info;

    if (!query(process, ProcessBasicInformation, &info, sizeof(info))) return FALSE;
    *process_mask = info.AffinityMask;
    *system_mask = (DWORD_PTR)process_info()->processor_mask;
    return TRUE;
}

BOOL WINAPI SetProcessAffinityMask(HANDLE process, DWORD_PTR mask)
{
    return set(process, ProcessAffinityMask, &mask, sizeof(mask));
}

/* ---- 32-bit processes */

BOOL WINAPI IsWow64Process(HANDLE process, PBOOL wow64)
{
    ULONG_PTR value;

    if (!query(process, ProcessWow64Information, &value, sizeof(value))) return FALSE;
    *wow64 = value != 0;
    return TRUE;
}

BOOL WINAPI IsWow64Process2(HANDLE process, USHORT *process_machine, USHORT *native_machine)
{
    BOOL wow64;

    if (!IsWow64Process(process, &wow64)) return FALSE;
    *process_machine = wow64 ? IMAGE_FILE_MACHINE_I386 : IMAGE_FILE_MACHINE_UNKNOWN;
    if (native_machine) *native_machine = IMAGE_FILE_MACHINE_AMD64;
    return TRUE;
}

HRESULT WINAPI IsWow64GuestMachineSupported(USHORT machine, WINBOOL *supported)
{
    *supported = machine == IMAGE_FILE_MACHINE_I386;
    return S_OK;
}

/* ---- image names */

BOOL WINAPI QueryFullProcessImageNameW(HANDLE process, DWORD flags, LPWSTR name, PDWORD size)
{
    ULONG capacity = sizeof(UNICODE_STRING) + 32768 * sizeof(WCHAR);
    UNICODE_STRING *answer = heap_allocate(capacity);
    DWORD length, error = ERROR_NOT_ENOUGH_MEMORY;
    NTSTATUS status;

    if (!answer) return set_last_status(STATUS_NO_MEMORY);
    status = NtQueryInformationProcess(process,
                                       flags & PROCESS_NAME_NATIVE ? ProcessImageFileName : ProcessImageFileNameWin32,
                                       answer, capacity, NULL);
    if (!set_last_status(status)) {
        heap_free(answer);
        return FALSE;
    }
    length = answer->Length / sizeof(WCHAR);
    error = length < *size ? ERROR_SUCCESS : ERROR_INSUFFICIENT_BUFFER;
    if (!error) {
        memcpy(name, answer->Buffer, answer->Length);
        name[length] = 0;
        *size = length;
    }
    heap_free(answer);
    if (error) SetLastError(error);
    return !error;
}

BOOL WINAPI QueryFullProcessImageNameA(HANDLE process, DWORD flags, LPSTR name, PDWORD size)
{
    DWORD wide_size = 32768;
    LPWSTR wide = heap_allocate(wide_size * sizeof(WCHAR));
    BOOL done = wide && QueryFullProcessImageNameW(process, flags, wide, &wide_size);
    int length = done ? WideCharToMultiByte(CP_ACP, 0, wide, -1, name, (int)*size, NULL, NULL) : 0;

    heap_free(wide);
    if (length) *size = (DWORD)length - 1;
    return length != 0;
}

/* ---- start-up information */

VOID WINAPI GetStartupInfoW(LPSTARTUPINFOW info)
{
    const RTL_USER_PROCESS_PARAMETERS *parameters = current_peb()->ProcessParameters;

    memset(info, 0, sizeof(*info));
    info->cb = sizeof(*info);
    info->lpReserved = parameters->ShellInfo.Buffer;
    info->lpDesktop = parameters->DesktopInfo.Buffer;
    info->lpTitle = parameters->WindowTitle.Buffer;
    info->dwX = parameters->StartingX;
    info->dwY = parameters->StartingY;
    info->dwXSize = parameters->CountX;
    info->dwYSize = parameters->CountY;
    info->dwXCountChars = parameters->CountCharsX;
    info->dwYCountChars = parameters->CountCharsY;
    info->dwFillAttribute = parameters->FillAttribute;
    info->dwFlags = parameters->WindowFlags;
    info->wShowWindow = (WORD)parameters->ShowWindowFlags;
    info->cbReserved2 = parameters->RuntimeData.Length;
    info->lpReserved2 = (LPBYTE)parameters->RuntimeData.Buffer;
    if (!(info->dwFlags & STARTF_USESTDHANDLES)) return;
    info->hStdInput = parameters->StandardInput;
    info->hStdOutput = parameters->StandardOutput;
    info->hStdError = parameters->StandardError;
}

static LPSTR ansi_of(const UNICODE_STRING *text)
{
    ANSI_STRING ansi;

    if (!text->Buffer || !NT_SUCCESS(RtlUnicodeStringToAnsiString(&ansi, text, TRUE))) return NULL;
    return ansi.Buffer;
}

VOID WINAPI GetStartupInfoA(LPSTARTUPINFOA info)
{
    static LPSTR reserved, desktop, title;
    static RTL_RUN_ONCE once;
    const RTL_USER_PROCESS_PARAMETERS *parameters = current_peb()->ProcessParameters;

    if (RtlRunOnceBeginInitialize(&once, 0, NULL) == STATUS_PENDING) {
        reserved = ansi_of(&parameters->ShellInfo);
        desktop = ansi_of(&parameters->DesktopInfo);
        title = ansi_of(&parameters->WindowTitle);
        RtlRunOnceComplete(&once, 0, NULL);
    }
    GetStartupInfoW((LPSTARTUPINFOW)info);
    info->lpReserved = reserved;
    info->lpDesktop = desktop;
    info->lpTitle = title;
}

/* ---- odds and ends */

BOOL WINAPI FlushInstructionCache(HANDLE process, LPCVOID address, SIZE_T size)
{
    (void)process; /* x86 keeps its caches coherent */
    (void)address;
    (void)size;
    return TRUE;
}

VOID WINAPI FlushProcessWriteBuffers(void) { NtFlushProcessWriteBuffers(); }

static DWORD shutdown_level = 0x280, shutdown_flags;

BOOL WINAPI SetProcessShutdownParameters(DWORD level, DWORD flags)
{
    if (level > 0x4ff || flags & ~(DWORD)SHUTDOWN_NORETRY) return set_last_status(STATUS_INVALID_PARAMETER);
    shutdown_level = level;
    shutdown_flags = flags;
    return TRUE;
}

BOOL WINAPI GetProcessShutdownParameters(LPDWORD level, LPDWORD flags)
{
    *level = shutdown_level;
    *flags = shutdown_flags;
    return TRUE;
}

BOOL WINAPI ProcessIdToSessionId(DWORD id, DWORD *session)
{
    HANDLE process;

    if (id != GetCurrentProcessId()) {
        if (!(process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id))) return FALSE;
        CloseHandle(process);
    }
    *session = current_peb()->SessionId;
    return TRUE;
}

DWORD WINAPI WTSGetActiveConsoleSessionId(void) { return current_peb()->SessionId; }

DWORD WINAPI GetProcessVersion(DWORD id)
{
    const IMAGE_NT_HEADERS *headers;

    if (id && id != GetCurrentProcessId()) {
        set_last_status(STATUS_NOT_SUPPORTED);
        return 0;
    }
    headers = RtlImageNtHeader(current_peb()->ImageBaseAddress);
    return MAKELONG(headers->OptionalHeader.MinorSubsystemVersion, headers->OptionalHeader.MajorSubsystemVersion);
}

BOOL WINAPI GetProcessDEPPolicy(HANDLE process, LPDWORD flags, PBOOL permanent)
{
    ULONG_PTR wow64;

    if (!query(process, ProcessWow64Information, &wow64, sizeof(wow64))) return FALSE;
    if (!wow64) return set_last_status(STATUS_NOT_SUPPORTED); /* as documented for 64-bit processes */
    *flags = PROCESS_DEP_ENABLE;
    *permanent = TRUE;
    return TRUE;
}

BOOL WINAPI SetProcessDEPPolicy(DWORD flags)
{
    (void)flags;
    SetLastError(ERROR_ACCESS_DENIED); /* the policy is permanent */
    return FALSE;
}

/* What Windows 10 has by default: nothing restricted but DEP and high-entropy addresses. */
BOOL WINAPI GetProcessMitigationPolicy(HANDLE process, PROCESS_MITIGATION_POLICY policy, PVOID buffer, SIZE_T size)
{
    (void)process;
    if (policy >= MaxProcessMitigationPolicy || size < sizeof(DWORD)) return set_last_status(STATUS_INVALID_PARAMETER);
    memset(buffer, 0, size);
    if (policy == ProcessDEPPolicy && size >= sizeof(PROCESS_MITIGATION_DEP_POLICY)) {
        ((PROCESS_MITIGATION_DEP_POLICY *)buffer)->Flags = 1;
        ((PROCESS_MITIGATION_DEP_POLICY *)buffer)->Permanent = TRUE;
    }
    return TRUE;
}
