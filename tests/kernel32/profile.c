/* Private profiles (.ini files) and atoms. Microsoft, "GetPrivateProfileStringW", "WritePrivateProfileStringW", "About
 * Atom Tables". */
#include "../check.h"

static WCHAR path[MAX_PATH];
static char narrow_path[MAX_PATH];

static void write_file(const void *bytes, DWORD size)
{
    DWORD written;
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, bytes, size, &written, NULL);
    CloseHandle(file);
}

static void read_file(char *buffer, DWORD size)
{
    DWORD got = 0;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    ReadFile(file, buffer, size - 1, &got, NULL);
    buffer[got] = 0;
    CloseHandle(file);
}

static void test_reading(void)
{
    static const char text[] = "; a comment\r\n[First]\r\nkey=value\r\n Spaced = some text  \r\nquoted=\"a "
                               "b\"\r\nempty=\r\nnumber=42\r\nhex=0x1f\r\nminus=-5\r\n"
                               ";hidden=1\r\n\r\n[ Second ]\r\nkey=other\r\nkey=again\r\n";
    static const struct { const WCHAR *section, *key, *expected;
    } values[] = {
        {L"First", L"key", L"value"},       {L"FIRST", L"KEY", L"value"},   {L"First", L"spaced", L"some text"},
        {L"First", L"quoted", L"a b"},      {L"First", L"empty", L""},      {L"Second", L"key", L"other"},
        {L"First", L"missing", L"default"}, {L"Third", L"key", L"default"},
    };
    WCHAR buffer[128];
    write_file(text, sizeof(text) - 1);
    for (int i = 0; i < (int)ARRAYSIZE(values); i++) {
        check_case(i);
        DWORD length = GetPrivateProfileStringW(values[i].section, values[i].key, L"default", buffer, 128, path);
        check_equal_u32(length, wcslen(values[i].expected), "length of a value");
        check_equal_wide(buffer, values[i].expected, "value");
    }
    check_case(0);
    check_equal_u32(GetPrivateProfileIntW(L"First", L"number", 1, path), 42, "number");
    check_equal_u32(GetPrivateProfileIntW(L"First", L"minus", 1, path), (DWORD)-5, "negative number");
    check_equal_u32(GetPrivateProfileIntW(L"First", L"missing", 7, path), 7, "number by default");
    check_equal_u32(GetPrivateProfileStringW(L"First", L"key", L"", buffer, 3, path), 2, "cut off");
    check_equal_wide(buffer, L"va", "cut off");
    check_equal_u32(GetPrivateProfileStringW(L"First", L"missing", L"blank  ", buffer, 128, path), 5,
                    "blanks behind the default");
    check_equal_u32(GetPrivateProfileStringW(NULL, NULL, NULL, buffer, 128, path), 13, "sections");
    check(!memcmp(buffer, L"First\0Second\0", 14 * sizeof(WCHAR)), "sections");
    check_equal_u32(GetPrivateProfileSectionNamesW(buffer, 128, path), 13, "names of sections");
    check_equal_u32(GetPrivateProfileStringW(L"Second", NULL, NULL, buffer, 128, path), 8, "keys");
    check(!memcmp(buffer, L"key\0key\0", 9 * sizeof(WCHAR)), "keys");
    check_equal_u32(GetPrivateProfileSectionW(L"Second", buffer, 128, path), 20, "a section");
    check(!memcmp(buffer, L"key=other\0key=again\0", 21 * sizeof(WCHAR)), "a section");
    check_equal_u32(GetPrivateProfileStringW(NULL, NULL, NULL, buffer, 8, path), 6,
                    "a list that does not fit: two less");
    check(!buffer[6] && !buffer[7], "and two zeros");
    char narrow[64];
    check_equal_u32(GetPrivateProfileStringA("First", "key", "", narrow, 64, narrow_path), 5, "ANSI");
    check_equal_string(narrow, "value", "ANSI");
}

