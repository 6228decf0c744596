/* Allocating and freeing. See heap_private.h for how a heap is laid out. */
#include "heap_private.h"

#include <string.h>

#define SPINS 64
#define FIRST_CHUNK_SIZE 0x40000u
#define SHARD_CHUNK_SIZE 0x20000u
#define LARGEST_CHUNK_SIZE 0x400000u

struct heap *process_heap;

struct heap *heap_from_handle(PVOID handle)
{
    struct heap *heap = handle;
    return heap && heap->signature == HEAP_SIGNATURE ? heap : NULL;
}

void heap_lock_word(volatile LONG *word)
{
    for (int spins = 0; __atomic_exchange_n(word, 1, __ATOMIC_ACQUIRE); spins++) {
        if (spins < SPINS) {
            __builtin_ia32_pause();
        } else {
            struct unix_thread_yield_args args = { 0 };
            unix_call_thread_yield(&args);
        }
    }
}

/* ---- memory from the system */

static void *system_allocate(struct heap *heap, size_t *size)
{
    if (heap->limit && heap->memory + *size > heap->limit) return NULL;
    struct unix_memory_allocate_args args = {.size = *size, .type = MEM_RESERVE | MEM_COMMIT, .protect = heap->protect};
    if (!NT_SUCCESS(unix_call_memory_allocate(&args))) return NULL;
    *size = args.size;
    __atomic_fetch_add(&heap->memory, args.size, __ATOMIC_RELAXED);
    return (void *)(ULONG_PTR)args.address;
}

static void system_free(struct heap *heap, void *memory, size_t size)
{
    struct unix_memory_free_args args = { .address = UNIX_PTR(memory), .type = MEM_RELEASE };
    if (heap) __atomic_fetch_sub(&heap->memory, size, __ATOMIC_RELAXED);
    unix_call_memory_free(&args);
}

static void push_free(struct heap *heap, struct heap_shard *shard, struct block_header *header, uint32_t size_class)
{
    struct free_block *block = (struct free_block *)header;
    header->check = heap->cookie | CHECK_FREE;
    header->size_class = size_class;
    header->shard_flags = shard - heap->shards;
    block->next = shard->free[size_class];
    shard->free[size_class] = block;
}

/* What remains of a chunk becomes free blocks, so that nothing in it is lost. */
static void carve_rest(struct heap *heap, struct heap_shard *shard)
{
    struct heap_chunk *chunk = shard->chunk;
    while (chunk && chunk->size - chunk->used >= 32) {
        uint32_t size_class = class_of_total(min(chunk->size - chunk->used, (size_t)LARGEST_CLASS_SIZE));
        while (class_total(size_class) > chunk->size - chunk->used) size_class--;
        struct block_header *header = (struct block_header *)((BYTE *)chunk + chunk->used);
        header->size = 0;
        chunk->used += class_total(size_class);
        push_free(heap, shard, header, size_class);
    }
}

static bool add_chunk(struct heap *heap, struct heap_shard *shard, size_t needed)
{
    size_t size = shard->next_chunk_size;
    while (size < needed + CHUNK_HEADER_SIZE) size *= 2;
    if (heap->limit) size = min(size, heap->limit - min(heap->limit, heap->memory)) & ~(size_t)0xffff;
    if (size < needed + CHUNK_HEADER_SIZE) return false;
    struct heap_chunk *chunk = system_allocate(heap, &size);
    if (!chunk) return false;
    carve_rest(heap, shard);
    *chunk = (struct heap_chunk){
        .next = shard->chunk, .size = size, .used = CHUNK_HEADER_SIZE, .shard = shard - heap->shards};
    shard->chunk = chunk;
    shard->next_chunk_size = min(shard->next_chunk_size * 2, (size_t)LARGEST_CHUNK_SIZE);
    return true;
}

/* ---- blocks */

