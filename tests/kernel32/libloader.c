/* Loading DLLs. The test makes its own DLLs in the temporary folder (support/pe_writer.h). Witness: Microsoft's
 * documentation of libloaderapi.h, "Dynamic-Link Library Search Order", the PE format. */
#include "../check.h"
#include "../support/pe_writer.h"

static struct pe_writer dll;

static void make_dlls(void)
{
    pe_begin(&dll, 1);
    pe_export_function(&dll, "answer", 43);
    pe_export_function(&dll, NULL, 77);             /* ordinal 3 */
    check(pe_write(&dll, "wr_b.dll", TRUE), "wr_b.dll");
    pe_begin(&dll, 2);
    pe_export_function(&dll, "answer", 42);
    pe_export_function(&dll, NULL, 7);              /* ordinal 3 */
    pe_export_forwarder(&dll, "forward", "wr_b.answer");
    pe_export_forwarder(&dll, "forward_ordinal", "wr_b.#3");
    pe_export_forwarder(&dll, "forward_system", "KERNEL32.GetCurrentProcessId");
    pe_export_forwarder(&dll, "forward_nothing", "wr_b.nothing");
    pe_export_forwarder(&dll, "forward_no_dll", "wr_not_there.answer");
    check(pe_write(&dll, "wr_a.dll", TRUE), "wr_a.dll");
    pe_begin(&dll, 3);
    pe_import(&dll, "wr_d.dll", "answer");
    pe_export_function(&dll, "answer", 1);
    check(pe_write(&dll, "wr_c.dll", TRUE), "wr_c.dll");
    pe_begin(&dll, 4);
    pe_import(&dll, "wr_c.dll", "answer");
    pe_import(&dll, "wr_b.dll", "answer");
    pe_export_function(&dll, "answer", 2);
    check(pe_write(&dll, "wr_d.dll", TRUE), "wr_d.dll");
    pe_begin(&dll, 5);
    pe_import(&dll, "wr_b.dll", "nothing_like_that");
    check(pe_write(&dll, "wr_lacks_function.dll", TRUE), "wr_lacks_function.dll");
    pe_begin(&dll, 6);
    pe_import(&dll, "wr_not_there.dll", "answer");
    check(pe_write(&dll, "wr_lacks_dll.dll", TRUE), "wr_lacks_dll.dll");
    pe_begin(&dll, 7);
    check(pe_write(&dll, "wr_refuses.dll", FALSE), "wr_refuses.dll");
    pe_begin(&dll, 8);
    dll.machine = sizeof(void *) == 8 ? IMAGE_FILE_MACHINE_I386 : IMAGE_FILE_MACHINE_AMD64;
    check(pe_write(&dll, "wr_other_machine.dll", TRUE), "wr_other_machine.dll");
    pe_begin(&dll, 9);
    check(pe_write_part(&dll, "wr_short.dll", TRUE, 0x180), "wr_short.dll");
}

static void delete_dlls(void)
{
    static const char *const names[] = {"wr_a.dll",
                                        "wr_b.dll",
                                        "wr_c.dll",
                                        "wr_d.dll",
                                        "wr_lacks_function.dll",
                                        "wr_lacks_dll.dll",
                                        "wr_refuses.dll",
                                        "wr_other_machine.dll",
                                        "wr_short.dll",
                                        "wr_noext",
                                        "sub\\wr_e.dll"};
    for (unsigned i = 0; i < ARRAYSIZE(names); i++) DeleteFileA(names[i]);
    RemoveDirectoryA("sub");
}

static int call(HMODULE module, const char *name)
{
    int (*function)(void) = (int (*)(void))(void *)GetProcAddress(module, name);
    return function ? function() : -1;
}

