/* Reading and writing the cells of a screen buffer. */
#include "console_private.h"
#include <string.h>

_Static_assert(sizeof(CHAR_INFO) == sizeof(struct console_char), "the same layout");

static BOOL at_place(enum console_request request, HANDLE handle, DWORD access, const void *buffer, DWORD count,
                     COORD place, uint32_t value, LPDWORD done)
{
    struct unix_console_control_args args = {
        .request = request, .buffer = UNIX_PTR(buffer), .size = count, .value = value, .x = place.X, .y = place.Y};
    *done = 0;
    if (!console_screen(handle, access, &args.target) || !console_call(&args)) return FALSE;
    *done = args.size;
    return TRUE;
}

BOOL WINAPI FillConsoleOutputCharacterW(HANDLE handle, WCHAR character, DWORD count, COORD from, LPDWORD written)
{
    return at_place(CONSOLE_FILL_CHARACTERS, handle, FILE_WRITE_DATA, NULL, count, from, character, written);
}

BOOL WINAPI FillConsoleOutputCharacterA(HANDLE handle, CHAR character, DWORD count, COORD from, LPDWORD written)
{
    WCHAR wide = ' ';
    MultiByteToWideChar(GetConsoleOutputCP(), 0, &character, 1, &wide, 1);
    return FillConsoleOutputCharacterW(handle, wide, count, from, written);
}

BOOL WINAPI FillConsoleOutputAttribute(HANDLE handle, WORD attributes, DWORD count, COORD from, LPDWORD written)
{
    return at_place(CONSOLE_FILL_ATTRIBUTES, handle, FILE_WRITE_DATA, NULL, count, from, attributes, written);
}

BOOL WINAPI WriteConsoleOutputCharacterW(HANDLE handle, LPCWSTR text, DWORD count, COORD place, LPDWORD written)
{
    return at_place(CONSOLE_WRITE_CHARACTERS, handle, FILE_WRITE_DATA, text, count, place, 0, written);
}

BOOL WINAPI WriteConsoleOutputCharacterA(HANDLE handle, LPCSTR text, DWORD count, COORD place, LPDWORD written)
{
    DWORD length;
    LPWSTR wide = console_wide(GetConsoleOutputCP(), text, count, &length);
    BOOL done = wide && WriteConsoleOutputCharacterW(handle, wide, length, place, written);
    if (done && *written == length) *written = count;
    HeapFree(GetProcessHeap(), 0, wide);
    return done;
}

BOOL WINAPI WriteConsoleOutputAttribute(HANDLE handle, const WORD *attributes, DWORD count, COORD place,
                                        LPDWORD written)
{
    return at_place(CONSOLE_WRITE_ATTRIBUTES, handle, FILE_WRITE_DATA, attributes, count, place, 0, written);
}

BOOL WINAPI ReadConsoleOutputCharacterW(HANDLE handle, LPWSTR text, DWORD count, COORD place, LPDWORD read)
{
    return at_place(CONSOLE_READ_CHARACTERS, handle, FILE_READ_DATA, text, count, place, 0, read);
}

BOOL WINAPI ReadConsoleOutputCharacterA(HANDLE handle, LPSTR text, DWORD count, COORD place, LPDWORD read)
{
    LPWSTR wide = HeapAlloc(GetProcessHeap(), 0, (count + 1) * sizeof(WCHAR));
    *read = 0;
    if (!wide) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    BOOL done = ReadConsoleOutputCharacterW(handle, wide, count, place, read);
    if (done && *read)
        *read = (DWORD)WideCharToMultiByte(GetConsoleOutputCP(), 0, wide, (int)*read, text, (int)count, NULL, NULL);
    HeapFree(GetProcessHeap(), 0, wide);
    return done;
}

BOOL WINAPI ReadConsoleOutputAttribute(HANDLE handle, LPWORD attributes, DWORD count, COORD place, LPDWORD read)
{
    return at_place(CONSOLE_READ_ATTRIBUTES, handle, FILE_READ_DATA, attributes, count, place, 0, read);
}

/* ---- rectangles */

/* What of the region lies in the screen buffer and has a place in the caller's buffer. FALSE: nothing. */
static BOOL clip_region(const struct console_screen_info *info, COORD size, COORD *origin, SMALL_RECT *region)
{
    if (region->Left < 0) {
        origin->X = (SHORT)(origin->X - region->Left);
        region->Left = 0;
    }
    if (region->Top < 0) {
        origin->Y = (SHORT)(origin->Y - region->Top);
        region->Top = 0;
    }
    int width = min(region->Right - region->Left + 1, size.X - origin->X),
        height = min(region->Bottom - region->Top + 1, size.Y - origin->Y);
    width = min(width, info->columns - region->Left);
    height = min(height, info->rows - region->Top);
    region->Right = (SHORT)(region->Left + width - 1);
    region->Bottom = (SHORT)(region->Top + height - 1);
    return width > 0 && height > 0;
}

