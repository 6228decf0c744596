/* What the files of gdi32 share: handles, rasters, regions, device contexts (docs/windowing.md, "gdi32 inside").
 *
 * Coordinates: "logical" as programs give them; "device" after the transform, (0, 0) being the DC's origin (a window's
 * client area); "raster" = device + dc->origin: pixels of dc->raster. Rectangles exclude right and bottom. */
#ifndef GDI_PRIVATE_H
#define GDI_PRIVATE_H

#include "nt/nt.h"
#include <wingdi.h>
#include "windowing.h"

/* --- objects and handles (gdi_objects.c) --- */
enum gdi_kind {
    GDI_FREE,
    GDI_DC,
    GDI_BITMAP,
    GDI_BRUSH,
    GDI_PEN,
    GDI_EXT_PEN,
    GDI_FONT,
    GDI_REGION,
    GDI_PALETTE,
    GDI_METAFILE,
    GDI_ENHANCED_METAFILE,
    GDI_KIND_COUNT
};
struct gdi_object {
    HGDIOBJ handle;
    enum gdi_kind kind;
    LONG references; /* the handle's own and one for each DC that has it selected; freed at 0 */
    BOOLEAN is_stock, is_deleted; /* deleted while selected: goes when the last DC lets go */
};
/* A zeroed body of the kind, which always has this size: handed out again after the last reference went, never given
 * back to the heap. */
void *gdi_object_new(enum gdi_kind kind, SIZE_T size);
/* Registers the object, which begins with struct gdi_object; NULL (ERROR_NOT_ENOUGH_MEMORY) and the object freed when
 * no handle is left. */
HGDIOBJ gdi_object_add(struct gdi_object *object, enum gdi_kind kind);
/* The object if the handle is of that kind, else NULL with ERROR_INVALID_HANDLE. No reference is taken: a program that
 * deletes what another thread uses gets what it asked for, but never a wild pointer (bodies are recycled by kind, not
 * given back to the heap). */
void *gdi_object_get(HGDIOBJ handle, enum gdi_kind kind);
enum gdi_kind gdi_object_kind(HGDIOBJ handle);
void gdi_object_retain(struct gdi_object *object);
void gdi_object_release(struct gdi_object *object);
/* Selecting, for the functions of one kind: the new one gets a reference, the old one loses the DC's. */
void gdi_object_swap(struct gdi_object **selected, struct gdi_object *object);

/* --- rasters (raster.c and raster_*.c) --- */
struct bitmap;
struct raster {
    void *bits;          /* upper row */
    LONG stride;         /* bytes to the row below: negative in a bottom-up DIB */
    LONG width, height;
    UINT depth;          /* 1, 4, 8, 16, 24, 32 */
    DWORD masks[3];      /* red, green, blue: 16 and 32 bits */
    RGBQUAD *colors;     /* colour table of 1, 4, 8 bits */
    UINT color_count;
    struct surface_header *surface; /* a window's: dirty rectangle, else NULL */
};
/* The pixel value of a COLORREF in this raster (nearest entry of the colour table), and back. */
DWORD raster_pixel_from_color(const struct raster *raster, COLORREF color);
COLORREF raster_color_from_pixel(const struct raster *raster, DWORD pixel);
/* None of these clips: the caller has made sure that it lies within the raster. */
DWORD raster_get_pixel(const struct raster *raster, LONG x, LONG y);
void raster_set_pixel(const struct raster *raster, LONG x, LONG y, DWORD pixel);
void raster_fill(const struct raster *raster, const RECT *area, DWORD pixel,
                 int rop2); /* every pixel = rop2(pen: pixel, destination) */
struct and_xor { DWORD and, xor; };
struct and_xor raster_rop2_masks(int rop2, DWORD pixel); /* rop2(pixel, destination) = (destination AND and) XOR xor */

LONG raster_stride(LONG width, UINT depth); /* bytes of a row that ends at 32 bits */
BOOL raster_set_default_colors(struct raster *raster); /* masks and colour table of a device-dependent bitmap */
BOOL raster_colors_are_shared(const struct raster *raster);
BOOL raster_is_mono(const struct raster *raster); /* device-dependent, 1 bit: takes text and background colours */
#define ROW_PIXELS 256 /* rows are worked on in pieces of this length */
void raster_read_row(const struct raster *raster, LONG x, LONG y, UINT count, DWORD *pixels);
void raster_write_row(const struct raster *raster, LONG x, LONG y, UINT count, const DWORD *pixels);

