/* Integers and text: strtol and atoi, _itoa, for both kinds of characters. */
#include "crt.h"

#define CHARACTER char
#define T(name) crt_##name
#define IS_SPACE(c) crt_is_space((unsigned char)(c))
#include "integer_parse.h"

#define CHARACTER wchar_t
#define T(name) crt_wide_##name
#define IS_SPACE(c) iswspace(c)
#include "integer_parse.h"

#define MAX_32 0x7fffffffull
#define MAX_64 0x7fffffffffffffffull

/* name(text, end, base) and name_l(text, end, base, locale) */
#define PARSE(type, CHARACTER, name, name_l, parse, limit, is_signed)                                                  \
    type __cdecl name(const CHARACTER *text, CHARACTER **end, int base)                                                \
    {                                                                                                                  \
        return (type)parse(text, end, base, limit, is_signed);                                                         \
    }                                                                                                                  \
    type __cdecl name_l(const CHARACTER *text, CHARACTER **end, int base, _locale_t locale)                            \
    {                                                                                                                  \
        (void)locale;                                                                                                  \
        return (type)parse(text, end, base, limit, is_signed);                                                         \
    }
PARSE(long, char, strtol, _strtol_l, crt_parse, MAX_32, true)
PARSE(unsigned long, char, strtoul, _strtoul_l, crt_parse, UINT_MAX, false)
PARSE(int64_t, char, _strtoi64, _strtoi64_l, crt_parse, MAX_64, true)
PARSE(uint64_t, char, _strtoui64, _strtoui64_l, crt_parse, UINT64_MAX, false)
PARSE(long, wchar_t, wcstol, _wcstol_l, crt_wide_parse, MAX_32, true)
PARSE(unsigned long, wchar_t, wcstoul, _wcstoul_l, crt_wide_parse, UINT_MAX, false)
PARSE(int64_t, wchar_t, _wcstoi64, _wcstoi64_l, crt_wide_parse, MAX_64, true)
PARSE(uint64_t, wchar_t, _wcstoui64, _wcstoui64_l, crt_wide_parse, UINT64_MAX, false)
#ifdef _UCRTBASE_
PARSE(int64_t, char, strtoll, _strtoll_l, crt_parse, MAX_64, true)
PARSE(uint64_t, char, strtoull, _strtoull_l, crt_parse, UINT64_MAX, false)
PARSE(int64_t, char, strtoimax, _strtoimax_l, crt_parse, MAX_64, true)
PARSE(uint64_t, char, strtoumax, _strtoumax_l, crt_parse, UINT64_MAX, false)
PARSE(int64_t, wchar_t, wcstoll, _wcstoll_l, crt_wide_parse, MAX_64, true)
PARSE(uint64_t, wchar_t, wcstoull, _wcstoull_l, crt_wide_parse, UINT64_MAX, false)
PARSE(int64_t, wchar_t, wcstoimax, _wcstoimax_l, crt_wide_parse, MAX_64, true)
PARSE(uint64_t, wchar_t, wcstoumax, _wcstoumax_l, crt_wide_parse, UINT64_MAX, false)
#endif

#define DECIMAL(type, CHARACTER, name, name_l, decimal, limit)                                                         \
    type __cdecl name(const CHARACTER *text) { return (type)decimal(text, limit); }                                    \
    type __cdecl name_l(const CHARACTER *text, _locale_t locale)                                                       \
    {                                                                                                                  \
        (void)locale;                                                                                                  \
        return (type)decimal(text, limit);                                                                             \
    }
DECIMAL(int, char, atoi, _atoi_l, crt_decimal, MAX_32)
DECIMAL(long, char, atol, _atol_l, crt_decimal, MAX_32)
DECIMAL(int64_t, char, _atoi64, _atoi64_l, crt_decimal, MAX_64)
DECIMAL(int64_t, char, atoll, _atoll_l, crt_decimal, MAX_64)
DECIMAL(int, wchar_t, _wtoi, _wtoi_l, crt_wide_decimal, MAX_32)
DECIMAL(long, wchar_t, _wtol, _wtol_l, crt_wide_decimal, MAX_32)
DECIMAL(int64_t, wchar_t, _wtoi64, _wtoi64_l, crt_wide_decimal, MAX_64)
DECIMAL(int64_t, wchar_t, _wtoll, _wtoll_l, crt_wide_decimal, MAX_64)

/* name(value, buffer, base), name_s(value, buffer, size, base); only base 10 has a sign */
#define FORMAT(type, unsigned_type, CHARACTER, name, format, is_negative)                                              \
    CHARACTER *__cdecl name(type value, CHARACTER *to, int base)                                                       \
    {                                                                                                                  \
        bool negative = base == 10 && (is_negative);                                                                   \
        return format(negative ? (uint64_t)(int64_t)value : (unsigned_type)value, negative, to, base);                 \
    }                                                                                                                  \
    errno_t __cdecl name##_s(type value, CHARACTER *to, size_t size, int base)                                         \
    {                                                                                                                  \
        bool negative = base == 10 && (is_negative);                                                                   \
        return format##_s(negative ? (uint64_t)(int64_t)value : (unsigned_type)value, negative, to, size, base);       \
    }
FORMAT(int, unsigned, char, _itoa, crt_number, value < 0)
FORMAT(long, unsigned long, char, _ltoa, crt_number, value < 0)
FORMAT(unsigned long, unsigned long, char, _ultoa, crt_number, false)
FORMAT(int64_t, uint64_t, char, _i64toa, crt_number, value < 0)
FORMAT(uint64_t, uint64_t, char, _ui64toa, crt_number, false)
FORMAT(int, unsigned, wchar_t, _itow, crt_wide_number, value < 0)
FORMAT(long, unsigned long, wchar_t, _ltow, crt_wide_number, value < 0)
FORMAT(unsigned long, unsigned long, wchar_t, _ultow, crt_wide_number, false)
FORMAT(int64_t, uint64_t, wchar_t, _i64tow, crt_wide_number, value < 0)
FORMAT(uint64_t, uint64_t, wchar_t, _ui64tow, crt_wide_number, false)
