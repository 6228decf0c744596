/* %~modifiers of arguments and FOR variables. */
#include "cmd.h"

#include <stdlib.h>

/* One pair of quotation marks around the value goes. */
static void strip_quotes(const wchar_t *value, struct text *result)
{
    size_t length = wcslen(value);
    if (length && value[0] == '"') value++, length--;
    if (length && value[length - 1] == '"') length--;
    text_append(result, value, length);
}

/* $NAME: the first folder of the list that holds the file. Nothing if there is none. */
static bool search_list(const wchar_t *variable, const wchar_t *name, struct text *result)
{
    struct text list = { 0 }, candidate = { 0 };
    bool found = false;
    get_variable(variable, &list);
    for (const wchar_t *at = text_string(&list); *at && !found;) {
        size_t length = wcscspn(at, L";");
        text_clear(&candidate);
        text_append(&candidate, at, length);
        if (length && candidate.data[length - 1] != '\\') text_add_char(&candidate, '\\');
        text_add(&candidate, name);
        found = length && attributes_of(candidate.data) != INVALID_FILE_ATTRIBUTES;
        at += length + (at[length] == ';');
    }
    if (found) text_add(result, candidate.data);
    text_free(&list);
    text_free(&candidate);
    return found;
}

static void separate(struct text *result, size_t start)
{
    if (result->length > start) text_add_char(result, ' ');
}

static void add_attributes(DWORD attributes, struct text *result)
{
    static const struct {
        DWORD bit;
        wchar_t letter;
    } letters[] = {
        {FILE_ATTRIBUTE_DIRECTORY, 'd'}, {FILE_ATTRIBUTE_READONLY, 'r'},  {FILE_ATTRIBUTE_ARCHIVE, 'a'},
        {FILE_ATTRIBUTE_HIDDEN, 'h'},    {FILE_ATTRIBUTE_SYSTEM, 's'},    {FILE_ATTRIBUTE_COMPRESSED, 'c'},
        {FILE_ATTRIBUTE_OFFLINE, 'o'},   {FILE_ATTRIBUTE_TEMPORARY, 't'}, {FILE_ATTRIBUTE_REPARSE_POINT, 'l'},
    };
    for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
        text_add_char(result, attributes & letters[i].bit ? letters[i].letter : '-');
}

/* Which parts of the path are wanted, as bits */
enum { PART_DRIVE = 1, PART_FOLDER = 2, PART_NAME = 4, PART_EXTENSION = 8, PART_ALL = 15 };

static void add_path_parts(const wchar_t *path, int parts, struct text *result)
{
    size_t name = name_offset(path), drive = path[0] && path[1] == ':' ? 2 : 0;
    const wchar_t *extension = wcsrchr(path + name, '.');
    if (!extension) extension = path + wcslen(path);
    if (parts & PART_DRIVE) text_append(result, path, drive);
    if (parts & PART_FOLDER) text_append(result, path + drive, name - drive);
    if (parts & PART_NAME) text_append(result, path + name, extension - path - name);
    if (parts & PART_EXTENSION) text_add(result, extension);
}

/* The name as the folder has it, so that letters get their real case. */
static bool look_at_file(struct text *path, WIN32_FIND_DATAW *data)
{
    if (has_wildcard(path->data) || !path->data[name_offset(path->data)]) return false;
    HANDLE find = FindFirstFileW(path->data, data);
    if (find == INVALID_HANDLE_VALUE) return false;
    FindClose(find);
    text_truncate(path, name_offset(path->data));
    text_add(path, data->cFileName);
    return true;
}

static void use_short_names(struct text *path)
{
    wchar_t *name = allocate(PATH_SIZE * sizeof(wchar_t));
    DWORD length = GetShortPathNameW(path->data, name, PATH_SIZE);
    if (length && length < PATH_SIZE) {
        text_clear(path);
        text_append(path, name, length);
    }
    free(name);
}

struct wanted {
    int parts;
    bool attributes, time, size, short_names;
};

static struct wanted read_wanted(const wchar_t *modifiers)
{
    struct wanted wanted = { 0 };
    for (; *modifiers; modifiers++) {
        switch (upper_char(*modifiers)) {
        case 'F': wanted.parts |= PART_ALL; break;
        case 'D': wanted.parts |= PART_DRIVE; break;
        case 'P': wanted.parts |= PART_FOLDER; break;
        case 'N': wanted.parts |= PART_NAME; break;
        case 'X': wanted.parts |= PART_EXTENSION; break;
        case 'S': wanted.short_names = true; break;
        case 'A': wanted.attributes = true; break;
        case 'T': wanted.time = true; break;
        case 'Z': wanted.size = true; break;
        }
    }
    if (wanted.short_names && !wanted.parts) wanted.parts = PART_ALL;
    return wanted;
}

static void add_wanted(const wchar_t *value, struct wanted wanted, struct text *result)
{
    struct text path = { 0 };
    WIN32_FIND_DATAW data = { .dwFileAttributes = INVALID_FILE_ATTRIBUTES };
    size_t start = result->length;
    full_path(value, &path);
    bool found = look_at_file(&path, &data);
    if (!found) data.dwFileAttributes = attributes_of(path.data); /* the root of a drive */
    if (wanted.attributes && data.dwFileAttributes != INVALID_FILE_ATTRIBUTES)
        add_attributes(data.dwFileAttributes, result);
    if (wanted.time && found) {
        separate(result, start);
        add_file_time(&data.ftLastWriteTime, true, result);
    }
    if (wanted.size && found) {
        separate(result, start);
        wchar_t digits[32];
        _ui64tow(((ULONGLONG)data.nFileSizeHigh << 32) | data.nFileSizeLow, digits, 10);
        text_add(result, digits);
    }
    if (wanted.short_names) use_short_names(&path);
    if (wanted.parts) {
        separate(result, start);
        add_path_parts(path.data, wanted.parts, result);
    }
    text_free(&path);
}

void modify_path(void *context, const wchar_t *value, const wchar_t *modifiers, const wchar_t *search,
                 struct text *result)
{
    struct text plain = { 0 }, found = { 0 };
    (void)context;
    strip_quotes(value, &plain);
    struct wanted wanted = read_wanted(modifiers);
    bool any = wanted.parts || wanted.attributes || wanted.time || wanted.size;
    if (search) {
        if (search_list(search, plain.data, &found)) {
            if (!any) wanted.parts = PART_ALL;
            add_wanted(found.data, wanted, result);
        }
    } else if (!any) {
        text_add(result, plain.data);
    } else if (plain.length) {
        add_wanted(plain.data, wanted, result);
    }
    text_free(&plain);
    text_free(&found);
}
