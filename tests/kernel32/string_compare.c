/* CompareString, CompareStringOrdinal, sort keys, lstrcmp. Microsoft, "Handling Sorting in Your Applications",
 * "CompareStringEx". */
#include "../check.h"

static const struct { const WCHAR *first, *second; DWORD flags; int expected; } cases[] = {
    {L"a", L"a", 0, CSTR_EQUAL},
    {L"a", L"b", 0, CSTR_LESS_THAN},
    {L"b", L"a", 0, CSTR_GREATER_THAN},
    {L"", L"", 0, CSTR_EQUAL},
    {L"", L"a", 0, CSTR_LESS_THAN},
    {L"a", L"", 0, CSTR_GREATER_THAN},
    {L"a", L"A", 0, CSTR_LESS_THAN},
    {L"A", L"a", 0, CSTR_GREATER_THAN},
    {L"a", L"A", NORM_IGNORECASE, CSTR_EQUAL},
    {L"a", L"A", LINGUISTIC_IGNORECASE, CSTR_EQUAL},
    {L"A", L"b", 0, CSTR_LESS_THAN},
    {L"a", L"B", 0, CSTR_LESS_THAN},
    {L"B", L"a", 0, CSTR_GREATER_THAN},
    {L"abc", L"ab", 0, CSTR_GREATER_THAN},
    {L"ab", L"abc", 0, CSTR_LESS_THAN},
    {L"ABC", L"abd", 0, CSTR_LESS_THAN},
    {L"1", L"a", 0, CSTR_LESS_THAN},
    {L" ", L"1", 0, CSTR_LESS_THAN},
    {L"_", L"1", 0, CSTR_LESS_THAN},
    {L"!", L"a", 0, CSTR_LESS_THAN},
    {L"+", L"1", 0, CSTR_LESS_THAN},
    {L"2", L"10", 0, CSTR_GREATER_THAN},
    {L"2", L"10", SORT_DIGITSASNUMBERS, CSTR_LESS_THAN},
    {L"file2.txt", L"file10.txt", SORT_DIGITSASNUMBERS, CSTR_LESS_THAN},
    {L"file10.txt", L"file10.txt", SORT_DIGITSASNUMBERS, CSTR_EQUAL},
    {L"co-op", L"coop", 0, CSTR_GREATER_THAN},
    {L"co-op", L"coor", 0, CSTR_LESS_THAN},
    {L"co-op", L"coop", SORT_STRINGSORT, CSTR_LESS_THAN},
    {L"coop", L"co-op", 0, CSTR_LESS_THAN},
    {L"can't", L"cant", 0, CSTR_GREATER_THAN},
    {L"can't", L"canu", 0, CSTR_LESS_THAN},
    {L"can't", L"cant", SORT_STRINGSORT, CSTR_LESS_THAN},
    {L"a b", L"ab", 0, CSTR_LESS_THAN},
    {L"a b", L"ab", NORM_IGNORESYMBOLS, CSTR_EQUAL},
    {L"a.b", L"ab", NORM_IGNORESYMBOLS, CSTR_EQUAL},
    {L"e", L"\xe9", 0, CSTR_LESS_THAN},
    {L"\xe9", L"e", 0, CSTR_GREATER_THAN},
    {L"\xe9", L"e", NORM_IGNORENONSPACE, CSTR_EQUAL},
    {L"\xe9", L"f", 0, CSTR_LESS_THAN},
    {L"\xe9", L"\xc9", 0, CSTR_LESS_THAN},
    {L"\xe9", L"\xc9", NORM_IGNORECASE, CSTR_EQUAL},
    {L"e\x301", L"\xe9", 0, CSTR_EQUAL},
    {L"a\x308", L"\xe4", 0, CSTR_EQUAL},
    {L"cote", L"cot\xe9", 0, CSTR_LESS_THAN},
    {L"cote", L"c\xf4te", 0, CSTR_LESS_THAN},
    {L"r\xe9sum\xe9", L"resume", LINGUISTIC_IGNOREDIACRITIC, CSTR_EQUAL},
    {L"\xff21", L"A", NORM_IGNOREWIDTH, CSTR_EQUAL},
    {L"A", L"\xff21", 0, CSTR_LESS_THAN},
    {L"\x3042", L"\x30a2", NORM_IGNOREKANATYPE, CSTR_EQUAL},
    {L"\x3042", L"\x30a2", 0, CSTR_LESS_THAN},
    {L"z", L"\x3b1", 0, CSTR_LESS_THAN},
    {L"\x3b1", L"\x430", 0, CSTR_LESS_THAN},
    {L"\x430", L"\x4e00", 0, CSTR_LESS_THAN},
    {L"\x430", L"\x410", NORM_IGNORECASE, CSTR_EQUAL},
    {L"\x430", L"\x431", 0, CSTR_LESS_THAN},
    {L"a\xad"
     L"b",
     L"ab", NORM_IGNORESYMBOLS, CSTR_EQUAL},
};

static int sign(int value) { return value < 0 ? -1 : value > 0; }

