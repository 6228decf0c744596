/* ASSOC and FTYPE: which program opens which file. */
#include "cmd.h"

#include <stdlib.h>

#define OPEN_KEY L"\\shell\\open\\command"

/* %1 or %L is the file, %* its arguments; a command without them gets the file at its end. */
static void fill_in(const wchar_t *format, const wchar_t *path, const wchar_t *arguments, struct text *line)
{
    bool used = false;
    for (; *format; format++) {
        wchar_t next = *format == '%' ? upper_char(format[1]) : 0;
        if (next == '1' || next == 'L' || next == '0') {
            text_add(line, path);
            used = true;
            format++;
        } else if (next == '*') {
            text_add(line, skip_blanks(arguments));
            format++;
        } else {
            text_add_char(line, *format);
        }
    }
    if (used) return;
    text_add_char(line, ' ');
    text_add(line, path);
}

bool association_command(const wchar_t *path, const wchar_t *arguments, struct text *line)
{
    struct text type = { 0 }, format = { 0 };
    const wchar_t *extension = wcsrchr(path + name_offset(path), '.');
    bool found = extension && !read_registry_string(HKEY_CLASSES_ROOT, extension, NULL, &type) && type.length;
    if (found) {
        text_add(&type, OPEN_KEY);
        found = !read_registry_string(HKEY_CLASSES_ROOT, type.data, NULL, &format) && format.length;
    }
    if (found) fill_in(format.data, path, arguments, line);
    text_free(&type);
    text_free(&format);
    return found;
}

static bool show_value(const wchar_t *name, const wchar_t *key)
{
    struct text value = { 0 };
    bool found = !read_registry_string(HKEY_CLASSES_ROOT, key, NULL, &value) && value.length;
    if (found) {
        write_string(name);
        write_string(L"=");
        write_string(value.data);
        write_string(L"\r\n");
    }
    text_free(&value);
    return found;
}

static void show_extension(const wchar_t *name)
{
    if (*name == '.') show_value(name, name);
}

static bool show_type_if_any(const wchar_t *name)
{
    struct text key = { 0 };
    text_add(&key, name);
    text_add(&key, OPEN_KEY);
    bool found = show_value(name, key.data);
    text_free(&key);
    return found;
}

static void show_type(const wchar_t *name)
{
    if (*name != '.') show_type_if_any(name);
}

static void trim(struct text *text)
{
    while (text->length && text->data[text->length - 1] == ' ') text_truncate(text, text->length - 1);
}

int command_assoc(const wchar_t *arguments)
{
    struct text line = { 0 };
    text_add(&line, skip_blanks(arguments));
    trim(&line);
    int code = 0;
    wchar_t *equals = wcschr(line.data, '=');
    if (!line.length) {
        list_registry_keys(HKEY_CLASSES_ROOT, show_extension);
    } else if (!equals) {
        if (!show_value(line.data, line.data)) {
            write_text(2, L"File association not found for extension ", 41);
            write_error(line.data);
            code = 1;
        }
    } else {
        *equals = 0;
        LONG error = write_registry_string(HKEY_CLASSES_ROOT, line.data, equals[1] ? equals + 1 : NULL);
        if (error) code = fail_with(error);
        else if (equals[1]) show_value(line.data, line.data);
    }
    text_free(&line);
    return code;
}

int command_ftype(const wchar_t *arguments)
{
    struct text line = { 0 }, key = { 0 };
    text_add(&line, skip_blanks(arguments));
    trim(&line);
    int code = 0;
    wchar_t *equals = wcschr(line.data, '=');
    if (!line.length) {
        list_registry_keys(HKEY_CLASSES_ROOT, show_type);
    } else if (!equals) {
        if (!show_type_if_any(line.data)) {
            write_text(2, L"File type '", 11);
            write_text(2, line.data, line.length);
            write_error(L"' not found or no open command associated with it.");
            code = 2;
        }
    } else {
        *equals = 0;
        text_add(&key, line.data);
        text_add(&key, OPEN_KEY);
        LONG error = write_registry_string(HKEY_CLASSES_ROOT, key.data, equals[1] ? equals + 1 : NULL);
        if (error) code = fail_with(error);
        else if (equals[1]) show_type_if_any(line.data);
    }
    text_free(&line);
    text_free(&key);
    return code;
}
