/* Metafiles, played: what is drawn through one is what is drawn directly; how it is enumerated; damaged ones. */
#include "canvas.h"

#define SIZE 64
#define WHITE 0xffffff

static struct canvas direct, played;

static int differences(void)
{
    int count = 0;
    for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) count += (canvas_get(&direct, x, y) ^ canvas_get(&played, x, y)) << 8 != 0;
    }
    return count;
}

static int inked(const struct canvas *canvas)
{
    int count = 0;
    for (int i = 0; i < SIZE * SIZE; i++) count += (canvas_get(canvas, i % SIZE, i / SIZE) & WHITE) != WHITE;
    return count;
}

/* The frame is the whole screen, so that a screen-sized rectangle plays one to one. */
static HDC record_screen(void)
{
    HDC screen = CreateCompatibleDC(NULL);
    RECT frame = {0, 0, GetDeviceCaps(screen, HORZSIZE) * 100, GetDeviceCaps(screen, VERTSIZE) * 100};
    HDC hdc = CreateEnhMetaFileW(screen, NULL, &frame, NULL);
    DeleteDC(screen);
    check(hdc != NULL, "CreateEnhMetaFile");
    return hdc;
}

static RECT screen_rectangle(int scale)
{
    return (RECT){0, 0, GetDeviceCaps(played.dc, HORZRES) * scale, GetDeviceCaps(played.dc, VERTRES) * scale};
}

/* --- drawings --- */

static void draw_lines(HDC hdc)
{
    static const POINT zigzag[] = {{1, 50}, {10, 40}, {20, 55}, {30, 41}};
    MoveToEx(hdc, 2, 3, NULL);
    LineTo(hdc, 40, 20);
    LineTo(hdc, 5, 30);
    Polyline(hdc, zigzag, 4);
    SetPixelV(hdc, 60, 60, RGB(255, 0, 0));
}

static void draw_shapes(HDC hdc)
{
    HPEN pen = CreatePen(PS_SOLID, 1, RGB(0, 0, 255));
    HBRUSH brush = CreateSolidBrush(RGB(0, 200, 0));
    HGDIOBJ old_pen = SelectObject(hdc, pen), old_brush = SelectObject(hdc, brush);
    Rectangle(hdc, 2, 2, 20, 15);
    Ellipse(hdc, 25, 2, 60, 30);
    RoundRect(hdc, 2, 20, 24, 40, 8, 8);
    SelectObject(hdc, GetStockObject(NULL_BRUSH));
    Arc(hdc, 30, 35, 60, 60, 60, 40, 30, 50);
    SelectObject(hdc, old_pen);
    SelectObject(hdc, old_brush);
    DeleteObject(pen);
    DeleteObject(brush);
}

static void draw_polygons(HDC hdc)
{
    static const POINT star[] = {{30, 2}, {45, 50}, {5, 20}, {55, 20}, {15, 50}};
    static const POINT two[] = {{2, 52}, {12, 52}, {7, 62}, {50, 52}, {60, 52}, {55, 62}};
    static const INT counts[] = {3, 3};
    HBRUSH brush = CreateHatchBrush(HS_DIAGCROSS, RGB(128, 0, 128));
    HGDIOBJ old = SelectObject(hdc, brush);
    SetPolyFillMode(hdc, WINDING);
    Polygon(hdc, star, 5);
    PolyPolygon(hdc, two, counts, 2);
    SelectObject(hdc, old);
    DeleteObject(brush);
}

static void draw_curves(HDC hdc)
{
    static const POINT curve[] = {{2, 60}, {10, 2}, {50, 2}, {60, 60}};
    static const POINT mixed[] = {{5, 5}, {30, 10}, {40, 60}, {60, 5}, {50, 50}};
    static const BYTE types[] = {PT_MOVETO, PT_BEZIERTO, PT_BEZIERTO, PT_BEZIERTO, PT_LINETO};
    PolyBezier(hdc, curve, 4);
    PolyDraw(hdc, mixed, types, 5);
}

static void draw_path(HDC hdc)
{
    BeginPath(hdc);
    MoveToEx(hdc, 10, 10, NULL);
    LineTo(hdc, 50, 10);
    LineTo(hdc, 30, 50);
    CloseFigure(hdc);
    EndPath(hdc);
    StrokeAndFillPath(hdc);
}

