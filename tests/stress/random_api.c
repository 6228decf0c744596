/* Random API calls with a fixed seed, and what they leave behind: handles, threads and memory must be where they were.
 *
 *     random_api.exe [--seconds N] [--seed N] [--only N]     (--only: one operation of the list)
 *
 * Twenty seconds is what the tests take; an hour is run by hand. A round is a few hundred calls of every kind, each
 * undone within the round; after a first part that fills caches the numbers of handles and of committed bytes are
 * noted, and compared at the end; likewise, where drive Z: shows a Unix system, those of open descriptors and of
 * threads of the Unix process. */
#include <winsock2.h>
#include "../check.h"
#include "../temporary_folder.h"
#include <psapi.h>
#include <stdlib.h>

static unsigned long long state;
static int only = -1;

static unsigned random_below(unsigned limit)
{
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)(state >> 33) % limit;
}

static void name_of(WCHAR *name, unsigned number) { _snwprintf(name, 64, L"random file %u.txt", number); }

static void do_file(void)
{
    static const DWORD dispositions[] = {CREATE_ALWAYS, OPEN_ALWAYS, OPEN_EXISTING, CREATE_NEW, TRUNCATE_EXISTING};
    WCHAR name[64], other[64];
    char data[512] = "data";
    DWORD done;
    name_of(name, random_below(40));
    name_of(other, random_below(40));
    HANDLE file =
        CreateFileW(name, GENERIC_READ | GENERIC_WRITE, random_below(8), NULL, dispositions[random_below(5)], 0, NULL);
    if (file != INVALID_HANDLE_VALUE) {
        WriteFile(file, data, random_below(sizeof(data)), &done, NULL);
        SetFilePointer(file, (LONG)random_below(300), NULL, FILE_BEGIN);
        ReadFile(file, data, random_below(sizeof(data)), &done, NULL);
        if (!random_below(4)) SetEndOfFile(file);
        if (!random_below(4)) LockFile(file, random_below(100), 0, 10, 0);
        HANDLE mapping = random_below(4) ? NULL : CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, 4096, NULL);
        void *view = mapping ? MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0) : NULL;
        if (view) ((volatile char *)view)[random_below(4096)] = 1;
        if (view) UnmapViewOfFile(view);
        if (mapping) CloseHandle(mapping);
        CloseHandle(file);
    }
    switch (random_below(6)) {
    case 0: DeleteFileW(name); break;
    case 1: MoveFileExW(name, other, MOVEFILE_REPLACE_EXISTING); break;
    case 2: CopyFileW(name, other, FALSE); break;
    case 3: SetFileAttributesW(name, random_below(2) ? FILE_ATTRIBUTE_HIDDEN : FILE_ATTRIBUTE_NORMAL); break;
    }
    SetFileAttributesW(name, FILE_ATTRIBUTE_NORMAL);
}

static void do_folder(void)
{
    WIN32_FIND_DATAW data;
    HANDLE find = FindFirstFileW(random_below(2) ? L"*" : L"random*1*", &data);
    if (find != INVALID_HANDLE_VALUE) {
        for (unsigned i = random_below(50); i && FindNextFileW(find, &data); i--) continue;
        FindClose(find);
    }
    CreateDirectoryW(L"folder", NULL);
    HANDLE change = FindFirstChangeNotificationW(L"folder", random_below(2) != 0, FILE_NOTIFY_CHANGE_FILE_NAME);
    if (!random_below(2)) make_file(L"folder\\f", "x");
    if (change != INVALID_HANDLE_VALUE) FindCloseChangeNotification(change);
    DeleteFileW(L"folder\\f");
    RemoveDirectoryW(L"folder");
}

