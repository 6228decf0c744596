/* System times, file times, the local time zone (sysinfoapi.h, timezoneapi.h, realtimeapi.h, profileapi.h). */
#include "nls_private.h"

#include <string.h>

static LONGLONG file_time_value(const FILETIME *time)
{
    return (LONGLONG)((ULONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime);
}

static void put_file_time(LONGLONG value, FILETIME *time)
{
    time->dwLowDateTime = (DWORD)value;
    time->dwHighDateTime = (DWORD)(value >> 32);
}

static void fields_to_system(const TIME_FIELDS *fields, SYSTEMTIME *time)
{
    *time = (SYSTEMTIME){(WORD)fields->Year, (WORD)fields->Month,  (WORD)fields->Weekday, (WORD)fields->Day,
                         (WORD)fields->Hour, (WORD)fields->Minute, (WORD)fields->Second,  (WORD)fields->Milliseconds};
}

static void ticks_to_system(LONGLONG value, SYSTEMTIME *time)
{
    TIME_FIELDS fields;
    RtlTimeToTimeFields(&(LARGE_INTEGER){ .QuadPart = value }, &fields);
    fields_to_system(&fields, time);
}

static bool system_to_ticks(const SYSTEMTIME *time, LONGLONG *value)
{
    TIME_FIELDS fields = {
        (CSHORT)time->wYear,   (CSHORT)time->wMonth,  (CSHORT)time->wDay,          (CSHORT)time->wHour,
        (CSHORT)time->wMinute, (CSHORT)time->wSecond, (CSHORT)time->wMilliseconds, 0};
    LARGE_INTEGER ticks;
    if (!RtlTimeFieldsToTime(&fields, &ticks)) return false;
    *value = ticks.QuadPart;
    return true;
}

/* ---- now */

void WINAPI GetSystemTimeAsFileTime(LPFILETIME time)
{
    LARGE_INTEGER now;
    NtQuerySystemTime(&now);
    put_file_time(now.QuadPart, time);
}

void WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME time) { GetSystemTimeAsFileTime(time); }

void WINAPI GetSystemTime(LPSYSTEMTIME time)
{
    LARGE_INTEGER now;
    NtQuerySystemTime(&now);
    ticks_to_system(now.QuadPart, time);
}

void WINAPI GetLocalTime(LPSYSTEMTIME time)
{
    LARGE_INTEGER now, local;
    NtQuerySystemTime(&now);
    RtlSystemTimeToLocalTime(&now, &local);
    ticks_to_system(local.QuadPart, time);
}

static BOOL refuse_to_set(const SYSTEMTIME *time)
{
    LONGLONG value;
    if (!system_to_ticks(time, &value)) return fail_with(ERROR_INVALID_PARAMETER);
    log_line(LOG_WARN, "setting the system time is refused: the clock belongs to Linux");
    return fail_with(ERROR_PRIVILEGE_NOT_HELD);
}

BOOL WINAPI SetSystemTime(const SYSTEMTIME *time) { return refuse_to_set(time); }
BOOL WINAPI SetLocalTime(const SYSTEMTIME *time) { return refuse_to_set(time); }

BOOL WINAPI GetSystemTimeAdjustment(PDWORD adjustment, PDWORD increment, PBOOL disabled)
{
    *adjustment = *increment = 156250;
    *disabled = TRUE; /* nobody but the system itself adjusts it */
    return TRUE;
}

BOOL WINAPI SetSystemTimeAdjustment(DWORD adjustment, BOOL disabled)
{
    (void)adjustment;
    (void)disabled;
    return fail_with(ERROR_PRIVILEGE_NOT_HELD);
}

DWORD WINAPI GetTickCount(void) { return (DWORD)winrun_tick_count(); }
ULONGLONG WINAPI GetTickCount64(void) { return winrun_tick_count(); }

BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *counter) { return RtlQueryPerformanceCounter(counter); }
BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *frequency) { return RtlQueryPerformanceFrequency(frequency); }
BOOL WINAPI QueryUnbiasedInterruptTime(PULONGLONG time) { return RtlQueryUnbiasedInterruptTime(time); }
VOID WINAPI QueryUnbiasedInterruptTimePrecise(PULONGLONG time) { RtlQueryUnbiasedInterruptTime(time); }

VOID WINAPI QueryInterruptTime(PULONGLONG time)
{
    LARGE_INTEGER counter;
    RtlQueryPerformanceCounter(&counter);
    *time = (ULONGLONG)counter.QuadPart;
}

VOID WINAPI QueryInterruptTimePrecise(PULONGLONG time) { QueryInterruptTime(time); }

/* ---- conversions */

BOOL WINAPI FileTimeToSystemTime(const FILETIME *file_time, LPSYSTEMTIME time)
{
    LONGLONG value = file_time_value(file_time);
    if (value < 0) return fail_with(ERROR_INVALID_PARAMETER);
    ticks_to_system(value, time);
    return TRUE;
}

BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *time, LPFILETIME file_time)
{
    LONGLONG value;
    if (!system_to_ticks(time, &value)) return fail_with(ERROR_INVALID_PARAMETER);
    put_file_time(value, file_time);
    return TRUE;
}

LONG WINAPI CompareFileTime(const FILETIME *first, const FILETIME *second)
{
    ULONGLONG a = (ULONGLONG)file_time_value(first), b = (ULONGLONG)file_time_value(second);
    return a < b ? -1 : a > b;
}

BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *utc, LPFILETIME local)
{
    LARGE_INTEGER from = { .QuadPart = file_time_value(utc) }, to;
    if (from.QuadPart < 0) return fail_with(ERROR_INVALID_PARAMETER);
    RtlSystemTimeToLocalTime(&from, &to);
    put_file_time(to.QuadPart, local);
    return TRUE;
}

BOOL WINAPI LocalFileTimeToFileTime(const FILETIME *local, LPFILETIME utc)
{
    LARGE_INTEGER from = { .QuadPart = file_time_value(local) }, to;
    if (from.QuadPart < 0) return fail_with(ERROR_INVALID_PARAMETER);
    RtlLocalTimeToSystemTime(&from, &to);
    put_file_time(to.QuadPart, utc);
    return TRUE;
}

/* DOS: seven bits of years since 1980, two seconds at a time. */
BOOL WINAPI FileTimeToDosDateTime(const FILETIME *file_time, LPWORD date, LPWORD time)
{
    SYSTEMTIME system_time;
    LONGLONG value = file_time_value(file_time) + 2 * TICKS_PER_SECOND - 1; /* rounded up */
    if (value < 0) return fail_with(ERROR_INVALID_PARAMETER);
    ticks_to_system(value, &system_time);
    if (system_time.wYear < 1980 || system_time.wYear > 2107) return fail_with(ERROR_INVALID_PARAMETER);
    *date = (WORD)((system_time.wYear - 1980) << 9 | system_time.wMonth << 5 | system_time.wDay);
    *time = (WORD)(system_time.wHour << 11 | system_time.wMinute << 5 | system_time.wSecond / 2);
    return TRUE;
}

BOOL WINAPI DosDateTimeToFileTime(WORD date, WORD time, LPFILETIME file_time)
{
    SYSTEMTIME system_time = {.wYear = (WORD)((date >> 9) + 1980),
                              .wMonth = date >> 5 & 15,
                              .wDay = date & 31,
                              .wHour = time >> 11,
                              .wMinute = time >> 5 & 63,
                              .wSecond = (WORD)((time & 31) * 2)};
    return SystemTimeToFileTime(&system_time, file_time);
}

/* ---- time zones */

