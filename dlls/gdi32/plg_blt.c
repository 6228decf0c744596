/* Parallelograms: PlgBlt, and PatBlt and StretchBlt under a rotation or shear. */
#include "gdi_blit.h"
#include "gdi_metafile.h"

/* Where the source's corners go: upper left, upper right, lower left; raster coordinates. */
struct parallelogram {
    struct fixed_point corners[4];
    double inverse[4]; /* destination distance from the first corner to parts of the source's sides */
};

static BOOL make_parallelogram(struct parallelogram *shape, const POINT *points)
{
    for (int i = 0; i < 3; i++)
        shape->corners[i == 2 ? 3 : i] = (struct fixed_point){points[i].x * 16, points[i].y * 16};
    shape->corners[2] = (struct fixed_point){(points[1].x + points[2].x - points[0].x) * 16,
                                             (points[1].y + points[2].y - points[0].y) * 16};
    double ux = points[1].x - points[0].x, uy = points[1].y - points[0].y, vx = points[2].x - points[0].x,
           vy = points[2].y - points[0].y;
    double determinant = ux * vy - uy * vx;
    if (determinant == 0) return FALSE;
    shape->inverse[0] = vy / determinant, shape->inverse[1] = -vx / determinant;
    shape->inverse[2] = -uy / determinant, shape->inverse[3] = ux / determinant;
    return TRUE;
}

static BOOL region_of(struct region *region, const struct parallelogram *shape)
{
    UINT count = 4;
    memset(region, 0, sizeof(*region));
    return region_from_polygons(region, shape->corners, &count, 1, ALTERNATE);
}

static void to_raster(const struct device_context *dc, POINT *points, UINT count)
{
    if (!dc->is_identity) dc_to_device(dc, points, count);
    for (UINT i = 0; i < count; i++) points[i].x += dc->origin.x, points[i].y += dc->origin.y;
}

BOOL fill_rotated(struct device_context *dc, int x, int y, int width, int height, int rop2)
{
    POINT points[3] = {{x, y}, {x + width, y}, {x, y + height}};
    struct parallelogram shape;
    struct region region;
    to_raster(dc, points, 3);
    if (!make_parallelogram(&shape, points)) return TRUE;
    BOOL made = region_of(&region, &shape);
    if (made) fill_region(dc, dc->state.brush, rop2, &region);
    region_finish(&region);
    return made;
}

struct slanted_source {
    const struct raster *raster, *mask;
    struct blit_rectangle area;
    RECT limits;
    POINT mask_origin;
    struct raster_translation translation;
    struct parallelogram shape;
};

static LONG round_down(double value)
{
    LONG whole = (LONG)value;
    return value < whole ? whole - 1 : whole;
}

/* The source's pixel below the middle of a destination pixel. */
static BOOL find_source(const struct slanted_source *source, LONG x, LONG y, POINT *place)
{
    const struct parallelogram *shape = &source->shape;
    double dx = x + 0.5 - shape->corners[0].x / 16.0, dy = y + 0.5 - shape->corners[0].y / 16.0;
    double u = (dx * shape->inverse[0] + dy * shape->inverse[1]) * source->area.width;
    double v = (dx * shape->inverse[2] + dy * shape->inverse[3]) * source->area.height;
    LONG column = round_down(u + 1e-9), row = round_down(v + 1e-9);
    *place = (POINT){source->area.x + column, source->area.y + row};
    const RECT *limits = &source->limits;
    if (place->x < limits->left || place->x >= limits->right || place->y < limits->top || place->y >= limits->bottom)
        return FALSE;
    if (!source->mask) return TRUE;
    column += source->mask_origin.x;
    row += source->mask_origin.y;
    if (column < 0 || row < 0 || column >= source->mask->width || row >= source->mask->height) return FALSE;
    return raster_get_pixel(source->mask, column, row) != 0;
}

static void draw_row(struct device_context *dc, struct slanted_source *source, const struct realized_brush *brush,
                     const struct rop_masks *masks, LONG left, LONG right, LONG y)
{
    POINT place;
    for (LONG x = left; x < right; x++) {
        if (!find_source(source, x, y, &place)) continue;
        DWORD pixel = raster_get_pixel(source->raster, place.x, place.y), pattern = 0,
              result = raster_get_pixel(dc->raster, x, y);
        raster_translate_row(&source->translation, &pixel, 1);
        if (brush) brush_row(brush, x, y, 1, &pattern);
        rop_row(masks, &result, &pixel, &pattern, 1);
        raster_set_pixel(dc->raster, x, y, result);
    }
}

