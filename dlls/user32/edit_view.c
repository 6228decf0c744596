/* What of the text is seen: formatting rectangle, scrolling, scroll bars, and the way between points and positions. */
#include "edit.h"

static int format_width(const struct edit *edit) { return edit->format.right - edit->format.left; }
static int format_height(const struct edit *edit) { return edit->format.bottom - edit->format.top; }

/* --- the formatting rectangle --- */

int edit_font_margin(const struct edit *edit) { return edit->font && edit->has_outlines ? edit->average_width / 2 : 0; }

static void default_format(const struct edit *edit, RECT *format)
{
    GetClientRect(edit->window, format);
    if (edit->has_own_format) {
        format->left += edit->format_distance.left, format->top += edit->format_distance.top;
        format->right -= edit->format_distance.right, format->bottom -= edit->format_distance.bottom;
        return; /* margins or not */
    }
    BOOL framed = user_ex_style(edit->window) & WS_EX_CLIENTEDGE || user_style(edit->window) & WS_BORDER;
    int inset = framed ? 1 : 0;
    if (format->right > 2 * inset + edit->average_width) InflateRect(format, -inset, 0);
    if (format->bottom >= 2 * inset + edit->line_height) InflateRect(format, 0, -inset);
    format->left += edit->left_margin;
    format->right -= edit->right_margin;
}

void edit_set_format(struct edit *edit, const RECT *wanted)
{
    RECT client, format;
    GetClientRect(edit->window, &client);
    if (wanted) {
        edit->has_own_format = TRUE;
        edit->format_distance =
            (RECT){wanted->left, wanted->top, client.right - wanted->right, client.bottom - wanted->bottom};
    }
    default_format(edit, &format);
    if (format.right < format.left + edit->average_width) format.right = format.left + edit->average_width;
    if (format.bottom < format.top + edit->line_height || !edit->is_multiline)
        format.bottom = format.top + edit->line_height;
    BOOL new_width = format.right - format.left != format_width(edit);
    edit->format = format;
    if (edit->wraps && new_width) {
        UINT top = edit->line_count ? edit->lines[min(edit->first_line, edit->line_count - 1)].start : 0;
        edit_lay_out(edit);
        edit->first_line = edit_line_of(edit, top);
    }
    edit_scroll_to(edit, edit->x_offset, edit->first_line);
    edit_update_bars(edit);
    edit_place_caret(edit);
}

UINT edit_visible_lines(const struct edit *edit) { return (UINT)max(format_height(edit) / edit->line_height, 1); }

/* --- points and positions --- */

int edit_line_left(struct edit *edit, UINT line)
{
    DWORD style = user_style(edit->window);
    int room = format_width(edit) - edit->lines[line].width;
    int left = edit->format.left - edit->x_offset;
    if (room > 0 && style & ES_CENTER) left += room / 2;
    else if (room > 0 && style & ES_RIGHT) left += room;
    return left;
}

int edit_x_of(struct edit *edit, UINT line, UINT position)
{
    UINT end = min(position, edit_line_end(edit, line));
    int x = 0;
    for (UINT i = edit->lines[line].start; i < end; i++) x += edit_advance(edit, i, x);
    return edit_line_left(edit, line) + x;
}

int edit_y_of(const struct edit *edit, UINT line)
{
    return edit->format.top + ((int)line - (int)edit->first_line) * edit->line_height;
}

UINT edit_position_at(struct edit *edit, UINT line, int x, BOOL nearest)
{
    UINT end = edit_line_end(edit, line), position = edit->lines[line].start;
    int wanted = x - edit_line_left(edit, line), reached = 0;
    while (position < end) {
        UINT next = edit_next(edit, position);
        int advance = 0;
        for (UINT i = position; i < next; i++) advance += edit_advance(edit, i, reached + advance);
        if (wanted < reached + (nearest ? (advance + 1) / 2 : advance)) break;
        reached += advance;
        position = next;
    }
    return position;
}

UINT edit_line_at(const struct edit *edit, int y)
{
    int line = (int)edit->first_line +
               (y - edit->format.top - (y < edit->format.top ? edit->line_height - 1 : 0)) / edit->line_height;
    return (UINT)min(max(line, 0), (int)edit->line_count - 1);
}

UINT edit_caret_line(const struct edit *edit)
{
    UINT line = edit_line_of(edit, edit->caret);
    BOOL at_wrap = line && edit->lines[line].start == edit->caret && edit->lines[line - 1].ending == BREAK_WRAP;
    return at_wrap && edit->caret_before_wrap ? line - 1 : line;
}

void edit_place_caret(struct edit *edit)
{
    if (!edit->has_caret) return;
    UINT line = edit_caret_line(edit);
    int x = edit_x_of(edit, line, edit->caret), y = edit_y_of(edit, line);
    if (edit->wraps) x = min(x, edit->format.right); /* spaces at a line's end may lie beyond */
    BOOL outside = x < edit->format.left || x > edit->format.right || y < edit->format.top ||
                   y + edit->line_height > edit->format.bottom;
    if (outside) x = -32000;
    else if (x >= edit->format.right) x = max(edit->format.right - 1, edit->format.left);
    SetCaretPos(x, y);
}

/* --- scrolling --- */

static int furthest_offset(struct edit *edit)
{
    if (edit->wraps) return 0;
    return max(edit_widest(edit) + 1 - format_width(edit), 0); /* one more: for the caret */
}

