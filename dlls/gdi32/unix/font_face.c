/* Faces: opening, metrics, characters, raw tables. */
#include <stdlib.h>
#include <string.h>
#include "fonts.h"

/* Symbol fonts have a character map of their own at U+F000; others Unicode's, or at worst the first one. */
static void choose_characters(struct font_face *face)
{
    FT_Face ft = face->face;
    face->is_symbol = !freetype.FT_Select_Charmap(ft, FT_ENCODING_MS_SYMBOL);
    if (face->is_symbol || !freetype.FT_Select_Charmap(ft, FT_ENCODING_UNICODE)) return;
    if (ft->num_charmaps > 0) freetype.FT_Set_Charmap(ft, ft->charmaps[0]);
}

static void open_face(struct font_face *face)
{
    FT_Error error = face->file ? freetype.FT_New_Face(font_library, face->file, face->index, &face->face)
                                : freetype.FT_New_Memory_Face(font_library, face->memory->data,
                                                              (FT_Long)face->memory->size, face->index, &face->face);
    if (!error && !FT_IS_SCALABLE(face->face)) {
        freetype.FT_Done_Face(face->face);
        error = 1;
    }
    if (error) {
        face->face = NULL;
        face->failed = true;
        log_text(LOG_WARN, "font %s (%s) cannot be used", face->info.full_name, face->file ? face->file : "memory");
        return;
    }
    choose_characters(face);
}

struct font_face *font_face_get(uint32_t number)
{
    if (number >= font_face_count) return NULL;
    struct font_face *face = &font_faces[number];
    if (number == FONT_FACE_MARLETT) return face;
    if (!face->face && !face->failed && !face->info.is_gone) open_face(face);
    return face->face ? face : NULL;
}

bool font_face_set_size(struct font_face *face, int32_t width, int32_t height)
{
    if (face->width == width && face->height == height) return true;
    face->width = face->height = 0;
    if (freetype.FT_Set_Char_Size(face->face, width, height, 72, 72)) return false;
    face->width = width;
    face->height = height;
    return true;
}

uint16_t font_face_glyph(struct font_face *face, uint32_t character)
{
    if (!face->face)
        return marlett_has(character & 0xff) && (character <= 0xff || character >> 8 == 0xf0)
                   ? (uint16_t)(character & 0xff)
                   : 0;
    FT_UInt glyph = freetype.FT_Get_Char_Index(face->face, character);
    if (!glyph && face->is_symbol && character <= 0xff)
        glyph = freetype.FT_Get_Char_Index(face->face, 0xf000 + character);
    return glyph <= 0xffff ? (uint16_t)glyph : 0;
}

/* --- metrics --- */

static void marlett_metrics(struct font_face_metrics *metrics)
{
    *metrics = (struct font_face_metrics){
        .units_per_em = MARLETT_UNITS * 128,
        .win_ascent = MARLETT_UNITS * 128,
        .ascender = MARLETT_UNITS * 128,
        .typographic_ascender = MARLETT_UNITS * 128,
        .average_width = MARLETT_UNITS * 128,
        .maximum_advance = MARLETT_UNITS * 128,
        .bounds = {0, 0, MARLETT_UNITS * 128, MARLETT_UNITS * 128},
        .code_pages = {1u << 31, 0},
        .first_char = 0xf020,
        .last_char = 0xf0ff,
        .default_char = 0xf020,
        .break_char = 0xf020,
        .weight = 500,
        .width_class = 5,
        .selection = 0x40,
        .glyph_count = MARLETT_GLYPHS,
        .is_symbol = 1,
        .caret_rise = 1,
        .panose = {5},
    };
}

static void metrics_of_os2(struct font_face_metrics *metrics, const TT_OS2 *os2)
{
    metrics->win_ascent = os2->usWinAscent;
    metrics->win_descent = (int16_t)os2->usWinDescent;
    metrics->typographic_ascender = os2->sTypoAscender;
    metrics->typographic_descender = os2->sTypoDescender;
    metrics->typographic_line_gap = os2->sTypoLineGap;
    metrics->average_width = os2->xAvgCharWidth;
    metrics->strikeout_position = os2->yStrikeoutPosition;
    metrics->strikeout_size = os2->yStrikeoutSize;
    memcpy(metrics->subscript,
           (int32_t[4]){os2->ySubscriptXSize, os2->ySubscriptYSize, os2->ySubscriptXOffset, os2->ySubscriptYOffset},
           16);
    memcpy(metrics->superscript,
           (int32_t[4]){os2->ySuperscriptXSize, os2->ySuperscriptYSize, os2->ySuperscriptXOffset,
                        os2->ySuperscriptYOffset},
           16);
    memcpy(metrics->unicode_ranges,
           (uint32_t[4]){(uint32_t)os2->ulUnicodeRange1, (uint32_t)os2->ulUnicodeRange2, (uint32_t)os2->ulUnicodeRange3,
                         (uint32_t)os2->ulUnicodeRange4},
           16);
    if (os2->version >= 1)
        metrics->code_pages[0] = (uint32_t)os2->ulCodePageRange1,
        metrics->code_pages[1] = (uint32_t)os2->ulCodePageRange2;
    if (os2->version >= 2) {
        metrics->cap_height = os2->sCapHeight;
        metrics->x_height = os2->sxHeight;
        metrics->default_char = os2->usDefaultChar;
        metrics->break_char = os2->usBreakChar;
    }
    metrics->first_char = os2->usFirstCharIndex;
    metrics->last_char = os2->usLastCharIndex;
    metrics->weight = os2->usWeightClass;
    metrics->width_class = os2->usWidthClass;
    metrics->selection = os2->fsSelection;
    metrics->type = os2->fsType;
    memcpy(metrics->panose, os2->panose, sizeof(metrics->panose));
}

