/* LCMapString and the searches in text (winnls.h). */
#include "nls_private.h"

#include <string.h>

#define CASE_FLAGS (LCMAP_LOWERCASE | LCMAP_UPPERCASE)
#define KANA_FLAGS (LCMAP_HIRAGANA | LCMAP_KATAKANA)
#define WIDTH_FLAGS (LCMAP_HALFWIDTH | LCMAP_FULLWIDTH)
#define CHINESE_FLAGS (LCMAP_SIMPLIFIED_CHINESE | LCMAP_TRADITIONAL_CHINESE)
#define MAP_FLAGS (CASE_FLAGS | KANA_FLAGS | WIDTH_FLAGS | CHINESE_FLAGS | LCMAP_LINGUISTIC_CASING)
#define KEY_FLAGS (NORM_IGNORECASE | NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS | NORM_IGNOREKANATYPE | NORM_IGNOREWIDTH | SORT_STRINGSORT | \
                   LINGUISTIC_IGNORECASE | LINGUISTIC_IGNOREDIACRITIC | NORM_LINGUISTIC_CASING | SORT_DIGITSASNUMBERS)

static bool both(DWORD flags, DWORD pair) { return (flags & pair) == pair; }

static bool map_flags_are_good(DWORD flags)
{
    flags &= ~(DWORD)(LOCALE_USE_CP_ACP | 0x10000000);
    if (flags & LCMAP_SORTKEY) return !(flags & ~(DWORD)(LCMAP_SORTKEY | LCMAP_BYTEREV | KEY_FLAGS));
    if (flags == LCMAP_HASH || flags == LCMAP_BYTEREV) return true;
    if (flags & (NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS))
        return !(flags & ~(DWORD)(NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS));
    if (!flags || flags & ~(DWORD)(MAP_FLAGS | LCMAP_BYTEREV)) return false;
    return !both(flags, KANA_FLAGS) && !both(flags, WIDTH_FLAGS) && !both(flags, CHINESE_FLAGS) &&
           !(flags & LCMAP_LINGUISTIC_CASING && !(flags & CASE_FLAGS));
}

static WCHAR title_next(WCHAR c, bool *in_word)
{
    bool letter = winrun_character_types(c)[0] & (C1_ALPHA | C1_DIGIT) || c == '\'';
    WCHAR result = !letter ? c : *in_word ? RtlDowncaseUnicodeChar(c) : RtlUpcaseUnicodeChar(c);
    *in_word = letter;
    return result;
}

/* Turkish and Azeri have an i with and one without a dot, in both cases. */
static WCHAR turkish_case(WCHAR c, DWORD flags)
{
    if (flags & LCMAP_UPPERCASE) return c == 'i' ? 0x130 : c == 0x131 ? 'I' : RtlUpcaseUnicodeChar(c);
    return c == 'I' ? 0x131 : c == 0x130 ? 'i' : RtlDowncaseUnicodeChar(c);
}

static WCHAR map_character(WCHAR c, DWORD flags, bool turkish, bool *in_word)
{
    if (both(flags, CASE_FLAGS)) c = title_next(c, in_word);
    else if (flags & CASE_FLAGS && flags & LCMAP_LINGUISTIC_CASING && turkish) c = turkish_case(c, flags);
    else if (flags & LCMAP_UPPERCASE) c = RtlUpcaseUnicodeChar(c);
    else if (flags & LCMAP_LOWERCASE) c = RtlDowncaseUnicodeChar(c);
    if (flags & LCMAP_HIRAGANA && ((c >= 0x30a1 && c <= 0x30f6) || c == 0x30fd || c == 0x30fe)) c -= 0x60;
    if (flags & LCMAP_KATAKANA && ((c >= 0x3041 && c <= 0x3096) || c == 0x309d || c == 0x309e)) c += 0x60;
    if (flags & LCMAP_FULLWIDTH) c = winrun_fold(FOLD_TO_FULLWIDTH, c);
    if (flags & LCMAP_HALFWIDTH) c = winrun_fold(FOLD_TO_HALFWIDTH, c);
    return flags & LCMAP_BYTEREV ? (WCHAR)(c << 8 | c >> 8) : c;
}

