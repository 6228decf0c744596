/* The process status functions, which live in kernel32 under K32 names. */
#include "kernel32_private.h"
#include "module_walk.h"
#define PSAPI_VERSION 2
#include <psapi.h>

BOOL WINAPI K32EnumProcesses(DWORD *ids, DWORD size, DWORD *needed)
{
    ULONG capacity = 0x20000, used;
    SYSTEM_PROCESS_INFORMATION *list = NULL, *info;
    DWORD count = 0;
    NTSTATUS status;

    do {
        heap_free(list);
        if (!(list = heap_allocate(capacity))) return set_last_status(STATUS_NO_MEMORY);
        status = NtQuerySystemInformation(SystemProcessInformation, list, capacity, &used);
        capacity = used + 0x1000;
    } while (status == STATUS_INFO_LENGTH_MISMATCH);
    for (info = list; NT_SUCCESS(status); info = (void *)((BYTE *)info + info->NextEntryOffset)) {
        if ((count + 1) * sizeof(DWORD) <= size) ids[count++] = (DWORD)(ULONG_PTR)info->UniqueProcessId;
        if (!info->NextEntryOffset) break;
    }
    *needed = count * sizeof(DWORD);
    heap_free(list);
    return set_last_status(status);
}

BOOL WINAPI K32GetProcessMemoryInfo(HANDLE process, PPROCESS_MEMORY_COUNTERS counters, DWORD size)
{
    VM_COUNTERS_EX vm;
    PROCESS_MEMORY_COUNTERS_EX *extended = (PROCESS_MEMORY_COUNTERS_EX *)counters;

    if (size < sizeof(*counters)) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    if (!set_last_status(NtQueryInformationProcess(process, ProcessVmCounters, &vm, sizeof(vm), NULL))) return FALSE;
    memset(counters, 0, sizeof(*counters));
    counters->cb = size >= sizeof(*extended) ? sizeof(*extended) : sizeof(*counters);
    counters->PageFaultCount = vm.PageFaultCount;
    counters->PeakWorkingSetSize = vm.PeakWorkingSetSize;
    counters->WorkingSetSize = vm.WorkingSetSize;
    counters->PagefileUsage = vm.PagefileUsage;
    counters->PeakPagefileUsage = vm.PeakPagefileUsage;
    if (size >= sizeof(*extended)) extended->PrivateUsage = vm.PrivateUsage;
    return TRUE;
}

/* ---- modules */

static BOOL is_own(HANDLE process) { return GetProcessId(process) == GetCurrentProcessId(); }

struct module_list { HMODULE *modules; DWORD capacity, count; };

static void NTAPI count_module(PLDR_DATA_TABLE_ENTRY module, PVOID context, BOOLEAN *stop)
{
    struct module_list *list = context;

    (void)stop;
    if (list->count < list->capacity) list->modules[list->count] = module->DllBase;
    list->count++;
}

static BOOL count_other(const struct module_facts *facts, void *context)
{
    struct module_list *list = context;

    if (list->count < list->capacity) list->modules[list->count] = (HMODULE)facts->base;
    list->count++;
    return TRUE;
}

BOOL WINAPI K32EnumProcessModules(HANDLE process, HMODULE *modules, DWORD size, LPDWORD needed)
{
    struct module_list list = { modules, size / sizeof(HMODULE), 0 };

    if (is_own(process) ? !set_last_status(LdrEnumerateLoadedModules(0, count_module, &list))
                        : !walk_modules_of(process, count_other, &list))
        return FALSE;
    *needed = list.count * sizeof(HMODULE);
    return TRUE;
}

BOOL WINAPI K32EnumProcessModulesEx(HANDLE process, HMODULE *modules, DWORD size, LPDWORD needed, DWORD filter)
{
    if (filter > LIST_MODULES_ALL) return set_last_status(STATUS_INVALID_PARAMETER);
    return K32EnumProcessModules(process, modules, size, needed);
}

