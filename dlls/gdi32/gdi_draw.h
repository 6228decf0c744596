/* What lines, shapes and paths share. */
#ifndef GDI_DRAW_H
#define GDI_DRAW_H

#include "gdi_private.h"

/* --- polygon.c --- */
/* Rows and pixels outside of `limits` (NULL: none) are left out. */
BOOL region_from_polygons_within(struct region *region, const struct fixed_point *points, const UINT *counts,
                                 UINT figures, int fill_mode, const RECT *limits);

/* --- paths (path.c; path_stroke.c): device coordinates, 28.4 --- */
struct path {
    struct fixed_point *points;
    BYTE *types; /* PT_MOVETO, PT_LINETO, PT_BEZIERTO, and PT_CLOSEFIGURE */
    UINT count, capacity;
    BOOL failed, is_complete; /* complete: EndPath was called */
    BOOL starts_figure;       /* the next line begins a figure at the current position */
};
void path_init(struct path *path);
void path_finish(struct path *path); /* frees the points, not the struct */
void path_add(struct path *path, struct fixed_point point, BYTE type);
void path_add_polygon(struct path *path, const struct fixed_point *points, UINT count); /* closed */
BOOL path_flatten(struct path *path); /* Bézier curves become lines */
/* The outline of what a pen would paint along the path, to be filled with WINDING; the path must be flat. */
struct stroke {
    double width;                /* logical units */
    UINT join, cap;              /* PS_JOIN_*, PS_ENDCAP_* */
    double miter_limit;
    double linear[4];            /* logical to device: x' = x l[0] + y l[2]; y' = x l[1] + y l[3] */
    const double *dashes;        /* logical units; NULL: solid */
    UINT dash_count;
};
BOOL path_stroke(struct path *outline, const struct path *path, const struct stroke *stroke);
BOOL path_to_region(struct region *region, const struct path *path, int fill_mode, const RECT *limits);
void path_bezier(struct path *path, struct fixed_point a, struct fixed_point b,
                 struct fixed_point c); /* from the last point */

/* The path that is open on a DC, between BeginPath and EndPath (path.c). Points are logical; FALSE: no memory. */
#define dc_path_is_open(dc) ((dc)->path_is_open)
BOOL dc_path_add_lines(struct device_context *dc, const POINT *points, UINT count);   /* a figure of its own, open */
BOOL dc_path_add_polygon(struct device_context *dc, const POINT *points, UINT count); /* closed */
BOOL dc_path_add_curves(struct device_context *dc, const POINT *points, UINT count);
BOOL dc_path_continue(struct device_context *dc, const POINT *points, UINT count,
                      BYTE type);                                        /* from the current position */
BOOL dc_path_append(struct device_context *dc, const struct path *part); /* device coordinates, a figure or more */
void dc_path_close_figure(struct device_context *dc);

/* --- lines.c --- */
#define MOST_POINTS 0x3ffffff
/* The points in device coordinates: in `own` if there are few; else freed with heap_free. */
POINT *points_to_device(const struct device_context *dc, const POINT *points, UINT count, POINT *own, UINT own_count);

/* --- pens as lines need them (pen_realize.c) --- */
enum pen_kind { PEN_NONE, PEN_THIN, PEN_WIDE };
struct realized_pen {
    enum pen_kind kind;
    const struct pen *pen;
    struct brush brush;          /* what wide lines are filled with */
    UINT dash_count, dash_total; /* thin: pixels on, off, on... */
    UINT dashes[32];
    BOOL fills_gaps;             /* with the background colour */
    DWORD pixel, gap_pixel;
    struct stroke stroke;        /* wide */
    double stroke_dashes[16];
    double device_width;         /* wide: of an inside frame */
};
void pen_realize(struct realized_pen *realized, const struct device_context *dc);
void pen_realize_wide(struct realized_pen *realized,
                      const struct device_context *dc); /* geometric pens are wide, even of one pixel */

/* --- thin lines (line.c), device coordinates --- */
struct line_writer {
    struct device_context *dc;
    const struct realized_pen *pen;
    const struct region *clip;
    int rop2;
    DWORD and, xor;              /* of the colour drawn with now, for all the raster's bits */
    DWORD pixel;                 /* the same, as a pixel value */
    UINT phase;                  /* position in the dashes */
    RECT bounds;                 /* raster coordinates */
};
BOOL line_writer_start(struct line_writer *writer, struct device_context *dc, const struct realized_pen *pen);
void line_writer_line(struct line_writer *writer, POINT from, POINT to); /* without the last pixel */
void line_writer_polyline(struct line_writer *writer, const POINT *points, UINT count);
void line_writer_pixels(struct line_writer *writer, const POINT *points, UINT count); /* each a step of the line */
void line_writer_finish(struct line_writer *writer);

/* Strokes with the DC's pen, thin or wide; device coordinates (stroke.c). */
void stroke_polyline(struct device_context *dc, const POINT *points, UINT count, BOOL is_closed);
void stroke_path(struct device_context *dc, const struct path *path); /* flat or not */
void fill_path(struct device_context *dc, const struct path *path, int fill_mode);
/* The region, in device coordinates, with the DC's brush and operation. */
void fill_device_region(struct device_context *dc, struct region *region);
/* A logical rectangle as a region of the device: a polygon if the transform turns it (clip.c). */
BOOL dc_logical_rectangle(const struct device_context *dc, struct region *region, const RECT *area);
/* The part of the device that can be drawn on. */
RECT device_limits(struct device_context *dc);

/* --- transforms (transform.c) --- */
struct real_point { double x, y; };
struct real_point dc_real_to_device(const struct device_context *dc, double x, double y);
struct real_point dc_real_to_logical(const struct device_context *dc, double x, double y);
struct fixed_point dc_fixed_to_device(const struct device_context *dc, double x, double y);
struct fixed_point fixed_from_device(POINT point);
POINT device_from_fixed(struct fixed_point point);
struct fixed_point fixed_from_real(double x, double y);
BOOL dc_is_scaling(const struct device_context *dc); /* no rotation, no shear */

/* --- ellipses (ellipse.c) --- */
/* The pixels of a corner of a rounded rectangle, from the one farthest down to the one farthest right, as distances
 * from the corner. */
struct corner { POINT *pixels; UINT count; LONG width, height; /* pixels that are not straight */ POINT own[64]; };
BOOL corner_init(struct corner *corner, LONG width, LONG height); /* of the whole ellipse, in pixels */
void corner_finish(struct corner *corner);
/* The outline's pixels of a rounded rectangle, counter-clockwise from the upper end of the right side; freed with
 * heap_free. */
POINT *rounded_outline(const RECT *box, LONG width, LONG height, UINT *count);
/* What lies within that outline, and the outline if so wanted. */
BOOL region_set_rounded(struct region *region, const RECT *box, LONG width, LONG height, BOOL with_outline);

#endif
