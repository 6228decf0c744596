/* Time zones by name, from the registry's list of them, with their rules of each year. */
#include "nls_private.h"

#include <string.h>

#define ZONES L"\\Registry\\Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Time Zones\\"
#define VALUE_MAXIMUM 256

/* What the values TZI and those of "Dynamic DST" hold. */
struct zone_rules { LONG bias, standard_bias, daylight_bias; SYSTEMTIME standard, daylight; };

static NTSTATUS open_key(const WCHAR *name, HANDLE parent, HANDLE *key)
{
    UNICODE_STRING text;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&text, name);
    InitializeObjectAttributes(&attributes, &text, OBJ_CASE_INSENSITIVE, parent, NULL);
    return NtOpenKey(key, KEY_READ, &attributes);
}

/* Bytes read; 0 when there is no such value or it has more than `capacity`. */
static ULONG read_value(HANDLE key, const WCHAR *name, void *data, ULONG capacity)
{
    union { KEY_VALUE_PARTIAL_INFORMATION value; BYTE bytes[sizeof(KEY_VALUE_PARTIAL_INFORMATION) + VALUE_MAXIMUM];
    } buffer;
    UNICODE_STRING text;
    ULONG size;
    RtlInitUnicodeString(&text, name);
    if (NtQueryValueKey(key, &text, KeyValuePartialInformation, &buffer, sizeof(buffer), &size)) return 0;
    if (buffer.value.DataLength > capacity) return 0;
    memcpy(data, buffer.value.Data, buffer.value.DataLength);
    return buffer.value.DataLength;
}

static bool read_number(HANDLE key, const WCHAR *name, DWORD *number)
{
    return read_value(key, name, number, sizeof(*number)) == sizeof(*number);
}

static void put_year(DWORD year, WCHAR text[12])
{
    WCHAR *at = text + 11;
    *at = 0;
    do *--at = (WCHAR)('0' + year % 10);
    while (year /= 10);
    memmove(text, at, (size_t)(text + 12 - at) * sizeof(WCHAR));
}

/* The rules of a year replace those of all years; before the first and after the last, the nearest hold. */
static void read_rules_of_year(HANDLE zone, DWORD year, struct zone_rules *rules)
{
    DWORD first, last;
    HANDLE key;
    WCHAR name[12];
    struct zone_rules found;
    if (open_key(L"Dynamic DST", zone, &key)) return;
    if (read_number(key, L"FirstEntry", &first) && read_number(key, L"LastEntry", &last)) {
        put_year(year < first ? first : year > last ? last : year, name);
        if (read_value(key, name, &found, sizeof(found)) == sizeof(found)) *rules = found;
    }
    NtClose(key);
}

bool time_zone_from_registry(const WCHAR *name, USHORT year, bool dynamic, TIME_ZONE_INFORMATION *information)
{
    WCHAR path[ARRAYSIZE(ZONES) + 128] = ZONES;
    struct zone_rules rules;
    HANDLE key;
    if (!*name || wcslen(name) >= 128) return false;
    wcscat(path, name);
    if (open_key(path, NULL, &key)) return false;
    bool known = read_value(key, L"TZI", &rules, sizeof(rules)) == sizeof(rules);
    if (known && dynamic) read_rules_of_year(key, year, &rules);
    if (known) {
        memset(information, 0, sizeof(*information));
        information->Bias = rules.bias;
        information->StandardBias = rules.standard_bias;
        information->DaylightBias = rules.daylight_bias;
        information->StandardDate = rules.standard;
        information->DaylightDate = rules.daylight;
        read_value(key, L"Std", information->StandardName, sizeof(information->StandardName));
        read_value(key, L"Dlt", information->DaylightName, sizeof(information->DaylightName));
    }
    NtClose(key);
    return known;
}
