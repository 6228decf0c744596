/* CompareString, FoldString, GetStringType (stringapiset.h). */
#define _NORMALIZE_ /* NormalizeString is defined here, not imported */
#include "nls_private.h"

#include <string.h>

#define COMPARE_FLAGS                                                                                                  \
    (NORM_IGNORECASE | NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS | NORM_IGNOREKANATYPE | NORM_IGNOREWIDTH |             \
     NORM_LINGUISTIC_CASING | LINGUISTIC_IGNORECASE | LINGUISTIC_IGNOREDIACRITIC | SORT_STRINGSORT |                   \
     SORT_DIGITSASNUMBERS | LOCALE_USE_CP_ACP | 0x10000000)

int WINAPI CompareStringEx(LPCWSTR locale, DWORD flags, LPCWSTR first, int first_length, LPCWSTR second,
                           int second_length, LPNLSVERSIONINFO version, LPVOID reserved, LPARAM parameter)
{
    (void)version;
    (void)reserved;
    (void)parameter;
    const struct locale *found = locale_by_name(locale);
    if (!first || !second || !found) return fail_with(ERROR_INVALID_PARAMETER);
    if (flags & ~(DWORD)COMPARE_FLAGS) return fail_with(ERROR_INVALID_FLAGS);
    if (first_length < 0) first_length = (int)wcslen(first);
    if (second_length < 0) second_length = (int)wcslen(second);
    return collate(sort_order(found, locale), flags, first, first_length, second, second_length);
}

int WINAPI CompareStringW(LCID locale, DWORD flags, LPCWSTR first, int first_length, LPCWSTR second, int second_length)
{
    LPCWSTR name = sort_name_by_id(locale);
    if (!name) return fail_with(ERROR_INVALID_PARAMETER);
    return CompareStringEx(name, flags, first, first_length, second, second_length, NULL, NULL, 0);
}

int WINAPI CompareStringA(LCID locale, DWORD flags, LPCSTR first, int first_length, LPCSTR second, int second_length)
{
    if (!first || !second) return fail_with(ERROR_INVALID_PARAMETER);
    LPWSTR a = wide_copy(CP_ACP, first, first_length < 0 ? (int)strlen(first) : first_length, &first_length);
    LPWSTR b = wide_copy(CP_ACP, second, second_length < 0 ? (int)strlen(second) : second_length, &second_length);
    int result = a && b ? CompareStringW(locale, flags, a, first_length, b, second_length) : 0;
    heap_free(a);
    heap_free(b);
    return result;
}

int WINAPI CompareStringOrdinal(LPCWCH first, int first_length, LPCWCH second, int second_length, BOOL ignore_case)
{
    if (!first || !second) return fail_with(ERROR_INVALID_PARAMETER);
    if (first_length < -1 || second_length < -1) return fail_with(ERROR_INVALID_PARAMETER);
    if (first_length < 0) first_length = (int)wcslen(first);
    if (second_length < 0) second_length = (int)wcslen(second);
    LONG order = RtlCompareUnicodeStrings(first, (SIZE_T)first_length, second, (SIZE_T)second_length, ignore_case != 0);
    return order < 0 ? CSTR_LESS_THAN : order > 0 ? CSTR_GREATER_THAN : CSTR_EQUAL;
}

/* ---- character types */

BOOL WINAPI GetStringTypeW(DWORD info_type, LPCWSTR source, int length, LPWORD types)
{
    unsigned index = info_type == CT_CTYPE1 ? 0 : info_type == CT_CTYPE2 ? 1 : 2;
    if (info_type != CT_CTYPE1 && info_type != CT_CTYPE2 && info_type != CT_CTYPE3)
        return fail_with(ERROR_INVALID_PARAMETER);
    if (!source || !types || !length) return fail_with(ERROR_INVALID_PARAMETER);
    if (length < 0) length = (int)wcslen(source) + 1;
    for (int i = 0; i < length; i++) types[i] = winrun_character_types(source[i])[index];
    return TRUE;
}

BOOL WINAPI GetStringTypeExW(LCID locale, DWORD info_type, LPCWSTR source, int length, LPWORD types)
{
    (void)locale;
    return GetStringTypeW(info_type, source, length, types);
}

BOOL WINAPI GetStringTypeA(LCID locale, DWORD info_type, LPCSTR source, int length, LPWORD types)
{
    int wide_length;
    (void)locale;
    if (!source || !length) return fail_with(ERROR_INVALID_PARAMETER);
    LPWSTR wide = wide_copy(CP_ACP, source, length, &wide_length);
    BOOL result = wide && GetStringTypeW(info_type, wide, wide_length, types);
    heap_free(wide);
    return result;
}

