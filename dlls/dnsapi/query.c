/* DnsQuery and its records. The system's resolver asks; here its message becomes DNS_RECORDs. */
#include "nt/nt.h"
#include <windns.h>
#undef DnsRecordListFree /* a macro there, a function here */
#include <string.h>
#include "unix_calls.h"

#define MESSAGE_MAX 16384u
#define NAME_MAX_CHARACTERS 256

struct message { const BYTE *data; ULONG size, at; };

static BOOL take(struct message *message, ULONG size, const BYTE **bytes)
{
    if (message->size - message->at < size) return FALSE;
    *bytes = message->data + message->at;
    message->at += size;
    return TRUE;
}

static BOOL take_word(struct message *message, ULONG *value)
{
    const BYTE *bytes;
    if (!take(message, 2, &bytes)) return FALSE;
    *value = (ULONG)bytes[0] << 8 | bytes[1];
    return TRUE;
}

static BOOL take_long(struct message *message, ULONG *value)
{
    ULONG high, low;
    if (!take_word(message, &high) || !take_word(message, &low)) return FALSE;
    *value = high << 16 | low;
    return TRUE;
}

/* A name, with its pointers back; a bounded number of them. */
static BOOL take_name(struct message *message, char *name)
{
    ULONG at = message->at, length = 0, jumps = 0;
    BOOL jumped = FALSE;
    for (;;) {
        if (at >= message->size) return FALSE;
        ULONG label = message->data[at++];
        if ((label & 0xc0) == 0xc0) {
            if (at >= message->size || ++jumps > 64) return FALSE;
            if (!jumped) message->at = at + 1;
            jumped = TRUE;
            at = (label & 0x3f) << 8 | message->data[at];
            continue;
        }
        if (label & 0xc0) return FALSE;
        if (!label) break;
        if (at + label > message->size || length + label + 2 > NAME_MAX_CHARACTERS) return FALSE;
        if (length) name[length++] = '.';
        memcpy(name + length, message->data + at, label);
        length += label;
        at += label;
    }
    name[length] = 0;
    if (!jumped) message->at = at;
    return TRUE;
}

/* --- records --- */

static void *allocate(size_t size) { return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size); }

/* A text in the width that was asked for. */
static PWSTR copy_text(const char *text, size_t length, BOOL wide)
{
    char *copy = allocate((length + 1) * (wide ? sizeof(WCHAR) : 1));
    if (!copy) return NULL;
    if (!wide) memcpy(copy, text, length);
    else MultiByteToWideChar(CP_UTF8, 0, text, (int)length, (PWSTR)copy, (int)length);
    return (PWSTR)copy;
}

static BOOL take_text_name(struct message *message, PWSTR *text, BOOL wide)
{
    char name[NAME_MAX_CHARACTERS];
    if (!take_name(message, name)) return FALSE;
    *text = copy_text(name, strlen(name), wide);
    return *text != NULL;
}

static ULONG count_strings(const BYTE *bytes, ULONG size)
{
    ULONG count = 0;
    for (ULONG at = 0; at < size; at += 1u + bytes[at]) count++;
    return count;
}

