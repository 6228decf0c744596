/* Device contexts: creation, deletion, SaveDC and RestoreDC, and what happens after each drawing call. */
#include "gdi_private.h"
#include "gdi_metafile.h"
#include "unix_calls.h"

#define DIRTY_LOCK_TRIES 2000 /* whoever holds it writes four numbers: after so many looks the holder is dead */

struct saved_state { struct saved_state *next; struct dc_state state; };

struct device_context *dc_get(HDC handle) { return gdi_object_get(handle, GDI_DC); }

/* --- state --- */

static struct gdi_object **selected_objects(struct dc_state *state, int which)
{
    switch (which) {
    case 0: return (struct gdi_object **)&state->bitmap;
    case 1: return (struct gdi_object **)&state->pen;
    case 2: return (struct gdi_object **)&state->brush;
    case 3: return (struct gdi_object **)&state->font;
    case 4: return (struct gdi_object **)&state->palette;
    default: return NULL;
    }
}

static void set_plain_attributes(struct dc_state *state)
{
    state->text_color = state->pen_color = RGB(0, 0, 0);
    state->background_color = state->brush_color = RGB(255, 255, 255);
    state->background_mode = OPAQUE;
    state->rop2 = R2_COPYPEN;
    state->poly_fill_mode = ALTERNATE;
    state->stretch_mode = BLACKONWHITE;
    state->map_mode = MM_TEXT;
    state->graphics_mode = GM_COMPATIBLE;
    state->arc_direction = AD_COUNTERCLOCKWISE;
    state->text_align = TA_LEFT | TA_TOP | TA_NOUPDATECP;
    state->character_extra = state->break_extra = state->break_count = 0;
    state->layout = state->mapper_flags = 0;
    state->brush_origin = state->position = state->window_origin = state->viewport_origin = (POINT){0, 0};
    state->window_extent = state->viewport_extent = (SIZE){1, 1};
    state->world = (XFORM){.eM11 = 1, .eM22 = 1};
    state->miter_limit = 10;
}

void dc_state_default(struct device_context *dc)
{
    struct dc_state *state = &dc->state;
    set_plain_attributes(state);
    gdi_object_swap((struct gdi_object **)&state->pen, stock_object(BLACK_PEN));
    gdi_object_swap((struct gdi_object **)&state->brush, stock_object(WHITE_BRUSH));
    gdi_object_swap((struct gdi_object **)&state->font, stock_object(SYSTEM_FONT));
    gdi_object_swap((struct gdi_object **)&state->palette, stock_object(DEFAULT_PALETTE));
    region_finish(&state->clip);
    region_finish(&state->meta);
    memset(&state->clip, 0, sizeof(state->clip));
    memset(&state->meta, 0, sizeof(state->meta));
    state->has_clip = state->has_meta = FALSE;
    dc->clip_changed = TRUE;
    dc_transform_changed(dc);
}

/* Bits are copied, then what the state owns is made its own. */
static BOOL copy_state(struct dc_state *to, const struct dc_state *from)
{
    *to = *from;
    memset(&to->clip, 0, sizeof(to->clip));
    memset(&to->meta, 0, sizeof(to->meta));
    if (from->has_clip && !region_copy(&to->clip, &from->clip)) return FALSE;
    if (from->has_meta && !region_copy(&to->meta, &from->meta)) {
        region_finish(&to->clip);
        return FALSE;
    }
    for (int i = 0; i < 5; i++) {
        struct gdi_object *object = *selected_objects(to, i);
        if (object) gdi_object_retain(object);
    }
    return TRUE;
}

static void release_state(struct dc_state *state)
{
    for (int i = 0; i < 5; i++) {
        struct gdi_object *object = *selected_objects(state, i);
        if (object) gdi_object_release(object);
    }
    region_finish(&state->clip);
    region_finish(&state->meta);
}

static void drop_saved(struct device_context *dc)
{
    struct saved_state *saved = dc->saved;
    dc->saved = saved->next;
    dc->saved_count--;
    release_state(&saved->state);
    heap_free(saved);
}

void dc_drop_saved(struct device_context *dc)
{
    while (dc->saved) drop_saved(dc);
}

int WINAPI SaveDC(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !record_simple(dc, EMR_SAVEDC, META_SAVEDC)) return 0;
    struct saved_state *saved = heap_allocate(sizeof(*saved));
    if (!saved || !copy_state(&saved->state, &dc->state)) {
        heap_free(saved);
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return 0;
    }
    saved->next = dc->saved;
    dc->saved = saved;
    return ++dc->saved_count;
}

