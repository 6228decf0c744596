/* findstr: the lines of files that match texts or regular expressions. Exit codes: 0 found, 1 not found, 2 error. */
#include "text_output.h"
#include "pattern.h"
#include <io.h>

static struct matching how;
static struct { bool literal, regular, recursive, inverted, numbered, names_only, offsets, printable_only; } options;
static struct pattern *patterns;
static size_t pattern_count;
static bool show_names, found;

static void add_pattern(const char *text, bool is_literal)
{
    struct pattern *larger = realloc(patterns, (pattern_count + 1) * sizeof(*patterns));
    if (!larger || !*text) return;
    patterns = larger;
    patterns[pattern_count++] = (struct pattern){ _strdup(text), is_literal };
}

/* Without /L and /R a text is an expression if it holds a character that means something in one. */
static void add_text(const WCHAR *text, bool whole)
{
    char bytes[1024];
    bool literal = options.literal || (!options.regular && !wcspbrk(text, L".*^$[\\"));
    if (!WideCharToMultiByte(GetConsoleOutputCP(), 0, text, -1, bytes, sizeof(bytes), NULL, NULL)) return;
    if (whole) {
        add_pattern(bytes, literal || !options.regular);
        return;
    }
    for (char *word = strtok(bytes, " "); word; word = strtok(NULL, " ")) add_pattern(word, literal);
}

static bool add_patterns_of_file(const WCHAR *name)
{
    struct line_reader reader = { .file = _wfopen(name, L"rb") };
    if (!reader.file) return false;
    while (read_line(&reader))
        if (reader.size)
            add_pattern(reader.bytes, options.literal || (!options.regular && !strpbrk(reader.bytes, ".*^$[\\")));
    fclose(reader.file);
    free(reader.bytes);
    return true;
}

static bool line_matches(const struct line_reader *reader)
{
    for (size_t i = 0; i < pattern_count; i++)
        if (pattern_matches(&patterns[i], &how, reader->bytes ? reader->bytes : "", reader->size)) return true;
    return false;
}

static bool has_unprintable(FILE *file)
{
    int c;
    bool result = false;
    while (!result && (c = getc(file)) != EOF) result = c < 7 || (c > 13 && c < 27 && c != 26);
    rewind(file);
    return result;
}

static void search(FILE *file, const WCHAR *name)
{
    struct line_reader reader = { .file = file };
    unsigned long number = 0;
    if (options.printable_only && name && has_unprintable(file)) return;
    for (long offset = 0; read_line(&reader); offset = ftell(file)) {
        number++;
        if (line_matches(&reader) == options.inverted) continue;
        found = true;
        if (options.names_only) {
            put_format(L"%ls\r\n", name ? name : L"(standard input)");
            break;
        }
        if (show_names && name) put_format(L"%ls:", name);
        if (options.numbered) printf("%lu:", number);
        if (options.offsets) printf("%ld:", offset);
        fwrite(reader.bytes, 1, reader.size, stdout);
        fputs("\r\n", stdout);
        fflush(stdout);
    }
    free(reader.bytes);
}

static bool search_file(const WCHAR *name)
{
    FILE *file = _wfopen(name, L"rb");
    if (!file) return false;
    search(file, name);
    fclose(file);
    return true;
}

