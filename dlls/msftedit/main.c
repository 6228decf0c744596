/* RichEdit 4.1's DLL: its class "RichEdit50W" is registered by riched20, which this one's import brings with it. */
#include <windows.h>

LRESULT WINAPI RichEdit10ANSIWndProc(HWND window, UINT message, WPARAM wparam, LPARAM lparam);

LRESULT WINAPI RichEditANSIWndProc(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return RichEdit10ANSIWndProc(window, message, wparam, lparam);
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) DisableThreadLibraryCalls(instance);
    return TRUE;
}
