/* The scanf functions of msvcrt.dll. */
#include "scanf_sources.h"

#define WITH_ARGUMENTS(last, call)                                                                                     \
    va_list arguments;                                                                                                 \
    va_start(arguments, last);                                                                                         \
    int result = call;                                                                                                 \
    va_end(arguments);                                                                                                 \
    return result;

#define SCAN(CHARACTER, options, stream_engine, string_engine, plain, plain_l, from_stream, from_stream_l, from_string,   \
             from_string_l, counted, counted_l)                                                                        \
    int __cdecl plain(const CHARACTER *format, ...)                                                                    \
    {                                                                                                                  \
        WITH_ARGUMENTS(format, stream_engine(stdin, SCANF_DEFAULT | options, format, NULL, arguments))                 \
    }                                                                                                                  \
    int __cdecl plain_l(const CHARACTER *format, _locale_t locale, ...)                                                \
    {                                                                                                                  \
        WITH_ARGUMENTS(locale, stream_engine(stdin, SCANF_DEFAULT | options, format, locale, arguments))               \
    }                                                                                                                  \
    int __cdecl from_stream(FILE *stream, const CHARACTER *format, ...)                                                \
    {                                                                                                                  \
        WITH_ARGUMENTS(format, stream_engine(stream, SCANF_DEFAULT | options, format, NULL, arguments))                \
    }                                                                                                                  \
    int __cdecl from_stream_l(FILE *stream, const CHARACTER *format, _locale_t locale, ...)                            \
    {                                                                                                                  \
        WITH_ARGUMENTS(locale, stream_engine(stream, SCANF_DEFAULT | options, format, locale, arguments))              \
    }                                                                                                                  \
    int __cdecl from_string(const CHARACTER *text, const CHARACTER *format, ...)                                       \
    {                                                                                                                  \
        WITH_ARGUMENTS(format, string_engine(text, SIZE_MAX, SCANF_DEFAULT | options, format, NULL, arguments))        \
    }                                                                                                                  \
    int __cdecl from_string_l(const CHARACTER *text, const CHARACTER *format, _locale_t locale, ...)                   \
    {                                                                                                                  \
        WITH_ARGUMENTS(locale, string_engine(text, SIZE_MAX, SCANF_DEFAULT | options, format, locale, arguments))      \
    }                                                                                                                  \
    int __cdecl counted(const CHARACTER *text, size_t size, const CHARACTER *format, ...)                              \
    {                                                                                                                  \
        WITH_ARGUMENTS(format, string_engine(text, size, SCANF_DEFAULT | options, format, NULL, arguments))            \
    }                                                                                                                  \
    int __cdecl counted_l(const CHARACTER *text, size_t size, const CHARACTER *format, _locale_t locale, ...)          \
    {                                                                                                                  \
        WITH_ARGUMENTS(locale, string_engine(text, size, SCANF_DEFAULT | options, format, locale, arguments))          \
    }

SCAN(char, 0, crt_scan_stream, crt_scan_string, scanf, _scanf_l, fscanf, _fscanf_l, sscanf, _sscanf_l, _snscanf,
     _snscanf_l)
SCAN(char, SCANF_SECURE, crt_scan_stream, crt_scan_string, scanf_s, _scanf_s_l, fscanf_s, _fscanf_s_l, sscanf_s,
     _sscanf_s_l, _snscanf_s, _snscanf_s_l)
SCAN(wchar_t, 0, crt_wide_scan_stream, crt_wide_scan_string, wscanf, _wscanf_l, fwscanf, _fwscanf_l, swscanf,
     _swscanf_l, _snwscanf, _snwscanf_l)
SCAN(wchar_t, SCANF_SECURE, crt_wide_scan_stream, crt_wide_scan_string, wscanf_s, _wscanf_s_l, fwscanf_s, _fwscanf_s_l,
     swscanf_s, _swscanf_s_l, _snwscanf_s, _snwscanf_s_l)
