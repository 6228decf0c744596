/* Logical palettes, and colours that name their entries. */
#include "canvas.h"

struct palette { WORD version, count; PALETTEENTRY entries[4]; };

static HPALETTE make_palette(void)
{
    static const struct palette palette = {
        0x300, 4, {{10, 20, 30, 0}, {255, 0, 0, PC_RESERVED}, {0, 255, 0, 0}, {250, 250, 250, PC_RESERVED}}};
    return CreatePalette((const LOGPALETTE *)&palette);
}

static void test_entries(void)
{
    HPALETTE palette = make_palette();
    PALETTEENTRY entries[8] = {{0, 0, 0, 0}}, one = {1, 2, 3, 0};
    WORD count = 0;
    check(palette != NULL, "CreatePalette");
    check_equal_u32(GetObjectType(palette), OBJ_PAL, "its type");
    check_equal_int(GetObjectW(palette, sizeof(count), &count), sizeof(count), "GetObject");
    check_equal_int(count, 4, "number of entries");
    check_equal_u32(GetPaletteEntries(palette, 0, 0, NULL), 4, "number of entries");
    check_equal_u32(GetPaletteEntries(palette, 1, 8, entries), 3, "what is left from the second on");
    check(entries[0].peRed == 255 && entries[0].peFlags == PC_RESERVED && entries[1].peGreen == 255, "entries");
    check_equal_u32(GetPaletteEntries(palette, 4, 1, entries), 0, "beyond the end");
    check_equal_u32(SetPaletteEntries(palette, 2, 1, &one), 1, "SetPaletteEntries");
    GetPaletteEntries(palette, 2, 1, entries);
    check(entries[0].peRed == 1 && entries[0].peGreen == 2 && entries[0].peBlue == 3, "changed");
    PALETTEENTRY all[4] = {
        {5, 5, 5, PC_RESERVED}, {6, 6, 6, PC_RESERVED}, {7, 7, 7, PC_RESERVED}, {8, 8, 8, PC_RESERVED}};
    check(AnimatePalette(palette, 0, 4, all), "AnimatePalette");
    GetPaletteEntries(palette, 0, 4, entries);
    check_equal_int(entries[0].peRed, 10, "not reserved: kept");
    check_equal_int(entries[1].peRed, 6, "reserved: changed");
    check_equal_int(entries[3].peRed, 8, "reserved: changed");
    check(ResizePalette(palette, 6), "ResizePalette");
    check_equal_u32(GetPaletteEntries(palette, 0, 0, NULL), 6, "larger");
    GetPaletteEntries(palette, 4, 2, entries);
    check(!entries[0].peRed && !entries[1].peGreen, "new entries are black");
    check(ResizePalette(palette, 2), "smaller");
    check_equal_u32(GetPaletteEntries(palette, 0, 0, NULL), 2, "smaller");
    check(DeleteObject(palette), "DeleteObject");
    check_equal_u32(GetPaletteEntries(palette, 0, 0, NULL), 0, "deleted");
    struct palette empty = {0x300, 0, {{0, 0, 0, 0}}};
    check(!CreatePalette((const LOGPALETTE *)&empty), "a palette without entries");
}

static void test_default(void)
{
    static const PALETTEENTRY expected[20] = {
        {0, 0, 0, 0},       {128, 0, 0, 0},     {0, 128, 0, 0},     {128, 128, 0, 0},   {0, 0, 128, 0},
        {128, 0, 128, 0},   {0, 128, 128, 0},   {192, 192, 192, 0}, {192, 220, 192, 0}, {166, 202, 240, 0},
        {255, 251, 240, 0}, {160, 160, 164, 0}, {128, 128, 128, 0}, {255, 0, 0, 0},     {0, 255, 0, 0},
        {255, 255, 0, 0},   {0, 0, 255, 0},     {255, 0, 255, 0},   {0, 255, 255, 0},   {255, 255, 255, 0},
    };
    PALETTEENTRY entries[20];
    HPALETTE palette = GetStockObject(DEFAULT_PALETTE);
    check_equal_u32(GetPaletteEntries(palette, 0, 20, entries), 20, "twenty static colours");
    for (int i = 0; i < 20; i++) {
        check_case(i);
        check_equal_bytes(&entries[i], &expected[i], 3, "static colour");
    }
    HDC dc = CreateCompatibleDC(NULL);
    HPALETTE halftone = CreateHalftonePalette(dc);
    check_equal_u32(GetPaletteEntries(halftone, 0, 0, NULL), 256, "the halftone palette");
    DeleteObject(halftone);
    DeleteDC(dc);
}

