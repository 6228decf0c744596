/* What many commands need of paths and files. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>

void full_path(const wchar_t *path, struct text *result)
{
    wchar_t small[MAX_PATH];
    DWORD length = GetFullPathNameW(path, MAX_PATH, small, NULL);
    if (!length) {
        text_add(result, path);
    } else if (length < MAX_PATH) {
        text_append(result, small, length);
    } else {
        wchar_t *large = allocate((length + 1) * sizeof(wchar_t));
        length = GetFullPathNameW(path, length + 1, large, NULL);
        text_append(result, large, length);
        free(large);
    }
}

DWORD attributes_of(const wchar_t *path)
{
    return GetFileAttributesW(path);
}

bool is_folder(const wchar_t *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY);
}

bool has_wildcard(const wchar_t *path)
{
    return wcspbrk(path, L"*?") != NULL;
}

size_t name_offset(const wchar_t *path)
{
    size_t offset = 0;
    for (size_t i = 0; path[i]; i++)
        if (path[i] == '\\' || path[i] == '/' || path[i] == ':') offset = i + 1;
    return offset;
}

void join_path(struct text *result, const wchar_t *folder, const wchar_t *name)
{
    size_t length = wcslen(folder);
    text_append(result, folder, length);
    if (length && *name && !wcschr(L"\\/:", folder[length - 1])) text_add_char(result, '\\');
    text_add(result, name);
}

bool is_dots(const wchar_t *name)
{
    return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

bool find_next_named(HANDLE find, WIN32_FIND_DATAW *data)
{
    while (FindNextFileW(find, data))
        if (!is_dots(data->cFileName)) return true;
    return false;
}

void add_unquoted(struct text *result, const wchar_t *text)
{
    text_append(result, L"", 0);
    for (; *text; text++)
        if (*text != '"') text_add_char(result, *text);
}

/* Asks until one of `keys` (capital letters) is the first letter of the answer. */
bool ask(const wchar_t *question, const wchar_t *keys, wchar_t *answer)
{
    struct text line = { 0 };
    bool good = false;
    while (!good) {
        write_string(question);
        flush_output();
        text_clear(&line);
        if (!read_input_line(&line)) break;
        *answer = upper_char(*skip_blanks(text_string(&line)));
        good = *answer && wcschr(keys, *answer);
    }
    text_free(&line);
    return good;
}

/* RENAME: `?` keeps a character of the old name, `*` keeps the old name up to the last occurrence of the character
 * behind it. */
void change_name(const wchar_t *name, const wchar_t *pattern, struct text *result)
{
    const wchar_t *at = name;
    text_append(result, L"", 0);
    for (; *pattern; pattern++) {
        if (*pattern == '*') {
            while (pattern[1] == '*') pattern++;
            const wchar_t *last = pattern[1] ? wcsrchr(at, pattern[1]) : NULL;
            for (const wchar_t *p = at; !last && *p; p++)
                if (pattern[1] && upper_char(*p) == upper_char(pattern[1])) last = p;
            if (!last) {
                text_add(result, at);
                at += wcslen(at);
                continue;
            }
            text_append(result, at, last + 1 - at);
            at = last + 1;
            pattern++;
        } else if (*pattern == '?') {
            if (*at && *at != '.') text_add_char(result, *at++);
        } else if (*pattern == '.') {
            while (*at && *at != '.') at++;
            if (*at) at++;
            text_add_char(result, '.');
        } else {
            text_add_char(result, *pattern);
            if (*at && *at != '.') at++;
        }
    }
    while (result->length && wcschr(L". ", result->data[result->length - 1])) text_truncate(result, result->length - 1);
}

/* 1234567 as 1,234,567 */
void add_grouped(struct text *text, ULONGLONG number)
{
    wchar_t digits[32], *p = digits + 31;
    int count = 0;
    *p = 0;
    do {
        if (count && count % 3 == 0) *--p = ',';
        *--p = (wchar_t)(L'0' + number % 10);
        count++;
    } while (number /= 10);
    text_add(text, p);
}
