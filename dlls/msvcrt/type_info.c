/* type_info, and what std::exception keeps of its text. */
#include "exception_objects.h"
#include "undecorate.h"

/* The readable name of a type, allocated; a copy of the raw name if that makes no sense. */
static char *undecorated_type(const char *raw)
{
    char *memory = malloc(UNDECORATE_MEMORY);
    const char *text = memory ? undecorate_name(raw, UNDECORATE_NO_ARGUMENTS, memory, UNDECORATE_MEMORY) : NULL;
    char *name = _strdup(text ? text : raw);

    free(memory);
    return name;
}

/* ---- type_info */

void THISCALL crt_type_info_destroy(type_info *type)
{
    free(type->name);
    type->name = NULL;
}

const char *THISCALL crt_type_info_name(type_info *type)
{
    if (type->name) return type->name;
    char *name = undecorated_type(type->raw_name);
    if (InterlockedCompareExchangePointer((void **)&type->name, name, NULL)) free(name);
    return type->name;
}

const char *THISCALL crt_type_info_raw_name(type_info *type) { return type->raw_name; }
int THISCALL crt_type_info_equal(type_info *type, type_info *other) { return !strcmp(type->raw_name, other->raw_name); }
int THISCALL crt_type_info_unequal(type_info *type, type_info *other)
{
    return strcmp(type->raw_name, other->raw_name) != 0;
}
int THISCALL crt_type_info_before(type_info *type, type_info *other)
{
    return strcmp(type->raw_name, other->raw_name) < 0;
}

/* ---- the same for the Universal CRT, whose type_info has no functions of its own: { name, raw name } */

struct type_info_data {
    char *name;
    char raw_name[1];
};

struct type_info_node { /* in an SLIST of the program, freed at its end */
    SLIST_ENTRY entry;
    char text[1];
};

const char *__cdecl __std_type_info_name(struct type_info_data *data, SLIST_HEADER *list)
{
    if (data->name) return data->name;
    char *name = undecorated_type(data->raw_name);
    struct type_info_node *node = name ? malloc(sizeof(*node) + strlen(name)) : NULL;
    if (!node) {
        free(name);
        return NULL;
    }
    strcpy(node->text, name);
    free(name);
    if (InterlockedCompareExchangePointer((void **)&data->name, node->text, NULL)) free(node);
    else InterlockedPushEntrySList(list, &node->entry);
    return data->name;
}

void __cdecl __std_type_info_destroy_list(SLIST_HEADER *list)
{
    SLIST_ENTRY *entry = InterlockedFlushSList(list);
    while (entry) {
        SLIST_ENTRY *next = entry->Next;
        free(entry);
        entry = next;
    }
}

int __cdecl __std_type_info_compare(const struct type_info_data *a, const struct type_info_data *b)
{
    return a == b ? 0 : strcmp(a->raw_name + 1, b->raw_name + 1);
}

/* FNV-1a, of the size of a pointer */
size_t __cdecl __std_type_info_hash(const struct type_info_data *data)
{
    uint64_t hash = 14695981039346656037ull;
    for (const char *at = data->raw_name + 1; *at; at++) hash = (hash ^ (unsigned char)*at) * 1099511628211ull;
    return sizeof(size_t) == 8 ? (size_t)hash : (size_t)(hash ^ hash >> 32);
}

void __cdecl __std_exception_copy(const struct exception_data *from, struct exception_data *to)
{
    to->owned = FALSE;
    to->what = from->what;
    if (!from->owned || !from->what) return;
    to->what = _strdup(from->what);
    to->owned = to->what != NULL;
}

void __cdecl __std_exception_destroy(struct exception_data *data)
{
    if (data->owned) free(data->what);
    data->what = NULL;
    data->owned = FALSE;
}
