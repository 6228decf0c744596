/* A conformance program about the console runs in a child that has a console without window (CREATE_NO_WINDOW), so that
 * it neither needs nor disturbs a terminal. Results go to the parent's standard output. */
#ifndef CONSOLE_CHILD_H
#define CONSOLE_CHILD_H

#include "../check.h"

static HANDLE console_in, console_out;

static int in_console_child(int argc, void (*test)(void))
{
    char path[MAX_PATH], command[MAX_PATH + 16];
    STARTUPINFOA startup = { .cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES };
    PROCESS_INFORMATION child;
    DWORD code = 1;

    if (argc > 1) {
        console_in = CreateFileA("CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                 OPEN_EXISTING, 0, NULL);
        console_out = CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                  OPEN_EXISTING, 0, NULL);
        check(console_in != INVALID_HANDLE_VALUE, "CONIN$: error %lu", GetLastError());
        check(console_out != INVALID_HANDLE_VALUE, "CONOUT$: error %lu", GetLastError());
        test();
        return check_summary();
    }
    GetModuleFileNameA(NULL, path, MAX_PATH);
    snprintf(command, sizeof(command), "\"%s\" child", path);
    startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    startup.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    SetHandleInformation(startup.hStdOutput, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    if (!CreateProcessA(path, command, NULL, NULL, TRUE, CREATE_NO_WINDOW, NULL, NULL, &startup, &child)) {
        printf("the child does not start: error %lu\n", GetLastError());
        return 1;
    }
    WaitForSingleObject(child.hProcess, INFINITE);
    GetExitCodeProcess(child.hProcess, &code);
    return (int)code;
}

#endif
