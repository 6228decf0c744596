/* The messages of rich edit controls, those of edit controls among them. */
#include "rich_edit.h"

static LRESULT select_by_message(struct rich_edit *edit, int first, int last)
{
    if (first < 0) { /* no selection */
        int end = edit->selection.cpMax;
        select_range(edit, end, end, false);
        return edit->selection.cpMax;
    }
    if (last < 0) last = edit->document.count;
    stop_typing(edit);
    select_range(edit, min(first, last), max(first, last), last < first);
    scroll_to_caret(edit);
    return edit->selection.cpMax;
}

static LRESULT replace_by_message(struct rich_edit *edit, bool can_undo, bool unicode, LPARAM text)
{
    const char *narrow = (const char *)text;

    if (text && !edit->is_plain && !unicode && is_rtf(narrow, strlen(narrow))) {
        int start = edit->selection.cpMin, before = text_length(edit);
        int end = min(edit->selection.cpMax, before);
        insert_rtf(edit, start, end, narrow, strlen(narrow), UNDO_OTHER);
        int after = end + text_length(edit) - before;
        select_range(edit, after, after, false);
        update_scroll_bars(edit);
        notify_change(edit);
        return 0;
    }
    WCHAR *wide = text && !unicode ? widen(narrow, -1, CP_ACP) : NULL;
    const WCHAR *from = wide ? wide : text ? (const WCHAR *)text : L"";
    int length = lstrlenW(from), start = edit->selection.cpMin;
    WCHAR *copy = HeapAlloc(GetProcessHeap(), 0, ((size_t)length + 1) * sizeof(*copy));
    if (copy) {
        memcpy(copy, from, (size_t)length * sizeof(*copy));
        length = unify_line_ends(copy, length);
        stop_typing(edit);
        if (change_text(edit, start, edit->selection.cpMax, copy, length, insertion_style(edit), UNDO_OTHER)) {
            if (!can_undo) forget_changes(edit);
            stop_typing(edit);
            select_range(edit, start + length, start + length, false);
            update_scroll_bars(edit);
            scroll_to_caret(edit);
            notify_change(edit);
        }
    }
    HeapFree(GetProcessHeap(), 0, copy);
    HeapFree(GetProcessHeap(), 0, wide);
    return length;
}

static LRESULT position_from_character(struct rich_edit *edit, WPARAM wparam, LPARAM lparam)
{
    RECT area = format_area(edit);
    /* RichEdit 2.0 and later: a POINTL to fill; 1.0: the character is in wparam and the result packed */
    bool is_packed = !wparam || wparam <= 0xffff;
    int position = max(0, min(is_packed ? (int)wparam : (int)lparam, text_length(edit)));
    const struct line *line = &edit->lines[line_of(edit, position)];
    POINTL point = {area.left + x_of(edit, line, position) - edit->scroll_x, area.top + line->y - edit->scroll_y};

    if (is_packed) return MAKELRESULT(point.x, point.y);
    *(POINTL *)wparam = point;
    return 0;
}

static LRESULT character_from_position(struct rich_edit *edit, const POINTL *point)
{
    RECT area = format_area(edit), client;

    GetClientRect(edit->window, &client);
    if (!PtInRect(&client, (POINT){point->x, point->y})) return -1;
    return position_at(edit, point->x - area.left + edit->scroll_x, point->y - area.top + edit->scroll_y, NULL);
}

static int first_visible_line(struct rich_edit *edit)
{
    int line = 0;

    layout_all(edit);
    while (line + 1 < edit->line_count && edit->lines[line + 1].y <= edit->scroll_y) line++;
    return line;
}

static LRESULT scroll_lines(struct rich_edit *edit, int lines)
{
    int to = max(0, min(first_visible_line(edit) + lines, edit->line_count - 1));

    scroll_to(edit, edit->scroll_x, edit->lines[to].y);
    return TRUE;
}

