/* Virtual memory, other processes' memory, and views of files (memoryapi.h). */
#include "kernel32_private.h"
#include "nt/memory_placeholders.h"

/* --- allocation --- */

LPVOID WINAPI VirtualAllocEx(HANDLE process, LPVOID address, SIZE_T size, DWORD type, DWORD protect)
{
    /* NtAllocateVirtualMemory would round an address in the first 64 KiB down to 0, which means "anywhere" */
    if (address && (ULONG_PTR)address < ALLOCATION_GRANULARITY) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return set_last_status(NtAllocateVirtualMemory(process, &address, 0, &size, type, protect)) ? address : NULL;
}

LPVOID WINAPI VirtualAlloc(LPVOID address, SIZE_T size, DWORD type, DWORD protect)
{
    return VirtualAllocEx(NtCurrentProcess(), address, size, type, protect);
}

/* One NUMA node is as good as another. */
LPVOID WINAPI VirtualAllocExNuma(HANDLE process, LPVOID address, SIZE_T size, DWORD type, DWORD protect, DWORD node)
{
    (void)node;
    return VirtualAllocEx(process, address, size, type, protect);
}

BOOL WINAPI VirtualFreeEx(HANDLE process, LPVOID address, SIZE_T size, DWORD type)
{
    if (type == MEM_RELEASE && size) return set_last_status(STATUS_INVALID_PARAMETER);
    return set_last_status(NtFreeVirtualMemory(process, &address, &size, type));
}

BOOL WINAPI VirtualFree(LPVOID address, SIZE_T size, DWORD type)
{
    return VirtualFreeEx(NtCurrentProcess(), address, size, type);
}

BOOL WINAPI VirtualProtectEx(HANDLE process, LPVOID address, SIZE_T size, DWORD protect, PDWORD old_protect)
{
    if (!old_protect) return set_last_status(STATUS_ACCESS_VIOLATION);
    return set_last_status(NtProtectVirtualMemory(process, &address, &size, protect, old_protect));
}

BOOL WINAPI VirtualProtect(LPVOID address, SIZE_T size, DWORD protect, PDWORD old_protect)
{
    return VirtualProtectEx(NtCurrentProcess(), address, size, protect, old_protect);
}

SIZE_T WINAPI VirtualQueryEx(HANDLE process, LPCVOID address, PMEMORY_BASIC_INFORMATION info, SIZE_T size)
{
    SIZE_T used = 0;
    NTSTATUS status = NtQueryVirtualMemory(process, address, MemoryBasicInformation, info, size, &used);
    if (status == STATUS_INFO_LENGTH_MISMATCH) {
        SetLastError(ERROR_BAD_LENGTH);
        return 0;
    }
    return set_last_status(status) ? used : 0;
}

SIZE_T WINAPI VirtualQuery(LPCVOID address, PMEMORY_BASIC_INFORMATION info, SIZE_T size)
{
    return VirtualQueryEx(NtCurrentProcess(), address, info, size);
}

BOOL WINAPI VirtualLock(LPVOID address, SIZE_T size)
{
    return set_last_status(NtLockVirtualMemory(NtCurrentProcess(), &address, &size, 1));
}

BOOL WINAPI VirtualUnlock(LPVOID address, SIZE_T size)
{
    return set_last_status(NtUnlockVirtualMemory(NtCurrentProcess(), &address, &size, 1));
}

SIZE_T WINAPI GetLargePageMinimum(void)
{
    return 0x200000;
}

/* Hints about what will be used soon, which Linux finds out by itself. */
BOOL WINAPI PrefetchVirtualMemory(HANDLE process, ULONG_PTR count, PWIN32_MEMORY_RANGE_ENTRY entries, ULONG flags)
{
    if (flags || !count || !entries) return set_last_status(STATUS_INVALID_PARAMETER);
    return set_last_status(process == NtCurrentProcess() ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED);
}

