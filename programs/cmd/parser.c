/* The grammar. From the loosest to the tightest: & then || then && then | then one command with its redirections. What
 * follows IF or FOR on its line belongs to it as a whole. */
#include "parser.h"

#include <string.h>

static struct node *parse_sequence(struct parser *parser);

static struct node *new_node(struct parser *parser, enum node_kind kind, struct node *left, struct node *right)
{
    struct node *node = pool_allocate(parser->pool, sizeof(*node));
    node->kind = kind;
    node->left = left;
    node->right = right;
    return node;
}

static const wchar_t *keep(struct parser *parser, struct text *word)
{
    const wchar_t *copy = pool_copy(parser->pool, text_string(word), word->length);
    text_free(word);
    return copy;
}

static bool at_word(const struct parser *parser, const wchar_t *word)
{
    size_t length = wcslen(word);
    if (!same_prefix(parser->at, word, length)) return false;
    wchar_t next = parser->at[length];
    return !next || is_separator(next) || wcschr(L"()&|<>/\"", next);
}

static bool take_word(struct parser *parser, const wchar_t *word)
{
    lexer_skip_separators(parser);
    if (!at_word(parser, word)) return false;
    parser->at += wcslen(word);
    return true;
}

/* ---- blocks */

static bool next_block_line(struct parser *parser)
{
    if (lexer_next_line(parser)) return true;
    lexer_syntax_error(parser);
    return false;
}

/* Sequences lean to the right, so that long ones are run in a loop. `tail` points at the place of the last command. */
static struct node **append_to_sequence(struct parser *parser, struct node **tail, struct node *node)
{
    if (!*tail) {
        *tail = node;
        return tail;
    }
    *tail = new_node(parser, NODE_SEQUENCE, *tail, node);
    return &(*tail)->right;
}

/* The lines up to the closing parenthesis, joined as if & stood between them. */
static struct node *parse_block_lines(struct parser *parser)
{
    struct node *all = NULL, **tail = &all;
    for (;;) {
        lexer_skip_separators(parser);
        if (!*parser->at || (*parser->at == ':' && parser->labels)) {
            if (!next_block_line(parser)) return NULL;
            continue;
        }
        if (*parser->at == ')') return all;
        struct node *node = parse_sequence(parser);
        if (!node) return NULL;
        tail = append_to_sequence(parser, tail, node);
        lexer_skip_separators(parser);
        if (*parser->at && *parser->at != ')') {
            lexer_unexpected(parser);
            return NULL;
        }
    }
}

static struct node *parse_block(struct parser *parser)
{
    parser->at++;
    parser->blocks++;
    struct node *body = parse_block_lines(parser);
    if (!body) {
        lexer_unexpected(parser);
        return NULL;
    }
    parser->at++;
    parser->blocks--;
    return new_node(parser, NODE_BLOCK, body, NULL);
}

/* ---- IF */

static const struct {
    const wchar_t *word;
    enum condition_kind kind;
} comparisons[] = {
    { L"EQU", CONDITION_EQU }, { L"NEQ", CONDITION_NEQ }, { L"LSS", CONDITION_LSS },
    { L"LEQ", CONDITION_LEQ }, { L"GTR", CONDITION_GTR }, { L"GEQ", CONDITION_GEQ },
}, tests[] = {
    { L"ERRORLEVEL", CONDITION_ERRORLEVEL }, { L"EXIST", CONDITION_EXIST },
    { L"DEFINED", CONDITION_DEFINED }, { L"CMDEXTVERSION", CONDITION_CMDEXTVERSION },
};

static bool read_operand(struct parser *parser, const wchar_t **operand)
{
    struct text word = { 0 };
    lexer_skip_separators(parser);
    if (!lexer_read_word(parser, &word, L"")) {
        text_free(&word);
        return lexer_unexpected(parser);
    }
    *operand = keep(parser, &word);
    return true;
}

static bool parse_comparison(struct parser *parser, struct condition *condition)
{
    if (!read_operand(parser, &condition->left)) return false;
    parser->at = skip_blanks(parser->at);
    if (parser->at[0] == '=' && parser->at[1] == '=') {
        condition->kind = CONDITION_EQUAL;
        return read_operand(parser, &condition->right);
    }
    for (size_t i = 0; parser->extensions && i < sizeof(comparisons) / sizeof(*comparisons); i++) {
        if (!take_word(parser, comparisons[i].word)) continue;
        condition->kind = comparisons[i].kind;
        return read_operand(parser, &condition->right);
    }
    return lexer_unexpected(parser);
}

