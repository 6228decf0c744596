/* Places: GetUserGeoID, GetGeoInfo (winnls.h). What is known of a place comes from the locales of its country. */
#include "nls_private.h"

#include <string.h>

static GEOID geo_of(const struct locale *locale)
{
    GEOID value = 0;
    for (const WCHAR *text = locale_field(locale, LOCALE_IGEOID); *text; text++) value = value * 10 + (*text - '0');
    return value;
}

/* The first specific locale of a place; NULL when it is unknown. */
static const struct locale *locale_of_place(GEOID place)
{
    for (ULONG i = 0; place && i < locale_count(); i++) {
        const struct locale *locale = locale_at(i);
        if (geo_of(locale) == place && wcscmp(locale_field(locale, LOCALE_INEUTRAL), L"1") &&
            locale_id(locale) != LOCALE_INVARIANT)
            return locale;
    }
    return NULL;
}

GEOID WINAPI GetUserGeoID(GEOCLASS geo_class)
{
    GEOID place = geo_of(user_locale());
    return geo_class == GEOCLASS_NATION && place ? place : GEOID_NOT_AVAILABLE;
}

BOOL WINAPI SetUserGeoID(GEOID place)
{
    if (!locale_of_place(place)) return fail_with(ERROR_INVALID_PARAMETER);
    log_line(LOG_WARN, "SetUserGeoID is refused: the settings come from the Unix locale");
    return fail_with(ERROR_ACCESS_DENIED);
}

static const WCHAR *place_text(const struct locale *locale, GEOTYPE type)
{
    static const struct { GEOTYPE type; LCTYPE field;
    } fields[] = {
        {GEO_ISO2, LOCALE_SISO3166CTRYNAME},
        {GEO_ISO3, LOCALE_SISO3166CTRYNAME2},
        {GEO_FRIENDLYNAME, LOCALE_SENGLISHCOUNTRYNAME},
        {GEO_OFFICIALNAME, LOCALE_SENGLISHCOUNTRYNAME},
        {GEO_NATION, LOCALE_IGEOID},
        {GEO_LCID, LOCALE_ILANGUAGE},
        {GEO_RFC1766, LOCALE_SNAME},
    };
    for (size_t i = 0; i < ARRAYSIZE(fields); i++)
        if (fields[i].type == type) return locale_field(locale, fields[i].field);
    return NULL;
}

int WINAPI GetGeoInfoW(GEOID place, GEOTYPE type, LPWSTR buffer, int capacity, LANGID language)
{
    const struct locale *locale = locale_of_place(place);
    (void)language;
    if (!locale || capacity < 0 || (capacity && !buffer)) return fail_with(ERROR_INVALID_PARAMETER);
    const WCHAR *text = place_text(locale, type);
    if (!text) return fail_with(ERROR_INVALID_FLAGS);
    int length = (int)wcslen(text) + 1;
    if (!capacity) return length;
    if (length > capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    memcpy(buffer, text, (size_t)length * sizeof(WCHAR));
    return length;
}

int WINAPI GetGeoInfoA(GEOID place, GEOTYPE type, LPSTR buffer, int capacity, LANGID language)
{
    WCHAR text[256];
    if (capacity < 0 || (capacity && !buffer)) return fail_with(ERROR_INVALID_PARAMETER);
    return answer_ansi(CP_ACP, text, GetGeoInfoW(place, type, text, ARRAYSIZE(text), language), buffer, capacity);
}

/* Nations only: groups of them and continents are not known here. */
BOOL WINAPI EnumSystemGeoID(GEOCLASS geo_class, GEOID parent, GEO_ENUMPROC callback)
{
    if (!callback || parent < 0) return fail_with(ERROR_INVALID_PARAMETER);
    if (geo_class != GEOCLASS_NATION) return fail_with(ERROR_INVALID_FLAGS);
    for (ULONG i = 0; i < locale_count(); i++) {
        GEOID place = geo_of(locale_at(i));
        if (!place || locale_of_place(place) != locale_at(i)) continue; /* each at its first locale */
        if (!callback(place)) break;
    }
    return TRUE;
}
