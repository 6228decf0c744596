/* CreateFileMapping, MapViewOfFile and what belongs to them. */
#include "../check.h"

static char path[MAX_PATH];

static HANDLE make_file(DWORD size)
{
    char folder[MAX_PATH];
    DWORD written;
    GetTempPathA(sizeof(folder), folder);
    GetTempFileNameA(folder, "map", 0, path);
    HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              CREATE_ALWAYS, 0, NULL);
    check(file != INVALID_HANDLE_VALUE, "a temporary file: error %lu", GetLastError());
    for (DWORD i = 0; i < size; i++) {
        char c = (char)('a' + i / 0x1000 % 26);
        if (i % 0x1000 == 0 || i + 1 == size) {
            SetFilePointer(file, (LONG)i, NULL, FILE_BEGIN);
            WriteFile(file, &c, 1, &written, NULL);
        }
    }
    return file;
}

static void test_anonymous(void)
{
    HANDLE mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0x20001, NULL);
    MEMORY_BASIC_INFORMATION info;
    check(mapping != NULL, "pagefile-backed: error %lu", GetLastError());
    char *one = MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0),
         *two = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0x10000, 0x1000);
    check(one && two, "two views: error %lu", GetLastError());
    check_equal_u64((ULONG_PTR)one & 0xffff, 0, "views begin at multiples of 64 KiB");
    check_equal_u32((DWORD)one[0x20000], 0, "zeroed");
    strcpy(one + 0x10000, "seen");
    check_equal_string(two, "seen", "in both views");
    VirtualQuery(one, &info, sizeof(info));
    check_equal_u32(info.Type, MEM_MAPPED, "type");
    check_equal_u32(info.Protect, PAGE_READWRITE, "protection");
    check_equal_u32(info.AllocationProtect, PAGE_READWRITE, "protection of the whole");
    check_equal_u32(info.State, MEM_COMMIT, "committed");
    check_equal_u64(info.RegionSize, 0x21000, "size in pages");
    VirtualQuery(two, &info, sizeof(info));
    check_equal_u64(info.RegionSize, 0x1000, "size of a part");
    check_equal_u32(info.Protect, PAGE_READONLY, "read-only view");
    char *copy = MapViewOfFile(mapping, FILE_MAP_COPY, 0, 0x10000, 0);
    check(copy != NULL, "copy on write: error %lu", GetLastError());
    check_equal_string(copy, "seen", "what is there");
    strcpy(copy, "mine");
    check_equal_string(two, "seen", "a write to a copy is private");
    check(CloseHandle(mapping), "closing the mapping");
    strcpy(one + 0x10000, "still");
    check_equal_string(two, "still", "views outlive their handle");
    check_fails_with(VirtualFree(two, 0, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    check(FlushViewOfFile(one, 0), "FlushViewOfFile: error %lu", GetLastError());
    check(UnmapViewOfFile(one), "unmap");
    check(UnmapViewOfFile(two), "unmap");
    check(UnmapViewOfFile(copy), "unmap");
    check_fails_with(UnmapViewOfFile(one), ERROR_INVALID_ADDRESS);
    check_fails_with(UnmapViewOfFile(NULL), ERROR_INVALID_ADDRESS);
}

static void test_parameters(void)
{
    HANDLE mapping;
    check_fails_with(CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    check_fails_with(CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, 0, 0, 0x1000, NULL), ERROR_INVALID_PARAMETER);
    check_fails_with(CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_NOACCESS, 0, 0x1000, NULL),
                     ERROR_INVALID_PARAMETER);
    mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READONLY, 0, 0x1000, NULL);
    check(mapping != NULL, "read-only: error %lu", GetLastError());
    check_fails_with(MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0), ERROR_ACCESS_DENIED);
    check_fails_with(MapViewOfFile(mapping, FILE_MAP_READ, 0, 0x1000, 0), ERROR_MAPPED_ALIGNMENT);
    check_fails_with(MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0x1001), ERROR_ACCESS_DENIED);
    char *view = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    DWORD old;
    check(view != NULL, "a read-only view");
    check_fails_with(VirtualProtect(view, 1, PAGE_READWRITE, &old), ERROR_INVALID_PARAMETER);
    UnmapViewOfFile(view);
    CloseHandle(mapping);
    check_fails_with(MapViewOfFile((HANDLE)0xdead0, FILE_MAP_READ, 0, 0, 0), ERROR_INVALID_HANDLE);
    check_fails_with(OpenFileMappingW(FILE_MAP_READ, FALSE, L"no such mapping here"), ERROR_FILE_NOT_FOUND);
}

