/* The printf functions of msvcrt.dll. Each exists with and without a locale, with a list or a va_list of arguments, and
 * for both kinds of characters; the macros below write the sixteen functions of a family out of one expression. */
#include "crt.h"

#define WITH_ARGUMENTS(last, call)                                                                                     \
    va_list arguments;                                                                                                 \
    va_start(arguments, last);                                                                                         \
    int result = call;                                                                                                 \
    va_end(arguments);                                                                                                 \
    return result;

/* ---- to streams: name(stream, format, ...) */

#define TO_STREAM(CHARACTER, engine, suffix, fprint, vfprint, print, vprint)                                           \
    int __cdecl vfprint##suffix(FILE *stream, const CHARACTER *format, va_list arguments)                              \
    {                                                                                                                  \
        return engine(stream, PRINTF_DEFAULT, format, NULL, arguments);                                                \
    }                                                                                                                  \
    int __cdecl _##vfprint##suffix##_l(FILE *stream, const CHARACTER *format, _locale_t locale, va_list arguments)     \
    {                                                                                                                  \
        return engine(stream, PRINTF_DEFAULT, format, locale, arguments);                                              \
    }                                                                                                                  \
    int __cdecl vprint##suffix(const CHARACTER *format, va_list arguments)                                             \
    {                                                                                                                  \
        return engine(stdout, PRINTF_DEFAULT, format, NULL, arguments);                                                \
    }                                                                                                                  \
    int __cdecl _##vprint##suffix##_l(const CHARACTER *format, _locale_t locale, va_list arguments)                    \
    {                                                                                                                  \
        return engine(stdout, PRINTF_DEFAULT, format, locale, arguments);                                              \
    }                                                                                                                  \
    int __cdecl fprint##suffix(FILE *stream, const CHARACTER *format, ...)                                             \
    {                                                                                                                  \
        WITH_ARGUMENTS(format, engine(stream, PRINTF_DEFAULT, format, NULL, arguments))                                \
    }                                                                                                                  \
    int __cdecl _##fprint##suffix##_l(FILE *stream, const CHARACTER *format, _locale_t locale, ...)                    \
    {                                                                                                                  \
        WITH_ARGUMENTS(locale, engine(stream, PRINTF_DEFAULT, format, locale, arguments))                              \
    }                                                                                                                  \
    int __cdecl print##suffix(const CHARACTER *format, ...)                                                            \
    {                                                                                                                  \
        WITH_ARGUMENTS(format, engine(stdout, PRINTF_DEFAULT, format, NULL, arguments))                                \
    }                                                                                                                  \
    int __cdecl _##print##suffix##_l(const CHARACTER *format, _locale_t locale, ...)                                   \
    {                                                                                                                  \
        WITH_ARGUMENTS(locale, engine(stdout, PRINTF_DEFAULT, format, locale, arguments))                              \
    }

TO_STREAM(char, crt_format_stream, f, fprint, vfprint, print, vprint)
TO_STREAM(char, crt_format_stream, f_s, fprint, vfprint, print, vprint)
TO_STREAM(wchar_t, crt_wide_format_stream, f, fwprint, vfwprint, wprint, vwprint)
TO_STREAM(wchar_t, crt_wide_format_stream, f_s, fwprint, vfwprint, wprint, vwprint)

/* ---- into buffers of a known size: name(to, size, format, ...) */

/* What just fits has no terminator; -1 for what does not. */
static int limited(int count, size_t size, bool has_buffer)
{
    return has_buffer && count >= 0 && (size_t)count > size ? -1 : count;
}

/* What the families do with a buffer: as much as fits; all or an invalid parameter; as much as fits, always with a
 * terminator. */
