/* GetCharacterPlacement and what it can do with a font. */
#include "gdi_text.h"
#include "gdi_text_shape.h"

DWORD WINAPI GetFontLanguageInfo(HDC hdc)
{
    KERNINGPAIR pair;
    struct device_context *dc = dc_get(hdc);
    const struct font_instance *font = dc ? font_realize(dc) : NULL;
    if (!font) return GCP_ERROR;
    DWORD flags = GetKerningPairsW(hdc, 1, &pair) ? GCP_USEKERNING : 0;
    switch (font->choice.charset) {
    case SHIFTJIS_CHARSET:
    case GB2312_CHARSET:
    case HANGUL_CHARSET:
    case CHINESEBIG5_CHARSET: return flags | GCP_DBCS;
    case HEBREW_CHARSET: return flags | GCP_REORDER;
    case ARABIC_CHARSET: return flags | GCP_REORDER | GCP_GLYPHSHAPE | GCP_LIGATE;
    default: return flags;
    }
}

static LONG kerning_of(const KERNINGPAIR *pairs, DWORD count, WCHAR first, WCHAR second)
{
    for (DWORD i = 0; i < count; i++) {
        if (pairs[i].wFirst == first && pairs[i].wSecond == second) return pairs[i].iKernAmount;
    }
    return 0;
}

/* Advances into `widths`, logical; with kerning if so wanted. */
static BOOL advances_of(HDC hdc, const WCHAR *text, UINT count, DWORD flags, INT *widths)
{
    SIZE size;
    if (!GetTextExtentExPointW(hdc, text, (int)count, 0, NULL, widths, &size)) return FALSE;
    for (UINT i = count; i-- > 1;) widths[i] -= widths[i - 1];
    if (!(flags & GCP_USEKERNING)) return TRUE;
    DWORD pair_count = GetKerningPairsW(hdc, 0, NULL);
    KERNINGPAIR *pairs = pair_count ? heap_allocate(pair_count * sizeof(*pairs)) : NULL;
    if (pairs) pair_count = GetKerningPairsW(hdc, pair_count, pairs);
    for (UINT i = 0; pairs && i + 1 < count; i++) widths[i] += kerning_of(pairs, pair_count, text[i], text[i + 1]);
    heap_free(pairs);
    return TRUE;
}

/* GCP_JUSTIFY: what is left of the line goes into the spaces between words. */
static void justify(const WCHAR *text, UINT count, int max_extent, INT *widths)
{
    LONG used = 0;
    int spaces = 0, done = 0;
    for (UINT i = 0; i < count; i++) used += widths[i], spaces += text[i] == ' ';
    LONG rest = max_extent - used;
    for (UINT i = 0; rest > 0 && i < count; i++) {
        if (text[i] != ' ') continue;
        widths[i] += rest * (done + 1) / spaces - rest * done / spaces;
        done++;
    }
}

static void store(HDC hdc, const WCHAR *text, UINT count, const INT *widths, GCP_RESULTSW *results)
{
    LONG x = 0;
    for (UINT i = 0; i < count; i++) {
        if (results->lpOutString) results->lpOutString[i] = text[i];
        if (results->lpOrder) results->lpOrder[i] = i;
        if (results->lpDx) results->lpDx[i] = widths[i];
        if (results->lpCaretPos) results->lpCaretPos[i] = x;
        if (results->lpClass)
            results->lpClass[i] = text[i] >= '0' && text[i] <= '9' ? GCPCLASS_LATINNUMBER : GCPCLASS_LATIN;
        x += widths[i];
    }
    if (results->lpOutString && count < results->nGlyphs) results->lpOutString[count] = 0;
    if (results->lpGlyphs) GetGlyphIndicesW(hdc, text, (int)count, (WORD *)results->lpGlyphs, 0);
}

/* --- text that is reordered and shaped --- */

#define REORDERING (GCP_REORDER | GCP_GLYPHSHAPE | GCP_LIGATE)

struct placement {
    const struct text_layout *layout;
    const WCHAR *text;
    UINT count;
    BYTE *levels;
    UINT *order;     /* visual to logical */
    LONG *left;      /* of each character, logical units */
};

static void find_order(struct placement *placement, BOOL is_right_to_left, struct text_item *items)
{
    UINT item_count =
        gdi_text_itemize(placement->text, placement->count, is_right_to_left, FALSE, items, placement->count);
    for (UINT i = 0; i < item_count; i++) {
        for (UINT k = 0; k < items[i].count; k++) placement->levels[items[i].first + k] = items[i].level;
    }
    gdi_text_order(placement->levels, placement->count, placement->order);
    LONG x = 0;
    for (UINT i = 0; i < placement->count; i++) {
        placement->left[placement->order[i]] = text_to_logical(placement->layout->instance, x);
        x += placement->layout->advances[placement->order[i]];
    }
}

static char class_of(WCHAR c, BYTE level)
{
    if (c >= '0' && c <= '9') return GCPCLASS_LATINNUMBER;
    if (c >= 0x660 && c <= 0x669) return GCPCLASS_LOCALNUMBER;
    if (c >= 0x600 && c <= 0x6ff) return GCPCLASS_ARABIC;
    if (c >= 0x590 && c <= 0x5ff) return GCPCLASS_HEBREW;
    return c == ' ' && level & 1 ? GCPCLASS_NEUTRAL : GCPCLASS_LATIN;
}

