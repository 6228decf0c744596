/* Delay loading, with the helper that linkers add (__delayLoadHelper2). Witness: Microsoft's "Linker support for
 * delay-loaded DLLs", "Error handling and notification": the exceptions 0xC06D007E (the DLL is not found) and
 * 0xC06D007F (the function is not found). */
#include "../check.h"

#define MODULE_NOT_FOUND   0xc06d007eu
#define FUNCTION_NOT_FOUND 0xc06d007fu

int delayed_answer(void);
int delayed_sum(int a, int b);
int delayed_not_there(void);
int absent_answer(void);

static LONG CALLBACK end_with_exception(EXCEPTION_POINTERS *exception)
{
    DWORD code = exception->ExceptionRecord->ExceptionCode;
    if (code == MODULE_NOT_FOUND || code == FUNCTION_NOT_FOUND) ExitProcess(code & 0xff);
    return EXCEPTION_CONTINUE_SEARCH;
}

static DWORD run_self(const char *argument)
{
    char command[MAX_PATH + 20], program[MAX_PATH];
    PROCESS_INFORMATION process;
    STARTUPINFOA startup = {.cb = sizeof(startup)};
    DWORD code = 0;
    GetModuleFileNameA(NULL, program, sizeof(program));
    snprintf(command, sizeof(command), "\"%s\" %s", program, argument);
    check(CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process),
          "CreateProcess: error %lu", GetLastError());
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    return code;
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        AddVectoredExceptionHandler(1, end_with_exception);
        return strcmp(argv[1], "--absent") ? delayed_not_there() : absent_answer();
    }
    check(GetModuleHandleA("wr_delayed.dll") == NULL, "it is not loaded at the start");
    check_equal_int(delayed_answer(), 42, "the first call loads it");
    check(GetModuleHandleA("wr_delayed.dll") != NULL, "now it is loaded");
    check_equal_int(delayed_answer(), 42, "the second call goes straight there");
    check_equal_int(delayed_sum(40, 2), 42, "another function, with arguments");
    check_equal_u32(run_self("--absent"), MODULE_NOT_FOUND & 0xff, "a DLL that does not exist");
    check_equal_u32(run_self("--no-function"), FUNCTION_NOT_FOUND & 0xff, "a function that does not exist");
    return check_summary();
}
