/* attrib: shows or changes the attributes of files. */
#include "text_output.h"

static const struct { WCHAR letter; DWORD bit; int column; } attributes[] = {
    {'A', FILE_ATTRIBUTE_ARCHIVE, 0},  {'S', FILE_ATTRIBUTE_SYSTEM, 3},  {'H', FILE_ATTRIBUTE_HIDDEN, 4},
    {'R', FILE_ATTRIBUTE_READONLY, 5}, {'O', FILE_ATTRIBUTE_OFFLINE, 6}, {'I', FILE_ATTRIBUTE_NOT_CONTENT_INDEXED, 7},
};
static DWORD set, cleared;
static bool recursive, folders, found;
static int failed;

static void change(const WCHAR *path, DWORD old)
{
    const DWORD guarded = FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_HIDDEN;
    if (old & guarded & ~((set | cleared) & guarded)) {
        put_format(L"Not resetting %ls file - %ls\r\n",
                   old & FILE_ATTRIBUTE_SYSTEM & ~(set | cleared) ? L"system" : L"hidden", path);
        return;
    }
    if (SetFileAttributesW(path, ((old & ~cleared) | set) &
                                     ~(DWORD)(FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT)))
        return;
    put_format(L"Access denied - %ls\r\n", path);
    failed = 1;
}

static void show(const WCHAR *path, DWORD bits)
{
    WCHAR line[20] = L"                    ", full[1024];
    line[19] = 0;
    for (size_t i = 0; i < ARRAYSIZE(attributes); i++)
        if (bits & attributes[i].bit) line[attributes[i].column] = attributes[i].letter;
    put_text(line);
    put_text(L"  ");
    put_text(GetFullPathNameW(path, ARRAYSIZE(full), full, NULL) ? full : path);
    put_text(L"\r\n");
}

static void visit(const WCHAR *path, DWORD bits)
{
    found = true;
    if (set | cleared) change(path, bits);
    else show(path, bits);
}

static bool is_dots(const WCHAR *name)
{
    return !wcscmp(name, L".") || !wcscmp(name, L"..");
}

static void visit_folder(const WCHAR *folder, const WCHAR *pattern)
{
    WCHAR path[1024];
    WIN32_FIND_DATAW entry;
    bool has_wildcard = wcspbrk(pattern, L"*?");
    _snwprintf(path, ARRAYSIZE(path), L"%ls%ls", folder, pattern);
    HANDLE search = FindFirstFileW(path, &entry);
    for (bool more = search != INVALID_HANDLE_VALUE; more; more = FindNextFileW(search, &entry)) {
        if (is_dots(entry.cFileName)) continue;
        if ((entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) && has_wildcard && !folders) continue;
        _snwprintf(path, ARRAYSIZE(path), L"%ls%ls", folder, entry.cFileName);
        visit(path, entry.dwFileAttributes);
    }
    if (search != INVALID_HANDLE_VALUE) FindClose(search);
    if (!recursive) return;
    _snwprintf(path, ARRAYSIZE(path), L"%ls*", folder);
    search = FindFirstFileW(path, &entry);
    for (bool more = search != INVALID_HANDLE_VALUE; more; more = FindNextFileW(search, &entry)) {
        if (is_dots(entry.cFileName) || !(entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
            || (entry.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT)) continue;
        _snwprintf(path, ARRAYSIZE(path), L"%ls%ls\\", folder, entry.cFileName);
        visit_folder(path, pattern);
    }
    if (search != INVALID_HANDLE_VALUE) FindClose(search);
}

static bool parse_change(const WCHAR *argument)
{
    for (size_t i = 0; i < ARRAYSIZE(attributes); i++) {
        if (towupper(argument[1]) != attributes[i].letter || argument[2]) continue;
        *(*argument == '+' ? &set : &cleared) |= attributes[i].bit;
        return true;
    }
    return false;
}

int main(void)
{
    int count;
    const WCHAR *target = L"*";
    WCHAR **arguments = arguments_of_program(&count), folder[1024];
    for (int i = 0; i < count; i++) {
        if (is_switch(arguments[i], L"?")) {
            put_text(L"Shows or changes attributes of files.\r\n\r\nattrib [+R|-R] [+A|-A] [+S|-S] [+H|-H] [+O|-O] "
                     L"[+I|-I] [file] [/S [/D]] [/L]\r\n");
            return 0;
        }
        if (is_switch(arguments[i], L"s")) recursive = true;
        else if (is_switch(arguments[i], L"d")) folders = true;
        else if (is_switch(arguments[i], L"l")) continue; /* SetFileAttributes changes a link itself anyway */
        else if (*arguments[i] != '+' && *arguments[i] != '-' && *arguments[i] != '/') target = arguments[i];
        else if (*arguments[i] == '/' || !parse_change(arguments[i])) {
            put_text(L"Parameter format not correct -\r\n");
            return 1;
        }
    }
    const WCHAR *name = target;
    for (const WCHAR *at = target; *at; at++)
        if (wcschr(L"\\/:", *at)) name = at + 1;
    _snwprintf(folder, ARRAYSIZE(folder), L"%.*ls", (int)(name - target), target);
    visit_folder(folder, *name ? name : L"*");
    if (!found) put_format(L"File not found - %ls\r\n", target);
    return failed || !found;
}