/* Pixels of one raster as pixels of another (raster_translate.c). */
struct palette;
struct raster_translation {
    enum { TRANSLATE_NOT, TRANSLATE_TABLE, TRANSLATE_MASKS, TRANSLATE_NEAREST, TRANSLATE_TO_MONO } how;
    const struct raster *from, *to;
    DWORD table[256];
    DWORD one;                  /* TRANSLATE_TO_MONO: the pixel of `from` that becomes 1 */
    DWORD last_pixel, last_result;
    BOOLEAN has_last;
};
/* text_color and background_color: those of the DC drawn on, for a mono `from`; source_background: the other DC's, for
 * a mono `to` (CLR_INVALID: the nearer of black and white). */
void raster_translation_init(struct raster_translation *translation, const struct raster *from, const struct raster *to,
                             COLORREF text_color, COLORREF background_color, COLORREF source_background);
void raster_translate_row(struct raster_translation *translation, DWORD *pixels, UINT count);
/* A row of translation->from, translated. */
void raster_read_translated(struct raster_translation *translation, LONG x, LONG y, UINT count, DWORD *pixels);

/* Raster operations (rop.c): destination = f(pattern, source, destination), f the truth table in bits 16 to 23 of a
 * ternary code. */
struct rop_masks {
    DWORD terms[8];
}; /* all ones or zero: the coefficient of each product of D (1), S (2), P (4) in the exclusive-or form */
void rop_masks_init(struct rop_masks *masks, BYTE table);
void rop_row(const struct rop_masks *masks, DWORD *destination, const DWORD *source, const DWORD *pattern, UINT count);
/* Two sources, as bits of rows: from the upper bit of a byte on, at any bit of both. */
void rop_bits(const struct rop_masks *masks, BYTE *row, ULONG bit, const BYTE *source, ULONG source_bit, ULONG count);
BYTE rop_table_from_rop2(int rop2); /* the ternary table that does the same with the pattern as pen */
#define rop_table(code)    ((BYTE)((code) >> 16))
#define rop_uses_source(table)      ((((table) >> 2) & 0x33) != ((table) & 0x33))
#define rop_uses_pattern(table)     ((((table) >> 4) & 0x0f) != ((table) & 0x0f))
#define rop_uses_destination(table) ((((table) >> 1) & 0x55) != ((table) & 0x55))

/* A copy of the pixels with colour table and masks (raster_copy.c); freed with raster_free_copy. */
BOOL raster_copy(struct raster *copy, const struct raster *original);
void raster_free_copy(struct raster *copy);

/* Device-independent bitmaps as programs describe them (dib.c). */
struct dib {
    struct raster raster; /* bits NULL until dib_set_bits; colors points into this struct */
    RGBQUAD colors[256];
    DWORD compression;
    DWORD image_size;     /* bytes of the pixels: computed, or biSizeImage of a compressed one */
    SIZE_T header_size;   /* header, masks and colour table: where a packed one's pixels begin */
    BOOLEAN is_top_down, is_core_header;
};
/* usage DIB_PAL_COLORS: looks the colours up in `palette`. FALSE: not a bitmap (ERROR_INVALID_PARAMETER) */
BOOL dib_parse(struct dib *dib, const BITMAPINFO *info, UINT usage, const struct palette *palette);
void dib_set_bits(struct dib *dib, const void *bits); /* uncompressed: the raster's upper row and stride */
BOOL dib_decompress(struct dib *dib,
                    const void *data); /* run-length encoded: 8-bit pixels of its own, in dib->raster */
BOOL dib_copy_packed(struct raster *copy, const BITMAPINFO *info, UINT usage);
/* Unpacks BI_RLE4 and BI_RLE8 to 8 bits a pixel, `width` bytes a row, first row lowest; what is skipped stays (rle.c).
 */
void rle_decode(BYTE *pixels, LONG width, LONG height, BOOL is_rle4, const BYTE *data, SIZE_T size);

struct bitmap *bitmap_create(LONG width, LONG height, UINT depth); /* device-dependent, zeroed, registered */
void dib_section_finish(struct bitmap *bitmap);
HBITMAP dib_section_create_like(const struct bitmap *model, LONG width, LONG height);

/* --- regions (region.c: shape and combination; region_api.c) --- */
struct region {
    struct gdi_object object;
    RECT bounds;
    UINT count, capacity;
    RECT *rectangles; /* sorted by top, then left; rows of equal top have equal bottom (banded); touching ones of a band
                         are joined */
};
BOOL region_set_rectangle(struct region *region, LONG left, LONG top, LONG right, LONG bottom);
BOOL region_set_rectangles(struct region *region, const RECT *rectangles, UINT count); /* which are banded already */
BOOL region_copy(struct region *to, const struct region *from);
BOOL region_combine(struct region *to, const struct region *first, const struct region *second,
                    int mode); /* RGN_*; to may be one of them */
void region_offset(struct region *region, LONG x, LONG y);
void region_finish(struct region *region); /* frees the rectangles, not the struct */
int region_complexity(const struct region *region); /* NULLREGION, SIMPLEREGION, COMPLEXREGION */

