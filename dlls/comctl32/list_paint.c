/* How the list view looks, with custom and owner drawing. */
#include "list_view.h"

static COLORREF background_of(const struct list *list)
{
    return list->background == CLR_DEFAULT ? GetSysColor(COLOR_WINDOW) : list->background;
}

static UINT draw_state(struct list *list, int index, UINT state)
{
    UINT result = state & LVIS_SELECTED ? CDIS_SELECTED : 0;
    if (state & LVIS_FOCUSED && list->has_focus) result |= CDIS_FOCUS;
    if (index == list->hot) result |= CDIS_HOT;
    return result;
}

static void choose_colours(struct list *list, NMLVCUSTOMDRAW *draw)
{
    draw->clrText = list->text == CLR_DEFAULT ? GetSysColor(COLOR_WINDOWTEXT) : list->text;
    draw->clrTextBk = list->text_background == CLR_DEFAULT ? background_of(list) : list->text_background;
    if (!IsWindowEnabled(list->control.window)) draw->clrText = GetSysColor(COLOR_GRAYTEXT);
}

static BOOL marked_colours(struct list *list, UINT state, COLORREF *text, COLORREF *back)
{
    if (state & LVIS_DROPHILITED || (state & LVIS_SELECTED && list->has_focus)) {
        *text = GetSysColor(COLOR_HIGHLIGHTTEXT);
        *back = GetSysColor(COLOR_HIGHLIGHT);
        return TRUE;
    }
    if (!(state & LVIS_SELECTED) || !control_style_is(&list->control, LVS_SHOWSELALWAYS)) return FALSE;
    *text = GetSysColor(COLOR_BTNTEXT);
    *back = GetSysColor(COLOR_BTNFACE);
    return TRUE;
}

static void draw_image(struct list *list, HDC dc, HIMAGELIST images, int index, int column, UINT state,
                       const RECT *place, BOOL marked)
{
    int image = list_image(list, index, column), width, height;
    UINT look = ILD_TRANSPARENT | (state & LVIS_OVERLAYMASK);
    COLORREF tint = CLR_DEFAULT;
    if (!images || image < 0 || !ImageList_GetIconSize(images, &width, &height)) return;
    if (state & LVIS_CUT) look |= ILD_BLEND50, tint = background_of(list) == CLR_NONE ? CLR_NONE : background_of(list);
    else if (marked && list->has_focus) look |= ILD_BLEND50;
    int x = (place->left + place->right - width) / 2, y = (place->top + place->bottom - height) / 2;
    ImageList_DrawEx(images, image, dc, x, y, min(width, max(place->right - x, 1)), 0, CLR_NONE, tint, look);
}

static void draw_state_image(struct list *list, HDC dc, UINT state, int right, const RECT *row)
{
    int width, height, image = (int)(state & LVIS_STATEIMAGEMASK) >> 12;
    if (!list->state_images || !image || !ImageList_GetIconSize(list->state_images, &width, &height)) return;
    ImageList_Draw(list->state_images, image - (list->own_state_images ? 0 : 1), dc, right - width,
                   (row->top + row->bottom - height) / 2, ILD_TRANSPARENT);
}

static void draw_label(HDC dc, const WCHAR *text, RECT rect, UINT format, COLORREF colour)
{
    SetTextColor(dc, colour);
    SetBkMode(dc, TRANSPARENT);
    InflateRect(&rect, -2, 0);
    if (rect.right > rect.left) DrawTextW(dc, text, -1, &rect, format | DT_NOPREFIX | DT_END_ELLIPSIS);
}

static void draw_focus(struct list *list, HDC dc, UINT state, const RECT *rect)
{
    if (!(state & LVIS_FOCUSED) || !list->has_focus ||
        SendMessageW(list->control.window, WM_QUERYUISTATE, 0, 0) & UISF_HIDEFOCUS)
        return;
    SetTextColor(dc, 0);
    SetBkColor(dc, RGB(255, 255, 255));
    DrawFocusRect(dc, rect);
}

static UINT alignment(const struct list *list, int column)
{
    static const UINT formats[] = {DT_LEFT, DT_RIGHT, DT_CENTER, DT_LEFT};
    return formats[column ? list->columns[column].format & 3 : 0] | DT_SINGLELINE | DT_VCENTER;
}

