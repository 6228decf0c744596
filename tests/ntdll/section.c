/* NtAllocateVirtualMemory and its family, NtCreateSection and its family, by their NT names: statuses, images, other
 * classes of queries. */
#include "../check.h"
#include <winternl.h>
#include <ntstatus.h>

#define FUNCTIONS \
    F(NtAllocateVirtualMemory, HANDLE, PVOID *, ULONG_PTR, SIZE_T *, ULONG, ULONG) F(NtFreeVirtualMemory, HANDLE, PVOID *, SIZE_T *, ULONG) \
    F(NtProtectVirtualMemory, HANDLE, PVOID *, SIZE_T *, ULONG, ULONG *) \
    F(NtQueryVirtualMemory, HANDLE, LPCVOID, int, PVOID, SIZE_T, SIZE_T *) F(NtLockVirtualMemory, HANDLE, PVOID *, SIZE_T *, ULONG) \
    F(NtReadVirtualMemory, HANDLE, LPCVOID, PVOID, SIZE_T, SIZE_T *) F(NtUnmapViewOfSection, HANDLE, PVOID) \
    F(NtCreateSection, HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, LARGE_INTEGER *, ULONG, ULONG, HANDLE) \
    F(NtMapViewOfSection, HANDLE, HANDLE, PVOID *, ULONG_PTR, SIZE_T, LARGE_INTEGER *, SIZE_T *, int, ULONG, ULONG) \
    F(NtQuerySection, HANDLE, int, PVOID, SIZE_T, SIZE_T *) F(NtExtendSection, HANDLE, LARGE_INTEGER *)
#define F(name, ...) static NTSTATUS (NTAPI *p##name)(__VA_ARGS__);
FUNCTIONS
#undef F

static const HANDLE self = (HANDLE)-1;

static void test_memory(void)
{
    PVOID base = NULL;
    SIZE_T size = 0x12345, done;
    ULONG old = 0;
    char buffer[64];
    check_status(pNtAllocateVirtualMemory(self, &base, 0, &size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE),
                 STATUS_SUCCESS, "allocate");
    check_equal_u64(size, 0x13000, "the size is rounded up");
    check_equal_u64((ULONG_PTR)base % 0x10000, 0, "the address is a multiple of 64 KiB");
    PVOID part = (char *)base + 0x1234;
    size = 1;
    check_status(pNtProtectVirtualMemory(self, &part, &size, PAGE_READONLY, &old), STATUS_SUCCESS, "protect");
    check_equal_ptr(part, (char *)base + 0x1000, "the address is rounded down");
    check_equal_u64(size, 0x1000, "the size is rounded up");
    check_equal_u32(old, PAGE_READWRITE, "old protection");
    check_status(pNtProtectVirtualMemory(self, &part, &size, 0x77, &old), STATUS_INVALID_PAGE_PROTECTION,
                 "no protection");
    size = 0x40000;
    check_status(pNtProtectVirtualMemory(self, &part, &size, PAGE_READONLY, &old), STATUS_CONFLICTING_ADDRESSES,
                 "beyond the end");
    size = 0x1000;
    check_status(pNtLockVirtualMemory(self, &part, &size, 1), STATUS_SUCCESS, "lock");
    check_status(pNtReadVirtualMemory(self, base, buffer, 4, &done), STATUS_SUCCESS, "read");
    check_equal_u64(done, 4, "bytes read");
    part = (char *)base + 0x12000, size = 0x1000;
    check_status(pNtProtectVirtualMemory(self, &part, &size, PAGE_NOACCESS, &old), STATUS_SUCCESS,
                 "a page without access");
    check_status(pNtReadVirtualMemory(self, (char *)base + 0x12000 - 2, buffer, 4, &done), STATUS_PARTIAL_COPY,
                 "read into it");

    part = (char *)base + 0x2000, size = 0x1000;
    check_status(pNtFreeVirtualMemory(self, &part, &size, MEM_DECOMMIT), STATUS_SUCCESS, "decommit");
    check_status(pNtProtectVirtualMemory(self, &part, &size, PAGE_READONLY, &old), STATUS_NOT_COMMITTED,
                 "protect of a reserved page");
    size = 0;
    check_status(pNtFreeVirtualMemory(self, &part, &size, MEM_RELEASE), STATUS_FREE_VM_NOT_AT_BASE,
                 "release in the middle");
    part = base, size = 0x40000;
    check_status(pNtFreeVirtualMemory(self, &part, &size, MEM_RELEASE), STATUS_UNABLE_TO_FREE_VM,
                 "release of too much");
    part = (char *)base + 0x10000, size = 0x3000;
    check_status(pNtFreeVirtualMemory(self, &part, &size, MEM_RELEASE), STATUS_SUCCESS, "release of a part");
    size = 0;
    check_status(pNtFreeVirtualMemory(self, &base, &size, MEM_RELEASE), STATUS_SUCCESS, "release of the rest");
    check_equal_u64(size, 0x10000, "the rest's size");
    size = 0;
    check_status(pNtFreeVirtualMemory(self, &base, &size, MEM_RELEASE), STATUS_MEMORY_NOT_ALLOCATED,
                 "release of nothing");
    check_status(pNtFreeVirtualMemory((HANDLE)0xdead0, &base, &size, MEM_RELEASE), STATUS_INVALID_HANDLE, "no process");

    base = NULL, size = 0x1000;
    check_status(pNtAllocateVirtualMemory(self, &base, 4, &size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE),
                 STATUS_SUCCESS, "zero bits");
    check((ULONG_PTR)base < 0x10000000, "four of the upper bits of a 32-bit address are zero: %p", base);
    size = 0;
    check_status(pNtFreeVirtualMemory(self, &base, &size, MEM_RELEASE), STATUS_SUCCESS, "release");
}

