/* reg save, restore, load, unload: keys in Windows' own hive files. They need the privileges of a backup. */
#include "reg.h"

static void enable_privilege(const WCHAR *name)
{
    HANDLE token;
    TOKEN_PRIVILEGES wanted = { .PrivilegeCount = 1 };
    wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token)) return;
    if (LookupPrivilegeValueW(NULL, name, &wanted.Privileges[0].Luid))
        AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL);
    CloseHandle(token);
}

static int syntax_error(const WCHAR *verb)
{
    WCHAR text[100];
    _snwprintf(text, ARRAYSIZE(text), L"Invalid syntax.\r\nType \"REG %ls /?\" for usage.", verb);
    return fail(text);
}

/* Key, file and options of a verb. */
static bool parse(int count, WCHAR **arguments, int fixed, struct key_name *name, struct options *options,
                  const WCHAR *allowed)
{
    enable_privilege(L"SeBackupPrivilege");
    enable_privilege(L"SeRestorePrivilege");
    return count >= fixed && parse_key_name(arguments[0], name) &&
           parse_options(count - fixed, arguments + fixed, options, allowed);
}

int save(int count, WCHAR **arguments)
{
    static struct key_name name;
    struct options options = { 0 };
    HKEY key;
    if (!parse(count, arguments, 2, &name, &options, L" y f reg:32 reg:64 ")) return syntax_error(L"SAVE");
    LSTATUS error = RegOpenKeyExW(name.root, name.path, 0, KEY_READ | options.view, &key);
    if (error) return fail_with(error);
    if (GetFileAttributesW(arguments[1]) != INVALID_FILE_ATTRIBUTES) {
        put_format(options.forced ? L"" : L"File %ls already exists. Overwrite (Yes/No)? ", arguments[1]);
        int answer = options.forced ? 'y' : getchar();
        if (answer != 'y' && answer != 'Y') {
            put_text(L"The operation was canceled by the user.\r\n");
            return 0;
        }
        DeleteFileW(arguments[1]);
    }
    error = RegSaveKeyExW(key, arguments[1], NULL, REG_LATEST_FORMAT);
    RegCloseKey(key);
    return error ? fail_with(error) : succeed();
}

int restore(int count, WCHAR **arguments)
{
    static struct key_name name;
    struct options options = { 0 };
    HKEY key;
    if (!parse(count, arguments, 2, &name, &options, L" reg:32 reg:64 ")) return syntax_error(L"RESTORE");
    LSTATUS error = RegOpenKeyExW(name.root, name.path, 0, KEY_READ | KEY_WRITE | DELETE | options.view, &key);
    if (error) return fail_with(error);
    error = RegRestoreKeyW(key, arguments[1], REG_FORCE_RESTORE);
    RegCloseKey(key);
    return error ? fail_with(error) : succeed();
}

int load(int count, WCHAR **arguments)
{
    static struct key_name name;
    struct options options = { 0 };
    if (!parse(count, arguments, 2, &name, &options, L" reg:32 reg:64 ")) return syntax_error(L"LOAD");
    LSTATUS error = RegLoadKeyW(name.root, name.path, arguments[1]);
    return error ? fail_with(error) : succeed();
}

int unload(int count, WCHAR **arguments)
{
    static struct key_name name;
    struct options options = { 0 };
    if (!parse(count, arguments, 1, &name, &options, L"")) return syntax_error(L"UNLOAD");
    LSTATUS error = RegUnLoadKeyW(name.root, name.path);
    return error ? fail_with(error) : succeed();
}
