/* strftime and wcsftime. The engine works on wide characters; names come from the locale. */
#include "crt.h"

void __cdecl _tzset(void);
extern char *_tzname[2];
extern long _timezone, _dstbias;

static const wchar_t *const c_days[] = {L"Sunday",   L"Monday", L"Tuesday", L"Wednesday",
                                        L"Thursday", L"Friday", L"Saturday"};
static const wchar_t *const c_months[] = {L"January", L"February", L"March", L"April", L"May", L"June",
                                          L"July", L"August", L"September", L"October", L"November", L"December"};

struct output {
    wchar_t *to;
    size_t room, used;
    const struct tm *time;
    const wchar_t *locale; /* NULL: C */
    bool failed;
};

static void put(struct output *out, const wchar_t *text)
{
    for (; *text; text++, out->used++) {
        if (out->used < out->room) out->to[out->used] = *text;
    }
}

static void put_number(struct output *out, int value, int digits, bool plain, wchar_t fill)
{
    wchar_t text[12], *at = text + 11;
    *at = 0;
    do *--at = '0' + value % 10;
    while (value /= 10);
    while (!plain && text + 11 - at < digits) *--at = fill;
    put(out, at);
}

static void put_name(struct output *out, const wchar_t *const *names, int index, int count, bool brief, DWORD which)
{
    wchar_t text[80];
    if (index < 0 || index >= count) {
        out->failed = true;
    } else if (!out->locale) {
        wcscpy(text, names[index]);
        if (brief) text[3] = 0;
        put(out, text);
    } else if (GetLocaleInfoEx(out->locale, which + index, text, ARRAY_SIZE(text))) {
        put(out, text);
    }
}

static void put_day(struct output *out, bool brief)
{
    int weekday = out->time->tm_wday;
    if (!out->locale || weekday < 0 || weekday > 6) put_name(out, c_days, weekday, 7, brief, 0);
    else if (weekday == 0) put_name(out, c_days, 0, 7, brief, brief ? LOCALE_SABBREVDAYNAME7 : LOCALE_SDAYNAME7);
    else put_name(out, c_days, weekday, 7, brief, (brief ? LOCALE_SABBREVDAYNAME1 : LOCALE_SDAYNAME1) - 1);
}

static void put_month(struct output *out, bool brief)
{
    put_name(out, c_months, out->time->tm_mon, 12, brief, brief ? LOCALE_SABBREVMONTHNAME1 : LOCALE_SMONTHNAME1);
}

static void format(struct output *out, const wchar_t *text);

static SYSTEMTIME system_time(const struct tm *time)
{
    return (SYSTEMTIME){
        (WORD)(time->tm_year + 1900), (WORD)(time->tm_mon + 1), (WORD)time->tm_wday, (WORD)time->tm_mday,
        (WORD)time->tm_hour,          (WORD)time->tm_min,       (WORD)time->tm_sec,  0};
}

static void put_date(struct output *out, bool extended)
{
    wchar_t text[160];
    SYSTEMTIME time = system_time(out->time);
    if (!out->locale) format(out, extended ? L"%A, %B %d, %Y" : L"%m/%d/%y");
    else if (GetDateFormatEx(out->locale, extended ? DATE_LONGDATE : DATE_SHORTDATE, &time, NULL, text,
                             ARRAY_SIZE(text), NULL))
        put(out, text);
}

static void put_time(struct output *out)
{
    wchar_t text[80];
    SYSTEMTIME time = system_time(out->time);
    if (!out->locale) format(out, L"%H:%M:%S");
    else if (GetTimeFormatEx(out->locale, 0, &time, NULL, text, ARRAY_SIZE(text))) put(out, text);
}

static void put_half_of_day(struct output *out)
{
    wchar_t text[20];
    bool afternoon = out->time->tm_hour >= 12;
    if (!out->locale) put(out, afternoon ? L"PM" : L"AM");
    else if (GetLocaleInfoEx(out->locale, afternoon ? LOCALE_S2359 : LOCALE_S1159, text, ARRAY_SIZE(text)))
        put(out, text);
}

static void put_zone(struct output *out, bool name)
{
    wchar_t text[64] = L"";
    _tzset();
    bool daylight = out->time->tm_isdst > 0;
    if (name) {
        MultiByteToWideChar(CP_ACP, 0, _tzname[daylight], -1, text, ARRAY_SIZE(text));
        put(out, text);
        return;
    }
    long minutes = -(_timezone + (daylight ? _dstbias : 0)) / 60;
    put(out, minutes < 0 ? L"-" : L"+");
    if (minutes < 0) minutes = -minutes;
    put_number(out, minutes / 60, 2, false, '0');
    put_number(out, minutes % 60, 2, false, '0');
}

/* The ISO 8601 week, and the year that it belongs to. */
static int iso_week(const struct tm *time, int *year)
{
    int weekday = (time->tm_wday + 6) % 7, week = (time->tm_yday - weekday + 10) / 7;
    *year = time->tm_year + 1900;
    int last = *year - 1, days = last % 4 == 0 && (last % 100 || last % 400 == 0) ? 366 : 365;
    if (week < 1) {
        --*year;
        return (time->tm_yday + days - weekday + 10) / 7;
    }
    bool leap = *year % 4 == 0 && (*year % 100 || *year % 400 == 0);
    if (week == 53 && (365 + leap - time->tm_yday) <= 3 - weekday) {
        ++*year;
        return 1;
    }
    return week;
}

