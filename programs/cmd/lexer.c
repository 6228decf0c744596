/* Words of a command line: what carets, quotation marks, operators and redirections mean, character by character. */
#include "parser.h"

#include <string.h>

bool lexer_syntax_error(struct parser *parser)
{
    if (!parser->error.length) text_add(&parser->error, L"The syntax of the command is incorrect.");
    return false;
}

/* Names the word at the current place. */
bool lexer_unexpected(struct parser *parser)
{
    if (parser->error.length) return false;
    const wchar_t *at = skip_separators(parser->at);
    if (!*at) return lexer_syntax_error(parser);
    size_t length = 1;
    bool quoted = false;
    if (wcschr(L"&|<>", *at)) {
        if (at[1] == at[0]) length = 2;
    } else if (*at != ')' && *at != '(') {
        for (length = 0; at[length]; length++) {
            if (at[length] == '"') quoted = !quoted;
            if (!quoted && (is_separator(at[length]) || wcschr(L"&|<>", at[length]))) break;
        }
    }
    text_append(&parser->error, at, length);
    text_add(&parser->error, L" was unexpected at this time.");
    return false;
}

bool lexer_next_line(struct parser *parser)
{
    struct text line = { 0 };
    if (!parser->next_line(parser->context, &line)) {
        text_free(&line);
        return false;
    }
    parser->line = parser->at = pool_copy(parser->pool, text_string(&line), line.length);
    text_free(&line);
    return true;
}

void lexer_skip_separators(struct parser *parser)
{
    for (;;) {
        parser->at = skip_separators(parser->at);
        if (parser->at[0] != '^' || parser->at[1] || !lexer_next_line(parser)) return;
    }
}

static bool ends_text(const struct parser *parser, wchar_t c)
{
    return !c || c == '&' || c == '|' || (c == ')' && parser->blocks);
}

bool lexer_is_operator(const struct parser *parser)
{
    return ends_text(parser, *parser->at);
}

/* A caret: the next character stands for itself. At the end of a line, the line goes on in the next one, whose first
 * character is literal as well. */
static void read_escaped(struct parser *parser, struct text *text)
{
    parser->at++;
    if (!*parser->at && !lexer_next_line(parser)) return;
    if (!*parser->at) return;
    text_add_char(text, *parser->at++);
}

/* The file behind < or >. */
static bool read_target(struct parser *parser, struct redirection *redirection)
{
    struct text word = { 0 };
    lexer_skip_separators(parser);
    bool good =
        !lexer_is_operator(parser) && *parser->at != '<' && *parser->at != '>' && lexer_read_word(parser, &word, L"");
    if (good) redirection->target = pool_copy(parser->pool, word.data, word.length);
    else lexer_unexpected(parser);
    text_free(&word);
    return good;
}

/* Reads `[digit]< > >> [&digit]` if it stands here. */
bool lexer_read_redirection(struct parser *parser, struct redirection ***tail, bool *found)
{
    const wchar_t *at = parser->at;
    bool has_digit = at[0] >= '0' && at[0] <= '9' && (at[1] == '<' || at[1] == '>');
    *found = has_digit || *at == '<' || *at == '>';
    if (!*found) return true;
    struct redirection *redirection = pool_allocate(parser->pool, sizeof(*redirection));
    int digit = has_digit ? *at++ - '0' : *at == '>';
    redirection->handle = digit;
    redirection->kind = *at == '<' ? REDIRECT_READ : at[1] == '>' ? REDIRECT_APPEND : REDIRECT_WRITE;
    at += redirection->kind == REDIRECT_APPEND ? 2 : 1;
    **tail = redirection;
    *tail = &redirection->next;
    parser->at = at;
    if (*at != '&') return read_target(parser, redirection);
    parser->at++;
    lexer_skip_separators(parser);
    if (*parser->at < '0' || *parser->at > '9') return lexer_unexpected(parser);
    redirection->kind = REDIRECT_COPY;
    redirection->source = *parser->at++ - '0';
    return true;
}

/* A word ends at a separator, an operator, a redirection or one of `stops`, outside of quotation marks. */
bool lexer_read_word(struct parser *parser, struct text *word, const wchar_t *stops)
{
    bool quoted = false;
    text_append(word, L"", 0);
    while (*parser->at) {
        wchar_t c = *parser->at;
        if (c == '^' && !quoted) {
            read_escaped(parser, word);
            continue;
        }
        if (!quoted && (is_separator(c) || ends_text(parser, c) || c == '<' || c == '>' || wcschr(stops, c))) break;
        if (c == '"') quoted = !quoted;
        text_add_char(word, c);
        parser->at++;
    }
    return word->length > 0;
}

static bool is_handle_digit(const struct parser *parser, const struct text *text)
{
    const wchar_t *at = parser->at;
    if (at[0] < '0' || at[0] > '9' || (at[1] != '<' && at[1] != '>')) return false;
    wchar_t before = text->length ? text->data[text->length - 1] : ' ';
    return is_separator(before) || before == '"';
}

/* Everything up to the next operator; redirections are taken out. */
bool lexer_read_argument_text(struct parser *parser, struct text *text, struct redirection ***tail)
{
    bool quoted = false, found;
    text_append(text, L"", 0);
    while (*parser->at) {
        wchar_t c = *parser->at;
        if (!quoted && c == '^') {
            read_escaped(parser, text);
            continue;
        }
        if (!quoted && ends_text(parser, c)) break;
        if (!quoted && (c == '<' || c == '>' || is_handle_digit(parser, text))) {
            if (!lexer_read_redirection(parser, tail, &found)) return false;
            continue;
        }
        if (c == '"') quoted = !quoted;
        text_add_char(text, c);
        parser->at++;
    }
    return true;
}

/* FOR's set: up to the closing parenthesis; line ends inside count as blanks. The opening one is read already. */
bool lexer_read_set(struct parser *parser, struct text *set)
{
    bool quoted = false;
    text_append(set, L"", 0);
    for (;;) {
        wchar_t c = *parser->at;
        if (!c) {
            if (!lexer_next_line(parser)) return lexer_syntax_error(parser);
            text_add_char(set, ' ');
            quoted = false;
            continue;
        }
        if (!quoted && c == '^') {
            read_escaped(parser, set);
            continue;
        }
        if (!quoted && c == ')') break;
        if (!quoted && wcschr(L"&|<>", c)) return lexer_unexpected(parser);
        if (c == '"') quoted = !quoted;
        text_add_char(set, c);
        parser->at++;
    }
    parser->at++;
    return true;
}
