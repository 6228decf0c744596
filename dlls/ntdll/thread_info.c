/* NtQueryInformationThread and NtSetInformationThread. What Windows keeps in the kernel about a thread (priority,
 * affinity, name) lies in a table of this process by record. */
#include "nt/nt.h"
#include "remote.h"
#include "sync_private.h"
#include "thread_private.h"

struct thread_facts {
    LONG base_priority;    /* relative to the process's class: -15, -2 to 2, 15 */
    BOOLEAN boost_disabled;
    ULONG_PTR affinity;    /* 0: the process's */
    ULONG ideal_processor; /* plus 1; 0: never set */
    PVOID start_address;   /* set by ThreadQuerySetWin32StartAddress */
    UNICODE_STRING name;
};
static struct thread_facts facts_table[THREAD_RECORD_COUNT];
static RTL_SRWLOCK names_lock;

enum unix_thread_attribute { UNIX_ATTRIBUTE_PRIORITY, UNIX_ATTRIBUTE_AFFINITY, UNIX_ATTRIBUTE_NAME };

static struct thread_facts *facts_of(const struct thread_record *record)
{
    return &facts_table[thread_record_index(record)];
}

void thread_facts_reset(const struct thread_record *record)
{
    struct thread_facts *facts = facts_of(record);
    PWSTR name;

    RtlAcquireSRWLockExclusive(&names_lock);
    name = facts->name.Buffer;
    memset(facts, 0, sizeof(*facts));
    RtlReleaseSRWLockExclusive(&names_lock);
    heap_free(name);
}

static NTSTATUS set_unix_attribute(const struct thread_record *record, enum unix_thread_attribute attribute,
                                   uint64_t value)
{
    struct unix_thread_attributes_args args = {
        .record_index = thread_record_index(record), .what = 1, .attribute = attribute, .value = value};

    return unix_call_thread_attributes(&args);
}

/* ---- asking */

