/* MultiByteToWideChar and WideCharToMultiByte: code pages, flags, errors. Microsoft, "MultiByteToWideChar",
 * "WideCharToMultiByte", "Code Page Identifiers"; characters from the code pages as Unicode.org publishes them. */
#include "../check.h"

static const struct { UINT page; BYTE bytes[4]; int size; WCHAR wide; } characters[] = {
    {437, {0x80}, 1, 0x00c7},         {437, {0x9b}, 1, 0x00a2},         {437, {0xb3}, 1, 0x2502},
    {437, {0xe1}, 1, 0x00df},         {437, {0xff}, 1, 0x00a0},         {850, {0x9b}, 1, 0x00f8},
    {850, {0xd5}, 1, 0x0131},         {850, {0xe1}, 1, 0x00df},         {852, {0x8f}, 1, 0x0106},
    {852, {0xfc}, 1, 0x0158},         {855, {0x80}, 1, 0x0452},         {857, {0x98}, 1, 0x0130},
    {858, {0xd5}, 1, 0x20ac},         {860, {0x84}, 1, 0x00e3},         {862, {0x80}, 1, 0x05d0},
    {863, {0x8d}, 1, 0x2017},         {865, {0x9d}, 1, 0x00d8},         {866, {0x80}, 1, 0x0410},
    {866, {0xf0}, 1, 0x0401},         {869, {0x86}, 1, 0x0386},         {737, {0x80}, 1, 0x0391},
    {775, {0x80}, 1, 0x0106},         {874, {0xa1}, 1, 0x0e01},         {874, {0x80}, 1, 0x20ac},
    {1250, {0x8a}, 1, 0x0160},        {1250, {0xf8}, 1, 0x0159},        {1251, {0xc0}, 1, 0x0410},
    {1251, {0xb9}, 1, 0x2116},        {1252, {0x80}, 1, 0x20ac},        {1252, {0x99}, 1, 0x2122},
    {1252, {0xe9}, 1, 0x00e9},        {1252, {0x81}, 1, 0x0081},        {1253, {0xc1}, 1, 0x0391},
    {1254, {0xdd}, 1, 0x0130},        {1254, {0xfd}, 1, 0x0131},        {1255, {0xe0}, 1, 0x05d0},
    {1256, {0xc7}, 1, 0x0627},        {1257, {0xc0}, 1, 0x0104},        {1258, {0xd5}, 1, 0x01a0},
    {20127, {0x41}, 1, 0x0041},       {20866, {0xc1}, 1, 0x0430},       {21866, {0xa4}, 1, 0x0454},
    {28591, {0xe9}, 1, 0x00e9},       {28592, {0xb1}, 1, 0x0105},       {28593, {0xa1}, 1, 0x0126},
    {28594, {0xa2}, 1, 0x0138},       {28595, {0xb0}, 1, 0x0410},       {28597, {0xc1}, 1, 0x0391},
    {28599, {0xfd}, 1, 0x0131},       {28603, {0xe0}, 1, 0x0105},       {28605, {0xa4}, 1, 0x20ac},
    {37, {0xc1}, 1, 0x0041},          {500, {0x4a}, 1, 0x005b},         {10000, {0x8a}, 1, 0x00e4},
    {932, {0xb1}, 1, 0xff71},         {932, {0x82, 0xa0}, 2, 0x3042},   {932, {0x93, 0xfa}, 2, 0x65e5},
    {932, {0x81, 0x40}, 2, 0x3000},   {936, {0xd6, 0xd0}, 2, 0x4e2d},   {936, {0x80}, 1, 0x20ac},
    {936, {0x81, 0x40}, 2, 0x4e02},   {949, {0xb0, 0xa1}, 2, 0xac00},   {949, {0x81, 0x41}, 2, 0xac02},
    {950, {0xa4, 0xa4}, 2, 0x4e2d},   {950, {0xa1, 0x40}, 2, 0x3000},   {54936, {0x81, 0x30, 0x81, 0x30}, 4, 0x0080},
    {54936, {0xd6, 0xd0}, 2, 0x4e2d}, {65001, {0xc3, 0xa9}, 2, 0x00e9}, {65001, {0xe2, 0x82, 0xac}, 3, 0x20ac},
    {65001, {0x7f}, 1, 0x7f},
};

