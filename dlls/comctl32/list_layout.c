/* Where the list view's items are, in its four views; hit tests and scrolling. */
#include "list_view.h"

#define ICON_GAP 2
#define LABEL_PADDING 2

void list_changed(struct list *list)
{
    list->laid_out = FALSE;
    control_invalidate(&list->control, NULL);
}

static SIZE image_size(HIMAGELIST images)
{
    int width = 0, height = 0;
    if (images) ImageList_GetIconSize(images, &width, &height);
    return (SIZE){width, height};
}

void list_measure(struct list *list)
{
    SIZE small = image_size(list->small_images), state = image_size(list->state_images),
         large = image_size(list->images);
    int text = font_height(control_font(&list->control));
    list->row_height = max(max(text + 2, (int)small.cy + 1), (int)state.cy + 1);
    if (control_style_is(&list->control, LVS_OWNERDRAWFIXED) && list_view_kind(list) == LVS_REPORT) {
        MEASUREITEMSTRUCT measure = {
            ODT_LISTVIEW, (UINT)GetWindowLongPtrW(list->control.window, GWLP_ID), 0, 0, (UINT)list->row_height, 0};
        SendMessageW(list->control.owner, WM_MEASUREITEM, measure.CtlID, (LPARAM)&measure);
        list->row_height = max((int)measure.itemHeight, 1);
    }
    if (!list->spacing_x) list->spacing_x = max(GetSystemMetrics(SM_CXICONSPACING), (int)large.cx + 27);
    if (!list->spacing_y) list->spacing_y = max(GetSystemMetrics(SM_CYICONSPACING), (int)large.cy + 2 * text);
}

static RECT view_area(const struct list *list)
{
    SIZE size = control_client_size(&list->control);
    return (RECT){0, list_header_height(list), size.cx, max(size.cy, list_header_height(list))};
}

int list_per_page(struct list *list)
{
    RECT area = view_area(list);
    int rows = max((area.bottom - area.top) / list->row_height, 1);
    if (list_view_kind(list) == LVS_REPORT) return rows;
    if (list_view_kind(list) == LVS_LIST) return rows * max(area.right / max(list->list_width, 1), 1);
    return list->count;
}

static int cell_width(struct list *list)
{
    return list_view_kind(list) == LVS_ICON ? list->spacing_x : list->list_width;
}
static int cell_height(struct list *list)
{
    return list_view_kind(list) == LVS_ICON ? list->spacing_y : list->row_height;
}

int list_per_row(struct list *list)
{
    return max((int)control_client_size(&list->control).cx / max(cell_width(list), 1), 1);
}

static int label_width(struct list *list, int index)
{
    WCHAR buffer[LIST_TEXT_MAX];
    return text_width(control_font(&list->control), list_text(list, index, 0, buffer)) + 2 * LABEL_PADDING;
}

static void measure_list_width(struct list *list)
{
    if (list->given_width) {
        list->list_width = list->given_width;
        return;
    }
    int widest = 0, most = min(list->count, 2000),
        icons = (int)(image_size(list->small_images).cx + image_size(list->state_images).cx);
    for (int i = 0; i < most; i++) widest = max(widest, label_width(list, i));
    list->list_width = max(widest + icons + 12, 40);
}

static void arrange(struct list *list, BOOL all)
{
    int per_row = list_per_row(list),
        rows = max((int)control_client_size(&list->control).cy / max(cell_height(list), 1), 1);
    BOOL by_column = (control_style(&list->control) & LVS_ALIGNMASK) == LVS_ALIGNLEFT;
    for (int i = 0; i < list->count; i++) {
        struct list_item *item = list_item_at(list, i);
        if (!item || (item->placed && !all)) continue;
        int column = by_column ? i / rows : i % per_row, row = by_column ? i % rows : i / per_row;
        item->place = (POINT){column * cell_width(list), row * cell_height(list)};
        item->placed = TRUE;
    }
}

void list_arrange(struct list *list)
{
    arrange(list, TRUE);
    list->laid_out = FALSE;
    control_invalidate(&list->control, NULL);
}