static void draw_clipped(HDC hdc)
{
    SaveDC(hdc);
    IntersectClipRect(hdc, 10, 10, 40, 40);
    ExcludeClipRect(hdc, 20, 20, 30, 30);
    PatBlt(hdc, 0, 0, SIZE, SIZE, BLACKNESS);
    RestoreDC(hdc, -1);
    HRGN region = CreateEllipticRgn(40, 40, 62, 62);
    SelectClipRgn(hdc, region);
    PatBlt(hdc, 0, 0, SIZE, SIZE, BLACKNESS);
    SelectClipRgn(hdc, NULL);
    DeleteObject(region);
}

static void draw_mapped(HDC hdc)
{
    SaveDC(hdc);
    SetMapMode(hdc, MM_ANISOTROPIC);
    SetWindowExtEx(hdc, 10, 10, NULL);
    SetViewportExtEx(hdc, 40, 20, NULL);
    SetViewportOrgEx(hdc, 8, 4, NULL);
    PatBlt(hdc, 0, 0, 10, 10, BLACKNESS);
    OffsetViewportOrgEx(hdc, 4, 30, NULL);
    SetWindowOrgEx(hdc, 1, 0, NULL);
    PatBlt(hdc, 1, 1, 8, 8, BLACKNESS);
    RestoreDC(hdc, -1);
    MoveToEx(hdc, 0, 0, NULL);
    LineTo(hdc, 7, 7);
}

static void draw_text(HDC hdc)
{
    static const INT distances[] = {12, 9, 14};
    SetTextColor(hdc, RGB(200, 0, 0));
    SetBkColor(hdc, RGB(255, 255, 0));
    TextOutW(hdc, 3, 3, L"Play", 4);
    SetBkMode(hdc, TRANSPARENT);
    ExtTextOutW(hdc, 3, 30, 0, NULL, L"abc", 3, distances);
}

static void draw_bitmaps(HDC hdc)
{
    struct canvas source = canvas_create(8, 8, 24, NULL, NULL);
    DWORD random = 7;
    for (int i = 0; i < 64; i++) canvas_put(&source, i % 8, i / 8, canvas_random(&random) & WHITE);
    BitBlt(hdc, 4, 4, 8, 8, source.dc, 0, 0, SRCCOPY);
    BitBlt(hdc, 8, 8, 8, 8, source.dc, 0, 0, SRCAND);
    StretchBlt(hdc, 20, 4, 24, 16, source.dc, 0, 0, 8, 8, SRCCOPY);
    PatBlt(hdc, 2, 40, 20, 10, DSTINVERT);
    BITMAPINFO info = {{sizeof(BITMAPINFOHEADER), 8, -8, 1, 24, BI_RGB, 0, 0, 0, 0, 0}, {{0}}};
    StretchDIBits(hdc, 30, 30, 8, 8, 0, 0, 8, 8, source.bits, &info, DIB_RGB_COLORS, SRCCOPY);
    SetDIBitsToDevice(hdc, 44, 44, 8, 8, 0, 0, 0, 8, source.bits, &info, DIB_RGB_COLORS);
    canvas_destroy(&source);
}

static void draw_pattern(HDC hdc)
{
    struct canvas source = canvas_create(8, 8, 32, NULL, NULL);
    for (int i = 0; i < 64; i++) canvas_put(&source, i % 8, i / 8, i % 3 ? 0xff8000 : 0x0080ff);
    HBRUSH brush = CreatePatternBrush(source.bitmap);
    HGDIOBJ old = SelectObject(hdc, brush);
    PatBlt(hdc, 5, 5, 50, 50, PATCOPY);
    SelectObject(hdc, old);
    DeleteObject(brush);
    canvas_destroy(&source);
}

static void draw_regions(HDC hdc)
{
    HRGN region = CreateRectRgn(5, 5, 30, 30), other = CreateRectRgn(20, 20, 50, 50);
    CombineRgn(region, region, other, RGN_XOR);
    FillRgn(hdc, region, GetStockObject(GRAY_BRUSH));
    InvertRgn(hdc, other);
    FrameRgn(hdc, other, GetStockObject(BLACK_BRUSH), 2, 2);
    DeleteObject(region);
    DeleteObject(other);
}

