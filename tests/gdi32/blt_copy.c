/* Copies between bitmaps: overlapping ones, between formats, between monochrome and colour, at the edges. */
#include "canvas.h"

/* Every direction of a copy onto itself gives what a copy by way of other memory gives. */
static void test_overlapping(int depth, int base)
{
    enum { WIDTH = 300, HEIGHT = 9 };
    static const POINT moves[] = {{3, 0},  {-3, 0},  {0, 2},   {0, -2}, {5, 1},  {-5, 1},
                                  {5, -1}, {-5, -1}, {260, 0}, {1, 0},  {-1, 0}, {8, 3}};
    struct canvas canvas = canvas_create(WIDTH, HEIGHT, depth, NULL, NULL);
    DWORD mask = depth == 32 ? ~0u : (1u << depth) - 1, state = 1;
    static DWORD before[HEIGHT][WIDTH];
    for (int i = 0; i < (int)(sizeof(moves) / sizeof(moves[0])); i++) {
        int wrong = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                before[y][x] = canvas_random(&state) & mask;
                canvas_put(&canvas, x, y, before[y][x]);
            }
        }
        BOOL done = BitBlt(canvas.dc, 10 + moves[i].x, 3 + moves[i].y, 270, 3, canvas.dc, 10, 3, SRCCOPY);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int from_x = x - moves[i].x, from_y = y - moves[i].y;
                BOOL inside = from_x >= 10 && from_x < 280 && from_y >= 3 && from_y < 6;
                wrong += canvas_get(&canvas, x, y) != (inside ? before[from_y][from_x] : before[y][x]);
            }
        }
        check_case(base + i);
        check(done && !wrong, "%d bits, by %ld, %ld: %d pixels are wrong", depth, moves[i].x, moves[i].y, wrong);
    }
    canvas_destroy(&canvas);
}

/* "0 becomes the text colour, 1 the background colour" of the destination. */
static void test_mono_to_color(int depth, int base)
{
    static const BYTE bits[] = {0xb1, 0x80, 0x4e, 0x00};
    struct canvas canvas = canvas_create(10, 2, depth, NULL, NULL), expected = canvas_create(10, 2, depth, NULL, NULL);
    HDC mono = CreateCompatibleDC(NULL);
    HBITMAP bitmap = CreateBitmap(9, 2, 1, 1, bits);
    HGDIOBJ old = SelectObject(mono, bitmap);
    COLORREF text = RGB(0xff, 0, 0), background = RGB(0, 0, 0xff);
    if (depth <= 8) text = RGB(0, 0, 0), background = RGB(255, 255, 255);
    SetTextColor(canvas.dc, text);
    SetBkColor(canvas.dc, background);
    check_case(base);
    check(BitBlt(canvas.dc, 0, 0, 9, 2, mono, 0, 0, SRCCOPY), "BitBlt");
    for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 9; x++) {
            BOOL is_one = bits[y * 2 + x / 8] >> (7 - x % 8) & 1;
            SetPixel(expected.dc, x, y, is_one ? background : text);
            check_case(base + y * 9 + x);
            check_equal_u32(canvas_get(&canvas, x, y), canvas_get(&expected, x, y), "monochrome to colour");
        }
    }
    SelectObject(mono, old);
    DeleteObject(bitmap);
    DeleteDC(mono);
    canvas_destroy(&canvas);
    canvas_destroy(&expected);
}

/* "Pixels of the source's background colour become 1, all others 0." */
static void test_color_to_mono(void)
{
    struct canvas canvas = canvas_create(16, 1, 32, NULL, NULL);
    HDC mono = CreateCompatibleDC(NULL);
    HBITMAP bitmap = CreateBitmap(16, 1, 1, 1, NULL);
    HGDIOBJ old = SelectObject(mono, bitmap);
    BYTE bits[2];
    for (int x = 0; x < 16; x++) canvas_put(&canvas, x, 0, x % 3 == 0 ? 0x102030 : x % 3 == 1 ? 0x102031 : 0xffffff);
    SetBkColor(canvas.dc, RGB(0x10, 0x20, 0x30));
    check(BitBlt(mono, 0, 0, 16, 1, canvas.dc, 0, 0, SRCCOPY), "BitBlt");
    check_equal_int(GetBitmapBits(bitmap, 2, bits), 2, "GetBitmapBits");
    check_equal_u32(bits[0], 0x92, "0, 3, 6 are ones");
    check_equal_u32(bits[1], 0x49, "9, 12, 15 are ones");
    SetBkColor(canvas.dc, RGB(255, 255, 255));
    BitBlt(mono, 0, 0, 16, 1, canvas.dc, 0, 0, SRCCOPY);
    GetBitmapBits(bitmap, 2, bits);
    check_equal_u32(bits[0], 0x24, "2, 5 are ones");
    BitBlt(mono, 0, 0, 16, 1, canvas.dc, 0, 0, NOTSRCCOPY);
    GetBitmapBits(bitmap, 2, bits);
    check_equal_u32(bits[0], 0xdb, "the others are ones");
    SelectObject(mono, old);
    DeleteObject(bitmap);
    DeleteDC(mono);
    canvas_destroy(&canvas);
}