static void corrupted(struct heap *heap, const void *memory, const char *what)
{
    log_line(LOG_WARN, "heap %p: block %p %s", heap, memory, what);
    RtlSetLastWin32ErrorAndNtStatusFromNtStatus(STATUS_INVALID_PARAMETER);
    if (!heap->terminate_on_corruption) return;
    EXCEPTION_RECORD record = {
        .ExceptionCode = STATUS_HEAP_CORRUPTION,
        .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
        .ExceptionAddress = __builtin_return_address(0),
    };
    RtlRaiseException(&record);
}

bool heap_block_valid(const struct heap *heap, const void *memory)
{
    if (!memory || (uintptr_t)memory % HEAP_ALIGNMENT) return false;
    const struct block_header *header = header_of(memory);
    return header->check == heap->cookie &&
           (header->size_class < SIZE_CLASS_COUNT || header->size_class == LARGE_CLASS);
}

size_t heap_block_size(const void *memory)
{
    const struct block_header *header = header_of(memory);
    return header->size_class == LARGE_CLASS ? large_of(memory)->size : header->size;
}

/* Room at the end of an i386 block for the user value. */
static inline size_t extra_bytes(ULONG flags)
{
#ifdef _WIN64
    (void)flags;
    return 0;
#else
    return flags & 0x100 ? 8 : 0; /* HEAP_SETTABLE_USER_VALUE */
#endif
}

static inline uint8_t block_flags(ULONG flags)
{
    return (flags & 0xe00) >> 4 | (flags & 0x100 ? BLOCK_USER_VALUE : 0);
}

static void *allocate_large(struct heap *heap, ULONG flags, size_t size)
{
    size_t capacity = (size + extra_bytes(flags) + LARGE_HEADER_SIZE + 0xfff) & ~(size_t)0xfff;
    struct large_block *block = system_allocate(heap, &capacity);
    if (!block) return NULL;
    block->capacity = capacity;
    block->size = size;
    struct block_header *header = header_of((BYTE *)block + LARGE_HEADER_SIZE);
    *header =
        (struct block_header){.check = heap->cookie, .size_class = LARGE_CLASS, .shard_flags = block_flags(flags)};
    heap_lock_word(&heap->large_lock);
    block->next = heap->large;
    if (heap->large) heap->large->previous = block;
    heap->large = block;
    heap_unlock_word(&heap->large_lock);
    return header + 1;
}

static void free_large(struct heap *heap, void *memory)
{
    struct large_block *block = large_of(memory);
    heap_lock_word(&heap->large_lock);
    if (block->next) block->next->previous = block->previous;
    if (block->previous) block->previous->next = block->next;
    else heap->large = block->next;
    heap_unlock_word(&heap->large_lock);
    system_free(heap, block, block->capacity);
}

/* Another thread is inside RtlLockHeap: wait for it outside the shard's lock. */
static void wait_for_heap_lock(struct heap *heap, struct heap_shard *shard)
{
    while (heap->lock_owner && heap->lock_owner != NtCurrentTeb()->ClientId.UniqueThread) {
        heap_unlock_word(&shard->lock);
        RtlEnterCriticalSection(&heap->lock);
        RtlLeaveCriticalSection(&heap->lock);
        heap_lock_word(&shard->lock);
    }
}

static inline void lock_shard(struct heap *heap, struct heap_shard *shard, ULONG flags)
{
    if ((flags | heap->flags) & HEAP_NO_SERIALIZE) return;
    if (__atomic_exchange_n(&shard->lock, 1, __ATOMIC_ACQUIRE)) heap_lock_word(&shard->lock);
    if (__builtin_expect(heap->lock_owner != NULL, 0)) wait_for_heap_lock(heap, shard);
}

static inline void unlock_shard(struct heap *heap, struct heap_shard *shard, ULONG flags)
{
    if (!((flags | heap->flags) & HEAP_NO_SERIALIZE)) heap_unlock_word(&shard->lock);
}