static void test_characters(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(characters); i++) {
        WCHAR wide[4] = { 0 };
        char bytes[8] = { 0 };
        check_case(i);
        int count =
            MultiByteToWideChar(characters[i].page, 0, (const char *)characters[i].bytes, characters[i].size, wide, 4);
        check(count == 1 && wide[0] == characters[i].wide, "code page %u, byte %02x: %d characters, %04x",
              characters[i].page, characters[i].bytes[0], count, wide[0]);
        count = WideCharToMultiByte(characters[i].page, 0, &characters[i].wide, 1, bytes, sizeof(bytes), NULL, NULL);
        check(count == characters[i].size && !memcmp(bytes, characters[i].bytes, (size_t)characters[i].size),
              "code page %u, %04x back: %d bytes, %02x", characters[i].page, characters[i].wide, count, (BYTE)bytes[0]);
    }
    check_case(0);
}

/* Every byte of a single-byte code page that has a character comes back. */
static void test_round_trips(void)
{
    static const UINT pages[] = { 437, 850, 852, 855, 866, 1250, 1251, 1252, 1254, 20866, 28591, 28592, 28595, 28605 };
    for (int i = 0; i < (int)ARRAYSIZE(pages); i++) {
        int wrong = 0;
        check_case(1000 + i);
        for (int byte = 0; byte < 256; byte++) {
            WCHAR wide;
            char in = (char)byte, out = 0;
            if (MultiByteToWideChar(pages[i], 0, &in, 1, &wide, 1) != 1 ||
                WideCharToMultiByte(pages[i], 0, &wide, 1, &out, 1, NULL, NULL) != 1 || in != out)
                wrong++;
        }
        check_equal_int(wrong, 0, "bytes of a code page that do not come back");
    }
    check_case(0);
}

