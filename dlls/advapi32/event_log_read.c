/* Reading event logs. A record of a file is used only when it is whole: its lengths fit, its texts end inside it. */
#include "event_log.h"
#include <string.h>
#include <wchar.h>

static bool is_whole(const BYTE *at, DWORD room)
{
    const EVENTLOGRECORD *record = (const EVENTLOGRECORD *)at;
    DWORD last;
    if (room < sizeof(*record) + sizeof(DWORD) || record->Length > room ||
        record->Length < sizeof(*record) + sizeof(DWORD) || record->Length % 4)
        return false;
    memcpy(&last, at + record->Length - sizeof(DWORD), sizeof(DWORD));
    DWORD end = record->Length - (DWORD)sizeof(DWORD);
    return record->Reserved == EVENT_RECORD_MAGIC && last == record->Length && record->StringOffset <= end &&
           record->DataOffset <= end && record->DataLength <= end - record->DataOffset &&
           record->UserSidOffset <= end && record->UserSidLength <= end - record->UserSidOffset;
}

static void check_records(struct event_records *records, DWORD size)
{
    while (records->size < size && is_whole(records->bytes + records->size, size - records->size)) {
        const EVENTLOGRECORD *record = (const EVENTLOGRECORD *)(records->bytes + records->size);
        if (!records->count) records->oldest = record->RecordNumber;
        else if (record->RecordNumber != records->oldest + records->count) break;
        records->count++;
        records->size += record->Length;
    }
    if (!records->count) records->oldest = 1;
}

static HANDLE open_log(const WCHAR *log, bool for_writing)
{
    WCHAR path[MAX_PATH];
    UINT length = GetSystemDirectoryW(path, 100);
    if (!length || length >= 100) return INVALID_HANDLE_VALUE;
    static const WCHAR *const folders[] = { L"\\winevt", L"\\Logs" };
    for (unsigned i = 0; i < ARRAYSIZE(folders); i++) {
        wcscat(path, folders[i]);
        if (for_writing) CreateDirectoryW(path, NULL);
    }
    wcscat(path, L"\\");
    wcscat(path, log);
    wcscat(path, L".events");
    return CreateFileW(path, for_writing ? GENERIC_READ | GENERIC_WRITE : GENERIC_READ,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                       for_writing ? OPEN_ALWAYS : OPEN_EXISTING, 0, NULL);
}

LSTATUS event_records_load(const WCHAR *log, bool locked, struct event_records *records)
{
    enum { LARGEST = 1 << 26 };
    OVERLAPPED whole = { 0 };
    *records = (struct event_records){ .oldest = 1, .file = open_log(log, locked) };
    if (records->file == INVALID_HANDLE_VALUE) {
        records->file = NULL;
        return !locked && (GetLastError() == ERROR_FILE_NOT_FOUND || GetLastError() == ERROR_PATH_NOT_FOUND)
                   ? ERROR_SUCCESS
                   : (LSTATUS)GetLastError();
    }
    LSTATUS error = LockFileEx(records->file, locked ? LOCKFILE_EXCLUSIVE_LOCK : 0, 0, LARGEST, 0, &whole)
                        ? ERROR_SUCCESS
                        : (LSTATUS)GetLastError();
    DWORD size = error ? 0 : GetFileSize(records->file, NULL), count = 0;
    if (size > LARGEST) error = ERROR_EVENTLOG_FILE_CORRUPT;
    if (!error && size && !(records->bytes = heap_allocate(size))) error = ERROR_NOT_ENOUGH_MEMORY;
    if (!error && size && !ReadFile(records->file, records->bytes, size, &count, NULL)) error = GetLastError();
    if (!error) check_records(records, count);
    if (error || !locked) {
        CloseHandle(records->file); /* and with it the lock */
        records->file = NULL;
    }
    if (error) event_records_free(records);
    return error;
}

void event_records_free(struct event_records *records)
{
    if (records->file) CloseHandle(records->file);
    heap_free(records->bytes);
    *records = (struct event_records){ 0 };
}

HANDLE WINAPI OpenEventLogW(LPCWSTR server, LPCWSTR name)
{
    return event_handle_create(server, name, false);
}

