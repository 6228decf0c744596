/* Painting and Drawing: update regions, WM_PAINT, BeginPaint. */
#include "user_private.h"
#include "../gdi32/gdi_window_dc.h"

static RECT whole_window(const struct window_place *place)
{
    return (RECT){0, 0, place->window.right - place->window.left, place->window.bottom - place->window.top};
}

static RECT client_in_window(const struct window_place *place)
{
    int x = place->window.left, y = place->window.top;
    return (RECT){place->client.left - x, place->client.top - y, place->client.right - x, place->client.bottom - y};
}

/* --- bookkeeping --- */

static void count_locked(struct window *window)
{
    BOOL is_due = window->update || window->paint & PAINT_INTERNAL;
    if (is_due == !!(window->paint & PAINT_COUNTED)) return;
    window->paint ^= PAINT_COUNTED;
    InterlockedExchangeAdd(&window->queue->paint_count, is_due ? 1 : -1);
    if (is_due) queue_wake(window->queue, QS_PAINT);
}

static void drop_update_locked(struct window *window)
{
    if (window->update) DeleteObject(window->update);
    window->update = NULL;
    window->paint &= ~(PAINT_ERASE | PAINT_FRAME);
}

void paint_forget_locked(struct window *window)
{
    drop_update_locked(window);
    window->paint &= ~PAINT_INTERNAL;
    count_locked(window);
}

/* --- invalidating --- */

static void add_region_locked(struct window *window, HRGN region, UINT flags, const struct window_place *place)
{
    RECT limit = flags & RDW_FRAME ? whole_window(place) : client_in_window(place);
    HRGN part = CreateRectRgnIndirect(&limit);
    if (region && CombineRgn(part, part, region, RGN_AND) == NULLREGION) {
        DeleteObject(part);
        return;
    }
    if (limit.left >= limit.right || limit.top >= limit.bottom) {
        DeleteObject(part);
        return;
    }
    if (window->update) {
        CombineRgn(window->update, window->update, part, RGN_OR);
        DeleteObject(part);
    } else {
        window->update = part;
    }
    if (flags & RDW_ERASE) window->paint |= PAINT_ERASE;
    if (flags & RDW_FRAME) window->paint |= PAINT_FRAME;
    count_locked(window);
}

static BOOL goes_to_children(UINT flags, DWORD style)
{
    return flags & RDW_ALLCHILDREN || (!(flags & RDW_NOCHILDREN) && !(style & WS_CLIPCHILDREN));
}

typedef void child_action(struct window *window, HRGN region, UINT flags);

/* For each visible child that the region touches, with the region in the child's coordinates. */
static void each_child_locked(const struct window_place *place, HRGN region, UINT flags, child_action *action)
{
    struct window_place child;
    RECT client = client_in_window(place);
    for (uint32_t next = place->first_child, steps = 0; next && steps < WINDOW_COUNT; next = child.next, steps++) {
        if (!window_place_read(handle_from(next), &child)) return;
        struct window *window = window_own(handle_from(next));
        if (!window || !(child.style & WS_VISIBLE)) continue;
        RECT r = {child.window.left + client.left, child.window.top + client.top, child.window.right + client.left,
                  child.window.bottom + client.top};
        if (region && !RectInRegion(region, &r)) continue;
        HRGN moved = NULL;
        if (region) {
            moved = CreateRectRgn(0, 0, 0, 0);
            CombineRgn(moved, region, NULL, RGN_COPY);
            OffsetRgn(moved, -r.left, -r.top);
        }
        action(window, moved, flags);
        if (moved) DeleteObject(moved);
    }
}

void paint_invalidate_locked(struct window *window, HRGN region, UINT flags)
{
    struct window_place place;
    if (!window_place_read(window->handle, &place) || !(place.style & WS_VISIBLE)) return;
    add_region_locked(window, region, flags, &place);
    if (goes_to_children(flags, place.style) && place.first_child)
        each_child_locked(&place, region, flags | RDW_FRAME | RDW_ERASE, paint_invalidate_locked);
}

