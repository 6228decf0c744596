/* Visual styles: none is active, as on a Windows with the classic look. Programs ask, and draw by themselves. */
#include "nt/nt.h"
#undef DECLSPEC_IMPORT
#define DECLSPEC_IMPORT
#include <uxtheme.h>
#include <vssym32.h>

static DWORD app_properties = STAP_ALLOW_NONCLIENT | STAP_ALLOW_CONTROLS;

BOOL WINAPI IsThemeActive(void) { return FALSE; }

BOOL WINAPI IsAppThemed(void) { return FALSE; }

BOOL WINAPI IsCompositionActive(void) { return FALSE; }

BOOL WINAPI IsThemeDialogTextureEnabled(HWND window)
{
    (void)window;
    return FALSE;
}

/* No handle is ever given: there is no data for any class. */
HTHEME WINAPI OpenThemeData(HWND window, LPCWSTR classes)
{
    (void)window;
    SetLastError((DWORD)(classes ? HRESULT_FROM_WIN32(ERROR_NOT_FOUND) : E_POINTER));
    return NULL;
}

HTHEME WINAPI OpenThemeDataEx(HWND window, LPCWSTR classes, DWORD flags)
{
    (void)flags;
    return OpenThemeData(window, classes);
}

HTHEME WINAPI OpenThemeDataForDpi(HWND window, LPCWSTR classes, UINT dpi)
{
    (void)dpi;
    return OpenThemeData(window, classes);
}

HTHEME WINAPI GetWindowTheme(HWND window)
{
    if (!IsWindow(window)) SetLastError((DWORD)E_HANDLE);
    return NULL;
}

HRESULT WINAPI CloseThemeData(HTHEME theme)
{
    (void)theme;
    return E_HANDLE;
}

/* What a window is to be drawn with is remembered by its properties only where there is a theme. */
HRESULT WINAPI SetWindowTheme(HWND window, LPCWSTR application, LPCWSTR classes)
{
    (void)application, (void)classes;
    return IsWindow(window) ? S_OK : E_HANDLE;
}

HRESULT WINAPI SetWindowThemeAttribute(HWND window, enum WINDOWTHEMEATTRIBUTETYPE type, PVOID attribute, DWORD size)
{
    if (type != WTA_NONCLIENT || !attribute || size < sizeof(WTA_OPTIONS)) return E_INVALIDARG;
    return IsWindow(window) ? S_OK : E_HANDLE;
}

HRESULT WINAPI EnableThemeDialogTexture(HWND window, DWORD flags)
{
    (void)flags;
    return IsWindow(window) ? S_OK : E_HANDLE;
}

HRESULT WINAPI EnableTheming(BOOL enable)
{
    return enable ? E_FAIL : S_OK;
}

DWORD WINAPI GetThemeAppProperties(void) { return app_properties; }

void WINAPI SetThemeAppProperties(DWORD flags) { app_properties = flags & STAP_VALIDBITS; }

HRESULT WINAPI GetCurrentThemeName(LPWSTR file, int file_size, LPWSTR color, int color_size, LPWSTR size, int size_size)
{
    if (file && file_size > 0) *file = 0;
    if (color && color_size > 0) *color = 0;
    if (size && size_size > 0) *size = 0;
    return HRESULT_FROM_WIN32(ERROR_NOT_FOUND);
}

/* --- parts: no handle is valid --- */

BOOL WINAPI IsThemePartDefined(HTHEME theme, int part, int state)
{
    (void)theme, (void)part, (void)state;
    SetLastError((DWORD)E_HANDLE);
    return FALSE;
}

BOOL WINAPI IsThemeBackgroundPartiallyTransparent(HTHEME theme, int part, int state)
{
    return IsThemePartDefined(theme, part, state);
}

HRESULT WINAPI DrawThemeBackground(HTHEME theme, HDC dc, int part, int state, const RECT *area, const RECT *clip)
{
    (void)theme, (void)dc, (void)part, (void)state, (void)area, (void)clip;
    return E_HANDLE;
}

HRESULT WINAPI DrawThemeBackgroundEx(HTHEME theme, HDC dc, int part, int state, const RECT *area,
                                     const DTBGOPTS *options)
{
    (void)options;
    return DrawThemeBackground(theme, dc, part, state, area, NULL);
}

HRESULT WINAPI DrawThemeEdge(HTHEME theme, HDC dc, int part, int state, const RECT *area, UINT edge, UINT flags,
                             RECT *content)
{
    (void)edge, (void)flags, (void)content;
    return DrawThemeBackground(theme, dc, part, state, area, NULL);
}

HRESULT WINAPI DrawThemeText(HTHEME theme, HDC dc, int part, int state, LPCWSTR text, int count, DWORD flags,
                             DWORD more_flags, const RECT *area)
{
    (void)text, (void)count, (void)flags, (void)more_flags;
    return DrawThemeBackground(theme, dc, part, state, area, NULL);
}

