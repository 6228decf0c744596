/* The system menu of a window. */
#include "menu.h"

BOOL menu_belongs_to_system(HMENU handle)
{
    const struct menu *menu = menu_peek(handle);
    return menu && menu->is_system;
}

static HMENU make_system_menu(HWND window)
{
    static const struct { UINT id; LPCWSTR text; HBITMAP bitmap;
    } items[] = {
        {SC_RESTORE, L"&Restore", HBMMENU_POPUP_RESTORE},
        {SC_MOVE, L"&Move", NULL},
        {SC_SIZE, L"&Size", NULL},
        {SC_MINIMIZE, L"Mi&nimize", HBMMENU_POPUP_MINIMIZE},
        {SC_MAXIMIZE, L"Ma&ximize", HBMMENU_POPUP_MAXIMIZE},
        {0, NULL, NULL},
        {SC_CLOSE, L"&Close\tAlt+F4", HBMMENU_POPUP_CLOSE},
    };
    HMENU handle = menu_create(TRUE);
    struct menu *menu = handle ? menu_peek(handle) : NULL;
    UINT count = COUNT_OF(items) - (GetClassLongW(window, GCL_STYLE) & CS_NOCLOSE ? 2 : 0);
    for (UINT i = 0; menu && i < count; i++) {
        MENUITEMINFOW info = {.cbSize = sizeof(info),
                              .fMask = MIIM_ID | MIIM_FTYPE | MIIM_STRING | MIIM_BITMAP,
                              .wID = items[i].id,
                              .fType = items[i].text ? MFT_STRING : MFT_SEPARATOR,
                              .dwTypeData = (LPWSTR)items[i].text,
                              .hbmpItem = items[i].bitmap};
        InsertMenuItemW(handle, i, TRUE, &info);
    }
    if (!menu) return NULL;
    menu->is_system = TRUE;
    menu->owner = window;
    SetMenuDefaultItem(handle, SC_CLOSE, FALSE);
    return handle;
}

HMENU system_menu_of(HWND hwnd, BOOL create)
{
    struct window *window = window_own(hwnd);
    if (!window || !(user_style(hwnd) & WS_SYSMENU)) return NULL;
    if (window->system_menu && !menu_peek(window->system_menu))
        window->system_menu = NULL; /* the program destroyed it */
    if (!window->system_menu && create) window->system_menu = make_system_menu(hwnd);
    return window->system_menu;
}

void system_menu_update(HWND window, HMENU menu)
{
    DWORD style = user_style(window);
    BOOL minimized = (style & WS_MINIMIZE) != 0, maximized = (style & WS_MAXIMIZE) != 0;
    const struct { UINT id; BOOL enabled;
    } states[] = {
        {SC_RESTORE, minimized || maximized},
        {SC_MOVE, !maximized},
        {SC_SIZE, (style & WS_THICKFRAME) && !minimized && !maximized},
        {SC_MINIMIZE, (style & WS_MINIMIZEBOX) && !minimized},
        {SC_MAXIMIZE, (style & WS_MAXIMIZEBOX) && !maximized},
    };
    for (UINT i = 0; i < COUNT_OF(states); i++)
        EnableMenuItem(menu, states[i].id, states[i].enabled ? MF_ENABLED : MF_GRAYED);
}

HMENU WINAPI GetSystemMenu(HWND hwnd, BOOL revert)
{
    struct window *window = window_own_or_error(hwnd);
    if (!window) return NULL;
    if (!revert) {
        HMENU menu = system_menu_of(hwnd, TRUE);
        if (menu) system_menu_update(hwnd, menu);
        return menu;
    }
    HMENU old = window->system_menu;
    window->system_menu = NULL;
    if (old) DestroyMenu(old);
    return NULL;
}

BOOL WINAPI SetSystemMenu(HWND hwnd, HMENU menu)
{
    struct window *window = window_own_or_error(hwnd);
    if (!window || !menu_get(menu)) return FALSE;
    window->system_menu = menu;
    menu_peek(menu)->is_system = TRUE;
    return TRUE;
}

/* Whether the close button works: the menu's item says it, if there is such a menu. */
BOOL close_is_enabled(HWND window)
{
    if (GetClassLongW(window, GCL_STYLE) & CS_NOCLOSE) return FALSE;
    HMENU handle = system_menu_of(window, FALSE);
    struct menu *menu = handle ? menu_peek(handle) : NULL;
    if (!menu) return TRUE;
    const struct menu_item *item = menu_find(&menu, SC_CLOSE, MF_BYCOMMAND, NULL);
    return item && menu_item_is_enabled(item);
}

/* Below the icon; point: unused but for a right click on the caption, where it opens. */
void system_menu_track(HWND window, POINT point)
{
    HMENU menu = system_menu_of(window, TRUE);
    RECT place;
    if (!menu) return;
    GetWindowRect(window, &place);
    struct menu_start start = {
        .owner = window, .menu = menu, .flags = TPM_LEFTBUTTON, .point = point, .by_mouse = TRUE};
    if (point.x == 0 && point.y == 0) {
        RECT caption;
        caption_rectangle(window, &caption);
        start.point = (POINT){place.left + caption.left, place.top + caption.bottom};
    }
    system_menu_update(window, menu);
    menu_track(&start);
}