static BOOL fill_data(struct message *message, ULONG size, DNS_RECORDW *record, BOOL wide)
{
    const BYTE *bytes;
    ULONG value;
    switch (record->wType) {
    case DNS_TYPE_A:
        if (size != 4 || !take(message, 4, &bytes)) return FALSE;
        memcpy(&record->Data.A, bytes, 4);
        record->wDataLength = sizeof(record->Data.A);
        return TRUE;
    case DNS_TYPE_AAAA:
        if (size != 16 || !take(message, 16, &bytes)) return FALSE;
        memcpy(&record->Data.AAAA, bytes, 16);
        record->wDataLength = sizeof(record->Data.AAAA);
        return TRUE;
    case DNS_TYPE_NS: case DNS_TYPE_CNAME: case DNS_TYPE_PTR:
        record->wDataLength = sizeof(record->Data.PTR);
        return take_text_name(message, &record->Data.PTR.pNameHost, wide);
    case DNS_TYPE_MX:
        if (!take_word(message, &value)) return FALSE;
        record->Data.MX.wPreference = (WORD)value;
        record->wDataLength = sizeof(record->Data.MX);
        return take_text_name(message, &record->Data.MX.pNameExchange, wide);
    case DNS_TYPE_SRV: {
        ULONG weight, port;
        if (!take_word(message, &value) || !take_word(message, &weight) || !take_word(message, &port)) return FALSE;
        record->Data.SRV.wPriority = (WORD)value;
        record->Data.SRV.wWeight = (WORD)weight;
        record->Data.SRV.wPort = (WORD)port;
        record->wDataLength = sizeof(record->Data.SRV);
        return take_text_name(message, &record->Data.SRV.pNameTarget, wide);
    }
    case DNS_TYPE_SOA: {
        ULONG numbers[5];
        record->wDataLength = sizeof(record->Data.SOA);
        if (!take_text_name(message, &record->Data.SOA.pNamePrimaryServer, wide)) return FALSE;
        if (!take_text_name(message, &record->Data.SOA.pNameAdministrator, wide)) return FALSE;
        for (int i = 0; i < 5; i++)
            if (!take_long(message, &numbers[i])) return FALSE;
        memcpy(&record->Data.SOA.dwSerialNo, numbers, sizeof(numbers));
        return TRUE;
    }
    case DNS_TYPE_TEXT: {
        if (!take(message, size, &bytes)) return FALSE;
        ULONG count = 0;
        for (ULONG at = 0; at < size && at + 1 + bytes[at] <= size; at += 1u + bytes[at])
            record->Data.TXT.pStringArray[count++] = copy_text((const char *)bytes + at + 1, bytes[at], wide);
        record->Data.TXT.dwStringCount = count;
        record->wDataLength = (WORD)(sizeof(DWORD) + count * sizeof(PWSTR));
        return TRUE;
    }
    default:
        if (!take(message, size, &bytes)) return FALSE;
        record->Data.Null.dwByteCount = size;
        memcpy(record->Data.Null.Data, bytes, size);
        record->wDataLength = (WORD)(sizeof(DWORD) + size);
        return TRUE;
    }
}

static DNS_RECORDW *take_record(struct message *message, ULONG section, BOOL wide)
{
    PWSTR name;
    ULONG type, class, seconds, size;
    if (!take_text_name(message, &name, wide)) return NULL;
    DNS_RECORDW *record = NULL;
    if (take_word(message, &type) && take_word(message, &class) && take_long(message, &seconds) &&
        take_word(message, &size) && message->size - message->at >= size) {
        ULONG strings = type == DNS_TYPE_TEXT ? count_strings(message->data + message->at, size) : 0;
        record = allocate(sizeof(*record) + size + strings * sizeof(PWSTR));
    }
    if (!record) {
        HeapFree(GetProcessHeap(), 0, name);
        return NULL;
    }
    ULONG end = message->at + size;
    record->pName = name;
    record->wType = (WORD)type;
    record->dwTtl = seconds;
    record->Flags.S.Section = section;
    record->Flags.S.CharSet = wide ? DnsCharSetUnicode : DnsCharSetUtf8;
    if (!fill_data(message, size, record, wide)) {
        DnsFree(record, DnsFreeRecordList);
        return NULL;
    }
    message->at = end;
    return record;
}

static DNS_STATUS parse(const BYTE *data, ULONG size, BOOL wide, DNS_RECORDW **result)
{
    struct message message = {data, size, 4};
    ULONG counts[4];
    char name[NAME_MAX_CHARACTERS];
    DNS_RECORDW **link = result;
    for (int i = 0; i < 4; i++)
        if (!take_word(&message, &counts[i])) return DNS_ERROR_BAD_PACKET;
    for (ULONG i = 0; i < counts[0]; i++) {
        ULONG ignored;
        if (!take_name(&message, name) || !take_long(&message, &ignored)) return DNS_ERROR_BAD_PACKET;
    }
    for (ULONG section = 1; section < 4; section++) {
        for (ULONG i = 0; i < counts[section]; i++) {
            *link = take_record(&message, section, wide);
            if (!*link) return DNS_ERROR_BAD_PACKET;
            if ((*link)->wType == 41) { /* OPT is about the message */
                DnsFree(*link, DnsFreeRecordList);
                *link = NULL;
                continue;
            }
            link = (DNS_RECORDW **)&(*link)->pNext;
        }
    }
    return *result ? 0 : DNS_INFO_NO_RECORDS;
}