static void test_formats(void)
{
    static const DWORD masks_565[3] = {0xf800, 0x7e0, 0x1f}, masks_bgr[3] = {0xff, 0xff00, 0xff0000};
    static const COLORREF colors[] = {RGB(0, 0, 0),   RGB(255, 255, 255), RGB(255, 0, 0),
                                      RGB(0, 255, 0), RGB(0, 0, 255),     RGB(0xf8, 0x40, 0x08)};
    static const struct { int depth; const DWORD *masks; DWORD pixels[6]; } formats[] = {
        {32, NULL, {0, 0xffffff, 0xff0000, 0xff00, 0xff, 0xf84008}},
        {32, masks_bgr, {0, 0xffffff, 0xff, 0xff00, 0xff0000, 0x0840f8}},
        {24, NULL, {0, 0xffffff, 0xff0000, 0xff00, 0xff, 0xf84008}},
        {16, NULL, {0, 0x7fff, 0x7c00, 0x3e0, 0x1f, 0x7d01}},
        {16, masks_565, {0, 0xffff, 0xf800, 0x7e0, 0x1f, 0xfa01}},
    };
    enum { COUNT = sizeof(formats) / sizeof(formats[0]) };
    for (int i = 0; i < COUNT; i++) {
        struct canvas from = canvas_create(8, 1, formats[i].depth, NULL, formats[i].masks);
        for (int c = 0; c < 6; c++) {
            SetPixel(from.dc, c, 0, colors[c]);
            check_case(i * 6 + c);
            check_equal_u32(canvas_get(&from, c, 0), formats[i].pixels[c], "pixel of a colour");
            if (formats[i].depth > 16 || c < 5)
                check_equal_u32(GetPixel(from.dc, c, 0), colors[c], "colour of a pixel");
        }
        for (int j = 0; j < COUNT; j++) {
            struct canvas to = canvas_create(8, 1, formats[j].depth, NULL, formats[j].masks);
            BitBlt(to.dc, 0, 0, 6, 1, from.dc, 0, 0, SRCCOPY);
            for (int c = 0; c < 5; c++) {
                check_case((i * COUNT + j) * 6 + c);
                check_equal_u32(canvas_get(&to, c, 0), formats[j].pixels[c], "copied into another format");
            }
            canvas_destroy(&to);
        }
        canvas_destroy(&from);
    }
}

/* Into a palette: the nearest colour. */
static void test_to_palette(void)
{
    static const RGBQUAD colors[16] = {{0, 0, 0, 0},   {0, 0, 255, 0},     {0, 255, 0, 0},
                                       {255, 0, 0, 0}, {255, 255, 255, 0}, {128, 128, 128, 0}};
    static const DWORD pixels[] = {0x000000, 0xff0000, 0x00ff00, 0x0000ff, 0xffffff,
                                   0x808080, 0xf01010, 0x0a0a0a, 0xe0e0f0, 0x707890};
    static const DWORD expected[] = {0, 1, 2, 3, 4, 5, 1, 0, 4, 5};
    for (int depth = 4; depth <= 8; depth += 4) {
        RGBQUAD table[256] = {{0, 0, 0, 0}};
        memcpy(table, colors, sizeof(colors));
        struct canvas from = canvas_create(10, 1, 32, NULL, NULL), to = canvas_create(10, 1, depth, table, NULL);
        for (int x = 0; x < 10; x++) canvas_put(&from, x, 0, pixels[x]);
        BitBlt(to.dc, 0, 0, 10, 1, from.dc, 0, 0, SRCCOPY);
        for (int x = 0; x < 10; x++) {
            check_case(depth * 10 + x);
            check_equal_u32(canvas_get(&to, x, 0), expected[x], "nearest entry");
        }
        canvas_clear(&from, 0);
        BitBlt(from.dc, 0, 0, 10, 1, to.dc, 0, 0, SRCCOPY);
        for (int x = 0; x < 6; x++) {
            check_case(depth * 10 + x);
            check_equal_u32(canvas_get(&from, x, 0), pixels[x], "and back");
        }
        canvas_destroy(&from);
        canvas_destroy(&to);
    }
}

