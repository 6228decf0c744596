/* Drawing with the DC's pen and brush along and within flat figures. */
#include "gdi_draw.h"

void fill_device_region(struct device_context *dc, struct region *region)
{
    if (!dc->raster) return;
    region_offset(region, dc->origin.x, dc->origin.y);
    fill_region(dc, dc->state.brush, dc->state.rop2, region);
}

void fill_path(struct device_context *dc, const struct path *path, int fill_mode)
{
    struct region region = {0};
    RECT limits = device_limits(dc);
    if (!dc->raster || dc->state.brush->style == BS_NULL) return;
    if (path_to_region(&region, path, fill_mode, &limits)) fill_device_region(dc, &region);
    region_finish(&region);
}

static void stroke_wide(struct device_context *dc, const struct realized_pen *pen, const struct path *path)
{
    struct path outline;
    struct region region = {0};
    RECT limits = device_limits(dc);
    path_init(&outline);
    if (path_stroke(&outline, path, &pen->stroke) && path_to_region(&region, &outline, WINDING, &limits)) {
        region_offset(&region, dc->origin.x, dc->origin.y);
        fill_region(dc, &pen->brush, dc->state.rop2, &region);
    }
    region_finish(&region);
    path_finish(&outline);
}

void stroke_polyline(struct device_context *dc, const POINT *points, UINT count, BOOL is_closed)
{
    struct realized_pen pen;
    if (!dc->raster || count < 2) return;
    pen_realize(&pen, dc);
    if (pen.kind == PEN_WIDE) {
        struct path path;
        path_init(&path);
        for (UINT i = 0; i < count; i++) path_add(&path, fixed_from_device(points[i]), i ? PT_LINETO : PT_MOVETO);
        if (is_closed && path.count) path.types[path.count - 1] |= PT_CLOSEFIGURE;
        if (!path.failed) stroke_wide(dc, &pen, &path);
        path_finish(&path);
        return;
    }
    struct line_writer writer;
    if (!line_writer_start(&writer, dc, &pen)) return;
    line_writer_polyline(&writer, points, count);
    if (is_closed) line_writer_line(&writer, points[count - 1], points[0]);
    line_writer_finish(&writer);
}

static void stroke_thin(struct device_context *dc, const struct realized_pen *pen, const struct path *path)
{
    struct line_writer writer;
    if (!line_writer_start(&writer, dc, pen)) return;
    POINT first = {0, 0}, last = {0, 0};
    for (UINT i = 0; i < path->count; i++) {
        POINT point = device_from_fixed(path->points[i]);
        if ((path->types[i] & ~PT_CLOSEFIGURE) == PT_MOVETO) {
            first = point;
            writer.phase = 0;
        } else {
            line_writer_line(&writer, last, point);
        }
        if (path->types[i] & PT_CLOSEFIGURE) line_writer_line(&writer, point, first);
        last = point;
    }
    line_writer_finish(&writer);
}

static BOOL has_curves(const struct path *path)
{
    for (UINT i = 0; i < path->count; i++) {
        if ((path->types[i] & ~PT_CLOSEFIGURE) == PT_BEZIERTO) return TRUE;
    }
    return FALSE;
}

void stroke_path(struct device_context *dc, const struct path *path)
{
    struct realized_pen pen;
    struct path flat;
    if (!dc->raster) return;
    pen_realize(&pen, dc);
    if (pen.kind == PEN_NONE) return;
    path_init(&flat);
    if (has_curves(path)) {
        for (UINT i = 0; i < path->count; i++) path_add(&flat, path->points[i], path->types[i]);
        if (flat.failed || !path_flatten(&flat)) {
            path_finish(&flat);
            return;
        }
        path = &flat;
    }
    if (pen.kind == PEN_WIDE) stroke_wide(dc, &pen, path);
    else stroke_thin(dc, &pen, path);
    path_finish(&flat);
}