static void test_lengths_and_errors(void)
{
    WCHAR wide[16];
    char bytes[16];
    check_equal_int(MultiByteToWideChar(1252, 0, "abc", -1, NULL, 0), 4, "size with terminator");
    check_equal_int(MultiByteToWideChar(1252, 0, "abc", 3, NULL, 0), 3, "size without terminator");
    check_equal_int(MultiByteToWideChar(1252, 0, "abc", -1, wide, 16), 4, "conversion");
    check_equal_wide(wide, L"abc", "conversion");
    check_fails_with(MultiByteToWideChar(1252, 0, "abc", -1, wide, 3), ERROR_INSUFFICIENT_BUFFER);
    check_fails_with(MultiByteToWideChar(1252, 0, NULL, 1, wide, 3), ERROR_INVALID_PARAMETER);
    check_fails_with(MultiByteToWideChar(1252, 0, "abc", 0, wide, 3), ERROR_INVALID_PARAMETER);
    check_fails_with(MultiByteToWideChar(1252, 0, "abc", -1, wide, -1), ERROR_INVALID_PARAMETER);
    check_fails_with(MultiByteToWideChar(1252, 0, "abc", -1, NULL, 3), ERROR_INVALID_PARAMETER);
    check_fails_with(MultiByteToWideChar(1252, 0, (char *)wide, 2, wide, 3), ERROR_INVALID_PARAMETER);
    check_fails_with(MultiByteToWideChar(9999, 0, "abc", -1, wide, 16), ERROR_INVALID_PARAMETER);
    check_fails_with(MultiByteToWideChar(1252, 0x1000, "abc", -1, wide, 16), ERROR_INVALID_FLAGS);
    check_fails_with(MultiByteToWideChar(1252, MB_PRECOMPOSED | MB_COMPOSITE, "abc", -1, wide, 16),
                     ERROR_INVALID_FLAGS);
    check_fails_with(MultiByteToWideChar(CP_UTF8, MB_PRECOMPOSED, "abc", -1, wide, 16), ERROR_INVALID_FLAGS);
    check_fails_with(MultiByteToWideChar(CP_UTF7, MB_ERR_INVALID_CHARS, "abc", -1, wide, 16), ERROR_INVALID_FLAGS);

    check_equal_int(WideCharToMultiByte(1252, 0, L"abc", -1, NULL, 0, NULL, NULL), 4, "size with terminator");
    check_equal_int(WideCharToMultiByte(1252, 0, L"abc", -1, bytes, 16, NULL, NULL), 4, "conversion");
    check_equal_string(bytes, "abc", "conversion");
    check_fails_with(WideCharToMultiByte(1252, 0, L"abc", -1, bytes, 3, NULL, NULL), ERROR_INSUFFICIENT_BUFFER);
    check_fails_with(WideCharToMultiByte(1252, 0, NULL, 1, bytes, 3, NULL, NULL), ERROR_INVALID_PARAMETER);
    check_fails_with(WideCharToMultiByte(1252, 0, L"abc", 0, bytes, 3, NULL, NULL), ERROR_INVALID_PARAMETER);
    check_fails_with(WideCharToMultiByte(1252, 0, L"abc", -1, NULL, 3, NULL, NULL), ERROR_INVALID_PARAMETER);
    check_fails_with(WideCharToMultiByte(9999, 0, L"abc", -1, bytes, 16, NULL, NULL), ERROR_INVALID_PARAMETER);
    check_fails_with(WideCharToMultiByte(1252, WC_ERR_INVALID_CHARS, L"abc", -1, bytes, 16, NULL, NULL),
                     ERROR_INVALID_FLAGS);
    check_fails_with(WideCharToMultiByte(CP_UTF8, WC_NO_BEST_FIT_CHARS, L"abc", -1, bytes, 16, NULL, NULL),
                     ERROR_INVALID_FLAGS);
    check_fails_with(WideCharToMultiByte(CP_UTF8, 0, L"abc", -1, bytes, 16, "?", NULL), ERROR_INVALID_PARAMETER);
    BOOL used;
    check_fails_with(WideCharToMultiByte(CP_UTF8, 0, L"abc", -1, bytes, 16, NULL, &used), ERROR_INVALID_PARAMETER);
    check_fails_with(WideCharToMultiByte(CP_UTF7, 0, L"abc", -1, bytes, 16, "?", NULL), ERROR_INVALID_PARAMETER);
}

static void test_defaults(void)
{
    char bytes[16] = { 0 };
    BOOL used = 5;
    check_equal_int(WideCharToMultiByte(1252, 0,
                                        L"a\x4e2d"
                                        L"b",
                                        -1, bytes, 16, NULL, &used),
                    4, "a character that is missing");
    check_equal_string(bytes, "a?b", "the default is a question mark");
    check_equal_u32(used, TRUE, "it is told");
    WideCharToMultiByte(1252, 0, L"a\x4e2d" L"b", -1, bytes, 16, "#", &used);
    check_equal_string(bytes, "a#b", "a default of one's own");
    WideCharToMultiByte(1252, 0, L"a\xe9" L"b", -1, bytes, 16, "#", &used);
    check_equal_u32(used, FALSE, "nothing was missing");
    check_equal_string(bytes, "a\xe9" "b", "nothing was missing");
    WideCharToMultiByte(1252, 0, L"\xff21", -1, bytes, 16, "#", &used);
    check_equal_string(bytes, "A", "the best fit of a full-width letter");
    check_equal_u32(used, FALSE, "a best fit is no default");
    WideCharToMultiByte(1252, WC_NO_BEST_FIT_CHARS, L"\xff21", -1, bytes, 16, "#", &used);
    check_equal_string(bytes, "#", "no best fit");
    check_equal_u32(used, TRUE, "no best fit: the default is told");
    WideCharToMultiByte(437, 0, L"\x2019", -1, bytes, 16, NULL, NULL);
    check_equal_string(bytes, "'", "the best fit of a quotation mark");
    WideCharToMultiByte(932, 0, L"\xe9", -1, bytes, 16, NULL, NULL);
    check_equal_string(bytes, "e", "the best fit of a letter with an accent");
    WideCharToMultiByte(1252, WC_COMPOSITECHECK, L"e\x301", -1, bytes, 16, NULL, NULL);
    check_equal_string(bytes, "\xe9", "WC_COMPOSITECHECK makes one character of two");
    WCHAR wide[8];
    check_equal_int(MultiByteToWideChar(1252, MB_COMPOSITE, "\xe9", 1, wide, 8), 2, "MB_COMPOSITE makes two of one");
    check(wide[0] == 'e' && wide[1] == 0x301, "MB_COMPOSITE: %04x %04x", wide[0], wide[1]);
    check_equal_int(MultiByteToWideChar(437, MB_USEGLYPHCHARS, "\x01\x0d", 2, wide, 8), 2, "MB_USEGLYPHCHARS");
    check(wide[0] == 0x263a && wide[1] == 0x266a, "MB_USEGLYPHCHARS: %04x %04x", wide[0], wide[1]);
}