static void test_load(void)
{
    char path[MAX_PATH];
    check(GetModuleHandleA("wr_a.dll") == NULL, "not loaded yet");
    check_fails_with(GetModuleHandleA("wr_a") != NULL, ERROR_MOD_NOT_FOUND);
    HMODULE a = LoadLibraryA("wr_a.dll");
    check(a != NULL, "LoadLibraryA: error %lu", GetLastError());
    check_equal_ptr(LoadLibraryA("WR_A"), a, "without extension, in other case");
    check_equal_ptr(GetModuleHandleA("wr_a.DLL"), a, "GetModuleHandle");
    check_equal_ptr(GetModuleHandleW(L"wr_a"), a, "GetModuleHandle without extension");
    check(GetModuleFileNameA(a, path, MAX_PATH) > 8, "GetModuleFileName");
    check_equal_ptr(LoadLibraryA(path), a, "by its full path");
    check_equal_ptr(GetModuleHandleA(path), a, "GetModuleHandle by its full path");
    DWORD *counters = (DWORD *)(void *)GetProcAddress(a, "counters");
    check(counters != NULL, "its data");
    check_equal_u32(counters[DLL_PROCESS_ATTACH], 1, "DllMain was called once");
    check_equal_u32(counters[DLL_PROCESS_DETACH], 0, "and not to detach");
    check_equal_int(call(a, "answer"), 42, "a function by name");
    check_equal_int(call(a, (char *)3), 7, "a function by ordinal");
    check_equal_int(call(a, (char *)2), 42, "a named function by its ordinal");
    check_fails_with(GetProcAddress(a, "Answer"), ERROR_PROC_NOT_FOUND);
    check_fails_with(GetProcAddress(a, (char *)99), ERROR_PROC_NOT_FOUND);
    check_fails_with(GetProcAddress(a, (char *)1000), ERROR_PROC_NOT_FOUND);
    check(FreeLibrary(a) && FreeLibrary(a), "two of three references");
    check_equal_ptr(GetModuleHandleA("wr_a.dll"), a, "still there");
    check(FreeLibrary(a), "the last reference");
    check(GetModuleHandleA("wr_a.dll") == NULL, "gone");
    check_fails_with(GetModuleFileNameA(a, path, MAX_PATH), ERROR_MOD_NOT_FOUND);
}

static void test_forwarders(void)
{
    HMODULE a = LoadLibraryA("wr_a.dll");
    check(GetModuleHandleA("wr_b.dll") == NULL, "a forwarder does not load anything by itself");
    check_equal_int(call(a, "forward"), 43, "a forwarder");
    check(GetModuleHandleA("wr_b.dll") != NULL, "now its target is loaded");
    check_equal_int(call(a, "forward_ordinal"), 77, "a forwarder to an ordinal");
    check_equal_u32(call(a, "forward_system"), GetCurrentProcessId(), "a forwarder to kernel32");
    check_fails_with(GetProcAddress(a, "forward_nothing"), ERROR_PROC_NOT_FOUND);
    check(GetProcAddress(a, "forward_no_dll") == NULL, "a forwarder to a DLL that is not there");
    DWORD *counters = (DWORD *)(void *)GetProcAddress(GetModuleHandleA("wr_b.dll"), "counters");
    check_equal_u32(counters ? counters[DLL_PROCESS_ATTACH] : 0, 1, "the target was initialized");
    check(FreeLibrary(a), "FreeLibrary");
    check(GetModuleHandleA("wr_a.dll") == NULL, "gone");
}

static void test_circle(void)
{
    HMODULE c = LoadLibraryA("wr_c.dll"), d = GetModuleHandleA("wr_d.dll");
    check(c && d, "two DLLs that import each other");
    DWORD *counters_c = (DWORD *)(void *)GetProcAddress(c, "counters"),
          *counters_d = (DWORD *)(void *)GetProcAddress(d, "counters");
    check_equal_u32(counters_c ? counters_c[DLL_PROCESS_ATTACH] : 0, 1, "the first is initialized once");
    check_equal_u32(counters_d ? counters_d[DLL_PROCESS_ATTACH] : 0, 1, "the second is initialized once");
    check(GetModuleHandleA("wr_b.dll") != NULL, "what the second imports is there");
    check(FreeLibrary(c), "FreeLibrary");
    check(GetModuleHandleA("wr_c.dll") == NULL, "the first is gone");
    check(GetModuleHandleA("wr_d.dll") == NULL, "the circle does not keep the second");
    check(GetModuleHandleA("wr_b.dll") == NULL, "nor what that imported");
}

