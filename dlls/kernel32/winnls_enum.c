/* Enumerations of locales, calendars and formats; geography; collation versions (winnls.h). */
#include "nls_private.h"

#include <string.h>

/* ---- locales */

BOOL WINAPI EnumSystemLocalesEx(LOCALE_ENUMPROCEX callback, DWORD flags, LPARAM parameter, LPVOID reserved)
{
    if (!callback || reserved) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & LOCALE_SUPPLEMENTAL && !(flags & LOCALE_WINDOWS)) return TRUE;
    for (ULONG i = 0; i < locale_count(); i++) {
        const struct locale *locale = locale_at(i);
        bool neutral = !wcscmp(locale_field(locale, LOCALE_INEUTRAL), L"1");
        DWORD kind = LOCALE_WINDOWS | (neutral ? LOCALE_NEUTRALDATA : LOCALE_SPECIFICDATA);
        if (flags & (LOCALE_NEUTRALDATA | LOCALE_SPECIFICDATA) &&
            !(kind & flags & (LOCALE_NEUTRALDATA | LOCALE_SPECIFICDATA)))
            continue;
        if (!callback((LPWSTR)locale_field(locale, LOCALE_SNAME), kind, parameter)) return TRUE;
    }
    return TRUE;
}

static void put_hexadecimal(LCID id, WCHAR *text)
{
    for (int i = 0; i < 8; i++) text[i] = L"0123456789ABCDEF"[id >> (28 - 4 * i) & 15];
    text[8] = 0;
}

/* Specific locales that have an id, by name. */
static BOOL enumerate_ids(LOCALE_ENUMPROCW wide, LOCALE_ENUMPROCA ansi)
{
    for (ULONG i = 0; i < locale_count(); i++) {
        LCID id = locale_id(locale_at(i));
        WCHAR text[9];
        char narrow[9];
        if (id == LOCALE_CUSTOM_UNSPECIFIED || id == LOCALE_INVARIANT ||
            !wcscmp(locale_field(locale_at(i), LOCALE_INEUTRAL), L"1"))
            continue;
        put_hexadecimal(id, text);
        for (int j = 0; j < 9; j++) narrow[j] = (char)text[j];
        if (wide ? !wide(text) : !ansi(narrow)) break;
    }
    return TRUE;
}

BOOL WINAPI EnumSystemLocalesW(LOCALE_ENUMPROCW callback, DWORD flags)
{
    if (!callback) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & ~(DWORD)(LCID_INSTALLED | LCID_SUPPORTED | LCID_ALTERNATE_SORTS)) return fail_with(ERROR_INVALID_FLAGS);
    return enumerate_ids(callback, NULL);
}

BOOL WINAPI EnumSystemLocalesA(LOCALE_ENUMPROCA callback, DWORD flags)
{
    if (!callback) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & ~(DWORD)(LCID_INSTALLED | LCID_SUPPORTED | LCID_ALTERNATE_SORTS)) return fail_with(ERROR_INVALID_FLAGS);
    return enumerate_ids(NULL, callback);
}

BOOL WINAPI EnumUILanguagesW(UILANGUAGE_ENUMPROCW callback, DWORD flags, LONG_PTR parameter)
{
    WCHAR text[9];
    if (!callback) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & MUI_LANGUAGE_NAME) {
        callback((LPWSTR)locale_field(user_locale(), LOCALE_SNAME), parameter);
        return TRUE;
    }
    put_hexadecimal(GetUserDefaultLangID(), text);
    callback(text + 4, parameter);
    return TRUE;
}

/* ---- calendars: the Gregorian one of each locale */

struct calendar_field { CALTYPE type; LCTYPE locale_type; };
static const struct calendar_field calendar_fields[] = {
    {CAL_SSHORTDATE, LOCALE_SSHORTDATE},
    {CAL_SLONGDATE, LOCALE_SLONGDATE},
    {CAL_SYEARMONTH, LOCALE_SYEARMONTH},
    {CAL_SMONTHDAY, LOCALE_SMONTHDAY},
};
static const struct { CALTYPE first; unsigned count; LCTYPE locale_type; } calendar_runs[] = {
    {CAL_SDAYNAME1, 7, LOCALE_SDAYNAME1},
    {CAL_SABBREVDAYNAME1, 7, LOCALE_SABBREVDAYNAME1},
    {CAL_SMONTHNAME1, 12, LOCALE_SMONTHNAME1},
    {CAL_SABBREVMONTHNAME1, 12, LOCALE_SABBREVMONTHNAME1},
    {CAL_SSHORTESTDAYNAME1, 7, LOCALE_SSHORTESTDAYNAME1},
};

#define TWO_DIGIT_YEAR_MAXIMUM 2049

