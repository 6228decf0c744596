/* reg import: a .reg file, version 5 (UTF-16) or 4 (the ANSI code page). */
#include "reg.h"

static HKEY current;
static REGSAM view;

/* The whole file as UTF-16. */
static WCHAR *read_file(const WCHAR *name)
{
    FILE *file = _wfopen(name, L"rb");
    long size;
    if (!file) return NULL;
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    char *bytes = size >= 0 ? calloc((size_t)size + 2, 1) : NULL;
    WCHAR *text = NULL;
    if (bytes && fread(bytes, 1, (size_t)size, file) == (size_t)size) {
        if (size >= 2 && !memcmp(bytes, "\xff\xfe", 2)) {
            text = calloc((size_t)size / 2 + 1, sizeof(WCHAR));
            if (text) memcpy(text, bytes + 2, (size_t)(size - 2) & ~(size_t)1);
        } else {
            bool utf8 = size >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3);
            text = calloc((size_t)size + 1, sizeof(WCHAR));
            if (text) MultiByteToWideChar(utf8 ? CP_UTF8 : CP_ACP, 0, bytes + (utf8 ? 3 : 0), -1, text, (int)size + 1);
        }
    }
    free(bytes);
    fclose(file);
    return text;
}

/* Cuts one logical line off: a line that ends in a backslash goes on in the next one, without that one's indentation. */
static WCHAR *next_line(WCHAR **position)
{
    WCHAR *from = *position, *line = from, *to = from;
    if (!*from) return NULL;
    while (*from && *from != '\n') {
        if (*from == '\\' && (from[1] == '\n' || (from[1] == '\r' && from[2] == '\n'))) {
            from += from[1] == '\n' ? 2 : 3;
            while (*from == ' ' || *from == '\t') from++;
            continue;
        }
        *to++ = *from++;
    }
    if (*from) from++;
    *position = from;
    while (to > line && wcschr(L"\r \t", to[-1])) to--;
    *to = 0;
    return line;
}

/* Reads a quoted string in place, behind its first quote; what follows the closing quote, or NULL without one. */
static WCHAR *unquote(WCHAR *from)
{
    WCHAR *to = from;
    while (*from && *from != '"') {
        if (*from == '\\' && from[1]) from++;
        *to++ = *from++;
    }
    if (!*from) return NULL;
    *to = 0;
    return from + 1;
}

static LSTATUS open_key(WCHAR *line)
{
    static struct key_name name;
    WCHAR *end = wcsrchr(line, ']');
    bool removed = line[1] == '-';
    if (current) RegCloseKey(current);
    current = NULL;
    if (!end) return ERROR_BADDB;
    *end = 0;
    if (!parse_key_name(line + 1 + removed, &name)) return ERROR_BADDB;
    if (!removed) return RegCreateKeyExW(name.root, name.path, 0, NULL, 0, KEY_READ | KEY_WRITE | view, NULL, &current, NULL);
    if (!*name.path) return ERROR_ACCESS_DENIED;
    LSTATUS error = RegOpenKeyExW(name.root, name.path, 0, KEY_READ | KEY_WRITE | DELETE | view, &current);
    if (error) return error == ERROR_FILE_NOT_FOUND ? 0 : error;
    error = RegDeleteTreeW(current, NULL);
    RegCloseKey(current);
    current = NULL;
    return error ? error : RegDeleteKeyExW(name.root, name.path, view, 0);
}

static LSTATUS set_hex(const WCHAR *name, const WCHAR *text)
{
    DWORD type = REG_BINARY, size = 0;
    WCHAR *end;
    if (*text == '(') {
        type = wcstoul(text + 1, &end, 16);
        if (end[0] != ')' || end[1] != ':') return ERROR_BADDB;
        text = end + 2;
    } else if (*text++ != ':') {
        return ERROR_BADDB;
    }
    BYTE *data = malloc(wcslen(text) + 1);
    if (!data) return ERROR_OUTOFMEMORY;
    while (iswxdigit(*text)) {
        data[size++] = (BYTE)wcstoul(text, &end, 16);
        text = end;
        while (*text == ',' || *text == ' ') text++;
    }
    LSTATUS error = *text ? ERROR_BADDB : RegSetValueExW(current, name, 0, type, data, size);
    free(data);
    return error;
}

static LSTATUS set_value(WCHAR *line)
{
    const WCHAR *name = L"";
    WCHAR *text = line + 1;
    if (!current) return 0;
    if (*line == '"') {
        name = line + 1;
        if (!(text = unquote(line + 1))) return ERROR_BADDB;
    }
    while (*text == ' ') text++;
    if (*text++ != '=') return ERROR_BADDB;
    while (*text == ' ') text++;
    if (*text == '"') {
        if (!unquote(++text)) return ERROR_BADDB;
        return RegSetValueExW(current, name, 0, REG_SZ, (const BYTE *)text, (DWORD)((wcslen(text) + 1) * sizeof(WCHAR)));
    }
    if (!_wcsnicmp(text, L"dword:", 6)) {
        DWORD number = wcstoul(text + 6, NULL, 16);
        return RegSetValueExW(current, name, 0, REG_DWORD, (const BYTE *)&number, sizeof(number));
    }
    if (!_wcsnicmp(text, L"hex", 3)) return set_hex(name, text + 3);
    if (*text != '-') return ERROR_BADDB;
    LSTATUS error = RegDeleteValueW(current, name);
    return error == ERROR_FILE_NOT_FOUND ? 0 : error;
}

int import_file(int count, WCHAR **arguments)
{
    struct options options = { 0 };
    if (!count || !parse_options(count - 1, arguments + 1, &options, L" reg:32 reg:64 "))
        return fail(L"Invalid syntax.\r\nType \"REG IMPORT /?\" for usage.");
    view = options.view;
    WCHAR *text = read_file(arguments[0]), *position = text, *line;
    if (!text) return fail(L"Error opening the file. There may be a disk or file system error.");
    line = next_line(&position);
    LSTATUS error = line && (!wcscmp(line, L"Windows Registry Editor Version 5.00") || !wcscmp(line, L"REGEDIT4")) ? 0 : ERROR_BADDB;
    if (error) {
        free(text);
        return fail(L"The specified file is not a registry script. You can only import binary registry files from within the registry editor.");
    }
    while ((line = next_line(&position))) {
        LSTATUS failure = 0;
        while (*line == ' ' || *line == '\t') line++;
        if (*line == '[') failure = open_key(line);
        else if (*line == '"' || *line == '@') failure = set_value(line);
        if (failure) error = failure;
    }
    if (current) RegCloseKey(current);
    free(text);
    /* a line that is not understood is passed over, as regedit does; a refused change is an error */
    return error && error != ERROR_BADDB ? fail_with(error) : succeed();
}