static void test_cases(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(cases); i++) {
        BYTE first[200], second[200];
        check_case(i);
        int result = CompareStringW(LOCALE_INVARIANT, cases[i].flags, cases[i].first, -1, cases[i].second, -1);
        check_equal_int(result, cases[i].expected, "CompareStringW");
        check_equal_int(CompareStringEx(LOCALE_NAME_INVARIANT, cases[i].flags, cases[i].second, -1, cases[i].first, -1,
                                        NULL, NULL, 0),
                        4 - cases[i].expected, "the other way round");
        int a = LCMapStringW(LOCALE_INVARIANT, LCMAP_SORTKEY | cases[i].flags, cases[i].first, -1, (WCHAR *)first,
                             sizeof(first));
        int b = LCMapStringW(LOCALE_INVARIANT, LCMAP_SORTKEY | cases[i].flags, cases[i].second, -1, (WCHAR *)second,
                             sizeof(second));
        check(a > 0 && b > 0 && sign(strcmp((char *)first, (char *)second)) == cases[i].expected - 2,
              "sort keys agree: %d and %d bytes", a, b);
    }
    check_case(0);
}

static void test_arguments(void)
{
    check_equal_int(CompareStringW(LOCALE_INVARIANT, 0, L"abc", 2, L"abd", 2), CSTR_EQUAL, "counted lengths");
    check_equal_int(CompareStringA(LOCALE_INVARIANT, NORM_IGNORECASE, "Hello", -1, "hELLO", -1), CSTR_EQUAL, "ANSI");
    check_equal_int(CompareStringA(LOCALE_INVARIANT, 0, "abc", 2, "abd", 2), CSTR_EQUAL, "ANSI, counted");
    check_fails_with(CompareStringW(LOCALE_INVARIANT, 0, NULL, 0, L"a", -1), ERROR_INVALID_PARAMETER);
    check_fails_with(CompareStringW(LOCALE_INVARIANT, 0, L"a", -1, NULL, 0), ERROR_INVALID_PARAMETER);
    check_fails_with(CompareStringEx(L"xx-nowhere-at-all", 0, L"a", -1, L"b", -1, NULL, NULL, 0),
                     ERROR_INVALID_PARAMETER);
    check_equal_int(CompareStringOrdinal(L"a", -1, L"B", -1, FALSE), CSTR_GREATER_THAN, "ordinal");
    check_equal_int(CompareStringOrdinal(L"a", -1, L"B", -1, TRUE), CSTR_LESS_THAN, "ordinal without case");
    check_equal_int(CompareStringOrdinal(L"abc", -1, L"ABC", -1, TRUE), CSTR_EQUAL, "ordinal without case");
    check_equal_int(CompareStringOrdinal(L"abc", 2, L"ab", 2, FALSE), CSTR_EQUAL, "ordinal, counted");
    check_equal_int(CompareStringOrdinal(L"_", -1, L"a", -1, TRUE), CSTR_GREATER_THAN,
                    "the underscore is compared with the capital letter");
    check_fails_with(CompareStringOrdinal(NULL, 0, L"a", -1, FALSE), ERROR_INVALID_PARAMETER);
    check_equal_int(sign(lstrcmpW(L"a", L"A")), -1, "lstrcmp");
    check_equal_int(lstrcmpiW(L"a", L"A"), 0, "lstrcmpi");
    check_equal_int(sign(lstrcmpW(NULL, L"")), -1, "lstrcmp of NULL");
    check_equal_int(lstrcmpW(NULL, NULL), 0, "lstrcmp of NULLs");
    check_equal_int(sign(lstrcmpA("b", "A")), 1, "lstrcmpA");
    check_equal_int(lstrcmpiA("ABC", "abc"), 0, "lstrcmpiA");
}

static void test_searches(void)
{
    int length = -1;
    check_equal_int(FindStringOrdinal(FIND_FROMSTART, L"hello hello", -1, L"LLO", -1, TRUE), 2, "from the start");
    check_equal_int(FindStringOrdinal(FIND_FROMEND, L"hello hello", -1, L"llo", -1, FALSE), 8, "from the end");
    check_equal_int(FindStringOrdinal(FIND_STARTSWITH, L"hello", -1, L"he", -1, FALSE), 0, "at the start");
    check_equal_int(FindStringOrdinal(FIND_STARTSWITH, L"hello", -1, L"el", -1, FALSE), -1, "not at the start");
    check_equal_int(FindStringOrdinal(FIND_ENDSWITH, L"hello", -1, L"lo", -1, FALSE), 3, "at the end");
    check_equal_int(FindStringOrdinal(FIND_FROMSTART, L"hello", -1, L"x", -1, FALSE), -1, "nowhere");
    check_equal_int(FindNLSStringEx(LOCALE_NAME_INVARIANT, FIND_FROMSTART | NORM_IGNORECASE, L"one TWO", -1, L"two", -1,
                                    &length, NULL, NULL, 0),
                    4, "linguistic");
    check_equal_int(length, 3, "linguistic: length");
    check_equal_int(
        FindNLSStringEx(LOCALE_NAME_INVARIANT, FIND_FROMSTART, L"one TWO", -1, L"two", -1, &length, NULL, NULL, 0), -1,
        "linguistic, with case");
    check_equal_int(FindNLSStringEx(LOCALE_NAME_INVARIANT, FIND_FROMSTART | NORM_IGNORENONSPACE, L"caf\xe9!", -1,
                                    L"cafe", -1, &length, NULL, NULL, 0),
                    0, "accents");
}

int main(void)
{
    test_cases();
    test_arguments();
    test_searches();
    return check_summary();
}
