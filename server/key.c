/* Open registry keys, and the requests on them. An open key of HKEY_CLASSES_ROOT has two keys: the user's over the
 * machine's. */
#include <stdlib.h>
#include <string.h>
#include "registry.h"
#include "registry_cache.h"
#include "registry_paths.h"
#include "request.h"
#include "slots.h"

#define REG_OPTION_VOLATILE    1u
#define REG_OPTION_CREATE_LINK 2u
#define REG_OPTION_OPEN_LINK   8u
#define WHOLE_KEY              0xffffffffu /* index in key_enumerate */
#define FULL_NAME              1u          /* bits of key_enumerate's full_name */
#define WITH_COUNTS            2u
#define LONGEST_NAME           32767u

struct open_key {
    struct object object;
    struct key *key;
    struct key *under; /* seen where `key` has nothing of that name; NULL: not a merged key */
};

/* --- the object --- */

static void key_last_handle_closed(struct object *object)
{
    struct open_key *open = (struct open_key *)object;
    notifications_of_owner(open->key, open);
}

static void key_destroy(struct object *object)
{
    struct open_key *open = (struct open_key *)object;
    key_drop(open->key);
    if (open->under) key_drop(open->under);
    free(open);
}

static void key_describe(struct object *object, char *text, size_t size)
{
    static uint16_t chars[LONGEST_NAME];
    const struct key *key = ((struct open_key *)object)->key;
    text_to_utf8((struct text){chars, key_full_name(key, chars, LONGEST_NAME)}, text, size);
}

static const struct object_operations key_operations = {
    .kind = OBJECT_KEY,
    .type_name = "Key",
    .process_closed = object_no_process_closed,
    .last_handle_closed = key_last_handle_closed,
    .destroy = key_destroy,
    .descriptor = object_descriptor,
    .describe = key_describe,
};

struct key *key_of_object(struct object *open_key)
{
    return ((struct open_key *)open_key)->key;
}

static NTSTATUS open_key_new(struct request *request, struct key *key, struct key *under, uint64_t *id)
{
    struct open_key *open = calloc(1, sizeof(*open));
    if (!open || !object_init(&open->object, &key_operations)) {
        free(open);
        return STATUS_NO_MEMORY;
    }
    key_keep(open->key = key);
    if ((open->under = under)) key_keep(under);
    NTSTATUS status = reference_add(request->process, &open->object) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    *id = open->object.id;
    object_drop(&open->object);
    return status;
}

static struct open_key *open_key_find(struct request *request, uint64_t id)
{
    return (struct open_key *)reference_find(request->process, id, OBJECT_KEY);
}

/* The open key that a request names, if its key still exists. */
static NTSTATUS find_live(struct request *request, uint64_t id, struct open_key **open)
{
    *open = open_key_find(request, id);
    if (!*open) return STATUS_INVALID_HANDLE;
    return (*open)->key->is_deleted ? STATUS_KEY_DELETED : STATUS_SUCCESS;
}

/* --- opening and creating --- */

/* Where a path leads; for HKEY_CLASSES_ROOT in two trees. */
struct target {
    struct key_path path, under;
    NTSTATUS status, under_status;
    bool is_merged;
};

/* \Registry\ClassesRoot is no key of the tree. */
static bool is_classes_root(struct text *path)
{
    uint16_t chars[32];
    struct text name = {chars, text_from_ascii(REGISTRY_CLASSES_ROOT, chars, 32)};
    if (path->length < name.length || !text_equal((struct text){path->chars, name.length}, name, true)) return false;
    if (path->length > name.length && path->chars[name.length] != '\\') return false;
    *path = (struct text){path->chars + name.length, path->length - name.length};
    return true;
}

static void walk_merged(struct key *user, struct key *machine, struct text path, uint32_t view, bool open_link,
                        struct target *target)
{
    while (path.length && *path.chars == '\\') path.chars++, path.length--;
    target->is_merged = true;
    target->under_status = registry_walk(machine, path, view, open_link, &target->under);
    target->status = user ? registry_walk(user, path, view, open_link, &target->path) : STATUS_OBJECT_NAME_NOT_FOUND;
}

static struct key *key_at(const char *ascii)
{
    uint16_t chars[128];
    struct key_path path;
    struct text name = {chars, text_from_ascii(ascii, chars, 128)};
    struct key *key = registry_walk(registry_root, name, VIEW_64, false, &path) ? NULL : path.key;
    key_path_release(&path);
    return key;
}

