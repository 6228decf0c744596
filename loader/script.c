/* Batch files: `winrun x.bat arguments` runs the command interpreter, as CreateProcess does: cmd.exe /s /c ""x.bat"
 * arguments". */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "loader.h"

bool is_script(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && (!strcasecmp(path + length - 4, ".bat") || !strcasecmp(path + length - 4, ".cmd"));
}

struct wide_line {
    uint16_t *text;
    size_t length, capacity;
};

static void append_char(struct wide_line *line, uint16_t c)
{
    if (line->length == line->capacity) {
        line->capacity = line->capacity * 2 + 256;
        line->text = realloc(line->text, line->capacity * 2);
        if (!line->text) fail(1, "out of memory.");
    }
    line->text[line->length++] = c;
}

static void append_ascii(struct wide_line *line, const char *text)
{
    while (*text) append_char(line, (uint16_t)*text++);
}

/* Quotation marks keep what the interpreter would read as its own signs together; one inside is doubled. */
static void append_argument(struct wide_line *line, const char *argument)
{
    bool quote = !*argument || strpbrk(argument, " \t&|<>()^,;=\"'`!@{}[]+~");
    size_t size = strlen(argument) + 1;
    uint16_t *wide = malloc(2 * size);
    if (!wide) fail(1, "out of memory.");
    size_t length = utf16_from_utf8(wide, size, argument, size - 1);
    append_char(line, ' ');
    if (quote) append_char(line, '"');
    for (size_t i = 0; i < length; i++) {
        append_char(line, wide[i]);
        if (wide[i] == '"') append_char(line, '"');
    }
    if (quote) append_char(line, '"');
    free(wide);
}

uint16_t *script_command_line(const char *script, int count, char **arguments, size_t *length)
{
    struct wide_line line = { 0 };
    uint16_t path[PATH_MAX];
    size_t path_length = path_to_dos(script, path, PATH_MAX);
    append_ascii(&line, "C:\\windows\\system32\\cmd.exe /s /c \"\"");
    for (size_t i = 0; i < path_length; i++) append_char(&line, path[i]);
    append_char(&line, '"');
    for (int i = 0; i < count; i++) append_argument(&line, arguments[i]);
    append_char(&line, '"');
    *length = line.length;
    return line.text;
}
