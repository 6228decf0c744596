/* The parts of a path, for one type of characters. */

static CHARACTER *NAMED(end_of)(const CHARACTER *text)
{
    while (*text) text++;
    return (CHARACTER *)text;
}

static size_t NAMED(length_of)(const CHARACTER *text)
{
    return (size_t)(NAMED(end_of)(text) - text);
}

static void NAMED(copy)(CHARACTER *to, const CHARACTER *from)
{
    memmove(to, from, (NAMED(length_of)(from) + 1) * sizeof(*to));
}

static bool NAMED(has_drive)(const CHARACTER *path)
{
    return ((path[0] | 32) >= 'a' && (path[0] | 32) <= 'z') && path[1] == ':';
}

CHARACTER * WINAPI NAMED(PathFindFileName)(const CHARACTER *path)
{
    const CHARACTER *name = path;
    for (; path && *path; path++)
        if ((*path == '\\' || *path == '/' || *path == ':') && path[1] && path[1] != '\\' && path[1] != '/')
            name = path + 1;
    return (CHARACTER *)name;
}

CHARACTER * WINAPI NAMED(PathFindExtension)(const CHARACTER *path)
{
    const CHARACTER *dot = NULL;
    if (!path) return NULL;
    for (; *path; path++) {
        if (*path == '\\' || *path == ' ') dot = NULL;
        else if (*path == '.') dot = path;
    }
    return (CHARACTER *)(dot ? dot : path);
}

CHARACTER * WINAPI NAMED(PathAddBackslash)(CHARACTER *path)
{
    size_t length = path ? NAMED(length_of)(path) : MAX_PATH;
    if (length >= MAX_PATH - 1) return NULL;
    if (length && path[length - 1] != '\\') {
        path[length++] = '\\';
        path[length] = 0;
    }
    return path + length;
}

/* The place where the backslash was, or the last character if there was none. */
CHARACTER * WINAPI NAMED(PathRemoveBackslash)(CHARACTER *path)
{
    size_t length = path ? NAMED(length_of)(path) : 0;
    if (!path || !length) return path;
    if (path[length - 1] == '\\' && !NAMED(PathIsRoot)(path)) path[length - 1] = 0;
    return path + length - 1;
}

WINBOOL WINAPI NAMED(PathAddExtension)(CHARACTER *path, const CHARACTER *extension)
{
    static const CHARACTER program[] = { '.', 'e', 'x', 'e', 0 };
    CHARACTER *end = path ? NAMED(PathFindExtension)(path) : NULL;
    if (!end || *end) return FALSE;
    if (!extension) extension = program;
    if (NAMED(length_of)(path) + NAMED(length_of)(extension) >= MAX_PATH) return FALSE;
    NAMED(copy)(end, extension);
    return TRUE;
}

void WINAPI NAMED(PathRemoveExtension)(CHARACTER *path)
{
    if (path) *NAMED(PathFindExtension)(path) = 0;
}

WINBOOL WINAPI NAMED(PathRenameExtension)(CHARACTER *path, const CHARACTER *extension)
{
    CHARACTER *end = NAMED(PathFindExtension)(path);
    if ((size_t)(end - path) + NAMED(length_of)(extension) >= MAX_PATH) return FALSE;
    NAMED(copy)(end, extension);
    return TRUE;
}

void WINAPI NAMED(PathStripPath)(CHARACTER *path)
{
    CHARACTER *name = path ? NAMED(PathFindFileName)(path) : NULL;
    if (name != path) NAMED(copy)(path, name);
}

/* Behind the root: a drive with its backslash, or a server and its share. NULL if there is none. */
CHARACTER * WINAPI NAMED(PathSkipRoot)(const CHARACTER *path)
{
    if (!path || !*path) return NULL;
    if (NAMED(has_drive)(path) && path[2] == '\\') return (CHARACTER *)path + 3;
    if (path[0] != '\\') return NULL;
    if (path[1] != '\\') return (CHARACTER *)path + 1;
    for (int part = 0, at = 2; path[at]; at++)
        if (path[at] == '\\' && ++part == 2) return (CHARACTER *)path + at + 1;
    return (CHARACTER *)NAMED(end_of)(path);
}

