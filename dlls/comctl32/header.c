/* SysHeader32: the heads of columns, which can be pressed, resized and moved. */
#include "common.h"

#define MOST_ITEMS 1024
#define DIVIDER_REACH 5

struct head { int width, format, image; WCHAR *text; LPARAM param; HBITMAP bitmap; UINT filter_type; };
struct header {
    struct control control;
    struct head *items[MOST_ITEMS];
    int order[MOST_ITEMS]; /* order[place] is an item's index */
    int count;
    int pressed, resized, start_x, start_width, hot_divider;
    BOOL inside, moving;
    HIMAGELIST images;
};

static struct head *item_of(struct header *header, INT_PTR index)
{
    return index >= 0 && index < header->count ? header->items[index] : NULL;
}

static RECT item_rect(struct header *header, int index)
{
    RECT rect = {0, 0, 0, control_client_size(&header->control).cy};
    for (int place = 0; place < header->count; place++) {
        rect.left = rect.right;
        rect.right += header->items[header->order[place]]->width;
        if (header->order[place] == index) return rect;
    }
    rect.left = rect.right;
    return rect;
}

/* --- drawing --- */

static void draw_arrow(HDC dc, int x, int y, BOOL up)
{
    for (int row = 0; row < 4; row++) {
        int half = up ? row : 3 - row;
        draw_line(dc, x - half, y + row, x + half + 1, y + row, GetSysColor(COLOR_BTNSHADOW));
    }
}

static void draw_content(struct header *header, HDC dc, struct head *item, RECT rect)
{
    int width, height;
    UINT align = item->format & HDF_RIGHT ? DT_RIGHT : item->format & HDF_CENTER ? DT_CENTER : DT_LEFT;
    InflateRect(&rect, -6, 0);
    if (item->format & HDF_IMAGE && header->images && ImageList_GetIconSize(header->images, &width, &height)) {
        int x = item->format & HDF_BITMAP_ON_RIGHT ? rect.right - width : rect.left;
        if (rect.right - rect.left >= width)
            ImageList_Draw(header->images, item->image, dc, x, (rect.top + rect.bottom - height) / 2, ILD_TRANSPARENT);
        if (item->format & HDF_BITMAP_ON_RIGHT) rect.right -= width + 4;
        else rect.left += width + 4;
    }
    if (item->format & (HDF_SORTUP | HDF_SORTDOWN)) {
        int text = text_width(control_font(&header->control), item->text),
            x = min(rect.left + text + 12, rect.right - 4);
        if (align != DT_LEFT) x = rect.right - 4, rect.right -= 14;
        else rect.right = min(rect.right, x - 6);
        if (x > rect.left) draw_arrow(dc, x, (rect.top + rect.bottom) / 2 - 2, item->format & HDF_SORTUP);
    }
    if (item->text && rect.right > rect.left)
        DrawTextW(dc, item->text, -1, &rect, align | DT_SINGLELINE | DT_VCENTER | DT_END_ELLIPSIS | DT_NOPREFIX);
}

static void draw_item(struct header *header, HDC dc, int index, BOOL custom)
{
    struct head *item = header->items[index];
    RECT rect = item_rect(header, index);
    BOOL down = index == header->pressed && header->inside && control_style_is(&header->control, HDS_BUTTONS);
    NMCUSTOMDRAW draw = {.hdc = dc,
                         .rc = rect,
                         .dwItemSpec = (DWORD_PTR)index,
                         .uItemState = down ? CDIS_SELECTED : 0,
                         .lItemlParam = item->param};
    if (rect.right <= rect.left) return;
    fill_colour(dc, &rect, GetSysColor(COLOR_BTNFACE));
    SetTextColor(dc, GetSysColor(COLOR_BTNTEXT));
    SetBkMode(dc, TRANSPARENT);
    UINT answer = custom ? control_custom_draw(&header->control, &draw, CDDS_ITEMPREPAINT) : 0;
    if (answer & CDRF_SKIPDEFAULT) return;
    if (control_style_is(&header->control, HDS_FLAT)) DrawEdge(dc, &rect, BDR_SUNKENOUTER, BF_RIGHT | BF_BOTTOM);
    else if (down) DrawEdge(dc, &rect, BDR_SUNKENOUTER, BF_RECT | BF_FLAT);
    else DrawEdge(dc, &rect, EDGE_RAISED, BF_RECT | BF_SOFT);
    if (down) OffsetRect(&rect, 1, 1);
    if (item->format & HDF_OWNERDRAW) {
        UINT_PTR id = (UINT_PTR)GetWindowLongPtrW(header->control.window, GWLP_ID);
        DRAWITEMSTRUCT info = {ODT_HEADER,
                               (UINT)id,
                               (UINT)index,
                               ODA_DRAWENTIRE,
                               down ? ODS_SELECTED : 0,
                               header->control.window,
                               dc,
                               rect,
                               (ULONG_PTR)item->param};
        SendMessageW(header->control.owner, WM_DRAWITEM, id, (LPARAM)&info);
    } else {
        draw_content(header, dc, item, rect);
    }
    if (answer & CDRF_NOTIFYPOSTPAINT) control_custom_draw(&header->control, &draw, CDDS_ITEMPOSTPAINT);
}

