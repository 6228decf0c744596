/* The event log: registering sources and reporting events (winbase.h). Each log is a file of records. */
#include "event_log.h"
#include <string.h>
#include <wchar.h>

enum { HANDLE_MAGIC = 0x45564c47, LARGEST_LOG = 1 << 22, LARGEST_EVENT = 61440 };

struct event_handle *event_handle_of(HANDLE handle)
{
    struct event_handle *found = handle;
    if (found && !((ULONG_PTR)found & 3) && found->magic == HANDLE_MAGIC) return found;
    SetLastError(ERROR_INVALID_HANDLE);
    return NULL;
}

/* Sources are sub-keys of the log that they write to; unknown ones write to "Application", as documented. */
static void find_log(const WCHAR *source, WCHAR log[64])
{
    HKEY logs, key;
    WCHAR name[64], path[160];
    wcscpy(log, L"Application");
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SYSTEM\\CurrentControlSet\\Services\\EventLog", 0, KEY_READ, &logs)) return;
    for (DWORD i = 0; !RegEnumKeyW(logs, i, name, ARRAYSIZE(name)); i++) {
        wcscpy(path, name);
        wcscat(path, L"\\");
        wcscat(path, source);
        if (RegOpenKeyExW(logs, path, 0, KEY_READ, &key)) continue;
        RegCloseKey(key);
        wcscpy(log, name);
        break;
    }
    RegCloseKey(logs);
}

HANDLE event_handle_create(LPCWSTR server, LPCWSTR name, bool is_source)
{
    if (!name || (server && *server)) {
        SetLastError(name ? RPC_S_SERVER_UNAVAILABLE : ERROR_INVALID_PARAMETER);
        return NULL;
    }
    struct event_handle *handle = heap_allocate_zeroed(sizeof(*handle));
    if (!handle) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    handle->magic = HANDLE_MAGIC;
    handle->is_source = is_source;
    lstrcpynW(handle->name, name, ARRAYSIZE(handle->name));
    if (is_source) find_log(handle->name, handle->log);
    else lstrcpynW(handle->log, wcspbrk(name, L"\\/:") ? L"Application" : name, ARRAYSIZE(handle->log));
    return handle;
}

HANDLE WINAPI RegisterEventSourceW(LPCWSTR server, LPCWSTR name)
{
    return event_handle_create(server, name, true);
}

HANDLE WINAPI RegisterEventSourceA(LPCSTR server, LPCSTR name)
{
    WCHAR *wide = NULL;
    if (wide_from_ansi(name, &wide)) return NULL;
    HANDLE handle = RegisterEventSourceW(server && *server ? L"?" : NULL, wide);
    free_text(wide);
    return handle;
}

BOOL WINAPI DeregisterEventSource(HANDLE handle)
{
    struct event_handle *source = event_handle_of(handle);
    if (!source) return FALSE;
    source->magic = 0;
    heap_free(source);
    return TRUE;
}

