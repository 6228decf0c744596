/* Folder contents: a snapshot of the names that match, sorted as NTFS sorts, read and sorted once; sizes and times are
 * asked for when a name is handed out. The snapshot belongs to the PE side's handle, which frees it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "directory_lookahead.h"
#include "file_private.h"

struct listing_name {
    const char *unix_name;
    uint16_t *name;
    const uint16_t *key; /* the name in upper case */
    uint16_t length;
    bool in_overlay;
};

/* Names lie in blocks, which are freed together. */
struct name_block { struct name_block *next; size_t used, size; char bytes[]; };
#define BLOCK_SIZE 0x8000

struct listing {
    struct listing_name *names;
    uint32_t count, capacity;
    struct name_block *blocks;
    char folder[PATH_MAX];
    char overlay[PATH_MAX];
    uint16_t pattern[NAME_MAX + 1];
    size_t pattern_length;
    struct lookahead *lookahead;
};

static void listing_free(struct listing *listing)
{
    lookahead_end(listing->lookahead);
    for (struct name_block *block = listing->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(listing->names);
    free(listing);
}

static void *take_bytes(struct listing *listing, size_t size)
{
    struct name_block *block = listing->blocks;
    size = (size + 7) & ~(size_t)7;
    if (!block || block->size - block->used < size) {
        size_t room = block ? BLOCK_SIZE : 0x400; /* most folders are small */
        if (room < size) room = size;
        block = malloc(sizeof(*block) + room);
        if (!block) return NULL;
        *block = (struct name_block){listing->blocks, 0, room};
        listing->blocks = block;
    }
    void *bytes = block->bytes + block->used;
    block->used += size;
    return bytes;
}

static bool listing_add(struct listing *listing, const char *unix_name, bool in_overlay)
{
    uint16_t wide[NAME_MAX + 2];
    size_t size = strlen(unix_name);
    size_t length = name_to_windows(unix_name, size, wide, NAME_MAX + 2);
    if (listing->pattern_length && !name_matches(listing->pattern, listing->pattern_length, wide, length)) return true;
    if (listing->count == listing->capacity) {
        uint32_t capacity = listing->capacity ? listing->capacity * 2 : 32;
        struct listing_name *names = realloc(listing->names, capacity * sizeof(*names));
        if (!names) return false;
        listing->names = names;
        listing->capacity = capacity;
    }
    uint16_t *name = take_bytes(listing, length * 4 + size + 1);
    if (!name) return false;
    memcpy(name, wide, length * 2);
    for (size_t i = 0; i < length; i++) name[length + i] = upcase(wide[i]);
    char *kept = memcpy(name + 2 * length, unix_name, size + 1);
    listing->names[listing->count++] = (struct listing_name){kept, name, name + length, (uint16_t)length, in_overlay};
    return true;
}

static bool listing_read(struct listing *listing, const char *path, bool in_overlay)
{
    DIR *folder = opendir(path);
    if (!folder) return in_overlay;
    bool complete = true;
    for (struct dirent *entry; complete && (entry = readdir(folder));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        complete = listing_add(listing, entry->d_name, in_overlay);
    }
    closedir(folder);
    return complete;
}

/* What sorting moves: the first characters of the key behind what all keys have in common, which decide most
 * comparisons, and the place of the name. */
struct sort_item { uint64_t order; uint32_t index; };

static bool comes_before(const struct listing_name *x, const struct listing_name *y)
{
    unsigned common = x->length < y->length ? x->length : y->length;
    for (unsigned i = 0; i < common; i++)
        if (x->key[i] != y->key[i]) return x->key[i] < y->key[i];
    if (x->length != y->length) return x->length < y->length;
    int difference = strcmp(x->unix_name, y->unix_name);
    return difference ? difference < 0 : x->in_overlay < y->in_overlay;
}

/* Merges runs of growing length from one array into the other and back; returns the one that holds the result. */
static struct sort_item *merge_sort(const struct listing_name *names, struct sort_item *from, struct sort_item *to,
                                    uint32_t count)
{
    for (uint32_t run = 1; run < count; run *= 2) {
        for (uint32_t start = 0; start < count; start += 2 * run) {
            uint32_t middle = count - start < run ? count : start + run;
            uint32_t end = count - start < 2 * run ? count : start + 2 * run;
            uint32_t left = start, right = middle, at = start;
            while (left < middle && right < end) {
                const struct sort_item *x = &from[left], *y = &from[right];
                bool takes_right = y->order < x->order ||
                                   (y->order == x->order && comes_before(&names[y->index], &names[x->index]));
                to[at++] = takes_right ? from[right++] : from[left++];
            }
            memcpy(to + at, from + left, (middle - left) * sizeof(*to));
            memcpy(to + at + (middle - left), from + right, (end - right) * sizeof(*to));
        }
        struct sort_item *swapped = from;
        from = to;
        to = swapped;
    }
    return from;
}

static unsigned common_length(const struct listing_name *a, unsigned length, const struct listing_name *b)
{
    unsigned common = 0, most = length < b->length ? length : b->length;
    while (common < most && a->key[common] == b->key[common]) common++;
    return common;
}

static bool listing_sort(struct listing *listing)
{
    struct listing_name *names = listing->names;
    uint32_t count = listing->count;
    if (count < 2) return true;
    unsigned common = names[0].length;
    for (uint32_t i = 1; i < count; i++) common = common_length(&names[0], common, &names[i]);
    struct sort_item *items = malloc(2 * (size_t)count * sizeof(*items));
    struct listing_name *sorted = malloc(listing->capacity * sizeof(*sorted));
    if (items && sorted) {
        for (uint32_t i = 0; i < count; i++) {
            uint64_t order = 0;
            for (unsigned k = common; k < common + 4; k++)
                order = order << 16 | (k < names[i].length ? names[i].key[k] : 0);
            items[i] = (struct sort_item){order, i};
        }
        const struct sort_item *result = merge_sort(names, items, items + count, count);
        for (uint32_t i = 0; i < count; i++) sorted[i] = names[result[i].index];
        listing->names = sorted;
        sorted = names;
    }
    bool done = items && sorted;
    free(items);
    free(sorted);
    return done;
}

/* What the prefix has of its own hides the module of the same name. */
static void listing_hide_overlaid(struct listing *listing)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < listing->count; i++) {
        struct listing_name *name = &listing->names[i];
        bool doubled = false;
        for (uint32_t k = i; k-- > 0 && !doubled;) {
            const struct listing_name *other = &listing->names[k];
            if (!names_equal(name->name, name->length, other->name, other->length)) break;
            doubled = name->in_overlay != other->in_overlay;
        }
        if (!doubled || !name->in_overlay) listing->names[kept++] = *name;
    }
    listing->count = kept;
}