static LRESULT line_length(struct rich_edit *edit, int position)
{
    if (position == -1) return 0;
    if (position < 0 || position > text_length(edit)) return 0;
    const struct line *line = &edit->lines[line_of(edit, position)];
    WCHAR c = edit->document.text[line->end - 1];
    return line->end - line->start - (c == '\r' || c == '\v');
}

static LRESULT line_index(struct rich_edit *edit, int line)
{
    layout_all(edit);
    if (line == -1) line = line_of(edit, edit->selection.cpMin);
    return line < 0 || line >= edit->line_count ? -1 : edit->lines[line].start;
}

static void set_rectangle(struct rich_edit *edit, const RECT *area, bool redraws)
{
    if (area) edit->format = *area;
    else SetRectEmpty(&edit->format);
    edit->is_laid_out = false;
    if (redraws) redraw(edit);
    update_scroll_bars(edit);
}

static LRESULT set_options(struct rich_edit *edit, WPARAM operation, DWORD options)
{
    static const DWORD styles = ECO_AUTOVSCROLL | ECO_AUTOHSCROLL | ECO_NOHIDESEL | ECO_READONLY | ECO_WANTRETURN |
                                ECO_SELECTIONBAR | ECO_VERTICAL;
    switch (operation) {
    case ECOOP_SET: edit->options = options; break;
    case ECOOP_OR: edit->options |= options; break;
    case ECOOP_AND: edit->options &= options; break;
    case ECOOP_XOR: edit->options ^= options; break;
    }
    LONG style = GetWindowLongW(edit->window, GWL_STYLE);
    edit->edit_style = (edit->edit_style & ~styles) | (edit->options & styles);
    SetWindowLongW(edit->window, GWL_STYLE, (LONG)(((DWORD)style & ~styles) | (edit->options & styles)));
    edit->is_readonly = (edit->options & ECO_READONLY) != 0;
    redraw(edit);
    return (LRESULT)edit->options;
}

static LRESULT find_by_message(struct rich_edit *edit, DWORD flags, const CHARRANGE *range, const void *text,
                               bool unicode, CHARRANGE *found)
{
    WCHAR *wide = unicode ? NULL : widen(text, -1, CP_ACP);
    LRESULT at = find_text(edit, flags, range, unicode ? text : wide, found);

    HeapFree(GetProcessHeap(), 0, wide);
    return at;
}

static LRESULT set_zoom(struct rich_edit *edit, int numerator, int denominator)
{
    bool is_none = !numerator && !denominator;

    if (!is_none && (numerator < 1 || denominator < 1 || numerator > 64 * denominator || denominator > 64 * numerator))
        return FALSE;
    edit->zoom_numerator = numerator;
    edit->zoom_denominator = denominator;
    document_drop_fonts(&edit->document);
    edit->is_laid_out = false;
    update_scroll_bars(edit);
    redraw(edit);
    return TRUE;
}

/* Draws nothing: tells that all is done when asked for more than there is, so that print loops end. */
static LRESULT format_for_device(struct rich_edit *edit, const FORMATRANGE *range)
{
    return range ? (range->chrg.cpMax == -1 ? text_length(edit) + 1 : range->chrg.cpMax) : 0;
}

static LRESULT set_text_by_message(struct rich_edit *edit, LPARAM text, bool unicode)
{
    const char *narrow = (const char *)text;

    if (unicode || !text) {
        set_text(edit, (const WCHAR *)text);
        return TRUE;
    }
    if (!edit->is_plain && is_rtf(narrow, strlen(narrow))) {
        SETTEXTEX how = {ST_DEFAULT, CP_ACP};
        set_text_ex(edit, &how, narrow);
        return TRUE;
    }
    WCHAR *wide = widen(narrow, -1, CP_ACP);
    set_text(edit, wide);
    HeapFree(GetProcessHeap(), 0, wide);
    return TRUE;
}

static LRESULT text_length_by_message(struct rich_edit *edit, bool unicode)
{
    GETTEXTLENGTHEX wanted = {GTL_USECRLF | GTL_PRECISE | GTL_NUMCHARS, unicode ? 1200 : CP_ACP};
    if (!unicode) wanted.flags = GTL_USECRLF | GTL_PRECISE | GTL_NUMBYTES;
    return get_text_length_ex(edit, &wanted);
}

