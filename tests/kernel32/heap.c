/* Heaps. Witness: Microsoft's documentation of heapapi.h. */
#include "../check.h"

#include <stdint.h>

static void fill(void *memory, SIZE_T size, int seed)
{
    for (SIZE_T i = 0; i < size; i++) ((BYTE *)memory)[i] = (BYTE)(i * 7 + seed);
}

static int filled(const void *memory, SIZE_T size, int seed)
{
    for (SIZE_T i = 0; i < size; i++) {
        if (((const BYTE *)memory)[i] != (BYTE)(i * 7 + seed)) return 0;
    }
    return 1;
}

static int all_zero(const BYTE *memory, SIZE_T size)
{
    while (size) {
        if (memory[--size]) return 0;
    }
    return 1;
}

static const SIZE_T sizes[] = {0,    1,     7,     8,      9,      15,     16,     17,      31,     64,
                               100,  255,   256,   496,    497,    512,    513,    1000,    1024,   4096,
                               5000, 16384, 65536, 100000, 262144, 262145, 524288, 1048576, 5000000};

static void test_sizes(void)
{
    HANDLE heap = GetProcessHeap();
    SIZE_T alignment = sizeof(void *) == 8 ? 16 : 8;
    for (unsigned i = 0; i < ARRAYSIZE(sizes); i++) {
        check_case(i);
        BYTE *memory = HeapAlloc(heap, 0, sizes[i]);
        check(memory != NULL, "HeapAlloc of %Iu", sizes[i]);
        check((ULONG_PTR)memory % alignment == 0, "%p is aligned", memory);
        check_equal_u64(HeapSize(heap, 0, memory), sizes[i], "HeapSize is exact");
        fill(memory, sizes[i], i);
        check(HeapValidate(heap, 0, memory), "HeapValidate");
        BYTE *grown = HeapReAlloc(heap, HEAP_ZERO_MEMORY, memory, sizes[i] * 2 + 10);
        check(grown && filled(grown, sizes[i], i), "growing keeps the bytes");
        check(grown && all_zero(grown + sizes[i], sizes[i] + 10), "HEAP_ZERO_MEMORY clears what is new");
        BYTE *shrunk = HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, grown, sizes[i] / 2);
        check(shrunk == grown, "shrinking in place");
        check_equal_u64(HeapSize(heap, 0, shrunk), sizes[i] / 2, "size after shrinking");
        check(HeapFree(heap, 0, shrunk), "HeapFree");
        BYTE *zeroed = HeapAlloc(heap, HEAP_ZERO_MEMORY, sizes[i]);
        check(zeroed && all_zero(zeroed, sizes[i]), "HEAP_ZERO_MEMORY");
        check(HeapFree(heap, 0, zeroed), "HeapFree");
    }
    check_case(0);
    check(HeapFree(heap, 0, NULL), "freeing NULL succeeds");
    check(HeapAlloc(heap, 0, (SIZE_T)-1 - 100) == NULL, "more than there can be");
}

static void test_heaps(void)
{
    HANDLE heaps[64];
    DWORD before = GetProcessHeaps(0, NULL);
    HANDLE heap = HeapCreate(0, 0x1000, 0);
    check(heap != NULL, "HeapCreate");
    check_equal_u32(GetProcessHeaps(0, NULL), before + 1, "one heap more");
    DWORD count = GetProcessHeaps(ARRAYSIZE(heaps), heaps);
    int found = 0, found_process = 0;
    for (DWORD i = 0; i < count && i < ARRAYSIZE(heaps); i++) {
        found |= heaps[i] == heap;
        found_process |= heaps[i] == GetProcessHeap();
    }
    check(found && found_process, "GetProcessHeaps lists both");
    void *blocks[200];
    for (int i = 0; i < 200; i++) {
        blocks[i] = HeapAlloc(heap, 0, i * 37 % 3000);
        fill(blocks[i], i * 37 % 3000, i);
    }
    int good = 1;
    for (int i = 0; i < 200; i++) good &= filled(blocks[i], i * 37 % 3000, i);
    check(good, "no block overlaps another");
    check(HeapValidate(heap, 0, NULL), "the heap is sound");
    check(HeapDestroy(heap), "HeapDestroy");
    check_equal_u32(GetProcessHeaps(0, NULL), before, "one heap less");

    heap = HeapCreate(0, 0, 0x20000);
    check(heap != NULL, "a heap that cannot grow");
    check(HeapAlloc(heap, 0, 0x10000) != NULL, "half of it");
    check(HeapAlloc(heap, 0, 0x30000) == NULL, "more than it has");
    check(HeapDestroy(heap), "HeapDestroy");

    heap = HeapCreate(HEAP_CREATE_ENABLE_EXECUTE, 0, 0);
    BYTE *code = HeapAlloc(heap, 0, 16);
    check(code != NULL, "a heap for code");
    if (code) {
        memcpy(code, "\xb8\x2a\x00\x00\x00\xc3", 6);
        check_equal_int(((int (*)(void))(void *)code)(), 42, "code runs in it");
    }
    check(HeapDestroy(heap), "HeapDestroy");
}

