/* Snapshots of processes, threads, modules and heaps (tlhelp32.h). A snapshot is a section in Windows; here it is a
 * block of memory that the handle's own number finds: an unnamed event makes the handle, so that CloseHandle works. */
#include "kernel32_private.h"
#include "module_walk.h"
#include "tlhelp32_private.h"
#include <tlhelp32.h>

struct snapshot {
    struct snapshot *next;
    HANDLE handle;
    DWORD process_count, process_at, thread_count, thread_at, module_count, module_at, heap_count, heap_at;
    PROCESSENTRY32W *processes;
    THREADENTRY32 *threads;
    MODULEENTRY32W *modules;
    HEAPLIST32 *heaps;
};

static struct snapshot *snapshots;
static RTL_SRWLOCK lock;

static void destroy(struct snapshot *snapshot)
{
    heap_free(snapshot->processes);
    heap_free(snapshot->threads);
    heap_free(snapshot->modules);
    heap_free(snapshot->heaps);
    heap_free(snapshot);
}

/* Snapshots whose handle has been closed go when the next one is made. */
static void collect_garbage(void)
{
    struct snapshot **link = &snapshots, *snapshot;
    OBJECT_HANDLE_FLAG_INFORMATION flags;

    while ((snapshot = *link)) {
        if (NT_SUCCESS(NtQueryObject(snapshot->handle, ObjectHandleFlagInformation, &flags, sizeof(flags), NULL))) {
            link = &snapshot->next;
            continue;
        }
        *link = snapshot->next;
        destroy(snapshot);
    }
}

static struct snapshot *find(HANDLE handle)
{
    struct snapshot *snapshot;

    RtlAcquireSRWLockShared(&lock);
    for (snapshot = snapshots; snapshot && snapshot->handle != handle; snapshot = snapshot->next) continue;
    RtlReleaseSRWLockShared(&lock);
    if (!snapshot) SetLastError(ERROR_INVALID_HANDLE);
    return snapshot;
}

/* ---- taking one */

static SYSTEM_PROCESS_INFORMATION *query_processes(void)
{
    ULONG size = 0x20000, needed;
    SYSTEM_PROCESS_INFORMATION *info;
    NTSTATUS status;

    for (;;) {
        if (!(info = heap_allocate(size))) return NULL;
        status = NtQuerySystemInformation(SystemProcessInformation, info, size, &needed);
        if (NT_SUCCESS(status)) return info;
        heap_free(info);
        if (status != STATUS_INFO_LENGTH_MISMATCH) return NULL;
        size = needed + 0x1000;
    }
}

static SYSTEM_PROCESS_INFORMATION *next_process(SYSTEM_PROCESS_INFORMATION *info)
{
    return info->NextEntryOffset ? (SYSTEM_PROCESS_INFORMATION *)((BYTE *)info + info->NextEntryOffset) : NULL;
}

static void fill_process(PROCESSENTRY32W *entry, const SYSTEM_PROCESS_INFORMATION *info)
{
    ULONG length = info->ImageName.Length / sizeof(WCHAR);

    memset(entry, 0, sizeof(*entry));
    entry->dwSize = sizeof(*entry);
    entry->th32ProcessID = (DWORD)(ULONG_PTR)info->UniqueProcessId;
    entry->th32ParentProcessID = (DWORD)(ULONG_PTR)info->InheritedFromUniqueProcessId;
    entry->cntThreads = info->NumberOfThreads;
    entry->pcPriClassBase = info->BasePriority;
    if (length >= MAX_PATH) length = MAX_PATH - 1;
    memcpy(entry->szExeFile, info->ImageName.Buffer, length * sizeof(WCHAR));
}

static void fill_threads(THREADENTRY32 *entries, const SYSTEM_PROCESS_INFORMATION *info)
{
    ULONG i;

    for (i = 0; i < info->NumberOfThreads; i++)
        entries[i] = (THREADENTRY32){.dwSize = sizeof(*entries),
                                     .th32ThreadID = (DWORD)(ULONG_PTR)info->Threads[i].ClientId.UniqueThread,
                                     .th32OwnerProcessID = (DWORD)(ULONG_PTR)info->UniqueProcessId,
                                     .tpBasePri = info->Threads[i].BasePriority};
}

