/* Everything about heaps beside allocating: walking, checking, locking, what a block carries with it. */
#include "heap_private.h"

#include <string.h>

BOOLEAN NTAPI RtlLockHeap(PVOID handle)
{
    struct heap *heap = heap_from_handle(handle);
    if (!heap || heap->flags & HEAP_NO_SERIALIZE) return FALSE;
    RtlEnterCriticalSection(&heap->lock);
    heap->lock_owner = NtCurrentTeb()->ClientId.UniqueThread;
    /* whoever is inside a shard now leaves it before we go on */
    for (uint32_t i = 0; i <= heap->shard_mask; i++) {
        heap_lock_word(&heap->shards[i].lock);
        heap_unlock_word(&heap->shards[i].lock);
    }
    return TRUE;
}

BOOLEAN NTAPI RtlUnlockHeap(PVOID handle)
{
    struct heap *heap = heap_from_handle(handle);
    if (!heap || heap->flags & HEAP_NO_SERIALIZE || heap->lock_owner != NtCurrentTeb()->ClientId.UniqueThread)
        return FALSE;
    if (heap->lock.RecursionCount == 1) heap->lock_owner = NULL;
    RtlLeaveCriticalSection(&heap->lock);
    return TRUE;
}

/* ---- checking */

static bool chunk_valid(const struct heap *heap, const struct heap_chunk *chunk)
{
    size_t at = CHUNK_HEADER_SIZE;
    while (at < chunk->used) {
        const struct block_header *header = (const struct block_header *)((const BYTE *)chunk + at);
        if ((header->check & ~CHECK_FREE) != heap->cookie || header->size_class >= SIZE_CLASS_COUNT) {
            log_line(LOG_WARN, "heap %p: the header of block %p is damaged", heap, header + 1);
            return false;
        }
        at += class_total(header->size_class);
    }
    return at == chunk->used;
}

static bool heap_valid(struct heap *heap)
{
    bool valid = true;
    for (uint32_t i = 0; i <= heap->shard_mask && valid; i++) {
        heap_lock_word(&heap->shards[i].lock);
        for (struct heap_chunk *chunk = heap->shards[i].chunk; chunk && valid; chunk = chunk->next)
            valid = chunk_valid(heap, chunk);
        heap_unlock_word(&heap->shards[i].lock);
    }
    heap_lock_word(&heap->large_lock);
    for (struct large_block *block = heap->large; block && valid; block = block->next)
        valid = heap_block_valid(heap, (BYTE *)block + LARGE_HEADER_SIZE);
    heap_unlock_word(&heap->large_lock);
    return valid;
}

static bool in_large_block(struct heap *heap, const void *memory)
{
    bool found = false;
    heap_lock_word(&heap->large_lock);
    for (struct large_block *block = heap->large; block && !found; block = block->next)
        found = (const BYTE *)block + LARGE_HEADER_SIZE == memory;
    heap_unlock_word(&heap->large_lock);
    return found;
}

/* Whether the pointer lies in this heap at all: so that a wild one is never read. */
static bool belongs_to_heap(struct heap *heap, const void *memory)
{
    bool found = false;
    for (uint32_t i = 0; i <= heap->shard_mask && !found; i++) {
        heap_lock_word(&heap->shards[i].lock);
        for (struct heap_chunk *chunk = heap->shards[i].chunk; chunk && !found; chunk = chunk->next)
            found = (const BYTE *)memory >= (BYTE *)chunk + CHUNK_HEADER_SIZE + sizeof(struct block_header) &&
                    (const BYTE *)memory < (BYTE *)chunk + chunk->used;
        heap_unlock_word(&heap->shards[i].lock);
    }
    return found || in_large_block(heap, memory);
}

BOOLEAN NTAPI RtlValidateHeap(PVOID handle, ULONG flags, const void *memory)
{
    (void)flags;
    struct heap *heap = heap_from_handle(handle);
    if (!heap) return FALSE;
    return memory ? belongs_to_heap(heap, memory) && heap_block_valid(heap, memory) : heap_valid(heap);
}

BOOLEAN NTAPI RtlValidateProcessHeaps(void)
{
    PVOID heaps[64];
    ULONG count = min(RtlGetProcessHeaps(ARRAYSIZE(heaps), heaps), (ULONG)ARRAYSIZE(heaps));
    bool valid = true;
    for (ULONG i = 0; i < count; i++) valid &= heap_valid(heaps[i]);
    return valid;
}

ULONG NTAPI RtlGetProcessHeaps(ULONG count, PVOID *heaps)
{
    PEB *peb = current_peb();
    RtlAcquirePebLock();
    ULONG total = peb->NumberOfHeaps;
    if (total <= count) memcpy(heaps, peb->ProcessHeaps, total * sizeof(*heaps));
    RtlReleasePebLock();
    return total;
}