/* Text without marks, or without symbols. */
static int strip(DWORD flags, LPCWSTR source, int length, LPWSTR target, int capacity)
{
    int count = 0;
    for (int i = 0; i < length; i++) {
        WORD type1 = winrun_character_types(source[i])[0], type3 = winrun_character_types(source[i])[2];
        if (flags & NORM_IGNORENONSPACE && type3 & C3_NONSPACING) continue;
        if (flags & NORM_IGNORESYMBOLS && type1 & C1_PUNCT) continue;
        if (count < capacity) target[count] = source[i];
        count++;
    }
    return capacity && count > capacity ? fail_with(ERROR_INSUFFICIENT_BUFFER) : count;
}

int WINAPI LCMapStringEx(LPCWSTR name, DWORD flags, LPCWSTR source, int length, LPWSTR target, int capacity,
                         LPNLSVERSIONINFO version, LPVOID reserved, LPARAM handle)
{
    const struct locale *locale = locale_by_name(name);
    (void)version;
    (void)reserved;
    (void)handle;
    if (!locale || !source || !length || capacity < 0 || (capacity && !target))
        return fail_with(ERROR_INVALID_PARAMETER);
    if (!map_flags_are_good(flags)) return fail_with(ERROR_INVALID_FLAGS);
    bool counted = length < 0;
    if (counted) length = (int)wcslen(source) + 1;
    if (flags & LCMAP_SORTKEY) {
        int size =
            sort_key(sort_order(locale, name), flags, source, counted ? length - 1 : length, (BYTE *)target, capacity);
        return capacity && size > capacity ? fail_with(ERROR_INSUFFICIENT_BUFFER) : size;
    }
    if (flags & (NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS)) return strip(flags, source, length, target, capacity);
    if (source == target && flags & ~(DWORD)(CASE_FLAGS | LCMAP_LINGUISTIC_CASING))
        return fail_with(ERROR_INVALID_FLAGS);
    if (!capacity) return length;
    if (length > capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    const WCHAR *language = locale_field(locale, LOCALE_SISO639LANGNAME);
    bool turkish = !wcscmp(language, L"tr") || !wcscmp(language, L"az"), in_word = false;
    for (int i = 0; i < length; i++) target[i] = map_character(source[i], flags, turkish, &in_word);
    return length;
}

int WINAPI LCMapStringW(LCID id, DWORD flags, LPCWSTR source, int length, LPWSTR target, int capacity)
{
    LPCWSTR name = sort_name_by_id(id);
    if (!name) return fail_with(ERROR_INVALID_PARAMETER);
    return LCMapStringEx(name, flags, source, length, target, capacity, NULL, NULL, 0);
}

int WINAPI LCMapStringA(LCID id, DWORD flags, LPCSTR source, int length, LPSTR target, int capacity)
{
    int wide_length, result = 0;
    if (!source || !length || capacity < 0 || (capacity && !target)) return fail_with(ERROR_INVALID_PARAMETER);
    LPWSTR wide = wide_copy(CP_ACP, source, length, &wide_length);
    if (!wide) return 0;
    if (flags & LCMAP_SORTKEY) {
        result =
            LCMapStringW(id, flags, wide, length < 0 ? wide_length - 1 : wide_length, (LPWSTR)(void *)target, capacity);
    } else {
        LPWSTR mapped = heap_allocate(((SIZE_T)wide_length + 1) * sizeof(WCHAR));
        int count = mapped ? LCMapStringW(id, flags, wide, wide_length, mapped, wide_length) : 0;
        result = answer_ansi(CP_ACP, mapped, count, target, capacity);
        heap_free(mapped);
    }
    heap_free(wide);
    return result;
}

/* ---- searches */

#define FIND_FLAGS (FIND_STARTSWITH | FIND_ENDSWITH | FIND_FROMSTART | FIND_FROMEND)

/* Length of what equals `wanted` at the beginning of text; -1 if nothing does. Shorter and longer stretches may be
 * equal where characters are ignored or expand. */
static int match_at(const uint16_t *order, DWORD flags, LPCWSTR text, int length, LPCWSTR wanted, int wanted_length)
{
    int longest = wanted_length * 2 + 4;
    if (collate(order, flags, text, min(wanted_length, length), wanted, wanted_length) == CSTR_EQUAL)
        return min(wanted_length, length);
    for (int size = 0; size <= length && size <= longest; size++)
        if (collate(order, flags, text, size, wanted, wanted_length) == CSTR_EQUAL) return size;
    return -1;
}

int WINAPI FindNLSStringEx(LPCWSTR name, DWORD flags, LPCWSTR source, int length, LPCWSTR wanted, int wanted_length,
                           LPINT found, LPNLSVERSIONINFO version, LPVOID reserved, LPARAM handle)
{
    DWORD compare = flags & ~(DWORD)FIND_FLAGS, where = flags & FIND_FLAGS;
    (void)version;
    (void)reserved;
    (void)handle;
    const struct locale *locale = locale_by_name(name);
    if (!source || !wanted || !length || !wanted_length || length < -1 || wanted_length < -1 || !locale) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return -1;
    }
    if (where & (where - 1)) {
        SetLastError(ERROR_INVALID_FLAGS);
        return -1;
    }
    if (length < 0) length = (int)wcslen(source);
    if (wanted_length < 0) wanted_length = (int)wcslen(wanted);
    bool backward = where & (FIND_FROMEND | FIND_ENDSWITH);
    const uint16_t *order = sort_order(locale, name);
    SetLastError(ERROR_SUCCESS);
    for (int i = backward ? length : 0; backward ? i >= 0 : i <= length; i += backward ? -1 : 1) {
        int size = match_at(order, compare, source + i, length - i, wanted, wanted_length);
        if (size >= 0 && (where != FIND_ENDSWITH || i + size == length)) {
            if (found) *found = size;
            return i;
        }
        if (where == FIND_STARTSWITH) break;
    }
    return -1;
}

