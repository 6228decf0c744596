/* Job objects: the server keeps them. JOBOBJECT structures travel in their 64-bit layout. */
#include "nt/nt.h"
#include "requests.h"
#include "sync_private.h"
#include "job_port.h"

NTSTATUS NTAPI NtCreateJobObject(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes)
{
    UNICODE_STRING name;
    struct request_object_create_in in = {.kind = OBJECT_JOB,
                                          .access = access_map_generic(OBJECT_JOB, access),
                                          .state = STATE_MAKE(OBJECT_JOB, 0),
                                          .attributes = attributes ? attributes->Attributes : 0,
                                          .what = attributes && attributes->Attributes & OBJ_OPENIF ? 0 : 1};
    struct request_object_create_out out;
    struct handle_entry entry;
    NTSTATUS status = object_full_name(attributes, &name);

    *handle = NULL;
    if (!NT_SUCCESS(status)) return status;
    in.name_size = name.Length;
    status = server_call_data(request_code_object_create, &in, sizeof(in), name.Buffer, name.Length, &out, sizeof(out),
                              NULL, 0, NULL);
    heap_free(name.Buffer);
    if (!NT_SUCCESS(status)) return status;
    entry = (struct handle_entry){.tag = tag_from_attributes(OBJECT_JOB, attributes) | HANDLE_SHARED,
                                  .access = in.access,
                                  .slot = out.slot,
                                  .fd = -1,
                                  .object = out.object};
    if (!NT_SUCCESS(status = handle_insert(&entry, handle))) {
        handle_entry_release(&entry, NULL);
        return status;
    }
    return out.created ? STATUS_SUCCESS : STATUS_OBJECT_NAME_EXISTS;
}

NTSTATUS NTAPI NtOpenJobObject(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes)
{
    return object_create_waitable(handle, STATE_MAKE(OBJECT_JOB, 0), 0, access, attributes, FALSE);
}

static NTSTATUS process_of(HANDLE process, ACCESS_MASK access, uint64_t *object)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(process, OBJECT_PROCESS, access, &entry);

    *object = process_entry_is_own(&entry) ? process_info()->process_object : entry.object;
    return status;
}

NTSTATUS NTAPI NtAssignProcessToJobObject(HANDLE job, HANDLE process)
{
    struct handle_entry entry;
    struct request_job_assign_in in;
    struct request_job_assign_out out;
    NTSTATUS status = handle_get(job, OBJECT_JOB, JOB_OBJECT_ASSIGN_PROCESS, &entry);

    if (!NT_SUCCESS(status) ||
        !NT_SUCCESS(status = process_of(process, PROCESS_SET_QUOTA | PROCESS_TERMINATE, &in.process)))
        return status;
    in.job = entry.object;
    return SERVER_CALL(job_assign, &in, &out);
}

NTSTATUS NTAPI NtTerminateJobObject(HANDLE job, NTSTATUS exit_status)
{
    struct handle_entry entry;
    struct request_job_terminate_in in = { .exit_status = exit_status };
    struct request_job_terminate_out out;
    NTSTATUS status = handle_get(job, OBJECT_JOB, JOB_OBJECT_TERMINATE, &entry);

    if (!NT_SUCCESS(status)) return status;
    in.job = entry.object;
    return SERVER_CALL(job_terminate, &in, &out);
}

NTSTATUS NTAPI NtIsProcessInJob(HANDLE process, HANDLE job)
{
    struct handle_entry entry = { .object = 0 };
    struct request_job_contains_in in;
    struct request_job_contains_out out;
    NTSTATUS status = process_of(process, PROCESS_QUERY_LIMITED_INFORMATION, &in.process);

    if (!NT_SUCCESS(status)) return status;
    if (job && !NT_SUCCESS(status = handle_get(job, OBJECT_JOB, JOB_OBJECT_QUERY, &entry))) return status;
    in.job = entry.object;
    status = SERVER_CALL(job_contains, &in, &out);
    return NT_SUCCESS(status) ? out.yes ? STATUS_PROCESS_IN_JOB : STATUS_PROCESS_NOT_IN_JOB : status;
}

