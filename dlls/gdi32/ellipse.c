/* Ellipses and rounded rectangles in whole pixels: one corner is computed, the others mirror it, so all are symmetric.
 */
#include "gdi_draw.h"
#include "gdi_region.h"
#include "gdi_math.h"

static void corner_add(struct corner *corner, LONG x, LONG y)
{
    corner->pixels[corner->count++] = (POINT){x, y};
}

/* Twice the distance from the centre line, rounded to what pixels have: numbers of the parity of `diameter`. */
static LONG snap(double doubled, LONG diameter)
{
    LONG parity = diameter & 1;
    return 2 * round_to_int((doubled - parity) / 2 - 1e-9) + parity;
}

/* Doubled coordinates from the centre: X*X / (A*A) + Y*Y / (B*B) = 1. Where it is steep there is one pixel in each row,
 * else one in each column. */
static void walk_quarter(struct corner *corner, LONG a, LONG b)
{
    double wide = a, high = b;
    LONG x = a, y = b & 1;
    for (; y <= b; y += 2) {
        double exact = wide * square_root(1 - (double)y * y / (high * high));
        x = snap(exact, a);
        if (exact * high * high < y * wide * wide) break;
        corner_add(corner, (a - x) / 2, (b - y) / 2);
    }
    if (y > b) return;
    LONG last_y = y - 2;
    LONG start = corner->count ? a - 2 * corner->pixels[corner->count - 1].x : a;
    for (x = corner->count ? start - 2 : a; x >= (a & 1); x -= 2) {
        y = snap(high * square_root(1 - (double)x * x / (wide * wide)), b);
        for (last_y += 2; last_y < y; last_y += 2) corner_add(corner, (a - x - 2) / 2, (b - last_y) / 2);
        last_y = y;
        corner_add(corner, (a - x) / 2, (b - y) / 2);
    }
    for (last_y += 2; last_y <= b; last_y += 2)
        corner_add(corner, (a - 1) / 2, (b - last_y) / 2); /* the tip of a narrow one */
}

#define MOST_CORNER_PIXELS 0x1000000

BOOL corner_init(struct corner *corner, LONG width, LONG height)
{
    corner->count = 0;
    corner->width = (width + 1) / 2;
    corner->height = (height + 1) / 2;
    SIZE_T most = (SIZE_T)corner->width + (SIZE_T)corner->height + 2;
    corner->pixels = corner->own;
    if (most > ARRAYSIZE(corner->own))
        corner->pixels = most < MOST_CORNER_PIXELS ? heap_allocate(most * sizeof(POINT)) : NULL;
    if (!corner->pixels) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    if (width > 2 && height > 2) {
        walk_quarter(corner, width - 1, height - 1);
        return TRUE;
    }
    for (LONG y = corner->height - 1; y > 0; y--) corner_add(corner, 0, y);
    for (LONG x = 0; x < corner->width; x++) corner_add(corner, x, 0);
    return TRUE;
}

void corner_finish(struct corner *corner)
{
    if (corner->pixels != corner->own) heap_free(corner->pixels);
}

static void clamp_corner(const RECT *box, LONG *width, LONG *height)
{
    *width = max(1, min(*width, box->right - box->left));
    *height = max(1, min(*height, box->bottom - box->top));
}

struct outline { POINT *points; UINT count; };

static void outline_add(struct outline *outline, LONG x, LONG y)
{
    if (outline->count) {
        const POINT *last = &outline->points[outline->count - 1];
        if (last->x == x && last->y == y) return;
    }
    outline->points[outline->count++] = (POINT){x, y};
}

/* From the last pixel straight to this one, which is added, too. */
static void outline_straight(struct outline *outline, LONG x, LONG y)
{
    if (!outline->count) {
        outline_add(outline, x, y);
        return;
    }
    POINT at = outline->points[outline->count - 1];
    while (at.x != x || at.y != y) {
        at.x += (x > at.x) - (x < at.x);
        at.y += (y > at.y) - (y < at.y);
        outline_add(outline, at.x, at.y);
    }
}

/* Corners in the order of the walk: upper right, upper left, lower left, lower right. */
static void outline_corner(struct outline *outline, const struct corner *corner, const RECT *box, BOOL is_left,
                           BOOL is_lower)
{
    BOOL forward = is_left == is_lower;
    for (UINT i = 0; i < corner->count; i++) {
        POINT inset = corner->pixels[forward ? i : corner->count - 1 - i];
        LONG x = is_left ? box->left + inset.x : box->right - 1 - inset.x,
             y = is_lower ? box->bottom - 1 - inset.y : box->top + inset.y;
        if (!i) outline_straight(outline, x, y);
        else outline_add(outline, x, y);
    }
}

POINT *rounded_outline(const RECT *box, LONG width, LONG height, UINT *count)
{
    struct corner corner;
    clamp_corner(box, &width, &height);
    if (!corner_init(&corner, width, height)) return NULL;
    SIZE_T most =
        2 * ((SIZE_T)(box->right - box->left) + (SIZE_T)(box->bottom - box->top)) + 4 * (SIZE_T)corner.count + 8;
    struct outline outline = {heap_allocate(most * sizeof(POINT)), 0};
    if (outline.points) {
        outline_corner(&outline, &corner, box, FALSE, FALSE);
        outline_corner(&outline, &corner, box, TRUE, FALSE);
        outline_corner(&outline, &corner, box, TRUE, TRUE);
        outline_corner(&outline, &corner, box, FALSE, TRUE);
        POINT first = outline.points[0];
        outline_straight(&outline, first.x, first.y);
        if (outline.count > 1) outline.count--; /* the first pixel again */
    }
    corner_finish(&corner);
    *count = outline.count;
    return outline.points;
}

/* How far the area begins from the left side in a row of the corner. */
static LONG row_inset(const struct corner *corner, LONG row, UINT *at, BOOL with_outline)
{
    const POINT *pixels = corner->pixels;
    UINT i = *at;
    while (i > 0 && pixels[i].y < row) i--;
    *at = i;
    if (pixels[i].y != row) return with_outline ? 0 : 1;
    if (!with_outline) return pixels[i].x + 1;
    while (i > 0 && pixels[i - 1].y == row) i--;
    return pixels[i].x;
}

BOOL region_set_rounded(struct region *region, const RECT *box, LONG width, LONG height, BOOL with_outline)
{
    struct corner corner;
    if (box->left >= box->right || box->top >= box->bottom) return region_set_rectangles(region, NULL, 0);
    clamp_corner(box, &width, &height);
    if (!corner_init(&corner, width, height)) return FALSE;
    struct region_builder builder;
    region_builder_start(&builder);
    LONG rows = box->bottom - box->top;
    LONG *insets = heap_allocate((SIZE_T)corner.height * sizeof(LONG));
    UINT at = corner.count - 1;
    for (LONG row = 0; insets && row < corner.height; row++) insets[row] = row_inset(&corner, row, &at, with_outline);
    for (LONG row = 0; insets && row < rows && !builder.failed; row++) {
        LONG from_edge = min(row, rows - 1 - row);
        if (!with_outline && !from_edge) continue;
        LONG inset = from_edge < corner.height ? insets[from_edge] : !with_outline;
        region_builder_add(&builder, box->left + inset, box->top + row, box->right - inset, box->top + row + 1);
        region_builder_end_band(&builder);
    }
    builder.failed |= !insets;
    heap_free(insets);
    corner_finish(&corner);
    return region_builder_finish(&builder, region);
}