static void test_file(void)
{
    HANDLE file = make_file(0x18005), mapping;
    char *view, c;
    DWORD read;
    mapping = CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, 0, NULL);
    check(mapping != NULL, "of a file: error %lu", GetLastError());
    view = MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0);
    check(view != NULL, "view: error %lu", GetLastError());
    check_equal_u32((DWORD)view[0], 'a', "first page");
    check_equal_u32((DWORD)view[0x17000], 'x', "24th page");
    check_equal_u32((DWORD)view[0x18004], 'y', "last byte");
    check_equal_u32((DWORD)view[0x18005], 0, "behind the end of the file");
    view[0x3001] = 'Q';
    check(FlushViewOfFile(view + 0x3000, 10), "flush: error %lu", GetLastError());
    SetFilePointer(file, 0x3001, NULL, FILE_BEGIN);
    check(ReadFile(file, &c, 1, &read, NULL) && c == 'Q', "the file has what was written to the view");
    check(UnmapViewOfFile(view), "unmap");
    view = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0x10000, 0x100);
    check_equal_u32((DWORD)view[0], 'q', "a view from the 17th page");
    UnmapViewOfFile(view);
    CloseHandle(mapping);

    mapping = CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, 0x30000, NULL);
    check(mapping != NULL, "larger than the file: error %lu", GetLastError());
    check_equal_u32(GetFileSize(file, NULL), 0x30000, "the file has grown");
    CloseHandle(mapping);
    CloseHandle(file);

    file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    check_fails_with(CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, 0, NULL), ERROR_ACCESS_DENIED);
    check_fails_with(CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 0x40000, NULL), ERROR_NOT_ENOUGH_MEMORY);
    mapping = CreateFileMappingW(file, NULL, PAGE_WRITECOPY, 0, 0, NULL);
    check(mapping != NULL, "copy on write of a file opened for reading: error %lu", GetLastError());
    view = MapViewOfFile(mapping, FILE_MAP_COPY, 0, 0, 0);
    check(view != NULL, "view");
    view[0] = 'z';
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    check(ReadFile(file, &c, 1, &read, NULL) && c == 'a', "the file does not change");
    UnmapViewOfFile(view);
    CloseHandle(mapping);
    CloseHandle(file);
    check(DeleteFileA(path), "delete: error %lu", GetLastError());

    file = make_file(0);
    check_fails_with(CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 0, NULL), ERROR_FILE_INVALID);
    CloseHandle(file);
    DeleteFileA(path);
}

static void test_named(void)
{
    HANDLE one = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0x5000, L"winrun test mapping"), two,
           three;
    check(one != NULL, "named: error %lu", GetLastError());
    SetLastError(0xdead);
    two = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0x1000, "winrun test mapping");
    check(two != NULL, "again");
    check_last_error(ERROR_ALREADY_EXISTS, "again");
    three = OpenFileMappingW(FILE_MAP_READ, FALSE, L"winrun test mapping");
    check(three != NULL, "OpenFileMapping: error %lu", GetLastError());
    char *a = MapViewOfFile(one, FILE_MAP_ALL_ACCESS, 0, 0, 0), *b = MapViewOfFile(two, FILE_MAP_WRITE, 0, 0, 0);
    char *c = MapViewOfFile(three, FILE_MAP_READ, 0, 0, 0);
    check(a && b && c, "three views: error %lu", GetLastError());
    if (a && b && c) {
        MEMORY_BASIC_INFORMATION info;
        strcpy(a + 0x4000, "common");
        check_equal_string(b + 0x4000, "common", "the second handle");
        check_equal_string(c + 0x4000, "common", "the third handle");
        VirtualQuery(b, &info, sizeof(info));
        check_equal_u64(info.RegionSize, 0x5000, "the size is the first one's");
    }
    check_fails_with(MapViewOfFile(three, FILE_MAP_WRITE, 0, 0, 0), ERROR_ACCESS_DENIED);
    UnmapViewOfFile(a);
    UnmapViewOfFile(b);
    UnmapViewOfFile(c);
    CloseHandle(one);
    CloseHandle(two);
    CloseHandle(three);
    check_fails_with(OpenFileMappingA(FILE_MAP_READ, FALSE, "winrun test mapping"), ERROR_FILE_NOT_FOUND);
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, L"winrun test name");
    check_fails_with(CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0x1000, L"winrun test name"),
                     ERROR_INVALID_HANDLE);
    CloseHandle(event);
}

