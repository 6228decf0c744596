/* choice: asks for one of several keys; the exit code is the number of the key, 0 after Ctrl+C, 255 after an error. */
#include "text_output.h"

enum { FAILED = 255, LONGEST_TIMEOUT = 9999, LARGEST_LIST = 128 };

struct question {
    WCHAR choices[LARGEST_LIST];
    const WCHAR *text;
    bool is_hidden, keeps_case;
    long timeout;       /* in seconds; -1: waits without end */
    WCHAR preset;       /* what is chosen when the time is over */
};

static int failed(const WCHAR *text)
{
    put_error(L"ERROR: ");
    put_error(text);
    put_error(L"\r\n");
    return FAILED;
}

static WCHAR fold(const struct question *question, WCHAR c)
{
    return question->keeps_case ? c : (WCHAR)(ULONG_PTR)CharUpperW((LPWSTR)(ULONG_PTR)c);
}

/* The number of a choice, counted from 1; 0 if there is none. */
static int number_of(const struct question *question, WCHAR c)
{
    const WCHAR *found = c ? wcschr(question->choices, fold(question, c)) : NULL;
    return found ? (int)(found - question->choices) + 1 : 0;
}

static void print_usage(void)
{
    put_text(L"Asks for one of several keys and returns its number.\r\n\r\n"
             L"choice [/C choices] [/N] [/CS] [/T seconds /D choice] [/M text]\r\n\r\n"
             L"  /C choices   the keys to choose from; Y and N without this option\r\n"
             L"  /N           does not show the choices\r\n"
             L"  /CS          capital and small letters differ\r\n"
             L"  /T seconds   0 to 9999: how long to wait until /D is chosen\r\n"
             L"  /D choice    what is chosen when the time is over\r\n"
             L"  /M text      what is shown before the choices\r\n");
}

static const WCHAR *set_choices(struct question *question, const WCHAR *text)
{
    size_t count = wcslen(text);
    if (!count || count >= LARGEST_LIST) return L"Invalid value for the choices.";
    for (size_t i = 0; i < count; i++) {
        bool is_valid = (text[i] < 128 && iswalnum(text[i])) || text[i] >= 128;
        WCHAR c = fold(question, text[i]);
        if (!is_valid) return L"Invalid choice. A choice is one of a-z, A-Z, 0-9 or a character above 127.";
        question->choices[i] = 0;
        if (wcschr(question->choices, c)) return L"Duplicate choices are not allowed.";
        question->choices[i] = c;
    }
    question->choices[count] = 0;
    return NULL;
}

/* The value of an option: behind a colon or the next argument. */
static const WCHAR *option_value(const WCHAR *name, int *index, int count, WCHAR **arguments)
{
    const WCHAR *argument = arguments[*index];
    size_t length = wcslen(name);
    if ((*argument != '/' && *argument != '-') || _wcsnicmp(argument + 1, name, length)) return NULL;
    if (argument[length + 1] == ':') return argument + length + 2;
    if (argument[length + 1] || *index + 1 >= count) return NULL;
    return arguments[++*index];
}

static const WCHAR *parse(struct question *question, int count, WCHAR **arguments)
{
    const WCHAR *choices = L"YN", *preset = NULL, *value;
    for (int i = 0; i < count; i++) {
        WCHAR *end = NULL;
        if (is_switch(arguments[i], L"n")) question->is_hidden = true;
        else if (is_switch(arguments[i], L"cs")) question->keeps_case = true;
        else if ((value = option_value(L"c", &i, count, arguments))) choices = value;
        else if ((value = option_value(L"m", &i, count, arguments))) question->text = value;
        else if ((value = option_value(L"d", &i, count, arguments))) preset = value;
        else if ((value = option_value(L"t", &i, count, arguments))) {
            question->timeout = wcstol(value, &end, 10);
            if (end == value || *end || question->timeout < 0 || question->timeout > LONGEST_TIMEOUT)
                return L"Invalid value for the timeout. The valid range is 0 to 9999.";
        } else return L"Invalid syntax. Type \"CHOICE /?\" for usage.";
    }
    if ((question->timeout >= 0) != !!preset) return L"Invalid syntax. /T and /D belong together.";
    const WCHAR *problem = set_choices(question, choices);
    if (problem || !preset) return problem;
    question->preset = *preset;
    return preset[0] && !preset[1] && number_of(question, *preset) ? NULL
                                                                   : L"Invalid default. It must be one of the choices.";
}

static void print_question(const struct question *question)
{
    if (question->text) put_format(L"%.1000ls", question->text);
    if (question->is_hidden) return;
    put_text(question->text ? L" [" : L"[");
    for (size_t i = 0; question->choices[i]; i++) put_format(i ? L",%lc" : L"%lc", question->choices[i]);
    put_text(L"]?");
}

/* The next character from a console; 0 when the time is over. */
static WCHAR console_key(HANDLE console, ULONGLONG end)
{
    for (;;) {
        INPUT_RECORD record;
        DWORD count;
        ULONGLONG now = GetTickCount64();
        DWORD wait = end == ~0ull ? INFINITE : now >= end ? 0 : (DWORD)(end - now);
        if (WaitForSingleObject(console, wait) != WAIT_OBJECT_0) return 0;
        if (!ReadConsoleInputW(console, &record, 1, &count) || record.EventType != KEY_EVENT ||
            !record.Event.KeyEvent.bKeyDown)
            continue;
        if (record.Event.KeyEvent.uChar.UnicodeChar) return record.Event.KeyEvent.uChar.UnicodeChar;
    }
}

static int ask_console(const struct question *question, HANDLE console)
{
    ULONGLONG end = question->timeout < 0 ? ~0ull : GetTickCount64() + (ULONGLONG)question->timeout * 1000;
    for (;;) {
        WCHAR key = console_key(console, end);
        if (!key) key = question->preset;
        if (key == 3) return 0;
        int number = number_of(question, key);
        if (number) {
            put_format(L"%lc\r\n", question->choices[number - 1]);
            return number;
        }
        MessageBeep(MB_OK);
    }
}

/* Of a file or pipe the first character that is a choice counts. */
static int ask_file(const struct question *question)
{
    int c;
    while ((c = getchar()) != EOF) {
        char byte = (char)c;
        WCHAR wide = 0;
        MultiByteToWideChar(CP_OEMCP, 0, &byte, 1, &wide, 1);
        int number = number_of(question, wide);
        if (!number) continue;
        put_format(L"%lc\r\n", question->choices[number - 1]);
        return number;
    }
    put_text(L"\r\n");
    return failed(L"The file is either empty or does not contain the valid choices.");
}

static BOOL WINAPI stop(DWORD event)
{
    if (event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT) {
        put_text(L"\r\n");
        ExitProcess(0);
    }
    return FALSE;
}

int main(void)
{
    int count;
    DWORD mode;
    struct question question = { .timeout = -1 };
    WCHAR **arguments = arguments_of_program(&count);
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    for (int i = 0; i < count; i++) {
        if (!is_switch(arguments[i], L"?")) continue;
        print_usage();
        return 0;
    }
    const WCHAR *problem = parse(&question, count, arguments);
    if (problem) return failed(problem);
    SetConsoleCtrlHandler(stop, TRUE);
    print_question(&question);
    if (!GetConsoleMode(input, &mode)) return ask_file(&question);
    return ask_console(&question, input);
}
