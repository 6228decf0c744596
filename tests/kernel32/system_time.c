/* System times, file times, DOS times, time zones, counters. Microsoft, "Time Functions", "TIME_ZONE_INFORMATION". */
#include "../check.h"

static const struct { SYSTEMTIME time; ULONGLONG ticks; } known[] = {
    {{1601, 1, 1, 1, 0, 0, 0, 0}, 0},
    {{1970, 1, 4, 1, 0, 0, 0, 0}, 116444736000000000ull},
    {{1980, 1, 2, 1, 0, 0, 0, 0}, 119600064000000000ull},
    {{2000, 2, 2, 29, 12, 34, 56, 789}, 125963012967890000ull},
    {{2000, 1, 6, 1, 0, 0, 0, 0}, 125911584000000000ull},
    {{1900, 3, 4, 1, 0, 0, 0, 0}, 94405824000000000ull},
    {{2038, 1, 2, 19, 3, 14, 8, 0}, 137919572480000000ull},
    {{2023, 12, 0, 31, 23, 59, 59, 999}, 133485407999990000ull},
    {{1601, 12, 1, 31, 0, 0, 0, 0}, 314496000000000ull},
    {{2400, 2, 2, 29, 0, 0, 0, 0}, 252190368000000000ull},
};

static ULONGLONG value_of(const FILETIME *time) { return (ULONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime; }

static void test_conversions(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(known); i++) {
        FILETIME file_time = { 0, 0 };
        SYSTEMTIME time;
        check_case(i);
        check(SystemTimeToFileTime(&known[i].time, &file_time), "SystemTimeToFileTime");
        check_equal_u64(value_of(&file_time), known[i].ticks, "SystemTimeToFileTime");
        file_time = (FILETIME){ (DWORD)known[i].ticks, (DWORD)(known[i].ticks >> 32) };
        check(FileTimeToSystemTime(&file_time, &time), "FileTimeToSystemTime");
        check_equal_bytes(&time, &known[i].time, sizeof(time), "FileTimeToSystemTime");
    }
    static const SYSTEMTIME bad[] = {
        {2023, 0, 0, 1, 0, 0, 0, 0},  {2023, 13, 0, 1, 0, 0, 0, 0}, {2023, 2, 0, 29, 0, 0, 0, 0},
        {2023, 1, 0, 0, 0, 0, 0, 0},  {2023, 1, 0, 32, 0, 0, 0, 0}, {2023, 1, 0, 1, 24, 0, 0, 0},
        {2023, 1, 0, 1, 0, 60, 0, 0}, {2023, 1, 0, 1, 0, 0, 60, 0}, {2023, 1, 0, 1, 0, 0, 0, 1000},
        {1600, 1, 0, 1, 0, 0, 0, 0},  {1900, 2, 0, 29, 0, 0, 0, 0},
    };
    for (int i = 0; i < (int)ARRAYSIZE(bad); i++) {
        FILETIME file_time;
        check_case(100 + i);
        check_fails_with(SystemTimeToFileTime(&bad[i], &file_time), ERROR_INVALID_PARAMETER);
    }
    check_case(0);
    FILETIME negative = { 0, 0x80000000 };
    SYSTEMTIME time;
    check_fails_with(FileTimeToSystemTime(&negative, &time), ERROR_INVALID_PARAMETER);
    FILETIME early = { 1, 0 }, late = { 0, 1 };
    check_equal_int(CompareFileTime(&early, &late), -1, "CompareFileTime");
    check_equal_int(CompareFileTime(&late, &early), 1, "CompareFileTime");
    check_equal_int(CompareFileTime(&late, &late), 0, "CompareFileTime");
}

