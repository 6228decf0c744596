/* gdi32 on memory bitmaps. Prints `NAME NANOSECONDS` per operation; `NAME_DEPTH` where the bitmap's depth matters.
 * Arguments: only these. */
#include <windows.h>
#include <stdio.h>
#include <string.h>

#define WIDTH 512
#define HEIGHT 384
#define ROUNDS 3

struct surface { HDC dc; HBITMAP bitmap; void *bits; };
static struct surface to, from;
static HFONT plain_font, smooth_font;
static HPEN thin_pen, wide_pen, dashed_pen;
static HBRUSH red, hatch, pattern;

static double now(void)
{
    static LARGE_INTEGER frequency;
    LARGE_INTEGER counter;
    if (!frequency.QuadPart) QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&counter);
    return (double)counter.QuadPart * 1e9 / (double)frequency.QuadPart;
}

static struct surface make_surface(int width, int height, int depth)
{
    struct {
        BITMAPINFOHEADER header;
        RGBQUAD colors[256];
    } info = {{sizeof(info.header), width, -height, 1, (WORD)depth, BI_RGB, 0, 0, 0, 0, 0}, {{0}}};
    struct surface surface = {CreateCompatibleDC(NULL), NULL, NULL};
    for (int i = 0; i < 256; i++) info.colors[i] = (RGBQUAD){(BYTE)i, (BYTE)(i * 7), (BYTE)(255 - i), 0};
    surface.bitmap = CreateDIBSection(surface.dc, (BITMAPINFO *)&info, DIB_RGB_COLORS, &surface.bits, NULL, 0);
    SelectObject(surface.dc, surface.bitmap);
    return surface;
}

static void delete_surface(struct surface *surface)
{
    DeleteDC(surface->dc);
    DeleteObject(surface->bitmap);
}

/* --- filling and copying --- */

static void fill_rect(int count)
{
    RECT box = {10, 10, 210, 110};
    for (int i = 0; i < count; i++) FillRect(to.dc, &box, red);
}

static void fill_hatch(int count)
{
    RECT box = {10, 10, 210, 110};
    for (int i = 0; i < count; i++) FillRect(to.dc, &box, hatch);
}

static void fill_pattern(int count)
{
    RECT box = {10, 10, 210, 110};
    for (int i = 0; i < count; i++) FillRect(to.dc, &box, pattern);
}

static void invert(int count)
{
    for (int i = 0; i < count; i++) PatBlt(to.dc, 10, 10, 200, 100, DSTINVERT);
}

static void bit_blt(int count)
{
    for (int i = 0; i < count; i++) BitBlt(to.dc, 10, 10, 200, 100, from.dc, 5, 5, SRCCOPY);
}

static void bit_blt_xor(int count)
{
    for (int i = 0; i < count; i++) BitBlt(to.dc, 10, 10, 200, 100, from.dc, 5, 5, SRCINVERT);
}

static void bit_blt_rop3(int count)
{
    for (int i = 0; i < count; i++) BitBlt(to.dc, 10, 10, 200, 100, from.dc, 5, 5, 0xb8074a);
}

static void bit_blt_scroll(int count)
{
    for (int i = 0; i < count; i++) BitBlt(to.dc, 10, 10, 200, 100, to.dc, 10, 11, SRCCOPY);
}

static void bit_blt_16_pixels(int count)
{
    for (int i = 0; i < count; i++) BitBlt(to.dc, 10, 10, 16, 16, from.dc, 0, 0, SRCCOPY);
}

static void stretch_blt(int count)
{
    SetStretchBltMode(to.dc, COLORONCOLOR);
    for (int i = 0; i < count; i++) StretchBlt(to.dc, 10, 10, 200, 100, from.dc, 0, 0, 130, 70, SRCCOPY);
}

static void stretch_blt_halftone(int count)
{
    SetStretchBltMode(to.dc, HALFTONE);
    for (int i = 0; i < count; i++) StretchBlt(to.dc, 10, 10, 200, 100, from.dc, 0, 0, 400, 200, SRCCOPY);
}

static void alpha_blend(int count)
{
    BLENDFUNCTION blend = {AC_SRC_OVER, 0, 128, 0};
    for (int i = 0; i < count; i++) GdiAlphaBlend(to.dc, 10, 10, 200, 100, from.dc, 0, 0, 200, 100, blend);
}

