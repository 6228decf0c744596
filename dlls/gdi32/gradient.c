/* GradientFill: rectangles and triangles whose colours change from corner to corner. */
#include "gdi_blit.h"
#include "gdi_metafile.h"

static const struct raster plain_format = {.depth = 32, .masks = {0xff0000, 0xff00, 0xff}};

struct gradient { struct device_context *dc; struct raster_translation translation; };

/* One row of the raster's own pixels, clipped. */
static void write_clipped(struct device_context *dc, LONG left, LONG y, const DWORD *pixels, LONG count)
{
    const struct region *clip = dc_effective_region(dc);
    RECT row = {left, y, left + count, y + 1}, part;
    for (UINT i = 0; i < clip->count && clip->rectangles[i].top <= y; i++) {
        if (rectangle_intersect(&part, &clip->rectangles[i], &row))
            raster_write_row(dc->raster, part.left, y, (UINT)(part.right - part.left), pixels + (part.left - left));
    }
}

static void fill_clipped(struct device_context *dc, const RECT *area, DWORD pixel)
{
    const struct region *clip = dc_effective_region(dc);
    RECT part;
    for (UINT i = 0; i < clip->count && clip->rectangles[i].top < area->bottom; i++) {
        if (rectangle_intersect(&part, &clip->rectangles[i], area)) raster_fill(dc->raster, &part, pixel, R2_COPYPEN);
    }
}

/* Of plain pixels, which become the raster's. */
static void draw_row(struct gradient *gradient, LONG left, LONG y, DWORD *pixels, LONG count)
{
    raster_translate_row(&gradient->translation, pixels, (UINT)count);
    write_clipped(gradient->dc, left, y, pixels, count);
}

static DWORD mix(const TRIVERTEX *first, const TRIVERTEX *second, LONG step, LONG steps)
{
    const COLOR16 *a = &first->Red, *b = &second->Red;
    DWORD pixel = 0;
    for (int i = 0; i < 3; i++) {
        LONG difference = b[i] - a[i];
        LONG value = a[i] + (steps < 0x8000 ? difference * step / steps : (LONG)((LONGLONG)difference * step / steps));
        pixel = pixel << 8 | (DWORD)(value >> 8 & 255);
    }
    return pixel;
}

static void fill_rectangle(struct gradient *gradient, const TRIVERTEX *first, const TRIVERTEX *second, BOOL is_vertical)
{
    LONG left = min(first->x, second->x), right = max(first->x, second->x), top = min(first->y, second->y),
         bottom = max(first->y, second->y);
    const RECT *limit = &dc_effective_region(gradient->dc)->bounds;
    LONG from_x = max(left, limit->left), to_x = min(right, limit->right), from_y = max(top, limit->top),
         to_y = min(bottom, limit->bottom);
    BOOL is_backward = is_vertical ? first->y > second->y : first->x > second->x;
    const TRIVERTEX *start = is_backward ? second : first, *end = is_backward ? first : second;
    if (from_x >= to_x || from_y >= to_y) return;
    if (is_vertical) {
        for (LONG y = from_y; y < to_y; y++) {
            DWORD pixel = mix(start, end, y - top, bottom - top);
            raster_translate_row(&gradient->translation, &pixel, 1);
            fill_clipped(gradient->dc, &(RECT){from_x, y, to_x, y + 1}, pixel);
        }
        return;
    }
    DWORD pixels[ROW_PIXELS];
    for (LONG x = from_x; x < to_x; x += ROW_PIXELS) {
        LONG count = min(ROW_PIXELS, to_x - x);
        for (LONG i = 0; i < count; i++) pixels[i] = mix(start, end, x + i - left, right - left);
        raster_translate_row(&gradient->translation, pixels, (UINT)count);
        for (LONG y = from_y; y < to_y; y++) write_clipped(gradient->dc, x, y, pixels, count);
    }
}

/* Twice the signed area of a triangle. */
static LONGLONG cross(const TRIVERTEX *a, const TRIVERTEX *b, LONG x, LONG y)
{
    return (LONGLONG)(b->x - a->x) * (y - a->y) - (LONGLONG)(b->y - a->y) * (x - a->x);
}

static DWORD mix_three(const TRIVERTEX *const *corners, const LONGLONG *weights, LONGLONG total)
{
    DWORD pixel = 0;
    for (int channel = 0; channel < 3; channel++) {
        LONGLONG sum = 0;
        for (int i = 0; i < 3; i++) sum += (&corners[i]->Red)[channel] * weights[i];
        pixel = pixel << 8 | (DWORD)(sum / total >> 8 & 255);
    }
    return pixel;
}