static const struct { const char *name; DWORD error; } failures[] = {
    {"wr_not_there.dll", ERROR_MOD_NOT_FOUND},
    {"wr_lacks_dll.dll", ERROR_MOD_NOT_FOUND},
    {"wr_lacks_function.dll", ERROR_PROC_NOT_FOUND},
    {"wr_refuses.dll", ERROR_DLL_INIT_FAILED},
    {"wr_other_machine.dll", ERROR_BAD_EXE_FORMAT},
    {"wr_short.dll", ERROR_BAD_EXE_FORMAT},
    {"C:\\no\\such\\folder\\x.dll", ERROR_MOD_NOT_FOUND},
    {"", ERROR_MOD_NOT_FOUND},
};

static void test_failures(void)
{
    for (unsigned i = 0; i < ARRAYSIZE(failures); i++) {
        check_case(i);
        check_fails_with(LoadLibraryA(failures[i].name), failures[i].error);
        if (*failures[i].name)
            check(GetModuleHandleA(failures[i].name) == NULL, "%s is not left behind", failures[i].name);
    }
    check_case(0);
    check(GetModuleHandleA("wr_b.dll") == NULL, "what a failed load brought is gone");
    check_fails_with(LoadLibraryExA("wr_a.dll", NULL, LOAD_WITH_ALTERED_SEARCH_PATH | LOAD_LIBRARY_SEARCH_SYSTEM32),
                     ERROR_INVALID_PARAMETER);
    check(!FreeLibrary((HMODULE)0x12340000), "freeing what is no module");
    check_fails_with(LoadLibraryExA("wr_a.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32), ERROR_MOD_NOT_FOUND);
}

static void test_handles(void)
{
    HMODULE module = NULL, a = LoadLibraryA("wr_a.dll");
    check(GetModuleHandleExA(0, "wr_a.dll", &module) && module == a, "GetModuleHandleEx adds a reference");
    check(FreeLibrary(a) && GetModuleHandleA("wr_a.dll") == a, "so one is left");
    check(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, "wr_a.dll", &module), "without a reference");
    check(GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                             (LPCWSTR)(void *)GetProcAddress(a, "answer"), &module), "by address");
    check_equal_ptr(module, a, "by address");
    check(!GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCSTR)16, &module), "an address in no module");
    check(module == NULL, "the handle is cleared");
    check_fails_with(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                                        "wr_a.dll", &module),
                     ERROR_INVALID_PARAMETER);
    check(FreeLibrary(a), "the last reference");
    check(GetModuleHandleA(NULL) == GetModuleHandleW(NULL), "the program itself");
    check(GetModuleHandleExA(0, NULL, &module) && module == GetModuleHandleA(NULL), "the program itself");
    check(DisableThreadLibraryCalls(GetModuleHandleA("kernel32.dll")) || 1, "DisableThreadLibraryCalls");
    check(!DisableThreadLibraryCalls((HMODULE)0x4560000), "DisableThreadLibraryCalls of no module");
}

static DWORD WINAPI do_nothing(void *argument) { return (DWORD)(ULONG_PTR)argument; }

static void test_threads(void)
{
    HMODULE a = LoadLibraryA("wr_a.dll"), b = LoadLibraryA("wr_b.dll");
    DWORD *counters = (DWORD *)(void *)GetProcAddress(a, "counters"),
          *disabled = (DWORD *)(void *)GetProcAddress(b, "counters");
    check(DisableThreadLibraryCalls(b), "DisableThreadLibraryCalls");
    for (int i = 0; i < 3; i++) {
        HANDLE thread = CreateThread(NULL, 0, do_nothing, NULL, 0, NULL);
        WaitForSingleObject(thread, 10000);
        CloseHandle(thread);
    }
    check_equal_u32(counters[DLL_THREAD_ATTACH], 3, "three threads attached");
    check_equal_u32(counters[DLL_THREAD_DETACH], 3, "and detached");
    check_equal_u32(disabled[DLL_THREAD_ATTACH], 0, "not told");
    check_equal_u32(disabled[DLL_THREAD_DETACH], 0, "not told");
    FreeLibrary(a);
    FreeLibrary(b);
}

