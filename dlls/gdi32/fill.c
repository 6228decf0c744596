/* Filling rectangles and regions with a brush. */
#include "gdi_blit.h"

static void fill_with_pattern(const struct raster *raster, const struct realized_brush *realized,
                              const struct rop_masks *masks, const RECT *area)
{
    DWORD pattern[ROW_PIXELS], pixels[ROW_PIXELS];
    for (LONG y = area->top; y < area->bottom; y++) {
        for (LONG x = area->left; x < area->right; x += ROW_PIXELS) {
            UINT count = (UINT)min(ROW_PIXELS, area->right - x);
            brush_row(realized, x, y, count, pattern);
            raster_read_row(raster, x, y, count, pixels);
            rop_row(masks, pixels, NULL, pattern, count);
            if (realized->hatch) brush_keep_between_lines(realized, raster, x, y, count, pixels);
            raster_write_row(raster, x, y, count, pixels);
        }
    }
}

#define MOST_COPIED_BYTES 8192

/* A pattern that only replaces what is there: each of its rows is made once, in the raster's format, and copied to
 * where it comes again. */
static void copy_pattern(const struct raster *raster, const struct realized_brush *realized, const RECT *area)
{
    BYTE bytes[MOST_COPIED_BYTES];
    DWORD pixels[ROW_PIXELS];
    UINT pixel_bytes = raster->depth / 8;
    LONG most = MOST_COPIED_BYTES / (LONG)pixel_bytes;
    struct raster row = *raster;
    row.bits = bytes;
    for (LONG left = area->left; left < area->right; left += most) {
        LONG width = min(most, area->right - left);
        for (LONG first = area->top; first < area->bottom && first < area->top + realized->height; first++) {
            for (LONG x = 0; x < width; x += ROW_PIXELS) {
                UINT count = (UINT)min(ROW_PIXELS, width - x);
                brush_row(realized, left + x, first, count, pixels);
                raster_write_row(&row, x, 0, count, pixels);
            }
            BYTE *place = (BYTE *)raster->bits + (LONG_PTR)first * raster->stride + (SIZE_T)left * pixel_bytes;
            for (LONG y = first; y < area->bottom;
                 y += realized->height, place += (LONG_PTR)raster->stride * realized->height)
                memcpy(place, bytes, (SIZE_T)width * pixel_bytes);
        }
    }
}

/* Operations that do not look at the brush work without one, too. */
static BOOL rop2_uses_pen(int rop2) { return rop2 != R2_BLACK && rop2 != R2_NOT && rop2 != R2_NOP && rop2 != R2_WHITE; }

static void fill_clipped(struct device_context *dc, const struct realized_brush *realized,
                         const struct rop_masks *masks, int rop2, const RECT *area)
{
    const struct region *clip = dc_effective_region(dc);
    RECT part;
    for (UINT i = 0; i < clip->count && clip->rectangles[i].top < area->bottom; i++) {
        if (!rectangle_intersect(&part, &clip->rectangles[i], area)) continue;
        if (realized->is_solid) raster_fill(dc->raster, &part, realized->pixel, rop2);
        else if (rop2 == R2_COPYPEN && !realized->hatch && dc->raster->depth >= 8)
            copy_pattern(dc->raster, realized, &part);
        else fill_with_pattern(dc->raster, realized, masks, &part);
    }
}

void fill_rectangles(struct device_context *dc, const struct brush *brush, int rop2, const RECT *rectangles, UINT count)
{
    if (!dc->raster || !count || rop2 == R2_NOP) return;
    struct realized_brush realized;
    struct rop_masks masks;
    if (!rop2_uses_pen(rop2)) realized = (struct realized_brush){.is_solid = TRUE};
    else if (!brush_realize(&realized, dc, brush)) return;
    if (!realized.is_solid) rop_masks_init(&masks, rop_table_from_rop2(rop2));
    RECT bounds = rectangles[0];
    for (UINT i = 0; i < count; i++) {
        const RECT *area = &rectangles[i];
        fill_clipped(dc, &realized, &masks, rop2, area);
        bounds = (RECT){min(bounds.left, area->left), min(bounds.top, area->top), max(bounds.right, area->right),
                        max(bounds.bottom, area->bottom)};
    }
    brush_unrealize(&realized);
    dc_drawn(dc, &bounds);
}

void fill_region(struct device_context *dc, const struct brush *brush, int rop2, const struct region *region)
{
    fill_rectangles(dc, brush, rop2, region->rectangles, region->count);
}
