/* SETLOCAL and ENDLOCAL, and the commands about single variables. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SAVED 32

struct saved_environment {
    struct saved_environment *outer;
    wchar_t *block;
    wchar_t *folder;
    bool extensions, delayed;
};

static size_t block_length(const wchar_t *block)
{
    const wchar_t *at = block;
    while (*at) at += wcslen(at) + 1;
    return at - block + 1;
}

static wchar_t *copy_block(void)
{
    wchar_t *strings = GetEnvironmentStringsW();
    size_t length = block_length(strings);
    wchar_t *copy = allocate(length * sizeof(wchar_t));
    wmemcpy(copy, strings, length);
    FreeEnvironmentStringsW(strings);
    return copy;
}

/* Sets or removes each variable of a block. The name of a drive's folder begins with an equals sign. */
static void for_each_variable(wchar_t *block, bool set)
{
    for (wchar_t *at = block; *at;) {
        size_t length = wcslen(at);
        wchar_t *equals = wcschr(at + 1, '=');
        if (equals) {
            *equals = 0;
            SetEnvironmentVariableW(at, set ? equals + 1 : NULL);
            *equals = '=';
        }
        at += length + 1;
    }
}

static void restore_block(wchar_t *block)
{
    wchar_t *now = copy_block();
    size_t length = block_length(now);
    if (length != block_length(block) || wmemcmp(now, block, length)) {
        for_each_variable(now, false);
        for_each_variable(block, true);
    }
    free(now);
}

static bool set_modes(const wchar_t *arguments)
{
    struct words words;
    bool good = true;
    split_words(arguments, &words);
    for (int i = 0; i < words.count; i++) {
        if (same_word(words.items[i], L"ENABLEEXTENSIONS")) shell.extensions = true;
        else if (same_word(words.items[i], L"DISABLEEXTENSIONS")) shell.extensions = false;
        else if (same_word(words.items[i], L"ENABLEDELAYEDEXPANSION")) shell.delayed = true;
        else if (same_word(words.items[i], L"DISABLEDELAYEDEXPANSION")) shell.delayed = false;
        else good = false;
    }
    free_words(&words);
    return good;
}

int command_setlocal(const wchar_t *arguments)
{
    struct text folder = { 0 };
    if (!shell.batch) return 0;
    int depth = 0;
    for (struct saved_environment *saved = shell.batch->saved; saved; saved = saved->outer) depth++;
    if (depth >= MAX_SAVED) {
        write_error(L"Maximum setlocal recursion level reached.");
        return 1;
    }
    struct saved_environment *saved = allocate(sizeof(*saved));
    add_current_folder(&folder);
    *saved = (struct saved_environment){shell.batch->saved, copy_block(), folder.data, shell.extensions, shell.delayed};
    shell.batch->saved = saved;
    if (!*skip_separators(arguments)) return 0;
    if (set_modes(arguments)) return shell.errorlevel = 0;
    fail_with(ERROR_INVALID_PARAMETER);
    return 1;
}

int command_endlocal(const wchar_t *arguments)
{
    struct saved_environment *saved = shell.batch ? shell.batch->saved : NULL;
    (void)arguments;
    if (!saved) return 0;
    shell.batch->saved = saved->outer;
    restore_block(saved->block);
    SetCurrentDirectoryW(saved->folder);
    shell.extensions = saved->extensions;
    shell.delayed = saved->delayed;
    free(saved->block);
    free(saved->folder);
    free(saved);
    return 0;
}

static int show_or_set(const wchar_t *variable, const wchar_t *arguments, const wchar_t *without)
{
    struct text value = { 0 };
    int code = 0;
    const wchar_t *at = skip_separators(arguments);
    if (*at) {
        SetEnvironmentVariableW(variable, at);
    } else if (wcschr(arguments, ';')) {
        SetEnvironmentVariableW(variable, NULL);
    } else if (get_environment(variable, &value)) {
        write_string(variable);
        write_string(L"=");
        write_string(text_string(&value));
        write_string(L"\r\n");
    } else {
        write_string(without);
        code = 1;
    }
    text_free(&value);
    return code;
}

int command_path(const wchar_t *arguments)
{
    return show_or_set(L"PATH", arguments, L"PATH=(null)\r\n");
}

int command_dpath(const wchar_t *arguments)
{
    return show_or_set(L"DPATH", arguments, L"No Data Path\r\n");
}

int command_prompt(const wchar_t *arguments)
{
    const wchar_t *at = skip_separators(arguments);
    SetEnvironmentVariableW(L"PROMPT", *at ? at : NULL);
    return 0;
}
