/* The name space: object directories and symbolic links, and the requests that make, open and list named objects.
 * All sessions are one here: Local\, Global\ and Session\1\ lead to \BaseNamedObjects. Names are compared exactly
 * unless OBJ_CASE_INSENSITIVE is given, as NtCreateEvent and its kin do. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "request.h"
#include "slots.h"

#define OBJ_CASE_INSENSITIVE 0x40u
#define LONGEST_NAME         32767u
#define MOST_LINKS           8
#define MOST_NESTED          64

struct directory {
    struct object object;
    struct object **buckets;
    uint32_t bucket_count; /* power of two, or 0 */
    uint32_t entries;
};

struct symbolic_link {
    struct object object;
    uint16_t *target;
    uint32_t target_length;
};

static struct directory *root;

static void directory_destroy(struct object *object)
{
    free(((struct directory *)object)->buckets);
    free(object);
}

static void directory_describe(struct object *object, char *text, size_t size)
{
    snprintf(text, size, "%u entries", ((struct directory *)object)->entries);
}

static const struct object_operations directory_operations = {
    .kind = OBJECT_DIRECTORY,
    .type_name = "Directory",
    .process_closed = object_no_process_closed,
    .last_handle_closed = object_no_last_handle_closed,
    .destroy = directory_destroy,
    .descriptor = object_descriptor,
    .describe = directory_describe,
};

static void link_destroy(struct object *object)
{
    free(((struct symbolic_link *)object)->target);
    free(object);
}

static void link_describe(struct object *object, char *text, size_t size)
{
    const struct symbolic_link *link = (struct symbolic_link *)object;
    text_to_utf8((struct text){link->target, link->target_length}, text, size);
}

static const struct object_operations symbolic_link_operations = {
    .kind = OBJECT_SYMBOLIC_LINK,
    .type_name = "SymbolicLink",
    .process_closed = object_no_process_closed,
    .last_handle_closed = object_no_last_handle_closed,
    .destroy = link_destroy,
    .descriptor = object_descriptor,
    .describe = link_describe,
};

static struct object *directory_new(void)
{
    struct directory *directory = calloc(1, sizeof(*directory));
    if (directory && object_init(&directory->object, &directory_operations)) return &directory->object;
    free(directory);
    return NULL;
}

static struct object *link_new(struct text target)
{
    struct symbolic_link *link = calloc(1, sizeof(*link));
    if (link && object_init(&link->object, &symbolic_link_operations)) {
        link->target = text_copy(target);
        link->target_length = link->target ? target.length : 0;
        return &link->object;
    }
    free(link);
    return NULL;
}

/* --- entries --- */

static struct object *directory_find(const struct directory *directory, struct text name, bool ignore_case)
{
    if (!directory->bucket_count) return NULL;
    uint32_t hash = text_hash(name);
    for (struct object *entry = directory->buckets[hash & (directory->bucket_count - 1)]; entry;
         entry = entry->next_in_bucket)
        if (entry->name_hash == hash && text_equal((struct text){entry->name, entry->name_length}, name, ignore_case))
            return entry;
    return NULL;
}

static bool directory_grow(struct directory *directory)
{
    uint32_t count = directory->bucket_count ? 2 * directory->bucket_count : 8;
    struct object **buckets = calloc(count, sizeof(*buckets));
    if (!buckets) return false;
    for (uint32_t i = 0; i < directory->bucket_count; i++) {
        for (struct object *entry = directory->buckets[i], *next; entry; entry = next) {
            next = entry->next_in_bucket;
            entry->next_in_bucket = buckets[entry->name_hash & (count - 1)];
            buckets[entry->name_hash & (count - 1)] = entry;
        }
    }
    free(directory->buckets);
    directory->buckets = buckets;
    directory->bucket_count = count;
    return true;
}

static bool directory_insert(struct directory *directory, struct object *object, struct text name)
{
    if (directory->entries >= directory->bucket_count && !directory_grow(directory)) return false;
    if (!(object->name = text_copy(name))) return false;
    object->name_length = name.length;
    object->name_hash = text_hash(name);
    struct object **bucket = &directory->buckets[object->name_hash & (directory->bucket_count - 1)];
    object->next_in_bucket = *bucket;
    *bucket = object;
    object->directory = directory;
    object_keep(&directory->object);
    directory->entries++;
    return true;
}

