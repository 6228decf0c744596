/* The copying itself: compares each folder with its counterpart, copies what is new or changed, removes extras. */
#include "robocopy.h"

static bool wildcard_match(const WCHAR *pattern, const WCHAR *name)
{
    for (; *pattern; pattern++, name++) {
        if (*pattern == '*') {
            do if (wildcard_match(pattern + 1, name)) return true; while (*name++);
            return false;
        }
        if (!*name || (*pattern != '?' && towupper(*pattern) != towupper(*name))) return false;
    }
    return !*name;
}

/* `*.*` means every name. A name with a backslash is a path and is compared with the whole path. */
bool in_list(const struct name_list *list, const WCHAR *name, const WCHAR *path)
{
    for (size_t i = 0; i < list->count; i++) {
        const WCHAR *pattern = list->names[i];
        if (wcschr(pattern, '\\') ? !_wcsicmp(pattern, path)
                                  : !wcscmp(pattern, L"*.*") || wildcard_match(pattern, name))
            return true;
    }
    return false;
}

static ULONGLONG size_of(const WIN32_FIND_DATAW *entry)
{
    return (ULONGLONG)entry->nFileSizeHigh << 32 | entry->nFileSizeLow;
}

static bool is_folder(const WIN32_FIND_DATAW *entry)
{
    return entry->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY;
}

static bool is_dots(const WCHAR *name)
{
    return !wcscmp(name, L".") || !wcscmp(name, L"..");
}

static void join(WCHAR *path, const WCHAR *folder, const WCHAR *name)
{
    size_t length = wcslen(folder);
    _snwprintf(path, MAX_PATH_LENGTH, length && folder[length - 1] == '\\' ? L"%ls%ls" : L"%ls\\%ls", folder, name);
    path[MAX_PATH_LENGTH - 1] = 0;
}

static bool look_up(const WCHAR *path, WIN32_FIND_DATAW *entry)
{
    HANDLE search = FindFirstFileW(path, entry);
    if (search == INVALID_HANDLE_VALUE) return false;
    FindClose(search);
    return true;
}

static void report_file(const WCHAR *class, ULONGLONG size, const WCHAR *folder, const WCHAR *name)
{
    WCHAR path[MAX_PATH_LENGTH];
    if (options.no_file_list) return;
    if (!options.no_class) report(L"\t%12ls  \t", class);
    if (!options.no_size) report(L"%8I64u", size);
    join(path, folder, name);
    report(L"\t%ls\r\n", options.full_paths ? path : name);
}

static bool copy_once(const WCHAR *source, const WCHAR *target, DWORD attributes)
{
    DWORD old = GetFileAttributesW(target);
    if (old != INVALID_FILE_ATTRIBUTES && (old & FILE_ATTRIBUTE_READONLY))
        SetFileAttributesW(target, old & ~(DWORD)FILE_ATTRIBUTE_READONLY);
    if (!CopyFileW(source, target, FALSE)) return false;
    if (!options.copy_attributes) SetFileAttributesW(target, FILE_ATTRIBUTE_NORMAL);
    else SetFileAttributesW(target, attributes);
    return true;
}

static void copy_file(const WCHAR *source, const WCHAR *target, const WIN32_FIND_DATAW *entry)
{
    ULONGLONG size = size_of(entry);
    for (unsigned long attempt = 0; !options.list_only && !copy_once(source, target, entry->dwFileAttributes);
         attempt++) {
        DWORD error = GetLastError();
        report(L"ERROR %lu (0x%08lX) Copying File %ls\r\n", error, error, source);
        if (attempt == options.retries) {
            report(L"\r\nERROR: RETRY LIMIT EXCEEDED.\r\n\r\n");
            files.failed++;
            bytes.failed += size;
            return;
        }
        report(L"Waiting %lu seconds... Retrying...\r\n", options.wait);
        Sleep(options.wait * 1000);
    }
    files.copied++;
    bytes.copied += size;
    if ((options.move_files || options.move_all) && !options.list_only) {
        SetFileAttributesW(source, FILE_ATTRIBUTE_NORMAL);
        DeleteFileW(source);
    }
}

