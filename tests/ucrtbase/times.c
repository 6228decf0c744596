/* The Universal CRT: calendar time, its text, time zones. Witness: the C standard (strftime, mktime), Microsoft's pages
 * on strftime, _tzset, _get_timezone, _mkgmtime, gmtime_s. */
#define FUNCTIONS(X) \
    X(int *, _errno, (void)) \
    X(int, _gmtime64_s, (struct calendar *, const int64_t *)) \
    X(int, _gmtime32_s, (struct calendar *, const int32_t *)) \
    X(int, _localtime64_s, (struct calendar *, const int64_t *)) \
    X(struct calendar *, _gmtime64, (const int64_t *)) \
    X(int64_t, _mktime64, (struct calendar *)) \
    X(int32_t, _mktime32, (struct calendar *)) \
    X(int64_t, _mkgmtime64, (struct calendar *)) \
    X(size_t, strftime, (char *, size_t, const char *, const struct calendar *)) \
    X(size_t, wcsftime, (wchar_t *, size_t, const wchar_t *, const struct calendar *)) \
    X(int, asctime_s, (char *, size_t, const struct calendar *)) \
    X(char *, asctime, (const struct calendar *)) \
    X(int, _ctime64_s, (char *, size_t, const int64_t *)) \
    X(double, _difftime64, (int64_t, int64_t)) \
    X(int64_t, _time64, (int64_t *)) \
    X(int, _timespec64_get, (struct moment *, int)) \
    X(long, clock, (void)) \
    X(int, _putenv_s, (const char *, const char *)) \
    X(void, _tzset, (void)) \
    X(int, _get_timezone, (long *)) \
    X(int, _get_daylight, (int *)) \
    X(int, _get_dstbias, (long *)) \
    X(int, _get_tzname, (size_t *, char *, size_t, int)) \
    X(int, _strdate_s, (char *, size_t)) \
    X(int, _strtime_s, (char *, size_t)) \
    X(void *, _set_invalid_parameter_handler, (void *))
#include <stdint.h>
struct calendar { int second, minute, hour, day, month, year, weekday, yearday, summer; };
struct moment { int64_t seconds; long nanoseconds; };
#include "crt.h"

static const struct { int64_t time; struct calendar calendar; } moments[] = {
    {0, {0, 0, 0, 1, 0, 70, 4, 0, 0}},
    {1234567890, {30, 31, 23, 13, 1, 109, 5, 43, 0}},
    {951782399, {59, 59, 23, 28, 1, 100, 1, 58, 0}},        /* the day before the leap day of 2000 */
    {951782400, {0, 0, 0, 29, 1, 100, 2, 59, 0}},
    {978307199, {59, 59, 23, 31, 11, 100, 0, 365, 0}},
    {2147483648, {8, 14, 3, 19, 0, 138, 2, 18, 0}},         /* beyond 32 bits */
    {4102444800, {0, 0, 0, 1, 0, 200, 5, 0, 0}},
    {4107542399, {59, 59, 23, 28, 1, 200, 0, 58, 0}},       /* 2100 is no leap year */
    {4107542400, {0, 0, 0, 1, 2, 200, 1, 59, 0}},
};

