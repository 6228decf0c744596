/* What a person does with the list view: selecting by mouse and keys, dragging, the rubber band. */
#include "list_view.h"

static BOOL single(const struct list *list) { return control_style_is(&list->control, LVS_SINGLESEL); }

static void select_only(struct list *list, int index)
{
    for (int i = 0; i < list->count && !list->control.destroyed; i++)
        if (i != index && list_state(list, i) & LVIS_SELECTED) list_set_state(list, i, 0, LVIS_SELECTED);
    if (index >= 0) list_set_state(list, index, LVIS_SELECTED | LVIS_FOCUSED, LVIS_SELECTED | LVIS_FOCUSED);
}

static void select_range(struct list *list, int from, int to)
{
    int low = max(min(from, to), 0), high = max(from, to);
    for (int i = 0; i < list->count && !list->control.destroyed; i++)
        list_set_state(list, i, i >= low && i <= high ? LVIS_SELECTED : 0, LVIS_SELECTED);
    list_set_state(list, to, LVIS_FOCUSED, LVIS_FOCUSED);
}

static void toggle_check(struct list *list, int index)
{
    UINT image = (list_state(list, index) & LVIS_STATEIMAGEMASK) >> 12;
    list_set_state(list, index, INDEXTOSTATEIMAGEMASK(image == 2 ? 1 : 2), LVIS_STATEIMAGEMASK);
}

static LRESULT notify_click(struct list *list, int code, const LVHITTESTINFO *hit)
{
    NMITEMACTIVATE note = {.iItem = hit->iItem, .iSubItem = hit->iSubItem, .ptAction = hit->pt};
    if (list_item_at(list, hit->iItem)) note.lParam = list_item_at(list, hit->iItem)->param;
    note.uKeyFlags = (GetKeyState(VK_MENU) < 0 ? LVKF_ALT : 0) | (GetKeyState(VK_CONTROL) < 0 ? LVKF_CONTROL : 0) |
                     (GetKeyState(VK_SHIFT) < 0 ? LVKF_SHIFT : 0);
    return control_notify(&list->control, code, &note.hdr);
}

/* --- mouse --- */

static void band_select(struct list *list, POINT from, POINT to)
{
    list->band = (RECT){min(from.x, to.x), min(from.y, to.y), max(from.x, to.x), max(from.y, to.y)};
    for (int i = 0; i < list->count && !list->control.destroyed; i++) {
        RECT rect, both;
        list_item_rect(list, i, LVIR_SELECTBOUNDS, &rect);
        BOOL inside = IntersectRect(&both, &rect, &list->band);
        if (inside != ((list_state(list, i) & LVIS_SELECTED) != 0))
            list_set_state(list, i, inside ? LVIS_SELECTED : 0, LVIS_SELECTED);
    }
    control_invalidate(&list->control, NULL);
}

static void rubber_band(struct list *list, POINT from)
{
    MSG message;
    HWND window = list->control.window;
    SetCapture(window);
    list->banding = TRUE;
    while (!list->control.destroyed && GetCapture() == window && GetMessageW(&message, NULL, 0, 0)) {
        if (message.message == WM_LBUTTONUP) break;
        if (message.message == WM_MOUSEMOVE && message.hwnd == window)
            band_select(list, from, point_of(message.lParam));
        else DispatchMessageW(&message);
    }
    if (list->control.destroyed) return;
    list->banding = FALSE;
    ReleaseCapture();
    control_invalidate(&list->control, NULL);
}

static void press_item(struct list *list, const LVHITTESTINFO *hit, WPARAM keys)
{
    int index = hit->iItem;
    if (keys & MK_SHIFT && !single(list)) {
        select_range(list, list->mark < 0 ? index : list->mark, index);
        return;
    }
    list->mark = index;
    if (keys & MK_CONTROL && !single(list))
        list_set_state(list, index,
                       list_state(list, index) & LVIS_SELECTED ? LVIS_FOCUSED : LVIS_FOCUSED | LVIS_SELECTED,
                       LVIS_FOCUSED | LVIS_SELECTED);
    else select_only(list, index);
}

