/* Debug objects: what a debugger waits for and answers. The server keeps them (server/debug.c); what comes from there
 * is turned into Windows' structures here, with handles to the process, the thread and the module's file. */
#include "debug_event.h"
#include "nt/nt.h"
#include "nt/debug.h"
#include "remote.h"
#include "requests.h"
#include "sync_private.h"

NTSTATUS NTAPI NtCreateDebugObject(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, ULONG flags)
{
    UNICODE_STRING name;
    struct request_object_create_in in = {.kind = OBJECT_DEBUG,
                                          .access = access_map_generic(OBJECT_DEBUG, access),
                                          .state = STATE_MAKE(OBJECT_DEBUG, 0),
                                          .attributes = attributes ? attributes->Attributes : 0,
                                          .what = 1,
                                          .parameter = flags & DEBUG_KILL_ON_CLOSE};
    struct request_object_create_out out;
    struct handle_entry entry;
    NTSTATUS status;

    *handle = NULL;
    if (flags & ~DEBUG_KILL_ON_CLOSE) return STATUS_INVALID_PARAMETER;
    if (!NT_SUCCESS(status = object_full_name(attributes, &name))) return status;
    in.name_size = name.Length;
    status = server_call_data(request_code_object_create, &in, sizeof(in), name.Buffer, name.Length, &out, sizeof(out),
                              NULL, 0, NULL);
    heap_free(name.Buffer);
    if (!NT_SUCCESS(status)) return status;
    entry = (struct handle_entry){.tag = tag_from_attributes(OBJECT_DEBUG, attributes) | HANDLE_SHARED,
                                  .access = in.access,
                                  .slot = out.slot,
                                  .fd = -1,
                                  .object = out.object};
    if (!NT_SUCCESS(status = handle_insert(&entry, handle))) handle_entry_release(&entry, NULL);
    return status;
}

NTSTATUS NTAPI NtSetInformationDebugObject(HANDLE debug, DEBUGOBJECTINFOCLASS class, PVOID buffer, ULONG size,
                                           PULONG returned)
{
    struct handle_entry entry;
    struct request_debug_set_in in = { 0 };
    struct request_debug_set_out out;
    NTSTATUS status;

    if (returned) *returned = sizeof(ULONG);
    if (class != DebugObjectKillProcessOnExitInformation) return STATUS_INVALID_PARAMETER;
    if (size != sizeof(ULONG)) return STATUS_INFO_LENGTH_MISMATCH;
    in.kill = *(const ULONG *)buffer;
    if (in.kill & ~DEBUG_KILL_ON_CLOSE) return STATUS_INVALID_PARAMETER;
    if (!NT_SUCCESS(status = handle_get(debug, OBJECT_DEBUG, DEBUG_SET_INFORMATION, &entry))) return status;
    in.debug = entry.object;
    return SERVER_CALL(debug_set, &in, &out);
}

/* --- attaching --- */

static NTSTATUS post(uint64_t debug, uint64_t process, const struct debug_event *event, PCUNICODE_STRING path)
{
    struct request_debug_post_in in = { .debug = debug, .process = process };
    struct request_debug_post_out out;
    OBJECT_ATTRIBUTES attributes = {
        .Length = sizeof(attributes), .ObjectName = NULL, .Attributes = OBJ_CASE_INSENSITIVE};
    struct unix_server_request_args args = {
        .code = request_code_debug_post,
        .send_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .in_data = UNIX_PTR(event),
        .in_data_size = sizeof(*event),
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
        .received_fd = -1,
    };
    struct handle_entry file;
    UNICODE_STRING nt_path = { 0 };
    IO_STATUS_BLOCK io;
    HANDLE handle = NULL;
    NTSTATUS status;

    if (path->Length && RtlDosPathNameToNtPathName_U(path->Buffer, &nt_path, NULL, NULL)) {
        attributes.ObjectName = &nt_path;
        if (!NT_SUCCESS(NtOpenFile(&handle, FILE_READ_DATA | SYNCHRONIZE, &attributes, &io,
                                   FILE_SHARE_READ | FILE_SHARE_DELETE, FILE_SYNCHRONOUS_IO_NONALERT)))
            handle = NULL;
        RtlFreeUnicodeString(&nt_path);
    }
    if (handle && NT_SUCCESS(handle_get(handle, OBJECT_FILE, 0, &file))) args.send_fd = file.fd;
    status = unix_call_server_request(&args);
    if (handle) NtClose(handle);
    return status;
}

