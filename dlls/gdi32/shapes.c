/* Rectangle, RoundRect and Ellipse: filled with the brush, outlined with the pen. */
#include "gdi_shape.h"
#include "gdi_metafile.h"
#include "gdi_math.h"

/* Fills with the DC's brush; coordinates of the device. */
static void fill_box(struct device_context *dc, RECT box)
{
    if (box.left >= box.right || box.top >= box.bottom) return;
    RECT area = {box.left + dc->origin.x, box.top + dc->origin.y, box.right + dc->origin.x, box.bottom + dc->origin.y};
    fill_rectangles(dc, dc->state.brush, dc->state.rop2, &area, 1);
}

static void fill_rounded(struct device_context *dc, const RECT *box, LONG width, LONG height, BOOL with_outline)
{
    struct region region = {0};
    if (region_set_rounded(&region, box, width, height, with_outline)) fill_device_region(dc, &region);
    region_finish(&region);
}

static void outline_rounded(struct device_context *dc, const struct realized_pen *pen, const RECT *box, LONG width,
                            LONG height)
{
    struct line_writer writer;
    UINT count;
    if (!line_writer_start(&writer, dc, pen)) return;
    POINT *pixels = rounded_outline(box, width, height, &count);
    if (pixels) line_writer_pixels(&writer, pixels, count);
    heap_free(pixels);
    line_writer_finish(&writer);
}

static void outline_rectangle(struct device_context *dc, const struct realized_pen *pen, const RECT *box)
{
    LONG left = box->left, top = box->top, right = box->right - 1, bottom = box->bottom - 1;
    POINT corners[] = {{right, top}, {left, top}, {left, bottom}, {right, bottom}, {right, top}};
    struct line_writer writer;
    if (!line_writer_start(&writer, dc, pen)) return;
    if (left == right && top == bottom) line_writer_pixels(&writer, corners, 1);
    else if (left == right || top == bottom)
        line_writer_line(&writer, (POINT){left, top},
                         left == right ? (POINT){left, bottom + 1} : (POINT){right + 1, top});
    else line_writer_polyline(&writer, corners, 5);
    line_writer_finish(&writer);
}

/* A thin outline and what lies within: every pixel is drawn once. width, height: of the corners' ellipse, 0 of a
 * rectangle. */
static void draw_pixels(struct device_context *dc, const struct realized_pen *pen, const RECT *outer, LONG width,
                        LONG height)
{
    RECT box = *outer;
    BOOL has_brush = dc->state.brush->style != BS_NULL;
    if (pen->kind == PEN_NONE) {
        box.right--;
        box.bottom--;
        if (!width || !height) fill_box(dc, box);
        else if (has_brush) fill_rounded(dc, &box, width, height, TRUE);
        return;
    }
    if (!width || !height) {
        fill_box(dc, (RECT){box.left + 1, box.top + 1, box.right - 1, box.bottom - 1});
        outline_rectangle(dc, pen, &box);
        return;
    }
    if (has_brush) fill_rounded(dc, &box, width, height, FALSE);
    outline_rounded(dc, pen, &box, width, height);
}

static void add_rectangle(const struct shape *shape, struct path *path)
{
    struct fixed_point corners[4] = {shape_point(shape, 1, 0), shape_point(shape, 0, 0), shape_point(shape, 0, 1),
                                     shape_point(shape, 1, 1)};
    path_add_polygon(path, corners, 4);
}

/* One corner: the curve from (u, v) that ends at (u + du, v + dv); first along `by_u` or across. */
static void add_corner(const struct shape *shape, struct path *path, double u, double v, double du, double dv,
                       BOOL first_by_u)
{
    const double control = 0.55228474983079339;
    double first_u = first_by_u ? du * control : 0, first_v = first_by_u ? 0 : dv * control;
    double second_u = first_by_u ? du : du * (1 - control), second_v = first_by_u ? dv * (1 - control) : dv;
    path_add(path, shape_point(shape, u, v),
             path->count && !(path->types[path->count - 1] & PT_CLOSEFIGURE) ? PT_LINETO : PT_MOVETO);
    path_bezier(path, shape_point(shape, u + first_u, v + first_v), shape_point(shape, u + second_u, v + second_v),
                shape_point(shape, u + du, v + dv));
}

