/* Opening and closing a combo box's list; keys and mouse while it is open. */
#include "combo_box.h"

#define ITEMS_WITHOUT_HEIGHT 8 /* shown when the program gave the control no height for its list */

int combo_selected(const struct combo_box *combo) { return (int)combo_list_send(combo, LB_GETCURSEL, 0, 0); }

static int list_height(const struct combo_box *combo)
{
    int room = combo->dropped_height - combo_closed_height(combo),
        count = (int)combo_list_send(combo, LB_GETCOUNT, 0, 0), needed = 2;
    int item = (int)combo_list_send(combo, LB_GETITEMHEIGHT, 0, 0);
    if (room < item + 2) room = ITEMS_WITHOUT_HEIGHT * item + 2;
    if (combo->style & CBS_NOINTEGRALHEIGHT) return room;
    for (int i = 0; i < count && needed < room; i++)
        needed += (int)combo_list_send(combo, LB_GETITEMHEIGHT, (WPARAM)i, 0);
    return min(room, max(needed, item + 2));
}

static void place_list(const struct combo_box *combo)
{
    RECT outer;
    MONITORINFO monitor = {.cbSize = sizeof(monitor)};
    GetWindowRect(combo->window, &outer);
    GetMonitorInfoW(MonitorFromRect(&outer, MONITOR_DEFAULTTONEAREST), &monitor);
    int height = list_height(combo), width = max(outer.right - outer.left, combo->dropped_width), x = outer.left,
        y = outer.bottom;
    if (y + height > monitor.rcMonitor.bottom && outer.top - height >= monitor.rcMonitor.top) y = outer.top - height;
    width = min(width, monitor.rcMonitor.right - monitor.rcMonitor.left);
    x = max(min(x, monitor.rcMonitor.right - width), monitor.rcMonitor.left);
    SetWindowPos(combo->list, HWND_TOPMOST, x, y, width, height, SWP_NOACTIVATE);
}

/* The item that begins with what is in the edit control. */
static void select_typed(const struct combo_box *combo)
{
    UINT length = 0;
    if (!combo->edit || !(combo->style & CBS_HASSTRINGS) || combo_selected(combo) >= 0) return;
    WCHAR *text = control_text(combo->edit, &length);
    if (text && length) combo_list_send(combo, LB_SELECTSTRING, (WPARAM)-1, (LPARAM)text);
    heap_free(text);
}

void combo_open(struct combo_box *combo)
{
    HWND window = combo->window;
    if (combo->is_open || COMBO_TYPE(combo->style) == CBS_SIMPLE) return;
    combo_notify(combo, CBN_DROPDOWN);
    if (combo_of(window) != combo || combo->is_open) return;
    combo->selected_before = combo_selected(combo);
    combo->is_open = TRUE;
    combo->was_in_list = FALSE;
    select_typed(combo);
    place_list(combo);
    combo_list_send(combo, LB_SETTOPINDEX, (WPARAM)max(combo_selected(combo), 0), 0);
    combo_list_send(combo, LB_SETCARETINDEX, (WPARAM)max(combo_selected(combo), 0), 0);
    if (!combo->edit) combo_repaint_field(combo);
    ShowWindow(combo->list, SW_SHOWNOACTIVATE);
    if (combo_of(window) != combo) return;
    UpdateWindow(combo->list);
    SetCapture(combo->list);
}

void combo_close(struct combo_box *combo, BOOL take_selection)
{
    HWND window = combo->window;
    if (!combo->is_open) return;
    combo->is_open = FALSE;
    if (queue_capture() == combo->list) ReleaseCapture();
    combo_notify(combo, take_selection ? CBN_SELENDOK : CBN_SELENDCANCEL);
    if (combo_of(window) != combo) return;
    ShowWindow(combo->list, SW_HIDE);
    combo->is_pressed = FALSE;
    if (!take_selection) combo_list_send(combo, LB_SETCURSEL, (WPARAM)combo->selected_before, 0);
    InvalidateRect(window, NULL, FALSE);
    combo_notify(combo, CBN_CLOSEUP);
    if (combo_of(window) == combo && combo->edit && combo->has_focus) send_message(combo->edit, EM_SETSEL, 0, -1);
}

/* CBN_SELENDCANCEL also says that another control was chosen, whether the list was open or not. */
void combo_leave(struct combo_box *combo)
{
    if (combo->is_open) combo_close(combo, FALSE);
    else combo_notify(combo, CBN_SELENDCANCEL);
}

static void chosen_by_mouse(struct combo_box *combo)
{
    HWND window = combo->window;
    combo_close(combo, TRUE);
    if (combo_of(window) != combo) return;
    combo_show_selected(combo);
    combo_notify(combo, CBN_SELCHANGE);
}

static void moved_in_list(struct combo_box *combo, struct list_box *list, int x, int y, BOOL outside)
{
    BOOL scrolls = outside && combo->was_in_list && GetKeyState(VK_LBUTTON) < 0;
    if (scrolls != list->is_captured) {
        list->is_captured = scrolls;
        if (scrolls) SetTimer(list->window, LIST_TIMER, 50, NULL);
        else KillTimer(list->window, LIST_TIMER);
    }
    if (outside) return;
    combo->was_in_list = TRUE;
    list_mouse(list, WM_MOUSEMOVE, 0, x, y);
}