/* A module of another process by its base; 0: its program. */
struct search { ULONG_PTR base; BOOL found; struct module_facts *facts; };

static BOOL compare_base(const struct module_facts *facts, void *context)
{
    struct search *search = context;

    if (search->base && facts->base != search->base) return TRUE;
    search->found = TRUE;
    *search->facts = *facts;
    return FALSE;
}

/* Free with heap_free. */
static struct module_facts *find_module(HANDLE process, HMODULE module)
{
    struct search search = { (ULONG_PTR)module, FALSE, heap_allocate(sizeof(*search.facts)) };

    if (!search.facts) {
        set_last_status(STATUS_NO_MEMORY);
        return NULL;
    }
    if (walk_modules_of(process, compare_base, &search) && search.found) return search.facts;
    if (!search.found && GetLastError() != ERROR_PARTIAL_COPY) set_last_status(STATUS_INVALID_HANDLE);
    heap_free(search.facts);
    return NULL;
}

static BOOL other_module_information(HANDLE process, HMODULE module, LPMODULEINFO info)
{
    struct module_facts *facts = find_module(process, module);

    if (!facts) return FALSE;
    *info = (MODULEINFO){ (PVOID)facts->base, facts->size, (PVOID)facts->entry };
    heap_free(facts);
    return TRUE;
}

BOOL WINAPI K32GetModuleInformation(HANDLE process, HMODULE module, LPMODULEINFO info, DWORD size)
{
    const IMAGE_NT_HEADERS *headers;

    if (size < sizeof(*info)) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    if (!is_own(process)) return other_module_information(process, module, info);
    if (!module) module = current_peb()->ImageBaseAddress;
    if (!(headers = RtlImageNtHeader(module))) return set_last_status(STATUS_INVALID_HANDLE);
    info->lpBaseOfDll = module;
    info->SizeOfImage = headers->OptionalHeader.SizeOfImage;
    info->EntryPoint = headers->OptionalHeader.AddressOfEntryPoint
                           ? (BYTE *)module + headers->OptionalHeader.AddressOfEntryPoint
                           : NULL;
    return TRUE;
}

/* A path that does not fit is cut short, with its terminator. */
static DWORD other_module_path(HANDLE process, HMODULE module, LPWSTR name, DWORD size)
{
    struct module_facts *facts = find_module(process, module);
    DWORD length;

    if (!facts) return 0;
    length = facts->path_length;
    if (length >= size) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        length = size ? size - 1 : 0;
    }
    memcpy(name, facts->path, length * sizeof(WCHAR));
    if (size) name[length] = 0;
    heap_free(facts);
    return length;
}

DWORD WINAPI K32GetModuleFileNameExW(HANDLE process, HMODULE module, LPWSTR name, DWORD size)
{
    DWORD length = size;

    if (!module) return QueryFullProcessImageNameW(process, 0, name, &length) ? length : 0;
    return is_own(process) ? GetModuleFileNameW(module, name, size) : other_module_path(process, module, name, size);
}

DWORD WINAPI K32GetModuleFileNameExA(HANDLE process, HMODULE module, LPSTR name, DWORD size)
{
    WCHAR wide[MODULE_NAME_LENGTH];
    DWORD length = size;

    if (!module) return QueryFullProcessImageNameA(process, 0, name, &length) ? length : 0;
    if (is_own(process)) return GetModuleFileNameA(module, name, size);
    if (!other_module_path(process, module, wide, MODULE_NAME_LENGTH)) return 0;
    length = (DWORD)WideCharToMultiByte(CP_ACP, 0, wide, -1, name, (int)size, NULL, NULL);
    return length ? length - 1 : 0;
}

