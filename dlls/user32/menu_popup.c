/* The windows of pop-up menus: class #32768, place on the screen. */
#include "menu.h"
#include "menu_popup.h"

static struct menu *menu_of_window(HWND window) { return menu_peek((HMENU)GetWindowLongPtrW(window, 0)); }

static void paint(HWND window)
{
    PAINTSTRUCT paint;
    RECT client;
    HDC dc = BeginPaint(window, &paint);
    struct menu *menu = menu_of_window(window);
    GetClientRect(window, &client);
    if (menu && dc) menu_draw_popup(dc, menu, &client);
    EndPaint(window, &paint);
}

LRESULT WINAPI menu_window_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    RECT client;
    struct menu *menu;
    switch (message) {
    case WM_PAINT: paint(window); return 0;
    case WM_ERASEBKGND: return 1;
    case WM_MOUSEACTIVATE: return MA_NOACTIVATE;
    case WM_PRINTCLIENT:
        GetClientRect(window, &client);
        if ((menu = menu_of_window(window))) menu_draw_popup((HDC)wparam, menu, &client);
        return 0;
    case MN_GETHMENU: return GetWindowLongPtrW(window, 0);
    default: return DefWindowProcW(window, message, wparam, lparam);
    }
}

static RECT monitor_area(POINT point)
{
    MONITORINFO info = {.cbSize = sizeof(info)};
    if (GetMonitorInfoW(MonitorFromPoint(point, MONITOR_DEFAULTTONEAREST), &info)) return info.rcMonitor;
    return (RECT){0, 0, GetSystemMetrics(SM_CXSCREEN), GetSystemMetrics(SM_CYSCREEN)};
}

/* Where the program or the parent item wants it, else on the other side of what must not be covered, in any case on the
 * monitor. */
static POINT place_of(const struct popup_place *wanted, SIZE size)
{
    RECT screen = monitor_area(wanted->point);
    POINT at = wanted->point;
    RECT covered, box;
    if (wanted->flags & TPM_CENTERALIGN) at.x -= size.cx / 2;
    else if (wanted->flags & TPM_RIGHTALIGN) at.x -= size.cx;
    if (wanted->flags & TPM_VCENTERALIGN) at.y -= size.cy / 2;
    else if (wanted->flags & TPM_BOTTOMALIGN) at.y -= size.cy;
    if (at.x + size.cx > screen.right)
        at.x = wanted->beside ? wanted->exclude.left - size.cx : max(screen.right - size.cx, screen.left);
    if (at.y + size.cy > screen.bottom) {
        int above = wanted->beside                                 ? screen.bottom - size.cy
                    : wanted->exclude.bottom > wanted->exclude.top ? wanted->exclude.top - size.cy
                                                                   : at.y - size.cy;
        at.y = above >= screen.top ? above : screen.bottom - size.cy;
    }
    at.x = max(at.x, screen.left);
    at.y = max(at.y, screen.top);
    box = (RECT){at.x, at.y, at.x + size.cx, at.y + size.cy};
    if (wanted->beside || !IntersectRect(&covered, &box, &wanted->exclude)) return at;
    if (wanted->flags & TPM_VERTICAL || wanted->exclude.right + size.cx > screen.right) {
        at.y = wanted->exclude.bottom + size.cy <= screen.bottom ? wanted->exclude.bottom
                                                                 : max(wanted->exclude.top - size.cy, screen.top);
    } else {
        at.x = wanted->exclude.right;
    }
    return at;
}

BOOL menu_popup_show(HMENU handle, HWND owner, const struct popup_place *wanted)
{
    struct menu *menu = menu_peek(handle);
    if (!menu || menu->window) return FALSE;
    menu_layout_popup(menu, owner);
    RECT screen = monitor_area(wanted->point);
    SIZE size = {menu->width + 2 * MENU_BORDER, menu->height + 2 * MENU_BORDER};
    if (menu->max_height && size.cy > (int)menu->max_height) size.cy = max((int)menu->max_height, 40);
    size.cy = min(size.cy, screen.bottom - screen.top);
    POINT at = place_of(wanted, size);
    HWND window = CreateWindowExW(WS_EX_TOOLWINDOW | WS_EX_TOPMOST | WS_EX_NOACTIVATE, L"#32768", NULL, WS_POPUP, at.x,
                                  at.y, size.cx, size.cy, owner, NULL, NULL, NULL);
    menu = menu_peek(handle);
    if (!window || !menu) return FALSE;
    SetWindowLongPtrW(window, 0, (LONG_PTR)handle);
    menu->window = window;
    menu->selected = -1;
    for (UINT i = 0; i < menu->count; i++) menu->items[i].state &= ~(UINT)MFS_HILITE;
    SetWindowPos(window, HWND_TOPMOST, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE | SWP_NOACTIVATE | SWP_SHOWWINDOW);
    UpdateWindow(window);
    return TRUE;
}

void menu_popup_hide(HMENU handle)
{
    struct menu *menu = menu_peek(handle);
    if (!menu || !menu->window) return;
    HWND window = menu->window;
    menu->window = NULL;
    menu->selected = -1;
    DestroyWindow(window);
}

void menu_popup_redraw(struct menu *menu, int position)
{
    POINT origin = {MENU_BORDER, MENU_BORDER - menu->scroll};
    if (position < 0 || (UINT)position >= menu->count || !menu->window) return;
    RECT place = menu->items[position].place;
    OffsetRect(&place, origin.x, origin.y);
    InvalidateRect(menu->window, &place, FALSE);
    UpdateWindow(menu->window);
}

/* Pop-ups that are higher than the screen. */
void menu_popup_scroll_to(struct menu *menu, int position)
{
    RECT client;
    if (!menu->window || position < 0 || (UINT)position >= menu->count) return;
    GetClientRect(menu->window, &client);
    int room = client.bottom - 2 * MENU_BORDER, scroll = menu->scroll;
    const RECT *place = &menu->items[position].place;
    if (place->bottom - scroll > room) scroll = place->bottom - room;
    if (place->top < scroll) scroll = place->top;
    if (scroll == menu->scroll) return;
    menu->scroll = scroll;
    InvalidateRect(menu->window, NULL, FALSE);
    UpdateWindow(menu->window);
}
