/* How pixels get from one raster to another: a sampler reads, stretches and converts the source, blit_compose()
 * combines and writes. */
#ifndef GDI_BLIT_H
#define GDI_BLIT_H

#include "gdi_private.h"

/* Which pixels of the source one pixel of the destination stands for; of one axis, for the part that is visible. */
struct axis {
    LONG first, count;       /* destination coordinates that are drawn and have a source */
    LONG *from, *to;         /* for each: source coordinates from <= s < to */
    LONG source, source_length, length, origin; /* as given; length of the destination */
    BOOL is_flipped;
};

struct sampler {
    const struct raster *raster;
    struct axis x, y;
    int mode;                /* BLACKONWHITE, WHITEONBLACK, COLORONCOLOR, HALFTONE */
    BOOL is_direct;          /* same size, not mirrored: source = destination + offset */
    POINT offset;
    struct raster work;      /* the format that pixels are combined in, when they are */
    BOOL uses_work;
    struct raster_translation before, after;
    DWORD *row, *line;       /* the last stretched row, and a row of the source */
    LONG row_from, row_to;   /* source rows that `row` was made of */
    ULONGLONG (*sums)[3];    /* HALFTONE: of red, green, blue */
    ULONG *
        parts; /* HALFTONE: how much each source pixel counts in each destination pixel of a row, one after the other */
};

/* One axis of a rectangle: where it begins, how long it is (negative: mirrored). */
struct blit_rectangle { LONG x, y, width, height; };

/* FALSE: nothing to draw, or no memory. `visible`: the part of the destination that is worth the work. Coordinates are
 * those of the rasters; `limits`: the part of the source that has pixels. translate: how pixels of the source become
 * the destination's. */
struct sampler_colors { COLORREF text, background, source_background; };
BOOL sampler_init(struct sampler *sampler, const struct raster *from, const struct blit_rectangle *source,
                  const RECT *limits, const struct raster *to, const struct blit_rectangle *destination,
                  const RECT *visible, int mode, const struct sampler_colors *colors);
void sampler_finish(struct sampler *sampler);
void sampler_read(struct sampler *sampler, LONG x, LONG y, UINT count, DWORD *pixels);
/* The same without a copy where the sampler keeps the row; `own` has room for it. */
const DWORD *sampler_row(struct sampler *sampler, LONG x, LONG y, UINT count, DWORD *own);
/* Stretching without mixing or translating: pixels go as they are (8 bits and more), `to` gets `count` of them. */
BOOL sampler_only_picks(const struct sampler *sampler);
void sampler_pick(const struct sampler *sampler, LONG x, LONG y, UINT count, BYTE *to);
RECT sampler_area(const struct sampler *sampler); /* what it has pixels for: destination coordinates */

/* Destination = f(brush, source, destination) where the sampler has pixels and the DC may draw. */
BOOL blit_compose(struct device_context *dc, struct sampler *sampler, BYTE table);
/* The device's rectangle of a logical one, in raster coordinates; a negative width or height says that it is mirrored.
 */
void blit_rectangle_to_raster(const struct device_context *dc, int x, int y, int width, int height,
                              struct blit_rectangle *rectangle);
RECT blit_bounds(const struct blit_rectangle *rectangle);
struct sampler_colors blit_colors(const struct device_context *to, const struct device_context *from);
BOOL dc_is_rotated(const struct device_context *dc);
RECT dc_readable_area(const struct device_context *dc);
/* A sampler for drawing from one DC onto another. */
BOOL blit_sampler(struct sampler *sampler, struct device_context *to, const struct blit_rectangle *destination,
                  struct device_context *from, const struct blit_rectangle *source, int mode);
BOOL rectangle_intersect(RECT *result, const RECT *a, const RECT *b);
/* A copy of a part of a raster, for copies onto itself. */
BOOL raster_copy_part(struct raster *copy, const struct raster *original, const RECT *part);
/* Draws pixels that belong to no DC: StretchDIBits and others. */
BOOL blit_raster(struct device_context *dc, const struct blit_rectangle *destination, const struct raster *from,
                 const struct blit_rectangle *source, int mode, BYTE table);
/* Under a rotation or shear (plg_blt.c). */
BOOL fill_rotated(struct device_context *dc, int x, int y, int width, int height, int rop2);
BOOL blit_rotated(HDC hdc, int x, int y, int width, int height, HDC source_dc, int source_x, int source_y,
                  int source_width, int source_height, DWORD rop);

#endif
