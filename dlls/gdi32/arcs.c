/* Arc, ArcTo, AngleArc, Chord and Pie. */
#include "gdi_shape.h"
#include "gdi_metafile.h"
#include "gdi_math.h"

enum arc_figure { ARC, ARC_TO, CHORD, PIE };

struct arc { struct shape shape; double start, sweep; };

static double positive_angle(double angle)
{
    while (angle < 0) angle += 2 * PI;
    while (angle >= 2 * PI) angle -= 2 * PI;
    return angle;
}

/* Advanced graphics: counter-clockwise in logical space whatever SetArcDirection said; else the direction is the
 * device's. */
static BOOL arc_init(struct arc *arc, const struct device_context *dc, const RECT *bounds, POINT from, POINT to)
{
    if (!shape_init(&arc->shape, dc, bounds->left, bounds->top, bounds->right, bounds->bottom)) return FALSE;
    struct real_point first = dc_real_to_device(dc, from.x, from.y), last = dc_real_to_device(dc, to.x, to.y);
    BOOL is_clockwise = dc->state.graphics_mode != GM_ADVANCED && dc->state.arc_direction == AD_CLOCKWISE;
    arc->start = shape_angle(&arc->shape, first.x, first.y);
    double end = shape_angle(&arc->shape, last.x, last.y);
    arc->sweep = is_clockwise ? -positive_angle(arc->start - end) : positive_angle(end - arc->start);
    if (arc->sweep == 0) arc->sweep = is_clockwise ? -2 * PI : 2 * PI;
    return TRUE;
}

/* --- whole pixels --- */

/* The ellipse's pixels from the arc's start to its end, counter-clockwise, then (Pie) the centre; freed with heap_free.
 */
static POINT *arc_pixels(const struct arc *arc, BOOL with_center, UINT *count)
{
    const RECT *box = &arc->shape.box;
    UINT all;
    POINT *outline = rounded_outline(box, box->right - box->left, box->bottom - box->top, &all);
    POINT *pixels = outline ? heap_allocate(((SIZE_T)all + 2) * sizeof(POINT)) : NULL;
    double start = arc->sweep < 0 ? arc->start + arc->sweep : arc->start, sweep = absolute(arc->sweep), least = 7;
    UINT first = 0;
    *count = 0;
    for (UINT i = 0; pixels && i < all; i++) {
        double angle = positive_angle(shape_angle(&arc->shape, outline[i].x, outline[i].y) - start);
        if (angle < least) least = angle, first = i;
    }
    for (UINT i = 0; pixels && i < all; i++) {
        POINT at = outline[(first + i) % all];
        if (positive_angle(shape_angle(&arc->shape, at.x, at.y) - start) <= sweep) pixels[(*count)++] = at;
    }
    heap_free(outline);
    if (pixels && with_center)
        pixels[(*count)++] = (POINT){(box->left + box->right - 1) / 2, (box->top + box->bottom - 1) / 2};
    return pixels;
}

static void fill_within(struct device_context *dc, const POINT *pixels, UINT count)
{
    struct region region = {0};
    struct fixed_point *fixed = heap_allocate((SIZE_T)count * sizeof(*fixed));
    RECT limits = device_limits(dc);
    for (UINT i = 0; fixed && i < count; i++) fixed[i] = fixed_from_device(pixels[i]);
    if (fixed && region_from_polygons_within(&region, fixed, &count, 1, ALTERNATE, &limits))
        fill_device_region(dc, &region);
    region_finish(&region);
    heap_free(fixed);
}

static BOOL draw_pixels(struct device_context *dc, const struct realized_pen *pen, const struct arc *arc,
                        enum arc_figure figure)
{
    struct line_writer writer;
    UINT count;
    POINT *pixels = arc_pixels(arc, figure == PIE, &count);
    if (!pixels) return FALSE;
    if (figure != ARC && count > 2 && dc->state.brush->style != BS_NULL) fill_within(dc, pixels, count);
    if (count && line_writer_start(&writer, dc, pen)) {
        UINT on_arc = figure == PIE ? count - 1 : count;
        /* As of any line, an arc's last pixel is left out. */
        UINT skipped = figure == ARC && absolute(arc->sweep) < 2 * PI && on_arc ? 1 : 0;
        line_writer_pixels(&writer, pixels + (arc->sweep < 0 ? skipped : 0), on_arc - skipped);
        if (on_arc && figure != ARC) {
            line_writer_line(&writer, pixels[on_arc - 1], pixels[on_arc % count]);
            if (figure == PIE) line_writer_line(&writer, pixels[on_arc], pixels[0]);
        }
        line_writer_finish(&writer);
    }
    heap_free(pixels);
    return TRUE;
}

/* --- curves --- */

static void add_arc(const struct arc *arc, struct path *path, enum arc_figure figure)
{
    shape_add_arc(&arc->shape, path, arc->start, arc->sweep, figure == ARC_TO ? PT_LINETO : PT_MOVETO);
    if (figure == PIE) path_add(path, shape_point(&arc->shape, 0.5, 0.5), PT_LINETO);
    if (figure != ARC && figure != ARC_TO && !path->failed) path->types[path->count - 1] |= PT_CLOSEFIGURE;
}