static void alpha_blend_per_pixel(int count)
{
    BLENDFUNCTION blend = {AC_SRC_OVER, 0, 255, AC_SRC_ALPHA};
    for (int i = 0; i < count; i++) GdiAlphaBlend(to.dc, 10, 10, 200, 100, from.dc, 0, 0, 200, 100, blend);
}

static void transparent_blt(int count)
{
    for (int i = 0; i < count; i++)
        GdiTransparentBlt(to.dc, 10, 10, 200, 100, from.dc, 0, 0, 200, 100, RGB(255, 0, 255));
}

static void gradient_fill(int count)
{
    TRIVERTEX corners[] = {{10, 10, 0xff00, 0, 0, 0}, {210, 110, 0, 0, 0xff00, 0}};
    GRADIENT_RECT box = {0, 1};
    for (int i = 0; i < count; i++) GdiGradientFill(to.dc, corners, 2, &box, 1, GRADIENT_FILL_RECT_V);
}

static void set_dib_bits(int count)
{
    BITMAPINFO info = {{sizeof(BITMAPINFOHEADER), 200, 100, 1, 24, BI_RGB, 0, 0, 0, 0, 0}, {{0}}};
    static BYTE bits[600 * 100];
    for (int i = 0; i < count; i++)
        SetDIBitsToDevice(to.dc, 10, 10, 200, 100, 0, 0, 0, 100, bits, &info, DIB_RGB_COLORS);
}

static void get_dib_bits(int count)
{
    static DWORD bits[WIDTH * 100];
    for (int i = 0; i < count; i++) {
        BITMAPINFO info = {{sizeof(BITMAPINFOHEADER), WIDTH, 100, 1, 32, BI_RGB, 0, 0, 0, 0, 0}, {{0}}};
        GetDIBits(to.dc, from.bitmap, 0, 100, bits, &info, DIB_RGB_COLORS);
    }
}

static void set_pixel(int count)
{
    for (int i = 0; i < count; i++) SetPixelV(to.dc, i & 255, i >> 3 & 255, RGB(1, 2, 3));
}

static void get_pixel(int count)
{
    for (int i = 0; i < count; i++) GetPixel(to.dc, i & 255, i >> 3 & 255);
}

/* --- lines and shapes --- */

static void line_horizontal(int count)
{
    SelectObject(to.dc, thin_pen);
    for (int i = 0; i < count; i++) {
        MoveToEx(to.dc, 10, 20, NULL);
        LineTo(to.dc, 210, 20);
    }
}

static void line_diagonal(int count)
{
    SelectObject(to.dc, thin_pen);
    for (int i = 0; i < count; i++) {
        MoveToEx(to.dc, 10, 20, NULL);
        LineTo(to.dc, 210, 120);
    }
}

static void line_short(int count)
{
    SelectObject(to.dc, thin_pen);
    for (int i = 0; i < count; i++) {
        MoveToEx(to.dc, 10, 20, NULL);
        LineTo(to.dc, 17, 25);
    }
}

static void line_dashed(int count)
{
    SelectObject(to.dc, dashed_pen);
    for (int i = 0; i < count; i++) {
        MoveToEx(to.dc, 10, 20, NULL);
        LineTo(to.dc, 210, 120);
    }
}

static void line_wide(int count)
{
    SelectObject(to.dc, wide_pen);
    for (int i = 0; i < count; i++) {
        MoveToEx(to.dc, 10, 20, NULL);
        LineTo(to.dc, 210, 120);
    }
}

static void polyline(int count)
{
    static POINT points[100];
    for (int i = 0; i < 100; i++) points[i] = (POINT){10 + i * 2, 50 + i * i % 37};
    SelectObject(to.dc, thin_pen);
    for (int i = 0; i < count; i++) Polyline(to.dc, points, 100);
}

static void rectangle(int count)
{
    SelectObject(to.dc, thin_pen);
    SelectObject(to.dc, red);
    for (int i = 0; i < count; i++) Rectangle(to.dc, 10, 10, 210, 110);
}

static void ellipse(int count)
{
    SelectObject(to.dc, thin_pen);
    SelectObject(to.dc, red);
    for (int i = 0; i < count; i++) Ellipse(to.dc, 10, 10, 210, 110);
}

