/* From text to a tree of commands. Free of I/O: lines come from a callback, already percent-expanded (expand.h). */
#ifndef CMD_PARSER_H
#define CMD_PARSER_H

#include "text.h"

#define MAX_LINE 8191     /* characters of a command line, as documented */
#define MAX_NESTING 256   /* blocks and conditions within each other; deeper ones are a syntax error */

enum redirection_kind { REDIRECT_READ, REDIRECT_WRITE, REDIRECT_APPEND, REDIRECT_COPY };

struct redirection {
    struct redirection *next;
    enum redirection_kind kind;
    int handle;            /* 0 to 9 */
    int source;            /* REDIRECT_COPY: the other handle */
    const wchar_t *target; /* the file as written, not expanded yet */
};

enum node_kind { NODE_COMMAND, NODE_BLOCK, NODE_SEQUENCE, NODE_AND, NODE_OR, NODE_PIPE, NODE_IF, NODE_FOR };

enum condition_kind {
    CONDITION_EQUAL, /* == */
    CONDITION_EQU, CONDITION_NEQ, CONDITION_LSS, CONDITION_LEQ, CONDITION_GTR, CONDITION_GEQ,
    CONDITION_ERRORLEVEL, CONDITION_EXIST, CONDITION_DEFINED, CONDITION_CMDEXTVERSION,
};

struct condition {
    enum condition_kind kind;
    bool negated, ignore_case;
    const wchar_t *left, *right; /* with one operand: right */
};

enum for_kind { FOR_PLAIN, FOR_FOLDERS, FOR_TREE, FOR_COUNT, FOR_LINES };

struct for_clause {
    enum for_kind kind;
    bool folders;           /* /D together with /R */
    const wchar_t *options; /* /F "options", /R path; or NULL */
    wchar_t variable;
    const wchar_t *set;
};

struct node {
    enum node_kind kind;
    bool silent;                      /* @ stands before it */
    struct redirection *redirections;
    struct node *left, *right;        /* BLOCK: left; IF: then and else; FOR: left is the body */
    const wchar_t *name, *arguments;  /* COMMAND; arguments begin with what ended the name */
    struct condition condition;
    struct for_clause loop;
};

struct parser {
    /* Set by the caller */
    bool (*next_line)(void *context, struct text *line); /* false at the end of the input */
    void *context;
    struct pool *pool;
    bool extensions;
    bool labels; /* a line that begins with a colon is skipped */

    /* The parser's own */
    const wchar_t *line, *at; /* lines live in the pool */
    int blocks, nesting;
    struct text error; /* empty if there was none */
};

enum parse_result { PARSE_COMMAND, PARSE_NOTHING, PARSE_END, PARSE_ERROR };

/* Reads one command with all the lines that belong to it. PARSE_NOTHING: an empty line or a label. */
enum parse_result parse_command_line(struct parser *parser, struct node **node);
void parser_free(struct parser *parser);

/* The command as text again: for ECHO ON and for the processes of a pipe. `multiline`: blocks over several lines. */
void node_to_text(const struct node *node, struct text *text, bool multiline);

/* lexer.c */
void lexer_skip_separators(struct parser *parser);
bool lexer_is_operator(const struct parser *parser);                     /* at & | ) or the end of the line */
bool lexer_read_word(struct parser *parser, struct text *word,
                     const wchar_t *stops); /* further characters that end it */
bool lexer_read_argument_text(struct parser *parser, struct text *text, struct redirection ***tail);
bool lexer_read_redirection(struct parser *parser, struct redirection ***tail, bool *found);
bool lexer_read_set(struct parser *parser, struct text *set);
bool lexer_next_line(struct parser *parser);
bool lexer_unexpected(struct parser *parser);
bool lexer_syntax_error(struct parser *parser);

#endif
