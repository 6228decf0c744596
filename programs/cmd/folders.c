/* CD, MD, RD, PUSHD, POPD. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>

static bool go_to(const wchar_t *folder)
{
    struct text path = { 0 };
    WIN32_FIND_DATAW data;
    HANDLE find = has_wildcard(folder) ? FindFirstFileW(folder, &data) : INVALID_HANDLE_VALUE;
    if (find != INVALID_HANDLE_VALUE) {
        FindClose(find);
        text_append(&path, folder, name_offset(folder));
        text_add(&path, data.cFileName);
    } else {
        text_add(&path, folder);
    }
    bool good = SetCurrentDirectoryW(text_string(&path));
    DWORD error = GetLastError();
    text_free(&path);
    SetLastError(error == ERROR_FILE_NOT_FOUND ? ERROR_PATH_NOT_FOUND : error);
    return good;
}

static void remember_drive_folder(void)
{
    struct text folder = { 0 };
    add_current_folder(&folder);
    if (folder.length > 2 && folder.data[1] == ':') {
        wchar_t name[4] = { '=', upper_char(folder.data[0]), ':', 0 };
        SetEnvironmentVariableW(name, folder.data);
    }
    text_free(&folder);
}

static wchar_t current_drive(void)
{
    struct text folder = { 0 };
    add_current_folder(&folder);
    wchar_t drive = folder.length > 1 && folder.data[1] == ':' ? upper_char(folder.data[0]) : 0;
    text_free(&folder);
    return drive;
}

static int show_folder(const wchar_t *drive)
{
    struct text folder = { 0 };
    if (*drive) full_path(drive, &folder);
    else add_current_folder(&folder);
    write_string(text_string(&folder));
    write_string(L"\r\n");
    text_free(&folder);
    return 0;
}

/* CD to another drive without /D only changes what that drive remembers. */
static int set_drive_folder(const wchar_t *path)
{
    struct text full = { 0 };
    wchar_t name[4] = { '=', upper_char(path[0]), ':', 0 };
    full_path(path, &full);
    bool good = is_folder(full.data);
    if (good) SetEnvironmentVariableW(name, full.data);
    text_free(&full);
    return good ? 0 : fail_with(ERROR_PATH_NOT_FOUND);
}

/* The rest of the line is the folder, with blanks and without quotation marks. */
int command_cd(const wchar_t *arguments)
{
    struct text folder = { 0 };
    const wchar_t *at = skip_separators(arguments);
    bool other_drive = at[0] == '/' && upper_char(at[1]) == 'D' && (!at[2] || is_separator(at[2]));
    if (other_drive) at = skip_separators(at + 2);
    add_unquoted(&folder, at);
    while (folder.length && wcschr(L" \t", folder.data[folder.length - 1])) text_truncate(&folder, folder.length - 1);
    int code;
    if (!folder.length || (folder.length == 2 && folder.data[1] == ':')) {
        code = other_drive && folder.length ? (go_to(folder.data) ? 0 : fail_last()) : show_folder(folder.data);
    } else if (!other_drive && folder.length > 2 && folder.data[1] == ':' &&
               upper_char(folder.data[0]) != current_drive()) {
        code = set_drive_folder(folder.data);
    } else {
        code = go_to(folder.data) ? 0 : fail_last();
        if (!code) remember_drive_folder();
    }
    text_free(&folder);
    return code;
}

/* ---- MD, RD */

static bool make_path(const wchar_t *path)
{
    struct text part = { 0 };
    if (CreateDirectoryW(path, NULL)) return true;
    if (GetLastError() != ERROR_PATH_NOT_FOUND) return false;
    text_add(&part, path);
    size_t end = part.length;
    while (end && !wcschr(L"\\/", part.data[end - 1])) end--;
    while (end && wcschr(L"\\/", part.data[end - 1])) end--;
    text_truncate(&part, end);
    SetLastError(ERROR_PATH_NOT_FOUND);
    bool good = end && part.data[end - 1] != ':' && make_path(part.data) && CreateDirectoryW(path, NULL);
    text_free(&part);
    return good;
}

static int show_failed(const wchar_t *name, DWORD error)
{
    if (error == ERROR_ALREADY_EXISTS || error == ERROR_FILE_EXISTS) {
        static const wchar_t begin[] = L"A subdirectory or file ";
        write_text(2, begin, wcslen(begin));
        write_text(2, name, wcslen(name));
        write_error(L" already exists.");
        return 1;
    }
    return fail_with(error);
}

static int missing_operand(void)
{
    write_error(L"The syntax of the command is incorrect.");
    return 1;
}

