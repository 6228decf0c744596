/* Which process refers to which object, and how often. Requests name objects by id; only what the process refers to is
 * found. */
#include <stdlib.h>
#include "process.h"

#define REMOVED ((struct object *)1)

static uint32_t start_of(const struct object *object, uint32_t capacity)
{
    return (uint32_t)(object->id * 0x9e3779b97f4a7c15ull >> 40) & (capacity - 1);
}

static struct reference *find(const struct reference_table *table, const struct object *object)
{
    if (!table->capacity) return NULL;
    for (uint32_t i = start_of(object, table->capacity);; i = (i + 1) & (table->capacity - 1)) {
        if (table->entries[i].object == object) return &table->entries[i];
        if (!table->entries[i].object) return NULL;
    }
}

/* Entries that are only marked as removed are left out, so the table may also stay as large as it is. */
static bool rebuild(struct reference_table *table)
{
    uint32_t capacity = table->capacity ? table->capacity : 16;
    while (table->live * 2 >= capacity) capacity *= 2;
    struct reference *entries = calloc(capacity, sizeof(*entries));
    if (!entries) return false;
    for (uint32_t i = 0; i < table->capacity; i++) {
        struct reference *old = &table->entries[i];
        if (!old->object || old->object == REMOVED) continue;
        uint32_t place = start_of(old->object, capacity);
        while (entries[place].object) place = (place + 1) & (capacity - 1);
        entries[place] = *old;
    }
    free(table->entries);
    *table = (struct reference_table){entries, capacity, table->live, table->live};
    return true;
}

bool reference_add(struct process *process, struct object *object)
{
    struct reference_table *table = &process->references;
    struct reference *reference = find(table, object);
    if (reference) {
        if (reference->count == UINT32_MAX) return false;
        reference->count++;
        object_handle_added(object);
        return true;
    }
    if ((table->used + 1) * 4 >= table->capacity * 3 && !rebuild(table)) return false;
    uint32_t place = start_of(object, table->capacity);
    while (table->entries[place].object && table->entries[place].object != REMOVED)
        place = (place + 1) & (table->capacity - 1);
    if (!table->entries[place].object) table->used++;
    table->entries[place] = (struct reference){object, 1};
    table->live++;
    object_handle_added(object);
    return true;
}

/* The end of an entry: a place before an empty one becomes empty itself, so that a table of few entries stays clean. */
static void remove_entry(struct reference_table *table, struct reference *reference)
{
    uint32_t place = (uint32_t)(reference - table->entries);
    table->live--;
    if (table->entries[(place + 1) & (table->capacity - 1)].object) {
        reference->object = REMOVED;
        return;
    }
    reference->object = NULL;
    table->used--;
}

bool reference_remove(struct process *process, struct object *object)
{
    struct reference *reference = find(&process->references, object);
    if (!reference) return false;
    object_keep(object);
    if (!--reference->count) {
        remove_entry(&process->references, reference);
        object->operations->process_closed(object, process);
    }
    object_handles_removed(object, 1);
    object_drop(object);
    return true;
}

uint32_t reference_count(const struct process *process, const struct object *object)
{
    const struct reference *reference = find(&process->references, object);
    return reference ? reference->count : 0;
}

void references_release_all(struct process *process)
{
    struct reference_table table = process->references;
    process->references = (struct reference_table){0};
    for (uint32_t i = 0; i < table.capacity; i++) {
        struct object *object = table.entries[i].object;
        if (!object || object == REMOVED) continue;
        object_keep(object);
        object->operations->process_closed(object, process);
        object_handles_removed(object, table.entries[i].count);
        object_drop(object);
    }
    free(table.entries);
}

struct object *reference_find(const struct process *process, uint64_t id, enum object_kind kind)
{
    struct object *object = object_find(id);
    if (!object || (kind != OBJECT_NONE && object->operations->kind != kind)) return NULL;
    return find(&process->references, object) ? object : NULL;
}
