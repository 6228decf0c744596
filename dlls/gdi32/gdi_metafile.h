/* Metafiles: recording, what programs do with finished ones, playing.
 *
 * A metafile's DC has no raster. Drawing functions call record_...() first when dc->recorder is set and then go on as
 * usual, which keeps the DC's state and draws nothing. */
#ifndef GDI_METAFILE_H
#define GDI_METAFILE_H

#include "gdi_draw.h"
#include "metafile_check.h"

struct metafile {
    struct gdi_object object; /* GDI_METAFILE, GDI_ENHANCED_METAFILE */
    BYTE *bits;
    UINT size;
};
/* Takes over `bits` (of heap_allocate); NULL: they were freed. */
HGDIOBJ metafile_add(BYTE *bits, UINT size, enum gdi_kind kind);
BYTE *metafile_read(const WCHAR *name, UINT *size);
BOOL metafile_write(const WCHAR *name, const void *bits, UINT size);

struct metafile_recorder {
    BYTE *bits;
    UINT size, capacity;
    BOOL failed, is_enhanced;
    UINT record_count, largest_record;
    struct gdi_object **objects; /* by index: those that the metafile has created, a reference each */
    UINT object_count, object_capacity;
    WCHAR *file_name;            /* NULL: in memory */
    RECT bounds, path_bounds;    /* device, right and bottom included; left > right: nothing drawn yet */
    BOOL has_frame;
    RECT frame;                  /* hundredths of a millimetre */
    UINT palette_offset, palette_count;
};
struct metafile_recorder *recorder_create(const WCHAR *file_name, BOOL is_enhanced);
/* A zeroed record; enhanced: `size` bytes with the type and the size set; Windows metafile: 6 bytes more than `size`.
 * NULL: no memory */
void *record_new(struct metafile_recorder *recorder, UINT type, UINT size);
/* The object's index in the file; where it must be created first: is_new. 0 is no index in an enhanced metafile; -1:
 * failed. */
int recorder_object_index(struct metafile_recorder *recorder, struct gdi_object *object, BOOL *is_new);

/* Records of numbers only. An enhanced metafile gets them as they are, a Windows metafile as 16 bits in reverse order.
 * A function that one of the two does not have is 0 there: enhanced metafiles take 0 as done, Windows metafiles refuse.
 */
BOOL record_numbers(struct device_context *dc, UINT enhanced, UINT windows, UINT count, const int *numbers);
#define record(dc, enhanced, windows, ...)                                                                             \
    (!(dc)->recorder ||                                                                                                \
     record_numbers(dc, enhanced, windows, sizeof((int[]){__VA_ARGS__}) / sizeof(int), (int[]){__VA_ARGS__}))
BOOL record_simple(struct device_context *dc, UINT enhanced, UINT windows); /* without numbers */

/* Drawing. Points are logical. All are true when there is no recorder. */
enum { WITHOUT_PEN, WITH_PEN };
BOOL record_points(struct device_context *dc, UINT type, const POINT *points, UINT count); /* EMR_POLYLINE and others */
BOOL record_figures(struct device_context *dc, UINT type, const POINT *points, const UINT *counts, UINT figures);
BOOL record_poly_draw(struct device_context *dc, const POINT *points, const BYTE *types, UINT count);
BOOL record_box(struct device_context *dc, UINT enhanced, UINT windows, const RECT *box, const int *more,
                UINT more_count);
BOOL record_line_to(struct device_context *dc, int x, int y);
BOOL record_angle_arc(struct device_context *dc, int x, int y, DWORD radius, FLOAT start, FLOAT sweep);
BOOL record_pixel(struct device_context *dc, int x, int y, COLORREF color);
BOOL record_flood(struct device_context *dc, int x, int y, COLORREF color, UINT type);
BOOL record_path(struct device_context *dc, UINT type); /* FillPath, StrokePath, StrokeAndFillPath */
BOOL record_transform(struct device_context *dc, const XFORM *transform, DWORD mode); /* mode 0: SetWorldTransform */
BOOL record_text(struct device_context *dc, int x, int y, UINT options, const RECT *rectangle, const WCHAR *text,
                 UINT count, const INT *dx);
