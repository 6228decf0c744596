/* CreateFile: dispositions, results, errors, names. */
#include "../check.h"
#include "../temporary_folder.h"

struct disposition_case { DWORD disposition; BOOL exists; DWORD error; BOOL succeeds; DWORD size; };

static const struct disposition_case disposition_cases[] = {
    {CREATE_NEW, FALSE, ERROR_SUCCESS, TRUE, 0},
    {CREATE_NEW, TRUE, ERROR_FILE_EXISTS, FALSE, 5},
    {CREATE_ALWAYS, FALSE, ERROR_SUCCESS, TRUE, 0},
    {CREATE_ALWAYS, TRUE, ERROR_ALREADY_EXISTS, TRUE, 0},
    {OPEN_EXISTING, FALSE, ERROR_FILE_NOT_FOUND, FALSE, 0},
    {OPEN_EXISTING, TRUE, ERROR_SUCCESS, TRUE, 5},
    {OPEN_ALWAYS, FALSE, ERROR_SUCCESS, TRUE, 0},
    {OPEN_ALWAYS, TRUE, ERROR_ALREADY_EXISTS, TRUE, 5},
    {TRUNCATE_EXISTING, FALSE, ERROR_FILE_NOT_FOUND, FALSE, 0},
    {TRUNCATE_EXISTING, TRUE, ERROR_SUCCESS, TRUE, 0},
    {0, TRUE, ERROR_INVALID_PARAMETER, FALSE, 5},
    {6, TRUE, ERROR_INVALID_PARAMETER, FALSE, 5},
};

static void test_dispositions(void)
{
    for (unsigned i = 0; i < sizeof(disposition_cases) / sizeof(*disposition_cases); i++) {
        const struct disposition_case *c = &disposition_cases[i];
        check_case((int)i);
        DeleteFileW(L"d.bin");
        if (c->exists) make_file(L"d.bin", "12345");
        SetLastError(0xdeadbeef);
        HANDLE file =
            CreateFileW(L"d.bin", GENERIC_READ | GENERIC_WRITE, 0, NULL, c->disposition, FILE_ATTRIBUTE_NORMAL, NULL);
        check_last_error(c->error, "last error");
        check(c->succeeds == (file != INVALID_HANDLE_VALUE), "handle %p", file);
        if (file != INVALID_HANDLE_VALUE) {
            check_equal_u32(GetFileSize(file, NULL), c->size, "size");
            check(CloseHandle(file), "close");
        }
    }
    check_case(0);
    SetLastError(0xdeadbeef);
    HANDLE file = CreateFileW(L"d.bin", GENERIC_READ, 0, NULL, TRUNCATE_EXISTING, 0, NULL);
    check(file == INVALID_HANDLE_VALUE, "truncating needs write access");
    check_last_error(ERROR_INVALID_PARAMETER, "truncating needs write access");
    DeleteFileW(L"d.bin");
}

struct name_case { const WCHAR *name; DWORD access, disposition, error; };

static void test_bad_names(void)
{
    static const struct name_case cases[] = {
        {L"", GENERIC_READ, OPEN_EXISTING, ERROR_PATH_NOT_FOUND},
        {L"no\\such\\file", GENERIC_READ, OPEN_EXISTING, ERROR_PATH_NOT_FOUND},
        {L"no\\such\\file", GENERIC_WRITE, CREATE_ALWAYS, ERROR_PATH_NOT_FOUND},
        {L"nosuchfile", GENERIC_READ, OPEN_EXISTING, ERROR_FILE_NOT_FOUND},
        {L"file", GENERIC_READ, CREATE_NEW, ERROR_FILE_EXISTS},
        {L"file\\x", GENERIC_READ, OPEN_EXISTING, ERROR_PATH_NOT_FOUND},
        {L"a<b", GENERIC_WRITE, CREATE_ALWAYS, ERROR_INVALID_NAME},
        {L"a>b", GENERIC_WRITE, CREATE_ALWAYS, ERROR_INVALID_NAME},
        {L"a|b", GENERIC_WRITE, CREATE_ALWAYS, ERROR_INVALID_NAME},
        {L"a?b", GENERIC_READ, OPEN_EXISTING, ERROR_INVALID_NAME},
        {L"a*b", GENERIC_READ, OPEN_EXISTING, ERROR_INVALID_NAME},
        {L"a\"b", GENERIC_WRITE, CREATE_ALWAYS, ERROR_INVALID_NAME},
        {L"folder", GENERIC_READ, OPEN_EXISTING, ERROR_ACCESS_DENIED},
        {L"folder", GENERIC_WRITE, CREATE_ALWAYS, ERROR_ACCESS_DENIED},
        {L"FOLDER", GENERIC_READ, OPEN_EXISTING, ERROR_ACCESS_DENIED},
        {L"folder\\", GENERIC_READ, OPEN_EXISTING, ERROR_PATH_NOT_FOUND},
        {L"no\\..\\nosuchfile", GENERIC_READ, OPEN_EXISTING, ERROR_FILE_NOT_FOUND},
        {L"Q:\\x\\y", GENERIC_READ, OPEN_EXISTING, ERROR_PATH_NOT_FOUND},
    };
    make_file(L"file", "x");
    CreateDirectoryW(L"folder", NULL);
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        check_case((int)i);
        SetLastError(0xdeadbeef);
        HANDLE file = CreateFileW(cases[i].name, cases[i].access, 0, NULL, cases[i].disposition, 0, NULL);
        DWORD error = GetLastError();
        check(file == INVALID_HANDLE_VALUE, "case %u opened", i);
        check_equal_u32(error, cases[i].error, "error");
        if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
    }
    check_case(0);
}

