/* The menu of a window: which one it has, and the bar that shows it. */
#include "drawing.h"
#include "menu.h"

static struct menu *bar_of(HWND hwnd)
{
    const struct window *window = window_own(hwnd);
    return window && window->menu && !window_is_child(user_style(hwnd)) ? menu_peek(window->menu) : NULL;
}

HMENU WINAPI GetMenu(HWND hwnd)
{
    struct window *window = window_own_or_error(hwnd);
    return window && !window_is_child(user_style(hwnd)) ? window->menu : NULL;
}

static void frame_changed(HWND window)
{
    SetWindowPos(window, NULL, 0, 0, 0, 0, SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE | SWP_FRAMECHANGED);
}

BOOL WINAPI SetMenu(HWND hwnd, HMENU menu)
{
    struct window *window = window_own_or_error(hwnd);
    if (!window) return FALSE;
    if (window_is_child(user_style(hwnd))) return set_user_error(ERROR_CHILD_WINDOW_MENU);
    if (menu && !menu_get(menu)) return FALSE;
    window->menu = menu;
    if (menu) menu_peek(menu)->height = 0;
    if (window->state & STATE_CREATED) frame_changed(hwnd);
    return TRUE;
}

UINT menu_bar_height(HWND window, UINT width)
{
    struct menu *menu = bar_of(window);
    if (!menu) return 0;
    if (!menu->count) return (UINT)GetSystemMetrics(SM_CYMENU);
    menu_layout_bar(menu, window, (int)width);
    return (UINT)menu->height;
}

BOOL menu_bar_rectangle(HWND window, RECT *bar)
{
    RECT outer, caption;
    UINT height;
    GetWindowRect(window, &outer);
    int border = (int)frame_border_width(user_style(window), user_ex_style(window));
    *bar = (RECT){border, border, outer.right - outer.left - border, 0};
    height = menu_bar_height(window, (UINT)max(bar->right - bar->left, 0));
    if ((user_style(window) & WS_CAPTION) == WS_CAPTION) {
        caption_rectangle(window, &caption);
        bar->top = caption.bottom + 1;
    }
    bar->bottom = bar->top + (int)height;
    return height != 0;
}

void menu_bar_paint(HWND window, HDC dc, const RECT *place)
{
    struct menu *menu = bar_of(window);
    POINT origin = {place->left, place->top};
    if (!menu) return;
    FillRect(dc, place, menu->background ? menu->background : system_color_brush(COLOR_MENU));
    fill_box_color(dc, place->left, place->bottom - 1, place->right - place->left, 1, COLOR_3DFACE);
    for (UINT i = 0; i < menu->count; i++) menu_draw_item(dc, menu, i, origin, TRUE);
}

void menu_bar_redraw(HWND window)
{
    RECT bar;
    HDC dc = menu_bar_rectangle(window, &bar) ? GetWindowDC(window) : NULL;
    if (!dc) return;
    menu_bar_paint(window, dc, &bar);
    ReleaseDC(window, dc);
}

/* Items may have come, gone or become wider: the bar may need another height. */
BOOL WINAPI DrawMenuBar(HWND window)
{
    struct menu *menu = bar_of(window);
    if (!window_own_or_error(window)) return FALSE;
    if (menu) menu->height = 0;
    frame_changed(window);
    return TRUE;
}

/* point: a click there (screen coordinates); else by keyboard: the character's menu, or none opened yet. */
void menu_bar_track(HWND window, UINT character, POINT *point)
{
    struct menu *menu = bar_of(window);
    RECT bar;
    if (!point && (character == ' ' || !menu || !menu->count)) {
        if (character == ' ' || !character) system_menu_track(window, (POINT){0, 0});
        else if (!menu) MessageBeep(0);
        return;
    }
    if (!menu || !menu_bar_rectangle(window, &bar)) return;
    struct menu_start start = {.owner = window,
                               .menu = menu->handle,
                               .is_bar = TRUE,
                               .item = -1,
                               .by_mouse = point != NULL,
                               .open = character || point};
    if (point) {
        POINT origin = window_origin(window);
        start.point = *point;
        start.item = menu_item_at(menu, (POINT){point->x - origin.x - bar.left, point->y - origin.y - bar.top});
        if (start.item < 0) return;
    } else if (character) {
        start.item = menu_find_mnemonic(menu, (WCHAR)character, -1, NULL);
        if (start.item < 0) {
            LRESULT answer = SendMessageW(window, WM_MENUCHAR, MAKEWPARAM(character, MF_SYSMENU), (LPARAM)menu->handle);
            if (HIWORD(answer) == MNC_IGNORE) MessageBeep(0);
            if (HIWORD(answer) != MNC_SELECT && HIWORD(answer) != MNC_EXECUTE) return;
            start.item = LOWORD(answer);
        }
    } else {
        start.item = 0;
    }
    menu_track(&start);
}

/* Screen coordinates. */
BOOL WINAPI GetMenuItemRect(HWND window, HMENU handle, UINT position, LPRECT rectangle)
{
    struct menu *menu = menu_get(handle);
    RECT bar;
    if (!menu || !rectangle) return FALSE;
    if (position >= menu->count) return set_user_error(ERROR_INVALID_PARAMETER);
    POINT origin;
    if (menu->window) {
        origin = window_client_origin(menu->window);
        origin.x += MENU_BORDER, origin.y += MENU_BORDER - menu->scroll;
    } else {
        if (!window || bar_of(window) != menu || !menu_bar_rectangle(window, &bar)) return FALSE;
        origin = window_origin(window);
        origin.x += bar.left, origin.y += bar.top;
    }
    *rectangle = menu->items[position].place;
    OffsetRect(rectangle, origin.x, origin.y);
    return TRUE;
}

int WINAPI MenuItemFromPoint(HWND window, HMENU handle, POINT point)
{
    const struct menu *menu = menu_get(handle);
    RECT place;
    for (UINT i = 0; menu && i < menu->count; i++)
        if (GetMenuItemRect(window, handle, i, &place) && PtInRect(&place, point)) return (int)i;
    return -1;
}

BOOL WINAPI GetMenuBarInfo(HWND window, LONG object, LONG item, PMENUBARINFO info)
{
    if (!info || info->cbSize != sizeof(*info)) return set_user_error(ERROR_INVALID_PARAMETER);
    HMENU handle = object == OBJID_MENU      ? GetMenu(window)
                   : object == OBJID_SYSMENU ? system_menu_of(window, TRUE)
                                             : NULL;
    if (object == OBJID_CLIENT) handle = (HMENU)GetWindowLongPtrW(window, 0);
    const struct menu *menu = handle ? menu_get(handle) : NULL;
    if (!menu || item < 0 || (UINT)item > menu->count) return FALSE;
    *info = (MENUBARINFO){.cbSize = sizeof(*info), .hMenu = handle};
    if (item && !GetMenuItemRect(window, handle, (UINT)item - 1, &info->rcBar)) SetRectEmpty(&info->rcBar);
    if (!item && object == OBJID_MENU && menu_bar_rectangle(window, &info->rcBar)) {
        POINT origin = window_origin(window);
        OffsetRect(&info->rcBar, origin.x, origin.y);
    } else if (!item && menu->window) {
        GetWindowRect(menu->window, &info->rcBar);
    }
    info->fBarFocused = menu->selected >= 0;
    info->fFocused = item ? menu->selected == item - 1 : info->fBarFocused;
    return TRUE;
}
