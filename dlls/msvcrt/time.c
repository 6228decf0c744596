/* Time: the clock, calendar times, the local time zone, and text. The functions with 32 in their names hold seconds in
 * 32 bits; what has no number in its name is 32 bits wide in i386's msvcrt.dll and 64 elsewhere. */
#include "crt.h"

#define TICKS_PER_SECOND 10000000ll
#define SECONDS_TO_1970 11644473600ll
#define DAY 86400ll
#define MAXIMUM_TIME 0x793582affll /* the end of the year 3000, with half a day for time zones */

static char standard_name[64] = "PST", daylight_name[64] = "PDT";
long _timezone = 28800;
int _daylight = 1;
long _dstbias = -3600;
static TIME_ZONE_INFORMATION zone;
static bool zone_known, zone_from_variable;
static struct crt_lock zone_lock;
char *_tzname[2] = {standard_name, daylight_name};

int *__cdecl __daylight(void) { return &_daylight; }
long *__cdecl __timezone(void) { return &_timezone; }
long *__cdecl __dstbias(void) { return &_dstbias; }
char **__cdecl __tzname(void) { return _tzname; }
int *__cdecl __p__daylight(void) { return &_daylight; }
long *__cdecl __p__timezone(void) { return &_timezone; }
long *__cdecl __p__dstbias(void) { return &_dstbias; }
char **__cdecl __p__tzname(void) { return _tzname; }

#define GETTER(name, type, value)                                                                                      \
    errno_t __cdecl name(type *to)                                                                                     \
    {                                                                                                                  \
        if (!to) {                                                                                                     \
            crt_invalid(EINVAL);                                                                                       \
            return EINVAL;                                                                                             \
        }                                                                                                              \
        *to = value;                                                                                                   \
        return 0;                                                                                                      \
    }
GETTER(_get_daylight, int, _daylight)
GETTER(_get_timezone, long, _timezone)
GETTER(_get_dstbias, long, _dstbias)

errno_t __cdecl _get_tzname(size_t *length, char *to, size_t size, int index)
{
    if (!length || (to != NULL) != (size != 0) || (index != 0 && index != 1)) {
        crt_invalid(EINVAL);
        return EINVAL;
    }
    *length = strlen(_tzname[index]) + 1;
    if (!to) return 0;
    *to = 0;
    return *length > size ? ERANGE : strcpy_s(to, size, _tzname[index]);
}

/* ---- the time zone: TZ as name[+|-]hh[:mm[:ss]][name], or what Windows is set to */

static const char *parse_zone_offset(const char *at, long *seconds)
{
    long sign = 1, unit = 3600;
    *seconds = 0;
    if (*at == '-' || *at == '+') sign = *at++ == '-' ? -1 : 1;
    for (; unit; unit /= 60) {
        long value = 0;
        while (*at >= '0' && *at <= '9') value = value * 10 + (*at++ - '0');
        *seconds += value * unit;
        if (*at != ':') break;
        at++;
    }
    *seconds *= sign;
    return at;
}

static void zone_of_variable(const char *text)
{
    size_t length = strnlen(text, 3);
    memcpy(standard_name, text, length);
    standard_name[length] = 0;
    text = parse_zone_offset(text + length, &_timezone);
    _daylight = *text != 0;
    length = strnlen(text, 3);
    memcpy(daylight_name, text, length);
    daylight_name[length] = 0;
    _dstbias = -3600;
    zone_from_variable = true;
}

static void narrow_zone_name(char *to, size_t size, const wchar_t *name)
{
    if (!WideCharToMultiByte(CP_ACP, 0, name, -1, to, (int)size, NULL, NULL)) *to = 0;
}

static void zone_of_windows(void)
{
    zone_from_variable = false;
    if (GetTimeZoneInformation(&zone) == TIME_ZONE_ID_INVALID) return;
    _timezone = zone.Bias * 60;
    if (zone.StandardDate.wMonth) _timezone += zone.StandardBias * 60;
    _daylight = zone.DaylightDate.wMonth && zone.DaylightBias;
    _dstbias = _daylight ? (zone.DaylightBias - zone.StandardBias) * 60 : 0;
    narrow_zone_name(standard_name, sizeof(standard_name), zone.StandardName);
    narrow_zone_name(daylight_name, sizeof(daylight_name), zone.DaylightName);
}

