/* Places of windows: SetWindowPos and what it does to pixels and update regions; rectangles and coordinates. */
#include "user_private.h"
#include "../gdi32/gdi_window_dc.h"

/* --- rectangles and points --- */

POINT window_client_origin(HWND window)
{
    struct window_place place;
    POINT origin = {0, 0};
    uint32_t desktop = handle_value(desktop_window());
    while (window && handle_value(window) != desktop && window_place_read(window, &place)) {
        origin.x += place.client.left;
        origin.y += place.client.top;
        window = handle_from(place.parent);
    }
    return origin;
}

POINT window_origin(HWND window)
{
    struct window_place place;
    if (!window_place_read(window, &place)) return (POINT){0, 0};
    POINT origin = window_client_origin(window);
    return (POINT){origin.x + place.window.left - place.client.left, origin.y + place.window.top - place.client.top};
}

void window_rectangles(HWND window, RECT *outer, RECT *client)
{
    struct window_place place;
    if (!window_place_read(window, &place)) {
        memset(&place, 0, sizeof(place));
    }
    POINT origin = window_client_origin(window);
    int x = origin.x - place.client.left, y = origin.y - place.client.top;
    if (outer)
        *outer = (RECT){place.window.left + x, place.window.top + y, place.window.right + x, place.window.bottom + y};
    if (client)
        *client = (RECT){place.client.left + x, place.client.top + y, place.client.right + x, place.client.bottom + y};
}

static RECT screen_area(void)
{
    struct screen_record screen;
    screen_read(&screen);
    RECT area = {0};
    for (uint32_t i = 0; i < min(screen.monitor_count, MONITOR_COUNT); i++) {
        RECT one = {screen.monitors[i].bounds.left, screen.monitors[i].bounds.top, screen.monitors[i].bounds.right,
                    screen.monitors[i].bounds.bottom};
        if (screen.monitors[i].flags & 1) area = one;
    }
    return area;
}

BOOL WINAPI GetWindowRect(HWND window, LPRECT rectangle)
{
    struct window_place place;
    if (!window_place_read(window, &place)) return FALSE;
    if (!rectangle) return set_user_error(ERROR_NOACCESS);
    uint32_t desktop = windowing->desktop_window;
    if (place.handle == desktop) {
        *rectangle = screen_area();
        return TRUE;
    }
    RECT r = place.window;
    while (place.parent && place.parent != desktop && window_place_read(handle_from(place.parent), &place)) {
        r.left += place.client.left, r.right += place.client.left;
        r.top += place.client.top, r.bottom += place.client.top;
    }
    *rectangle = r;
    return TRUE;
}

BOOL WINAPI GetClientRect(HWND window, LPRECT rectangle)
{
    struct window_place place;
    if (!window_place_read(window, &place)) return FALSE;
    if (!rectangle) return set_user_error(ERROR_NOACCESS);
    if (place.handle == windowing->desktop_window) *rectangle = screen_area();
    else *rectangle = (RECT){0, 0, place.client.right - place.client.left, place.client.bottom - place.client.top};
    return TRUE;
}

static BOOL is_mirrored(HWND window) { return (user_ex_style(window) & WS_EX_LAYOUTRTL) != 0; }

BOOL WINAPI ClientToScreen(HWND window, LPPOINT point)
{
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (!point) return set_user_error(ERROR_NOACCESS);
    MapWindowPoints(window, NULL, point, 1);
    return TRUE;
}

BOOL WINAPI ScreenToClient(HWND window, LPPOINT point)
{
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (!point) return set_user_error(ERROR_NOACCESS);
    MapWindowPoints(NULL, window, point, 1);
    return TRUE;
}

BOOL WINAPI LogicalToPhysicalPoint(HWND window, LPPOINT point)
{
    return point && window_shared(window);
} /* all windows are at 96 dots an inch */
BOOL WINAPI PhysicalToLogicalPoint(HWND window, LPPOINT point) { return point && window_shared(window); }

