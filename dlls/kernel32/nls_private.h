/* Shared by kernel32's locale files. */
#ifndef KERNEL32_NLS_PRIVATE_H
#define KERNEL32_NLS_PRIVATE_H

#include <stdbool.h>
#include "kernel32_private.h"

/* --- codepage.c --- */
/* CP_ACP and its like replaced by real numbers. */
UINT real_code_page(UINT page);

/* --- stringapiset_iso2022.c --- */
UINT euc_of_shifting_page(UINT page); /* the code page of its double bytes; 0 for pages that do not shift */
ULONG shifting_to_wide(UINT page, PCSTR source, ULONG size, PWSTR target, ULONG capacity);
ULONG shifting_from_wide(UINT page, PCWSTR source, ULONG length, PSTR target, ULONG capacity, ULONG *problems);

static inline BOOL fail_with(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

/* --- locale_data.c --- */
struct locale;
const struct locale *locale_by_id(LCID id);      /* NULL when unknown */
const struct locale *locale_by_name(LPCWSTR name); /* NULL: the user's; "" the invariant one; NULL when unknown */
const struct locale *user_locale(void);
/* The name with its order, which ids have beside the language (LOCALE_SNAME alone has none): "de-DE_phoneb". NULL when
 * unknown. */
LPCWSTR sort_name_by_id(LCID id);
LCID sort_id_by_name(LPCWSTR name); /* 0 for names without an order of their own */
const WCHAR *locale_field(const struct locale *locale, unsigned field);
LCID locale_id(const struct locale *locale);
ULONG locale_count(void);
const struct locale *locale_at(ULONG index);

/* --- collation.c --- */
/* What the language of a locale sorts otherwise ("de-DE_phoneb"), NULL for nothing. */
const uint16_t *tailoring_of(LPCWSTR name);
/* The same, remembered for each locale; `name` is the locale's as the program gave it. */
const uint16_t *sort_order(const struct locale *locale, LPCWSTR name);
/* As CompareStringEx, lengths known, flags checked. CSTR_* */
int collate(const uint16_t *tailoring, DWORD flags, LPCWSTR first, int first_length, LPCWSTR second, int second_length);
/* Bytes of the sort key; written as far as they fit. */
int sort_key(const uint16_t *tailoring, DWORD flags, LPCWSTR text, int length, BYTE *key, int capacity);

/* --- timezoneapi_registry.c --- */
/* The rules of a year (without `dynamic`: those of today); false for a zone that is not in the list. */
struct _TIME_ZONE_INFORMATION;
bool time_zone_from_registry(const WCHAR *name, USHORT year, bool dynamic,
                             struct _TIME_ZONE_INFORMATION *information);

/* Conversions for the ANSI twins: heap copies, NULL when memory is short or the source is NULL. */
LPWSTR wide_copy(UINT page, LPCSTR text, int length, int *wide_length);
/* Copies an answer of `length` characters (terminator counted) to an ANSI buffer by the rules of GetLocaleInfoA: the
 * size needed when capacity is 0, else 0 with ERROR_INSUFFICIENT_BUFFER when it does not fit. */
int answer_ansi(UINT page, LPCWSTR text, int length, LPSTR buffer, int capacity);

#endif
