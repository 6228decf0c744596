/* Registry values: types, sizes, text conversion, RegGetValue. */
#include "../check.h"

static HKEY key;

static void test_round_trips(void)
{
    static const BYTE bytes[] = { 0, 1, 2, 0xff, 0x80, 0, 7 };
    static const struct { const char *name; DWORD type; const void *data; DWORD size;
    } cases[] = {
        {"text", REG_SZ, "some text", 10},
        {"empty text", REG_SZ, "", 1},
        {"expand", REG_EXPAND_SZ, "%SystemRoot%\\x", 15},
        {"binary", REG_BINARY, bytes, 7},
        {"empty binary", REG_BINARY, "", 0},
        {"dword", REG_DWORD, "\1\2\3\4", 4},
        {"big endian", REG_DWORD_BIG_ENDIAN, "\1\2\3\4", 4},
        {"qword", REG_QWORD, "\1\2\3\4\5\6\7\10", 8},
        {"multi", REG_MULTI_SZ, "one\0two\0", 9},
        {"none", REG_NONE, bytes, 3},
        {"odd type", 0x12345, bytes, 5},
        {"short dword", REG_DWORD, "\1\2", 2},
        {"", REG_SZ, "the default value", 18},
    };
    for (int i = 0; i < (int)(sizeof(cases) / sizeof(*cases)); i++) {
        BYTE data[64];
        DWORD type = 77, size = sizeof(data);
        check_case(i);
        check_equal_u32(RegSetValueExA(key, cases[i].name, 0, cases[i].type, cases[i].data, cases[i].size),
                        ERROR_SUCCESS, cases[i].name);
        check_equal_u32(RegQueryValueExA(key, cases[i].name, NULL, &type, data, &size), ERROR_SUCCESS, cases[i].name);
        check_equal_u32(type, cases[i].type, "type");
        check_equal_u32(size, cases[i].size, "size");
        check_equal_bytes(data, cases[i].data, cases[i].size, "data");
    }
    check_case(0);
}

static void test_sizes(void)
{
    char data[64];
    WCHAR wide[64];
    DWORD type, size;
    size = 0;
    check_equal_u32(RegQueryValueExA(key, "text", NULL, &type, NULL, &size), ERROR_SUCCESS, "ask for the size");
    check_equal_u32(size, 10, "ask for the size");
    size = 5;
    memset(data, '#', sizeof(data));
    check_equal_u32(RegQueryValueExA(key, "text", NULL, &type, (BYTE *)data, &size), ERROR_MORE_DATA, "too small");
    check_equal_u32(size, 10, "too small: the size it takes");
    size = sizeof(wide);
    check_equal_u32(RegQueryValueExW(key, L"TEXT", NULL, &type, (BYTE *)wide, &size), ERROR_SUCCESS,
                    "wide, in another case");
    check_equal_u32(size, 20, "wide size in bytes");
    check_equal_wide(wide, L"some text", "wide text");
    check_equal_u32(RegQueryValueExA(key, "absent", NULL, &type, NULL, NULL), ERROR_FILE_NOT_FOUND,
                    "a value that is not there");
    check_equal_u32(RegQueryValueExA(key, "text", NULL, &type, (BYTE *)data, NULL), ERROR_INVALID_PARAMETER,
                    "data without size");
    check_equal_u32(RegQueryValueExA(key, "text", NULL, NULL, NULL, NULL), ERROR_SUCCESS, "is it there?");
    size = sizeof(data);
    check_equal_u32(RegQueryValueExA(key, NULL, NULL, &type, (BYTE *)data, &size), ERROR_SUCCESS, "the default value");
    check_equal_string(data, "the default value", "the default value");

    /* a text that was stored without its terminator is given as it is stored */
    check_equal_u32(RegSetValueExW(key, L"bare", 0, REG_SZ, (const BYTE *)L"abcdef", 6), ERROR_SUCCESS,
                    "three characters");
    size = sizeof(wide);
    check_equal_u32(RegQueryValueExW(key, L"bare", NULL, &type, (BYTE *)wide, &size), ERROR_SUCCESS,
                    "three characters");
    check_equal_u32(size, 6, "three characters");
    check(!memcmp(wide, L"abc", 6), "three characters");
    check_equal_u32(RegSetValueExW(key, L"counted", 0, REG_SZ, (const BYTE *)L"abc", 6), ERROR_SUCCESS,
                    "the size leaves out the terminator");
    size = 0;
    check_equal_u32(RegQueryValueExW(key, L"counted", NULL, NULL, NULL, &size), ERROR_SUCCESS,
                    "the size leaves out the terminator");
}

