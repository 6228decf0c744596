/* VirtualAlloc2, MapViewOfFile3, UnmapViewOfFile2: placeholders and address requirements. */
#include "../check.h"

#ifndef MEM_PRESERVE_PLACEHOLDER
#define MEM_COALESCE_PLACEHOLDERS 0x00000001
#define MEM_PRESERVE_PLACEHOLDER  0x00000002
#define MEM_REPLACE_PLACEHOLDER   0x00004000
#define MEM_RESERVE_PLACEHOLDER   0x00040000
#endif
#define GRAIN 0x10000

static PVOID(WINAPI *alloc2)(HANDLE, PVOID, SIZE_T, ULONG, ULONG, MEM_EXTENDED_PARAMETER *, ULONG);
static PVOID(WINAPI *map3)(HANDLE, HANDLE, PVOID, ULONG64, SIZE_T, ULONG, ULONG, MEM_EXTENDED_PARAMETER *, ULONG);
static BOOL(WINAPI *unmap2)(HANDLE, PVOID, ULONG);

static MEMORY_BASIC_INFORMATION facts_of(const void *address)
{
    MEMORY_BASIC_INFORMATION facts = {0};
    check(VirtualQuery(address, &facts, sizeof(facts)) == sizeof(facts), "VirtualQuery");
    return facts;
}

static char *reserve_placeholder(SIZE_T size)
{
    char *base = alloc2(NULL, NULL, size, MEM_RESERVE | MEM_RESERVE_PLACEHOLDER, PAGE_NOACCESS, NULL, 0);
    check(base != NULL, "a placeholder of %Iu bytes: %lu", size, GetLastError());
    return base;
}

static void test_reserve(void)
{
    char *base = reserve_placeholder(4 * GRAIN);
    MEMORY_BASIC_INFORMATION facts = facts_of(base);

    check(facts.State == MEM_RESERVE, "state %#lx", facts.State);
    check(facts.RegionSize == 4 * GRAIN, "%Iu bytes", facts.RegionSize);
    check(facts.Type == MEM_PRIVATE, "type %#lx", facts.Type);
    check(!VirtualAlloc(base, GRAIN, MEM_COMMIT, PAGE_READWRITE) && GetLastError() == ERROR_INVALID_ADDRESS,
          "it cannot be committed: %lu", GetLastError());
    check(!alloc2(NULL, NULL, GRAIN, MEM_RESERVE | MEM_RESERVE_PLACEHOLDER, PAGE_READWRITE, NULL, 0) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "with a protection: %lu", GetLastError());
    check(VirtualFree(base, 0, MEM_RELEASE), "released: %lu", GetLastError());
    check(facts_of(base).State == MEM_FREE, "free");
}

static void test_split_and_join(void)
{
    char *base = reserve_placeholder(4 * GRAIN);

    check(VirtualFree(base + GRAIN, GRAIN, MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER), "split: %lu", GetLastError());
    check(facts_of(base).RegionSize == GRAIN, "the first: %Iu", facts_of(base).RegionSize);
    check(facts_of(base + GRAIN).AllocationBase == base + GRAIN, "the second is one of its own");
    check(facts_of(base + 2 * GRAIN).RegionSize == 2 * GRAIN, "the rest: %Iu", facts_of(base + 2 * GRAIN).RegionSize);
    check(!VirtualFree(base, 2 * GRAIN, MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER), "not across two");
    check(!VirtualFree(base, 3 * GRAIN, MEM_RELEASE | MEM_COALESCE_PLACEHOLDERS), "only whole ones are joined");
    check(VirtualFree(base, 4 * GRAIN, MEM_RELEASE | MEM_COALESCE_PLACEHOLDERS), "joined: %lu", GetLastError());
    check(facts_of(base).RegionSize == 4 * GRAIN, "one again: %Iu", facts_of(base).RegionSize);
    check(VirtualFree(base, 0, MEM_RELEASE), "released: %lu", GetLastError());
}

