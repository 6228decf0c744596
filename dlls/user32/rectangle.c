/* Rectangles. Right and bottom are outside; what has no width or no height is empty. */
#include "nt/nt.h"
#include <wingdi.h>
#include <winuser.h>

BOOL WINAPI SetRect(LPRECT rectangle, int left, int top, int right, int bottom)
{
    if (!rectangle) return FALSE;
    *rectangle = (RECT){left, top, right, bottom};
    return TRUE;
}

BOOL WINAPI SetRectEmpty(LPRECT rectangle)
{
    return SetRect(rectangle, 0, 0, 0, 0);
}

BOOL WINAPI CopyRect(LPRECT destination, const RECT *source)
{
    if (!destination || !source) return FALSE;
    *destination = *source;
    return TRUE;
}

BOOL WINAPI IsRectEmpty(const RECT *rectangle)
{
    return !rectangle || rectangle->left >= rectangle->right || rectangle->top >= rectangle->bottom;
}

BOOL WINAPI EqualRect(const RECT *first, const RECT *second)
{
    if (!first || !second) return FALSE;
    return first->left == second->left && first->top == second->top && first->right == second->right &&
           first->bottom == second->bottom;
}

BOOL WINAPI PtInRect(const RECT *rectangle, POINT point)
{
    if (!rectangle) return FALSE;
    return point.x >= rectangle->left && point.x < rectangle->right && point.y >= rectangle->top &&
           point.y < rectangle->bottom;
}

BOOL WINAPI OffsetRect(LPRECT rectangle, int x, int y)
{
    if (!rectangle) return FALSE;
    rectangle->left += x;
    rectangle->right += x;
    rectangle->top += y;
    rectangle->bottom += y;
    return TRUE;
}

BOOL WINAPI InflateRect(LPRECT rectangle, int x, int y)
{
    if (!rectangle) return FALSE;
    rectangle->left -= x;
    rectangle->right += x;
    rectangle->top -= y;
    rectangle->bottom += y;
    return TRUE;
}

BOOL WINAPI IntersectRect(LPRECT result, const RECT *first, const RECT *second)
{
    if (!result || !first || !second) return FALSE;
    RECT common = {max(first->left, second->left), max(first->top, second->top), min(first->right, second->right),
                   min(first->bottom, second->bottom)};
    if (IsRectEmpty(first) || IsRectEmpty(second) || IsRectEmpty(&common)) {
        SetRectEmpty(result);
        return FALSE;
    }
    *result = common;
    return TRUE;
}

BOOL WINAPI UnionRect(LPRECT result, const RECT *first, const RECT *second)
{
    if (!result || !first || !second) return FALSE;
    BOOL first_counts = !IsRectEmpty(first), second_counts = !IsRectEmpty(second);
    if (!first_counts && !second_counts) {
        SetRectEmpty(result);
        return FALSE;
    }
    if (!first_counts) first = second;
    if (!second_counts) second = first;
    *result = (RECT){min(first->left, second->left), min(first->top, second->top), max(first->right, second->right),
                     max(first->bottom, second->bottom)};
    return TRUE;
}

/* What is left must be a rectangle: something is taken away only where the second one covers the first over its whole
 * width or height. */
BOOL WINAPI SubtractRect(LPRECT result, const RECT *from, const RECT *second)
{
    RECT common, rest;
    if (!result || !from || !second) return FALSE;
    rest = *from;
    if (IntersectRect(&common, from, second)) {
        if (EqualRect(&common, &rest)) {
            SetRectEmpty(result);
            return FALSE;
        }
        if (common.top == rest.top && common.bottom == rest.bottom) {
            if (common.left == rest.left) rest.left = common.right;
            else if (common.right == rest.right) rest.right = common.left;
        } else if (common.left == rest.left && common.right == rest.right) {
            if (common.top == rest.top) rest.top = common.bottom;
            else if (common.bottom == rest.bottom) rest.bottom = common.top;
        }
    }
    *result = rest;
    return !IsRectEmpty(result);
}
