/* Acting on another process: its memory, threads and contexts, also before its first instruction, and across
 * architectures. */
#include "../check.h"

#ifdef _WIN64
#define OTHER_MACHINE "i386"
#define OWN_MACHINE "x86_64"
#else
#define OTHER_MACHINE "x86_64"
#define OWN_MACHINE "i386"
#endif

static char own_path[MAX_PATH], other_path[MAX_PATH];

/* What the child tells of itself: in a section by name. Addresses as 64 bits, so that both architectures understand
 * them. */
struct shared {
    volatile LONG ready, thread_tid, apc_count, last_apc, remote_count, spin;
    LONG pointer_size;
    unsigned long long memory, add_function, apc_function, remote_function, exit_function, spin_function;
};
static struct shared *shared;

static struct shared *open_shared(const char *name)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, sizeof(*shared), name);
    return MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0);
}

/* --- the child */

static VOID CALLBACK count_apc(ULONG_PTR value)
{
    shared->last_apc = (LONG)value;
    InterlockedIncrement(&shared->apc_count);
}

static DWORD WINAPI count_remote(void *value)
{
    InterlockedIncrement(&shared->remote_count);
    return (DWORD)(ULONG_PTR)value + 1;
}

static DWORD WINAPI wait_alertably(void *unused)
{
    (void)unused;
    for (;;) SleepEx(INFINITE, TRUE);
    return 0;
}

static DWORD WINAPI spin(void *unused)
{
    (void)unused;
    for (;;) {
        InterlockedIncrement(&shared->spin);
        Sleep(0);
    }
    return 0;
}

static int child(const char *name)
{
    static char memory[4096] = "child's memory";
    DWORD tid;
    shared = open_shared(name);
    if (!shared) return 9;
    shared->pointer_size = sizeof(void *);
    shared->memory = (ULONG_PTR)memory;
    shared->apc_function = (ULONG_PTR)count_apc;
    shared->remote_function = (ULONG_PTR)count_remote;
    shared->spin_function = (ULONG_PTR)spin;
    CloseHandle(CreateThread(NULL, 0, wait_alertably, NULL, 0, &tid));
    shared->thread_tid = (LONG)tid;
    InterlockedExchange(&shared->ready, 1);
    Sleep(60000);
    return 7;
}

/* --- the parent */

static BOOL start(const char *path, const char *name, DWORD flags, PROCESS_INFORMATION *info)
{
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    char line[2 * MAX_PATH];
    snprintf(line, sizeof(line), "\"%s\" child %s", path, name);
    return CreateProcessA(path, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, info);
}

static BOOL is_ready(volatile LONG *word, LONG least)
{
    for (int i = 0; i < 1000 && *word < least; i++) Sleep(10);
    return *word >= least;
}

