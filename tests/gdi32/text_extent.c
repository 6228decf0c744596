/* Widths: of strings, characters and their parts, and how they add up. */
#include "canvas.h"

static HDC dc;
static const WCHAR sample[] = L"The quick brown Fox, 0123456789 (jumps) over - the lazy Dog.";
#define SAMPLE_LENGTH ((int)(sizeof(sample) / sizeof(*sample)) - 1)

static HFONT make_font(int height, const char *name, int quality)
{
    return CreateFontA(height, 0, 0, 0, 0, 0, 0, 0, ANSI_CHARSET, 0, 0, (DWORD)quality, 0, name);
}

static LONG width_of(const WCHAR *text, int count)
{
    SIZE size = {-1, -1};
    check(GetTextExtentPoint32W(dc, text, count, &size), "GetTextExtentPoint32");
    return size.cx;
}

/* A string is as wide as its characters together; its height is the font's. */
static void test_sum(void)
{
    TEXTMETRICW metrics;
    INT widths[256], sum = 0;
    SIZE size;
    GetTextMetricsW(dc, &metrics);
    check(GetCharWidth32W(dc, 0, 255, widths), "GetCharWidth32");
    for (int i = 0; i < SAMPLE_LENGTH; i++) {
        sum += widths[sample[i]];
        check_case(i);
        check_equal_int(width_of(sample, i + 1), sum, "the first characters");
    }
    GetTextExtentPoint32W(dc, sample, SAMPLE_LENGTH, &size);
    check_equal_int(size.cy, metrics.tmHeight, "height");
    check(GetTextExtentPoint32W(dc, sample, 0, &size), "nothing");
    check_equal_int(size.cx, 0, "nothing is 0 wide");
}

static void test_partial(void)
{
    INT extents[SAMPLE_LENGTH], fit = -1;
    SIZE size;
    LONG whole = width_of(sample, SAMPLE_LENGTH);
    check(GetTextExtentExPointW(dc, sample, SAMPLE_LENGTH, whole / 2, &fit, extents, &size), "GetTextExtentExPoint");
    check_equal_int(size.cx, whole, "the size is the whole string's");
    check(fit > 0 && fit < SAMPLE_LENGTH, "fit %d", fit);
    for (int i = 0; i < fit; i++) {
        check_case(i);
        check_equal_int(extents[i], width_of(sample, i + 1), "partial extent");
        check(extents[i] <= whole / 2, "it fits");
    }
    check(width_of(sample, fit + 1) > whole / 2, "one more does not");
    check(GetTextExtentExPointW(dc, sample, SAMPLE_LENGTH, 0, NULL, extents, &size), "without a limit");
    check_equal_int(extents[SAMPLE_LENGTH - 1], whole, "all extents");
    check(GetTextExtentExPointW(dc, sample, SAMPLE_LENGTH, whole, &fit, NULL, &size) && fit == SAMPLE_LENGTH,
          "all fits");
}

/* A + B + C is the width; glyph numbers give the same as characters. */
static void test_abc(void)
{
    ABC abc[96], by_glyph[96];
    INT widths[96], glyph_widths[96];
    WORD glyphs[96];
    WCHAR characters[96];
    for (int i = 0; i < 95; i++) characters[i] = (WCHAR)(0x20 + i);
    check(GetCharABCWidthsW(dc, 0x20, 0x7e, abc) && GetCharWidth32W(dc, 0x20, 0x7e, widths), "by character");
    check_equal_int(GetGlyphIndicesW(dc, characters, 95, glyphs, 0), 95, "GetGlyphIndices");
    check(GetCharABCWidthsI(dc, 0, 95, glyphs, by_glyph) && GetCharWidthI(dc, 0, 95, glyphs, glyph_widths), "by glyph");
    for (int i = 0; i < 95; i++) {
        check_case(i);
        check_equal_int(abc[i].abcA + (int)abc[i].abcB + abc[i].abcC, widths[i], "A + B + C");
        check(!memcmp(&abc[i], &by_glyph[i], sizeof(ABC)) && widths[i] == glyph_widths[i], "by glyph");
    }
    SIZE by_index, by_text;
    check(GetTextExtentPointI(dc, glyphs, 95, &by_index) && GetTextExtentPoint32W(dc, characters, 95, &by_text),
          "extents");
    check_equal_int(by_index.cx, by_text.cx, "by glyph");
}

