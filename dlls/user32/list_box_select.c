/* Which items of a list box are selected, and its caret. */
#include "list_box.h"

void list_notify(struct list_box *list, UINT code)
{
    if (list->combo) {
        send_message(list->combo, WM_COMMAND, MAKEWPARAM(control_id(list->window), code), (LPARAM)list->window);
        return;
    }
    if (list->style & LBS_NOTIFY) control_notify(list->window, code);
}

/* --- selection --- */

int list_set_selected(struct list_box *list, int index)
{
    HWND window = list->window;
    int old = list->selected;
    if (index < -1 || index >= list->count) return LB_ERR;
    list->selected = index;
    if (old == index) return index;
    list_repaint_item(list, old, ODA_SELECT);
    if (list_box_of(window) == list) list_repaint_item(list, index, ODA_SELECT);
    win_event(EVENT_OBJECT_SELECTION, window, OBJID_CLIENT, index + 1);
    return index;
}

void list_select_one(struct list_box *list, int index, BOOL select)
{
    if (!list->marks || index < 0 || index >= list->count || list->marks[index] == !!select) return;
    list->marks[index] = !!select;
    HWND window = list->window;
    list_repaint_item(list, index, ODA_SELECT);
    win_event(select ? EVENT_OBJECT_SELECTIONADD : EVENT_OBJECT_SELECTIONREMOVE, window, OBJID_CLIENT, index + 1);
}

void list_select_range(struct list_box *list, int first, int last, BOOL select)
{
    HWND window = list->window;
    if (first > last) {
        int swap = first;
        first = last;
        last = swap;
    }
    for (int i = max(first, 0); i <= last && i < list->count && list_box_of(window) == list; i++)
        list_select_one(list, i, select);
}

void list_select_only(struct list_box *list, int first, int last)
{
    HWND window = list->window;
    int low = min(first, last), high = max(first, last);
    for (int i = 0; list_box_of(window) == list && i < list->count; i++)
        list_select_one(list, i, i >= low && i <= high);
}

void list_set_caret(struct list_box *list, int index, BOOL scroll)
{
    HWND window = list->window;
    int old = list->caret;
    if (index < 0 || index >= list->count) return;
    list->caret = index;
    if (old != index) list_repaint_item(list, old, ODA_FOCUS);
    if (list_box_of(window) != list) return;
    if (scroll) list_show_item(list, index, FALSE);
    if (old == index) return;
    list_repaint_item(list, index, ODA_FOCUS);
    if (list_box_of(window) == list && list->has_focus) win_event(EVENT_OBJECT_FOCUS, window, OBJID_CLIENT, index + 1);
}
