/* What wr_notes.dll offers to the other DLLs and to the test. */
#ifndef NOTES_H
#define NOTES_H

#include <string.h>
#include <windows.h>

void note(const char *name, DWORD reason, void *reserved);
void take_notes(char *text, size_t size);
void print_notes_at_end(HANDLE file);

/* A DLL that tells of each call of its entry point. */
#define NOTING_DLL(name)                                                      \
    BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved)       \
    {                                                                         \
        note(name, reason, reserved);                                         \
        on_attach(module, reason);                                            \
        return TRUE;                                                          \
    }

#endif
