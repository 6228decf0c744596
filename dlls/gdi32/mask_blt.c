/* MaskBlt: one raster operation where a mask has ones, another where it has zeros. */
#include "gdi_blit.h"
#include "gdi_metafile.h"

struct masked {
    struct device_context *dc;
    struct sampler *sampler; /* NULL: neither operation uses a source */
    const struct raster *mask;
    POINT mask_offset;       /* mask = destination + offset, repeated */
    struct realized_brush brush;
    BOOL uses_brush;
    struct rop_masks foreground, background;
};

static LONG wrap(LONG value, LONG length)
{
    LONG result = value % length;
    return result < 0 ? result + length : result;
}

static void draw_piece(const struct masked *masked, LONG x, LONG y, UINT count)
{
    DWORD source[ROW_PIXELS], pattern[ROW_PIXELS], front[ROW_PIXELS], back[ROW_PIXELS];
    const struct raster *to = masked->dc->raster, *mask = masked->mask;
    DWORD *sources = masked->sampler ? source : NULL, *patterns = masked->uses_brush ? pattern : NULL;
    if (sources) sampler_read(masked->sampler, x, y, count, source);
    if (patterns) brush_row(&masked->brush, x, y, count, pattern);
    raster_read_row(to, x, y, count, front);
    memcpy(back, front, count * sizeof(DWORD));
    rop_row(&masked->foreground, front, sources, patterns, count);
    rop_row(&masked->background, back, sources, patterns, count);
    LONG mask_y = wrap(y + masked->mask_offset.y, mask->height);
    for (UINT i = 0; i < count; i++) {
        if (!raster_get_pixel(mask, wrap(x + (LONG)i + masked->mask_offset.x, mask->width), mask_y)) front[i] = back[i];
    }
    raster_write_row(to, x, y, count, front);
}

static void draw_clipped(const struct masked *masked, const RECT *area)
{
    const struct region *clip = dc_effective_region(masked->dc);
    RECT part;
    for (UINT i = 0; i < clip->count; i++) {
        if (!rectangle_intersect(&part, &clip->rectangles[i], area)) continue;
        for (LONG y = part.top; y < part.bottom; y++) {
            for (LONG x = part.left; x < part.right; x += ROW_PIXELS)
                draw_piece(masked, x, y, (UINT)min(ROW_PIXELS, part.right - x));
        }
    }
    dc_drawn(masked->dc, area);
}

static BOOL draw_masked(struct masked *masked, struct device_context *from, const struct blit_rectangle *destination,
                        const struct blit_rectangle *source)
{
    RECT area = blit_bounds(destination), limits;
    struct sampler sampler;
    struct raster copy = {.bits = NULL};
    if (from) {
        struct sampler_colors colors = blit_colors(masked->dc, from);
        struct blit_rectangle place = *source;
        const struct raster *raster = from->raster;
        limits = dc_readable_area(from);
        if (raster->bits == masked->dc->raster->bits) { /* onto itself */
            RECT whole = limits;
            if (!raster_copy_part(&copy, raster, &whole)) return FALSE;
            place.x -= whole.left, place.y -= whole.top;
            limits = (RECT){0, 0, copy.width, copy.height};
            raster = &copy;
        }
        BOOL begun = sampler_init(&sampler, raster, &place, &limits, masked->dc->raster, destination,
                                  &dc_effective_region(masked->dc)->bounds, masked->dc->state.stretch_mode, &colors);
        if (begun) {
            masked->sampler = &sampler;
            area = sampler_area(&sampler);
            draw_clipped(masked, &area);
            sampler_finish(&sampler);
        }
        heap_free(copy.bits);
        return TRUE;
    }
    draw_clipped(masked, &area);
    return TRUE;
}

BOOL WINAPI MaskBlt(HDC hdc, int x, int y, int width, int height, HDC source_dc, int source_x, int source_y,
                    HBITMAP mask_handle, int mask_x, int mask_y, DWORD rop)
{
    if (!mask_handle) return BitBlt(hdc, x, y, width, height, source_dc, source_x, source_y, rop);
    struct bitmap *mask = gdi_object_get(mask_handle, GDI_BITMAP);
    struct device_context *dc = dc_get(hdc);
    if (!dc || !mask || mask->raster.depth != 1) {
        if (dc && mask) SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    BYTE front = rop_table(rop), back = (BYTE)(rop >> 24);
    struct device_context *from = rop_uses_source(front) || rop_uses_source(back) ? dc_get(source_dc) : NULL;
    if (!from && (rop_uses_source(front) || rop_uses_source(back))) return FALSE;
    if (dc_is_rotated(dc) || (from && dc_is_rotated(from))) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    struct record_blit blit = {x, y, width, height, source_x, source_y, 0, 0, rop};
    if (dc->recorder)
        return from && record_masked_blit(dc, EMR_MASKBLT, &blit, NULL, from, mask_handle, mask_x, mask_y);
    if (!dc->raster || (from && !from->raster)) return TRUE;
    struct blit_rectangle destination, source = {0};
    blit_rectangle_to_raster(dc, x, y, width, height, &destination);
    if (from) blit_rectangle_to_raster(from, source_x, source_y, width, height, &source);
    struct masked masked = {
        .dc = dc, .mask = &mask->raster, .mask_offset = {mask_x - destination.x, mask_y - destination.y}};
    masked.uses_brush = rop_uses_pattern(front) || rop_uses_pattern(back);
    if (masked.uses_brush && !brush_realize(&masked.brush, dc, dc->state.brush)) return TRUE;
    rop_masks_init(&masked.foreground, front);
    rop_masks_init(&masked.background, back);
    BOOL drawn = draw_masked(&masked, from, &destination, &source);
    if (masked.uses_brush) brush_unrealize(&masked.brush);
    return drawn;
}
