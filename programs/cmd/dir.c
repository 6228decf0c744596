/* DIR. */
#include "dir_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

struct listing {
    struct dir_options options;
    WIN32_FIND_DATAW *entries;
    size_t count, room;
    ULONGLONG files, folders, bytes; /* totals of the whole tree */
    int lines;                       /* /P */
    bool any;
};

/* ---- lines */

static void end_line(struct listing *listing)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    write_string(L"\r\n");
    if (!listing->options.pause || !GetConsoleScreenBufferInfo(shell.handles[1], &info)) return;
    if (++listing->lines < info.srWindow.Bottom - info.srWindow.Top) return;
    listing->lines = 0;
    command_pause(L"");
}

static void write_line(struct listing *listing, const wchar_t *text)
{
    write_string(text);
    end_line(listing);
}

static ULONGLONG size_of(const WIN32_FIND_DATAW *entry)
{
    return (ULONGLONG)entry->nFileSizeHigh << 32 | entry->nFileSizeLow;
}

static void add_padded(struct text *line, const struct text *value, size_t width)
{
    for (size_t i = value->length; i < width; i++) text_add_char(line, ' ');
    text_append(line, text_string(value), value->length);
}

static void add_number(const struct listing *listing, struct text *line, ULONGLONG number, size_t width)
{
    struct text digits = { 0 };
    wchar_t plain[32];
    if (listing->options.plain_numbers) text_add(&digits, _ui64tow(number, plain, 10));
    else add_grouped(&digits, number);
    add_padded(line, &digits, width);
    text_free(&digits);
}

/* ---- order */

static const struct dir_options *sort_options;

static const FILETIME *time_of(const struct dir_options *options, const WIN32_FIND_DATAW *entry)
{
    return options->time == 'C'   ? &entry->ftCreationTime
           : options->time == 'A' ? &entry->ftLastAccessTime
                                  : &entry->ftLastWriteTime;
}

static const wchar_t *extension_of(const wchar_t *name)
{
    const wchar_t *dot = wcsrchr(name, '.');
    return dot ? dot : L"";
}

static int compare_by(wchar_t letter, const WIN32_FIND_DATAW *a, const WIN32_FIND_DATAW *b)
{
    ULONGLONG x = size_of(a), y = size_of(b);
    switch (letter) {
    case 'N': return _wcsicmp(a->cFileName, b->cFileName);
    case 'E': return _wcsicmp(extension_of(a->cFileName), extension_of(b->cFileName));
    case 'S': return x < y ? -1 : x > y;
    case 'D': return CompareFileTime(time_of(sort_options, a), time_of(sort_options, b));
    default:
        return !!(b->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) - !!(a->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY);
    }
}

static int compare_entries(const void *a, const void *b)
{
    for (const wchar_t *letter = sort_options->order; *letter; letter++) {
        bool reversed = *letter >= 'a';
        int order = compare_by(upper_char(*letter), a, b);
        if (order) return reversed ? -order : order;
    }
    return _wcsicmp(((const WIN32_FIND_DATAW *)a)->cFileName, ((const WIN32_FIND_DATAW *)b)->cFileName);
}

/* ---- one folder */

static bool is_wanted(const struct dir_options *options, DWORD attributes)
{
    if (!options->by_attributes) return !(attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM));
    return (attributes & options->with) == options->with && !(attributes & options->without);
}

static void add_entry(struct listing *listing, const WIN32_FIND_DATAW *data)
{
    if (listing->count == listing->room) {
        listing->room = listing->room * 2 + 64;
        listing->entries = realloc(listing->entries, listing->room * sizeof(*listing->entries));
        if (!listing->entries) abort();
    }
    listing->entries[listing->count++] = *data;
}

static void collect(struct listing *listing, const wchar_t *pattern)
{
    WIN32_FIND_DATAW data;
    FINDEX_INFO_LEVELS level = listing->options.short_names ? FindExInfoStandard : FindExInfoBasic;
    HANDLE find = FindFirstFileExW(pattern, level, &data, FindExSearchNameMatch, NULL, FIND_FIRST_EX_LARGE_FETCH);
    if (find == INVALID_HANDLE_VALUE) return;
    do {
        if (is_wanted(&listing->options, data.dwFileAttributes) && !(listing->options.bare && is_dots(data.cFileName)))
            add_entry(listing, &data);
    } while (FindNextFileW(find, &data));
    FindClose(find);
    sort_options = &listing->options;
    if (listing->count && *listing->options.order)
        qsort(listing->entries, listing->count, sizeof(*listing->entries), compare_entries);
}

static void add_name(const struct listing *listing, const wchar_t *name, struct text *line)
{
    if (!listing->options.lower) {
        text_add(line, name);
        return;
    }
    size_t length = wcslen(name);
    wchar_t *lower = copy_string(name);
    for (size_t i = 0; i < length; i++) lower[i] = towlower(lower[i]);
    text_append(line, lower, length);
    free(lower);
}

