/* The mouse in an edit control: selecting, dragging beyond its sides, the wheel. */
#include "edit.h"

#define SCROLL_INTERVAL 100 /* milliseconds between steps while the mouse is outside */

static UINT position_of(struct edit *edit, POINT point, BOOL nearest)
{
    UINT line = edit_line_at(edit, point.y);
    UINT position = edit_position_at(edit, line, point.x, nearest);
    edit->caret_before_wrap = position > edit->lines[line].start;
    return position;
}

static void select_words_to(struct edit *edit, UINT position)
{
    UINT start, end;
    edit_word_around(edit, position, &start, &end);
    if (position < edit->word_start) edit_select(edit, edit->word_end, start);
    else edit_select(edit, edit->word_start, max(end, edit->word_end));
}

static void begin_selecting(struct edit *edit, BOOL words)
{
    edit->is_selecting = TRUE;
    edit->selects_words = words;
    SetCapture(edit->window);
    SetTimer(edit->window, EDIT_SELECT_TIMER, SCROLL_INTERVAL, NULL);
}

void edit_button_down(struct edit *edit, POINT point, BOOL extends)
{
    if (!edit->has_focus) {
        SetFocus(edit->window);
        if (edit->is_gone) return;
    }
    UINT position = position_of(edit, point, TRUE);
    begin_selecting(edit, FALSE);
    edit_move_caret(edit, position, extends);
}

void edit_double_click(struct edit *edit, POINT point)
{
    begin_selecting(edit, TRUE);
    edit_word_around(edit, position_of(edit, point, FALSE), &edit->word_start, &edit->word_end);
    edit_select(edit, edit->word_start, edit->word_end);
    edit_scroll_caret(edit);
}

void edit_mouse_move(struct edit *edit, POINT point)
{
    if (!edit->is_selecting) return;
    UINT position = position_of(edit, point, !edit->selects_words);
    if (edit->selects_words) select_words_to(edit, position);
    else if (position != edit->caret) edit_select(edit, edit->anchor, position);
    edit_place_caret(edit);
    UpdateWindow(edit->window);
}

void edit_button_up(struct edit *edit)
{
    if (!edit->is_selecting) return;
    edit->is_selecting = FALSE;
    KillTimer(edit->window, EDIT_SELECT_TIMER);
    if (GetCapture() == edit->window) ReleaseCapture();
}

/* While the button is held outside of the text, it scrolls towards the mouse. */
void edit_select_timer(struct edit *edit)
{
    POINT point;
    if (!edit->is_selecting || !GetCursorPos(&point)) return;
    ScreenToClient(edit->window, &point);
    if (PtInRect(&edit->format, point)) return;
    UINT visible = edit_visible_lines(edit);
    if (edit->is_multiline && point.y < edit->format.top) point.y = edit->format.top - 1;
    else if (edit->is_multiline && point.y >= edit->format.bottom)
        point.y = edit->format.top + (int)visible * edit->line_height;
    edit_mouse_move(edit, point);
    if (!edit->is_gone) edit_scroll_caret(edit);
}

void edit_mouse_wheel(struct edit *edit, int delta)
{
    UINT lines = 3;
    SystemParametersInfoW(SPI_GETWHEELSCROLLLINES, 0, &lines, 0);
    edit->wheel += delta;
    int steps = edit->wheel / WHEEL_DELTA;
    if (!steps || !lines) return;
    edit->wheel -= steps * WHEEL_DELTA;
    int moved = lines == WHEEL_PAGESCROLL ? edit_scroll_page(edit) : min((int)lines, edit_scroll_page(edit));
    if (edit_notify(edit, EN_VSCROLL)) edit_scroll_lines(edit, -steps * moved);
}
