/* Processes: creation, end, opening. The server keeps them; a handle to a process is always shared. */
#include "nt/nt.h"
#include "nt/debug.h"
#include "requests.h"
#include "sync_private.h"
#include "thread_private.h"

/* ---- the end of this process */

/* Ends every thread but the calling one and waits until they are gone, or long enough: one that is inside a system call
 * that does not return must not hold up the end. */
static void terminate_other_threads(NTSTATUS exit_status)
{
    struct thread_record *records = thread_records((ULONG_PTR)PROCESS_BLOCK_ADDRESS), *self = current_thread_record();
    uint32_t i, tries, high = process_block_header()->thread_high_water, left = 0;

    if (high > THREAD_RECORD_COUNT) high = THREAD_RECORD_COUNT;
    for (i = 0; i < high; i++) {
        struct unix_thread_terminate_args args = { .record_index = i, .exit_status = exit_status };
        if (!records[i].tid || &records[i] == self) continue;
        __atomic_fetch_or(&records[i].flags, THREAD_RECORD_ENDING, __ATOMIC_SEQ_CST);
        unix_call_thread_terminate(&args);
        left++;
    }
    for (tries = 0; left && tries < 200; tries++) {
        yield_processor_to_other_thread();
        for (i = left = 0; i < high; i++) left += records[i].tid && &records[i] != self;
    }
}

static void __attribute__((noreturn)) end_process(NTSTATUS exit_status)
{
    struct request_process_exit_in in = { .exit_status = exit_status };
    struct request_process_exit_out out;
    struct unix_process_terminate_args args = { .exit_status = exit_status };

    debug_process_exit(exit_status);
    SERVER_CALL(process_exit, &in, &out);
    for (;;) unix_call_process_terminate(&args);
}

NTSTATUS NTAPI NtTerminateProcess(HANDLE handle, NTSTATUS exit_status)
{
    struct handle_entry entry;
    struct request_process_terminate_in in = { .exit_status = exit_status };
    struct request_process_terminate_out out;
    NTSTATUS status;

    if (!handle) {
        terminate_other_threads(exit_status);
        return STATUS_SUCCESS;
    }
    if (!NT_SUCCESS(status = handle_get(handle, OBJECT_PROCESS, PROCESS_TERMINATE, &entry))) return status;
    if (process_entry_is_own(&entry)) end_process(exit_status);
    in.object = entry.object;
    return SERVER_CALL(process_terminate, &in, &out);
}

VOID NTAPI RtlExitUserProcess(NTSTATUS exit_status)
{
    RtlAcquirePebLock();
    NtTerminateProcess(NULL, exit_status);
    LdrShutdownProcess();
    end_process(exit_status);
}

/* ---- creation and opening */

NTSTATUS NTAPI winrun_process_identify(PCUNICODE_STRING path, ULONG *machine, ULONG *subsystem)
{
    struct unix_process_identify_args args = {.path = UNIX_PTR(path->Buffer),
                                              .path_length = path->Length / sizeof(WCHAR)};
    NTSTATUS status = unix_call_process_identify(&args);

    *machine = args.machine;
    *subsystem = args.subsystem;
    return status;
}

static NTSTATUS job_object_of(HANDLE job, uint64_t *object)
{
    struct handle_entry entry;
    NTSTATUS status;

    *object = 0;
    if (!job) return STATUS_SUCCESS;
    if (NT_SUCCESS(status = handle_get(job, OBJECT_JOB, JOB_OBJECT_ASSIGN_PROCESS, &entry))) *object = entry.object;
    return status;
}

static NTSTATUS debug_object_of(HANDLE debug, uint64_t *object)
{
    struct handle_entry entry;
    NTSTATUS status;

    *object = 0;
    if (!debug) return STATUS_SUCCESS;
    if (NT_SUCCESS(status = handle_get(debug, OBJECT_DEBUG, DEBUG_PROCESS_ASSIGN, &entry))) *object = entry.object;
    return status;
}