/* From the shard's free list or chunk, with its lock held. *fresh: the bytes are zero. */
static struct block_header *take_block(struct heap *heap, struct heap_shard *shard, uint32_t size_class, bool *fresh)
{
    struct free_block *block = shard->free[size_class];
    *fresh = false;
    if (block) {
        if (__builtin_expect(block->header.check == (uint16_t)(heap->cookie | CHECK_FREE), 1)) {
            shard->free[size_class] = block->next;
            return &block->header;
        }
        shard->free[size_class] = NULL; /* the list cannot be trusted: its memory is lost, the program goes on */
        corrupted(heap, &block->header + 1, "was written to after it had been freed");
    }
    size_t total = class_total(size_class);
    struct heap_chunk *chunk = shard->chunk;
    if (!chunk || chunk->size - chunk->used < total) {
        if (!add_chunk(heap, shard, total)) return NULL;
        chunk = shard->chunk;
    }
    struct block_header *header = (struct block_header *)((BYTE *)chunk + chunk->used);
    chunk->used += total;
    *fresh = true;
    return header;
}

static void *out_of_memory(ULONG flags)
{
    if (flags & HEAP_GENERATE_EXCEPTIONS) RtlRaiseStatus(STATUS_NO_MEMORY);
    return NULL;
}

PVOID NTAPI RtlAllocateHeap(PVOID handle, ULONG flags, SIZE_T size)
{
    struct heap *heap = heap_from_handle(handle);
    bool fresh = true;
    void *memory;
    if (!heap) return NULL;
    if (size > MAX_USER_SIZE) return out_of_memory(flags | heap->flags);
    size_t total = size + extra_bytes(flags) + sizeof(struct block_header);
    if (total < sizeof(struct free_block)) total = sizeof(struct free_block);
    if (total > LARGEST_CLASS_SIZE) {
        memory = allocate_large(heap, flags, size);
        if (!memory) return out_of_memory(flags | heap->flags);
        return memory;
    }
    uint32_t size_class = class_of_total(total);
    uint32_t number =
        (((uint32_t)(ULONG_PTR)NtCurrentTeb()->ClientId.UniqueThread - heap->first_thread) >> 2) & heap->shard_mask;
    struct heap_shard *shard = &heap->shards[number];
    lock_shard(heap, shard, flags);
    struct block_header *header = take_block(heap, shard, size_class, &fresh);
    unlock_shard(heap, shard, flags);
    if (!header) return out_of_memory(flags | heap->flags);
    header->size = (uint32_t)size;
    header->check = heap->cookie;
    header->size_class = size_class;
    header->shard_flags = number | block_flags(flags);
#ifdef _WIN64
    header->user_value = 0;
#endif
    memory = header + 1;
    if ((flags | heap->flags) & HEAP_ZERO_MEMORY && !fresh) memset(memory, 0, size + extra_bytes(flags));
    return memory;
}

ULONG NTAPI RtlFreeHeap(PVOID handle, ULONG flags, PVOID memory)
{
    struct heap *heap = heap_from_handle(handle);
    if (!memory) return TRUE;
    if (!heap) {
        RtlSetLastWin32ErrorAndNtStatusFromNtStatus(STATUS_INVALID_PARAMETER);
        return FALSE;
    }
    struct block_header *header = header_of(memory);
    if (!heap_block_valid(heap, memory)) {
        bool aligned = !((uintptr_t)memory % HEAP_ALIGNMENT);
        corrupted(heap, memory,
                  aligned && header->check == (uint16_t)(heap->cookie | CHECK_FREE) ? "is freed twice"
                                                                                    : "is not a block of this heap");
        return FALSE;
    }
    if (header->size_class == LARGE_CLASS) {
        free_large(heap, memory);
        return TRUE;
    }
    struct heap_shard *shard = &heap->shards[header->shard_flags & BLOCK_SHARD_MASK & heap->shard_mask];
    lock_shard(heap, shard, flags);
    push_free(heap, shard, header, header->size_class);
    unlock_shard(heap, shard, flags);
    return TRUE;
}

