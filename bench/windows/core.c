/* Measures the operations that programs do all the time, and prints `NAME NANOSECONDS` for each, the best of several
 * rounds. bench/native/core.c does the same on bare Linux; bench/run_bench puts both side by side.
 * Arguments: the names of the measurements to make (default: all). */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 5

static double now(void)
{
    LARGE_INTEGER counter, frequency;
    QueryPerformanceCounter(&counter);
    QueryPerformanceFrequency(&frequency);
    return (double)counter.QuadPart * 1e9 / (double)frequency.QuadPart;
}

static void fail(const char *what)
{
    fprintf(stderr, "%s: error %lu\n", what, GetLastError());
    ExitProcess(1);
}

/* A measurement does its operation `count` times. */
typedef void operation(int count);

#define BLOCKS 64 /* of the file, 4 KiB each */

static HANDLE object, several[8];
static char folder[MAX_PATH], file_name[MAX_PATH + 16], wrong_case[MAX_PATH + 16];

static void event_set_wait(int count)
{
    for (int i = 0; i < count; i++) {
        SetEvent(object);
        WaitForSingleObject(object, INFINITE);
    }
}

static void mutex_lock_unlock(int count)
{
    for (int i = 0; i < count; i++) {
        WaitForSingleObject(object, INFINITE);
        ReleaseMutex(object);
    }
}

static void semaphore_release_wait(int count)
{
    for (int i = 0; i < count; i++) {
        ReleaseSemaphore(object, 1, NULL);
        WaitForSingleObject(object, INFINITE);
    }
}

static void wait_any_of_8(int count)
{
    for (int i = 0; i < count; i++) {
        SetEvent(several[i & 7]);
        WaitForMultipleObjects(8, several, FALSE, INFINITE);
    }
}

/* The objects stay signalled, so this is the wait alone. */
static void wait_all_of_8(int count)
{
    for (int i = 0; i < count; i++) WaitForMultipleObjects(8, several, TRUE, INFINITE);
}

static void event_create_close(int count)
{
    for (int i = 0; i < count; i++) CloseHandle(CreateEventW(NULL, FALSE, FALSE, NULL));
}

static void critical_section(int count)
{
    CRITICAL_SECTION section;
    InitializeCriticalSection(&section);
    for (int i = 0; i < count; i++) {
        EnterCriticalSection(&section);
        LeaveCriticalSection(&section);
    }
    DeleteCriticalSection(&section);
}

/* A ping-pong has two events: the other side sets the second when it sees the first. */
static HANDLE ping, pong;
static int pong_count;

static DWORD WINAPI answer(void *argument)
{
    (void)argument;
    for (int i = 0; i < pong_count; i++) {
        if (WaitForSingleObject(ping, 30000)) fail("the other side does not ask");
        SetEvent(pong);
    }
    return 0;
}

static void play(int count)
{
    for (int i = 0; i < count; i++) {
        SetEvent(ping);
        if (WaitForSingleObject(pong, 30000)) fail("the other side does not answer");
    }
}

static void ping_pong_threads(int count)
{
    pong_count = count;
    HANDLE thread = CreateThread(NULL, 0, answer, NULL, 0, NULL);
    if (!thread) fail("CreateThread");
    play(count);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static void start_self(const char *arguments, PROCESS_INFORMATION *process)
{
    char command[MAX_PATH * 2], path[MAX_PATH];
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    GetModuleFileNameA(NULL, path, sizeof(path));
    snprintf(command, sizeof(command), "\"%s\" %s", path, arguments);
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, process)) fail("CreateProcess");
}

/* The other process opens the events by name. Its start is paid for before the clock starts: see
 * measure_process_ping_pong. */
static int answer_in_child(int count)
{
    ping = OpenEventA(EVENT_ALL_ACCESS, FALSE, "Local\\bench-ping");
    pong = OpenEventA(EVENT_ALL_ACCESS, FALSE, "Local\\bench-pong");
    if (!ping || !pong) return 1;
    pong_count = count;
    answer(NULL);
    return 0;
}