static NTSTATUS find_target(struct request *request, uint64_t parent, struct text path, uint32_t view, bool open_link,
                            struct target *target)
{
    *target = (struct target){0};
    if (!registry_open()) return STATUS_NO_MEMORY;
    if (!parent && is_classes_root(&path)) {
        struct key *machine = key_at("\\Registry\\Machine\\Software\\Classes");
        if (!machine) return STATUS_OBJECT_NAME_NOT_FOUND;
        walk_merged(key_at("\\Registry\\User\\" CURRENT_USER_SID "\\Software\\Classes"), machine, path, view, open_link,
                    target);
        return STATUS_SUCCESS;
    }
    struct open_key *open = parent ? open_key_find(request, parent) : NULL;
    if (parent && !open) return STATUS_INVALID_HANDLE;
    if (!parent && !path_is_absolute(path)) return STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (open && open->under)
        walk_merged(open->key, open->under, path, view, open_link, target);
    else
        target->status = registry_walk(open ? open->key : registry_root, path, view, open_link, &target->path);
    return STATUS_SUCCESS;
}

static void target_release(struct target *target)
{
    key_path_release(&target->path);
    key_path_release(&target->under);
}

/* The keys that an existing target consists of: the user's alone, the machine's alone, or both. */
static NTSTATUS target_keys(const struct target *target, struct key **key, struct key **under)
{
    *key = target->status ? NULL : target->path.key;
    *under = target->is_merged && !target->under_status ? target->under.key : NULL;
    if (!*key) {
        *key = *under;
        *under = NULL;
    }
    return *key ? STATUS_SUCCESS : target->status;
}

static bool put_value(struct request *request, const struct value *value)
{
    struct prefetched_value head = {value->type, 2 * value->name_length, value->size};
    uint32_t size = PREFETCHED_SIZE(&head);
    uint8_t *space = request_answer_space(request, size);
    if (!space) return false;
    memset(space + size - 4, 0, 4);
    memcpy(space, &head, sizeof(head));
    if (head.name_size) memcpy(space + sizeof(head), value->name, head.name_size);
    if (head.size) memcpy(space + sizeof(head) + head.name_size, value->data, head.size);
    return true;
}

/* All values of a key go along with the answer if they are small: most programs read one and close the key. */
static bool prefetch(struct request *request, struct key *key, struct key *under)
{
    struct key *keys[2] = {key, under};
    uint32_t total = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < 2 && keys[i]; i++) {
            key_load(keys[i]);
            for (uint32_t j = 0; j < keys[i]->value_count; j++) {
                const struct value *value = &keys[i]->values[j];
                if (i && value_find(key, (struct text){value->name, value->name_length})) continue;
                if (value->size > REGISTRY_PREFETCH_MAX) return false;
                struct prefetched_value head = {value->type, 2 * value->name_length, value->size};
                if (!pass && (total += PREFETCHED_SIZE(&head)) > REGISTRY_PREFETCH_MAX) return false;
                if (pass && !put_value(request, value)) return false;
            }
        }
    }
    return true;
}

NTSTATUS handle_key_open(struct request *request, const struct request_key_open_in *in,
                         struct request_key_open_out *out)
{
    struct target target;
    struct key *key, *under;
    NTSTATUS status =
        find_target(request, in->parent, request_text(request), in->view, in->options & REG_OPTION_OPEN_LINK, &target);
    if (!status) status = target_keys(&target, &key, &under);
    if (!status) status = open_key_new(request, key, under, &out->object);
    if (!status) {
        out->changes = __atomic_load_n(registry_changes(arena), __ATOMIC_ACQUIRE);
        out->prefetched = prefetch(request, key, under);
    }
    target_release(&target);
    return status;
}

/* Makes the missing components; the options and the class are the last one's. */
static NTSTATUS create_rest(struct key_path *path, struct text class_name, uint32_t options)
{
    while (path->rest.length) {
        struct text name = text_next_component(&path->rest), behind = path->rest;
        bool is_last = !text_next_component(&behind).length;
        struct key *child;
        NTSTATUS status =
            key_create_child(path->key, name, is_last ? class_name : (struct text){0}, options & REG_OPTION_VOLATILE,
                             is_last && options & REG_OPTION_CREATE_LINK, &child);
        if (status) return status;
        key_keep(child);
        key_drop(path->key);
        path->key = child;
        if (is_last) break;
    }
    return STATUS_SUCCESS;
}

