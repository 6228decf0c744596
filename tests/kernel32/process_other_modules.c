/* What can be learnt about another process: its modules, memory, times, image; priority class and affinity can be set.
 */
#include "../check.h"
#include <psapi.h>
#include <tlhelp32.h>

static char self[MAX_PATH];

static BOOL start_child(DWORD flags, PROCESS_INFORMATION *info, HANDLE *ready)
{
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    char line[2 * MAX_PATH];
    *ready = CreateEventA(&inheritable, TRUE, FALSE, NULL);
    snprintf(line, sizeof(line), "\"%s\" child %lu", self, (DWORD)(ULONG_PTR)*ready);
    return CreateProcessA(NULL, line, NULL, NULL, TRUE, flags, NULL, NULL, &startup, info);
}

static BOOL has_suffix(const char *text, const char *suffix)
{
    size_t length = strlen(text), end = strlen(suffix);
    return length >= end && !_stricmp(text + length - end, suffix);
}

static void test_modules(HANDLE process)
{
    HMODULE modules[256];
    MODULEINFO info;
    DWORD needed = 0;
    char name[MAX_PATH] = "";
    BOOL has_kernel32 = FALSE;
    check(EnumProcessModules(process, modules, sizeof(modules), &needed), "EnumProcessModules: error %lu",
          GetLastError());
    check(needed >= 3 * sizeof(HMODULE), "%lu bytes", needed);
    check(GetModuleFileNameExA(process, modules[0], name, sizeof(name)), "GetModuleFileNameEx: error %lu",
          GetLastError());
    check(!_stricmp(name, self), "the first module is the program: %s", name);
    check(GetModuleInformation(process, modules[0], &info, sizeof(info)), "GetModuleInformation: error %lu",
          GetLastError());
    check_equal_ptr(info.lpBaseOfDll, modules[0], "lpBaseOfDll");
    check(info.SizeOfImage && info.EntryPoint, "size %lx, entry %p", info.SizeOfImage, info.EntryPoint);
    for (DWORD i = 0; i < needed / sizeof(HMODULE) && i < 256; i++) {
        if (GetModuleBaseNameA(process, modules[i], name, sizeof(name)) && !_stricmp(name, "kernel32.dll"))
            has_kernel32 = TRUE;
    }
    check(has_kernel32, "kernel32 is among them");
    check(!GetModuleInformation(process, (HMODULE)0x1000, &info, sizeof(info)), "no module is there");
    check(GetMappedFileNameA(process, modules[0], name, sizeof(name)), "GetMappedFileName: error %lu", GetLastError());
    check(has_suffix(name, ".exe"), "the program's file: %s", name);
}

static void test_snapshot(DWORD pid)
{
    MODULEENTRY32 entry = {.dwSize = sizeof(entry)};
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPMODULE, pid);
    BOOL has_ntdll = FALSE, is_first = TRUE;
    check(snapshot != INVALID_HANDLE_VALUE, "CreateToolhelp32Snapshot: error %lu", GetLastError());
    for (BOOL more = Module32First(snapshot, &entry); more; more = Module32Next(snapshot, &entry)) {
        if (is_first) check(!_stricmp(entry.szExePath, self), "the first module is the program: %s", entry.szExePath);
        is_first = FALSE;
        check_equal_u32(entry.th32ProcessID, pid, "th32ProcessID");
        if (!_stricmp(entry.szModule, "ntdll.dll")) has_ntdll = TRUE;
    }
    check_last_error(ERROR_NO_MORE_FILES, "the end of the list");
    check(has_ntdll, "ntdll is among them");
    CloseHandle(snapshot);
}

static void test_facts(HANDLE process)
{
    PROCESS_MEMORY_COUNTERS counters = {.cb = sizeof(counters)};
    FILETIME created, ended, kernel, user;
    char name[MAX_PATH] = "";
    DWORD size = sizeof(name), code = 0;
    BOOL present = TRUE;
    check(GetProcessMemoryInfo(process, &counters, sizeof(counters)), "GetProcessMemoryInfo: error %lu",
          GetLastError());
    check(counters.WorkingSetSize > 0x10000 && counters.PeakWorkingSetSize >= counters.WorkingSetSize,
          "working set %Iu, peak %Iu", counters.WorkingSetSize, counters.PeakWorkingSetSize);
    check(GetProcessTimes(process, &created, &ended, &kernel, &user), "GetProcessTimes: error %lu", GetLastError());
    check(created.dwHighDateTime != 0, "creation time");
    check(QueryFullProcessImageNameA(process, 0, name, &size), "QueryFullProcessImageName: error %lu", GetLastError());
    check(!_stricmp(name, self), "the image: %s", name);
    check(GetExitCodeProcess(process, &code) && code == STILL_ACTIVE, "exit code %lu", code);
    check(CheckRemoteDebuggerPresent(process, &present) && !present, "no debugger");
}

static void test_scheduling(HANDLE process)
{
    DWORD_PTR mask = 0, all = 0;
    check(SetPriorityClass(process, BELOW_NORMAL_PRIORITY_CLASS), "SetPriorityClass: error %lu", GetLastError());
    check_equal_u32(GetPriorityClass(process), BELOW_NORMAL_PRIORITY_CLASS, "GetPriorityClass");
    check(GetProcessAffinityMask(process, &mask, &all), "GetProcessAffinityMask: error %lu", GetLastError());
    check(mask && !(mask & ~all), "mask %Ix of %Ix", mask, all);
    check(SetProcessAffinityMask(process, mask & -mask), "SetProcessAffinityMask: error %lu", GetLastError());
    check(!SetProcessAffinityMask(process, 0), "no processor at all");
    check_last_error(ERROR_INVALID_PARAMETER, "no processor at all");
}

static void test_binary_type(void)
{
    DWORD type = 99, expected = sizeof(void *) == 8 ? SCS_64BIT_BINARY : SCS_32BIT_BINARY;
    char ini[MAX_PATH];
    check(GetBinaryTypeA(self, &type), "GetBinaryType: error %lu", GetLastError());
    check_equal_u32(type, expected, "the type of this program");
    check(!GetBinaryTypeA("C:\\no such file.exe", &type), "a missing file");
    check_last_error(ERROR_FILE_NOT_FOUND, "a missing file");
    GetTempPathA(MAX_PATH - 20, ini);
    strcat(ini, "no program.txt");
    HANDLE file = CreateFileA(ini, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CloseHandle(file);
    check(!GetBinaryTypeA(ini, &type), "an empty file");
    check_last_error(ERROR_BAD_EXE_FORMAT, "an empty file");
    DeleteFileA(ini);
}

int main(int argc, char **argv)
{
    PROCESS_INFORMATION info;
    HANDLE ready;
    GetModuleFileNameA(NULL, self, MAX_PATH);
    if (argc > 2 && !strcmp(argv[1], "child")) {
        DWORD handle = 0;
        for (const char *at = argv[2]; *at; at++) handle = 10 * handle + (DWORD)(*at - '0');
        SetEvent((HANDLE)(ULONG_PTR)handle);
        Sleep(60000);
        return 1;
    }
    check(start_child(0, &info, &ready), "CreateProcess: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(ready, 20000), WAIT_OBJECT_0, "the child runs");
    test_modules(info.hProcess);
    test_snapshot(info.dwProcessId);
    test_facts(info.hProcess);
    test_scheduling(info.hProcess);
    test_binary_type();
    TerminateProcess(info.hProcess, 0);
    WaitForSingleObject(info.hProcess, 10000);
    return check_summary();
}
