/* Registry keys: creating, opening, enumerating, deleting, notification. Microsoft, "Registry Functions". */
#include "../check.h"

#define ROOT "Software\\WinrunTest\\keys"

static HKEY create(HKEY parent, const char *path, DWORD expected_disposition)
{
    HKEY key = NULL;
    DWORD disposition = 0;
    check_equal_u32(RegCreateKeyExA(parent, path, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, &disposition), ERROR_SUCCESS,
                    path);
    check_equal_u32(disposition, expected_disposition, path);
    return key;
}

static void test_create_and_open(void)
{
    HKEY root = create(HKEY_CURRENT_USER, ROOT, REG_CREATED_NEW_KEY), again, missing;
    check(root != NULL, "a key was made");
    again = create(HKEY_CURRENT_USER, ROOT, REG_OPENED_EXISTING_KEY);
    check(again != root, "each opening has a handle of its own");
    check_equal_u32(RegCloseKey(again), ERROR_SUCCESS, "close");
    check_equal_u32(RegCloseKey(again), ERROR_INVALID_HANDLE, "close twice");

    check_equal_u32(RegOpenKeyExA(HKEY_CURRENT_USER, "software\\WINRUNTEST\\KEYS", 0, KEY_READ, &again), ERROR_SUCCESS,
                    "names ignore case");
    RegCloseKey(again);
    check_equal_u32(RegOpenKeyExA(root, "missing", 0, KEY_READ, &missing), ERROR_FILE_NOT_FOUND,
                    "a key that is not there");
    check_equal_u32(RegOpenKeyExA(root, "missing\\below", 0, KEY_READ, &missing), ERROR_FILE_NOT_FOUND,
                    "a path that is not there");
    check_equal_u32(RegOpenKeyExA(NULL, "Software", 0, KEY_READ, &missing), ERROR_INVALID_HANDLE, "no parent");
    check_equal_u32(RegOpenKeyExA(root, NULL, 0, KEY_READ, &again), ERROR_SUCCESS, "without a name: the key itself");
    check(again != root, "without a name: a new handle");
    RegCloseKey(again);
    check_equal_u32(RegOpenKeyExA(root, "", 0, KEY_READ, &again), ERROR_SUCCESS, "an empty name: the key itself");
    RegCloseKey(again);

    again = create(root, "a\\b\\c\\d", REG_CREATED_NEW_KEY);
    RegCloseKey(again);
    check_equal_u32(RegOpenKeyExA(root, "A\\B\\C", 0, KEY_READ, &again), ERROR_SUCCESS, "keys in between were made");
    RegCloseKey(again);
    check_equal_u32(RegOpenKeyExW(root, L"a\\b\\", 0, KEY_READ, &again), ERROR_SUCCESS, "a backslash at the end");
    RegCloseKey(again);
    check_equal_u32(RegCreateKeyExW(root, NULL, 0, NULL, 0, KEY_READ, NULL, &again, NULL), ERROR_BAD_PATHNAME,
                    "create without a name");
    check_equal_u32(RegCreateKeyExA(root, "x", 1, NULL, 0, KEY_READ, NULL, &again, NULL), ERROR_INVALID_PARAMETER,
                    "create with reserved set");
    RegCloseKey(root);
}

static void test_access(void)
{
    HKEY root, reader;
    DWORD value = 1, size = sizeof(value);
    RegOpenKeyExA(HKEY_CURRENT_USER, ROOT, 0, KEY_ALL_ACCESS, &root);
    check_equal_u32(RegOpenKeyExA(HKEY_CURRENT_USER, ROOT, 0, KEY_QUERY_VALUE, &reader), ERROR_SUCCESS,
                    "open to query");
    check_equal_u32(RegSetValueExA(reader, "v", 0, REG_DWORD, (BYTE *)&value, 4), ERROR_ACCESS_DENIED,
                    "set without KEY_SET_VALUE");
    check_equal_u32(RegDeleteValueA(reader, "v"), ERROR_ACCESS_DENIED, "delete without KEY_SET_VALUE");
    char name[64];
    DWORD length = sizeof(name);
    check_equal_u32(RegEnumKeyExA(reader, 0, name, &length, NULL, NULL, NULL, NULL), ERROR_ACCESS_DENIED,
                    "enumerate without KEY_ENUMERATE_SUB_KEYS");
    RegCloseKey(reader);
    check_equal_u32(RegOpenKeyExA(HKEY_CURRENT_USER, ROOT, 0, KEY_SET_VALUE, &reader), ERROR_SUCCESS, "open to set");
    check_equal_u32(RegSetValueExA(reader, "v", 0, REG_DWORD, (BYTE *)&value, 4), ERROR_SUCCESS,
                    "set with KEY_SET_VALUE");
    check_equal_u32(RegQueryValueExA(reader, "v", NULL, NULL, (BYTE *)&value, &size), ERROR_ACCESS_DENIED,
                    "query without KEY_QUERY_VALUE");
    RegCloseKey(reader);
    check_equal_u32(RegDeleteValueA(root, "v"), ERROR_SUCCESS, "delete the value again");
    RegCloseKey(root);
}

