/* The screen buffer: size, window, cursor, attributes, colours, fonts, title. */
#include "console_private.h"
#include <string.h>

#define TITLE_LENGTH 1024u

static BOOL get_info(HANDLE handle, DWORD access, struct console_screen_info *info)
{
    struct unix_console_control_args args = { .request = CONSOLE_GET_INFO, .buffer = UNIX_PTR(info) };
    return console_screen(handle, access, &args.target) && console_call(&args);
}

BOOL WINAPI GetConsoleScreenBufferInfo(HANDLE handle, PCONSOLE_SCREEN_BUFFER_INFO result)
{
    struct console_screen_info info;
    if (!get_info(handle, FILE_READ_DATA, &info)) return FALSE;
    *result = (CONSOLE_SCREEN_BUFFER_INFO){
        .dwSize = {(SHORT)info.columns, (SHORT)info.rows},
        .dwCursorPosition = {(SHORT)info.cursor_x, (SHORT)info.cursor_y},
        .wAttributes = (WORD)info.attributes,
        .srWindow = {(SHORT)info.left, (SHORT)info.top, (SHORT)info.right, (SHORT)info.bottom},
        .dwMaximumWindowSize = {(SHORT)min(info.largest_columns, info.columns),
                                (SHORT)min(info.largest_rows, info.rows)},
    };
    return TRUE;
}

BOOL WINAPI GetConsoleScreenBufferInfoEx(HANDLE handle, PCONSOLE_SCREEN_BUFFER_INFOEX result)
{
    struct console_screen_info info;
    if (result->cbSize != sizeof(*result)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!get_info(handle, FILE_READ_DATA, &info)) return FALSE;
    result->dwSize = (COORD){ (SHORT)info.columns, (SHORT)info.rows };
    result->dwCursorPosition = (COORD){ (SHORT)info.cursor_x, (SHORT)info.cursor_y };
    result->wAttributes = (WORD)info.attributes;
    result->srWindow = (SMALL_RECT){ (SHORT)info.left, (SHORT)info.top, (SHORT)info.right, (SHORT)info.bottom };
    result->dwMaximumWindowSize =
        (COORD){(SHORT)min(info.largest_columns, info.columns), (SHORT)min(info.largest_rows, info.rows)};
    result->wPopupAttributes = (WORD)info.popup_attributes;
    result->bFullscreenSupported = FALSE;
    for (int i = 0; i < 16; i++) result->ColorTable[i] = info.colours[i];
    return TRUE;
}

/* srWindow's right and bottom count as one behind the last here, which is how Windows takes them. */
BOOL WINAPI SetConsoleScreenBufferInfoEx(HANDLE handle, PCONSOLE_SCREEN_BUFFER_INFOEX given)
{
    struct console_screen_info info;
    struct unix_console_control_args args = { .request = CONSOLE_SET_INFO, .buffer = UNIX_PTR(&info) };
    if (given->cbSize != sizeof(*given)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!console_screen(handle, FILE_WRITE_DATA, &args.target)) return FALSE;
    info = (struct console_screen_info){
        .columns = given->dwSize.X,
        .rows = given->dwSize.Y,
        .cursor_x = given->dwCursorPosition.X,
        .cursor_y = given->dwCursorPosition.Y,
        .left = given->srWindow.Left,
        .top = given->srWindow.Top,
        .right = given->srWindow.Right - 1,
        .bottom = given->srWindow.Bottom - 1,
        .attributes = given->wAttributes,
        .popup_attributes = given->wPopupAttributes,
    };
    for (int i = 0; i < 16; i++) info.colours[i] = given->ColorTable[i];
    return console_call(&args);
}

COORD WINAPI GetLargestConsoleWindowSize(HANDLE handle)
{
    struct console_screen_info info;
    if (!get_info(handle, 0, &info)) return (COORD){ 0, 0 };
    return (COORD){ (SHORT)info.largest_columns, (SHORT)info.largest_rows };
}

