/* FOR over words, files, folders, trees and numbers. */
#include "cmd.h"

#include <stdlib.h>

struct loop {
    const struct node *node;
    struct for_variable variable;
    bool folders;
    int code;
};

static bool goes_on(void)
{
    return shell.flow == FLOW_ON && !(shell.interrupted && !shell.batch);
}

static void run_with(struct loop *loop, const wchar_t *value)
{
    loop->variable.value = value;
    loop->code = run_for_body(loop->node->left);
}

/* The files that match; they are collected before the body runs, because it may change the folder. */
static void run_for_files(struct loop *loop, const wchar_t *pattern)
{
    struct text plain = { 0 }, path = { 0 };
    struct pool pool = { 0 };
    const wchar_t **names = NULL;
    size_t count = 0, room = 0;
    WIN32_FIND_DATAW data;
    add_unquoted(&plain, pattern);
    HANDLE find = FindFirstFileW(plain.data, &data);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            bool folder = data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY;
            if (folder != loop->folders || is_dots(data.cFileName) ||
                (!folder && data.dwFileAttributes & FILE_ATTRIBUTE_HIDDEN))
                continue;
            if (count == room) names = realloc(names, (room = room * 2 + 64) * sizeof(*names));
            if (!names) abort();
            names[count++] = pool_copy(&pool, data.cFileName, wcslen(data.cFileName));
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    for (size_t i = 0; i < count && goes_on(); i++) {
        text_clear(&path);
        text_append(&path, plain.data, name_offset(plain.data));
        text_add(&path, names[i]);
        run_with(loop, path.data);
    }
    free(names);
    pool_free(&pool);
    text_free(&plain);
    text_free(&path);
}

/* `folder` is what each element is put into, or NULL. */
static void run_for_words(struct loop *loop, const wchar_t *set, const wchar_t *folder)
{
    for (const wchar_t *at = skip_separators(set); *at && goes_on(); at = skip_separators(at)) {
        struct text word = { 0 }, path = { 0 };
        for (bool quoted = false; *at && (quoted || !is_separator(*at)); at++) {
            quoted ^= *at == '"';
            text_add_char(&word, *at);
        }
        if (folder) {
            struct text plain = { 0 };
            add_unquoted(&plain, word.data);
            join_path(&path, folder, is_dots(plain.data) && !plain.data[1] ? L"." : plain.data);
            text_free(&plain);
        } else {
            text_add(&path, word.data);
        }
        if (has_wildcard(path.data)) run_for_files(loop, path.data);
        else run_with(loop, path.data);
        text_free(&word);
        text_free(&path);
    }
}

static void run_for_tree(struct loop *loop, const wchar_t *set, const wchar_t *folder)
{
    struct text pattern = { 0 }, path = { 0 };
    struct pool pool = { 0 };
    const wchar_t **names = NULL;
    size_t count = 0, room = 0;
    WIN32_FIND_DATAW data;
    run_for_words(loop, set, folder);
    join_path(&pattern, folder, L"*");
    HANDLE find = FindFirstFileW(pattern.data, &data);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            bool link = data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT;
            if (!(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) || link || is_dots(data.cFileName)) continue;
            if (count == room) names = realloc(names, (room = room * 2 + 64) * sizeof(*names));
            if (!names) abort();
            names[count++] = pool_copy(&pool, data.cFileName, wcslen(data.cFileName));
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    for (size_t i = 0; i < count && goes_on(); i++) {
        text_clear(&path);
        join_path(&path, folder, names[i]);
        run_for_tree(loop, set, path.data);
    }
    free(names);
    pool_free(&pool);
    text_free(&pattern);
    text_free(&path);
}

static void start_tree(struct loop *loop, const wchar_t *set, const wchar_t *options)
{
    struct text plain = { 0 }, root = { 0 };
    if (options) {
        add_unquoted(&plain, options);
        full_path(plain.data, &root);
    } else {
        add_current_folder(&root);
    }
    run_for_tree(loop, set, root.data);
    text_free(&plain);
    text_free(&root);
}

static void run_for_count(struct loop *loop, const wchar_t *set)
{
    long values[3] = { 0, 0, 0 };
    const wchar_t *at = set;
    for (int i = 0; i < 3; i++) {
        wchar_t *end;
        at = skip_separators(at);
        values[i] = wcstol(at, &end, 0);
        at = end;
    }
    struct text value = { 0 };
    for (long long i = values[0]; values[1] >= 0 ? i <= values[2] : i >= values[2]; i += values[1]) {
        text_clear(&value);
        text_add_number(&value, (long)i);
        run_with(loop, value.data);
        if (!goes_on()) break;
    }
    text_free(&value);
}

int run_for(const struct node *node)
{
    const struct for_variable *before = shell.for_variables;
    struct loop loop = { .node = node, .folders = node->loop.folders };
    wchar_t *set = expand_token(node->loop.set);
    wchar_t *options = node->loop.options ? expand_token(node->loop.options) : NULL;
    loop.variable.name = node->loop.variable;
    loop.variable.value = L"";
    loop.variable.next = before ? before : shell.outer_for_variables;
    if (node->loop.kind == FOR_LINES) {
        loop.code = run_for_lines(node, options, set, &loop.variable);
    } else {
        shell.for_variables = &loop.variable;
        if (node->loop.kind == FOR_TREE) start_tree(&loop, set, options);
        else if (node->loop.kind == FOR_COUNT) run_for_count(&loop, set);
        else run_for_words(&loop, set, NULL);
    }
    shell.for_variables = before;
    free(set);
    free(options);
    return loop.code;
}
