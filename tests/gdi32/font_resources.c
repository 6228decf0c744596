/* Fonts that a program brings along: from memory and from files; what it can ask about them is known exactly. */
#include "canvas.h"
#include "seed_font.h"
#include <stdlib.h>

static HDC dc;

static HFONT seed(int height)
{
    return CreateFontA(height, 0, 0, 0, 0, 0, 0, 0, DEFAULT_CHARSET, 0, 0, NONANTIALIASED_QUALITY, 0, "Seed");
}

static BOOL is_there(void)
{
    char name[LF_FACESIZE];
    HFONT font = seed(-100);
    HGDIOBJ old = SelectObject(dc, font);
    GetTextFaceA(dc, sizeof(name), name);
    SelectObject(dc, old);
    DeleteObject(font);
    return !strcmp(name, "Seed");
}

static int CALLBACK count_family(const LOGFONTA *font, const TEXTMETRICA *metrics, DWORD type, LPARAM data)
{
    (void)metrics, (void)type;
    if (!strcmp(font->lfFaceName, "Seed")) ++*(int *)data;
    return 1;
}

static int enumerated(void)
{
    LOGFONTA pattern = {.lfCharSet = DEFAULT_CHARSET};
    int count = 0;
    strcpy(pattern.lfFaceName, "Seed");
    EnumFontFamiliesExA(dc, &pattern, count_family, (LPARAM)&count, 0);
    return count;
}

/* Sizes where a unit is a tenth of a pixel, a pixel and more. */
static void test_metrics(void)
{
    static const int sizes[] = {20, 50, 100, 200, 500, 1000};
    for (unsigned i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        int em = sizes[i];
        HFONT font = seed(-em);
        HGDIOBJ old = SelectObject(dc, font);
        TEXTMETRICA metrics;
        ABC abc[3];
        ABCFLOAT real[3];
        INT widths[3];
        SIZE size;
        check_case(em);
        check(GetTextMetricsA(dc, &metrics), "GetTextMetrics");
        check_equal_int(metrics.tmHeight, em, "height");
        check_equal_int(metrics.tmAscent, em * 8 / 10, "ascent");
        check_equal_int(metrics.tmDescent, em * 2 / 10, "descent");
        check_equal_int(metrics.tmInternalLeading, 0, "internal leading");
        check_equal_int(metrics.tmAveCharWidth, em / 2, "average width");
        check_equal_int(metrics.tmMaxCharWidth, em * 6 / 10, "maximum width");
        check_equal_int(metrics.tmWeight, 400, "weight");
        check_equal_int(metrics.tmItalic, 0, "upright");
        check(GetCharWidth32A(dc, 'A', 'C', widths), "widths");
        check(widths[0] == em * 6 / 10 && widths[1] == widths[0] && widths[2] == widths[0], "%d, %d, %d", widths[0],
              widths[1], widths[2]);
        check(GetCharABCWidthsA(dc, 'A', 'C', abc), "ABC widths");
        check_equal_int(abc[0].abcA, 0, "A of A");
        check_equal_int(abc[0].abcB, em * 6 / 10, "B of A");
        check_equal_int(abc[0].abcC, 0, "C of A");
        check_equal_int(abc[1].abcB, em / 2, "B of B");
        check_equal_int(abc[1].abcC, em / 10, "C of B");
        check(GetCharABCWidthsFloatA(dc, 'A', 'C', real), "real ABC widths");
        check_equal_int((int)(100 * (real[1].abcfA + real[1].abcfB + real[1].abcfC) + 0.5), em * 60,
                        "together, in hundredths");
        check(GetTextExtentPoint32A(dc, "ABC", 3, &size) && size.cx == em * 18 / 10 && size.cy == em, "%ld x %ld",
              size.cx, size.cy);
        SelectObject(dc, old);
        DeleteObject(font);
    }
    HFONT font = seed(100);
    HGDIOBJ old = SelectObject(dc, font);
    TEXTMETRICA metrics;
    check(GetTextMetricsA(dc, &metrics) && metrics.tmHeight == 100, "a positive height is the cell's");
    SelectObject(dc, old);
    DeleteObject(font);
}

