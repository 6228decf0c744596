/* Integers from text, for char and for wchar_t. Before this file is included: CHARACTER, T(name) (our names),
 * IS_SPACE(c) */

static int T(digit)(CHARACTER c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 99;
}

/* limit: the largest value, LONG_MAX or its like if signed. Out of range is ERANGE and the nearest limit. */
uint64_t T(parse)(const CHARACTER *text, CHARACTER **end, int base, uint64_t limit, bool is_signed)
{
    const CHARACTER *at = text;
    uint64_t value = 0;
    bool negative = false, overflow = false, any = false;
    if (end) *end = (CHARACTER *)text;
    if (!text || base < 0 || base == 1 || base > 36) {
        crt_invalid(EINVAL);
        return 0;
    }
    while (IS_SPACE(*at)) at++;
    if (*at == '-' || *at == '+') negative = *at++ == '-';
    bool hexadecimal = *at == '0' && (at[1] == 'x' || at[1] == 'X') && T(digit)(at[2]) < 16;
    if (!base) base = hexadecimal ? 16 : *at == '0' ? 8 : 10;
    if (base == 16 && hexadecimal) at += 2;
    for (int digit; (digit = T(digit)(*at)) < base; at++) {
        any = true;
        if (__builtin_mul_overflow(value, (uint64_t)base, &value) ||
            __builtin_add_overflow(value, (uint64_t)digit, &value)) {
            overflow = true;
        }
    }
    if (!any) return 0;
    if (end) *end = (CHARACTER *)at;
    uint64_t most = is_signed && negative ? limit + 1 : limit;
    if (overflow || value > most) {
        *_errno() = ERANGE;
        return is_signed && negative ? -most : limit;
    }
    return negative ? -value : value;
}

/* atoi and its relatives: 0 for what is no number */
static int64_t T(decimal)(const CHARACTER *text, uint64_t limit)
{
    return text ? (int64_t)T(parse)(text, NULL, 10, limit, true) : (crt_invalid(EINVAL), 0);
}

/* value as text at the end of `buffer`; returns its start */
static CHARACTER *T(digits)(CHARACTER *end, uint64_t value, unsigned base)
{
    *--end = 0;
    do *--end = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base];
    while (value /= base);
    return end;
}

static CHARACTER *T(number)(uint64_t value, bool negative, CHARACTER *to, unsigned base)
{
    CHARACTER buffer[68], *at = T(digits)(buffer + ARRAY_SIZE(buffer), negative ? -value : value, base);
    if (negative) *--at = '-';
    memcpy(to, at, (buffer + ARRAY_SIZE(buffer) - at) * sizeof(CHARACTER));
    return to;
}

static errno_t T(number_s)(uint64_t value, bool negative, CHARACTER *to, size_t size, int base)
{
    CHARACTER buffer[68], *at;
    if (!to || !size || base < 2 || base > 36) {
        if (to && size) *to = 0;
        crt_invalid(EINVAL);
        return EINVAL;
    }
    at = T(digits)(buffer + ARRAY_SIZE(buffer), negative ? -value : value, base);
    if (negative) *--at = '-';
    size_t length = buffer + ARRAY_SIZE(buffer) - at;
    if (length > size) {
        *to = 0;
        crt_invalid(ERANGE);
        return ERANGE;
    }
    memcpy(to, at, length * sizeof(CHARACTER));
    return 0;
}

#undef CHARACTER
#undef T
#undef IS_SPACE
