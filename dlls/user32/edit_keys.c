/* The keyboard in an edit control. */
#include "edit.h"
#include "dialog.h"

enum control_character { SELECT_ALL = 1, COPY = 3, PASTE = 22, CUT = 24, UNDO = 26, DELETE_WORD = 127 };

static BOOL is_down(int key) { return GetKeyState(key) & 0x8000; }
static BOOL is_read_only(const struct edit *edit) { return user_style(edit->window) & ES_READONLY; }
static BOOL has_selection(const struct edit *edit) { return edit->anchor != edit->caret; }

/* --- moves --- */

static void move_horizontally(struct edit *edit, BOOL forward, BOOL extends, BOOL by_word)
{
    UINT position = edit->caret;
    if (by_word) position = forward ? edit_word_right(edit, position) : edit_word_left(edit, position);
    else if (has_selection(edit) && !extends)
        position = forward ? edit_selection_end(edit) : edit_selection_start(edit);
    else position = forward ? edit_next(edit, position) : edit_previous(edit, position);
    edit->caret_before_wrap = FALSE;
    edit_move_caret(edit, position, extends);
}

static void move_vertically(struct edit *edit, int lines, BOOL extends)
{
    UINT line = edit_caret_line(edit);
    int x = edit->wanted_x >= 0 ? edit->wanted_x : edit_x_of(edit, line, edit->caret) + edit->x_offset;
    int target = min(max((int)line + lines, 0), (int)edit->line_count - 1);
    UINT position = edit_position_at(edit, (UINT)target, x - edit->x_offset, TRUE);
    edit->caret_before_wrap = position > edit->lines[target].start;
    edit_move_caret(edit, position, extends);
    edit->wanted_x = x;
}

static void move_to_line_side(struct edit *edit, BOOL to_end, BOOL extends, BOOL whole_text)
{
    UINT line = edit_caret_line(edit), position;
    if (whole_text) position = to_end ? edit_length(edit) : 0;
    else position = to_end ? edit_line_end(edit, line) : edit->lines[line].start;
    edit->caret_before_wrap = to_end;
    edit_move_caret(edit, position, extends);
}

static void move_page(struct edit *edit, int direction, BOOL extends)
{
    int page = edit_scroll_page(edit) * direction;
    UINT before = edit->first_line;
    if (!edit->is_multiline) return;
    edit_scroll_lines(edit, page);
    if (edit->first_line == before) page = direction * (int)edit->line_count;
    move_vertically(edit, page, extends);
}

/* --- deleting --- */

static void delete_between(struct edit *edit, UINT a, UINT b)
{
    edit_replace(edit, min(a, b), max(a, b), NULL, 0, TRUE);
}

static void delete_forward(struct edit *edit, BOOL shift, BOOL control)
{
    if (is_read_only(edit)) return;
    if (has_selection(edit)) {
        if (shift) edit_cut(edit);
        else edit_delete_selection(edit);
    } else if (shift) {
        delete_between(edit, edit_previous(edit, edit->caret), edit->caret);
    } else if (control) {
        UINT end = edit_line_end(edit, edit_caret_line(edit));
        delete_between(edit, edit->caret, end > edit->caret ? end : edit_next(edit, edit->caret));
    } else {
        delete_between(edit, edit->caret, edit_next(edit, edit->caret));
    }
}

static void delete_backward(struct edit *edit, BOOL word)
{
    if (has_selection(edit)) edit_delete_selection(edit);
    else if (edit->caret)
        delete_between(edit, word ? edit_word_left(edit, edit->caret) : edit_previous(edit, edit->caret), edit->caret);
}

/* --- in dialogs --- */

static HWND parent_dialog(const struct edit *edit)
{
    HWND parent = GetParent(edit->window);
    return edit->is_multiline && parent && dialog_existing(parent) ? parent : NULL;
}

