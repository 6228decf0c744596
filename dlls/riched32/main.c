/* RichEdit 1.0's DLL: its class "RICHEDIT" is registered by riched20, which this one's import brings with it. */
#include <windows.h>

LRESULT WINAPI RichEditANSIWndProc(HWND window, UINT message, WPARAM wparam, LPARAM lparam);

LRESULT WINAPI RichEdit10ANSIWndProc(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return RichEditANSIWndProc(window, message, wparam, lparam);
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) DisableThreadLibraryCalls(instance);
    return TRUE;
}
