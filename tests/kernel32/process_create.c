/* CreateProcess: exit codes, command lines, inheritance, environments, suspension; the program starts itself again. */
#include "../check.h"

static WCHAR self[MAX_PATH];

static DWORD number(const char *text)
{
    DWORD value = 0;
    while (*text >= '0' && *text <= '9') value = value * 10 + (DWORD)(*text++ - '0');
    return value;
}

static int child(int argc, char **argv)
{
    const char *what = argv[2];
    if (!strcmp(what, "exit")) return (int)number(argv[3]);
    if (!strcmp(what, "argc")) return argc;
    if (!strcmp(what, "env")) {
        char value[100] = "";
        GetEnvironmentVariableA("WINRUN_TEST_VARIABLE", value, sizeof(value));
        return (int)number(value);
    }
    if (!strcmp(what, "write")) {
        DWORD written;
        return !WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "from the child", 14, &written, NULL);
    }
    if (!strcmp(what, "handle")) return SetEvent((HANDLE)(ULONG_PTR)number(argv[3])) ? 1 : 2;
    if (!strcmp(what, "event")) {
        HANDLE event = OpenEventA(EVENT_MODIFY_STATE, FALSE, argv[3]);
        return event && SetEvent(event) ? 1 : 2;
    }
    if (!strcmp(what, "mutex")) {
        HANDLE mutex = OpenMutexA(SYNCHRONIZE, FALSE, argv[3]);
        if (!mutex || WaitForSingleObject(mutex, 5000)) return 2;
        return 1; /* ends as its owner */
    }
    if (!strcmp(what, "hold")) {
        HANDLE event = OpenEventA(EVENT_MODIFY_STATE, FALSE, "winrun-test-event"),
               mutex = OpenMutexA(SYNCHRONIZE, FALSE, argv[3]);
        WaitForSingleObject(mutex, 5000);
        SetEvent(event);
        Sleep(60000);
    }
    if (!strcmp(what, "folder")) {
        char folder[MAX_PATH];
        GetCurrentDirectoryA(MAX_PATH, folder);
        return !_stricmp(folder, argv[3]) ? 1 : 2;
    }
    if (!strcmp(what, "sleep")) Sleep(60000);
    return 99;
}

struct options {
    const WCHAR *application;
    DWORD flags;
    BOOL inherit;
    void *environment;
    const WCHAR *folder;
    HANDLE output;
};

static BOOL start(const char *arguments, const struct options *options, PROCESS_INFORMATION *info)
{
    WCHAR line[1024];
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    int length = _snwprintf(line, 300, L"\"%ls\" child ", self);
    MultiByteToWideChar(CP_ACP, 0, arguments, -1, line + length, 600);
    if (options->output) {
        startup.dwFlags = STARTF_USESTDHANDLES;
        startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
        startup.hStdOutput = options->output;
        startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    }
    return CreateProcessW(options->application, line, NULL, NULL, options->inherit, options->flags,
                          options->environment, options->folder, &startup, info);
}

static DWORD finish(PROCESS_INFORMATION *info)
{
    DWORD code = 0xdead;
    check_equal_u32(WaitForSingleObject(info->hProcess, 30000), WAIT_OBJECT_0, "the child ends");
    check(GetExitCodeProcess(info->hProcess, &code), "GetExitCodeProcess");
    CloseHandle(info->hProcess);
    CloseHandle(info->hThread);
    return code;
}

static DWORD run(const char *arguments, const struct options *options)
{
    PROCESS_INFORMATION info;
    if (!check(start(arguments, options, &info), "CreateProcessW: error %lu", GetLastError())) return 0xdead;
    return finish(&info);
}

