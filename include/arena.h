/* The arena: one shared mapping per prefix, at ARENA_ADDRESS in every process, with one 64-byte slot for each waitable
 * object. Signal and wait are atomics on the slot plus futex; nothing on that path sends a message (see DESIGN 2).
 *
 * A simple operation is one compare-and-swap of `state`. A waiter reads `wake`, tries, increments `waiters`, and sleeps
 * on `wake`; who signals changes the state, and if `waiters` is not zero bumps `wake` and wakes all sleepers. Wait-all
 * takes the lock bits of its slots in ascending order of index, consumes all or none, and lets go; it first writes the
 * slots to its thread record (handle_table.h) and after taking each bit its thread id to `locker`, so that the server
 * can free the bits of a thread that died. Every operation on a locked slot spins briefly, then yields. The server and
 * clients both distrust what they read: index below ARENA_SLOT_COUNT, loops bounded.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stdint.h>
#include "addresses.h"

#define ARENA_MAGIC      0x41524e41u
#define ARENA_VERSION    1u
#define ARENA_SLOT_SIZE  64u
#define ARENA_SLOT_COUNT (ARENA_SIZE / ARENA_SLOT_SIZE)
#define ARENA_FIRST_SLOT 64u /* the header takes the place of the slots before it; index 0 means "no slot" */

enum object_kind {
    OBJECT_NONE,
    OBJECT_EVENT,
    OBJECT_MUTEX,
    OBJECT_SEMAPHORE,
    OBJECT_TIMER,
    OBJECT_PROCESS,
    OBJECT_THREAD,
    OBJECT_FILE, /* regular file, character device, console, mailslot: anything with a descriptor but no better kind */
    OBJECT_PIPE, /* anonymous or named pipe end */
    OBJECT_SOCKET,
    OBJECT_FOLDER,
    OBJECT_SECTION,
    OBJECT_KEY,
    OBJECT_COMPLETION_PORT,
    OBJECT_JOB,
    OBJECT_TOKEN,
    OBJECT_DIRECTORY,
    OBJECT_SYMBOLIC_LINK,
    OBJECT_KEYED_EVENT,
    OBJECT_DEBUG,
    OBJECT_WINDOW_STATION,
    OBJECT_DESKTOP,
    OBJECT_KIND_COUNT
};

/* state word:
 *   bits  0-31  value: event 0/1; semaphore count; mutex owner thread id (0: free); timer 0/1; process and thread 1
 * when ended; file 1 when no operation is pending bits 32-55  mutex recursion count bits 56-60  enum object_kind bit 61
 * manual reset (event, timer): a wait does not consume the signal bit  62     mutex was abandoned by its last owner bit
 * 63     lock bit of wait-all
 */
#define STATE_VALUE_MASK      0x00000000ffffffffull
#define STATE_RECURSION_SHIFT 32
#define STATE_RECURSION_MASK  0x00ffffff00000000ull
#define STATE_KIND_SHIFT      56
#define STATE_KIND_MASK       0x1f00000000000000ull
#define STATE_MANUAL_RESET    (1ull << 61)
#define STATE_ABANDONED       (1ull << 62)
#define STATE_LOCKED          (1ull << 63)

struct arena_slot {
    uint64_t state;
    uint32_t wake;       /* futex word: bumped by every signal that finds waiters */
    uint32_t waiters;    /* threads that sleep or are about to sleep on `wake` */
    uint32_t generation; /* changes each time the slot is given to a new object */
    uint32_t refs;       /* while the object is local to one process: its handles and running waits */
    uint32_t locker;     /* thread id that holds STATE_LOCKED, else 0 */
    uint32_t pulse;      /* event: count of PulseEvent calls, read by waiters */
    union {
        struct {
            int64_t due;
            uint32_t period;
            uint32_t tolerance;
        } timer; /* due: 100 ns of CLOCK_MONOTONIC; period: ms */
        struct { int32_t maximum; } semaphore;
        struct {
            uint32_t pulse_claimed;
        } event; /* synchronisation event: the pulse that a waiter has taken (see `pulse`) */
        struct {
            int32_t exit_status;
            uint32_t id;
            uint64_t end_time;
            uint32_t pid;
        } task;                                                               /* process and thread; pid: of a thread */
        struct { uint32_t lock_count; } file;                                 /* byte-range locks held on this inode */
        uint8_t bytes[24];
    };
    uint64_t reserved;
};
_Static_assert(sizeof(struct arena_slot) == ARENA_SLOT_SIZE, "a slot is one cache line");

struct arena_header {
    uint32_t magic, version;
    uint32_t slot_count;
    uint32_t high_water;   /* slots at or above this index were never granted */
    uint32_t clock_resting; /* 1 while the clock page does not tick because every thread waits (see DESIGN 4) */
    uint32_t clock_wakes;   /* bumped by who needs the clock again; the server sleeps on a message, not on this */
    uint32_t reserved[10];
};
_Static_assert(sizeof(struct arena_header) <= ARENA_FIRST_SLOT * ARENA_SLOT_SIZE, "header fits");

/* The slot with this index, or the null slot's address for 0; callers that take an index from outside check it first.
 */
#define arena_slot_at(base, index) ((struct arena_slot *)((uint8_t *)(base) + (uint64_t)(index) * ARENA_SLOT_SIZE))

#endif