struct query {
    const struct handle_entry *entry;
    struct thread_record *record; /* NULL: it has ended, or belongs to another process */
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

static NTSTATUS query_basic(struct query *query)
{
    const struct arena_slot *slot = arena_slot_of(query->entry->slot);
    THREAD_BASIC_INFORMATION info = { .AffinityMask = (ULONG_PTR)process_info()->processor_mask };

    info.ExitStatus = state_value(slot_load(slot)) ? slot->task.exit_status : STATUS_PENDING;
    info.ClientId.UniqueThread =
        (HANDLE)(ULONG_PTR)(query->entry->tag & HANDLE_SHARED ? slot->task.id : (uint32_t)(query->entry->object >> 32));
    info.ClientId.UniqueProcess = (HANDLE)(ULONG_PTR)slot->task.pid;
    if (query->record) {
        const struct thread_facts *facts = facts_of(query->record);
        info.TebBaseAddress = (PVOID)(ULONG_PTR)query->record->teb;
        info.BasePriority = facts->base_priority;
        info.Priority = 8 + facts->base_priority;
        if (facts->affinity) info.AffinityMask = facts->affinity;
    }
    return put(query, &info, sizeof(info));
}

static NTSTATUS query_times(struct query *query)
{
    KERNEL_USER_TIMES times = { 0 };
    struct unix_thread_times_args args;
    const struct arena_slot *slot = arena_slot_of(query->entry->slot);

    if (state_value(slot_load(slot))) times.ExitTime.QuadPart = (LONGLONG)slot->task.end_time;
    if (query->record) {
        args.record_index = thread_record_index(query->record);
        unix_call_thread_times(&args);
        times.CreateTime.QuadPart = (LONGLONG)query->record->start_time;
        times.KernelTime.QuadPart = (LONGLONG)args.kernel;
        times.UserTime.QuadPart = (LONGLONG)args.user;
    } else if (!times.ExitTime.QuadPart) {
        struct remote_call call = {
            .thread = query->entry->object, .call = unix_index_thread_times, .args = &args, .args_size = sizeof(args)};
        NTSTATUS status = remote_call(&call);
        if (!NT_SUCCESS(status)) return status;
        times.KernelTime.QuadPart = (LONGLONG)args.kernel;
        times.UserTime.QuadPart = (LONGLONG)args.user;
    }
    return put(query, &times, sizeof(times));
}

static NTSTATUS query_start_address(struct query *query)
{
    PVOID address = NULL;

    if (query->record && !(address = facts_of(query->record)->start_address))
        address = (PVOID)(ULONG_PTR)query->record->start_address;
    return put(query, &address, sizeof(address));
}

static NTSTATUS query_last(struct query *query) { return put_ulong(query, thread_is_last()); }
static NTSTATUS query_terminated(struct query *query)
{
    return put_ulong(query, state_value(slot_load(arena_slot_of(query->entry->slot))));
}
static NTSTATUS query_io_pending(struct query *query) { return put_ulong(query, FALSE); }

static NTSTATUS query_boost(struct query *query)
{
    return put_ulong(query, query->record ? facts_of(query->record)->boost_disabled : 0);
}

static NTSTATUS query_group(struct query *query)
{
    GROUP_AFFINITY affinity = { .Mask = (KAFFINITY)process_info()->processor_mask };

    if (query->record && facts_of(query->record)->affinity) affinity.Mask = facts_of(query->record)->affinity;
    return put(query, &affinity, sizeof(affinity));
}

static NTSTATUS query_ideal(struct query *query)
{
    PROCESSOR_NUMBER number = { 0 };

    if (query->record && facts_of(query->record)->ideal_processor)
        number.Number = (BYTE)(facts_of(query->record)->ideal_processor - 1);
    return put(query, &number, sizeof(number));
}

static NTSTATUS query_suspend_count(struct query *query)
{
    if (!query->record) return STATUS_THREAD_IS_TERMINATING;
    return put_ulong(query,
                     ((struct thread_block *)(ULONG_PTR)(query->record->teb + THREAD_BLOCK_OFFSET))->suspend_count);
}

static NTSTATUS query_name(struct query *query)
{
    UNICODE_STRING *answer = query->buffer, name = { 0, 0, NULL };
    NTSTATUS status = STATUS_SUCCESS;

    RtlAcquireSRWLockShared(&names_lock);
    if (query->record) name = facts_of(query->record)->name;
    query->needed = sizeof(*answer) + name.Length;
    if (query->size < query->needed) {
        status = STATUS_BUFFER_TOO_SMALL;
    } else {
        *answer = (UNICODE_STRING){ name.Length, name.Length, (PWSTR)(answer + 1) };
        if (name.Length) memcpy(answer + 1, name.Buffer, name.Length);
    }
    RtlReleaseSRWLockShared(&names_lock);
    return status;
}

static NTSTATUS query_cycles(struct query *query)
{
    struct unix_thread_times_args args = { .record_index = query->record ? thread_record_index(query->record) : ~0u };
    ULONGLONG cycles[2];

    if (!query->record) return STATUS_NOT_SUPPORTED;
    unix_call_thread_times(&args);
    cycles[0] = cycles[1] = (args.user + args.kernel) * 100; /* nanoseconds: one "cycle" each */
    return put(query, cycles, sizeof(cycles));
}

static const struct { THREADINFOCLASS class; NTSTATUS (*function)(struct query *); } queries[] = {
    {ThreadBasicInformation, query_basic},
    {ThreadTimes, query_times},
    {ThreadQuerySetWin32StartAddress, query_start_address},
    {ThreadAmILastThread, query_last},
    {ThreadIsTerminated, query_terminated},
    {ThreadIsIoPending, query_io_pending},
    {ThreadPriorityBoost, query_boost},
    {ThreadGroupInformation, query_group},
    {ThreadIdealProcessorEx, query_ideal},
    {ThreadSuspendCount, query_suspend_count},
    {ThreadNameInformation, query_name},
    {ThreadCycleTime, query_cycles},
};

NTSTATUS NTAPI NtQueryInformationThread(HANDLE handle, THREADINFOCLASS class, PVOID buffer, ULONG size, PULONG returned)
{
    struct handle_entry entry;
    struct query query = { .entry = &entry, .buffer = buffer, .size = size };
    NTSTATUS status = thread_record_of_handle(handle, 0, &query.record, &entry);
    unsigned i;

    if (!NT_SUCCESS(status) && status != STATUS_NOT_SUPPORTED && status != STATUS_THREAD_IS_TERMINATING) return status;
    if (!(entry.access & (THREAD_QUERY_INFORMATION | THREAD_QUERY_LIMITED_INFORMATION))) return STATUS_ACCESS_DENIED;
    for (i = 0; i < ARRAYSIZE(queries); i++) {
        if (queries[i].class != class) continue;
        status = queries[i].function(&query);
        if (returned) *returned = query.needed;
        return status;
    }
    log_line(LOG_WARN, "NtQueryInformationThread: class %d is not supported", class);
    return STATUS_INVALID_INFO_CLASS;
}

/* ---- setting */

static NTSTATUS set_base_priority(struct thread_record *record, const void *value)
{
    LONG priority = *(const LONG *)value;

    if ((priority < -2 || priority > 2) && priority != THREAD_PRIORITY_IDLE &&
        priority != THREAD_PRIORITY_TIME_CRITICAL)
        return STATUS_INVALID_PARAMETER;
    facts_of(record)->base_priority = priority;
    /* Linux lets nobody but root raise a priority again: a refusal is not the program's failure */
    set_unix_attribute(record, UNIX_ATTRIBUTE_PRIORITY, (uint64_t)(int64_t)priority);
    return STATUS_SUCCESS;
}

static NTSTATUS set_affinity(struct thread_record *record, const void *value)
{
    ULONG_PTR mask = *(const ULONG_PTR *)value, all = (ULONG_PTR)process_info()->processor_mask;
    NTSTATUS status;

    if (mask == ~(ULONG_PTR)0) mask = all;
    if (!mask || mask & ~all) return STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status = set_unix_attribute(record, UNIX_ATTRIBUTE_AFFINITY, mask)))
        facts_of(record)->affinity = mask;
    return status;
}

