/* Whole strings: measured, pointed at, clipped, fitted, with tabs, passwords and hot keys. */
#include "../check.h"
#include <usp10.h>

static HDC dc;

static SCRIPT_STRING_ANALYSIS analyse(const WCHAR *text, int count, DWORD flags, int width, const int *dx,
                                      SCRIPT_TABDEF *tabs)
{
    SCRIPT_STRING_ANALYSIS analysis = NULL;
    check_status(
        ScriptStringAnalyse(dc, text, count, count * 2 + 16, -1, flags, width, NULL, NULL, dx, tabs, NULL, &analysis),
        S_OK, "ScriptStringAnalyse");
    return analysis;
}

static int x_of(SCRIPT_STRING_ANALYSIS analysis, int position, BOOL trailing)
{
    int x = -12345;
    check_status(ScriptStringCPtoX(analysis, position, trailing, &x), S_OK, "ScriptStringCPtoX");
    return x;
}

static LONG gdi_width(const WCHAR *text, int count)
{
    SIZE size;
    GetTextExtentPoint32W(dc, text, count, &size);
    return size.cx;
}

static void test_plain(void)
{
    static const WCHAR text[] = L"Plain text, words";
    SCRIPT_STRING_ANALYSIS analysis = analyse(text, 17, SSA_GLYPHS | SSA_BREAK, 0, NULL, NULL);
    int widths[17], position, trailing;
    UINT order[17];
    TEXTMETRICW metrics;
    GetTextMetricsW(dc, &metrics);
    const SIZE *size = ScriptString_pSize(analysis);
    check_equal_int(size->cx, gdi_width(text, 17), "width");
    check_equal_int(size->cy, metrics.tmHeight, "height");
    check_equal_int(*ScriptString_pcOutChars(analysis), 17, "nothing is clipped");
    check_status(ScriptStringGetLogicalWidths(analysis, widths), S_OK, "ScriptStringGetLogicalWidths");
    check_status(ScriptStringGetOrder(analysis, order), S_OK, "ScriptStringGetOrder");
    check_status(ScriptStringValidate(analysis), S_OK, "valid");
    const SCRIPT_LOGATTR *attributes = ScriptString_pLogAttr(analysis);
    for (int i = 0; i < 17; i++) {
        LONG left = gdi_width(text, i), right = gdi_width(text, i + 1);
        check_case(i);
        check_equal_int(x_of(analysis, i, FALSE), left, "leading edge");
        check_equal_int(x_of(analysis, i, TRUE), right, "trailing edge");
        check_equal_int(widths[i], right - left, "width");
        check_equal_u32(order[i], i, "in order");
        check_equal_int(attributes[i].fWhiteSpace, text[i] == ' ', "space");
        check_equal_int(attributes[i].fSoftBreak, i && text[i - 1] == ' ', "a line may begin after a space");
        check_status(ScriptStringXtoCP(analysis, left, &position, &trailing), S_OK, "ScriptStringXtoCP");
        check(position == i && !trailing, "its left edge: %d, %d", position, trailing);
        check_status(ScriptStringXtoCP(analysis, right - 1, &position, &trailing), S_OK, "ScriptStringXtoCP");
        check(position == i && trailing == (right - left > 1), "its right edge: %d, %d", position, trailing);
    }
    check(ScriptStringXtoCP(analysis, -1, &position, &trailing) == S_OK && position == -1 && trailing, "before");
    check(ScriptStringXtoCP(analysis, size->cx, &position, &trailing) == S_OK && position == 17 && !trailing, "after");
    check_status(ScriptStringFree(&analysis), S_OK, "ScriptStringFree");
    check(analysis == NULL, "freed");
}

static void test_directions(void)
{
    static const WCHAR text[] = L"ab \x5d0\x5d1\x5d2 cd";
    static const UINT expected[9] = {0, 1, 2, 5, 4, 3, 6, 7, 8}, from_right[9] = {7, 8, 6, 5, 4, 3, 2, 0, 1};
    UINT order[9];
    SCRIPT_STRING_ANALYSIS analysis = analyse(text, 9, SSA_GLYPHS | SSA_FALLBACK, 0, NULL, NULL);
    check_status(ScriptStringGetOrder(analysis, order), S_OK, "order");
    check_equal_bytes(order, expected, sizeof(order), "Hebrew between Latin");
    check(x_of(analysis, 3, FALSE) > x_of(analysis, 3, TRUE), "its letters begin on the right");
    check_equal_int(x_of(analysis, 3, TRUE), x_of(analysis, 4, FALSE), "the next one is left of it");
    check_equal_int(x_of(analysis, 5, TRUE), x_of(analysis, 2, TRUE), "the last one touches what is before");
    check_equal_int(x_of(analysis, 3, FALSE), x_of(analysis, 6, FALSE), "the first one what is behind");
    ScriptStringFree(&analysis);
    analysis = analyse(text, 9, SSA_GLYPHS | SSA_FALLBACK | SSA_RTL, 0, NULL, NULL);
    check_status(ScriptStringGetOrder(analysis, order), S_OK, "order");
    check_equal_bytes(order, from_right, sizeof(order), "from right to left");
    ScriptStringFree(&analysis);
}

