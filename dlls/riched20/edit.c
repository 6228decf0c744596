/* Changes of the text and how they are undone; the selection, the caret and scrolling. */
#include "rich_edit.h"

/* --- notifications --- */

LRESULT notify_parent(struct rich_edit *edit, WORD code)
{
    WPARAM id = (WPARAM)GetWindowLongPtrW(edit->window, GWLP_ID);
    return SendMessageW(GetParent(edit->window), WM_COMMAND, MAKEWPARAM(id, code), (LPARAM)edit->window);
}

void notify_change(struct rich_edit *edit)
{
    edit->is_modified = true;
    if (edit->events & ENM_UPDATE) notify_parent(edit, EN_UPDATE);
    if (edit->events & ENM_CHANGE) notify_parent(edit, EN_CHANGE);
    if (edit->events & ENM_REQUESTRESIZE) {
        RECT client;
        GetClientRect(edit->window, &client);
        layout_all(edit);
        REQRESIZE request = {.nmhdr = {edit->window, (UINT_PTR)GetWindowLongPtrW(edit->window, GWLP_ID),
                                       EN_REQUESTRESIZE},
                             .rc = {0, 0, client.right, edit->height + 2}};
        SendMessageW(GetParent(edit->window), WM_NOTIFY, request.nmhdr.idFrom, (LPARAM)&request);
    }
}

void notify_selection(struct rich_edit *edit)
{
    if (!(edit->events & ENM_SELCHANGE)) return;
    SELCHANGE change = {.nmhdr = {edit->window, (UINT_PTR)GetWindowLongPtrW(edit->window, GWLP_ID), EN_SELCHANGE},
                        .chrg = edit->selection};
    change.seltyp = edit->selection.cpMin == edit->selection.cpMax ? SEL_EMPTY : SEL_TEXT;
    if (edit->selection.cpMax - edit->selection.cpMin > 1) change.seltyp |= SEL_MULTICHAR;
    SendMessageW(GetParent(edit->window), WM_NOTIFY, change.nmhdr.idFrom, (LPARAM)&change);
}

void redraw(struct rich_edit *edit)
{
    if (edit->redraws) InvalidateRect(edit->window, NULL, FALSE);
}

/* --- scrolling --- */

static bool has_bar(const struct rich_edit *edit, DWORD style)
{
    return (GetWindowLongW(edit->window, GWL_STYLE) & style) || (edit->edit_style & style);
}

void update_scroll_bars(struct rich_edit *edit)
{
    RECT area = format_area(edit);
    SCROLLINFO info = {.cbSize = sizeof(info), .fMask = SIF_PAGE | SIF_POS | SIF_RANGE};

    if (!edit->redraws) return;
    layout_all(edit);
    if (edit->edit_style & ES_DISABLENOSCROLL) info.fMask |= SIF_DISABLENOSCROLL;
    if (has_bar(edit, WS_VSCROLL)) {
        info.nMax = max(edit->height - 1, 0);
        info.nPage = (UINT)max(area.bottom - area.top, 1);
        info.nPos = edit->scroll_y;
        SetScrollInfo(edit->window, SB_VERT, &info, TRUE);
    }
    if (has_bar(edit, WS_HSCROLL)) {
        info.nMax = edit->wraps ? 0 : edit->width;
        info.nPage = (UINT)max(area.right - area.left, 1);
        info.nPos = edit->scroll_x;
        SetScrollInfo(edit->window, SB_HORZ, &info, TRUE);
    }
}

void scroll_to(struct rich_edit *edit, int x, int y)
{
    RECT area = format_area(edit);

    layout_all(edit);
    y = max(0, min(y, edit->height - (area.bottom - area.top)));
    x = edit->wraps ? 0 : max(0, min(x, edit->width + 2 - (area.right - area.left)));
    if (x == edit->scroll_x && y == edit->scroll_y) return;
    bool is_vertical = y != edit->scroll_y;
    edit->scroll_x = x;
    edit->scroll_y = y;
    redraw(edit);
    update_scroll_bars(edit);
    show_caret(edit);
    if (edit->events & ENM_SCROLL) notify_parent(edit, is_vertical ? EN_VSCROLL : EN_HSCROLL);
}

static int caret_position(const struct rich_edit *edit)
{
    return edit->caret_first ? edit->selection.cpMin : edit->selection.cpMax;
}

void scroll_to_caret(struct rich_edit *edit)
{
    RECT area = format_area(edit);
    const struct line *line = &edit->lines[line_of(edit, caret_position(edit))];
    int x = edit->scroll_x, y = edit->scroll_y, room = area.bottom - area.top, left, width = area.right - area.left;

    if (!edit->is_laid_out || !edit->line_count) return;
    left = x_of(edit, line, caret_position(edit));
    if (line->y + line->height > y + room) y = line->y + line->height - room;
    if (line->y < y) y = line->y;
    if (left > x + width - 2) x = left - width * 2 / 3;
    if (left < x) x = max(0, left - width / 3);
    scroll_to(edit, x, y);
}

