/* What console.py drives in a terminal: console_client lines | keys | screen | place | pseudo */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static HANDLE input, output;

static BOOL WINAPI on_control(DWORD event)
{
    printf("event %lu\n", event);
    fflush(stdout);
    return event == CTRL_C_EVENT;
}

static int lines(void)
{
    char line[512];
    SetConsoleCtrlHandler(on_control, TRUE);
    for (;;) {
        DWORD count = 0;
        printf("> ");
        fflush(stdout);
        if (!ReadConsoleA(input, line, sizeof(line) - 1, &count, NULL)) return 1;
        line[count] = 0;
        if (!count) {
            printf("[nothing]\n");
            continue;
        }
        line[strcspn(line, "\r")] = 0;
        printf("got <%s>\n", line);
        if (!strcmp(line, "quit")) return 0;
    }
}

static int keys(void)
{
    SetConsoleMode(input, ENABLE_WINDOW_INPUT | ENABLE_PROCESSED_INPUT);
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        INPUT_RECORD record;
        DWORD count;
        WaitForSingleObject(input, INFINITE);
        if (!ReadConsoleInputW(input, &record, 1, &count)) return 1;
        if (record.EventType == WINDOW_BUFFER_SIZE_EVENT) {
            printf("size %d %d\n", record.Event.WindowBufferSizeEvent.dwSize.X,
                   record.Event.WindowBufferSizeEvent.dwSize.Y);
        } else if (record.EventType == KEY_EVENT && record.Event.KeyEvent.bKeyDown) {
            printf("key %x %x %lx\n", record.Event.KeyEvent.wVirtualKeyCode, record.Event.KeyEvent.uChar.UnicodeChar,
                   record.Event.KeyEvent.dwControlKeyState);
            if (record.Event.KeyEvent.uChar.UnicodeChar == 'q') return 0;
        }
        fflush(stdout);
    }
}

static void draw(HANDLE screen, int count)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    WCHAR text[64];
    DWORD done;
    GetConsoleScreenBufferInfo(screen, &info);
    DWORD cells = (DWORD)info.dwSize.X * (DWORD)info.dwSize.Y;
    FillConsoleOutputCharacterW(screen, ' ', cells, (COORD){ 0, 0 }, &done);
    FillConsoleOutputCharacterW(screen, '=', (DWORD)info.dwSize.X, (COORD){ 0, 0 }, &done);
    FillConsoleOutputCharacterW(screen, '=', (DWORD)info.dwSize.X, (COORD){ 0, (SHORT)(info.dwSize.Y - 1) }, &done);
    _snwprintf(text, 64, L"frame %d of %d x %d", count, info.dwSize.X, info.dwSize.Y);
    WriteConsoleOutputCharacterW(screen, text, (DWORD)wcslen(text), (COORD){ 4, 2 }, &done);
}

/* A full-screen program with a buffer of its own. */
static int screen(void)
{
    HANDLE own = CreateConsoleScreenBuffer(GENERIC_READ | GENERIC_WRITE, 0, NULL, CONSOLE_TEXTMODE_BUFFER, NULL);
    SetConsoleMode(input, ENABLE_WINDOW_INPUT);
    SetConsoleActiveScreenBuffer(own);
    for (int count = 1;; count++) {
        INPUT_RECORD record;
        DWORD got;
        draw(own, count);
        do ReadConsoleInputW(input, &record, 1, &got);
        while (record.EventType != WINDOW_BUFFER_SIZE_EVENT &&
               (record.EventType != KEY_EVENT || !record.Event.KeyEvent.bKeyDown));
        if (record.EventType == KEY_EVENT && record.Event.KeyEvent.uChar.UnicodeChar == 'q') break;
    }
    SetConsoleActiveScreenBuffer(output);
    CloseHandle(own);
    printf("done\n");
    return 0;
}

/* Asks for its place and goes back to it, with a message of the log on the same terminal before. */
static int place(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    DWORD done;
    GetConsoleScreenBufferInfo(output, &info);
    WriteConsoleA(output, "first\r\n", 7, &done, NULL);
    OutputDebugStringA("between");
    GetConsoleScreenBufferInfo(output, &info);
    WriteConsoleA(output, "second", 6, &done, NULL);
    SetConsoleCursorPosition(output, (COORD){ info.dwCursorPosition.X, info.dwCursorPosition.Y });
    WriteConsoleA(output, "SEC\r\n", 5, &done, NULL);
    return 0;
}

/* A program in a pseudo console: what it draws comes out of the pipe. */
static int pseudo(void)
{
    typedef HRESULT (WINAPI *create_function)(COORD, HANDLE, HANDLE, DWORD, void **);
    typedef void (WINAPI *close_function)(void *);
    HMODULE kernel32 = GetModuleHandleA("kernel32");
    create_function create = (create_function)(void *)GetProcAddress(kernel32, "CreatePseudoConsole");
    close_function close = (close_function)(void *)GetProcAddress(kernel32, "ClosePseudoConsole");
    HANDLE in_read, in_write, out_read, out_write;
    struct { STARTUPINFOA info; void *list; } startup = { .info = { .cb = sizeof(startup) } };
    PROCESS_INFORMATION child;
    char path[MAX_PATH], command[MAX_PATH + 16], list[512], text[4096];
    SIZE_T size = sizeof(list);
    DWORD got, used = 0;
    void *console;
    CreatePipe(&in_read, &in_write, NULL, 0);
    CreatePipe(&out_read, &out_write, NULL, 0);
    if (create((COORD){ 40, 10 }, in_read, out_write, 0, &console)) return 1;
    InitializeProcThreadAttributeList((void *)list, 1, 0, &size);
    UpdateProcThreadAttribute((void *)list, 0, 0x20016, console, sizeof(console), NULL, NULL);
    startup.list = list;
    GetModuleFileNameA(NULL, path, MAX_PATH);
    sprintf(command, "\"%s\" lines", path);
    if (!CreateProcessA(path, command, NULL, NULL, FALSE, EXTENDED_STARTUPINFO_PRESENT, NULL, NULL, &startup.info,
                        &child))
        return 2;
    WriteFile(in_write, "hello\rquit\r", 11, &got, NULL);
    WaitForSingleObject(child.hProcess, 10000);
    while (PeekNamedPipe(out_read, NULL, 0, NULL, &got, NULL) && got && used < sizeof(text) - 1 &&
           ReadFile(out_read, text + used, sizeof(text) - 1 - used, &got, NULL))
        used += got;
    text[used] = 0;
    close(console);
    printf("pseudo: %s %s\n", strstr(text, "got <hello>") ? "hello" : "nothing",
           strstr(text, "got <quit>") ? "quit" : "nothing");
    return 0;
}

int main(int argc, char **argv)
{
    input = GetStdHandle(STD_INPUT_HANDLE);
    output = GetStdHandle(STD_OUTPUT_HANDLE);
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "lines")) return lines();
    if (!strcmp(what, "keys")) return keys();
    if (!strcmp(what, "screen")) return screen();
    if (!strcmp(what, "place")) return place();
    if (!strcmp(what, "pseudo")) return pseudo();
    return 64;
}
