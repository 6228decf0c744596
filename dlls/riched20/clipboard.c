/* Copying and pasting: RTF and Unicode text. */
#include "rich_edit.h"

static UINT rtf_format(void)
{
    return RegisterClipboardFormatW(L"Rich Text Format");
}

static void give(UINT format, const void *data, size_t size)
{
    HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, size);
    void *at = memory ? GlobalLock(memory) : NULL;

    if (!at) return;
    memcpy(at, data, size);
    GlobalUnlock(memory);
    if (!SetClipboardData(format, memory)) GlobalFree(memory);
}

bool copy_selection(struct rich_edit *edit)
{
    CHARRANGE range = edit->selection;
    int length;
    size_t size;

    if (range.cpMin == range.cpMax || edit->is_password || !OpenClipboard(edit->window)) return false;
    EmptyClipboard();
    WCHAR *text = copy_text(edit, range.cpMin, range.cpMax, true, &length);
    if (text) give(CF_UNICODETEXT, text, ((size_t)length + 1) * sizeof(*text));
    char *rtf = edit->is_plain ? NULL : selection_as_rtf(edit, range.cpMin, range.cpMax, &size);
    if (rtf) give(rtf_format(), rtf, size + 1);
    HeapFree(GetProcessHeap(), 0, text);
    HeapFree(GetProcessHeap(), 0, rtf);
    CloseClipboard();
    return true;
}

bool can_paste(UINT format)
{
    if (format) return (format == CF_UNICODETEXT || format == CF_TEXT || format == rtf_format()) &&
                       IsClipboardFormatAvailable(format);
    return IsClipboardFormatAvailable(CF_UNICODETEXT) || IsClipboardFormatAvailable(rtf_format());
}

static bool paste_text(struct rich_edit *edit, const WCHAR *data, size_t room)
{
    int length = 0;

    while ((size_t)length < room && data[length]) length++;
    WCHAR *text = HeapAlloc(GetProcessHeap(), 0, ((size_t)length + 1) * sizeof(*text));
    if (!text) return false;
    memcpy(text, data, (size_t)length * sizeof(*text));
    length = unify_line_ends(text, length);
    if (!(GetWindowLongW(edit->window, GWL_STYLE) & ES_MULTILINE)) /* up to the first line's end */
        for (int i = 0; i < length; i++)
            if (text[i] == '\r') length = i;
    bool done = change_text(edit, edit->selection.cpMin, edit->selection.cpMax, text, length, insertion_style(edit),
                            UNDO_PASTE);
    HeapFree(GetProcessHeap(), 0, text);
    return done;
}

bool paste(struct rich_edit *edit, UINT format)
{
    int before = text_length(edit) - (min(edit->selection.cpMax, text_length(edit)) - edit->selection.cpMin);
    bool takes_rtf = !edit->is_plain && (!format || format == rtf_format()), done = false;

    if (!can_paste(format) || !OpenClipboard(edit->window)) return false;
    HGLOBAL memory = takes_rtf ? GetClipboardData(rtf_format()) : NULL;
    bool is_rich = memory != NULL;
    if (!memory) memory = GetClipboardData(CF_UNICODETEXT);
    void *data = memory ? GlobalLock(memory) : NULL;
    size_t size = data ? GlobalSize(memory) : 0;
    if (data && is_rich)
        done = insert_rtf(edit, edit->selection.cpMin, edit->selection.cpMax, data, strnlen(data, size), UNDO_PASTE);
    else if (data) done = paste_text(edit, data, size / sizeof(WCHAR));
    if (data) GlobalUnlock(memory);
    CloseClipboard();
    if (!done) return false;
    int end = edit->selection.cpMin + text_length(edit) - before;
    select_range(edit, end, end, false);
    update_scroll_bars(edit);
    scroll_to_caret(edit);
    notify_change(edit);
    return true;
}
