/* The edit control. What its files share:
 *   edit_buffer.c     the text, a gap buffer
 *   edit_metrics.c    the font: widths of characters, tab stops
 *   edit_lines.c      where lines begin; a change lays out only the lines that it touches
 *   edit_view.c       formatting rectangle, scrolling, points and positions, caret
 *   edit_paint.c      drawing
 *   edit_change.c     changes with limits, notifications and undo
 *   edit_select.c     selection and words
 *   edit_keys.c, edit_mouse.c, edit_clipboard.c   what users do
 *   edit_messages.c   EM_* messages
 *   edit.c            the window procedure
 * Positions count UTF-16 units of the text. A notification may destroy the control: `calls` keeps the struct alive
 * until the outermost call of the procedure returns, and functions that notify return FALSE once the window is gone. */
#ifndef EDIT_H
#define EDIT_H

#include "control.h"
#include <commctrl.h>

#define EDIT_DEFAULT_LIMIT  30000u
#define EDIT_UNKNOWN_WIDTH  (-1)

enum edit_break { BREAK_WRAP = 0, BREAK_HARD = 2, BREAK_SOFT = 3, BREAK_END = 4 }; /* CR LF, CR CR LF: their lengths */

struct edit_line {
    UINT start;
    int width;
    UINT ending;
}; /* width: pixels of the text without the break; ending: enum edit_break */

struct edit_undo {
    UINT position, inserted;
    WCHAR *removed;
    UINT removed_count;
}; /* what brings the text before the last change back */

struct edit {
    HWND window;
    UINT calls;
    BOOL is_gone, is_multiline, wraps;

    WCHAR *units;            /* edit_buffer.c: [0, gap) and [gap + gap_size, capacity) are text */
    UINT gap, gap_size, capacity;
    UINT limit;
    HLOCAL handle;           /* EM_GETHANDLE */
    BOOL soft_breaks;        /* EM_FMTLINES */
    BOOL is_modified;
    struct edit_undo undo;

    struct edit_line *lines; /* edit_lines.c; at least one */
    UINT line_count, line_capacity;

    HFONT font;              /* edit_metrics.c */
    int line_height, average_width;
    BOOL has_outlines;
    int *width_pages[256];
    WCHAR password;          /* 0: text is shown */
    int *tab_stops;          /* pixels */
    UINT tab_count;          /* 0: every 8 average characters; 1: every tab_stops[0] pixels */
    UINT tab_units[64];      /* as set, in dialog units: the font may change */

    RECT format;             /* edit_view.c: where text is drawn; client coordinates */
    RECT format_distance;    /* EM_SETRECT: of its sides from those of the client area */
    BOOL has_own_format;
    int left_margin, right_margin;
    int x_offset;            /* pixels scrolled to the left */
    UINT first_line;
    int widest;              /* line, in pixels: for the horizontal scroll bar; EDIT_UNKNOWN_WIDTH: to be found out */

    UINT anchor, caret;      /* edit_select.c: the selection lies between them */
    BOOL caret_before_wrap;  /* it shows at the end of a wrapped line, not at the start of the next */
    int wanted_x;            /* of moves up and down; -1: the caret's own */
    EDITWORDBREAKPROCW word_break;

    BOOL has_focus, has_caret, is_selecting, selects_words;
    UINT word_start, word_end; /* the double-clicked word */
    BOOL skips_character;    /* of the key that has been handled by WM_KEYDOWN */
    WCHAR high_surrogate;
    WCHAR *cue;
    BOOL cue_with_focus;
    int wheel;
    UINT ime_status;
};

/* edit_buffer.c */
static inline UINT edit_length(const struct edit *edit) { return edit->capacity - edit->gap_size; }
static inline WCHAR edit_at(const struct edit *edit, UINT position)
{
    return edit->units[position < edit->gap ? position : position + edit->gap_size];
}
BOOL edit_splice(struct edit *edit, UINT start, UINT removed, const WCHAR *inserted, UINT count); /* FALSE: no memory */
void edit_copy(const struct edit *edit, UINT start, UINT count, WCHAR *out);
const WCHAR *edit_span(struct edit *edit, UINT start, UINT count); /* in one piece; until the next change */
UINT edit_break_at(const struct edit *edit, UINT position);        /* 2 or 3 where CR LF or CR CR LF begins */
UINT edit_next(const struct edit *edit, UINT position);            /* past a character, a pair, a line break */
UINT edit_previous(const struct edit *edit, UINT position);
UINT edit_text_length(const struct edit *edit);                    /* with soft breaks if they are wanted */
UINT edit_text(const struct edit *edit, WCHAR *out, UINT capacity); /* ends with a zero; returns the units before it */

/* edit_metrics.c */
void edit_metrics_load(struct edit *edit);
void edit_metrics_free(struct edit *edit);
int edit_character_width(struct edit *edit, WCHAR character);
int edit_advance(struct edit *edit, UINT position,
                 int x); /* of what stands at a position, x pixels from its line's begin */
