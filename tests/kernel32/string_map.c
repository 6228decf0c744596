/* LCMapString, FoldString, NormalizeString, GetStringType, lstr functions, MulDiv. Microsoft, "LCMapStringEx", "Using
 * Unicode Normalization to Represent Strings", "GetStringTypeW"; Unicode 6 and later. */
#include "../check.h"

static const struct { DWORD flags; const WCHAR *source, *expected; } maps[] = {
    {LCMAP_UPPERCASE, L"abc\xe9", L"ABC\xc9"},
    {LCMAP_LOWERCASE, L"ABC\xc9", L"abc\xe9"},
    {LCMAP_UPPERCASE, L"\x431\x3b1", L"\x411\x391"},
    {LCMAP_UPPERCASE, L"\xdf", L"\xdf"},
    {LCMAP_UPPERCASE, L"\xff", L"\x178"},
    {LCMAP_LOWERCASE, L"\x178", L"\xff"},
    {LCMAP_UPPERCASE, L"i", L"I"},
    {LCMAP_UPPERCASE, L"123 _", L"123 _"},
    {LCMAP_UPPERCASE, L"\x10d", L"\x10c"},
    {LCMAP_HIRAGANA, L"\x30a2\x30ab", L"\x3042\x304b"},
    {LCMAP_KATAKANA, L"\x3042\x304b", L"\x30a2\x30ab"},
    {LCMAP_FULLWIDTH, L"A1", L"\xff21\xff11"},
    {LCMAP_HALFWIDTH, L"\xff21\xff11", L"A1"},
    {LCMAP_UPPERCASE | LCMAP_FULLWIDTH, L"a", L"\xff21"},
    {LCMAP_BYTEREV, L"a", L"\x6100"},
};

static const struct { NORM_FORM form; const WCHAR *source, *expected; } normalizations[] = {
    {NormalizationC, L"e\x301", L"\xe9"},
    {NormalizationD, L"\xe9", L"e\x301"},
    {NormalizationKC, L"\xfb01", L"fi"},
    {NormalizationKD, L"\xfb01", L"fi"},
    {NormalizationC, L"\xfb01", L"\xfb01"},
    {NormalizationC, L"\x212b", L"\xc5"},
    {NormalizationD, L"\x212b", L"A\x30a"},
    {NormalizationC, L"\x1100\x1161\x11a8", L"\xac01"},
    {NormalizationD, L"\xac01", L"\x1100\x1161\x11a8"},
    {NormalizationC, L"q\x307\x323", L"q\x323\x307"},
    {NormalizationD, L"\x1e69", L"s\x323\x307"},
    {NormalizationC, L"s\x307\x323", L"\x1e69"},
    {NormalizationKC, L"\xff21\x2460", L"A1"},
    {NormalizationKC, L"\x2126", L"\x3a9"},
    {NormalizationC, L"abc", L"abc"},
    {NormalizationC, L"\x0958", L"\x0915\x093c"},
    {NormalizationKD, L"\xbd",
     L"1\x2044"
     L"2"},
};

static const struct { WCHAR c; WORD type1, type2; } types[] = {
    {'A', C1_UPPER | C1_ALPHA | C1_XDIGIT | C1_DEFINED, C2_LEFTTORIGHT},
    {'g', C1_LOWER | C1_ALPHA | C1_DEFINED, C2_LEFTTORIGHT},
    {'5', C1_DIGIT | C1_XDIGIT | C1_DEFINED, C2_EUROPENUMBER},
    {' ', C1_SPACE | C1_BLANK | C1_DEFINED, C2_WHITESPACE},
    {'\t', C1_SPACE | C1_BLANK | C1_CNTRL | C1_DEFINED, C2_SEGMENTSEPARATOR},
    {'\n', C1_SPACE | C1_CNTRL | C1_DEFINED, C2_BLOCKSEPARATOR},
    {'!', C1_PUNCT | C1_DEFINED, C2_OTHERNEUTRAL},
    {'$', C1_PUNCT | C1_DEFINED, C2_EUROPETERMINATOR},
    {',', C1_PUNCT | C1_DEFINED, C2_COMMONSEPARATOR},
    {0xe9, C1_LOWER | C1_ALPHA | C1_DEFINED, C2_LEFTTORIGHT},
    {0x410, C1_UPPER | C1_ALPHA | C1_DEFINED, C2_LEFTTORIGHT},
    {0x5d0, C1_ALPHA | C1_DEFINED, C2_RIGHTTOLEFT},
    {0x4e2d, C1_ALPHA | C1_DEFINED, C2_LEFTTORIGHT},
    {0x3042, C1_ALPHA | C1_DEFINED, C2_LEFTTORIGHT},
    {0x7f, C1_CNTRL | C1_DEFINED, 0xffff},
    {'_', C1_PUNCT | C1_DEFINED, C2_OTHERNEUTRAL},
};