/* What these pages hold is not needed any more; they stay committed. */
DWORD WINAPI DiscardVirtualMemory(PVOID address, SIZE_T size)
{
    if (!size || ((ULONG_PTR)address | size) % WINDOWS_PAGE_SIZE) return ERROR_INVALID_PARAMETER;
    return RtlNtStatusToDosError(
        NtAllocateVirtualMemory(NtCurrentProcess(), &address, 0, &size, MEM_RESET, PAGE_READWRITE));
}

UINT WINAPI GetWriteWatch(DWORD flags, PVOID base, SIZE_T size, PVOID *addresses, ULONG_PTR *count, LPDWORD granularity)
{
    return set_last_status(NtGetWriteWatch(NtCurrentProcess(), flags, base, size, addresses, count, granularity)) ? 0
                                                                                                                  : ~0u;
}

UINT WINAPI ResetWriteWatch(LPVOID base, SIZE_T size)
{
    return set_last_status(NtResetWriteWatch(NtCurrentProcess(), base, size)) ? 0 : ~0u;
}

/* --- working sets: limits that Linux does not have, so they are only remembered --- */

static SIZE_T working_set_minimum = 50 * WINDOWS_PAGE_SIZE,
              working_set_maximum = 345 * WINDOWS_PAGE_SIZE; /* Windows' own beginning */
static DWORD working_set_flags = QUOTA_LIMITS_HARDWS_MIN_DISABLE | QUOTA_LIMITS_HARDWS_MAX_DISABLE;

static BOOL is_own_process(HANDLE process)
{
    if (process == NtCurrentProcess() || GetProcessId(process) == GetCurrentProcessId()) return TRUE;
    return set_last_status(GetProcessId(process) ? STATUS_NOT_SUPPORTED : STATUS_INVALID_HANDLE);
}

BOOL WINAPI GetProcessWorkingSetSizeEx(HANDLE process, PSIZE_T minimum, PSIZE_T maximum, PDWORD flags)
{
    if (!is_own_process(process)) return FALSE;
    *minimum = working_set_minimum;
    *maximum = working_set_maximum;
    *flags = working_set_flags;
    return TRUE;
}

BOOL WINAPI GetProcessWorkingSetSize(HANDLE process, PSIZE_T minimum, PSIZE_T maximum)
{
    DWORD flags;
    return GetProcessWorkingSetSizeEx(process, minimum, maximum, &flags);
}

BOOL WINAPI SetProcessWorkingSetSizeEx(HANDLE process, SIZE_T minimum, SIZE_T maximum, DWORD flags)
{
    if (!is_own_process(process)) return FALSE;
    if (minimum == (SIZE_T)-1 && maximum == (SIZE_T)-1) return TRUE; /* a wish to be paged out */
    if (!minimum || !maximum || minimum > maximum) return set_last_status(STATUS_INVALID_PARAMETER);
    working_set_minimum = minimum;
    working_set_maximum = maximum;
    if (flags) working_set_flags = flags;
    return TRUE;
}

BOOL WINAPI SetProcessWorkingSetSize(HANDLE process, SIZE_T minimum, SIZE_T maximum)
{
    return SetProcessWorkingSetSizeEx(process, minimum, maximum, 0);
}

/* --- other processes' memory --- */

BOOL WINAPI ReadProcessMemory(HANDLE process, LPCVOID address, LPVOID buffer, SIZE_T size, SIZE_T *done)
{
    return set_last_status(NtReadVirtualMemory(process, address, buffer, size, done));
}

