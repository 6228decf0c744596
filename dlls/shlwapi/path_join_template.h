/* Paths made of others, and comparisons of paths, for one type of characters. */

static size_t NAMED(length_of)(const CHARACTER *text)
{
    size_t length = 0;
    while (text[length]) length++;
    return length;
}

/* Removes one component, and its backslash, from the end of what is behind the root. */
static size_t NAMED(drop_component)(const CHARACTER *path, size_t length, size_t root)
{
    if (length > root && path[length - 1] == '\\') length--;
    while (length > root && path[length - 1] != '\\') length--;
    if (length > root) length--;
    return length;
}

/* Works `.` and `..` out. "" becomes a single backslash; a bare drive gets one. */
WINBOOL WINAPI NAMED(PathCanonicalize)(CHARACTER *to, const CHARACTER *path)
{
    CHARACTER result[MAX_PATH + 4];
    size_t length = 0, root;
    if (!to || !path) {
        if (to) *to = 0;
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    *to = 0;
    if (NAMED(length_of)(path) >= MAX_PATH) {
        SetLastError(ERROR_FILENAME_EXCED_RANGE);
        return FALSE;
    }
    const CHARACTER *rest = NAMED(PathSkipRoot)(path);
    root = rest ? (size_t)(rest - path) : 0;
    for (; length < root; length++) result[length] = path[length];
    const CHARACTER *at = path + root;
    while (*at) {
        size_t size = 0;
        while (at[size] && at[size] != '\\') size++;
        bool is_dot = size == 1 && at[0] == '.', is_dots = size == 2 && at[0] == '.' && at[1] == '.';
        if (is_dots) {
            length = NAMED(drop_component)(result, length, root);
        } else if (!is_dot) {
            if (length > root || (length && !root)) result[length++] = '\\';
            memcpy(result + length, at, size * sizeof(*at));
            length += size;
        }
        at += size;
        if (*at == '\\' && !*++at && !is_dot && !is_dots) result[length++] = '\\';
    }
    if (!length) result[length++] = '\\';
    if (length == 2 && result[1] == ':') result[length++] = '\\';
    result[length] = 0;
    memcpy(to, result, (length + 1) * sizeof(*to));
    return TRUE;
}

CHARACTER * WINAPI NAMED(PathCombine)(CHARACTER *to, const CHARACTER *folder, const CHARACTER *file)
{
    CHARACTER joined[2 * MAX_PATH] = { 0 };
    size_t length = 0;
    if (!to) return NULL;
    bool use_file_only = file && *file && (!folder || !*folder || !NAMED(PathIsRelative)(file));
    if (!folder && !file) {
        *to = 0;
        return NULL;
    }
    if (use_file_only && folder && *folder && file[0] == '\\' && file[1] != '\\') {
        /* a path from the root keeps the folder's drive or share */
        const CHARACTER *rest = NAMED(PathSkipRoot)(folder);
        length = rest ? (size_t)(rest - folder) : 0;
        if (length > MAX_PATH) length = MAX_PATH;
        memcpy(joined, folder, length * sizeof(*to));
        if (length && joined[length - 1] == '\\') length--;
    } else if (!use_file_only) {
        length = NAMED(length_of)(folder ? folder : joined);
        if (length >= MAX_PATH) goto too_long;
        if (folder) memcpy(joined, folder, length * sizeof(*to));
        if (length && joined[length - 1] != '\\' && file && *file) joined[length++] = '\\';
    }
    size_t size = file ? NAMED(length_of)(file) : 0;
    if (length + size >= MAX_PATH) goto too_long;
    if (file) memcpy(joined + length, file, size * sizeof(*to));
    joined[length + size] = 0;
    return NAMED(PathCanonicalize)(to, joined) ? to : NULL;

too_long:
    *to = 0;
    return NULL;
}

WINBOOL WINAPI NAMED(PathAppend)(CHARACTER *path, const CHARACTER *more)
{
    if (!path || !more) return FALSE;
    if (!NAMED(PathIsUNC)(more))
        while (*more == '\\') more++;
    return NAMED(PathCombine)(path, path, more) != NULL;
}

/* How many characters whole components have in common; "C:\" counts with its backslash. */
int WINAPI NAMED(PathCommonPrefix)(const CHARACTER *first, const CHARACTER *second, CHARACTER *to)
{
    int i = 0, length = 0;
    if (to) *to = 0;
    if (!first || !second) return 0;
    bool unc = NAMED(PathIsUNC)(first);
    if (unc != NAMED(PathIsUNC)(second)) return 0;
    for (;; i++) {
        bool first_ends = !first[i] || first[i] == '\\', second_ends = !second[i] || second[i] == '\\';
        if (first_ends && second_ends && !(unc && i < 2)) length = i;
        if (!first[i] || !second[i] || NAMED(folded)(first[i]) != NAMED(folded)(second[i])) break;
    }
    if (length == 2 && first[1] == ':') length += first[2] == '\\';
    if (to && length < MAX_PATH) {
        memcpy(to, first, (size_t)length * sizeof(*to));
        to[length] = 0;
    }
    return length;
}

WINBOOL WINAPI NAMED(PathIsPrefix)(const CHARACTER *prefix, const CHARACTER *path)
{
    return prefix && path && NAMED(PathCommonPrefix)(path, prefix, NULL) == (int)NAMED(length_of)(prefix);
}

WINBOOL WINAPI NAMED(PathIsSameRoot)(const CHARACTER *first, const CHARACTER *second)
{
    const CHARACTER *rest = NAMED(PathSkipRoot)(first);
    return rest && second && NAMED(PathCommonPrefix)(first, second, NULL) + 1 >= (int)(rest - first);
}

WINBOOL WINAPI NAMED(PathRelativePathTo)(CHARACTER *to, const CHARACTER *from, DWORD from_bits, const CHARACTER *target,
                                         DWORD target_bits)
{
    static const CHARACTER up[] = { '.', '.', '\\', 0 };
    CHARACTER folder[MAX_PATH], goal[MAX_PATH], result[4 * MAX_PATH] = { 0 };
    size_t length = 0;
    (void)target_bits;
    if (!to) return FALSE;
    *to = 0;
    if (!from || !target || NAMED(length_of)(from) >= MAX_PATH || NAMED(length_of)(target) >= MAX_PATH) return FALSE;
    memcpy(folder, from, (NAMED(length_of)(from) + 1) * sizeof(*to));
    memcpy(goal, target, (NAMED(length_of)(target) + 1) * sizeof(*to));
    if (!(from_bits & FILE_ATTRIBUTE_DIRECTORY)) NAMED(PathRemoveFileSpec)(folder);
    int common = NAMED(PathCommonPrefix)(folder, goal, NULL);
    if (!common) return FALSE;
    const CHARACTER *rest = folder + common;
    if (*rest == '\\') rest++;
    if (!*rest) result[length++] = '.';
    while (*rest) {
        const CHARACTER *next = NAMED(PathFindNextComponent)(rest);
        memcpy(result + length, up, (*next ? 3 : 2) * sizeof(*to));
        length += *next ? 3 : 2;
        rest = next;
    }
    const CHARACTER *end = goal + common;
    if (*end && *end != '\\' && length) result[length++] = '\\';
    memcpy(result + length, end, (NAMED(length_of)(end) + 1) * sizeof(*to));
    if (NAMED(length_of)(result) >= MAX_PATH) return FALSE;
    memcpy(to, result, (NAMED(length_of)(result) + 1) * sizeof(*to));
    return TRUE;
}

static bool NAMED(matches)(const CHARACTER *name, const CHARACTER *spec)
{
    for (; *spec && *spec != ';'; spec++, name++) {
        if (*spec == '*') {
            do if (NAMED(matches)(name, spec + 1)) return true; while (*name++);
            return false;
        }
        if (!*name || (*spec != '?' && NAMED(folded)(*spec) != NAMED(folded)(*name))) return false;
    }
    return !*name;
}

/* Specifications are separated by semicolons, behind which blanks do not count. */
WINBOOL WINAPI NAMED(PathMatchSpec)(const CHARACTER *name, const CHARACTER *spec)
{
    if (!name || !spec) return FALSE;
    if (spec[0] == '*' && spec[1] == '.' && spec[2] == '*' && !spec[3]) return TRUE;
    for (;;) {
        while (*spec == ' ') spec++;
        if (NAMED(matches)(name, spec)) return TRUE;
        while (*spec && *spec != ';') spec++;
        if (!*spec++) return FALSE;
    }
}

HRESULT WINAPI NAMED(PathMatchSpecEx)(const CHARACTER *name, const CHARACTER *spec, DWORD flags)
{
    if (!name || !spec) return E_INVALIDARG;
    while (!(flags & PMSF_DONT_STRIP_SPACES) && *spec == ' ') spec++;
    if (flags & PMSF_MULTIPLE) return NAMED(PathMatchSpec)(name, spec) ? S_OK : S_FALSE;
    return NAMED(matches)(name, spec) ? S_OK : S_FALSE;
}

/* Shortens a path to `size` characters, with its end, by dots in place of folders: "C:\lo...\name". */
WINBOOL WINAPI NAMED(PathCompactPathEx)(CHARACTER *to, const CHARACTER *path, UINT size, DWORD flags)
{
    (void)flags;
    if (!to || !path) return FALSE;
    if (!size) return TRUE;
    size_t length = NAMED(length_of)(path), room = size - 1, i, kept;
    const CHARACTER *name = path;
    *to = 0;
    if (length <= room) {
        memcpy(to, path, (length + 1) * sizeof(*to));
        return TRUE;
    }
    for (i = 0; path[i]; i++)
        if ((path[i] == '\\' || path[i] == '/') && path[i + 1]) name = path + i;
    size_t tail = length - (size_t)(name - path);
    if (name == path) kept = 0; /* a bare name */
    else if (tail + 3 <= room) kept = room - tail - 3;
    else kept = 0;
    size_t at = 0;
    memcpy(to, path, kept * sizeof(*to));
    at = kept;
    for (i = 0; i < 3 && at < room && name != path; i++) to[at++] = '.';
    for (i = 0; name[i] && at < room; i++) to[at++] = name[i];
    /* the name itself is too long: it ends in dots */
    if (name[i]) for (size_t dots = 0; dots < 3 && dots < room; dots++) to[room - 1 - dots] = '.';
    to[at] = 0;
    return TRUE;
}

/* A name in capitals only becomes lower case with one capital. */
WINBOOL WINAPI NAMED(PathMakePretty)(CHARACTER *path)
{
    if (!path || !*path) return FALSE;
    for (const CHARACTER *at = path; *at; at++)
        if (*at >= 'a' && *at <= 'z') return FALSE;
    for (CHARACTER *at = path + 1; *at; at++) *at = NAMED(folded)(*at);
    return TRUE;
}