/* What edit controls know, too. */
static LRESULT handle_edit_message(struct rich_edit *edit, UINT message, WPARAM wparam, LPARAM lparam, bool unicode,
                                   bool *is_handled)
{
    *is_handled = true;
    switch (message) {
    case EM_GETSEL:
        if (wparam) *(DWORD *)wparam = (DWORD)edit->selection.cpMin;
        if (lparam) *(DWORD *)lparam = (DWORD)edit->selection.cpMax;
        return edit->selection.cpMax > 0xffff ? -1 : MAKELRESULT(edit->selection.cpMin, edit->selection.cpMax);
    case EM_SETSEL: return select_by_message(edit, (int)wparam, (int)lparam);
    case EM_REPLACESEL: return replace_by_message(edit, wparam != 0, unicode, lparam);
    case EM_GETLINECOUNT: layout_all(edit); return edit->line_count;
    case EM_LINEINDEX: return line_index(edit, (int)wparam);
    case EM_LINELENGTH: return line_length(edit, (int)wparam);
    case EM_LINEFROMCHAR: return line_of(edit, (int)wparam == -1 ? edit->selection.cpMin : (int)wparam);
    case EM_GETLINE: return get_line(edit, unicode, (int)wparam, (void *)lparam);
    case EM_CHARFROMPOS: return character_from_position(edit, (const POINTL *)lparam);
    case EM_POSFROMCHAR: return position_from_character(edit, wparam, lparam);
    case EM_LIMITTEXT: edit->limit = wparam ? (DWORD)wparam : 0x10000; return 0;
    case EM_GETLIMITTEXT: return (LRESULT)edit->limit;
    case EM_SETREADONLY: edit->is_readonly = wparam != 0; return TRUE;
    case EM_GETMODIFY: return edit->is_modified ? -1 : 0;
    case EM_SETMODIFY: edit->is_modified = wparam != 0; return 0;
    case EM_CANUNDO: return edit->undo != NULL;
    case EM_UNDO: return undo_change(edit);
    case EM_EMPTYUNDOBUFFER: forget_changes(edit); return 0;
    case EM_GETFIRSTVISIBLELINE: return first_visible_line(edit);
    case EM_LINESCROLL: return scroll_lines(edit, (int)lparam);
    case EM_SCROLLCARET: scroll_to_caret(edit); return 0;
    case EM_SCROLL: SendMessageW(edit->window, WM_VSCROLL, wparam, 0); return MAKELRESULT(0, TRUE);
    case EM_GETTHUMB: return edit->scroll_y;
    case EM_GETRECT: *(RECT *)lparam = format_area(edit); return 0;
    case EM_SETRECT:
    case EM_SETRECTNP: set_rectangle(edit, (const RECT *)lparam, message == EM_SETRECT); return 0;
    case EM_SETPASSWORDCHAR: edit->password = (WCHAR)wparam; edit->is_password = wparam != 0; redraw(edit); return 0;
    case EM_GETPASSWORDCHAR: return edit->password;
    case EM_GETMARGINS: return MAKELRESULT(edit->left_margin, edit->right_margin);
    case EM_SETMARGINS:
        if (wparam & EC_LEFTMARGIN) edit->left_margin = LOWORD(lparam) == EC_USEFONTINFO ? 0 : LOWORD(lparam);
        if (wparam & EC_RIGHTMARGIN) edit->right_margin = HIWORD(lparam) == EC_USEFONTINFO ? 0 : HIWORD(lparam);
        edit->is_laid_out = false;
        redraw(edit);
        return 0;
    }
    *is_handled = false;
    return 0;
}

