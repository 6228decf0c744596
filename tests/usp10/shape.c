/* ScriptShape, ScriptPlace and what a cache tells of a font. */
#include "../check.h"
#include <usp10.h>

static HDC dc;

static SCRIPT_ANALYSIS analysis_of(const WCHAR *text, int count)
{
    SCRIPT_ITEM items[8];
    int item_count;
    check_status(ScriptItemize(text, count, 8, NULL, NULL, items, &item_count), S_OK, "ScriptItemize");
    check_equal_int(item_count, 1, "one item");
    return items[0].a;
}

/* Simple text: a glyph for each character, as wide as GDI says. */
static void test_simple(void)
{
    static const WCHAR text[] = L"Simple text";
    WORD glyphs[32], clusters[32], plain[32];
    SCRIPT_VISATTR attributes[32];
    GOFFSET offsets[32];
    SCRIPT_CACHE cache = NULL;
    int count = -1, advances[32], widths[32];
    SCRIPT_ANALYSIS analysis = analysis_of(text, 11);
    check_status(ScriptShape(dc, &cache, text, 11, 32, &analysis, glyphs, clusters, attributes, &count), S_OK,
                 "ScriptShape");
    check(cache != NULL, "a cache");
    check_equal_int(count, 11, "a glyph for each character");
    GetGlyphIndicesW(dc, text, 11, plain, 0);
    check_equal_bytes(glyphs, plain, 11 * sizeof(WORD), "those of the font's table");
    check_status(ScriptPlace(dc, &cache, glyphs, count, attributes, &analysis, advances, offsets, NULL), S_OK,
                 "ScriptPlace");
    GetCharWidthI(dc, 0, 11, plain, widths);
    int sum = 0;
    for (int i = 0; i < 11; i++) {
        check_case(i);
        check_equal_int(clusters[i], i, "its own cluster");
        check_equal_int(attributes[i].fClusterStart, 1, "that it begins");
        check_equal_int(attributes[i].fDiacritic, 0, "no mark");
        check_equal_int(advances[i], widths[i], "as wide as GDI says");
        check(!offsets[i].du && !offsets[i].dv, "in its place");
        sum += advances[i];
    }
    check_equal_int(attributes[6].uJustification, SCRIPT_JUSTIFY_BLANK, "a space");
    check_equal_int(attributes[0].uJustification, SCRIPT_JUSTIFY_CHARACTER, "a letter");
    ABC abc;
    check_status(ScriptPlace(dc, &cache, glyphs, count, attributes, &analysis, advances, offsets, &abc), S_OK,
                 "with ABC");
    check_equal_int(abc.abcA + (int)abc.abcB + abc.abcC, sum, "A + B + C is the width");
    SIZE size;
    GetTextExtentPoint32W(dc, text, 11, &size);
    check_equal_int(sum, size.cx, "as wide as GDI's text");
    check_status(ScriptShape(dc, &cache, text, 11, 5, &analysis, glyphs, clusters, attributes, &count), E_OUTOFMEMORY,
                 "too little room");
    check_status(ScriptShape(dc, NULL, text, 11, 32, &analysis, glyphs, clusters, attributes, &count), E_INVALIDARG,
                 "no cache");
    check_status(ScriptShape(dc, &cache, text, 11, 32, &analysis, NULL, clusters, attributes, &count), E_INVALIDARG,
                 "no glyphs");
    check_status(ScriptPlace(dc, &cache, glyphs, 11, NULL, &analysis, advances, offsets, NULL), E_INVALIDARG,
                 "no attributes");
    SCRIPT_CACHE other = NULL;
    check_status(ScriptShape(NULL, &other, text, 11, 32, &analysis, glyphs, clusters, attributes, &count), E_PENDING,
                 "neither DC nor cache");
    check_status(ScriptPlace(NULL, &other, glyphs, 11, attributes, &analysis, advances, offsets, NULL), E_PENDING,
                 "neither DC nor cache");
    check(other == NULL, "still none");
    check_status(ScriptFreeCache(&cache), S_OK, "ScriptFreeCache");
    check(cache == NULL, "freed");
    check_status(ScriptFreeCache(&cache), S_OK, "nothing to free");
}