static int client_width(HWND window)
{
    RECT client;
    return GetClientRect(window, &client) ? client.right : 0;
}

int WINAPI MapWindowPoints(HWND from, HWND to, LPPOINT points, UINT count)
{
    POINT a = {0, 0}, b = {0, 0};
    if ((from && !window_shared(from)) || (to && !window_shared(to)))
        return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (from) a = window_client_origin(from);
    if (to) b = window_client_origin(to);
    BOOL mirror_from = from && is_mirrored(from), mirror_to = to && is_mirrored(to);
    int from_width = mirror_from ? client_width(from) : 0, to_width = mirror_to ? client_width(to) : 0;
    int x = a.x - b.x, y = a.y - b.y;
    for (UINT i = 0; i < count; i++) {
        if (mirror_from) points[i].x = from_width - points[i].x;
        points[i].x += x;
        points[i].y += y;
        if (mirror_to) points[i].x = to_width - points[i].x;
    }
    if (count == 2 && mirror_from != mirror_to) { /* a rectangle stays one */
        LONG left = points[0].x;
        points[0].x = points[1].x;
        points[1].x = left;
    }
    return MAKELONG((short)x, (short)y);
}

/* --- moving pixels --- */

static void copy_region_pixels(HWND window, HRGN destination, int from_x, int from_y)
{
    /* destination: coordinates of the surface; the pixels come from as far as (from_x, from_y) away */
    HWND top = window_top_level(window);
    POINT origin = window_origin(top);
    HRGN clip = CreateRectRgn(0, 0, 0, 0);
    RECT bounds;
    CombineRgn(clip, destination, NULL, RGN_COPY);
    if (GetRgnBox(clip, &bounds) != NULLREGION) {
        OffsetRgn(clip, origin.x, origin.y);
        HDC dc = GetDCEx(top, clip, DCX_WINDOW | DCX_CACHE | DCX_INTERSECTRGN);
        BitBlt(dc, bounds.left, bounds.top, bounds.right - bounds.left, bounds.bottom - bounds.top, dc,
               bounds.left + from_x, bounds.top + from_y, SRCCOPY);
        ReleaseDC(top, dc);
        return;
    }
    DeleteObject(clip);
}

/* --- SetWindowPos --- */

struct change {
    HWND window;
    WINDOWPOS position;
    struct window_place old;
    RECT outer, client; /* new, in coordinates of the parent */
    HRGN old_visible;   /* surface coordinates; NULL: was not visible */
    UINT valid;         /* WVR_* */
    BOOL uncovers;      /* the parent shows where the window was */
};

static BOOL is_in_place(const struct window_place *place, HWND after)
{
    if (after == HWND_TOP) return !place->previous;
    if (after == HWND_BOTTOM) return !place->next;
    if (after == HWND_TOPMOST || after == HWND_NOTOPMOST) return FALSE;
    return place->previous == handle_value(after) || place->handle == handle_value(after);
}

