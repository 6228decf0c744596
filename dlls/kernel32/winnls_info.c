/* What is known of a locale: GetLocaleInfo, names and ids, the user's and the thread's locale (winnls.h). */
#include "nls_private.h"

#include <string.h>

#define TYPE_FLAGS                                                                                                     \
    (LOCALE_NOUSEROVERRIDE | LOCALE_USE_CP_ACP | LOCALE_RETURN_NUMBER | LOCALE_RETURN_GENITIVE_NAMES |                 \
     LOCALE_ALLOW_NEUTRAL_NAMES)
#define FIELD_GENITIVE_MONTHS 0x2038u /* genitive names beside LOCALE_SMONTHNAME1 and on */

/* LCTYPEs that are numbers; those of languages are hexadecimal. */
static const uint16_t number_types[] = {
    0x01, 0x05, 0x09,   0x0a,   0x0b,   0x0d,   0x11,   0x12,   0x19,   0x1a,   0x1b,   0x1c,   0x21,   0x22,
    0x23, 0x24, 0x25,   0x26,   0x27,   0x52,   0x53,   0x54,   0x55,   0x56,   0x57,   0x5b,   0x70,   0x71,
    0x74, 0x75, 0x1004, 0x1005, 0x1009, 0x100a, 0x100b, 0x100c, 0x100d, 0x1010, 0x1011, 0x1012, 0x1014,
};

static bool is_number_type(LCTYPE type)
{
    for (size_t i = 0; i < ARRAYSIZE(number_types); i++)
        if (number_types[i] == type) return true;
    return false;
}

static DWORD parse_number(const WCHAR *text, unsigned base)
{
    DWORD value = 0;
    for (; *text; text++) value = value * base + (DWORD)(*text <= '9' ? *text - '0' : (*text | 0x20) - 'a' + 10);
    return value;
}

