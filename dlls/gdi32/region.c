/* Regions: sorted, banded rectangles, and their combinations.
 *
 * Within a band all rectangles have the same top and bottom, do not touch and go from left to right. Bands go from top
 * to bottom; two that touch differ in their spans. So equal areas have equal rectangles. */
#include "gdi_region.h"

#define FIRST_CAPACITY 16

/* --- building --- */

void region_builder_start(struct region_builder *builder) { memset(builder, 0, sizeof(*builder)); }

static BOOL grow(struct region_builder *builder)
{
    UINT capacity = builder->capacity ? builder->capacity * 2 : FIRST_CAPACITY;
    RECT *larger = capacity < (1u << 26) ? heap_allocate(capacity * sizeof(RECT)) : NULL;
    if (!larger) {
        builder->failed = TRUE;
        return FALSE;
    }
    if (builder->count) memcpy(larger, builder->rectangles, builder->count * sizeof(RECT));
    heap_free(builder->rectangles);
    builder->rectangles = larger;
    builder->capacity = capacity;
    return TRUE;
}

void region_builder_add(struct region_builder *builder, LONG left, LONG top, LONG right, LONG bottom)
{
    if (left >= right || top >= bottom || builder->failed) return;
    RECT *last = builder->count > builder->band ? &builder->rectangles[builder->count - 1] : NULL;
    if (last && last->right >= left) {
        if (right > last->right) last->right = right;
        return;
    }
    if (builder->count == builder->capacity && !grow(builder)) return;
    builder->rectangles[builder->count++] = (RECT){left, top, right, bottom};
}

static BOOL bands_look_alike(const RECT *a, const RECT *b, UINT count)
{
    for (UINT i = 0; i < count; i++) {
        if (a[i].left != b[i].left || a[i].right != b[i].right) return FALSE;
    }
    return TRUE;
}

void region_builder_end_band(struct region_builder *builder)
{
    UINT count = builder->count - builder->band;
    if (!count) return;
    RECT *band = builder->rectangles + builder->band, *above = builder->rectangles + builder->previous;
    if (builder->has_previous && builder->band - builder->previous == count && above->bottom == band->top &&
        bands_look_alike(above, band, count)) {
        for (UINT i = 0; i < count; i++) above[i].bottom = band->bottom;
        builder->count = builder->band;
        return;
    }
    builder->has_previous = TRUE;
    builder->previous = builder->band;
    builder->band = builder->count;
}

static void set_bounds(struct region *region)
{
    if (!region->count) {
        region->bounds = (RECT){0};
        return;
    }
    const RECT *rectangles = region->rectangles;
    LONG left = rectangles[0].left, right = rectangles[0].right;
    for (UINT i = 1; i < region->count; i++) {
        if (rectangles[i].left < left) left = rectangles[i].left;
        if (rectangles[i].right > right) right = rectangles[i].right;
    }
    region->bounds = (RECT){left, rectangles[0].top, right, rectangles[region->count - 1].bottom};
}

