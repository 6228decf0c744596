/* The list view's columns and the header control that shows them. */
#include "list_view.h"

static BOOL report(const struct list *list) { return list_view_kind(list) == LVS_REPORT; }

void list_create_header(struct list *list)
{
    if (list->header) return;
    DWORD style =
        WS_CHILD | HDS_HORZ | HDS_FULLDRAG | (control_style_is(&list->control, LVS_NOSORTHEADER) ? 0 : HDS_BUTTONS);
    if (list->extended_style & LVS_EX_HEADERDRAGDROP) style |= HDS_DRAGDROP;
    list->header =
        CreateWindowExW(0, WC_HEADERW, NULL, style, 0, 0, 0, 0, list->control.window, NULL, module_instance, NULL);
    SendMessageW(list->header, WM_SETFONT, (WPARAM)control_font(&list->control), FALSE);
    list_place_header(list);
}

int list_header_height(const struct list *list)
{
    if (!report(list) || !list->header || control_style_is(&list->control, LVS_NOCOLUMNHEADER)) return 0;
    return font_height(control_font(&list->control)) + 4;
}

void list_place_header(struct list *list)
{
    if (!list->header) return;
    int height = list_header_height(list), width = max((int)control_client_size(&list->control).cx, list->view_width);
    UINT show = height ? SWP_SHOWWINDOW : SWP_HIDEWINDOW;
    SetWindowPos(list->header, HWND_TOP, -list->left, 0, width + list->left, height, SWP_NOACTIVATE | show);
}

RECT list_column_rect(struct list *list, int column)
{
    RECT rect = {0};
    if (list->header && SendMessageW(list->header, HDM_GETITEMRECT, (WPARAM)column, (LPARAM)&rect))
        OffsetRect(&rect, -list->left, 0);
    else rect.right = control_client_size(&list->control).cx;
    return rect;
}

static void to_header(HDITEMW *item, const LVCOLUMNW *column)
{
    memset(item, 0, sizeof(*item));
    if (column->mask & LVCF_FMT)
        item->mask |= HDI_FORMAT,
            item->fmt = (column->fmt & LVCFMT_JUSTIFYMASK) |
                        (column->fmt & (LVCFMT_IMAGE | LVCFMT_BITMAP_ON_RIGHT | LVCFMT_COL_HAS_IMAGES));
    if (column->mask & LVCF_WIDTH) item->mask |= HDI_WIDTH, item->cxy = max(column->cx, 0);
    if (column->mask & LVCF_TEXT) item->mask |= HDI_TEXT, item->pszText = column->pszText;
    if (column->mask & LVCF_IMAGE)
        item->mask |= HDI_IMAGE | HDI_FORMAT, item->fmt |= HDF_IMAGE, item->iImage = column->iImage;
    if (column->mask & LVCF_ORDER) item->mask |= HDI_ORDER, item->iOrder = column->iOrder;
    if (item->mask & HDI_FORMAT) item->fmt |= HDF_STRING;
}

int list_insert_column(struct list *list, int index, const LVCOLUMNW *column, BOOL unicode)
{
    HDITEMW item;
    if (!column || index < 0 || list->column_count == MOST_COLUMNS) return -1;
    list_create_header(list);
    to_header(&item, column);
    if (!(item.mask & HDI_WIDTH)) item.mask |= HDI_WIDTH, item.cxy = 10;
    if (!(item.mask & HDI_FORMAT)) item.mask |= HDI_FORMAT, item.fmt = HDF_LEFT | HDF_STRING;
    index = min(index, list->column_count);
    index = (int)SendMessageW(list->header, unicode ? HDM_INSERTITEMW : HDM_INSERTITEMA, (WPARAM)index, (LPARAM)&item);
    if (index < 0) return -1;
    memmove(list->columns + index + 1, list->columns + index,
            (SIZE_T)(list->column_count - index) * sizeof(*list->columns));
    list->columns[index] = (struct list_column){index ? item.fmt & LVCFMT_JUSTIFYMASK : 0, item.cxy, item.iImage, 0};
    if (list->column_count) list_cells_column_added(list, index);
    list->column_count++;
    list_changed(list);
    return index;
}

BOOL list_delete_column(struct list *list, int index)
{
    if (index < 0 || index >= list->column_count || !SendMessageW(list->header, HDM_DELETEITEM, (WPARAM)index, 0))
        return FALSE;
    list->column_count--;
    memmove(list->columns + index, list->columns + index + 1,
            (SIZE_T)(list->column_count - index) * sizeof(*list->columns));
    if (list->column_count) list_cells_column_removed(list, index);
    list_changed(list);
    return TRUE;
}

BOOL list_set_column(struct list *list, int index, const LVCOLUMNW *column, BOOL unicode)
{
    HDITEMW item;
    if (!column || index < 0 || index >= list->column_count) return FALSE;
    to_header(&item, column);
    if (item.mask & HDI_FORMAT) {
        HDITEMW before = {.mask = HDI_FORMAT};
        SendMessageW(list->header, HDM_GETITEMW, (WPARAM)index, (LPARAM)&before);
        if (!(column->mask & LVCF_FMT)) item.fmt |= before.fmt;
        item.fmt |= before.fmt & (HDF_SORTUP | HDF_SORTDOWN);
        if (index) list->columns[index].format = item.fmt & LVCFMT_JUSTIFYMASK;
    }
    if (item.mask & HDI_WIDTH) list->columns[index].width = item.cxy;
    BOOL done = (BOOL)SendMessageW(list->header, unicode ? HDM_SETITEMW : HDM_SETITEMA, (WPARAM)index, (LPARAM)&item);
    list_changed(list);
    return done;
}