/* Spellings that lead to the same file. */
static void test_spellings(void)
{
    static const WCHAR *const spellings[] = {
        L"Mixed Case.Txt",
        L"mixed case.txt",
        L"MIXED CASE.TXT",
        L".\\Mixed Case.Txt",
        L"folder\\..\\mixed case.TXT",
        L"mixed case.txt.",
        L"mixed case.txt ",
        L"mixed case.txt...",
        L".\\.\\mixed case.txt",
        L"folder/../mixed case.txt",
        L"mixed case.txt::$DATA",
    };
    make_file(L"Mixed Case.Txt", "abc");
    for (unsigned i = 0; i < sizeof(spellings) / sizeof(*spellings); i++) {
        check_case((int)i);
        HANDLE file = CreateFileW(spellings[i], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
        check(file != INVALID_HANDLE_VALUE, "spelling %u: error %lu", i, GetLastError());
        if (file == INVALID_HANDLE_VALUE) continue;
        check_equal_u32(GetFileSize(file, NULL), 3, "size");
        CloseHandle(file);
    }
    check_case(0);
    WIN32_FIND_DATAW data;
    HANDLE find = FindFirstFileW(L"mixed CASE.txt", &data);
    check(find != INVALID_HANDLE_VALUE, "find in another case");
    check_equal_wide(data.cFileName, L"Mixed Case.Txt", "the name keeps its case");
    FindClose(find);
    HANDLE file = CreateFileW(L"MIXED case.txt", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    check_last_error(ERROR_ALREADY_EXISTS, "the same file in another case");
    CloseHandle(file);
    find = FindFirstFileW(L"mixed*", &data);
    check_equal_wide(data.cFileName, L"Mixed Case.Txt", "overwriting keeps the old spelling");
    check(!FindNextFileW(find, &data), "one file only");
    FindClose(find);
    DeleteFileW(L"mixed case.TXT");
    check_equal_u32(GetFileAttributesW(L"Mixed Case.Txt"), INVALID_FILE_ATTRIBUTES, "deleted by another spelling");
}

/* Letters beyond ASCII fold too, and names that Unix programs would find odd survive. */
static void test_foreign_names(void)
{
    static const struct { const WCHAR *name, *other;
    } cases[] = {
        {L"\x00e4\x00f6\x00fc.txt", L"\x00c4\x00d6\x00dc.TXT"},
        {L"\x0436\x0437.txt", L"\x0416\x0417.TXT"},
        {L"\x03b1\x03b2", L"\x0391\x0392"},
        {L"\x4e2d\x6587.bin", L"\x4e2d\x6587.BIN"},
        {L"smile \xd83d\xde00", L"SMILE \xd83d\xde00"},
        {L"lone \xd800 half", L"LONE \xd800 half"},
        {L"tilde~1.abc", L"TILDE~1.ABC"},
        {L"a b  c", L"A B  C"},
        {L"semi;colon,comma", L"SEMI;COLON,COMMA"},
        {L"percent%20", L"PERCENT%20"},
        {L".hidden", L".HIDDEN"},
        {L"#hash$dollar", L"#HASH$DOLLAR"},
        {L"back`quote'", L"BACK`QUOTE'"},
        {L"{brace}[bracket]", L"{BRACE}[BRACKET]"},
    };
    for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        WIN32_FIND_DATAW data = {0};
        check_case((int)i);
        make_file(cases[i].name, "x");
        check(GetFileAttributesW(cases[i].name) != INVALID_FILE_ATTRIBUTES, "exists");
        check(GetFileAttributesW(cases[i].other) != INVALID_FILE_ATTRIBUTES, "exists in another case");
        HANDLE find = FindFirstFileW(cases[i].other, &data);
        check(find != INVALID_HANDLE_VALUE, "is found");
        check_equal_wide(data.cFileName, cases[i].name, "as it was named");
        FindClose(find);
        check(DeleteFileW(cases[i].other), "deleted: %lu", GetLastError());
    }
    check_case(0);
}

static void test_devices(void)
{
    static const WCHAR *const names[] = {L"NUL", L"nul", L"C:\\windows\\NUL", L"\\\\.\\NUL"};
    for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
        DWORD done = 1;
        char buffer[4];
        check_case((int)i);
        HANDLE file = CreateFileW(names[i], GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        check(file != INVALID_HANDLE_VALUE, "open: %lu", GetLastError());
        check_equal_u32(GetFileType(file), FILE_TYPE_CHAR, "type");
        check(WriteFile(file, "abc", 3, &done, NULL), "write");
        check_equal_u32(done, 3, "written");
        check(ReadFile(file, buffer, 4, &done, NULL), "read");
        check_equal_u32(done, 0, "nothing to read");
        CloseHandle(file);
    }
    check_case(0);
    check_equal_u32(GetFileType(INVALID_HANDLE_VALUE), FILE_TYPE_UNKNOWN, "no file");
}

static void test_ansi(void)
{
    HANDLE file = CreateFileA("Ansi.txt", GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
    check(file != INVALID_HANDLE_VALUE, "create: %lu", GetLastError());
    CloseHandle(file);
    check_equal_u32(GetFileAttributesA("ANSI.TXT") != INVALID_FILE_ATTRIBUTES, 1, "exists");
    check(AreFileApisANSI(), "ANSI is the default");
    check(DeleteFileA("ansi.TXT"), "delete");
    check_fails_with(DeleteFileA("ansi.TXT"), ERROR_FILE_NOT_FOUND);
}

int main(void)
{
    if (!check(temporary_folder_begin(), "temporary folder: %lu", GetLastError())) return check_summary();
    test_dispositions();
    test_bad_names();
    test_spellings();
    test_foreign_names();
    test_devices();
    test_ansi();
    temporary_folder_end();
    return check_summary();
}
