/* NtQueryInformationProcess and NtSetInformationProcess. About this process most is known here; about others the server
 * is asked. */
#include "debug_event.h"
#include "nt/nt.h"
#include "nt/debug.h"
#include "requests.h"
#include "remote.h"
#include "sync_private.h"
#include "thread_private.h"

#define NORMAL_CLASS_WIN32 0x20u

struct query {
    const struct handle_entry *entry;
    BOOLEAN own;
    PVOID buffer;
    ULONG size, needed;
};

static NTSTATUS put(struct query *query, const void *answer, ULONG size)
{
    query->needed = size;
    if (query->size != size) return STATUS_INFO_LENGTH_MISMATCH;
    memcpy(query->buffer, answer, size);
    return STATUS_SUCCESS;
}

static NTSTATUS put_ulong(struct query *query, ULONG value) { return put(query, &value, sizeof(value)); }
static NTSTATUS put_pointer(struct query *query, ULONG_PTR value) { return put(query, &value, sizeof(value)); }

static NTSTATUS ask_server(const struct query *query, struct request_process_query_out *out)
{
    struct request_process_query_in in = { .object = query->own ? 0 : query->entry->object };
    NTSTATUS status = SERVER_CALL(process_query, &in, out);

    return status == STATUS_BUFFER_OVERFLOW ? STATUS_SUCCESS : status; /* the path was not asked for */
}

/* ---- what is asked */

static LONG base_priority_of(ULONG class)
{
    switch (class) {
    case IDLE_PRIORITY_CLASS: return 4;
    case BELOW_NORMAL_PRIORITY_CLASS: return 6;
    case ABOVE_NORMAL_PRIORITY_CLASS: return 10;
    case HIGH_PRIORITY_CLASS: return 13;
    case REALTIME_PRIORITY_CLASS: return 24;
    default: return 8;
    }
}

/* From the page with which every process begins; NULL: it has not come so far, or the address is out of a 32-bit
 * program's reach. */
static PPEB peb_of_other(const struct query *query, int32_t unix_pid)
{
    uint64_t peb = 0;
    struct unix_memory_access_other_args args = {.address = PROCESS_INFO_ADDRESS + offsetof(struct process_info, peb),
                                                 .buffer = UNIX_PTR(&peb),
                                                 .size = sizeof(peb),
                                                 .pid = (uint32_t)unix_pid};
    struct unix_null_args null = { 0 };
    struct request_process_query_out out = { 0 };

    if (unix_pid > 0 && NT_SUCCESS(unix_call_memory_access_other(&args)) && peb)
        return (PPEB)(ULONG_PTR)(peb <= ~(ULONG_PTR)0 ? peb : 0);
    remote_call(&(struct remote_call){
        .process = query->entry->object, .call = unix_index_null, .args = &null, .args_size = sizeof(null)});
    if (!NT_SUCCESS(ask_server((struct query *)query, &out)) || out.unix_pid <= 0) return NULL;
    args.pid = (uint32_t)out.unix_pid;
    if (!NT_SUCCESS(unix_call_memory_access_other(&args)) || peb > ~(ULONG_PTR)0) return NULL;
    return (PPEB)(ULONG_PTR)peb;
}

/* Of this process: within what its jobs allow. */
static uint64_t allowed_processors(void)
{
    uint64_t job = process_block_header()->job_affinity, all = process_info()->processor_mask;

    return job & all ? job & all : all;
}

