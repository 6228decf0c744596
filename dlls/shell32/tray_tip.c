/* Tool tips and balloons of notification icons. */
#include "tray_private.h"

#define MARGIN       6
#define WIDEST       280
#define TIMER_END    1
#define CLASS_NAME   L"WinrunTrayTip"
#define TEXT_FLAGS   (DT_WORDBREAK | DT_NOPREFIX | DT_EXPANDTABS)

static HFONT make_font(LONG weight)
{
    NONCLIENTMETRICSW metrics = {.cbSize = sizeof(metrics)};
    SystemParametersInfoW(SPI_GETNONCLIENTMETRICS, sizeof(metrics), &metrics, 0);
    metrics.lfStatusFont.lfWeight = weight;
    return CreateFontIndirectW(&metrics.lfStatusFont);
}

static HICON kind_icon(const struct tip *tip)
{
    static const LPCWSTR names[] = {[NIIF_INFO] = (LPCWSTR)IDI_INFORMATION,
                                    [NIIF_WARNING] = (LPCWSTR)IDI_WARNING,
                                    [NIIF_ERROR] = (LPCWSTR)IDI_ERROR};
    DWORD kind = tip->kind & NIIF_ICON_MASK;
    return kind && kind <= NIIF_ERROR ? LoadIconW(NULL, names[kind]) : NULL;
}

/* Draws title, text and picture, or finds out with DT_CALCRECT in `flags` how much room they take. */
static SIZE lay_out(const struct tip *tip, HDC context, UINT flags)
{
    HICON icon = kind_icon(tip);
    int left = MARGIN, small_size = GetSystemMetrics(SM_CXSMICON);
    RECT title = {0, MARGIN, 0, MARGIN}, text;
    if (icon) {
        if (!flags) DrawIconEx(context, left, MARGIN, icon, small_size, small_size, 0, NULL, DI_NORMAL);
        left += small_size + MARGIN;
    }
    title.left = left;
    title.right = left + WIDEST;
    if (*tip->title) {
        HFONT bold = make_font(FW_BOLD);
        HGDIOBJ old = SelectObject(context, bold);
        RECT drawn = title;
        DrawTextW(context, tip->title, -1, &drawn, TEXT_FLAGS | DT_CALCRECT);
        if (!flags) DrawTextW(context, tip->title, -1, &drawn, TEXT_FLAGS);
        title.bottom = drawn.bottom + MARGIN / 2;
        title.right = drawn.right;
        DeleteObject(SelectObject(context, old));
    } else {
        title.right = left;
    }
    if (icon && *tip->title && title.bottom < MARGIN + small_size) title.bottom = MARGIN + small_size;
    text = (RECT){left, title.bottom, left + WIDEST, title.bottom};
    HGDIOBJ old = SelectObject(context, make_font(FW_NORMAL));
    DrawTextW(context, tip->text, -1, &text, TEXT_FLAGS | DT_CALCRECT);
    if (!flags) DrawTextW(context, tip->text, -1, &text, TEXT_FLAGS);
    DeleteObject(SelectObject(context, old));
    return (SIZE){max(title.right, text.right) + MARGIN, text.bottom + MARGIN};
}

static void paint(HWND window, const struct tip *tip)
{
    PAINTSTRUCT info;
    RECT all;
    HDC context = BeginPaint(window, &info);
    GetClientRect(window, &all);
    FillRect(context, &all, GetSysColorBrush(COLOR_INFOBK));
    FrameRect(context, &all, GetSysColorBrush(COLOR_WINDOWFRAME));
    SetBkMode(context, TRANSPARENT);
    SetTextColor(context, GetSysColor(COLOR_INFOTEXT));
    lay_out(tip, context, 0);
    EndPaint(window, &info);
}

static void end(struct tip *tip, enum tip_end how)
{
    HWND beside = tip->beside;
    tip_hide(tip);
    PostMessageW(beside, TIP_ENDED, how, 0);
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct tip *tip = (struct tip *)GetWindowLongPtrW(window, GWLP_USERDATA);
    if (!tip) return DefWindowProcW(window, message, wparam, lparam);
    switch (message) {
    case WM_PAINT: paint(window, tip); return 0;
    case WM_ERASEBKGND: return 1;
    case WM_MOUSEACTIVATE: return MA_NOACTIVATE;
    case WM_LBUTTONUP:
        if (tip->is_balloon) end(tip, TIP_CLICKED);
        return 0;
    case WM_RBUTTONUP: case WM_TIMER:
        if (tip->is_balloon) end(tip, TIP_TIMED_OUT);
        else tip_hide(tip);
        return 0;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

/* Beside the icon, towards the middle of its monitor. */
static POINT find_place(HWND beside, SIZE size)
{
    RECT icon;
    MONITORINFO monitor = {.cbSize = sizeof(monitor)};
    GetWindowRect(beside, &icon);
    GetMonitorInfoW(MonitorFromRect(&icon, MONITOR_DEFAULTTONEAREST), &monitor);
    const RECT *work = &monitor.rcWork;
    POINT place = {(icon.left + icon.right - size.cx) / 2, icon.bottom + 2};
    if (icon.top > (work->top + work->bottom) / 2) place.y = icon.top - size.cy - 2;
    place.x = max(work->left, min(place.x, work->right - size.cx));
    place.y = max(work->top, min(place.y, work->bottom - size.cy));
    return place;
}

void tip_show(struct tip *tip, HWND beside, DWORD milliseconds)
{
    static ATOM class_atom;
    tip_hide(tip);
    if (!class_atom) {
        WNDCLASSW class = {
            .style = CS_SAVEBITS, .lpfnWndProc = procedure, .hInstance = GetModuleHandleW(NULL),
            .hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW), .lpszClassName = CLASS_NAME};
        class_atom = RegisterClassW(&class);
    }
    HDC context = GetDC(NULL);
    SIZE size = lay_out(tip, context, DT_CALCRECT);
    ReleaseDC(NULL, context);
    POINT place = find_place(beside, size);
    tip->beside = beside;
    tip->window = CreateWindowExW(WS_EX_TOPMOST | WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE, CLASS_NAME, L"", WS_POPUP,
                                  place.x, place.y, size.cx, size.cy, NULL, NULL, NULL, NULL);
    if (!tip->window) return;
    SetWindowLongPtrW(tip->window, GWLP_USERDATA, (LONG_PTR)tip);
    SetTimer(tip->window, TIMER_END, milliseconds, NULL);
    ShowWindow(tip->window, SW_SHOWNOACTIVATE);
}

void tip_hide(struct tip *tip)
{
    HWND window = tip->window;
    tip->window = NULL;
    if (!window) return;
    SetWindowLongPtrW(window, GWLP_USERDATA, 0);
    DestroyWindow(window);
}