static const struct { const char *format, *expected; } formats[] = {
    {"%a", "Fri"},
    {"%A", "Friday"},
    {"%b", "Feb"},
    {"%B", "February"},
    {"%c", "Fri Feb 13 23:31:30 2009"},
    {"%C", "20"},
    {"%d", "13"},
    {"%D", "02/13/09"},
    {"%e", "13"},
    {"%F", "2009-02-13"},
    {"%g", "09"},
    {"%G", "2009"},
    {"%h", "Feb"},
    {"%H", "23"},
    {"%I", "11"},
    {"%j", "044"},
    {"%m", "02"},
    {"%M", "31"},
    {"%n", "\n"},
    {"%p", "PM"},
    {"%r", "11:31:30 PM"},
    {"%R", "23:31"},
    {"%S", "30"},
    {"%t", "\t"},
    {"%T", "23:31:30"},
    {"%u", "5"},
    {"%U", "06"},
    {"%V", "07"},
    {"%w", "5"},
    {"%W", "06"},
    {"%x", "02/13/09"},
    {"%X", "23:31:30"},
    {"%y", "09"},
    {"%Y", "2009"},
    {"%%", "%"},
    {"%#m", "2"},
    {"%#j", "44"},
    {"%#y", "9"},
    {"%#x", "Friday, February 13, 2009"},
    {"[%Y-%m-%dT%H:%M:%S]", "[2009-02-13T23:31:30]"},
    {"plain", "plain"},
    {"%Ey %Od", "09 13"},
};

/* day and month around new year: the week belongs to the year of its Thursday */
static const struct { int64_t time; const char *expected; } weeks[] = {
    {1104537600, "2004-53-6"}, {1104710400, "2005-01-1"}, {1230768000, "2009-01-4"}, {1262304000, "2009-53-5"},
    {1262563200, "2010-01-1"}, {1230681600, "2009-01-3"}, {1325376000, "2011-52-7"}, {1356912000, "2013-01-1"},
};

static void test_calendar(void)
{
    for (size_t i = 0; i < ARRAYSIZE(moments); i++) {
        struct calendar found;
        check_case(i);
        check_equal_int(crt._gmtime64_s(&found, &moments[i].time), 0, "_gmtime64_s");
        check_equal_bytes(&found, &moments[i].calendar, sizeof(found), "_gmtime64_s");
        check_equal_int(crt._mkgmtime64(&found), moments[i].time, "_mkgmtime64");
        check_equal_ptr(crt._gmtime64(&moments[i].time), crt._gmtime64(&moments[0].time),
                        "_gmtime64 has one buffer for each thread");
    }
    check_case(0);
    struct calendar odd = {.second = 61, .minute = 59, .hour = 23, .day = 31, .month = 12, .year = 99};
    check_equal_int(crt._mkgmtime64(&odd), 949363201, "_mkgmtime64 of what must be put in order");
    check(odd.second == 1 && odd.minute == 0 && odd.hour == 0 && odd.day == 1 && odd.month == 1 && odd.year == 100,
          "and the fields are put in order");
    check(odd.weekday == 2 && odd.yearday == 31, "weekday %d, day of the year %d", odd.weekday, odd.yearday);
    struct calendar back = {.day = 0, .month = 2, .year = 104};
    check_equal_int(crt._mkgmtime64(&back), 1078012800, "the day before March in a leap year");
    struct calendar found;
    int64_t negative = -43201, distant = 32536850400;       /* after the end of the year 3000 */
    int32_t negative32 = -43201;
    check_equal_int(crt._gmtime64_s(&found, &negative), CRT_EINVAL, "a time before 1970");
    check_equal_int(found.year, -1, "the fields are -1 then");
    check_equal_int(crt._gmtime32_s(&found, &negative32), CRT_EINVAL, "a time before 1970 in 32 bits");
    check_equal_int(crt._gmtime64_s(&found, &distant), CRT_EINVAL, "a time after the year 3000");
    taken_invalid_parameters();
    check_equal_int(crt._gmtime64_s(NULL, &distant), CRT_EINVAL, "_gmtime64_s to nowhere");
    check_equal_int(crt._gmtime64_s(&found, NULL), CRT_EINVAL, "_gmtime64_s of nothing");
    check(crt._mktime64(NULL) == -1, "_mktime64 of nothing");
    check_equal_int(taken_invalid_parameters(), 3, "wrong arguments");
    struct calendar early = {.day = 1, .year = 60};
    check_equal_int(crt._mktime64(&early), -1, "_mktime64 of a time before 1970");
    check(crt._difftime64(5, 8) == -3.0, "_difftime64");
}