static void test_queries(void)
{
    struct { UNICODE_STRING name; WCHAR text[300]; } file;
    MEMORY_BASIC_INFORMATION info;
    SIZE_T done = 0;
    check_status(pNtQueryVirtualMemory(self, (void *)test_queries, 0, &info, sizeof(info), &done), STATUS_SUCCESS,
                 "basic");
    check_equal_u64(done, sizeof(info), "basic");
    check_status(pNtQueryVirtualMemory(self, (void *)test_queries, 0, &info, sizeof(info) - 1, &done),
                 STATUS_INFO_LENGTH_MISMATCH, "too small");
    check_status(pNtQueryVirtualMemory(self, (void *)test_queries, 2, &file, sizeof(file), &done), STATUS_SUCCESS,
                 "the file behind code");
    check(file.name.Length > 10 && file.name.Buffer == file.text, "its name: %u bytes", file.name.Length);
    file.text[file.name.Length / 2] = 0;
    WCHAR *last = wcsrchr(file.text, '\\');
    check(last && !_wcsicmp(last, L"\\section.exe"), "its name");
    check(pNtQueryVirtualMemory(self, &info, 2, &file, sizeof(file), &done) != STATUS_SUCCESS, "the stack has no file");
}

struct image_information {
    PVOID entry;
    ULONG zero_bits;
    SIZE_T stack, commit;
    ULONG subsystem;
    USHORT minor, major;
    ULONG gp;
    USHORT characteristics, dll, machine;
    BOOLEAN code; UCHAR flags; ULONG loader, size, checksum;
};

static void test_image(void)
{
    WCHAR path[MAX_PATH];
    HANDLE section = NULL;
    PVOID base = NULL;
    SIZE_T size = 0, done;
    struct image_information image;
    MEMORY_BASIC_INFORMATION info;
    GetModuleFileNameW(NULL, path, MAX_PATH);
    HANDLE file = CreateFileW(path, GENERIC_READ | GENERIC_EXECUTE, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    check(file != INVALID_HANDLE_VALUE, "the program's file: error %lu", GetLastError());
    check_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, NULL, PAGE_READONLY, SEC_IMAGE, file),
                 STATUS_SUCCESS, "of an image");
    check_status(pNtQuerySection(section, 1, &image, sizeof(image), &done), STATUS_SUCCESS, "SectionImageInformation");
    check_equal_u32(image.machine, sizeof(void *) == 8 ? 0x8664 : 0x14c, "machine");
    check_equal_u32(image.subsystem, 3, "subsystem");
    const char *self_base = (char *)GetModuleHandleW(NULL);
    const IMAGE_NT_HEADERS *headers = (void *)(self_base + ((IMAGE_DOS_HEADER *)self_base)->e_lfanew);
    check_equal_u64(image.stack, headers->OptionalHeader.SizeOfStackReserve, "stack");
    NTSTATUS status = pNtMapViewOfSection(section, self, &base, 0, 0, NULL, &size, 1, 0, PAGE_READONLY);
    check_status(status, STATUS_IMAGE_NOT_AT_BASE, "a second copy");
    check(base && (char *)base != self_base, "somewhere else");
    check_equal_u64(size, headers->OptionalHeader.SizeOfImage, "its size");
    check_equal_bytes(base, self_base, 0x40, "the same header");
    VirtualQuery(base, &info, sizeof(info));
    check_equal_u32(info.Type, MEM_IMAGE, "type");
    check_equal_u32(info.Protect, PAGE_READONLY, "protection");
    VirtualQuery((char *)base + ((char *)test_image - self_base), &info, sizeof(info));
    check_equal_u32(info.Protect, PAGE_EXECUTE_READ, "protection of code");
    check_equal_ptr(info.AllocationBase, base, "one allocation");
    check_status(pNtUnmapViewOfSection(self, (char *)base + 0x1000), STATUS_SUCCESS, "unmap by an address inside");
    check_status(pNtUnmapViewOfSection(self, base), STATUS_NOT_MAPPED_VIEW, "twice");
    CloseHandle(section);
    CloseHandle(file);
}