static void test_outline_metrics(void)
{
    OUTLINETEXTMETRICA metrics;
    KERNINGPAIR pairs[4];
    UINT size = GetOutlineTextMetricsA(dc, 0, NULL);
    char *room = malloc(size);
    check(size > sizeof(metrics), "%u bytes", size);
    check_equal_u32(GetOutlineTextMetricsA(dc, size, (OUTLINETEXTMETRICA *)room), size, "GetOutlineTextMetrics");
    memcpy(&metrics, room, sizeof(metrics));
    check_equal_int(metrics.otmEMSquare, 1000, "units");
    check_equal_int(metrics.otmAscent, 80, "ascent");
    check_equal_int(metrics.otmDescent, -20, "descent");
    check_equal_int(metrics.otmsXHeight, 50, "x-height");
    check_equal_int(metrics.otmsCapEmHeight, 70, "capital letters");
    check_equal_int(metrics.otmsStrikeoutSize, 5, "strike-out");
    check_equal_int(metrics.otmsStrikeoutPosition, 30, "its place");
    check_equal_int(metrics.otmsUnderscoreSize, 5, "underline");
    check_equal_int(metrics.otmsUnderscorePosition, -10, "its place");
    check_equal_int(metrics.otmptSubscriptSize.x, 65, "subscript");
    check_equal_int(metrics.otmptSubscriptSize.y, 60, "subscript");
    check_equal_int(metrics.otmptSuperscriptOffset.y, 35, "superscript");
    check_equal_int(metrics.otmItalicAngle, 0, "upright");
    check_equal_int(metrics.otmsCharSlopeRise, 1, "upright");
    check_equal_int(metrics.otmsCharSlopeRun, 0, "upright");
    check_equal_string(room + (size_t)metrics.otmpFamilyName, "Seed", "family");
    check_equal_string(room + (size_t)metrics.otmpStyleName, "Regular", "style");
    check_equal_string(room + (size_t)metrics.otmpFaceName, "Seed Regular", "full name");
    free(room);
    check_equal_u32(GetKerningPairsA(dc, 0, NULL), 1, "one pair");
    check(GetKerningPairsA(dc, 4, pairs) == 1 && pairs[0].wFirst == 'A' && pairs[0].wSecond == 'B', "of A and B");
    check_equal_int(pairs[0].iKernAmount, -5, "by");
}

static void test_characters(void)
{
    WORD glyphs[5];
    DWORD size = GetFontUnicodeRanges(dc, NULL);
    GLYPHSET *set = malloc(size);
    check_equal_u32(GetGlyphIndicesW(dc, L"ABCDz", 5, glyphs, GGI_MARK_NONEXISTING_GLYPHS), 5, "GetGlyphIndices");
    check(glyphs[0] == 2 && glyphs[1] == 3 && glyphs[2] == 4 && glyphs[3] == 0xffff && glyphs[4] == 0xffff,
          "2, 3, 4 and nothing");
    check_equal_u32(GetGlyphIndicesW(dc, L"z", 1, glyphs, 0), 1, "without a mark");
    check_equal_u32(glyphs[0], 0, "the missing one's glyph");
    check(size >= sizeof(GLYPHSET), "GetFontUnicodeRanges");
    check_equal_u32(GetFontUnicodeRanges(dc, set), size, "again");
    check_equal_u32(set->cGlyphsSupported, 3, "three characters");
    check(set->cRanges == 1 && set->ranges[0].wcLow == 'A' && set->ranges[0].cGlyphs == 3, "in one range");
    free(set);
    DWORD tag, head[14];
    memcpy(&tag, "head", 4);
    check_equal_u32(GetFontData(dc, tag, 0, NULL, 0), 54, "the size of a table");
    check_equal_u32(GetFontData(dc, tag, 0, head, 54), 54, "a table");
    check_equal_u32(head[3], 0xf53c0f5f, "its mark");
    check_equal_u32(GetFontData(dc, tag, 18, head, 2), 2, "a part");
    check(((BYTE *)head)[0] == 1000 >> 8 && ((BYTE *)head)[1] == (1000 & 0xff), "units per em");
    memcpy(&tag, "none", 4);
    check_equal_u32(GetFontData(dc, tag, 0, NULL, 0), GDI_ERROR, "no such table");
    check_equal_u32(GetFontData(dc, 0, 0, NULL, 0), sizeof(seed_font), "the whole file");
    BYTE *file = malloc(sizeof(seed_font));
    check_equal_u32(GetFontData(dc, 0, 0, file, sizeof(seed_font)), sizeof(seed_font), "its bytes");
    check_equal_bytes(file, seed_font, sizeof(seed_font), "as given");
    free(file);
}