NTSTATUS handle_key_create(struct request *request, const struct request_key_create_in *in,
                           struct request_key_create_out *out)
{
    struct target target;
    struct key *key, *under;
    if (in->class_size > request->data_size || in->class_size & 1) return STATUS_INVALID_PARAMETER;
    struct text whole = request_text(request), path = {whole.chars, (request->data_size - in->class_size) / 2};
    struct text class_name = {whole.chars + path.length, in->class_size / 2};
    bool as_link = in->options & (REG_OPTION_OPEN_LINK | REG_OPTION_CREATE_LINK);
    NTSTATUS status = find_target(request, in->parent, path, in->view, as_link, &target);
    if (!status) status = target_keys(&target, &key, &under);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND) {
        struct key_path *place = target.is_merged ? &target.under : &target.path; /* new classes are the machine's */
        status = place->key ? create_rest(place, class_name, in->options) : STATUS_OBJECT_NAME_NOT_FOUND;
        key = place->key;
        under = NULL;
        out->created = !status;
    } else if (!status && in->options & REG_OPTION_CREATE_LINK) {
        status = STATUS_OBJECT_NAME_COLLISION;
    }
    if (!status) status = open_key_new(request, key, under, &out->object);
    target_release(&target);
    return status;
}

NTSTATUS handle_key_delete(struct request *request, const struct request_key_delete_in *in,
                           struct request_key_delete_out *out)
{
    struct open_key *open;
    NTSTATUS status = find_live(request, in->object, &open);
    (void)out;
    return status ? status : key_delete(open->key);
}

NTSTATUS handle_key_rename(struct request *request, const struct request_key_rename_in *in,
                           struct request_key_rename_out *out)
{
    struct open_key *open;
    NTSTATUS status = find_live(request, in->object, &open);
    (void)out;
    return status ? status : key_rename(open->key, request_text(request));
}

/* --- looking --- */

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* The child at an index, in the order of names; with two keys the union of their children. */
static struct key *child_at(struct open_key *open, uint32_t index)
{
    struct key *key = open->key, *under = open->under;
    key_load(key);
    if (!under) return index < key->child_count ? key->children[index] : NULL;
    key_load(under);
    for (uint32_t i = 0, j = 0; i < key->child_count || j < under->child_count;) {
        int order = i == key->child_count     ? 1
                    : j == under->child_count ? -1
                                              : text_compare(key_name(key->children[i]), key_name(under->children[j]));
        struct key *child = order > 0 ? under->children[j] : key->children[i];
        if (!index--) return child;
        i += order <= 0;
        j += order >= 0;
    }
    return NULL;
}

static void count_contents(struct open_key *open, struct request_key_enumerate_out *out)
{
    struct key *keys[2] = {open->key, open->under};
    for (int i = 0; i < 2 && keys[i]; i++) {
        key_load(keys[i]);
        for (uint32_t j = 0; j < keys[i]->child_count; j++) {
            const struct key *child = keys[i]->children[j];
            if (i && key_child(keys[0], key_name(child))) continue;
            out->subkeys++;
            out->longest_subkey = larger(out->longest_subkey, 2 * child->name_length);
            out->longest_class = larger(out->longest_class, 2 * child->class_length);
        }
        for (uint32_t j = 0; j < keys[i]->value_count; j++) {
            const struct value *value = &keys[i]->values[j];
            if (i && value_find(keys[0], (struct text){value->name, value->name_length})) continue;
            out->values++;
            out->longest_value_name = larger(out->longest_value_name, 2 * value->name_length);
            out->longest_value = larger(out->longest_value, value->size);
        }
    }
}