/* 0 for the ordinary token, which every process begins with unless its parent has another. */
static NTSTATUS token_object_of(HANDLE token, uint64_t *object)
{
    struct handle_entry entry;
    NTSTATUS status;

    *object = 0;
    if (!token) return STATUS_SUCCESS;
    if (NT_SUCCESS(status = handle_get(token, OBJECT_TOKEN, TOKEN_ASSIGN_PRIMARY, &entry)) && entry.tag & HANDLE_SHARED)
        *object = entry.object;
    return status;
}

/* The server makes process, first thread, handle table and a connection for the child. */
static NTSTATUS prepare_child(struct process_creation *creation, struct request_process_create_out *out,
                              int *connection)
{
    const struct process_start *start = creation->start;
    ULONG list_size = creation->handle_count * sizeof(ULONG);
    BYTE *data = heap_allocate(list_size + start->image_path.size);
    struct request_process_create_in in = {.inherit = creation->inherit,
                                           .machine = start->machine,
                                           .suspended = creation->suspended,
                                           .creation_flags = start->creation_flags,
                                           .handle_count = creation->handle_count};
    struct unix_server_request_args args = {
        .code = request_code_process_create,
        .send_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .in_data = UNIX_PTR(data),
        .in_data_size = list_size + start->image_path.size,
        .out = UNIX_PTR(out),
        .out_size = sizeof(*out),
        .received_fd = -1,
    };
    NTSTATUS status;

    if (!data) return STATUS_NO_MEMORY;
    if (list_size) memcpy(data, creation->handles, list_size);
    memcpy(data + list_size, (const BYTE *)start + start->image_path.offset, start->image_path.size);
    status = job_object_of(creation->job, &in.job_object);
    if (NT_SUCCESS(status)) status = debug_object_of(creation->debug, &in.debug_object);
    if (NT_SUCCESS(status)) status = token_object_of(creation->token, &in.token_object);
    if (NT_SUCCESS(status)) status = unix_call_server_request(&args);
    heap_free(data);
    *connection = args.received_fd;
    if (NT_SUCCESS(status) && args.received_fd < 0) status = STATUS_UNSUCCESSFUL;
    return status;
}

static NTSTATUS insert_child_handles(struct process_creation *creation, const struct request_process_create_out *child)
{
    struct handle_entry process = {.tag = OBJECT_PROCESS | HANDLE_SHARED,
                                   .access = PROCESS_ALL_ACCESS,
                                   .slot = child->process_slot,
                                   .fd = -1,
                                   .object = child->process_object};
    struct handle_entry thread = {.tag = OBJECT_THREAD | HANDLE_SHARED,
                                  .access = THREAD_ALL_ACCESS,
                                  .slot = child->thread_slot,
                                  .fd = -1,
                                  .object = child->thread_object};
    NTSTATUS status = handle_insert(&process, &creation->process);

    if (NT_SUCCESS(status)) status = handle_insert(&thread, &creation->thread);
    creation->id.UniqueProcess = (HANDLE)(ULONG_PTR)child->pid;
    creation->id.UniqueThread = (HANDLE)(ULONG_PTR)child->tid;
    return status;
}

