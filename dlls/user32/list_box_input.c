/* Choosing items of a list box with mouse and keyboard. */
#include "list_box.h"

#define SEARCH_PAUSE 1000 /* milliseconds after which typing begins a new word */

/* --- what a click or a key does with the item it came to --- */

static void choose(struct list_box *list, int index, BOOL shift, BOOL control)
{
    HWND window = list->window;
    BOOL first = list->anchor < 0;
    if (list->style & LBS_EXTENDEDSEL) {
        if (shift) {
            if (first) list->anchor = index;
            if (!control) list_select_only(list, list->anchor, index);
            else list_select_range(list, list->anchor, index, list_is_marked(list, list->anchor));
        } else if (control) {
            list->anchor = index;
            list_select_one(list, index, !list_is_marked(list, index));
            list->is_deselecting = !list_is_marked(list, index);
        } else {
            list->anchor = index;
            list_select_only(list, index, index);
        }
    } else if (list->style & LBS_MULTIPLESEL) {
        list_select_one(list, index, !list_is_marked(list, index));
    } else {
        list_set_selected(list, index);
    }
    if (list_box_of(window) == list) list_set_caret(list, index, TRUE);
}

static void drag_to(struct list_box *list, int index)
{
    if (index == list->caret && (list_is_multiple(list) || index == list->selected)) return;
    if (list->style & LBS_EXTENDEDSEL) {
        if (GetKeyState(VK_CONTROL) < 0) list_select_range(list, list->anchor, index, !list->is_deselecting);
        else list_select_only(list, list->anchor, index);
    } else if (!(list->style & LBS_MULTIPLESEL)) {
        list_set_selected(list, index);
    }
    list_set_caret(list, index, TRUE);
}

/* --- mouse --- */

static void button_down(struct list_box *list, WPARAM keys, int x, int y)
{
    HWND window = list->window;
    BOOL outside;
    int index = list_item_at(list, x, y, &outside);
    if (!list->combo && queue_focus() != window) SetFocus(window);
    if (list_box_of(window) != list) return;
    SetCapture(window);
    list->is_captured = TRUE;
    SetTimer(window, LIST_TIMER, 50, NULL);
    if (index >= 0 && !outside && !(list->style & LBS_NOSEL))
        choose(list, index, (keys & MK_SHIFT) != 0, (keys & MK_CONTROL) != 0);
}

static void end_capture(struct list_box *list)
{
    list->is_captured = FALSE;
    KillTimer(list->window, LIST_TIMER);
    if (queue_capture() == list->window) ReleaseCapture();
}

static void button_up(struct list_box *list, int x, int y)
{
    HWND window = list->window;
    BOOL outside;
    if (!list->is_captured) return;
    int index = list_item_at(list, x, y, &outside);
    end_capture(list);
    if (list_box_of(window) != list) return;
    if (list->combo) {
        list_notify(list, index >= 0 && !outside ? LBN_SELCHANGE : LBN_SELCANCEL);
        return;
    }
    if (list->style & LBS_NOSEL) return;
    list_notify(list, list->count ? LBN_SELCHANGE : LBN_SELCANCEL);
}

static void mouse_moved(struct list_box *list, int x, int y)
{
    BOOL outside;
    if (list->style & LBS_NOSEL) return;
    int index = list_item_at(list, x, y, &outside);
    if (list->is_captured) {
        if (index >= 0 && y >= 0 && y < list->height) drag_to(list, index);
    } else if (list->combo && !outside && index >= 0) {
        HWND window = list->window;
        list_set_selected(list, index); /* an open list follows the mouse */
        if (list_box_of(window) == list) list_set_caret(list, index, FALSE);
    }
}

void list_drag_timer(struct list_box *list)
{
    POINT point;
    GetCursorPos(&point);
    ScreenToClient(list->window, &point);
    if (!list->is_captured || !list->count) return;
    if (list->style & LBS_MULTICOLUMN) {
        if (point.x < 0) drag_to(list, max(list->caret - list->rows, 0));
        else if (point.x >= list->width) drag_to(list, min(list->caret + list->rows, list->count - 1));
    } else {
        if (point.y < 0) drag_to(list, max(list->top - 1, 0));
        else if (point.y >= list->height) drag_to(list, min(list->top + list_page(list), list->count - 1));
    }
}

void list_capture_lost(struct list_box *list)
{
    if (!list->is_captured) return;
    list->is_captured = FALSE;
    KillTimer(list->window, LIST_TIMER);
}

LRESULT list_mouse(struct list_box *list, UINT message, WPARAM keys, int x, int y)
{
    switch (message) {
    case WM_LBUTTONDOWN: button_down(list, keys, x, y); break;
    case WM_LBUTTONUP: button_up(list, x, y); break;
    case WM_MOUSEMOVE: mouse_moved(list, x, y); break;
    case WM_LBUTTONDBLCLK: {
        HWND window = list->window;
        button_down(list, keys, x, y);
        if (list_box_of(window) == list) list_notify(list, LBN_DBLCLK);
        break;
    }
    }
    return 0;
}

