/* START: runs something beside the interpreter. */
#include "cmd.h"

#include <stdlib.h>

static const struct {
    const wchar_t *name;
    DWORD flags;
} priorities[] = {
    {L"LOW", IDLE_PRIORITY_CLASS},
    {L"NORMAL", NORMAL_PRIORITY_CLASS},
    {L"HIGH", HIGH_PRIORITY_CLASS},
    {L"REALTIME", REALTIME_PRIORITY_CLASS},
    {L"ABOVENORMAL", ABOVE_NORMAL_PRIORITY_CLASS},
    {L"BELOWNORMAL", BELOW_NORMAL_PRIORITY_CLASS},
};

static const wchar_t *take_word(const wchar_t *at, struct text *word)
{
    text_clear(word);
    for (bool quoted = false; *at && (quoted || !is_separator(*at)); at++) {
        if (*at == '"') quoted = !quoted;
        else text_add_char(word, *at);
        if (at[1] == '/' && !quoted) {
            at++;
            break;
        }
    }
    return skip_separators(at);
}

/* Words with a value of their own in the next word. */
static bool takes_value(const wchar_t *name)
{
    return same_word(name, L"AFFINITY") || same_word(name, L"NODE") || same_word(name, L"MACHINE");
}

/* One switch; returns where the next word begins, or NULL. */
static const wchar_t *read_switch(const wchar_t *at, struct start_options *options, struct text *folder,
                                  bool *background)
{
    struct text word = { 0 };
    const wchar_t *next = take_word(at + 1, &word), *name = text_string(&word);
    bool known = true;
    if (same_word(name, L"B")) *background = true;
    else if (same_word(name, L"WAIT") || same_word(name, L"W")) options->wait = true;
    else if (same_word(name, L"MIN")) options->show = SW_SHOWMINNOACTIVE;
    else if (same_word(name, L"MAX")) options->show = SW_SHOWMAXIMIZED;
    else if (same_word(name, L"I") || same_word(name, L"SEPARATE") || same_word(name, L"SHARED"))
        options->clean_environment = name[0] == 'I';
    else if (takes_value(name)) next = take_word(next, folder), text_clear(folder);
    else if (upper_char(name[0]) == 'D') {
        if (name[1]) text_add(folder, name + 1);
        else next = take_word(next, folder);
    } else {
        known = false;
        for (size_t i = 0; i < sizeof(priorities) / sizeof(*priorities); i++) {
            if (!same_word(name, priorities[i].name)) continue;
            options->flags |= priorities[i].flags;
            known = true;
        }
    }
    text_free(&word);
    return known ? next : NULL;
}

static void processor_line(const wchar_t *command, bool keep, struct text *path, struct text *line)
{
    text_clear(path);
    text_clear(line);
    command_processor(path);
    text_add(line, path->data);
    text_add(line, keep ? L" /K " : L" /c ");
    text_add(line, command);
}

static int start_command(const wchar_t *command, struct start_options *options, bool background)
{
    struct text name = { 0 }, path = { 0 }, line = { 0 };
    size_t length;
    const wchar_t *at = command;
    for (bool quoted = false; *at && (quoted || !is_separator(*at)); at++) {
        quoted ^= *at == '"';
        text_add_char(&name, *at);
    }
    if (find_builtin(text_string(&name), &length) && !name.data[length]) {
        processor_line(command, !background, &path, &line);
    } else if (!find_external(text_string(&name), &path)) {
        struct text plain = { 0 };
        add_unquoted(&plain, text_string(&name));
        write_message(2, ERROR_FILE_NOT_FOUND, NULL);
        text_free(&plain);
        text_free(&name);
        return 9059;
    } else if (is_batch_file(path.data)) {
        processor_line(command, !background, &path, &line);
    } else {
        text_add(&line, command);
    }
    if (!background) options->flags |= CREATE_NEW_CONSOLE;
    else options->flags |= CREATE_NEW_PROCESS_GROUP;
    HANDLE process = start_process(path.data, line.data, options);
    if (!process && GetLastError() == ERROR_BAD_EXE_FORMAT) {
        text_clear(&line);
        if (association_command(path.data, at, &line)) process = start_process(NULL, line.data, options);
    }
    int code = 0;
    if (!process) code = fail_last();
    else if (options->wait) code = shell.errorlevel = wait_for_process(process);
    else CloseHandle(process);
    text_free(&name);
    text_free(&path);
    text_free(&line);
    return code;
}

int command_start(const wchar_t *arguments)
{
    struct start_options options = { 0 };
    struct text title = { 0 }, folder = { 0 };
    bool background = false;
    int code = 1;
    const wchar_t *at = skip_separators(arguments);
    if (*at == '"') at = take_word(at, &title);
    while (at && *at == '/') at = read_switch(at, &options, &folder, &background);
    if (!at) {
        write_error(L"The syntax of the command is incorrect.");
    } else {
        options.title = title.data;
        options.folder = folder.length ? folder.data : NULL;
        code = start_command(*at ? at : L"cmd.exe", &options, background);
    }
    text_free(&title);
    text_free(&folder);
    return code;
}
