/* A tree of commands as text again. */
#include "parser.h"

static void add_redirections(const struct node *node, struct text *text)
{
    static const wchar_t *const signs[] = { L"<", L">", L">>" };
    for (const struct redirection *r = node->redirections; r; r = r->next) {
        text_add_char(text, ' ');
        text_add_number(text, r->handle);
        if (r->kind == REDIRECT_COPY) {
            text_add(text, r->handle ? L">&" : L"<&");
            text_add_number(text, r->source);
            continue;
        }
        text_add(text, signs[r->kind]);
        text_add(text, r->target);
    }
}

static void add_condition(const struct condition *condition, struct text *text)
{
    static const wchar_t *const words[] = { L"==", L"EQU", L"NEQ", L"LSS", L"LEQ", L"GTR", L"GEQ",
                                            L"ERRORLEVEL", L"EXIST", L"DEFINED", L"CMDEXTVERSION" };
    text_add(text, L"if ");
    if (condition->ignore_case) text_add(text, L"/I ");
    if (condition->negated) text_add(text, L"not ");
    if (condition->kind < CONDITION_ERRORLEVEL) {
        text_add(text, condition->left);
        text_add_char(text, ' ');
    }
    text_add(text, words[condition->kind]);
    text_add_char(text, ' ');
    text_add(text, condition->right);
    text_add_char(text, ' ');
}

static void add_loop(const struct for_clause *loop, struct text *text)
{
    static const wchar_t *const switches[] = { L"", L"/D ", L"/R ", L"/L ", L"/F " };
    text_add(text, L"for ");
    if (loop->folders && loop->kind == FOR_TREE) text_add(text, L"/D ");
    text_add(text, switches[loop->kind]);
    if (loop->options) {
        text_add(text, loop->options);
        text_add_char(text, ' ');
    }
    text_add_char(text, '%');
    text_add_char(text, loop->variable);
    text_add(text, L" in (");
    text_add(text, loop->set);
    text_add(text, L") do ");
}

static void add_block(const struct node *node, struct text *text, bool multiline)
{
    text_add(text, multiline ? L"(\n" : L"( ");
    for (const struct node *line = node->left; line; line = line->kind == NODE_SEQUENCE ? line->right : NULL) {
        node_to_text(line->kind == NODE_SEQUENCE ? line->left : line, text, multiline);
        if (line->kind == NODE_SEQUENCE) text_add(text, multiline ? L"\n" : L" & ");
    }
    text_add(text, multiline ? L"\n)" : L" )");
}

static void add_pair(const struct node *node, const wchar_t *sign, struct text *text, bool multiline)
{
    node_to_text(node->left, text, multiline);
    text_add(text, sign);
    node_to_text(node->right, text, multiline);
}

void node_to_text(const struct node *node, struct text *text, bool multiline)
{
    if (node->silent) text_add_char(text, '@');
    switch (node->kind) {
    case NODE_COMMAND:
        text_add(text, node->name);
        text_add(text, node->arguments);
        break;
    case NODE_BLOCK: add_block(node, text, multiline); break;
    case NODE_SEQUENCE: add_pair(node, L" & ", text, multiline); break;
    case NODE_AND: add_pair(node, L" && ", text, multiline); break;
    case NODE_OR: add_pair(node, L" || ", text, multiline); break;
    case NODE_PIPE: add_pair(node, L" | ", text, multiline); break;
    case NODE_IF:
        add_condition(&node->condition, text);
        node_to_text(node->left, text, multiline);
        if (node->right) {
            text_add(text, L" else ");
            node_to_text(node->right, text, multiline);
        }
        break;
    case NODE_FOR:
        add_loop(&node->loop, text);
        node_to_text(node->left, text, multiline);
        break;
    }
    add_redirections(node, text);
}