static void test_walk(void)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    PROCESS_HEAP_ENTRY entry = { .lpData = NULL };
    void *first = HeapAlloc(heap, 0, 100), *second = HeapAlloc(heap, 0, 3000), *third = HeapAlloc(heap, 0, 2000000);
    int seen[3] = { 0 }, regions = 0;
    HeapFree(heap, 0, HeapAlloc(heap, 0, 50));
    check(HeapLock(heap), "HeapLock");
    SetLastError(0);
    while (HeapWalk(heap, &entry)) {
        if (entry.wFlags & PROCESS_HEAP_REGION) regions++;
        if (!(entry.wFlags & PROCESS_HEAP_ENTRY_BUSY)) continue;
        seen[0] += entry.lpData == first && entry.cbData == 100;
        seen[1] += entry.lpData == second && entry.cbData == 3000;
        seen[2] += entry.lpData == third && entry.cbData >= 2000000;
    }
    check_last_error(ERROR_NO_MORE_ITEMS, "the end of the walk");
    check(HeapUnlock(heap), "HeapUnlock");
    check_equal_int(seen[0], 1, "the first block was seen once");
    check_equal_int(seen[1], 1, "the second block was seen once");
    check_equal_int(seen[2], 1, "the large block was seen once");
    check(regions >= 1, "at least one region");
    HeapDestroy(heap);
}

static void test_information(void)
{
    ULONG value = 2;
    SIZE_T needed = 0;
    check(HeapSetInformation(GetProcessHeap(), HeapCompatibilityInformation, &value, sizeof(value)),
          "low fragmentation heap");
    value = 99;
    check(HeapQueryInformation(GetProcessHeap(), HeapCompatibilityInformation, &value, sizeof(value), &needed),
          "HeapQueryInformation");
    check_equal_u32(value, 2, "the low fragmentation heap is on");
    check_equal_u64(needed, sizeof(ULONG), "size of the answer");
    check(HeapSetInformation(NULL, HeapEnableTerminationOnCorruption, NULL, 0), "HeapEnableTerminationOnCorruption");
    check_fails_with(HeapQueryInformation(GetProcessHeap(), HeapCompatibilityInformation, &value, 1, &needed),
                     ERROR_INSUFFICIENT_BUFFER);
}

static HANDLE shared_heap;

static DWORD WINAPI churn(void *argument)
{
    void *blocks[64] = { NULL };
    DWORD seed = (DWORD)(ULONG_PTR)argument, bad = 0;
    SIZE_T lengths[64] = { 0 };
    for (int round = 0; round < 20000; round++) {
        seed = seed * 1103515245 + 12345;
        unsigned slot = seed >> 16 & 63;
        if (blocks[slot]) {
            bad += !filled(blocks[slot], lengths[slot], slot);
            HeapFree(shared_heap, 0, blocks[slot]);
        }
        lengths[slot] = seed >> 8 & 1023;
        blocks[slot] = HeapAlloc(shared_heap, 0, lengths[slot]);
        fill(blocks[slot], lengths[slot], slot);
    }
    for (int i = 0; i < 64; i++) HeapFree(shared_heap, 0, blocks[i]);
    return bad;
}

static void test_threads(void)
{
    HANDLE threads[4];
    shared_heap = GetProcessHeap();
    for (int i = 0; i < 4; i++) threads[i] = CreateThread(NULL, 0, churn, (void *)(ULONG_PTR)(i + 1), 0, NULL);
    check_equal_u32(WaitForMultipleObjects(4, threads, TRUE, 60000), WAIT_OBJECT_0, "four threads end");
    for (int i = 0; i < 4; i++) {
        DWORD bad = 1;
        check(GetExitCodeThread(threads[i], &bad), "GetExitCodeThread");
        check_equal_u32(bad, 0, "no thread saw another's bytes");
        CloseHandle(threads[i]);
    }
    check(HeapValidate(shared_heap, 0, NULL), "the heap is sound after that");
}

int main(void)
{
    test_sizes();
    test_heaps();
    test_walk();
    test_threads();
    test_information();
    return check_summary();
}