/* What the program asked for, without what would change nothing. */
static void simplify(struct change *change)
{
    WINDOWPOS *p = &change->position;
    const RECT *old = &change->old.window;
    BOOL visible = change->old.style & WS_VISIBLE;
    p->cx = max(min(p->cx, 0x7fff), 0), p->cy = max(min(p->cy, 0x7fff), 0);
    if (p->cx == old->right - old->left && p->cy == old->bottom - old->top) p->flags |= SWP_NOSIZE;
    if (p->x == old->left && p->y == old->top) p->flags |= SWP_NOMOVE;
    if (p->flags & SWP_NOSIZE) p->cx = old->right - old->left, p->cy = old->bottom - old->top;
    if (p->flags & SWP_NOMOVE) p->x = old->left, p->y = old->top;
    if (visible) p->flags &= ~SWP_SHOWWINDOW;
    else p->flags &= ~SWP_HIDEWINDOW;
    if (!visible && !(p->flags & SWP_SHOWWINDOW)) p->flags |= SWP_NOREDRAW;
    if (p->flags & SWP_NOZORDER) return;
    struct window_place top;
    BOOL is_top_level = change->old.parent == handle_value(desktop_window());
    if (is_top_level && p->hwndInsertAfter == HWND_NOTOPMOST && !(change->old.ex_style & WS_EX_TOPMOST))
        p->flags |= SWP_NOZORDER;
    else if (p->hwndInsertAfter == HWND_TOPMOST || p->hwndInsertAfter == HWND_NOTOPMOST) return;
    else if (is_in_place(&change->old, p->hwndInsertAfter)) p->flags |= SWP_NOZORDER;
    else if ((ULONG_PTR)p->hwndInsertAfter > 1 &&
             (!window_place_read(p->hwndInsertAfter, &top) || top.parent != change->old.parent))
        p->flags |= SWP_NOZORDER;
}

static void calculate_client(struct change *change)
{
    const struct window_place *old = &change->old;
    const WINDOWPOS *p = &change->position;
    change->outer = (RECT){p->x, p->y, p->x + p->cx, p->y + p->cy};
    int x = p->x - old->window.left, y = p->y - old->window.top;
    change->client = (RECT){old->client.left + x, old->client.top + y, old->client.right + x, old->client.bottom + y};
    if ((p->flags & (SWP_NOSIZE | SWP_FRAMECHANGED)) == SWP_NOSIZE && !(p->flags & SWP_STATECHANGED_)) return;
    WINDOWPOS copy = *p;
    NCCALCSIZE_PARAMS parameters = {.rgrc = {change->outer, old->window, old->client}, .lppos = &copy};
    change->valid = (UINT)send_message(change->window, WM_NCCALCSIZE, TRUE, (LPARAM)&parameters);
    change->client = parameters.rgrc[0];
    if (change->client.right < change->client.left) change->client.right = change->client.left;
    if (change->client.bottom < change->client.top) change->client.bottom = change->client.top;
}

static BOOL tell_server(const struct change *change)
{
    const WINDOWPOS *p = &change->position;
    struct request_window_place_in in = {.handle = handle_value(change->window),
                                         .insert_after = handle_value(p->hwndInsertAfter),
                                         .swp = p->flags & 0xff};
    struct request_window_place_out out;
    memcpy(in.window, &change->outer, sizeof(in.window));
    memcpy(in.client, &change->client, sizeof(in.client));
    NTSTATUS status = SERVER_CALL(window_place, &in, &out);
    return NT_SUCCESS(status) || set_server_error(status);
}

static void ensure_surface(const struct change *change)
{
    POINT origin;
    if (change->old.parent == handle_value(desktop_window()) && user_style(change->window) & WS_VISIBLE)
        surface_of(change->window, &origin);
}

/* Where the window lay in its parent, in the parent's surface. */
static void expose_parent(const struct change *change, HRGN uncovered)
{
    HWND parent = handle_from(change->old.parent);
    if (parent == desktop_window() || !window_shared(parent)) return;
    paint_expose(parent, uncovered);
}