BOOL WINAPI GetStringTypeExA(LCID locale, DWORD info_type, LPCSTR source, int length, LPWORD types)
{
    return GetStringTypeA(locale, info_type, source, length, types);
}

/* ---- folding */

static int fold_characters(DWORD flags, LPCWSTR source, int length, LPWSTR target, int capacity)
{
    if (capacity && length > capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    if (!capacity) return length;
    for (int i = 0; i < length; i++) {
        WCHAR c = source[i];
        if (flags & MAP_FOLDDIGITS) c = winrun_fold(FOLD_TO_DIGIT, c);
        if (flags & MAP_FOLDCZONE && c >= 0x80) c = winrun_fold(FOLD_TO_HALFWIDTH, c);
        target[i] = c;
    }
    return length;
}

static int fold_by_form(ULONG form, LPCWSTR source, int length, LPWSTR target, int capacity)
{
    INT needed = capacity ? capacity : 0;
    NTSTATUS status = RtlNormalizeString(form, source, length, target, &needed);
    if (status == STATUS_BUFFER_TOO_SMALL) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    return set_last_status(status) ? needed : 0;
}

int WINAPI FoldStringW(DWORD flags, LPCWSTR source, int length, LPWSTR target, int capacity)
{
    if (!source || !length || capacity < 0 || (capacity && !target) || source == target)
        return fail_with(ERROR_INVALID_PARAMETER);
    if (length < 0) length = (int)wcslen(source) + 1;
    switch (flags & (MAP_PRECOMPOSED | MAP_COMPOSITE | MAP_EXPAND_LIGATURES)) {
    case 0:
        if (!flags || flags & ~(DWORD)(MAP_FOLDDIGITS | MAP_FOLDCZONE)) return fail_with(ERROR_INVALID_FLAGS);
        return fold_characters(flags, source, length, target, capacity);
    case MAP_PRECOMPOSED: return fold_by_form(flags & MAP_FOLDCZONE ? 5 : 1, source, length, target, capacity);
    case MAP_COMPOSITE: return fold_by_form(flags & MAP_FOLDCZONE ? 6 : 2, source, length, target, capacity);
    case MAP_EXPAND_LIGATURES: return fold_by_form(5, source, length, target, capacity);
    default: return fail_with(ERROR_INVALID_FLAGS);
    }
}

int WINAPI FoldStringA(DWORD flags, LPCSTR source, int length, LPSTR target, int capacity)
{
    int wide_length;
    if (!source || !length || capacity < 0 || (capacity && !target) || source == target)
        return fail_with(ERROR_INVALID_PARAMETER);
    LPWSTR wide = wide_copy(CP_ACP, source, length, &wide_length);
    LPWSTR folded = wide ? heap_allocate(((SIZE_T)wide_length * 18 + 1) * sizeof(WCHAR)) : NULL;
    int count = folded ? FoldStringW(flags, wide, wide_length, folded, wide_length * 18 + 1) : 0;
    int result = answer_ansi(CP_ACP, folded, count, target, capacity);
    heap_free(wide);
    heap_free(folded);
    return result;
}

/* ---- normalisation (also normaliz.dll's) */

int WINAPI NormalizeString(NORM_FORM form, LPCWSTR source, int length, LPWSTR target, int capacity)
{
    INT needed = capacity;
    if (!source || length < -1 || capacity < 0 || (capacity && !target)) return fail_with(ERROR_INVALID_PARAMETER);
    NTSTATUS status = RtlNormalizeString((ULONG)form, source, length, target, &needed);
    if (status == STATUS_BUFFER_TOO_SMALL) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return -needed;
    }
    if (status == STATUS_NO_UNICODE_TRANSLATION) {
        SetLastError(ERROR_NO_UNICODE_TRANSLATION);
        return needed;
    }
    if (!NT_SUCCESS(status)) return fail_with(ERROR_INVALID_PARAMETER);
    SetLastError(ERROR_SUCCESS);
    return needed;
}

BOOL WINAPI IsNormalizedString(NORM_FORM form, LPCWSTR source, int length)
{
    BOOLEAN normalized = FALSE;
    if (!source || length < -1) return fail_with(ERROR_INVALID_PARAMETER);
    NTSTATUS status = RtlIsNormalizedString((ULONG)form, source, length, &normalized);
    if (!NT_SUCCESS(status))
        return fail_with(status == STATUS_NO_UNICODE_TRANSLATION ? ERROR_NO_UNICODE_TRANSLATION
                                                                 : ERROR_INVALID_PARAMETER);
    SetLastError(ERROR_SUCCESS);
    return normalized;
}
