/* NtQueryInformationFile and NtSetInformationFile: one function a class, found in a table. */
#include "file_private.h"
#include "short_names.h"

struct query {
    HANDLE handle;
    struct handle_entry entry;
    int fd;
    struct file_facts facts;
    uint64_t position;
    void *buffer;
    ULONG size;
    ULONG_PTR used;
};

static void fill_basic(const struct query *query, FILE_BASIC_INFORMATION *basic)
{
    basic->CreationTime.QuadPart = (LONGLONG)query->facts.creation_time;
    basic->LastAccessTime.QuadPart = (LONGLONG)query->facts.access_time;
    basic->LastWriteTime.QuadPart = (LONGLONG)query->facts.write_time;
    basic->ChangeTime.QuadPart = (LONGLONG)query->facts.change_time;
    basic->FileAttributes = query->facts.attributes;
}

static BOOLEAN is_delete_pending(const struct query *query)
{
    return (query->entry.options & FILE_OPTION_DISPOSITION_SET) != 0;
}

static void fill_standard(const struct query *query, FILE_STANDARD_INFORMATION *standard)
{
    standard->AllocationSize.QuadPart = (LONGLONG)query->facts.allocation_size;
    standard->EndOfFile.QuadPart = (LONGLONG)query->facts.size;
    standard->DeletePending = is_delete_pending(query);
    standard->NumberOfLinks = query->facts.link_count - (standard->DeletePending && query->facts.link_count);
    standard->Directory = (query->facts.attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

static NTSTATUS query_basic(struct query *query)
{
    fill_basic(query, query->buffer);
    return STATUS_SUCCESS;
}

static NTSTATUS query_standard(struct query *query)
{
    fill_standard(query, query->buffer);
    return STATUS_SUCCESS;
}

static NTSTATUS query_internal(struct query *query)
{
    ((FILE_INTERNAL_INFORMATION *)query->buffer)->IndexNumber.QuadPart = (LONGLONG)query->facts.inode;
    return STATUS_SUCCESS;
}

static NTSTATUS query_ea(struct query *query)
{
    ((FILE_EA_INFORMATION *)query->buffer)->EaSize = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS query_access(struct query *query)
{
    ((FILE_ACCESS_INFORMATION *)query->buffer)->AccessFlags = query->entry.access;
    return STATUS_SUCCESS;
}

static NTSTATUS query_position(struct query *query)
{
    ((FILE_POSITION_INFORMATION *)query->buffer)->CurrentByteOffset.QuadPart = (LONGLONG)query->position;
    return STATUS_SUCCESS;
}

#define MODE_OPTIONS                                                                                                   \
    (FILE_WRITE_THROUGH | FILE_SEQUENTIAL_ONLY | FILE_NO_INTERMEDIATE_BUFFERING | FILE_SYNCHRONOUS |                   \
     FILE_DELETE_ON_CLOSE)

static NTSTATUS query_mode(struct query *query)
{
    ((FILE_MODE_INFORMATION *)query->buffer)->Mode = query->entry.options & MODE_OPTIONS;
    return STATUS_SUCCESS;
}

static NTSTATUS query_alignment(struct query *query)
{
    ((FILE_ALIGNMENT_INFORMATION *)query->buffer)->AlignmentRequirement = 0;
    return STATUS_SUCCESS;
}

/* The path without its drive. */
static NTSTATUS put_name(struct query *query, FILE_NAME_INFORMATION *name)
{
    UNICODE_STRING path;
    if (is_pipe(&query->entry)) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = winrun_path_of_handle(query->handle, &path);
    if (status) return status;
    ULONG offset = (ULONG)((uint8_t *)name->FileName - (uint8_t *)query->buffer);
    ULONG size = path.Length - 2 * sizeof(WCHAR), room = query->size - offset;
    name->FileNameLength = size;
    if (size > room) status = STATUS_BUFFER_OVERFLOW;
    memcpy(name->FileName, path.Buffer + 2, size > room ? room : size);
    query->used = offset + (size > room ? room : size);
    RtlFreeUnicodeString(&path);
    return status;
}

static NTSTATUS query_name(struct query *query)
{
    return put_name(query, query->buffer);
}

static NTSTATUS query_all(struct query *query)
{
    FILE_ALL_INFORMATION *all = query->buffer;
    fill_basic(query, &all->BasicInformation);
    fill_standard(query, &all->StandardInformation);
    all->InternalInformation.IndexNumber.QuadPart = (LONGLONG)query->facts.inode;
    all->EaInformation.EaSize = 0;
    all->AccessInformation.AccessFlags = query->entry.access;
    all->PositionInformation.CurrentByteOffset.QuadPart = (LONGLONG)query->position;
    all->ModeInformation.Mode = query->entry.options & MODE_OPTIONS;
    all->AlignmentInformation.AlignmentRequirement = 0;
    return put_name(query, &all->NameInformation);
}

static NTSTATUS query_alternate_name(struct query *query)
{
    FILE_NAME_INFORMATION *information = query->buffer;
    UNICODE_STRING path;
    uint16_t made[SHORT_NAME_MAX];
    NTSTATUS status = winrun_path_of_handle(query->handle, &path);
    if (status) return status;
    size_t end = path.Length / sizeof(WCHAR), start = end;
    while (start && path.Buffer[start - 1] != '\\') start--;
    ULONG size = short_name_make((const uint16_t *)path.Buffer + start, end - start, made) * sizeof(WCHAR);
    ULONG offset = offsetof(FILE_NAME_INFORMATION, FileName), room = query->size - offset;
    RtlFreeUnicodeString(&path);
    if (!size) return STATUS_OBJECT_NAME_NOT_FOUND; /* it is its own short name */
    information->FileNameLength = size;
    memcpy(information->FileName, made, size < room ? size : room);
    query->used = offset + (size < room ? size : room);
    return size > room ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

/* ":name:$DATA" */
static ULONG stream_name(const struct stream_record *record, WCHAR *text)
{
    ULONG length = record->name_size / sizeof(WCHAR);
    text[0] = ':';
    memcpy(text + 1, record->name, record->name_size);
    memcpy(text + 1 + length, L":$DATA", 6 * sizeof(WCHAR));
    return (length + 7) * sizeof(WCHAR);
}

static NTSTATUS put_stream(struct query *query, ULONG *last, const struct stream_record *record, ULONG allocation)
{
    WCHAR text[110];
    ULONG size = stream_name(record, text), offset = offsetof(FILE_STREAM_INFORMATION, StreamName);
    ULONG at = ((ULONG)query->used + 7) & ~7u;
    if (query->size < at + offset + size) return STATUS_BUFFER_OVERFLOW;
    FILE_STREAM_INFORMATION *stream = (FILE_STREAM_INFORMATION *)((uint8_t *)query->buffer + at);
    if (query->used) ((FILE_STREAM_INFORMATION *)((uint8_t *)query->buffer + *last))->NextEntryOffset = at - *last;
    stream->NextEntryOffset = 0;
    stream->StreamNameLength = size;
    stream->StreamSize.QuadPart = (LONGLONG)record->size;
    stream->StreamAllocationSize.QuadPart =
        allocation ? (LONGLONG)query->facts.allocation_size : (LONGLONG)((record->size + 7) & ~7ull);
    memcpy(stream->StreamName, text, size);
    *last = at;
    query->used = at + offset + size;
    return STATUS_SUCCESS;
}

static NTSTATUS query_streams(struct query *query)
{
    struct unix_path_query_args args = {.fd = query->fd, .what = PATH_QUERY_STREAMS};
    struct stream_record own = {.size = query->facts.size};
    ULONG last = 0;
    query->used = 0;
    NTSTATUS status = unix_call_path_query(&args);
    if (status && status != STATUS_BUFFER_TOO_SMALL) return status;
    ULONG size = args.size;
    struct stream_record *records = size ? heap_allocate(size) : NULL;
    if (size && !records) return STATUS_NO_MEMORY;
    args.buffer = UNIX_PTR(records);
    args.capacity = size;
    status = size ? unix_call_path_query(&args) : STATUS_SUCCESS;
    BOOLEAN has_data = !(query->facts.attributes & FILE_ATTRIBUTE_DIRECTORY) && !(query->entry.tag & HANDLE_STREAM);
    if (!status && has_data) status = put_stream(query, &last, &own, TRUE);
    for (ULONG i = 0; !status && i < size / sizeof(*records); i++)
        status = put_stream(query, &last, &records[i], FALSE);
    heap_free(records);
    return status;
}

static NTSTATUS query_compression(struct query *query)
{
    FILE_COMPRESSION_INFORMATION *compression = query->buffer;
    memset(compression, 0, sizeof(*compression));
    BOOLEAN sparse = query->facts.allocation_size < query->facts.size;
    compression->CompressedFileSize.QuadPart = (LONGLONG)(sparse ? query->facts.allocation_size : query->facts.size);
    return STATUS_SUCCESS;
}

static NTSTATUS query_network_open(struct query *query)
{
    FILE_NETWORK_OPEN_INFORMATION *open = query->buffer;
    open->CreationTime.QuadPart = (LONGLONG)query->facts.creation_time;
    open->LastAccessTime.QuadPart = (LONGLONG)query->facts.access_time;
    open->LastWriteTime.QuadPart = (LONGLONG)query->facts.write_time;
    open->ChangeTime.QuadPart = (LONGLONG)query->facts.change_time;
    open->AllocationSize.QuadPart = (LONGLONG)query->facts.allocation_size;
    open->EndOfFile.QuadPart = (LONGLONG)query->facts.size;
    open->FileAttributes = query->facts.attributes;
    return STATUS_SUCCESS;
}

static NTSTATUS query_attribute_tag(struct query *query)
{
    FILE_ATTRIBUTE_TAG_INFORMATION *tag = query->buffer;
    tag->FileAttributes = query->facts.attributes;
    tag->ReparseTag = query->facts.reparse_tag;
    return STATUS_SUCCESS;
}

static NTSTATUS query_id(struct query *query)
{
    FILE_ID_INFORMATION *id = query->buffer;
    memset(id, 0, sizeof(*id));
    id->VolumeSerialNumber = (uint32_t)query->facts.device * 2654435761u ^ 0x57494e52u;
    memcpy(id->FileId, &query->facts.inode, sizeof(query->facts.inode));
    return STATUS_SUCCESS;
}

static NTSTATUS query_standard_link(struct query *query)
{
    FILE_STANDARD_LINK_INFORMATION *link = query->buffer;
    link->NumberOfAccessibleLinks = link->TotalNumberOfLinks = query->facts.link_count;
    link->DeletePending = is_delete_pending(query);
    link->Directory = (query->facts.attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    return STATUS_SUCCESS;
}

static NTSTATUS query_is_remote(struct query *query)
{
    ((FILE_IS_REMOTE_DEVICE_INFORMATION *)query->buffer)->IsRemote = FALSE;
    return STATUS_SUCCESS;
}

static NTSTATUS query_notification_modes(struct query *query)
{
    struct file_extra *extra = file_extra_of(query->handle, &query->entry, FALSE);
    ((FILE_IO_COMPLETION_NOTIFICATION_INFORMATION *)query->buffer)->Flags = extra ? extra->notification_modes : 0;
    return STATUS_SUCCESS;
}

struct query_class { NTSTATUS (*function)(struct query *query); ULONG size; ACCESS_MASK access; };

static const struct query_class query_classes[] = {
    [FileBasicInformation] = {query_basic, sizeof(FILE_BASIC_INFORMATION), FILE_READ_ATTRIBUTES},
    [FileStandardInformation] = {query_standard, sizeof(FILE_STANDARD_INFORMATION), 0},
    [FileInternalInformation] = {query_internal, sizeof(FILE_INTERNAL_INFORMATION), 0},
    [FileEaInformation] = {query_ea, sizeof(FILE_EA_INFORMATION), 0},
    [FileAccessInformation] = {query_access, sizeof(FILE_ACCESS_INFORMATION), 0},
    [FileNameInformation] = {query_name, sizeof(FILE_NAME_INFORMATION), 0},
    [FileNormalizedNameInformation] = {query_name, sizeof(FILE_NAME_INFORMATION), 0},
    [FilePositionInformation] = {query_position, sizeof(FILE_POSITION_INFORMATION), 0},
    [FileModeInformation] = {query_mode, sizeof(FILE_MODE_INFORMATION), 0},
    [FileAlignmentInformation] = {query_alignment, sizeof(FILE_ALIGNMENT_INFORMATION), 0},
    [FileAllInformation] = {query_all, sizeof(FILE_ALL_INFORMATION), FILE_READ_ATTRIBUTES},
    [FileAlternateNameInformation] = {query_alternate_name, sizeof(FILE_NAME_INFORMATION), 0},
    [FileStreamInformation] = {query_streams, sizeof(FILE_STREAM_INFORMATION), 0},
    [FileCompressionInformation] = {query_compression, sizeof(FILE_COMPRESSION_INFORMATION), 0},
    [FileNetworkOpenInformation] = {query_network_open, sizeof(FILE_NETWORK_OPEN_INFORMATION), FILE_READ_ATTRIBUTES},
    [FileAttributeTagInformation] = {query_attribute_tag, sizeof(FILE_ATTRIBUTE_TAG_INFORMATION), FILE_READ_ATTRIBUTES},
    [FileIdInformation] = {query_id, sizeof(FILE_ID_INFORMATION), 0},
    [FileStandardLinkInformation] = {query_standard_link, sizeof(FILE_STANDARD_LINK_INFORMATION), 0},
    [FileIsRemoteDeviceInformation] = {query_is_remote, sizeof(FILE_IS_REMOTE_DEVICE_INFORMATION), 0},
    [FileIoCompletionNotificationInformation] = {query_notification_modes,
                                                 sizeof(FILE_IO_COMPLETION_NOTIFICATION_INFORMATION), 0},
};

NTSTATUS NTAPI NtQueryInformationFile(HANDLE handle, PIO_STATUS_BLOCK io, PVOID buffer, ULONG size, ULONG class)
{
    struct query query = {.handle = handle, .buffer = buffer, .size = size};
    int fd;
    NTSTATUS status = file_get(handle, 0, &fd, &query.entry);
    if (class == FilePipeInformation || class == FilePipeLocalInformation) {
        if (status && !is_pipe(&query.entry)) return status;
        ULONG_PTR used = 0;
        status = is_pipe(&query.entry) ? pipe_query_information(handle, &query.entry, class, buffer, size, &used)
                                       : STATUS_INVALID_PARAMETER;
        io->Status = status;
        io->Information = used;
        return status;
    }
    if (status) return status;
    const struct query_class *entry =
        class < sizeof(query_classes) / sizeof(*query_classes) ? &query_classes[class] : NULL;
    if (!entry || !entry->function) {
        log_line(LOG_FILE, "NtQueryInformationFile: class %u is not supported", class);
        return STATUS_INVALID_INFO_CLASS;
    }
    if (size < entry->size) return STATUS_INFO_LENGTH_MISMATCH;
    if ((query.entry.access & entry->access) != entry->access) return STATUS_ACCESS_DENIED;
    struct unix_file_query_args args;
    args.fd = fd;
    status = unix_call_file_query(&args);
    if (status) return status;
    query.fd = fd;
    query.facts = args.facts;
    query.position = args.position;
    query.used = entry->size;
    status = entry->function(&query);
    io->Status = status;
    io->Information = query.used;
    return status;
}

/* --- setting --- */

struct change {
    HANDLE handle;
    struct handle_entry entry;
    int fd;
    const void *buffer;
    ULONG size;
    ULONG class;
};

static NTSTATUS set_value(const struct change *change, enum file_set_what what, uint64_t value)
{
    struct unix_file_set_args args = {.fd = change->fd, .what = what, .value = value, .object = change->entry.object};
    NTSTATUS status = unix_call_file_set(&args);
    BOOLEAN changes_stream =
        (change->entry.tag & HANDLE_STREAM) && (what == FILE_SET_SIZE || what == FILE_SET_ALLOCATION);
    return !status && changes_stream ? file_store_stream(change->fd) : status;
}

static NTSTATUS set_basic(struct change *change)
{
    const FILE_BASIC_INFORMATION *basic = change->buffer;
    struct unix_file_set_args args = {
        .fd = change->fd,
        .what = FILE_SET_TIMES,
        .attributes = basic->FileAttributes,
        .times = {(uint64_t)basic->CreationTime.QuadPart, (uint64_t)basic->LastAccessTime.QuadPart,
                  (uint64_t)basic->LastWriteTime.QuadPart},
    };
    BOOLEAN folder = is_folder(&change->entry);
    if ((basic->FileAttributes & FILE_ATTRIBUTE_DIRECTORY) && !folder) return STATUS_INVALID_PARAMETER;
    if ((basic->FileAttributes & FILE_ATTRIBUTE_TEMPORARY) && folder) return STATUS_INVALID_PARAMETER;
    for (int i = 0; i < 3; i++)
        if ((int64_t)args.times[i] < -2) return STATUS_INVALID_PARAMETER;
    return unix_call_file_set(&args);
}

static NTSTATUS set_position(struct change *change)
{
    LONGLONG offset = ((const FILE_POSITION_INFORMATION *)change->buffer)->CurrentByteOffset.QuadPart;
    return offset < 0 ? STATUS_INVALID_PARAMETER : set_value(change, FILE_SET_POSITION, (uint64_t)offset);
}

static NTSTATUS set_end_of_file(struct change *change)
{
    LONGLONG size = ((const FILE_END_OF_FILE_INFORMATION *)change->buffer)->EndOfFile.QuadPart;
    return size < 0 ? STATUS_INVALID_PARAMETER : set_value(change, FILE_SET_SIZE, (uint64_t)size);
}

static NTSTATUS set_allocation(struct change *change)
{
    LONGLONG size = ((const FILE_ALLOCATION_INFORMATION *)change->buffer)->AllocationSize.QuadPart;
    return size < 0 ? STATUS_INVALID_PARAMETER : set_value(change, FILE_SET_ALLOCATION, (uint64_t)size);
}

static NTSTATUS set_disposition_flags(struct change *change, ULONG flags)
{
    struct handle_entry *live = handle_entry_of(change->handle);
    if (change->entry.tag & HANDLE_STREAM)
        return flags & FILE_DISPOSITION_DELETE ? set_value(change, FILE_SET_DELETE_STREAM, 0) : STATUS_SUCCESS;
    if (!(change->entry.tag & HANDLE_REGISTERED) || !live) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = set_value(change, FILE_SET_DISPOSITION, flags);
    if (status) return status;
    if (flags & FILE_DISPOSITION_DELETE)
        __atomic_fetch_or(&live->options, FILE_OPTION_DISPOSITION_SET, __ATOMIC_RELAXED);
    else __atomic_fetch_and(&live->options, ~FILE_OPTION_DISPOSITION_SET, __ATOMIC_RELAXED);
    return STATUS_SUCCESS;
}

static NTSTATUS set_disposition(struct change *change)
{
    return set_disposition_flags(
        change, ((const FILE_DISPOSITION_INFORMATION *)change->buffer)->DoDeleteFile ? FILE_DISPOSITION_DELETE : 0);
}

static NTSTATUS set_disposition_ex(struct change *change)
{
    return set_disposition_flags(change, ((const FILE_DISPOSITION_INFORMATION_EX *)change->buffer)->Flags);
}

static NTSTATUS rename_or_link(struct change *change, BOOLEAN make_link, BOOLEAN replace)
{
    const FILE_RENAME_INFORMATION *information = change->buffer;
    struct file_target target;
    OBJECT_ATTRIBUTES attributes;
    ULONG offset = offsetof(FILE_RENAME_INFORMATION, FileName);
    if (information->FileNameLength > change->size - offset || information->FileNameLength > 0xfffe)
        return STATUS_INVALID_PARAMETER;
    UNICODE_STRING name = {(USHORT)information->FileNameLength, (USHORT)information->FileNameLength,
                           (WCHAR *)information->FileName};
    UNICODE_STRING own = {0};
    WCHAR *joined = NULL;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, information->RootDirectory, NULL);
    if (!information->RootDirectory && name.Length && name.Buffer[0] != '\\') {
        /* a bare name: in the same folder */
        NTSTATUS status = winrun_path_of_handle(change->handle, &own);
        if (status) return status;
        size_t length = own.Length / sizeof(WCHAR);
        while (length && own.Buffer[length - 1] != '\\') length--;
        joined = heap_allocate((length + 4) * sizeof(WCHAR) + name.Length);
        if (!joined) return STATUS_NO_MEMORY;
        memcpy(joined, L"\\??\\", 4 * sizeof(WCHAR));
        memcpy(joined + 4, own.Buffer, length * sizeof(WCHAR));
        memcpy(joined + 4 + length, name.Buffer, name.Length);
        name.Buffer = joined;
        name.Length = name.MaximumLength = (USHORT)(name.Length + (length + 4) * sizeof(WCHAR));
        RtlFreeUnicodeString(&own);
    }
    NTSTATUS status = file_target_of(&attributes, &target);
    if (!status && target.kind != TARGET_FILE) status = STATUS_NOT_SAME_DEVICE;
    if (!status) {
        struct unix_file_rename_args args = {
            .fd = change->fd,
            .path = UNIX_PTR(target.name),
            .path_length = target.length,
            .object = change->entry.object,
            .replace = replace,
            .make_link = make_link,
        };
        status = unix_call_file_rename(&args);
    }
    file_target_free(&target);
    heap_free(joined);
    return status;
}

static NTSTATUS set_name(struct change *change)
{
    const FILE_RENAME_INFORMATION *information = change->buffer;
    BOOLEAN has_flags = change->class == FileRenameInformationEx;
    return rename_or_link(
        change, FALSE, has_flags ? information->Flags & FILE_RENAME_REPLACE_IF_EXISTS : information->ReplaceIfExists);
}

static NTSTATUS set_link(struct change *change)
{
    return rename_or_link(change, TRUE, ((const FILE_LINK_INFORMATION *)change->buffer)->ReplaceIfExists);
}

static NTSTATUS set_completion(struct change *change)
{
    const FILE_COMPLETION_INFORMATION *information = change->buffer;
    if (is_synchronous(&change->entry)) return STATUS_INVALID_PARAMETER;
    struct file_extra *extra = file_extra_of(change->handle, &change->entry, TRUE);
    if (!extra) return STATUS_NO_MEMORY;
    if (extra->port) return STATUS_INVALID_PARAMETER;
    struct completion_port *port;
    NTSTATUS status = completion_port_get(information->Port, IO_COMPLETION_MODIFY_STATE, &port);
    if (status) return status;
    extra->key = (ULONG_PTR)information->Key;
    extra->port = port;
    return STATUS_SUCCESS;
}

static NTSTATUS set_notification_modes(struct change *change)
{
    struct file_extra *extra = file_extra_of(change->handle, &change->entry, TRUE);
    if (!extra) return STATUS_NO_MEMORY;
    extra->notification_modes |= ((const FILE_IO_COMPLETION_NOTIFICATION_INFORMATION *)change->buffer)->Flags;
    return STATUS_SUCCESS;
}

static NTSTATUS set_mode(struct change *change)
{
    ULONG mode = ((const FILE_MODE_INFORMATION *)change->buffer)->Mode;
    ULONG changeable = FILE_WRITE_THROUGH | FILE_SEQUENTIAL_ONLY;
    struct handle_entry *live = handle_entry_of(change->handle);
    if (!live || (mode & ~MODE_OPTIONS)) return STATUS_INVALID_PARAMETER;
    if (is_synchronous(&change->entry) != ((mode & FILE_SYNCHRONOUS) != 0)) return STATUS_INVALID_PARAMETER;
    live->options = (change->entry.options & ~changeable) | (mode & changeable);
    return STATUS_SUCCESS;
}

static NTSTATUS set_pipe(struct change *change)
{
    return is_pipe(&change->entry) ? pipe_set_information(change->handle, &change->entry, change->buffer)
                                   : STATUS_INVALID_PARAMETER;
}

/* Nothing that is read can differ for it: bytes beyond what was written are zero on every file system below us. */
static NTSTATUS set_valid_data(struct change *change)
{
    (void)change;
    return STATUS_PRIVILEGE_NOT_HELD;
}

/* A hint about disk queues that Linux takes per process, not per file. */
static NTSTATUS set_priority_hint(struct change *change)
{
    (void)change;
    return STATUS_SUCCESS;
}

struct set_class { NTSTATUS (*function)(struct change *change); ULONG size; ACCESS_MASK access; };

static const struct set_class set_classes[] = {
    [FileBasicInformation] = {set_basic, sizeof(FILE_BASIC_INFORMATION), FILE_WRITE_ATTRIBUTES},
    [FileRenameInformation] = {set_name, offsetof(FILE_RENAME_INFORMATION, FileName), DELETE},
    [FileRenameInformationEx] = {set_name, offsetof(FILE_RENAME_INFORMATION, FileName), DELETE},
    [FileLinkInformation] = {set_link, offsetof(FILE_RENAME_INFORMATION, FileName), 0},
    [FileDispositionInformation] = {set_disposition, sizeof(FILE_DISPOSITION_INFORMATION), DELETE},
    [FileDispositionInformationEx] = {set_disposition_ex, sizeof(FILE_DISPOSITION_INFORMATION_EX), DELETE},
    [FilePositionInformation] = {set_position, sizeof(FILE_POSITION_INFORMATION), 0},
    [FileModeInformation] = {set_mode, sizeof(FILE_MODE_INFORMATION), 0},
    [FileAllocationInformation] = {set_allocation, sizeof(FILE_ALLOCATION_INFORMATION), FILE_WRITE_DATA},
    [FileEndOfFileInformation] = {set_end_of_file, sizeof(FILE_END_OF_FILE_INFORMATION), FILE_WRITE_DATA},
    [FilePipeInformation] = {set_pipe, sizeof(FILE_PIPE_INFORMATION), 0},
    [FileCompletionInformation] = {set_completion, sizeof(FILE_COMPLETION_INFORMATION), 0},
    [FileValidDataLengthInformation] = {set_valid_data, sizeof(LARGE_INTEGER), FILE_WRITE_DATA},
    [FileIoCompletionNotificationInformation] = {set_notification_modes,
                                                 sizeof(FILE_IO_COMPLETION_NOTIFICATION_INFORMATION), 0},
    [FileIoPriorityHintInformation] = {set_priority_hint, sizeof(ULONG), 0},
};

NTSTATUS NTAPI NtSetInformationFile(HANDLE handle, PIO_STATUS_BLOCK io, PVOID buffer, ULONG size, ULONG class)
{
    struct change change = {.handle = handle, .buffer = buffer, .size = size, .class = class, .fd = -1};
    NTSTATUS status = file_get(handle, 0, &change.fd, &change.entry);
    if (status && !is_pipe(&change.entry)) return status; /* an end that nobody is connected to may still be set up */
    const struct set_class *entry = class < sizeof(set_classes) / sizeof(*set_classes) ? &set_classes[class] : NULL;
    if (!entry || !entry->function) {
        log_line(LOG_FILE, "NtSetInformationFile: class %u is not supported", class);
        return STATUS_INVALID_INFO_CLASS;
    }
    if (size < entry->size) return STATUS_INFO_LENGTH_MISMATCH;
    if ((change.entry.access & entry->access) != entry->access) return STATUS_ACCESS_DENIED;
    status = entry->function(&change);
    io->Status = status;
    io->Information = 0;
    return status;
}
