/* The Universal CRT: numbers from text and to text. Witness: the C standard (strtod, strtoll), Microsoft's pages on
 * strtol, strtoull, _itoa_s, _gcvt_s, _ecvt, "Parameter Validation". */
#define FUNCTIONS(X) \
    X(int *, _errno, (void)) \
    X(double, strtod, (const char *, char **)) \
    X(float, strtof, (const char *, char **)) \
    X(double, wcstod, (const wchar_t *, wchar_t **)) \
    X(long long, strtoll, (const char *, char **, int)) \
    X(unsigned long long, strtoull, (const char *, char **, int)) \
    X(long, strtol, (const char *, char **, int)) \
    X(unsigned long, strtoul, (const char *, char **, int)) \
    X(long long, wcstoll, (const wchar_t *, wchar_t **, int)) \
    X(long long, _strtoi64, (const char *, char **, int)) \
    X(long long, atoll, (const char *)) \
    X(int, _itoa_s, (int, char *, size_t, int)) \
    X(int, _ui64toa_s, (unsigned long long, char *, size_t, int)) \
    X(int, _i64tow_s, (long long, wchar_t *, size_t, int)) \
    X(int, _gcvt_s, (char *, size_t, double, int)) \
    X(int, _ecvt_s, (char *, size_t, double, int, int *, int *)) \
    X(int, _fcvt_s, (char *, size_t, double, int, int *, int *)) \
    X(void *, _set_invalid_parameter_handler, (void *))
#include "crt.h"

static const struct { const char *text; int base; long long value; int used, error; } signed_numbers[] = {
    {"9223372036854775807", 10, INT64_MAX, 19, 0},
    {"9223372036854775808", 10, INT64_MAX, 19, CRT_ERANGE},
    {"-9223372036854775808", 10, INT64_MIN, 20, 0},
    {"-9223372036854775809", 10, INT64_MIN, 20, CRT_ERANGE},
    {"0x7fffffffffffffff", 0, INT64_MAX, 18, 0},
    {"-0x8000000000000000", 16, INT64_MIN, 19, 0},
    {"0777", 0, 511, 4, 0},
    {"\t\n\v\f\r 5", 10, 5, 7, 0},
    {"--5", 10, 0, 0, 0},
    {"+ 5", 10, 0, 0, 0},
    {"z", 36, 35, 1, 0},
    {"Zz", 36, 1295, 2, 0},
    {"12", 2, 1, 1, 0},
    {"2", 2, 0, 0, 0},
    {"09", 0, 0, 1, 0},
    {"1_000", 10, 1, 1, 0},
    {"000000000000000000000000000007", 10, 7, 30, 0},
};
static const struct { const char *text; int base; unsigned long long value; int used, error; } unsigned_numbers[] = {
    {"18446744073709551615", 10, UINT64_MAX, 20, 0},
    {"18446744073709551616", 10, UINT64_MAX, 20, CRT_ERANGE},
    {"-1", 10, UINT64_MAX, 2, 0},
    {"-18446744073709551615", 10, 1, 21, 0},
    {"0xFFFFFFFFFFFFFFFF", 0, UINT64_MAX, 18, 0},
    {"0x10000000000000000", 0, UINT64_MAX, 19, CRT_ERANGE},
    {"+7", 8, 7, 2, 0},
    {"1777777777777777777777", 8, UINT64_MAX, 22, 0},
    {"3w5e11264sgsf", 36, UINT64_MAX, 13, 0},
    {"", 10, 0, 0, 0},
};
static const struct { const char *text; double value; int used, error; } reals[] = {
    {"1e400", __builtin_inf(), 5, CRT_ERANGE},
    {"-1e400", -__builtin_inf(), 6, CRT_ERANGE},
    {"1e-400", 0, 6, CRT_ERANGE},
    {"inf", __builtin_inf(), 3, 0},
    {"-Infinity", -__builtin_inf(), 9, 0},
    {"infinit", __builtin_inf(), 3, 0},
    {"0x1.8p3", 12, 7, 0},
    {"0X.8p1", 1, 6, 0},
    {"0x1p-1", 0.5, 6, 0},
    {"-0x10", -16, 5, 0},
    {"1.7976931348623157e308", 1.7976931348623157e308, 22, 0},
    {"1.7976931348623159e308", __builtin_inf(), 22, CRT_ERANGE},
    {"0x", 0, 1, 0},
    {"1e+", 1, 1, 0},
    {"2.2250738585072011e-308", 2.2250738585072011e-308, 23, -1},
    {"1e0000000000000000000000001", 10, 27, 0},
    {"1.e2", 100, 4, 0},
    {".e2", 0, 0, 0},
    {"9007199254740992.5", 9007199254740992.0, 18, 0},
    {"9007199254740993.5", 9007199254740994.0, 18, 0},
    {"8.5e22", 8.5e22, 6, 0},
    {"0.000000000000000000000000000000000000001", 1e-39, 41, 0},
    {"179769313486231570000000000000000000000e270", 1.7976931348623157e308, 43, 0},
    {"0x1.fffffffffffffp1023", 1.7976931348623157e308, 22, 0},
    {"0x1p1024", __builtin_inf(), 8, CRT_ERANGE},
    {"0x0.0000000000001p-1022", 4.9406564584124654e-324, 23, -1},
    {"0x1.00000000000008p0", 1.0, 20, 0},
    {"0x1.00000000000018p0", 1.0000000000000004, 20, 0},
};

