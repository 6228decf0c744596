/* GetDateFormat, GetTimeFormat, GetNumberFormat, GetCurrencyFormat. Microsoft, "Day, Month, Year, and Era Format
 * Pictures", "Hour, Minute, and Second Format Pictures", "NUMBERFMT", "CURRENCYFMT". */
#include "../check.h"

static const SYSTEMTIME moment = {2023, 2, 9, 5,
                                  14,   7, 9, 120}; /* the day of the week is wrong on purpose: it was a Sunday */

static const struct { const WCHAR *locale; DWORD flags; const WCHAR *picture, *expected; } dates[] = {
    {L"en-US", 0, L"d", L"5"},
    {L"en-US", 0, L"dd", L"05"},
    {L"en-US", 0, L"ddd", L"Sun"},
    {L"en-US", 0, L"dddd", L"Sunday"},
    {L"en-US", 0, L"M", L"2"},
    {L"en-US", 0, L"MM", L"02"},
    {L"en-US", 0, L"MMM", L"Feb"},
    {L"en-US", 0, L"MMMM", L"February"},
    {L"en-US", 0, L"y", L"23"},
    {L"en-US", 0, L"yy", L"23"},
    {L"en-US", 0, L"yyyy", L"2023"},
    {L"en-US", 0, L"yyyyy", L"2023"},
    {L"en-US", 0, L"yyyy'-'MM'-'dd", L"2023-02-05"},
    {L"en-US", 0, L"d''''M", L"5'2"},
    {L"en-US", 0, L"'day' d", L"day 5"},
    {L"en-US", 0, L"yyyy/MM/dd x", L"2023/02/05 x"},
    {L"en-US", DATE_SHORTDATE, NULL, L"2/5/2023"},
    {L"en-US", 0, NULL, L"2/5/2023"},
    {L"en-US", DATE_LONGDATE, NULL, L"Sunday, February 5, 2023"},
    {L"en-US", DATE_YEARMONTH, NULL, L"February 2023"},
    {L"de-DE", DATE_SHORTDATE, NULL, L"05.02.2023"},
    {L"de-DE", DATE_LONGDATE, NULL, L"Sonntag, 5. Februar 2023"},
    {L"fr-FR", DATE_SHORTDATE, NULL, L"05/02/2023"},
    {L"", DATE_SHORTDATE, NULL, L"02/05/2023"},
    {L"", DATE_LONGDATE, NULL, L"Sunday, 05 February 2023"},
    {L"ru-RU", 0, L"d MMMM", L"5 \x444\x435\x432\x440\x430\x43b\x44f"},
    {L"ru-RU", 0, L"MMMM", L"\x444\x435\x432\x440\x430\x43b\x44c"},
    {L"en-US", 0, L"", L""},
};

static const struct { const WCHAR *locale; DWORD flags; const WCHAR *picture, *expected; } times[] = {
    {L"en-US", 0, L"h", L"2"},
    {L"en-US", 0, L"hh", L"02"},
    {L"en-US", 0, L"H", L"14"},
    {L"en-US", 0, L"HH", L"14"},
    {L"en-US", 0, L"m", L"7"},
    {L"en-US", 0, L"mm", L"07"},
    {L"en-US", 0, L"s", L"9"},
    {L"en-US", 0, L"ss", L"09"},
    {L"en-US", 0, L"t", L"P"},
    {L"en-US", 0, L"tt", L"PM"},
    {L"en-US", 0, NULL, L"2:07:09 PM"},
    {L"en-US", TIME_NOSECONDS, NULL, L"2:07 PM"},
    {L"en-US", TIME_NOMINUTESORSECONDS, NULL, L"2 PM"},
    {L"en-US", TIME_NOTIMEMARKER, NULL, L"2:07:09"},
    {L"en-US", TIME_FORCE24HOURFORMAT, NULL, L"14:07:09"},
    {L"en-US", TIME_FORCE24HOURFORMAT | TIME_NOSECONDS | TIME_NOTIMEMARKER, L"h:mm:ss tt", L"14:07"},
    {L"de-DE", 0, NULL, L"14:07:09"},
    {L"de-DE", TIME_NOSECONDS, NULL, L"14:07"},
    {L"", 0, NULL, L"14:07:09"},
    {L"en-US", 0, L"'at' HH'h'mm", L"at 14h07"},
};

static const struct { const WCHAR *locale, *value, *expected; } numbers[] = {
    {L"en-US", L"1234567.891", L"1,234,567.89"},
    {L"en-US", L"-1234.5", L"-1,234.50"},
    {L"en-US", L"0", L"0.00"},
    {L"en-US", L"0.005", L"0.01"},
    {L"en-US", L"999.999", L"1,000.00"},
    {L"en-US", L"12", L"12.00"},
    {L"en-US", L".5", L"0.50"},
    {L"de-DE", L"1234567.891", L"1.234.567,89"},
    {L"hi-IN", L"12345678", L"1,23,45,678.00"},
    {L"en-US", L"-0.001", L"0.00"},
};

