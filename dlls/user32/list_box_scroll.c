/* Where the items of a list box are, and scrolling. */
#include "list_box.h"

/* --- places --- */

static BOOL has_columns(const struct list_box *list) { return (list->style & LBS_MULTICOLUMN) != 0; }
static BOOL has_heights(const struct list_box *list) { return (list->style & LBS_OWNERDRAWVARIABLE) && list->items; }

int list_item_height(const struct list_box *list, int index)
{
    return has_heights(list) && index >= 0 && index < list->count ? list->items[index]->height : list->item_height;
}

/* With heights of their own: how many whole items from `first` on fit. */
static int fitting(const struct list_box *list, int first)
{
    int count = 0;
    for (int room = list->height; first + count < list->count; count++) {
        room -= list->items[first + count]->height;
        if (room < 0) break;
    }
    return max(count, 1);
}

int list_page(const struct list_box *list)
{
    if (has_columns(list)) return list->rows * max(list->width / list->column_width, 1);
    if (has_heights(list)) return fitting(list, list->top);
    return max(list->height / list->item_height, 1);
}

BOOL list_item_rectangle(const struct list_box *list, int index, RECT *rectangle)
{
    if (index < 0 || (index >= list->count && index)) return FALSE;
    if (has_columns(list)) {
        int column = (index - list->top) / list->rows, row = index % list->rows;
        if (index < list->top) column = -((list->top - index + list->rows - 1) / list->rows);
        SetRect(rectangle, column * list->column_width, row * list->item_height, (column + 1) * list->column_width,
                (row + 1) * list->item_height);
        return index < list->count;
    }
    int y = 0;
    if (has_heights(list)) {
        for (int i = list->top; i < index; i++) y += list->items[i]->height;
        for (int i = index; i < list->top; i++) y -= list->items[i]->height;
    } else {
        y = (index - list->top) * list->item_height;
    }
    SetRect(rectangle, -list->offset, y, max(list->width, list->extent) - list->offset,
            y + list_item_height(list, index));
    if (!list->extent) rectangle->right = list->width;
    return index < list->count;
}

int list_item_at(const struct list_box *list, int x, int y, BOOL *is_outside)
{
    int index;
    *is_outside = x < 0 || y < 0 || x >= list->width || y >= list->height;
    if (!list->count) {
        *is_outside = TRUE;
        return -1;
    }
    if (has_columns(list)) {
        int row = min(max(y, 0) / list->item_height, list->rows - 1),
            column = x >= 0 ? x / list->column_width : -((-x + list->column_width - 1) / list->column_width);
        if (y >= list->rows * list->item_height) *is_outside = TRUE;
        index = list->top + column * list->rows + row;
    } else if (has_heights(list)) {
        index = list->top;
        if (y < 0) index--;
        for (int bottom = 0; y >= 0 && index < list->count; index++) {
            bottom += list->items[index]->height;
            if (y < bottom) break;
        }
    } else {
        index = list->top + (y >= 0 ? y / list->item_height : -((-y + list->item_height - 1) / list->item_height));
    }
    if (index >= list->count) *is_outside = TRUE;
    return max(min(index, list->count - 1), 0);
}

/* --- scrolling --- */

static int last_top(const struct list_box *list)
{
    if (has_columns(list)) {
        int columns = (list->count + list->rows - 1) / list->rows, seen = max(list->width / list->column_width, 1);
        return max(columns - seen, 0) * list->rows;
    }
    if (!has_heights(list)) return max(list->count - max(list->height / list->item_height, 1), 0);
    int top = list->count, room = list->height;
    while (top && (room -= list->items[top - 1]->height) >= 0) top--;
    return list->count && top == list->count ? top - 1 : top;
}