static void measure_process_ping_pong(void)
{
    const int count = 20000;
    double best = 1e18;
    for (int round = 0; round < 3; round++) {
        char arguments[40];
        PROCESS_INFORMATION process;
        snprintf(arguments, sizeof(arguments), "--answer %d", count + 1);
        start_self(arguments, &process);
        play(1);
        double start = now();
        play(count);
        double took = (now() - start) / count;
        if (took < best) best = took;
        WaitForSingleObject(process.hProcess, INFINITE);
        CloseHandle(process.hProcess);
        CloseHandle(process.hThread);
    }
    printf("ping_pong_processes %.1f\n", best);
}

static void create_process(int count)
{
    for (int i = 0; i < count; i++) {
        PROCESS_INFORMATION process;
        start_self("--nothing", &process);
        WaitForSingleObject(process.hProcess, INFINITE);
        CloseHandle(process.hProcess);
        CloseHandle(process.hThread);
    }
}

/* one after the other, as most programs read; SetFilePointer costs a call for each round through the file */
static void read_file_4k(int count)
{
    static char buffer[4096];
    DWORD got;
    for (int i = 0; i < count; i++) {
        if (!(i & (BLOCKS - 1))) SetFilePointer(object, 0, NULL, FILE_BEGIN);
        if (!ReadFile(object, buffer, sizeof(buffer), &got, NULL) || got != sizeof(buffer)) fail("ReadFile");
    }
}

/* at an explicit offset of a synchronous handle, which also moves its position: a second system call */
static void read_file_4k_at(int count)
{
    static char buffer[4096];
    DWORD got;
    for (int i = 0; i < count; i++) {
        OVERLAPPED at = {.Offset = (DWORD)(i & (BLOCKS - 1)) * 4096};
        if (!ReadFile(object, buffer, sizeof(buffer), &got, &at)) fail("ReadFile");
    }
}

static void file_open_close(int count)
{
    for (int i = 0; i < count; i++) {
        HANDLE file =
            CreateFileA(file_name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
        if (file == INVALID_HANDLE_VALUE) fail("CreateFile");
        CloseHandle(file);
    }
}

static void file_attributes(int count)
{
    for (int i = 0; i < count; i++)
        if (GetFileAttributesA(file_name) == INVALID_FILE_ATTRIBUTES) fail("GetFileAttributes");
}

static void file_attributes_wrong_case(int count)
{
    for (int i = 0; i < count; i++)
        if (GetFileAttributesA(wrong_case) == INVALID_FILE_ATTRIBUTES) fail("GetFileAttributes in the wrong case");
}

/* One small value, as programs read their settings: open, query, close. */
static void registry_open_query_close(int count)
{
    while (count--) {
        HKEY key;
        BYTE data[260];
        DWORD size = sizeof(data);
        if (RegOpenKeyExA(HKEY_LOCAL_MACHINE, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", 0, KEY_QUERY_VALUE,
                          &key))
            fail("RegOpenKeyEx");
        if (RegQueryValueExA(key, "ProductName", NULL, NULL, data, &size)) fail("RegQueryValueEx");
        RegCloseKey(key);
    }
}

static void heap_64_bytes(int count)
{
    HANDLE heap = GetProcessHeap();
    for (int i = 0; i < count; i++) HeapFree(heap, 0, HeapAlloc(heap, 0, 64));
}

/* Sizes and lifetimes of a program at work: 1000 blocks live, replaced in no order. */
static void heap_mixed(int count)
{
    static void *blocks[1000];
    HANDLE heap = GetProcessHeap();
    unsigned random = 1;
    for (int i = 0; i < count; i++) {
        random = random * 1103515245u + 12345u;
        void **block = &blocks[(random >> 8) % 1000];
        if (*block) HeapFree(heap, 0, *block);
        *block = HeapAlloc(heap, 0, 16 + (random >> 18) % 1000);
    }
    for (int i = 0; i < 1000; i++) {
        if (blocks[i]) HeapFree(heap, 0, blocks[i]);
        blocks[i] = NULL;
    }
}

static void (*unix_call_address)(void);

static void virtual_alloc_free(int count)
{
    for (int i = 0; i < count; i++)
        VirtualFree(VirtualAlloc(NULL, 65536, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE), 0, MEM_RELEASE);
}

/* Only Winrun has this function: index 0 does nothing. */
static void null_unix_call(int count)
{
    int(__cdecl *unix_call)(unsigned, void *) = (int(__cdecl *)(unsigned, void *))unix_call_address;
    for (int i = 0; i < count; i++) unix_call(0, &i);
}

static int wanted(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], name)) return 1;
    return argc < 2;
}

