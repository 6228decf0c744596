/* The EM_* messages. */
#include "edit.h"

typedef LRESULT handler(struct edit *edit, WPARAM wparam, LPARAM lparam);

/* --- selection --- */

static LRESULT get_selection(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    UINT start = edit_selection_start(edit), end = edit_selection_end(edit);
    if (wparam) *(DWORD *)wparam = start;
    if (lparam) *(DWORD *)lparam = end;
    return end > 0xffff ? -1 : MAKELONG(start, end);
}

static LRESULT set_selection(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    UINT length = edit_length(edit), start = (UINT)wparam, end = (UINT)lparam;
    if (start == ~0u) {
        start = end = edit_selection_end(edit);
    } else {
        start = min(start, length);
        end = min(end, length);
    }
    edit->caret_before_wrap = FALSE;
    edit_select(edit, start, end);
    if (!edit->is_multiline) edit_scroll_caret(edit);
    UpdateWindow(edit->window);
    return 1;
}

static LRESULT replace_selection(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    const WCHAR *text = lparam ? (const WCHAR *)lparam : L"";
    edit_insert(edit, text, (UINT)wcslen(text), wparam != 0);
    return 1;
}

/* --- lines --- */

static LRESULT line_count(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return edit->line_count;
}

static LRESULT line_index(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    UINT line = (int)wparam == -1 ? edit_caret_line(edit) : (UINT)wparam;
    return line < edit->line_count ? (LRESULT)edit->lines[line].start : -1;
}

static LRESULT line_from_position(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    return edit_line_of(edit, (int)wparam == -1 ? edit_selection_start(edit) : (UINT)wparam);
}

static LRESULT line_length(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    UINT length = edit_length(edit), start = edit_selection_start(edit), end = edit_selection_end(edit);
    (void)lparam;
    if (!edit->is_multiline) return length;
    if ((int)wparam != -1) return (UINT)wparam > length ? 0 : edit_line_length(edit, edit_line_of(edit, (UINT)wparam));
    UINT first = edit_line_of(edit, start), last = edit_line_of(edit, end);
    UINT line_end = edit_line_end(edit, last);
    return start - edit->lines[first].start + (line_end > end ? line_end - end : 0);
}

static LRESULT get_line(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    WCHAR *out = (WCHAR *)lparam;
    UINT line = edit->is_multiline ? (UINT)wparam : 0, capacity = *(WORD *)out;
    if (line >= edit->line_count) return 0;
    UINT count = min(edit_line_length(edit, line), capacity);
    edit_copy(edit, edit->lines[line].start, count, out);
    if (count < capacity) out[count] = 0;
    return count;
}

static LRESULT first_visible(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return edit_first_visible(edit);
}

/* --- points --- */

static LRESULT point_of_position(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    UINT position = (UINT)wparam;
    (void)lparam;
    if (position > edit_length(edit) || (position == edit_length(edit) && position)) return -1;
    UINT line = edit_line_of(edit, position);
    return MAKELONG((short)edit_x_of(edit, line, position), (short)edit_y_of(edit, line));
}

static LRESULT position_of_point(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    POINT point = {LPARAM_X(lparam), LPARAM_Y(lparam)};
    RECT client;
    (void)wparam;
    GetClientRect(edit->window, &client);
    if (!PtInRect(&client, point)) return -1;
    UINT line = edit_line_at(edit, point.y);
    return MAKELONG(edit_position_at(edit, line, point.x, FALSE), line);
}

/* --- scrolling --- */

static LRESULT scroll(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    int lines = wparam == SB_LINEUP     ? -1
                : wparam == SB_LINEDOWN ? 1
                : wparam == SB_PAGEUP   ? -edit_scroll_page(edit)
                                        : edit_scroll_page(edit);
    UINT before = edit->first_line;
    (void)lparam;
    if (!edit->is_multiline || wparam > SB_PAGEDOWN) return FALSE;
    if (edit_scroll_lines(edit, lines) && !edit_notify(edit, EN_VSCROLL)) return FALSE;
    return MAKELONG((short)((int)edit->first_line - (int)before), TRUE);
}

static LRESULT line_scroll(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    if (!edit->is_multiline) return FALSE;
    INT64 x = edit->x_offset + (INT64)(int)wparam * edit->average_width, line = (INT64)edit->first_line + (int)lparam;
    edit_scroll_to(edit, (int)min(max(x, 0), 0x7fffffff), (UINT)min(max(line, 0), 0x7fffffff));
    return TRUE;
}

static LRESULT scroll_caret(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    edit_scroll_caret(edit);
    return 1;
}

static LRESULT get_thumb(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return edit->is_multiline ? edit_scroll_message(edit, SB_VERT, EM_GETTHUMB) : 0;
}

/* --- layout --- */

