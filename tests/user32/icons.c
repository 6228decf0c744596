/* Icons and cursors: creation from bits and resources, information, drawing, copies; bitmaps from files. */
#include "../gdi32/canvas.h"

static void test_monochrome(void)
{
    /* 8 x 2 in rows of 16 bits: left half shows colours, right half the screen; the last pixel of each row inverts it
     */
    static const BYTE and_bits[] = {0x0f, 0, 0x0f, 0}, xor_bits[] = {0xc1, 0, 0xc1, 0};
    struct canvas canvas = canvas_create(8, 2, 32, NULL, NULL);
    ICONINFO info;
    BITMAP bitmap;
    HICON icon = CreateIcon(NULL, 8, 2, 1, 1, and_bits, xor_bits);
    check(icon != NULL, "CreateIcon: error %lu", GetLastError());
    check(GetIconInfo(icon, &info), "GetIconInfo: error %lu", GetLastError());
    check(info.fIcon && info.xHotspot == 4 && info.yHotspot == 1, "the hot spot of an icon is its middle: %lu, %lu",
          info.xHotspot, info.yHotspot);
    check(info.hbmColor == NULL && info.hbmMask, "a monochrome icon has a mask only");
    check(GetObjectW(info.hbmMask, sizeof(bitmap), &bitmap) && bitmap.bmWidth == 8 && bitmap.bmHeight == 4 &&
              bitmap.bmBitsPixel == 1,
          "it has both halves: %ld x %ld", bitmap.bmWidth, bitmap.bmHeight);
    for (int i = 0; i < 16; i++) canvas_put(&canvas, i % 8, i / 8, 0x123456);
    check(DrawIconEx(canvas.dc, 0, 0, icon, 0, 0, 0, NULL, DI_NORMAL), "DrawIconEx: error %lu", GetLastError());
    check_equal_u32(canvas_get(&canvas, 0, 0) & 0xffffff, 0xffffff, "white");
    check_equal_u32(canvas_get(&canvas, 2, 1) & 0xffffff, 0, "black");
    check_equal_u32(canvas_get(&canvas, 5, 0) & 0xffffff, 0x123456, "the screen shows");
    check_equal_u32(canvas_get(&canvas, 7, 1) & 0xffffff, 0xffffff ^ 0x123456, "the screen inverted");
    DeleteObject(info.hbmMask);
    check(DestroyIcon(icon), "DestroyIcon");
    check_fails_with(GetIconInfo(icon, &info), ERROR_INVALID_CURSOR_HANDLE);
    canvas_destroy(&canvas);
}

static void test_alpha(void)
{
    struct canvas canvas = canvas_create(4, 4, 32, NULL, NULL), colors = canvas_create(4, 4, 32, NULL, NULL);
    static const BYTE no_mask[8];
    ICONINFO info = {FALSE, 1, 3, CreateBitmap(4, 4, 1, 1, no_mask), colors.bitmap}, again;
    for (int i = 0; i < 16; i++)
        canvas_put(&colors, i % 4, i / 4, i % 2 ? 0xffff0000 : 0x0000ff00); /* every other pixel is clear */
    SelectObject(colors.dc, colors.old);
    HICON cursor = CreateIconIndirect(&info);
    SelectObject(colors.dc, colors.bitmap);
    check(cursor != NULL, "CreateIconIndirect: error %lu", GetLastError());
    check(GetIconInfo(cursor, &again) && !again.fIcon && again.xHotspot == 1 && again.yHotspot == 3 && again.hbmColor,
          "what was given comes back");
    for (int i = 0; i < 16; i++) canvas_put(&canvas, i % 4, i / 4, 0x0000ff);
    check(DrawIconEx(canvas.dc, 0, 0, cursor, 4, 4, 0, NULL, DI_NORMAL), "DrawIconEx: error %lu", GetLastError());
    check_equal_u32(canvas_get(&canvas, 0, 0) & 0xffffff, 0x0000ff, "clear");
    check_equal_u32(canvas_get(&canvas, 1, 2) & 0xffffff, 0xff0000, "opaque");
    HICON large = CopyImage(cursor, IMAGE_CURSOR, 8, 8, 0);
    ICONINFO larger = {0};
    BITMAP bitmap = {0};
    check(large && GetIconInfo(large, &larger) && GetObjectW(larger.hbmColor, sizeof(bitmap), &bitmap) &&
              bitmap.bmWidth == 8,
          "stretched");
    HGDIOBJ objects[] = {info.hbmMask, again.hbmMask, again.hbmColor, larger.hbmMask, larger.hbmColor};
    for (size_t i = 0; i < ARRAYSIZE(objects); i++) DeleteObject(objects[i]);
    check(DestroyCursor(large) && DestroyCursor(cursor), "DestroyCursor");
    canvas_destroy(&colors);
    canvas_destroy(&canvas);
}