BOOL region_builder_finish(struct region_builder *builder, struct region *region)
{
    region_builder_end_band(builder);
    if (builder->failed) {
        heap_free(builder->rectangles);
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    heap_free(region->rectangles);
    region->rectangles = builder->rectangles;
    region->count = builder->count;
    region->capacity = builder->capacity;
    set_bounds(region);
    return TRUE;
}

/* --- simple changes --- */

/* Room for `count` rectangles; what was there is lost. */
static BOOL reserve(struct region *region, UINT count)
{
    if (region->capacity >= count) return TRUE;
    RECT *rectangles = heap_allocate(count * sizeof(RECT));
    if (!rectangles) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    heap_free(region->rectangles);
    region->rectangles = rectangles;
    region->capacity = count;
    return TRUE;
}

BOOL region_set_rectangles(struct region *region, const RECT *rectangles, UINT count)
{
    if (!reserve(region, count)) return FALSE;
    if (count) memmove(region->rectangles, rectangles, count * sizeof(RECT));
    region->count = count;
    set_bounds(region);
    return TRUE;
}

BOOL region_set_rectangle(struct region *region, LONG left, LONG top, LONG right, LONG bottom)
{
    RECT area = {left, top, right, bottom};
    return region_set_rectangles(region, &area, left < right && top < bottom);
}

BOOL region_copy(struct region *to, const struct region *from)
{
    if (to == from) return TRUE;
    if (!reserve(to, from->count)) return FALSE;
    if (from->count) memcpy(to->rectangles, from->rectangles, from->count * sizeof(RECT));
    to->count = from->count;
    to->bounds = from->bounds;
    return TRUE;
}

void region_offset(struct region *region, LONG x, LONG y)
{
    if (!region->count || (!x && !y)) return;
    for (UINT i = 0; i < region->count; i++) {
        RECT *area = &region->rectangles[i];
        *area = (RECT){area->left + x, area->top + y, area->right + x, area->bottom + y};
    }
    set_bounds(region);
}

void region_finish(struct region *region)
{
    heap_free(region->rectangles);
    region->rectangles = NULL;
    region->count = region->capacity = 0;
    region->bounds = (RECT){0};
}

int region_complexity(const struct region *region)
{
    if (!region->count) return NULLREGION;
    return region->count == 1 ? SIMPLEREGION : COMPLEXREGION;
}

/* --- questions --- */

UINT region_first_below(const struct region *region, LONG y)
{
    UINT low = 0, high = region->count;
    while (low < high) {
        UINT middle = (low + high) / 2;
        if (region->rectangles[middle].bottom > y) high = middle;
        else low = middle + 1;
    }
    return low;
}

BOOL region_contains(const struct region *region, LONG x, LONG y)
{
    for (UINT i = region_first_below(region, y); i < region->count && region->rectangles[i].top <= y; i++) {
        if (x >= region->rectangles[i].left && x < region->rectangles[i].right) return TRUE;
    }
    return FALSE;
}

BOOL region_touches(const struct region *region, const RECT *area)
{
    if (area->left >= area->right) return FALSE;
    for (UINT i = region_first_below(region, area->top); i < region->count && region->rectangles[i].top < area->bottom;
         i++) {
        if (area->right > region->rectangles[i].left && area->left < region->rectangles[i].right) return TRUE;
    }
    return FALSE;
}

BOOL region_equal(const struct region *a, const struct region *b)
{
    if (a->count != b->count) return FALSE;
    return !a->count || !memcmp(a->rectangles, b->rectangles, a->count * sizeof(RECT));
}

/* --- combining --- */

struct band { const RECT *first, *end, *stop; }; /* spans first..end share a top; stop: the region's end */

static void find_band_end(struct band *band)
{
    const RECT *end = band->first;
    while (end < band->stop && end->top == band->first->top) end++;
    band->end = end;
}

static void next_band(struct band *band)
{
    band->first = band->end;
    if (band->first < band->stop) find_band_end(band);
}

static void copy_spans(struct region_builder *builder, const RECT *first, const RECT *end, LONG top, LONG bottom)
{
    for (; first < end; first++) region_builder_add(builder, first->left, top, first->right, bottom);
    region_builder_end_band(builder);
}

/* `table`: bit (in a) * 2 + (in b) tells whether such points belong to the result. */
static void combine_spans(struct region_builder *builder, const struct band *a, const struct band *b, LONG top,
                          LONG bottom, UINT table)
{
    const RECT *first = a->first, *second = b->first;
    UINT in_first = 0, in_second = 0, inside = 0;
    LONG start = 0;
    while (first < a->end || second < b->end) {
        LONG edge_first = first < a->end ? (in_first ? first->right : first->left) : 0x7fffffff;
        LONG edge_second = second < b->end ? (in_second ? second->right : second->left) : 0x7fffffff;
        LONG x = min(edge_first, edge_second);
        if (first < a->end && edge_first == x) {
            if (in_first) first++;
            in_first ^= 1;
        }
        if (second < b->end && edge_second == x) {
            if (in_second) second++;
            in_second ^= 1;
        }
        UINT now = table >> (in_first * 2 + in_second) & 1;
        if (now == inside) continue;
        if (now) start = x;
        else region_builder_add(builder, start, top, x, bottom);
        inside = now;
    }
    region_builder_end_band(builder);
}

static void walk_bands(struct region_builder *builder, const struct region *first, const struct region *second,
                       UINT table)
{
    struct band a = {first->rectangles, NULL, first->rectangles + first->count},
                b = {second->rectangles, NULL, second->rectangles + second->count};
    BOOL keeps_a = table >> 2 & 1, keeps_b = table >> 1 & 1;
    if (first->count) find_band_end(&a);
    if (second->count) find_band_end(&b);
    LONG y = -0x7fffffff - 1;
    while (a.first < a.stop || b.first < b.stop) {
        LONG top_a = a.first < a.stop ? max(a.first->top, y) : 0x7fffffff,
             top_b = b.first < b.stop ? max(b.first->top, y) : 0x7fffffff;
        LONG bottom_a = a.first < a.stop ? a.first->bottom : 0x7fffffff,
             bottom_b = b.first < b.stop ? b.first->bottom : 0x7fffffff;
        if (a.first < a.stop && (top_a < top_b || b.first >= b.stop)) {
            y = b.first < b.stop ? min(bottom_a, top_b) : bottom_a;
            if (keeps_a) copy_spans(builder, a.first, a.end, top_a, y);
        } else if (b.first < b.stop && (top_b < top_a || a.first >= a.stop)) {
            y = a.first < a.stop ? min(bottom_b, top_a) : bottom_b;
            if (keeps_b) copy_spans(builder, b.first, b.end, top_b, y);
        } else {
            y = min(bottom_a, bottom_b);
            combine_spans(builder, &a, &b, top_a, y, table);
        }
        if (a.first < a.stop && bottom_a <= y) next_band(&a);
        if (b.first < b.stop && bottom_b <= y) next_band(&b);
        if (!keeps_a && b.first >= b.stop) return;
        if (!keeps_b && a.first >= a.stop) return;
    }
}

static BOOL bounds_apart(const RECT *a, const RECT *b)
{
    return a->left >= b->right || b->left >= a->right || a->top >= b->bottom || b->top >= a->bottom;
}

static BOOL bounds_within(const RECT *inner, const RECT *outer)
{
    return inner->left >= outer->left && inner->top >= outer->top && inner->right <= outer->right &&
           inner->bottom <= outer->bottom;
}

/* The cases that need no walk; FALSE: there is one to do. */
static BOOL combine_simply(struct region *to, const struct region *first, const struct region *second, int mode,
                           BOOL *result)
{
    BOOL apart = !first->count || !second->count || bounds_apart(&first->bounds, &second->bounds);
    if (mode == RGN_COPY) *result = region_copy(to, first);
    else if (mode == RGN_AND && apart) *result = region_set_rectangles(to, NULL, 0);
    else if (mode == RGN_AND && first->count == 1 && bounds_within(&second->bounds, &first->bounds))
        *result = region_copy(to, second);
    else if (mode == RGN_AND && second->count == 1 && bounds_within(&first->bounds, &second->bounds))
        *result = region_copy(to, first);
    else if (mode == RGN_DIFF && apart) *result = region_copy(to, first);
    else if (mode == RGN_DIFF && second->count == 1 && bounds_within(&first->bounds, &second->bounds))
        *result = region_set_rectangles(to, NULL, 0);
    else if ((mode == RGN_OR || mode == RGN_XOR) && !second->count) *result = region_copy(to, first);
    else if ((mode == RGN_OR || mode == RGN_XOR) && !first->count) *result = region_copy(to, second);
    else if (mode == RGN_OR && first->count == 1 && bounds_within(&second->bounds, &first->bounds))
        *result = region_copy(to, first);
    else if (mode == RGN_OR && second->count == 1 && bounds_within(&first->bounds, &second->bounds))
        *result = region_copy(to, second);
    else return FALSE;
    return TRUE;
}

BOOL region_combine(struct region *to, const struct region *first, const struct region *second, int mode)
{
    static const BYTE tables[] = {[RGN_AND] = 8, [RGN_OR] = 14, [RGN_XOR] = 6, [RGN_DIFF] = 4};
    BOOL result;
    if (combine_simply(to, first, second, mode, &result)) return result;
    struct region_builder builder;
    region_builder_start(&builder);
    walk_bands(&builder, first, second, tables[mode]);
    return region_builder_finish(&builder, to);
}
