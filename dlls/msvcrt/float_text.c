/* Floating-point numbers as text: the layout of %e, %f, %g and %a around the digits that libmingwex computes. */
#include "crt.h"

#define EXPONENT_MASK 0x7ff0000000000000ull
#define FRACTION_MASK 0x000fffffffffffffull
#define QUIET_BIT 0x0008000000000000ull

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

static int put_text(char *to, const char *text)
{
    size_t length = strlen(text);
    memcpy(to, text, length + 1);
    return (int)length;
}

/* ---- infinities and NaNs */

static const char *modern_name(uint64_t bits)
{
    if (!(bits & FRACTION_MASK)) return "inf";
    if (!(bits & QUIET_BIT)) return "nan(snan)";
    return bits >> 63 && (bits & FRACTION_MASK) == QUIET_BIT ? "nan(ind)" : "nan";
}

/* msvcrt.dll has the digits "1#INF" and rounds them like any other digits, so %.2f is 1.#J. */
static int old_special(char *to, uint64_t bits, const struct float_format *format)
{
    const char *name = !(bits & FRACTION_MASK)                                        ? "#INF"
                       : !(bits & QUIET_BIT)                                          ? "#SNAN"
                       : bits >> 63 && (bits & FRACTION_MASK) == QUIET_BIT            ? "#IND"
                                                                                      : "#QNAN";
    char *at = to;
    int precision = format->precision < 0 ? 6 : format->precision, length = (int)strlen(name);
    bool general = (format->conversion | 0x20) == 'g';
    if (general && precision) precision--;
    if (general && precision > length) precision = length;
    *at++ = '1';
    if (precision || format->alternate) *at++ = format->point;
    for (int i = 0; i < precision; i++) at[i] = i < length ? name[i] : '0';
    if (precision && precision < length && name[precision] >= '5') at[precision - 1]++;
    at += precision;
    if ((format->conversion | 0x20) == 'e') at += put_text(at, format->conversion == 'e' ? "e+000" : "E+000");
    *at = 0;
    return (int)(at - to);
}

static int special(char *to, uint64_t bits, const struct float_format *format)
{
    if (format->msvcrt_special) return old_special(to, bits, format);
    int length = put_text(to, modern_name(bits));
    if (format->conversion < 'a') {
        for (char *at = to; *at; at++) {
            if (*at >= 'a' && *at <= 'z') *at -= 'a' - 'A';
        }
    }
    return length;
}

/* ---- digits */

struct digits {
    char *text;
    int count, point; /* the decimal point stands before digit `point` */
};

/* Whether the number lies exactly between two results, which IEEE 754 rounds to even and older Windows away from zero.
 */
static bool exact_half(double value, int mode, int wanted, struct digits *exact)
{
    int sign;
    char *end, *shortest = __dtoa(value, 0, 0, &exact->point, &sign, &end);
    int count = (int)(end - shortest), kept = mode == 2 ? wanted : exact->point + wanted;
    bool candidate = kept >= 0 && count == kept + 1 && shortest[kept] == '5';
    __freedtoa(shortest);
    if (!candidate) return false;
    exact->text = __dtoa(value, 2, 1100, &exact->point, &sign, &end);
    exact->count = (int)(end - exact->text);
    if (exact->count == kept + 1) return true;
    __freedtoa(exact->text);
    return false;
}

static void round_up(struct digits *digits)
{
    int at = --digits->count;
    while (at > 0 && digits->text[at - 1] == '9') at--;
    if (at > 0) {
        digits->text[at - 1]++;
        digits->count = at;
    } else {
        digits->text[0] = '1';
        digits->count = 1;
        digits->point++;
    }
    digits->text[digits->count] = 0;
}

static struct digits get_digits(double value, int mode, int wanted, bool half_up)
{
    struct digits digits;
    int sign;
    char *end;
    if (half_up && value != 0 && exact_half(value, mode, wanted, &digits)) {
        round_up(&digits);
        return digits;
    }
    digits.text = __dtoa(value, mode, wanted, &digits.point, &sign, &end);
    digits.count = (int)(end - digits.text);
    if (value == 0) digits.point = 1;
    return digits;
}

static char *put_digits(char *to, const struct digits *digits, int from, int count)
{
    for (int i = from; i < from + count; i++) *to++ = i >= 0 && i < digits->count ? digits->text[i] : '0';
    return to;
}