static void show_long(struct listing *listing, const WIN32_FIND_DATAW *entry)
{
    struct text line = { 0 };
    DWORD attributes = entry->dwFileAttributes;
    bool link = attributes & FILE_ATTRIBUTE_REPARSE_POINT;
    struct text date = { 0 };
    add_file_time(time_of(&listing->options, entry), true, &date);
    /* Two blanks stand between date and time here */
    wchar_t *blank = date.length ? wcschr(date.data, ' ') : NULL;
    if (blank) {
        text_append(&line, date.data, blank - date.data + 1);
        text_add(&line, blank);
    }
    text_free(&date);
    if (attributes & FILE_ATTRIBUTE_DIRECTORY) {
        bool junction = link && entry->dwReserved0 == IO_REPARSE_TAG_MOUNT_POINT;
        text_add(&line, junction ? L"    <JUNCTION>     " : link ? L"    <SYMLINKD>     " : L"    <DIR>          ");
    } else if (link) {
        text_add(&line, L"    <SYMLINK>      ");
    } else {
        add_number(listing, &line, size_of(entry), 18);
        text_add_char(&line, ' ');
    }
    if (listing->options.short_names) {
        struct text name = { 0 };
        text_add(&name, entry->cAlternateFileName);
        while (name.length < 13) text_add_char(&name, ' ');
        text_add(&line, name.data);
        text_free(&name);
    }
    if (listing->options.owner) text_add(&line, L"...                    ");
    add_name(listing, entry->cFileName, &line);
    write_line(listing, line.data);
    text_free(&line);
}

static void show_bare(struct listing *listing, const wchar_t *folder, const WIN32_FIND_DATAW *entry)
{
    struct text line = { 0 };
    if (listing->options.tree) {
        struct text path = { 0 };
        join_path(&path, folder, entry->cFileName);
        add_name(listing, path.data, &line);
        text_free(&path);
    } else {
        add_name(listing, entry->cFileName, &line);
    }
    write_line(listing, line.data);
    text_free(&line);
}

static void add_wide_name(const struct listing *listing, const WIN32_FIND_DATAW *entry, struct text *name)
{
    bool folder = entry->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY;
    if (folder) text_add_char(name, '[');
    add_name(listing, entry->cFileName, name);
    if (folder) text_add_char(name, ']');
}

/* /W goes along the lines, /D down the columns. */
static void show_wide(struct listing *listing)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    size_t width = GetConsoleScreenBufferInfo(shell.handles[1], &info) && info.dwSize.X ? info.dwSize.X : 80,
           longest = 0;
    struct text name = { 0 }, line = { 0 };
    for (size_t i = 0; i < listing->count; i++) {
        text_clear(&name);
        add_wide_name(listing, &listing->entries[i], &name);
        if (name.length > longest) longest = name.length;
    }
    size_t columns = width / (longest + 1) ? width / (longest + 1) : 1, rows = (listing->count + columns - 1) / columns;
    for (size_t row = 0; row < rows; row++) {
        text_clear(&line);
        for (size_t column = 0; column < columns; column++) {
            size_t i = listing->options.columns ? column * rows + row : row * columns + column;
            if (i >= listing->count) break;
            text_clear(&name);
            add_wide_name(listing, &listing->entries[i], &name);
            while (column + 1 < columns && name.length < longest + 1) text_add_char(&name, ' ');
            text_append(&line, name.data, name.length);
        }
        write_line(listing, text_string(&line));
    }
    text_free(&name);
    text_free(&line);
}

static void show_file_total(struct listing *listing, ULONGLONG files, ULONGLONG bytes)
{
    struct text line = { 0 };
    add_number(listing, &line, files, 16);
    text_add(&line, L" File(s) ");
    add_number(listing, &line, bytes, 14);
    text_add(&line, L" bytes");
    write_line(listing, line.data);
    text_free(&line);
}

static void show_folder_total(struct listing *listing, ULONGLONG folders, const wchar_t *folder)
{
    struct text line = { 0 };
    ULARGE_INTEGER available = { 0 };
    GetDiskFreeSpaceExW(folder, &available, NULL, NULL);
    add_number(listing, &line, folders, 16);
    text_add(&line, L" Dir(s) ");
    add_number(listing, &line, available.QuadPart, 15);
    text_add(&line, L" bytes free");
    write_line(listing, line.data);
    text_free(&line);
}

static void show_heading(struct listing *listing, const wchar_t *folder)
{
    end_line(listing);
    write_string(L" Directory of ");
    write_line(listing, folder);
    end_line(listing);
}

