/* GlobalAlloc and LocalAlloc, which are one family: memory that stays where it is (the handle is its address), and
 * memory that may move (the handle names a record that knows where it is). A handle of the second kind is recognised by
 * its lowest bits: blocks of the heap are aligned to two pointers, such a handle lies one pointer further. */
#include "kernel32_private.h"

#define MOVABLE_MAGIC   0x4d56
#define ALIGNMENT_MASK  (2 * sizeof(void *) - 1)
#define MOST_LOCKS      0xff
#define BLOCK_HEADER    (2 * sizeof(void *))

struct movable {
    USHORT magic;
    BYTE discardable, locks;
    /* from here on: what a handle points to */
    BYTE *data __attribute__((aligned(sizeof(void *))));
};

/* Before the data of a movable block, so that GlobalHandle finds the way back. */
struct block_header { struct movable *owner; ULONG_PTR magic; };

static HANDLE process_heap(void)
{
    return current_peb()->ProcessHeap;
}

static BOOL is_movable(HGLOBAL handle)
{
    return ((ULONG_PTR)handle & ALIGNMENT_MASK) == sizeof(void *);
}

static struct movable *movable_of(HGLOBAL handle)
{
    struct movable *movable = CONTAINING_RECORD(handle, struct movable, data);
    if (handle && is_movable(handle) && !IsBadReadPtr(movable, sizeof(*movable)) && movable->magic == MOVABLE_MAGIC)
        return movable;
    return NULL;
}

static HGLOBAL fail_with(DWORD error, HGLOBAL result)
{
    SetLastError(error);
    return result;
}

static BYTE *block_allocate(struct movable *owner, UINT flags, SIZE_T size)
{
    if (size > ~(SIZE_T)0 - BLOCK_HEADER) return NULL;
    struct block_header *header =
        HeapAlloc(process_heap(), flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0, size + BLOCK_HEADER);
    if (!header) return NULL;
    header->owner = owner;
    header->magic = MOVABLE_MAGIC;
    return (BYTE *)header + BLOCK_HEADER;
}

static void block_free(BYTE *data)
{
    if (data) HeapFree(process_heap(), 0, data - BLOCK_HEADER);
}

HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size)
{
    if (!(flags & GMEM_MOVEABLE)) {
        void *memory = HeapAlloc(process_heap(), flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0, size);
        return memory ? memory : fail_with(ERROR_NOT_ENOUGH_MEMORY, NULL);
    }
    struct movable *movable = HeapAlloc(process_heap(), 0, sizeof(*movable));
    if (!movable) return fail_with(ERROR_NOT_ENOUGH_MEMORY, NULL);
    *movable = (struct movable){ .magic = MOVABLE_MAGIC, .discardable = (flags & GMEM_DISCARDABLE) != 0 };
    if (size && !(movable->data = block_allocate(movable, flags, size))) { /* without a size it begins discarded */
        HeapFree(process_heap(), 0, movable);
        return fail_with(ERROR_NOT_ENOUGH_MEMORY, NULL);
    }
    return &movable->data;
}

HGLOBAL WINAPI GlobalFree(HGLOBAL handle)
{
    if (!handle) return NULL;
    if (!is_movable(handle))
        return HeapFree(process_heap(), 0, handle) ? NULL : fail_with(ERROR_INVALID_HANDLE, handle);
    struct movable *movable = movable_of(handle);
    if (!movable) return fail_with(ERROR_INVALID_HANDLE, handle);
    movable->magic = 0;
    block_free(movable->data);
    HeapFree(process_heap(), 0, movable);
    return NULL;
}

LPVOID WINAPI GlobalLock(HGLOBAL handle)
{
    if (!handle || !is_movable(handle)) {
        if (!handle) SetLastError(ERROR_INVALID_HANDLE);
        return handle;
    }
    struct movable *movable = movable_of(handle);
    if (!movable) return fail_with(ERROR_INVALID_HANDLE, NULL);
    if (!movable->data) return fail_with(ERROR_DISCARDED, NULL);
    if (movable->locks < MOST_LOCKS) movable->locks++;
    return movable->data;
}

BOOL WINAPI GlobalUnlock(HGLOBAL handle)
{
    if (!is_movable(handle)) return TRUE;
    struct movable *movable = movable_of(handle);
    if (!movable) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    if (!movable->locks) {
        SetLastError(ERROR_NOT_LOCKED);
        return FALSE;
    }
    if (movable->locks < MOST_LOCKS) movable->locks--;
    if (!movable->locks) SetLastError(NO_ERROR);
    return movable->locks != 0;
}

SIZE_T WINAPI GlobalSize(HGLOBAL handle)
{
    if (!handle) {
        SetLastError(ERROR_INVALID_HANDLE);
        return 0;
    }
    if (!is_movable(handle)) {
        SIZE_T size = HeapSize(process_heap(), 0, handle);
        return size == (SIZE_T)-1 ? (SetLastError(ERROR_INVALID_HANDLE), 0) : size;
    }
    struct movable *movable = movable_of(handle);
    if (!movable) {
        SetLastError(ERROR_INVALID_HANDLE);
        return 0;
    }
    return movable->data ? HeapSize(process_heap(), 0, movable->data - BLOCK_HEADER) - BLOCK_HEADER : 0;
}

UINT WINAPI GlobalFlags(HGLOBAL handle)
{
    if (handle && !is_movable(handle)) return 0;
    struct movable *movable = movable_of(handle);
    if (!movable) {
        SetLastError(ERROR_INVALID_HANDLE);
        return GMEM_INVALID_HANDLE;
    }
    return movable->locks | (movable->discardable ? GMEM_DISCARDABLE : 0) | (movable->data ? 0 : GMEM_DISCARDED);
}