static void paint(struct control *control, HDC dc, const RECT *update)
{
    struct header *header = (struct header *)control;
    SIZE size = control_client_size(control);
    RECT rest = {header->count ? item_rect(header, header->order[header->count - 1]).right : 0, 0, size.cx, size.cy};
    NMCUSTOMDRAW draw = {.hdc = dc, .rc = {0, 0, size.cx, size.cy}};
    HGDIOBJ old = SelectObject(dc, control_font(control));
    fill_colour(dc, update, GetSysColor(COLOR_BTNFACE));
    UINT answer = control_custom_draw(control, &draw, CDDS_PREPAINT);
    for (int place = 0; place < header->count && !(answer & CDRF_SKIPDEFAULT); place++)
        draw_item(header, dc, header->order[place], (answer & CDRF_NOTIFYITEMDRAW) != 0);
    if (rest.right > rest.left) DrawEdge(dc, &rest, EDGE_RAISED, BF_TOP | BF_BOTTOM | BF_LEFT | BF_SOFT);
    if (answer & CDRF_NOTIFYPOSTPAINT) control_custom_draw(control, &draw, CDDS_POSTPAINT);
    SelectObject(dc, old);
}

/* --- items --- */

static void apply(struct head *item, const HDITEMW *changes, BOOL unicode)
{
    if (changes->mask & HDI_WIDTH) item->width = max(changes->cxy, 0);
    if (changes->mask & HDI_TEXT) {
        release(item->text);
        item->text = IS_CALLBACK_TEXT(changes->pszText) ? NULL : text_from(unicode, changes->pszText);
    }
    if (changes->mask & HDI_FORMAT) item->format = changes->fmt;
    if (changes->mask & HDI_LPARAM) item->param = changes->lParam;
    if (changes->mask & HDI_BITMAP) item->bitmap = changes->hbm;
    if (changes->mask & HDI_IMAGE) item->image = changes->iImage;
}

static int insert_item(struct header *header, int index, const HDITEMW *item, BOOL unicode)
{
    if (!item || !item->mask || index < 0 || header->count == MOST_ITEMS) return -1;
    struct head *new = allocate(sizeof(*new));
    if (!new) return -1;
    index = min(index, header->count);
    int place = item->mask & HDI_ORDER ? max(min(item->iOrder, header->count), 0) : index;
    apply(new, item, unicode);
    for (int i = 0; i < header->count; i++)
        if (header->order[i] >= index) header->order[i]++;
    memmove(header->items + index + 1, header->items + index, (SIZE_T)(header->count - index) * sizeof(*header->items));
    memmove(header->order + place + 1, header->order + place, (SIZE_T)(header->count - place) * sizeof(*header->order));
    header->items[index] = new;
    header->order[place] = index;
    header->count++;
    control_invalidate(&header->control, NULL);
    return index;
}

static int place_of(struct header *header, int index)
{
    for (int place = 0; place < header->count; place++)
        if (header->order[place] == index) return place;
    return -1;
}

static BOOL delete_item(struct header *header, int index)
{
    struct head *item = item_of(header, index);
    if (!item) return FALSE;
    int place = place_of(header, index);
    header->count--;
    memmove(header->items + index, header->items + index + 1, (SIZE_T)(header->count - index) * sizeof(*header->items));
    memmove(header->order + place, header->order + place + 1, (SIZE_T)(header->count - place) * sizeof(*header->order));
    for (int i = 0; i < header->count; i++)
        if (header->order[i] > index) header->order[i]--;
    release(item->text);
    release(item);
    header->pressed = header->resized = -1;
    control_invalidate(&header->control, NULL);
    return TRUE;
}

