/* NtQueryDirectoryFile and NtNotifyChangeDirectoryFile. The Unix side keeps the sorted list of names; records are
 * fetched some at a time and handed out in the shape that the caller's class wants. */
#include "file_private.h"
#include "short_names.h"

#define RECORDS_SIZE 16384u
#define RECORDS_MAX  64u

enum { HAS_EA = 1, HAS_SHORT_NAME = 2, HAS_ID = 4, NAMES_ONLY = 8, HAS_EXTENDED_ID = 16 };
struct directory_class { uint16_t name_offset, flags, id_offset, short_offset; };

static const struct directory_class classes[] = {
    [FileDirectoryInformation] = {64, 0, 0, 0},
    [FileFullDirectoryInformation] = {68, HAS_EA, 0, 0},
    [FileBothDirectoryInformation] = {94, HAS_EA | HAS_SHORT_NAME, 0, 68},
    [FileNamesInformation] = {12, NAMES_ONLY, 0, 0},
    [FileIdBothDirectoryInformation] = {104, HAS_EA | HAS_SHORT_NAME | HAS_ID, 96, 68},
    [FileIdFullDirectoryInformation] = {80, HAS_EA | HAS_ID, 72, 0},
    [FileIdExtdDirectoryInformation] = {88, HAS_EA | HAS_EXTENDED_ID, 72, 0},
    [FileIdExtdBothDirectoryInformation] = {114, HAS_EA | HAS_EXTENDED_ID | HAS_SHORT_NAME, 72, 88},
};

static void listing_end(struct file_extra *extra)
{
    if (extra->listing) {
        struct unix_directory_read_args args = {.what = DIRECTORY_END, .list = extra->listing};
        unix_call_directory_read(&args);
    }
    extra->listing = 0;
    extra->listing_index = extra->records_left = extra->record_offset = 0;
}

static BOOLEAN means_everything(const UNICODE_STRING *pattern)
{
    return !pattern || !pattern->Length || (pattern->Length == sizeof(WCHAR) && pattern->Buffer[0] == '*');
}

static NTSTATUS listing_start(struct file_extra *extra, int fd, const UNICODE_STRING *pattern)
{
    struct unix_directory_read_args args = {.what = DIRECTORY_START, .fd = fd};
    if (!means_everything(pattern)) {
        args.pattern = UNIX_PTR(pattern->Buffer);
        args.pattern_length = pattern->Length / sizeof(WCHAR);
    }
    listing_end(extra);
    if (!extra->records && !(extra->records = heap_allocate(RECORDS_SIZE))) return STATUS_NO_MEMORY;
    NTSTATUS status = unix_call_directory_read(&args);
    if (status) return status;
    extra->listing = args.list;
    return STATUS_SUCCESS;
}

static const struct directory_record *next_record(struct file_extra *extra, ULONG wanted, BOOLEAN names_only)
{
    if (!extra->records_left) {
        struct unix_directory_read_args args = {
            .what = DIRECTORY_NEXT,
            .fd = extra->fd,
            .list = extra->listing,
            .index = extra->listing_index,
            .buffer = UNIX_PTR(extra->records),
            .capacity = RECORDS_SIZE,
            .count = wanted,
            .names_only = names_only,
        };
        if (unix_call_directory_read(&args)) return NULL;
        extra->listing_index = args.index;
        extra->records_left = args.count;
        extra->record_offset = 0;
    }
    return (const struct directory_record *)(extra->records + extra->record_offset);
}

static void record_done(struct file_extra *extra, const struct directory_record *record)
{
    extra->records_left--;
    extra->record_offset += record->size;
}

/* A byte with the size, one that is not used, and 12 characters. */
static void put_short_name(uint8_t *at, const struct directory_record *record)
{
    memset(at, 0, 2 + SHORT_NAME_MAX * sizeof(WCHAR));
    at[0] = (uint8_t)(short_name_make(record->name, record->name_size / sizeof(WCHAR), (uint16_t *)(at + 2)) *
                      sizeof(WCHAR));
}

