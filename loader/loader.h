/* Shared by the files of the `winrun` command. */
#ifndef LOADER_H
#define LOADER_H

#include "../dlls/ntdll/unix/core_private.h"

#define EXIT_CANNOT_RUN 126 /* found, but not a program that can be run: as shells do */
#define EXIT_NOT_FOUND  127

/* options.c */
struct options {
    const char *prefix;       /* --prefix, WINRUN_PREFIX, or the default */
    const char *log;          /* --log, WINRUN_LOG */
    const char *screenshot;   /* --screenshot: the file to write */
    bool move_display;        /* --display without a program */
    bool manage_prefix;       /* `winrun prefix`: the arguments say what */
    bool check, json, kill, status;
    char *program;            /* as given */
    int argument_count;
    char **arguments;         /* after the program */
    const char *script; /* the Unix path of a batch file that the command interpreter is to run; NULL for a program */
};
/* Parses the command line; prints help or version, or a message, and exits where that is what was asked or needed. */
void options_parse(struct options *options, int argc, char **argv);
uint32_t log_channels_parse(const char *text);

/* folders.c: where the prefix and our own files are */
/* Where prefixes are that are known by a name. */
void folders_of_prefixes(char *path, size_t size);
void folders_init(const char *prefix);
extern char program_folder[]; /* of winrun itself */
/* Makes the folders that a Windows disk has, the user's own among them, where they are missing; cheap when they are
 * there. */
void folders_prepare_prefix(void);

/* find_program.c: fills the absolute Unix path of the program; false after printing why not (exit code in *code) */
bool find_program(const char *name, char *unix_path, size_t capacity, int *code);

/* command_line.c: Unix arguments as one Windows command line by the rules that CommandLineToArgvW documents. Returns
 * malloc'd UTF-16, its length in *length. */
uint16_t *command_line_build(const char *program, int count, char **arguments, size_t *length);
/* UTF-8 to UTF-16; bad bytes become U+FFFD. Returns the count of units written (at most capacity). */
size_t utf16_from_utf8(uint16_t *out, size_t capacity, const char *text, size_t size);

/* script.c */
bool is_script(const char *path);
/* The interpreter's command line for a batch file, malloc'd UTF-16. */
uint16_t *script_command_line(const char *script, int count, char **arguments, size_t *length);

/* environment.c: the Windows environment block of a program started from a shell; malloc'd, length in UTF-16 units */
uint16_t *environment_build(size_t *length);
const char *user_name(void); /* the Unix account's, fit for a folder's name */

/* server_connect.c */
int server_connect(bool start); /* the socket, or -1 after printing why */

/* start.c */
void start_from_shell(const struct options *options, const char *unix_path) __attribute__((noreturn));
void start_child(int start_fd, int connection_fd) __attribute__((noreturn));

/* check.c: winrun --check */
int check_program(const char *unix_path, bool json);

/* manage.c: winrun --kill and --status */
int manage_kill(void);
int manage_status(void);
int manage_screenshot(const char *file);
int manage_display(void);
/* current: the prefix of this call, or NULL. Returns the exit code. */
int manage_prefix(const char *current, int count, char **arguments);

void fail(int code, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));

#endif