static void test_system_images(void)
{
    static const LPCWSTR icons[] = {(LPCWSTR)IDI_APPLICATION, (LPCWSTR)IDI_HAND, (LPCWSTR)IDI_QUESTION,
                                    (LPCWSTR)IDI_EXCLAMATION, (LPCWSTR)IDI_ASTERISK};
    static const WORD cursors[] = {32512, 32513, 32514, 32515, 32516, 32642, 32643,
                                   32644, 32645, 32646, 32648, 32649, 32650, 32651};
    ICONINFO info;
    BITMAP bitmap;
    for (int i = 0; i < (int)ARRAYSIZE(icons); i++) {
        check_case(i);
        HICON icon = LoadIconW(NULL, icons[i]);
        check(icon != NULL, "LoadIcon: error %lu", GetLastError());
        check(icon == LoadIconW(NULL, icons[i]), "it is shared");
        check(GetIconInfo(icon, &info) && GetObjectW(info.hbmColor, sizeof(bitmap), &bitmap), "GetIconInfo");
        check(bitmap.bmWidth == GetSystemMetrics(SM_CXICON) && bitmap.bmHeight == GetSystemMetrics(SM_CYICON),
              "the system's size");
        DeleteObject(info.hbmMask);
        DeleteObject(info.hbmColor);
        check(DestroyIcon(icon) && GetIconInfo(icon, &info), "a shared one stays");
        DeleteObject(info.hbmMask);
        DeleteObject(info.hbmColor);
    }
    for (int i = 0; i < (int)ARRAYSIZE(cursors); i++) {
        check_case(100 + i);
        HCURSOR cursor = LoadCursorW(NULL, MAKEINTRESOURCEW(cursors[i]));
        check(cursor && cursor == LoadCursorW(NULL, MAKEINTRESOURCEW(cursors[i])), "LoadCursor %u: error %lu",
              cursors[i], GetLastError());
    }
    check(LoadIconW(NULL, L"no such icon") == NULL, "no such icon");
    HICON small = LoadImageW(NULL, (LPCWSTR)IDI_APPLICATION, IMAGE_ICON, 16, 16, 0);
    check(small && GetIconInfo(small, &info) && GetObjectW(info.hbmMask, sizeof(bitmap), &bitmap) &&
              bitmap.bmWidth == 16,
          "16 x 16");
    DestroyIcon(small);
}

/* A directory of three icons; bit counts decide between equal sizes, sizes before that. */
static void test_directory(void)
{
    BYTE directory[6 + 3 * 14] = {0, 0, 1, 0, 3, 0, 16, 16, 16, 0, 1,  0,  4, 0, 0, 1, 0, 0, 7, 0, 32, 32, 16, 0,
                                  1, 0, 4, 0, 0, 1, 0,  0,  8,  0, 32, 32, 0, 0, 1, 0, 8, 0, 0, 1, 0,  0,  9,  0};
    check_equal_int(LookupIconIdFromDirectoryEx(directory, TRUE, 16, 16, 0), 7, "16 x 16");
    check_equal_int(LookupIconIdFromDirectoryEx(directory, TRUE, 32, 32, 0), 9, "32 x 32, the deeper one");
    check_equal_int(LookupIconIdFromDirectory(directory, TRUE), 9, "the system's size");
}

static void test_resource_bits(void)
{
    struct { BITMAPINFOHEADER header; RGBQUAD colors[2]; BYTE bits[8], mask[8];
    } dib = {{sizeof(BITMAPINFOHEADER), 2, 4, 1, 1, BI_RGB, 0, 0, 0, 0, 0},
             {{0, 0, 255, 0}, {0, 255, 0, 0}},
             {0x40, 0, 0, 0, 0x80, 0, 0, 0},
             {0}};
    HICON icon = CreateIconFromResourceEx((PBYTE)&dib, sizeof(dib), TRUE, 0x30000, 2, 2, 0);
    check(icon != NULL, "CreateIconFromResourceEx: error %lu", GetLastError());
    DestroyIcon(icon);
    check(!CreateIconFromResourceEx((PBYTE)&dib, 40, TRUE, 0x30000, 2, 2, 0), "cut off");
}

static void test_bitmap_file(void)
{
    WCHAR path[MAX_PATH];
    struct __attribute__((packed)) { BITMAPFILEHEADER file; BITMAPINFOHEADER header; BYTE bits[16];
    } bitmap = {{0x4d42, sizeof(bitmap), 0, 0, sizeof(BITMAPFILEHEADER) + sizeof(BITMAPINFOHEADER)},
                {sizeof(BITMAPINFOHEADER), 2, 2, 1, 24, BI_RGB, 0, 0, 0, 0, 0},
                {1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0}};
    DIBSECTION section;
    DWORD written;
    GetTempPathW(MAX_PATH, path);
    wcscat(path, L"user32_icons_test.bmp");
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    WriteFile(file, &bitmap, sizeof(bitmap), &written, NULL);
    CloseHandle(file);
    HBITMAP loaded = LoadImageW(NULL, path, IMAGE_BITMAP, 0, 0, LR_LOADFROMFILE | LR_CREATEDIBSECTION);
    check(loaded && GetObjectW(loaded, sizeof(section), &section) == sizeof(section), "a DIB section: error %lu",
          GetLastError());
    if (loaded) {
        check(section.dsBm.bmWidth == 2 && section.dsBm.bmHeight == 2 && section.dsBm.bmBitsPixel == 24,
              "its size and depth");
        check_equal_bytes(section.dsBm.bmBits, bitmap.bits, sizeof(bitmap.bits), "its bits");
        HBITMAP copy = CopyImage(loaded, IMAGE_BITMAP, 4, 4, LR_CREATEDIBSECTION);
        check(copy && GetObjectW(copy, sizeof(section), &section) == sizeof(section) && section.dsBm.bmWidth == 4,
              "stretched copy");
        DeleteObject(copy);
        check(CopyImage(loaded, IMAGE_BITMAP, 0, 0, LR_COPYRETURNORG | LR_CREATEDIBSECTION) == loaded,
              "LR_COPYRETURNORG");
        DeleteObject(loaded);
    }
    DeleteFileW(path);
    check(!LoadImageW(NULL, path, IMAGE_BITMAP, 0, 0, LR_LOADFROMFILE), "no such file");
    check_last_error(ERROR_FILE_NOT_FOUND, "no such file");
}

int main(void)
{
    test_monochrome();
    test_alpha();
    test_system_images();
    test_directory();
    test_resource_bits();
    test_bitmap_file();
    return check_summary();
}