static void test_own_formats(void)
{
    WCHAR buffer[64], point[] = L",", separator[] = L".", symbol[] = L"EUR";
    static const WCHAR *const negatives[] = { L"(1.234,5)", L"-1.234,5", L"- 1.234,5", L"1.234,5-", L"1.234,5 -" };
    static const WCHAR *const currencies[] = {
        L"(EUR1.234,5)", L"-EUR1.234,5",  L"EUR-1.234,5",   L"EUR1.234,5-",   L"(1.234,5EUR)", L"-1.234,5EUR",
        L"1.234,5-EUR",  L"1.234,5EUR-",  L"-1.234,5 EUR",  L"-EUR 1.234,5",  L"1.234,5 EUR-", L"EUR 1.234,5-",
        L"EUR -1.234,5", L"1.234,5- EUR", L"(EUR 1.234,5)", L"(1.234,5 EUR)",
    };
    static const WCHAR *const positives[] = { L"EUR1.234,5", L"1.234,5EUR", L"EUR 1.234,5", L"1.234,5 EUR" };
    for (UINT i = 0; i < 5; i++) {
        NUMBERFMTW format = { 1, 1, 3, point, separator, i };
        check_case((int)(300 + i));
        check(GetNumberFormatW(LOCALE_INVARIANT, 0, L"-1234.5", &format, buffer, 64), "negative numbers");
        check_equal_wide(buffer, negatives[i], "negative numbers");
    }
    for (UINT i = 0; i < 16; i++) {
        CURRENCYFMTW format = { 1, 1, 3, point, separator, i, i % 4, symbol };
        check_case((int)(400 + i));
        check(GetCurrencyFormatW(LOCALE_INVARIANT, 0, L"-1234.5", &format, buffer, 64), "negative sums");
        check_equal_wide(buffer, currencies[i], "negative sums");
        check(GetCurrencyFormatW(LOCALE_INVARIANT, 0, L"1234.5", &format, buffer, 64), "positive sums");
        check_equal_wide(buffer, positives[i % 4], "positive sums");
    }
    check_case(0);
    NUMBERFMTW plain = { 0, 0, 0, point, separator, 1 };
    check(GetNumberFormatW(LOCALE_INVARIANT, 0, L"1234567.5", &plain, buffer, 64), "no digits, no groups");
    check_equal_wide(buffer, L"1234568", "rounded");
    NUMBERFMTW bad = { 10, 1, 3, point, separator, 1 };
    check_fails_with(GetNumberFormatW(LOCALE_INVARIANT, 0, L"1", &bad, buffer, 64), ERROR_INVALID_PARAMETER);
    check_fails_with(GetNumberFormatW(LOCALE_INVARIANT, LOCALE_NOUSEROVERRIDE, L"1", &plain, buffer, 64),
                     ERROR_INVALID_FLAGS);
    check_fails_with(GetNumberFormatW(LOCALE_INVARIANT, 0, L"1a", &plain, buffer, 64), ERROR_INVALID_PARAMETER);
    check_fails_with(GetNumberFormatW(LOCALE_INVARIANT, 0, L"12345", &plain, buffer, 3), ERROR_INSUFFICIENT_BUFFER);
    check(GetCurrencyFormatEx(L"en-US", 0, L"1234.5", NULL, buffer, 64), "dollars");
    check_equal_wide(buffer, L"$1,234.50", "dollars");
}

int main(void)
{
    WCHAR buffer[128];
    for (int i = 0; i < (int)ARRAYSIZE(dates); i++) {
        check_case(i);
        int length = GetDateFormatEx(dates[i].locale, dates[i].flags, &moment, dates[i].picture, buffer, 128, NULL);
        check_equal_int(length, (int)wcslen(dates[i].expected) + 1, "GetDateFormatEx");
        check_equal_wide(buffer, dates[i].expected, "GetDateFormatEx");
    }
    for (int i = 0; i < (int)ARRAYSIZE(times); i++) {
        check_case(100 + i);
        int length = GetTimeFormatEx(times[i].locale, times[i].flags, &moment, times[i].picture, buffer, 128);
        check_equal_int(length, (int)wcslen(times[i].expected) + 1, "GetTimeFormatEx");
        check_equal_wide(buffer, times[i].expected, "GetTimeFormatEx");
    }
    for (int i = 0; i < (int)ARRAYSIZE(numbers); i++) {
        check_case(200 + i);
        check(GetNumberFormatEx(numbers[i].locale, 0, numbers[i].value, NULL, buffer, 128), "GetNumberFormatEx");
        check_equal_wide(buffer, numbers[i].expected, "GetNumberFormatEx");
    }
    test_own_formats();
    SYSTEMTIME bad = moment;
    bad.wMonth = 13;
    check_fails_with(GetDateFormatW(0x409, 0, &bad, NULL, buffer, 128), ERROR_INVALID_PARAMETER);
    bad = moment;
    bad.wDay = 30;
    check_fails_with(GetDateFormatW(0x409, 0, &bad, NULL, buffer, 128), ERROR_INVALID_PARAMETER);
    bad = moment;
    bad.wHour = 24;
    check_fails_with(GetTimeFormatW(0x409, 0, &bad, NULL, buffer, 128), ERROR_INVALID_PARAMETER);
    check_fails_with(GetDateFormatW(0x409, DATE_LONGDATE, &moment, L"d", buffer, 128), ERROR_INVALID_FLAGS);
    check_fails_with(GetDateFormatW(0x409, DATE_LONGDATE | DATE_SHORTDATE, &moment, NULL, buffer, 128),
                     ERROR_INVALID_FLAGS);
    check_fails_with(GetDateFormatW(0x409, 0, &moment, L"yyyy", buffer, 2), ERROR_INSUFFICIENT_BUFFER);
    check_equal_int(GetDateFormatW(0x409, 0, &moment, L"yyyy", NULL, 0), 5, "the size");
    char narrow[64];
    check_equal_int(GetDateFormatA(0x409, 0, &moment, "yyyy-MM-dd", narrow, 64), 11, "ANSI date");
    check_equal_string(narrow, "2023-02-05", "ANSI date");
    check_equal_int(GetTimeFormatA(0x409, 0, &moment, "HH:mm", narrow, 64), 6, "ANSI time");
    check_equal_string(narrow, "14:07", "ANSI time");
    return check_summary();
}
