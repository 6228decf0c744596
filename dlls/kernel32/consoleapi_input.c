/* Input records: ReadConsoleInput and its like. */
#include "console_private.h"

_Static_assert(sizeof(INPUT_RECORD) == sizeof(struct console_input), "the same layout");

static BOOL transfer(enum console_request request, HANDLE handle, DWORD access, const INPUT_RECORD *records,
                     DWORD count, DWORD flags, LPDWORD done)
{
    struct unix_console_control_args args = {
        .request = request, .buffer = UNIX_PTR(records), .size = count, .flags = flags};
    if (done) *done = 0;
    if (!console_target(handle, access, &args.target) || !console_call(&args)) return FALSE;
    if (done) *done = args.size;
    return TRUE;
}

/* The characters of key events in the input code page; what has none there is '?'. */
static void to_bytes(INPUT_RECORD *records, DWORD count)
{
    UINT code_page = GetConsoleCP();
    for (DWORD i = 0; i < count; i++) {
        char bytes[8] = "";
        KEY_EVENT_RECORD *key = &records[i].Event.KeyEvent;
        if (records[i].EventType != KEY_EVENT) continue;
        WCHAR character = key->uChar.UnicodeChar;
        if (character) WideCharToMultiByte(code_page, 0, &character, 1, bytes, sizeof(bytes), NULL, NULL);
        key->uChar.UnicodeChar = 0;
        key->uChar.AsciiChar = bytes[0];
    }
}

BOOL WINAPI ReadConsoleInputW(HANDLE handle, PINPUT_RECORD records, DWORD count, LPDWORD read)
{
    return transfer(CONSOLE_READ_INPUT, handle, FILE_READ_DATA, records, count, 0, read);
}

BOOL WINAPI PeekConsoleInputW(HANDLE handle, PINPUT_RECORD records, DWORD count, LPDWORD read)
{
    return transfer(CONSOLE_READ_INPUT, handle, FILE_READ_DATA, records, count, CONSOLE_PEEK, read);
}

BOOL WINAPI ReadConsoleInputExW(HANDLE handle, PINPUT_RECORD records, DWORD count, LPDWORD read, USHORT flags)
{
    if (flags & ~(CONSOLE_READ_NOREMOVE | CONSOLE_READ_NOWAIT)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    return transfer(
        CONSOLE_READ_INPUT, handle, FILE_READ_DATA, records, count,
        (flags & CONSOLE_READ_NOREMOVE ? CONSOLE_PEEK : 0) | (flags & CONSOLE_READ_NOWAIT ? CONSOLE_NO_WAIT : 0), read);
}

BOOL WINAPI ReadConsoleInputA(HANDLE handle, PINPUT_RECORD records, DWORD count, LPDWORD read)
{
    BOOL done = ReadConsoleInputW(handle, records, count, read);
    if (done) to_bytes(records, *read);
    return done;
}

BOOL WINAPI PeekConsoleInputA(HANDLE handle, PINPUT_RECORD records, DWORD count, LPDWORD read)
{
    BOOL done = PeekConsoleInputW(handle, records, count, read);
    if (done) to_bytes(records, *read);
    return done;
}

BOOL WINAPI ReadConsoleInputExA(HANDLE handle, PINPUT_RECORD records, DWORD count, LPDWORD read, USHORT flags)
{
    BOOL done = ReadConsoleInputExW(handle, records, count, read, flags);
    if (done) to_bytes(records, *read);
    return done;
}

BOOL WINAPI WriteConsoleInputW(HANDLE handle, const INPUT_RECORD *records, DWORD count, LPDWORD written)
{
    return transfer(CONSOLE_WRITE_INPUT, handle, FILE_WRITE_DATA, records, count, 0, written);
}

BOOL WINAPI WriteConsoleInputA(HANDLE handle, const INPUT_RECORD *records, DWORD count, LPDWORD written)
{
    UINT code_page = GetConsoleCP();
    *written = 0;
    for (DWORD i = 0; i < count; i++) {
        INPUT_RECORD record = records[i];
        DWORD one;
        if (record.EventType == KEY_EVENT) {
            WCHAR wide = 0;
            char byte = record.Event.KeyEvent.uChar.AsciiChar;
            if (byte) MultiByteToWideChar(code_page, 0, &byte, 1, &wide, 1);
            record.Event.KeyEvent.uChar.UnicodeChar = wide;
        }
        if (!WriteConsoleInputW(handle, &record, 1, &one)) return FALSE;
        ++*written;
    }
    return TRUE;
}

BOOL WINAPI GetNumberOfConsoleInputEvents(HANDLE handle, LPDWORD count)
{
    struct unix_console_control_args args = { .request = CONSOLE_COUNT_INPUT };
    if (!console_target(handle, FILE_READ_DATA, &args.target) || !console_call(&args)) return FALSE;
    *count = args.value;
    return TRUE;
}

BOOL WINAPI FlushConsoleInputBuffer(HANDLE handle)
{
    struct unix_console_control_args args = { .request = CONSOLE_FLUSH_INPUT };
    return console_target(handle, FILE_WRITE_DATA, &args.target) && console_call(&args);
}

/* A terminal's mouse has what SGR reports can tell apart. */
BOOL WINAPI GetNumberOfConsoleMouseButtons(LPDWORD count)
{
    *count = 3;
    return TRUE;
}