/* Of the item's cell, without the scroll offset. */
POINT list_item_place(struct list *list, int index)
{
    struct list_item *item = list_item_at(list, index);
    RECT area = view_area(list);
    int rows = max((area.bottom - area.top) / list->row_height, 1), per_row = list_per_row(list);
    switch (list_view_kind(list)) {
    case LVS_REPORT: return (POINT){0, index * list->row_height};
    case LVS_LIST: return (POINT){index / rows * list->list_width, index % rows * list->row_height};
    }
    return item && item->placed ? item->place
                                : (POINT){index % per_row * cell_width(list), index / per_row * cell_height(list)};
}

static void set_bar(struct list *list, int bar, int most, int page, int *position)
{
    SCROLLINFO info = {sizeof(info), SIF_RANGE | SIF_PAGE | SIF_POS, 0, max(most - 1, 0), (UINT)page, 0, 0};
    if (most <= page) *position = 0;
    *position = max(min(*position, most - page), 0);
    info.nPos = *position;
    if (!control_style_is(&list->control, LVS_NOSCROLL)) SetScrollInfo(list->control.window, bar, &info, TRUE);
}

static void set_bars(struct list *list)
{
    RECT area = view_area(list);
    int rows = max((area.bottom - area.top) / list->row_height, 1), columns;
    switch (list_view_kind(list)) {
    case LVS_REPORT:
        set_bar(list, SB_HORZ, list->view_width, area.right, &list->left);
        set_bar(list, SB_VERT, list->count, list_per_page(list), &list->top);
        break;
    case LVS_LIST:
        columns = (list->count + rows - 1) / rows;
        set_bar(list, SB_HORZ, columns, max(area.right / max(list->list_width, 1), 1), &list->left);
        break;
    default:
        set_bar(list, SB_HORZ, list->view_width, area.right, &list->left);
        set_bar(list, SB_VERT, list->view_height, area.bottom, &list->top);
    }
}

void list_layout(struct list *list)
{
    UINT kind = list_view_kind(list);
    if (list->laid_out || list->control.destroyed) return;
    list->laid_out = TRUE;
    list_measure(list);
    list->view_width = list->view_height = 0;
    if (kind == LVS_REPORT) {
        for (int i = 0; i < list->column_count; i++) list->view_width += list->columns[i].width;
    } else {
        if (kind != LVS_ICON) measure_list_width(list);
        if (kind == LVS_ICON || kind == LVS_SMALLICON) arrange(list, control_style_is(&list->control, LVS_AUTOARRANGE));
        for (int i = 0; i < list->count && kind != LVS_LIST; i++) {
            POINT place = list_item_place(list, i);
            list->view_width = max(list->view_width, place.x + cell_width(list));
            list->view_height = max(list->view_height, place.y + cell_height(list));
        }
    }
    list_place_header(list);
    if (list->control.redraw) set_bars(list);
    list->laid_out = TRUE;
}

/* --- rectangles --- */

static POINT offset_of(struct list *list)
{
    switch (list_view_kind(list)) {
    case LVS_REPORT: return (POINT){-list->left, list_header_height(list) - list->top * list->row_height};
    case LVS_LIST: return (POINT){-list->left * list->list_width, 0};
    }
    return (POINT){-list->left, -list->top};
}

static BOOL icon_rect(struct list *list, int index, int part, POINT at, RECT *rect)
{
    SIZE image = image_size(list->images);
    int text = font_height(control_font(&list->control)), width = min(label_width(list, index), list->spacing_x - 2);
    if (!image.cx) image = (SIZE){GetSystemMetrics(SM_CXICON), GetSystemMetrics(SM_CYICON)};
    int middle = at.x + list->spacing_x / 2;
    RECT icon = {middle - image.cx / 2 - 4, at.y, middle + image.cx / 2 + 4, at.y + image.cy + 2 * ICON_GAP};
    BOOL wraps = label_width(list, index) > width && !control_style_is(&list->control, LVS_NOLABELWRAP);
    RECT label = {middle - width / 2, icon.bottom, middle - width / 2 + width,
                  icon.bottom + (wraps ? 2 : 1) * text + 2};
    if (part == LVIR_ICON) *rect = icon;
    else if (part == LVIR_LABEL) *rect = label;
    else UnionRect(rect, &icon, &label);
    return TRUE;
}