static void test_edges(void)
{
    struct canvas to = canvas_create(8, 8, 32, NULL, NULL), from = canvas_create(4, 4, 32, NULL, NULL);
    canvas_clear(&from, 0x55);
    canvas_clear(&to, 0);
    check(BitBlt(to.dc, 6, 6, 4, 4, from.dc, 0, 0, SRCCOPY), "beyond the destination");
    check_equal_u32(canvas_get(&to, 6, 6), 0x55555555, "within");
    check_equal_u32(canvas_get(&to, 5, 5), 0, "outside");
    check(BitBlt(to.dc, -2, -2, 4, 4, from.dc, 0, 0, SRCCOPY), "before the destination");
    check_equal_u32(canvas_get(&to, 1, 1), 0x55555555, "within");
    check_equal_u32(canvas_get(&to, 2, 2), 0, "outside");
    check(BitBlt(to.dc, 0, 0, 0, 0, from.dc, 0, 0, SRCCOPY), "nothing");
    check(BitBlt(to.dc, 0, 0, 8, 8, NULL, 0, 0, BLACKNESS), "BLACKNESS needs no source");
    check_equal_u32(canvas_get(&to, 6, 6) & 0xffffff, 0, "black");
    check(BitBlt(to.dc, 0, 0, 8, 8, NULL, 0, 0, WHITENESS), "WHITENESS needs no source");
    check_equal_u32(canvas_get(&to, 3, 3) & 0xffffff, 0xffffff, "white");
    check(BitBlt(to.dc, 0, 0, 4, 8, NULL, 0, 0, DSTINVERT), "DSTINVERT needs no source");
    check_equal_u32(canvas_get(&to, 3, 3) & 0xffffff, 0, "inverted");
    check_equal_u32(canvas_get(&to, 4, 3) & 0xffffff, 0xffffff, "not inverted");
    check(!BitBlt(to.dc, 0, 0, 4, 4, NULL, 0, 0, SRCCOPY), "SRCCOPY needs a source");
    check(!BitBlt(NULL, 0, 0, 4, 4, from.dc, 0, 0, SRCCOPY), "no destination");
    check(!PatBlt(to.dc, 0, 0, 4, 4, SRCCOPY), "PatBlt has no source");
    canvas_destroy(&from);
    canvas_destroy(&to);
}

static void test_pixels(void)
{
    struct canvas canvas = canvas_create(5, 5, 32, NULL, NULL);
    check_equal_u32(SetPixel(canvas.dc, 1, 2, RGB(10, 20, 30)), RGB(10, 20, 30), "SetPixel");
    check_equal_u32(canvas_get(&canvas, 1, 2), 0x0a141e, "red is the highest");
    check_equal_u32(GetPixel(canvas.dc, 1, 2), RGB(10, 20, 30), "GetPixel");
    check(SetPixelV(canvas.dc, 4, 4, RGB(1, 2, 3)), "SetPixelV");
    check_equal_u32(GetPixel(canvas.dc, 4, 4), RGB(1, 2, 3), "GetPixel");
    check_equal_u32(GetPixel(canvas.dc, 5, 4), CLR_INVALID, "outside");
    check_equal_u32(GetPixel(canvas.dc, -1, 0), CLR_INVALID, "outside");
    check_equal_u32(SetPixel(canvas.dc, 0, 5, 0), CLR_INVALID, "outside");
    canvas_destroy(&canvas);
}

int main(void)
{
    static const int depths[] = {1, 4, 8, 16, 24, 32};
    for (int i = 0; i < 6; i++) test_overlapping(depths[i], i * 100);
    for (int i = 1; i < 6; i++) test_mono_to_color(depths[i], i * 100);
    test_color_to_mono();
    test_formats();
    test_to_palette();
    test_edges();
    test_pixels();
    return check_summary();
}