static DWORD seconds_since_1970(void)
{
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    return (DWORD)((((ULONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime) - 116444736000000000ull) / 10000000);
}

/* Appends to a record that is being built; with NULL bytes only its length grows. */
static void append(BYTE *record, DWORD *at, const void *bytes, DWORD size)
{
    if (record && size) memcpy(record + *at, bytes, size);
    *at += size;
}

static void align(BYTE *record, DWORD *at)
{
    if (record) memset(record + *at, 0, (0u - *at) & 3);
    *at = (*at + 3) & ~3u;
}

/* Called twice: for the size, and to write. The head is filled in as far as the caller does not know it. */
static DWORD build(BYTE *record, EVENTLOGRECORD *head, const WCHAR *source, PSID user, LPCWSTR *strings,
                   const void *data)
{
    WCHAR computer[MAX_COMPUTERNAME_LENGTH + 1] = L"";
    DWORD at = sizeof(*head), length = ARRAYSIZE(computer);
    GetComputerNameW(computer, &length);
    append(record, &at, source, (DWORD)((wcslen(source) + 1) * sizeof(WCHAR)));
    append(record, &at, computer, (DWORD)((wcslen(computer) + 1) * sizeof(WCHAR)));
    align(record, &at);
    head->UserSidOffset = at;
    append(record, &at, user, head->UserSidLength);
    head->StringOffset = at;
    for (WORD i = 0; i < head->NumStrings; i++) {
        const WCHAR *text = strings[i] ? strings[i] : L"";
        append(record, &at, text, (DWORD)((wcslen(text) + 1) * sizeof(WCHAR)));
    }
    head->DataOffset = at;
    append(record, &at, data, head->DataLength);
    align(record, &at);
    head->Length = at + sizeof(DWORD);
    append(record, &at, &head->Length, sizeof(DWORD));
    if (record) memcpy(record, head, sizeof(*head));
    return at;
}

/* A log that has grown too large loses its older half. */
static DWORD kept_from(const struct event_records *records)
{
    DWORD at = 0;
    if (records->size < LARGEST_LOG) return 0;
    while (at < records->size / 2) at += ((const EVENTLOGRECORD *)(records->bytes + at))->Length;
    return at;
}

static LSTATUS write_record(const struct event_records *records, const BYTE *record, DWORD size)
{
    DWORD from = kept_from(records), written;
    SetFilePointer(records->file, from ? 0 : (LONG)records->size, NULL, FILE_BEGIN);
    if (from && !WriteFile(records->file, records->bytes + from, records->size - from, &written, NULL))
        return GetLastError();
    if (!WriteFile(records->file, record, size, &written, NULL)) return GetLastError();
    return SetEndOfFile(records->file) ? ERROR_SUCCESS : (LSTATUS)GetLastError();
}

BOOL WINAPI ReportEventW(HANDLE handle, WORD type, WORD category, DWORD id, PSID user, WORD count, DWORD size,
                         LPCWSTR *strings, LPVOID data)
{
    struct event_handle *source = event_handle_of(handle);
    struct event_records records;
    EVENTLOGRECORD head = {
        .Reserved = EVENT_RECORD_MAGIC,
        .EventID = id,
        .EventType = type,
        .NumStrings = strings ? count : 0,
        .EventCategory = category,
        .DataLength = data ? size : 0,
        .UserSidLength = user ? GetLengthSid(user) : 0,
        .TimeGenerated = seconds_since_1970(),
    };
    if (!source) return FALSE;
    if (head.DataLength > LARGEST_EVENT) return fail_with(ERROR_INVALID_PARAMETER);
    DWORD length = build(NULL, &head, source->name, user, strings, data);
    BYTE *record = length <= 4 * LARGEST_EVENT ? heap_allocate(length) : NULL;
    if (!record) return fail_with(length <= 4 * LARGEST_EVENT ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_PARAMETER);
    LSTATUS error = event_records_load(source->log, true, &records);
    if (!error) {
        head.RecordNumber = records.oldest + records.count;
        head.TimeWritten = head.TimeGenerated;
        build(record, &head, source->name, user, strings, data);
        error = write_record(&records, record, length);
        event_records_free(&records);
    }
    heap_free(record);
    return error ? fail_with(error) : TRUE;
}

BOOL WINAPI ReportEventA(HANDLE handle, WORD type, WORD category, DWORD id, PSID user, WORD count, DWORD size,
                         LPCSTR *strings, LPVOID data)
{
    WCHAR **wide = heap_allocate_zeroed((count + 1u) * sizeof(*wide));
    LSTATUS error = wide ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
    for (WORD i = 0; !error && strings && i < count; i++) error = wide_from_ansi(strings[i], &wide[i]);
    BOOL done =
        error ? fail_with(error)
              : ReportEventW(handle, type, category, id, user, count, size, strings ? (LPCWSTR *)wide : NULL, data);
    for (WORD i = 0; wide && i < count; i++) free_text(wide[i]);
    heap_free(wide);
    return done;
}
