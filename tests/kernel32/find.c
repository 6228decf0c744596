/* FindFirstFile: patterns, order, what is told of each entry. */
#include "../check.h"
#include "../temporary_folder.h"
#include <stdlib.h>

static const WCHAR *const names[] = {L"a",     L"a.txt", L"ab.txt", L"b.c.txt",
                                     L"noext", L"X.TXT", L"x.tx",   L"long name.text"};

struct pattern_case { const WCHAR *pattern; const WCHAR *found; }; /* names in order, separated by | */

static const struct pattern_case cases[] = {
    {L"*.txt", L"a.txt|ab.txt|b.c.txt|X.TXT|"},
    {L"a*", L"a|a.txt|ab.txt|"},
    {L"a?.txt", L"a.txt|ab.txt|"},
    {L"?.txt", L"a.txt|X.TXT|"},
    {L"*.", L"a|noext|"},
    {L"x.*", L"x.tx|X.TXT|"},
    {L"noext.*", L"noext|"},
    {L"noext*.*", L"noext|"},
    {L"*.*.txt", L"b.c.txt|"},
    {L"A.TXT", L"a.txt|"},
    {L"*t", L"a.txt|ab.txt|b.c.txt|long name.text|noext|X.TXT|"},
    {L"????????", L"a|noext|"},
    {L"l*e.t*", L"long name.text|"},
    {L"*c*", L"b.c.txt|"},
    {L"??.txt", L"a.txt|ab.txt|X.TXT|"},
};

static void test_patterns(void)
{
    for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) make_file(names[i], "12");
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        WCHAR all[512] = L"";
        WIN32_FIND_DATAW data;
        check_case((int)i);
        HANDLE find = FindFirstFileW(cases[i].pattern, &data);
        check(find != INVALID_HANDLE_VALUE, "error %lu", GetLastError());
        if (find == INVALID_HANDLE_VALUE) continue;
        do {
            wcscat(all, data.cFileName);
            wcscat(all, L"|");
        } while (FindNextFileW(find, &data));
        check_last_error(ERROR_NO_MORE_FILES, "the end");
        check_equal_wide(all, cases[i].found, "names");
        check(FindClose(find), "close");
    }
    check_case(0);
}

static void test_whole_folder(void)
{
    static const WCHAR *const patterns[] = {L"*", L"*.*", L".\\*"};
    for (unsigned i = 0; i < 3; i++) {
        WIN32_FIND_DATAW data;
        int count = 0;
        check_case((int)i);
        HANDLE find = FindFirstFileW(patterns[i], &data);
        check_equal_wide(data.cFileName, L".", "first");
        check(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY, "a folder");
        check(FindNextFileW(find, &data), "next");
        check_equal_wide(data.cFileName, L"..", "second");
        while (FindNextFileW(find, &data)) {
            count++;
            check_equal_u32(data.nFileSizeLow, 2, "size");
            check_equal_u32(data.dwFileAttributes & ~FILE_ATTRIBUTE_NOT_CONTENT_INDEXED, FILE_ATTRIBUTE_ARCHIVE,
                            "attributes");
        }
        check_equal_int(count, sizeof(names) / sizeof(*names), "entries");
        FindClose(find);
    }
    check_case(0);
}

static void test_errors(void)
{
    static const struct { const WCHAR *pattern; DWORD error;
    } errors[] = {
        {L"nosuch*", ERROR_FILE_NOT_FOUND},   {L"nosuch", ERROR_FILE_NOT_FOUND}, {L"nosuch\\*", ERROR_PATH_NOT_FOUND},
        {L"", ERROR_PATH_NOT_FOUND},          {L"a\\*", ERROR_DIRECTORY},        {L".\\", ERROR_FILE_NOT_FOUND},
        {L"nosuch\\x", ERROR_PATH_NOT_FOUND},
    };
    WIN32_FIND_DATAW data;
    for (unsigned i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
        check_case((int)i);
        SetLastError(0xdeadbeef);
        check(FindFirstFileW(errors[i].pattern, &data) == INVALID_HANDLE_VALUE, "found something");
        check_last_error(errors[i].error, "error");
    }
    check_case(0);
    check_fails_with(FindClose(INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE);
}

static void test_many(void)
{
    WIN32_FIND_DATAW data;
    WCHAR name[64], last[64] = L"";
    int count = 0, sorted = 1;
    CreateDirectoryW(L"many", NULL);
    for (int i = 0; i < 500; i++) {
        _snwprintf(name, 64, L"many\\a rather long file name number %d", (i * 7919) % 500);
        make_file(name, "");
    }
    HANDLE find =
        FindFirstFileExW(L"many\\a*", FindExInfoBasic, &data, FindExSearchNameMatch, NULL, FIND_FIRST_EX_LARGE_FETCH);
    do {
        if (wcscmp(last, data.cFileName) >= 0) sorted = 0;
        wcscpy(last, data.cFileName);
        count++;
    } while (FindNextFileW(find, &data));
    FindClose(find);
    check_equal_int(count, 500, "entries");
    check(sorted, "sorted by name");
    WIN32_FIND_DATAA ansi;
    find = FindFirstFileA("many", &ansi);
    check(find != INVALID_HANDLE_VALUE, "the folder itself");
    check_equal_string(ansi.cFileName, "many", "its name");
    check(!FindNextFileA(find, &ansi), "only that");
    FindClose(find);
}

/* So many that their facts are asked for by two threads: each must be its own, and those of files that are removed
 * while the folder is listed must not come from before. */
static void test_thousands(void)
{
    WIN32_FIND_DATAW data;
    WCHAR name[64];
    int count = 0, wrong = 0, removed = 0;
    CreateDirectoryW(L"thousands", NULL);
    for (int i = 0; i < 3000; i++) {
        char text[40];
        _snwprintf(name, 64, L"thousands\\%05d", i);
        memset(text, 'x', sizeof(text));
        text[i % 37] = 0;
        make_file(name, text);
        if (i % 11 == 0) SetFileAttributesW(name, FILE_ATTRIBUTE_HIDDEN);
    }
    HANDLE find = FindFirstFileW(L"thousands\\*", &data);
    do {
        if (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) continue;
        int number = (int)wcstol(data.cFileName, NULL, 10);
        if (number != count || data.nFileSizeLow != (DWORD)number % 37) wrong++;
        if (data.dwFileAttributes != (DWORD)(number % 11 ? FILE_ATTRIBUTE_ARCHIVE : FILE_ATTRIBUTE_HIDDEN)) wrong++;
        count++;
    } while (FindNextFileW(find, &data));
    FindClose(find);
    check_equal_int(count, 3000, "entries");
    check_equal_int(wrong, 0, "wrong sizes or attributes");
    find = FindFirstFileW(L"thousands\\*", &data);
    for (int i = 0; i < 1500 && FindNextFileW(find, &data); i++) continue;
    for (int i = 2000; i < 3000; i++) {
        _snwprintf(name, 64, L"thousands\\%05d", i);
        removed += DeleteFileW(name);
    }
    Sleep(200);
    for (count = 0; FindNextFileW(find, &data);) count++;
    FindClose(find);
    check_equal_int(removed, 1000, "removed");
    check(count < 1000, "%d entries after most were removed", count);
}

int main(void)
{
    if (!check(temporary_folder_begin(), "temporary folder: %lu", GetLastError())) return check_summary();
    test_patterns();
    test_whole_folder();
    test_errors();
    test_many();
    test_thousands();
    temporary_folder_end();
    return check_summary();
}
