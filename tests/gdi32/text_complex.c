/* Text in both directions, with marks, and with characters that the font lacks. */
#include "canvas.h"
#include <stdlib.h>

static struct canvas canvas;
static const WCHAR alef_bet[] = L"\x5d0\x5d1\x5d2\x5d3";

static BOOL has(const WCHAR *text, int count)
{
    WORD glyphs[16];
    GetGlyphIndicesW(canvas.dc, text, count, glyphs, GGI_MARK_NONEXISTING_GLYPHS);
    for (int i = 0; i < count; i++) {
        if (glyphs[i] == 0xffff) return FALSE;
    }
    return TRUE;
}

static LONG width_of(const WCHAR *text, int count)
{
    SIZE size = {-1, -1};
    check(GetTextExtentPoint32W(canvas.dc, text, count, &size), "GetTextExtentPoint32");
    return size.cx;
}

static void clear(void) { PatBlt(canvas.dc, 0, 0, canvas.width, canvas.height, WHITENESS); }

static DWORD *picture(void)
{
    SIZE_T size = (SIZE_T)canvas.stride * canvas.height;
    DWORD *copy = malloc(size);
    GdiFlush();
    memcpy(copy, canvas.bits, size);
    return copy;
}

/* Whether two ways of drawing give the same picture. */
static void same(DWORD *first, DWORD *second, const char *what)
{
    check_equal_bytes(second, first, (SIZE_T)canvas.stride * canvas.height, what);
    free(first);
    free(second);
}

static int dark_pixels(int left, int right)
{
    int count = 0;
    for (int y = 0; y < canvas.height; y++) {
        for (int x = left; x < right; x++) count += (canvas_get(&canvas, x, y) & 0xffffff) != 0xffffff;
    }
    return count;
}

static void test_reversal(void)
{
    WORD glyphs[4], backward[4];
    if (!has(alef_bet, 4)) {
        skip("the font has no Hebrew");
        return;
    }
    GetGlyphIndicesW(canvas.dc, alef_bet, 4, glyphs, 0);
    for (int i = 0; i < 4; i++) backward[i] = glyphs[3 - i];
    clear();
    check(ExtTextOutW(canvas.dc, 5, 5, ETO_GLYPH_INDEX, NULL, (WCHAR *)backward, 4, NULL), "glyphs from left to right");
    DWORD *by_glyph = picture();
    clear();
    check(TextOutW(canvas.dc, 5, 5, alef_bet, 4), "Hebrew");
    same(by_glyph, picture(), "its first letter is on the right");
    clear();
    TextOutW(canvas.dc, 5, 5, alef_bet, 4);
    DWORD *plain = picture();
    clear();
    ExtTextOutW(canvas.dc, 5, 5, ETO_RTLREADING, NULL, alef_bet, 4, NULL);
    same(plain, picture(), "whatever the reading order");
    INT widths[4], sum = 0;
    GetCharWidthI(canvas.dc, 0, 4, glyphs, widths);
    for (int i = 0; i < 4; i++) sum += widths[i];
    check_equal_int(width_of(alef_bet, 4), sum, "as wide as its letters");
    INT extents[4];
    SIZE size;
    check(GetTextExtentExPointW(canvas.dc, alef_bet, 4, 0, NULL, extents, &size), "GetTextExtentExPoint");
    for (int i = 0, end = 0; i < 4; i++) {
        check_case(i);
        check_equal_int(extents[i], end += widths[i], "extents are those of the text as written");
    }
}