static void test_integers(void)
{
    char *end;
    wchar_t wide[64], *wide_end;
    for (size_t i = 0; i < ARRAYSIZE(signed_numbers); i++) {
        const char *text = signed_numbers[i].text;
        check_case(i);
        *crt._errno() = 0;
        check_equal_int(crt.strtoll(text, &end, signed_numbers[i].base), signed_numbers[i].value, text);
        check_equal_int(*crt._errno(), signed_numbers[i].error, text);
        check_equal_int(end - text, signed_numbers[i].used, text);
        MultiByteToWideChar(CP_ACP, 0, text, -1, wide, ARRAYSIZE(wide));
        check_equal_int(crt.wcstoll(wide, &wide_end, signed_numbers[i].base), signed_numbers[i].value, text);
        check_equal_int(wide_end - wide, signed_numbers[i].used, text);
        check_equal_int(crt._strtoi64(text, NULL, signed_numbers[i].base), signed_numbers[i].value, text);
    }
    for (size_t i = 0; i < ARRAYSIZE(unsigned_numbers); i++) {
        const char *text = unsigned_numbers[i].text;
        check_case(i);
        *crt._errno() = 0;
        check_equal_u64(crt.strtoull(text, &end, unsigned_numbers[i].base), unsigned_numbers[i].value, text);
        check_equal_int(*crt._errno(), unsigned_numbers[i].error, text);
        check_equal_int(end - text, unsigned_numbers[i].used, text);
    }
    check_case(0);
    check_equal_u32(crt.strtoul("-1", NULL, 10), 0xffffffff, "strtoul of -1");
    check_equal_u32(crt.strtoul("4294967296", NULL, 10), 0xffffffff, "strtoul beyond its range");
    check_equal_int(crt.strtol("-2147483649", NULL, 10), (long)-2147483647 - 1, "strtol below its range");
    check_equal_int(crt.atoll("123456789012abc"), 123456789012ll, "atoll");
    *crt._errno() = 0;
    check_equal_int(crt.strtoll("5", &end, 1), 0, "there is no base 1");
    check_equal_int(*crt._errno(), CRT_EINVAL, "there is no base 1");
    check_equal_int(taken_invalid_parameters(), 1, "there is no base 1");
    check_equal_int(crt.strtol("5", &end, 37), 0, "there is no base 37");
    check_equal_int(taken_invalid_parameters(), 1, "there is no base 37");
    check_equal_int(crt.strtoll(NULL, &end, 10), 0, "strtoll of nothing");
    check_equal_int(taken_invalid_parameters(), 1, "strtoll of nothing");
}

