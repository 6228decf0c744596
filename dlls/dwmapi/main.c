/* The desktop window manager's functions: composition is off, as it may be on Windows 7; programs draw without it. */
#include "nt/nt.h"
#undef DECLSPEC_IMPORT
#define DECLSPEC_IMPORT
#include <dwmapi.h>

#define COMPOSITION_DISABLED ((HRESULT)0x80263001) /* DWM_E_COMPOSITIONDISABLED */

HRESULT WINAPI DwmIsCompositionEnabled(BOOL *enabled)
{
    if (!enabled) return E_INVALIDARG;
    *enabled = FALSE;
    return S_OK;
}

HRESULT WINAPI DwmEnableComposition(UINT action)
{
    return action == DWM_EC_DISABLECOMPOSITION ? S_OK : COMPOSITION_DISABLED;
}

HRESULT WINAPI DwmExtendFrameIntoClientArea(HWND window, const MARGINS *margins)
{
    if (!IsWindow(window)) return E_HANDLE;
    return margins ? COMPOSITION_DISABLED : E_INVALIDARG;
}

/* What is true without composition: the frame that is seen is the window's rectangle, and nothing is cloaked. */
HRESULT WINAPI DwmGetWindowAttribute(HWND window, DWORD attribute, PVOID value, DWORD size)
{
    if (!IsWindow(window)) return E_HANDLE;
    if (!value) return E_INVALIDARG;
    switch (attribute) {
    case DWMWA_EXTENDED_FRAME_BOUNDS:
        if (size < sizeof(RECT)) return E_NOT_SUFFICIENT_BUFFER;
        return GetWindowRect(window, value) ? S_OK : E_HANDLE;
    case DWMWA_NCRENDERING_ENABLED:
    case DWMWA_CLOAKED:
        if (size < sizeof(DWORD)) return E_NOT_SUFFICIENT_BUFFER;
        *(DWORD *)value = 0;
        return S_OK;
    }
    return E_INVALIDARG;
}

HRESULT WINAPI DwmSetWindowAttribute(HWND window, DWORD attribute, LPCVOID value, DWORD size)
{
    (void)attribute, (void)size;
    if (!IsWindow(window)) return E_HANDLE;
    return value ? COMPOSITION_DISABLED : E_INVALIDARG;
}

HRESULT WINAPI DwmEnableBlurBehindWindow(HWND window, const DWM_BLURBEHIND *blur)
{
    if (!IsWindow(window)) return E_HANDLE;
    return blur ? COMPOSITION_DISABLED : E_INVALIDARG;
}

HRESULT WINAPI DwmGetColorizationColor(DWORD *color, BOOL *is_opaque)
{
    return color && is_opaque ? COMPOSITION_DISABLED : E_INVALIDARG;
}

HRESULT WINAPI DwmGetCompositionTimingInfo(HWND window, DWM_TIMING_INFO *information)
{
    (void)window;
    return information ? COMPOSITION_DISABLED : E_INVALIDARG;
}

BOOL WINAPI DwmDefWindowProc(HWND window, UINT message, WPARAM wparam, LPARAM lparam, LRESULT *result)
{
    (void)window, (void)message, (void)wparam, (void)lparam, (void)result;
    return FALSE; /* nothing that it would have handled */
}

HRESULT WINAPI DwmFlush(void) { return COMPOSITION_DISABLED; }

HRESULT WINAPI DwmInvalidateIconicBitmaps(HWND window)
{
    return IsWindow(window) ? COMPOSITION_DISABLED : E_HANDLE;
}

HRESULT WINAPI DwmRegisterThumbnail(HWND destination, HWND source, HTHUMBNAIL *thumbnail)
{
    if (!IsWindow(destination) || !IsWindow(source) || !thumbnail) return E_INVALIDARG;
    return COMPOSITION_DISABLED;
}
