/* Resources, from a DLL that the test makes. Witness: Microsoft's documentation of libloaderapi.h and of the PE
 * resource section. */
#include "../check.h"
#include "../support/pe_writer.h"

static struct pe_writer dll;
#define ENGLISH MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US)
#define GERMAN  MAKELANGID(LANG_GERMAN, SUBLANG_GERMAN)

static void make_dll(void)
{
    pe_begin(&dll, 12);
    pe_resource(&dll, 10, 1, GERMAN, "deutsch", 7);
    pe_resource(&dll, 10, 1, ENGLISH, "english", 7);
    pe_resource(&dll, 10, 2, 0, "neutral", 7);
    pe_resource(&dll, 300, 9, ENGLISH, "own type", 8);
    check(pe_write(&dll, "wr_resources.dll", TRUE), "wr_resources.dll");
}

static const struct { WORD type, name, language; const char *expected; DWORD error; } lookups[] = {
    {10, 1, GERMAN, "deutsch", 0},
    {10, 1, ENGLISH, "english", 0},
    {10, 2, 0, "neutral", 0},
    {10, 2, GERMAN, "neutral", 0},
    {300, 9, ENGLISH, "own type", 0},
    {300, 9, 0, "own type", 0},
    {10, 3, 0, NULL, ERROR_RESOURCE_NAME_NOT_FOUND},
    {11, 1, 0, NULL, ERROR_RESOURCE_TYPE_NOT_FOUND},
    {10, 1, MAKELANGID(LANG_FRENCH, SUBLANG_FRENCH), NULL, ERROR_RESOURCE_LANG_NOT_FOUND},
};

static void test_lookup(HMODULE module)
{
    for (unsigned i = 0; i < ARRAYSIZE(lookups); i++) {
        check_case(i);
        SetLastError(0);
        HRSRC found = FindResourceExW(module, MAKEINTRESOURCEW(lookups[i].type), MAKEINTRESOURCEW(lookups[i].name),
                                      lookups[i].language);
        if (!lookups[i].expected) {
            check(found == NULL, "not there");
            check_last_error(lookups[i].error, "not there");
            continue;
        }
        check(found != NULL, "FindResourceEx: error %lu", GetLastError());
        if (!found) continue;
        DWORD size = SizeofResource(module, found);
        check_equal_u32(size, strlen(lookups[i].expected), "SizeofResource");
        const void *data = LockResource(LoadResource(module, found));
        check(data && !memcmp(data, lookups[i].expected, size), "the bytes");
    }
    check_case(0);
    HRSRC by_text = FindResourceA(module, "#2", "#10");
    check(by_text != NULL, "numbers as text");
    check(FindResourceW(module, L"#2", MAKEINTRESOURCEW(10)) == by_text, "the same in Unicode");
    check(FindResourceA(module, "no name", "#10") == NULL, "no such name");
    check(LoadResource(module, NULL) == NULL, "LoadResource of nothing");
    check_equal_u32(SizeofResource(module, NULL), 0, "SizeofResource of nothing");
}

static int types, names, languages;
static BOOL CALLBACK count_language(HMODULE module, LPCWSTR type, LPCWSTR name, WORD language, LONG_PTR parameter)
{
    (void)module; (void)type; (void)name;
    languages++;
    return language != (WORD)parameter;
}
static BOOL CALLBACK count_name(HMODULE module, LPCWSTR type, LPWSTR name, LONG_PTR parameter)
{
    (void)parameter;
    names++;
    return EnumResourceLanguagesW(module, type, name, count_language, 0xffff);
}
static BOOL CALLBACK count_type(HMODULE module, LPWSTR type, LONG_PTR parameter)
{
    types++;
    check_equal_u64(parameter, 77, "the parameter is passed on");
    return EnumResourceNamesW(module, type, count_name, 0);
}
static BOOL CALLBACK stop_at_once(HMODULE module, LPSTR type, LONG_PTR parameter)
{
    (void)module; (void)type; (void)parameter;
    types++;
    return FALSE;
}

static void test_enumeration(HMODULE module)
{
    types = names = languages = 0;
    check(EnumResourceTypesW(module, count_type, 77), "EnumResourceTypes");
    check_equal_int(types, 2, "two types");
    check_equal_int(names, 3, "three names");
    check_equal_int(languages, 4, "four languages");
    types = 0;
    check(!EnumResourceTypesA(module, stop_at_once, 0), "a callback that stops");
    check_equal_int(types, 1, "was called once");
    check_fails_with(EnumResourceNamesW(module, MAKEINTRESOURCEW(99), count_name, 0), ERROR_RESOURCE_TYPE_NOT_FOUND);
}

int main(void)
{
    char folder[MAX_PATH];
    GetTempPathA(MAX_PATH, folder);
    SetCurrentDirectoryA(folder);
    make_dll();
    HMODULE module = LoadLibraryA("wr_resources.dll");
    check(module != NULL, "LoadLibrary");
    test_lookup(module);
    test_enumeration(module);
    FreeLibrary(module);

    module = LoadLibraryExA("wr_resources.dll", NULL, LOAD_LIBRARY_AS_DATAFILE);
    check(module != NULL, "as a data file");
    check(((ULONG_PTR)module & 3) != 0, "a marked handle");
    check(GetModuleHandleA("wr_resources.dll") == NULL, "it is not in the list of modules");
    test_lookup(module);
    check(FreeLibrary(module), "FreeLibrary of a data file");
    module = LoadLibraryExA("wr_resources.dll", NULL, LOAD_LIBRARY_AS_IMAGE_RESOURCE | LOAD_LIBRARY_AS_DATAFILE);
    check(module != NULL, "as an image resource");
    test_lookup(module);
    check(FreeLibrary(module), "FreeLibrary of an image resource");
    check_fails_with(LoadLibraryExA("wr_not_there.dll", NULL, LOAD_LIBRARY_AS_DATAFILE), ERROR_FILE_NOT_FOUND);
    check(DeleteFileA("wr_resources.dll"), "the file is free again");
    return check_summary();
}
