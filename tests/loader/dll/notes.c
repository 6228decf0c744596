/* Keeps a list of what the other DLLs tell, and prints it when the process ends: all of them depend on this one, so it
 * hears everything. */
#include "notes.h"
#include <stdio.h>

static char notes[4096];
static HANDLE print_to;

__declspec(dllexport) void note(const char *name, DWORD reason, void *reserved)
{
    static const char *const words[] = {[DLL_PROCESS_ATTACH] = "attach",
                                        [DLL_THREAD_ATTACH] = "thread",
                                        [DLL_THREAD_DETACH] = "thread_end",
                                        [DLL_PROCESS_DETACH] = "detach"};
    size_t used = strlen(notes);
    const char *kind =
        reason == DLL_PROCESS_ATTACH || reason == DLL_PROCESS_DETACH ? (reserved ? " static" : " dynamic") : "";
    snprintf(notes + used, sizeof(notes) - used, "%s %s%s\n", name, words[reason], kind);
}

__declspec(dllexport) void take_notes(char *text, size_t size)
{
    snprintf(text, size, "%s", notes);
    *notes = 0;
}

__declspec(dllexport) void print_notes_at_end(HANDLE file)
{
    print_to = file;
}

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved)
{
    DWORD written;
    (void)module, (void)reserved;
    if (reason == DLL_PROCESS_DETACH && print_to) WriteFile(print_to, notes, (DWORD)strlen(notes), &written, NULL);
    return TRUE;
}
