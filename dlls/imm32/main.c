/* Input methods: none is installed, as on a Windows for western languages with SM_IMMENABLED 0. There are no contexts;
 * everything that needs one fails, and programs take characters from WM_CHAR. */
#include "nt/nt.h"
#undef DECLSPEC_IMPORT
#define DECLSPEC_IMPORT
#include <imm.h>

/* --- contexts --- */

HIMC WINAPI ImmGetContext(HWND window)
{
    (void)window;
    return NULL;
}

HIMC WINAPI ImmCreateContext(void)
{
    return NULL;
}

static BOOL no_context(HIMC context)
{
    (void)context;
    SetLastError(ERROR_INVALID_HANDLE);
    return FALSE;
}

BOOL WINAPI ImmDestroyContext(HIMC context) { return no_context(context); }

BOOL WINAPI ImmReleaseContext(HWND window, HIMC context)
{
    (void)window;
    return no_context(context);
}

/* There is nothing to associate, and nothing was. */
HIMC WINAPI ImmAssociateContext(HWND window, HIMC context)
{
    (void)window, (void)context;
    return NULL;
}

BOOL WINAPI ImmAssociateContextEx(HWND window, HIMC context, DWORD flags)
{
    (void)window, (void)flags;
    return no_context(context);
}

/* --- what a context has --- */

LONG WINAPI ImmGetCompositionStringW(HIMC context, DWORD index, LPVOID buffer, DWORD size)
{
    (void)index, (void)buffer, (void)size;
    no_context(context);
    return 0;
}

LONG WINAPI ImmGetCompositionStringA(HIMC context, DWORD index, LPVOID buffer, DWORD size)
{
    return ImmGetCompositionStringW(context, index, buffer, size);
}

BOOL WINAPI ImmSetCompositionStringW(HIMC context, DWORD index, LPVOID text, DWORD size, LPVOID reading, DWORD room)
{
    (void)index, (void)text, (void)size, (void)reading, (void)room;
    return no_context(context);
}

BOOL WINAPI ImmSetCompositionStringA(HIMC context, DWORD index, LPVOID text, DWORD size, LPVOID reading, DWORD room)
{
    return ImmSetCompositionStringW(context, index, text, size, reading, room);
}

BOOL WINAPI ImmGetCompositionWindow(HIMC context, LPCOMPOSITIONFORM form)
{
    (void)form;
    return no_context(context);
}

BOOL WINAPI ImmSetCompositionWindow(HIMC context, LPCOMPOSITIONFORM form)
{
    (void)form;
    return no_context(context);
}

BOOL WINAPI ImmGetCompositionFontW(HIMC context, LPLOGFONTW font)
{
    (void)font;
    return no_context(context);
}

BOOL WINAPI ImmGetCompositionFontA(HIMC context, LPLOGFONTA font)
{
    (void)font;
    return no_context(context);
}

BOOL WINAPI ImmSetCompositionFontW(HIMC context, LPLOGFONTW font)
{
    (void)font;
    return no_context(context);
}

BOOL WINAPI ImmSetCompositionFontA(HIMC context, LPLOGFONTA font)
{
    (void)font;
    return no_context(context);
}

BOOL WINAPI ImmGetCandidateWindow(HIMC context, DWORD index, LPCANDIDATEFORM form)
{
    (void)index, (void)form;
    return no_context(context);
}

BOOL WINAPI ImmSetCandidateWindow(HIMC context, LPCANDIDATEFORM form)
{
    (void)form;
    return no_context(context);
}

DWORD WINAPI ImmGetCandidateListW(HIMC context, DWORD index, LPCANDIDATELIST list, DWORD size)
{
    (void)index, (void)list, (void)size;
    no_context(context);
    return 0;
}

DWORD WINAPI ImmGetCandidateListA(HIMC context, DWORD index, LPCANDIDATELIST list, DWORD size)
{
    return ImmGetCandidateListW(context, index, list, size);
}

DWORD WINAPI ImmGetCandidateListCountW(HIMC context, LPDWORD count)
{
    if (count) *count = 0;
    no_context(context);
    return 0;
}

DWORD WINAPI ImmGetCandidateListCountA(HIMC context, LPDWORD count)
{
    return ImmGetCandidateListCountW(context, count);
}