NTSTATUS NTAPI RtlEnumProcessHeaps(NTSTATUS (NTAPI *callback)(PVOID heap, PVOID context), PVOID context)
{
    NTSTATUS status = STATUS_SUCCESS;
    RtlAcquirePebLock();
    for (ULONG i = 0; i < current_peb()->NumberOfHeaps && NT_SUCCESS(status); i++)
        status = callback(current_peb()->ProcessHeaps[i], context);
    RtlReleasePebLock();
    return status;
}

/* ---- walking. An entry says where the walk is; the next call finds the block again and goes on. */

static void fill_region(PROCESS_HEAP_ENTRY *entry, struct heap_chunk *chunk)
{
    *entry = (PROCESS_HEAP_ENTRY){ .lpData = chunk, .cbData = CHUNK_HEADER_SIZE, .wFlags = PROCESS_HEAP_REGION };
    entry->Region.dwCommittedSize = (DWORD)chunk->size;
    entry->Region.lpFirstBlock = (BYTE *)chunk + CHUNK_HEADER_SIZE;
    entry->Region.lpLastBlock = (BYTE *)chunk + chunk->size;
}

static void fill_block(PROCESS_HEAP_ENTRY *entry, const struct heap *heap, struct block_header *header)
{
    bool busy = header->check == heap->cookie;
    size_t room = class_total(header->size_class) - sizeof(*header);
    *entry = (PROCESS_HEAP_ENTRY){.lpData = header + 1,
                                  .cbData = (DWORD)(busy ? header->size : room),
                                  .wFlags = busy ? PROCESS_HEAP_ENTRY_BUSY : 0};
    entry->cbOverhead = (BYTE)min(sizeof(*header) + (busy ? room - header->size : 0), (size_t)255);
}

static NTSTATUS begin_chunk(struct heap *heap, uint32_t shard, PROCESS_HEAP_ENTRY *entry);

static NTSTATUS first_large(struct heap *heap, struct large_block *block, PROCESS_HEAP_ENTRY *entry)
{
    (void)heap;
    if (!block) return STATUS_NO_MORE_ENTRIES;
    *entry = (PROCESS_HEAP_ENTRY){.lpData = (BYTE *)block + LARGE_HEADER_SIZE,
                                  .cbData = (DWORD)block->size,
                                  .cbOverhead = LARGE_HEADER_SIZE,
                                  .wFlags = PROCESS_HEAP_ENTRY_BUSY};
    return STATUS_SUCCESS;
}

static NTSTATUS begin_chunk(struct heap *heap, uint32_t shard, PROCESS_HEAP_ENTRY *entry)
{
    while (shard <= heap->shard_mask && !heap->shards[shard].chunk) shard++;
    if (shard > heap->shard_mask) return first_large(heap, heap->large, entry);
    fill_region(entry, heap->shards[shard].chunk);
    return STATUS_SUCCESS;
}

static NTSTATUS block_at(struct heap *heap, struct heap_chunk *chunk, size_t offset, PROCESS_HEAP_ENTRY *entry)
{
    if (offset < chunk->used) {
        struct block_header *header = (struct block_header *)((BYTE *)chunk + offset);
        if ((header->check & ~CHECK_FREE) != heap->cookie || header->size_class >= SIZE_CLASS_COUNT)
            return STATUS_INVALID_PARAMETER;
        fill_block(entry, heap, header);
        return STATUS_SUCCESS;
    }
    if (!chunk->next) return begin_chunk(heap, chunk->shard + 1, entry);
    fill_region(entry, chunk->next);
    return STATUS_SUCCESS;
}

static NTSTATUS next_entry(struct heap *heap, PROCESS_HEAP_ENTRY *entry)
{
    for (struct large_block *block = heap->large; block; block = block->next) {
        if ((BYTE *)block + LARGE_HEADER_SIZE == entry->lpData) return first_large(heap, block->next, entry);
    }
    for (uint32_t i = 0; i <= heap->shard_mask; i++) {
        for (struct heap_chunk *chunk = heap->shards[i].chunk; chunk; chunk = chunk->next) {
            size_t offset = (BYTE *)entry->lpData - (BYTE *)chunk;
            if (entry->lpData == (PVOID)chunk) return block_at(heap, chunk, CHUNK_HEADER_SIZE, entry);
            if (offset >= chunk->used || (BYTE *)entry->lpData < (BYTE *)chunk) continue;
            return block_at(heap, chunk,
                            offset - sizeof(struct block_header) + class_total(header_of(entry->lpData)->size_class),
                            entry);
        }
    }
    return STATUS_INVALID_PARAMETER;
}

NTSTATUS NTAPI RtlWalkHeap(PVOID handle, PVOID entry)
{
    struct heap *heap = heap_from_handle(handle);
    PROCESS_HEAP_ENTRY *at = entry;
    if (!heap || !entry) return STATUS_INVALID_PARAMETER;
    return at->lpData ? next_entry(heap, at) : begin_chunk(heap, 0, at);
}

/* ---- user values */

static void *user_value_place(void *memory)
{
    struct block_header *header = header_of(memory);
#ifdef _WIN64
    return &header->user_value;
#else
    if (!(header->shard_flags & BLOCK_USER_VALUE)) return NULL;
    size_t total = header->size_class == LARGE_CLASS ? large_of(memory)->capacity - LARGE_HEADER_SIZE
                                                     : class_total(header->size_class) - sizeof(*header);
    return (BYTE *)memory + total - sizeof(PVOID);
#endif
}

