/* Widths of single characters and glyphs. */
#include "gdi_text.h"

/* Which glyphs a function is about: of characters (W), of bytes (A), or themselves (I). */
struct glyph_range {
    struct font_instance *font;
    UINT first, count;
    const WORD *glyphs; /* NULL: first ... first + count - 1 */
    enum { RANGE_GLYPHS, RANGE_WIDE, RANGE_ANSI } kind;
};

#define RANGE_LIMIT 0x10000u

static BOOL range_init(struct glyph_range *range, HDC hdc, UINT first, UINT last, const void *result)
{
    struct device_context *dc = dc_get(hdc);
    range->font = dc ? font_realize(dc) : NULL;
    range->first = first;
    range->count = last - first + 1;
    if (!range->font) return FALSE;
    if (result && last >= first && last - first < RANGE_LIMIT) return TRUE;
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
}

static USHORT glyph_of_ansi(struct font_instance *font, UINT character)
{
    char bytes[2] = {(char)(character >> 8), (char)character};
    WCHAR wide[2] = {0};
    if (font->code_page == CP_SYMBOL) return font_glyph(font, 0xf000 | (character & 0xff));
    int length = character > 0xff ? MultiByteToWideChar(font->code_page, 0, bytes, 2, wide, 2)
                                  : MultiByteToWideChar(font->code_page, 0, bytes + 1, 1, wide, 2);
    return font_glyph(font, length > 0 ? wide[0] : 0);
}

static USHORT range_glyph(const struct glyph_range *range, UINT i)
{
    if (range->glyphs) return range->glyphs[i];
    if (range->kind == RANGE_GLYPHS) return (USHORT)(range->first + i);
    return range->kind == RANGE_WIDE ? font_glyph(range->font, range->first + i)
                                     : glyph_of_ansi(range->font, range->first + i);
}

static void range_load(const struct glyph_range *range)
{
    USHORT glyphs[FONT_BATCH];
    for (UINT done = 0; done < range->count;) {
        UINT part = min(range->count - done, FONT_BATCH);
        for (UINT i = 0; i < part; i++) glyphs[i] = range_glyph(range, done + i);
        glyphs_load(range->font, glyphs, part);
        done += part;
    }
}

/* --- advances --- */

static BOOL advances(const struct glyph_range *range, INT *widths)
{
    range_load(range);
    for (UINT i = 0; i < range->count; i++)
        widths[i] = text_to_logical(range->font, glyph_get(range->font, range_glyph(range, i))->advance);
    return TRUE;
}

BOOL WINAPI GetCharWidth32W(HDC hdc, UINT first, UINT last, LPINT widths)
{
    struct glyph_range range = {.kind = RANGE_WIDE};
    return range_init(&range, hdc, first, last, widths) && advances(&range, widths);
}

BOOL WINAPI GetCharWidth32A(HDC hdc, UINT first, UINT last, LPINT widths)
{
    struct glyph_range range = {.kind = RANGE_ANSI};
    return range_init(&range, hdc, first, last, widths) && advances(&range, widths);
}

BOOL WINAPI GetCharWidthW(HDC hdc, UINT first, UINT last, LPINT widths)
{
    return GetCharWidth32W(hdc, first, last, widths);
}
BOOL WINAPI GetCharWidthA(HDC hdc, UINT first, UINT last, LPINT widths)
{
    return GetCharWidth32A(hdc, first, last, widths);
}

BOOL WINAPI GetCharWidthI(HDC hdc, UINT first, UINT count, LPWORD glyphs, LPINT widths)
{
    struct glyph_range range = {.kind = RANGE_GLYPHS, .glyphs = glyphs};
    return !count || (range_init(&range, hdc, first, first + count - 1, widths) && advances(&range, widths));
}

/* Sixteenths of a pixel are what the documentation speaks of; programs expect logical units, as Windows gives them,
 * divided by 16. */
static BOOL float_advances(const struct glyph_range *range, FLOAT *widths)
{
    range_load(range);
    for (UINT i = 0; i < range->count; i++) {
        widths[i] = (FLOAT)(glyph_get(range->font, range_glyph(range, i))->advance / range->font->scale_x / 16);
    }
    return TRUE;
}

BOOL WINAPI GetCharWidthFloatW(HDC hdc, UINT first, UINT last, PFLOAT widths)
{
    struct glyph_range range = {.kind = RANGE_WIDE};
    return range_init(&range, hdc, first, last, widths) && float_advances(&range, widths);
}

BOOL WINAPI GetCharWidthFloatA(HDC hdc, UINT first, UINT last, PFLOAT widths)
{
    struct glyph_range range = {.kind = RANGE_ANSI};
    return range_init(&range, hdc, first, last, widths) && float_advances(&range, widths);
}

/* --- advances and the black part between --- */

struct pixel_widths { LONG before, black, after; };

static struct pixel_widths pixel_widths(struct font_instance *font, USHORT index)
{
    const struct glyph *glyph = glyph_get(font, index);
    LONG left = glyph->left, width = glyph->width;
    struct outline outline;
    struct font_rendering upright = font->rendering;
    upright.has_matrix = 0;
    if (!font->is_straight && outline_init(&outline, font, &upright, index)) { /* the image is turned */
        RECT box = outline_box(&outline);
        left = box.left >> 6;
        width = ((box.right + 63) >> 6) - left;
        outline_finish(&outline);
    } else if (font->format == MASK_SUBPIXEL && width) {
        left++, width -= 2; /* without the filter's edges */
    }
    return (struct pixel_widths){left, width, glyph->advance - left - width};
}

