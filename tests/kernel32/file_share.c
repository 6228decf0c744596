/* Share modes, deletion of open files, byte-range locks. */
#include "../check.h"
#include "../temporary_folder.h"

static HANDLE open_shared(DWORD access, DWORD share)
{
    return CreateFileW(L"s.bin", access, share, NULL, OPEN_EXISTING, 0, NULL);
}

/* Every pair of accesses and share modes: the second open fits only if each shares what the other wants. */
static void test_matrix(void)
{
    static const DWORD accesses[] = {GENERIC_READ, GENERIC_WRITE, GENERIC_READ | GENERIC_WRITE, DELETE, 0};
    static const DWORD wants[] = {FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                  FILE_SHARE_DELETE, 0};
    static const DWORD shares[] = {0, FILE_SHARE_READ, FILE_SHARE_WRITE, 7};
    make_file(L"s.bin", "0123456789");
    for (int i = 0; i < 5 * 4 * 5 * 4; i++) {
        int a1 = i % 5, s1 = i / 5 % 4, a2 = i / 20 % 5, s2 = i / 100;
        BOOL fits = !wants[a1] || !wants[a2] || (!(wants[a1] & ~shares[s2]) && !(wants[a2] & ~shares[s1]));
        HANDLE first = open_shared(accesses[a1], shares[s1]);
        SetLastError(0);
        HANDLE second = open_shared(accesses[a2], shares[s2]);
        check_case(a1 * 5 + a2);
        check(fits == (second != INVALID_HANDLE_VALUE), "access %lx share %lx, then access %lx share %lx: error %lu",
              accesses[a1], shares[s1], accesses[a2], shares[s2], GetLastError());
        if (second == INVALID_HANDLE_VALUE) check_last_error(ERROR_SHARING_VIOLATION, "refused");
        else CloseHandle(second);
        CloseHandle(first);
    }
    check_case(0);
}

static void test_deletion(void)
{
    make_file(L"del.bin", "x");
    HANDLE file = CreateFileW(L"del.bin", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    check_fails_with(DeleteFileW(L"del.bin"), ERROR_SHARING_VIOLATION);
    CloseHandle(file);
    file = CreateFileW(L"del.bin", GENERIC_READ | DELETE, 7, NULL, OPEN_EXISTING, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    check(file != INVALID_HANDLE_VALUE, "delete on close");
    check(GetFileAttributesW(L"del.bin") != INVALID_FILE_ATTRIBUTES, "still there");
    CloseHandle(file);
    check_equal_u32(GetFileAttributesW(L"del.bin"), INVALID_FILE_ATTRIBUTES, "gone");
    make_file(L"ro.bin", "x");
    check(SetFileAttributesW(L"ro.bin", FILE_ATTRIBUTE_READONLY), "read only");
    check_fails_with(DeleteFileW(L"ro.bin"), ERROR_ACCESS_DENIED);
    check_equal_u32((DWORD)(ULONG_PTR)CreateFileW(L"ro.bin", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL), (DWORD)-1,
                    "write to read only");
    check_last_error(ERROR_ACCESS_DENIED, "write to read only");
    check(SetFileAttributesW(L"ro.bin", FILE_ATTRIBUTE_NORMAL), "normal");
    check(DeleteFileW(L"ro.bin"), "delete: %lu", GetLastError());
    check_fails_with(DeleteFileW(L"ro.bin"), ERROR_FILE_NOT_FOUND);
    for (int i = 0; i < 50; i++) {
        make_file(L"again", "x");
        check(DeleteFileW(L"again"), "delete");
        check(CreateDirectoryW(L"again", NULL), "a folder of the same name at once");
        check(RemoveDirectoryW(L"again"), "remove");
    }
}

static void test_locks(void)
{
    char buffer[16];
    DWORD done;
    HANDLE one = open_shared(GENERIC_READ | GENERIC_WRITE, 7), two = open_shared(GENERIC_READ | GENERIC_WRITE, 7);
    check(LockFile(one, 2, 0, 4, 0), "lock: %lu", GetLastError());
    check_fails_with(LockFile(two, 5, 0, 1, 0), ERROR_LOCK_VIOLATION);
    check(LockFile(two, 6, 0, 1, 0), "beside it");
    check_fails_with(ReadFile(two, buffer, 10, &done, NULL), ERROR_LOCK_VIOLATION);
    check(ReadFile(one, buffer, 6, &done, NULL) && done == 6, "the owner reads");
    check(ReadFile(two, buffer, 2, &done, NULL) && done == 2, "before the range");
    check_fails_with(WriteFile(two, "x", 1, &done, NULL), ERROR_LOCK_VIOLATION);
    check(UnlockFile(two, 6, 0, 1, 0), "unlock");
    check_fails_with(UnlockFile(two, 2, 0, 4, 0), ERROR_NOT_LOCKED);
    check_fails_with(UnlockFile(one, 2, 0, 3, 0), ERROR_NOT_LOCKED);
    check(UnlockFile(one, 2, 0, 4, 0), "unlock");
    check(WriteFile(two, "x", 1, &done, NULL), "write");
    OVERLAPPED at = {.Offset = 0, .OffsetHigh = 0x7fffffff};
    check(LockFileEx(one, LOCKFILE_FAIL_IMMEDIATELY, 0, 10, 0, &at), "shared, far out");
    check(LockFileEx(two, LOCKFILE_FAIL_IMMEDIATELY, 0, 10, 0, &at), "shared by another");
    check_fails_with(LockFileEx(two, LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &at),
                     ERROR_LOCK_VIOLATION);
    check(UnlockFileEx(one, 0, 10, 0, &at), "unlock");
    check(LockFile(one, 0, 0, 1, 0), "lock again");
    CloseHandle(one);
    check(LockFile(two, 0, 0, 1, 0), "closing let go: %lu", GetLastError());
    CloseHandle(two);
}

int main(void)
{
    if (!check(temporary_folder_begin(), "temporary folder: %lu", GetLastError())) return check_summary();
    test_matrix();
    test_deletion();
    test_locks();
    temporary_folder_end();
    return check_summary();
}