void list_update_bars(struct list_box *list)
{
    SCROLLINFO info = {.cbSize = sizeof(info),
                       .fMask = SIF_RANGE | SIF_PAGE | SIF_POS |
                                (list->style & LBS_DISABLENOSCROLL ? SIF_DISABLENOSCROLL : 0)};
    HWND window = list->window;
    if (list->no_redraw) return;
    if (has_columns(list)) {
        if (!(list->style & WS_HSCROLL)) return;
        info.nMax = max((list->count - 1) / list->rows, 0);
        info.nPage = (UINT)max(list->width / list->column_width, 1);
        info.nPos = list->top / list->rows;
        SetScrollInfo(window, SB_HORZ, &info, TRUE);
        return;
    }
    if (list->style & WS_VSCROLL) {
        info.nMax = max(list->count - 1, 0);
        info.nPage = (UINT)(has_heights(list) ? list->count - last_top(list) : list_page(list));
        info.nPos = list->top;
        SetScrollInfo(window, SB_VERT, &info, TRUE);
        if (list_box_of(window) != list) return;
    }
    if (list->style & WS_HSCROLL && list->extent) {
        info.nMax = max(list->extent - 1, 0);
        info.nPage = (UINT)list->width;
        info.nPos = list->offset;
        SetScrollInfo(window, SB_HORZ, &info, TRUE);
    }
}

/* The dots of a focus rectangle have their place on the screen: moved by an odd distance they do not fit what is drawn
 * later. */
static void caret_moved(const struct list_box *list)
{
    RECT place;
    if (list->has_focus && list_item_rectangle(list, list->caret, &place)) InvalidateRect(list->window, &place, TRUE);
}

void list_set_top(struct list_box *list, int index)
{
    index = min(max(index, 0), last_top(list));
    if (has_columns(list)) index -= index % list->rows;
    if (index == list->top) return;
    int old = list->top;
    RECT place;
    list_item_rectangle(list, index, &place);
    list->top = index;
    if (!list->no_redraw) {
        if (has_columns(list) || max(index, old) - min(index, old) > list_page(list))
            InvalidateRect(list->window, NULL, TRUE);
        else ScrollWindowEx(list->window, 0, -place.top, NULL, NULL, NULL, NULL, SW_INVALIDATE | SW_ERASE);
        caret_moved(list);
    }
    list_update_bars(list);
}

void list_show_item(struct list_box *list, int index, BOOL at_top)
{
    if (index < 0 || index >= list->count) return;
    int page = list_page(list);
    if (at_top || index < list->top) {
        list_set_top(list, has_columns(list) && !at_top ? index - index % list->rows : index);
        return;
    }
    if (index < list->top + page) return;
    if (has_columns(list)) {
        list_set_top(list, (index / list->rows - max(list->width / list->column_width, 1) + 1) * list->rows);
        return;
    }
    if (!has_heights(list)) {
        list_set_top(list, index - page + 1);
        return;
    }
    int top = index, room = list->height - list->items[index]->height;
    while (top && (room -= list->items[top - 1]->height) >= 0) top--;
    list_set_top(list, top);
}

static void scroll_sideways(struct list_box *list, int offset)
{
    offset = max(min(offset, list->extent - list->width), 0);
    if (offset == list->offset || !list->count) return;
    int delta = list->offset - offset;
    list->offset = offset;
    ScrollWindowEx(list->window, delta, 0, NULL, NULL, NULL, NULL, SW_INVALIDATE | SW_ERASE);
    caret_moved(list);
    list_update_bars(list);
}

