/* Numbers to text and back, once for char and once for WCHAR: crt_number.c includes it with CHARACTER and NAME(narrow,
 * wide) set. */

static int FUNCTION(digit_value)(CHARACTER c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
}

/* The digits of a number with its sign and prefix. *overflow: larger than `limit` (negative numbers: limit + 1 unless
 * unsigned). */
static uint64_t FUNCTION(parse)(const CHARACTER *text, CHARACTER **end, int base, uint64_t limit, bool *negative,
                                bool *overflow)
{
    const CHARACTER *at = text, *digits;
    uint64_t value = 0;
    *negative = *overflow = false;
    while (*at == ' ' || (*at >= '\t' && *at <= '\r')) at++;
    if (*at == '-') *negative = true, at++;
    else if (*at == '+') at++;
    bool hex = *at == '0' && (at[1] == 'x' || at[1] == 'X') && FUNCTION(digit_value)(at[2]) < 16;
    if ((base == 0 || base == 16) && hex) {
        base = 16;
        at += 2;
    } else if (base == 0) {
        base = *at == '0' ? 8 : 10;
    }
    for (digits = at; FUNCTION(digit_value)(*at) < base; at++) {
        uint64_t digit = FUNCTION(digit_value)(*at);
        if (value > (limit - digit) / base) *overflow = true;
        value = value * base + digit;
    }
    if (end) *end = (CHARACTER *)(at == digits ? text : at);
    return value;
}

long __cdecl NAME(strtol, wcstol)(const CHARACTER *text, CHARACTER **end, int base)
{
    bool negative, overflow;
    uint64_t value = FUNCTION(parse)(text, end, base, 0x80000000u, &negative, &overflow);
    if (overflow || (!negative && value > LONG_MAX)) return negative ? LONG_MIN : LONG_MAX;
    return negative ? (long)(0 - (unsigned long)value) : (long)value;
}

unsigned long __cdecl NAME(strtoul, wcstoul)(const CHARACTER *text, CHARACTER **end, int base)
{
    bool negative, overflow;
    uint64_t value = FUNCTION(parse)(text, end, base, ULONG_MAX, &negative, &overflow);
    if (overflow) return ULONG_MAX;
    return negative ? 0 - (unsigned long)value : (unsigned long)value;
}

__int64 __cdecl NAME(_strtoi64, _wcstoi64)(const CHARACTER *text, CHARACTER **end, int base)
{
    bool negative, overflow;
    uint64_t value = FUNCTION(parse)(text, end, base, (uint64_t)1 << 63, &negative, &overflow);
    if (overflow || (!negative && value > INT64_MAX)) return negative ? INT64_MIN : INT64_MAX;
    return negative ? (int64_t)(0 - value) : (int64_t)value;
}

unsigned __int64 __cdecl NAME(_strtoui64, _wcstoui64)(const CHARACTER *text, CHARACTER **end, int base)
{
    bool negative, overflow;
    uint64_t value = FUNCTION(parse)(text, end, base, UINT64_MAX, &negative, &overflow);
    if (overflow) return UINT64_MAX;
    return negative ? 0 - value : value;
}

int __cdecl NAME(atoi, _wtoi)(const CHARACTER *text)
{
    bool negative, overflow;
    uint64_t value = FUNCTION(parse)(text, NULL, 10, UINT64_MAX, &negative, &overflow);
    return (int)(negative ? 0 - value : value);
}

long __cdecl NAME(atol, _wtol)(const CHARACTER *text) { return NAME(atoi, _wtoi)(text); }
__int64 __cdecl NAME(_atoi64, _wtoi64)(const CHARACTER *text) { return NAME(_strtoi64, _wcstoi64)(text, NULL, 10); }

/* Writes into the end of `buffer` and returns where it begins. */
static const CHARACTER *FUNCTION(format)(uint64_t value, bool negative, unsigned base, CHARACTER *end)
{
    *--end = 0;
    do *--end = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base]; while (value /= base);
    if (negative) *--end = '-';
    return end;
}

#define BUFFER_LENGTH 66
static errno_t FUNCTION(put)(uint64_t value, bool negative, CHARACTER *target, size_t capacity, int base)
{
    CHARACTER buffer[BUFFER_LENGTH];
    if (!target || !capacity) return EINVAL;
    *target = 0;
    if (base < 2 || base > 36) return EINVAL;
    const CHARACTER *text = FUNCTION(format)(negative ? 0 - value : value, negative, base, buffer + BUFFER_LENGTH);
    size_t length = buffer + BUFFER_LENGTH - text;
    if (length > capacity) return ERANGE;
    memcpy(target, text, length * sizeof(CHARACTER));
    return 0;
}

/* A minus sign is written in base 10 only. */
CHARACTER *__cdecl NAME(_i64toa, _i64tow)(__int64 value, CHARACTER *target, int base)
{
    FUNCTION(put)(value, value < 0 && base == 10, target, BUFFER_LENGTH, base);
    return target;
}

CHARACTER *__cdecl NAME(_ui64toa, _ui64tow)(unsigned __int64 value, CHARACTER *target, int base)
{
    FUNCTION(put)(value, false, target, BUFFER_LENGTH, base);
    return target;
}

CHARACTER *__cdecl NAME(_ltoa, _ltow)(long value, CHARACTER *target, int base)
{
    bool negative = value < 0 && base == 10;
    FUNCTION(put)(negative ? (uint64_t)(int64_t)value : (uint32_t)value, negative, target, BUFFER_LENGTH, base);
    return target;
}

CHARACTER *__cdecl NAME(_ultoa, _ultow)(unsigned long value, CHARACTER *target, int base)
{
    FUNCTION(put)(value, false, target, BUFFER_LENGTH, base);
    return target;
}

CHARACTER *__cdecl NAME(_itoa, _itow)(int value, CHARACTER *target, int base)
{
    return NAME(_ltoa, _ltow)(value, target, base);
}

errno_t __cdecl NAME(_i64toa_s, _i64tow_s)(__int64 value, CHARACTER *target, size_t capacity, int base)
{
    return FUNCTION(put)(value, value < 0 && base == 10, target, capacity, base);
}

errno_t __cdecl NAME(_ui64toa_s, _ui64tow_s)(unsigned __int64 value, CHARACTER *target, size_t capacity, int base)
{
    return FUNCTION(put)(value, false, target, capacity, base);
}

errno_t __cdecl NAME(_ltoa_s, _ltow_s)(long value, CHARACTER *target, size_t capacity, int base)
{
    bool negative = value < 0 && base == 10;
    return FUNCTION(put)(negative ? (uint64_t)(int64_t)value : (uint32_t)value, negative, target, capacity, base);
}

errno_t __cdecl NAME(_ultoa_s, _ultow_s)(unsigned long value, CHARACTER *target, size_t capacity, int base)
{
    return FUNCTION(put)(value, false, target, capacity, base);
}

errno_t __cdecl NAME(_itoa_s, _itow_s)(int value, CHARACTER *target, size_t capacity, int base)
{
    return NAME(_ltoa_s, _ltow_s)(value, target, capacity, base);
}
#undef BUFFER_LENGTH
