/* Fonts as programs name them: sizes that dialogs, menus and consoles count on, names, character sets, fonts of
 * symbols. */
#include "canvas.h"
#include <stdlib.h>

static HDC dc;

static HFONT make(const char *name, int height, int charset)
{
    return CreateFontA(height, 0, 0, 0, FW_NORMAL, 0, 0, 0, (DWORD)charset, 0, 0, 0, 0, name);
}

/* At 96 dots an inch, as Windows' own fonts are: cell height and average width (0: any), and whether all characters are
 * as wide. */
static const struct { const char *name; int height, charset, cell, average, fixed; } sizes[] = {
    {"MS Sans Serif", -11, DEFAULT_CHARSET, 13, 5, 0},
    {"MS Shell Dlg", -11, DEFAULT_CHARSET, 13, 5, 0},
    {"Helv", -11, DEFAULT_CHARSET, 13, 5, 0},
    {"MS Shell Dlg 2", -11, DEFAULT_CHARSET, 13, 5, 0},
    {"Tahoma", -11, DEFAULT_CHARSET, 13, 5, 0},
    {"Segoe UI", -12, DEFAULT_CHARSET, 15, 6, 0},
    {"Microsoft Sans Serif", -11, DEFAULT_CHARSET, 13, 5, 0},
    {"System", 16, DEFAULT_CHARSET, 16, 7, 0},
    {"Fixedsys", 15, DEFAULT_CHARSET, 15, 8, 1},
    {"MS Sans Serif", -13, DEFAULT_CHARSET, 16, 7, 0},
    {"Terminal", 12, OEM_CHARSET, 12, 8, 1},
    {"Courier New", -13, DEFAULT_CHARSET, 0, 8, 1},
    {"Arial", -13, DEFAULT_CHARSET, 0, 6, 0},
    {"Times New Roman", -13, DEFAULT_CHARSET, 0, 5, 0},
};

static void test_sizes(void)
{
    for (unsigned i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        HFONT font = make(sizes[i].name, sizes[i].height, sizes[i].charset);
        HGDIOBJ old = SelectObject(dc, font);
        TEXTMETRICA metrics;
        INT widths[95];
        int differ = 0;
        check_case((int)i);
        check(GetTextMetricsA(dc, &metrics), "GetTextMetrics");
        if (sizes[i].cell) check_equal_int(metrics.tmHeight, sizes[i].cell, sizes[i].name);
        check_equal_int(metrics.tmAveCharWidth, sizes[i].average, sizes[i].name);
        check_equal_int(metrics.tmAscent + metrics.tmDescent, metrics.tmHeight, "ascent and descent");
        check(metrics.tmInternalLeading >= 0 && metrics.tmInternalLeading < metrics.tmHeight / 2,
              "internal leading %ld", metrics.tmInternalLeading);
        check(GetCharWidth32A(dc, 32, 126, widths), "widths");
        for (int k = 1; k < 95; k++) differ += widths[k] != widths[0];
        check_equal_int(differ == 0, sizes[i].fixed, "all as wide");
        check_equal_int(!(metrics.tmPitchAndFamily & TMPF_FIXED_PITCH), sizes[i].fixed,
                        "the pitch bit, which says the opposite of its name");
        check(metrics.tmMaxCharWidth >= metrics.tmAveCharWidth, "the widest");
        SelectObject(dc, old);
        DeleteObject(font);
    }
}

/* The base unit of dialogs in the dialog font: average of the letters' widths, rounded as documented. */
static void test_dialog_unit(void)
{
    static const char *const names[] = {"MS Shell Dlg", "MS Shell Dlg 2", "MS Sans Serif", "Tahoma"};
    for (int i = 0; i < 4; i++) {
        HFONT font = make(names[i], -11, DEFAULT_CHARSET);
        HGDIOBJ old = SelectObject(dc, font);
        SIZE size;
        TEXTMETRICA metrics;
        check_case(i);
        GetTextMetricsA(dc, &metrics);
        check(GetTextExtentPoint32A(dc, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 52, &size), "extent");
        check_equal_int((size.cx / 26 + 1) / 2, 6, "6 wide");
        check_equal_int(metrics.tmHeight, 13, "13 high");
        SelectObject(dc, old);
        DeleteObject(font);
    }
}

