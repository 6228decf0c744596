/* Keys and the mouse. */
#include "rich_edit.h"

static int caret_of(const struct rich_edit *edit)
{
    return edit->caret_first ? edit->selection.cpMin : edit->selection.cpMax;
}

static int anchor_of(const struct rich_edit *edit)
{
    return edit->caret_first ? edit->selection.cpMax : edit->selection.cpMin;
}

static void move_caret(struct rich_edit *edit, int to, bool extends)
{
    int anchor = extends ? anchor_of(edit) : to;

    stop_typing(edit);
    select_range(edit, min(anchor, to), max(anchor, to), to < anchor);
    scroll_to_caret(edit);
}

static bool is_down(int key) { return GetKeyState(key) < 0; }

static bool is_multiline(const struct rich_edit *edit)
{
    return (GetWindowLongW(edit->window, GWL_STYLE) & ES_MULTILINE) != 0;
}

/* Whether the parent lets the message through (ENM_KEYEVENTS, ENM_MOUSEEVENTS). */
static bool is_filtered(struct rich_edit *edit, DWORD event, UINT message, WPARAM wparam, LPARAM lparam)
{
    MSGFILTER filter = {.nmhdr = {edit->window, (UINT_PTR)GetWindowLongPtrW(edit->window, GWLP_ID), EN_MSGFILTER},
                        .msg = message, .wParam = wparam, .lParam = lparam};
    if (!(edit->events & event)) return false;
    return SendMessageW(GetParent(edit->window), WM_NOTIFY, filter.nmhdr.idFrom, (LPARAM)&filter) != 0;
}

/* --- editing by keys --- */

static bool may_edit(struct rich_edit *edit)
{
    if (!edit->is_readonly) return true;
    MessageBeep(MB_OK);
    return false;
}

static void replace_selection(struct rich_edit *edit, const WCHAR *text, int count, enum undo_kind kind)
{
    int start = edit->selection.cpMin, room = (int)min(edit->limit, 0x7fffffffu) - text_length(edit);

    if (count > room + edit->selection.cpMax - start) {
        MessageBeep(MB_OK);
        notify_parent(edit, EN_MAXTEXT);
        return;
    }
    uint16_t style = insertion_style(edit);
    if (!change_text(edit, start, edit->selection.cpMax, text, count, style, kind)) return;
    select_range(edit, start + count, start + count, false);
    update_scroll_bars(edit);
    scroll_to_caret(edit);
    notify_change(edit);
}

static void delete_to(struct rich_edit *edit, int to)
{
    int caret = caret_of(edit);

    if (!may_edit(edit)) return;
    if (edit->selection.cpMin == edit->selection.cpMax) {
        if (to == caret || to < 0 || to > text_length(edit)) return;
        edit->selection = (CHARRANGE){min(caret, to), max(caret, to)};
    }
    stop_typing(edit);
    replace_selection(edit, L"", 0, UNDO_DELETE);
}

/* Pairs of surrogates and what combines with the character before are passed at once. */
static int next_position(const struct document *document, int at)
{
    int last = document->count - 1;

    if (at < last) at++;
    while (at < last && ((document->text[at] & 0xfc00) == 0xdc00 ||
                         (document->text[at] >= 0x300 && document->text[at] < 0x370)))
        at++;
    return at;
}

static int previous_position(const struct document *document, int at)
{
    if (at > 0) at--;
    while (at > 0 && ((document->text[at] & 0xfc00) == 0xdc00 ||
                      (document->text[at] >= 0x300 && document->text[at] < 0x370)))
        at--;
    return at;
}

static void move_lines(struct rich_edit *edit, int lines, bool extends)
{
    int caret = caret_of(edit), from = line_of(edit, caret), to = max(0, min(from + lines, edit->line_count - 1));
    int x = edit->caret_x >= 0 ? edit->caret_x : x_of(edit, &edit->lines[from], caret);

    move_caret(edit, position_at(edit, x, edit->lines[to].y, NULL), extends);
    edit->caret_x = x;
}