static void test_enumeration(void)
{
    HKEY list;
    char name[32], data[32];
    DWORD length, size, type, values, longest_name, longest_value;
    RegCreateKeyA(key, "values", &list);
    RegSetValueExA(list, "first", 0, REG_SZ, (BYTE *)"1", 2);
    RegSetValueExA(list, "the second", 0, REG_SZ, (BYTE *)"two", 4);
    RegSetValueExA(list, "third", 0, REG_BINARY, (BYTE *)"\1\2\3\4\5", 5);
    check_equal_u32(
        RegQueryInfoKeyA(list, NULL, NULL, NULL, NULL, NULL, NULL, &values, &longest_name, &longest_value, NULL, NULL),
        ERROR_SUCCESS, "info");
    check_equal_u32(values, 3, "number of values");
    check_equal_u32(longest_name, 10, "longest name");
    check_equal_u32(longest_value, 8, "longest data, as UTF-16");
    int found = 0;
    for (DWORD i = 0; i < 3; i++) {
        length = sizeof(name);
        size = sizeof(data);
        check_case((int)i);
        check_equal_u32(RegEnumValueA(list, i, name, &length, NULL, &type, (BYTE *)data, &size), ERROR_SUCCESS,
                        "enumerate");
        check_equal_u32(length, (DWORD)strlen(name), "length without terminator");
        if (!strcmp(name, "first")) found |= 1;
        if (!strcmp(name, "the second") && type == REG_SZ && size == 4 && !strcmp(data, "two")) found |= 2;
        if (!strcmp(name, "third") && type == REG_BINARY && size == 5) found |= 4;
    }
    check_case(0);
    check_equal_u32((DWORD)found, 7, "each was found once");
    length = sizeof(name);
    check_equal_u32(RegEnumValueA(list, 3, name, &length, NULL, NULL, NULL, NULL), ERROR_NO_MORE_ITEMS,
                    "behind the last");
    length = 2;
    check_equal_u32(RegEnumValueA(list, 0, name, &length, NULL, NULL, NULL, NULL), ERROR_MORE_DATA,
                    "a short name buffer");
    check_equal_u32(RegDeleteValueA(list, "FIRST"), ERROR_SUCCESS, "delete in another case");
    check_equal_u32(RegDeleteValueA(list, "first"), ERROR_FILE_NOT_FOUND, "delete again");
    RegQueryInfoKeyA(list, NULL, NULL, NULL, NULL, NULL, NULL, &values, NULL, NULL, NULL, NULL);
    check_equal_u32(values, 2, "two are left");
    RegCloseKey(list);
}

