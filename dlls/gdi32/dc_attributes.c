/* Attributes of device contexts that are only kept here: colours, modes, text attributes, brush origin, layout, bounds.
 */
#include "gdi_private.h"
#include "gdi_metafile.h"

#define EMR_SETTEXTJUSTIFICATION 120 /* the headers do not name it */

/* The page transform is all that a layout changes. */
#define VALID_LAYOUT_BITS (LAYOUT_RTL | LAYOUT_BTT | LAYOUT_VBH | LAYOUT_BITMAPORIENTATIONPRESERVED)

static BOOL record_color(struct device_context *dc, SIZE_T offset, COLORREF color)
{
    if (!dc->recorder) return TRUE;
    BOOL is_text = offset == offsetof(struct dc_state, text_color),
         is_background = offset == offsetof(struct dc_state, background_color);
    if (!is_text && !is_background) return TRUE; /* no metafile has records of the colours of DC_PEN and DC_BRUSH */
    if (dc->recorder->is_enhanced) return record(dc, is_text ? EMR_SETTEXTCOLOR : EMR_SETBKCOLOR, 0, (int)color);
    return record(dc, 0, is_text ? META_SETTEXTCOLOR : META_SETBKCOLOR, (int)(color >> 16), (int)(color & 0xffff));
}

static COLORREF exchange_color(HDC hdc, SIZE_T offset, COLORREF color, BOOL set)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || (set && !record_color(dc, offset, color))) return CLR_INVALID;
    COLORREF *field = (COLORREF *)((BYTE *)&dc->state + offset), old = *field;
    if (set) *field = color;
    return old;
}

#define COLOR_ATTRIBUTE(name, field)                                                                                   \
    COLORREF WINAPI Get##name(HDC hdc)                                                                                 \
    {                                                                                                                  \
        return exchange_color(hdc, offsetof(struct dc_state, field), 0, FALSE);                                        \
    }                                                                                                                  \
    COLORREF WINAPI Set##name(HDC hdc, COLORREF color)                                                                 \
    {                                                                                                                  \
        return exchange_color(hdc, offsetof(struct dc_state, field), color, TRUE);                                     \
    }

COLOR_ATTRIBUTE(TextColor, text_color)
COLOR_ATTRIBUTE(BkColor, background_color)
COLOR_ATTRIBUTE(DCBrushColor, brush_color)
COLOR_ATTRIBUTE(DCPenColor, pen_color)

/* Modes are small numbers; 0 is none and stands for failure. */
static int get_mode(HDC hdc, SIZE_T offset)
{
    struct device_context *dc = dc_get(hdc);
    return dc ? *(int *)((BYTE *)&dc->state + offset) : 0;
}

/* SetArcDirection is no function of Windows metafiles, but may be called. */
static BOOL record_mode(struct device_context *dc, SIZE_T offset, int mode)
{
    static const struct { SIZE_T offset; UINT enhanced, windows;
    } modes[] = {
        {offsetof(struct dc_state, background_mode), EMR_SETBKMODE, META_SETBKMODE},
        {offsetof(struct dc_state, rop2), EMR_SETROP2, META_SETROP2},
        {offsetof(struct dc_state, poly_fill_mode), EMR_SETPOLYFILLMODE, META_SETPOLYFILLMODE},
        {offsetof(struct dc_state, stretch_mode), EMR_SETSTRETCHBLTMODE, META_SETSTRETCHBLTMODE},
        {offsetof(struct dc_state, arc_direction), EMR_SETARCDIRECTION, 0},
    };
    if (!dc->recorder) return TRUE;
    for (UINT i = 0; i < ARRAYSIZE(modes); i++) {
        if (modes[i].offset == offset && (dc->recorder->is_enhanced || modes[i].windows))
            return record(dc, modes[i].enhanced, modes[i].windows, mode);
    }
    return TRUE;
}

static int set_mode(HDC hdc, SIZE_T offset, int mode, int highest)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return 0;
    if (mode < 1 || mode > highest) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    int *field = (int *)((BYTE *)&dc->state + offset), old = *field;
    if (!record_mode(dc, offset, mode)) return 0;
    *field = mode;
    return old;
}

#define MODE_ATTRIBUTE(name, field, highest) \
    int WINAPI Get##name(HDC hdc) { return get_mode(hdc, offsetof(struct dc_state, field)); } \
    int WINAPI Set##name(HDC hdc, int mode) { return set_mode(hdc, offsetof(struct dc_state, field), mode, highest); }

MODE_ATTRIBUTE(BkMode, background_mode, OPAQUE)
MODE_ATTRIBUTE(ROP2, rop2, R2_WHITE)
MODE_ATTRIBUTE(PolyFillMode, poly_fill_mode, WINDING)
MODE_ATTRIBUTE(StretchBltMode, stretch_mode, HALFTONE)
MODE_ATTRIBUTE(ArcDirection, arc_direction, AD_CLOCKWISE)

/* --- text --- */

UINT WINAPI GetTextAlign(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    return dc ? dc->state.text_align : GDI_ERROR;
}

UINT WINAPI SetTextAlign(HDC hdc, UINT align)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !record(dc, EMR_SETTEXTALIGN, META_SETTEXTALIGN, (int)align)) return GDI_ERROR;
    UINT old = dc->state.text_align;
    dc->state.text_align = align;
    return old;
}

int WINAPI GetTextCharacterExtra(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    return dc ? dc->state.character_extra : (int)0x80000000;
}