BOOL WINAPI ImmGetConversionStatus(HIMC context, LPDWORD conversion, LPDWORD sentence)
{
    (void)conversion, (void)sentence;
    return no_context(context);
}

BOOL WINAPI ImmSetConversionStatus(HIMC context, DWORD conversion, DWORD sentence)
{
    (void)conversion, (void)sentence;
    return no_context(context);
}

BOOL WINAPI ImmGetOpenStatus(HIMC context) { return no_context(context); }

BOOL WINAPI ImmSetOpenStatus(HIMC context, BOOL open)
{
    (void)open;
    return no_context(context);
}

BOOL WINAPI ImmGetStatusWindowPos(HIMC context, LPPOINT place)
{
    (void)place;
    return no_context(context);
}

BOOL WINAPI ImmSetStatusWindowPos(HIMC context, LPPOINT place)
{
    (void)place;
    return no_context(context);
}

BOOL WINAPI ImmNotifyIME(HIMC context, DWORD action, DWORD index, DWORD value)
{
    (void)action, (void)index, (void)value;
    return no_context(context);
}

/* --- the input method of a keyboard layout --- */

BOOL WINAPI ImmIsIME(HKL layout)
{
    (void)layout;
    return FALSE;
}

HWND WINAPI ImmGetDefaultIMEWnd(HWND window)
{
    (void)window;
    return NULL;
}

DWORD WINAPI ImmGetProperty(HKL layout, DWORD index)
{
    (void)layout, (void)index;
    return 0;
}

UINT WINAPI ImmGetDescriptionW(HKL layout, LPWSTR text, UINT size)
{
    (void)layout;
    if (text && size) *text = 0;
    return 0;
}

UINT WINAPI ImmGetDescriptionA(HKL layout, LPSTR text, UINT size)
{
    (void)layout;
    if (text && size) *text = 0;
    return 0;
}

UINT WINAPI ImmGetIMEFileNameW(HKL layout, LPWSTR text, UINT size) { return ImmGetDescriptionW(layout, text, size); }

UINT WINAPI ImmGetIMEFileNameA(HKL layout, LPSTR text, UINT size) { return ImmGetDescriptionA(layout, text, size); }

LRESULT WINAPI ImmEscapeW(HKL layout, HIMC context, UINT what, LPVOID data)
{
    (void)layout, (void)context, (void)what, (void)data;
    return 0;
}

LRESULT WINAPI ImmEscapeA(HKL layout, HIMC context, UINT what, LPVOID data)
{
    return ImmEscapeW(layout, context, what, data);
}

BOOL WINAPI ImmConfigureIMEW(HKL layout, HWND window, DWORD mode, LPVOID data)
{
    (void)layout, (void)window, (void)mode, (void)data;
    return FALSE;
}

BOOL WINAPI ImmConfigureIMEA(HKL layout, HWND window, DWORD mode, LPVOID data)
{
    return ImmConfigureIMEW(layout, window, mode, data);
}

HKL WINAPI ImmInstallIMEW(LPCWSTR file, LPCWSTR text)
{
    (void)file, (void)text;
    log_line(LOG_WARN, "ImmInstallIME: input methods cannot be installed");
    SetLastError(ERROR_CALL_NOT_IMPLEMENTED);
    return NULL;
}

HKL WINAPI ImmInstallIMEA(LPCSTR file, LPCSTR text)
{
    (void)file, (void)text;
    return ImmInstallIMEW(NULL, NULL);
}

/* Messages of an input method's own windows; none comes. */
BOOL WINAPI ImmIsUIMessageW(HWND ui, UINT message, WPARAM wparam, LPARAM lparam)
{
    (void)ui, (void)message, (void)wparam, (void)lparam;
    return FALSE;
}

BOOL WINAPI ImmIsUIMessageA(HWND ui, UINT message, WPARAM wparam, LPARAM lparam)
{
    return ImmIsUIMessageW(ui, message, wparam, lparam);
}

UINT WINAPI ImmGetVirtualKey(HWND window)
{
    (void)window;
    return VK_PROCESSKEY;
}

BOOL WINAPI ImmDisableIME(DWORD thread)
{
    (void)thread;
    return TRUE; /* it is */
}

BOOL WINAPI ImmSimulateHotKey(HWND window, DWORD key)
{
    (void)window, (void)key;
    return FALSE;
}