static void put_record(uint8_t *at, const struct directory_class *class, const struct directory_record *record)
{
    FILE_BOTH_DIR_INFORMATION *entry = (FILE_BOTH_DIR_INFORMATION *)at;
    const struct file_facts *facts = &record->facts;
    entry->NextEntryOffset = entry->FileIndex = 0;
    if (class->flags & NAMES_ONLY) {
        ((FILE_NAMES_INFORMATION *)at)->FileNameLength = record->name_size;
        memcpy(at + class->name_offset, record->name, record->name_size);
        return;
    }
    entry->CreationTime.QuadPart = (LONGLONG)facts->creation_time;
    entry->LastAccessTime.QuadPart = (LONGLONG)facts->access_time;
    entry->LastWriteTime.QuadPart = (LONGLONG)facts->write_time;
    entry->ChangeTime.QuadPart = (LONGLONG)facts->change_time;
    entry->EndOfFile.QuadPart = (LONGLONG)facts->size;
    entry->AllocationSize.QuadPart = (LONGLONG)facts->allocation_size;
    entry->FileAttributes = facts->attributes;
    entry->FileNameLength = record->name_size;
    /* of a reparse point the field holds its tag, which FindFirstFile shows as dwReserved0 */
    if (class->flags & HAS_EA) entry->EaSize = facts->reparse_tag;
    if (class->flags & HAS_EXTENDED_ID) {
        entry->EaSize = 0;
        *(ULONG *)(at + 68) = facts->reparse_tag;
        memset(at + class->id_offset, 0, 16);
        memcpy(at + class->id_offset, &facts->inode, sizeof(facts->inode));
    }
    if (class->flags & HAS_SHORT_NAME) put_short_name(at + class->short_offset, record);
    if (class->flags & HAS_ID) memcpy(at + class->id_offset, &facts->inode, sizeof(facts->inode));
    memcpy(at + class->name_offset, record->name, record->name_size);
}

static NTSTATUS fill(struct file_extra *extra, const struct directory_class *class, uint8_t *buffer, ULONG size,
                     BOOLEAN single, ULONG *used)
{
    ULONG last = 0, at = 0;
    BOOLEAN any = FALSE;
    for (;;) {
        const struct directory_record *record =
            next_record(extra, single ? 1 : RECORDS_MAX, (class->flags & NAMES_ONLY) != 0);
        if (!record) break;
        ULONG needed = class->name_offset + record->name_size;
        if (at > size || needed > size - at) {
            if (any) break;
            return STATUS_BUFFER_OVERFLOW;
        }
        if (any) *(ULONG *)(buffer + last) = at - last;
        put_record(buffer + at, class, record);
        record_done(extra, record);
        any = TRUE;
        last = at;
        *used = at + needed;
        at = (at + needed + 7) & ~7u;
        if (single) break;
    }
    return any ? STATUS_SUCCESS : STATUS_NO_MORE_FILES;
}

static NTSTATUS query_directory(HANDLE handle, PIO_STATUS_BLOCK io, PVOID buffer, ULONG size, ULONG class_number,
                                BOOLEAN single, const UNICODE_STRING *pattern, BOOLEAN restart)
{
    struct handle_entry entry;
    ULONG used = 0;
    int fd;
    NTSTATUS status = file_get(handle, FILE_LIST_DIRECTORY, &fd, &entry);
    if (status) return status;
    if (!is_folder(&entry)) return STATUS_INVALID_PARAMETER;
    const struct directory_class *class =
        class_number < sizeof(classes) / sizeof(*classes) ? &classes[class_number] : NULL;
    if (!class || !class->name_offset) return STATUS_INVALID_INFO_CLASS;
    if (size < class->name_offset + sizeof(WCHAR)) return STATUS_INFO_LENGTH_MISMATCH;
    struct file_extra *extra = file_extra_of(handle, &entry, TRUE);
    if (!extra) return STATUS_NO_MEMORY;
    RtlAcquireSRWLockExclusive(&extra->lock);
    BOOLEAN first = !extra->listing;
    if (first || restart) status = listing_start(extra, fd, pattern);
    if (!status) status = fill(extra, class, buffer, size, single, &used);
    RtlReleaseSRWLockExclusive(&extra->lock);
    if (status == STATUS_NO_MORE_FILES && (first || restart) && pattern && pattern->Length)
        status = STATUS_NO_SUCH_FILE;
    io->Status = status;
    io->Information = used;
    return status;
}

NTSTATUS NTAPI NtQueryDirectoryFile(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context,
                                    PIO_STATUS_BLOCK io, PVOID buffer, ULONG size, ULONG class, BOOLEAN single,
                                    PUNICODE_STRING pattern, BOOLEAN restart)
{
    (void)apc;
    (void)apc_context;
    NTSTATUS status = query_directory(handle, io, buffer, size, class, single, pattern, restart);
    if (event && NT_SUCCESS(status)) NtSetEvent(event, NULL);
    return status;
}

NTSTATUS NTAPI NtQueryDirectoryFileEx(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context,
                                      PIO_STATUS_BLOCK io, PVOID buffer, ULONG size, ULONG class, ULONG flags,
                                      PUNICODE_STRING pattern)
{
    return NtQueryDirectoryFile(handle, event, apc, apc_context, io, buffer, size, class, (flags & 2) != 0, pattern,
                                (flags & 1) != 0);
}

