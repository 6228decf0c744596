/* Objects that are nothing but their arena slot: events, mutexes, semaphores, timers; and those whose waiting is done
 * by processes alone. They begin here when they have a name, or in a process that later shares them. */
#include <stdlib.h>
#include "arena_operations.h"
#include "object.h"
#include "slots.h"

struct mutex {
    struct object object;
    struct mutex *next, *previous;
};
static struct mutex *mutexes; /* all that more than one process may know */

static void describe_state(struct object *object, char *text, size_t size)
{
    if (object->slot)
        snprintf(text, size, "value %u", state_value(slot_load(arena_slot_at(arena, object->slot))));
    else if (size)
        *text = 0;
}

static void mutex_destroy(struct object *object)
{
    struct mutex *mutex = (struct mutex *)object;
    if (mutex->next) mutex->next->previous = mutex->previous;
    if (mutex->previous)
        mutex->previous->next = mutex->next;
    else
        mutexes = mutex->next;
    free(mutex);
}

static void mutex_describe(struct object *object, char *text, size_t size)
{
    uint64_t state = slot_load(arena_slot_at(arena, object->slot));
    if (state_value(state))
        snprintf(text, size, "owned by thread %u, %u times", state_value(state), state_recursion(state));
    else
        snprintf(text, size, state & STATE_ABANDONED ? "free, abandoned" : "free");
}

#define SLOT_ONLY(the_kind, name)                                                                                      \
    {                                                                                                                  \
        .kind = the_kind, .type_name = name, .process_closed = object_no_process_closed,                               \
        .last_handle_closed = object_no_last_handle_closed, .destroy = object_free, .descriptor = object_descriptor,   \
        .describe = describe_state                                                                                     \
    }

const struct object_operations event_operations = SLOT_ONLY(OBJECT_EVENT, "Event");
const struct object_operations semaphore_operations = SLOT_ONLY(OBJECT_SEMAPHORE, "Semaphore");
const struct object_operations timer_operations = SLOT_ONLY(OBJECT_TIMER, "Timer");
const struct object_operations keyed_event_operations = SLOT_ONLY(OBJECT_KEYED_EVENT, "KeyedEvent");
const struct object_operations completion_port_operations = SLOT_ONLY(OBJECT_COMPLETION_PORT, "IoCompletion");
const struct object_operations mutex_operations = {
    .kind = OBJECT_MUTEX,
    .type_name = "Mutant",
    .process_closed = object_no_process_closed,
    .last_handle_closed = object_no_last_handle_closed,
    .destroy = mutex_destroy,
    .descriptor = object_descriptor,
    .describe = mutex_describe,
};
/* Files, sockets and folders that a process opened by itself and then shared. */
static const struct object_operations plain_file_operations = SLOT_ONLY(OBJECT_FILE, "File");
static const struct object_operations plain_pipe_operations = SLOT_ONLY(OBJECT_PIPE, "File");
static const struct object_operations plain_socket_operations = SLOT_ONLY(OBJECT_SOCKET, "File");
static const struct object_operations plain_folder_operations = SLOT_ONLY(OBJECT_FOLDER, "File");

const struct object_operations *shareable_operations(enum object_kind kind)
{
    static const struct object_operations *const table[OBJECT_KIND_COUNT] = {
        [OBJECT_EVENT] = &event_operations,         [OBJECT_MUTEX] = &mutex_operations,
        [OBJECT_SEMAPHORE] = &semaphore_operations, [OBJECT_TIMER] = &timer_operations,
        [OBJECT_FILE] = &plain_file_operations,     [OBJECT_PIPE] = &plain_pipe_operations,
        [OBJECT_SOCKET] = &plain_socket_operations, [OBJECT_FOLDER] = &plain_folder_operations,
        [OBJECT_SECTION] = &section_operations,
    };
    return kind < OBJECT_KIND_COUNT ? table[kind] : NULL;
}

/* Slot 0 objects get none here: the caller ties them to one. */
static struct object *waitable_new(const struct object_operations *operations)
{
    struct mutex *object = calloc(1, sizeof(*object));
    if (!object || !object_init(&object->object, operations)) {
        free(object);
        return NULL;
    }
    if (operations != &mutex_operations) return &object->object;
    object->next = mutexes;
    if (mutexes) mutexes->previous = object;
    mutexes = object;
    return &object->object;
}

struct object *waitable_create(const struct object_operations *operations, uint64_t state, uint64_t parameter)
{
    struct object *object = waitable_new(operations);
    if (!object) return NULL;
    state &= STATE_VALUE_MASK | STATE_RECURSION_MASK | STATE_MANUAL_RESET;
    if (!object_allocate_slot(object, state | (uint64_t)operations->kind << STATE_KIND_SHIFT)) {
        object_drop(object);
        return NULL;
    }
    if (operations == &semaphore_operations) arena_slot_at(arena, object->slot)->semaphore.maximum = (int32_t)parameter;
    return object;
}

struct object *waitable_share(const struct object_operations *operations, uint32_t slot)
{
    struct object *object = waitable_new(operations);
    if (!object || !slot) return object;
    if (slot_share(slot, object)) {
        object->slot = slot;
        return object;
    }
    object_drop(object);
    return NULL;
}

void mutex_slot_abandon(uint32_t index, bool (*owned_by)(uint32_t tid, const void *context), const void *context)
{
    struct arena_slot *slot = arena_slot_at(arena, index);
    uint64_t state = slot_load(slot);
    for (int attempt = 0; attempt < 1000; attempt++) {
        if (state_kind(state) != OBJECT_MUTEX || !state_value(state) || !owned_by(state_value(state), context)) return;
        /* a lock bit stays: who has it looks at the state again when it consumes */
        uint64_t abandoned = (state & ~(STATE_VALUE_MASK | STATE_RECURSION_MASK)) | STATE_ABANDONED;
        if (!slot_swap(slot, &state, abandoned)) continue;
        slot_wake(slot);
        return;
    }
}

void mutexes_abandon(bool (*owned_by)(uint32_t tid, const void *context), const void *context)
{
    for (struct mutex *mutex = mutexes; mutex; mutex = mutex->next)
        mutex_slot_abandon(mutex->object.slot, owned_by, context);
}
