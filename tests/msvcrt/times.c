/* Calendar times. Witness: the C standard; Microsoft's pages on gmtime, mktime, strftime. */
#include "../check.h"
#include <stdlib.h>
#include <time.h>

static const struct { long long time; const char *text; int weekday, yearday; } moments[] = {
    {0, "1970-01-01 00:00:00", 4, 0},
    {86399, "1970-01-01 23:59:59", 4, 0},
    {86400, "1970-01-02 00:00:00", 5, 1},
    {951782400, "2000-02-29 00:00:00", 2, 59},
    {951868800, "2000-03-01 00:00:00", 3, 60},
    {978307199, "2000-12-31 23:59:59", 0, 365},
    {1000000000, "2001-09-09 01:46:40", 0, 251},
    {2147483647, "2038-01-19 03:14:07", 2, 18},
    {2147483648ll, "2038-01-19 03:14:08", 2, 18},
    {4102444800ll, "2100-01-01 00:00:00", 5, 0},
    {4107542400ll, "2100-03-01 00:00:00", 1, 59},
    {32503679999ll, "2999-12-31 23:59:59", 2, 364},
    {68169600, "1972-02-29 00:00:00", 2, 59},
};

static const struct { const char *format, *expected; } formats[] = {
    {"%Y", "2001"},     {"%y", "01"},
    {"%m", "09"},       {"%d", "09"},
    {"%H", "01"},       {"%M", "46"},
    {"%S", "40"},       {"%j", "252"},
    {"%a", "Sun"},      {"%A", "Sunday"},
    {"%b", "Sep"},      {"%B", "September"},
    {"%I", "01"},       {"%p", "AM"},
    {"%w", "0"},        {"%U", "36"},
    {"%W", "36"},       {"%x", "09/09/01"},
    {"%X", "01:46:40"}, {"%%", "%"},
    {"%#d", "9"},       {"%#H", "1"},
    {"%#j", "252"},     {"%Y-%m-%d", "2001-09-09"},
    {"a%Yb", "a2001b"}, {"%#x", "Sunday, September 09, 2001"},
};

int main(void)
{
    char text[80];
    wchar_t wide[80], wide_format[40], expected[80];
    for (size_t i = 0; i < sizeof(moments) / sizeof(*moments); i++) {
        check_case(i);
        __time64_t time = moments[i].time;
        struct tm *fields = _gmtime64(&time);
        check(fields != NULL, "_gmtime64(%lld)", moments[i].time);
        if (!fields) continue;
        sprintf(text, "%04d-%02d-%02d %02d:%02d:%02d", fields->tm_year + 1900, fields->tm_mon + 1, fields->tm_mday,
                fields->tm_hour, fields->tm_min, fields->tm_sec);
        check_equal_string(text, moments[i].text, "_gmtime64");
        check_equal_int(fields->tm_wday, moments[i].weekday, "tm_wday");
        check_equal_int(fields->tm_yday, moments[i].yearday, "tm_yday");
        check_equal_int(fields->tm_isdst, 0, "tm_isdst");
        if (time > 86400) {
            struct tm local = *_localtime64(&time);
            check_equal_int(_mktime64(&local), time, "_mktime64 undoes _localtime64");
        }
    }
    __time64_t time = 1000000000;
    struct tm fields = *_gmtime64(&time);
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
        check_case(i);
        check_equal_int(strftime(text, sizeof(text), formats[i].format, &fields), strlen(formats[i].expected),
                        formats[i].format);
        check_equal_string(text, formats[i].expected, formats[i].format);
        MultiByteToWideChar(CP_ACP, 0, formats[i].format, -1, wide_format, 40);
        MultiByteToWideChar(CP_ACP, 0, formats[i].expected, -1, expected, 80);
        wcsftime(wide, 80, wide_format, &fields);
        check_equal_wide(wide, expected, formats[i].format);
    }
    check_equal_int(strftime(text, 4, "%Y", &fields), 0, "strftime without room");
    check_equal_string(asctime(&fields), "Sun Sep 09 01:46:40 2001\n", "asctime");
    struct tm odd = {.tm_year = 101, .tm_mon = 13, .tm_mday = 32, .tm_hour = 25, .tm_isdst = 0};
    check(mktime(&odd) != (time_t)-1, "mktime of fields out of range");
    check_equal_int(odd.tm_year, 102, "years carry");
    check_equal_int(odd.tm_mon, 2, "months carry");
    check_equal_int(odd.tm_mday, 5, "days carry");
    check_equal_int(odd.tm_hour, 1, "hours carry");
    time = -100000;
    check(_gmtime64(&time) == NULL, "_gmtime64 before 1970");
    check(_time64(NULL) > 1600000000, "_time64");
    check(clock() >= 0, "clock");
    return check_summary();
}
