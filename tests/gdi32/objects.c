/* GDI handles, stock objects, GetObject, SelectObject, DeleteObject. */
#include "canvas.h"

static void test_stock_objects(void)
{
    static const struct { int index; DWORD type;
    } objects[] = {
        {WHITE_BRUSH, OBJ_BRUSH},
        {LTGRAY_BRUSH, OBJ_BRUSH},
        {GRAY_BRUSH, OBJ_BRUSH},
        {DKGRAY_BRUSH, OBJ_BRUSH},
        {BLACK_BRUSH, OBJ_BRUSH},
        {NULL_BRUSH, OBJ_BRUSH},
        {WHITE_PEN, OBJ_PEN},
        {BLACK_PEN, OBJ_PEN},
        {NULL_PEN, OBJ_PEN},
        {OEM_FIXED_FONT, OBJ_FONT},
        {ANSI_FIXED_FONT, OBJ_FONT},
        {ANSI_VAR_FONT, OBJ_FONT},
        {SYSTEM_FONT, OBJ_FONT},
        {DEVICE_DEFAULT_FONT, OBJ_FONT},
        {DEFAULT_PALETTE, OBJ_PAL},
        {SYSTEM_FIXED_FONT, OBJ_FONT},
        {DEFAULT_GUI_FONT, OBJ_FONT},
        {DC_BRUSH, OBJ_BRUSH},
        {DC_PEN, OBJ_PEN},
    };
    for (int i = 0; i < (int)(sizeof(objects) / sizeof(objects[0])); i++) {
        check_case(i);
        HGDIOBJ object = GetStockObject(objects[i].index);
        check(object != NULL, "stock object %d", objects[i].index);
        check_equal_u32(GetObjectType(object), objects[i].type, "type of a stock object");
        check_equal_ptr(GetStockObject(objects[i].index), object, "always the same handle");
        check(DeleteObject(object), "deleting a stock object does nothing and succeeds");
        check_equal_u32(GetObjectType(object), objects[i].type, "a stock object is still there");
    }
    check(!GetStockObject(9), "number 9 is none");
    check(!GetStockObject(-1), "-1 is none");
    check(!GetStockObject(1000), "1000 is none");
}

static void test_stock_brushes(void)
{
    static const struct { int index; UINT style; COLORREF color; } brushes[] = {
        {WHITE_BRUSH, BS_SOLID, 0xffffff}, {LTGRAY_BRUSH, BS_SOLID, 0xc0c0c0}, {GRAY_BRUSH, BS_SOLID, 0x808080},
        {DKGRAY_BRUSH, BS_SOLID, 0x404040}, {BLACK_BRUSH, BS_SOLID, 0}, {NULL_BRUSH, BS_NULL, 0},
    };
    for (int i = 0; i < 6; i++) {
        LOGBRUSH brush;
        check_case(i);
        check_equal_int(GetObjectW(GetStockObject(brushes[i].index), sizeof(brush), &brush), sizeof(brush),
                        "size of LOGBRUSH");
        check_equal_u32(brush.lbStyle, brushes[i].style, "style");
        if (brush.lbStyle == BS_SOLID) check_equal_u32(brush.lbColor, brushes[i].color, "colour");
    }
    static const struct {
        int index;
        UINT style;
        COLORREF color;
    } pens[] = {{WHITE_PEN, PS_SOLID, 0xffffff}, {BLACK_PEN, PS_SOLID, 0}};
    for (int i = 0; i < 2; i++) {
        LOGPEN pen;
        check_case(i);
        check_equal_int(GetObjectW(GetStockObject(pens[i].index), sizeof(pen), &pen), sizeof(pen), "size of LOGPEN");
        check_equal_u32(pen.lopnStyle, pens[i].style, "style");
        check_equal_u32(pen.lopnColor, pens[i].color, "colour");
    }
    LOGPEN pen;
    GetObjectW(GetStockObject(NULL_PEN), sizeof(pen), &pen);
    check_equal_u32(pen.lopnStyle, PS_NULL, "NULL_PEN");
}

