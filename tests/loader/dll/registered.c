/* A DLL that registers itself, and has functions for rundll32: each writes into the registry what it was called
 * with. */
#include <stdio.h>
#include <windows.h>

static HRESULT note(const WCHAR *name, const WCHAR *text)
{
    return RegSetKeyValueW(HKEY_CURRENT_USER, L"Software\\wr_registered", name, REG_SZ, text,
                           (DWORD)(wcslen(text) + 1) * sizeof(WCHAR))
               ? E_FAIL
               : S_OK;
}

__declspec(dllexport) HRESULT WINAPI DllRegisterServer(void)
{
    WCHAR text[4];
    DWORD size = sizeof(text);
    if (!RegGetValueW(HKEY_CURRENT_USER, L"Software\\wr_registered", L"refuse", RRF_RT_REG_SZ, NULL, text, &size))
        return E_ACCESSDENIED;
    return note(L"registered", sizeof(void *) == 8 ? L"64" : L"32");
}

__declspec(dllexport) HRESULT WINAPI DllUnregisterServer(void)
{
    return RegDeleteKeyValueW(HKEY_CURRENT_USER, L"Software\\wr_registered", L"registered") ? E_FAIL : S_OK;
}

__declspec(dllexport) HRESULT WINAPI DllInstall(BOOL install, const WCHAR *text)
{
    return install ? note(L"installed", text) : note(L"removed", text);
}

__declspec(dllexport) void CALLBACK TakeTextW(HWND window, HINSTANCE module, WCHAR *text, int show)
{
    (void)window, (void)module, (void)show;
    note(L"wide", text);
}

__declspec(dllexport) void CALLBACK TakeBytes(HWND window, HINSTANCE module, char *text, int show)
{
    WCHAR wide[200];
    (void)window, (void)module, (void)show;
    MultiByteToWideChar(CP_ACP, 0, text, -1, wide, 200);
    note(L"narrow", wide);
}