static void test_maps(void)
{
    WCHAR buffer[32], same[] = L"abc";
    for (int i = 0; i < (int)ARRAYSIZE(maps); i++) {
        check_case(i);
        int length = LCMapStringEx(LOCALE_NAME_INVARIANT, maps[i].flags, maps[i].source, -1, buffer, 32, NULL, NULL, 0);
        check_equal_int(length, (int)wcslen(maps[i].expected) + 1, "LCMapStringEx");
        check_equal_wide(buffer, maps[i].expected, "LCMapStringEx");
    }
    check_case(0);
    check_equal_int(LCMapStringW(LOCALE_INVARIANT, LCMAP_UPPERCASE, same, 3, same, 3), 3, "in place");
    check_equal_wide(same, L"ABC", "in place");
    check_equal_int(LCMapStringW(LOCALE_INVARIANT, LCMAP_UPPERCASE, L"abc", -1, NULL, 0), 4, "size");
    check_fails_with(LCMapStringW(LOCALE_INVARIANT, LCMAP_UPPERCASE, L"abc", -1, buffer, 2), ERROR_INSUFFICIENT_BUFFER);
    check_fails_with(LCMapStringW(LOCALE_INVARIANT, LCMAP_UPPERCASE, NULL, 3, buffer, 2), ERROR_INVALID_PARAMETER);
    check_fails_with(LCMapStringW(LOCALE_INVARIANT, LCMAP_UPPERCASE, L"a", 0, buffer, 2), ERROR_INVALID_PARAMETER);
    check_fails_with(LCMapStringW(LOCALE_INVARIANT, LCMAP_HIRAGANA | LCMAP_KATAKANA, L"a", -1, buffer, 4),
                     ERROR_INVALID_FLAGS);
    check_fails_with(LCMapStringW(LOCALE_INVARIANT, LCMAP_HALFWIDTH | LCMAP_FULLWIDTH, L"a", -1, buffer, 4),
                     ERROR_INVALID_FLAGS);
    check_fails_with(LCMapStringW(LOCALE_INVARIANT, LCMAP_SORTKEY | LCMAP_UPPERCASE, L"a", -1, buffer, 4),
                     ERROR_INVALID_FLAGS);
    check(LCMapStringEx(L"tr-TR", LCMAP_UPPERCASE | LCMAP_LINGUISTIC_CASING, L"i\x131", -1, buffer, 32, NULL, NULL,
                        0) == 3,
          "Turkish");
    check_equal_wide(buffer, L"\x130I", "Turkish i and dotless i");
    char narrow[8];
    check_equal_int(LCMapStringA(LOCALE_INVARIANT, LCMAP_UPPERCASE, "abc", -1, narrow, 8), 4, "LCMapStringA");
    check_equal_string(narrow, "ABC", "LCMapStringA");
}

static void test_normalization(void)
{
    WCHAR buffer[64];
    for (int i = 0; i < (int)ARRAYSIZE(normalizations); i++) {
        memset(buffer, 0, sizeof(buffer));
        check_case(100 + i);
        check_equal_int(NormalizeString(normalizations[i].form, normalizations[i].source, -1, buffer, 64),
                        (int)wcslen(normalizations[i].expected) + 1, "NormalizeString");
        check_equal_wide(buffer, normalizations[i].expected, "NormalizeString");
        check_equal_u32(IsNormalizedString(normalizations[i].form, normalizations[i].expected, -1), TRUE,
                        "IsNormalizedString of the result");
        if (wcscmp(normalizations[i].source, normalizations[i].expected))
            check_equal_u32(IsNormalizedString(normalizations[i].form, normalizations[i].source, -1), FALSE,
                            "IsNormalizedString of the source");
    }
    check_case(0);
    check(NormalizeString(NormalizationC, L"abc", -1, NULL, 0) >= 4, "an estimate is at least the size");
    SetLastError(0);
    check(NormalizeString(NormalizationD, L"\xe9\xe9", 2, buffer, 1) <= 0, "too small");
    check_last_error(ERROR_INSUFFICIENT_BUFFER, "too small");
    SetLastError(0);
    check(NormalizeString(NormalizationC, L"a\xd800", -1, buffer, 64) <= 0, "half a surrogate pair");
    check_last_error(ERROR_NO_UNICODE_TRANSLATION, "half a surrogate pair");
}

