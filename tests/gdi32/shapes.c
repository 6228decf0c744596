/* Rectangles, ellipses, arcs, polygons: their bounds, what belongs to them, fill modes, pens. */
#include "canvas.h"

#define SIZE 48
#define WHITE 0xffffff
#define BLACK 0
#define RED   0xff0000

static struct canvas canvas;

static DWORD at(int x, int y)
{
    return x < 0 || y < 0 || x >= SIZE || y >= SIZE ? WHITE : canvas_get(&canvas, x, y) & 0xffffff;
}

static void clear(void) { canvas_clear(&canvas, 0xff); }

static RECT drawn_bounds(void)
{
    RECT bounds = {SIZE, SIZE, 0, 0};
    for (int i = 0; i < SIZE * SIZE; i++) {
        int x = i % SIZE, y = i / SIZE;
        if (at(x, y) == WHITE) continue;
        bounds = (RECT){min(bounds.left, x), min(bounds.top, y), max(bounds.right, x + 1), max(bounds.bottom, y + 1)};
    }
    return bounds;
}

static void check_bounds(int left, int top, int right, int bottom, const char *what)
{
    RECT bounds = drawn_bounds();
    check(bounds.left == left && bounds.top == top && bounds.right == right && bounds.bottom == bottom,
          "%s: %ld,%ld-%ld,%ld, expected %d,%d-%d,%d", what, bounds.left, bounds.top, bounds.right, bounds.bottom, left,
          top, right, bottom);
}

static int count_pixels(DWORD pixel)
{
    int count = 0;
    for (int i = 0; i < SIZE * SIZE; i++) count += at(i % SIZE, i / SIZE) == pixel;
    return count;
}

/* "The rectangle is outlined by using the current pen and filled by using the current brush"; right and bottom are not
 * part of it; without a pen it is "1 pixel less in height and 1 pixel less in width". */
static void test_rectangle(void)
{
    for (int size = 3; size < 30; size += 4) {
        check_case(size);
        clear();
        check(Rectangle(canvas.dc, 5, 6, 5 + size, 7 + size), "Rectangle");
        check_bounds(5, 6, 5 + size, 7 + size, "outlined");
        check_equal_int(count_pixels(BLACK), 2 * size + 2 * (size + 1) - 4, "the outline");
        check_equal_int(count_pixels(RED), (size - 2) * (size - 1), "the inside");
        clear();
        Rectangle(canvas.dc, 5 + size, 7 + size, 5, 6);
        check_bounds(5, 6, 5 + size, 7 + size, "sides in any order");
        clear();
        HGDIOBJ pen = SelectObject(canvas.dc, GetStockObject(NULL_PEN));
        Rectangle(canvas.dc, 5, 6, 5 + size, 7 + size);
        check_bounds(5, 6, 5 + size - 1, 7 + size - 1, "without a pen");
        check_equal_int(count_pixels(RED), (size - 1) * size, "without a pen");
        SelectObject(canvas.dc, pen);
        clear();
        HGDIOBJ brush = SelectObject(canvas.dc, GetStockObject(NULL_BRUSH));
        Rectangle(canvas.dc, 5, 6, 5 + size, 7 + size);
        check_equal_int(count_pixels(WHITE), SIZE * SIZE - (4 * size - 2), "without a brush");
        SelectObject(canvas.dc, brush);
        clear();
        SetGraphicsMode(canvas.dc, GM_ADVANCED);
        Rectangle(canvas.dc, 5, 6, 5 + size, 7 + size);
        check_bounds(5, 6, 6 + size, 8 + size, "advanced graphics include right and bottom");
        SetGraphicsMode(canvas.dc, GM_COMPATIBLE);
    }
}

static void test_rectangle_pens(void)
{
    for (int width = 2; width < 9; width++) {
        HPEN pen = CreatePen(PS_INSIDEFRAME, width, RGB(0, 0, 0));
        HGDIOBJ old = SelectObject(canvas.dc, pen);
        check_case(width);
        clear();
        Rectangle(canvas.dc, 4, 4, 44, 40);
        check_bounds(4, 4, 44, 40, "PS_INSIDEFRAME stays within");
        check_equal_u32(at(4 + width - 1, 20), BLACK, "as wide as the pen");
        check_equal_u32(at(4 + width, 20), RED, "and no wider");
        check_equal_u32(at(44 - width, 20), BLACK, "as wide as the pen, on the right");
        check_equal_u32(at(44 - width - 1, 20), RED, "and no wider, on the right");
        clear();
        Ellipse(canvas.dc, 4, 4, 44, 40);
        check_bounds(4, 4, 44, 40, "an ellipse, too");
        DeleteObject(SelectObject(canvas.dc, old));
    }
}

static void check_symmetric(const RECT *box, const char *what)
{
    int wrong = 0;
    for (int y = box->top; y < box->bottom; y++) {
        for (int x = box->left; x < box->right; x++) {
            wrong +=
                at(x, y) != at(box->left + box->right - 1 - x, y) || at(x, y) != at(x, box->top + box->bottom - 1 - y);
        }
    }
    check(!wrong, "%s: %d pixels without a mirror image", what, wrong);
}

