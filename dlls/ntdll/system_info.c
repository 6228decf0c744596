/* NtQuerySystemInformation. */
#include "nt/nt.h"
#include "process_listing.h"
#include "requests.h"
#include "sync_private.h"
#include <cpuid.h>

struct query {
    PVOID buffer;
    ULONG size, needed;
    const void *input;
    ULONG input_size;
};

static NTSTATUS put(struct query *query, const void *answer, ULONG size)
{
    query->needed = size;
    if (query->size < size) return STATUS_INFO_LENGTH_MISMATCH;
    memcpy(query->buffer, answer, size);
    return STATUS_SUCCESS;
}

static NTSTATUS query_basic(struct query *query)
{
    const struct process_info *process = process_info();
    ULONG pages = (ULONG)(process->memory_size / WINDOWS_PAGE_SIZE);
    SYSTEM_BASIC_INFORMATION info = {
        .TimerResolution = 156250,
        .PageSize = WINDOWS_PAGE_SIZE,
        .NumberOfPhysicalPages = pages,
        .LowestPhysicalPageNumber = 1,
        .HighestPhysicalPageNumber = pages,
        .AllocationGranularity = ALLOCATION_GRANULARITY,
        .MinimumUserModeAddress = (ULONG_PTR)process->user_space_start,
        .MaximumUserModeAddress = (ULONG_PTR)process->user_space_end,
        .ActiveProcessorsAffinityMask = (ULONG_PTR)process->processor_mask,
        .NumberOfProcessors = (CCHAR)process->processor_count,
    };

    return put(query, &info, sizeof(info));
}

static NTSTATUS query_processor(struct query *query)
{
    SYSTEM_PROCESSOR_INFORMATION info = { .MaximumProcessors = (USHORT)process_info()->processor_count };
    unsigned eax, ebx, ecx, edx, family, model;

    info.ProcessorArchitecture = process_info()->is_wow64 ? PROCESSOR_ARCHITECTURE_INTEL : PROCESSOR_ARCHITECTURE_AMD64;
    __cpuid(1, eax, ebx, ecx, edx);
    family = ((eax >> 8) & 15) + ((eax >> 20) & 0xff);
    model = ((eax >> 4) & 15) | ((eax >> 12) & 0xf0);
    info.ProcessorLevel = (USHORT)family;
    info.ProcessorRevision = (USHORT)(model << 8 | (eax & 15));
    info.ProcessorFeatureBits = edx;
    return put(query, &info, sizeof(info));
}

static NTSTATUS query_time_of_day(struct query *query)
{
    struct unix_clock_read_args clock = { .kind = 0 };
    SYSTEM_TIMEOFDAY_INFORMATION info = { 0 };
    ULONG size = query->size < sizeof(info) ? query->size : (ULONG)sizeof(info);

    unix_call_clock_read(&clock);
    info.BootTime.QuadPart = (LONGLONG)process_info()->unix_boot_time;
    info.CurrentTime.QuadPart = (LONGLONG)clock.value;
    info.TimeZoneBias = *(const volatile LARGE_INTEGER *)(ULONG_PTR)(USER_SHARED_DATA_ADDRESS + 0x20);
    return put(query, &info, size);
}

static NTSTATUS query_processor_times(struct query *query)
{
    struct system_cpu_times times[64];
    struct unix_system_query_args args = {
        .what = SYSTEM_QUERY_CPU_TIMES, .buffer = UNIX_PTR(times), .capacity = sizeof(times)};
    SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION *info = query->buffer;
    ULONG i, count;
    NTSTATUS status = unix_call_system_query(&args);

    if (!NT_SUCCESS(status)) return status;
    count = args.size / (ULONG)sizeof(times[0]);
    query->needed = count * (ULONG)sizeof(*info);
    if (query->size < sizeof(*info)) return STATUS_INFO_LENGTH_MISMATCH;
    for (i = 0; i < count && (i + 1) * sizeof(*info) <= query->size; i++) {
        memset(&info[i], 0, sizeof(info[i]));
        info[i].IdleTime.QuadPart = (LONGLONG)times[i].idle;
        info[i].KernelTime.QuadPart = (LONGLONG)times[i].kernel;
        info[i].UserTime.QuadPart = (LONGLONG)times[i].user;
    }
    query->needed = i * (ULONG)sizeof(*info);
    return STATUS_SUCCESS;
}

static NTSTATUS query_debugger(struct query *query)
{
    const BOOLEAN info[2] = { FALSE, TRUE }; /* no kernel debugger, and none can attach */

    return put(query, info, sizeof(info));
}

/* ---- processes */

static USHORT base_name_offset(const WCHAR *path, ULONG length)
{
    ULONG at = length;

    while (at && path[at - 1] != '\\') at--;
    return (USHORT)at;
}

static LONG base_priority(uint32_t class)
{
    return class == IDLE_PRIORITY_CLASS ? 4 : class == HIGH_PRIORITY_CLASS ? 13 : class == REALTIME_PRIORITY_CLASS ? 24
        : class == BELOW_NORMAL_PRIORITY_CLASS ? 6 : class == ABOVE_NORMAL_PRIORITY_CLASS ? 10 : 8;
}