BOOL list_item_rect(struct list *list, int index, int part, RECT *rect)
{
    if (index < 0 || index >= list->count) return FALSE;
    list_layout(list);
    POINT at = list_item_place(list, index), offset = offset_of(list);
    UINT kind = list_view_kind(list);
    at.x += offset.x;
    at.y += offset.y;
    if (kind == LVS_ICON) return icon_rect(list, index, part, at, rect);
    struct list_item *item = list_item_at(list, index);
    int images = (int)image_size(list->small_images).cx, states = (int)image_size(list->state_images).cx, column = 0;
    RECT first = kind == LVS_REPORT ? list_column_rect(list, 0) : (RECT){at.x, 0, at.x + list->list_width, 0};
    int right = first.right;
    if (kind == LVS_REPORT) column = first.left + (item ? item->indent * images : 0);
    else column = at.x;
    int icon = column + states + (states ? 2 : 2), label = icon + images + (images ? 2 : 0);
    if (kind != LVS_REPORT) right = min(right, label + label_width(list, index));
    *rect = (RECT){column, at.y, right, at.y + list->row_height};
    switch (part) {
    case LVIR_BOUNDS:
        if (kind == LVS_REPORT) rect->left = -list->left, rect->right = max(list->view_width, 1) - list->left;
        break;
    case LVIR_ICON: rect->left = icon, rect->right = icon + images; break;
    case LVIR_LABEL: rect->left = min(label, right); break;
    case LVIR_SELECTBOUNDS:
        rect->left = icon;
        if (kind == LVS_REPORT)
            rect->right = list->extended_style & LVS_EX_FULLROWSELECT ? list->view_width - list->left
                                                                      : min(right, label + label_width(list, index));
        break;
    default: return FALSE;
    }
    return TRUE;
}

BOOL list_cell_rect(struct list *list, int index, int column, int part, RECT *rect)
{
    if (list_view_kind(list) != LVS_REPORT) return FALSE;
    if (!column) return list_item_rect(list, index, part, rect);
    if (column < 0 || column >= list->column_count || !list_item_rect(list, index, LVIR_BOUNDS, rect)) return FALSE;
    RECT place = list_column_rect(list, column);
    rect->left = place.left;
    rect->right = part == LVIR_ICON ? place.left + (int)image_size(list->small_images).cx : place.right;
    return TRUE;
}

void list_invalidate_item(struct list *list, int index)
{
    RECT rect;
    if (!list->laid_out || !list->control.redraw || !list_item_rect(list, index, LVIR_BOUNDS, &rect)) return;
    rect.left = max(rect.left, 0);
    if (list_view_kind(list) == LVS_REPORT) rect.right = control_client_size(&list->control).cx;
    InflateRect(&rect, 1, 1);
    control_invalidate(&list->control, &rect);
}

/* --- hit test --- */

static UINT part_at(struct list *list, int index, POINT point)
{
    RECT rect;
    if (list_item_rect(list, index, LVIR_ICON, &rect) && PtInRect(&rect, point)) return LVHT_ONITEMICON;
    if (list_item_rect(list, index, LVIR_LABEL, &rect) && PtInRect(&rect, point)) {
        if (list_view_kind(list) != LVS_REPORT || list->extended_style & LVS_EX_FULLROWSELECT) return LVHT_ONITEMLABEL;
        return point.x < rect.left + max(label_width(list, index), 4) ? LVHT_ONITEMLABEL : LVHT_NOWHERE;
    }
    if (list_view_kind(list) != LVS_ICON && list->state_images && list_item_rect(list, index, LVIR_ICON, &rect) &&
        point.x < rect.left) {
        return point.x >= rect.left - 2 - (int)image_size(list->state_images).cx ? LVHT_ONITEMSTATEICON : LVHT_NOWHERE;
    }
    return list->extended_style & LVS_EX_FULLROWSELECT && list_view_kind(list) == LVS_REPORT ? LVHT_ONITEMLABEL
                                                                                             : LVHT_NOWHERE;
}

static int item_at(struct list *list, POINT point)
{
    RECT area = view_area(list), rect;
    if (list_view_kind(list) == LVS_REPORT) {
        int row = list->top + (point.y - area.top) / list->row_height;
        return point.y >= area.top && point.x < list->view_width - list->left && row < list->count ? row : -1;
    }
    for (int i = list->count - 1; i >= 0; i--)
        if (list_item_rect(list, i, LVIR_BOUNDS, &rect) && PtInRect(&rect, point) &&
            part_at(list, i, point) != LVHT_NOWHERE)
            return i;
    return -1;
}