NTSTATUS handle_key_enumerate(struct request *request, const struct request_key_enumerate_in *in,
                              struct request_key_enumerate_out *out)
{
    static uint16_t chars[LONGEST_NAME];
    struct open_key *open;
    NTSTATUS status = find_live(request, in->object, &open);
    if (status) return status;
    struct open_key child = {.key = in->index == WHOLE_KEY ? NULL : child_at(open, in->index)};
    if (!child.key && in->index != WHOLE_KEY) return STATUS_NO_MORE_ENTRIES;
    struct open_key *shown = child.key ? &child : open;
    const struct key *key = shown->key;
    struct text name = key_name(key);
    if (in->full_name & FULL_NAME) name = (struct text){chars, key_full_name(key, chars, LONGEST_NAME)};
    out->name_size = 2 * name.length;
    out->class_size = 2 * key->class_length;
    out->last_write = key->last_write;
    if (shown == open || in->full_name & WITH_COUNTS) count_contents(shown, out);
    bool fits = request_answer_data(request, name.chars, out->name_size) &&
                request_answer_data(request, key->class_name, out->class_size);
    return fits ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static const struct value *value_in(struct key *key, struct key *under, struct text name)
{
    key_load(key);
    const struct value *value = value_find(key, name);
    if (value || !under) return value;
    key_load(under);
    return value_find(under, name);
}

NTSTATUS handle_value_query(struct request *request, const struct request_value_query_in *in,
                            struct request_value_query_out *out)
{
    struct open_key *open;
    NTSTATUS status = find_live(request, in->object, &open);
    if (status) return status;
    const struct value *value = value_in(open->key, open->under, request_text(request));
    if (!value) return STATUS_OBJECT_NAME_NOT_FOUND;
    out->type = value->type;
    out->size = value->size;
    return request_answer_data(request, value->data, value->size) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS handle_value_read(struct request *request, const struct request_value_read_in *in,
                           struct request_value_read_out *out)
{
    struct target target;
    struct key *key, *under;
    struct text whole = request_text(request);
    if (in->path_size > request->data_size || in->path_size & 1) return STATUS_INVALID_PARAMETER;
    struct text path = {whole.chars, in->path_size / 2}, name = {whole.chars + path.length, whole.length - path.length};
    NTSTATUS status = find_target(request, in->parent, path, in->view, false, &target);
    if (!status) status = target_keys(&target, &key, &under);
    const struct value *value = status ? NULL : value_in(key, under, name);
    if (value) {
        out->type = value->type;
        out->size = value->size;
        if (!request_answer_data(request, value->data, value->size)) status = STATUS_NO_MEMORY;
    } else if (!status) {
        status = STATUS_OBJECT_NAME_NOT_FOUND;
    }
    target_release(&target);
    return status;
}

/* With two keys: the user's values, then those of the machine's that the user's lacks. */
static const struct value *value_at(struct open_key *open, uint32_t index)
{
    key_load(open->key);
    if (index < open->key->value_count) return &open->key->values[index];
    if (!open->under) return NULL;
    index -= open->key->value_count;
    key_load(open->under);
    for (uint32_t i = 0; i < open->under->value_count; i++) {
        const struct value *value = &open->under->values[i];
        if (!value_find(open->key, (struct text){value->name, value->name_length}) && !index--) return value;
    }
    return NULL;
}

NTSTATUS handle_value_enumerate(struct request *request, const struct request_value_enumerate_in *in,
                                struct request_value_enumerate_out *out)
{
    struct open_key *open;
    NTSTATUS status = find_live(request, in->object, &open);
    if (status) return status;
    const struct value *value = value_at(open, in->index);
    if (!value) return STATUS_NO_MORE_ENTRIES;
    out->name_size = 2 * value->name_length;
    out->type = value->type;
    out->size = value->size;
    bool fits = request_answer_data(request, value->name, out->name_size) &&
                request_answer_data(request, value->data, value->size);
    return fits ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* --- changing --- */

NTSTATUS handle_value_set(struct request *request, const struct request_value_set_in *in,
                          struct request_value_set_out *out)
{
    struct open_key *open;
    NTSTATUS status = find_live(request, in->object, &open);
    (void)out;
    if (status) return status;
    if (in->name_size > request->data_size || in->name_size & 1) return STATUS_INVALID_PARAMETER;
    struct text name = {request_text(request).chars, in->name_size / 2};
    return value_set(open->key, name, in->type, request->data + in->name_size, request->data_size - in->name_size);
}

NTSTATUS handle_value_delete(struct request *request, const struct request_value_delete_in *in,
                             struct request_value_delete_out *out)
{
    struct open_key *open;
    NTSTATUS status = find_live(request, in->object, &open);
    (void)out;
    return status ? status : value_delete(open->key, request_text(request));
}

NTSTATUS handle_key_flush(struct request *request, const struct request_key_flush_in *in,
                          struct request_key_flush_out *out)
{
    struct open_key *open;
    NTSTATUS status = find_live(request, in->object, &open);
    (void)out;
    return status ? status : store_flush();
}

NTSTATUS handle_key_notify(struct request *request, const struct request_key_notify_in *in,
                           struct request_key_notify_out *out)
{
    struct open_key *open;
    NTSTATUS status = find_live(request, in->object, &open);
    (void)out;
    if (status) return status;
    if (!(in->filter & 15) || !process_may_use_slot(request->process, in->slot)) return STATUS_INVALID_PARAMETER;
    return notification_add(open->key, open, in->slot, in->filter, in->subtree) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}
