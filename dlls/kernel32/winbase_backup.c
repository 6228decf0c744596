/* BackupRead, BackupWrite, BackupSeek: a file as a row of streams, each with a WIN32_STREAM_ID header. Told are the
 * data, the alternate streams and reparse points; security descriptors are not (bProcessSecurity is as if FALSE), hard
 * links neither. */
#include "file_private.h"
#include <winioctl.h>

#define HEADER_SIZE   offsetof(WIN32_STREAM_ID, cStreamName)
#define STREAMS_SIZE  8192u
#define REPARSE_SIZE  16384u
#define NAME_MAX_SIZE 512u

enum part { PART_FIRST, PART_HEADER, PART_DATA, PART_END };

struct backup {
    BOOL writes;
    enum part part;
    uint8_t header[HEADER_SIZE + NAME_MAX_SIZE];
    DWORD header_size, header_done;
    ULONGLONG left, position; /* of the stream's data */
    HANDLE source;            /* an alternate stream; NULL: the file */
    uint8_t *reparse;         /* data that is in memory */
    DWORD reparse_size;
    BOOL streams_asked;
    ULONG next_stream, streams_size;
    uint8_t streams[STREAMS_SIZE] __attribute__((aligned(8)));
};

static WIN32_STREAM_ID *header_of(struct backup *backup) { return (WIN32_STREAM_ID *)backup->header; }

static void end_stream(struct backup *backup)
{
    if (backup->source) NtClose(backup->source);
    backup->source = NULL;
    heap_free(backup->reparse);
    backup->reparse = NULL;
    backup->header_done = 0;
}

static void backup_free(struct backup *backup)
{
    end_stream(backup);
    heap_free(backup);
}

static struct backup *context_of(LPVOID *context, BOOL writes)
{
    if (*context) return *context;
    struct backup *backup = heap_allocate_zeroed(sizeof(*backup));
    if (!backup) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    backup->writes = writes;
    return *context = backup;
}

static HANDLE open_stream(HANDLE file, const WCHAR *name, ULONG size, ACCESS_MASK access, ULONG disposition)
{
    UNICODE_STRING path;
    struct nt_path nt_path;
    IO_STATUS_BLOCK io;
    HANDLE handle = NULL;
    if (winrun_path_of_handle(file, &path)) return NULL;
    WCHAR *text = heap_allocate(path.Length + size + sizeof(WCHAR));
    if (text) {
        memcpy(text, path.Buffer, path.Length);
        memcpy((uint8_t *)text + path.Length, name, size);
        text[(path.Length + size) / sizeof(WCHAR)] = 0;
    }
    RtlFreeUnicodeString(&path);
    if (!text || !nt_path_begin(&nt_path, text)) {
        heap_free(text);
        return NULL;
    }
    NTSTATUS status = NtCreateFile(&handle, access | SYNCHRONIZE, &nt_path.attributes, &io, NULL, 0, SHARE_ALL,
                                   disposition, FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT, NULL, 0);
    nt_path_end(&nt_path);
    heap_free(text);
    return check_status(status) ? handle : NULL;
}

/* --- reading --- */

static void put_header(struct backup *backup, DWORD id, ULONGLONG size, const WCHAR *name, ULONG name_size)
{
    WIN32_STREAM_ID *header = header_of(backup);
    header->dwStreamId = id;
    header->dwStreamAttributes = STREAM_NORMAL_ATTRIBUTE;
    header->Size.QuadPart = (LONGLONG)size;
    header->dwStreamNameSize = name_size;
    memcpy(header->cStreamName, name, name_size);
    backup->header_size = HEADER_SIZE + name_size;
    backup->left = size;
    backup->position = 0;
    backup->part = PART_HEADER;
}

static BOOL put_reparse(struct backup *backup, HANDLE file)
{
    IO_STATUS_BLOCK io = {0};
    backup->reparse = heap_allocate(REPARSE_SIZE);
    if (!backup->reparse) return set_error(ERROR_NOT_ENOUGH_MEMORY);
    NTSTATUS status =
        NtFsControlFile(file, NULL, NULL, NULL, &io, FSCTL_GET_REPARSE_POINT, NULL, 0, backup->reparse, REPARSE_SIZE);
    if (!check_status(status)) return FALSE;
    backup->reparse_size = (DWORD)io.Information;
    put_header(backup, BACKUP_REPARSE_DATA, backup->reparse_size, NULL, 0);
    return TRUE;
}

