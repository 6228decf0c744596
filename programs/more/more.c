/* more: shows text a screen at a time; copies it when the output is no console. */
#include "text_output.h"
#include <io.h>

static struct { bool squeeze, extended; unsigned long tab, first; } options = { .tab = 8 };
static unsigned long line_number, lines_on_screen;
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
    HANDLE console = CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    int key = 'q';
    while (console != INVALID_HANDLE_VALUE && ReadConsoleInputW(console, &record, 1, &count) && count)
        if (record.EventType == KEY_EVENT && record.Event.KeyEvent.bKeyDown && record.Event.KeyEvent.uChar.UnicodeChar) {
            key = record.Event.KeyEvent.uChar.UnicodeChar;
            break;
        }
    if (console != INVALID_HANDLE_VALUE) CloseHandle(console);
    return key;
}

/* Waits at the end of a screen: a space goes on for a screen, Enter for a line; false means quit. */
static bool pause(unsigned long height)
{
    put_text(L"-- More -- ");
    int key = towlower((WCHAR)read_key());
    put_text(L"\r           \r");
    if (key == 'q' || key == 3) return false;
    lines_on_screen = key == '\r' ? height - 1 : 0;
    return true;
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

static bool show_line(const struct line_reader *reader, unsigned long height)
{
    if (++line_number <= options.first) return true;
    if (options.squeeze && !reader->size && last_was_empty) return true;
    last_was_empty = !reader->size;
    if (height && lines_on_screen >= height && !pause(height)) return false;
    if (options.extended && reader->size == 1 && *reader->bytes == '\f') return true;
    put_expanded(reader->bytes, reader->size);
    fputs("\r\n", stdout);
    if (height) fflush(stdout);
    lines_on_screen++;
    return true;
}

static bool show(FILE *file)
{
    struct line_reader reader = { .file = file };
    unsigned long height = screen_height();
    bool wanted = true;
    while (wanted && read_line(&reader)) wanted = show_line(&reader, height);
    free(reader.bytes);
    fflush(stdout);
    return wanted;
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
        else if (*arguments[i] == '/' && towlower(arguments[i][1]) == 't') options.tab = wcstoul(arguments[i] + 2, NULL, 10);
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