static void test_writing(void)
{
    char text[512];
    WCHAR buffer[64];
    BYTE data[4] = { 1, 2, 0xfe, 0x10 }, back[4] = { 0 };
    DeleteFileW(path);
    check(WritePrivateProfileStringW(L"S", L"a", L"1", path), "the first value makes the file");
    read_file(text, sizeof(text));
    check_equal_string(text, "[S]\r\na=1\r\n", "its contents");
    check(WritePrivateProfileStringW(L"S", L"b", L"2", path) && WritePrivateProfileStringW(L"T", L"c", L"3", path) &&
              WritePrivateProfileStringW(L"S", L"a", L"x", path),
          "more");
    read_file(text, sizeof(text));
    check_equal_string(text, "[S]\r\na=x\r\nb=2\r\n[T]\r\nc=3\r\n", "more");
    check(WritePrivateProfileStringW(L"S", L"d", L"4", path), "a value in the middle");
    GetPrivateProfileStringW(L"S", L"d", L"", buffer, 64, path);
    check_equal_wide(buffer, L"4", "a value in the middle");
    check(WritePrivateProfileStringW(L"S", L"a", NULL, path), "NULL deletes a key");
    check_equal_u32(GetPrivateProfileStringW(L"S", L"a", L"gone", buffer, 64, path), 4, "it is gone");
    check(WritePrivateProfileStringW(L"S", NULL, NULL, path), "no key: the section goes");
    read_file(text, sizeof(text));
    check_equal_string(text, "[T]\r\nc=3\r\n", "the section went");
    check(WritePrivateProfileSectionW(L"U", L"k=1\0l=2\0", path), "a whole section");
    check_equal_u32(GetPrivateProfileIntW(L"U", L"l", 0, path), 2, "a whole section");
    check(WritePrivateProfileStructW(L"V", L"s", data, 4, path) && GetPrivateProfileStructW(L"V", L"s", back, 4, path),
          "a structure");
    check_equal_bytes(back, data, 4, "a structure");
    check(!GetPrivateProfileStructW(L"V", L"s", back, 3, path), "of another size");
    check(WritePrivateProfileStringA("W", "n", "narrow", narrow_path), "ANSI");
    check_equal_u32(GetPrivateProfileStringW(L"W", L"n", L"", buffer, 64, path), 6, "ANSI");
    static const WCHAR wide_text[] = L"\xfeff[X]\r\nk=\x4e2d\r\n";
    write_file(wide_text, sizeof(wide_text) - sizeof(WCHAR));
    GetPrivateProfileStringW(L"X", L"k", L"", buffer, 64, path);
    check_equal_wide(buffer, L"\x4e2d", "UTF-16 with a mark");
    check(WritePrivateProfileStringW(L"X", L"l", L"\x65e5", path), "UTF-16 is written back");
    GetPrivateProfileStringW(L"X", L"l", L"", buffer, 64, path);
    check_equal_wide(buffer, L"\x65e5", "UTF-16 is written back");
}

static void test_atoms(void)
{
    WCHAR name[64];
    char narrow[64];
    ATOM atom = AddAtomW(L"WinrunAtom"), again;
    check(atom >= 0xc000, "an atom: %04x", atom);
    check_equal_u32(AddAtomW(L"WINRUNATOM"), atom, "names ignore case");
    check_equal_u32(FindAtomA("winrunatom"), atom, "FindAtom");
    check_equal_u32(GetAtomNameW(atom, name, 64), 10, "GetAtomName");
    check_equal_wide(name, L"WinrunAtom", "GetAtomName");
    check_equal_u32(GetAtomNameA(atom, narrow, 7), 6, "cut off");
    check_equal_string(narrow, "Winrun", "cut off");
    check_equal_u32(DeleteAtom(atom), 0, "the first reference");
    check_equal_u32(FindAtomW(L"WinrunAtom"), atom, "it is still there");
    check_equal_u32(DeleteAtom(atom), 0, "the second reference");
    check_fails_with(FindAtomW(L"WinrunAtom"), ERROR_FILE_NOT_FOUND);
    check_equal_u32(DeleteAtom(atom), atom, "it is gone: the atom comes back");
    check_equal_u32(AddAtomW(L"#123"), 123, "an integer atom");
    check_equal_u32(AddAtomW((LPCWSTR)(ULONG_PTR)55), 55, "an integer atom");
    check_equal_u32(GetAtomNameW(123, name, 64), 4, "its name");
    check_equal_wide(name, L"#123", "its name");
    check_equal_u32(DeleteAtom(123), 0, "integer atoms stay");
    check_fails_with(AddAtomW((LPCWSTR)(ULONG_PTR)0xc000), ERROR_INVALID_PARAMETER);
    check_fails_with(GetAtomNameW(atom, name, 64), ERROR_INVALID_HANDLE);
    again = GlobalAddAtomW(L"WinrunGlobal");
    check(again >= 0xc000 && GlobalFindAtomA("winrunglobal") == again, "a global atom");
    check(!FindAtomW(L"WinrunGlobal"), "global atoms are apart");
    check_equal_u32(GlobalGetAtomNameW(again, name, 64), 12, "its name");
    check_equal_u32(GlobalDeleteAtom(again), 0, "and its end");
}

int main(void)
{
    WCHAR folder[MAX_PATH];
    GetTempPathW(MAX_PATH, folder);
    lstrcpyW(path, folder);
    lstrcatW(path, L"winrun_profile.ini");
    WideCharToMultiByte(CP_ACP, 0, path, -1, narrow_path, MAX_PATH, NULL, NULL);
    test_reading();
    test_writing();
    DeleteFileW(path);
    test_atoms();
    return check_summary();
}
