/* Device-independent bitmaps: SetDIBits, GetDIBits and its ways to ask, SetDIBitsToDevice, StretchDIBits,
 * CreateDIBitmap, run-length coding. */
#include "canvas.h"

struct info { BITMAPINFOHEADER header; RGBQUAD colors[256]; };

static struct info make_info(int width, int height, int depth, DWORD compression)
{
    struct info info;
    memset(&info, 0, sizeof(info));
    info.header.biSize = sizeof(info.header);
    info.header.biWidth = width;
    info.header.biHeight = height;
    info.header.biPlanes = 1;
    info.header.biBitCount = (WORD)depth;
    info.header.biCompression = compression;
    return info;
}

#define INFO(info) ((BITMAPINFO *)&(info))

static void test_section(void)
{
    static const struct {
        int depth, width, stride;
    } cases[] = {{1, 33, 8}, {4, 9, 8}, {8, 5, 8}, {16, 3, 8}, {24, 3, 12}, {32, 3, 12}};
    for (int i = 0; i < 6; i++) {
        struct info info = make_info(cases[i].width, 4, cases[i].depth, BI_RGB);
        void *bits = NULL;
        DIBSECTION section;
        BITMAP bitmap;
        HBITMAP handle = CreateDIBSection(NULL, INFO(info), DIB_RGB_COLORS, &bits, NULL, 0);
        check_case(i);
        check(handle && bits, "a section of %d bits", cases[i].depth);
        check_equal_int(GetObjectW(handle, sizeof(section), &section), sizeof(section), "DIBSECTION");
        check_equal_int(section.dsBm.bmWidth, cases[i].width, "width");
        check_equal_int(section.dsBm.bmHeight, 4, "height");
        check_equal_int(section.dsBm.bmBitsPixel, cases[i].depth, "depth");
        check_equal_int(section.dsBm.bmWidthBytes, cases[i].stride, "bytes of a row");
        check_equal_ptr(section.dsBm.bmBits, bits, "pixels");
        check_equal_int(section.dsBmih.biBitCount, cases[i].depth, "depth in the header");
        check_equal_int(section.dsBmih.biSizeImage, cases[i].stride * 4, "size in the header");
        check_equal_ptr(section.dshSection, NULL, "no section");
        check_equal_int(GetObjectW(handle, sizeof(bitmap), &bitmap), sizeof(bitmap), "BITMAP");
        check_equal_ptr(bitmap.bmBits, bits, "pixels");
        check_equal_u32(GetObjectType(handle), OBJ_BITMAP, "its type");
        check(DeleteObject(handle), "DeleteObject");
    }
    struct info info = make_info(4, 4, 7, BI_RGB);
    check(!CreateDIBSection(NULL, INFO(info), DIB_RGB_COLORS, NULL, NULL, 0), "7 bits");
    info = make_info(0, 4, 32, BI_RGB);
    check(!CreateDIBSection(NULL, INFO(info), DIB_RGB_COLORS, NULL, NULL, 0), "no width");
    info = make_info(4, 4, 8, BI_RLE8);
    check(!CreateDIBSection(NULL, INFO(info), DIB_RGB_COLORS, NULL, NULL, 0), "compressed");
}

static void test_mapped_section(void)
{
    struct info info = make_info(4, 4, 32, BI_RGB);
    HANDLE mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL);
    DWORD *view = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0);
    void *bits = NULL;
    HBITMAP handle = CreateDIBSection(NULL, INFO(info), DIB_RGB_COLORS, &bits, mapping, 64);
    HDC dc = CreateCompatibleDC(NULL);
    DIBSECTION section;
    check(handle && bits, "a bitmap in a file mapping");
    HGDIOBJ old = SelectObject(dc, handle);
    SetPixel(dc, 1, 3, RGB(1, 2, 3));
    GdiFlush();
    check_equal_u32(view[16 + 1], 0x010203, "the lowest row is first, at the offset");
    view[16 + 2] = 0x0a0b0c;
    check_equal_u32(GetPixel(dc, 2, 3), RGB(10, 11, 12), "and the other way");
    GetObjectW(handle, sizeof(section), &section);
    check_equal_ptr(section.dshSection, mapping, "the section");
    check_equal_u32(section.dsOffset, 64, "the offset");
    check(!CreateDIBSection(NULL, INFO(info), DIB_RGB_COLORS, &bits, mapping, 3), "an offset that is no multiple of 4");
    SelectObject(dc, old);
    DeleteDC(dc);
    DeleteObject(handle);
    UnmapViewOfFile(view);
    CloseHandle(mapping);
}

