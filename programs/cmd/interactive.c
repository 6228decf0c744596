/* The prompt and the lines that are typed at it. */
#include "cmd.h"

#include <stdio.h>
#include <stdlib.h>

NTSYSAPI LONG NTAPI RtlGetVersion(OSVERSIONINFOW *version); /* the real version, whatever a manifest says */

/* ---- PROMPT */

static void add_version(struct text *text)
{
    wchar_t line[80];
    OSVERSIONINFOW version = { .dwOSVersionInfoSize = sizeof(version) };
    RtlGetVersion(&version);
    _snwprintf(line, 80, L"Microsoft Windows [Version %lu.%lu.%lu]", version.dwMajorVersion, version.dwMinorVersion,
               version.dwBuildNumber);
    text_add(text, line);
}

static void add_drive(struct text *text)
{
    struct text folder = { 0 };
    add_current_folder(&folder);
    text_append(text, folder.data, folder.length ? 1 : 0);
    text_free(&folder);
}

static int pushed_folders;

static void add_depth(struct text *text)
{
    for (int i = 0; i < pushed_folders; i++) text_add_char(text, '+');
}

void count_pushed_folders(int change)
{
    pushed_folders += change;
}

static const struct {
    wchar_t letter;
    const wchar_t *string;
    void (*add)(struct text *text);
} codes[] = {
    {'A', L"&"},
    {'B', L"|"},
    {'C', L"("},
    {'E', L"\x1b"},
    {'F', L")"},
    {'G', L">"},
    {'L', L"<"},
    {'Q', L"="},
    {'S', L" "},
    {'_', L"\r\n"},
    {'$', L"$"},
    {'D', NULL, add_date},
    {'T', NULL, add_time},
    {'N', NULL, add_drive},
    {'P', NULL, add_current_folder},
    {'V', NULL, add_version},
    {'+', NULL, add_depth},
    {'M', L""},
};

static void add_prompt(const wchar_t *format, struct text *prompt)
{
    for (; *format; format++) {
        if (*format != '$' || !format[1]) {
            text_add_char(prompt, *format);
            continue;
        }
        wchar_t letter = upper_char(*++format);
        if (letter == 'H' && prompt->length) text_truncate(prompt, prompt->length - 1);
        for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
            if (codes[i].letter != letter) continue;
            if (codes[i].add) codes[i].add(prompt);
            else text_add(prompt, codes[i].string);
        }
    }
}

void write_prompt(void)
{
    struct text format = { 0 }, prompt = { 0 };
    if (!get_environment(L"PROMPT", &format) || !format.length) text_add(&format, L"$P$G");
    add_prompt(format.data, &prompt);
    write_string(text_string(&prompt));
    text_free(&format);
    text_free(&prompt);
}

int command_ver(const wchar_t *arguments)
{
    struct text text = { 0 };
    (void)arguments;
    add_version(&text);
    write_string(L"\r\n");
    write_string(text.data);
    write_string(L"\r\n");
    text_free(&text);
    return 0;
}

/* ---- completion of file names: the control characters of /F or of the registry wake ReadConsole up */

struct completion {
    struct text before;  /* the line up to the word */
    struct text typed;   /* the word as it was */
    wchar_t **names;
    int count, current;
};

static int compare_names(const void *a, const void *b)
{
    return _wcsicmp(*(wchar_t *const *)a, *(wchar_t *const *)b);
}

static void free_completion(struct completion *completion)
{
    for (int i = 0; i < completion->count; i++) free(completion->names[i]);
    free(completion->names);
    text_free(&completion->before);
    text_free(&completion->typed);
    *completion = (struct completion){ .current = -1 };
}

/* The last word begins behind a separator or an operator outside of quotation marks. */
static void start_completion(struct completion *completion, const wchar_t *line, size_t length, bool folders)
{
    WIN32_FIND_DATAW data;
    struct text pattern = { 0 }, name = { 0 };
    size_t start = 0;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (line[i] == '"') {
            if (!quoted) start = i;
            quoted = !quoted;
        } else if (!quoted && (is_separator(line[i]) || wcschr(L"&|<>()", line[i]))) {
            start = i + 1;
        }
    }
    free_completion(completion);
    text_append(&completion->before, line, start);
    text_append(&completion->typed, line + start, length - start);
    add_unquoted(&pattern, completion->typed.data);
    size_t folder = name_offset(pattern.data);
    if (!has_wildcard(pattern.data)) text_add_char(&pattern, '*');
    HANDLE find = FindFirstFileW(pattern.data, &data);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (is_dots(data.cFileName) || (folders && !(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY))) continue;
            text_clear(&name);
            text_append(&name, pattern.data, folder);
            text_add(&name, data.cFileName);
            completion->names = realloc(completion->names, (completion->count + 1) * sizeof(*completion->names));
            if (!completion->names) abort();
            completion->names[completion->count++] = copy_string(name.data);
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    if (completion->count) qsort(completion->names, completion->count, sizeof(*completion->names), compare_names);
    text_free(&pattern);
    text_free(&name);
}

static void add_completed(const struct completion *completion, struct text *line)
{
    const wchar_t *name = completion->names[completion->current];
    bool quote = wcspbrk(name, L" &()[]{}^=;!'+,`~") != NULL;
    text_clear(line);
    text_append(line, completion->before.data, completion->before.length);
    if (quote) text_add_char(line, '"');
    text_add(line, name);
    if (quote) text_add_char(line, '"');
}