static BOOL transfer_region(HANDLE handle, BOOL write, const CHAR_INFO *buffer, COORD size, COORD origin,
                            SMALL_RECT *region)
{
    struct console_screen_info info;
    struct unix_console_control_args args = { .request = CONSOLE_GET_INFO, .buffer = UNIX_PTR(&info) };
    if (!console_screen(handle, write ? FILE_WRITE_DATA : FILE_READ_DATA, &args.target) || !console_call(&args))
        return FALSE;
    if (origin.X < 0 || origin.Y < 0) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!clip_region(&info, size, &origin, region)) return TRUE;
    args = (struct unix_console_control_args){
        .request = write ? CONSOLE_WRITE_CELLS : CONSOLE_READ_CELLS,
        .target = args.target,
        .buffer = UNIX_PTR(buffer + (size_t)origin.Y * (size_t)size.X + origin.X),
        .value = (uint32_t)size.X,
        .x = region->Left,
        .y = region->Top,
        .width = region->Right - region->Left + 1,
        .height = region->Bottom - region->Top + 1,
    };
    return console_call(&args);
}

BOOL WINAPI WriteConsoleOutputW(HANDLE handle, const CHAR_INFO *buffer, COORD size, COORD origin, PSMALL_RECT region)
{
    return transfer_region(handle, TRUE, buffer, size, origin, region);
}

BOOL WINAPI ReadConsoleOutputW(HANDLE handle, PCHAR_INFO buffer, COORD size, COORD origin, PSMALL_RECT region)
{
    return transfer_region(handle, FALSE, buffer, size, origin, region);
}

BOOL WINAPI WriteConsoleOutputA(HANDLE handle, const CHAR_INFO *buffer, COORD size, COORD origin, PSMALL_RECT region)
{
    size_t count = size.X > 0 && size.Y > 0 ? (size_t)size.X * (size_t)size.Y : 0;
    CHAR_INFO *copy = HeapAlloc(GetProcessHeap(), 0, count * sizeof(*copy) + 1);
    UINT code_page = GetConsoleOutputCP();
    if (!copy) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    for (size_t i = 0; i < count; i++) {
        WCHAR wide = ' ';
        char byte = buffer[i].Char.AsciiChar;
        MultiByteToWideChar(code_page, 0, &byte, 1, &wide, 1);
        copy[i] = buffer[i];
        copy[i].Char.UnicodeChar = wide;
    }
    BOOL done = WriteConsoleOutputW(handle, copy, size, origin, region);
    HeapFree(GetProcessHeap(), 0, copy);
    return done;
}

BOOL WINAPI ReadConsoleOutputA(HANDLE handle, PCHAR_INFO buffer, COORD size, COORD origin, PSMALL_RECT region)
{
    COORD from = origin;
    UINT code_page = GetConsoleOutputCP();
    if (!ReadConsoleOutputW(handle, buffer, size, origin, region)) return FALSE;
    for (int y = 0; y <= region->Bottom - region->Top; y++)
        for (int x = 0; x <= region->Right - region->Left; x++) {
            CHAR_INFO *cell = &buffer[(from.Y + y) * size.X + from.X + x];
            char bytes[8] = "?";
            WideCharToMultiByte(code_page, 0, &cell->Char.UnicodeChar, 1, bytes, sizeof(bytes), NULL, NULL);
            cell->Char.UnicodeChar = 0;
            cell->Char.AsciiChar = bytes[0];
        }
    return TRUE;
}

BOOL WINAPI ScrollConsoleScreenBufferW(HANDLE handle, const SMALL_RECT *moved, const SMALL_RECT *clip, COORD to,
                                       const CHAR_INFO *fill)
{
    struct console_scroll scroll = {
        .left = moved->Left,
        .top = moved->Top,
        .right = moved->Right,
        .bottom = moved->Bottom,
        .to_x = to.X,
        .to_y = to.Y,
        .fill = {fill->Char.UnicodeChar, fill->Attributes},
    };
    struct unix_console_control_args args = { .request = CONSOLE_SCROLL, .buffer = UNIX_PTR(&scroll) };
    if (clip) {
        scroll.clipped = 1;
        scroll.clip_left = clip->Left;
        scroll.clip_top = clip->Top;
        scroll.clip_right = clip->Right;
        scroll.clip_bottom = clip->Bottom;
    }
    return console_screen(handle, FILE_WRITE_DATA, &args.target) && console_call(&args);
}

BOOL WINAPI ScrollConsoleScreenBufferA(HANDLE handle, const SMALL_RECT *moved, const SMALL_RECT *clip, COORD to,
                                       const CHAR_INFO *fill)
{
    CHAR_INFO wide = *fill;
    WCHAR character = ' ';
    MultiByteToWideChar(GetConsoleOutputCP(), 0, &fill->Char.AsciiChar, 1, &character, 1);
    wide.Char.UnicodeChar = character;
    return ScrollConsoleScreenBufferW(handle, moved, clip, to, &wide);
}