static char *put_fixed(char *to, const struct digits *digits, int precision, const struct float_format *format)
{
    if (digits->point > 0) to = put_digits(to, digits, 0, digits->point);
    else *to++ = '0';
    if (precision || format->alternate) *to++ = format->point;
    return put_digits(to, digits, digits->point, precision);
}

static char *put_exponent(char *to, int exponent, char letter, int minimum)
{
    char text[8];
    int count = 0;
    *to++ = letter;
    *to++ = exponent < 0 ? '-' : '+';
    if (exponent < 0) exponent = -exponent;
    for (; exponent || count < minimum; exponent /= 10) text[count++] = '0' + exponent % 10;
    while (count) *to++ = text[--count];
    return to;
}

static char *put_scientific(char *to, const struct digits *digits, int precision, const struct float_format *format)
{
    to = put_digits(to, digits, 0, 1);
    if (precision || format->alternate) *to++ = format->point;
    to = put_digits(to, digits, 1, precision);
    char letter = format->conversion & 0x20 ? 'e' : 'E';
    return put_exponent(to, digits->point - 1, letter, format->three_digits ? 3 : 2);
}

/* ---- hexadecimal */

static int hexadecimal(char *to, uint64_t bits, const struct float_format *format)
{
    const char *alphabet = format->conversion == 'a' ? "0123456789abcdef" : "0123456789ABCDEF";
    int exponent = (int)(bits >> 52 & 0x7ff), precision = format->precision;
    uint64_t fraction = bits & FRACTION_MASK, lead = exponent ? 1 : 0;
    char *at = to;
    exponent = exponent ? exponent - 1023 : fraction ? -1022 : 0;
    if (precision < 0) precision = format->msvcrt_special ? 6 : 13;
    if (precision < 13) {
        uint64_t all = lead << 52 | fraction, unit = 1ull << (52 - 4 * precision), rest = all & (unit - 1);
        all -= rest;
        if (rest > unit / 2 || (rest == unit / 2 && all & unit)) all += unit;
        lead = all >> 52;
        fraction = all & FRACTION_MASK;
    }
    *at++ = '0';
    *at++ = format->conversion == 'a' ? 'x' : 'X';
    *at++ = (char)('0' + lead);
    if (precision || format->alternate) *at++ = format->point;
    for (int i = 0; i < precision; i++) *at++ = i < 13 ? alphabet[fraction >> (48 - 4 * i) & 15] : '0';
    at = put_exponent(at, exponent, format->conversion == 'a' ? 'p' : 'P', 1);
    *at = 0;
    return (int)(at - to);
}

/* ---- all of them */

static char *put_general(char *to, double value, int precision, const struct float_format *format)
{
    if (!precision) precision = 1;
    struct digits digits = get_digits(value, 2, precision, format->half_up);
    int shown = format->alternate ? precision : digits.count ? digits.count : 1;
    if (digits.point - 1 < -4 || digits.point - 1 >= precision) {
        to = put_scientific(to, &digits, shown - 1, format);
    } else {
        int decimals = shown - digits.point;
        to = put_fixed(to, &digits, decimals > 0 ? decimals : 0, format);
    }
    __freedtoa(digits.text);
    return to;
}

int crt_format_double(char *to, double value, const struct float_format *format)
{
    uint64_t bits = bits_of(value);
    char *start = to;
    if (bits >> 63) {
        *to++ = '-';
        value = -value;
    }
    if ((bits & EXPONENT_MASK) == EXPONENT_MASK) return (int)(to - start) + special(to, bits, format);
    int conversion = format->conversion | 0x20, precision = format->precision < 0 ? 6 : format->precision;
    if (conversion == 'a') return (int)(to - start) + hexadecimal(to, bits & ~(1ull << 63), format);
    if (conversion == 'g') {
        to = put_general(to, value, precision, format);
    } else {
        bool fixed = conversion == 'f';
        struct digits digits = get_digits(value, fixed ? 3 : 2, fixed ? precision : precision + 1, format->half_up);
        if (!digits.count && fixed) digits.point = value == 0 ? 1 : -precision;
        to = fixed ? put_fixed(to, &digits, precision, format) : put_scientific(to, &digits, precision, format);
        __freedtoa(digits.text);
    }
    *to = 0;
    return (int)(to - start);
}
