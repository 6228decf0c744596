/* Edges and frames: FillRect, FrameRect, InvertRect, DrawFocusRect, DrawEdge. */
#include "drawing.h"

#define SYSTEM_BRUSH_LIMIT 32 /* smaller handles are COLOR_ numbers + 1 */

HBRUSH brush_argument(HBRUSH brush)
{
    ULONG_PTR value = (ULONG_PTR)brush;
    return value && value < SYSTEM_BRUSH_LIMIT ? system_color_brush((int)value - 1) : brush;
}

void fill_box(HDC dc, int left, int top, int width, int height, HBRUSH brush)
{
    HGDIOBJ old = SelectObject(dc, brush);
    if (!old) return;
    PatBlt(dc, left, top, width, height, PATCOPY);
    SelectObject(dc, old);
}

void fill_box_color(HDC dc, int left, int top, int width, int height, int color)
{
    fill_box(dc, left, top, width, height, system_color_brush(color));
}

HBRUSH checkered_brush(void)
{
    static const WORD rows[8] = {0x5555, 0xaaaa, 0x5555, 0xaaaa, 0x5555, 0xaaaa, 0x5555, 0xaaaa};
    static HBRUSH shared;
    HBRUSH brush = __atomic_load_n(&shared, __ATOMIC_ACQUIRE), expected = NULL;
    if (brush) return brush;
    HBITMAP bitmap = CreateBitmap(8, 8, 1, 1, rows);
    brush = CreatePatternBrush(bitmap);
    DeleteObject(bitmap);
    if (__atomic_compare_exchange_n(&shared, &expected, brush, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return brush;
    DeleteObject(brush);
    return expected;
}

int WINAPI FillRect(HDC dc, const RECT *rectangle, HBRUSH brush)
{
    HGDIOBJ old = rectangle ? SelectObject(dc, brush_argument(brush)) : NULL;
    if (!old) return 0;
    PatBlt(dc, rectangle->left, rectangle->top, rectangle->right - rectangle->left, rectangle->bottom - rectangle->top,
           PATCOPY);
    SelectObject(dc, old);
    return 1;
}

BOOL WINAPI InvertRect(HDC dc, const RECT *rectangle)
{
    if (!rectangle) return set_user_error(ERROR_INVALID_PARAMETER);
    return PatBlt(dc, rectangle->left, rectangle->top, rectangle->right - rectangle->left,
                  rectangle->bottom - rectangle->top, DSTINVERT);
}

/* Four lines of one pixel that meet, but do not overlap: the operation may be an exclusive-or. */
static void frame(HDC dc, const RECT *area, DWORD operation)
{
    int width = area->right - area->left, height = area->bottom - area->top;
    PatBlt(dc, area->left, area->top, width, 1, operation);
    if (height > 1) PatBlt(dc, area->left, area->bottom - 1, width, 1, operation);
    if (height <= 2) return;
    PatBlt(dc, area->left, area->top + 1, 1, height - 2, operation);
    if (width > 1) PatBlt(dc, area->right - 1, area->top + 1, 1, height - 2, operation);
}

int WINAPI FrameRect(HDC dc, const RECT *rectangle, HBRUSH brush)
{
    if (!rectangle || IsRectEmpty(rectangle)) return 0;
    HGDIOBJ old = SelectObject(dc, brush_argument(brush));
    if (!old) return 0;
    frame(dc, rectangle, PATCOPY);
    SelectObject(dc, old);
    return 1;
}

BOOL WINAPI DrawFocusRect(HDC dc, const RECT *rectangle)
{
    if (!rectangle) return set_user_error(ERROR_INVALID_PARAMETER);
    if (IsRectEmpty(rectangle)) return TRUE;
    HGDIOBJ old = SelectObject(dc, checkered_brush());
    if (!old) return FALSE;
    COLORREF text = SetTextColor(dc, RGB(0, 0, 0)), background = SetBkColor(dc, RGB(255, 255, 255));
    frame(dc, rectangle, PATINVERT);
    SetTextColor(dc, text);
    SetBkColor(dc, background);
    SelectObject(dc, old);
    return TRUE;
}

/* Colours of a ring's upper left and lower right side. */
struct ring { short upper_left, lower_right; };

static struct ring ring_colors(UINT edge, UINT flags, BOOL outer)
{
    BOOL soft = (flags & BF_SOFT) != 0;
    if (flags & BF_MONO)
        return outer ? (struct ring){COLOR_WINDOWFRAME, COLOR_WINDOWFRAME} : (struct ring){COLOR_WINDOW, COLOR_WINDOW};
    if (flags & BF_FLAT)
        return outer ? (struct ring){COLOR_3DSHADOW, COLOR_3DSHADOW} : (struct ring){COLOR_3DFACE, COLOR_3DFACE};
    if (outer && (edge & BDR_RAISEDOUTER))
        return (struct ring){soft ? COLOR_3DHILIGHT : COLOR_3DLIGHT, COLOR_3DDKSHADOW};
    if (outer) return (struct ring){soft ? COLOR_3DDKSHADOW : COLOR_3DSHADOW, COLOR_3DHILIGHT};
    if (edge & BDR_RAISEDINNER) return (struct ring){soft ? COLOR_3DLIGHT : COLOR_3DHILIGHT, COLOR_3DSHADOW};
    return (struct ring){soft ? COLOR_3DSHADOW : COLOR_3DDKSHADOW, COLOR_3DLIGHT};
}

static void shrink(RECT *area, UINT flags)
{
    area->left += (flags & BF_LEFT) != 0;
    area->top += (flags & BF_TOP) != 0;
    area->right -= (flags & BF_RIGHT) != 0;
    area->bottom -= (flags & BF_BOTTOM) != 0;
}

/* One ring; the rectangle shrinks by the sides drawn. Lower right wins in the corners. */
static void draw_ring(HDC dc, RECT *area, struct ring colors, UINT flags)
{
    int width = area->right - area->left, height = area->bottom - area->top;
    if (flags & BF_LEFT) fill_box_color(dc, area->left, area->top, 1, height, colors.upper_left);
    if (flags & BF_TOP) fill_box_color(dc, area->left, area->top, width, 1, colors.upper_left);
    if (flags & BF_RIGHT) fill_box_color(dc, area->right - 1, area->top, 1, height, colors.lower_right);
    if (flags & BF_BOTTOM) fill_box_color(dc, area->left, area->bottom - 1, width, 1, colors.lower_right);
    shrink(area, flags);
}

/* Lines at 45 degrees into the corner that the flags name; the second lies inside of the first. What is below them (to
 * the top) or above them is the middle. The rectangle shrinks by the sides named. */
static void draw_diagonal(HDC dc, RECT *area, UINT edge, UINT flags)
{
    int length = min(area->right - area->left, area->bottom - area->top), line = 0;
    BOOL to_top = (flags & BF_TOP) != 0, to_right = (flags & BF_RIGHT) != 0;
    int step_x = to_right ? 1 : -1, step_y = to_top ? -1 : 1;
    BOOL shift_x = to_top == to_right;
    int x = to_right ? area->left : area->right - 1, y = to_top ? area->bottom - 1 : area->top;
    for (UINT ring = BDR_OUTER; ring; ring = ring == BDR_OUTER ? BDR_INNER : 0) {
        if (!(edge & ring)) continue;
        struct ring colors = ring_colors(edge, flags, ring == BDR_OUTER);
        int color = to_top && !(flags & BF_BOTTOM) ? colors.upper_left : colors.lower_right;
        for (int i = 0; i < length - line; i++)
            fill_box_color(dc, x + (i + shift_x * line) * step_x, y + (i + !shift_x * line) * step_y, 1, 1, color);
        line++;
        shrink(area, flags);
    }
    if (!(flags & BF_MIDDLE)) return;
    int color = flags & BF_MONO ? COLOR_WINDOW : COLOR_3DFACE;
    for (int i = 0; i < length - line; i++) {
        int from_x = x + (i + shift_x * line) * step_x, from_y = y + (i + !shift_x * line) * step_y,
            count = length - line - i;
        if (shift_x) fill_box_color(dc, to_right ? from_x : from_x - count + 1, from_y, count, 1, color);
        else fill_box_color(dc, from_x, to_top ? from_y - count + 1 : from_y, 1, count, color);
    }
}

BOOL WINAPI DrawEdge(HDC dc, LPRECT rectangle, UINT edge, UINT flags)
{
    if (!rectangle) return set_user_error(ERROR_INVALID_PARAMETER);
    RECT area = *rectangle;
    BOOL contradicts = (edge & BDR_OUTER) == BDR_OUTER || (edge & BDR_INNER) == BDR_INNER;
    contradicts = contradicts && !(flags & (BF_FLAT | BF_MONO));
    if (contradicts) {
        if (edge & BDR_OUTER) shrink(&area, flags);
        if (edge & BDR_INNER) shrink(&area, flags);
    } else if (flags & BF_DIAGONAL) {
        draw_diagonal(dc, &area, edge, flags);
    } else {
        if (edge & BDR_OUTER) draw_ring(dc, &area, ring_colors(edge, flags, TRUE), flags);
        if (edge & BDR_INNER) draw_ring(dc, &area, ring_colors(edge, flags, FALSE), flags);
        int color = flags & BF_MONO ? COLOR_WINDOW : COLOR_3DFACE;
        if (flags & BF_MIDDLE)
            fill_box_color(dc, area.left, area.top, area.right - area.left, area.bottom - area.top, color);
    }
    if (flags & BF_ADJUST) *rectangle = area;
    return !contradicts;
}
