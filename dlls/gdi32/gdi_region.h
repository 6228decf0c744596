/* Building banded regions from the top down: for region.c, polygon.c and shapes. */
#ifndef GDI_REGION_H
#define GDI_REGION_H

#include "gdi_private.h"

struct region_builder {
    RECT *rectangles;
    UINT count, capacity;
    UINT band, previous; /* where the open band and the one above it begin */
    BOOL has_previous, failed;
};
void region_builder_start(struct region_builder *builder);
/* Spans of one band come from left to right; touching ones become one. Bands come from top to bottom. */
void region_builder_add(struct region_builder *builder, LONG left, LONG top, LONG right, LONG bottom);
void region_builder_end_band(
    struct region_builder *builder); /* joins it with the band above if both look alike and touch */
/* The region becomes what was built; FALSE: no memory, and the region is as before. */
BOOL region_builder_finish(struct region_builder *builder, struct region *region);

BOOL region_contains(const struct region *region, LONG x, LONG y);
BOOL region_touches(const struct region *region, const RECT *area);
BOOL region_equal(const struct region *a, const struct region *b);
/* The index of the first rectangle whose bottom lies below y: where a walk over rows from y on begins. */
UINT region_first_below(const struct region *region, LONG y);
struct region *region_get(HRGN handle);
HRGN region_new(struct region **region); /* empty, registered */

/* Shapes as regions; the box excludes right and bottom (ellipse.c). */
BOOL region_set_ellipse(struct region *region, LONG left, LONG top, LONG right, LONG bottom);
BOOL region_set_round_rectangle(struct region *region, LONG left, LONG top, LONG right, LONG bottom, LONG width,
                                LONG height);

/* The DC's metaregion and clip region replaced or combined, in device coordinates (clip.c). */
int dc_combine_clip(struct device_context *dc, const struct region *region, int mode);

#endif
