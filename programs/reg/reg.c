/* reg: reads and changes the registry. Exit codes: 0 success, 1 failure. */
#include "reg.h"

static bool confirm(const WCHAR *question, const WCHAR *subject)
{
    put_format(question, subject);
    int answer = getchar();
    return answer == 'y' || answer == 'Y';
}

static int syntax_error(const WCHAR *verb)
{
    WCHAR text[100];
    _snwprintf(text, ARRAYSIZE(text), L"Invalid syntax.\r\nType \"REG %ls /?\" for usage.", verb);
    return fail(text);
}

static int invalid_key(const WCHAR *verb)
{
    WCHAR text[100];
    _snwprintf(text, ARRAYSIZE(text), L"Invalid key name.\r\nType \"REG %ls /?\" for usage.", verb);
    return fail(text);
}

static int set_value(HKEY key, const struct options *options)
{
    DWORD type = REG_SZ, size;
    if (options->type && !type_of_name(options->type, &type))
        return fail(L"Invalid syntax. Specify a valid registry type for '/t'.\r\nType \"REG ADD /?\" for usage.");
    const WCHAR *name = options->value ? options->value : L"";
    if (!options->forced && !RegQueryValueExW(key, name, NULL, NULL, NULL, NULL)
        && !confirm(L"Value %ls exists, overwrite(Yes/No)? ", *name ? name : L"(Default)")) {
        put_text(L"The operation was canceled by the user.\r\n");
        return 0;
    }
    BYTE *data = data_of_text(type, options->data ? options->data : L"",
                              options->separator ? options->separator : L"\\0", &size);
    if (!data)
        return fail(L"Invalid syntax. Specify a valid numeric value for '/d'.\r\nType \"REG ADD /?\" for usage.");
    LSTATUS error = RegSetValueExW(key, name, 0, type, data, size);
    free(data);
    return error ? fail_with(error) : succeed();
}

static int add(int count, WCHAR **arguments)
{
    static struct key_name name;
    struct options options = { 0 };
    HKEY key;
    if (!count || !parse_key_name(arguments[0], &name)) return invalid_key(L"ADD");
    if (!parse_options(count - 1, arguments + 1, &options, L" v ve t s d f reg:32 reg:64 separator "))
        return syntax_error(L"ADD");
    LSTATUS error =
        RegCreateKeyExW(name.root, name.path, 0, NULL, 0, KEY_READ | KEY_WRITE | options.view, NULL, &key, NULL);
    if (error) return fail_with(error);
    int result = options.value || options.type || options.data ? set_value(key, &options) : succeed();
    RegCloseKey(key);
    return result;
}

static LSTATUS delete_all_values(HKEY key)
{
    static struct value value;
    LSTATUS error = 0;
    while (!error && enumerate_value(key, 0, &value)) {
        free(value.data);
        error = RegDeleteValueW(key, value.name);
    }
    return error;
}

static LSTATUS delete_tree(HKEY root, const WCHAR *path, REGSAM view)
{
    HKEY key;
    LSTATUS error = RegOpenKeyExW(root, path, 0, KEY_READ | KEY_WRITE | DELETE | view, &key);
    if (error) return error;
    error = RegDeleteTreeW(key, NULL);
    RegCloseKey(key);
    return error ? error : RegDeleteKeyExW(root, path, view, 0);
}

static int delete(int count, WCHAR **arguments)
{
    static struct key_name name;
    struct options options = { 0 };
    HKEY key;
    if (!count || !parse_key_name(arguments[0], &name)) return invalid_key(L"DELETE");
    if (!parse_options(count - 1, arguments + 1, &options, L" v ve va f reg:32 reg:64 "))
        return syntax_error(L"DELETE");
    LSTATUS error = RegOpenKeyExW(name.root, name.path, 0, KEY_READ | KEY_WRITE | options.view, &key);
    if (error) return fail_with(error);
    bool agreed = options.forced;
    if (!agreed && options.value) agreed = confirm(L"Delete the registry value %ls (Yes/No)? ", options.value);
    else if (!agreed && options.all_values)
        agreed = confirm(L"Delete all values under the registry key %ls (Yes/No)? ", name.full);
    else if (!agreed) agreed = confirm(L"Permanently delete the registry key %ls (Yes/No)? ", name.full);
    if (!agreed) {
        RegCloseKey(key);
        put_text(L"The operation was canceled by the user.\r\n");
        return 0;
    }
    if (options.value) error = RegDeleteValueW(key, options.value);
    else if (options.all_values) error = delete_all_values(key);
    RegCloseKey(key);
    if (!options.value && !options.all_values)
        error = *name.path ? delete_tree(name.root, name.path, options.view) : ERROR_ACCESS_DENIED;
    return error ? fail_with(error) : succeed();
}

