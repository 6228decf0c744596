/* Strings of bytes and of wide characters: what ntdll does not already have for us. */
#include "crt.h"

/* ---- copies on the heap */

char *__cdecl _strdup(const char *text)
{
    if (!text) return NULL;
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

wchar_t *__cdecl _wcsdup(const wchar_t *text)
{
    if (!text) return NULL;
    size_t size = (wcslen(text) + 1) * sizeof(*text);
    wchar_t *copy = malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

/* ---- both kinds of characters */

#define FAIL(error)                                                                                                    \
    do {                                                                                                               \
        crt_invalid(error);                                                                                            \
        return error;                                                                                                  \
    } while (0)

#define STRING_FUNCTIONS(CHARACTER, UNSIGNED, str, fill, length_of, chr)                                               \
    CHARACTER *__cdecl _##str##rev(CHARACTER *text)                                                                    \
    {                                                                                                                  \
        CHARACTER *from = text, *to = text + length_of(text);                                                          \
        while (from < to) {                                                                                            \
            CHARACTER c = *from;                                                                                       \
            *from++ = *--to;                                                                                           \
            *to = c;                                                                                                   \
        }                                                                                                              \
        return text;                                                                                                   \
    }                                                                                                                  \
    CHARACTER *__cdecl _##str##set(CHARACTER *text, fill c)                                                            \
    {                                                                                                                  \
        for (CHARACTER *at = text; *at; at++) *at = (CHARACTER)c;                                                      \
        return text;                                                                                                   \
    }                                                                                                                  \
    CHARACTER *__cdecl _##str##nset(CHARACTER *text, fill c, size_t count)                                             \
    {                                                                                                                  \
        for (CHARACTER *at = text; count && *at; count--) *at++ = (CHARACTER)c;                                        \
        return text;                                                                                                   \
    }                                                                                                                  \
    errno_t __cdecl _##str##set_s(CHARACTER *text, size_t size, fill c)                                                \
    {                                                                                                                  \
        size_t i = 0;                                                                                                  \
        if (!text || !size) FAIL(EINVAL);                                                                              \
        while (i < size && text[i]) text[i++] = (CHARACTER)c;                                                          \
        if (i < size) return 0;                                                                                        \
        *text = 0;                                                                                                     \
        FAIL(EINVAL);                                                                                                  \
    }                                                                                                                  \
    errno_t __cdecl _##str##nset_s(CHARACTER *text, size_t size, fill c, size_t count)                                 \
    {                                                                                                                  \
        size_t i = 0;                                                                                                  \
        if (!text && !size && !count) return 0;                                                                        \
        if (!text || !size) FAIL(EINVAL);                                                                              \
        for (; i < size && text[i]; i++) {                                                                             \
            if (i < count) text[i] = (CHARACTER)c;                                                                     \
        }                                                                                                              \
        if (i < size) return 0;                                                                                        \
        *text = 0;                                                                                                     \
        FAIL(EINVAL);                                                                                                  \
    }                                                                                                                  \
    errno_t __cdecl str##cpy_s(CHARACTER *to, size_t size, const CHARACTER *from)                                      \
    {                                                                                                                  \
        if (!to || !size) FAIL(EINVAL);                                                                                \
        if (!from) {                                                                                                   \
            *to = 0;                                                                                                   \
            FAIL(EINVAL);                                                                                              \
        }                                                                                                              \
        for (size_t i = 0; i < size; i++) {                                                                            \
            if (!(to[i] = from[i])) return 0;                                                                          \
        }                                                                                                              \
        *to = 0;                                                                                                       \
        FAIL(ERANGE);                                                                                                  \
    }                                                                                                                  \
    errno_t __cdecl str##ncpy_s(CHARACTER *to, size_t size, const CHARACTER *from, size_t count)                       \
    {                                                                                                                  \
        if (!count && !to && !size) return 0;                                                                          \
        if (!to || !size) FAIL(EINVAL);                                                                                \
        if (!count) {                                                                                                  \
            *to = 0;                                                                                                   \
            return 0;                                                                                                  \
        }                                                                                                              \
        if (!from) {                                                                                                   \
            *to = 0;                                                                                                   \
            FAIL(EINVAL);                                                                                              \
        }                                                                                                              \
        for (size_t i = 0; i < size; i++) {                                                                            \
            if (i == count) {                                                                                          \
                to[i] = 0;                                                                                             \
                return 0;                                                                                              \
            }                                                                                                          \
            if (!(to[i] = from[i])) return 0;                                                                          \
        }                                                                                                              \
        if (count == TRUNCATE) {                                                                                       \
            to[size - 1] = 0;                                                                                          \
            return STRUNCATE;                                                                                          \
        }                                                                                                              \
        *to = 0;                                                                                                       \
        FAIL(ERANGE);                                                                                                  \
    }                                                                                                                  \
    errno_t __cdecl str##ncat_s(CHARACTER *to, size_t size, const CHARACTER *from, size_t count)                       \
    {                                                                                                                  \
        size_t used = 0;                                                                                               \
        if (!to && !size && !count) return 0;                                                                          \
        if (!to || !size) FAIL(EINVAL);                                                                                \
        while (used < size && to[used]) used++;                                                                        \
        if (used == size || (!from && count)) {                                                                        \
            *to = 0;                                                                                                   \
            FAIL(EINVAL);                                                                                              \
        }                                                                                                              \
        if (!count) return 0;                                                                                          \
        for (size_t i = 0; used < size; i++, used++) {                                                                 \
            if (i == count) {                                                                                          \
                to[used] = 0;                                                                                          \
                return 0;                                                                                              \
            }                                                                                                          \
            if (!(to[used] = from[i])) return 0;                                                                       \
        }                                                                                                              \
        if (count == TRUNCATE) {                                                                                       \
            to[size - 1] = 0;                                                                                          \
            return STRUNCATE;                                                                                          \
        }                                                                                                              \
        *to = 0;                                                                                                       \
        FAIL(ERANGE);                                                                                                  \
    }                                                                                                                  \
    errno_t __cdecl str##cat_s(CHARACTER *to, size_t size, const CHARACTER *from)                                      \
    {                                                                                                                  \
        if (!to || !size) FAIL(EINVAL);                                                                                \
        if (!from) {                                                                                                   \
            *to = 0;                                                                                                   \
            FAIL(EINVAL);                                                                                              \
        }                                                                                                              \
        return str##ncat_s(to, size, from, SIZE_MAX - 1);                                                              \
    }                                                                                                                  \
    CHARACTER *__cdecl str##tok_s(CHARACTER *text, const CHARACTER *separators, CHARACTER **next)                      \
    {                                                                                                                  \
        if (!separators || !next || (!text && !*next)) {                                                               \
            crt_invalid(EINVAL);                                                                                       \
            return NULL;                                                                                               \
        }                                                                                                              \
        if (!text) text = *next;                                                                                       \
        while (*text && chr(separators, (UNSIGNED)*text)) text++;                                                      \
        CHARACTER *token = text;                                                                                       \
        while (*text && !chr(separators, (UNSIGNED)*text)) text++;                                                     \
        *next = text;                                                                                                  \
        if (text == token) return NULL;                                                                                \
        if (*text) {                                                                                                   \
            *text = 0;                                                                                                 \
            *next = text + 1;                                                                                          \
        }                                                                                                              \
        return token;                                                                                                  \
    }

STRING_FUNCTIONS(char, unsigned char, str, int, strlen, strchr)
STRING_FUNCTIONS(wchar_t, wchar_t, wcs, wchar_t, wcslen, wcschr)

char *__cdecl strtok(char *text, const char *separators)
{
    char **next = &crt_thread()->strtok_next;
    return text || *next ? strtok_s(text, separators, next) : NULL;
}

#ifdef _UCRTBASE_
/* wcstok of the Universal CRT; the compiler's headers declare the old one by that name */
wchar_t *__cdecl crt_wcstok(wchar_t *text, const wchar_t *separators, wchar_t **context)
{
    wchar_t **next = context ? context : &crt_thread()->wcstok_next;
    return text || *next ? wcstok_s(text, separators, next) : NULL;
}
#else
wchar_t *__cdecl wcstok(wchar_t *text, const wchar_t *separators)
{
    wchar_t **next = &crt_thread()->wcstok_next;
    return text || *next ? wcstok_s(text, separators, next) : NULL;
}
#endif

/* ---- letter case by locale */

#define CASE_FUNCTIONS(CHARACTER, UNSIGNED, str, lower, upper)                                                         \
    errno_t __cdecl _##str##lwr_s_l(CHARACTER *text, size_t size, _locale_t locale)                                    \
    {                                                                                                                  \
        size_t length = 0;                                                                                             \
        while (text && length < size && text[length]) length++;                                                        \
        if (!text || length == size) {                                                                                 \
            if (text && size) *text = 0;                                                                               \
            FAIL(EINVAL);                                                                                              \
        }                                                                                                              \
        for (CHARACTER *at = text; *at; at++) *at = (CHARACTER)lower((UNSIGNED)*at, locale);                           \
        return 0;                                                                                                      \
    }                                                                                                                  \
    errno_t __cdecl _##str##upr_s_l(CHARACTER *text, size_t size, _locale_t locale)                                    \
    {                                                                                                                  \
        size_t length = 0;                                                                                             \
        while (text && length < size && text[length]) length++;                                                        \
        if (!text || length == size) {                                                                                 \
            if (text && size) *text = 0;                                                                               \
            FAIL(EINVAL);                                                                                              \
        }                                                                                                              \
        for (CHARACTER *at = text; *at; at++) *at = (CHARACTER)upper((UNSIGNED)*at, locale);                           \
        return 0;                                                                                                      \
    }                                                                                                                  \
    errno_t __cdecl _##str##lwr_s(CHARACTER *text, size_t size) { return _##str##lwr_s_l(text, size, NULL); }          \
    errno_t __cdecl _##str##upr_s(CHARACTER *text, size_t size) { return _##str##upr_s_l(text, size, NULL); }          \
    CHARACTER *__cdecl _##str##lwr_l(CHARACTER *text, _locale_t locale)                                                \
    {                                                                                                                  \
        _##str##lwr_s_l(text, SIZE_MAX, locale);                                                                       \
        return text;                                                                                                   \
    }                                                                                                                  \
    CHARACTER *__cdecl _##str##upr_l(CHARACTER *text, _locale_t locale)                                                \
    {                                                                                                                  \
        _##str##upr_s_l(text, SIZE_MAX, locale);                                                                       \
        return text;                                                                                                   \
    }                                                                                                                  \
    CHARACTER *__cdecl _##str##lwr(CHARACTER *text) { return _##str##lwr_l(text, NULL); }                              \
    CHARACTER *__cdecl _##str##upr(CHARACTER *text) { return _##str##upr_l(text, NULL); }                              \
    int __cdecl _##str##nicmp_l(const CHARACTER *first, const CHARACTER *second, size_t limit, _locale_t locale)       \
    {                                                                                                                  \
        if (!first || !second) return cannot_compare();                                                                \
        for (; limit; limit--, first++, second++) {                                                                    \
            if (*first != *second) {                                                                                   \
                int a = lower((UNSIGNED)*first, locale), b = lower((UNSIGNED)*second, locale);                         \
                if (a != b) return a - b;                                                                              \
            }                                                                                                          \
            if (!*first) break;                                                                                        \
        }                                                                                                              \
        return 0;                                                                                                      \
    }                                                                                                                  \
    int __cdecl _##str##icmp_l(const CHARACTER *first, const CHARACTER *second, _locale_t locale)                      \
    {                                                                                                                  \
        return _##str##nicmp_l(first, second, SIZE_MAX, locale);                                                       \
    }                                                                                                                  \
    int __cdecl _##str##nicmp(const CHARACTER *first, const CHARACTER *second, size_t limit)                           \
    {                                                                                                                  \
        return _##str##nicmp_l(first, second, limit, NULL);                                                            \
    }                                                                                                                  \
    int __cdecl _##str##icmp(const CHARACTER *first, const CHARACTER *second)                                          \
    {                                                                                                                  \
        return _##str##nicmp_l(first, second, SIZE_MAX, NULL);                                                         \
    }

/* What the comparing functions answer when there is nothing to compare. */
static int cannot_compare(void)
{
    crt_invalid(EINVAL);
    return _NLSCMPERROR;
}

int __cdecl _tolower_l(int c, _locale_t locale);
int __cdecl _toupper_l(int c, _locale_t locale);
wint_t __cdecl _towlower_l(wint_t c, _locale_t locale);
wint_t __cdecl _towupper_l(wint_t c, _locale_t locale);
CASE_FUNCTIONS(char, unsigned char, str, _tolower_l, _toupper_l)
CASE_FUNCTIONS(wchar_t, wchar_t, wcs, _towlower_l, _towupper_l)

int __cdecl _memicmp_l(const void *first, const void *second, size_t size, _locale_t locale)
{
    const unsigned char *a = first, *b = second;
    if (size && (!a || !b)) return cannot_compare();
    for (; size; size--, a++, b++) {
        int x = _tolower_l(*a, locale), y = _tolower_l(*b, locale);
        if (x != y) return x - y;
    }
    return 0;
}

int __cdecl _memicmp(const void *first, const void *second, size_t size)
{
    return _memicmp_l(first, second, size, NULL);
}

/* ---- order by locale */

static int compare(const wchar_t *name, DWORD flags, const wchar_t *a, int a_length, const wchar_t *b, int b_length)
{
    int result = CompareStringEx(name, flags, a, a_length, b, b_length, NULL, NULL, 0);
    if (result) return result - CSTR_EQUAL;
    *_errno() = EINVAL;
    return INT_MAX;
}

static int length_up_to(size_t length) { return length > INT_MAX ? INT_MAX : (int)length; }

static int wide_collate(const wchar_t *a, const wchar_t *b, size_t limit, bool fold, _locale_t given)
{
    struct locale *locale = crt_locale(given);
    if (!a || !b) {
        crt_invalid(EINVAL);
        return INT_MAX;
    }
    if (!locale->locale_names[LC_COLLATE]) {
        if (fold) return limit == SIZE_MAX ? _wcsicmp(a, b) : _wcsnicmp(a, b, limit);
        return limit == SIZE_MAX ? wcscmp(a, b) : wcsncmp(a, b, limit);
    }
    DWORD flags = SORT_STRINGSORT | (fold ? NORM_IGNORECASE : 0);
    return compare(locale->locale_names[LC_COLLATE], flags, a, length_up_to(wcsnlen(a, limit)), b,
                   length_up_to(wcsnlen(b, limit)));
}

static wchar_t *widen(const char *text, size_t limit, struct locale *locale)
{
    int length = length_up_to(strnlen(text, limit));
    wchar_t *wide = malloc((length + 1) * sizeof(*wide));
    if (!wide) return NULL;
    wide[MultiByteToWideChar(locale->data.code_page, 0, text, length, wide, length)] = 0;
    return wide;
}

static int narrow_collate(const char *a, const char *b, size_t limit, bool fold, _locale_t given)
{
    struct locale *locale = crt_locale(given);
    if (!a || !b) {
        crt_invalid(EINVAL);
        return INT_MAX;
    }
    if (!locale->locale_names[LC_COLLATE]) {
        if (fold) return limit == SIZE_MAX ? _stricmp(a, b) : _strnicmp(a, b, limit);
        return limit == SIZE_MAX ? strcmp(a, b) : strncmp(a, b, limit);
    }
    wchar_t *wide_a = widen(a, limit, locale), *wide_b = widen(b, limit, locale);
    int result = wide_a && wide_b ? wide_collate(wide_a, wide_b, SIZE_MAX, fold, given) : INT_MAX;
    free(wide_a);
    free(wide_b);
    return result;
}

#define COLLATE(CHARACTER, str, plain_coll, collate)                                                                   \
    int __cdecl _##str##coll_l(const CHARACTER *a, const CHARACTER *b, _locale_t l)                                    \
    {                                                                                                                  \
        return collate(a, b, SIZE_MAX, false, l);                                                                      \
    }                                                                                                                  \
    int __cdecl plain_coll(const CHARACTER *a, const CHARACTER *b)                                                     \
    {                                                                                                                  \
        return collate(a, b, SIZE_MAX, false, NULL);                                                                   \
    }                                                                                                                  \
    int __cdecl _##str##icoll_l(const CHARACTER *a, const CHARACTER *b, _locale_t l)                                   \
    {                                                                                                                  \
        return collate(a, b, SIZE_MAX, true, l);                                                                       \
    }                                                                                                                  \
    int __cdecl _##str##icoll(const CHARACTER *a, const CHARACTER *b)                                                  \
    {                                                                                                                  \
        return collate(a, b, SIZE_MAX, true, NULL);                                                                    \
    }                                                                                                                  \
    int __cdecl _##str##ncoll_l(const CHARACTER *a, const CHARACTER *b, size_t n, _locale_t l)                         \
    {                                                                                                                  \
        return collate(a, b, n, false, l);                                                                             \
    }                                                                                                                  \
    int __cdecl _##str##ncoll(const CHARACTER *a, const CHARACTER *b, size_t n)                                        \
    {                                                                                                                  \
        return collate(a, b, n, false, NULL);                                                                          \
    }                                                                                                                  \
    int __cdecl _##str##nicoll_l(const CHARACTER *a, const CHARACTER *b, size_t n, _locale_t l)                        \
    {                                                                                                                  \
        return collate(a, b, n, true, l);                                                                              \
    }                                                                                                                  \
    int __cdecl _##str##nicoll(const CHARACTER *a, const CHARACTER *b, size_t n)                                       \
    {                                                                                                                  \
        return collate(a, b, n, true, NULL);                                                                           \
    }
COLLATE(char, str, strcoll, narrow_collate)
COLLATE(wchar_t, wcs, wcscoll, wide_collate)

/* Transformed strings compare by their values as the originals do by locale. */
size_t __cdecl _strxfrm_l(char *to, const char *from, size_t size, _locale_t given)
{
    struct locale *locale = crt_locale(given);
    if (!from || (!to && size)) {
        crt_invalid(EINVAL);
        return INT_MAX;
    }
    const wchar_t *name = locale->locale_names[LC_COLLATE];
    if (!name) {
        size_t length = strlen(from);
        if (length < size) memcpy(to, from, length + 1);
        else if (size) memcpy(to, from, size);
        return length;
    }
    wchar_t *wide = widen(from, SIZE_MAX, locale);
    int room = size > INT_MAX ? INT_MAX : (int)size;
    int needed = wide ? LCMapStringEx(name, LCMAP_SORTKEY, wide, -1, NULL, 0, NULL, NULL, 0) : 0;
    if (needed && needed <= room) LCMapStringEx(name, LCMAP_SORTKEY, wide, -1, (wchar_t *)to, room, NULL, NULL, 0);
    free(wide);
    return needed ? (size_t)needed - 1 : INT_MAX;
}

size_t __cdecl _wcsxfrm_l(wchar_t *to, const wchar_t *from, size_t size, _locale_t given)
{
    struct locale *locale = crt_locale(given);
    if (!from || (!to && size)) {
        crt_invalid(EINVAL);
        return INT_MAX;
    }
    const wchar_t *name = locale->locale_names[LC_COLLATE];
    if (!name) {
        size_t length = wcslen(from);
        memcpy(to, from, (length < size ? length + 1 : size) * sizeof(*to));
        return length;
    }
    int needed = LCMapStringEx(name, LCMAP_SORTKEY, from, -1, NULL, 0, NULL, NULL, 0);
    unsigned char *key = needed ? malloc(needed) : NULL;
    if (!key) return INT_MAX;
    LCMapStringEx(name, LCMAP_SORTKEY, from, -1, (wchar_t *)key, needed, NULL, NULL, 0);
    for (size_t i = 0; i < (size_t)needed && i < size; i++) to[i] = key[i];
    free(key);
    return needed - 1;
}

size_t __cdecl strxfrm(char *to, const char *from, size_t size) { return _strxfrm_l(to, from, size, NULL); }
size_t __cdecl wcsxfrm(wchar_t *to, const wchar_t *from, size_t size) { return _wcsxfrm_l(to, from, size, NULL); }

/* ---- memory */

#ifdef _UCRTBASE_
errno_t __cdecl memcpy_s(void *to, size_t room, const void *from, size_t size)
{
    if (!size) return 0;
    if (!to) FAIL(EINVAL);
    if (from && size <= room) {
        memcpy(to, from, size);
        return 0;
    }
    memset(to, 0, room);
    FAIL(from ? ERANGE : EINVAL);
}

errno_t __cdecl memmove_s(void *to, size_t room, const void *from, size_t size)
{
    if (!size) return 0;
    if (!to || !from) FAIL(EINVAL);
    if (room < size) FAIL(ERANGE);
    memmove(to, from, size);
    return 0;
}

errno_t __cdecl wmemcpy_s(wchar_t *to, size_t room, const wchar_t *from, size_t size)
{
    return memcpy_s(to, room * sizeof(*to), from, size * sizeof(*to));
}

errno_t __cdecl wmemmove_s(wchar_t *to, size_t room, const wchar_t *from, size_t size)
{
    return memmove_s(to, room * sizeof(*to), from, size * sizeof(*to));
}

size_t __cdecl __strncnt(const char *text, size_t limit) { return strnlen(text, limit); }
size_t __cdecl __wcsncnt(const wchar_t *text, size_t limit) { return wcsnlen(text, limit); }
#endif

void __cdecl _swab(char *from, char *to, int size)
{
    if (!from || !to || size < 0) {
        crt_invalid(EINVAL);
        return;
    }
    for (int i = 0; i + 1 < size; i += 2) {
        char first = from[i];
        to[i] = from[i + 1];
        to[i + 1] = first;
    }
}
