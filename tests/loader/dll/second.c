/* Depends on wr_first.dll. */
#include "notes.h"

int first_answer(void);
__declspec(dllexport) int second_answer(void);
int second_answer(void) { return first_answer() + 1; }

static void on_attach(HINSTANCE module, DWORD reason)
{
    (void)module, (void)reason;
}
NOTING_DLL("second")