static void test_dos_times(void)
{
    WORD date, time;
    FILETIME file_time;
    SYSTEMTIME system_time = { 2001, 9, 0, 11, 8, 46, 30, 0 };
    SystemTimeToFileTime(&system_time, &file_time);
    check(FileTimeToDosDateTime(&file_time, &date, &time), "FileTimeToDosDateTime");
    check_equal_u32(date, 21 << 9 | 9 << 5 | 11, "date");
    check_equal_u32(time, 8 << 11 | 46 << 5 | 15, "time");
    FILETIME back;
    check(DosDateTimeToFileTime(date, time, &back) && !CompareFileTime(&back, &file_time), "and back");
    check_fails_with(DosDateTimeToFileTime(0, 0, &back), ERROR_INVALID_PARAMETER);
    system_time.wYear = 1979;
    SystemTimeToFileTime(&system_time, &file_time);
    check_fails_with(FileTimeToDosDateTime(&file_time, &date, &time), ERROR_INVALID_PARAMETER);
}

static void test_clocks(void)
{
    FILETIME first, second, precise;
    SYSTEMTIME time, local;
    LARGE_INTEGER counter, later, frequency;
    GetSystemTimeAsFileTime(&first);
    GetSystemTime(&time);
    SystemTimeToFileTime(&time, &second);
    check(value_of(&second) + 10000000 >= value_of(&first) && value_of(&second) <= value_of(&first) + 20000000,
          "the clocks agree");
    GetSystemTimePreciseAsFileTime(&precise);
    check(value_of(&precise) - value_of(&first) < 20000000, "the precise clock agrees");
    check(time.wYear >= 2023 && time.wYear < 2200, "the year is %u", time.wYear);
    GetLocalTime(&local);
    check(local.wYear >= 2023, "local year");
    check(QueryPerformanceFrequency(&frequency), "QueryPerformanceFrequency");
    check_equal_u64((ULONGLONG)frequency.QuadPart, 10000000, "the counter has 10 MHz");
    QueryPerformanceCounter(&counter);
    DWORD ticks = GetTickCount();
    ULONGLONG ticks64 = GetTickCount64();
    Sleep(30);
    QueryPerformanceCounter(&later);
    check(later.QuadPart - counter.QuadPart >= 290000, "30 ms by the counter: %ld",
          (long)(later.QuadPart - counter.QuadPart));
    check(GetTickCount() - ticks >= 15, "30 ms by the tick count");
    check(GetTickCount64() - ticks64 >= 15 && GetTickCount64() - ticks64 < 30000, "30 ms by the 64-bit tick count");
    check((DWORD)ticks64 - ticks < 1000, "both tick counts agree");
    ULONGLONG unbiased = 0;
    check(QueryUnbiasedInterruptTime(&unbiased) && unbiased, "QueryUnbiasedInterruptTime");
    check_fails_with(QueryUnbiasedInterruptTime(NULL), ERROR_INVALID_PARAMETER);
    DWORD adjustment, increment;
    BOOL disabled;
    check(GetSystemTimeAdjustment(&adjustment, &increment, &disabled) && increment == 156250,
          "GetSystemTimeAdjustment");
}

/* Central Europe's rules since 1996: last Sundays of March and October. */
static const TIME_ZONE_INFORMATION berlin = {.Bias = -60,
                                             .StandardDate = {0, 10, 0, 5, 3, 0, 0, 0},
                                             .DaylightDate = {0, 3, 0, 5, 2, 0, 0, 0},
                                             .DaylightBias = -60};
/* Sydney: southern summer, first Sundays of October and April. */
static const TIME_ZONE_INFORMATION sydney = {.Bias = -600,
                                             .StandardDate = {0, 4, 0, 1, 3, 0, 0, 0},
                                             .DaylightDate = {0, 10, 0, 1, 2, 0, 0, 0},
                                             .DaylightBias = -60};
static const TIME_ZONE_INFORMATION fixed = { .Bias = 300 };