/* a, b: half of the corners' ellipse, as parts of the sides. */
static void add_round_rectangle(const struct shape *shape, struct path *path, double a, double b)
{
    add_corner(shape, path, 1, b, -a, -b, FALSE);
    add_corner(shape, path, a, 0, -a, b, TRUE);
    add_corner(shape, path, 0, 1 - b, a, b, FALSE);
    add_corner(shape, path, 1 - a, 1, a, -b, TRUE);
    if (!path->failed) path->types[path->count - 1] |= PT_CLOSEFIGURE;
}

enum figure { RECTANGLE, ROUND_RECTANGLE, ELLIPSE };

static double length_of(struct real_point vector) { return square_root(vector.x * vector.x + vector.y * vector.y); }

static double part_of(double part, double whole) { return whole <= 0 || part >= whole ? 0.5 : part / whole / 2; }

static void add_figure(const struct shape *shape, struct path *path, enum figure figure, double width, double height)
{
    if (figure == ELLIPSE) shape_add_ellipse(shape, path);
    else if (figure == RECTANGLE || width < 1 || height < 1) add_rectangle(shape, path);
    else
        add_round_rectangle(shape, path, part_of(width, length_of(shape->across)),
                            part_of(height, length_of(shape->down)));
}

static BOOL draw_by_path(struct device_context *dc, const struct shape *shape, enum figure figure, double width,
                         double height)
{
    struct path path;
    path_init(&path);
    add_figure(shape, &path, figure, width, height);
    BOOL done = !path.failed;
    if (dc_path_is_open(dc)) {
        done = dc_path_append(dc, &path);
    } else if (done) {
        fill_path(dc, &path, ALTERNATE);
        stroke_path(dc, &path);
    }
    path_finish(&path);
    return done;
}

static double device_length(const struct device_context *dc, double x, double y)
{
    double device_x = x * dc->to_device[0] + y * dc->to_device[2],
           device_y = x * dc->to_device[1] + y * dc->to_device[3];
    return square_root(device_x * device_x + device_y * device_y);
}

static BOOL record_figure(struct device_context *dc, const RECT *bounds, enum figure figure, int corner_width,
                          int corner_height)
{
    static const struct { UINT enhanced, windows;
    } types[] = {[RECTANGLE] = {EMR_RECTANGLE, META_RECTANGLE},
                 [ROUND_RECTANGLE] = {EMR_ROUNDRECT, META_ROUNDRECT},
                 [ELLIPSE] = {EMR_ELLIPSE, META_ELLIPSE}};
    int corner[] = {corner_width, corner_height};
    return record_box(dc, types[figure].enhanced, types[figure].windows, bounds, corner,
                      figure == ROUND_RECTANGLE ? 2 : 0);
}

static BOOL draw_figure(HDC hdc, const RECT *bounds, enum figure figure, int corner_width, int corner_height)
{
    struct device_context *dc = dc_get(hdc);
    struct shape shape;
    if (!dc || !record_figure(dc, bounds, figure, corner_width, corner_height)) return FALSE;
    if (!shape_init(&shape, dc, bounds->left, bounds->top, bounds->right, bounds->bottom)) return TRUE;
    double width = device_length(dc, corner_width, 0), height = device_length(dc, 0, corner_height);
    if (dc_path_is_open(dc)) return draw_by_path(dc, &shape, figure, width, height);
    if (!dc->raster) return TRUE;
    struct realized_pen pen;
    pen_realize(&pen, dc);
    shape_set_inside_frame(&shape, &pen);
    if (!shape.is_upright || pen.kind == PEN_WIDE) return draw_by_path(dc, &shape, figure, width, height);
    LONG wide = round_to_int(width), high = round_to_int(height);
    if (figure == ELLIPSE) wide = shape.box.right - shape.box.left, high = shape.box.bottom - shape.box.top;
    draw_pixels(dc, &pen, &shape.box, wide, high);
    return TRUE;
}

BOOL WINAPI Rectangle(HDC dc, int left, int top, int right, int bottom)
{
    return draw_figure(dc, &(RECT){left, top, right, bottom}, RECTANGLE, 0, 0);
}

BOOL WINAPI RoundRect(HDC dc, int left, int top, int right, int bottom, int width, int height)
{
    return draw_figure(dc, &(RECT){left, top, right, bottom}, ROUND_RECTANGLE, width, height);
}

BOOL WINAPI Ellipse(HDC dc, int left, int top, int right, int bottom)
{
    return draw_figure(dc, &(RECT){left, top, right, bottom}, ELLIPSE, 0, 0);
}
