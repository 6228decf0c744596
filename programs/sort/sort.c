/* sort: the lines of a file or of the input in the order of the user's language. */
#include "text_output.h"
#include <io.h>

static struct { bool reverse, unique; unsigned column; } options;
static LCID locale;

static const char *key_of(const char *line)
{
    size_t length = strlen(line);
    return options.column > length ? line + length : line + options.column;
}

static int compare(const void *a, const void *b)
{
    int order = CompareStringA(locale, NORM_IGNORECASE, key_of(*(char *const *)a), -1, key_of(*(char *const *)b), -1) -
                CSTR_EQUAL;
    return options.reverse ? -order : order;
}

static char **read_all(FILE *file, size_t *count)
{
    struct line_reader reader = { .file = file };
    char **lines = NULL;
    size_t capacity = 0;
    *count = 0;
    while (read_line(&reader)) {
        if (*count == capacity) {
            capacity = capacity ? 2 * capacity : 1024;
            char **larger = realloc(lines, capacity * sizeof(*lines));
            if (!larger) return NULL;
            lines = larger;
        }
        if (!(lines[(*count)++] = _strdup(reader.bytes ? reader.bytes : ""))) return NULL;
    }
    free(reader.bytes);
    return lines;
}

static int run(FILE *from, FILE *to)
{
    size_t count;
    char **lines = read_all(from, &count);
    if (!lines && count) return put_error(L"sort: not enough memory for the lines.\r\n"), 1;
    qsort(lines, count, sizeof(*lines), compare);
    for (size_t i = 0; i < count; i++) {
        if (options.unique && i && !compare(&lines[i - 1], &lines[i])) continue;
        fputs(lines[i], to);
        fputs("\r\n", to);
    }
    return fflush(to) ? (put_system_error(ERROR_DISK_FULL), 1) : 0;
}

int main(void)
{
    int count, result;
    WCHAR **arguments = arguments_of_program(&count);
    const WCHAR *input = NULL, *output = NULL;
    locale = GetUserDefaultLCID();
    for (int i = 0; i < count; i++) {
        if (is_switch(arguments[i], L"r") || is_switch(arguments[i], L"reverse")) options.reverse = true;
        else if (is_switch(arguments[i], L"unique")) options.unique = true;
        else if ((is_switch(arguments[i], L"l") || is_switch(arguments[i], L"locale")) && i + 1 < count &&
                 !_wcsicmp(arguments[i + 1], L"C"))
            locale = LOCALE_INVARIANT, i++;
        else if ((is_switch(arguments[i], L"o") || is_switch(arguments[i], L"output")) && i + 1 < count)
            output = arguments[++i];
        else if (is_switch(arguments[i], L"?")) {
            put_text(L"Sorts lines.\r\n\r\nsort [/R] [/+n] [/UNIQUE] [/L C] [file] [/O file]\r\n");
            return 0;
        } else if (*arguments[i] == '/' && arguments[i][1] == '+')
            options.column = (unsigned)wcstoul(arguments[i] + 2, NULL, 10);
        else if (*arguments[i] != '/' && !input) input = arguments[i];
        else return put_error(L"Input file or switch not recognised. Type \"SORT /?\" for usage.\r\n"), 1;
    }
    if (options.column) options.column--;
    FILE *from = input ? _wfopen(input, L"rb") : stdin;
    if (!from) return put_system_error(ERROR_FILE_NOT_FOUND), 1;
    /* the output may be the input: it is opened once all is read */
    _setmode(0, 0x8000);
    _setmode(1, 0x8000);
    if (!output) return run(from, stdout);
    FILE *to = tmpfile();
    result = to ? run(from, to) : 1;
    FILE *final = !result ? _wfopen(output, L"wb") : NULL;
    if (!final) return put_system_error(GetLastError()), 1;
    rewind(to);
    for (int c; (c = getc(to)) != EOF;) putc(c, final);
    return fclose(final) ? 1 : result;
}
