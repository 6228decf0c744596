/* Command lines: any line is split inside its buffer, and arguments that the loader has joined come apart as they were.
 */
#include "windows_types.h"
#include <stdnoreturn.h>

enum { LMEM_FIXED = 0 };
static void *LocalAlloc(UINT flags, SIZE_T size) { (void)flags; return malloc(size); }
static DWORD GetModuleFileNameW(void *module, WCHAR *name, DWORD size)
{
    (void)module, (void)size;
    name[0] = 'x';
    name[1] = 0;
    return 1;
}

#include "../../dlls/shell32/command_line.c"

/* --- loader/command_line.c, which is linked --- */
uint16_t *command_line_build(const char *program, int count, char **arguments, size_t *length);
size_t utf16_from_utf8(uint16_t *out, size_t capacity, const char *text, size_t size);
noreturn void fail(int code, const char *format, ...);

noreturn void fail(int code, const char *format, ...)
{
    (void)code, (void)format;
    abort();
}

/* A line of the program's own making. */
static void split_any(const uint8_t *input, size_t size)
{
    size_t length = size / 2;
    int count;
    WCHAR *line = malloc((length + 1) * sizeof(WCHAR));
    memcpy(line, input, length * sizeof(WCHAR));
    line[length] = 0;
    WCHAR **arguments = CommandLineToArgvW(line, &count);
    if (!arguments || count < 1 || arguments[count]) abort();
    size_t all = 0;
    for (int i = 0; i < count; i++) all += wcslen(arguments[i]);
    if (all > length + 1) abort();
    free(arguments);
    free(line);
}

/* Arguments of a Unix program: texts that end with a zero. The program's name can hold no quotation mark. */
static void join_and_split(const uint8_t *input, size_t size)
{
    enum { MOST = 64 };
    char *text = malloc(size + 1), *arguments[MOST], *program = text;
    int count = 0, found;
    size_t length;
    memcpy(text, input, size);
    text[size] = 0;
    for (char *at = text + strlen(text) + 1; at <= text + size && count < MOST; at += strlen(at) + 1)
        arguments[count++] = at;
    if (!strchr(program, '"') && *program && (unsigned char)*program > ' ') {
        uint16_t *built = command_line_build(program, count, arguments, &length),
                 *line = calloc(length + 1, sizeof(*line));
        memcpy(line, built, length * sizeof(*line));
        free(built);
        WCHAR **split = CommandLineToArgvW((WCHAR *)line, &found);
        if (!split || found != count + 1) abort();
        for (int i = 0; i < count; i++) {
            size_t bytes = strlen(arguments[i]);
            uint16_t *expected = malloc(2 * bytes + 2);
            size_t units = utf16_from_utf8(expected, bytes, arguments[i], bytes);
            if (wcslen(split[i + 1]) != units || memcmp(split[i + 1], expected, 2 * units)) abort();
            free(expected);
        }
        free(split);
        free(line);
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    if (size > 65536) return 0;
    split_any(input, size);
    join_and_split(input, size);
    return 0;
}