BOOL edit_set_tab_stops(struct edit *edit, UINT count, const UINT *units);
BOOL edit_is_low_surrogate(const struct edit *edit, UINT position); /* second half of a pair */

/* edit_lines.c */
struct edit_lines_changed {
    UINT first, old_count, new_count;
}; /* lines [first, first + old_count) became new_count ones */
void edit_lay_out(struct edit *edit);
void edit_lines_update(struct edit *edit, UINT start, UINT removed, UINT inserted,
                       struct edit_lines_changed *changed); /* after a splice */
UINT edit_line_of(const struct edit *edit, UINT position);
UINT edit_line_length(const struct edit *edit, UINT line);
UINT edit_line_end(const struct edit *edit, UINT line);
int edit_widest(struct edit *edit);

/* edit_view.c */
int edit_font_margin(const struct edit *edit);               /* EC_USEFONTINFO */
void edit_set_format(struct edit *edit,
                     const RECT *wanted); /* NULL: what follows from window, margins and EM_SETRECT */
UINT edit_visible_lines(const struct edit *edit);            /* that fit wholly; at least one */
int edit_line_left(struct edit *edit, UINT line);            /* client x of its first character */
int edit_x_of(struct edit *edit, UINT line, UINT position);  /* client x */
int edit_y_of(const struct edit *edit, UINT line);
UINT edit_position_at(struct edit *edit, UINT line, int x,
                      BOOL nearest); /* client x; nearest: the boundary, else the character under it */
UINT edit_line_at(const struct edit *edit, int y);
UINT edit_caret_line(const struct edit *edit);
void edit_place_caret(struct edit *edit);
void edit_scroll_to(struct edit *edit, int x_offset, UINT first_line);
BOOL edit_scroll_lines(struct edit *edit, int lines);        /* FALSE: nothing moved */
void edit_scroll_caret(struct edit *edit);
void edit_update_bars(struct edit *edit);
LRESULT edit_scroll_message(struct edit *edit, int bar, WPARAM wparam);
int edit_scroll_page(const struct edit *edit);
UINT edit_first_visible(struct edit *edit);                  /* line, or character of a single line */

/* edit_paint.c */
void edit_invalidate_lines(struct edit *edit, UINT first, UINT end); /* end: not any more; ~0u: to the bottom */
void edit_invalidate_positions(struct edit *edit, UINT start, UINT end);
void edit_invalidate(struct edit *edit);
void edit_paint(struct edit *edit, HDC dc);

/* edit_change.c */
BOOL edit_notify(struct edit *edit, UINT code); /* FALSE: the control is gone */
BOOL edit_replace(struct edit *edit, UINT start, UINT end, const WCHAR *text, UINT count,
                  BOOL can_undo); /* unlimited; caret after it; notifies */
BOOL edit_insert(struct edit *edit, const WCHAR *text, UINT count,
                 BOOL can_undo); /* in place of the selection, as far as limits let it */
BOOL edit_delete_selection(struct edit *edit);
BOOL edit_undo_change(struct edit *edit);
void edit_undo_forget(struct edit *edit);
void edit_set_text(struct edit *edit, const WCHAR *text);
void edit_text_replaced(struct edit *edit); /* another text is in the buffer: lay out, start at its beginning */

/* edit_select.c */
static inline UINT edit_selection_start(const struct edit *edit) { return min(edit->anchor, edit->caret); }
static inline UINT edit_selection_end(const struct edit *edit) { return max(edit->anchor, edit->caret); }
void edit_select(struct edit *edit, UINT anchor, UINT caret);
void edit_move_caret(struct edit *edit, UINT position, BOOL extends); /* with scrolling */
UINT edit_word_left(struct edit *edit, UINT position);
UINT edit_word_right(struct edit *edit, UINT position);
void edit_word_around(struct edit *edit, UINT position, UINT *start, UINT *end);

/* edit_keys.c, edit_mouse.c, edit_clipboard.c */
LRESULT edit_key_down(struct edit *edit, WPARAM key);
LRESULT edit_character(struct edit *edit, WCHAR character);
void edit_button_down(struct edit *edit, POINT point, BOOL extends);
void edit_double_click(struct edit *edit, POINT point);
void edit_mouse_move(struct edit *edit, POINT point);
void edit_button_up(struct edit *edit);
void edit_select_timer(struct edit *edit);
void edit_mouse_wheel(struct edit *edit, int delta);
#define EDIT_SELECT_TIMER 1
BOOL edit_copy_selection(struct edit *edit);
void edit_cut(struct edit *edit);
void edit_paste(struct edit *edit);
void edit_context_menu(struct edit *edit, LPARAM position);

/* edit_messages.c */
BOOL edit_message(struct edit *edit, UINT message, WPARAM wparam, LPARAM lparam,
                  LRESULT *result); /* FALSE: not one of the EM_* messages */

#endif