static const struct { const char *bytes; const WCHAR *wide; } bad_utf8[] = {
    {"a\x80z", L"a\xfffdz"},
    {"\xc3", L"\xfffd"},
    {"\xc0\xaf", L"\xfffd\xfffd"},
    {"\xe2\x82", L"\xfffd"},
    {"\xe2\x82z", L"\xfffdz"},
    {"\xed\xa0\x80", L"\xfffd\xfffd\xfffd"},
    {"\xf0\x9f\x98", L"\xfffd"},
    {"\xf5\x80\x80\x80", L"\xfffd\xfffd\xfffd\xfffd"},
    {"\xff\xfe", L"\xfffd\xfffd"},
    {"\xf0\x8f\xbf\xbf", L"\xfffd\xfffd\xfffd\xfffd"},
    {"\xe0\x9f\xbf", L"\xfffd\xfffd\xfffd"},
};

static void test_utf8(void)
{
    WCHAR wide[16];
    char bytes[16];
    for (int i = 0; i < (int)ARRAYSIZE(bad_utf8); i++) {
        check_case(2000 + i);
        int count = MultiByteToWideChar(CP_UTF8, 0, bad_utf8[i].bytes, -1, wide, 16);
        check(count > 0, "ill-formed UTF-8");
        check_equal_wide(wide, bad_utf8[i].wide, "ill-formed UTF-8");
        check_fails_with(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, bad_utf8[i].bytes, -1, wide, 16),
                         ERROR_NO_UNICODE_TRANSLATION);
    }
    check_case(0);
    check_equal_int(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "\xf0\x9f\x98\x80", -1, wide, 16), 3,
                    "a character of another plane");
    check_equal_wide(wide, L"\xd83d\xde00", "a surrogate pair");
    check_equal_int(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, wide, -1, bytes, 16, NULL, NULL), 5, "and back");
    check_equal_string(bytes, "\xf0\x9f\x98\x80", "and back");
    check_equal_int(WideCharToMultiByte(CP_UTF8, 0, L"\xd83d", -1, bytes, 16, NULL, NULL), 4, "half a pair");
    check_equal_string(bytes, "\xef\xbf\xbd", "half a pair becomes U+FFFD");
    check_fails_with(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, L"\xd83d", -1, bytes, 16, NULL, NULL),
                     ERROR_NO_UNICODE_TRANSLATION);
    check_fails_with(MultiByteToWideChar(932, MB_ERR_INVALID_CHARS, "\x81", 1, wide, 16), ERROR_NO_UNICODE_TRANSLATION);
    check_fails_with(MultiByteToWideChar(CP_UTF8, 0, "\xf0\x9f\x98\x80", 4, wide, 1), ERROR_INSUFFICIENT_BUFFER);
}

static const struct { const WCHAR *wide; const char *bytes; } utf7[] = {
    {L"Hi Mom!", "Hi Mom+ACE-"},
    {L"A\x2262\x391.", "A+ImIDkQ-."},
    {L"\x65e5\x672c\x8a9e", "+ZeVnLIqe-"},
    {L"1 + 1", "1 +- 1"},
    {L"\xe9", "+AOk-"},
};

