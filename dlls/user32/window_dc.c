/* Device contexts of windows (GetDC and its kin), and which part of the surface each may draw on. */
#include "user_private.h"
#include "../gdi32/gdi_window_dc.h"

#define CACHE_LIMIT 16 /* DCs that are kept when nobody uses them */

struct window_dc {
    struct window_dc *next;
    HDC dc;
    HWND window;   /* NULL: free */
    DWORD flags;   /* DCX_* */
    HRGN clip;     /* of GetDCEx: in coordinates of the surface; NULL: none */
    BOOL is_own;   /* CS_OWNDC: belongs to a window for its life */
};
static struct window_dc *dcs;
static UINT cached_count;

/* --- what is visible --- */

static RECT moved(RECT r, int x, int y) { return (RECT){r.left + x, r.top + y, r.right + x, r.bottom + y}; }

static BOOL intersect(RECT *to, const RECT *other)
{
    to->left = max(to->left, other->left), to->top = max(to->top, other->top);
    to->right = min(to->right, other->right), to->bottom = min(to->bottom, other->bottom);
    return to->left < to->right && to->top < to->bottom;
}

/* Takes from `region` what `window` covers; origin: of its parent's client area in the surface. */
static void subtract_window(HRGN region, const struct window_place *place, POINT origin)
{
    struct window *window = window_own(handle_from(place->handle));
    RECT r = moved(place->window, origin.x, origin.y);
    if (place->ex_style & WS_EX_TRANSPARENT) return;
    HRGN covered = CreateRectRgn(r.left, r.top, r.right, r.bottom);
    if (window && window->region) {
        HRGN shape = CreateRectRgn(0, 0, 0, 0);
        CombineRgn(shape, window->region, NULL, RGN_COPY);
        OffsetRgn(shape, r.left, r.top);
        CombineRgn(covered, covered, shape, RGN_AND);
        DeleteObject(shape);
    }
    CombineRgn(region, region, covered, RGN_DIFF);
    DeleteObject(covered);
}

/* Siblings from `first` on, up to but not including `end`. */
static void subtract_siblings(HRGN region, uint32_t first, uint32_t end, POINT origin, const RECT *bounds)
{
    struct window_place place;
    for (uint32_t next = first, steps = 0; next && next != end && steps < WINDOW_COUNT; next = place.next, steps++) {
        if (!window_place_read(handle_from(next), &place)) return;
        RECT r = moved(place.window, origin.x, origin.y);
        if (place.style & WS_VISIBLE && intersect(&r, bounds)) subtract_window(region, &place, origin);
    }
}

#define DEEPEST 100
struct ancestry { struct window_place places[DEEPEST]; int count; }; /* [0] the window itself, last the top-level one */

static BOOL read_ancestry(HWND window, struct ancestry *chain)
{
    uint32_t desktop = handle_value(desktop_window());
    chain->count = 0;
    while (chain->count < DEEPEST && window_place_read(window, &chain->places[chain->count])) {
        const struct window_place *place = &chain->places[chain->count++];
        if (place->parent == desktop) return TRUE;
        if (!(window = handle_from(place->parent))) return FALSE;
    }
    return FALSE;
}

DWORD sibling_clipping(HWND hwnd) { return user_style(hwnd) & WS_CLIPSIBLINGS ? DCX_CLIPSIBLINGS : 0; }