BOOL record_select(struct device_context *dc, struct gdi_object *object);
BOOL record_palette(struct device_context *dc, struct gdi_object *palette);
BOOL record_region(struct device_context *dc, UINT type, const struct region *region, const struct gdi_object *brush,
                   SIZE frame);
BOOL record_clip_region(struct device_context *dc, const struct region *region, int mode);
/* Bitmaps: the source's pixels go into the file. */
struct record_blit { int x, y, width, height, source_x, source_y, source_width, source_height; DWORD rop; };
BOOL record_blit(struct device_context *dc, UINT type, const struct record_blit *blit, struct device_context *source);
BOOL record_masked_blit(struct device_context *dc, UINT type, const struct record_blit *blit, const POINT *corners,
                        struct device_context *source, HBITMAP mask, int mask_x, int mask_y);
BOOL record_dib(struct device_context *dc, UINT type, const struct record_blit *blit, const void *bits,
                const BITMAPINFO *info, UINT usage, UINT start, UINT lines);
BOOL record_gradient(struct device_context *dc, const TRIVERTEX *vertices, UINT vertex_count, const void *mesh,
                     UINT mesh_count, UINT mode);
/* The device-independent form of a raster: header, colours, then rows from the bottom; freed with heap_free. */
BYTE *raster_to_dib(const struct raster *raster, UINT *header_size, UINT *bits_size);

/* The bounds of what is drawn, device coordinates; also added to the whole metafile's. */
RECTL recorder_bounds(struct device_context *dc, const POINT *points, UINT count, int with_pen);

/* Playing enhanced metafiles. The recording's own mapping is kept here while EnumEnhMetaFile runs (dc->playback); the
 * DC's world transform is made of it, so what is drawn lands where the recording had it, seen through the rectangle
 * played into. */
struct emf_mapping {
    XFORM world;
    POINT window_origin, viewport_origin;
    SIZE window_extent, viewport_extent;
    int map_mode;
    struct emf_mapping *saved; /* by EMR_SAVEDC */
};
struct emf_playback {
    double base[6];            /* device of the recording to the DC's page */
    double page_to_device[6];  /* of the DC, when playing began */
    RECT frame;                /* device of the recording */
    SIZE device, millimetres;
    struct emf_mapping mapping;
    struct emf_playback *outer;
};
void emf_playback_transform(HDC hdc, const struct emf_playback *playback);
struct emf_play { /* one record */
    HDC hdc;
    const ENHMETARECORD *record;
    const LONG *numbers; /* behind type and size */
    HANDLETABLE *table;
    UINT handle_count;
    struct emf_playback *playback; /* NULL: outside EnumEnhMetaFile */
};
#define EMR_SMALLTEXTOUT 108 /* [MS-EMF]; not in the SDK's headers */
typedef BOOL emf_player(const struct emf_play *play);
emf_player *emf_mapping_player(DWORD type); /* NULL: not one of theirs */
emf_player *emf_object_player(DWORD type);
emf_player *emf_shape_player(DWORD type);
emf_player *emf_bitmap_player(DWORD type);
struct emf_player_entry { BYTE type; emf_player *play; };
static inline emf_player *emf_find_player(const struct emf_player_entry *entries, UINT count, DWORD type)
{
    for (UINT i = 0; i < count; i++) {
        if (entries[i].type == type) return entries[i].play;
    }
    return NULL;
}
/* A brush with the pattern of a record's bitmap. */
HBRUSH dib_pattern_brush(const BITMAPINFO *info, const void *bits, UINT usage, BOOL is_mono);
/* A memory DC with the bitmap selected; NULL: none. Ended by picture_dc_delete. */
HDC picture_dc_create(const BITMAPINFO *info, const void *bits, UINT usage);
void picture_dc_delete(HDC hdc);

/* Windows metafiles: files without the placeable header. */
HMETAFILE windows_metafile_from_bits(const BYTE *bits, UINT size);
/* The enhanced metafile that GetWinMetaFileBits has hidden in comments, or NULL; freed with heap_free. */
BYTE *windows_metafile_embedded(const BYTE *bits, UINT size, UINT *embedded_size);

#endif