/* ---- the structures whose layout depends on the size of a pointer */

struct limits_64 {
    int64_t process_time, job_time;
    uint32_t flags, padding;
    uint64_t minimum_working_set, maximum_working_set;
    uint32_t active_processes, padding2;
    uint64_t affinity;
    uint32_t priority_class, scheduling_class;
};
struct extended_limits_64 {
    struct limits_64 basic;
    uint64_t io[6];
    uint64_t process_memory, job_memory, peak_process_memory, peak_job_memory;
};

static void limits_to_64(struct limits_64 *to, const JOBOBJECT_BASIC_LIMIT_INFORMATION *from)
{
    *to = (struct limits_64){.process_time = from->PerProcessUserTimeLimit.QuadPart,
                             .job_time = from->PerJobUserTimeLimit.QuadPart,
                             .flags = from->LimitFlags,
                             .minimum_working_set = from->MinimumWorkingSetSize,
                             .maximum_working_set = from->MaximumWorkingSetSize,
                             .active_processes = from->ActiveProcessLimit,
                             .affinity = from->Affinity,
                             .priority_class = from->PriorityClass,
                             .scheduling_class = from->SchedulingClass};
}

static void limits_from_64(JOBOBJECT_BASIC_LIMIT_INFORMATION *to, const struct limits_64 *from)
{
    memset(to, 0, sizeof(*to));
    to->PerProcessUserTimeLimit.QuadPart = from->process_time;
    to->PerJobUserTimeLimit.QuadPart = from->job_time;
    to->LimitFlags = from->flags;
    to->MinimumWorkingSetSize = (SIZE_T)from->minimum_working_set;
    to->MaximumWorkingSetSize = (SIZE_T)from->maximum_working_set;
    to->ActiveProcessLimit = from->active_processes;
    to->Affinity = (ULONG_PTR)from->affinity;
    to->PriorityClass = from->priority_class;
    to->SchedulingClass = from->scheduling_class;
}

static NTSTATUS ask(uint64_t job, JOBOBJECTINFOCLASS class, PVOID buffer, ULONG size, uint32_t *received)
{
    struct request_job_query_in in = { .job = job, .info_class = (uint32_t)class };
    struct request_job_query_out out;

    return server_call_data(request_code_job_query, &in, sizeof(in), NULL, 0, &out, sizeof(out), buffer, size,
                            received);
}

/* struct limits_64 and extended_limits_64 for both architectures, then translated. */
static NTSTATUS query_limits(uint64_t job, JOBOBJECTINFOCLASS class, PVOID buffer, ULONG size, ULONG *needed)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION *extended = buffer;
    struct extended_limits_64 limits = { 0 };
    BOOLEAN is_extended = class == JobObjectExtendedLimitInformation;
    uint32_t received;
    NTSTATUS status;

    *needed = is_extended ? sizeof(*extended) : sizeof(extended->BasicLimitInformation);
    if (size < *needed) return STATUS_INFO_LENGTH_MISMATCH;
    if (!NT_SUCCESS(status = ask(job, class, &limits, is_extended ? sizeof(limits) : sizeof(limits.basic), &received)))
        return status;
    limits_from_64(&extended->BasicLimitInformation, &limits.basic);
    if (!is_extended) return STATUS_SUCCESS;
    memset(&extended->IoInfo, 0, sizeof(extended->IoInfo));
    extended->ProcessMemoryLimit = (SIZE_T)limits.process_memory;
    extended->JobMemoryLimit = (SIZE_T)limits.job_memory;
    extended->PeakProcessMemoryUsed = (SIZE_T)limits.peak_process_memory;
    extended->PeakJobMemoryUsed = (SIZE_T)limits.peak_job_memory;
    return STATUS_SUCCESS;
}