/* An ellipse touches the sides of its bounding rectangle, whose right and bottom are not part of it. */
static void test_ellipse(void)
{
    for (int width = 4; width < 44; width += 3) {
        for (int height = 4; height < 44; height += 5) {
            RECT box = {2, 3, 2 + width, 3 + height};
            check_case(width * 100 + height);
            clear();
            check(Ellipse(canvas.dc, box.left, box.top, box.right, box.bottom), "Ellipse");
            check_bounds(box.left, box.top, box.right, box.bottom, "its bounds");
            check_symmetric(&box, "ellipse");
            check_equal_u32(at(2 + width / 2, 3 + height / 2), RED, "its centre");
            check_equal_u32(at(2, 3), WHITE, "its corner");
        }
    }
    clear();
    RoundRect(canvas.dc, 2, 3, 42, 33, 12, 10);
    check_bounds(2, 3, 42, 33, "RoundRect");
    check_symmetric(&(RECT){2, 3, 42, 33}, "RoundRect");
    check(at(2, 3) == WHITE && at(20, 3) == BLACK && at(2, 18) == BLACK && at(20, 18) == RED, "RoundRect");
    clear();
    RoundRect(canvas.dc, 2, 3, 42, 33, 0, 0);
    check_equal_int(count_pixels(BLACK), 2 * 40 + 2 * 30 - 4, "corners of no size");
}

/* Arcs go counter-clockwise from the first ray to the second, unless the direction is changed. */
static void test_arcs(void)
{
    static const struct { int x, y; } rays[4] = {{40, 22}, {22, 4}, {4, 22}, {22, 40}};
    for (int from = 0; from < 4; from++) {
        int to = (from + 1) % 4;
        check_case(from);
        clear();
        check(Arc(canvas.dc, 4, 4, 41, 41, rays[from].x, rays[from].y, rays[to].x, rays[to].y), "Arc");
        RECT bounds = drawn_bounds();
        check(bounds.right - bounds.left <= 19 && bounds.bottom - bounds.top <= 19 && bounds.right - bounds.left >= 17,
              "a quarter");
        check((from == 0 || from == 3) == (bounds.right > 30), "on the right side");
        check((from < 2) == (bounds.top < 10), "on the upper side");
        clear();
        SetArcDirection(canvas.dc, AD_CLOCKWISE);
        Arc(canvas.dc, 4, 4, 41, 41, rays[from].x, rays[from].y, rays[to].x, rays[to].y);
        check_bounds(4, 4, 41, 41, "clockwise: the other three quarters");
        SetArcDirection(canvas.dc, AD_COUNTERCLOCKWISE);
        clear();
        check(Pie(canvas.dc, 4, 4, 41, 41, rays[from].x, rays[from].y, rays[to].x, rays[to].y), "Pie");
        check_equal_u32(at(22, 22), BLACK, "a pie's centre");
        int red = count_pixels(RED);
        clear();
        check(Chord(canvas.dc, 4, 4, 41, 41, rays[from].x, rays[from].y, rays[to].x, rays[to].y), "Chord");
        check_equal_u32(at(22, 22), WHITE, "a chord leaves the centre out");
        check(count_pixels(RED) < red && count_pixels(RED) > 0, "a chord is smaller");
    }
}

static void test_arc_positions(void)
{
    POINT position;
    clear();
    MoveToEx(canvas.dc, 22, 22, NULL);
    check(ArcTo(canvas.dc, 4, 4, 41, 41, 44, 22, 22, 0), "ArcTo");
    GetCurrentPositionEx(canvas.dc, &position);
    check(abs(position.x - 22) <= 1 && abs(position.y - 4) <= 1, "ArcTo ends at the arc's end: %ld, %ld", position.x,
          position.y);
    check_equal_u32(at(30, 22), BLACK, "a line to the arc's start");
    clear();
    MoveToEx(canvas.dc, 22, 22, NULL);
    check(AngleArc(canvas.dc, 22, 22, 15, 0, 90), "AngleArc");
    GetCurrentPositionEx(canvas.dc, &position);
    check(position.x == 22 && position.y == 7, "AngleArc ends above the centre: %ld, %ld", position.x, position.y);
    check_equal_u32(at(30, 22), BLACK, "a line to the arc's start");
    clear();
    MoveToEx(canvas.dc, 37, 22, NULL);
    AngleArc(canvas.dc, 22, 22, 15, 0, -90);
    GetCurrentPositionEx(canvas.dc, &position);
    check(position.x == 22 && position.y == 37, "a negative sweep goes clockwise: %ld, %ld", position.x, position.y);
    check_fails_with(AngleArc(canvas.dc, 22, 22, (DWORD)-1, 0, 1), ERROR_INVALID_PARAMETER);
}

/* --- polygons --- */

