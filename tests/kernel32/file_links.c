/* Symbolic links, junctions, hard links, short names, sparse files, files by number. */
#include "../check.h"
#include "../temporary_folder.h"
#include <winioctl.h>

#define TAG_SYMLINK 0xa000000cu
#define TAG_JUNCTION 0xa0000003u

struct reparse {
    ULONG tag;
    USHORT size, reserved, substitute_offset, substitute_size, print_offset, print_size;
    BYTE rest[2048];
};

static HANDLE open_link(const WCHAR *name, DWORD access)
{
    return CreateFileW(name, access, 7, NULL, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS,
                       NULL);
}

static BOOL control(HANDLE file, DWORD code, const void *in, DWORD in_size, void *out, DWORD out_size, DWORD *got)
{
    return DeviceIoControl(file, code, (LPVOID)in, in_size, out, out_size, got, NULL);
}

static void test_symbolic(void)
{
    WIN32_FIND_DATAW data;
    struct reparse reparse = {0};
    DWORD got;
    char text[8];
    make_file(L"target", "12345");
    check(CreateSymbolicLinkW(L"link", L"target", 0), "error %lu", GetLastError());
    check(GetFileAttributesW(L"link") & FILE_ATTRIBUTE_REPARSE_POINT, "attributes %lx", GetFileAttributesW(L"link"));
    HANDLE file = CreateFileW(L"link", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    check(ReadFile(file, text, 8, &got, NULL) && got == 5, "read through the link");
    WCHAR path[MAX_PATH];
    GetFinalPathNameByHandleW(file, path, MAX_PATH, 0);
    check(wcslen(path) > 7 && !wcscmp(path + wcslen(path) - 7, L"\\target"), "final path %ls", path);
    CloseHandle(file);
    HANDLE find = FindFirstFileW(L"link", &data);
    check_equal_u32(data.dwReserved0, TAG_SYMLINK, "the tag");
    FindClose(find);
    file = open_link(L"link", GENERIC_READ);
    check(control(file, FSCTL_GET_REPARSE_POINT, NULL, 0, &reparse, sizeof(reparse), &got), "error %lu",
          GetLastError());
    check_equal_u32(reparse.tag, TAG_SYMLINK, "tag");
    check_equal_u32(reparse.substitute_size, 12, "a relative target");
    check_equal_u32(*(ULONG *)reparse.rest, 1, "SYMLINK_FLAG_RELATIVE");
    check_equal_bytes(reparse.rest + 4 + reparse.substitute_offset, L"target", 12, "target");
    check_fails_with(control(file, FSCTL_GET_REPARSE_POINT, NULL, 0, &reparse, 12, &got), ERROR_MORE_DATA);
    CloseHandle(file);
    file = open_link(L"target", GENERIC_READ);
    check_fails_with(control(file, FSCTL_GET_REPARSE_POINT, NULL, 0, &reparse, sizeof(reparse), &got),
                     ERROR_NOT_A_REPARSE_POINT);
    CloseHandle(file);
    CreateDirectoryW(L"folder", NULL);
    make_file(L"folder\\f", "x");
    check(CreateSymbolicLinkW(L"folder link", L"folder", SYMBOLIC_LINK_FLAG_DIRECTORY), "error %lu", GetLastError());
    DWORD both = FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DIRECTORY;
    check_equal_u32(GetFileAttributesW(L"folder link") & both, both, "a link to a folder");
    check(GetFileAttributesW(L"folder link\\f") != INVALID_FILE_ATTRIBUTES, "through it");
    check(RemoveDirectoryW(L"folder link"), "removed: error %lu", GetLastError());
    check(GetFileAttributesW(L"folder\\f") != INVALID_FILE_ATTRIBUTES, "what it led to stays");
    check(DeleteFileW(L"link"), "delete the link");
    check(GetFileAttributesW(L"target") != INVALID_FILE_ATTRIBUTES, "its target stays");
    check_fails_with(CreateSymbolicLinkW(L"target", L"x", 0), ERROR_ALREADY_EXISTS);
    check(CreateSymbolicLinkW(L"dangling", L"nowhere", 0), "a link that leads nowhere");
    check_fails_with(CreateFileW(L"dangling", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL) != INVALID_HANDLE_VALUE,
                     ERROR_FILE_NOT_FOUND);
    check(DeleteFileW(L"dangling"), "delete it");
}

static void make_junction_data(struct reparse *reparse, DWORD *size, const WCHAR *target)
{
    WCHAR substitute[MAX_PATH] = L"\\??\\";
    wcscat(substitute, target);
    USHORT length = (USHORT)(wcslen(substitute) * 2), print = (USHORT)(wcslen(target) * 2);
    *reparse = (struct reparse){
        .tag = TAG_JUNCTION, .substitute_size = length, .print_offset = length + 2, .print_size = print};
    memcpy(reparse->rest, substitute, length + 2);
    memcpy(reparse->rest + length + 2, target, print + 2);
    reparse->size = 8 + length + 2 + print + 2;
    *size = reparse->size + 8u;
}

static void test_junction(void)
{
    struct reparse reparse, back;
    DWORD size, got;
    WCHAR target[MAX_PATH];
    WIN32_FIND_DATAW data;
    CreateDirectoryW(L"real", NULL);
    make_file(L"real\\f", "x");
    CreateDirectoryW(L"junction", NULL);
    GetFullPathNameW(L"real", MAX_PATH, target, NULL);
    make_junction_data(&reparse, &size, target);
    HANDLE folder = open_link(L"junction", GENERIC_WRITE);
    check(control(folder, FSCTL_SET_REPARSE_POINT, &reparse, size, NULL, 0, &got), "set: error %lu", GetLastError());
    CloseHandle(folder);
    check(GetFileAttributesW(L"junction\\f") != INVALID_FILE_ATTRIBUTES, "through the junction");
    HANDLE find = FindFirstFileW(L"junction", &data);
    check_equal_u32(data.dwReserved0, TAG_JUNCTION, "tag");
    FindClose(find);
    folder = open_link(L"junction", GENERIC_READ | GENERIC_WRITE);
    check(control(folder, FSCTL_GET_REPARSE_POINT, NULL, 0, &back, sizeof(back), &got), "get: error %lu",
          GetLastError());
    check_equal_u32(got, size, "size");
    check_equal_bytes(&back, &reparse, size, "what was set comes back");
    reparse.tag = TAG_SYMLINK;
    check_fails_with(control(folder, FSCTL_DELETE_REPARSE_POINT, &reparse, 8, NULL, 0, &got),
                     ERROR_REPARSE_TAG_MISMATCH);
    reparse.tag = TAG_JUNCTION;
    reparse.size = 0;
    check(control(folder, FSCTL_DELETE_REPARSE_POINT, &reparse, 8, NULL, 0, &got), "remove: error %lu", GetLastError());
    CloseHandle(folder);
    check_equal_u32(GetFileAttributesW(L"junction") & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT),
                    FILE_ATTRIBUTE_DIRECTORY, "a folder again");
    check(GetFileAttributesW(L"junction\\f") == INVALID_FILE_ATTRIBUTES, "an empty one");
    make_junction_data(&reparse, &size, target);
    folder = open_link(L"real", GENERIC_WRITE);
    check_fails_with(control(folder, FSCTL_SET_REPARSE_POINT, &reparse, size, NULL, 0, &got), ERROR_DIR_NOT_EMPTY);
    check_fails_with(control(folder, FSCTL_SET_REPARSE_POINT, &reparse, size - 2, NULL, 0, &got),
                     ERROR_INVALID_REPARSE_DATA);
    CloseHandle(folder);
}

