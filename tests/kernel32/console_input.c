/* Input records, waiting for them, line input with its editing, history, aliases and modes. Keys are put in with
 * WriteConsoleInput. */
#include "console_child.h"

static void put_key(WORD key, WCHAR character, DWORD state)
{
    INPUT_RECORD records[2] = { 0 };
    DWORD done = 0;
    for (int i = 0; i < 2; i++) {
        records[i].EventType = KEY_EVENT;
        records[i].Event.KeyEvent.bKeyDown = !i;
        records[i].Event.KeyEvent.wRepeatCount = 1;
        records[i].Event.KeyEvent.wVirtualKeyCode = key;
        records[i].Event.KeyEvent.uChar.UnicodeChar = character;
        records[i].Event.KeyEvent.dwControlKeyState = state;
    }
    BOOL wrote = WriteConsoleInputW(console_in, records, 2, &done);
    check(wrote && done == 2, "WriteConsoleInputW wrote %lu", done);
}

/* <NAME> are keys, everything else characters. */
static void put_keys(const char *text)
{
    static const struct { const char *name; WORD key; WCHAR character; DWORD state;
    } keys[] = {
        {"<LEFT>", VK_LEFT, 0, ENHANCED_KEY},
        {"<RIGHT>", VK_RIGHT, 0, ENHANCED_KEY},
        {"<HOME>", VK_HOME, 0, ENHANCED_KEY},
        {"<END>", VK_END, 0, ENHANCED_KEY},
        {"<UP>", VK_UP, 0, ENHANCED_KEY},
        {"<DOWN>", VK_DOWN, 0, ENHANCED_KEY},
        {"<DEL>", VK_DELETE, 0, ENHANCED_KEY},
        {"<INS>", VK_INSERT, 0, ENHANCED_KEY},
        {"<BS>", VK_BACK, 8, 0},
        {"<ESC>", VK_ESCAPE, 27, 0},
        {"<ENTER>", VK_RETURN, 13, 0},
        {"<TAB>", VK_TAB, 9, 0},
        {"<F3>", VK_F3, 0, 0},
        {"<F8>", VK_F8, 0, 0},
        {"<CLEFT>", VK_LEFT, 0, ENHANCED_KEY | LEFT_CTRL_PRESSED},
        {"<CRIGHT>", VK_RIGHT, 0, ENHANCED_KEY | LEFT_CTRL_PRESSED},
        {"<CHOME>", VK_HOME, 0, ENHANCED_KEY | LEFT_CTRL_PRESSED},
        {"<CEND>", VK_END, 0, ENHANCED_KEY | LEFT_CTRL_PRESSED},
        {"<CZ>", 'Z', 26, LEFT_CTRL_PRESSED},
        {"<PGUP>", VK_PRIOR, 0, ENHANCED_KEY},
        {"<PGDN>", VK_NEXT, 0, ENHANCED_KEY},
    };
    while (*text) {
        unsigned i = 0;
        for (; i < sizeof(keys) / sizeof(*keys); i++)
            if (!strncmp(text, keys[i].name, strlen(keys[i].name))) break;
        if (i < sizeof(keys) / sizeof(*keys)) {
            put_key(keys[i].key, keys[i].character, keys[i].state);
            text += strlen(keys[i].name);
        } else {
            put_key(0, (WCHAR)(unsigned char)*text++, 0);
        }
    }
}

