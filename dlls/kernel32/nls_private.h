/* Shared by kernel32's locale files. */
#ifndef KERNEL32_NLS_PRIVATE_H
#define KERNEL32_NLS_PRIVATE_H

#include <stdbool.h>
#include "kernel32_private.h"

/* --- codepage.c --- */
/* CP_ACP and its like replaced by real numbers. */
UINT real_code_page(UINT page);

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
const WCHAR *locale_field(const struct locale *locale, unsigned field);
LCID locale_id(const struct locale *locale);
ULONG locale_count(void);
const struct locale *locale_at(ULONG index);

/* --- collation.c --- */
/* As CompareStringEx, lengths known, flags checked. CSTR_* */
int collate(DWORD flags, LPCWSTR first, int first_length, LPCWSTR second, int second_length);
/* Bytes of the sort key; written as far as they fit. */
int sort_key(DWORD flags, LPCWSTR text, int length, BYTE *key, int capacity);

/* Conversions for the ANSI twins: heap copies, NULL when memory is short or the source is NULL. */
LPWSTR wide_copy(UINT page, LPCSTR text, int length, int *wide_length);
/* Copies an answer of `length` characters (terminator counted) to an ANSI buffer by the rules of GetLocaleInfoA: the size needed when
 * capacity is 0, else 0 with ERROR_INSUFFICIENT_BUFFER when it does not fit. */
int answer_ansi(UINT page, LPCWSTR text, int length, LPSTR buffer, int capacity);

#endif
