/* malloc and its relatives: the heap of the process. */
#include "crt.h"

typedef int(__cdecl *new_handler)(size_t);

static new_handler current_new_handler;
static int new_mode;

int __cdecl _callnewh(size_t size) { return current_new_handler && current_new_handler(size); }

static void *out_of_memory(size_t size, DWORD flags)
{
    while (new_mode && _callnewh(size)) {
        void *block = HeapAlloc(crt_heap, flags, size);
        if (block) return block;
    }
    *_errno() = ENOMEM;
    return NULL;
}

void *__cdecl malloc(size_t size)
{
    void *block = HeapAlloc(crt_heap, 0, size);
    return block ? block : out_of_memory(size, 0);
}

void *__cdecl calloc(size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        *_errno() = ENOMEM;
        return NULL;
    }
    void *block = HeapAlloc(crt_heap, HEAP_ZERO_MEMORY, total);
    return block ? block : out_of_memory(total, HEAP_ZERO_MEMORY);
}

void __cdecl free(void *block)
{
    if (block) HeapFree(crt_heap, 0, block);
}

void *__cdecl realloc(void *block, size_t size)
{
    if (!block) return malloc(size);
    if (!size) {
        free(block);
        return NULL;
    }
    void *moved = HeapReAlloc(crt_heap, 0, block, size);
    if (!moved) *_errno() = ENOMEM;
    return moved;
}

size_t __cdecl _msize(void *block)
{
    if (!block) {
        crt_invalid(EINVAL);
        return (size_t)-1;
    }
    return HeapSize(crt_heap, 0, block);
}

void *__cdecl _recalloc(void *block, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        *_errno() = ENOMEM;
        return NULL;
    }
    size_t old = block ? HeapSize(crt_heap, 0, block) : 0;
    char *moved = realloc(block, total);
    if (moved && total > old) memset(moved + old, 0, total - old);
    return moved;
}

void *__cdecl _expand(void *block, size_t size)
{
    if (!block) {
        crt_invalid(EINVAL);
        return NULL;
    }
    return HeapReAlloc(crt_heap, HEAP_REALLOC_IN_PLACE_ONLY, block, size);
}

void *__cdecl _malloc_base(size_t size) { return malloc(size); }
void *__cdecl _calloc_base(size_t count, size_t size) { return calloc(count, size); }
void *__cdecl _realloc_base(void *block, size_t size) { return realloc(block, size); }
void __cdecl _free_base(void *block) { free(block); }

/* ---- aligned blocks: the address of the real block stands before the one that the program gets */

static void **real_block(void *block) { return (void **)((uintptr_t)block & ~(sizeof(void *) - 1)) - 1; }

void __cdecl _aligned_free(void *block)
{
    if (block) free(*real_block(block));
}

void *__cdecl _aligned_offset_malloc(size_t size, size_t alignment, size_t offset)
{
    if (alignment & (alignment - 1) || (offset && offset >= size)) {
        crt_invalid(EINVAL);
        return NULL;
    }
    if (alignment < sizeof(void *)) alignment = sizeof(void *);
    size_t extra = alignment - 1 + 2 * sizeof(void *), total;
    if (__builtin_add_overflow(size, extra, &total)) {
        *_errno() = ENOMEM;
        return NULL;
    }
    char *real = malloc(total);
    if (!real) return NULL;
    uintptr_t start = (uintptr_t)real + 2 * sizeof(void *);
    void *block = (void *)(((start + offset + alignment - 1) & ~(alignment - 1)) - offset);
    *real_block(block) = real;
    return block;
}

void *__cdecl _aligned_malloc(size_t size, size_t alignment) { return _aligned_offset_malloc(size, alignment, 0); }

size_t __cdecl _aligned_msize(void *block, size_t alignment, size_t offset)
{
    (void)offset;
    if (!block) {
        crt_invalid(EINVAL);
        return (size_t)-1;
    }
    if (alignment < sizeof(void *)) alignment = sizeof(void *);
    return _msize(*real_block(block)) - (alignment - 1 + 2 * sizeof(void *));
}