/* Shows what of a folder matches. */
static void show_entries(struct listing *listing, const wchar_t *folder)
{
    ULONGLONG files = 0, folders = 0, bytes = 0;
    bool wide = listing->options.wide || listing->options.columns;
    if (!listing->options.bare) show_heading(listing, folder);
    if (wide && !listing->options.bare) show_wide(listing);
    for (size_t i = 0; i < listing->count && !shell.interrupted; i++) {
        const WIN32_FIND_DATAW *entry = &listing->entries[i];
        if (entry->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) folders++;
        else files++, bytes += size_of(entry);
        if (listing->options.bare) show_bare(listing, folder, entry);
        else if (!wide) show_long(listing, entry);
    }
    listing->files += files;
    listing->folders += folders;
    listing->bytes += bytes;
    listing->any = true;
    if (listing->options.bare) return;
    show_file_total(listing, files, bytes);
    if (!listing->options.tree) show_folder_total(listing, folders, folder);
}

static void list_tree(struct listing *listing, const wchar_t *folder, const wchar_t *name);

static void list_subfolders(struct listing *listing, const wchar_t *folder, const wchar_t *name)
{
    struct text pattern = { 0 }, path = { 0 };
    WIN32_FIND_DATAW data;
    struct listing below = { .options = listing->options };
    join_path(&pattern, folder, L"*");
    HANDLE find =
        FindFirstFileExW(pattern.data, FindExInfoBasic, &data, FindExSearchNameMatch, NULL, FIND_FIRST_EX_LARGE_FETCH);
    if (find != INVALID_HANDLE_VALUE) {
        do {
            bool link = data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT;
            if (!(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) || link || is_dots(data.cFileName)) continue;
            bool hidden = data.dwFileAttributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM);
            if (!hidden || listing->options.by_attributes) add_entry(&below, &data);
        } while (FindNextFileW(find, &data));
        FindClose(find);
    }
    sort_options = &listing->options;
    if (below.count && *listing->options.order)
        qsort(below.entries, below.count, sizeof(*below.entries), compare_entries);
    for (size_t i = 0; i < below.count && !shell.interrupted; i++) {
        text_clear(&path);
        join_path(&path, folder, below.entries[i].cFileName);
        list_tree(listing, path.data, name);
    }
    free(below.entries);
    text_free(&pattern);
    text_free(&path);
}

static void list_tree(struct listing *listing, const wchar_t *folder, const wchar_t *name)
{
    struct text pattern = { 0 };
    join_path(&pattern, folder, name);
    listing->count = 0;
    collect(listing, pattern.data);
    if (listing->count) show_entries(listing, folder);
    text_free(&pattern);
    if (listing->options.tree) list_subfolders(listing, folder, name);
}

/* ---- the command */

static void show_volume(struct listing *listing, const wchar_t *folder)
{
    wchar_t drive[4] = { folder[0], ':', 0 };
    if (listing->options.bare || folder[1] != ':') return;
    command_vol(drive);
}

/* What is to be listed: a folder becomes all that is in it, and a name without extension means any. */
static void split_operand(const wchar_t *operand, struct text *folder, struct text *name)
{
    struct text full = { 0 };
    full_path(operand, &full);
    if (is_folder(full.data) && !has_wildcard(operand)) {
        text_add(folder, full.data);
        text_add(name, L"*");
    } else {
        size_t offset = name_offset(full.data), wanted = name_offset(operand);
        text_append(folder, full.data, offset > 3 ? offset - 1 : offset);
        text_add(name, operand + wanted);
    }
    size_t length = folder->length;
    if (length > 3 && folder->data[length - 1] == '\\') text_truncate(folder, length - 1);
    text_free(&full);
}

static int list_operand(struct listing *listing, const wchar_t *operand)
{
    struct text folder = { 0 }, name = { 0 };
    int code = 0;
    split_operand(operand, &folder, &name);
    show_volume(listing, folder.data);
    listing->any = false;
    listing->files = listing->folders = listing->bytes = 0;
    if (is_folder(folder.data)) list_tree(listing, folder.data, name.data);
    if (!listing->any) {
        if (!listing->options.bare) {
            if (listing->options.tree) end_line(listing);
            else show_heading(listing, folder.data);
        }
        write_error(L"File Not Found");
        code = 1;
    } else if (listing->options.tree && !listing->options.bare) {
        end_line(listing);
        write_line(listing, L"     Total Files Listed:");
        show_file_total(listing, listing->files, listing->bytes);
        show_folder_total(listing, listing->folders, folder.data);
    }
    text_free(&folder);
    text_free(&name);
    return code;
}

int command_dir(const wchar_t *arguments)
{
    struct listing listing = { .options = { .time = 'W', .order = L"N" } };
    struct text preset = { 0 };
    struct words words, defaults;
    int code = 0, operands = 0;
    get_environment(L"DIRCMD", &preset);
    split_words(text_string(&preset), &defaults);
    split_words(arguments, &words);
    if (!read_dir_options(&defaults, &listing.options) || !read_dir_options(&words, &listing.options)) code = 1;
    for (int i = 0; i < words.count && !code; i++) {
        if (*words.items[i] == '/' && !words.quoted[i]) continue;
        operands++;
        code = list_operand(&listing, words.items[i]);
    }
    if (!operands && !code) code = list_operand(&listing, L".");
    free_words(&words);
    free_words(&defaults);
    text_free(&preset);
    free(listing.entries);
    return code;
}
