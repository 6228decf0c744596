/* Path functions. Source: Microsoft, shlwapi.h, the page and the examples of each function. */
#include "../check.h"
#include <shlwapi.h>

static void test_parts(void)
{
    static const struct { const WCHAR *path, *name, *extension; } cases[] = {
        { L"c:\\path\\file", L"file", L"" }, { L"c:\\path", L"path", L"" }, { L"c:\\path\\", L"path\\", L"" },
        { L"c:path", L"path", L"" }, { L"path", L"path", L"" }, { L"a\\b.txt", L"b.txt", L".txt" },
        { L"a.b\\c", L"c", L"" }, { L"a/b.c.d", L"b.c.d", L".d" }, { L"x. y", L"x. y", L"" }, { L"", L"", L"" },
    };
    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        check_case((int)i);
        check(!wcscmp(PathFindFileNameW(cases[i].path), cases[i].name), "name of %ls: %ls", cases[i].path,
              PathFindFileNameW(cases[i].path));
        check(!wcscmp(PathFindExtensionW(cases[i].path), cases[i].extension), "extension of %ls: %ls", cases[i].path,
              PathFindExtensionW(cases[i].path));
    }
    check_case(0);
}

static void test_roots(void)
{
    static const struct { const WCHAR *path; BOOL is_root, is_relative, is_unc;
    } cases[] = {
        {L"C:\\", TRUE, FALSE, FALSE},
        {L"C:", FALSE, FALSE, FALSE},
        {L"\\", TRUE, FALSE, FALSE},
        {L"\\\\server", TRUE, FALSE, TRUE},
        {L"\\\\server\\share", TRUE, FALSE, TRUE},
        {L"\\\\server\\share\\x", FALSE, FALSE, TRUE},
        {L"C:\\x", FALSE, FALSE, FALSE},
        {L"x\\y", FALSE, TRUE, FALSE},
        {L"", FALSE, TRUE, FALSE},
        {L".\\x", FALSE, TRUE, FALSE},
    };
    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        check_case((int)i);
        check(!PathIsRootW(cases[i].path) == !cases[i].is_root, "PathIsRoot %ls", cases[i].path);
        check(!PathIsRelativeW(cases[i].path) == !cases[i].is_relative, "PathIsRelative %ls", cases[i].path);
        check(!PathIsUNCW(cases[i].path) == !cases[i].is_unc, "PathIsUNC %ls", cases[i].path);
    }
    check_case(0);
    check(!wcscmp(PathSkipRootW(L"C:\\a\\b"), L"a\\b"), "PathSkipRoot of a drive");
    check(!wcscmp(PathSkipRootW(L"\\\\s\\t\\b"), L"b"), "PathSkipRoot of a share");
    check(!PathSkipRootW(L"a\\b"), "PathSkipRoot of a relative path");
    check(PathGetDriveNumberW(L"c:\\x") == 2 && PathGetDriveNumberW(L"x") == -1, "PathGetDriveNumber");
    check(PathIsUNCServerW(L"\\\\s") && !PathIsUNCServerW(L"\\\\s\\t"), "PathIsUNCServer");
    check(PathIsUNCServerShareW(L"\\\\s\\t") && !PathIsUNCServerShareW(L"\\\\s"), "PathIsUNCServerShare");
    check(PathIsFileSpecW(L"a.txt") && !PathIsFileSpecW(L"a\\b") && !PathIsFileSpecW(L"a:b"), "PathIsFileSpec");
}

static void test_canonicalize(void)
{
    static const char *const cases[][2] = {
        {"A:\\name_1\\.\\name_2\\..\\name_3", "A:\\name_1\\name_3"},
        {"A:\\name_1\\..\\name_2\\.\\name_3", "A:\\name_2\\name_3"},
        {"A:\\name_1\\name_2\\.\\name_3\\..\\name_4", "A:\\name_1\\name_2\\name_4"},
        {"A:\\name_1\\.\\name_2\\.\\name_3\\..\\name_4\\..", "A:\\name_1\\name_2"},
        {"C:\\..", "C:\\"},
        {"C:\\a\\", "C:\\a\\"},
        {"", "\\"},
        {"C:", "C:\\"},
    };
    char result[MAX_PATH];
    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        check_case((int)i);
        check(PathCanonicalizeA(result, cases[i][0]) && !strcmp(result, cases[i][1]), "PathCanonicalize %s: %s",
              cases[i][0], result);
    }
    static const char *const joined[][3] = {
        {"C:", "One\\Two\\Three", "C:\\One\\Two\\Three"},
        {"C:\\a", "b", "C:\\a\\b"},
        {"C:\\a", "..\\b", "C:\\b"},
        {"C:\\a", "D:\\b", "D:\\b"},
        {"C:\\a", "\\b", "C:\\b"},
        {"C:\\a\\", "", "C:\\a\\"},
        {"", "b", "b"},
    };
    for (size_t i = 0; i < ARRAYSIZE(joined); i++) {
        check_case((int)(20 + i));
        check(PathCombineA(result, joined[i][0], joined[i][1]) && !strcmp(result, joined[i][2]),
              "PathCombine %s, %s: %s", joined[i][0], joined[i][1], result);
    }
    check_case(0);
    strcpy(result, "name_1\\name_2");
    check(PathAppendA(result, "name_3") && !strcmp(result, "name_1\\name_2\\name_3"), "PathAppend: %s", result);
    strcpy(result, "C:\\a");
    check(PathAppendA(result, "\\b") && !strcmp(result, "C:\\a\\b"), "PathAppend drops leading backslashes: %s",
          result);
}

