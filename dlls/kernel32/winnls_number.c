/* GetNumberFormat and GetCurrencyFormat (winnls.h). */
#include "nls_private.h"

#include <string.h>

#define MOST_DIGITS 128

/* A number as text: "-1234.5" taken apart and rounded. */
struct number {
    bool negative;
    char whole[MOST_DIGITS + 2];
    unsigned whole_count;
    char fraction[MOST_DIGITS];
    unsigned fraction_count;
};

static bool parse_number(LPCWSTR text, struct number *number)
{
    memset(number, 0, sizeof(*number));
    if (*text == '-') {
        number->negative = true;
        text++;
    }
    for (; *text >= '0' && *text <= '9'; text++) {
        if (number->whole_count == MOST_DIGITS) return false;
        if (number->whole_count || *text != '0') number->whole[number->whole_count++] = (char)*text;
    }
    if (*text == '.')
        for (text++; *text >= '0' && *text <= '9'; text++)
            if (number->fraction_count < MOST_DIGITS) number->fraction[number->fraction_count++] = (char)*text;
    return !*text;
}

/* Rounds half away from zero to so many digits behind the point. */
static void round_number(struct number *number, unsigned digits)
{
    bool up = number->fraction_count > digits && number->fraction[digits] >= '5';
    for (unsigned i = number->fraction_count; i < digits && i < MOST_DIGITS; i++) number->fraction[i] = '0';
    number->fraction_count = digits;
    for (unsigned i = digits; up && i-- > 0;) {
        up = number->fraction[i] == '9';
        number->fraction[i] = up ? '0' : number->fraction[i] + 1;
    }
    for (unsigned i = number->whole_count; up && i-- > 0;) {
        up = number->whole[i] == '9';
        number->whole[i] = up ? '0' : number->whole[i] + 1;
    }
    if (up) {
        memmove(number->whole + 1, number->whole, number->whole_count++);
        number->whole[0] = '1';
    }
    bool zero = !number->whole_count;
    for (unsigned i = 0; i < digits; i++) zero &= number->fraction[i] == '0';
    if (zero) number->negative = false;
}

struct output { WCHAR text[4 * MOST_DIGITS]; unsigned length; };

static void put_text(struct output *output, LPCWSTR text)
{
    while (*text && output->length < ARRAYSIZE(output->text) - 1) output->text[output->length++] = *text++;
}

/* Is there a separator in front of the last `left` digits? grouping: 3 groups by threes, 32 by three and then twos, 30
 * once by three. */
static bool is_group_boundary(unsigned left, UINT grouping)
{
    unsigned sizes[10], count = 0, position = 0;
    for (UINT rest = grouping; rest && count < ARRAYSIZE(sizes); rest /= 10) sizes[count++] = rest % 10;
    if (!count) return false;
    for (unsigned i = count; i-- > 0;) {
        if (!sizes[i]) return false;
        position += sizes[i];
        if (position == left) return true;
        if (position > left) return false;
    }
    while (position < left) position += sizes[0];
    return position == left;
}

static void put_digits(struct output *output, const struct number *number, UINT digits, UINT leading_zero,
                       UINT grouping, LPCWSTR point, LPCWSTR separator)
{
    WCHAR one[2] = { 0, 0 };
    if (!number->whole_count && (leading_zero || !digits)) put_text(output, L"0");
    for (unsigned i = 0; i < number->whole_count; i++) {
        if (i && is_group_boundary(number->whole_count - i, grouping)) put_text(output, separator);
        one[0] = (WCHAR)number->whole[i];
        put_text(output, one);
    }
    if (digits) put_text(output, point);
    for (unsigned i = 0; i < digits; i++) {
        one[0] = (WCHAR)number->fraction[i];
        put_text(output, one);
    }
}

