/* Flat scroll bars: as in Windows since XP, they are the ordinary ones. */
#include "common.h"

BOOL WINAPI InitializeFlatSB(HWND window) { return IsWindow(window); }
HRESULT WINAPI UninitializeFlatSB(HWND window) { return IsWindow(window) ? S_OK : E_FAIL; }
BOOL WINAPI FlatSB_EnableScrollBar(HWND window, int bar, UINT arrows)
{
    return EnableScrollBar(window, (UINT)bar, arrows);
}
BOOL WINAPI FlatSB_ShowScrollBar(HWND window, int bar, BOOL show) { return ShowScrollBar(window, bar, show); }
BOOL WINAPI FlatSB_GetScrollRange(HWND window, int bar, LPINT low, LPINT high)
{
    return GetScrollRange(window, bar, low, high);
}
BOOL WINAPI FlatSB_GetScrollInfo(HWND window, int bar, LPSCROLLINFO info) { return GetScrollInfo(window, bar, info); }
int WINAPI FlatSB_GetScrollPos(HWND window, int bar) { return GetScrollPos(window, bar); }
int WINAPI FlatSB_SetScrollPos(HWND window, int bar, int position, BOOL redraw)
{
    return SetScrollPos(window, bar, position, redraw);
}
int WINAPI FlatSB_SetScrollInfo(HWND window, int bar, LPSCROLLINFO info, BOOL redraw)
{
    return SetScrollInfo(window, bar, info, redraw);
}
int WINAPI FlatSB_SetScrollRange(HWND window, int bar, int low, int high, BOOL redraw)
{
    return SetScrollRange(window, bar, low, high, redraw);
}

/* Properties belong to flat bars only: there are none. */
BOOL WINAPI FlatSB_SetScrollProp(HWND window, UINT index, INT_PTR value, BOOL redraw)
{
    (void)window, (void)index, (void)value, (void)redraw;
    return FALSE;
}

BOOL WINAPI FlatSB_GetScrollProp(HWND window, int index, LPINT value)
{
    (void)window, (void)index;
    if (value) *value = 0;
    return FALSE;
}
