/* The arena: shared memory with a slot for each waitable object, and who owns which slot. */
#ifndef SERVER_SLOTS_H
#define SERVER_SLOTS_H

#include <stdbool.h>
#include <stdint.h>
#include "arena.h"

struct object;

extern uint8_t *arena; /* the mapping; arena_slot_at(arena, index) */
extern int arena_fd;

bool arena_create(void);
static inline bool slot_index_valid(uint32_t slot)
{
    return slot >= ARENA_FIRST_SLOT && slot < ARENA_SLOT_COUNT;
}

/* One slot for the server itself, on behalf of an object (or NULL); 0 when all are taken. */
uint32_t slot_allocate(struct object *object);
/* A slot of the server that has no object becomes free: its generation changes, sleepers are woken. */
void slot_free(uint32_t slot);
/* A contiguous range for a process; returns the count, 0 when all are taken. */
uint32_t slots_grant(uint32_t pid, uint32_t wanted, uint32_t *first);
/* A slot that a process got is its own again to give: back to the server. */
void slot_return(uint32_t pid, uint32_t slot);
/* Everything in this range that still belongs to the process becomes free, except what others share. */
void slots_reclaim(uint32_t pid, uint32_t first, uint32_t count);
bool slot_belongs_to(uint32_t slot, uint32_t pid);
uint32_t slots_in_use(void);

/* The object that stands for this slot between processes, if any. */
struct object *slot_object(uint32_t slot);
/* Ties a process's slot to an object that other processes can refer to, by adding a reference to the slot. False when
 * it has just died. */
bool slot_share(uint32_t slot, struct object *object);
/* The same, but the process hands over the reference that it has: the object is what its one handle refers to from here
 * on (opened files, pipe ends). False if the slot is not the process's own. */
bool slot_adopt(uint32_t slot, uint32_t pid, struct object *object);
/* The object is gone: its slot goes back to the process that made it, or becomes free. */
void slot_unshare(uint32_t slot);

/* Sets an object's value and wakes who waits for it. A lock bit that is never freed does not hold the server. */
void slot_signal(uint32_t slot, uint32_t value);
void slot_wake(struct arena_slot *slot);
/* Tries again the signals that met a lock bit; true while some remain. */
bool slots_retry_signals(void);

#endif