static void press_left(struct list *list, WPARAM keys, LPARAM lparam)
{
    LVHITTESTINFO hit = {.pt = point_of(lparam)};
    HWND window = list->control.window;
    list_edit_end(list, FALSE);
    list_hit_test(list, &hit);
    BOOL on_item = hit.iItem >= 0 && hit.flags & LVHT_ONITEM, had_focus = list->has_focus;
    if (!had_focus) SetFocus(window);
    if (list->control.destroyed) return;
    if (on_item && hit.flags & LVHT_ONITEMSTATEICON && list->extended_style & LVS_EX_CHECKBOXES) {
        toggle_check(list, hit.iItem);
        notify_click(list, NM_CLICK, &hit);
        return;
    }
    BOOL was_selected = on_item && list_state(list, hit.iItem) & LVIS_SELECTED,
         was_focused = on_item && list->focused == hit.iItem;
    if (on_item && !was_selected) press_item(list, &hit, keys);
    if (list->control.destroyed) return;
    BOOL drags = drag_begins(window, hit.pt);
    if (list->control.destroyed) return;
    if (drags && on_item) {
        list_set_state(list, hit.iItem, LVIS_FOCUSED, LVIS_FOCUSED);
        NMLISTVIEW note = {.iItem = hit.iItem, .ptAction = hit.pt};
        control_notify(&list->control, LVN_BEGINDRAG, &note.hdr);
        return;
    }
    if (!on_item && !(keys & (MK_CONTROL | MK_SHIFT))) select_only(list, -1);
    if (drags && !single(list)) {
        rubber_band(list, hit.pt);
        return;
    }
    if (on_item && was_selected) press_item(list, &hit, keys);
    if (list->control.destroyed) return;
    LRESULT refused = notify_click(list, NM_CLICK, &hit);
    if (list->control.destroyed || refused) return;
    if (list->extended_style & LVS_EX_ONECLICKACTIVATE && on_item) notify_click(list, LVN_ITEMACTIVATE, &hit);
    else if (was_selected && was_focused && had_focus && hit.flags & LVHT_ONITEMLABEL && !hit.iSubItem &&
             !(keys & (MK_CONTROL | MK_SHIFT)) && control_style_is(&list->control, LVS_EDITLABELS))
        SetTimer(window, EDIT_TIMER, GetDoubleClickTime(), NULL);
}

static void double_click(struct list *list, LPARAM lparam)
{
    LVHITTESTINFO hit = {.pt = point_of(lparam)};
    KillTimer(list->control.window, EDIT_TIMER);
    list_hit_test(list, &hit);
    if (hit.flags & LVHT_ONITEMSTATEICON && list->extended_style & LVS_EX_CHECKBOXES) toggle_check(list, hit.iItem);
    notify_click(list, NM_DBLCLK, &hit);
    if (!list->control.destroyed && hit.iItem >= 0 && hit.flags & LVHT_ONITEM)
        notify_click(list, LVN_ITEMACTIVATE, &hit);
}

static void press_right(struct list *list, LPARAM lparam)
{
    LVHITTESTINFO hit = {.pt = point_of(lparam)};
    list_edit_end(list, FALSE);
    list_hit_test(list, &hit);
    if (!list->has_focus) SetFocus(list->control.window);
    if (hit.iItem >= 0 && hit.flags & LVHT_ONITEM) {
        list->mark = hit.iItem;
        if (!(list_state(list, hit.iItem) & LVIS_SELECTED)) select_only(list, hit.iItem);
        else list_set_state(list, hit.iItem, LVIS_FOCUSED, LVIS_FOCUSED);
    } else {
        select_only(list, -1);
    }
    if (list->control.destroyed) return;
    if (hit.iItem >= 0 && drag_begins(list->control.window, hit.pt)) {
        NMLISTVIEW note = {.iItem = hit.iItem, .ptAction = hit.pt};
        control_notify(&list->control, LVN_BEGINRDRAG, &note.hdr);
        return;
    }
    if (!notify_click(list, NM_RCLICK, &hit) && !list->control.destroyed)
        SendMessageW(list->control.window, WM_CONTEXTMENU, (WPARAM)list->control.window, (LPARAM)GetMessagePos());
}

static void track(struct list *list, LPARAM lparam)
{
    LVHITTESTINFO hit = {.pt = point_of(lparam)};
    if (!(list->extended_style & (LVS_EX_TRACKSELECT | LVS_EX_ONECLICKACTIVATE | LVS_EX_UNDERLINEHOT))) return;
    list_hit_test(list, &hit);
    int hot = hit.flags & LVHT_ONITEM ? hit.iItem : -1;
    if (hot == list->hot) return;
    NMLISTVIEW note = {.iItem = hit.iItem, .iSubItem = hit.iSubItem, .ptAction = hit.pt};
    control_notify(&list->control, LVN_HOTTRACK, &note.hdr);
    list_invalidate_item(list, list->hot);
    list->hot = hot;
    list_invalidate_item(list, hot);
}