static BOOL begin_file(struct backup *backup, HANDLE file)
{
    FILE_ATTRIBUTE_TAG_INFORMATION tag;
    FILE_STANDARD_INFORMATION standard;
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtQueryInformationFile(file, &io, &tag, sizeof(tag), FileAttributeTagInformation);
    if (!status) status = NtQueryInformationFile(file, &io, &standard, sizeof(standard), FileStandardInformation);
    if (!check_status(status)) return FALSE;
    if (tag.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) return put_reparse(backup, file);
    backup->part = PART_END;
    if (!standard.Directory) put_header(backup, BACKUP_DATA, (ULONGLONG)standard.EndOfFile.QuadPart, NULL, 0);
    return TRUE;
}

/* The next alternate stream, or the end. */
static BOOL begin_next(struct backup *backup, HANDLE file)
{
    IO_STATUS_BLOCK io = {0};
    end_stream(backup);
    if (!backup->streams_asked) {
        backup->streams_asked = TRUE;
        if (!NtQueryInformationFile(file, &io, backup->streams, STREAMS_SIZE, FileStreamInformation))
            backup->streams_size = (ULONG)io.Information;
    }
    backup->part = PART_END;
    while (backup->next_stream < backup->streams_size) {
        const FILE_STREAM_INFORMATION *stream =
            (const FILE_STREAM_INFORMATION *)(backup->streams + backup->next_stream);
        backup->next_stream =
            stream->NextEntryOffset ? backup->next_stream + stream->NextEntryOffset : backup->streams_size;
        if (stream->StreamNameLength > NAME_MAX_SIZE || !memcmp(stream->StreamName, L"::", 4)) continue;
        backup->source = open_stream(file, stream->StreamName, stream->StreamNameLength, FILE_READ_DATA, FILE_OPEN);
        if (!backup->source) return FALSE;
        put_header(backup, BACKUP_ALTERNATE_DATA, (ULONGLONG)stream->StreamSize.QuadPart, stream->StreamName,
                   stream->StreamNameLength);
        return TRUE;
    }
    return TRUE;
}

static BOOL read_data(struct backup *backup, HANDLE file, uint8_t *buffer, DWORD size, DWORD *done)
{
    IO_STATUS_BLOCK io = {0};
    LARGE_INTEGER offset = {.QuadPart = (LONGLONG)backup->position};
    if (backup->reparse) {
        memcpy(buffer, backup->reparse + backup->position, size);
        *done = size;
        return TRUE;
    }
    NTSTATUS status =
        NtReadFile(backup->source ? backup->source : file, NULL, NULL, NULL, &io, buffer, size, &offset, NULL);
    *done = (DWORD)io.Information;
    if (status == STATUS_END_OF_FILE)
        return set_error(ERROR_HANDLE_EOF); /* it became shorter since its size was told */
    return check_status(status);
}

BOOL WINAPI BackupRead(HANDLE file, LPBYTE buffer, DWORD size, LPDWORD read, BOOL abort, BOOL security, LPVOID *context)
{
    (void)security;
    if (!context || !read || (!buffer && !abort)) return set_error(ERROR_INVALID_PARAMETER);
    if (abort) {
        if (*context) backup_free(*context);
        *context = NULL;
        return TRUE;
    }
    *read = 0;
    struct backup *backup = context_of(context, FALSE);
    if (!backup) return FALSE;
    if (backup->part == PART_FIRST && !begin_file(backup, file)) return FALSE;
    if (backup->part == PART_END && !backup->streams_asked && !begin_next(backup, file)) return FALSE;
    while (*read < size && backup->part != PART_END) {
        DWORD part = size - *read, done;
        if (backup->part == PART_HEADER) {
            if (part > backup->header_size - backup->header_done) part = backup->header_size - backup->header_done;
            memcpy(buffer + *read, backup->header + backup->header_done, part);
            backup->header_done += part;
            *read += part;
            if (backup->header_done == backup->header_size) backup->part = PART_DATA;
            continue;
        }
        if (part > backup->left) part = (DWORD)backup->left;
        if (part && !read_data(backup, file, buffer + *read, part, &done)) return FALSE;
        if (part) {
            *read += done;
            backup->left -= done;
            backup->position += done;
        }
        if (!backup->left && !begin_next(backup, file)) return FALSE;
    }
    return TRUE;
}

/* --- writing --- */

