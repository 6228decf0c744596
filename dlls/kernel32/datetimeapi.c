/* GetDateFormat and GetTimeFormat (datetimeapi.h). */
#include "calendars.h"

#include <string.h>

struct output { LPWSTR buffer; int capacity, length; };

static void put(struct output *output, WCHAR c)
{
    if (output->length < output->capacity) output->buffer[output->length] = c;
    output->length++;
}

static void put_text(struct output *output, const WCHAR *text)
{
    while (*text) put(output, *text++);
}

static void put_number(struct output *output, unsigned value, unsigned digits)
{
    WCHAR text[12];
    unsigned count = 0;
    for (; value || count < digits; value /= 10) text[count++] = (WCHAR)('0' + value % 10);
    while (count) put(output, text[--count]);
}

static int finish(struct output *output)
{
    put(output, 0);
    if (output->capacity && output->length > output->capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    return output->length;
}

/* Quoted text of a picture: '' inside stands for one quote. Returns what follows. */
static const WCHAR *put_quoted(struct output *output, const WCHAR *at)
{
    for (at++; *at; at++) {
        if (*at != '\'') {
            put(output, *at);
            continue;
        }
        if (at[1] != '\'') return at + 1;
        put(output, *at++);
    }
    return at;
}

static unsigned run_length(const WCHAR *at)
{
    unsigned count = 1;
    while (at[count] == *at) count++;
    return count;
}

/* ---- dates */

/* A month's name has its genitive form beside a day's number. */
static bool has_day_number(const WCHAR *picture)
{
    for (; *picture; picture++) {
        if (*picture == '\'') {
            for (picture++; *picture && *picture != '\''; picture++) {}
            if (!*picture) return false;
        } else if (*picture == 'd') {
            unsigned count = run_length(picture);
            if (count < 3) return true;
            picture += count - 1;
        }
    }
    return false;
}

#define GENITIVE_MONTHS 0x2038u

/* A date as its calendar counts it. */
struct shown_date {
    unsigned year, month, day, weekday; /* weekday from Monday on */
    unsigned year_digits;               /* of "yyyy" */
    const WCHAR *era, *month_name;      /* month_name NULL: the locale's */
};

static const WCHAR *month_name(const struct locale *locale, const struct shown_date *date, unsigned count,
                               bool genitive)
{
    if (date->month_name) return date->month_name;
    if (count == 3) return locale_field(locale, LOCALE_SABBREVMONTHNAME1 + date->month - 1);
    return locale_field(locale, (genitive ? GENITIVE_MONTHS : LOCALE_SMONTHNAME1) + date->month - 1);
}

static void put_date_field(struct output *output, const struct locale *locale, WCHAR letter, unsigned count,
                           const struct shown_date *date, bool genitive)
{
    LCTYPE day_names = count == 3 ? LOCALE_SABBREVDAYNAME1 : LOCALE_SDAYNAME1;
    switch (letter) {
    case 'd':
        if (count < 3) put_number(output, date->day, count);
        else put_text(output, locale_field(locale, day_names + date->weekday));
        break;
    case 'M':
        if (count < 3) put_number(output, date->month, count);
        else put_text(output, month_name(locale, date, count, genitive));
        break;
    case 'y':
        if (count < 3) put_number(output, date->year % 100, count);
        else put_number(output, date->year, date->year_digits);
        break;
    case 'g':
        put_text(output, date->era);
        break;
    }
}

static int format_date(const struct locale *locale, const struct shown_date *date, const WCHAR *picture,
                       struct output *output)
{
    bool genitive = has_day_number(picture);
    while (*picture) {
        if (*picture == '\'') {
            picture = put_quoted(output, picture);
            continue;
        }
        unsigned count =
            *picture == 'd' || *picture == 'M' || *picture == 'y' || *picture == 'g' ? run_length(picture) : 0;
        if (count) put_date_field(output, locale, *picture, count, date, genitive);
        else put(output, *picture);
        picture += count ? count : 1;
    }
    return finish(output);
}

/* In the locale's other calendar if that is wanted, there is one and it reaches back so far. */
static void show_date(const struct locale *locale, DWORD flags, const SYSTEMTIME *time, struct shown_date *date)
{
    struct calendar_date converted;
    const struct calendar *calendar =
        flags & DATE_USE_ALT_CALENDAR ? calendar_by_id(optional_calendar(locale)) : NULL;
    *date = (struct shown_date){.year = time->wYear,
                                .month = time->wMonth,
                                .day = time->wDay,
                                .weekday = (time->wDayOfWeek + 6) % 7,
                                .year_digits = 4,
                                .era = L"A.D."};
    if (!calendar || !calendar_convert(calendar, time, &converted)) return;
    date->year = converted.year;
    date->month = converted.month;
    date->day = converted.day;
    date->year_digits = 2; /* eras of few years have no more; documented */
    date->era = calendar_era(calendar, converted.era);
    date->month_name = calendar_month(calendar, &converted);
}

/* Completes a date: the day of the week is computed, as documented, not believed. */
static bool complete_date(const SYSTEMTIME *given, SYSTEMTIME *time)
{
    FILETIME file_time;
    SYSTEMTIME date;
    if (!given) {
        GetLocalTime(time);
        return true;
    }
    date = (SYSTEMTIME){ .wYear = given->wYear, .wMonth = given->wMonth, .wDay = given->wDay };
    return SystemTimeToFileTime(&date, &file_time) && FileTimeToSystemTime(&file_time, time);
}

#define DATE_KINDS (DATE_SHORTDATE | DATE_LONGDATE | DATE_YEARMONTH | DATE_MONTHDAY)

static int date_format(const struct locale *locale, DWORD flags, const SYSTEMTIME *given, LPCWSTR picture,
                       LPWSTR buffer, int capacity)
{
    static const struct { DWORD flag; LCTYPE type;
    } kinds[] = {
        {0, LOCALE_SSHORTDATE},
        {DATE_SHORTDATE, LOCALE_SSHORTDATE},
        {DATE_LONGDATE, LOCALE_SLONGDATE},
        {DATE_YEARMONTH, LOCALE_SYEARMONTH},
        {DATE_MONTHDAY, LOCALE_SMONTHDAY},
    };
    SYSTEMTIME time;
    struct shown_date date;
    struct output output = { buffer, capacity, 0 };
    if (!locale || capacity < 0 || (capacity && !buffer)) return fail_with(ERROR_INVALID_PARAMETER);
    if (picture && flags & DATE_KINDS) return fail_with(ERROR_INVALID_FLAGS);
    if ((flags & DATE_LTRREADING && flags & DATE_RTLREADING)) return fail_with(ERROR_INVALID_FLAGS);
    if (!complete_date(given, &time)) return fail_with(ERROR_INVALID_PARAMETER);
    for (size_t i = 0; i < ARRAYSIZE(kinds) && !picture; i++)
        if (kinds[i].flag == (flags & DATE_KINDS)) picture = locale_field(locale, kinds[i].type);
    if (!picture) return fail_with(ERROR_INVALID_FLAGS);
    show_date(locale, flags, &time, &date);
    return format_date(locale, &date, picture, &output);
}

/* ---- times */

/* Drops the fields that the flags forbid, with the separator before them (for the time mark: with the blank beside it).
 */
static void reduce_picture(const WCHAR *picture, DWORD flags, WCHAR *reduced, size_t capacity)
{
    size_t length = 0, separator = 0;
    while (*picture && length + 1 < capacity) {
        WCHAR letter = *picture;
        bool is_field = letter && wcschr(L"hHmst", letter);
        bool dropped = (letter == 's' && flags & (TIME_NOSECONDS | TIME_NOMINUTESORSECONDS)) ||
                       (letter == 'm' && flags & TIME_NOMINUTESORSECONDS) ||
                       (letter == 't' && flags & (TIME_NOTIMEMARKER));
        unsigned count = is_field ? run_length(picture) : 1;
        if (dropped) {
            length = separator;
            picture += count;
            if (letter == 't' && !length) while (*picture == ' ') picture++;
            continue;
        }
        for (unsigned i = 0; i < count && length + 1 < capacity; i++)
            reduced[length++] = letter == 'h' && flags & TIME_FORCE24HOURFORMAT ? 'H' : letter;
        if (is_field) separator = length;
        picture += count;
    }
    reduced[length] = 0;
}

static void put_time_field(struct output *output, const struct locale *locale, WCHAR letter, unsigned count,
                           const SYSTEMTIME *time)
{
    const WCHAR *mark;
    switch (letter) {
    case 'h': put_number(output, time->wHour % 12 ? time->wHour % 12 : 12, min(count, 2)); break;
    case 'H': put_number(output, time->wHour, min(count, 2)); break;
    case 'm': put_number(output, time->wMinute, min(count, 2)); break;
    case 's': put_number(output, time->wSecond, min(count, 2)); break;
    case 't':
        mark = locale_field(locale, time->wHour < 12 ? LOCALE_S1159 : LOCALE_S2359);
        if (count > 1) put_text(output, mark);
        else if (*mark) put(output, *mark);
        break;
    }
}

#define TIME_FLAGS                                                                                                     \
    (TIME_NOMINUTESORSECONDS | TIME_NOSECONDS | TIME_NOTIMEMARKER | TIME_FORCE24HOURFORMAT | LOCALE_NOUSEROVERRIDE |   \
     LOCALE_USE_CP_ACP)

static int time_format(const struct locale *locale, DWORD flags, const SYSTEMTIME *given, LPCWSTR picture,
                       LPWSTR buffer, int capacity)
{
    SYSTEMTIME time;
    WCHAR reduced[128];
    struct output output = { buffer, capacity, 0 };
    if (!locale || capacity < 0 || (capacity && !buffer)) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & ~(DWORD)TIME_FLAGS) return fail_with(ERROR_INVALID_FLAGS);
    if (given) time = *given;
    else GetLocalTime(&time);
    if (time.wHour > 23 || time.wMinute > 59 || time.wSecond > 59 || time.wMilliseconds > 999)
        return fail_with(ERROR_INVALID_PARAMETER);
    if (!picture) {
        picture = locale_field(locale, LOCALE_STIMEFORMAT);
        if (flags & TIME_FORCE24HOURFORMAT) flags |= TIME_NOTIMEMARKER;
    }
    if (flags & (TIME_NOMINUTESORSECONDS | TIME_NOSECONDS | TIME_NOTIMEMARKER | TIME_FORCE24HOURFORMAT)) {
        reduce_picture(picture, flags, reduced, ARRAYSIZE(reduced));
        picture = reduced;
    }
    while (*picture) {
        if (*picture == '\'') {
            picture = put_quoted(&output, picture);
            continue;
        }
        unsigned count = wcschr(L"hHmst", *picture) ? run_length(picture) : 0;
        if (count) put_time_field(&output, locale, *picture, count, &time);
        else put(&output, *picture);
        picture += count ? count : 1;
    }
    return finish(&output);
}

