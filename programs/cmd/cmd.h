/* What the parts of the command interpreter share. Windows' rule and our way are told in README.md. */
#ifndef CMD_H
#define CMD_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "expand.h"
#include "parser.h"
#include "text.h"

#define HANDLES 10
#define PATH_SIZE 32768

/* What a command leaves for those around it: flow other than FLOW_ON ends blocks and loops. */
enum flow { FLOW_ON, FLOW_GOTO, FLOW_RETURN, FLOW_CHAIN, FLOW_ABORT_BATCH, FLOW_EXIT };

struct batch {
    struct batch *outer;
    struct batch_file *file;
    wchar_t *path;             /* full path of the file */
    wchar_t *name;             /* %0 */
    wchar_t **arguments;       /* argument i is %i+1 before SHIFT; NULL at the end */
    wchar_t *all;              /* %* */
    int shifts[10];            /* how far %i is moved */
    size_t position;           /* in bytes: the next line */
    bool ended;                /* no further lines are read */
    struct saved_environment *saved; /* SETLOCAL */
};

struct interpreter {
    bool extensions, delayed, echo, unicode, interactive, once; /* once: /C */
    int errorlevel;
    enum flow flow;
    struct batch *batch;
    const struct for_variable *for_variables, *outer_for_variables;
    HANDLE handles[HANDLES];  /* NULL: closed */
    volatile LONG interrupted;
    wchar_t file_completion, folder_completion; /* control characters */
    const wchar_t *command_line;
    struct text chain_name, chain_arguments;    /* FLOW_CHAIN */
};

extern struct interpreter shell;

/* output.c */
void write_text(int handle, const wchar_t *text, size_t length);
void write_string(const wchar_t *string);                     /* to standard output */
void write_format(const wchar_t *format, ...);                /* msvcrt's format letters; for short things */
void write_error(const wchar_t *string);
void write_message(int handle, DWORD error, const wchar_t *insert);
int fail_with(DWORD error);                                   /* writes the system's message; returns 1 */
int fail_last(void);                                          /* the same for GetLastError() */
void flush_output(void);
bool is_console(HANDLE handle);
UINT text_code_page(void);

/* variables.c */
bool get_variable(const wchar_t *name, struct text *value);   /* also CD, DATE, ... */
bool get_environment(const wchar_t *name, struct text *value);
void expansion_for_line(struct expansion *expansion);
void add_date(struct text *text);
void add_time(struct text *text);
void add_current_folder(struct text *text);
wchar_t *expand_token(const wchar_t *text);                   /* FOR variables, then !NAME!; for free() */

/* path_modifiers.c, files.c */
void modify_path(void *context, const wchar_t *value, const wchar_t *modifiers, const wchar_t *search,
                 struct text *result);
void add_file_time(const FILETIME *time, bool long_year, struct text *text);
void full_path(const wchar_t *path, struct text *result);
DWORD attributes_of(const wchar_t *path);
bool is_folder(const wchar_t *path);
bool has_wildcard(const wchar_t *path);
size_t name_offset(const wchar_t *path);                      /* behind the last \ or : */
void join_path(struct text *result, const wchar_t *folder, const wchar_t *name);
bool find_next_named(HANDLE find, WIN32_FIND_DATAW *data);    /* skips . and .. */
bool is_dots(const wchar_t *name);
bool ask(const wchar_t *question, const wchar_t *keys, wchar_t *answer);
void add_unquoted(struct text *result, const wchar_t *text);
void change_name(const wchar_t *name, const wchar_t *pattern, struct text *result); /* RENAME's wildcards */
void add_grouped(struct text *text, ULONGLONG number);

/* words.c: the arguments of built-in commands */
struct words {
    wchar_t **items; /* without quotation marks */
    bool *quoted;
    int count;
};
void split_words(const wchar_t *arguments,
                 struct words *words); /* switches are separated from what they are glued to */
void free_words(struct words *words);
bool is_switch(const wchar_t *word, const wchar_t *name);     /* without case, e.g. L"/S" */

