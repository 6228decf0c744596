/* Lines: which pixels belong to them, where they end, the current position, binary raster operations, styles. */
#include "canvas.h"

#define SIZE 48
#define WHITE 0xffffff

static struct canvas canvas;

static int count_drawn(void)
{
    int count = 0;
    for (int i = 0; i < SIZE * SIZE; i++) count += (canvas_get(&canvas, i % SIZE, i / SIZE) & 0xffffff) != WHITE;
    return count;
}

static BOOL is_drawn(int x, int y)
{
    return x >= 0 && y >= 0 && x < SIZE && y < SIZE && (canvas_get(&canvas, x, y) & 0xffffff) != WHITE;
}

static void draw(int x0, int y0, int x1, int y1)
{
    canvas_clear(&canvas, 0xff);
    MoveToEx(canvas.dc, x0, y0, NULL);
    LineTo(canvas.dc, x1, y1);
}

/* "Draws a line from the current position up to, but not including, the specified point." */
static void test_end_points(void)
{
    static const POINT ways[8] = {{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}};
    for (int way = 0; way < 8; way++) {
        for (int length = 0; length < 20; length += 3) {
            int x = 24 + ways[way].x * length, y = 24 + ways[way].y * length;
            draw(24, 24, x, y);
            check_case(way * 100 + length);
            check_equal_int(count_drawn(), length, "one pixel for each step");
            check(!length || is_drawn(24, 24), "the first pixel is drawn");
            check(!is_drawn(x, y), "the last pixel is not");
            POINT position;
            check(GetCurrentPositionEx(canvas.dc, &position) && position.x == x && position.y == y,
                  "the position moves to %d, %d", x, y);
        }
    }
}

/* A line has one pixel in each step of its longer direction, none farther from it than half a pixel. */
static void test_nearest_pixels(void)
{
    DWORD state = 7;
    for (int i = 0; i < 150; i++) {
        int x0 = (int)(canvas_random(&state) % SIZE), y0 = (int)(canvas_random(&state) % SIZE);
        int x1 = (int)(canvas_random(&state) % SIZE), y1 = (int)(canvas_random(&state) % SIZE);
        int dx = abs(x1 - x0), dy = abs(y1 - y0), length = max(dx, dy), far_off = 0;
        draw(x0, y0, x1, y1);
        check_case(i);
        check_equal_int(count_drawn(), length, "one pixel for each step");
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                int cross = abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0));
                far_off += is_drawn(x, y) && 2 * cross > length;
            }
        }
        check(!far_off, "%d,%d to %d,%d: %d pixels off the line", x0, y0, x1, y1, far_off);
    }
}

/* What lies beyond the bitmap or the clip region is left out, and what is seen is the same as of the whole line. */
static void test_clipped(void)
{
    DWORD state = 99;
    struct canvas large = canvas_create(3 * SIZE, 3 * SIZE, 32, NULL, NULL);
    for (int i = 0; i < 60; i++) {
        int sides[4], wrong = 0;
        for (int j = 0; j < 4; j++) sides[j] = (int)(canvas_random(&state) % (3 * SIZE));
        canvas_clear(&large, 0xff);
        MoveToEx(large.dc, sides[0], sides[1], NULL);
        LineTo(large.dc, sides[2], sides[3]);
        draw(sides[0] - SIZE, sides[1] - SIZE, sides[2] - SIZE, sides[3] - SIZE);
        for (int p = 0; p < SIZE * SIZE; p++) {
            wrong += (canvas_get(&canvas, p % SIZE, p / SIZE) ^ canvas_get(&large, p % SIZE + SIZE, p / SIZE + SIZE)) &
                             0xffffff
                         ? 1
                         : 0;
        }
        check_case(i);
        check(!wrong, "%d pixels differ", wrong);
    }
    canvas_destroy(&large);
    draw(-2000000000, 10, 2000000000, 10);
    check_equal_int(count_drawn(), SIZE, "a line far beyond both sides");
}

static DWORD rop2_result(int rop2, DWORD pen, DWORD old)
{
    DWORD table = (DWORD)rop2 - 1, result = 0;
    for (int bit = 0; bit < 24; bit++) {
        int index = (int)(pen >> bit & 1) * 2 + (int)(old >> bit & 1);
        result |= (table >> index & 1) << bit;
    }
    return result;
}