#define SIZED_ENGINES(CHARACTER, engine, secure_engine, limited_name, secure_name, counted_name)                       \
    static int limited_name(CHARACTER *to, size_t size, const CHARACTER *format, _locale_t locale, va_list arguments)  \
    {                                                                                                                  \
        if (!to && size) return crt_invalid_result();                                                                  \
        return limited(engine(to, size, PRINTF_DEFAULT, format, locale, arguments), size, to);                         \
    }                                                                                                                  \
    static int secure_name(CHARACTER *to, size_t size, const CHARACTER *format, _locale_t locale, va_list arguments)   \
    {                                                                                                                  \
        return secure_engine(to, size, PRINTF_NO_LIMIT, PRINTF_DEFAULT, format, locale, arguments);                    \
    }                                                                                                                  \
    static int counted_name(CHARACTER *to, size_t size, const CHARACTER *format, _locale_t locale, va_list arguments)  \
    {                                                                                                                  \
        if (!to || !size) return crt_invalid_result();                                                                 \
        int count = engine(to, size, PRINTF_DEFAULT, format, locale, arguments);                                       \
        if (count >= 0 && (size_t)count < size) return count;                                                          \
        to[size - 1] = 0;                                                                                              \
        return -1;                                                                                                     \
    }
SIZED_ENGINES(char, crt_format_buffer, crt_secure_format_buffer, narrow_limited, narrow_secure, narrow_counted)
SIZED_ENGINES(wchar_t, crt_wide_format_buffer, crt_wide_secure_format_buffer, wide_limited, wide_secure, wide_counted)

#define TO_SIZED_BUFFER(CHARACTER, engine, plain, list, plain_l, list_l)                                               \
    int __cdecl list(CHARACTER *to, size_t size, const CHARACTER *format, va_list arguments)                           \
    {                                                                                                                  \
        return engine(to, size, format, NULL, arguments);                                                              \
    }                                                                                                                  \
    int __cdecl list_l(CHARACTER *to, size_t size, const CHARACTER *format, _locale_t locale, va_list arguments)       \
    {                                                                                                                  \
        return engine(to, size, format, locale, arguments);                                                            \
    }                                                                                                                  \
    int __cdecl plain(CHARACTER *to, size_t size, const CHARACTER *format, ...)                                        \
    {                                                                                                                  \
        WITH_ARGUMENTS(format, engine(to, size, format, NULL, arguments))                                              \
    }                                                                                                                  \
    int __cdecl plain_l(CHARACTER *to, size_t size, const CHARACTER *format, _locale_t locale, ...)                    \
    {                                                                                                                  \
        WITH_ARGUMENTS(locale, engine(to, size, format, locale, arguments))                                            \
    }
TO_SIZED_BUFFER(char, narrow_limited, _snprintf, _vsnprintf, _snprintf_l, _vsnprintf_l)
TO_SIZED_BUFFER(wchar_t, wide_limited, _snwprintf, _vsnwprintf, _snwprintf_l, _vsnwprintf_l)
TO_SIZED_BUFFER(char, narrow_secure, sprintf_s, vsprintf_s, _sprintf_s_l, _vsprintf_s_l)
TO_SIZED_BUFFER(wchar_t, wide_secure, swprintf_s, vswprintf_s, _swprintf_s_l, _vswprintf_s_l)
TO_SIZED_BUFFER(char, narrow_counted, _snprintf_c, _vsnprintf_c, _snprintf_c_l, _vsnprintf_c_l)
TO_SIZED_BUFFER(wchar_t, wide_counted, _swprintf_c, _vswprintf_c, _swprintf_c_l, _vswprintf_c_l)

/* ---- likewise, and at most so many characters: name(to, size, most, format, ...) */