static void test_sections(void)
{
    HANDLE section = NULL;
    LARGE_INTEGER size = { .QuadPart = 0x1234 }, offset = { .QuadPart = 0 };
    struct { PVOID base; ULONG attributes; LARGE_INTEGER size; } basic;
    PVOID base = NULL;
    SIZE_T view = 0, done;
    check_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE, SEC_COMMIT, NULL),
                 STATUS_SUCCESS, "create");
    check_status(pNtQuerySection(section, 0, &basic, sizeof(basic), &done), STATUS_SUCCESS, "SectionBasicInformation");
    check_equal_u64((ULONG64)basic.size.QuadPart, 0x2000, "size in pages");
    check_equal_u32(basic.attributes, SEC_COMMIT, "attributes");
    check_status(pNtQuerySection(section, 1, &basic, sizeof(basic), &done), STATUS_INFO_LENGTH_MISMATCH, "too small");
    offset.QuadPart = 0x1000;
    check_status(pNtMapViewOfSection(section, self, &base, 0, 0, &offset, &view, 1, 0, PAGE_READWRITE),
                 STATUS_MAPPED_ALIGNMENT, "offset");
    offset.QuadPart = 0;
    view = 0x3000;
    check_status(pNtMapViewOfSection(section, self, &base, 0, 0, &offset, &view, 1, 0, PAGE_READWRITE),
                 STATUS_INVALID_VIEW_SIZE, "too large");
    view = 0;
    check_status(pNtMapViewOfSection(section, self, &base, 0, 0, &offset, &view, 1, 0, PAGE_EXECUTE_READ),
                 STATUS_SECTION_PROTECTION, "no code in here");
    check_status(pNtMapViewOfSection(section, self, &base, 0, 0, &offset, &view, 1, 0, PAGE_READWRITE), STATUS_SUCCESS,
                 "map");
    check_equal_u64(view, 0x2000, "size of the view");
    check_status(pNtUnmapViewOfSection(self, base), STATUS_SUCCESS, "unmap");
    CloseHandle(section);
    check_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE, 0, NULL),
                 STATUS_INVALID_PARAMETER_6, "attributes");
    check_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, &size, 0, SEC_COMMIT, NULL),
                 STATUS_INVALID_PAGE_PROTECTION, "protection");
    check_status(pNtCreateSection(&section, SECTION_ALL_ACCESS, NULL, NULL, PAGE_READONLY, SEC_COMMIT, (HANDLE)0xdead0),
                 STATUS_INVALID_HANDLE, "file");
    size.QuadPart = 0x1000;
    check_status(pNtCreateSection(&section, SECTION_QUERY, NULL, &size, PAGE_READWRITE, SEC_COMMIT, NULL),
                 STATUS_SUCCESS, "for queries only");
    base = NULL, view = 0;
    check_status(pNtMapViewOfSection(section, self, &base, 0, 0, NULL, &view, 1, 0, PAGE_READONLY),
                 STATUS_ACCESS_DENIED, "no right to map");
    CloseHandle(section);
}

int main(void)
{
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
#define F(name, ...) p##name = (void *)GetProcAddress(ntdll, #name);
    FUNCTIONS
#undef F
    test_memory();
    test_queries();
    test_image();
    test_sections();
    return check_summary();
}
