/* What the files about fonts and text share.
 *
 * A typeface is an installed face (or one that the program added); a font instance is a face at a size, as a LOGFONT
 * asks for it under a transform. Both are made once and found again without a lock: what a cache holds is published
 * when complete and does not change any more. Instances that nobody has used for a while are freed (font_realize.c); a
 * drawing call never takes that long. */
#ifndef GDI_TEXT_H
#define GDI_TEXT_H

#include "gdi_private.h"
#include "unix_calls.h"

extern RTL_SRWLOCK font_lock; /* held by who adds to a cache; program memory is never touched under it */

/* --- installed faces (font_faces.c) --- */
#define CODE_UNITS 0x110000
struct typeface {
    UINT number;
    struct font_face_info info;
    BOOLEAN is_hidden;                         /* not for enumeration */
    BOOL has_metrics;                          /* metrics are complete */
    struct font_face_metrics metrics;
    USHORT **characters;                       /* [CODE_UNITS / 256]: glyphs of 256 characters, NULL: not asked yet */
};
UINT typeface_count(void);                     /* reads the list when first called */
struct typeface *typeface_get(UINT number);    /* NULL: no such face */
void typefaces_refresh(void);                  /* after faces came or went */
LONG typefaces_generation(void);               /* changes with each refresh */
const struct font_face_metrics *typeface_metrics(struct typeface *face); /* NULL: the file is unusable */
USHORT typeface_glyph(struct typeface *face, UINT character);            /* 0: it has none */
void typeface_family(const struct typeface *face, WCHAR name[LF_FACESIZE]);

/* --- choosing a face (font_mapping.c) --- */
struct font_alias;
struct font_choice {
    struct typeface *face;
    const struct font_alias *alias; /* the face stands in for one of Windows', whose proportions it takes; or NULL */
    WCHAR name[LF_FACESIZE];        /* as GetTextFace says */
    BYTE charset;
    BOOLEAN make_bold, make_italic;
};
BOOL font_choose(const LOGFONTW *wanted, struct font_choice *choice); /* FALSE: there is no font at all */
/* Proportions of an alias at an em of so many pixels; FALSE: those of the face. */
struct cell { LONG ascent, descent, average_width; };
BOOL font_alias_cell(const struct font_alias *alias, LONG em, struct cell *cell);
LONG font_alias_em(const struct font_alias *alias, LONG cell_height); /* 0: as the face has it */
double font_alias_width(const struct font_alias *alias);  /* by what its glyphs are stretched */
LONG font_alias_minimum_em(const struct font_alias *alias); /* of a bitmap font, else 0 */
BYTE font_alias_pitch_and_family(const struct font_alias *alias); /* 0: as the face has it */
const WCHAR *font_alias_name(UINT index); /* names that stand for other faces, for enumeration; L"": one that is a name
                                             for another; NULL: no more */
/* Fonts of symbols whose characters a face of Unicode's has (font_symbols.c). */
enum font_symbols {
    SYMBOLS_NONE,
    SYMBOLS_GREEK,
    SYMBOLS_PICTURES,
    SYMBOLS_BYTES /* a face that has them where the bytes are */
};
enum font_symbols font_alias_symbols(const struct font_alias *alias);
enum font_symbols font_symbols_of(const struct font_alias *alias, struct typeface *face);
UINT font_charset_code_page(BYTE charset);
BYTE font_code_page_charset(UINT code_page);
DWORD font_charset_bits(BYTE charset); /* the same, back */
BYTE font_charset_of_bit(UINT bit); /* of the OS/2 table's code pages; DEFAULT_CHARSET: none */

