/* Pixels of one format as pixels of another. */
#include "gdi_private.h"

static BOOL same_masks(const struct raster *a, const struct raster *b)
{
    if (a->depth == 24 && b->depth == 24) return TRUE;
    static const DWORD plain[3] = {0xff0000, 0xff00, 0xff};
    return !memcmp(a->depth == 24 ? plain : a->masks, b->depth == 24 ? plain : b->masks, sizeof(plain));
}

static BOOL same_colors(const struct raster *a, const struct raster *b)
{
    return a->colors == b->colors ||
           (a->color_count == b->color_count && !memcmp(a->colors, b->colors, a->color_count * sizeof(RGBQUAD)));
}

static DWORD convert(const struct raster *from, const struct raster *to, DWORD pixel)
{
    return raster_pixel_from_color(to, raster_color_from_pixel(from, pixel));
}

static void init_to_mono(struct raster_translation *translation, COLORREF source_background)
{
    const struct raster *from = translation->from;
    translation->how = TRANSLATE_TO_MONO;
    translation->one = raster_pixel_from_color(from, source_background);
    if (from->depth > 8) return;
    COLORREF wanted = raster_color_from_pixel(from, translation->one);
    translation->how = TRANSLATE_TABLE; /* several entries may be of that colour */
    for (UINT i = 0; i < 1u << from->depth; i++) translation->table[i] = raster_color_from_pixel(from, i) == wanted;
}

void raster_translation_init(struct raster_translation *translation, const struct raster *from, const struct raster *to,
                             COLORREF text_color, COLORREF background_color, COLORREF source_background)
{
    translation->from = from;
    translation->to = to;
    translation->has_last = FALSE;
    translation->how = TRANSLATE_NOT;
    BOOL from_mono = raster_is_mono(from),
         to_mono = raster_is_mono(to) && (from_mono || source_background != CLR_INVALID);
    if (from_mono && to_mono) return;
    if (from_mono) {
        translation->how = TRANSLATE_TABLE;
        translation->table[0] = raster_pixel_from_color(to, text_color);
        translation->table[1] = raster_pixel_from_color(to, background_color);
    } else if (to_mono) {
        init_to_mono(translation, source_background);
    } else if (from->depth <= 8) {
        if (from->depth == to->depth && same_colors(from, to)) return;
        translation->how = TRANSLATE_TABLE;
        for (UINT i = 0; i < 1u << from->depth; i++) translation->table[i] = convert(from, to, i);
    } else if (to->depth <= 8) {
        translation->how = TRANSLATE_NEAREST;
    } else if (!same_masks(from, to)) {
        translation->how = TRANSLATE_MASKS;
    }
}

static void translate_nearest(struct raster_translation *translation, DWORD *pixels, UINT count)
{
    for (UINT i = 0; i < count; i++) {
        if (!translation->has_last || translation->last_pixel != pixels[i]) {
            translation->last_pixel = pixels[i];
            translation->last_result = convert(translation->from, translation->to, pixels[i]);
            translation->has_last = TRUE;
        }
        pixels[i] = translation->last_result;
    }
}

/* 5 bits as 8: the upper bits again below. */
static DWORD wider5(DWORD field) { return field << 3 | field >> 2; }
static DWORD wider6(DWORD field) { return field << 2 | field >> 4; }

enum known_format { FORMAT_OTHER, FORMAT_888, FORMAT_565, FORMAT_555 };

static enum known_format format_of(const struct raster *raster)
{
    const DWORD *masks = raster->masks;
    if (raster->depth == 24) return FORMAT_888;
    if (masks[0] == 0xff0000 && masks[1] == 0xff00 && masks[2] == 0xff) return FORMAT_888;
    if (masks[0] == 0xf800 && masks[1] == 0x7e0 && masks[2] == 0x1f) return FORMAT_565;
    if (masks[0] == 0x7c00 && masks[1] == 0x3e0 && masks[2] == 0x1f) return FORMAT_555;
    return FORMAT_OTHER;
}

