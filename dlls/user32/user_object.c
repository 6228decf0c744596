#include "user_object.h"
#include <string.h>

/* A handle: index in the low half, generation (1 to 0x7fff) in the high half, so that a stale one is found out and none
 * looks like a resource number. */
#define BLOCK_SIZE  1024
#define BLOCK_COUNT 63
#define FIRST_INDEX 0x100

struct slot { void *object; WORD generation, kind; DWORD next_free; };
static struct slot *blocks[BLOCK_COUNT];
static DWORD used, first_free = MAXDWORD;
static RTL_SRWLOCK lock;

static struct slot *slot_at(DWORD number)
{
    struct slot *block =
        number < BLOCK_COUNT * BLOCK_SIZE ? __atomic_load_n(&blocks[number / BLOCK_SIZE], __ATOMIC_ACQUIRE) : NULL;
    return block ? &block[number % BLOCK_SIZE] : NULL;
}

static BOOL take_number(DWORD *number)
{
    if (first_free != MAXDWORD) {
        *number = first_free;
        first_free = slot_at(first_free)->next_free;
        return TRUE;
    }
    if (used == BLOCK_COUNT * BLOCK_SIZE) {
        SetLastError(ERROR_NO_SYSTEM_RESOURCES);
        return FALSE;
    }
    if (used % BLOCK_SIZE == 0) {
        struct slot *block = heap_allocate_zeroed(BLOCK_SIZE * sizeof(*block));
        if (!block) return FALSE;
        __atomic_store_n(&blocks[used / BLOCK_SIZE], block, __ATOMIC_RELEASE);
    }
    *number = used++;
    return TRUE;
}

HANDLE user_object_add(void *object, enum user_kind kind)
{
    HANDLE handle = NULL;
    DWORD number;
    RtlAcquireSRWLockExclusive(&lock);
    if (take_number(&number)) {
        struct slot *slot = slot_at(number);
        slot->generation = (WORD)(slot->generation % 0x7fff + 1);
        slot->kind = (WORD)kind;
        slot->object = object;
        handle = (HANDLE)(ULONG_PTR)((DWORD)slot->generation << 16 | (number + FIRST_INDEX));
    }
    RtlReleaseSRWLockExclusive(&lock);
    return handle;
}

static struct slot *find(HANDLE handle, enum user_kind kind)
{
    DWORD value = (DWORD)(ULONG_PTR)handle;
    struct slot *slot = LOWORD(value) >= FIRST_INDEX ? slot_at(LOWORD(value) - FIRST_INDEX) : NULL;
    return slot && slot->kind == kind && slot->generation == HIWORD(value) ? slot : NULL;
}

void *user_object_get(HANDLE handle, enum user_kind kind)
{
    struct slot *slot = find(handle, kind);
    return slot ? slot->object : NULL;
}

void *user_object_remove(HANDLE handle, enum user_kind kind)
{
    void *object = NULL;
    RtlAcquireSRWLockExclusive(&lock);
    struct slot *slot = find(handle, kind);
    if (slot) {
        object = slot->object;
        slot->object = NULL;
        slot->kind = USER_FREE;
        slot->next_free = first_free;
        first_free = LOWORD((ULONG_PTR)handle) - FIRST_INDEX;
    }
    RtlReleaseSRWLockExclusive(&lock);
    return object;
}

UINT user_object_count(void)
{
    UINT count = 0;
    RtlAcquireSRWLockShared(&lock);
    for (DWORD i = 0; i < used; i++) count += slot_at(i)->kind != USER_FREE;
    RtlReleaseSRWLockShared(&lock);
    return count;
}