static void test_get_object(void)
{
    LOGPEN pen, pen_in = {PS_DASH, {1, 0}, RGB(1, 2, 3)};
    LOGBRUSH brush, brush_in = {BS_HATCHED, RGB(9, 8, 7), HS_CROSS};
    HPEN pen_handle = CreatePenIndirect(&pen_in);
    HBRUSH brush_handle = CreateBrushIndirect(&brush_in);
    check_equal_int(GetObjectA(pen_handle, 0, NULL), sizeof(LOGPEN), "needed for a pen");
    check_equal_int(GetObjectA(pen_handle, sizeof(pen), &pen), sizeof(pen), "a pen");
    check_equal_u32(pen.lopnStyle, PS_DASH, "style");
    check_equal_int(pen.lopnWidth.x, 1, "width");
    check_equal_u32(pen.lopnColor, RGB(1, 2, 3), "colour");
    check_equal_int(GetObjectA(brush_handle, 0, NULL), sizeof(LOGBRUSH), "needed for a brush");
    check_equal_int(GetObjectA(brush_handle, sizeof(brush), &brush), sizeof(brush), "a brush");
    check_equal_u32(brush.lbStyle, BS_HATCHED, "style");
    check_equal_u32(brush.lbColor, RGB(9, 8, 7), "colour");
    check_equal_u32(brush.lbHatch, HS_CROSS, "hatch");
    check(DeleteObject(pen_handle), "DeleteObject of a pen");
    check(DeleteObject(brush_handle), "DeleteObject of a brush");
    check(!DeleteObject(pen_handle), "twice");
    check_equal_int(GetObjectA(pen_handle, sizeof(pen), &pen), 0, "a deleted pen");
    check(!GetObjectType(brush_handle), "a deleted brush has no type");
    check(!DeleteObject(NULL), "no object");
    check_equal_int(GetObjectA(NULL, sizeof(pen), &pen), 0, "no object");
}

static void test_extended_pen(void)
{
    LOGBRUSH brush = {BS_SOLID, RGB(200, 100, 50), 0};
    DWORD lengths[3] = {5, 2, 1};
    struct { EXTLOGPEN pen; DWORD more[4]; } answer;
    HPEN pen = ExtCreatePen(PS_GEOMETRIC | PS_USERSTYLE | PS_ENDCAP_FLAT | PS_JOIN_BEVEL, 7, &brush, 3, lengths);
    check(pen != NULL, "a geometric pen");
    check_equal_u32(GetObjectType(pen), OBJ_EXTPEN, "its type");
    int size = GetObjectW(pen, 0, NULL);
    check_equal_int(size, (int)(FIELD_OFFSET(EXTLOGPEN, elpStyleEntry) + 3 * sizeof(DWORD)), "its size");
    check_equal_int(GetObjectW(pen, size, &answer), size, "its description");
    check_equal_u32(answer.pen.elpPenStyle, PS_GEOMETRIC | PS_USERSTYLE | PS_ENDCAP_FLAT | PS_JOIN_BEVEL, "style");
    check_equal_u32(answer.pen.elpWidth, 7, "width");
    check_equal_u32(answer.pen.elpColor, RGB(200, 100, 50), "colour");
    check_equal_u32(answer.pen.elpNumEntries, 3, "number of dashes");
    check_equal_bytes(answer.pen.elpStyleEntry, lengths, sizeof(lengths), "dashes");
    DeleteObject(pen);
    check(!ExtCreatePen(PS_COSMETIC | PS_SOLID, 2, &brush, 0, NULL), "a cosmetic pen is one pixel wide");
    check(!ExtCreatePen(PS_GEOMETRIC | PS_USERSTYLE, 2, &brush, 0, NULL), "a user style needs dashes");
    check(!ExtCreatePen(PS_GEOMETRIC | PS_USERSTYLE, 2, &brush, 17, lengths), "at most 16 dashes");
    check(!ExtCreatePen(PS_GEOMETRIC | PS_ALTERNATE, 2, &brush, 0, NULL), "PS_ALTERNATE is for cosmetic pens");
}