int command_md(const wchar_t *arguments)
{
    struct words words;
    split_words(arguments, &words);
    int code = words.count ? 0 : missing_operand();
    for (int i = 0; i < words.count; i++) {
        bool made = shell.extensions ? make_path(words.items[i]) : CreateDirectoryW(words.items[i], NULL);
        if (!made) code = show_failed(words.items[i], GetLastError());
    }
    free_words(&words);
    return code;
}

/* Removes what is in a folder, then the folder. Links to folders are removed, not followed. */
static int remove_tree(const wchar_t *folder)
{
    struct text path = { 0 };
    WIN32_FIND_DATAW data;
    int code = 0;
    join_path(&path, folder, L"*");
    HANDLE find = FindFirstFileW(path.data, &data);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (is_dots(data.cFileName)) continue;
            text_clear(&path);
            join_path(&path, folder, data.cFileName);
            bool directory = data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY,
                 link = data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT;
            if (data.dwFileAttributes & FILE_ATTRIBUTE_READONLY)
                SetFileAttributesW(path.data, data.dwFileAttributes & ~FILE_ATTRIBUTE_READONLY);
            if (directory && !link) {
                code |= remove_tree(path.data);
            } else if (!(directory ? RemoveDirectoryW(path.data) : DeleteFileW(path.data))) {
                DWORD error = GetLastError();
                write_text(2, path.data, path.length);
                write_text(2, L" - ", 3);
                code = fail_with(error);
            }
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    text_free(&path);
    if (code || RemoveDirectoryW(folder)) return code;
    return fail_last();
}

static bool confirm_removal(const wchar_t *folder)
{
    struct text question = { 0 };
    wchar_t answer = 'N';
    text_add(&question, folder);
    text_add(&question, L", Are you sure (Y/N)? ");
    bool yes = ask(question.data, L"YN", &answer) && answer == 'Y';
    text_free(&question);
    return yes;
}

static int remove_folder(const wchar_t *folder, bool tree, bool quiet)
{
    DWORD attributes = attributes_of(folder);
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        fail_last();
        return ERROR_FILE_NOT_FOUND;
    }
    if (!(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        fail_with(ERROR_DIRECTORY);
        return ERROR_DIRECTORY;
    }
    if (tree && !(attributes & FILE_ATTRIBUTE_REPARSE_POINT)) {
        if (!quiet && !confirm_removal(folder)) return 1;
        return remove_tree(folder);
    }
    if (RemoveDirectoryW(folder)) return 0;
    DWORD error = GetLastError();
    fail_with(error);
    return (int)error;
}

int command_rd(const wchar_t *arguments)
{
    struct words words;
    bool tree = false, quiet = false;
    int code = 0, folders = 0;
    split_words(arguments, &words);
    for (int i = 0; i < words.count; i++) {
        tree |= is_switch(words.items[i], L"/S");
        quiet |= is_switch(words.items[i], L"/Q");
    }
    for (int i = 0; i < words.count; i++) {
        if (is_switch(words.items[i], L"/S") || is_switch(words.items[i], L"/Q")) continue;
        folders++;
        int result = remove_folder(words.items[i], tree, quiet);
        if (result) code = result;
    }
    if (!folders) code = missing_operand();
    free_words(&words);
    return code;
}

/* ---- PUSHD, POPD */

static struct pushed {
    struct pushed *below;
    wchar_t *folder;
} *stack;

int command_pushd(const wchar_t *arguments)
{
    struct text folder = { 0 }, before = { 0 };
    add_unquoted(&folder, skip_separators(arguments));
    while (folder.length && folder.data[folder.length - 1] == ' ') text_truncate(&folder, folder.length - 1);
    int code = 0;
    if (!folder.length) {
        for (struct pushed *entry = stack; entry; entry = entry->below) {
            write_string(entry->folder);
            write_string(L"\r\n");
        }
    } else {
        add_current_folder(&before);
        if (go_to(folder.data)) {
            struct pushed *entry = allocate(sizeof(*entry));
            *entry = (struct pushed){ stack, copy_string(before.data) };
            stack = entry;
            count_pushed_folders(1);
            remember_drive_folder();
        } else {
            code = fail_last();
        }
    }
    text_free(&folder);
    text_free(&before);
    return code;
}

int command_popd(const wchar_t *arguments)
{
    struct pushed *entry = stack;
    (void)arguments;
    if (!entry) return 1;
    stack = entry->below;
    count_pushed_folders(-1);
    bool good = SetCurrentDirectoryW(entry->folder);
    free(entry->folder);
    free(entry);
    return good ? 0 : fail_last();
}