static void test_hard_links(void)
{
    WCHAR name[MAX_PATH], other[MAX_PATH], own[MAX_PATH];
    DWORD size = MAX_PATH, small = 3;
    make_file(L"hard", "1");
    GetFullPathNameW(L"hard", MAX_PATH, own, NULL);
    HANDLE find = FindFirstFileNameW(L"hard", 0, &size, name);
    check(find != INVALID_HANDLE_VALUE, "error %lu", GetLastError());
    check_equal_wide(name, own + 2, "the only name, without the drive");
    check_equal_u32(size, wcslen(name) + 1, "length");
    size = MAX_PATH;
    check_fails_with(FindNextFileNameW(find, &size, name), ERROR_HANDLE_EOF);
    check(FindClose(find), "close");
    check(CreateHardLinkW(L"second", L"hard", NULL), "error %lu", GetLastError());
    size = MAX_PATH;
    find = FindFirstFileNameW(L"hard", 0, &size, name);
    size = MAX_PATH;
    check(FindNextFileNameW(find, &size, other), "two names: error %lu", GetLastError());
    check(wcscmp(name, other), "two different names");
    FindClose(find);
    check_fails_with(FindFirstFileNameW(L"hard", 0, &small, name) != INVALID_HANDLE_VALUE, ERROR_MORE_DATA);
    check(small > 3, "the length needed: %lu", small);
    check_fails_with(FindFirstFileNameW(L"none", 0, &size, name) != INVALID_HANDLE_VALUE, ERROR_FILE_NOT_FOUND);
    BY_HANDLE_FILE_INFORMATION information;
    HANDLE file = CreateFileW(L"second", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    check(GetFileInformationByHandle(file, &information), "information");
    check_equal_u32(information.nNumberOfLinks, 2, "links");
    FILE_ID_DESCRIPTOR id = {.dwSize = sizeof(id), .Type = FileIdType};
    id.FileId.LowPart = information.nFileIndexLow;
    id.FileId.HighPart = (LONG)information.nFileIndexHigh;
    HANDLE hint = CreateFileW(L".", 0, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    HANDLE again = OpenFileById(hint, &id, GENERIC_READ, 7, NULL, 0);
    check(again != INVALID_HANDLE_VALUE, "OpenFileById: error %lu", GetLastError());
    BY_HANDLE_FILE_INFORMATION same;
    check(GetFileInformationByHandle(again, &same), "information");
    check_equal_u32(same.nFileIndexLow, information.nFileIndexLow, "the same file");
    CloseHandle(again);
    CloseHandle(hint);
    CloseHandle(file);
}

static void test_short_names(void)
{
    static const WCHAR *const names[] = {L"a long name.text", L"another.extension", L"with space",
                                         L"Two.Dots.txt",     L".hidden file",      L"no extension at all"};
    static const WCHAR *const plain[] = {L"SHORT.TXT", L"lower.c", L"noext", L"12345678.123"};
    WCHAR short_name[MAX_PATH], long_name[MAX_PATH], seen[6][14];
    WIN32_FIND_DATAW data;
    CreateDirectoryW(L"a folder with a long name", NULL);
    SetCurrentDirectoryW(L"a folder with a long name");
    for (unsigned i = 0; i < 6; i++) {
        check_case((int)i);
        make_file(names[i], "x");
        HANDLE find = FindFirstFileW(names[i], &data);
        check(data.cAlternateFileName[0], "%ls has a short name", names[i]);
        check(wcslen(data.cAlternateFileName) <= 12, "at most 8.3: %ls", data.cAlternateFileName);
        FindClose(find);
        wcscpy(seen[i], data.cAlternateFileName);
        check(GetFileAttributesW(data.cAlternateFileName) != INVALID_FILE_ATTRIBUTES, "%ls opens",
              data.cAlternateFileName);
        BOOL legal = FALSE, spaces;
        check(CheckNameLegalDOS8Dot3W(seen[i], NULL, 0, &spaces, &legal) && legal, "%ls is legal", seen[i]);
        check(GetShortPathNameW(names[i], short_name, MAX_PATH) > 0, "GetShortPathName: error %lu", GetLastError());
        check_equal_wide(short_name, seen[i], "GetShortPathName");
        check(GetLongPathNameW(short_name, long_name, MAX_PATH) > 0, "GetLongPathName: error %lu", GetLastError());
        check_equal_wide(long_name, names[i], "GetLongPathName");
        for (unsigned k = 0; k < i; k++) check(wcscmp(seen[i], seen[k]), "%ls twice", seen[i]);
    }
    for (unsigned i = 0; i < 4; i++) {
        check_case((int)i + 10);
        make_file(plain[i], "x");
        HANDLE find = FindFirstFileW(plain[i], &data);
        check(!data.cAlternateFileName[0], "%ls is its own short name: %ls", plain[i], data.cAlternateFileName);
        FindClose(find);
        check(GetShortPathNameW(plain[i], short_name, MAX_PATH), "GetShortPathName");
        check_equal_wide(short_name, plain[i], "GetShortPathName");
    }
    check_case(0);
    HANDLE find = FindFirstFileExW(names[0], FindExInfoBasic, &data, FindExSearchNameMatch, NULL, 0);
    check(!data.cAlternateFileName[0], "FindExInfoBasic tells no short name");
    FindClose(find);
    check(GetFileAttributesW(L"NONAME~1") == INVALID_FILE_ATTRIBUTES, "no such short name");
    check_fails_with(GetShortPathNameW(L"none", short_name, MAX_PATH), ERROR_FILE_NOT_FOUND);
    GetCurrentDirectoryW(MAX_PATH, long_name);
    SetCurrentDirectoryW(L"..");
    DWORD needed = GetShortPathNameW(long_name, NULL, 0), length = GetShortPathNameW(long_name, short_name, MAX_PATH);
    check_equal_u32(needed, length + 1, "size and length");
    check(wcslen(short_name) < wcslen(long_name) && !wcschr(short_name, ' '), "shorter: %ls", short_name);
    check(SetCurrentDirectoryW(short_name), "a folder by its short name: error %lu", GetLastError());
    WCHAR back[MAX_PATH];
    check(GetLongPathNameW(short_name, back, MAX_PATH) > 0, "back");
    check_equal_wide(back, long_name, "the long path");
    SetCurrentDirectoryW(L"..");
}

static void test_sparse(void)
{
    DWORD got;
    LARGE_INTEGER size = {.QuadPart = 1 << 20};
    FILE_ALLOCATED_RANGE_BUFFER asked = {{.QuadPart = 0}, {.QuadPart = 1 << 20}}, ranges[8];
    HANDLE file = CreateFileW(L"sparse", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    check(control(file, FSCTL_SET_SPARSE, NULL, 0, NULL, 0, &got), "set sparse: error %lu", GetLastError());
    check(GetFileAttributesW(L"sparse") & FILE_ATTRIBUTE_SPARSE_FILE, "attribute %lx", GetFileAttributesW(L"sparse"));
    SetFilePointerEx(file, size, NULL, FILE_BEGIN);
    check(SetEndOfFile(file), "a megabyte");
    check(control(file, FSCTL_QUERY_ALLOCATED_RANGES, &asked, sizeof(asked), ranges, sizeof(ranges), &got),
          "ranges: error %lu", GetLastError());
    check_equal_u32(got, 0, "all of it is a hole");
    SetFilePointer(file, 512 * 1024, NULL, FILE_BEGIN);
    DWORD written;
    WriteFile(file, "data", 4, &written, NULL);
    check(control(file, FSCTL_QUERY_ALLOCATED_RANGES, &asked, sizeof(asked), ranges, sizeof(ranges), &got),
          "ranges: error %lu", GetLastError());
    check_equal_u32(got, sizeof(ranges[0]), "one range");
    check(ranges[0].FileOffset.QuadPart <= 512 * 1024 &&
              ranges[0].FileOffset.QuadPart + ranges[0].Length.QuadPart >= 512 * 1024 + 4,
          "around the data");
    check(GetCompressedFileSizeW(L"sparse", NULL) < 1 << 20, "less is allocated");
    FILE_ZERO_DATA_INFORMATION zero = {{.QuadPart = 0}, {.QuadPart = 1 << 20}};
    check(control(file, FSCTL_SET_ZERO_DATA, &zero, sizeof(zero), NULL, 0, &got), "zero: error %lu", GetLastError());
    check(control(file, FSCTL_QUERY_ALLOCATED_RANGES, &asked, sizeof(asked), ranges, sizeof(ranges), &got), "ranges");
    check_equal_u32(got, 0, "a hole again");
    asked.Length.QuadPart = -1;
    check_fails_with(control(file, FSCTL_QUERY_ALLOCATED_RANGES, &asked, sizeof(asked), ranges, sizeof(ranges), &got),
                     ERROR_INVALID_PARAMETER);
    zero.BeyondFinalZero.QuadPart = -5;
    check_fails_with(control(file, FSCTL_SET_ZERO_DATA, &zero, sizeof(zero), NULL, 0, &got), ERROR_INVALID_PARAMETER);
    CloseHandle(file);
    make_file(L"dense", "abc");
    file = CreateFileW(L"dense", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    asked.Length.QuadPart = 100;
    check(control(file, FSCTL_QUERY_ALLOCATED_RANGES, &asked, sizeof(asked), ranges, sizeof(ranges), &got), "ranges");
    check_equal_u32(got, sizeof(ranges[0]), "a file that is not sparse is one range");
    check_equal_u32(ranges[0].Length.LowPart, 3, "of its size");
    CloseHandle(file);
}

static void test_transacted(void)
{
    check_fails_with(CreateFileTransactedW(L"t", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL, INVALID_HANDLE_VALUE,
                                           NULL, NULL) != INVALID_HANDLE_VALUE,
                     6801);
    check_fails_with(DeleteFileTransactedW(L"t", INVALID_HANDLE_VALUE), 6801);
    check_fails_with(CreateDirectoryTransactedW(NULL, L"t", NULL, INVALID_HANDLE_VALUE), 6801);
    check(GetFileAttributesW(L"t") == INVALID_FILE_ATTRIBUTES, "nothing was made");
}

static void test_volume(void)
{
    WCHAR root[8] = L"\\\\.\\X:";
    WCHAR folder[MAX_PATH];
    DWORD got;
    GetCurrentDirectoryW(MAX_PATH, folder);
    root[4] = folder[0];
    HANDLE volume = CreateFileW(root, 0, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    check(volume != INVALID_HANDLE_VALUE, "the volume opens: error %lu", GetLastError());
    STORAGE_DEVICE_NUMBER number;
    check(control(volume, IOCTL_STORAGE_GET_DEVICE_NUMBER, NULL, 0, &number, sizeof(number), &got), "error %lu",
          GetLastError());
    check_equal_u32(number.DeviceType, FILE_DEVICE_DISK, "a disk");
    VOLUME_DISK_EXTENTS extents;
    check(control(volume, IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, NULL, 0, &extents, sizeof(extents), &got), "error %lu",
          GetLastError());
    check_equal_u32(extents.NumberOfDiskExtents, 1, "extents");
    DISK_GEOMETRY geometry;
    check(control(volume, IOCTL_DISK_GET_DRIVE_GEOMETRY, NULL, 0, &geometry, sizeof(geometry), &got), "error %lu",
          GetLastError());
    check_equal_u32(geometry.BytesPerSector, 512, "sector");
    check_fails_with(control(volume, IOCTL_DISK_GET_DRIVE_GEOMETRY, NULL, 0, &geometry, 4, &got),
                     ERROR_INSUFFICIENT_BUFFER);
    check_fails_with(control(volume, 0x7fffc, NULL, 0, &geometry, 4, &got), ERROR_INVALID_FUNCTION);
    CloseHandle(volume);
}

int main(void)
{
    if (!temporary_folder_begin()) return 1;
    test_symbolic();
    test_junction();
    test_hard_links();
    test_short_names();
    test_sparse();
    test_transacted();
    test_volume();
    temporary_folder_end();
    return check_summary();
}