/* As in Windows: memory that is read-only for its owner is made writable for the moment. */
BOOL WINAPI WriteProcessMemory(HANDLE process, LPVOID address, LPCVOID buffer, SIZE_T size, SIZE_T *done)
{
    PVOID start = address;
    SIZE_T length = size;
    ULONG old;
    NTSTATUS status = NtWriteVirtualMemory(process, address, buffer, size, done);
    if (status != STATUS_PARTIAL_COPY) return set_last_status(status);
    if (!NT_SUCCESS(NtProtectVirtualMemory(process, &start, &length, PAGE_EXECUTE_READWRITE, &old)))
        return set_last_status(status);
    if (!(old & (PAGE_NOACCESS | PAGE_READONLY | PAGE_GUARD)))
        status = NtWriteVirtualMemory(process, address, buffer, size, done);
    else status = STATUS_ACCESS_VIOLATION;
    NtProtectVirtualMemory(process, &start, &length, old, &old);
    return set_last_status(status);
}

/* --- file mappings --- */

HANDLE WINAPI CreateFileMappingW(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protect, DWORD size_high,
                                 DWORD size_low, LPCWSTR name)
{
    static const struct { DWORD protect; ACCESS_MASK access;
    } rights[] = {
        {PAGE_READWRITE, SECTION_MAP_WRITE},
        {PAGE_EXECUTE_READ, SECTION_MAP_EXECUTE},
        {PAGE_EXECUTE_READWRITE, SECTION_MAP_WRITE | SECTION_MAP_EXECUTE},
        {PAGE_EXECUTE_WRITECOPY, SECTION_MAP_EXECUTE},
    };
    ACCESS_MASK access = STANDARD_RIGHTS_REQUIRED | SECTION_QUERY | SECTION_MAP_READ;
    DWORD attributes = protect & ~0xffu, kind = protect & 0xff;
    LARGE_INTEGER size = { .u = { size_low, (LONG)size_high } };
    struct object_attributes object;
    HANDLE handle = NULL;
    if (!(attributes & (SEC_COMMIT | SEC_RESERVE | SEC_IMAGE))) attributes |= SEC_COMMIT;
    for (size_t i = 0; i < ARRAYSIZE(rights); i++)
        if (rights[i].protect == kind) access |= rights[i].access;
    if (file == INVALID_HANDLE_VALUE) {
        file = NULL;
        if (!size.QuadPart) {
            SetLastError(ERROR_INVALID_PARAMETER);
            return NULL;
        }
    } else if (!file) {
        SetLastError(ERROR_INVALID_HANDLE);
        return NULL;
    }
    NTSTATUS status = object_attributes_init(&object, security, name, OBJ_OPENIF);
    if (NT_SUCCESS(status))
        status =
            NtCreateSection(&handle, access, &object.attributes, size.QuadPart ? &size : NULL, kind, attributes, file);
    return created_handle(status, handle);
}

HANDLE WINAPI CreateFileMappingA(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protect, DWORD size_high,
                                 DWORD size_low, LPCSTR name)
{
    LPWSTR wide;
    if (!wide_from_ansi(name, &wide)) return NULL;
    HANDLE handle = CreateFileMappingW(file, security, protect, size_high, size_low, wide);
    DWORD error = GetLastError();
    heap_free(wide);
    SetLastError(error);
    return handle;
}

HANDLE WINAPI CreateFileMappingNumaW(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protect, DWORD size_high,
                                     DWORD size_low, LPCWSTR name, DWORD node)
{
    (void)node;
    return CreateFileMappingW(file, security, protect, size_high, size_low, name);
}

HANDLE WINAPI CreateFileMappingFromApp(HANDLE file, PSECURITY_ATTRIBUTES security, ULONG protect, ULONG64 size,
                                       PCWSTR name)
{
    return CreateFileMappingW(file, security, protect, (DWORD)(size >> 32), (DWORD)size, name);
}

HANDLE WINAPI OpenFileMappingW(DWORD access, BOOL inherit, LPCWSTR name)
{
    struct object_attributes object;
    HANDLE handle = NULL;
    if (!name) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    NTSTATUS status = object_attributes_init(&object, NULL, name, inherit ? OBJ_INHERIT : 0);
    if (access == FILE_MAP_COPY) access = SECTION_MAP_READ;
    if (access & FILE_MAP_EXECUTE) access = (access & ~(DWORD)FILE_MAP_EXECUTE) | SECTION_MAP_EXECUTE;
    if (NT_SUCCESS(status)) status = NtOpenSection(&handle, access, &object.attributes);
    return set_last_status(status) ? handle : NULL;
}

