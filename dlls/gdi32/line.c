/* Thin lines. In each column of a flat line, and in each row of a steep one, the pixel nearest to the line is drawn; of
 * two that are equally near, the upper or left one. So a line has the same pixels in both directions, but for the last
 * one, which is left out. */
#include "gdi_draw.h"
#include "gdi_region.h"

/* Pixel s (0 <= s < length) lies s steps along the major axis and (2 s rise + bias) / (2 length) along the minor one.
 */
struct walk {
    POINT start;
    LONG length, rise, bias;
    LONG major_sign, minor_sign;
    BOOL is_flat; /* x is the major axis */
};

#define COORDINATE_LIMIT 0x07ffffff

static LONG limit(LONG value)
{
    return value > COORDINATE_LIMIT ? COORDINATE_LIMIT : value < -COORDINATE_LIMIT ? -COORDINATE_LIMIT : value;
}

static void set_color(struct line_writer *writer, DWORD pixel)
{
    struct and_xor masks = raster_rop2_masks(writer->rop2, pixel);
    writer->pixel = pixel;
    writer->and = masks.and;
    writer->xor = masks.xor;
}

BOOL line_writer_start(struct line_writer *writer, struct device_context *dc, const struct realized_pen *pen)
{
    if (!dc->raster || dc->state.rop2 == R2_NOP || pen->kind != PEN_THIN) return FALSE;
    writer->dc = dc;
    writer->pen = pen;
    writer->clip = dc_effective_region(dc);
    writer->rop2 = dc->state.rop2;
    writer->phase = 0;
    writer->bounds = (RECT){0x7fffffff, 0x7fffffff, -0x7fffffff, -0x7fffffff};
    set_color(writer, pen->pixel);
    return writer->clip->count != 0;
}

void line_writer_finish(struct line_writer *writer)
{
    if (writer->bounds.left < writer->bounds.right) dc_drawn(writer->dc, &writer->bounds);
}

static void add_bounds(struct line_writer *writer, LONG left, LONG top, LONG right, LONG bottom)
{
    RECT *bounds = &writer->bounds;
    if (left < bounds->left) bounds->left = left;
    if (top < bounds->top) bounds->top = top;
    if (right > bounds->right) bounds->right = right;
    if (bottom > bounds->bottom) bounds->bottom = bottom;
}

/* --- pixels of a walk, which all lie within the raster --- */

/* part / whole as a fraction of 2^32, rounded down; part < whole. */
static DWORD fraction(DWORD part, DWORD whole)
{
    DWORD quotient, remainder;
    __asm__("divl %4" : "=a"(quotient), "=d"(remainder) : "0"(0), "1"(part), "r"(whole) : "cc");
    return quotient;
}

/* A walk in memory: `count` pixels, from `place` on. */
struct memory_walk {
    BYTE *place;
    LONG_PTR major, minor;  /* bytes to the next pixel along each axis */
    LONG count, error, step, end;
};

static inline __attribute__((always_inline)) void put(BYTE *place, DWORD pixel, UINT bytes)
{
    if (bytes == 4) {
        *(DWORD *)place = pixel;
    } else if (bytes == 1) {
        *place = (BYTE)pixel;
    } else {
        *(WORD *)place = (WORD)pixel;
        if (bytes == 3) place[2] = (BYTE)(pixel >> 16);
    }
}

/* The position along the minor axis as a fraction, whose carry is the step. Both fractions are rounded down, so count +
 * 1 is added: that is enough to pass every whole number in time, and, being less than 2^32 / end, not enough to pass
 * one too early. */