static void test_records(void)
{
    INPUT_RECORD in[4] = { 0 }, out[8];
    DWORD count;
    check(FlushConsoleInputBuffer(console_in), "FlushConsoleInputBuffer: error %lu", GetLastError());
    check(GetNumberOfConsoleInputEvents(console_in, &count) && !count, "events after flushing: %lu", count);
    check_equal_u32(WaitForSingleObject(console_in, 0), WAIT_TIMEOUT, "no input: not signalled");
    check(PeekConsoleInputW(console_in, out, 8, &count) && !count, "peeking at nothing: %lu", count);
    in[0] = (INPUT_RECORD){ .EventType = KEY_EVENT, .Event.KeyEvent = { TRUE, 1, 'A', 30, { 'a' }, 0 } };
    in[1] = (INPUT_RECORD){.EventType = MOUSE_EVENT,
                           .Event.MouseEvent = {{3, 4}, FROM_LEFT_1ST_BUTTON_PRESSED, SHIFT_PRESSED, DOUBLE_CLICK}};
    in[2] = (INPUT_RECORD){ .EventType = WINDOW_BUFFER_SIZE_EVENT, .Event.WindowBufferSizeEvent = { { 80, 25 } } };
    in[3] = (INPUT_RECORD){ .EventType = FOCUS_EVENT, .Event.FocusEvent = { TRUE } };
    check(WriteConsoleInputW(console_in, in, 4, &count) && count == 4, "written: %lu", count);
    check(GetNumberOfConsoleInputEvents(console_in, &count) && count == 4, "events: %lu", count);
    check_equal_u32(WaitForSingleObject(console_in, 0), WAIT_OBJECT_0, "signalled with input");
    check_equal_u32(WaitForSingleObject(console_in, 0), WAIT_OBJECT_0, "and stays so");
    check(PeekConsoleInputW(console_in, out, 2, &count) && count == 2, "peeked: %lu", count);
    check(GetNumberOfConsoleInputEvents(console_in, &count) && count == 4, "after peeking: %lu", count);
    check(ReadConsoleInputW(console_in, out, 8, &count) && count == 4, "read: %lu", count);
    for (int i = 0; i < 4; i++) {
        check_case(i);
        check_equal_u32(out[i].EventType, in[i].EventType, "type");
    }
    check_equal_u32(out[0].Event.KeyEvent.wVirtualKeyCode, 'A', "key");
    check_equal_u32(out[0].Event.KeyEvent.uChar.UnicodeChar, 'a', "character");
    check_equal_u32(out[1].Event.MouseEvent.dwMousePosition.Y, 4, "mouse row");
    check_equal_u32(out[1].Event.MouseEvent.dwEventFlags, DOUBLE_CLICK, "mouse flags");
    check_equal_u32(out[2].Event.WindowBufferSizeEvent.dwSize.X, 80, "columns");
    check_equal_u32(WaitForSingleObject(console_in, 0), WAIT_TIMEOUT, "read empty: not signalled");
    SetConsoleCP(1252);
    in[0].Event.KeyEvent.uChar.UnicodeChar = 0x20ac;
    WriteConsoleInputW(console_in, in, 1, &count);
    check(ReadConsoleInputA(console_in, out, 1, &count) && count == 1, "ReadConsoleInputA: %lu", count);
    check_equal_u32((BYTE)out[0].Event.KeyEvent.uChar.AsciiChar, 0x80, "euro sign in code page 1252");
    in[0].Event.KeyEvent.uChar.UnicodeChar = 0;
    in[0].Event.KeyEvent.uChar.AsciiChar = (char)0xe4;
    check(WriteConsoleInputA(console_in, in, 1, &count) && count == 1, "WriteConsoleInputA: %lu", count);
    check(ReadConsoleInputW(console_in, out, 1, &count) && out[0].Event.KeyEvent.uChar.UnicodeChar == 0xe4,
          "as Unicode: %x", out[0].Event.KeyEvent.uChar.UnicodeChar);
    HANDLE read_only =
        CreateFileA("CONIN$", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    check_fails_with(WriteConsoleInputW(read_only, in, 1, &count), ERROR_ACCESS_DENIED);
    CloseHandle(read_only);
    check_fails_with(ReadConsoleInputW(console_out, out, 1, &count), ERROR_INVALID_HANDLE);
}

static DWORD WINAPI put_later(LPVOID argument)
{
    (void)argument;
    Sleep(50);
    put_keys("k");
    return 0;
}

static void CALLBACK signalled(PVOID event, BOOLEAN timed_out)
{
    if (!timed_out) SetEvent(event);
}

/* Waits that really sleep: alone, with other objects, and as the thread pool does (libuv reads consoles so). */
static void test_waits(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL), objects[2] = { event, console_in }, wait, thread;
    INPUT_RECORD records[8];
    DWORD count;
    FlushConsoleInputBuffer(console_in);
    thread = CreateThread(NULL, 0, put_later, NULL, 0, NULL);
    check_equal_u32(WaitForSingleObject(console_in, 10000), WAIT_OBJECT_0, "woken by a key");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    FlushConsoleInputBuffer(console_in);
    thread = CreateThread(NULL, 0, put_later, NULL, 0, NULL);
    check_equal_u32(WaitForMultipleObjects(2, objects, FALSE, 10000), WAIT_OBJECT_0 + 1,
                    "woken by a key, with an event");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    FlushConsoleInputBuffer(console_in);
    check_equal_u32(WaitForMultipleObjects(2, objects, FALSE, 20), WAIT_TIMEOUT, "nothing comes");
    check(RegisterWaitForSingleObject(&wait, console_in, signalled, event, INFINITE, WT_EXECUTEONLYONCE),
          "RegisterWait: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(event, 20), WAIT_TIMEOUT, "the callback has not run");
    put_keys("x");
    check_equal_u32(WaitForSingleObject(event, 10000), WAIT_OBJECT_0, "the callback ran");
    UnregisterWaitEx(wait, INVALID_HANDLE_VALUE);
    check(ReadConsoleInputW(console_in, records, 8, &count) && count == 2, "records: %lu", count);
    FlushConsoleInputBuffer(console_in);
    thread = CreateThread(NULL, 0, put_later, NULL, 0, NULL);
    check(ReadConsoleInputW(console_in, records, 1, &count) && count == 1 &&
              records[0].Event.KeyEvent.uChar.UnicodeChar == 'k',
          "a read that waits");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(event);
    FlushConsoleInputBuffer(console_in);
}

static void expect_line(int line, const char *keys, const char *expected)
{
    char text[128] = "";
    DWORD count = 0;
    put_keys(keys);
    BOOL read = ReadConsoleA(console_in, text, sizeof(text) - 1, &count, NULL);
    text[count] = 0;
    check_case(line);
    check(read && !strcmp(text, expected), "line %d: %s gives '%s', expected '%s'", line, keys, text, expected);
    FlushConsoleInputBuffer(console_in);
}
#define LINE(keys, expected) expect_line(__LINE__, keys, expected "\r\n")

static void test_editing(void)
{
    FlushConsoleInputBuffer(console_in);
    LINE("hello<ENTER>", "hello");
    LINE("helo<LEFT>l<ENTER>", "hello");
    LINE("ello<HOME>h<ENTER>", "hello");
    LINE("hell<HOME><END>o<ENTER>", "hello");
    LINE("hellox<BS>y<BS><ENTER>", "hello");
    LINE("<BS>a<ENTER>", "a");
    LINE("hexllo<HOME><RIGHT><RIGHT><DEL><ENTER>", "hello");
    LINE("abc<ESC>def<ENTER>", "def");
    LINE("one two three<CLEFT>X<ENTER>", "one two Xthree");
    LINE("one two<CLEFT><CLEFT>X<CRIGHT>Y<ENTER>", "Xone Ytwo");
    LINE("one two<CLEFT><CHOME><ENTER>", "two");
    LINE("one two<CLEFT><CEND><ENTER>", "one ");
    LINE("abc<HOME><INS>xy<ENTER>", "xyc");
    LINE("a<TAB>b<ENTER>", "a\tb");
    LINE("<ENTER>", "");
}

static void test_history(void)
{
    CONSOLE_HISTORY_INFO info = { .cbSize = sizeof(info) };
    LINE("first line<ENTER>", "first line");
    LINE("second line<ENTER>", "second line");
    LINE("<UP><ENTER>", "second line");
    LINE("<UP><UP><ENTER>", "first line");
    LINE("<UP><UP><DOWN>!<ENTER>", "first line!");
    LINE("sec<F8><ENTER>", "second line");
    LINE("abcdef<ENTER>", "abcdef");
    LINE("xy<F3><ENTER>", "xycdef");
    LINE("<PGDN><ENTER>", "xycdef");
    check(GetConsoleHistoryInfo(&info), "GetConsoleHistoryInfo: error %lu", GetLastError());
    check(info.HistoryBufferSize && info.NumberOfHistoryBuffers, "%u lines, %u histories", info.HistoryBufferSize,
          info.NumberOfHistoryBuffers);
    info.cbSize = 3;
    check_fails_with(GetConsoleHistoryInfo(&info), ERROR_INVALID_PARAMETER);
}

static void test_pieces(void)
{
    WCHAR text[8];
    char bytes[8];
    DWORD count;
    put_keys("abcdef<ENTER>");
    check(ReadConsoleW(console_in, text, 4, &count, NULL) && count == 4 && !memcmp(text, L"abcd", 8), "a piece: %lu",
          count);
    check(ReadConsoleW(console_in, text, 8, &count, NULL) && count == 4 && !memcmp(text, L"ef\r\n", 8), "the rest: %lu",
          count);
    put_keys("xyz<ENTER>");
    check(ReadFile(console_in, bytes, 2, &count, NULL) && count == 2 && !memcmp(bytes, "xy", 2), "ReadFile: %lu",
          count);
    check(ReadFile(console_in, bytes, 8, &count, NULL) && count == 3 && !memcmp(bytes, "z\r\n", 3),
          "ReadFile, the rest: %lu", count);
    put_keys("<CZ><ENTER>");
    check(ReadFile(console_in, bytes, 8, &count, NULL) && count == 0, "Ctrl+Z ends the file: %lu", count);
    put_keys("<CZ><ENTER>");
    check(ReadConsoleW(console_in, text, 8, &count, NULL) && count == 3 && text[0] == 26,
          "ReadConsole takes it as a character: %lu", count);
    SetConsoleCP(65001);
    put_key(0, 0x20ac, 0);
    put_keys("<ENTER>");
    check(ReadFile(console_in, bytes, 8, &count, NULL) && count == 5 && !memcmp(bytes, "\xe2\x82\xac\r\n", 5),
          "UTF-8: %lu", count);
    put_key(0, 0x20ac, 0);
    put_keys("<ENTER>");
    check(ReadFile(console_in, bytes, 2, &count, NULL) && count == 2, "two of its bytes: %lu", count);
    check(ReadFile(console_in, bytes, 8, &count, NULL) && count && bytes[0] == '\xac', "and the third: %lu", count);
    while (count && bytes[count - 1] != '\n') ReadFile(console_in, bytes, 8, &count, NULL);
    SetConsoleCP(437);
}

static void test_completion(void)
{
    WCHAR text[64] = L"dir ";
    CONSOLE_READCONSOLE_CONTROL control = { sizeof(control), 0, 1u << 9, 0 };
    DWORD count;
    put_keys("di<TAB>");
    check(ReadConsoleW(console_in, text, 64, &count, &control) && count == 3 && !memcmp(text, L"di\t", 6),
          "woken by Tab: %lu characters", count);
    memcpy(text, L"dir ", 8);
    control.nInitialChars = 4;
    put_keys("x<ENTER>");
    check(ReadConsoleW(console_in, text, 64, &count, &control) && count == 7 && !memcmp(text, L"dir x\r\n", 14),
          "initial characters: %lu", count);
    control.nLength = 1;
    check_fails_with(ReadConsoleW(console_in, text, 64, &count, &control), ERROR_INVALID_PARAMETER);
}

static void test_raw(void)
{
    char text[16] = "";
    DWORD count, mode;
    GetConsoleMode(console_in, &mode);
    check(SetConsoleMode(console_in, ENABLE_PROCESSED_INPUT), "no line input: error %lu", GetLastError());
    put_keys("ab<LEFT><ENTER>c");
    check(ReadConsoleA(console_in, text, 15, &count, NULL) && count == 4 && !memcmp(text, "ab\rc", 4),
          "characters: %lu '%s'", count, text);
    put_keys("q");
    check(ReadFile(console_in, text, 1, &count, NULL) && count == 1 && text[0] == 'q', "ReadFile: %lu", count);
    SetConsoleMode(console_in, mode);
}

static void test_echo(void)
{
    WCHAR text[16];
    CONSOLE_SCREEN_BUFFER_INFO info;
    DWORD count, mode;
    COORD place = { 0, 3 };
    GetConsoleMode(console_in, &mode);
    FillConsoleOutputCharacterW(console_out, ' ', 200, place, &count);
    SetConsoleCursorPosition(console_out, place);
    LINE("echo<ENTER>", "echo");
    check(ReadConsoleOutputCharacterW(console_out, text, 5, place, &count) && !memcmp(text, L"echo ", 10),
          "the line is on the screen: '%.5ls'", text);
    check(GetConsoleScreenBufferInfo(console_out, &info) && info.dwCursorPosition.X == 0 &&
              info.dwCursorPosition.Y == 4,
          "the cursor is in the next row: %d,%d", info.dwCursorPosition.X, info.dwCursorPosition.Y);
    LINE("long<BS><BS>st<ENTER>", "lost");
    place.Y = 4;
    check(ReadConsoleOutputCharacterW(console_out, text, 6, place, &count) && !memcmp(text, L"lost  ", 12),
          "after editing: '%.6ls'", text);
    SetConsoleMode(console_in, mode & ~(DWORD)ENABLE_ECHO_INPUT);
    place.Y = 5;
    LINE("secret<ENTER>", "secret");
    check(ReadConsoleOutputCharacterW(console_out, text, 6, place, &count) && !memcmp(text, L"      ", 12),
          "without echo: '%.6ls'", text);
    SetConsoleMode(console_in, mode);
}

static void test_aliases(void)
{
    WCHAR text[64], path[MAX_PATH], *name;
    DWORD size;
    GetModuleFileNameW(NULL, path, MAX_PATH);
    name = wcsrchr(path, '\\') + 1;
    check(AddConsoleAliasW((LPWSTR)L"ll", (LPWSTR)L"dir /b $1", name), "AddConsoleAliasW: error %lu", GetLastError());
    check(AddConsoleAliasW((LPWSTR)L"both", (LPWSTR)L"echo $*$Techo $2", name), "AddConsoleAliasW: error %lu",
          GetLastError());
    size = GetConsoleAliasW((LPWSTR)L"ll", text, sizeof(text), name);
    check(size && !wcscmp(text, L"dir /b $1"), "GetConsoleAliasW: %lu '%ls'", size, text);
    check(!GetConsoleAliasW((LPWSTR)L"none", text, sizeof(text), name), "an alias that is not");
    check(GetConsoleAliasesLengthW(name) > 0, "the list has a length");
    LINE("ll folder<ENTER>", "dir /b folder");
    LINE("both a b<ENTER>", "echo a b\r\necho b");
    LINE("llx<ENTER>", "llx");
    check(AddConsoleAliasW((LPWSTR)L"ll", NULL, name), "removing: error %lu", GetLastError());
    LINE("ll<ENTER>", "ll");
}

static volatile LONG control_count, control_event;
static HANDLE control_came;

static BOOL WINAPI on_control(DWORD event)
{
    InterlockedExchange(&control_event, (LONG)event);
    InterlockedIncrement(&control_count);
    SetEvent(control_came);
    return TRUE;
}

static DWORD WINAPI break_later(LPVOID argument)
{
    (void)argument;
    Sleep(50);
    GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
    return 0;
}

static void test_control(void)
{
    char text[8];
    DWORD count = 9;
    control_came = CreateEventW(NULL, FALSE, FALSE, NULL);
    check(SetConsoleCtrlHandler(on_control, TRUE), "SetConsoleCtrlHandler: error %lu", GetLastError());
    check(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0), "GenerateConsoleCtrlEvent: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(control_came, 10000), WAIT_OBJECT_0, "the handler ran");
    check_equal_int(control_event, CTRL_C_EVENT, "with Ctrl+C");
    check(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0), "Ctrl+Break: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(control_came, 10000), WAIT_OBJECT_0, "the handler ran");
    check_equal_int(control_event, CTRL_BREAK_EVENT, "with Ctrl+Break");
    check_fails_with(GenerateConsoleCtrlEvent(7, 0), ERROR_INVALID_PARAMETER);
    HANDLE thread = CreateThread(NULL, 0, break_later, NULL, 0, NULL);
    SetLastError(0);
    check(ReadConsoleA(console_in, text, 8, &count, NULL) && !count, "Ctrl+C ends a read with nothing: %lu", count);
    check_last_error(ERROR_OPERATION_ABORTED, "a read that Ctrl+C ended");
    WaitForSingleObject(thread, INFINITE);
    WaitForSingleObject(control_came, 10000);
    CloseHandle(thread);
    check(SetConsoleCtrlHandler(on_control, FALSE), "removing the handler: error %lu", GetLastError());
    CloseHandle(control_came);
}

static void test_all(void)
{
    test_records();
    test_waits();
    test_editing();
    test_history();
    test_pieces();
    test_completion();
    test_raw();
    test_echo();
    test_aliases();
    test_control();
}

int main(int argc, char **argv)
{
    (void)argv;
    return in_console_child(argc, test_all);
}
