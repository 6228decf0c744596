/* AlphaBlend, TransparentBlt, GradientFill, ExtFloodFill. */
#include "canvas.h"

static BOOL is_near(DWORD a, DWORD b)
{
    for (int shift = 0; shift < 24; shift += 8) {
        int distance = (int)(a >> shift & 255) - (int)(b >> shift & 255);
        if (distance < -1 || distance > 1) return FALSE;
    }
    return TRUE;
}

/* Destination = source * constant / 255 + destination * (255 - constant) / 255. */
static void test_constant_alpha(int depth)
{
    struct canvas from = canvas_create(9, 1, depth, NULL, NULL), to = canvas_create(9, 1, 32, NULL, NULL);
    DWORD state = 3;
    for (int alpha = 0; alpha < 256; alpha += 15) {
        BLENDFUNCTION function = {AC_SRC_OVER, 0, (BYTE)alpha, 0};
        DWORD source[9], before[9];
        for (int x = 0; x < 9; x++) {
            canvas_put(&from, x, 0, canvas_random(&state) & 0xffffff);
            source[x] = canvas_get(&from, x, 0);
            before[x] = canvas_random(&state) & 0xffffff;
            canvas_put(&to, x, 0, before[x]);
        }
        BOOL done = AlphaBlend(to.dc, 0, 0, 9, 1, from.dc, 0, 0, 9, 1, function);
        int wrong = 0;
        for (int x = 0; x < 9; x++) {
            DWORD expected = 0;
            for (int shift = 0; shift < 24; shift += 8) {
                int sum = (int)(source[x] >> shift & 255) * alpha + (int)(before[x] >> shift & 255) * (255 - alpha);
                expected |= (DWORD)((sum + 127) / 255) << shift;
            }
            wrong += !is_near(canvas_get(&to, x, 0), expected);
        }
        check_case(depth * 256 + alpha);
        check(done && !wrong, "%d bits, constant %d: %d pixels are wrong", depth, alpha, wrong);
    }
    canvas_destroy(&from);
    canvas_destroy(&to);
}

/* Destination = source * constant + destination * (1 - source alpha * constant); the source's colours are
 * premultiplied. */
static void test_source_alpha(void)
{
    struct canvas from = canvas_create(9, 1, 32, NULL, NULL), to = canvas_create(9, 1, 32, NULL, NULL);
    DWORD state = 3;
    for (int constant = 15; constant < 256; constant += 40) {
        BLENDFUNCTION function = {AC_SRC_OVER, 0, (BYTE)constant, AC_SRC_ALPHA};
        DWORD source[9], before[9];
        for (int x = 0; x < 9; x++) {
            int alpha = x * 255 / 8;
            source[x] = (DWORD)alpha << 24;
            for (int shift = 0; shift < 24; shift += 8)
                source[x] |= (canvas_random(&state) & 255) * (DWORD)alpha / 255 << shift;
            before[x] = canvas_random(&state);
            canvas_put(&from, x, 0, source[x]);
            canvas_put(&to, x, 0, before[x]);
        }
        BOOL done = AlphaBlend(to.dc, 0, 0, 9, 1, from.dc, 0, 0, 9, 1, function);
        for (int x = 0; x < 9; x++) {
            double alpha = (source[x] >> 24) / 255.0 * constant / 255.0;
            DWORD expected = 0;
            for (int shift = 0; shift < 24; shift += 8) {
                double value = (source[x] >> shift & 255) * constant / 255.0 + (before[x] >> shift & 255) * (1 - alpha);
                expected |= (DWORD)(value + 0.5 > 255 ? 255 : value + 0.5) << shift;
            }
            check_case(constant * 16 + x);
            check(done && is_near(canvas_get(&to, x, 0), expected), "constant %d, alpha %lu: %#lx, expected %#lx",
                  constant, source[x] >> 24, canvas_get(&to, x, 0), expected);
        }
    }
    canvas_destroy(&from);
    canvas_destroy(&to);
}