/* With ETO_RTLREADING what has no direction of its own goes to the left. */
static void test_reading_order(void)
{
    static const WCHAR text[] = L"abc!";
    clear();
    ExtTextOutW(canvas.dc, 5, 5, 0, NULL, L"!abc", 4, NULL);
    DWORD *expected = picture();
    clear();
    ExtTextOutW(canvas.dc, 5, 5, ETO_RTLREADING, NULL, text, 4, NULL);
    same(expected, picture(), "ETO_RTLREADING");
    clear();
    ExtTextOutW(canvas.dc, 5, 5, 0, NULL, L"!abc", 4, NULL);
    expected = picture();
    clear();
    UINT old = SetTextAlign(canvas.dc, TA_RTLREADING);
    ExtTextOutW(canvas.dc, 5, 5, 0, NULL, text, 4, NULL);
    SetTextAlign(canvas.dc, old);
    same(expected, picture(), "TA_RTLREADING");
    clear();
    ExtTextOutW(canvas.dc, 5, 5, 0, NULL, text, 4, NULL);
    expected = picture();
    clear();
    ExtTextOutW(canvas.dc, 5, 5, ETO_RTLREADING | ETO_IGNORELANGUAGE, NULL, text, 4, NULL);
    same(expected, picture(), "ETO_IGNORELANGUAGE");
    clear();
    ExtTextOutW(canvas.dc, 5, 5, 0, NULL, L"(abc)", 5, NULL);
    expected = picture();
    clear();
    ExtTextOutW(canvas.dc, 5, 5, ETO_RTLREADING, NULL, L"(abc)", 5, NULL);
    same(expected, picture(), "brackets open towards what they hold");
}

/* Advances that the program gives are those of the characters as written. */
static void test_given_advances(void)
{
    INT dx[4] = {40, 30, 20, 10};
    if (!has(alef_bet, 4)) return;
    clear();
    ExtTextOutW(canvas.dc, 0, 5, 0, NULL, alef_bet, 4, dx);
    check(dark_pixels(0, 10) > 0, "the last letter has 10 pixels");
    check(dark_pixels(10, 30) > 0, "the one before 20");
    check(dark_pixels(30, 60) > 0 && dark_pixels(60, 100) > 0, "and so on");
    check_equal_int(dark_pixels(100, canvas.width), 0, "nothing beyond them");
    INT pairs[8] = {40, 0, 30, 0, 20, 0, 10, 0};
    DWORD *expected = picture();
    clear();
    ExtTextOutW(canvas.dc, 0, 5, ETO_PDY, NULL, alef_bet, 4, pairs);
    same(expected, picture(), "ETO_PDY without a vertical part");
}

static void test_pairs(void)
{
    INT straight[6] = {20, 20, 20, 20, 20, 20}, pairs[6] = {20, 0, 20, 0, 20, 0}, wave[6] = {20, 5, 20, -5, 20, 0};
    clear();
    ExtTextOutW(canvas.dc, 5, 20, 0, NULL, L"xxx", 3, straight);
    DWORD *expected = picture();
    clear();
    ExtTextOutW(canvas.dc, 5, 20, ETO_PDY, NULL, L"xxx", 3, pairs);
    same(expected, picture(), "ETO_PDY without a vertical part");
    clear();
    ExtTextOutW(canvas.dc, 5, 20, ETO_PDY, NULL, L"xxx", 3, wave);
    int tops[3] = {-1, -1, -1};
    for (int i = 0; i < 3; i++) {
        for (int y = 0; y < canvas.height && tops[i] < 0; y++) {
            for (int x = 7 + i * 20; x < 22 + i * 20; x++) {
                if ((canvas_get(&canvas, x, y) & 0xffffff) != 0xffffff) tops[i] = y;
            }
        }
    }
    check_equal_int(tops[0] - tops[1], 5, "the second one is higher");
    check_equal_int(tops[2], tops[0], "the third one is not");
}

/* Marks stand on what is before them and take no room; marks of direction are not seen. */
static void test_marks(void)
{
    static const WCHAR invisible[] = {0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a,
                                      0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0xfeff};
    if (has(L"e\x301", 2)) check_equal_int(width_of(L"e\x301", 2), width_of(L"e", 1), "an accent takes no room");
    for (unsigned i = 0; i < sizeof(invisible) / sizeof(*invisible); i++) {
        WCHAR text[3] = {'a', invisible[i], 'b'};
        check_case((int)i);
        check_equal_int(width_of(text, 3), width_of(L"ab", 2), "takes no room");
        clear();
        TextOutW(canvas.dc, 5, 5, L"ab", 2);
        DWORD *expected = picture();
        clear();
        TextOutW(canvas.dc, 5, 5, text, 3);
        same(expected, picture(), "is not seen");
    }
    clear();
    TextOutW(canvas.dc, 5, 5, L"cba", 3);
    DWORD *expected = picture();
    clear();
    TextOutW(canvas.dc, 5, 5, L"\x202e" L"abc\x202c", 5);
    same(expected, picture(), "an override turns letters round");
}