static void draw_gradient(HDC hdc)
{
    TRIVERTEX corners[] = {{4, 4, 0xff00, 0, 0, 0}, {60, 40, 0, 0, 0xff00, 0}};
    GRADIENT_RECT box = {0, 1};
    GradientFill(hdc, corners, 2, &box, 1, GRADIENT_FILL_RECT_H);
}

static const struct { const char *name; void (*draw)(HDC); BOOL in_windows_metafiles; } drawings[] = {
    {"lines", draw_lines, TRUE},     {"shapes", draw_shapes, TRUE},    {"polygons", draw_polygons, TRUE},
    {"curves", draw_curves, FALSE},  {"path", draw_path, FALSE},       {"clip regions", draw_clipped, FALSE},
    {"mapping", draw_mapped, FALSE}, {"text", draw_text, TRUE},        {"bitmaps", draw_bitmaps, FALSE},
    {"pattern", draw_pattern, TRUE}, {"regions", draw_regions, FALSE}, {"gradient", draw_gradient, FALSE},
};

/* --- enhanced metafiles --- */

static void draw_directly(void (*draw)(HDC))
{
    canvas_clear(&direct, 255);
    int level = SaveDC(direct.dc);
    draw(direct.dc);
    RestoreDC(direct.dc, level);
}

static void test_one_to_one(void)
{
    RECT rectangle = screen_rectangle(1);
    for (unsigned i = 0; i < ARRAYSIZE(drawings); i++) {
        check_case(i);
        HDC hdc = record_screen();
        drawings[i].draw(hdc);
        HENHMETAFILE file = CloseEnhMetaFile(hdc);
        draw_directly(drawings[i].draw);
        check(inked(&direct) > 10, "%s: something is drawn", drawings[i].name);
        canvas_clear(&played, 255);
        check(PlayEnhMetaFile(played.dc, file, &rectangle), "%s: PlayEnhMetaFile", drawings[i].name);
        check(!differences(), "%s: %d pixels differ", drawings[i].name, differences());
        check(DeleteEnhMetaFile(file), "DeleteEnhMetaFile");
    }
}

static void test_scaled(void)
{
    RECT rectangle = screen_rectangle(2);
    HDC hdc = record_screen();
    PatBlt(hdc, 4, 6, 10, 5, BLACKNESS);
    HENHMETAFILE file = CloseEnhMetaFile(hdc);
    canvas_clear(&played, 255);
    OffsetRect(&rectangle, 3, 1);
    check(PlayEnhMetaFile(played.dc, file, &rectangle), "PlayEnhMetaFile");
    check_equal_int(inked(&played), 20 * 10, "twice as wide and high");
    check_equal_u32(canvas_get(&played, 11, 13) & WHITE, 0, "the upper left pixel");
    check_equal_u32(canvas_get(&played, 30, 22) & WHITE, 0, "the lower right pixel");
    check_equal_u32(canvas_get(&played, 10, 13) & WHITE, WHITE, "left of it");
    check_equal_u32(canvas_get(&played, 31, 22) & WHITE, WHITE, "right of it");
    DeleteEnhMetaFile(file);
}

static void test_state_comes_back(void)
{
    HDC hdc = record_screen();
    RECT rectangle = screen_rectangle(1);
    HPEN pen = CreatePen(PS_SOLID, 3, RGB(1, 2, 3));
    SelectObject(hdc, pen);
    SetTextColor(hdc, RGB(9, 9, 9));
    SetMapMode(hdc, MM_LOMETRIC);
    SaveDC(hdc); /* never restored by the recording */
    IntersectClipRect(hdc, 0, 0, 1, 1);
    HENHMETAFILE file = CloseEnhMetaFile(hdc);
    DeleteObject(pen);
    HGDIOBJ before = GetCurrentObject(played.dc, OBJ_PEN);
    SetTextColor(played.dc, RGB(4, 5, 6));
    check(PlayEnhMetaFile(played.dc, file, &rectangle), "PlayEnhMetaFile");
    check(GetCurrentObject(played.dc, OBJ_PEN) == before, "the pen is the program's again");
    check_equal_u32(GetTextColor(played.dc), RGB(4, 5, 6), "text colour");
    check_equal_int(GetMapMode(played.dc), MM_TEXT, "mapping mode");
    check_equal_int(GetGraphicsMode(played.dc), GM_COMPATIBLE, "graphics mode");
    RECT clip;
    check_equal_int(GetClipBox(played.dc, &clip), SIMPLEREGION, "GetClipBox");
    check_equal_int(clip.right, SIZE, "the clip region is as before");
    DeleteEnhMetaFile(file);
}

