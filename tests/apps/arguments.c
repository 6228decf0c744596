/* Prints its command line and arguments, for tests/apps/launch.py: each argument in brackets on a line of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static HANDLE reached;

static BOOL WINAPI on_control(DWORD event)
{
    printf("event %lu\n", (unsigned long)event);
    fflush(stdout);
    SetEvent(reached);
    return event == CTRL_C_EVENT;
}

/* --wait-for-control: says that it is ready and ends with 9 after a control event */
static int wait_for_control(void)
{
    reached = CreateEventA(NULL, TRUE, FALSE, NULL);
    SetConsoleCtrlHandler(on_control, TRUE);
    puts("ready");
    fflush(stdout);
    return WaitForSingleObject(reached, 30000) == WAIT_OBJECT_0 ? 9 : 1;
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "--wait-for-control")) return wait_for_control();
    if (argc > 1 && !strcmp(argv[1], "--sleep")) {
        puts("ready");
        fflush(stdout);
        Sleep(30000);
        return 1;
    }
    if (argc > 2 && !strcmp(argv[1], "--exit")) ExitProcess(strtoul(argv[2], NULL, 0));
    if (argc > 1 && !strcmp(argv[1], "--crash")) *(volatile int *)(INT_PTR)atoi("48") = 1;
    if (argc > 1 && !strcmp(argv[1], "--copy-input")) {
        int c;
        while ((c = getchar()) != EOF) putchar(c);
        return 0;
    }
    if (argc > 2 && !strcmp(argv[1], "--variable")) {
        const char *value = getenv(argv[2]);
        printf("%s\n", value ? value : "(none)");
        return 0;
    }
    printf("%s\n", GetCommandLineA());
    for (int i = 1; i < argc; i++) printf("[%s]\n", argv[i]);
    return 0;
}
