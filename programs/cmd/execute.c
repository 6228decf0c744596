/* Runs trees of commands. */
#include "cmd.h"

#include <stdlib.h>

/* ---- names */

static bool ends_builtin_name(wchar_t c)
{
    return !c || wcschr(L"./\\:[]+(\"<>|&", c) || is_separator(c);
}

/* `name.ext` and `name\file` may be files; dots alone (`cd..`), and anything behind ECHO, belong to the command. */
static bool looks_like_file(const wchar_t *name, size_t length)
{
    const wchar_t *rest = name + length;
    if (*rest != '.' && *rest != '\\' && *rest != ':') return false;
    if (same_prefix(name, L"ECHO", 4) || same_prefix(name, L"GOTO", 4) || same_prefix(name, L"CALL", 4)) return false;
    if (!rest[wcsspn(rest, L".\\:")]) return false;
    struct text path = { 0 };
    bool found = *rest == '.' && find_external(name, &path);
    text_free(&path);
    return found;
}

/* The command that a first word means: letters up to something that cannot belong to its name. */
static const struct builtin *builtin_of_word(const wchar_t *name, size_t *length)
{
    const struct builtin *builtin = find_builtin(name, length);
    if (!builtin || !ends_builtin_name(name[*length]) || looks_like_file(name, *length)) return NULL;
    return builtin;
}

static bool wants_help(const struct builtin *builtin, const wchar_t *arguments)
{
    const wchar_t *found = wcsstr(arguments, L"/?");
    if (!found) return false;
    if (same_word(builtin->name, L"ECHO") || same_word(builtin->name, L"REM") || same_word(builtin->name, L"CALL") ||
        same_word(builtin->name, L"START") || same_word(builtin->name, L"SET"))
        return skip_separators(arguments) == found;
    bool quoted = false;
    for (const wchar_t *p = arguments; p < found; p++) quoted ^= *p == '"';
    return !quoted && (found == arguments || is_separator(found[-1]) || found[-1] == '/');
}

static bool in_cmd_file(void)
{
    size_t length = shell.batch ? wcslen(shell.batch->path) : 0;
    return length > 4 && same_word(shell.batch->path + length - 4, L".cmd");
}

static int run_builtin(const struct builtin *builtin, const wchar_t *arguments)
{
    if (wants_help(builtin, arguments)) {
        write_help(builtin->name);
        return 0;
    }
    int code = builtin->run(arguments);
    flush_output();
    if (code) {
        if (!builtin->quiet_failure) shell.errorlevel = code;
    } else if (builtin->success == CLEARS || (builtin->success == CLEARS_IN_CMD && in_cmd_file())) {
        shell.errorlevel = 0;
    }
    return code;
}

/* ---- commands */

static int change_drive(wchar_t letter)
{
    wchar_t variable[4] = { '=', upper_char(letter), ':', 0 }, root[4] = { upper_char(letter), ':', '\\', 0 };
    struct text folder = { 0 };
    if (!get_environment(variable, &folder) || !is_folder(folder.data)) {
        text_clear(&folder);
        text_add(&folder, root);
    }
    bool good = SetCurrentDirectoryW(folder.data);
    text_free(&folder);
    if (good) return 0;
    fail_with(ERROR_INVALID_DRIVE);
    return shell.errorlevel = 1;
}

static int not_found(const wchar_t *name)
{
    struct text plain = { 0 };
    add_unquoted(&plain, name);
    flush_output();
    write_text(2, L"'", 1);
    write_text(2, plain.data, plain.length);
    write_error(L"' is not recognized as an internal or external command,\r\noperable program or batch file.");
    flush_output();
    text_free(&plain);
    return shell.errorlevel = 9009;
}

static int run_file(const wchar_t *path, const wchar_t *name, const wchar_t *arguments, bool called)
{
    if (!is_batch_file(path)) return run_external(path, name, arguments);
    if (called || !shell.batch) return run_batch(path, name, arguments);
    /* Without CALL, a batch file does not come back to the one that started it */
    text_clear(&shell.chain_name);
    text_clear(&shell.chain_arguments);
    text_add(&shell.chain_name, name);
    text_add(&shell.chain_arguments, arguments);
    shell.flow = FLOW_CHAIN;
    return 0;
}

int run_command(const wchar_t *name, const wchar_t *arguments, bool called)
{
    struct text path = { 0 };
    size_t length;
    int code;
    if (!*name) return 0;
    const struct builtin *builtin = builtin_of_word(name, &length);
    if (builtin) {
        struct text rest = { 0 };
        text_add(&rest, name + length);
        text_add(&rest, arguments);
        code = run_builtin(builtin, text_string(&rest));
        text_free(&rest);
        return code;
    }
    if (name[1] == ':' && !name[2] && upper_char(name[0]) >= 'A' && upper_char(name[0]) <= 'Z')
        return change_drive(name[0]);
    if (find_external(name, &path)) {
        code = run_file(path.data, name, arguments, called);
    } else {
        /* `program/switch` without a blank between them */
        const wchar_t *slash = name[0] == '"' ? NULL : wcschr(name, '/');
        struct text start = { 0 }, rest = { 0 };
        if (slash && slash > name) text_append(&start, name, slash - name);
        if (start.length && find_external(start.data, &path)) {
            text_add(&rest, slash);
            text_add(&rest, arguments);
            code = run_file(path.data, start.data, rest.data, called);
        } else {
            code = not_found(name);
        }
        text_free(&start);
        text_free(&rest);
    }
    text_free(&path);
    return code;
}

