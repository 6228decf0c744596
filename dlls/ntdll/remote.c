/* Acting on another process: the server passes a unix call on to the control thread of that process, which makes it
 * there. The argument structs are the same in both architectures, so either can act on the other. */
#include "remote.h"
#include "requests.h"
#include "sync_private.h"
#include "thread_private.h"

#define LONGEST_BYTES 4096u

NTSTATUS remote_call(const struct remote_call *call)
{
    BYTE bytes[LONGEST_BYTES];
    struct request_control_call_in in = {
        .process = call->process, .thread = call->thread, .call = call->call, .machine = call->machine};
    struct request_control_call_out out;
    struct unix_server_request_args args = {
        .code = request_code_control_call,
        .send_fd = call->fd_plus_1 - 1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .in_data = UNIX_PTR(bytes),
        .in_data_size = call->args_size + call->block_size,
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
        .out_data = UNIX_PTR(bytes),
        .out_data_capacity = sizeof(bytes),
        .received_fd = -1,
    };
    NTSTATUS status;

    if (args.in_data_size > sizeof(bytes)) return STATUS_INVALID_PARAMETER;
    memcpy(bytes, call->args, call->args_size);
    if (call->block_size) memcpy(bytes + call->args_size, call->block, call->block_size);
    status = unix_call_server_request(&args);
    if (args.out_data_size != args.in_data_size) return status;
    memcpy(call->args, bytes, call->args_size);
    if (call->block_size) memcpy(call->block, bytes + call->args_size, call->block_size);
    return status;
}

NTSTATUS process_unix_call(HANDLE process, ACCESS_MASK access, uint32_t index, void *args, uint32_t args_size)
{
    struct handle_entry entry;
    NTSTATUS status;

    if (process == NtCurrentProcess()) return winrun_unix_call(index, args);
    status = handle_get(process, OBJECT_PROCESS, access, &entry);
    if (!NT_SUCCESS(status)) return status;
    if (process_entry_is_own(&entry)) return winrun_unix_call(index, args);
    return remote_call(
        &(struct remote_call){.process = entry.object, .call = index, .args = args, .args_size = args_size});
}

NTSTATUS thread_unix_call(HANDLE thread, ACCESS_MASK access, uint32_t index, void *args, uint32_t args_size)
{
    struct thread_record *record;
    struct handle_entry entry;
    NTSTATUS status = thread_record_of_handle(thread, access, &record, &entry);

    if (status == STATUS_NOT_SUPPORTED)
        return remote_call(
            &(struct remote_call){.thread = entry.object, .call = index, .args = args, .args_size = args_size});
    if (!NT_SUCCESS(status)) return status;
    *(uint32_t *)args = thread_record_index(record);
    return winrun_unix_call(index, args);
}

/* ---- threads */

NTSTATUS remote_thread_create(const struct handle_entry *process, struct unix_thread_create_args *args,
                              struct handle_entry *thread, CLIENT_ID *id)
{
    struct request_control_thread_in in = { .process = process->object, .start = args->start_routine };
    struct request_control_thread_out out;
    struct request_object_release_in release;
    NTSTATUS status = SERVER_CALL(control_thread, &in, &out);

    if (!NT_SUCCESS(status)) return status;
    args->record_index = out.record_index;
    *id = (CLIENT_ID){ (HANDLE)(ULONG_PTR)out.pid, (HANDLE)(ULONG_PTR)out.tid };
    *thread =
        (struct handle_entry){.tag = OBJECT_THREAD | HANDLE_SHARED, .slot = out.slot, .fd = -1, .object = out.object};
    status = remote_call(&(struct remote_call){
        .process = process->object, .call = unix_index_thread_create, .args = args, .args_size = sizeof(*args)});
    if (NT_SUCCESS(status)) return status;
    release.object = out.object;
    SERVER_SEND(object_release, &release);
    return status;
}

/* ---- procedure calls: a helper thread in the target puts them into the queue there */

struct remote_apc { uint64_t function, arguments[3]; uint32_t tid, padding; };

NTSTATUS remote_run(HANDLE process, uint64_t routine, uint64_t argument)
{
    struct handle_entry entry, helper;
    struct unix_thread_create_args args = {
        .start_routine = routine, .argument = argument, .suspended = THREAD_CREATE_HIDDEN};
    THREAD_BASIC_INFORMATION info;
    CLIENT_ID id;
    HANDLE handle;
    NTSTATUS status = handle_get(process, OBJECT_PROCESS, 0, &entry);

    if (NT_SUCCESS(status)) status = remote_thread_create(&entry, &args, &helper, &id);
    if (!NT_SUCCESS(status)) return status;
    helper.access = THREAD_ALL_ACCESS;
    if (!NT_SUCCESS(status = handle_insert(&helper, &handle))) return status;
    status = NtWaitForSingleObject(handle, FALSE, NULL);
    if (NT_SUCCESS(status))
        status = NtQueryInformationThread(handle, ThreadBasicInformation, &info, sizeof(info), NULL);
    NtClose(handle);
    return NT_SUCCESS(status) ? info.ExitStatus : status;
}

NTSTATUS remote_queue_apc(const struct handle_entry *thread, PVOID function, uint64_t a, uint64_t b, uint64_t c)
{
    uint32_t tid = arena_slot_of(thread->slot)->task.id;
    struct remote_apc apc = { .function = UNIX_PTR(function), .arguments = { a, b, c }, .tid = tid };
    CLIENT_ID id = { (HANDLE)(ULONG_PTR)arena_slot_of(thread->slot)->task.pid, NULL };
    HANDLE process;
    PVOID place = NULL;
    SIZE_T size = sizeof(apc), done;
    NTSTATUS status = NtOpenProcess(&process, PROCESS_ALL_ACCESS, NULL, &id);

    if (!NT_SUCCESS(status)) return STATUS_UNSUCCESSFUL; /* the thread has ended */
    status = NtAllocateVirtualMemory(process, &place, 0, &size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (NT_SUCCESS(status)) {
        status = NtWriteVirtualMemory(process, place, &apc, sizeof(apc), &done);
        if (NT_SUCCESS(status)) status = remote_run(process, REMOTE_ROUTINE_APC, UNIX_PTR(place));
        size = 0;
        NtFreeVirtualMemory(process, &place, &size, MEM_RELEASE);
    }
    NtClose(process);
    return status;
}

/* The helper's whole life, in the target. */
ULONG NTAPI winrun_remote_apc(PVOID place)
{
    const struct remote_apc *apc = place;
    struct thread_record *records = thread_records((ULONG_PTR)PROCESS_BLOCK_ADDRESS);
    uint32_t i, high = process_block_header()->thread_high_water;

    for (i = 0; i < high && i < THREAD_RECORD_COUNT; i++)
        if (records[i].tid == apc->tid)
            return (ULONG)apc_queue(&records[i], apc->tid, (PNTAPCFUNC)(ULONG_PTR)apc->function,
                                    (ULONG_PTR)apc->arguments[0], (ULONG_PTR)apc->arguments[1],
                                    (ULONG_PTR)apc->arguments[2]);
    return (ULONG)STATUS_UNSUCCESSFUL;
}