static void test_fresh_dc(void)
{
    HDC dc = CreateCompatibleDC(NULL);
    BITMAP bitmap;
    POINT point = {1, 1};
    SIZE size;
    check_equal_u32(GetObjectType(dc), OBJ_MEMDC, "a memory DC");
    check_equal_ptr(GetCurrentObject(dc, OBJ_PEN), GetStockObject(BLACK_PEN), "its pen");
    check_equal_ptr(GetCurrentObject(dc, OBJ_BRUSH), GetStockObject(WHITE_BRUSH), "its brush");
    check_equal_ptr(GetCurrentObject(dc, OBJ_FONT), GetStockObject(SYSTEM_FONT), "its font");
    check_equal_ptr(GetCurrentObject(dc, OBJ_PAL), GetStockObject(DEFAULT_PALETTE), "its palette");
    check_equal_int(GetObjectW(GetCurrentObject(dc, OBJ_BITMAP), sizeof(bitmap), &bitmap), sizeof(bitmap),
                    "its bitmap");
    check(bitmap.bmWidth == 1 && bitmap.bmHeight == 1 && bitmap.bmBitsPixel == 1 && bitmap.bmPlanes == 1,
          "1 x 1, monochrome");
    check_equal_u32(GetTextColor(dc), RGB(0, 0, 0), "text colour");
    check_equal_u32(GetBkColor(dc), RGB(255, 255, 255), "background colour");
    check_equal_int(GetBkMode(dc), OPAQUE, "background mode");
    check_equal_int(GetROP2(dc), R2_COPYPEN, "drawing mode");
    check_equal_int(GetPolyFillMode(dc), ALTERNATE, "fill mode");
    check_equal_int(GetStretchBltMode(dc), BLACKONWHITE, "stretching mode");
    check_equal_int(GetMapMode(dc), MM_TEXT, "mapping mode");
    check_equal_int(GetGraphicsMode(dc), GM_COMPATIBLE, "graphics mode");
    check_equal_int(GetArcDirection(dc), AD_COUNTERCLOCKWISE, "arc direction");
    check_equal_u32(GetTextAlign(dc), TA_LEFT | TA_TOP | TA_NOUPDATECP, "text alignment");
    check_equal_int(GetTextCharacterExtra(dc), 0, "character spacing");
    check_equal_u32(GetLayout(dc), 0, "layout");
    check_equal_u32(GetDCBrushColor(dc), RGB(255, 255, 255), "DC_BRUSH");
    check_equal_u32(GetDCPenColor(dc), RGB(0, 0, 0), "DC_PEN");
    check(GetBrushOrgEx(dc, &point) && !point.x && !point.y, "brush origin");
    point.x = 1;
    check(GetCurrentPositionEx(dc, &point) && !point.x && !point.y, "position");
    check(GetWindowExtEx(dc, &size) && size.cx == 1 && size.cy == 1, "window extent");
    check(GetViewportExtEx(dc, &size) && size.cx == 1 && size.cy == 1, "viewport extent");
    check(DeleteDC(dc), "DeleteDC");
    check(!DeleteDC(dc), "twice");
    check(!GetObjectType(dc), "no object any more");
}