static void test_get_value(void)
{
    char data[64], root[64];
    DWORD type, size, number = 0;
    size = sizeof(data);
    check_equal_u32(RegGetValueA(key, NULL, "text", RRF_RT_REG_SZ, &type, data, &size), ERROR_SUCCESS, "text");
    check_equal_string(data, "some text", "text");
    check_equal_u32(size, 10, "text");
    size = sizeof(number);
    check_equal_u32(RegGetValueA(key, NULL, "dword", RRF_RT_REG_DWORD, &type, &number, &size), ERROR_SUCCESS, "dword");
    check_equal_u32(number, 0x04030201, "dword");
    size = sizeof(number);
    check_equal_u32(RegGetValueA(key, NULL, "text", RRF_RT_REG_DWORD, &type, &number, &size), ERROR_UNSUPPORTED_TYPE,
                    "text where a number is wanted");
    size = sizeof(data);
    check_equal_u32(RegGetValueA(key, NULL, "expand", RRF_RT_REG_SZ, &type, data, &size), ERROR_SUCCESS, "expanded");
    GetEnvironmentVariableA("SystemRoot", root, sizeof(root));
    strcat(root, "\\x");
    check_equal_string(data, root, "expanded");
    check_equal_u32(type, REG_SZ, "expanded");
    size = sizeof(data);
    check_equal_u32(RegGetValueA(key, NULL, "expand", RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, &type, data, &size),
                    ERROR_SUCCESS, "not expanded");
    check_equal_string(data, "%SystemRoot%\\x", "not expanded");
    check_equal_u32(type, REG_EXPAND_SZ, "not expanded");
    size = 3;
    check_equal_u32(RegGetValueA(key, NULL, "text", RRF_RT_REG_SZ, NULL, data, &size), ERROR_MORE_DATA, "too small");
    size = 8;
    memset(data, 1, sizeof(data));
    check_equal_u32(RegGetValueA(key, NULL, "absent", RRF_RT_ANY | RRF_ZEROONFAILURE, NULL, data, &size),
                    ERROR_FILE_NOT_FOUND, "absent");
    check(!data[0] && !data[7] && data[8] == 1, "zeroed on failure");
    size = 64;
    WCHAR wide[32];
    check_equal_u32(RegGetValueW(key, NULL, L"bare", RRF_RT_REG_SZ, NULL, wide, &size), ERROR_SUCCESS,
                    "a text without terminator gets one");
    check_equal_wide(wide, L"abc", "a text without terminator gets one");
}

static void test_large(void)
{
    static BYTE big[300000], back[300000];
    DWORD size = sizeof(back), type;
    for (size_t i = 0; i < sizeof(big); i++) big[i] = (BYTE)(i * 7 + i / 251);
    check_equal_u32(RegSetValueExA(key, "big", 0, REG_BINARY, big, sizeof(big)), ERROR_SUCCESS, "300,000 bytes");
    check_equal_u32(RegQueryValueExA(key, "big", NULL, &type, back, &size), ERROR_SUCCESS, "300,000 bytes");
    check(size == sizeof(big) && !memcmp(big, back, sizeof(big)), "300,000 bytes come back");
    check_equal_u32(RegDeleteValueA(key, "big"), ERROR_SUCCESS, "300,000 bytes");
}

static void test_old_functions(void)
{
    char data[64];
    LONG size = sizeof(data);
    check_equal_u32(RegSetValueA(key, "old", REG_SZ, "an old value", 12), ERROR_SUCCESS, "RegSetValue");
    check_equal_u32(RegQueryValueA(key, "old", data, &size), ERROR_SUCCESS, "RegQueryValue");
    check_equal_string(data, "an old value", "RegQueryValue");
    check_equal_u32((DWORD)size, 13, "RegQueryValue");
    check_equal_u32(RegSetKeyValueA(key, "by key", "name", REG_SZ, "x", 2), ERROR_SUCCESS, "RegSetKeyValue");
    check_equal_u32(RegDeleteKeyValueA(key, "by key", "name"), ERROR_SUCCESS, "RegDeleteKeyValue");
    check_equal_u32(RegFlushKey(key), ERROR_SUCCESS, "RegFlushKey");
}

int main(void)
{
    RegDeleteTreeA(HKEY_CURRENT_USER, "Software\\WinrunTestValues");
    check_equal_u32(RegCreateKeyA(HKEY_CURRENT_USER, "Software\\WinrunTestValues", &key), ERROR_SUCCESS, "create");
    test_round_trips();
    test_sizes();
    test_enumeration();
    test_get_value();
    test_large();
    test_old_functions();
    RegCloseKey(key);
    check_equal_u32(RegDeleteTreeA(HKEY_CURRENT_USER, "Software\\WinrunTestValues"), ERROR_SUCCESS, "clean up");
    return check_summary();
}