static bool resize_in_place(void *memory, size_t size, ULONG flags)
{
    struct block_header *header = header_of(memory);
    size_t extra = header->shard_flags & BLOCK_USER_VALUE ? extra_bytes(0x100) : 0, old = heap_block_size(memory);
    if (header->size_class == LARGE_CLASS) {
        struct large_block *block = large_of(memory);
        size_t room = block->capacity - LARGE_HEADER_SIZE - extra;
        if (size > room || size < room / 2) return false;
        block->size = size;
    } else {
        if (extra || size > class_total(header->size_class) - sizeof(*header)) return false;
        header->size = (uint32_t)size;
    }
    if (flags & HEAP_ZERO_MEMORY && size > old) memset((BYTE *)memory + old, 0, size - old);
    return true;
}

PVOID NTAPI RtlReAllocateHeap(PVOID handle, ULONG flags, PVOID memory, SIZE_T size)
{
    struct heap *heap = heap_from_handle(handle);
    if (!heap || !memory) return NULL;
    if (!heap_block_valid(heap, memory)) {
        corrupted(heap, memory, "is resized but is not a block of this heap");
        return NULL;
    }
    if (size > MAX_USER_SIZE) return out_of_memory(flags | heap->flags);
    if (resize_in_place(memory, size, flags | heap->flags)) return memory;
    size_t old = heap_block_size(memory);
    if (flags & HEAP_REALLOC_IN_PLACE_ONLY) {
        if (size > old) return out_of_memory(flags | heap->flags);
        if (header_of(memory)->size_class == LARGE_CLASS) large_of(memory)->size = size;
        else header_of(memory)->size = (uint32_t)size;
        return memory;
    }
    ULONG kept_flags = (header_of(memory)->shard_flags & BLOCK_USER_FLAGS) << 4 |
                       (header_of(memory)->shard_flags & BLOCK_USER_VALUE ? 0x100 : 0);
    BYTE *moved = RtlAllocateHeap(handle, (flags & ~(ULONG)HEAP_ZERO_MEMORY) | kept_flags, size);
    if (!moved) return NULL;
    memcpy(moved, memory, min(old, size));
    if ((flags | heap->flags) & HEAP_ZERO_MEMORY && size > old) memset(moved + old, 0, size - old);
    PVOID value;
    if (kept_flags & 0x100 && RtlGetUserInfoHeap(handle, 0, memory, &value, NULL))
        RtlSetUserValueHeap(handle, 0, moved, value);
    RtlFreeHeap(handle, flags & HEAP_NO_SERIALIZE, memory);
    return moved;
}

SIZE_T NTAPI RtlSizeHeap(PVOID handle, ULONG flags, const void *memory)
{
    (void)flags;
    struct heap *heap = heap_from_handle(handle);
    if (!heap || !heap_block_valid(heap, memory)) {
        RtlSetLastWin32ErrorAndNtStatusFromNtStatus(STATUS_INVALID_PARAMETER);
        return ~(SIZE_T)0;
    }
    return heap_block_size(memory);
}

/* ---- heaps come and go */

static uint16_t next_cookie(void)
{
    static volatile LONG counter;
    uint16_t cookie = (uint16_t)(InterlockedIncrement(&counter) * 0x4e35 + 0x1b7) & ~CHECK_FREE;
    return cookie ? cookie : 0x5a5a;
}

