/* IF: the condition is read by the parser; here it is decided. */
#include "cmd.h"

#include <stdlib.h>

/* A number as C writes it, nothing else around it. */
static bool read_number(const wchar_t *text, long *number)
{
    wchar_t *end;
    if (!*text) return false;
    *number = wcstol(text, &end, 0);
    return !*end;
}

static int compare(const struct condition *condition, const wchar_t *left, const wchar_t *right)
{
    long a, b;
    if (read_number(left, &a) && read_number(right, &b)) return a < b ? -1 : a > b;
    DWORD flags = condition->ignore_case ? NORM_IGNORECASE : 0;
    int order = CompareStringW(LOCALE_USER_DEFAULT, flags | SORT_STRINGSORT, left, -1, right, -1);
    return order ? order - CSTR_EQUAL : wcscmp(left, right);
}

static bool exists(const wchar_t *quoted)
{
    struct text path = { 0 };
    WIN32_FIND_DATAW data;
    add_unquoted(&path, quoted);
    bool found;
    if (has_wildcard(path.data)) {
        HANDLE find = FindFirstFileW(path.data, &data);
        found = find != INVALID_HANDLE_VALUE;
        if (found) FindClose(find);
    } else {
        found = attributes_of(path.data) != INVALID_FILE_ATTRIBUTES;
    }
    text_free(&path);
    return found;
}

static bool defined(const wchar_t *name)
{
    struct text value = { 0 };
    bool found = get_variable(name, &value);
    text_free(&value);
    return found;
}

static bool decide(const struct condition *condition, const wchar_t *left, const wchar_t *right)
{
    switch (condition->kind) {
    case CONDITION_EQUAL: return condition->ignore_case ? same_word(left, right) : !wcscmp(left, right);
    case CONDITION_EQU: return compare(condition, left, right) == 0;
    case CONDITION_NEQ: return compare(condition, left, right) != 0;
    case CONDITION_LSS: return compare(condition, left, right) < 0;
    case CONDITION_LEQ: return compare(condition, left, right) <= 0;
    case CONDITION_GTR: return compare(condition, left, right) > 0;
    case CONDITION_GEQ: return compare(condition, left, right) >= 0;
    case CONDITION_ERRORLEVEL: return shell.errorlevel >= wcstol(right, NULL, 10);
    case CONDITION_EXIST: return exists(right);
    case CONDITION_DEFINED: return defined(right);
    case CONDITION_CMDEXTVERSION: return 2 >= wcstol(right, NULL, 10);
    }
    return false;
}

int run_if(const struct node *node)
{
    wchar_t *left = expand_token(node->condition.left), *right = expand_token(node->condition.right);
    bool yes = decide(&node->condition, left, right) != node->condition.negated;
    free(left);
    free(right);
    if (yes) return run_node(node->left);
    return node->right ? run_node(node->right) : 0;
}