static NTSTATUS query_basic(struct query *query)
{
    struct request_process_query_out out = { 0 };
    const struct arena_slot *slot = arena_slot_of(query->entry->slot);
    PROCESS_BASIC_INFORMATION info = { .AffinityMask = (ULONG_PTR)process_info()->processor_mask, .BasePriority = 8 };
    NTSTATUS status;

    info.ExitStatus = state_value(slot_load(slot)) ? slot->task.exit_status : STATUS_PENDING;
    if (query->own) {
        info.PebBaseAddress = current_peb();
        info.AffinityMask = (ULONG_PTR)allowed_processors();
        info.UniqueProcessId = process_info()->pid;
        info.InheritedFromUniqueProcessId = process_info()->parent_pid;
        return put(query, &info, sizeof(info));
    }
    info.UniqueProcessId = slot->task.id;
    if (!NT_SUCCESS(status = ask_server(query, &out))) return status;
    info.BasePriority = base_priority_of(out.priority_class);
    info.InheritedFromUniqueProcessId = out.parent_pid;
    if (out.running) info.PebBaseAddress = peb_of_other(query, out.unix_pid);
    return put(query, &info, sizeof(info));
}

static NTSTATUS query_times(struct query *query)
{
    struct request_process_query_out out = { 0 };
    struct unix_process_times_args args = { 0 };
    KERNEL_USER_TIMES times = { 0 };
    NTSTATUS status = ask_server(query, &out);

    if (!NT_SUCCESS(status)) return status;
    times.CreateTime.QuadPart = (LONGLONG)out.start_time;
    times.ExitTime.QuadPart = (LONGLONG)out.end_time;
    args.unix_pid = query->own ? 0 : (uint32_t)out.unix_pid;
    if (query->own || out.running) {
        unix_call_process_times(&args);
        times.KernelTime.QuadPart = (LONGLONG)args.kernel;
        times.UserTime.QuadPart = (LONGLONG)args.user;
    } else {
        times.KernelTime.QuadPart = (LONGLONG)out.kernel_time;
        times.UserTime.QuadPart = (LONGLONG)out.user_time;
    }
    return put(query, &times, sizeof(times));
}

static NTSTATUS query_memory(struct query *query)
{
    struct request_process_query_out out = { 0 };
    struct unix_process_times_args args = { 0 };
    VM_COUNTERS_EX counters = { 0 };
    ULONG size = query->size == offsetof(VM_COUNTERS_EX, PrivateUsage) ? query->size : (ULONG)sizeof(counters);
    NTSTATUS status;

    if (!query->own) {
        if (!NT_SUCCESS(status = ask_server(query, &out))) return status;
        args.unix_pid = (uint32_t)out.unix_pid;
    }
    unix_call_process_times(&args);
    counters.VirtualSize = counters.PeakVirtualSize = (SIZE_T)args.virtual_size;
    counters.PageFaultCount = (ULONG)args.page_faults;
    counters.WorkingSetSize = counters.PagefileUsage = counters.PrivateUsage = (SIZE_T)args.working_set;
    counters.PeakWorkingSetSize = counters.PeakPagefileUsage = (SIZE_T)args.peak_working_set;
    return put(query, &counters, size);
}

static NTSTATUS query_handle_count(struct query *query)
{
    struct request_process_query_out out = { 0 };
    NTSTATUS status = ask_server(query, &out);

    return NT_SUCCESS(status) ? put_ulong(query, out.handle_count) : status;
}

static NTSTATUS query_priority_class(struct query *query)
{
    struct request_process_query_out out = { 0 };
    PROCESS_PRIORITY_CLASS info = { 0, PROCESS_PRIORITY_CLASS_NORMAL };
    NTSTATUS status = ask_server(query, &out);

    if (!NT_SUCCESS(status)) return status;
    switch (out.priority_class) {
    case IDLE_PRIORITY_CLASS: info.PriorityClass = PROCESS_PRIORITY_CLASS_IDLE; break;
    case BELOW_NORMAL_PRIORITY_CLASS: info.PriorityClass = PROCESS_PRIORITY_CLASS_BELOW_NORMAL; break;
    case ABOVE_NORMAL_PRIORITY_CLASS: info.PriorityClass = PROCESS_PRIORITY_CLASS_ABOVE_NORMAL; break;
    case HIGH_PRIORITY_CLASS: info.PriorityClass = PROCESS_PRIORITY_CLASS_HIGH; break;
    case REALTIME_PRIORITY_CLASS: info.PriorityClass = PROCESS_PRIORITY_CLASS_REALTIME; break;
    default: break;
    }
    return put(query, &info, sizeof(info));
}

