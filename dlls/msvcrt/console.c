/* Keys and text of the console itself, whatever the standard streams are. */
#include "crt.h"

static HANDLE console_input(void)
{
    static HANDLE handle;
    if (!handle)
        handle = CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                             OPEN_EXISTING, 0, NULL);
    return handle;
}

static HANDLE console_output(void)
{
    static HANDLE handle;
    if (!handle)
        handle =
            CreateFileW(L"CONOUT$", GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    return handle;
}

static struct crt_lock console_lock;
static int pushed_back = -1, second_code = -1;

/* A key that has no character gives two codes: 0 or 0xe0, and the key's own. */
static int read_key(void)
{
    INPUT_RECORD record;
    DWORD count;
    if (pushed_back >= 0 || second_code >= 0) {
        int *from = pushed_back >= 0 ? &pushed_back : &second_code, c = *from;
        *from = -1;
        return c;
    }
    while (ReadConsoleInputW(console_input(), &record, 1, &count) && count) {
        const KEY_EVENT_RECORD *key = &record.Event.KeyEvent;
        if (record.EventType != KEY_EVENT || !key->bKeyDown) continue;
        if (key->uChar.UnicodeChar) return key->uChar.UnicodeChar;
        bool modifier = key->wVirtualKeyCode == VK_SHIFT || key->wVirtualKeyCode == VK_CONTROL ||
                        key->wVirtualKeyCode == VK_MENU || key->wVirtualKeyCode == VK_CAPITAL ||
                        key->wVirtualKeyCode == VK_NUMLOCK;
        if (modifier) continue;
        second_code = key->wVirtualScanCode;
        return key->dwControlKeyState & ENHANCED_KEY ? 0xe0 : 0;
    }
    return EOF;
}

int __cdecl _getch(void)
{
    DWORD mode = 0;
    crt_lock(&console_lock);
    GetConsoleMode(console_input(), &mode);
    SetConsoleMode(console_input(), mode & ~(ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT));
    int c = read_key();
    SetConsoleMode(console_input(), mode);
    crt_unlock(&console_lock);
    return c;
}

static bool put_wide(const wchar_t *text, size_t length)
{
    DWORD written;
    return WriteConsoleW(console_output(), text, (DWORD)length, &written, NULL);
}

int __cdecl _putch(int c)
{
    char byte = (char)c;
    DWORD written;
    return WriteConsoleA(console_output(), &byte, 1, &written, NULL) ? (unsigned char)byte : EOF;
}

int __cdecl _getche(void)
{
    int c = _getch();
    return c == EOF ? EOF : _putch(c);
}

wint_t __cdecl _getwch(void) { return (wint_t)_getch(); }
wint_t __cdecl _putwch(wchar_t c) { return put_wide(&c, 1) ? c : WEOF; }
wint_t __cdecl _getwche(void) { return _putwch(_getwch()); }

int __cdecl _ungetch(int c)
{
    if (c == EOF || pushed_back >= 0) return EOF;
    return pushed_back = c & 0xff;
}

int __cdecl _kbhit(void)
{
    INPUT_RECORD records[64];
    DWORD count;
    if (pushed_back >= 0 || second_code >= 0) return 1;
    if (!PeekConsoleInputW(console_input(), records, ARRAY_SIZE(records), &count)) return 0;
    for (DWORD i = 0; i < count; i++) {
        if (records[i].EventType == KEY_EVENT && records[i].Event.KeyEvent.bKeyDown &&
            records[i].Event.KeyEvent.uChar.UnicodeChar)
            return 1;
    }
    return 0;
}

int __cdecl _cputs(const char *text)
{
    DWORD written;
    if (!text) {
        crt_invalid(EINVAL);
        return -1;
    }
    return WriteConsoleA(console_output(), text, (DWORD)strlen(text), &written, NULL) ? 0 : -1;
}

int __cdecl _cputws(const wchar_t *text)
{
    if (!text) {
        crt_invalid(EINVAL);
        return -1;
    }
    return put_wide(text, wcslen(text)) ? 0 : -1;
}
