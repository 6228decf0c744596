/* How programs and threads end: the order of atexit and _onexit, exit, _exit, _cexit, quick_exit, abort, raise and
 * signal, _beginthread(ex) and _endthreadex. Microsoft's pages of these names. Each way of ending is tried by a child,
 * which writes what it does to its output. */
#define FUNCTIONS(X) \
    X(void, exit, (int)) X(void, _exit, (int)) X(void, _cexit, (void)) X(void, abort, (void)) \
    X(int, _crt_atexit, (void(__cdecl *)(void))) X(void, quick_exit, (int)) X(int, _crt_at_quick_exit, (void(__cdecl *)(void))) X(void *, signal, (int, void *)) X(int, raise, (int)) \
    X(uintptr_t, _beginthreadex, (void *, unsigned, unsigned(__stdcall *)(void *), void *, unsigned, unsigned *)) X(void, _endthreadex, (unsigned)) \
    X(uintptr_t, _beginthread, (void(__cdecl *)(void *), unsigned, void *)) X(void, _endthread, (void)) X(unsigned, _set_abort_behavior, (unsigned, unsigned)) \
    X(int *, _errno, (void)) X(void *, fopen, (const char *, const char *)) X(int, fputs, (const char *, void *)) X(void *, _set_purecall_handler, (void *)) \
    X(int, _initialize_onexit_table, (void *)) X(int, _register_onexit_function, (void *, int(__cdecl *)(void))) X(int, _execute_onexit_table, (void *)) \
    X(int *, __fpecode, (void)) X(void **, __pxcptinfoptrs, (void))
#include "crt.h"
#include "../temporary_folder.h"

/* the Universal CRT's is in each program */
static void *__cdecl (*msvcrt_onexit)(int(__cdecl *)(void));

static void say(const char *text)
{
    DWORD done;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, (DWORD)strlen(text), &done, NULL);
}

static void __cdecl first(void) { say("first "); }
static void __cdecl second(void) { say("second "); }
static int __cdecl third(void) { say("third "); return 0; }
static void __cdecl registers_another(void)
{
    say("registers ");
    if (IS_UCRT) crt._crt_atexit(second);
    else msvcrt_onexit((void *)second);
}

static void __cdecl on_signal(int number) { say(number == 22 ? "SIGABRT " : number == 15 ? "SIGTERM " : "signal "); }
static void __cdecl on_signal_exit(int number) { on_signal(number); crt._exit(44); }

static void end_as(const char *way)
{
    int (*atexit_of)(void(__cdecl *)(void)) = IS_UCRT ? (void *)crt._crt_atexit : (void *)msvcrt_onexit;
    void *kept = crt.fopen("kept", "w");
    crt.fputs("kept", kept);
    atexit_of(first);
    atexit_of(registers_another);
    atexit_of((void *)third);
    if (IS_UCRT) {
        crt._crt_at_quick_exit(first);
        crt._crt_at_quick_exit(second);
        crt._set_abort_behavior(0, 1 | 2); /* no message */
    }
    if (!strcmp(way, "exit")) crt.exit(5);
    if (!strcmp(way, "_exit")) crt._exit(6);
    if (!strcmp(way, "_cexit")) crt._cexit(), say("still "), ExitProcess(7);
    if (!strcmp(way, "quick_exit")) crt.quick_exit(8);
    if (!strcmp(way, "abort")) crt.abort();
    if (!strcmp(way, "abort handled")) crt.signal(22, (void *)on_signal), crt.abort();
    if (!strcmp(way, "abort escaped")) crt.signal(22, (void *)on_signal_exit), crt.abort();
    if (!strcmp(way, "raise")) crt.raise(15);
}

static DWORD run_child(const char *way, char *output, size_t size)
{
    SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
    STARTUPINFOA startup = {.cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    char self[MAX_PATH], command[MAX_PATH + 40];
    DWORD code = 0xffffffff, got = 0, all = 0;
    HANDLE read, write;
    CreatePipe(&read, &write, &inherited, 0);
    startup.hStdOutput = startup.hStdError = write;
    GetModuleFileNameA(NULL, self, sizeof(self));
    snprintf(command, sizeof(command), "\"%s\" \"%s\"", self, way);
    int started = CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process);
    CloseHandle(write);
    while (ReadFile(read, output + all, (DWORD)(size - 1 - all), &got, NULL) && got) all += got;
    output[all] = 0;
    CloseHandle(read);
    if (!started) return code;
    WaitForSingleObject(process.hProcess, 30000);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    return code;
}

static void test_ways(void)
{
    static const struct { const char *way; DWORD code; const char *output; int kept, only_ucrt; } ways[] = {
        {"exit", 5, "third registers second first ", 1, 0}, /* what is registered while they run comes next */
        {"_exit", 6, "", 0, 0},
        {"_cexit", 7, "third registers second first still ", 1, 0},
        {"quick_exit", 8, "second first ", 0, 1},
        {"abort", 3, "", 0, 0},
        {"abort handled", 3, "SIGABRT ", 0, 0},
        {"abort escaped", 44, "SIGABRT ", 0, 0},
        {"raise", 3, "", 0, 0}, /* SIGTERM by default */
    };
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        char output[256];
        WIN32_FILE_ATTRIBUTE_DATA data;
        if (ways[i].only_ucrt && !IS_UCRT) continue;
        DeleteFileA("kept");
        DWORD code = run_child(ways[i].way, output, sizeof(output));
        check(code == ways[i].code, "%s: exit code %lu, expected %lu", ways[i].way, code, ways[i].code);
        check(!strncmp(output, ways[i].output, strlen(ways[i].output)), "%s: \"%s\", expected \"%s\"", ways[i].way,
              output, ways[i].output);
        GetFileAttributesExA("kept", GetFileExInfoStandard, &data);
        check((data.nFileSizeLow == 4) == ways[i].kept, "%s: streams are%s written out: %lu bytes", ways[i].way,
              ways[i].kept ? "" : " not", data.nFileSizeLow);
    }
}

