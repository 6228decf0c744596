/* A rectangle, upright or turned, and the figures that have it as their bounds. */
#ifndef GDI_SHAPE_H
#define GDI_SHAPE_H

#include "gdi_draw.h"

/* A point (u, v) of the shape, 0 to 1, lies at origin + u across + v down, in pixels. */
struct shape {
    BOOL is_upright;          /* then it is a box of whole pixels, without right and bottom */
    RECT box;
    struct real_point origin, across, down;
    BOOL is_flipped;          /* v grows against the clock from u */
};
/* FALSE: it has no pixels. */
BOOL shape_init(struct shape *shape, const struct device_context *dc, int left, int top, int right, int bottom);
/* Moves the sides inwards for a pen within the frame. */
void shape_set_inside_frame(struct shape *shape, const struct realized_pen *pen);
struct fixed_point shape_point(const struct shape *shape, double u, double v);
void shape_add_ellipse(const struct shape *shape, struct path *path);
/* An arc of the ellipse from the angle by the sweep (counter-clockwise if positive); first_type: how its first point is
 * added */
void shape_add_arc(const struct shape *shape, struct path *path, double start, double sweep, BYTE first_type);
/* The angle at which the ray from the centre through a point of the device meets the ellipse. */
double shape_angle(const struct shape *shape, double x, double y);

#endif
