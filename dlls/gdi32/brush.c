/* Brush objects. */
#include "gdi_private.h"

static HBRUSH add_brush(struct brush *brush)
{
    return brush ? (HBRUSH)gdi_object_add(&brush->object, GDI_BRUSH) : NULL;
}

static struct brush *new_brush(UINT style, COLORREF color, ULONG hatch)
{
    struct brush *brush = gdi_object_new(GDI_BRUSH, sizeof(*brush));
    if (!brush) return NULL;
    brush->style = style;
    brush->color = color;
    brush->hatch = hatch;
    return brush;
}

void brush_finish(struct gdi_object *object)
{
    raster_free_copy(&((struct brush *)object)->pattern);
}

HBRUSH WINAPI CreateSolidBrush(COLORREF color) { return add_brush(new_brush(BS_SOLID, color, 0)); }

HBRUSH WINAPI CreateHatchBrush(int hatch, COLORREF color)
{
    if (hatch < HS_HORIZONTAL || hatch > HS_DIAGCROSS) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return add_brush(new_brush(BS_HATCHED, color, (ULONG)hatch));
}

/* The brush keeps its own copy of the bitmap, which the program may change and delete. */
HBRUSH WINAPI CreatePatternBrush(HBITMAP handle)
{
    struct bitmap *bitmap = gdi_object_get(handle, GDI_BITMAP);
    if (!bitmap) return NULL;
    struct brush *brush = new_brush(BS_PATTERN, 0, (ULONG)(ULONG_PTR)handle);
    if (!brush) return NULL;
    brush->pattern_is_mono = bitmap->raster.depth == 1 && !bitmap->is_dib_section;
    BOOL copied = raster_copy(&brush->pattern, &bitmap->raster);
    HBRUSH result = add_brush(brush);
    if (copied || !result) return result;
    gdi_object_release(&brush->object);
    return NULL;
}

static HBRUSH create_dib_pattern(const BITMAPINFO *info, UINT usage, UINT style, ULONG hatch)
{
    struct brush *brush = new_brush(style, 0, hatch);
    if (!brush) return NULL;
    BOOL copied = dib_copy_packed(&brush->pattern, info, usage);
    HBRUSH result = add_brush(brush);
    if (copied || !result) return result;
    gdi_object_release(&brush->object);
    return NULL;
}

HBRUSH WINAPI CreateDIBPatternBrushPt(const void *packed, UINT usage)
{
    if (!packed || usage > DIB_PAL_COLORS) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return create_dib_pattern(packed, usage, BS_DIBPATTERNPT, (ULONG)(ULONG_PTR)packed);
}

HBRUSH WINAPI CreateDIBPatternBrush(HGLOBAL memory, UINT usage)
{
    const BITMAPINFO *info = GlobalLock(memory);
    if (!info) return NULL;
    HBRUSH brush = create_dib_pattern(info, usage, BS_DIBPATTERN, (ULONG)(ULONG_PTR)memory);
    GlobalUnlock(memory);
    return brush;
}

HBRUSH WINAPI CreateBrushIndirect(const LOGBRUSH *description)
{
    switch (description->lbStyle) {
    case BS_SOLID: return CreateSolidBrush(description->lbColor);
    case BS_NULL: return add_brush(new_brush(BS_NULL, 0, 0));
    case BS_HATCHED: return CreateHatchBrush((int)description->lbHatch, description->lbColor);
    case BS_PATTERN:
    case BS_PATTERN8X8: return CreatePatternBrush((HBITMAP)description->lbHatch);
    case BS_DIBPATTERN: return CreateDIBPatternBrush((HGLOBAL)description->lbHatch, (UINT)description->lbColor);
    case BS_DIBPATTERNPT:
        return CreateDIBPatternBrushPt((const void *)description->lbHatch, (UINT)description->lbColor);
    default: SetLastError(ERROR_INVALID_PARAMETER); return NULL;
    }
}

/* For pens: the same, into a struct that is part of another object. */
BOOL brush_describe(struct brush *brush, const LOGBRUSH *description)
{
    brush->style = description->lbStyle;
    brush->color = description->lbColor;
    brush->hatch = (ULONG)description->lbHatch;
    switch (description->lbStyle) {
    case BS_SOLID:
    case BS_NULL: return TRUE;
    case BS_HATCHED: return brush->hatch <= HS_DIAGCROSS;
    case BS_DIBPATTERNPT:
        return dib_copy_packed(&brush->pattern, (const BITMAPINFO *)description->lbHatch, (UINT)description->lbColor);
    case BS_PATTERN: {
        struct bitmap *bitmap = gdi_object_get((HGDIOBJ)description->lbHatch, GDI_BITMAP);
        if (!bitmap) return FALSE;
        brush->pattern_is_mono = bitmap->raster.depth == 1 && !bitmap->is_dib_section;
        return raster_copy(&brush->pattern, &bitmap->raster);
    }
    default: return FALSE;
    }
}

int brush_get_object(struct gdi_object *object, int size, void *buffer)
{
    const struct brush *brush = (struct brush *)object;
    LOGBRUSH description = {.lbStyle = brush->style, .lbColor = brush->color, .lbHatch = brush->hatch};
    if (!buffer) return sizeof(description);
    size = min(size, (int)sizeof(description));
    if (size <= 0) return 0;
    memcpy(buffer, &description, (SIZE_T)size);
    return size;
}
