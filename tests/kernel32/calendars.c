/* Calendars beside the Gregorian one. Microsoft: GetDateFormatEx (DATE_USE_ALT_CALENDAR), "Day, Month, Year, and Era
 * Format Pictures", "Calendar Identifiers", EnumCalendarInfoExEx. Dates: public tables of holidays and eras (the Jewish
 * and the Islamic new year's days, the enthronements in Japan). */
#include "../check.h"

#ifndef DATE_USE_ALT_CALENDAR
#define DATE_USE_ALT_CALENDAR 4
#endif

struct date_case { const WCHAR *locale, *picture; WORD year, month, day; const WCHAR *expected; };

static const struct date_case cases[] = {
    {L"ja-JP", L"gg|y|M|d", 2019, 5, 1, L"\x4ee4\x548c|1|5|1"},
    {L"ja-JP", L"gg|y|M|d", 2019, 4, 30, L"\x5e73\x6210|31|4|30"},
    {L"ja-JP", L"gg|yyyy", 1991, 1, 1, L"\x5e73\x6210|03"},
    {L"ja-JP", L"gg|yy", 1989, 1, 7, L"\x662d\x548c|64"},
    {L"ja-JP", L"gg|yy", 1926, 12, 25, L"\x662d\x548c|01"},
    {L"ja-JP", L"gg|yy", 1912, 7, 30, L"\x5927\x6b63|01"},
    {L"ja-JP", L"yyyy", 1700, 1, 1, L"1700"},
    {L"zh-TW", L"yyyy-MM", 2024, 2, 3, L"113-02"},
    {L"ko-KR", L"yyyy", 2024, 2, 3, L"4357"},
    {L"th-TH", L"yyyy/M/d", 2024, 2, 3, L"2567/2/3"},
    {L"he-IL", L"yyyy/M/d", 2023, 9, 16, L"5784/1/1"},
    {L"he-IL", L"yyyy/M/d", 2024, 10, 3, L"5785/1/1"},
    {L"he-IL", L"yyyy/M/d", 2024, 10, 2, L"5784/13/29"},
    {L"he-IL", L"yyyy/M/d", 2023, 4, 6, L"5783/7/15"},   /* Passover, no leap year */
    {L"he-IL", L"yyyy/M/d", 2024, 4, 23, L"5784/8/15"},  /* Passover, a leap year */
    {L"he-IL", L"MMMM", 2024, 3, 24, L"\x5d0\x5d3\x5e8 \x5d1"}, /* Purim is in Adar II then */
    {L"he-IL", L"MMMM", 2024, 2, 20, L"\x5d0\x5d3\x5e8 \x5d0"},
    {L"he-IL", L"MMMM", 2023, 3, 7, L"\x5d0\x5d3\x5e8"},
    {L"ar-SA", L"yyyy", 2000, 6, 15, L"1421"},
    {L"ar-SA", L"M", 2000, 12, 10, L"9"},                /* Ramadan */
    {L"en-US", L"yyyy gg", 2024, 2, 3, L"2024 A.D."},    /* no other calendar */
};

static void test_dates(void)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const struct date_case *c = &cases[i];
        SYSTEMTIME time = {.wYear = c->year, .wMonth = c->month, .wDay = c->day};
        WCHAR text[64] = L"", plain[64] = L"", expected[64];
        check_case((int)i);
        int length = GetDateFormatEx(c->locale, DATE_USE_ALT_CALENDAR, &time, c->picture, text, 64, NULL);
        check_equal_int(length, lstrlenW(c->expected) + 1, "length");
        check_equal_wide(text, c->expected, "the other calendar");
        GetDateFormatEx(c->locale, 0, &time, L"yyyy", plain, 64, NULL);
        wsprintfW(expected, L"%u", c->year);
        check_equal_wide(plain, expected, "only when asked for");
    }
    check_case(0);
}

struct found { CALID ids[8]; unsigned count; };

static BOOL CALLBACK on_calendar(LPWSTR text, CALID calendar, LPWSTR reserved, LPARAM parameter)
{
    struct found *found = (struct found *)parameter;
    check(reserved == NULL && *text, "arguments");
    if (found->count < 8) found->ids[found->count++] = calendar;
    return TRUE;
}

static void test_enumeration(void)
{
    static const struct { const WCHAR *locale; CALID other;
    } locales[] = {{L"ja-JP", CAL_JAPAN}, {L"zh-TW", CAL_TAIWAN}, {L"ko-KR", CAL_KOREA}, {L"th-TH", CAL_THAI},
                   {L"he-IL", CAL_HEBREW}, {L"ar-EG", CAL_HIJRI}, {L"en-US", 0}};
    for (size_t i = 0; i < sizeof(locales) / sizeof(*locales); i++) {
        struct found all = {0}, one = {0};
        check_case((int)i);
        check(
            EnumCalendarInfoExEx(on_calendar, locales[i].locale, ENUM_ALL_CALENDARS, NULL, CAL_SCALNAME, (LPARAM)&all),
            "all");
        BOOL has_other = FALSE;
        for (unsigned j = 0; j < all.count; j++) has_other |= all.ids[j] == locales[i].other;
        check(has_other == (locales[i].other != 0), "its other calendar");
        check(EnumCalendarInfoExEx(on_calendar, locales[i].locale, CAL_GREGORIAN, NULL, CAL_SCALNAME, (LPARAM)&one),
              "one");
        check(one.count == 1 && one.ids[0] == CAL_GREGORIAN, "only the one asked for");
    }
    check_case(0);
}

static void test_information(void)
{
    WCHAR text[64];
    DWORD value = 0;
    check(GetCalendarInfoEx(L"ja-JP", CAL_JAPAN, NULL, CAL_SERASTRING, text, 64, NULL), "era");
    check_equal_wide(text, L"\x4ee4\x548c", "the present one");
    check(GetCalendarInfoEx(L"th-TH", CAL_THAI, NULL, CAL_ICALINTVALUE, text, 64, NULL), "number");
    check_equal_wide(text, L"7", "number");
    check(GetCalendarInfoEx(L"ko-KR", CAL_KOREA, NULL, CAL_ICALINTVALUE | CAL_RETURN_NUMBER, NULL, 0, &value),
          "number");
    check_equal_u32(value, CAL_KOREA, "number");
    check(GetCalendarInfoEx(L"he-IL", CAL_HEBREW, NULL, CAL_SMONTHNAME13, text, 64, NULL), "thirteen months");
    check_equal_wide(text, L"\x5d0\x5dc\x5d5\x5dc", "Elul");
    check_equal_int(GetCalendarInfoEx(L"ar-SA", CAL_HIJRI, NULL, CAL_SMONTHNAME9, NULL, 0, NULL), 6, "size");
    check_equal_int(GetCalendarInfoEx(L"ar-SA", CAL_HIJRI, NULL, CAL_SMONTHNAME9, text, 64, NULL), 6, "month");
    check_equal_wide(text, L"\x631\x645\x636\x627\x646", "Ramadan");
    check_fails_with(GetCalendarInfoEx(L"en-US", 99, NULL, CAL_SCALNAME, text, 64, NULL), ERROR_INVALID_PARAMETER);
}

int main(void)
{
    test_dates();
    test_enumeration();
    test_information();
    return check_summary();
}