static void fill_threads(SYSTEM_PROCESS_INFORMATION *info, const struct process_listing *listing)
{
    const struct thread_listing *threads = (const struct thread_listing *)(listing + 1);
    uint32_t i;

    for (i = 0; i < listing->listed_threads; i++) {
        SYSTEM_THREAD_INFORMATION *thread = &info->Threads[i];
        memset(thread, 0, sizeof(*thread));
        thread->CreateTime.QuadPart = (LONGLONG)threads[i].start_time;
        thread->StartAddress = (PVOID)(ULONG_PTR)threads[i].start_address;
        thread->ClientId.UniqueProcess = (HANDLE)(ULONG_PTR)listing->pid;
        thread->ClientId.UniqueThread = (HANDLE)(ULONG_PTR)threads[i].tid;
        thread->Priority = thread->BasePriority = base_priority(listing->priority_class);
    }
}

/* One process behind the other; returns the size that it takes. */
static ULONG put_process(BYTE *at, ULONG left, const struct process_listing *listing)
{
    const WCHAR *path =
        (const WCHAR *)((const BYTE *)(listing + 1) + listing->listed_threads * sizeof(struct thread_listing));
    USHORT offset = base_name_offset(path, listing->path_size / sizeof(WCHAR));
    USHORT name_size = (USHORT)(listing->path_size - offset * sizeof(WCHAR));
    SYSTEM_PROCESS_INFORMATION *info = (void *)at;
    ULONG threads_end =
        (ULONG)(offsetof(SYSTEM_PROCESS_INFORMATION, Threads) + listing->listed_threads * sizeof(info->Threads[0]));
    ULONG size = (threads_end + name_size + (ULONG)sizeof(WCHAR) + 7) & ~7u;

    if (size > left) return size;
    memset(info, 0, size);
    info->NumberOfThreads = listing->listed_threads;
    info->CreateTime.QuadPart = (LONGLONG)listing->start_time;
    info->UserTime.QuadPart = (LONGLONG)listing->user_time;
    info->KernelTime.QuadPart = (LONGLONG)listing->kernel_time;
    info->BasePriority = base_priority(listing->priority_class);
    info->UniqueProcessId = (HANDLE)(ULONG_PTR)listing->pid;
    info->InheritedFromUniqueProcessId = (HANDLE)(ULONG_PTR)listing->parent_pid;
    info->HandleCount = listing->handle_count;
    info->SessionId = current_peb()->SessionId;
    info->WorkingSetSize = (SIZE_T)listing->working_set;
    info->PeakWorkingSetSize = (SIZE_T)listing->peak_working_set;
    info->PrivatePageCount = info->PagefileUsage = (SIZE_T)listing->working_set;
    fill_threads(info, listing);
    info->ImageName = (UNICODE_STRING){ name_size, (USHORT)(name_size + sizeof(WCHAR)), (PWSTR)(at + threads_end) };
    memcpy(info->ImageName.Buffer, path + offset, name_size);
    return size;
}

static NTSTATUS query_processes(struct query *query)
{
    struct request_process_list_in in = { .with_threads = 1 };
    struct request_process_list_out out = { 0 };
    uint32_t received = 0, capacity = 0x40000, at, i;
    ULONG size, previous = 0;
    BYTE *list = heap_allocate(capacity);
    const struct process_listing *listing;
    NTSTATUS status;

    if (!list) return STATUS_NO_MEMORY;
    status = server_call_data(request_code_process_list, &in, sizeof(in), NULL, 0, &out, sizeof(out), list, capacity,
                              &received);
    query->needed = 0;
    for (i = at = 0; NT_SUCCESS(status) && i < out.count && at + sizeof(*listing) <= received;
         i++, at += listing->size) {
        listing = (const struct process_listing *)(list + at);
        if (listing->size < sizeof(*listing) || listing->size > received - at) break;
        size = put_process((BYTE *)query->buffer + query->needed,
                           query->size > query->needed ? query->size - query->needed : 0, listing);
        if (query->needed && query->needed + size <= query->size)
            ((SYSTEM_PROCESS_INFORMATION *)((BYTE *)query->buffer + previous))->NextEntryOffset =
                query->needed - previous;
        previous = query->needed;
        query->needed += size;
    }
    heap_free(list);
    if (!NT_SUCCESS(status)) return status;
    return query->needed > query->size ? STATUS_INFO_LENGTH_MISMATCH : STATUS_SUCCESS;
}

/* ---- the processors: each is a core of one package, one group, one NUMA node */

