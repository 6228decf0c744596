/* reg compare: the values (and with /s the keys) of two keys. 0: the same, 2: differences, 1: failure. */
#include "reg.h"

enum { IDENTICAL = 0, DIFFERENT = 2 };

static struct { bool shows_equal, shows_different, is_recursive; const WCHAR *value; REGSAM view; bool differs; } task;

static void print_value(WCHAR mark, const struct key_name *key, const struct value *value)
{
    WCHAR *data = data_as_text(value, L"\\0");
    put_format(L"%lc Value:  %.1000ls  %.500ls  %ls  ", mark, key->full, *value->name ? value->name : L"(Default)",
               type_name(value->type));
    if (data) put_text(data);
    put_text(L"\r\n");
    free(data);
}

/* Reads a value by its name; the caller frees its data. */
static bool read_value(HKEY key, const WCHAR *name, struct value *value)
{
    if (RegQueryValueExW(key, name, NULL, &value->type, NULL, &value->size)) return false;
    value->data = calloc(value->size + 2, 1);
    wcscpy(value->name, name);
    if (value->data && !RegQueryValueExW(key, name, NULL, &value->type, value->data, &value->size)) return true;
    free(value->data);
    return false;
}

static void compare_value(const struct key_name *names, HKEY other, const struct value *value)
{
    static struct value counterpart;
    bool is_there = read_value(other, value->name, &counterpart);
    bool is_same = is_there && counterpart.type == value->type && counterpart.size == value->size &&
                   !memcmp(counterpart.data, value->data, value->size);
    if (!is_same) task.differs = true;
    if (is_same && task.shows_equal) print_value('=', &names[0], value);
    if (!is_same && task.shows_different) {
        print_value('<', &names[0], value);
        if (is_there) print_value('>', &names[1], &counterpart);
    }
    if (is_there) free(counterpart.data);
}

static void report_key(WCHAR mark, const struct key_name *key, const WCHAR *name)
{
    task.differs = true;
    if (task.shows_different) put_format(L"%lc Key:  %.1000ls\\%ls\r\n", mark, key->full, name);
}

static bool append(struct key_name *key, const WCHAR *name)
{
    if (wcslen(key->path) + wcslen(name) + 2 > ARRAYSIZE(key->path) ||
        wcslen(key->full) + wcslen(name) + 2 > ARRAYSIZE(key->full))
        return false;
    if (*key->path) wcscat(key->path, L"\\");
    wcscat(key->path, name);
    wcscat(wcscat(key->full, L"\\"), name);
    return true;
}

static LSTATUS compare_keys(const struct key_name *names);

static LSTATUS compare_children(const struct key_name *names, HKEY first, HKEY second)
{
    WCHAR name[256];
    HKEY key;
    LSTATUS error = 0;
    struct key_name *children = malloc(2 * sizeof(*children));
    if (!children) return ERROR_OUTOFMEMORY;
    for (DWORD i = 0; !error && enumerate_key(first, i, name); i++) {
        children[0] = names[0];
        children[1] = names[1];
        if (!append(&children[0], name) || !append(&children[1], name)) error = ERROR_FILENAME_EXCED_RANGE;
        else if (!RegOpenKeyExW(second, name, 0, KEY_READ | task.view, &key)) {
            RegCloseKey(key);
            error = compare_keys(children);
        } else report_key('<', &names[0], name);
    }
    free(children);
    for (DWORD i = 0; enumerate_key(second, i, name); i++) {
        if (!RegOpenKeyExW(first, name, 0, KEY_READ | task.view, &key)) RegCloseKey(key);
        else report_key('>', &names[1], name);
    }
    return error;
}

static LSTATUS compare_values(const struct key_name *names, HKEY first, HKEY second)
{
    static struct value value;
    bool is_found = false;
    for (DWORD i = 0; enumerate_value(first, i, &value); i++) {
        if (!task.value || !_wcsicmp(task.value, value.name)) {
            is_found = true;
            compare_value(names, second, &value);
        }
        free(value.data);
    }
    for (DWORD i = 0; enumerate_value(second, i, &value); i++) {
        if ((!task.value || !_wcsicmp(task.value, value.name)) &&
            RegQueryValueExW(first, value.name, NULL, NULL, NULL, NULL)) {
            is_found = task.differs = true;
            if (task.shows_different) print_value('>', &names[1], &value);
        }
        free(value.data);
    }
    return is_found || !task.value ? 0 : ERROR_FILE_NOT_FOUND;
}

static LSTATUS compare_keys(const struct key_name *names)
{
    HKEY first, second;
    LSTATUS error = RegOpenKeyExW(names[0].root, names[0].path, 0, KEY_READ | task.view, &first);
    if (error) return error;
    error = RegOpenKeyExW(names[1].root, names[1].path, 0, KEY_READ | task.view, &second);
    if (!error) {
        error = compare_values(names, first, second);
        if (!error && task.is_recursive) error = compare_children(names, first, second);
        RegCloseKey(second);
    }
    RegCloseKey(first);
    return error;
}

/* /oa, /od, /os and /on choose what is shown; they are taken out of the arguments. */
static int take_output_options(int count, WCHAR **arguments)
{
    int kept = 0;
    task.shows_different = true;
    for (int i = 0; i < count; i++) {
        bool is_all = is_switch(arguments[i], L"oa"), is_equal = is_switch(arguments[i], L"os"),
             is_none = is_switch(arguments[i], L"on");
        if (is_all || is_equal || is_none) {
            task.shows_equal = !is_none;
            task.shows_different = is_all;
        } else if (!is_switch(arguments[i], L"od")) arguments[kept++] = arguments[i];
    }
    return kept;
}

int compare(int count, WCHAR **arguments)
{
    static struct key_name names[2];
    struct options options = { 0 };
    count = take_output_options(count, arguments);
    if (count < 2 || !parse_key_name(arguments[0], &names[0]) || !parse_key_name(arguments[1], &names[1])
        || !parse_options(count - 2, arguments + 2, &options, L" v ve s reg:32 reg:64 "))
        return fail(L"Invalid syntax.\r\nType \"REG COMPARE /?\" for usage.");
    task.is_recursive = options.recursive;
    task.value = options.value;
    task.view = options.view;
    LSTATUS error = compare_keys(names);
    if (error) return fail_with(error);
    put_text(task.differs ? L"Result Compared:  Different\r\n\r\n" : L"Result Compared:  Identical\r\n\r\n");
    succeed();
    return task.differs ? DIFFERENT : IDENTICAL;
}