HRGN window_visible_region(HWND hwnd, BOOL client, DWORD flags)
{
    struct ancestry *chain = heap_allocate(sizeof(*chain));
    HRGN region = CreateRectRgn(0, 0, 0, 0);
    if (!chain || !read_ancestry(hwnd, chain)) {
        heap_free(chain);
        return region;
    }
    const struct window_place *top = &chain->places[chain->count - 1], *self = &chain->places[0];
    if (top->ex_style & WS_EX_LAYERED && window_member(handle_from(top->handle), alpha) & WINDOW_ALPHA_UPDATED) {
        heap_free(chain);
        return region; /* what the window shows is all in UpdateLayeredWindow's bitmap */
    }
    /* From the top down: where each one's parent's client area begins in the surface, and what is left of the
     * rectangle. */
    RECT bounds = {0, 0, top->window.right - top->window.left, top->window.bottom - top->window.top};
    POINT origins[DEEPEST];
    origins[chain->count - 1] = (POINT){-top->window.left, -top->window.top};
    BOOL something = TRUE;
    for (int i = chain->count - 1; i >= 0 && something; i--) {
        const struct window_place *place = &chain->places[i];
        BOOL to_client = i > 0 || client;
        if (i < chain->count - 1)
            origins[i] = (POINT){origins[i + 1].x + chain->places[i + 1].client.left,
                                 origins[i + 1].y + chain->places[i + 1].client.top};
        RECT r = moved(to_client ? place->client : place->window, origins[i].x, origins[i].y);
        something = (place->style & WS_VISIBLE) && !(i > 0 && place->style & WS_MINIMIZE && i < chain->count - 1) &&
                    intersect(&bounds, &r);
    }
    if (something) {
        SetRectRgn(region, bounds.left, bounds.top, bounds.right, bounds.bottom);
        for (int i = 0; i < chain->count - 1; i++) {
            const struct window_place *place = &chain->places[i];
            BOOL clips = i ? place->style & WS_CLIPSIBLINGS : flags & DCX_CLIPSIBLINGS;
            if (clips && place->previous)
                subtract_siblings(region, chain->places[i + 1].first_child, place->handle, origins[i], &bounds);
        }
        for (int i = 0; i < chain->count; i++) {
            struct window *window = window_own(handle_from(chain->places[i].handle));
            if (!window || !window->region) continue;
            HRGN shape = CreateRectRgn(0, 0, 0, 0);
            CombineRgn(shape, window->region, NULL, RGN_COPY);
            OffsetRgn(shape, origins[i].x + chain->places[i].window.left, origins[i].y + chain->places[i].window.top);
            CombineRgn(region, region, shape, RGN_AND);
            DeleteObject(shape);
        }
        if (flags & DCX_CLIPCHILDREN && self->first_child) {
            POINT inner = {origins[0].x + self->client.left, origins[0].y + self->client.top};
            subtract_siblings(region, self->first_child, 0, inner, &bounds);
        }
    }
    heap_free(chain);
    return region;
}

static BOOL uses_window_rectangle(const struct window_dc *entry) { return (entry->flags & DCX_WINDOW) != 0; }

static void set_up(struct window_dc *entry)
{
    struct window_place place;
    POINT top = {0};
    struct surface_header *surface = surface_of(entry->window, &top);
    if (!window_place_read(entry->window, &place)) return;
    BOOL whole = uses_window_rectangle(entry);
    POINT origin = whole ? window_origin(entry->window) : window_client_origin(entry->window);
    RECT area = whole ? place.window : place.client;
    SIZE size = {area.right - area.left, area.bottom - area.top};
    origin.x -= top.x, origin.y -= top.y;
    HRGN region;
    if (entry->flags & DCX_PARENTCLIP && window_is_child(place.style))
        region = window_visible_region(handle_from(place.parent), TRUE, DCX_CLIPSIBLINGS);
    else region = window_visible_region(entry->window, !whole, entry->flags);
    if (entry->clip) CombineRgn(region, region, entry->clip, entry->flags & DCX_EXCLUDERGN ? RGN_DIFF : RGN_AND);
    if (surface) { /* enlarging it may have failed */
        HRGN room = CreateRectRgn(0, 0, (int)surface->width, (int)surface->height);
        CombineRgn(region, region, room, RGN_AND);
        DeleteObject(room);
    }
    UINT count = surface ? gdi_region_rectangles(region, NULL, 0) : 0;
    RECT few[16], *rectangles = count <= COUNT_OF(few) ? few : heap_allocate(count * sizeof(RECT));
    if (!rectangles) count = 0;
    gdi_region_rectangles(region, rectangles, count);
    gdi_window_dc_set(entry->dc, surface, &windowing->drawing, origin, size, rectangles, count);
    if (rectangles != few) heap_free(rectangles);
    DeleteObject(region);
}

/* --- handing out --- */

static struct window_dc *entry_new(HWND window)
{
    struct window_dc *entry = heap_allocate_zeroed(sizeof(*entry));
    if (entry && !(entry->dc = gdi_window_dc_create(window))) {
        heap_free(entry);
        entry = NULL;
    }
    if (!entry) return NULL;
    entry->next = dcs;
    dcs = entry;
    return entry;
}

static struct window_dc *entry_take_locked(HWND window, BOOL own)
{
    struct window_dc *entry = dcs;
    while (entry && (own ? !(entry->is_own && entry->window == window) : entry->window || entry->is_own))
        entry = entry->next;
    if (entry && !entry->is_own) cached_count--;
    if (!entry) entry = entry_new(window);
    if (!entry) return NULL;
    entry->window = window;
    entry->is_own = own;
    return entry;
}

static DWORD flags_of_window(const struct window *window, DWORD flags, DWORD style)
{
    UINT class_style = window ? window->class->style : 0;
    if (flags & DCX_USESTYLE) {
        flags &= ~(DCX_CLIPCHILDREN | DCX_CLIPSIBLINGS | DCX_PARENTCLIP);
        if (style & WS_CLIPSIBLINGS) flags |= DCX_CLIPSIBLINGS;
        if (!(flags & DCX_WINDOW)) {
            if (class_style & CS_PARENTDC) flags |= DCX_PARENTCLIP;
            if (style & WS_CLIPCHILDREN && !(style & WS_MINIMIZE)) flags |= DCX_CLIPCHILDREN;
        }
    }
    if (flags & DCX_WINDOW) flags &= ~(DCX_CLIPCHILDREN | DCX_PARENTCLIP);
    if (flags & DCX_PARENTCLIP && (style & (WS_CLIPSIBLINGS | WS_CLIPCHILDREN) ||
                                   flags & (DCX_CLIPSIBLINGS | DCX_CLIPCHILDREN | DCX_INTERSECTRGN)))
        flags &= ~DCX_PARENTCLIP;
    return flags;
}

