/* BitBlt, StretchBlt, PatBlt: any ternary raster operation between rasters of any format. */
#include "gdi_blit.h"
#include "gdi_metafile.h"

BOOL rectangle_intersect(RECT *result, const RECT *a, const RECT *b)
{
    result->left = max(a->left, b->left);
    result->top = max(a->top, b->top);
    result->right = min(a->right, b->right);
    result->bottom = min(a->bottom, b->bottom);
    return result->left < result->right && result->top < result->bottom;
}

BOOL dc_is_rotated(const struct device_context *dc)
{
    return !dc->is_identity && !dc->is_translation && (dc->to_device[1] != 0 || dc->to_device[2] != 0);
}

void blit_rectangle_to_raster(const struct device_context *dc, int x, int y, int width, int height,
                              struct blit_rectangle *rectangle)
{
    POINT corners[2] = {{x, y}, {(LONG)((ULONG)x + (ULONG)width), (LONG)((ULONG)y + (ULONG)height)}};
    if (!dc->is_identity) dc_to_device(dc, corners, 2);
    *rectangle = (struct blit_rectangle){corners[0].x + dc->origin.x, corners[0].y + dc->origin.y,
                                         corners[1].x - corners[0].x, corners[1].y - corners[0].y};
}

RECT blit_bounds(const struct blit_rectangle *rectangle)
{
    LONG x = rectangle->x, y = rectangle->y, right = x + rectangle->width, bottom = y + rectangle->height;
    if (rectangle->width < 0) { /* the pixel that it begins with belongs to it */
        LONG left = right + 1;
        right = x + 1, x = left;
    }
    if (rectangle->height < 0) {
        LONG top = bottom + 1;
        bottom = y + 1, y = top;
    }
    return (RECT){x, y, right, bottom};
}

struct sampler_colors blit_colors(const struct device_context *to, const struct device_context *from)
{
    COLORREF background = dc_resolve_color(to, to->state.background_color);
    return (struct sampler_colors){dc_resolve_color(to, to->state.text_color), background,
                                   from ? dc_resolve_color(from, from->state.background_color) : background};
}

/* What of a DC may be read: the whole of a bitmap, of a surface the window's visible part. */
RECT dc_readable_area(const struct device_context *dc)
{
    RECT whole = {0, 0, dc->raster->width, dc->raster->height}, area;
    return dc->kind != DC_WINDOW ? whole : rectangle_intersect(&area, &whole, &dc->visible.bounds) ? area : (RECT){0};
}

/* --- composing --- */

struct composition {
    struct device_context *dc;
    struct sampler *sampler; /* NULL: the operation uses no source */
    struct realized_brush brush;
    BOOL uses_brush, reads_destination;
    BYTE table;
    struct rop_masks masks;
    BOOL is_backward;        /* onto itself, to the right or below: from the end */
};

static BOOL copies_whole_pixels(const struct composition *composition)
{
    const struct sampler *sampler = composition->sampler;
    return composition->table == rop_table(SRCCOPY) && sampler->is_direct && sampler->after.how == TRANSLATE_NOT &&
           sampler->raster->depth == composition->dc->raster->depth && sampler->raster->depth >= 8;
}

static void copy_rows(const struct composition *composition, const RECT *area)
{
    const struct raster *to = composition->dc->raster, *from = composition->sampler->raster;
    POINT offset = composition->sampler->offset;
    SIZE_T pixel_bytes = to->depth / 8, length = (SIZE_T)(area->right - area->left) * pixel_bytes;
    BYTE *row = (BYTE *)to->bits + (LONG_PTR)area->top * to->stride + (SIZE_T)area->left * pixel_bytes;
    const BYTE *source = (const BYTE *)from->bits + (LONG_PTR)(area->top + offset.y) * from->stride +
                         (SIZE_T)(area->left + offset.x) * pixel_bytes;
    LONG_PTR step = to->stride, source_step = from->stride, rows = area->bottom - area->top;
    if (composition->is_backward) {
        row += (rows - 1) * step, source += (rows - 1) * source_step;
        step = -step, source_step = -source_step;
    }
    for (; rows > 0; rows--, row += step, source += source_step) memmove(row, source, length);
}

