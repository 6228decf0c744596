/* reg export: a key with everything below it as a .reg file in UTF-16. */
#include "reg.h"

static FILE *file;

static void write(const WCHAR *text)
{
    fwrite(text, sizeof(WCHAR), wcslen(text), file);
}

static size_t write_quoted(const WCHAR *text)
{
    size_t length = 2;
    write(L"\"");
    for (; *text; text++, length++) {
        if (*text == '"' || *text == '\\') {
            write(L"\\");
            length++;
        }
        fwrite(text, sizeof(WCHAR), 1, file);
    }
    write(L"\"");
    return length;
}

/* Bytes in hexadecimal; lines break behind column 77 as regedit's do. */
static void write_hex(const BYTE *data, DWORD size, size_t column)
{
    for (DWORD i = 0; i < size; i++) {
        WCHAR text[4];
        swprintf(text, 4, i + 1 < size ? L"%02x," : L"%02x", data[i]);
        write(text);
        column += 3;
        if (column < 77 || i + 1 == size) continue;
        write(L"\\\r\n  ");
        column = 2;
    }
}

/* A string that is one: whole characters, ended once, without a line break. */
static bool is_plain_string(const struct value *value)
{
    const WCHAR *text = (const WCHAR *)value->data;
    if (value->type != REG_SZ || value->size % 2 || wcspbrk(text, L"\r\n")) return false;
    return !value->size || (wcslen(text) + 1) * sizeof(WCHAR) == value->size;
}

static void write_value(const struct value *value)
{
    WCHAR text[32];
    size_t column = 2;
    if (*value->name) column = 1 + write_quoted(value->name);
    else write(L"@");
    write(L"=");
    if (is_plain_string(value)) {
        write_quoted((const WCHAR *)value->data);
    } else if (value->type == REG_DWORD && value->size == 4) {
        swprintf(text, ARRAYSIZE(text), L"dword:%08lx", *(DWORD *)value->data);
        write(text);
    } else {
        swprintf(text, ARRAYSIZE(text), value->type == REG_BINARY ? L"hex:" : L"hex(%lx):", value->type);
        write(text);
        write_hex(value->data, value->size, column + wcslen(text));
    }
    write(L"\r\n");
}

static void write_key(HKEY key, const WCHAR *path, REGSAM view)
{
    static struct value value;
    WCHAR name[256];
    size_t length = wcslen(path) + 260;
    WCHAR *full = malloc(length * sizeof(WCHAR));
    write(L"[");
    write(path);
    write(L"]\r\n");
    for (DWORD i = 0; enumerate_value(key, i, &value); i++) {
        write_value(&value);
        free(value.data);
    }
    write(L"\r\n");
    for (DWORD i = 0; full && enumerate_key(key, i, name); i++) {
        HKEY child;
        if (RegOpenKeyExW(key, name, 0, KEY_READ | view, &child)) continue;
        _snwprintf(full, length, L"%ls\\%ls", path, name);
        write_key(child, full, view);
        RegCloseKey(child);
    }
    free(full);
}

int export_keys(int count, WCHAR **arguments)
{
    static struct key_name name;
    struct options options = { 0 };
    HKEY key;
    if (count < 2 || !parse_key_name(arguments[0], &name))
        return fail(L"Invalid key name.\r\nType \"REG EXPORT /?\" for usage.");
    if (!parse_options(count - 2, arguments + 2, &options, L" y reg:32 reg:64 "))
        return fail(L"Invalid syntax.\r\nType \"REG EXPORT /?\" for usage.");
    LSTATUS error = RegOpenKeyExW(name.root, name.path, 0, KEY_READ | options.view, &key);
    if (error) return fail_with(error);
    if (!options.forced && GetFileAttributesW(arguments[1]) != INVALID_FILE_ATTRIBUTES) {
        put_format(L"File %ls already exists. Overwrite (Yes/No)? ", arguments[1]);
        int answer = getchar();
        if (answer != 'y' && answer != 'Y') {
            put_text(L"The operation was canceled by the user.\r\n");
            return 0;
        }
    }
    if (!(file = _wfopen(arguments[1], L"wb"))) {
        RegCloseKey(key);
        return fail(L"The file could not be written.");
    }
    write(L"\xfeffWindows Registry Editor Version 5.00\r\n\r\n");
    write_key(key, name.full, options.view);
    RegCloseKey(key);
    return fclose(file) ? fail(L"The file could not be written.") : succeed();
}
