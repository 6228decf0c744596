/* FindFirstFile and its family. */
#include "file_private.h"

#define FIND_MAGIC  0x46494e44u
#define BUFFER_SIZE 8192u

struct find {
    ULONG magic;
    HANDLE folder;
    RTL_SRWLOCK lock;
    FINDEX_SEARCH_OPS filter;
    BOOL finished;
    ULONG offset, available; /* bytes in `buffer` */
    UNICODE_STRING pattern;
    uint8_t buffer[BUFFER_SIZE] __attribute__((aligned(8)));
};

typedef struct {
    ULONG NextEntryOffset, FileIndex;
    LARGE_INTEGER CreationTime, LastAccessTime, LastWriteTime, ChangeTime, EndOfFile, AllocationSize;
    ULONG FileAttributes, FileNameLength, EaSize;
    CHAR ShortNameLength;
    WCHAR ShortName[12];
    WCHAR FileName[1];
} BOTH_INFORMATION;

static FILETIME filetime(LARGE_INTEGER time) { return (FILETIME){time.LowPart, (DWORD)time.HighPart}; }

static void fill_data(const BOTH_INFORMATION *entry, WIN32_FIND_DATAW *data)
{
    ULONG length = entry->FileNameLength / sizeof(WCHAR);
    if (length >= MAX_PATH) length = MAX_PATH - 1;
    data->dwFileAttributes = entry->FileAttributes;
    data->ftCreationTime = filetime(entry->CreationTime);
    data->ftLastAccessTime = filetime(entry->LastAccessTime);
    data->ftLastWriteTime = filetime(entry->LastWriteTime);
    data->nFileSizeHigh = (DWORD)entry->EndOfFile.HighPart;
    data->nFileSizeLow = entry->EndOfFile.LowPart;
    data->dwReserved0 = entry->FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT ? entry->EaSize : 0;
    data->dwReserved1 = 0;
    memcpy(data->cFileName, entry->FileName, length * sizeof(WCHAR));
    data->cFileName[length] = 0;
    data->cAlternateFileName[0] = 0;
}

/* The rules of MS-DOS in terms of FsRtlIsNameInExpression: ? may match nothing at an end, . before a wildcard may be missing, * before a
 * dot stops at the last dot. */
static void translate_pattern(UNICODE_STRING *pattern)
{
    ULONG length = pattern->Length / sizeof(WCHAR);
    WCHAR *text = pattern->Buffer;
    if (length == 3 && !memcmp(text, L"*.*", 6)) {
        pattern->Length = sizeof(WCHAR);
        return;
    }
    if (length >= 2 && text[length - 1] == '.' && text[length - 2] == '*') {
        text[length - 2] = '<';
        pattern->Length = (USHORT)(--length * sizeof(WCHAR));
    }
    for (ULONG i = 0; i < length; i++) {
        if (text[i] == '.' && i + 1 < length && (text[i + 1] == '*' || text[i + 1] == '?')) text[i] = '"';
        if (text[i] == '?') text[i] = '>';
        if (text[i] == '*' && i + 1 < length && text[i + 1] == '.') text[i] = '<';
    }
}

static BOOL is_wild(LPCWSTR text)
{
    for (; *text; text++)
        if (*text == '*' || *text == '?') return TRUE;
    return FALSE;
}

static LPCWSTR last_part(LPCWSTR name)
{
    LPCWSTR part = name;
    for (LPCWSTR at = name; *at; at++)
        if (*at == '\\' || *at == '/' || (*at == ':' && at == name + 1)) part = at + 1;
    return part;
}

static BOOL pattern_set(struct find *find, LPCWSTR text, size_t length)
{
    if (length > 0x7000) return set_error(ERROR_FILENAME_EXCED_RANGE);
    find->pattern.Buffer = heap_allocate((length + 1) * sizeof(WCHAR));
    if (!find->pattern.Buffer) return set_error(ERROR_NOT_ENOUGH_MEMORY);
    memcpy(find->pattern.Buffer, text, length * sizeof(WCHAR));
    find->pattern.Length = find->pattern.MaximumLength = (USHORT)(length * sizeof(WCHAR));
    return TRUE;
}

