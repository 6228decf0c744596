/* What the built-in controls share. */
#include "control.h"

HFONT control_select_font(HDC dc, HFONT font)
{
    return SelectObject(dc, font ? font : GetStockObject(SYSTEM_FONT));
}

SIZE control_character_size(HFONT font)
{
    static const WCHAR letters[] = L"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    HDC dc = GetDC(NULL);
    HFONT old = control_select_font(dc, font);
    TEXTMETRICW metrics;
    SIZE size = { 8, 16 };

    if (GetTextExtentPointW(dc, letters, 52, &size)) {
        size.cx = (size.cx / 26 + 1) / 2;
        if (GetTextMetricsW(dc, &metrics)) size.cy = metrics.tmHeight;
    }
    SelectObject(dc, old);
    ReleaseDC(NULL, dc);
    return size;
}

HBRUSH control_brush(HWND control, HDC dc, UINT message)
{
    HWND parent = GetParent(control);
    HBRUSH brush;

    if (!parent) parent = control;
    brush = (HBRUSH)send_message(parent, message, (WPARAM)dc, (LPARAM)control);
    if (!brush || !GetObjectType(brush)) brush = (HBRUSH)DefWindowProcW(parent, message, (WPARAM)dc, (LPARAM)control);
    return brush;
}

UINT control_id(HWND control)
{
    return (UINT)GetWindowLongPtrW(control, GWLP_ID);
}

LRESULT control_notify(HWND control, UINT code)
{
    HWND parent = GetParent(control);

    return parent ? send_message(parent, WM_COMMAND, MAKEWPARAM(control_id(control), code), (LPARAM)control) : 0;
}

WCHAR *control_text(HWND control, UINT *length)
{
    UINT units = (UINT)send_message(control, WM_GETTEXTLENGTH, 0, 0);
    WCHAR *text = heap_allocate(((SIZE_T)units + 1) * sizeof(WCHAR));

    if (!text) return NULL;
    text[0] = 0;
    *length = (UINT)send_message(control, WM_GETTEXT, units + 1, (LPARAM)text);
    return text;
}

BOOL control_hides(HWND control, UINT cue)
{
    return (send_message(control, WM_QUERYUISTATE, 0, 0) & cue) != 0;
}