static void test_attributes(void)
{
    HDC dc = CreateCompatibleDC(NULL);
    check_equal_u32(SetTextColor(dc, RGB(1, 2, 3)), RGB(0, 0, 0), "SetTextColor returns the old one");
    check_equal_u32(GetTextColor(dc), RGB(1, 2, 3), "GetTextColor");
    check_equal_u32(SetBkColor(dc, RGB(4, 5, 6)), RGB(255, 255, 255), "SetBkColor");
    check_equal_u32(GetBkColor(dc), RGB(4, 5, 6), "GetBkColor");
    check_equal_int(SetBkMode(dc, TRANSPARENT), OPAQUE, "SetBkMode");
    check_equal_int(GetBkMode(dc), TRANSPARENT, "GetBkMode");
    check_equal_int(SetPolyFillMode(dc, WINDING), ALTERNATE, "SetPolyFillMode");
    check_equal_int(SetStretchBltMode(dc, HALFTONE), BLACKONWHITE, "SetStretchBltMode");
    check_equal_int(SetStretchBltMode(dc, COLORONCOLOR), HALFTONE, "SetStretchBltMode again");
    for (int mode = R2_BLACK; mode <= R2_WHITE; mode++) {
        check_case(mode);
        check(SetROP2(dc, mode) != 0, "SetROP2 %d", mode);
        check_equal_int(GetROP2(dc), mode, "GetROP2");
    }
    check_equal_int(SetROP2(dc, 17), 0, "no such drawing mode");
    check_equal_int(SetROP2(dc, 0), 0, "no such drawing mode");
    check_equal_int(GetROP2(dc), R2_WHITE, "unchanged");
    check_equal_u32(SetTextAlign(dc, TA_CENTER | TA_BASELINE), 0, "SetTextAlign");
    check_equal_u32(GetTextAlign(dc), TA_CENTER | TA_BASELINE, "GetTextAlign");
    check_equal_u32(SetDCBrushColor(dc, RGB(1, 1, 1)), RGB(255, 255, 255), "SetDCBrushColor");
    check_equal_u32(SetDCPenColor(dc, RGB(2, 2, 2)), RGB(0, 0, 0), "SetDCPenColor");
    check_equal_u32(GetDCBrushColor(dc), RGB(1, 1, 1), "GetDCBrushColor");
    check_equal_u32(GetDCPenColor(dc), RGB(2, 2, 2), "GetDCPenColor");
    FLOAT limit = 0;
    check(GetMiterLimit(dc, &limit) && limit == 10.0f, "miter limit");
    check(SetMiterLimit(dc, 3.5f, &limit) && limit == 10.0f, "SetMiterLimit");
    check(GetMiterLimit(dc, &limit) && limit == 3.5f, "GetMiterLimit");
    DeleteDC(dc);
    check_equal_u32(SetTextColor(dc, 0), CLR_INVALID, "a deleted DC");
    check_equal_int(SetBkMode(dc, OPAQUE), 0, "a deleted DC");
}

static void test_select(void)
{
    HDC dc = CreateCompatibleDC(NULL), other = CreateCompatibleDC(NULL);
    HBITMAP bitmap = CreateBitmap(4, 4, 1, 1, NULL);
    HBRUSH brush = CreateSolidBrush(RGB(1, 2, 3));
    HGDIOBJ first = SelectObject(dc, bitmap);
    check(first != NULL, "select a bitmap");
    check_equal_ptr(GetCurrentObject(dc, OBJ_BITMAP), bitmap, "it is selected");
    check(!SelectObject(other, bitmap), "into one DC at a time");
    check_equal_ptr(SelectObject(dc, first), bitmap, "the old one comes back");
    check(SelectObject(other, bitmap) != NULL, "now it is free");
    check_equal_ptr(SelectObject(dc, brush), GetStockObject(WHITE_BRUSH), "select a brush");
    check_equal_ptr(SelectObject(dc, GetStockObject(BLACK_BRUSH)), brush, "and another");
    check(!SelectObject(dc, NULL), "nothing to select");
    check(!SelectObject(dc, GetStockObject(DEFAULT_PALETTE)), "a palette is selected by SelectPalette");
    check(!SelectObject(NULL, brush), "no DC");
    DeleteDC(other);
    DeleteDC(dc);
    check(DeleteObject(bitmap), "DeleteObject");
    check(DeleteObject(brush), "DeleteObject");
}

