/* The order in which entry points of DLLs are called. Witness: Microsoft's "DllMain entry point" (lpvReserved,
 * DLL_THREAD_ATTACH, what depends on what), "DisableThreadLibraryCalls", "Dynamic-Link Library Best Practices"
 * (dependencies are initialised first and cleaned up last). */
#include "../check.h"
#include "dll/notes.h"

int third_answer(void);
int first_answer(void);

static DWORD WINAPI thread_of_nothing(void *unused)
{
    (void)unused;
    return 0;
}

static void test_start(void)
{
    char notes[4096];
    take_notes(notes, sizeof(notes));
    check_equal_string(notes, "first attach static\nsecond attach static\nthird attach static\n",
                       "what is depended on comes first");
    check_equal_int(first_answer() + third_answer(), 4, "their functions");
}

static void test_threads(void)
{
    char notes[4096];
    HANDLE thread = CreateThread(NULL, 0, thread_of_nothing, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    take_notes(notes, sizeof(notes));
    check(strstr(notes, "second thread\n") && strstr(notes, "third thread\n"), "a thread begins: %s", notes);
    check(strstr(notes, "second thread_end\n") && strstr(notes, "third thread_end\n"), "and ends: %s", notes);
    check(!strstr(notes, "first"), "but wr_first.dll does not want to know: %s", notes);
}

static void test_dynamic(void)
{
    char notes[4096];
    HMODULE late = LoadLibraryA("wr_late.dll");
    check(late != NULL, "wr_late.dll: error %lu", GetLastError());
    take_notes(notes, sizeof(notes));
    check_equal_string(notes, "later attach dynamic\nlate attach dynamic\n", "what is depended on comes first");
    int (*answer)(void) = (int (*)(void))(void *)GetProcAddress(late, "late_answer");
    check_equal_int(answer ? answer() : 0, 11, "its function");
    check_equal_ptr(LoadLibraryA("wr_late.dll"), late, "once more");
    take_notes(notes, sizeof(notes));
    check_equal_string(notes, "", "says nothing");
    check(FreeLibrary(late), "FreeLibrary");
    take_notes(notes, sizeof(notes));
    check_equal_string(notes, "", "nor does the first FreeLibrary");
    check(FreeLibrary(late), "FreeLibrary");
    take_notes(notes, sizeof(notes));
    check_equal_string(notes, "late detach dynamic\nlater detach dynamic\n", "what is depended on goes last");
    check(!GetModuleHandleA("wr_late.dll") && !GetModuleHandleA("wr_later.dll"), "both are gone");
}

/* A second process, whose wr_notes.dll prints what was told when it goes itself. */
static void test_end(const char *how, DWORD exit_code, const char *expected)
{
    char command[MAX_PATH + 40], program[MAX_PATH], text[4096];
    SECURITY_ATTRIBUTES inherit = {sizeof(inherit), NULL, TRUE};
    HANDLE reader, writer;
    PROCESS_INFORMATION process;
    STARTUPINFOA startup = {.cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES};
    DWORD got, total = 0, code = 0;
    GetModuleFileNameA(NULL, program, sizeof(program));
    snprintf(command, sizeof(command), "\"%s\" --end %s", program, how);
    check(CreatePipe(&reader, &writer, &inherit, 0), "CreatePipe");
    startup.hStdOutput = writer;
    check(CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process),
          "CreateProcess: error %lu", GetLastError());
    CloseHandle(writer);
    while (ReadFile(reader, text + total, sizeof(text) - 1 - total, &got, NULL) && got) total += got;
    text[total] = 0;
    WaitForSingleObject(process.hProcess, INFINITE);
    check(GetExitCodeProcess(process.hProcess, &code), "GetExitCodeProcess");
    check_equal_u32(code, exit_code, how);
    check_equal_string(text, expected, how);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    CloseHandle(reader);
}

static int end_process(const char *how)
{
    char notes[4096];
    take_notes(notes, sizeof(notes));
    print_notes_at_end(GetStdHandle(STD_OUTPUT_HANDLE));
    if (!strcmp(how, "exit_process")) ExitProcess(6);
    if (!strcmp(how, "terminate_process")) TerminateProcess(GetCurrentProcess(), 7);
    return 5;
}

int main(int argc, char **argv)
{
    static const char ending[] = "third detach static\nsecond detach static\nfirst detach static\n";
    if (argc == 3 && !strcmp(argv[1], "--end")) return end_process(argv[2]);
    test_start();
    test_threads();
    test_dynamic();
    test_end("return", 5, ending);
    test_end("exit_process", 6, ending);
    test_end("terminate_process", 7, ""); /* no entry point is called */
    return check_summary();
}