static void put_zone(const RTL_DYNAMIC_TIME_ZONE_INFORMATION *from, DYNAMIC_TIME_ZONE_INFORMATION *to)
{
    memset(to, 0, sizeof(*to));
    to->Bias = from->tzi.Bias;
    to->StandardBias = from->tzi.StandardBias;
    to->DaylightBias = from->tzi.DaylightBias;
    memcpy(to->StandardName, from->tzi.StandardName, sizeof(to->StandardName));
    memcpy(to->DaylightName, from->tzi.DaylightName, sizeof(to->DaylightName));
    memcpy(to->TimeZoneKeyName, from->TimeZoneKeyName, sizeof(to->TimeZoneKeyName));
    to->DynamicDaylightTimeDisabled = from->DynamicDaylightTimeDisabled;
    fields_to_system(&from->tzi.StandardStart, &to->StandardDate);
    fields_to_system(&from->tzi.DaylightStart, &to->DaylightDate);
}

DWORD WINAPI GetDynamicTimeZoneInformation(PDYNAMIC_TIME_ZONE_INFORMATION information)
{
    RTL_DYNAMIC_TIME_ZONE_INFORMATION zone;
    BOOLEAN daylight;
    winrun_time_zone_of_year(0, &zone, &daylight);
    put_zone(&zone, information);
    if (!information->StandardDate.wMonth) return TIME_ZONE_ID_UNKNOWN;
    return daylight ? TIME_ZONE_ID_DAYLIGHT : TIME_ZONE_ID_STANDARD;
}

DWORD WINAPI GetTimeZoneInformation(LPTIME_ZONE_INFORMATION information)
{
    DYNAMIC_TIME_ZONE_INFORMATION dynamic;
    DWORD id = GetDynamicTimeZoneInformation(&dynamic);
    memcpy(information, &dynamic, sizeof(*information));
    return id;
}

/* The local zone has Unix's rules, another one those that the registry lists. */
BOOL WINAPI GetTimeZoneInformationForYear(USHORT year, PDYNAMIC_TIME_ZONE_INFORMATION given,
                                          LPTIME_ZONE_INFORMATION information)
{
    DYNAMIC_TIME_ZONE_INFORMATION dynamic;
    RTL_DYNAMIC_TIME_ZONE_INFORMATION zone;
    winrun_time_zone_of_year(year, &zone, NULL);
    put_zone(&zone, &dynamic);
    if (given && _wcsnicmp(given->TimeZoneKeyName, dynamic.TimeZoneKeyName, ARRAYSIZE(given->TimeZoneKeyName)))
        return time_zone_from_registry(given->TimeZoneKeyName, year, !given->DynamicDaylightTimeDisabled, information)
                   ? TRUE
                   : fail_with(ERROR_FILE_NOT_FOUND);
    memcpy(information, &dynamic, sizeof(*information));
    return TRUE;
}

BOOL WINAPI SetTimeZoneInformation(const TIME_ZONE_INFORMATION *information)
{
    (void)information;
    return fail_with(ERROR_PRIVILEGE_NOT_HELD);
}

BOOL WINAPI SetDynamicTimeZoneInformation(const DYNAMIC_TIME_ZONE_INFORMATION *information)
{
    (void)information;
    return fail_with(ERROR_PRIVILEGE_NOT_HELD);
}

/* The moment, in the local time that holds until then, at which a rule applies in a year. */
static LONGLONG rule_in_year(const SYSTEMTIME *rule, WORD year)
{
    SYSTEMTIME time = *rule;
    LONGLONG value = 0;
    if (rule->wYear) {
        if (rule->wYear != year || !system_to_ticks(&time, &value)) return 0;
        return value;
    }
    time.wYear = year;
    time.wDay = 1;
    if (!system_to_ticks(&time, &value)) return 0;
    SYSTEMTIME first;
    ticks_to_system(value, &first);
    int day = (rule->wDayOfWeek - first.wDayOfWeek + 7) % 7 + 1 + (rule->wDay - 1) * 7;
    SYSTEMTIME check = time;
    for (check.wDay = (WORD)day; day > 28 && !system_to_ticks(&check, &value); check.wDay = (WORD)(day -= 7)) {}
    time.wDay = (WORD)day;
    return system_to_ticks(&time, &value) ? value : 0;
}

/* Is daylight saving on at this local time? `saving_shift` is what must be taken off a time read while saving before it
 * is compared. */
