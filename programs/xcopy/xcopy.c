/* xcopy: copies files and trees. Exit codes: 0 copied, 1 nothing to copy, 2 ended by Ctrl+C, 4 wrong arguments, 5 a
 * write failed. */
#include "text_output.h"

static struct {
    bool recursive, empty_folders, is_folder, no_prompt, list_only, quiet, full_names, hidden, overwrite_protected,
        go_on, newer, structure_only;
    bool archive_only, reset_archive, update_only, keep_attributes;
    ULONGLONG since;
    const WCHAR *exclusions[64];
    size_t exclusion_count;
} options;
static unsigned long copied, met;
static int result;

static ULONGLONG time_of(FILETIME time)
{
    return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static bool is_excluded(const WCHAR *path)
{
    WCHAR full[1024];
    if (!options.exclusion_count || !GetFullPathNameW(path, ARRAYSIZE(full), full, NULL)) return false;
    _wcslwr(full);
    for (size_t i = 0; i < options.exclusion_count; i++)
        if (wcsstr(full, options.exclusions[i])) return true;
    return false;
}

static bool load_exclusions(WCHAR *names)
{
    for (WCHAR *name = wcstok(names, L"+"); name; name = wcstok(NULL, L"+")) {
        struct line_reader reader = { .file = _wfopen(name, L"rb") };
        if (!reader.file) {
            put_format(L"Can't read file: %ls\r\n", name);
            return false;
        }
        while (read_line(&reader) && options.exclusion_count < ARRAYSIZE(options.exclusions)) {
            WCHAR text[1024];
            if (!reader.size || !MultiByteToWideChar(CP_ACP, 0, reader.bytes, -1, text, ARRAYSIZE(text))) continue;
            options.exclusions[options.exclusion_count++] = _wcslwr(_wcsdup(text));
        }
        fclose(reader.file);
        free(reader.bytes);
    }
    return true;
}

static bool is_wanted(const WIN32_FIND_DATAW *entry, const WCHAR *target)
{
    WIN32_FILE_ATTRIBUTE_DATA there;
    if (!options.hidden && (entry->dwFileAttributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM))) return false;
    if (options.archive_only && !(entry->dwFileAttributes & FILE_ATTRIBUTE_ARCHIVE)) return false;
    if (options.since && time_of(entry->ftLastWriteTime) < options.since) return false;
    bool exists = GetFileAttributesExW(target, GetFileExInfoStandard, &there);
    if (options.update_only && !exists) return false;
    if (options.newer && exists && time_of(there.ftLastWriteTime) >= time_of(entry->ftLastWriteTime)) return false;
    return true;
}

/* Whether the user agrees to overwrite; All agrees to every further file. */
static bool agrees(const WCHAR *target)
{
    int answer, c;
    if (options.no_prompt || GetFileAttributesW(target) == INVALID_FILE_ATTRIBUTES) return true;
    put_format(L"Overwrite %ls (Yes/No/All)? ", target);
    answer = c = getchar();
    while (c != '\n' && c != EOF) c = getchar();
    if (answer == 'a' || answer == 'A') options.no_prompt = true;
    return options.no_prompt || answer == 'y' || answer == 'Y';
}

static void make_folders(const WCHAR *folder)
{
    WCHAR path[1024];
    size_t i;
    for (i = 0; folder[i] && i < ARRAYSIZE(path) - 1; i++) {
        path[i] = folder[i];
        path[i + 1] = 0;
        if (folder[i + 1] == '\\' || !folder[i + 1]) CreateDirectoryW(path, NULL);
    }
}

