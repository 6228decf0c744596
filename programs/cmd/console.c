/* Commands about the screen, the clock and volumes. */
#include "cmd.h"

#include <stdlib.h>

int command_cls(const wchar_t *arguments)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    HANDLE output = shell.handles[1];
    DWORD done;
    (void)arguments;
    flush_output();
    if (!output || !GetConsoleScreenBufferInfo(output, &info)) {
        write_text(1, L"\f", 1);
        return 0;
    }
    COORD start = { 0, 0 };
    DWORD cells = (DWORD)info.dwSize.X * info.dwSize.Y;
    FillConsoleOutputCharacterW(output, ' ', cells, start, &done);
    FillConsoleOutputAttribute(output, info.wAttributes, cells, start, &done);
    SetConsoleCursorPosition(output, start);
    return 0;
}

/* Two hexadecimal digits: background and foreground, which must differ. */
int command_color(const wchar_t *arguments)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    HANDLE output = shell.handles[1];
    DWORD done;
    const wchar_t *at = skip_separators(arguments);
    wchar_t *end;
    long attribute = *at ? wcstol(at, &end, 16) : 0x07;
    if (*at && (end == at || end - at > 2 || *skip_blanks(end))) {
        write_error(L"The colour is one or two hexadecimal digits. COLOR /? tells which.");
        return 1;
    }
    if ((attribute >> 4 & 15) == (attribute & 15)) return 1;
    flush_output();
    SetConsoleTextAttribute(output, (WORD)attribute);
    if (GetConsoleScreenBufferInfo(output, &info)) {
        COORD start = { 0, 0 };
        FillConsoleOutputAttribute(output, (WORD)attribute, (DWORD)info.dwSize.X * info.dwSize.Y, start, &done);
    }
    return 0;
}

int command_title(const wchar_t *arguments)
{
    SetConsoleTitleW(*arguments ? arguments + 1 : arguments);
    return 0;
}

int command_pause(const wchar_t *arguments)
{
    HANDLE input = shell.handles[0];
    DWORD mode, got;
    wchar_t key;
    char byte;
    (void)arguments;
    write_string(L"Press any key to continue . . . ");
    flush_output();
    if (input && GetConsoleMode(input, &mode)) {
        SetConsoleMode(input, ENABLE_PROCESSED_INPUT);
        ReadConsoleW(input, &key, 1, &got, NULL);
        SetConsoleMode(input, mode);
    } else if (input) {
        ReadFile(input, &byte, 1, &got, NULL);
    }
    write_string(L"\r\n");
    return 0;
}

/* ---- DATE, TIME */

static bool wants_only_display(const wchar_t *arguments)
{
    const wchar_t *at = skip_separators(arguments);
    return at[0] == '/' && upper_char(at[1]) == 'T' && !*skip_separators(at + 2);
}

/* The parts of a date or time: numbers between any signs. */
static int read_parts(const wchar_t *text, WORD *parts, int room)
{
    int count = 0;
    while (*text && count < room) {
        wchar_t *end;
        while (*text && (*text < '0' || *text > '9')) text++;
        if (!*text) break;
        parts[count++] = (WORD)wcstoul(text, &end, 10);
        text = end;
    }
    return count;
}

static int set_clock(const SYSTEMTIME *time)
{
    if (SetLocalTime(time)) return 0;
    return fail_last();
}

static int enter_date(const wchar_t *text)
{
    SYSTEMTIME now;
    WORD parts[3];
    GetLocalTime(&now);
    if (read_parts(text, parts, 3) != 3) {
        write_error(L"The system cannot accept the date entered.");
        return 1;
    }
    now.wMonth = parts[0];
    now.wDay = parts[1];
    now.wYear = parts[2] < 80 ? parts[2] + 2000 : parts[2] < 100 ? parts[2] + 1900 : parts[2];
    return set_clock(&now);
}

static int enter_time(const wchar_t *text)
{
    SYSTEMTIME now;
    WORD parts[4] = { 0 };
    GetLocalTime(&now);
    if (read_parts(text, parts, 4) < 1 || parts[0] > 23 || parts[1] > 59 || parts[2] > 59) {
        write_error(L"The system cannot accept the time entered.");
        return 1;
    }
    now.wHour = parts[0];
    now.wMinute = parts[1];
    now.wSecond = parts[2];
    now.wMilliseconds = parts[3] * 10;
    return set_clock(&now);
}

static int show_and_enter(const wchar_t *title, const wchar_t *question, void (*add)(struct text *text),
                          int (*enter)(const wchar_t *text))
{
    struct text now = { 0 }, line = { 0 };
    add(&now);
    write_string(title);
    write_string(now.data);
    write_string(L"\r\n");
    write_string(question);
    int code = read_input_line(&line) && *skip_blanks(text_string(&line)) ? enter(line.data) : 0;
    text_free(&now);
    text_free(&line);
    return code;
}

int command_date(const wchar_t *arguments)
{
    struct text now = { 0 };
    if (wants_only_display(arguments)) {
        add_date(&now);
        write_string(now.data);
        write_string(L"\r\n");
        text_free(&now);
        return 0;
    }
    if (*skip_separators(arguments)) return enter_date(arguments);
    return show_and_enter(L"The current date is: ", L"Enter the new date: (mm-dd-yy) ", add_date, enter_date);
}

int command_time(const wchar_t *arguments)
{
    if (wants_only_display(arguments)) {
        SYSTEMTIME now;
        GetLocalTime(&now);
        write_format(L"%02u:%02u %ls\r\n", (now.wHour + 11) % 12 + 1, now.wMinute, now.wHour < 12 ? L"AM" : L"PM");
        return 0;
    }
    if (*skip_separators(arguments)) return enter_time(arguments);
    return show_and_enter(L"The current time is: ", L"Enter the new time: ", add_time, enter_time);
}

/* ---- VOL, VERIFY */

int command_vol(const wchar_t *arguments)
{
    struct text folder = { 0 };
    const wchar_t *at = skip_separators(arguments);
    wchar_t root[4] = L"C:\\", label[MAX_PATH];
    DWORD serial;
    add_current_folder(&folder);
    root[0] = upper_char(*at && at[1] == ':' ? *at : folder.data[0]);
    text_free(&folder);
    if (!GetVolumeInformationW(root, label, MAX_PATH, &serial, NULL, NULL, NULL, 0)) return fail_last();
    if (*label) write_format(L" Volume in drive %lc is %ls\r\n", root[0], label);
    else write_format(L" Volume in drive %lc has no label.\r\n", root[0]);
    write_format(L" Volume Serial Number is %04lX-%04lX\r\n", (unsigned long)(serial >> 16),
                 (unsigned long)(serial & 0xffff));
    return 0;
}

int command_verify(const wchar_t *arguments)
{
    static bool on;
    const wchar_t *word = skip_separators(arguments);
    if (!*word) {
        write_string(on ? L"VERIFY is on.\r\n" : L"VERIFY is off.\r\n");
        return 0;
    }
    if (!same_prefix(word, L"ON", 2) && !same_prefix(word, L"OFF", 3)) {
        write_error(L"An incorrect parameter was\r\nentered for the command.");
        return 1;
    }
    on = upper_char(word[1]) == 'N';
    return 0;
}