static const struct { const TIME_ZONE_INFORMATION *zone; SYSTEMTIME utc, local; } zones[] = {
    {&berlin, {2023, 1, 0, 15, 12, 0, 0, 0}, {2023, 1, 0, 15, 13, 0, 0, 0}},
    {&berlin, {2023, 7, 6, 15, 12, 0, 0, 0}, {2023, 7, 6, 15, 14, 0, 0, 0}},
    {&berlin, {2023, 3, 0, 26, 0, 59, 59, 0}, {2023, 3, 0, 26, 1, 59, 59, 0}},
    {&berlin, {2023, 3, 0, 26, 1, 0, 0, 0}, {2023, 3, 0, 26, 3, 0, 0, 0}},
    {&berlin, {2023, 10, 0, 29, 0, 59, 59, 0}, {2023, 10, 0, 29, 2, 59, 59, 0}},
    {&berlin, {2023, 10, 0, 29, 1, 0, 0, 0}, {2023, 10, 0, 29, 2, 0, 0, 0}},
    {&berlin, {2023, 12, 0, 31, 23, 30, 0, 0}, {2024, 1, 1, 1, 0, 30, 0, 0}},
    {&sydney, {2023, 1, 0, 15, 12, 0, 0, 0}, {2023, 1, 0, 15, 23, 0, 0, 0}},
    {&sydney, {2023, 7, 6, 15, 12, 0, 0, 0}, {2023, 7, 6, 15, 22, 0, 0, 0}},
    {&fixed, {2023, 7, 6, 15, 3, 0, 0, 0}, {2023, 7, 5, 14, 22, 0, 0, 0}},
};

static void test_zones(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(zones); i++) {
        SYSTEMTIME local, utc;
        check_case(200 + i);
        check(SystemTimeToTzSpecificLocalTime((TIME_ZONE_INFORMATION *)zones[i].zone, (SYSTEMTIME *)&zones[i].utc,
                                              &local),
              "to local time");
        check_equal_bytes(&local, &zones[i].local, sizeof(local), "to local time");
        if (i == 4 || i == 5) continue; /* these local times come twice */
        check(TzSpecificLocalTimeToSystemTime((TIME_ZONE_INFORMATION *)zones[i].zone, (SYSTEMTIME *)&zones[i].local,
                                              &utc),
              "to universal time");
        check_equal_bytes(&utc, &zones[i].utc, sizeof(utc), "to universal time");
    }
    check_case(0);
    TIME_ZONE_INFORMATION own;
    DYNAMIC_TIME_ZONE_INFORMATION dynamic;
    DWORD id = GetTimeZoneInformation(&own);
    check(id <= TIME_ZONE_ID_DAYLIGHT, "GetTimeZoneInformation: %lu", id);
    check(own.Bias >= -14 * 60 && own.Bias <= 12 * 60 && own.StandardName[0], "a sensible zone");
    check_equal_u32(GetDynamicTimeZoneInformation(&dynamic), id, "the dynamic one says the same");
    check_equal_int(dynamic.Bias, own.Bias, "and has the same bias");
    FILETIME now, local, back;
    SYSTEMTIME system_now, system_local;
    GetSystemTimeAsFileTime(&now);
    check(FileTimeToLocalFileTime(&now, &local) && LocalFileTimeToFileTime(&local, &back) &&
              !CompareFileTime(&now, &back),
          "local file time and back");
    LONGLONG bias = own.Bias + (id == TIME_ZONE_ID_DAYLIGHT ? own.DaylightBias : own.StandardBias);
    check_equal_int((LONGLONG)(value_of(&now) - value_of(&local)), bias * 600000000, "the difference is the bias");
    FileTimeToSystemTime(&now, &system_now);
    check(SystemTimeToTzSpecificLocalTime(NULL, &system_now, &system_local), "the own zone");
    SystemTimeToFileTime(&system_local, &back);
    check(value_of(&local) - value_of(&back) < 10000, "the own zone agrees with local file time");
}

int main(void)
{
    test_conversions();
    test_dos_times();
    test_clocks();
    test_zones();
    return check_summary();
}
