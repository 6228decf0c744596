/* The heap's own structures.
 *
 * A heap has a few shards, each with a lock, free lists by size class and a chunk of memory that it carves blocks from.
 * A thread uses the shard that its id gives, a block goes back to the shard it came from; so threads seldom meet.
 * Blocks do not change their class. What is larger than the largest class has memory of its own (struct large_block).
 *
 *     chunk:  struct heap_chunk | header, bytes | header, bytes | ... `used`, rest not carved yet
 */
#ifndef HEAP_PRIVATE_H
#define HEAP_PRIVATE_H

#include "nt/nt.h"
#include "unix_calls.h"

#include <stdbool.h>

#ifdef _WIN64
#define HEAP_ALIGNMENT 16u
#else
#define HEAP_ALIGNMENT 8u
#endif

#define SMALL_CLASS_COUNT 32u                 /* steps of 16 bytes up to 512, header included */
#define SIZE_CLASS_COUNT  68u                 /* then four steps for each doubling up to 256 KiB */
#define LARGEST_CLASS_SIZE 0x40000u
#define LARGE_CLASS       0xffu               /* a block with memory of its own */
#define MAX_SHARDS        8u
#define HEAP_SIGNATURE    0x70616568u
#define MAX_USER_SIZE     ((SIZE_T)1 << (sizeof(SIZE_T) * 8 - 2))

struct block_header {
    uint32_t size;        /* as asked for; large blocks: in struct large_block */
    uint16_t check;       /* the heap's cookie, with CHECK_FREE when the block is free */
    uint8_t size_class;
    uint8_t shard_flags;  /* BLOCK_* and the shard's number */
#ifdef _WIN64
    uint64_t user_value;
#endif
};
#define CHECK_FREE        0x8000u
#define BLOCK_SHARD_MASK  0x0fu
#define BLOCK_USER_VALUE  0x10u               /* i386: the last word of the block is the user value */
#define BLOCK_USER_FLAGS  0xe0u               /* HEAP_SETTABLE_USER_FLAG1 to 3, shifted right by 4 */
_Static_assert(sizeof(struct block_header) == HEAP_ALIGNMENT, "what follows is aligned");

struct free_block {
    struct block_header header;
    struct free_block *next;
};

struct heap_chunk {
    struct heap_chunk *next;
    size_t size, used;
    uint32_t shard;
    uint32_t padding[3];
};
#define CHUNK_HEADER_SIZE ((sizeof(struct heap_chunk) + 15) & ~(size_t)15)

struct large_block {
    struct large_block *next, *previous;
    size_t capacity;      /* bytes of memory, this header included */
    size_t size;
    /* struct block_header lies right before the user's bytes */
};
#define LARGE_HEADER_SIZE 64u

struct heap_shard {
    volatile LONG lock;
    struct heap_chunk *chunk;      /* the newest; chunk->next are full */
    size_t next_chunk_size;
    struct free_block *free[SIZE_CLASS_COUNT];
} __attribute__((aligned(64)));

struct heap {
    uint32_t signature;
    uint32_t flags;
    uint16_t cookie;
    uint16_t index;                /* in PEB.ProcessHeaps */
    uint32_t shard_mask;
    uint32_t first_thread; /* the process's first thread uses the first shard, which has memory from the start */
    uint32_t protect;
    uint32_t terminate_on_corruption;
    size_t memory, limit;          /* bytes taken from the system; 0: may grow */
    HANDLE volatile lock_owner;    /* thread inside RtlLockHeap */
    RTL_CRITICAL_SECTION lock;
    volatile LONG large_lock;
    struct large_block *large;
    struct heap_shard shards[];
};

static inline struct block_header *header_of(const void *memory) { return (struct block_header *)memory - 1; }
static inline struct large_block *large_of(const void *memory)
{
    return (struct large_block *)((BYTE *)memory - LARGE_HEADER_SIZE);
}
static inline uint32_t class_of_total(size_t total)
{
    if (total <= 16 * SMALL_CLASS_COUNT) return (uint32_t)((total + 15) / 16 - 1);
    uint32_t last = (uint32_t)total - 1, top = 31 - __builtin_clz(last);
    return SMALL_CLASS_COUNT + (top - 9) * 4 + ((last >> (top - 2)) & 3);
}
static inline size_t class_total(uint32_t size_class)
{
    if (size_class < SMALL_CLASS_COUNT) return (size_class + 1) * 16;
    uint32_t step = size_class - SMALL_CLASS_COUNT;
    return (size_t)(5 + step % 4) << (7 + step / 4);
}

extern struct heap *process_heap;
struct heap *heap_from_handle(PVOID handle); /* NULL if it is none */
void heap_lock_word(volatile LONG *word);
static inline void heap_unlock_word(volatile LONG *word) { __atomic_store_n(word, 0, __ATOMIC_RELEASE); }
/* The user's bytes if the pointer is a live block of this heap; reads only its header. */
bool heap_block_valid(const struct heap *heap, const void *memory);
size_t heap_block_size(const void *memory);

#endif
