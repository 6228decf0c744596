/* Multibyte characters of the locale and wide characters: one at a time and whole strings. */
#include "crt.h"

static int invalid_character(void)
{
    *_errno() = EILSEQ;
    return -1;
}

static bool is_c(const struct locale *locale) { return !locale->locale_names[LC_CTYPE]; }

int crt_to_wide(wchar_t *to, const char *from, size_t size, struct locale *locale)
{
    if (!size) return invalid_character();
    unsigned char lead = *from;
    if (lead < 0x80 || is_c(locale)) {
        *to = lead;
        return lead ? 1 : 0;
    }
    int length = 1;
    if (locale->data.code_page == CP_UTF8) length = lead < 0xe0 ? 2 : 3;
    else if (locale->data.ctype[lead] & CT_LEAD) length = 2;
    if ((size_t)length > size || length > locale->data.mb_cur_max) return invalid_character();
    if (!MultiByteToWideChar(locale->data.code_page, MB_ERR_INVALID_CHARS, from, length, to, 1))
        return invalid_character();
    return length;
}

int crt_to_bytes(char *to, size_t size, wchar_t c, struct locale *locale)
{
    if (c < 0x80 || is_c(locale)) {
        if (c > 255 || !size) return invalid_character();
        *to = (char)c;
        return 1;
    }
    BOOL lost = FALSE, utf8 = locale->data.code_page == CP_UTF8;
    int length = WideCharToMultiByte(locale->data.code_page, 0, &c, 1, to, (int)size, NULL, utf8 ? NULL : &lost);
    return length <= 0 || lost ? invalid_character() : length;
}

/* ---- one character */

int __cdecl _mbtowc_l(wchar_t *to, const char *from, size_t size, _locale_t locale)
{
    wchar_t wide;
    if (!from || !size) return 0;
    if (!*from) {
        if (to) *to = 0;
        return 0;
    }
    return crt_to_wide(to ? to : &wide, from, size, crt_locale(locale));
}

int __cdecl mbtowc(wchar_t *to, const char *from, size_t size) { return _mbtowc_l(to, from, size, NULL); }
int __cdecl mblen(const char *from, size_t size) { return _mbtowc_l(NULL, from, size, NULL); }
int __cdecl _mblen_l(const char *from, size_t size, _locale_t locale) { return _mbtowc_l(NULL, from, size, locale); }

int __cdecl _wctomb_l(char *to, wchar_t c, _locale_t given)
{
    struct locale *locale = crt_locale(given);
    return to ? crt_to_bytes(to, locale->data.mb_cur_max, c, locale) : 0;
}

int __cdecl wctomb(char *to, wchar_t c) { return _wctomb_l(to, c, NULL); }

errno_t __cdecl _wctomb_s_l(int *length, char *to, size_t size, wchar_t c, _locale_t given)
{
    char bytes[MB_LEN_MAX_CRT];
    if (!to && size) {
        if (length) *length = 0;
        return 0;
    }
    if (length) *length = -1;
    if (!to) return 0;
    int count = crt_to_bytes(bytes, sizeof(bytes), c, crt_locale(given));
    if (count < 0) return EILSEQ;
    if ((size_t)count > size) {
        crt_invalid(ERANGE);
        return ERANGE;
    }
    memcpy(to, bytes, count);
    if (length) *length = count;
    return 0;
}

errno_t __cdecl wctomb_s(int *length, char *to, size_t size, wchar_t c)
{
    return _wctomb_s_l(length, to, size, c, NULL);
}

wint_t __cdecl btowc(int c)
{
    char byte = (char)c;
    wchar_t wide;
    if (c == EOF) return WEOF;
    int error = *_errno();
    int length = crt_to_wide(&wide, &byte, 1, crt_locale(NULL));
    *_errno() = error;
    return length < 0 ? WEOF : wide;
}

int __cdecl wctob(wint_t c)
{
    char bytes[MB_LEN_MAX_CRT];
    if (c == WEOF) return EOF;
    int error = *_errno();
    int length = crt_to_bytes(bytes, sizeof(bytes), c, crt_locale(NULL));
    *_errno() = error;
    return length == 1 ? (unsigned char)*bytes : EOF;
}

/* ---- one character with a state: the bytes of an unfinished character, and a low surrogate that is still to come */

struct conversion_state { /* mbstate_t */
    unsigned long wide; /* up to three bytes, the first in the low byte */
    unsigned short count, surrogate;
};

