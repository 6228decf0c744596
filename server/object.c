/* The table of all objects, and their lives. */
#include <stdlib.h>
#include <unistd.h>
#include "object.h"
#include "slots.h"

#define TABLE_BITS 24
#define TABLE_MAX  (1u << TABLE_BITS)
#define PLACE_MASK (TABLE_MAX - 1)

/* A free place holds the number of the next free place, shifted and marked by its lowest bit. Place 0 is never used. */
static union place {
    struct object *object;
    uintptr_t next_free;
} * places;
static uint32_t place_count, place_capacity, first_free, live;
static uint64_t serial;

static bool grow(void)
{
    uint32_t capacity = place_capacity ? 2 * place_capacity : 1024;
    if (capacity > TABLE_MAX) return false;
    union place *larger = realloc(places, capacity * sizeof(*places));
    if (!larger) return false;
    places = larger;
    place_capacity = capacity;
    if (!place_count) places[place_count++].next_free = 1;
    return true;
}

static uint32_t take_place(void)
{
    uint32_t place = first_free;
    if (place) {
        first_free = (uint32_t)(places[place].next_free >> 1);
        return place;
    }
    if (place_count >= place_capacity && !grow()) return 0;
    return place_count++;
}

bool object_init(struct object *object, const struct object_operations *operations)
{
    uint32_t place = take_place();
    if (!place) return false;
    *object = (struct object){.operations = operations, .id = ++serial << TABLE_BITS | place, .keepers = 1, .fd = -1};
    places[place].object = object;
    live++;
    return true;
}

struct object *object_find(uint64_t id)
{
    uint32_t place = id & PLACE_MASK;
    if (!place || place >= place_count || (places[place].next_free & 1)) return NULL;
    return places[place].object->id == id ? places[place].object : NULL;
}

uint32_t object_count(void)
{
    return live;
}

void object_each(void (*visit)(struct object *object, void *context), void *context)
{
    for (uint32_t place = 1; place < place_count; place++)
        if (!(places[place].next_free & 1)) visit(places[place].object, context);
}

bool object_allocate_slot(struct object *object, uint64_t state)
{
    if (!(object->slot = slot_allocate(object))) return false;
    arena_slot_at(arena, object->slot)->state = state;
    return true;
}

static void destroy(struct object *object)
{
    uint32_t place = object->id & PLACE_MASK;
    directory_remove(object);
    if (slot_object(object->slot) == object) slot_unshare(object->slot);
    if (object->fd >= 0) close(object->fd);
    places[place].next_free = (uintptr_t)first_free << 1 | 1;
    first_free = place;
    live--;
    free(object->security);
    object->operations->destroy(object);
}

void object_drop(struct object *object)
{
    if (!--object->keepers && !object->handles) destroy(object);
}

void object_handle_added(struct object *object)
{
    object->handles++;
}

void object_handles_removed(struct object *object, uint32_t count)
{
    object->handles -= count;
    if (object->handles) return;
    object->keepers++;
    if (!object->permanent) directory_remove(object);
    object->operations->last_handle_closed(object);
    object_drop(object);
}

void object_no_process_closed(struct object *object, struct process *process)
{
    (void)object;
    (void)process;
}

void object_no_last_handle_closed(struct object *object)
{
    (void)object;
}

void object_free(struct object *object)
{
    free(object);
}

int object_descriptor(struct object *object)
{
    return object->fd;
}

void object_no_description(struct object *object, char *text, size_t size)
{
    (void)object;
    if (size) *text = 0;
}