static void test_basics(void)
{
    static const DWORD codes[] = {0, 1, 42, 255, 256, 0x7fffffff};
    struct options none = {0}, named = {.application = self};
    char text[64];
    PROCESS_INFORMATION info;
    DWORD code;
    for (int i = 0; i < 6; i++) {
        check_case(i);
        sprintf(text, "exit %lu", codes[i]);
        check_equal_u32(run(text, &none), codes[i], "exit code");
    }
    check_case(0);
    check_equal_u32(run("exit 5", &named), 5, "with an application name");
    check_equal_u32(run("argc \"a b\" c", &none), 5, "quoted arguments");
    check(start("sleep", &none, &info), "a long child");
    check(info.hProcess && info.hThread && info.dwProcessId && info.dwThreadId, "PROCESS_INFORMATION");
    check_equal_u32(GetProcessId(info.hProcess), info.dwProcessId, "GetProcessId");
    check_equal_u32(GetThreadId(info.hThread), info.dwThreadId, "GetThreadId");
    check(GetExitCodeProcess(info.hProcess, &code) && code == STILL_ACTIVE, "still active");
    check_equal_u32(WaitForSingleObject(info.hProcess, 20), WAIT_TIMEOUT, "and not signalled");
    HANDLE opened = OpenProcess(PROCESS_TERMINATE | PROCESS_QUERY_INFORMATION | SYNCHRONIZE, FALSE, info.dwProcessId);
    check(opened != NULL, "OpenProcess: error %lu", GetLastError());
    WCHAR image[MAX_PATH];
    DWORD size = MAX_PATH;
    check(QueryFullProcessImageNameW(opened, 0, image, &size), "QueryFullProcessImageNameW");
    check(!_wcsicmp(image, self), "its image: %ls", image);
    check(TerminateProcess(opened, 123), "TerminateProcess");
    CloseHandle(opened);
    check_equal_u32(finish(&info), 123, "terminated");
    check_fails_with(OpenProcess(SYNCHRONIZE, FALSE, 0x7ffffff0) != NULL, ERROR_INVALID_PARAMETER);
}

static void test_failures(void)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION info;
    WCHAR missing[] = L"no-such-program-here", folder[MAX_PATH], data[MAX_PATH], line[MAX_PATH + 2];
    DWORD written;
    check_fails_with(CreateProcessW(NULL, missing, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info),
                     ERROR_FILE_NOT_FOUND);
    check_fails_with(
        CreateProcessW(L"C:\\no-such-folder\\x.exe", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info),
        ERROR_PATH_NOT_FOUND);
    check_fails_with(CreateProcessW(self, NULL, NULL, NULL, FALSE, 0, NULL, L"C:\\no-such-folder", &startup, &info),
                     ERROR_DIRECTORY);
    GetTempPathW(MAX_PATH, folder);
    GetTempFileNameW(folder, L"chk", 0, data);
    HANDLE file = CreateFileW(data, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, "this is not a program", 21, &written, NULL);
    CloseHandle(file);
    _snwprintf(line, MAX_PATH + 2, L"\"%ls\"", data);
    check_fails_with(CreateProcessW(data, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &info),
                     ERROR_BAD_EXE_FORMAT);
    DeleteFileW(data);
}

static void test_suspended(void)
{
    struct options options = {.flags = CREATE_SUSPENDED};
    PROCESS_INFORMATION info;
    check(start("exit 8", &options, &info), "created suspended");
    check_equal_u32(WaitForSingleObject(info.hProcess, 150), WAIT_TIMEOUT, "does not run");
    check_equal_u32(ResumeThread(info.hThread), 1, "ResumeThread");
    check_equal_u32(finish(&info), 8, "then it runs");
}

static void test_streams(void)
{
    SECURITY_ATTRIBUTES inheritable = {sizeof(inheritable), NULL, TRUE};
    HANDLE read_end, write_end, event = CreateEventW(&inheritable, TRUE, FALSE, NULL);
    char text[64];
    DWORD got = 0;
    check(CreatePipe(&read_end, &write_end, NULL, 0), "CreatePipe");
    check(SetHandleInformation(write_end, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT), "make it inheritable");
    struct options options = {.inherit = TRUE, .output = write_end};
    check_equal_u32(run("write", &options), 0, "the child wrote");
    CloseHandle(write_end);
    check(ReadFile(read_end, text, sizeof(text), &got, NULL) && got == 14 && !memcmp(text, "from the child", 14),
          "what it wrote: %lu bytes", got);
    check_fails_with(ReadFile(read_end, text, sizeof(text), &got, NULL), ERROR_BROKEN_PIPE);
    CloseHandle(read_end);

    struct options inherit = {.inherit = TRUE}, alone = {0};
    sprintf(text, "handle %lu", (DWORD)(ULONG_PTR)event);
    check_equal_u32(run(text, &alone), 2, "not inherited");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_TIMEOUT, "so not set");
    check_equal_u32(run(text, &inherit), 1, "inherited");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_OBJECT_0, "set by the child");
    CloseHandle(event);
}