static void test_types_and_folds(void)
{
    WCHAR buffer[16];
    for (int i = 0; i < (int)ARRAYSIZE(types); i++) {
        WORD type = 0;
        check_case(200 + i);
        check(GetStringTypeW(CT_CTYPE1, &types[i].c, 1, &type), "GetStringType 1");
        check_equal_u32(type, types[i].type1, "CT_CTYPE1");
        if (types[i].type2 == 0xffff) continue;
        check(GetStringTypeW(CT_CTYPE2, &types[i].c, 1, &type), "GetStringType 2");
        check_equal_u32(type, types[i].type2, "CT_CTYPE2");
    }
    check_case(0);
    WORD type;
    check(GetStringTypeW(CT_CTYPE3, L"\x30a2", 1, &type) && (type & C3_KATAKANA), "katakana");
    check(GetStringTypeW(CT_CTYPE3, L"\x4e2d", 1, &type) && (type & C3_IDEOGRAPH), "ideograph");
    check(GetStringTypeW(CT_CTYPE3, L"\x301", 1, &type) && (type & C3_NONSPACING), "mark");
    check(GetStringTypeW(CT_CTYPE3, L"a", 1, &type) && (type & C3_ALPHA), "letter");
    check_fails_with(GetStringTypeW(0, L"a", 1, &type), ERROR_INVALID_PARAMETER);
    check_fails_with(GetStringTypeW(3, L"a", 1, &type), ERROR_INVALID_PARAMETER);
    check(GetStringTypeExA(LOCALE_USER_DEFAULT, CT_CTYPE1, "A", 1, &type) && (type & C1_UPPER), "ANSI");
    check_equal_int(FoldStringW(MAP_FOLDDIGITS, L"\x661\x662", -1, buffer, 16), 3, "digits");
    check_equal_wide(buffer, L"12", "digits");
    check_equal_int(FoldStringW(MAP_COMPOSITE, L"\xe9", -1, buffer, 16), 3, "composite");
    check_equal_wide(buffer, L"e\x301", "composite");
    check_equal_int(FoldStringW(MAP_PRECOMPOSED, L"e\x301", -1, buffer, 16), 2, "precomposed");
    check_equal_wide(buffer, L"\xe9", "precomposed");
    check_equal_int(FoldStringW(MAP_FOLDCZONE, L"\xff21", -1, buffer, 16), 2, "compatibility zone");
    check_equal_wide(buffer, L"A", "compatibility zone");
    check_fails_with(FoldStringW(MAP_FOLDDIGITS, L"a", 0, buffer, 16), ERROR_INVALID_PARAMETER);
    check_fails_with(FoldStringW(0, L"a", -1, buffer, 16), ERROR_INVALID_FLAGS);
    check_fails_with(FoldStringW(MAP_PRECOMPOSED | MAP_COMPOSITE, L"a", -1, buffer, 16), ERROR_INVALID_FLAGS);
}

static void test_lstr_and_muldiv(void)
{
    WCHAR wide[16] = L"x";
    char text[16] = "x";
    static const struct { int a, b, c, expected;
    } products[] = {
        {2, 3, 4, 2},
        {5, 1, 2, 3},
        {-5, 1, 2, -3},
        {7, 1, 3, 2},
        {1, 1, 0, -1},
        {0x7fffffff, 2, 1, -1},
        {0x7fffffff, 2, 2, 0x7fffffff},
        {100, 96, 72, 133},
        {-1, -1, -1, -1},
        {3, 1, -2, -2},
        {0, 5, 7, 0},
    };
    for (int i = 0; i < (int)ARRAYSIZE(products); i++) {
        check_case(300 + i);
        check_equal_int(MulDiv(products[i].a, products[i].b, products[i].c), products[i].expected, "MulDiv");
    }
    check_case(0);
    check_equal_int(lstrlenA("abc"), 3, "lstrlenA");
    check_equal_int(lstrlenA(NULL), 0, "lstrlenA of NULL");
    check_equal_int(lstrlenW(NULL), 0, "lstrlenW of NULL");
    check_equal_wide(lstrcpyW(wide, L"abc"), L"abc", "lstrcpyW");
    check_equal_wide(lstrcatW(wide, L"def"), L"abcdef", "lstrcatW");
    check_equal_wide(lstrcpynW(wide, L"123456", 4), L"123", "lstrcpynW");
    check_equal_string(lstrcpyA(text, "abc"), "abc", "lstrcpyA");
    check_equal_string(lstrcatA(text, "def"), "abcdef", "lstrcatA");
    check_equal_string(lstrcpynA(text, "123456", 4), "123", "lstrcpynA");
    check(!lstrcpyA(NULL, "a") && !lstrcpyW(wide, NULL), "NULL is refused");
}

int main(void)
{
    test_maps();
    test_normalization();
    test_types_and_folds();
    test_lstr_and_muldiv();
    return check_summary();
}