static LRESULT get_format(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam;
    if (lparam) *(RECT *)lparam = edit->format;
    return 1;
}

static LRESULT set_format_quietly(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    if (!edit->is_multiline) return 0;
    if (!lparam) {
        edit->has_own_format = FALSE;
        edit_set_format(edit, NULL);
        return 1;
    }
    RECT wanted = *(const RECT *)lparam, client;
    GetClientRect(edit->window, &client);
    if (wparam == 1) OffsetRect(&wanted, edit->format.left, edit->format.top);
    edit_set_format(edit, &wanted);
    return 1;
}

static LRESULT set_format(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    if (set_format_quietly(edit, wparam, lparam)) edit_invalidate(edit);
    return 1;
}

static LRESULT set_margins(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    int left = LOWORD(lparam), right = HIWORD(lparam), of_font = edit_font_margin(edit);
    if (wparam == EC_USEFONTINFO) {
        left = right = of_font;
        wparam = EC_LEFTMARGIN | EC_RIGHTMARGIN;
    }
    if (wparam & EC_LEFTMARGIN) edit->left_margin = left == EC_USEFONTINFO ? of_font : left;
    if (wparam & EC_RIGHTMARGIN) edit->right_margin = right == EC_USEFONTINFO ? of_font : right;
    edit_set_format(edit, NULL);
    edit_invalidate(edit);
    return 0;
}

static LRESULT get_margins(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return MAKELONG(edit->left_margin, edit->right_margin);
}

static LRESULT set_tab_stops(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    if (!edit_set_tab_stops(edit, (UINT)wparam, (const UINT *)lparam)) return FALSE;
    edit_lay_out(edit);
    return TRUE;
}

static LRESULT format_lines(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    edit->soft_breaks = wparam != 0;
    return (LRESULT)wparam;
}

/* --- limits, state --- */

static LRESULT set_limit(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    UINT most = edit->is_multiline ? ~0u : 0x7ffffffe;
    (void)lparam;
    edit->limit = wparam ? (UINT)min(wparam, (WPARAM)most) : most;
    return 1;
}

static LRESULT get_limit(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return edit->limit;
}

static LRESULT get_modified(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return edit->is_modified;
}

static LRESULT set_modified(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    edit->is_modified = wparam != 0;
    return 0;
}

static LRESULT can_undo(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return edit->undo.inserted || edit->undo.removed_count;
}

static LRESULT undo(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    if (user_style(edit->window) & ES_READONLY) return !edit->is_multiline;
    BOOL done = edit_undo_change(edit);
    return done || !edit->is_multiline;
}

static LRESULT empty_undo(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    edit_undo_forget(edit);
    return 0;
}

static LRESULT set_read_only(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    window_set_style_bits(edit->window, wparam ? ES_READONLY : 0, wparam ? 0 : ES_READONLY);
    edit_invalidate(edit);
    return 1;
}

static LRESULT set_password(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    if (edit->is_multiline) return 0;
    edit->password = (WCHAR)wparam;
    window_set_style_bits(edit->window, wparam ? ES_PASSWORD : 0, wparam ? 0 : ES_PASSWORD);
    edit_lay_out(edit);
    edit_scroll_caret(edit);
    edit_invalidate(edit);
    return 1;
}

static LRESULT get_password(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return edit->password;
}

static LRESULT set_word_break(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam;
    edit->word_break = (EDITWORDBREAKPROCW)lparam;
    if (edit->wraps) edit_lay_out(edit);
    edit_invalidate(edit);
    return 1;
}

static LRESULT get_word_break(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    return (LRESULT)edit->word_break;
}

static LRESULT set_ime_status(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    UINT before = edit->ime_status;
    if (wparam == EMSIS_COMPOSITIONSTRING) edit->ime_status = (UINT)lparam;
    return before;
}

static LRESULT get_ime_status(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)lparam;
    return wparam == EMSIS_COMPOSITIONSTRING ? edit->ime_status : 0;
}

/* --- the text as a block of memory --- */

static LRESULT get_handle(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    (void)wparam, (void)lparam;
    if (!edit->is_multiline) return 0;
    UINT units = edit_text_length(edit) + 1;
    SIZE_T size = (SIZE_T)units * sizeof(WCHAR);
    HLOCAL handle = edit->handle ? LocalReAlloc(edit->handle, size, LMEM_MOVEABLE) : LocalAlloc(LMEM_MOVEABLE, size);
    WCHAR *text = handle ? LocalLock(handle) : NULL;
    if (handle) edit->handle = handle;
    if (!text) return 0;
    edit_text(edit, text, units);
    LocalUnlock(handle);
    return (LRESULT)handle;
}