static void move_to(struct header *header, int index, int place)
{
    int from = place_of(header, index);
    if (from < 0 || place < 0 || place >= header->count) return;
    memmove(header->order + from, header->order + from + 1,
            (SIZE_T)(header->count - from - 1) * sizeof(*header->order));
    memmove(header->order + place + 1, header->order + place,
            (SIZE_T)(header->count - place - 1) * sizeof(*header->order));
    header->order[place] = index;
}

static LRESULT notify(struct header *header, int code, int index, HDITEMW *item, int button)
{
    NMHEADERW note = {.iItem = index, .iButton = button, .pitem = item};
    return control_notify(&header->control, code, &note.hdr);
}

static BOOL set_item(struct header *header, int index, const HDITEMW *changes, BOOL unicode)
{
    struct head *item = item_of(header, index);
    HDITEMW copy;
    if (!item || !changes) return FALSE;
    copy = *changes;
    if (notify(header, NOTIFY_CODE(&header->control, HDN_ITEMCHANGING), index, &copy, 0) ||
        item != item_of(header, index))
        return FALSE;
    apply(item, changes, unicode);
    if (changes->mask & HDI_ORDER) move_to(header, index, changes->iOrder);
    notify(header, NOTIFY_CODE(&header->control, HDN_ITEMCHANGED), index, &copy, 0);
    control_invalidate(&header->control, NULL);
    return TRUE;
}

static BOOL get_item(struct header *header, int index, HDITEMW *out, BOOL unicode)
{
    struct head *item = item_of(header, index);
    if (!item || !out) return FALSE;
    if (out->mask & HDI_WIDTH) out->cxy = item->width;
    if (out->mask & HDI_TEXT) text_put(unicode, item->text, out->pszText, out->cchTextMax);
    if (out->mask & HDI_FORMAT) out->fmt = item->format | (item->text ? HDF_STRING : 0);
    if (out->mask & HDI_LPARAM) out->lParam = item->param;
    if (out->mask & HDI_BITMAP) out->hbm = item->bitmap;
    if (out->mask & HDI_IMAGE) out->iImage = item->image;
    if (out->mask & HDI_ORDER) out->iOrder = place_of(header, index);
    return TRUE;
}

static BOOL set_order(struct header *header, int count, const int *order)
{
    BYTE seen[MOST_ITEMS] = {0};
    if (count != header->count || !order) return FALSE;
    for (int i = 0; i < count; i++)
        if (order[i] < 0 || order[i] >= count || seen[order[i]]++) return FALSE;
    memcpy(header->order, order, (SIZE_T)count * sizeof(*order));
    control_invalidate(&header->control, NULL);
    return TRUE;
}

static void layout(struct header *header, HDLAYOUT *layout)
{
    RECT *rect = layout->prc;
    int height = font_height(control_font(&header->control)) + 4;
    WINDOWPOS *place = layout->pwpos;
    *place = (WINDOWPOS){header->control.window,
                         NULL,
                         rect->left,
                         rect->top,
                         rect->right - rect->left,
                         control_style_is(&header->control, HDS_HIDDEN) ? 0 : height,
                         SWP_NOZORDER};
    rect->top += place->cy;
}

/* --- mouse --- */

static int hit_test(struct header *header, POINT point, UINT *flags)
{
    SIZE size = control_client_size(&header->control);
    *flags = (point.x < 0          ? HHT_TOLEFT
              : point.x >= size.cx ? HHT_TORIGHT
                                   : 0) |
             (point.y < 0          ? HHT_ABOVE
              : point.y >= size.cy ? HHT_BELOW
                                   : 0);
    if (*flags) return -1;
    int right = 0, previous = -1;
    for (int place = 0; place < header->count; place++) {
        int index = header->order[place], width = header->items[index]->width, left = right,
            reach = min(DIVIDER_REACH, max(width / 4, 1));
        right += width;
        if (!width) {
            if (point.x == right ||
                (place + 1 == header->count && point.x < right + DIVIDER_REACH && point.x >= right)) {
                *flags = HHT_ONDIVOPEN;
                return index;
            }
            previous = index;
            continue;
        }
        if (point.x >= left && point.x < left + reach && previous >= 0) {
            *flags = header->items[previous]->width ? HHT_ONDIVIDER : HHT_ONDIVOPEN;
            return previous;
        }
        if (point.x >= left && point.x < right) {
            *flags = point.x >= right - reach ? HHT_ONDIVIDER : HHT_ONHEADER;
            return index;
        }
        previous = index;
    }
    if (previous >= 0 && point.x < right + DIVIDER_REACH) {
        *flags = HHT_ONDIVIDER;
        return previous;
    }
    *flags = HHT_NOWHERE;
    return -1;
}

