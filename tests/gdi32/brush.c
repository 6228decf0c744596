/* Brushes: solid, hatched, patterns of bitmaps; their origin; text and background colours. */
#include "canvas.h"

#define SIZE 16

static BOOL is_hatch(int style, int x, int y)
{
    x &= 7, y &= 7;
    switch (style) {
    case HS_HORIZONTAL: return y == 3;
    case HS_VERTICAL: return x == 4;
    case HS_FDIAGONAL: return x == y;
    case HS_BDIAGONAL: return x == 7 - y;
    case HS_CROSS: return y == 3 || x == 4;
    default: return x == y || x == 7 - y;
    }
}

static void fill(const struct canvas *canvas, HBRUSH brush)
{
    HGDIOBJ old = SelectObject(canvas->dc, brush);
    PatBlt(canvas->dc, 0, 0, SIZE, SIZE, PATCOPY);
    SelectObject(canvas->dc, old);
}

static void test_hatches(void)
{
    struct canvas canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    SetBkColor(canvas.dc, RGB(1, 2, 3));
    for (int style = HS_HORIZONTAL; style <= HS_DIAGCROSS; style++) {
        HBRUSH brush = CreateHatchBrush(style, RGB(9, 8, 7));
        for (int origin = 0; origin < 4; origin++) {
            int wrong = 0;
            SetBrushOrgEx(canvas.dc, origin, origin * 3, NULL);
            fill(&canvas, brush);
            for (int i = 0; i < SIZE * SIZE; i++) {
                int x = i % SIZE, y = i / SIZE;
                wrong +=
                    canvas_get(&canvas, x, y) != (is_hatch(style, x - origin, y - origin * 3) ? 0x090807u : 0x010203u);
            }
            check_case(style * 4 + origin);
            check(!wrong, "hatch %d from %d, %d: %d pixels are wrong", style, origin, origin * 3, wrong);
        }
        DeleteObject(brush);
    }
    check(!CreateHatchBrush(-1, 0), "no such hatch");
    canvas_destroy(&canvas);
}

/* A hatch draws its background unless the mode is TRANSPARENT. */
static void test_transparent_hatch(void)
{
    struct canvas canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    HBRUSH brush = CreateHatchBrush(HS_CROSS, RGB(9, 8, 7));
    int wrong = 0;
    SetBkColor(canvas.dc, RGB(1, 2, 3));
    SetBkMode(canvas.dc, TRANSPARENT);
    canvas_clear(&canvas, 0x44);
    HGDIOBJ old = SelectObject(canvas.dc, brush), pen = SelectObject(canvas.dc, GetStockObject(NULL_PEN));
    HRGN region = CreateRectRgn(0, 0, SIZE, SIZE);
    FillRgn(canvas.dc, region, brush);
    for (int i = 0; i < SIZE * SIZE; i++) {
        int x = i % SIZE, y = i / SIZE;
        wrong += (canvas_get(&canvas, x, y) & 0xffffff) != (is_hatch(HS_CROSS, x, y) ? 0x090807u : 0x444444u);
    }
    check(!wrong, "%d pixels are wrong", wrong);
    SelectObject(canvas.dc, old);
    SelectObject(canvas.dc, pen);
    DeleteObject(region);
    DeleteObject(brush);
    canvas_destroy(&canvas);
}

static void test_mono_pattern(void)
{
    static const WORD rows[8] = {0x55, 0xaa, 0x0f, 0xf0, 0x81, 0x42, 0x24, 0x18};
    struct canvas canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    HBITMAP bitmap = CreateBitmap(8, 8, 1, 1, rows);
    HBRUSH brush = CreatePatternBrush(bitmap);
    DeleteObject(bitmap);
    SetTextColor(canvas.dc, RGB(1, 0, 0));
    SetBkColor(canvas.dc, RGB(2, 0, 0));
    for (int origin = 0; origin < 8; origin += 3) {
        int wrong = 0;
        SetBrushOrgEx(canvas.dc, origin, 0, NULL);
        fill(&canvas, brush);
        for (int i = 0; i < SIZE * SIZE; i++) {
            int x = i % SIZE, y = i / SIZE;
            BOOL bit = rows[y & 7] >> (7 - ((x - origin) & 7)) & 1;
            wrong += canvas_get(&canvas, x, y) != (bit ? 0x020000u : 0x010000u);
        }
        check_case(origin);
        check(!wrong, "0 in the text colour, 1 in the background colour: %d pixels are wrong", wrong);
    }
    DeleteObject(brush);
    canvas_destroy(&canvas);
}