static NTSTATUS fill_listing(struct listing *listing)
{
    bool is_pattern = !listing->pattern_length || name_has_wildcards(listing->pattern, listing->pattern_length);
    bool is_overlaid = listing->overlay[0];
    if (!is_pattern && !is_overlaid) {
        char path[PATH_MAX + NAME_MAX + 2], name[NAME_MAX + 1];
        struct stat st;
        if (!name_to_unix(listing->pattern, listing->pattern_length, name, sizeof(name))) return STATUS_SUCCESS;
        snprintf(path, sizeof(path), "%s/%s", listing->folder, name);
        if (lstat(path, &st) && !folder_find(listing->folder, listing->pattern, listing->pattern_length, name))
            return STATUS_SUCCESS;
        return listing_add(listing, name, false) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    if (!listing_read(listing, listing->folder, false)) return status_from_errno(errno);
    if (is_overlaid && !listing_read(listing, listing->overlay, true)) return STATUS_NO_MEMORY;
    if (!listing_sort(listing)) return STATUS_NO_MEMORY;
    if (is_overlaid) listing_hide_overlaid(listing);
    return STATUS_SUCCESS;
}

static bool is_drive_root(const char *folder)
{
    uint16_t dos[DOS_PATH_MAX];
    return path_to_dos(folder, dos, DOS_PATH_MAX) == 3;
}

/* "." and ".." come first, as on NTFS; a drive's root has neither. */
static bool listing_add_dots(struct listing *listing)
{
    struct listing_name *names;
    uint32_t before = listing->count;
    if (is_drive_root(listing->folder)) return true;
    if (!listing_add(listing, ".", false) || !listing_add(listing, "..", false)) return false;
    uint32_t added = listing->count - before;
    if (!added || !before) return true;
    names = malloc(listing->count * sizeof(*names));
    if (!names) return false;
    memcpy(names, listing->names + before, added * sizeof(*names));
    memcpy(names + added, listing->names, before * sizeof(*names));
    free(listing->names);
    listing->names = names;
    listing->capacity = listing->count;
    return true;
}

static NTSTATUS directory_start(struct unix_directory_read_args *args)
{
    uint16_t pattern[NAME_MAX + 1];
    size_t pattern_length = args->pattern_length;
    int fd = args->fd;
    if (pattern_length > NAME_MAX) return STATUS_OBJECT_NAME_INVALID;
    if (pattern_length) memcpy(pattern, (const void *)(uintptr_t)args->pattern, pattern_length * 2);
    if (pattern_length == 1 && pattern[0] == '*') pattern_length = 0;
    struct listing *listing = calloc(1, sizeof(*listing));
    if (!listing) return STATUS_NO_MEMORY;
    memcpy(listing->pattern, pattern, pattern_length * 2);
    listing->pattern_length = pattern_length;
    NTSTATUS status = STATUS_ACCESS_DENIED;
    if (path_of_descriptor(fd, listing->folder, sizeof(listing->folder))) {
        char other[PATH_MAX];
        const char *overlay = path_overlay_of(listing->folder, other, sizeof(other));
        if (overlay) strcpy(listing->overlay, overlay);
        status = fill_listing(listing);
    }
    if (!status && !listing_add_dots(listing)) status = STATUS_NO_MEMORY;
    if (status) {
        listing_free(listing);
        return status;
    }
    uint32_t count = listing->count;
    args->list = UNIX_PTR(listing); /* leaks if args is bad: it is our own PE side's */
    args->count = count;
    return STATUS_SUCCESS;
}

/* folder: open on listing->folder. */
static bool query_entry(const void *context, uint32_t index, int folder, struct file_facts *facts)
{
    const struct listing *listing = context;
    const struct listing_name *name = &listing->names[index];
    if (name->in_overlay) {
        char other[PATH_MAX + NAME_MAX + 2];
        snprintf(other, sizeof(other), "%s/%s", listing->overlay, name->unix_name);
        return facts_of_path(facts, other, false) == STATUS_SUCCESS;
    }
    return facts_of_entry(facts, folder, listing->folder, name->unix_name) == STATUS_SUCCESS;
}

static NTSTATUS directory_next(struct unix_directory_read_args *args)
{
    struct listing *listing = (struct listing *)(uintptr_t)args->list;
    char *buffer = (char *)(uintptr_t)args->buffer;
    uint32_t used = 0, came = 0, index = args->index;
    bool names_only = args->names_only;
    int folder = args->fd;
    /* from the second piece on: many programs look at no more than the first */
    if (index && !names_only && !listing->lookahead && listing->count - index >= LOOKAHEAD_FROM)
        listing->lookahead = lookahead_start(folder, listing->count, query_entry, listing);
    for (; index < listing->count && came < args->count; index++) {
        const struct listing_name *name = &listing->names[index];
        uint32_t size = (uint32_t)((sizeof(struct directory_record) + name->length * 2u + 7) & ~7u);
        struct file_facts facts;
        if (used + size > args->capacity) break;
        if (names_only) memset(&facts, 0, sizeof(facts));
        else if (!(listing->lookahead && lookahead_take(listing->lookahead, index, &facts)) &&
                 !query_entry(listing, index, folder, &facts))
            continue; /* removed meanwhile */
        struct directory_record *record = (struct directory_record *)(buffer + used);
        record->facts = facts;
        record->size = size;
        record->name_size = name->length * 2u;
        memcpy(record->name, name->name, name->length * 2u);
        used += size;
        came++;
    }
    args->index = index;
    args->count = came;
    if (came) return STATUS_SUCCESS;
    return index < listing->count ? STATUS_BUFFER_TOO_SMALL : STATUS_NO_MORE_FILES;
}

int32_t unix_directory_read(struct unix_directory_read_args *args)
{
    switch (args->what) {
    case DIRECTORY_START:
        return directory_start(args);
    case DIRECTORY_NEXT:
        return directory_next(args);
    case DIRECTORY_END:
        listing_free((struct listing *)(uintptr_t)args->list);
        return STATUS_SUCCESS;
    }
    return STATUS_INVALID_PARAMETER;
}
