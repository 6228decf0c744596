/* Paths as points: building, flattening, areas. */
#include "gdi_draw.h"
#include "gdi_math.h"

#define FLATNESS 1.5      /* sixteenths of a pixel that a line may be off its curve */
#define MOST_PIECES 500

void path_init(struct path *path) { memset(path, 0, sizeof(*path)); }

void path_finish(struct path *path)
{
    heap_free(path->points);
    heap_free(path->types);
    path->points = NULL;
    path->types = NULL;
    path->count = path->capacity = 0;
}

static BOOL grow(struct path *path)
{
    UINT capacity = path->capacity ? path->capacity * 2 : 64;
    struct fixed_point *points = capacity < (1u << 26) ? heap_allocate(capacity * sizeof(*points)) : NULL;
    BYTE *types = points ? heap_allocate(capacity) : NULL;
    if (!types) {
        heap_free(points);
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        path->failed = TRUE;
        return FALSE;
    }
    if (path->count) {
        memcpy(points, path->points, path->count * sizeof(*points));
        memcpy(types, path->types, path->count);
    }
    heap_free(path->points);
    heap_free(path->types);
    path->points = points;
    path->types = types;
    path->capacity = capacity;
    return TRUE;
}

void path_add(struct path *path, struct fixed_point point, BYTE type)
{
    if (path->count == path->capacity && !grow(path)) return;
    path->points[path->count] = point;
    path->types[path->count++] = type;
}

void path_add_polygon(struct path *path, const struct fixed_point *points, UINT count)
{
    for (UINT i = 0; i < count; i++) path_add(path, points[i], i ? PT_LINETO : PT_MOVETO);
    if (count && !path->failed) path->types[path->count - 1] |= PT_CLOSEFIGURE;
}

/* --- flattening --- */

static double second_difference(struct fixed_point a, struct fixed_point b, struct fixed_point c)
{
    double x = (double)a.x - 2.0 * b.x + c.x, y = (double)a.y - 2.0 * b.y + c.y;
    return square_root(x * x + y * y);
}

/* A cubic curve in n lines of equal parameter is off by at most 3/4 of its greatest second difference, divided by n
 * squared. */
static UINT pieces_of(const struct fixed_point *points)
{
    double first = second_difference(points[0], points[1], points[2]),
           second = second_difference(points[1], points[2], points[3]);
    double pieces = square_root(0.75 * (first > second ? first : second) / FLATNESS);
    return pieces >= MOST_PIECES ? MOST_PIECES : 1 + (UINT)pieces;
}

static double curve_at(double a, double b, double c, double d, double t)
{
    double s = 1 - t;
    return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

static void add_flattened(struct path *path, const struct fixed_point *p, BYTE last_type)
{
    UINT pieces = pieces_of(p);
    for (UINT i = 1; i < pieces; i++) {
        double t = (double)i / pieces;
        struct fixed_point at = {round_to_int(curve_at(p[0].x, p[1].x, p[2].x, p[3].x, t)),
                                 round_to_int(curve_at(p[0].y, p[1].y, p[2].y, p[3].y, t))};
        path_add(path, at, PT_LINETO);
    }
    path_add(path, p[3], last_type);
}

void path_bezier(struct path *path, struct fixed_point a, struct fixed_point b, struct fixed_point c)
{
    path_add(path, a, PT_BEZIERTO);
    path_add(path, b, PT_BEZIERTO);
    path_add(path, c, PT_BEZIERTO);
}

BOOL path_flatten(struct path *path)
{
    struct path flat;
    path_init(&flat);
    for (UINT i = 0; i < path->count; i++) {
        BOOL is_curve = (path->types[i] & ~PT_CLOSEFIGURE) == PT_BEZIERTO;
        if (is_curve && i && i + 2 < path->count) {
            add_flattened(&flat, &path->points[i - 1], (BYTE)(PT_LINETO | (path->types[i + 2] & PT_CLOSEFIGURE)));
            i += 2;
        } else {
            path_add(&flat, path->points[i], is_curve ? PT_LINETO : path->types[i]);
        }
    }
    if (flat.failed) {
        path_finish(&flat);
        return FALSE;
    }
    heap_free(path->points);
    heap_free(path->types);
    path->points = flat.points;
    path->types = flat.types;
    path->count = flat.count;
    path->capacity = flat.capacity;
    return TRUE;
}

/* --- areas --- */

static BOOL flat_to_region(struct region *region, const struct path *path, int fill_mode, const RECT *limits)
{
    UINT *counts = heap_allocate((path->count + 1) * sizeof(UINT)), figures = 0;
    if (!counts) return FALSE;
    for (UINT i = 0; i < path->count; i++) {
        if (!i || path->types[i] == PT_MOVETO) counts[figures++] = 0;
        counts[figures - 1]++;
    }
    BOOL done = region_from_polygons_within(region, path->points, counts, figures, fill_mode, limits);
    heap_free(counts);
    return done;
}

BOOL path_to_region(struct region *region, const struct path *path, int fill_mode, const RECT *limits)
{
    struct path flat;
    path_init(&flat);
    for (UINT i = 0; i < path->count; i++) path_add(&flat, path->points[i], path->types[i]);
    BOOL done = !flat.failed && path_flatten(&flat) && flat_to_region(region, &flat, fill_mode, limits);
    path_finish(&flat);
    return done;
}
