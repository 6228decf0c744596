/* The screen buffer: size, cursor, attributes, title. The terminal is the buffer; what is on it cannot be read back. */
#include "console_private.h"
#include <stdio.h>
#include <string.h>

#define DEFAULT_ATTRIBUTES (FOREGROUND_RED | FOREGROUND_GREEN | FOREGROUND_BLUE)

static WORD attributes = DEFAULT_ATTRIBUTES;
static CONSOLE_CURSOR_INFO cursor = { 25, TRUE };
static WCHAR title[256];

static BOOL write_sequence(HANDLE handle, const char *format, int a, int b)
{
    char text[32];
    int n = 0;
    for (; *format; format++) {
        if (*format != '%') {
            text[n++] = *format;
            continue;
        }
        int value = *++format == '1' ? a : b;
        char digits[12];
        int count = 0;
        do digits[count++] = (char)('0' + value % 10); while (value /= 10);
        while (count) text[n++] = digits[--count];
    }
    return console_write_bytes(handle, text, (DWORD)n);
}

BOOL WINAPI GetConsoleScreenBufferInfo(HANDLE handle, PCONSOLE_SCREEN_BUFFER_INFO info)
{
    struct console console;
    struct unix_console_control_args size = { .request = CONSOLE_GET_SIZE }, place = { .request = CONSOLE_GET_CURSOR };
    if (!console_descriptor(handle, 0, &console)) return FALSE;
    if (console.is_input) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    if (!console_call(&console, &size)) return FALSE;
    DWORD error = GetLastError();
    if (!console_call(&console, &place)) { /* a terminal that does not answer: the cursor's place is not known */
        place.columns = place.rows = 0;
        SetLastError(error);
    }
    info->dwSize = (COORD){ (SHORT)size.columns, (SHORT)size.rows };
    info->dwCursorPosition = (COORD){ (SHORT)place.columns, (SHORT)place.rows };
    info->wAttributes = attributes;
    info->srWindow = (SMALL_RECT){ 0, 0, (SHORT)(size.columns - 1), (SHORT)(size.rows - 1) };
    info->dwMaximumWindowSize = info->dwSize;
    return TRUE;
}

COORD WINAPI GetLargestConsoleWindowSize(HANDLE handle)
{
    struct console console;
    struct unix_console_control_args size = { .request = CONSOLE_GET_SIZE };
    if (!console_descriptor(handle, 0, &console) || !console_call(&console, &size)) return (COORD){ 0, 0 };
    return (COORD){ (SHORT)size.columns, (SHORT)size.rows };
}

/* Windows' colour bits are blue, green, red; a terminal's are red, green, blue. */
static int terminal_colour(WORD bits)
{
    return ((bits & 4) >> 2) | (bits & 2) | ((bits & 1) << 2);
}

BOOL WINAPI SetConsoleTextAttribute(HANDLE handle, WORD wanted)
{
    struct console console;
    if (!console_descriptor(handle, FILE_WRITE_DATA, &console)) return FALSE;
    attributes = wanted;
    if (wanted == DEFAULT_ATTRIBUTES) return write_sequence(handle, "\033[0m", 0, 0);
    int front = terminal_colour(wanted) + (wanted & FOREGROUND_INTENSITY ? 90 : 30);
    int back = terminal_colour(wanted >> 4) + (wanted & BACKGROUND_INTENSITY ? 100 : 40);
    if (!(wanted & 0xf0)) back = 49; /* black means the terminal's own background */
    return write_sequence(handle, "\033[0;%1;%2m", front, back) && (!(wanted & COMMON_LVB_REVERSE_VIDEO) || write_sequence(handle, "\033[7m", 0, 0)) &&
           (!(wanted & COMMON_LVB_UNDERSCORE) || write_sequence(handle, "\033[4m", 0, 0));
}

BOOL WINAPI SetConsoleCursorPosition(HANDLE handle, COORD position)
{
    struct console console;
    struct unix_console_control_args size = { .request = CONSOLE_GET_SIZE };
    if (!console_descriptor(handle, FILE_WRITE_DATA, &console) || !console_call(&console, &size)) return FALSE;
    if (position.X < 0 || position.Y < 0 || position.X >= (SHORT)size.columns || position.Y >= (SHORT)size.rows) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    return write_sequence(handle, "\033[%1;%2H", position.Y + 1, position.X + 1);
}