/* --- changes --- */

/* Shared by the handle and its requests, which may outlive it. */
struct folder_watch { LONG references; int32_t descriptor; uint64_t watch; };

static void watch_release(struct folder_watch *watch)
{
    if (InterlockedDecrement(&watch->references)) return;
    struct unix_directory_watch_args args = {.what = WATCH_END, .watch = watch->watch};
    unix_call_directory_watch(&args);
    heap_free(watch);
}

static NTSTATUS attempt_changes(struct async_operation *operation)
{
    struct folder_watch *watch = (struct folder_watch *)(ULONG_PTR)operation->argument;
    struct unix_directory_watch_args args = {
        .what = WATCH_READ, .watch = watch->watch, .buffer = UNIX_PTR(operation->buffer), .capacity = operation->size,
        .extended = (uint32_t)operation->argument2,
    };
    NTSTATUS status = unix_call_directory_watch(&args);
    operation->information = args.size;
    return status;
}

static void cleanup_changes(struct async_operation *operation)
{
    watch_release((struct folder_watch *)(ULONG_PTR)operation->argument);
}

static NTSTATUS watch_begin(struct file_extra *extra, int fd, ULONG filter, BOOLEAN subtree)
{
    struct unix_directory_watch_args args = {.what = WATCH_START, .fd = fd, .filter = filter, .subtree = subtree};
    if (extra->watch) return STATUS_SUCCESS;
    struct folder_watch *watch = heap_allocate(sizeof(*watch));
    if (!watch) return STATUS_NO_MEMORY;
    NTSTATUS status = unix_call_directory_watch(&args);
    if (status) {
        heap_free(watch);
        return status;
    }
    *watch = (struct folder_watch){.references = 1, .descriptor = args.descriptor, .watch = args.watch};
    extra->watch = watch;
    return STATUS_SUCCESS;
}

enum { NOTIFY_INFORMATION = 1, NOTIFY_EXTENDED_INFORMATION };

NTSTATUS NTAPI NtNotifyChangeDirectoryFileEx(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context,
                                             PIO_STATUS_BLOCK io, PVOID buffer, ULONG size, ULONG filter,
                                             BOOLEAN subtree, ULONG class)
{
    struct handle_entry entry;
    struct io_request request = {handle, event, apc, apc_context, io};
    int fd;
    if (!filter || (filter & ~0xfffu)) return STATUS_INVALID_PARAMETER;
    if (class != NOTIFY_INFORMATION && class != NOTIFY_EXTENDED_INFORMATION) return STATUS_INVALID_INFO_CLASS;
    NTSTATUS status = file_get(handle, FILE_LIST_DIRECTORY, &fd, &entry);
    if (status) return status;
    if (!is_folder(&entry)) return STATUS_INVALID_PARAMETER;
    struct file_extra *extra = file_extra_of(handle, &entry, TRUE);
    if (!extra) return STATUS_NO_MEMORY;
    RtlAcquireSRWLockExclusive(&extra->lock);
    status = watch_begin(extra, fd, filter, subtree);
    struct folder_watch *watch = extra->watch;
    if (!status) InterlockedIncrement(&watch->references);
    RtlReleaseSRWLockExclusive(&extra->lock);
    if (status) return status;
    io_request_begin(&request, &entry);
    struct async_operation *operation = async_new(&request, &entry, attempt_changes);
    if (!operation) {
        watch_release(watch);
        return STATUS_NO_MEMORY;
    }
    struct unix_descriptor_duplicate_args duplicate = {.fd = watch->descriptor};
    status = unix_call_descriptor_duplicate(&duplicate);
    operation->fd = status ? -1 : duplicate.result;
    operation->argument = UNIX_PTR(watch);
    operation->argument2 = class == NOTIFY_EXTENDED_INFORMATION;
    operation->cleanup = cleanup_changes;
    operation->buffer = buffer;
    operation->size = buffer ? size : 0;
    operation->events = POLL_READABLE;
    if (status) {
        async_free(operation);
        return status;
    }
    return is_synchronous(&entry) ? async_wait(operation) : async_start(operation);
}

NTSTATUS NTAPI NtNotifyChangeDirectoryFile(HANDLE handle, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context,
                                           PIO_STATUS_BLOCK io, PVOID buffer, ULONG size, ULONG filter, BOOLEAN subtree)
{
    return NtNotifyChangeDirectoryFileEx(handle, event, apc, apc_context, io, buffer, size, filter, subtree,
                                         NOTIFY_INFORMATION);
}

void directory_closed(struct file_extra *extra)
{
    listing_end(extra);
    heap_free(extra->records);
    if (extra->watch) watch_release(extra->watch);
}