HANDLE WINAPI OpenEventLogA(LPCSTR server, LPCSTR name)
{
    WCHAR *wide = NULL;
    if (wide_from_ansi(name, &wide)) return NULL;
    HANDLE handle = OpenEventLogW(server && *server ? L"?" : NULL, wide);
    free_text(wide);
    return handle;
}

BOOL WINAPI CloseEventLog(HANDLE handle)
{
    return DeregisterEventSource(handle);
}

static BOOL query_log(HANDLE handle, DWORD *count, DWORD *oldest)
{
    struct event_records records;
    struct event_handle *log = event_handle_of(handle);
    if (!log) return FALSE;
    LSTATUS error = event_records_load(log->log, false, &records);
    if (error) return fail_with(error);
    if (count) *count = records.count;
    if (oldest) *oldest = records.count ? records.oldest : 0;
    event_records_free(&records);
    return TRUE;
}

BOOL WINAPI GetNumberOfEventLogRecords(HANDLE handle, PDWORD count)
{
    return count ? query_log(handle, count, NULL) : fail_with(ERROR_INVALID_PARAMETER);
}

BOOL WINAPI GetOldestEventLogRecord(HANDLE handle, PDWORD oldest)
{
    return oldest ? query_log(handle, NULL, oldest) : fail_with(ERROR_INVALID_PARAMETER);
}

