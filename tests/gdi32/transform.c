/* Mapping modes and world transforms: logical coordinates to device coordinates and back. */
#include "canvas.h"

#define SIDE 200

static struct canvas canvas;

static POINT to_device(int x, int y)
{
    POINT point = {x, y};
    check(LPtoDP(canvas.dc, &point, 1), "LPtoDP");
    return point;
}

static void check_point(POINT point, int x, int y, const char *what)
{
    check(point.x == x && point.y == y, "%s: %ld, %ld, expected %d, %d", what, point.x, point.y, x, y);
}

static void test_anisotropic(void)
{
    check_equal_int(SetMapMode(canvas.dc, MM_ANISOTROPIC), MM_TEXT, "SetMapMode");
    for (int i = 1; i < 8; i++) {
        SIZE old;
        check_case(i);
        check(SetWindowExtEx(canvas.dc, 10, 20, NULL), "SetWindowExtEx");
        check(SetViewportExtEx(canvas.dc, 10 * i, -20 * i, &old), "SetViewportExtEx");
        SetWindowOrgEx(canvas.dc, 3, 4, NULL);
        SetViewportOrgEx(canvas.dc, 7, 100, NULL);
        check_point(to_device(3, 4), 7, 100, "the origins meet");
        check_point(to_device(5, 9), 7 + 2 * i, 100 - 5 * i, "scaled and flipped");
        POINT back = {7 + 2 * i, 100 - 5 * i};
        check(DPtoLP(canvas.dc, &back, 1), "DPtoLP");
        check_point(back, 5, 9, "and back");
    }
    check(!SetWindowExtEx(canvas.dc, 0, 5, NULL), "no extent is 0");
    SIZE extent;
    check(ScaleViewportExtEx(canvas.dc, 3, 2, 1, 2, &extent), "ScaleViewportExtEx");
    check(extent.cx == 70 && extent.cy == -140, "the old extents");
    check(GetViewportExtEx(canvas.dc, &extent) && extent.cx == 105 && extent.cy == -70, "the new ones: %ld, %ld",
          extent.cx, extent.cy);
    POINT origin;
    check(OffsetViewportOrgEx(canvas.dc, 5, -5, &origin) && origin.x == 7 && origin.y == 100, "OffsetViewportOrgEx");
    check(GetViewportOrgEx(canvas.dc, &origin) && origin.x == 12 && origin.y == 95, "moved");
    check(OffsetWindowOrgEx(canvas.dc, 1, 1, &origin) && origin.x == 3 && origin.y == 4, "OffsetWindowOrgEx");
    check_equal_int(SetMapMode(canvas.dc, MM_TEXT), MM_ANISOTROPIC, "SetMapMode");
    SetWindowOrgEx(canvas.dc, 0, 0, NULL);
    SetViewportOrgEx(canvas.dc, 0, 0, NULL);
}

/* A unit of the metric modes is a length on the device; y grows upwards. */
static void test_metric(void)
{
    static const struct { int mode; double millimetres;
    } modes[] = {{MM_LOMETRIC, 0.1},
                 {MM_HIMETRIC, 0.01},
                 {MM_LOENGLISH, 0.254},
                 {MM_HIENGLISH, 0.0254},
                 {MM_TWIPS, 25.4 / 1440}};
    double pixels_x = (double)GetDeviceCaps(canvas.dc, HORZRES) / GetDeviceCaps(canvas.dc, HORZSIZE);
    double pixels_y = (double)GetDeviceCaps(canvas.dc, VERTRES) / GetDeviceCaps(canvas.dc, VERTSIZE);
    for (int i = 0; i < 5; i++) {
        check_case(i);
        SetMapMode(canvas.dc, modes[i].mode);
        int units = (int)(50 / modes[i].millimetres);
        POINT point = to_device(units, units);
        check(abs((int)(point.x - 50 * pixels_x)) <= 2, "50 mm across: %ld pixels", point.x);
        check(abs((int)(point.y + 50 * pixels_y)) <= 2, "50 mm up: %ld pixels", point.y);
        SIZE before, after;
        GetWindowExtEx(canvas.dc, &before);
        SetWindowExtEx(canvas.dc, 7, 7, NULL);
        GetWindowExtEx(canvas.dc, &after);
        check(before.cx == after.cx && before.cy == after.cy, "these extents are fixed");
    }
    SetMapMode(canvas.dc, MM_ISOTROPIC);
    SetWindowExtEx(canvas.dc, 100, 100, NULL);
    SetViewportExtEx(canvas.dc, 150, 50, NULL);
    SIZE extent;
    GetViewportExtEx(canvas.dc, &extent);
    check(abs(extent.cx) <= 60 && abs(extent.cy) == 50, "MM_ISOTROPIC shrinks the longer side: %ld, %ld", extent.cx,
          extent.cy);
    SetMapMode(canvas.dc, MM_TEXT);
    check_equal_int(SetMapMode(canvas.dc, 99), 0, "no such mode");
}