static BOOLEAN read_other(HANDLE process, ULONG_PTR address, PVOID buffer, SIZE_T size)
{
    SIZE_T done;

    return NT_SUCCESS(NtReadVirtualMemory(process, (PVOID)address, buffer, size, &done)) && done == size;
}

/* Where the image lies and begins. It may be of the other architecture: the fields looked at are the same in both, but
 * for the PEB's. */
static void look_at_image(HANDLE process, struct debug_event *event)
{
    PROCESS_BASIC_INFORMATION info = { 0 };
    ULONG_PTR wow64 = 0, base = 0;
    IMAGE_DOS_HEADER dos;
    IMAGE_NT_HEADERS32 headers;

    NtQueryInformationProcess(process, ProcessBasicInformation, &info, sizeof(info), NULL);
    NtQueryInformationProcess(process, ProcessWow64Information, &wow64, sizeof(wow64), NULL);
    BOOLEAN narrow = sizeof(PVOID) == 4 || wow64;
    if (!info.PebBaseAddress ||
        !read_other(process, (ULONG_PTR)info.PebBaseAddress + (narrow ? 8 : 16), &base, narrow ? 4 : 8))
        return;
    event->base = base;
    if (!read_other(process, base, &dos, sizeof(dos)) || dos.e_magic != IMAGE_DOS_SIGNATURE) return;
    if (!read_other(process, base + (ULONG)dos.e_lfanew, &headers, sizeof(headers))) return;
    event->start_address = base + headers.OptionalHeader.AddressOfEntryPoint;
    event->debug_info_offset = headers.FileHeader.PointerToSymbolTable;
    event->debug_info_size = headers.FileHeader.NumberOfSymbols;
}

static NTSTATUS post_process(HANDLE process, uint64_t debug, uint64_t object)
{
    struct debug_event event = { .kind = DEBUG_EVENT_CREATE_PROCESS };
    ULONG size = 0x10000;
    UNICODE_STRING *path = heap_allocate(size), none = { 0 };
    NTSTATUS status;

    if (!path) return STATUS_NO_MEMORY;
    look_at_image(process, &event);
    status = NtQueryInformationProcess(process, ProcessImageFileNameWin32, path, size, NULL);
    status = post(debug, object, &event, NT_SUCCESS(status) ? path : &none);
    heap_free(path);
    return status;
}

static NTSTATUS two_handles(HANDLE process, HANDLE debug, struct handle_entry *process_entry,
                            struct handle_entry *debug_entry)
{
    NTSTATUS status = handle_get(process, OBJECT_PROCESS, PROCESS_SUSPEND_RESUME, process_entry);

    if (NT_SUCCESS(status) && process_entry_is_own(process_entry))
        process_entry->object = process_info()->process_object;
    return NT_SUCCESS(status) ? handle_get(debug, OBJECT_DEBUG, DEBUG_PROCESS_ASSIGN, debug_entry) : status;
}

NTSTATUS NTAPI NtDebugActiveProcess(HANDLE process, HANDLE debug)
{
    struct handle_entry entry, object;
    struct request_debug_attach_in in;
    struct request_debug_attach_out out;
    struct request_debug_detach_in detach;
    struct request_debug_detach_out unused;
    ULONG_PTR wow64 = 0;
    NTSTATUS status = two_handles(process, debug, &entry, &object);

    if (!NT_SUCCESS(status)) return status;
    if (entry.object == process_info()->process_object) return STATUS_ACCESS_DENIED;
    NtQueryInformationProcess(process, ProcessWow64Information, &wow64, sizeof(wow64), NULL);
    if (sizeof(PVOID) == 4 && !wow64) return STATUS_NOT_SUPPORTED; /* its addresses are out of reach */
    in = (struct request_debug_attach_in){ .debug = object.object, .process = entry.object };
    if (!NT_SUCCESS(status = SERVER_CALL(debug_attach, &in, &out))) return status;
    status = post_process(process, object.object, entry.object);
    if (NT_SUCCESS(status)) return status;
    detach = (struct request_debug_detach_in){ .debug = object.object, .process = entry.object };
    SERVER_CALL(debug_detach, &detach, &unused);
    return status;
}

