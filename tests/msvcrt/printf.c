/* printf: conversions, flags, widths and precisions. Witness: the C standard, and Microsoft's "Format specification
 * syntax". */
#include "../check.h"

static const struct { const char *format; int value; const char *expected; } integers[] = {
    {"%d", 0, "0"},
    {"%d", -1, "-1"},
    {"%i", 42, "42"},
    {"%5d", 42, "   42"},
    {"%-5d|", 42, "42   |"},
    {"%05d", 42, "00042"},
    {"%+d", 42, "+42"},
    {"% d", 42, " 42"},
    {"%+ d", 42, "+42"},
    {"%.3d", 7, "007"},
    {"%.0d", 0, ""},
    {"%5.3d", 7, "  007"},
    {"%-6.3d|", 7, "007   |"},
    {"%05.3d", 7, "  007"},
    {"%+.2d", 5, "+05"},
    {"%05d", -42, "-0042"},
    {"%u", -1, "4294967295"},
    {"%x", 255, "ff"},
    {"%X", 255, "FF"},
    {"%#x", 255, "0xff"},
    {"%#X", 255, "0XFF"},
    {"%#x", 0, "0"},
    {"%#o", 8, "010"},
    {"%o", 8, "10"},
    {"%#o", 0, "0"},
    {"%08x", 0xbeef, "0000beef"},
    {"%#010x", 0xbeef, "0x0000beef"},
    {"%.8x", 0xbeef, "0000beef"},
    {"%hd", 65537, "1"},
    {"%hu", 65535, "65535"},
    {"%ld", -5, "-5"},
    {"%lu", 5, "5"},
    {"%c", 'A', "A"},
    {"%3c", 'A', "  A"},
    {"%-3c|", 'A', "A  |"},
    {"%d", 2147483647, "2147483647"},
    {"%d", -2147483647 - 1, "-2147483648"},
    {"%I32d", -7, "-7"},
    {"%10u", 12, "        12"},
    {"%-10x|", 0xabc, "abc       |"},
    {"%+5d", 3, "   +3"},
    {"%+05d", 3, "+0003"},
    {"% 05d", 3, " 0003"},
};

static const struct { const char *format; long long value; const char *expected; } long_integers[] = {
    {"%I64d", -1, "-1"},
    {"%I64u", -1, "18446744073709551615"},
    {"%I64x", 0x123456789abcdefll, "123456789abcdef"},
    {"%lld", 9223372036854775807ll, "9223372036854775807"},
    {"%llu", 0, "0"},
    {"%I64d", -9223372036854775807ll - 1, "-9223372036854775808"},
    {"%20I64d", 5, "                   5"},
    {"%-20I64d|", 5, "5                   |"},
    {"%020I64d", -5, "-0000000000000000005"},
    {"%I64o", 511, "777"},
    {"%#I64X", 0xabcdef0123ll, "0XABCDEF0123"},
};

static const struct { const char *format; double value; const char *expected; } doubles[] = {
    {"%f", 0.0, "0.000000"},
    {"%f", 1.5, "1.500000"},
    {"%f", -2.25, "-2.250000"},
    {"%.0f", 1.25, "1"},
    {"%.1f", 0.25001, "0.3"},
    {"%.2f", 3.14159, "3.14"},
    {"%8.2f", 3.14159, "    3.14"},
    {"%-8.2f|", 3.14159, "3.14    |"},
    {"%08.2f", 3.14159, "00003.14"},
    {"%+.1f", 2.0, "+2.0"},
    {"% .1f", 2.0, " 2.0"},
    {"%#.0f", 2.0, "2."},
    {"%e", 12345.678, "1.234568e+004"},
    {"%E", 0.00012, "1.200000E-004"},
    {"%.3e", 1e100, "1.000e+100"},
    {"%.0e", 5e10, "5e+010"},
    {"%#.0e", 5e10, "5.e+010"},
    {"%e", 0.0, "0.000000e+000"},
    {"%g", 100000.0, "100000"},
    {"%g", 1000000.0, "1e+006"},
    {"%g", 0.0001, "0.0001"},
    {"%g", 0.00001, "1e-005"},
    {"%g", 1.5, "1.5"},
    {"%G", 1e-10, "1E-010"},
    {"%.3g", 1234.5, "1.23e+003"},
    {"%#g", 1.5, "1.50000"},
    {"%.10g", 0.1, "0.1"},
    {"%.15g", 1.0 / 3, "0.333333333333333"},
    {"%g", 0.0, "0"},
    {"%.17g", 0.1, "0.10000000000000001"},
    {"%f", 1e15, "1000000000000000.000000"},
    {"%.1f", 99.95001, "100.0"},
    {"%.3f", -0.0005001, "-0.001"},
    {"%10.4e", 1.0, "1.0000e+000"},
    {"%12.4e", 1.0, " 1.0000e+000"},
    {"%-12.4e|", 1.0, "1.0000e+000 |"},
    {"%f", -0.0, "-0.000000"},
    {"%.2f", 1e-10, "0.00"},
    {"%.12f", 1e-10, "0.000000000100"},
    {"%.5f", 123456789.987654, "123456789.98765"},
    {"%5.0f", 7.6, "    8"},
};

