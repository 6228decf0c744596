/* The printf functions that ntdll exports. They know no floating point: programs that want it have a C runtime. */
#include "nt/nt.h"

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

struct conversion {
    bool left, zero, plus, space, alternate;
    int wide;                  /* 1: l, -1: h, 0: neither */
    int width, precision, bytes;
};

#define CHARACTER char
#define FUNCTION(name) name##_narrow
struct output_narrow;
static void put_wide_character_narrow(struct output_narrow *output, WCHAR c);
#include "crt_format_template.h"
static void put_wide_character_narrow(struct output_narrow *output, WCHAR c)
{
    char bytes[8];
    ULONG used = 0;
    RtlUnicodeToMultiByteN(bytes, sizeof(bytes), &used, &c, sizeof(c));
    for (ULONG i = 0; i < used; i++) emit_narrow(output, bytes[i]);
}
#undef CHARACTER
#undef FUNCTION

#define CHARACTER WCHAR
#define FUNCTION(name) name##_wide
struct output_wide;
static void put_wide_character_wide(struct output_wide *output, WCHAR c);
#include "crt_format_template.h"
static void put_wide_character_wide(struct output_wide *output, WCHAR c) { emit_wide(output, c); }

#define UNLIMITED ((size_t)INT_MAX)

int __cdecl _vsnprintf(char *target, size_t count, const char *format, va_list arguments)
{
    return print_old_narrow(target, count, format, &arguments);
}
int __cdecl vsprintf(char *target, const char *format, va_list arguments)
{
    return print_old_narrow(target, UNLIMITED, format, &arguments);
}
int __cdecl _vscprintf(const char *format, va_list arguments) { return print_old_narrow(NULL, 0, format, &arguments); }
int __cdecl _vsnwprintf(WCHAR *target, size_t count, const WCHAR *format, va_list arguments)
{
    return print_old_wide(target, count, format, &arguments);
}
int __cdecl _vswprintf(WCHAR *target, const WCHAR *format, va_list arguments)
{
    return print_old_wide(target, UNLIMITED, format, &arguments);
}
int __cdecl _vscwprintf(const WCHAR *format, va_list arguments) { return print_old_wide(NULL, 0, format, &arguments); }
int __cdecl vsprintf_s(char *target, size_t capacity, const char *format, va_list arguments)
{
    return print_checked_narrow(target, capacity, capacity, format, &arguments);
}
int __cdecl vswprintf_s(WCHAR *target, size_t capacity, const WCHAR *format, va_list arguments)
{
    return print_checked_wide(target, capacity, capacity, format, &arguments);
}
int __cdecl _vsnprintf_s(char *target, size_t capacity, size_t count, const char *format, va_list arguments)
{
    return print_checked_narrow(target, capacity, count, format, &arguments);
}
int __cdecl _vsnwprintf_s(WCHAR *target, size_t capacity, size_t count, const WCHAR *format, va_list arguments)
{
    return print_checked_wide(target, capacity, count, format, &arguments);
}

#define WITH_ARGUMENTS(call) \
    va_list arguments; \
    va_start(arguments, format); \
    int result = call; \
    va_end(arguments); \
    return result;

int __cdecl sprintf(char *target, const char *format, ...)
{
    WITH_ARGUMENTS(print_old_narrow(target, UNLIMITED, format, &arguments))
}
int __cdecl _snprintf(char *target, size_t count, const char *format, ...)
{
    WITH_ARGUMENTS(print_old_narrow(target, count, format, &arguments))
}
int __cdecl sprintf_s(char *target, size_t capacity, const char *format, ...)
{
    WITH_ARGUMENTS(print_checked_narrow(target, capacity, capacity, format, &arguments))
}
int __cdecl _snprintf_s(char *target, size_t capacity, size_t count, const char *format, ...)
{
    WITH_ARGUMENTS(print_checked_narrow(target, capacity, count, format, &arguments))
}
int __cdecl ntdll_swprintf(WCHAR *target, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(print_old_wide(target, UNLIMITED, format, &arguments))
}
int __cdecl _snwprintf(WCHAR *target, size_t count, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(print_old_wide(target, count, format, &arguments))
}
int __cdecl swprintf_s(WCHAR *target, size_t capacity, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(print_checked_wide(target, capacity, capacity, format, &arguments))
}
int __cdecl _snwprintf_s(WCHAR *target, size_t capacity, size_t count, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(print_checked_wide(target, capacity, count, format, &arguments))
}
