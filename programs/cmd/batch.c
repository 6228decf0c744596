/* Batch files. A file is read line by line while it runs and may change meanwhile, as on Windows: what counts is the
 * position in bytes. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 500

struct batch_file {
    int references;
    char *data;
    size_t size;
    FILETIME changed;
};

/* ---- the file */

static bool load(struct batch_file *file, const wchar_t *path)
{
    HANDLE handle = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                                OPEN_EXISTING, 0, NULL);
    DWORD done = 0;
    if (handle == INVALID_HANDLE_VALUE) return false;
    DWORD size = GetFileSize(handle, NULL);
    char *data = size == INVALID_FILE_SIZE ? NULL : allocate(size + 1);
    bool good = data && ReadFile(handle, data, size, &done, NULL) && GetFileTime(handle, NULL, NULL, &file->changed);
    CloseHandle(handle);
    free(file->data);
    file->data = data;
    file->size = good ? done : 0;
    return good;
}

static bool refresh(struct batch *batch)
{
    WIN32_FILE_ATTRIBUTE_DATA now;
    struct batch_file *file = batch->file;
    if (!GetFileAttributesExW(batch->path, GetFileExInfoStandard, &now)) return false;
    if (file->data && file->size == now.nFileSizeLow && !memcmp(&file->changed, &now.ftLastWriteTime, sizeof(FILETIME)))
        return true;
    return load(file, batch->path);
}

static void release_file(struct batch_file *file)
{
    if (--file->references) return;
    free(file->data);
    free(file);
}

static size_t line_end(const struct batch_file *file, size_t position)
{
    const char *end = memchr(file->data + position, '\n', file->size - position);
    return end ? (size_t)(end - file->data) : file->size;
}

static void decode(const char *data, size_t size, struct text *line)
{
    wchar_t small[512], *wide = small;
    while (size && (data[size - 1] == '\r' || data[size - 1] == 0x1a)) size--;
    int length = size ? MultiByteToWideChar(text_code_page(), 0, data, (int)size, small, 512) : 0;
    if (size && !length) {
        length = MultiByteToWideChar(text_code_page(), 0, data, (int)size, NULL, 0);
        wide = allocate((length + 1) * sizeof(wchar_t));
        MultiByteToWideChar(text_code_page(), 0, data, (int)size, wide, length);
    }
    text_append(line, wide, length);
    if (wide != small) free(wide);
}

/* A mark of UTF-8 at the beginning is passed over. */
static size_t first_position(const struct batch_file *file)
{
    return file->size >= 3 && !memcmp(file->data, "\xef\xbb\xbf", 3) ? 3 : 0;
}

bool next_batch_line(void *context, struct text *line)
{
    struct batch *batch = context;
    struct batch_file *file = batch->file;
    if (batch->ended) return false;
    if (!refresh(batch)) {
        write_error(L"The batch file cannot be found.");
        shell.errorlevel = 1;
        return false;
    }
    if (!batch->position) batch->position = first_position(file);
    if (batch->position >= file->size) return false;
    struct text raw = { 0 };
    struct expansion expansion;
    size_t end = line_end(file, batch->position);
    decode(file->data + batch->position, end - batch->position, &raw);
    batch->position = end + 1;
    /* Labels are not expanded */
    const wchar_t *start = skip_separators(text_string(&raw));
    if (*start == ':') {
        text_add(line, raw.data);
    } else {
        expansion_for_line(&expansion);
        expansion.context = batch;
        expand_percent(&expansion, text_string(&raw), line);
    }
    text_free(&raw);
    if (line->length <= MAX_LINE) return true;
    write_error(L"The input line is too long.");
    shell.errorlevel = 255;
    shell.flow = FLOW_ABORT_BATCH;
    return false;
}

/* ---- arguments */

bool batch_argument(void *context, int number, struct text *value)
{
    const struct batch *batch = context;
    if (!batch) return false;
    if (number == -1) {
        text_add(value, batch->all);
        return true;
    }
    bool as_path = number == -2;
    if (as_path) number = 0;
    int index = number + batch->shifts[number];
    if (!index) {
        text_add(value, as_path ? batch->path : batch->name);
        return true;
    }
    for (int i = 0; i < index; i++)
        if (!batch->arguments[i]) return false;
    text_add(value, batch->arguments[index - 1]);
    return true;
}

