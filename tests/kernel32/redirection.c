/* How 32-bit programs see the 64-bit system: System32 and SysNative, syswow64, Wow6432Node, IsWow64Process2. Witness:
 * Microsoft's pages "File System Redirector", "Registry Redirector", "Accessing an Alternate Registry View",
 * Wow64DisableWow64FsRedirection, IsWow64Process2. */
#include "../check.h"

#define IS_32BIT (sizeof(void *) == 4)
#ifndef IMAGE_FILE_MACHINE_TARGET_HOST
#define IMAGE_FILE_MACHINE_TARGET_HOST 1
#endif

static char windows_folder[MAX_PATH];

/* The machine of a PE file below the Windows folder; 0 if it cannot be opened. */
static WORD machine_of(const char *name)
{
    char path[MAX_PATH];
    BYTE head[1024];
    DWORD size = 0;
    snprintf(path, sizeof(path), "%s\\%s", windows_folder, name);
    HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return 0;
    ReadFile(file, head, sizeof(head), &size, NULL);
    CloseHandle(file);
    if (size < sizeof(IMAGE_DOS_HEADER)) return 0;
    DWORD at = ((IMAGE_DOS_HEADER *)head)->e_lfanew;
    return at + sizeof(IMAGE_FILE_HEADER) + 4 <= size ? ((IMAGE_NT_HEADERS *)(head + at))->FileHeader.Machine : 0;
}

static void test_process(void)
{
    BOOL is_wow = 2;
    BOOL(WINAPI * is_wow_process2)
    (HANDLE, USHORT *, USHORT *) = (void *)GetProcAddress(GetModuleHandleA("kernel32.dll"), "IsWow64Process2");
    USHORT process = 1, native = 1;
    SYSTEM_INFO info, native_info;
    check(IsWow64Process(GetCurrentProcess(), &is_wow), "IsWow64Process: error %lu", GetLastError());
    check_equal_int(is_wow, IS_32BIT, "IsWow64Process");
    check(is_wow_process2 != NULL, "IsWow64Process2 is exported");
    if (is_wow_process2) {
        check(is_wow_process2(GetCurrentProcess(), &process, &native), "IsWow64Process2: error %lu", GetLastError());
        check_equal_u32(process, IS_32BIT ? IMAGE_FILE_MACHINE_I386 : IMAGE_FILE_MACHINE_UNKNOWN,
                        "the machine of the process");
        check_equal_u32(native, IMAGE_FILE_MACHINE_AMD64, "the machine of the system");
        check(is_wow_process2(GetCurrentProcess(), &process, NULL), "the native machine is optional");
    }
    GetSystemInfo(&info);
    GetNativeSystemInfo(&native_info);
    check_equal_u32(info.wProcessorArchitecture, IS_32BIT ? PROCESSOR_ARCHITECTURE_INTEL : PROCESSOR_ARCHITECTURE_AMD64,
                    "GetSystemInfo");
    check_equal_u32(native_info.wProcessorArchitecture, PROCESSOR_ARCHITECTURE_AMD64, "GetNativeSystemInfo");
}

static void test_folders(void)
{
    char path[MAX_PATH], expected[MAX_PATH];
    check(GetWindowsDirectoryA(windows_folder, sizeof(windows_folder)) > 0, "GetWindowsDirectory");
    check(GetSystemDirectoryA(path, sizeof(path)) > 0, "GetSystemDirectory");
    snprintf(expected, sizeof(expected), "%s\\system32", windows_folder);
    check(!_stricmp(path, expected), "the system folder is called System32 in both: %s", path);
    UINT length = GetSystemWow64DirectoryA(path, sizeof(path));
    snprintf(expected, sizeof(expected), "%s\\syswow64", windows_folder);
    check(length == strlen(expected) && !_stricmp(path, expected), "GetSystemWow64Directory: %s", path);
    check_equal_u32(machine_of("syswow64\\kernel32.dll"), IMAGE_FILE_MACHINE_I386, "syswow64 has the 32-bit DLLs");
    check_equal_u32(machine_of("system32\\kernel32.dll"), IS_32BIT ? IMAGE_FILE_MACHINE_I386 : IMAGE_FILE_MACHINE_AMD64,
                    "System32 has one's own DLLs");
    check_equal_u32(machine_of("SYSTEM32\\KERNEL32.DLL"), IS_32BIT ? IMAGE_FILE_MACHINE_I386 : IMAGE_FILE_MACHINE_AMD64,
                    "in any case");
    check_equal_u32(machine_of("sysnative\\kernel32.dll"), IS_32BIT ? IMAGE_FILE_MACHINE_AMD64 : 0,
                    "SysNative is there for 32-bit programs");
}