/* The list of ids: two counts and then pointer-sized ids, which the server sends as 64-bit ones. */
static NTSTATUS query_ids(uint64_t job, JOBOBJECT_BASIC_PROCESS_ID_LIST *list, ULONG size, ULONG *needed)
{
    ULONG most = size > 8 ? (size - 8) / (ULONG)sizeof(ULONG_PTR) : 0, i;
    ULONG capacity = 8 + (most + 1) * 8;
    struct { uint32_t assigned, listed; uint64_t ids[]; } *answer = heap_allocate_zeroed(capacity);
    uint32_t received;
    NTSTATUS status;

    *needed = 8;
    if (size < sizeof(*list)) {
        heap_free(answer);
        return STATUS_INFO_LENGTH_MISMATCH;
    }
    if (!answer) return STATUS_NO_MEMORY;
    status = ask(job, JobObjectBasicProcessIdList, answer, capacity, &received);
    if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW) {
        list->NumberOfAssignedProcesses = answer->assigned;
        list->NumberOfProcessIdsInList = answer->listed < most ? answer->listed : most;
        for (i = 0; i < list->NumberOfProcessIdsInList; i++) list->ProcessIdList[i] = (ULONG_PTR)answer->ids[i];
        *needed += list->NumberOfProcessIdsInList * (ULONG)sizeof(ULONG_PTR);
        status = answer->assigned > most ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
    }
    heap_free(answer);
    return status;
}

NTSTATUS NTAPI NtQueryInformationJobObject(HANDLE job, JOBOBJECTINFOCLASS class, PVOID buffer, ULONG size,
                                           PULONG returned)
{
    struct handle_entry entry = { .object = 0 }; /* a NULL handle: the job of the calling process */
    ULONG needed = 0;
    uint32_t received = 0;
    NTSTATUS status = job ? handle_get(job, OBJECT_JOB, JOB_OBJECT_QUERY, &entry) : STATUS_SUCCESS;

    if (!NT_SUCCESS(status)) return status;
    switch (class) {
    case JobObjectBasicLimitInformation:
    case JobObjectExtendedLimitInformation:
        status = query_limits(entry.object, class, buffer, size, &needed);
        break;
    case JobObjectBasicProcessIdList:
        status = query_ids(entry.object, buffer, size, &needed);
        break;
    default:
        status = ask(entry.object, class, buffer, size, &received);
        needed = received;
    }
    if (returned) *returned = needed;
    return status;
}

NTSTATUS NTAPI NtSetInformationJobObject(HANDLE job, JOBOBJECTINFOCLASS class, PVOID buffer, ULONG size)
{
    const JOBOBJECT_EXTENDED_LIMIT_INFORMATION *extended = buffer;
    struct handle_entry entry;
    struct extended_limits_64 limits = { 0 };
    struct request_job_set_in in = { .info_class = (uint32_t)class };
    struct request_job_set_out out;
    const void *data = buffer;
    NTSTATUS status = handle_get(job, OBJECT_JOB, JOB_OBJECT_SET_ATTRIBUTES, &entry);

    if (!NT_SUCCESS(status)) return status;
    in.job = entry.object;
    if (class == JobObjectBasicLimitInformation || class == JobObjectExtendedLimitInformation) {
        if (size !=
            (class == JobObjectExtendedLimitInformation ? sizeof(*extended) : sizeof(extended->BasicLimitInformation)))
            return STATUS_INFO_LENGTH_MISMATCH;
        limits_to_64(&limits.basic, &extended->BasicLimitInformation);
        data = &limits;
        size = sizeof(limits.basic);
        if (class == JobObjectExtendedLimitInformation) {
            limits.process_memory = extended->ProcessMemoryLimit;
            limits.job_memory = extended->JobMemoryLimit;
            size = sizeof(limits);
        }
    } else if (class == JobObjectAssociateCompletionPortInformation) {
        return size == sizeof(JOBOBJECT_ASSOCIATE_COMPLETION_PORT) ? job_set_port(entry.object, buffer)
                                                                   : STATUS_INFO_LENGTH_MISMATCH;
    }
    return server_call_data(request_code_job_set, &in, sizeof(in), data, size, &out, sizeof(out), NULL, 0, NULL);
}
