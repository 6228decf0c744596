/* Keys in hive files: RegSaveKeyEx, RegRestoreKey, RegLoadKey, RegUnLoadKey. Microsoft, "Registry Functions". */
#include "../check.h"

#define ROOT "Software\\WinrunTest\\hives"

static char path[MAX_PATH];
static BYTE large[40000];

static DWORD set_privilege(const char *name, BOOL on)
{
    HANDLE token;
    TOKEN_PRIVILEGES wanted = { .PrivilegeCount = 1 };
    wanted.Privileges[0].Attributes = on ? SE_PRIVILEGE_ENABLED : 0;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token)) return GetLastError();
    LookupPrivilegeValueA(NULL, name, &wanted.Privileges[0].Luid);
    AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL);
    DWORD error = GetLastError();
    CloseHandle(token);
    return error;
}

static HKEY create(HKEY parent, const char *name)
{
    HKEY key = NULL;
    check_equal_u32(RegCreateKeyExA(parent, name, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL), ERROR_SUCCESS, name);
    return key;
}

static void fill(HKEY key)
{
    static const WCHAR wide_name[] = { 0x416, 0x4e2d, 0 };
    char name[16];
    for (DWORD i = 0; i < sizeof(large); i++) large[i] = (BYTE)(i * 7 + (i >> 8));
    RegSetValueExA(key, NULL, 0, REG_SZ, (const BYTE *)"default", 8);
    RegSetValueExA(key, "number", 0, REG_DWORD, (const BYTE *)"\1\2\3\4", 4);
    RegSetValueExA(key, "empty", 0, REG_BINARY, NULL, 0);
    RegSetValueExA(key, "large", 0, REG_BINARY, large, sizeof(large));
    RegSetValueExW(key, wide_name, 0, 0x77, (const BYTE *)"xyz", 3);
    HKEY child = create(key, "Child"), many = create(key, "many");
    RegSetValueExA(child, "inner", 0, REG_SZ, (const BYTE *)"in", 3);
    for (int i = 0; i < 600; i++) { /* more than one list holds */
        snprintf(name, sizeof(name), "k%d", i);
        RegCloseKey(create(many, name));
    }
    RegCloseKey(child);
    RegCloseKey(many);
}

static void check_value(HKEY key, const char *name, DWORD type, const void *data, DWORD size)
{
    static BYTE found[sizeof(large)];
    DWORD found_type = 0, found_size = sizeof(found);
    check_equal_u32(RegQueryValueExA(key, name, NULL, &found_type, found, &found_size), ERROR_SUCCESS,
                    name ? name : "default");
    check_equal_u32(found_type, type, name ? name : "default");
    check_equal_u32(found_size, size, name ? name : "default");
    check(found_size == size && !memcmp(found, data, size), "data of %s", name ? name : "default");
}