static bool is_daylight(const TIME_ZONE_INFORMATION *zone, LONGLONG standard_time, WORD year)
{
    if (!zone->StandardDate.wMonth || !zone->DaylightDate.wMonth) return false;
    LONGLONG begin = rule_in_year(&zone->DaylightDate, year);
    LONGLONG end =
        rule_in_year(&zone->StandardDate, year) + (zone->DaylightBias - zone->StandardBias) * 60 * TICKS_PER_SECOND;
    if (begin < end) return standard_time >= begin && standard_time < end;
    return standard_time >= begin || standard_time < end;
}

BOOL WINAPI SystemTimeToTzSpecificLocalTime(const TIME_ZONE_INFORMATION *zone, const SYSTEMTIME *utc,
                                            LPSYSTEMTIME local)
{
    TIME_ZONE_INFORMATION own;
    LONGLONG value;
    SYSTEMTIME standard;
    if (!system_to_ticks(utc, &value)) return fail_with(ERROR_INVALID_PARAMETER);
    if (!zone) {
        GetTimeZoneInformationForYear(utc->wYear, NULL, &own);
        zone = &own;
    }
    value -= (zone->Bias + zone->StandardBias) * 60 * TICKS_PER_SECOND;
    ticks_to_system(value, &standard);
    if (is_daylight(zone, value, standard.wYear))
        value -= (zone->DaylightBias - zone->StandardBias) * 60 * TICKS_PER_SECOND;
    ticks_to_system(value, local);
    return TRUE;
}

BOOL WINAPI TzSpecificLocalTimeToSystemTime(const TIME_ZONE_INFORMATION *zone, const SYSTEMTIME *local,
                                            LPSYSTEMTIME utc)
{
    TIME_ZONE_INFORMATION own;
    LONGLONG value;
    if (!system_to_ticks(local, &value)) return fail_with(ERROR_INVALID_PARAMETER);
    if (!zone) {
        GetTimeZoneInformationForYear(local->wYear, NULL, &own);
        zone = &own;
    }
    LONGLONG shift = (zone->DaylightBias - zone->StandardBias) * 60 * TICKS_PER_SECOND;
    /* a time that comes twice is the second one, in standard time */
    bool daylight = is_daylight(zone, value + shift, local->wYear) && is_daylight(zone, value, local->wYear);
    value += (zone->Bias + zone->StandardBias) * 60 * TICKS_PER_SECOND + (daylight ? shift : 0);
    ticks_to_system(value, utc);
    return TRUE;
}

/* The rules that hold in a year: the named zone's, or what the program gave when no such zone is known. */
static const TIME_ZONE_INFORMATION *zone_in_year(const DYNAMIC_TIME_ZONE_INFORMATION *dynamic, WORD year,
                                                 TIME_ZONE_INFORMATION *zone)
{
    if (!dynamic) return NULL;
    if (dynamic->DynamicDaylightTimeDisabled || !*dynamic->TimeZoneKeyName ||
        !GetTimeZoneInformationForYear(year, (PDYNAMIC_TIME_ZONE_INFORMATION)dynamic, zone))
        memcpy(zone, dynamic, sizeof(*zone));
    return zone;
}

BOOL WINAPI SystemTimeToTzSpecificLocalTimeEx(const DYNAMIC_TIME_ZONE_INFORMATION *dynamic, const SYSTEMTIME *utc,
                                              LPSYSTEMTIME local)
{
    TIME_ZONE_INFORMATION zone;
    return SystemTimeToTzSpecificLocalTime(zone_in_year(dynamic, utc->wYear, &zone), utc, local);
}

BOOL WINAPI TzSpecificLocalTimeToSystemTimeEx(const DYNAMIC_TIME_ZONE_INFORMATION *dynamic, const SYSTEMTIME *local,
                                              LPSYSTEMTIME utc)
{
    TIME_ZONE_INFORMATION zone;
    return TzSpecificLocalTimeToSystemTime(zone_in_year(dynamic, local->wYear, &zone), local, utc);
}
