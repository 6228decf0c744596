/* The reader of .reg files: whatever the text is, it ends, its answers lie inside the line, and it is read the same as
 * one line after the other. */
#include <stdlib.h>
#include <string.h>
#include "script.h"

static void check_inside(const wchar_t *text, const wchar_t *start, const wchar_t *end)
{
    if (*text && (text < start || text + wcslen(text) > end)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size > 65536) return 0;
    wchar_t *text = malloc((size + 1) * sizeof(*text)), *position = text, *line;
    for (size_t i = 0; i < size; i++) text[i] = bytes[i];
    text[size] = 0;
    while ((line = script_next_line(&position))) {
        struct script_line answer;
        const wchar_t *end = line + wcslen(line);
        if (end > position || position > text + size) abort();
        script_parse_line(line, &answer);
        check_inside(answer.name, line, end);
        if (answer.kind == SCRIPT_TEXT) check_inside(answer.text, line, end);
        if ((answer.kind == SCRIPT_BYTES) != (answer.bytes != NULL) || answer.size > (size_t)(end - line)) abort();
        free(answer.bytes);
    }
    free(text);
    return 0;
}
