/* TEXTMETRIC and how it follows from what was asked for: heights, widths, weight; proportions of Windows' own fonts. */
#include <stddef.h>
#include "canvas.h"

static HDC dc;

static TEXTMETRICW metrics_of(int height, int width, int weight, BOOL italic, const char *name)
{
    TEXTMETRICW metrics = {0};
    HFONT font = CreateFontA(height, width, 0, 0, weight, italic, 0, 0, DEFAULT_CHARSET, 0, 0, 0, 0, name);
    HGDIOBJ old = SelectObject(dc, font);
    check(GetTextMetricsW(dc, &metrics), "GetTextMetrics of %s", name);
    SelectObject(dc, old);
    DeleteObject(font);
    return metrics;
}

/* A negative height is the em, a positive one the cell. */
static void test_height(void)
{
    static const char *const names[] = {
        "Liberation Sans", "Liberation Serif", "Liberation Mono", "DejaVu Sans", "Arial", "Tahoma"};
    for (int i = 0; i < 6; i++) {
        for (int height = 8; height <= 100; height += 7) {
            TEXTMETRICW em = metrics_of(-height, 0, 0, FALSE, names[i]),
                        cell = metrics_of(height, 0, 0, FALSE, names[i]);
            check_case(i * 1000 + height);
            check_equal_int(em.tmHeight - em.tmInternalLeading, height, "the em");
            check_equal_int(em.tmAscent + em.tmDescent, em.tmHeight, "ascent and descent");
            check(cell.tmHeight <= height && cell.tmHeight >= height - 2, "the cell: %ld of %d", cell.tmHeight, height);
            check(cell.tmHeight <= em.tmHeight, "the em is less than the cell");
            check(em.tmAveCharWidth > 0 && em.tmAveCharWidth <= em.tmMaxCharWidth, "widths");
        }
    }
}

static void test_width(void)
{
    for (int width = 4; width <= 40; width += 3) {
        check_case(width);
        check_equal_int(metrics_of(-20, width, 0, FALSE, "Liberation Sans").tmAveCharWidth, width,
                        "lfWidth is the average width");
        check_equal_int(metrics_of(-20, width, 0, FALSE, "Liberation Mono").tmAveCharWidth, width,
                        "of a fixed font, too");
    }
    check_equal_int(metrics_of(-20, -9, 0, FALSE, "Liberation Sans").tmAveCharWidth, 9, "its sign does not matter");
}

static void test_style(void)
{
    TEXTMETRICW plain = metrics_of(-20, 0, FW_NORMAL, FALSE, "Liberation Sans"),
                bold = metrics_of(-20, 0, FW_BOLD, FALSE, "Liberation Sans");
    TEXTMETRICW fixed = metrics_of(-20, 0, FW_NORMAL, TRUE, "Liberation Mono");
    check(plain.tmWeight == FW_NORMAL && bold.tmWeight == FW_BOLD, "weight %ld, %ld", plain.tmWeight, bold.tmWeight);
    check(!plain.tmItalic && fixed.tmItalic, "italic");
    check(plain.tmPitchAndFamily & TMPF_FIXED_PITCH, "the bit is set for variable pitch");
    check(!(fixed.tmPitchAndFamily & TMPF_FIXED_PITCH), "and clear for fixed pitch");
    check(plain.tmPitchAndFamily & TMPF_TRUETYPE && plain.tmPitchAndFamily & TMPF_VECTOR, "TrueType");
    check_equal_int(plain.tmPitchAndFamily & 0xf0, FF_SWISS, "family");
    check_equal_int(fixed.tmPitchAndFamily & 0xf0, FF_MODERN, "family of a fixed font");
    check_equal_int(plain.tmDigitizedAspectX, GetDeviceCaps(dc, LOGPIXELSX), "resolution");
    check_equal_int(plain.tmBreakChar, ' ', "break character");
}