/* Nothing is drawn outside the clip region that the program has set. */
static void test_program_clip(void)
{
    HDC hdc = record_screen();
    RECT rectangle = screen_rectangle(1);
    SelectClipRgn(hdc, NULL);
    PatBlt(hdc, 0, 0, SIZE, SIZE, BLACKNESS);
    HENHMETAFILE file = CloseEnhMetaFile(hdc);
    canvas_clear(&played, 255);
    IntersectClipRect(played.dc, 5, 5, 15, 15);
    check(PlayEnhMetaFile(played.dc, file, &rectangle), "PlayEnhMetaFile");
    SelectClipRgn(played.dc, NULL);
    check_equal_int(inked(&played), 100, "pixels");
    DeleteEnhMetaFile(file);
}

static DWORD types[64];
static int type_count, stop_after;

static int CALLBACK note_record(HDC hdc, HANDLETABLE *table, const ENHMETARECORD *record, int handles, LPARAM data)
{
    check(data == 77, "the program's own value");
    check(handles >= 1 && table->objectHandle[0] != NULL, "the first handle is the metafile's");
    if (type_count < 64) types[type_count++] = record->iType;
    if (hdc)
        check(PlayEnhMetaFileRecord(hdc, table, record, (UINT)handles), "PlayEnhMetaFileRecord of type %lu",
              record->iType);
    return type_count != stop_after;
}

static void test_enumeration(void)
{
    HDC hdc = record_screen();
    RECT rectangle = screen_rectangle(1);
    draw_lines(hdc);
    HENHMETAFILE file = CloseEnhMetaFile(hdc);
    ENHMETAHEADER header;
    GetEnhMetaFileHeader(file, sizeof(header), &header);
    type_count = stop_after = 0;
    check(EnumEnhMetaFile(NULL, file, note_record, (void *)77, NULL), "EnumEnhMetaFile without a DC");
    check_equal_int(type_count, (int)header.nRecords, "as many as the header says");
    check_equal_u32(types[0], EMR_HEADER, "first");
    check_equal_u32(types[1], EMR_MOVETOEX, "second");
    check_equal_u32(types[2], EMR_LINETO, "third");
    check_equal_u32(types[4], EMR_POLYLINE16, "fifth");
    check_equal_u32(types[type_count - 1], EMR_EOF, "last");
    type_count = 0;
    canvas_clear(&played, 255);
    check(EnumEnhMetaFile(played.dc, file, note_record, (void *)77, &rectangle), "EnumEnhMetaFile");
    draw_directly(draw_lines);
    check(!differences(), "the callback's playing draws the same: %d pixels differ", differences());
    type_count = 0;
    stop_after = 2;
    check(!EnumEnhMetaFile(played.dc, file, note_record, (void *)77, &rectangle), "the callback ends it");
    check_equal_int(type_count, 2, "no more records");
    SetLastError(0);
    check(!PlayEnhMetaFile(played.dc, file, NULL), "without a rectangle");
    check(!PlayEnhMetaFile(NULL, file, &rectangle), "without a DC");
    check(!PlayEnhMetaFile(played.dc, NULL, &rectangle), "without a metafile");
    check(DeleteEnhMetaFile(file), "DeleteEnhMetaFile");
    check(!PlayEnhMetaFile(played.dc, file, &rectangle), "a deleted one");
}

static void test_nested(void)
{
    RECT rectangle = screen_rectangle(1);
    HDC inner = record_screen();
    draw_shapes(inner);
    HENHMETAFILE first = CloseEnhMetaFile(inner);
    HDC outer = record_screen();
    check(PlayEnhMetaFile(outer, first, &rectangle), "played into another one");
    HENHMETAFILE second = CloseEnhMetaFile(outer);
    canvas_clear(&played, 255);
    check(PlayEnhMetaFile(played.dc, second, &rectangle), "PlayEnhMetaFile");
    draw_directly(draw_shapes);
    check(!differences(), "%d pixels differ", differences());
    DeleteEnhMetaFile(first);
    DeleteEnhMetaFile(second);
}

