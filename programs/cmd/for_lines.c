/* FOR /F: lines of files, of a string or of what a command writes, cut into words. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 32

struct line_options {
    wchar_t comment;          /* eol=; 0: none */
    wchar_t delimiters[128];
    long skip;
    bool wanted[MAX_WORDS];   /* wanted[i]: the word i + 1 */
    bool rest;                /* tokens=...* */
    int last;                 /* the highest word that is wanted */
    bool backquotes;
};

struct line_loop {
    const struct node *node;
    struct line_options options;
    struct for_variable *variables;
    int count;
    int code;
};

/* ---- "eol=; tokens=1,3-5* delims=, usebackq skip=1" */

static bool read_tokens(const wchar_t **at, struct line_options *options)
{
    memset(options->wanted, 0, sizeof(options->wanted));
    options->rest = false;
    options->last = 0;
    for (const wchar_t *p = *at;;) {
        if (*p == '*') {
            options->rest = true;
            p++;
        } else {
            wchar_t *end;
            long first = wcstol(p, &end, 10), last = first;
            if (end == p) return false;
            p = end;
            if (*p == '-') {
                last = wcstol(p + 1, &end, 10);
                p = end;
            }
            if (first < 1 || last > MAX_WORDS - 1) return false;
            for (long i = first; i <= last; i++) options->wanted[i - 1] = true;
            if (last > options->last) options->last = (int)last;
        }
        *at = p;
        if (*p == ',') p++;
        else if (*p != '*') return true;
    }
}

/* delims= goes up to the next blank, unless it is the last option. */
static void read_delimiters(const wchar_t **at, const wchar_t *end, struct line_options *options)
{
    const wchar_t *p = *at;
    size_t count = 0, length = end - p, blank = wcscspn(p, L" ");
    /* A blank belongs to the set if it stands at the very end */
    if (blank < length && p[blank + wcsspn(p + blank, L" ")] && p + blank + wcsspn(p + blank, L" ") < end)
        length = blank;
    for (size_t i = 0; i < length && count < 127; i++) options->delimiters[count++] = p[i];
    options->delimiters[count] = 0;
    *at = p + length;
}

static bool read_options(const wchar_t *quoted, struct line_options *options)
{
    struct text plain = { 0 };
    bool good = true;
    *options = (struct line_options){ .comment = ';', .delimiters = L" \t", .wanted = { true }, .last = 1 };
    add_unquoted(&plain, quoted ? quoted : L"");
    const wchar_t *at = plain.data, *end = at + plain.length;
    while (good && *(at = skip_blanks(at))) {
        if (same_prefix(at, L"eol=", 4)) {
            options->comment = at[4];
            at += at[4] ? 5 : 4;
        } else if (same_prefix(at, L"delims=", 7)) {
            at += 7;
            read_delimiters(&at, end, options);
        } else if (same_prefix(at, L"skip=", 5)) {
            wchar_t *after;
            options->skip = wcstol(at + 5, &after, 0);
            good = after > at + 5 && options->skip > 0;
            at = after;
        } else if (same_prefix(at, L"tokens=", 7)) {
            at += 7;
            good = read_tokens(&at, options);
        } else if (same_prefix(at, L"usebackq", 8)) {
            options->backquotes = true;
            at += 8;
        } else {
            good = false;
        }
    }
    if (!good) {
        write_text(2, at, wcslen(at));
        write_error(L" was unexpected at this time.");
        flush_output();
    }
    text_free(&plain);
    return good;
}

/* ---- one line */

static bool is_delimiter(const struct line_options *options, wchar_t c)
{
    return c && wcschr(options->delimiters, c);
}

static void clear_values(struct line_loop *loop)
{
    for (int i = 0; i < loop->count; i++) {
        free((void *)loop->variables[i].value);
        loop->variables[i].value = NULL;
    }
}

static void set_value(struct line_loop *loop, int index, const wchar_t *data, size_t length)
{
    struct text value = { 0 };
    text_append(&value, data, length);
    free((void *)loop->variables[index].value);
    loop->variables[index].value = value.data;
}

static void run_for_line(struct line_loop *loop, const wchar_t *line)
{
    const struct line_options *options = &loop->options;
    const wchar_t *at = line;
    int variable = 0, found = 0;
    while (is_delimiter(options, *at)) at++;
    if (!*at || (options->comment && *at == options->comment && !is_delimiter(options, options->comment))) return;
    for (int i = 0; i < loop->count; i++) set_value(loop, i, L"", 0);
    for (int word = 1; word <= options->last && *at; word++) {
        size_t length = 0;
        while (at[length] && !is_delimiter(options, at[length])) length++;
        if (options->wanted[word - 1]) {
            set_value(loop, variable++, at, length);
            found++;
        }
        at += length;
        while (is_delimiter(options, *at)) at++;
    }
    if (options->rest && *at) {
        set_value(loop, loop->count - 1, at, wcslen(at));
        found++;
    }
    if (found) loop->code = run_for_body(loop->node->left);
}

