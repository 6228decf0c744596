/* Selection of an edit control, and its words. */
#include "edit.h"

static BOOL shows_selection(const struct edit *edit)
{
    return edit->has_focus || user_style(edit->window) & ES_NOHIDESEL;
}

static void invalidate_between(struct edit *edit, UINT a, UINT b)
{
    edit_invalidate_positions(edit, min(a, b), max(a, b));
}

void edit_select(struct edit *edit, UINT anchor, UINT caret)
{
    UINT length = edit_length(edit), start = edit_selection_start(edit), end = edit_selection_end(edit);
    edit->anchor = min(anchor, length);
    edit->caret = min(caret, length);
    edit->wanted_x = -1;
    UINT new_start = edit_selection_start(edit), new_end = edit_selection_end(edit);
    if (shows_selection(edit) && (start == end || new_start == new_end || new_end <= start || end <= new_start)) {
        invalidate_between(edit, start, end);
        invalidate_between(edit, new_start, new_end);
    } else if (shows_selection(edit)) {
        invalidate_between(edit, start, new_start);
        invalidate_between(edit, end, new_end);
    }
    edit_place_caret(edit);
}

void edit_move_caret(struct edit *edit, UINT position, BOOL extends)
{
    edit_select(edit, extends ? edit->anchor : position, position);
    edit_scroll_caret(edit);
    edit_place_caret(edit);
    UpdateWindow(edit->window);
}

/* --- words: what stands between spaces; a line break is a word of its own --- */

static BOOL is_space(const struct edit *edit, UINT position)
{
    return edit_at(edit, position) == ' ' || edit_at(edit, position) == '\t';
}

static UINT asked_word(struct edit *edit, UINT position, int code)
{
    UINT line = edit_line_of(edit, position), start = edit->lines[line].start, count = edit_line_length(edit, line);
    int found = edit->word_break((LPWSTR)edit_span(edit, start, count), (int)(position - start), (int)count, code);
    return start + (UINT)min(max(found, 0), (int)count);
}

UINT edit_word_left(struct edit *edit, UINT position)
{
    UINT line = edit_line_of(edit, position), start = edit->lines[line].start;
    if (edit->password) return 0;
    if (position == start && line && edit->lines[line - 1].ending != BREAK_WRAP) return edit_previous(edit, position);
    if (position == start && line) start = edit->lines[line - 1].start;
    if (edit->word_break) return asked_word(edit, position, WB_LEFT);
    while (position > start && is_space(edit, position - 1)) position--;
    while (position > start && !is_space(edit, position - 1)) position--;
    return position;
}

UINT edit_word_right(struct edit *edit, UINT position)
{
    UINT length = edit_length(edit), line = edit_line_of(edit, position), end = edit_line_end(edit, line);
    if (edit->password) return length;
    if (position >= end) return edit_next(edit, position);
    if (edit->word_break) return max(asked_word(edit, position, WB_RIGHT), position + 1);
    while (position < end && !is_space(edit, position)) position++;
    while (position < end && is_space(edit, position)) position++;
    return position;
}

void edit_word_around(struct edit *edit, UINT position, UINT *start, UINT *end)
{
    UINT line = edit_line_of(edit, position), first = edit->lines[line].start, last = edit_line_end(edit, line);
    *start = min(position, last);
    if (edit->password) {
        *start = 0, *end = edit_length(edit);
        return;
    }
    if (edit->word_break) {
        *start = asked_word(edit, *start, WB_LEFT);
        *end = asked_word(edit, *start, WB_RIGHT);
        return;
    }
    while (*start > first && (*start == last || is_space(edit, *start)) && is_space(edit, *start - 1)) --*start;
    while (*start > first && !is_space(edit, *start - 1)) --*start;
    *end = *start < last ? edit_word_right(edit, *start) : *start;
}
