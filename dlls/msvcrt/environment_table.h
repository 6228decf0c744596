/* The environment as a table of NAME=value, once for char and once for wchar_t. Before this file is included:
 *   CHARACTER, TABLE (the exported table), T(name) (our functions), LENGTH, SAME(a, b, length) */

static CHARACTER **T(find)(const CHARACTER *name, size_t length)
{
    for (CHARACTER **entry = TABLE; entry && *entry; entry++) {
        if (SAME(*entry, name, length) == 0 && (*entry)[length] == '=') return entry;
    }
    return NULL;
}

static CHARACTER *T(value)(const CHARACTER *name)
{
    size_t length = LENGTH(name);
    CHARACTER **entry = T(find)(name, length);
    return entry ? *entry + length + 1 : NULL;
}

/* Takes `text` over, which is NAME=value, or NAME= to remove it. */
static int T(store)(CHARACTER *text)
{
    size_t length = 0;
    while (text[length] != '=') length++;
    CHARACTER **entry = T(find)(text, length);
    bool remove = !text[length + 1];
    if (entry) {
        free(*entry);
        *entry = text;
        if (!remove) return 0;
        do entry[0] = entry[1];
        while (*entry++);
        free(text);
        return 0;
    }
    if (remove) {
        free(text);
        return 0;
    }
    size_t count = 0;
    while (TABLE && TABLE[count]) count++;
    CHARACTER **grown = realloc(TABLE, (count + 2) * sizeof(*grown));
    if (!grown) return -1;
    grown[count] = text;
    grown[count + 1] = NULL;
    TABLE = grown;
    return 0;
}

#undef CHARACTER
#undef TABLE
#undef T
#undef COPY
#undef LENGTH
#undef SAME