static void test_clip(void)
{
    static const WCHAR text[] = L"clipped text";
    int whole = gdi_width(text, 12);
    for (int width = 0; width <= whole; width += 3) {
        SCRIPT_STRING_ANALYSIS analysis = analyse(text, 12, SSA_GLYPHS | SSA_CLIP, width, NULL, NULL);
        int count = *ScriptString_pcOutChars(analysis);
        check_case(width);
        check(count <= 12 && gdi_width(text, count) <= width, "%d characters fit", count);
        check(count == 12 || gdi_width(text, count + 1) > width, "one more does not");
        check_equal_int(ScriptString_pSize(analysis)->cx, gdi_width(text, count), "the size is of what is left");
        ScriptStringFree(&analysis);
    }
}

static void test_fit(void)
{
    static const WCHAR text[] = L"to be justified";
    int natural = gdi_width(text, 15);
    for (int more = 0; more <= 40; more += 5) {
        int widths[15], sum = 0;
        SCRIPT_STRING_ANALYSIS analysis = analyse(text, 15, SSA_GLYPHS | SSA_FIT, natural + more, NULL, NULL);
        check_case(more);
        check_equal_int(ScriptString_pSize(analysis)->cx, natural + more, "as wide as wanted");
        ScriptStringGetLogicalWidths(analysis, widths);
        for (int i = 0; i < 15; i++) sum += widths[i];
        check_equal_int(sum, natural + more, "so are its characters");
        check_equal_int(widths[0], gdi_width(text, 1), "letters stay as they are");
        ScriptStringFree(&analysis);
    }
    int dx[3] = {11, 22, 33}, widths[3];
    SCRIPT_STRING_ANALYSIS analysis = analyse(L"abc", 3, SSA_GLYPHS, 0, dx, NULL);
    ScriptStringGetLogicalWidths(analysis, widths);
    check_equal_bytes(widths, dx, sizeof(dx), "widths that the program wants");
    check_equal_int(ScriptString_pSize(analysis)->cx, 66, "their sum");
    ScriptStringFree(&analysis);
}

static void test_tabs(void)
{
    TEXTMETRICW metrics;
    int stops[] = {10, 30, 50};
    SCRIPT_TABDEF tabs = {3, 1, stops, 0};
    GetTextMetricsW(dc, &metrics);
    SCRIPT_STRING_ANALYSIS analysis = analyse(L"a\tb\tc", 5, SSA_GLYPHS | SSA_TAB, 0, NULL, NULL);
    check_equal_int(x_of(analysis, 2, FALSE), 8 * metrics.tmAveCharWidth, "every eight characters");
    check_equal_int(x_of(analysis, 4, FALSE), 16 * metrics.tmAveCharWidth, "the next one");
    ScriptStringFree(&analysis);
    analysis = analyse(L"a\tb\tc", 5, SSA_GLYPHS | SSA_TAB, 0, NULL, &tabs);
    check_equal_int(x_of(analysis, 2, FALSE), 10 * metrics.tmAveCharWidth, "the first stop");
    check_equal_int(x_of(analysis, 4, FALSE), 30 * metrics.tmAveCharWidth, "the second");
    ScriptStringFree(&analysis);
}

static void test_replaced(void)
{
    SCRIPT_STRING_ANALYSIS analysis = analyse(L"*", 6, SSA_GLYPHS | SSA_PASSWORD, 0, NULL, NULL);
    check_equal_int(ScriptString_pSize(analysis)->cx, gdi_width(L"******", 6), "a password of six characters");
    ScriptStringFree(&analysis);
    analysis = analyse(L"&File", 5, SSA_GLYPHS | SSA_HOTKEY, 0, NULL, NULL);
    check_equal_int(ScriptString_pSize(analysis)->cx, gdi_width(L"File", 4), "an ampersand that says the hot key");
    ScriptStringFree(&analysis);
    analysis = analyse(L"A&B", 3, SSA_GLYPHS | SSA_HIDEHOTKEY, 0, NULL, NULL);
    check_equal_int(ScriptString_pSize(analysis)->cx, gdi_width(L"AB", 2), "hidden");
    ScriptStringFree(&analysis);
    check_status(ScriptStringAnalyse(dc, "\xe0\xe1", 2, 32, RUSSIAN_CHARSET, SSA_GLYPHS, 0, NULL, NULL, NULL, NULL,
                                     NULL, &analysis),
                 S_OK, "Windows-1251");
    check_equal_int(ScriptString_pSize(analysis)->cx, gdi_width(L"\x430\x431", 2), "Cyrillic letters");
    ScriptStringFree(&analysis);
}