/* The file behind a mapped address, as \Device\... */
DWORD WINAPI K32GetMappedFileNameW(HANDLE process, LPVOID address, LPWSTR name, DWORD size)
{
    struct { UNICODE_STRING name; WCHAR text[MODULE_NAME_LENGTH]; } found;
    DWORD length;

    if (!set_last_status(
            NtQueryVirtualMemory(process, address, MemoryMappedFilenameInformation, &found, sizeof(found), NULL)))
        return 0;
    length = found.name.Length / sizeof(WCHAR);
    if (length >= size) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        length = size ? size - 1 : 0;
    }
    memcpy(name, found.name.Buffer, length * sizeof(WCHAR));
    if (size) name[length] = 0;
    return length;
}

DWORD WINAPI K32GetMappedFileNameA(HANDLE process, LPVOID address, LPSTR name, DWORD size)
{
    WCHAR wide[MODULE_NAME_LENGTH];
    DWORD length;

    if (!K32GetMappedFileNameW(process, address, wide, MODULE_NAME_LENGTH)) return 0;
    length = (DWORD)WideCharToMultiByte(CP_ACP, 0, wide, -1, name, (int)size, NULL, NULL);
    return length ? length - 1 : 0;
}

static DWORD base_name_of(LPWSTR path, DWORD length)
{
    DWORD at = length;

    while (at && path[at - 1] != '\\') at--;
    memmove(path, path + at, (length - at + 1) * sizeof(WCHAR));
    return length - at;
}

DWORD WINAPI K32GetModuleBaseNameW(HANDLE process, HMODULE module, LPWSTR name, DWORD size)
{
    LPWSTR path = heap_allocate(32768 * sizeof(WCHAR));
    DWORD length = path ? K32GetModuleFileNameExW(process, module, path, 32768) : 0;

    if (length) {
        length = base_name_of(path, length);
        if (length >= size) length = size ? size - 1 : 0;
        memcpy(name, path, length * sizeof(WCHAR));
        if (size) name[length] = 0;
    }
    heap_free(path);
    return length;
}

DWORD WINAPI K32GetModuleBaseNameA(HANDLE process, HMODULE module, LPSTR name, DWORD size)
{
    WCHAR wide[MAX_PATH];
    DWORD length = K32GetModuleBaseNameW(process, module, wide, MAX_PATH);

    if (!length) return 0;
    length = (DWORD)WideCharToMultiByte(CP_ACP, 0, wide, -1, name, (int)size, NULL, NULL);
    return length ? length - 1 : 0;
}

DWORD WINAPI K32GetProcessImageFileNameW(HANDLE process, LPWSTR name, DWORD size)
{
    DWORD length = size;

    return QueryFullProcessImageNameW(process, PROCESS_NAME_NATIVE, name, &length) ? length : 0;
}

DWORD WINAPI K32GetProcessImageFileNameA(HANDLE process, LPSTR name, DWORD size)
{
    DWORD length = size;

    return QueryFullProcessImageNameA(process, PROCESS_NAME_NATIVE, name, &length) ? length : 0;
}

BOOL WINAPI K32GetPerformanceInfo(PPERFORMANCE_INFORMATION info, DWORD size)
{
    MEMORYSTATUSEX memory = { .dwLength = sizeof(memory) };

    if (size < sizeof(*info)) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    if (!GlobalMemoryStatusEx(&memory)) return FALSE;
    memset(info, 0, sizeof(*info));
    info->cb = sizeof(*info);
    info->PageSize = WINDOWS_PAGE_SIZE;
    info->PhysicalTotal = (SIZE_T)(memory.ullTotalPhys / WINDOWS_PAGE_SIZE);
    info->PhysicalAvailable = (SIZE_T)(memory.ullAvailPhys / WINDOWS_PAGE_SIZE);
    info->CommitLimit = (SIZE_T)(memory.ullTotalPageFile / WINDOWS_PAGE_SIZE);
    info->CommitTotal = (SIZE_T)((memory.ullTotalPageFile - memory.ullAvailPageFile) / WINDOWS_PAGE_SIZE);
    return TRUE;
}

BOOL WINAPI K32EmptyWorkingSet(HANDLE process)
{
    return GetProcessId(process) != 0; /* a hint to the memory manager; Linux decides by itself */
}