static void test_row_order(void)
{
    for (int top_down = 0; top_down < 2; top_down++) {
        struct info info = make_info(2, top_down ? -2 : 2, 32, BI_RGB);
        DWORD *bits = NULL;
        HBITMAP handle = CreateDIBSection(NULL, INFO(info), DIB_RGB_COLORS, (void **)&bits, NULL, 0);
        HDC dc = CreateCompatibleDC(NULL);
        HGDIOBJ old = SelectObject(dc, handle);
        SetPixel(dc, 0, 0, RGB(1, 0, 0));
        SetPixel(dc, 1, 1, RGB(2, 0, 0));
        GdiFlush();
        check_case(top_down);
        check_equal_u32(bits[top_down ? 0 : 2], 0x010000, "upper left");
        check_equal_u32(bits[top_down ? 3 : 1], 0x020000, "lower right");
        SelectObject(dc, old);
        DeleteDC(dc);
        DeleteObject(handle);
    }
}

static void test_color_table(void)
{
    struct canvas canvas = canvas_create(4, 1, 8, NULL, NULL);
    RGBQUAD colors[3] = {{1, 2, 3, 0}, {4, 5, 6, 0}, {7, 8, 9, 0}}, answer[4];
    check_equal_u32(SetDIBColorTable(canvas.dc, 10, 3, colors), 3, "SetDIBColorTable");
    check_equal_u32(GetDIBColorTable(canvas.dc, 9, 4, answer), 4, "GetDIBColorTable");
    check_equal_bytes(answer + 1, colors, sizeof(colors), "what was set");
    check_equal_u32(answer[0].rgbRed, 9, "the one before");
    canvas_put(&canvas, 0, 0, 11);
    check_equal_u32(GetPixel(canvas.dc, 0, 0), RGB(6, 5, 4), "the pixel's colour follows");
    check_equal_u32(GetDIBColorTable(canvas.dc, 256, 1, answer), 0, "beyond the table");
    check_equal_u32(GetDIBColorTable(canvas.dc, 254, 4, answer), 2, "what is left of it");
    canvas_destroy(&canvas);
    canvas = canvas_create(4, 1, 32, NULL, NULL);
    check_equal_u32(GetDIBColorTable(canvas.dc, 0, 1, answer), 0, "32 bits have none");
    canvas_destroy(&canvas);
}

static void test_get_dibits(void)
{
    HDC dc = CreateCompatibleDC(NULL);
    struct canvas canvas = canvas_create(3, 4, 32, NULL, NULL);
    for (int i = 0; i < 12; i++) canvas_put(&canvas, i % 3, i / 3, (DWORD)i * 0x010203);
    struct info info = make_info(0, 0, 0, 0);
    check(GetDIBits(dc, canvas.bitmap, 0, 0, NULL, INFO(info), DIB_RGB_COLORS) != 0, "the format");
    check_equal_int(info.header.biWidth, 3, "width");
    check_equal_int(info.header.biHeight, 4, "height");
    check_equal_int(info.header.biBitCount, 32, "depth");
    check_equal_int(info.header.biPlanes, 1, "planes");
    check_equal_u32(info.header.biSizeImage, 48, "size");

    DWORD pixels[16];
    info = make_info(3, 4, 32, BI_RGB);
    check(GetDIBits(dc, canvas.bitmap, 0, 0, NULL, INFO(info), DIB_RGB_COLORS) != 0, "the size alone");
    check_equal_u32(info.header.biSizeImage, 48, "size");
    check_equal_int(GetDIBits(dc, canvas.bitmap, 0, 4, pixels, INFO(info), DIB_RGB_COLORS), 4, "all rows");
    for (int i = 0; i < 12; i++) {
        check_case(i);
        check_equal_u32(pixels[i], canvas_get(&canvas, i % 3, 3 - i / 3), "lowest row first");
    }
    info = make_info(3, -4, 32, BI_RGB);
    check_equal_int(GetDIBits(dc, canvas.bitmap, 0, 4, pixels, INFO(info), DIB_RGB_COLORS), 4, "all rows");
    for (int i = 0; i < 12; i++) {
        check_case(i);
        check_equal_u32(pixels[i], canvas_get(&canvas, i % 3, i / 3), "highest row first");
    }
    info = make_info(3, 4, 32, BI_RGB);
    check_equal_int(GetDIBits(dc, canvas.bitmap, 1, 2, pixels, INFO(info), DIB_RGB_COLORS), 2, "two rows");
    check_equal_u32(pixels[0], canvas_get(&canvas, 0, 2), "the second from below");
    check_equal_u32(pixels[3], canvas_get(&canvas, 0, 1), "the third from below");
    check_equal_int(GetDIBits(dc, canvas.bitmap, 3, 9, pixels, INFO(info), DIB_RGB_COLORS), 1, "what is left");
    BYTE bytes[64];
    info = make_info(3, 4, 24, BI_RGB);
    check_equal_int(GetDIBits(dc, canvas.bitmap, 0, 4, bytes, INFO(info), DIB_RGB_COLORS), 4, "as 24 bits");
    for (int i = 0; i < 12; i++) {
        const BYTE *pixel = bytes + i / 3 * 12 + i % 3 * 3;
        check_case(i);
        check_equal_u32(pixel[0] | pixel[1] << 8 | pixel[2] << 16, canvas_get(&canvas, i % 3, 3 - i / 3), "24 bits");
    }
    check_equal_int(GetDIBits(NULL, canvas.bitmap, 0, 4, bytes, INFO(info), DIB_RGB_COLORS), 0, "no DC");
    check_equal_int(GetDIBits(dc, NULL, 0, 4, bytes, INFO(info), DIB_RGB_COLORS), 0, "no bitmap");
    DeleteDC(dc);
    canvas_destroy(&canvas);
}