static void press(struct header *header, LPARAM lparam)
{
    UINT flags;
    POINT point = point_of(lparam);
    int index = hit_test(header, point, &flags);
    if (index < 0) return;
    if (flags & (HHT_ONDIVIDER | HHT_ONDIVOPEN)) {
        HDITEMW item = {.mask = HDI_WIDTH, .cxy = header->items[index]->width};
        if (control_style_is(&header->control, 0x800)) return; /* HDS_NOSIZING */
        if (notify(header, NOTIFY_CODE(&header->control, HDN_BEGINTRACK), index, &item, 0)) return;
        header->resized = index;
        header->start_x = point.x;
        header->start_width = header->items[index]->width;
    } else {
        header->pressed = index;
        header->inside = TRUE;
        header->start_x = point.x;
        control_invalidate(&header->control, NULL);
    }
    SetCapture(header->control.window);
}

static void resize(struct header *header, int x)
{
    int index = header->resized;
    HDITEMW item = {.mask = HDI_WIDTH, .cxy = max(header->start_width + x - header->start_x, 0)};
    if (item.cxy == header->items[index]->width) return;
    if (notify(header, NOTIFY_CODE(&header->control, HDN_TRACK), index, &item, 0) || header->resized < 0) return;
    set_item(header, index, &item, TRUE);
}

static void move(struct header *header, LPARAM lparam)
{
    POINT point = point_of(lparam);
    if (header->resized >= 0) {
        resize(header, point.x);
        return;
    }
    if (header->pressed < 0) return;
    RECT rect = item_rect(header, header->pressed);
    BOOL inside = PtInRect(&rect, point);
    if (control_style_is(&header->control, HDS_DRAGDROP) && !header->moving &&
        abs(point.x - header->start_x) > GetSystemMetrics(SM_CXDRAG)) {
        HDITEMW item = {.mask = HDI_ORDER, .iOrder = place_of(header, header->pressed)};
        header->moving = !notify(header, HDN_BEGINDRAG, header->pressed, &item, 0);
    }
    if (inside != header->inside) {
        header->inside = inside;
        control_invalidate(&header->control, NULL);
    }
}

static void drop(struct header *header, int index, int x)
{
    UINT flags;
    int to = hit_test(header, (POINT){x, 1}, &flags);
    HDITEMW item = {.mask = HDI_ORDER, .iOrder = to < 0 ? x < 0 ? 0 : header->count - 1 : place_of(header, to)};
    if (notify(header, HDN_ENDDRAG, index, &item, 0) || header->control.destroyed) return;
    move_to(header, index, item.iOrder);
    control_invalidate(&header->control, NULL);
    HDITEMW changed = {.mask = HDI_ORDER, .iOrder = place_of(header, index)};
    notify(header, NOTIFY_CODE(&header->control, HDN_ITEMCHANGED), index, &changed, 0);
}

static void let_go(struct header *header, LPARAM lparam)
{
    int pressed = header->pressed, resized = header->resized;
    BOOL inside = header->inside, moving = header->moving;
    header->pressed = header->resized = -1;
    header->moving = FALSE;
    if (GetCapture() == header->control.window) ReleaseCapture();
    control_invalidate(&header->control, NULL);
    if (resized >= 0) {
        HDITEMW item = {.mask = HDI_WIDTH, .cxy = header->items[resized]->width};
        notify(header, NOTIFY_CODE(&header->control, HDN_ENDTRACK), resized, &item, 0);
    } else if (pressed >= 0 && moving) {
        drop(header, pressed, GET_X_LPARAM(lparam));
    } else if (pressed >= 0 && inside && control_style_is(&header->control, HDS_BUTTONS)) {
        HDITEMW item = {.mask = HDI_ORDER | HDI_LPARAM,
                        .iOrder = place_of(header, pressed),
                        .lParam = header->items[pressed]->param};
        notify(header, NOTIFY_CODE(&header->control, HDN_ITEMCLICK), pressed, &item, 0);
    }
}

