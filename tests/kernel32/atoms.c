/* Global atoms are shared by all programs. Microsoft, "About Atom Tables", "GlobalAddAtomW", "GlobalDeleteAtom",
 * "GlobalGetAtomNameW". */
#include "../check.h"

/* What a child finds, as its exit code: the number that the name has there. With "add", it adds one reference and a
 * name of its own. */
static int run_as_child(const char *what)
{
    if (!strcmp(what, "add")) GlobalAddAtomW(L"Winrun atom of the child");
    if (!strcmp(what, "add")) return GlobalAddAtomW(L"Winrun atom of the parent");
    if (!strcmp(what, "delete")) return GlobalDeleteAtom(GlobalFindAtomW(L"Winrun atom of the parent"));
    return GlobalFindAtomW(L"WINRUN ATOM OF THE PARENT");
}

static DWORD in_child(const char *what)
{
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    char self[MAX_PATH], command[MAX_PATH + 32];
    DWORD code = 0xffffffff;
    GetModuleFileNameA(NULL, self, MAX_PATH);
    snprintf(command, sizeof(command), "\"%s\" %s", self, what);
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) return code;
    WaitForSingleObject(process.hProcess, 30000);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    return code;
}

static void test_sharing(void)
{
    WCHAR name[64];
    char narrow[64];
    ATOM atom = GlobalAddAtomW(L"Winrun atom of the parent");
    check(atom >= 0xc000, "an atom: %04x", atom);
    check_equal_u32(in_child("find"), atom, "a child finds it, in any case of letters");
    check_equal_u32(in_child("add"), atom, "a child adds the same");
    ATOM childs = GlobalFindAtomA("winrun atom of the child");
    check(childs >= 0xc000 && childs != atom, "the child's atom stays when it has ended: %04x", childs);
    check_equal_u32(GlobalGetAtomNameW(childs, name, 64), 24, "its name's length");
    check_equal_wide(name, L"Winrun atom of the child", "its name as it was added");
    check_equal_u32(GlobalGetAtomNameA(childs, narrow, 64), 24, "narrow");
    check_equal_string(narrow, "Winrun atom of the child", "narrow");
    check_equal_u32(GlobalDeleteAtom(childs), 0, "GlobalDeleteAtom");
    check_fails_with(GlobalGetAtomNameW(childs, name, 64), ERROR_INVALID_HANDLE);
    check_equal_u32(in_child("delete"), 0, "the child's reference to the parent's atom");
    check_equal_u32(GlobalFindAtomW(L"Winrun atom of the parent"), atom, "one reference is left");
    check_equal_u32(GlobalDeleteAtom(atom), 0, "the last reference");
    check_fails_with(GlobalFindAtomW(L"Winrun atom of the parent"), ERROR_FILE_NOT_FOUND);
    check_equal_u32(in_child("find"), 0, "a child finds it no more");
}

static void test_names(void)
{
    WCHAR name[300], longest[256];
    for (int i = 0; i < 255; i++) longest[i] = L'a';
    longest[255] = 0;
    ATOM atom = GlobalAddAtomW(longest);
    check(atom >= 0xc000, "255 characters: %04x", atom);
    check_equal_u32(GlobalGetAtomNameW(atom, name, 300), 255, "the longest name");
    check_equal_wide(name, longest, "the longest name");
    check_equal_u32(GlobalDeleteAtom(atom), 0, "GlobalDeleteAtom");
    wcscpy(name, longest);
    wcscat(name, L"a");
    check_fails_with(GlobalAddAtomW(name), ERROR_INVALID_PARAMETER);
    check_equal_u32(GlobalAddAtomW(L"#1234"), 1234, "a number");
    check_equal_u32(GlobalAddAtomA("#49151"), 49151, "the largest number");
    check_fails_with(GlobalAddAtomW(L"#49152"), ERROR_INVALID_PARAMETER);
    check_equal_u32(GlobalFindAtomW((LPCWSTR)(ULONG_PTR)77), 77, "MAKEINTATOM");
    check_equal_u32(GlobalGetAtomNameW(1234, name, 64), 5, "a number's name");
    check_equal_wide(name, L"#1234", "a number's name");
    check_equal_u32(GlobalDeleteAtom(1234), 0, "numbers cannot be deleted");
    check_fails_with(GlobalDeleteAtom(0xfff0) == 0, ERROR_INVALID_HANDLE);
    check_fails_with(GlobalGetAtomNameW(0xfff0, name, 64), ERROR_INVALID_HANDLE);
}

int main(int argc, char **argv)
{
    if (argc > 1) return run_as_child(argv[1]);
    test_sharing();
    test_names();
    return check_summary();
}
