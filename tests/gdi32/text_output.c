/* Where text goes and what it covers: alignment, background, clipping, advances, lines, colours. */
#include <stdlib.h>
#include "canvas.h"

#define WIDTH  200
#define HEIGHT 60
#define WHITE  0xffffffu

static struct canvas canvas;
static HDC dc;

static void clear(void) { canvas_clear(&canvas, 0xff); }

/* The smallest rectangle around all pixels that are not white. */
static RECT ink(void)
{
    RECT box = {WIDTH, HEIGHT, 0, 0};
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            if ((canvas_get(&canvas, x, y) & WHITE) == WHITE) continue;
            box = (RECT){min(box.left, x), min(box.top, y), max(box.right, x + 1), max(box.bottom, y + 1)};
        }
    }
    return box;
}

static void check_ink(RECT expected, const char *what)
{
    RECT box = ink();
    check(!memcmp(&box, &expected, sizeof(box)), "%s: %ld,%ld-%ld,%ld, expected %ld,%ld-%ld,%ld", what, box.left,
          box.top, box.right, box.bottom, expected.left, expected.top, expected.right, expected.bottom);
}

static DWORD *copy_of_pixels(void)
{
    DWORD *pixels = malloc(WIDTH * HEIGHT * sizeof(*pixels));
    GdiFlush();
    memcpy(pixels, canvas.bits, WIDTH * HEIGHT * sizeof(*pixels));
    return pixels;
}

/* With an opaque background the cell shows where text is. */
static void test_alignment(void)
{
    static const UINT horizontal[] = {TA_LEFT, TA_RIGHT, TA_CENTER}, vertical[] = {TA_TOP, TA_BOTTOM, TA_BASELINE};
    TEXTMETRICW metrics;
    SIZE size;
    GetTextMetricsW(dc, &metrics);
    GetTextExtentPoint32A(dc, "Hamburg", 7, &size);
    SetBkColor(dc, RGB(255, 255, 0));
    SetBkMode(dc, OPAQUE);
    for (int h = 0; h < 3; h++) {
        for (int v = 0; v < 3; v++) {
            int left = h == 0 ? 100 : h == 1 ? 100 - size.cx : 100 - size.cx / 2;
            int top = v == 0 ? 30 : v == 1 ? 30 - size.cy : 30 - metrics.tmAscent;
            clear();
            SetTextAlign(dc, horizontal[h] | vertical[v]);
            check_case(h * 3 + v);
            check(TextOutA(dc, 100, 30, "Hamburg", 7), "TextOut");
            check_ink((RECT){left, top, left + size.cx, top + size.cy}, "the cell");
        }
    }
    SetTextAlign(dc, 0);
}

static void test_current_position(void)
{
    SIZE size;
    POINT position;
    GetTextExtentPoint32A(dc, "abc", 3, &size);
    MoveToEx(dc, 20, 10, NULL);
    SetTextAlign(dc, TA_UPDATECP);
    clear();
    TextOutA(dc, 150, 50, "abc", 3);
    check_ink((RECT){20, 10, 20 + size.cx, 10 + size.cy}, "at the current position");
    GetCurrentPositionEx(dc, &position);
    check(position.x == 20 + size.cx && position.y == 10, "the position moves to %ld, %ld", position.x, position.y);
    SetTextAlign(dc, TA_UPDATECP | TA_RIGHT);
    TextOutA(dc, 0, 0, "abc", 3);
    GetCurrentPositionEx(dc, &position);
    check(position.x == 20 && position.y == 10, "and back, to %ld, %ld", position.x, position.y);
    SetTextAlign(dc, 0);
}

static void test_rectangles(void)
{
    RECT box = {30, 5, 60, 25};
    clear();
    SetBkMode(dc, TRANSPARENT);
    SetBkColor(dc, RGB(0, 255, 0));
    check(ExtTextOutA(dc, 0, 0, ETO_OPAQUE, &box, NULL, 0, NULL), "only a rectangle");
    check_ink(box, "filled in any mode");
    check_equal_u32(canvas_get(&canvas, 40, 10) & WHITE, 0x00ff00, "with the background colour");
    clear();
    SetBkMode(dc, OPAQUE);
    check(ExtTextOutA(dc, 10, 8, ETO_CLIPPED, &box, "WWWWWWWWWWWW", 12, NULL), "clipped");
    RECT inside = ink();
    check(inside.left >= box.left && inside.right <= box.right && inside.top >= box.top && inside.bottom <= box.bottom,
          "nothing outside");
    check(inside.left == box.left && inside.right == box.right, "as wide as the rectangle");
    HRGN region = CreateRectRgn(0, 0, 40, HEIGHT);
    SelectClipRgn(dc, region);
    clear();
    ExtTextOutA(dc, 10, 8, ETO_CLIPPED | ETO_OPAQUE, &box, "WWWWWWWWWWWW", 12, NULL);
    check_ink((RECT){30, 5, 40, 25}, "and within the clip region");
    SelectClipRgn(dc, NULL);
    DeleteObject(region);
}

