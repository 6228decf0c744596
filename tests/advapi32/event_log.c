/* The event log: ReportEvent, ReadEventLog and what counts records. Microsoft, "Event Logging Functions",
 * "EVENTLOGRECORD". */
#include "../check.h"

static BYTE buffer[65536];

static void report(HANDLE source, DWORD id, const WCHAR *text)
{
    const WCHAR *strings[2] = { text, L"second" };
    check(ReportEventW(source, EVENTLOG_WARNING_TYPE, 7, id, NULL, 2, 3, strings, (void *)"abc"),
          "ReportEvent: error %lu", GetLastError());
}

static void check_record(const EVENTLOGRECORD *record, DWORD id, const WCHAR *text)
{
    const BYTE *bytes = (const BYTE *)record;
    const WCHAR *strings = (const WCHAR *)(bytes + record->StringOffset);
    check_equal_u32(record->EventID, id, "id");
    check_equal_u32(record->EventType, EVENTLOG_WARNING_TYPE, "type");
    check_equal_u32(record->EventCategory, 7, "category");
    check_equal_u32(record->NumStrings, 2, "strings");
    check(!wcscmp(strings, text) && !wcscmp(strings + wcslen(text) + 1, L"second"), "strings of record %lu", id);
    check(!wcscmp((const WCHAR *)(record + 1), L"WinrunTest"), "the source's name follows the head");
    check(record->DataLength == 3 && !memcmp(bytes + record->DataOffset, "abc", 3), "data");
    check_equal_u32(*(const DWORD *)(bytes + record->Length - 4), record->Length, "the length ends a record, too");
    check(record->TimeGenerated > 1600000000 && record->TimeWritten >= record->TimeGenerated, "times");
}

static void test_reading(HANDLE log, DWORD newest)
{
    DWORD used = 0, needed = 0;
    const EVENTLOGRECORD *record = (const EVENTLOGRECORD *)buffer;
    check(ReadEventLogW(log, EVENTLOG_SEEK_READ | EVENTLOG_FORWARDS_READ, newest - 1, buffer, sizeof(buffer), &used,
                        &needed),
          "seek: %lu", GetLastError());
    check_record(record, 1001, L"first event");
    check_record((const EVENTLOGRECORD *)(buffer + record->Length), 1002, L"next event");
    check(!ReadEventLogW(log, EVENTLOG_SEQUENTIAL_READ | EVENTLOG_FORWARDS_READ, 0, buffer, sizeof(buffer), &used,
                         &needed),
          "at the end");
    check_equal_u32(GetLastError(), ERROR_HANDLE_EOF, "at the end");
    check(!ReadEventLogW(log, EVENTLOG_SEEK_READ | EVENTLOG_FORWARDS_READ, newest, buffer, 8, &used, &needed),
          "a small buffer");
    check_equal_u32(GetLastError(), ERROR_INSUFFICIENT_BUFFER, "a small buffer");
    check(needed > sizeof(EVENTLOGRECORD), "how much is needed");
    check(ReadEventLogW(log, EVENTLOG_SEEK_READ | EVENTLOG_BACKWARDS_READ, newest, buffer, needed, &used, &needed),
          "backwards: %lu", GetLastError());
    check_record(record, 1002, L"next event");
    check_equal_u32(used, record->Length, "one record fits");
    check(ReadEventLogA(log, EVENTLOG_SEEK_READ | EVENTLOG_BACKWARDS_READ, newest, buffer, sizeof(buffer), &used,
                        &needed),
          "ANSI: %lu", GetLastError());
    check(!strcmp((const char *)(record + 1), "WinrunTest") &&
              !strcmp((const char *)buffer + record->StringOffset, "next event"),
          "ANSI texts");
    check(record->DataLength == 3 && !memcmp(buffer + record->DataOffset, "abc", 3), "data behind ANSI texts");
    check_equal_u32(*(const DWORD *)(buffer + record->Length - 4), record->Length, "the length of an ANSI record");
    check(!ReadEventLogW(log, EVENTLOG_SEEK_READ, newest, buffer, sizeof(buffer), &used, &needed), "no direction");
    check_equal_u32(GetLastError(), ERROR_INVALID_PARAMETER, "no direction");
}

int main(void)
{
    DWORD before = 0, after = 0, oldest = 0;
    HANDLE source = RegisterEventSourceW(NULL, L"WinrunTest"), log = OpenEventLogA(NULL, "Application");
    check(source && log, "a source and a log");
    check(GetNumberOfEventLogRecords(log, &before), "count: %lu", GetLastError());
    report(source, 1001, L"first event");
    report(source, 1002, L"next event");
    check(GetNumberOfEventLogRecords(log, &after) && after == before + 2, "two more records: %lu, %lu", before, after);
    check(GetOldestEventLogRecord(log, &oldest) && oldest >= 1, "the oldest record");
    test_reading(log, oldest + after - 1);
    check(ClearEventLogA(log, NULL), "clear: %lu", GetLastError());
    check(GetNumberOfEventLogRecords(log, &after) && !after, "a cleared log is empty");
    check(DeregisterEventSource(source) && CloseEventLog(log), "close");
    check(!OpenEventLogA(NULL, NULL), "no name");
    check_equal_u32(GetLastError(), ERROR_INVALID_PARAMETER, "no name");
    return check_summary();
}
