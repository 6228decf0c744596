/* SysListView32: its messages. */
#include "list_view.h"

static void create(struct list *list)
{
    list->background = GetSysColor(COLOR_WINDOW);
    list->text = CLR_DEFAULT;
    list->text_background = CLR_DEFAULT;
    list->focused = list->mark = list->hot = list->edited = -1;
    list->selected_column = -1;
    list->background = CLR_DEFAULT;
    if (list_is_virtual(list)) list->states = allocate(1);
    list_measure(list);
    if (list_view_kind(list) == LVS_REPORT) list_create_header(list);
}

static void destroy(struct list *list)
{
    list->control.redraw = FALSE;
    list_delete_all(list);
    release(list->items);
    release(list->states);
    if (list->own_state_images) ImageList_Destroy(list->state_images);
    if (control_style_is(&list->control, LVS_SHAREIMAGELISTS)) return;
    if (list->images) ImageList_Destroy(list->images);
    if (list->small_images) ImageList_Destroy(list->small_images);
    if (list->state_images && !list->own_state_images) ImageList_Destroy(list->state_images);
}

static HIMAGELIST set_images(struct list *list, WPARAM which, HIMAGELIST images)
{
    HIMAGELIST *places[] = {&list->images, &list->small_images, &list->state_images}, before;
    if (which > LVSIL_STATE) return NULL;
    before = *places[which];
    *places[which] = images;
    if (which == LVSIL_STATE) list->own_state_images = FALSE;
    if (which == LVSIL_NORMAL) list->spacing_x = list->spacing_y = 0;
    list_measure(list);
    list_changed(list);
    return before;
}

static UINT set_extended(struct list *list, UINT mask, UINT style)
{
    UINT before = list->extended_style;
    list->extended_style = mask ? (before & ~mask) | (style & mask) : style;
    UINT changed = before ^ list->extended_style;
    if (changed & LVS_EX_CHECKBOXES && list->extended_style & LVS_EX_CHECKBOXES && !list->state_images) {
        list->state_images = check_box_images(16);
        list->own_state_images = TRUE;
        for (int i = 0; i < list->count; i++) list_set_state(list, i, INDEXTOSTATEIMAGEMASK(1), LVIS_STATEIMAGEMASK);
    } else if (changed & LVS_EX_CHECKBOXES && list->own_state_images) {
        ImageList_Destroy(list->state_images);
        list->state_images = NULL;
        list->own_state_images = FALSE;
    }
    if (changed & LVS_EX_HEADERDRAGDROP && list->header) {
        LONG header = GetWindowLongW(list->header, GWL_STYLE) & ~(LONG)HDS_DRAGDROP;
        SetWindowLongW(list->header, GWL_STYLE,
                       header | (list->extended_style & LVS_EX_HEADERDRAGDROP ? HDS_DRAGDROP : 0));
    }
    list_changed(list);
    return before;
}

static LRESULT exchange_colour(struct list *list, COLORREF *place, LPARAM colour)
{
    *place = (COLORREF)colour;
    control_invalidate(&list->control, NULL);
    return TRUE;
}

static LRESULT item_text(struct list *list, int index, LVITEMW *item, BOOL unicode, BOOL set)
{
    WCHAR buffer[LIST_TEXT_MAX];
    if (!item || index < 0 || index >= list->count) return 0;
    if (set) {
        LVITEMW changes = {.mask = LVIF_TEXT, .iItem = index, .iSubItem = item->iSubItem, .pszText = item->pszText};
        return list_set(list, &changes, unicode);
    }
    const WCHAR *text = list_text(list, index, item->iSubItem, buffer);
    text_put(unicode, text, item->pszText, item->cchTextMax);
    if (!item->pszText || item->cchTextMax <= 0) return 0;
    return unicode ? text_length(item->pszText) : (LRESULT)strlen((char *)item->pszText);
}

static LRESULT set_position(struct list *list, int index, POINT place)
{
    struct list_item *item = list_item_at(list, index);
    UINT kind = list_view_kind(list);
    if (!item || (kind != LVS_ICON && kind != LVS_SMALLICON)) return FALSE;
    item->place = place;
    item->placed = TRUE;
    list_changed(list);
    return TRUE;
}

