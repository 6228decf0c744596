/* All 256 ternary raster operations: bit (pattern * 4 + source * 2 + destination) of the operation's number is the
 * result, for each bit of the pixel ("Ternary Raster Operations"). */
#include "canvas.h"

#define PIXELS 24

static DWORD expected_pixel(int operation, DWORD pattern, DWORD source, DWORD destination)
{
    DWORD result = 0;
    for (int bit = 0; bit < 32; bit++) {
        int index = (int)((pattern >> bit & 1) * 4 + (source >> bit & 1) * 2 + (destination >> bit & 1));
        result |= (DWORD)(operation >> index & 1) << bit;
    }
    return result;
}

static void fill_random(const struct canvas *canvas, DWORD *pixels, DWORD *state)
{
    DWORD mask = canvas->depth == 32 ? ~0u : (1u << canvas->depth) - 1;
    for (int x = 0; x < PIXELS; x++) {
        pixels[x] = canvas_random(state) & mask;
        canvas_put(canvas, x, 0, pixels[x]);
    }
}

/* The brush's colour as a pixel of the canvas. */
static DWORD brush_pixel(const struct canvas *canvas)
{
    PatBlt(canvas->dc, 0, 0, 1, 1, PATCOPY);
    return canvas_get(canvas, 0, 0);
}

static void test_depth(int depth, const DWORD *masks, COLORREF color, int base)
{
    struct canvas to = canvas_create(PIXELS, 1, depth, NULL, masks),
                  from = canvas_create(PIXELS, 1, depth, NULL, masks);
    DWORD destination[PIXELS], source[PIXELS], state = (DWORD)depth, mask = depth == 32 ? ~0u : (1u << depth) - 1;
    HBRUSH brush = CreateSolidBrush(color);
    HGDIOBJ old = SelectObject(to.dc, brush);
    DWORD pattern = brush_pixel(&to);
    for (int operation = 0; operation < 256; operation++) {
        check_case(base + operation);
        fill_random(&to, destination, &state);
        fill_random(&from, source, &state);
        BOOL done = BitBlt(to.dc, 1, 0, PIXELS - 3, 1, from.dc, 2, 0, (DWORD)operation << 16);
        int wrong = -1;
        DWORD got = 0, expected = 0;
        for (int x = 0; x < PIXELS && wrong < 0; x++) {
            BOOL inside = x >= 1 && x < PIXELS - 2;
            expected =
                inside ? expected_pixel(operation, pattern, source[x + 1], destination[x]) & mask : destination[x];
            got = canvas_get(&to, x, 0);
            if (got != expected) wrong = x;
        }
        check(done && wrong < 0, "%d bits, operation %#x: pixel %d is %#lx, expected %#lx", depth, operation, wrong,
              got, expected);
    }
    SelectObject(to.dc, old);
    DeleteObject(brush);
    canvas_destroy(&from);
    canvas_destroy(&to);
}

/* Operations without a source are PatBlt's, which refuses the others. */
static void test_patblt(void)
{
    struct canvas to = canvas_create(PIXELS, 1, 32, NULL, NULL);
    DWORD destination[PIXELS], state = 7;
    HBRUSH brush = CreateSolidBrush(RGB(0x12, 0x9a, 0xf3));
    HGDIOBJ old = SelectObject(to.dc, brush);
    for (int operation = 0; operation < 256; operation++) {
        BOOL uses_source = (operation >> 2 & 0x33) != (operation & 0x33);
        check_case(3000 + operation);
        if (uses_source) continue;
        fill_random(&to, destination, &state);
        BOOL done = PatBlt(to.dc, 2, 0, PIXELS - 5, 1, (DWORD)operation << 16);
        int wrong = -1;
        for (int x = 0; x < PIXELS; x++) {
            BOOL inside = x >= 2 && x < PIXELS - 3;
            DWORD expected = inside ? expected_pixel(operation, 0x129af3, 0, destination[x]) : destination[x];
            if (canvas_get(&to, x, 0) != expected) wrong = x;
        }
        check(done && wrong < 0, "PatBlt, operation %#x: pixel %d is wrong", operation, wrong);
    }
    SelectObject(to.dc, old);
    DeleteObject(brush);
    canvas_destroy(&to);
}

/* MaskBlt: the low operation where the mask has ones, the high one where it has zeros. */
static void test_maskblt(void)
{
    static const BYTE bits[] = {0xa5, 0x0f, 0xcc, 0x00};
    struct canvas to = canvas_create(PIXELS, 1, 32, NULL, NULL), from = canvas_create(PIXELS, 1, 32, NULL, NULL);
    HBITMAP mask = CreateBitmap(PIXELS, 1, 1, 1, bits);
    DWORD destination[PIXELS], source[PIXELS], state = 9;
    for (int i = 0; i < 128; i++) {
        int front = i * 7 & 0xff, back = i * 29 & 0xff;
        check_case(4000 + i);
        fill_random(&to, destination, &state);
        fill_random(&from, source, &state);
        BOOL done =
            MaskBlt(to.dc, 0, 0, PIXELS, 1, from.dc, 0, 0, mask, 0, 0, (DWORD)MAKEROP4(front << 16, back << 16));
        int wrong = -1;
        for (int x = 0; x < PIXELS; x++) {
            int operation = bits[x / 8] >> (7 - x % 8) & 1 ? front : back;
            if (canvas_get(&to, x, 0) != expected_pixel(operation, 0xffffff, source[x], destination[x])) wrong = x;
        }
        check(done && wrong < 0, "MaskBlt, operations %#x and %#x: pixel %d is wrong", front, back, wrong);
    }
    DeleteObject(mask);
    canvas_destroy(&from);
    canvas_destroy(&to);
}

int main(void)
{
    static const DWORD masks_565[3] = {0xf800, 0x7e0, 0x1f};
    test_depth(32, NULL, RGB(0xa5, 0x3c, 0x77), 0);
    test_depth(24, NULL, RGB(0x5a, 0xc3, 0x0f), 256);
    test_depth(16, NULL, RGB(0xff, 0x80, 0x08), 512);
    test_depth(16, masks_565, RGB(0x10, 0xfc, 0x80), 768);
    test_depth(8, NULL, RGB(0x55, 0x55, 0x55), 1024);
    test_depth(4, NULL, RGB(0xff, 0xff, 0xff), 1280);
    test_depth(1, NULL, RGB(0xff, 0xff, 0xff), 1536);
    test_patblt();
    test_maskblt();
    return check_summary();
}