static int line_end(struct rich_edit *edit, int position)
{
    const struct line *line = &edit->lines[line_of(edit, position)];
    WCHAR c = edit->document.text[line->end - 1];
    return c == '\r' || c == '\v' || c == ' ' ? line->end - 1 : line->end;
}

static int lines_of_page(struct rich_edit *edit)
{
    RECT area = format_area(edit);
    const struct line *line = &edit->lines[line_of(edit, caret_of(edit))];
    return max(1, (area.bottom - area.top) / max(line->height, 1) - 1);
}

static bool move_by_key(struct rich_edit *edit, WPARAM key)
{
    const struct document *document = &edit->document;
    bool extends = is_down(VK_SHIFT), by_word = is_down(VK_CONTROL);
    int caret = caret_of(edit), last = text_length(edit);
    bool collapses = !extends && edit->selection.cpMin != edit->selection.cpMax;

    layout_all(edit);
    switch (key) {
    case VK_LEFT:
        if (collapses && !by_word) caret = edit->selection.cpMin;
        else caret = by_word ? word_break(edit, caret, WB_LEFT) : previous_position(document, caret);
        break;
    case VK_RIGHT:
        if (collapses && !by_word) caret = edit->selection.cpMax;
        else caret = by_word ? word_break(edit, caret, WB_RIGHT) : next_position(document, caret);
        break;
    case VK_UP: move_lines(edit, -1, extends); return true;
    case VK_DOWN: move_lines(edit, 1, extends); return true;
    case VK_PRIOR: move_lines(edit, -lines_of_page(edit), extends); return true;
    case VK_NEXT: move_lines(edit, lines_of_page(edit), extends); return true;
    case VK_HOME: caret = by_word ? 0 : edit->lines[line_of(edit, caret)].start; break;
    case VK_END: caret = by_word ? last : line_end(edit, caret); break;
    default: return false;
    }
    move_caret(edit, min(caret, last), extends);
    return true;
}

static void cut(struct rich_edit *edit)
{
    if (!may_edit(edit) || !copy_selection(edit)) return;
    stop_typing(edit);
    replace_selection(edit, L"", 0, UNDO_CUT);
}

static bool control_key(struct rich_edit *edit, WPARAM key)
{
    switch (key) {
    case 'A': select_range(edit, 0, edit->document.count, false); return true;
    case 'C':
    case VK_INSERT: copy_selection(edit); return true;
    case 'X': cut(edit); return true;
    case 'V':
        if (may_edit(edit)) paste(edit, 0);
        return true;
    case 'Z':
        if (may_edit(edit)) undo_change(edit);
        return true;
    case 'Y':
        if (may_edit(edit)) redo_change(edit);
        return true;
    case VK_BACK: delete_to(edit, word_break(edit, caret_of(edit), WB_LEFT)); return true;
    case VK_DELETE: delete_to(edit, word_break(edit, caret_of(edit), WB_RIGHT)); return true;
    }
    return false;
}

static bool key_down(struct rich_edit *edit, WPARAM key)
{
    int caret = caret_of(edit);

    if (is_down(VK_MENU)) return false;
    if (move_by_key(edit, key)) return true;
    if (is_down(VK_CONTROL) && !is_down(VK_SHIFT) && control_key(edit, key)) return true;
    switch (key) {
    case VK_DELETE:
        if (is_down(VK_SHIFT)) cut(edit);
        else delete_to(edit, next_position(&edit->document, caret));
        return true;
    case VK_INSERT:
        if (is_down(VK_SHIFT) && may_edit(edit)) paste(edit, 0);
        return true;
    }
    return false;
}