static void test_search(void)
{
    char folder[MAX_PATH], path[MAX_PATH], buffer[MAX_PATH];
    WCHAR wide[MAX_PATH];
    GetCurrentDirectoryA(MAX_PATH, folder);
    snprintf(path, MAX_PATH, "%s\\sub", folder);
    check(CreateDirectoryA("sub", NULL), "a folder");
    pe_begin(&dll, 10);
    pe_export_function(&dll, "answer", 5);
    check(pe_write(&dll, "sub\\wr_e.dll", TRUE), "sub\\wr_e.dll");
    check_fails_with(LoadLibraryA("wr_e.dll"), ERROR_MOD_NOT_FOUND);
    check(SetDllDirectoryA(path), "SetDllDirectory");
    check_equal_u32(GetDllDirectoryA(MAX_PATH, buffer), strlen(path), "GetDllDirectory");
    check_equal_string(buffer, path, "GetDllDirectory");
    check_equal_u32(GetDllDirectoryA(2, buffer), strlen(path) + 1, "GetDllDirectory says how much room it needs");
    HMODULE e = LoadLibraryA("wr_e.dll");
    check(e != NULL, "found in the folder that was set");
    FreeLibrary(e);
    check_fails_with(LoadLibraryA("wr_a.dll"), ERROR_MOD_NOT_FOUND); /* the current folder is no longer searched */
    check(SetDllDirectoryA(NULL), "SetDllDirectory back");
    check(LoadLibraryA("wr_a.dll") != NULL, "the current folder is searched again");
    FreeLibrary(GetModuleHandleA("wr_a.dll"));
    MultiByteToWideChar(CP_ACP, 0, path, -1, wide, MAX_PATH);
    DLL_DIRECTORY_COOKIE cookie = AddDllDirectory(wide);
    check(cookie != NULL, "AddDllDirectory");
    e = LoadLibraryExA("wr_e.dll", NULL, LOAD_LIBRARY_SEARCH_USER_DIRS);
    check(e != NULL, "found in an added folder");
    FreeLibrary(e);
    e = LoadLibraryExA("wr_e.dll", NULL, LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    check(e != NULL, "the added folders are among the default ones");
    FreeLibrary(e);
    check_fails_with(LoadLibraryExA("wr_e.dll", NULL, LOAD_LIBRARY_SEARCH_APPLICATION_DIR), ERROR_MOD_NOT_FOUND);
    check(RemoveDllDirectory(cookie), "RemoveDllDirectory");
    check_fails_with(LoadLibraryExA("wr_e.dll", NULL, LOAD_LIBRARY_SEARCH_USER_DIRS), ERROR_MOD_NOT_FOUND);
    check_fails_with(AddDllDirectory(L"relative"), ERROR_INVALID_PARAMETER);
    e = LoadLibraryA("sub/wr_e.dll");
    check(e != NULL, "a relative path with a slash");
    check_equal_ptr(GetModuleHandleA("wr_e.dll"), e, "known by its name");
    FreeLibrary(e);
    check(CopyFileA("wr_b.dll", "wr_noext", FALSE), "a file without extension");
    check_fails_with(LoadLibraryA("wr_noext"), ERROR_MOD_NOT_FOUND);
    HMODULE plain = LoadLibraryA("wr_noext.");
    check(plain != NULL, "a dot at the end: no extension");
    FreeLibrary(plain);
}

static void test_api_sets(void)
{
    HMODULE set = LoadLibraryA("api-ms-win-core-synch-l1-2-0.dll");
    check(set != NULL, "an API set");
    check(set && GetProcAddress(set, "WaitOnAddress") != NULL, "a function of it");
    FreeLibrary(set);
    check_fails_with(LoadLibraryA("ext-ms-win-winrun-nothing-l1-1-0.dll"), ERROR_MOD_NOT_FOUND);
    check(GetProcAddress(GetModuleHandleA("kernel32.dll"), "HeapAlloc") ==
              GetProcAddress(GetModuleHandleA("ntdll.dll"), "RtlAllocateHeap"),
          "HeapAlloc is a forwarder");
}

int main(void)
{
    char folder[MAX_PATH];
    GetTempPathA(MAX_PATH, folder);
    snprintf(folder + strlen(folder), MAX_PATH - strlen(folder), "winrun_libloader_%lu", GetCurrentProcessId());
    check(CreateDirectoryA(folder, NULL) && SetCurrentDirectoryA(folder), "a folder for the DLLs");
    make_dlls();
    test_load();
    test_forwarders();
    test_circle();
    test_failures();
    test_handles();
    test_threads();
    test_search();
    test_api_sets();
    delete_dlls();
    SetCurrentDirectoryA("..");
    check(RemoveDirectoryA(folder), "nothing is left");
    return check_summary();
}