static void test_world(void)
{
    XFORM shift = {1, 0, 0, 1, 10, 20}, turn = {0, 1, -1, 0, 0, 0}, scale = {2, 0, 0, 3, 0, 0},
          flat = {1, 1, 1, 1, 0, 0}, result;
    check(!SetWorldTransform(canvas.dc, &shift), "only advanced graphics have world transforms");
    check_equal_int(SetGraphicsMode(canvas.dc, GM_ADVANCED), GM_COMPATIBLE, "SetGraphicsMode");
    check(SetWorldTransform(canvas.dc, &shift), "SetWorldTransform");
    check_point(to_device(1, 2), 11, 22, "moved");
    check_equal_int(SetGraphicsMode(canvas.dc, GM_COMPATIBLE), 0, "not while there is a transform");
    check(SetWorldTransform(canvas.dc, &turn), "SetWorldTransform");
    check_point(to_device(10, 3), -3, 10, "turned");
    check(!SetWorldTransform(canvas.dc, &flat), "not invertible");
    check(ModifyWorldTransform(canvas.dc, &scale, MWT_LEFTMULTIPLY), "MWT_LEFTMULTIPLY");
    check_point(to_device(10, 3), -9, 20, "scaled, then turned");
    SetWorldTransform(canvas.dc, &turn);
    check(ModifyWorldTransform(canvas.dc, &scale, MWT_RIGHTMULTIPLY), "MWT_RIGHTMULTIPLY");
    check_point(to_device(10, 3), -6, 30, "turned, then scaled");
    check(GetWorldTransform(canvas.dc, &result) && result.eM12 == 3 && result.eM21 == -2, "GetWorldTransform");
    check(ModifyWorldTransform(canvas.dc, NULL, MWT_IDENTITY), "MWT_IDENTITY");
    check_point(to_device(10, 3), 10, 3, "as it was");
    check(CombineTransform(&result, &shift, &scale), "CombineTransform");
    check(result.eM11 == 2 && result.eM22 == 3 && result.eDx == 20 && result.eDy == 60, "first shift, then scale");
    SetMapMode(canvas.dc, MM_ANISOTROPIC);
    SetViewportExtEx(canvas.dc, 2, 2, NULL);
    SetWorldTransform(canvas.dc, &shift);
    check_point(to_device(1, 2), 22, 44, "world first, then the page");
    SetMapMode(canvas.dc, MM_TEXT);
    ModifyWorldTransform(canvas.dc, NULL, MWT_IDENTITY);
    check_equal_int(SetGraphicsMode(canvas.dc, GM_COMPATIBLE), GM_ADVANCED, "SetGraphicsMode");
}

static BOOL is_drawn(int x, int y) { return (canvas_get(&canvas, x, y) & 0xffffff) == 0; }

/* Shapes under transforms: their corners lie where LPtoDP says. */
static void test_drawing(void)
{
    XFORM turn = {0.6f, 0.8f, -0.8f, 0.6f, 100, 20};
    SelectObject(canvas.dc, GetStockObject(BLACK_BRUSH));
    canvas_clear(&canvas, 0xff);
    SetMapMode(canvas.dc, MM_ANISOTROPIC);
    SetWindowExtEx(canvas.dc, 10, 10, NULL);
    SetViewportExtEx(canvas.dc, 30, 40, NULL);
    Rectangle(canvas.dc, 2, 3, 20, 30);
    check(is_drawn(6, 12) && is_drawn(59, 119) && !is_drawn(60, 119) && !is_drawn(59, 120) && !is_drawn(5, 12),
          "a scaled rectangle");
    SetMapMode(canvas.dc, MM_TEXT);
    canvas_clear(&canvas, 0xff);
    SetGraphicsMode(canvas.dc, GM_ADVANCED);
    SetWorldTransform(canvas.dc, &turn);
    Rectangle(canvas.dc, 0, 0, 80, 60);
    for (int i = 0; i < 100; i++) {
        POINT inner = to_device(5 + i % 10 * 7, 5 + i / 10 * 5), outer = to_device(i - 10, i % 2 ? -4 : 64);
        check_case(i);
        check(is_drawn(inner.x, inner.y), "within the turned rectangle: %ld, %ld", inner.x, inner.y);
        check(!is_drawn(outer.x, outer.y), "outside: %ld, %ld", outer.x, outer.y);
    }
    canvas_clear(&canvas, 0xff);
    Ellipse(canvas.dc, 0, 0, 80, 60);
    POINT center = to_device(40, 30), right = to_device(78, 30), beyond = to_device(83, 30), corner = to_device(4, 4);
    check(is_drawn(center.x, center.y) && is_drawn(right.x, right.y), "a turned ellipse");
    check(!is_drawn(beyond.x, beyond.y) && !is_drawn(corner.x, corner.y), "and what lies outside");
    ModifyWorldTransform(canvas.dc, NULL, MWT_IDENTITY);
    SetGraphicsMode(canvas.dc, GM_COMPATIBLE);
}

int main(void)
{
    canvas = canvas_create(SIDE, SIDE, 32, NULL, NULL);
    test_anisotropic();
    test_metric();
    test_world();
    test_drawing();
    canvas_destroy(&canvas);
    return check_summary();
}
