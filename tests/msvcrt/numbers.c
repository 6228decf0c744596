/* Numbers from text and to text. Witness: the C standard, and Microsoft's pages on strtol, strtod, _itoa. */
#include "../check.h"
#include <errno.h>
#include <stdlib.h>
#include <limits.h>

static const struct { const char *text; int base; long value; int used; int error; } longs[] = {
    {"0", 10, 0, 1, 0},
    {"42", 10, 42, 2, 0},
    {"-42", 10, -42, 3, 0},
    {"+42", 10, 42, 3, 0},
    {"  \t\n42", 10, 42, 6, 0},
    {"42abc", 10, 42, 2, 0},
    {"abc", 10, 0, 0, 0},
    {"", 10, 0, 0, 0},
    {"-", 10, 0, 0, 0},
    {"0x1f", 16, 31, 4, 0},
    {"1F", 16, 31, 2, 0},
    {"0x1f", 0, 31, 4, 0},
    {"017", 0, 15, 3, 0},
    {"17", 0, 17, 2, 0},
    {"08", 0, 0, 1, 0},
    {"zz", 36, 1295, 2, 0},
    {"102", 2, 2, 2, 0},
    {"2147483647", 10, LONG_MAX, 10, 0},
    {"2147483648", 10, LONG_MAX, 10, ERANGE},
    {"-2147483648", 10, LONG_MIN, 11, 0},
    {"-2147483649", 10, LONG_MIN, 11, ERANGE},
    {"99999999999999999999", 10, LONG_MAX, 20, ERANGE},
    {"0x", 16, 0, 1, 0},
    {"-0x10", 16, -16, 5, 0},
    {"777", 8, 511, 3, 0},
    {"778", 8, 63, 2, 0},
};

static const struct { const char *text; double value; int used; } doubles[] = {
    {"0", 0, 1},
    {"1", 1, 1},
    {"-1.5", -1.5, 4},
    {"+.5", 0.5, 3},
    {"5.", 5, 2},
    {"1e3", 1000, 3},
    {"1E+3", 1000, 4},
    {"1e-3", 0.001, 4},
    {"  2.5x", 2.5, 5},
    {"abc", 0, 0},
    {"", 0, 0},
    {".", 0, 0},
    {"1e", 1, 1},
    {"1e+", 1, 1},
    {"123456789012345678", 123456789012345678.0, 18},
    {"0.1", 0.1, 3},
    {"2.2250738585072014e-308", 2.2250738585072014e-308, 23},
    {"1.7976931348623157e308", 1.7976931348623157e308, 22},
    {"4.9e-324", 4.9406564584124654e-324, 8},
    {"9007199254740993", 9007199254740992.0, 16},
    {"-0", -0.0, 2},
    {"00012.50", 12.5, 8},
    {"1.2.3", 1.2, 3},
};

static const struct { int value, base; const char *text; } formats[] = {
    {0, 10, "0"},
    {42, 10, "42"},
    {-42, 10, "-42"},
    {255, 16, "ff"},
    {-1, 16, "ffffffff"},
    {5, 2, "101"},
    {-1, 2, "11111111111111111111111111111111"},
    {35, 36, "z"},
    {INT_MAX, 10, "2147483647"},
    {INT_MIN, 10, "-2147483648"},
    {8, 8, "10"},
    {-8, 8, "37777777770"},
};

int main(void)
{
    char text[80], *end;
    wchar_t wide[80], *wide_end;
    for (size_t i = 0; i < sizeof(longs) / sizeof(*longs); i++) {
        check_case(i);
        errno = 0;
        check_equal_int(strtol(longs[i].text, &end, longs[i].base), longs[i].value, longs[i].text);
        check_equal_int(errno, longs[i].error, longs[i].text);
        /* "0x" without a digit behind: the end is implementation-specific in old runtimes */
        if (strcmp(longs[i].text, "0x")) check_equal_int(end - longs[i].text, longs[i].used, longs[i].text);
        MultiByteToWideChar(CP_ACP, 0, longs[i].text, -1, wide, 80);
        check_equal_int(wcstol(wide, &wide_end, longs[i].base), longs[i].value, longs[i].text);
        if (longs[i].base == 10) check_equal_int(atoi(longs[i].text), longs[i].value, longs[i].text);
        if (longs[i].base == 10 && !longs[i].error)
            check_equal_int(_atoi64(longs[i].text), longs[i].value, longs[i].text);
    }
    for (size_t i = 0; i < sizeof(doubles) / sizeof(*doubles); i++) {
        check_case(i);
        double value = __builtin_choose_expr(1, strtod, strtod)(doubles[i].text, &end);
        check(value == doubles[i].value, "strtod(%s) is %.17g, not %.17g", doubles[i].text, value, doubles[i].value);
        check_equal_int(end - doubles[i].text, doubles[i].used, doubles[i].text);
        check(atof(doubles[i].text) == doubles[i].value, "atof(%s)", doubles[i].text);
        MultiByteToWideChar(CP_ACP, 0, doubles[i].text, -1, wide, 80);
        check(wcstod(wide, &wide_end) == doubles[i].value, "wcstod(%s)", doubles[i].text);
    }
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
        check_case(i);
        check_equal_string(_itoa(formats[i].value, text, formats[i].base), formats[i].text, "_itoa");
        check_equal_string(_ltoa(formats[i].value, text, formats[i].base), formats[i].text, "_ltoa");
        MultiByteToWideChar(CP_ACP, 0, formats[i].text, -1, wide, 80);
        wchar_t made[80];
        check_equal_wide(_itow(formats[i].value, made, formats[i].base), wide, "_itow");
    }
    check_equal_string(_i64toa(-9223372036854775807ll - 1, text, 10), "-9223372036854775808", "_i64toa");
    check_equal_string(_ui64toa(18446744073709551615ull, text, 16), "ffffffffffffffff", "_ui64toa");
    check_equal_string(_ultoa(4294967295u, text, 10), "4294967295", "_ultoa");
    check_equal_u32(strtoul("4294967295", NULL, 10), 4294967295u, "strtoul");
    check_equal_u32(strtoul("-1", NULL, 10), 4294967295u, "strtoul of a negative number");
    errno = 0;
    check_equal_u32(strtoul("4294967296", NULL, 10), ULONG_MAX, "strtoul out of range");
    check_equal_int(errno, ERANGE, "strtoul out of range");
    check_equal_int(_strtoi64("-9223372036854775808", NULL, 10), -9223372036854775807ll - 1, "_strtoi64");
    check_equal_u64(_strtoui64("18446744073709551615", NULL, 10), 18446744073709551615ull, "_strtoui64");
    check_equal_int(abs(-5), 5, "abs");
    check_equal_int(labs(-5), 5, "labs");
    div_t quotient = div(-7, 2);
    check_equal_int(quotient.quot, -3, "div");
    check_equal_int(quotient.rem, -1, "div");
    srand(1);
    check_equal_int(rand(), 41, "the first number after srand(1)");
    check_equal_int(rand(), 18467, "the second");
    check_equal_int(rand(), 6334, "the third");
    return check_summary();
}