static void validate_locked(struct window *window, HRGN region, UINT flags)
{
    struct window_place place;
    if (!window_place_read(window->handle, &place)) return;
    if (window->update) {
        if (!region) {
            if (flags & RDW_NOFRAME || !(window->paint & PAINT_FRAME)) drop_update_locked(window);
            else {
                RECT r = client_in_window(&place);
                HRGN client = CreateRectRgnIndirect(&r);
                if (CombineRgn(window->update, window->update, client, RGN_DIFF) == NULLREGION)
                    drop_update_locked(window);
                DeleteObject(client);
            }
        } else if (CombineRgn(window->update, window->update, region, RGN_DIFF) == NULLREGION) {
            drop_update_locked(window);
        }
        if (flags & RDW_NOERASE) window->paint &= ~PAINT_ERASE;
        if (flags & RDW_NOFRAME) window->paint &= ~PAINT_FRAME;
    }
    count_locked(window);
    if (goes_to_children(flags, place.style) && place.first_child)
        each_child_locked(&place, region, flags, validate_locked);
}

/* region: of the surface. Each window of the tree gets what is visible of it there. */
static void expose_locked(HWND hwnd, HRGN region, POINT top)
{
    struct window *window = window_own(hwnd);
    struct window_place place;
    if (!window || !window_place_read(hwnd, &place) || !(place.style & WS_VISIBLE)) return;
    HRGN visible = window_visible_region(hwnd, FALSE, sibling_clipping(hwnd));
    int complexity = region ? CombineRgn(visible, visible, region, RGN_AND) : GetRgnBox(visible, &(RECT){0});
    if (complexity != NULLREGION) {
        POINT origin = window_origin(hwnd);
        HRGN own = CreateRectRgn(0, 0, 0, 0);
        CombineRgn(own, visible, NULL, RGN_COPY);
        if (place.style & WS_CLIPCHILDREN && place.first_child) {
            HRGN seen = window_visible_region(hwnd, TRUE, sibling_clipping(hwnd) | DCX_CLIPCHILDREN),
                 client = window_visible_region(hwnd, TRUE, sibling_clipping(hwnd));
            CombineRgn(client, client, seen, RGN_DIFF); /* what children cover */
            complexity = CombineRgn(own, own, client, RGN_DIFF);
            DeleteObject(seen);
            DeleteObject(client);
        }
        if (complexity != NULLREGION) {
            OffsetRgn(own, top.x - origin.x, top.y - origin.y);
            add_region_locked(window, own, RDW_INVALIDATE | RDW_ERASE | RDW_FRAME, &place);
        }
        DeleteObject(own);
        struct window_place child;
        for (uint32_t next = place.first_child, steps = 0; next && steps < WINDOW_COUNT; next = child.next, steps++) {
            if (!window_place_read(handle_from(next), &child)) break;
            if (child.style & WS_VISIBLE) expose_locked(handle_from(next), visible, top);
        }
    }
    DeleteObject(visible);
}

void paint_expose(HWND hwnd, HRGN region)
{
    POINT top = window_origin(window_top_level(hwnd));
    user_lock();
    expose_locked(hwnd, region, top);
    user_unlock();
}

/* --- RedrawWindow and its kin --- */

static HRGN region_in_window(HWND hwnd, const RECT *rectangle, HRGN client_region)
{
    struct window_place place;
    if (!rectangle && !client_region) return NULL;
    if (!window_place_read(hwnd, &place)) return NULL;
    RECT client = client_in_window(&place);
    HRGN region = rectangle ? CreateRectRgnIndirect(rectangle) : CreateRectRgn(0, 0, 0, 0);
    if (!rectangle) CombineRgn(region, client_region, NULL, RGN_COPY);
    OffsetRgn(region, client.left, client.top);
    return region;
}

static BOOL redraw_desktop(UINT flags)
{
    UINT count;
    HWND *list = window_children(desktop_window(), &count);
    for (UINT i = 0; list && i < count; i++)
        if (window_own(list[i])) RedrawWindow(list[i], NULL, NULL, flags | RDW_ALLCHILDREN);
    heap_free(list);
    return TRUE;
}

/* A parent that draws below its children is painted before a child is, or it would cover what the child has drawn. */
static void paint_parents_first(HWND hwnd)
{
    DWORD style = user_style(hwnd);
    HWND parent = style & WS_CHILD ? GetAncestor(hwnd, GA_PARENT) : NULL;
    struct window *window = parent ? window_own(parent) : NULL;
    if (!window || !window_is_of_thread(window)) return;
    paint_parents_first(parent);
    window = window_own(parent);
    if (window && window->update && !(user_style(parent) & WS_CLIPCHILDREN))
        paint_now(parent, RDW_UPDATENOW | RDW_NOCHILDREN);
}