BOOL WINAPI RestoreDC(HDC hdc, int level)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (level < 0) level += dc->saved_count + 1;
    if (level < 1 || level > dc->saved_count) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!record(dc, EMR_RESTOREDC, META_RESTOREDC, level - dc->saved_count - 1)) return FALSE;
    while (dc->saved_count > level) drop_saved(dc);
    struct saved_state *saved = dc->saved;
    if (saved->state.bitmap) dc_select_bitmap(dc, saved->state.bitmap);
    release_state(&dc->state);
    dc->state = saved->state;
    dc->saved = saved->next;
    dc->saved_count--;
    heap_free(saved);
    dc->clip_changed = TRUE;
    dc_transform_changed(dc);
    return TRUE;
}

/* --- creation --- */

struct device_context *dc_create(enum dc_kind kind)
{
    struct device_context *dc = gdi_object_new(GDI_DC, sizeof(*dc));
    if (!dc) return NULL;
    dc->kind = kind;
    dc_state_default(dc);
    if (gdi_object_add(&dc->object, GDI_DC)) return dc;
    return NULL;
}

static void set_visible(struct device_context *dc, LONG width, LONG height)
{
    dc->size = (SIZE){width, height};
    region_set_rectangle(&dc->visible, 0, 0, width, height);
    dc->clip_changed = TRUE;
}

void dc_select_bitmap(struct device_context *dc, struct bitmap *bitmap)
{
    struct bitmap *old = dc->state.bitmap;
    if (old == bitmap) return;
    if (old && old->selected_into == dc) old->selected_into = NULL;
    gdi_object_swap((struct gdi_object **)&dc->state.bitmap, &bitmap->object);
    if (!bitmap->object.is_stock) bitmap->selected_into = dc;
    dc->raster = &bitmap->raster;
    set_visible(dc, bitmap->raster.width, bitmap->raster.height);
    dc_transform_changed(dc);
}

HDC WINAPI CreateCompatibleDC(HDC hdc)
{
    if (hdc && !dc_get(hdc)) return NULL;
    struct device_context *dc = dc_create(DC_MEMORY);
    if (!dc) return NULL;
    dc_select_bitmap(dc, (struct bitmap *)stock_object(STOCK_BITMAP));
    return (HDC)dc->object.handle;
}

static BOOL equals_ignoring_case(const WCHAR *text, const WCHAR *wanted, SIZE_T length)
{
    for (SIZE_T i = 0; i < length; i++) {
        WCHAR unit = text[i] >= 'a' && text[i] <= 'z' ? text[i] - 32 : text[i];
        if (unit != wanted[i]) return FALSE;
    }
    return TRUE;
}

/* "DISPLAY", or the name of a monitor's device: \\.\DISPLAY1. */
static BOOL names_display(const WCHAR *name)
{
    if (!name) return FALSE;
    if (equals_ignoring_case(name, L"DISPLAY", 8)) return TRUE;
    return equals_ignoring_case(name, L"\\\\.\\DISPLAY", 11);
}

static HDC create_device(const WCHAR *driver, const WCHAR *device, enum dc_kind kind)
{
    if (!names_display(driver) && !names_display(device)) {
        log_line(LOG_WARN, "no device context for driver %ls, device %ls: only displays are supported",
                 driver ? driver : L"(null)", device ? device : L"(null)");
        SetLastError(ERROR_INVALID_PRINTER_NAME);
        return NULL;
    }
    struct device_context *dc = dc_create(kind);
    if (!dc) return NULL;
    SIZE size = screen_size();
    set_visible(dc, size.cx, size.cy);
    return (HDC)dc->object.handle;
}

HDC WINAPI CreateDCW(LPCWSTR driver, LPCWSTR device, LPCWSTR port, const DEVMODEW *mode)
{
    (void)port, (void)mode;
    return create_device(driver, device, DC_WINDOW);
}

HDC WINAPI CreateICW(LPCWSTR driver, LPCWSTR device, LPCWSTR port, const DEVMODEW *mode)
{
    (void)port, (void)mode;
    return create_device(driver, device, DC_INFORMATION);
}

static const WCHAR *widen(const char *text, WCHAR *buffer, int capacity)
{
    if (!text) return NULL;
    if (!MultiByteToWideChar(CP_ACP, 0, text, -1, buffer, capacity)) buffer[0] = 0;
    return buffer;
}

HDC WINAPI CreateDCA(LPCSTR driver, LPCSTR device, LPCSTR port, const DEVMODEA *mode)
{
    WCHAR buffers[2][128];
    (void)port, (void)mode;
    return create_device(widen(driver, buffers[0], 128), widen(device, buffers[1], 128), DC_WINDOW);
}

HDC WINAPI CreateICA(LPCSTR driver, LPCSTR device, LPCSTR port, const DEVMODEA *mode)
{
    WCHAR buffers[2][128];
    (void)port, (void)mode;
    return create_device(widen(driver, buffers[0], 128), widen(device, buffers[1], 128), DC_INFORMATION);
}

HDC WINAPI ResetDCW(HDC hdc, const DEVMODEW *mode)
{
    (void)mode;
    return dc_get(hdc) ? hdc : NULL; /* a display's mode is not the program's to change */
}