/* ---- the sources */

static void run_for_text(struct line_loop *loop, wchar_t *text)
{
    long skip = loop->options.skip;
    for (wchar_t *at = text; *at && shell.flow == FLOW_ON;) {
        size_t length = wcscspn(at, L"\n");
        wchar_t *next = at + length + (at[length] == '\n');
        if (length && at[length - 1] == '\r') length--;
        at[length] = 0;
        if (skip-- <= 0) run_for_line(loop, at);
        at = next;
    }
}

static bool read_file(const wchar_t *path, struct text *text)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, 0, NULL);
    DWORD size, done = 0;
    if (file == INVALID_HANDLE_VALUE) return false;
    size = GetFileSize(file, NULL);
    char *data = allocate((size_t)size + 2);
    bool good = size != INVALID_FILE_SIZE && ReadFile(file, data, size, &done, NULL);
    CloseHandle(file);
    UINT page = text_code_page();
    if (done >= 2 && !memcmp(data, "\xff\xfe", 2)) {
        text_append(text, (wchar_t *)data + 1, done / sizeof(wchar_t) - 1);
    } else if (done) {
        int length = MultiByteToWideChar(page, 0, data, (int)done, NULL, 0);
        wchar_t *wide = allocate((length + 1) * sizeof(wchar_t));
        MultiByteToWideChar(page, 0, data, (int)done, wide, length);
        text_append(text, wide, length);
        free(wide);
    }
    text_append(text, L"", 0);
    free(data);
    return good;
}

static void run_for_file_list(struct line_loop *loop, const wchar_t *set)
{
    for (const wchar_t *at = skip_separators(set); *at && shell.flow == FLOW_ON; at = skip_separators(at)) {
        struct text name = { 0 }, content = { 0 };
        for (bool quoted = false; *at && (quoted || !is_separator(*at)); at++) {
            if (*at == '"') quoted = !quoted;
            else text_add_char(&name, *at);
        }
        if (read_file(text_string(&name), &content)) {
            run_for_text(loop, content.data);
        } else {
            write_text(2, L"The system cannot find the file ", 32);
            write_text(2, text_string(&name), name.length);
            write_error(L".");
            flush_output();
            loop->code = 1;
        }
        text_free(&name);
        text_free(&content);
    }
}

/* What stands between `quote` at both ends, or false. */
static bool take_quoted(const wchar_t *set, wchar_t quote, struct text *inner)
{
    set = skip_blanks(set);
    size_t length = wcslen(set);
    while (length && (set[length - 1] == ' ' || set[length - 1] == '\t')) length--;
    if (length < 2 || set[0] != quote || set[length - 1] != quote) return false;
    text_append(inner, set + 1, length - 2);
    return true;
}

static void run_for_source(struct line_loop *loop, const wchar_t *set)
{
    struct text inner = { 0 }, output = { 0 };
    bool backquotes = loop->options.backquotes;
    if (take_quoted(set, backquotes ? '`' : '\'', &inner)) {
        if (run_captured(inner.data, &output) && output.length) run_for_text(loop, output.data);
    } else if (take_quoted(set, backquotes ? '\'' : '"', &inner)) {
        run_for_text(loop, inner.data);
    } else {
        run_for_file_list(loop, set);
    }
    text_free(&inner);
    text_free(&output);
}

int run_for_lines(const struct node *node, const wchar_t *options, const wchar_t *set, struct for_variable *first)
{
    struct for_variable variables[MAX_WORDS + 1];
    struct line_loop loop = { .node = node, .variables = variables };
    if (!read_options(options, &loop.options)) {
        shell.flow = shell.batch ? FLOW_ABORT_BATCH : shell.flow;
        return shell.errorlevel = 255;
    }
    for (int i = 0; i < MAX_WORDS; i++) loop.count += loop.options.wanted[i];
    loop.count += loop.options.rest;
    /* The variables are named by the letters that follow the first */
    for (int i = 0; i < loop.count; i++) {
        variables[i] = *first;
        variables[i].name = (wchar_t)(first->name + i);
        variables[i].value = NULL;
        variables[i].next = i + 1 < loop.count ? &variables[i + 1] : first->next;
        set_value(&loop, i, L"", 0);
    }
    const struct for_variable *before = shell.for_variables;
    /* The command is run with the variables of the loops around this one, which are in the set already */
    shell.for_variables = variables;
    run_for_source(&loop, set);
    shell.for_variables = before;
    clear_values(&loop);
    return loop.code;
}