/* Twice the winding number or the crossings of a ray from the point, which lies on no edge. */
static BOOL is_inside(const POINT *points, int count, int x, int y, int mode, BOOL *on_edge)
{
    int winding = 0;
    *on_edge = FALSE;
    for (int i = 0; i < count; i++) {
        POINT a = points[i], b = points[(i + 1) % count];
        long cross = (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
        if (!cross && x >= min(a.x, b.x) && x <= max(a.x, b.x) && y >= min(a.y, b.y) && y <= max(a.y, b.y))
            *on_edge = TRUE;
        if (a.y <= y && b.y > y && cross < 0) winding++;
        if (a.y > y && b.y <= y && cross > 0) winding--;
    }
    return mode == WINDING ? winding != 0 : winding & 1;
}

static void test_polygons(void)
{
    DWORD state = 5;
    HGDIOBJ pen = SelectObject(canvas.dc, GetStockObject(NULL_PEN));
    for (int i = 0; i < 80; i++) {
        POINT points[7];
        int count = 3 + i % 5, wrong = 0, mode = i & 8 ? WINDING : ALTERNATE;
        for (int j = 0; j < count; j++)
            points[j] = (POINT){(LONG)(canvas_random(&state) % SIZE), (LONG)(canvas_random(&state) % SIZE)};
        SetPolyFillMode(canvas.dc, mode);
        clear();
        check_case(i);
        check(Polygon(canvas.dc, points, count), "Polygon");
        for (int p = 0; p < SIZE * SIZE; p++) {
            BOOL on_edge, inside = is_inside(points, count, p % SIZE, p / SIZE, mode, &on_edge);
            wrong += !on_edge && inside != (at(p % SIZE, p / SIZE) == RED);
        }
        check(!wrong, "%s, %d corners: %d pixels are wrong", mode == WINDING ? "WINDING" : "ALTERNATE", count, wrong);
        HRGN region = CreatePolygonRgn(points, count, mode);
        wrong = 0;
        for (int p = 0; p < SIZE * SIZE; p++)
            wrong += PtInRegion(region, p % SIZE, p / SIZE) != (at(p % SIZE, p / SIZE) == RED);
        check(!wrong, "CreatePolygonRgn has the same area: %d pixels differ", wrong);
        DeleteObject(region);
    }
    SetPolyFillMode(canvas.dc, ALTERNATE);
    SelectObject(canvas.dc, pen);
}

/* Neighbours share no pixel and leave none out. */
static void test_common_edges(void)
{
    HGDIOBJ pen = SelectObject(canvas.dc, GetStockObject(NULL_PEN));
    DWORD state = 17;
    SetROP2(canvas.dc, R2_XORPEN);
    for (int i = 0; i < 30; i++) {
        POINT middle = {4 + (LONG)(canvas_random(&state) % 40), 4 + (LONG)(canvas_random(&state) % 40)};
        const POINT corners[] = {{2, 2}, {45, 2}, {45, 45}, {2, 45}};
        canvas_clear(&canvas, 0);
        for (int j = 0; j < 4; j++) {
            POINT triangle[] = {corners[j], corners[(j + 1) % 4], middle};
            Polygon(canvas.dc, triangle, 3);
        }
        check_case(i);
        check_equal_int(count_pixels(RED), 43 * 43, "four triangles make a square");
    }
    SetROP2(canvas.dc, R2_COPYPEN);
    SelectObject(canvas.dc, pen);
}

static void test_poly_polygon(void)
{
    const POINT points[] = {{5, 5}, {35, 5}, {35, 35}, {5, 35}, {15, 15}, {25, 15}, {25, 25}, {15, 25}};
    const INT counts[] = {4, 4}, bad[] = {4, 1};
    clear();
    check(PolyPolygon(canvas.dc, points, counts, 2), "PolyPolygon");
    check_equal_u32(at(20, 20), WHITE, "ALTERNATE: a hole");
    check_equal_u32(at(10, 10), RED, "around it");
    check_equal_u32(at(15, 20), BLACK, "its outline");
    check_equal_u32(at(35, 35), BLACK, "outlines include the corners");
    SetPolyFillMode(canvas.dc, WINDING);
    clear();
    PolyPolygon(canvas.dc, points, counts, 2);
    check_equal_u32(at(20, 20), RED, "WINDING: no hole, as both go the same way");
    SetPolyFillMode(canvas.dc, ALTERNATE);
    check(!PolyPolygon(canvas.dc, points, bad, 2), "one point is no polygon");
    check(!Polygon(canvas.dc, points, 1), "one point is no polygon");
}

int main(void)
{
    canvas = canvas_create(SIZE, SIZE, 32, NULL, NULL);
    HBRUSH brush = CreateSolidBrush(RGB(255, 0, 0));
    SelectObject(canvas.dc, brush);
    test_rectangle();
    test_rectangle_pens();
    test_ellipse();
    test_arcs();
    test_arc_positions();
    test_polygons();
    test_common_edges();
    test_poly_polygon();
    canvas_destroy(&canvas);
    DeleteObject(brush);
    return check_summary();
}