HRESULT WINAPI DrawThemeTextEx(HTHEME theme, HDC dc, int part, int state, LPCWSTR text, int count, DWORD flags,
                               RECT *area, const DTTOPTS *options)
{
    (void)text, (void)count, (void)flags, (void)options;
    return DrawThemeBackground(theme, dc, part, state, area, NULL);
}

HRESULT WINAPI DrawThemeIcon(HTHEME theme, HDC dc, int part, int state, const RECT *area, HIMAGELIST images, int index)
{
    (void)images, (void)index;
    return DrawThemeBackground(theme, dc, part, state, area, NULL);
}

HRESULT WINAPI GetThemePartSize(HTHEME theme, HDC dc, int part, int state, LPRECT area, enum THEMESIZE kind,
                                SIZE *size)
{
    (void)theme, (void)dc, (void)part, (void)state, (void)area, (void)kind;
    return size ? E_HANDLE : E_POINTER;
}

HRESULT WINAPI GetThemeBackgroundContentRect(HTHEME theme, HDC dc, int part, int state, LPCRECT area, LPRECT content)
{
    (void)theme, (void)dc, (void)part, (void)state;
    return area && content ? E_HANDLE : E_POINTER;
}

HRESULT WINAPI GetThemeBackgroundExtent(HTHEME theme, HDC dc, int part, int state, LPCRECT content, LPRECT extent)
{
    return GetThemeBackgroundContentRect(theme, dc, part, state, content, extent);
}

HRESULT WINAPI GetThemeColor(HTHEME theme, int part, int state, int property, COLORREF *color)
{
    (void)theme, (void)part, (void)state, (void)property;
    return color ? E_HANDLE : E_POINTER;
}

HRESULT WINAPI GetThemeInt(HTHEME theme, int part, int state, int property, int *value)
{
    (void)theme, (void)part, (void)state, (void)property;
    return value ? E_HANDLE : E_POINTER;
}

HRESULT WINAPI GetThemeMetric(HTHEME theme, HDC dc, int part, int state, int property, int *value)
{
    (void)dc;
    return GetThemeInt(theme, part, state, property, value);
}

HRESULT WINAPI GetThemeMargins(HTHEME theme, HDC dc, int part, int state, int property, LPRECT area, MARGINS *margins)
{
    (void)theme, (void)dc, (void)part, (void)state, (void)property, (void)area;
    return margins ? E_HANDLE : E_POINTER;
}

HRESULT WINAPI GetThemeFont(HTHEME theme, HDC dc, int part, int state, int property, LOGFONTW *font)
{
    (void)theme, (void)dc, (void)part, (void)state, (void)property;
    return font ? E_HANDLE : E_POINTER;
}

HRESULT WINAPI GetThemeTextExtent(HTHEME theme, HDC dc, int part, int state, LPCWSTR text, int count, DWORD flags,
                                  LPCRECT area, LPRECT extent)
{
    (void)text, (void)count, (void)flags;
    (void)theme, (void)dc, (void)part, (void)state, (void)area;
    return extent ? E_HANDLE : E_POINTER;
}

HRESULT WINAPI GetThemeTransitionDuration(HTHEME theme, int part, int from, int to, int property, DWORD *duration)
{
    (void)theme, (void)part, (void)from, (void)to, (void)property;
    return duration ? E_HANDLE : E_INVALIDARG;
}

/* --- what holds without a theme --- */

COLORREF WINAPI GetThemeSysColor(HTHEME theme, int color)
{
    (void)theme;
    return GetSysColor(color);
}

HBRUSH WINAPI GetThemeSysColorBrush(HTHEME theme, int color)
{
    (void)theme;
    return GetSysColorBrush(color);
}

int WINAPI GetThemeSysSize(HTHEME theme, int metric)
{
    (void)theme;
    return GetSystemMetrics(metric);
}

BOOL WINAPI GetThemeSysBool(HTHEME theme, int which)
{
    BOOL value = FALSE;

    (void)theme;
    return which == TMT_FLATMENUS && SystemParametersInfoW(SPI_GETFLATMENU, 0, &value, 0) && value;
}

/* The parent draws what shows through: its background, then its client area. */
HRESULT WINAPI DrawThemeParentBackgroundEx(HWND window, HDC dc, DWORD flags, const RECT *area)
{
    HWND parent = GetParent(window);
    POINT origin = {0, 0}, before;
    int state;

    (void)flags;
    if (!IsWindow(window) || !parent) return E_HANDLE;
    state = SaveDC(dc);
    if (area) IntersectClipRect(dc, area->left, area->top, area->right, area->bottom);
    MapWindowPoints(window, parent, &origin, 1);
    OffsetViewportOrgEx(dc, -origin.x, -origin.y, &before);
    SendMessageW(parent, WM_ERASEBKGND, (WPARAM)dc, 0);
    SendMessageW(parent, WM_PRINTCLIENT, (WPARAM)dc, PRF_CLIENT);
    RestoreDC(dc, state);
    return S_OK;
}

HRESULT WINAPI DrawThemeParentBackground(HWND window, HDC dc, RECT *area)
{
    return DrawThemeParentBackgroundEx(window, dc, 0, area);
}