/* Many lines want all keys, so they do themselves what the dialog would do with these. */
static BOOL key_for_dialog(struct edit *edit, WPARAM key)
{
    HWND dialog = parent_dialog(edit);
    if (!dialog || is_down(VK_CONTROL)) return FALSE;
    if (key == VK_ESCAPE) {
        PostMessageW(dialog, WM_CLOSE, 0, 0);
        return TRUE;
    }
    if (key == VK_TAB) {
        PostMessageW(dialog, WM_NEXTDLGCTL, is_down(VK_SHIFT), FALSE);
        return TRUE;
    }
    if (key != VK_RETURN || user_style(edit->window) & ES_WANTRETURN) return FALSE;
    LRESULT id = send_message(dialog, DM_GETDEFID, 0, 0);
    int command = HIWORD(id) == DC_HASDEFID ? LOWORD(id) : IDOK;
    HWND button = GetDlgItem(dialog, command);
    if (button && !IsWindowEnabled(button)) MessageBeep(MB_OK);
    else PostMessageW(dialog, WM_COMMAND, MAKEWPARAM(command, BN_CLICKED), (LPARAM)button);
    return TRUE;
}

/* --- keys --- */

static void insert_key(struct edit *edit, BOOL shift, BOOL control)
{
    if (control && !shift) edit_copy_selection(edit);
    else if (shift && !control && !is_read_only(edit)) edit_paste(edit);
}

LRESULT edit_key_down(struct edit *edit, WPARAM key)
{
    BOOL shift = is_down(VK_SHIFT), control = is_down(VK_CONTROL);
    edit->skips_character = key_for_dialog(edit, key);
    if (edit->skips_character) return 0;
    switch (key) {
    case VK_LEFT: move_horizontally(edit, FALSE, shift, control); break;
    case VK_RIGHT: move_horizontally(edit, TRUE, shift, control); break;
    case VK_UP:
        if (edit->is_multiline) move_vertically(edit, -1, shift);
        else move_horizontally(edit, FALSE, shift, FALSE);
        break;
    case VK_DOWN:
        if (edit->is_multiline) move_vertically(edit, 1, shift);
        else move_horizontally(edit, TRUE, shift, FALSE);
        break;
    case VK_HOME: move_to_line_side(edit, FALSE, shift, control); break;
    case VK_END: move_to_line_side(edit, TRUE, shift, control); break;
    case VK_PRIOR: move_page(edit, -1, shift); break;
    case VK_NEXT: move_page(edit, 1, shift); break;
    case VK_DELETE: delete_forward(edit, shift, control); break;
    case VK_INSERT: insert_key(edit, shift, control); break;
    }
    return 0;
}

/* --- characters --- */

static BOOL do_command(struct edit *edit, WCHAR character)
{
    BOOL fixed = is_read_only(edit);
    switch (character) {
    case SELECT_ALL: edit_select(edit, 0, edit_length(edit)); break;
    case COPY: send_message(edit->window, WM_COPY, 0, 0); break;
    case PASTE: send_message(edit->window, WM_PASTE, 0, 0); break;
    case CUT: send_message(edit->window, fixed ? WM_COPY : WM_CUT, 0, 0); break;
    case UNDO: send_message(edit->window, EM_UNDO, 0, 0); break;
    case '\b': case DELETE_WORD:
        if (fixed) MessageBeep(MB_OK);
        else delete_backward(edit, character == DELETE_WORD);
        break;
    default: return FALSE;
    }
    return TRUE;
}

static BOOL is_welcome(const struct edit *edit, WCHAR character)
{
    if (is_read_only(edit)) return FALSE;
    if (character == '\r' || character == '\n' || character == '\t') return edit->is_multiline;
    if (character < ' ') return FALSE;
    return !(user_style(edit->window) & ES_NUMBER) || (character >= '0' && character <= '9');
}

LRESULT edit_character(struct edit *edit, WCHAR character)
{
    static const WCHAR line_break[2] = {'\r', '\n'};
    WCHAR pair[2] = {edit->high_surrogate, character};
    BOOL skips = edit->skips_character;
    edit->skips_character = FALSE;
    if (skips) return 0;
    if (do_command(edit, character)) return 1;
    if (!is_welcome(edit, character)) {
        if (character != 27) MessageBeep(MB_OK);
        return 1;
    }
    edit->high_surrogate = IS_HIGH_SURROGATE(character) ? character : 0;
    if (edit->high_surrogate) return 1;
    if (character == '\r' || character == '\n') edit_insert(edit, line_break, 2, TRUE);
    else if (pair[0] && IS_LOW_SURROGATE(character)) edit_insert(edit, pair, 2, TRUE);
    else edit_insert(edit, &character, 1, TRUE);
    return 1;
}
