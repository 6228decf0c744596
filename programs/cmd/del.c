/* DEL. */
#include "cmd.h"

#include <stdlib.h>

struct deletion {
    bool ask_each, force, tree, quiet;
    DWORD with, without; /* attributes that a file must have or lack */
    bool by_attributes;
    bool any;
    int code;
};

static const struct {
    wchar_t letter;
    DWORD bit;
} attribute_letters[] = {
    {'R', FILE_ATTRIBUTE_READONLY},
    {'H', FILE_ATTRIBUTE_HIDDEN},
    {'S', FILE_ATTRIBUTE_SYSTEM},
    {'A', FILE_ATTRIBUTE_ARCHIVE},
    {'I', FILE_ATTRIBUTE_NOT_CONTENT_INDEXED},
    {'L', FILE_ATTRIBUTE_REPARSE_POINT},
    {'O', FILE_ATTRIBUTE_OFFLINE},
};

static void read_attributes(const wchar_t *at, struct deletion *deletion)
{
    bool lacks = false;
    deletion->by_attributes = true;
    for (; *at; at++) {
        if (*at == '-') lacks = true;
        for (size_t i = 0; i < sizeof(attribute_letters) / sizeof(*attribute_letters); i++) {
            if (attribute_letters[i].letter != upper_char(*at)) continue;
            *(lacks ? &deletion->without : &deletion->with) |= attribute_letters[i].bit;
        }
        if (*at != '-') lacks = false;
    }
}

static bool is_chosen(const struct deletion *deletion, DWORD attributes)
{
    if (attributes & FILE_ATTRIBUTE_DIRECTORY) return false;
    if (!deletion->by_attributes) return !(attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM));
    return (attributes & deletion->with) == deletion->with && !(attributes & deletion->without);
}

static bool confirm(const wchar_t *path, const wchar_t *question)
{
    struct text text = { 0 };
    wchar_t answer = 'N';
    text_add(&text, path);
    text_add(&text, question);
    bool yes = ask(text.data, L"YN", &answer) && answer == 'Y';
    text_free(&text);
    return yes;
}

static void delete_file(struct deletion *deletion, const wchar_t *path, DWORD attributes)
{
    if (deletion->ask_each && !confirm(path, L", Delete (Y/N)? ")) return;
    if (deletion->force && attributes & FILE_ATTRIBUTE_READONLY)
        SetFileAttributesW(path, attributes & ~FILE_ATTRIBUTE_READONLY);
    if (DeleteFileW(path)) {
        if (!deletion->tree) return;
        write_string(L"Deleted file - ");
        write_string(path);
        write_string(L"\r\n");
        return;
    }
    DWORD error = GetLastError();
    write_string(path);
    write_string(L"\r\n");
    fail_with(error); /* ERRORLEVEL stays as it is */
}

static void delete_matching(struct deletion *deletion, const wchar_t *pattern)
{
    struct text path = { 0 };
    WIN32_FIND_DATAW data;
    HANDLE find = FindFirstFileW(pattern, &data);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            if (!is_chosen(deletion, data.dwFileAttributes)) continue;
            deletion->any = true;
            text_clear(&path);
            text_append(&path, pattern, name_offset(pattern));
            text_add(&path, data.cFileName);
            delete_file(deletion, path.data, data.dwFileAttributes);
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    text_free(&path);
}

static void delete_in_tree(struct deletion *deletion, const wchar_t *folder, const wchar_t *name)
{
    struct text path = { 0 };
    WIN32_FIND_DATAW data;
    join_path(&path, folder, name);
    delete_matching(deletion, path.data);
    text_clear(&path);
    join_path(&path, folder, L"*");
    HANDLE find = FindFirstFileW(path.data, &data);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            bool link = data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT;
            if (!(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) || link || is_dots(data.cFileName)) continue;
            text_clear(&path);
            join_path(&path, folder, data.cFileName);
            delete_in_tree(deletion, path.data, name);
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    text_free(&path);
}

static bool wants_everything(const wchar_t *pattern)
{
    const wchar_t *name = pattern + name_offset(pattern);
    return same_word(name, L"*") || same_word(name, L"*.*");
}

static void delete_operand(struct deletion *deletion, const wchar_t *operand)
{
    struct text full = { 0 }, pattern = { 0 };
    text_add(&pattern, operand);
    if (is_folder(operand)) {
        text_clear(&pattern);
        join_path(&pattern, operand, L"*");
    }
    full_path(pattern.data, &full);
    deletion->any = false;
    if (!deletion->quiet && !deletion->ask_each && wants_everything(pattern.data) &&
        !confirm(full.data, L", Are you sure (Y/N)? ")) {
        deletion->any = true;
    } else if (deletion->tree) {
        struct text folder = { 0 };
        size_t offset = name_offset(full.data);
        text_append(&folder, full.data, offset > 3 ? offset - 1 : offset);
        delete_in_tree(deletion, folder.data, full.data + offset);
        text_free(&folder);
    } else {
        delete_matching(deletion, full.data);
    }
    if (!deletion->any) {
        write_text(2, L"Could Not Find ", 15);
        write_error(full.data);
    }
    text_free(&full);
    text_free(&pattern);
}

int command_del(const wchar_t *arguments)
{
    struct deletion deletion = { 0 };
    struct words words;
    int operands = 0;
    split_words(arguments, &words);
    for (int i = 0; i < words.count; i++) {
        const wchar_t *word = words.items[i];
        if (*word != '/') continue;
        if (is_switch(word, L"/P")) deletion.ask_each = true;
        else if (is_switch(word, L"/F")) deletion.force = true;
        else if (is_switch(word, L"/S")) deletion.tree = true;
        else if (is_switch(word, L"/Q")) deletion.quiet = true;
        else if (upper_char(word[1]) == 'A') read_attributes(word + 2, &deletion);
        else deletion.code = 1;
    }
    for (int i = 0; i < words.count && !deletion.code; i++) {
        if (*words.items[i] == '/') continue;
        delete_operand(&deletion, words.items[i]);
        operands++;
    }
    free_words(&words);
    if (operands) return deletion.code;
    write_error(L"The syntax of the command is incorrect.");
    return 1;
}
