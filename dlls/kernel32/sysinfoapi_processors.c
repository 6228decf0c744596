/* Processors: how many, of which kind, how they are arranged. Each is a core of its own; there is one group and one
 * NUMA node. */
#include "kernel32_private.h"
#include "addresses.h"

static void fill(LPSYSTEM_INFO info, BOOL native)
{
    SYSTEM_BASIC_INFORMATION basic;
    SYSTEM_PROCESSOR_INFORMATION processor;

    memset(info, 0, sizeof(*info));
    if (!NT_SUCCESS(NtQuerySystemInformation(SystemBasicInformation, &basic, sizeof(basic), NULL))) return;
    if (!NT_SUCCESS(NtQuerySystemInformation(SystemProcessorInformation, &processor, sizeof(processor), NULL))) return;
    info->wProcessorArchitecture = native ? PROCESSOR_ARCHITECTURE_AMD64 : processor.ProcessorArchitecture;
    info->dwPageSize = basic.PageSize;
    info->lpMinimumApplicationAddress = (LPVOID)basic.MinimumUserModeAddress;
    info->lpMaximumApplicationAddress = (LPVOID)basic.MaximumUserModeAddress;
    info->dwActiveProcessorMask = basic.ActiveProcessorsAffinityMask;
    info->dwNumberOfProcessors = (DWORD)(BYTE)basic.NumberOfProcessors;
    info->dwProcessorType =
        info->wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64 ? PROCESSOR_AMD_X8664 : PROCESSOR_INTEL_PENTIUM;
    info->dwAllocationGranularity = basic.AllocationGranularity;
    info->wProcessorLevel = processor.ProcessorLevel;
    info->wProcessorRevision = processor.ProcessorRevision;
}

VOID WINAPI GetSystemInfo(LPSYSTEM_INFO info) { fill(info, FALSE); }
VOID WINAPI GetNativeSystemInfo(LPSYSTEM_INFO info) { fill(info, TRUE); }

static BOOL sized_answer(NTSTATUS status, ULONG needed, PDWORD size)
{
    *size = needed;
    if (status != STATUS_INFO_LENGTH_MISMATCH) return set_last_status(status);
    SetLastError(ERROR_INSUFFICIENT_BUFFER);
    return FALSE;
}

BOOL WINAPI GetLogicalProcessorInformation(PSYSTEM_LOGICAL_PROCESSOR_INFORMATION buffer, PDWORD size)
{
    ULONG needed = 0;
    NTSTATUS status = NtQuerySystemInformation(SystemLogicalProcessorInformation, buffer, buffer ? *size : 0, &needed);

    return sized_answer(status, needed, size);
}

BOOL WINAPI GetLogicalProcessorInformationEx(LOGICAL_PROCESSOR_RELATIONSHIP relation,
                                             PSYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX buffer, PDWORD size)
{
    ULONG needed = 0;
    NTSTATUS status = NtQuerySystemInformationEx(SystemLogicalProcessorInformationEx, &relation, sizeof(relation),
                                                 buffer, buffer ? *size : 0, &needed);

    return sized_answer(status, needed, size);
}

WORD WINAPI GetActiveProcessorGroupCount(void) { return 1; }
WORD WINAPI GetMaximumProcessorGroupCount(void) { return 1; }

DWORD WINAPI GetActiveProcessorCount(WORD group)
{
    if (!group || group == ALL_PROCESSOR_GROUPS) return process_info()->processor_count;
    set_last_status(STATUS_INVALID_PARAMETER);
    return 0;
}

DWORD WINAPI GetMaximumProcessorCount(WORD group) { return GetActiveProcessorCount(group); }

/* ---- NUMA: node 0 has everything */

BOOL WINAPI GetNumaHighestNodeNumber(PULONG highest)
{
    *highest = 0;
    return TRUE;
}

BOOL WINAPI GetNumaProcessorNode(UCHAR processor, PUCHAR node)
{
    *node = processor < process_info()->processor_count ? 0 : 0xff;
    return *node ? set_last_status(STATUS_INVALID_PARAMETER) : TRUE;
}

BOOL WINAPI GetNumaProcessorNodeEx(PPROCESSOR_NUMBER processor, PUSHORT node)
{
    *node = !processor->Group && processor->Number < process_info()->processor_count ? 0 : 0xffff;
    return *node ? set_last_status(STATUS_INVALID_PARAMETER) : TRUE;
}

BOOL WINAPI GetNumaNodeProcessorMask(UCHAR node, PULONGLONG mask)
{
    *mask = node ? 0 : process_info()->processor_mask;
    return node ? set_last_status(STATUS_INVALID_PARAMETER) : TRUE;
}

BOOL WINAPI GetNumaNodeProcessorMaskEx(USHORT node, PGROUP_AFFINITY affinity)
{
    memset(affinity, 0, sizeof(*affinity));
    affinity->Mask = node ? 0 : (KAFFINITY)process_info()->processor_mask;
    return node ? set_last_status(STATUS_INVALID_PARAMETER) : TRUE;
}

BOOL WINAPI GetProcessGroupAffinity(HANDLE process, PUSHORT count, PUSHORT groups)
{
    BOOL fits = *count >= 1;

    if (!GetProcessId(process)) return FALSE;
    *count = 1;
    if (fits) groups[0] = 0;
    else SetLastError(ERROR_INSUFFICIENT_BUFFER);
    return fits;
}

/* ---- time spent by all processors together */

BOOL WINAPI GetSystemTimes(PFILETIME idle, PFILETIME kernel, PFILETIME user)
{
    SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION info[64];
    ULONGLONG sums[3] = { 0 };
    ULONG size, i;

    if (!set_last_status(NtQuerySystemInformation(SystemProcessorPerformanceInformation, info, sizeof(info), &size)))
        return FALSE;
    for (i = 0; i < size / sizeof(info[0]); i++) {
        sums[0] += (ULONGLONG)info[i].IdleTime.QuadPart;
        sums[1] += (ULONGLONG)info[i].KernelTime.QuadPart;
        sums[2] += (ULONGLONG)info[i].UserTime.QuadPart;
    }
    if (idle) *idle = *(FILETIME *)&sums[0];
    if (kernel) *kernel = *(FILETIME *)&sums[1];
    if (user) *user = *(FILETIME *)&sums[2];
    return TRUE;
}

WINBOOL WINAPI IsProcessorFeaturePresent(DWORD feature)
{
    const BOOLEAN *features =
        (const BOOLEAN *)(ULONG_PTR)(USER_SHARED_DATA_ADDRESS + 0x274); /* KUSER_SHARED_DATA.ProcessorFeatures */
    return feature < 64 && features[feature];
}