static void store_placement(const struct placement *placement, GCP_RESULTSW *results)
{
    const struct text_layout *layout = placement->layout;
    const struct font_instance *font = layout->instance;
    UINT glyphs = min(layout->count, results->nGlyphs);
    for (UINT i = 0; i < placement->count; i++) {
        UINT logical = placement->order[i];
        if (results->lpOutString) results->lpOutString[i] = placement->text[logical];
        if (results->lpOrder) results->lpOrder[logical] = i;
        if (results->lpClass)
            results->lpClass[logical] = class_of(placement->text[logical], placement->levels[logical]);
        LONG width = text_to_logical(font, layout->advances[logical]);
        if (results->lpCaretPos)
            results->lpCaretPos[logical] = placement->left[logical] + (placement->levels[logical] & 1 ? width : 0);
    }
    for (UINT i = 0; i < glyphs; i++) {
        const struct placed_glyph *glyph = &layout->glyphs[i];
        LONG before = i ? layout->glyphs[i - 1].end : 0;
        if (results->lpGlyphs)
            results->lpGlyphs[i] = glyph->instance == font ? glyph->index : 0; /* a linked face's numbers say nothing */
        if (results->lpDx) results->lpDx[i] = text_to_logical(font, glyph->end) - text_to_logical(font, before);
    }
    if (results->lpOutString && placement->count < results->nGlyphs) results->lpOutString[placement->count] = 0;
    results->nGlyphs = glyphs;
    results->nMaxFit = (int)placement->count;
}

static DWORD place_reordered(struct device_context *dc, const WCHAR *text, UINT count, GCP_RESULTSW *results)
{
    struct text_layout layout;
    if (!text_layout_init(&layout, dc, 0, text, count, NULL)) return 0;
    struct text_item *items = heap_allocate(count * (sizeof(*items) + sizeof(UINT) + sizeof(LONG) + 1));
    DWORD extent = 0;
    if (items && layout.advances) {
        struct placement placement = {
            .layout = &layout, .text = text, .count = count, .order = (UINT *)(items + count)};
        placement.left = (LONG *)(placement.order + count);
        placement.levels = (BYTE *)(placement.left + count);
        find_order(&placement, dc->state.text_align & TA_RTLREADING, items);
        store_placement(&placement, results);
        extent = (DWORD)MAKELONG(
            text_to_logical(layout.instance, layout.width),
            text_to_logical_height(layout.instance, layout.instance->ascent + layout.instance->descent));
    }
    heap_free(items);
    text_layout_finish(&layout);
    return extent;
}

DWORD WINAPI GetCharacterPlacementW(HDC hdc, LPCWSTR text, int count, int max_extent, LPGCP_RESULTSW results,
                                    DWORD flags)
{
    struct device_context *dc = dc_get(hdc);
    const struct font_instance *font = dc ? font_realize(dc) : NULL;
    if (!font || count <= 0 || !text) return 0;
    if (!results) {
        SIZE size;
        return GetTextExtentPoint32W(hdc, text, count, &size) ? MAKELONG(size.cx, size.cy) : 0;
    }
    UINT used = min((UINT)count, results->nGlyphs);
    if (flags & REORDERING && used && gdi_text_is_complex(text, used)) return place_reordered(dc, text, used, results);
    INT *widths = heap_allocate((used + 1) * sizeof(*widths));
    DWORD extent = 0;
    if (widths && used && advances_of(hdc, text, used, flags, widths)) {
        LONG x = 0;
        UINT fitting = 0;
        while (fitting < used && (!(flags & GCP_MAXEXTENT) || x + widths[fitting] <= max_extent))
            x += widths[fitting++];
        if (flags & GCP_JUSTIFY && flags & GCP_MAXEXTENT) justify(text, fitting, max_extent, widths);
        store(hdc, text, fitting, widths, results);
        results->nGlyphs = fitting;
        results->nMaxFit = (int)fitting;
        for (UINT i = extent = 0, sum = 0; i < fitting; i++) extent = sum += (UINT)widths[i];
        extent = (DWORD)MAKELONG(extent, text_to_logical_height(font, font->ascent + font->descent));
    }
    heap_free(widths);
    return extent;
}

DWORD WINAPI GetCharacterPlacementA(HDC hdc, LPCSTR text, int count, int max_extent, LPGCP_RESULTSA results,
                                    DWORD flags)
{
    struct device_context *dc = dc_get(hdc);
    struct wide_text wide;
    if (!dc || count <= 0 || !wide_text_init(&wide, dc, text, count)) return 0;
    GCP_RESULTSW converted = {.lStructSize = sizeof(converted)};
    if (results) {
        memcpy(&converted, results, sizeof(converted)); /* the same but for the string's kind */
        converted.lpOutString = results->lpOutString ? heap_allocate_zeroed((wide.count + 1) * sizeof(WCHAR)) : NULL;
        converted.nGlyphs = min(results->nGlyphs, wide.count);
    }
    DWORD extent =
        GetCharacterPlacementW(hdc, wide.text, (int)wide.count, max_extent, results ? &converted : NULL, flags);
    if (results) {
        if (converted.lpOutString)
            WideCharToMultiByte(dc_code_page(dc), 0, converted.lpOutString, (int)converted.nGlyphs,
                                results->lpOutString, (int)results->nGlyphs, NULL, NULL);
        heap_free(converted.lpOutString);
        results->nGlyphs = converted.nGlyphs;
        results->nMaxFit = converted.nMaxFit;
    }
    wide_text_finish(&wide);
    return extent;
}