static LRESULT handle_format_message(struct rich_edit *edit, UINT message, WPARAM wparam, LPARAM lparam,
                                     bool *is_handled)
{
    CHARFORMAT2W format;

    *is_handled = true;
    switch (message) {
    case EM_GETCHARFORMAT:
        get_char_format(edit, &format, (wparam & SCF_SELECTION) != 0);
        return narrow_char_format(&format, (void *)lparam) ? (LRESULT)format.dwMask : 0;
    case EM_SETCHARFORMAT: return widen_char_format((void *)lparam, &format) && set_char_format(edit, &format, wparam);
    case EM_GETPARAFORMAT: return (LRESULT)get_paragraph_format(edit, (PARAFORMAT2 *)lparam);
    case EM_SETPARAFORMAT: return set_paragraph_format(edit, (const PARAFORMAT2 *)lparam);
    case EM_SETBKGNDCOLOR: {
        COLORREF before = edit->has_background ? edit->background : GetSysColor(COLOR_WINDOW);
        edit->has_background = !wparam;
        edit->background = (COLORREF)lparam;
        redraw(edit);
        return (LRESULT)before;
    }
    case EM_SETZOOM: return set_zoom(edit, (int)wparam, (int)lparam);
    case EM_GETZOOM:
        *(int *)wparam = edit->zoom_numerator;
        *(int *)lparam = edit->zoom_denominator;
        return TRUE;
    case EM_SETTARGETDEVICE:
        edit->wraps = lparam == 0; /* a line width of 0 wraps at the window's edge, 1 does not wrap */
        edit->is_laid_out = false;
        update_scroll_bars(edit);
        redraw(edit);
        return TRUE;
    case EM_FORMATRANGE: return format_for_device(edit, (const FORMATRANGE *)lparam);
    }
    *is_handled = false;
    return 0;
}

static LRESULT handle_text_message(struct rich_edit *edit, UINT message, WPARAM wparam, LPARAM lparam, bool unicode,
                                   bool *is_handled)
{
    const TEXTRANGEW *range = (const TEXTRANGEW *)lparam;
    FINDTEXTEXW *find = (FINDTEXTEXW *)lparam;

    *is_handled = true;
    switch (message) {
    case EM_EXGETSEL: *(CHARRANGE *)lparam = edit->selection; return 0;
    case EM_EXSETSEL: return select_by_message(edit, ((CHARRANGE *)lparam)->cpMin, ((CHARRANGE *)lparam)->cpMax);
    case EM_EXLINEFROMCHAR: return line_of(edit, (int)lparam == -1 ? edit->selection.cpMin : (int)lparam);
    case EM_EXLIMITTEXT: edit->limit = lparam ? (DWORD)lparam : 0x10000; return 0;
    case EM_GETSELTEXT:
        return get_range(edit, edit->is_unicode_class, edit->selection.cpMin, edit->selection.cpMax, (void *)lparam);
    case EM_GETTEXTRANGE: return get_range(edit, unicode, range->chrg.cpMin, range->chrg.cpMax, range->lpstrText);
    case EM_FINDTEXT: return find_by_message(edit, (DWORD)wparam, &find->chrg, find->lpstrText, unicode, NULL);
    case EM_FINDTEXTW: return find_by_message(edit, (DWORD)wparam, &find->chrg, find->lpstrText, true, NULL);
    case EM_FINDTEXTEX:
        return find_by_message(edit, (DWORD)wparam, &find->chrg, find->lpstrText, unicode, &find->chrgText);
    case EM_FINDTEXTEXW:
        return find_by_message(edit, (DWORD)wparam, &find->chrg, find->lpstrText, true, &find->chrgText);
    case EM_GETTEXTEX: return get_text_ex(edit, (const GETTEXTEX *)wparam, (void *)lparam);
    case EM_GETTEXTLENGTHEX: return get_text_length_ex(edit, (const GETTEXTLENGTHEX *)wparam);
    case EM_SETTEXTEX: return set_text_ex(edit, (const SETTEXTEX *)wparam, (const void *)lparam);
    case EM_STREAMIN: return stream_in(edit, wparam, (EDITSTREAM *)lparam);
    case EM_STREAMOUT: return stream_out(edit, wparam, (EDITSTREAM *)lparam);
    case EM_SETTEXTMODE:
        if (edit->document.count > 1) return E_UNEXPECTED; /* only while the control is empty */
        edit->is_plain = (wparam & TM_PLAINTEXT) != 0;
        if (wparam & TM_MULTILEVELUNDO) edit->undo_limit = 100;
        if (wparam & TM_SINGLELEVELUNDO) edit->undo_limit = 1;
        return 0;
    case EM_GETTEXTMODE:
        return (edit->is_plain ? TM_PLAINTEXT : TM_RICHTEXT) |
               (edit->undo_limit > 1 ? TM_MULTILEVELUNDO : TM_SINGLELEVELUNDO) | TM_MULTICODEPAGE;
    case EM_FINDWORDBREAK: return word_break(edit, (int)lparam, (int)wparam);
    }
    *is_handled = false;
    return 0;
}