void list_hit_test(struct list *list, LVHITTESTINFO *hit)
{
    RECT area = view_area(list);
    POINT point = hit->pt;
    list_layout(list);
    hit->iItem = -1;
    hit->iSubItem = 0;
    hit->flags = (point.x < 0             ? LVHT_TOLEFT
                  : point.x >= area.right ? LVHT_TORIGHT
                                          : 0) |
                 (point.y < area.top       ? LVHT_ABOVE
                  : point.y >= area.bottom ? LVHT_BELOW
                                           : 0);
    if (hit->flags) return;
    hit->flags = LVHT_NOWHERE;
    int index = item_at(list, point);
    if (index < 0) return;
    for (int i = 0; list_view_kind(list) == LVS_REPORT && i < list->column_count; i++) {
        RECT column = list_column_rect(list, i);
        if (point.x >= column.left && point.x < column.right) hit->iSubItem = i;
    }
    hit->flags = hit->iSubItem ? list->extended_style & LVS_EX_FULLROWSELECT ? LVHT_ONITEMLABEL : LVHT_NOWHERE
                               : part_at(list, index, point);
    hit->iItem = index;
}

/* --- scrolling --- */

void list_scroll_to(struct list *list, int left, int top)
{
    int old_left = list->left, old_top = list->top;
    list_layout(list);
    list->left = left;
    list->top = top;
    set_bars(list);
    if (old_left == list->left && old_top == list->top) return;
    list_edit_end(list, FALSE);
    if (old_left != list->left) list_place_header(list);
    control_invalidate(&list->control, NULL);
}

BOOL list_ensure_visible(struct list *list, int index, BOOL partial)
{
    RECT area = view_area(list), rect;
    if (index < 0 || index >= list->count) return FALSE;
    list_layout(list);
    if (list_view_kind(list) == LVS_REPORT) {
        int page = list_per_page(list), whole = partial && (area.bottom - area.top) % list->row_height ? 1 : 0;
        if (index < list->top) list_scroll_to(list, list->left, index);
        else if (index >= list->top + page + whole) list_scroll_to(list, list->left, index - page + 1);
        return TRUE;
    }
    list_item_rect(list, index, LVIR_BOUNDS, &rect);
    if (list_view_kind(list) == LVS_LIST) {
        int shown = max(area.right / max(list->list_width, 1), 1),
            column = list_item_place(list, index).x / max(list->list_width, 1);
        if (column < list->left) list_scroll_to(list, column, 0);
        else if (column >= list->left + shown) list_scroll_to(list, column - shown + 1, 0);
        return TRUE;
    }
    int left = list->left, top = list->top;
    if (rect.left < 0) left += rect.left;
    else if (rect.right > area.right) left += min(rect.right - area.right, rect.left);
    if (rect.top < 0) top += rect.top;
    else if (rect.bottom > area.bottom) top += min(rect.bottom - area.bottom, rect.top);
    list_scroll_to(list, left, top);
    return TRUE;
}

void list_scroll(struct list *list, int bar, WPARAM request)
{
    SCROLLINFO info = {sizeof(info), SIF_ALL, 0, 0, 0, 0, 0};
    UINT kind = list_view_kind(list);
    GetScrollInfo(list->control.window, bar, &info);
    int line = kind == LVS_LIST || (kind == LVS_REPORT && bar == SB_VERT) ? 1 : kind == LVS_REPORT ? 6 : 20;
    int position = bar == SB_VERT ? list->top : list->left;
    switch (LOWORD(request)) {
    case SB_LINEUP: position -= line; break;
    case SB_LINEDOWN: position += line; break;
    case SB_PAGEUP: position -= (int)info.nPage; break;
    case SB_PAGEDOWN: position += (int)info.nPage; break;
    case SB_THUMBTRACK:
    case SB_THUMBPOSITION: position = info.nTrackPos; break;
    case SB_TOP: position = 0; break;
    case SB_BOTTOM: position = info.nMax; break;
    default: return;
    }
    list_notify(list, LVN_BEGINSCROLL, -1, 0, 0, 0, 0, 0);
    if (list->control.destroyed) return;
    if (bar == SB_VERT) list_scroll_to(list, list->left, position);
    else list_scroll_to(list, position, list->top);
    list_notify(list, LVN_ENDSCROLL, -1, 0, 0, 0, 0, 0);
}
