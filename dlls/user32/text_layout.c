#include "text_layout.h"

#define LINE_END L'\n' /* of the given text's CR, LF and CR LF */

static BOOL ends_line(const struct text_layout *layout, WCHAR character)
{
    return (character == '\r' || character == '\n') && !(layout->flags & DT_SINGLELINE);
}

BOOL text_layout_begin(struct text_layout *layout, HDC dc, LPCWSTR text, UINT length, UINT flags, int tab_width)
{
    *layout = (struct text_layout){.dc = dc, .flags = flags, .tab_width = tab_width, .length = length};
    layout->characters = heap_allocate((length + 1) * sizeof(WCHAR));
    layout->sources = heap_allocate((length + 1) * sizeof(UINT));
    if (!layout->characters || !layout->sources) {
        text_layout_end(layout);
        return FALSE;
    }
    for (UINT i = 0, mark = 0; i < length; i++) {
        WCHAR character = text[i];
        if (character == '&' && !(flags & DT_NOPREFIX) && !mark && i + 1 < length) {
            mark = TEXT_MARKED;
            continue;
        }
        if (character == '&') mark = 0; /* two are one, without underline */
        if (ends_line(layout, character)) {
            if (character == '\r' && i + 1 < length && text[i + 1] == '\n') i++;
            character = LINE_END;
        }
        layout->characters[layout->count] = character;
        layout->sources[layout->count++] = i | mark;
        mark = 0;
    }
    return TRUE;
}

void text_layout_end(struct text_layout *layout)
{
    heap_free(layout->characters);
    heap_free(layout->sources);
}

static UINT until_tab(const struct text_layout *layout, const WCHAR *characters, UINT count)
{
    UINT i = 0;
    if (!(layout->flags & DT_EXPANDTABS)) return count;
    while (i < count && characters[i] != '\t') i++;
    return i;
}

static int after_tab(const struct text_layout *layout, int width)
{
    return (width / layout->tab_width + 1) * layout->tab_width;
}

int text_width(const struct text_layout *layout, const WCHAR *characters, UINT count)
{
    int width = 0;
    while (count) {
        UINT piece = until_tab(layout, characters, count);
        SIZE size = {0, 0};
        if (piece) GetTextExtentPoint32W(layout->dc, characters, (int)piece, &size);
        width += size.cx;
        if (piece == count) break;
        width = after_tab(layout, width);
        characters += piece + 1;
        count -= piece + 1;
    }
    return width;
}

UINT text_fit(const struct text_layout *layout, const WCHAR *characters, UINT count, int width)
{
    UINT done = 0;
    int used = 0;
    while (done < count) {
        UINT piece = until_tab(layout, characters + done, count - done);
        SIZE size = {0, 0};
        int fits = 0;
        if (piece &&
            !GetTextExtentExPointW(layout->dc, characters + done, (int)piece, max(width - used, 0), &fits, NULL, &size))
            return count;
        if (piece && (UINT)fits < piece) return done + (UINT)fits;
        done += piece;
        used += size.cx;
        if (done == count) break;
        used = after_tab(layout, used);
        if (used > width) return done;
        done++;
    }
    return count;
}

static BOOL is_blank(WCHAR character) { return character == ' ' || character == '\t'; }

/* The end of a line that is too long: after the last blank within what fits (a word whose blank does not fit goes to
 * the next line), else after the first word, or where DT_EDITCONTROL wants it. */
static UINT word_break(const struct text_layout *layout, const WCHAR *characters, UINT count, UINT fits)
{
    UINT end = fits;
    while (end && !is_blank(characters[end - 1])) end--;
    if (end) return end;
    if (layout->flags & DT_EDITCONTROL) return max(fits, 1);
    for (end = fits; end < count && !is_blank(characters[end]);) end++;
    return end;
}

struct text_line text_layout_line(const struct text_layout *layout, UINT first, int width)
{
    const WCHAR *characters = layout->characters + first;
    UINT left = layout->count - first, count = 0;
    if (layout->flags & DT_SINGLELINE) return (struct text_line){first, left, layout->count, TRUE};
    while (count < left && characters[count] != LINE_END) count++;
    struct text_line line = {first, count, first + count + 1,
                             count + 1 >= left}; /* what ends the last line makes no other one */
    if (line.is_last) line.next = layout->count;
    if (!(layout->flags & DT_WORDBREAK)) return line;
    UINT fits = text_fit(layout, characters, count, width);
    if (fits >= count) return line;
    UINT end = word_break(layout, characters, count, fits), next = end;
    if (end >= count) return line;
    while (next < count && is_blank(characters[next])) next++;
    if (next == count && !(layout->flags & DT_EDITCONTROL)) { /* only blanks are left: they hang over the edge */
        line.count = end;
        return line;
    }
    if (layout->flags & DT_EDITCONTROL) next = max(end, 1); /* an edit control shows them */
    UINT shown = max(
        end,
        min(next, fits)); /* blanks belong to the line if they fit; the last one does not count where it is centred */
    if ((layout->flags & (DT_CENTER | DT_RIGHT)) && shown && is_blank(characters[shown - 1])) shown--;
    return (struct text_line){first, shown, first + next, FALSE};
}

/* The end of a path is kept: its last part with the separator, if there is one. */
static UINT shorten_path(const struct text_layout *layout, const WCHAR *characters, UINT count, int width,
                         WCHAR *buffer)
{
    UINT tail = count;
    while (tail && characters[tail - 1] != '\\' && characters[tail - 1] != '/') tail--;
    if (tail) tail--;
    int dots = text_width(layout, L"...", 3), tail_width = text_width(layout, characters + tail, count - tail);
    UINT head = tail ? text_fit(layout, characters, tail, max(width - dots - tail_width, 0)) : 0;
    memcpy(buffer, characters, head * sizeof(WCHAR));
    memcpy(buffer + head, L"...", 3 * sizeof(WCHAR));
    memcpy(buffer + head + 3, characters + tail, (count - tail) * sizeof(WCHAR));
    return head + 3 + count - tail;
}

static UINT shorten_end(const struct text_layout *layout, const WCHAR *characters, UINT count, int width, WCHAR *buffer)
{
    int dots = text_width(layout, L"...", 3);
    UINT head = text_fit(layout, characters, count, max(width - dots, 0));
    if (!head && count) head = 1; /* Windows shows one character at least */
    memmove(buffer, characters, head * sizeof(WCHAR));
    memcpy(buffer + head, L"...", 3 * sizeof(WCHAR));
    return head + 3;
}

UINT text_shorten(const struct text_layout *layout, const WCHAR *characters, UINT count, int width, WCHAR *buffer)
{
    if (layout->flags & DT_PATH_ELLIPSIS) count = shorten_path(layout, characters, count, width, buffer);
    else if (layout->flags & (DT_END_ELLIPSIS | DT_WORD_ELLIPSIS))
        return shorten_end(layout, characters, count, width, buffer);
    if (!(layout->flags & (DT_END_ELLIPSIS | DT_WORD_ELLIPSIS)) || text_width(layout, buffer, count) <= width)
        return count;
    return shorten_end(layout, buffer, count, width, buffer);
}