static void test_refusals(void)
{
    struct canvas from = canvas_create(4, 4, 32, NULL, NULL), to = canvas_create(4, 4, 32, NULL, NULL),
                  other = canvas_create(4, 4, 24, NULL, NULL);
    BLENDFUNCTION good = {AC_SRC_OVER, 0, 128, 0}, alpha = {AC_SRC_OVER, 0, 255, AC_SRC_ALPHA}, wrong = {1, 0, 128, 0};
    check(AlphaBlend(to.dc, 0, 0, 4, 4, from.dc, 0, 0, 4, 4, good), "this is fine");
    check(!AlphaBlend(to.dc, 0, 0, 4, 4, from.dc, 0, 0, 5, 4, good), "a source rectangle beyond the bitmap");
    check(!AlphaBlend(to.dc, 0, 0, 4, 4, from.dc, -1, 0, 4, 4, good), "a source rectangle beyond the bitmap");
    check(!AlphaBlend(to.dc, 0, 0, -4, 4, from.dc, 0, 0, 4, 4, good), "no mirroring");
    check(!AlphaBlend(to.dc, 0, 0, 4, 4, from.dc, 0, 0, 4, 4, wrong), "no such operation");
    check(!AlphaBlend(to.dc, 0, 0, 4, 4, other.dc, 0, 0, 4, 4, alpha), "24 bits have no alpha");
    check(AlphaBlend(other.dc, 0, 0, 4, 4, from.dc, 0, 0, 4, 4, alpha), "onto 24 bits");
    canvas_destroy(&from);
    canvas_destroy(&to);
    canvas_destroy(&other);
}

static void test_transparent(void)
{
    struct canvas from = canvas_create(4, 2, 32, NULL, NULL), to = canvas_create(8, 4, 32, NULL, NULL);
    for (int i = 0; i < 8; i++) canvas_put(&from, i % 4, i / 4, i % 3 ? 0x100000u + (DWORD)i : 0x00ff00ff);
    canvas_clear(&to, 0x77);
    check(TransparentBlt(to.dc, 1, 1, 4, 2, from.dc, 0, 0, 4, 2, RGB(255, 0, 255)), "TransparentBlt");
    for (int i = 0; i < 8; i++) {
        check_case(i);
        check_equal_u32(canvas_get(&to, 1 + i % 4, 1 + i / 4) & 0xffffff, i % 3 ? 0x100000 + i : 0x777777,
                        "all but that colour");
    }
    canvas_clear(&to, 0x77);
    check(TransparentBlt(to.dc, 0, 0, 8, 4, from.dc, 0, 0, 4, 2, RGB(255, 0, 255)), "twice as large");
    for (int i = 0; i < 32; i++) {
        int j = i / 16 * 4 + i % 8 / 2;
        check_case(i);
        check_equal_u32(canvas_get(&to, i % 8, i / 8) & 0xffffff, j % 3 ? 0x100000 + j : 0x777777, "twice as large");
    }
    canvas_destroy(&from);
    canvas_destroy(&to);
}