/* Text from right to left comes in the order in which it is seen; with fLogicalOrder as it is written. */
static void test_right_to_left(void)
{
    static const WCHAR text[] = L"\x5d0\x5d1\x5d2\x5d3";
    WORD glyphs[16], clusters[16], plain[4];
    SCRIPT_VISATTR attributes[16];
    SCRIPT_CACHE cache = NULL;
    int count = -1;
    if (GetGlyphIndicesW(dc, text, 4, plain, GGI_MARK_NONEXISTING_GLYPHS) != 4 || plain[0] == 0xffff) {
        skip("the font has no Hebrew");
        return;
    }
    SCRIPT_ANALYSIS analysis = analysis_of(text, 4);
    check(analysis.fRTL, "from right to left");
    check_status(ScriptShape(dc, &cache, text, 4, 16, &analysis, glyphs, clusters, attributes, &count), S_OK,
                 "ScriptShape");
    check_equal_int(count, 4, "four glyphs");
    for (int i = 0; i < 4; i++) {
        check_case(i);
        check_equal_int(glyphs[i], plain[3 - i], "the last letter is the leftmost");
        check_equal_int(clusters[i], 3 - i, "clusters fall");
    }
    analysis.fLogicalOrder = 1;
    check_status(ScriptShape(dc, &cache, text, 4, 16, &analysis, glyphs, clusters, attributes, &count), S_OK,
                 "in logical order");
    for (int i = 0; i < 4; i++) {
        check_case(i);
        check_equal_int(glyphs[i], plain[i], "as written");
        check_equal_int(clusters[i], i, "clusters rise");
    }
    ScriptFreeCache(&cache);
}

/* Letters of Arabic take other shapes beside others; lam and alef become one. */
static void test_arabic(void)
{
    static const WCHAR text[] = L"\x628\x628\x628", ligature[] = L"\x644\x627";
    WORD glyphs[16], clusters[16], plain[3];
    SCRIPT_VISATTR attributes[16];
    SCRIPT_CACHE cache = NULL;
    int count = -1, advances[16];
    if (GetGlyphIndicesW(dc, text, 3, plain, GGI_MARK_NONEXISTING_GLYPHS) != 3 || plain[0] == 0xffff) {
        skip("the font has no Arabic");
        return;
    }
    SCRIPT_ANALYSIS analysis = analysis_of(text, 3);
    check_status(ScriptShape(dc, &cache, text, 3, 16, &analysis, glyphs, clusters, attributes, &count), S_OK,
                 "ScriptShape");
    check_equal_int(count, 3, "three glyphs");
    check(glyphs[0] != glyphs[1] && glyphs[1] != glyphs[2] && glyphs[0] != glyphs[2],
          "initial, medial and final forms differ");
    check_status(ScriptShape(dc, &cache, ligature, 2, 16, &analysis, glyphs, clusters, attributes, &count), S_OK,
                 "ScriptShape");
    check_equal_int(count, 1, "lam and alef are one glyph");
    check(clusters[0] == 0 && clusters[1] == 0, "and one cluster");
    check_status(ScriptPlace(dc, &cache, glyphs, 1, attributes, &analysis, advances, NULL, NULL), S_OK, "ScriptPlace");
    check(advances[0] > 0, "%d wide", advances[0]);
    SCRIPT_ANALYSIS undefined = analysis;
    undefined.eScript = SCRIPT_UNDEFINED;
    check_status(ScriptShape(dc, &cache, text, 3, 16, &undefined, glyphs, clusters, attributes, &count), S_OK,
                 "without shaping");
    check(count == 3 && glyphs[0] == plain[0] && glyphs[1] == plain[0] && glyphs[2] == plain[0],
          "the glyphs of the font's table");
    static const WCHAR marked[] = L"\x628\x64e";
    check_status(ScriptShape(dc, &cache, marked, 2, 16, &analysis, glyphs, clusters, attributes, &count), S_OK,
                 "a vowel mark");
    check_equal_int(clusters[0], clusters[1], "belongs to its letter");
    check_status(ScriptPlace(dc, &cache, glyphs, count, attributes, &analysis, advances, NULL, NULL), S_OK,
                 "ScriptPlace");
    for (int i = 0; i < count; i++) {
        if (attributes[i].fDiacritic) check_equal_int(advances[i], 0, "a mark takes no room");
    }
    ScriptFreeCache(&cache);
}