/* A clip region comes in screen coordinates and becomes the system's. */
static HRGN clip_to_surface(HWND window, HRGN clip)
{
    POINT top = {0};
    HWND root = window_top_level(window);
    struct window_place place;
    if (root && window_place_read(root, &place)) top = (POINT){place.window.left, place.window.top};
    OffsetRgn(clip, -top.x, -top.y);
    return clip;
}

static HDC screen_dc(void)
{
    return CreateDCW(L"DISPLAY", NULL, NULL, NULL); /* draws on nothing: other windows are not to be painted over */
}

HDC WINAPI GetDCEx(HWND hwnd, HRGN clip, DWORD flags)
{
    if (!hwnd || hwnd == desktop_window()) return screen_dc();
    struct window_place place;
    if (!window_place_read(hwnd, &place)) return NULL;
    struct window *window = window_own(hwnd);
    hwnd = handle_from(place.handle);
    flags = flags_of_window(window, flags, place.style);
    BOOL own = window && window->class->style & (CS_OWNDC | CS_CLASSDC) && !(flags & (DCX_CACHE | DCX_WINDOW));
    HRGN kept = NULL;
    if (clip > (HRGN)1 && flags & (DCX_INTERSECTRGN | DCX_EXCLUDERGN)) kept = clip_to_surface(hwnd, clip);
    user_lock();
    struct window_dc *entry = entry_take_locked(hwnd, own);
    if (entry) {
        entry->flags = flags;
        if (entry->clip) DeleteObject(entry->clip);
        entry->clip = kept;
    }
    user_unlock();
    if (!entry) return NULL;
    set_up(entry);
    return entry->dc;
}

HDC WINAPI GetDC(HWND window) { return GetDCEx(window, NULL, DCX_USESTYLE); }
HDC WINAPI GetWindowDC(HWND window) { return GetDCEx(window, NULL, DCX_USESTYLE | DCX_WINDOW); }

static struct window_dc *entry_find_locked(HDC dc)
{
    struct window_dc *entry = dcs;
    while (entry && entry->dc != dc) entry = entry->next;
    return entry;
}

static void entry_delete_locked(struct window_dc *entry)
{
    struct window_dc **place = &dcs;
    while (*place != entry) place = &(*place)->next;
    *place = entry->next;
    gdi_window_dc_delete(entry->dc);
    if (entry->clip) DeleteObject(entry->clip);
    heap_free(entry);
}

static void entry_free_locked(struct window_dc *entry)
{
    if (entry->clip) DeleteObject(entry->clip);
    entry->clip = NULL;
    entry->window = NULL;
    entry->is_own = FALSE;
    if (cached_count >= CACHE_LIMIT) {
        entry_delete_locked(entry);
        return;
    }
    cached_count++;
    gdi_window_dc_reset(entry->dc);
    gdi_window_dc_set(entry->dc, NULL, NULL, (POINT){0}, (SIZE){0}, NULL, 0);
}

int WINAPI ReleaseDC(HWND window, HDC dc)
{
    (void)window;
    user_lock();
    struct window_dc *entry = entry_find_locked(dc);
    BOOL found = entry && entry->window;
    if (found && !entry->is_own) {
        entry_free_locked(entry);
    } else if (found && entry->clip) { /* an own DC loses BeginPaint's region and keeps the rest */
        DeleteObject(entry->clip);
        entry->clip = NULL;
        set_up(entry);
    }
    user_unlock();
    if (entry) return found;
    return gdi_window_of_dc(dc) ? FALSE : DeleteDC(dc); /* the screen's */
}

HWND WINAPI WindowFromDC(HDC dc)
{
    user_lock();
    struct window_dc *entry = entry_find_locked(dc);
    HWND window = entry ? entry->window : NULL;
    user_unlock();
    return window;
}

void window_dcs_update(HWND window)
{
    HWND top = window_top_level(window);
    user_lock();
    for (struct window_dc *each = dcs; each; each = each->next)
        if (each->window && window_top_level(each->window) == top) set_up(each);
    user_unlock();
}

void window_dcs_release(HWND window)
{
    user_lock();
    for (struct window_dc *each = dcs, *next; each; each = next) {
        next = each->next;
        if (each->window == window) entry_free_locked(each);
    }
    user_unlock();
}