/* The sizes that dialogs are laid out for. */
static void test_dialog_fonts(void)
{
    static const struct { const char *name; int height, cell, base_x;
    } fonts[] = {
        {"MS Sans Serif", -11, 13, 6}, {"MS Shell Dlg", -11, 13, 6}, {"MS Shell Dlg 2", -11, 13, 6},
        {"Tahoma", -11, 13, 6},        {"System", 16, 16, 8},        {"MS Sans Serif", -13, 16, 7},
        {"Segoe UI", -12, 15, 7},
    };
    for (int i = 0; i < 7; i++) {
        SIZE size = {0, 0};
        HFONT font = CreateFontA(fonts[i].height, 0, 0, 0, 0, 0, 0, 0, DEFAULT_CHARSET, 0, 0, 0, 0, fonts[i].name);
        HGDIOBJ old = SelectObject(dc, font);
        GetTextExtentPoint32A(dc, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 52, &size);
        check_case(i);
        check_equal_int(size.cy, fonts[i].cell, fonts[i].name);
        check_equal_int((size.cx / 26 + 1) / 2, fonts[i].base_x, fonts[i].name);
        SelectObject(dc, old);
        DeleteObject(font);
    }
}

static void test_ansi(void)
{
    TEXTMETRICA ansi;
    TEXTMETRICW wide;
    HGDIOBJ old = SelectObject(dc, GetStockObject(DEFAULT_GUI_FONT));
    check(GetTextMetricsA(dc, &ansi) && GetTextMetricsW(dc, &wide), "both");
    check(!memcmp(&ansi, &wide, offsetof(TEXTMETRICA, tmFirstChar)), "the same numbers");
    check(ansi.tmCharSet == wide.tmCharSet && ansi.tmPitchAndFamily == wide.tmPitchAndFamily, "the same kinds");
    check_equal_int(ansi.tmLastChar, 255, "last character");
    SelectObject(dc, old);
}

/* Logical units of the mapping mode. */
static void test_scaled(void)
{
    HFONT font = CreateFontA(-300, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "Liberation Sans");
    HGDIOBJ old = SelectObject(dc, font);
    TEXTMETRICW metrics;
    SetMapMode(dc, MM_ANISOTROPIC);
    SetWindowExtEx(dc, 100, 100, NULL);
    SetViewportExtEx(dc, 10, 10, NULL);
    GetTextMetricsW(dc, &metrics);
    check_equal_int(metrics.tmHeight % 10, 0, "whole pixels");
    check_equal_int(metrics.tmHeight - metrics.tmInternalLeading, 300, "the em in logical units");
    SetMapMode(dc, MM_TEXT);
    GetTextMetricsW(dc, &metrics);
    check_equal_int(metrics.tmHeight - metrics.tmInternalLeading, 300, "the em in pixels");
    SelectObject(dc, old);
    DeleteObject(font);
}

static void test_outline(void)
{
    HFONT font = CreateFontA(-2048, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "Liberation Sans");
    HGDIOBJ old = SelectObject(dc, font);
    union { OUTLINETEXTMETRICW metrics; BYTE bytes[2000]; } outline;
    UINT size = GetOutlineTextMetricsW(dc, 0, NULL);
    check(size > sizeof(OUTLINETEXTMETRICW) && size < sizeof(outline), "size %u", size);
    check_equal_u32(GetOutlineTextMetricsW(dc, sizeof(outline), &outline.metrics), size, "the size again");
    check_equal_u32(outline.metrics.otmSize, size, "otmSize");
    check_equal_u32(outline.metrics.otmEMSquare, 2048, "the em of the font file");
    check_equal_int(outline.metrics.otmTextMetrics.tmAscent, 1854, "ascent as in the file: its size is the em");
    check_equal_int(outline.metrics.otmTextMetrics.tmDescent, 434, "descent as in the file");
    check_equal_int(outline.metrics.otmMacAscent, 1854, "hhea ascent");
    check_equal_int(outline.metrics.otmMacDescent, -434, "hhea descent");
    check(outline.metrics.otmsXHeight > 1000 && outline.metrics.otmsCapEmHeight > 1400, "heights of letters");
    check(!lstrcmpW((WCHAR *)(outline.bytes + (UINT_PTR)outline.metrics.otmpFamilyName), L"Liberation Sans"),
          "family name");
    check(!lstrcmpW((WCHAR *)(outline.bytes + (UINT_PTR)outline.metrics.otmpStyleName), L"Regular"), "style name");
    SelectObject(dc, old);
    DeleteObject(font);
}

int main(void)
{
    dc = CreateCompatibleDC(NULL);
    test_height();
    test_width();
    test_style();
    test_dialog_fonts();
    test_ansi();
    test_scaled();
    test_outline();
    DeleteDC(dc);
    return check_summary();
}