/* Arguments keep their quotation marks; separators between them vanish from %1 on but stay in %*. */
static void set_arguments(struct batch *batch, const wchar_t *arguments)
{
    int count = 0;
    const wchar_t *start = skip_blanks(arguments);
    size_t length = wcslen(start);
    while (length && is_separator(start[length - 1]) && (start[length - 1] == ' ' || start[length - 1] == '\t'))
        length--;
    struct text all = { 0 };
    text_append(&all, start, length);
    batch->all = all.data;
    batch->arguments = allocate((length + 2) * sizeof(*batch->arguments));
    for (const wchar_t *at = skip_separators(batch->all); *at; at = skip_separators(at)) {
        struct text word = { 0 };
        for (bool quoted = false; *at && (quoted || !is_separator(*at)); at++) {
            quoted ^= *at == '"';
            text_add_char(&word, *at);
        }
        batch->arguments[count++] = word.data;
    }
}

static void free_arguments(struct batch *batch)
{
    for (int i = 0; batch->arguments[i]; i++) free(batch->arguments[i]);
    free(batch->arguments);
    free(batch->all);
    free(batch->name);
    memset(batch->shifts, 0, sizeof(batch->shifts));
}

int command_shift(const wchar_t *arguments)
{
    int first = 0;
    arguments = skip_separators(arguments);
    if (*arguments == '/' && shell.extensions) {
        first = arguments[1] - '0';
        if (first < 0 || first > 8) {
            write_error(L"Invalid parameter to SHIFT command");
            return 1;
        }
    }
    for (int i = first; shell.batch && i < 10; i++) shell.batch->shifts[i]++;
    return 0;
}

/* ---- labels */

static bool is_label_end(wchar_t c)
{
    return !c || is_separator(c) || wcschr(L":+&|<>\r", c);
}

static bool line_has_label(const struct batch_file *file, size_t start, size_t end, const wchar_t *label)
{
    while (start < end && (file->data[start] == ' ' || file->data[start] == '\t' || strchr(",;=", file->data[start])))
        start++;
    if (start >= end || file->data[start] != ':') return false;
    struct text line = { 0 };
    decode(file->data + start + 1, end - start - 1, &line);
    const wchar_t *name = skip_separators(text_string(&line));
    size_t length = 0, wanted = wcslen(label);
    while (!is_label_end(name[length])) length++;
    bool same = length == wanted && same_prefix(name, label, length);
    text_free(&line);
    return same;
}

static bool find_label(struct batch *batch, const wchar_t *label, size_t from, size_t to)
{
    const struct batch_file *file = batch->file;
    while (from < to && from < file->size) {
        size_t end = line_end(file, from);
        if (line_has_label(file, from, end, label)) {
            batch->position = end + 1;
            return true;
        }
        from = end + 1;
    }
    return false;
}

/* From the current line to the end, then from the beginning: the nearest label below wins. */
static bool jump(struct batch *batch, const wchar_t *label)
{
    if (!refresh(batch)) return false;
    size_t position = batch->position;
    return find_label(batch, label, position, batch->file->size) ||
           find_label(batch, label, first_position(batch->file), position);
}

static void read_label(const wchar_t *text, struct text *label)
{
    text = skip_separators(text);
    if (*text == ':') text = skip_separators(text + 1);
    text_append(label, L"", 0);
    while (!is_label_end(*text)) text_add_char(label, *text++);
}

static int missing_label(const wchar_t *label)
{
    flush_output();
    static const wchar_t message[] = L"The system cannot find the batch label specified - ";
    write_text(2, message, wcslen(message));
    write_error(label);
    flush_output();
    return 1;
}

/* Without its label, GOTO ends the batch file, but the rest of the line still runs: `(goto) 2>nul & del "%~f0"` is how
 * batch files remove themselves, and npm's shims end in `goto #_undefined_# 2>NUL || title %COMSPEC% & "node" ...`. */
