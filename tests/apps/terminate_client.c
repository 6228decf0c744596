/* For terminate.py: sleeps (and says its id), or ends another process by its id with an exit code. */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    DWORD code = 0, waited;
    HANDLE process;
    if (argc > 1 && !strcmp(argv[1], "sleep")) {
        printf("%lu\n", GetCurrentProcessId());
        fflush(stdout);
        Sleep(INFINITE);
    }
    if (argc > 1 && !strcmp(argv[1], "spin")) {
        printf("%lu\n", GetCurrentProcessId());
        fflush(stdout);
        for (;;) continue;
    }
    process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, (DWORD)atoi(argv[1]));
    if (!TerminateProcess(process, (UINT)strtoul(argv[2], NULL, 0))) return 2;
    waited = WaitForSingleObject(process, 20000);
    GetExitCodeProcess(process, &code);
    printf("%lu %lx\n", waited, code);
    return 0;
}
