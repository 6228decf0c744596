/* Pipes. Each side is a process of its own: a program as it stands, anything else in an interpreter of its own. */
#include "cmd.h"

#include <stdlib.h>

#define MAX_STAGES 60

/* The text of a side: a plain command has its variables replaced here, a block's are left to its own interpreter - but
 * for those of FOR, which it could not know. */
void add_expanded_node(const struct node *node, struct text *text)
{
    struct text plain = { 0 };
    node_to_text(node, &plain, false);
    bool delayed = shell.delayed;
    shell.delayed = delayed && node->kind == NODE_COMMAND;
    wchar_t *expanded = expand_token(plain.data);
    shell.delayed = delayed;
    text_add(text, expanded);
    free(expanded);
    text_free(&plain);
}

static bool find_program(const struct node *node, struct text *path, struct text *line)
{
    size_t length;
    if (node->kind != NODE_COMMAND || node->redirections) return false;
    wchar_t *name = expand_token(node->name), *arguments = expand_token(node->arguments);
    bool found = *name && !find_builtin(name, &length) && find_external(name, path) && !is_batch_file(path->data);
    if (found) {
        text_add(line, name);
        text_add(line, arguments);
    }
    free(name);
    free(arguments);
    return found;
}

static HANDLE start_side(const struct node *node)
{
    struct text path = { 0 }, line = { 0 };
    struct start_options options = { 0 };
    if (!find_program(node, &path, &line)) {
        text_clear(&path);
        text_clear(&line);
        command_processor(&path);
        text_add(&line, path.data);
        text_add(&line, L" /S /D /c\" ");
        add_expanded_node(node, &line);
        text_add_char(&line, '"');
    }
    HANDLE process = start_process(path.data, line.data, &options);
    if (!process) fail_last();
    text_free(&path);
    text_free(&line);
    return process;
}

/* Starts the stages from left to right; the last one's process is the result, the others are collected in `earlier`. */
static HANDLE start_stages(const struct node *node, HANDLE *earlier, int *count)
{
    HANDLE read_end, write_end, input = shell.handles[0], output = shell.handles[1];
    if (node->kind != NODE_PIPE || node->redirections || *count >= MAX_STAGES) return start_side(node);
    if (!CreatePipe(&read_end, &write_end, NULL, 0)) {
        fail_last();
        return NULL;
    }
    set_handle(1, write_end);
    HANDLE left = start_stages(node->left, earlier, count);
    if (left) earlier[(*count)++] = left;
    set_handle(1, output);
    CloseHandle(write_end);
    set_handle(0, read_end);
    HANDLE right = start_side(node->right);
    set_handle(0, input);
    CloseHandle(read_end);
    return right;
}

int run_pipe(const struct node *node)
{
    HANDLE earlier[MAX_STAGES + 1];
    int count = 0;
    flush_output();
    HANDLE last = start_stages(node, earlier, &count);
    for (int i = 0; i < count; i++) wait_for_process(earlier[i]);
    return shell.errorlevel = last ? wait_for_process(last) : 1;
}

static void read_all(HANDLE handle, struct text *output)
{
    char *data = NULL;
    size_t size = 0, capacity = 0;
    for (;;) {
        DWORD got = 0;
        if (capacity - size < 65536) {
            capacity = capacity * 2 + 65536;
            data = realloc(data, capacity);
            if (!data) abort();
        }
        if (!ReadFile(handle, data + size, 65536, &got, NULL) || !got) break;
        size += got;
    }
    int length = size ? MultiByteToWideChar(text_code_page(), 0, data, (int)size, NULL, 0) : 0;
    wchar_t *wide = allocate((length + 1) * sizeof(wchar_t));
    if (length) MultiByteToWideChar(text_code_page(), 0, data, (int)size, wide, length);
    text_append(output, wide, length);
    free(wide);
    free(data);
}

/* Runs a command in an interpreter of its own and keeps what it writes. */
bool run_captured(const wchar_t *command, struct text *output)
{
    struct text path = { 0 }, line = { 0 };
    struct start_options options = { 0 };
    HANDLE read_end, write_end, own = shell.handles[1];
    if (!CreatePipe(&read_end, &write_end, NULL, 0)) return false;
    command_processor(&path);
    text_add(&line, path.data);
    text_add(&line, L" /c ");
    text_add(&line, command);
    flush_output();
    set_handle(1, write_end);
    HANDLE process = start_process(path.data, line.data, &options);
    DWORD error = GetLastError();
    set_handle(1, own);
    CloseHandle(write_end);
    if (process) read_all(read_end, output);
    CloseHandle(read_end);
    text_free(&path);
    text_free(&line);
    if (process) wait_for_process(process);
    else fail_with(error);
    return process != NULL;
}
