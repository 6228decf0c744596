/* Shapes' bounds, and their outlines as Bézier curves. */
#include "gdi_shape.h"
#include "gdi_math.h"

#define ARC_CONTROL 0.55228474983079339 /* of a quarter circle: 4/3 tan(PI / 8) */

static void order(LONG *low, LONG *high)
{
    if (*low <= *high) return;
    LONG other = *low;
    *low = *high;
    *high = other;
}

static void set_from_box(struct shape *shape)
{
    const RECT *box = &shape->box;
    shape->origin = (struct real_point){box->left, box->top};
    shape->across = (struct real_point){(double)box->right - 1 - box->left, 0};
    shape->down = (struct real_point){0, (double)box->bottom - 1 - box->top};
}

/* Compatible graphics: right and bottom are left out in device coordinates. Advanced: they belong to it in logical
 * ones. */
static BOOL init_upright(struct shape *shape, const struct device_context *dc, int left, int top, int right, int bottom)
{
    POINT corners[2] = {{left, top}, {right, bottom}};
    dc_to_device(dc, corners, 2);
    order(&corners[0].x, &corners[1].x);
    order(&corners[0].y, &corners[1].y);
    LONG extra = dc->state.graphics_mode == GM_ADVANCED;
    LONG mirrored = dc->state.layout & LAYOUT_RTL && !extra ? 1 : 0;
    shape->box = (RECT){corners[0].x + mirrored, corners[0].y, corners[1].x + extra + mirrored, corners[1].y + extra};
    shape->is_flipped = FALSE;
    set_from_box(shape);
    return shape->box.left < shape->box.right && shape->box.top < shape->box.bottom;
}

/* Pixel by pixel along an outline that is wider than any screen would take seconds: curves are clipped first. */
static BOOL is_huge(const RECT *box)
{
    return (LONGLONG)box->right - box->left > 0x4000 || (LONGLONG)box->bottom - box->top > 0x4000;
}

BOOL shape_init(struct shape *shape, const struct device_context *dc, int left, int top, int right, int bottom)
{
    BOOL is_advanced = dc->state.graphics_mode == GM_ADVANCED;
    BOOL keeps_direction = dc->to_device[0] > 0 && dc->to_device[3] > 0;
    shape->is_upright = dc_is_scaling(dc) && (!is_advanced || keeps_direction);
    if (shape->is_upright) {
        BOOL has_pixels = init_upright(shape, dc, left, top, right, bottom);
        shape->is_upright = !is_huge(&shape->box);
        return has_pixels;
    }
    LONG sides[] = {left, top, right, bottom};
    order(&sides[0], &sides[2]);
    order(&sides[1], &sides[3]);
    struct real_point corner = dc_real_to_device(dc, sides[0], sides[1]);
    struct real_point upper = dc_real_to_device(dc, sides[2], sides[1]),
                      lower = dc_real_to_device(dc, sides[0], sides[3]);
    shape->origin = corner;
    shape->across = (struct real_point){upper.x - corner.x, upper.y - corner.y};
    shape->down = (struct real_point){lower.x - corner.x, lower.y - corner.y};
    shape->is_flipped = shape->across.x * shape->down.y < shape->across.y * shape->down.x;
    return TRUE;
}

void shape_set_inside_frame(struct shape *shape, const struct realized_pen *pen)
{
    if ((pen->pen->style & PS_STYLE_MASK) != PS_INSIDEFRAME || pen->kind != PEN_WIDE) return;
    LONG width = (LONG)(pen->device_width + 0.5);
    if (shape->is_upright) {
        RECT *box = &shape->box;
        box->left += width / 2;
        box->top += width / 2;
        box->right -= (width - 1) / 2;
        box->bottom -= (width - 1) / 2;
        if (box->right <= box->left) box->right = box->left + 1;
        if (box->bottom <= box->top) box->bottom = box->top + 1;
        set_from_box(shape);
        return;
    }
    double wide = square_root(shape->across.x * shape->across.x + shape->across.y * shape->across.y);
    double high = square_root(shape->down.x * shape->down.x + shape->down.y * shape->down.y);
    if (wide <= width || high <= width) return;
    double u = width / wide, v = width / high;
    shape->origin.x += (shape->across.x * u + shape->down.x * v) / 2;
    shape->origin.y += (shape->across.y * u + shape->down.y * v) / 2;
    shape->across = (struct real_point){shape->across.x * (1 - u), shape->across.y * (1 - u)};
    shape->down = (struct real_point){shape->down.x * (1 - v), shape->down.y * (1 - v)};
}

struct fixed_point shape_point(const struct shape *shape, double u, double v)
{
    return fixed_from_real(shape->origin.x + u * shape->across.x + v * shape->down.x,
                           shape->origin.y + u * shape->across.y + v * shape->down.y);
}

/* (x, y) on the circle of radius 1, y upwards. */
static struct fixed_point circle_point(const struct shape *shape, double x, double y)
{
    return shape_point(shape, (1 + x) / 2, (1 - y) / 2);
}

void shape_add_ellipse(const struct shape *shape, struct path *path)
{
    static const signed char corners[5][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 0}};
    path_add(path, circle_point(shape, 1, 0), PT_MOVETO);
    for (int i = 0; i < 4; i++) {
        const signed char *from = corners[i], *to = corners[i + 1];
        struct fixed_point a = circle_point(shape, from[0] + to[0] * ARC_CONTROL, from[1] + to[1] * ARC_CONTROL);
        struct fixed_point b = circle_point(shape, to[0] + from[0] * ARC_CONTROL, to[1] + from[1] * ARC_CONTROL);
        path_bezier(path, a, b, circle_point(shape, to[0], to[1]));
    }
    if (!path->failed) path->types[path->count - 1] |= PT_CLOSEFIGURE;
}

static void add_piece(const struct shape *shape, struct path *path, double from, double to)
{
    double control = 4.0 / 3.0 * sine((to - from) / 4) / cosine((to - from) / 4);
    double from_x = cosine(from), from_y = sine(from), to_x = cosine(to), to_y = sine(to);
    path_bezier(path, circle_point(shape, from_x - control * from_y, from_y + control * from_x),
                circle_point(shape, to_x + control * to_y, to_y - control * to_x), circle_point(shape, to_x, to_y));
}

void shape_add_arc(const struct shape *shape, struct path *path, double start, double sweep, BYTE first_type)
{
    double quarter = PI / 2, sign = sweep < 0 ? -1 : 1, end = start + sweep, at = start;
    path_add(path, circle_point(shape, cosine(start), sine(start)), first_type);
    int index = round_to_int(start / quarter - 0.5); /* the quarter it begins in */
    if (sign < 0) index++;
    while ((end - at) * sign > 1e-9) {
        index += (int)sign;
        double next = index * quarter;
        if ((next - at) * sign < 1e-9) continue;
        if ((next - end) * sign > -1e-9) next = end;
        add_piece(shape, path, at, next);
        at = next;
    }
}

double shape_angle(const struct shape *shape, double x, double y)
{
    double dx = x - shape->origin.x, dy = y - shape->origin.y;
    double determinant = shape->across.x * shape->down.y - shape->across.y * shape->down.x;
    if (determinant == 0) return 0;
    double u = (dx * shape->down.y - dy * shape->down.x) / determinant,
           v = (shape->across.x * dy - shape->across.y * dx) / determinant;
    return angle_of(1 - 2 * v, 2 * u - 1);
}
