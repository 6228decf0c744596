/* Device contexts on windows' surfaces: what user32 alone calls. */
#include "gdi_private.h"
#include "gdi_window_dc.h"

HDC WINAPI gdi_window_dc_create(HWND window)
{
    struct device_context *dc = dc_create(DC_WINDOW);
    if (!dc) return NULL;
    dc->window = window;
    return (HDC)dc->object.handle;
}

static void describe_surface(struct raster *raster, struct surface_header *surface)
{
    raster->bits = (BYTE *)surface + SURFACE_PIXELS_OFFSET;
    raster->stride = (LONG)surface->stride;
    raster->width = (LONG)surface->width;
    raster->height = (LONG)surface->height;
    raster->depth = 32;
    raster->masks[0] = 0xff0000, raster->masks[1] = 0xff00, raster->masks[2] = 0xff;
    raster->surface = surface;
}

void WINAPI gdi_window_dc_set(HDC hdc, struct surface_header *surface, struct drawing_signal *signal, POINT origin,
                              SIZE size, const RECT *visible, UINT count)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || dc->kind != DC_WINDOW) return;
    dc->signal = signal;
    dc->origin = origin;
    dc->size = size;
    dc->raster = surface ? &dc->surface_raster : NULL;
    if (surface) describe_surface(&dc->surface_raster, surface);
    if (!region_set_rectangles(&dc->visible, visible, count)) region_set_rectangle(&dc->visible, 0, 0, 0, 0);
    dc->clip_changed = TRUE;
    dc_transform_changed(dc);
}

void WINAPI gdi_window_dc_reset(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return;
    dc_drop_saved(dc);
    if (dc->path) AbortPath(hdc);
    dc->bounds = (RECT){0};
    dc->bounds_flags = 0;
    dc_state_default(dc);
}

void WINAPI gdi_window_dc_delete(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    if (dc) dc_delete(dc);
}

HWND WINAPI gdi_window_of_dc(HDC hdc)
{
    struct device_context *dc = gdi_object_kind(hdc) == GDI_DC ? dc_get(hdc) : NULL;
    return dc ? dc->window : NULL;
}

UINT WINAPI gdi_region_rectangles(HRGN handle, RECT *rectangles, UINT capacity)
{
    struct region *region = gdi_object_get(handle, GDI_REGION);
    if (!region) return 0;
    if (rectangles) memcpy(rectangles, region->rectangles, min(capacity, region->count) * sizeof(RECT));
    return region->count;
}

BOOL WINAPI gdi_region_set(HRGN handle, const RECT *rectangles, UINT count)
{
    struct region *region = gdi_object_get(handle, GDI_REGION);
    return region && region_set_rectangles(region, rectangles, count);
}

HBRUSH WINAPI gdi_system_brush(HBRUSH handle, COLORREF color)
{
    struct brush *brush = gdi_object_get(handle ? handle : CreateSolidBrush(color), GDI_BRUSH);
    if (!brush) return NULL;
    brush->color = color;
    gdi_object_make_stock(&brush->object);
    return brush->object.handle;
}
