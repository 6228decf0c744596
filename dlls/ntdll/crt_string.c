/* Byte strings of the C library, as ntdll exports them (the C locale: only ASCII letters have a case). */
#include "nt/nt.h"

#include <string.h>

static inline int lower(int c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
static inline int upper(int c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }

size_t __cdecl strlen(const char *string)
{
    const char *at = string;
    while (*at) at++;
    return at - string;
}

size_t __cdecl strnlen(const char *string, size_t limit)
{
    size_t length = 0;
    while (length < limit && string[length]) length++;
    return length;
}

int __cdecl strcmp(const char *first, const char *second)
{
    while (*first && *first == *second) first++, second++;
    return (unsigned char)*first == (unsigned char)*second  ? 0
           : (unsigned char)*first < (unsigned char)*second ? -1
                                                            : 1;
}

int __cdecl strncmp(const char *first, const char *second, size_t limit)
{
    for (; limit; limit--, first++, second++) {
        if (*first != *second) return (unsigned char)*first < (unsigned char)*second ? -1 : 1;
        if (!*first) break;
    }
    return 0;
}

int __cdecl _strnicmp(const char *first, const char *second, size_t limit)
{
    for (; limit; limit--, first++, second++) {
        int a = lower((unsigned char)*first), b = lower((unsigned char)*second);
        if (a != b) return a - b;
        if (!a) break;
    }
    return 0;
}

int __cdecl _stricmp(const char *first, const char *second) { return _strnicmp(first, second, SIZE_MAX); }
int __cdecl _strcmpi(const char *first, const char *second) { return _strnicmp(first, second, SIZE_MAX); }

char *__cdecl strcpy(char *to, const char *from)
{
    char *at = to;
    while ((*at++ = *from++)) {}
    return to;
}

char *__cdecl strncpy(char *to, const char *from, size_t limit)
{
    size_t i = 0;
    for (; i < limit && from[i]; i++) to[i] = from[i];
    for (; i < limit; i++) to[i] = 0;
    return to;
}

char *__cdecl strcat(char *to, const char *from)
{
    strcpy(to + strlen(to), from);
    return to;
}

char *__cdecl strncat(char *to, const char *from, size_t limit)
{
    char *at = to + strlen(to);
    while (limit-- && *from) *at++ = *from++;
    *at = 0;
    return to;
}

char *__cdecl strchr(const char *string, int c)
{
    for (;; string++) {
        if (*string == (char)c) return (char *)string;
        if (!*string) return NULL;
    }
}

char *__cdecl strrchr(const char *string, int c)
{
    const char *found = NULL;
    do {
        if (*string == (char)c) found = string;
    } while (*string++);
    return (char *)found;
}

size_t __cdecl strspn(const char *string, const char *set)
{
    size_t length = 0;
    while (string[length] && strchr(set, string[length])) length++;
    return length;
}

size_t __cdecl strcspn(const char *string, const char *set)
{
    size_t length = 0;
    while (string[length] && !strchr(set, string[length])) length++;
    return length;
}

char *__cdecl strpbrk(const char *string, const char *set)
{
    string += strcspn(string, set);
    return *string ? (char *)string : NULL;
}

char *__cdecl strstr(const char *string, const char *wanted)
{
    size_t length = strlen(wanted);
    for (;; string++) {
        if (!strncmp(string, wanted, length)) return (char *)string;
        if (!*string) return NULL;
    }
}

char *__cdecl strtok_s(char *string, const char *delimiters, char **context)
{
    if (!string) string = *context;
    string += strspn(string, delimiters);
    if (!*string) {
        *context = string;
        return NULL;
    }
    char *end = string + strcspn(string, delimiters);
    *context = *end ? end + 1 : end;
    *end = 0;
    return string;
}

char *__cdecl _strlwr(char *string)
{
    for (char *at = string; *at; at++) *at = lower(*at);
    return string;
}

char *__cdecl _strupr(char *string)
{
    for (char *at = string; *at; at++) *at = upper(*at);
    return string;
}

/* ---- the checked variants: on a bad argument the target becomes empty and an error is returned */

static errno_t refuse(char *to, size_t capacity, errno_t error)
{
    if (to && capacity) *to = 0;
    return error;
}

errno_t __cdecl strncpy_s(char *to, size_t capacity, const char *from, size_t count)
{
    if (!to && !capacity && !count) return 0;
    if (!to || !capacity) return EINVAL;
    if (!count) return refuse(to, capacity, 0);
    if (!from) return refuse(to, capacity, EINVAL);
    size_t length = strnlen(from, count);
    if (length >= capacity) {
        if (count != (size_t)-1) return refuse(to, capacity, ERANGE);
        memcpy(to, from, capacity - 1);
        to[capacity - 1] = 0;
        return 80; /* STRUNCATE */
    }
    memcpy(to, from, length);
    to[length] = 0;
    return 0;
}

errno_t __cdecl strcpy_s(char *to, size_t capacity, const char *from)
{
    if (!to || !capacity) return EINVAL;
    if (!from) return refuse(to, capacity, EINVAL);
    size_t length = strlen(from);
    if (length >= capacity) return refuse(to, capacity, ERANGE);
    memcpy(to, from, length + 1);
    return 0;
}

errno_t __cdecl strncat_s(char *to, size_t capacity, const char *from, size_t count)
{
    if (!to || !capacity) return EINVAL;
    size_t used = strnlen(to, capacity);
    if (used == capacity) return refuse(to, capacity, EINVAL);
    if (!count) return 0;
    if (!from) return refuse(to, capacity, EINVAL);
    errno_t error = strncpy_s(to + used, capacity - used, from, count);
    return error && error != 80 ? refuse(to, capacity, error) : error;
}

errno_t __cdecl strcat_s(char *to, size_t capacity, const char *from)
{
    if (!to || !capacity) return EINVAL;
    size_t used = strnlen(to, capacity);
    if (!from || used == capacity) return refuse(to, capacity, EINVAL);
    if (strcpy_s(to + used, capacity - used, from)) return refuse(to, capacity, ERANGE);
    return 0;
}

errno_t __cdecl _strlwr_s(char *string, size_t capacity)
{
    if (!string) return EINVAL;
    if (strnlen(string, capacity) == capacity) return refuse(string, capacity, EINVAL);
    _strlwr(string);
    return 0;
}

errno_t __cdecl _strupr_s(char *string, size_t capacity)
{
    if (!string) return EINVAL;
    if (strnlen(string, capacity) == capacity) return refuse(string, capacity, EINVAL);
    _strupr(string);
    return 0;
}