static void test_outlines(void)
{
    static const MAT2 identity = {{0, 1}, {0, 0}, {0, 0}, {0, 1}};
    GLYPHMETRICS metrics;
    BYTE buffer[4096];
    check(GetGlyphOutlineA(dc, 'A', GGO_METRICS, &metrics, 0, NULL, &identity) != GDI_ERROR, "GGO_METRICS");
    check(metrics.gmBlackBoxX == 60 && metrics.gmBlackBoxY == 70, "box %u x %u", metrics.gmBlackBoxX,
          metrics.gmBlackBoxY);
    check(metrics.gmptGlyphOrigin.x == 0 && metrics.gmptGlyphOrigin.y == 70, "origin %ld, %ld",
          metrics.gmptGlyphOrigin.x, metrics.gmptGlyphOrigin.y);
    check(metrics.gmCellIncX == 60 && metrics.gmCellIncY == 0, "advance %d, %d", metrics.gmCellIncX,
          metrics.gmCellIncY);
    check_equal_u32(GetGlyphOutlineA(dc, 'A', GGO_BITMAP, &metrics, 0, NULL, &identity), 8 * 70,
                    "rows of whole double words");
    check_equal_u32(GetGlyphOutlineA(dc, 'A', GGO_BITMAP, &metrics, sizeof(buffer), buffer, &identity), 8 * 70,
                    "GGO_BITMAP");
    check((buffer[69 * 8] & 0xc0) == 0xc0 && (buffer[69 * 8 + 3] & 0xff) == 0xff, "the lowest row is nearly full");
    check(!(buffer[0] | buffer[1] | buffer[2]) && !(buffer[5] | buffer[6] | buffer[7]), "the upper one is not");
    static const struct {
        UINT format;
        int levels;
    } greys[] = {{GGO_GRAY2_BITMAP, 4}, {GGO_GRAY4_BITMAP, 16}, {GGO_GRAY8_BITMAP, 64}};
    for (int i = 0; i < 3; i++) {
        int highest = 0;
        check_case(i);
        check_equal_u32(GetGlyphOutlineA(dc, 'A', greys[i].format, &metrics, sizeof(buffer) + 200, NULL, &identity),
                        60 * 70, "a byte a pixel");
        BYTE *pixels = malloc(60 * 70);
        check_equal_u32(GetGlyphOutlineA(dc, 'A', greys[i].format, &metrics, 60 * 70, pixels, &identity), 60 * 70,
                        "grey");
        for (int k = 0; k < 60 * 70; k++) highest = max(highest, pixels[k]);
        check_equal_int(highest, greys[i].levels, "levels");
        check(pixels[60 * 69 + 30] == greys[i].levels && !pixels[0], "inside and outside");
        free(pixels);
    }
    DWORD size = GetGlyphOutlineA(dc, 'A', GGO_NATIVE, &metrics, 0, NULL, &identity);
    check(size >= sizeof(TTPOLYGONHEADER) + 4 + 2 * sizeof(POINTFX),
          "a contour of two lines, and perhaps the one that closes it");
    check_equal_u32(GetGlyphOutlineA(dc, 'A', GGO_NATIVE, &metrics, size, buffer, &identity), size, "GGO_NATIVE");
    const TTPOLYGONHEADER *header = (void *)buffer;
    const TTPOLYCURVE *curve = (void *)(header + 1);
    check_equal_u32(header->cb, size, "size");
    check_equal_u32(header->dwType, TT_POLYGON_TYPE, "type");
    check(!header->pfxStart.x.value && !header->pfxStart.y.value, "begins at the origin");
    check(curve->wType == TT_PRIM_LINE && curve->cpfx >= 2, "lines");
    check(curve->apfx[0].x.value == 30 && curve->apfx[0].y.value == 70 && !curve->apfx[0].x.fract, "to the tip");
    check(curve->apfx[1].x.value == 60 && curve->apfx[1].y.value == 0, "and down");
    size = GetGlyphOutlineA(dc, 'B', GGO_NATIVE, &metrics, sizeof(buffer), buffer, &identity);
    check(size != GDI_ERROR && curve->wType == TT_PRIM_QSPLINE && curve->cpfx == 2, "an arc");
    check(curve->apfx[0].x.value == 25 && curve->apfx[0].y.value == 60, "its control point");
    size = GetGlyphOutlineA(dc, 'B', GGO_BEZIER, &metrics, sizeof(buffer), buffer, &identity);
    check(size != GDI_ERROR && curve->wType == TT_PRIM_CSPLINE && curve->cpfx == 3, "as a cubic one");
    check_equal_u32(GetGlyphOutlineW(dc, 4, GGO_METRICS | GGO_GLYPH_INDEX, &metrics, 0, NULL, &identity) == GDI_ERROR,
                    0, "by glyph number");
    check(metrics.gmptGlyphOrigin.x == 1 && metrics.gmptGlyphOrigin.y == 72, "moved: %ld, %ld",
          metrics.gmptGlyphOrigin.x, metrics.gmptGlyphOrigin.y);
    check_equal_u32(GetGlyphOutlineA(dc, 'A', 99, &metrics, 0, NULL, &identity), GDI_ERROR, "no such format");
}