HANDLE WINAPI OpenFileMappingA(DWORD access, BOOL inherit, LPCSTR name)
{
    LPWSTR wide;
    if (!wide_from_ansi(name, &wide)) return NULL;
    HANDLE handle = OpenFileMappingW(access, inherit, wide);
    DWORD error = GetLastError();
    heap_free(wide);
    SetLastError(error);
    return handle;
}

static DWORD protection_from_map_access(DWORD access)
{
    BOOL execute = (access & FILE_MAP_EXECUTE) != 0;
    if ((access & FILE_MAP_ALL_ACCESS) != FILE_MAP_ALL_ACCESS && (access & FILE_MAP_COPY))
        return execute ? PAGE_EXECUTE_WRITECOPY : PAGE_WRITECOPY;
    if (access & FILE_MAP_WRITE) return execute ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
    if (access & FILE_MAP_READ) return execute ? PAGE_EXECUTE_READ : PAGE_READONLY;
    return PAGE_NOACCESS;
}

LPVOID WINAPI MapViewOfFileEx(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low, SIZE_T size,
                              LPVOID address)
{
    LARGE_INTEGER offset = { .u = { offset_low, (LONG)offset_high } };
    NTSTATUS status = NtMapViewOfSection(mapping, NtCurrentProcess(), &address, 0, 0, &offset, &size, ViewShare, 0,
                                         protection_from_map_access(access));
    return set_last_status(status) ? address : NULL;
}

LPVOID WINAPI MapViewOfFile(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low, SIZE_T size)
{
    return MapViewOfFileEx(mapping, access, offset_high, offset_low, size, NULL);
}

LPVOID WINAPI MapViewOfFileExNuma(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low, SIZE_T size,
                                  LPVOID address, DWORD node)
{
    (void)node;
    return MapViewOfFileEx(mapping, access, offset_high, offset_low, size, address);
}

PVOID WINAPI MapViewOfFileFromApp(HANDLE mapping, ULONG access, ULONG64 offset, SIZE_T size)
{
    return MapViewOfFileEx(mapping, access, (DWORD)(offset >> 32), (DWORD)offset, size, NULL);
}

BOOL WINAPI UnmapViewOfFile(LPCVOID address)
{
    return set_last_status(NtUnmapViewOfSection(NtCurrentProcess(), (PVOID)address));
}

#ifdef _WIN64
BOOL WINAPI UnmapViewOfFileEx(PVOID address, ULONG flags)
{
    return set_last_status(NtUnmapViewOfSectionEx(GetCurrentProcess(), address, flags));
}
#endif

BOOL WINAPI FlushViewOfFile(LPCVOID address, SIZE_T size)
{
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtFlushVirtualMemory(NtCurrentProcess(), &address, &size, &io);
    return set_last_status(status == STATUS_NOT_MAPPED_DATA ? STATUS_NOT_MAPPED_VIEW : status);
}

/* --- notifications about memory --- */

/* Low below 32 MiB for each 4 GiB there are, at most 64 MiB; high from three times as much (says the documentation). */
static BOOL memory_is(MEMORY_RESOURCE_NOTIFICATION_TYPE type)
{
    MEMORYSTATUSEX status = {.dwLength = sizeof(status)};
    ULONGLONG low;

    GlobalMemoryStatusEx(&status);
    low = (status.ullTotalPhys >> 32) * (32 << 20);
    if (low > 64 << 20) low = 64 << 20;
    return type == LowMemoryResourceNotification ? status.ullAvailPhys < low : status.ullAvailPhys >= 3 * low;
}