void directory_remove(struct object *object)
{
    struct directory *directory = object->directory;
    if (!directory) return;
    struct object **place = &directory->buckets[object->name_hash & (directory->bucket_count - 1)];
    while (*place != object) place = &(*place)->next_in_bucket;
    *place = object->next_in_bucket;
    directory->entries--;
    free(object->name);
    object->name = NULL;
    object->directory = NULL;
    object_drop(&directory->object);
}

uint32_t object_full_name(const struct object *object, uint16_t *chars, uint32_t capacity)
{
    const struct object *chain[MOST_NESTED];
    uint32_t depth = 0, length = 0;
    for (; object && object->directory && depth < MOST_NESTED; object = &object->directory->object)
        chain[depth++] = object;
    while (depth--) {
        const struct object *part = chain[depth];
        if (length + 1 + part->name_length > capacity) return 0;
        chars[length++] = '\\';
        memcpy(chars + length, part->name, 2 * (size_t)part->name_length);
        length += part->name_length;
    }
    return length;
}

/* --- looking up --- */

struct lookup {
    struct directory *directory; /* in which the last component is, or would be */
    struct text last;
    struct object *found; /* NULL: no such name */
};

/* A link's target followed by the rest of the path, in a buffer that the caller frees. */
static uint16_t *follow_link(const struct symbolic_link *link, struct text *path)
{
    uint32_t length = link->target_length + 1 + path->length;
    uint16_t *joined = length > LONGEST_NAME ? NULL : malloc(2 * (size_t)length);
    if (!joined) return NULL;
    memcpy(joined, link->target, 2 * (size_t)link->target_length);
    joined[link->target_length] = '\\';
    if (path->length) memcpy(joined + link->target_length + 1, path->chars, 2 * (size_t)path->length);
    *path = (struct text){joined, length};
    return joined;
}

/* Walks a path. Links on the way are followed; the last component only if `follow_last`. *storage keeps what
 * lookup->last points to. */
static NTSTATUS look_up(struct text path, bool ignore_case, bool follow_last, struct lookup *lookup, uint16_t **storage)
{
    *lookup = (struct lookup){.directory = root, .found = &root->object};
    int links = 0;
    for (struct text part = text_next_component(&path); part.length; part = text_next_component(&path)) {
        if (!lookup->found) return STATUS_OBJECT_PATH_NOT_FOUND;
        if (lookup->found->operations != &directory_operations) return STATUS_OBJECT_PATH_NOT_FOUND;
        lookup->directory = (struct directory *)lookup->found;
        lookup->last = part;
        lookup->found = directory_find(lookup->directory, part, ignore_case);
        if (!lookup->found || lookup->found->operations != &symbolic_link_operations) continue;
        struct text rest = path;
        bool is_last = !text_next_component(&rest).length;
        if (is_last && !follow_last) continue;
        uint16_t *joined = ++links > MOST_LINKS ? NULL : follow_link((struct symbolic_link *)lookup->found, &path);
        if (!joined) return STATUS_OBJECT_NAME_INVALID;
        free(*storage);
        *storage = joined;
        *lookup = (struct lookup){.directory = root, .found = &root->object};
    }
    return STATUS_SUCCESS;
}

/* --- what exists from the start --- */

static void add_permanent(const char *path, struct object *object)
{
    uint16_t chars[64], *storage = NULL;
    struct text name = {chars, text_from_ascii(path, chars, 64)};
    struct lookup lookup;
    if (!object) return;
    object->permanent = true;
    if (!look_up(name, false, false, &lookup, &storage) && !lookup.found)
        directory_insert(lookup.directory, object, lookup.last);
    free(storage);
}