static void wheel(struct list *list, WPARAM wparam)
{
    UINT lines = 3;
    BOOL report = list_view_kind(list) == LVS_REPORT;
    SystemParametersInfoW(SPI_GETWHEELSCROLLLINES, 0, &lines, 0);
    int turned = GET_WHEEL_DELTA_WPARAM(wparam) * (int)min(lines, 100u) / WHEEL_DELTA;
    if (list_view_kind(list) == LVS_LIST) list_scroll_to(list, list->left - (turned > 0 ? 1 : -1), list->top);
    else list_scroll_to(list, list->left, list->top - turned * (report ? 1 : list->row_height));
}

/* --- keys --- */

static int key_target(struct list *list, UINT key)
{
    int from = list->focused, page = max(list_per_page(list) - 1, 1), to;
    if (from < 0) return key == VK_END ? list->count - 1 : 0;
    switch (key) {
    case VK_HOME: return 0;
    case VK_END: return list->count - 1;
    case VK_PRIOR: return max(from - page, 0);
    case VK_NEXT: return min(from + page, list->count - 1);
    case VK_UP: to = list_next(list, from, LVNI_ABOVE); break;
    case VK_DOWN: to = list_next(list, from, LVNI_BELOW); break;
    case VK_LEFT: to = list_next(list, from, LVNI_TOLEFT); break;
    case VK_RIGHT: to = list_next(list, from, LVNI_TORIGHT); break;
    default: return -1;
    }
    return to < 0 ? from : to;
}

static void press_key(struct list *list, UINT key)
{
    NMLVKEYDOWN note = {.wVKey = (WORD)key};
    BOOL shift = GetKeyState(VK_SHIFT) < 0, control = GetKeyState(VK_CONTROL) < 0;
    control_notify(&list->control, LVN_KEYDOWN, &note.hdr);
    if (list->control.destroyed || !list->count) return;
    list_layout(list);
    if (key == VK_SPACE && list->focused >= 0) {
        if (list->extended_style & LVS_EX_CHECKBOXES) toggle_check(list, list->focused);
        else if (control)
            list_set_state(list, list->focused, list_state(list, list->focused) ^ LVIS_SELECTED, LVIS_SELECTED);
        else list_set_state(list, list->focused, LVIS_SELECTED, LVIS_SELECTED);
        return;
    }
    if (key == VK_RETURN) {
        LVHITTESTINFO hit = {.iItem = list->focused};
        control_notify_code(&list->control, NM_RETURN);
        if (!list->control.destroyed && list_next(list, -1, LVNI_SELECTED) >= 0)
            notify_click(list, LVN_ITEMACTIVATE, &hit);
        return;
    }
    if (list_view_kind(list) == LVS_REPORT && (key == VK_LEFT || key == VK_RIGHT)) {
        list_scroll(list, SB_HORZ, key == VK_LEFT ? SB_LINEUP : SB_LINEDOWN);
        return;
    }
    int to = key_target(list, key);
    if (to < 0) return;
    if (shift && !single(list)) {
        if (list->mark < 0) list->mark = max(list->focused, 0);
        select_range(list, list->mark, to);
    } else if (control && !single(list)) {
        list_set_state(list, to, LVIS_FOCUSED, LVIS_FOCUSED);
    } else {
        list->mark = to;
        select_only(list, to);
    }
    if (!list->control.destroyed) list_ensure_visible(list, to, FALSE);
}

static void search(struct list *list, WCHAR character)
{
    DWORD now = GetTickCount();
    int length = now - list->search_time > 1000 ? 0 : text_length(list->search);
    if (character < ' ' || !list->count) return;
    list->search_time = now;
    if (length < (int)COUNT_OF(list->search) - 1) list->search[length++] = character;
    list->search[length] = 0;
    int start = max(list->focused, 0) - (length > 1 || list->focused < 0);
    LVFINDINFOW find = {.flags = LVFI_PARTIAL | LVFI_WRAP, .psz = list->search};
    int found = list_find(list, start, &find, TRUE);
    if (found < 0) return;
    list->mark = found;
    select_only(list, found);
    if (!list->control.destroyed) list_ensure_visible(list, found, FALSE);
}

LRESULT list_input(struct list *list, UINT message, WPARAM wparam, LPARAM lparam)
{
    switch (message) {
    case WM_LBUTTONDOWN: press_left(list, wparam, lparam); break;
    case WM_LBUTTONDBLCLK: double_click(list, lparam); break;
    case WM_RBUTTONDOWN: press_right(list, lparam); break;
    case WM_RBUTTONDBLCLK: control_notify_code(&list->control, NM_RDBLCLK); break;
    case WM_MOUSEMOVE: track(list, lparam); break;
    case WM_MOUSEWHEEL: wheel(list, wparam); break;
    case WM_KEYDOWN: press_key(list, (UINT)wparam); break;
    case WM_CHAR:
        if (wparam != VK_SPACE || text_length(list->search)) search(list, (WCHAR)wparam);
        break;
    }
    return 0;
}