BOOLEAN NTAPI RtlSetUserValueHeap(PVOID handle, ULONG flags, PVOID memory, PVOID value)
{
    (void)flags;
    struct heap *heap = heap_from_handle(handle);
    if (!heap || !heap_block_valid(heap, memory)) return FALSE;
    void *place = user_value_place(memory);
    if (!place || !(header_of(memory)->shard_flags & BLOCK_USER_VALUE)) return FALSE;
    memcpy(place, &value, sizeof(value));
    return TRUE;
}

BOOLEAN NTAPI RtlGetUserInfoHeap(PVOID handle, ULONG flags, PVOID memory, PVOID *value, PULONG user_flags)
{
    (void)flags;
    struct heap *heap = heap_from_handle(handle);
    if (!heap || !heap_block_valid(heap, memory)) return FALSE;
    bool has_value = header_of(memory)->shard_flags & BLOCK_USER_VALUE;
    if (value) *value = NULL;
    if (value && has_value) memcpy(value, user_value_place(memory), sizeof(*value));
    if (user_flags) *user_flags = (header_of(memory)->shard_flags & BLOCK_USER_FLAGS) << 4 | (has_value ? 0x100 : 0);
    return TRUE;
}

BOOLEAN NTAPI RtlSetUserFlagsHeap(PVOID handle, ULONG flags, PVOID memory, ULONG reset, ULONG set)
{
    (void)flags;
    struct heap *heap = heap_from_handle(handle);
    if (!heap || !heap_block_valid(heap, memory)) return FALSE;
    struct block_header *header = header_of(memory);
    header->shard_flags &= ~(reset >> 4 & BLOCK_USER_FLAGS);
    header->shard_flags |= set >> 4 & BLOCK_USER_FLAGS;
    return TRUE;
}

/* ---- settings */

#define HEAP_STANDARD 0u
#define HEAP_LOW_FRAGMENTATION 2u

DWORD NTAPI RtlQueryHeapInformation(PVOID handle, HEAP_INFORMATION_CLASS info_class, PVOID buffer, SIZE_T size,
                                    PSIZE_T needed)
{
    struct heap *heap = heap_from_handle(handle);
    if (info_class != HeapCompatibilityInformation) return STATUS_INVALID_INFO_CLASS;
    if (needed) *needed = sizeof(ULONG);
    if (size < sizeof(ULONG)) return STATUS_BUFFER_TOO_SMALL;
    if (!heap) return STATUS_INVALID_PARAMETER;
    *(ULONG *)buffer = heap->flags & HEAP_NO_SERIALIZE || heap->limit ? HEAP_STANDARD : HEAP_LOW_FRAGMENTATION;
    return STATUS_SUCCESS;
}

DWORD NTAPI RtlSetHeapInformation(PVOID handle, HEAP_INFORMATION_CLASS info_class, PVOID buffer, SIZE_T size)
{
    struct heap *heap = heap_from_handle(handle);
    if (info_class == HeapEnableTerminationOnCorruption) {
        if (heap) heap->terminate_on_corruption = TRUE;
        else process_heap->terminate_on_corruption = TRUE;
        return STATUS_SUCCESS;
    }
    if ((int)info_class == 3 /* HeapOptimizeResources */)
        return STATUS_SUCCESS; /* free memory is not cached beyond the free lists */
    if (info_class != HeapCompatibilityInformation) return STATUS_INVALID_INFO_CLASS;
    if (size < sizeof(ULONG)) return STATUS_BUFFER_TOO_SMALL;
    if (!heap) return STATUS_INVALID_PARAMETER;
    if (*(ULONG *)buffer != HEAP_LOW_FRAGMENTATION && *(ULONG *)buffer != HEAP_STANDARD) return STATUS_UNSUCCESSFUL;
    /* every heap here has size classes; a heap that cannot have them in Windows refuses */
    return heap->flags & HEAP_NO_SERIALIZE ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

/* The largest free block, which is all that Windows promises to tell. */
SIZE_T NTAPI RtlCompactHeap(PVOID handle, ULONG flags)
{
    (void)flags;
    struct heap *heap = heap_from_handle(handle);
    if (!heap) return 0;
    size_t largest = 0;
    for (uint32_t i = 0; i <= heap->shard_mask; i++) {
        struct heap_shard *shard = &heap->shards[i];
        heap_lock_word(&shard->lock);
        if (shard->chunk) largest = max(largest, shard->chunk->size - shard->chunk->used);
        for (uint32_t size_class = 0; size_class < SIZE_CLASS_COUNT; size_class++) {
            if (shard->free[size_class]) largest = max(largest, class_total(size_class));
        }
        heap_unlock_word(&shard->lock);
    }
    return largest > sizeof(struct block_header) ? largest - sizeof(struct block_header) : 0;
}

VOID NTAPI RtlFlushHeaps(void)
{
}
