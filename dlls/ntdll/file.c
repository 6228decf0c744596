/* Opening and creating files and folders, and questions that need no open file. */
#include "file_private.h"

NTSTATUS file_get(HANDLE handle, ACCESS_MASK access, int *fd, struct handle_entry *entry)
{
    NTSTATUS status = handle_get(handle, OBJECT_NONE, access, entry);
    if (status) return status;
    uint32_t kind = entry->tag & HANDLE_KIND_MASK;
    if (kind != OBJECT_FILE && kind != OBJECT_FOLDER && kind != OBJECT_PIPE && kind != OBJECT_SOCKET)
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (entry->fd >= 0 && !(entry->tag & HANDLE_FD_IN_SERVER)) {
        *fd = entry->fd;
        return STATUS_SUCCESS;
    }
    if (kind == OBJECT_PIPE && !(entry->tag & HANDLE_FD_IN_SERVER)) return pipe_take_descriptor(handle, entry, fd);
    return handle_get_descriptor(handle, access, fd, entry);
}

static NTSTATUS check_parameters(ACCESS_MASK access, ULONG disposition, ULONG options)
{
    if (disposition > FILE_OVERWRITE_IF || (options & ~FILE_VALID_OPTION_FLAGS)) return STATUS_INVALID_PARAMETER;
    if ((options & FILE_SYNCHRONOUS) == FILE_SYNCHRONOUS) return STATUS_INVALID_PARAMETER;
    if ((options & FILE_SYNCHRONOUS) &&
        !(access & (SYNCHRONIZE | GENERIC_ALL | GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | MAXIMUM_ALLOWED)))
        return STATUS_INVALID_PARAMETER;
    if ((options & FILE_DELETE_ON_CLOSE) && !(access & (DELETE | GENERIC_ALL | MAXIMUM_ALLOWED)))
        return STATUS_INVALID_PARAMETER;
    if (!(options & FILE_DIRECTORY_FILE)) return STATUS_SUCCESS;
    if (options & FILE_NON_DIRECTORY_FILE) return STATUS_INVALID_PARAMETER;
    BOOLEAN fits = disposition == FILE_CREATE || disposition == FILE_OPEN || disposition == FILE_OPEN_IF;
    return fits ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* NUL and the console are character devices that everybody may open at any time. */
static NTSTATUS open_device(enum target_kind kind, ACCESS_MASK access, ULONG options,
                            const OBJECT_ATTRIBUTES *attributes, HANDLE *handle)
{
    struct unix_device_open_args args = {
        .device = kind == TARGET_NULL            ? DEVICE_NULL
                  : kind == TARGET_CONSOLE_INPUT ? DEVICE_CONSOLE_INPUT
                                                 : DEVICE_CONSOLE_OUTPUT,
    };
    NTSTATUS status = unix_call_device_open(&args);
    if (status) return status;
    struct handle_entry entry = {
        .tag = tag_from_attributes(OBJECT_FILE, attributes) | (args.is_terminal ? HANDLE_CONSOLE : 0),
        .access = access,
        .fd = args.fd,
        .options = options,
        .slot = slot_allocate(STATE_MAKE(OBJECT_FILE, 1)),
        .aux = args.is_terminal ? args.console_target : 0,
    };
    return handle_insert(&entry, handle);
}

static NTSTATUS open_serial(uint32_t number, ACCESS_MASK access, ULONG options, const OBJECT_ATTRIBUTES *attributes,
                            HANDLE *handle)
{
    struct unix_device_open_args args = {.device = DEVICE_SERIAL, .number = number};
    NTSTATUS status = unix_call_device_open(&args);
    if (status) return status;
    struct handle_entry entry = {
        .tag = tag_from_attributes(OBJECT_FILE, attributes) | HANDLE_SERIAL,
        .access = access,
        .fd = args.fd,
        .options = options,
        .slot = slot_allocate(STATE_MAKE(OBJECT_FILE, 1)),
    };
    return handle_insert(&entry, handle);
}

static NTSTATUS open_file(const struct file_target *target, struct unix_file_open_args *args,
                          const OBJECT_ATTRIBUTES *attributes, HANDLE *handle)
{
    args->path = UNIX_PTR(target->name);
    args->path_length = target->length;
    args->slot = slot_allocate(STATE_MAKE(OBJECT_FILE, 1));
    NTSTATUS status = unix_call_file_open(args);
    if (status) {
        slot_free(args->slot);
        return status;
    }
    struct handle_entry entry = {
        .tag = tag_from_attributes((enum object_kind)args->kind, attributes),
        .access = args->access,
        .slot = args->slot,
        .fd = args->fd,
        .object = args->object,
        .options = args->options,
        .aux = args->inode_slot,
    };
    if (args->object) entry.tag |= HANDLE_SHARED | HANDLE_REGISTERED;
    if (args->is_terminal) entry.tag |= HANDLE_CONSOLE;
    if (args->is_stream) entry.tag |= HANDLE_STREAM;
    if ((args->access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) == FILE_APPEND_DATA) entry.tag |= HANDLE_APPEND;
    return handle_insert(&entry, handle);
}

/* MAXIMUM_ALLOWED: everything, or reading if that is refused. */
static NTSTATUS open_with_most_access(const struct file_target *target, struct unix_file_open_args *args,
                                      const OBJECT_ATTRIBUTES *attributes, HANDLE *handle)
{
    ACCESS_MASK given = args->access & ~MAXIMUM_ALLOWED;
    struct unix_file_open_args attempt = *args;
    attempt.access = FILE_ALL_ACCESS;
    NTSTATUS status = open_file(target, &attempt, attributes, handle);
    if (status == STATUS_ACCESS_DENIED || status == STATUS_SHARING_VIOLATION ||
        status == STATUS_MEDIA_WRITE_PROTECTED) {
        attempt = *args;
        attempt.access = given | FILE_GENERIC_READ | FILE_GENERIC_EXECUTE;
        status = open_file(target, &attempt, attributes, handle);
    }
    *args = attempt;
    return status;
}

NTSTATUS NTAPI NtCreateFile(PHANDLE handle, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes, PIO_STATUS_BLOCK io,
                            PLARGE_INTEGER allocation, ULONG file_attributes, ULONG share, ULONG disposition,
                            ULONG options, PVOID ea, ULONG ea_size)
{
    struct file_target target;
    (void)allocation; /* a hint */
    (void)ea;
    if (!handle || !io) return STATUS_ACCESS_VIOLATION;
    if (!attributes) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = check_parameters(access, disposition, options);
    if (status) return status;
    if (ea_size) return STATUS_EAS_NOT_SUPPORTED;
    status =
        options & FILE_OPEN_BY_FILE_ID ? file_target_by_id(attributes, &target) : file_target_of(attributes, &target);
    if (status) return status;
    options &= ~FILE_OPEN_BY_FILE_ID;
    struct unix_file_open_args args = {
        .access = access_map_generic(OBJECT_FILE, access),
        .attributes = file_attributes,
        .share = share,
        .disposition = disposition,
        .options = options,
        .information = FILE_OPENED,
    };
    if (target.kind == TARGET_FILE) {
        if (access & MAXIMUM_ALLOWED) status = open_with_most_access(&target, &args, attributes, handle);
        else status = open_file(&target, &args, attributes, handle);
    } else if (target.kind == TARGET_PIPE) {
        status = pipe_open_client(&target, args.access, options, attributes, handle, io);
    } else if (target.kind == TARGET_AFD) {
        status = socket_open_helper(options, attributes, args.access, handle);
    } else if (target.kind == TARGET_PIPE_ROOT) {
        status = STATUS_NOT_SUPPORTED;
    } else if (target.kind == TARGET_SERIAL) {
        status = open_serial(target.length, args.access, options, attributes, handle);
    } else {
        status = options & FILE_DIRECTORY_FILE ? STATUS_NOT_A_DIRECTORY
                                               : open_device(target.kind, args.access, options, attributes, handle);
    }
    if (status && log_enabled(LOG_FILE))
        log_line(LOG_FILE, "%wZ: open fails with %08x", attributes->ObjectName, status);
    if (!status) {
        io->Status = STATUS_SUCCESS;
        io->Information = args.information;
        log_line(LOG_FILE, "%wZ: opened as %p, access %x", attributes->ObjectName, *handle, access);
    }
    file_target_free(&target);
    return status;
}

NTSTATUS NTAPI NtOpenFile(PHANDLE handle, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes, PIO_STATUS_BLOCK io,
                          ULONG share, ULONG options)
{
    return NtCreateFile(handle, access, attributes, io, NULL, 0, share, FILE_OPEN, options, NULL, 0);
}

NTSTATUS NTAPI NtDeleteFile(POBJECT_ATTRIBUTES attributes)
{
    IO_STATUS_BLOCK io;
    HANDLE handle;
    NTSTATUS status =
        NtOpenFile(&handle, DELETE, attributes, &io, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                   FILE_DELETE_ON_CLOSE | FILE_OPEN_REPARSE_POINT);
    return status ? status : NtClose(handle);
}

static NTSTATUS query_path(const OBJECT_ATTRIBUTES *attributes, struct file_facts *facts)
{
    struct file_target target;
    NTSTATUS status = file_target_of(attributes, &target);
    if (status) return status;
    if (target.kind == TARGET_FILE) {
        struct unix_file_query_args args;
        args.path = UNIX_PTR(target.name);
        args.path_length = target.length;
        args.fd = -1;
        args.follow = 0;
        status = unix_call_file_query(&args);
        if (!status) *facts = args.facts;
    } else {
        *facts = (struct file_facts){.attributes = FILE_ATTRIBUTE_ARCHIVE, .link_count = 1};
        if (target.kind == TARGET_PIPE_ROOT) status = STATUS_INVALID_DEVICE_REQUEST;
    }
    file_target_free(&target);
    return status;
}

NTSTATUS NTAPI NtQueryAttributesFile(const OBJECT_ATTRIBUTES *attributes, FILE_BASIC_INFORMATION *information)
{
    struct file_facts facts;
    NTSTATUS status = query_path(attributes, &facts);
    if (status) return status;
    information->CreationTime.QuadPart = (LONGLONG)facts.creation_time;
    information->LastAccessTime.QuadPart = (LONGLONG)facts.access_time;
    information->LastWriteTime.QuadPart = (LONGLONG)facts.write_time;
    information->ChangeTime.QuadPart = (LONGLONG)facts.change_time;
    information->FileAttributes = facts.attributes;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQueryFullAttributesFile(const OBJECT_ATTRIBUTES *attributes,
                                         FILE_NETWORK_OPEN_INFORMATION *information)
{
    struct file_facts facts;
    NTSTATUS status = query_path(attributes, &facts);
    if (status) return status;
    information->CreationTime.QuadPart = (LONGLONG)facts.creation_time;
    information->LastAccessTime.QuadPart = (LONGLONG)facts.access_time;
    information->LastWriteTime.QuadPart = (LONGLONG)facts.write_time;
    information->ChangeTime.QuadPart = (LONGLONG)facts.change_time;
    information->AllocationSize.QuadPart = (LONGLONG)facts.allocation_size;
    information->EndOfFile.QuadPart = (LONGLONG)facts.size;
    information->FileAttributes = facts.attributes;
    return STATUS_SUCCESS;
}

/* --- names --- */

static NTSTATUS path_query(struct unix_path_query_args *args, UNICODE_STRING *path)
{
    WCHAR buffer[1024];
    args->buffer = UNIX_PTR(buffer);
    args->capacity = sizeof(buffer);
    NTSTATUS status = unix_call_path_query(args);
    if (status && status != STATUS_BUFFER_TOO_SMALL) return status;
    WCHAR *text = heap_allocate(args->size + sizeof(WCHAR));
    if (!text) return STATUS_NO_MEMORY;
    if (status) {
        args->buffer = UNIX_PTR(text);
        args->capacity = args->size;
        status = unix_call_path_query(args);
    } else {
        memcpy(text, buffer, args->size);
    }
    if (status) {
        heap_free(text);
        return status;
    }
    text[args->size / sizeof(WCHAR)] = 0;
    *path = (UNICODE_STRING){(USHORT)args->size, (USHORT)(args->size + sizeof(WCHAR)), text};
    return STATUS_SUCCESS;
}

NTSTATUS __cdecl winrun_path_of_handle(HANDLE handle, PUNICODE_STRING path)
{
    struct handle_entry entry;
    int fd;
    NTSTATUS status = handle_get_descriptor(handle, 0, &fd, &entry);
    if (status) return status;
    struct unix_path_query_args args = {.fd = fd, .what = PATH_QUERY_DOS_OF_DESCRIPTOR};
    return path_query(&args, path);
}

NTSTATUS __cdecl winrun_long_path(PCUNICODE_STRING nt_path, PUNICODE_STRING path)
{
    struct file_target target;
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, (PUNICODE_STRING)nt_path, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = file_target_of(&attributes, &target);
    if (status) return status;
    if (target.kind == TARGET_FILE) {
        struct unix_path_query_args args = {
            .path = UNIX_PTR(target.name), .path_length = target.length, .fd = -1, .what = PATH_QUERY_LONG};
        status = path_query(&args, path);
    } else {
        status = STATUS_OBJECT_NAME_INVALID;
    }
    file_target_free(&target);
    return status;
}

NTSTATUS __cdecl winrun_unix_path(PCUNICODE_STRING nt_path, char *buffer, ULONG size)
{
    struct file_target target;
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, (PUNICODE_STRING)nt_path, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = file_target_of(&attributes, &target);
    if (status) return status;
    struct unix_path_query_args args = {
        .path = UNIX_PTR(target.name),
        .path_length = target.length,
        .fd = -1,
        .what = PATH_QUERY_UNIX,
        .buffer = UNIX_PTR(buffer),
        .capacity = size,
    };
    status = target.kind == TARGET_FILE ? unix_call_path_query(&args) : STATUS_OBJECT_PATH_NOT_FOUND;
    file_target_free(&target);
    return status;
}

ULONG __cdecl winrun_drives(void)
{
    uint32_t drives = 0;
    struct unix_path_query_args args = {
        .fd = -1, .what = PATH_QUERY_DRIVES, .buffer = UNIX_PTR(&drives), .capacity = sizeof(drives)};
    return unix_call_path_query(&args) ? 0 : drives;
}

NTSTATUS __cdecl winrun_create_symbolic_link(PCUNICODE_STRING nt_path, PCUNICODE_STRING target_path)
{
    struct file_target target;
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, (PUNICODE_STRING)nt_path, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NTSTATUS status = file_target_of(&attributes, &target);
    if (status) return status;
    struct unix_link_create_args args = {
        .path = UNIX_PTR(target.name), .path_length = target.length, .target = UNIX_PTR(target_path->Buffer),
        .target_length = target_path->Length / sizeof(WCHAR),
    };
    status = target.kind == TARGET_FILE ? unix_call_link_create(&args) : STATUS_OBJECT_NAME_INVALID;
    file_target_free(&target);
    return status;
}

NTSTATUS __cdecl winrun_hard_links(HANDLE handle, void *buffer, ULONG size, ULONG *used)
{
    struct handle_entry entry;
    struct unix_path_query_args args = {.what = PATH_QUERY_HARD_LINKS, .buffer = UNIX_PTR(buffer), .capacity = size};
    NTSTATUS status = file_get(handle, 0, &args.fd, &entry);
    if (!status) status = unix_call_path_query(&args);
    *used = args.size;
    return status;
}

/* "\Device\HarddiskVolume3\x" for NtQueryObject. */
NTSTATUS file_nt_name(HANDLE handle, const struct handle_entry *entry, UNICODE_STRING *name)
{
    UNICODE_STRING path;
    (void)entry;
    NTSTATUS status = winrun_path_of_handle(handle, &path);
    if (status) return status;
    static const WCHAR device[] = L"\\Device\\HarddiskVolume";
    size_t prefix = sizeof(device) / sizeof(WCHAR) - 1, rest = path.Length / sizeof(WCHAR) - 2;
    unsigned number = (unsigned)(path.Buffer[0] - 'A') + 1;
    WCHAR *text = heap_allocate((prefix + rest + 3) * sizeof(WCHAR));
    if (text) {
        memcpy(text, device, prefix * sizeof(WCHAR));
        if (number > 9) text[prefix++] = (WCHAR)('0' + number / 10);
        text[prefix++] = (WCHAR)('0' + number % 10);
        memcpy(text + prefix, path.Buffer + 2, rest * sizeof(WCHAR));
        text[prefix + rest] = 0;
        *name = (UNICODE_STRING){(USHORT)((prefix + rest) * 2), (USHORT)((prefix + rest + 1) * 2), text};
    }
    RtlFreeUnicodeString(&path);
    return text ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}
