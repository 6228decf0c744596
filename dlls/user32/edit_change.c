/* Changes of an edit control's text: limits, notifications, one level of undo. */
#include "edit.h"

BOOL edit_notify(struct edit *edit, UINT code)
{
    control_notify(edit->window, code);
    return !edit->is_gone;
}

/* --- undo --- */

void edit_undo_forget(struct edit *edit)
{
    heap_free(edit->undo.removed);
    edit->undo = (struct edit_undo){0};
}

static BOOL undo_keep(struct edit_undo *undo, const struct edit *edit, UINT start, UINT count, UINT at)
{
    WCHAR *kept = heap_allocate((SIZE_T)(undo->removed_count + count) * sizeof(WCHAR));
    if (!kept) return FALSE;
    if (at) memcpy(kept, undo->removed, at * sizeof(WCHAR));
    edit_copy(edit, start, count, kept + at);
    if (undo->removed_count > at)
        memcpy(kept + at + count, undo->removed + at, (undo->removed_count - at) * sizeof(WCHAR));
    heap_free(undo->removed);
    undo->removed = kept;
    undo->removed_count += count;
    return TRUE;
}

/* Typing on, or deleting on in one direction, is one change. Returns FALSE when this is another one. */
static BOOL undo_continue(struct edit *edit, UINT start, UINT removed, UINT inserted)
{
    struct edit_undo *undo = &edit->undo;
    BOOL is_typing = !removed && inserted == 1 && undo->inserted && undo->position + undo->inserted == start;
    BOOL takes_back = !inserted && removed <= undo->inserted && undo->position + undo->inserted == start + removed;
    if (is_typing) undo->inserted++;
    else if (takes_back) undo->inserted -= removed;
    else if (inserted || undo->inserted || !undo->removed_count) return FALSE;
    else if (start + removed == undo->position && undo_keep(undo, edit, start, removed, 0)) undo->position = start;
    else return start == undo->position && undo_keep(undo, edit, start, removed, undo->removed_count);
    return TRUE;
}

static void undo_record(struct edit *edit, UINT start, UINT removed, UINT inserted)
{
    if (undo_continue(edit, start, removed, inserted)) return;
    edit_undo_forget(edit);
    if (removed && !undo_keep(&edit->undo, edit, start, removed, 0)) return;
    edit->undo.position = start;
    edit->undo.inserted = inserted;
}

BOOL edit_undo_change(struct edit *edit)
{
    struct edit_undo undo = edit->undo;
    if (!undo.inserted && !undo.removed_count) return FALSE;
    edit->undo = (struct edit_undo){0}; /* what is recorded now is the way back */
    BOOL done =
        edit_replace(edit, undo.position, undo.position + undo.inserted, undo.removed, undo.removed_count, TRUE);
    heap_free(undo.removed);
    return done;
}

/* --- changes --- */

static void invalidate_changed(struct edit *edit, const struct edit_lines_changed *changed)
{
    edit_invalidate_lines(edit, changed->first,
                          changed->new_count == changed->old_count ? changed->first + changed->new_count : ~0u);
}

static BOOL show_change(struct edit *edit)
{
    edit_update_bars(edit);
    if (!edit_notify(edit, EN_UPDATE)) return FALSE;
    edit_scroll_caret(edit);
    UpdateWindow(edit->window);
    edit_place_caret(edit);
    return !edit->is_gone && edit_notify(edit, EN_CHANGE);
}

BOOL edit_replace(struct edit *edit, UINT start, UINT end, const WCHAR *text, UINT count, BOOL can_undo)
{
    struct edit_lines_changed changed;
    if (start == end && !count) return TRUE;
    edit_invalidate_positions(edit, edit_selection_start(edit), edit_selection_end(edit));
    if (can_undo) undo_record(edit, start, end - start, count);
    else edit_undo_forget(edit);
    if (!edit_splice(edit, start, end - start, text, count)) {
        edit_undo_forget(edit);
        edit_notify(edit, EN_ERRSPACE);
        return FALSE;
    }
    edit_lines_update(edit, start, end - start, count, &changed);
    edit->anchor = edit->caret = start + count;
    edit->caret_before_wrap = FALSE;
    edit->wanted_x = -1;
    edit->is_modified = TRUE;
    invalidate_changed(edit, &changed);
    return show_change(edit);
}

/* --- limits --- */

/* No half of a pair or of a line break. */
static UINT whole_characters(const WCHAR *text, UINT count, UINT available)
{
    if (count >= available || !count) return count;
    if (IS_LOW_SURROGATE(text[count]) && IS_HIGH_SURROGATE(text[count - 1])) return count - 1;
    return text[count] == '\n' && text[count - 1] == '\r' ? count - 1 : count;
}

