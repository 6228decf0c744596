/* Text in and out: WM_GETTEXT, EM_GETTEXTEX, EM_GETTEXTRANGE, EM_GETLINE, EM_FINDTEXT and what they share. */
#include "rich_edit.h"

int text_length(struct rich_edit *edit) { return edit->document.count - 1; }

WCHAR *widen(const char *text, int length, UINT code_page)
{
    int count = MultiByteToWideChar(code_page, 0, text, length, NULL, 0);
    WCHAR *wide = HeapAlloc(GetProcessHeap(), 0, ((size_t)count + 1) * sizeof(*wide));

    if (!wide) return NULL;
    MultiByteToWideChar(code_page, 0, text, length, wide, count);
    wide[count] = 0;
    return wide;
}

int unify_line_ends(WCHAR *text, int length)
{
    int to = 0;

    for (int from = 0; from < length; from++) {
        WCHAR c = text[from];
        if (c == '\r' && from + 2 < length && text[from + 1] == '\r' && text[from + 2] == '\n') from += 2;
        else if (c == '\r' && from + 1 < length && text[from + 1] == '\n') from++;
        text[to++] = c == '\n' ? '\r' : c;
    }
    return to;
}

WCHAR *copy_text(struct rich_edit *edit, int start, int end, bool crlf, int *length)
{
    const struct document *document = &edit->document;
    int to = 0;

    start = max(0, min(start, text_length(edit)));
    end = max(start, min(end, text_length(edit)));
    WCHAR *text = HeapAlloc(GetProcessHeap(), 0, (2 * (size_t)(end - start) + 1) * sizeof(*text));
    if (!text) return NULL;
    for (int at = start; at < end; at++) {
        WCHAR c = document->text[at];
        text[to++] = c;
        if (crlf && c == '\r') text[to++] = '\n';
        else if (crlf && c == '\v') text[to - 1] = '\v';
    }
    text[to] = 0;
    if (length) *length = to;
    return text;
}

/* Copies with a terminator into a buffer of `room` characters or bytes; returns the number without it. */
static LRESULT put_text(const WCHAR *text, int length, bool unicode, UINT code_page, void *buffer, size_t room)
{
    if (!room) return 0;
    if (unicode) {
        length = min(length, (int)min(room - 1, 0x7fffffff));
        memcpy(buffer, text, (size_t)length * sizeof(*text));
        ((WCHAR *)buffer)[length] = 0;
        return length;
    }
    int size = WideCharToMultiByte(code_page, 0, text, length, NULL, 0, NULL, NULL);
    char *narrow = HeapAlloc(GetProcessHeap(), 0, (size_t)size + 1);
    if (!narrow) return 0;
    WideCharToMultiByte(code_page, 0, text, length, narrow, size, NULL, NULL);
    size = min(size, (int)min(room - 1, 0x7fffffff));
    memcpy(buffer, narrow, (size_t)size);
    ((char *)buffer)[size] = 0;
    HeapFree(GetProcessHeap(), 0, narrow);
    return size;
}

LRESULT get_text(struct rich_edit *edit, bool unicode, WPARAM size, LPARAM buffer)
{
    int length;
    WCHAR *text = copy_text(edit, 0, text_length(edit), true, &length);
    LRESULT done = text && buffer ? put_text(text, length, unicode, CP_ACP, (void *)buffer, size) : 0;

    HeapFree(GetProcessHeap(), 0, text);
    return done;
}

LRESULT get_range(struct rich_edit *edit, bool unicode, int start, int end, void *buffer)
{
    int length;
    if (end == -1) end = text_length(edit);
    WCHAR *text = copy_text(edit, start, end, edit->is_version_1, &length);
    LRESULT done = text && buffer ? put_text(text, length, unicode, CP_ACP, buffer, (size_t)length * 2 + 1) : 0;

    HeapFree(GetProcessHeap(), 0, text);
    return done;
}

/* The buffer's first word is its size; no terminator is promised. */
LRESULT get_line(struct rich_edit *edit, bool unicode, int line, void *buffer)
{
    int room = *(WORD *)buffer, length;
    LRESULT done;

    layout_all(edit);
    if (line < 0 || line >= edit->line_count) return 0;
    WCHAR *text = copy_text(edit, edit->lines[line].start, edit->lines[line].end, false, &length);
    if (!text) return 0;
    if (unicode) {
        done = min(length, room);
        memcpy(buffer, text, (size_t)done * sizeof(*text));
    } else {
        char *narrow = HeapAlloc(GetProcessHeap(), 0, (size_t)length * 4 + 1);
        int size = narrow ? WideCharToMultiByte(CP_ACP, 0, text, length, narrow, length * 4, NULL, NULL) : 0;
        done = min(size, room);
        memcpy(buffer, narrow, (size_t)done);
        HeapFree(GetProcessHeap(), 0, narrow);
    }
    if (done < room) memset((char *)buffer + done * (unicode ? 2 : 1), 0, unicode ? 2 : 1);
    HeapFree(GetProcessHeap(), 0, text);
    return done;
}

/* --- with options --- */

LRESULT get_text_ex(struct rich_edit *edit, const GETTEXTEX *wanted, void *buffer)
{
    bool unicode = wanted->codepage == 1200;
    CHARRANGE range = {0, text_length(edit)};
    int length;

    if (wanted->flags & GT_SELECTION) range = edit->selection;
    WCHAR *text = copy_text(edit, range.cpMin, range.cpMax, (wanted->flags & GT_USECRLF) != 0, &length);
    if (!text || !buffer) return 0;
    LRESULT done = put_text(text, length, unicode, wanted->codepage, buffer,
                            unicode ? wanted->cb / sizeof(WCHAR) : wanted->cb);
    HeapFree(GetProcessHeap(), 0, text);
    return done;
}