static LRESULT handle_rich_message(struct rich_edit *edit, UINT message, WPARAM wparam, LPARAM lparam, bool *is_handled)
{
    DWORD before;

    *is_handled = true;
    switch (message) {
    case EM_GETEVENTMASK: return (LRESULT)edit->events;
    case EM_SETEVENTMASK:
        before = edit->events;
        edit->events = (DWORD)lparam;
        return (LRESULT)before;
    case EM_GETOPTIONS: return (LRESULT)edit->options;
    case EM_SETOPTIONS: return set_options(edit, wparam, (DWORD)lparam);
    case EM_HIDESELECTION:
        edit->edit_style = wparam ? edit->edit_style & ~(DWORD)ES_NOHIDESEL : edit->edit_style | ES_NOHIDESEL;
        redraw(edit);
        return 0;
    case EM_SELECTIONTYPE:
        if (edit->selection.cpMin == edit->selection.cpMax) return SEL_EMPTY;
        return SEL_TEXT | (edit->selection.cpMax - edit->selection.cpMin > 1 ? SEL_MULTICHAR : 0);
    case EM_CANPASTE: return can_paste((UINT)wparam);
    case EM_PASTESPECIAL: return edit->is_readonly ? 0 : paste(edit, (UINT)wparam);
    case EM_CANREDO: return edit->redo != NULL;
    case EM_REDO: return redo_change(edit);
    case EM_GETUNDONAME: return edit->undo ? (LRESULT)edit->undo->kind : UID_UNKNOWN;
    case EM_GETREDONAME: return edit->redo ? (LRESULT)edit->redo->kind : UID_UNKNOWN;
    case EM_SETUNDOLIMIT:
        edit->undo_limit = (int)min(wparam, 0x10000);
        if (!edit->undo_limit) forget_changes(edit);
        return edit->undo_limit;
    case EM_STOPGROUPTYPING: stop_typing(edit); return 0;
    case EM_AUTOURLDETECT:
        edit->follows_urls = wparam != 0;
        if (wparam) mark_links(edit, 0, text_length(edit));
        edit->is_laid_out = false;
        redraw(edit);
        return 0;
    case EM_GETAUTOURLDETECT: return edit->follows_urls;
    case EM_REQUESTRESIZE: before = edit->events; edit->events = ENM_REQUESTRESIZE; {
        bool was_modified = edit->is_modified;
        notify_change(edit);
        edit->is_modified = was_modified;
        edit->events = before;
        return 0;
    }
    case EM_GETSCROLLPOS: *(POINT *)lparam = (POINT){edit->scroll_x, edit->scroll_y}; return 1;
    case EM_SETSCROLLPOS: scroll_to(edit, ((POINT *)lparam)->x, ((POINT *)lparam)->y); return 1;
    case EM_SHOWSCROLLBAR: ShowScrollBar(edit->window, (int)wparam, (BOOL)lparam); return 0;
    case EM_GETLANGOPTIONS: return (LRESULT)edit->language_options;
    case EM_SETLANGOPTIONS: edit->language_options = (DWORD)lparam; return 1;
    case EM_GETWORDBREAKPROCEX: return (LRESULT)edit->word_break;
    }
    *is_handled = false;
    return 0;
}