static void copy_file(const WCHAR *source, const WCHAR *target, const WIN32_FIND_DATAW *entry)
{
    WCHAR full[1024];
    if (options.structure_only || !agrees(target)) return;
    if (!options.quiet)
        put_format(options.full_names ? L"%ls -> %ls\r\n" : L"%ls\r\n",
                   options.full_names && GetFullPathNameW(source, ARRAYSIZE(full), full, NULL) ? full : source, target);
    copied++;
    if (options.list_only) return;
    if (options.overwrite_protected) SetFileAttributesW(target, FILE_ATTRIBUTE_NORMAL);
    if (!CopyFileW(source, target, FALSE)) {
        copied--;
        result = GetLastError() == ERROR_SHARING_VIOLATION || GetLastError() == ERROR_ACCESS_DENIED ? 4 : 5;
        put_system_error(GetLastError());
        return;
    }
    /* without /k a copy is not read-only; the archive attribute marks what is new */
    DWORD bits = entry->dwFileAttributes | FILE_ATTRIBUTE_ARCHIVE;
    SetFileAttributesW(target, options.keep_attributes ? bits : bits & ~(DWORD)FILE_ATTRIBUTE_READONLY);
    if (options.reset_archive) SetFileAttributesW(source, entry->dwFileAttributes & ~(DWORD)FILE_ATTRIBUTE_ARCHIVE);
}

static bool is_dots(const WCHAR *name)
{
    return !wcscmp(name, L".") || !wcscmp(name, L"..");
}

static bool may_go_on(void)
{
    return !result || options.go_on;
}

/* Folders end in a backslash. The target folder is made as soon as a file goes there. */
static void copy_folder(const WCHAR *source, const WCHAR *pattern, const WCHAR *target, bool single_target)
{
    WCHAR from[1024], to[1024];
    WIN32_FIND_DATAW entry;
    bool made = false;
    _snwprintf(from, ARRAYSIZE(from), L"%ls%ls", source, pattern);
    HANDLE search = FindFirstFileW(from, &entry);
    for (BOOL more = search != INVALID_HANDLE_VALUE; more && may_go_on(); more = FindNextFileW(search, &entry)) {
        if (entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
        _snwprintf(from, ARRAYSIZE(from), L"%ls%ls", source, entry.cFileName);
        _snwprintf(to, ARRAYSIZE(to), single_target ? L"%ls" : L"%ls%ls", target, entry.cFileName);
        if (is_excluded(from) || !is_wanted(&entry, to)) continue;
        if (!made && !single_target && !options.list_only) make_folders(target);
        made = true;
        met++;
        copy_file(from, to, &entry);
    }
    if (search != INVALID_HANDLE_VALUE) FindClose(search);
    if (!made && options.empty_folders && !options.list_only) make_folders(target);
    if (!options.recursive) return;
    _snwprintf(from, ARRAYSIZE(from), L"%ls*", source);
    search = FindFirstFileW(from, &entry);
    for (BOOL more = search != INVALID_HANDLE_VALUE; more && may_go_on(); more = FindNextFileW(search, &entry)) {
        if (!(entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) || is_dots(entry.cFileName)) continue;
        if (!options.hidden && (entry.dwFileAttributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM))) continue;
        _snwprintf(from, ARRAYSIZE(from), L"%ls%ls\\", source, entry.cFileName);
        _snwprintf(to, ARRAYSIZE(to), L"%ls%ls\\", target, entry.cFileName);
        if (!is_excluded(from)) copy_folder(from, pattern, to, false);
    }
    if (search != INVALID_HANDLE_VALUE) FindClose(search);
}

static bool is_folder(const WCHAR *path)
{
    DWORD bits = GetFileAttributesW(path);
    return bits != INVALID_FILE_ATTRIBUTES && (bits & FILE_ATTRIBUTE_DIRECTORY);
}

static bool set_date(const WCHAR *text)
{
    SYSTEMTIME day = { 0 };
    FILETIME local, utc;
    unsigned month, date, year;
    if (swscanf(text, L"%u-%u-%u", &month, &date, &year) != 3) return false;
    day.wMonth = (WORD)month;
    day.wDay = (WORD)date;
    day.wYear = (WORD)(year < 80 ? year + 2000 : year < 100 ? year + 1900 : year);
    if (!SystemTimeToFileTime(&day, &local) || !LocalFileTimeToFileTime(&local, &utc)) return false;
    options.since = time_of(utc);
    return true;
}