static void draw_cell(struct list *list, HDC dc, int index, int column, UINT state, NMLVCUSTOMDRAW *draw, UINT answer)
{
    WCHAR buffer[LIST_TEXT_MAX];
    RECT rect, label, icon;
    COLORREF text = draw->clrText, back = draw->clrTextBk;
    int width, height;
    BOOL full = (list->extended_style & LVS_EX_FULLROWSELECT) != 0;
    if (!list_cell_rect(list, index, column, LVIR_BOUNDS, &rect)) return;
    if (!column) rect.left = list_column_rect(list, 0).left, rect.right = list_column_rect(list, 0).right;
    label = rect;
    if (!column) list_item_rect(list, index, LVIR_LABEL, &label);
    UINT after = 0;
    if (answer & CDRF_NOTIFYSUBITEMDRAW) {
        draw->iSubItem = column;
        draw->nmcd.rc = rect;
        after = control_custom_draw(&list->control, &draw->nmcd, CDDS_ITEMPREPAINT | CDDS_SUBITEM);
        text = draw->clrText;
        back = draw->clrTextBk;
        if (after & CDRF_SKIPDEFAULT || list->control.destroyed) return;
    }
    BOOL marked = (!column || full) && marked_colours(list, state, &text, &back);
    if (!column) {
        list_item_rect(list, index, LVIR_ICON, &icon);
        if (icon.left < rect.right) draw_state_image(list, dc, state, icon.left - 1, &rect);
        icon.right = min(icon.right, rect.right);
        if (icon.right > icon.left) draw_image(list, dc, list->small_images, index, 0, state, &icon, marked);
    } else if (list->extended_style & LVS_EX_SUBITEMIMAGES && list->small_images &&
               list_image(list, index, column) >= 0 && ImageList_GetIconSize(list->small_images, &width, &height)) {
        icon = (RECT){rect.left + 2, rect.top, rect.left + 2 + width, rect.bottom};
        draw_image(list, dc, list->small_images, index, column, state, &icon, FALSE);
        label.left = icon.right;
    }
    const WCHAR *content = list_text(list, index, column, buffer);
    if (marked && !column && !full)
        label.right = min(label.right, label.left + text_width(control_font(&list->control), content) + 6);
    if (back != CLR_NONE && (marked || back != background_of(list)))
        fill_colour(dc, full || column || !marked ? (column ? &rect : &label) : &label, back);
    if (index != list->edited || column)
        draw_label(dc, content, column ? (RECT){label.left + 4, label.top, label.right - 4, label.bottom} : label,
                   alignment(list, column), text);
    if (!column && !full) draw_focus(list, dc, state, &label);
    if (after & CDRF_NOTIFYPOSTPAINT)
        control_custom_draw(&list->control, &draw->nmcd, CDDS_ITEMPOSTPAINT | CDDS_SUBITEM);
}

static void draw_row(struct list *list, HDC dc, int index, UINT state, NMLVCUSTOMDRAW *draw, UINT answer)
{
    RECT row = draw->nmcd.rc;
    NMLVCUSTOMDRAW own = *draw;
    for (int column = 0; column < list->column_count && !list->control.destroyed; column++)
        draw_cell(list, dc, index, column, state, answer & CDRF_NOTIFYSUBITEMDRAW ? draw : &own, answer);
    if (list->extended_style & LVS_EX_FULLROWSELECT) {
        RECT label;
        list_item_rect(list, index, LVIR_LABEL, &label);
        row.left = label.left;
        draw_focus(list, dc, state, &row);
    }
}

static void draw_icon_item(struct list *list, HDC dc, int index, UINT state, const NMLVCUSTOMDRAW *draw)
{
    WCHAR buffer[LIST_TEXT_MAX];
    RECT icon, label;
    COLORREF text = draw->clrText, back = draw->clrTextBk;
    BOOL large = list_view_kind(list) == LVS_ICON, marked = marked_colours(list, state, &text, &back);
    list_item_rect(list, index, LVIR_ICON, &icon);
    list_item_rect(list, index, LVIR_LABEL, &label);
    draw_state_image(list, dc, state, icon.left - 1, &icon);
    draw_image(list, dc, large ? list->images : list->small_images, index, 0, state, &icon, marked);
    if (index == list->edited) return;
    if (marked || (back != CLR_NONE && back != background_of(list))) fill_colour(dc, &label, back);
    UINT format = !large ? DT_LEFT | DT_SINGLELINE | DT_VCENTER
                         : DT_CENTER | DT_EDITCONTROL |
                               (control_style_is(&list->control, LVS_NOLABELWRAP) ? DT_SINGLELINE : DT_WORDBREAK);
    draw_label(dc, list_text(list, index, 0, buffer), label, format, text);
    draw_focus(list, dc, state, &label);
}

