/* GetLocaleInfo, names and ids of locales, enumeration. Microsoft, "Locale Information Constants", "LCIDToLocaleName";
 * formats of en-US and de-DE as Windows 10 and CLDR have them. */
#include "../check.h"

static const struct { const WCHAR *locale; LCTYPE type; const WCHAR *expected; } texts[] = {
    {L"en-US", LOCALE_SNAME, L"en-US"},
    {L"EN-us", LOCALE_SNAME, L"en-US"},
    {L"en-US", LOCALE_SENGLISHLANGUAGENAME, L"English"},
    {L"en-US", LOCALE_SENGLISHCOUNTRYNAME, L"United States"},
    {L"en-US", LOCALE_SNATIVELANGNAME, L"English"},
    {L"en-US", LOCALE_ILANGUAGE, L"0409"},
    {L"en-US", LOCALE_SISO639LANGNAME, L"en"},
    {L"en-US", LOCALE_SISO3166CTRYNAME, L"US"},
    {L"en-US", LOCALE_SISO639LANGNAME2, L"eng"},
    {L"en-US", LOCALE_SISO3166CTRYNAME2, L"USA"},
    {L"en-US", LOCALE_SABBREVLANGNAME, L"ENU"},
    {L"en-US", LOCALE_SDECIMAL, L"."},
    {L"en-US", LOCALE_STHOUSAND, L","},
    {L"en-US", LOCALE_SGROUPING, L"3;0"},
    {L"en-US", LOCALE_SLIST, L","},
    {L"en-US", LOCALE_SCURRENCY, L"$"},
    {L"en-US", LOCALE_SINTLSYMBOL, L"USD"},
    {L"en-US", LOCALE_ICURRENCY, L"0"},
    {L"en-US", LOCALE_IDIGITS, L"2"},
    {L"en-US", LOCALE_SDATE, L"/"},
    {L"en-US", LOCALE_STIME, L":"},
    {L"en-US", LOCALE_SSHORTDATE, L"M/d/yyyy"},
    {L"en-US", LOCALE_SLONGDATE, L"dddd, MMMM d, yyyy"},
    {L"en-US", LOCALE_STIMEFORMAT, L"h:mm:ss tt"},
    {L"en-US", LOCALE_SSHORTTIME, L"h:mm tt"},
    {L"en-US", LOCALE_S1159, L"AM"},
    {L"en-US", LOCALE_S2359, L"PM"},
    {L"en-US", LOCALE_SDAYNAME1, L"Monday"},
    {L"en-US", LOCALE_SDAYNAME7, L"Sunday"},
    {L"en-US", LOCALE_SABBREVDAYNAME1, L"Mon"},
    {L"en-US", LOCALE_SMONTHNAME1, L"January"},
    {L"en-US", LOCALE_SMONTHNAME12, L"December"},
    {L"en-US", LOCALE_SABBREVMONTHNAME9, L"Sep"},
    {L"en-US", LOCALE_IDEFAULTCODEPAGE, L"437"},
    {L"en-US", LOCALE_IDEFAULTANSICODEPAGE, L"1252"},
    {L"en-US", LOCALE_SNEGATIVESIGN, L"-"},
    {L"en-US", LOCALE_IMEASURE, L"1"},
    {L"en-US", LOCALE_IPAPERSIZE, L"1"},
    {L"en-US", LOCALE_IFIRSTDAYOFWEEK, L"6"},
    {L"en-US", LOCALE_ICOUNTRY, L"1"},
    {L"en-US", LOCALE_SNATIVEDIGITS, L"0123456789"},
    {L"en-US", LOCALE_SPARENT, L"en"},
    {L"en-US", LOCALE_SYEARMONTH, L"MMMM yyyy"},
    {L"en-US", LOCALE_SMONTHDAY, L"MMMM d"},
    {L"en-US", LOCALE_SENGLISHDISPLAYNAME, L"English (United States)"},
    {L"en-US", LOCALE_SPERCENT, L"%"},
    {L"de-DE", LOCALE_SDECIMAL, L","},
    {L"de-DE", LOCALE_STHOUSAND, L"."},
    {L"de-DE", LOCALE_SSHORTDATE, L"dd.MM.yyyy"},
    {L"de-DE", LOCALE_SDAYNAME1, L"Montag"},
    {L"de-DE", LOCALE_SMONTHNAME3, L"M\xe4rz"},
    {L"de-DE", LOCALE_SCURRENCY, L"\x20ac"},
    {L"de-DE", LOCALE_ICURRENCY, L"3"},
    {L"de-DE", LOCALE_ITIME, L"1"},
    {L"de-DE", LOCALE_STIMEFORMAT, L"HH:mm:ss"},
    {L"de-DE", LOCALE_SLIST, L";"},
    {L"de-DE", LOCALE_IFIRSTDAYOFWEEK, L"0"},
    {L"de-DE", LOCALE_SNATIVELANGNAME, L"Deutsch"},
    {L"de-DE", LOCALE_SINTLSYMBOL, L"EUR"},
    {L"de-DE", LOCALE_IMEASURE, L"0"},
    {L"de-DE", LOCALE_IPAPERSIZE, L"9"},
    {L"de-DE", LOCALE_ICOUNTRY, L"49"},
    {L"fr-FR", LOCALE_SDECIMAL, L","},
    {L"fr-FR", LOCALE_SDAYNAME1, L"lundi"},
    {L"fr-FR", LOCALE_SSHORTDATE, L"dd/MM/yyyy"},
    {L"ja-JP", LOCALE_IDEFAULTANSICODEPAGE, L"932"},
    {L"ja-JP", LOCALE_SSHORTDATE, L"yyyy/MM/dd"},
    {L"ru-RU", LOCALE_IDEFAULTANSICODEPAGE, L"1251"},
    {L"ru-RU", LOCALE_IDEFAULTCODEPAGE, L"866"},
    {L"ru-RU", LOCALE_SMONTHNAME1, L"\x44f\x43d\x432\x430\x440\x44c"},
    {L"ru-RU", LOCALE_SMONTHNAME1 | LOCALE_RETURN_GENITIVE_NAMES, L"\x44f\x43d\x432\x430\x440\x44f"},
    {L"hi-IN", LOCALE_SGROUPING, L"3;2;0"},
    {L"he-IL", LOCALE_IREADINGLAYOUT, L"1"},
    {L"en-GB", LOCALE_SSHORTDATE, L"dd/MM/yyyy"},
    {L"en-GB", LOCALE_SCURRENCY, L"\xa3"},
    {L"", LOCALE_SSHORTDATE, L"MM/dd/yyyy"},
    {L"", LOCALE_STIMEFORMAT, L"HH:mm:ss"},
    {L"", LOCALE_SNAME, L""},
    {L"", LOCALE_ILANGUAGE, L"007f"},
    {L"", LOCALE_SDECIMAL, L"."},
    {L"", LOCALE_SCURRENCY, L"\xa4"},
    {L"", LOCALE_SLONGDATE, L"dddd, dd MMMM yyyy"},
};

