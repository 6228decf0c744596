/* Heaps and their blocks by toolhelp, of this process and of another one. Witness: Microsoft's "Heap Lists and Heap
 * Walking", Heap32First. */
#include "../check.h"
#include <tlhelp32.h>

#define MARKED_SIZE 12344
#define BLOCK_COUNT 20

static HANDLE own_heap;

static void make_heap(void *blocks[BLOCK_COUNT])
{
    own_heap = HeapCreate(0, 0, 0);
    for (int i = 0; i < BLOCK_COUNT; i++) blocks[i] = HeapAlloc(own_heap, 0, MARKED_SIZE);
    HeapFree(own_heap, 0, blocks[3]);
}

static int child(const char *name)
{
    void *blocks[BLOCK_COUNT];
    HANDLE ready = OpenEventA(EVENT_MODIFY_STATE, FALSE, name);
    make_heap(blocks);
    SetEvent(ready);
    Sleep(60000);
    return 0;
}

struct heap_facts { DWORD heaps, defaults, marked, free_blocks, best_marked; };

static void count_blocks(DWORD pid, const HEAPLIST32 *list, struct heap_facts *facts)
{
    HEAPENTRY32 entry = {.dwSize = sizeof(entry)};
    DWORD marked = 0;
    BOOL more = Heap32First(&entry, pid, list->th32HeapID);
    ULONG_PTR last = 0;
    for (; more; more = Heap32Next(&entry)) {
        check(entry.dwAddress != last, "each block comes once");
        check(entry.dwFlags == LF32_FIXED || entry.dwFlags == LF32_FREE || entry.dwFlags == LF32_MOVEABLE, "flags: %lx",
              entry.dwFlags);
        check_equal_u64(entry.th32HeapID, list->th32HeapID, "the heap of the block");
        last = entry.dwAddress;
        marked += entry.dwBlockSize == MARKED_SIZE && entry.dwFlags == LF32_FIXED;
        facts->free_blocks += entry.dwFlags == LF32_FREE;
    }
    check_equal_u32(GetLastError(), ERROR_NO_MORE_FILES, "the end of the blocks");
    facts->marked += marked;
    if (marked > facts->best_marked) facts->best_marked = marked;
}

static struct heap_facts look_at(DWORD pid)
{
    struct heap_facts facts = {0};
    HEAPLIST32 list = {.dwSize = sizeof(list)};
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPHEAPLIST, pid);
    BOOL more;
    check(snapshot != INVALID_HANDLE_VALUE, "a snapshot of heaps: error %lu", GetLastError());
    for (more = Heap32ListFirst(snapshot, &list); more; more = Heap32ListNext(snapshot, &list)) {
        facts.heaps++;
        facts.defaults += (list.dwFlags & HF32_DEFAULT) != 0;
        check_equal_u32(list.th32ProcessID, pid, "whose heap it is");
        count_blocks(pid, &list, &facts);
    }
    check_equal_u32(GetLastError(), ERROR_NO_MORE_FILES, "the end of the heaps");
    CloseHandle(snapshot);
    return facts;
}

static void test_own(void)
{
    void *blocks[BLOCK_COUNT];
    HEAPENTRY32 entry = {.dwSize = sizeof(entry)}, wrong = {.dwSize = 3};
    BOOL found = FALSE;
    struct heap_facts facts;
    make_heap(blocks);
    facts = look_at(GetCurrentProcessId());
    check(facts.heaps >= 2, "at least two heaps: %lu", facts.heaps);
    check_equal_u32(facts.defaults, 1, "one of them is the process's own");
    check_equal_u32(facts.best_marked, BLOCK_COUNT - 1, "the blocks in use of the heap made here");
    check(facts.free_blocks > 0, "free blocks are listed, too");
    for (BOOL more = Heap32First(&entry, GetCurrentProcessId(), (ULONG_PTR)own_heap); more; more = Heap32Next(&entry))
        found |= entry.dwAddress == (ULONG_PTR)blocks[5] && entry.dwBlockSize == MARKED_SIZE;
    check(found, "a block by its address");
    check(!Heap32First(&wrong, GetCurrentProcessId(), (ULONG_PTR)own_heap), "an entry of another size");
    check(!Heap32First(&entry, GetCurrentProcessId(), 0x12340), "no such heap");
    check(!Heap32First(&entry, 0xfffffffc, (ULONG_PTR)own_heap), "no such process");
}

static void test_other(void)
{
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION info;
    HANDLE ready = CreateEventA(NULL, FALSE, FALSE, "winrun toolhelp heaps");
    char path[MAX_PATH], line[2 * MAX_PATH];
    struct heap_facts facts;
    GetModuleFileNameA(NULL, path, sizeof(path));
    _snprintf(line, sizeof(line), "\"%s\" \"winrun toolhelp heaps\"", path);
    check(CreateProcessA(path, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info), "start: error %lu",
          GetLastError());
    check_equal_u32(WaitForSingleObject(ready, 30000), WAIT_OBJECT_0, "it runs");
    facts = look_at(info.dwProcessId);
    check(facts.heaps >= 2, "its heaps: %lu", facts.heaps);
    check_equal_u32(facts.defaults, 1, "its own heap");
    check_equal_u32(facts.best_marked, BLOCK_COUNT - 1, "its blocks");
    TerminateProcess(info.hProcess, 0);
    WaitForSingleObject(info.hProcess, 10000);
    CloseHandle(info.hProcess);
    CloseHandle(info.hThread);
    CloseHandle(ready);
}

int main(int argc, char **argv)
{
    if (argc > 1) return child(argv[1]);
    test_own();
    test_other();
    return check_summary();
}
