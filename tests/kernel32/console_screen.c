/* The screen buffer: size, cursor, attributes, text with and without control sequences, cells, scrolling, several
 * buffers. */
#include "console_child.h"

static CONSOLE_SCREEN_BUFFER_INFO info_of(HANDLE screen)
{
    CONSOLE_SCREEN_BUFFER_INFO info = { 0 };
    check(GetConsoleScreenBufferInfo(screen, &info), "GetConsoleScreenBufferInfo: error %lu", GetLastError());
    return info;
}

static void clear(HANDLE screen)
{
    CONSOLE_SCREEN_BUFFER_INFO info = info_of(screen);
    COORD origin = { 0, 0 };
    DWORD done, cells = (DWORD)info.dwSize.X * (DWORD)info.dwSize.Y;
    check(FillConsoleOutputCharacterW(screen, ' ', cells, origin, &done) && done == cells, "all is filled: %lu of %lu",
          done, cells);
    check(FillConsoleOutputAttribute(screen, 7, cells, origin, &done) && done == cells,
          "all attributes are filled: %lu", done);
    check(SetConsoleCursorPosition(screen, origin), "SetConsoleCursorPosition: error %lu", GetLastError());
    SetConsoleTextAttribute(screen, 7);
}

static void write_text(HANDLE screen, const WCHAR *text)
{
    DWORD done = 0, length = (DWORD)wcslen(text);
    check(WriteConsoleW(screen, text, length, &done, NULL) && done == length, "WriteConsoleW wrote %lu of %lu", done,
          length);
}

static void expect_text(int line, HANDLE screen, SHORT x, SHORT y, const WCHAR *expected)
{
    WCHAR text[128];
    COORD place = { x, y };
    DWORD done = 0, length = (DWORD)wcslen(expected);
    BOOL read = ReadConsoleOutputCharacterW(screen, text, length, place, &done);
    text[done] = 0;
    check_case(line);
    check(read && done == length && !wcscmp(text, expected), "line %d: at %d,%d is '%ls', expected '%ls'", line, x, y,
          text, expected);
}

static void expect_attribute(int line, HANDLE screen, SHORT x, SHORT y, WORD expected)
{
    WORD attribute = 0xdead;
    COORD place = { x, y };
    DWORD done = 0;
    check_case(line);
    check(ReadConsoleOutputAttribute(screen, &attribute, 1, place, &done) && done == 1 && attribute == expected,
          "line %d: attribute at %d,%d is %x, expected %x", line, x, y, attribute, expected);
}

static void expect_cursor(int line, HANDLE screen, SHORT x, SHORT y)
{
    CONSOLE_SCREEN_BUFFER_INFO info = info_of(screen);
    check_case(line);
    check(info.dwCursorPosition.X == x && info.dwCursorPosition.Y == y,
          "line %d: the cursor is at %d,%d, expected %d,%d", line, info.dwCursorPosition.X, info.dwCursorPosition.Y, x,
          y);
}

#define TEXT_AT(x, y, text) expect_text(__LINE__, console_out, x, y, text)
#define ATTRIBUTE_AT(x, y, value) expect_attribute(__LINE__, console_out, x, y, value)
#define CURSOR_AT(x, y) expect_cursor(__LINE__, console_out, x, y)