static void test_gradient(void)
{
    struct canvas canvas = canvas_create(16, 16, 32, NULL, NULL);
    TRIVERTEX corners[2] = {{0, 0, 0x1000, 0x2000, 0xff00, 0}, {16, 16, 0xf000, 0x2000, 0x0000, 0}};
    GRADIENT_RECT whole = {0, 1}, beyond = {0, 2};
    for (int vertical = 0; vertical < 2; vertical++) {
        check_case(vertical);
        check(GradientFill(canvas.dc, corners, 2, &whole, 1, vertical ? GRADIENT_FILL_RECT_V : GRADIENT_FILL_RECT_H),
              "GradientFill");
        for (int i = 0; i < 16; i++) {
            DWORD pixel = vertical ? canvas_get(&canvas, 5, i) : canvas_get(&canvas, i, 5);
            int red = (int)(pixel >> 16 & 255), blue = (int)(pixel & 255);
            check_case(vertical * 16 + i);
            check(red >= 0x10 + i * 0xe0 / 16 - 1 && red <= 0x10 + i * 0xe0 / 16 + 1, "red at %d is %d", i, red);
            check(blue >= 255 - i * 255 / 16 - 1 && blue <= 255 - i * 255 / 16 + 1, "blue at %d is %d", i, blue);
            check_equal_u32(pixel >> 8 & 255, 0x20, "green stays");
            check_equal_u32(vertical ? canvas_get(&canvas, 12, i) : canvas_get(&canvas, i, 12), pixel,
                            "the same across");
        }
    }
    check(!GradientFill(canvas.dc, corners, 2, &beyond, 1, GRADIENT_FILL_RECT_H), "no such corner");
    TRIVERTEX points[3] = {{0, 0, 0xff00, 0, 0, 0}, {16, 0, 0, 0xff00, 0, 0}, {0, 16, 0, 0, 0xff00, 0}};
    GRADIENT_TRIANGLE triangle = {0, 1, 2};
    canvas_clear(&canvas, 0);
    check(GradientFill(canvas.dc, points, 3, &triangle, 1, GRADIENT_FILL_TRIANGLE), "a triangle");
    check(is_near(canvas_get(&canvas, 0, 0), 0xff0000), "its first corner");
    check_equal_u32(canvas_get(&canvas, 15, 15), 0, "outside");
    check(canvas_get(&canvas, 14, 0) >> 8 & 0x80, "near its second corner");
    check(canvas_get(&canvas, 0, 14) & 0x80, "near its third corner");
    canvas_destroy(&canvas);
}

static void test_flood(void)
{
    static const char *picture[7] = {"........", ".######.", ".#....#.", ".#.##.#.",
                                     ".#....#.", ".######.", "........"};
    static const char *inside[7] = {"........", ".######.", ".#ffff#.", ".#f##f#.", ".#ffff#.", ".######.", "........"};
    struct canvas canvas = canvas_create(8, 7, 32, NULL, NULL);
    HBRUSH brush = CreateSolidBrush(RGB(9, 9, 9));
    HGDIOBJ old = SelectObject(canvas.dc, brush);
    for (int type = FLOODFILLBORDER; type <= FLOODFILLSURFACE; type++) {
        int wrong = 0;
        for (int i = 0; i < 56; i++)
            canvas_put(&canvas, i % 8, i / 8, picture[i / 8][i % 8] == '#' ? 0xff0000 : 0x0000ff);
        check_case(type);
        check(ExtFloodFill(canvas.dc, 2, 2, type == FLOODFILLBORDER ? RGB(255, 0, 0) : RGB(0, 0, 255), (UINT)type),
              "ExtFloodFill");
        for (int i = 0; i < 56; i++) {
            char what = inside[i / 8][i % 8];
            wrong += canvas_get(&canvas, i % 8, i / 8) != (what == '#'   ? 0xff0000u
                                                           : what == 'f' ? 0x090909u
                                                                         : 0x0000ffu);
        }
        check(!wrong, "%d pixels are wrong", wrong);
    }
    check(!ExtFloodFill(canvas.dc, 1, 1, RGB(255, 0, 0), FLOODFILLBORDER), "begins on the border");
    check(!ExtFloodFill(canvas.dc, 1, 1, RGB(0, 0, 255), FLOODFILLSURFACE), "begins on another colour");
    check(!ExtFloodFill(canvas.dc, 100, 1, RGB(0, 0, 255), FLOODFILLSURFACE), "begins outside");
    check(FloodFill(canvas.dc, 0, 0, RGB(255, 0, 0)), "FloodFill");
    check_equal_u32(canvas_get(&canvas, 7, 6), 0x090909, "all around");
    SelectObject(canvas.dc, old);
    DeleteObject(brush);
    canvas_destroy(&canvas);
}

int main(void)
{
    test_constant_alpha(32);
    test_constant_alpha(24);
    test_source_alpha();
    test_refusals();
    test_transparent();
    test_gradient();
    test_flood();
    return check_summary();
}