void list_scroll(struct list_box *list, BOOL vertical, WPARAM wparam)
{
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_TRACKPOS};
    BOOL columns = has_columns(list);
    if (vertical && columns) return;
    int unit = vertical  ? 1
               : columns ? 1
                         : 8,
        page = vertical  ? max(list_page(list) - 1, 1)
               : columns ? max(list->width / list->column_width, 1)
                         : list->width;
    int position = vertical ? list->top : columns ? list->top / list->rows : list->offset;
    switch (LOWORD(wparam)) {
    case SB_LINEUP: position -= unit; break;
    case SB_LINEDOWN: position += unit; break;
    case SB_PAGEUP: position -= page; break;
    case SB_PAGEDOWN: position += page; break;
    case SB_TOP: position = 0; break;
    case SB_BOTTOM: position = 0x3fffffff / max(list->rows, 1); break;
    case SB_THUMBPOSITION: case SB_THUMBTRACK:
        GetScrollInfo(list->window, vertical ? SB_VERT : SB_HORZ, &info);
        position = info.nTrackPos;
        break;
    default: return;
    }
    if (vertical) list_set_top(list, position);
    else if (columns) list_set_top(list, max(position, 0) * list->rows);
    else scroll_sideways(list, position);
}

void list_wheel(struct list_box *list, int delta)
{
    UINT lines = 3;
    SystemParametersInfoW(SPI_GETWHEELSCROLLLINES, 0, &lines, 0);
    if (lines > (UINT)list_page(list)) lines = (UINT)list_page(list);
    if ((delta < 0) != (list->wheel_rest < 0)) list->wheel_rest = 0;
    list->wheel_rest += delta * (int)lines;
    int steps = list->wheel_rest / WHEEL_DELTA;
    list->wheel_rest -= steps * WHEEL_DELTA;
    list_set_top(list, list->top - steps * (has_columns(list) ? list->rows : 1));
}

/* --- changes of items, size and font --- */

void list_changed_from(struct list_box *list, int index)
{
    RECT place;
    if (list->no_redraw) return;
    int top = min(list->top, last_top(list));
    if (has_columns(list)) top -= top % list->rows;
    BOOL all = top != list->top || has_columns(list) || !list_item_rectangle(list, index, &place);
    list->top = top;
    list_update_bars(list);
    if (!all && place.top >= list->height) return;
    RECT below = {0, all ? 0 : max(place.top, 0), list->width, list->height};
    InvalidateRect(list->window, all && index < list->top ? NULL : &below, TRUE);
}

/* Makes the window as high as whole items need, at most as the program wanted it. TRUE: done, WM_SIZE comes again. */
static BOOL fit_height(struct list_box *list)
{
    RECT outer;
    if (list->style & (LBS_NOINTEGRALHEIGHT | LBS_OWNERDRAWVARIABLE) || user_style(list->window) & WS_MINIMIZE)
        return FALSE;
    GetWindowRect(list->window, &outer);
    int height = outer.bottom - outer.top, frame = height - list->height;
    if (height != list->own_height) list->wanted_height = height;
    int room = list->wanted_height - frame, fitting_height = room > list->item_height
                                                                 ? list->wanted_height - room % list->item_height
                                                                 : list->wanted_height;
    if (fitting_height == height) return FALSE;
    list->own_height = fitting_height;
    SetWindowPos(list->window, NULL, 0, 0, outer.right - outer.left, fitting_height,
                 SWP_NOZORDER | SWP_NOMOVE | SWP_NOACTIVATE);
    return TRUE;
}

void list_resized(struct list_box *list)
{
    RECT client;
    GetClientRect(list->window, &client);
    if (client.right != list->width && !list->no_redraw)
        InvalidateRect(list->window, NULL, TRUE); /* items are as wide as the list */
    list->width = client.right;
    list->height = client.bottom;
    list->rows = max(list->height / list->item_height, 1);
    if (fit_height(list)) return;
    int top = min(list->top, last_top(list));
    if (has_columns(list)) top -= top % list->rows;
    if (top != list->top) {
        list->top = top;
        InvalidateRect(list->window, NULL, TRUE);
    }
    list->offset = max(min(list->offset, list->extent - list->width), 0);
    list_update_bars(list);
}

void list_font_changed(struct list_box *list)
{
    if (!(list->style & LBS_OWNERDRAWFIXED)) list->item_height = max((int)control_character_size(list->font).cy, 1);
    list_resized(list);
    InvalidateRect(list->window, NULL, TRUE);
}