static void compose_piece(const struct composition *composition, LONG x, LONG y, UINT count)
{
    DWORD destination[ROW_PIXELS], source[ROW_PIXELS], pattern[ROW_PIXELS];
    const struct raster *to = composition->dc->raster;
    if (composition->table == rop_table(SRCCOPY)) {
        raster_write_row(to, x, y, count, sampler_row(composition->sampler, x, y, count, source));
        return;
    }
    if (composition->sampler) sampler_read(composition->sampler, x, y, count, source);
    if (composition->reads_destination) raster_read_row(to, x, y, count, destination);
    if (composition->uses_brush) brush_row(&composition->brush, x, y, count, pattern);
    rop_row(&composition->masks, destination, composition->sampler ? source : NULL,
            composition->uses_brush ? pattern : NULL, count);
    if (composition->uses_brush && composition->brush.hatch)
        brush_keep_between_lines(&composition->brush, to, x, y, count, destination);
    raster_write_row(to, x, y, count, destination);
}

/* Both in the same format: operations work on bits, so no pixels are taken apart. */
static BOOL works_in_place(const struct composition *composition)
{
    const struct sampler *sampler = composition->sampler;
    return sampler && sampler->is_direct && !composition->uses_brush && sampler->after.how == TRANSLATE_NOT &&
           sampler->raster->depth == composition->dc->raster->depth &&
           sampler->raster->bits != composition->dc->raster->bits;
}

static void combine_in_place(const struct composition *composition, const RECT *area)
{
    const struct raster *to = composition->dc->raster, *from = composition->sampler->raster;
    POINT offset = composition->sampler->offset;
    for (LONG y = area->top; y < area->bottom; y++) {
        BYTE *row = (BYTE *)to->bits + (LONG_PTR)y * to->stride;
        const BYTE *source = (const BYTE *)from->bits + (LONG_PTR)(y + offset.y) * from->stride;
        rop_bits(&composition->masks, row, (ULONG)area->left * to->depth, source,
                 (ULONG)(area->left + offset.x) * to->depth, (ULONG)(area->right - area->left) * to->depth);
    }
}

/* Pixels are only picked, none is changed. */
static BOOL picks_pixels(const struct composition *composition)
{
    const struct sampler *sampler = composition->sampler;
    return sampler && composition->table == rop_table(SRCCOPY) && sampler_only_picks(sampler) &&
           sampler->raster->depth >= 8 && sampler->raster->depth == composition->dc->raster->depth &&
           sampler->raster->bits != composition->dc->raster->bits;
}

/* A row that shows the same source row as the one above is its copy. */
static void pick_rows(const struct composition *composition, const RECT *area)
{
    const struct raster *to = composition->dc->raster;
    const struct sampler *sampler = composition->sampler;
    UINT pixel_bytes = to->depth / 8;
    BYTE *row = (BYTE *)to->bits + (LONG_PTR)area->top * to->stride + (SIZE_T)area->left * pixel_bytes;
    for (LONG y = area->top; y < area->bottom; y++, row += to->stride) {
        LONG index = y - sampler->y.first;
        if (y > area->top && sampler->y.from[index] == sampler->y.from[index - 1])
            memcpy(row, row - to->stride, (SIZE_T)(area->right - area->left) * pixel_bytes);
        else sampler_pick(sampler, area->left, y, (UINT)(area->right - area->left), row);
    }
}

static void compose_rectangle(const struct composition *composition, const RECT *area)
{
    if (composition->sampler && copies_whole_pixels(composition)) {
        copy_rows(composition, area);
        return;
    }
    if (works_in_place(composition)) {
        combine_in_place(composition, area);
        return;
    }
    if (picks_pixels(composition)) {
        pick_rows(composition, area);
        return;
    }
    LONG width = area->right - area->left, pieces = (width + ROW_PIXELS - 1) / ROW_PIXELS;
    for (LONG row = 0; row < area->bottom - area->top; row++) {
        LONG y = composition->is_backward ? area->bottom - 1 - row : area->top + row;
        for (LONG i = 0; i < pieces; i++) {
            LONG start = (composition->is_backward ? pieces - 1 - i : i) * ROW_PIXELS;
            compose_piece(composition, area->left + start, y, (UINT)min(ROW_PIXELS, width - start));
        }
    }
}