static LRESULT handle_window_message(struct rich_edit *edit, UINT message, WPARAM wparam, LPARAM lparam, bool unicode,
                                     bool *is_handled)
{
    RECT client;

    *is_handled = true;
    switch (message) {
    case WM_PAINT: paint(edit); return 0;
    case WM_ERASEBKGND: return 1;
    case WM_PRINTCLIENT:
        GetClientRect(edit->window, &client);
        paint_area(edit, (HDC)wparam, &client);
        return 0;
    case WM_SIZE:
        edit->is_laid_out = false;
        update_scroll_bars(edit);
        redraw(edit);
        show_caret(edit);
        return 0;
    case WM_SETFOCUS:
        edit->has_focus = true;
        show_caret(edit);
        redraw(edit);
        notify_parent(edit, EN_SETFOCUS);
        return 0;
    case WM_KILLFOCUS:
        edit->has_focus = false;
        DestroyCaret();
        redraw(edit);
        notify_parent(edit, EN_KILLFOCUS);
        return 0;
    case WM_ENABLE: redraw(edit); return 0;
    case WM_SETREDRAW:
        edit->redraws = wparam != 0;
        if (wparam) update_scroll_bars(edit);
        break; /* the window itself has to know, too */
    case WM_SETTEXT: return set_text_by_message(edit, lparam, unicode);
    case WM_GETTEXT: return get_text(edit, unicode, wparam, lparam);
    case WM_GETTEXTLENGTH: return text_length_by_message(edit, unicode);
    case WM_GETFONT: return (LRESULT)edit->font;
    case WM_SETFONT:
        edit->font = (HFONT)wparam;
        style_from_font(edit, edit->font);
        return 0;
    case WM_UNDO: return undo_change(edit);
    case WM_GETDLGCODE: {
        DWORD code = DLGC_WANTCHARS | DLGC_WANTARROWS | DLGC_HASSETSEL;
        const MSG *key = (const MSG *)lparam;
        if (GetWindowLongW(edit->window, GWL_STYLE) & ES_MULTILINE) {
            code |= DLGC_WANTTAB;
            if (!key || key->message != WM_KEYDOWN || key->wParam != VK_ESCAPE) code |= DLGC_WANTMESSAGE;
            if (key && key->message == WM_KEYDOWN && key->wParam == VK_RETURN &&
                !(GetWindowLongW(edit->window, GWL_STYLE) & ES_WANTRETURN))
                code &= ~(DWORD)DLGC_WANTMESSAGE;
            if (key && key->message == WM_KEYDOWN && key->wParam == VK_TAB && GetKeyState(VK_CONTROL) >= 0)
                code &= ~(DWORD)(DLGC_WANTTAB | DLGC_WANTMESSAGE);
        }
        return (LRESULT)code;
    }
    }
    *is_handled = false;
    return 0;
}

LRESULT handle_message(struct rich_edit *edit, UINT message, WPARAM wparam, LPARAM lparam, bool unicode)
{
    bool is_handled;
    LRESULT result = handle_window_message(edit, message, wparam, lparam, unicode, &is_handled);

    if (!is_handled) result = handle_input(edit, message, wparam, lparam, &is_handled);
    if (!is_handled) result = handle_edit_message(edit, message, wparam, lparam, unicode, &is_handled);
    if (!is_handled && message >= WM_USER) {
        result = handle_text_message(edit, message, wparam, lparam, unicode, &is_handled);
        if (!is_handled) result = handle_format_message(edit, message, wparam, lparam, &is_handled);
        if (!is_handled) result = handle_rich_message(edit, message, wparam, lparam, &is_handled);
    }
    if (is_handled) return result;
    return unicode ? DefWindowProcW(edit->window, message, wparam, lparam)
                   : DefWindowProcA(edit->window, message, wparam, lparam);
}