/* Whatever a byte is changed to, playing ends, and the program lives. */
static void test_damaged(void)
{
    HDC hdc = record_screen();
    RECT rectangle = screen_rectangle(1);
    for (unsigned i = 0; i < ARRAYSIZE(drawings); i++) drawings[i].draw(hdc);
    HENHMETAFILE file = CloseEnhMetaFile(hdc);
    UINT size = GetEnhMetaFileBits(file, 0, NULL);
    BYTE *bits = malloc(size), *copy = malloc(size);
    DWORD random = 1;
    int opened = 0;
    GetEnhMetaFileBits(file, size, bits);
    for (int round = 0; round < 400; round++) {
        memcpy(copy, bits, size);
        for (int i = 0; i < 4; i++)
            copy[sizeof(ENHMETAHEADER) + canvas_random(&random) % (size - sizeof(ENHMETAHEADER))] =
                (BYTE)canvas_random(&random);
        HENHMETAFILE damaged = SetEnhMetaFileBits(size, copy);
        if (!damaged) continue;
        opened++;
        PlayEnhMetaFile(played.dc, damaged, &rectangle);
        DeleteEnhMetaFile(damaged);
    }
    check_equal_int(opened, 400, "the header is right in all of them");
    memcpy(copy, bits, size);
    ((ENHMETAHEADER *)copy)->nBytes = size - 20; /* the end is missing */
    HENHMETAFILE cut = SetEnhMetaFileBits(size - 20, copy);
    check(!cut || !PlayEnhMetaFile(played.dc, cut, &rectangle), "one without an end does not play to the end");
    if (cut) DeleteEnhMetaFile(cut);
    free(bits);
    free(copy);
    DeleteEnhMetaFile(file);
}

/* --- Windows metafiles --- */

static HMETAFILE record_windows(void (*draw)(HDC))
{
    HDC hdc = CreateMetaFileW(NULL);
    check(hdc != NULL, "CreateMetaFile");
    check_equal_u32(GetObjectType(hdc), OBJ_METADC, "GetObjectType");
    draw(hdc);
    HMETAFILE file = CloseMetaFile(hdc);
    check(file != NULL, "CloseMetaFile");
    return file;
}

static void test_windows_metafiles(void)
{
    for (unsigned i = 0; i < ARRAYSIZE(drawings); i++) {
        if (!drawings[i].in_windows_metafiles) continue;
        check_case(i);
        HMETAFILE file = record_windows(drawings[i].draw);
        METAHEADER header;
        UINT size = GetMetaFileBitsEx(file, 0, NULL);
        check_equal_u32(GetMetaFileBitsEx(file, sizeof(header), &header), sizeof(header), "GetMetaFileBitsEx");
        check_equal_u32(header.mtType, 1, "in memory");
        check_equal_u32(header.mtHeaderSize, 9, "words of the header");
        check_equal_u32(header.mtVersion, 0x300, "version");
        check_equal_u32(header.mtSize, size / 2, "words");
        draw_directly(drawings[i].draw);
        canvas_clear(&played, 255);
        int level = SaveDC(played.dc);
        check(PlayMetaFile(played.dc, file), "%s: PlayMetaFile", drawings[i].name);
        RestoreDC(played.dc, level);
        check(!differences(), "%s: %d pixels differ", drawings[i].name, differences());

        BYTE *bits = malloc(size);
        GetMetaFileBitsEx(file, size, bits);
        HMETAFILE same = SetMetaFileBitsEx(size, bits);
        check(same && GetMetaFileBitsEx(same, 0, NULL) == size, "SetMetaFileBitsEx");
        check(DeleteMetaFile(same), "DeleteMetaFile");
        check_fails_with(SetMetaFileBitsEx(10, bits), ERROR_INVALID_DATA);
        free(bits);
        DeleteMetaFile(file);
    }
}

static int windows_records;

static int CALLBACK note_windows_record(HDC hdc, HANDLETABLE *table, METARECORD *record, int handles, LPARAM data)
{
    (void)hdc, (void)table, (void)handles;
    check(data == 5, "the program's own value");
    check(record->rdSize >= 3, "size");
    windows_records++;
    return windows_records != 3;
}