static void test_switch(void)
{
    BOOL(WINAPI * disable)
    (PVOID *) = (void *)GetProcAddress(GetModuleHandleA("kernel32.dll"), "Wow64DisableWow64FsRedirection");
    BOOL(WINAPI * revert)
    (PVOID) = (void *)GetProcAddress(GetModuleHandleA("kernel32.dll"), "Wow64RevertWow64FsRedirection");
    PVOID old = NULL;
    check(disable && revert, "the functions are exported");
    if (!disable || !revert) return;
    if (!IS_32BIT) {
        check_fails_with(disable(&old), ERROR_INVALID_FUNCTION);
        return;
    }
    check(disable(&old), "Wow64DisableWow64FsRedirection: error %lu", GetLastError());
    check_equal_u32(machine_of("system32\\kernel32.dll"), IMAGE_FILE_MACHINE_AMD64, "System32 is the real one now");
    check_equal_u32(machine_of("syswow64\\kernel32.dll"), IMAGE_FILE_MACHINE_I386, "syswow64 stays");
    check(revert(old), "Wow64RevertWow64FsRedirection: error %lu", GetLastError());
    check_equal_u32(machine_of("system32\\kernel32.dll"), IMAGE_FILE_MACHINE_I386, "System32 leads to syswow64 again");
}

static DWORD read_number(HKEY root, const char *path, const char *name, REGSAM view)
{
    HKEY key;
    DWORD value = 0, size = sizeof(value);
    if (RegOpenKeyExA(root, path, 0, KEY_READ | view, &key)) return 0xffffffff;
    if (RegQueryValueExA(key, name, NULL, NULL, (BYTE *)&value, &size)) value = 0xfffffffe;
    RegCloseKey(key);
    return value;
}

static DWORD write_number(const char *path, DWORD value, REGSAM view)
{
    HKEY key;
    DWORD error = RegCreateKeyExA(HKEY_LOCAL_MACHINE, path, 0, NULL, 0, KEY_ALL_ACCESS | view, NULL, &key, NULL);
    if (error) return error;
    error = RegSetValueExA(key, "view", 0, REG_DWORD, (BYTE *)&value, sizeof(value));
    RegCloseKey(key);
    return error;
}

static void test_registry(void)
{
    static const char *const path = "Software\\winrun_redirection", *const below =
                                                                        "Software\\Wow6432Node\\winrun_redirection";
    check_equal_u32(write_number(path, 32, KEY_WOW64_32KEY), 0, "write to the 32-bit view");
    check_equal_u32(write_number(path, 64, KEY_WOW64_64KEY), 0, "write to the 64-bit view");
    check_equal_u32(read_number(HKEY_LOCAL_MACHINE, path, "view", KEY_WOW64_32KEY), 32, "the 32-bit view");
    check_equal_u32(read_number(HKEY_LOCAL_MACHINE, path, "view", KEY_WOW64_64KEY), 64, "the 64-bit view");
    check_equal_u32(read_number(HKEY_LOCAL_MACHINE, path, "view", 0), IS_32BIT ? 32 : 64, "one's own view");
    check_equal_u32(read_number(HKEY_LOCAL_MACHINE, below, "view", KEY_WOW64_64KEY), 32,
                    "the 32-bit view lies below Wow6432Node");
    check_equal_u32(read_number(HKEY_LOCAL_MACHINE, below, "view", 0), 32, "Wow6432Node is seen by both");
    check_equal_u32(RegDeleteKeyExA(HKEY_LOCAL_MACHINE, path, KEY_WOW64_32KEY, 0), 0,
                    "RegDeleteKeyEx in the 32-bit view");
    check_equal_u32(read_number(HKEY_LOCAL_MACHINE, path, "view", KEY_WOW64_32KEY), 0xffffffff, "it is gone");
    check_equal_u32(read_number(HKEY_LOCAL_MACHINE, path, "view", KEY_WOW64_64KEY), 64, "and the other is not");
    check_equal_u32(RegDeleteKeyExA(HKEY_LOCAL_MACHINE, path, KEY_WOW64_64KEY, 0), 0,
                    "RegDeleteKeyEx in the 64-bit view");
    /* HKEY_CURRENT_USER\Software is shared by both */
    HKEY key;
    check_equal_u32(
        RegCreateKeyExA(HKEY_CURRENT_USER, path, 0, NULL, 0, KEY_ALL_ACCESS | KEY_WOW64_32KEY, NULL, &key, NULL), 0,
        "a key of the user");
    DWORD value = 5;
    RegSetValueExA(key, "view", 0, REG_DWORD, (BYTE *)&value, sizeof(value));
    RegCloseKey(key);
    check_equal_u32(read_number(HKEY_CURRENT_USER, path, "view", KEY_WOW64_64KEY), 5,
                    "what belongs to the user is shared");
    RegDeleteKeyA(HKEY_CURRENT_USER, path);
}

int main(void)
{
    test_process();
    test_folders();
    test_switch();
    test_registry();
    return check_summary();
}