/* What robocopy calls a file and whether it is copied. Times count as equal within two seconds, as on FAT. */
static const WCHAR *classify(const WIN32_FIND_DATAW *from, const WIN32_FIND_DATAW *to, bool exists, bool *wanted)
{
    LONGLONG difference = 0;
    *wanted = true;
    if (!exists) {
        *wanted = !options.exclude_lonely;
        return L"New File";
    }
    difference =
        (LONGLONG)(((ULONGLONG)from->ftLastWriteTime.dwHighDateTime << 32 | from->ftLastWriteTime.dwLowDateTime) -
                   ((ULONGLONG)to->ftLastWriteTime.dwHighDateTime << 32 | to->ftLastWriteTime.dwLowDateTime));
    if (difference > 20000000) {
        *wanted = !options.exclude_newer;
        return L"Newer";
    }
    if (difference < -20000000) {
        *wanted = !options.exclude_older;
        return L"Older";
    }
    if (size_of(from) != size_of(to)) {
        *wanted = !options.exclude_changed;
        return L"Changed";
    }
    bool tweaked = (from->dwFileAttributes ^ to->dwFileAttributes) &
                   (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM);
    *wanted = tweaked ? options.include_tweaked : options.include_same;
    return tweaked ? L"Tweaked" : L"same";
}

static void handle_file(const WCHAR *source, const WCHAR *target, const WIN32_FIND_DATAW *entry)
{
    WCHAR from[MAX_PATH_LENGTH], to[MAX_PATH_LENGTH];
    WIN32_FIND_DATAW there;
    bool wanted;
    ULONGLONG size = size_of(entry);
    join(from, source, entry->cFileName);
    join(to, target, entry->cFileName);
    if (!in_list(&options.files, entry->cFileName, from)) return;
    files.total++;
    bytes.total += size;
    bool exists = look_up(to, &there);
    if (exists && is_folder(&there)) {
        report_file(L"*Mismatch", size, source, entry->cFileName);
        files.mismatched++;
        bytes.mismatched += size;
        return;
    }
    const WCHAR *class = classify(entry, &there, exists, &wanted);
    if (in_list(&options.excluded_files, entry->cFileName, from) || (options.max_size && size > options.max_size) ||
        size < options.min_size)
        wanted = false;
    if (!wanted) {
        files.skipped++;
        bytes.skipped += size;
        return;
    }
    report_file(class, size, source, entry->cFileName);
    copy_file(from, to, entry);
}

static void remove_tree(const WCHAR *path)
{
    WCHAR child[MAX_PATH_LENGTH];
    WIN32_FIND_DATAW entry;
    join(child, path, L"*");
    HANDLE search = FindFirstFileW(child, &entry);
    for (BOOL more = search != INVALID_HANDLE_VALUE; more; more = FindNextFileW(search, &entry)) {
        if (is_dots(entry.cFileName)) continue;
        join(child, path, entry.cFileName);
        SetFileAttributesW(child, FILE_ATTRIBUTE_NORMAL);
        if (!is_folder(&entry)) DeleteFileW(child);
        else if (entry.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) RemoveDirectoryW(child);
        else remove_tree(child);
    }
    if (search != INVALID_HANDLE_VALUE) FindClose(search);
    RemoveDirectoryW(path);
}

static void handle_extra(const WCHAR *target, const WIN32_FIND_DATAW *entry)
{
    WCHAR path[MAX_PATH_LENGTH];
    join(path, target, entry->cFileName);
    bool is_excluded =
        in_list(is_folder(entry) ? &options.excluded_folders : &options.excluded_files, entry->cFileName, path);
    if (is_excluded || (is_folder(entry) && !options.recursive) ||
        (!is_folder(entry) && !in_list(&options.files, entry->cFileName, path)))
        return;
    struct counts *count = is_folder(entry) ? &folders : &files;
    count->extra++;
    if (!is_folder(entry)) bytes.extra += size_of(entry);
    if (!options.exclude_extra)
        report_file(is_folder(entry) ? L"*EXTRA Dir" : L"*EXTRA File", size_of(entry), target, entry->cFileName);
    if (!options.purge || options.list_only) return;
    SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL);
    if (is_folder(entry)) remove_tree(path);
    else DeleteFileW(path);
}

