/* The calendars beside the Gregorian one: those that only count the years otherwise, the tabular Hijri calendar and the
 * Hebrew one. Days are counted from 1 January of the year 1 (day 1) in the Gregorian calendar. */
#include "calendars.h"

#include <string.h>

struct era { const WCHAR *name; short first_year; BYTE month, day; short offset; }; /* year = Gregorian - offset */

typedef bool (*day_conversion)(LONG day, struct calendar_date *date);

struct calendar {
    CALID id;
    const WCHAR *number, *name, *first_year; /* the Gregorian year in which its (latest era's) year 1 begins */
    const struct era *eras; /* the newest first */
    unsigned era_count;
    day_conversion convert; /* NULL: months and days are the Gregorian ones */
    const WCHAR *const *months;
    DWORD two_digit_maximum;
};

static const struct era japanese_eras[] = {
    {L"\x4ee4\x548c", 2019, 5, 1, 2018},  {L"\x5e73\x6210", 1989, 1, 8, 1988},  {L"\x662d\x548c", 1926, 12, 25, 1925},
    {L"\x5927\x6b63", 1912, 7, 30, 1911}, {L"\x660e\x6cbb", 1868, 1, 1, 1867},
};
static const struct era taiwanese_eras[] = {{L"\x4e2d\x83ef\x6c11\x570b", 1912, 1, 1, 1911}};
static const struct era korean_eras[] = {{L"\xb2e8\xae30", 1, 1, 1, -2333}};
static const struct era thai_eras[] = {{L"\xe1e.\xe28.", 1, 1, 1, -543}};
static const struct era hijri_eras[] = {{L"\x628\x639\x62f \x627\x644\x647\x62c\x631\x629", 1, 1, 1, 0}};
static const struct era hebrew_eras[] = {{L"C.E.", 1, 1, 1, 0}};

static const WCHAR *const hijri_months[] = {
    L"\x645\x62d\x631\x645",
    L"\x635\x641\x631",
    L"\x631\x628\x64a\x639 \x627\x644\x623\x648\x644",
    L"\x631\x628\x64a\x639 \x627\x644\x62b\x627\x646\x64a",
    L"\x62c\x645\x627\x62f\x649 \x627\x644\x623\x648\x644\x649",
    L"\x62c\x645\x627\x62f\x649 \x627\x644\x62b\x627\x646\x64a\x629",
    L"\x631\x62c\x628",
    L"\x634\x639\x628\x627\x646",
    L"\x631\x645\x636\x627\x646",
    L"\x634\x648\x627\x644",
    L"\x630\x648 \x627\x644\x642\x639\x62f\x629",
    L"\x630\x648 \x627\x644\x62d\x62c\x629",
    L"",
};

/* From Tishri on. The seventh, Adar II, is one of leap years only, when the sixth has the name that stands last. */
#define ADAR_I 14u
static const WCHAR *const hebrew_months[] = {
    L"\x5ea\x5e9\x5e8\x5d9", L"\x5d7\x5e9\x5d5\x5df",       L"\x5db\x5e1\x5dc\x5d5", L"\x5d8\x5d1\x5ea",
    L"\x5e9\x5d1\x5d8",      L"\x5d0\x5d3\x5e8",            L"\x5d0\x5d3\x5e8 \x5d1", L"\x5e0\x5d9\x5e1\x5df",
    L"\x5d0\x5d9\x5d9\x5e8", L"\x5e1\x5d9\x5d5\x5df",       L"\x5ea\x5de\x5d5\x5d6", L"\x5d0\x5d1",
    L"\x5d0\x5dc\x5d5\x5dc", L"\x5d0\x5d3\x5e8 \x5d0",
};

#define HIJRI_EPOCH  227015L  /* 16 July 622 (Julian) */
#define HEBREW_EPOCH (-1373428L) /* the day before 1 Tishri of the year 1 */

/* Eleven leap years of thirty: 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29. */
static LONG hijri_year_start(LONG year) { return HIJRI_EPOCH + (year - 1) * 354 + (3 + 11 * year) / 30; }

static bool hijri_from_day(LONG day, struct calendar_date *date)
{
    if (day < HIJRI_EPOCH) return false;
    LONG year = (30 * (day - HIJRI_EPOCH) + 10646) / 10631, left = day - hijri_year_start(year);
    unsigned month = 1;
    for (LONG length = 30; month < 12 && left >= length; month++, length = month & 1 ? 30 : 29) left -= length;
    *date = (struct calendar_date){1, (unsigned)year, month, month, (unsigned)left + 1};
    return true;
}

/* Days from the epoch to 1 Tishri, by the mean new moon and the days of the week on which no year begins. */
static LONG hebrew_elapsed_days(LONG year)
{
    LONG months = (235 * year - 234) / 19;
    LONGLONG parts = 12084 + 13753LL * months;
    LONG day = 29 * months + (LONG)(parts / 25920);
    return 3 * (day + 1) % 7 < 3 ? day + 1 : day;
}

static LONG hebrew_year_start(LONG year)
{
    LONG before = hebrew_elapsed_days(year - 1), here = hebrew_elapsed_days(year);
    LONG after = hebrew_elapsed_days(year + 1);
    LONG delay = after - here == 356 ? 2 : here - before == 382 ? 1 : 0;
    return HEBREW_EPOCH + here + delay + 1;
}

