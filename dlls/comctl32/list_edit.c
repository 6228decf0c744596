/* Editing a label of the list view in place. */
#include "list_view.h"

static LRESULT WINAPI edit_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct list *list = (struct list *)GetWindowLongPtrW(GetParent(window), 0);
    if (!list || list->edit != window) return DefWindowProcW(window, message, wparam, lparam);
    WNDPROC procedure = list->edit_procedure;
    switch (message) {
    case WM_GETDLGCODE: return DLGC_WANTALLKEYS | CallWindowProcW(procedure, window, message, wparam, lparam);
    case WM_KEYDOWN:
        if (wparam != VK_RETURN && wparam != VK_ESCAPE) break;
        list_edit_end(list, wparam == VK_ESCAPE);
        return 0;
    case WM_CHAR:
        if (wparam == VK_RETURN || wparam == VK_ESCAPE) return 0;
        break;
    case WM_KILLFOCUS:
        CallWindowProcW(procedure, window, message, wparam, lparam);
        list_edit_end(list, FALSE);
        return 0;
    }
    return CallWindowProcW(procedure, window, message, wparam, lparam);
}

static void fill(struct list *list, LVITEMW *item, int index, void *text)
{
    memset(item, 0, sizeof(*item));
    item->mask = LVIF_TEXT | LVIF_PARAM;
    item->iItem = index;
    item->pszText = text;
    item->cchTextMax = LIST_TEXT_MAX;
    if (list_item_at(list, index)) item->lParam = list_item_at(list, index)->param;
}

static void drop_edit(struct list *list)
{
    HWND edit = list->edit;
    list->edit = NULL;
    list->edited = -1;
    SetWindowLongPtrW(edit, GWLP_WNDPROC, (LONG_PTR)list->edit_procedure);
    DestroyWindow(edit);
}

HWND list_edit_begin(struct list *list, int index)
{
    NMLVDISPINFOW note = {0};
    WCHAR text[LIST_TEXT_MAX];
    char ansi[LIST_TEXT_MAX * 2];
    RECT rect;
    list_edit_end(list, FALSE);
    if (index < 0 || index >= list->count || !control_style_is(&list->control, LVS_EDITLABELS)) return NULL;
    list_ensure_visible(list, index, FALSE);
    lstrcpynW(text, list_text(list, index, 0, text), LIST_TEXT_MAX);
    list->edit = CreateWindowExW(0, WC_EDITW, text, WS_CHILD | WS_BORDER | WS_CLIPSIBLINGS | ES_AUTOHSCROLL | ES_LEFT,
                                 0, 0, 10, 10, list->control.window, NULL, module_instance, NULL);
    if (!list->edit) return NULL;
    list->edit_procedure = (WNDPROC)SetWindowLongPtrW(list->edit, GWLP_WNDPROC, (LONG_PTR)edit_procedure);
    SendMessageW(list->edit, WM_SETFONT, (WPARAM)control_font(&list->control), FALSE);
    text_put(FALSE, text, ansi, sizeof(ansi));
    fill(list, &note.item, index, list->control.unicode ? (void *)text : (void *)ansi);
    BOOL refused = control_notify(&list->control, NOTIFY_CODE(&list->control, LVN_BEGINLABELEDIT), &note.hdr) != 0;
    if (list->control.destroyed || !list->edit) return NULL;
    if (refused || !list_item_rect(list, index, LVIR_LABEL, &rect)) {
        drop_edit(list);
        return NULL;
    }
    list->edited = index;
    int wanted = max(text_width(control_font(&list->control), text) + 24, rect.right - rect.left),
        most = control_client_size(&list->control).cx - rect.left;
    SetWindowPos(list->edit, HWND_TOP, rect.left - 2, rect.top - 1, max(min(wanted, most), 30),
                 rect.bottom - rect.top + 2, SWP_NOACTIVATE | SWP_SHOWWINDOW);
    SetFocus(list->edit);
    SendMessageW(list->edit, EM_SETSEL, 0, -1);
    return list->edit;
}

BOOL list_edit_end(struct list *list, BOOL cancel)
{
    NMLVDISPINFOW note = {0};
    WCHAR text[LIST_TEXT_MAX];
    char ansi[LIST_TEXT_MAX * 2];
    int index = list->edited;
    if (!list->edit || index < 0 || list->edit_ending) return FALSE;
    list->edit_ending = TRUE;
    GetWindowTextW(list->edit, text, LIST_TEXT_MAX);
    text_put(FALSE, text, ansi, sizeof(ansi));
    BOOL had_focus = GetFocus() == list->edit;
    fill(list, &note.item, index, cancel ? NULL : list->control.unicode ? (void *)text : (void *)ansi);
    BOOL accepted = control_notify(&list->control, NOTIFY_CODE(&list->control, LVN_ENDLABELEDIT), &note.hdr) != 0;
    if (list->control.destroyed) return FALSE;
    drop_edit(list);
    if (had_focus) SetFocus(list->control.window);
    if (accepted && !cancel && list_item_at(list, index)) {
        LVITEMW item = {.mask = LVIF_TEXT, .iItem = index, .pszText = note.item.pszText};
        list_set(list, &item, list->control.unicode);
    }
    list->edit_ending = FALSE;
    control_invalidate(&list->control, NULL);
    return TRUE;
}
