/* ExtFloodFill and single pixels. */
#include "canvas.h"

#define SIZE 40

static struct canvas canvas;

static int count_pixels(DWORD pixel)
{
    int count = 0;
    for (int i = 0; i < SIZE * SIZE; i++) count += (canvas_get(&canvas, i % SIZE, i / SIZE) & 0xffffff) == pixel;
    return count;
}

static void test_flood(void)
{
    HBRUSH brush = CreateSolidBrush(RGB(255, 0, 0));
    for (int i = 6; i < 30; i += 3) {
        check_case(i);
        canvas_clear(&canvas, 0xff);
        SelectObject(canvas.dc, GetStockObject(NULL_BRUSH));
        Rectangle(canvas.dc, 4, 4, 4 + i, 4 + i);
        SelectObject(canvas.dc, brush);
        check(!ExtFloodFill(canvas.dc, 4, 4, RGB(0, 0, 0), FLOODFILLBORDER), "the point lies on the border");
        check(!ExtFloodFill(canvas.dc, 4, 4, RGB(255, 255, 255), FLOODFILLSURFACE), "the point has another colour");
        check(!ExtFloodFill(canvas.dc, -1, 4, RGB(0, 0, 0), FLOODFILLBORDER), "the point is clipped");
        check(ExtFloodFill(canvas.dc, 6, 6, RGB(0, 0, 0), FLOODFILLBORDER), "up to the border");
        check_equal_int(count_pixels(0xff0000), (i - 2) * (i - 2), "the inside");
        check(ExtFloodFill(canvas.dc, 0, 0, RGB(255, 255, 255), FLOODFILLSURFACE), "all of a colour");
        check_equal_int(count_pixels(0xffffff), 0, "the outside");
        check_equal_int(count_pixels(0), 4 * i - 4, "the border stays");
        canvas_clear(&canvas, 0xff);
        IntersectClipRect(canvas.dc, 10, 10, 10 + i, 20);
        check(FloodFill(canvas.dc, 12, 12, RGB(0, 0, 0)), "FloodFill");
        check_equal_int(count_pixels(0xff0000), i * 10, "up to the clip region");
        SelectClipRgn(canvas.dc, NULL);
    }
    DeleteObject(SelectObject(canvas.dc, GetStockObject(WHITE_BRUSH)));
}

static void test_pixels(int depth)
{
    struct canvas other = canvas_create(SIZE, SIZE, depth, NULL, NULL);
    check_case(depth);
    check_equal_u32(SetPixel(other.dc, 3, 4, RGB(255, 255, 255)), RGB(255, 255, 255),
                    "SetPixel gives the colour that was set");
    check_equal_u32(GetPixel(other.dc, 3, 4), RGB(255, 255, 255), "GetPixel");
    check(SetPixelV(other.dc, 3, 4, RGB(0, 0, 0)), "SetPixelV");
    check_equal_u32(GetPixel(other.dc, 3, 4), 0, "GetPixel");
    check_equal_u32(GetPixel(other.dc, -1, 4), CLR_INVALID, "outside");
    check_equal_u32(GetPixel(other.dc, SIZE, 4), CLR_INVALID, "outside");
    check_equal_u32(SetPixel(other.dc, 3, SIZE, 0), (DWORD)-1, "outside");
    check(!SetPixelV(other.dc, -1, -1, 0), "outside");
    canvas_destroy(&other);
}

int main(void)
{
    static const int depths[] = {1, 4, 8, 16, 24, 32};
    canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    test_flood();
    for (int i = 0; i < 6; i++) test_pixels(depths[i]);
    canvas_destroy(&canvas);
    return check_summary();
}
