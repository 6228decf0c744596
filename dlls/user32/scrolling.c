/* ScrollWindow, ScrollDC: moving what a window shows. */
#include "user_private.h"

static HRGN client_part(const RECT *r, const RECT *clip)
{
    HRGN region = CreateRectRgnIndirect(r);
    if (!clip) return region;
    HRGN limit = CreateRectRgnIndirect(clip);
    CombineRgn(region, region, limit, RGN_AND);
    DeleteObject(limit);
    return region;
}

/* Moves the pixels of `area` that stay within it, and says what has to be painted. dc and all regions in client
 * coordinates. */
static void scroll(HDC dc, int x, int y, HRGN area, HRGN visible, HRGN exposed)
{
    HRGN source = CreateRectRgn(0, 0, 0, 0), target = CreateRectRgn(0, 0, 0, 0);
    RECT box;
    CombineRgn(source, area, visible, RGN_AND);
    CombineRgn(target, source, NULL, RGN_COPY);
    OffsetRgn(target, x, y);
    CombineRgn(target, target, area, RGN_AND);
    CombineRgn(target, target, visible, RGN_AND);
    if (GetRgnBox(target, &box) != NULLREGION) {
        int saved = SaveDC(dc);
        ExtSelectClipRgn(dc, target, RGN_AND);
        BitBlt(dc, box.left, box.top, box.right - box.left, box.bottom - box.top, dc, box.left - x, box.top - y,
               SRCCOPY);
        RestoreDC(dc, saved);
    }
    CombineRgn(exposed, area, visible, RGN_AND);
    CombineRgn(exposed, exposed, target, RGN_DIFF);
    DeleteObject(source);
    DeleteObject(target);
}

static HRGN visible_in_client(HWND window)
{
    HRGN visible = window_visible_region(
        window, TRUE, sibling_clipping(window) | (user_style(window) & WS_CLIPCHILDREN ? DCX_CLIPCHILDREN : 0));
    POINT top = window_origin(window_top_level(window)), client = window_client_origin(window);
    OffsetRgn(visible, top.x - client.x, top.y - client.y);
    return visible;
}

BOOL WINAPI ScrollDC(HDC dc, int x, int y, const RECT *rectangle, const RECT *clip, HRGN update,
                     LPRECT update_rectangle)
{
    RECT box;
    if (GetClipBox(dc, &box) == ERROR) return FALSE;
    RECT part = rectangle ? *rectangle : box;
    HRGN area = client_part(&part, clip ? clip : NULL), visible = CreateRectRgnIndirect(&box),
         exposed = CreateRectRgn(0, 0, 0, 0);
    HRGN moved = client_part(&part, NULL);
    OffsetRgn(moved, x, y);
    CombineRgn(moved, moved, area, RGN_OR);
    if (clip) {
        HRGN limit = CreateRectRgnIndirect(clip);
        CombineRgn(moved, moved, limit, RGN_AND);
        DeleteObject(limit);
    }
    scroll(dc, x, y, moved, visible, exposed);
    if (update) CombineRgn(update, exposed, NULL, RGN_COPY);
    if (update_rectangle) GetRgnBox(exposed, update_rectangle);
    DeleteObject(area);
    DeleteObject(moved);
    DeleteObject(visible);
    DeleteObject(exposed);
    return TRUE;
}

/* What is waiting to be painted moves along with the pixels. */
static void move_update_region(HWND hwnd, int x, int y, HRGN area)
{
    struct window *window = window_own(hwnd);
    HRGN pending = CreateRectRgn(0, 0, 0, 0);
    if (window && window->update && GetUpdateRgn(hwnd, pending, FALSE) > NULLREGION) {
        CombineRgn(pending, pending, area, RGN_AND);
        OffsetRgn(pending, x, y);
        CombineRgn(pending, pending, area, RGN_AND);
        RedrawWindow(hwnd, NULL, pending, RDW_INVALIDATE | RDW_ERASE | RDW_NOCHILDREN);
    }
    DeleteObject(pending);
}

static void move_children(HWND window, int x, int y, const RECT *only)
{
    UINT count;
    HWND *children = window_children(window, &count);
    for (UINT i = 0; children && i < count; i++) {
        struct window_place place;
        RECT common;
        if (!window_place_read(children[i], &place) || (only && !IntersectRect(&common, &place.window, only))) continue;
        SetWindowPos(children[i], NULL, place.window.left + x, place.window.top + y, 0, 0,
                     SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE | SWP_NOREDRAW | SWP_DEFERERASE);
    }
    heap_free(children);
}

int WINAPI ScrollWindowEx(HWND window, int x, int y, const RECT *rectangle, const RECT *clip, HRGN update,
                          LPRECT update_rectangle, UINT flags)
{
    RECT client;
    if (!GetClientRect(window, &client)) return ERROR;
    RECT part = client;
    if (rectangle) IntersectRect(&part, &client, rectangle);
    HRGN exposed = CreateRectRgn(0, 0, 0, 0);
    if (x || y) {
        RECT limits = client;
        if (clip) IntersectRect(&limits, &client, clip);
        HRGN area = client_part(&part, &limits);
        if (rectangle) { /* it may move out of itself, as far as the clip rectangle goes */
            HRGN moved = client_part(&part, NULL), limit = CreateRectRgnIndirect(&limits);
            OffsetRgn(moved, x, y);
            CombineRgn(area, area, moved, RGN_OR);
            CombineRgn(area, area, limit, RGN_AND);
            DeleteObject(moved);
            DeleteObject(limit);
        }
        HideCaret(window);
        HRGN visible = visible_in_client(window);
        HDC dc = GetDCEx(window, NULL, DCX_USESTYLE | (flags & SW_SCROLLCHILDREN ? DCX_CACHE : 0));
        if (flags & SW_SCROLLCHILDREN) {
            DeleteObject(visible);
            ReleaseDC(window, dc);
            dc = GetDCEx(window, NULL, DCX_CACHE | sibling_clipping(window));
            visible = CreateRectRgnIndirect(&client);
        }
        scroll(dc, x, y, area, visible, exposed);
        ReleaseDC(window, dc);
        move_update_region(window, x, y, area);
        if (flags & SW_SCROLLCHILDREN) move_children(window, x, y, rectangle);
        ShowCaret(window);
        DeleteObject(area);
        DeleteObject(visible);
    }
    if (flags & (SW_INVALIDATE | SW_ERASE))
        RedrawWindow(window, NULL, exposed,
                     RDW_INVALIDATE | (flags & SW_ERASE ? RDW_ERASE : 0) |
                         (flags & SW_SCROLLCHILDREN ? RDW_ALLCHILDREN : 0));
    if (update) CombineRgn(update, exposed, NULL, RGN_COPY);
    RECT box;
    int complexity = GetRgnBox(exposed, &box);
    if (update_rectangle) *update_rectangle = box;
    DeleteObject(exposed);
    return complexity;
}

BOOL WINAPI ScrollWindow(HWND window, int x, int y, const RECT *rectangle, const RECT *clip)
{
    UINT flags = SW_INVALIDATE | SW_ERASE | (rectangle ? 0 : SW_SCROLLCHILDREN);
    return ScrollWindowEx(window, x, y, rectangle, clip, NULL, NULL, flags) != ERROR;
}