/* Without ES_AUTOHSCROLL a single line takes what it can show. */
static UINT fitting_width(struct edit *edit, const WCHAR *text, UINT count)
{
    if (edit->is_multiline || user_style(edit->window) & ES_AUTOHSCROLL) return count;
    int room = edit->format.right - edit->format.left - edit->lines[0].width;
    for (UINT i = edit_selection_start(edit); i < edit_selection_end(edit); i++) room += edit_advance(edit, i, 0);
    UINT fits = 0;
    while (fits < count && (room -= edit_character_width(edit, edit->password ? edit->password : text[fits])) >= 0)
        fits++;
    return fits;
}

/* Without ES_AUTOVSCROLL many lines take no more of them than can be shown. The text is put in for the time of the
 * question. */
static BOOL fits_height(struct edit *edit, const WCHAR *text, UINT count)
{
    struct edit_lines_changed changed;
    UINT start = edit_selection_start(edit), removed = edit_selection_end(edit) - start, lines = edit->line_count;
    if (!edit->is_multiline || user_style(edit->window) & (ES_AUTOVSCROLL | WS_VSCROLL)) return TRUE;
    WCHAR *kept = heap_allocate(max(removed, 1) * sizeof(WCHAR));
    if (!kept) return FALSE;
    edit_copy(edit, start, removed, kept);
    BOOL fits = edit_splice(edit, start, removed, text, count);
    if (fits) {
        edit_lines_update(edit, start, removed, count, &changed);
        fits = edit->line_count <= max(lines, edit_visible_lines(edit));
        edit_splice(edit, start, count, kept, removed);
        edit_lines_update(edit, start, count, removed, &changed);
    }
    heap_free(kept);
    return fits;
}

static UINT allowed_count(struct edit *edit, const WCHAR *text, UINT count)
{
    UINT kept = edit_length(edit) - (edit_selection_end(edit) - edit_selection_start(edit));
    UINT allowed = min(count, edit->limit > kept ? edit->limit - kept : 0);
    allowed = whole_characters(text, fitting_width(edit, text, allowed), count);
    return allowed && !fits_height(edit, text, allowed) ? 0 : allowed;
}

/* --- letters --- */

static WCHAR *styled_copy(const struct edit *edit, const WCHAR *text, UINT count)
{
    DWORD style = user_style(edit->window);
    WCHAR *copy = heap_allocate(max(count, 1) * sizeof(WCHAR));
    if (!copy) return NULL;
    memcpy(copy, text, count * sizeof(WCHAR));
    if (style & ES_UPPERCASE) CharUpperBuffW(copy, count);
    else if (style & ES_LOWERCASE) CharLowerBuffW(copy, count);
    return copy;
}

BOOL edit_insert(struct edit *edit, const WCHAR *text, UINT count, BOOL can_undo)
{
    WCHAR *copy = styled_copy(edit, text, count);
    if (!copy) {
        edit_notify(edit, EN_ERRSPACE);
        return FALSE;
    }
    UINT allowed = allowed_count(edit, copy, count);
    BOOL done = edit_replace(edit, edit_selection_start(edit), edit_selection_end(edit), copy, allowed, can_undo);
    heap_free(copy);
    if (done && allowed < count) done = edit_notify(edit, EN_MAXTEXT) && allowed;
    return done;
}

BOOL edit_delete_selection(struct edit *edit)
{
    return edit_replace(edit, edit_selection_start(edit), edit_selection_end(edit), NULL, 0, TRUE);
}

/* --- another text --- */

void edit_text_replaced(struct edit *edit)
{
    edit_undo_forget(edit);
    edit->is_modified = FALSE;
    edit->anchor = edit->caret = 0;
    edit->caret_before_wrap = FALSE;
    edit->wanted_x = -1;
    edit->x_offset = 0;
    edit->first_line = 0;
    edit_lay_out(edit);
    edit_update_bars(edit);
    edit_invalidate(edit);
    edit_place_caret(edit);
}

void edit_set_text(struct edit *edit, const WCHAR *text)
{
    UINT count = text ? (UINT)wcslen(text) : 0;
    WCHAR *copy = styled_copy(edit, text ? text : L"", count);
    if (!copy || !edit_splice(edit, 0, edit_length(edit), copy, count)) {
        heap_free(copy);
        edit_notify(edit, EN_ERRSPACE);
        return;
    }
    heap_free(copy);
    edit_text_replaced(edit);
}
