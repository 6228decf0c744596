/* The tree of a compound file in memory. */
#include <stdlib.h>
#include <string.h>
#include "compound_file.h"

static uint32_t name_length(const uint16_t *name)
{
    uint32_t length = 0;
    while (length < COMPOUND_NAME_MAX && name[length]) length++;
    return length;
}

/* Short names come first; then upper-case characters decide ([MS-CFB] 2.6.4). */
int compound_compare(const struct compound_file *file, const uint16_t *a, const uint16_t *b)
{
    uint32_t length = name_length(a), other = name_length(b);

    if (length != other) return length < other ? -1 : 1;
    for (uint32_t i = 0; i < length; i++) {
        uint16_t left = file->upper(a[i]), right = file->upper(b[i]);
        if (left != right) return left < right ? -1 : 1;
    }
    return 0;
}

static uint32_t child_place(const struct compound_file *file, const struct compound_entry *parent, const uint16_t *name,
                            bool *found)
{
    uint32_t low = 0, high = parent->count;

    *found = false;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compound_compare(file, name, parent->children[middle]->name);
        if (!order) {
            *found = true;
            return middle;
        }
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return low;
}

struct compound_entry *compound_find(const struct compound_file *file, const struct compound_entry *parent,
                                     const uint16_t *name)
{
    bool found;
    uint32_t place = child_place(file, parent, name, &found);
    return found ? parent->children[place] : NULL;
}

static bool make_room(struct compound_entry *parent)
{
    if (parent->count < parent->room) return true;
    uint32_t room = parent->room ? parent->room * 2 : 8;
    struct compound_entry **children = realloc(parent->children, room * sizeof(*children));
    if (!children) return false;
    parent->children = children;
    parent->room = room;
    return true;
}

static void insert(const struct compound_file *file, struct compound_entry *parent, struct compound_entry *entry)
{
    bool found;
    uint32_t place = child_place(file, parent, entry->name, &found);

    memmove(parent->children + place + 1, parent->children + place,
            (parent->count - place) * sizeof(*parent->children));
    parent->children[place] = entry;
    parent->count++;
    entry->parent = parent;
}

struct compound_entry *compound_add(const struct compound_file *file, struct compound_entry *parent,
                                    const uint16_t *name,
                                    enum compound_type type)
{
    uint32_t depth = 0;

    for (const struct compound_entry *above = parent; above; above = above->parent) {
        if (++depth == COMPOUND_DEPTH_MAX) return NULL;
    }
    struct compound_entry *entry = calloc(1, sizeof(*entry));
    if (!entry || !make_room(parent) || (type == COMPOUND_STREAM && !(entry->data = calloc(1, sizeof(*entry->data))))) {
        free(entry);
        return NULL;
    }
    if (entry->data) entry->data->references = 1;
    entry->references = 1;
    entry->type = (uint8_t)type;
    memcpy(entry->name, name, name_length(name) * sizeof(*name));
    insert(file, parent, entry);
    return entry;
}

static void take_out(struct compound_entry *entry)
{
    struct compound_entry *parent = entry->parent;

    for (uint32_t i = 0; parent && i < parent->count; i++) {
        if (parent->children[i] != entry) continue;
        memmove(parent->children + i, parent->children + i + 1, (parent->count - i - 1) * sizeof(*parent->children));
        parent->count--;
        break;
    }
    entry->parent = NULL;
}

static void drop_children(struct compound_entry *entry)
{
    for (uint32_t i = 0; i < entry->count; i++) {
        struct compound_entry *child = entry->children[i];
        drop_children(child);
        child->removed = true;
        child->parent = NULL;
        compound_release(child);
    }
    entry->count = 0;
}

void compound_remove(struct compound_entry *entry)
{
    take_out(entry);
    drop_children(entry);
    entry->removed = true;
    compound_release(entry);
}

void compound_rename(const struct compound_file *file, struct compound_entry *entry, const uint16_t *name)
{
    struct compound_entry *parent = entry->parent;

    take_out(entry);
    memset(entry->name, 0, sizeof(entry->name));
    memcpy(entry->name, name, name_length(name) * sizeof(*name));
    insert(file, parent, entry);
}

static void release_data(struct stream_data *data)
{
    if (!data || --data->references) return;
    free(data->bytes);
    free(data->sectors);
    free(data);
}

void compound_release(struct compound_entry *entry)
{
    if (!entry || --entry->references) return;
    drop_children(entry);
    release_data(entry->data);
    free(entry->children);
    free(entry);
}

struct compound_entry *compound_copy(const struct compound_entry *entry)
{
    struct compound_entry *copy = malloc(sizeof(*copy));

    if (!copy) return NULL;
    *copy = *entry;
    copy->references = 1;
    copy->opened = 0;
    copy->removed = false;
    copy->parent = NULL;
    copy->room = copy->count;
    copy->count = 0;
    if (copy->data) copy->data->references++;
    copy->children = copy->room ? malloc(copy->room * sizeof(*copy->children)) : NULL;
    if (copy->room && !copy->children) {
        compound_release(copy);
        return NULL;
    }
    for (uint32_t i = 0; i < entry->count; i++) {
        if (!(copy->children[i] = compound_copy(entry->children[i]))) {
            compound_release(copy);
            return NULL;
        }
        copy->children[i]->parent = copy;
        copy->count++;
    }
    return copy;
}

/* Contents of the entry alone, all of them in memory. */
static enum compound_result own_data(struct compound_file *file, struct compound_entry *entry)
{
    enum compound_result result = compound_load(file, entry->data);
    struct stream_data *data = entry->data;

    if (result != COMPOUND_OK) return result;
    if (data->references > 1) {
        struct stream_data *copy = calloc(1, sizeof(*copy));
        if (!copy || (data->size && !(copy->bytes = malloc(data->size)))) {
            free(copy);
            return COMPOUND_NO_MEMORY;
        }
        if (data->size) memcpy(copy->bytes, data->bytes, data->size);
        copy->references = 1;
        copy->size = copy->room = data->size;
        data->references--;
        data = entry->data = copy;
    }
    data->in_file = false;
    free(data->sectors);
    data->sectors = NULL;
    return COMPOUND_OK;
}

enum compound_result compound_resize(struct compound_file *file, struct compound_entry *entry, uint64_t size)
{
    enum compound_result result;

    if (size > 0x7fff0000) return COMPOUND_TOO_LARGE;
    if ((result = own_data(file, entry)) != COMPOUND_OK) return result;
    struct stream_data *data = entry->data;
    if (size > data->room) {
        uint64_t room = data->room + data->room / 2 > size ? data->room + data->room / 2 : size;
        uint8_t *bytes = realloc(data->bytes, room);
        if (!bytes) return COMPOUND_NO_MEMORY;
        data->bytes = bytes;
        data->room = room;
    }
    if (size > data->size) memset(data->bytes + data->size, 0, size - data->size);
    data->size = size;
    return COMPOUND_OK;
}

enum compound_result compound_write(struct compound_file *file, struct compound_entry *entry, uint64_t offset,
                                    const void *buffer, uint32_t size)
{
    enum compound_result result;

    if (!size) return COMPOUND_OK;
    if (offset > 0x7fff0000 || size > 0x7fff0000) return COMPOUND_TOO_LARGE;
    if (offset + size > entry->data->size) result = compound_resize(file, entry, offset + size);
    else result = own_data(file, entry);
    if (result == COMPOUND_OK) memcpy(entry->data->bytes + offset, buffer, size);
    return result;
}