/* How many characters an answer takes, terminator counted; copied when there is room. */
static int answer(LPWSTR buffer, int capacity, const void *data, int length)
{
    if (!capacity) return length;
    if (length > capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    memcpy(buffer, data, (size_t)length * sizeof(WCHAR));
    return length;
}

/* Which of Windows' character sets the ANSI code page is, as a bit of FONTSIGNATURE.fsCsb. */
static int font_signature(const struct locale *locale, LPWSTR buffer, int capacity)
{
    static const uint16_t pages[] = { 1252, 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258 };
    LOCALESIGNATURE signature = { .lsUsb = { 1 } };
    DWORD page = parse_number(locale_field(locale, LOCALE_IDEFAULTANSICODEPAGE), 10);
    for (unsigned i = 0; i < ARRAYSIZE(pages); i++)
        if (pages[i] == page) signature.lsCsbDefault[0] = 1u << i;
    static const struct {
        uint16_t page;
        uint8_t bit;
    } asian[] = {{874, 16}, {932, 17}, {936, 18}, {949, 19}, {950, 20}};
    for (unsigned i = 0; i < ARRAYSIZE(asian); i++)
        if (asian[i].page == page) signature.lsCsbDefault[0] = 1u << asian[i].bit;
    signature.lsCsbSupported[0] = signature.lsCsbDefault[0];
    return answer(buffer, capacity, &signature, sizeof(signature) / sizeof(WCHAR));
}

static int locale_info(const struct locale *locale, LCTYPE flags_and_type, LPWSTR buffer, int capacity)
{
    LCTYPE type = flags_and_type & ~(LCTYPE)TYPE_FLAGS;
    if (capacity < 0 || (capacity && !buffer) || !locale) return fail_with(ERROR_INVALID_PARAMETER);
    if (type == LOCALE_FONTSIGNATURE) return font_signature(locale, buffer, capacity);
    if (flags_and_type & LOCALE_RETURN_GENITIVE_NAMES) {
        if (type < LOCALE_SMONTHNAME1 || type > LOCALE_SMONTHNAME1 + 11) return fail_with(ERROR_INVALID_FLAGS);
        type = FIELD_GENITIVE_MONTHS + type - LOCALE_SMONTHNAME1;
    } else if (type >= FIELD_GENITIVE_MONTHS && type < FIELD_GENITIVE_MONTHS + 12) {
        return fail_with(ERROR_INVALID_FLAGS);
    }
    const WCHAR *text = locale_field(locale, type);
    if (!text) return fail_with(ERROR_INVALID_FLAGS);
    if (flags_and_type & LOCALE_RETURN_NUMBER) {
        if (!is_number_type(type)) return fail_with(ERROR_INVALID_FLAGS);
        DWORD value = parse_number(text, type == LOCALE_ILANGUAGE || type == LOCALE_IDEFAULTLANGUAGE ? 16 : 10);
        return answer(buffer, capacity, &value, sizeof(value) / sizeof(WCHAR));
    }
    return answer(buffer, capacity, text, (int)wcslen(text) + 1);
}

int WINAPI GetLocaleInfoEx(LPCWSTR name, LCTYPE type, LPWSTR buffer, int capacity)
{
    return locale_info(locale_by_name(name), type, buffer, capacity);
}

int WINAPI GetLocaleInfoW(LCID id, LCTYPE type, LPWSTR buffer, int capacity)
{
    return locale_info(locale_by_id(id), type, buffer, capacity);
}

int WINAPI GetLocaleInfoA(LCID id, LCTYPE type, LPSTR buffer, int capacity)
{
    const struct locale *locale = locale_by_id(id);
    if (capacity < 0 || (capacity && !buffer)) return fail_with(ERROR_INVALID_PARAMETER);
    if (type & LOCALE_RETURN_NUMBER || (type & ~(LCTYPE)TYPE_FLAGS) == LOCALE_FONTSIGNATURE) {
        WCHAR data[16];
        int length = locale_info(locale, type, data, ARRAYSIZE(data)), size = length * (int)sizeof(WCHAR);
        if (!length || !capacity) return size;
        if (size > capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
        memcpy(buffer, data, (size_t)size);
        return size;
    }
    int length = locale_info(locale, type, NULL, 0);
    if (!length) return 0;
    WCHAR text[256];
    locale_info(locale, type, text, ARRAYSIZE(text));
    UINT page = type & LOCALE_USE_CP_ACP ? CP_ACP : parse_number(locale_field(locale, LOCALE_IDEFAULTANSICODEPAGE), 10);
    return answer_ansi(page, text, length, buffer, capacity);
}

/* The settings are those of Unix's locale; a program cannot change them for others. */
BOOL WINAPI SetLocaleInfoW(LCID id, LCTYPE type, LPCWSTR data)
{
    (void)type;
    if (!data || !locale_by_id(id)) return fail_with(ERROR_INVALID_PARAMETER);
    log_line(LOG_WARN, "SetLocaleInfo(%x) is refused: the settings come from the Unix locale", type);
    return fail_with(ERROR_ACCESS_DENIED);
}

BOOL WINAPI SetLocaleInfoA(LCID id, LCTYPE type, LPCSTR data)
{
    return SetLocaleInfoW(id, type, data ? L"" : NULL);
}

/* ---- names and ids */

LCID WINAPI LocaleNameToLCID(LPCWSTR name, DWORD flags)
{
    if (flags & ~(DWORD)LOCALE_ALLOW_NEUTRAL_NAMES) return (LCID)fail_with(ERROR_INVALID_FLAGS);
    const struct locale *locale = locale_by_name(name);
    if (!locale) return (LCID)fail_with(ERROR_INVALID_PARAMETER);
    LCID ordered = sort_id_by_name(name);
    if (ordered) return ordered;
    if (wcscmp(locale_field(locale, LOCALE_INEUTRAL), L"1") || flags & LOCALE_ALLOW_NEUTRAL_NAMES)
        return locale_id(locale);
    /* a neutral name stands for its specific locale */
    WCHAR specific[LOCALE_NAME_MAX_LENGTH];
    const struct locale *found = ResolveLocaleName(locale_field(locale, LOCALE_SNAME), specific, ARRAYSIZE(specific))
                                     ? locale_by_name(specific)
                                     : NULL;
    return locale_id(found ? found : locale);
}

int WINAPI LCIDToLocaleName(LCID id, LPWSTR name, int capacity, DWORD flags)
{
    if (flags & ~(DWORD)LOCALE_ALLOW_NEUTRAL_NAMES) return fail_with(ERROR_INVALID_FLAGS);
    const struct locale *locale = locale_by_id(id);
    if (!locale) return fail_with(ERROR_INVALID_PARAMETER);
    WCHAR specific[LOCALE_NAME_MAX_LENGTH];
    const WCHAR *text = sort_name_by_id(id);
    if (!(flags & LOCALE_ALLOW_NEUTRAL_NAMES) && !wcscmp(locale_field(locale, LOCALE_INEUTRAL), L"1") &&
        ResolveLocaleName(text, specific, ARRAYSIZE(specific)))
        text = specific;
    if (capacity < 0 || (capacity && !name)) return fail_with(ERROR_INVALID_PARAMETER);
    return answer(name, capacity, text, (int)wcslen(text) + 1);
}

/* The specific locale for a name: itself, that of a neutral name's country, or what is left when parts are cut off at
 * the end. */
int WINAPI ResolveLocaleName(LPCWSTR name, LPWSTR resolved, int capacity)
{
    WCHAR text[LOCALE_NAME_MAX_LENGTH + 4];
    const struct locale *locale = NULL;
    if (capacity < 0 || (capacity && !resolved)) return fail_with(ERROR_INVALID_PARAMETER);
    if (!name) {
        locale = user_locale();
    } else {
        size_t length = wcslen(name);
        if (length >= LOCALE_NAME_MAX_LENGTH) return fail_with(ERROR_INVALID_PARAMETER);
        memcpy(text, name, (length + 1) * sizeof(WCHAR));
        while (!(locale = locale_by_name(text))) {
            while (length && text[length] != '-') length--;
            text[length] = 0;
        }
    }
    const WCHAR *found = locale_field(locale, LOCALE_SNAME);
    if (!wcscmp(locale_field(locale, LOCALE_INEUTRAL), L"1")) {
        size_t length = wcslen(found);
        memcpy(text, found, length * sizeof(WCHAR));
        text[length] = '-';
        lstrcpynW(text + length + 1, locale_field(locale, LOCALE_SISO3166CTRYNAME), 4);
        if (locale_by_name(text)) found = text;
    }
    return answer(resolved, capacity, found, (int)wcslen(found) + 1);
}

BOOL WINAPI IsValidLocale(LCID id, DWORD flags)
{
    (void)flags;
    return (id & 0xffff) != LOCALE_NEUTRAL && (id & 0xffff) != LOCALE_USER_DEFAULT &&
           (id & 0xffff) != LOCALE_SYSTEM_DEFAULT && locale_by_id(id);
}

BOOL WINAPI IsValidLocaleName(LPCWSTR name)
{
    return name && locale_by_name(name) && wcscmp(name, LOCALE_NAME_SYSTEM_DEFAULT);
}

LCID WINAPI ConvertDefaultLocale(LCID id)
{
    const struct locale *locale = locale_by_id(id);
    if (!locale) return id;
    return !wcscmp(locale_field(locale, LOCALE_INEUTRAL), L"1")
               ? LocaleNameToLCID(locale_field(locale, LOCALE_SNAME), 0)
               : locale_id(locale);
}

/* ---- whose locale */

LCID WINAPI GetUserDefaultLCID(void) { return locale_id(user_locale()); }
LCID WINAPI GetSystemDefaultLCID(void) { return locale_id(user_locale()); }
LANGID WINAPI GetUserDefaultLangID(void) { return LANGIDFROMLCID(GetUserDefaultLCID()); }
LANGID WINAPI GetSystemDefaultLangID(void) { return LANGIDFROMLCID(GetSystemDefaultLCID()); }

/* Our own texts are in English, but a program's may be in the user's language. */
LANGID WINAPI GetUserDefaultUILanguage(void) { return GetUserDefaultLangID(); }
LANGID WINAPI GetSystemDefaultUILanguage(void) { return GetUserDefaultLangID(); }
LANGID WINAPI GetThreadUILanguage(void) { return LANGIDFROMLCID(GetThreadLocale()); }

LANGID WINAPI SetThreadUILanguage(LANGID language)
{
    if (!language) return GetThreadUILanguage();
    return locale_by_id(language) ? language : 0;
}

LCID WINAPI GetThreadLocale(void)
{
    LCID id = NtCurrentTeb()->CurrentLocale;
    return id ? id : GetUserDefaultLCID();
}

BOOL WINAPI SetThreadLocale(LCID id)
{
    const struct locale *locale = locale_by_id(id);
    if (!locale) return fail_with(ERROR_INVALID_PARAMETER);
    NtCurrentTeb()->CurrentLocale =
        id == LOCALE_NEUTRAL || id == LOCALE_USER_DEFAULT || id == LOCALE_SYSTEM_DEFAULT ? locale_id(locale) : id;
    return TRUE;
}

int WINAPI GetUserDefaultLocaleName(LPWSTR name, int capacity)
{
    const WCHAR *text = locale_field(user_locale(), LOCALE_SNAME);
    if (capacity < 0 || (capacity && !name)) return fail_with(ERROR_INVALID_PARAMETER);
    return answer(name, capacity, text, (int)wcslen(text) + 1);
}

int WINAPI GetSystemDefaultLocaleName(LPWSTR name, int capacity) { return GetUserDefaultLocaleName(name, capacity); }

/* ---- preferred languages: the user's alone */

static BOOL preferred_languages(DWORD flags, PULONG count, PZZWSTR buffer, PULONG size)
{
    WCHAR text[LOCALE_NAME_MAX_LENGTH + 1];
    const WCHAR *name = locale_field(user_locale(), LOCALE_SNAME);
    if (flags & MUI_LANGUAGE_ID && flags & MUI_LANGUAGE_NAME) return fail_with(ERROR_INVALID_PARAMETER);
    if (!count || !size || (*size && !buffer)) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & MUI_LANGUAGE_ID) {
        static const WCHAR digits[] = L"0123456789ABCDEF";
        LANGID language = GetUserDefaultLangID();
        for (int i = 0; i < 4; i++) text[i] = digits[language >> (12 - 4 * i) & 15];
        text[4] = 0;
    } else {
        lstrcpynW(text, name, LOCALE_NAME_MAX_LENGTH);
    }
    ULONG needed = (ULONG)wcslen(text) + 2;
    text[needed - 1] = 0;
    *count = 1;
    if (!buffer) {
        *size = needed;
        return TRUE;
    }
    if (*size < needed) {
        *size = needed;
        return fail_with(ERROR_INSUFFICIENT_BUFFER);
    }
    memcpy(buffer, text, needed * sizeof(WCHAR));
    *size = needed;
    return TRUE;
}

BOOL WINAPI GetUserPreferredUILanguages(DWORD flags, PULONG count, PZZWSTR buffer, PULONG size)
{
    return preferred_languages(flags, count, buffer, size);
}

BOOL WINAPI GetSystemPreferredUILanguages(DWORD flags, PULONG count, PZZWSTR buffer, PULONG size)
{
    return preferred_languages(flags, count, buffer, size);
}

BOOL WINAPI GetProcessPreferredUILanguages(DWORD flags, PULONG count, PZZWSTR buffer, PULONG size)
{
    return preferred_languages(flags, count, buffer, size);
}

BOOL WINAPI GetThreadPreferredUILanguages(DWORD flags, PULONG count, PZZWSTR buffer, PULONG size)
{
    return preferred_languages(flags & (MUI_LANGUAGE_ID | MUI_LANGUAGE_NAME), count, buffer, size);
}
