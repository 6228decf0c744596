/* The ANSI twins of the enumerations of locales, calendars and formats (winnls.h). They run the others and hand on what
 * those say, in the ANSI code page. */
#include "nls_private.h"

#define MOST_BYTES 256

/* What the program wants called; ids tell which of its two forms. */
struct ansi_enumeration { LPARAM parameter; void *callback; bool with_calendar; };

static LPSTR narrow(LPCWSTR text, LPSTR buffer)
{
    if (!WideCharToMultiByte(CP_ACP, 0, text, -1, buffer, MOST_BYTES, NULL, NULL)) *buffer = 0;
    return buffer;
}

static BOOL call(const struct ansi_enumeration *enumeration, LPCWSTR text, CALID calendar)
{
    char buffer[MOST_BYTES];
    if (enumeration->with_calendar) return ((CALINFO_ENUMPROCEXA)enumeration->callback)(narrow(text, buffer), calendar);
    return ((CALINFO_ENUMPROCA)enumeration->callback)(narrow(text, buffer));
}

static BOOL CALLBACK on_calendar(LPWSTR text, CALID calendar, LPWSTR reserved, LPARAM parameter)
{
    (void)reserved;
    return call((const struct ansi_enumeration *)parameter, text, calendar);
}

static BOOL CALLBACK on_date(LPWSTR text, CALID calendar, LPARAM parameter)
{
    return call((const struct ansi_enumeration *)parameter, text, calendar);
}

static BOOL CALLBACK on_time(LPWSTR text, LPARAM parameter)
{
    return call((const struct ansi_enumeration *)parameter, text, 0);
}

static BOOL CALLBACK on_language(LPWSTR text, LONG_PTR parameter)
{
    const struct ansi_enumeration *enumeration = (const struct ansi_enumeration *)parameter;
    char buffer[MOST_BYTES];
    return ((UILANGUAGE_ENUMPROCA)enumeration->callback)(narrow(text, buffer), enumeration->parameter);
}

static BOOL calendars(void *callback, bool with_calendar, LCID id, CALID calendar, CALTYPE type)
{
    struct ansi_enumeration enumeration = { .callback = callback, .with_calendar = with_calendar };
    LPCWSTR name = sort_name_by_id(id);
    if (!callback || !name) return fail_with(ERROR_INVALID_PARAMETER);
    return EnumCalendarInfoExEx(on_calendar, name, calendar, NULL, type, (LPARAM)&enumeration);
}

BOOL WINAPI EnumCalendarInfoA(CALINFO_ENUMPROCA callback, LCID id, CALID calendar, CALTYPE type)
{
    return calendars((void *)callback, false, id, calendar, type);
}

BOOL WINAPI EnumCalendarInfoExA(CALINFO_ENUMPROCEXA callback, LCID id, CALID calendar, CALTYPE type)
{
    return calendars((void *)callback, true, id, calendar, type);
}

static BOOL dates(void *callback, bool with_calendar, LCID id, DWORD flags)
{
    struct ansi_enumeration enumeration = { .callback = callback, .with_calendar = with_calendar };
    LPCWSTR name = sort_name_by_id(id);
    if (!callback || !name) return fail_with(ERROR_INVALID_PARAMETER);
    return EnumDateFormatsExEx(on_date, name, flags & ~(DWORD)LOCALE_USE_CP_ACP, (LPARAM)&enumeration);
}

BOOL WINAPI EnumDateFormatsA(DATEFMT_ENUMPROCA callback, LCID id, DWORD flags)
{
    return dates((void *)callback, false, id, flags);
}
BOOL WINAPI EnumDateFormatsExA(DATEFMT_ENUMPROCEXA callback, LCID id, DWORD flags)
{
    return dates((void *)callback, true, id, flags);
}

BOOL WINAPI EnumTimeFormatsA(TIMEFMT_ENUMPROCA callback, LCID id, DWORD flags)
{
    struct ansi_enumeration enumeration = { .callback = (void *)callback };
    LPCWSTR name = sort_name_by_id(id);
    if (!callback || !name) return fail_with(ERROR_INVALID_PARAMETER);
    return EnumTimeFormatsEx(on_time, name, flags & ~(DWORD)LOCALE_USE_CP_ACP, (LPARAM)&enumeration);
}

BOOL WINAPI EnumUILanguagesA(UILANGUAGE_ENUMPROCA callback, DWORD flags, LONG_PTR parameter)
{
    struct ansi_enumeration enumeration = { .callback = (void *)callback, .parameter = parameter };
    if (!callback) return fail_with(ERROR_INVALID_PARAMETER);
    return EnumUILanguagesW(on_language, flags, (LONG_PTR)&enumeration);
}
