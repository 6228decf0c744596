/* Copying, moving, linking; attributes, times and information of files. */
#include "../check.h"
#include "../temporary_folder.h"

static DWORD size_of(const WCHAR *name)
{
    WIN32_FILE_ATTRIBUTE_DATA data;
    return GetFileAttributesExW(name, GetFileExInfoStandard, &data) ? data.nFileSizeLow : INVALID_FILE_SIZE;
}

static DWORD progress_calls;

static DWORD CALLBACK progress(LARGE_INTEGER size, LARGE_INTEGER done, LARGE_INTEGER stream_size,
                               LARGE_INTEGER stream_done, DWORD stream, DWORD reason, HANDLE from, HANDLE to,
                               LPVOID data)
{
    (void)stream_size, (void)stream_done, (void)stream, (void)reason, (void)from, (void)to;
    check(done.QuadPart <= size.QuadPart, "done");
    progress_calls++;
    return data ? PROGRESS_CANCEL : PROGRESS_CONTINUE;
}

static void test_copy(void)
{
    make_file(L"src", "content");
    check(CopyFileW(L"src", L"dst", TRUE), "copy: %lu", GetLastError());
    check_equal_u32(size_of(L"dst"), 7, "size");
    check_fails_with(CopyFileW(L"src", L"dst", TRUE), ERROR_FILE_EXISTS);
    check(CopyFileW(L"src", L"dst", FALSE), "over it");
    check_fails_with(CopyFileW(L"nosuch", L"dst", FALSE), ERROR_FILE_NOT_FOUND);
    check_fails_with(CopyFileW(L"src", L"no\\dst", FALSE), ERROR_PATH_NOT_FOUND);
    check(CopyFileExW(L"src", L"dst2", progress, NULL, NULL, 0), "with progress");
    check(progress_calls >= 2, "called %lu times", progress_calls);
    check_fails_with(CopyFileExW(L"src", L"dst3", progress, (void *)1, NULL, 0), ERROR_REQUEST_ABORTED);
    check_equal_u32(size_of(L"dst3"), INVALID_FILE_SIZE, "a cancelled copy goes");
    SetFileAttributesW(L"src", FILE_ATTRIBUTE_READONLY);
    check(CopyFileW(L"src", L"copy", FALSE), "copy of a read-only file");
    check(GetFileAttributesW(L"copy") & FILE_ATTRIBUTE_READONLY, "is read-only");
    check_fails_with(CopyFileW(L"dst", L"copy", FALSE), ERROR_ACCESS_DENIED);
    SetFileAttributesW(L"src", FILE_ATTRIBUTE_NORMAL);
    SetFileAttributesW(L"copy", FILE_ATTRIBUTE_NORMAL);
}

static void test_move(void)
{
    make_file(L"m1", "one");
    make_file(L"m2", "three");
    check_fails_with(MoveFileW(L"m1", L"m2"), ERROR_ALREADY_EXISTS);
    check(MoveFileExW(L"m1", L"m2", MOVEFILE_REPLACE_EXISTING), "replace: %lu", GetLastError());
    check_equal_u32(size_of(L"m2"), 3, "replaced");
    check_equal_u32(size_of(L"m1"), INVALID_FILE_SIZE, "moved");
    check_fails_with(MoveFileW(L"m1", L"m3"), ERROR_FILE_NOT_FOUND);
    check_fails_with(MoveFileW(L"m2", L"no\\m3"), ERROR_PATH_NOT_FOUND);
    check(MoveFileW(L"m2", L"M2"), "another case");
    WIN32_FIND_DATAW data;
    HANDLE find = FindFirstFileW(L"m2", &data);
    check_equal_wide(data.cFileName, L"M2", "new case");
    FindClose(find);
    CreateDirectoryW(L"dir1", NULL);
    make_file(L"dir1\\inside", "x");
    check(MoveFileW(L"dir1", L"dir2"), "a folder: %lu", GetLastError());
    check_equal_u32(size_of(L"DIR2\\INSIDE"), 1, "with its contents");
    check_fails_with(RemoveDirectoryW(L"dir2"), ERROR_DIR_NOT_EMPTY);
    check_fails_with(CreateDirectoryW(L"Dir2", NULL), ERROR_ALREADY_EXISTS);
    check_fails_with(CreateDirectoryW(L"no\\dir", NULL), ERROR_PATH_NOT_FOUND);
    check_fails_with(RemoveDirectoryW(L"nosuch"), ERROR_FILE_NOT_FOUND);
    check_fails_with(RemoveDirectoryW(L"M2"), ERROR_DIRECTORY);
    check_fails_with(DeleteFileW(L"dir2"), ERROR_ACCESS_DENIED);
    make_file(L"r1", "old");
    make_file(L"r2", "newer");
    check(ReplaceFileW(L"r1", L"r2", L"r3", 0, NULL, NULL), "replace with backup: %lu", GetLastError());
    check_equal_u32(size_of(L"r1"), 5, "new");
    check_equal_u32(size_of(L"r3"), 3, "backup");
}

