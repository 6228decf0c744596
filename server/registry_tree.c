/* Keys and values in memory, and changes to them. */
#include <stdlib.h>
#include <string.h>
#include "registry.h"
#include "server.h"

struct key *registry_root;

/* --- keys --- */

/* Where a child of this name is, or would be. */
static uint32_t child_place(const struct key *key, struct text name, bool *found)
{
    uint32_t low = 0, high = key->child_count;
    *found = false;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = text_compare(name, key_name(key->children[middle]));
        if (!order) {
            *found = true;
            return middle;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static bool insert_child(struct key *parent, struct key *child)
{
    bool found;
    if (parent->child_count == parent->child_capacity) {
        uint32_t capacity = parent->child_capacity ? 2 * parent->child_capacity : 4;
        struct key **children = realloc(parent->children, capacity * sizeof(*children));
        if (!children) return false;
        parent->children = children;
        parent->child_capacity = capacity;
    }
    uint32_t place = child_place(parent, key_name(child), &found);
    memmove(parent->children + place + 1, parent->children + place,
            (parent->child_count - place) * sizeof(*parent->children));
    parent->children[place] = child;
    parent->child_count++;
    child->parent = parent;
    return true;
}

struct key *key_new(struct key *parent, struct text name)
{
    struct key *key = calloc(1, sizeof(*key));
    if (key && (key->name = text_copy(name))) {
        key->name_length = name.length;
        key->last_write = time_now();
        if (!parent || insert_child(parent, key)) return key;
    }
    if (key) free(key->name);
    free(key);
    return NULL;
}

void key_load(struct key *key)
{
    if (key->loaded) return;
    key->loaded = true;
    if (key->row) store_load(key);
}

struct key *key_child(struct key *key, struct text name)
{
    bool found;
    key_load(key);
    uint32_t place = child_place(key, name, &found);
    return found ? key->children[place] : NULL;
}

static void key_free(struct key *key)
{
    notifications_end(key);
    key_clear(key);
    free(key->name);
    free(key->class_name);
    free(key->children);
    free(key->values);
    free(key);
}

void key_keep(struct key *key)
{
    key->keepers++;
}

void key_drop(struct key *key)
{
    if (!--key->keepers && key->is_deleted) key_free(key);
}

void key_unlink(struct key *key)
{
    struct key *parent = key->parent;
    bool found;
    uint32_t place = parent ? child_place(parent, key_name(key), &found) : 0;
    if (parent && found) {
        parent->child_count--;
        memmove(parent->children + place, parent->children + place + 1,
                (parent->child_count - place) * sizeof(*parent->children));
    }
    key->parent = NULL;
    key->is_deleted = true;
    if (!key->keepers) key_free(key);
}

void key_clear(struct key *key)
{
    while (key->child_count) key_unlink(key->children[key->child_count - 1]);
    while (key->value_count) value_remove(key, &key->values[key->value_count - 1]);
}

bool key_set_class(struct key *key, struct text class_name)
{
    uint16_t *copy = text_copy(class_name);
    if (!copy) return false;
    free(key->class_name);
    key->class_name = copy;
    key->class_length = class_name.length;
    return true;
}

uint32_t key_full_name(const struct key *key, uint16_t *chars, uint32_t capacity)
{
    uint32_t length = 0, place;
    for (const struct key *part = key; part; part = part->parent) length += 1 + part->name_length;
    if (length > capacity) return 0;
    place = length;
    for (const struct key *part = key; part; part = part->parent) {
        place -= part->name_length;
        memcpy(chars + place, part->name, 2 * (size_t)part->name_length);
        chars[--place] = '\\';
    }
    return length;
}

/* --- values --- */

struct value *value_find(const struct key *key, struct text name)
{
    uint32_t hash = text_hash(name);
    for (uint32_t i = 0; i < key->value_count; i++) {
        struct value *value = &key->values[i];
        if (value->name_hash == hash && text_equal((struct text){value->name, value->name_length}, name, true))
            return value;
    }
    return NULL;
}

static struct value *value_new(struct key *key, struct text name)
{
    if (key->value_count == key->value_capacity) {
        uint32_t capacity = key->value_capacity ? 2 * key->value_capacity : 4;
        struct value *values = realloc(key->values, capacity * sizeof(*values));
        if (!values) return NULL;
        key->values = values;
        key->value_capacity = capacity;
    }
    uint16_t *copy = text_copy(name);
    if (!copy) return NULL;
    struct value *value = &key->values[key->value_count++];
    *value = (struct value){.name = copy, .name_length = name.length, .name_hash = text_hash(name)};
    return value;
}

bool value_store(struct key *key, struct text name, uint32_t type, const void *data, uint32_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    struct value *value = copy ? value_find(key, name) : NULL;
    if (copy && !value) value = value_new(key, name);
    if (!value) {
        free(copy);
        return false;
    }
    if (size) memcpy(copy, data, size);
    free(value->data);
    value->data = copy;
    value->type = type;
    value->size = size;
    return true;
}

void value_remove(struct key *key, struct value *value)
{
    uint32_t place = (uint32_t)(value - key->values);
    free(value->name);
    free(value->data);
    key->value_count--;
    memmove(value, value + 1, (key->value_count - place) * sizeof(*value));
}

/* --- changes --- */

static void touched(struct key *key, uint32_t what)
{
    key->last_write = time_now();
    notify_change(key, what);
}

NTSTATUS key_create_child(struct key *parent, struct text name, struct text class_name, bool is_volatile, bool is_link,
                          struct key **child)
{
    if (parent->is_deleted) return STATUS_KEY_DELETED;
    if (parent->is_volatile && parent->from_base) is_volatile = true; /* a hive that is volatile as a whole */
    if (parent->is_volatile && !is_volatile) return STATUS_CHILD_MUST_BE_VOLATILE;
    if (!name.length || name.length > KEY_NAME_MAX || class_name.length > 32767) return STATUS_INVALID_PARAMETER;
    if (key_child(parent, name)) return STATUS_OBJECT_NAME_COLLISION;
    struct key *key = key_new(parent, name);
    if (!key) return STATUS_NO_MEMORY;
    key->is_volatile = is_volatile;
    key->is_link = is_link;
    key->loaded = true;
    NTSTATUS status = class_name.length && !key_set_class(key, class_name) ? STATUS_NO_MEMORY : STATUS_SUCCESS;
    if (!status && !is_volatile) status = store_key(key);
    if (status) {
        key_unlink(key);
        return status;
    }
    *child = key;
    touched(parent, REG_NOTIFY_CHANGE_NAME);
    return STATUS_SUCCESS;
}

NTSTATUS key_delete(struct key *key)
{
    struct key *parent = key->parent;
    if (key->is_deleted) return STATUS_KEY_DELETED;
    key_load(key);
    if (key->child_count || !parent || parent == registry_root) return STATUS_CANNOT_DELETE;
    NTSTATUS status = key->is_volatile ? STATUS_SUCCESS : store_key_deleted(key);
    if (status) return status;
    key_keep(key);
    notifications_end(key);
    key_unlink(key);
    key_drop(key);
    touched(parent, REG_NOTIFY_CHANGE_NAME);
    return STATUS_SUCCESS;
}

/* Everything below a key, into memory. */
static bool load_all(struct key *key)
{
    bool only_own = !key->from_base;
    key_load(key);
    for (uint32_t i = 0; i < key->child_count; i++) only_own &= load_all(key->children[i]);
    return only_own;
}

NTSTATUS key_rename(struct key *key, struct text name)
{
    if (key->is_deleted) return STATUS_KEY_DELETED;
    if (!name.length || name.length > KEY_NAME_MAX) return STATUS_INVALID_PARAMETER;
    struct key *parent = key->parent, *other = parent ? key_child(parent, name) : NULL;
    if (!parent || parent == registry_root || (other && other != key)) return STATUS_ACCESS_DENIED;
    if (!key->is_volatile && !load_all(key))
        return STATUS_NOT_SUPPORTED; /* parts of the shipped layer have no row to rename */
    uint16_t *copy = text_copy(name);
    if (!copy) return STATUS_NO_MEMORY;
    NTSTATUS status = key->is_volatile ? STATUS_SUCCESS : store_key_renamed(key, name);
    if (status) {
        free(copy);
        return status;
    }
    key_keep(key);
    key_unlink(key);
    key->is_deleted = false;
    free(key->name);
    key->name = copy;
    key->name_length = name.length;
    bool inserted = insert_child(parent, key); /* there is room: it has just been taken out */
    key_drop(key);
    touched(parent, REG_NOTIFY_CHANGE_NAME);
    return inserted ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS value_set(struct key *key, struct text name, uint32_t type, const void *data, uint32_t size)
{
    if (key->is_deleted) return STATUS_KEY_DELETED;
    if (name.length > VALUE_NAME_MAX) return STATUS_INVALID_PARAMETER;
    key_load(key);
    NTSTATUS status = key->is_volatile ? STATUS_SUCCESS : store_value(key, name, type, data, size);
    if (status) return status;
    if (!value_store(key, name, type, data, size)) return STATUS_NO_MEMORY;
    touched(key, REG_NOTIFY_CHANGE_LAST_SET);
    return STATUS_SUCCESS;
}

NTSTATUS value_delete(struct key *key, struct text name)
{
    if (key->is_deleted) return STATUS_KEY_DELETED;
    key_load(key);
    struct value *value = value_find(key, name);
    if (!value) return STATUS_OBJECT_NAME_NOT_FOUND;
    NTSTATUS status = key->is_volatile ? STATUS_SUCCESS : store_value_deleted(key, name);
    if (status) return status;
    value_remove(key, value);
    touched(key, REG_NOTIFY_CHANGE_LAST_SET);
    return STATUS_SUCCESS;
}

/* --- life --- */

bool registry_open(void)
{
    static const uint16_t name[] = {'R', 'e', 'g', 'i', 's', 't', 'r', 'y'};
    if (registry_root) return true;
    registry_root = key_new(NULL, (struct text){name, 8});
    if (!registry_root) return false;
    registry_root->from_base = true;
    registry_root->keepers = 1;
    if (!registry_base_read()) return false;
    registry_root->loaded = false; /* but for the database */
    if (store_exists()) registry_root->row = 1;
    return true;
}

void registry_close(void)
{
    store_close();
    if (!registry_root) return;
    key_unlink(registry_root);
    key_drop(registry_root);
    registry_root = NULL;
}
