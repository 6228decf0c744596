/* Editing a label of the tree view in place. */
#include "tree_view.h"

static LRESULT WINAPI edit_procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    struct tree *tree = (struct tree *)GetWindowLongPtrW(GetParent(window), 0);
    if (!tree || tree->edit != window) return DefWindowProcW(window, message, wparam, lparam);
    WNDPROC procedure = tree->edit_procedure;
    switch (message) {
    case WM_GETDLGCODE: return DLGC_WANTALLKEYS | CallWindowProcW(procedure, window, message, wparam, lparam);
    case WM_KEYDOWN:
        if (wparam != VK_RETURN && wparam != VK_ESCAPE) break;
        tree_edit_end(tree, wparam == VK_ESCAPE);
        return 0;
    case WM_CHAR:
        if (wparam == VK_RETURN || wparam == VK_ESCAPE) return 0;
        break;
    case WM_KILLFOCUS:
        CallWindowProcW(procedure, window, message, wparam, lparam);
        tree_edit_end(tree, FALSE);
        return 0;
    }
    return CallWindowProcW(procedure, window, message, wparam, lparam);
}

/* As wide as its text, but within the tree. */
void tree_edit_changed(struct tree *tree)
{
    WCHAR text[260];
    RECT rect;
    if (!tree->edit || !tree->edited || !tree_item_rect(tree, tree->edited, TRUE, &rect)) return;
    GetWindowTextW(tree->edit, text, COUNT_OF(text));
    int height = font_height(control_font(&tree->control));
    int width = max(text_width(control_font(&tree->control), text) + 2 * height, height * 3),
        most = control_client_size(&tree->control).cx - rect.left;
    SetWindowPos(tree->edit, HWND_TOP, rect.left, rect.top, max(min(width, most), 20), rect.bottom - rect.top,
                 SWP_NOACTIVATE);
}

HWND tree_edit_begin(struct tree *tree, struct tree_item *item)
{
    NMTVDISPINFOW note = {0};
    WCHAR buffer[260];
    tree_edit_end(tree, FALSE);
    if (!item || item == &tree->root) return NULL;
    tree_ensure_visible(tree, item);
    const WCHAR *text = tree_item_text(tree, item, buffer);
    tree->edit = CreateWindowExW(0, WC_EDITW, text, WS_CHILD | WS_BORDER | WS_CLIPSIBLINGS | ES_AUTOHSCROLL | ES_LEFT,
                                 0, 0, 10, 10, tree->control.window, NULL, module_instance, NULL);
    if (!tree->edit) return NULL;
    tree->edit_procedure = (WNDPROC)SetWindowLongPtrW(tree->edit, GWLP_WNDPROC, (LONG_PTR)edit_procedure);
    SendMessageW(tree->edit, WM_SETFONT, (WPARAM)control_font(&tree->control), FALSE);
    tree_fill_notification(item, &note.item, TVIF_HANDLE | TVIF_STATE | TVIF_PARAM | TVIF_TEXT);
    char *ansi = NULL;
    note.item.pszText = (WCHAR *)text;
    if (!tree->control.unicode && (ansi = allocate(520))) {
        text_put(FALSE, text, ansi, 520);
        note.item.pszText = (WCHAR *)ansi;
    }
    note.item.cchTextMax = 260;
    BOOL refused = control_notify(&tree->control, NOTIFY_CODE(&tree->control, TVN_BEGINLABELEDIT), &note.hdr) != 0;
    release(ansi);
    if (tree->control.destroyed || !tree->edit) return NULL;
    if (refused || item->tree != tree) {
        HWND edit = tree->edit;
        tree->edit = NULL;
        DestroyWindow(edit);
        return NULL;
    }
    tree->edited = item;
    tree_edit_changed(tree);
    ShowWindow(tree->edit, SW_SHOWNA);
    SetFocus(tree->edit);
    SendMessageW(tree->edit, EM_SETSEL, 0, -1);
    return tree->edit;
}

BOOL tree_edit_end(struct tree *tree, BOOL cancel)
{
    NMTVDISPINFOW note = {0};
    WCHAR text[260];
    char ansi[520];
    HWND edit = tree->edit;
    struct tree_item *item = tree->edited;
    if (!edit || !item || tree->edit_ending) return FALSE;
    tree->edit_ending = TRUE;
    GetWindowTextW(edit, text, COUNT_OF(text));
    BOOL had_focus = GetFocus() == edit;
    tree_fill_notification(item, &note.item, TVIF_HANDLE | TVIF_STATE | TVIF_PARAM | (cancel ? 0 : TVIF_TEXT));
    note.item.cchTextMax = 260;
    if (!cancel) {
        note.item.pszText = text;
        if (!tree->control.unicode) text_put(FALSE, text, note.item.pszText = (WCHAR *)ansi, sizeof(ansi));
    }
    ShowWindow(edit, SW_HIDE);
    BOOL accepted = control_notify(&tree->control, NOTIFY_CODE(&tree->control, TVN_ENDLABELEDIT), &note.hdr) != 0;
    if (tree->control.destroyed) return FALSE;
    item = tree->edited;
    if (item && accepted && !cancel && !item->text_callback) {
        release(item->text);
        item->text = text_from(tree->control.unicode, note.item.pszText);
        item->width = -1;
    }
    tree->edited = NULL;
    tree->edit = NULL;
    SetWindowLongPtrW(edit, GWLP_WNDPROC, (LONG_PTR)tree->edit_procedure);
    if (had_focus) SetFocus(tree->control.window);
    DestroyWindow(edit);
    tree->edit_ending = FALSE;
    tree_changed(tree);
    return TRUE;
}