void __cdecl _tzset(void)
{
    const char *variable = getenv("TZ");
    crt_lock(&zone_lock);
    if (variable && *variable) zone_of_variable(variable);
    else zone_of_windows();
    zone_known = true;
    crt_unlock(&zone_lock);
}

static void need_zone(void)
{
    if (!zone_known) _tzset();
}

/* ---- calendar arithmetic: days since 1970 of a date in the proleptic Gregorian calendar */

static int64_t days_of_date(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    unsigned year_of_era = (unsigned)(year - era * 400),
             day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
static const short days_before[2][13] = {{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
                                         {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366}};

static void split_time(time64 time, struct tm *to)
{
    int64_t days = time / DAY, seconds = time % DAY;
    if (seconds < 0) {
        seconds += DAY;
        days--;
    }
    int year = 1970 + (int)(days / 365);
    while (days_of_date(year, 1, 1) > days) year--;
    int day = (int)(days - days_of_date(year, 1, 1)), month = 0;
    const short *before = days_before[is_leap(year)];
    while (before[month + 1] <= day) month++;
    *to = (struct tm){.tm_sec = (int)(seconds % 60),
                      .tm_min = (int)(seconds / 60 % 60),
                      .tm_hour = (int)(seconds / 3600),
                      .tm_mday = day - before[month] + 1,
                      .tm_mon = month,
                      .tm_year = year - 1900,
                      .tm_wday = (int)(((days + 4) % 7 + 7) % 7),
                      .tm_yday = day};
}

/* When a rule of the time zone holds in a year, in seconds of local standard or daylight time. */
static int64_t rule_in_year(const SYSTEMTIME *rule, int year)
{
    int64_t day;
    if (rule->wYear) {
        day = days_of_date(year, rule->wMonth, rule->wDay);
    } else { /* the wDay-th weekday of the month, 5 is the last */
        int64_t first = days_of_date(year, rule->wMonth, 1);
        int length = days_before[is_leap(year)][rule->wMonth] - days_before[is_leap(year)][rule->wMonth - 1];
        int weekday = (int)(((first + 4) % 7 + 7) % 7),
            offset = (rule->wDayOfWeek - weekday + 7) % 7 + (rule->wDay - 1) * 7;
        while (offset >= length) offset -= 7;
        day = first + offset;
    }
    return day * DAY + rule->wHour * 3600 + rule->wMinute * 60 + rule->wSecond;
}

/* With TZ, the rules of the United States hold, as documented. */
static const SYSTEMTIME us_start = {.wMonth = 3, .wDay = 2, .wHour = 2}, us_end = {.wMonth = 11, .wDay = 1, .wHour = 2};

/* `time` is local standard time */
static bool is_daylight(int64_t time)
{
    struct tm date;
    if (!_daylight) return false;
    split_time(time, &date);
    const SYSTEMTIME *from = zone_from_variable ? &us_start : &zone.DaylightDate,
                     *to = zone_from_variable ? &us_end : &zone.StandardDate;
    int64_t start = rule_in_year(from, date.tm_year + 1900), end = rule_in_year(to, date.tm_year + 1900) + _dstbias;
    return start < end ? time >= start && time < end : time >= start || time < end;
}

/* ---- the clock */

time64 crt_filetime_to_time(const FILETIME *time)
{
    int64_t ticks = (int64_t)time->dwHighDateTime << 32 | time->dwLowDateTime;
    return ticks ? ticks / TICKS_PER_SECOND - SECONDS_TO_1970 : -1;
}

bool crt_time_to_filetime(time64 time, FILETIME *to)
{
    if (time < 0 || time > MAXIMUM_TIME) return false;
    int64_t ticks = (time + SECONDS_TO_1970) * TICKS_PER_SECOND;
    *to = (FILETIME){(DWORD)ticks, (DWORD)(ticks >> 32)};
    return true;
}

static int64_t now_in_ticks(void)
{
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    return ((int64_t)now.dwHighDateTime << 32 | now.dwLowDateTime) - SECONDS_TO_1970 * TICKS_PER_SECOND;
}

time64 __cdecl _time64(time64 *to)
{
    time64 now = now_in_ticks() / TICKS_PER_SECOND;
    if (to) *to = now;
    return now;
}

int32_t __cdecl _time32(int32_t *to)
{
    int32_t now = (int32_t)_time64(NULL);
    if (to) *to = now;
    return now;
}

long __cdecl clock(void)
{
    FILETIME created, exited, kernel, user, now;
    GetSystemTimeAsFileTime(&now);
    if (!GetProcessTimes(GetCurrentProcess(), &created, &exited, &kernel, &user)) return -1;
    int64_t start = (int64_t)created.dwHighDateTime << 32 | created.dwLowDateTime;
    int64_t end = (int64_t)now.dwHighDateTime << 32 | now.dwLowDateTime;
    return (long)((end - start) / 10000);
}

struct timeb64 { time64 time; unsigned short millitm; short timezone, dstflag; };
struct timeb32 { int32_t time; unsigned short millitm; short timezone, dstflag; };

#define FTIME(name, type, time_type)                                                                                   \
    errno_t __cdecl name##_s(struct type *to)                                                                          \
    {                                                                                                                  \
        if (!to) {                                                                                                     \
            crt_invalid(EINVAL);                                                                                       \
            return EINVAL;                                                                                             \
        }                                                                                                              \
        int64_t ticks = now_in_ticks();                                                                                \
        need_zone();                                                                                                   \
        to->time = (time_type)(ticks / TICKS_PER_SECOND);                                                              \
        to->millitm = (unsigned short)(ticks / 10000 % 1000);                                                          \
        to->timezone = (short)(_timezone / 60);                                                                        \
        to->dstflag = is_daylight(ticks / TICKS_PER_SECOND - _timezone);                                               \
        return 0;                                                                                                      \
    }                                                                                                                  \
    void __cdecl name(struct type *to) { name##_s(to); }
FTIME(_ftime64, timeb64, time64)
FTIME(_ftime32, timeb32, int32_t)

struct timespec64 { time64 seconds; long nanoseconds; };
struct timespec32 { int32_t seconds; long nanoseconds; };

#define TIMESPEC(name, type, time_type)                                                                                \
    int __cdecl name(struct type *to, int base)                                                                        \
    {                                                                                                                  \
        if (!to || base != 1) return 0;                                                                                \
        int64_t ticks = now_in_ticks();                                                                                \
        to->seconds = (time_type)(ticks / TICKS_PER_SECOND);                                                           \
        to->nanoseconds = (long)(ticks % TICKS_PER_SECOND * 100);                                                      \
        return base;                                                                                                   \
    }
TIMESPEC(_timespec64_get, timespec64, time64)
TIMESPEC(_timespec32_get, timespec32, int32_t)

double __cdecl _difftime64(time64 end, time64 start) { return (double)(end - start); }
double __cdecl _difftime32(int32_t end, int32_t start) { return (double)end - start; }

/* ---- seconds to fields and back */

static errno_t to_fields(struct tm *to, time64 time, bool local)
{
    if (!to || time < (local ? 0 : -43200) || time > MAXIMUM_TIME) {
        if (to) memset(to, 0xff, sizeof(*to));
        *_errno() = EINVAL;
        return EINVAL;
    }
    if (!local) {
        split_time(time, to);
        return 0;
    }
    need_zone();
    bool daylight = is_daylight(time - _timezone);
    split_time(time - _timezone - (daylight ? _dstbias : 0), to);
    to->tm_isdst = daylight;
    return 0;
}

static struct tm *own_fields(time64 time, bool local)
{
    struct tm *fields = &crt_thread()->time_fields;
    return to_fields(fields, time, local) ? NULL : fields;
}

#define FIELDS(name, type, local)                                                                                      \
    struct tm *__cdecl name(const type *time)                                                                          \
    {                                                                                                                  \
        if (time) return own_fields(*time, local);                                                                     \
        crt_invalid(EINVAL);                                                                                           \
        return NULL;                                                                                                   \
    }                                                                                                                  \
    errno_t __cdecl name##_s(struct tm *to, const type *time)                                                          \
    {                                                                                                                  \
        if (to && time) return to_fields(to, *time, local);                                                            \
        if (to) memset(to, 0xff, sizeof(*to));                                                                         \
        crt_invalid(EINVAL);                                                                                           \
        return EINVAL;                                                                                                 \
    }
FIELDS(_gmtime64, time64, false)
FIELDS(_gmtime32, int32_t, false)
FIELDS(_localtime64, time64, true)
FIELDS(_localtime32, int32_t, true)

static time64 from_fields(struct tm *fields, bool local, time64 limit)
{
    if (!fields) {
        crt_invalid(EINVAL);
        return -1;
    }
    int64_t months = (int64_t)fields->tm_year * 12 + fields->tm_mon,
            year = 1900 + (months >= 0 ? months : months - 11) / 12;
    int month = (int)(months - (year - 1900) * 12);
    int64_t days = days_of_date(year, month + 1, 1) + fields->tm_mday - 1;
    int64_t time = days * DAY + (int64_t)fields->tm_hour * 3600 + (int64_t)fields->tm_min * 60 + fields->tm_sec;
    if (year < 1900 || year > 3002) {
        *_errno() = EINVAL;
        return -1;
    }
    if (local) {
        need_zone();
        bool daylight = fields->tm_isdst > 0 || (fields->tm_isdst < 0 && is_daylight(time));
        if (fields->tm_isdst < 0 && daylight && !is_daylight(time + _dstbias)) daylight = false;
        time += _timezone + (daylight ? _dstbias : 0);
    }
    if (time < 0 || time > limit) {
        *_errno() = EINVAL;
        return -1;
    }
    to_fields(fields, time, local);
    return time;
}

time64 __cdecl _mktime64(struct tm *fields) { return from_fields(fields, true, MAXIMUM_TIME); }
int32_t __cdecl _mktime32(struct tm *fields) { return (int32_t)from_fields(fields, true, INT_MAX); }
time64 __cdecl _mkgmtime64(struct tm *fields) { return from_fields(fields, false, MAXIMUM_TIME); }
int32_t __cdecl _mkgmtime32(struct tm *fields) { return (int32_t)from_fields(fields, false, INT_MAX); }

/* ---- asctime and ctime: "Thu Jan 01 00:00:00 1970\n" */

static const char day_names[] = "SunMonTueWedThuFriSat", month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static char *two_digits(char *to, int value)
{
    *to++ = (char)('0' + value / 10);
    *to++ = (char)('0' + value % 10);
    return to;
}

static bool fields_valid(const struct tm *fields)
{
    return fields && fields->tm_year >= 0 && fields->tm_year <= 8099 && fields->tm_mon >= 0 && fields->tm_mon < 12 &&
           fields->tm_mday >= 1 && fields->tm_mday <= 31 && fields->tm_hour >= 0 && fields->tm_hour < 24 &&
           fields->tm_min >= 0 && fields->tm_min < 60 && fields->tm_sec >= 0 && fields->tm_sec < 60 &&
           fields->tm_wday >= 0 && fields->tm_wday < 7;
}

errno_t __cdecl asctime_s(char *to, size_t size, const struct tm *fields)
{
    if (!to || size < 26 || !fields_valid(fields)) {
        if (to && size) *to = 0;
        crt_invalid(EINVAL);
        return EINVAL;
    }
    memcpy(to, day_names + 3 * fields->tm_wday, 3);
    to[3] = ' ';
    memcpy(to + 4, month_names + 3 * fields->tm_mon, 3);
    to[7] = ' ';
    char *at = two_digits(to + 8, fields->tm_mday);
    *at++ = ' ';
    at = two_digits(at, fields->tm_hour);
    *at++ = ':';
    at = two_digits(at, fields->tm_min);
    *at++ = ':';
    at = two_digits(at, fields->tm_sec);
    *at++ = ' ';
    at = two_digits(at, (fields->tm_year + 1900) / 100);
    at = two_digits(at, (fields->tm_year + 1900) % 100);
    memcpy(at, "\n", 2);
    return 0;
}

errno_t __cdecl _wasctime_s(wchar_t *to, size_t size, const struct tm *fields)
{
    char text[26];
    if (!to || size < 26) {
        if (to && size) *to = 0;
        crt_invalid(EINVAL);
        return EINVAL;
    }
    errno_t error = asctime_s(text, sizeof(text), fields);
    for (int i = 0; i < 26; i++) to[i] = error ? 0 : text[i];
    return error;
}

char *__cdecl asctime(const struct tm *fields)
{
    char *text = crt_thread()->time_text;
    return asctime_s(text, 26, fields) ? NULL : text;
}

wchar_t *__cdecl _wasctime(const struct tm *fields)
{
    wchar_t *text = crt_thread()->wide_time_text;
    return _wasctime_s(text, 26, fields) ? NULL : text;
}

#define CTIME(name, CHARACTER, type, localtime, asc)                                                                   \
    CHARACTER *__cdecl name(const type *time)                                                                          \
    {                                                                                                                  \
        struct tm fields;                                                                                              \
        return localtime(&fields, time) ? NULL : asc(&fields);                                                         \
    }                                                                                                                  \
    errno_t __cdecl name##_s(CHARACTER *to, size_t size, const type *time)                                             \
    {                                                                                                                  \
        struct tm fields;                                                                                              \
        errno_t error = localtime(&fields, time);                                                                      \
        return error ? error : asc##_s(to, size, &fields);                                                             \
    }
CTIME(_ctime64, char, time64, _localtime64_s, asctime)
CTIME(_ctime32, char, int32_t, _localtime32_s, asctime)
CTIME(_wctime64, wchar_t, time64, _localtime64_s, _wasctime)
CTIME(_wctime32, wchar_t, int32_t, _localtime32_s, _wasctime)

/* ---- today as text */

#define TODAY(name, CHARACTER, first, second, third, separator)                                                        \
    errno_t __cdecl name##_s(CHARACTER *to, size_t size)                                                               \
    {                                                                                                                  \
        SYSTEMTIME now;                                                                                                \
        if (!to || size < 9) {                                                                                         \
            if (to && size) *to = 0;                                                                                   \
            crt_invalid(to ? ERANGE : EINVAL);                                                                         \
            return to ? ERANGE : EINVAL;                                                                               \
        }                                                                                                              \
        GetLocalTime(&now);                                                                                            \
        const int numbers[] = {now.first, now.second, now.third % 100};                                                \
        for (int i = 0; i < 3; i++) {                                                                                  \
            to[3 * i] = (CHARACTER)('0' + numbers[i] / 10);                                                            \
            to[3 * i + 1] = (CHARACTER)('0' + numbers[i] % 10);                                                        \
            to[3 * i + 2] = i < 2 ? separator : 0;                                                                     \
        }                                                                                                              \
        return 0;                                                                                                      \
    }                                                                                                                  \
    CHARACTER *__cdecl name(CHARACTER *to) { return name##_s(to, 9) ? NULL : to; }
TODAY(_strdate, char, wMonth, wDay, wYear, '/')
TODAY(_wstrdate, wchar_t, wMonth, wDay, wYear, '/')
TODAY(_strtime, char, wHour, wMinute, wSecond, ':')
TODAY(_wstrtime, wchar_t, wHour, wMinute, wSecond, ':')

unsigned __cdecl _getsystime(struct tm *to)
{
    SYSTEMTIME now;
    GetLocalTime(&now);
    struct tm fields = {now.wSecond,      now.wMinute,    now.wHour, now.wDay, now.wMonth - 1,
                        now.wYear - 1900, now.wDayOfWeek, 0,         -1};
    from_fields(&fields, true, MAXIMUM_TIME);
    *to = fields;
    return now.wMilliseconds;
}