static struct heap *create_heap(ULONG flags, size_t reserve, bool fixed, uint32_t shard_count)
{
    size_t header = (sizeof(struct heap) + shard_count * sizeof(struct heap_shard) + 63) & ~(size_t)63;
    struct unix_memory_allocate_args args = {
        .size = fixed ? max(reserve + header + CHUNK_HEADER_SIZE, (size_t)0x1000) : FIRST_CHUNK_SIZE,
        .type = MEM_RESERVE | MEM_COMMIT,
        .protect = flags & HEAP_CREATE_ENABLE_EXECUTE ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE,
    };
    if (!NT_SUCCESS(unix_call_memory_allocate(&args))) return NULL;
    struct heap *heap = (struct heap *)(ULONG_PTR)args.address;
    heap->signature = HEAP_SIGNATURE;
    heap->flags = flags & (HEAP_NO_SERIALIZE | HEAP_GENERATE_EXCEPTIONS | HEAP_CREATE_ENABLE_EXECUTE);
    heap->cookie = next_cookie();
    heap->shard_mask = shard_count - 1;
    heap->first_thread = process_info()->main_tid;
    heap->protect = args.protect;
    heap->memory = args.size;
    heap->limit = fixed ? args.size : 0;
    for (uint32_t i = 0; i < shard_count; i++) heap->shards[i].next_chunk_size = SHARD_CHUNK_SIZE;
    /* the rest of the first memory is the first shard's first chunk */
    struct heap_chunk *chunk = (struct heap_chunk *)((BYTE *)heap + header);
    *chunk = (struct heap_chunk){ .size = args.size - header, .used = CHUNK_HEADER_SIZE };
    heap->shards[0].chunk = chunk;
    RtlInitializeCriticalSection(&heap->lock);
    return heap;
}

static bool register_heap(struct heap *heap)
{
    PEB *peb = current_peb();
    bool added = false;
    RtlAcquirePebLock();
    if (peb->NumberOfHeaps < peb->MaximumNumberOfHeaps) {
        heap->index = peb->NumberOfHeaps;
        peb->ProcessHeaps[peb->NumberOfHeaps++] = heap;
        added = true;
    }
    RtlReleasePebLock();
    return added;
}

static void unregister_heap(struct heap *heap)
{
    PEB *peb = current_peb();
    RtlAcquirePebLock();
    ULONG last = --peb->NumberOfHeaps;
    struct heap *moved = peb->ProcessHeaps[last];
    moved->index = heap->index;
    peb->ProcessHeaps[heap->index] = moved;
    peb->ProcessHeaps[last] = NULL;
    RtlReleasePebLock();
}

PVOID NTAPI RtlCreateHeap(ULONG flags, PVOID base, SIZE_T reserve, SIZE_T commit, PVOID lock, PVOID parameters)
{
    (void)lock;
    (void)parameters;
    if (base || (reserve && commit > reserve)) return NULL;
    bool fixed = !(flags & 2) && reserve; /* HEAP_GROWABLE */
    struct heap *heap = create_heap(flags, reserve, fixed, 1);
    if (!heap) return NULL;
    if (!register_heap(heap)) {
        system_free(NULL, heap, 0);
        return NULL;
    }
    return heap;
}

PVOID NTAPI RtlDestroyHeap(PVOID handle)
{
    struct heap *heap = heap_from_handle(handle);
    if (!heap || heap == process_heap) return handle;
    unregister_heap(heap);
    heap->signature = 0;
    while (heap->large) {
        struct large_block *block = heap->large;
        heap->large = block->next;
        system_free(NULL, block, 0);
    }
    for (uint32_t i = 0; i <= heap->shard_mask; i++) {
        struct heap_chunk *chunk = heap->shards[i].chunk, *next;
        for (; chunk; chunk = next) {
            next = chunk->next;
            /* the oldest chunk of the first shard is part of the heap's own memory */
            if (next || i) system_free(NULL, chunk, 0);
        }
    }
    RtlDeleteCriticalSection(&heap->lock);
    system_free(NULL, heap, 0);
    return NULL;
}

static PVOID heap_handles[1024];

void heap_init_process(void)
{
    PEB *peb = current_peb();
    uint32_t shards = 1;
    while (shards < MAX_SHARDS && shards < process_info()->processor_count * 2) shards *= 2;
    process_heap = create_heap(2 /* HEAP_GROWABLE */, 0, false, shards);
    peb->ProcessHeaps = heap_handles;
    peb->MaximumNumberOfHeaps = ARRAYSIZE(heap_handles);
    peb->ProcessHeap = process_heap;
    heap_handles[0] = process_heap;
    peb->NumberOfHeaps = 1;
}
