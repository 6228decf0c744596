/* The outline of a wide line. All is computed where the pen is a circle: device coordinates with the transform's linear
 * part undone. */
#include "gdi_draw.h"
#include "gdi_math.h"

struct stroker {
    struct path *outline;
    const struct stroke *stroke;
    double radius, arc_step;     /* the angle between points of a round join */
    double inverse[4];           /* device to where the pen is a circle */
    BOOL begins_figure;
};

static struct real_point linear(const double *matrix, double x, double y)
{
    return (struct real_point){x * matrix[0] + y * matrix[2], x * matrix[1] + y * matrix[3]};
}

static void emit(struct stroker *stroker, double x, double y)
{
    struct real_point device = linear(stroker->stroke->linear, x, y);
    path_add(stroker->outline, fixed_from_real(device.x, device.y), stroker->begins_figure ? PT_MOVETO : PT_LINETO);
    stroker->begins_figure = FALSE;
}

static void close_figure(struct stroker *stroker)
{
    struct path *outline = stroker->outline;
    if (!stroker->begins_figure && outline->count && !outline->failed)
        outline->types[outline->count - 1] |= PT_CLOSEFIGURE;
    stroker->begins_figure = TRUE;
}

/* Points around the centre from the offset (x, y), turning by the angle; the first and the last included. */
static void emit_arc(struct stroker *stroker, struct real_point center, double x, double y, double angle)
{
    int steps = 2 + 2 * (int)(absolute(angle) / stroker->arc_step / 2); /* even: the middle of a cap is exact */
    double sin_step = sine(angle / steps), cos_step = cosine(angle / steps);
    for (int i = 0; i <= steps; i++) {
        emit(stroker, center.x + x, center.y + y);
        double turned = x * cos_step - y * sin_step;
        y = x * sin_step + y * cos_step;
        x = turned;
    }
}

static struct real_point direction(struct real_point from, struct real_point to)
{
    double x = to.x - from.x, y = to.y - from.y, length = square_root(x * x + y * y);
    return (struct real_point){x / length, y / length};
}

/* The outline lies on the left of the line: at (-y, x) of its direction. */
static void emit_join(struct stroker *stroker, struct real_point at, struct real_point before, struct real_point after)
{
    double radius = stroker->radius, cross = before.x * after.y - before.y * after.x,
           dot = before.x * after.x + before.y * after.y;
    struct real_point first = {-before.y * radius, before.x * radius}, second = {-after.y * radius, after.x * radius};
    BOOL is_inner = cross > 0;
    if (is_inner) {
        emit(stroker, at.x + first.x, at.y + first.y);
        emit(stroker, at.x, at.y);
    } else if (stroker->stroke->join == PS_JOIN_ROUND) {
        double angle = cross == 0 && dot < 0 ? -PI : angle_of(cross, dot);
        emit_arc(stroker, at, first.x, first.y, angle);
        return;
    } else if (stroker->stroke->join == PS_JOIN_MITER && dot > -0.9999 &&
               square_root(2 / (1 + dot)) <= stroker->stroke->miter_limit) {
        emit(stroker, at.x + (first.x + second.x) / (1 + dot), at.y + (first.y + second.y) / (1 + dot));
        return;
    } else {
        emit(stroker, at.x + first.x, at.y + first.y);
    }
    emit(stroker, at.x + second.x, at.y + second.y);
}

static void emit_cap(struct stroker *stroker, struct real_point at, struct real_point way)
{
    double x = way.x * stroker->radius, y = way.y * stroker->radius;
    if (stroker->stroke->cap == PS_ENDCAP_ROUND) {
        emit_arc(stroker, at, -y, x, -PI);
        return;
    }
    double ahead = stroker->stroke->cap == PS_ENDCAP_SQUARE ? 1 : 0;
    emit(stroker, at.x - y + ahead * x, at.y + x + ahead * y);
    emit(stroker, at.x + y + ahead * x, at.y - x + ahead * y);
}

/* One side of an open line, with the cap at its end. */
static void emit_side(struct stroker *stroker, const struct real_point *points, UINT count, int step)
{
    struct real_point before = direction(points[0], points[step]);
    for (UINT i = 1; i + 1 < count; i++) {
        struct real_point at = points[(int)i * step], after = direction(at, points[((int)i + 1) * step]);
        emit_join(stroker, at, before, after);
        before = after;
    }
    emit_cap(stroker, points[((int)count - 1) * step], before);
}

static void emit_dot(struct stroker *stroker, struct real_point at)
{
    struct real_point right = {1, 0}, left = {-1, 0};
    if (stroker->stroke->cap == PS_ENDCAP_FLAT) return;
    emit_cap(stroker, at, right);
    emit_cap(stroker, at, left);
    close_figure(stroker);
}

static void stroke_open(struct stroker *stroker, const struct real_point *points, UINT count)
{
    stroker->begins_figure = TRUE;
    if (count < 2) {
        if (count) emit_dot(stroker, points[0]);
        return;
    }
    emit_side(stroker, points, count, 1);
    emit_side(stroker, points + count - 1, count, -1);
    close_figure(stroker);
}