/* --- keyboard --- */

static int key_target(const struct list_box *list, WPARAM key)
{
    int step = list->style & LBS_MULTICOLUMN ? list->rows : 1, page = max(list_page(list) - 1, 1), caret = list->caret;
    switch (key) {
    case VK_UP: return caret - 1;
    case VK_DOWN: return caret + 1;
    case VK_LEFT: return list->style & LBS_MULTICOLUMN ? caret - step : caret - 1;
    case VK_RIGHT: return list->style & LBS_MULTICOLUMN ? caret + step : caret + 1;
    case VK_HOME: return 0;
    case VK_END: return list->count - 1;
    case VK_PRIOR: return caret > list->top && !(list->style & LBS_MULTICOLUMN) ? list->top : caret - page;
    case VK_NEXT: {
        int bottom = list->top + list_page(list) - 1;
        return caret < bottom && !(list->style & LBS_MULTICOLUMN) ? bottom : caret + page;
    }
    }
    return -1;
}

static BOOL is_movement(WPARAM key)
{
    return key == VK_UP || key == VK_DOWN || key == VK_LEFT || key == VK_RIGHT || key == VK_HOME || key == VK_END ||
           key == VK_PRIOR || key == VK_NEXT;
}

/* LBS_WANTKEYBOARDINPUT: the parent says -2 (it did everything), -1 (as usual) or which item. */
static BOOL asks_parent(struct list_box *list, UINT message, WPARAM value, int *index)
{
    if (!(list->style & LBS_WANTKEYBOARDINPUT)) return FALSE;
    *index = (int)send_message(GetParent(list->window), message, MAKEWPARAM(value, list->caret), (LPARAM)list->window);
    return TRUE;
}

static void move_to(struct list_box *list, int index)
{
    HWND window = list->window;
    BOOL shift = GetKeyState(VK_SHIFT) < 0, control = GetKeyState(VK_CONTROL) < 0;
    index = max(min(index, list->count - 1), 0);
    if (list->style & LBS_EXTENDEDSEL) {
        if (!control || shift) choose(list, index, shift, FALSE);
        else list_set_caret(list, index, TRUE);
    } else if (list->style & LBS_MULTIPLESEL) {
        list_set_caret(list, index, TRUE);
    } else {
        list_set_selected(list, index);
        if (list_box_of(window) == list) list_set_caret(list, index, TRUE);
    }
    if (list_box_of(window) == list && !(list->style & LBS_NOSEL)) list_notify(list, LBN_SELCHANGE);
}

LRESULT list_key(struct list_box *list, WPARAM key)
{
    HWND window = list->window;
    int index;
    if (asks_parent(list, WM_VKEYTOITEM, key, &index)) {
        if (index == -2 || list_box_of(window) != list) return 0;
        if (index >= 0) {
            move_to(list, index);
            return 0;
        }
    }
    if (!list->count) return 0;
    if (key == VK_SPACE && list->style & (LBS_MULTIPLESEL | LBS_EXTENDEDSEL)) {
        BOOL control = GetKeyState(VK_CONTROL) < 0 || list->style & LBS_MULTIPLESEL;
        choose(list, list->caret, GetKeyState(VK_SHIFT) < 0, control);
        if (list_box_of(window) == list) list_notify(list, LBN_SELCHANGE);
        return 0;
    }
    if (!is_movement(key)) return 0;
    index = key_target(list, key);
    if (!list_is_multiple(list) && list->selected == -1 && (key == VK_DOWN || key == VK_RIGHT)) index = list->caret;
    move_to(list, index);
    return 0;
}

static void search(struct list_box *list, WCHAR character)
{
    DWORD now = GetTickCount();
    if (now - list->typed_time > SEARCH_PAUSE || list->typed_count >= COUNT_OF(list->typed) - 1 ||
        !(list->style & LBS_SORT))
        list->typed_count = 0;
    list->typed_time = now;
    list->typed[list->typed_count++] = character;
    list->typed[list->typed_count] = 0;
    int from = list->typed_count == 1 ? list->caret : list->caret - 1;
    int index = list_find(list, from, (LPARAM)list->typed, FALSE);
    if (index >= 0) move_to(list, index);
}

LRESULT list_character(struct list_box *list, WCHAR character)
{
    HWND window = list->window;
    int index;
    if (asks_parent(list, WM_CHARTOITEM, character, &index)) {
        if (index == -2 || list_box_of(window) != list) return 0;
        if (index >= 0) {
            move_to(list, index);
            return 0;
        }
    }
    if (character < ' ' || !list_has_text(list) || (character == ' ' && list_is_multiple(list))) return 0;
    search(list, character);
    return 0;
}

void list_focus(struct list_box *list, BOOL has)
{
    HWND window = list->window;
    list->has_focus = has;
    if (!list->count && !list->combo) InvalidateRect(window, NULL, TRUE);
    else list_repaint_item(list, list->caret, ODA_FOCUS);
    if (list_box_of(window) == list && !list->combo) list_notify(list, has ? LBN_SETFOCUS : LBN_KILLFOCUS);
}