/* A pattern of any size, in any format. */
static void test_color_pattern(int depth)
{
    struct canvas pattern = canvas_create(5, 3, depth, NULL, NULL), canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    struct canvas converted = canvas_create(5, 3, 32, NULL, NULL);
    DWORD state = 5, mask = depth == 32 ? 0xffffff : (1u << depth) - 1;
    for (int i = 0; i < 15; i++) canvas_put(&pattern, i % 5, i / 5, canvas_random(&state) & mask);
    BitBlt(converted.dc, 0, 0, 5, 3, pattern.dc, 0, 0, SRCCOPY);
    HBRUSH brush = CreatePatternBrush(pattern.bitmap);
    int wrong = 0;
    check_case(depth);
    check(brush != NULL, "CreatePatternBrush");
    fill(&canvas, brush);
    for (int i = 0; i < SIZE * SIZE; i++) {
        wrong += canvas_get(&canvas, i % SIZE, i / SIZE) != canvas_get(&converted, i % SIZE % 5, i / SIZE % 3);
    }
    check(!wrong, "%d bits: %d pixels are wrong", depth, wrong);
    DeleteObject(brush);
    canvas_destroy(&pattern);
    canvas_destroy(&converted);
    canvas_destroy(&canvas);
}

static void test_dib_pattern(void)
{
    struct { BITMAPINFOHEADER header; RGBQUAD colors[2]; DWORD rows[2]; } packed = {
        {sizeof(BITMAPINFOHEADER), 8, 2, 1, 1, BI_RGB, 0, 0, 0, 0, 0}, {{1, 2, 3, 0}, {4, 5, 6, 0}}, {0x0f, 0xaa}};
    struct canvas canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    HBRUSH brush = CreateDIBPatternBrushPt(&packed, DIB_RGB_COLORS);
    LOGBRUSH description;
    check(brush != NULL, "CreateDIBPatternBrushPt");
    SetTextColor(canvas.dc, RGB(100, 100, 100));
    fill(&canvas, brush);
    for (int x = 0; x < 8; x++) {
        check_case(x);
        check_equal_u32(canvas_get(&canvas, x, 0), x % 2 ? 0x030201 : 0x060504,
                        "the upper row is the last one; its own colours");
        check_equal_u32(canvas_get(&canvas, x, 1), x < 4 ? 0x030201 : 0x060504, "the lower row");
    }
    check_equal_int(GetObjectW(brush, sizeof(description), &description), sizeof(description), "GetObject");
    check(description.lbStyle == BS_DIBPATTERN || description.lbStyle == BS_DIBPATTERNPT, "style %u",
          description.lbStyle);
    DeleteObject(brush);
    LOGBRUSH solid = {BS_SOLID, RGB(7, 7, 7), 0}, wrong = {99, 0, 0};
    brush = CreateBrushIndirect(&solid);
    fill(&canvas, brush);
    check_equal_u32(canvas_get(&canvas, 3, 3), 0x070707, "CreateBrushIndirect");
    DeleteObject(brush);
    check(!CreateBrushIndirect(&wrong), "no such style");
    canvas_destroy(&canvas);
}

/* DC_BRUSH takes the DC's colour; NULL_BRUSH draws nothing. */
static void test_stock(void)
{
    struct canvas canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    SetDCBrushColor(canvas.dc, RGB(4, 5, 6));
    fill(&canvas, GetStockObject(DC_BRUSH));
    check_equal_u32(canvas_get(&canvas, 1, 1), 0x040506, "DC_BRUSH");
    fill(&canvas, GetStockObject(NULL_BRUSH));
    check_equal_u32(canvas_get(&canvas, 1, 1), 0x040506, "NULL_BRUSH");
    fill(&canvas, GetStockObject(GRAY_BRUSH));
    check_equal_u32(canvas_get(&canvas, 1, 1), 0x808080, "GRAY_BRUSH");
    canvas_destroy(&canvas);
}

int main(void)
{
    static const int depths[] = {4, 8, 16, 24, 32};
    test_hatches();
    test_transparent_hatch();
    test_mono_pattern();
    for (int i = 0; i < 5; i++) test_color_pattern(depths[i]);
    test_dib_pattern();
    test_stock();
    return check_summary();
}