static bool parse_condition(struct parser *parser, struct condition *condition)
{
    for (;;) {
        if (parser->extensions && !condition->ignore_case && take_word(parser, L"/I")) condition->ignore_case = true;
        else if (take_word(parser, L"NOT")) condition->negated = !condition->negated;
        else break;
    }
    lexer_skip_separators(parser);
    const wchar_t *start = parser->at;
    for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
        if (!take_word(parser, tests[i].word)) continue;
        if (!parser->extensions && tests[i].kind >= CONDITION_DEFINED) break;
        const wchar_t *next = skip_blanks(parser->at);
        if (next[0] == '=' && next[1] == '=') break; /* `if exist==x` compares */
        condition->kind = tests[i].kind;
        condition->left = L"";
        return read_operand(parser, &condition->right);
    }
    parser->at = start;
    return parse_comparison(parser, condition);
}

static struct node *parse_if(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_IF, NULL, NULL);
    if (!parse_condition(parser, &node->condition)) return NULL;
    lexer_skip_separators(parser);
    if (lexer_is_operator(parser)) {
        lexer_unexpected(parser);
        return NULL;
    }
    if (!(node->left = parse_sequence(parser))) return NULL;
    if (!take_word(parser, L"ELSE")) return node;
    lexer_skip_separators(parser);
    if (lexer_is_operator(parser)) {
        lexer_unexpected(parser);
        return NULL;
    }
    node->right = parse_sequence(parser);
    return node->right ? node : NULL;
}

/* ---- FOR */

static bool parse_for_switches(struct parser *parser, struct for_clause *loop)
{
    struct text word = { 0 };
    for (;;) {
        lexer_skip_separators(parser);
        if (*parser->at != '/') break;
        wchar_t letter = upper_char(parser->at[1]);
        if (!letter || !wcschr(L"DRLF", letter)) return lexer_unexpected(parser);
        parser->at += 2;
        if (letter == 'D') loop->folders = true;
        if (letter != 'D' || loop->kind == FOR_PLAIN)
            loop->kind = letter == 'D' ? FOR_FOLDERS : letter == 'R' ? FOR_TREE : letter == 'L' ? FOR_COUNT : FOR_LINES;
        lexer_skip_separators(parser);
        if ((letter == 'R' || letter == 'F') && *parser->at && *parser->at != '%' && *parser->at != '/') {
            bool good = lexer_read_word(parser, &word, L"");
            loop->options = keep(parser, &word);
            if (!good) return lexer_unexpected(parser);
        }
    }
    return true;
}

static struct node *parse_for(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_FOR, NULL, NULL);
    struct text set = { 0 };
    lexer_skip_separators(parser);
    if (parser->extensions && !parse_for_switches(parser, &node->loop)) return NULL;
    if (parser->at[0] != '%' || !parser->at[1] || is_separator(parser->at[1])) goto unexpected;
    node->loop.variable = parser->at[1];
    if (parser->at[2] && !is_separator(parser->at[2])) goto unexpected;
    parser->at += 2;
    if (!take_word(parser, L"IN")) goto unexpected;
    lexer_skip_separators(parser);
    if (*parser->at != '(') goto unexpected;
    parser->at++;
    if (!lexer_read_set(parser, &set)) {
        text_free(&set);
        return NULL;
    }
    node->loop.set = keep(parser, &set);
    if (!take_word(parser, L"DO")) goto unexpected;
    lexer_skip_separators(parser);
    if (lexer_is_operator(parser)) goto unexpected;
    node->left = parse_sequence(parser);
    return node->left ? node : NULL;
unexpected:
    lexer_unexpected(parser);
    return NULL;
}

/* ---- one command */

/* REM takes one word, and whatever follows that word is not looked at. */
static void parse_remark(struct parser *parser, struct node *node)
{
    const wchar_t *start = parser->at, *line = parser->line;
    struct text word = { 0 }, remark = { 0 };
    parser->at = skip_separators(parser->at);
    node->arguments = L"";
    if (!*parser->at || *parser->at == '&' || *parser->at == '|') return;
    lexer_read_word(parser, &word, L"");
    bool goes_on = parser->line != line;
    if (!goes_on && lexer_is_operator(parser) && *parser->at) {
        text_append(&remark, start, parser->at - start);
    } else {
        text_add_char(&remark, ' ');
        text_add(&remark, goes_on ? word.data : skip_separators(start));
        parser->at += wcslen(parser->at);
    }
    text_free(&word);
    node->arguments = keep(parser, &remark);
}

static bool asks_for_help(struct parser *parser)
{
    const wchar_t *at = skip_separators(parser->at);
    return at[0] == '/' && at[1] == '?';
}

static struct node *parse_simple(struct parser *parser, struct redirection ***tail)
{
    struct text name = { 0 }, arguments = { 0 };
    static const wchar_t *const glued[] = { L"IF/", L"FOR/" };
    for (int i = 0; i < 2; i++) {
        size_t length = wcslen(glued[i]);
        if (!same_prefix(parser->at, glued[i], length) || parser->at[length] == '?') continue;
        text_append(&name, parser->at, length - 1);
        parser->at += length - 1;
    }
    if (!name.length) lexer_read_word(parser, &name, L"");
    struct node *node = new_node(parser, NODE_COMMAND, NULL, NULL);
    node->name = keep(parser, &name);
    if (same_word(node->name, L"REM")) {
        parse_remark(parser, node);
        return node;
    }
    if (!asks_for_help(parser)) {
        if (same_word(node->name, L"IF")) return parse_if(parser);
        if (same_word(node->name, L"FOR")) return parse_for(parser);
    }
    bool good = lexer_read_argument_text(parser, &arguments, tail);
    node->arguments = keep(parser, &arguments);
    return good ? node : NULL;
}