static void test_font(void)
{
    SCRIPT_CACHE cache = NULL;
    TEXTMETRICW metrics;
    long height = -1;
    WORD glyphs[4], plain[4];
    ABC abc, expected;
    GetTextMetricsW(dc, &metrics);
    check_status(ScriptCacheGetHeight(NULL, &cache, &height), E_PENDING, "neither DC nor cache");
    check_status(ScriptCacheGetHeight(dc, &cache, &height), S_OK, "ScriptCacheGetHeight");
    check_equal_int(height, metrics.tmHeight, "tmHeight");
    check_status(ScriptCacheGetHeight(NULL, &cache, &height), S_OK, "from the cache");
    check_status(ScriptCacheGetHeight(dc, NULL, &height), E_INVALIDARG, "no cache");
    check_status(ScriptGetCMap(dc, &cache, L"abc", 3, 0, glyphs), S_OK, "ScriptGetCMap");
    GetGlyphIndicesW(dc, L"abc", 3, plain, 0);
    check_equal_bytes(glyphs, plain, 6, "the font's");
    check_status(ScriptGetCMap(dc, &cache, L"a\xfff0", 2, 0, glyphs), S_FALSE, "one is missing");
    check_equal_int(glyphs[1], 0, "the default glyph");
    check_status(ScriptGetCMap(dc, &cache, L"(", 1, SGCM_RTL, glyphs), S_OK, "mirrored");
    GetGlyphIndicesW(dc, L")", 1, plain, 0);
    check_equal_int(glyphs[0], plain[0], "the other bracket");
    for (WCHAR c = 'a'; c < 'k'; c++) {
        GetGlyphIndicesW(dc, &c, 1, plain, 0);
        GetCharABCWidthsI(dc, plain[0], 1, NULL, &expected);
        check_case(c);
        check_status(ScriptGetGlyphABCWidth(dc, &cache, plain[0], &abc), S_OK, "ScriptGetGlyphABCWidth");
        check_equal_bytes(&abc, &expected, sizeof(abc), "GDI's");
    }
    SCRIPT_FONTPROPERTIES properties = {.cBytes = sizeof(properties)};
    check_status(ScriptGetFontProperties(dc, &cache, &properties), S_OK, "ScriptGetFontProperties");
    GetGlyphIndicesW(dc, L" ", 1, plain, 0);
    check_equal_int(properties.wgBlank, plain[0], "blank");
    check_equal_int(properties.wgDefault, 0, "missing glyph");
    properties.cBytes = 4;
    check_status(ScriptGetFontProperties(dc, &cache, &properties), E_INVALIDARG, "of a wrong size");
    check_status(ScriptGetFontProperties(dc, &cache, NULL), E_INVALIDARG, "nowhere to put them");
    ScriptFreeCache(&cache);
}

/* What ScriptTextOut draws is what ExtTextOut draws of the same glyphs. */
static void test_drawing(void)
{
    static const WCHAR text[] = L"Drawn";
    struct { BITMAPINFOHEADER header; } info = {{sizeof(BITMAPINFOHEADER), 100, -30, 1, 32, BI_RGB, 0, 0, 0, 0, 0}};
    DWORD *bits[2];
    HBITMAP bitmaps[2];
    WORD glyphs[16], clusters[16];
    SCRIPT_VISATTR attributes[16];
    GOFFSET offsets[16];
    SCRIPT_CACHE cache = NULL;
    int count, advances[16], moved = 0;
    SCRIPT_ANALYSIS analysis = analysis_of(text, 5);
    ScriptShape(dc, &cache, text, 5, 16, &analysis, glyphs, clusters, attributes, &count);
    ScriptPlace(dc, &cache, glyphs, count, attributes, &analysis, advances, offsets, NULL);
    for (int i = 0; i < 2; i++) {
        bitmaps[i] = CreateDIBSection(dc, (BITMAPINFO *)&info, DIB_RGB_COLORS, (void **)&bits[i], NULL, 0);
        HGDIOBJ old = SelectObject(dc, bitmaps[i]);
        PatBlt(dc, 0, 0, 100, 30, WHITENESS);
        if (i)
            check_status(
                ScriptTextOut(dc, &cache, 3, 4, 0, NULL, &analysis, NULL, 0, glyphs, count, advances, NULL, offsets),
                S_OK, "ScriptTextOut");
        else TextOutW(dc, 3, 4, text, 5);
        GdiFlush();
        SelectObject(dc, old);
    }
    check_equal_bytes(bits[1], bits[0], 100 * 30 * 4, "pixels");
    for (int i = 0; i < 3000; i++) moved += bits[0][i] != 0xffffff;
    check(moved > 20, "something was drawn");
    check_status(ScriptTextOut(dc, NULL, 3, 4, 0, NULL, &analysis, NULL, 0, glyphs, count, advances, NULL, offsets),
                 E_INVALIDARG, "no cache");
    check_status(ScriptTextOut(NULL, &cache, 3, 4, 0, NULL, &analysis, NULL, 0, glyphs, count, advances, NULL, offsets),
                 E_INVALIDARG, "no DC");
    check_status(ScriptTextOut(dc, &cache, 3, 4, 0, NULL, NULL, NULL, 0, glyphs, count, advances, NULL, offsets),
                 E_INVALIDARG, "no analysis");
    ScriptFreeCache(&cache);
    for (int i = 0; i < 2; i++) DeleteObject(bitmaps[i]);
}

int main(void)
{
    static const char *const fonts[] = {"Liberation Sans", "DejaVu Sans", "Arial"};
    dc = CreateCompatibleDC(NULL);
    for (int i = 0; i < 3; i++) {
        HFONT font = CreateFontA(-16 - i, 0, 0, 0, 0, 0, 0, 0, DEFAULT_CHARSET, 0, 0, ANTIALIASED_QUALITY, 0, fonts[i]);
        HGDIOBJ old = SelectObject(dc, font);
        test_simple();
        test_right_to_left();
        test_arabic();
        test_font();
        test_drawing();
        SelectObject(dc, old);
        DeleteObject(font);
    }
    DeleteDC(dc);
    return check_summary();
}