/* The names say it: R2_MASKPENNOT is pen AND NOT screen, and so on; together they are all functions of two bits. */
static void test_rop2(void)
{
    HPEN pen = CreatePen(PS_SOLID, 1, RGB(0x0f, 0x33, 0x55));
    HGDIOBJ old = SelectObject(canvas.dc, pen);
    check_equal_u32(rop2_result(R2_MASKPENNOT, 0xf0, 0xcc), 0x30, "R2_MASKPENNOT: pen AND NOT screen");
    check_equal_u32(rop2_result(R2_MERGENOTPEN, 0xf0, 0xcc) & 0xff, 0xcf, "R2_MERGENOTPEN: NOT pen OR screen");
    for (int rop2 = R2_BLACK; rop2 <= R2_WHITE; rop2++) {
        check_case(rop2);
        check(SetROP2(canvas.dc, rop2) != 0, "SetROP2");
        for (int flat = 0; flat < 2; flat++) {
            canvas_clear(&canvas, 0x5a);
            MoveToEx(canvas.dc, 2, 2, NULL);
            LineTo(canvas.dc, 12, flat ? 2 : 7);
            check_equal_u32(canvas_get(&canvas, 2, 2) & 0xffffff, rop2_result(rop2, 0x0f3355, 0x5a5a5a),
                            flat ? "a horizontal line" : "a line");
        }
    }
    SetROP2(canvas.dc, R2_COPYPEN);
    DeleteObject(SelectObject(canvas.dc, old));
}

static void test_polylines(void)
{
    const POINT points[] = {{2, 2}, {10, 2}, {10, 10}, {20, 20}, {30, 20}};
    const DWORD counts[] = {3, 2}, bad_counts[] = {4, 1};
    POINT position;
    MoveToEx(canvas.dc, 5, 6, NULL);
    canvas_clear(&canvas, 0xff);
    check(Polyline(canvas.dc, points, 5), "Polyline");
    check_equal_int(count_drawn(), 36, "8 and 8 and 10 and 10 pixels");
    check(is_drawn(2, 2) && is_drawn(10, 10) && is_drawn(29, 20) && !is_drawn(30, 20),
          "the first is drawn, the last is not");
    GetCurrentPositionEx(canvas.dc, &position);
    check(position.x == 5 && position.y == 6, "Polyline leaves the position alone");
    canvas_clear(&canvas, 0xff);
    check(PolyPolyline(canvas.dc, points, counts, 2), "PolyPolyline");
    check_equal_int(count_drawn(), 26, "the figures are not connected");
    check(!is_drawn(10, 10), "each leaves out its last point");
    check(!PolyPolyline(canvas.dc, points, bad_counts, 2), "one point is no line");
    check(!Polyline(canvas.dc, points, 1), "one point is no line");
    canvas_clear(&canvas, 0xff);
    MoveToEx(canvas.dc, 0, 2, NULL);
    check(PolylineTo(canvas.dc, points, 2), "PolylineTo");
    check_equal_int(count_drawn(), 10, "from the position on");
    GetCurrentPositionEx(canvas.dc, &position);
    check(position.x == 10 && position.y == 2, "PolylineTo moves the position");
    POINT old;
    check(MoveToEx(canvas.dc, 1, 1, &old) && old.x == 10 && old.y == 2, "MoveToEx gives the old position");
}

static void test_poly_draw(void)
{
    const POINT points[] = {{5, 5}, {15, 5}, {15, 15}, {30, 30}, {40, 30}};
    const BYTE types[] = {PT_MOVETO, PT_LINETO, PT_LINETO | PT_CLOSEFIGURE, PT_MOVETO, PT_LINETO};
    const BYTE wrong[] = {PT_MOVETO, PT_BEZIERTO, PT_LINETO, PT_LINETO, PT_LINETO};
    POINT position;
    canvas_clear(&canvas, 0xff);
    check(PolyDraw(canvas.dc, points, types, 5), "PolyDraw");
    check_equal_int(count_drawn(), 40, "three sides of ten pixels, and a line");
    check(is_drawn(10, 10), "the figure is closed");
    GetCurrentPositionEx(canvas.dc, &position);
    check(position.x == 40 && position.y == 30, "the position is the last point");
    check(!PolyDraw(canvas.dc, points, wrong, 5), "curves have three points");
}

static void test_bezier(void)
{
    const POINT straight[] = {{5, 5}, {15, 5}, {25, 5}, {35, 5}}, bent[] = {{4, 40}, {4, 4}, {44, 4}, {44, 40}};
    POINT position;
    canvas_clear(&canvas, 0xff);
    check(PolyBezier(canvas.dc, straight, 4), "PolyBezier");
    check_equal_int(count_drawn(), 30, "a curve that is straight");
    check(!PolyBezier(canvas.dc, straight, 3), "three points are no curve");
    canvas_clear(&canvas, 0xff);
    MoveToEx(canvas.dc, bent[0].x, bent[0].y, NULL);
    check(PolyBezierTo(canvas.dc, bent + 1, 3), "PolyBezierTo");
    GetCurrentPositionEx(canvas.dc, &position);
    check(position.x == 44 && position.y == 40, "PolyBezierTo moves the position");
    check(is_drawn(4, 40), "it begins where it should");
    check(is_drawn(24, 13) || is_drawn(23, 13) || is_drawn(25, 13),
          "its middle is 3/4 of the way to the controls' line");
    check(!PolyBezierTo(canvas.dc, bent, 4), "PolyBezierTo takes three points for each curve");
}