static NTSTATUS set_group(struct thread_record *record, const void *value)
{
    const GROUP_AFFINITY *affinity = value;
    ULONG_PTR mask = affinity->Mask;

    return affinity->Group ? STATUS_INVALID_PARAMETER : set_affinity(record, &mask);
}

static NTSTATUS set_ideal(struct thread_record *record, const void *value)
{
    ULONG wanted = *(const ULONG *)value, old = facts_of(record)->ideal_processor;

    if (wanted > MAXIMUM_PROCESSORS) return STATUS_INVALID_PARAMETER;
    if (wanted != MAXIMUM_PROCESSORS) facts_of(record)->ideal_processor = wanted + 1;
    return old ? (NTSTATUS)(old - 1) : 0; /* the old number is the status, as Windows has it */
}

static NTSTATUS set_boost(struct thread_record *record, const void *value)
{
    facts_of(record)->boost_disabled = !!*(const ULONG *)value;
    return STATUS_SUCCESS;
}

static NTSTATUS set_start_address(struct thread_record *record, const void *value)
{
    facts_of(record)->start_address = *(PVOID const *)value;
    return STATUS_SUCCESS;
}

/* Linux shows 15 bytes of a thread's name. */
static void set_unix_name(const struct thread_record *record, const UNICODE_STRING *name)
{
    char text[16];
    unsigned i;

    for (i = 0; i < 15 && i < name->Length / sizeof(WCHAR); i++)
        text[i] = name->Buffer[i] < 0x80 ? (char)name->Buffer[i] : '?';
    text[i] = 0;
    set_unix_attribute(record, UNIX_ATTRIBUTE_NAME, UNIX_PTR(text));
}

static NTSTATUS set_name(struct thread_record *record, const void *value)
{
    const UNICODE_STRING *name = value;
    PWSTR copy = name->Length ? heap_allocate(name->Length) : NULL, old;

    if (name->Length && !copy) return STATUS_NO_MEMORY;
    if (copy) memcpy(copy, name->Buffer, name->Length);
    RtlAcquireSRWLockExclusive(&names_lock);
    old = facts_of(record)->name.Buffer;
    facts_of(record)->name = (UNICODE_STRING){ name->Length, name->Length, copy };
    RtlReleaseSRWLockExclusive(&names_lock);
    heap_free(old);
    set_unix_name(record, name);
    return STATUS_SUCCESS;
}

/* Clears a TLS slot in every thread. Another thread may be ending, so its memory is written by a call that survives
 * that. */
static NTSTATUS zero_tls_cell(struct thread_record *self, const void *value)
{
    struct thread_record *records = thread_records((ULONG_PTR)PROCESS_BLOCK_ADDRESS);
    ULONG index = *(const ULONG *)value, i, high = process_block_header()->thread_high_water;
    PVOID zero = NULL;

    (void)self;
    if (index >= TLS_MINIMUM_AVAILABLE + 1024) return STATUS_INVALID_PARAMETER;
    for (i = 0; i < high && i < THREAD_RECORD_COUNT; i++) {
        const TEB *teb = (const TEB *)(ULONG_PTR)records[i].teb;
        PVOID *slots = NULL;
        struct unix_memory_access_other_args args = { .buffer = UNIX_PTR(&slots), .size = sizeof(slots) };
        if (!teb) continue;
        args.address = UNIX_PTR(index < TLS_MINIMUM_AVAILABLE ? (const void *)&teb->TlsSlots[index]
                                                              : (const void *)&teb->TlsExpansionSlots);
        if (index >= TLS_MINIMUM_AVAILABLE) {
            if (!NT_SUCCESS(unix_call_memory_access_other(&args)) || !slots) continue;
            args.address = UNIX_PTR(&slots[index - TLS_MINIMUM_AVAILABLE]);
        }
        args.buffer = UNIX_PTR(&zero);
        args.write = 1;
        unix_call_memory_access_other(&args);
    }
    return STATUS_SUCCESS;
}

