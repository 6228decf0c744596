/* Metrics, colours and settings of the system: what holds on every Windows. */
#include "../check.h"

static void test_metrics(void)
{
    RECT work;
    check(GetSystemMetrics(SM_CXSCREEN) >= 640 && GetSystemMetrics(SM_CYSCREEN) >= 480, "the screen has a size");
    check(GetSystemMetrics(SM_CXVIRTUALSCREEN) >= GetSystemMetrics(SM_CXSCREEN), "all monitors are at least one");
    check(GetSystemMetrics(SM_CMONITORS) >= 1, "monitors");
    check_equal_int(GetSystemMetrics(SM_CXEDGE), 2, "SM_CXEDGE");
    check_equal_int(GetSystemMetrics(SM_CXBORDER), 1, "SM_CXBORDER");
    check_equal_int(GetSystemMetrics(SM_CXDLGFRAME), 3, "SM_CXDLGFRAME");
    check_equal_int(GetSystemMetrics(SM_CXICON), 32, "SM_CXICON at 96 DPI");
    check_equal_int(GetSystemMetrics(SM_CXSMICON), 16, "SM_CXSMICON at 96 DPI");
    check_equal_int(GetSystemMetrics(10000), 0, "a metric that does not exist");
    check_equal_int(GetSystemMetrics(-1), 0, "a negative metric");
    check(SystemParametersInfoW(SPI_GETWORKAREA, 0, &work, 0), "SPI_GETWORKAREA: error %lu", GetLastError());
    check(work.left >= 0 && work.right <= GetSystemMetrics(SM_CXSCREEN) && work.right > work.left,
          "the work area lies on the screen");
    check_equal_int(GetSystemMetrics(SM_CXFULLSCREEN), work.right - work.left,
                    "SM_CXFULLSCREEN is the work area's width");
    check_equal_int(GetSystemMetrics(SM_CYFULLSCREEN), work.bottom - work.top - GetSystemMetrics(SM_CYCAPTION),
                    "SM_CYFULLSCREEN");
}

static void test_nonclient_metrics(void)
{
    NONCLIENTMETRICSW wide = {.cbSize = sizeof(wide)};
    NONCLIENTMETRICSA ansi = {.cbSize = sizeof(ansi)};
    WCHAR name[LF_FACESIZE];
    check(SystemParametersInfoW(SPI_GETNONCLIENTMETRICS, sizeof(wide), &wide, 0), "W: error %lu", GetLastError());
    check(SystemParametersInfoA(SPI_GETNONCLIENTMETRICS, sizeof(ansi), &ansi, 0), "A: error %lu", GetLastError());
    check(wide.lfMessageFont.lfFaceName[0] && wide.lfMessageFont.lfHeight < 0,
          "the message font has a name and a height");
    MultiByteToWideChar(CP_ACP, 0, ansi.lfMessageFont.lfFaceName, -1, name, LF_FACESIZE);
    check_equal_wide(name, wide.lfMessageFont.lfFaceName, "the same font in A and W");
    check_equal_int(ansi.lfCaptionFont.lfWeight, wide.lfCaptionFont.lfWeight, "caption font's weight");
    check_equal_int(ansi.iMenuHeight, wide.iMenuHeight, "iMenuHeight");
    check_equal_int(ansi.iScrollWidth, wide.iScrollWidth, "iScrollWidth");
    check_equal_int(GetSystemMetrics(SM_CYMENU), wide.iMenuHeight + 1, "SM_CYMENU");
    check_equal_int(GetSystemMetrics(SM_CXVSCROLL), wide.iScrollWidth, "SM_CXVSCROLL");
    wide.cbSize = 12;
    check(!SystemParametersInfoW(SPI_GETNONCLIENTMETRICS, 0, &wide, 0), "a wrong size");
}

static void test_settings(void)
{
    UINT lines = 0, before;
    BOOL on = 2;
    STICKYKEYS sticky = {.cbSize = sizeof(sticky)};
    check(SystemParametersInfoW(SPI_GETWHEELSCROLLLINES, 0, &before, 0), "SPI_GETWHEELSCROLLLINES");
    check(SystemParametersInfoW(SPI_SETWHEELSCROLLLINES, 7, NULL, 0), "SPI_SETWHEELSCROLLLINES");
    check(SystemParametersInfoA(SPI_GETWHEELSCROLLLINES, 0, &lines, 0) && lines == 7, "got %u lines", lines);
    SystemParametersInfoW(SPI_SETWHEELSCROLLLINES, before, NULL, 0);
    check(SystemParametersInfoW(SPI_GETGRADIENTCAPTIONS, 0, &on, 0) && (on == 0 || on == 1),
          "a switch is 0 or 1, got %d", on);
    check(SystemParametersInfoW(SPI_GETSTICKYKEYS, sizeof(sticky), &sticky, 0), "SPI_GETSTICKYKEYS: error %lu",
          GetLastError());
    check_fails_with(SystemParametersInfoW(0x7777, 0, &on, 0), ERROR_INVALID_PARAMETER);
    check(GetDoubleClickTime() > 0, "GetDoubleClickTime");
}

static void test_colors(void)
{
    int index = COLOR_3DFACE;
    COLORREF before = GetSysColor(index), other = RGB(1, 2, 3);
    LOGBRUSH brush;
    HBRUSH face = GetSysColorBrush(index);
    check(face != NULL && face == GetSysColorBrush(COLOR_BTNFACE), "one brush a colour");
    check(GetObjectW(face, sizeof(brush), &brush) && brush.lbStyle == BS_SOLID && brush.lbColor == before,
          "it is solid and has the colour");
    check(DeleteObject(face) && GetObjectW(face, sizeof(brush), &brush), "DeleteObject leaves it alone");
    check(SetSysColors(1, &index, &other), "SetSysColors: error %lu", GetLastError());
    check_equal_u32(GetSysColor(index), other, "the new colour");
    SetSysColors(1, &index, &before);
    check(GetSysColorBrush(-1) == NULL && GetSysColorBrush(200) == NULL, "no such colour");
    check_equal_u32(GetSysColor(200), 0, "no such colour");
}

int main(void)
{
    test_metrics();
    test_nonclient_metrics();
    test_settings();
    test_colors();
    return check_summary();
}
