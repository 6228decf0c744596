/* The Universal CRT's printf and scanf, called as Microsoft's headers do. Witness: the C standard, Microsoft's pages on
 * printf, and <corecrt_stdio_config.h> for the option bits. */
#include "../check.h"
#include <stdint.h>

#define LEGACY_TERMINATION 1
#define STANDARD_SNPRINTF 2
#define LEGACY_WIDE 4
#define STANDARD_ROUNDING 32

typedef int(__cdecl *print_function)(uint64_t, char *, size_t, const char *, void *, va_list);
typedef int(__cdecl *wide_print_function)(uint64_t, wchar_t *, size_t, const wchar_t *, void *, va_list);
typedef int(__cdecl *scan_function)(uint64_t, const char *, size_t, const char *, void *, va_list);
static print_function print_to;
static wide_print_function wide_print_to;
static scan_function scan_from;

static int print(uint64_t options, char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = print_to(options, to, size, format, NULL, arguments);
    va_end(arguments);
    return count;
}

static int wide_print(uint64_t options, wchar_t *to, size_t size, const wchar_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = wide_print_to(options, to, size, format, NULL, arguments);
    va_end(arguments);
    return count;
}

static int scan(const char *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = scan_from(0, text, SIZE_MAX, format, NULL, arguments);
    va_end(arguments);
    return count;
}

static const struct { const char *format; double value; const char *expected; } doubles[] = {
    {"%e", 12345.678, "1.234568e+04"},
    {"%g", 1e-5, "1e-05"},
    {"%g", 1e100, "1e+100"},
    {"%f", __builtin_inf(), "inf"},
    {"%F", __builtin_inf(), "INF"},
    {"%8f|", __builtin_inf(), "     inf|"},
    {"%f", -__builtin_inf(), "-inf"},
    {"%f", __builtin_nan(""), "nan"},
    {"%a", 1.0, "0x1.0000000000000p+0"},
    {"%a", 0.5, "0x1.0000000000000p-1"},
    {"%.0a", 1.0, "0x1p+0"},
    {"%A", 255.0, "0X1.FE00000000000P+7"},
    {"%.20f", 0.1, "0.10000000000000000555"},
    {"%.0f", 0.5, "0"},
    {"%.0f", 1.5, "2"},
    {"%.0f", 2.5, "2"},
    {"%.1f", 0.25, "0.2"},
    {"%.1f", 0.75, "0.8"},
    {"%.2f", 1.005, "1.00"},
    {"%.3e", 1.0005, "1.000e+00"},
    {"%+f", 0.0, "+0.000000"},
    {"%.30g", 1e22, "10000000000000000000000"},
    {"%.0e", 2.5, "2e+00"},
};

int main(void)
{
    HMODULE crt = LoadLibraryA("ucrtbase.dll");
    char text[128];
    wchar_t wide[128];
    check(crt != NULL, "ucrtbase.dll: error %lu", GetLastError());
    print_to = (print_function)(void *)GetProcAddress(crt, "__stdio_common_vsprintf");
    wide_print_to = (wide_print_function)(void *)GetProcAddress(crt, "__stdio_common_vswprintf");
    scan_from = (scan_function)(void *)GetProcAddress(crt, "__stdio_common_vsscanf");
    check(print_to && wide_print_to && scan_from, "the functions are exported");
    if (!print_to || !wide_print_to || !scan_from) return check_summary();
    for (size_t i = 0; i < sizeof(doubles) / sizeof(*doubles); i++) {
        check_case(i);
        int length = print(STANDARD_ROUNDING, text, sizeof(text), doubles[i].format, doubles[i].value);
        check_equal_string(text, doubles[i].expected, doubles[i].format);
        check_equal_int(length, strlen(doubles[i].expected), doubles[i].format);
    }
    print(0, text, sizeof(text), "%.0f", 2.5);
    check_equal_string(text, "3", "without the option for standard rounding a half is rounded up");
    check_equal_int(print(STANDARD_SNPRINTF, text, 3, "%s", "abcdef"), 6, "snprintf returns the whole length");
    check_equal_string(text, "ab", "snprintf terminates");
    check_equal_int(print(STANDARD_SNPRINTF, NULL, 0, "%d", 12345), 5, "snprintf of nothing");
    check_equal_int(print(LEGACY_TERMINATION, text, 3, "%s", "abcdef"), -1, "_vsnprintf that does not fit");
    check_equal_int(print(LEGACY_TERMINATION, text, 3, "%s", "abc"), 3, "_vsnprintf that just fits");
    check_equal_int(print(0, text, 20, "%zu %td %jd %hhd", (size_t)1, (ptrdiff_t)-2, (intmax_t)3, 259), 8, "C99 sizes");
    check_equal_string(text, "1 -2 3 3", "C99 sizes");
    check_equal_int(wide_print(LEGACY_WIDE, wide, 20, L"%s %S", L"w", "n"), 3, "%s is wide");
    check_equal_wide(wide, L"w n", "%s is wide");
    check_equal_int(wide_print(0, wide, 20, L"%s %ls", "n", L"w"), 3, "%s as in the C standard");
    check_equal_wide(wide, L"n w", "%s as in the C standard");
    int a = 0, b = 0;
    double number = 0;
    check_equal_int(scan("10 0x10", "%d %i", &a, &b), 2, "scanf");
    check(a == 10 && b == 16, "%d %d", a, b);
    check_equal_int(scan("inf", "%lf", &number), 1, "scanf knows infinity");
    check(__builtin_isinf(number), "scanf knows infinity");
    double(__cdecl *parse)(const char *, char **) = (void *)GetProcAddress(crt, "strtod");
    char *end;
    check(parse("0x1.8p1", &end) == 3 && !*end, "strtod of a hexadecimal number");
    check(__builtin_isnan(parse("nan", &end)) && !*end, "strtod of nan");
    check(parse("1d2", &end) == 1 && *end == 'd', "d is no exponent any more");
    return check_summary();
}