BOOL WINAPI RedrawWindow(HWND hwnd, const RECT *rectangle, HRGN client_region, UINT flags)
{
    if (!hwnd || hwnd == desktop_window()) return redraw_desktop(flags);
    struct window *window = window_own(hwnd);
    if (!window) return window_shared(hwnd) ? TRUE : set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    hwnd = window->handle;
    HRGN region = flags & (RDW_INVALIDATE | RDW_VALIDATE)
                      ? region_in_window(hwnd, client_region ? NULL : rectangle, client_region)
                      : NULL;
    user_lock();
    if (flags & RDW_INVALIDATE) {
        if (window_is_visible_chain(hwnd)) paint_invalidate_locked(window, region, flags);
    } else if (flags & RDW_VALIDATE) {
        validate_locked(window, region, flags);
    }
    if (flags & RDW_INTERNALPAINT) window->paint |= PAINT_INTERNAL;
    if (flags & RDW_NOINTERNALPAINT) window->paint &= ~PAINT_INTERNAL;
    count_locked(window);
    user_unlock();
    if (region) DeleteObject(region);
    if (flags & RDW_UPDATENOW && window->update) paint_parents_first(hwnd);
    if (flags & (RDW_ERASENOW | RDW_UPDATENOW)) paint_now(hwnd, flags);
    return TRUE;
}

BOOL WINAPI InvalidateRect(HWND window, const RECT *rectangle, BOOL erase)
{
    UINT flags = RDW_INVALIDATE | (erase ? RDW_ERASE : 0);
    if (!window)
        return RedrawWindow(NULL, NULL, NULL, RDW_INVALIDATE | RDW_ERASE | RDW_FRAME | RDW_ERASENOW | RDW_ALLCHILDREN);
    return RedrawWindow(window, rectangle, NULL, flags);
}

BOOL WINAPI InvalidateRgn(HWND window, HRGN region, BOOL erase)
{
    if (!window) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    return RedrawWindow(window, NULL, region, RDW_INVALIDATE | (erase ? RDW_ERASE : 0));
}

BOOL WINAPI ValidateRect(HWND window, const RECT *rectangle)
{
    if (!window)
        return RedrawWindow(NULL, NULL, NULL, RDW_INVALIDATE | RDW_ERASE | RDW_FRAME | RDW_ERASENOW | RDW_ALLCHILDREN);
    return RedrawWindow(window, rectangle, NULL, RDW_VALIDATE | RDW_NOCHILDREN);
}

BOOL WINAPI ValidateRgn(HWND window, HRGN region)
{
    if (!window) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    return RedrawWindow(window, NULL, region, RDW_VALIDATE | RDW_NOCHILDREN);
}

BOOL WINAPI UpdateWindow(HWND window)
{
    if (!window_shared(window)) return set_user_error(ERROR_INVALID_WINDOW_HANDLE);
    return RedrawWindow(window, NULL, NULL, RDW_UPDATENOW);
}

/* --- painting now --- */

/* WM_NCPAINT's region: 1 when all of the frame is to be painted. */
static void paint_frame(HWND hwnd, HRGN update)
{
    struct window_place place;
    if (!window_place_read(hwnd, &place)) return;
    RECT whole = whole_window(&place), box;
    GetRgnBox(update, &box);
    BOOL all = box.left <= whole.left && box.top <= whole.top && box.right >= whole.right && box.bottom >= whole.bottom;
    HRGN region = (HRGN)1;
    if (!all) {
        POINT origin = window_origin(hwnd);
        region = CreateRectRgn(0, 0, 0, 0);
        CombineRgn(region, update, NULL, RGN_COPY);
        OffsetRgn(region, origin.x, origin.y);
    }
    send_message(hwnd, WM_NCPAINT, (WPARAM)region, 0);
    if (!all) DeleteObject(region);
}

/* A window that does not spare its children draws over them: they are to be painted behind it. */
static void children_are_covered_locked(HWND hwnd, HRGN region)
{
    struct window_place place;
    RECT box;
    if (!window_place_read(hwnd, &place) || place.style & WS_CLIPCHILDREN || !place.first_child ||
        GetRgnBox(region, &box) == NULLREGION)
        return;
    each_child_locked(&place, region, RDW_INVALIDATE | RDW_ERASE | RDW_FRAME | RDW_ALLCHILDREN,
                      paint_invalidate_locked);
}