void directory_init(void)
{
    static const char *const directories[] = {
        "\\BaseNamedObjects", "\\Sessions",    "\\Sessions\\1", "\\Sessions\\BNOLINKS", "\\GLOBAL??",  "\\Device",
        "\\KernelObjects",    "\\ObjectTypes", "\\Windows",     "\\RPC Control",        "\\KnownDlls", "\\KnownDlls32",
        "\\Winrun",
    };
    static const char *const links[][2] = {
        {"\\??", "\\GLOBAL??"},
        {"\\DosDevices", "\\??"},
        {"\\Sessions\\1\\BaseNamedObjects", "\\BaseNamedObjects"},
        {"\\Sessions\\BNOLINKS\\1", "\\BaseNamedObjects"},
        {"\\BaseNamedObjects\\Local", "\\BaseNamedObjects"},
        {"\\BaseNamedObjects\\Global", "\\BaseNamedObjects"},
        {"\\BaseNamedObjects\\Session", "\\Sessions\\BNOLINKS"},
    };
    root = (struct directory *)directory_new();
    if (!root) return;
    root->object.permanent = true;
    for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++)
        add_permanent(directories[i], directory_new());
    for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
        uint16_t chars[64];
        add_permanent(links[i][0], link_new((struct text){chars, text_from_ascii(links[i][1], chars, 64)}));
    }
}

bool directory_add_section(const char *path, struct object *section)
{
    add_permanent(path, section);
    return section && section->directory;
}

struct object *directory_find_section(const char *path)
{
    uint16_t chars[64], *storage = NULL;
    struct text name = {chars, text_from_ascii(path, chars, 64)};
    struct lookup lookup;
    NTSTATUS status = look_up(name, true, false, &lookup, &storage);
    free(storage);
    return !status && lookup.found && lookup.found->operations == &section_operations ? lookup.found : NULL;
}

/* --- requests --- */

enum create_what { CREATE_OR_OPEN, CREATE_NEW_ONLY, OPEN_ONLY };

/* A new object of the kind that the request names; *status tells why there is none. */
static struct object *create_object(struct request *request, const struct request_object_create_in *in,
                                    NTSTATUS *status)
{
    static const struct object_operations *const waitable[OBJECT_KIND_COUNT] = {
        [OBJECT_EVENT] = &event_operations,
        [OBJECT_MUTEX] = &mutex_operations,
        [OBJECT_SEMAPHORE] = &semaphore_operations,
        [OBJECT_TIMER] = &timer_operations,
        [OBJECT_KEYED_EVENT] = &keyed_event_operations,
        [OBJECT_COMPLETION_PORT] = &completion_port_operations,
    };
    struct object *object = NULL;
    *status = STATUS_NOT_SUPPORTED;
    if (in->kind >= OBJECT_KIND_COUNT) return NULL;
    *status = STATUS_INSUFFICIENT_RESOURCES;
    if (waitable[in->kind]) {
        object = waitable_create(waitable[in->kind], in->state, in->parameter);
    } else if (in->kind == OBJECT_SECTION) {
        object = section_create(in->parameter, in->parameter2, request_take_fd(request));
    } else if (in->kind == OBJECT_JOB) {
        object = job_create();
    } else if (in->kind == OBJECT_DEBUG) {
        object = debug_create(in->parameter != 0);
    } else if (in->kind == OBJECT_DIRECTORY) {
        object = directory_new();
    } else if (in->kind == OBJECT_SYMBOLIC_LINK) {
        object = link_new(
            (struct text){request_text(request).chars + in->name_size / 2, (request->data_size - in->name_size) / 2});
    } else {
        *status = STATUS_NOT_SUPPORTED;
    }
    return object;
}

