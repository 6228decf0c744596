/* Paths: what is collected, flattened, filled, stroked, widened, and made a region or a clip region. */
#include "canvas.h"

#define SIZE 48
#define WHITE 0xffffff

static struct canvas canvas;

static DWORD at(int x, int y) { return canvas_get(&canvas, x, y) & 0xffffff; }

static int count_pixels(DWORD pixel)
{
    int count = 0;
    for (int i = 0; i < SIZE * SIZE; i++) count += at(i % SIZE, i / SIZE) == pixel;
    return count;
}

/* Ends the bracket and reads the path. */
static int end_path(POINT *points, BYTE *types)
{
    check(EndPath(canvas.dc), "EndPath");
    return GetPath(canvas.dc, points, types, 64);
}

static void test_states(void)
{
    POINT point;
    BYTE type;
    AbortPath(canvas.dc);
    check_fails_with(EndPath(canvas.dc), ERROR_CAN_NOT_COMPLETE);
    check_fails_with(CloseFigure(canvas.dc), ERROR_CAN_NOT_COMPLETE);
    check_fails_with(FillPath(canvas.dc), ERROR_CAN_NOT_COMPLETE);
    check_fails_with(StrokePath(canvas.dc), ERROR_CAN_NOT_COMPLETE);
    check_fails_with(StrokeAndFillPath(canvas.dc), ERROR_CAN_NOT_COMPLETE);
    check_fails_with(FlattenPath(canvas.dc), ERROR_CAN_NOT_COMPLETE);
    check_fails_with(WidenPath(canvas.dc), ERROR_CAN_NOT_COMPLETE);
    check_fails_with(PathToRegion(canvas.dc), ERROR_CAN_NOT_COMPLETE);
    check_fails_with(SelectClipPath(canvas.dc, RGN_COPY), ERROR_CAN_NOT_COMPLETE);
    check_equal_int(GetPath(canvas.dc, &point, &type, 0), -1, "GetPath without a path");
    check(BeginPath(canvas.dc), "BeginPath");
    check_equal_int(GetPath(canvas.dc, &point, &type, 0), -1, "GetPath of an open path");
    check_fails_with(FillPath(canvas.dc), ERROR_CAN_NOT_COMPLETE);
    check(EndPath(canvas.dc), "EndPath");
    check_equal_int(GetPath(canvas.dc, &point, &type, 0), 0, "an empty path");
    check(BeginPath(canvas.dc), "BeginPath drops the one before");
    Rectangle(canvas.dc, 1, 1, 5, 5);
    check(AbortPath(canvas.dc), "AbortPath");
    check_equal_int(GetPath(canvas.dc, &point, &type, 0), -1, "nothing is left");
}

static void check_path(int count, const POINT *points, const BYTE *types, int expected_count, const POINT *expected,
                       const BYTE *expected_types)
{
    check_equal_int(count, expected_count, "number of points");
    for (int i = 0; i < count && i < expected_count; i++) {
        check_case(i);
        check(points[i].x == expected[i].x && points[i].y == expected[i].y, "point %d: %ld, %ld, expected %ld, %ld", i,
              points[i].x, points[i].y, expected[i].x, expected[i].y);
        check_equal_u32(types[i], expected_types[i], "type");
    }
}

