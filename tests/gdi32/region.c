/* Regions: combinations against a grid of bits, questions, data, and drawing them. */
#include "canvas.h"

#define SIZE 40

struct grid { BYTE bits[SIZE][SIZE]; };

static HRGN random_region(DWORD *state, struct grid *grid)
{
    HRGN region = CreateRectRgn(0, 0, 0, 0);
    memset(grid, 0, sizeof(*grid));
    for (int i = 0; i < 4; i++) {
        int left = (int)(canvas_random(state) % SIZE), top = (int)(canvas_random(state) % SIZE);
        int right = left + (int)(canvas_random(state) % 15), bottom = top + (int)(canvas_random(state) % 15);
        HRGN part = CreateRectRgn(left, top, min(right, SIZE), min(bottom, SIZE));
        CombineRgn(region, region, part, RGN_OR);
        DeleteObject(part);
        for (int y = top; y < bottom && y < SIZE; y++) {
            for (int x = left; x < right && x < SIZE; x++) grid->bits[y][x] = 1;
        }
    }
    return region;
}

static int count_wrong(HRGN region, const struct grid *grid)
{
    int wrong = 0;
    for (int i = 0; i < SIZE * SIZE; i++)
        wrong += !PtInRegion(region, i % SIZE, i / SIZE) != !grid->bits[i / SIZE][i % SIZE];
    return wrong;
}

static BYTE combine(BYTE a, BYTE b, int mode)
{
    switch (mode) {
    case RGN_AND: return a & b;
    case RGN_OR: return a | b;
    case RGN_XOR: return a ^ b;
    case RGN_DIFF: return a & !b;
    default: return a;
    }
}

/* Rectangles come from top to bottom and left to right, and do not overlap. */
static void check_data(HRGN region)
{
    DWORD size = GetRegionData(region, 0, NULL);
    RGNDATA *data = HeapAlloc(GetProcessHeap(), 0, size);
    check_equal_u32(GetRegionData(region, size, data), size, "GetRegionData");
    check_equal_u32(data->rdh.iType, RDH_RECTANGLES, "rectangles");
    const RECT *areas = (const RECT *)data->Buffer;
    int wrong = 0;
    for (DWORD i = 1; i < data->rdh.nCount; i++) {
        BOOL same_band = areas[i].top == areas[i - 1].top && areas[i].bottom == areas[i - 1].bottom;
        wrong += same_band ? areas[i].left <= areas[i - 1].right : areas[i].top < areas[i - 1].bottom;
    }
    check(!wrong, "%d rectangles of %lu are out of order", wrong, data->rdh.nCount);
    HRGN copy = ExtCreateRegion(NULL, size, data);
    check(EqualRgn(copy, region), "ExtCreateRegion makes it again");
    DeleteObject(copy);
    HeapFree(GetProcessHeap(), 0, data);
}

static void test_combinations(void)
{
    DWORD state = 11;
    for (int i = 0; i < 100; i++) {
        struct grid first_grid, second_grid, expected;
        HRGN first = random_region(&state, &first_grid), second = random_region(&state, &second_grid),
             result = CreateRectRgn(0, 0, 0, 0);
        int mode = RGN_AND + i % 5, any = 0;
        for (int p = 0; p < SIZE * SIZE; p++)
            any |= expected.bits[p / SIZE][p % SIZE] =
                combine(first_grid.bits[p / SIZE][p % SIZE], second_grid.bits[p / SIZE][p % SIZE], mode);
        check_case(i);
        int kind = CombineRgn(result, first, second, mode);
        RECT box;
        check((kind == NULLREGION) == !any, "kind %d", kind);
        check_equal_int(GetRgnBox(result, &box), kind, "GetRgnBox says the same");
        check_equal_int(count_wrong(result, &expected), 0, "pixels that are wrong");
        check_data(result);
        check_equal_int(CombineRgn(first, first, second, mode), kind, "the result may be an operand");
        check(EqualRgn(first, result), "and is the same");
        check_equal_int(OffsetRgn(first, 3, -2), kind, "OffsetRgn");
        check(!any || !EqualRgn(first, result), "it moved");
        OffsetRgn(first, -3, 2);
        check(EqualRgn(first, result), "and came back");
        DeleteObject(first);
        DeleteObject(second);
        DeleteObject(result);
    }
}