WINBOOL WINAPI NAMED(PathIsUNC)(const CHARACTER *path)
{
    return path && path[0] == '\\' && path[1] == '\\' && path[2] != '?';
}

static int NAMED(backslashes)(const CHARACTER *text)
{
    int count = 0;
    for (; *text; text++) count += *text == '\\';
    return count;
}

WINBOOL WINAPI NAMED(PathIsUNCServer)(const CHARACTER *path)
{
    return path && path[0] == '\\' && path[1] == '\\' && !NAMED(backslashes)(path + 2);
}

WINBOOL WINAPI NAMED(PathIsUNCServerShare)(const CHARACTER *path)
{
    return path && path[0] == '\\' && path[1] == '\\' && NAMED(backslashes)(path + 2) == 1;
}

WINBOOL WINAPI NAMED(PathIsRoot)(const CHARACTER *path)
{
    if (!path || !*path) return FALSE;
    if (NAMED(has_drive)(path)) return path[2] == '\\' && !path[3];
    if (path[0] != '\\') return FALSE;
    if (!path[1]) return TRUE;
    if (path[1] != '\\') return FALSE;
    int count = NAMED(backslashes)(path + 2);
    return !count || (count == 1 && *(NAMED(end_of)(path) - 1) != '\\');
}

WINBOOL WINAPI NAMED(PathIsRelative)(const CHARACTER *path)
{
    return !path || !*path || (*path != '\\' && path[1] != ':');
}

WINBOOL WINAPI NAMED(PathIsFileSpec)(const CHARACTER *path)
{
    if (!path) return FALSE;
    for (; *path; path++)
        if (*path == ':' || *path == '\\') return FALSE;
    return TRUE;
}

/* Cuts the last component and its backslash off; a root stays. */
WINBOOL WINAPI NAMED(PathRemoveFileSpec)(CHARACTER *path)
{
    if (!path || !*path) return FALSE;
    CHARACTER *first = NAMED(PathSkipRoot)(path), *cut, *at;
    if (!first) first = path + (NAMED(has_drive)(path) ? 2 : 0);
    cut = first;
    for (at = first; *at; at++)
        if (*at == '\\') cut = at;
    if (!*cut) return FALSE;
    *cut = 0;
    return TRUE;
}

WINBOOL WINAPI NAMED(PathStripToRoot)(CHARACTER *path)
{
    CHARACTER *rest = path ? NAMED(PathSkipRoot)(path) : NULL;
    if (!rest) {
        if (path) *path = 0;
        return FALSE;
    }
    *rest = 0;
    if (path[0] == '\\' && path[1] == '\\' && rest > path + 2 && rest[-1] == '\\') rest[-1] = 0;
    return TRUE;
}

int WINAPI NAMED(PathGetDriveNumber)(const CHARACTER *path)
{
    return path && NAMED(has_drive)(path) ? (path[0] | 32) - 'a' : -1;
}

CHARACTER * WINAPI NAMED(PathBuildRoot)(CHARACTER *root, int drive)
{
    if (!root || drive < 0 || drive > 25) return root;
    root[0] = (CHARACTER)('A' + drive);
    root[1] = ':';
    root[2] = '\\';
    root[3] = 0;
    return root;
}

CHARACTER * WINAPI NAMED(PathFindNextComponent)(const CHARACTER *path)
{
    if (!path || !*path) return NULL;
    while (*path && *path != '\\') path++;
    if (*path) path++;
    if (*path == '\\') path++; /* the two of \\server */
    return (CHARACTER *)path;
}

/* Behind the first blank outside quotes. */
CHARACTER * WINAPI NAMED(PathGetArgs)(const CHARACTER *path)
{
    bool quoted = false;
    if (!path) return NULL;
    for (; *path; path++) {
        if (*path == '"') quoted = !quoted;
        if (*path == ' ' && !quoted) return (CHARACTER *)path + 1;
    }
    return (CHARACTER *)path;
}

