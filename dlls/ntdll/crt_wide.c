/* Wide strings of the C library, as ntdll exports them (the C locale: only ASCII letters have a case). */
#include "nt/nt.h"

#include <string.h>
#include <wchar.h>

static inline WCHAR lower(WCHAR c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
static inline WCHAR upper(WCHAR c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }

size_t __cdecl wcslen(const WCHAR *string)
{
    const WCHAR *at = string;
    while (*at) at++;
    return at - string;
}

size_t __cdecl wcsnlen(const WCHAR *string, size_t limit)
{
    size_t length = 0;
    while (length < limit && string[length]) length++;
    return length;
}

int __cdecl wcsncmp(const WCHAR *first, const WCHAR *second, size_t limit)
{
    for (; limit; limit--, first++, second++) {
        if (*first != *second) return *first < *second ? -1 : 1;
        if (!*first) break;
    }
    return 0;
}

int __cdecl wcscmp(const WCHAR *first, const WCHAR *second) { return wcsncmp(first, second, SIZE_MAX); }

int __cdecl _wcsnicmp(const WCHAR *first, const WCHAR *second, size_t limit)
{
    for (; limit; limit--, first++, second++) {
        WCHAR a = lower(*first), b = lower(*second);
        if (a != b) return a - b;
        if (!a) break;
    }
    return 0;
}

int __cdecl _wcsicmp(const WCHAR *first, const WCHAR *second) { return _wcsnicmp(first, second, SIZE_MAX); }

WCHAR *__cdecl wcscpy(WCHAR *to, const WCHAR *from)
{
    WCHAR *at = to;
    while ((*at++ = *from++)) {}
    return to;
}

WCHAR *__cdecl wcsncpy(WCHAR *to, const WCHAR *from, size_t limit)
{
    size_t i = 0;
    for (; i < limit && from[i]; i++) to[i] = from[i];
    for (; i < limit; i++) to[i] = 0;
    return to;
}

WCHAR *__cdecl wcscat(WCHAR *to, const WCHAR *from)
{
    wcscpy(to + wcslen(to), from);
    return to;
}

WCHAR *__cdecl wcsncat(WCHAR *to, const WCHAR *from, size_t limit)
{
    WCHAR *at = to + wcslen(to);
    while (limit-- && *from) *at++ = *from++;
    *at = 0;
    return to;
}

WCHAR *__cdecl wcschr(const WCHAR *string, WCHAR c)
{
    for (;; string++) {
        if (*string == c) return (WCHAR *)string;
        if (!*string) return NULL;
    }
}

WCHAR *__cdecl wcsrchr(const WCHAR *string, WCHAR c)
{
    const WCHAR *found = NULL;
    do {
        if (*string == c) found = string;
    } while (*string++);
    return (WCHAR *)found;
}

size_t __cdecl wcsspn(const WCHAR *string, const WCHAR *set)
{
    size_t length = 0;
    while (string[length] && wcschr(set, string[length])) length++;
    return length;
}

size_t __cdecl wcscspn(const WCHAR *string, const WCHAR *set)
{
    size_t length = 0;
    while (string[length] && !wcschr(set, string[length])) length++;
    return length;
}

WCHAR *__cdecl wcspbrk(const WCHAR *string, const WCHAR *set)
{
    string += wcscspn(string, set);
    return *string ? (WCHAR *)string : NULL;
}

WCHAR *__cdecl wcsstr(const WCHAR *string, const WCHAR *wanted)
{
    size_t length = wcslen(wanted);
    for (;; string++) {
        if (!wcsncmp(string, wanted, length)) return (WCHAR *)string;
        if (!*string) return NULL;
    }
}

WCHAR *__cdecl wcstok_s(WCHAR *string, const WCHAR *delimiters, WCHAR **context)
{
    if (!string) string = *context;
    string += wcsspn(string, delimiters);
    if (!*string) {
        *context = string;
        return NULL;
    }
    WCHAR *end = string + wcscspn(string, delimiters);
    *context = *end ? end + 1 : end;
    *end = 0;
    return string;
}

WCHAR *__cdecl _wcslwr(WCHAR *string)
{
    for (WCHAR *at = string; *at; at++) *at = lower(*at);
    return string;
}

WCHAR *__cdecl _wcsupr(WCHAR *string)
{
    for (WCHAR *at = string; *at; at++) *at = upper(*at);
    return string;
}

/* ---- the checked variants */

static errno_t refuse(WCHAR *to, size_t capacity, errno_t error)
{
    if (to && capacity) *to = 0;
    return error;
}

errno_t __cdecl wcsncpy_s(WCHAR *to, size_t capacity, const WCHAR *from, size_t count)
{
    if (!to && !capacity && !count) return 0;
    if (!to || !capacity) return EINVAL;
    if (!count) return refuse(to, capacity, 0);
    if (!from) return refuse(to, capacity, EINVAL);
    size_t length = wcsnlen(from, count);
    if (length >= capacity) {
        if (count != (size_t)-1) return refuse(to, capacity, ERANGE);
        memcpy(to, from, (capacity - 1) * sizeof(WCHAR));
        to[capacity - 1] = 0;
        return 80; /* STRUNCATE */
    }
    memcpy(to, from, length * sizeof(WCHAR));
    to[length] = 0;
    return 0;
}

errno_t __cdecl wcscpy_s(WCHAR *to, size_t capacity, const WCHAR *from)
{
    if (!to || !capacity) return EINVAL;
    if (!from) return refuse(to, capacity, EINVAL);
    size_t length = wcslen(from);
    if (length >= capacity) return refuse(to, capacity, ERANGE);
    memcpy(to, from, (length + 1) * sizeof(WCHAR));
    return 0;
}

errno_t __cdecl wcsncat_s(WCHAR *to, size_t capacity, const WCHAR *from, size_t count)
{
    if (!to || !capacity) return EINVAL;
    size_t used = wcsnlen(to, capacity);
    if (used == capacity) return refuse(to, capacity, EINVAL);
    if (!count) return 0;
    if (!from) return refuse(to, capacity, EINVAL);
    errno_t error = wcsncpy_s(to + used, capacity - used, from, count);
    return error && error != 80 ? refuse(to, capacity, error) : error;
}

errno_t __cdecl wcscat_s(WCHAR *to, size_t capacity, const WCHAR *from)
{
    if (!to || !capacity) return EINVAL;
    size_t used = wcsnlen(to, capacity);
    if (!from || used == capacity) return refuse(to, capacity, EINVAL);
    if (wcscpy_s(to + used, capacity - used, from)) return refuse(to, capacity, ERANGE);
    return 0;
}

errno_t __cdecl _wcslwr_s(WCHAR *string, size_t capacity)
{
    if (!string) return EINVAL;
    if (wcsnlen(string, capacity) == capacity) return refuse(string, capacity, EINVAL);
    _wcslwr(string);
    return 0;
}

errno_t __cdecl _wcsupr_s(WCHAR *string, size_t capacity)
{
    if (!string) return EINVAL;
    if (wcsnlen(string, capacity) == capacity) return refuse(string, capacity, EINVAL);
    _wcsupr(string);
    return 0;
}