/* Frame and background of the update region. Returns a DC clipped to it if the caller wants one, else NULL. */
static HDC paint_begin(HWND hwnd, BOOL takes_update, BOOL wants_dc, BOOL *erase_left, HRGN *taken)
{
    struct window *window = window_own(hwnd);
    if (!window) return NULL;
    HRGN update = CreateRectRgn(0, 0, 0, 0);
    user_lock();
    UINT paint = window->paint;
    if (window->update) CombineRgn(update, window->update, NULL, RGN_COPY);
    window->paint &= ~(PAINT_FRAME | PAINT_ERASE);
    if (takes_update) {
        drop_update_locked(window);
        window->paint &= ~PAINT_INTERNAL;
    }
    count_locked(window);
    if (takes_update || paint & PAINT_ERASE) children_are_covered_locked(hwnd, update);
    user_unlock();
    if (paint & PAINT_FRAME) paint_frame(hwnd, update);
    *erase_left = FALSE;
    if (taken) {
        *taken = CreateRectRgn(0, 0, 0, 0);
        CombineRgn(*taken, update, NULL, RGN_COPY);
    }
    HDC dc = NULL;
    if (window_shared(hwnd) && (wants_dc || paint & PAINT_ERASE)) {
        POINT origin = window_origin(hwnd);
        OffsetRgn(update, origin.x, origin.y);
        dc = GetDCEx(hwnd, update, DCX_USESTYLE | DCX_INTERSECTRGN);
        RECT box;
        if (paint & PAINT_ERASE && dc) {
            BOOL something = GetClipBox(dc, &box) != NULLREGION;
            if (IsIconic(hwnd)) *erase_left = something && !send_message(hwnd, WM_ICONERASEBKGND, (WPARAM)dc, 0);
            else *erase_left = something ? !send_message(hwnd, WM_ERASEBKGND, (WPARAM)dc, 0) : FALSE;
        }
    } else {
        DeleteObject(update);
    }
    if (!wants_dc && dc) {
        ReleaseDC(hwnd, dc);
        dc = NULL;
    }
    if (*erase_left && !takes_update) {
        user_lock();
        if ((window = window_own(hwnd)) && window->update) window->paint |= PAINT_ERASE;
        user_unlock();
    }
    return dc;
}

static void erase_now(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    BOOL left;
    if (window && window->update && window->paint & (PAINT_ERASE | PAINT_FRAME) && window_is_of_thread(window))
        paint_begin(hwnd, FALSE, FALSE, &left, NULL);
}

void paint_now(HWND hwnd, UINT flags)
{
    struct window *window = window_own(hwnd);
    if (!window) return;
    if (flags & RDW_UPDATENOW) {
        if ((window->update || window->paint & PAINT_INTERNAL) && window_is_visible_chain(hwnd)) {
            if (window->paint & PAINT_INTERNAL && !window->update) {
                user_lock();
                window->paint &= ~PAINT_INTERNAL;
                count_locked(window);
                user_unlock();
            }
            send_message(hwnd, WM_PAINT, 0, 0);
        }
    } else {
        erase_now(hwnd);
    }
    struct window_place place;
    if (flags & RDW_NOCHILDREN || !window_place_read(hwnd, &place) || !place.first_child) return;
    if (!(flags & RDW_ALLCHILDREN) && place.style & WS_CLIPCHILDREN) return;
    UINT count;
    HWND *children = window_children(hwnd, &count);
    for (UINT i = 0; children && i < count; i++)
        if (user_style(children[i]) & WS_VISIBLE) paint_now(children[i], flags);
    heap_free(children);
}

HDC WINAPI BeginPaint(HWND hwnd, LPPAINTSTRUCT paint)
{
    struct window *window = window_own_or_error(hwnd);
    if (!window || !paint) return NULL;
    BOOL erase_left;
    HideCaret(hwnd);
    memset(paint, 0, sizeof(*paint));
    paint->hdc = paint_begin(window->handle, TRUE, TRUE, &erase_left, NULL);
    if (!paint->hdc) return NULL;
    paint->fErase = erase_left;
    if (GetClipBox(paint->hdc, &paint->rcPaint) == NULLREGION) SetRectEmpty(&paint->rcPaint);
    return paint->hdc;
}

