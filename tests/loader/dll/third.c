/* Depends on wr_second.dll. */
#include "notes.h"

int second_answer(void);
__declspec(dllexport) int third_answer(void);
int third_answer(void) { return second_answer() + 1; }

static void on_attach(HINSTANCE module, DWORD reason)
{
    (void)module, (void)reason;
}
NOTING_DLL("third")