static UINT furthest_line(const struct edit *edit)
{
    UINT visible = edit_visible_lines(edit);
    return edit->line_count > visible ? edit->line_count - visible : 0;
}

void edit_scroll_to(struct edit *edit, int x_offset, UINT first_line)
{
    x_offset = max(min(x_offset, furthest_offset(edit)), 0);
    first_line = min(first_line, furthest_line(edit));
    int dx = edit->x_offset - x_offset, dy = ((int)edit->first_line - (int)first_line) * edit->line_height;
    if (!dx && !dy) return;
    edit->x_offset = x_offset;
    edit->first_line = first_line;
    RECT area = edit->format;
    area.bottom =
        area.top + (int)edit_visible_lines(edit) * edit->line_height; /* a line that does not fit wholly is not drawn */
    BOOL is_clean = !GetUpdateRect(edit->window, NULL, FALSE);
    if (edit->is_multiline && is_clean && abs(dx) < format_width(edit) && abs(dy) < area.bottom - area.top) {
        if (edit->has_caret) HideCaret(edit->window);
        ScrollWindowEx(edit->window, dx, dy, &area, &area, NULL, NULL, SW_INVALIDATE);
        if (edit->has_caret) ShowCaret(edit->window);
    } else {
        edit_invalidate(edit);
    }
    edit_update_bars(edit);
    edit_place_caret(edit);
}

BOOL edit_scroll_lines(struct edit *edit, int lines)
{
    UINT before = edit->first_line;
    INT64 wanted = (INT64)before + lines;
    edit_scroll_to(edit, edit->x_offset, wanted < 0 ? 0 : (UINT)min(wanted, (INT64)edit->line_count));
    return edit->first_line != before;
}

int edit_scroll_page(const struct edit *edit) { return max((int)edit_visible_lines(edit) - 1, 1); }

void edit_scroll_caret(struct edit *edit)
{
    UINT line = edit_caret_line(edit), visible = edit_visible_lines(edit), first = edit->first_line;
    int x = edit_x_of(edit, line, edit->caret), offset = edit->x_offset, step = max(format_width(edit) / 4, 1);
    if (line < first) first = line;
    else if (line >= first + visible) first = line - visible + 1;
    if (edit->wraps) offset = 0;
    else if (x < edit->format.left) offset -= edit->format.left - x + step;
    else if (x >= edit->format.right) offset += x - edit->format.right + 1 + (edit->is_multiline ? step : 0);
    edit_scroll_to(edit, offset, first);
}

UINT edit_first_visible(struct edit *edit)
{
    return edit->is_multiline ? edit->first_line : edit_position_at(edit, 0, edit->format.left, TRUE);
}

/* --- scroll bars --- */

void edit_update_bars(struct edit *edit)
{
    DWORD style = user_style(edit->window);
    if (!edit->is_multiline) return;
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_RANGE | SIF_PAGE | SIF_POS | SIF_DISABLENOSCROLL};
    if (style & WS_VSCROLL) {
        info.nMax = (int)edit->line_count - 1;
        info.nPage = edit_visible_lines(edit);
        info.nPos = (int)edit->first_line;
        SetScrollInfo(edit->window, SB_VERT, &info, TRUE);
    }
    if (style & WS_HSCROLL && !edit->wraps) {
        info.nMax = max(edit_widest(edit), 1);
        info.nPage = (UINT)format_width(edit);
        info.nPos = edit->x_offset;
        SetScrollInfo(edit->window, SB_HORZ, &info, TRUE);
    }
}

static int thumb_position(const struct edit *edit, int bar, WPARAM wparam)
{
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_TRACKPOS};
    if (LOWORD(wparam) == SB_THUMBTRACK && GetScrollInfo(edit->window, bar, &info) &&
        (WORD)info.nTrackPos == HIWORD(wparam))
        return info.nTrackPos;
    return HIWORD(wparam);
}

LRESULT edit_scroll_message(struct edit *edit, int bar, WPARAM wparam)
{
    BOOL vertical = bar == SB_VERT;
    INT64 position = vertical ? edit->first_line : (UINT)edit->x_offset;
    int line = vertical ? 1 : edit->average_width,
        page = vertical ? edit_scroll_page(edit) : max(format_width(edit) * 3 / 4, 1);
    switch (LOWORD(wparam)) {
    case SB_LINEUP: position -= line; break;
    case SB_LINEDOWN: position += line; break;
    case SB_PAGEUP: position -= page; break;
    case SB_PAGEDOWN: position += page; break;
    case SB_TOP: position = 0; break;
    case SB_BOTTOM: position = 0x7fffffff; break;
    case SB_THUMBTRACK: case SB_THUMBPOSITION: position = thumb_position(edit, bar, wparam); break;
    case EM_GETTHUMB: return GetScrollPos(edit->window, bar);
    case EM_LINESCROLL: position += (short)HIWORD(wparam) * line; break;
    default: return 0;
    }
    position = max(position, 0);
    if (LOWORD(wparam) != SB_THUMBTRACK && !edit_notify(edit, vertical ? EN_VSCROLL : EN_HSCROLL)) return 0;
    if (vertical) edit_scroll_to(edit, edit->x_offset, (UINT)position);
    else edit_scroll_to(edit, (int)position, edit->first_line);
    UpdateWindow(edit->window);
    return 0;
}