static const struct { const char *name, *face; } names[] = {
    {"Arial", "Arial"},
    {"arial", "Arial"},
    {"ARIAL", "Arial"},
    {"Times New Roman", "Times New Roman"},
    {"Courier New", "Courier New"},
    {"Tahoma", "Tahoma"},
    {"System", "System"},
    {"Marlett", "Marlett"},
    {"Symbol", "Symbol"},
    {"Wingdings", "Wingdings"},
    {"MS Shell Dlg 2", "Tahoma"},
    {"Segoe UI", "Segoe UI"},
    {"MS Shell Dlg", "Microsoft Sans Serif"},
    {"Fixedsys", "Fixedsys"},
    {"MS Sans Serif", "MS Sans Serif"},
};

static void test_names(void)
{
    for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
        char face[LF_FACESIZE] = "";
        LOGFONTA description;
        HFONT font = make(names[i].name, -20, DEFAULT_CHARSET);
        HGDIOBJ old = SelectObject(dc, font);
        check_case((int)i);
        check(GetTextFaceA(dc, sizeof(face), face), "GetTextFace");
        check(!_stricmp(face, names[i].face), "%s is %s", names[i].name, face);
        check_equal_int(GetObjectA(font, sizeof(description), &description), sizeof(description), "GetObject");
        check_equal_string(description.lfFaceName, names[i].name, "the name that was asked for");
        SelectObject(dc, old);
        DeleteObject(font);
    }
}

/* Weights and slants that are not there are made; underlines and strike-outs lie where they should. */
static void test_styles(void)
{
    static const char *const families[] = {"Arial", "Tahoma", "Courier New", "Segoe UI"};
    struct canvas canvas = canvas_create(200, 40, 32, NULL, NULL);
    for (int i = 0; i < 4; i++) {
        long dark[2] = {0, 0};
        for (int bold = 0; bold < 2; bold++) {
            HFONT font = CreateFontA(-20, 0, 0, 0, bold ? FW_BOLD : FW_NORMAL, 0, 0, 0, DEFAULT_CHARSET, 0, 0,
                                     ANTIALIASED_QUALITY, 0, families[i]);
            HGDIOBJ old = SelectObject(canvas.dc, font);
            TEXTMETRICA metrics;
            GetTextMetricsA(canvas.dc, &metrics);
            check_case(i);
            check_equal_int(metrics.tmWeight, bold ? FW_BOLD : FW_NORMAL, "tmWeight");
            PatBlt(canvas.dc, 0, 0, 200, 40, WHITENESS);
            TextOutA(canvas.dc, 5, 5, "Weight", 6);
            for (int k = 0; k < 200 * 40; k++) dark[bold] += 255 - (int)(canvas_get(&canvas, k % 200, k / 200) & 0xff);
            SelectObject(canvas.dc, old);
            DeleteObject(font);
        }
        check(dark[1] > dark[0] + dark[0] / 8, "bold is darker: %ld, %ld", dark[0], dark[1]);
        HFONT font = CreateFontA(-20, 0, 0, 0, FW_NORMAL, TRUE, TRUE, TRUE, DEFAULT_CHARSET, 0, 0,
                                 NONANTIALIASED_QUALITY, 0, families[i]);
        HGDIOBJ old = SelectObject(canvas.dc, font);
        TEXTMETRICA metrics;
        SIZE size;
        GetTextMetricsA(canvas.dc, &metrics);
        check(metrics.tmItalic && metrics.tmUnderlined && metrics.tmStruckOut, "italic, underlined and struck out");
        GetTextExtentPoint32A(canvas.dc, "    ", 4, &size);
        PatBlt(canvas.dc, 0, 0, 200, 40, WHITENESS);
        TextOutA(canvas.dc, 5, 5, "    ", 4);
        int above = 0, below = 0;
        for (int y = 0; y < 40; y++) {
            BOOL is_line = !(canvas_get(&canvas, 5 + size.cx / 2, y) & 0xffffff);
            if (is_line && y < 5 + metrics.tmAscent) above++;
            if (is_line && y >= 5 + metrics.tmAscent) below++;
        }
        check(above >= 1 && above <= 3 && below >= 1 && below <= 3, "%d rows above the base line, %d below", above,
              below);
        check(canvas_get(&canvas, 5 + size.cx + 1, 5 + metrics.tmAscent + 1) & 0xffffff, "no longer than the text");
        SelectObject(canvas.dc, old);
        DeleteObject(font);
    }
    canvas_destroy(&canvas);
}