static void draw_item(struct list *list, HDC dc, int index, UINT stages)
{
    NMLVCUSTOMDRAW draw = {0};
    UINT state = list_state(list, index), answer = 0;
    struct list_item *item = list_item_at(list, index);
    if (!list_item_rect(list, index, LVIR_BOUNDS, &draw.nmcd.rc)) return;
    if (control_style_is(&list->control, LVS_OWNERDRAWFIXED) && list_view_kind(list) == LVS_REPORT) {
        UINT_PTR id = (UINT_PTR)GetWindowLongPtrW(list->control.window, GWLP_ID);
        UINT owner_state =
            (state & LVIS_SELECTED ? ODS_SELECTED : 0) | (state & LVIS_FOCUSED && list->has_focus ? ODS_FOCUS : 0);
        DRAWITEMSTRUCT info = {ODT_LISTVIEW,
                               (UINT)id,
                               (UINT)index,
                               ODA_DRAWENTIRE,
                               owner_state,
                               list->control.window,
                               dc,
                               draw.nmcd.rc,
                               (ULONG_PTR)(item ? item->param : 0)};
        SendMessageW(list->control.owner, WM_DRAWITEM, id, (LPARAM)&info);
        return;
    }
    HGDIOBJ old = SelectObject(dc, control_font(&list->control));
    choose_colours(list, &draw);
    draw.nmcd.hdc = dc;
    draw.nmcd.dwItemSpec = (DWORD_PTR)index;
    draw.nmcd.uItemState = draw_state(list, index, state);
    draw.nmcd.lItemlParam = item ? item->param : 0;
    if (stages & CDRF_NOTIFYITEMDRAW) answer = control_custom_draw(&list->control, &draw.nmcd, CDDS_ITEMPREPAINT);
    if (!list->control.destroyed && !(answer & CDRF_SKIPDEFAULT)) {
        if (!(draw.nmcd.uItemState & CDIS_SELECTED)) state &= ~(UINT)LVIS_SELECTED;
        if (list_view_kind(list) == LVS_REPORT) draw_row(list, dc, index, state, &draw, answer);
        else draw_icon_item(list, dc, index, state, &draw);
    }
    if (answer & CDRF_NOTIFYPOSTPAINT) control_custom_draw(&list->control, &draw.nmcd, CDDS_ITEMPOSTPAINT);
    SelectObject(dc, old);
}

static void draw_grid(struct list *list, HDC dc, const RECT *update)
{
    COLORREF colour = GetSysColor(COLOR_BTNFACE);
    for (int i = 0; i < list->column_count; i++) {
        int x = list_column_rect(list, i).right - 1;
        draw_line(dc, x, update->top, x, update->bottom, colour);
    }
    int top = list_header_height(list);
    for (int y = top + list->row_height - 1; y < update->bottom; y += list->row_height)
        draw_line(dc, update->left, y, update->right, y, colour);
}

static void draw_items(struct list *list, HDC dc, const RECT *update, UINT stages)
{
    RECT rect, both;
    BOOL report = list_view_kind(list) == LVS_REPORT;
    int first = report ? list->top : 0,
        last = report ? min(list->top + list_per_page(list) + 1, list->count) : list->count;
    if (list_is_virtual(list) && last > first) {
        NMLVCACHEHINT hint = {.iFrom = first, .iTo = last - 1};
        control_notify(&list->control, LVN_ODCACHEHINT, &hint.hdr);
    }
    for (int i = first; i < last && i < list->count && !list->control.destroyed; i++)
        if (list_item_rect(list, i, LVIR_BOUNDS, &rect) && IntersectRect(&both, &rect, update))
            draw_item(list, dc, i, stages);
}

void list_paint(struct control *control, HDC dc, const RECT *update)
{
    struct list *list = (struct list *)control;
    SIZE size = control_client_size(control);
    NMLVCUSTOMDRAW draw = {.nmcd = {.hdc = dc, .rc = {0, 0, size.cx, size.cy}}};
    COLORREF background = background_of(list);
    if (background != CLR_NONE) fill_colour(dc, update, background);
    else SendMessageW(control->owner, WM_ERASEBKGND, (WPARAM)dc, 0);
    draw.clrText = list->text == CLR_DEFAULT ? GetSysColor(COLOR_WINDOWTEXT) : list->text;
    draw.clrTextBk = background;
    UINT answer = control_custom_draw(control, &draw.nmcd, CDDS_PREPAINT);
    if (answer & CDRF_SKIPDEFAULT || control->destroyed) return;
    draw_items(list, dc, update, answer);
    if (list->extended_style & LVS_EX_GRIDLINES && list_view_kind(list) == LVS_REPORT) draw_grid(list, dc, update);
    if (list->banding) DrawFocusRect(dc, &list->band);
    if (answer & CDRF_NOTIFYPOSTPAINT) control_custom_draw(control, &draw.nmcd, CDDS_POSTPAINT);
}

HIMAGELIST list_drag_image(struct list *list, int index)
{
    HIMAGELIST images = list_view_kind(list) == LVS_ICON ? list->images : list->small_images;
    int image = list_image(list, index, 0), width, height;
    if (!images || image < 0 || !ImageList_GetIconSize(images, &width, &height)) return NULL;
    HIMAGELIST single = ImageList_Create(width, height, ILC_COLOR32 | ILC_MASK, 1, 1);
    HICON icon = ImageList_GetIcon(images, image, ILD_TRANSPARENT);
    ImageList_ReplaceIcon(single, -1, icon);
    DestroyIcon(icon);
    return single;
}
