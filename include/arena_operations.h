/* What both sides of a process do with slots and free lists: small inline functions over arena.h and handle_table.h.
 * Nothing here sleeps or calls the kernel; a function that returns true asks its caller to wake the sleepers of that
 * word. */
#ifndef ARENA_OPERATIONS_H
#define ARENA_OPERATIONS_H

#include <stdbool.h>
#include "arena.h"
#include "handle_table.h"

#define process_arena_slot(index) arena_slot_at((void *)(uintptr_t)ARENA_ADDRESS, index)
#define process_block_header() ((struct process_block *)(uintptr_t)PROCESS_BLOCK_ADDRESS)

#define STATE_MAKE(kind, value) (((uint64_t)(kind) << STATE_KIND_SHIFT) | (uint32_t)(value))
#define state_kind(state)       ((enum object_kind)(((state) & STATE_KIND_MASK) >> STATE_KIND_SHIFT))
#define state_value(state)      ((uint32_t)(state))
#define state_recursion(state)  ((uint32_t)(((state) & STATE_RECURSION_MASK) >> STATE_RECURSION_SHIFT))

static inline uint64_t slot_load(const struct arena_slot *slot)
{
    return __atomic_load_n(&slot->state, __ATOMIC_SEQ_CST);
}

static inline bool slot_swap(struct arena_slot *slot, uint64_t *expected, uint64_t desired)
{
    return __atomic_compare_exchange_n(&slot->state, expected, desired, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

/* After a signal: true if somebody sleeps on `wake`, which has been bumped and must now be woken. */
static inline bool slot_announce(struct arena_slot *slot)
{
    if (!__atomic_load_n(&slot->waiters, __ATOMIC_SEQ_CST)) return false;
    __atomic_fetch_add(&slot->wake, 1, __ATOMIC_SEQ_CST);
    return true;
}

/* Sets the value part of an object that is not a mutex. *old_value may be NULL. Waits for a lock bit, which is held for
 * a few instructions only. Returns whether sleepers must be woken. */
static inline bool slot_set_value(struct arena_slot *slot, uint32_t value, uint32_t *old_value)
{
    uint64_t state = slot_load(slot);
    for (;;) {
        if (state & STATE_LOCKED) {
            __builtin_ia32_pause();
            state = slot_load(slot);
            continue;
        }
        if (slot_swap(slot, &state, (state & ~STATE_VALUE_MASK) | value)) break;
    }
    if (old_value) *old_value = state_value(state);
    return value && slot_announce(slot);
}

/* Lock-free stacks of indexes: low half the first index (0: empty), high half a counter against reuse between load and
 * swap. */
static inline void index_stack_push(uint64_t *head, uint32_t index, volatile uint32_t *link)
{
    uint64_t old = __atomic_load_n(head, __ATOMIC_RELAXED);
    do *link = (uint32_t)old;
    while (!__atomic_compare_exchange_n(head, &old, (((old >> 32) + 1) << 32) | index, false, __ATOMIC_RELEASE,
                                        __ATOMIC_RELAXED));
}

static inline uint32_t *slot_link(uint32_t slot) { return (uint32_t *)&process_arena_slot(slot)->reserved; }

/* Drops one reference to a local object's slot; the last one makes it free. */
static inline bool local_slot_release(uint32_t slot)
{
    struct arena_slot *object = process_arena_slot(slot);
    if (__atomic_sub_fetch(&object->refs, 1, __ATOMIC_ACQ_REL)) return false;
    __atomic_store_n(&object->state, 0, __ATOMIC_RELEASE);
    index_stack_push(&process_block_header()->free_slots, slot, slot_link(slot));
    return true;
}

/* The next value of a batch (see process_block), 0 when it is used up. */
static inline uint32_t batch_take(uint64_t *batch, uint32_t step)
{
    uint64_t old = __atomic_load_n(batch, __ATOMIC_ACQUIRE);
    do {
        if ((uint32_t)old >= (uint32_t)(old >> 32)) return 0;
    } while (!__atomic_compare_exchange_n(batch, &old, old + step, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    return (uint32_t)old;
}

#endif