static LRESULT get_position(struct list *list, int index, POINT *point)
{
    RECT rect;
    if (!point || !list_item_rect(list, index, LVIR_BOUNDS, &rect)) return FALSE;
    *point = (POINT){rect.left, rect.top};
    if (list_view_kind(list) == LVS_ICON)
        list_item_rect(list, index, LVIR_ICON, &rect), *point = (POINT){rect.left + 4, rect.top + 2};
    return TRUE;
}

static LRESULT scroll_by(struct list *list, int dx, int dy)
{
    list_layout(list);
    if (list_view_kind(list) == LVS_REPORT) dy = (dy + (dy > 0 ? list->row_height - 1 : 0)) / list->row_height;
    if (list_view_kind(list) == LVS_LIST) dx /= max(list->list_width, 1);
    list_scroll_to(list, list->left + dx, list->top + dy);
    return TRUE;
}

static LRESULT approximate(struct list *list, int count, LPARAM given)
{
    SIZE client = control_client_size(&list->control);
    int width = (short)LOWORD(given), height = (short)HIWORD(given);
    if (count < 0) count = list->count;
    list_layout(list);
    if (width == -1) width = client.cx;
    if (height == -1) height = client.cy;
    if (list_view_kind(list) == LVS_REPORT)
        return MAKELONG(list->view_width, list_header_height(list) + count * list->row_height + list->row_height / 2);
    int per_row = max(width / max(list->spacing_x, 1), 1);
    return MAKELONG(per_row * list->spacing_x, (count + per_row - 1) / per_row * list->spacing_y);
}

static LRESULT redraw_items(struct list *list, int from, int to)
{
    for (int i = max(from, 0); i <= to && i < list->count; i++) list_invalidate_item(list, i);
    return TRUE;
}

static LRESULT column_width(struct list *list, int index)
{
    list_layout(list);
    if (list_view_kind(list) != LVS_REPORT) return index ? 0 : list->list_width;
    return index >= 0 && index < list->column_count ? list->columns[index].width : 0;
}

