/* reg query: the values and subkeys of a key, or what matches a pattern in them. */
#include "reg.h"

static struct options options;
static unsigned long matches;
static DWORD wanted_type;
static const WCHAR *separator = L"\\0";

/* Whether a text contains the pattern, or is it with /e. `*` and `?` are wildcards for names. */
static bool wildcard_match(const WCHAR *pattern, const WCHAR *text)
{
    for (; *pattern; pattern++, text++) {
        if (*pattern == '*') {
            while (*pattern == '*') pattern++;
            for (;; text++) {
                if (wildcard_match(pattern, text)) return true;
                if (!*text) return false;
            }
        }
        if (!*text) return false;
        if (*pattern == '?' || *pattern == *text) continue;
        if (options.case_sensitive || towupper(*pattern) != towupper(*text)) return false;
    }
    return !*text;
}

static bool matches_pattern(const WCHAR *text)
{
    WCHAR pattern[1024];
    _snwprintf(pattern, ARRAYSIZE(pattern), options.exact ? L"%ls" : L"*%ls*", options.pattern);
    pattern[ARRAYSIZE(pattern) - 1] = 0;
    return wildcard_match(pattern, text);
}

static bool value_matches(const struct value *value, const WCHAR *text)
{
    if (options.type && value->type != wanted_type) return false;
    if (options.value && (options.pattern ? *options.value : true) && _wcsicmp(options.value, value->name))
        return false;
    if (!options.pattern) return true;
    if (options.keys_only && !options.data_only && !options.value) return false;
    if ((!options.data_only || options.keys_only) && !options.value && matches_pattern(value->name)) return true;
    return (options.data_only || !options.keys_only) && matches_pattern(text);
}

static void print_value(const struct value *value, const WCHAR *text)
{
    put_text(L"    ");
    put_text(*value->name ? value->name : L"(Default)");
    put_text(L"    ");
    put_text(type_name(value->type));
    if (options.with_numbers) put_format(L" (%lu)", value->type);
    put_text(L"    ");
    put_text(text);
    put_text(L"\r\n");
}

static void print_key(const WCHAR *path, bool *printed)
{
    if (!*printed) put_text(path);
    if (!*printed) put_text(L"\r\n");
    *printed = true;
}

static bool query_values(HKEY key, const WCHAR *path, bool printed)
{
    static struct value value;
    for (DWORD i = 0; enumerate_value(key, i, &value); i++) {
        WCHAR *text = data_as_text(&value, separator);
        if (text && value_matches(&value, text)) {
            print_key(path, &printed);
            print_value(&value, text);
            matches++;
        }
        free(text);
        free(value.data);
    }
    if (printed) put_text(L"\r\n");
    return printed;
}

static bool selects_keys(void)
{
    return !options.value && !options.type && (!options.pattern || !options.data_only || options.keys_only);
}

static void query_key(HKEY key, const WCHAR *path);

static void query_subkeys(HKEY key, const WCHAR *path)
{
    WCHAR name[256];
    size_t length = wcslen(path) + 260;
    WCHAR *full = malloc(length * sizeof(WCHAR));
    for (DWORD i = 0; full && enumerate_key(key, i, name); i++) {
        HKEY child;
        _snwprintf(full, length, L"%ls\\%ls", path, name);
        bool found = selects_keys() && (!options.pattern || matches_pattern(name));
        matches += found;
        if (options.recursive && !RegOpenKeyExW(key, name, 0, KEY_READ | options.view, &child)) {
            if (found && options.pattern) put_format(L"%ls\r\n", full);
            query_key(child, full);
            RegCloseKey(child);
        } else if (found) {
            put_format(L"%ls\r\n", full);
        }
    }
    free(full);
}

static void query_key(HKEY key, const WCHAR *path)
{
    DWORD values = 0;
    RegQueryInfoKeyW(key, NULL, NULL, NULL, NULL, NULL, NULL, &values, NULL, NULL, NULL, NULL);
    query_values(key, path, (values || options.recursive) && !options.pattern && !options.value && !options.type ?
                 (put_format(L"%ls\r\n", path), true) : false);
    if (options.recursive || (!options.value && !options.type)) query_subkeys(key, path);
}

static int query_named_value(HKEY key, const struct key_name *name)
{
    static struct value value;
    for (DWORD i = 0; enumerate_value(key, i, &value); i++) {
        if (!_wcsicmp(value.name, options.value)) break;
        free(value.data);
        value.data = NULL;
    }
    if (!value.data) {
        if (*options.value) return fail_with(ERROR_FILE_NOT_FOUND);
        put_format(L"\r\n%ls\r\n    (Default)    REG_SZ    (value not set)\r\n\r\n", name->full);
        return 0;
    }
    WCHAR *text = data_as_text(&value, separator);
    put_format(L"\r\n%ls\r\n", name->full);
    print_value(&value, text ? text : L"");
    put_text(L"\r\n");
    free(text);
    free(value.data);
    return 0;
}

int query(int count, WCHAR **arguments)
{
    static struct key_name name;
    HKEY key;
    int result = 0;
    if (!count || !parse_key_name(arguments[0], &name))
        return fail(L"Invalid key name.\r\nType \"REG QUERY /?\" for usage.");
    /* `/v` may stand alone together with /f: search value names only */
    if (!parse_options(count - 1, arguments + 1, &options, L" v ve s se f k d c e t z reg:32 reg:64 pattern "))
        return fail(L"Invalid syntax.\r\nType \"REG QUERY /?\" for usage.");
    if (options.type && !type_of_name(options.type, &wanted_type))
        return fail(L"Invalid syntax. Specify a valid registry type for '/t'.\r\nType \"REG QUERY /?\" for usage.");
    if (options.separator) separator = options.separator;
    LSTATUS error = RegOpenKeyExW(name.root, name.path, 0, KEY_READ | options.view, &key);
    if (error) return fail_with(error);
    if (options.value && !options.pattern && !options.recursive && !options.type) {
        result = query_named_value(key, &name);
    } else {
        put_text(L"\r\n");
        query_key(key, name.full);
        if (options.pattern || options.value || options.type) {
            put_format(L"End of search: %lu match(es) found.\r\n", matches);
            result = !matches;
        }
    }
    RegCloseKey(key);
    return result;
}
