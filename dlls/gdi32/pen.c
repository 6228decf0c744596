/* Pen objects; drawing with them: line.c and its neighbours. */
#include "gdi_private.h"

static HPEN add_pen(DWORD style, LONG width, COLORREF color)
{
    struct pen *pen = gdi_object_new(GDI_PEN, sizeof(*pen));
    if (!pen) return NULL;
    pen->style = style;
    pen->width = width < 0 ? -width : width;
    pen->brush.style = style == PS_NULL ? BS_NULL : BS_SOLID;
    pen->brush.color = color;
    return (HPEN)gdi_object_add(&pen->object, GDI_PEN);
}

void pen_finish(struct gdi_object *object)
{
    raster_free_copy(&((struct pen *)object)->brush.pattern);
}

HPEN WINAPI CreatePen(int style, int width, COLORREF color)
{
    if (style == PS_NULL) return (HPEN)stock_object(NULL_PEN)->handle;
    if (style < PS_SOLID || style > PS_INSIDEFRAME) style = PS_SOLID;
    return add_pen((DWORD)style, width, color);
}

HPEN WINAPI CreatePenIndirect(const LOGPEN *description)
{
    if (!description) return NULL;
    return CreatePen((int)description->lopnStyle, description->lopnWidth.x, description->lopnColor);
}

static BOOL are_pen_arguments_valid(DWORD style, DWORD width, const LOGBRUSH *brush, DWORD count, const DWORD *lengths)
{
    DWORD type = style & PS_TYPE_MASK, dash = style & PS_STYLE_MASK;
    if (!brush || (type != PS_COSMETIC && type != PS_GEOMETRIC) || dash > PS_ALTERNATE) return FALSE;
    if ((style & PS_ENDCAP_MASK) > PS_ENDCAP_FLAT || (style & PS_JOIN_MASK) > PS_JOIN_MITER) return FALSE;
    if (type == PS_COSMETIC && (width != 1 || brush->lbStyle != BS_SOLID || dash == PS_INSIDEFRAME))
        return dash == PS_NULL;
    if (type == PS_GEOMETRIC && dash == PS_ALTERNATE) return FALSE;
    if (dash != PS_USERSTYLE) return !count;
    if (!count || count > 16 || !lengths) return FALSE;
    DWORD any = 0;
    for (DWORD i = 0; i < count; i++) {
        if ((LONG)lengths[i] < 0) return FALSE;
        any |= lengths[i];
    }
    return any != 0;
}

HPEN WINAPI ExtCreatePen(DWORD style, DWORD width, const LOGBRUSH *brush, DWORD count, const DWORD *lengths)
{
    if (!are_pen_arguments_valid(style, width, brush, count, lengths)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if ((style & PS_STYLE_MASK) == PS_NULL) return (HPEN)stock_object(NULL_PEN)->handle;
    struct pen *pen = gdi_object_new(GDI_EXT_PEN, sizeof(*pen));
    if (!pen) return NULL;
    pen->style = style;
    pen->width = (LONG)width < 0 ? -(LONG)width : (LONG)width;
    pen->dash_count = count;
    if (count) memcpy(pen->dashes, lengths, count * sizeof(DWORD));
    BOOL described = brush_describe(&pen->brush, brush);
    HPEN handle = (HPEN)gdi_object_add(&pen->object, GDI_EXT_PEN);
    if (described || !handle) return handle;
    gdi_object_release(&pen->object);
    SetLastError(ERROR_INVALID_PARAMETER);
    return NULL;
}

static int get_extended(const struct pen *pen, int size, void *buffer)
{
    int needed = (int)(offsetof(EXTLOGPEN, elpStyleEntry) + pen->dash_count * sizeof(DWORD));
    if (!pen->dash_count) needed = sizeof(EXTLOGPEN);
    if (!buffer) return needed;
    if (size < needed) return 0;
    EXTLOGPEN *description = buffer;
    memset(description, 0, (SIZE_T)needed);
    description->elpPenStyle = pen->style;
    description->elpWidth = (DWORD)pen->width;
    description->elpBrushStyle = pen->brush.style;
    description->elpColor = pen->brush.color;
    description->elpHatch = pen->brush.hatch;
    description->elpNumEntries = pen->dash_count;
    memcpy(description->elpStyleEntry, pen->dashes, pen->dash_count * sizeof(DWORD));
    return needed;
}

int pen_get_object(struct gdi_object *object, int size, void *buffer)
{
    const struct pen *pen = (struct pen *)object;
    if (object->kind == GDI_EXT_PEN) return get_extended(pen, size, buffer);
    LOGPEN description = {.lopnStyle = pen->style, .lopnWidth = {pen->width, 0}, .lopnColor = pen->brush.color};
    if (!buffer) return sizeof(description);
    if (size < (int)sizeof(description)) return 0;
    memcpy(buffer, &description, sizeof(description));
    return sizeof(description);
}