NTSTATUS NTAPI winrun_debug_post_module(HANDLE process, ULONG_PTR base, PCUNICODE_STRING path)
{
    struct debug_event event = { .kind = DEBUG_EVENT_LOAD_DLL, .base = base };
    struct handle_entry entry, object;
    NTSTATUS status = two_handles(process, DbgUiGetThreadDebugObject(), &entry, &object);

    return NT_SUCCESS(status) ? post(object.object, entry.object, &event, path) : status;
}

NTSTATUS NTAPI NtRemoveProcessDebug(HANDLE process, HANDLE debug)
{
    struct handle_entry entry, object;
    struct request_debug_detach_in in;
    struct request_debug_detach_out out;
    NTSTATUS status = two_handles(process, debug, &entry, &object);

    if (!NT_SUCCESS(status)) return status;
    in = (struct request_debug_detach_in){ .debug = object.object, .process = entry.object };
    return SERVER_CALL(debug_detach, &in, &out);
}

/* --- events --- */

static HANDLE open_process(const CLIENT_ID *id)
{
    CLIENT_ID process = { id->UniqueProcess, NULL };
    HANDLE handle;

    return NT_SUCCESS(NtOpenProcess(&handle, PROCESS_ALL_ACCESS, NULL, &process)) ? handle : NULL;
}

static HANDLE open_thread(const CLIENT_ID *id)
{
    HANDLE handle;

    return NT_SUCCESS(NtOpenThread(&handle, THREAD_ALL_ACCESS, NULL, id)) ? handle : NULL;
}

static HANDLE open_descriptor(int *fd)
{
    struct handle_entry entry = {
        .tag = OBJECT_FILE, .access = FILE_GENERIC_READ, .fd = *fd, .options = FILE_SYNCHRONOUS_IO_NONALERT};
    HANDLE handle;

    if (*fd < 0 || !NT_SUCCESS(handle_insert(&entry, &handle))) return NULL;
    *fd = -1;
    return handle;
}

static void fill_exception(DBGKM_EXCEPTION *to, const struct debug_event *event, BOOLEAN from_narrow)
{
    const struct exception_record_64 *from = &event->exception;
    EXCEPTION_RECORD *record = &to->ExceptionRecord;
    DWORD i;

    to->FirstChance = event->first_chance;
    *record = (EXCEPTION_RECORD){.ExceptionCode = (DWORD)from->code,
                                 .ExceptionFlags = from->flags,
                                 .NumberParameters = from->parameter_count,
                                 .ExceptionRecord = (PVOID)(ULONG_PTR)from->record,
                                 .ExceptionAddress = (PVOID)(ULONG_PTR)from->address};
    if (record->NumberParameters > EXCEPTION_MAXIMUM_PARAMETERS)
        record->NumberParameters = EXCEPTION_MAXIMUM_PARAMETERS;
    for (i = 0; i < record->NumberParameters; i++) record->ExceptionInformation[i] = (ULONG_PTR)from->parameters[i];
    if (!from_narrow) return;
    /* so a 64-bit debugger knows those of 32-bit code */
    if (record->ExceptionCode == (DWORD)EXCEPTION_BREAKPOINT) record->ExceptionCode = STATUS_WX86_BREAKPOINT_CODE;
    if (record->ExceptionCode == (DWORD)EXCEPTION_SINGLE_STEP) record->ExceptionCode = STATUS_WX86_SINGLE_STEP_CODE;
}

static void fill_create_process(DBGUI_CREATE_PROCESS *to, const struct debug_event *event, const CLIENT_ID *id, int *fd)
{
    *to = (DBGUI_CREATE_PROCESS){
        .HandleToProcess = open_process(id),
        .HandleToThread = open_thread(id),
        .NewProcess = {.FileHandle = open_descriptor(fd),
                       .BaseOfImage = (PVOID)(ULONG_PTR)event->base,
                       .DebugInfoFileOffset = event->debug_info_offset,
                       .DebugInfoSize = event->debug_info_size,
                       .InitialThread = {.StartAddress = (PVOID)(ULONG_PTR)event->start_address}}};
}