static void compose_clipped(const struct composition *composition, const RECT *area)
{
    const struct region *clip = dc_effective_region(composition->dc);
    RECT part;
    for (UINT i = 0; i < clip->count && clip->rectangles[i].top < area->bottom; i++) {
        if (rectangle_intersect(&part, &clip->rectangles[i], area)) compose_rectangle(composition, &part);
    }
}

static BOOL compose(struct device_context *dc, struct sampler *sampler, const RECT *area, BYTE table)
{
    struct composition composition = {.dc = dc, .sampler = rop_uses_source(table) ? sampler : NULL, .table = table};
    composition.uses_brush = rop_uses_pattern(table);
    composition.reads_destination = rop_uses_destination(table);
    if (composition.uses_brush && !brush_realize(&composition.brush, dc, dc->state.brush)) return TRUE;
    rop_masks_init(&composition.masks, table);
    if (sampler && sampler->is_direct && sampler->raster->bits == dc->raster->bits) {
        composition.is_backward = sampler->offset.y < 0 || (!sampler->offset.y && sampler->offset.x < 0);
    }
    compose_clipped(&composition, area);
    if (composition.uses_brush) brush_unrealize(&composition.brush);
    dc_drawn(dc, area);
    return TRUE;
}

BOOL blit_compose(struct device_context *dc, struct sampler *sampler, BYTE table)
{
    RECT area = sampler_area(sampler);
    return compose(dc, sampler, &area, table);
}

/* --- onto itself --- */

BOOL raster_copy_part(struct raster *copy, const struct raster *original, const RECT *part)
{
    LONG width = part->right - part->left, height = part->bottom - part->top;
    *copy = *original;
    copy->surface = NULL;
    copy->width = width;
    copy->height = height;
    copy->stride = raster_stride(width, original->depth);
    copy->bits = heap_allocate((SIZE_T)copy->stride * (SIZE_T)height);
    if (!copy->bits) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    DWORD pixels[ROW_PIXELS];
    for (LONG y = 0; y < height; y++) {
        for (LONG x = 0; x < width; x += ROW_PIXELS) {
            UINT count = (UINT)min(ROW_PIXELS, width - x);
            raster_read_row(original, part->left + x, part->top + y, count, pixels);
            raster_write_row(copy, x, y, count, pixels);
        }
    }
    return TRUE;
}

/* Rows and pieces in the right order are enough for one rectangle; several of them, or stretching, need a copy of the
 * source. */
static BOOL needs_copy(const struct device_context *dc, const struct sampler *sampler, const struct region *clip,
                       const RECT *source)
{
    if (sampler->raster->bits != dc->raster->bits) return FALSE;
    RECT area = sampler_area(sampler), common;
    if (!rectangle_intersect(&common, &area, source)) return FALSE;
    return !sampler->is_direct || clip->count > 1;
}

static BOOL draw_from_copy(struct device_context *dc, const struct blit_rectangle *destination,
                           const struct raster *from, const struct blit_rectangle *source, const RECT *limits, int mode,
                           BYTE table, const struct sampler_colors *colors)
{
    RECT bounds = blit_bounds(source), part;
    struct raster copy;
    struct sampler sampler;
    if (!rectangle_intersect(&part, &bounds, limits)) return TRUE;
    if (!raster_copy_part(&copy, from, &part)) return FALSE;
    struct blit_rectangle moved = {source->x - part.left, source->y - part.top, source->width, source->height};
    RECT whole = {0, 0, copy.width, copy.height};
    BOOL drawn = TRUE;
    if (sampler_init(&sampler, &copy, &moved, &whole, dc->raster, destination, &dc_effective_region(dc)->bounds, mode,
                     colors)) {
        drawn = blit_compose(dc, &sampler, table);
        sampler_finish(&sampler);
    }
    heap_free(copy.bits);
    return drawn;
}