static void test_drawing(void)
{
    static const WCHAR text[] = L"Drawn text";
    struct { BITMAPINFOHEADER header; } info = {{sizeof(BITMAPINFOHEADER), 120, -30, 1, 32, BI_RGB, 0, 0, 0, 0, 0}};
    DWORD *bits[3];
    HBITMAP bitmaps[3];
    SCRIPT_STRING_ANALYSIS analysis = analyse(text, 10, SSA_GLYPHS, 0, NULL, NULL);
    for (int i = 0; i < 3; i++) {
        bitmaps[i] = CreateDIBSection(dc, (BITMAPINFO *)&info, DIB_RGB_COLORS, (void **)&bits[i], NULL, 0);
        HGDIOBJ old = SelectObject(dc, bitmaps[i]);
        PatBlt(dc, 0, 0, 120, 30, WHITENESS);
        if (i == 0) TextOutW(dc, 3, 4, text, 10);
        else check_status(ScriptStringOut(analysis, 3, 4, 0, NULL, 2, i == 1 ? 2 : 5, FALSE), S_OK, "ScriptStringOut");
        GdiFlush();
        SelectObject(dc, old);
    }
    check_equal_bytes(bits[1], bits[0], 120 * 30 * 4, "what TextOut draws");
    DWORD highlight = GetSysColor(COLOR_HIGHLIGHT), found = 0;
    highlight = (highlight & 0xff) << 16 | (highlight & 0xff00) | highlight >> 16;
    int left = 3 + x_of(analysis, 2, FALSE), right = 3 + x_of(analysis, 4, TRUE);
    for (int x = 0; x < 120; x++) {
        if (x >= left && x < right) found += bits[2][5 * 120 + x] != 0xffffff;
        else check(bits[2][5 * 120 + x] == bits[0][5 * 120 + x], "column %d is not selected", x);
    }
    check_equal_int(found, right - left, "selected columns");
    check_equal_u32(bits[2][4 * 120 + left] & 0xffffff, highlight, "in the selection's colour");
    ScriptStringFree(&analysis);
    for (int i = 0; i < 3; i++) DeleteObject(bitmaps[i]);
}

static void test_arguments(void)
{
    SCRIPT_STRING_ANALYSIS analysis = NULL;
    int x;
    check_status(ScriptStringAnalyse(dc, L"a", 0, 16, -1, SSA_GLYPHS, 0, NULL, NULL, NULL, NULL, NULL, &analysis),
                 E_INVALIDARG, "empty");
    check_status(ScriptStringAnalyse(dc, NULL, 1, 16, -1, SSA_GLYPHS, 0, NULL, NULL, NULL, NULL, NULL, &analysis),
                 E_INVALIDARG, "no string");
    check_status(ScriptStringAnalyse(dc, L"a", 1, 16, -1, SSA_GLYPHS, 0, NULL, NULL, NULL, NULL, NULL, NULL),
                 E_INVALIDARG, "nowhere to put it");
    check_status(ScriptStringAnalyse(NULL, L"a b", 3, 16, -1, SSA_BREAK, 0, NULL, NULL, NULL, NULL, NULL, &analysis),
                 S_OK, "breaks need no DC");
    const SCRIPT_LOGATTR *attributes = ScriptString_pLogAttr(analysis);
    check(attributes && attributes[1].fWhiteSpace && attributes[2].fSoftBreak, "attributes");
    ScriptStringFree(&analysis);
    analysis = analyse(L"ab", 2, SSA_GLYPHS, 0, NULL, NULL);
    check_status(ScriptStringCPtoX(analysis, 2, FALSE, &x), E_INVALIDARG, "beyond the end");
    check_status(ScriptStringCPtoX(analysis, -1, FALSE, &x), E_INVALIDARG, "before the beginning");
    check(ScriptString_pLogAttr(analysis) == NULL, "no attributes were asked for");
    ScriptStringFree(&analysis);
    check(ScriptString_pSize(NULL) == NULL && ScriptString_pcOutChars(NULL) == NULL &&
              ScriptString_pLogAttr(NULL) == NULL,
          "no string");
    check_status(ScriptStringOut(NULL, 0, 0, 0, NULL, 0, 0, FALSE), E_INVALIDARG, "no string");
    check_status(ScriptStringFree(NULL), E_INVALIDARG, "nothing to free");
}

int main(void)
{
    dc = CreateCompatibleDC(NULL);
    HFONT font =
        CreateFontA(-16, 0, 0, 0, 0, 0, 0, 0, DEFAULT_CHARSET, 0, 0, ANTIALIASED_QUALITY, 0, "Liberation Sans");
    HGDIOBJ old = SelectObject(dc, font);
    test_plain();
    test_directions();
    test_clip();
    test_fit();
    test_tabs();
    test_replaced();
    test_drawing();
    test_arguments();
    SelectObject(dc, old);
    DeleteObject(font);
    DeleteDC(dc);
    return check_summary();
}