/* execute.c */
int run_node(const struct node *node);
int run_text(const wchar_t *text);                            /* a command line from elsewhere, e.g. AutoRun */
int run_command(const wchar_t *name, const wchar_t *arguments, bool called);
int run_lines(bool (*next_line)(void *context, struct text *line), void *context, bool labels);
bool ask_to_terminate(void);

/* redirect.c */
struct saved_handle;
bool apply_redirections(const struct redirection *redirections, struct saved_handle **saved);
void undo_redirections(struct saved_handle **saved);
void set_handle(int number, HANDLE handle);
void init_handles(void);

/* external.c */
struct start_options {
    DWORD flags;
    const wchar_t *title, *folder;
    WORD show;
    bool wait;
    bool clean_environment;
};
bool find_external(const wchar_t *name, struct text *path);
bool is_batch_file(const wchar_t *path);
int run_external(const wchar_t *path, const wchar_t *name, const wchar_t *arguments);
HANDLE start_process(const wchar_t *path, const wchar_t *line, const struct start_options *options);
int wait_for_process(HANDLE process);
bool association_command(const wchar_t *path, const wchar_t *arguments, struct text *line);
void command_processor(struct text *path);

/* pipe.c */
int run_pipe(const struct node *node);
bool run_captured(const wchar_t *command, struct text *output);
void add_expanded_node(const struct node *node, struct text *text);

/* batch.c */
int run_batch(const wchar_t *path, const wchar_t *name, const wchar_t *arguments);
int call_label(const wchar_t *label, const wchar_t *arguments);
bool next_batch_line(void *context, struct text *line);
bool batch_argument(void *context, int number, struct text *value);

/* Conditions and loops */
int run_if(const struct node *node);
int run_for(const struct node *node);
int run_for_lines(const struct node *node, const wchar_t *options, const wchar_t *set, struct for_variable *first);
int run_for_body(const struct node *body);

/* builtins.c */
struct builtin {
    const wchar_t *name;
    int (*run)(const wchar_t *arguments);
    enum { KEEPS, CLEARS, CLEARS_IN_CMD } success; /* what success does to ERRORLEVEL */
    bool quiet_failure;                             /* failure shows only in || */
};
const struct builtin *find_builtin(const wchar_t *name, size_t *length);
bool write_help(const wchar_t *name);

/* interactive.c */
void write_prompt(void);
void count_pushed_folders(int change);
bool next_console_line(void *context, struct text *line);
bool read_input_line(struct text *line); /* without the line end; false at the end of the input */

/* registry.c */
LONG read_registry_string(HKEY root, const wchar_t *key, const wchar_t *name, struct text *value);
bool read_registry_number(HKEY root, const wchar_t *key, const wchar_t *name, DWORD *value);
LONG write_registry_string(HKEY root, const wchar_t *key,
                           const wchar_t *value); /* the default value; NULL deletes the key */
void list_registry_keys(HKEY root, void (*show)(const wchar_t *name));

#define BUILTIN(name) int command_##name(const wchar_t *arguments);
BUILTIN(assoc)
BUILTIN(break) BUILTIN(call) BUILTIN(cd) BUILTIN(cls) BUILTIN(color) BUILTIN(copy) BUILTIN(date) BUILTIN(del)
    BUILTIN(dir) BUILTIN(dpath) BUILTIN(echo) BUILTIN(endlocal) BUILTIN(exit) BUILTIN(ftype) BUILTIN(goto) BUILTIN(md)
        BUILTIN(mklink) BUILTIN(move) BUILTIN(path) BUILTIN(pause) BUILTIN(popd) BUILTIN(prompt) BUILTIN(pushd)
            BUILTIN(rd) BUILTIN(rem) BUILTIN(ren) BUILTIN(set) BUILTIN(setlocal) BUILTIN(shift) BUILTIN(start)
                BUILTIN(time) BUILTIN(title) BUILTIN(type) BUILTIN(ver) BUILTIN(verify) BUILTIN(vol)
#undef BUILTIN

#endif