static BOOL draw_slanted(struct device_context *dc, struct slanted_source *source, BYTE table)
{
    struct region region;
    struct realized_brush brush;
    struct rop_masks masks;
    BOOL uses_brush = rop_uses_pattern(table);
    if (uses_brush && !brush_realize(&brush, dc, dc->state.brush)) return TRUE;
    rop_masks_init(&masks, table);
    BOOL made = region_of(&region, &source->shape) &&
                region_combine(&region, &region, dc_effective_region(dc), RGN_AND) != FALSE;
    for (UINT i = 0; made && i < region.count; i++) {
        const RECT *part = &region.rectangles[i];
        for (LONG y = part->top; y < part->bottom; y++)
            draw_row(dc, source, uses_brush ? &brush : NULL, &masks, part->left, part->right, y);
    }
    if (made) dc_drawn(dc, &region.bounds);
    region_finish(&region);
    if (uses_brush) brush_unrealize(&brush);
    return made;
}

static BOOL plg_blt(struct device_context *dc, const POINT *logical, struct device_context *from, int x, int y,
                    int width, int height, const struct raster *mask, int mask_x, int mask_y, BYTE table)
{
    struct slanted_source source = {
        .raster = from->raster, .mask = mask, .mask_origin = {mask_x, mask_y}, .limits = dc_readable_area(from)};
    POINT points[3] = {logical[0], logical[1], logical[2]};
    struct raster copy;
    to_raster(dc, points, 3);
    if (!make_parallelogram(&source.shape, points)) return TRUE;
    blit_rectangle_to_raster(from, x, y, width, height, &source.area);
    if (from->raster->bits == dc->raster->bits) {
        RECT bounds = blit_bounds(&source.area), part;
        if (!rectangle_intersect(&part, &bounds, &source.limits)) return TRUE;
        if (!raster_copy_part(&copy, from->raster, &part)) return FALSE;
        source.raster = &copy;
        source.area.x -= part.left, source.area.y -= part.top;
        source.limits = (RECT){0, 0, copy.width, copy.height};
    }
    struct sampler_colors colors = blit_colors(dc, from);
    raster_translation_init(&source.translation, source.raster, dc->raster, colors.text, colors.background,
                            colors.source_background);
    BOOL drawn = draw_slanted(dc, &source, table);
    if (source.raster == &copy) heap_free(copy.bits);
    return drawn;
}

BOOL blit_rotated(HDC hdc, int x, int y, int width, int height, HDC source_dc, int source_x, int source_y,
                  int source_width, int source_height, DWORD rop)
{
    POINT points[3] = {{x, y}, {x + width, y}, {x, y + height}};
    return plg_blt(dc_get(hdc), points, dc_get(source_dc), source_x, source_y, source_width, source_height, NULL, 0, 0,
                   rop_table(rop));
}

BOOL WINAPI PlgBlt(HDC hdc, const POINT *points, HDC source_dc, int x, int y, int width, int height,
                   HBITMAP mask_handle, int mask_x, int mask_y)
{
    struct device_context *dc = dc_get(hdc), *from = dc_get(source_dc);
    if (!dc || !from || !points || dc_is_rotated(from)) return FALSE;
    struct bitmap *mask = mask_handle ? gdi_object_get(mask_handle, GDI_BITMAP) : NULL;
    if (mask_handle && (!mask || mask->raster.depth != 1)) return FALSE;
    struct record_blit blit = {0, 0, 0, 0, x, y, width, height, SRCCOPY};
    if (dc->recorder) return record_masked_blit(dc, EMR_PLGBLT, &blit, points, from, mask_handle, mask_x, mask_y);
    if (!dc->raster || !from->raster) return TRUE;
    return plg_blt(dc, points, from, x, y, width, height, mask ? &mask->raster : NULL, mask_x, mask_y,
                   rop_table(SRCCOPY));
}