static const struct { const WCHAR *name; LCID id; } ids[] = {
    {L"en-US", 0x0409}, {L"en-GB", 0x0809}, {L"de-DE", 0x0407}, {L"de-AT", 0x0c07}, {L"fr-FR", 0x040c},
    {L"fr-CA", 0x0c0c}, {L"es-ES", 0x0c0a}, {L"es-MX", 0x080a}, {L"it-IT", 0x0410}, {L"ja-JP", 0x0411},
    {L"ko-KR", 0x0412}, {L"zh-CN", 0x0804}, {L"zh-TW", 0x0404}, {L"zh-HK", 0x0c04}, {L"ru-RU", 0x0419},
    {L"pl-PL", 0x0415}, {L"pt-BR", 0x0416}, {L"pt-PT", 0x0816}, {L"nl-NL", 0x0413}, {L"sv-SE", 0x041d},
    {L"da-DK", 0x0406}, {L"fi-FI", 0x040b}, {L"nb-NO", 0x0414}, {L"tr-TR", 0x041f}, {L"el-GR", 0x0408},
    {L"he-IL", 0x040d}, {L"ar-SA", 0x0401}, {L"cs-CZ", 0x0405}, {L"hu-HU", 0x040e}, {L"ro-RO", 0x0418},
    {L"uk-UA", 0x0422}, {L"th-TH", 0x041e}, {L"vi-VN", 0x042a}, {L"hi-IN", 0x0439}, {L"sr-Latn-RS", 0x241a},
    {L"", 0x007f},
};

