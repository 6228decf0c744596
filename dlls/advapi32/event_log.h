/* The files of the event log: records as ReadEventLog gives them (EVENTLOGRECORD), one behind the other, in
 * System32\winevt\Logs. */
#ifndef EVENT_LOG_H
#define EVENT_LOG_H

#include "advapi32_private.h"

#define EVENT_RECORD_MAGIC 0x654c664cu

struct event_handle { ULONG magic; bool is_source, has_position; DWORD next; WCHAR name[64], log[64]; };

struct event_records { BYTE *bytes; DWORD size, count, oldest; HANDLE file; };

/* --- event_log.c --- */
struct event_handle *event_handle_of(HANDLE handle);
HANDLE event_handle_create(LPCWSTR server, LPCWSTR name, bool is_source);

/* --- event_log_read.c --- */
/* The records of a log, checked: what is not whole is left out. With `locked` the file stays open and locked, to be
 * written. */
LSTATUS event_records_load(const WCHAR *log, bool locked, struct event_records *records);
void event_records_free(struct event_records *records);

#endif