/* --- fonts at their size (font_realize.c) --- */
struct glyph {
    LONG advance;        /* device pixels along the base line */
    SHORT left, top;     /* from the origin to the image's upper left pixel, y upwards */
    USHORT width, height;
    BYTE pixels[];       /* one byte a pixel, four of a subpixel image: blue, green, red, 0 */
};
struct font_transform { double xx, xy, yx, yy; BOOLEAN is_advanced, has_pixels_of_mono; };
struct font_instance {
    struct font_instance *next;        /* of the same hash */
    ULONG hash;
    LOGFONTW wanted;                   /* with `transform` and `generation` what it was made for */
    struct font_transform transform;
    LONG generation;
    volatile LONG references;
    volatile DWORD last_use;
    struct font_choice choice;
    struct typeface *face;
    struct font_rendering rendering;
    enum mask_format format;
    LONG em;                           /* device pixels */
    double scale_x, scale_y;           /* device pixels of a logical unit, along the base line and across */
    double along_x, along_y;           /* direction of the base line, device; across is this turned clockwise, or: */
    double down_x, down_y;
    BOOLEAN is_straight;               /* the base line runs to the right, glyphs are upright */
    LONG extra_advance;                /* of artificial boldness */
    LONG ascent, descent, internal_leading, external_leading, average_width, maximum_width,
        overhang; /* device pixels */
    LONG underline_offset, underline_thickness, strikeout_offset,
        strikeout_thickness; /* of the upper edge, below the base line */
    UINT code_page;
    enum font_symbols symbols;
    const struct glyph **glyphs[256];  /* by glyph: high byte, low byte */
    struct glyph_chunk *chunks;        /* where glyphs lie */
    struct font_instance *linked;      /* font linking: instances of other faces at this size */
    struct font_instance *next_linked;
};
/* The instance for the DC's font; NULL: no font. Stays valid for the call's time. */
struct font_instance *font_realize(struct device_context *dc);
/* Fills one that is in no cache and has no glyphs, for its metrics in pixels; nothing to free. */
BOOL font_measure(struct font_instance *instance, const LOGFONTW *wanted);
/* The same, of another face. */
struct font_instance *font_instance_linked(struct font_instance *instance, UINT face);
UINT font_character(const struct font_instance *instance, UINT character); /* the one that its face has for it */
USHORT font_glyph(const struct font_instance *instance, UINT character);   /* 0: it has none */
/* An instance of another face that has the character (font_link.c); NULL: there is none. */
struct font_instance *font_linked_for(struct font_instance *instance, UINT character);
void font_instance_release(struct font_instance *instance);
LONG font_device_pixels(double value);

/* --- glyphs (glyph_cache.c) --- */
/* Makes sure that all these are there; FALSE: no memory. */
BOOL glyphs_load(struct font_instance *instance, const USHORT *glyphs, UINT count);
static inline const struct glyph *glyph_peek(const struct font_instance *instance, USHORT glyph)
{
    const struct glyph **page = __atomic_load_n(&instance->glyphs[glyph >> 8], __ATOMIC_ACQUIRE);
    return page ? __atomic_load_n(&page[glyph & 0xff], __ATOMIC_ACQUIRE) : NULL;
}
const struct glyph *glyph_get(struct font_instance *instance,
                              USHORT glyph); /* never NULL: without memory an empty one */
const struct glyph *glyph_empty(void);
void glyphs_free(struct font_instance *instance);

/* --- outlines (font_outline.c): 26.6 pixels, y upwards --- */
struct outline {
    struct font_point *points;
    BYTE *tags;
    USHORT *ends;
    UINT point_count, contour_count;
    LONG advance, advance_y;
};
/* rendering: the instance's, or another one. FALSE: no such glyph, or no memory. */
BOOL outline_init(struct outline *outline, const struct font_instance *instance, const struct font_rendering *rendering,
                  USHORT glyph);
void outline_finish(struct outline *outline);
RECT outline_box(const struct outline *outline); /* 26.6: left, bottom, right, top as left, top, right, bottom */
/* Calls one of them for each piece; points are of the outline's kind. Quadratic curves come as such. */
struct outline_writer {
    void *context;
    void (*move)(void *context, struct font_point to);
    void (*line)(void *context, struct font_point to);
    void (*quadratic)(void *context, struct font_point control, struct font_point to);
    void (*cubic)(void *context, struct font_point first, struct font_point second, struct font_point to);
    void (*close)(void *context);
};
void outline_write(const struct outline *outline, const struct outline_writer *writer);