/* Replaces what stands in the line on the screen. */
static void redraw(HANDLE output, size_t old_length, const struct text *line)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    DWORD done;
    if (!GetConsoleScreenBufferInfo(output, &info) || !info.dwSize.X) return;
    long place = (long)info.dwCursorPosition.Y * info.dwSize.X + info.dwCursorPosition.X - (long)old_length;
    if (place < 0) place = 0;
    COORD start = { (SHORT)(place % info.dwSize.X), (SHORT)(place / info.dwSize.X) };
    SetConsoleCursorPosition(output, start);
    WriteConsoleW(output, line->data, (DWORD)line->length, &done, NULL);
    if (line->length >= old_length) return;
    GetConsoleScreenBufferInfo(output, &info);
    FillConsoleOutputCharacterW(output, ' ', (DWORD)(old_length - line->length), info.dwCursorPosition, &done);
}

static bool complete(struct completion *completion, struct text *line, bool folders, bool back)
{
    if (completion->current < 0) start_completion(completion, text_string(line), line->length, folders);
    if (!completion->count) return false;
    int step = back ? completion->count - 1 : 1;
    completion->current =
        completion->current < 0 ? (back ? completion->count - 1 : 0) : (completion->current + step) % completion->count;
    add_completed(completion, line);
    return true;
}

/* ---- lines */

static bool ends_line(const struct text *line)
{
    return line->length && line->data[line->length - 1] == '\n';
}

/* What a completed line ended in, if it was a control character that asks for completion; it is taken out of the line.
 */
static wchar_t take_control(struct text *line, DWORD mask)
{
    for (size_t i = 0; i < line->length; i++) {
        wchar_t c = line->data[i];
        if (c >= 32 || !(mask >> c & 1) || c == '\r' || c == '\n') continue;
        text_truncate(line, i);
        return c;
    }
    return 0;
}

static bool read_console_line(HANDLE input, struct text *line)
{
    wchar_t *buffer = allocate((MAX_LINE + 3) * sizeof(wchar_t));
    struct completion completion = { .current = -1 };
    DWORD mask = 0;
    DWORD error;
    bool good = false;
    if (shell.file_completion && shell.file_completion < 32) mask |= 1u << shell.file_completion;
    if (shell.folder_completion && shell.folder_completion < 32) mask |= 1u << shell.folder_completion;
    text_append(line, L"", 0);
    for (;;) {
        CONSOLE_READCONSOLE_CONTROL control = { sizeof(control), (ULONG)line->length, mask, 0 };
        DWORD got = 0;
        size_t initial = line->length < MAX_LINE ? line->length : MAX_LINE;
        wmemcpy(buffer, line->data, initial);
        control.nInitialChars = (ULONG)initial;
        SetLastError(ERROR_SUCCESS);
        if (!ReadConsoleW(input, buffer, MAX_LINE + 2, &got, mask ? &control : NULL) || !got) break;
        text_clear(line);
        text_append(line, buffer, got);
        good = ends_line(line);
        if (good) break;
        wchar_t key = take_control(line, mask);
        if (!key) {
            good = true;
            break;
        }
        size_t shown = line->length;
        /* What is typed behind a completed name begins a new word */
        if (completion.current >= 0) {
            struct text last = { 0 };
            add_completed(&completion, &last);
            if (wcscmp(text_string(&last), line->data)) free_completion(&completion);
            text_free(&last);
        }
        bool back = control.dwControlKeyState & SHIFT_PRESSED;
        if (complete(&completion, line, key == shell.folder_completion && key != shell.file_completion, back))
            redraw(shell.handles[1], shown, line);
    }
    error = GetLastError();
    free_completion(&completion);
    free(buffer);
    SetLastError(error);
    while (line->length && wcschr(L"\r\n", line->data[line->length - 1])) text_truncate(line, line->length - 1);
    return good;
}

static bool read_byte_line(HANDLE input, struct text *line)
{
    char bytes[MAX_LINE + 3];
    size_t count = 0;
    DWORD got;
    bool any = false;
    while (count < MAX_LINE && ReadFile(input, bytes + count, 1, &got, NULL) && got) {
        any = true;
        if (bytes[count] == '\n') break;
        count++;
    }
    while (count && bytes[count - 1] == '\r') count--;
    wchar_t wide[MAX_LINE + 3];
    UINT page = GetConsoleCP();
    int length = count ? MultiByteToWideChar(page ? page : GetOEMCP(), 0, bytes, (int)count, wide, MAX_LINE + 2) : 0;
    text_append(line, wide, length);
    return any;
}

bool read_input_line(struct text *line)
{
    HANDLE input = shell.handles[0];
    flush_output();
    if (!input) return false;
    return is_console(input) ? read_console_line(input, line) : read_byte_line(input, line);
}

/* The event comes on a thread of its own, perhaps after the read has ended; it must not hit the next command. */
static void wait_for_interruption(void)
{
    for (int i = 0; i < 50 && !shell.interrupted; i++) Sleep(2);
    InterlockedExchange(&shell.interrupted, 0);
}

bool next_console_line(void *context, struct text *line)
{
    struct text raw = { 0 };
    struct expansion expansion;
    bool *first = context;
    if (!*first) {
        write_string(L"More? ");
    } else if (shell.echo) {
        write_string(L"\r\n");
        write_prompt();
    }
    InterlockedExchange(&shell.interrupted, 0);
    bool good = read_input_line(&raw);
    if (!good && GetLastError() == ERROR_OPERATION_ABORTED) {
        /* Ctrl+C gives up the line, not the interpreter */
        good = true;
        wait_for_interruption();
        text_clear(&raw);
        write_string(L"\r\n");
    } else if (good && shell.echo && !is_console(shell.handles[0])) {
        write_string(text_string(&raw));
        write_string(L"\r\n");
    }
    *first = false;
    expansion_for_line(&expansion);
    if (good) expand_percent(&expansion, text_string(&raw), line);
    text_free(&raw);
    return good;
}