HDC WINAPI ResetDCA(HDC hdc, const DEVMODEA *mode)
{
    (void)mode;
    return dc_get(hdc) ? hdc : NULL;
}

void dc_delete(struct device_context *dc)
{
    dc_drop_saved(dc);
    if (dc->recorder) recorder_free(dc->recorder);
    dc->recorder = NULL;
    if (dc->path) AbortPath((HDC)dc->object.handle);
    if (dc->state.bitmap && dc->state.bitmap->selected_into == dc) dc->state.bitmap->selected_into = NULL;
    release_state(&dc->state);
    region_finish(&dc->visible);
    region_finish(&dc->effective);
    gdi_object_release(&dc->object);
}

BOOL WINAPI DeleteDC(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || dc->window || dc->recorder) return FALSE; /* those end with ReleaseDC and CloseMetaFile */
    dc_delete(dc);
    return TRUE;
}

BOOL WINAPI CancelDC(HDC hdc) { return dc_get(hdc) != NULL; } /* no operation runs behind the caller's back */

BOOL WINAPI GdiFlush(void) { return TRUE; } /* nothing is batched */

static DWORD batch_limit = 20;

DWORD WINAPI GdiGetBatchLimit(void) { return batch_limit; }

DWORD WINAPI GdiSetBatchLimit(DWORD limit)
{
    DWORD old = batch_limit;
    if (limit > 20) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    batch_limit = limit ? limit : 20;
    return old;
}

/* --- after drawing --- */

static void take_dirty_lock(struct surface_header *surface)
{
    for (int i = 0; i < DIRTY_LOCK_TRIES; i++) {
        uint32_t expected = 0;
        if (__atomic_compare_exchange_n(&surface->dirty_lock, &expected, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return;
        __builtin_ia32_pause();
    }
}

static BOOL dirty_contains(const struct screen_rectangle *dirty, const RECT *area)
{
    return dirty->left <= area->left && dirty->top <= area->top && dirty->right >= area->right &&
           dirty->bottom >= area->bottom;
}

static void widen_dirty(struct surface_header *surface, const RECT *area)
{
    struct screen_rectangle *dirty = &surface->dirty;
    take_dirty_lock(surface);
    if (dirty->left >= dirty->right || dirty->top >= dirty->bottom) {
        *dirty = (struct screen_rectangle){area->left, area->top, area->right, area->bottom};
    } else {
        if (area->left < dirty->left) dirty->left = area->left;
        if (area->top < dirty->top) dirty->top = area->top;
        if (area->right > dirty->right) dirty->right = area->right;
        if (area->bottom > dirty->bottom) dirty->bottom = area->bottom;
    }
    __atomic_store_n(&surface->dirty_lock, 0, __ATOMIC_RELEASE);
}

static void signal_desktop(struct drawing_signal *signal)
{
    __atomic_fetch_add(&signal->drawn, 1, __ATOMIC_SEQ_CST);
    if (!__atomic_load_n(&signal->desktop_sleeps, __ATOMIC_SEQ_CST)) return;
    struct unix_futex_wake_args wake = {.address = UNIX_PTR(&signal->drawn), .count = 1};
    unix_call_futex_wake(&wake);
}

static void add_to_bounds(struct device_context *dc, const RECT *area)
{
    RECT device = {area->left - dc->origin.x, area->top - dc->origin.y, area->right - dc->origin.x,
                   area->bottom - dc->origin.y};
    RECT *bounds = &dc->bounds;
    if (bounds->left >= bounds->right || bounds->top >= bounds->bottom) {
        *bounds = device;
        return;
    }
    if (device.left < bounds->left) bounds->left = device.left;
    if (device.top < bounds->top) bounds->top = device.top;
    if (device.right > bounds->right) bounds->right = device.right;
    if (device.bottom > bounds->bottom) bounds->bottom = device.bottom;
}

void dc_drawn(struct device_context *dc, const RECT *area)
{
    BOOL accumulates = dc->bounds_flags == DCB_ENABLE;
    struct surface_header *surface = dc->raster ? dc->raster->surface : NULL;
    if (!accumulates && !surface) return;
    const RECT *limit = &dc_effective_region(dc)->bounds;
    RECT clipped = {max(area->left, limit->left), max(area->top, limit->top), min(area->right, limit->right),
                    min(area->bottom, limit->bottom)};
    if (clipped.left >= clipped.right || clipped.top >= clipped.bottom) return;
    if (accumulates) add_to_bounds(dc, &clipped);
    if (!surface) return;
    /* The pixels must be there before the look at what is dirty: who takes the rectangle after that look sees them. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (dirty_contains(&surface->dirty, &clipped)) return;
    widen_dirty(surface, &clipped);
    if (dc->signal) signal_desktop(dc->signal);
}
