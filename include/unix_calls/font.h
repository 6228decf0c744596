/* Unix calls for fonts: dlls/gdi32/unix/font_*.c, through fontconfig and FreeType, which the first of them loads. A
 * face is a number: its place in the list of all faces, which only grows. Design units are those of the font file; 26.6
 * numbers are pixels times 64. */
#ifndef UNIX_CALLS_FONT_H
#define UNIX_CALLS_FONT_H

#include <stdint.h>

#define FONT_FACE_MARLETT 0u /* drawn by us; the list begins with it */

struct font_face_info {
    char     family[64], style[48], full_name[96]; /* UTF-8, zero-terminated */
    int32_t  weight;          /* 100 to 900 */
    uint8_t  is_italic, is_fixed, is_symbol, is_postscript /* CFF outlines */, is_gone, spare[3];
    uint32_t code_pages[2];   /* as in the OS/2 table: which code pages it can show */
};

/* The installed faces, and those added since: records from `first` on. */
struct unix_font_list_args {
    uint64_t records;  /* struct font_face_info[capacity] */
    uint32_t first, capacity;
    uint32_t total;    /* set: how many there are */
    uint32_t spare;
};

struct font_face_metrics { /* design units */
    int32_t  units_per_em;
    int32_t  win_ascent, win_descent, ascender, descender, line_gap; /* OS/2 win; hhea */
    int32_t  typographic_ascender, typographic_descender, typographic_line_gap;
    int32_t  average_width, maximum_advance;
    int32_t  bounds[4];               /* left, bottom, right, top */
    int32_t  underline_position, underline_thickness, strikeout_position, strikeout_size;
    int32_t  subscript[4], superscript[4]; /* x size, y size, x offset, y offset */
    int32_t  italic_angle;            /* tenths of a degree, counter-clockwise */
    int32_t  cap_height, x_height;    /* 0: unknown */
    uint32_t unicode_ranges[4], code_pages[2];
    uint16_t first_char, last_char, default_char, break_char;
    uint16_t weight, width_class, selection, type, glyph_count, is_symbol;
    uint16_t caret_rise, caret_run;
    uint8_t  panose[10], spare[2];
};

struct unix_font_open_args {
    uint32_t face, spare;
    struct font_face_metrics metrics; /* set */
};

/* Glyph numbers of the characters first ... first + count - 1; 0 where the face has none. */
struct unix_font_characters_args {
    uint64_t glyphs; /* uint16_t[count] */
    uint32_t face, first, count, spare;
};

enum font_hinting { FONT_HINT_NONE, FONT_HINT_FULL };
enum font_pixels {
    FONT_PIXELS_MONO,
    FONT_PIXELS_GREY,
    FONT_PIXELS_SUBPIXEL,
    FONT_PIXELS_NONE
}; /* one byte a pixel; three; only metrics */
struct font_rendering {
    int32_t width, height;  /* 26.6: the em square */
    int32_t matrix[4];      /* 16.16: xx, xy, yx, yy, y upwards; applied after hinting */
    int32_t bold;           /* 26.6: horizontal thickening */
    uint8_t pixels, hinting, has_matrix, spare;
};
struct font_glyph_result {
    int32_t  advance;       /* 26.6 before the matrix; whole pixels if hinted */
    int16_t  left, top;     /* from the origin to the image's upper left pixel, y upwards */
    uint16_t width, height; /* pixels */
    uint32_t offset;        /* of the pixels, row by row without padding */
};
#define FONT_BATCH 256
/* Draws glyphs until one does not fit. */
struct unix_font_glyphs_args {
    uint64_t glyphs;   /* const uint16_t[count] */
    uint64_t results;  /* struct font_glyph_result[count] */
    uint64_t pixels;
    struct font_rendering rendering;
    uint32_t face, count /* at most FONT_BATCH */, pixel_capacity;
    uint32_t done;     /* set */
    uint32_t needed;   /* set when done == 0: bytes that the first one needs */
    uint32_t spare;
};

/* A glyph's outline: points of 26.6 pixels (rendering.width 0: design units, unhinted). */
enum { FONT_POINT_ON = 1, FONT_POINT_CUBIC = 2 };
struct font_point { int32_t x, y; };
struct unix_font_outline_args {
    uint64_t points, tags, ends; /* struct font_point[], uint8_t[], uint16_t[]: last point of each contour */
    struct font_rendering rendering;
    uint32_t face, glyph, point_capacity, contour_capacity;
    uint32_t point_count, contour_count; /* set, also when the capacities do not suffice (STATUS_BUFFER_TOO_SMALL) */
    int32_t  advance, advance_y;         /* set: 26.6, matrix applied */
};

/* Bytes of a table of the file (tag as read from the file, little endian; 0: the whole file). */
struct unix_font_table_args {
    uint64_t buffer;
    uint32_t face, tag, offset, size;
    uint32_t total; /* set: the table's size */
    uint32_t spare;
};

/* A font file's content becomes faces (data given) or they go (data 0: `first` and `count` name them). */
#define FONT_FILE_LIMIT 0x8000000u
struct unix_font_memory_args {
    uint64_t data, size;
    uint32_t first, count; /* set or given */
};

/* An installed face that has the character, as near as may be to the wanted style. */
struct unix_font_fallback_args {
    uint32_t character;
    int32_t  weight;
    uint32_t is_italic, is_fixed;
    uint32_t face;  /* set */
    uint32_t spare;
};

/* Shaping (HarfBuzz): a run of one font, script and direction becomes glyphs, from left to right as they are seen. */
struct shaped_glyph {
    uint32_t glyph, cluster;
    int32_t advance, offset_x, offset_y;
    uint32_t flags;
}; /* design units */
enum {
    FONT_SHAPED_JOINED = 1 /* no break before it */,
    FONT_SHAPED_NOMINAL = 2 /* as wide as without shaping */,
    FONT_SHAPED_MARK = 4
};
enum { FONT_SHAPE_RIGHT_TO_LEFT = 1, FONT_SHAPE_PLAIN = 2 /* neither kerning nor ligatures */ };
struct unix_font_shape_args {
    uint64_t text;     /* const uint16_t[length]: UTF-16 */
    uint64_t glyphs;   /* struct shaped_glyph[capacity] */
    uint32_t face, length, capacity;
    uint32_t script;   /* ISO 15924, first letter highest; 0: guessed */
    uint32_t options;  /* FONT_SHAPE_... */
    uint32_t count;    /* set, also with STATUS_BUFFER_TOO_SMALL */
};

#endif