static void test_environment(void)
{
    struct options plain = {0}, ansi = {.environment = "SystemRoot=C:\\windows\0WINRUN_TEST_VARIABLE=12\0"};
    struct options wide = {.environment = L"SystemRoot=C:\\windows\0WINRUN_TEST_VARIABLE=13\0",
                           .flags = CREATE_UNICODE_ENVIRONMENT};
    struct options folder = {.folder = L"C:\\windows"};
    SetEnvironmentVariableW(L"WINRUN_TEST_VARIABLE", L"11");
    check_equal_u32(run("env", &plain), 11, "the parent's environment");
    check_equal_u32(run("env", &ansi), 12, "an ANSI environment");
    check_equal_u32(run("env", &wide), 13, "a Unicode environment");
    check_equal_u32(run("folder C:\\windows", &folder), 1, "its current folder");
}

static void test_shared_objects(void)
{
    struct options none = {0};
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, L"winrun-test-event"),
           mutex = CreateMutexW(NULL, FALSE, L"Local\\winrun-test-mutex");
    check(event && mutex, "named objects");
    check_equal_u32(run("event winrun-test-event", &none), 1, "the child opens it");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_OBJECT_0, "and set it");
    check_equal_u32(run("event winrun-no-such-event", &none), 2, "another does not exist");
    check_equal_u32(run("mutex Local\\winrun-test-mutex", &none), 1, "the child takes the mutex");
    check_equal_u32(WaitForSingleObject(mutex, 5000), WAIT_ABANDONED, "and dies with it");
    check(ReleaseMutex(mutex), "it is ours now");
    PROCESS_INFORMATION info;
    ResetEvent(event);
    check(start("hold Local\\winrun-test-mutex", &none, &info), "a child to kill");
    check_equal_u32(WaitForSingleObject(event, 10000), WAIT_OBJECT_0, "it has the mutex");
    check_equal_u32(WaitForSingleObject(mutex, 0), WAIT_TIMEOUT, "so we cannot have it");
    check(TerminateProcess(info.hProcess, 9), "kill it");
    check_equal_u32(WaitForSingleObject(mutex, 5000), WAIT_ABANDONED, "its mutex is abandoned");
    check(ReleaseMutex(mutex), "and ours");
    check_equal_u32(finish(&info), 9, "its exit code");
    HANDLE copy = NULL, local = CreateEventW(NULL, TRUE, FALSE, NULL);
    check(start("sleep", &none, &info), "a child to duplicate to");
    check(DuplicateHandle(GetCurrentProcess(), local, info.hProcess, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS),
          "DuplicateHandle there: error %lu", GetLastError());
    HANDLE back = NULL;
    check(DuplicateHandle(info.hProcess, copy, GetCurrentProcess(), &back, 0, FALSE, DUPLICATE_SAME_ACCESS),
          "and back: error %lu", GetLastError());
    check(SetEvent(back), "set through the copy");
    check_equal_u32(WaitForSingleObject(local, 0), WAIT_OBJECT_0, "the same event");
    TerminateProcess(info.hProcess, 0);
    finish(&info);
    CloseHandle(back);
    CloseHandle(local);
}

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[1], "child")) return child(argc, argv);
    GetModuleFileNameW(NULL, self, MAX_PATH);
    test_basics();
    test_failures();
    test_suspended();
    test_streams();
    test_environment();
    test_shared_objects();
    return check_summary();
}