static BOOL draw(struct device_context *dc, const struct blit_rectangle *destination, const struct raster *from,
                 const struct blit_rectangle *source, const RECT *limits, int mode, BYTE table,
                 const struct sampler_colors *colors)
{
    const struct region *clip = dc_effective_region(dc);
    struct sampler sampler;
    if (!clip->count) return TRUE;
    if (!sampler_init(&sampler, from, source, limits, dc->raster, destination, &clip->bounds, mode, colors))
        return TRUE;
    RECT source_bounds = blit_bounds(source);
    BOOL copy_first = needs_copy(dc, &sampler, clip, &source_bounds);
    BOOL drawn = copy_first ? TRUE : blit_compose(dc, &sampler, table);
    sampler_finish(&sampler);
    return copy_first ? draw_from_copy(dc, destination, from, source, limits, mode, table, colors) : drawn;
}

BOOL blit_raster(struct device_context *dc, const struct blit_rectangle *destination, const struct raster *from,
                 const struct blit_rectangle *source, int mode, BYTE table)
{
    RECT whole = {0, 0, from->width, from->height};
    struct sampler_colors colors = blit_colors(dc, NULL);
    colors.source_background = CLR_INVALID;
    return draw(dc, destination, from, source, &whole, mode, table, &colors);
}

BOOL blit_sampler(struct sampler *sampler, struct device_context *to, const struct blit_rectangle *destination,
                  struct device_context *from, const struct blit_rectangle *source, int mode)
{
    RECT limits = dc_readable_area(from);
    struct sampler_colors colors = blit_colors(to, from);
    return sampler_init(sampler, from->raster, source, &limits, to->raster, destination,
                        &dc_effective_region(to)->bounds, mode, &colors);
}

/* --- the functions --- */

static BOOL fill_pattern(struct device_context *dc, int x, int y, int width, int height, DWORD rop)
{
    BYTE table = rop_table(rop);
    struct record_blit blit = {x, y, width, height, 0, 0, 0, 0, rop};
    if (!record_blit(dc, EMR_BITBLT, &blit, NULL)) return FALSE;
    if (!dc->raster) return TRUE;
    int rop2 = ((table & 3) | (table >> 2 & 12)) + 1;
    if (dc_is_rotated(dc)) return fill_rotated(dc, x, y, width, height, rop2);
    struct blit_rectangle rectangle;
    blit_rectangle_to_raster(dc, x, y, width, height, &rectangle);
    RECT area = blit_bounds(&rectangle);
    fill_rectangles(dc, dc->state.brush, rop2, &area, 1);
    return TRUE;
}

BOOL WINAPI PatBlt(HDC hdc, int x, int y, int width, int height, DWORD rop)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || rop_uses_source(rop_table(rop))) return FALSE;
    return fill_pattern(dc, x, y, width, height, rop);
}

BOOL WINAPI StretchBlt(HDC hdc, int x, int y, int width, int height, HDC source_dc, int source_x, int source_y,
                       int source_width, int source_height, DWORD rop)
{
    struct device_context *dc = dc_get(hdc);
    BYTE table = rop_table(rop);
    if (!dc) return FALSE;
    if (!rop_uses_source(table)) return fill_pattern(dc, x, y, width, height, rop);
    struct device_context *from = dc_get(source_dc);
    if (!from || from->kind == DC_INFORMATION || from->kind == DC_METAFILE || from->kind == DC_ENHANCED_METAFILE)
        return FALSE;
    if (dc_is_rotated(from)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    struct record_blit blit = {x, y, width, height, source_x, source_y, source_width, source_height, rop};
    if (dc->recorder) return from->raster && record_blit(dc, EMR_STRETCHBLT, &blit, from);
    if (!dc->raster || !from->raster) return TRUE;
    if (dc_is_rotated(dc))
        return blit_rotated(hdc, x, y, width, height, source_dc, source_x, source_y, source_width, source_height, rop);
    struct blit_rectangle destination, source;
    blit_rectangle_to_raster(dc, x, y, width, height, &destination);
    blit_rectangle_to_raster(from, source_x, source_y, source_width, source_height, &source);
    RECT limits = dc_readable_area(from);
    struct sampler_colors colors = blit_colors(dc, from);
    return draw(dc, &destination, from->raster, &source, &limits, dc->state.stretch_mode, table, &colors);
}

BOOL WINAPI BitBlt(HDC hdc, int x, int y, int width, int height, HDC source_dc, int source_x, int source_y, DWORD rop)
{
    return StretchBlt(hdc, x, y, width, height, source_dc, source_x, source_y, width, height, rop);
}