static struct conversion_state *own_state(void)
{
    _Static_assert(sizeof(struct conversion_state) == 8, "mbstate_t has eight bytes");
    return (struct conversion_state *)&crt_thread()->conversion_state;
}

#define INCOMPLETE ((size_t)-2)
#define INVALID ((size_t)-1)

static int sequence_length(const struct locale *locale, unsigned char lead)
{
    if (lead < 0x80 || is_c(locale)) return 1;
    if (locale->data.code_page == CP_UTF8)
        return lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    return locale->data.ctype[lead] & CT_LEAD ? 2 : 1;
}

static size_t convert_to_wide(wchar_t *to, const char *from, size_t size, struct conversion_state *state)
{
    struct locale *locale = crt_locale(NULL);
    char bytes[4];
    size_t used = 0;
    memcpy(bytes, &state->wide, sizeof(bytes));
    if (!from) {
        memset(state, 0, sizeof(*state));
        return 0;
    }
    for (;;) {
        int wanted = state->count ? sequence_length(locale, bytes[0]) : 0;
        if (state->count && state->count >= wanted) break;
        if (used == size) {
            memcpy(&state->wide, bytes, sizeof(bytes));
            return INCOMPLETE;
        }
        bytes[state->count++] = from[used++];
        if (!sequence_length(locale, bytes[0])) {
            memset(state, 0, sizeof(*state));
            return (size_t)invalid_character();
        }
    }
    wchar_t wide[2];
    int length = state->count;
    memset(state, 0, sizeof(*state));
    if (length == 1 && (is_c(locale) || (unsigned char)bytes[0] < 0x80)) {
        wide[0] = (unsigned char)bytes[0];
    } else if (MultiByteToWideChar(locale->data.code_page, MB_ERR_INVALID_CHARS, bytes, length, wide, 2) != 1) {
        return (size_t)invalid_character(); /* beyond the basic plane, too: one wchar_t cannot hold it */
    }
    if (to) *to = wide[0];
    return wide[0] ? used : 0;
}

size_t __cdecl mbrtowc(wchar_t *to, const char *from, size_t size, struct conversion_state *state)
{
    return convert_to_wide(to, from, size, state ? state : own_state());
}

size_t __cdecl mbrlen(const char *from, size_t size, struct conversion_state *state)
{
    return convert_to_wide(NULL, from, size, state ? state : own_state());
}

size_t __cdecl wcrtomb(char *to, wchar_t c, struct conversion_state *state)
{
    char bytes[MB_LEN_MAX_CRT];
    (void)state;
    if (!to) return 1;
    int length = crt_to_bytes(bytes, sizeof(bytes), c, crt_locale(NULL));
    if (length > 0) memcpy(to, bytes, length);
    return (size_t)length;
}

errno_t __cdecl wcrtomb_s(size_t *result, char *to, size_t size, wchar_t c, struct conversion_state *state)
{
    int length = 0;
    (void)state;
    errno_t error = to ? _wctomb_s_l(&length, to, size, c, NULL) : 0;
    if (result) *result = to ? (size_t)length : 1;
    return error;
}

/* ---- strings */

/* Converts up to `limit` wide characters; `*from` is NULL afterwards if its end was reached. */
static size_t string_to_wide(wchar_t *to, const char **from, size_t limit, struct locale *locale)
{
    size_t count = 0;
    const char *at = *from;
    for (; !to || count < limit; count++) {
        wchar_t wide[2];
        int units = 1, length = sequence_length(locale, *at);
        if (length == 4) {
            if (strnlen(at, 4) < 4 || MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, at, 4, wide, 2) != 2)
                return (size_t)invalid_character();
            units = 2;
            if (to && count + 2 > limit) break;
        } else {
            length = crt_to_wide(wide, at, strnlen(at, 3) + 1, locale);
            if (length < 0) return INVALID;
        }
        if (to) memcpy(to + count, wide, units * sizeof(wchar_t));
        if (!wide[0]) {
            if (to) *from = NULL;
            return count;
        }
        at += length;
        count += units - 1;
    }
    *from = at;
    return count;
}

static size_t string_to_bytes(char *to, const wchar_t **from, size_t limit, struct locale *locale)
{
    size_t count = 0;
    const wchar_t *at = *from;
    for (; *at; at++) {
        char bytes[MB_LEN_MAX_CRT];
        int length, units = 1;
        if (locale->data.code_page == CP_UTF8 && !is_c(locale) && IS_HIGH_SURROGATE(*at)) {
            units = IS_LOW_SURROGATE(at[1]) ? 2 : 1;
            length = WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, at, units, bytes, sizeof(bytes), NULL, NULL);
            if (!length) length = invalid_character();
        } else {
            length = crt_to_bytes(bytes, sizeof(bytes), *at, locale);
        }
        if (length < 0) return INVALID;
        if (to && count + length > limit) {
            *from = at;
            return count;
        }
        if (to) memcpy(to + count, bytes, length);
        count += length;
        at += units - 1;
    }
    if (to && count < limit) {
        to[count] = 0;
        *from = NULL;
    } else if (to) {
        *from = at;
    }
    return count;
}

