/* UpdateResource: resources are added, replaced and removed in a copy of this program, which still runs. */
#include "../check.h"
#include "../temporary_folder.h"

static BOOL update(BOOL delete_existing, const void *type, const void *name, WORD language, const char *data)
{
    HANDLE handle = BeginUpdateResourceW(L"copy.exe", delete_existing);
    check(handle != NULL, "BeginUpdateResource: error %lu", GetLastError());
    BOOL result =
        UpdateResourceW(handle, (LPCWSTR)type, (LPCWSTR)name, language, (LPVOID)data, data ? (DWORD)strlen(data) : 0);
    if (!result) return EndUpdateResourceW(handle, TRUE), FALSE;
    check(EndUpdateResourceW(handle, FALSE), "EndUpdateResource: error %lu", GetLastError());
    return TRUE;
}

static void check_resource(const void *type, const void *name, WORD language, const char *data)
{
    HMODULE module = LoadLibraryExW(L"copy.exe", NULL, LOAD_LIBRARY_AS_DATAFILE);
    check(module != NULL, "load: error %lu", GetLastError());
    HRSRC resource = FindResourceExW(module, (LPCWSTR)type, (LPCWSTR)name, language);
    check((resource != NULL) == (data != NULL), "found: %p", (void *)resource);
    if (resource && data) {
        check_equal_u32(SizeofResource(module, resource), strlen(data), "size");
        check_equal_bytes(LockResource(LoadResource(module, resource)), data, strlen(data), "data");
    }
    FreeLibrary(module);
}

static void test_update(void)
{
    check(update(FALSE, RT_RCDATA, MAKEINTRESOURCEW(7), 0x409, "seven"), "add");
    check_resource(RT_RCDATA, MAKEINTRESOURCEW(7), 0x409, "seven");
    check(update(FALSE, RT_RCDATA, L"named", 0x409, "a name"), "add by name");
    check(update(FALSE, L"own type", L"#12", 0, "twelve"), "another type");
    check_case(1);
    check_resource(RT_RCDATA, MAKEINTRESOURCEW(7), 0x409, "seven");
    check_case(2);
    check_resource(RT_RCDATA, L"NAMED", 0x409, "a name");
    check_case(3);
    check_resource(L"own type", MAKEINTRESOURCEW(12), 0, "twelve");
    check(update(FALSE, RT_RCDATA, MAKEINTRESOURCEW(7), 0x407, "sieben"), "another language");
    check(update(FALSE, RT_RCDATA, MAKEINTRESOURCEW(7), 0x409, "seven, and longer than it was before"), "replace");
    check_case(4);
    check_resource(RT_RCDATA, MAKEINTRESOURCEW(7), 0x407, "sieben");
    check_case(5);
    check_resource(RT_RCDATA, MAKEINTRESOURCEW(7), 0x409, "seven, and longer than it was before");
    check(update(FALSE, RT_RCDATA, L"named", 0x409, NULL), "remove");
    check_case(6);
    check_resource(RT_RCDATA, L"NAMED", 0x409, NULL);
    check(!update(FALSE, RT_RCDATA, L"named", 0x409, NULL), "what is not there is not removed");
    check_last_error(ERROR_INVALID_PARAMETER, "what is not there is not removed");
    check(update(TRUE, RT_RCDATA, MAKEINTRESOURCEW(1), 0, "alone"), "without what was there");
    check_case(7);
    check_resource(RT_RCDATA, MAKEINTRESOURCEW(1), 0, "alone");
    check_case(8);
    check_resource(RT_RCDATA, MAKEINTRESOURCEW(7), 0x409, NULL);
    check_case(0);
}

static void test_discard_and_errors(void)
{
    HANDLE handle = BeginUpdateResourceW(L"copy.exe", FALSE);
    check(UpdateResourceW(handle, (LPCWSTR)RT_RCDATA, MAKEINTRESOURCEW(99), 0, (LPVOID)"x", 1), "update");
    check(EndUpdateResourceW(handle, TRUE), "discard");
    check_resource(RT_RCDATA, MAKEINTRESOURCEW(99), 0, NULL);
    make_file(L"text", "this is no program");
    check_fails_with(BeginUpdateResourceW(L"text", FALSE), ERROR_BAD_EXE_FORMAT);
    check_fails_with(BeginUpdateResourceW(L"none", FALSE), ERROR_FILE_NOT_FOUND);
}

static void test_runs(void)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    WCHAR command[] = L"copy.exe child";
    DWORD code = 1;
    check(CreateProcessW(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process), "start: error %lu",
          GetLastError());
    WaitForSingleObject(process.hProcess, 30000);
    GetExitCodeProcess(process.hProcess, &code);
    check_equal_u32(code, 42, "the changed program runs");
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
}

int main(int argc, char **argv)
{
    WCHAR self[MAX_PATH];
    (void)argv;
    if (argc > 1) return 42;
    if (!temporary_folder_begin()) return 1;
    GetModuleFileNameW(NULL, self, MAX_PATH);
    check(CopyFileW(self, L"copy.exe", FALSE), "copy");
    test_update();
    test_discard_and_errors();
    test_runs();
    temporary_folder_end();
    return check_summary();
}