static NTSTATUS answer_object(struct request *request, struct object *object, uint32_t access, bool created,
                              struct request_object_create_out *out)
{
    if (!reference_add(request->process, object)) return STATUS_NO_MEMORY;
    out->object = object->id;
    out->slot = object->slot;
    out->granted = access;
    out->created = created;
    out->kind = object->operations->kind;
    if (object->operations == &section_operations) {
        out->parameter = section_size(object);
        out->padding = section_protect(object);
        int fd = object->operations->descriptor(object);
        out->has_fd = fd >= 0 && !created;
        if (out->has_fd) request_answer_fd(request, fd, false);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS open_existing(struct request *request, const struct request_object_create_in *in, struct object *object,
                              struct request_object_create_out *out)
{
    if (object->operations->kind != in->kind) return STATUS_OBJECT_TYPE_MISMATCH;
    if (in->what == CREATE_NEW_ONLY) return STATUS_OBJECT_NAME_COLLISION;
    NTSTATUS status = answer_object(request, object, in->access, false, out);
    if (status) return status;
    return in->what == CREATE_OR_OPEN ? STATUS_OBJECT_NAME_EXISTS : STATUS_SUCCESS;
}

static NTSTATUS create_in(struct request *request, const struct request_object_create_in *in,
                          struct directory *directory, struct text name, struct request_object_create_out *out)
{
    NTSTATUS status;
    struct object *object = create_object(request, in, &status);
    if (!object) return status;
    status = STATUS_SUCCESS;
    if (name.length && !directory_insert(directory, object, name)) status = STATUS_NO_MEMORY;
    if (!status) status = answer_object(request, object, in->access, true, out);
    if (status) directory_remove(object);
    object_drop(object);
    return status;
}

NTSTATUS handle_object_create(struct request *request, const struct request_object_create_in *in,
                              struct request_object_create_out *out)
{
    struct text name = {request_text(request).chars, in->name_size / 2};
    if (in->name_size > request->data_size || in->name_size & 1 || in->what > OPEN_ONLY)
        return STATUS_INVALID_PARAMETER;
    if (name.length > LONGEST_NAME) return STATUS_NAME_TOO_LONG;
    if (!name.length)
        return in->what == OPEN_ONLY ? STATUS_OBJECT_PATH_SYNTAX_BAD : create_in(request, in, NULL, name, out);
    if (*name.chars != '\\') return STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (name.length > 1 && name.chars[name.length - 1] == '\\') return STATUS_OBJECT_NAME_INVALID;

    struct lookup lookup;
    uint16_t *storage = NULL;
    NTSTATUS status =
        look_up(name, in->attributes & OBJ_CASE_INSENSITIVE, in->kind != OBJECT_SYMBOLIC_LINK, &lookup, &storage);
    if (!status) {
        if (lookup.found)
            status = open_existing(request, in, lookup.found, out);
        else if (in->what == OPEN_ONLY)
            status = STATUS_OBJECT_NAME_NOT_FOUND;
        else
            status = create_in(request, in, lookup.directory, lookup.last, out);
    }
    free(storage);
    return status;
}

NTSTATUS handle_object_query(struct request *request, const struct request_object_query_in *in,
                             struct request_object_query_out *out)
{
    static uint16_t chars[LONGEST_NAME];
    struct object *object = reference_find(request->process, in->object, OBJECT_NONE);
    if (!object) return STATUS_INVALID_HANDLE;
    uint32_t length = object_full_name(object, chars, LONGEST_NAME);
    if (object == &root->object) chars[length++] = '\\';
    out->kind = object->operations->kind;
    out->references = object->handles;
    out->name_size = 2 * length;
    if (!request_answer_data(request, chars, 2 * length)) return STATUS_NO_MEMORY;
    if (object->operations != &symbolic_link_operations) return STATUS_SUCCESS;
    const struct symbolic_link *link = (struct symbolic_link *)object;
    return request_answer_data(request, link->target, 2 * link->target_length) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static bool list_entry(struct request *request, const struct object *entry)
{
    uint16_t type[32];
    uint16_t sizes[2] = {(uint16_t)(2 * entry->name_length),
                         (uint16_t)(2 * text_from_ascii(entry->operations->type_name, type, 32))};
    return request_answer_data(request, sizes, sizeof(sizes)) && request_answer_data(request, entry->name, sizes[0]) &&
           request_answer_data(request, type, sizes[1]);
}

/* `next` counts entries in bucket order; what is made or removed between two requests may be missed or seen twice, as
 * on Windows. */
NTSTATUS handle_directory_list(struct request *request, const struct request_directory_list_in *in,
                               struct request_directory_list_out *out)
{
    const uint32_t most = 256;
    struct lookup lookup;
    uint16_t *storage = NULL;
    NTSTATUS status = look_up(request_text(request), true, true, &lookup, &storage);
    free(storage);
    if (status) return status;
    if (!lookup.found) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (lookup.found->operations != &directory_operations) return STATUS_OBJECT_TYPE_MISMATCH;
    const struct directory *directory = (struct directory *)lookup.found;
    uint32_t index = 0;
    for (uint32_t i = 0; i < directory->bucket_count && out->count < most; i++) {
        for (const struct object *entry = directory->buckets[i]; entry && out->count < most;
             entry = entry->next_in_bucket) {
            if (index++ < in->start) continue;
            if (!list_entry(request, entry)) return STATUS_NO_MEMORY;
            out->count++;
        }
    }
    out->next = index;
    return out->count ? STATUS_SUCCESS : STATUS_NO_MORE_ENTRIES;
}
