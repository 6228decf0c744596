/* ExtTextOut and its relatives: background, glyphs, lines under and through them. */
#include "gdi_text.h"
#include "gdi_metafile.h"
#include "gdi_draw.h"
#include "gdi_math.h"

#define STRING_LIMIT 8192 /* documented */

/* What one string is drawn with. */
struct text_drawing {
    struct device_context *dc;
    const struct text_layout *layout;
    const struct region *clip;       /* raster coordinates */
    struct region own_clip;          /* what `clip` points to with ETO_CLIPPED */
    RECT own_rectangle;
    double x, y;                     /* where the base line begins, raster coordinates */
    COLORREF color;
    RECT bounds;                     /* of what was drawn */
};

/* --- clipping --- */

static BOOL clip_to(struct text_drawing *drawing, const RECT *limit)
{
    const struct region *effective = dc_effective_region(drawing->dc);
    drawing->clip = effective;
    if (!limit) return TRUE;
    struct region *own = &drawing->own_clip;
    memset(own, 0, sizeof(*own));
    if (effective->count == 1) {
        const RECT *whole = effective->rectangles;
        RECT *part = &drawing->own_rectangle;
        *part = (RECT){max(whole->left, limit->left), max(whole->top, limit->top), min(whole->right, limit->right),
                       min(whole->bottom, limit->bottom)};
        own->rectangles = part;
        own->count = part->left < part->right && part->top < part->bottom;
        own->bounds = *part;
    } else {
        struct region box = {0};
        BOOL made = region_set_rectangle(&box, limit->left, limit->top, limit->right, limit->bottom) &&
                    region_combine(own, effective, &box, RGN_AND);
        region_finish(&box);
        if (!made) return FALSE;
    }
    drawing->clip = own;
    return TRUE;
}

static void clip_finish(struct text_drawing *drawing)
{
    if (drawing->clip == &drawing->own_clip && drawing->own_clip.rectangles != &drawing->own_rectangle)
        region_finish(&drawing->own_clip);
}

/* --- filling --- */

static void widen(RECT *bounds, const RECT *part)
{
    if (part->left >= part->right || part->top >= part->bottom) return;
    if (bounds->left >= bounds->right) {
        *bounds = *part;
        return;
    }
    *bounds = (RECT){min(bounds->left, part->left), min(bounds->top, part->top), max(bounds->right, part->right),
                     max(bounds->bottom, part->bottom)};
}

static void fill_box(struct text_drawing *drawing, const RECT *box, COLORREF color)
{
    const struct raster *raster = drawing->dc->raster;
    DWORD pixel = dc_pixel_from_color(drawing->dc, color);
    for (UINT i = 0; i < drawing->clip->count; i++) {
        const RECT *rectangle = &drawing->clip->rectangles[i];
        RECT part = {max(box->left, rectangle->left), max(box->top, rectangle->top), min(box->right, rectangle->right),
                     min(box->bottom, rectangle->bottom)};
        if (part.left < part.right && part.top < part.bottom) raster_fill(raster, &part, pixel, R2_COPYPEN);
    }
    widen(&drawing->bounds, box);
}

