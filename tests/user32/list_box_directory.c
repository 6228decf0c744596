/* Folders in list and combo boxes: LB_DIR, LB_ADDFILE, CB_DIR, DlgDirList, DlgDirSelectEx and those for combo boxes. */
#include "../check.h"

static WCHAR folder[MAX_PATH];
static HWND dialog, list, combo, text;

static LRESULT tell(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return SendMessageW(window, message, wparam, lparam);
}

static void make_file(LPCWSTR name, DWORD attributes)
{
    HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, attributes, NULL);
    check(file != INVALID_HANDLE_VALUE, "a file");
    CloseHandle(file);
}

static void begin(void)
{
    WCHAR temporary[MAX_PATH];
    GetTempPathW(MAX_PATH, temporary);
    wsprintfW(folder, L"%slist%u", temporary, GetCurrentProcessId());
    check(CreateDirectoryW(folder, NULL), "a folder");
    check(SetCurrentDirectoryW(folder), "it is the current one");
    make_file(L"one.txt", 0);
    make_file(L"two.txt", 0);
    make_file(L"other.doc", 0);
    make_file(L"hidden.txt", FILE_ATTRIBUTE_HIDDEN);
    make_file(L"fixed.txt", FILE_ATTRIBUTE_READONLY);
    check(CreateDirectoryW(L"inner", NULL), "a folder in it");
    dialog = CreateWindowW(L"Static", L"", WS_OVERLAPPEDWINDOW, 0, 0, 300, 300, NULL, NULL, NULL, NULL);
    list = CreateWindowW(L"ListBox", L"", WS_CHILD | LBS_SORT | LBS_HASSTRINGS, 0, 0, 100, 100, dialog, (HMENU)20, NULL,
                         NULL);
    combo = CreateWindowW(L"ComboBox", L"", WS_CHILD | CBS_SORT | CBS_DROPDOWNLIST, 0, 100, 100, 100, dialog, (HMENU)21,
                          NULL, NULL);
    text = CreateWindowW(L"Static", L"", WS_CHILD, 0, 200, 100, 20, dialog, (HMENU)22, NULL, NULL);
}

static void end(void)
{
    static const WCHAR *const files[] = {L"one.txt", L"two.txt", L"other.doc", L"hidden.txt", L"fixed.txt"};
    DestroyWindow(dialog);
    SetCurrentDirectoryW(folder);
    SetFileAttributesW(L"fixed.txt", FILE_ATTRIBUTE_NORMAL);
    SetFileAttributesW(L"hidden.txt", FILE_ATTRIBUTE_NORMAL);
    for (int i = 0; i < 5; i++) DeleteFileW(files[i]);
    RemoveDirectoryW(L"inner");
    SetCurrentDirectoryW(L"C:\\");
    RemoveDirectoryW(folder);
}

static BOOL has(LPCWSTR name) { return tell(list, LB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)name) >= 0; }
static BOOL combo_has(LPCWSTR name) { return tell(combo, CB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)name) >= 0; }

static void messages(void)
{
    static const struct { UINT attributes; LPCWSTR pattern; BOOL one, other, hidden, fixed, inner;
    } cases[] = {
        {DDL_READWRITE, L"*.txt", TRUE, FALSE, FALSE, TRUE, FALSE},
        {DDL_READWRITE, L"*.*", TRUE, TRUE, FALSE, TRUE, FALSE},
        {DDL_HIDDEN, L"*.txt", TRUE, FALSE, TRUE, TRUE, FALSE},
        {DDL_READONLY, L"*.txt", TRUE, FALSE, FALSE, TRUE, FALSE},
        {DDL_HIDDEN | DDL_EXCLUSIVE, L"*.*", FALSE, FALSE, TRUE, FALSE, FALSE},
        {DDL_READONLY | DDL_EXCLUSIVE, L"*.*", FALSE, FALSE, FALSE, TRUE, FALSE},
        {DDL_DIRECTORY, L"*.*", TRUE, TRUE, FALSE, TRUE, TRUE},
        {DDL_DIRECTORY | DDL_EXCLUSIVE, L"*.*", FALSE, FALSE, FALSE, FALSE, TRUE},
    };
    for (int i = 0; i < (int)ARRAYSIZE(cases); i++) {
        check_case(i);
        tell(list, LB_RESETCONTENT, 0, 0);
        check(tell(list, LB_DIR, cases[i].attributes, (LPARAM)cases[i].pattern) >= 0, "LB_DIR");
        check_equal_int(has(L"one.txt"), cases[i].one, "a plain file");
        check_equal_int(has(L"other.doc"), cases[i].other, "another kind of file");
        check_equal_int(has(L"hidden.txt"), cases[i].hidden, "a hidden file");
        check_equal_int(has(L"fixed.txt"), cases[i].fixed, "a read-only file");
        check_equal_int(has(L"[inner]"), cases[i].inner, "a folder");
        check_equal_int(has(L"[..]"), cases[i].inner, "the one above");
        check(!has(L"[.]"), "never itself");
        check(!has(L"[-c-]"), "no drives");
    }
    check_case(0);
    tell(list, LB_RESETCONTENT, 0, 0);
    check(tell(list, LB_DIR, DDL_DRIVES | DDL_EXCLUSIVE, (LPARAM)L"*.*") >= 0, "drives");
    check(has(L"[-c-]"), "drive C");
    check(!has(L"one.txt"), "no files");
    tell(list, LB_RESETCONTENT, 0, 0);
    check_equal_int(tell(list, LB_DIR, DDL_READWRITE, (LPARAM)L"*.none"), LB_ERR, "nothing found");
    check_equal_int(tell(list, LB_ADDFILE, 0, (LPARAM)L"one.txt"), 0, "LB_ADDFILE");
    check(has(L"one.txt"), "it is there");
    check_equal_int(tell(list, LB_ADDFILE, 0, (LPARAM)L"none.txt"), LB_ERR, "no such file");
    check_equal_int(tell(list, LB_FINDSTRING, (WPARAM)-1, (LPARAM)L"o"), 0, "found");
    check(tell(combo, CB_DIR, DDL_READWRITE, (LPARAM)L"*.txt") >= 0, "CB_DIR");
    check(combo_has(L"one.txt") && !combo_has(L"other.doc"), "its files");
}