static void check_contents(HKEY key)
{
    static const WCHAR wide_name[] = { 0x416, 0x4e2d, 0 };
    DWORD type = 0, size = 0, children = 0, values = 0;
    HKEY child;
    check_value(key, NULL, REG_SZ, "default", 8);
    check_value(key, "number", REG_DWORD, "\1\2\3\4", 4);
    check_value(key, "empty", REG_BINARY, "", 0);
    check_value(key, "large", REG_BINARY, large, sizeof(large));
    check_equal_u32(RegQueryValueExW(key, wide_name, NULL, &type, NULL, &size), ERROR_SUCCESS,
                    "a name that is not Latin");
    check_equal_u32(type, 0x77, "any type is kept");
    check_equal_u32(size, 3, "size of an odd value");
    check_equal_u32(RegQueryInfoKeyA(key, NULL, NULL, NULL, &children, NULL, NULL, &values, NULL, NULL, NULL, NULL),
                    ERROR_SUCCESS, "info");
    check_equal_u32(children, 2, "children");
    check_equal_u32(values, 5, "values");
    check_equal_u32(RegOpenKeyExA(key, "child", 0, KEY_READ, &child), ERROR_SUCCESS, "child");
    check_value(child, "inner", REG_SZ, "in", 3);
    RegCloseKey(child);
    check_equal_u32(RegOpenKeyExA(key, "many", 0, KEY_READ, &child), ERROR_SUCCESS, "many");
    RegQueryInfoKeyA(child, NULL, NULL, NULL, &children, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    check_equal_u32(children, 600, "many children");
    RegCloseKey(child);
}

static void read_head(BYTE head[48])
{
    DWORD count = 0;
    HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    check(ReadFile(file, head, 48, &count, NULL) && count == 48, "the file has a head");
    CloseHandle(file);
}

static void test_save(HKEY key, DWORD flags, DWORD minor)
{
    BYTE head[48] = { 0 };
    DeleteFileA(path);
    check_equal_u32(RegSaveKeyExA(key, path, NULL, flags), ERROR_SUCCESS, "save");
    read_head(head);
    check(!memcmp(head, "regf", 4), "the signature");
    check_equal_u32(head[20], 1, "major version");
    check_equal_u32(head[24], minor, "minor version");
    check_equal_u32(RegSaveKeyExA(key, path, NULL, flags), ERROR_ALREADY_EXISTS,
                    "a file that is there is not overwritten");
}

static void test_restore(HKEY key)
{
    HKEY target = create(HKEY_CURRENT_USER, ROOT " target");
    RegSetValueExA(target, "old", 0, REG_SZ, (const BYTE *)"x", 2);
    RegCloseKey(create(target, "old key"));
    check_equal_u32(RegRestoreKeyA(target, path, 0), ERROR_SUCCESS, "restore");
    check_contents(target);
    check_contents(key);
    RegDeleteTreeA(target, NULL);
    RegCloseKey(target);
    check_equal_u32(RegRestoreKeyA(key, "C:\\no such file", 0), ERROR_FILE_NOT_FOUND, "restore from no file");
}

static void test_load(void)
{
    HKEY key;
    check_equal_u32(RegLoadKeyA(HKEY_CURRENT_USER, "winrun test hive", path), ERROR_INVALID_PARAMETER,
                    "hives are loaded below two keys only");
    check_equal_u32(RegLoadKeyA(HKEY_USERS, "winrun test hive", path), ERROR_SUCCESS, "load");
    check_equal_u32(RegOpenKeyExA(HKEY_USERS, "winrun test hive", 0, KEY_ALL_ACCESS, &key), ERROR_SUCCESS,
                    "open a loaded hive");
    check_contents(key);
    RegSetValueExA(key, "added", 0, REG_SZ, (const BYTE *)"new", 4);
    RegCloseKey(key);
    check_equal_u32(RegUnLoadKeyA(HKEY_USERS, "winrun test hive"), ERROR_SUCCESS, "unload");
    check_equal_u32(RegOpenKeyExA(HKEY_USERS, "winrun test hive", 0, KEY_READ, &key), ERROR_FILE_NOT_FOUND,
                    "an unloaded hive is gone");
    check_equal_u32(RegUnLoadKeyA(HKEY_USERS, "winrun test hive"), ERROR_INVALID_PARAMETER, "unload twice");
    check_equal_u32(RegLoadKeyA(HKEY_LOCAL_MACHINE, "winrun test hive", path), ERROR_SUCCESS, "load again");
    check_equal_u32(RegOpenKeyExA(HKEY_LOCAL_MACHINE, "winrun test hive", 0, KEY_READ, &key), ERROR_SUCCESS,
                    "open it again");
    check_value(key, "added", REG_SZ, "new", 4);
    RegCloseKey(key);
    check_equal_u32(RegUnLoadKeyA(HKEY_LOCAL_MACHINE, "winrun test hive"), ERROR_SUCCESS, "unload again");
}

static void write_file(const void *bytes, DWORD size)
{
    DWORD written;
    HANDLE file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, bytes, size, &written, NULL);
    CloseHandle(file);
}

static void test_refusals(HKEY key)
{
    static BYTE page[8192] = "regf";
    write_file("no hive", 7);
    check_equal_u32(RegRestoreKeyA(key, path, 0), ERROR_BADDB, "a file that is no hive");
    write_file(page, sizeof(page));
    check_equal_u32(RegRestoreKeyA(key, path, 0), ERROR_BADDB, "a damaged hive");
    check_contents(key);
    check_equal_u32(RegLoadKeyA(HKEY_USERS, "winrun test hive", path), ERROR_BADDB, "loading a damaged hive");
    DeleteFileA(path);
    check_equal_u32(RegSaveKeyExA(key, path, NULL, 3), ERROR_INVALID_PARAMETER, "no such format");
    set_privilege("SeBackupPrivilege", FALSE);
    set_privilege("SeRestorePrivilege", FALSE);
    check_equal_u32(RegSaveKeyA(key, path, NULL), ERROR_PRIVILEGE_NOT_HELD, "saving takes the backup privilege");
    check_equal_u32(RegRestoreKeyA(key, path, 0), ERROR_PRIVILEGE_NOT_HELD, "restoring takes the restore privilege");
}

int main(void)
{
    RegDeleteTreeA(HKEY_CURRENT_USER, ROOT);
    HKEY key = create(HKEY_CURRENT_USER, ROOT);
    GetTempPathA(sizeof(path) - 32, path);
    snprintf(path + strlen(path), 32, "hive %lu.dat", GetCurrentProcessId());
    check_equal_u32(set_privilege("SeBackupPrivilege", TRUE), ERROR_SUCCESS, "an administrator may back up");
    check_equal_u32(set_privilege("SeRestorePrivilege", TRUE), ERROR_SUCCESS, "an administrator may restore");
    fill(key);
    test_save(key, REG_STANDARD_FORMAT, 3);
    test_restore(key);
    test_save(key, REG_LATEST_FORMAT, 5);
    test_restore(key);
    test_load();
    test_refusals(key);
    RegCloseKey(key);
    RegDeleteTreeA(HKEY_CURRENT_USER, ROOT);
    RegDeleteTreeA(HKEY_CURRENT_USER, ROOT " target");
    DeleteFileA(path);
    return check_summary();
}
