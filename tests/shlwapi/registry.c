/* The registry functions: values in one call, whole keys, settings of the user over those of the machine,
 * associations. */
#include "../check.h"
#include <shlwapi.h>

#define BASE L"Software\\winrun test of shlwapi"

static void test_values(void)
{
    DWORD type = 0, size, number = 77;
    WCHAR text[100], expanded[100];
    LSTATUS error = SHSetValueW(HKEY_CURRENT_USER, BASE L"\\values", L"number", REG_DWORD, &number, sizeof(number));

    check(!error, "SHSetValue makes the key: %ld", error);
    number = 0;
    size = sizeof(number);
    error = SHGetValueW(HKEY_CURRENT_USER, BASE L"\\values", L"number", &type, &number, &size);
    check(!error && type == REG_DWORD && number == 77 && size == 4, "SHGetValue: %ld, type %lu, %lu", error, type,
          number);
    error = SHGetValueW(HKEY_CURRENT_USER, BASE L"\\none", L"number", &type, &number, &size);
    check(error == ERROR_FILE_NOT_FOUND, "no key: %ld", error);
    error = SHGetValueW(HKEY_CURRENT_USER, BASE L"\\values", L"none", &type, &number, &size);
    check(error == ERROR_FILE_NOT_FOUND, "no value: %ld", error);
    size = 2;
    error = SHGetValueW(HKEY_CURRENT_USER, BASE L"\\values", L"number", &type, &number, &size);
    check(error == ERROR_MORE_DATA && size == 4, "little room: %ld, %lu", error, size);

    SetEnvironmentVariableW(L"SHLWAPI_TEST", L"C:\\folder");
    error = SHSetValueW(HKEY_CURRENT_USER, BASE L"\\values", L"path", REG_EXPAND_SZ, L"%SHLWAPI_TEST%\\file", 40);
    size = sizeof(text);
    error = SHGetValueW(HKEY_CURRENT_USER, BASE L"\\values", L"path", &type, text, &size);
    check(!error && !lstrcmpW(text, L"C:\\folder\\file"), "expansion: %ld, %ls", error, text);
    check(type == REG_SZ && size == 30, "expansion: type %lu, %lu bytes", type, size);
    char narrow[100];
    size = sizeof(narrow);
    error = SHGetValueA(HKEY_CURRENT_USER, "Software\\winrun test of shlwapi\\values", "path", &type, narrow, &size);
    check(!error && !lstrcmpA(narrow, "C:\\folder\\file") && size == 15, "SHGetValueA: %ld, %lu", error, size);
    error = SHRegGetPathW(HKEY_CURRENT_USER, BASE L"\\values", L"path", expanded, 0);
    check(!error, "SHRegGetPath: %ld", error);
    size = sizeof(text);
    error = SHRegGetValueW(HKEY_CURRENT_USER, BASE L"\\values", L"path", SRRF_RT_REG_DWORD, NULL, text, &size);
    check(error == ERROR_UNSUPPORTED_TYPE, "SHRegGetValue of another type: %ld", error);
    size = sizeof(text);
    error = SHRegGetValueW(HKEY_CURRENT_USER, BASE L"\\values", L"path", SRRF_RT_REG_SZ | SRRF_RM_NORMAL, NULL, text,
                           &size);
    check(!error && !lstrcmpW(text, L"C:\\folder\\file"), "SHRegGetValue: %ld", error);
    error = SHDeleteValueW(HKEY_CURRENT_USER, BASE L"\\values", L"path");
    check(!error, "SHDeleteValue: %ld", error);
    error = SHDeleteValueW(HKEY_CURRENT_USER, BASE L"\\values", L"path");
    check(error == ERROR_FILE_NOT_FOUND, "SHDeleteValue again: %ld", error);
}