BOOL WINAPI SetConsoleScreenBufferSize(HANDLE handle, COORD size)
{
    struct unix_console_control_args args = { .request = CONSOLE_SET_SIZE, .width = size.X, .height = size.Y };
    return console_screen(handle, FILE_WRITE_DATA, &args.target) && console_call(&args);
}

BOOL WINAPI SetConsoleWindowInfo(HANDLE handle, BOOL absolute, const SMALL_RECT *window)
{
    struct unix_console_control_args args = {.request = CONSOLE_SET_WINDOW,
                                             .x = window->Left,
                                             .y = window->Top,
                                             .width = window->Right,
                                             .height = window->Bottom,
                                             .flags = absolute != FALSE};
    return console_screen(handle, FILE_WRITE_DATA, &args.target) && console_call(&args);
}

/* ---- cursor and attributes */

BOOL WINAPI SetConsoleTextAttribute(HANDLE handle, WORD attributes)
{
    struct unix_console_control_args args = { .request = CONSOLE_SET_ATTRIBUTES, .value = attributes };
    return console_screen(handle, FILE_WRITE_DATA, &args.target) && console_call(&args);
}

BOOL WINAPI SetConsoleCursorPosition(HANDLE handle, COORD position)
{
    struct unix_console_control_args args = { .request = CONSOLE_SET_CURSOR, .x = position.X, .y = position.Y };
    return console_screen(handle, FILE_WRITE_DATA, &args.target) && console_call(&args);
}

BOOL WINAPI GetConsoleCursorInfo(HANDLE handle, PCONSOLE_CURSOR_INFO cursor)
{
    struct console_screen_info info;
    if (!get_info(handle, FILE_READ_DATA, &info)) return FALSE;
    *cursor = (CONSOLE_CURSOR_INFO){ info.cursor_size, info.cursor_visible != 0 };
    return TRUE;
}

BOOL WINAPI SetConsoleCursorInfo(HANDLE handle, const CONSOLE_CURSOR_INFO *cursor)
{
    struct unix_console_control_args args = {
        .request = CONSOLE_SET_CURSOR_INFO, .value = cursor->dwSize, .value2 = cursor->bVisible != FALSE};
    if (!console_screen(handle, FILE_WRITE_DATA, &args.target)) return FALSE;
    if (cursor->dwSize >= 1 && cursor->dwSize <= 100) return console_call(&args);
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
}

/* ---- title */

static BOOL set_title(LPCWSTR text, size_t length)
{
    struct unix_console_control_args args = {.request = CONSOLE_SET_TITLE,
                                             .target = CONSOLE_TARGET_SCREEN,
                                             .buffer = UNIX_PTR(text),
                                             .size = (uint32_t)length};
    return console_call(&args);
}

BOOL WINAPI SetConsoleTitleW(LPCWSTR text)
{
    return set_title(text, wcslen(text));
}

BOOL WINAPI SetConsoleTitleA(LPCSTR text)
{
    DWORD length;
    LPWSTR wide = console_wide(GetConsoleCP(), text, (DWORD)strlen(text), &length);
    BOOL done = wide && set_title(wide, length);
    HeapFree(GetProcessHeap(), 0, wide);
    return done;
}

static DWORD get_title(LPWSTR buffer, DWORD capacity, DWORD first)
{
    WCHAR title[TITLE_LENGTH];
    struct unix_console_control_args args = {.request = CONSOLE_GET_TITLE,
                                             .target = CONSOLE_TARGET_SCREEN,
                                             .buffer = UNIX_PTR(title),
                                             .size = TITLE_LENGTH,
                                             .flags = first};
    if (!capacity || !console_call(&args)) return 0;
    DWORD copied = args.size < capacity - 1 ? args.size : capacity - 1;
    memcpy(buffer, title, copied * sizeof(WCHAR));
    buffer[copied] = 0;
    return args.size;
}