static void test_reals(void)
{
    char *end;
    wchar_t wide[64], *wide_end;
    for (size_t i = 0; i < ARRAYSIZE(reals); i++) {
        const char *text = reals[i].text;
        check_case(i);
        *crt._errno() = 0;
        double value = crt.strtod(text, &end);
        check(value == reals[i].value, "strtod(%s) is %.17g, not %.17g", text, value, reals[i].value);
        /* -1: a number below the normal ones, which the C standard lets fail or not */
        if (reals[i].error >= 0) check_equal_int(*crt._errno(), reals[i].error, text);
        check_equal_int(end - text, reals[i].used, text);
        MultiByteToWideChar(CP_ACP, 0, text, -1, wide, ARRAYSIZE(wide));
        check(crt.wcstod(wide, &wide_end) == reals[i].value, "wcstod(%s)", text);
        check_equal_int(wide_end - wide, reals[i].used, text);
    }
    check_case(0);
    check(__builtin_isnan(crt.strtod("NaN", &end)) && !*end, "strtod of NaN");
    check(__builtin_signbit(crt.strtod("-0", NULL)), "minus zero");
    check(crt.strtof("3.4028235e38", NULL) == 3.4028235e38f, "the largest float");
    check(crt.strtof("16777217", NULL) == 16777216.0f, "strtof rounds once");
    check(crt.strtof("16777219", NULL) == 16777220.0f, "strtof rounds to even");
    *crt._errno() = 0;
    check(__builtin_isinf(crt.strtof("1e39", NULL)), "strtof beyond its range");
    check_equal_int(*crt._errno(), CRT_ERANGE, "strtof beyond its range");
}

static void test_to_text(void)
{
    char text[80];
    wchar_t wide[80];
    int point = 0, negative = 0;
    check_equal_int(crt._itoa_s(-255, text, sizeof(text), 16), 0, "_itoa_s");
    check_equal_string(text, "ffffff01", "_itoa_s");
    check_equal_int(crt._itoa_s(-255, text, 5, 10), 0, "_itoa_s that just fits");
    check_equal_string(text, "-255", "_itoa_s that just fits");
    check_equal_int(crt._itoa_s(-255, text, 4, 10), CRT_ERANGE, "_itoa_s that does not fit");
    check_equal_int(taken_invalid_parameters(), 1, "_itoa_s that does not fit");
    check_equal_string(text, "", "_itoa_s that does not fit");
    check_equal_int(crt._itoa_s(1, text, sizeof(text), 37), CRT_EINVAL, "_itoa_s with base 37");
    check_equal_int(crt._itoa_s(1, NULL, 10, 10), CRT_EINVAL, "_itoa_s to nowhere");
    check_equal_int(taken_invalid_parameters(), 2, "_itoa_s with wrong arguments");
    check_equal_int(crt._ui64toa_s(UINT64_MAX, text, sizeof(text), 36), 0, "_ui64toa_s");
    check_equal_string(text, "3w5e11264sgsf", "_ui64toa_s");
    check_equal_int(crt._i64tow_s(INT64_MIN, wide, ARRAYSIZE(wide), 10), 0, "_i64tow_s");
    check_equal_wide(wide, L"-9223372036854775808", "_i64tow_s");
    check_equal_int(crt._gcvt_s(text, sizeof(text), 3.1415926535, 5), 0, "_gcvt_s");
    check_equal_string(text, "3.1416", "_gcvt_s");
    check_equal_int(crt._gcvt_s(text, sizeof(text), -1234567.0, 3), 0, "_gcvt_s with an exponent");
    check_equal_string(text, "-1.23e+06", "_gcvt_s with an exponent");
    check_equal_int(crt._ecvt_s(text, sizeof(text), -1234.5678, 6, &point, &negative), 0, "_ecvt_s");
    check_equal_string(text, "123457", "_ecvt_s");
    check(point == 4 && negative, "_ecvt_s: %d %d", point, negative);
    check_equal_int(crt._fcvt_s(text, sizeof(text), 3.1415926535, 4, &point, &negative), 0, "_fcvt_s");
    check_equal_string(text, "31416", "_fcvt_s");
    check(point == 1 && !negative, "_fcvt_s: %d %d", point, negative);
}

int main(void)
{
    if (!load_crt()) return check_summary();
    crt._set_invalid_parameter_handler(note_invalid_parameter);
    test_integers();
    test_reals();
    test_to_text();
    return check_summary();
}