static void lists(void)
{
    WCHAR path[MAX_PATH], shown[MAX_PATH], lower[MAX_PATH];
    lstrcpyW(path, folder);
    lstrcatW(path, L"\\*.txt");
    SetCurrentDirectoryW(L"C:\\");
    check(DlgDirListW(dialog, path, 20, 22, DDL_READWRITE | DDL_DIRECTORY), "DlgDirList");
    check_equal_wide(path, L"*.txt", "the folder is taken off");
    GetCurrentDirectoryW(MAX_PATH, shown);
    check(!lstrcmpiW(shown, folder), "it is the current one");
    GetWindowTextW(text, shown, MAX_PATH);
    lstrcpyW(lower, folder);
    check(!lstrcmpiW(shown, lower), "the static control shows it");
    check(has(L"one.txt") && has(L"two.txt") && !has(L"other.doc"), "the files");
    check(has(L"[inner]") && has(L"[..]"), "folders of any name");
    tell(list, LB_SELECTSTRING, (WPARAM)-1, (LPARAM)L"two");
    check(!DlgDirSelectExW(dialog, path, MAX_PATH, 20), "a file is no folder");
    check_equal_wide(path, L"two.txt", "its name");
    tell(list, LB_SETCURSEL, (WPARAM)tell(list, LB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)L"[inner]"), 0);
    check(DlgDirSelectExW(dialog, path, MAX_PATH, 20), "a folder");
    check_equal_wide(path, L"inner\\", "its name with a backslash");
    lstrcpyW(path, L"*.*");
    check(DlgDirListW(dialog, path, 20, 0, DDL_DRIVES | DDL_EXCLUSIVE), "drives");
    tell(list, LB_SETCURSEL, (WPARAM)tell(list, LB_FINDSTRINGEXACT, (WPARAM)-1, (LPARAM)L"[-c-]"), 0);
    check(DlgDirSelectExW(dialog, path, MAX_PATH, 20), "a drive");
    check_equal_wide(path, L"c:", "its name with a colon");
    lstrcpyW(path, L"*.doc");
    check(DlgDirListComboBoxW(dialog, path, 21, 22, DDL_READWRITE), "DlgDirListComboBox");
    check(combo_has(L"other.doc") && !combo_has(L"one.txt"), "the files");
    tell(combo, CB_SETCURSEL, 0, 0);
    check(!DlgDirSelectComboBoxExW(dialog, path, MAX_PATH, 21), "a file is no folder");
    check_equal_wide(path, L"other.doc", "its name");
    char narrow[MAX_PATH] = "*.txt";
    check(DlgDirListA(dialog, narrow, 20, 22, DDL_READWRITE), "DlgDirListA");
    check(has(L"one.txt"), "the files");
    tell(list, LB_SELECTSTRING, (WPARAM)-1, (LPARAM)L"one");
    check(!DlgDirSelectExA(dialog, narrow, MAX_PATH, 20), "a file");
    check_equal_string(narrow, "one.txt", "its name");
    lstrcpyW(path, L"no such folder\\*.txt");
    check(!DlgDirListW(dialog, path, 20, 22, DDL_READWRITE), "no such folder");
}

int main(void)
{
    begin();
    messages();
    lists();
    end();
    return check_summary();
}
