/* What gdi32 exports for usp10 alone: runs of one script and direction, and their shapes. */
#ifndef GDI_TEXT_SHAPE_H
#define GDI_TEXT_SHAPE_H

#include "nt/nt.h"
#include <wingdi.h>

/* Scripts: numbers as they appear in SCRIPT_ANALYSIS.eScript, from 1; 0 is what needs no shaping at all. */
enum text_script {
    SCRIPT_NONE,
    SCRIPT_LATIN,
    SCRIPT_GREEK,
    SCRIPT_CYRILLIC,
    SCRIPT_ARMENIAN,
    SCRIPT_HEBREW,
    SCRIPT_ARABIC,
    SCRIPT_SYRIAC,
    SCRIPT_THAANA,
    SCRIPT_NKO,
    SCRIPT_DEVANAGARI,
    SCRIPT_BENGALI,
    SCRIPT_GURMUKHI,
    SCRIPT_GUJARATI,
    SCRIPT_ORIYA,
    SCRIPT_TAMIL,
    SCRIPT_TELUGU,
    SCRIPT_KANNADA,
    SCRIPT_MALAYALAM,
    SCRIPT_SINHALA,
    SCRIPT_THAI,
    SCRIPT_LAO,
    SCRIPT_TIBETAN,
    SCRIPT_MYANMAR,
    SCRIPT_GEORGIAN,
    SCRIPT_HANGUL,
    SCRIPT_ETHIOPIC,
    SCRIPT_CHEROKEE,
    SCRIPT_KHMER,
    SCRIPT_MONGOLIAN,
    SCRIPT_KANA,
    SCRIPT_BOPOMOFO,
    SCRIPT_HAN,
    SCRIPT_SYMBOLS,
    SCRIPT_NUMBERS,
    SCRIPT_CONTROLS,
    SCRIPT_COUNT
};
/* opentype: the tag as OpenType's tables have it, first letter lowest */
struct text_script_info {
    UINT iso, opentype;
    LANGID language;
    BYTE charset;
    BOOLEAN is_complex, needs_word_breaks, is_clustered;
};
const struct text_script_info *WINAPI gdi_text_script(UINT script);

/* Runs of one script and one bidirectional level (odd: from right to left), in logical order. base_level: 0, 1, or -1:
 * as the first strong character says. is_override: the base level holds for every character. Returns their number, at
 * most `capacity`; 0: no memory. */
struct text_item { UINT first, count; BYTE script, level; };
UINT WINAPI gdi_text_itemize(const WCHAR *text, UINT count, int base_level, BOOL is_override, struct text_item *items,
                             UINT capacity);
/* Where runs of these levels lie, from left to right. */
void WINAPI gdi_text_order(const BYTE *levels, UINT count, UINT *order);
/* TRUE if some character needs more than one glyph after the other. */
BOOL WINAPI gdi_text_is_complex(const WCHAR *text, UINT count);

/* Glyphs of a run, from left to right, in the DC's font, or in another face if that lacks characters and is allowed to.
 * Lengths are logical units along the base line (of text_shape_run: device pixels); offset_y upwards. SCRIPT_NONE: no
 * shaping. FALSE: no memory, or more than `capacity` glyphs. */
struct text_glyph {
    USHORT glyph, cluster /* its first character in the run */;
    LONG advance, offset_x, offset_y;
    BOOLEAN is_mark, no_break;
};
struct text_shape { struct text_glyph *glyphs; UINT capacity, count; UINT face; };
BOOL WINAPI gdi_text_shape(HDC dc, const WCHAR *text, UINT count, UINT script, BOOL is_right_to_left, BOOL may_link,
                           struct text_shape *shape);

#endif