static void test_keys(void)
{
    DWORD keys = 0, longest = 0, values = 0, longest_value = 0, size, number = 5;
    WCHAR name[50];
    HKEY key, copy;
    LSTATUS error;

    SHSetValueW(HKEY_CURRENT_USER, BASE L"\\tree\\one\\deep", L"v", REG_DWORD, &number, sizeof(number));
    SHSetValueW(HKEY_CURRENT_USER, BASE L"\\tree\\three", L"value", REG_DWORD, &number, sizeof(number));
    RegOpenKeyExW(HKEY_CURRENT_USER, BASE L"\\tree", 0, KEY_ALL_ACCESS, &key);
    error = SHQueryInfoKeyW(key, &keys, &longest, &values, &longest_value);
    check(!error && keys == 2 && longest == 5 && !values, "SHQueryInfoKey: %ld, %lu keys of up to %lu", error, keys,
          longest);
    size = ARRAYSIZE(name);
    error = SHEnumKeyExW(key, 1, name, &size);
    check(!error && !lstrcmpW(name, L"three") && size == 5, "SHEnumKeyEx: %ld, %ls", error, name);
    size = ARRAYSIZE(name);
    check(SHEnumKeyExW(key, 2, name, &size) == ERROR_NO_MORE_ITEMS, "SHEnumKeyEx at the end");
    RegCreateKeyExW(HKEY_CURRENT_USER, BASE L"\\copy", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &copy, NULL);
    error = SHCopyKeyW(HKEY_CURRENT_USER, BASE L"\\tree", copy, 0);
    check(!error, "SHCopyKey: %ld", error);
    number = 0;
    size = sizeof(number);
    error = SHGetValueW(copy, L"one\\deep", L"v", NULL, &number, &size);
    check(!error && number == 5, "what was copied: %ld, %lu", error, number);
    check(SHRegGetIntW(copy, L"none", 12) == 12, "SHRegGetInt without a value");
    RegSetValueExW(copy, L"text", 0, REG_SZ, (const BYTE *)L"34", 6);
    check(SHRegGetIntW(copy, L"text", 12) == 34, "SHRegGetInt of a text");
    RegCloseKey(copy);
    error = SHDeleteEmptyKeyW(key, L"one");
    check(error == ERROR_KEY_HAS_CHILDREN, "SHDeleteEmptyKey of a full one: %ld", error);
    RegCreateKeyExW(key, L"empty", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &copy, NULL);
    RegCloseKey(copy);
    error = SHDeleteEmptyKeyW(key, L"empty");
    check(!error, "SHDeleteEmptyKey: %ld", error);
    error = SHDeleteKeyW(key, L"one");
    check(!error, "SHDeleteKey: %ld", error);
    check(SHDeleteKeyW(key, L"one") == ERROR_FILE_NOT_FOUND, "SHDeleteKey again");
    RegCloseKey(key);
}

static void test_user_settings(void)
{
    DWORD number = 1, other = 2, size = sizeof(number), type;
    HUSKEY key = NULL;
    LSTATUS error = SHRegSetUSValueW(BASE L"\\user", L"n", REG_DWORD, &number, sizeof(number), SHREGSET_FORCE_HKCU);

    check(!error, "SHRegSetUSValue: %ld", error);
    number = 0;
    error = SHRegGetUSValueW(BASE L"\\user", L"n", &type, &number, &size, FALSE, NULL, 0);
    check(!error && number == 1, "SHRegGetUSValue: %ld, %lu", error, number);
    size = sizeof(number);
    error = SHRegGetUSValueW(BASE L"\\user", L"none", &type, &number, &size, FALSE, &other, sizeof(other));
    check(!error && number == 2 && size == 4, "the default: %ld, %lu", error, number);
    check(SHRegGetBoolUSValueW(BASE L"\\user", L"n", FALSE, FALSE) == TRUE, "SHRegGetBoolUSValue");
    check(SHRegGetBoolUSValueW(BASE L"\\user", L"none", FALSE, TRUE) == TRUE, "SHRegGetBoolUSValue: the default");
    SHRegSetUSValueW(BASE L"\\user", L"word", REG_SZ, L"no", 6, SHREGSET_FORCE_HKCU);
    check(SHRegGetBoolUSValueW(BASE L"\\user", L"word", FALSE, TRUE) == FALSE, "SHRegGetBoolUSValue: no");
    error = SHRegOpenUSKeyW(BASE L"\\user", KEY_READ, NULL, &key, FALSE);
    check(!error && key, "SHRegOpenUSKey: %ld", error);
    size = sizeof(number);
    error = SHRegQueryUSValueW(key, L"n", NULL, &number, &size, FALSE, NULL, 0);
    check(!error && number == 1, "SHRegQueryUSValue: %ld", error);
    error = SHRegWriteUSValueW(key, L"n", REG_DWORD, &other, sizeof(other), SHREGSET_FORCE_HKCU);
    check(!error, "SHRegWriteUSValue: %ld", error);
    SHRegCloseUSKey(key);
    size = sizeof(number);
    SHGetValueW(HKEY_CURRENT_USER, BASE L"\\user", L"n", NULL, &number, &size);
    check(number == 2, "what was written: %lu", number);
    error = SHRegOpenUSKeyW(BASE L"\\no such key", KEY_READ, NULL, &key, FALSE);
    check(error == ERROR_FILE_NOT_FOUND, "SHRegOpenUSKey of none: %ld", error);
}