static void repaint_child(struct change *change)
{
    BOOL is_visible = user_style(change->window) & WS_VISIBLE;
    int x = change->outer.left - change->old.window.left, y = change->outer.top - change->old.window.top;
    HRGN now = window_visible_region(change->window, FALSE, sibling_clipping(change->window)),
         invalid = CreateRectRgn(0, 0, 0, 0);
    CombineRgn(invalid, now, NULL, RGN_COPY);
    if (change->old_visible) {
        BOOL resized = !(change->position.flags & SWP_NOSIZE) || change->position.flags & SWP_FRAMECHANGED;
        struct window *window = window_own(change->window);
        UINT class_style = window ? window->class->style : 0;
        BOOL redraws =
            resized && ((class_style & CS_HREDRAW && change->outer.right - change->outer.left !=
                                                         change->old.window.right - change->old.window.left) ||
                        (class_style & CS_VREDRAW && change->outer.bottom - change->outer.top !=
                                                         change->old.window.bottom - change->old.window.top) ||
                        change->valid & WVR_REDRAW);
        if (!(change->position.flags & SWP_NOCOPYBITS) && !redraws && is_visible) {
            HRGN valid = CreateRectRgn(0, 0, 0, 0);
            CombineRgn(valid, change->old_visible, NULL, RGN_COPY);
            OffsetRgn(valid, x, y);
            CombineRgn(valid, valid, now, RGN_AND);
            if (resized) { /* only the client area's upper left part keeps its pixels; the frame is painted anew */
                POINT top = window_origin(window_top_level(change->window)),
                      client = window_client_origin(change->window);
                RECT kept = {client.x - top.x, client.y - top.y, 0, 0};
                kept.right = kept.left + min(change->client.right - change->client.left,
                                             change->old.client.right - change->old.client.left);
                kept.bottom = kept.top + min(change->client.bottom - change->client.top,
                                             change->old.client.bottom - change->old.client.top);
                HRGN inner = CreateRectRgnIndirect(&kept);
                CombineRgn(valid, valid, inner, RGN_AND);
                DeleteObject(inner);
            }
            if (x || y) copy_region_pixels(change->window, valid, -x, -y);
            CombineRgn(invalid, invalid, valid, RGN_DIFF);
            DeleteObject(valid);
        }
        HRGN uncovered = CreateRectRgn(0, 0, 0, 0);
        change->uncovers = CombineRgn(uncovered, change->old_visible, now, RGN_DIFF) != NULLREGION;
        if (change->uncovers) expose_parent(change, uncovered);
        DeleteObject(uncovered);
    }
    RECT box;
    if (is_visible && GetRgnBox(invalid, &box) != NULLREGION) paint_expose(change->window, invalid);
    DeleteObject(now);
    DeleteObject(invalid);
}

/* A top-level window's pixels move with it; what it shows newly, and its frame, is painted. */
static void repaint_top_level(const struct change *change)
{
    struct window *window = window_own(change->window);
    UINT flags = change->position.flags, class_style = window ? window->class->style : 0;
    if (!window || !(user_style(change->window) & WS_VISIBLE)) return;
    if (flags & SWP_SHOWWINDOW) {
        paint_expose(change->window, NULL);
        return;
    }
    if (flags & SWP_NOSIZE && !(flags & (SWP_FRAMECHANGED | SWP_STATECHANGED_))) return;
    RECT client = {change->client.left - change->outer.left, change->client.top - change->outer.top, 0, 0},
         old = {change->old.client.left - change->old.window.left, change->old.client.top - change->old.window.top, 0,
                0};
    client.right = client.left + change->client.right - change->client.left,
    client.bottom = client.top + change->client.bottom - change->client.top;
    old.right = old.left + change->old.client.right - change->old.client.left,
    old.bottom = old.top + change->old.client.bottom - change->old.client.top;
    BOOL wider = client.right - client.left != old.right - old.left,
         higher = client.bottom - client.top != old.bottom - old.top;
    BOOL redraws = (class_style & CS_HREDRAW && wider) || (class_style & CS_VREDRAW && higher) ||
                   change->valid & WVR_REDRAW || flags & SWP_NOCOPYBITS;
    HRGN region =
        CreateRectRgn(0, 0, change->outer.right - change->outer.left, change->outer.bottom - change->outer.top);
    if (!redraws && old.right > old.left && old.bottom > old.top) {
        RECT kept = {client.left, client.top, client.left + min(client.right - client.left, old.right - old.left),
                     client.top + min(client.bottom - client.top, old.bottom - old.top)};
        HRGN inner = CreateRectRgnIndirect(&kept);
        if (client.left != old.left || client.top != old.top)
            copy_region_pixels(change->window, inner, old.left - client.left, old.top - client.top);
        CombineRgn(region, region, inner, RGN_DIFF);
        DeleteObject(inner);
    }
    paint_expose(change->window, region);
    DeleteObject(region);
}