/* Opens the folder and sets the pattern. */
static BOOL find_open(struct find *find, LPCWSTR name)
{
    LPCWSTR part = last_part(name);
    LPWSTR copy = NULL;
    UNICODE_STRING full = {0};
    BOOL wild = is_wild(part), ready;
    size_t folder_length;
    if (wild) {
        /* the pattern as it stands: making the path full would trim it */
        folder_length = (size_t)(part - name);
        copy = heap_allocate((folder_length + 3) * sizeof(WCHAR));
        if (!copy) return set_error(ERROR_NOT_ENOUGH_MEMORY);
        memcpy(copy, name, folder_length * sizeof(WCHAR));
        if (!folder_length || copy[folder_length - 1] == ':') copy[folder_length++] = '.';
        copy[folder_length] = 0;
        ready = pattern_set(find, part, wcslen(part));
        if (ready) translate_pattern(&find->pattern);
    } else {
        struct nt_path path;
        if (!nt_path_begin(&path, name)) return FALSE;
        full = path.name;
        copy = heap_allocate(full.Length + sizeof(WCHAR));
        if (!copy) {
            nt_path_end(&path);
            return set_error(ERROR_NOT_ENOUGH_MEMORY);
        }
        memcpy(copy, full.Buffer, full.Length + sizeof(WCHAR));
        nt_path_end(&path);
        WCHAR *end = (WCHAR *)last_part(copy);
        ready = *end ? pattern_set(find, end, wcslen(end)) : set_error(ERROR_FILE_NOT_FOUND);
        *end = 0;
    }
    if (ready) {
        find->folder = open_for(copy, FILE_LIST_DIRECTORY, SHARE_ALL, FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT);
        ready = find->folder != INVALID_HANDLE_VALUE;
        if (!ready && GetLastError() == ERROR_FILE_NOT_FOUND) SetLastError(ERROR_PATH_NOT_FOUND);
    }
    heap_free(copy);
    return ready;
}

static void find_free(struct find *find)
{
    if (find->folder && find->folder != INVALID_HANDLE_VALUE) NtClose(find->folder);
    heap_free(find->pattern.Buffer);
    find->magic = 0;
    heap_free(find);
}

static NTSTATUS find_fetch(struct find *find, BOOL first)
{
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtQueryDirectoryFile(find->folder, NULL, NULL, NULL, &io, find->buffer, BUFFER_SIZE, FileBothDirectoryInformation, FALSE,
                                           first ? &find->pattern : NULL, first);
    find->offset = 0;
    find->available = status ? 0 : (ULONG)io.Information;
    return status;
}

static NTSTATUS find_next(struct find *find, WIN32_FIND_DATAW *data, BOOL first)
{
    for (;;) {
        if (!find->available) {
            if (find->finished) return STATUS_NO_MORE_FILES;
            NTSTATUS status = find_fetch(find, first);
            if (status) {
                find->finished = TRUE;
                return status;
            }
            first = FALSE;
        }
        const BOTH_INFORMATION *entry = (const BOTH_INFORMATION *)(find->buffer + find->offset);
        if (entry->NextEntryOffset) find->offset += entry->NextEntryOffset;
        else find->available = 0;
        if (find->filter == FindExSearchLimitToDirectories && !(entry->FileAttributes & FILE_ATTRIBUTE_DIRECTORY)) continue;
        fill_data(entry, data);
        return STATUS_SUCCESS;
    }
}