static bool set_option(const WCHAR *name)
{
    static const struct { const WCHAR *name; bool *flag;
    } flags[] = {
        {L"s", &options.recursive},       {L"i", &options.is_folder},
        {L"y", &options.no_prompt},       {L"l", &options.list_only},
        {L"q", &options.quiet},           {L"f", &options.full_names},
        {L"h", &options.hidden},          {L"r", &options.overwrite_protected},
        {L"c", &options.go_on},           {L"d", &options.newer},
        {L"a", &options.archive_only},    {L"u", &options.update_only},
        {L"k", &options.keep_attributes},
    };
    for (size_t i = 0; i < ARRAYSIZE(flags); i++) {
        if (_wcsicmp(name, flags[i].name)) continue;
        return *flags[i].flag = true;
    }
    if (!_wcsicmp(name, L"e")) return options.recursive = options.empty_folders = true;
    if (!_wcsicmp(name, L"t")) return options.structure_only = options.recursive = true;
    if (!_wcsicmp(name, L"m")) return options.archive_only = options.reset_archive = true;
    if (!_wcsicmp(name, L"-y")) return !(options.no_prompt = false);
    if (!_wcsnicmp(name, L"d:", 2)) return set_date(name + 2);
    if (!_wcsnicmp(name, L"exclude:", 8)) return load_exclusions((WCHAR *)name + 8);
    return !_wcsicmp(name, L"g") || !_wcsicmp(name, L"v") || !_wcsicmp(name, L"z") || !_wcsicmp(name, L"n") ||
           !_wcsicmp(name, L"j");
}

int main(void)
{
    int count;
    WCHAR **arguments = arguments_of_program(&count);
    WCHAR *names[2] = { NULL, L"." }, source[1024], target[1030], *pattern;
    size_t name_count = 0;
    for (int i = 0; i < count; i++) {
        if (!wcscmp(arguments[i], L"/?")) {
            put_text(L"Copies files and trees.\r\n\r\nxcopy source [target] [/A | /M] [/D[:m-d-y]] [/S [/E]] [/I] [/Q] "
                     L"[/F] [/L] [/H] [/R] [/T] [/U]\r\n"
                     L"      [/K] [/Y | /-Y] [/C] [/EXCLUDE:file1[+file2]...]\r\n");
            return 0;
        }
        if (*arguments[i] == '/' ? set_option(arguments[i] + 1)
                                 : name_count < 2 && (names[name_count++] = arguments[i]))
            continue;
        put_format(L"Invalid parameter - %ls\r\n", arguments[i]);
        return 4;
    }
    if (!name_count) {
        put_text(L"Invalid number of parameters\r\n");
        return 4;
    }
    if (is_folder(names[0])) _snwprintf(source, ARRAYSIZE(source), L"%ls\\*", names[0]);
    else _snwprintf(source, ARRAYSIZE(source), L"%ls", names[0]);
    for (pattern = source + wcslen(source); pattern > source && !wcschr(L"\\/:", pattern[-1]);) pattern--;
    WCHAR mask[260];
    _snwprintf(mask, ARRAYSIZE(mask), L"%ls", *pattern ? pattern : L"*");
    *pattern = 0;
    size_t length = wcslen(names[1]);
    bool to_folder = is_folder(names[1]) || options.is_folder || options.recursive || wcspbrk(mask, L"*?")
                     || (length && wcschr(L"\\/:", names[1][length - 1]));
    _snwprintf(target, ARRAYSIZE(target),
               to_folder && length && !wcschr(L"\\/:", names[1][length - 1]) ? L"%ls\\" : L"%ls", names[1]);
    copy_folder(source, mask, target, !to_folder);
    if (!met && !result && !wcspbrk(mask, L"*?")) {
        put_format(L"File not found - %ls\r\n", mask);
        result = 4;
    }
    put_format(options.list_only ? L"%lu File(s)\r\n" : L"%lu File(s) copied\r\n", copied);
    return result;
}
