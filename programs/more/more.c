/* more: shows text a screen at a time; copies it when the output is no console. */
#include "text_output.h"
#include <io.h>

static struct { bool squeeze, extended; unsigned long tab, first; } options = { .tab = 8 };
static unsigned long line_number, lines_on_screen, lines_to_skip;
enum answer { GO_ON, NEXT_FILE, QUIT };
static bool last_was_empty;

static unsigned long screen_height(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    if (!GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info)) return 0;
    return (unsigned long)(info.srWindow.Bottom - info.srWindow.Top);
}

static int read_key(void)
{
    INPUT_RECORD record;
    DWORD count;
    HANDLE console = CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                 OPEN_EXISTING, 0, NULL);
    int key = 'q';
    while (console != INVALID_HANDLE_VALUE && ReadConsoleInputW(console, &record, 1, &count) && count)
        if (record.EventType == KEY_EVENT && record.Event.KeyEvent.bKeyDown &&
            record.Event.KeyEvent.uChar.UnicodeChar) {
            key = record.Event.KeyEvent.uChar.UnicodeChar;
            break;
        }
    if (console != INVALID_HANDLE_VALUE) CloseHandle(console);
    return key;
}

/* The number that is typed behind P and S, shown as it grows; Enter ends it. */
static unsigned long read_number(void)
{
    unsigned long number = 0;
    put_text(L"Lines: ");
    for (int key = read_key(); key != '\r' && key != 'q' && key != 3; key = read_key()) {
        if (key < '0' || key > '9' || number > 100000) continue;
        number = number * 10 + (unsigned long)(key - '0');
        put_format(L"%lc", key);
    }
    return number;
}

/* Waits at the end of a screen for one of the keys of "more": a space goes on for a screen, Enter for a line. */
static enum answer pause(unsigned long height)
{
    static const WCHAR wipe[] = L"\r                                                                      \r";
    put_text(L"-- More -- ");
    for (;;) {
        int key = towlower((WCHAR)read_key());
        unsigned long number = key == 'p' || key == 's' ? read_number() : 0;
        put_text(wipe);
        lines_on_screen = key == '\r' ? height - 1 : key == 'p' && number < height ? height - number : 0;
        if (key == 's') lines_to_skip = number;
        if (key == 'q' || key == 3) return QUIT;
        if (key == 'f') return NEXT_FILE;
        if (key != '=' && key != '?') return GO_ON;
        if (key == '=') put_format(L"-- More [Line: %lu] -- ", line_number - 1);
        else put_text(L"-- More [space: screen, Enter: line, P n, S n, F: next file, Q, =] -- ");
    }
}

static void put_expanded(const char *bytes, size_t size)
{
    size_t column = 0;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != '\t') {
            putchar(bytes[i]);
            column++;
            continue;
        }
        do putchar(' '); while (++column % (options.tab ? options.tab : 1));
    }
}

static enum answer show_line(const struct line_reader *reader, unsigned long height)
{
    enum answer answer;
    if (++line_number <= options.first) return GO_ON;
    if (options.squeeze && !reader->size && last_was_empty) return GO_ON;
    last_was_empty = !reader->size;
    if (height && lines_on_screen >= height && !lines_to_skip && (answer = pause(height)) != GO_ON) return answer;
    if (lines_to_skip) {
        lines_to_skip--;
        return GO_ON;
    }
    if (options.extended && reader->size == 1 && *reader->bytes == '\f') return GO_ON;
    put_expanded(reader->bytes, reader->size);
    fputs("\r\n", stdout);
    if (height) fflush(stdout);
    lines_on_screen++;
    return GO_ON;
}

/* False when the user wants no more files. */
static bool show(FILE *file)
{
    struct line_reader reader = { .file = file };
    unsigned long height = screen_height();
    enum answer answer = GO_ON;
    while (answer == GO_ON && read_line(&reader)) answer = show_line(&reader, height);
    free(reader.bytes);
    fflush(stdout);
    return answer != QUIT;
}

int main(void)
{
    int count, files = 0, failed = 0;
    WCHAR **arguments = arguments_of_program(&count);
    _setmode(0, 0x8000);
    _setmode(1, 0x8000);
    for (int i = 0; i < count; i++) {
        if (is_switch(arguments[i], L"?")) {
            put_text(L"Shows text a screen at a time.\r\n\r\nmore [/E [/C] [/P] [/S] [/Tn] [+n]] [file...]\r\n");
            return 0;
        }
        if (is_switch(arguments[i], L"s")) options.squeeze = true;
        else if (is_switch(arguments[i], L"p")) options.extended = true;
        else if (is_switch(arguments[i], L"e") || is_switch(arguments[i], L"c")) continue;
        else if (*arguments[i] == '/' && towlower(arguments[i][1]) == 't')
            options.tab = wcstoul(arguments[i] + 2, NULL, 10);
        else if (*arguments[i] == '+') options.first = wcstoul(arguments[i] + 1, NULL, 10);
    }
    for (int i = 0; i < count; i++) {
        if (*arguments[i] == '/' || *arguments[i] == '+') continue;
        FILE *file = _wfopen(arguments[i], L"rb");
        files++;
        if (!file) {
            put_error(L"Cannot access file ");
            put_error(arguments[i]);
            put_error(L"\r\n");
            failed = 1;
            continue;
        }
        bool wanted = show(file);
        fclose(file);
        if (!wanted) break;
    }
    if (!files) show(stdin);
    return failed;
}
