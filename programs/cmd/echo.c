/* Commands that say something or do nothing: ECHO, REM, BREAK, CALL, EXIT. */
#include "cmd.h"

#include <stdlib.h>

static bool is_only(const wchar_t *text, const wchar_t *word)
{
    size_t length = wcslen(word);
    return same_prefix(text, word, length) && !*skip_blanks(text + length);
}

/* The character behind ECHO is not written, whatever it is. */
int command_echo(const wchar_t *arguments)
{
    const wchar_t *word = skip_blanks(arguments);
    if (!*word) {
        write_string(shell.echo ? L"ECHO is on.\r\n" : L"ECHO is off.\r\n");
    } else if (word > arguments && is_only(word, L"ON")) {
        shell.echo = true;
    } else if (word > arguments && is_only(word, L"OFF")) {
        shell.echo = false;
    } else {
        write_string(arguments + 1);
        write_string(L"\r\n");
    }
    return 0;
}

int command_rem(const wchar_t *arguments)
{
    (void)arguments;
    return 0;
}

int command_break(const wchar_t *arguments)
{
    (void)arguments;
    return 0;
}

/* ---- CALL: a second round of expansion; carets are doubled first, so those in quotation marks stay doubled */

static void expand_again(const wchar_t *arguments, struct text *result)
{
    struct text doubled = { 0 }, expanded = { 0 };
    struct expansion expansion;
    bool quoted = false;
    for (; *arguments; arguments++) {
        if (*arguments == '^') text_add_char(&doubled, '^');
        text_add_char(&doubled, *arguments);
    }
    expansion_for_line(&expansion);
    expand_percent(&expansion, text_string(&doubled), &expanded);
    text_append(result, L"", 0);
    for (const wchar_t *at = expanded.data; *at; at++) {
        if (*at == '"') quoted = !quoted;
        if (*at == '^' && !quoted && !*++at) break;
        text_add_char(result, *at);
    }
    text_free(&doubled);
    text_free(&expanded);
}

static int call_line(const wchar_t *line)
{
    struct text name = { 0 };
    const wchar_t *at = skip_separators(line);
    for (bool quoted = false; *at && (quoted || !is_separator(*at)); at++) {
        quoted ^= *at == '"';
        text_add_char(&name, *at);
    }
    int code;
    if (*text_string(&name) == ':') code = call_label(name.data, at);
    else code = run_command(text_string(&name), at, true);
    text_free(&name);
    return code;
}

int command_call(const wchar_t *arguments)
{
    struct text line = { 0 };
    if (!*arguments) return 1; /* `(call)` is how scripts set ERRORLEVEL, `(call )` how they clear it */
    if (!*skip_separators(arguments)) {
        shell.errorlevel = 0;
        return 0;
    }
    expand_again(arguments, &line);
    int code = call_line(line.data);
    text_free(&line);
    return code;
}

int command_exit(const wchar_t *arguments)
{
    const wchar_t *at = skip_separators(arguments);
    bool batch_only = at[0] == '/' && upper_char(at[1]) == 'B';
    wchar_t *end;
    if (batch_only) at = skip_separators(at + 2);
    long code = wcstol(at, &end, 10);
    if (end > at) shell.errorlevel = (int)code;
    shell.flow = batch_only && shell.batch ? FLOW_RETURN : FLOW_EXIT;
    return shell.errorlevel;
}