/* --- fonts (font.c) --- */
struct font {
    struct gdi_object object;
    LOGFONTW description;
    WCHAR full_name[LF_FULLFACESIZE], style[LF_FACESIZE]; /* CreateFontIndirectEx */
    DWORD axis_count;
    LONG axes[MM_MAX_NUMAXES];
    struct font_instance *instance; /* of its latest use; a reference */
};
void logfont_from_ansi(LOGFONTW *wide, const LOGFONTA *ansi);
void logfont_to_ansi(LOGFONTA *ansi, const LOGFONTW *wide);

/* --- metrics (text_metrics.c) --- */
void font_text_metrics(const struct font_instance *font, TEXTMETRICW *result);
void font_text_metrics_to_ansi(const struct font_instance *font, TEXTMETRICA *ansi, const TEXTMETRICW *wide);
BYTE font_pitch_and_family(const struct font_instance *font);

/* --- laying out (text_layout.c): pixels along the base line, from its beginning --- */
struct placed_glyph {
    struct font_instance *instance;
    const struct glyph *glyph;
    LONG x, y;  /* of the origin; y downwards, from ETO_PDY and shaping */
    LONG end;   /* where the next one begins */
    USHORT index, spare;
};
#define OWN_GLYPHS 96
struct text_layout {
    struct font_instance *instance;
    struct placed_glyph *glyphs;
    UINT count;
    LONG width, height;          /* where the text ends; height: ETO_PDY's sum */
    LONG *advances;              /* of each character, if glyphs are not one for each, else NULL */
    UINT characters;
    struct placed_glyph own[OWN_GLYPHS];
};
/* Characters, or glyphs with ETO_GLYPH_INDEX. dx: logical advances, or NULL. FALSE: no font or no memory. */
BOOL text_layout_init(struct text_layout *layout, struct device_context *dc, UINT options, const WCHAR *text,
                      UINT count, const INT *dx);
void text_layout_finish(struct text_layout *layout);
BOOL text_layout_make_room(struct text_layout *layout, UINT count);
/* Scripts that need shaping, and both directions (text_complex.c); the layout has its instance. */
BOOL text_layout_complex(struct text_layout *layout, struct device_context *dc, BOOL is_right_to_left,
                         const WCHAR *text, UINT count, const INT *dx, UINT step);
LONG text_justification(const struct dc_state *state, double scale,
                        int breaks); /* what the break character of this number gets */
BOOL text_is_invisible(UINT character);
UINT text_character_at(const WCHAR *text, UINT count, UINT *units); /* with its second half, if it has one */
/* The bidirectional level of each character (text_bidi.c). base_level as gdi_text_itemize has it. FALSE: no memory. */
BOOL text_find_levels(const WCHAR *text, UINT count, int base_level, BOOL is_override, BYTE *levels);
/* gdi_text_shape's work, in the face of this very instance. */
struct text_shape;
BOOL text_shape_run(struct font_instance *instance, const WCHAR *text, UINT count, UINT script, BOOL is_right_to_left,
                    struct text_shape *shape);
/* The instance, or a linked one if that lacks characters of the run. */
struct font_instance *text_shape_instance(struct font_instance *instance, const WCHAR *text, UINT count);
LONG text_to_logical(const struct font_instance *instance, LONG pixels); /* along the base line */
LONG text_to_logical_height(const struct font_instance *instance, LONG pixels);

/* --- strings of other code pages (text_ansi.c) --- */
struct wide_text { WCHAR *text; UINT count; WCHAR own[256]; };
UINT dc_code_page(struct device_context *dc);
BOOL wide_text_init(struct wide_text *wide, struct device_context *dc, const char *text, int count);
void wide_text_finish(struct wide_text *wide);

/* Text becomes a part of the open path (text_path.c). x, y: where the base line begins, device. */
BOOL text_add_to_path(struct device_context *dc, const struct text_layout *layout, double x, double y);

#endif