static inline __attribute__((always_inline)) void copy_by_fraction(struct memory_walk walk, DWORD pixel, UINT bytes)
{
    DWORD step = (DWORD)walk.step, end = (DWORD)walk.end;
    DWORD slope = step < end ? fraction(step, end) : 0, at = fraction((DWORD)walk.error, end) + (DWORD)walk.count + 1;
    if (step == end) walk.major += walk.minor;
    for (; walk.count >= 4; walk.count -= 4) {
        for (int i = 0; i < 4; i++) {
            put(walk.place, pixel, bytes);
            at += slope;
            walk.place += walk.major + (at < slope ? walk.minor : 0);
        }
    }
    for (; walk.count > 0; walk.count--) {
        put(walk.place, pixel, bytes);
        at += slope;
        walk.place += walk.major + (at < slope ? walk.minor : 0);
    }
}

/* Also where a fraction is not exact enough, or not worth its division. */
static inline __attribute__((always_inline)) void copy_by_error(struct memory_walk walk, DWORD pixel, UINT bytes)
{
    LONG error = walk.error - walk.end;
    for (; walk.count > 0; walk.count--) {
        put(walk.place, pixel, bytes);
        error += walk.step;
        LONG_PTR stays = (LONG_PTR)(error >> 31);
        walk.place += walk.major + (walk.minor & ~stays);
        error -= walk.end & ~(error >> 31);
    }
}

static inline __attribute__((always_inline)) void copy_pixels(const struct memory_walk *walk, DWORD pixel, UINT bytes)
{
    if (walk->count > 16 && walk->error < walk->end && (ULONGLONG)(walk->count + 1) * (DWORD)walk->end < 0x100000000u)
        copy_by_fraction(*walk, pixel, bytes);
    else copy_by_error(*walk, pixel, bytes);
}

static void combine_pixels_32(struct memory_walk walk, struct and_xor masks)
{
    LONG error = walk.error - walk.end;
    for (; walk.count > 0; walk.count--) {
        DWORD *pixel = (DWORD *)walk.place;
        *pixel = (*pixel & masks.and) ^ masks.xor;
        error += walk.step;
        LONG_PTR stays = (LONG_PTR)(error >> 31);
        walk.place += walk.major + (walk.minor & ~stays);
        error -= walk.end & ~(error >> 31);
    }
}

/* FALSE: not a depth or an operation that is drawn straight into memory. */
static BOOL draw_in_memory(const struct line_writer *writer, const struct memory_walk *walk)
{
    UINT depth = writer->dc->raster->depth;
    if (writer->and) {
        if (depth != 32) return FALSE;
        combine_pixels_32(*walk, (struct and_xor){writer->and, writer->xor});
        return TRUE;
    }
    switch (depth) {
    case 8: copy_pixels(walk, writer->xor, 1); return TRUE;
    case 16: copy_pixels(walk, writer->xor, 2); return TRUE;
    case 24: copy_pixels(walk, writer->xor, 3); return TRUE;
    case 32: copy_pixels(walk, writer->xor, 4); return TRUE;
    default: return FALSE;
    }
}

static void combine_pixel(const struct line_writer *writer, LONG x, LONG y)
{
    const struct raster *raster = writer->dc->raster;
    DWORD pixel = writer->and ? raster_get_pixel(raster, x, y) & writer->and : 0;
    raster_set_pixel(raster, x, y, pixel ^ writer->xor);
}

static void draw_pixels(const struct line_writer *writer, const struct walk *walk, LONG from, LONG to)
{
    const struct raster *raster = writer->dc->raster;
    LONG end = walk->length * 2, step = walk->rise * 2;
    LONGLONG position = (LONGLONG)from * step + walk->bias;
    LONG risen = from ? (LONG)(position / end) : 0, error = (LONG)(position - (LONGLONG)risen * end);
    LONG along = from * walk->major_sign, across = risen * walk->minor_sign;
    LONG x = walk->start.x + (walk->is_flat ? along : across), y = walk->start.y + (walk->is_flat ? across : along);
    if (raster->depth >= 8) {
        LONG_PTR by_x = (LONG_PTR)(raster->depth / 8), by_y = raster->stride;
        struct memory_walk memory = {
            .place = (BYTE *)raster->bits + (LONG_PTR)y * by_y + (LONG_PTR)x * by_x,
            .major = (walk->is_flat ? by_x : by_y) * walk->major_sign,
            .minor = (walk->is_flat ? by_y : by_x) * walk->minor_sign,
            .count = to - from, .error = error, .step = step, .end = end,
        };
        if (draw_in_memory(writer, &memory)) return;
    }
    LONG *major = walk->is_flat ? &x : &y, *minor = walk->is_flat ? &y : &x;
    for (LONG i = from; i < to; i++) {
        combine_pixel(writer, x, y);
        *major += walk->major_sign;
        error += step;
        if (error >= end) {
            error -= end;
            *minor += walk->minor_sign;
        }
    }
}

