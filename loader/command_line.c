/* Unix arguments as one Windows command line, by the rules of CommandLineToArgvW and the Visual C++ runtime (Microsoft,
 * "Parsing C command-line arguments"): backslashes count only before a quotation mark. */
#include <stdlib.h>
#include <string.h>
#include "loader.h"

size_t utf16_from_utf8(uint16_t *out, size_t capacity, const char *text, size_t size)
{
    size_t n = 0;
    const uint8_t *s = (const uint8_t *)text, *end = s + size;
    while (s < end) {
        uint32_t c = *s++;
        unsigned more = c >= 0xf0 && c < 0xf5 ? 3 : c >= 0xe0 ? 2 : c >= 0xc2 ? 1 : 0;
        if (c >= 0x80 && (!more || c >= 0xf5)) c = 0xfffd;
        else if (more) {
            uint32_t value = c & (0x3f >> more);
            const uint8_t *t = s;
            for (unsigned i = 0; i < more; i++, t++) {
                if (t >= end || (*t & 0xc0) != 0x80) { value = 0; break; }
                value = value << 6 | (*t & 0x3f);
            }
            static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
            if (value < least[more] || value > 0x10ffff || (value & 0xfffff800) == 0xd800) c = 0xfffd;
            else { c = value; s = t; }
        }
        if (c >= 0x10000) {
            if (n + 2 > capacity) break;
            out[n++] = (uint16_t)(0xd7c0 + (c >> 10));
            out[n++] = (uint16_t)(0xdc00 + (c & 0x3ff));
        } else {
            if (n + 1 > capacity) break;
            out[n++] = (uint16_t)c;
        }
    }
    return n;
}

/* Blanks end an argument; any control character ends an unquoted program's name. */
static bool needs_quotes(const char *argument)
{
    if (!*argument) return true;
    for (; *argument; argument++)
        if ((unsigned char)*argument <= ' ' || *argument == '"') return true;
    return false;
}

/* Appends one argument, quoted where it needs it; returns the end. */
static char *append_quoted(char *out, const char *argument)
{
    bool quote = needs_quotes(argument);
    size_t backslashes = 0;
    if (quote) *out++ = '"';
    for (; *argument; argument++) {
        if (*argument == '"' && quote) {
            memset(out, '\\', backslashes + 1);
            out += backslashes + 1;
        }
        backslashes = *argument == '\\' ? backslashes + 1 : 0;
        *out++ = *argument;
    }
    if (quote) {
        memset(out, '\\', backslashes);
        out += backslashes;
        *out++ = '"';
    }
    return out;
}

uint16_t *command_line_build(const char *program, int count, char **arguments, size_t *length)
{
    size_t size = 2 * strlen(program) + 4;
    for (int i = 0; i < count; i++) size += 2 * strlen(arguments[i]) + 4;
    char *line = malloc(size);
    uint16_t *wide = malloc(2 * size);
    if (!line || !wide) fail(1, "out of memory.");
    char *end = append_quoted(line, program);
    for (int i = 0; i < count; i++) {
        *end++ = ' ';
        end = append_quoted(end, arguments[i]);
    }
    *length = utf16_from_utf8(wide, size, line, (size_t)(end - line));
    free(line);
    return wide;
}
