/* The list box control: its procedure. */
#include "combo_box.h"

struct list_box *list_box_of(HWND hwnd)
{
    struct window *window = window_own(hwnd);
    return window &&
                   (window->class->procedure == list_box_procedure || window->class->procedure == combo_list_procedure)
               ? window->control
               : NULL;
}

/* --- beginning and end --- */

static BOOL create(HWND hwnd, const CREATESTRUCTW *create)
{
    struct window *window = window_own(hwnd);
    struct list_box *list = heap_allocate_zeroed(sizeof(*list));
    DWORD style = user_style(hwnd);
    if (!window || !list) return FALSE;
    if (style & LBS_OWNERDRAWVARIABLE && style & LBS_MULTICOLUMN) {
        style &= ~(DWORD)LBS_OWNERDRAWVARIABLE;
        window_set_style_bits(hwnd, 0, LBS_OWNERDRAWVARIABLE); /* call_procedure.c asks it whether items are texts */
    }
    if (!(style & (LBS_OWNERDRAWFIXED | LBS_OWNERDRAWVARIABLE))) style |= LBS_HASSTRINGS;
    if (!(style & LBS_OWNERDRAWFIXED) || style & (LBS_SORT | LBS_HASSTRINGS)) style &= ~(DWORD)LBS_NODATA;
    if (style & LBS_NODATA) style &= ~(DWORD)LBS_OWNERDRAWVARIABLE;
    if (style & LBS_EXTENDEDSEL) style &= ~(DWORD)LBS_MULTIPLESEL;
    *list = (struct list_box){.window = hwnd,
                              .style = style,
                              .selected = -1,
                              .anchor = -1,
                              .rows = 1,
                              .column_width = 1,
                              .locale = GetThreadLocale(),
                              .no_redraw = (style & LBS_NOREDRAW) != 0};
    if (style & LBS_COMBOBOX) list->combo = create->lpCreateParams;
    window->control = list;
    return TRUE;
}

static void first_measures(struct list_box *list)
{
    SIZE unit = control_character_size(NULL);
    list->item_height = unit.cy;
    list->column_width = 15 * unit.cx;
    if (list->style & LBS_OWNERDRAWFIXED) {
        MEASUREITEMSTRUCT item = {
            .CtlType = list_owner_type(list), .CtlID = list_owner_id(list), .itemHeight = (UINT)unit.cy};
        HWND window = list->window;
        list_ask_owner(list, WM_MEASUREITEM, &item);
        if (list_box_of(window) != list) return;
        if (item.itemHeight) list->item_height = (int)min(item.itemHeight, 0x7fffu);
    }
    list_resized(list);
}

static void destroy(struct list_box *list)
{
    struct window *window = window_own(list->window);
    if (window) window->control = NULL;
    for (int i = 0; list->items && i < list->count; i++) heap_free(list->items[i]);
    heap_free(list->items);
    heap_free(list->marks);
    heap_free(list->tabs);
    heap_free(list);
}

/* --- messages about items --- */

static LRESULT bad_index(void)
{
    set_user_error(ERROR_INVALID_INDEX);
    return LB_ERR;
}

static BOOL is_index(const struct list_box *list, WPARAM index) { return index < (WPARAM)list->count; }

static LRESULT reset(struct list_box *list)
{
    list_clear(list);
    list_update_bars(list);
    if (!list->no_redraw) InvalidateRect(list->window, NULL, TRUE);
    return 0;
}

static LRESULT item_data(struct list_box *list, UINT message, WPARAM index, LPARAM value)
{
    if (message == LB_SETITEMDATA && index == (WPARAM)-1) {
        for (int i = 0; list->items && i < list->count; i++) list->items[i]->data = (ULONG_PTR)value;
        return 0;
    }
    if (!is_index(list, index)) return bad_index();
    if (!list->items) return message == LB_GETITEMDATA ? 0 : LB_ERR;
    if (message == LB_GETITEMDATA) return (LRESULT)list->items[index]->data;
    list->items[index]->data = (ULONG_PTR)value;
    if (list_is_owner_drawn(list)) list_repaint_item(list, (int)index, ODA_DRAWENTIRE);
    return 0;
}

