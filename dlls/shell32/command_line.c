/* CommandLineToArgvW: the argument rules of Visual C++ before 2008. */
#include "nt/nt.h"
#include <shellapi.h>
#include <stdbool.h>

static bool is_blank(WCHAR c)
{
    return c == ' ' || c == '\t';
}

/* The program's name knows no backslash escapes: it ends at its closing quote or at a blank. */
static const WCHAR *copy_program(const WCHAR *from, WCHAR **to)
{
    if (*from == '"') {
        for (from++; *from && *from != '"'; from++) *(*to)++ = *from;
        if (*from) from++;
    } else {
        for (; *from && *from > ' '; from++) *(*to)++ = *from;
    }
    *(*to)++ = 0;
    return from;
}

/* Backslashes count only in front of a quote: two make one, an odd one makes the quote literal. Inside quotes a doubled
 * quote is a literal one and ends the quoted part. */
static const WCHAR *copy_argument(const WCHAR *from, WCHAR **to)
{
    bool quoted = false;

    while (*from && (quoted || !is_blank(*from))) {
        size_t backslashes = 0;
        while (from[backslashes] == '\\') backslashes++;
        from += backslashes;
        if (*from != '"') {
            while (backslashes--) *(*to)++ = '\\';
            if (*from && (quoted || !is_blank(*from))) *(*to)++ = *from++;
            continue;
        }
        for (size_t i = 0; i < backslashes / 2; i++) *(*to)++ = '\\';
        from++;
        if (backslashes % 2) {
            *(*to)++ = '"';
        } else if (quoted && *from == '"') {
            *(*to)++ = '"';
            from++;
            quoted = false;
        } else {
            quoted = !quoted;
        }
    }
    *(*to)++ = 0;
    return from;
}

static LPWSTR *only_own_program(int *count)
{
    LPWSTR *arguments = LocalAlloc(LMEM_FIXED, 2 * sizeof(*arguments) + 0x8000 * sizeof(WCHAR));
    if (!arguments) return NULL;
    arguments[0] = (WCHAR *)(arguments + 2);
    arguments[1] = NULL;
    GetModuleFileNameW(NULL, arguments[0], 0x8000);
    *count = 1;
    return arguments;
}

LPWSTR *WINAPI CommandLineToArgvW(LPCWSTR line, int *count)
{
    size_t length, most;
    LPWSTR *arguments;
    WCHAR *text;

    if (!line || !count) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (!*line) return only_own_program(count);
    length = (size_t)lstrlenW(line);
    most = length / 2 + 3; /* an argument has a character and a blank; the program's name may be empty; and the NULL */
    if (!(arguments = LocalAlloc(LMEM_FIXED, most * sizeof(*arguments) + (length + most) * sizeof(WCHAR)))) return NULL;
    text = (WCHAR *)(arguments + most);
    *count = 0;
    arguments[(*count)++] = text;
    line = copy_program(line, &text);
    for (;;) {
        while (is_blank(*line)) line++;
        if (!*line) break;
        arguments[(*count)++] = text;
        line = copy_argument(line, &text);
    }
    arguments[*count] = NULL;
    return arguments;
}