NTSTATUS NTAPI winrun_process_create(struct process_creation *creation)
{
    struct process_start *start = creation->start;
    UNICODE_STRING path = {(USHORT)start->image_path.size, (USHORT)start->image_path.size,
                           (PWSTR)((BYTE *)start + start->image_path.offset)};
    struct request_process_create_out child = { 0 };
    struct unix_process_create_args args;
    ULONG machine, subsystem;
    int connection;
    NTSTATUS status = winrun_process_identify(&path, &machine, &subsystem);

    if (!NT_SUCCESS(status)) return status;
    if (creation->debug && process_info()->image_machine == IMAGE_FILE_MACHINE_I386 &&
        machine != IMAGE_FILE_MACHINE_I386)
        return STATUS_NOT_SUPPORTED; /* its addresses are out of the debugger's reach */
    start->machine = machine;
    start->parent_pid = process_info()->pid;
    if (creation->suspended) start->flags |= PROCESS_START_SUSPENDED;
    if (!NT_SUCCESS(status = prepare_child(creation, &child, &connection))) return status;
    if (creation->suspended) __atomic_store_n(&arena_slot_of(child.thread_slot)->pulse, 1, __ATOMIC_SEQ_CST);
    args = (struct unix_process_create_args){.start = UNIX_PTR(start),
                                             .connection_fd = connection,
                                             .inherit = creation->inherit,
                                             .handles = UNIX_PTR(creation->handles),
                                             .handle_count = creation->handle_count};
    status = unix_call_process_create(&args);
    if (!NT_SUCCESS(status)) {
        struct request_process_create_failed_in failed = { .pid = child.pid, .status = (uint32_t)status };
        SERVER_SEND(process_create_failed, &failed);
        return status;
    }
    log_line(LOG_PROCESS, "started %wZ as process %u (Unix %d)", &path, child.pid, args.unix_pid);
    return insert_child_handles(creation, &child);
}

NTSTATUS NTAPI NtOpenProcess(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                             const CLIENT_ID *id)
{
    struct request_process_open_in in = { .access = access_map_generic(OBJECT_PROCESS, access) };
    struct request_process_open_out out;
    struct handle_entry entry;
    NTSTATUS status;

    *handle = NULL;
    if (!id) return STATUS_INVALID_PARAMETER_MIX;
    /* ids are multiples of four; Windows ignores the low bits */
    in.pid = (uint32_t)(ULONG_PTR)id->UniqueProcess & ~3u;
    if (!NT_SUCCESS(status = SERVER_CALL(process_open, &in, &out))) return status;
    entry = (struct handle_entry){.tag = tag_from_attributes(OBJECT_PROCESS, attributes) | HANDLE_SHARED,
                                  .access = in.access,
                                  .slot = out.slot,
                                  .fd = -1,
                                  .object = out.object};
    if (!NT_SUCCESS(status = handle_insert(&entry, handle))) handle_entry_release(&entry, NULL);
    return status;
}

/* ---- suspension of whole processes: all threads but the calling one */

/* The ids of a process's threads, for other processes: what the server lists. */
static NTSTATUS each_thread(HANDLE handle, BOOLEAN suspend)
{
    THREAD_BASIC_INFORMATION self;
    HANDLE thread = NULL, next;
    NTSTATUS status = NtQueryInformationThread(NtCurrentThread(), ThreadBasicInformation, &self, sizeof(self), NULL);

    while (NT_SUCCESS(status) &&
           NT_SUCCESS(NtGetNextThread(handle, thread, THREAD_SUSPEND_RESUME | THREAD_QUERY_LIMITED_INFORMATION, 0, 0,
                                      &next))) {
        THREAD_BASIC_INFORMATION info;
        if (thread) NtClose(thread);
        thread = next;
        if (!NT_SUCCESS(NtQueryInformationThread(thread, ThreadBasicInformation, &info, sizeof(info), NULL))) continue;
        if (info.ClientId.UniqueThread == self.ClientId.UniqueThread) continue;
        if (suspend) NtSuspendThread(thread, NULL);
        else NtResumeThread(thread, NULL);
    }
    if (thread) NtClose(thread);
    return status;
}

static NTSTATUS suspend_or_resume(HANDLE handle, BOOLEAN suspend)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(handle, OBJECT_PROCESS, PROCESS_SUSPEND_RESUME, &entry);

    return NT_SUCCESS(status) ? each_thread(handle, suspend) : status;
}

NTSTATUS NTAPI NtSuspendProcess(HANDLE handle) { return suspend_or_resume(handle, TRUE); }
NTSTATUS NTAPI NtResumeProcess(HANDLE handle) { return suspend_or_resume(handle, FALSE); }
