/* StretchBlt: whole multiples, mirroring, and what the modes do with pixels that there is no room for. */
#include "canvas.h"

static struct canvas make_source(int depth)
{
    struct canvas canvas = canvas_create(4, 3, depth, NULL, NULL);
    for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 4; x++) {
            DWORD grey = (DWORD)(y * 4 + x) * 0x10;
            canvas_put(&canvas, x, y,
                       depth == 1   ? (DWORD)(x + y) & 1
                       : depth == 4 ? (DWORD)(y * 4 + x)
                       : depth == 8 ? grey
                                    : grey * 0x010101);
        }
    }
    return canvas;
}

static void test_enlarge(int depth, int mode, int base)
{
    struct canvas from = make_source(depth), to = canvas_create(16, 12, depth, NULL, NULL);
    SetStretchBltMode(to.dc, mode);
    SetBrushOrgEx(to.dc, 0, 0, NULL);
    check_case(base);
    check(StretchBlt(to.dc, 2, 1, 12, 6, from.dc, 0, 0, 4, 3, SRCCOPY), "three times as wide, twice as high");
    for (int y = 0; y < 6; y++) {
        for (int x = 0; x < 12; x++) {
            check_case(base + y * 12 + x);
            check_equal_u32(canvas_get(&to, 2 + x, 1 + y), canvas_get(&from, x / 3, y / 2),
                            "each pixel becomes a block");
        }
    }
    check_equal_u32(canvas_get(&to, 1, 1), 0, "nothing before it");
    check_equal_u32(canvas_get(&to, 14, 1), 0, "nothing behind it");
    check_equal_u32(canvas_get(&to, 2, 7), 0, "nothing below it");
    canvas_destroy(&from);
    canvas_destroy(&to);
}

/* The sign of a width or height that differs mirrors. */
static void test_mirror(int base)
{
    static const struct {
        int x, y, width, height, source_x, source_y, source_width, source_height;
        BOOL flip_x, flip_y;
    } cases[] = {
        {3, 0, -4, 3, 0, 0, 4, 3, TRUE, FALSE}, {0, 2, 4, -3, 0, 0, 4, 3, FALSE, TRUE},
        {3, 2, -4, -3, 0, 0, 4, 3, TRUE, TRUE}, {0, 0, 4, 3, 3, 0, -4, 3, TRUE, FALSE},
        {0, 0, 4, 3, 0, 2, 4, -3, FALSE, TRUE},
    };
    for (int i = 0; i < (int)(sizeof(cases) / sizeof(cases[0])); i++) {
        struct canvas from = make_source(32), to = canvas_create(6, 5, 32, NULL, NULL);
        SetStretchBltMode(to.dc, COLORONCOLOR);
        BOOL done =
            StretchBlt(to.dc, cases[i].x, cases[i].y, cases[i].width, cases[i].height, from.dc, cases[i].source_x,
                       cases[i].source_y, cases[i].source_width, cases[i].source_height, SRCCOPY);
        int wrong = 0;
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 4; x++) {
                DWORD expected = canvas_get(&from, cases[i].flip_x ? 3 - x : x, cases[i].flip_y ? 2 - y : y);
                wrong += canvas_get(&to, x, y) != expected;
            }
        }
        check_case(base + i);
        check(done && !wrong, "mirrored: %d pixels are wrong", wrong);
        canvas_destroy(&from);
        canvas_destroy(&to);
    }
}

/* Two source pixels for one: BLACKONWHITE combines with AND, WHITEONBLACK with OR, COLORONCOLOR leaves out, HALFTONE
 * averages. */
static void test_shrink(void)
{
    static const DWORD pixels[] = {0x0f0f0f, 0x3c3c3c, 0xff0000, 0x0000ff, 0xffffff, 0x000000, 0x804020, 0x804020};
    static const DWORD with_and[] = {0x0c0c0c, 0x000000, 0x000000, 0x804020},
                       with_or[] = {0x3f3f3f, 0xff00ff, 0xffffff, 0x804020};
    struct canvas from = canvas_create(8, 1, 32, NULL, NULL), to = canvas_create(4, 1, 32, NULL, NULL);
    for (int x = 0; x < 8; x++) canvas_put(&from, x, 0, pixels[x]);
    for (int x = 0; x < 4; x++) {
        check_case(x);
        SetStretchBltMode(to.dc, BLACKONWHITE);
        StretchBlt(to.dc, 0, 0, 4, 1, from.dc, 0, 0, 8, 1, SRCCOPY);
        check_equal_u32(canvas_get(&to, x, 0), with_and[x], "BLACKONWHITE");
        SetStretchBltMode(to.dc, WHITEONBLACK);
        StretchBlt(to.dc, 0, 0, 4, 1, from.dc, 0, 0, 8, 1, SRCCOPY);
        check_equal_u32(canvas_get(&to, x, 0), with_or[x], "WHITEONBLACK");
        SetStretchBltMode(to.dc, COLORONCOLOR);
        StretchBlt(to.dc, 0, 0, 4, 1, from.dc, 0, 0, 8, 1, SRCCOPY);
        DWORD got = canvas_get(&to, x, 0);
        check(got == pixels[x * 2] || got == pixels[x * 2 + 1], "COLORONCOLOR: %#lx is neither", got);
        SetStretchBltMode(to.dc, HALFTONE);
        SetBrushOrgEx(to.dc, 0, 0, NULL);
        StretchBlt(to.dc, 0, 0, 4, 1, from.dc, 0, 0, 8, 1, SRCCOPY);
        got = canvas_get(&to, x, 0);
        for (int shift = 0; shift < 24; shift += 8) {
            int sum = (int)(pixels[x * 2] >> shift & 255) + (int)(pixels[x * 2 + 1] >> shift & 255),
                value = (int)(got >> shift & 255) * 2;
            check_case(x * 24 + shift);
            check(value >= sum - 2 && value <= sum + 2, "HALFTONE: %#lx is not the average", got);
        }
    }
    canvas_destroy(&from);
    canvas_destroy(&to);
}