static LSTATUS copy_values(HKEY from, HKEY to)
{
    static struct value value;
    LSTATUS error = 0;
    for (DWORD i = 0; !error && enumerate_value(from, i, &value); i++) {
        error = RegSetValueExW(to, value.name, 0, value.type, value.data, value.size);
        free(value.data);
    }
    return error;
}

static int copy(int count, WCHAR **arguments)
{
    static struct key_name source, target;
    struct options options = { 0 };
    HKEY from, to;
    if (count < 2 || !parse_key_name(arguments[0], &source) || !parse_key_name(arguments[1], &target))
        return invalid_key(L"COPY");
    if (!parse_options(count - 2, arguments + 2, &options, L" s f reg:32 reg:64 ")) return syntax_error(L"COPY");
    LSTATUS error = RegOpenKeyExW(source.root, source.path, 0, KEY_READ | options.view, &from);
    if (error) return fail_with(error);
    error = RegCreateKeyExW(target.root, target.path, 0, NULL, 0, KEY_READ | KEY_WRITE | options.view, NULL, &to, NULL);
    if (!error) {
        error = options.recursive ? RegCopyTreeW(from, NULL, to) : copy_values(from, to);
        RegCloseKey(to);
    }
    RegCloseKey(from);
    return error ? fail_with(error) : succeed();
}

static const struct { const WCHAR *name; int (*run)(int, WCHAR **); const WCHAR *usage; } verbs[] = {
    {L"query", query,
     L"REG QUERY key [/v name | /ve] [/s] [/f text [/k] [/d] [/c] [/e]] [/t type] [/z] [/se separator]"},
    {L"add", add, L"REG ADD key [/v name | /ve] [/t type] [/s separator] [/d data] [/f]"},
    {L"delete", delete, L"REG DELETE key [/v name | /ve | /va] [/f]"},
    {L"copy", copy, L"REG COPY key key [/s] [/f]"},
    {L"export", export_keys, L"REG EXPORT key file [/y]"},
    {L"import", import_file, L"REG IMPORT file"},
    {L"save", save, L"REG SAVE key file [/y]"},
    {L"restore", restore, L"REG RESTORE key file"},
    {L"load", load, L"REG LOAD key file"},
    {L"unload", unload, L"REG UNLOAD key"},
    {L"compare", compare, L"REG COMPARE key key [/v name | /ve] [/oa | /od | /os | /on] [/s]"},
};

static int usage(void)
{
    for (size_t i = 0; i < ARRAYSIZE(verbs); i++) put_format(L"%ls\r\n", verbs[i].usage);
    put_text(L"\r\nEach also takes /reg:32 or /reg:64, the view of the registry. Keys begin with HKLM, HKCU, HKCR, HKU "
             L"or HKCC.\r\n");
    return 0;
}

int main(void)
{
    int count;
    WCHAR **arguments = arguments_of_program(&count);
    if (!count) return fail(L"Invalid syntax.\r\nType \"REG /?\" for usage.");
    if (is_switch(arguments[0], L"?")) return usage();
    for (size_t i = 0; i < ARRAYSIZE(verbs); i++) {
        if (_wcsicmp(arguments[0], verbs[i].name)) continue;
        if (count > 1 && is_switch(arguments[1], L"?")) {
            put_format(L"%ls\r\n", verbs[i].usage);
            return 0;
        }
        return verbs[i].run(count - 1, arguments + 1);
    }
    return fail(L"Invalid syntax.\r\nType \"REG /?\" for usage.");
}