void WINAPI NAMED(PathRemoveArgs)(CHARACTER *path)
{
    CHARACTER *arguments = path ? NAMED(PathGetArgs)(path) : NULL;
    if (!path) return;
    if (*arguments || (arguments > path && arguments[-1] == ' ')) arguments[-1] = 0;
}

void WINAPI NAMED(PathRemoveBlanks)(CHARACTER *path)
{
    CHARACTER *start = path, *end;
    if (!path) return;
    while (*start == ' ') start++;
    if (start != path) NAMED(copy)(path, start);
    for (end = NAMED(end_of)(path); end > path && end[-1] == ' ';) *--end = 0;
}

WINBOOL WINAPI NAMED(PathQuoteSpaces)(CHARACTER *path)
{
    size_t length = path ? NAMED(length_of)(path) : MAX_PATH;
    bool has_space = false;
    if (length + 2 >= MAX_PATH) return FALSE;
    for (size_t i = 0; i < length; i++) has_space |= path[i] == ' ';
    if (!has_space) return FALSE;
    memmove(path + 1, path, length * sizeof(*path));
    path[0] = path[length + 1] = '"';
    path[length + 2] = 0;
    return TRUE;
}

WINBOOL WINAPI NAMED(PathUnquoteSpaces)(CHARACTER *path)
{
    size_t length = path ? NAMED(length_of)(path) : 0;
    if (length < 2 || path[0] != '"' || path[length - 1] != '"') return FALSE;
    path[length - 1] = 0;
    NAMED(copy)(path, path + 1);
    return TRUE;
}

/* Cuts an icon's number, as in "file.dll,-3", off. */
int WINAPI NAMED(PathParseIconLocation)(CHARACTER *path)
{
    CHARACTER *comma = NULL;
    int number = 0;
    if (!path) return 0;
    bool quoted = false;
    for (CHARACTER *at = path; *at; at++) {
        if (*at == '"') quoted = !quoted;
        if (*at == ',' && !quoted) comma = at;
    }
    if (comma) {
        bool negative = comma[1] == '-';
        for (CHARACTER *at = comma + 1 + negative; *at >= '0' && *at <= '9'; at++) number = 10 * number + (*at - '0');
        if (negative) number = -number;
        *comma = 0;
    }
    NAMED(PathUnquoteSpaces)(path);
    NAMED(PathRemoveBlanks)(path);
    return number;
}

/* Removes a number in brackets from before the extension: "file[2].txt". */
void WINAPI NAMED(PathUndecorate)(CHARACTER *path)
{
    CHARACTER *extension = path ? NAMED(PathFindExtension)(path) : NULL, *at;
    if (!path || extension == path || extension[-1] != ']') return;
    for (at = extension - 2; at > path && *at >= '0' && *at <= '9';) at--;
    if (at <= path || *at != '[' || at[-1] == '\\') return;
    NAMED(copy)(at, extension);
}

UINT WINAPI NAMED(PathGetCharType)(UNSIGNED_CHARACTER c)
{
    static const char invalid[] = "\"<>|", separators[] = "\\/", wildcards[] = "*?";
    if (c < 32 || (c < 128 && strchr(invalid, (char)c))) return GCT_INVALID;
    if (c < 128 && strchr(wildcards, (char)c)) return GCT_WILD;
    if (c < 128 && (strchr(separators, (char)c) || c == ':')) return GCT_SEPARATOR;
    if (c < 128 && strchr(" ,;=[]+", (char)c)) return GCT_LFNCHAR;
    return GCT_LFNCHAR | GCT_SHORTCHAR;
}

/* A file name that no 8.3 name can be. */
WINBOOL WINAPI NAMED(PathIsLFNFileSpec)(const CHARACTER *path)
{
    size_t name = 0, extension = 0;
    bool dot = false;
    if (!path) return FALSE;
    for (; *path; path++) {
        if (*path == ' ' || (*path == '.' && dot)) return TRUE;
        if (*path == '.') dot = true;
        else if (dot) extension++;
        else name++;
    }
    return name > 8 || extension > 3;
}