static void test_placement(void)
{
    static const WCHAR text[] = L"a\x5d0\x5d1z";
    UINT order[4];
    INT dx[4], carets[4];
    WCHAR out[5];
    WORD glyphs[8];
    GCP_RESULTSW results = {.lStructSize = sizeof(results),
                            .lpOutString = out,
                            .lpOrder = order,
                            .lpDx = dx,
                            .lpCaretPos = carets,
                            .lpGlyphs = (WCHAR *)glyphs,
                            .nGlyphs = 4};
    if (!has(alef_bet, 4)) return;
    DWORD extent = GetCharacterPlacementW(canvas.dc, text, 4, 0, &results, GCP_REORDER);
    check_equal_int(LOWORD(extent), width_of(text, 4), "width");
    check_equal_u32(results.nGlyphs, 4, "four glyphs");
    static const UINT expected[4] = {0, 2, 1, 3};
    check_equal_bytes(order, expected, sizeof(order), "lpOrder");
    check(out[0] == 'a' && out[1] == 0x5d1 && out[2] == 0x5d0 && out[3] == 'z', "lpOutString");
    check_equal_int(carets[0], 0, "the caret before a");
    check_equal_int(carets[1], width_of(text, 3), "before alef: on the right of both letters");
    check_equal_int(carets[3], width_of(text, 3), "before z");
    check_equal_int(dx[0] + dx[1] + dx[2] + dx[3], width_of(text, 4), "lpDx");
    check_equal_int(dx[0], width_of(L"a", 1), "of a");
    check_equal_int(dx[1], width_of(L"\x5d1", 1), "of bet");
    results.nGlyphs = 4;
    check(GetCharacterPlacementW(canvas.dc, L"abcd", 4, 0, &results, GCP_REORDER) != 0, "Latin");
    for (UINT i = 0; i < 4; i++) check_equal_u32(order[i], i, "in order");
    check_equal_wide((out[4] = 0, out), L"abcd", "as it is");
}

/* What the font lacks comes from another one. */
static void test_linking(void)
{
    static const WCHAR candidates[] = {0x4e2d, 0x5d0, 0x628, 0x2603, 0x263a, 0x2708, 0x3042, 0x10d0, 0x531};
    int linked = 0;
    WORD missing = 0;
    for (unsigned i = 0; i < sizeof(candidates) / sizeof(*candidates); i++) {
        if (has(&candidates[i], 1)) continue;
        clear();
        ExtTextOutW(canvas.dc, 5, 5, ETO_GLYPH_INDEX, NULL, (WCHAR *)&missing, 1, NULL);
        DWORD *box = picture();
        clear();
        TextOutW(canvas.dc, 5, 5, &candidates[i], 1);
        DWORD *drawn = picture();
        linked += memcmp(box, drawn, (SIZE_T)canvas.stride * canvas.height) != 0;
        check_case((int)i);
        check(width_of(&candidates[i], 1) > 0, "it has a width");
        free(box);
        free(drawn);
    }
    if (!linked) skip("no other font has any of them");
    static const WCHAR face[] = L"\xd83d\xde00";
    INT extents[2];
    SIZE size;
    check(GetTextExtentExPointW(canvas.dc, face, 2, 0, NULL, extents, &size), "two halves of a character");
    check_equal_int(extents[0], size.cx, "the first has all the width");
    check_equal_int(extents[1], size.cx, "the second none");
}

static void test_all(const char *name, int height, int quality)
{
    HFONT font = CreateFontA(height, 0, 0, 0, 0, 0, 0, 0, DEFAULT_CHARSET, 0, 0, (DWORD)quality, 0, name);
    HGDIOBJ old = SelectObject(canvas.dc, font);
    test_reversal();
    test_reading_order();
    test_given_advances();
    test_pairs();
    test_marks();
    test_placement();
    test_linking();
    SelectObject(canvas.dc, old);
    DeleteObject(font);
}

int main(void)
{
    canvas = canvas_create(160, 60, 32, NULL, NULL);
    test_all("DejaVu Sans", -16, ANTIALIASED_QUALITY);
    test_all("Liberation Sans", -14, CLEARTYPE_QUALITY);
    test_all("DejaVu Sans", -20, NONANTIALIASED_QUALITY);
    canvas_destroy(&canvas);
    return check_summary();
}