size_t __cdecl _mbstowcs_l(wchar_t *to, const char *from, size_t limit, _locale_t locale)
{
    if (!from) {
        crt_invalid(EINVAL);
        return INVALID;
    }
    return string_to_wide(to, &from, limit, crt_locale(locale));
}

size_t __cdecl mbstowcs(wchar_t *to, const char *from, size_t limit) { return _mbstowcs_l(to, from, limit, NULL); }

size_t __cdecl _wcstombs_l(char *to, const wchar_t *from, size_t limit, _locale_t locale)
{
    if (!from) {
        crt_invalid(EINVAL);
        return INVALID;
    }
    return string_to_bytes(to, &from, limit, crt_locale(locale));
}

size_t __cdecl wcstombs(char *to, const wchar_t *from, size_t limit) { return _wcstombs_l(to, from, limit, NULL); }

size_t __cdecl mbsrtowcs(wchar_t *to, const char **from, size_t limit, struct conversion_state *state)
{
    const char *at = *from;
    (void)state;
    size_t count = string_to_wide(to, &at, limit, crt_locale(NULL));
    if (to && count != INVALID) *from = at;
    return count;
}

size_t __cdecl wcsrtombs(char *to, const wchar_t **from, size_t limit, struct conversion_state *state)
{
    const wchar_t *at = *from;
    (void)state;
    size_t count = string_to_bytes(to, &at, limit, crt_locale(NULL));
    if (to && count != INVALID) *from = at;
    return count;
}

/* The secure forms: `size` is the room, `limit` the most characters without the terminator, or TRUNCATE. */
#define SECURE(name, TO, FROM, convert)                                                                                \
    errno_t __cdecl name(size_t *result, TO *to, size_t size, const FROM *from, size_t limit, _locale_t given)         \
    {                                                                                                                  \
        struct locale *locale = crt_locale(given);                                                                     \
        if (result) *result = 0;                                                                                       \
        if ((to != NULL) != (size != 0) || !from) {                                                                    \
            if (to && size) *to = 0;                                                                                   \
            crt_invalid(EINVAL);                                                                                       \
            return EINVAL;                                                                                             \
        }                                                                                                              \
        const FROM *at = from;                                                                                         \
        size_t most = !to ? 0 : limit < size ? limit : size - (limit == TRUNCATE), count = convert(to, &at, most, locale); \
        if (count == INVALID) {                                                                                        \
            if (to) *to = 0;                                                                                           \
            return *_errno();                                                                                          \
        }                                                                                                              \
        if (result) *result = count + 1;                                                                               \
        if (!to) return 0;                                                                                             \
        if (count < size) {                                                                                            \
            to[count] = 0;                                                                                             \
            return limit == TRUNCATE && at ? STRUNCATE : 0;                                                            \
        }                                                                                                              \
        *to = 0;                                                                                                       \
        crt_invalid(ERANGE);                                                                                           \
        return ERANGE;                                                                                                 \
    }
SECURE(_mbstowcs_s_l, wchar_t, char, string_to_wide)
SECURE(_wcstombs_s_l, char, wchar_t, string_to_bytes)

errno_t __cdecl mbstowcs_s(size_t *result, wchar_t *to, size_t size, const char *from, size_t limit)
{
    return _mbstowcs_s_l(result, to, size, from, limit, NULL);
}

errno_t __cdecl wcstombs_s(size_t *result, char *to, size_t size, const wchar_t *from, size_t limit)
{
    return _wcstombs_s_l(result, to, size, from, limit, NULL);
}

errno_t __cdecl mbsrtowcs_s(size_t *result, wchar_t *to, size_t size, const char **from, size_t limit,
                            struct conversion_state *state)
{
    (void)state;
    return _mbstowcs_s_l(result, to, size, *from, limit, NULL);
}

errno_t __cdecl wcsrtombs_s(size_t *result, char *to, size_t size, const wchar_t **from, size_t limit,
                            struct conversion_state *state)
{
    (void)state;
    return _wcstombs_s_l(result, to, size, *from, limit, NULL);
}