static LRESULT item_message(struct list *list, UINT message, WPARAM wparam, LPARAM lparam)
{
    RECT *rect = (RECT *)lparam;
    int index = (int)wparam;
    switch (message) {
    case LVM_INSERTITEMA: case LVM_INSERTITEMW: return list_insert(list, (LVITEMW *)lparam, message == LVM_INSERTITEMW);
    case LVM_SETITEMA: case LVM_SETITEMW: return list_set(list, (LVITEMW *)lparam, message == LVM_SETITEMW);
    case LVM_GETITEMA: case LVM_GETITEMW: return list_get(list, (LVITEMW *)lparam, message == LVM_GETITEMW);
    case LVM_SETITEMTEXTA:
    case LVM_SETITEMTEXTW:
        return item_text(list, index, (LVITEMW *)lparam, message == LVM_SETITEMTEXTW, TRUE);
    case LVM_GETITEMTEXTA:
    case LVM_GETITEMTEXTW:
        return item_text(list, index, (LVITEMW *)lparam, message == LVM_GETITEMTEXTW, FALSE);
    case LVM_DELETEITEM: return list_delete(list, index);
    case LVM_DELETEALLITEMS: list_delete_all(list); return TRUE;
    case LVM_GETITEMCOUNT: return list->count;
    case LVM_SETITEMCOUNT: return list_set_count(list, index);
    case LVM_GETITEMSTATE: return index >= 0 && index < list->count ? list_state(list, index) & (UINT)lparam : 0;
    case LVM_SETITEMSTATE:
        return lparam ? list_set_state(list, index, ((LVITEMW *)lparam)->state, ((LVITEMW *)lparam)->stateMask) : FALSE;
    case LVM_GETNEXTITEM: return list_next(list, index, (UINT)lparam);
    case LVM_FINDITEMA:
    case LVM_FINDITEMW:
        return list_find(list, index, (LVFINDINFOW *)lparam, message == LVM_FINDITEMW);
    case LVM_GETITEMRECT: return rect && list_item_rect(list, index, rect->left, rect);
    case LVM_GETSUBITEMRECT: return rect && list_cell_rect(list, index, rect->top, rect->left, rect);
    case LVM_SETITEMPOSITION: return set_position(list, index, (POINT){(short)LOWORD(lparam), (short)HIWORD(lparam)});
    case LVM_SETITEMPOSITION32: return set_position(list, index, *(POINT *)lparam);
    case LVM_GETITEMPOSITION: return get_position(list, index, (POINT *)lparam);
    case LVM_HITTEST:
    case LVM_SUBITEMHITTEST: {
        LVHITTESTINFO *hit = (LVHITTESTINFO *)lparam;
        LVHITTESTINFO full = {.pt = hit->pt};
        list_hit_test(list, &full);
        hit->flags = full.flags;
        if (message == LVM_SUBITEMHITTEST) {
            hit->iSubItem = full.iSubItem;
            if (full.iItem >= 0 && full.iSubItem) hit->flags = LVHT_ONITEMLABEL;
            return hit->iItem = full.iItem;
        }
        return hit->iItem = full.flags & LVHT_ONITEM ? full.iItem : -1;
    }
    case LVM_ENSUREVISIBLE: return list_ensure_visible(list, index, lparam != 0);
    case LVM_SORTITEMS:
    case LVM_SORTITEMSEX: return list_sort(list, (PFNLVCOMPARE)lparam, (LPARAM)wparam, message == LVM_SORTITEMSEX);
    case LVM_EDITLABELA: case LVM_EDITLABELW: return (LRESULT)list_edit_begin(list, index);
    case LVM_GETEDITCONTROL: return (LRESULT)(list->edited >= 0 ? list->edit : NULL);
    case LVM_CANCELEDITLABEL: list_edit_end(list, TRUE); return 0;
    case LVM_UPDATE: list_changed(list); return TRUE;
    case LVM_REDRAWITEMS: return redraw_items(list, index, (int)lparam);
    case LVM_GETSELECTEDCOUNT: return list_selected_count(list);
    case LVM_GETSELECTIONMARK: return list->mark;
    case LVM_SETSELECTIONMARK: { int before = list->mark; list->mark = (int)lparam; return before; }
    case LVM_MAPINDEXTOID: return list_item_at(list, index) ? (LRESULT)list_item_at(list, index)->id : -1;
    case LVM_MAPIDTOINDEX:
        for (int i = 0; !list_is_virtual(list) && i < list->count; i++)
            if (list->items[i]->id == (DWORD)wparam) return i;
        return -1;
    case LVM_ISITEMVISIBLE: {
        RECT area, both, place;
        GetClientRect(list->control.window, &area);
        return list_item_rect(list, index, LVIR_BOUNDS, &place) && IntersectRect(&both, &area, &place);
    }
    case LVM_CREATEDRAGIMAGE:
        if (lparam) get_position(list, index, (POINT *)lparam);
        return (LRESULT)list_drag_image(list, index);
    }
    return 0;
}