static void test_links(void)
{
    BY_HANDLE_FILE_INFORMATION one, two;
    make_file(L"l1", "link");
    check(CreateHardLinkW(L"l2", L"l1", NULL), "hard link: %lu", GetLastError());
    check_fails_with(CreateHardLinkW(L"l2", L"l1", NULL), ERROR_ALREADY_EXISTS);
    HANDLE a = CreateFileW(L"l1", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL),
           b = CreateFileW(L"l2", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    check(GetFileInformationByHandle(a, &one) && GetFileInformationByHandle(b, &two), "information");
    check_equal_u32(one.nNumberOfLinks, 2, "links");
    check_equal_u32(one.nFileIndexLow, two.nFileIndexLow, "the same file");
    check_equal_u32(one.dwVolumeSerialNumber, two.dwVolumeSerialNumber, "the same volume");
    CloseHandle(a);
    CloseHandle(b);
}

static void test_attributes(void)
{
    static const DWORD sets[] = {
        FILE_ATTRIBUTE_HIDDEN, FILE_ATTRIBUTE_SYSTEM, FILE_ATTRIBUTE_READONLY, FILE_ATTRIBUTE_ARCHIVE,
        FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_ARCHIVE};
    FILETIME creation = {0x11111111, 0x01c00000}, access = {0x22222222, 0x01c10000}, write = {0x33333380, 0x01c20000},
             c, a, w;
    make_file(L"at", "x");
    for (unsigned i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
        check_case((int)i);
        check(SetFileAttributesW(L"at", sets[i]), "set: %lu", GetLastError());
        check_equal_u32(GetFileAttributesW(L"AT"), sets[i], "attributes");
    }
    check_case(0);
    check(SetFileAttributesW(L"at", FILE_ATTRIBUTE_NORMAL), "normal");
    check_equal_u32(GetFileAttributesW(L"at"), FILE_ATTRIBUTE_NORMAL, "normal");
    check_fails_with(SetFileAttributesW(L"nosuch", FILE_ATTRIBUTE_NORMAL), ERROR_FILE_NOT_FOUND);
    HANDLE file = CreateFileW(L"at", FILE_WRITE_ATTRIBUTES | FILE_READ_ATTRIBUTES, 7, NULL, OPEN_EXISTING, 0, NULL);
    check(SetFileTime(file, &creation, &access, &write), "times: %lu", GetLastError());
    check(GetFileTime(file, &c, &a, &w), "times");
    check_equal_u32(c.dwHighDateTime, creation.dwHighDateTime, "creation");
    check_equal_u32(c.dwLowDateTime, creation.dwLowDateTime, "creation");
    check_equal_u32(a.dwHighDateTime, access.dwHighDateTime, "access");
    check_equal_u32(w.dwHighDateTime, write.dwHighDateTime, "write");
    check_equal_u32(w.dwLowDateTime, write.dwLowDateTime, "write");
    check(SetFileTime(file, NULL, NULL, &access), "only one");
    check(GetFileTime(file, &c, &a, &w), "times");
    check_equal_u32(c.dwHighDateTime, creation.dwHighDateTime, "creation stays");
    check_equal_u32(w.dwHighDateTime, access.dwHighDateTime, "write changes");
    WCHAR path[MAX_PATH + 16];
    DWORD length = GetFinalPathNameByHandleW(file, path, MAX_PATH, 0);
    check(length > 7 && !memcmp(path, L"\\\\?\\", 8), "final path");
    check_equal_wide(path + length - 3, L"\\at", "final path");
    CloseHandle(file);
}

int main(void)
{
    if (!check(temporary_folder_begin(), "temporary folder: %lu", GetLastError())) return check_summary();
    test_copy();
    test_move();
    test_links();
    test_attributes();
    temporary_folder_end();
    return check_summary();
}