static void test_handles(void)
{
    DWORD mode = 0;
    CONSOLE_SCREEN_BUFFER_INFO info;
    check(GetConsoleMode(console_out, &mode), "GetConsoleMode of CONOUT$: error %lu", GetLastError());
    check_equal_u32(mode & 3, ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT, "output mode at the start");
    check(GetConsoleMode(console_in, &mode), "GetConsoleMode of CONIN$: error %lu", GetLastError());
    check_equal_u32(mode & 7, ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT,
                    "input mode at the start");
    check_equal_u32(GetFileType(console_out), FILE_TYPE_CHAR, "type of CONOUT$");
    check_equal_u32(GetFileType(console_in), FILE_TYPE_CHAR, "type of CONIN$");
    check_fails_with(GetConsoleScreenBufferInfo(console_in, &info), ERROR_INVALID_HANDLE);
    check_fails_with(SetConsoleTextAttribute(console_in, 7), ERROR_INVALID_HANDLE);
    check_fails_with(SetConsoleMode(console_out, 0x8000), ERROR_INVALID_PARAMETER);
    check_fails_with(SetConsoleMode(console_in, ENABLE_ECHO_INPUT), ERROR_INVALID_PARAMETER);
    check_fails_with(GetConsoleMode(GetCurrentProcess(), &mode), ERROR_INVALID_HANDLE);
    HANDLE copy;
    check(
        DuplicateHandle(GetCurrentProcess(), console_out, GetCurrentProcess(), &copy, 0, FALSE, DUPLICATE_SAME_ACCESS),
        "duplicate: %lu", GetLastError());
    check(GetConsoleMode(copy, &mode), "mode of a duplicate: error %lu", GetLastError());
    CloseHandle(copy);
    HANDLE read_only =
        CreateFileA("CONOUT$", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    check(read_only != INVALID_HANDLE_VALUE, "CONOUT$ to read: error %lu", GetLastError());
    check(GetConsoleScreenBufferInfo(read_only, &info), "information needs reading only");
    check_fails_with(SetConsoleTextAttribute(read_only, 7), ERROR_ACCESS_DENIED);
    CloseHandle(read_only);
    HANDLE device = CreateFileA("\\\\.\\CON", GENERIC_WRITE, FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    check(device != INVALID_HANDLE_VALUE && GetConsoleMode(device, &mode), "\\\\.\\CON: error %lu", GetLastError());
    CloseHandle(device);
}

static void test_information(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info = info_of(console_out);
    CONSOLE_SCREEN_BUFFER_INFOEX more = { .cbSize = sizeof(more) };
    COORD largest = GetLargestConsoleWindowSize(console_out);
    check(info.dwSize.X >= 20 && info.dwSize.Y >= 10, "size %d x %d", info.dwSize.X, info.dwSize.Y);
    check(info.srWindow.Right < info.dwSize.X && info.srWindow.Bottom < info.dwSize.Y,
          "the window is inside the buffer");
    check(largest.X >= info.srWindow.Right - info.srWindow.Left + 1, "largest window is %d wide", largest.X);
    check(GetConsoleScreenBufferInfoEx(console_out, &more), "GetConsoleScreenBufferInfoEx: error %lu", GetLastError());
    check(more.dwSize.X == info.dwSize.X && more.dwSize.Y == info.dwSize.Y, "both tell the same size");
    check_equal_u32(more.wAttributes, info.wAttributes, "both tell the same attributes");
    check(more.ColorTable[0] != more.ColorTable[15], "there are colours");
    more.cbSize = 1;
    check_fails_with(GetConsoleScreenBufferInfoEx(console_out, &more), ERROR_INVALID_PARAMETER);
}

static void test_cursor(void)
{
    CONSOLE_CURSOR_INFO cursor;
    CONSOLE_SCREEN_BUFFER_INFO info = info_of(console_out);
    COORD place = { 5, 3 }, outside = { info.dwSize.X, 0 }, negative = { -1, 0 };
    check(SetConsoleCursorPosition(console_out, place), "move: error %lu", GetLastError());
    CURSOR_AT(5, 3);
    check_fails_with(SetConsoleCursorPosition(console_out, outside), ERROR_INVALID_PARAMETER);
    check_fails_with(SetConsoleCursorPosition(console_out, negative), ERROR_INVALID_PARAMETER);
    CURSOR_AT(5, 3);
    check(GetConsoleCursorInfo(console_out, &cursor), "GetConsoleCursorInfo: error %lu", GetLastError());
    check(cursor.bVisible && cursor.dwSize >= 1 && cursor.dwSize <= 100, "visible %d, size %lu", cursor.bVisible,
          cursor.dwSize);
    cursor = (CONSOLE_CURSOR_INFO){ 50, FALSE };
    check(SetConsoleCursorInfo(console_out, &cursor), "SetConsoleCursorInfo: error %lu", GetLastError());
    cursor = (CONSOLE_CURSOR_INFO){ 0, TRUE };
    check_fails_with(SetConsoleCursorInfo(console_out, &cursor), ERROR_INVALID_PARAMETER);
    cursor.dwSize = 101;
    check_fails_with(SetConsoleCursorInfo(console_out, &cursor), ERROR_INVALID_PARAMETER);
    check(GetConsoleCursorInfo(console_out, &cursor) && !cursor.bVisible && cursor.dwSize == 50, "visible %d, size %lu",
          cursor.bVisible, cursor.dwSize);
    cursor.bVisible = TRUE;
    SetConsoleCursorInfo(console_out, &cursor);
}

static void test_text(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info = info_of(console_out);
    SHORT width = info.dwSize.X;
    WCHAR row[256];
    clear(console_out);
    write_text(console_out, L"one\r\ntwo\n");
    TEXT_AT(0, 0, L"one ");
    TEXT_AT(0, 1, L"two ");
    CURSOR_AT(0, 2);
    write_text(console_out, L"ab\bc");
    TEXT_AT(0, 2, L"ac ");
    CURSOR_AT(2, 2);
    write_text(console_out, L"\rx\ty");
    TEXT_AT(0, 2, L"x       y");
    CURSOR_AT(9, 2);
    write_text(console_out, L"\r\n\a\x1b[31m");
    TEXT_AT(0, 3, L"\x1b[31m"); /* without ENABLE_VIRTUAL_TERMINAL_PROCESSING an escape is a character */
    SetConsoleTextAttribute(console_out, FOREGROUND_RED | BACKGROUND_BLUE);
    write_text(console_out, L"\r\nRB");
    ATTRIBUTE_AT(0, 4, FOREGROUND_RED | BACKGROUND_BLUE);
    ATTRIBUTE_AT(1, 4, FOREGROUND_RED | BACKGROUND_BLUE);
    ATTRIBUTE_AT(2, 4, 7);
    check_equal_u32(info_of(console_out).wAttributes, FOREGROUND_RED | BACKGROUND_BLUE, "attributes");
    clear(console_out);
    for (SHORT i = 0; i < width; i++) row[i] = (WCHAR)('a' + i % 26);
    row[width] = 0;
    write_text(console_out, row); /* a full row wraps at once */
    CURSOR_AT(0, 1);
    write_text(console_out, L"next");
    TEXT_AT(0, 1, L"next");
    check(SetConsoleMode(console_out, ENABLE_PROCESSED_OUTPUT), "without wrapping: error %lu", GetLastError());
    SetConsoleCursorPosition(console_out, (COORD){ (SHORT)(width - 3), 5 });
    write_text(console_out, L"12345");
    TEXT_AT((SHORT)(width - 3), 5, L"125");
    TEXT_AT(0, 6, L"   ");
    SetConsoleMode(console_out, ENABLE_WRAP_AT_EOL_OUTPUT);
    SetConsoleCursorPosition(console_out, (COORD){ 0, 7 });
    write_text(console_out, L"a\nb");
    TEXT_AT(0, 7, L"a\nb"); /* without ENABLE_PROCESSED_OUTPUT nothing controls */
    SetConsoleMode(console_out, ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT);
}

static void test_scrolling_off(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info = info_of(console_out);
    WCHAR line[16];
    clear(console_out);
    for (int i = 0; i < info.dwSize.Y + 3; i++) {
        _snwprintf(line, 16, L"%04d\r\n", i);
        write_text(console_out, line);
    }
    CURSOR_AT(0, (SHORT)(info.dwSize.Y - 1));
    TEXT_AT(0, 0, L"0004");
    _snwprintf(line, 16, L"%04d", info.dwSize.Y + 2);
    TEXT_AT(0, (SHORT)(info.dwSize.Y - 2), line);
    TEXT_AT(0, (SHORT)(info.dwSize.Y - 1), L"    ");
}

static void test_code_pages(void)
{
    DWORD done;
    check(SetConsoleOutputCP(65001), "SetConsoleOutputCP: error %lu", GetLastError());
    check_equal_u32(GetConsoleOutputCP(), 65001, "output code page");
    check_fails_with(SetConsoleOutputCP(12345), ERROR_INVALID_PARAMETER);
    clear(console_out);
    check(WriteConsoleA(console_out, "\xc3\xa4\xe2\x82\xac", 5, &done, NULL) && done == 5, "WriteConsoleA wrote %lu",
          done);
    TEXT_AT(0, 0, L"\x00e4\x20ac");
    check(WriteFile(console_out, "\xe2\x82", 2, &done, NULL) && done == 2, "half a character: %lu", done);
    check(WriteFile(console_out, "\xac.", 2, &done, NULL) && done == 2, "the other half: %lu", done);
    TEXT_AT(2, 0, L"\x20ac.");
    check(SetConsoleOutputCP(437), "437: error %lu", GetLastError());
    check(WriteFile(console_out, "\x84\x9b", 2, &done, NULL), "WriteFile: error %lu", GetLastError());
    TEXT_AT(4, 0, L"\x00e4\x00a2");
    check(SetConsoleCP(1252), "SetConsoleCP: error %lu", GetLastError());
    check_equal_u32(GetConsoleCP(), 1252, "input code page");
}

static void test_cells(void)
{
    CHAR_INFO cells[12], back[12];
    SMALL_RECT region = { 2, 3, 5, 5 };
    COORD size = { 4, 3 }, origin = { 0, 0 };
    DWORD done;
    clear(console_out);
    for (int i = 0; i < 12; i++) cells[i] = (CHAR_INFO){ { (WCHAR)('A' + i) }, (WORD)(i + 1) };
    check(WriteConsoleOutputW(console_out, cells, size, origin, &region), "WriteConsoleOutputW: error %lu",
          GetLastError());
    check(region.Left == 2 && region.Top == 3 && region.Right == 5 && region.Bottom == 5, "region %d %d %d %d",
          region.Left, region.Top, region.Right, region.Bottom);
    TEXT_AT(2, 3, L"ABCD");
    TEXT_AT(2, 4, L"EFGH");
    TEXT_AT(2, 5, L"IJKL");
    ATTRIBUTE_AT(2, 3, 1);
    ATTRIBUTE_AT(5, 5, 12);
    ATTRIBUTE_AT(6, 5, 7);
    memset(back, 0, sizeof(back));
    check(ReadConsoleOutputW(console_out, back, size, origin, &region), "ReadConsoleOutputW: error %lu",
          GetLastError());
    check_equal_bytes(back, cells, sizeof(cells), "what was written is read");
    region = (SMALL_RECT){ -1, -1, 1, 0 }; /* only cell 1,1 of it is on the screen, and 2,1 */
    check(WriteConsoleOutputW(console_out, cells, size, origin, &region), "over the edge: error %lu", GetLastError());
    check(region.Left == 0 && region.Top == 0 && region.Right == 1 && region.Bottom == 0, "clipped to %d %d %d %d",
          region.Left, region.Top, region.Right, region.Bottom);
    TEXT_AT(0, 0, L"FG ");
    check(WriteConsoleOutputCharacterW(console_out, L"hello", 5, (COORD){1, 7}, &done) && done == 5, "characters: %lu",
          done);
    TEXT_AT(1, 7, L"hello");
    WORD colours[3] = { 0x12, 0x34, 0x56 };
    check(WriteConsoleOutputAttribute(console_out, colours, 3, (COORD){1, 7}, &done) && done == 3, "attributes: %lu",
          done);
    ATTRIBUTE_AT(1, 7, 0x12);
    ATTRIBUTE_AT(3, 7, 0x56);
    ATTRIBUTE_AT(4, 7, 7);
    check(FillConsoleOutputCharacterA(console_out, '#', 4, (COORD){ 0, 9 }, &done) && done == 4, "fill: %lu", done);
    TEXT_AT(0, 9, L"#### ");
    check(FillConsoleOutputAttribute(console_out, 0x4e, 2, (COORD){1, 9}, &done) && done == 2, "fill attributes: %lu",
          done);
    ATTRIBUTE_AT(0, 9, 7);
    ATTRIBUTE_AT(1, 9, 0x4e);
    ATTRIBUTE_AT(2, 9, 0x4e);
    ATTRIBUTE_AT(3, 9, 7);
    CURSOR_AT(0, 0);
}

static void test_scroll(void)
{
    CHAR_INFO fill = { { '.' }, 7 };
    SMALL_RECT moved = { 0, 1, 3, 2 }, clip = { 0, 0, 2, 10 };
    clear(console_out);
    write_text(console_out, L"aaaa\r\nbbbb\r\ncccc\r\ndddd");
    check(ScrollConsoleScreenBufferW(console_out, &moved, NULL, (COORD){0, 0}, &fill), "up: error %lu", GetLastError());
    TEXT_AT(0, 0, L"bbbb");
    TEXT_AT(0, 1, L"cccc");
    TEXT_AT(0, 2, L"....");
    TEXT_AT(0, 3, L"dddd");
    moved = (SMALL_RECT){ 0, 0, 3, 1 };
    check(ScrollConsoleScreenBufferW(console_out, &moved, &clip, (COORD){1, 2}, &fill), "clipped: error %lu",
          GetLastError());
    TEXT_AT(0, 0, L"...b");
    TEXT_AT(0, 1, L"...c");
    TEXT_AT(0, 2, L".bb.");
    TEXT_AT(0, 3, L"dccd");
}

/* With ENABLE_VIRTUAL_TERMINAL_PROCESSING; the sequences are those of Microsoft's page "Console Virtual Terminal
 * Sequences". */
static void test_sequences(void)
{
    static const struct { const WCHAR *text; SHORT x, y;
    } moves[] = {
        {L"\x1b[5;10H", 9, 4},
        {L"\x1b[5;10H\x1b[2A", 9, 2},
        {L"\x1b[5;10H\x1b[B", 9, 5},
        {L"\x1b[5;10H\x1b[3C", 12, 4},
        {L"\x1b[5;10H\x1b[4D", 5, 4},
        {L"\x1b[5;10H\x1b[2E", 0, 6},
        {L"\x1b[5;10H\x1b[F", 0, 3},
        {L"\x1b[5;10H\x1b[3G", 2, 4},
        {L"\x1b[5;10H\x1b[2d", 9, 1},
        {L"\x1b[H", 0, 0},
        {L"\x1b[5;10H\x1b[99A", 9, 0},
        {L"\x1b[5;10H\x1b[99D", 0, 4},
        {L"\x1b[5;10H\x1b"
         L"7\x1b[H\x1b"
         L"8",
         9, 4},
        {L"\x1b[5;10H\x1b[s\x1b[H\x1b[u", 9, 4},
        {L"\x1b[3;1H\x1bM", 0, 1},
        {L"\x1b[H\t", 8, 0},
        {L"\x1b[1;20H\x1b[Z", 16, 0},
        {L"\x1b[1;1H\x1b[2I", 16, 0},
        {L"\x1b[5;10f", 9, 4},
        {L"\x1b[5;10H\x1b\x1b[2C", 11, 4},
    };
    DWORD mode = ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;
    check(SetConsoleMode(console_out, mode), "ENABLE_VIRTUAL_TERMINAL_PROCESSING: error %lu", GetLastError());
    clear(console_out);
    for (unsigned i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
        write_text(console_out, moves[i].text);
        expect_cursor(1000 + (int)i, console_out, moves[i].x, moves[i].y);
    }
    static const struct { const WCHAR *text; WORD attributes;
    } colours[] = {
        {L"\x1b[0m", 7},        {L"\x1b[31m", 4},         {L"\x1b[0;32m", 2},   {L"\x1b[0;34m", 1},
        {L"\x1b[0;33m", 6},     {L"\x1b[0;36;44m", 0x13}, {L"\x1b[0;97m", 15},  {L"\x1b[0;91;102m", 0xac},
        {L"\x1b[0;7m", 0x4007}, {L"\x1b[0;4m", 0x8007},   {L"\x1b[0;4;24m", 7}, {L"\x1b[0;31;39m", 7},
        {L"\x1b[0;41;49m", 7},  {L"\x1b[m", 7},
    };
    for (unsigned i = 0; i < sizeof(colours) / sizeof(*colours); i++) {
        write_text(console_out, colours[i].text);
        check_case((LONG)i);
        check(info_of(console_out).wAttributes == colours[i].attributes, "%ls: attributes %x, expected %x",
              colours[i].text + 1, info_of(console_out).wAttributes, colours[i].attributes);
    }
    clear(console_out);
    write_text(console_out, L"\x1b[Habcdef\x1b[1;3H\x1b[K");
    TEXT_AT(0, 0, L"ab    ");
    write_text(console_out, L"\x1b[Habcdef\x1b[1;3H\x1b[1K");
    TEXT_AT(0, 0, L"   def");
    write_text(console_out, L"\x1b[Habcdef\x1b[1;3H\x1b[2P");
    TEXT_AT(0, 0, L"abef  ");
    write_text(console_out, L"\x1b[Habcdef\x1b[1;3H\x1b[2@");
    TEXT_AT(0, 0, L"ab  cdef");
    write_text(console_out, L"\x1b[Habcdefgh\x1b[1;3H\x1b[3X");
    TEXT_AT(0, 0, L"ab   fgh");
    write_text(console_out, L"\x1b[H\x1b[2Jone\r\ntwo\r\nthree\x1b[2;1H\x1b[L");
    TEXT_AT(0, 0, L"one");
    TEXT_AT(0, 1, L"   ");
    TEXT_AT(0, 2, L"two");
    write_text(console_out, L"\x1b[1;1H\x1b[2M");
    TEXT_AT(0, 0, L"two");
    TEXT_AT(0, 1, L"three");
    write_text(console_out, L"\x1b[S");
    TEXT_AT(0, 0, L"three");
    write_text(console_out, L"\x1b[2T");
    TEXT_AT(0, 2, L"three");
    write_text(console_out, L"\x1b[2J\x1b[2;4r\x1b[2;1Ha\r\nb\r\nc\r\nd\x1b[r");
    TEXT_AT(0, 1, L"b");
    TEXT_AT(0, 2, L"c");
    TEXT_AT(0, 3, L"d");
    write_text(console_out, L"\x1b[2J\x1b[H\x1b(0lqk\x1b(B lqk");
    TEXT_AT(0, 0, L"\x250c\x2500\x2510 lqk");
    write_text(console_out, L"\x1b]0;a title\x07");
    WCHAR title[64];
    check(GetConsoleTitleW(title, 64) == 7 && !wcscmp(title, L"a title"), "title '%ls'", title);
    write_text(console_out, L"\x1b[Hmain\x1b[?1049h\x1b[Halternate");
    TEXT_AT(0, 0, L"alternate");
    write_text(console_out, L"\x1b[?1049l");
    TEXT_AT(0, 0, L"main");
    CURSOR_AT(4, 0);
    SetConsoleMode(console_out, ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT);
}

static void test_answers(void)
{
    INPUT_RECORD records[32];
    DWORD count = 0;
    char answer[64] = "";
    SetConsoleMode(console_out,
                   ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
    FlushConsoleInputBuffer(console_in);
    write_text(console_out, L"\x1b[4;7H\x1b[6n");
    check(PeekConsoleInputW(console_in, records, 32, &count) && count, "an answer is there");
    for (DWORD i = 0, n = 0; i < count && n < sizeof(answer) - 1; i++)
        if (records[i].EventType == KEY_EVENT && records[i].Event.KeyEvent.bKeyDown)
            answer[n++] = (char)records[i].Event.KeyEvent.uChar.UnicodeChar;
    check_equal_string(answer, "\x1b[4;7R", "where the cursor is");
    FlushConsoleInputBuffer(console_in);
    SetConsoleMode(console_out, ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT);
}

static void test_buffers(void)
{
    HANDLE second = CreateConsoleScreenBuffer(GENERIC_READ | GENERIC_WRITE, 0, NULL, CONSOLE_TEXTMODE_BUFFER, NULL);
    DWORD mode = 0;
    check(second != INVALID_HANDLE_VALUE, "CreateConsoleScreenBuffer: error %lu", GetLastError());
    clear(console_out);
    write_text(console_out, L"first");
    write_text(second, L"second");
    TEXT_AT(0, 0, L"first ");
    expect_text(__LINE__, second, 0, 0, L"second");
    check(SetConsoleMode(second, ENABLE_PROCESSED_OUTPUT) && GetConsoleMode(second, &mode) &&
              mode == ENABLE_PROCESSED_OUTPUT,
          "modes are each buffer's");
    check(GetConsoleMode(console_out, &mode) && mode & ENABLE_WRAP_AT_EOL_OUTPUT, "the other mode is %lx", mode);
    check(SetConsoleActiveScreenBuffer(second), "SetConsoleActiveScreenBuffer: error %lu", GetLastError());
    HANDLE active = CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                OPEN_EXISTING, 0, NULL);
    expect_text(__LINE__, active, 0, 0, L"second");
    CloseHandle(active);
    check(SetConsoleActiveScreenBuffer(console_out), "back: error %lu", GetLastError());
    TEXT_AT(0, 0, L"first ");
    CloseHandle(second);
    check_fails_with(CreateConsoleScreenBuffer(GENERIC_READ, 0, NULL, 77, NULL) != INVALID_HANDLE_VALUE,
                     ERROR_INVALID_PARAMETER);
}

static void test_sizes(void)
{
    CONSOLE_SCREEN_BUFFER_INFO before = info_of(console_out), info;
    COORD larger = { before.dwSize.X, 300 }, smaller = { 5, 5 };
    clear(console_out);
    write_text(console_out, L"stays");
    check(SetConsoleScreenBufferSize(console_out, larger), "300 rows: error %lu", GetLastError());
    info = info_of(console_out);
    check_equal_int(info.dwSize.Y, 300, "rows");
    TEXT_AT(0, 0, L"stays");
    check_fails_with(SetConsoleScreenBufferSize(console_out, smaller),
                     ERROR_INVALID_PARAMETER); /* smaller than the window */
    check(SetConsoleCursorPosition(console_out, (COORD){ 0, 200 }), "row 200: error %lu", GetLastError());
    info = info_of(console_out);
    check(info.srWindow.Top <= 200 && info.srWindow.Bottom >= 200, "the window follows the cursor: %d to %d",
          info.srWindow.Top, info.srWindow.Bottom);
    SMALL_RECT window = { 0, 0, 19, 9 };
    check(SetConsoleWindowInfo(console_out, TRUE, &window), "SetConsoleWindowInfo: error %lu", GetLastError());
    info = info_of(console_out);
    check(info.srWindow.Left == 0 && info.srWindow.Top == 0 && info.srWindow.Right == 19 && info.srWindow.Bottom == 9,
          "window %d %d %d %d", info.srWindow.Left, info.srWindow.Top, info.srWindow.Right, info.srWindow.Bottom);
    window = (SMALL_RECT){ 0, 295, 19, 305 };
    check_fails_with(SetConsoleWindowInfo(console_out, TRUE, &window), ERROR_INVALID_PARAMETER);
    window = (SMALL_RECT){ 0, 0, (SHORT)(before.dwSize.X - 1), (SHORT)(before.dwSize.Y - 1) };
    SetConsoleCursorPosition(console_out, (COORD){ 0, 0 });
    check(SetConsoleWindowInfo(console_out, TRUE, &window), "as before: error %lu", GetLastError());
    check(SetConsoleScreenBufferSize(console_out, before.dwSize), "as before: error %lu", GetLastError());
}

static void test_wide(void)
{
    clear(console_out);
    write_text(console_out, L"\x6f22z");
    TEXT_AT(0, 0, L"\x6f22");
    ATTRIBUTE_AT(0, 0, 7 | COMMON_LVB_LEADING_BYTE);
    ATTRIBUTE_AT(1, 0, 7 | COMMON_LVB_TRAILING_BYTE);
    TEXT_AT(2, 0, L"z");
    CURSOR_AT(3, 0);
    write_text(console_out, L"\r.");
    TEXT_AT(0, 0, L". z");
}

static void test_others(void)
{
    DWORD list[8], count = GetConsoleProcessList(list, 8), mode = 9;
    CONSOLE_FONT_INFOEX font = { .cbSize = sizeof(font) };
    WCHAR title[32];
    check_equal_u32(count, 1, "processes of this console");
    check_equal_u32(list[0], GetCurrentProcessId(), "the only one");
    check_fails_with(GetConsoleProcessList(NULL, 0), ERROR_INVALID_PARAMETER);
    check(SetConsoleTitleW(L"Title \x20ac"), "SetConsoleTitleW: error %lu", GetLastError());
    check(GetConsoleTitleW(title, 32) && !wcscmp(title, L"Title \x20ac"), "title '%ls'", title);
    check(GetCurrentConsoleFontEx(console_out, FALSE, &font) && font.dwFontSize.Y > 0 && font.FaceName[0],
          "font: error %lu", GetLastError());
    check(GetConsoleDisplayMode(&mode) && !mode, "display mode %lu", mode);
    check(FreeConsole(), "FreeConsole: error %lu", GetLastError());
    check_fails_with(GetConsoleMode(console_out, &mode), ERROR_INVALID_HANDLE);
    check(!FreeConsole(), "twice");
}

static void test_all(void)
{
    test_handles();
    test_information();
    test_cursor();
    test_text();
    test_scrolling_off();
    test_code_pages();
    test_cells();
    test_scroll();
    test_sequences();
    test_answers();
    test_buffers();
    test_sizes();
    test_wide();
    test_others();
}

int main(int argc, char **argv)
{
    (void)argv;
    return in_console_child(argc, test_all);
}
