/* Time zones by name and year. Microsoft: EnumDynamicTimeZoneInformation, GetTimeZoneInformationForYear,
 * GetDynamicTimeZoneInformationEffectiveYears, SystemTimeToTzSpecificLocalTimeEx, DYNAMIC_TIME_ZONE_INFORMATION. The
 * rules are law: the United States' until 2006 and since 2007, the European Union's, Russia's of 2014. */
#include "../check.h"

typedef DWORD(WINAPI *enumerate_function)(DWORD, DYNAMIC_TIME_ZONE_INFORMATION *);
typedef DWORD(WINAPI *years_function)(const DYNAMIC_TIME_ZONE_INFORMATION *, DWORD *, DWORD *);
typedef BOOL(WINAPI *convert_function)(const DYNAMIC_TIME_ZONE_INFORMATION *, const SYSTEMTIME *, SYSTEMTIME *);

static enumerate_function enumerate;
static years_function effective_years;
static convert_function to_local, to_utc;

static BOOL zone_named(const WCHAR *name, DYNAMIC_TIME_ZONE_INFORMATION *zone)
{
    for (DWORD i = 0; !enumerate(i, zone); i++)
        if (!lstrcmpW(zone->TimeZoneKeyName, name)) return TRUE;
    return FALSE;
}

static void check_rule(const SYSTEMTIME *rule, WORD month, WORD day_of_week, WORD week, WORD hour, const char *what)
{
    check_equal_u32(rule->wYear, 0, what);
    check_equal_u32(rule->wMonth, month, what);
    check_equal_u32(rule->wDayOfWeek, day_of_week, what);
    check_equal_u32(rule->wDay, week, what);
    check_equal_u32(rule->wHour, hour, what);
}

static void test_list(void)
{
    DYNAMIC_TIME_ZONE_INFORMATION zone;
    DWORD count = 0, error, first, last;
    while (!(error = enumerate(count, &zone))) count++;
    check(count > 100, "%lu zones", count);
    check_equal_u32(error, ERROR_NO_MORE_ITEMS, "after the last");
    check_equal_u32(enumerate(0, NULL), ERROR_INVALID_PARAMETER, "nothing to fill");
    if (check(zone_named(L"W. Europe Standard Time", &zone), "W. Europe")) {
        check_equal_u32(zone.Bias, -60, "bias");
        check_equal_u32(zone.DaylightBias, -60, "of summer");
        check_equal_wide(zone.StandardName, L"W. Europe Standard Time", "name");
        check_equal_wide(zone.DaylightName, L"W. Europe Daylight Time", "name");
        check_rule(&zone.DaylightDate, 3, 0, 5, 2, "summer");
        check_rule(&zone.StandardDate, 10, 0, 5, 3, "winter");
    }
    if (check(zone_named(L"Tokyo Standard Time", &zone), "Tokyo")) {
        check_equal_u32(zone.Bias, -540, "bias");
        check_equal_u32(zone.StandardDate.wMonth, 0, "no daylight saving");
        check_equal_u32(effective_years(&zone, &first, &last), ERROR_FILE_NOT_FOUND, "rules never changed");
    }
    if (check(zone_named(L"Eastern Standard Time", &zone), "Eastern")) {
        check_rule(&zone.DaylightDate, 3, 0, 2, 2, "summer");
        check_rule(&zone.StandardDate, 11, 0, 1, 2, "winter");
        check_equal_u32(effective_years(&zone, &first, &last), ERROR_SUCCESS, "rules changed");
        check_equal_u32(first, 2006, "first year");
        check_equal_u32(last, 2007, "last year");
    }
}

static void test_years(void)
{
    DYNAMIC_TIME_ZONE_INFORMATION zone = {0};
    TIME_ZONE_INFORMATION rules;
    lstrcpyW(zone.TimeZoneKeyName, L"Eastern Standard Time");
    if (check(GetTimeZoneInformationForYear(2005, &zone, &rules), "2005: %lu", GetLastError())) {
        check_rule(&rules.DaylightDate, 4, 0, 1, 2, "summer until 2006");
        check_rule(&rules.StandardDate, 10, 0, 5, 2, "winter until 2006");
    }
    if (check(GetTimeZoneInformationForYear(2010, &zone, &rules), "2010")) {
        check_rule(&rules.DaylightDate, 3, 0, 2, 2, "summer since 2007");
        check_rule(&rules.StandardDate, 11, 0, 1, 2, "winter since 2007");
    }
    zone.DynamicDaylightTimeDisabled = TRUE;
    if (check(GetTimeZoneInformationForYear(2005, &zone, &rules), "without history"))
        check_rule(&rules.DaylightDate, 3, 0, 2, 2, "today's");
    lstrcpyW(zone.TimeZoneKeyName, L"No such zone");
    check(!GetTimeZoneInformationForYear(2005, &zone, &rules), "a zone that is not there");
}

