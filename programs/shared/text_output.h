/* What the command-line programs share: text for a console or, in the output code page, for a file; errors; arguments
 * in UTF-16. */
#ifndef TEXT_OUTPUT_H
#define TEXT_OUTPUT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>
#include <shellapi.h>

static inline void put_text_length(HANDLE stream, const WCHAR *text, DWORD length)
{
    DWORD mode, written;
    if (!length) return;
    if (GetConsoleMode(stream, &mode)) {
        WriteConsoleW(stream, text, length, &written, NULL);
        return;
    }
    int size = WideCharToMultiByte(GetConsoleOutputCP(), 0, text, (int)length, NULL, 0, NULL, NULL);
    char *bytes = malloc((size_t)size);
    if (!bytes) return;
    WideCharToMultiByte(GetConsoleOutputCP(), 0, text, (int)length, bytes, size, NULL, NULL);
    WriteFile(stream, bytes, (DWORD)size, &written, NULL);
    free(bytes);
}

static inline void put_text(const WCHAR *text)
{
    put_text_length(GetStdHandle(STD_OUTPUT_HANDLE), text, (DWORD)wcslen(text));
}

static inline void put_error(const WCHAR *text)
{
    put_text_length(GetStdHandle(STD_ERROR_HANDLE), text, (DWORD)wcslen(text));
}

static inline void __attribute__((unused)) put_format(const WCHAR *format, ...)
{
    WCHAR text[4096];
    va_list arguments;
    va_start(arguments, format);
    _vsnwprintf(text, 4095, format, arguments);
    va_end(arguments);
    text[4095] = 0;
    put_text(text);
}

/* The system's words for an error, on the error stream. */
static inline void put_system_error(DWORD error)
{
    WCHAR text[512];
    if (!FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0, text,
                        ARRAYSIZE(text), NULL))
        _snwprintf(text, ARRAYSIZE(text), L"Error %lu.\r\n", error);
    put_error(text);
}

/* The arguments behind the program's name. */
static inline WCHAR **arguments_of_program(int *count)
{
    int all;
    WCHAR **list = CommandLineToArgvW(GetCommandLineW(), &all);
    *count = list && all ? all - 1 : 0;
    return list ? list + 1 : NULL;
}

/* A switch without its value: `/i` or `-i`, in any case. */
static inline bool is_switch(const WCHAR *argument, const WCHAR *name)
{
    return (*argument == '/' || *argument == '-') && !_wcsicmp(argument + 1, name);
}

/* --- lines of files --- */

struct line_reader { FILE *file; char *bytes; size_t size, capacity; };

/* The next line without its end; false at the end of the file. */
static inline bool read_line(struct line_reader *reader)
{
    int c;
    reader->size = 0;
    while ((c = getc(reader->file)) != EOF) {
        if (reader->size + 1 >= reader->capacity) {
            size_t capacity = reader->capacity ? 2 * reader->capacity : 256;
            char *larger = realloc(reader->bytes, capacity);
            if (!larger) return false;
            reader->bytes = larger;
            reader->capacity = capacity;
        }
        if (c == '\n') break;
        reader->bytes[reader->size++] = (char)c;
    }
    if (c == EOF && !reader->size) return false;
    if (reader->size && reader->bytes[reader->size - 1] == '\r') reader->size--;
    if (reader->bytes) reader->bytes[reader->size] = 0;
    return true;
}

#endif