static int answer(const struct output *output, LPWSTR buffer, int capacity)
{
    int length = (int)output->length + 1;
    if (!capacity) return length;
    if (length > capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    memcpy(buffer, output->text, output->length * sizeof(WCHAR));
    buffer[output->length] = 0;
    return length;
}

static UINT number_of(const struct locale *locale, LCTYPE type)
{
    UINT value = 0;
    for (const WCHAR *text = locale_field(locale, type); *text; text++) value = value * 10 + (UINT)(*text - '0');
    return value;
}

/* "3;2;0" is 32, "3;0" is 3, "3" is 30: the last group is not repeated without a zero. */
static UINT grouping_of(const struct locale *locale, LCTYPE type)
{
    UINT value = 0;
    const WCHAR *text = locale_field(locale, type);
    for (; *text; text++)
        if (*text != ';' && !(*text == '0' && !text[1])) value = value * 10 + (UINT)(*text - '0');
    return text[-1] == '0' ? value : value * 10;
}

/* ---- numbers: 0 (1.1), 1 -1.1, 2 - 1.1, 3 1.1-, 4 1.1 - */

static const WCHAR *const number_before[] = { L"(", L"-", L"- ", L"", L"" };
static const WCHAR *const number_after[] = { L")", L"", L"", L"-", L" -" };

static int number_format(const struct locale *locale, DWORD flags, LPCWSTR value, const NUMBERFMTW *given,
                         LPWSTR buffer, int capacity)
{
    struct number number;
    struct output output = { .length = 0 };
    if (!locale || !value || capacity < 0 || (capacity && !buffer)) return fail_with(ERROR_INVALID_PARAMETER);
    if (given && flags) return fail_with(ERROR_INVALID_FLAGS);
    NUMBERFMTW format = given ? *given
                              : (NUMBERFMTW){number_of(locale, LOCALE_IDIGITS),
                                             number_of(locale, LOCALE_ILZERO),
                                             grouping_of(locale, LOCALE_SGROUPING),
                                             (LPWSTR)locale_field(locale, LOCALE_SDECIMAL),
                                             (LPWSTR)locale_field(locale, LOCALE_STHOUSAND),
                                             number_of(locale, LOCALE_INEGNUMBER)};
    if (format.NumDigits > 9 || format.LeadingZero > 1 || format.NegativeOrder > 4 || !format.lpDecimalSep ||
        !format.lpThousandSep || !parse_number(value, &number))
        return fail_with(ERROR_INVALID_PARAMETER);
    round_number(&number, format.NumDigits);
    if (number.negative) put_text(&output, number_before[format.NegativeOrder]);
    put_digits(&output, &number, format.NumDigits, format.LeadingZero, format.Grouping, format.lpDecimalSep,
               format.lpThousandSep);
    if (number.negative) put_text(&output, number_after[format.NegativeOrder]);
    return answer(&output, buffer, capacity);
}

int WINAPI GetNumberFormatEx(LPCWSTR name, DWORD flags, LPCWSTR value, const NUMBERFMTW *format, LPWSTR buffer,
                             int capacity)
{
    return number_format(locale_by_name(name), flags, value, format, buffer, capacity);
}

int WINAPI GetNumberFormatW(LCID id, DWORD flags, LPCWSTR value, const NUMBERFMTW *format, LPWSTR buffer, int capacity)
{
    return number_format(locale_by_id(id), flags, value, format, buffer, capacity);
}

int WINAPI GetNumberFormatA(LCID id, DWORD flags, LPCSTR value, const NUMBERFMTA *format, LPSTR buffer, int capacity)
{
    WCHAR text[4 * MOST_DIGITS];
    NUMBERFMTW wide;
    LPWSTR wide_value = wide_copy(CP_ACP, value, -1, NULL), point = NULL, separator = NULL;
    if (format) {
        memcpy(&wide, format, sizeof(wide));
        point = wide.lpDecimalSep = wide_copy(CP_ACP, format->lpDecimalSep, -1, NULL);
        separator = wide.lpThousandSep = wide_copy(CP_ACP, format->lpThousandSep, -1, NULL);
    }
    int length = GetNumberFormatW(id, flags, wide_value, format ? &wide : NULL, text, ARRAYSIZE(text));
    heap_free(wide_value);
    heap_free(point);
    heap_free(separator);
    return answer_ansi(CP_ACP, text, length, buffer, capacity);
}

/* ---- currency: pictures in which $ is the symbol and 1 the number */

static const WCHAR *const positive_pictures[] = { L"$1", L"1$", L"$ 1", L"1 $" };
static const WCHAR *const negative_pictures[] = {
    L"($1)", L"-$1",  L"$-1",  L"$1-",  L"(1$)", L"-1$",  L"1-$",   L"1$-",
    L"-1 $", L"-$ 1", L"1 $-", L"$ 1-", L"$ -1", L"1- $", L"($ 1)", L"(1 $)",
};

static int currency_format(const struct locale *locale, DWORD flags, LPCWSTR value, const CURRENCYFMTW *given,
                           LPWSTR buffer, int capacity)
{
    struct number number;
    struct output output = { .length = 0 };
    WCHAR one[2] = { 0, 0 };
    if (!locale || !value || capacity < 0 || (capacity && !buffer)) return fail_with(ERROR_INVALID_PARAMETER);
    if (given && flags) return fail_with(ERROR_INVALID_FLAGS);
    CURRENCYFMTW format = given ? *given
                                : (CURRENCYFMTW){number_of(locale, LOCALE_ICURRDIGITS),
                                                 number_of(locale, LOCALE_ILZERO),
                                                 grouping_of(locale, LOCALE_SMONGROUPING),
                                                 (LPWSTR)locale_field(locale, LOCALE_SMONDECIMALSEP),
                                                 (LPWSTR)locale_field(locale, LOCALE_SMONTHOUSANDSEP),
                                                 number_of(locale, LOCALE_INEGCURR),
                                                 number_of(locale, LOCALE_ICURRENCY),
                                                 (LPWSTR)locale_field(locale, LOCALE_SCURRENCY)};
    if (format.NumDigits > 9 || format.LeadingZero > 1 || format.NegativeOrder > 15 || format.PositiveOrder > 3 ||
        !format.lpDecimalSep || !format.lpThousandSep || !format.lpCurrencySymbol || !parse_number(value, &number))
        return fail_with(ERROR_INVALID_PARAMETER);
    round_number(&number, format.NumDigits);
    for (const WCHAR *picture = number.negative ? negative_pictures[format.NegativeOrder]
                                                : positive_pictures[format.PositiveOrder];
         *picture; picture++) {
        one[0] = *picture;
        if (*picture == '$') put_text(&output, format.lpCurrencySymbol);
        else if (*picture == '1')
            put_digits(&output, &number, format.NumDigits, format.LeadingZero, format.Grouping, format.lpDecimalSep,
                       format.lpThousandSep);
        else put_text(&output, one);
    }
    return answer(&output, buffer, capacity);
}

int WINAPI GetCurrencyFormatEx(LPCWSTR name, DWORD flags, LPCWSTR value, const CURRENCYFMTW *format, LPWSTR buffer,
                               int capacity)
{
    return currency_format(locale_by_name(name), flags, value, format, buffer, capacity);
}

int WINAPI GetCurrencyFormatW(LCID id, DWORD flags, LPCWSTR value, const CURRENCYFMTW *format, LPWSTR buffer,
                              int capacity)
{
    return currency_format(locale_by_id(id), flags, value, format, buffer, capacity);
}

int WINAPI GetCurrencyFormatA(LCID id, DWORD flags, LPCSTR value, const CURRENCYFMTA *format, LPSTR buffer,
                              int capacity)
{
    WCHAR text[4 * MOST_DIGITS];
    CURRENCYFMTW wide;
    LPWSTR wide_value = wide_copy(CP_ACP, value, -1, NULL), point = NULL, separator = NULL, symbol = NULL;
    if (format) {
        memcpy(&wide, format, sizeof(wide));
        point = wide.lpDecimalSep = wide_copy(CP_ACP, format->lpDecimalSep, -1, NULL);
        separator = wide.lpThousandSep = wide_copy(CP_ACP, format->lpThousandSep, -1, NULL);
        symbol = wide.lpCurrencySymbol = wide_copy(CP_ACP, format->lpCurrencySymbol, -1, NULL);
    }
    int length = GetCurrencyFormatW(id, flags, wide_value, format ? &wide : NULL, text, ARRAYSIZE(text));
    heap_free(wide_value);
    heap_free(point);
    heap_free(separator);
    heap_free(symbol);
    return answer_ansi(CP_ACP, text, length, buffer, capacity);
}
