/* Rectangles: combination, emptiness, subtraction. */
#include "../check.h"

static void check_rectangle(int number, const RECT *actual, int left, int top, int right, int bottom)
{
    check_case(number);
    check(actual->left == left && actual->top == top && actual->right == right && actual->bottom == bottom,
          "got (%ld, %ld, %ld, %ld), expected (%d, %d, %d, %d)", actual->left, actual->top, actual->right,
          actual->bottom, left, top, right, bottom);
}

static void test_subtraction(void)
{
    static const struct { RECT second, rest; BOOL any; } cases[] = {
        {{0, 0, 50, 100}, {50, 0, 100, 100}, TRUE},     /* left half */
        {{50, 0, 100, 100}, {0, 0, 50, 100}, TRUE},     /* right half */
        {{-5, -5, 150, 40}, {0, 40, 100, 100}, TRUE},   /* upper part, and more around it */
        {{0, 60, 100, 120}, {0, 0, 100, 60}, TRUE},     /* lower part */
        {{20, 0, 80, 100}, {0, 0, 100, 100}, TRUE},     /* a strip in the middle: the rest is no rectangle */
        {{0, 0, 50, 50}, {0, 0, 100, 100}, TRUE},       /* a corner */
        {{200, 0, 300, 100}, {0, 0, 100, 100}, TRUE},   /* elsewhere */
        {{0, 0, 100, 100}, {0, 0, 0, 0}, FALSE},
        {{-1, -1, 101, 101}, {0, 0, 0, 0}, FALSE},
    };
    const RECT from = {0, 0, 100, 100};
    for (int i = 0; i < (int)ARRAYSIZE(cases); i++) {
        RECT result;
        BOOL any = SubtractRect(&result, &from, &cases[i].second);
        check_rectangle(i, &result, cases[i].rest.left, cases[i].rest.top, cases[i].rest.right, cases[i].rest.bottom);
        check(!any == !cases[i].any, "case %d: returned %d", i, any);
    }
}

static void test_combination(void)
{
    RECT a = {0, 0, 10, 10}, b = {5, 5, 20, 20}, c = {10, 0, 20, 10}, empty = {7, 7, 7, 20}, result;
    check(IntersectRect(&result, &a, &b), "they overlap");
    check_rectangle(100, &result, 5, 5, 10, 10);
    check(!IntersectRect(&result, &a, &c), "neighbours have nothing in common");
    check_rectangle(101, &result, 0, 0, 0, 0);
    check(!IntersectRect(&result, &a, &empty), "with an empty one");
    check(UnionRect(&result, &a, &b), "union");
    check_rectangle(102, &result, 0, 0, 20, 20);
    check(UnionRect(&result, &a, &empty), "an empty one does not count");
    check_rectangle(103, &result, 0, 0, 10, 10);
    check(!UnionRect(&result, &empty, &empty), "two empty ones");
    check_rectangle(104, &result, 0, 0, 0, 0);
}

int main(void)
{
    RECT a, b;
    POINT inside = {9, 9}, right = {10, 9}, below = {9, 10}, corner = {0, 0};
    check(SetRect(&a, 0, 0, 10, 10) && CopyRect(&b, &a) && EqualRect(&a, &b), "SetRect, CopyRect, EqualRect");
    check(PtInRect(&a, corner) && PtInRect(&a, inside), "upper left corner and inside");
    check(!PtInRect(&a, right) && !PtInRect(&a, below), "right and bottom are outside");
    check(InflateRect(&a, 2, -3), "InflateRect");
    check_rectangle(1, &a, -2, 3, 12, 7);
    check(OffsetRect(&a, 2, 1), "OffsetRect");
    check_rectangle(2, &a, 0, 4, 14, 8);
    check(!IsRectEmpty(&a) && SetRectEmpty(&a) && IsRectEmpty(&a), "IsRectEmpty");
    check(!CopyRect(NULL, &a) && !SetRect(NULL, 0, 0, 0, 0) && IsRectEmpty(NULL), "no rectangle");
    test_combination();
    test_subtraction();
    return check_summary();
}