void *__cdecl _aligned_offset_realloc(void *block, size_t size, size_t alignment, size_t offset)
{
    if (!block) return _aligned_offset_malloc(size, alignment, offset);
    if (!size) {
        _aligned_free(block);
        return NULL;
    }
    void *moved = _aligned_offset_malloc(size, alignment, offset);
    if (!moved) return NULL;
    char *real = *real_block(block);
    size_t old = _msize(real) - ((char *)block - real);
    memcpy(moved, block, old < size ? old : size);
    free(real);
    return moved;
}

void *__cdecl _aligned_realloc(void *block, size_t size, size_t alignment)
{
    return _aligned_offset_realloc(block, size, alignment, 0);
}

void *__cdecl _aligned_offset_recalloc(void *block, size_t count, size_t size, size_t alignment, size_t offset)
{
    size_t total, old = block ? _aligned_msize(block, alignment, offset) : 0;
    if (__builtin_mul_overflow(count, size, &total)) {
        *_errno() = ENOMEM;
        return NULL;
    }
    char *moved = _aligned_offset_realloc(block, total, alignment, offset);
    if (moved && total > old) memset(moved + old, 0, total - old);
    return moved;
}

void *__cdecl _aligned_recalloc(void *block, size_t count, size_t size, size_t alignment)
{
    return _aligned_offset_recalloc(block, count, size, alignment, 0);
}

/* ---- the heap as a whole */

#define HEAP_IS_OK (-2)
#define HEAP_BAD_NODE (-4)
#define HEAP_END (-5)
#define HEAP_BAD_POINTER (-6)

struct heap_entry {
    int *block;
    size_t size;
    int used;
};

intptr_t __cdecl _get_heap_handle(void) { return (intptr_t)crt_heap; }
int __cdecl _heapchk(void) { return HeapValidate(crt_heap, 0, NULL) ? HEAP_IS_OK : HEAP_BAD_NODE; }
int __cdecl _heapmin(void) { return HeapCompact(crt_heap, 0) ? 0 : crt_fail(); }
int __cdecl _heapset(unsigned fill)
{
    (void)fill;
    return _heapchk();
}
size_t __cdecl _get_sbh_threshold(void) { return 0; }
int __cdecl _set_sbh_threshold(size_t threshold) { return threshold == 0; }

int __cdecl _heapwalk(struct heap_entry *entry)
{
    PROCESS_HEAP_ENTRY walk = {.lpData = entry->block};
    do {
        if (HeapWalk(crt_heap, &walk)) continue;
        return GetLastError() == ERROR_NO_MORE_ITEMS ? HEAP_END : HEAP_BAD_POINTER;
    } while (walk.wFlags & (PROCESS_HEAP_REGION | PROCESS_HEAP_UNCOMMITTED_RANGE));
    entry->block = walk.lpData;
    entry->size = walk.cbData;
    entry->used = !!(walk.wFlags & PROCESS_HEAP_ENTRY_BUSY);
    return HEAP_IS_OK;
}

/* ---- operator new and its handlers (C++ names stand in the .def) */

new_handler __cdecl _set_new_handler(new_handler handler)
{
    return (new_handler)InterlockedExchangePointer((void **)&current_new_handler, (void *)handler);
}

new_handler __cdecl _query_new_handler(void) { return current_new_handler; }
int __cdecl _query_new_mode(void) { return new_mode; }

int __cdecl _set_new_mode(int mode)
{
    if (mode != 0 && mode != 1) {
        crt_invalid(EINVAL);
        return -1;
    }
    int before = new_mode;
    new_mode = mode;
    return before;
}

/* The standard's set_new_handler: msvcrt documents that only a null pointer may be given. */
exception_handler __cdecl crt_set_standard_new_handler(exception_handler handler)
{
    (void)handler;
    _set_new_handler(NULL);
    return NULL;
}

void *__cdecl crt_operator_new(size_t size)
{
    for (;;) {
        void *block = HeapAlloc(crt_heap, 0, size);
        if (block || !_callnewh(size)) return block;
    }
}