static void handle_extras(const WCHAR *source, const WCHAR *target)
{
    WCHAR path[MAX_PATH_LENGTH];
    WIN32_FIND_DATAW entry;
    join(path, target, L"*");
    HANDLE search = FindFirstFileW(path, &entry);
    for (BOOL more = search != INVALID_HANDLE_VALUE; more; more = FindNextFileW(search, &entry)) {
        if (is_dots(entry.cFileName)) continue;
        join(path, source, entry.cFileName);
        if (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES) handle_extra(target, &entry);
    }
    if (search != INVALID_HANDLE_VALUE) FindClose(search);
}

static unsigned long count_files(const WCHAR *source)
{
    WCHAR path[MAX_PATH_LENGTH];
    WIN32_FIND_DATAW entry;
    unsigned long count = 0;
    join(path, source, L"*");
    HANDLE search = FindFirstFileW(path, &entry);
    for (BOOL more = search != INVALID_HANDLE_VALUE; more; more = FindNextFileW(search, &entry))
        if (!is_folder(&entry)) count += in_list(&options.files, entry.cFileName, L"");
    if (search != INVALID_HANDLE_VALUE) FindClose(search);
    return count;
}

static void visit_subfolders(const WCHAR *source, const WCHAR *target, unsigned long level)
{
    WCHAR from[MAX_PATH_LENGTH], to[MAX_PATH_LENGTH];
    WIN32_FIND_DATAW entry;
    join(from, source, L"*");
    HANDLE search = FindFirstFileW(from, &entry);
    for (BOOL more = search != INVALID_HANDLE_VALUE; more; more = FindNextFileW(search, &entry)) {
        if (!is_folder(&entry) || is_dots(entry.cFileName)) continue;
        join(from, source, entry.cFileName);
        join(to, target, entry.cFileName);
        if (in_list(&options.excluded_folders, entry.cFileName, from)) {
            folders.total++;
            folders.skipped++;
            continue;
        }
        if (options.empty_folders || count_files(from)) copy_tree(from, to, level + 1);
        else visit_subfolders(from, to, level + 1);
    }
    if (search != INVALID_HANDLE_VALUE) FindClose(search);
}

void copy_tree(const WCHAR *source, const WCHAR *target, unsigned long level)
{
    WCHAR path[MAX_PATH_LENGTH];
    WIN32_FIND_DATAW entry;
    bool is_new = GetFileAttributesW(target) == INVALID_FILE_ATTRIBUTES;
    folders.total++;
    folders.copied += is_new;
    folders.skipped += !is_new;
    if (!options.no_folder_list)
        report(L"\t%ls%8lu\t%ls%ls\r\n", is_new ? L"  New Dir  " : L"           ", count_files(source), source,
               source[wcslen(source) - 1] == '\\' ? L"" : L"\\");
    if (is_new && !options.list_only) CreateDirectoryW(target, NULL);
    if (!is_new) handle_extras(source, target);
    join(path, source, L"*");
    HANDLE search = FindFirstFileW(path, &entry);
    for (BOOL more = search != INVALID_HANDLE_VALUE; more; more = FindNextFileW(search, &entry))
        if (!is_folder(&entry)) handle_file(source, target, &entry);
    if (search != INVALID_HANDLE_VALUE) FindClose(search);
    if (options.recursive && (!options.levels || level < options.levels)) visit_subfolders(source, target, level);
    if (options.move_all && !options.list_only) RemoveDirectoryW(source);
}