static void test_get_mono(void)
{
    static const BYTE bits[] = {0xa0, 0, 0x40, 0};
    HDC dc = CreateCompatibleDC(NULL);
    HBITMAP bitmap = CreateBitmap(3, 2, 1, 1, bits);
    struct info info = make_info(3, -2, 1, BI_RGB);
    BYTE answer[8] = {0};
    DWORD pixels[6];
    check_equal_int(GetDIBits(dc, bitmap, 0, 2, answer, INFO(info), DIB_RGB_COLORS), 2, "monochrome");
    check_equal_u32(answer[0] & 0xe0, 0xa0, "first row");
    check_equal_u32(answer[4] & 0xe0, 0x40, "second row");
    check_equal_u32(*(DWORD *)&info.colors[0], 0, "0 is black");
    check_equal_u32(*(DWORD *)&info.colors[1], 0xffffff, "1 is white");
    info = make_info(3, -2, 32, BI_RGB);
    check_equal_int(GetDIBits(dc, bitmap, 0, 2, pixels, INFO(info), DIB_RGB_COLORS), 2, "as 32 bits");
    check_equal_u32(pixels[0], 0xffffff, "white");
    check_equal_u32(pixels[1], 0, "black");
    check_equal_u32(pixels[4], 0xffffff, "white");
    DeleteObject(bitmap);
    DeleteDC(dc);
}

static void test_set_dibits(void)
{
    struct canvas canvas = canvas_create(3, 4, 32, NULL, NULL);
    struct info info = make_info(3, 4, 24, BI_RGB);
    BYTE bytes[48];
    for (int i = 0; i < 48; i++) bytes[i] = (BYTE)(i * 5);
    check_equal_int(SetDIBits(NULL, canvas.bitmap, 0, 4, bytes, INFO(info), DIB_RGB_COLORS), 4, "SetDIBits");
    for (int i = 0; i < 12; i++) {
        const BYTE *pixel = bytes + i / 3 * 12 + i % 3 * 3;
        check_case(i);
        check_equal_u32(canvas_get(&canvas, i % 3, 3 - i / 3), pixel[0] | pixel[1] << 8 | pixel[2] << 16,
                        "lowest row first");
    }
    canvas_clear(&canvas, 0);
    check_equal_int(SetDIBits(NULL, canvas.bitmap, 1, 1, bytes, INFO(info), DIB_RGB_COLORS), 1, "one row");
    check_equal_u32(canvas_get(&canvas, 0, 2), 0x0a0500, "the second from below");
    check_equal_u32(canvas_get(&canvas, 0, 3), 0, "the lowest is untouched");
    info = make_info(8, 1, 1, BI_RGB);
    info.colors[0] = (RGBQUAD){1, 2, 3, 0};
    info.colors[1] = (RGBQUAD){4, 5, 6, 0};
    bytes[0] = 0x50;
    canvas_clear(&canvas, 0);
    check_equal_int(SetDIBits(NULL, canvas.bitmap, 0, 1, bytes, INFO(info), DIB_RGB_COLORS), 1, "from 1 bit");
    check_equal_u32(canvas_get(&canvas, 0, 0), 0x030201, "colour 0");
    check_equal_u32(canvas_get(&canvas, 1, 0), 0x060504, "colour 1");
    canvas_destroy(&canvas);
}