static const struct {
    THREADINFOCLASS class;
    ULONG size;
    NTSTATUS (*function)(struct thread_record *, const void *);
} setters[] = {
    {ThreadBasePriority, sizeof(LONG), set_base_priority},
    {ThreadAffinityMask, sizeof(ULONG_PTR), set_affinity},
    {ThreadGroupInformation, sizeof(GROUP_AFFINITY), set_group},
    {ThreadIdealProcessor, sizeof(ULONG), set_ideal},
    {ThreadPriorityBoost, sizeof(ULONG), set_boost},
    {ThreadQuerySetWin32StartAddress, sizeof(PVOID), set_start_address},
    {ThreadNameInformation, sizeof(UNICODE_STRING), set_name},
    {ThreadZeroTlsCell, sizeof(ULONG), zero_tls_cell},
};

/* A thread of another process: what Linux knows of it. */
static NTSTATUS set_remote(const struct handle_entry *entry, THREADINFOCLASS class, const void *value, ULONG size)
{
    struct unix_thread_attributes_args args = { .what = 1 };

    if (!(entry->access & (THREAD_SET_INFORMATION | THREAD_SET_LIMITED_INFORMATION))) return STATUS_ACCESS_DENIED;
    if (class == ThreadAffinityMask && size == sizeof(ULONG_PTR)) {
        args.attribute = UNIX_ATTRIBUTE_AFFINITY;
        args.value = *(const ULONG_PTR *)value;
        if (!args.value || args.value & ~process_info()->processor_mask) return STATUS_INVALID_PARAMETER;
    } else if (class == ThreadBasePriority && size == sizeof(LONG)) {
        args.attribute = UNIX_ATTRIBUTE_PRIORITY;
        args.value = (uint64_t)-(int64_t)*(const LONG *)value;
    } else {
        log_line(LOG_WARN, "NtSetInformationThread: class %d is not supported for threads of other processes", class);
        return STATUS_NOT_SUPPORTED;
    }
    return remote_call(&(struct remote_call){
        .thread = entry->object, .call = unix_index_thread_attributes, .args = &args, .args_size = sizeof(args)});
}

NTSTATUS NTAPI NtSetInformationThread(HANDLE handle, THREADINFOCLASS class, PVOID buffer, ULONG size)
{
    struct thread_record *record;
    struct handle_entry entry;
    NTSTATUS status = thread_record_of_handle(handle, 0, &record, &entry);
    unsigned i;

    if (status == STATUS_NOT_SUPPORTED) return set_remote(&entry, class, buffer, size);
    if (!NT_SUCCESS(status)) return status;
    if (!(entry.access & (THREAD_SET_INFORMATION | THREAD_SET_LIMITED_INFORMATION))) return STATUS_ACCESS_DENIED;
    if (class == ThreadHideFromDebugger)
        return size ? STATUS_INFO_LENGTH_MISMATCH : STATUS_SUCCESS; /* there is no debugger to hide from */
    for (i = 0; i < ARRAYSIZE(setters); i++) {
        if (setters[i].class != class) continue;
        return size == setters[i].size ? setters[i].function(record, buffer) : STATUS_INFO_LENGTH_MISMATCH;
    }
    if (class == ThreadImpersonationToken)
        return size == sizeof(HANDLE) ? thread_impersonate(record, *(HANDLE *)buffer) : STATUS_INFO_LENGTH_MISMATCH;
    log_line(LOG_WARN, "NtSetInformationThread: class %d is not supported", class);
    return STATUS_INVALID_INFO_CLASS;
}

ULONG NTAPI NtGetCurrentProcessorNumber(void)
{
    struct unix_thread_attributes_args args = { .record_index = ~0u, .what = 0, .attribute = 3 };

    return NT_SUCCESS(unix_call_thread_attributes(&args)) ? (ULONG)args.value : 0;
}