static void test_changes(void)
{
    WCHAR path[MAX_PATH];
    wcscpy(path, L"C:\\TEST\\sample");
    check(PathRemoveFileSpecW(path) && !wcscmp(path, L"C:\\TEST"), "PathRemoveFileSpec: %ls", path);
    check(PathRemoveFileSpecW(path) && !wcscmp(path, L"C:\\"), "PathRemoveFileSpec: %ls", path);
    check(!PathRemoveFileSpecW(path) && !wcscmp(path, L"C:\\"), "a root stays: %ls", path);
    check(PathAddBackslashW(path) == path + 3, "a root has its backslash");
    wcscpy(path, L"a");
    check(PathAddBackslashW(path) == path + 2 && !wcscmp(path, L"a\\"), "PathAddBackslash");
    PathRemoveBackslashW(path);
    check(!wcscmp(path, L"a"), "PathRemoveBackslash");
    check(PathAddExtensionW(path, NULL) && !wcscmp(path, L"a.exe"), "PathAddExtension: .exe is the default");
    check(!PathAddExtensionW(path, L".txt"), "PathAddExtension leaves an extension");
    check(PathRenameExtensionW(path, L".txt") && !wcscmp(path, L"a.txt"), "PathRenameExtension");
    PathRemoveExtensionW(path);
    check(!wcscmp(path, L"a"), "PathRemoveExtension");
    wcscpy(path, L"C:\\a b\\c");
    PathQuoteSpacesW(path);
    check(!wcscmp(path, L"\"C:\\a b\\c\""), "PathQuoteSpaces: %ls", path);
    PathUnquoteSpacesW(path);
    check(!wcscmp(path, L"C:\\a b\\c"), "PathUnquoteSpaces: %ls", path);
    PathStripPathW(path);
    check(!wcscmp(path, L"c"), "PathStripPath");
    wcscpy(path, L"C:\\x\\y");
    check(PathStripToRootW(path) && !wcscmp(path, L"C:\\"), "PathStripToRoot");
    wcscpy(path, L"  a b ");
    PathRemoveBlanksW(path);
    check(!wcscmp(path, L"a b"), "PathRemoveBlanks");
    wcscpy(path, L"prog.exe one two");
    check(!wcscmp(PathGetArgsW(path), L"one two"), "PathGetArgs");
    PathRemoveArgsW(path);
    check(!wcscmp(path, L"prog.exe"), "PathRemoveArgs: %ls", path);
    wcscpy(path, L"C:\\f.dll,-3");
    check(PathParseIconLocationW(path) == -3 && !wcscmp(path, L"C:\\f.dll"), "PathParseIconLocation");
    wcscpy(path, L"C:\\f[5].txt");
    PathUndecorateW(path);
    check(!wcscmp(path, L"C:\\f.txt"), "PathUndecorate: %ls", path);
}

static void test_comparisons(void)
{
    char text[MAX_PATH];
    check(PathCommonPrefixA("C:\\One\\Two", "c:\\one\\Three", text) == 6 && !strcmp(text, "C:\\One"),
          "PathCommonPrefix: %s", text);
    check(PathIsPrefixA("C:\\", "C:\\x"), "PathIsPrefix of a root");
    check(PathIsSameRootA("C:\\a", "c:\\b") && !PathIsSameRootA("C:\\a", "D:\\a"), "PathIsSameRoot");
    check(PathRelativePathToA(text, "c:\\a\\b\\path", FILE_ATTRIBUTE_DIRECTORY, "c:\\a\\x\\y\\file",
                              FILE_ATTRIBUTE_NORMAL) &&
              !strcmp(text, "..\\..\\x\\y\\file"),
          "PathRelativePathTo: %s", text);
    check(!PathRelativePathToA(text, "c:\\a", FILE_ATTRIBUTE_DIRECTORY, "d:\\a", 0),
          "PathRelativePathTo another drive");
    check(PathMatchSpecA("a.TXT", "*.txt") && !PathMatchSpecA("a.txt", "*.doc") &&
              PathMatchSpecA("a.txt", "*.doc; *.t?t"),
          "PathMatchSpec");
    check(PathMatchSpecExW(L"a.txt", L"*.doc;*.txt", PMSF_MULTIPLE) == S_OK, "PathMatchSpecEx, several");
    check(PathMatchSpecExW(L"a.txt", L"*.doc", PMSF_NORMAL) == S_FALSE, "PathMatchSpecEx, one");
    check(PathIsURLW(L"http://x") && !PathIsURLW(L"C:\\x") && !PathIsURLW(L"x"), "PathIsURL");
    GetTempPathA(MAX_PATH, text);
    check(PathFileExistsA(text) && PathIsDirectoryA(text), "the temporary folder is one");
    check(!PathFileExistsW(L"C:\\no such file") && !PathIsDirectoryW(L"C:\\no such file"), "what does not exist");
    strcpy(text, "kernel32.dll");
    check(PathFindOnPathA(text, NULL) && strlen(text) > 12, "PathFindOnPath: %s", text);
}

int main(void)
{
    test_parts();
    test_roots();
    test_canonicalize();
    test_changes();
    test_comparisons();
    return check_summary();
}