struct dda { int count; POINT first, last; };

static void CALLBACK remember(int x, int y, LPARAM data)
{
    struct dda *dda = (struct dda *)data;
    if (!dda->count++) dda->first = (POINT){x, y};
    dda->last = (POINT){x, y};
}

static void test_line_dda(void)
{
    for (int i = 0; i < 12; i++) {
        struct dda dda = {0};
        check_case(i);
        check(LineDDA(3, 4, 3 + i, 4 - 2 * i, remember, (LPARAM)&dda), "LineDDA");
        check_equal_int(dda.count, 2 * i, "all points but the last");
        check(!i || (dda.first.x == 3 && dda.first.y == 4), "from the first one");
        check(!i || (dda.last.y == 4 - 2 * i + 1), "to the last but one");
    }
}

/* Cosmetic styles: their gaps are transparent or in the background colour. */
static void test_styles(void)
{
    static const int styles[] = {PS_DASH, PS_DOT, PS_DASHDOT, PS_DASHDOTDOT};
    for (int i = 0; i < 4; i++) {
        HPEN pen = CreatePen(styles[i], 1, RGB(0, 0, 0));
        HGDIOBJ old = SelectObject(canvas.dc, pen);
        int drawn[2];
        SetBkColor(canvas.dc, RGB(0, 0, 255));
        for (int mode = TRANSPARENT; mode <= OPAQUE; mode++) {
            SetBkMode(canvas.dc, mode);
            draw(0, 3, SIZE, 3);
            drawn[mode - 1] = count_drawn();
        }
        check_case(i);
        check(drawn[0] > 0 && drawn[0] < SIZE, "a transparent background: %d pixels", drawn[0]);
        check_equal_int(drawn[1], SIZE, "an opaque background");
        check_equal_u32(canvas_get(&canvas, 0, 3) & 0xffffff, 0, "a dash comes first");
        DeleteObject(SelectObject(canvas.dc, old));
    }
    LOGBRUSH brush = {BS_SOLID, RGB(0, 0, 0), 0};
    HPEN pen = ExtCreatePen(PS_COSMETIC | PS_ALTERNATE, 1, &brush, 0, NULL);
    HGDIOBJ old = SelectObject(canvas.dc, pen);
    draw(0, 3, SIZE, 3);
    for (int x = 0; x < SIZE; x++) {
        check_case(x);
        check_equal_int(is_drawn(x, 3), !(x & 1), "PS_ALTERNATE sets every other pixel");
    }
    SelectObject(canvas.dc, GetStockObject(NULL_PEN));
    draw(0, 3, SIZE, 3);
    check_equal_int(count_drawn(), 0, "NULL_PEN");
    SelectObject(canvas.dc, old);
    DeleteObject(pen);
}

/* Geometric pens without caps paint exactly length by width. */
static void test_wide(void)
{
    LOGBRUSH brush = {BS_SOLID, RGB(0, 0, 0), 0};
    for (int width = 2; width < 12; width++) {
        HPEN pen = ExtCreatePen(PS_GEOMETRIC | PS_ENDCAP_FLAT, (DWORD)width, &brush, 0, NULL);
        HGDIOBJ old = SelectObject(canvas.dc, pen);
        check_case(width);
        draw(10, 24, 40, 24);
        check_equal_int(count_drawn(), 30 * width, "a horizontal line with flat ends");
        draw(24, 10, 24, 40);
        check_equal_int(count_drawn(), 30 * width, "a vertical line with flat ends");
        DeleteObject(SelectObject(canvas.dc, old));
        pen = ExtCreatePen(PS_GEOMETRIC | PS_ENDCAP_SQUARE, (DWORD)width, &brush, 0, NULL);
        old = SelectObject(canvas.dc, pen);
        draw(10, 24, 30, 24);
        check(count_drawn() > 20 * width && count_drawn() <= (21 + width) * width, "square ends add half the width: %d",
              count_drawn());
        DeleteObject(SelectObject(canvas.dc, old));
    }
}

int main(void)
{
    canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    test_end_points();
    test_nearest_pixels();
    test_clipped();
    test_rop2();
    test_polylines();
    test_poly_draw();
    test_bezier();
    test_line_dda();
    test_styles();
    test_wide();
    canvas_destroy(&canvas);
    return check_summary();
}
