/* The ANSI enumerations of calendars, formats and languages: Microsoft, "EnumCalendarInfoA" and its like. They say what
 * the others say. */
#include "../check.h"

static char seen[64];
static int calls;
static CALID seen_calendar;

static BOOL CALLBACK on_text(LPSTR text)
{
    lstrcpynA(seen, text, sizeof(seen));
    calls++;
    return FALSE;
}

static BOOL CALLBACK on_text_and_calendar(LPSTR text, CALID calendar)
{
    seen_calendar = calendar;
    return on_text(text);
}

static BOOL CALLBACK on_language(LPSTR text, LONG_PTR parameter)
{
    return parameter == 42 && on_text(text);
}

static const LCID locales[] = { 0x409, 0x407, 0x40c, 0x410 };

static void test_calendars_and_formats(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(locales); i++) {
        char expected[64];
        check_case(i);
        GetLocaleInfoA(locales[i], LOCALE_SDAYNAME1 | LOCALE_USE_CP_ACP, expected, sizeof(expected));
        calls = 0;
        check(EnumCalendarInfoA(on_text, locales[i], CAL_GREGORIAN, CAL_SDAYNAME1), "EnumCalendarInfoA");
        check_equal_int(calls, 1, "calls, the callback having ended it");
        check_equal_string(seen, expected, "Monday");
        check(EnumCalendarInfoExA(on_text_and_calendar, locales[i], CAL_GREGORIAN, CAL_SDAYNAME1),
              "EnumCalendarInfoExA");
        check_equal_u32(seen_calendar, CAL_GREGORIAN, "calendar");
        GetLocaleInfoA(locales[i], LOCALE_SLONGDATE | LOCALE_USE_CP_ACP, expected, sizeof(expected));
        check(EnumDateFormatsA(on_text, locales[i], DATE_LONGDATE), "EnumDateFormatsA");
        check_equal_string(seen, expected, "the first long date is the locale's");
        check(EnumDateFormatsExA(on_text_and_calendar, locales[i], DATE_LONGDATE), "EnumDateFormatsExA");
        check_equal_string(seen, expected, "the first long date is the locale's");
        GetLocaleInfoA(locales[i], LOCALE_STIMEFORMAT | LOCALE_USE_CP_ACP, expected, sizeof(expected));
        check(EnumTimeFormatsA(on_text, locales[i], 0), "EnumTimeFormatsA");
        check_equal_string(seen, expected, "the first time is the locale's");
    }
    check_case(0);
}

static void test_languages_and_errors(void)
{
    calls = 0;
    check(EnumUILanguagesA(on_language, MUI_LANGUAGE_ID, 42), "EnumUILanguagesA");
    check_equal_int(calls, 1, "calls");
    check_equal_int(lstrlenA(seen), 4, "a language is four hexadecimal digits");
    SetLastError(0);
    check(!EnumCalendarInfoA(NULL, 0x409, CAL_GREGORIAN, CAL_SDAYNAME1), "no callback");
    check_last_error(ERROR_INVALID_PARAMETER, "no callback");
    SetLastError(0);
    check(!EnumTimeFormatsA(on_text, 0x409, 0x40), "unknown flags");
    check_last_error(ERROR_INVALID_FLAGS, "unknown flags");
}

static int places, germany;
static BOOL CALLBACK on_place(GEOID place)
{
    places++;
    germany += place == 94;
    return TRUE;
}

static void test_places(void)
{
    check(EnumSystemGeoID(GEOCLASS_NATION, 0, on_place), "EnumSystemGeoID");
    check(places > 50, "%d places", places);
    check_equal_int(germany, 1, "how often Germany comes");
    SetLastError(0);
    check(!EnumSystemGeoID(GEOCLASS_NATION, 0, NULL), "no callback");
    check_last_error(ERROR_INVALID_PARAMETER, "no callback");
}

int main(void)
{
    test_places();
    test_calendars_and_formats();
    test_languages_and_errors();
    return check_summary();
}