static int signals_seen, last_signal;
static void __cdecl note_signal(int number)
{
    signals_seen++;
    last_signal = number;
}

static void test_signals(void)
{
    static const int numbers[] = {2, 4, 8, 11, 15, 21, 22};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        check_equal_ptr(crt.signal(numbers[i], (void *)note_signal), NULL, "the default was set");
        check_equal_int(crt.raise(numbers[i]), 0, "raise");
        check_equal_int(last_signal, numbers[i], "the handler's argument");
        check_equal_ptr(crt.signal(numbers[i], (void *)1), NULL, "the handler was reset before it was called");
        check_equal_int(crt.raise(numbers[i]), 0, "an ignored signal");
        check_equal_ptr(crt.signal(numbers[i], NULL), (void *)1, "ignored until now");
    }
    check_equal_int(signals_seen, 7, "each was seen once");
    if (IS_UCRT) crt._set_purecall_handler(NULL);
    check(crt.signal(99, NULL) == (void *)-1 && *crt._errno() == CRT_EINVAL, "no such signal");
}

static unsigned __stdcall returns(void *argument) { return (unsigned)(uintptr_t)argument; }
static unsigned __stdcall ends(void *argument)
{
    crt._endthreadex((unsigned)(uintptr_t)argument + 1);
    return 0;
}
static unsigned __stdcall sets_errno(void *argument)
{
    *crt._errno() = 77;
    *(int **)argument = crt._errno();
    return 0;
}
static void __cdecl simple(void *event)
{
    SetEvent(event);
    crt._endthread();
}

static DWORD code_of(uintptr_t thread)
{
    DWORD code = 0;
    WaitForSingleObject((HANDLE)thread, INFINITE);
    GetExitCodeThread((HANDLE)thread, &code);
    CloseHandle((HANDLE)thread);
    return code;
}

static void test_threads(void)
{
    unsigned id = 0;
    int *others;
    uintptr_t thread = crt._beginthreadex(NULL, 0, returns, (void *)33, 0, &id);
    check(thread && id, "_beginthreadex: %u", id);
    check_equal_u32(code_of(thread), 33, "what the function returns");
    check_equal_u32(code_of(crt._beginthreadex(NULL, 65536, ends, (void *)33, 0, NULL)), 34, "_endthreadex");
    thread = crt._beginthreadex(NULL, 0, returns, (void *)35, CREATE_SUSPENDED, &id);
    check_equal_u32(WaitForSingleObject((HANDLE)thread, 20), WAIT_TIMEOUT, "created suspended");
    ResumeThread((HANDLE)thread);
    check_equal_u32(code_of(thread), 35, "resumed");
    *crt._errno() = 5;
    code_of(crt._beginthreadex(NULL, 0, sets_errno, &others, 0, NULL));
    check(*crt._errno() == 5 && others != crt._errno(), "errno is a thread's own: %d", *crt._errno());
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    thread = crt._beginthread(simple, 0, event);
    check(thread && thread != (uintptr_t)-1, "_beginthread");
    check_equal_u32(WaitForSingleObject(event, 30000), WAIT_OBJECT_0, "it runs");
    CloseHandle(event);
}

static int order, places[3];
static int __cdecl note_0(void) { return places[0] = ++order, 0; }
static int __cdecl note_1(void) { return places[1] = ++order, 0; }
static int __cdecl note_2(void) { return places[2] = ++order, 0; }

static void test_table(void)
{
    void *table[3] = {0};
    check_equal_int(crt._initialize_onexit_table(table), 0, "_initialize_onexit_table");
    crt._register_onexit_function(table, note_0);
    crt._register_onexit_function(table, note_1);
    crt._register_onexit_function(table, note_2);
    check_equal_int(crt._execute_onexit_table(table), 0, "_execute_onexit_table");
    check(places[2] == 1 && places[1] == 2 && places[0] == 3, "last in, first out: %d %d %d", places[0], places[1],
          places[2]);
    check(!crt._execute_onexit_table(table) && order == 3, "a table runs once");
    check_equal_int(crt._initialize_onexit_table(NULL), -1, "no table");
    check_equal_int(crt._register_onexit_function(NULL, note_0), -1, "no table");
}

int main(int argc, char **argv)
{
    if (!load_crt()) return check_summary();
    msvcrt_onexit = (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), "_onexit");
    if (argc > 1) end_as(argv[1]);
    if (argc > 1) return 99;
    if (!temporary_folder_begin()) return 1;
    test_ways();
    test_signals();
    test_threads();
    if (IS_UCRT) test_table();
    temporary_folder_end();
    return check_summary();
}
