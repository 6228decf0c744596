/* Font objects: GetObject gives back what was asked for; stock fonts; selection. */
#include <stddef.h>
#include "canvas.h"

static void test_description(void)
{
    LOGFONTW wanted = {-17,
                       3,
                       450,
                       900,
                       700,
                       1,
                       1,
                       1,
                       RUSSIAN_CHARSET,
                       OUT_TT_PRECIS,
                       CLIP_LH_ANGLES,
                       PROOF_QUALITY,
                       FIXED_PITCH | FF_MODERN,
                       L"Some Name"},
             got;
    HFONT font = CreateFontIndirectW(&wanted);
    check(font != NULL, "CreateFontIndirect");
    check_equal_u32(GetObjectType(font), OBJ_FONT, "GetObjectType");
    memset(&got, 0x55, sizeof(got));
    check_equal_int(GetObjectW(font, 0, NULL), sizeof(LOGFONTW), "size asked for");
    check_equal_int(GetObjectW(font, sizeof(got), &got), sizeof(got), "GetObject");
    check(!memcmp(&got, &wanted, offsetof(LOGFONTW, lfFaceName)), "the fields come back");
    check(!lstrcmpW(got.lfFaceName, wanted.lfFaceName), "the name comes back");
    LOGFONTA ansi;
    check_equal_int(GetObjectA(font, sizeof(ansi), &ansi), sizeof(ansi), "GetObjectA");
    check_equal_string(ansi.lfFaceName, "Some Name", "the name in ANSI");
    check_equal_int(ansi.lfHeight, -17, "the height in ANSI");
    memset(&got, 0x55, sizeof(got));
    check_equal_int(GetObjectW(font, 8, &got), 8, "as much as there is room for");
    check_equal_int(got.lfWidth, 3, "width");
    check_equal_int(got.lfEscapement, 0x55555555, "not written");
    check(DeleteObject(font), "DeleteObject");
    check_equal_int(GetObjectW(font, sizeof(got), &got), 0, "deleted");
    check(!CreateFontIndirectW(NULL), "no description");
}

static void test_parameters(void)
{
    LOGFONTA got;
    HFONT font = CreateFontA(20, 0, 10, 20, FW_BOLD, TRUE, FALSE, TRUE, GREEK_CHARSET, 1, 2, 3, 4, "Arial");
    GetObjectA(font, sizeof(got), &got);
    check(got.lfHeight == 20 && got.lfEscapement == 10 && got.lfOrientation == 20 && got.lfWeight == FW_BOLD,
          "numbers");
    check(got.lfItalic && !got.lfUnderline && got.lfStrikeOut && got.lfCharSet == GREEK_CHARSET, "flags");
    check(got.lfOutPrecision == 1 && got.lfClipPrecision == 2 && got.lfQuality == 3 && got.lfPitchAndFamily == 4,
          "precisions");
    DeleteObject(font);
    font = CreateFontW(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL);
    check(font != NULL, "no name");
    GetObjectA(font, sizeof(got), &got);
    check_equal_string(got.lfFaceName, "", "no name");
    DeleteObject(font);
}

static void test_selection(void)
{
    HDC dc = CreateCompatibleDC(NULL);
    check(GetCurrentObject(dc, OBJ_FONT) == GetStockObject(SYSTEM_FONT), "a new DC has the system font");
    HFONT font = CreateFontA(-20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "Liberation Mono");
    check(SelectObject(dc, font) == GetStockObject(SYSTEM_FONT), "the old one comes back");
    TEXTMETRICW metrics, again;
    check(GetTextMetricsW(dc, &metrics), "GetTextMetrics");
    check(DeleteObject(font), "deleted while selected");
    check(GetTextMetricsW(dc, &again) && !memcmp(&metrics, &again, sizeof(metrics)), "it still works");
    int level = SaveDC(dc);
    SelectObject(dc, GetStockObject(DEFAULT_GUI_FONT));
    RestoreDC(dc, level);
    check(GetTextMetricsW(dc, &again) && metrics.tmHeight == again.tmHeight, "RestoreDC brings it back");
    DeleteDC(dc);
}

static void test_stock(void)
{
    static const int stock[] = {OEM_FIXED_FONT,      ANSI_FIXED_FONT,   ANSI_VAR_FONT,   SYSTEM_FONT,
                                DEVICE_DEFAULT_FONT, SYSTEM_FIXED_FONT, DEFAULT_GUI_FONT};
    for (int i = 0; i < 7; i++) {
        LOGFONTW got;
        HGDIOBJ font = GetStockObject(stock[i]);
        check_case(stock[i]);
        check(font && GetObjectType(font) == OBJ_FONT, "stock font");
        check_equal_int(GetObjectW(font, sizeof(got), &got), sizeof(got), "GetObject");
        check(got.lfFaceName[0], "it has a name");
        check(DeleteObject(font) && GetObjectType(font) == OBJ_FONT, "cannot be deleted");
    }
}

int main(void)
{
    test_description();
    test_parameters();
    test_selection();
    test_stock();
    return check_summary();
}