static LRESULT item_height(struct list_box *list, UINT message, WPARAM index, int height)
{
    BOOL variable = (list->style & LBS_OWNERDRAWVARIABLE) != 0;
    if (variable && (index || list->count) && !is_index(list, index)) return bad_index();
    if (message == LB_GETITEMHEIGHT) return list_item_height(list, variable ? (int)index : 0);
    if (height < 1 || height > 255) return LB_ERR;
    if (variable && is_index(list, index)) list->items[index]->height = height;
    else list->item_height = height;
    list_resized(list);
    list_changed_from(list, 0);
    return 0;
}

static LRESULT item_rectangle(const struct list_box *list, WPARAM index, RECT *rectangle)
{
    if (list_item_rectangle(list, (int)index, rectangle)) return 1;
    if (index) SetRectEmpty(rectangle);
    return index ? bad_index() : 0;
}

static LRESULT item_from_point(const struct list_box *list, LPARAM point)
{
    BOOL outside;
    int index = list_item_at(list, LPARAM_X(point), LPARAM_Y(point), &outside);
    return MAKELONG(index < 0 ? 0xffff : index, outside);
}

/* --- messages about the selection --- */

static LRESULT set_selected(struct list_box *list, LPARAM index)
{
    if (list_is_multiple(list)) return LB_ERR;
    if (index != -1 && (index < 0 || index >= list->count)) {
        list_set_selected(list, -1);
        return bad_index();
    }
    list_set_selected(list, (int)index);
    if (index >= 0) list_set_caret(list, (int)index, TRUE);
    return index == -1 ? LB_ERR : (LRESULT)index;
}

static LRESULT select_string(struct list_box *list, WPARAM after, LPARAM text)
{
    int index = list_find(list, (int)after, text, FALSE);
    if (index >= 0) set_selected(list, index);
    return index;
}

static LRESULT set_one(struct list_box *list, BOOL select, LPARAM index)
{
    if (!list_is_multiple(list)) return LB_ERR;
    if (index == -1) {
        list_select_range(list, 0, list->count - 1, select);
        return 0;
    }
    if (index < 0 || index >= list->count) return bad_index();
    list_select_range(list, (int)index, (int)index, select);
    list->anchor = (int)index;
    if (select) list_set_caret(list, (int)index, TRUE);
    return 0;
}

static LRESULT get_one(const struct list_box *list, WPARAM index)
{
    if (!is_index(list, index)) return bad_index();
    if (!list_is_multiple(list)) return (int)index == list->selected;
    return list_is_marked(list, (int)index);
}

static LRESULT selected_items(const struct list_box *list, int capacity, int *indices)
{
    int count = 0;
    if (!list_is_multiple(list)) return LB_ERR;
    for (int i = 0; list->marks && i < list->count; i++) {
        if (!list->marks[i]) continue;
        if (indices && count == capacity) break;
        if (indices) indices[count] = i;
        count++;
    }
    return count;
}

static LRESULT select_range(struct list_box *list, UINT message, WPARAM wparam, LPARAM lparam)
{
    if (!list_is_multiple(list)) return LB_ERR;
    if (message == LB_SELITEMRANGE) list_select_range(list, LOWORD(lparam), HIWORD(lparam), wparam != 0);
    else list_select_range(list, (int)wparam, (int)lparam, (int)wparam <= (int)lparam);
    return 0;
}

/* --- messages about the view --- */

static LRESULT set_tabs(struct list_box *list, WPARAM count, const int *units)
{
    if (!(list->style & LBS_USETABSTOPS)) return FALSE;
    int base = control_character_size(list->font).cx;
    int *tabs = count ? heap_allocate(count * sizeof(*tabs)) : NULL;
    if (count && !tabs) return FALSE;
    for (WPARAM i = 0; i < count; i++) tabs[i] = MulDiv(units[i], base, 4);
    heap_free(list->tabs);
    list->tabs = tabs;
    list->tab_count = (UINT)count;
    InvalidateRect(list->window, NULL, TRUE);
    return TRUE;
}

static LRESULT set_extent(struct list_box *list, int extent)
{
    if (list->style & LBS_MULTICOLUMN) return 0;
    list->extent = max(extent, 0);
    list->offset = max(min(list->offset, list->extent - list->width), 0);
    if (!list->extent && list->style & WS_HSCROLL) {
        SCROLLINFO none = {.cbSize = sizeof(none), .fMask = SIF_RANGE | SIF_PAGE};
        SetScrollInfo(list->window, SB_HORZ, &none, TRUE);
    }
    list_update_bars(list);
    if (!list->no_redraw) InvalidateRect(list->window, NULL, TRUE); /* items are as wide as the extent */
    return 0;
}