/* --- what the kinds do when the last reference goes, and for GetObject (wide: W) --- */
void bitmap_finish(struct gdi_object *object);
void brush_finish(struct gdi_object *object);
void pen_finish(struct gdi_object *object);
void palette_finish(struct gdi_object *object);
void metafile_finish(struct gdi_object *object);
int bitmap_get_object(struct gdi_object *object, int size, void *buffer);
int brush_get_object(struct gdi_object *object, int size, void *buffer);
int pen_get_object(struct gdi_object *object, int size, void *buffer);
void gdi_object_make_stock(struct gdi_object *object);
struct gdi_object *palette_make_default(void);
void palette_halftone_entries(PALETTEENTRY *entries);
struct gdi_object *stock_object(int index); /* GetStockObject's numbers, and: */
#define STOCK_BITMAP 20 /* 1 x 1, in a fresh memory DC */
#define STOCK_COUNT  21

/* --- pens and brushes (pen.c, brush.c) --- */
struct brush {
    struct gdi_object object;
    UINT style; /* BS_SOLID, BS_NULL, BS_HATCHED, BS_PATTERN (BS_DIBPATTERN* become one) */
    COLORREF color;
    ULONG hatch;
    struct raster pattern; /* BS_PATTERN: its own copy; depth 1 takes the DC's text and background colours */
    BOOL pattern_is_mono;
};
struct pen {
    struct gdi_object object; /* GDI_PEN or GDI_EXT_PEN */
    DWORD style; /* PS_* all together */
    LONG width;
    struct brush brush; /* geometric pens; else BS_SOLID */
    DWORD dash_count;
    DWORD dashes[16]; /* PS_USERSTYLE */
};
struct bitmap {
    struct gdi_object object;
    struct raster raster;
    BITMAPINFOHEADER header;   /* of a DIB section; biSize 0 in a DDB */
    HANDLE section; DWORD offset; BOOL is_dib_section;
    SIZE dimension;            /* SetBitmapDimensionEx */
    struct device_context *selected_into;
};
struct palette { struct gdi_object object; UINT count; PALETTEENTRY *entries; };

struct font; /* font.c: begins with struct gdi_object; made by gdi_object_new(GDI_FONT, sizeof(struct font)) and
                gdi_object_add */
struct font *font_create_stock(int index); /* GetStockObject's OEM_FIXED_FONT to DEVICE_DEFAULT_FONT, DEFAULT_GUI_FONT;
                                              registered by gdi_object_add */
int font_get_object(const struct font *font, int size, void *buffer, BOOL wide); /* GetObject: LOGFONTW or LOGFONTA */
void font_finish(struct font *font);         /* frees what it owns, not the struct */
struct path; /* path.c */
struct metafile_recorder; /* metafile_record.c */
void recorder_free(struct metafile_recorder *recorder);

/* --- device contexts (dc.c) --- */
enum dc_kind { DC_MEMORY, DC_WINDOW, DC_INFORMATION, DC_METAFILE, DC_ENHANCED_METAFILE };
struct dc_state { /* what SaveDC keeps */
    struct bitmap *bitmap;
    struct pen *pen;
    struct brush *brush;
    struct font *font;
    struct palette *palette;                                       /* selected: a reference each */
    COLORREF text_color, background_color, pen_color, brush_color; /* the last two: DC_PEN, DC_BRUSH */
    int background_mode, rop2, poly_fill_mode, stretch_mode, map_mode, graphics_mode, arc_direction;
    UINT text_align; int character_extra, break_extra, break_count; DWORD layout, mapper_flags;
    POINT brush_origin, position; /* position: current point, logical */
    POINT window_origin, viewport_origin; SIZE window_extent, viewport_extent;
    XFORM world; /* world to page */
    FLOAT miter_limit;
    struct region clip, meta; BOOL has_clip, has_meta; /* device coordinates */
};
struct device_context {
    struct gdi_object object;
    enum dc_kind kind;
    struct raster *raster;    /* NULL: nothing to draw on */
    POINT origin;             /* device (0, 0) in the raster */
    SIZE size;                /* device pixels: bitmap's or client area's */
    struct region visible;    /* raster coordinates: where it may draw at all */
    struct region effective;  /* raster coordinates: visible and clip and meta; right while !clip_changed */
    BOOL clip_changed;
    struct dc_state state;
    struct saved_state *saved; int saved_count;
    struct path *path; BOOL path_is_open;   /* BeginPath .. EndPath */
    double to_device[6], to_logical[6];     /* m11 m12 m21 m22 dx dy; kept by dc_transform_changed() */
    BOOL is_translation;                    /* to_device only moves */
    BOOL is_identity;
    RECT bounds; UINT bounds_flags;         /* SetBoundsRect, device */
    struct emf_playback *playback;          /* while an enhanced metafile is played on it */
    struct metafile_recorder *recorder;     /* DC_METAFILE, DC_ENHANCED_METAFILE: calls are written there */
    HWND window; void *owner_data;          /* user32's */
    struct raster surface_raster;           /* what `raster` points to in a window's DC */
    struct drawing_signal *signal;          /* of the prefix's windows: bumped after drawing on a surface */
};
struct device_context *dc_get(HDC handle); /* NULL: ERROR_INVALID_HANDLE */
const struct region *dc_effective_region(struct device_context *dc);
/* The pixel of a colour on this DC: PALETTEINDEX, PALETTERGB and DIBINDEX are looked up. */
DWORD dc_pixel_from_color(const struct device_context *dc, COLORREF color);
COLORREF dc_resolve_color(const struct device_context *dc,
                          COLORREF color); /* the RGB meant by PALETTEINDEX and so on */
