/* FillRect, FrameRect, InvertRect, DrawFocusRect, DrawEdge, DrawFrameControl, DrawState on a bitmap. */
#include "../gdi32/canvas.h"

#define GROUND 0x123456u

static struct canvas canvas;

static DWORD system_color(int index)
{
    COLORREF color = GetSysColor(index);
    return (DWORD)(GetRValue(color) << 16 | GetGValue(color) << 8 | GetBValue(color));
}

static void clear(void)
{
    for (int i = 0; i < canvas.width * canvas.height; i++)
        canvas_put(&canvas, i % canvas.width, i / canvas.width, GROUND);
}

static DWORD at(int x, int y) { return canvas_get(&canvas, x, y) & 0xffffff; }

static void test_simple(void)
{
    RECT area = {2, 3, 8, 7};
    HBRUSH red = CreateSolidBrush(RGB(255, 0, 0));
    clear();
    check(FillRect(canvas.dc, &area, red), "FillRect");
    check(at(2, 3) == 0xff0000 && at(7, 6) == 0xff0000 && at(8, 6) == GROUND && at(7, 7) == GROUND &&
              at(1, 3) == GROUND,
          "right and bottom are outside");
    check(FillRect(canvas.dc, &area, (HBRUSH)(COLOR_3DFACE + 1)) && at(4, 4) == system_color(COLOR_3DFACE),
          "a system colour + 1 as brush");
    clear();
    check(FrameRect(canvas.dc, &area, red), "FrameRect");
    check(at(2, 3) == 0xff0000 && at(7, 6) == 0xff0000 && at(3, 4) == GROUND, "one pixel wide");
    clear();
    check(InvertRect(canvas.dc, &area) && at(2, 3) == (GROUND ^ 0xffffff), "InvertRect");
    check(InvertRect(canvas.dc, &area) && at(2, 3) == GROUND, "twice is nothing");
    check(DrawFocusRect(canvas.dc, &area) && (at(3, 3) != GROUND || at(4, 3) != GROUND) && at(4, 5) == GROUND,
          "DrawFocusRect");
    check(DrawFocusRect(canvas.dc, &area) && at(3, 3) == GROUND && at(4, 3) == GROUND, "drawn twice it is gone");
    DeleteObject(red);
}

static void test_edges(void)
{
    RECT area = {2, 2, 12, 12};
    clear();
    check(DrawEdge(canvas.dc, &area, EDGE_RAISED, BF_RECT | BF_MIDDLE | BF_ADJUST), "DrawEdge");
    check(area.left == 4 && area.top == 4 && area.right == 10 && area.bottom == 10, "BF_ADJUST leaves the inside");
    check_equal_u32(at(2, 2), system_color(COLOR_3DLIGHT), "outer, upper left");
    check_equal_u32(at(3, 3), system_color(COLOR_3DHILIGHT), "inner, upper left");
    check_equal_u32(at(11, 11), system_color(COLOR_3DDKSHADOW), "outer, lower right");
    check_equal_u32(at(10, 10), system_color(COLOR_3DSHADOW), "inner, lower right");
    check_equal_u32(at(6, 6), system_color(COLOR_3DFACE), "middle");
    area = (RECT){2, 2, 12, 12};
    clear();
    check(DrawEdge(canvas.dc, &area, EDGE_SUNKEN, BF_TOP | BF_ADJUST), "upper side only");
    check(area.top == 4 && area.left == 2 && area.right == 12 && area.bottom == 12, "only this side shrinks");
    check(at(5, 2) == system_color(COLOR_3DSHADOW) && at(5, 3) == system_color(COLOR_3DDKSHADOW) && at(5, 4) == GROUND,
          "two lines");
}

static void test_controls(void)
{
    static const struct { UINT type, state;
    } controls[] = {{DFC_BUTTON, DFCS_BUTTONPUSH},  {DFC_BUTTON, DFCS_BUTTONCHECK | DFCS_CHECKED},
                    {DFC_BUTTON, DFCS_BUTTONRADIO}, {DFC_CAPTION, DFCS_CAPTIONCLOSE},
                    {DFC_SCROLL, DFCS_SCROLLDOWN},  {DFC_MENU, DFCS_MENUCHECK}};
    for (int i = 0; i < (int)ARRAYSIZE(controls); i++) {
        RECT area = {1, 1, 15, 15};
        int drawn = 0;
        clear();
        check_case(i);
        check(DrawFrameControl(canvas.dc, &area, controls[i].type, controls[i].state), "DrawFrameControl");
        for (int p = 0; p < 16 * 16; p++) {
            int x = p % 16, y = p / 16;
            drawn += at(x, y) != GROUND;
            if (x < 1 || y < 1 || x >= 15 || y >= 15) check(at(x, y) == GROUND, "nothing outside of the rectangle");
        }
        check(drawn > 40, "something is drawn: %d pixels", drawn);
    }
}

static void test_disabled_icon(void)
{
    clear();
    check(DrawStateW(canvas.dc, NULL, NULL, (LPARAM)LoadIconW(NULL, (LPCWSTR)IDI_HAND), 0, 0, 0, 16, 16,
                     DST_ICON | DSS_DISABLED),
          "DrawState: error %lu", GetLastError());
    int shadow = 0, light = 0, other = 0;
    for (int p = 0; p < 16 * 16; p++) {
        DWORD pixel = at(p % 16, p / 16);
        if (pixel == system_color(COLOR_3DSHADOW)) shadow++;
        else if (pixel == system_color(COLOR_3DHILIGHT)) light++;
        else if (pixel != GROUND) other++;
    }
    check(shadow && !other, "only shadow and highlight: %d, %d, %d", shadow, light, other);
}

int main(void)
{
    canvas = canvas_create(16, 16, 32, NULL, NULL);
    test_simple();
    test_edges();
    test_controls();
    test_disabled_icon();
    canvas_destroy(&canvas);
    return check_summary();
}