static int fixed_count; /* --times: nothing is measured, others look at what the operation does */

static void measure(const char *name, operation *run, int count)
{
    if (fixed_count) {
        run(fixed_count);
        return;
    }
    const double longest = 0.5e9; /* nanoseconds of a round: who is slow does it less often */
    double best = 1e18, begin = now();
    int trial = count / 10 + 1;
    run(trial);
    double predicted = (now() - begin) / trial * count;
    if (predicted > longest) count = (int)(count * longest / predicted) + 1;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        run(count);
        double took = (now() - start) / count;
        if (took < best) best = took;
    }
    printf("%s %.1f\n", name, best);
    fflush(stdout);
}

#define MEASURE(name, count) do { if (wanted(argc, argv, #name)) measure(#name, name, count); } while (0)

static void measure_sync(int argc, char **argv)
{
    object = CreateEventW(NULL, FALSE, FALSE, NULL);
    MEASURE(event_set_wait, 100000);
    CloseHandle(object);
    object = CreateMutexW(NULL, FALSE, NULL);
    MEASURE(mutex_lock_unlock, 100000);
    CloseHandle(object);
    object = CreateSemaphoreW(NULL, 0, 1000, NULL);
    MEASURE(semaphore_release_wait, 100000);
    CloseHandle(object);
    for (int i = 0; i < 8; i++) several[i] = CreateEventW(NULL, FALSE, FALSE, NULL);
    MEASURE(wait_any_of_8, 50000);
    for (int i = 0; i < 8; i++) {
        CloseHandle(several[i]);
        several[i] = CreateEventW(NULL, TRUE, TRUE, NULL);
    }
    MEASURE(wait_all_of_8, 50000);
    for (int i = 0; i < 8; i++) CloseHandle(several[i]);
    MEASURE(event_create_close, 20000);
    MEASURE(registry_open_query_close, 2000);
    MEASURE(critical_section, 1000000);
    ping = CreateEventA(NULL, FALSE, FALSE, "Local\\bench-ping");
    pong = CreateEventA(NULL, FALSE, FALSE, "Local\\bench-pong");
    MEASURE(ping_pong_threads, 20000);
    if (wanted(argc, argv, "ping_pong_processes")) measure_process_ping_pong();
    CloseHandle(ping);
    CloseHandle(pong);
}

static void measure_files(int argc, char **argv)
{
    static char block[BLOCKS * 4096];
    DWORD written;
    GetTempPathA(sizeof(folder), folder);
    snprintf(file_name, sizeof(file_name), "%sbench-%lu.tmp", folder, GetCurrentProcessId());
    snprintf(wrong_case, sizeof(wrong_case), "%sBENCH-%lu.TMP", folder, GetCurrentProcessId());
    object = CreateFileA(file_name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                         CREATE_ALWAYS, 0, NULL);
    if (object == INVALID_HANDLE_VALUE || !WriteFile(object, block, sizeof(block), &written, NULL)) fail(file_name);
    MEASURE(read_file_4k, 100000);
    MEASURE(read_file_4k_at, 100000);
    MEASURE(file_open_close, 5000);
    MEASURE(file_attributes, 20000);
    MEASURE(file_attributes_wrong_case, 20000);
    CloseHandle(object);
    DeleteFileA(file_name);
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "--nothing")) return 0;
    if (argc == 3 && !strcmp(argv[1], "--answer")) return answer_in_child(atoi(argv[2]));
    if (argc == 4 && !strcmp(argv[1], "--times")) {
        fixed_count = atoi(argv[2]);
        argv += 2;
        argc -= 2;
    }

    measure_sync(argc, argv);
    measure_files(argc, argv);
    MEASURE(heap_64_bytes, 1000000);
    MEASURE(heap_mixed, 500000);
    MEASURE(virtual_alloc_free, 20000);
    unix_call_address = (void (*)(void))(void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "winrun_unix_call");
    if (unix_call_address) MEASURE(null_unix_call, 1000000);
    MEASURE(create_process, 20);
    return 0;
}
