/* GetFullPathName and other functions of path syntax. */
#include "../check.h"

struct full_case { const WCHAR *path, *full, *part; };

static const struct full_case cases[] = {
    {L"C:\\a\\b", L"C:\\a\\b", L"b"},
    {L"C:\\a\\b\\", L"C:\\a\\b\\", NULL},
    {L"C:/a/b", L"C:\\a\\b", L"b"},
    {L"C:\\a\\..\\b", L"C:\\b", L"b"},
    {L"C:\\a\\.\\b", L"C:\\a\\b", L"b"},
    {L"C:\\..\\..\\b", L"C:\\b", L"b"},
    {L"C:\\a\\\\b", L"C:\\a\\b", L"b"},
    {L"C:\\a.", L"C:\\a", L"a"},
    {L"C:\\a...", L"C:\\a", L"a"},
    {L"C:\\a ", L"C:\\a", L"a"},
    {L"C:\\a. . ", L"C:\\a", L"a"},
    {L"C:\\a\\..", L"C:\\", NULL},
    {L"C:\\", L"C:\\", NULL},
    {L"C:\\a\\b\\..\\..\\c", L"C:\\c", L"c"},
    {L"\\x", L"C:\\x", L"x"},
    {L"x", L"C:\\windows\\x", L"x"},
    {L"..\\x", L"C:\\x", L"x"},
    {L".", L"C:\\windows", L"windows"},
    {L"..", L"C:\\", NULL},
    {L"C:x", L"C:\\windows\\x", L"x"},
    {L"C:", L"C:\\windows", L"windows"},
    {L"\\\\server\\share\\a\\..\\b", L"\\\\server\\share\\b", L"b"},
    {L"//server/share/x", L"\\\\server\\share\\x", L"x"},
    {L"\\\\.\\pipe\\x", L"\\\\.\\pipe\\x", L"x"},
    {L"\\\\?\\C:\\a", L"\\\\?\\C:\\a", L"a"},
    {L"NUL", L"\\\\.\\NUL", NULL},
    {L"nul", L"\\\\.\\nul", NULL},
    {L"COM1", L"\\\\.\\COM1", NULL},
    {L"C:\\x\\CON", L"\\\\.\\CON", NULL},
    {L"C:\\nulx", L"C:\\nulx", L"nulx"},
    {L"COM0", L"C:\\windows\\COM0", L"COM0"},
    {L"C:\\a\\b.c.d", L"C:\\a\\b.c.d", L"b.c.d"},
};

static void test_full(void)
{
    SetCurrentDirectoryW(L"C:\\windows");
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        WCHAR buffer[MAX_PATH], *part = NULL;
        check_case((int)i);
        DWORD length = GetFullPathNameW(cases[i].path, MAX_PATH, buffer, &part);
        check_equal_wide(buffer, cases[i].full, "full");
        check_equal_u32(length, wcslen(cases[i].full), "length");
        if (cases[i].full[2] != '.') check_equal_wide(part, cases[i].part, "file part");
        check_equal_u32(GetFullPathNameW(cases[i].path, 2, buffer, NULL), wcslen(cases[i].full) + 1, "size needed");
    }
    check_case(0);
}

static void test_current(void)
{
    WCHAR buffer[MAX_PATH];
    char ansi[MAX_PATH];
    check(SetCurrentDirectoryW(L"C:\\WINDOWS\\system32\\"), "set");
    check_equal_u32(GetCurrentDirectoryW(MAX_PATH, buffer), 19, "length");
    check(!_wcsicmp(buffer, L"C:\\windows\\system32"), "current folder");
    check_equal_u32(GetCurrentDirectoryW(5, buffer), 20, "needed");
    check(SetCurrentDirectoryW(L".."), "up");
    check_equal_u32(GetCurrentDirectoryA(MAX_PATH, ansi), 10, "length");
    check(SetCurrentDirectoryA("C:\\"), "root");
    check_equal_u32(GetCurrentDirectoryA(MAX_PATH, ansi), 3, "length of a root");
    check_equal_string(ansi, "C:\\", "root");
    check_fails_with(SetCurrentDirectoryW(L"C:\\nosuchfolder"), ERROR_FILE_NOT_FOUND);
    check_fails_with(SetCurrentDirectoryW(L"C:\\windows\\system32\\kernel32.dll"), ERROR_DIRECTORY);
}

static void test_folders(void)
{
    WCHAR buffer[MAX_PATH], small[4];
    UINT length = GetWindowsDirectoryW(buffer, MAX_PATH);
    check_equal_u32(length, wcslen(buffer), "windows");
    check_equal_u32(GetWindowsDirectoryW(small, 4), length + 1, "needed");
    length = GetSystemDirectoryW(buffer, MAX_PATH);
    check_equal_u32(length, wcslen(buffer), "system");
    check(GetFileAttributesW(buffer) & FILE_ATTRIBUTE_DIRECTORY, "exists");
    check(GetTempPathW(MAX_PATH, buffer) > 3, "temporary");
    check_equal_u32(buffer[wcslen(buffer) - 1], '\\', "ends with a backslash");
    check(SearchPathW(NULL, L"kernel32", L".dll", MAX_PATH, buffer, NULL) > 0, "kernel32 is found");
    check_equal_u32(SearchPathW(NULL, L"nosuchdll", L".dll", MAX_PATH, buffer, NULL), 0, "not there");
    check_last_error(ERROR_FILE_NOT_FOUND, "not there");
    check(GetDriveTypeW(L"C:\\") == DRIVE_FIXED, "C:");
    check_equal_u32(GetDriveTypeW(L"Q:\\"), DRIVE_NO_ROOT_DIR, "Q:");
    check(GetLogicalDrives() & 4, "C: is there");
    check(GetLogicalDriveStringsW(0, NULL) > 4, "size of the drive strings");
    ULARGE_INTEGER available, total, unused;
    check(GetDiskFreeSpaceExW(L"C:\\", &available, &total, &unused), "space");
    check(available.QuadPart <= total.QuadPart && total.QuadPart, "sensible");
    DWORD serial, maximum, flags;
    check(GetVolumeInformationW(L"C:\\", NULL, 0, &serial, &maximum, &flags, buffer, MAX_PATH), "volume");
    check_equal_u32(maximum, 255, "longest name");
    check(GetVolumeNameForVolumeMountPointW(L"C:\\", buffer, MAX_PATH), "volume name");
    check(GetFileAttributesW(buffer) != INVALID_FILE_ATTRIBUTES, "leads somewhere");
}

int main(void)
{
    test_full();
    test_current();
    test_folders();
    return check_summary();
}