HGLOBAL WINAPI GlobalHandle(LPCVOID memory)
{
    const struct block_header *header = (const void *)((const BYTE *)memory - BLOCK_HEADER);
    if (!memory) return fail_with(ERROR_INVALID_HANDLE, NULL);
    if (!IsBadReadPtr(header, sizeof(*header)) && header->magic == MOVABLE_MAGIC) {
        struct movable *movable = header->owner;
        if (movable && movable_of(&movable->data) == movable && movable->data == memory) return &movable->data;
    }
    return HeapValidate(process_heap(), 0, memory) ? (HGLOBAL)memory : fail_with(ERROR_INVALID_HANDLE, NULL);
}

/* --- changing the size --- */

static HGLOBAL reallocate_fixed(HGLOBAL handle, SIZE_T size, UINT flags)
{
    DWORD heap_flags =
        (flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0) | (flags & GMEM_MOVEABLE ? 0 : HEAP_REALLOC_IN_PLACE_ONLY);
    void *memory = HeapReAlloc(process_heap(), heap_flags, handle, size);
    return memory ? memory : fail_with(ERROR_NOT_ENOUGH_MEMORY, NULL);
}

static HGLOBAL reallocate_movable(struct movable *movable, SIZE_T size, UINT flags)
{
    if (!size) {
        if (movable->locks) return fail_with(ERROR_INVALID_HANDLE, NULL);
        block_free(movable->data);
        movable->data = NULL;
        return &movable->data;
    }
    if (!movable->data) {
        movable->data = block_allocate(movable, flags, size);
        return movable->data ? &movable->data : fail_with(ERROR_NOT_ENOUGH_MEMORY, NULL);
    }
    /* what is locked must stay where it is, unless the caller allows it to move */
    DWORD heap_flags = (flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0) |
                       (movable->locks && !(flags & GMEM_MOVEABLE) ? HEAP_REALLOC_IN_PLACE_ONLY : 0);
    if (size > ~(SIZE_T)0 - BLOCK_HEADER) return fail_with(ERROR_NOT_ENOUGH_MEMORY, NULL);
    BYTE *block = HeapReAlloc(process_heap(), heap_flags, movable->data - BLOCK_HEADER, size + BLOCK_HEADER);
    if (!block) return fail_with(ERROR_NOT_ENOUGH_MEMORY, NULL);
    movable->data = block + BLOCK_HEADER;
    return &movable->data;
}

/* GMEM_MODIFY: only what the handle is changes. */
static HGLOBAL modify(HGLOBAL handle, struct movable *movable, UINT flags)
{
    if (movable) {
        movable->discardable = (flags & GMEM_DISCARDABLE) != 0;
        return handle;
    }
    if (!(flags & GMEM_MOVEABLE)) return handle;
    SIZE_T size = HeapSize(process_heap(), 0, handle);
    HGLOBAL made = GlobalAlloc(flags & (GMEM_MOVEABLE | GMEM_DISCARDABLE), size);
    if (!made) return NULL;
    memcpy(movable_of(made)->data, handle, size);
    HeapFree(process_heap(), 0, handle);
    return made;
}

HGLOBAL WINAPI GlobalReAlloc(HGLOBAL handle, SIZE_T size, UINT flags)
{
    struct movable *movable = handle && is_movable(handle) ? movable_of(handle) : NULL;
    if (!handle || (is_movable(handle) && !movable)) return fail_with(ERROR_INVALID_HANDLE, NULL);
    if (flags & GMEM_MODIFY) return modify(handle, movable, flags);
    return movable ? reallocate_movable(movable, size, flags) : reallocate_fixed(handle, size, flags);
}

/* --- the same under other names --- */

HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size) { return GlobalAlloc(flags & ~(UINT)GMEM_DDESHARE, size); }
HLOCAL WINAPI LocalReAlloc(HLOCAL handle, SIZE_T size, UINT flags) { return GlobalReAlloc(handle, size, flags); }
HLOCAL WINAPI LocalFree(HLOCAL handle) { return GlobalFree(handle); }
LPVOID WINAPI LocalLock(HLOCAL handle) { return GlobalLock(handle); }
BOOL WINAPI LocalUnlock(HLOCAL handle) { return GlobalUnlock(handle); }
SIZE_T WINAPI LocalSize(HLOCAL handle) { return GlobalSize(handle); }
UINT WINAPI LocalFlags(HLOCAL handle) { return GlobalFlags(handle); }
HLOCAL WINAPI LocalHandle(LPCVOID memory) { return GlobalHandle(memory); }

/* Left from 16-bit Windows: there is nothing to compact, and what is fixed is locked. */
SIZE_T WINAPI GlobalCompact(DWORD wanted) { (void)wanted; return 0; }
SIZE_T WINAPI LocalCompact(UINT wanted) { (void)wanted; return 0; }
SIZE_T WINAPI LocalShrink(HLOCAL handle, UINT size) { (void)handle; (void)size; return 0; }
VOID WINAPI GlobalFix(HGLOBAL handle) { GlobalLock(handle); }
VOID WINAPI GlobalUnfix(HGLOBAL handle) { GlobalUnlock(handle); }
LPVOID WINAPI GlobalWire(HGLOBAL handle) { return GlobalLock(handle); }
BOOL WINAPI GlobalUnWire(HGLOBAL handle) { return GlobalUnlock(handle); }