BOOL WINAPI ClearEventLogW(HANDLE handle, LPCWSTR backup)
{
    struct event_records records;
    DWORD written;
    struct event_handle *log = event_handle_of(handle);
    if (!log) return FALSE;
    LSTATUS error = event_records_load(log->log, true, &records);
    if (error) return fail_with(error);
    if (backup) {
        HANDLE file = CreateFileW(backup, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
        if (file == INVALID_HANDLE_VALUE ||
            (records.size && !WriteFile(file, records.bytes, records.size, &written, NULL)))
            error = GetLastError();
        if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
    }
    SetFilePointer(records.file, 0, NULL, FILE_BEGIN);
    if (!error && !SetEndOfFile(records.file)) error = GetLastError();
    event_records_free(&records);
    return error ? fail_with(error) : TRUE;
}

BOOL WINAPI ClearEventLogA(HANDLE handle, LPCSTR backup)
{
    WCHAR *wide = NULL;
    if (wide_from_ansi(backup, &wide)) return FALSE;
    BOOL done = ClearEventLogW(handle, wide);
    free_text(wide);
    return done;
}

static const EVENTLOGRECORD *record_at(const struct event_records *records, DWORD number)
{
    DWORD at = 0;
    if (number < records->oldest || number - records->oldest >= records->count) return NULL;
    for (DWORD i = records->oldest; i < number; i++) at += ((const EVENTLOGRECORD *)(records->bytes + at))->Length;
    return (const EVENTLOGRECORD *)(records->bytes + at);
}

/* A record for the caller; answers its size, and writes it only if it fits. */
typedef DWORD (*copy_record)(const EVENTLOGRECORD *record, BYTE *target, DWORD room);

static DWORD copy_wide(const EVENTLOGRECORD *record, BYTE *target, DWORD room)
{
    if (record->Length <= room) memcpy(target, record, record->Length);
    return record->Length;
}

/* Converts `count` texts that begin at `from`, of a record whose texts end at `end`; answers the offset behind them. */
static DWORD convert_texts(const EVENTLOGRECORD *record, DWORD from, DWORD end, DWORD count, BYTE *target, DWORD at,
                           DWORD room)
{
    for (; count; count--) {
        const WCHAR *text = (const WCHAR *)((const BYTE *)record + from);
        DWORD length = 0, most = end > from ? (end - from) / sizeof(WCHAR) : 0;
        while (length < most && text[length]) length++;
        int size = length ? WideCharToMultiByte(CP_ACP, 0, text, (int)length, NULL, 0, NULL, NULL) : 0;
        if (at + (DWORD)size + 1 <= room) {
            if (size) WideCharToMultiByte(CP_ACP, 0, text, (int)length, (char *)target + at, size, NULL, NULL);
            target[at + (DWORD)size] = 0;
        }
        at += (DWORD)size + 1;
        from += (length + 1) * sizeof(WCHAR);
    }
    return at;
}

static DWORD copy_part(BYTE *target, DWORD at, DWORD room, const void *bytes, DWORD size)
{
    if (size <= room && at <= room - size) memcpy(target + at, bytes, size);
    return at + size;
}

static DWORD align_part(BYTE *target, DWORD at, DWORD room)
{
    static const BYTE zeros[4];
    return copy_part(target, at, room, zeros, (0u - at) & 3);
}

static DWORD copy_ansi(const EVENTLOGRECORD *record, BYTE *target, DWORD room)
{
    EVENTLOGRECORD head = *record;
    const BYTE *bytes = (const BYTE *)record;
    DWORD at = align_part(
        target, convert_texts(record, sizeof(head), record->StringOffset, 2, target, sizeof(head), room), room);
    head.UserSidOffset = at;
    head.StringOffset = at = copy_part(target, at, room, bytes + record->UserSidOffset, record->UserSidLength);
    head.DataOffset = at =
        convert_texts(record, record->StringOffset, record->DataOffset, record->NumStrings, target, at, room);
    at = align_part(target, copy_part(target, at, room, bytes + record->DataOffset, record->DataLength), room);
    head.Length = at + (DWORD)sizeof(DWORD);
    copy_part(target, at, room, &head.Length, sizeof(DWORD));
    copy_part(target, 0, room, &head, sizeof(head));
    return head.Length;
}

/* Whole records, as many as fit, from the handle's place on. */
static LSTATUS copy_records(struct event_handle *log, const struct event_records *records, bool forwards,
                            copy_record copy, BYTE *buffer, DWORD room, DWORD *used, DWORD *needed)
{
    *used = *needed = 0;
    for (;;) {
        const EVENTLOGRECORD *record = record_at(records, log->next);
        if (!record) return *used ? ERROR_SUCCESS : ERROR_HANDLE_EOF;
        DWORD length = copy(record, buffer + *used, room - *used);
        if (length > room - *used) {
            if (*used) return ERROR_SUCCESS;
            *needed = length;
            return ERROR_INSUFFICIENT_BUFFER;
        }
        *used += length;
        log->next += forwards ? 1 : (DWORD)-1;
    }
}

static BOOL read_log(HANDLE handle, DWORD flags, DWORD number, copy_record copy, LPVOID buffer, DWORD room, DWORD *used,
                     DWORD *needed)
{
    struct event_records records;
    struct event_handle *log = event_handle_of(handle);
    bool forwards = flags & EVENTLOG_FORWARDS_READ, seeks = flags & EVENTLOG_SEEK_READ;
    if (!log) return FALSE;
    if (!buffer || !used || !needed || forwards == !!(flags & EVENTLOG_BACKWARDS_READ) ||
        seeks == !!(flags & EVENTLOG_SEQUENTIAL_READ))
        return fail_with(ERROR_INVALID_PARAMETER);
    LSTATUS error = event_records_load(log->log, false, &records);
    if (error) return fail_with(error);
    if (seeks) log->next = number;
    else if (!log->has_position) log->next = forwards ? records.oldest : records.oldest + records.count - 1;
    log->has_position = true;
    error = seeks && !record_at(&records, number)
                ? ERROR_INVALID_PARAMETER
                : copy_records(log, &records, forwards, copy, buffer, room, used, needed);
    event_records_free(&records);
    return error ? fail_with(error) : TRUE;
}

BOOL WINAPI ReadEventLogW(HANDLE handle, DWORD flags, DWORD number, LPVOID buffer, DWORD room, DWORD *used,
                          DWORD *needed)
{
    return read_log(handle, flags, number, copy_wide, buffer, room, used, needed);
}

BOOL WINAPI ReadEventLogA(HANDLE handle, DWORD flags, DWORD number, LPVOID buffer, DWORD room, DWORD *used,
                          DWORD *needed)
{
    return read_log(handle, flags, number, copy_ansi, buffer, room, used, needed);
}
