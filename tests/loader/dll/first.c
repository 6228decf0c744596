/* Wants to hear nothing of threads (and has no static thread-local storage, or it would not be heard). */
#include "notes.h"

__declspec(dllexport) int first_answer(void);
int first_answer(void) { return 1; }

static void on_attach(HINSTANCE module, DWORD reason)
{
    if (reason == DLL_PROCESS_ATTACH) DisableThreadLibraryCalls(module);
}
NOTING_DLL("first")