static void type_character(struct rich_edit *edit, WCHAR c)
{
    if (is_down(VK_CONTROL) && c < ' ' && c != '\r' && c != '\n' && c != '\t' && c != '\b') return;
    if (c == '\b') {
        if (!is_down(VK_CONTROL)) delete_to(edit, previous_position(&edit->document, caret_of(edit)));
        return;
    }
    if (c == '\n' || c == '\r') {
        if (!is_multiline(edit)) return;
        c = is_down(VK_SHIFT) ? '\v' : '\r';
    } else if (c < ' ' && c != '\t') {
        return;
    }
    if (!may_edit(edit)) return;
    if (c == '\r') stop_typing(edit);
    replace_selection(edit, &c, 1, UNDO_TYPING);
}

/* --- the mouse --- */

static int position_under(struct rich_edit *edit, LPARAM lparam, bool *is_exact)
{
    RECT area = format_area(edit);
    return position_at(edit, (short)LOWORD(lparam) - area.left + edit->scroll_x,
                       (short)HIWORD(lparam) - area.top + edit->scroll_y, is_exact);
}

static bool is_link(struct rich_edit *edit, int position)
{
    const struct document *document = &edit->document;
    return position < document->count - 1 &&
           document->char_styles[document->styles[position]].effects & CFE_LINK;
}

/* Tells the parent of what happens on a link; true if it has dealt with it. */
static bool notify_link(struct rich_edit *edit, UINT message, WPARAM wparam, LPARAM lparam)
{
    bool is_exact;
    int position = position_under(edit, lparam, &is_exact), first = position, last = position;

    if (!(edit->events & ENM_LINK) || !is_exact || !is_link(edit, position)) return false;
    while (first > 0 && is_link(edit, first - 1)) first--;
    while (is_link(edit, last)) last++;
    ENLINK link = {.nmhdr = {edit->window, (UINT_PTR)GetWindowLongPtrW(edit->window, GWLP_ID), EN_LINK},
                   .msg = message, .wParam = wparam, .lParam = lparam, .chrg = {first, last}};
    return SendMessageW(GetParent(edit->window), WM_NOTIFY, link.nmhdr.idFrom, (LPARAM)&link) != 0;
}

static void select_to(struct rich_edit *edit, int position)
{
    int anchor = anchor_of(edit);

    if (edit->click_count == 2) { /* whole words */
        bool backwards = position < edit->word_start;
        int first = backwards ? word_break(edit, position + 1, WB_LEFT) : edit->word_start;
        int last = backwards ? edit->word_end : max(edit->word_end, word_break(edit, position, WB_RIGHT));
        select_range(edit, first, last, backwards);
        return;
    }
    select_range(edit, min(anchor, position), max(anchor, position), position < anchor);
}

static void button_down(struct rich_edit *edit, WPARAM keys, LPARAM lparam, bool is_double)
{
    int position = position_under(edit, lparam, NULL);

    SetFocus(edit->window);
    stop_typing(edit);
    edit->click_count = is_double ? 2 : 1;
    if (is_double) {
        edit->word_start = word_break(edit, min(position + 1, text_length(edit)), WB_LEFT);
        edit->word_end = word_break(edit, position, WB_RIGHT);
        select_range(edit, edit->word_start, edit->word_end, false);
    } else if (keys & MK_SHIFT) {
        select_to(edit, position);
    } else {
        select_range(edit, position, position, false);
    }
    edit->is_selecting = true;
    SetCapture(edit->window);
}

static void mouse_move(struct rich_edit *edit, LPARAM lparam)
{
    RECT area = format_area(edit);
    int y = (short)HIWORD(lparam);

    if (!edit->is_selecting) return;
    if (y < area.top) scroll_to(edit, edit->scroll_x, edit->scroll_y - 20);
    if (y >= area.bottom) scroll_to(edit, edit->scroll_x, edit->scroll_y + 20);
    select_to(edit, position_under(edit, lparam, NULL));
}

