/* Enumerations of locales, calendars and formats; geography; collation versions (winnls.h). */
#include "calendars.h"

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

/* ---- calendars: the Gregorian one of each locale, and its other one */

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

static const WCHAR *put_decimal(DWORD value, WCHAR text[12])
{
    WCHAR *at = text + 11;
    *at = 0;
    do *--at = (WCHAR)('0' + value % 10);
    while (value /= 10);
    return at;
}

static int calendar_info(const struct locale *locale, CALID calendar, CALTYPE type, LPWSTR buffer, int capacity,
                         LPDWORD value)
{
    bool number = type & CAL_RETURN_NUMBER;
    type &= ~(CALTYPE)(CAL_RETURN_NUMBER | CAL_NOUSEROVERRIDE | CAL_USE_CP_ACP | CAL_RETURN_GENITIVE_NAMES);
    const struct calendar *other = calendar_by_id(calendar);
    if (!locale || (!other && calendar != CAL_GREGORIAN && calendar != CAL_GREGORIAN_US))
        return fail_with(ERROR_INVALID_PARAMETER);
    if (number) {
        if (!value) return fail_with(ERROR_INVALID_PARAMETER);
        if (type != CAL_ITWODIGITYEARMAX && type != CAL_ICALINTVALUE) return fail_with(ERROR_INVALID_FLAGS);
        *value = type == CAL_ICALINTVALUE ? calendar
                 : other                  ? calendar_two_digit_maximum(other)
                                          : TWO_DIGIT_YEAR_MAXIMUM;
        return sizeof(DWORD) / sizeof(WCHAR);
    }
    WCHAR decimal[12];
    const WCHAR *found = other ? calendar_own_text(other, type) : NULL;
    if (other && type == CAL_ITWODIGITYEARMAX) found = put_decimal(calendar_two_digit_maximum(other), decimal);
    else if (!found) found = calendar_text(locale, type);
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

/* The calendars that an enumeration is about: those of the locale, or the one that is named. */
static unsigned calendars_of(const struct locale *locale, CALID calendar, CALID found[2])
{
    CALID other = locale ? optional_calendar(locale) : 0;
    unsigned count = 0;
    if (calendar == ENUM_ALL_CALENDARS || calendar == CAL_GREGORIAN) found[count++] = CAL_GREGORIAN;
    if (other && (calendar == ENUM_ALL_CALENDARS || calendar == other)) found[count++] = other;
    return count;
}

enum callback_kind { TEXT_ONLY, WITH_CALENDAR, WITH_PARAMETER };

static BOOL enumerate_calendars(const void *callback, enum callback_kind kind, const struct locale *locale,
                                CALID calendar, CALTYPE type, LPARAM parameter)
{
    WCHAR text[128];
    CALID found[2];
    unsigned count = calendars_of(locale, calendar, found);
    if (!callback) return fail_with(ERROR_INVALID_PARAMETER);
    for (unsigned i = 0; i < count; i++) {
        if (!calendar_info(locale, found[i], type, text, ARRAYSIZE(text), NULL)) return FALSE;
        BOOL goes_on = kind == TEXT_ONLY       ? ((CALINFO_ENUMPROCW)callback)(text)
                       : kind == WITH_CALENDAR ? ((CALINFO_ENUMPROCEXW)callback)(text, found[i])
                                               : ((CALINFO_ENUMPROCEXEX)callback)(text, found[i], NULL, parameter);
        if (!goes_on) break;
    }
    return TRUE;
}

BOOL WINAPI EnumCalendarInfoW(CALINFO_ENUMPROCW callback, LCID id, CALID calendar, CALTYPE type)
{
    return enumerate_calendars(callback, TEXT_ONLY, locale_by_id(id), calendar, type, 0);
}

BOOL WINAPI EnumCalendarInfoExW(CALINFO_ENUMPROCEXW callback, LCID id, CALID calendar, CALTYPE type)
{
    return enumerate_calendars(callback, WITH_CALENDAR, locale_by_id(id), calendar, type, 0);
}

BOOL WINAPI EnumCalendarInfoExEx(CALINFO_ENUMPROCEXEX callback, LPCWSTR name, CALID calendar, LPCWSTR reserved,
                                 CALTYPE type, LPARAM parameter)
{
    if (reserved) return fail_with(ERROR_INVALID_PARAMETER);
    return enumerate_calendars(callback, WITH_PARAMETER, locale_by_name(name), calendar, type, parameter);
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
