/* Taking the lines of a .reg file apart. */
#include "script.h"
#include <stdlib.h>
#include <wctype.h>

wchar_t *script_next_line(wchar_t **position)
{
    wchar_t *from = *position, *line = from, *to = from;
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
static wchar_t *unquote(wchar_t *from)
{
    wchar_t *to = from;
    while (*from && *from != '"') {
        if (*from == '\\' && from[1]) from++;
        *to++ = *from++;
    }
    if (!*from) return NULL;
    *to = 0;
    return from + 1;
}

static bool starts_with(const wchar_t *text, const wchar_t *word)
{
    for (; *word; word++, text++)
        if (towlower((wint_t)*text) != (wint_t)*word) return false;
    return true;
}

static void parse_key(wchar_t *line, struct script_line *answer)
{
    wchar_t *end = wcsrchr(line, ']');
    bool removed = line[1] == '-';
    if (!end) return;
    *end = 0;
    answer->kind = removed ? SCRIPT_REMOVED_KEY : SCRIPT_KEY;
    answer->name = line + 1 + removed;
}

static int digit_of(wchar_t c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One or two digits; moves *text behind them. */
static uint8_t read_byte(const wchar_t **text)
{
    int number = digit_of(*(*text)++), next = digit_of(**text);
    if (next < 0) return (uint8_t)number;
    ++*text;
    return (uint8_t)(number * 16 + next);
}

/* `:` and bytes, or `(type):` and bytes. */
static void parse_bytes(const wchar_t *text, struct script_line *answer)
{
    answer->type = 3; /* REG_BINARY */
    if (*text == '(') {
        wchar_t *end;
        answer->type = (uint32_t)wcstoul(text + 1, &end, 16);
        if (end[0] != ')' || end[1] != ':') return;
        text = end + 2;
    } else if (*text++ != ':') {
        return;
    }
    uint8_t *bytes = malloc(wcslen(text) + 1);
    if (!bytes) {
        answer->kind = SCRIPT_NO_MEMORY;
        return;
    }
    size_t size = 0;
    while (digit_of(*text) >= 0) {
        bytes[size++] = read_byte(&text);
        while (*text == ',' || *text == ' ') text++;
    }
    if (*text) {
        free(bytes);
        return;
    }
    answer->kind = SCRIPT_BYTES;
    answer->bytes = bytes;
    answer->size = size;
}

static void parse_value(wchar_t *line, struct script_line *answer)
{
    wchar_t *text = line + 1;
    if (*line == '"') {
        answer->name = line + 1;
        if (!(text = unquote(line + 1))) return;
    }
    while (*text == ' ') text++;
    if (*text++ != '=') return;
    while (*text == ' ') text++;
    if (*text == '"') {
        if (!unquote(++text)) return;
        answer->kind = SCRIPT_TEXT;
        answer->text = text;
    } else if (starts_with(text, L"dword:")) {
        answer->kind = SCRIPT_NUMBER;
        answer->number = (uint32_t)wcstoul(text + 6, NULL, 16);
    } else if (starts_with(text, L"hex")) {
        parse_bytes(text + 3, answer);
    } else if (*text == '-') {
        answer->kind = SCRIPT_REMOVED_VALUE;
    }
}

void script_parse_line(wchar_t *line, struct script_line *answer)
{
    *answer = (struct script_line){ .kind = SCRIPT_MISUNDERSTOOD, .name = L"" };
    while (*line == ' ' || *line == '\t') line++;
    if (*line == '[') parse_key(line, answer);
    else if (*line == '"' || *line == '@') parse_value(line, answer);
    else answer->kind = SCRIPT_NOTHING;
}