static void test_utf7(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(utf7); i++) {
        WCHAR wide[32];
        char bytes[32];
        check_case(3000 + i);
        check(WideCharToMultiByte(CP_UTF7, 0, utf7[i].wide, -1, bytes, 32, NULL, NULL) > 0, "to UTF-7");
        if (i) check_equal_string(bytes, utf7[i].bytes, "to UTF-7");
        check(MultiByteToWideChar(CP_UTF7, 0, utf7[i].bytes, -1, wide, 32) > 0, "from UTF-7");
        check_equal_wide(wide, utf7[i].wide, "from UTF-7");
    }
    check_case(0);
}

static void test_information(void)
{
    CPINFO info;
    CPINFOEXW extended;
    check(GetCPInfo(1252, &info) && info.MaxCharSize == 1 && info.DefaultChar[0] == '?' && !info.LeadByte[0],
          "GetCPInfo of 1252");
    check(GetCPInfo(932, &info), "GetCPInfo of 932");
    check_equal_u32(info.MaxCharSize, 2, "932 has double bytes");
    check(info.LeadByte[0] == 0x81 && info.LeadByte[1] == 0x9f && info.LeadByte[2] == 0xe0 &&
              info.LeadByte[3] == 0xfc && !info.LeadByte[4],
          "lead bytes of 932");
    check(GetCPInfo(936, &info) && info.LeadByte[0] == 0x81 && info.LeadByte[1] == 0xfe && !info.LeadByte[2],
          "lead bytes of 936");
    check(GetCPInfo(CP_UTF8, &info) && info.MaxCharSize == 4, "GetCPInfo of UTF-8");
    check_fails_with(GetCPInfo(1252, NULL), ERROR_INVALID_PARAMETER);
    check_fails_with(GetCPInfo(9999, &info), ERROR_INVALID_PARAMETER);
    check(GetCPInfoExW(1252, 0, &extended), "GetCPInfoEx");
    check_equal_u32(extended.CodePage, 1252, "GetCPInfoEx");
    check_equal_u32(extended.UnicodeDefaultChar, '?', "GetCPInfoEx");
    check(!wcsncmp(extended.CodePageName, L"1252  (", 7), "the name begins with the number");
    check(GetCPInfoExW(CP_UTF8, 0, &extended) && extended.UnicodeDefaultChar == 0xfffd, "GetCPInfoEx of UTF-8");
    check_fails_with(GetCPInfoExW(1252, 1, &extended), ERROR_INVALID_PARAMETER);
    check(IsDBCSLeadByteEx(932, 0x81) && !IsDBCSLeadByteEx(932, 0x80) && !IsDBCSLeadByteEx(932, 0xa1) &&
              IsDBCSLeadByteEx(932, 0xe0),
          "lead bytes");
    check(!IsDBCSLeadByteEx(1252, 0x81) && !IsDBCSLeadByteEx(CP_UTF8, 0xc3), "no lead bytes");
    check(IsValidCodePage(437) && IsValidCodePage(CP_UTF8) && IsValidCodePage(1252) && !IsValidCodePage(9999),
          "IsValidCodePage");
    check(!IsValidCodePage(CP_ACP) && !IsValidCodePage(CP_OEMCP), "pseudo code pages are not valid ones");
    check(IsValidCodePage(GetACP()) && IsValidCodePage(GetOEMCP()), "the process's own code pages");
}

static int enumerated, enumerated_1252;
static BOOL CALLBACK count_pages(LPWSTR name)
{
    enumerated++;
    enumerated_1252 += !wcscmp(name, L"1252");
    return TRUE;
}

int main(void)
{
    test_characters();
    test_round_trips();
    test_lengths_and_errors();
    test_defaults();
    test_utf8();
    test_utf7();
    test_information();
    check(EnumSystemCodePagesW(count_pages, CP_INSTALLED), "EnumSystemCodePages");
    check(enumerated > 40 && enumerated_1252 == 1, "%d code pages, 1252 %d times", enumerated, enumerated_1252);
    return check_summary();
}