static void test_nearest(void)
{
    HPALETTE palette = make_palette();
    check_equal_u32(GetNearestPaletteIndex(palette, RGB(10, 20, 30)), 0, "exact");
    check_equal_u32(GetNearestPaletteIndex(palette, RGB(200, 30, 30)), 1, "red");
    check_equal_u32(GetNearestPaletteIndex(palette, RGB(30, 200, 30)), 2, "green");
    check_equal_u32(GetNearestPaletteIndex(palette, RGB(255, 255, 255)), 3, "white");
    DeleteObject(palette);
    static const RGBQUAD colors[16] = {{0, 0, 0, 0}, {0, 0, 200, 0}, {200, 0, 0, 0}};
    struct canvas canvas = canvas_create(2, 2, 4, colors, NULL);
    check_equal_u32(GetNearestColor(canvas.dc, RGB(255, 10, 10)), RGB(200, 0, 0), "of the colour table");
    check_equal_u32(GetNearestColor(canvas.dc, RGB(10, 10, 255)), RGB(0, 0, 200), "of the colour table");
    canvas_destroy(&canvas);
    canvas = canvas_create(2, 2, 32, NULL, NULL);
    check_equal_u32(GetNearestColor(canvas.dc, RGB(1, 2, 3)), RGB(1, 2, 3), "true colour");
    canvas_destroy(&canvas);
}

static void test_select(void)
{
    struct canvas canvas = canvas_create(4, 4, 32, NULL, NULL);
    HPALETTE palette = make_palette(), stock = GetStockObject(DEFAULT_PALETTE);
    check_equal_ptr(SelectPalette(canvas.dc, palette, FALSE), stock, "SelectPalette");
    check_equal_ptr(GetCurrentObject(canvas.dc, OBJ_PAL), palette, "it is selected");
    SetPixel(canvas.dc, 0, 0, PALETTEINDEX(0));
    check_equal_u32(canvas_get(&canvas, 0, 0), 0x0a141e, "PALETTEINDEX");
    SetPixel(canvas.dc, 1, 0, PALETTEINDEX(2));
    check_equal_u32(canvas_get(&canvas, 1, 0), 0x00ff00, "PALETTEINDEX");
    HBRUSH brush = CreateSolidBrush(PALETTEINDEX(1));
    HGDIOBJ old = SelectObject(canvas.dc, brush);
    PatBlt(canvas.dc, 0, 0, 4, 4, PATCOPY);
    check_equal_u32(canvas_get(&canvas, 3, 3), 0xff0000, "a brush");
    SelectObject(canvas.dc, old);
    DeleteObject(brush);
    struct { BITMAPINFOHEADER header; WORD indexes[4]; } info = {
        {sizeof(BITMAPINFOHEADER), 4, 1, 1, 4, BI_RGB, 0, 0, 0, 4, 0}, {2, 0, 1, 3}};
    BYTE pixels[4] = {0x01, 0x23, 0, 0};
    SetDIBitsToDevice(canvas.dc, 0, 0, 4, 1, 0, 0, 0, 1, pixels, (BITMAPINFO *)&info, DIB_PAL_COLORS);
    check_equal_u32(canvas_get(&canvas, 0, 0), 0x00ff00, "DIB_PAL_COLORS: entry 2");
    check_equal_u32(canvas_get(&canvas, 1, 0), 0x0a141e, "DIB_PAL_COLORS: entry 0");
    check_equal_u32(canvas_get(&canvas, 2, 0), 0xff0000, "DIB_PAL_COLORS: entry 1");
    check_equal_u32(canvas_get(&canvas, 3, 0), 0xfafafa, "DIB_PAL_COLORS: entry 3");
    check_equal_ptr(SelectPalette(canvas.dc, stock, FALSE), palette, "and back");
    check(!SelectPalette(canvas.dc, (HPALETTE)GetStockObject(WHITE_BRUSH), FALSE), "not a palette");
    DeleteObject(palette);
    canvas_destroy(&canvas);
}

int main(void)
{
    test_entries();
    test_default();
    test_nearest();
    test_select();
    return check_summary();
}