HANDLE WINAPI FindFirstFileExW(LPCWSTR name, FINDEX_INFO_LEVELS level, LPVOID data, FINDEX_SEARCH_OPS filter, LPVOID search, DWORD flags)
{
    (void)search;
    (void)flags;
    if (!name || !name[0]) {
        SetLastError(ERROR_PATH_NOT_FOUND);
        return INVALID_HANDLE_VALUE;
    }
    if ((level != FindExInfoStandard && level != FindExInfoBasic) || filter > FindExSearchLimitToDirectories) {
        SetLastError(filter == FindExSearchLimitToDevices ? ERROR_NOT_SUPPORTED : ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    struct find *find = heap_allocate(sizeof(*find));
    if (!find) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return INVALID_HANDLE_VALUE;
    }
    memset(find, 0, offsetof(struct find, buffer));
    find->magic = FIND_MAGIC;
    find->filter = filter;
    NTSTATUS status = STATUS_SUCCESS;
    if (find_open(find, name)) {
        status = find_next(find, data, TRUE);
        if (!status) return find;
        SetLastError(status == STATUS_NO_MORE_FILES || status == STATUS_NO_SUCH_FILE ? ERROR_FILE_NOT_FOUND : RtlNtStatusToDosError(status));
    }
    DWORD error = GetLastError();
    find_free(find);
    SetLastError(error);
    return INVALID_HANDLE_VALUE;
}

HANDLE WINAPI FindFirstFileW(LPCWSTR name, LPWIN32_FIND_DATAW data)
{
    return FindFirstFileExW(name, FindExInfoStandard, data, FindExSearchNameMatch, NULL, 0);
}

static struct find *find_of(HANDLE handle)
{
    struct find *find = handle;
    if (!handle || handle == INVALID_HANDLE_VALUE || find->magic != FIND_MAGIC) {
        SetLastError(ERROR_INVALID_HANDLE);
        return NULL;
    }
    return find;
}

BOOL WINAPI FindNextFileW(HANDLE handle, LPWIN32_FIND_DATAW data)
{
    struct find *find = find_of(handle);
    if (!find) return FALSE;
    RtlAcquireSRWLockExclusive(&find->lock);
    NTSTATUS status = find_next(find, data, FALSE);
    RtlReleaseSRWLockExclusive(&find->lock);
    return check_status(status);
}

BOOL WINAPI FindClose(HANDLE handle)
{
    struct find *find = find_of(handle);
    if (!find) return FALSE;
    find_free(find);
    return TRUE;
}

/* --- ANSI --- */

static void data_to_ansi(const WIN32_FIND_DATAW *wide, WIN32_FIND_DATAA *data)
{
    memcpy(data, wide, offsetof(WIN32_FIND_DATAW, cFileName));
    if (file_name_to_ansi(wide->cFileName, (DWORD)wcslen(wide->cFileName), data->cFileName, sizeof(data->cFileName)) > sizeof(data->cFileName))
        data->cFileName[0] = 0;
    data->cAlternateFileName[0] = 0;
}

HANDLE WINAPI FindFirstFileExA(LPCSTR name, FINDEX_INFO_LEVELS level, LPVOID data, FINDEX_SEARCH_OPS filter, LPVOID search, DWORD flags)
{
    WIN32_FIND_DATAW wide_data;
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return INVALID_HANDLE_VALUE;
    HANDLE handle = FindFirstFileExW(wide, level, &wide_data, filter, search, flags);
    heap_free(wide);
    if (handle != INVALID_HANDLE_VALUE) data_to_ansi(&wide_data, data);
    return handle;
}

HANDLE WINAPI FindFirstFileA(LPCSTR name, LPWIN32_FIND_DATAA data)
{
    return FindFirstFileExA(name, FindExInfoStandard, data, FindExSearchNameMatch, NULL, 0);
}

BOOL WINAPI FindNextFileA(HANDLE handle, LPWIN32_FIND_DATAA data)
{
    WIN32_FIND_DATAW wide_data;
    if (!FindNextFileW(handle, &wide_data)) return FALSE;
    data_to_ansi(&wide_data, data);
    return TRUE;
}

/* --- streams: a file has one, its data --- */


HANDLE WINAPI FindFirstStreamW(LPCWSTR name, STREAM_INFO_LEVELS level, LPVOID data, DWORD flags)
{
    WIN32_FIND_STREAM_DATA *stream = data;
    WIN32_FILE_ATTRIBUTE_DATA attributes;
    if (level != FindStreamInfoStandard || flags) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    if (!GetFileAttributesExW(name, GetFileExInfoStandard, &attributes)) return INVALID_HANDLE_VALUE;
    if (attributes.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) {
        SetLastError(ERROR_HANDLE_EOF);
        return INVALID_HANDLE_VALUE;
    }
    struct find *find = heap_allocate_zeroed(sizeof(*find));
    if (!find) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return INVALID_HANDLE_VALUE;
    }
    find->magic = FIND_MAGIC;
    find->finished = TRUE;
    stream->StreamSize.LowPart = attributes.nFileSizeLow;
    stream->StreamSize.HighPart = (LONG)attributes.nFileSizeHigh;
    memcpy(stream->cStreamName, L"::$DATA", 8 * sizeof(WCHAR));
    return find;
}

