/* The few functions that all of the Universal CRT's printf and scanf are made of by its headers. */
#include "scanf_sources.h"

#define STREAM_PRINT(name, CHARACTER, engine)                                                                          \
    int __cdecl name(uint64_t options, FILE *stream, const CHARACTER *format, _locale_t locale, va_list arguments)     \
    {                                                                                                                  \
        return engine(stream, (unsigned)options, format, locale, arguments);                                           \
    }
STREAM_PRINT(__stdio_common_vfprintf, char, crt_format_stream)
STREAM_PRINT(__stdio_common_vfprintf_s, char, crt_format_stream)
STREAM_PRINT(__stdio_common_vfprintf_p, char, crt_format_stream)
STREAM_PRINT(__stdio_common_vfwprintf, wchar_t, crt_wide_format_stream)
STREAM_PRINT(__stdio_common_vfwprintf_s, wchar_t, crt_wide_format_stream)
STREAM_PRINT(__stdio_common_vfwprintf_p, wchar_t, crt_wide_format_stream)

/* What happens when the text does not fit depends on which function of the headers was called. */
#define BUFFER_PRINT(name, CHARACTER, engine)                                                                          \
    int __cdecl name(uint64_t options, CHARACTER *to, size_t size, const CHARACTER *format, _locale_t locale, va_list arguments) \
    {                                                                                                                  \
        if (!format || (!to && size)) {                                                                                \
            crt_invalid(EINVAL);                                                                                       \
            return -1;                                                                                                 \
        }                                                                                                              \
        int count = engine(to, size > INT_MAX ? INT_MAX : size, (unsigned)options, format, locale, arguments);         \
        if (count < 0) {                                                                                               \
            if (size) *to = 0;                                                                                         \
            return -1;                                                                                                 \
        }                                                                                                              \
        if (!to || (size_t)count < size) return count;                                                                 \
        if (options & PRINTF_LEGACY_TERMINATION) return (size_t)count == size ? count : -1;                            \
        if (size) to[size - 1] = 0;                                                                                    \
        return options & PRINTF_STANDARD_SNPRINTF ? count : -2;                                                        \
    }
BUFFER_PRINT(__stdio_common_vsprintf, char, crt_format_buffer)
BUFFER_PRINT(__stdio_common_vswprintf, wchar_t, crt_wide_format_buffer)

#define SECURE_PRINT(name, CHARACTER, engine)                                                                          \
    int __cdecl name(uint64_t options, CHARACTER *to, size_t size, const CHARACTER *format, _locale_t locale, va_list arguments) \
    {                                                                                                                  \
        return engine(to, size, PRINTF_NO_LIMIT, (unsigned)options, format, locale, arguments);                        \
    }
SECURE_PRINT(__stdio_common_vsprintf_s, char, crt_secure_format_buffer)
SECURE_PRINT(__stdio_common_vswprintf_s, wchar_t, crt_wide_secure_format_buffer)
SECURE_PRINT(__stdio_common_vsprintf_p, char, crt_secure_format_buffer)
SECURE_PRINT(__stdio_common_vswprintf_p, wchar_t, crt_wide_secure_format_buffer)

#define TRUNCATING_PRINT(name, CHARACTER, engine)                                                                      \
    int __cdecl name(uint64_t options, CHARACTER *to, size_t size, size_t most, const CHARACTER *format, _locale_t locale, \
                     va_list arguments)                                                                                \
    {                                                                                                                  \
        return engine(to, size, most, (unsigned)options, format, locale, arguments);                                   \
    }
TRUNCATING_PRINT(__stdio_common_vsnprintf_s, char, crt_secure_format_buffer)
TRUNCATING_PRINT(__stdio_common_vsnwprintf_s, wchar_t, crt_wide_secure_format_buffer)

/* The options of scanf have the numbers of ours. */
int __cdecl __stdio_common_vfscanf(uint64_t options, FILE *stream, const char *format, _locale_t locale,
                                   va_list arguments)
{
    return crt_scan_stream(stream, (unsigned)options, format, locale, arguments);
}

int __cdecl __stdio_common_vfwscanf(uint64_t options, FILE *stream, const wchar_t *format, _locale_t locale,
                                    va_list arguments)
{
    return crt_wide_scan_stream(stream, (unsigned)options, format, locale, arguments);
}

int __cdecl __stdio_common_vsscanf(uint64_t options, const char *text, size_t size, const char *format,
                                   _locale_t locale, va_list arguments)
{
    return crt_scan_string(text, size, (unsigned)options, format, locale, arguments);
}

int __cdecl __stdio_common_vswscanf(uint64_t options, const wchar_t *text, size_t size, const wchar_t *format,
                                    _locale_t locale, va_list arguments)
{
    return crt_wide_scan_string(text, size, (unsigned)options, format, locale, arguments);
}