void show_caret(struct rich_edit *edit)
{
    RECT area = format_area(edit);
    const struct line *line;

    if (!edit->has_focus) return;
    line = &edit->lines[line_of(edit, caret_position(edit))];
    int height = max(line->height, 2);
    CreateCaret(edit->window, NULL, 1, height);
    SetCaretPos(area.left + x_of(edit, line, caret_position(edit)) - edit->scroll_x,
                area.top + line->y - edit->scroll_y);
    if (edit->selection.cpMin == edit->selection.cpMax || (edit->edit_style & ES_NOHIDESEL)) ShowCaret(edit->window);
}

/* --- the selection --- */

void select_range(struct rich_edit *edit, int first, int last, bool caret_first)
{
    int most = edit->document.count - 1;
    CHARRANGE before = edit->selection;

    first = max(0, min(first, most));
    last = max(0, min(last, edit->document.count)); /* the last '\r' may be selected */
    if (first == last && last > most) first = last = most;
    if (first > last) {
        int swapped = first;
        first = last;
        last = swapped;
        caret_first = !caret_first;
    }
    edit->selection = (CHARRANGE){first, last};
    edit->caret_first = caret_first;
    edit->has_typing_style = false;
    edit->caret_x = -1;
    if (before.cpMin != before.cpMax || first != last) redraw(edit);
    show_caret(edit);
    if (before.cpMin != first || before.cpMax != last) notify_selection(edit);
}

/* --- undo --- */

static void free_change(struct change *change)
{
    HeapFree(GetProcessHeap(), 0, change->text);
    HeapFree(GetProcessHeap(), 0, change->styles);
    HeapFree(GetProcessHeap(), 0, change->paragraphs);
    HeapFree(GetProcessHeap(), 0, change);
}

static void free_changes(struct change **list)
{
    while (*list) {
        struct change *change = *list;
        *list = change->next;
        free_change(change);
    }
}

void forget_changes(struct rich_edit *edit)
{
    free_changes(&edit->undo);
    free_changes(&edit->redo);
    edit->undo_count = 0;
}

void stop_typing(struct rich_edit *edit)
{
    if (edit->undo) edit->undo->closed = true;
}

static struct change *new_change(int old_count, int new_count)
{
    struct change *change = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*change));
    size_t cells = (size_t)old_count + new_count + 1;

    if (!change) return NULL;
    change->old_count = old_count;
    change->new_count = new_count;
    change->text = HeapAlloc(GetProcessHeap(), 0, cells * sizeof(WCHAR));
    change->styles = HeapAlloc(GetProcessHeap(), 0, cells * sizeof(uint16_t));
    change->paragraphs = HeapAlloc(GetProcessHeap(), 0, cells * sizeof(uint16_t));
    if (change->text && change->styles && change->paragraphs) return change;
    free_change(change);
    return NULL;
}

static void copy_cells(struct change *change, int to, const WCHAR *text, const uint16_t *styles,
                       const uint16_t *paragraphs, int count)
{
    memcpy(change->text + to, text, (size_t)count * sizeof(*text));
    memcpy(change->styles + to, styles, (size_t)count * sizeof(*styles));
    memcpy(change->paragraphs + to, paragraphs, (size_t)count * sizeof(*paragraphs));
}

static void limit_undo(struct rich_edit *edit)
{
    struct change **at = &edit->undo;
    int count = 0;

    while (*at && count < edit->undo_limit) {
        at = &(*at)->next;
        count++;
    }
    free_changes(at);
    edit->undo_count = count;
}

/* Typing that goes on where the last one stopped joins it. */
static struct change *joined_change(const struct change *last, struct change *change)
{
    if (!last || last->closed || last->kind != UNDO_TYPING || change->kind != UNDO_TYPING || change->old_count ||
        change->start != last->start + last->new_count)
        return NULL;
    struct change *joined = new_change(last->old_count, last->new_count + change->new_count);
    if (!joined) return NULL;
    joined->kind = UNDO_TYPING;
    joined->start = last->start;
    copy_cells(joined, 0, last->text, last->styles, last->paragraphs, last->old_count + last->new_count);
    copy_cells(joined, last->old_count + last->new_count, change->text, change->styles, change->paragraphs,
               change->new_count);
    return joined;
}

static void remember_change(struct rich_edit *edit, struct change *change)
{
    struct change *joined = joined_change(edit->undo, change);

    free_changes(&edit->redo);
    if (joined) {
        struct change *last = edit->undo;
        edit->undo = last->next;
        free_change(last);
        free_change(change);
        change = joined;
    }
    change->next = edit->undo;
    edit->undo = change;
    limit_undo(edit);
}

static bool apply(struct rich_edit *edit, int start, int old_count, const WCHAR *text, const uint16_t *styles,
                  const uint16_t *paragraphs, int new_count)
{
    if (!document_replace(&edit->document, start, start + old_count, text, styles, paragraphs, new_count)) return false;
    layout_change(edit, start, old_count, new_count);
    if (!edit->is_laid_out) layout_all(edit);
    redraw(edit);
    return true;
}

