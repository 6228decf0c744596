/* SelectObject and GetCurrentObject. */
#include "gdi_private.h"
#include "gdi_metafile.h"

static HGDIOBJ select_bitmap(struct device_context *dc, HGDIOBJ handle)
{
    struct bitmap *bitmap = gdi_object_get(handle, GDI_BITMAP);
    struct bitmap *old = dc->state.bitmap;
    if (dc->kind != DC_MEMORY || !old || bitmap->object.is_deleted) return NULL;
    if (bitmap == old) return handle;
    if (bitmap->selected_into && bitmap->selected_into != dc) return NULL; /* into one DC at a time */
    if (!bitmap->is_dib_section && bitmap->raster.depth != 1 && bitmap->raster.depth != SCREEN_DEPTH) return NULL;
    HGDIOBJ old_handle = old->object.handle;
    dc_select_bitmap(dc, bitmap);
    return old_handle;
}

static HGDIOBJ select_plain(struct gdi_object **selected, struct gdi_object *object)
{
    struct gdi_object *old = *selected;
    HGDIOBJ old_handle = old->handle;
    if (old != object) gdi_object_swap(selected, object);
    return old_handle;
}

HGDIOBJ WINAPI SelectObject(HDC hdc, HGDIOBJ handle)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return NULL;
    enum gdi_kind kind = gdi_object_kind(handle);
    BOOL is_recorded = kind == GDI_BRUSH || kind == GDI_PEN || kind == GDI_EXT_PEN || kind == GDI_FONT;
    if (is_recorded && !record_select(dc, gdi_object_get(handle, kind))) return NULL;
    switch (kind) {
    case GDI_BITMAP: return select_bitmap(dc, handle);
    case GDI_BRUSH: return select_plain((struct gdi_object **)&dc->state.brush, gdi_object_get(handle, kind));
    case GDI_PEN:
    case GDI_EXT_PEN: return select_plain((struct gdi_object **)&dc->state.pen, gdi_object_get(handle, kind));
    case GDI_FONT: return select_plain((struct gdi_object **)&dc->state.font, gdi_object_get(handle, kind));
    case GDI_REGION: return (HGDIOBJ)(ULONG_PTR)SelectClipRgn(hdc, (HRGN)handle);
    default: SetLastError(ERROR_INVALID_HANDLE); return NULL;
    }
}

HGDIOBJ WINAPI GetCurrentObject(HDC hdc, UINT type)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return NULL;
    const struct dc_state *state = &dc->state;
    switch (type) {
    case OBJ_PEN:
    case OBJ_EXTPEN: return state->pen->object.handle;
    case OBJ_BRUSH: return state->brush->object.handle;
    case OBJ_PAL: return state->palette->object.handle;
    case OBJ_FONT: return ((struct gdi_object *)state->font)->handle;
    case OBJ_BITMAP: return state->bitmap ? state->bitmap->object.handle : stock_object(STOCK_BITMAP)->handle;
    default: SetLastError(ERROR_INVALID_PARAMETER); return NULL;
    }
}