static bool hebrew_from_day(LONG day, struct calendar_date *date)
{
    LONG year = (LONG)((LONGLONG)(day - HEBREW_EPOCH) * 98496 / 35975351) - 1;
    while (hebrew_year_start(year + 1) <= day) year++;
    LONG left = day - hebrew_year_start(year), days = hebrew_year_start(year + 1) - hebrew_year_start(year);
    bool is_leap = days > 360;
    LONG kind = days % 10; /* 3: short, 4: regular, 5: long */
    unsigned month = 1;
    for (; month < 13; month++) {
        static const BYTE lengths[] = {30, 29, 30, 29, 30, 29, 29, 30, 29, 30, 29, 30, 29};
        LONG length = lengths[month - 1];
        if (month == 2 && kind == 5) length = 30;
        if (month == 3 && kind == 3) length = 29;
        if (month == 6 && is_leap) length = 30;
        if (month == 7 && !is_leap) length = 0;
        if (left < length) break;
        left -= length;
    }
    unsigned number = month > 7 && !is_leap ? month - 1 : month, name = month == 6 && is_leap ? ADAR_I : month;
    *date = (struct calendar_date){1, (unsigned)year, number, name, (unsigned)left + 1};
    return true;
}

#define ERAS(eras) eras, ARRAYSIZE(eras)

static const struct calendar calendars[] = {
    {CAL_JAPAN, L"3", L"\x548c\x66a6", L"2019", ERAS(japanese_eras), NULL, NULL, 99},
    {CAL_TAIWAN, L"4", L"\x4e2d\x83ef\x6c11\x570b\x66c6", L"1912", ERAS(taiwanese_eras), NULL, NULL, 99},
    {CAL_KOREA, L"5", L"\xb2e8\xad70\xae30\xc6d0", L"-2332", ERAS(korean_eras), NULL, NULL, 4362},
    {CAL_HIJRI, L"6", L"\x627\x644\x62a\x642\x648\x64a\x645 \x627\x644\x647\x62c\x631\x64a", L"622", ERAS(hijri_eras),
     hijri_from_day, hijri_months, 1451},
    {CAL_THAI, L"7", L"\xe1e\xe38\xe17\xe18\xe28\xe31\xe01\xe23\xe32\xe0a", L"-542", ERAS(thai_eras), NULL, NULL, 2572},
    {CAL_HEBREW, L"8", L"\x5dc\x5d5\x5d7 \x5e2\x5d1\x5e8\x5d9", L"-3760", ERAS(hebrew_eras), hebrew_from_day,
     hebrew_months, 5790},
};

const struct calendar *calendar_by_id(CALID id)
{
    for (size_t i = 0; i < ARRAYSIZE(calendars); i++)
        if (calendars[i].id == id) return &calendars[i];
    return NULL;
}

CALID optional_calendar(const struct locale *locale)
{
    static const struct { const WCHAR *prefix; CALID id;
    } languages[] = {
        {L"ja", CAL_JAPAN}, {L"zh-TW", CAL_TAIWAN}, {L"zh-Hant-TW", CAL_TAIWAN}, {L"ko", CAL_KOREA},
        {L"th", CAL_THAI},  {L"he", CAL_HEBREW},    {L"ar", CAL_HIJRI},
    };
    const WCHAR *name = locale_field(locale, LOCALE_SNAME);
    for (size_t i = 0; i < ARRAYSIZE(languages); i++) {
        size_t length = wcslen(languages[i].prefix);
        if (!wcsncmp(name, languages[i].prefix, length) && (!name[length] || name[length] == '-'))
            return languages[i].id;
    }
    return 0;
}

static LONG day_number(const SYSTEMTIME *date)
{
    FILETIME time;
    ULARGE_INTEGER ticks;
    SYSTEMTIME midnight = {.wYear = date->wYear, .wMonth = date->wMonth, .wDay = date->wDay};
    SystemTimeToFileTime(&midnight, &time);
    ticks.LowPart = time.dwLowDateTime;
    ticks.HighPart = time.dwHighDateTime;
    return (LONG)(ticks.QuadPart / TICKS_PER_DAY) + 584389; /* 1 January 1601 */
}

static bool is_before(const SYSTEMTIME *date, const struct era *era)
{
    if (date->wYear != era->first_year) return date->wYear < era->first_year;
    return date->wMonth != era->month ? date->wMonth < era->month : date->wDay < era->day;
}

bool calendar_convert(const struct calendar *calendar, const SYSTEMTIME *date, struct calendar_date *converted)
{
    if (calendar->convert) return calendar->convert(day_number(date), converted);
    for (unsigned i = 0; i < calendar->era_count; i++) {
        if (is_before(date, &calendar->eras[i])) continue;
        unsigned year = (unsigned)(date->wYear - calendar->eras[i].offset);
        *converted = (struct calendar_date){i + 1, year, date->wMonth, date->wMonth, date->wDay};
        return true;
    }
    return false;
}

const WCHAR *calendar_era(const struct calendar *calendar, unsigned era) { return calendar->eras[era - 1].name; }

const WCHAR *calendar_month(const struct calendar *calendar, const struct calendar_date *date)
{
    return calendar->months ? calendar->months[date->month_name - 1] : NULL;
}

const WCHAR *calendar_own_text(const struct calendar *calendar, CALTYPE type)
{
    switch (type) {
    case CAL_ICALINTVALUE: return calendar->number;
    case CAL_SCALNAME: return calendar->name;
    case CAL_IYEAROFFSETRANGE: return calendar->first_year;
    case CAL_SERASTRING: case CAL_SABBREVERASTRING: return calendar->eras[0].name;
    }
    if (calendar->months && type >= CAL_SMONTHNAME1 && type <= CAL_SMONTHNAME13)
        return calendar->months[type - CAL_SMONTHNAME1];
    if (calendar->months && type >= CAL_SABBREVMONTHNAME1 && type <= CAL_SABBREVMONTHNAME13)
        return calendar->months[type - CAL_SABBREVMONTHNAME1];
    return NULL;
}

DWORD calendar_two_digit_maximum(const struct calendar *calendar) { return calendar->two_digit_maximum; }