bool change_cells(struct rich_edit *edit, int start, int end, const WCHAR *text, const uint16_t *styles,
                  const uint16_t *paragraphs, int count, enum undo_kind kind)
{
    struct document *document = &edit->document;

    end = min(end, document->count - 1);
    start = min(start, end);
    struct change *change = edit->undo_limit ? new_change(end - start, count) : NULL;
    if (change) {
        change->kind = kind;
        change->start = start;
        copy_cells(change, 0, document->text + start, document->styles + start, document->paragraphs + start,
                   end - start);
        copy_cells(change, end - start, text, styles, paragraphs, count);
    }
    if (!apply(edit, start, end - start, text, styles, paragraphs, count)) {
        if (change) free_change(change);
        return false;
    }
    if (change) remember_change(edit, change);
    return true;
}

bool change_text(struct rich_edit *edit, int start, int end, const WCHAR *text, int count, uint16_t style,
                 enum undo_kind kind)
{
    struct document *document = &edit->document;
    uint16_t *both = HeapAlloc(GetProcessHeap(), 0, 2 * ((size_t)count + 1) * sizeof(*both));
    uint16_t paragraph = document->paragraphs[paragraph_end(document, min(start, document->count - 1)) - 1];

    if (!both) return false;
    for (int i = 0; i < count; i++) {
        both[i] = style;
        both[count + i] = paragraph;
    }
    bool done = change_cells(edit, start, end, text, both, both + count, count, kind);
    HeapFree(GetProcessHeap(), 0, both);
    if (done && edit->follows_urls) mark_links(edit, start, start + count);
    return done;
}

static bool play(struct rich_edit *edit, struct change **from, struct change **to, bool is_undo)
{
    struct change *change = *from;
    int old_count, new_count, at;

    if (!change) return false;
    old_count = is_undo ? change->new_count : change->old_count;
    new_count = is_undo ? change->old_count : change->new_count;
    at = is_undo ? 0 : change->old_count;
    if (!apply(edit, change->start, old_count, change->text + at, change->styles + at, change->paragraphs + at,
               new_count))
        return false;
    *from = change->next;
    change->next = *to;
    change->closed = true;
    *to = change;
    edit->undo_count += is_undo ? -1 : 1;
    select_range(edit, change->start, change->start + new_count, false);
    if (!is_undo || !new_count) select_range(edit, change->start + new_count, change->start + new_count, false);
    update_scroll_bars(edit);
    scroll_to_caret(edit);
    notify_change(edit);
    return true;
}

bool undo_change(struct rich_edit *edit) { return play(edit, &edit->undo, &edit->redo, true); }

bool redo_change(struct rich_edit *edit) { return play(edit, &edit->redo, &edit->undo, false); }

/* --- styles of what is typed --- */

uint16_t insertion_style(struct rich_edit *edit)
{
    const struct document *document = &edit->document;
    int at = edit->selection.cpMin;
    struct char_style style;

    if (edit->has_typing_style) return edit->typing_style;
    /* what replaces a selection looks like its beginning, what is typed like what stands before it */
    bool follows = edit->selection.cpMin == edit->selection.cpMax && at > 0 && document->text[at - 1] != '\r';
    if (follows) at--;
    style = document->char_styles[document->styles[at]];
    if (!style.picture && !(style.effects & CFE_LINK)) return document->styles[at];
    style.picture = 0;
    style.effects &= ~CFE_LINK;
    return document_char_style(&edit->document, &style);
}

static bool begins_url(const WCHAR *text, int length)
{
    static const WCHAR *const schemes[] = {L"http://", L"https://", L"ftp://", L"mailto:", L"file:", L"www."};

    for (size_t i = 0; i < ARRAYSIZE(schemes); i++) {
        int size = lstrlenW(schemes[i]);
        if (length > size && CompareStringOrdinal(text, size, schemes[i], size, TRUE) == CSTR_EQUAL) return true;
    }
    return false;
}

static bool ends_word(WCHAR c) { return c <= ' ' || c == '<' || c == '>' || c == '"'; }

/* Gives the words around a change the look of links, or takes it, as EM_AUTOURLDETECT promises. */
void mark_links(struct rich_edit *edit, int start, int end)
{
    struct document *document = &edit->document;

    while (start > 0 && !ends_word(document->text[start - 1])) start--;
    while (end < document->count - 1 && !ends_word(document->text[end])) end++;
    for (int at = start; at < end;) {
        int word = at;
        while (word < end && !ends_word(document->text[word])) word++;
        bool is_link = begins_url(document->text + at, word - at);
        int stop = word;
        while (is_link && stop > at && wcschr(L".,;:!?)", document->text[stop - 1])) stop--;
        for (int i = at; i < stop; i++) {
            struct char_style style = document->char_styles[document->styles[i]];
            if (((style.effects & CFE_LINK) != 0) == is_link) continue;
            style.effects ^= CFE_LINK;
            document->styles[i] = document_char_style(document, &style);
        }
        at = word + 1;
    }
}