static const WCHAR *calendar_text(const struct locale *locale, CALTYPE type)
{
    for (size_t i = 0; i < ARRAYSIZE(calendar_fields); i++)
        if (calendar_fields[i].type == type) return locale_field(locale, calendar_fields[i].locale_type);
    for (size_t i = 0; i < ARRAYSIZE(calendar_runs); i++)
        if (type >= calendar_runs[i].first && type < calendar_runs[i].first + calendar_runs[i].count)
            return locale_field(locale, calendar_runs[i].locale_type + type - calendar_runs[i].first);
    switch (type) {
    case CAL_ICALINTVALUE: return L"1";
    case CAL_SCALNAME: return L"Gregorian Calendar";
    case CAL_IYEAROFFSETRANGE: return L"0";
    case CAL_SERASTRING: return L"A.D.";
    case CAL_SABBREVERASTRING: return L"AD";
    case CAL_SMONTHNAME13: case CAL_SABBREVMONTHNAME13: return L"";
    case CAL_ITWODIGITYEARMAX: return L"2049";
    default: return NULL;
    }
}

static int calendar_info(const struct locale *locale, CALID calendar, CALTYPE type, LPWSTR buffer, int capacity,
                         LPDWORD value)
{
    bool number = type & CAL_RETURN_NUMBER;
    type &= ~(CALTYPE)(CAL_RETURN_NUMBER | CAL_NOUSEROVERRIDE | CAL_USE_CP_ACP | CAL_RETURN_GENITIVE_NAMES);
    if (!locale || (calendar != CAL_GREGORIAN && calendar != CAL_GREGORIAN_US))
        return fail_with(ERROR_INVALID_PARAMETER);
    if (number) {
        if (!value) return fail_with(ERROR_INVALID_PARAMETER);
        if (type != CAL_ITWODIGITYEARMAX && type != CAL_ICALINTVALUE) return fail_with(ERROR_INVALID_FLAGS);
        *value = type == CAL_ITWODIGITYEARMAX ? TWO_DIGIT_YEAR_MAXIMUM : CAL_GREGORIAN;
        return sizeof(DWORD) / sizeof(WCHAR);
    }
    const WCHAR *found = calendar_text(locale, type);
    if (!found) return fail_with(ERROR_INVALID_FLAGS);
    int length = (int)wcslen(found) + 1;
    if (!capacity) return length;
    if (length > capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    memcpy(buffer, found, (size_t)length * sizeof(WCHAR));
    return length;
}

int WINAPI GetCalendarInfoW(LCID id, CALID calendar, CALTYPE type, LPWSTR buffer, int capacity, LPDWORD value)
{
    return calendar_info(locale_by_id(id), calendar, type, buffer, capacity, value);
}

int WINAPI GetCalendarInfoEx(LPCWSTR name, CALID calendar, LPCWSTR reserved, CALTYPE type, LPWSTR buffer, int capacity,
                             LPDWORD value)
{
    (void)reserved;
    return calendar_info(locale_by_name(name), calendar, type, buffer, capacity, value);
}

int WINAPI GetCalendarInfoA(LCID id, CALID calendar, CALTYPE type, LPSTR buffer, int capacity, LPDWORD value)
{
    WCHAR text[128];
    int length = calendar_info(locale_by_id(id), calendar, type, text, ARRAYSIZE(text), value);
    return type & CAL_RETURN_NUMBER ? length * (int)sizeof(WCHAR) : answer_ansi(CP_ACP, text, length, buffer, capacity);
}

static bool wants_gregorian(CALID calendar) { return calendar == ENUM_ALL_CALENDARS || calendar == CAL_GREGORIAN; }

BOOL WINAPI EnumCalendarInfoW(CALINFO_ENUMPROCW callback, LCID id, CALID calendar, CALTYPE type)
{
    WCHAR text[128];
    if (!callback) return fail_with(ERROR_INVALID_PARAMETER);
    if (!wants_gregorian(calendar)) return TRUE;
    if (!calendar_info(locale_by_id(id), CAL_GREGORIAN, type, text, ARRAYSIZE(text), NULL)) return FALSE;
    callback(text);
    return TRUE;
}

BOOL WINAPI EnumCalendarInfoExW(CALINFO_ENUMPROCEXW callback, LCID id, CALID calendar, CALTYPE type)
{
    WCHAR text[128];
    if (!callback) return fail_with(ERROR_INVALID_PARAMETER);
    if (!wants_gregorian(calendar)) return TRUE;
    if (!calendar_info(locale_by_id(id), CAL_GREGORIAN, type, text, ARRAYSIZE(text), NULL)) return FALSE;
    callback(text, CAL_GREGORIAN);
    return TRUE;
}

BOOL WINAPI EnumCalendarInfoExEx(CALINFO_ENUMPROCEXEX callback, LPCWSTR name, CALID calendar, LPCWSTR reserved,
                                 CALTYPE type, LPARAM parameter)
{
    WCHAR text[128];
    if (!callback || reserved) return fail_with(ERROR_INVALID_PARAMETER);
    if (!wants_gregorian(calendar)) return TRUE;
    if (!calendar_info(locale_by_name(name), CAL_GREGORIAN, type, text, ARRAYSIZE(text), NULL)) return FALSE;
    callback(text, CAL_GREGORIAN, NULL, parameter);
    return TRUE;
}

/* ---- formats: the one of each kind that CLDR has */

static LCTYPE date_type(DWORD flags)
{
    switch (flags & (DATE_SHORTDATE | DATE_LONGDATE | DATE_YEARMONTH | DATE_MONTHDAY)) {
    case 0: case DATE_SHORTDATE: return LOCALE_SSHORTDATE;
    case DATE_LONGDATE: return LOCALE_SLONGDATE;
    case DATE_YEARMONTH: return LOCALE_SYEARMONTH;
    case DATE_MONTHDAY: return LOCALE_SMONTHDAY;
    default: return 0;
    }
}

BOOL WINAPI EnumDateFormatsW(DATEFMT_ENUMPROCW callback, LCID id, DWORD flags)
{
    const struct locale *locale = locale_by_id(id);
    if (!callback || !locale) return fail_with(ERROR_INVALID_PARAMETER);
    if (!date_type(flags)) return fail_with(ERROR_INVALID_FLAGS);
    callback((LPWSTR)locale_field(locale, date_type(flags)));
    return TRUE;
}

BOOL WINAPI EnumDateFormatsExW(DATEFMT_ENUMPROCEXW callback, LCID id, DWORD flags)
{
    const struct locale *locale = locale_by_id(id);
    if (!callback || !locale) return fail_with(ERROR_INVALID_PARAMETER);
    if (!date_type(flags)) return fail_with(ERROR_INVALID_FLAGS);
    callback((LPWSTR)locale_field(locale, date_type(flags)), CAL_GREGORIAN);
    return TRUE;
}

BOOL WINAPI EnumDateFormatsExEx(DATEFMT_ENUMPROCEXEX callback, LPCWSTR name, DWORD flags, LPARAM parameter)
{
    const struct locale *locale = locale_by_name(name);
    if (!callback || !locale) return fail_with(ERROR_INVALID_PARAMETER);
    if (!date_type(flags)) return fail_with(ERROR_INVALID_FLAGS);
    callback((LPWSTR)locale_field(locale, date_type(flags)), CAL_GREGORIAN, parameter);
    return TRUE;
}

static LCTYPE time_type(DWORD flags) { return flags & TIME_NOSECONDS ? LOCALE_SSHORTTIME : LOCALE_STIMEFORMAT; }

BOOL WINAPI EnumTimeFormatsW(TIMEFMT_ENUMPROCW callback, LCID id, DWORD flags)
{
    const struct locale *locale = locale_by_id(id);
    if (!callback || !locale) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & ~(DWORD)(TIME_NOSECONDS | LOCALE_USE_CP_ACP)) return fail_with(ERROR_INVALID_FLAGS);
    callback((LPWSTR)locale_field(locale, time_type(flags)));
    return TRUE;
}

