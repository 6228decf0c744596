/* SET: shows and changes variables, calculates, asks. */
#include "cmd.h"
#include "set_arithmetic.h"

#include <stdlib.h>

static bool is_hidden(const wchar_t *variable)
{
    return variable[0] == '=';
}

static int compare_variables(const void *a, const void *b)
{
    return _wcsicmp(*(const wchar_t *const *)a, *(const wchar_t *const *)b);
}

/* All variables whose names begin with `prefix`, in order. */
static int show_variables(const wchar_t *prefix)
{
    wchar_t *block = GetEnvironmentStringsW();
    const wchar_t **list = NULL;
    size_t count = 0, length = wcslen(prefix);
    while (length && (prefix[length - 1] == ' ' || prefix[length - 1] == '\t')) length--;
    for (wchar_t *at = block; *at; at += wcslen(at) + 1) {
        if ((is_hidden(at) && !length) || !same_prefix(at, prefix, length)) continue;
        list = realloc(list, (count + 1) * sizeof(*list));
        if (!list) abort();
        list[count++] = at;
    }
    if (count) qsort(list, count, sizeof(*list), compare_variables);
    for (size_t i = 0; i < count; i++) {
        write_string(list[i]);
        write_string(L"\r\n");
    }
    free(list);
    FreeEnvironmentStringsW(block);
    if (count) return 0;
    write_text(2, L"Environment variable ", 21);
    write_text(2, prefix, length);
    write_error(L" not defined");
    return 1;
}

/* ---- SET /A */

static bool get_number(void *context, const wchar_t *name, struct text *value)
{
    (void)context;
    return get_variable(name, value);
}

static void set_number(void *context, const wchar_t *name, int value)
{
    struct text digits = { 0 };
    (void)context;
    text_add_number(&digits, value);
    SetEnvironmentVariableW(name, digits.data);
    text_free(&digits);
}

static int calculate(const wchar_t *expression)
{
    struct arithmetic arithmetic = { .get = get_number, .set = set_number };
    int value;
    if (!*skip_blanks(expression)) {
        write_error(L"The syntax of the command is incorrect.");
        return 1;
    }
    enum arithmetic_error error = evaluate(&arithmetic, expression, &value);
    if (error) {
        write_error(arithmetic_message(error));
        return (int)error;
    }
    if (!shell.batch) write_format(L"%d", value);
    return 0;
}

/* ---- SET and SET /P */

/* `"NAME=value" rest`: what stands behind the last quotation mark is dropped. */
static void drop_quotes(const wchar_t *at, struct text *result)
{
    const wchar_t *last;
    if (*at == '"' && (last = wcsrchr(at + 1, '"'))) text_append(result, at + 1, last - at - 1);
    else text_add(result, *at == '"' ? at + 1 : at);
}

static int ask_for_value(const wchar_t *assignment)
{
    struct text plain = { 0 }, line = { 0 }, question = { 0 };
    drop_quotes(skip_blanks(assignment), &plain);
    wchar_t *equals = plain.length ? wcschr(plain.data, '=') : NULL;
    if (!equals) {
        text_free(&plain);
        write_error(L"The syntax of the command is incorrect.");
        return 1;
    }
    *equals = 0;
    drop_quotes(skip_blanks(equals + 1), &question);
    write_string(text_string(&question));
    flush_output();
    bool good = read_input_line(&line) && line.length;
    if (good && *plain.data)
        SetEnvironmentVariableW(plain.data, line.data); /* without a name, only the question is shown */
    text_free(&question);
    text_free(&plain);
    text_free(&line);
    return !good;
}

static int assign(const wchar_t *assignment)
{
    struct text plain = { 0 };
    drop_quotes(assignment, &plain);
    wchar_t *equals = plain.length > 1 ? wcschr(plain.data + 1, '=') : NULL;
    int code = 0;
    if (plain.length && plain.data[0] == '=') {
        write_error(L"The syntax of the command is incorrect.");
        code = 1;
    } else if (!equals) {
        code = show_variables(text_string(&plain));
    } else {
        *equals = 0;
        if (!SetEnvironmentVariableW(plain.data, equals[1] ? equals + 1 : NULL) && !equals[1]) code = 1;
    }
    text_free(&plain);
    return code;
}

int command_set(const wchar_t *arguments)
{
    const wchar_t *at = arguments;
    while (*at == ' ' || *at == '\t' || *at == ',' || *at == ';') at++;
    if (!*at) return show_variables(L"");
    if (*at == '/' && shell.extensions) {
        if (upper_char(at[1]) == 'A') return calculate(at + 2);
        if (upper_char(at[1]) == 'P') return ask_for_value(at + 2);
    }
    return assign(at);
}
