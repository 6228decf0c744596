/* GetCharacterPlacement and what it can do with a font. */
#include "gdi_text.h"

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
        if (results->lpClass) results->lpClass[i] = text[i] >= '0' && text[i] <= '9' ? GCPCLASS_LATINNUMBER : GCPCLASS_LATIN;
        x += widths[i];
    }
    if (results->lpOutString && count < results->nGlyphs) results->lpOutString[count] = 0;
    if (results->lpGlyphs) GetGlyphIndicesW(hdc, text, (int)count, (WORD *)results->lpGlyphs, 0);
}

DWORD WINAPI GetCharacterPlacementW(HDC hdc, LPCWSTR text, int count, int max_extent, LPGCP_RESULTSW results, DWORD flags)
{
    struct device_context *dc = dc_get(hdc);
    const struct font_instance *font = dc ? font_realize(dc) : NULL;
    if (!font || count <= 0 || !text) return 0;
    if (!results) {
        SIZE size;
        return GetTextExtentPoint32W(hdc, text, count, &size) ? MAKELONG(size.cx, size.cy) : 0;
    }
    UINT used = min((UINT)count, results->nGlyphs);
    INT *widths = heap_allocate((used + 1) * sizeof(*widths));
    DWORD extent = 0;
    if (widths && used && advances_of(hdc, text, used, flags, widths)) {
        LONG x = 0;
        UINT fitting = 0;
        while (fitting < used && (!(flags & GCP_MAXEXTENT) || x + widths[fitting] <= max_extent)) x += widths[fitting++];
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

DWORD WINAPI GetCharacterPlacementA(HDC hdc, LPCSTR text, int count, int max_extent, LPGCP_RESULTSA results, DWORD flags)
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
    DWORD extent = GetCharacterPlacementW(hdc, wide.text, (int)wide.count, max_extent, results ? &converted : NULL, flags);
    if (results) {
        if (converted.lpOutString)
            WideCharToMultiByte(dc_code_page(dc), 0, converted.lpOutString, (int)converted.nGlyphs, results->lpOutString, (int)results->nGlyphs, NULL, NULL);
        heap_free(converted.lpOutString);
        results->nGlyphs = converted.nGlyphs;
        results->nMaxFit = converted.nMaxFit;
    }
    wide_text_finish(&wide);
    return extent;
}
