/* Loaded while the program runs; depends on wr_later.dll, which then comes before it. */
#include "notes.h"

int later_answer(void);
__declspec(dllexport) int late_answer(void);
int late_answer(void) { return later_answer() + 1; }

static void on_attach(HINSTANCE module, DWORD reason)
{
    (void)module, (void)reason;
}
NOTING_DLL("late")