static BOOL take_processes(struct snapshot *snapshot)
{
    SYSTEM_PROCESS_INFORMATION *list = query_processes(), *info;
    DWORD processes = 0, threads = 0;

    if (!list) return FALSE;
    for (info = list; info; info = next_process(info)) processes++, threads += info->NumberOfThreads;
    snapshot->processes = heap_allocate(processes * sizeof(PROCESSENTRY32W));
    snapshot->threads = heap_allocate(threads * sizeof(THREADENTRY32));
    if (snapshot->processes && snapshot->threads) {
        for (info = list; info; info = next_process(info)) {
            fill_process(&snapshot->processes[snapshot->process_count++], info);
            fill_threads(&snapshot->threads[snapshot->thread_count], info);
            snapshot->thread_count += info->NumberOfThreads;
        }
    }
    heap_free(list);
    return snapshot->processes && snapshot->threads;
}

static void copy_text(WCHAR *to, const UNICODE_STRING *from, ULONG capacity)
{
    ULONG length = from->Length / sizeof(WCHAR);

    if (length >= capacity) length = capacity - 1;
    memcpy(to, from->Buffer, length * sizeof(WCHAR));
    to[length] = 0;
}

static MODULEENTRY32W *new_module(struct snapshot *snapshot, DWORD process)
{
    MODULEENTRY32W *grown = snapshot->modules ? RtlReAllocateHeap(current_peb()->ProcessHeap, 0, snapshot->modules,
                                                                  (snapshot->module_count + 1) * sizeof(*grown))
                                              : heap_allocate(sizeof(*grown));
    MODULEENTRY32W *entry;

    if (!grown) return NULL;
    snapshot->modules = grown;
    entry = &grown[snapshot->module_count++];
    memset(entry, 0, sizeof(*entry));
    entry->dwSize = sizeof(*entry);
    entry->th32ModuleID = 1;
    entry->th32ProcessID = process;
    entry->GlblcntUsage = entry->ProccntUsage = 0xffff;
    return entry;
}

static void NTAPI add_module(PLDR_DATA_TABLE_ENTRY module, PVOID context, BOOLEAN *stop)
{
    MODULEENTRY32W *entry = new_module(context, GetCurrentProcessId());

    if (!entry) {
        *stop = TRUE;
        return;
    }
    entry->modBaseAddr = module->DllBase;
    entry->modBaseSize = module->SizeOfImage;
    entry->hModule = module->DllBase;
    copy_text(entry->szModule, &module->BaseDllName, ARRAYSIZE(entry->szModule));
    copy_text(entry->szExePath, &module->FullDllName, ARRAYSIZE(entry->szExePath));
}

struct other_process { struct snapshot *snapshot; DWORD id; };

static BOOL add_other_module(const struct module_facts *facts, void *context)
{
    struct other_process *other = context;
    MODULEENTRY32W *entry = new_module(other->snapshot, other->id);
    DWORD name = facts->name_length, path = facts->path_length;

    if (!entry) return FALSE;
    entry->modBaseAddr = (BYTE *)facts->base;
    entry->modBaseSize = facts->size;
    entry->hModule = (HMODULE)facts->base;
    if (name >= ARRAYSIZE(entry->szModule)) name = ARRAYSIZE(entry->szModule) - 1;
    if (path >= ARRAYSIZE(entry->szExePath)) path = ARRAYSIZE(entry->szExePath) - 1;
    memcpy(entry->szModule, facts->name, name * sizeof(WCHAR));
    memcpy(entry->szExePath, facts->path, path * sizeof(WCHAR));
    return TRUE;
}

/* The last error tells why not. */
static BOOL take_modules_of(struct snapshot *snapshot, DWORD id)
{
    struct other_process other = { snapshot, id };
    HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, id);
    BOOL done;

    if (!process) return FALSE;
    done = walk_modules_of(process, add_other_module, &other);
    CloseHandle(process);
    return done;
}

