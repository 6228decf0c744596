/* cmd.exe: options, start and end. */
#include "cmd.h"

#include <stdlib.h>

struct interpreter shell = { .extensions = true, .echo = true };

struct options {
    const wchar_t *command; /* behind /C or /K */
    bool keep, strip, no_autorun;
    int color;
};

#define SETTINGS L"Software\\Microsoft\\Command Processor"

static BOOL WINAPI on_control(DWORD event)
{
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) return FALSE;
    InterlockedExchange(&shell.interrupted, 1);
    return TRUE;
}

bool ask_to_terminate(void)
{
    wchar_t answer = 'Y';
    InterlockedExchange(&shell.interrupted, 0);
    if (!shell.handles[0] || !is_console(shell.handles[0])) return true;
    write_string(L"\r\n");
    return !ask(L"Terminate batch job (Y/N)? ", L"YN", &answer) || answer == 'Y';
}

/* ---- options */

static bool says_off(const wchar_t *value)
{
    return same_prefix(value, L":OFF", 4);
}

static void use_completion(bool on)
{
    shell.file_completion = on ? 6 : 0;
    shell.folder_completion = on ? 4 : 0;
}

static bool names_cmd(const wchar_t *start, const wchar_t *end)
{
    return (end - start >= 3 && !_wcsnicmp(end - 3, L"cmd", 3)) ||
           (end - start >= 7 && !_wcsnicmp(end - 7, L"cmd.exe", 7));
}

/* `cmd/c` needs no blank; the slashes of a path such as tools/cmd.exe do not end it. */
static const wchar_t *program_end(const wchar_t *line)
{
    bool quoted = false;
    const wchar_t *start = line;
    for (; *line && (quoted || (*line != ' ' && *line != '\t')); line++) {
        if (*line == '/' && !quoted && names_cmd(start, line)) break;
        quoted ^= *line == '"';
    }
    return line;
}

static void read_options(const wchar_t *line, struct options *options)
{
    for (const wchar_t *at = program_end(line); *at;) {
        if (*at != '/') {
            at++;
            continue;
        }
        wchar_t letter = upper_char(at[1]);
        if (letter == 'C' || letter == 'K' || letter == 'R') {
            options->keep = letter == 'K';
            options->command = at + 2;
            return;
        }
        const wchar_t *value = at + 2;
        switch (letter) {
        case '?':
            write_help(L"CMD");
            flush_output();
            ExitProcess(0);
        case 'S': options->strip = true; break;
        case 'Q': shell.echo = false; break;
        case 'D': options->no_autorun = true; break;
        case 'A': shell.unicode = false; break;
        case 'U': shell.unicode = true; break;
        case 'T': options->color = *value == ':' ? (int)wcstol(value + 1, NULL, 16) : -1; break;
        case 'E': shell.extensions = !says_off(value); break;
        case 'X': shell.extensions = true; break;
        case 'Y': shell.extensions = false; break;
        case 'F': use_completion(!says_off(value)); break;
        case 'V': shell.delayed = !says_off(value); break;
        }
        at += at[1] ? 2 : 1;
        while (*at && *at != ' ' && *at != '/') at++;
    }
}

/* ---- the text behind /C */

static size_t count_quotes(const wchar_t *text)
{
    size_t count = 0;
    for (; *text; text++) count += *text == '"';
    return count;
}

/* Exactly two quotation marks, around the name of a program with a blank in it: they stay. */
static bool keeps_quotes(const wchar_t *text)
{
    if (count_quotes(text) != 2 || wcspbrk(text, L"&<>()@^|")) return false;
    struct text name = { 0 }, path = { 0 };
    size_t length = wcscspn(text + 1, L"\"");
    text_append(&name, text + 1, length);
    bool keeps = wcschr(name.data, ' ') && find_external(name.data, &path);
    text_free(&name);
    text_free(&path);
    return keeps;
}

/* As documented for /C: else the first and the last quotation mark go. */
static wchar_t *command_text(const struct options *options)
{
    wchar_t *text = copy_string(skip_blanks(options->command));
    if (*text != '"' || (!options->strip && keeps_quotes(text))) return text;
    wchar_t *last = wcsrchr(text, '"');
    if (last > text) wmemmove(last, last + 1, wcslen(last));
    wmemmove(text, text + 1, wcslen(text));
    return text;
}

/* ---- settings */

static void read_settings(const struct options *options)
{
    static HKEY const roots[] = { HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER };
    for (int i = 0; i < 2; i++) {
        DWORD value;
        struct text autorun = { 0 };
        if (read_registry_number(roots[i], SETTINGS, L"CompletionChar", &value)) shell.file_completion = (wchar_t)value;
        if (read_registry_number(roots[i], SETTINGS, L"PathCompletionChar", &value))
            shell.folder_completion = (wchar_t)value;
        if (!options->no_autorun && !read_registry_string(roots[i], SETTINGS, L"AutoRun", &autorun))
            run_text(autorun.data);
        text_free(&autorun);
    }
    if (shell.file_completion >= 32) shell.file_completion = 0;
    if (shell.folder_completion >= 32) shell.folder_completion = 0;
}

static void greet(void)
{
    command_ver(L"");
    write_string(L"Command prompt of Winrun\r\n");
}

static int end_code(int code)
{
    flush_output();
    return shell.flow == FLOW_EXIT || !code ? shell.errorlevel : code;
}

static void run_prompt(void)
{
    shell.interactive = true;
    while (shell.flow != FLOW_EXIT) {
        bool first = true;
        struct pool pool = { 0 };
        struct node *node;
        struct parser parser = {.next_line = next_console_line,
                                .context = &first,
                                .pool = &pool,
                                .extensions = shell.extensions,
                                .labels = true};
        shell.flow = FLOW_ON;
        enum parse_result result = parse_command_line(&parser, &node);
        if (result == PARSE_ERROR) {
            write_error(parser.error.data);
            shell.errorlevel = 1;
        } else if (result == PARSE_COMMAND) {
            run_node(node);
        }
        parser_free(&parser);
        pool_free(&pool);
        flush_output();
        if (result == PARSE_END) return;
    }
}

int main(void)
{
    struct options options = { .color = -1 };
    shell.command_line = GetCommandLineW();
    init_handles();
    SetConsoleCtrlHandler(on_control, TRUE);
    srand(GetTickCount() ^ GetCurrentProcessId() << 8);
    shell.file_completion = shell.folder_completion = 9;
    read_options(shell.command_line, &options);
    if (options.color >= 0) SetConsoleTextAttribute(shell.handles[1], (WORD)options.color);
    if (!options.no_autorun || !options.command) read_settings(&options);
    if (options.command && !options.keep) {
        wchar_t *text = command_text(&options);
        shell.once = true;
        int code = end_code(run_text(text));
        ExitProcess(code);
    }
    if (options.command) {
        wchar_t *text = command_text(&options);
        run_text(text);
        free(text);
    } else {
        greet();
    }
    run_prompt();
    flush_output();
    ExitProcess(shell.errorlevel);
}