static LRESULT set_column_width(struct list_box *list, int width)
{
    if (!(list->style & LBS_MULTICOLUMN) || width < 1) return 0;
    list->column_width = width;
    list_resized(list);
    InvalidateRect(list->window, NULL, TRUE);
    return 0;
}

static LRESULT set_redraw(struct list_box *list, BOOL redraw)
{
    BOOL was = !list->no_redraw;
    list->no_redraw = !redraw;
    if (redraw && !was) {
        list_resized(list);
        list_update_bars(list);
        InvalidateRect(list->window, NULL, TRUE);
    }
    return 0;
}

static LRESULT set_locale(struct list_box *list, LCID locale)
{
    LCID old = list->locale;
    if (!IsValidLocale(locale, LCID_INSTALLED)) return LB_ERR;
    list->locale = locale;
    return (LRESULT)old;
}

static LRESULT set_caret_index(struct list_box *list, WPARAM index, BOOL may_be_partly_visible)
{
    if (!is_index(list, index)) return list->count ? bad_index() : LB_ERR;
    list_set_caret(list, (int)index,
                   !may_be_partly_visible || (int)index < list->top || (int)index > list->top + list_page(list));
    return 0;
}

static LRESULT list_message(struct list_box *list, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case LB_ADDSTRING: return list_insert_sorted(list, lparam);
    case LB_INSERTSTRING: return list_insert(list, (int)wparam, lparam);
    case LB_DELETESTRING: return is_index(list, wparam) ? list_delete(list, (int)wparam) : bad_index();
    case LB_RESETCONTENT: return reset(list);
    case LB_GETCOUNT: return list->count;
    case LB_SETCOUNT: return list_set_count(list, (int)wparam);
    case LB_INITSTORAGE:
        return list_reserve(list, (int)min(wparam, 0x1000000) + list->count) ? list->capacity : LIST_ERR_SPACE;
    case LB_GETTEXT: return list_get_text(list, (int)wparam, (void *)lparam);
    case LB_GETTEXTLEN: return list_get_text_length(list, (int)wparam);
    case LB_FINDSTRING: return list_find(list, (int)wparam, lparam, FALSE);
    case LB_FINDSTRINGEXACT: return list_find(list, (int)wparam, lparam, TRUE);
    case LB_SELECTSTRING: return select_string(list, wparam, lparam);
    case LB_GETITEMDATA: case LB_SETITEMDATA: return item_data(list, message, wparam, lparam);
    case LB_GETITEMHEIGHT: case LB_SETITEMHEIGHT: return item_height(list, message, wparam, (int)(short)LOWORD(lparam));
    case LB_GETITEMRECT: return item_rectangle(list, wparam, (RECT *)lparam);
    case LB_ITEMFROMPOINT: return item_from_point(list, lparam);
    case LB_SETCURSEL: return set_selected(list, (LONG)wparam);
    case LB_GETCURSEL: return list_is_multiple(list) ? (list->count ? list->caret : 0) : list->selected;
    case LB_SETSEL: return set_one(list, wparam != 0, (LONG)lparam);
    case LB_GETSEL: return get_one(list, wparam);
    case LB_GETSELCOUNT: return selected_items(list, 0, NULL);
    case LB_GETSELITEMS: return selected_items(list, (int)wparam, (int *)lparam);
    case LB_SELITEMRANGE: case LB_SELITEMRANGEEX: return select_range(list, message, wparam, lparam);
    case LB_SETANCHORINDEX:
        if (wparam != (WPARAM)-1 && !is_index(list, wparam)) return bad_index();
        list->anchor = (int)wparam;
        return 0;
    case LB_GETANCHORINDEX: return list->anchor;
    case LB_SETCARETINDEX: return set_caret_index(list, wparam, lparam != 0);
    case LB_GETCARETINDEX: return list->caret;
    case LB_GETTOPINDEX: return list->top;
    case LB_SETTOPINDEX:
        if (list->count && !is_index(list, wparam)) return bad_index();
        list_set_top(list, (int)wparam);
        return 0;
    case LB_SETTABSTOPS: return set_tabs(list, wparam, (const int *)lparam);
    case LB_GETHORIZONTALEXTENT: return list->extent;
    case LB_SETHORIZONTALEXTENT: return set_extent(list, (int)wparam);
    case LB_SETCOLUMNWIDTH: return set_column_width(list, (int)wparam);
    case LB_SETLOCALE: return set_locale(list, (LCID)wparam);
    case LB_GETLOCALE: return (LRESULT)list->locale;
    case LB_DIR: return list_add_directory(list->window, LB_ADDSTRING, (UINT)wparam, (LPCWSTR)lparam);
    case LB_ADDFILE: return list_add_file(list->window, (LPCWSTR)lparam);
    case LB_GETLISTBOXINFO: return list->rows;
    }
    return 0;
}