/* --- clipping --- */

/* The first step that has risen by `rise` at least. */
static LONGLONG first_risen(const struct walk *walk, LONGLONG rise)
{
    LONGLONG needed = rise * 2 * walk->length - walk->bias;
    if (needed <= 0) return 0;
    if (!walk->rise) return walk->length;
    return (needed + 2 * walk->rise - 1) / (2 * walk->rise);
}

/* The steps whose pixels lie in the rectangle. */
static BOOL clip_steps(const struct walk *walk, const RECT *area, LONG *from, LONG *to)
{
    LONG major = walk->is_flat ? walk->start.x : walk->start.y, minor = walk->is_flat ? walk->start.y : walk->start.x;
    LONG low = walk->is_flat ? area->left : area->top, high = walk->is_flat ? area->right : area->bottom;
    LONG minor_low = walk->is_flat ? area->top : area->left, minor_high = walk->is_flat ? area->bottom : area->right;
    LONGLONG first = walk->major_sign > 0 ? (LONGLONG)low - major : (LONGLONG)major - high + 1;
    LONGLONG end = walk->major_sign > 0 ? (LONGLONG)high - major : (LONGLONG)major - low + 1;
    LONGLONG rise_from = walk->minor_sign > 0 ? (LONGLONG)minor_low - minor : (LONGLONG)minor - minor_high + 1;
    LONGLONG rise_end = walk->minor_sign > 0 ? (LONGLONG)minor_high - minor : (LONGLONG)minor - minor_low + 1;
    if (rise_end <= 0) return FALSE;
    first = max(first, first_risen(walk, rise_from));
    end = min(end, first_risen(walk, rise_end));
    *from = (LONG)max(first, 0);
    *to = (LONG)min(end, walk->length);
    return *from < *to;
}

static void draw_clipped(const struct line_writer *writer, const struct walk *walk, LONG from, LONG to,
                         const RECT *bounds)
{
    const struct region *clip = writer->clip;
    const RECT *limits = &clip->bounds;
    if (clip->count == 1 && bounds->left >= limits->left && bounds->top >= limits->top &&
        bounds->right <= limits->right && bounds->bottom <= limits->bottom) {
        draw_pixels(writer, walk, from, to);
        return;
    }
    for (UINT i = region_first_below(clip, bounds->top); i < clip->count && clip->rectangles[i].top < bounds->bottom;
         i++) {
        LONG first, end;
        if (!clip_steps(walk, &clip->rectangles[i], &first, &end)) continue;
        first = max(first, from);
        end = min(end, to);
        if (first < end) draw_pixels(writer, walk, first, end);
    }
}

/* --- dashes --- */

/* Where in the dashes the writer is: TRUE on a dash; how many pixels are left of it. */
static BOOL dash_state(const struct realized_pen *pen, UINT phase, UINT *left)
{
    UINT i = 0;
    while (phase >= pen->dashes[i]) phase -= pen->dashes[i++];
    *left = pen->dashes[i] - phase;
    return !(i & 1);
}

