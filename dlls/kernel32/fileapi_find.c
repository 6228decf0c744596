/* FindFirstFile and its family. */
#include "find_private.h"

typedef struct {
    ULONG NextEntryOffset, FileIndex;
    LARGE_INTEGER CreationTime, LastAccessTime, LastWriteTime, ChangeTime, EndOfFile, AllocationSize;
    ULONG FileAttributes, FileNameLength, EaSize;
    CHAR ShortNameLength;
    WCHAR ShortName[12];
    WCHAR FileName[1];
} BOTH_INFORMATION;

static FILETIME filetime(LARGE_INTEGER time) { return (FILETIME){time.LowPart, (DWORD)time.HighPart}; }

static void fill_data(const struct find *find, const BOTH_INFORMATION *entry, WIN32_FIND_DATAW *data)
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
    ULONG short_length = find->no_short_names ? 0 : (ULONG)(UCHAR)entry->ShortNameLength / sizeof(WCHAR);
    memcpy(data->cAlternateFileName, entry->ShortName, short_length * sizeof(WCHAR));
    data->cAlternateFileName[short_length] = 0;
}

/* The rules of MS-DOS in terms of FsRtlIsNameInExpression: ? may match nothing at an end, . before a wildcard may be
 * missing, * before a dot stops at the last dot. */
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
        find->folder =
            open_for(copy, FILE_LIST_DIRECTORY, SHARE_ALL, FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT);
        ready = find->folder != INVALID_HANDLE_VALUE;
        if (!ready && GetLastError() == ERROR_FILE_NOT_FOUND) SetLastError(ERROR_PATH_NOT_FOUND);
    }
    heap_free(copy);
    return ready;
}

struct find *find_new(enum find_kind kind)
{
    struct find *find = heap_allocate(sizeof(*find));
    if (!find) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    memset(find, 0, offsetof(struct find, buffer));
    find->magic = FIND_MAGIC;
    find->kind = kind;
    return find;
}

struct find *find_of(HANDLE handle, enum find_kind kind)
{
    struct find *find = handle;
    if (handle && handle != INVALID_HANDLE_VALUE && find->magic == FIND_MAGIC && find->kind == kind) return find;
    SetLastError(ERROR_INVALID_HANDLE);
    return NULL;
}

void find_free(struct find *find)
{
    if (find->folder && find->folder != INVALID_HANDLE_VALUE) NtClose(find->folder);
    heap_free(find->pattern.Buffer);
    find->magic = 0;
    heap_free(find);
}

static NTSTATUS find_fetch(struct find *find, BOOL first)
{
    IO_STATUS_BLOCK io;
    NTSTATUS status = NtQueryDirectoryFile(find->folder, NULL, NULL, NULL, &io, find->buffer, FIND_BUFFER_SIZE,
                                           FileBothDirectoryInformation, FALSE, first ? &find->pattern : NULL, first);
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
        if (find->filter == FindExSearchLimitToDirectories && !(entry->FileAttributes & FILE_ATTRIBUTE_DIRECTORY))
            continue;
        fill_data(find, entry, data);
        return STATUS_SUCCESS;
    }
}

HANDLE WINAPI FindFirstFileExW(LPCWSTR name, FINDEX_INFO_LEVELS level, LPVOID data, FINDEX_SEARCH_OPS filter,
                               LPVOID search, DWORD flags)
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
    struct find *find = find_new(FIND_FILES);
    if (!find) return INVALID_HANDLE_VALUE;
    find->filter = filter;
    find->no_short_names = level == FindExInfoBasic;
    NTSTATUS status = STATUS_SUCCESS;
    if (find_open(find, name)) {
        status = find_next(find, data, TRUE);
        if (!status) return find;
        SetLastError(status == STATUS_NO_MORE_FILES || status == STATUS_NO_SUCH_FILE ? ERROR_FILE_NOT_FOUND
                                                                                     : RtlNtStatusToDosError(status));
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

BOOL WINAPI FindNextFileW(HANDLE handle, LPWIN32_FIND_DATAW data)
{
    struct find *find = find_of(handle, FIND_FILES);
    if (!find) return FALSE;
    RtlAcquireSRWLockExclusive(&find->lock);
    NTSTATUS status = find_next(find, data, FALSE);
    RtlReleaseSRWLockExclusive(&find->lock);
    return check_status(status);
}

BOOL WINAPI FindClose(HANDLE handle)
{
    struct find *find = handle;
    if (!handle || handle == INVALID_HANDLE_VALUE || find->magic != FIND_MAGIC) return set_error(ERROR_INVALID_HANDLE);
    find_free(find);
    return TRUE;
}

/* --- ANSI --- */

static void data_to_ansi(const WIN32_FIND_DATAW *wide, WIN32_FIND_DATAA *data)
{
    memcpy(data, wide, offsetof(WIN32_FIND_DATAW, cFileName));
    if (file_name_to_ansi(wide->cFileName, (DWORD)wcslen(wide->cFileName), data->cFileName, sizeof(data->cFileName)) >
        sizeof(data->cFileName))
        data->cFileName[0] = 0;
    for (unsigned i = 0; i < sizeof(data->cAlternateFileName); i++)
        data->cAlternateFileName[i] = (char)wide->cAlternateFileName[i];
}

HANDLE WINAPI FindFirstFileExA(LPCSTR name, FINDEX_INFO_LEVELS level, LPVOID data, FINDEX_SEARCH_OPS filter,
                               LPVOID search, DWORD flags)
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