static LRESULT list_message(struct list *list, UINT message, WPARAM wparam, LPARAM lparam)
{
    HIMAGELIST images[] = {list->images, list->small_images, list->state_images};
    switch (message) {
    case LVM_GETBKCOLOR:
        return (LRESULT)(list->background == CLR_DEFAULT ? GetSysColor(COLOR_WINDOW) : list->background);
    case LVM_SETBKCOLOR: return exchange_colour(list, &list->background, lparam);
    case LVM_GETTEXTCOLOR: return (LRESULT)(list->text == CLR_DEFAULT ? GetSysColor(COLOR_WINDOWTEXT) : list->text);
    case LVM_SETTEXTCOLOR: return exchange_colour(list, &list->text, lparam);
    case LVM_GETTEXTBKCOLOR:
        return (LRESULT)(list->text_background == CLR_DEFAULT ? GetSysColor(COLOR_WINDOW) : list->text_background);
    case LVM_SETTEXTBKCOLOR: return exchange_colour(list, &list->text_background, lparam);
    case LVM_GETIMAGELIST: return wparam <= LVSIL_STATE ? (LRESULT)images[wparam] : 0;
    case LVM_SETIMAGELIST: return (LRESULT)set_images(list, wparam, (HIMAGELIST)lparam);
    case LVM_GETCALLBACKMASK: return list->callback_mask;
    case LVM_SETCALLBACKMASK: list->callback_mask = (UINT)wparam; return TRUE;
    case LVM_INSERTCOLUMNA:
    case LVM_INSERTCOLUMNW:
        return list_insert_column(list, (int)wparam, (LVCOLUMNW *)lparam, message == LVM_INSERTCOLUMNW);
    case LVM_SETCOLUMNA:
    case LVM_SETCOLUMNW:
        return list_set_column(list, (int)wparam, (LVCOLUMNW *)lparam, message == LVM_SETCOLUMNW);
    case LVM_GETCOLUMNA:
    case LVM_GETCOLUMNW:
        return list_get_column(list, (int)wparam, (LVCOLUMNW *)lparam, message == LVM_GETCOLUMNW);
    case LVM_DELETECOLUMN: return list_delete_column(list, (int)wparam);
    case LVM_GETCOLUMNWIDTH: return column_width(list, (int)wparam);
    case LVM_SETCOLUMNWIDTH: return list_set_column_width(list, (int)wparam, (short)LOWORD(lparam));
    case LVM_GETCOLUMNORDERARRAY:
        return list->header ? SendMessageW(list->header, HDM_GETORDERARRAY, wparam, lparam) : FALSE;
    case LVM_SETCOLUMNORDERARRAY:
        control_invalidate(&list->control, NULL);
        return list->header ? SendMessageW(list->header, HDM_SETORDERARRAY, wparam, lparam) : FALSE;
    case LVM_GETHEADER: return (LRESULT)list->header;
    case LVM_GETTOPINDEX: list_layout(list); return list_view_kind(list) == LVS_REPORT ? list->top : 0;
    case LVM_GETCOUNTPERPAGE: list_layout(list); return list_per_page(list);
    case LVM_SCROLL: return scroll_by(list, (int)wparam, (int)lparam);
    case LVM_ARRANGE: list_arrange(list); return TRUE;
    case LVM_SETEXTENDEDLISTVIEWSTYLE: return set_extended(list, (UINT)wparam, (UINT)lparam);
    case LVM_GETEXTENDEDLISTVIEWSTYLE: return list->extended_style;
    case LVM_SETICONSPACING: {
        LRESULT before = MAKELONG(list->spacing_x, list->spacing_y);
        list->spacing_x = (short)LOWORD(lparam) > 0 ? LOWORD(lparam) : 0;
        list->spacing_y = (short)HIWORD(lparam) > 0 ? HIWORD(lparam) : 0;
        list_changed(list);
        return before;
    }
    case LVM_GETITEMSPACING:
        return wparam ? MAKELONG(list->list_width, list->row_height) : MAKELONG(list->spacing_x, list->spacing_y);
    case LVM_GETSTRINGWIDTHA:
    case LVM_GETSTRINGWIDTHW: {
        WCHAR *text = text_from(message == LVM_GETSTRINGWIDTHW, (void *)lparam);
        int width = text_width(control_font(&list->control), text);
        release(text);
        return width;
    }
    case LVM_GETORIGIN:
        if (list_view_kind(list) == LVS_REPORT || list_view_kind(list) == LVS_LIST || !lparam) return FALSE;
        *(POINT *)lparam = (POINT){list->left, list->top};
        return TRUE;
    case LVM_GETVIEWRECT:
        list_layout(list);
        *(RECT *)lparam = (RECT){-list->left, -list->top, list->view_width - list->left, list->view_height - list->top};
        return TRUE;
    case LVM_APPROXIMATEVIEWRECT: return approximate(list, (int)wparam, lparam);
    case LVM_SETTOOLTIPS: { HWND before = list->tooltips; list->tooltips = (HWND)wparam; return (LRESULT)before; }
    case LVM_GETTOOLTIPS: return (LRESULT)list->tooltips;
    case LVM_SETHOTITEM: { int before = list->hot; list->hot = (int)wparam; return before; }
    case LVM_GETHOTITEM: return list->hot;
    case LVM_SETHOTCURSOR: {
        HCURSOR before = list->hot_cursor;
        list->hot_cursor = (HCURSOR)lparam;
        return (LRESULT)before;
    }
    case LVM_GETHOTCURSOR: return (LRESULT)list->hot_cursor;
    case LVM_GETISEARCHSTRINGA:
    case LVM_GETISEARCHSTRINGW:
        text_put(message == LVM_GETISEARCHSTRINGW, list->search, (void *)lparam, text_length(list->search) + 1);
        return text_length(list->search);
    case LVM_GETSELECTEDCOLUMN: return list->selected_column;
    case LVM_SETSELECTEDCOLUMN: list->selected_column = (int)wparam; return 0;
    case LVM_GETVIEW: return (LRESULT)list_view_kind(list);
    case LVM_ISGROUPVIEWENABLED: return FALSE;
    }
    if (message >= LVM_FIRST && message < LVM_FIRST + 0x100) return item_message(list, message, wparam, lparam);
    return control_default(&list->control, message, wparam, lparam);
}

