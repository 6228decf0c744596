/* robocopy's command line. */
#include "robocopy.h"

static const struct { const WCHAR *name; bool *flag; } flags[] = {
    {L"s", &options.recursive},      {L"purge", &options.purge},        {L"mov", &options.move_files},
    {L"l", &options.list_only},      {L"xc", &options.exclude_changed}, {L"xn", &options.exclude_newer},
    {L"xo", &options.exclude_older}, {L"xx", &options.exclude_extra},   {L"xl", &options.exclude_lonely},
    {L"is", &options.include_same},  {L"it", &options.include_tweaked}, {L"njh", &options.no_header},
    {L"njs", &options.no_summary},   {L"nfl", &options.no_file_list},   {L"ndl", &options.no_folder_list},
    {L"nc", &options.no_class},      {L"ns", &options.no_size},         {L"fp", &options.full_paths},
    {L"tee", &options.tee},
};

/* Switches about how the copying is done that change nothing in its result here. */
static const WCHAR *const accepted[] = {
    L"z",         L"b",        L"zb",    L"j",  L"np",  L"v",   L"x",      L"ts",  L"eta",
    L"bytes",     L"unicode",  L"mt",    L"xj", L"xjd", L"xjf", L"fft",    L"dst", L"reg",
    L"nooffload", L"compress", L"a-:sh", L"im", L"sj",  L"sl",  L"unilog",
};

static const struct { const WCHAR *name; unsigned long *number; } numbers[] = {
    { L"lev:", &options.levels }, { L"r:", &options.retries }, { L"w:", &options.wait },
};

static bool set_accepted(const WCHAR *name)
{
    for (size_t i = 0; i < ARRAYSIZE(accepted); i++)
        if (!_wcsicmp(name, accepted[i])) return true;
    return !_wcsnicmp(name, L"mt:", 3) || !_wcsnicmp(name, L"dcopy:", 6) || !_wcsnicmp(name, L"ipg:", 4);
}

static bool open_log(const WCHAR *name, const WCHAR *mode)
{
    log_file = _wfopen(name, mode);
    return log_file;
}

static bool set_valued(const WCHAR *name)
{
    for (size_t i = 0; i < ARRAYSIZE(numbers); i++) {
        size_t length = wcslen(numbers[i].name);
        if (_wcsnicmp(name, numbers[i].name, length) || !iswdigit(name[length])) continue;
        *numbers[i].number = wcstoul(name + length, NULL, 10);
        return true;
    }
    if (!_wcsnicmp(name, L"max:", 4)) return (options.max_size = _wcstoui64(name + 4, NULL, 10)), true;
    if (!_wcsnicmp(name, L"min:", 4)) return (options.min_size = _wcstoui64(name + 4, NULL, 10)), true;
    if (!_wcsnicmp(name, L"log:", 4)) return open_log(name + 4, L"wb");
    if (!_wcsnicmp(name, L"log+:", 5)) return open_log(name + 5, L"ab");
    if (!_wcsnicmp(name, L"copy:", 5)) {
        options.copy_attributes = wcspbrk(name + 5, L"aA");
        return true;
    }
    return false;
}

static bool set_option(const WCHAR *name)
{
    for (size_t i = 0; i < ARRAYSIZE(flags); i++)
        if (!_wcsicmp(name, flags[i].name)) return *flags[i].flag = true;
    if (!_wcsicmp(name, L"e")) return options.recursive = options.empty_folders = true;
    if (!_wcsicmp(name, L"mir")) return options.recursive = options.empty_folders = options.purge = true;
    if (!_wcsicmp(name, L"move")) return options.move_all = true;
    if (!_wcsicmp(name, L"copyall")) return true;
    return set_valued(name) || set_accepted(name);
}

static bool add_name(struct name_list *list, WCHAR *name)
{
    size_t length = wcslen(name);
    if (length > 3 && name[length - 1] == '\\') name[length - 1] = 0;
    if (list->count == MAX_NAMES) return false;
    list->names[list->count++] = name;
    return true;
}

bool parse_options(int count, WCHAR **arguments)
{
    struct name_list *list = NULL;
    for (int i = 0; i < count; i++) {
        bool understood = true;
        if (*arguments[i] == '/') {
            list = !_wcsicmp(arguments[i], L"/xf")   ? &options.excluded_files
                   : !_wcsicmp(arguments[i], L"/xd") ? &options.excluded_folders
                                                     : NULL;
            understood = list || set_option(arguments[i] + 1);
        } else if (list) {
            understood = add_name(list, arguments[i]);
        } else if (!options.source) {
            options.source = arguments[i];
        } else if (!options.target) {
            options.target = arguments[i];
        } else {
            understood = add_name(&options.files, arguments[i]);
        }
        if (understood) continue;
        report(L"\r\nERROR : Invalid Parameter #%d : \"%ls\"\r\n", i + 1, arguments[i]);
        return false;
    }
    if (!options.files.count) options.files.names[options.files.count++] = L"*.*";
    return true;
}