static void test_memory(void)
{
    DWORD count = 99;
    check(!is_there(), "not yet");
    HANDLE handle = AddFontMemResourceEx((void *)seed_font, sizeof(seed_font), NULL, &count);
    check(handle != NULL, "AddFontMemResourceEx");
    check_equal_u32(count, 1, "one font");
    check(is_there(), "it can be chosen");
    check_equal_int(enumerated(), 0, "such fonts are not enumerated");
    HFONT font = seed(-100);
    HGDIOBJ old = SelectObject(dc, font);
    test_metrics();
    test_outline_metrics();
    test_characters();
    test_outlines();
    SelectObject(dc, old);
    DeleteObject(font);
    check(RemoveFontMemResourceEx(handle), "RemoveFontMemResourceEx");
    check(!is_there(), "gone");
    check(!RemoveFontMemResourceEx(handle), "not twice");
    check(!RemoveFontMemResourceEx(NULL), "no handle");
    check(!AddFontMemResourceEx((void *)"no font", 7, NULL, &count), "not a font");
    check(!AddFontMemResourceEx(NULL, 100, NULL, &count), "no bytes");
    check(!AddFontMemResourceEx((void *)seed_font, 0, NULL, &count), "empty");
    check(!AddFontMemResourceEx((void *)seed_font, 200, NULL, &count), "cut off");
}

static void test_files(void)
{
    char folder[MAX_PATH], path[MAX_PATH];
    DWORD written;
    GetTempPathA(sizeof(folder), folder);
    GetTempFileNameA(folder, "fnt", 0, path);
    HANDLE file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, seed_font, sizeof(seed_font), &written, NULL);
    CloseHandle(file);
    check_equal_int(AddFontResourceExA(path, FR_PRIVATE, NULL), 1, "AddFontResourceEx");
    check(is_there(), "it can be chosen");
    check_equal_int(enumerated() > 0, 1, "and enumerated");
    check(!RemoveFontResourceExA(path, 0, NULL), "flags must be the same");
    check(RemoveFontResourceExA(path, FR_PRIVATE, NULL), "RemoveFontResourceEx");
    check(!is_there(), "gone");
    check_equal_int(AddFontResourceExA(path, FR_PRIVATE | FR_NOT_ENUM, NULL), 1, "not for enumeration");
    check(is_there() && !enumerated(), "chosen, not enumerated");
    check(RemoveFontResourceExA(path, FR_PRIVATE | FR_NOT_ENUM, NULL), "removed");
    check_equal_int(AddFontResourceA(path), 1, "AddFontResource");
    check(is_there(), "for everybody");
    check(RemoveFontResourceA(path), "RemoveFontResource");
    check(!RemoveFontResourceA(path), "not twice");
    check_equal_int(AddFontResourceA("C:\\there is no such font.ttf"), 0, "no such file");
    check_equal_int(AddFontResourceExA(path, 0x1000, NULL), 0, "no such flag");
    DeleteFileA(path);
}

static void test_rest(void)
{
    RASTERIZER_STATUS status = {0, 0, 0};
    CHARSETINFO info;
    FONTSIGNATURE signature;
    check(GetRasterizerCaps(&status, sizeof(status)) && status.nSize == sizeof(status), "GetRasterizerCaps");
    check_equal_int(status.wFlags & (TT_AVAILABLE | TT_ENABLED), TT_AVAILABLE | TT_ENABLED, "TrueType");
    check(TranslateCharsetInfo((DWORD *)(ULONG_PTR)RUSSIAN_CHARSET, &info, TCI_SRCCHARSET) && info.ciACP == 1251,
          "a character set's code page");
    check(TranslateCharsetInfo((DWORD *)1253, &info, TCI_SRCCODEPAGE) && info.ciCharset == GREEK_CHARSET, "and back");
    DWORD bits[2] = {FS_HEBREW, 0};
    check(TranslateCharsetInfo(bits, &info, TCI_SRCFONTSIG) && info.ciCharset == HEBREW_CHARSET && info.ciACP == 1255,
          "of a signature");
    check(!TranslateCharsetInfo((DWORD *)9999, &info, TCI_SRCCODEPAGE), "no such code page");
    check_equal_int(GetTextCharsetInfo(dc, &signature, 0), GetTextCharset(dc), "GetTextCharsetInfo");
    check(!CreateScalableFontResourceA(0, "C:\\x.fot", "C:\\there is none.ttf", NULL),
          "CreateScalableFontResource without a file");
}

int main(void)
{
    dc = CreateCompatibleDC(NULL);
    test_memory();
    test_files();
    test_rest();
    DeleteDC(dc);
    return check_summary();
}