static void test_to_device(void)
{
    struct canvas canvas = canvas_create(8, 8, 32, NULL, NULL);
    struct info info = make_info(4, 4, 32, BI_RGB);
    DWORD pixels[16];
    for (int i = 0; i < 16; i++) pixels[i] = 0x100 + (DWORD)i; /* row 0 is the lowest */
    check_equal_int(SetDIBitsToDevice(canvas.dc, 1, 2, 4, 4, 0, 0, 0, 4, pixels, INFO(info), DIB_RGB_COLORS), 4,
                    "the whole");
    for (int i = 0; i < 16; i++) {
        check_case(i);
        check_equal_u32(canvas_get(&canvas, 1 + i % 4, 2 + 3 - i / 4), pixels[i], "the whole");
    }
    canvas_clear(&canvas, 0);
    check(SetDIBitsToDevice(canvas.dc, 0, 0, 2, 2, 1, 1, 0, 4, pixels, INFO(info), DIB_RGB_COLORS) > 0, "a part");
    check_equal_u32(canvas_get(&canvas, 0, 0), pixels[2 * 4 + 1], "its upper left");
    check_equal_u32(canvas_get(&canvas, 1, 1), pixels[1 * 4 + 2], "its lower right");
    check_equal_u32(canvas_get(&canvas, 2, 0), 0, "nothing else");
    canvas_clear(&canvas, 0);
    check_equal_int(StretchDIBits(canvas.dc, 0, 0, 8, 8, 0, 0, 4, 4, pixels, INFO(info), DIB_RGB_COLORS, SRCCOPY), 4,
                    "StretchDIBits");
    for (int i = 0; i < 64; i++) {
        check_case(i);
        check_equal_u32(canvas_get(&canvas, i % 8, i / 8), pixels[(3 - i / 16) * 4 + i % 8 / 2], "twice as large");
    }
    StretchDIBits(canvas.dc, 0, 0, 4, 4, 0, 0, 4, 4, pixels, INFO(info), DIB_RGB_COLORS, SRCINVERT);
    check_equal_u32(canvas_get(&canvas, 0, 0), pixels[12] ^ pixels[12], "with an operation");
    canvas_clear(&canvas, 0);
    StretchDIBits(canvas.dc, 0, 0, 2, 1, 1, 2, 2, 1, pixels, INFO(info), DIB_RGB_COLORS, SRCCOPY);
    check_equal_u32(canvas_get(&canvas, 0, 0), pixels[2 * 4 + 1], "the source's y counts from below");
    canvas_destroy(&canvas);
}

/* "Bitmap Compression": 3 of 4; 5 literals; end of line; a step; 4 pixels; end of bitmap. */
static void test_run_length(void)
{
    static const BYTE rle8[] = {3, 4, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0, 0, 2, 2, 1, 4, 9, 0, 1};
    static const BYTE rle4[] = {5, 0x12, 0, 3, 0x34, 0x50, 0, 0, 2, 0x67, 0, 1};
    static const DWORD rows8[3][8] = {{4, 4, 4, 1, 2, 3, 4, 5}, {0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 9, 9, 9, 9, 0, 0}};
    static const DWORD row4[8] = {1, 2, 1, 2, 1, 3, 4, 5};
    struct canvas canvas = canvas_create(8, 3, 32, NULL, NULL);
    struct info info = make_info(8, 3, 8, BI_RLE8);
    info.header.biSizeImage = sizeof(rle8);
    for (int i = 0; i < 256; i++) info.colors[i].rgbBlue = (BYTE)i;
    canvas_clear(&canvas, 0);
    check_equal_int(SetDIBits(canvas.dc, canvas.bitmap, 0, 3, rle8, INFO(info), DIB_RGB_COLORS), 3, "BI_RLE8");
    for (int i = 0; i < 24; i++) {
        check_case(i);
        check_equal_u32(canvas_get(&canvas, i % 8, 2 - i / 8), rows8[i / 8][i % 8], "BI_RLE8");
    }
    info = make_info(8, 3, 4, BI_RLE4);
    info.header.biSizeImage = sizeof(rle4);
    for (int i = 0; i < 16; i++) info.colors[i].rgbBlue = (BYTE)i;
    check_equal_int(SetDIBits(canvas.dc, canvas.bitmap, 0, 3, rle4, INFO(info), DIB_RGB_COLORS), 3, "BI_RLE4");
    for (int i = 0; i < 8; i++) {
        check_case(i);
        check_equal_u32(canvas_get(&canvas, i, 2), row4[i], "BI_RLE4");
    }
    check_equal_u32(canvas_get(&canvas, 0, 1), 6, "second row");
    check_equal_u32(canvas_get(&canvas, 1, 1), 7, "second row");
    canvas_destroy(&canvas);
}