static void do_stream(void)
{
    char text[16];
    DWORD done;
    make_file(L"streams.txt:one", "stream");
    HANDLE file = CreateFileW(L"streams.txt:one", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    if (file != INVALID_HANDLE_VALUE) ReadFile(file, text, sizeof(text), &done, NULL);
    if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
    if (random_below(2)) DeleteFileW(L"streams.txt");
}

static void do_objects(void)
{
    HANDLE objects[4] = {CreateEventW(NULL, random_below(2) != 0, FALSE, random_below(2) ? NULL : L"a named event"),
                         CreateMutexW(NULL, FALSE, NULL), CreateSemaphoreW(NULL, 1, 5, NULL),
                         CreateWaitableTimerW(NULL, FALSE, NULL)},
           copy;
    SetEvent(objects[0]);
    WaitForMultipleObjects(3, objects, random_below(2) != 0, 0);
    ReleaseMutex(objects[1]);
    if (DuplicateHandle(GetCurrentProcess(), objects[random_below(4)], GetCurrentProcess(), &copy, 0, FALSE,
                        DUPLICATE_SAME_ACCESS))
        CloseHandle(copy);
    for (int i = 0; i < 4; i++) CloseHandle(objects[i]);
}

static void do_pipe(void)
{
    HANDLE read, write;
    char data[100];
    DWORD done;
    if (!CreatePipe(&read, &write, NULL, 0)) return;
    WriteFile(write, data, 1 + random_below(sizeof(data) - 1), &done, NULL);
    ReadFile(read, data, sizeof(data), &done, NULL);
    CloseHandle(read);
    CloseHandle(write);
}

static DWORD WINAPI thread_routine(LPVOID event)
{
    SetEvent(event);
    return 7;
}

static void do_thread(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL),
           thread = CreateThread(NULL, 0, thread_routine, event, 0, NULL);
    if (thread) WaitForSingleObject(thread, INFINITE);
    if (thread) CloseHandle(thread);
    CloseHandle(event);
}

static void do_memory(void)
{
    SIZE_T size = (1 + random_below(64)) * 4096;
    DWORD old;
    char *memory = VirtualAlloc(NULL, size, MEM_RESERVE | (random_below(2) ? MEM_COMMIT : 0), PAGE_READWRITE);
    if (memory && VirtualAlloc(memory, 4096, MEM_COMMIT, PAGE_READWRITE)) memory[random_below(4096)] = 1;
    if (memory) VirtualProtect(memory, 4096, PAGE_READONLY, &old);
    if (memory) VirtualFree(memory, 0, MEM_RELEASE);
    void *block = HeapAlloc(GetProcessHeap(), 0, random_below(100000));
    block = HeapReAlloc(GetProcessHeap(), 0, block, random_below(100000) + 1);
    HeapFree(GetProcessHeap(), 0, block);
}

static void do_registry(void)
{
    HKEY key;
    WCHAR name[64];
    DWORD value = random_below(1000), size = sizeof(value);
    _snwprintf(name, 64, L"Software\\random api\\%u", random_below(20));
    if (RegCreateKeyExW(HKEY_CURRENT_USER, name, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL)) return;
    RegSetValueExW(key, L"value", 0, REG_DWORD, (const BYTE *)&value, sizeof(value));
    RegQueryValueExW(key, L"value", NULL, NULL, (BYTE *)&value, &size);
    RegCloseKey(key);
    if (random_below(2)) RegDeleteKeyW(HKEY_CURRENT_USER, name);
}

static void do_overlapped(void)
{
    OVERLAPPED overlapped = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    HANDLE file =
        CreateFileW(L"overlapped", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED, NULL);
    HANDLE port = random_below(2) && file != INVALID_HANDLE_VALUE ? CreateIoCompletionPort(file, NULL, 7, 1) : NULL;
    char data[300] = "overlapped";
    DWORD done;
    ULONG_PTR key;
    OVERLAPPED *ended;
    if (file != INVALID_HANDLE_VALUE) {
        if (WriteFile(file, data, sizeof(data), NULL, &overlapped) || GetLastError() == ERROR_IO_PENDING)
            GetOverlappedResult(file, &overlapped, &done, TRUE);
        if (ReadFile(file, data, sizeof(data), NULL, &overlapped) || GetLastError() == ERROR_IO_PENDING)
            GetOverlappedResult(file, &overlapped, &done, TRUE);
        CloseHandle(file);
    }
    while (port && GetQueuedCompletionStatus(port, &done, &key, &ended, 0)) continue;
    if (port) CloseHandle(port);
    CloseHandle(overlapped.hEvent);
}

