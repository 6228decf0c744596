/* Clip regions and metaregions: what may be drawn on, and what is said about it. */
#include "canvas.h"

#define SIZE 40

static struct canvas canvas;

/* Which pixels does drawing reach? */
static BOOL is_open(int x, int y) { return canvas_get(&canvas, x, y) == 0; }

static void paint(void)
{
    canvas_clear(&canvas, 0xff);
    PatBlt(canvas.dc, -100, -100, 300, 300, BLACKNESS);
    GdiFlush();
}

static void check_against(HRGN region, const char *what)
{
    int wrong = 0, visible_wrong = 0;
    paint();
    for (int i = 0; i < SIZE * SIZE; i++) {
        BOOL expected = PtInRegion(region, i % SIZE, i / SIZE);
        wrong += is_open(i % SIZE, i / SIZE) != expected;
        visible_wrong += PtVisible(canvas.dc, i % SIZE, i / SIZE) != expected;
    }
    check(!wrong, "%s: %d pixels are wrong", what, wrong);
    check(!visible_wrong, "%s: PtVisible is wrong of %d", what, visible_wrong);
}

static void test_modes(void)
{
    HRGN first = CreateRectRgn(5, 5, 25, 25), second = CreateEllipticRgn(10, 12, 38, 39),
         expected = CreateRectRgn(0, 0, 0, 0);
    for (int mode = RGN_AND; mode <= RGN_COPY; mode++) {
        check_case(mode);
        SelectClipRgn(canvas.dc, first);
        CombineRgn(expected, first, second, mode);
        if (mode == RGN_COPY) CombineRgn(expected, second, NULL, RGN_COPY);
        check_equal_int(ExtSelectClipRgn(canvas.dc, second, mode), COMPLEXREGION, "ExtSelectClipRgn");
        check_against(expected, "combined");
        HRGN copy = CreateRectRgn(0, 0, 0, 0);
        check_equal_int(GetClipRgn(canvas.dc, copy), 1, "GetClipRgn");
        check(EqualRgn(copy, expected), "GetClipRgn copies it");
        DeleteObject(copy);
    }
    check_equal_int(SelectClipRgn(canvas.dc, NULL), SIMPLEREGION, "no clip region");
    check_equal_int(GetClipRgn(canvas.dc, expected), 0, "GetClipRgn without one");
    check_equal_int(ExtSelectClipRgn(canvas.dc, NULL, RGN_AND), ERROR, "only RGN_COPY takes NULL");
    check_equal_int(GetClipRgn(NULL, expected), -1, "no device context");
    DeleteObject(first);
    DeleteObject(second);
    DeleteObject(expected);
}

static void test_rectangles(void)
{
    RECT box;
    for (int i = 0; i < 10; i++) {
        check_case(i);
        SelectClipRgn(canvas.dc, NULL);
        check_equal_int(IntersectClipRect(canvas.dc, 3, 4, 10 + i, 20), SIMPLEREGION, "IntersectClipRect");
        check_equal_int(GetClipBox(canvas.dc, &box), SIMPLEREGION, "GetClipBox");
        check(box.left == 3 && box.top == 4 && box.right == 10 + i && box.bottom == 20, "its box");
        check_equal_int(ExcludeClipRect(canvas.dc, 0, 8, 9, 12), COMPLEXREGION, "ExcludeClipRect");
        check(!PtVisible(canvas.dc, 8, 8) && PtVisible(canvas.dc, 9, 8) && PtVisible(canvas.dc, 8, 12),
              "right and bottom of it stay");
        check_equal_int(OffsetClipRgn(canvas.dc, 2, -1), COMPLEXREGION, "OffsetClipRgn");
        GetClipBox(canvas.dc, &box);
        check(box.left == 5 && box.top == 3 && box.right == 12 + i && box.bottom == 19, "moved");
        check_equal_int(IntersectClipRect(canvas.dc, 0, 0, 1, 1), NULLREGION, "nothing is left");
        paint();
        check(!is_open(0, 0) && !is_open(8, 8), "nothing is drawn");
    }
    SelectClipRgn(canvas.dc, NULL);
}

static void test_rect_visible(void)
{
    const RECT inside = {12, 12, 14, 14}, around = {0, 0, 40, 40}, beside = {0, 0, 10, 10}, touching = {20, 10, 30, 20};
    IntersectClipRect(canvas.dc, 10, 10, 20, 20);
    check(RectVisible(canvas.dc, &inside), "within");
    check(RectVisible(canvas.dc, &around), "around");
    check(!RectVisible(canvas.dc, &beside), "beside");
    check(!RectVisible(canvas.dc, &touching), "right is not part of it");
    SelectClipRgn(canvas.dc, NULL);
}

/* SetMetaRgn intersects the clip region with the metaregion and drops it; only SaveDC brings the old metaregion back.
 */
static void test_meta(void)
{
    HRGN region = CreateRectRgn(0, 0, 0, 0), expected = CreateRectRgn(5, 5, 15, 15);
    int saved = SaveDC(canvas.dc);
    IntersectClipRect(canvas.dc, 0, 0, 15, 15);
    check_equal_int(SetMetaRgn(canvas.dc), SIMPLEREGION, "SetMetaRgn");
    check_equal_int(GetClipRgn(canvas.dc, region), 0, "the clip region is gone");
    IntersectClipRect(canvas.dc, 5, 5, 30, 30);
    check_against(expected, "both together");
    check_equal_int(GetRandomRgn(canvas.dc, region, 3), 1, "both together");
    check_equal_int(GetMetaRgn(canvas.dc, region), TRUE, "GetMetaRgn");
    check_equal_int(SetMetaRgn(canvas.dc), SIMPLEREGION, "SetMetaRgn again");
    check_against(expected, "intersected");
    check(RestoreDC(canvas.dc, saved), "RestoreDC");
    check(!GetMetaRgn(canvas.dc, region), "no metaregion any more");
    paint();
    check(is_open(0, 0) && is_open(SIZE - 1, SIZE - 1), "all is open again");
    DeleteObject(region);
    DeleteObject(expected);
}

/* Clip regions are in device coordinates; rectangles are logical. */
static void test_transforms(void)
{
    RECT box;
    HRGN region = CreateRectRgn(4, 4, 8, 8);
    SetViewportOrgEx(canvas.dc, 10, 10, NULL);
    SelectClipRgn(canvas.dc, region);
    GetClipBox(canvas.dc, &box);
    check(box.left == -6 && box.top == -6 && box.right == -2 && box.bottom == -2, "the box is logical");
    SelectClipRgn(canvas.dc, NULL);
    IntersectClipRect(canvas.dc, 0, 0, 5, 5);
    SetViewportOrgEx(canvas.dc, 0, 0, NULL);
    GetClipBox(canvas.dc, &box);
    check(box.left == 10 && box.top == 10 && box.right == 15 && box.bottom == 15, "the rectangle was logical");
    SelectClipRgn(canvas.dc, NULL);
    DeleteObject(region);
}

int main(void)
{
    canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    test_modes();
    test_rectangles();
    test_rect_visible();
    test_meta();
    test_transforms();
    canvas_destroy(&canvas);
    return check_summary();
}