/* A 32-bit program's 32-bit PEB is the answer for it, 0 for 64-bit ones. */
static NTSTATUS query_wow64(struct query *query)
{
    struct request_process_query_out out = { 0 };
    NTSTATUS status;

    if (query->own) return put_pointer(query, process_info()->is_wow64 ? (ULONG_PTR)current_peb() : 0);
    if (!NT_SUCCESS(status = ask_server(query, &out))) return status;
    return put_pointer(query, out.machine == IMAGE_FILE_MACHINE_I386);
}

static NTSTATUS put_string(struct query *query, const void *text, ULONG length)
{
    UNICODE_STRING *answer = query->buffer;

    query->needed = sizeof(*answer) + length + sizeof(WCHAR);
    if (query->size < query->needed) return STATUS_INFO_LENGTH_MISMATCH;
    *answer = (UNICODE_STRING){ (USHORT)length, (USHORT)(length + sizeof(WCHAR)), (PWSTR)(answer + 1) };
    memcpy(answer + 1, text, length);
    answer->Buffer[length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS query_image(struct query *query)
{
    struct request_process_query_in in = { .object = query->own ? 0 : query->entry->object };
    struct request_process_query_out out;
    ULONG capacity = 0x10000;
    uint32_t size = 0;
    PVOID path = heap_allocate(capacity);
    NTSTATUS status;

    if (!path) return STATUS_NO_MEMORY;
    status = server_call_data(request_code_process_query, &in, sizeof(in), NULL, 0, &out, sizeof(out), path, capacity,
                              &size);
    if (NT_SUCCESS(status)) status = put_string(query, path, size < capacity ? size : 0);
    heap_free(path);
    return status;
}

/* The NT name of a file on drive X: is \Device\HarddiskVolumeN\...; we number drives from C as 1. */
static NTSTATUS query_native_image(struct query *query)
{
    static const WCHAR device[] = L"\\Device\\HarddiskVolume1";
    UNICODE_STRING *answer = query->buffer;
    ULONG prefix = sizeof(device) - sizeof(WCHAR);
    NTSTATUS status = query_image(query);

    query->needed += prefix - 2 * sizeof(WCHAR);
    if (!NT_SUCCESS(status)) return status;
    if (query->size < query->needed) return STATUS_INFO_LENGTH_MISMATCH;
    if (answer->Length < 2 * sizeof(WCHAR) || answer->Buffer[1] != ':') return status;
    WCHAR drive = answer->Buffer[0] | 0x20;
    memmove((BYTE *)answer->Buffer + prefix, answer->Buffer + 2, answer->Length - sizeof(WCHAR));
    memcpy(answer->Buffer, device, prefix);
    if (drive >= 'c' && drive <= 'k') answer->Buffer[prefix / sizeof(WCHAR) - 1] = (WCHAR)('1' + drive - 'c');
    answer->Length = (USHORT)(answer->Length + prefix - 2 * sizeof(WCHAR));
    answer->MaximumLength = (USHORT)(answer->Length + sizeof(WCHAR));
    return status;
}

static NTSTATUS query_command_line(struct query *query)
{
    const UNICODE_STRING *line = &current_peb()->ProcessParameters->CommandLine;

    return query->own ? put_string(query, line->Buffer, line->Length) : STATUS_NOT_SUPPORTED;
}

/* Linux counts reads and writes of all kinds of descriptors; what is neither, nobody counts. */
static NTSTATUS query_io(struct query *query)
{
    struct request_process_query_out out = { 0 };
    struct unix_process_times_args args = { .with_io = 1 };
    IO_COUNTERS counters = { 0 };
    NTSTATUS status;

    if (!query->own) {
        if (!NT_SUCCESS(status = ask_server(query, &out))) return status;
        if (!out.running) return STATUS_PROCESS_IS_TERMINATING;
        args.unix_pid = (uint32_t)out.unix_pid;
    }
    if (!NT_SUCCESS(status = unix_call_process_times(&args))) return status;
    counters.ReadOperationCount = args.reads;
    counters.ReadTransferCount = args.bytes_read;
    counters.WriteOperationCount = args.writes;
    counters.WriteTransferCount = args.bytes_written;
    return put(query, &counters, sizeof(counters));
}

static ULONG process_cookie;
static NTSTATUS query_cookie(struct query *query)
{
    struct unix_random_bytes_args args = { .buffer = UNIX_PTR(&process_cookie), .size = sizeof(process_cookie) };

    if (!query->own) return STATUS_INVALID_PARAMETER;
    while (!process_cookie) unix_call_random_bytes(&args);
    return put_ulong(query, process_cookie);
}

static ULONG boost_disabled, hard_error_mode, execute_flags = 0x0d; /* DEP on, permanent */

static ULONG debug_flags(struct query *query)
{
    struct request_process_query_out out = { 0 };

    return NT_SUCCESS(ask_server(query, &out)) ? out.debug_flags : 0;
}

static NTSTATUS query_debug_port(struct query *query)
{
    return put_pointer(query, debug_flags(query) & DEBUG_FLAG_DEBUGGED ? ~(ULONG_PTR)0 : 0);
}

static NTSTATUS query_debug_object(struct query *query)
{
    struct request_debug_open_in in = { .process = query->own ? 0 : query->entry->object };
    struct request_debug_open_out out;
    struct handle_entry entry;
    HANDLE handle;
    NTSTATUS status = put_pointer(query, 0);

    if (!NT_SUCCESS(status) || !NT_SUCCESS(status = SERVER_CALL(debug_open, &in, &out))) return status;
    entry = (struct handle_entry){.tag = OBJECT_DEBUG | HANDLE_SHARED,
                                  .access = DEBUG_ALL_ACCESS,
                                  .slot = out.slot,
                                  .fd = -1,
                                  .object = out.object};
    if (NT_SUCCESS(status = handle_insert(&entry, &handle))) *(HANDLE *)query->buffer = handle;
    else handle_entry_release(&entry, NULL);
    return status;
}

/* 1: children would be debugged too; so for all processes without a debugger */
static NTSTATUS query_debug_flags(struct query *query)
{
    return put_ulong(query, (debug_flags(query) & DEBUG_FLAG_CHILDREN) != 0);
}
static NTSTATUS query_boost(struct query *query) { return put_ulong(query, boost_disabled); }
static NTSTATUS query_error_mode(struct query *query)
{
    return put_ulong(query, hard_error_mode ^ SEM_FAILCRITICALERRORS);
}
static NTSTATUS query_execute_flags(struct query *query) { return put_ulong(query, execute_flags); }
static NTSTATUS query_session(struct query *query) { return put_ulong(query, current_peb()->SessionId); }
static NTSTATUS query_break(struct query *query) { return put_ulong(query, FALSE); }

static NTSTATUS query_affinity(struct query *query)
{
    return put_pointer(query, (ULONG_PTR)(query->own ? allowed_processors() : process_info()->processor_mask));
}

/* There is no such process. Windows does not tell 32-bit programs either, so everybody does without. */
#define ProcessConsoleHostProcess ((PROCESSINFOCLASS)49)
static NTSTATUS query_console_host(struct query *query)
{
    (void)query;
    return STATUS_INVALID_INFO_CLASS;
}

static const struct { PROCESSINFOCLASS class; NTSTATUS (*function)(struct query *); } queries[] = {
    {ProcessBasicInformation, query_basic},
    {ProcessTimes, query_times},
    {ProcessVmCounters, query_memory},
    {ProcessHandleCount, query_handle_count},
    {ProcessPriorityClass, query_priority_class},
    {ProcessWow64Information, query_wow64},
    {ProcessImageFileNameWin32, query_image},
    {ProcessImageFileName, query_native_image},
    {ProcessCommandLineInformation, query_command_line},
    {ProcessIoCounters, query_io},
    {ProcessCookie, query_cookie},
    {ProcessDebugPort, query_debug_port},
    {ProcessDebugObjectHandle, query_debug_object},
    {ProcessDebugFlags, query_debug_flags},
    {ProcessPriorityBoost, query_boost},
    {ProcessDefaultHardErrorMode, query_error_mode},
    {ProcessExecuteFlags, query_execute_flags},
    {ProcessSessionInformation, query_session},
    {ProcessBreakOnTermination, query_break},
    {ProcessAffinityMask, query_affinity},
    {ProcessConsoleHostProcess, query_console_host},
};

NTSTATUS NTAPI NtQueryInformationProcess(HANDLE handle, PROCESSINFOCLASS class, PVOID buffer, ULONG size,
                                         PULONG returned)
{
    struct handle_entry entry;
    struct query query = { .entry = &entry, .buffer = buffer, .size = size };
    NTSTATUS status = handle_get(handle, OBJECT_PROCESS, 0, &entry);
    unsigned i;

    if (!NT_SUCCESS(status)) return status;
    if (!(entry.access & (PROCESS_QUERY_INFORMATION | PROCESS_QUERY_LIMITED_INFORMATION))) return STATUS_ACCESS_DENIED;
    query.own = process_entry_is_own(&entry);
    for (i = 0; i < ARRAYSIZE(queries); i++) {
        if (queries[i].class != class) continue;
        status = queries[i].function(&query);
        if (returned) *returned = query.needed;
        return status;
    }
    log_line(LOG_WARN, "NtQueryInformationProcess: class %d is not supported", class);
    return STATUS_INVALID_INFO_CLASS;
}

NTSTATUS NTAPI winrun_process_unix_id(HANDLE process, ULONG *unix_pid)
{
    struct handle_entry entry;
    struct query query = { .entry = &entry };
    struct request_process_query_out out = { 0 };
    NTSTATUS status = handle_get(process, OBJECT_PROCESS, PROCESS_QUERY_LIMITED_INFORMATION, &entry);

    if (!NT_SUCCESS(status)) return status;
    query.own = process_entry_is_own(&entry);
    if (!NT_SUCCESS(status = ask_server(&query, &out))) return status;
    *unix_pid = (ULONG)out.unix_pid;
    return out.unix_pid ? STATUS_SUCCESS : STATUS_PROCESS_IS_TERMINATING;
}

/* ---- setting */

static NTSTATUS set_priority_class(const struct handle_entry *entry, const void *value)
{
    static const ULONG classes[] = {0,
                                    IDLE_PRIORITY_CLASS,
                                    NORMAL_PRIORITY_CLASS,
                                    HIGH_PRIORITY_CLASS,
                                    REALTIME_PRIORITY_CLASS,
                                    BELOW_NORMAL_PRIORITY_CLASS,
                                    ABOVE_NORMAL_PRIORITY_CLASS};
    const PROCESS_PRIORITY_CLASS *info = value;
    struct request_process_set_in in = { .object = process_entry_is_own(entry) ? 0 : entry->object };
    struct request_process_set_out out;

    if (!info->PriorityClass || info->PriorityClass >= ARRAYSIZE(classes)) return STATUS_INVALID_PARAMETER;
    in.value = classes[info->PriorityClass];
    return SERVER_CALL(process_set, &in, &out);
}

/* Each thread of another process, by the server's list. */
static NTSTATUS set_affinity_of_other(HANDLE process, ULONG_PTR mask)
{
    HANDLE thread = NULL, next;

    while (NT_SUCCESS(
        NtGetNextThread(process, thread, THREAD_SET_INFORMATION | THREAD_QUERY_LIMITED_INFORMATION, 0, 0, &next))) {
        if (thread) NtClose(thread);
        thread = next;
        NtSetInformationThread(thread, ThreadAffinityMask, &mask, sizeof(mask));
    }
    if (!thread) return STATUS_PROCESS_IS_TERMINATING;
    NtClose(thread);
    return STATUS_SUCCESS;
}

static NTSTATUS set_affinity(const struct handle_entry *entry, const void *value)
{
    ULONG_PTR mask = *(const ULONG_PTR *)value;
    struct thread_record *records = thread_records((ULONG_PTR)PROCESS_BLOCK_ADDRESS);
    uint32_t i, high = process_block_header()->thread_high_water;

    (void)entry; /* this process: see NtSetInformationProcess */
    if (!mask || mask & ~(ULONG_PTR)allowed_processors()) return STATUS_INVALID_PARAMETER;
    for (i = 0; i < high && i < THREAD_RECORD_COUNT; i++) {
        struct unix_thread_attributes_args args = { .record_index = i, .what = 1, .attribute = 1, .value = mask };
        if (records[i].tid) unix_call_thread_attributes(&args);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS set_debug_flags(const struct handle_entry *entry, const void *value)
{
    struct request_process_set_in in = {
        .object = process_entry_is_own(entry) ? 0 : entry->object, .what = 1, .value = *(const ULONG *)value};
    struct request_process_set_out out;

    return in.value & ~1u ? STATUS_INVALID_PARAMETER : SERVER_CALL(process_set, &in, &out);
}

static NTSTATUS set_boost(const struct handle_entry *entry, const void *value)
{
    (void)entry;
    boost_disabled = !!*(const ULONG *)value;
    return STATUS_SUCCESS;
}

static NTSTATUS set_error_mode(const struct handle_entry *entry, const void *value)
{
    (void)entry;
    hard_error_mode = *(const ULONG *)value ^ SEM_FAILCRITICALERRORS;
    return STATUS_SUCCESS;
}

static const struct {
    PROCESSINFOCLASS class;
    ULONG size;
    NTSTATUS (*function)(const struct handle_entry *, const void *);
} setters[] = {
    {ProcessPriorityClass, sizeof(PROCESS_PRIORITY_CLASS), set_priority_class},
    {ProcessAffinityMask, sizeof(ULONG_PTR), set_affinity},
    {ProcessDebugFlags, sizeof(ULONG), set_debug_flags},
    {ProcessPriorityBoost, sizeof(ULONG), set_boost},
    {ProcessDefaultHardErrorMode, sizeof(ULONG), set_error_mode},
};

NTSTATUS NTAPI NtSetInformationProcess(HANDLE handle, PROCESSINFOCLASS class, PVOID buffer, ULONG size)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(handle, OBJECT_PROCESS, PROCESS_SET_INFORMATION, &entry);
    unsigned i;

    if (!NT_SUCCESS(status)) return status;
    if (class == ProcessAffinityMask && size == sizeof(ULONG_PTR) && !process_entry_is_own(&entry)) {
        ULONG_PTR mask = *(const ULONG_PTR *)buffer;
        if (!mask || mask & ~(ULONG_PTR)process_info()->processor_mask) return STATUS_INVALID_PARAMETER;
        return set_affinity_of_other(handle, mask);
    }
    for (i = 0; i < ARRAYSIZE(setters); i++) {
        if (setters[i].class != class) continue;
        return size == setters[i].size ? setters[i].function(&entry, buffer) : STATUS_INFO_LENGTH_MISMATCH;
    }
    log_line(LOG_WARN, "NtSetInformationProcess: class %d is not supported", class);
    return STATUS_INVALID_INFO_CLASS;
}

NTSTATUS NTAPI NtFlushProcessWriteBuffers(void)
{
    struct unix_thread_yield_args args = { .barrier = 1 };

    return unix_call_thread_yield(&args);
}