static void fill(PDBGUI_WAIT_STATE_CHANGE change, const struct debug_event *event, BOOLEAN from_narrow, int *fd)
{
    memset(change, 0, sizeof(*change));
    change->NewState = (DBG_STATE)event->kind;
    change->AppClientId = (CLIENT_ID){ UlongToHandle(event->pid), UlongToHandle(event->tid) };
    switch (change->NewState) {
    case DbgCreateThreadStateChange:
        change->StateInfo.CreateThread.HandleToThread = open_thread(&change->AppClientId);
        change->StateInfo.CreateThread.NewThread.StartAddress = (PVOID)(ULONG_PTR)event->start_address;
        break;
    case DbgCreateProcessStateChange:
        fill_create_process(&change->StateInfo.CreateProcessInfo, event, &change->AppClientId, fd);
        break;
    case DbgExitThreadStateChange:
    case DbgExitProcessStateChange:
        change->StateInfo.ExitThread.ExitStatus = event->exit_status;
        break;
    case DbgLoadDllStateChange:
        change->StateInfo.LoadDll = (DBGKM_LOAD_DLL){.FileHandle = open_descriptor(fd),
                                                     .BaseOfDll = (PVOID)(ULONG_PTR)event->base,
                                                     .DebugInfoFileOffset = event->debug_info_offset,
                                                     .DebugInfoSize = event->debug_info_size,
                                                     .NamePointer = (PVOID)(ULONG_PTR)event->name_pointer};
        break;
    case DbgUnloadDllStateChange:
        change->StateInfo.UnloadDll.BaseAddress = (PVOID)(ULONG_PTR)event->base;
        break;
    default:
        fill_exception(&change->StateInfo.Exception, event, from_narrow);
    }
}

static NTSTATUS next_event(uint64_t debug, PDBGUI_WAIT_STATE_CHANGE change)
{
    struct debug_event event;
    struct request_debug_next_in in = { .debug = debug };
    struct request_debug_next_out out = { 0 };
    struct unix_server_request_args args = {
        .code = request_code_debug_next,
        .send_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
        .out_data = UNIX_PTR(&event),
        .out_data_capacity = sizeof(event),
        .received_fd = -1,
    };
    NTSTATUS status = unix_call_server_request(&args);
    int fd = args.received_fd;

    if (!NT_SUCCESS(status)) return status;
    fill(change, &event, sizeof(PVOID) == 8 && out.machine == IMAGE_FILE_MACHINE_I386, &fd);
    if (fd >= 0) unix_call_descriptor_close(&(struct unix_descriptor_close_args){ .fd = fd });
    return status;
}

NTSTATUS NTAPI NtWaitForDebugEvent(HANDLE debug, BOOLEAN alertable, PLARGE_INTEGER timeout,
                                   PDBGUI_WAIT_STATE_CHANGE change)
{
    struct handle_entry entry;
    LARGE_INTEGER now, deadline;
    NTSTATUS status = handle_get(debug, OBJECT_DEBUG, DEBUG_READ_EVENT, &entry);

    if (!NT_SUCCESS(status)) return status;
    if (timeout && timeout->QuadPart < 0) { /* several waits may be needed */
        NtQuerySystemTime(&now);
        deadline.QuadPart = now.QuadPart - timeout->QuadPart;
        timeout = &deadline;
    }
    while ((status = next_event(entry.object, change)) == STATUS_NO_MORE_ENTRIES)
        if ((status = NtWaitForSingleObject(debug, alertable, timeout)) != STATUS_SUCCESS) break;
    return status;
}

NTSTATUS NTAPI NtDebugContinue(HANDLE debug, const CLIENT_ID *id, NTSTATUS answer)
{
    static const NTSTATUS known[] = {DEBUG_ANSWER_HANDLED,           DEBUG_ANSWER_CONTINUE,
                                     DEBUG_ANSWER_REPLY_LATER,       DEBUG_ANSWER_TERMINATE_THREAD,
                                     DEBUG_ANSWER_TERMINATE_PROCESS, DEBUG_ANSWER_NOT_HANDLED};
    struct handle_entry entry;
    struct request_debug_continue_in in = {
        .status = answer, .pid = HandleToULong(id->UniqueProcess), .tid = HandleToULong(id->UniqueThread)};
    struct request_debug_continue_out out;
    unsigned i = 0;
    NTSTATUS status;

    while (i < ARRAYSIZE(known) && known[i] != answer) i++;
    if (i == ARRAYSIZE(known)) return STATUS_INVALID_PARAMETER;
    if (!NT_SUCCESS(status = handle_get(debug, OBJECT_DEBUG, DEBUG_READ_EVENT, &entry))) return status;
    in.debug = entry.object;
    return SERVER_CALL(debug_continue, &in, &out);
}
