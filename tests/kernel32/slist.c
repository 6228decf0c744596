/* Interlocked lists and encoded pointers. Witness: Microsoft's documentation of interlockedapi.h and utilapiset.h. */
#include "../check.h"

typedef struct { SLIST_ENTRY entry; int value; } __attribute__((aligned(MEMORY_ALLOCATION_ALIGNMENT))) ITEM;
static SLIST_HEADER list __attribute__((aligned(16)));
static ITEM items[400];

static void test_order(void)
{
    InitializeSListHead(&list);
    check_equal_u32(QueryDepthSList(&list), 0, "a new list");
    check(InterlockedPopEntrySList(&list) == NULL, "nothing to pop");
    check(InterlockedFlushSList(&list) == NULL, "nothing to flush");
    check(InterlockedPushEntrySList(&list, &items[0].entry) == NULL, "the first entry");
    check_equal_ptr(InterlockedPushEntrySList(&list, &items[1].entry), &items[0].entry,
                    "push answers with the old first entry");
    check_equal_u32(QueryDepthSList(&list), 2, "two entries");
    check_equal_ptr(InterlockedPopEntrySList(&list), &items[1].entry, "last in, first out");
    check_equal_ptr(InterlockedPopEntrySList(&list), &items[0].entry, "then the other");
    check_equal_u32(QueryDepthSList(&list), 0, "empty again");
    for (int i = 0; i < 10; i++) InterlockedPushEntrySList(&list, &items[i].entry);
    SLIST_ENTRY *all = InterlockedFlushSList(&list);
    int count = 0;
    for (SLIST_ENTRY *at = all; at; at = at->Next) {
        check_case(count);
        check_equal_ptr(at, &items[9 - count].entry, "flushed in order");
        count++;
    }
    check_case(0);
    check_equal_int(count, 10, "flushed all");
    check_equal_u32(QueryDepthSList(&list), 0, "flushed");
}

static DWORD WINAPI move_entries(void *argument)
{
    (void)argument;
    for (int i = 0; i < 30000; i++) {
        SLIST_ENTRY *entry = InterlockedPopEntrySList(&list);
        if (!entry) continue;
        InterlockedIncrement((LONG *)&((ITEM *)entry)->value);
        InterlockedPushEntrySList(&list, entry);
    }
    return 0;
}

static void test_threads(void)
{
    HANDLE threads[3];
    for (int i = 0; i < 400; i++) InterlockedPushEntrySList(&list, &items[i].entry);
    for (int i = 0; i < 3; i++) threads[i] = CreateThread(NULL, 0, move_entries, NULL, 0, NULL);
    check_equal_u32(WaitForMultipleObjects(3, threads, TRUE, 60000), WAIT_OBJECT_0, "three threads end");
    int count = 0;
    check_equal_u32(QueryDepthSList(&list), 400, "none is lost");
    while (InterlockedPopEntrySList(&list)) count++;
    check_equal_int(count, 400, "none is lost");
}

int main(void)
{
    test_order();
    test_threads();
    void *pointer = &list;
    check(EncodePointer(pointer) != pointer, "EncodePointer changes it");
    check_equal_ptr(DecodePointer(EncodePointer(pointer)), pointer, "there and back");
    check_equal_ptr(DecodePointer(EncodePointer(NULL)), NULL, "NULL there and back");
    return check_summary();
}