static const struct { const char *format; const char *value; const char *expected; } strings[] = {
    {"%s", "abc", "abc"},
    {"%5s", "abc", "  abc"},
    {"%-5s|", "abc", "abc  |"},
    {"%.2s", "abc", "ab"},
    {"%5.2s", "abc", "   ab"},
    {"%-5.2s|", "abc", "ab   |"},
    {"%s", "", ""},
    {"%3s", "", "   "},
    {"%.0s", "abc", ""},
    {"%hs", "abc", "abc"},
    {"%10.10s", "abcdefghijklmno", "abcdefghij"},
    {"%%%s%%", "x", "%x%"},
    {"%s", NULL, "(null)"},
};

static const struct { const char *format; const wchar_t *value; const char *expected; } wide_strings[] = {
    {"%S", L"abc", "abc"},    {"%ls", L"abc", "abc"},  {"%ws", L"abc", "abc"},
    {"%5S", L"abc", "  abc"}, {"%.2ls", L"abc", "ab"}, {"%-4S|", L"x", "x   |"},
};

int main(void)
{
    char text[256];
    wchar_t wide[256];
    for (size_t i = 0; i < sizeof(integers) / sizeof(*integers); i++) {
        check_case(i);
        int length = sprintf(text, integers[i].format, integers[i].value);
        check_equal_string(text, integers[i].expected, integers[i].format);
        check_equal_int(length, strlen(integers[i].expected), integers[i].format);
    }
    for (size_t i = 0; i < sizeof(long_integers) / sizeof(*long_integers); i++) {
        check_case(i);
        sprintf(text, long_integers[i].format, long_integers[i].value);
        check_equal_string(text, long_integers[i].expected, long_integers[i].format);
    }
    for (size_t i = 0; i < sizeof(doubles) / sizeof(*doubles); i++) {
        check_case(i);
        int length = sprintf(text, doubles[i].format, doubles[i].value);
        check_equal_string(text, doubles[i].expected, doubles[i].format);
        check_equal_int(length, strlen(doubles[i].expected), doubles[i].format);
    }
    for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++) {
        check_case(i);
        int length = sprintf(text, strings[i].format, strings[i].value);
        check_equal_string(text, strings[i].expected, strings[i].format);
        check_equal_int(length, strlen(strings[i].expected), strings[i].format);
    }
    for (size_t i = 0; i < sizeof(wide_strings) / sizeof(*wide_strings); i++) {
        check_case(i);
        sprintf(text, wide_strings[i].format, wide_strings[i].value);
        check_equal_string(text, wide_strings[i].expected, wide_strings[i].format);
    }
    check_equal_int(_snprintf(text, 4, "%s", "abc"), 3, "_snprintf that fits");
    check_equal_string(text, "abc", "_snprintf that fits");
    memset(text, 'x', 8);
    check_equal_int(_snprintf(text, 3, "%s", "abc"), 3, "_snprintf without room for the terminator");
    check_equal_bytes(text, "abcx", 4, "no terminator was written");
    check_equal_int(_snprintf(text, 2, "%s", "abc"), -1, "_snprintf that does not fit");
    check_equal_bytes(text, "abcx", 4, "what fits was written");
    check_equal_int(_scprintf("%d %s", 42, "abc"), 6, "_scprintf");
    check_equal_int(_snwprintf(wide, 20, L"%s %S %d", L"wide", "narrow", 5), 13, "_snwprintf");
    check_equal_wide(wide, L"wide narrow 5", "in wide functions %s is wide and %S narrow");
    check_equal_int(_snwprintf(wide, 20, L"%hs|%ls|%c|%C", "a", L"b", L'c', 'd'), 7, "_snwprintf with sizes");
    check_equal_wide(wide, L"a|b|c|d", "sizes");
    sprintf(text, "%p", (void *)0x1234);
    check_equal_string(text, sizeof(void *) == 8 ? "0000000000001234" : "00001234", "%p");
    sprintf(text, "%*d|%-*d|%.*f", 5, 42, 5, 42, 1, 2.55);
    check_equal_string(text, "   42|42   |2.5", "widths from arguments");
    sprintf(text, "%*d", -5, 42);
    check_equal_string(text, "42   ", "a negative width is a minus sign");
    return check_summary();
}