/* A variable's value may bring arguments along: the name is what stands before the first separator. */
static void move_to_arguments(wchar_t **name, wchar_t **arguments)
{
    bool quoted = false;
    wchar_t *at = *name;
    while (is_separator(*at)) at++;
    wchar_t *start = at;
    for (; *at && (quoted || !is_separator(*at)); at++) quoted ^= *at == '"';
    if (start == *name && !*at) return;
    struct text rest = { 0 };
    text_add(&rest, at);
    text_add(&rest, *arguments);
    *at = 0;
    wchar_t *new_name = copy_string(start);
    free(*name);
    free(*arguments);
    *name = new_name;
    *arguments = rest.data;
}

static int run_simple(const struct node *node)
{
    wchar_t *name = expand_token(node->name), *arguments = expand_token(node->arguments);
    if (wcscmp(name, node->name)) move_to_arguments(&name, &arguments);
    int code = run_command(name, arguments, false);
    free(name);
    free(arguments);
    return code;
}

/* ---- ECHO ON */

static void show_command(const struct node *node)
{
    if (!shell.echo || !shell.batch || node->silent || shell.flow != FLOW_ON) return;
    struct text text = { 0 }, lines = { 0 };
    add_expanded_node(node, &text);
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\n') text_add_char(&lines, '\r');
        text_add_char(&lines, text.data[i]);
    }
    write_string(L"\r\n");
    write_prompt();
    write_string(text_string(&lines));
    write_string(L" \r\n");
    flush_output();
    text_free(&text);
    text_free(&lines);
}

/* ---- trees */

static int run_inner(const struct node *node)
{
    int code = 0;
    switch (node->kind) {
    case NODE_COMMAND: return run_simple(node);
    case NODE_BLOCK: return run_node(node->left);
    case NODE_IF: return run_if(node);
    case NODE_FOR: return run_for(node);
    case NODE_PIPE: return run_pipe(node);
    case NODE_SEQUENCE:
        for (; node->kind == NODE_SEQUENCE && shell.flow == FLOW_ON; node = node->right) code = run_node(node->left);
        return shell.flow == FLOW_ON ? run_node(node) : code;
    case NODE_AND:
        code = run_node(node->left);
        return code || shell.flow != FLOW_ON ? code : run_node(node->right);
    case NODE_OR:
        code = run_node(node->left);
        if (!code || shell.flow != FLOW_ON) return code;
        shell.errorlevel = code; /* || shows the failure of commands that else keep it for themselves */
        return run_node(node->right);
    }
    return code;
}

int run_node(const struct node *node)
{
    struct saved_handle *saved;
    if (shell.interrupted && (!shell.batch || ask_to_terminate())) {
        shell.flow = shell.batch ? FLOW_ABORT_BATCH : FLOW_ON;
        if (!shell.batch) return 1;
    }
    if (shell.flow != FLOW_ON) return shell.errorlevel;
    if (!node->redirections) return run_inner(node);
    if (!apply_redirections(node->redirections, &saved)) return 1;
    int code = run_inner(node);
    undo_redirections(&saved);
    return code;
}

/* Blocks show their lines one by one when a loop runs them, otherwise the whole command is shown before it starts. */
int run_for_body(const struct node *body)
{
    show_command(body);
    return run_node(body);
}

/* Reads and runs commands until the input or the flow ends. */
int run_lines(bool (*next_line)(void *context, struct text *line), void *context, bool labels)
{
    int code = 0;
    struct batch *batch = shell.batch;
    for (;;) {
        struct pool pool = { 0 };
        struct node *node;
        struct parser parser = {.next_line = next_line,
                                .context = context,
                                .pool = &pool,
                                .extensions = shell.extensions,
                                .labels = labels};
        enum parse_result result = parse_command_line(&parser, &node);
        if (result == PARSE_ERROR) {
            write_error(parser.error.data);
            flush_output();
            code = shell.errorlevel = batch || shell.once ? 255 : 1;
            if (batch) shell.flow = FLOW_ABORT_BATCH;
        } else if (result == PARSE_COMMAND) {
            show_command(node);
            code = run_node(node);
        }
        parser_free(&parser);
        pool_free(&pool);
        flush_output();
        if (result == PARSE_END || shell.flow != FLOW_ON) return code;
    }
}

static bool next_text_line(void *context, struct text *line)
{
    const wchar_t **at = context;
    if (!*at) return false;
    struct text raw = { 0 };
    struct expansion expansion;
    size_t length = wcscspn(*at, L"\n");
    text_append(&raw, *at, length);
    while (raw.length && raw.data[raw.length - 1] == '\r') text_truncate(&raw, raw.length - 1);
    *at = (*at)[length] ? *at + length + 1 : NULL;
    expansion_for_line(&expansion);
    expansion.batch = false;
    expand_percent(&expansion, raw.data, line);
    text_free(&raw);
    return true;
}

int run_text(const wchar_t *text)
{
    const wchar_t *at = text;
    return run_lines(next_text_line, &at, false);
}
