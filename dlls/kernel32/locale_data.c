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

/* Names are compared without case; "de_DE" is not taken for "de-DE". What follows "_" is a sort order, which Windows
 * ignores here. */
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
    for (; unix_name[length] && unix_name[length] != '.' && unix_name[length] != '@' && length < ARRAYSIZE(name) - 1;
         length++)
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

static bool is_known_order(LPCWSTR order)
{
    static const WCHAR known[][7] = { L"phoneb", L"tradnl", L"technl", L"modern", L"radstr", L"stroke", L"pronun" };
    for (size_t i = 0; i < ARRAYSIZE(known); i++)
        if (!_wcsicmp(order, known[i])) return true;
    return false;
}

const struct locale *locale_by_name(LPCWSTR name)
{
    if (!name) return user_locale();
    if (!wcscmp(name, LOCALE_NAME_SYSTEM_DEFAULT)) return user_locale();
    size_t length = wcsnlen(name, LOCALE_NAME_MAX_LENGTH);
    if (length == LOCALE_NAME_MAX_LENGTH) return NULL;
    const WCHAR *order = wcschr(name, '_'); /* "de-DE_phoneb" is de-DE sorted otherwise */
    return find_name(name, order && is_known_order(order + 1) ? (size_t)(order - name) : length);
}

/* ---- orders of sorting */

static const uint16_t *orders[LOCALE_ROW_COUNT]; /* by locale; order_known[] tells which are looked up */
static bool order_known[LOCALE_ROW_COUNT];

const uint16_t *sort_order(const struct locale *locale, LPCWSTR name)
{
    size_t index = (size_t)(locale - locale_data);
    if (name && wcschr(name, '_')) return tailoring_of(name);
    if (!__atomic_load_n(&order_known[index], __ATOMIC_ACQUIRE)) {
        orders[index] = tailoring_of(locale_field(locale, LOCALE_SNAME));
        __atomic_store_n(&order_known[index], true, __ATOMIC_RELEASE);
    }
    return orders[index];
}

/* Ids whose order is not their language's first. */
static const struct { LCID id; const WCHAR name[16]; } ordered_ids[] = {
    {0x0040a, L"es-ES_tradnl"}, {0x10407, L"de-DE_phoneb"}, {0x1040e, L"hu-HU_technl"}, {0x10437, L"ka-GE_modern"},
    {0x10411, L"ja-JP_radstr"}, {0x20804, L"zh-CN_stroke"}, {0x30404, L"zh-TW_pronun"}, {0x40404, L"zh-TW_radstr"},
};

LPCWSTR sort_name_by_id(LCID id)
{
    for (size_t i = 0; i < ARRAYSIZE(ordered_ids); i++)
        if (ordered_ids[i].id == id) return ordered_ids[i].name;
    const struct locale *locale = locale_by_id(id);
    return locale ? locale_field(locale, LOCALE_SNAME) : NULL;
}

/* A neutral id means the specific locale with the same language where a specific one is wanted; 0x0000 and 0x0400 the
 * user's. */
const struct locale *locale_by_id(LCID id)
{
    if (id == LOCALE_NEUTRAL || id == LOCALE_USER_DEFAULT || id == LOCALE_SYSTEM_DEFAULT ||
        id == LOCALE_CUSTOM_DEFAULT || id == LOCALE_CUSTOM_UI_DEFAULT)
        return user_locale();
    if (id == LOCALE_CUSTOM_UNSPECIFIED && user_locale()->id == LOCALE_CUSTOM_UNSPECIFIED) return user_locale();
    LANGID language = LANGIDFROMLCID(id);
    if (id == 0x1007f) language = 0x7f;
    if (language == 0x040a) language = 0x0c0a; /* Spanish of Spain, sorted by tradition */
    for (ULONG i = 0; i < LOCALE_ROW_COUNT; i++)
        if (locale_data[i].id == language && language != LOCALE_CUSTOM_UNSPECIFIED) return &locale_data[i];
    return NULL;
}

LCID sort_id_by_name(LPCWSTR name)
{
    for (size_t i = 0; name && i < ARRAYSIZE(ordered_ids); i++)
        if (!_wcsicmp(ordered_ids[i].name, name)) return ordered_ids[i].id;
    return 0;
}
