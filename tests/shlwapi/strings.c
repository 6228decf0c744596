/* String functions. Source: Microsoft, shlwapi.h, the page of each function and its table of examples. */
#include "../check.h"
#include <shlwapi.h>

static void test_searches(void)
{
    static const WCHAR text[] = L"Abc abC abc";
    check(StrChrW(text, 'c') == text + 2 && !StrChrW(text, 'x'), "StrChr");
    check(StrChrIW(text, 'a') == text, "StrChrI");
    check(StrRChrW(text, NULL, 'b') == text + 9 && StrRChrW(text, text + 5, 'b') == text + 1, "StrRChr");
    check(StrStrW(text, L"abc") == text + 8, "StrStr");
    check(StrStrIW(text, L"ABC") == text, "StrStrI");
    check(StrRStrIW(text, NULL, L"ABC") == text + 8 && StrRStrIW(text, text + 8, L"ABC") == text + 4, "StrRStrI");
    check(StrSpnW(L"aab", L"a") == 2 && StrCSpnW(L"xxa", L"a") == 2 && StrCSpnIW(L"xxA", L"a") == 2, "StrSpn, StrCSpn");
    check(StrPBrkW(text, L"cb") == text + 1 && !StrPBrkW(text, L"xyz"), "StrPBrk");
    check(!StrStrA("", "a") && !StrStrA("a", ""), "StrStr of nothing");
}

static void test_numbers(void)
{
    static const struct { const char *text; STIF_FLAGS flags; BOOL found; int number; } cases[] = {
        { "12", STIF_DEFAULT, TRUE, 12 }, { " -7x", STIF_DEFAULT, TRUE, -7 }, { "0x1F", STIF_SUPPORT_HEX, TRUE, 31 },
        { "0x1F", STIF_DEFAULT, TRUE, 0 }, { "x", STIF_DEFAULT, FALSE, 0 }, { "", STIF_SUPPORT_HEX, FALSE, 0 },
    };
    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        int number = -1;
        check_case((int)i);
        check(!StrToIntExA(cases[i].text, cases[i].flags, &number) == !cases[i].found,
              "StrToIntEx finds a number in %s", cases[i].text);
        check(number == cases[i].number, "%s is %d", cases[i].text, number);
    }
    check_case(0);
    check(StrToIntW(L"42abc") == 42, "StrToInt");
}

static void test_sizes(void)
{
    static const struct { LONGLONG bytes; const char *text;
    } cases[] = {
        {532, "532 bytes"}, {1340, "1.30 KB"}, {23506, "22.9 KB"}, {2400016, "2.28 MB"}, {2400000000LL, "2.23 GB"},
    };
    char text[64];
    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        check_case((int)i);
        check(!strcmp(StrFormatByteSize64A(cases[i].bytes, text, sizeof(text)), cases[i].text), "%I64d bytes: %s",
              cases[i].bytes, text);
    }
    check_case(0);
    check(!strcmp(StrFormatKBSizeA(532, text, sizeof(text)), "1 KB"), "StrFormatKBSize: %s", text);
    check(!strcmp(StrFormatKBSizeA(2400016, text, sizeof(text)), "2,344 KB"), "StrFormatKBSize: %s", text);
    static const struct { int digits; const char *text; } times[] = {
        { 1, " 30 sec" }, { 2, " 34 sec" }, { 3, " 34 sec" },
    };
    for (size_t i = 0; i < ARRAYSIZE(times); i++) {
        check_case((int)(10 + i));
        StrFromTimeIntervalA(text, sizeof(text), 34000, times[i].digits);
        check(!strcmp(text, times[i].text), "34 seconds in %d digits: %s", times[i].digits, text);
    }
    check_case(0);
    StrFromTimeIntervalA(text, sizeof(text), 74000, 3);
    check(!strcmp(text, " 1 min 14 sec"), "74 seconds: %s", text);
}

static void test_comparisons(void)
{
    static const WCHAR *const sorted[] = {L"2string",  L"3string", L"20string", L"st2ring", L"st3ring",
                                          L"st20ring", L"string2", L"string3",  L"string20"};
    for (size_t i = 0; i + 1 < ARRAYSIZE(sorted); i++) {
        check_case((int)i);
        check(StrCmpLogicalW(sorted[i], sorted[i + 1]) == -1, "%ls comes before %ls", sorted[i], sorted[i + 1]);
        check(StrCmpLogicalW(sorted[i + 1], sorted[i]) == 1, "%ls comes behind %ls", sorted[i + 1], sorted[i]);
    }
    check_case(0);
    check(!StrCmpIW(L"aBc", L"AbC") && StrCmpW(L"a", L"b") < 0, "StrCmpI, StrCmp");
    check(!StrCmpNIW(L"aBcX", L"AbCy", 3) && StrCmpNIW(L"aBcX", L"AbCy", 4) < 0, "StrCmpNI");
    check(!StrCmpNW(L"abX", L"abY", 2), "StrCmpN");
}

static void test_buffers(void)
{
    WCHAR text[32], *copy;
    wcscpy(text, L"_!ABCDEFG#");
    check(StrTrimW(text, L"#A!_\\0") && !wcscmp(text, L"BCDEFG"), "StrTrim: %ls", text);
    check(!StrTrimW(text, L"xyz"), "StrTrim of nothing");
    check(!wcscmp(StrCpyNW(text, L"abcdef", 4), L"abc"), "StrCpyN ends the text");
    check(!wcscmp(StrCatBuffW(text, L"defgh", 6), L"abcde"), "StrCatBuff: %ls", text);
    copy = StrDupW(L"copy");
    check(copy && !wcscmp(copy, L"copy") && !LocalFree(copy), "StrDup");
    check(wnsprintfW(text, 32, L"%s %d %S", L"a", 5, "b") == 5 && !wcscmp(text, L"a 5 b"), "wnsprintf: %ls", text);
    check(wnsprintfW(text, 4, L"%d", 123456) < 0 && !wcscmp(text, L"123"), "wnsprintf into too little: %ls", text);
    check(SHStrDupA("x", &copy) == S_OK && !wcscmp(copy, L"x"), "SHStrDup");
    CoTaskMemFree(copy);
}

int main(void)
{
    test_searches();
    test_numbers();
    test_sizes();
    test_comparisons();
    test_buffers();
    return check_summary();
}