BOOL WINAPI EndPaint(HWND hwnd, const PAINTSTRUCT *paint)
{
    if (!paint) return FALSE;
    struct window *window = window_own(hwnd);
    if (window && window->own_dc != paint->hdc) ReleaseDC(hwnd, paint->hdc);
    ShowCaret(hwnd);
    return TRUE;
}

/* --- questions --- */

int WINAPI GetUpdateRgn(HWND hwnd, HRGN region, BOOL erase)
{
    struct window *window = window_own_or_error(hwnd);
    struct window_place place;
    if (!window || !window_place_read(hwnd, &place)) return ERROR;
    if (erase) {
        BOOL left;
        paint_begin(hwnd, FALSE, FALSE, &left, NULL);
        if (!(window = window_own(hwnd))) return ERROR;
    }
    HRGN visible = window_visible_region(hwnd, TRUE, 0);
    POINT top = window_origin(window_top_level(hwnd)), client = window_client_origin(hwnd), own = window_origin(hwnd);
    int complexity = NULLREGION;
    user_lock();
    if (window->update) {
        HRGN moved = CreateRectRgn(0, 0, 0, 0);
        CombineRgn(moved, window->update, NULL, RGN_COPY);
        OffsetRgn(moved, own.x - client.x, own.y - client.y);
        OffsetRgn(visible, top.x - client.x, top.y - client.y);
        complexity = CombineRgn(region, moved, visible, RGN_AND);
        DeleteObject(moved);
    } else {
        SetRectRgn(region, 0, 0, 0, 0);
    }
    user_unlock();
    DeleteObject(visible);
    return complexity;
}

BOOL WINAPI GetUpdateRect(HWND hwnd, LPRECT rectangle, BOOL erase)
{
    HRGN region = CreateRectRgn(0, 0, 0, 0);
    int complexity = GetUpdateRgn(hwnd, region, erase);
    if (rectangle) {
        if (complexity > NULLREGION) GetRgnBox(region, rectangle);
        else SetRectEmpty(rectangle);
    }
    DeleteObject(region);
    return complexity > NULLREGION;
}

int WINAPI ExcludeUpdateRgn(HDC dc, HWND hwnd)
{
    HRGN region = CreateRectRgn(0, 0, 0, 0);
    int result = GetUpdateRgn(hwnd, region, FALSE);
    if (result != ERROR) result = ExtSelectClipRgn(dc, region, RGN_DIFF);
    DeleteObject(region);
    return result;
}

static HWND locked_window;

BOOL WINAPI LockWindowUpdate(HWND window)
{
    user_lock();
    BOOL done = !window || !locked_window;
    HWND unlocked = window ? NULL : locked_window;
    if (done) locked_window = window;
    user_unlock();
    if (unlocked) InvalidateRect(unlocked, NULL, TRUE);
    return done;
}

/* --- which window is to be painted next: from top to bottom, parents before their children --- */

static HWND find_dirty(HWND parent, struct message_queue *queue)
{
    struct window_place place;
    if (!window_place_read(parent, &place)) return NULL;
    for (uint32_t next = place.first_child, steps = 0; next && steps < WINDOW_COUNT; next = place.next, steps++) {
        HWND each = handle_from(next);
        if (!window_place_read(each, &place)) return NULL;
        if (!(place.style & WS_VISIBLE)) continue;
        struct window *window = window_own(each);
        if (window && window->queue == queue && window->paint & PAINT_COUNTED) return each;
        HWND child = place.first_child ? find_dirty(each, queue) : NULL;
        if (child) return child;
    }
    return NULL;
}

HWND paint_next(struct message_queue *queue, HWND filter)
{
    if (queue->paint_count <= 0) return NULL;
    if (filter && filter != (HWND)-1) {
        struct window *window = window_own(filter);
        if (window && window->paint & PAINT_COUNTED && window_is_visible_chain(filter)) return filter;
        return find_dirty(filter, queue);
    }
    HWND found = find_dirty(desktop_window(), queue);
    struct window *window = found ? window_own(found) : NULL;
    if (window && !window->update) { /* RDW_INTERNALPAINT is told once */
        user_lock();
        window->paint &= ~PAINT_INTERNAL;
        count_locked(window);
        user_unlock();
    }
    return found;
}
