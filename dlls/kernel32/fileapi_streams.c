/* The streams and the names of a file, and files by their number. */
#include "find_private.h"
#include "unix_calls.h"

/* --- FindFirstStream: `buffer` holds FILE_STREAM_INFORMATION records --- */

static BOOL next_stream(struct find *find, WIN32_FIND_STREAM_DATA *data)
{
    if (find->finished) return set_error(ERROR_HANDLE_EOF);
    const FILE_STREAM_INFORMATION *stream = (const FILE_STREAM_INFORMATION *)(find->buffer + find->offset);
    ULONG length = stream->StreamNameLength / sizeof(WCHAR);
    data->StreamSize = stream->StreamSize;
    memcpy(data->cStreamName, stream->StreamName, length * sizeof(WCHAR));
    data->cStreamName[length] = 0;
    find->offset += stream->NextEntryOffset;
    find->finished = !stream->NextEntryOffset;
    return TRUE;
}

HANDLE WINAPI FindFirstStreamW(LPCWSTR name, STREAM_INFO_LEVELS level, LPVOID data, DWORD flags)
{
    IO_STATUS_BLOCK io = {0};
    if (level != FindStreamInfoStandard || flags) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    HANDLE file = open_for(name, FILE_READ_ATTRIBUTES, SHARE_ALL, FILE_OPEN_FOR_BACKUP_INTENT);
    if (file == INVALID_HANDLE_VALUE) return INVALID_HANDLE_VALUE;
    struct find *find = find_new(FIND_STREAMS);
    NTSTATUS status = STATUS_NO_MEMORY;
    if (find) status = NtQueryInformationFile(file, &io, find->buffer, FIND_BUFFER_SIZE, FileStreamInformation);
    NtClose(file);
    BOOL found = check_status(status) && (io.Information || set_error(ERROR_HANDLE_EOF)) && next_stream(find, data);
    if (found) return find;
    DWORD error = GetLastError();
    if (find) find_free(find);
    SetLastError(error);
    return INVALID_HANDLE_VALUE;
}

BOOL WINAPI FindNextStreamW(HANDLE handle, LPVOID data)
{
    struct find *find = find_of(handle, FIND_STREAMS);
    return find && next_stream(find, data);
}

/* --- FindFirstFileName: `buffer` holds paths with their drive, each with a zero --- */

static BOOL next_name(struct find *find, LPDWORD size, PWSTR buffer)
{
    if (find->offset >= find->available) return set_error(ERROR_HANDLE_EOF);
    LPCWSTR name = (LPCWSTR)(find->buffer + find->offset) + 2;
    DWORD needed = (DWORD)wcslen(name) + 1;
    DWORD room = *size;
    *size = needed;
    if (needed > room) return set_error(ERROR_MORE_DATA);
    memcpy(buffer, name, needed * sizeof(WCHAR));
    find->offset += (needed + 2) * sizeof(WCHAR);
    return TRUE;
}

HANDLE WINAPI FindFirstFileNameW(LPCWSTR name, DWORD flags, LPDWORD size, PWSTR buffer)
{
    if (flags || !size) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    HANDLE file =
        open_for(name, FILE_READ_ATTRIBUTES, SHARE_ALL, FILE_OPEN_FOR_BACKUP_INTENT | FILE_OPEN_REPARSE_POINT);
    if (file == INVALID_HANDLE_VALUE) return INVALID_HANDLE_VALUE;
    struct find *find = find_new(FIND_NAMES);
    NTSTATUS status =
        find ? winrun_hard_links(file, find->buffer, FIND_BUFFER_SIZE, &find->available) : STATUS_NO_MEMORY;
    NtClose(file);
    if (check_status(status) && next_name(find, size, buffer)) return find;
    DWORD error = GetLastError();
    if (find) find_free(find);
    SetLastError(error);
    return INVALID_HANDLE_VALUE;
}

BOOL WINAPI FindNextFileNameW(HANDLE handle, LPDWORD size, PWSTR buffer)
{
    struct find *find = find_of(handle, FIND_NAMES);
    return find && next_name(find, size, buffer);
}

/* --- files by number --- */

HANDLE WINAPI OpenFileById(HANDLE hint, LPFILE_ID_DESCRIPTOR id, DWORD access, DWORD share,
                           LPSECURITY_ATTRIBUTES security, DWORD flags)
{
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE handle;
    if (!id || (id->Type != FileIdType && id->Type != ObjectIdType && id->Type != ExtendedFileIdType)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    if (id->Type == ObjectIdType) {
        SetLastError(ERROR_FILE_NOT_FOUND); /* no file has an object id */
        return INVALID_HANDLE_VALUE;
    }
    UNICODE_STRING name = {sizeof(id->FileId), sizeof(id->FileId), (PWSTR)&id->FileId};
    InitializeObjectAttributes(&attributes, &name, security && security->bInheritHandle ? OBJ_INHERIT : 0, hint, NULL);
    ULONG options = options_from_flags(flags | FILE_FLAG_BACKUP_SEMANTICS) | FILE_OPEN_BY_FILE_ID;
    NTSTATUS status =
        NtOpenFile(&handle, access | SYNCHRONIZE | FILE_READ_ATTRIBUTES, &attributes, &io, share, options);
    return check_status(status) ? handle : INVALID_HANDLE_VALUE;
}
