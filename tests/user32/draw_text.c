/* DrawText: lines, their number and width, dots, prefixes, with a font whose characters are equally wide. */
#include "../check.h"
#include <wingdi.h>

static HDC dc;
static int width, height; /* of a character */

static int measure(const char *text, UINT flags, int columns, RECT *area)
{
    *area = (RECT){0, 0, columns * width, 3 * height};
    return DrawTextA(dc, text, -1, area, flags | DT_CALCRECT);
}

static void test_measuring(void)
{
    static const struct { const char *text; UINT flags; int columns, lines, width; } cases[] = {
        {"hello", 0, 10, 1, 5},
        {"hello world", 0, 5, 1, 11},                              /* nothing breaks it */
        {"a\nbb\r\nccc", 0, 10, 3, 3},                             /* lines end at LF and CR LF */
        {"a\nbb", DT_SINGLELINE, 10, 1, 4},
        {"one two three", DT_WORDBREAK, 8, 2, 8},                  /* the blank at the end counts */
        {"averyveryverylongword x", DT_WORDBREAK, 10, 2, 21},      /* a word that is too long makes it wider */
        {"averyveryverylongword", DT_WORDBREAK | DT_EDITCONTROL, 10, 3, 10},
        {"&File && &Edit", 0, 20, 1, 11},
        {"&File && &Edit", DT_NOPREFIX, 20, 1, 14},
        {"a\tb", DT_EXPANDTABS, 20, 1, 9},                         /* stops are eight characters apart */
    };
    for (int i = 0; i < (int)ARRAYSIZE(cases); i++) {
        RECT area;
        check_case(i);
        int got = measure(cases[i].text, cases[i].flags, cases[i].columns, &area);
        check(got == cases[i].lines * height, "\"%s\": height %d, expected %d lines of %d", cases[i].text, got,
              cases[i].lines, height);
        check_equal_int(area.bottom, cases[i].lines * height, "lower end");
        check(area.right == cases[i].width * width, "\"%s\": width %ld, expected %d", cases[i].text, area.right,
              cases[i].width * width);
    }
}

static void test_dots(void)
{
    char text[64];
    RECT area = {0, 0, 10 * width, height};
    strcpy(text, "hello world and more");
    DrawTextA(dc, text, -1, &area, DT_SINGLELINE | DT_END_ELLIPSIS | DT_MODIFYSTRING);
    check_equal_string(text, "hello w...", "DT_END_ELLIPSIS");
    strcpy(text, "C:\\folder\\name");
    area = (RECT){0, 0, 12 * width, height};
    DrawTextA(dc, text, -1, &area, DT_SINGLELINE | DT_PATH_ELLIPSIS | DT_MODIFYSTRING);
    check_equal_string(text, "C:\\f...\\name", "DT_PATH_ELLIPSIS keeps the end");
    strcpy(text, "short");
    DrawTextA(dc, text, -1, &area, DT_SINGLELINE | DT_END_ELLIPSIS | DT_MODIFYSTRING);
    check_equal_string(text, "short", "it fits");
}

static void test_parameters(void)
{
    WCHAR text[] = L"ab";
    DRAWTEXTPARAMS parameters = {.cbSize = sizeof(parameters), .iLeftMargin = 7, .iRightMargin = 5};
    RECT area = {10, 20, 300, 300};
    check_equal_int(DrawTextExW(dc, text, -1, &area, DT_CALCRECT, &parameters), height, "height");
    check(area.left == 10 && area.top == 20 && area.right == 10 + 2 * width + 12 && area.bottom == 20 + height,
          "margins count: %ld", area.right);
    check_equal_u32(parameters.uiLengthDrawn, 2, "characters drawn");
    area = (RECT){0, 0, 100, 5 * height};
    check_equal_int(DrawTextW(dc, text, -1, &area, DT_SINGLELINE | DT_BOTTOM), 5 * height,
                    "DT_BOTTOM: from the upper edge to the text's end");
    check_equal_int(DrawTextW(dc, text, -1, &area, DT_SINGLELINE | DT_VCENTER), 3 * height, "DT_VCENTER");
}

static void test_tabs(void)
{
    static const INT stops[] = {100, 200};
    DWORD size = GetTabbedTextExtentA(dc, "a\tb\tc", 5, 2, stops);
    check_equal_int(LOWORD(size), 200 + width, "two stops");
    check_equal_int(HIWORD(size), height, "height");
    check_equal_int(LOWORD(TabbedTextOutA(dc, 50, 0, "a\tb", 3, 2, stops, 50)), 100 + width,
                    "stops count from the origin");
    check_equal_int(LOWORD(GetTabbedTextExtentA(dc, "a\tb", 3, 0, NULL)), 9 * width,
                    "eight characters apart without stops");
}

int main(void)
{
    TEXTMETRICW metrics;
    dc = CreateCompatibleDC(NULL);
    HFONT font = CreateFontW(-16, 0, 0, 0, FW_NORMAL, 0, 0, 0, 0, 0, 0, 0, FIXED_PITCH | FF_MODERN, L"Courier New");
    SelectObject(dc, font);
    check(GetTextMetricsW(dc, &metrics), "GetTextMetrics: error %lu", GetLastError());
    width = metrics.tmAveCharWidth;
    height = metrics.tmHeight;
    test_measuring();
    test_dots();
    test_parameters();
    test_tabs();
    return check_summary();
}
