/* The local time zone: Unix's rules as Windows states them. */
#include "nt/nt.h"
#include "unix_calls.h"
#include "time_zones.h"

#include <string.h>

static void query_zone(INT year, LONGLONG moment, struct unix_time_zone_query_args *zone)
{
    *zone = (struct unix_time_zone_query_args){ .year = year, .at = moment };
    unix_call_time_zone_query(zone);
}

static LONGLONG unix_seconds(LONGLONG time)
{
    LONGLONG since = time - TICKS_TO_1970;
    return since / TICKS_PER_SECOND - (since < 0 && since % TICKS_PER_SECOND);
}

static LONG offset_at(LONGLONG moment)
{
    struct unix_time_zone_query_args zone;
    TIME_FIELDS fields;
    LARGE_INTEGER time = { .QuadPart = moment * TICKS_PER_SECOND + TICKS_TO_1970 };
    if (time.QuadPart < 0) time.QuadPart = 0;
    RtlTimeToTimeFields(&time, &fields);
    query_zone(fields.Year, moment, &zone);
    return zone.offset_at;
}

static INT current_year(void)
{
    LARGE_INTEGER now;
    TIME_FIELDS fields;
    NtQuerySystemTime(&now);
    RtlTimeToTimeFields(&now, &fields);
    return fields.Year;
}

/* "The last Sunday of October at 3:00" in the time that holds until then. Year 0 says that the rule is for every year.
 */
static void rule_from_moment(LONGLONG moment, LONG offset, TIME_FIELDS *rule)
{
    LARGE_INTEGER time = { .QuadPart = (moment + offset) * TICKS_PER_SECOND + TICKS_TO_1970 };
    TIME_FIELDS fields, week_later;
    RtlTimeToTimeFields(&time, &fields);
    time.QuadPart += 7 * TICKS_PER_DAY;
    RtlTimeToTimeFields(&time, &week_later);
    *rule = fields;
    rule->Year = 0;
    rule->Day = week_later.Month != fields.Month ? 5 : (CSHORT)((fields.Day - 1) / 7 + 1);
    rule->Second = rule->Milliseconds = 0;
}

static const WCHAR *windows_name(const char *name)
{
    size_t low = 0, high = ARRAYSIZE(windows_zones);
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(windows_zones[middle].name, name);
        if (!order) return windows_zones[middle].windows;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

static void put_text(WCHAR *target, const WCHAR *text, size_t capacity)
{
    size_t length = wcsnlen(text, capacity - 1);
    memcpy(target, text, length * sizeof(WCHAR));
    target[length] = 0;
}

/* "W. Europe Standard Time" has "W. Europe Daylight Time" beside it. */
static void put_names(const WCHAR *name, RTL_DYNAMIC_TIME_ZONE_INFORMATION *information)
{
    static const WCHAR standard[] = L" Standard Time", daylight[] = L" Daylight Time";
    size_t length = wcslen(name), suffix = ARRAYSIZE(standard) - 1;

    put_text(information->TimeZoneKeyName, name, ARRAYSIZE(information->TimeZoneKeyName));
    put_text(information->tzi.StandardName, wcscmp(name, L"UTC") ? name : L"Coordinated Universal Time", 32);
    put_text(information->tzi.DaylightName, information->tzi.StandardName, 32);
    if (length > suffix && length < 32 && !wcscmp(name + length - suffix, standard))
        memcpy(information->tzi.DaylightName + length - suffix, daylight, sizeof(daylight));
}

void NTAPI winrun_time_zone_of_year(INT year, RTL_DYNAMIC_TIME_ZONE_INFORMATION *information, BOOLEAN *daylight_now)
{
    struct unix_time_zone_query_args zone;
    LARGE_INTEGER now;
    const WCHAR *name = windows_name(winrun_user_settings()->time_zone);

    NtQuerySystemTime(&now);
    query_zone(year ? year : current_year(), unix_seconds(now.QuadPart), &zone);
    memset(information, 0, sizeof(*information));
    information->tzi.Bias = -zone.standard_offset / 60;
    if (name) {
        put_names(name, information);
    } else {
        for (int i = 0; zone.standard_name[i]; i++) information->tzi.StandardName[i] = zone.standard_name[i];
        for (int i = 0; zone.daylight_name[i]; i++) information->tzi.DaylightName[i] = zone.daylight_name[i];
    }
    if (zone.transition_count) {
        information->tzi.DaylightBias = -(zone.daylight_offset - zone.standard_offset) / 60;
        rule_from_moment(zone.to_daylight, zone.standard_offset, &information->tzi.DaylightStart);
        rule_from_moment(zone.to_standard, zone.daylight_offset, &information->tzi.StandardStart);
    }
    if (daylight_now) *daylight_now = zone.daylight_at != 0;
}

NTSTATUS NTAPI RtlQueryDynamicTimeZoneInformation(RTL_DYNAMIC_TIME_ZONE_INFORMATION *information)
{
    winrun_time_zone_of_year(0, information, NULL);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlQueryTimeZoneInformation(RTL_TIME_ZONE_INFORMATION *information)
{
    RTL_DYNAMIC_TIME_ZONE_INFORMATION dynamic;
    winrun_time_zone_of_year(0, &dynamic, NULL);
    *information = dynamic.tzi;
    return STATUS_SUCCESS;
}

/* Both by the offset that holds now, as documented. */
NTSTATUS NTAPI RtlSystemTimeToLocalTime(const LARGE_INTEGER *system_time, PLARGE_INTEGER local)
{
    LARGE_INTEGER now;
    NtQuerySystemTime(&now);
    local->QuadPart = system_time->QuadPart + offset_at(unix_seconds(now.QuadPart)) * TICKS_PER_SECOND;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlLocalTimeToSystemTime(const LARGE_INTEGER *local, PLARGE_INTEGER system_time)
{
    LARGE_INTEGER now;
    NtQuerySystemTime(&now);
    system_time->QuadPart = local->QuadPart - offset_at(unix_seconds(now.QuadPart)) * TICKS_PER_SECOND;
    return STATUS_SUCCESS;
}