static void test_save_and_restore(void)
{
    HDC dc = CreateCompatibleDC(NULL);
    HBRUSH brush = CreateSolidBrush(RGB(7, 7, 7));
    check_equal_int(SaveDC(dc), 1, "the first state");
    SetTextColor(dc, RGB(1, 1, 1));
    SelectObject(dc, brush);
    check_equal_int(SaveDC(dc), 2, "the second state");
    SetTextColor(dc, RGB(2, 2, 2));
    SetROP2(dc, R2_XORPEN);
    check_equal_int(SaveDC(dc), 3, "the third state");
    SetTextColor(dc, RGB(3, 3, 3));
    check(RestoreDC(dc, -1), "the last one");
    check_equal_u32(GetTextColor(dc), RGB(2, 2, 2), "as saved third");
    check(RestoreDC(dc, 2), "the second one");
    check_equal_u32(GetTextColor(dc), RGB(1, 1, 1), "as saved second");
    check_equal_int(GetROP2(dc), R2_COPYPEN, "as saved second");
    check_equal_ptr(GetCurrentObject(dc, OBJ_BRUSH), brush, "as saved second");
    check(!RestoreDC(dc, 2), "a restored state is gone");
    check(!RestoreDC(dc, 0), "no state 0");
    check(!RestoreDC(dc, -2), "no state before the first");
    check(RestoreDC(dc, 1), "the first one");
    check_equal_u32(GetTextColor(dc), RGB(0, 0, 0), "as saved first");
    check_equal_ptr(GetCurrentObject(dc, OBJ_BRUSH), GetStockObject(WHITE_BRUSH), "as saved first");
    check(!RestoreDC(dc, -1), "none is left");
    DeleteDC(dc);
    DeleteObject(brush);
}

static void test_display(void)
{
    HDC dc = CreateDCW(L"DISPLAY", NULL, NULL, NULL), information = CreateICA("display", NULL, NULL, NULL);
    check(dc != NULL, "a DC of the display");
    check(information != NULL, "an information context");
    check_equal_u32(GetObjectType(dc), OBJ_DC, "its type");
    check_equal_int(GetDeviceCaps(dc, TECHNOLOGY), DT_RASDISPLAY, "a raster display");
    check_equal_int(GetDeviceCaps(dc, BITSPIXEL) * GetDeviceCaps(dc, PLANES), 32, "bits a pixel");
    check_equal_int(GetDeviceCaps(dc, LOGPIXELSX), 96, "dots an inch");
    check_equal_int(GetDeviceCaps(dc, LOGPIXELSY), 96, "dots an inch");
    check(GetDeviceCaps(dc, HORZRES) >= 640 && GetDeviceCaps(dc, VERTRES) >= 480, "a size");
    check_equal_int(GetDeviceCaps(dc, NUMCOLORS), -1, "more colours than can be counted");
    check_equal_int(GetDeviceCaps(dc, ASPECTX), 36, "aspect");
    check_equal_int(GetDeviceCaps(dc, ASPECTXY), 51, "aspect");
    check(GetDeviceCaps(dc, RASTERCAPS) & RC_BITBLT, "blits");
    check(!(GetDeviceCaps(dc, RASTERCAPS) & RC_PALETTE), "no palette");
    check_equal_int(GetDeviceCaps(information, HORZRES), GetDeviceCaps(dc, HORZRES), "the same device");
    check(DeleteDC(dc), "DeleteDC");
    check(DeleteDC(information), "DeleteDC");
    check(!CreateDCW(L"NO SUCH DEVICE", NULL, NULL, NULL), "no such device");
}

int main(void)
{
    test_stock_objects();
    test_stock_brushes();
    test_get_object();
    test_extended_pen();
    test_fresh_dc();
    test_attributes();
    test_select();
    test_save_and_restore();
    test_display();
    return check_summary();
}