static void test_replace(void)
{
    char *base = reserve_placeholder(3 * GRAIN);
    const ULONG type = MEM_RESERVE | MEM_COMMIT | MEM_REPLACE_PLACEHOLDER;

    check(!alloc2(NULL, base, GRAIN, type, PAGE_READWRITE, NULL, 0), "the size must fit");
    check(VirtualFree(base + GRAIN, GRAIN, MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER), "split: %lu", GetLastError());
    check(alloc2(NULL, base + GRAIN, GRAIN, type, PAGE_READWRITE, NULL, 0) == base + GRAIN, "replaced: %lu",
          GetLastError());
    memset(base + GRAIN, 'x', GRAIN);
    check(facts_of(base + GRAIN).State == MEM_COMMIT, "committed");
    check(VirtualFree(base + GRAIN, 0, MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER), "a placeholder again: %lu",
          GetLastError());
    check(facts_of(base + GRAIN).State == MEM_RESERVE, "reserved");
    check(VirtualFree(base, 3 * GRAIN, MEM_RELEASE | MEM_COALESCE_PLACEHOLDERS), "joined: %lu", GetLastError());
    check(VirtualFree(base, 0, MEM_RELEASE), "released: %lu", GetLastError());
}

/* The classic use: a ring buffer that is mapped twice in a row. */
static void test_map(void)
{
    char *base = reserve_placeholder(2 * GRAIN);
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, GRAIN, NULL);

    check(VirtualFree(base, GRAIN, MEM_RELEASE | MEM_PRESERVE_PLACEHOLDER), "split: %lu", GetLastError());
    for (int i = 0; i < 2; i++)
        check(map3(section, NULL, base + i * GRAIN, 0, GRAIN, MEM_REPLACE_PLACEHOLDER, PAGE_READWRITE, NULL, 0) ==
                  base + i * GRAIN,
              "view %d: %lu", i, GetLastError());
    strcpy(base + GRAIN - 3, "wraps");
    check(!strcmp(base, "ps"), "the second view is the first one's: '%s'", base);
    check(unmap2(GetCurrentProcess(), base, MEM_PRESERVE_PLACEHOLDER), "unmapped: %lu", GetLastError());
    check(facts_of(base).State == MEM_RESERVE && facts_of(base).Type == MEM_PRIVATE, "a placeholder again");
    check(unmap2(GetCurrentProcess(), base + GRAIN, 0), "unmapped: %lu", GetLastError());
    check(facts_of(base + GRAIN).State == MEM_FREE, "free");
    check(VirtualFree(base, 0, MEM_RELEASE), "released: %lu", GetLastError());
    check(!unmap2(GetCurrentProcess(), base, 0) && GetLastError() == ERROR_INVALID_ADDRESS, "no view: %lu",
          GetLastError());
    CloseHandle(section);
}

static void test_requirements(void)
{
    MEM_ADDRESS_REQUIREMENTS limits = {.LowestStartingAddress = (void *)0x20000000,
                                       .HighestEndingAddress = (void *)0x2fffffff,
                                       .Alignment = 0x100000};
    MEM_EXTENDED_PARAMETER parameter = {.Type = MemExtendedParameterAddressRequirements, .Pointer = &limits};
    ULONG_PTR address = (ULONG_PTR)alloc2(NULL, NULL, GRAIN, MEM_RESERVE, PAGE_READWRITE, &parameter, 1);

    check(address >= 0x20000000 && address < 0x2fffffff && !(address % 0x100000), "%p: %lu", (void *)address,
          GetLastError());
    check(VirtualFree((void *)address, 0, MEM_RELEASE), "released: %lu", GetLastError());
    limits.Alignment = 0x8000;
    check(!alloc2(NULL, NULL, GRAIN, MEM_RESERVE, PAGE_READWRITE, &parameter, 1) &&
              GetLastError() == ERROR_INVALID_PARAMETER,
          "too small an alignment: %lu", GetLastError());
}

int main(void)
{
    /* Windows has these in kernelbase.dll, which every process has loaded */
    HMODULE kernelbase = GetModuleHandleA("KernelBase.dll");

    check(kernelbase != NULL, "kernelbase.dll is there");
    check(GetModuleHandleW(L"KERNELBASE") == kernelbase, "by its short name");
    alloc2 = (void *)GetProcAddress(kernelbase, "VirtualAlloc2");
    map3 = (void *)GetProcAddress(kernelbase, "MapViewOfFile3");
    unmap2 = (void *)GetProcAddress(kernelbase, "UnmapViewOfFile2");
    check(alloc2 && map3 && unmap2, "the functions");
    if (!alloc2 || !map3 || !unmap2) return check_summary();
    test_reserve();
    test_split_and_join();
    test_replace();
    test_map();
    test_requirements();
    return check_summary();
}