BOOL list_get_column(struct list *list, int index, LVCOLUMNW *column, BOOL unicode)
{
    HDITEMW item = {.mask = HDI_FORMAT | HDI_WIDTH | HDI_IMAGE | HDI_ORDER};
    if (!column || index < 0 || index >= list->column_count) return FALSE;
    if (column->mask & LVCF_TEXT)
        item.mask |= HDI_TEXT, item.pszText = column->pszText, item.cchTextMax = column->cchTextMax;
    if (!SendMessageW(list->header, unicode ? HDM_GETITEMW : HDM_GETITEMA, (WPARAM)index, (LPARAM)&item)) return FALSE;
    if (column->mask & LVCF_FMT) column->fmt = item.fmt & ~(HDF_STRING | HDF_SORTUP | HDF_SORTDOWN);
    if (column->mask & LVCF_WIDTH) column->cx = item.cxy;
    if (column->mask & LVCF_IMAGE) column->iImage = item.iImage;
    if (column->mask & LVCF_ORDER) column->iOrder = item.iOrder;
    if (column->mask & LVCF_SUBITEM) column->iSubItem = index;
    return TRUE;
}

static int widest_cell(struct list *list, int column)
{
    WCHAR buffer[LIST_TEXT_MAX];
    int widest = 0, icon = 0, height;
    HDC dc = GetDC(NULL);
    HGDIOBJ old = SelectObject(dc, control_font(&list->control));
    for (int i = 0; i < list->count; i++) {
        SIZE size = {0};
        const WCHAR *text = list_text(list, i, column, buffer);
        GetTextExtentPoint32W(dc, text, text_length(text), &size);
        widest = max(widest, (int)size.cx);
    }
    SelectObject(dc, old);
    ReleaseDC(NULL, dc);
    if (!column && list->small_images && ImageList_GetIconSize(list->small_images, &icon, &height)) widest += icon + 2;
    if (!column && list->state_images && ImageList_GetIconSize(list->state_images, &icon, &height)) widest += icon + 2;
    return widest + (column ? 12 : 8);
}

BOOL list_set_column_width(struct list *list, int index, int width)
{
    WCHAR title[LIST_TEXT_MAX] = L"";
    if (!report(list)) {
        if (list_view_kind(list) != LVS_LIST || index) return FALSE;
        list->given_width = max(width, 0);
        list_changed(list);
        return TRUE;
    }
    if (index < 0 || index >= list->column_count) return FALSE;
    if (width < 0) {
        HDITEMW item = {.mask = HDI_TEXT, .pszText = title, .cchTextMax = LIST_TEXT_MAX};
        int wanted = width;
        width = widest_cell(list, index);
        SendMessageW(list->header, HDM_GETITEMW, (WPARAM)index, (LPARAM)&item);
        if (wanted == LVSCW_AUTOSIZE_USEHEADER) {
            width = max(width, text_width(control_font(&list->control), title) + 22);
            if (index == list->column_count - 1)
                width = max(width, (int)control_client_size(&list->control).cx - list_column_rect(list, index).left -
                                       list->left);
        }
    }
    HDITEMW item = {.mask = HDI_WIDTH, .cxy = width};
    list->columns[index].width = width;
    BOOL done = (BOOL)SendMessageW(list->header, HDM_SETITEMW, (WPARAM)index, (LPARAM)&item);
    list_changed(list);
    return done;
}

/* What the header tells: the owner hears it too, and then it takes effect. */
LRESULT list_header_notified(struct list *list, NMHEADERW *note)
{
    UINT code = note->hdr.code;
    LRESULT answer = 0;
    if (code == NM_RCLICK) return SendMessageW(list->control.owner, WM_NOTIFY, note->hdr.idFrom, (LPARAM)note);
    if (code == NM_CUSTOMDRAW || (code <= HDN_FIRST && code > HDN_FIRST - 50))
        answer = SendMessageW(list->control.owner, WM_NOTIFY, note->hdr.idFrom, (LPARAM)note);
    if (list->control.destroyed || answer) return answer;
    switch (code) {
    case HDN_ITEMCLICKA:
    case HDN_ITEMCLICKW: list_notify(list, LVN_COLUMNCLICK, -1, note->iItem, 0, 0, 0, 0); break;
    case HDN_ITEMCHANGEDA:
    case HDN_ITEMCHANGEDW:
        if (note->pitem && note->pitem->mask & HDI_WIDTH && note->iItem < list->column_count)
            list->columns[note->iItem].width = note->pitem->cxy;
        list_changed(list);
        UpdateWindow(list->control.window);
        break;
    case HDN_DIVIDERDBLCLICKA:
    case HDN_DIVIDERDBLCLICKW: list_set_column_width(list, note->iItem, LVSCW_AUTOSIZE); break;
    }
    return 0;
}