static void test_reserve(void)
{
    HANDLE mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE | SEC_RESERVE, 0, 0x20000, NULL);
    MEMORY_BASIC_INFORMATION info;
    char *view = MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0);
    check(view != NULL, "SEC_RESERVE: error %lu", GetLastError());
    VirtualQuery(view, &info, sizeof(info));
    check_equal_u32(info.State, MEM_RESERVE, "not committed");
    check_equal_ptr(VirtualAlloc(view + 0x3000, 0x2000, MEM_COMMIT, PAGE_READWRITE), view + 0x3000, "commit in a view");
    view[0x4fff] = 1;
    VirtualQuery(view + 0x3000, &info, sizeof(info));
    check_equal_u32(info.State, MEM_COMMIT, "committed");
    check_equal_u64(info.RegionSize, 0x2000, "two pages");
    check(UnmapViewOfFile(view), "unmap");
    CloseHandle(mapping);
}

/* --- across processes --- */

static int child(const char *handle_text)
{
    HANDLE named = OpenFileMappingW(FILE_MAP_WRITE, FALSE, L"winrun shared with a child"), inherited = NULL;
    ULONG_PTR value = 0;
    for (; *handle_text; handle_text++) value = value * 10 + (ULONG_PTR)(*handle_text - '0');
    inherited = (HANDLE)value;
    char *a = MapViewOfFile(named, FILE_MAP_WRITE, 0, 0, 0), *b = MapViewOfFile(inherited, FILE_MAP_WRITE, 0, 0, 0);
    if (!a || !b || strcmp(a, "from the parent") || strcmp(b + 0x10000, "inherited")) return 1;
    strcpy(a, "from the child");
    strcpy(b + 0x10000, "back");
    return 42;
}

static void test_processes(void)
{
    SECURITY_ATTRIBUTES inheritable = { sizeof(inheritable), NULL, TRUE };
    HANDLE named =
        CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 0x1000, L"winrun shared with a child");
    HANDLE inherited = CreateFileMappingW(INVALID_HANDLE_VALUE, &inheritable, PAGE_READWRITE, 0, 0x20000, NULL);
    char *a = MapViewOfFile(named, FILE_MAP_WRITE, 0, 0, 0), *b = MapViewOfFile(inherited, FILE_MAP_WRITE, 0, 0, 0);
    char self[MAX_PATH], command[MAX_PATH + 40];
    STARTUPINFOA startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;
    DWORD code = 0;
    strcpy(a, "from the parent");
    strcpy(b + 0x10000, "inherited");
    GetModuleFileNameA(NULL, self, sizeof(self));
    _snprintf(command, sizeof(command), "\"%s\" child %lu", self, (unsigned long)(ULONG_PTR)inherited);
    check(CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process), "a child: error %lu",
          GetLastError());
    check_equal_u32(WaitForSingleObject(process.hProcess, 30000), WAIT_OBJECT_0, "the child ends");
    GetExitCodeProcess(process.hProcess, &code);
    check_equal_u32(code, 42, "the child found both");
    check_equal_string(a, "from the child", "the child's answer by name");
    check_equal_string(b + 0x10000, "back", "the child's answer by inheritance");
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    UnmapViewOfFile(a);
    UnmapViewOfFile(b);
    CloseHandle(named);
    CloseHandle(inherited);
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "child")) return child(argv[2]);
    test_processes();
    test_anonymous();
    test_parameters();
    test_file();
    test_named();
    test_reserve();
    return check_summary();
}
