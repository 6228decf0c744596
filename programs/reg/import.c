/* reg import: a .reg file, version 5 (UTF-16) or 4 (the ANSI code page). */
#include "reg.h"
#include "script.h"

static HKEY current;
static REGSAM view;
static bool is_ansi;     /* a file of version 4 */

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

static LSTATUS open_key(const WCHAR *text, bool removed)
{
    static struct key_name name;
    if (current) RegCloseKey(current);
    current = NULL;
    if (!parse_key_name(text, &name)) return ERROR_BADDB;
    if (!removed)
        return RegCreateKeyExW(name.root, name.path, 0, NULL, 0, KEY_READ | KEY_WRITE | view, NULL, &current, NULL);
    if (!*name.path) return ERROR_ACCESS_DENIED;
    LSTATUS error = RegOpenKeyExW(name.root, name.path, 0, KEY_READ | KEY_WRITE | DELETE | view, &current);
    if (error) return error == ERROR_FILE_NOT_FOUND ? 0 : error;
    error = RegDeleteTreeW(current, NULL);
    RegCloseKey(current);
    current = NULL;
    return error ? error : RegDeleteKeyExW(name.root, name.path, view, 0);
}

/* In a file of version 4 the bytes of a text are those of the ANSI code page. */
static LSTATUS set_ansi_text(const struct script_line *line)
{
    int count = line->size ? MultiByteToWideChar(CP_ACP, 0, (const char *)line->bytes, (int)line->size, NULL, 0) : 0;
    WCHAR *wide = malloc(((size_t)count + 1) * sizeof(WCHAR));
    if (!wide) return ERROR_OUTOFMEMORY;
    if (count) MultiByteToWideChar(CP_ACP, 0, (const char *)line->bytes, (int)line->size, wide, count);
    LSTATUS error =
        RegSetValueExW(current, line->name, 0, line->type, (const BYTE *)wide, (DWORD)((size_t)count * sizeof(WCHAR)));
    free(wide);
    return error;
}

static LSTATUS set_value(const struct script_line *line)
{
    LSTATUS error;
    bool is_text = line->type == REG_SZ || line->type == REG_EXPAND_SZ || line->type == REG_MULTI_SZ;
    if (!current) return 0;
    switch (line->kind) {
    case SCRIPT_TEXT:
        return RegSetValueExW(current, line->name, 0, REG_SZ, (const BYTE *)line->text,
                              (DWORD)((wcslen(line->text) + 1) * sizeof(WCHAR)));
    case SCRIPT_NUMBER:
        return RegSetValueExW(current, line->name, 0, REG_DWORD, (const BYTE *)&line->number, sizeof(line->number));
    case SCRIPT_BYTES:
        return is_ansi && is_text ? set_ansi_text(line)
                                  : RegSetValueExW(current, line->name, 0, line->type, line->bytes, (DWORD)line->size);
    default:
        error = RegDeleteValueW(current, line->name);
        return error == ERROR_FILE_NOT_FOUND ? 0 : error;
    }
}

static LSTATUS run_line(WCHAR *text)
{
    struct script_line line;
    LSTATUS error = 0;
    script_parse_line(text, &line);
    if (line.kind == SCRIPT_MISUNDERSTOOD) error = ERROR_BADDB;
    else if (line.kind == SCRIPT_NO_MEMORY) error = ERROR_OUTOFMEMORY;
    else if (line.kind == SCRIPT_KEY || line.kind == SCRIPT_REMOVED_KEY)
        error = open_key(line.name, line.kind == SCRIPT_REMOVED_KEY);
    else if (line.kind != SCRIPT_NOTHING) error = set_value(&line);
    free(line.bytes);
    return error;
}

int import_file(int count, WCHAR **arguments)
{
    struct options options = { 0 };
    if (!count || !parse_options(count - 1, arguments + 1, &options, L" reg:32 reg:64 "))
        return fail(L"Invalid syntax.\r\nType \"REG IMPORT /?\" for usage.");
    view = options.view;
    WCHAR *text = read_file(arguments[0]), *position = text, *line;
    if (!text) return fail(L"Error opening the file. There may be a disk or file system error.");
    line = script_next_line(&position);
    is_ansi = line && !wcscmp(line, L"REGEDIT4");
    LSTATUS error = line && (is_ansi || !wcscmp(line, L"Windows Registry Editor Version 5.00")) ? 0 : ERROR_BADDB;
    if (error) {
        free(text);
        return fail(L"The specified file is not a registry script. You can only import binary registry files from "
                    L"within the registry editor.");
    }
    while ((line = script_next_line(&position))) {
        LSTATUS failure = run_line(line);
        if (failure) error = failure;
    }
    if (current) RegCloseKey(current);
    free(text);
    /* a line that is not understood is passed over, as regedit does; a refused change is an error */
    return error && error != ERROR_BADDB ? fail_with(error) : succeed();
}
