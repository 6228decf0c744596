/* Strings. Witness: the C standard, and Microsoft's pages on the functions with an underscore. */
#include "../check.h"
#include <stdlib.h>
#include <ctype.h>
#include <wchar.h>
#include <wctype.h>

static const struct { const char *a, *b; int order, folded; } orders[] = {
    {"", "", 0, 0},      {"a", "a", 0, 0},          {"a", "b", -1, -1},    {"b", "a", 1, 1},     {"abc", "abd", -1, -1},
    {"abc", "ab", 1, 1}, {"ab", "abc", -1, -1},     {"ABC", "abc", -1, 0}, {"abc", "ABC", 1, 0}, {"\xff", "a", 1, 1},
    {"a1", "A1", 1, 0},  {"Zebra", "apple", -1, 1}, {"_", "a", -1, -1},
};
static int sign(int value) { return value < 0 ? -1 : value > 0; }

static const struct { const char *text, *set; int span, other, first; } sets[] = {
    {"abcdef", "abc", 3, 0, 0}, {"abcdef", "def", 0, 3, 3}, {"abcdef", "", 0, 6, -1},
    {"", "abc", 0, 0, -1},      {"aaa", "a", 3, 0, 0},      {"hello world", " ", 0, 5, 5},
};
static const struct { const char *text, *part; int at; } parts[] = {
    {"hello world", "world", 6}, {"hello", "l", 2},   {"hello", "lo", 3},
    {"hello", "x", -1},          {"hello", "", 0},    {"", "a", -1},
    {"aaab", "ab", 2},           {"abc", "abcd", -1},
};

int main(void)
{
    char text[64], copy[64];
    wchar_t wide[64], wide_b[64];
    for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
        const char *a = orders[i].a, *b = orders[i].b;
        check_case(i);
        check_equal_int(sign(strcmp(a, b)), orders[i].order, a);
        check_equal_int(sign(strncmp(a, b, 10)), orders[i].order, a);
        check_equal_int(strncmp(a, b, 0), 0, a);
        check_equal_int(sign(_stricmp(a, b)), orders[i].folded, a);
        check_equal_int(sign(_strnicmp(a, b, 10)), orders[i].folded, a);
        for (int c = 0; c < 64 && (wide[c] = (unsigned char)a[c]); c++) {}
        for (int c = 0; c < 64 && (wide_b[c] = (unsigned char)b[c]); c++) {}
        check_equal_int(sign(wcscmp(wide, wide_b)), orders[i].order, a);
        check_equal_int(sign(_wcsicmp(wide, wide_b)), orders[i].folded, a);
        check_equal_int(sign(strcoll(a, b)), orders[i].order, "in the C locale strcoll is strcmp");
    }
    for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
        check_case(i);
        check_equal_int(strspn(sets[i].text, sets[i].set), sets[i].span, sets[i].text);
        check_equal_int(strcspn(sets[i].text, sets[i].set), sets[i].other, sets[i].text);
        const char *found = strpbrk(sets[i].text, sets[i].set);
        check_equal_int(found ? found - sets[i].text : -1, sets[i].first, sets[i].text);
    }
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        check_case(i);
        const char *found = strstr(parts[i].text, parts[i].part);
        check_equal_int(found ? found - parts[i].text : -1, parts[i].at, parts[i].text);
    }
    for (int c = 0; c < 256; c++) { /* the C locale knows ASCII only */
        check_case(c);
        int upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
        check_equal_int(!!isalpha(c), upper || lower, "isalpha");
        check_equal_int(!!isalnum(c), upper || lower || digit, "isalnum");
        check_equal_int(!!isspace(c), c == ' ' || (c >= 9 && c <= 13), "isspace");
        check_equal_int(tolower(c), upper ? c + 32 : c, "tolower");
    }
    strcpy(text, "one,two;;three");
    check_equal_string(strtok(text, ",;"), "one", "strtok");
    check_equal_string(strtok(NULL, ",;"), "two", "strtok");
    check_equal_string(strtok(NULL, ",;"), "three", "strtok skips empty fields");
    check(strtok(NULL, ",;") == NULL, "the end of strtok");
    check_equal_string(_strrev(strcpy(text, "abcd")), "dcba", "_strrev");
    check_equal_string(_strupr(strcpy(text, "aBc1")), "ABC1", "_strupr");
    check_equal_string(_strlwr(strcpy(text, "aBc1")), "abc1", "_strlwr");
    check_equal_string(_strset(strcpy(text, "abc"), 'x'), "xxx", "_strset");
    check_equal_string(_strnset(strcpy(text, "abcd"), 'x', 2), "xxcd", "_strnset");
    memset(copy, 'x', sizeof(copy));
    strncpy(copy, "ab", 5);
    check_equal_bytes(copy, "ab\0\0\0x", 6, "strncpy fills up with zeros");
    strcpy(copy, "ab");
    check_equal_string(strncat(copy, "cdef", 2), "abcd", "strncat");
    check_equal_int(strlen("hello"), 5, "strlen");
    check_equal_int(wcslen(L"hello"), 5, "wcslen");
    check_equal_ptr(strchr(copy, 'z'), NULL, "strchr");
    check_equal_ptr(strchr(copy, 0), copy + 4, "strchr of the terminator");
    check_equal_ptr(strrchr(copy, 'b'), copy + 1, "strrchr");
    memcpy(copy, "0123456789", 11);
    memmove(copy + 2, copy, 5);
    check_equal_string(copy, "0101234789", "memmove upwards");
    memmove(copy, copy + 2, 5);
    check_equal_string(copy, "0123434789", "memmove downwards");
    check(memcmp("abc", "abd", 3) < 0 && memcmp("abc", "abd", 2) == 0, "memcmp");
    check_equal_ptr(memchr(copy, '3', 5), copy + 3, "memchr");
    char *duplicate = _strdup("copy");
    check_equal_string(duplicate, "copy", "_strdup");
    free(duplicate);
    check_equal_int(mbstowcs(wide, "abc", 64), 3, "mbstowcs");
    check_equal_wide(wide, L"abc", "mbstowcs");
    check_equal_int(wcstombs(text, L"xyz", 64), 3, "wcstombs");
    check_equal_string(text, "xyz", "wcstombs");
    check_equal_int((int)wcstombs(text, L"\x4e00", 64), -1, "a character that the C locale has not");
    return check_summary();
}