static void read_metrics(struct font_face_metrics *metrics, const struct font_face *face)
{
    FT_Face ft = face->face;
    const TT_OS2 *os2 = freetype.FT_Get_Sfnt_Table(ft, FT_SFNT_OS2);
    const TT_HoriHeader *header = freetype.FT_Get_Sfnt_Table(ft, FT_SFNT_HHEA);
    const TT_Postscript *post = freetype.FT_Get_Sfnt_Table(ft, FT_SFNT_POST);
    metrics->units_per_em = ft->units_per_EM ? ft->units_per_EM : 1000;
    metrics->ascender = metrics->win_ascent = metrics->typographic_ascender = ft->ascender;
    metrics->descender = metrics->typographic_descender = ft->descender;
    metrics->win_descent = -ft->descender;
    metrics->maximum_advance = ft->max_advance_width;
    metrics->average_width = metrics->maximum_advance / 2;
    memcpy(metrics->bounds,
           (int32_t[4]){(int32_t)ft->bbox.xMin, (int32_t)ft->bbox.yMin, (int32_t)ft->bbox.xMax, (int32_t)ft->bbox.yMax},
           16);
    metrics->underline_position = ft->underline_position;
    metrics->underline_thickness = ft->underline_thickness;
    metrics->break_char = metrics->first_char = 0x20;
    metrics->last_char = 0xff;
    metrics->weight = (uint16_t)face->info.weight;
    metrics->width_class = 5;
    metrics->caret_rise = 1;
    metrics->strikeout_position = ft->units_per_EM / 4;
    metrics->strikeout_size = ft->units_per_EM / 20;
    memcpy(metrics->code_pages, face->info.code_pages, sizeof(metrics->code_pages));
    if (os2 && os2->version != 0xffff) metrics_of_os2(metrics, os2);
    if (header) {
        metrics->line_gap = header->Line_Gap;
        metrics->caret_rise = (uint16_t)header->caret_Slope_Rise;
        metrics->caret_run = (uint16_t)header->caret_Slope_Run;
    }
    if (post) {
        metrics->italic_angle = (int32_t)(post->italicAngle * 10 / 65536);
        metrics->underline_position = post->underlinePosition;
        metrics->underline_thickness = post->underlineThickness;
    }
    metrics->glyph_count = ft->num_glyphs > 0xffff ? 0xffff : (uint16_t)ft->num_glyphs;
    metrics->is_symbol = face->is_symbol;
    if (face->is_symbol) metrics->code_pages[0] |= 1u << 31;
}

int32_t unix_font_open(struct unix_font_open_args *args)
{
    struct font_face_metrics metrics = {0};
    uint32_t number = args->face;
    if (!fonts_lock()) return STATUS_NOT_SUPPORTED;
    const struct font_face *face = font_face_get(number);
    if (face && face->face) read_metrics(&metrics, face);
    else if (face) marlett_metrics(&metrics);
    fonts_unlock();
    args->metrics = metrics;
    return face ? STATUS_SUCCESS : FONT_STATUS_NO_FACE;
}

/* --- characters --- */

#define CHARACTERS_LIMIT 0x10000u

int32_t unix_font_characters(struct unix_font_characters_args *args)
{
    uint32_t first = args->first, count = args->count < CHARACTERS_LIMIT ? args->count : CHARACTERS_LIMIT,
             number = args->face;
    uint16_t *glyphs = fonts_scratch((count + 1) * sizeof(*glyphs));
    if (!glyphs) return STATUS_NO_MEMORY;
    if (!fonts_lock()) return STATUS_NOT_SUPPORTED;
    struct font_face *face = font_face_get(number);
    for (uint32_t i = 0; face && i < count; i++) glyphs[i] = font_face_glyph(face, first + i);
    fonts_unlock();
    if (!face) return FONT_STATUS_NO_FACE;
    memcpy((void *)(uintptr_t)args->glyphs, glyphs, count * sizeof(*glyphs));
    return STATUS_SUCCESS;
}

/* --- tables --- */

static NTSTATUS read_table(struct font_face *face, uint32_t tag, uint32_t offset, uint32_t size, uint32_t *total,
                           void *bytes)
{
    FT_ULong length = 0, wanted;
    if (!face || !face->face) return FONT_STATUS_NO_FACE;
    if (freetype.FT_Load_Sfnt_Table(face->face, __builtin_bswap32(tag), 0, NULL, &length)) return STATUS_NOT_FOUND;
    *total = length > FONT_FILE_LIMIT ? FONT_FILE_LIMIT : (uint32_t)length;
    if (!size || offset >= *total) return STATUS_SUCCESS;
    wanted = size < *total - offset ? size : *total - offset;
    return freetype.FT_Load_Sfnt_Table(face->face, __builtin_bswap32(tag), offset, bytes, &wanted) ? STATUS_NOT_FOUND
                                                                                                   : STATUS_SUCCESS;
}

int32_t unix_font_table(struct unix_font_table_args *args)
{
    uint32_t number = args->face, tag = args->tag, offset = args->offset, size = args->size, total = 0;
    if (size > FONT_FILE_LIMIT) size = FONT_FILE_LIMIT;
    void *bytes = fonts_scratch((size_t)size + 1);
    if (!bytes) return STATUS_NO_MEMORY;
    if (!fonts_lock()) return STATUS_NOT_SUPPORTED;
    NTSTATUS status = read_table(font_face_get(number), tag, offset, size, &total, bytes);
    fonts_unlock();
    args->total = total;
    if (status) return status;
    uint32_t available = offset < total ? total - offset : 0;
    memcpy((void *)(uintptr_t)args->buffer, bytes, size < available ? size : available);
    return STATUS_SUCCESS;
}