static void after_change(struct change *change)
{
    HWND hwnd = change->window;
    UINT flags = change->position.flags;
    ensure_surface(change);
    window_dcs_update(hwnd);
    if (flags & SWP_HIDEWINDOW) {
        user_lock();
        struct window *window = window_own(hwnd);
        if (window) paint_forget_locked(window);
        user_unlock();
    }
    if (change->old.parent != handle_value(desktop_window())) {
        if (!(flags & SWP_NOREDRAW)) repaint_child(change);
    } else if (!(flags & SWP_NOREDRAW)) {
        repaint_top_level(change);
    }
}

static BOOL changes_something(UINT flags)
{
    const UINT nothing = SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER;
    return (flags & nothing) != nothing ||
           flags & (SWP_SHOWWINDOW | SWP_HIDEWINDOW | SWP_FRAMECHANGED | SWP_STATECHANGED_);
}

static void activate_if_wanted(const struct change *change)
{
    UINT flags = change->position.flags;
    HWND hwnd = change->window;
    if (flags & (SWP_HIDEWINDOW | SWP_NOACTIVATE)) return;
    DWORD style = user_style(hwnd);
    if (window_is_child(style)) {
        send_message(hwnd, WM_CHILDACTIVATE, 0, 0);
        return;
    }
    if (style & WS_VISIBLE && change->old.parent == handle_value(desktop_window())) activate_window(hwnd, FALSE, TRUE);
}

BOOL window_set_position(HWND hwnd, HWND after, int x, int y, int width, int height, UINT flags)
{
    struct change change = {.window = hwnd};
    if (!window_place_read(hwnd, &change.old)) return FALSE;
    change.window = handle_from(change.old.handle);
    change.position = (WINDOWPOS){change.window, after, x, y, width, height, flags};
    if (flags & SWP_NOMOVE) change.position.x = change.old.window.left, change.position.y = change.old.window.top;
    if (flags & SWP_NOSIZE)
        change.position.cx = change.old.window.right - change.old.window.left,
        change.position.cy = change.old.window.bottom - change.old.window.top;
    if (!(flags & SWP_NOSENDCHANGING)) send_message(change.window, WM_WINDOWPOSCHANGING, 0, (LPARAM)&change.position);
    if (!window_place_read(change.window, &change.old)) return FALSE;
    simplify(&change);
    if (changes_something(change.position.flags)) {
        BOOL is_child = change.old.parent != handle_value(desktop_window());
        if (is_child && change.old.style & WS_VISIBLE && !(change.position.flags & SWP_NOREDRAW))
            change.old_visible = window_visible_region(change.window, FALSE, sibling_clipping(change.window));
        calculate_client(&change);
        if (!tell_server(&change)) {
            if (change.old_visible) DeleteObject(change.old_visible);
            return FALSE;
        }
        after_change(&change);
        if (change.old_visible) DeleteObject(change.old_visible);
    }
    if (change.position.flags & (SWP_SHOWWINDOW | SWP_HIDEWINDOW))
        win_event(change.position.flags & SWP_SHOWWINDOW ? EVENT_OBJECT_SHOW : EVENT_OBJECT_HIDE, change.window,
                  OBJID_WINDOW, 0);
    activate_if_wanted(&change);
    if (!window_shared(change.window)) return TRUE;
    if (change.position.flags & SWP_SHOWWINDOW && !(change.position.flags & SWP_NOREDRAW))
        paint_now(change.window, RDW_ERASENOW | RDW_ALLCHILDREN);
    else if (!(change.position.flags & (SWP_NOREDRAW | SWP_DEFERERASE)) && changes_something(change.position.flags))
        paint_now(change.window, RDW_ERASENOW | RDW_ALLCHILDREN);
    /* what a child leaves is erased at once: the program may validate or stop drawing next */
    if (change.uncovers && !(change.position.flags & SWP_DEFERERASE))
        paint_now(handle_from(change.old.parent), RDW_ERASENOW | RDW_ALLCHILDREN);
    if (!changes_something(change.position.flags)) return TRUE;
    change.position.x = change.outer.left, change.position.y = change.outer.top;
    change.position.cx = change.outer.right - change.outer.left,
    change.position.cy = change.outer.bottom - change.outer.top;
    if (change.client.right - change.client.left == change.old.client.right - change.old.client.left &&
        change.client.bottom - change.client.top == change.old.client.bottom - change.old.client.top)
        change.position.flags |= SWP_NOCLIENTSIZE;
    if (change.client.left == change.old.client.left && change.client.top == change.old.client.top)
        change.position.flags |= SWP_NOCLIENTMOVE;
    send_message(change.window, WM_WINDOWPOSCHANGED, 0, (LPARAM)&change.position);
    if (change.position.flags & SWP_HIDEWINDOW && window_shared(change.window)) focus_window_gone(change.window);
    if (!(change.position.flags & SWP_NOMOVE) || !(change.position.flags & SWP_NOSIZE))
        win_event(EVENT_OBJECT_LOCATIONCHANGE, change.window, OBJID_WINDOW, 0);
    return TRUE;
}