static BOOL take_heaps(struct snapshot *snapshot, DWORD process)
{
    struct heap_listing *heaps = NULL;
    ULONG count = 0, i;
    NTSTATUS status = list_heaps_of(process, 0, &heaps, &count);

    if (status == STATUS_PARTIAL_COPY) SetLastError(ERROR_PARTIAL_COPY);
    if (status != STATUS_SUCCESS) return status == STATUS_PARTIAL_COPY ? FALSE : set_last_status(status);
    snapshot->heaps = heap_allocate(count * sizeof(HEAPLIST32));
    for (i = 0; snapshot->heaps && i < count; i++)
        snapshot->heaps[i] =
            (HEAPLIST32){sizeof(HEAPLIST32), process ? process : GetCurrentProcessId(), (ULONG_PTR)heaps[i].address,
                         heaps[i].flags & HEAP_LISTING_DEFAULT ? HF32_DEFAULT : 0};
    snapshot->heap_count = snapshot->heaps ? count : 0;
    winrun_free_heap_list(heaps);
    return snapshot->heaps != NULL;
}

static BOOL take(struct snapshot *snapshot, DWORD flags, DWORD process)
{
    BOOL is_other = process && process != GetCurrentProcessId();

    SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    if (flags & (TH32CS_SNAPPROCESS | TH32CS_SNAPTHREAD) && !take_processes(snapshot)) return FALSE;
    if (flags & TH32CS_SNAPHEAPLIST && !take_heaps(snapshot, process)) return FALSE;
    if (is_other) return !(flags & (TH32CS_SNAPMODULE | TH32CS_SNAPMODULE32)) || take_modules_of(snapshot, process);
    return !(flags & (TH32CS_SNAPMODULE | TH32CS_SNAPMODULE32)) ||
           NT_SUCCESS(LdrEnumerateLoadedModules(0, add_module, snapshot));
}

HANDLE WINAPI CreateToolhelp32Snapshot(DWORD flags, DWORD process)
{
    OBJECT_ATTRIBUTES attributes;
    struct snapshot *snapshot;

    InitializeObjectAttributes(&attributes, NULL, flags & TH32CS_INHERIT ? OBJ_INHERIT : 0, NULL, NULL);
    snapshot = heap_allocate_zeroed(sizeof(*snapshot));
    if (!snapshot || !take(snapshot, flags, process) ||
        !NT_SUCCESS(NtCreateEvent(&snapshot->handle, EVENT_ALL_ACCESS, &attributes, NotificationEvent, TRUE))) {
        if (snapshot) destroy(snapshot);
        return INVALID_HANDLE_VALUE;
    }
    RtlAcquireSRWLockExclusive(&lock);
    collect_garbage();
    snapshot->next = snapshots;
    snapshots = snapshot;
    RtlReleaseSRWLockExclusive(&lock);
    return snapshot->handle;
}

/* ---- walking */

#define WALK(entry, array, count, at) \
    struct snapshot *snapshot = find(handle); \
    if (!snapshot) return FALSE; \
    if ((entry)->dwSize < sizeof(*(entry))) { SetLastError(ERROR_BAD_LENGTH); return FALSE; } \
    if (restart) snapshot->at = 0; \
    if (snapshot->at >= snapshot->count) { SetLastError(ERROR_NO_MORE_FILES); return FALSE; } \
    *(entry) = snapshot->array[snapshot->at++]; \
    return TRUE

static BOOL walk_processes(HANDLE handle, PROCESSENTRY32W *entry, BOOL restart)
{
    WALK(entry, processes, process_count, process_at);
}
static BOOL walk_threads(HANDLE handle, THREADENTRY32 *entry, BOOL restart)
{
    WALK(entry, threads, thread_count, thread_at);
}
static BOOL walk_modules(HANDLE handle, MODULEENTRY32W *entry, BOOL restart)
{
    WALK(entry, modules, module_count, module_at);
}

static BOOL walk_heaps(HANDLE handle, HEAPLIST32 *entry, BOOL restart)
{
    struct snapshot *snapshot = find(handle);

    if (!snapshot) return FALSE;
    if (restart) snapshot->heap_at = 0;
    if (snapshot->heap_at >= snapshot->heap_count) {
        SetLastError(ERROR_NO_MORE_FILES);
        return FALSE;
    }
    *entry = snapshot->heaps[snapshot->heap_at++];
    return TRUE;
}