static int names, found_english;
static BOOL CALLBACK count_names(LPWSTR name, DWORD flags, LPARAM parameter)
{
    (void)flags;
    names++;
    found_english += !wcscmp(name, L"en-US");
    return parameter == 5;
}

static int ids_seen, found_0409;
static BOOL CALLBACK count_ids(LPWSTR text)
{
    ids_seen++;
    found_0409 += !wcscmp(text, L"00000409");
    return TRUE;
}

int main(void)
{
    WCHAR buffer[128];
    char narrow[128];
    DWORD value = 0;
    for (int i = 0; i < (int)ARRAYSIZE(texts); i++) {
        check_case(i);
        int length = GetLocaleInfoEx(texts[i].locale, texts[i].type | LOCALE_NOUSEROVERRIDE, buffer, 128);
        check_equal_int(length, (int)wcslen(texts[i].expected) + 1, "GetLocaleInfoEx");
        check_equal_wide(buffer, texts[i].expected, "GetLocaleInfoEx");
    }
    for (int i = 0; i < (int)ARRAYSIZE(ids); i++) {
        check_case(500 + i);
        check_equal_u32(LocaleNameToLCID(ids[i].name, 0), ids[i].id, "LocaleNameToLCID");
        check_equal_int(LCIDToLocaleName(ids[i].id, buffer, 128, 0), (int)wcslen(ids[i].name) + 1, "LCIDToLocaleName");
        check_equal_wide(buffer, ids[i].name, "LCIDToLocaleName");
        check_equal_u32(IsValidLocale(ids[i].id, LCID_SUPPORTED), TRUE, "IsValidLocale");
    }
    check_case(0);
    check_equal_int(GetLocaleInfoW(0x409, LOCALE_ILANGUAGE | LOCALE_RETURN_NUMBER, (WCHAR *)&value, 2), 2, "a number");
    check_equal_u32(value, 0x409, "a number");
    check_equal_int(GetLocaleInfoW(0x409, LOCALE_IDEFAULTANSICODEPAGE | LOCALE_RETURN_NUMBER, (WCHAR *)&value, 2), 2,
                    "a number");
    check_equal_u32(value, 1252, "a number");
    check_fails_with(GetLocaleInfoW(0x409, LOCALE_SDECIMAL | LOCALE_RETURN_NUMBER, (WCHAR *)&value, 2),
                     ERROR_INVALID_FLAGS);
    check_fails_with(GetLocaleInfoW(0x409, LOCALE_SLONGDATE, buffer, 3), ERROR_INSUFFICIENT_BUFFER);
    check_fails_with(GetLocaleInfoW(0x409, 0xff00, buffer, 128), ERROR_INVALID_FLAGS);
    check_fails_with(GetLocaleInfoW(0x409, LOCALE_SNAME, NULL, 5), ERROR_INVALID_PARAMETER);
    check_fails_with(GetLocaleInfoEx(L"no-such-locale", LOCALE_SNAME, buffer, 128), ERROR_INVALID_PARAMETER);
    check_equal_int(GetLocaleInfoW(0x409, LOCALE_SNAME, NULL, 0), 6, "the size");
    check_equal_int(GetLocaleInfoA(0x409, LOCALE_SENGLANGUAGE, narrow, 128), 8, "ANSI");
    check_equal_string(narrow, "English", "ANSI");
    check_fails_with(LocaleNameToLCID(L"xx-YY-nonsense", 0), ERROR_INVALID_PARAMETER);
    check_fails_with(LCIDToLocaleName(0x409, buffer, 2, 0), ERROR_INSUFFICIENT_BUFFER);
    check(!IsValidLocale(0xfffe, LCID_SUPPORTED) && !IsValidLocale(0, LCID_SUPPORTED), "ids that are none");
    check(IsValidLocaleName(L"de-DE") && !IsValidLocaleName(L"qq-QQ-none"), "IsValidLocaleName");
    check(GetUserDefaultLCID() != 0 && GetSystemDefaultLCID() != 0 && GetUserDefaultLangID() != 0,
          "the user has a locale");
    check_equal_u32(ConvertDefaultLocale(LOCALE_USER_DEFAULT), GetUserDefaultLCID(), "ConvertDefaultLocale");
    check_equal_u32(ConvertDefaultLocale(0x0007), 0x407, "ConvertDefaultLocale of a language");
    check(GetUserDefaultLocaleName(buffer, 128) > 1, "GetUserDefaultLocaleName");
    check_equal_u32(LocaleNameToLCID(buffer, 0), GetUserDefaultLCID(), "the user's name and id agree");
    check(ResolveLocaleName(L"en-XX", buffer, 128) > 0, "ResolveLocaleName");
    check_equal_wide(buffer, L"en-US", "ResolveLocaleName of a country that is none");
    check(ResolveLocaleName(L"de-DE", buffer, 128) == 6, "ResolveLocaleName of a known one");
    check(SetThreadLocale(0x407), "SetThreadLocale");
    check_equal_u32(GetThreadLocale(), 0x407, "GetThreadLocale");
    check_fails_with(SetThreadLocale(0xfffe), ERROR_INVALID_PARAMETER);
    check(EnumSystemLocalesEx(count_names, LOCALE_ALL, 5, NULL), "EnumSystemLocalesEx");
    check(names > 300 && found_english == 1, "%d names, en-US %d times", names, found_english);
    names = 0;
    EnumSystemLocalesEx(count_names, LOCALE_ALL, 0, NULL);
    check_equal_int(names, 1, "FALSE ends the enumeration");
    check(EnumSystemLocalesW(count_ids, LCID_SUPPORTED), "EnumSystemLocalesW");
    check(ids_seen > 100 && found_0409 == 1, "%d ids, 0409 %d times", ids_seen, found_0409);
    ULONG count = 0, size = 0;
    check(GetUserPreferredUILanguages(MUI_LANGUAGE_NAME, &count, NULL, &size) && count >= 1 && size > 3,
          "preferred languages: size");
    size = 128;
    check(GetUserPreferredUILanguages(MUI_LANGUAGE_NAME, &count, buffer, &size) && !buffer[size - 1] &&
              !buffer[size - 2],
          "preferred languages");
    size = 1;
    check_fails_with(GetUserPreferredUILanguages(MUI_LANGUAGE_NAME, &count, buffer, &size), ERROR_INSUFFICIENT_BUFFER);
    check(GetCalendarInfoW(0x409, CAL_GREGORIAN, CAL_ITWODIGITYEARMAX | CAL_RETURN_NUMBER, NULL, 0, &value) &&
              value >= 2029,
          "two-digit years");
    check(GetCalendarInfoW(0x409, CAL_GREGORIAN, CAL_SDAYNAME1, buffer, 128, NULL), "calendar: day");
    check_equal_wide(buffer, L"Monday", "calendar: day");
    return check_summary();
}