static void test_lines(void)
{
    const POINT expected[] = {{1, 2}, {10, 2}, {10, 12}, {20, 20}, {30, 20},
                              {3, 4}, {5, 6},  {7, 8},   {30, 20}, {31, 31}};
    const BYTE expected_types[] = {
        PT_MOVETO, PT_LINETO, PT_LINETO | PT_CLOSEFIGURE, PT_MOVETO, PT_LINETO, PT_MOVETO, PT_LINETO, PT_LINETO,
        PT_MOVETO, PT_LINETO};
    const POINT polyline[] = {{3, 4}, {5, 6}, {7, 8}};
    POINT points[64];
    BYTE types[64];
    canvas_clear(&canvas, 0xff);
    BeginPath(canvas.dc);
    MoveToEx(canvas.dc, 1, 2, NULL);
    LineTo(canvas.dc, 10, 2);
    LineTo(canvas.dc, 10, 12);
    check(CloseFigure(canvas.dc), "CloseFigure");
    MoveToEx(canvas.dc, 20, 20, NULL);
    LineTo(canvas.dc, 30, 20);
    Polyline(canvas.dc, polyline, 3);
    LineTo(canvas.dc, 31, 31);
    int count = end_path(points, types);
    check_path(count, points, types, 10, expected, expected_types);
    check_equal_int(count_pixels(WHITE), SIZE * SIZE, "nothing is drawn within the bracket");
    check_equal_int(GetPath(canvas.dc, points, types, 3), -1, "too little room");
    check(StrokePath(canvas.dc), "StrokePath");
    check_equal_u32(at(1, 2), 0, "now it is drawn");
    check_equal_u32(at(5, 7), 0, "closed figures, too");
    check_equal_int(GetPath(canvas.dc, points, types, 0), -1, "StrokePath drops the path");
}

static void test_shapes(void)
{
    POINT points[64];
    BYTE types[64];
    BeginPath(canvas.dc);
    Rectangle(canvas.dc, 2, 3, 12, 13);
    int count = end_path(points, types);
    check_equal_int(count, 4, "a rectangle has four points");
    check(points[0].x == 11 && points[0].y == 3 && points[2].x == 2 && points[2].y == 12,
          "right and bottom are left out");
    check(types[0] == PT_MOVETO && types[3] == (PT_LINETO | PT_CLOSEFIGURE), "and is closed");
    BeginPath(canvas.dc);
    Ellipse(canvas.dc, 2, 3, 13, 14);
    count = end_path(points, types);
    check_equal_int(count, 13, "an ellipse has four curves");
    check(points[0].x == 12 && points[0].y == 8, "it begins on the right: %ld, %ld", points[0].x, points[0].y);
    for (int i = 1; i < 12; i++) {
        check_case(i);
        check_equal_u32(types[i], PT_BEZIERTO, "curves");
    }
    check(FlattenPath(canvas.dc), "FlattenPath");
    count = GetPath(canvas.dc, points, types, 64);
    check(count > 8, "a flat ellipse has more points: %d", count);
    for (int i = 1; i < count && i < 64; i++) {
        check_case(i);
        check((types[i] & ~PT_CLOSEFIGURE) == PT_LINETO, "lines");
        check(points[i].x >= 2 && points[i].x <= 12 && points[i].y >= 3 && points[i].y <= 13, "within its bounds");
    }
    BeginPath(canvas.dc);
    Pie(canvas.dc, 2, 3, 13, 14, 12, 8, 7, 0);
    count = end_path(points, types);
    check_equal_int(count, 5, "a quarter pie is a curve and the centre");
    check_equal_u32(types[4], PT_LINETO | PT_CLOSEFIGURE, "closed");
    AbortPath(canvas.dc);
}

static void make_square_path(int low, int high)
{
    BeginPath(canvas.dc);
    MoveToEx(canvas.dc, low, low, NULL);
    LineTo(canvas.dc, high, low);
    LineTo(canvas.dc, high, high);
    LineTo(canvas.dc, low, high);
    EndPath(canvas.dc);
}