BOOL WINAPI FindNextStreamW(HANDLE handle, LPVOID data)
{
    (void)data;
    return find_of(handle) ? set_error(ERROR_HANDLE_EOF) : FALSE;
}

/* --- changes --- */

static BOOL wait_for_change(HANDLE folder, DWORD filter, BOOL subtree)
{
    static IO_STATUS_BLOCK io; /* nobody reads it */
    static ULONG buffer[1];
    NTSTATUS status = NtNotifyChangeDirectoryFile(folder, NULL, NULL, NULL, &io, buffer, 0, filter, subtree);
    return status == STATUS_PENDING || check_status(status);
}

HANDLE WINAPI FindFirstChangeNotificationW(LPCWSTR name, BOOL subtree, DWORD filter)
{
    struct nt_path path;
    IO_STATUS_BLOCK io;
    HANDLE folder;
    if (!nt_path_begin(&path, name)) return INVALID_HANDLE_VALUE;
    NTSTATUS status = NtOpenFile(&folder, FILE_LIST_DIRECTORY | SYNCHRONIZE, &path.attributes, &io, SHARE_ALL, FILE_DIRECTORY_FILE);
    nt_path_end(&path);
    if (!check_status(status)) return INVALID_HANDLE_VALUE;
    if (wait_for_change(folder, filter, subtree)) return folder;
    DWORD error = GetLastError();
    NtClose(folder);
    SetLastError(error);
    return INVALID_HANDLE_VALUE;
}

HANDLE WINAPI FindFirstChangeNotificationA(LPCSTR name, BOOL subtree, DWORD filter)
{
    LPWSTR wide;
    if (!file_name_from_ansi(name, &wide)) return INVALID_HANDLE_VALUE;
    HANDLE handle = FindFirstChangeNotificationW(wide, subtree, filter);
    heap_free(wide);
    return handle;
}

BOOL WINAPI FindNextChangeNotification(HANDLE folder)
{
    return wait_for_change(folder, FILE_NOTIFY_CHANGE_FILE_NAME, FALSE); /* the first call's choice holds */
}

BOOL WINAPI FindCloseChangeNotification(HANDLE folder)
{
    return check_status(NtClose(folder));
}

BOOL WINAPI ReadDirectoryChangesW(HANDLE folder, LPVOID buffer, DWORD size, BOOL subtree, DWORD filter, LPDWORD returned, LPOVERLAPPED overlapped,
                                  LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
    IO_STATUS_BLOCK own_io, *io = overlapped ? (PIO_STATUS_BLOCK)overlapped : &own_io;
    HANDLE event = overlapped && !routine ? (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1) : NULL;
    if (routine) return set_error(ERROR_NOT_SUPPORTED);
    io->Status = STATUS_PENDING;
    NTSTATUS status = NtNotifyChangeDirectoryFile(folder, event, NULL, overlapped, io, buffer, size, filter, subtree);
    if (overlapped) return status == STATUS_PENDING ? TRUE : check_status(status);
    if (status == STATUS_PENDING) {
        NtWaitForSingleObject(folder, FALSE, NULL);
        status = io->Status;
    }
    if (!status && returned) *returned = (DWORD)io->Information;
    return check_status(status);
}