static LRESULT set_handle(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    const WCHAR *text = edit->is_multiline && wparam ? LocalLock((HLOCAL)wparam) : NULL;
    (void)lparam;
    if (!text) return 0;
    SIZE_T most = LocalSize((HLOCAL)wparam) / sizeof(WCHAR);
    UINT count = (UINT)wcsnlen(text, most);
    BOOL done = edit_splice(edit, 0, edit_length(edit), text, count);
    LocalUnlock((HLOCAL)wparam);
    if (!done) {
        edit_notify(edit, EN_ERRSPACE);
        return 0;
    }
    edit->handle = (HLOCAL)wparam; /* the control's from now on; the program frees the one before */
    edit_text_replaced(edit);
    return 1;
}

/* --- of common controls' versions --- */

static LRESULT set_cue(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    if (edit->is_multiline || !lparam) return FALSE;
    SIZE_T size = (wcslen((const WCHAR *)lparam) + 1) * sizeof(WCHAR);
    WCHAR *cue = heap_allocate(size);
    if (!cue) return FALSE;
    memcpy(cue, (const WCHAR *)lparam, size);
    heap_free(edit->cue);
    edit->cue = cue;
    edit->cue_with_focus = wparam != 0;
    edit_invalidate(edit);
    return TRUE;
}

static LRESULT get_cue(struct edit *edit, WPARAM wparam, LPARAM lparam)
{
    if (!edit->cue || !wparam || !lparam) return FALSE;
    lstrcpynW((LPWSTR)wparam, edit->cue, (int)lparam);
    return TRUE;
}

static handler *const handlers[] = {
    [EM_GETSEL - EM_GETSEL] = get_selection,
    [EM_SETSEL - EM_GETSEL] = set_selection,
    [EM_GETRECT - EM_GETSEL] = get_format,
    [EM_SETRECT - EM_GETSEL] = set_format,
    [EM_SETRECTNP - EM_GETSEL] = set_format_quietly,
    [EM_SCROLL - EM_GETSEL] = scroll,
    [EM_LINESCROLL - EM_GETSEL] = line_scroll,
    [EM_SCROLLCARET - EM_GETSEL] = scroll_caret,
    [EM_GETMODIFY - EM_GETSEL] = get_modified,
    [EM_SETMODIFY - EM_GETSEL] = set_modified,
    [EM_GETLINECOUNT - EM_GETSEL] = line_count,
    [EM_LINEINDEX - EM_GETSEL] = line_index,
    [EM_SETHANDLE - EM_GETSEL] = set_handle,
    [EM_GETHANDLE - EM_GETSEL] = get_handle,
    [EM_GETTHUMB - EM_GETSEL] = get_thumb,
    [EM_LINELENGTH - EM_GETSEL] = line_length,
    [EM_REPLACESEL - EM_GETSEL] = replace_selection,
    [EM_GETLINE - EM_GETSEL] = get_line,
    [EM_LIMITTEXT - EM_GETSEL] = set_limit,
    [EM_CANUNDO - EM_GETSEL] = can_undo,
    [EM_UNDO - EM_GETSEL] = undo,
    [EM_FMTLINES - EM_GETSEL] = format_lines,
    [EM_LINEFROMCHAR - EM_GETSEL] = line_from_position,
    [EM_SETTABSTOPS - EM_GETSEL] = set_tab_stops,
    [EM_SETPASSWORDCHAR - EM_GETSEL] = set_password,
    [EM_EMPTYUNDOBUFFER - EM_GETSEL] = empty_undo,
    [EM_GETFIRSTVISIBLELINE - EM_GETSEL] = first_visible,
    [EM_SETREADONLY - EM_GETSEL] = set_read_only,
    [EM_SETWORDBREAKPROC - EM_GETSEL] = set_word_break,
    [EM_GETWORDBREAKPROC - EM_GETSEL] = get_word_break,
    [EM_GETPASSWORDCHAR - EM_GETSEL] = get_password,
    [EM_SETMARGINS - EM_GETSEL] = set_margins,
    [EM_GETMARGINS - EM_GETSEL] = get_margins,
    [EM_GETLIMITTEXT - EM_GETSEL] = get_limit,
    [EM_POSFROMCHAR - EM_GETSEL] = point_of_position,
    [EM_CHARFROMPOS - EM_GETSEL] = position_of_point,
    [EM_SETIMESTATUS - EM_GETSEL] = set_ime_status,
    [EM_GETIMESTATUS - EM_GETSEL] = get_ime_status,
};

BOOL edit_message(struct edit *edit, UINT message, WPARAM wparam, LPARAM lparam, LRESULT *result)
{
    handler *handle = message - EM_GETSEL < COUNT_OF(handlers) ? handlers[message - EM_GETSEL] : NULL;
    if (message == EM_SETCUEBANNER) handle = set_cue;
    else if (message == EM_GETCUEBANNER) handle = get_cue;
    if (!handle) return FALSE;
    *result = handle(edit, wparam, lparam);
    return TRUE;
}
