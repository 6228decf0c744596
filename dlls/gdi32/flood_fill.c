/* ExtFloodFill: the area of one colour, or up to a border, around a point. */
#include "gdi_blit.h"
#include "gdi_metafile.h"

struct flood {
    const struct raster *raster;
    const struct region *clip;
    RECT bounds;
    DWORD pixel, relevant;
    BOOL is_border;    /* fills up to pixels of this value; else pixels of this value */
    BYTE *seen;        /* a bit for each pixel of the bounds */
    LONG seen_stride;
    POINT *stack;
    UINT stack_count, stack_capacity;
    RECT *spans;
    UINT span_count, span_capacity;
};

static BOOL grow(void **items, UINT count, UINT *capacity, SIZE_T size)
{
    if (count < *capacity) return TRUE;
    UINT wanted = *capacity ? *capacity * 2 : 256;
    void *larger = heap_allocate(wanted * size);
    if (!larger) return FALSE;
    if (*items) memcpy(larger, *items, count * size);
    heap_free(*items);
    *items = larger;
    *capacity = wanted;
    return TRUE;
}

static BOOL is_clipped_in(const struct region *clip, LONG x, LONG y)
{
    for (UINT i = 0; i < clip->count && clip->rectangles[i].top <= y; i++) {
        const RECT *area = &clip->rectangles[i];
        if (y < area->bottom && x >= area->left && x < area->right) return TRUE;
    }
    return FALSE;
}

static BOOL belongs(const struct flood *flood, LONG x, LONG y)
{
    const RECT *bounds = &flood->bounds;
    if (x < bounds->left || x >= bounds->right || y < bounds->top || y >= bounds->bottom) return FALSE;
    if (flood->clip->count > 1 && !is_clipped_in(flood->clip, x, y)) return FALSE;
    LONG bit = x - bounds->left;
    if (flood->seen[(SIZE_T)(y - bounds->top) * (SIZE_T)flood->seen_stride + (SIZE_T)(bit >> 3)] >> (bit & 7) & 1)
        return FALSE;
    return ((raster_get_pixel(flood->raster, x, y) & flood->relevant) == flood->pixel) != flood->is_border;
}

static BOOL push(struct flood *flood, LONG x, LONG y)
{
    if (!grow((void **)&flood->stack, flood->stack_count, &flood->stack_capacity, sizeof(POINT))) return FALSE;
    flood->stack[flood->stack_count++] = (POINT){x, y};
    return TRUE;
}

/* One point of each run of the row that belongs. */
static BOOL push_row(struct flood *flood, LONG left, LONG right, LONG y)
{
    BOOL in_run = FALSE;
    for (LONG x = left; x < right; x++) {
        BOOL inside = belongs(flood, x, y);
        if (inside && !in_run && !push(flood, x, y)) return FALSE;
        in_run = inside;
    }
    return TRUE;
}

static BOOL fill_run(struct flood *flood, POINT point)
{
    LONG left = point.x, right = point.x + 1;
    if (!belongs(flood, point.x, point.y)) return TRUE;
    while (belongs(flood, left - 1, point.y)) left--;
    while (belongs(flood, right, point.y)) right++;
    for (LONG x = left; x < right; x++) {
        LONG bit = x - flood->bounds.left;
        flood->seen[(SIZE_T)(point.y - flood->bounds.top) * (SIZE_T)flood->seen_stride + (SIZE_T)(bit >> 3)] |=
            (BYTE)(1 << (bit & 7));
    }
    if (!grow((void **)&flood->spans, flood->span_count, &flood->span_capacity, sizeof(RECT))) return FALSE;
    flood->spans[flood->span_count++] = (RECT){left, point.y, right, point.y + 1};
    return push_row(flood, left, right, point.y - 1) && push_row(flood, left, right, point.y + 1);
}

static BOOL find_area(struct flood *flood, POINT start)
{
    LONG width = flood->bounds.right - flood->bounds.left, height = flood->bounds.bottom - flood->bounds.top;
    flood->seen_stride = (width + 7) / 8;
    flood->seen = heap_allocate_zeroed((SIZE_T)flood->seen_stride * (SIZE_T)height);
    BOOL complete = flood->seen && push(flood, start.x, start.y);
    while (complete && flood->stack_count) complete = fill_run(flood, flood->stack[--flood->stack_count]);
    heap_free(flood->seen);
    heap_free(flood->stack);
    return complete;
}

BOOL WINAPI ExtFloodFill(HDC hdc, int x, int y, COLORREF color, UINT type)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || type > FLOODFILLSURFACE) return FALSE;
    if (dc->recorder) return record_flood(dc, x, y, color, type);
    if (!dc->raster) return FALSE;
    POINT start = {x, y};
    dc_to_device(dc, &start, 1);
    start.x += dc->origin.x;
    start.y += dc->origin.y;
    const struct raster *raster = dc->raster;
    const struct region *clip = dc_effective_region(dc);
    if (!is_clipped_in(clip, start.x, start.y)) return FALSE;
    struct flood flood = {.raster = raster, .clip = clip, .bounds = clip->bounds, .is_border = type == FLOODFILLBORDER};
    flood.relevant = raster->depth == 32 ? raster->masks[0] | raster->masks[1] | raster->masks[2] : ~0u;
    flood.pixel = dc_pixel_from_color(dc, color);
    BOOL matches = (raster_get_pixel(raster, start.x, start.y) & flood.relevant) == flood.pixel;
    if (matches == flood.is_border) return FALSE; /* on the border, or not of the colour */
    BOOL found = find_area(&flood, start);
    if (found) fill_rectangles(dc, dc->state.brush, R2_COPYPEN, flood.spans, flood.span_count);
    heap_free(flood.spans);
    if (!found) SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return found;
}

BOOL WINAPI FloodFill(HDC hdc, int x, int y, COLORREF color) { return ExtFloodFill(hdc, x, y, color, FLOODFILLBORDER); }