static void polygon(int count)
{
    static const POINT star[] = {{110, 10}, {170, 190}, {10, 80}, {210, 80}, {50, 190}};
    SelectObject(to.dc, thin_pen);
    SelectObject(to.dc, red);
    for (int i = 0; i < count; i++) Polygon(to.dc, star, 5);
}

static void bezier(int count)
{
    static const POINT curve[] = {{10, 110}, {50, 10}, {150, 10}, {210, 110}};
    SelectObject(to.dc, thin_pen);
    for (int i = 0; i < count; i++) PolyBezier(to.dc, curve, 4);
}

/* --- text --- */

static const WCHAR sentence[] = L"The quick brown fox jumps over the lazy dog";
#define LETTERS ((int)(sizeof(sentence) / sizeof(*sentence)) - 1)

static void text_plain(int count)
{
    SelectObject(to.dc, plain_font);
    for (int i = 0; i < count; i++) TextOutW(to.dc, 10, 10, sentence, LETTERS);
}

static void text_smooth(int count)
{
    SelectObject(to.dc, smooth_font);
    for (int i = 0; i < count; i++) TextOutW(to.dc, 10, 10, sentence, LETTERS);
}

static void text_transparent(int count)
{
    SelectObject(to.dc, smooth_font);
    SetBkMode(to.dc, TRANSPARENT);
    for (int i = 0; i < count; i++) TextOutW(to.dc, 10, 10, sentence, LETTERS);
    SetBkMode(to.dc, OPAQUE);
}

static void draw_text(int count)
{
    RECT box = {10, 10, 150, 200};
    SelectObject(to.dc, smooth_font);
    for (int i = 0; i < count; i++) DrawTextW(to.dc, sentence, LETTERS, &box, DT_WORDBREAK);
}

static void text_extent(int count)
{
    SIZE size;
    SelectObject(to.dc, plain_font);
    for (int i = 0; i < count; i++) GetTextExtentPoint32W(to.dc, sentence, LETTERS, &size);
}

/* --- objects --- */

static void create_bitmap(int count)
{
    for (int i = 0; i < count; i++) DeleteObject(CreateCompatibleBitmap(from.dc, 32, 32));
}

static void create_dc(int count)
{
    for (int i = 0; i < count; i++) DeleteDC(CreateCompatibleDC(to.dc));
}

static void create_pen_select(int count)
{
    for (int i = 0; i < count; i++) {
        HPEN pen = CreatePen(PS_SOLID, 1, (COLORREF)i);
        HGDIOBJ old = SelectObject(to.dc, pen);
        SelectObject(to.dc, old);
        DeleteObject(pen);
    }
}

static void create_font(int count)
{
    for (int i = 0; i < count; i++) {
        HFONT font = CreateFontW(-13, 0, 0, 0, 400, 0, 0, 0, 0, 0, 0, 0, 0, L"Arial");
        HGDIOBJ old = SelectObject(to.dc, font);
        TEXTMETRICW metrics;
        GetTextMetricsW(to.dc, &metrics);
        SelectObject(to.dc, old);
        DeleteObject(font);
    }
}

static void combine_regions(int count)
{
    HRGN one = CreateEllipticRgn(0, 0, 200, 200), other = CreateEllipticRgn(100, 0, 300, 200),
         result = CreateRectRgn(0, 0, 0, 0);
    for (int i = 0; i < count; i++) CombineRgn(result, one, other, RGN_XOR);
    DeleteObject(one);
    DeleteObject(other);
    DeleteObject(result);
}

/* --- the table --- */