static void convert(struct output *out, wchar_t letter, bool alternate)
{
    const struct tm *t = out->time;
    int iso_year, hour12 = t->tm_hour % 12 ? t->tm_hour % 12 : 12;
    switch (letter) {
    case 'a': put_day(out, true); break;
    case 'A': put_day(out, false); break;
    case 'b': put_month(out, true); break;
    case 'B': put_month(out, false); break;
    case 'c':
        if (!out->locale && IS_UCRT && !alternate) {
            format(out, L"%a %b %e %H:%M:%S %Y");
            break;
        }
        put_date(out, alternate);
        put(out, L" ");
        put_time(out);
        break;
    case 'd': put_number(out, t->tm_mday, 2, alternate, '0'); break;
    case 'H': put_number(out, t->tm_hour, 2, alternate, '0'); break;
    case 'I': put_number(out, hour12, 2, alternate, '0'); break;
    case 'j': put_number(out, t->tm_yday + 1, 3, alternate, '0'); break;
    case 'm': put_number(out, t->tm_mon + 1, 2, alternate, '0'); break;
    case 'M': put_number(out, t->tm_min, 2, alternate, '0'); break;
    case 'p': put_half_of_day(out); break;
    case 'S': put_number(out, t->tm_sec, 2, alternate, '0'); break;
    case 'U': put_number(out, (t->tm_yday + 7 - t->tm_wday) / 7, 2, alternate, '0'); break;
    case 'w': put_number(out, t->tm_wday, 1, alternate, '0'); break;
    case 'W': put_number(out, (t->tm_yday + 7 - (t->tm_wday + 6) % 7) / 7, 2, alternate, '0'); break;
    case 'x': put_date(out, alternate); break;
    case 'X': put_time(out); break;
    case 'y': put_number(out, (t->tm_year + 1900) % 100, 2, alternate, '0'); break;
    case 'Y': put_number(out, t->tm_year + 1900, 4, alternate, '0'); break;
    case 'z': put_zone(out, !IS_UCRT); break;
    case 'Z': put_zone(out, true); break;
    case '%': put(out, L"%"); break;
    default:
        if (!IS_UCRT) {
            out->failed = true;
            break;
        }
        switch (letter) { /* C99 */
        case 'C': put_number(out, (t->tm_year + 1900) / 100, 2, alternate, '0'); break;
        case 'D': format(out, L"%m/%d/%y"); break;
        case 'e': put_number(out, t->tm_mday, 2, alternate, ' '); break;
        case 'F': format(out, L"%Y-%m-%d"); break;
        case 'g': put_number(out, (iso_week(t, &iso_year), iso_year % 100), 2, alternate, '0'); break;
        case 'G': put_number(out, (iso_week(t, &iso_year), iso_year), 4, alternate, '0'); break;
        case 'h': put_month(out, true); break;
        case 'n': put(out, L"\n"); break;
        case 'r': format(out, L"%I:%M:%S %p"); break;
        case 'R': format(out, L"%H:%M"); break;
        case 't': put(out, L"\t"); break;
        case 'T': format(out, L"%H:%M:%S"); break;
        case 'u': put_number(out, t->tm_wday ? t->tm_wday : 7, 1, alternate, '0'); break;
        case 'V': put_number(out, iso_week(t, &iso_year), 2, alternate, '0'); break;
        default: out->failed = true;
        }
    }
}

static void format(struct output *out, const wchar_t *text)
{
    for (; *text && !out->failed; text++) {
        if (*text != '%') {
            put(out, (const wchar_t[]){*text, 0});
            continue;
        }
        bool alternate = *++text == '#';
        if (alternate) text++;
        if (IS_UCRT && (*text == 'E' || *text == 'O')) text++;
        if (!*text) {
            out->failed = true;
            return;
        }
        convert(out, *text, alternate);
    }
}

size_t __cdecl _wcsftime_l(wchar_t *to, size_t size, const wchar_t *text, const struct tm *time, _locale_t locale)
{
    if (!to || !size || !text || !time) {
        if (to && size) *to = 0;
        crt_invalid(EINVAL);
        return 0;
    }
    struct output out = {to, size, 0, time, crt_locale(locale)->locale_names[LC_TIME], false};
    format(&out, text);
    if (out.failed || out.used >= size) {
        *to = 0;
        if (out.failed) crt_invalid(EINVAL);
        else *_errno() = ERANGE;
        return 0;
    }
    to[out.used] = 0;
    return out.used;
}

size_t __cdecl wcsftime(wchar_t *to, size_t size, const wchar_t *text, const struct tm *time)
{
    return _wcsftime_l(to, size, text, time, NULL);
}

size_t __cdecl _strftime_l(char *to, size_t size, const char *text, const struct tm *time, _locale_t given)
{
    struct locale *locale = crt_locale(given);
    if (!to || !size || !text || !time) {
        if (to && size) *to = 0;
        crt_invalid(EINVAL);
        return 0;
    }
    int length = MultiByteToWideChar(locale->data.code_page, 0, text, -1, NULL, 0);
    wchar_t *wide_text = malloc(length * sizeof(wchar_t)), *wide = malloc((size + 1) * sizeof(wchar_t));
    int count = 0;
    *to = 0;
    if (wide_text && wide && MultiByteToWideChar(locale->data.code_page, 0, text, -1, wide_text, length) &&
        _wcsftime_l(wide, size, wide_text, time, given)) {
        count = WideCharToMultiByte(locale->data.code_page, 0, wide, -1, to, (int)size, NULL, NULL);
        if (!count) {
            *to = 0;
            *_errno() = ERANGE;
        }
    }
    free(wide_text);
    free(wide);
    return count ? count - 1 : 0;
}

size_t __cdecl strftime(char *to, size_t size, const char *text, const struct tm *time)
{
    return _strftime_l(to, size, text, time, NULL);
}