static DNS_STATUS query(const char *name, WORD type, DWORD options, DNS_RECORDW **result, BOOL wide)
{
    if (!name || !result) return ERROR_INVALID_PARAMETER;
    *result = NULL;
    BYTE *answer = allocate(MESSAGE_MAX);
    if (!answer) return ERROR_NOT_ENOUGH_MEMORY;
    struct unix_resolve_args args = {
        .what = RESOLVE_DNS,
        .name = UNIX_PTR(name),
        .value = type,
        .flags = options,
        .buffer = UNIX_PTR(answer),
        .capacity = MESSAGE_MAX,
    };
    NTSTATUS status = unix_call_resolve(&args);
    DNS_STATUS error = args.error ? (DNS_STATUS)args.error : (DNS_STATUS)RtlNtStatusToDosError(status);
    if (!status) error = parse(answer, args.size, wide, result);
    HeapFree(GetProcessHeap(), 0, answer);
    if (error && *result) {
        DnsFree(*result, DnsFreeRecordList);
        *result = NULL;
    }
    return error;
}

DNS_STATUS WINAPI DnsQuery_W(PCWSTR name, WORD type, DWORD options, PIP4_ARRAY servers, PDNS_RECORD *result,
                             PVOID *reserved)
{
    char narrow[1024];
    (void)servers; /* the system's are asked */
    (void)reserved;
    if (!name || !WideCharToMultiByte(CP_UTF8, 0, name, -1, narrow, sizeof(narrow), NULL, NULL))
        return ERROR_INVALID_PARAMETER;
    return query(narrow, type, options, (DNS_RECORDW **)result, TRUE);
}

DNS_STATUS WINAPI DnsQuery_UTF8(PCSTR name, WORD type, DWORD options, PIP4_ARRAY servers, PDNS_RECORD *result,
                                PVOID *reserved)
{
    (void)servers; /* the system's are asked */
    (void)reserved;
    return query(name, type, options, (DNS_RECORDW **)result, FALSE);
}

DNS_STATUS WINAPI DnsQuery_A(PCSTR name, WORD type, DWORD options, PIP4_ARRAY servers, PDNS_RECORD *result,
                             PVOID *reserved)
{
    return DnsQuery_UTF8(name, type, options, servers, result, reserved);
}

static void free_texts(DNS_RECORDW *record)
{
    HANDLE heap = GetProcessHeap();
    HeapFree(heap, 0, record->pName);
    switch (record->wType) {
    case DNS_TYPE_NS: case DNS_TYPE_CNAME: case DNS_TYPE_PTR: HeapFree(heap, 0, record->Data.PTR.pNameHost); break;
    case DNS_TYPE_MX: HeapFree(heap, 0, record->Data.MX.pNameExchange); break;
    case DNS_TYPE_SRV: HeapFree(heap, 0, record->Data.SRV.pNameTarget); break;
    case DNS_TYPE_SOA:
        HeapFree(heap, 0, record->Data.SOA.pNamePrimaryServer);
        HeapFree(heap, 0, record->Data.SOA.pNameAdministrator);
        break;
    case DNS_TYPE_TEXT:
        for (DWORD i = 0; i < record->Data.TXT.dwStringCount; i++) HeapFree(heap, 0, record->Data.TXT.pStringArray[i]);
    }
}

VOID WINAPI DnsFree(PVOID data, DNS_FREE_TYPE type)
{
    if (type == DnsFreeFlat) {
        HeapFree(GetProcessHeap(), 0, data);
        return;
    }
    for (DNS_RECORDW *record = data; record;) {
        DNS_RECORDW *next = (DNS_RECORDW *)record->pNext;
        free_texts(record);
        HeapFree(GetProcessHeap(), 0, record);
        record = next;
    }
}

VOID WINAPI DnsRecordListFree(PDNS_RECORD list, DNS_FREE_TYPE type);

VOID WINAPI DnsRecordListFree(PDNS_RECORD list, DNS_FREE_TYPE type)
{
    DnsFree(list, type == DnsFreeFlat ? DnsFreeFlat : DnsFreeRecordList);
}

static size_t without_dot(const WCHAR *name)
{
    size_t length = wcslen(name);
    return length && name[length - 1] == '.' ? length - 1 : length;
}

/* Letters of either case are equal, and so is a name with its final dot. */
WINBOOL WINAPI DnsNameCompare_W(PWSTR first, PWSTR second)
{
    if (!first || !second) return first == second;
    size_t length = without_dot(first);
    return length == without_dot(second) &&
           CompareStringOrdinal(first, (int)length, second, (int)length, TRUE) == CSTR_EQUAL;
}