static bool set_cursor(struct rich_edit *edit, LPARAM lparam)
{
    POINT point;
    bool is_exact;

    if (LOWORD(lparam) != HTCLIENT) return false;
    GetCursorPos(&point);
    ScreenToClient(edit->window, &point);
    LPARAM place = MAKELPARAM(point.x, point.y);
    int position = position_under(edit, place, &is_exact);
    if (notify_link(edit, WM_SETCURSOR, (WPARAM)edit->window, lparam)) return true;
    SetCursor(LoadCursorW(NULL, (LPCWSTR)(is_exact && is_link(edit, position) ? IDC_HAND : IDC_IBEAM)));
    return true;
}

static void scroll_by_bar(struct rich_edit *edit, int bar, WPARAM wparam)
{
    RECT area = format_area(edit);
    int page = bar == SB_VERT ? area.bottom - area.top : area.right - area.left, step = 16;
    int position = bar == SB_VERT ? edit->scroll_y : edit->scroll_x;
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_TRACKPOS};

    switch (LOWORD(wparam)) {
    case SB_LINEUP: position -= step; break;
    case SB_LINEDOWN: position += step; break;
    case SB_PAGEUP: position -= page; break;
    case SB_PAGEDOWN: position += page; break;
    case SB_TOP: position = 0; break;
    case SB_BOTTOM: position = INT_MAX / 2; break;
    case SB_THUMBTRACK:
    case SB_THUMBPOSITION:
        GetScrollInfo(edit->window, bar, &info);
        position = info.nTrackPos;
        break;
    default: return;
    }
    if (bar == SB_VERT) scroll_to(edit, edit->scroll_x, position);
    else scroll_to(edit, position, edit->scroll_y);
}

LRESULT handle_input(struct rich_edit *edit, UINT message, WPARAM wparam, LPARAM lparam, bool *is_handled)
{
    bool is_key = message >= WM_KEYFIRST && message <= WM_KEYLAST;
    bool is_mouse = message >= WM_MOUSEFIRST && message <= WM_MOUSELAST;

    *is_handled = true;
    if (is_key && is_filtered(edit, ENM_KEYEVENTS, message, wparam, lparam)) return 0;
    if (is_mouse && is_filtered(edit, ENM_MOUSEEVENTS, message, wparam, lparam)) return 0;
    if (is_mouse && message != WM_MOUSEWHEEL && message != WM_MOUSEHWHEEL && (edit->events & ENM_LINK) &&
        notify_link(edit, message, wparam, lparam))
        return 0;
    switch (message) {
    case WM_KEYDOWN:
        if (key_down(edit, wparam)) return 0;
        break;
    case WM_CHAR: type_character(edit, (WCHAR)wparam); return 0;
    case WM_LBUTTONDOWN: button_down(edit, wparam, lparam, false); return 0;
    case WM_LBUTTONDBLCLK: button_down(edit, wparam, lparam, true); return 0;
    case WM_MOUSEMOVE: mouse_move(edit, lparam); return 0;
    case WM_LBUTTONUP:
        if (edit->is_selecting) ReleaseCapture();
        edit->is_selecting = false;
        return 0;
    case WM_CAPTURECHANGED: edit->is_selecting = false; return 0;
    case WM_SETCURSOR:
        if (set_cursor(edit, lparam)) return TRUE;
        break;
    case WM_VSCROLL: scroll_by_bar(edit, SB_VERT, wparam); return 0;
    case WM_HSCROLL: scroll_by_bar(edit, SB_HORZ, wparam); return 0;
    case WM_MOUSEWHEEL:
        scroll_to(edit, edit->scroll_x, edit->scroll_y - GET_WHEEL_DELTA_WPARAM(wparam) * 48 / WHEEL_DELTA);
        return 0;
    case WM_CUT: cut(edit); return 0;
    case WM_COPY: copy_selection(edit); return 0;
    case WM_PASTE:
        if (!edit->is_readonly) paste(edit, 0);
        return 0;
    case WM_CLEAR:
        if (!edit->is_readonly && edit->selection.cpMin != edit->selection.cpMax)
            delete_to(edit, edit->selection.cpMin);
        return 0;
    }
    *is_handled = false;
    return 0;
}