static void test_missing(void)
{
    static const WCHAR text[] = {'A', 0xfdd0, 'B'};
    WORD glyphs[3];
    check_equal_int(GetGlyphIndicesW(dc, text, 3, glyphs, GGI_MARK_NONEXISTING_GLYPHS), 3, "marked");
    check(glyphs[0] && glyphs[0] != 0xffff && glyphs[1] == 0xffff && glyphs[2] && glyphs[2] != 0xffff, "%x %x %x",
          glyphs[0], glyphs[1], glyphs[2]);
    GetGlyphIndicesW(dc, text, 3, glyphs, 0);
    check_equal_int(glyphs[1], 0, "the default glyph");
}

static void test_extra(void)
{
    LONG plain = width_of(sample, SAMPLE_LENGTH);
    int spaces = 0;
    for (int i = 0; i < SAMPLE_LENGTH; i++) spaces += sample[i] == ' ';
    SetTextCharacterExtra(dc, 3);
    check_equal_int(width_of(sample, SAMPLE_LENGTH), plain + 3 * SAMPLE_LENGTH, "SetTextCharacterExtra");
    SetTextCharacterExtra(dc, 0);
    SetTextJustification(dc, 100, spaces);
    check_equal_int(width_of(sample, SAMPLE_LENGTH), plain + 100, "SetTextJustification");
    SetTextJustification(dc, 0, 0);
    check_equal_int(width_of(sample, SAMPLE_LENGTH), plain, "nothing extra");
}

/* The code page of the font's character set. */
static void test_ansi(void)
{
    static const char text[] = "Stra\xdf" "e \x80";
    static const WCHAR wide[] = L"Stra\u00dfe \u20ac";
    SIZE ansi, unicode;
    check(GetTextExtentPoint32A(dc, text, 8, &ansi) && GetTextExtentPoint32W(dc, wide, 8, &unicode), "both");
    check_equal_int(ansi.cx, unicode.cx, "Windows-1252");
    HFONT font = CreateFontA(-20, 0, 0, 0, 0, 0, 0, 0, RUSSIAN_CHARSET, 0, 0, 0, 0, "Liberation Sans");
    HGDIOBJ old = SelectObject(dc, font);
    check_equal_int(GetTextCharset(dc), RUSSIAN_CHARSET, "GetTextCharset");
    check(GetTextExtentPoint32A(dc, "\xc6\xf9", 2, &ansi) && GetTextExtentPoint32W(dc, L"\u0416\u0449", 2, &unicode),
          "both");
    check_equal_int(ansi.cx, unicode.cx, "Windows-1251");
    SelectObject(dc, old);
    DeleteObject(font);
}

static void test_font(HFONT font)
{
    HGDIOBJ old = SelectObject(dc, font);
    test_sum();
    test_partial();
    test_abc();
    test_missing();
    test_extra();
    test_ansi();
    SelectObject(dc, old);
    DeleteObject(font);
}

int main(void)
{
    dc = CreateCompatibleDC(NULL);
    test_font(make_font(-13, "Liberation Sans", DEFAULT_QUALITY));
    test_font(make_font(-40, "Liberation Serif", NONANTIALIASED_QUALITY));
    test_font(make_font(20, "DejaVu Sans", CLEARTYPE_QUALITY));
    test_font(make_font(-16, "Liberation Mono", ANTIALIASED_QUALITY));
    DeleteDC(dc);
    SIZE size;
    check(!GetTextExtentPoint32W(NULL, sample, 1, &size), "no DC");
    return check_summary();
}