BOOL WINAPI Process32FirstW(HANDLE handle, LPPROCESSENTRY32W entry) { return walk_processes(handle, entry, TRUE); }
BOOL WINAPI Process32NextW(HANDLE handle, LPPROCESSENTRY32W entry) { return walk_processes(handle, entry, FALSE); }
BOOL WINAPI Thread32First(HANDLE handle, LPTHREADENTRY32 entry) { return walk_threads(handle, entry, TRUE); }
BOOL WINAPI Thread32Next(HANDLE handle, LPTHREADENTRY32 entry) { return walk_threads(handle, entry, FALSE); }
BOOL WINAPI Module32FirstW(HANDLE handle, LPMODULEENTRY32W entry) { return walk_modules(handle, entry, TRUE); }
BOOL WINAPI Module32NextW(HANDLE handle, LPMODULEENTRY32W entry) { return walk_modules(handle, entry, FALSE); }
BOOL WINAPI Heap32ListFirst(HANDLE handle, LPHEAPLIST32 entry) { return walk_heaps(handle, entry, TRUE); }
BOOL WINAPI Heap32ListNext(HANDLE handle, LPHEAPLIST32 entry) { return walk_heaps(handle, entry, FALSE); }

#undef PROCESSENTRY32
#undef MODULEENTRY32
#undef LPPROCESSENTRY32
#undef LPMODULEENTRY32

static BOOL process_to_ansi(BOOL done, const PROCESSENTRY32W *wide, PROCESSENTRY32 *entry)
{
    if (!done) return FALSE;
    memcpy(entry, wide, offsetof(PROCESSENTRY32, szExeFile));
    entry->dwSize = sizeof(*entry);
    WideCharToMultiByte(CP_ACP, 0, wide->szExeFile, -1, entry->szExeFile, sizeof(entry->szExeFile), NULL, NULL);
    return TRUE;
}

static BOOL module_to_ansi(BOOL done, const MODULEENTRY32W *wide, MODULEENTRY32 *entry)
{
    if (!done) return FALSE;
    memcpy(entry, wide, offsetof(MODULEENTRY32, szModule));
    entry->dwSize = sizeof(*entry);
    WideCharToMultiByte(CP_ACP, 0, wide->szModule, -1, entry->szModule, sizeof(entry->szModule), NULL, NULL);
    WideCharToMultiByte(CP_ACP, 0, wide->szExePath, -1, entry->szExePath, sizeof(entry->szExePath), NULL, NULL);
    return TRUE;
}

static BOOL big_enough(DWORD size, DWORD needed)
{
    if (size < needed) SetLastError(ERROR_BAD_LENGTH);
    return size >= needed;
}

BOOL WINAPI Process32First(HANDLE handle, LPPROCESSENTRY32 entry)
{
    PROCESSENTRY32W wide = { .dwSize = sizeof(wide) };

    return big_enough(entry->dwSize, sizeof(*entry)) &&
           process_to_ansi(walk_processes(handle, &wide, TRUE), &wide, entry);
}

BOOL WINAPI Process32Next(HANDLE handle, LPPROCESSENTRY32 entry)
{
    PROCESSENTRY32W wide = { .dwSize = sizeof(wide) };

    return big_enough(entry->dwSize, sizeof(*entry)) &&
           process_to_ansi(walk_processes(handle, &wide, FALSE), &wide, entry);
}

BOOL WINAPI Module32First(HANDLE handle, LPMODULEENTRY32 entry)
{
    MODULEENTRY32W wide = { .dwSize = sizeof(wide) };

    return big_enough(entry->dwSize, sizeof(*entry)) && module_to_ansi(walk_modules(handle, &wide, TRUE), &wide, entry);
}

BOOL WINAPI Module32Next(HANDLE handle, LPMODULEENTRY32 entry)
{
    MODULEENTRY32W wide = { .dwSize = sizeof(wide) };

    return big_enough(entry->dwSize, sizeof(*entry)) &&
           module_to_ansi(walk_modules(handle, &wide, FALSE), &wide, entry);
}

BOOL WINAPI Toolhelp32ReadProcessMemory(DWORD id, LPCVOID address, LPVOID buffer, SIZE_T size, SIZE_T *read)
{
    HANDLE process = id ? OpenProcess(PROCESS_VM_READ, FALSE, id) : NtCurrentProcess();
    BOOL done = process && ReadProcessMemory(process, address, buffer, size, read);

    if (id && process) CloseHandle(process);
    return done;
}