static void test_text(void)
{
    char text[64];
    wchar_t wide[64], expected[64];
    const struct calendar *calendar = &moments[1].calendar;
    for (size_t i = 0; i < ARRAYSIZE(formats); i++) {
        check_case(i);
        check_equal_u64(crt.strftime(text, sizeof(text), formats[i].format, calendar), strlen(formats[i].expected),
                        formats[i].format);
        check_equal_string(text, formats[i].expected, formats[i].format);
        MultiByteToWideChar(CP_ACP, 0, formats[i].format, -1, wide, 64);
        MultiByteToWideChar(CP_ACP, 0, formats[i].expected, -1, expected, 64);
        wchar_t made[64];
        crt.wcsftime(made, 64, wide, calendar);
        check_equal_wide(made, expected, formats[i].format);
    }
    for (size_t i = 0; i < ARRAYSIZE(weeks); i++) {
        struct calendar found;
        check_case(i);
        crt._gmtime64_s(&found, &weeks[i].time);
        crt.strftime(text, sizeof(text), "%G-%V-%u", &found);
        check_equal_string(text, weeks[i].expected, "the week of ISO 8601");
    }
    check_case(0);
    struct calendar midnight = {.day = 5, .year = 109};
    check_equal_u64(crt.strftime(text, sizeof(text), "%I %p %e", &midnight), 8, "twelve o'clock");
    check_equal_string(text, "12 AM  5", "twelve o'clock");
    check_equal_u64(crt.strftime(text, 4, "%Y", calendar), 0, "strftime that does not fit");
    check_equal_string(text, "", "strftime that does not fit");
    check_equal_int(*crt._errno(), CRT_ERANGE, "strftime that does not fit");
    check_equal_u64(crt.strftime(text, 5, "%Y", calendar), 4, "strftime that just fits");
    taken_invalid_parameters();
    check_equal_u64(crt.strftime(NULL, 5, "%Y", calendar), 0, "strftime to nowhere");
    check_equal_u64(crt.strftime(text, sizeof(text), "%Q", calendar), 0, "a conversion that there is not");
    check_equal_int(taken_invalid_parameters(), 2, "wrong arguments");
    check_equal_int(crt.asctime_s(text, 26, calendar), 0, "asctime_s");
    check_equal_string(text, "Fri Feb 13 23:31:30 2009\n", "asctime_s");
    check_equal_int(crt.asctime_s(text, 25, calendar), CRT_EINVAL, "asctime_s needs 26 characters");
    check_equal_int(taken_invalid_parameters(), 1, "asctime_s needs 26 characters");
    check_equal_string(crt.asctime(&midnight), "Sun Jan 05 00:00:00 2009\n", "asctime writes two digits of the day");
    check_equal_int(crt._strdate_s(text, 9), 0, "_strdate_s");
    check(strlen(text) == 8 && text[2] == '/' && text[5] == '/', "_strdate_s: %s", text);
    check_equal_int(crt._strtime_s(text, 9), 0, "_strtime_s");
    check(strlen(text) == 8 && text[2] == ':' && text[5] == ':', "_strtime_s: %s", text);
    check_equal_int(crt._strdate_s(text, 8), CRT_ERANGE, "_strdate_s needs 9 characters");
}