static void test_enumeration(void)
{
    static const char *const names[] = {"delta", "Alpha", "charlie", "BRAVO"}, *const sorted[] = {"Alpha", "BRAVO",
                                                                                                  "charlie", "delta"};
    HKEY list, key;
    char name[64], class_name[64];
    WCHAR wide[64];
    DWORD length, class_length, subkeys, longest, values;
    FILETIME written;
    list = create(HKEY_CURRENT_USER, ROOT "\\list", REG_CREATED_NEW_KEY);
    for (int i = 0; i < 4; i++) {
        check_case(i);
        check_equal_u32(RegCreateKeyExA(list, names[i], 0, "the class", 0, KEY_ALL_ACCESS, NULL, &key, NULL),
                        ERROR_SUCCESS, names[i]);
        RegCloseKey(key);
    }
    for (int i = 0; i < 4; i++) {
        check_case(i);
        length = sizeof(name);
        class_length = sizeof(class_name);
        check_equal_u32(RegEnumKeyExA(list, (DWORD)i, name, &length, NULL, class_name, &class_length, &written),
                        ERROR_SUCCESS, sorted[i]);
        check_equal_string(name, sorted[i], "sorted, as they were written");
        check_equal_u32(length, (DWORD)strlen(sorted[i]), "length without terminator");
        check_equal_string(class_name, "the class", "class");
        check(written.dwHighDateTime > 0x01d00000, "last write time is set");
    }
    check_case(0);
    length = sizeof(name);
    check_equal_u32(RegEnumKeyExA(list, 4, name, &length, NULL, NULL, NULL, NULL), ERROR_NO_MORE_ITEMS,
                    "behind the last");
    length = 5;
    check_equal_u32(RegEnumKeyExA(list, 0, name, &length, NULL, NULL, NULL, NULL), ERROR_MORE_DATA,
                    "no room for the terminator");
    length = 6;
    check_equal_u32(RegEnumKeyExA(list, 0, name, &length, NULL, NULL, NULL, NULL), ERROR_SUCCESS,
                    "room for the terminator");
    check_equal_u32(RegEnumKeyA(list, 1, name, sizeof(name)), ERROR_SUCCESS, "RegEnumKeyA");
    check_equal_string(name, "BRAVO", "RegEnumKeyA");
    check_equal_u32(RegEnumKeyW(list, 2, wide, 64), ERROR_SUCCESS, "RegEnumKeyW");
    check_equal_wide(wide, L"charlie", "RegEnumKeyW");
    check_equal_u32(
        RegQueryInfoKeyA(list, NULL, NULL, NULL, &subkeys, &longest, NULL, &values, NULL, NULL, NULL, &written),
        ERROR_SUCCESS, "info");
    check_equal_u32(subkeys, 4, "number of sub-keys");
    check_equal_u32(longest, 7, "longest name");
    check_equal_u32(values, 0, "number of values");
    RegCloseKey(list);
}

static void test_deletion(void)
{
    HKEY root, doomed, key;
    DWORD value = 5, size = sizeof(value);
    RegOpenKeyExA(HKEY_CURRENT_USER, ROOT, 0, KEY_ALL_ACCESS, &root);
    doomed = create(root, "doomed", REG_CREATED_NEW_KEY);
    RegCloseKey(create(doomed, "child", REG_CREATED_NEW_KEY));
    check_equal_u32(RegDeleteKeyA(root, "doomed"), ERROR_ACCESS_DENIED, "a key with sub-keys");
    check_equal_u32(RegDeleteKeyA(doomed, "child"), ERROR_SUCCESS, "the sub-key");
    check_equal_u32(RegDeleteKeyA(doomed, "child"), ERROR_FILE_NOT_FOUND, "the sub-key again");
    check_equal_u32(RegDeleteKeyA(root, "doomed"), ERROR_SUCCESS, "now it is empty");
    check_equal_u32(RegSetValueExA(doomed, "v", 0, REG_DWORD, (BYTE *)&value, 4), ERROR_KEY_DELETED,
                    "set in a deleted key");
    check_equal_u32(RegQueryValueExA(doomed, "v", NULL, NULL, (BYTE *)&value, &size), ERROR_KEY_DELETED,
                    "query in a deleted key");
    check_equal_u32(RegCreateKeyA(doomed, "child", &key), ERROR_KEY_DELETED, "create in a deleted key");
    RegCloseKey(doomed);
    check_equal_u32(RegOpenKeyA(root, "doomed", &key), ERROR_FILE_NOT_FOUND, "it is gone");
    check_equal_u32(RegDeleteKeyA(root, "never was"), ERROR_FILE_NOT_FOUND, "a key that never was");
    check_equal_u32(RegDeleteKeyW(root, NULL), ERROR_INVALID_PARAMETER, "without a name");

    RegCloseKey(create(root, "tree\\one\\two", REG_CREATED_NEW_KEY));
    RegCloseKey(create(root, "tree\\three", REG_CREATED_NEW_KEY));
    check_equal_u32(RegDeleteTreeA(root, "tree"), ERROR_SUCCESS, "RegDeleteTree");
    check_equal_u32(RegOpenKeyA(root, "tree", &key), ERROR_FILE_NOT_FOUND, "the tree is gone");
    RegCloseKey(root);
}