int command_goto(const wchar_t *arguments)
{
    struct text label = { 0 };
    if (!shell.batch) return 0;
    const wchar_t *start = skip_separators(arguments);
    read_label(arguments, &label);
    int code = 0;
    if (!label.length) {
        write_error(L"No batch label specified to GOTO command.");
        shell.batch->ended = true;
        code = 1;
    } else if (shell.extensions && *start == ':' && same_word(label.data, L"EOF")) {
        shell.flow = FLOW_RETURN;
    } else if (jump(shell.batch, label.data)) {
        shell.flow = FLOW_GOTO;
    } else {
        code = missing_label(label.data);
        shell.batch->ended = true;
    }
    text_free(&label);
    return code;
}

/* ---- frames */

static void end_frame(struct batch *batch)
{
    while (batch->saved) command_endlocal(L"");
    shell.batch = batch->outer;
    release_file(batch->file);
    free_arguments(batch);
    free(batch->path);
}

/* A batch file that names another one without CALL is replaced by it. */
static void replace_frame(struct batch *batch)
{
    struct text path = { 0 };
    while (batch->saved) command_endlocal(L"");
    shell.flow = FLOW_ON;
    find_external(shell.chain_name.data, &path);
    free_arguments(batch);
    free(batch->path);
    release_file(batch->file);
    batch->file = allocate(sizeof(*batch->file));
    batch->file->references = 1;
    batch->path = copy_string(text_string(&path));
    batch->name = copy_string(shell.chain_name.data);
    batch->position = 0;
    batch->ended = false;
    set_arguments(batch, shell.chain_arguments.data);
    text_free(&path);
}

static int depth_of(const struct batch *batch)
{
    int depth = 0;
    for (; batch; batch = batch->outer) depth++;
    return depth;
}

static int run_frame(struct batch *batch)
{
    const struct for_variable *variables = shell.for_variables, *outer = shell.outer_for_variables;
    if (depth_of(batch) > MAX_DEPTH) {
        write_error(L"******  B A T C H   R E C U R S I O N  exceeds STACK limits ******");
        end_frame(batch);
        shell.flow = FLOW_ABORT_BATCH;
        return shell.errorlevel = 1;
    }
    shell.batch = batch;
    /* A subroutine sees the loops around it only from within loops of its own */
    shell.outer_for_variables = variables ? variables : outer;
    shell.for_variables = NULL;
    do {
        if (shell.flow == FLOW_GOTO) shell.flow = FLOW_ON;
        if (shell.flow == FLOW_CHAIN) replace_frame(batch);
        run_lines(next_batch_line, batch, true);
    } while (shell.flow == FLOW_GOTO || shell.flow == FLOW_CHAIN);
    if (shell.flow == FLOW_RETURN) shell.flow = FLOW_ON;
    end_frame(batch);
    if (shell.flow == FLOW_ABORT_BATCH && !shell.batch) shell.flow = FLOW_ON;
    shell.for_variables = variables;
    shell.outer_for_variables = outer;
    return shell.errorlevel;
}

int run_batch(const wchar_t *path, const wchar_t *name, const wchar_t *arguments)
{
    struct batch batch = { .outer = shell.batch };
    batch.file = allocate(sizeof(*batch.file));
    batch.file->references = 1;
    batch.path = copy_string(path);
    batch.name = copy_string(name);
    set_arguments(&batch, arguments);
    bool echo = shell.echo;
    int code = run_frame(&batch);
    if (!shell.batch) shell.echo = echo;
    return code;
}

int call_label(const wchar_t *label, const wchar_t *arguments)
{
    struct batch batch = { .outer = shell.batch };
    struct text name = { 0 };
    if (!shell.batch) {
        write_error(L"Invalid attempt to call batch label outside of batch script.");
        return 1;
    }
    read_label(label, &name);
    batch.position = shell.batch->position;
    batch.file = shell.batch->file;
    batch.path = shell.batch->path;
    if (same_word(text_string(&name), L"EOF") || !jump(&batch, name.data)) {
        int code = same_word(text_string(&name), L"EOF") ? 0 : missing_label(name.data);
        text_free(&name);
        return code;
    }
    batch.file->references++;
    batch.path = copy_string(shell.batch->path);
    batch.name = copy_string(label);
    set_arguments(&batch, arguments);
    text_free(&name);
    return run_frame(&batch);
}
