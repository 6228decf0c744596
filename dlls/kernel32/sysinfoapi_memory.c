/* How much memory there is (sysinfoapi.h, winbase.h). */
#include "kernel32_private.h"
#include "unix_calls.h"

BOOL WINAPI GlobalMemoryStatusEx(LPMEMORYSTATUSEX status)
{
    struct system_memory memory;
    struct unix_system_query_args args = {
        .what = SYSTEM_QUERY_MEMORY, .capacity = sizeof(memory), .buffer = UNIX_PTR(&memory)};
    const struct process_info *info = process_info();
    if (status->dwLength != sizeof(*status)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!set_last_status(unix_call_system_query(&args))) return FALSE;
    status->ullTotalPhys = memory.total;
    status->ullAvailPhys = memory.available;
    status->dwMemoryLoad = memory.total ? (DWORD)((memory.total - memory.available) * 100 / memory.total) : 0;
    status->ullTotalPageFile = memory.total + memory.swap_total; /* the commit limit */
    status->ullAvailPageFile = memory.available + memory.swap_free;
    status->ullTotalVirtual = info->user_space_end + 1 - info->user_space_start;
    status->ullAvailVirtual = 0;
    /* the areas that are free */
    MEMORY_BASIC_INFORMATION region;
    for (ULONG_PTR at = (ULONG_PTR)info->user_space_start; VirtualQuery((void *)at, &region, sizeof(region)); ) {
        if (region.State == MEM_FREE) status->ullAvailVirtual += region.RegionSize;
        if (at + region.RegionSize < at) break;
        at = (ULONG_PTR)region.BaseAddress + region.RegionSize;
    }
    status->ullAvailExtendedVirtual = 0;
    return TRUE;
}

static SIZE_T clamp(ULONGLONG value, SIZE_T limit)
{
    return value > limit ? limit : (SIZE_T)value;
}

VOID WINAPI GlobalMemoryStatus(LPMEMORYSTATUS status)
{
    MEMORYSTATUSEX full = { .dwLength = sizeof(full) };
#ifdef _WIN64
    const SIZE_T limit = ~(SIZE_T)0;
#else
    const SIZE_T limit =
        process_info()->large_address_aware ? ~(SIZE_T)0 : 0x7fffffff; /* old programs count in signed numbers */
#endif
    status->dwLength = sizeof(*status);
    if (!GlobalMemoryStatusEx(&full)) return;
    status->dwMemoryLoad = full.dwMemoryLoad;
    status->dwTotalPhys = clamp(full.ullTotalPhys, limit);
    status->dwAvailPhys = clamp(full.ullAvailPhys, limit);
    status->dwTotalPageFile = clamp(full.ullTotalPageFile, limit);
    status->dwAvailPageFile = clamp(full.ullAvailPageFile, limit);
    status->dwTotalVirtual = clamp(full.ullTotalVirtual, limit);
    status->dwAvailVirtual = clamp(full.ullAvailVirtual, limit);
}

BOOL WINAPI GetPhysicallyInstalledSystemMemory(PULONGLONG kilobytes)
{
    if (!kilobytes) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    *kilobytes = process_info()->memory_size / 1024;
    return TRUE;
}