#define TO_TRUNCATING_BUFFER(CHARACTER, engine, plain, list)                                                           \
    int __cdecl list(CHARACTER *to, size_t size, size_t most, const CHARACTER *format, va_list arguments)              \
    {                                                                                                                  \
        return engine(to, size, most, PRINTF_DEFAULT, format, NULL, arguments);                                        \
    }                                                                                                                  \
    int __cdecl list##_l(CHARACTER *to, size_t size, size_t most, const CHARACTER *format, _locale_t locale,           \
                         va_list arguments)                                                                            \
    {                                                                                                                  \
        return engine(to, size, most, PRINTF_DEFAULT, format, locale, arguments);                                      \
    }                                                                                                                  \
    int __cdecl plain(CHARACTER *to, size_t size, size_t most, const CHARACTER *format, ...)                           \
    {                                                                                                                  \
        WITH_ARGUMENTS(format, engine(to, size, most, PRINTF_DEFAULT, format, NULL, arguments))                        \
    }                                                                                                                  \
    int __cdecl plain##_l(CHARACTER *to, size_t size, size_t most, const CHARACTER *format, _locale_t locale, ...)     \
    {                                                                                                                  \
        WITH_ARGUMENTS(locale, engine(to, size, most, PRINTF_DEFAULT, format, locale, arguments))                      \
    }
TO_TRUNCATING_BUFFER(char, crt_secure_format_buffer, _snprintf_s, _vsnprintf_s)
TO_TRUNCATING_BUFFER(wchar_t, crt_wide_secure_format_buffer, _snwprintf_s, _vsnwprintf_s)

/* ---- into buffers of unknown size */

#define TO_BUFFER(CHARACTER, engine, plain, list, plain_l, list_l)                                                     \
    int __cdecl list(CHARACTER *to, const CHARACTER *format, va_list arguments)                                        \
    {                                                                                                                  \
        return engine(to, INT_MAX, PRINTF_DEFAULT, format, NULL, arguments);                                           \
    }                                                                                                                  \
    int __cdecl list_l(CHARACTER *to, const CHARACTER *format, _locale_t locale, va_list arguments)                    \
    {                                                                                                                  \
        return engine(to, INT_MAX, PRINTF_DEFAULT, format, locale, arguments);                                         \
    }                                                                                                                  \
    int __cdecl plain(CHARACTER *to, const CHARACTER *format, ...)                                                     \
    {                                                                                                                  \
        WITH_ARGUMENTS(format, engine(to, INT_MAX, PRINTF_DEFAULT, format, NULL, arguments))                           \
    }                                                                                                                  \
    int __cdecl plain_l(CHARACTER *to, const CHARACTER *format, _locale_t locale, ...)                                 \
    {                                                                                                                  \
        WITH_ARGUMENTS(locale, engine(to, INT_MAX, PRINTF_DEFAULT, format, locale, arguments))                         \
    }
TO_BUFFER(char, crt_format_buffer, sprintf, vsprintf, _sprintf_l, _vsprintf_l)
TO_BUFFER(wchar_t, crt_wide_format_buffer, swprintf, vswprintf, _swprintf_l, _vswprintf_l)

int __cdecl _vswprintf(wchar_t *to, const wchar_t *format, va_list arguments)
{
    return vswprintf(to, format, arguments);
}

/* ---- only the length */

#define LENGTH_ONLY(CHARACTER, engine, plain, list)                                                                    \
    int __cdecl list(const CHARACTER *format, va_list arguments)                                                       \
    {                                                                                                                  \
        return engine(NULL, 0, PRINTF_DEFAULT, format, NULL, arguments);                                               \
    }                                                                                                                  \
    int __cdecl list##_l(const CHARACTER *format, _locale_t locale, va_list arguments)                                 \
    {                                                                                                                  \
        return engine(NULL, 0, PRINTF_DEFAULT, format, locale, arguments);                                             \
    }                                                                                                                  \
    int __cdecl plain(const CHARACTER *format, ...)                                                                    \
    {                                                                                                                  \
        WITH_ARGUMENTS(format, engine(NULL, 0, PRINTF_DEFAULT, format, NULL, arguments))                               \
    }                                                                                                                  \
    int __cdecl plain##_l(const CHARACTER *format, _locale_t locale, ...)                                              \
    {                                                                                                                  \
        WITH_ARGUMENTS(locale, engine(NULL, 0, PRINTF_DEFAULT, format, locale, arguments))                             \
    }
LENGTH_ONLY(char, crt_format_buffer, _scprintf, _vscprintf)
LENGTH_ONLY(wchar_t, crt_wide_format_buffer, _scwprintf, _vscwprintf)