static void double_click(struct header *header, LPARAM lparam)
{
    UINT flags;
    int index = hit_test(header, point_of(lparam), &flags);
    if (index < 0) return;
    if (flags & (HHT_ONDIVIDER | HHT_ONDIVOPEN))
        notify(header, NOTIFY_CODE(&header->control, HDN_DIVIDERDBLCLICK), index, NULL, 0);
    else notify(header, NOTIFY_CODE(&header->control, HDN_ITEMDBLCLICK), index, NULL, 0);
}

static BOOL set_cursor(struct header *header)
{
    UINT flags;
    POINT point;
    GetCursorPos(&point);
    ScreenToClient(header->control.window, &point);
    hit_test(header, point, &flags);
    if (!(flags & (HHT_ONDIVIDER | HHT_ONDIVOPEN))) return FALSE;
    SetCursor(LoadCursorW(NULL, (LPCWSTR)IDC_SIZEWE));
    return TRUE;
}

static LRESULT header_message(struct header *header, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case HDM_GETITEMCOUNT: return header->count;
    case HDM_INSERTITEMA:
    case HDM_INSERTITEMW: return insert_item(header, (int)wparam, (HDITEMW *)lparam, message == HDM_INSERTITEMW);
    case HDM_DELETEITEM: return delete_item(header, (int)wparam);
    case HDM_GETITEMA:
    case HDM_GETITEMW: return get_item(header, (int)wparam, (HDITEMW *)lparam, message == HDM_GETITEMW);
    case HDM_SETITEMA:
    case HDM_SETITEMW: return set_item(header, (int)wparam, (HDITEMW *)lparam, message == HDM_SETITEMW);
    case HDM_LAYOUT: layout(header, (HDLAYOUT *)lparam); return TRUE;
    case HDM_HITTEST: {
        HDHITTESTINFO *hit = (HDHITTESTINFO *)lparam;
        return hit->iItem = hit_test(header, hit->pt, &hit->flags);
    }
    case HDM_GETITEMRECT:
        if (!item_of(header, (INT_PTR)wparam) || !lparam) return FALSE;
        *(RECT *)lparam = item_rect(header, (int)wparam);
        return TRUE;
    case HDM_SETIMAGELIST: {
        HIMAGELIST before = header->images;
        header->images = (HIMAGELIST)lparam;
        control_invalidate(&header->control, NULL);
        return (LRESULT)before;
    }
    case HDM_GETIMAGELIST: return (LRESULT)header->images;
    case HDM_ORDERTOINDEX: return wparam < (WPARAM)header->count ? header->order[wparam] : (int)wparam;
    case HDM_GETORDERARRAY:
        if (!lparam || (int)wparam > header->count) return FALSE;
        memcpy((void *)lparam, header->order, (SIZE_T)wparam * sizeof(int));
        return TRUE;
    case HDM_SETORDERARRAY: return set_order(header, (int)wparam, (int *)lparam);
    case HDM_SETHOTDIVIDER:
        header->hot_divider = wparam ? 0 : (int)lparam;
        return header->hot_divider;
    }
    return control_default(&header->control, message, wparam, lparam);
}

static LRESULT message(struct control *control, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct header *header = (struct header *)control;
    switch (message) {
    case WM_NCCREATE: header->pressed = header->resized = -1; break;
    case WM_DESTROY:
        while (header->count) delete_item(header, header->count - 1);
        break;
    case WM_PAINT:
    case WM_PRINTCLIENT: control_paint(control, wparam, paint); return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_SIZE: control_invalidate(control, NULL); return 0;
    case WM_LBUTTONDOWN: press(header, lparam); return 0;
    case WM_LBUTTONDBLCLK: double_click(header, lparam); return 0;
    case WM_LBUTTONUP: let_go(header, lparam); return 0;
    case WM_MOUSEMOVE: move(header, lparam); return 0;
    case WM_CAPTURECHANGED:
        header->pressed = header->resized = -1;
        control_invalidate(control, NULL);
        return 0;
    case WM_RBUTTONUP:
        if (!control_notify_code(control, NM_RCLICK)) break;
        return 0;
    case WM_SETCURSOR:
        if (LOWORD(lparam) == HTCLIENT && set_cursor(header)) return TRUE;
        break;
    }
    return header_message(header, message, wparam, lparam);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return control_dispatch(&header_class, window, message, wparam, lparam);
}

const struct control_class header_class = {
    WC_HEADERW, ICC_LISTVIEW_CLASSES, CS_DBLCLKS, sizeof(struct header), message, procedure, NULL};
