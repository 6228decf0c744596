/* Names of keys, options, and what reg says at the end. */
#include "reg.h"

static const struct { const WCHAR *name, *long_name; HKEY root; } roots[] = {
    { L"HKLM", L"HKEY_LOCAL_MACHINE", HKEY_LOCAL_MACHINE },
    { L"HKCU", L"HKEY_CURRENT_USER", HKEY_CURRENT_USER },
    { L"HKCR", L"HKEY_CLASSES_ROOT", HKEY_CLASSES_ROOT },
    { L"HKU", L"HKEY_USERS", HKEY_USERS },
    { L"HKCC", L"HKEY_CURRENT_CONFIG", HKEY_CURRENT_CONFIG },
};

int fail(const WCHAR *text)
{
    put_error(L"ERROR: ");
    put_error(text);
    put_error(L"\r\n");
    return 1;
}

int fail_with(LSTATUS error)
{
    if (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND)
        return fail(L"The system was unable to find the specified registry key or value.");
    put_error(L"ERROR: ");
    put_system_error((DWORD)error);
    return 1;
}

int succeed(void)
{
    put_text(L"The operation completed successfully.\r\n");
    return 0;
}

bool parse_key_name(const WCHAR *text, struct key_name *key)
{
    const WCHAR *path = wcschr(text, '\\');
    size_t length = path ? (size_t)(path - text) : wcslen(text);
    if (path) path++;
    for (size_t i = 0; i < ARRAYSIZE(roots); i++) {
        bool is_short = wcslen(roots[i].name) == length && !_wcsnicmp(text, roots[i].name, length);
        if (!is_short && (wcslen(roots[i].long_name) != length || _wcsnicmp(text, roots[i].long_name, length)))
            continue;
        if (path && wcslen(path) >= ARRAYSIZE(key->path)) return false;
        key->root = roots[i].root;
        wcscpy(key->path, path ? path : L"");
        size_t size = wcslen(key->path);
        while (size && key->path[size - 1] == '\\') key->path[--size] = 0;
        _snwprintf(key->full, ARRAYSIZE(key->full), size ? L"%ls\\%ls" : L"%ls", roots[i].long_name, key->path);
        return true;
    }
    return false;
}

/* `allowed` names the switches a verb knows, e.g. L" v ve f "; the same letters mean different things to different
 * verbs. */
static bool is_allowed(const WCHAR *name, const WCHAR *allowed)
{
    WCHAR wanted[32];
    _snwprintf(wanted, ARRAYSIZE(wanted), L" %ls ", name);
    wanted[ARRAYSIZE(wanted) - 1] = 0;
    _wcslwr(wanted);
    return wcsstr(allowed, wanted);
}

static bool set_flag(struct options *options, const WCHAR *name, bool force_is_flag)
{
    if (!_wcsicmp(name, L"ve")) options->value = L"";
    else if (!_wcsicmp(name, L"va")) options->all_values = true;
    else if (!_wcsicmp(name, L"y") || (force_is_flag && !_wcsicmp(name, L"f"))) options->forced = true;
    else if (!_wcsicmp(name, L"e")) options->exact = true;
    else if (!_wcsicmp(name, L"c")) options->case_sensitive = true;
    else if (!_wcsicmp(name, L"k")) options->keys_only = true;
    else if (!_wcsicmp(name, L"z")) options->with_numbers = true;
    else if (!_wcsicmp(name, L"reg:32")) options->view = KEY_WOW64_32KEY;
    else if (!_wcsicmp(name, L"reg:64")) options->view = KEY_WOW64_64KEY;
    else return false;
    return true;
}

bool parse_options(int count, WCHAR **arguments, struct options *options, const WCHAR *allowed)
{
    bool is_query = is_allowed(L"pattern", allowed), is_add = is_allowed(L"separator", allowed);
    for (int i = 0; i < count; i++) {
        const WCHAR *name = arguments[i] + 1;
        const WCHAR **target = NULL;
        if ((*arguments[i] != '/' && *arguments[i] != '-') || !is_allowed(name, allowed)) return false;
        if (!_wcsicmp(name, L"s") && !is_add) {
            options->recursive = true;
            continue;
        }
        if (!_wcsicmp(name, L"d") && is_query) {
            options->data_only = true;
            continue;
        }
        if (set_flag(options, name, !is_query)) continue;
        if (!_wcsicmp(name, L"v")) target = &options->value;
        else if (!_wcsicmp(name, L"t")) target = &options->type;
        else if (!_wcsicmp(name, L"d")) target = &options->data;
        else if (!_wcsicmp(name, L"s") || !_wcsicmp(name, L"se")) target = &options->separator;
        else if (!_wcsicmp(name, L"f")) target = &options->pattern;
        if (!target || i + 1 == count) return false;
        *target = arguments[++i];
    }
    return true;
}
