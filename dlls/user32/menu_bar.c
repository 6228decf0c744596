/* The menu of a window: which one it has, and the bar that shows it. */
#include "user_private.h"

HMENU WINAPI GetMenu(HWND hwnd)
{
    struct window *window = window_own_or_error(hwnd);
    return window && !window_is_child(user_style(hwnd)) ? window->menu : NULL;
}

BOOL WINAPI SetMenu(HWND hwnd, HMENU menu)
{
    struct window *window = window_own_or_error(hwnd);
    if (!window) return FALSE;
    if (window_is_child(user_style(hwnd))) return set_user_error(ERROR_CHILD_WINDOW_MENU);
    window->menu = menu;
    if (window->state & STATE_CREATED) SetWindowPos(hwnd, NULL, 0, 0, 0, 0, SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE | SWP_FRAMECHANGED);
    return TRUE;
}

UINT menu_bar_height(HWND window, UINT width)
{
    (void)window, (void)width;
    return 0;
}

void menu_bar_paint(HWND window, HDC dc, const RECT *place) { (void)window, (void)dc, (void)place; }
void menu_bar_track(HWND window, UINT character, POINT *point) { (void)window, (void)character, (void)point; }
void system_menu_track(HWND window, POINT point) { (void)window, (void)point; }
BOOL close_is_enabled(HWND window) { return !(GetClassLongW(window, GCL_STYLE) & CS_NOCLOSE); }
BOOL WINAPI DestroyMenu(HMENU menu) { return menu != NULL; }
HMENU WINAPI LoadMenuW(HINSTANCE module, LPCWSTR name) { (void)module, (void)name; return NULL; }