static void stroke_ring(struct stroker *stroker, const struct real_point *points, UINT count, BOOL backwards)
{
    stroker->begins_figure = TRUE;
    for (UINT i = 0; i < count; i++) {
        UINT at = backwards ? count - 1 - i : i;
        UINT before = backwards ? (at + 1) % count : (at + count - 1) % count,
             after = backwards ? (at + count - 1) % count : (at + 1) % count;
        emit_join(stroker, points[at], direction(points[before], points[at]), direction(points[at], points[after]));
    }
    close_figure(stroker);
}

/* --- dashes --- */

struct dasher {
    struct stroker *stroker;
    struct real_point *points; /* of the dash that is open */
    UINT count, index;
    double left;               /* of dash or gap */
};

static void dash_point(struct dasher *dasher, struct real_point point)
{
    if (!(dasher->index & 1)) dasher->points[dasher->count++] = point;
}

static void dash_end(struct dasher *dasher)
{
    if (dasher->count) stroke_open(dasher->stroker, dasher->points, dasher->count);
    dasher->count = 0;
}

static void dash_line(struct dasher *dasher, struct real_point from, struct real_point to)
{
    const struct stroke *stroke = dasher->stroker->stroke;
    struct real_point way = direction(from, to);
    double length = (to.x - from.x) * way.x + (to.y - from.y) * way.y, at = 0;
    while (length - at > dasher->left) {
        at += dasher->left;
        struct real_point place = {from.x + way.x * at, from.y + way.y * at};
        dash_point(dasher, place);
        dash_end(dasher);
        dasher->index++;
        dasher->left = stroke->dashes[dasher->index % stroke->dash_count];
        dash_point(dasher, place);
    }
    dasher->left -= length - at;
    dash_point(dasher, to);
}

static BOOL stroke_dashed(struct stroker *stroker, const struct real_point *points, UINT count, BOOL is_closed)
{
    const struct stroke *stroke = stroker->stroke;
    double total = 0;
    for (UINT i = 0; i < stroke->dash_count; i++) total += stroke->dashes[i];
    if (!(total * stroke->linear[0] > 0.01) &&
        !(absolute(total * stroke->linear[0]) + absolute(total * stroke->linear[1]) > 0.01))
        return TRUE;
    struct dasher dasher = {
        .stroker = stroker, .points = heap_allocate((count + 4) * sizeof(*points)), .left = stroke->dashes[0]};
    if (!dasher.points) return FALSE;
    dash_point(&dasher, points[0]);
    for (UINT i = 1; i < count; i++) dash_line(&dasher, points[i - 1], points[i]);
    if (is_closed) dash_line(&dasher, points[count - 1], points[0]);
    dash_end(&dasher);
    heap_free(dasher.points);
    return TRUE;
}

/* --- figures --- */

static BOOL stroke_figure(struct stroker *stroker, const struct real_point *points, UINT count, BOOL is_closed)
{
    if (stroker->stroke->dashes && count > 1) return stroke_dashed(stroker, points, count, is_closed);
    if (!is_closed || count < 3) {
        stroke_open(stroker, points, count);
        return TRUE;
    }
    stroke_ring(stroker, points, count, FALSE);
    stroke_ring(stroker, points, count, TRUE);
    return TRUE;
}

static BOOL is_same(struct fixed_point a, struct fixed_point b) { return a.x == b.x && a.y == b.y; }

static BOOL stroke_range(struct stroker *stroker, const struct path *path, UINT first, UINT end,
                         struct real_point *points)
{
    UINT count = 0;
    BOOL is_closed = path->types[end - 1] & PT_CLOSEFIGURE;
    struct fixed_point last = {0, 0};
    for (UINT i = first; i < end; i++) {
        struct fixed_point at = path->points[i];
        if (count && is_same(at, last)) continue;
        if (is_closed && i == end - 1 && count > 1 && is_same(at, path->points[first])) continue;
        points[count++] = linear(stroker->inverse, at.x / 16.0, at.y / 16.0);
        last = at;
    }
    return stroke_figure(stroker, points, count, is_closed);
}

static BOOL stroker_init(struct stroker *stroker, struct path *outline, const struct stroke *stroke)
{
    const double *matrix = stroke->linear;
    double determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
    double scale = square_root(absolute(determinant));
    *stroker =
        (struct stroker){.outline = outline, .stroke = stroke, .radius = stroke->width / 2, .begins_figure = TRUE};
    if (determinant == 0) return FALSE;
    double inverse[4] = {matrix[3] / determinant, -matrix[1] / determinant, -matrix[2] / determinant,
                         matrix[0] / determinant};
    memcpy(stroker->inverse, inverse, sizeof(inverse));
    double device_radius = stroker->radius * scale;
    stroker->arc_step = device_radius < 0.5 ? 1 : square_root(0.5 / device_radius);
    return TRUE;
}

BOOL path_stroke(struct path *outline, const struct path *path, const struct stroke *stroke)
{
    struct stroker stroker;
    if (!stroker_init(&stroker, outline, stroke)) return FALSE;
    struct real_point *points = heap_allocate((path->count + 1) * sizeof(*points));
    if (!points) return FALSE;
    BOOL done = TRUE;
    for (UINT first = 0, end; done && first < path->count; first = end) {
        for (end = first + 1; end < path->count && path->types[end] != PT_MOVETO; end++) {}
        done = stroke_range(&stroker, path, first, end, points);
    }
    heap_free(points);
    return done && !outline->failed;
}
