/* VirtualAlloc, VirtualFree, VirtualProtect, VirtualQuery, IsBad...Ptr, ReadProcessMemory, write watches,
 * GlobalMemoryStatus. */
#include "../check.h"

static MEMORY_BASIC_INFORMATION query(const void *address)
{
    MEMORY_BASIC_INFORMATION info;
    memset(&info, 0xcc, sizeof(info));
    check_equal_u64(VirtualQuery(address, &info, sizeof(info)), sizeof(info), "VirtualQuery");
    return info;
}

static void check_region(const void *address, const void *base, const void *allocation, SIZE_T size, DWORD state,
                         DWORD protect, DWORD type, int number)
{
    MEMORY_BASIC_INFORMATION info = query(address);
    check_case(number);
    check_equal_ptr(info.BaseAddress, base, "BaseAddress");
    check_equal_ptr(info.AllocationBase, allocation, "AllocationBase");
    if (size) check_equal_u64(info.RegionSize, size, "RegionSize");
    check_equal_u32(info.State, state, "State");
    check_equal_u32(info.Protect, protect, "Protect");
    check_equal_u32(info.Type, type, "Type");
    check_case(0);
}

static void test_reserve(void)
{
    char *base = VirtualAlloc(NULL, 0x2fffe, MEM_RESERVE, PAGE_READWRITE), *part;
    check(base != NULL, "reserving: error %lu", GetLastError());
    check_equal_u64((ULONG_PTR)base & 0xffff, 0, "a reservation begins at a multiple of 64 KiB");
    check_region(base, base, base, 0x30000, MEM_RESERVE, 0, MEM_PRIVATE, 1);
    check_equal_u32(query(base).AllocationProtect, PAGE_READWRITE, "AllocationProtect");
    check_region(base + 0x1234, base + 0x1000, base, 0x2f000, MEM_RESERVE, 0, MEM_PRIVATE, 2);

    part = VirtualAlloc(base + 0x10010, 0x1000, MEM_COMMIT, PAGE_READONLY);
    check_equal_ptr(part, base + 0x10000, "commit rounds down to a page");
    check_region(base, base, base, 0x10000, MEM_RESERVE, 0, MEM_PRIVATE, 3);
    check_region(base + 0x10000, base + 0x10000, base, 0x2000, MEM_COMMIT, PAGE_READONLY, MEM_PRIVATE, 4);
    check_region(base + 0x12000, base + 0x12000, base, 0x1e000, MEM_RESERVE, 0, MEM_PRIVATE, 5);
    check_equal_u32((DWORD)part[0x1fff], 0, "fresh memory is zero");

    check(VirtualAlloc(base + 0x10000, 0x1000, MEM_COMMIT, PAGE_READWRITE) == base + 0x10000,
          "committing what is committed");
    check_region(base + 0x10000, base + 0x10000, base, 0x1000, MEM_COMMIT, PAGE_READWRITE, MEM_PRIVATE, 6);
    part[5] = 55;
    check(VirtualAlloc(base + 0x10000, 0x2000, MEM_COMMIT, PAGE_READWRITE) == base + 0x10000, "committing both pages");
    check_equal_u32((DWORD)part[5], 55, "a second commit keeps contents");

    check(VirtualFree(base + 0x10000, 0x1000, MEM_DECOMMIT), "decommit: error %lu", GetLastError());
    check_region(base + 0x10000, base + 0x10000, base, 0x1000, MEM_RESERVE, 0, MEM_PRIVATE, 7);
    check(VirtualFree(base + 0x10000, 0x1000, MEM_DECOMMIT), "decommit of what is not committed");
    check(VirtualAlloc(base + 0x10000, 0x1000, MEM_COMMIT, PAGE_READWRITE) != NULL, "committing again");
    check_equal_u32((DWORD)part[5], 0, "after decommit the page is zero");

    check_fails_with(VirtualAlloc(base, 0x1000, MEM_RESERVE, PAGE_READWRITE), ERROR_INVALID_ADDRESS);
    check_fails_with(VirtualAlloc(base + 0x20000, 0x20000, MEM_COMMIT, PAGE_READWRITE), ERROR_INVALID_ADDRESS);
    check_fails_with(VirtualFree(base, 0x1000, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualFree(base + 0x1000, 0, MEM_RELEASE), ERROR_INVALID_ADDRESS);
    check_fails_with(VirtualFree(base, 0x40000, MEM_DECOMMIT), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualFree(base, 0, 0), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualFree(base, 0, MEM_RELEASE | MEM_DECOMMIT), ERROR_INVALID_PARAMETER);
    check(VirtualFree(base, 0, MEM_DECOMMIT), "decommit of everything");
    check_region(base + 0x1000, base + 0x1000, base, 0x2f000, MEM_RESERVE, 0, MEM_PRIVATE, 9);
    check(VirtualFree(base, 0, MEM_RELEASE), "release: error %lu", GetLastError());
    check_equal_u32(query(base).State, MEM_FREE, "released memory is free");
    check_equal_u32(query(base).Protect, PAGE_NOACCESS, "free memory has no access");
    check_equal_u32(query(base).Type, 0, "free memory has no type");
    check_equal_ptr(query(base).AllocationBase, NULL, "free memory has no allocation");
    check_fails_with(VirtualFree(base, 0, MEM_RELEASE), ERROR_INVALID_ADDRESS);
}

static void test_parameters(void)
{
    char *base;
    check_fails_with(VirtualAlloc(NULL, 0, MEM_COMMIT, PAGE_READWRITE), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualAlloc(NULL, 0x1000, 0, PAGE_READWRITE), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualAlloc(NULL, 0x1000, MEM_COMMIT, 0), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualAlloc(NULL, 0x1000, MEM_COMMIT, 0x1234), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualAlloc(NULL, 0x1000, MEM_COMMIT, PAGE_READWRITE | PAGE_READONLY), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualAlloc(NULL, 0x1000, MEM_COMMIT, PAGE_WRITECOPY), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualAlloc(NULL, 0x1000, MEM_RELEASE, PAGE_READWRITE), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualAlloc((void *)0x1000, 0x1000, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE),
                     ERROR_INVALID_PARAMETER);

    base = VirtualAlloc(NULL, 0x1000, MEM_COMMIT, PAGE_READWRITE);
    check(base != NULL, "MEM_COMMIT alone reserves when no address is given");
    check_equal_u64(query(base).RegionSize, 0x1000, "of one page");
    check_fails_with(VirtualAlloc(base + 0x1000, 0x1000, MEM_COMMIT, PAGE_READWRITE), ERROR_INVALID_ADDRESS);
    check(VirtualFree(base, 0, MEM_RELEASE), "release");

    base = VirtualAlloc(NULL, 0x20000, MEM_RESERVE | MEM_COMMIT | MEM_TOP_DOWN, PAGE_EXECUTE_READWRITE);
    check(base != NULL, "MEM_TOP_DOWN: error %lu", GetLastError());
    check_region(base, base, base, 0x20000, MEM_COMMIT, PAGE_EXECUTE_READWRITE, MEM_PRIVATE, 20);
    check(VirtualFree(base, 0, MEM_RELEASE), "release");
    /* at the same place again, by its address; an address is rounded down to 64 KiB */
    check_equal_ptr(VirtualAlloc(base + 0x123, 0x1000, MEM_RESERVE, PAGE_NOACCESS), base, "reserving at an address");
    check(VirtualFree(base, 0, MEM_RELEASE), "release");
}

static void test_protect(void)
{
    static const DWORD kinds[] = {PAGE_NOACCESS,
                                  PAGE_READONLY,
                                  PAGE_READWRITE,
                                  PAGE_EXECUTE,
                                  PAGE_EXECUTE_READ,
                                  PAGE_EXECUTE_READWRITE,
                                  PAGE_READWRITE | PAGE_GUARD};
    char *base = VirtualAlloc(NULL, 0x8000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DWORD old = 0, before = PAGE_READWRITE;
    for (unsigned i = 0; i < ARRAYSIZE(kinds); i++) {
        check_case(100 + (int)i);
        check(VirtualProtect(base + 0x2001, 0x1000, kinds[i], &old), "VirtualProtect: error %lu", GetLastError());
        check_equal_u32(old, before, "old protection");
        MEMORY_BASIC_INFORMATION info = query(base + 0x2000);
        check_equal_u32(info.Protect, kinds[i], "new protection");
        check_equal_u64(info.RegionSize, kinds[i] == PAGE_READWRITE ? 0x6000 : 0x2000, "two pages touched");
        check_equal_u32(info.AllocationProtect, PAGE_READWRITE, "AllocationProtect stays");
        before = kinds[i];
    }
    check_case(0);
    check(VirtualProtect(base, 0x8000, PAGE_READONLY, &old), "all pages");
    check_equal_u32(old, PAGE_READWRITE, "the old protection is the first page's");
    check_equal_u64(query(base).RegionSize, 0x8000, "one region again");
    check_fails_with(VirtualProtect(base, 0x1000, 0, &old), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualProtect(base, 0x1000, PAGE_WRITECOPY, &old), ERROR_INVALID_PARAMETER);
    check_fails_with(VirtualProtect(base, 0x1000, PAGE_READONLY, NULL), ERROR_NOACCESS);
    check(VirtualFree(base, 0x1000, MEM_DECOMMIT), "decommit");
    check_fails_with(VirtualProtect(base, 0x2000, PAGE_READWRITE, &old), ERROR_INVALID_ADDRESS);
    check(VirtualFree(base, 0, MEM_RELEASE), "release");
    check_fails_with(VirtualProtect(base, 0x1000, PAGE_READWRITE, &old), ERROR_INVALID_ADDRESS);
}

static void test_query(void)
{
    static int variable = 7;
    SYSTEM_INFO system;
    MEMORY_BASIC_INFORMATION info;
    HMODULE self = GetModuleHandleW(NULL);
    char on_stack;
    GetSystemInfo(&system);
    check_equal_u32(system.dwPageSize, 0x1000, "page size");
    check_equal_u32(system.dwAllocationGranularity, 0x10000, "allocation granularity");
    check_equal_ptr(system.lpMinimumApplicationAddress, (void *)0x10000, "lowest address");

    check_region(self, self, self, 0, MEM_COMMIT, PAGE_READONLY, MEM_IMAGE, 30);
    info = query((void *)test_query);
    check_equal_u32(info.Protect, PAGE_EXECUTE_READ, "code can be executed");
    check_equal_ptr(info.AllocationBase, self, "and belongs to the image");
    check_equal_u32(info.AllocationProtect, PAGE_EXECUTE_WRITECOPY, "AllocationProtect of images");
    variable++;
    info = query(&variable);
    check(info.Protect == PAGE_READWRITE || info.Protect == PAGE_WRITECOPY, "data: %lx", info.Protect);
    info = query(&on_stack);
    check_equal_u32(info.Protect, PAGE_READWRITE, "stack");
    check_equal_u32(info.Type, MEM_PRIVATE, "stack");
    info = query((void *)0x7ffe0000);
    check_equal_u32(info.Protect, PAGE_READONLY, "KUSER_SHARED_DATA");
    check_equal_u32(info.State, MEM_COMMIT, "KUSER_SHARED_DATA");
    info = query(NULL);
    check_equal_u32(info.State, MEM_FREE, "the null pointer's page");
    check_equal_ptr(info.BaseAddress, NULL, "the null pointer's page");
    check_fails_with(VirtualQuery(self, &info, sizeof(info) - 1), ERROR_BAD_LENGTH);
    check_fails_with(VirtualQuery((void *)(ULONG_PTR)-0x1000, &info, sizeof(info)), ERROR_INVALID_PARAMETER);

    /* a walk over all regions meets the end */
    int regions = 0;
    char *at = NULL;
    while (regions < 100000 && VirtualQuery(at, &info, sizeof(info))) {
        if ((char *)info.BaseAddress != at || !info.RegionSize) break;
        at = (char *)info.BaseAddress + info.RegionSize;
        regions++;
    }
    check(regions > 10 && regions < 100000, "%d regions", regions);
    check((ULONG_PTR)at > (ULONG_PTR)system.lpMaximumApplicationAddress, "the last region ends at %p", at);
}

static void test_bad_pointers(void)
{
    char *base = VirtualAlloc(NULL, 0x3000, MEM_RESERVE, PAGE_READWRITE);
    VirtualAlloc(base, 0x1000, MEM_COMMIT, PAGE_READWRITE);
    VirtualAlloc(base + 0x1000, 0x1000, MEM_COMMIT, PAGE_READONLY);
    check(!IsBadReadPtr(base, 0x2000), "two readable pages");
    check(IsBadReadPtr(base, 0x2001), "one byte too far");
    check(!IsBadWritePtr(base, 0x1000), "a writable page");
    check(IsBadWritePtr(base, 0x1001), "into a read-only page");
    check(IsBadReadPtr(NULL, 1), "null");
    check(!IsBadReadPtr(NULL, 0), "nothing at null");
    memset(base, 'x', 0x1000);
    base[0xffe] = 0;
    check(!IsBadStringPtrA(base, 0x10000), "a string");
    check(!IsBadStringPtrW((WCHAR *)(base + 0x1000), 5), "an empty wide string");
    check(IsBadStringPtrA(NULL, 5), "no string");
    check(IsBadCodePtr(NULL), "no code");
    check(!IsBadCodePtr((FARPROC)(void *)test_query), "code");
    VirtualFree(base, 0, MEM_RELEASE);
}

static void test_process_memory(void)
{
    char *base = VirtualAlloc(NULL, 0x2000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE), buffer[0x2000];
    SIZE_T done = 99;
    DWORD old;
    strcpy(base, "hello");
    check(ReadProcessMemory(GetCurrentProcess(), base, buffer, 6, &done), "read: error %lu", GetLastError());
    check_equal_u64(done, 6, "bytes read");
    check_equal_string(buffer, "hello", "what was read");
    check(WriteProcessMemory(GetCurrentProcess(), base + 0xfff, "ab", 2, &done), "write: error %lu", GetLastError());
    check_equal_u64(done, 2, "bytes written");
    check_equal_u32((DWORD)base[0x1000], 'b', "what was written");
    check_fails_with(ReadProcessMemory(GetCurrentProcess(), NULL, buffer, 4, &done), ERROR_PARTIAL_COPY);
    check_equal_u64(done, 0, "nothing read");
    VirtualProtect(base + 0x1000, 0x1000, PAGE_EXECUTE_READ, &old);
    check(WriteProcessMemory(GetCurrentProcess(), base + 0x1000, "c", 1, &done), "code may be written: error %lu",
          GetLastError());
    check_equal_u32((DWORD)base[0x1000], 'c', "code was written");
    check_equal_u32(query(base + 0x1000).Protect, PAGE_EXECUTE_READ, "and its protection is as before");
    VirtualProtect(base + 0x1000, 0x1000, PAGE_NOACCESS, &old);
    check(!ReadProcessMemory(GetCurrentProcess(), base, buffer, 0x2000, &done), "over the end");
    check_last_error(ERROR_PARTIAL_COPY, "over the end");
    check_fails_with(ReadProcessMemory((HANDLE)0xdead0, base, buffer, 1, &done), ERROR_INVALID_HANDLE);
    VirtualFree(base, 0, MEM_RELEASE);
}

static void test_write_watch(void)
{
    char *base = VirtualAlloc(NULL, 0x10000, MEM_RESERVE | MEM_COMMIT | MEM_WRITE_WATCH, PAGE_READWRITE);
    void *pages[16];
    ULONG_PTR count = 16;
    DWORD granularity = 0;
    check(base != NULL, "MEM_WRITE_WATCH: error %lu", GetLastError());
    if (!base) return;
    check_equal_u32(GetWriteWatch(0, base, 0x10000, pages, &count, &granularity), 0, "GetWriteWatch");
    check_equal_u64(count, 0, "nothing written yet");
    check_equal_u32(granularity, 0x1000, "granularity");
    base[0x2345] = 1;
    base[0x5000] = 1;
    base[0x5fff] = 1;
    count = 16;
    check_equal_u32(GetWriteWatch(0, base, 0x10000, pages, &count, &granularity), 0, "GetWriteWatch");
    check_equal_u64(count, 2, "pages written");
    check_equal_ptr(pages[0], base + 0x2000, "first page");
    check_equal_ptr(pages[1], base + 0x5000, "second page");
    count = 1;
    check_equal_u32(GetWriteWatch(WRITE_WATCH_FLAG_RESET, base, 0x10000, pages, &count, &granularity), 0,
                    "with little room");
    check_equal_u64(count, 1, "as many as there is room for");
    count = 16;
    GetWriteWatch(0, base, 0x10000, pages, &count, &granularity);
    check_equal_u64(count, 1, "the other one is left");
    check_equal_u32(ResetWriteWatch(base, 0x10000), 0, "ResetWriteWatch");
    count = 16;
    GetWriteWatch(0, base, 0x10000, pages, &count, &granularity);
    check_equal_u64(count, 0, "forgotten");
    base[0x2345] = 2;
    count = 16;
    GetWriteWatch(0, base, 0x10000, pages, &count, &granularity);
    check_equal_u64(count, 1, "and seen again");
    VirtualFree(base, 0, MEM_RELEASE);
    base = VirtualAlloc(NULL, 0x1000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    count = 16;
    check_fails_with(!GetWriteWatch(0, base, 0x1000, pages, &count, &granularity), ERROR_INVALID_PARAMETER);
    VirtualFree(base, 0, MEM_RELEASE);
}

static void test_status(void)
{
    MEMORYSTATUSEX status = { .dwLength = sizeof(status) };
    MEMORYSTATUS old;
    check(GlobalMemoryStatusEx(&status), "GlobalMemoryStatusEx: error %lu", GetLastError());
    check(status.ullTotalPhys > (64 << 20), "there is memory");
    check(status.ullAvailPhys <= status.ullTotalPhys, "not more is free than there is");
    check(status.dwMemoryLoad <= 100, "a load of %lu%%", status.dwMemoryLoad);
    check(status.ullTotalPageFile >= status.ullTotalPhys, "the commit limit");
    check(status.ullTotalVirtual >= 0x7ff00000 - 0x20000, "address space");
    check(status.ullAvailVirtual < status.ullTotalVirtual, "some of it is used");
    status.dwLength = 5;
    check_fails_with(GlobalMemoryStatusEx(&status), ERROR_INVALID_PARAMETER);
    GlobalMemoryStatus(&old);
    check_equal_u32(old.dwLength, sizeof(old), "GlobalMemoryStatus");
    check(old.dwTotalPhys != 0, "GlobalMemoryStatus");
    check(VirtualLock(&status, 1), "VirtualLock: error %lu", GetLastError());
    check(VirtualUnlock(&status, 1), "VirtualUnlock: error %lu", GetLastError());
}

static void test_working_set(void)
{
    SIZE_T minimum = 0, maximum = 0;
    check(GetProcessWorkingSetSize(GetCurrentProcess(), &minimum, &maximum), "GetProcessWorkingSetSize: error %lu",
          GetLastError());
    check(minimum && minimum <= maximum, "%lu to %lu bytes", (unsigned long)minimum, (unsigned long)maximum);
    check(SetProcessWorkingSetSize(GetCurrentProcess(), (SIZE_T)-1, (SIZE_T)-1), "emptying: error %lu", GetLastError());
    check_fails_with(SetProcessWorkingSetSize(GetCurrentProcess(), 0x200000, 0x100000), ERROR_INVALID_PARAMETER);
}

int main(void)
{
    test_reserve();
    test_parameters();
    test_protect();
    test_query();
    test_bad_pointers();
    test_process_memory();
    test_write_watch();
    test_status();
    test_working_set();
    return check_summary();
}
