/* Where the lines of an edit control begin. Lines are kept in an array of their starts. After a change only the lines
 * from the changed one on are laid out, until one begins where an old one did; the starts of the rest are moved. */
#include "edit.h"

#define FIRST_LINES 16u

static int wrap_width(const struct edit *edit) { return max(edit->format.right - edit->format.left, 1); }

/* Scripts that are written without spaces: lines break between any two of their characters. */
static BOOL breaks_anywhere(WCHAR character)
{
    return (character >= 0x3040 && character < 0xa000) || (character >= 0xac00 && character < 0xd800) ||
           (character >= 0xf900 && character < 0xfb00);
}

/* The program's own procedure says where the word begins that does not fit any more. */
static UINT asked_break(struct edit *edit, UINT start, UINT position)
{
    UINT count = min(edit_length(edit), position + 64) - start;
    const WCHAR *text = edit_span(edit, start, count);
    int word = edit->word_break((LPWSTR)text, (int)(position - start), (int)count, WB_LEFT);
    return word > 0 && (UINT)word <= position - start ? start + (UINT)word : position;
}

/* Lays out the line that begins at `start`; returns where the next one does. */
static UINT lay_line(struct edit *edit, UINT start, struct edit_line *line)
{
    UINT length = edit_length(edit), word = start;
    int x = 0, word_x = 0, limit = wrap_width(edit);
    BOOL after_space = FALSE;

    line->start = start;
    for (UINT position = start; position < length; position++) {
        WCHAR character = edit_at(edit, position);
        UINT ending = character == '\r' && edit->is_multiline ? edit_break_at(edit, position) : 0;
        if (ending) {
            line->ending = ending;
            line->width = x;
            return position + ending;
        }
        int advance = edit_advance(edit, position, x);
        BOOL is_space = character == ' ' || character == '\t';
        if (edit->wraps && (after_space || breaks_anywhere(character)) && !is_space) word = position, word_x = x;
        if (edit->wraps && x + advance > limit && position > start && !is_space &&
            !edit_is_low_surrogate(edit, position)) {
            UINT next = edit->word_break ? asked_break(edit, start, position) : word > start ? word : position;
            line->ending = BREAK_WRAP;
            line->width = min(next == word && word > start ? word_x : x, limit);
            return next;
        }
        x += advance;
        after_space = is_space || breaks_anywhere(character);
    }
    line->ending = BREAK_END;
    line->width = edit->wraps ? min(x, limit) : x;
    return length;
}

static BOOL reserve(struct edit_line **lines, UINT *capacity, UINT count)
{
    if (count <= *capacity) return TRUE;
    UINT wanted = max(FIRST_LINES, count + count / 2);
    struct edit_line *larger = heap_allocate((SIZE_T)wanted * sizeof(**lines));
    if (!larger) return FALSE;
    if (*capacity) memcpy(larger, *lines, (SIZE_T)*capacity * sizeof(**lines));
    heap_free(*lines);
    *lines = larger;
    *capacity = wanted;
    return TRUE;
}

void edit_lay_out(struct edit *edit)
{
    UINT next = 0;
    edit->line_count = 0;
    edit->widest = EDIT_UNKNOWN_WIDTH;
    do {
        if (!reserve(&edit->lines, &edit->line_capacity, edit->line_count + 1)) break;
        next = lay_line(edit, next, &edit->lines[edit->line_count]);
    } while (edit->lines[edit->line_count++].ending != BREAK_END);
}

/* Puts the new lines in place of old ones and moves the starts after them. */
static BOOL exchange(struct edit *edit, const struct edit_lines_changed *changed, const struct edit_line *fresh,
                     UINT shift)
{
    UINT rest = edit->line_count - changed->first - changed->old_count,
         count = edit->line_count - changed->old_count + changed->new_count;
    if (!reserve(&edit->lines, &edit->line_capacity, count)) return FALSE;
    struct edit_line *place = edit->lines + changed->first, *after = place + changed->new_count;
    memmove(after, place + changed->old_count, rest * sizeof(*place));
    memcpy(place, fresh, changed->new_count * sizeof(*place));
    for (UINT i = 0; i < rest && shift; i++) after[i].start += shift;
    edit->line_count = count;
    return TRUE;
}

static BOOL holds_widest(const struct edit *edit, const struct edit_lines_changed *changed)
{
    for (UINT i = 0; i < changed->old_count; i++)
        if (edit->lines[changed->first + i].width >= edit->widest) return TRUE;
    return FALSE;
}

void edit_lines_update(struct edit *edit, UINT start, UINT removed, UINT inserted, struct edit_lines_changed *changed)
{
    UINT shift = inserted - removed, capacity = 0, count = 0;
    struct edit_line *fresh = NULL;
    UINT first = edit_line_of(edit, start), old = first;
    if (first && edit->lines[first - 1].ending == BREAK_WRAP) old = --first; /* a word may fit there now */
    UINT next = edit->lines[first].start;

    for (;;) {
        while (old < edit->line_count &&
               (edit->lines[old].start < start + removed || edit->lines[old].start + shift < next))
            old++;
        BOOL meets =
            count && old < edit->line_count && edit->lines[old].start + shift == next && next >= start + inserted;
        if (meets && fresh[count - 1].ending != BREAK_END) break;
        if (count && fresh[count - 1].ending == BREAK_END) {
            old = edit->line_count;
            break;
        }
        if (!reserve(&fresh, &capacity, count + 1)) break;
        next = lay_line(edit, next, &fresh[count++]);
    }
    *changed = (struct edit_lines_changed){first, old - first, count};
    if (edit->widest != EDIT_UNKNOWN_WIDTH && holds_widest(edit, changed)) edit->widest = EDIT_UNKNOWN_WIDTH;
    for (UINT i = 0; i < count && edit->widest != EDIT_UNKNOWN_WIDTH; i++)
        edit->widest = max(edit->widest, fresh[i].width);
    if (!exchange(edit, changed, fresh, shift)) {
        edit_lay_out(edit);
        *changed = (struct edit_lines_changed){0, 0, edit->line_count};
    }
    heap_free(fresh);
}

UINT edit_line_of(const struct edit *edit, UINT position)
{
    UINT low = 0, high = edit->line_count;
    while (high - low > 1) {
        UINT middle = low + (high - low) / 2;
        if (edit->lines[middle].start <= position) low = middle;
        else high = middle;
    }
    return low;
}

UINT edit_line_end(const struct edit *edit, UINT line)
{
    if (line + 1 >= edit->line_count) return edit_length(edit);
    return edit->lines[line + 1].start - edit->lines[line].ending;
}

UINT edit_line_length(const struct edit *edit, UINT line)
{
    return edit_line_end(edit, line) - edit->lines[line].start;
}

int edit_widest(struct edit *edit)
{
    if (edit->widest != EDIT_UNKNOWN_WIDTH) return edit->widest;
    edit->widest = 0;
    for (UINT line = 0; line < edit->line_count; line++) edit->widest = max(edit->widest, edit->lines[line].width);
    return edit->widest;
}