/* ---- the functions */

int WINAPI GetDateFormatEx(LPCWSTR name, DWORD flags, const SYSTEMTIME *time, LPCWSTR picture, LPWSTR buffer,
                           int capacity, LPCWSTR calendar)
{
    if (calendar) return fail_with(ERROR_INVALID_PARAMETER);
    return date_format(locale_by_name(name), flags, time, picture, buffer, capacity);
}

int WINAPI GetDateFormatW(LCID id, DWORD flags, const SYSTEMTIME *time, LPCWSTR picture, LPWSTR buffer, int capacity)
{
    return date_format(locale_by_id(id), flags, time, picture, buffer, capacity);
}

int WINAPI GetTimeFormatEx(LPCWSTR name, DWORD flags, const SYSTEMTIME *time, LPCWSTR picture, LPWSTR buffer,
                           int capacity)
{
    return time_format(locale_by_name(name), flags, time, picture, buffer, capacity);
}

int WINAPI GetTimeFormatW(LCID id, DWORD flags, const SYSTEMTIME *time, LPCWSTR picture, LPWSTR buffer, int capacity)
{
    return time_format(locale_by_id(id), flags, time, picture, buffer, capacity);
}

typedef int(WINAPI *format_function)(LCID id, DWORD flags, const SYSTEMTIME *time, LPCWSTR picture, LPWSTR buffer,
                                     int capacity);

static int format_ansi(format_function format, LCID id, DWORD flags, const SYSTEMTIME *time, LPCSTR picture,
                       LPSTR buffer, int capacity)
{
    WCHAR text[256];
    LPWSTR wide = wide_copy(CP_ACP, picture, -1, NULL);
    if (capacity < 0 || (capacity && !buffer)) return fail_with(ERROR_INVALID_PARAMETER);
    int length = format(id, flags, time, wide, text, ARRAYSIZE(text));
    heap_free(wide);
    return answer_ansi(CP_ACP, text, length, buffer, capacity);
}

int WINAPI GetDateFormatA(LCID id, DWORD flags, const SYSTEMTIME *time, LPCSTR picture, LPSTR buffer, int capacity)
{
    return format_ansi(GetDateFormatW, id, flags, time, picture, buffer, capacity);
}

int WINAPI GetTimeFormatA(LCID id, DWORD flags, const SYSTEMTIME *time, LPCSTR picture, LPSTR buffer, int capacity)
{
    return format_ansi(GetTimeFormatW, id, flags, time, picture, buffer, capacity);
}