static void test_windows_enumeration(void)
{
    HMETAFILE file = record_windows(draw_lines);
    windows_records = 0;
    check(!EnumMetaFile(played.dc, file, note_windows_record, 5), "the callback ends it");
    check_equal_int(windows_records, 3, "records");
    DeleteMetaFile(file);
    check(!EnumMetaFile(played.dc, file, note_windows_record, 5), "a deleted one");
}

static void test_windows_damaged(void)
{
    HMETAFILE file = record_windows(draw_polygons);
    UINT size = GetMetaFileBitsEx(file, 0, NULL);
    BYTE *bits = malloc(size), *copy = malloc(size);
    DWORD random = 3;
    int opened = 0;
    GetMetaFileBitsEx(file, size, bits);
    for (int round = 0; round < 400; round++) {
        memcpy(copy, bits, size);
        for (int i = 0; i < 3; i++) copy[18 + canvas_random(&random) % (size - 18)] = (BYTE)canvas_random(&random);
        HMETAFILE damaged = SetMetaFileBitsEx(size, copy);
        if (!damaged) continue;
        opened++;
        int level = SaveDC(played.dc);
        PlayMetaFile(played.dc, damaged);
        RestoreDC(played.dc, level);
        DeleteMetaFile(damaged);
    }
    check_equal_int(opened, 400, "the header is right in all of them");
    free(bits);
    free(copy);
    DeleteMetaFile(file);
}

/* --- from one kind to the other --- */

static void test_conversion(void)
{
    HDC hdc = record_screen();
    draw_shapes(hdc);
    HENHMETAFILE file = CloseEnhMetaFile(hdc);
    UINT size = GetWinMetaFileBits(file, 0, NULL, MM_ANISOTROPIC, played.dc), whole = GetEnhMetaFileBits(file, 0, NULL);
    check(size > whole, "the Windows metafile holds the enhanced one: %u bytes of %u", whole, size);
    BYTE *bits = malloc(size);
    check_equal_u32(GetWinMetaFileBits(file, size, bits, MM_ANISOTROPIC, played.dc), size, "GetWinMetaFileBits");
    HENHMETAFILE back = SetWinMetaFileBits(size, bits, played.dc, NULL);
    check(back && GetEnhMetaFileBits(back, 0, NULL) == whole, "SetWinMetaFileBits finds the enhanced one again");
    DeleteEnhMetaFile(back);

    /* Seen through a viewport of the frame's size, the Windows records draw the same. */
    HMETAFILE windows = SetMetaFileBitsEx(size, bits);
    check(windows != NULL, "SetMetaFileBitsEx");
    draw_directly(draw_shapes);
    canvas_clear(&played, 255);
    int level = SaveDC(played.dc);
    SetMapMode(played.dc, MM_ANISOTROPIC);
    SetViewportExtEx(played.dc, GetDeviceCaps(played.dc, HORZRES), GetDeviceCaps(played.dc, VERTRES), NULL);
    check(PlayMetaFile(played.dc, windows), "PlayMetaFile");
    RestoreDC(played.dc, level);
    check(!differences(), "%d pixels differ", differences());
    DeleteMetaFile(windows);
    DeleteEnhMetaFile(file);
    free(bits);

    windows = record_windows(draw_shapes);
    size = GetMetaFileBitsEx(windows, 0, NULL);
    bits = malloc(size);
    GetMetaFileBitsEx(windows, size, bits);
    back = SetWinMetaFileBits(size, bits, played.dc, NULL);
    check(back != NULL, "SetWinMetaFileBits of one that was never enhanced");
    ENHMETAHEADER header;
    check(GetEnhMetaFileHeader(back, sizeof(header), &header) > 0, "GetEnhMetaFileHeader");
    check(header.nRecords > 5, "it has the records: %lu", header.nRecords);
    DeleteEnhMetaFile(back);
    DeleteMetaFile(windows);
    free(bits);
}

int main(void)
{
    direct = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    played = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    test_one_to_one();
    test_scaled();
    test_state_comes_back();
    test_program_clip();
    test_enumeration();
    test_nested();
    test_damaged();
    test_windows_metafiles();
    test_windows_enumeration();
    test_windows_damaged();
    test_conversion();
    canvas_destroy(&direct);
    canvas_destroy(&played);
    return check_summary();
}