static void test_volatile_and_copy(void)
{
    HKEY root, key, copy;
    DWORD value = 7, size = sizeof(value);
    RegOpenKeyExA(HKEY_CURRENT_USER, ROOT, 0, KEY_ALL_ACCESS, &root);
    check_equal_u32(RegCreateKeyExA(root, "volatile", 0, NULL, REG_OPTION_VOLATILE, KEY_ALL_ACCESS, NULL, &key, NULL),
                    ERROR_SUCCESS, "a volatile key");
    HKEY child;
    check_equal_u32(RegCreateKeyExA(key, "stable", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &child, NULL),
                    ERROR_CHILD_MUST_BE_VOLATILE, "a stable key below it");
    RegCloseKey(key);
    check_equal_u32(RegDeleteKeyA(root, "volatile"), ERROR_SUCCESS, "delete it");

    key = create(root, "from\\sub", REG_CREATED_NEW_KEY);
    RegSetValueExA(key, "v", 0, REG_DWORD, (BYTE *)&value, 4);
    RegCloseKey(key);
    copy = create(root, "to", REG_CREATED_NEW_KEY);
    check_equal_u32(RegCopyTreeA(root, "from", copy), ERROR_SUCCESS, "RegCopyTree");
    value = 0;
    check_equal_u32(RegGetValueA(copy, "sub", "v", RRF_RT_REG_DWORD, NULL, &value, &size), ERROR_SUCCESS,
                    "the copied value");
    check_equal_u32(value, 7, "the copied value");
    RegCloseKey(copy);
    RegCloseKey(root);
}

static void test_notification(void)
{
    HKEY root;
    DWORD value = 1;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    RegOpenKeyExA(HKEY_CURRENT_USER, ROOT, 0, KEY_ALL_ACCESS, &root);
    check_equal_u32(RegNotifyChangeKeyValue(root, FALSE, REG_NOTIFY_CHANGE_LAST_SET, event, TRUE), ERROR_SUCCESS,
                    "ask for values");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_TIMEOUT, "nothing has changed");
    RegSetValueExA(root, "changed", 0, REG_DWORD, (BYTE *)&value, 4);
    check_equal_u32(WaitForSingleObject(event, 5000), WAIT_OBJECT_0, "a value has changed");
    RegCloseKey(root); /* documented: filter and subtree stay those of the first call on a handle */
    RegOpenKeyExA(HKEY_CURRENT_USER, ROOT, 0, KEY_ALL_ACCESS, &root);
    check_equal_u32(RegNotifyChangeKeyValue(root, TRUE, REG_NOTIFY_CHANGE_NAME, event, TRUE), ERROR_SUCCESS,
                    "ask for keys below");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_TIMEOUT, "the event was reset");
    RegCloseKey(create(root, "list\\fresh", REG_CREATED_NEW_KEY));
    check_equal_u32(WaitForSingleObject(event, 5000), WAIT_OBJECT_0, "a key was made below");
    RegCloseKey(root);
    CloseHandle(event);
}

static void test_predefined(void)
{
    HKEY key;
    static const struct { HKEY root; const char *path;
    } places[] = {
        {HKEY_LOCAL_MACHINE, "Software\\Microsoft\\Windows\\CurrentVersion"},
        {HKEY_LOCAL_MACHINE, "System\\CurrentControlSet\\Control"},
        {HKEY_LOCAL_MACHINE, "Hardware\\Description\\System\\CentralProcessor\\0"},
        {HKEY_USERS, ".Default"},
        {HKEY_CLASSES_ROOT, ""},
        {HKEY_CURRENT_CONFIG, ""},
        {HKEY_CURRENT_USER, "Software"},
        {HKEY_LOCAL_MACHINE, "Software\\Classes"},
    };
    for (int i = 0; i < 8; i++) {
        check_case(i);
        check_equal_u32(RegOpenKeyExA(places[i].root, places[i].path, 0, KEY_READ, &key), ERROR_SUCCESS,
                        places[i].path);
        RegCloseKey(key);
    }
    check_case(0);
    check_equal_u32(RegCloseKey(HKEY_LOCAL_MACHINE), ERROR_SUCCESS, "closing a predefined key");
    check_equal_u32(RegOpenKeyA(HKEY_CURRENT_USER, NULL, &key), ERROR_SUCCESS, "RegOpenKey without a name");
    check_equal_ptr(key, HKEY_CURRENT_USER, "RegOpenKey without a name");
}

int main(void)
{
    RegDeleteTreeA(HKEY_CURRENT_USER, "Software\\WinrunTest");
    test_create_and_open();
    test_access();
    test_enumeration();
    test_deletion();
    test_volatile_and_copy();
    test_notification();
    test_predefined();
    check_equal_u32(RegDeleteTreeA(HKEY_CURRENT_USER, "Software\\WinrunTest"), ERROR_SUCCESS, "clean up");
    return check_summary();
}