/* Only black and white; shades of grey; shades of colours. */
static void test_qualities(void)
{
    static const struct {
        int quality, grey, coloured;
    } cases[] = {{NONANTIALIASED_QUALITY, 0, 0}, {ANTIALIASED_QUALITY, 1, 0}, {CLEARTYPE_QUALITY, 1, 1}};
    struct canvas canvas = canvas_create(200, 40, 32, NULL, NULL);
    for (int i = 0; i < 3; i++) {
        HFONT font = CreateFontA(-17, 0, 0, 0, FW_NORMAL, 0, 0, 0, DEFAULT_CHARSET, 0, 0, (DWORD)cases[i].quality, 0,
                                 "Times New Roman");
        HGDIOBJ old = SelectObject(canvas.dc, font);
        int shades = 0, colours = 0;
        PatBlt(canvas.dc, 0, 0, 200, 40, WHITENESS);
        TextOutA(canvas.dc, 5, 5, "Quality of text", 15);
        for (int k = 0; k < 200 * 40; k++) {
            DWORD pixel = canvas_get(&canvas, k % 200, k / 200) & 0xffffff;
            shades += pixel && pixel != 0xffffff;
            colours += (pixel & 0xff) != (pixel >> 16);
        }
        check_case(i);
        check_equal_int(shades > 0, cases[i].grey, "shades");
        check_equal_int(colours > 0, cases[i].coloured, "colours");
        SelectObject(canvas.dc, old);
        DeleteObject(font);
    }
    canvas_destroy(&canvas);
}

static void test_symbols(void)
{
    static const char *const families[] = {"Symbol", "Wingdings", "Marlett"};
    static const MAT2 identity = {{0, 1}, {0, 0}, {0, 0}, {0, 1}};
    for (int i = 0; i < 3; i++) {
        HFONT font = make(families[i], -20, SYMBOL_CHARSET);
        HGDIOBJ old = SelectObject(dc, font);
        TEXTMETRICA metrics;
        check_case(i);
        GetTextMetricsA(dc, &metrics);
        check_equal_int(metrics.tmCharSet, SYMBOL_CHARSET, "character set");
        check_equal_int(GetTextCharset(dc), SYMBOL_CHARSET, "GetTextCharset");
        for (int c = 'a'; c <= 'h'; c++) {
            INT by_byte, by_place;
            check_case(i * 100 + c);
            check(GetCharWidth32A(dc, (UINT)c, (UINT)c, &by_byte) && by_byte > 0, "width");
            check(GetCharWidth32W(dc, 0xf000 + (UINT)c, 0xf000 + (UINT)c, &by_place), "at U+F000");
            check_equal_int(by_place, by_byte, "the same character");
        }
        SelectObject(dc, old);
        DeleteObject(font);
    }
    HFONT font = make("Symbol", -40, SYMBOL_CHARSET);
    HGDIOBJ old = SelectObject(dc, font);
    GLYPHMETRICS alpha, latin;
    GetGlyphOutlineA(dc, 'a', GGO_METRICS, &alpha, 0, NULL, &identity);
    GetGlyphOutlineA(dc, 'G', GGO_METRICS, &latin, 0, NULL, &identity);
    check(alpha.gmBlackBoxX > 0 && latin.gmBlackBoxX > 0, "letters");
    check(latin.gmBlackBoxY > alpha.gmBlackBoxY, "Gamma is higher than alpha");
    SelectObject(dc, old);
    DeleteObject(font);
}

int main(void)
{
    dc = CreateCompatibleDC(NULL);
    test_sizes();
    test_dialog_unit();
    test_names();
    test_styles();
    test_qualities();
    test_symbols();
    DeleteDC(dc);
    return check_summary();
}