static BOOL abc_widths(const struct glyph_range *range, ABC *widths)
{
    range_load(range);
    for (UINT i = 0; i < range->count; i++) {
        struct pixel_widths parts = pixel_widths(range->font, range_glyph(range, i));
        widths[i].abcA = text_to_logical(range->font, parts.before);
        widths[i].abcB = (UINT)text_to_logical(range->font, parts.black);
        widths[i].abcC = text_to_logical(range->font, parts.before + parts.black + parts.after) - widths[i].abcA -
                         (LONG)widths[i].abcB;
    }
    return TRUE;
}

static BOOL float_abc_widths(const struct glyph_range *range, ABCFLOAT *widths)
{
    range_load(range);
    for (UINT i = 0; i < range->count; i++) {
        struct pixel_widths parts = pixel_widths(range->font, range_glyph(range, i));
        double scale = range->font->scale_x;
        widths[i] =
            (ABCFLOAT){(FLOAT)(parts.before / scale), (FLOAT)(parts.black / scale), (FLOAT)(parts.after / scale)};
    }
    return TRUE;
}

BOOL WINAPI GetCharABCWidthsW(HDC hdc, UINT first, UINT last, LPABC widths)
{
    struct glyph_range range = {.kind = RANGE_WIDE};
    return range_init(&range, hdc, first, last, widths) && abc_widths(&range, widths);
}

BOOL WINAPI GetCharABCWidthsA(HDC hdc, UINT first, UINT last, LPABC widths)
{
    struct glyph_range range = {.kind = RANGE_ANSI};
    return range_init(&range, hdc, first, last, widths) && abc_widths(&range, widths);
}

BOOL WINAPI GetCharABCWidthsI(HDC hdc, UINT first, UINT count, LPWORD glyphs, LPABC widths)
{
    struct glyph_range range = {.kind = RANGE_GLYPHS, .glyphs = glyphs};
    return !count || (range_init(&range, hdc, first, first + count - 1, widths) && abc_widths(&range, widths));
}

BOOL WINAPI GetCharABCWidthsFloatW(HDC hdc, UINT first, UINT last, LPABCFLOAT widths)
{
    struct glyph_range range = {.kind = RANGE_WIDE};
    return range_init(&range, hdc, first, last, widths) && float_abc_widths(&range, widths);
}

BOOL WINAPI GetCharABCWidthsFloatA(HDC hdc, UINT first, UINT last, LPABCFLOAT widths)
{
    struct glyph_range range = {.kind = RANGE_ANSI};
    return range_init(&range, hdc, first, last, widths) && float_abc_widths(&range, widths);
}

BOOL WINAPI GetCharABCWidthsFloatI(HDC hdc, UINT first, UINT count, LPWORD glyphs, LPABCFLOAT widths)
{
    struct glyph_range range = {.kind = RANGE_GLYPHS, .glyphs = glyphs};
    return !count || (range_init(&range, hdc, first, first + count - 1, widths) && float_abc_widths(&range, widths));
}

/* The average width of a letter as dialogs reckon with it; not documented, but comctl32's and many frameworks' way to
 * dialog units. */
LONG WINAPI GdiGetCharDimensions(HDC hdc, LPTEXTMETRICW metrics, LONG *height)
{
    static const WCHAR letters[] = L"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    TEXTMETRICW own;
    SIZE size;
    if (!GetTextMetricsW(hdc, metrics ? metrics : (metrics = &own))) return 0;
    if (height) *height = metrics->tmHeight;
    if (!(metrics->tmPitchAndFamily & TMPF_FIXED_PITCH))
        return metrics->tmAveCharWidth; /* the bit says the opposite of its name */
    if (!GetTextExtentPointW(hdc, letters, 52, &size)) return 0;
    return (size.cx / 26 + 1) / 2;
}

/* --- glyph numbers --- */

DWORD WINAPI GetGlyphIndicesW(HDC hdc, LPCWSTR text, int count, LPWORD glyphs, DWORD flags)
{
    struct device_context *dc = dc_get(hdc);
    struct font_instance *font = dc ? font_realize(dc) : NULL;
    if (!font || count < 0 || (count && (!text || !glyphs))) return GDI_ERROR;
    USHORT missing = flags & GGI_MARK_NONEXISTING_GLYPHS ? 0xffff : 0;
    for (int i = 0; i < count; i++) {
        USHORT glyph = font_glyph(font, text[i]);
        glyphs[i] = glyph ? glyph : missing;
    }
    return (DWORD)count;
}

DWORD WINAPI GetGlyphIndicesA(HDC hdc, LPCSTR text, int count, LPWORD glyphs, DWORD flags)
{
    struct device_context *dc = dc_get(hdc);
    struct wide_text wide;
    if (!dc || !wide_text_init(&wide, dc, text, count)) return GDI_ERROR;
    DWORD done = GetGlyphIndicesW(hdc, wide.text, (int)wide.count, glyphs, flags);
    wide_text_finish(&wide);
    return done;
}
