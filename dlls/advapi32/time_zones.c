/* The registry's list of time zones (timezoneapi.h). */
#define WINBASEAPI /* these two are declared as if they were kernel32's */
#include "advapi32_private.h"

#include <string.h>

#define ZONES L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Time Zones"
#define LAST_RULES 9999 /* a year after all changes: the rules that hold from now on */

DWORD WINAPI EnumDynamicTimeZoneInformation(const DWORD index, PDYNAMIC_TIME_ZONE_INFORMATION information)
{
    DYNAMIC_TIME_ZONE_INFORMATION found = {0};
    DWORD length = ARRAYSIZE(found.TimeZoneKeyName);
    HKEY zones;
    if (!information) return ERROR_INVALID_PARAMETER;
    LSTATUS error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, ZONES, 0, KEY_READ, &zones);
    if (error) return (DWORD)error;
    error = RegEnumKeyExW(zones, index, found.TimeZoneKeyName, &length, NULL, NULL, NULL, NULL);
    RegCloseKey(zones);
    if (error) return (DWORD)error;
    TIME_ZONE_INFORMATION zone;
    if (!GetTimeZoneInformationForYear(LAST_RULES, &found, &zone)) return GetLastError();
    memcpy(&found, &zone, sizeof(zone)); /* the one begins with the other */
    *information = found;
    return ERROR_SUCCESS;
}

static LSTATUS read_year(HKEY zones, const WCHAR *zone, const WCHAR *value, DWORD *year)
{
    WCHAR path[ARRAYSIZE(((DYNAMIC_TIME_ZONE_INFORMATION *)0)->TimeZoneKeyName) + 16];
    DWORD size = sizeof(*year);
    lstrcpynW(path, zone, ARRAYSIZE(path) - 16);
    lstrcatW(path, L"\\Dynamic DST");
    return RegGetValueW(zones, path, value, RRF_RT_REG_DWORD, NULL, year, &size);
}

DWORD WINAPI GetDynamicTimeZoneInformationEffectiveYears(const PDYNAMIC_TIME_ZONE_INFORMATION information,
                                                         LPDWORD first, LPDWORD last)
{
    HKEY zones;
    if (!information || !first || !last) return ERROR_INVALID_PARAMETER;
    LSTATUS error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, ZONES, 0, KEY_READ, &zones);
    if (error) return (DWORD)error;
    error = read_year(zones, information->TimeZoneKeyName, L"FirstEntry", first);
    if (!error) error = read_year(zones, information->TimeZoneKeyName, L"LastEntry", last);
    RegCloseKey(zones);
    return (DWORD)error;
}