/* --- the procedure --- */

static void paint(struct list_box *list, HDC given)
{
    PAINTSTRUCT paint;
    HWND window = list->window;
    HDC dc = given ? given : BeginPaint(window, &paint);
    if (dc && (given || !list->no_redraw)) list_paint(list, dc);
    if (!given) EndPaint(window, &paint);
}

static LRESULT list_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct list_box *list = list_box_of(hwnd);
    if (message == WM_NCCREATE && !list && !create(hwnd, (const CREATESTRUCTW *)lparam)) return FALSE;
    if (!list) return DefWindowProcW(hwnd, message, wparam, lparam);
    if (message >= LB_ADDSTRING && message <= LB_GETLISTBOXINFO) return list_message(list, message, wparam, lparam);
    switch (message) {
    case WM_CREATE: first_measures(list); return list_box_of(hwnd) ? 0 : -1;
    case WM_DESTROY: list_clear(list); break;
    case WM_NCDESTROY: destroy(list); break;
    case WM_ERASEBKGND: return TRUE;
    case WM_PAINT: case WM_PRINTCLIENT: paint(list, (HDC)wparam); return 0;
    case WM_SIZE: list_resized(list); return 0;
    case WM_SETFONT:
        list->font = (HFONT)wparam;
        list_font_changed(list);
        return 0;
    case WM_GETFONT: return (LRESULT)list->font;
    case WM_SETREDRAW: return set_redraw(list, wparam != 0);
    case WM_ENABLE: InvalidateRect(hwnd, NULL, TRUE); return 0;
    case WM_GETDLGCODE: return DLGC_WANTARROWS | DLGC_WANTCHARS;
    case WM_SETFOCUS: list_focus(list, TRUE); return 0;
    case WM_KILLFOCUS: list_focus(list, FALSE); return 0;
    case WM_LBUTTONDOWN: case WM_LBUTTONUP: case WM_MOUSEMOVE: case WM_LBUTTONDBLCLK:
        if (list->combo) return combo_list_mouse(list, message, LPARAM_X(lparam), LPARAM_Y(lparam));
        return list_mouse(list, message, wparam, LPARAM_X(lparam), LPARAM_Y(lparam));
    case WM_CAPTURECHANGED: list_capture_lost(list); return 0;
    case WM_TIMER:
        if (wparam == LIST_TIMER) list_drag_timer(list);
        return 0;
    case WM_KEYDOWN: return list_key(list, wparam);
    case WM_CHAR: return list_character(list, (WCHAR)wparam);
    case WM_VSCROLL: list_scroll(list, TRUE, wparam); return 0;
    case WM_HSCROLL: list_scroll(list, FALSE, wparam); return 0;
    case WM_MOUSEWHEEL:
        if (wparam & (MK_SHIFT | MK_CONTROL) || !(list->style & WS_VSCROLL)) break;
        list_wheel(list, (short)HIWORD(wparam));
        return 0;
    case WM_STYLECHANGED: list->style = (list->style & 0xffff) | (user_style(hwnd) & 0xffff0000); break;
    case WM_MOUSEACTIVATE:
        if (list->combo) return MA_NOACTIVATE;
        break;
    }
    return DefWindowProcW(hwnd, message, wparam, lparam);
}

LRESULT WINAPI list_box_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    return list_procedure(hwnd, message, wparam, lparam);
}
LRESULT WINAPI combo_list_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    return list_procedure(hwnd, message, wparam, lparam);
}

DWORD WINAPI GetListBoxInfo(HWND window) { return (DWORD)SendMessageW(window, LB_GETLISTBOXINFO, 0, 0); }
