/* FormatMessage: inserts, widths, line breaks, buffers, system messages. Microsoft, "FormatMessageW". */
#include "../check.h"

static DWORD format(DWORD flags, const WCHAR *message, WCHAR *buffer, DWORD size, ...)
{
    va_list list;
    va_start(list, size);
    DWORD result = FormatMessageW(FORMAT_MESSAGE_FROM_STRING | flags, message, 0, 0, buffer, size, &list);
    va_end(list);
    return result;
}

static DWORD format_narrow(DWORD flags, const char *message, char *buffer, DWORD size, ...)
{
    va_list list;
    va_start(list, size);
    DWORD result = FormatMessageA(FORMAT_MESSAGE_FROM_STRING | flags, message, 0, 0, buffer, size, &list);
    va_end(list);
    return result;
}

#define expect(expected, message, ...) \
    do { \
        WCHAR buffer_[256] = { 0 }; \
        DWORD length_ = format(0, message, buffer_, 256, ##__VA_ARGS__); \
        check_equal_u32(length_, wcslen(expected), "FormatMessage: length"); \
        check_equal_wide(buffer_, expected, "FormatMessage"); \
    } while (0)

static void test_inserts(void)
{
    expect(L"plain", L"plain");
    expect(L"one two", L"%1 %2", L"one", L"two");
    expect(L"two one", L"%2 %1", L"one", L"two");
    expect(L"aa", L"%1%1", L"a");
    expect(L"42", L"%1!d!", 42);
    expect(L"-42", L"%1!d!", -42);
    expect(L"4294967254", L"%1!u!", -42);
    expect(L"ff FF", L"%1!x! %1!X!", 255);
    expect(L"0x000000ff", L"0x%1!08x!", 255);
    expect(L"[   42]", L"[%1!5d!]", 42);
    expect(L"[42   ]", L"[%1!-5d!]", 42);
    expect(L"[00042]", L"[%1!05d!]", 42);
    expect(L"[  abc]", L"[%1!5s!]", L"abc");
    expect(L"[abc  ]", L"[%1!-5s!]", L"abc");
    expect(L"[ab]", L"[%1!.2s!]", L"abc");
    expect(L"[   ab]", L"[%1!*.*s!]", 5, 2, L"abc");
    expect(L"narrow", L"%1!S!", "narrow");
    expect(L"narrow", L"%1!hs!", "narrow");
    expect(L"wide", L"%1!ls!", L"wide");
    expect(L"x", L"%1!c!", 'x');
    expect(L"%", L"%%");
    expect(L"a\tb", L"a%tb");
    expect(L"a\r\nb", L"a%nb");
    expect(L"a!b.c d", L"a%!b%.c% d");
    expect(L"a\r\nb", L"a\nb");
    expect(L"a\r\nb", L"a\r\nb");
    expect(L"before", L"before%0after");
    expect(L"10 9", L"%10 %9", L"1", L"2", L"3", L"4", L"5", L"6", L"7", L"8", L"9", L"10");
    expect(L"+7", L"%1!+d!", 7);
    expect(L"123456789012", L"%1!I64d!", 123456789012ll);
}

static void test_flags_and_buffers(void)
{
    WCHAR buffer[256], *allocated = NULL;
    char narrow[256], *narrow_allocated = NULL;
    DWORD_PTR array[] = { (DWORD_PTR)L"first", 7 };
    DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY, L"%1 %2!d!", 0, 0, buffer,
                                  256, (va_list *)array);
    check_equal_u32(length, 7, "an array of arguments");
    check_equal_wide(buffer, L"first 7", "an array of arguments");
    check_equal_u32(format(FORMAT_MESSAGE_IGNORE_INSERTS, L"%1 %2!d!", buffer, 256), 8, "inserts ignored");
    check_equal_wide(buffer, L"%1 %2!d!", "inserts ignored");
    check_equal_u32(format(FORMAT_MESSAGE_MAX_WIDTH_MASK, L"a\r\nb", buffer, 256), 3, "no breaks");
    check_equal_wide(buffer, L"a b", "soft breaks become blanks");
    check_equal_u32(format(FORMAT_MESSAGE_ALLOCATE_BUFFER, L"hello %1", (WCHAR *)&allocated, 0, L"you"), 9,
                    "allocated");
    check_equal_wide(allocated, L"hello you", "allocated");
    check(!LocalFree(allocated), "it is freed with LocalFree");
    check_fails_with(format(0, L"too long", buffer, 3), ERROR_INSUFFICIENT_BUFFER);
    check_fails_with(FormatMessageW(0, L"text", 0, 0, buffer, 256, NULL), ERROR_INVALID_PARAMETER);
    check_fails_with(FormatMessageW(FORMAT_MESSAGE_FROM_STRING, L"text", 0, 0, NULL, 256, NULL),
                     ERROR_INVALID_PARAMETER);
    check_equal_u32(format_narrow(0, "%1 %2!d! %3!S!", narrow, 256, "a", 5, L"w"), 5, "ANSI");
    check_equal_string(narrow, "a 5 w", "ANSI");
    check_equal_u32(format_narrow(FORMAT_MESSAGE_ALLOCATE_BUFFER, "x%1", (char *)&narrow_allocated, 0, "y"), 2,
                    "ANSI, allocated");
    check_equal_string(narrow_allocated, "xy", "ANSI, allocated");
    LocalFree(narrow_allocated);
    check_fails_with(format_narrow(0, "too long", narrow, 3), ERROR_INSUFFICIENT_BUFFER);
}

static void test_system_messages(void)
{
    static const DWORD codes[] = {0,    1,    2,     3,     5,     6,     8,     13,    32,         33,        80,
                                  87,   109,  112,   120,   122,   126,   127,   183,   193,        203,       234,
                                  258,  259,  995,   997,   998,   1060,  1114,  1223,  1314,       1326,      1400,
                                  1450, 1460, 10035, 10048, 10054, 10060, 10061, 11001, 0x80004005, 0x80070005};
    WCHAR buffer[512];
    for (int i = 0; i < (int)ARRAYSIZE(codes); i++) {
        check_case(i);
        DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, codes[i], 0,
                                      buffer, 512, NULL);
        check(length > 8, "message %lu has text", codes[i]);
        check(length > 2 && !wcscmp(buffer + length - 2, L"\r\n"), "message %lu ends with a line break", codes[i]);
    }
    check_case(0);
    check_fails_with(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, 0x0fff1234, 0,
                                    buffer, 512, NULL),
                     ERROR_MR_MID_NOT_FOUND);
    DWORD length =
        FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL,
                       5, 0, buffer, 512, NULL);
    check(length > 2 && buffer[length - 1] == ' ' && !wcschr(buffer, '\n'), "without breaks it ends with a blank");
    check(!FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE, GetModuleHandleW(NULL), 5, 0, buffer, 512, NULL),
          "a module without messages");
    check(FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS,
                         GetModuleHandleW(NULL), 5, 0, buffer, 512, NULL) > 0,
          "the system's where the module has none");
}

int main(void)
{
    test_inserts();
    test_flags_and_buffers();
    test_system_messages();
    return check_summary();
}