static bool read_redirections(struct parser *parser, struct redirection ***tail)
{
    bool found;
    do {
        lexer_skip_separators(parser);
        if (!lexer_read_redirection(parser, tail, &found)) return false;
    } while (found);
    return true;
}

static struct node *empty_command(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_COMMAND, NULL, NULL);
    node->name = node->arguments = L"";
    return node;
}

static struct node *parse_element(struct parser *parser);

static struct node *parse_deeper(struct parser *parser)
{
    if (parser->nesting >= MAX_NESTING) {
        lexer_syntax_error(parser);
        return NULL;
    }
    parser->nesting++;
    struct node *node = parse_element(parser);
    parser->nesting--;
    return node;
}

static struct node *parse_element(struct parser *parser)
{
    struct redirection *redirections = NULL, **tail = &redirections;
    if (!read_redirections(parser, &tail)) return NULL;
    struct node *node;
    if (*parser->at == '@') {
        parser->at++;
        if (!read_redirections(parser, &tail)) return NULL;
        if (!(node = lexer_is_operator(parser) ? empty_command(parser) : parse_deeper(parser))) return NULL;
        node->silent = true;
    } else if (*parser->at == '(') {
        if (!(node = parse_block(parser)) || !read_redirections(parser, &tail)) return NULL;
    } else if (lexer_is_operator(parser) || *parser->at == ')') {
        if (!redirections || *parser->at == ')') {
            lexer_unexpected(parser);
            return NULL;
        }
        node = empty_command(parser); /* `>file` alone makes an empty file */
    } else if (!(node = parse_simple(parser, &tail))) {
        return NULL;
    }
    *tail = node->redirections;
    node->redirections = redirections;
    return node;
}

/* ---- operators */

static struct node *parse_pipe(struct parser *parser)
{
    struct node *left = parse_element(parser);
    while (left) {
        lexer_skip_separators(parser);
        if (parser->at[0] != '|' || parser->at[1] == '|') return left;
        parser->at++;
        struct node *right = parse_element(parser);
        if (!right) return NULL;
        left = new_node(parser, NODE_PIPE, left, right);
    }
    return NULL;
}

static struct node *parse_doubled(struct parser *parser, wchar_t c, enum node_kind kind,
                                  struct node *(*tighter)(struct parser *))
{
    struct node *left = tighter(parser);
    while (left) {
        lexer_skip_separators(parser);
        if (parser->at[0] != c || parser->at[1] != c) return left;
        parser->at += 2;
        struct node *right = tighter(parser);
        if (!right) return NULL;
        left = new_node(parser, kind, left, right);
    }
    return NULL;
}

static struct node *parse_and(struct parser *parser)
{
    return parse_doubled(parser, '&', NODE_AND, parse_pipe);
}

static struct node *parse_or(struct parser *parser)
{
    return parse_doubled(parser, '|', NODE_OR, parse_and);
}

static struct node *parse_sequence_inner(struct parser *parser)
{
    struct node *all = NULL, **tail = &all;
    for (;;) {
        struct node *node = parse_or(parser);
        if (!node) return NULL;
        tail = append_to_sequence(parser, tail, node);
        lexer_skip_separators(parser);
        if (*parser->at != '&') return all;
        parser->at++;
        lexer_skip_separators(parser);
        if (!*parser->at || (*parser->at == ')' && parser->blocks)) return all;
    }
}

static struct node *parse_sequence(struct parser *parser)
{
    if (parser->nesting >= MAX_NESTING) {
        lexer_syntax_error(parser);
        return NULL;
    }
    parser->nesting++;
    struct node *node = parse_sequence_inner(parser);
    parser->nesting--;
    return node;
}

enum parse_result parse_command_line(struct parser *parser, struct node **node)
{
    *node = NULL;
    parser->blocks = parser->nesting = 0;
    text_clear(&parser->error);
    if (!lexer_next_line(parser)) return PARSE_END;
    lexer_skip_separators(parser);
    if (!*parser->at || (*parser->at == ':' && parser->labels) || *parser->at == ')') return PARSE_NOTHING;
    *node = parse_sequence(parser);
    if (*node) {
        lexer_skip_separators(parser);
        if (!*parser->at) return PARSE_COMMAND;
    }
    lexer_unexpected(parser);
    *node = NULL;
    return PARSE_ERROR;
}

void parser_free(struct parser *parser)
{
    text_free(&parser->error);
}