static BOOL translate_known(enum known_format from, enum known_format to, DWORD *pixels, UINT count)
{
    if (from == FORMAT_565 && to == FORMAT_888) {
        for (UINT i = 0; i < count; i++) {
            DWORD p = pixels[i];
            pixels[i] = wider5(p >> 11 & 31) << 16 | wider6(p >> 5 & 63) << 8 | wider5(p & 31);
        }
    } else if (from == FORMAT_555 && to == FORMAT_888) {
        for (UINT i = 0; i < count; i++) {
            DWORD p = pixels[i];
            pixels[i] = wider5(p >> 10 & 31) << 16 | wider5(p >> 5 & 31) << 8 | wider5(p & 31);
        }
    } else if (from == FORMAT_888 && to == FORMAT_565) {
        for (UINT i = 0; i < count; i++)
            pixels[i] = (pixels[i] >> 8 & 0xf800) | (pixels[i] >> 5 & 0x7e0) | (pixels[i] >> 3 & 0x1f);
    } else if (from == FORMAT_888 && to == FORMAT_555) {
        for (UINT i = 0; i < count; i++)
            pixels[i] = (pixels[i] >> 9 & 0x7c00) | (pixels[i] >> 6 & 0x3e0) | (pixels[i] >> 3 & 0x1f);
    } else {
        return FALSE;
    }
    return TRUE;
}

/* Pixels below 16 bits go through the table at once. */
static BOOL read_by_table(const struct raster_translation *translation, LONG x, LONG y, UINT count, DWORD *pixels)
{
    const struct raster *from = translation->from;
    const BYTE *row = (const BYTE *)from->bits + (LONG_PTR)y * from->stride;
    const DWORD *table = translation->table;
    if (from->depth == 8) {
        for (UINT i = 0; i < count; i++) pixels[i] = table[row[x + (LONG)i]];
        return TRUE;
    }
    if (from->depth != 1) return FALSE;
    UINT i = 0;
    for (; i < count && (x & 7); i++, x++) pixels[i] = table[row[x >> 3] >> (7 - (x & 7)) & 1];
    for (; i + 8 <= count; i += 8, x += 8) {
        UINT byte = row[x >> 3];
        for (UINT bit = 0; bit < 8; bit++) pixels[i + bit] = table[byte >> (7 - bit) & 1];
    }
    for (; i < count; i++, x++) pixels[i] = table[row[x >> 3] >> (7 - (x & 7)) & 1];
    return TRUE;
}

void raster_read_translated(struct raster_translation *translation, LONG x, LONG y, UINT count, DWORD *pixels)
{
    if (translation->how == TRANSLATE_TABLE && read_by_table(translation, x, y, count, pixels)) return;
    raster_read_row(translation->from, x, y, count, pixels);
    raster_translate_row(translation, pixels, count);
}

void raster_translate_row(struct raster_translation *translation, DWORD *pixels, UINT count)
{
    switch (translation->how) {
    case TRANSLATE_NOT: break;
    case TRANSLATE_TABLE:
        for (UINT i = 0; i < count; i++) pixels[i] = translation->table[pixels[i] & 0xff];
        break;
    case TRANSLATE_TO_MONO: {
        DWORD relevant = translation->from->depth == 32
                             ? translation->from->masks[0] | translation->from->masks[1] | translation->from->masks[2]
                             : ~0u;
        for (UINT i = 0; i < count; i++) pixels[i] = (pixels[i] & relevant) == translation->one;
        break;
    }
    case TRANSLATE_MASKS:
        if (translate_known(format_of(translation->from), format_of(translation->to), pixels, count)) break;
        for (UINT i = 0; i < count; i++) pixels[i] = convert(translation->from, translation->to, pixels[i]);
        break;
    case TRANSLATE_NEAREST: translate_nearest(translation, pixels, count); break;
    }
}