static void test_memory(HANDLE process)
{
    MEMORY_BASIC_INFORMATION info;
    SIZE_T done;
    DWORD old;
    char text[32] = "", *memory = VirtualAllocEx(process, NULL, 0x3000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

    check(memory != NULL, "VirtualAllocEx: error %lu", GetLastError());
    check(((ULONG_PTR)memory & 0xffff) == 0, "memory is given in units of 64 KiB: %p", memory);
    check(WriteProcessMemory(process, memory + 0x1000, "written", 8, &done) && done == 8,
          "WriteProcessMemory: error %lu", GetLastError());
    check(ReadProcessMemory(process, memory + 0x1000, text, 8, &done) && done == 8, "ReadProcessMemory: error %lu",
          GetLastError());
    check_equal_string(text, "written", "what was written");
    check(VirtualQueryEx(process, memory, &info, sizeof(info)) == sizeof(info), "VirtualQueryEx: error %lu",
          GetLastError());
    check_equal_ptr(info.AllocationBase, memory, "AllocationBase");
    check_equal_u64(info.RegionSize, 0x3000, "RegionSize");
    check_equal_u32(info.State, MEM_COMMIT, "State");
    check_equal_u32(info.Protect, PAGE_READWRITE, "Protect");
    check_equal_u32(info.Type, MEM_PRIVATE, "Type");
    check(VirtualProtectEx(process, memory, 0x1000, PAGE_READONLY, &old), "VirtualProtectEx: error %lu",
          GetLastError());
    check_equal_u32(old, PAGE_READWRITE, "old protection");
    check(VirtualQueryEx(process, memory, &info, sizeof(info)) == sizeof(info), "VirtualQueryEx");
    check_equal_u32(info.Protect, PAGE_READONLY, "Protect");
    check_equal_u64(info.RegionSize, 0x1000, "RegionSize of the changed page");
    check(!WriteProcessMemory(process, memory, "x", 1, &done), "writing to a page that can only be read");
    check(VirtualProtectEx(process, memory, 0x1000, PAGE_EXECUTE_READ, &old), "VirtualProtectEx: error %lu",
          GetLastError());
    check_equal_u32(old, PAGE_READONLY, "old protection");
    check(WriteProcessMemory(process, memory, "code", 4, &done), "code can be written: error %lu", GetLastError());
    check(VirtualFreeEx(process, memory + 0x2000, 0x1000, MEM_DECOMMIT), "MEM_DECOMMIT: error %lu", GetLastError());
    check(VirtualQueryEx(process, memory + 0x2000, &info, sizeof(info)) == sizeof(info), "VirtualQueryEx");
    check_equal_u32(info.State, MEM_RESERVE, "State");
    check(!ReadProcessMemory(process, memory + 0x2000, text, 1, &done), "reading what is not committed");
    check_last_error(ERROR_PARTIAL_COPY, "reading what is not committed");
    check(VirtualFreeEx(process, memory, 0, MEM_RELEASE), "MEM_RELEASE: error %lu", GetLastError());
    check(VirtualQueryEx(process, memory, &info, sizeof(info)) == sizeof(info), "VirtualQueryEx");
    check_equal_u32(info.State, MEM_FREE, "State");
    check(!VirtualFreeEx(process, memory, 0, MEM_RELEASE), "freeing what is free");
    check_last_error(ERROR_INVALID_ADDRESS, "freeing what is free");
    check(!VirtualAllocEx(process, NULL, 0x1000, MEM_COMMIT, 0xdead), "no such protection");
    check_last_error(ERROR_INVALID_PARAMETER, "no such protection");
}

static void test_rights(DWORD pid)
{
    HANDLE process = OpenProcess(PROCESS_VM_READ, FALSE, pid);
    check(!VirtualAllocEx(process, NULL, 0x1000, MEM_COMMIT, PAGE_READWRITE), "without PROCESS_VM_OPERATION");
    check_last_error(ERROR_ACCESS_DENIED, "without PROCESS_VM_OPERATION");
    check(!CreateRemoteThread(process, NULL, 0, (LPTHREAD_START_ROUTINE)0x10000, NULL, 0, NULL),
          "without PROCESS_CREATE_THREAD");
    check_last_error(ERROR_ACCESS_DENIED, "without PROCESS_CREATE_THREAD");
    CloseHandle(process);
}

static void test_remote_thread(HANDLE process)
{
    DWORD tid = 0, code = 0;
    HANDLE thread = CreateRemoteThread(process, NULL, 0, (LPTHREAD_START_ROUTINE)(ULONG_PTR)shared->remote_function,
                                       (void *)41, 0, &tid);
    check(thread != NULL, "CreateRemoteThread: error %lu", GetLastError());
    check(tid != 0 && tid == GetThreadId(thread), "id %lu, by the handle %lu", tid, GetThreadId(thread));
    check_equal_u32(GetProcessIdOfThread(thread), GetProcessId(process), "the thread is the other process's");
    check_equal_u32(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0, "the thread ends");
    check(GetExitCodeThread(thread, &code) && code == 42, "exit code %lu", code);
    check_equal_u32(shared->remote_count, 1, "it has run");
    CloseHandle(thread);

    thread = CreateRemoteThread(process, NULL, 0x20000, (LPTHREAD_START_ROUTINE)(ULONG_PTR)shared->remote_function,
                                NULL, CREATE_SUSPENDED, NULL);
    check(thread != NULL, "CREATE_SUSPENDED: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(thread, 50), WAIT_TIMEOUT, "it does not run yet");
    check_equal_u32(SuspendThread(thread), 1, "it was suspended once");
    check_equal_u32(ResumeThread(thread), 2, "it was suspended twice");
    check_equal_u32(ResumeThread(thread), 1, "it was suspended once again");
    check_equal_u32(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0, "the thread ends");
    check_equal_u32(shared->remote_count, 2, "it has run");
    CloseHandle(thread);
}

/* kernel32 lies at the same address in all processes of an architecture: what injectors of DLLs rely on. */
static void test_load_library(HANDLE process)
{
    static const char name[] = "version.dll";
    DWORD code = 0;
    char *memory = VirtualAllocEx(process, NULL, sizeof(name), MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    LPTHREAD_START_ROUTINE routine =
        (LPTHREAD_START_ROUTINE)(void *)GetProcAddress(GetModuleHandleA("kernel32"), "LoadLibraryA");
    WriteProcessMemory(process, memory, name, sizeof(name), NULL);
    HANDLE thread = CreateRemoteThread(process, NULL, 0, routine, memory, 0, NULL);
    check(thread != NULL, "CreateRemoteThread: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0, "the thread ends");
    check(GetExitCodeThread(thread, &code) && code != 0, "LoadLibraryA in the other process");
    CloseHandle(thread);
    VirtualFreeEx(process, memory, 0, MEM_RELEASE);
}

static void test_apc(void)
{
    HANDLE thread = OpenThread(THREAD_ALL_ACCESS, FALSE, (DWORD)shared->thread_tid);
    check(thread != NULL, "OpenThread: error %lu", GetLastError());
    check(QueueUserAPC((PAPCFUNC)(ULONG_PTR)shared->apc_function, thread, 1234), "QueueUserAPC: error %lu",
          GetLastError());
    check(is_ready(&shared->apc_count, 1), "the APC runs");
    check_equal_u32(shared->last_apc, 1234, "its argument");
    check(TerminateThread(thread, 77), "TerminateThread: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0, "the thread is gone");
    DWORD code = 0;
    check(GetExitCodeThread(thread, &code) && code == 77, "exit code %lu", code);
    CloseHandle(thread);
}

static void test_suspension(HANDLE process)
{
    HANDLE thread =
        CreateRemoteThread(process, NULL, 0, (LPTHREAD_START_ROUTINE)(ULONG_PTR)shared->spin_function, NULL, 0, NULL);
    check(thread != NULL, "CreateRemoteThread: error %lu", GetLastError());
    check(is_ready(&shared->spin, 2), "the thread counts");
    check_equal_u32(SuspendThread(thread), 0, "SuspendThread");
    LONG before = shared->spin;
    Sleep(30);
    check_equal_u32(shared->spin, before, "it stands still");
    if (shared->pointer_size == sizeof(void *)) {
        CONTEXT context = {.ContextFlags = CONTEXT_FULL};
        check(GetThreadContext(thread, &context), "GetThreadContext: error %lu", GetLastError());
#ifdef _WIN64
        check(context.Rip && context.Rsp, "Rip %llx, Rsp %llx", context.Rip, context.Rsp);
#else
        check(context.Eip && context.Esp, "Eip %lx, Esp %lx", context.Eip, context.Esp);
#endif
        check(SetThreadContext(thread, &context), "SetThreadContext: error %lu", GetLastError());
    }
#ifdef _WIN64
    if (shared->pointer_size == 4) {
        BOOL(WINAPI * get)
        (HANDLE, WOW64_CONTEXT *) = (void *)GetProcAddress(GetModuleHandleA("kernel32"), "Wow64GetThreadContext");
        WOW64_CONTEXT context = {.ContextFlags = WOW64_CONTEXT_FULL};
        check(get && get(thread, &context), "Wow64GetThreadContext: error %lu", GetLastError());
        check(context.Eip && context.Esp, "Eip %lx, Esp %lx", context.Eip, context.Esp);
    }
#endif
    check_equal_u32(ResumeThread(thread), 1, "ResumeThread");
    check(is_ready(&shared->spin, before + 2), "it counts again");
    check(TerminateThread(thread, 5), "TerminateThread: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(thread, 10000), WAIT_OBJECT_0, "the thread is gone");
    CloseHandle(thread);
}

static void test_duplication(HANDLE process)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), theirs = NULL, back = NULL;
    check(DuplicateHandle(GetCurrentProcess(), event, process, &theirs, 0, FALSE, DUPLICATE_SAME_ACCESS),
          "to the other process: error %lu", GetLastError());
    check(DuplicateHandle(process, theirs, GetCurrentProcess(), &back, 0, FALSE,
                          DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE),
          "back from it: error %lu", GetLastError());
    check(SetEvent(back), "SetEvent: error %lu", GetLastError());
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_OBJECT_0, "it is the same event");
    CloseHandle(event);
    CloseHandle(back);
}

static void test_running(const char *path, BOOL is_other)
{
    PROCESS_INFORMATION info;
    char name[64];
    snprintf(name, sizeof(name), "winrun-other-%lu-%d", GetCurrentProcessId(), is_other);
    shared = open_shared(name);
    check(start(path, name, 0, &info), "CreateProcess %s: error %lu", path, GetLastError());
    if (!check(is_ready(&shared->ready, 1), "the child is ready")) return;
    test_memory(info.hProcess);
    test_rights(info.dwProcessId);
    if (!is_other || sizeof(void *) == 8) test_remote_thread(info.hProcess);
    if (!is_other) test_load_library(info.hProcess);
    if (!is_other || sizeof(void *) == 8) test_suspension(info.hProcess);
    if (!is_other) test_apc();
    test_duplication(info.hProcess);
    check(TerminateProcess(info.hProcess, 3), "TerminateProcess");
    check_equal_u32(WaitForSingleObject(info.hProcess, 10000), WAIT_OBJECT_0, "the child ends");
    check(!VirtualAllocEx(info.hProcess, NULL, 0x1000, MEM_COMMIT, PAGE_READWRITE), "memory of an ended process");
    CloseHandle(info.hProcess);
    CloseHandle(info.hThread);
}

/* A child that has not run yet: memory keeps its place, and it starts as if nothing had been. */
static void test_suspended(const char *path, BOOL is_other)
{
    PROCESS_INFORMATION info;
    char name[64];
    DWORD code = 0;
    snprintf(name, sizeof(name), "winrun-suspended-%lu-%d", GetCurrentProcessId(), is_other);
    shared = open_shared(name);
    check(start(path, name, CREATE_SUSPENDED, &info), "CreateProcess: error %lu", GetLastError());
    char text[16] = "",
         *memory = VirtualAllocEx(info.hProcess, (void *)0x30000000, 0x10000, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    check_equal_ptr(memory, (void *)0x30000000, "VirtualAllocEx at an address");
    check(WriteProcessMemory(info.hProcess, memory, "early", 6, NULL), "WriteProcessMemory: error %lu", GetLastError());
    test_memory(info.hProcess);
    if (!is_other) {
        CONTEXT context = {.ContextFlags = CONTEXT_FULL};
        check(GetThreadContext(info.hThread, &context), "GetThreadContext: error %lu", GetLastError());
#ifdef _WIN64
        check(context.Rcx && context.Rdx, "entry point %llx, PEB %llx", context.Rcx, context.Rdx);
        ULONG_PTR peb = (ULONG_PTR)context.Rdx, base = 0;
#else
        check(context.Eax && context.Ebx, "entry point %lx, PEB %lx", context.Eax, context.Ebx);
        ULONG_PTR peb = context.Ebx, base = 0;
#endif
        check(ReadProcessMemory(info.hProcess, (void *)(peb + 2 * sizeof(void *)), &base, sizeof(base), NULL),
              "the PEB can be read");
        check(base && ReadProcessMemory(info.hProcess, (void *)base, text, 2, NULL) && !memcmp(text, "MZ", 2),
              "the image is there");
        test_load_library(info.hProcess);
    }
    check_equal_u32(ResumeThread(info.hThread), 1, "ResumeThread");
    check(is_ready(&shared->ready, 1), "the child runs");
    check_equal_u32(shared->remote_count, 0, "only its own code has run");
    check(ReadProcessMemory(info.hProcess, memory, text, 6, NULL), "ReadProcessMemory: error %lu", GetLastError());
    check_equal_string(text, "early", "what was written before the child ran");
    TerminateProcess(info.hProcess, 3);
    check_equal_u32(WaitForSingleObject(info.hProcess, 10000), WAIT_OBJECT_0, "the child ends");
    check(GetExitCodeProcess(info.hProcess, &code) && code == 3, "exit code %lu", code);
    CloseHandle(info.hProcess);
    CloseHandle(info.hThread);
}

static BOOL find_paths(void)
{
    GetModuleFileNameA(NULL, own_path, MAX_PATH);
    strcpy(other_path, own_path);
    for (char *at = other_path; *at; at++) {
        if (strncmp(at, OWN_MACHINE, strlen(OWN_MACHINE)) || at == other_path || (at[-1] != '\\' && at[-1] != '/'))
            continue;
        char rest[MAX_PATH];
        strcpy(rest, at + strlen(OWN_MACHINE));
        strcpy(at, OTHER_MACHINE);
        strcat(at, rest);
        return GetFileAttributesA(other_path) != INVALID_FILE_ATTRIBUTES;
    }
    return FALSE;
}

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[1], "child")) return child(argv[2]);
    BOOL has_other = find_paths();
    test_running(own_path, FALSE);
    test_suspended(own_path, FALSE);
    if (has_other) {
        test_running(other_path, TRUE);
        test_suspended(other_path, TRUE);
    } else {
        skip("the same program for " OTHER_MACHINE " is not beside this one");
    }
    return check_summary();
}