BOOL WINAPI SetWindowPos(HWND window, HWND after, int x, int y, int width, int height, UINT flags)
{
    const UINT documented = SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER | SWP_NOREDRAW | SWP_NOACTIVATE | SWP_FRAMECHANGED |
                            SWP_SHOWWINDOW | SWP_HIDEWINDOW | SWP_NOCOPYBITS | SWP_NOOWNERZORDER | SWP_NOSENDCHANGING |
                            SWP_DEFERERASE | SWP_ASYNCWINDOWPOS;
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (window == desktop_window()) return set_user_error(ERROR_ACCESS_DENIED);
    return window_set_position(window, after, x, y, width, height, flags & documented);
}

BOOL WINAPI MoveWindow(HWND window, int x, int y, int width, int height, BOOL repaint)
{
    UINT flags = SWP_NOZORDER | SWP_NOACTIVATE;
    return SetWindowPos(window, NULL, x, y, width, height, repaint ? flags : flags | SWP_NOREDRAW);
}

BOOL WINAPI BringWindowToTop(HWND window)
{
    return SetWindowPos(window, HWND_TOP, 0, 0, 0, 0, SWP_NOSIZE | SWP_NOMOVE);
}

/* --- many at once --- */

struct deferred { int count, capacity; WINDOWPOS *positions; };
static struct deferred *open_lists[16];

static struct deferred *find_deferred(HDWP handle)
{
    ULONG_PTR index = (ULONG_PTR)handle - 1;
    return index < COUNT_OF(open_lists) ? open_lists[index] : NULL;
}

HDWP WINAPI BeginDeferWindowPos(int count)
{
    HDWP handle = NULL;
    if (count < 0) return (HDWP)(ULONG_PTR)set_user_error(ERROR_INVALID_PARAMETER);
    struct deferred *list = heap_allocate_zeroed(sizeof(*list));
    user_lock();
    for (UINT i = 0; list && i < COUNT_OF(open_lists) && !handle; i++) {
        if (open_lists[i]) continue;
        open_lists[i] = list;
        handle = (HDWP)(ULONG_PTR)(i + 1);
    }
    user_unlock();
    if (!handle) heap_free(list);
    return handle;
}

