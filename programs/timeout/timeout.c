/* timeout: waits for a number of seconds, or for a key. */
#include "text_output.h"

static bool key_is_down(HANDLE console)
{
    INPUT_RECORD record;
    DWORD count;
    while (PeekConsoleInputW(console, &record, 1, &count) && count) {
        ReadConsoleInputW(console, &record, 1, &count);
        if (record.EventType == KEY_EVENT && record.Event.KeyEvent.bKeyDown) return true;
    }
    return false;
}

/* One second, or until a key. */
static bool wait_second(HANDLE console, bool ignores_keys, DWORD milliseconds)
{
    ULONGLONG end = GetTickCount64() + milliseconds;
    for (;;) {
        ULONGLONG now = GetTickCount64();
        if (now >= end) return false;
        if (ignores_keys) Sleep((DWORD)(end - now));
        else if (WaitForSingleObject(console, (DWORD)(end - now)) == WAIT_OBJECT_0 && key_is_down(console)) return true;
    }
}

static int syntax_error(const WCHAR *text)
{
    put_error(L"ERROR: ");
    put_error(text);
    put_error(L"\r\n");
    return 1;
}

int main(void)
{
    int count;
    long seconds = -2;
    bool ignores_keys = false;
    DWORD mode;
    WCHAR **arguments = arguments_of_program(&count), *end;
    HANDLE console = GetStdHandle(STD_INPUT_HANDLE);
    for (int i = 0; i < count; i++) {
        if (is_switch(arguments[i], L"?")) {
            put_text(L"Waits for a number of seconds, or for a key.\r\n\r\ntimeout [/T] seconds [/NOBREAK]\r\n\r\n-1 "
                     L"waits for a key without end.\r\n");
            return 0;
        }
        if (is_switch(arguments[i], L"nobreak")) {
            ignores_keys = true;
            continue;
        }
        if (is_switch(arguments[i], L"t") && i + 1 < count) i++;
        seconds = wcstol(arguments[i], &end, 10);
        if (*end || end == arguments[i] || seconds < -1 || seconds > 99999)
            return syntax_error(L"Invalid value for timeout specified. Valid range is -1 to 99999.");
    }
    if (seconds == -2)
        return syntax_error(L"Invalid syntax. Timeout value is required.\r\nType \"TIMEOUT /?\" for usage.");
    if (!GetConsoleMode(console, &mode))
        return syntax_error(L"Input redirection is not supported, exiting the process immediately.");
    FlushConsoleInputBuffer(console);
    if (seconds == -1) {
        put_text(L"\r\nPress any key to continue ...");
        while (!wait_second(console, false, INFINITE >> 1)) {}
        put_text(L"\r\n");
        return 0;
    }
    for (; seconds; seconds--) {
        put_format(L"%lsWaiting for %2ld seconds, press %ls ...", L"\r", seconds,
                   ignores_keys ? L"CTRL+C to quit" : L"a key to continue");
        if (wait_second(console, ignores_keys, 1000)) break;
    }
    put_text(L"\r\n");
    return 0;
}
