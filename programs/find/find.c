/* find: the lines of files that contain a text. Exit codes: 0 found, 1 not found, 2 error. */
#include "text_output.h"
#include <io.h>

static struct { bool inverted, counted, numbered, ignore_case; char text[2048]; } wanted;
static unsigned long total;

static bool contains(const char *line, size_t size)
{
    size_t length = strlen(wanted.text);
    for (size_t i = 0; length && i + length <= size; i++)
        if (!(wanted.ignore_case ? _strnicmp(line + i, wanted.text, length) : memcmp(line + i, wanted.text, length)))
            return true;
    return false;
}

static void search(FILE *file, const WCHAR *name)
{
    struct line_reader reader = { .file = file };
    unsigned long number = 0, matches = 0;
    if (name && !wanted.counted) put_format(L"\r\n---------- %ls\r\n", name);
    while (read_line(&reader)) {
        number++;
        if (contains(reader.bytes, reader.size) == wanted.inverted) continue;
        matches++;
        if (wanted.counted) continue;
        if (wanted.numbered) printf("[%lu]", number);
        fwrite(reader.bytes, 1, reader.size, stdout);
        fputs("\r\n", stdout);
        fflush(stdout);
    }
    if (wanted.counted && name) put_format(L"\r\n---------- %ls: %lu\r\n", name, matches);
    else if (wanted.counted) put_format(L"%lu\r\n", matches);
    total += matches;
    free(reader.bytes);
}

static bool search_file(WCHAR *name)
{
    WCHAR upper[MAX_PATH];
    FILE *file = _wfopen(name, L"rb");
    wcsncpy(upper, name, MAX_PATH - 1);
    upper[MAX_PATH - 1] = 0;
    _wcsupr(upper);
    if (!file) {
        put_format(L"File not found - %ls\r\n", upper);
        return false;
    }
    search(file, upper);
    fclose(file);
    return true;
}

/* The text must be in quotes on the command line; two quotes in it mean one. */
static const WCHAR *read_text(const WCHAR *at)
{
    WCHAR text[1024];
    size_t length = 0;
    for (at++; *at && (*at != '"' || at[1] == '"') && length < ARRAYSIZE(text) - 1; at++) {
        text[length++] = *at;
        if (*at == '"') at++;
    }
    text[length] = 0;
    if (*at != '"') return NULL;
    WideCharToMultiByte(GetConsoleOutputCP(), 0, text, -1, wanted.text, sizeof(wanted.text), NULL, NULL);
    return at + 1;
}

int main(void)
{
    int count, i, files = 0, failed = 0;
    WCHAR **arguments = arguments_of_program(&count);
    const WCHAR *line = GetCommandLineW(), *quote;
    _setmode(1, 0x8000);
    if (*line == '"') line = wcschr(line + 1, '"') + 1;
    else while (*line && *line != ' ') line++;
    for (i = 0; i < count && *arguments[i] == '/'; i++) {
        if (is_switch(arguments[i], L"v")) wanted.inverted = true;
        else if (is_switch(arguments[i], L"c")) wanted.counted = true;
        else if (is_switch(arguments[i], L"n")) wanted.numbered = true;
        else if (is_switch(arguments[i], L"i")) wanted.ignore_case = true;
        else if (is_switch(arguments[i], L"?")) {
            put_text(L"Shows the lines that contain a text.\r\n\r\nfind [/V] [/C] [/N] [/I] \"text\" [file...]\r\n");
            return 0;
        } else {
            put_error(L"FIND: Invalid switch\r\n");
            return 2;
        }
    }
    if (!(quote = wcschr(line, '"')) || !read_text(quote) || i == count) {
        put_error(L"FIND: Parameter format not correct\r\n");
        return 2;
    }
    for (i++; i < count; i++, files++) failed += !search_file(arguments[i]);
    if (!files) {
        _setmode(0, 0x8000);
        search(stdin, NULL);
    }
    if (failed) return 1;
    return !total;
}