/* Given advances that are the natural ones change nothing. */
static void test_advances(void)
{
    static const char text[] = "Sphinx of";
    INT dx[9];
    for (int i = 0; i < 9; i++) GetCharWidth32A(dc, (BYTE)text[i], (BYTE)text[i], &dx[i]);
    clear();
    TextOutA(dc, 7, 9, text, 9);
    DWORD *natural = copy_of_pixels();
    clear();
    check(ExtTextOutA(dc, 7, 9, 0, NULL, text, 9, dx), "with advances");
    check(!memcmp(natural, canvas.bits, WIDTH * HEIGHT * 4), "the same pixels");
    clear();
    int x = 7;
    SetBkMode(dc, TRANSPARENT);
    for (int i = 0; i < 9; i++) {
        TextOutA(dc, x, 9, text + i, 1);
        x += dx[i] + 5;
    }
    DWORD *apart = copy_of_pixels();
    for (int i = 0; i < 9; i++) dx[i] += 5;
    clear();
    ExtTextOutA(dc, 7, 9, 0, NULL, text, 9, dx);
    check(!memcmp(apart, canvas.bits, WIDTH * HEIGHT * 4), "each character in its place");
    SetBkMode(dc, OPAQUE);
    WORD glyphs[9];
    GetGlyphIndicesA(dc, text, 9, glyphs, 0);
    clear();
    ExtTextOutW(dc, 7, 9, ETO_GLYPH_INDEX, NULL, (WCHAR *)glyphs, 9, NULL);
    check(!memcmp(natural, canvas.bits, WIDTH * HEIGHT * 4), "by glyph numbers");
    free(natural);
    free(apart);
}

static void test_colors(void)
{
    HFONT font = CreateFontA(-30, 0, 0, 0, FW_BOLD, 0, 0, 0, 0, 0, 0, NONANTIALIASED_QUALITY, 0, "Liberation Sans");
    HGDIOBJ old = SelectObject(dc, font);
    int text = 0, other = 0;
    clear();
    SetBkMode(dc, TRANSPARENT);
    SetTextColor(dc, RGB(10, 20, 30));
    TextOutA(dc, 5, 5, "HI", 2);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        DWORD pixel = canvas_get(&canvas, i % WIDTH, i / WIDTH) & WHITE;
        text += pixel == 0x0a141e;
        other += pixel != 0x0a141e && pixel != WHITE;
    }
    check(text > 100 && !other, "without smoothing there is only the text's colour: %d, others %d", text, other);
    SetTextColor(dc, 0);
    SetBkMode(dc, OPAQUE);
    SelectObject(dc, old);
    DeleteObject(font);
}

/* A turned text covers the turned cell. */
static void test_escapement(void)
{
    HFONT font = CreateFontA(-12, 0, 900, 900, 0, 0, 0, 0, 0, 0, 0, 0, 0, "Liberation Sans");
    HGDIOBJ old = SelectObject(dc, font);
    TEXTMETRICW metrics;
    SIZE size;
    GetTextMetricsW(dc, &metrics);
    GetTextExtentPoint32A(dc, "turned", 6, &size);
    clear();
    SetBkColor(dc, RGB(255, 0, 255));
    TextOutA(dc, 50, 55, "turned", 6);
    RECT box = ink(), expected = {50, 55 - size.cx, 50 + metrics.tmHeight, 55};
    check(abs((int)(box.left - expected.left)) <= 1 && abs((int)(box.right - expected.right)) <= 1 &&
              abs((int)(box.top - expected.top)) <= 1 && abs((int)(box.bottom - expected.bottom)) <= 1,
          "%ld,%ld-%ld,%ld, expected about %ld,%ld-%ld,%ld", box.left, box.top, box.right, box.bottom, expected.left,
          expected.top, expected.right, expected.bottom);
    SelectObject(dc, old);
    DeleteObject(font);
}

static void test_underline(void)
{
    HFONT font = CreateFontA(-20, 0, 0, 0, 0, 0, TRUE, TRUE, 0, 0, 0, 0, 0, "Liberation Sans");
    HGDIOBJ old = SelectObject(dc, font);
    TEXTMETRICW metrics;
    int below = 0, above = 0;
    GetTextMetricsW(dc, &metrics);
    clear();
    SetBkMode(dc, TRANSPARENT);
    TextOutA(dc, 10, 5, "    ", 4);
    for (int y = 0; y < HEIGHT; y++) {
        BOOL black = !(canvas_get(&canvas, 15, y) & WHITE);
        below += black && y >= 5 + metrics.tmAscent;
        above += black && y < 5 + metrics.tmAscent;
    }
    check(below >= 1 && above >= 1, "spaces have both lines: %d, %d", below, above);
    SetBkMode(dc, OPAQUE);
    SelectObject(dc, old);
    DeleteObject(font);
}

static void test_limits(void)
{
    check(!ExtTextOutW(NULL, 0, 0, 0, NULL, L"a", 1, NULL), "no DC");
    check(TextOutW(dc, 0, 0, L"", 0), "no text");
    check(TextOutW(dc, 100000, 100000, L"far away", 8), "far away");
    check(!TextOutW(dc, 0, 0, L"a", -1), "a negative count");
}

int main(void)
{
    canvas = canvas_create(WIDTH, HEIGHT, 32, NULL, NULL);
    dc = canvas.dc;
    HFONT font = CreateFontA(-13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "Liberation Sans");
    HGDIOBJ old = SelectObject(dc, font);
    test_alignment();
    test_current_position();
    test_rectangles();
    test_advances();
    test_colors();
    test_escapement();
    test_underline();
    test_limits();
    SelectObject(dc, old);
    DeleteObject(font);
    canvas_destroy(&canvas);
    return check_summary();
}
