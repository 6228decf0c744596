/* MOVE and REN. */
#include "cmd.h"

#include <stdlib.h>

static bool may_replace(const wchar_t *target, bool *asks)
{
    struct text question = { 0 };
    wchar_t answer = 'N';
    if (!*asks || attributes_of(target) == INVALID_FILE_ATTRIBUTES) return true;
    text_add(&question, L"Overwrite ");
    text_add(&question, target);
    text_add(&question, L"? (Yes/No/All): ");
    bool good = ask(question.data, L"YNA", &answer);
    text_free(&question);
    if (answer == 'A') *asks = false;
    return good && answer != 'N';
}

static int move_one(const wchar_t *path, const wchar_t *destination, bool *asks, int *moved)
{
    struct text target = { 0 };
    if (is_folder(destination)) join_path(&target, destination, path + name_offset(path));
    else text_add(&target, destination);
    int code = 0;
    bool folder = is_folder(path);
    if (folder || may_replace(target.data, asks)) {
        if (MoveFileExW(path, target.data, folder ? 0 : MOVEFILE_COPY_ALLOWED | MOVEFILE_REPLACE_EXISTING)) ++*moved;
        else code = fail_last();
    }
    text_free(&target);
    return code;
}

static int move_matching(const wchar_t *pattern, const wchar_t *destination, bool asks, int *moved)
{
    struct text path = { 0 };
    WIN32_FIND_DATAW data;
    HANDLE find = FindFirstFileW(pattern, &data);
    int code = 0;
    bool any = false;
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
            any = true;
            text_clear(&path);
            text_append(&path, pattern, name_offset(pattern));
            text_add(&path, data.cFileName);
            write_string(path.data);
            write_string(L"\r\n");
            code |= move_one(path.data, destination, &asks, moved);
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    text_free(&path);
    return any ? code : fail_with(ERROR_FILE_NOT_FOUND);
}

int command_move(const wchar_t *arguments)
{
    struct words words;
    const wchar_t *operands[2] = { NULL, L"." };
    int count = 0, moved = 0, code;
    bool asks = shell.interactive && !shell.batch;
    split_words(arguments, &words);
    for (int i = 0; i < words.count; i++) {
        if (is_switch(words.items[i], L"/Y")) asks = false;
        else if (is_switch(words.items[i], L"/-Y")) asks = true;
        else if (count < 2) operands[count++] = words.items[i];
        else count++;
    }
    if (!count || count > 2) {
        write_error(L"The syntax of the command is incorrect.");
        code = 1;
    } else if (has_wildcard(operands[0])) {
        code = move_matching(operands[0], operands[1], asks, &moved);
        if (moved) write_format(L"%9d file(s) moved.\r\n", moved);
    } else if (attributes_of(operands[0]) == INVALID_FILE_ATTRIBUTES) {
        code = fail_with(ERROR_FILE_NOT_FOUND);
    } else {
        bool folder = is_folder(operands[0]);
        code = move_one(operands[0], operands[1], &asks, &moved);
        if (!code) write_format(L"%9d %ls(s) moved.\r\n", moved, folder ? L"dir" : L"file");
    }
    free_words(&words);
    return code;
}

/* ---- REN */

static int rename_one(const wchar_t *path, const wchar_t *pattern)
{
    struct text target = { 0 };
    size_t offset = name_offset(path);
    text_append(&target, path, offset);
    change_name(path + offset, pattern, &target);
    bool good = !wcscmp(target.data, path) || MoveFileExW(path, target.data, 0);
    DWORD error = GetLastError();
    text_free(&target);
    if (good) return 0;
    if (error == ERROR_ALREADY_EXISTS || error == ERROR_FILE_EXISTS) {
        write_error(L"A duplicate file name exists, or the file\r\ncannot be found.");
        return 1;
    }
    return fail_with(error);
}

/* The names are collected first: a renamed file must not come up a second time. */
static int rename_matching(const wchar_t *pattern, const wchar_t *new_name)
{
    struct pool pool = { 0 };
    const wchar_t **paths = NULL;
    int count = 0, code = 0;
    WIN32_FIND_DATAW data;
    HANDLE find = FindFirstFileW(pattern, &data);
    bool folders = !has_wildcard(pattern);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (is_dots(data.cFileName) || (!folders && data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)) continue;
            struct text path = { 0 };
            text_append(&path, pattern, name_offset(pattern));
            text_add(&path, data.cFileName);
            paths = realloc(paths, (count + 1) * sizeof(*paths));
            if (!paths) abort();
            paths[count++] = pool_copy(&pool, path.data, path.length);
            text_free(&path);
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    if (!count) code = fail_with(ERROR_FILE_NOT_FOUND);
    for (int i = 0; i < count; i++) code |= rename_one(paths[i], new_name);
    free(paths);
    pool_free(&pool);
    return code;
}

int command_ren(const wchar_t *arguments)
{
    struct words words;
    int code = 1;
    split_words(arguments, &words);
    if (words.count != 2 || name_offset(words.items[1])) write_error(L"The syntax of the command is incorrect.");
    else code = rename_matching(words.items[0], words.items[1]);
    free_words(&words);
    return code;
}