/* From `top` to `bottom` pixels below the base line, as long as the text. */
static void fill_along(struct text_drawing *drawing, LONG top, LONG bottom, COLORREF color)
{
    const struct font_instance *font = drawing->layout->instance;
    LONG width = drawing->layout->width;
    if (font->is_straight) {
        LONG x = round_to_int(drawing->x), y = round_to_int(drawing->y);
        RECT box = {min(x, x + width), y + top, max(x, x + width), y + bottom};
        fill_box(drawing, &box, color);
        return;
    }
    static const BYTE corners[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    struct fixed_point points[4];
    UINT count = 4;
    for (UINT i = 0; i < 4; i++) {
        double along = corners[i][0] ? width : 0, down = corners[i][1] ? bottom : top;
        points[i] = fixed_from_real(drawing->x + along * font->along_x + down * font->down_x - 0.5,
                                    drawing->y + along * font->along_y + down * font->down_y - 0.5);
    }
    struct region region = {0};
    if (region_from_polygons(&region, points, &count, 1, WINDING)) {
        for (UINT i = 0; i < region.count; i++) fill_box(drawing, &region.rectangles[i], color);
    }
    region_finish(&region);
}

/* --- glyphs --- */

static void draw_glyphs(struct text_drawing *drawing)
{
    const struct text_layout *layout = drawing->layout;
    const struct font_instance *font = layout->instance;
    const struct raster *raster = drawing->dc->raster;
    DWORD pixel = raster_pixel_from_color(raster, drawing->color);
    LONG base_x = round_to_int(drawing->x), base_y = round_to_int(drawing->y);
    for (UINT i = 0; i < layout->count; i++) {
        const struct placed_glyph *placed = &layout->glyphs[i];
        const struct glyph *glyph = placed->glyph;
        if (!glyph->width) continue;
        LONG x = base_x + placed->x, y = base_y + placed->y;
        if (!font->is_straight) {
            x = round_to_int(drawing->x + placed->x * font->along_x + placed->y * font->down_x);
            y = round_to_int(drawing->y + placed->x * font->along_y + placed->y * font->down_y);
        }
        RECT box = {x + glyph->left, y - glyph->top, x + glyph->left + glyph->width, y - glyph->top + glyph->height};
        const RECT *limit = &drawing->clip->bounds;
        if (box.left >= limit->right || box.right <= limit->left || box.top >= limit->bottom ||
            box.bottom <= limit->top)
            continue;
        struct glyph_mask mask = {box.left,      box.top,       glyph->width,
                                  glyph->height, glyph->pixels, placed->instance->format};
        raster_blend_mask(raster, drawing->clip, &mask, drawing->color, pixel);
        widen(&drawing->bounds, &box);
    }
}

static void draw_lines(struct text_drawing *drawing)
{
    const struct font_instance *font = drawing->layout->instance;
    if (font->wanted.lfUnderline)
        fill_along(drawing, font->underline_offset, font->underline_offset + font->underline_thickness, drawing->color);
    if (font->wanted.lfStrikeOut)
        fill_along(drawing, font->strikeout_offset, font->strikeout_offset + font->strikeout_thickness, drawing->color);
}

/* --- the place of the base line --- */

/* x, y: of the reference point in device coordinates, moved to where the base line begins. */
static void align(const struct device_context *dc, const struct text_layout *layout, double *x, double *y)
{
    const struct font_instance *font = layout->instance;
    UINT horizontal = dc->state.text_align & (TA_RIGHT | TA_CENTER),
         vertical = dc->state.text_align & (TA_BASELINE | TA_BOTTOM);
    BOOL is_mirrored = dc->state.layout & LAYOUT_RTL;
    double back = horizontal == TA_CENTER                   ? layout->width / 2
                  : (horizontal == TA_RIGHT) != is_mirrored ? layout->width
                                                            : 0;
    double down = vertical == TA_BASELINE ? 0 : vertical == TA_BOTTOM ? -font->descent : font->ascent;
    if (is_mirrored && back) back -= 1; /* the pixel at the reference point belongs to the text */
    *x += down * font->down_x - back * font->along_x;
    *y += down * font->down_y - back * font->along_y;
}

/* With TA_UPDATECP the text's other end becomes the current position. */
static void update_position(struct device_context *dc, const struct text_layout *layout)
{
    const struct font_instance *font = layout->instance;
    UINT horizontal = dc->state.text_align & (TA_RIGHT | TA_CENTER);
    if (horizontal == TA_CENTER) return;
    double sign = horizontal == TA_RIGHT ? -1 : 1;
    if (font->is_straight) {
        dc->state.position.x += (LONG)sign * text_to_logical(font, layout->width);
        dc->state.position.y += text_to_logical_height(font, layout->height);
        return;
    }
    struct real_point from = dc_real_to_device(dc, dc->state.position.x, dc->state.position.y);
    struct real_point to = dc_real_to_logical(dc, from.x + sign * layout->width * font->along_x,
                                              from.y + sign * layout->width * font->along_y);
    dc->state.position = (POINT){round_to_int(to.x), round_to_int(to.y)};
}

static RECT raster_rectangle(const struct device_context *dc, const RECT *logical)
{
    POINT corners[2] = {{logical->left, logical->top}, {logical->right, logical->bottom}};
    dc_to_device(dc, corners, 2);
    RECT box = {min(corners[0].x, corners[1].x), min(corners[0].y, corners[1].y), max(corners[0].x, corners[1].x),
                max(corners[0].y, corners[1].y)};
    if (dc->state.layout & LAYOUT_RTL)
        box.left++, box.right++; /* the pixel at the left edge, mirrored, is the last one */
    return (RECT){box.left + dc->origin.x, box.top + dc->origin.y, box.right + dc->origin.x, box.bottom + dc->origin.y};
}

/* --- drawing --- */

static void draw(struct text_drawing *drawing, UINT options, const RECT *box)
{
    struct device_context *dc = drawing->dc;
    const struct text_layout *layout = drawing->layout;
    if (!clip_to(drawing, options & ETO_CLIPPED ? box : NULL)) return;
    if (options & ETO_OPAQUE) fill_box(drawing, box, dc->state.background_color);
    if (layout->count) {
        drawing->color = dc_resolve_color(dc, dc->state.text_color);
        if (dc->state.background_mode == OPAQUE && !(options & ETO_OPAQUE && box->left >= box->right))
            fill_along(drawing, -layout->instance->ascent, layout->instance->descent, dc->state.background_color);
        draw_glyphs(drawing);
        draw_lines(drawing);
    }
    clip_finish(drawing);
    if (drawing->bounds.left < drawing->bounds.right) dc_drawn(dc, &drawing->bounds);
}

/* Without a rectangle there is nothing to fill and no limit. */
static UINT usable_options(UINT options, const RECT *rectangle)
{
    return rectangle ? options : options & ~(UINT)(ETO_OPAQUE | ETO_CLIPPED);
}

static BOOL text_out(struct device_context *dc, int x, int y, UINT options, const RECT *rectangle, const WCHAR *text,
                     UINT count, const INT *dx)
{
    struct text_layout layout;
    struct text_drawing drawing = {.dc = dc, .layout = &layout};
    RECT box = {0, 0, 0, 0};
    options = usable_options(options, rectangle);
    if (rectangle) box = raster_rectangle(dc, rectangle);
    if (!count && !(options & ETO_OPAQUE)) return TRUE;
    if (!text_layout_init(&layout, dc, options, text, count, dx)) return FALSE;
    BOOL updates = dc->state.text_align & TA_UPDATECP;
    struct real_point start =
        updates ? dc_real_to_device(dc, dc->state.position.x, dc->state.position.y) : dc_real_to_device(dc, x, y);
    start = (struct real_point){round_to_int(start.x), round_to_int(start.y)};
    align(dc, &layout, &start.x, &start.y);
    if (updates) update_position(dc, &layout);
    BOOL done = TRUE;
    if (dc->path_is_open) {
        done = text_add_to_path(dc, &layout, start.x, start.y);
    } else if (dc->raster) {
        drawing.x = start.x + dc->origin.x;
        drawing.y = start.y + dc->origin.y;
        draw(&drawing, options, &box);
    }
    text_layout_finish(&layout);
    return done;
}

BOOL WINAPI ExtTextOutW(HDC hdc, int x, int y, UINT options, const RECT *rectangle, LPCWSTR text, UINT count,
                        const INT *dx)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (count > STRING_LIMIT || (!text && count)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    return record_text(dc, x, y, options, rectangle, text, count, dx) &&
           text_out(dc, x, y, options, rectangle, text, count, dx);
}

BOOL WINAPI TextOutW(HDC hdc, int x, int y, LPCWSTR text, int count)
{
    return count >= 0 && ExtTextOutW(hdc, x, y, 0, NULL, text, (UINT)count, NULL);
}

BOOL WINAPI PolyTextOutW(HDC hdc, const POLYTEXTW *texts, int count)
{
    for (int i = 0; i < count; i++) {
        const POLYTEXTW *text = &texts[i];
        if (!ExtTextOutW(hdc, text->x, text->y, text->uiFlags,
                         text->uiFlags & (ETO_OPAQUE | ETO_CLIPPED) ? &text->rcl : NULL, text->lpstr, text->n,
                         text->pdx))
            return FALSE;
    }
    return TRUE;
}