/* A pixel on an edge belongs to the triangle whose inside is to the right of it or below. */
static BOOL edge_includes(const TRIVERTEX *a, const TRIVERTEX *b, LONGLONG value)
{
    if (value) return value > 0;
    return a->y == b->y ? b->x > a->x : b->y < a->y;
}

static void fill_triangle(struct gradient *gradient, const TRIVERTEX *a, const TRIVERTEX *b, const TRIVERTEX *c)
{
    LONGLONG total = cross(a, b, c->x, c->y);
    if (!total) return;
    const TRIVERTEX *corners[3] = {a, total > 0 ? b : c, total > 0 ? c : b};
    if (total < 0) total = -total;
    const RECT *limit = &dc_effective_region(gradient->dc)->bounds;
    LONG left = max(min(a->x, min(b->x, c->x)), limit->left), right = min(max(a->x, max(b->x, c->x)), limit->right);
    LONG top = max(min(a->y, min(b->y, c->y)), limit->top), bottom = min(max(a->y, max(b->y, c->y)), limit->bottom);
    for (LONG y = top; y < bottom; y++) {
        for (LONG x = left; x < right; x++) {
            LONGLONG weights[3] = {cross(corners[1], corners[2], x, y), cross(corners[2], corners[0], x, y),
                                   cross(corners[0], corners[1], x, y)};
            BOOL inside = edge_includes(corners[1], corners[2], weights[0]) &&
                          edge_includes(corners[2], corners[0], weights[1]) &&
                          edge_includes(corners[0], corners[1], weights[2]);
            if (!inside) continue;
            DWORD pixel = mix_three(corners, weights, total);
            draw_row(gradient, x, y, &pixel, 1);
        }
    }
}

static TRIVERTEX *to_raster(const struct device_context *dc, const TRIVERTEX *vertices, ULONG count)
{
    TRIVERTEX *copy = heap_allocate(count * sizeof(*copy));
    if (!copy) return NULL;
    for (ULONG i = 0; i < count; i++) {
        POINT point = {vertices[i].x, vertices[i].y};
        dc_to_device(dc, &point, 1);
        copy[i] = vertices[i];
        copy[i].x = point.x + dc->origin.x;
        copy[i].y = point.y + dc->origin.y;
    }
    return copy;
}

static BOOL are_indexes_valid(ULONG vertex_count, const ULONG *indexes, ULONG count)
{
    for (ULONG i = 0; i < count; i++) {
        if (indexes[i] >= vertex_count) return FALSE;
    }
    return TRUE;
}

BOOL WINAPI GdiGradientFill(HDC hdc, PTRIVERTEX vertices, ULONG vertex_count, PVOID mesh, ULONG mesh_count, ULONG mode)
{
    struct device_context *dc = dc_get(hdc);
    ULONG corners = mode == GRADIENT_FILL_TRIANGLE ? 3 : 2;
    const ULONG *indexes = mesh;
    if (!dc || !vertices || !mesh || !vertex_count || !mesh_count || mode > GRADIENT_FILL_TRIANGLE ||
        mesh_count > 0x1000000 || vertex_count > 0x1000000 ||
        !are_indexes_valid(vertex_count, indexes, mesh_count * corners)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (dc->recorder) return record_gradient(dc, vertices, vertex_count, mesh, mesh_count, mode);
    if (!dc->raster) return TRUE;
    TRIVERTEX *points = to_raster(dc, vertices, vertex_count);
    if (!points) return FALSE;
    struct gradient gradient = {.dc = dc};
    raster_translation_init(&gradient.translation, &plain_format, dc->raster, 0, 0, CLR_INVALID);
    RECT bounds = {points[0].x, points[0].y, points[0].x, points[0].y};
    for (ULONG i = 0; i < vertex_count; i++) {
        bounds = (RECT){min(bounds.left, points[i].x), min(bounds.top, points[i].y), max(bounds.right, points[i].x),
                        max(bounds.bottom, points[i].y)};
    }
    for (ULONG i = 0; i < mesh_count; i++, indexes += corners) {
        if (corners == 3) fill_triangle(&gradient, &points[indexes[0]], &points[indexes[1]], &points[indexes[2]]);
        else fill_rectangle(&gradient, &points[indexes[0]], &points[indexes[1]], mode == GRADIENT_FILL_RECT_V);
    }
    heap_free(points);
    dc_drawn(dc, &bounds);
    return TRUE;
}