static void do_named_pipe(void)
{
    char data[20] = "pipe";
    DWORD done;
    HANDLE server = CreateNamedPipeW(L"\\\\.\\pipe\\random api", PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_NOWAIT, 2,
                                     512, 512, 0, NULL);
    if (server == INVALID_HANDLE_VALUE) return;
    HANDLE client = random_below(4) ? CreateFileW(L"\\\\.\\pipe\\random api", GENERIC_READ | GENERIC_WRITE, 0, NULL,
                                                  OPEN_EXISTING, 0, NULL)
                                    : INVALID_HANDLE_VALUE;
    ConnectNamedPipe(server, NULL);
    if (client != INVALID_HANDLE_VALUE) {
        WriteFile(client, data, 5, &done, NULL);
        ReadFile(server, data, sizeof(data), &done, NULL);
        CloseHandle(client);
    }
    if (random_below(2)) DisconnectNamedPipe(server);
    CloseHandle(server);
}

static void do_socket(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int size = sizeof(address);
    char data[16];
    SOCKET one = socket(AF_INET, SOCK_DGRAM, 0), other = socket(AF_INET, SOCK_DGRAM, 0);
    WSAEVENT event = WSACreateEvent();
    if (!bind(one, (struct sockaddr *)&address, sizeof(address)) &&
        !getsockname(one, (struct sockaddr *)&address, &size)) {
        if (random_below(2)) WSAEventSelect(one, event, FD_READ);
        if (sendto(other, "datagram", 8, 0, (struct sockaddr *)&address, size) == 8 && !random_below(2))
            recv(one, data, sizeof(data), 0);
    }
    closesocket(one);
    closesocket(other);
    WSACloseEvent(event);
}

static VOID CALLBACK set_event(PVOID event, BOOLEAN fired)
{
    (void)fired;
    SetEvent(event);
}

static void do_pool(void)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), timer, wait;
    if (random_below(2)) {
        if (CreateTimerQueueTimer(&timer, NULL, set_event, event, 0, 0, 0)) {
            WaitForSingleObject(event, INFINITE);
            DeleteTimerQueueTimer(NULL, timer, INVALID_HANDLE_VALUE);
        }
    } else {
        HANDLE trigger = CreateEventW(NULL, FALSE, FALSE, NULL);
        if (RegisterWaitForSingleObject(&wait, trigger, set_event, event, INFINITE, WT_EXECUTEONLYONCE)) {
            SetEvent(trigger);
            WaitForSingleObject(event, INFINITE);
            UnregisterWaitEx(wait, INVALID_HANDLE_VALUE);
        }
        CloseHandle(trigger);
    }
    CloseHandle(event);
}

static void do_library(void)
{
    static const WCHAR *const names[] = {L"version.dll", L"winmm.dll", L"psapi.dll", L"no such library.dll"};
    HMODULE library = LoadLibraryW(names[random_below(4)]);
    if (library) FreeLibrary(library);
    ATOM atom = GlobalAddAtomW(L"a random atom");
    if (atom) GlobalDeleteAtom(atom);
    HANDLE token;
    if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) CloseHandle(token);
    HANDLE job = CreateJobObjectW(NULL, random_below(2) ? NULL : L"a named job");
    if (job) CloseHandle(job);
}

static void do_process(void)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    WCHAR self[MAX_PATH], command[MAX_PATH + 16];
    if (random_below(40)) return;
    GetModuleFileNameW(NULL, self, MAX_PATH);
    _snwprintf(command, MAX_PATH + 16, L"\"%ls\" child", self);
    if (!CreateProcessW(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) return;
    WaitForSingleObject(process.hProcess, 30000);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
}