static void test_simple(void)
{
    HRGN region = CreateRectRgn(20, 30, 10, 5);
    RECT box;
    check_equal_int(GetRgnBox(region, &box), SIMPLEREGION, "GetRgnBox");
    check(box.left == 10 && box.top == 5 && box.right == 20 && box.bottom == 30, "sides in any order");
    check(PtInRegion(region, 10, 5) && !PtInRegion(region, 20, 5) && !PtInRegion(region, 10, 30),
          "right and bottom are left out");
    const RECT touching = {20, 5, 25, 10}, overlapping = {19, 29, 40, 40};
    check(!RectInRegion(region, &touching) && RectInRegion(region, &overlapping), "RectInRegion");
    check(SetRectRgn(region, 1, 1, 1, 9), "SetRectRgn");
    check_equal_int(GetRgnBox(region, &box), NULLREGION, "an empty one");
    check(!box.left && !box.top && !box.right && !box.bottom, "an empty box");
    check_equal_int(CombineRgn(region, region, NULL, RGN_COPY), NULLREGION, "RGN_COPY needs one source only");
    check_equal_int(CombineRgn(region, region, region, 9), ERROR, "no such mode");
    DeleteObject(region);
    check_equal_int(GetRgnBox(region, &box), ERROR, "a deleted region");
}

static int count_pixels(const struct canvas *canvas, DWORD pixel)
{
    int count = 0;
    for (int i = 0; i < SIZE * SIZE; i++) count += (canvas_get(canvas, i % SIZE, i / SIZE) & 0xffffff) == pixel;
    return count;
}

static void test_drawing(void)
{
    struct canvas canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    HBRUSH brush = CreateSolidBrush(RGB(255, 0, 0));
    for (int i = 1; i < 8; i++) {
        HRGN region = CreateRectRgn(4, 4, 4 + 4 * i, 30);
        check_case(i);
        canvas_clear(&canvas, 0xff);
        check(FillRgn(canvas.dc, region, brush), "FillRgn");
        check_equal_int(count_pixels(&canvas, 0xff0000), 4 * i * 26, "filled");
        check(InvertRgn(canvas.dc, region), "InvertRgn");
        check_equal_int(count_pixels(&canvas, 0x00ffff), 4 * i * 26, "inverted");
        canvas_clear(&canvas, 0xff);
        check(FrameRgn(canvas.dc, region, brush, 1, 2), "FrameRgn");
        int inner = max(4 * i - 2, 0) * 22;
        check_equal_int(count_pixels(&canvas, 0xff0000), 4 * i * 26 - inner,
                        "framed: 1 pixel left and right, 2 above and below");
        SelectObject(canvas.dc, GetStockObject(BLACK_BRUSH));
        check(PaintRgn(canvas.dc, region), "PaintRgn");
        check_equal_int(count_pixels(&canvas, 0), 4 * i * 26, "painted");
        DeleteObject(region);
    }
    HRGN region = CreateRectRgn(0, 0, 0, 0);
    check(!FillRgn(canvas.dc, NULL, brush), "no region");
    check(!FillRgn(canvas.dc, region, NULL), "no brush");
    DeleteObject(region);
    DeleteObject(brush);
    canvas_destroy(&canvas);
}

static void test_transformed_data(void)
{
    struct {
        RGNDATAHEADER header;
        RECT areas[2];
    } data = {{sizeof(RGNDATAHEADER), RDH_RECTANGLES, 2, 32, {0, 0, 30, 30}}, {{0, 0, 10, 10}, {20, 20, 30, 30}}};
    XFORM doubled = {2, 0, 0, 2, 5, 7};
    RECT box;
    HRGN region = ExtCreateRegion(&doubled, sizeof(data), (const RGNDATA *)&data);
    check_equal_int(GetRgnBox(region, &box), COMPLEXREGION, "ExtCreateRegion");
    check(box.left == 5 && box.top == 7 && box.right == 65 && box.bottom == 67, "transformed");
    check(PtInRegion(region, 24, 26) && !PtInRegion(region, 25, 26) && PtInRegion(region, 45, 47), "both rectangles");
    DeleteObject(region);
    check(!ExtCreateRegion(NULL, sizeof(data) - 1, (const RGNDATA *)&data), "too short");
}

int main(void)
{
    test_combinations();
    test_simple();
    test_drawing();
    test_transformed_data();
    return check_summary();
}
