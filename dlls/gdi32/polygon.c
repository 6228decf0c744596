/* What closed figures enclose. A pixel belongs to it if its centre, a point with whole coordinates, lies inside; a
 * centre on an edge counts for left and upper edges only, so that figures with a common edge share no pixel and leave
 * none out. All numbers are exact. */
#include "gdi_draw.h"
#include "gdi_region.h"

struct edge {
    LONG first_row, end_row;
    LONG x;              /* the first pixel at or right of the edge in the current row */
    LONG step;           /* x grows by this in each row... */
    LONGLONG error, error_step, limit; /* ...and by one more whenever the error passes 0 */
    LONG direction;      /* +1 down, -1 up */
};

#define EDGES_ON_STACK 64

static LONG ceil_row(LONG fixed) { return (LONG)(((LONGLONG)fixed + 15) >> 4); }

static LONGLONG floor_divide(LONGLONG a, LONGLONG b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

/* FALSE: it crosses no row of centres within the limits. */
static BOOL edge_init(struct edge *edge, struct fixed_point a, struct fixed_point b, const RECT *limits)
{
    edge->direction = 1;
    if (a.y > b.y) {
        struct fixed_point other = a;
        a = b, b = other;
        edge->direction = -1;
    }
    edge->first_row = ceil_row(a.y);
    edge->end_row = ceil_row(b.y);
    if (limits) {
        edge->first_row = max(edge->first_row, limits->top);
        edge->end_row = min(edge->end_row, limits->bottom);
    }
    if (edge->first_row >= edge->end_row) return FALSE;
    /* In row y: x = (a.x + (16 y - a.y) dx / dy) / 16, rounded up. */
    LONGLONG dx = (LONGLONG)b.x - a.x, dy = (LONGLONG)b.y - a.y, divisor = dy * 16;
    LONGLONG down = (LONGLONG)edge->first_row * 16 - a.y, whole = floor_divide(dx, dy), rest = dx - whole * dy;
    LONGLONG numerator = (a.x + down * whole) * dy + down * rest; /* |a.x| < 2^31 and what follows keep it below 2^63 */
    LONGLONG x = floor_divide(numerator + divisor - 1, divisor);
    edge->x = (LONG)x;
    edge->error = numerator - x * divisor; /* -divisor < error <= 0 */
    edge->step = (LONG)whole;
    edge->error_step = rest * 16;
    edge->limit = divisor;
    return TRUE;
}

static void edge_next_row(struct edge *edge)
{
    edge->x += edge->step;
    edge->error += edge->error_step;
    if (edge->error <= 0) return;
    edge->x++;
    edge->error -= edge->limit;
}

static UINT collect_edges(struct edge *edges, const struct fixed_point *points, const UINT *counts, UINT figures,
                          const RECT *limits)
{
    UINT used = 0;
    for (UINT i = 0; i < figures; points += counts[i++]) {
        for (UINT j = 0; j < counts[i]; j++)
            used += edge_init(&edges[used], points[j], points[j + 1 < counts[i] ? j + 1 : 0], limits);
    }
    return used;
}

/* By first row. */
static void sift_down(struct edge *edges, UINT root, UINT count)
{
    struct edge moving = edges[root];
    for (UINT child = root * 2 + 1; child < count; root = child, child = root * 2 + 1) {
        if (child + 1 < count && edges[child + 1].first_row > edges[child].first_row) child++;
        if (edges[child].first_row <= moving.first_row) break;
        edges[root] = edges[child];
    }
    edges[root] = moving;
}

static void sort_edges(struct edge *edges, UINT count)
{
    for (UINT i = count / 2; i-- > 0;) sift_down(edges, i, count);
    for (UINT i = count; i-- > 1;) {
        struct edge last = edges[i];
        edges[i] = edges[0];
        edges[0] = last;
        sift_down(edges, 0, i);
    }
}

static void sort_active(struct edge **active, UINT count)
{
    for (UINT i = 1; i < count; i++) {
        struct edge *moving = active[i];
        UINT place = i;
        for (; place > 0 && active[place - 1]->x > moving->x; place--) active[place] = active[place - 1];
        active[place] = moving;
    }
}

static void add_row(struct region_builder *builder, struct edge **active, UINT count, LONG y, int fill_mode,
                    const RECT *limits)
{
    LONG inside = 0;
    for (UINT i = 0; i + 1 < count; i++) {
        inside = fill_mode == WINDING ? inside + active[i]->direction : !inside;
        if (!inside) continue;
        LONG left = active[i]->x, right = active[i + 1]->x;
        if (limits) left = max(left, limits->left), right = min(right, limits->right);
        region_builder_add(builder, left, y, right, y + 1);
    }
    region_builder_end_band(builder);
}

static UINT drop_ended(struct edge **active, UINT count, LONG y)
{
    UINT kept = 0;
    for (UINT i = 0; i < count; i++) {
        if (active[i]->end_row > y) active[kept++] = active[i];
    }
    return kept;
}

static void scan_edges(struct region_builder *builder, struct edge *edges, UINT count, struct edge **active,
                       int fill_mode, const RECT *limits)
{
    UINT next = 0, active_count = 0;
    for (LONG y = count ? edges[0].first_row : 0; next < count || active_count; y++) {
        if (!active_count) y = edges[next].first_row;
        while (next < count && edges[next].first_row == y) active[active_count++] = &edges[next++];
        sort_active(active, active_count);
        add_row(builder, active, active_count, y, fill_mode, limits);
        if (builder->failed) return;
        active_count = drop_ended(active, active_count, y + 1);
        for (UINT i = 0; i < active_count; i++) edge_next_row(active[i]);
    }
}

BOOL region_from_polygons_within(struct region *region, const struct fixed_point *points, const UINT *counts,
                                 UINT figures, int fill_mode, const RECT *limits)
{
    struct edge stack_edges[EDGES_ON_STACK], *edges = stack_edges;
    struct edge *stack_active[EDGES_ON_STACK], **active = stack_active;
    SIZE_T total = 0;
    for (UINT i = 0; i < figures; i++) total += counts[i];
    if (total > EDGES_ON_STACK) {
        edges = heap_allocate(total * (sizeof(*edges) + sizeof(*active)));
        if (!edges) {
            SetLastError(ERROR_NOT_ENOUGH_MEMORY);
            return FALSE;
        }
        active = (struct edge **)(edges + total);
    }
    UINT count = collect_edges(edges, points, counts, figures, limits);
    sort_edges(edges, count);
    struct region_builder builder;
    region_builder_start(&builder);
    scan_edges(&builder, edges, count, active, fill_mode, limits);
    if (edges != stack_edges) heap_free(edges);
    return region_builder_finish(&builder, region);
}

BOOL region_from_polygons(struct region *region, const struct fixed_point *points, const UINT *counts, UINT figures,
                          int fill_mode)
{
    return region_from_polygons_within(region, points, counts, figures, fill_mode, NULL);
}