BOOL WINAPI GetConsoleCursorInfo(HANDLE handle, PCONSOLE_CURSOR_INFO info)
{
    struct console console;
    if (!console_descriptor(handle, 0, &console)) return FALSE;
    *info = cursor;
    return TRUE;
}

BOOL WINAPI SetConsoleCursorInfo(HANDLE handle, const CONSOLE_CURSOR_INFO *info)
{
    struct console console;
    if (!console_descriptor(handle, FILE_WRITE_DATA, &console)) return FALSE;
    if (info->dwSize < 1 || info->dwSize > 100) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    cursor = *info;
    return write_sequence(handle, info->bVisible ? "\033[?25h" : "\033[?25l", 0, 0);
}

/* Fills from a place onwards and puts the cursor back where it was. */
BOOL WINAPI FillConsoleOutputCharacterW(HANDLE handle, WCHAR character, DWORD count, COORD from, LPDWORD written)
{
    struct console console;
    struct unix_console_control_args size = { .request = CONSOLE_GET_SIZE };
    if (!console_descriptor(handle, FILE_WRITE_DATA, &console) || !console_call(&console, &size)) return FALSE;
    *written = 0;
    if (from.X < 0 || from.Y < 0 || from.X >= (SHORT)size.columns || from.Y >= (SHORT)size.rows) return TRUE;
    DWORD room = size.columns * (size.rows - (DWORD)from.Y) - (DWORD)from.X;
    if (count > room) count = room;
    if (!write_sequence(handle, "\0337\033[%1;%2H", from.Y + 1, from.X + 1)) return FALSE;
    if (character == ' ' && count == room) {
        *written = count;
        return write_sequence(handle, "\033[0J\0338", 0, 0);
    }
    WCHAR line[128];
    for (DWORD i = 0; i < ARRAYSIZE(line); i++) line[i] = character;
    while (*written < count) {
        DWORD piece = count - *written < ARRAYSIZE(line) ? count - *written : ARRAYSIZE(line), done;
        if (!WriteConsoleW(handle, line, piece, &done, NULL)) return FALSE;
        *written += piece;
    }
    return write_sequence(handle, "\0338", 0, 0);
}

BOOL WINAPI FillConsoleOutputCharacterA(HANDLE handle, CHAR character, DWORD count, COORD from, LPDWORD written)
{
    WCHAR wide = ' ';
    MultiByteToWideChar(GetConsoleOutputCP(), 0, &character, 1, &wide, 1);
    return FillConsoleOutputCharacterW(handle, wide, count, from, written);
}

/* --- title --- */

BOOL WINAPI SetConsoleTitleW(LPCWSTR text)
{
    size_t length = wcslen(text);
    if (length >= ARRAYSIZE(title)) length = ARRAYSIZE(title) - 1;
    memcpy(title, text, length * sizeof(WCHAR));
    title[length] = 0;
    HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
    struct console console;
    if (!console_descriptor(output, FILE_WRITE_DATA, &console)) return TRUE; /* the title is kept, there is no terminal to show it */
    DWORD done;
    return write_sequence(output, "\033]0;", 0, 0) && WriteConsoleW(output, title, (DWORD)length, &done, NULL) && write_sequence(output, "\007", 0, 0);
}

BOOL WINAPI SetConsoleTitleA(LPCSTR text)
{
    WCHAR wide[ARRAYSIZE(title)];
    int count = MultiByteToWideChar(CP_ACP, 0, text, -1, wide, ARRAYSIZE(wide) - 1);
    wide[count] = 0;
    return SetConsoleTitleW(wide);
}

DWORD WINAPI GetConsoleTitleW(LPWSTR buffer, DWORD capacity)
{
    DWORD length = (DWORD)wcslen(title);
    if (!capacity) return 0;
    DWORD copied = length < capacity - 1 ? length : capacity - 1;
    memcpy(buffer, title, copied * sizeof(WCHAR));
    buffer[copied] = 0;
    return length;
}

DWORD WINAPI GetConsoleTitleA(LPSTR buffer, DWORD capacity)
{
    if (!capacity) return 0;
    int size = WideCharToMultiByte(CP_ACP, 0, title, -1, buffer, (int)capacity, NULL, NULL);
    return size ? (DWORD)size - 1 : 0;
}