int WINAPI FindNLSString(LCID id, DWORD flags, LPCWSTR source, int length, LPCWSTR wanted, int wanted_length,
                         LPINT found)
{
    LPCWSTR name = sort_name_by_id(id);
    if (!name) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return -1;
    }
    return FindNLSStringEx(name, flags, source, length, wanted, wanted_length, found, NULL, NULL, 0);
}

static bool equal_ordinal(LPCWSTR first, LPCWSTR second, int length, BOOL ignore_case)
{
    return !RtlCompareUnicodeStrings(first, (SIZE_T)length, second, (SIZE_T)length, ignore_case != 0);
}

int WINAPI FindStringOrdinal(DWORD flags, LPCWSTR source, int length, LPCWSTR wanted, int wanted_length,
                             BOOL ignore_case)
{
    SetLastError(ERROR_SUCCESS);
    if (!source || !wanted || length < -1 || wanted_length < -1) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return -1;
    }
    if (flags & ~(DWORD)FIND_FLAGS || (flags & (flags - 1))) {
        SetLastError(ERROR_INVALID_FLAGS);
        return -1;
    }
    if (length < 0) length = (int)wcslen(source);
    if (wanted_length < 0) wanted_length = (int)wcslen(wanted);
    int last = length - wanted_length;
    if (last < 0) return -1;
    if (flags == FIND_STARTSWITH) last = 0;
    bool backward = flags & (FIND_FROMEND | FIND_ENDSWITH);
    for (int i = backward ? last : 0; backward ? i >= 0 : i <= last; i += backward ? -1 : 1) {
        if (equal_ordinal(source + i, wanted, wanted_length, ignore_case)) return i;
        if (flags == FIND_ENDSWITH) break;
    }
    return -1;
}