/* Monochrome: "BLACKONWHITE preserves black pixels, WHITEONBLACK white ones". */
static void test_shrink_mono(void)
{
    static const BYTE bits[] = {0x1b, 0x00};
    HDC from = CreateCompatibleDC(NULL), to = CreateCompatibleDC(NULL);
    HBITMAP source = CreateBitmap(8, 1, 1, 1, bits), target = CreateBitmap(4, 1, 1, 1, NULL);
    HGDIOBJ old_from = SelectObject(from, source), old_to = SelectObject(to, target);
    BYTE result[2];
    SetStretchBltMode(to, BLACKONWHITE);
    StretchBlt(to, 0, 0, 4, 1, from, 0, 0, 8, 1, SRCCOPY);
    GetBitmapBits(target, 2, result);
    check_equal_u32(result[0] & 0xf0, 0x10, "00 01 10 11 with AND");
    SetStretchBltMode(to, WHITEONBLACK);
    StretchBlt(to, 0, 0, 4, 1, from, 0, 0, 8, 1, SRCCOPY);
    GetBitmapBits(target, 2, result);
    check_equal_u32(result[0] & 0xf0, 0x70, "00 01 10 11 with OR");
    SelectObject(from, old_from);
    SelectObject(to, old_to);
    DeleteObject(source);
    DeleteObject(target);
    DeleteDC(from);
    DeleteDC(to);
}

static void test_operation(void)
{
    struct canvas from = make_source(32), to = canvas_create(8, 6, 32, NULL, NULL);
    SetStretchBltMode(to.dc, COLORONCOLOR);
    canvas_clear(&to, 0x33);
    StretchBlt(to.dc, 0, 0, 8, 6, from.dc, 0, 0, 4, 3, SRCINVERT);
    for (int y = 0; y < 6; y++) {
        for (int x = 0; x < 8; x++) {
            check_case(y * 8 + x);
            check_equal_u32(canvas_get(&to, x, y), canvas_get(&from, x / 2, y / 2) ^ 0x33333333, "SRCINVERT");
        }
    }
    check(StretchBlt(to.dc, 0, 0, 8, 6, NULL, 0, 0, 1, 1, WHITENESS), "no source is needed");
    check_equal_u32(canvas_get(&to, 7, 5) & 0xffffff, 0xffffff, "white");
    canvas_destroy(&from);
    canvas_destroy(&to);
}

static void test_parallelogram(void)
{
    struct canvas from = make_source(32), to = canvas_create(8, 8, 32, NULL, NULL);
    POINT straight[3] = {{1, 1}, {5, 1}, {1, 4}}, turned[3] = {{4, 1}, {4, 5}, {1, 1}};
    check(PlgBlt(to.dc, straight, from.dc, 0, 0, 4, 3, NULL, 0, 0), "PlgBlt without a slant");
    for (int i = 0; i < 12; i++) {
        check_case(i);
        check_equal_u32(canvas_get(&to, 1 + i % 4, 1 + i / 4), canvas_get(&from, i % 4, i / 4), "copied");
    }
    check_equal_u32(canvas_get(&to, 5, 1), 0, "nothing behind it");
    canvas_clear(&to, 0);
    check(PlgBlt(to.dc, turned, from.dc, 0, 0, 4, 3, NULL, 0, 0), "a quarter turn");
    for (int i = 0; i < 12; i++) {
        check_case(i);
        check_equal_u32(canvas_get(&to, 3 - i / 4, 1 + i % 4), canvas_get(&from, i % 4, i / 4), "turned");
    }
    canvas_destroy(&from);
    canvas_destroy(&to);
}

int main(void)
{
    static const int depths[] = {1, 4, 8, 24, 32};
    for (int i = 0; i < 5; i++) test_enlarge(depths[i], COLORONCOLOR, i * 100);
    test_enlarge(32, BLACKONWHITE, 600);
    test_enlarge(32, WHITEONBLACK, 700);
    test_mirror(0);
    test_shrink();
    test_shrink_mono();
    test_operation();
    test_parallelogram();
    return check_summary();
}
