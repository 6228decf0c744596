/* Clipboard and context menu of an edit control. */
#include "edit.h"

BOOL edit_copy_selection(struct edit *edit)
{
    UINT start = edit_selection_start(edit), count = edit_selection_end(edit) - start;
    if (!count || edit->password || user_style(edit->window) & ES_PASSWORD) return FALSE;
    HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, (SIZE_T)(count + 1) * sizeof(WCHAR));
    WCHAR *text = memory ? GlobalLock(memory) : NULL;
    if (!text) return FALSE;
    edit_copy(edit, start, count, text);
    text[count] = 0;
    GlobalUnlock(memory);
    BOOL done = FALSE;
    if (OpenClipboard(edit->window)) {
        EmptyClipboard();
        done = SetClipboardData(CF_UNICODETEXT, memory) != NULL;
        CloseClipboard();
    }
    if (!done) GlobalFree(memory);
    return done;
}

void edit_cut(struct edit *edit)
{
    if (edit_copy_selection(edit) && !(user_style(edit->window) & ES_READONLY)) edit_delete_selection(edit);
}

/* A single line takes a text up to its first line break. */
static UINT usable_length(const struct edit *edit, const WCHAR *text, SIZE_T most)
{
    UINT count = 0;
    while (count < most && text[count] && (edit->is_multiline || (text[count] != '\r' && text[count] != '\n'))) count++;
    return count;
}

void edit_paste(struct edit *edit)
{
    if (user_style(edit->window) & ES_READONLY || !OpenClipboard(edit->window)) return;
    HANDLE memory = GetClipboardData(CF_UNICODETEXT);
    const WCHAR *text = memory ? GlobalLock(memory) : NULL;
    WCHAR *copy = NULL;
    UINT count = text ? usable_length(edit, text, GlobalSize(memory) / sizeof(WCHAR)) : 0;
    if (count && (copy = heap_allocate(count * sizeof(WCHAR)))) memcpy(copy, text, count * sizeof(WCHAR));
    if (text) GlobalUnlock(memory);
    CloseClipboard(); /* before the notifications: the program may want it */
    if (copy) edit_insert(edit, copy, count, TRUE);
    heap_free(copy);
}

/* --- the menu of the right button: its commands are the messages --- */

static void add_item(HMENU menu, UINT command, LPCWSTR text, BOOL enabled)
{
    AppendMenuW(menu, MF_STRING | (enabled ? MF_ENABLED : MF_GRAYED), command, text);
}

static HMENU build_menu(const struct edit *edit)
{
    HMENU menu = CreatePopupMenu();
    BOOL writable = !(user_style(edit->window) & ES_READONLY), selected = edit->anchor != edit->caret,
         hidden = edit->password != 0;
    UINT length = edit_length(edit);
    BOOL all = edit_selection_end(edit) - edit_selection_start(edit) == length;
    if (!menu) return NULL;
    add_item(menu, EM_UNDO, L"&Undo", writable && (edit->undo.inserted || edit->undo.removed_count));
    AppendMenuW(menu, MF_SEPARATOR, 0, NULL);
    add_item(menu, WM_CUT, L"Cu&t", writable && selected && !hidden);
    add_item(menu, WM_COPY, L"&Copy", selected && !hidden);
    add_item(menu, WM_PASTE, L"&Paste", writable && IsClipboardFormatAvailable(CF_UNICODETEXT));
    add_item(menu, WM_CLEAR, L"&Delete", writable && selected);
    AppendMenuW(menu, MF_SEPARATOR, 0, NULL);
    add_item(menu, EM_SETSEL, L"Select &All", length && !all);
    return menu;
}

static POINT menu_point(const struct edit *edit, LPARAM position)
{
    POINT point = {LPARAM_X(position), LPARAM_Y(position)};
    RECT client;
    if (position != -1) return point;
    GetClientRect(edit->window, &client); /* asked for by keyboard: in the middle */
    point = (POINT){client.right / 2, client.bottom / 2};
    ClientToScreen(edit->window, &point);
    return point;
}

void edit_context_menu(struct edit *edit, LPARAM position)
{
    if (!edit->has_focus) SetFocus(edit->window);
    HMENU menu = edit->is_gone ? NULL : build_menu(edit);
    if (!menu) return;
    POINT point = menu_point(edit, position);
    UINT command = (UINT)TrackPopupMenu(menu, TPM_LEFTALIGN | TPM_RIGHTBUTTON | TPM_RETURNCMD, point.x, point.y, 0,
                                        edit->window, NULL);
    DestroyMenu(menu);
    if (command && !edit->is_gone) send_message(edit->window, command, 0, command == EM_SETSEL ? -1 : 0);
}
