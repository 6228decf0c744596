/* The text of an edit control: a gap buffer, so that typing moves only what lies between two places of change. */
#include "edit.h"

#define GAP_AT_LEAST 64u

static void move_gap(struct edit *edit, UINT position)
{
    WCHAR *after = edit->units + edit->gap + edit->gap_size;
    if (position < edit->gap) {
        UINT count = edit->gap - position;
        memmove(after - count, edit->units + position, count * sizeof(WCHAR));
    } else {
        memmove(edit->units + edit->gap, after, (position - edit->gap) * sizeof(WCHAR));
    }
    edit->gap = position;
}

static BOOL grow_gap(struct edit *edit, UINT needed)
{
    UINT length = edit_length(edit);
    UINT64 gap_size = (UINT64)needed + max(GAP_AT_LEAST, (UINT64)(length + needed) / 2);
    if (length + gap_size > 0x7fffffffu / sizeof(WCHAR)) return FALSE;
    WCHAR *units = heap_allocate((SIZE_T)(length + gap_size) * sizeof(WCHAR));
    if (!units) return FALSE;
    edit_copy(edit, 0, length, units);
    heap_free(edit->units);
    edit->units = units;
    edit->gap = length;
    edit->gap_size = (UINT)gap_size;
    edit->capacity = length + (UINT)gap_size;
    return TRUE;
}

BOOL edit_splice(struct edit *edit, UINT start, UINT removed, const WCHAR *inserted, UINT count)
{
    if (count > removed && count - removed > edit->gap_size && !grow_gap(edit, count - removed)) return FALSE;
    move_gap(edit, start);
    edit->gap_size += removed;
    memcpy(edit->units + start, inserted, count * sizeof(WCHAR));
    edit->gap += count;
    edit->gap_size -= count;
    return TRUE;
}

void edit_copy(const struct edit *edit, UINT start, UINT count, WCHAR *out)
{
    UINT before = start < edit->gap ? min(count, edit->gap - start) : 0;
    if (before) memcpy(out, edit->units + start, before * sizeof(WCHAR));
    if (count > before)
        memcpy(out + before, edit->units + start + before + edit->gap_size, (count - before) * sizeof(WCHAR));
}

const WCHAR *edit_span(struct edit *edit, UINT start, UINT count)
{
    if (start < edit->gap && start + count > edit->gap)
        move_gap(edit, edit->gap - start < start + count - edit->gap ? start : start + count);
    return edit->units + (start < edit->gap ? start : start + edit->gap_size);
}

/* --- characters --- */

UINT edit_break_at(const struct edit *edit, UINT position)
{
    UINT length = edit_length(edit);
    if (position + 1 >= length || edit_at(edit, position) != '\r') return 0;
    if (edit_at(edit, position + 1) == '\n') return BREAK_HARD;
    return position + 2 < length && edit_at(edit, position + 1) == '\r' && edit_at(edit, position + 2) == '\n'
               ? BREAK_SOFT
               : 0;
}

UINT edit_next(const struct edit *edit, UINT position)
{
    UINT length = edit_length(edit);
    if (position >= length) return length;
    UINT breaks = edit->is_multiline ? edit_break_at(edit, position) : 0;
    if (breaks) return position + breaks;
    return position + (edit_is_low_surrogate(edit, position + 1) ? 2 : 1);
}

UINT edit_previous(const struct edit *edit, UINT position)
{
    if (!position) return 0;
    if (edit->is_multiline && position >= 2) {
        if (position >= 3 && edit_break_at(edit, position - 3) == BREAK_SOFT) return position - 3;
        if (edit_break_at(edit, position - 2) == BREAK_HARD) return position - 2;
    }
    return position - (edit_is_low_surrogate(edit, position - 1) ? 2 : 1);
}

/* --- the whole text --- */

static BOOL shows_soft_breaks(const struct edit *edit) { return edit->soft_breaks && edit->is_multiline; }

UINT edit_text_length(const struct edit *edit)
{
    UINT length = edit_length(edit);
    for (UINT line = 0; shows_soft_breaks(edit) && line < edit->line_count; line++)
        if (edit->lines[line].ending == BREAK_WRAP) length += BREAK_SOFT;
    return length;
}

UINT edit_text(const struct edit *edit, WCHAR *out, UINT capacity)
{
    static const WCHAR soft_break[] = {'\r', '\r', '\n'};
    UINT length = edit_length(edit), written = 0;
    if (!capacity) return 0;
    capacity--;
    if (!shows_soft_breaks(edit)) {
        written = min(length, capacity);
        edit_copy(edit, 0, written, out);
    }
    for (UINT line = 0; shows_soft_breaks(edit) && line < edit->line_count; line++) {
        UINT start = edit->lines[line].start, end = line + 1 < edit->line_count ? edit->lines[line + 1].start : length;
        UINT count = min(end - start, capacity - written);
        edit_copy(edit, start, count, out + written);
        written += count;
        if (edit->lines[line].ending != BREAK_WRAP) continue;
        count = min(BREAK_SOFT, capacity - written);
        memcpy(out + written, soft_break, count * sizeof(WCHAR));
        written += count;
    }
    out[written] = 0;
    return written;
}
