/* Code pages with shifts between sets: ISO-2022-JP (RFC 1468), ISO-2022-KR (RFC 1557), HZ (RFC 1843); what
 * MultiByteToWideChar and WideCharToMultiByte say of them in Microsoft's documentation. */
#include "../check.h"

static const struct { UINT page; const char *bytes; const WCHAR *wide; } texts[] = {
    { 50220, "plain", L"plain" },
    { 50220, "\x1b$BF|K\\\x1b(B", L"\u65e5\u672c" },
    { 50220, "a\x1b$B$\"\x1b(Bz", L"a\u3042z" },
    { 50221, "\x1b$BF|\x1b(Bx\x1b$BK\\\x1b(B", L"\u65e5x\u672c" },
    { 50221, "\x1b(I1\x1b(B", L"\uff71" },
    { 50222, "\x0e" "1\x0f", L"\uff71" },
    { 50225, "\x1b$)C\x0e" "0!\x0f", L"\uac00" },
    { 50225, "ab", L"ab" },
    { 52936, "~{VPND~}", L"\u4e2d\u6587" },
    { 52936, "a~~b", L"a~b" },
};

static void test_both_ways(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(texts); i++) {
        WCHAR wide[32] = { 0 };
        char bytes[32] = { 0 };
        check_case(i);
        check_equal_int(MultiByteToWideChar(texts[i].page, 0, texts[i].bytes, -1, wide, 32),
                        (int)wcslen(texts[i].wide) + 1, "characters");
        check_equal_wide(wide, texts[i].wide, "text");
        check_equal_int(WideCharToMultiByte(texts[i].page, 0, texts[i].wide, -1, bytes, 32, NULL, NULL),
                        (int)strlen(texts[i].bytes) + 1, "bytes");
        check_equal_string(bytes, texts[i].bytes, "bytes");
        check_equal_int(WideCharToMultiByte(texts[i].page, 0, texts[i].wide, -1, NULL, 0, NULL, NULL),
                        (int)strlen(texts[i].bytes) + 1, "size asked for");
        check(IsValidCodePage(texts[i].page), "%u is a code page", texts[i].page);
    }
    check_case(0);
}

static void test_other_shifts(void)
{
    WCHAR wide[32] = { 0 };
    char bytes[32] = { 0 };
    MultiByteToWideChar(50220, 0, "\x1b$@F|\x1b(Ja", -1, wide, 32);
    check_equal_wide(wide, L"\u65e5" L"a", "the older set and Roman letters");
    WideCharToMultiByte(50220, 0, L"\uff71", -1, bytes, 32, NULL, NULL);
    check_equal_string(bytes, "\x1b$B%\"\x1b(B", "50220 has no half-width kana");
    MultiByteToWideChar(52936, 0, "a~\nb", -1, wide, 32);
    check_equal_wide(wide, L"ab", "a line that goes on");
}

static void test_errors(void)
{
    WCHAR wide[8];
    char bytes[8];
    SetLastError(0);
    check_equal_int(MultiByteToWideChar(50220, MB_ERR_INVALID_CHARS, "a", 1, wide, 8), 0, "flags");
    check_last_error(ERROR_INVALID_FLAGS, "flags");
    SetLastError(0);
    check_equal_int(WideCharToMultiByte(52936, WC_NO_BEST_FIT_CHARS, L"a", 1, bytes, 8, NULL, NULL), 0, "flags");
    check_last_error(ERROR_INVALID_FLAGS, "flags");
    SetLastError(0);
    check_equal_int(WideCharToMultiByte(50221, 0, L"\u65e5", 1, bytes, 4, NULL, NULL), 0, "small buffer");
    check_last_error(ERROR_INSUFFICIENT_BUFFER, "small buffer");
}

int main(void)
{
    test_both_ways();
    test_other_shifts();
    test_errors();
    return check_summary();
}
