/* Brushes as the pixels of the raster that is drawn on. */
#include "gdi_private.h"

/* A set bit is a pixel in the brush's colour, the leftmost pixel in the highest bit. */
static const BYTE hatches[HS_DIAGCROSS + 1][8] = {
    [HS_HORIZONTAL] = {0x00, 0x00, 0x00, 0xff, 0x00, 0x00, 0x00, 0x00},
    [HS_VERTICAL] = {0x08, 0x08, 0x08, 0x08, 0x08, 0x08, 0x08, 0x08},
    [HS_FDIAGONAL] = {0x80, 0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0x01},
    [HS_BDIAGONAL] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80},
    [HS_CROSS] = {0x08, 0x08, 0x08, 0xff, 0x08, 0x08, 0x08, 0x08},
    [HS_DIAGCROSS] = {0x81, 0x42, 0x24, 0x18, 0x18, 0x24, 0x42, 0x81},
};

COLORREF brush_color(const struct device_context *dc, const struct brush *brush)
{
    return brush == (const struct brush *)stock_object(DC_BRUSH) ? dc->state.brush_color : brush->color;
}

static void realize_hatch(struct realized_brush *realized, const struct device_context *dc, const struct brush *brush)
{
    const BYTE *rows = hatches[brush->hatch <= HS_DIAGCROSS ? brush->hatch : 0];
    DWORD line = dc_pixel_from_color(dc, brush->color),
          background = dc_pixel_from_color(dc, dc->state.background_color);
    for (int y = 0; y < 8; y++) {
        for (int x = 0; x < 8; x++) realized->own[y * 8 + x] = rows[y] >> (7 - x) & 1 ? line : background;
    }
    realized->pixels = realized->own;
    realized->width = realized->height = 8;
    if (dc->state.background_mode == TRANSPARENT) realized->hatch = rows;
}

static BOOL realize_pattern(struct realized_brush *realized, const struct device_context *dc, const struct brush *brush)
{
    const struct raster *pattern = &brush->pattern;
    if (!pattern->bits) return FALSE;
    SIZE_T count = (SIZE_T)pattern->width * (SIZE_T)pattern->height;
    DWORD *pixels = realized->own;
    if (count > ARRAYSIZE(realized->own)) pixels = realized->allocated = heap_allocate(count * sizeof(DWORD));
    if (!pixels) return FALSE;
    struct raster_translation translation;
    raster_translation_init(&translation, pattern, dc->raster, dc_resolve_color(dc, dc->state.text_color),
                            dc_resolve_color(dc, dc->state.background_color),
                            dc_resolve_color(dc, dc->state.background_color));
    for (LONG y = 0; y < pattern->height; y++) {
        DWORD *row = pixels + (SIZE_T)y * (SIZE_T)pattern->width;
        raster_read_row(pattern, 0, y, (UINT)pattern->width, row);
        raster_translate_row(&translation, row, (UINT)pattern->width);
    }
    realized->pixels = pixels;
    realized->width = pattern->width;
    realized->height = pattern->height;
    return TRUE;
}

BOOL brush_realize(struct realized_brush *realized, const struct device_context *dc, const struct brush *brush)
{
    realized->is_solid = FALSE;
    realized->hatch = NULL;
    realized->allocated = NULL;
    realized->origin_x = dc->origin.x + dc->state.brush_origin.x;
    realized->origin_y = dc->origin.y + dc->state.brush_origin.y;
    switch (brush->style) {
    case BS_NULL: return FALSE;
    case BS_SOLID:
        realized->is_solid = TRUE;
        realized->pixel = dc_pixel_from_color(dc, brush_color(dc, brush));
        return TRUE;
    case BS_HATCHED: realize_hatch(realized, dc, brush); return TRUE;
    default: return realize_pattern(realized, dc, brush);
    }
}

void brush_unrealize(struct realized_brush *realized) { heap_free(realized->allocated); }

static LONG positive_modulo(LONG value, LONG divisor)
{
    LONG result = value % divisor;
    return result < 0 ? result + divisor : result;
}

void brush_row(const struct realized_brush *realized, LONG x, LONG y, UINT count, DWORD *pixels)
{
    if (realized->is_solid) {
        for (UINT i = 0; i < count; i++) pixels[i] = realized->pixel;
        return;
    }
    const DWORD *row =
        realized->pixels + (SIZE_T)positive_modulo(y - realized->origin_y, realized->height) * (SIZE_T)realized->width;
    UINT place = (UINT)positive_modulo(x - realized->origin_x, realized->width), width = (UINT)realized->width;
    UINT head = min(count, width - place), period = min(count, width);
    memcpy(pixels, row + place, head * sizeof(DWORD));
    if (head < period) memcpy(pixels + head, row, (period - head) * sizeof(DWORD));
    /* what is there already, again and again: the pieces double */
    for (UINT done = period; done < count;) {
        UINT piece = min(done, count - done);
        memcpy(pixels + done, pixels, piece * sizeof(DWORD));
        done += piece;
    }
}

/* Only a hatch's lines are drawn: what lies between them keeps its pixels. */
void brush_keep_between_lines(const struct realized_brush *realized, const struct raster *raster, LONG x, LONG y,
                              UINT count, DWORD *pixels)
{
    BYTE bits = realized->hatch[(y - realized->origin_y) & 7];
    for (UINT i = 0; i < count; i++) {
        BOOL is_line = bits >> (7 - ((x + (LONG)i - realized->origin_x) & 7)) & 1;
        if (!is_line) pixels[i] = raster_get_pixel(raster, x + (LONG)i, y);
    }
}