static void test_zone(void)
{
    long zone = 0, bias = 0;
    int summer = 0;
    size_t length = 0;
    char name[16];
    struct calendar found;
    int64_t winter_time = 1234567890, summer_time = 1246406400; /* 2009-07-01 00:00 UTC */
    check_equal_int(crt._putenv_s("TZ", "EST5EDT"), 0, "TZ");
    crt._tzset();
    check(crt._get_timezone(&zone) == 0 && zone == 18000, "_get_timezone: %ld", zone);
    check(crt._get_daylight(&summer) == 0 && summer == 1, "_get_daylight: %d", summer);
    check(crt._get_dstbias(&bias) == 0 && bias == -3600, "_get_dstbias: %ld", bias);
    check_equal_int(crt._get_tzname(&length, NULL, 0, 0), 0, "_get_tzname tells the length");
    check_equal_u64(length, 4, "_get_tzname tells the length");
    check_equal_int(crt._get_tzname(&length, name, sizeof(name), 0), 0, "_get_tzname");
    check_equal_string(name, "EST", "the name in winter");
    check_equal_int(crt._get_tzname(&length, name, sizeof(name), 1), 0, "_get_tzname");
    check_equal_string(name, "EDT", "the name in summer");
    check_equal_int(crt._localtime64_s(&found, &winter_time), 0, "_localtime64_s in winter");
    check(found.hour == 18 && found.day == 13 && found.summer == 0, "winter: %d o'clock, summer %d", found.hour,
          found.summer);
    check_equal_int(crt._mktime64(&found), winter_time, "_mktime64 leads back");
    check_equal_int(crt._mktime32(&found), winter_time, "_mktime32 leads back");
    check_equal_int(crt._localtime64_s(&found, &summer_time), 0, "_localtime64_s in summer");
    check(found.hour == 20 && found.day == 30 && found.month == 5 && found.summer == 1, "summer: %d o'clock, summer %d",
          found.hour, found.summer);
    check_equal_int(crt._mktime64(&found), summer_time, "_mktime64 leads back");
    found.summer = -1;
    check_equal_int(crt._mktime64(&found), summer_time, "_mktime64 finds out whether it is summer");
    check_equal_int(crt._ctime64_s(name, 8, &summer_time), CRT_EINVAL, "_ctime64_s needs 26 characters");
    char text[32];
    check_equal_int(crt._ctime64_s(text, sizeof(text), &winter_time), 0, "_ctime64_s");
    check_equal_string(text, "Fri Feb 13 18:31:30 2009\n", "_ctime64_s");
    crt._putenv_s("TZ", "XYZ-5:30");
    crt._tzset();
    check(crt._get_timezone(&zone) == 0 && zone == -19800, "east of Greenwich, with minutes: %ld", zone);
    check(crt._get_daylight(&summer) == 0 && summer == 0, "no summer time without its name");
    crt._localtime64_s(&found, &winter_time);
    check(found.hour == 5 && found.minute == 1 && found.day == 14, "%d:%d", found.hour, found.minute);
    crt.strftime(text, sizeof(text), "%z", &found);
    check_equal_string(text, "+0530", "%z");
    crt.strftime(text, sizeof(text), "%Z", &found);
    check_equal_string(text, "XYZ", "%Z");
}

static void test_now(void)
{
    struct moment moment;
    int64_t now = crt._time64(NULL), stored = 0;
    FILETIME file_time;
    GetSystemTimeAsFileTime(&file_time);
    int64_t system =
        (int64_t)((((uint64_t)file_time.dwHighDateTime << 32 | file_time.dwLowDateTime) - 116444736000000000ull) /
                  10000000);
    check(system - now >= 0 && system - now <= 5, "_time64 is the system's time");
    check(crt._time64(&stored) == stored, "_time64 stores what it returns");
    check_equal_int(crt._timespec64_get(&moment, 1), 1, "_timespec64_get");
    check(moment.seconds - now >= 0 && moment.seconds - now <= 5 && moment.nanoseconds >= 0 &&
              moment.nanoseconds < 1000000000,
          "_timespec64_get");
    check_equal_int(crt._timespec64_get(&moment, 77), 0, "a base that there is not");
    long ticks = crt.clock();
    check(ticks >= 0 && crt.clock() >= ticks, "clock does not run back");
}

int main(void)
{
    if (!load_crt()) return check_summary();
    crt._set_invalid_parameter_handler(note_invalid_parameter);
    test_calendar();
    test_text();
    test_zone();
    test_now();
    return check_summary();
}