BOOL WINAPI EnumTimeFormatsEx(TIMEFMT_ENUMPROCEX callback, LPCWSTR name, DWORD flags, LPARAM parameter)
{
    const struct locale *locale = locale_by_name(name);
    if (!callback || !locale) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & ~(DWORD)TIME_NOSECONDS) return fail_with(ERROR_INVALID_FLAGS);
    callback((LPWSTR)locale_field(locale, time_type(flags)), parameter);
    return TRUE;
}

/* ---- versions of the collation */

#define COLLATION_VERSION 0x00060400

BOOL WINAPI GetNLSVersionEx(NLS_FUNCTION function, LPCWSTR name, LPNLSVERSIONINFOEX information)
{
    if (!locale_by_name(name) || !information) return fail_with(ERROR_INVALID_PARAMETER);
    if (function != COMPARE_STRING) return fail_with(ERROR_INVALID_FLAGS);
    if (information->dwNLSVersionInfoSize < offsetof(NLSVERSIONINFOEX, dwEffectiveId))
        return fail_with(ERROR_INSUFFICIENT_BUFFER);
    information->dwNLSVersion = COLLATION_VERSION;
    information->dwDefinedVersion = COLLATION_VERSION;
    if (information->dwNLSVersionInfoSize >= sizeof(*information)) {
        information->dwEffectiveId = 0;
        memset(&information->guidCustomVersion, 0, sizeof(information->guidCustomVersion));
    }
    return TRUE;
}

BOOL WINAPI GetNLSVersion(NLS_FUNCTION function, LCID id, LPNLSVERSIONINFO information)
{
    const struct locale *locale = locale_by_id(id);
    if (!locale) return fail_with(ERROR_INVALID_PARAMETER);
    return GetNLSVersionEx(function, locale_field(locale, LOCALE_SNAME), (LPNLSVERSIONINFOEX)information);
}

BOOL WINAPI IsNLSDefinedString(NLS_FUNCTION function, DWORD flags, LPNLSVERSIONINFO information, LPCWSTR text,
                               int length)
{
    (void)information;
    if (function != COMPARE_STRING || flags || !text) return fail_with(ERROR_INVALID_PARAMETER);
    if (length < 0) length = (int)wcslen(text);
    for (int i = 0; i < length; i++) {
        if (IS_HIGH_SURROGATE(text[i]) && i + 1 < length && IS_LOW_SURROGATE(text[i + 1])) i++;
        else if (!(winrun_character_types(text[i])[0] & C1_DEFINED) || (text[i] >= 0xd800 && text[i] < 0xe000))
            return FALSE;
    }
    return TRUE;
}
