/* Locales by name and by id, and their fields, from the data that tools/make_locales.py makes. */
#include "nls_private.h"
#include "locale_fields.h"
#include "unix_calls.h"

#include <string.h>

struct locale { uint32_t id; uint32_t fields[LOCALE_FIELD_COUNT]; };
extern const struct locale locale_data[];
extern const WCHAR locale_text[];

static const struct locale *chosen; /* the user's */

ULONG locale_count(void) { return LOCALE_ROW_COUNT; }
const struct locale *locale_at(ULONG index) { return &locale_data[index]; }
LCID locale_id(const struct locale *locale) { return locale->id; }

const WCHAR *locale_field(const struct locale *locale, unsigned type)
{
    unsigned low = 0, high = LOCALE_FIELD_COUNT;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (locale_field_types[middle] == type) return locale_text + locale->fields[middle];
        if (locale_field_types[middle] < type) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

/* Names are compared without case; "de_DE" is not taken for "de-DE". What follows "_" is a sort order, which Windows ignores here. */
static int compare_names(LPCWSTR first, size_t length, LPCWSTR second)
{
    for (size_t i = 0; i < length; i++) {
        WCHAR a = RtlDowncaseUnicodeChar(first[i]), b = RtlDowncaseUnicodeChar(second[i]);
        if (a != b || !b) return a - b;
    }
    return -(int)second[length];
}

static const struct locale *find_name(LPCWSTR name, size_t length)
{
    ULONG low = 0, high = LOCALE_ROW_COUNT;
    while (low < high) {
        ULONG middle = (low + high) / 2;
        int order = compare_names(name, length, locale_field(&locale_data[middle], LOCALE_SNAME));
        if (!order) return &locale_data[middle];
        if (order > 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

/* "de_DE.UTF-8@euro", "C", "POSIX" */
static const struct locale *from_unix_name(const char *unix_name)
{
    WCHAR name[LOCALE_NAME_MAX_LENGTH];
    size_t length = 0;
    for (; unix_name[length] && unix_name[length] != '.' && unix_name[length] != '@' && length < ARRAYSIZE(name) - 1; length++)
        name[length] = unix_name[length] == '_' ? '-' : (BYTE)unix_name[length];
    const struct locale *found = length > 1 ? find_name(name, length) : NULL;
    /* a language alone stands for the country where most speak it: the first that has an id */
    if (found && !wcscmp(locale_field(found, LOCALE_INEUTRAL), L"1")) {
        const WCHAR *country = locale_field(found, LOCALE_SISO3166CTRYNAME);
        name[length] = '-';
        memcpy(name + length + 1, country, (wcslen(country) + 1) * sizeof(WCHAR));
        const struct locale *specific = find_name(name, wcslen(name));
        if (specific) found = specific;
    }
    return found ? found : find_name(L"en-US", 5);
}

const struct locale *user_locale(void)
{
    if (!chosen) chosen = from_unix_name(winrun_user_settings()->formats);
    return chosen;
}

const struct locale *locale_by_name(LPCWSTR name)
{
    if (!name) return user_locale();
    if (!wcscmp(name, LOCALE_NAME_SYSTEM_DEFAULT)) return user_locale();
    size_t length = wcsnlen(name, LOCALE_NAME_MAX_LENGTH);
    return length < LOCALE_NAME_MAX_LENGTH ? find_name(name, length) : NULL;
}

/* A neutral id means the specific locale with the same language where a specific one is wanted; 0x0000 and 0x0400 the user's. */
const struct locale *locale_by_id(LCID id)
{
    if (id == LOCALE_NEUTRAL || id == LOCALE_USER_DEFAULT || id == LOCALE_SYSTEM_DEFAULT || id == LOCALE_CUSTOM_DEFAULT || id == LOCALE_CUSTOM_UI_DEFAULT)
        return user_locale();
    if (id == LOCALE_CUSTOM_UNSPECIFIED && user_locale()->id == LOCALE_CUSTOM_UNSPECIFIED) return user_locale();
    LANGID language = LANGIDFROMLCID(id);
    if (id == 0x1007f) language = 0x7f;
    for (ULONG i = 0; i < LOCALE_ROW_COUNT; i++)
        if (locale_data[i].id == language && language != LOCALE_CUSTOM_UNSPECIFIED) return &locale_data[i];
    return NULL;
}
