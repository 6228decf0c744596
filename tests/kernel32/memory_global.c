/* GlobalAlloc and LocalAlloc with their families. */
#include "../check.h"

static void test_fixed(void)
{
    char *memory = GlobalAlloc(GPTR, 100);
    check(memory != NULL, "GPTR");
    check_equal_u32((DWORD)memory[99], 0, "zeroed");
    check_equal_u64(GlobalSize(memory), 100, "GlobalSize");
    check_equal_ptr(GlobalLock(memory), memory, "a fixed block is its own address");
    check_equal_ptr(GlobalHandle(memory), memory, "and its own handle");
    check_equal_u32(GlobalFlags(memory), 0, "it has no flags");
    check(GlobalUnlock(memory), "unlocking it");
    strcpy(memory, "kept");
    HGLOBAL larger = GlobalReAlloc(memory, 5000, GMEM_MOVEABLE | GMEM_ZEROINIT);
    check(larger != NULL, "larger: error %lu", GetLastError());
    check_equal_string((char *)larger, "kept", "contents");
    check_equal_u32((DWORD)((char *)larger)[4999], 0, "the new part is zeroed");
    check_equal_u64(GlobalSize(larger), 5000, "GlobalSize");
    check_equal_ptr(GlobalFree(larger), NULL, "GlobalFree");
    check_equal_ptr(GlobalFree(NULL), NULL, "GlobalFree of nothing");
}

static void test_movable(void)
{
    HGLOBAL handle = GlobalAlloc(GHND, 300);
    char *memory = GlobalLock(handle);
    check(handle != NULL, "GHND");
    check(memory != NULL && (void *)memory != handle, "a movable block's handle is not its address");
    check_equal_u32((DWORD)memory[299], 0, "zeroed");
    check_equal_u64(GlobalSize(handle), 300, "GlobalSize");
    check_equal_ptr(GlobalHandle(memory), handle, "GlobalHandle");
    check_equal_u32(GlobalFlags(handle), 1, "locked once");
    check_equal_ptr(GlobalLock(handle), memory, "locked again at the same place");
    check_equal_u32(GlobalFlags(handle) & GMEM_LOCKCOUNT, 2, "locked twice");
    check(GlobalUnlock(handle), "still locked");
    SetLastError(0xdead);
    check(!GlobalUnlock(handle), "not locked any more");
    check_last_error(NO_ERROR, "the last unlock");
    check_fails_with(GlobalUnlock(handle), ERROR_NOT_LOCKED);
    strcpy(GlobalLock(handle), "text");
    GlobalUnlock(handle);
    check_equal_ptr(GlobalReAlloc(handle, 70000, GMEM_ZEROINIT), handle, "a larger block has the same handle");
    memory = GlobalLock(handle);
    check_equal_string(memory, "text", "contents");
    check_equal_u32((DWORD)memory[69999], 0, "zeroed");
    GlobalUnlock(handle);
    check_equal_u64(GlobalSize(handle), 70000, "GlobalSize");
    check_equal_ptr(GlobalReAlloc(handle, 10, 0), handle, "smaller");
    check_equal_u64(GlobalSize(handle), 10, "GlobalSize");
    check_equal_ptr(GlobalFree(handle), NULL, "GlobalFree");

    handle = GlobalAlloc(GMEM_MOVEABLE, 0);
    check(handle != NULL, "without a size");
    check_equal_u32(GlobalFlags(handle) & GMEM_DISCARDED, GMEM_DISCARDED, "it is discarded");
    check_equal_u64(GlobalSize(handle), 0, "it has no size");
    check(GlobalLock(handle) == NULL, "it cannot be locked");
    check_equal_ptr(GlobalReAlloc(handle, 16, 0), handle, "it can get a size");
    check(GlobalLock(handle) != NULL, "and then be locked");
    GlobalUnlock(handle);
    check_equal_ptr(GlobalReAlloc(handle, 0, GMEM_MOVEABLE), handle, "and be discarded again");
    check_equal_u32(GlobalFlags(handle) & GMEM_DISCARDED, GMEM_DISCARDED, "it is");
    check_equal_ptr(GlobalFree(handle), NULL, "GlobalFree");
}

static void test_local(void)
{
    HLOCAL fixed = LocalAlloc(LPTR, 10), movable = LocalAlloc(LHND, 20);
    char *memory = LocalLock(movable);
    check(fixed && movable && memory, "LocalAlloc");
    check_equal_ptr(LocalLock(fixed), fixed, "fixed");
    check_equal_u64(LocalSize(fixed), 10, "LocalSize");
    check_equal_u64(LocalSize(movable), 20, "LocalSize");
    check_equal_ptr(LocalHandle(memory), movable, "LocalHandle");
    check_equal_u32(LocalFlags(movable), 1, "LocalFlags");
    check(!LocalUnlock(movable), "LocalUnlock");
    check_equal_ptr(LocalReAlloc(movable, 40, LMEM_ZEROINIT), movable, "LocalReAlloc");
    check_equal_u64(LocalSize(movable), 40, "LocalSize");
    check_equal_ptr(LocalFree(movable), NULL, "LocalFree");
    fixed = LocalReAlloc(fixed, 2000, LMEM_MOVEABLE);
    check(fixed != NULL, "LocalReAlloc of a fixed block");
    check_equal_u64(LocalSize(fixed), 2000, "LocalSize");
    check_equal_ptr(LocalFree(fixed), NULL, "LocalFree");
    check_equal_ptr(LocalFree(NULL), NULL, "LocalFree of nothing");
}

static void test_many(void)
{
    static HGLOBAL handles[500];
    int wrong = 0;
    for (int i = 0; i < 500; i++) {
        handles[i] = GlobalAlloc(i % 2 ? GMEM_MOVEABLE : GMEM_FIXED, 1 + i);
        memset(GlobalLock(handles[i]), i, 1 + i);
        GlobalUnlock(handles[i]);
    }
    for (int i = 0; i < 500; i++) {
        unsigned char *memory = GlobalLock(handles[i]);
        wrong +=
            GlobalSize(handles[i]) != (SIZE_T)i + 1 || memory[0] != (unsigned char)i || memory[i] != (unsigned char)i;
        wrong += GlobalHandle(memory) != handles[i];
        GlobalUnlock(handles[i]);
        wrong += GlobalFree(handles[i]) != NULL;
    }
    check_equal_int(wrong, 0, "500 blocks");
}

int main(void)
{
    test_fixed();
    test_movable();
    test_local();
    test_many();
    return check_summary();
}