#define SCREEN_DEPTH 32
SIZE screen_size(void);
struct device_context *dc_create(enum dc_kind kind); /* registered, default state, draws on nothing yet */
void dc_delete(struct device_context *dc);
void dc_drop_saved(struct device_context *dc);
void dc_select_bitmap(struct device_context *dc, struct bitmap *bitmap);
void dc_state_default(struct device_context *dc); /* attributes of a fresh DC */
/* In dc.c and dc_attributes.c: creation, SaveDC and RestoreDC, colours, modes (SetBkMode, SetROP2, SetPolyFillMode,
 * SetStretchBltMode, SetArcDirection, SetMiterLimit), text attributes (SetTextAlign, SetTextCharacterExtra,
 * SetTextJustification, SetMapperFlags), SetBrushOrgEx, SetLayout, SetBoundsRect, GetCurrentPositionEx, GetDeviceCaps.
 * In clip.c: dc_effective_region, the clip region. In transform.c: SetGraphicsMode, SetMapMode, origins, extents, world
 * transform, and the next three. */
void dc_transform_changed(struct device_context *dc);
void dc_to_device(const struct device_context *dc, POINT *points, UINT count);
void dc_to_logical(const struct device_context *dc, POINT *points, UINT count);
/* Called after drawing, with what may have changed (raster coordinates): bounds, the surface's dirty rectangle,
 * winrun-desktop's wake-up. */
void dc_drawn(struct device_context *dc, const RECT *area);

/* --- drawing on rasters, all clipped to `clip` (raster coordinates) --- */
/* A brush as pixels of the DC's raster (brush_realize.c). */
struct realized_brush {
    BOOL is_solid;
    DWORD pixel;             /* solid */
    const DWORD *pixels;     /* else: width x height pixels, repeated from the origin (raster coordinates) */
    LONG width, height, origin_x, origin_y;
    const BYTE *hatch;       /* a hatch without background: 8 rows; only its lines are drawn */
    DWORD own[64];
    DWORD *allocated;
};
BOOL brush_realize(struct realized_brush *realized, const struct device_context *dc,
                   const struct brush *brush); /* FALSE: BS_NULL or no memory */
void brush_unrealize(struct realized_brush *realized);
void brush_row(const struct realized_brush *realized, LONG x, LONG y, UINT count, DWORD *pixels);
void brush_keep_between_lines(const struct realized_brush *realized, const struct raster *raster, LONG x, LONG y,
                              UINT count, DWORD *pixels);
COLORREF brush_color(const struct device_context *dc, const struct brush *brush); /* DC_BRUSH: the DC's */
BOOL brush_describe(struct brush *brush, const LOGBRUSH *description);
/* fill.c: the DC's brush (with its origin, colours, rop2 R2_COPYPEN...) over rectangles in raster coordinates. */
void fill_rectangles(struct device_context *dc, const struct brush *brush, int rop2, const RECT *rectangles,
                     UINT count);
void fill_region(struct device_context *dc, const struct brush *brush, int rop2,
                 const struct region *region); /* raster coordinates */
/* polygon.c: fills what the closed figures (28.4 fixed point device coordinates, as flattened paths are) enclose. */
struct fixed_point { LONG x, y; };
BOOL region_from_polygons(struct region *region, const struct fixed_point *points, const UINT *counts, UINT figures,
                          int fill_mode);
/* text_blend.c: a glyph in a colour (`pixel`: the raster's). Its coverage has a byte a pixel, or four (blue, green,
 * red, 0). */
enum mask_format { MASK_MONO, MASK_GREY, MASK_SUBPIXEL };
struct glyph_mask { LONG x, y, width, height; const BYTE *coverage; enum mask_format format; };
void raster_blend_mask(const struct raster *raster, const struct region *clip, const struct glyph_mask *mask,
                       COLORREF color, DWORD pixel);

#endif
