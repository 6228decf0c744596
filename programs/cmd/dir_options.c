/* DIR's switches, from DIRCMD and from the command line. */
#include "dir_options.h"

static const struct {
    wchar_t letter;
    DWORD bit;
} attributes[] = {
    {'D', FILE_ATTRIBUTE_DIRECTORY},     {'R', FILE_ATTRIBUTE_READONLY}, {'H', FILE_ATTRIBUTE_HIDDEN},
    {'A', FILE_ATTRIBUTE_ARCHIVE},       {'S', FILE_ATTRIBUTE_SYSTEM},   {'I', FILE_ATTRIBUTE_NOT_CONTENT_INDEXED},
    {'L', FILE_ATTRIBUTE_REPARSE_POINT}, {'O', FILE_ATTRIBUTE_OFFLINE},
};

static bool read_attributes(const wchar_t *at, struct dir_options *options)
{
    if (*at == ':') at++;
    options->by_attributes = true;
    options->with = options->without = 0;
    while (*at) {
        bool lacks = *at == '-';
        if (lacks) at++;
        DWORD bit = 0;
        for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
            if (attributes[i].letter == upper_char(*at)) bit = attributes[i].bit;
        if (!bit) return false;
        *(lacks ? &options->without : &options->with) |= bit;
        at++;
    }
    return true;
}

static bool read_order(const wchar_t *at, struct dir_options *options)
{
    size_t count = 0;
    if (*at == ':') at++;
    while (*at && count < 14) {
        bool reversed = *at == '-';
        if (reversed) at++;
        wchar_t letter = upper_char(*at);
        if (!letter || !wcschr(L"NSEDG", letter)) return false;
        options->order[count++] = reversed ? letter + 32 : letter;
        at++;
    }
    if (!count) {
        options->order[count++] = 'G';
        options->order[count++] = 'N';
    }
    options->order[count] = 0;
    return true;
}

static bool set_simple(wchar_t letter, bool on, struct dir_options *options)
{
    switch (letter) {
    case 'B': options->bare = on; return true;
    case 'C': options->plain_numbers = !on; return true;
    case 'D': options->columns = on; return true;
    case 'L': options->lower = on; return true;
    case 'N': options->wide = options->columns = on ? false : options->wide; return true;
    case 'P': options->pause = on; return true;
    case 'Q': options->owner = on; return true;
    case 'R': options->streams = on; return true;
    case 'S': options->tree = on; return true;
    case 'W': options->wide = on; return true;
    case 'X': options->short_names = on; return true;
    case '4': return true; /* years have four digits anyway */
    default: return false;
    }
}

/* One word may hold several switches without slashes between them only for those with values; `/s/b` is split already.
 */
static bool read_switch(const wchar_t *at, struct dir_options *options)
{
    bool on = *at != '-';
    if (!on) at++;
    wchar_t letter = upper_char(*at);
    if (letter == 'A') {
        if (on) return read_attributes(at + 1, options);
        options->by_attributes = false;
        return true;
    }
    if (letter == 'O') {
        if (on) return read_order(at + 1, options);
        options->order[0] = 0;
        return true;
    }
    if (letter == 'T') {
        wchar_t field = upper_char(at[1] == ':' ? at[2] : at[1]);
        options->time = field ? field : 'W';
        return !field || wcschr(L"CAW", field);
    }
    return set_simple(letter, on, options) && !at[1];
}

bool read_dir_options(const struct words *words, struct dir_options *options)
{
    for (int i = 0; i < words->count; i++) {
        const wchar_t *word = words->items[i];
        if (*word != '/' || words->quoted[i]) continue;
        if (read_switch(word + 1, options)) continue;
        static const wchar_t begin[] = L"Invalid switch - ";
        write_text(2, begin, wcslen(begin));
        write_text(2, L"\"", 1);
        write_text(2, word + 1, wcslen(word + 1));
        write_error(L"\".");
        return false;
    }
    return true;
}