static NTSTATUS query_logical(struct query *query)
{
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION *info = query->buffer;
    ULONG_PTR mask = (ULONG_PTR)process_info()->processor_mask;
    ULONG count = process_info()->processor_count, i, bit = 0;

    query->needed = (count + 2) * (ULONG)sizeof(*info);
    if (query->size < query->needed) return STATUS_INFO_LENGTH_MISMATCH;
    memset(info, 0, query->needed);
    for (i = 0; i < count && mask >> bit; bit++) {
        if (!(mask >> bit & 1)) continue;
        info[i].ProcessorMask = (ULONG_PTR)1 << bit;
        info[i++].Relationship = RelationProcessorCore;
    }
    info[count].ProcessorMask = info[count + 1].ProcessorMask = mask;
    info[count].Relationship = RelationProcessorPackage;
    info[count + 1].Relationship = RelationNumaNode;
    return STATUS_SUCCESS;
}

static BYTE *put_relation(struct query *query, ULONG size, LOGICAL_PROCESSOR_RELATIONSHIP relation)
{
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *info = (void *)((BYTE *)query->buffer + query->needed);

    query->needed += size;
    if (query->needed > query->size) return NULL;
    memset(info, 0, size);
    info->Relationship = relation;
    info->Size = size;
    return (BYTE *)info;
}

#define RELATION_SIZE(field) ((ULONG)(offsetof(SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX, field) \
    + sizeof(((SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *)0)->field)))

static void put_processor(struct query *query, LOGICAL_PROCESSOR_RELATIONSHIP relation, ULONG_PTR mask)
{
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *info = (void *)put_relation(query, RELATION_SIZE(Processor), relation);

    if (!info) return;
    info->Processor.GroupCount = 1;
    info->Processor.GroupMask[0].Mask = mask;
}

static NTSTATUS query_logical_ex(struct query *query)
{
    LOGICAL_PROCESSOR_RELATIONSHIP wanted =
        query->input_size >= sizeof(ULONG) ? *(const LOGICAL_PROCESSOR_RELATIONSHIP *)query->input : RelationAll;
    ULONG_PTR mask = (ULONG_PTR)process_info()->processor_mask;
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *info;
    ULONG bit;

    query->needed = 0;
    for (bit = 0; bit < 8 * sizeof(mask) && (wanted == RelationAll || wanted == RelationProcessorCore); bit++)
        if (mask >> bit & 1) put_processor(query, RelationProcessorCore, (ULONG_PTR)1 << bit);
    if (wanted == RelationAll || wanted == RelationProcessorPackage)
        put_processor(query, RelationProcessorPackage, mask);
    if ((wanted == RelationAll || wanted == RelationNumaNode) &&
        (info = (void *)put_relation(query, RELATION_SIZE(NumaNode), RelationNumaNode)))
        info->NumaNode.GroupMask.Mask = mask;
    if ((wanted == RelationAll || wanted == RelationGroup) &&
        (info = (void *)put_relation(query, RELATION_SIZE(Group), RelationGroup))) {
        info->Group.MaximumGroupCount = info->Group.ActiveGroupCount = 1;
        info->Group.GroupInfo[0].MaximumProcessorCount = info->Group.GroupInfo[0].ActiveProcessorCount =
            (BYTE)process_info()->processor_count;
        info->Group.GroupInfo[0].ActiveProcessorMask = mask;
    }
    return query->needed > query->size ? STATUS_INFO_LENGTH_MISMATCH : STATUS_SUCCESS;
}

/* ---- dispatch */

static const struct { SYSTEM_INFORMATION_CLASS class; NTSTATUS (*function)(struct query *); } queries[] = {
    {SystemBasicInformation, query_basic},
    {SystemEmulationBasicInformation, query_basic},
    {SystemProcessorInformation, query_processor},
    {SystemTimeOfDayInformation, query_time_of_day},
    {SystemProcessInformation, query_processes},
    {SystemProcessorPerformanceInformation, query_processor_times},
    {SystemKernelDebuggerInformation, query_debugger},
    {SystemLogicalProcessorInformation, query_logical},
    {SystemLogicalProcessorInformationEx, query_logical_ex},
};

static NTSTATUS run(SYSTEM_INFORMATION_CLASS class, struct query *query, PULONG returned)
{
    unsigned i;
    NTSTATUS status;

    for (i = 0; i < ARRAYSIZE(queries); i++) {
        if (queries[i].class != class) continue;
        status = queries[i].function(query);
        if (returned) *returned = query->needed;
        return status;
    }
    log_line(LOG_WARN, "NtQuerySystemInformation: class %d is not supported", class);
    return STATUS_INVALID_INFO_CLASS;
}

NTSTATUS NTAPI NtQuerySystemInformation(SYSTEM_INFORMATION_CLASS class, PVOID buffer, ULONG size, PULONG returned)
{
    struct query query = { .buffer = buffer, .size = size };

    return run(class, &query, returned);
}

NTSTATUS NTAPI NtQuerySystemInformationEx(SYSTEM_INFORMATION_CLASS class, PVOID input, ULONG input_size, PVOID buffer,
                                          ULONG size, PULONG returned)
{
    struct query query = { .buffer = buffer, .size = size, .input = input, .input_size = input_size };

    return run(class, &query, returned);
}