static void (*const operations[])(void) = {do_file,       do_file,   do_file,   do_folder,   do_stream,  do_objects,
                                           do_pipe,       do_thread, do_memory, do_registry, do_process, do_overlapped,
                                           do_named_pipe, do_socket, do_pool,   do_library};

struct usage { DWORD handles; SIZE_T committed; unsigned descriptors, unix_threads; };

static unsigned count_entries(const WCHAR *pattern)
{
    WIN32_FIND_DATAW data;
    unsigned count = 0;
    HANDLE find = FindFirstFileW(pattern, &data);
    if (find == INVALID_HANDLE_VALUE) return 0;
    do count++;
    while (FindNextFileW(find, &data));
    FindClose(find);
    return count;
}

static struct usage usage_now(void)
{
    PROCESS_MEMORY_COUNTERS counters = {.cb = sizeof(counters)};
    struct usage usage = {0};
    GetProcessHandleCount(GetCurrentProcess(), &usage.handles);
    if (GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof(counters)))
        usage.committed = counters.PagefileUsage;
    usage.descriptors = count_entries(L"Z:\\proc\\self\\fd\\*");
    usage.unix_threads = count_entries(L"Z:\\proc\\self\\task\\*");
    return usage;
}

static unsigned run_until(ULONGLONG end, unsigned least)
{
    unsigned calls = 0;
    while (GetTickCount64() < end || calls < least) {
        unsigned which = random_below(sizeof(operations) / sizeof(*operations));
        operations[only < 0 ? which : (unsigned)only % (sizeof(operations) / sizeof(*operations))]();
        calls++;
    }
    return calls;
}

int main(int argc, char **argv)
{
    ULONGLONG milliseconds = 8000, start = GetTickCount64();
    state = 20240611;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "child")) return 0;
        if (!strcmp(argv[i], "--seconds") && i + 1 < argc) milliseconds = strtoul(argv[++i], NULL, 10) * 1000ull;
        else if (!strcmp(argv[i], "--seed") && i + 1 < argc) state = strtoul(argv[++i], NULL, 10);
        else if (!strcmp(argv[i], "--only") && i + 1 < argc) only = atoi(argv[++i]);
    }
    if (!temporary_folder_begin()) return 1;
    WSADATA sockets;
    WSAStartup(MAKEWORD(2, 2), &sockets);
    unsigned calls = run_until(start + milliseconds / 4, 1000);
    struct usage before = usage_now();
    calls += run_until(start + milliseconds, 3000);
    struct usage after = usage_now();
    printf("%u operations; handles %lu, then %lu; committed %lu KB, then %lu KB\n", calls, before.handles,
           after.handles, (unsigned long)(before.committed / 1024), (unsigned long)(after.committed / 1024));
    check(after.handles <= before.handles + 2, "%lu handles became %lu", before.handles, after.handles);
    if (getenv("WINRUN_SANITIZED")) skip("sanitizers keep something of each thread");
    else
        check(after.committed <= before.committed + 4 * 1024 * 1024, "%lu KB became %lu KB",
              (unsigned long)(before.committed / 1024), (unsigned long)(after.committed / 1024));
    printf("descriptors %u, then %u; threads %u, then %u\n", before.descriptors, after.descriptors, before.unix_threads,
           after.unix_threads);
    check(after.descriptors <= before.descriptors + 2, "%u descriptors became %u", before.descriptors,
          after.descriptors);
    check(after.unix_threads <= before.unix_threads + 4, "%u threads became %u", before.unix_threads,
          after.unix_threads);
    WSACleanup();
    RegDeleteTreeW(HKEY_CURRENT_USER, L"Software\\random api");
    temporary_folder_end();
    fflush(stdout); /* the summary comes last */
    return check_summary();
}