int WINAPI SetTextCharacterExtra(HDC hdc, int extra)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !record(dc, 0, META_SETTEXTCHAREXTRA, extra)) return (int)0x80000000;
    int old = dc->state.character_extra;
    dc->state.character_extra = extra;
    return old;
}

BOOL WINAPI SetTextJustification(HDC hdc, int extra, int breaks)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !record(dc, EMR_SETTEXTJUSTIFICATION, META_SETTEXTJUSTIFICATION, extra, breaks)) return FALSE;
    dc->state.break_extra = extra;
    dc->state.break_count = breaks;
    return TRUE;
}

DWORD WINAPI SetMapperFlags(HDC hdc, DWORD flags)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !record(dc, EMR_SETMAPPERFLAGS, META_SETMAPPERFLAGS, (int)flags)) return GDI_ERROR;
    DWORD old = dc->state.mapper_flags;
    dc->state.mapper_flags = flags;
    return old;
}

/* --- points --- */

BOOL WINAPI SetBrushOrgEx(HDC hdc, int x, int y, LPPOINT old)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (dc->recorder && dc->recorder->is_enhanced && !record(dc, EMR_SETBRUSHORGEX, 0, x, y)) return FALSE;
    if (old) *old = dc->state.brush_origin;
    dc->state.brush_origin = (POINT){x, y};
    return TRUE;
}

BOOL WINAPI GetBrushOrgEx(HDC hdc, LPPOINT point)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !point) return FALSE;
    *point = dc->state.brush_origin;
    return TRUE;
}

BOOL WINAPI GetCurrentPositionEx(HDC hdc, LPPOINT point)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !point) return FALSE;
    *point = dc->state.position;
    return TRUE;
}

BOOL WINAPI GetDCOrgEx(HDC hdc, LPPOINT point)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !point) return FALSE;
    *point = dc->kind == DC_WINDOW ? dc->origin : (POINT){0, 0};
    return TRUE;
}

BOOL WINAPI GetMiterLimit(HDC hdc, PFLOAT limit)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !limit) return FALSE;
    *limit = dc->state.miter_limit;
    return TRUE;
}

BOOL WINAPI SetMiterLimit(HDC hdc, FLOAT limit, PFLOAT old)
{
    struct device_context *dc = dc_get(hdc);
    int bits;
    memcpy(&bits, &limit, sizeof(bits));
    if (!dc || (dc->recorder && dc->recorder->is_enhanced && !record(dc, EMR_SETMITERLIMIT, 0, bits))) return FALSE;
    if (old) *old = dc->state.miter_limit;
    dc->state.miter_limit = limit;
    return TRUE;
}

/* --- layout --- */

DWORD WINAPI GetLayout(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    return dc ? dc->state.layout : GDI_ERROR;
}

DWORD WINAPI SetLayout(HDC hdc, DWORD layout)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return GDI_ERROR;
    if (layout & ~VALID_LAYOUT_BITS) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return GDI_ERROR;
    }
    DWORD old = dc->state.layout;
    if (!record(dc, EMR_SETLAYOUT, META_SETLAYOUT, (int)layout)) return GDI_ERROR;
    dc->state.layout = layout;
    if (layout != old) {
        if (layout & LAYOUT_RTL) dc->state.map_mode = MM_ANISOTROPIC;
        dc_transform_changed(dc);
    }
    return old;
}

/* --- bounds --- */

static BOOL is_empty(const RECT *rectangle)
{
    return rectangle->left >= rectangle->right || rectangle->top >= rectangle->bottom;
}

static void to_logical(const struct device_context *dc, RECT *rectangle)
{
    dc_to_logical(dc, (POINT *)rectangle, 2);
}

UINT WINAPI GetBoundsRect(HDC hdc, LPRECT rectangle, UINT flags)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !rectangle) return 0;
    UINT result = is_empty(&dc->bounds) ? DCB_RESET : DCB_SET;
    *rectangle = result == DCB_SET ? dc->bounds : (RECT){0};
    if (result == DCB_SET) to_logical(dc, rectangle);
    if (flags & DCB_RESET) dc->bounds = (RECT){0};
    return result;
}

static void accumulate(struct device_context *dc, const RECT *rectangle)
{
    RECT device = *rectangle;
    dc_to_device(dc, (POINT *)&device, 2);
    if (is_empty(&device)) return;
    if (is_empty(&dc->bounds)) {
        dc->bounds = device;
        return;
    }
    dc->bounds.left = min(dc->bounds.left, device.left);
    dc->bounds.top = min(dc->bounds.top, device.top);
    dc->bounds.right = max(dc->bounds.right, device.right);
    dc->bounds.bottom = max(dc->bounds.bottom, device.bottom);
}

UINT WINAPI SetBoundsRect(HDC hdc, const RECT *rectangle, UINT flags)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || ((flags & DCB_ENABLE) && (flags & DCB_DISABLE))) return 0;
    UINT result =
        (dc->bounds_flags == DCB_ENABLE ? DCB_ENABLE : DCB_DISABLE) | (is_empty(&dc->bounds) ? DCB_RESET : DCB_SET);
    if (flags & DCB_RESET) dc->bounds = (RECT){0};
    if ((flags & DCB_ACCUMULATE) && rectangle) accumulate(dc, rectangle);
    if (flags & (DCB_ENABLE | DCB_DISABLE)) dc->bounds_flags = flags & (DCB_ENABLE | DCB_DISABLE);
    return result;
}