static void draw_dashed(struct line_writer *writer, const struct walk *walk, const RECT *bounds)
{
    const struct realized_pen *pen = writer->pen;
    UINT left;
    LONG seen_from = 0, seen_to = walk->length;
    if (!clip_steps(walk, &writer->clip->bounds, &seen_from, &seen_to)) seen_from = seen_to = walk->length;
    UINT phase = (UINT)((writer->phase + (ULONGLONG)seen_from) % pen->dash_total);
    for (LONG at = seen_from; at < seen_to;) {
        BOOL is_dash = dash_state(pen, phase, &left);
        LONG end = (LONG)min((LONGLONG)at + left, seen_to);
        if (is_dash || pen->fills_gaps) {
            set_color(writer, is_dash ? pen->pixel : pen->gap_pixel);
            draw_clipped(writer, walk, at, end, bounds);
        }
        phase = (phase + (UINT)(end - at)) % pen->dash_total;
        at = end;
    }
    writer->phase = (UINT)((writer->phase + (ULONGLONG)walk->length) % pen->dash_total);
}

/* --- lines --- */

static void fill_straight(const struct line_writer *writer, const RECT *area)
{
    const struct region *clip = writer->clip;
    for (UINT i = region_first_below(clip, area->top); i < clip->count && clip->rectangles[i].top < area->bottom; i++) {
        const RECT *limits = &clip->rectangles[i];
        RECT part = {max(area->left, limits->left), max(area->top, limits->top), min(area->right, limits->right),
                     min(area->bottom, limits->bottom)};
        if (part.left < part.right && part.top < part.bottom)
            raster_fill(writer->dc->raster, &part, writer->pixel, writer->rop2);
    }
}

void line_writer_line(struct line_writer *writer, POINT from, POINT to)
{
    POINT origin = writer->dc->origin;
    from = (POINT){limit(from.x) + origin.x, limit(from.y) + origin.y};
    to = (POINT){limit(to.x) + origin.x, limit(to.y) + origin.y};
    LONG dx = to.x - from.x, dy = to.y - from.y, wide = dx < 0 ? -dx : dx, high = dy < 0 ? -dy : dy;
    if (!wide && !high) return;
    RECT bounds = {min(from.x, to.x), min(from.y, to.y), max(from.x, to.x) + 1, max(from.y, to.y) + 1};
    add_bounds(writer, bounds.left, bounds.top, bounds.right, bounds.bottom);
    BOOL is_dashed = writer->pen->dash_count != 0;
    if (!is_dashed && (!wide || !high)) {
        if (dx > 0) bounds.right--;
        else if (dx < 0) bounds.left++;
        else if (dy > 0) bounds.bottom--;
        else bounds.top++;
        fill_straight(writer, &bounds);
        return;
    }
    struct walk walk = {.start = from, .is_flat = wide >= high};
    walk.length = walk.is_flat ? wide : high;
    walk.rise = walk.is_flat ? high : wide;
    walk.major_sign = (walk.is_flat ? dx : dy) < 0 ? -1 : 1;
    walk.minor_sign = (walk.is_flat ? dy : dx) < 0 ? -1 : 1;
    walk.bias = walk.length - (walk.minor_sign > 0);
    if (is_dashed) draw_dashed(writer, &walk, &bounds);
    else draw_clipped(writer, &walk, 0, walk.length, &bounds);
}

void line_writer_polyline(struct line_writer *writer, const POINT *points, UINT count)
{
    for (UINT i = 1; i < count; i++) line_writer_line(writer, points[i - 1], points[i]);
}

void line_writer_pixels(struct line_writer *writer, const POINT *points, UINT count)
{
    const struct realized_pen *pen = writer->pen;
    POINT origin = writer->dc->origin;
    for (UINT i = 0; i < count; i++) {
        LONG x = points[i].x + origin.x, y = points[i].y + origin.y;
        UINT left;
        BOOL is_dash = TRUE;
        if (pen->dash_count) {
            is_dash = dash_state(pen, writer->phase, &left);
            writer->phase = (writer->phase + 1) % pen->dash_total;
            if (!is_dash && !pen->fills_gaps) continue;
            set_color(writer, is_dash ? pen->pixel : pen->gap_pixel);
        }
        if (!region_contains(writer->clip, x, y)) continue;
        combine_pixel(writer, x, y);
        add_bounds(writer, x, y, x + 1, y + 1);
    }
}