static const struct { const char *name; void (*run)(int); BOOL by_depth; int count; } operations[] = {
    {"fill_rect", fill_rect, TRUE, 20000},
    {"fill_hatch", fill_hatch, TRUE, 5000},
    {"fill_pattern", fill_pattern, FALSE, 5000},
    {"invert", invert, TRUE, 20000},
    {"bit_blt", bit_blt, TRUE, 20000},
    {"bit_blt_xor", bit_blt_xor, TRUE, 20000},
    {"bit_blt_rop3", bit_blt_rop3, FALSE, 5000},
    {"bit_blt_scroll", bit_blt_scroll, FALSE, 20000},
    {"bit_blt_16_pixels", bit_blt_16_pixels, FALSE, 100000},
    {"stretch_blt", stretch_blt, TRUE, 2000},
    {"stretch_blt_halftone", stretch_blt_halftone, FALSE, 500},
    {"alpha_blend", alpha_blend, FALSE, 2000},
    {"alpha_blend_per_pixel", alpha_blend_per_pixel, FALSE, 2000},
    {"transparent_blt", transparent_blt, FALSE, 2000},
    {"gradient_fill", gradient_fill, FALSE, 2000},
    {"set_dib_bits", set_dib_bits, TRUE, 2000},
    {"get_dib_bits", get_dib_bits, TRUE, 2000},
    {"set_pixel", set_pixel, FALSE, 100000},
    {"get_pixel", get_pixel, FALSE, 100000},
    {"line_horizontal", line_horizontal, TRUE, 50000},
    {"line_diagonal", line_diagonal, TRUE, 50000},
    {"line_short", line_short, FALSE, 50000},
    {"line_dashed", line_dashed, FALSE, 10000},
    {"line_wide", line_wide, FALSE, 2000},
    {"line_poly", polyline, FALSE, 5000},
    {"rectangle", rectangle, FALSE, 20000},
    {"ellipse", ellipse, FALSE, 5000},
    {"polygon", polygon, FALSE, 5000},
    {"bezier", bezier, FALSE, 5000},
    {"text_plain", text_plain, TRUE, 5000},
    {"text_smooth", text_smooth, TRUE, 5000},
    {"text_transparent", text_transparent, FALSE, 5000},
    {"text_wrapped", draw_text, FALSE, 2000},
    {"text_extent", text_extent, FALSE, 20000},
    {"create_bitmap", create_bitmap, FALSE, 20000},
    {"create_dc", create_dc, FALSE, 20000},
    {"create_pen_select", create_pen_select, FALSE, 50000},
    {"create_font", create_font, FALSE, 2000},
    {"combine_regions", combine_regions, FALSE, 2000},
};

static void measure(const char *name, void (*run)(int), int count)
{
    double best = 1e18;
    run(count / 20 + 1);
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        run(count);
        double took = (now() - start) / count;
        if (took < best) best = took;
    }
    printf("%s %.1f\n", name, best);
    fflush(stdout);
}

static int is_wanted(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], name)) return 1;
    return argc < 2;
}

static void measure_depth(int depth, int argc, char **argv)
{
    to = make_surface(WIDTH, HEIGHT, depth);
    from = make_surface(WIDTH, HEIGHT, depth);
    memset(from.bits, 0x5a, WIDTH * HEIGHT * (size_t)depth / 8);
    for (unsigned i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
        char name[64];
        snprintf(name, sizeof(name), operations[i].by_depth ? "%s_%d" : "%s", operations[i].name, depth);
        if ((depth == 32 || operations[i].by_depth) && is_wanted(argc, argv, name))
            measure(name, operations[i].run, operations[i].count);
    }
    delete_surface(&to);
    delete_surface(&from);
}

int main(int argc, char **argv)
{
    static const int depths[] = {32, 24, 16, 8, 1};
    static const WORD checks[8] = {0xaa, 0x55, 0xaa, 0x55, 0xaa, 0x55, 0xaa, 0x55};
    HBITMAP small_bitmap = CreateBitmap(8, 8, 1, 1, checks);
    thin_pen = CreatePen(PS_SOLID, 1, RGB(0, 0, 128));
    wide_pen = CreatePen(PS_SOLID, 5, RGB(0, 128, 0));
    dashed_pen = CreatePen(PS_DASH, 1, RGB(128, 0, 0));
    red = CreateSolidBrush(RGB(200, 10, 20));
    hatch = CreateHatchBrush(HS_DIAGCROSS, RGB(10, 200, 20));
    pattern = CreatePatternBrush(small_bitmap);
    plain_font = CreateFontW(-13, 0, 0, 0, 400, 0, 0, 0, 0, 0, 0, NONANTIALIASED_QUALITY, 0, L"Arial");
    smooth_font = CreateFontW(-13, 0, 0, 0, 400, 0, 0, 0, 0, 0, 0, CLEARTYPE_QUALITY, 0, L"Arial");
    for (unsigned i = 0; i < sizeof(depths) / sizeof(*depths); i++) measure_depth(depths[i], argc, argv);
    return 0;
}