struct conversion { const WCHAR *zone; SYSTEMTIME utc; WORD day, hour; };

static const struct conversion conversions[] = {
    {L"Eastern Standard Time", {2005, 3, 0, 20, 12, 0, 0, 0}, 20, 7},   /* summer came in April then */
    {L"Eastern Standard Time", {2008, 3, 0, 20, 12, 0, 0, 0}, 20, 8},   /* and comes in March now */
    {L"Eastern Standard Time", {2008, 12, 0, 20, 12, 0, 0, 0}, 20, 7},
    {L"W. Europe Standard Time", {2020, 7, 0, 1, 12, 0, 0, 0}, 1, 14},
    {L"W. Europe Standard Time", {2020, 1, 0, 1, 12, 0, 0, 0}, 1, 13},
    {L"AUS Eastern Standard Time", {2020, 1, 0, 1, 20, 0, 0, 0}, 2, 7}, /* summer spans the year's end */
    {L"AUS Eastern Standard Time", {2020, 7, 0, 1, 20, 0, 0, 0}, 2, 6},
    {L"Russian Standard Time", {2009, 7, 0, 1, 12, 0, 0, 0}, 1, 16},
    {L"Russian Standard Time", {2012, 1, 0, 15, 12, 0, 0, 0}, 15, 16},  /* summer time all the year */
    {L"Russian Standard Time", {2014, 7, 0, 1, 12, 0, 0, 0}, 1, 16},
    {L"Russian Standard Time", {2014, 12, 0, 1, 12, 0, 0, 0}, 1, 15},   /* until 26 October 2014 */
    {L"Russian Standard Time", {2020, 7, 0, 1, 12, 0, 0, 0}, 1, 15},
    {L"India Standard Time", {2020, 7, 0, 1, 12, 30, 0, 0}, 1, 18},
    {L"UTC", {2020, 7, 0, 1, 12, 0, 0, 0}, 1, 12},
};

static void test_conversions(void)
{
    for (size_t i = 0; i < sizeof(conversions) / sizeof(*conversions); i++) {
        const struct conversion *c = &conversions[i];
        DYNAMIC_TIME_ZONE_INFORMATION zone;
        SYSTEMTIME local, back;
        check_case((int)i);
        if (!check(zone_named(c->zone, &zone), "zone")) continue;
        if (!check(to_local(&zone, &c->utc, &local), "to local time: %lu", GetLastError())) continue;
        check_equal_u32(local.wDay, c->day, "day");
        check_equal_u32(local.wHour, c->hour, "hour");
        check(to_utc(&zone, &local, &back), "to UTC");
        check_equal_u32(back.wHour, c->utc.wHour, "hour again");
        check_equal_u32(back.wDay, c->utc.wDay, "day again");
    }
    check_case(0);
}

int main(void)
{
    HMODULE advapi = LoadLibraryW(L"advapi32.dll"), kernel = GetModuleHandleW(L"kernel32.dll");
    enumerate = (enumerate_function)(void *)GetProcAddress(advapi, "EnumDynamicTimeZoneInformation");
    effective_years = (years_function)(void *)GetProcAddress(advapi, "GetDynamicTimeZoneInformationEffectiveYears");
    to_local = (convert_function)(void *)GetProcAddress(kernel, "SystemTimeToTzSpecificLocalTimeEx");
    to_utc = (convert_function)(void *)GetProcAddress(kernel, "TzSpecificLocalTimeToSystemTimeEx");
    if (!check(enumerate && effective_years && to_local && to_utc, "the functions are there")) return check_summary();
    test_list();
    test_years();
    test_conversions();
    return check_summary();
}