static void set_class(const WCHAR *key, const WCHAR *value, const WCHAR *text)
{
    WCHAR path[200] = L"Software\\Classes\\";
    lstrcatW(path, key);
    SHSetValueW(HKEY_CURRENT_USER, path, value, REG_SZ, text, (lstrlenW(text) + 1) * sizeof(WCHAR));
}

static void expect_association(ASSOCSTR kind, const WCHAR *name, const WCHAR *extra, const WCHAR *expected)
{
    WCHAR text[200] = L"";
    DWORD length = ARRAYSIZE(text);
    HRESULT result = AssocQueryStringW(0, kind, name, extra, text, &length);
    check(result == S_OK && !lstrcmpW(text, expected), "string %d of %ls: %08lx, %ls", kind, name, result, text);
    check(length == (DWORD)lstrlenW(expected) + 1, "string %d of %ls: length %lu", kind, name, length);
}

static void test_associations(void)
{
    WCHAR text[4];
    DWORD length = 0;
    HRESULT result;

    set_class(L".winruntest", NULL, L"winrun.test");
    set_class(L".winruntest", L"Content Type", L"text/x-winrun");
    set_class(L"winrun.test", NULL, L"A document of the test");
    set_class(L"winrun.test\\DefaultIcon", NULL, L"C:\\icon.ico,2");
    set_class(L"winrun.test\\shell\\open\\command", NULL, L"\"C:\\no where\\program.exe\" /open \"%1\"");
    set_class(L"winrun.test\\shell\\print\\command", NULL, L"program.exe /print %1");
    expect_association(ASSOCSTR_COMMAND, L".winruntest", NULL, L"\"C:\\no where\\program.exe\" /open \"%1\"");
    expect_association(ASSOCSTR_COMMAND, L".winruntest", L"print", L"program.exe /print %1");
    expect_association(ASSOCSTR_COMMAND, L"winrun.test", L"print", L"program.exe /print %1");
    expect_association(ASSOCSTR_FRIENDLYDOCNAME, L".winruntest", NULL, L"A document of the test");
    expect_association(ASSOCSTR_DEFAULTICON, L".winruntest", NULL, L"C:\\icon.ico,2");
    expect_association(ASSOCSTR_CONTENTTYPE, L".winruntest", NULL, L"text/x-winrun");
    result = AssocQueryStringW(0, ASSOCSTR_CONTENTTYPE, L".winruntest", NULL, NULL, &length);
    check(result == S_FALSE && length == 14, "length only: %08lx, %lu", result, length);
    length = ARRAYSIZE(text);
    result = AssocQueryStringW(ASSOCF_NOTRUNCATE, ASSOCSTR_CONTENTTYPE, L".winruntest", NULL, text, &length);
    check(result == E_POINTER && length == 14, "little room: %08lx, %lu", result, length);
    result = AssocQueryStringW(0, ASSOCSTR_COMMAND, L".nosuchextension", NULL, NULL, &length);
    check(result == HRESULT_FROM_WIN32(ERROR_NO_ASSOCIATION), "unknown: %08lx", result);
    check(AssocIsDangerous(L".exe") && !AssocIsDangerous(L".txt"), "AssocIsDangerous");
    SHDeleteKeyW(HKEY_CURRENT_USER, L"Software\\Classes\\.winruntest");
    SHDeleteKeyW(HKEY_CURRENT_USER, L"Software\\Classes\\winrun.test");
}

int main(void)
{
    SHDeleteKeyW(HKEY_CURRENT_USER, BASE);
    test_values();
    test_keys();
    test_user_settings();
    test_associations();
    check(!SHDeleteKeyW(HKEY_CURRENT_USER, BASE), "cleaning up");
    return check_summary();
}