LRESULT get_text_length_ex(struct rich_edit *edit, const GETTEXTLENGTHEX *wanted)
{
    int length;

    if ((wanted->flags & GTL_PRECISE && wanted->flags & GTL_CLOSE) ||
        (wanted->flags & GTL_NUMCHARS && wanted->flags & GTL_NUMBYTES))
        return (LRESULT)E_INVALIDARG;
    WCHAR *text = copy_text(edit, 0, text_length(edit), (wanted->flags & GTL_USECRLF) != 0, &length);
    if (!text) return 0;
    if (wanted->flags & GTL_NUMBYTES || (wanted->flags & (GTL_PRECISE | GTL_CLOSE) && !(wanted->flags & GTL_NUMCHARS)))
        length = wanted->codepage == 1200
                     ? length * (int)sizeof(WCHAR)
                     : WideCharToMultiByte(wanted->codepage, 0, text, length, NULL, 0, NULL, NULL);
    HeapFree(GetProcessHeap(), 0, text);
    return length;
}

void set_text(struct rich_edit *edit, const WCHAR *text)
{
    int length = text ? lstrlenW(text) : 0;
    WCHAR *copy = HeapAlloc(GetProcessHeap(), 0, ((size_t)length + 1) * sizeof(*copy));

    if (!copy) return;
    if (length) memcpy(copy, text, (size_t)length * sizeof(*copy));
    length = unify_line_ends(copy, length);
    edit->selection = (CHARRANGE){0, 0};
    edit->caret_first = edit->has_typing_style = false;
    edit->caret_x = -1;
    change_text(edit, 0, text_length(edit), copy, length, 0, UNDO_OTHER);
    if (edit->document.count == 1) edit->document.styles[0] = 0;
    forget_changes(edit);
    edit->scroll_x = edit->scroll_y = 0;
    update_scroll_bars(edit);
    notify_change(edit);
    edit->is_modified = false;
    show_caret(edit);
    HeapFree(GetProcessHeap(), 0, copy);
}

/* The text may be RTF, as EM_SETTEXTEX and WM_SETTEXT have it. Returns 1, or the number of characters pasted. */
LRESULT set_text_ex(struct rich_edit *edit, const SETTEXTEX *how, const void *text)
{
    bool in_selection = (how->flags & ST_SELECTION) != 0;
    int before = text_length(edit), start = in_selection ? edit->selection.cpMin : 0,
        end = in_selection ? edit->selection.cpMax : before;
    const char *narrow = text;

    if (how->codepage != 1200 && narrow && !edit->is_plain && is_rtf(narrow, strlen(narrow))) {
        insert_rtf(edit, start, end, narrow, strlen(narrow), UNDO_OTHER);
    } else {
        WCHAR *wide = how->codepage == 1200 || !text ? NULL : widen(narrow, -1, how->codepage);
        const WCHAR *from = wide ? wide : text ? text : L"";
        int length = lstrlenW(from);
        WCHAR *copy = HeapAlloc(GetProcessHeap(), 0, ((size_t)length + 1) * sizeof(*copy));
        if (!copy) return 0;
        memcpy(copy, from, (size_t)length * sizeof(*copy));
        length = unify_line_ends(copy, length);
        change_text(edit, start, end, copy, length, in_selection ? insertion_style(edit) : 0, UNDO_OTHER);
        HeapFree(GetProcessHeap(), 0, copy);
        HeapFree(GetProcessHeap(), 0, wide);
    }
    int inserted = text_length(edit) - (before - (min(end, before) - start));
    if (!(how->flags & ST_KEEPUNDO)) forget_changes(edit);
    select_range(edit, in_selection ? start + inserted : 0, in_selection ? start + inserted : 0, false);
    update_scroll_bars(edit);
    notify_change(edit);
    return in_selection ? inserted : 1;
}

/* --- searching --- */

static bool is_word_char(WCHAR c) { return IsCharAlphaNumericW(c); }

static bool matches(struct rich_edit *edit, int at, const WCHAR *text, int length, DWORD flags)
{
    const struct document *document = &edit->document;

    if (at < 0 || at + length > text_length(edit)) return false;
    if (flags & FR_MATCHCASE) {
        if (memcmp(document->text + at, text, (size_t)length * sizeof(*text))) return false;
    } else if (CompareStringW(LOCALE_USER_DEFAULT, NORM_IGNORECASE, document->text + at, length, text, length) !=
               CSTR_EQUAL) {
        return false;
    }
    if (!(flags & FR_WHOLEWORD)) return true;
    return (at == 0 || !is_word_char(document->text[at - 1])) && !is_word_char(document->text[at + length]);
}

/* Without FR_DOWN the search goes backwards from cpMin to cpMax, as since RichEdit 2.0. */
LRESULT find_text(struct rich_edit *edit, DWORD flags, const CHARRANGE *range, const WCHAR *text, CHARRANGE *found)
{
    int length = lstrlenW(text), at;
    int first = range->cpMin, last = range->cpMax;

    if (found) *found = (CHARRANGE){-1, -1};
    if (!length) return -1;
    if (flags & FR_DOWN) {
        int limit = last == -1 ? text_length(edit) : min(last, text_length(edit));
        for (at = max(first, 0); at + length <= limit && !matches(edit, at, text, length, flags); at++) continue;
        if (at + length > limit) return -1;
    } else {
        first = first == -1 ? text_length(edit) : min(first, text_length(edit));
        for (at = first - length; at >= max(last, 0) && !matches(edit, at, text, length, flags); at--) continue;
        if (at < max(last, 0)) return -1;
    }
    if (found) *found = (CHARRANGE){at, at + length};
    return at;
}
