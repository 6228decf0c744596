/* What the files of usp10.dll share. Runs of one script, shapes and directions come from gdi32, which draws ordinary
 * text the same way. */
#ifndef UNISCRIBE_H
#define UNISCRIBE_H

#include "nt/nt.h"
#include <wingdi.h>
#include <usp10.h>
#include "../gdi32/gdi_text_shape.h"

/* --- scripts (scripts.c): gdi32's, then one for the digits of each language that has its own --- */
#define DIGIT_SCRIPTS 16
#define ALL_SCRIPTS   (SCRIPT_COUNT + DIGIT_SCRIPTS)
const SCRIPT_PROPERTIES *script_properties(UINT script);
/* The script of a language's digits; SCRIPT_NUMBERS: European ones. */
UINT script_of_digits(LANGID language);
WCHAR script_digit_zero(UINT script); /* '0' where digits stay as they are */
UINT script_shaping(UINT script);     /* the script that gdi32 knows it by */

/* --- caches (cache.c) --- */
#define KEPT_SHAPES 64
struct kept_shape { UINT hash, count; WORD *glyphs; int *advances; GOFFSET *offsets; };
struct script_cache {
    LOGFONTW font;
    LONG height;
    BOOL has_properties;
    SCRIPT_FONTPROPERTIES properties;
    UINT next;                         /* the shape that goes next */
    struct kept_shape shapes[KEPT_SHAPES]; /* where ScriptPlace finds what ScriptShape knew */
};
/* E_PENDING: there is none and no DC to make one from. */
HRESULT cache_get(HDC dc, SCRIPT_CACHE *handle, struct script_cache **cache);
void cache_keep(struct script_cache *cache, const struct text_shape *shape, const WORD *glyphs, BOOL is_reversed);

/* What ScriptShape knew of these glyphs; FALSE: nothing. offsets may be NULL. */
BOOL cache_place(struct script_cache *cache, const WORD *glyphs, UINT count, int *advances, GOFFSET *offsets);
WCHAR mirrored_character(WCHAR c); /* brackets and the like, as text from right to left shows them (mirror.c) */

/* --- clusters (clusters.c) --- */
struct cluster { int first, characters, first_glyph, glyphs, width; };
/* The cluster that the character belongs to; `width` only if advances are given. is_right_to_left: glyphs come the
 * other way round than characters. */
struct cluster cluster_at(int character, int characters, int glyphs, const WORD *clusters, const int *advances,
                          BOOL is_right_to_left);

#endif