static BOOL begin_writing(struct backup *backup, HANDLE file)
{
    const WIN32_STREAM_ID *header = header_of(backup);
    backup->left = (ULONGLONG)header->Size.QuadPart;
    backup->position = 0;
    backup->part = PART_DATA;
    if (header->dwStreamId == BACKUP_ALTERNATE_DATA) {
        backup->source =
            open_stream(file, header->cStreamName, header->dwStreamNameSize, FILE_WRITE_DATA, FILE_OVERWRITE_IF);
        return backup->source != NULL;
    }
    if (header->dwStreamId != BACKUP_REPARSE_DATA) return TRUE;
    if (backup->left > REPARSE_SIZE) return set_error(ERROR_INVALID_DATA);
    backup->reparse = heap_allocate(REPARSE_SIZE);
    return backup->reparse || set_error(ERROR_NOT_ENOUGH_MEMORY);
}

static BOOL write_data(struct backup *backup, HANDLE file, const uint8_t *data, DWORD size)
{
    IO_STATUS_BLOCK io = {0};
    LARGE_INTEGER offset = {.QuadPart = (LONGLONG)backup->position};
    DWORD id = header_of(backup)->dwStreamId;
    if (backup->reparse) {
        memcpy(backup->reparse + backup->position, data, size);
        if (backup->left > size) return TRUE;
        DWORD whole = (DWORD)header_of(backup)->Size.QuadPart;
        return check_status(
            NtFsControlFile(file, NULL, NULL, NULL, &io, FSCTL_SET_REPARSE_POINT, backup->reparse, whole, NULL, 0));
    }
    if (id != BACKUP_DATA && id != BACKUP_ALTERNATE_DATA) {
        if (!backup->position) log_line(LOG_WARN, "BackupWrite: streams of kind %u are left out", id);
        return TRUE;
    }
    return check_status(
        NtWriteFile(backup->source ? backup->source : file, NULL, NULL, NULL, &io, data, size, &offset, NULL));
}

/* As much of the header as there is; its size is known once the fixed part has come. */
static BOOL take_header(struct backup *backup, HANDLE file, const uint8_t *data, DWORD size, DWORD *taken)
{
    DWORD wanted = HEADER_SIZE;
    if (backup->header_done >= HEADER_SIZE) wanted += header_of(backup)->dwStreamNameSize;
    *taken = size < wanted - backup->header_done ? size : wanted - backup->header_done;
    memcpy(backup->header + backup->header_done, data, *taken);
    backup->header_done += *taken;
    if (backup->header_done < HEADER_SIZE) return TRUE;
    if (header_of(backup)->dwStreamNameSize > NAME_MAX_SIZE || header_of(backup)->Size.QuadPart < 0)
        return set_error(ERROR_INVALID_DATA);
    if (backup->header_done < HEADER_SIZE + header_of(backup)->dwStreamNameSize) return TRUE;
    return begin_writing(backup, file);
}

BOOL WINAPI BackupWrite(HANDLE file, LPBYTE buffer, DWORD size, LPDWORD written, BOOL abort, BOOL security,
                        LPVOID *context)
{
    (void)security;
    if (!context || !written || (!buffer && !abort)) return set_error(ERROR_INVALID_PARAMETER);
    if (abort) {
        if (*context) backup_free(*context);
        *context = NULL;
        return TRUE;
    }
    *written = 0;
    struct backup *backup = context_of(context, TRUE);
    if (!backup) return FALSE;
    if (backup->part == PART_FIRST) backup->part = PART_HEADER;
    while (*written < size) {
        DWORD part = size - *written;
        if (backup->part == PART_HEADER) {
            if (!take_header(backup, file, buffer + *written, part, &part)) return FALSE;
        } else {
            if (part > backup->left) part = (DWORD)backup->left;
            if (!write_data(backup, file, buffer + *written, part)) return FALSE;
            backup->left -= part;
            backup->position += part;
        }
        *written += part;
        if (backup->part != PART_DATA || backup->left) continue;
        end_stream(backup);
        backup->part = PART_HEADER;
    }
    return TRUE;
}

/* Within the data of the stream at hand; further than its end goes only to the end, and says so. */
BOOL WINAPI BackupSeek(HANDLE file, DWORD low, DWORD high, LPDWORD sought_low, LPDWORD sought_high, LPVOID *context)
{
    struct backup *backup = context ? *context : NULL;
    ULONGLONG wanted = (ULONGLONG)high << 32 | low;
    (void)file;
    if (!backup || !sought_low || !sought_high) return set_error(ERROR_INVALID_PARAMETER);
    BOOL in_data = backup->part == PART_DATA;
    ULONGLONG sought = !in_data ? 0 : wanted < backup->left ? wanted : backup->left;
    backup->left -= sought;
    backup->position += sought;
    *sought_low = (DWORD)sought;
    *sought_high = (DWORD)(sought >> 32);
    return sought == wanted ? TRUE : set_error(ERROR_SEEK);
}
