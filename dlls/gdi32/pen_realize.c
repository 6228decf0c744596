/* The DC's pen as lines need it: nothing, thin (one pixel wide) or wide. */
#include "gdi_draw.h"
#include "gdi_math.h"

#define STYLE_UNIT 3 /* pixels of a display's unit of cosmetic styles */

/* Lengths of dashes and gaps: of thin pens in style units, of wide ones in widths of the pen. */
struct dash_style { UINT count; BYTE thin[6], wide[6]; };

static const struct dash_style dash_styles[] = {
    [PS_DASH] = {2, {6, 2}, {3, 1}},
    [PS_DOT] = {2, {1, 1}, {1, 1}},
    [PS_DASHDOT] = {4, {3, 2, 1, 2}, {3, 1, 1, 1}},
    [PS_DASHDOTDOT] = {6, {3, 1, 1, 1, 1, 1}, {3, 1, 1, 1, 1, 1}},
    [PS_USERSTYLE] = {0}, [PS_ALTERNATE] = {0},
};

static void realize_thin(struct realized_pen *realized, const struct device_context *dc, BOOL is_styled)
{
    const struct pen *pen = realized->pen;
    UINT style = pen->style & PS_STYLE_MASK;
    realized->kind = PEN_THIN;
    if (dc->raster) {
        realized->pixel = dc_pixel_from_color(dc, realized->brush.color);
        realized->gap_pixel = dc_pixel_from_color(dc, dc->state.background_color);
    }
    if (!is_styled) return;
    if (style == PS_ALTERNATE) {
        realized->dash_count = realized->dash_total = 2;
        realized->dashes[0] = realized->dashes[1] = 1;
        return;
    }
    UINT count = style == PS_USERSTYLE ? pen->dash_count : dash_styles[style].count;
    UINT repeats = count & 1 ? 2 : 1; /* dashes and gaps change places after an odd number */
    for (UINT i = 0; i < count * repeats; i++) {
        UINT length = style == PS_USERSTYLE ? min(pen->dashes[i % count], 0xffffff) : dash_styles[style].thin[i];
        realized->dashes[i] = length * STYLE_UNIT;
        realized->dash_total += realized->dashes[i];
    }
    realized->dash_count = realized->dash_total ? count * repeats : 0;
    realized->fills_gaps = pen->object.kind == GDI_PEN && dc->state.background_mode == OPAQUE;
}

static void realize_wide(struct realized_pen *realized, const struct device_context *dc, BOOL is_styled)
{
    const struct pen *pen = realized->pen;
    UINT style = pen->style & PS_STYLE_MASK;
    struct stroke *stroke = &realized->stroke;
    realized->kind = PEN_WIDE;
    stroke->width = pen->width ? pen->width : 1;
    stroke->join = pen->object.kind == GDI_PEN ? PS_JOIN_ROUND : pen->style & PS_JOIN_MASK;
    stroke->cap = pen->object.kind == GDI_PEN ? PS_ENDCAP_ROUND : pen->style & PS_ENDCAP_MASK;
    stroke->miter_limit = dc->state.miter_limit;
    memcpy(stroke->linear, dc->to_device, sizeof(stroke->linear));
    if (!is_styled) return;
    stroke->dash_count = style == PS_USERSTYLE ? pen->dash_count : dash_styles[style].count;
    for (UINT i = 0; i < stroke->dash_count; i++)
        realized->stroke_dashes[i] =
            style == PS_USERSTYLE ? pen->dashes[i] : dash_styles[style].wide[i] * stroke->width;
    stroke->dashes = realized->stroke_dashes;
}

static BOOL is_dash_style(UINT style)
{
    return (style >= PS_DASH && style <= PS_DASHDOTDOT) || style == PS_USERSTYLE || style == PS_ALTERNATE;
}

/* What most lines are drawn with: only the fields that thin lines look at. */
static BOOL realize_plain(struct realized_pen *realized, const struct device_context *dc, const struct pen *pen)
{
    if (pen->object.kind != GDI_PEN || pen->style != PS_SOLID || pen->width > 1 || !dc->is_translation) return FALSE;
    COLORREF color = pen == (const struct pen *)stock_object(DC_PEN) ? dc->state.pen_color : pen->brush.color;
    realized->kind = PEN_THIN;
    realized->pen = pen;
    realized->dash_count = 0;
    realized->fills_gaps = FALSE;
    realized->device_width = pen->width;
    realized->pixel = dc->raster ? dc_pixel_from_color(dc, color) : 0;
    return TRUE;
}

void pen_realize(struct realized_pen *realized, const struct device_context *dc)
{
    const struct pen *pen = dc->state.pen;
    UINT style = pen->style & PS_STYLE_MASK;
    if (realize_plain(realized, dc, pen)) return;
    memset(realized, 0, offsetof(struct realized_pen, stroke_dashes));
    realized->pen = pen;
    realized->brush = pen->brush;
    if (pen == (const struct pen *)stock_object(DC_PEN)) realized->brush.color = dc->state.pen_color;
    if (style == PS_NULL || (pen->object.kind == GDI_EXT_PEN && pen->brush.style == BS_NULL)) return;
    double scale =
        dc->is_translation ? 1 : square_root(dc->to_device[0] * dc->to_device[0] + dc->to_device[1] * dc->to_device[1]);
    realized->device_width = pen->width * scale;
    BOOL is_geometric = (pen->style & PS_TYPE_MASK) == PS_GEOMETRIC;
    BOOL is_styled = is_dash_style(style);
    if (pen->object.kind == GDI_PEN && pen->width > 1) is_styled = FALSE; /* such pens are thin or solid */
    BOOL is_wide = pen->object.kind == GDI_PEN || is_geometric ? realized->device_width >= 1.5 : FALSE;
    if (is_geometric && (is_styled || pen->brush.style != BS_SOLID)) is_wide = TRUE;
    if (is_wide) realize_wide(realized, dc, is_styled);
    else realize_thin(realized, dc, is_styled);
}

void pen_realize_wide(struct realized_pen *realized, const struct device_context *dc)
{
    pen_realize(realized, dc);
    if (realized->kind == PEN_THIN && (realized->pen->style & PS_TYPE_MASK) == PS_GEOMETRIC)
        realize_wide(realized, dc, is_dash_style(realized->pen->style & PS_STYLE_MASK));
}