/* An event whose name tells the kind; waits see what the last query, or the creation, found. */
HANDLE WINAPI CreateMemoryResourceNotification(MEMORY_RESOURCE_NOTIFICATION_TYPE type)
{
    if (type != LowMemoryResourceNotification && type != HighMemoryResourceNotification) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    const WCHAR *name = type == LowMemoryResourceNotification ? L"Global\\LowMemoryCondition"
                                                              : L"Global\\HighMemoryCondition";
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, name);
    if (event && memory_is(type)) SetEvent(event);
    else if (event) ResetEvent(event);
    return event;
}

BOOL WINAPI QueryMemoryResourceNotification(HANDLE event, PBOOL state)
{
    struct {
        UNICODE_STRING name;
        WCHAR text[128];
    } answer;
    ULONG size;
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    if (state) status = NtQueryObject(event, ObjectNameInformation, &answer, sizeof(answer) - sizeof(WCHAR), &size);

    if (!set_last_status(status)) return FALSE;
    answer.name.Buffer[answer.name.Length / sizeof(WCHAR)] = 0;
    BOOL low = wcsstr(answer.name.Buffer, L"LowMemoryCondition") != NULL;
    if (!low && !wcsstr(answer.name.Buffer, L"HighMemoryCondition")) return set_last_status(STATUS_INVALID_HANDLE);
    *state = memory_is(low ? LowMemoryResourceNotification : HighMemoryResourceNotification);
    return *state ? SetEvent(event) : ResetEvent(event);
}

/* --- with extended parameters, and placeholders --- */

PVOID WINAPI VirtualAlloc2(HANDLE process, PVOID address, SIZE_T size, ULONG type, ULONG protect,
                           MEM_EXTENDED_PARAMETER *parameters, ULONG count)
{
    if (!process) process = GetCurrentProcess();
    if (address && (ULONG_PTR)address < ALLOCATION_GRANULARITY) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    NTSTATUS status = NtAllocateVirtualMemoryEx(process, &address, &size, type, protect, parameters, count);
    return set_last_status(status) ? address : NULL;
}

PVOID WINAPI VirtualAlloc2FromApp(HANDLE process, PVOID address, SIZE_T size, ULONG type, ULONG protect,
                                  MEM_EXTENDED_PARAMETER *parameters, ULONG count)
{
    return VirtualAlloc2(process, address, size, type, protect, parameters, count);
}

PVOID WINAPI MapViewOfFile3(HANDLE mapping, HANDLE process, PVOID address, ULONG64 offset, SIZE_T size, ULONG type,
                            ULONG protect, MEM_EXTENDED_PARAMETER *parameters, ULONG count)
{
    LARGE_INTEGER start = {.QuadPart = (LONGLONG)offset};
    if (!process) process = GetCurrentProcess();
    NTSTATUS status =
        NtMapViewOfSectionEx(mapping, process, &address, &start, &size, type, protect, parameters, count);
    return set_last_status(status) ? address : NULL;
}

PVOID WINAPI MapViewOfFile3FromApp(HANDLE mapping, HANDLE process, PVOID address, ULONG64 offset, SIZE_T size,
                                   ULONG type, ULONG protect, MEM_EXTENDED_PARAMETER *parameters, ULONG count)
{
    return MapViewOfFile3(mapping, process, address, offset, size, type, protect, parameters, count);
}

PVOID WINAPI MapViewOfFileNuma2(HANDLE mapping, HANDLE process, ULONG64 offset, PVOID address, SIZE_T size, ULONG type,
                                ULONG protect, ULONG node)
{
    (void)node;
    return MapViewOfFile3(mapping, process, address, offset, size, type, protect, NULL, 0);
}

BOOL WINAPI UnmapViewOfFile2(HANDLE process, PVOID address, ULONG flags)
{
    return set_last_status(NtUnmapViewOfSectionEx(process, address, flags));
}