static void test_fill(void)
{
    HBRUSH brush = CreateSolidBrush(RGB(255, 0, 0));
    HGDIOBJ old = SelectObject(canvas.dc, brush);
    for (int size = 1; size < 40; size += 6) {
        check_case(size);
        canvas_clear(&canvas, 0xff);
        make_square_path(4, 4 + size);
        check(FillPath(canvas.dc), "FillPath");
        check_equal_int(count_pixels(0xff0000), size * size, "open figures are closed and filled");
        canvas_clear(&canvas, 0xff);
        make_square_path(4, 4 + size);
        check(StrokeAndFillPath(canvas.dc), "StrokeAndFillPath");
        check_equal_int(count_pixels(0), 4 * size, "open figures are closed and stroked");
        check_equal_int(count_pixels(0xff0000), (size - 1) * (size - 1), "and filled");
        make_square_path(4, 4 + size);
        HRGN region = PathToRegion(canvas.dc);
        RECT box;
        check_equal_int(GetRgnBox(region, &box), SIMPLEREGION, "PathToRegion");
        check(box.left == 4 && box.top == 4 && box.right == 4 + size && box.bottom == 4 + size, "its box");
        DeleteObject(region);
    }
    make_square_path(10, 20);
    check(SelectClipPath(canvas.dc, RGN_COPY), "SelectClipPath");
    canvas_clear(&canvas, 0xff);
    PatBlt(canvas.dc, 0, 0, SIZE, SIZE, BLACKNESS);
    check_equal_int(count_pixels(0), 100, "drawing is clipped to the path");
    SelectClipRgn(canvas.dc, NULL);
    DeleteObject(SelectObject(canvas.dc, old));
}

static void test_widen(void)
{
    POINT points[64];
    BYTE types[64];
    LOGBRUSH description = {BS_SOLID, RGB(0, 0, 0), 0};
    HGDIOBJ old = SelectObject(canvas.dc, GetStockObject(BLACK_PEN));
    BeginPath(canvas.dc);
    MoveToEx(canvas.dc, 10, 10, NULL);
    LineTo(canvas.dc, 30, 10);
    EndPath(canvas.dc);
    check_fails_with(WidenPath(canvas.dc), ERROR_CAN_NOT_COMPLETE); /* cosmetic pens have no width */
    HPEN pen = ExtCreatePen(PS_GEOMETRIC | PS_ENDCAP_FLAT | PS_JOIN_MITER, 4, &description, 0, NULL);
    SelectObject(canvas.dc, pen);
    check(WidenPath(canvas.dc), "WidenPath");
    int count = GetPath(canvas.dc, points, types, 64);
    check_equal_int(count, 4, "a line with flat ends becomes a rectangle");
    for (int i = 0; i < count && i < 64; i++) {
        check_case(i);
        check((points[i].x == 10 || points[i].x == 30) && (points[i].y == 8 || points[i].y == 12), "corner %ld, %ld",
              points[i].x, points[i].y);
    }
    canvas_clear(&canvas, 0xff);
    HGDIOBJ old_brush = SelectObject(canvas.dc, GetStockObject(BLACK_BRUSH));
    FillPath(canvas.dc);
    check_equal_int(count_pixels(0), 80, "20 by 4 pixels");
    SelectObject(canvas.dc, old_brush);
    SelectObject(canvas.dc, old);
    DeleteObject(pen);
}

/* The points are kept in device coordinates: a transform that changes later changes what GetPath says. */
static void test_transform(void)
{
    POINT points[64];
    BYTE types[64];
    BeginPath(canvas.dc);
    MoveToEx(canvas.dc, 10, 10, NULL);
    LineTo(canvas.dc, 20, 30);
    EndPath(canvas.dc);
    SetWindowOrgEx(canvas.dc, 5, 7, NULL);
    check_equal_int(GetPath(canvas.dc, points, types, 64), 2, "GetPath");
    check(points[0].x == 15 && points[0].y == 17 && points[1].x == 25 && points[1].y == 37,
          "logical coordinates of now");
    SetWindowOrgEx(canvas.dc, 0, 0, NULL);
    AbortPath(canvas.dc);
}

int main(void)
{
    canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    test_states();
    test_lines();
    test_shapes();
    test_fill();
    test_widen();
    test_transform();
    canvas_destroy(&canvas);
    return check_summary();
}