static DWORD get_title_bytes(LPSTR buffer, DWORD capacity, DWORD first)
{
    WCHAR title[TITLE_LENGTH + 1];
    char bytes[3 * TITLE_LENGTH];
    DWORD length = get_title(title, ARRAYSIZE(title), first);
    if (!capacity) return 0;
    DWORD size =
        length ? (DWORD)WideCharToMultiByte(GetConsoleCP(), 0, title, (int)length, bytes, sizeof(bytes), NULL, NULL)
               : 0;
    DWORD copied = size < capacity - 1 ? size : capacity - 1;
    memcpy(buffer, bytes, copied);
    buffer[copied] = 0;
    return size;
}

DWORD WINAPI GetConsoleTitleW(LPWSTR buffer, DWORD capacity) { return get_title(buffer, capacity, 0); }
DWORD WINAPI GetConsoleTitleA(LPSTR buffer, DWORD capacity) { return get_title_bytes(buffer, capacity, 0); }
DWORD WINAPI GetConsoleOriginalTitleW(LPWSTR buffer, DWORD capacity) { return get_title(buffer, capacity, 1); }
DWORD WINAPI GetConsoleOriginalTitleA(LPSTR buffer, DWORD capacity) { return get_title_bytes(buffer, capacity, 1); }

/* ---- what a terminal decides: the font, the mode, the selection */

static const COORD font_size = { 8, 16 };

BOOL WINAPI GetCurrentConsoleFont(HANDLE handle, BOOL maximum, PCONSOLE_FONT_INFO font)
{
    uint32_t target;
    (void)maximum;
    if (!console_screen(handle, FILE_READ_DATA, &target)) return FALSE;
    *font = (CONSOLE_FONT_INFO){ 0, font_size };
    return TRUE;
}

BOOL WINAPI GetCurrentConsoleFontEx(HANDLE handle, BOOL maximum, PCONSOLE_FONT_INFOEX font)
{
    uint32_t target;
    (void)maximum;
    if (font->cbSize != sizeof(*font)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!console_screen(handle, FILE_READ_DATA, &target)) return FALSE;
    font->nFont = 0;
    font->dwFontSize = font_size;
    font->FontFamily = 54; /* FF_MODERN, TrueType, vector */
    font->FontWeight = 400;
    memcpy(font->FaceName, L"Consolas", sizeof(L"Consolas"));
    return TRUE;
}

BOOL WINAPI SetCurrentConsoleFontEx(HANDLE handle, BOOL maximum, PCONSOLE_FONT_INFOEX font)
{
    uint32_t target;
    (void)maximum;
    if (font->cbSize != sizeof(*font)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!console_screen(handle, FILE_WRITE_DATA, &target)) return FALSE;
    log_line(LOG_CONSOLE, "SetCurrentConsoleFontEx: the font is the terminal's");
    SetLastError(ERROR_NOT_SUPPORTED);
    return FALSE;
}

COORD WINAPI GetConsoleFontSize(HANDLE handle, DWORD font)
{
    uint32_t target;
    if (!console_screen(handle, FILE_READ_DATA, &target)) return (COORD){ 0, 0 };
    if (!font) return font_size;
    SetLastError(ERROR_INVALID_PARAMETER);
    return (COORD){ 0, 0 };
}

DWORD WINAPI GetNumberOfConsoleFonts(void) { return 1; }

BOOL WINAPI GetConsoleDisplayMode(LPDWORD mode)
{
    *mode = 0; /* in a window */
    return TRUE;
}

BOOL WINAPI SetConsoleDisplayMode(HANDLE handle, DWORD mode, PCOORD size)
{
    struct console_screen_info info;
    if (!get_info(handle, FILE_WRITE_DATA, &info)) return FALSE;
    if (mode != CONSOLE_WINDOWED_MODE) {
        SetLastError(ERROR_NOT_SUPPORTED);
        return FALSE;
    }
    if (size) *size = (COORD){ (SHORT)info.columns, (SHORT)info.rows };
    return TRUE;
}

/* The terminal marks text by itself and tells nobody. */
BOOL WINAPI GetConsoleSelectionInfo(PCONSOLE_SELECTION_INFO selection)
{
    memset(selection, 0, sizeof(*selection));
    return TRUE;
}