/* The open list has the capture: clicks elsewhere close it. */
LRESULT combo_list_mouse(struct list_box *list, UINT message, int x, int y)
{
    struct combo_box *combo = combo_of(list->combo);
    POINT point = {x, y};
    RECT outer;
    BOOL outside;
    if (!combo) return 0;
    int index = list_item_at(list, x, y, &outside);
    if (COMBO_TYPE(combo->style) == CBS_SIMPLE) return list_mouse(list, message, 0, x, y);
    switch (message) {
    case WM_MOUSEMOVE: moved_in_list(combo, list, x, y, outside); break;
    case WM_LBUTTONDOWN: case WM_LBUTTONDBLCLK:
        if (!outside || (x >= 0 && y >= 0 && x < list->width && y < list->height)) break;
        ClientToScreen(list->window, &point);
        GetWindowRect(list->window, &outer);
        if (PtInRect(&outer, point)) {
            HWND window = list->window;
            LPARAM place = MAKELPARAM(point.x, point.y);
            send_message(window, WM_NCLBUTTONDOWN, (WPARAM)send_message(window, WM_NCHITTEST, 0, place), place);
            if (list_box_of(window) == list && combo->is_open) SetCapture(window);
        } else {
            combo_close(combo, FALSE);
        }
        break;
    case WM_LBUTTONUP:
        list_capture_lost(list);
        if (!outside && index >= 0) {
            list_set_selected(list, index);
            chosen_by_mouse(combo);
        } else if (combo->is_pressed) {
            combo->is_pressed = FALSE;
            InvalidateRect(combo->window, &combo->button, FALSE);
        }
        break;
    }
    return 0;
}

/* --- keys --- */

static BOOL move_selection(struct combo_box *combo, WPARAM key)
{
    HWND window = combo->window;
    int count = (int)combo_list_send(combo, LB_GETCOUNT, 0, 0), now = combo_selected(combo), wanted = now, page = 8;
    struct list_box *list = list_box_of(combo->list);
    if (combo->is_open && list) page = max(list_page(list) - 1, 1);
    switch (key) {
    case VK_UP: wanted = now - 1; break;
    case VK_DOWN: wanted = now + 1; break;
    case VK_PRIOR: wanted = now - page; break;
    case VK_NEXT: wanted = now + page; break;
    case VK_HOME: wanted = 0; break;
    case VK_END: wanted = count - 1; break;
    case VK_LEFT: wanted = now - 1; break;
    case VK_RIGHT: wanted = now + 1; break;
    default: return FALSE;
    }
    if (!count) return TRUE;
    wanted = max(min(wanted, count - 1), 0);
    if (wanted == now) return TRUE;
    combo_list_send(combo, LB_SETCURSEL, (WPARAM)wanted, 0);
    if (!combo->is_open) {
        combo_notify(combo, CBN_SELENDOK);
        if (combo_of(window) != combo) return TRUE;
    }
    combo_show_selected(combo);
    combo_notify(combo, CBN_SELCHANGE);
    return TRUE;
}

/* What was typed stays when no item was chosen. */
static void show_chosen(struct combo_box *combo)
{
    if (!combo->edit || combo_selected(combo) >= 0) combo_show_selected(combo);
}

BOOL combo_key(struct combo_box *combo, UINT message, WPARAM key, LPARAM lparam)
{
    BOOL alt = message == WM_SYSKEYDOWN && lparam & (1 << 29);
    HWND window = combo->window;
    if (COMBO_TYPE(combo->style) != CBS_SIMPLE) {
        BOOL toggles = (key == VK_F4 && !alt && !combo->extended_keys) || (alt && (key == VK_UP || key == VK_DOWN)) ||
                       (key == VK_DOWN && combo->extended_keys && !combo->is_open);
        if (toggles) {
            BOOL was_open = combo->is_open;
            if (was_open) combo_close(combo, TRUE);
            else combo_open(combo);
            if (was_open && combo_of(window) == combo) show_chosen(combo);
            return TRUE;
        }
        if (combo->is_open && (key == VK_RETURN || key == VK_ESCAPE)) {
            combo_close(combo, key == VK_RETURN);
            if (combo_of(window) == combo) show_chosen(combo);
            return TRUE;
        }
    }
    if (alt) return FALSE;
    if (combo->edit && (key == VK_HOME || key == VK_END || key == VK_LEFT || key == VK_RIGHT)) return FALSE;
    return move_selection(combo, key);
}

/* The edit control in the field gives the keys that are the combo box's to it. */
LRESULT WINAPI combo_edit_procedure(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct combo_box *combo = combo_of(GetParent(hwnd));
    struct window *window = window_own(hwnd);
    if (!window) return 0;
    if (combo && (message == WM_KEYDOWN || message == WM_SYSKEYDOWN) && combo_key(combo, message, wparam, lparam))
        return 0;
    if (combo && message == WM_GETDLGCODE && lparam && combo->is_open) {
        const MSG *asked = (const MSG *)lparam;
        if (asked->message == WM_KEYDOWN && (asked->wParam == VK_RETURN || asked->wParam == VK_ESCAPE))
            return DLGC_WANTMESSAGE;
    }
    if (combo && message == WM_MOUSEWHEEL) return send_message(combo->window, message, wparam, lparam);
    if (combo && message == WM_CHAR && (wparam == '\r' || wparam == 27)) return 0;
    return call_procedure(window->class->procedure, window->class->is_unicode, hwnd, message, wparam, lparam, TRUE);
}