HDWP WINAPI DeferWindowPos(HDWP handle, HWND window, HWND after, int x, int y, int width, int height, UINT flags)
{
    struct deferred *list = find_deferred(handle);
    if (!list) return (HDWP)(ULONG_PTR)set_user_error(ERROR_INVALID_HANDLE);
    if (!window_shared(window)) return (HDWP)(ULONG_PTR)set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    if (list->count == list->capacity) {
        int capacity = list->capacity ? 2 * list->capacity : 16;
        WINDOWPOS *larger = heap_allocate((SIZE_T)capacity * sizeof(*larger));
        if (!larger) return (HDWP)(ULONG_PTR)set_user_error(ERROR_NOT_ENOUGH_MEMORY);
        if (list->count) memcpy(larger, list->positions, (SIZE_T)list->count * sizeof(*larger));
        heap_free(list->positions);
        list->positions = larger;
        list->capacity = capacity;
    }
    for (int i = 0; i < list->count; i++) {
        WINDOWPOS *same = &list->positions[i];
        if (same->hwnd != window) continue;
        if (!(flags & SWP_NOZORDER)) same->hwndInsertAfter = after;
        if (!(flags & SWP_NOMOVE)) same->x = x, same->y = y;
        if (!(flags & SWP_NOSIZE)) same->cx = width, same->cy = height;
        same->flags &= flags | ~(UINT)(SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER | SWP_NOREDRAW | SWP_NOACTIVATE |
                                       SWP_NOCOPYBITS | SWP_NOOWNERZORDER);
        same->flags |= flags & (SWP_SHOWWINDOW | SWP_HIDEWINDOW | SWP_FRAMECHANGED);
        return handle;
    }
    list->positions[list->count++] = (WINDOWPOS){window, after, x, y, width, height, flags};
    return handle;
}

BOOL WINAPI EndDeferWindowPos(HDWP handle)
{
    struct deferred *list = find_deferred(handle);
    BOOL done = list != NULL;
    if (!list) return set_user_error(ERROR_INVALID_HANDLE);
    open_lists[(ULONG_PTR)handle - 1] = NULL;
    for (int i = 0; i < list->count; i++) {
        const WINDOWPOS *p = &list->positions[i];
        done &= SetWindowPos(p->hwnd, p->hwndInsertAfter, p->x, p->y, p->cx, p->cy, p->flags);
    }
    heap_free(list->positions);
    heap_free(list);
    return done;
}

/* --- regions --- */

int WINAPI SetWindowRgn(HWND hwnd, HRGN region, BOOL redraw)
{
    struct window *window = window_own_or_error(hwnd);
    if (!window) return 0;
    user_lock();
    HRGN old = window->region;
    window->region = region; /* it is the system's now */
    user_unlock();
    if (old) DeleteObject(old);
    UINT count = region ? gdi_region_rectangles(region, NULL, 0) : 0;
    RECT *rectangles = count ? heap_allocate(count * sizeof(RECT)) : NULL;
    if (rectangles) gdi_region_rectangles(region, rectangles, count);
    struct request_window_region_set_in in = {.handle = handle_value(window->handle), .present = region != NULL};
    struct request_window_region_set_out out;
    server_call_data(request_code_window_region_set, &in, sizeof(in), rectangles,
                     rectangles ? count * (uint32_t)sizeof(RECT) : 0, &out, sizeof(out), NULL, 0, NULL);
    heap_free(rectangles);
    window_dcs_update(hwnd);
    window_set_position(hwnd, NULL, 0, 0, 0, 0,
                        SWP_NOSIZE | SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE | SWP_FRAMECHANGED |
                            (redraw ? 0 : SWP_NOREDRAW));
    return 1;
}

int WINAPI GetWindowRgn(HWND hwnd, HRGN region)
{
    struct window *window = window_own_or_error(hwnd);
    if (!window || !window->region) return ERROR;
    return CombineRgn(region, window->region, NULL, RGN_COPY);
}

int WINAPI GetWindowRgnBox(HWND hwnd, LPRECT box)
{
    struct window *window = window_own_or_error(hwnd);
    if (!window || !window->region || !box) return ERROR;
    return GetRgnBox(window->region, box);
}