static void test_bitmap_bits(void)
{
    static const BYTE bits[] = {1, 0x80, 3, 0, 5, 0x80, 7, 0};
    BYTE answer[8] = {0};
    HBITMAP bitmap = CreateBitmap(9, 4, 1, 1, bits);
    BITMAP description;
    check_equal_int(GetObjectW(bitmap, sizeof(description), &description), sizeof(description), "GetObject");
    check_equal_int(description.bmWidthBytes, 2, "rows end at 16 bits");
    check_equal_ptr(description.bmBits, NULL, "no pixels to see");
    check_equal_int(GetBitmapBits(bitmap, 8, answer), 8, "GetBitmapBits");
    check_equal_bytes(answer, bits, 8, "the same bytes");
    answer[2] = 99;
    check_equal_int(SetBitmapBits(bitmap, 3, answer), 3, "SetBitmapBits");
    memset(answer, 0, sizeof(answer));
    check_equal_int(GetBitmapBits(bitmap, 5, answer), 5, "a part");
    check(answer[0] == 1 && answer[1] == 0x80 && answer[2] == 99 && !answer[3] && answer[4] == 5 && !answer[5],
          "changed");
    SIZE size = {5, 5};
    check(GetBitmapDimensionEx(bitmap, &size) && !size.cx && !size.cy, "no dimension yet");
    check(SetBitmapDimensionEx(bitmap, 30, 40, &size) && !size.cx, "SetBitmapDimensionEx");
    check(GetBitmapDimensionEx(bitmap, &size) && size.cx == 30 && size.cy == 40, "GetBitmapDimensionEx");
    DeleteObject(bitmap);
}

static void test_compatible(void)
{
    HDC dc = CreateCompatibleDC(NULL), screen = CreateDCW(L"DISPLAY", NULL, NULL, NULL);
    struct canvas canvas = canvas_create(4, 4, 8, NULL, NULL);
    BITMAP description;
    DIBSECTION section;
    HBITMAP bitmap = CreateCompatibleBitmap(dc, 5, 6);
    GetObjectW(bitmap, sizeof(description), &description);
    check(description.bmBitsPixel == 1 && description.bmWidth == 5 && description.bmHeight == 6,
          "like the fresh DC's bitmap: monochrome");
    DeleteObject(bitmap);
    bitmap = CreateCompatibleBitmap(screen, 5, 6);
    GetObjectW(bitmap, sizeof(description), &description);
    check_equal_int(description.bmBitsPixel, 32, "like the screen");
    DeleteObject(bitmap);
    bitmap = CreateCompatibleBitmap(canvas.dc, 7, 8);
    check_equal_int(GetObjectW(bitmap, sizeof(section), &section), sizeof(section), "like a DIB section");
    check(section.dsBm.bmBitsPixel == 8 && section.dsBm.bmWidth == 7, "in its format");
    DeleteObject(bitmap);
    struct info info = make_info(2, 2, 32, BI_RGB);
    DWORD pixels[4] = {1, 2, 3, 4}, answer[4];
    bitmap = CreateDIBitmap(screen, &info.header, CBM_INIT, pixels, INFO(info), DIB_RGB_COLORS);
    check(bitmap != NULL, "CreateDIBitmap");
    check_equal_int(GetBitmapBits(bitmap, 16, answer), 16, "its pixels");
    check(answer[0] == 3 && answer[1] == 4 && answer[2] == 1 && answer[3] == 2, "upper row first");
    DeleteObject(bitmap);
    DeleteDC(dc);
    DeleteDC(screen);
    canvas_destroy(&canvas);
}

int main(void)
{
    test_section();
    test_mapped_section();
    test_row_order();
    test_color_table();
    test_get_dibits();
    test_get_mono();
    test_set_dibits();
    test_to_device();
    test_run_length();
    test_bitmap_bits();
    test_compatible();
    return check_summary();
}