/* The files of one folder that a pattern names, then, with /s, those of its subfolders. */
static bool search_folder(const WCHAR *folder, const WCHAR *pattern)
{
    WCHAR path[1024];
    WIN32_FIND_DATAW entry;
    bool any = false;
    _snwprintf(path, ARRAYSIZE(path), L"%ls%ls", folder, pattern);
    HANDLE search = FindFirstFileW(path, &entry);
    bool more = search != INVALID_HANDLE_VALUE;
    for (; more; more = FindNextFileW(search, &entry)) {
        if (entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
        _snwprintf(path, ARRAYSIZE(path), L"%ls%ls", folder, entry.cFileName);
        any |= search_file(path);
    }
    if (search != INVALID_HANDLE_VALUE) FindClose(search);
    if (!options.recursive) return any;
    _snwprintf(path, ARRAYSIZE(path), L"%ls*", folder);
    search = FindFirstFileW(path, &entry);
    more = search != INVALID_HANDLE_VALUE;
    for (; more; more = FindNextFileW(search, &entry)) {
        if (!(entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) ||
            (entry.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) || !wcscmp(entry.cFileName, L".") ||
            !wcscmp(entry.cFileName, L".."))
            continue;
        _snwprintf(path, ARRAYSIZE(path), L"%ls%ls\\", folder, entry.cFileName);
        any |= search_folder(path, pattern);
    }
    if (search != INVALID_HANDLE_VALUE) FindClose(search);
    return any;
}

static bool search_argument(const WCHAR *argument)
{
    WCHAR folder[1024];
    const WCHAR *name = argument;
    for (const WCHAR *at = argument; *at; at++)
        if (wcschr(L"\\/:", *at)) name = at + 1;
    if (!options.recursive && !wcspbrk(name, L"*?")) return search_file(argument);
    _snwprintf(folder, ARRAYSIZE(folder), L"%.*ls", (int)(name - argument), argument);
    return search_folder(folder, name);
}

/* Letters may be joined behind one slash, as in /sinr. */
static bool set_letters(const WCHAR *letters)
{
    for (; *letters; letters++) {
        switch (towlower(*letters)) {
        case 'b': how.at_start = true; break;
        case 'e': how.at_end = true; break;
        case 'x': how.at_start = how.at_end = true; break;
        case 'i': how.ignore_case = true; break;
        case 'l': options.literal = true; break;
        case 'r': options.regular = true; break;
        case 's': options.recursive = true; break;
        case 'v': options.inverted = true; break;
        case 'n': options.numbered = true; break;
        case 'm': options.names_only = true; break;
        case 'o': options.offsets = true; break;
        case 'p': options.printable_only = true; break;
        case '/': break;
        default: return false;
        }
    }
    return true;
}

static int search_all(int count, WCHAR **arguments, const WCHAR *list)
{
    show_names = options.recursive || count > 1 || list;
    for (int i = 0; i < count; i++) {
        show_names |= wcspbrk(arguments[i], L"*?") != NULL;
        if (search_argument(arguments[i])) continue;
        if (!options.recursive) {
            put_error(L"FINDSTR: Cannot open ");
            put_error(arguments[i]);
            put_error(L"\r\n");
        }
    }
    struct line_reader reader = { .file = list ? _wfopen(list, L"rb") : NULL };
    while (reader.file && read_line(&reader)) {
        WCHAR name[1024];
        if (reader.size && MultiByteToWideChar(CP_ACP, 0, reader.bytes, -1, name, ARRAYSIZE(name)))
            search_argument(name);
    }
    if (!count && !list) {
        _setmode(0, 0x8000);
        search(stdin, NULL);
    }
    return found ? 0 : 1;
}

int main(void)
{
    int count, i;
    const WCHAR *list = NULL, *texts[100], *pattern_file = NULL;
    size_t text_count = 0;
    WCHAR **arguments = arguments_of_program(&count);
    _setmode(1, 0x8000);
    for (i = 0; i < count && (*arguments[i] == '/' || *arguments[i] == '-'); i++) {
        const WCHAR *name = arguments[i] + 1;
        if (*name == '?') {
            put_text(L"Shows the lines that match texts or regular expressions.\r\n\r\n"
                     L"findstr [/B] [/E] [/L] [/R] [/S] [/I] [/X] [/V] [/N] [/M] [/O] [/P] [/F:list] [/C:text] "
                     L"[/G:file] [texts] [file...]\r\n");
            return 0;
        }
        if (!_wcsnicmp(name, L"c:", 2) && text_count < ARRAYSIZE(texts)) texts[text_count++] = name + 2;
        else if (!_wcsnicmp(name, L"g:", 2)) pattern_file = name + 2;
        else if (!_wcsnicmp(name, L"f:", 2)) list = name + 2;
        else if (!_wcsnicmp(name, L"a:", 2) || !_wcsicmp(name, L"offline") || !_wcsicmp(name, L"off")) continue;
        else if (!set_letters(name)) {
            put_error(L"FINDSTR: Invalid switch\r\n");
            return 2;
        }
    }
    for (size_t t = 0; t < text_count; t++) add_text(texts[t], true);
    if (pattern_file && !add_patterns_of_file(pattern_file)) {
        put_error(L"FINDSTR: Cannot open the file of search strings\r\n");
        return 2;
    }
    if (!text_count && !pattern_file) {
        if (i == count) {
            put_error(L"FINDSTR: Bad command line\r\n");
            return 2;
        }
        add_text(arguments[i++], false);
    }
    return search_all(count - i, arguments + i, list);
}