/* The current point becomes the last one of the path. */
static void move_to_end(struct device_context *dc, const struct path *path)
{
    if (!path->count) return;
    struct fixed_point last = path->points[path->count - 1];
    struct real_point logical = dc_real_to_logical(dc, last.x / 16.0, last.y / 16.0);
    dc->state.position = (POINT){round_to_int(logical.x), round_to_int(logical.y)};
}

/* Appends to the open path what follows the current position. */
static BOOL continue_path(struct device_context *dc, const struct path *part)
{
    BOOL done = dc_path_continue(dc, NULL, 0, PT_LINETO) && dc_path_append(dc, part);
    dc->path->starts_figure = FALSE;
    return done;
}

static BOOL draw_by_path(struct device_context *dc, const struct arc *arc, enum arc_figure figure)
{
    struct path path;
    POINT position = dc->state.position;
    path_init(&path);
    if (figure == ARC_TO && !dc_path_is_open(dc))
        path_add(&path, dc_fixed_to_device(dc, position.x, position.y), PT_MOVETO);
    add_arc(arc, &path, figure);
    BOOL done = !path.failed;
    if (dc_path_is_open(dc)) {
        done = done && (figure == ARC_TO ? continue_path(dc, &path) : dc_path_append(dc, &path));
    } else if (done) {
        if (figure == CHORD || figure == PIE) fill_path(dc, &path, ALTERNATE);
        stroke_path(dc, &path);
    }
    if (figure == ARC_TO && done) move_to_end(dc, &path);
    path_finish(&path);
    return done;
}

static BOOL record_arc(struct device_context *dc, const RECT *bounds, POINT from, POINT to, enum arc_figure figure)
{
    static const struct { UINT enhanced, windows;
    } types[] = {[ARC] = {EMR_ARC, META_ARC},
                 [ARC_TO] = {EMR_ARCTO, 0},
                 [CHORD] = {EMR_CHORD, META_CHORD},
                 [PIE] = {EMR_PIE, META_PIE}};
    int rays[] = {from.x, from.y, to.x, to.y};
    return record_box(dc, types[figure].enhanced, types[figure].windows, bounds, rays, 4);
}

static BOOL draw_arc(HDC hdc, const RECT *bounds, POINT from, POINT to, enum arc_figure figure)
{
    struct device_context *dc = dc_get(hdc);
    struct arc arc;
    if (!dc || !record_arc(dc, bounds, from, to, figure)) return FALSE;
    if (!arc_init(&arc, dc, bounds, from, to)) return TRUE;
    if (dc_path_is_open(dc) || figure == ARC_TO) return draw_by_path(dc, &arc, figure);
    if (!dc->raster) return TRUE;
    struct realized_pen pen;
    pen_realize(&pen, dc);
    shape_set_inside_frame(&arc.shape, &pen);
    if (!arc.shape.is_upright || pen.kind == PEN_WIDE) return draw_by_path(dc, &arc, figure);
    return draw_pixels(dc, &pen, &arc, figure);
}

BOOL WINAPI Arc(HDC dc, int left, int top, int right, int bottom, int x_from, int y_from, int x_to, int y_to)
{
    return draw_arc(dc, &(RECT){left, top, right, bottom}, (POINT){x_from, y_from}, (POINT){x_to, y_to}, ARC);
}

BOOL WINAPI ArcTo(HDC dc, int left, int top, int right, int bottom, int x_from, int y_from, int x_to, int y_to)
{
    return draw_arc(dc, &(RECT){left, top, right, bottom}, (POINT){x_from, y_from}, (POINT){x_to, y_to}, ARC_TO);
}

BOOL WINAPI Chord(HDC dc, int left, int top, int right, int bottom, int x_from, int y_from, int x_to, int y_to)
{
    return draw_arc(dc, &(RECT){left, top, right, bottom}, (POINT){x_from, y_from}, (POINT){x_to, y_to}, CHORD);
}

BOOL WINAPI Pie(HDC dc, int left, int top, int right, int bottom, int x_from, int y_from, int x_to, int y_to)
{
    return draw_arc(dc, &(RECT){left, top, right, bottom}, (POINT){x_from, y_from}, (POINT){x_to, y_to}, PIE);
}

/* --- AngleArc --- */

#define MOST_TURNS 100 /* more of them paint nothing new */

BOOL WINAPI AngleArc(HDC hdc, int x, int y, DWORD radius, FLOAT start, FLOAT sweep)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if ((LONG)radius < 0 || !(absolute(start) < 1e6) || !(absolute(sweep) < 1e6)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!record_angle_arc(dc, x, y, radius, start, sweep)) return FALSE;
    struct arc arc;
    double r = radius, most = 2 * PI * MOST_TURNS;
    struct real_point corner = dc_real_to_device(dc, x - r, y - r), upper = dc_real_to_device(dc, x + r, y - r);
    struct real_point lower = dc_real_to_device(dc, x - r, y + r);
    memset(&arc, 0, sizeof(arc));
    arc.shape.origin = corner;
    arc.shape.across = (struct real_point){upper.x - corner.x, upper.y - corner.y};
    arc.shape.down = (struct real_point){lower.x - corner.x, lower.y - corner.y};
    arc.start = start * PI / 180;
    arc.sweep = sweep * PI / 180;
    if (arc.sweep > most) arc.sweep = most;
    if (arc.sweep < -most) arc.sweep = -most;
    return draw_by_path(dc, &arc, ARC_TO);
}
