/* type_info, and the exceptions that the runtime itself throws: bad_cast, bad_typeid, __non_rtti_object. Their tables are
 * filled in when they are first needed, because C cannot write offsets from the image's start. */
#include "cxx.h"

#ifdef __i386__
#define THISCALL __thiscall
#else
#define THISCALL
#endif

/* ---- type_info */

void THISCALL crt_type_info_destroy(type_info *type)
{
    free(type->name);
    type->name = NULL;
}

/* Names of classes, structs, unions and enums are spelled out; other types keep their raw name. */
static char *readable_name(const char *raw)
{
    static const struct { const char *prefix, *word; } kinds[] = {{".?AV", "class "}, {".?AU", "struct "}, {".?AT", "union "}, {".?AW4", "enum "}};
    for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
        size_t prefix = strlen(kinds[k].prefix), word = strlen(kinds[k].word);
        const char *end = strstr(raw, "@@");
        if (strncmp(raw, kinds[k].prefix, prefix) || !end || memchr(raw, '?', 1) || memchr(raw + prefix, '?', end - raw - prefix)) continue;
        char *text = malloc(word + 2 * (end - raw) + 1), *to = text;
        if (!text) return NULL;
        memcpy(to, kinds[k].word, word);
        to += word;
        for (const char *at = end; at > raw + prefix;) { /* the innermost name stands first in the raw name */
            const char *start = at;
            while (start > raw + prefix && start[-1] != '@') start--;
            memcpy(to, start, at - start);
            to += at - start;
            at = start > raw + prefix ? start - 1 : start;
            if (at > raw + prefix) {
                *to++ = ':';
                *to++ = ':';
            }
        }
        *to = 0;
        return text;
    }
    return _strdup(raw);
}

const char *THISCALL crt_type_info_name(type_info *type)
{
    if (type->name) return type->name;
    char *name = readable_name(type->raw_name);
    if (InterlockedCompareExchangePointer((void **)&type->name, name, NULL)) free(name);
    return type->name;
}

const char *THISCALL crt_type_info_raw_name(type_info *type) { return type->raw_name; }
int THISCALL crt_type_info_equal(type_info *type, type_info *other) { return !strcmp(type->raw_name, other->raw_name); }
int THISCALL crt_type_info_unequal(type_info *type, type_info *other) { return strcmp(type->raw_name, other->raw_name) != 0; }
int THISCALL crt_type_info_before(type_info *type, type_info *other) { return strcmp(type->raw_name, other->raw_name) < 0; }

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
    char *name = readable_name(data->raw_name);
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

struct exception_data {
    char *what;
    BOOLEAN owned;
};

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

/* ---- exceptions of the runtime */

struct exception_object {
    const void *const *vtable;
    struct exception_data data;
};

static const char *THISCALL what(struct exception_object *object)
{
    return object->data.what ? object->data.what : "Unknown exception";
}

static void *THISCALL destroy(struct exception_object *object, unsigned flags)
{
    __std_exception_destroy(&object->data);
    if (flags & 1) free(object);
    return object;
}

static void THISCALL destroy_thrown(struct exception_object *object) { __std_exception_destroy(&object->data); }

static void *THISCALL copy(struct exception_object *to, const struct exception_object *from)
{
    to->vtable = from->vtable;
    __std_exception_copy(&from->data, &to->data);
    return to;
}

static const void *const exception_vtable[] = {(const void *)destroy, (const void *)what};

struct named_type { const void *vtable; char *name; char raw_name[32]; };
static struct named_type type_bad_cast = {NULL, NULL, ".?AVbad_cast@std@@"}, type_bad_typeid = {NULL, NULL, ".?AVbad_typeid@std@@"},
                         type_non_rtti = {NULL, NULL, ".?AV__non_rtti_object@std@@"}, type_exception = {NULL, NULL, ".?AVexception@std@@"};

struct throw_tables {
    struct throw_info info;
    struct catchable_types *list;
    struct catchable_type types[3];
    unsigned storage[4]; /* a catchable_types with three entries */
};

static unsigned offset_of(const void *address)
{
    void *image = NULL;
#ifdef __x86_64__
    RtlPcToFileHeader((void *)exception_vtable, &image);
#endif
    return (unsigned)((uintptr_t)address - (uintptr_t)image);
}

__attribute__((noreturn)) static void throw_it(const char *text, struct throw_tables *tables, struct named_type **types, int count)
{
    struct exception_object object = {exception_vtable, {(char *)text, FALSE}};
    tables->storage[0] = count;
    for (int i = 0; i < count; i++) {
        tables->types[i] = (struct catchable_type){0, offset_of(types[i]), {0, -1, 0}, sizeof(object), offset_of((const void *)copy)};
        tables->storage[i + 1] = offset_of(&tables->types[i]);
    }
    tables->info = (struct throw_info){0, offset_of((const void *)destroy_thrown), 0, offset_of(tables->storage)};
    void WINAPI _CxxThrowException(void *, const struct throw_info *);
    _CxxThrowException(&object, &tables->info);
    abort();
}

__attribute__((noreturn)) void crt_throw_bad_cast(const char *text)
{
    static struct throw_tables tables;
    throw_it(text, &tables, (struct named_type *[]){&type_bad_cast, &type_exception}, 2);
}

__attribute__((noreturn)) void crt_throw_bad_typeid(const char *text)
{
    static struct throw_tables tables;
    throw_it(text, &tables, (struct named_type *[]){&type_bad_typeid, &type_exception}, 2);
}

__attribute__((noreturn)) void crt_throw_non_rtti(const char *text)
{
    static struct throw_tables tables;
    throw_it(text, &tables, (struct named_type *[]){&type_non_rtti, &type_bad_typeid, &type_exception}, 3);
}