static LRESULT focus_changed(struct list *list, BOOL focused)
{
    list->has_focus = focused;
    control_notify_code(&list->control, focused ? NM_SETFOCUS : NM_KILLFOCUS);
    if (!list->control.destroyed) control_invalidate(&list->control, NULL);
    return 0;
}

static void style_changed(struct list *list, const STYLESTRUCT *styles)
{
    if ((styles->styleOld ^ styles->styleNew) & LVS_TYPEMASK) {
        list->left = list->top = 0;
        list->list_width = 0;
        for (int i = 0; i < list->count && !list_is_virtual(list); i++) list->items[i]->placed = FALSE;
        if (list_view_kind(list) == LVS_REPORT) list_create_header(list);
        SetScrollRange(list->control.window, SB_HORZ, 0, 0, TRUE);
        SetScrollRange(list->control.window, SB_VERT, 0, 0, TRUE);
    }
    list_place_header(list);
    list_changed(list);
}

static LRESULT message(struct control *control, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct list *list = (struct list *)control;
    switch (message) {
    case WM_CREATE: create(list); return 0;
    case WM_DESTROY: destroy(list); break;
    case WM_PAINT:
    case WM_PRINTCLIENT:
        list_layout(list);
        control_paint(control, wparam, list_paint);
        return 0;
    case WM_ERASEBKGND: return TRUE;
    case WM_GETDLGCODE: return DLGC_WANTCHARS | DLGC_WANTARROWS;
    case WM_SETFOCUS: return focus_changed(list, TRUE);
    case WM_KILLFOCUS: return focus_changed(list, FALSE);
    case WM_ENABLE:
    case WM_SYSCOLORCHANGE: control_invalidate(control, NULL); break;
    case WM_SIZE: list_changed(list); list_layout(list); return 0;
    case WM_VSCROLL: list_scroll(list, SB_VERT, wparam); return 0;
    case WM_HSCROLL: list_scroll(list, SB_HORZ, wparam); return 0;
    case WM_NOTIFY:
        if (list->header && ((NMHDR *)lparam)->hwndFrom == list->header)
            return list_header_notified(list, (NMHEADERW *)lparam);
        break;
    case WM_STYLECHANGED:
        if (wparam == (WPARAM)GWL_STYLE) style_changed(list, (STYLESTRUCT *)lparam);
        break;
    case WM_SETFONT:
        control->font = (HFONT)wparam;
        if (list->header) SendMessageW(list->header, WM_SETFONT, wparam, TRUE);
        list->list_width = 0;
        list_measure(list);
        list_changed(list);
        return 0;
    case WM_SETREDRAW:
        control_default(control, message, wparam, lparam);
        if (wparam) list_changed(list);
        return 0;
    case WM_TIMER:
        if (wparam != EDIT_TIMER) break;
        KillTimer(control->window, EDIT_TIMER);
        list_edit_begin(list, list->focused);
        return 0;
    case WM_KEYDOWN:
    case WM_CHAR:
    case WM_LBUTTONDOWN:
    case WM_LBUTTONDBLCLK:
    case WM_RBUTTONDOWN:
    case WM_RBUTTONDBLCLK:
    case WM_MOUSEMOVE:
    case WM_MOUSEWHEEL:
        return list_input(list, message, wparam, lparam);
    }
    return list_message(list, message, wparam, lparam);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    return control_dispatch(&list_view_class, window, message, wparam, lparam);
}

const struct control_class list_view_class = {
    WC_LISTVIEWW, ICC_LISTVIEW_CLASSES, CS_DBLCLKS, sizeof(struct list), message, procedure, NULL};
