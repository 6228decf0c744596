/* Loaded for wr_late.dll. */
#include "notes.h"

__declspec(dllexport) int later_answer(void);
int later_answer(void) { return 10; }

static void on_attach(HINSTANCE module, DWORD reason)
{
    (void)module, (void)reason;
}
NOTING_DLL("later")
