/* Lines of the document: where they break, how high they are, where each character stands. */
#include "rich_edit.h"

int to_pixels(const struct rich_edit *edit, int twips)
{
    int pixels = MulDiv(twips, edit->dpi, 1440);
    return edit->zoom_denominator ? MulDiv(pixels, edit->zoom_numerator, edit->zoom_denominator) : pixels;
}

RECT format_area(struct rich_edit *edit)
{
    RECT area = edit->format;

    if (IsRectEmpty(&area)) {
        GetClientRect(edit->window, &area);
        InflateRect(&area, -1, -1);
        if (edit->edit_style & ES_SELECTIONBAR) area.left += 8;
    }
    area.left += edit->left_margin;
    area.right -= edit->right_margin;
    if (area.right < area.left) area.right = area.left;
    return area;
}

HFONT font_of(struct rich_edit *edit, uint16_t index)
{
    const struct char_style *style = &edit->document.char_styles[index];
    LOGFONTW font = {0};

    if (edit->document.fonts[index]) return edit->document.fonts[index];
    bool is_small = (style->effects & (CFE_SUBSCRIPT | CFE_SUPERSCRIPT)) != 0;
    font.lfHeight = -to_pixels(edit, is_small ? style->height * 2 / 3 : style->height);
    if (!font.lfHeight) font.lfHeight = -1;
    font.lfWeight = style->weight;
    font.lfItalic = (style->effects & CFE_ITALIC) != 0;
    font.lfUnderline = (style->effects & (CFE_UNDERLINE | CFE_LINK)) != 0;
    font.lfStrikeOut = (style->effects & CFE_STRIKEOUT) != 0;
    font.lfCharSet = style->charset;
    font.lfPitchAndFamily = style->pitch_and_family;
    memcpy(font.lfFaceName, style->face, sizeof(font.lfFaceName));
    font.lfFaceName[LF_FACESIZE - 1] = 0;
    return edit->document.fonts[index] = CreateFontIndirectW(&font);
}

/* --- measuring --- */

/* One past the last character of a run: same style, no tab, terminator or picture among others. */
static int run_end(const struct document *document, int start, int end)
{
    int at = start + 1;

    if (document->text[start] < ' ' || document->char_styles[document->styles[start]].picture) return at;
    while (at < end && document->styles[at] == document->styles[start] && document->text[at] >= ' ') at++;
    return at;
}

static SIZE picture_size(struct rich_edit *edit, uint16_t style)
{
    const struct picture *picture =
        &edit->document.pictures[edit->document.char_styles[style].picture - 1];
    return (SIZE){to_pixels(edit, picture->width), to_pixels(edit, picture->height)};
}

int tab_stop_after(const struct rich_edit *edit, const struct paragraph_style *style, int x)
{
    int usual = to_pixels(edit, 720);

    for (int i = 0; i < style->tab_count; i++) {
        int stop = to_pixels(edit, style->tabs[i] & 0xffffff);
        if (stop > x) return stop;
    }
    return usual > 0 ? (x / usual + 1) * usual : x + 1;
}

/* Widths of the characters [start, end) from x on, cumulated into `ends` (ends[i]: right edge of start + i). */
static void measure(struct rich_edit *edit, HDC dc, const struct paragraph_style *style, int start, int end, int x,
                    int *ends)
{
    const struct document *document = &edit->document;

    for (int at = start; at < end;) {
        int next = run_end(document, at, end), *to = ends + (at - start);
        uint16_t index = document->styles[at];
        WCHAR c = document->text[at];
        if (c == '\t') *to = tab_stop_after(edit, style, x);
        else if (c < ' ') *to = x;
        else if (document->char_styles[index].picture) *to = x + picture_size(edit, index).cx;
        else {
            SIZE size;
            HGDIOBJ before = SelectObject(dc, font_of(edit, index));
            if (edit->is_password) {
                GetTextExtentPoint32W(dc, &edit->password, 1, &size);
                for (int i = 0; i < next - at; i++) to[i] = x + size.cx * (i + 1);
            } else {
                GetTextExtentExPointW(dc, document->text + at, next - at, 0, NULL, to, &size);
                for (int i = 0; i < next - at; i++) to[i] += x;
            }
            SelectObject(dc, before);
        }
        at = next;
        x = ends[at - start - 1];
    }
}

static void take_height(struct rich_edit *edit, HDC dc, uint16_t index, int *ascent, int *descent)
{
    const struct char_style *style = &edit->document.char_styles[index];
    TEXTMETRICW metrics;

    if (style->picture) {
        *ascent = max(*ascent, (int)picture_size(edit, index).cy);
        return;
    }
    HGDIOBJ before = SelectObject(dc, font_of(edit, index));
    GetTextMetricsW(dc, &metrics);
    SelectObject(dc, before);
    int up = to_pixels(edit, style->offset);
    if (style->effects & CFE_SUPERSCRIPT) up += metrics.tmAscent / 2;
    if (style->effects & CFE_SUBSCRIPT) up -= metrics.tmAscent / 4;
    *ascent = max(*ascent, (int)metrics.tmAscent + up);
    *descent = max(*descent, (int)metrics.tmDescent - up);
}

static int spaced_height(const struct rich_edit *edit, const struct paragraph_style *style, int height)
{
    int spacing = to_pixels(edit, style->line_spacing);

    switch (style->line_rule) {
    case 1: return height + height / 2;
    case 2: return height * 2;
    case 3: return max(height, spacing);
    case 4: return spacing > 0 ? spacing : height;
    case 5: return max(1, MulDiv(height, style->line_spacing, 20));
    }
    return height;
}

static void finish_line(struct rich_edit *edit, HDC dc, struct line *line, const struct paragraph_style *style,
                        int room)
{
    const struct document *document = &edit->document;
    int ascent = 0, descent = 0;
    bool is_first = line->start == 0 || document->text[line->start - 1] == '\r';
    bool is_last = document->text[line->end - 1] == '\r';

    for (int at = line->start, next; at < line->end; at = next) {
        for (next = at + 1; next < line->end && document->styles[next] == document->styles[at];) next++;
        take_height(edit, dc, document->styles[at], &ascent, &descent);
    }
    line->height = spaced_height(edit, style, ascent + descent);
    line->ascent = ascent + (line->height - ascent - descent);
    if (is_first && line->start) {
        line->height += to_pixels(edit, style->before);
        line->ascent += to_pixels(edit, style->before);
    }
    if (is_last) line->height += to_pixels(edit, style->after);
    if (style->alignment == PFA_RIGHT) line->x += max(0, room - line->width);
    if (style->alignment == PFA_CENTER) line->x += max(0, room - line->width) / 2;
}

/* --- breaking --- */

static bool may_break_after(const struct document *document, int position)
{
    WCHAR c = document->text[position], next = document->text[position + 1];
    if (c == ' ' || c == '\t') return next != ' ' && next != '\t';
    if (c == '-') return next >= 'A';
    return (c >= 0x2e80 && c <= 0xd7ff) || (next >= 0x2e80 && next <= 0x9fff);
}

/* One past the last character that fits; at least one, so that it goes on. */
static int break_line(const struct document *document, int start, int end, const int *ends, int limit)
{
    int at = start, good = 0;

    while (at < end && (ends[at - start] <= limit || document->text[at] == ' ')) {
        if (document->text[at] == '\v' || document->text[at] == '\r') return at + 1;
        if (at + 1 < end && may_break_after(document, at)) good = at + 1;
        at++;
    }
    if (at >= end || document->text[at] == '\r' || document->text[at] == '\v') return min(at + 1, end);
    if (good) return good;
    return max(at, start + 1);
}

static bool add_line(struct rich_edit *edit, const struct line *line)
{
    if (edit->line_count == edit->line_capacity) {
        int capacity = edit->line_capacity ? edit->line_capacity * 2 : 32;
        struct line *lines = edit->lines ? HeapReAlloc(GetProcessHeap(), 0, edit->lines, capacity * sizeof(*lines))
                                         : HeapAlloc(GetProcessHeap(), 0, capacity * sizeof(*lines));
        if (!lines) return false;
        edit->lines = lines;
        edit->line_capacity = capacity;
    }
    edit->lines[edit->line_count++] = *line;
    return true;
}

/* Adds the lines of the paragraph [start, end); returns the height so far. */
static int layout_paragraph(struct rich_edit *edit, HDC dc, int start, int end, int y)
{
    const struct document *document = &edit->document;
    const struct paragraph_style *style = &document->paragraph_styles[document->paragraphs[end - 1]];
    RECT area = format_area(edit);
    int room = edit->wraps ? area.right - area.left - to_pixels(edit, style->right) - 1 : INT_MAX / 2;
    int *ends = HeapAlloc(GetProcessHeap(), 0, (size_t)(end - start) * sizeof(*ends));
    bool is_first = true;

    if (!ends) return y;
    while (start < end) {
        int indent = to_pixels(edit, style->first_indent + (is_first ? 0 : style->hang));
        if (style->numbering && is_first)
            indent = to_pixels(edit, style->first_indent + max(style->hang, style->number_tab));
        struct line line = {.start = start, .y = y, .x = max(indent, 0)};
        measure(edit, dc, style, start, end, line.x, ends);
        line.end = break_line(document, start, end, ends, max(room, 1));
        int last = line.end - 1; /* spaces at the end do not count */
        while (last > start && (document->text[last] == ' ' || document->text[last] == '\r')) last--;
        line.width = ends[last - start] - line.x;
        finish_line(edit, dc, &line, style, (edit->wraps ? room : area.right - area.left) - line.x);
        edit->width = max(edit->width, line.x + line.width);
        y += line.height;
        if (!add_line(edit, &line)) break;
        start = line.end;
        is_first = false;
    }
    HeapFree(GetProcessHeap(), 0, ends);
    return y;
}

void layout_all(struct rich_edit *edit)
{
    HDC dc;

    if (edit->is_laid_out) return;
    dc = GetDC(edit->window);
    edit->line_count = edit->width = edit->height = 0;
    for (int start = 0; start < edit->document.count;) {
        int end = paragraph_end(&edit->document, start);
        edit->height = layout_paragraph(edit, dc, start, end, edit->height);
        start = end;
    }
    ReleaseDC(edit->window, dc);
    edit->is_laid_out = true;
}

/* Lines of paragraphs that did not change are kept: those before stand, those behind move. */
void layout_change(struct rich_edit *edit, int start, int old_count, int new_count)
{
    struct line *kept;
    int first, last, rest, old_end = start + old_count, moved, y;

    if (!edit->is_laid_out || !edit->line_count) return;
    int from = paragraph_start(&edit->document, start);
    int to = paragraph_end(&edit->document, min(start + new_count, edit->document.count - 1));
    for (first = line_of(edit, from); first > 0 && edit->lines[first].start > from;) first--;
    moved = new_count - old_count;
    for (last = first; last < edit->line_count && edit->lines[last].start < max(to - moved, old_end);) last++;
    rest = edit->line_count - last;
    kept = HeapAlloc(GetProcessHeap(), 0, ((size_t)rest + 1) * sizeof(*kept));
    if (!kept || edit->lines[first].start != from) {
        HeapFree(GetProcessHeap(), 0, kept);
        edit->is_laid_out = false;
        return;
    }
    memcpy(kept, edit->lines + last, (size_t)rest * sizeof(*kept));
    int kept_y = rest ? kept[0].y : 0;
    y = edit->lines[first].y;
    edit->line_count = first;
    HDC dc = GetDC(edit->window);
    while (from < to) {
        int end = paragraph_end(&edit->document, from);
        y = layout_paragraph(edit, dc, from, end, y);
        from = end;
    }
    ReleaseDC(edit->window, dc);
    for (int i = 0; i < rest; i++) {
        kept[i].start += moved;
        kept[i].end += moved;
        kept[i].y += y - kept_y;
        if (!add_line(edit, &kept[i])) break;
    }
    HeapFree(GetProcessHeap(), 0, kept);
    const struct line *end = &edit->lines[edit->line_count - 1];
    edit->height = end->y + end->height;
    if (end->end != edit->document.count) edit->is_laid_out = false;
}

/* --- asking --- */

int line_of(struct rich_edit *edit, int position)
{
    int low = 0, high;

    layout_all(edit);
    high = edit->line_count - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (edit->lines[middle].start <= position) low = middle;
        else high = middle - 1;
    }
    return max(low, 0);
}

/* Right edges of all characters of a line; freed by the caller. */
static int *line_ends(struct rich_edit *edit, const struct line *line)
{
    const struct document *document = &edit->document;
    int last = paragraph_end(document, line->start) - 1;
    int *ends = HeapAlloc(GetProcessHeap(), 0, (size_t)(line->end - line->start) * sizeof(*ends));

    if (!ends) return NULL;
    HDC dc = GetDC(edit->window);
    measure(edit, dc, &document->paragraph_styles[document->paragraphs[last]], line->start, line->end, line->x, ends);
    ReleaseDC(edit->window, dc);
    return ends;
}

int x_of(struct rich_edit *edit, const struct line *line, int position)
{
    int x = line->x, *ends;

    if (position <= line->start || !(ends = line_ends(edit, line))) return x;
    x = ends[min(position, line->end) - line->start - 1];
    HeapFree(GetProcessHeap(), 0, ends);
    return x;
}

int position_at(struct rich_edit *edit, int x, int y, bool *is_exact)
{
    int index = 0, *ends, position;

    layout_all(edit);
    while (index + 1 < edit->line_count && edit->lines[index + 1].y <= y) index++;
    const struct line *line = &edit->lines[index];
    int last = line->end - 1; /* the terminator, or the character before which the line breaks */
    WCHAR c = edit->document.text[last];
    if (c != '\r' && c != '\v') last = line->end - (index + 1 < edit->line_count && c == ' ' ? 1 : 0);
    if (!(ends = line_ends(edit, line))) return line->start;
    for (position = line->start; position < last; position++) {
        int left = position > line->start ? ends[position - line->start - 1] : line->x;
        int right = ends[position - line->start];
        if (x < (is_exact ? right : (left + right) / 2)) break;
    }
    if (is_exact) *is_exact = position < last && x >= line->x && y >= line->y && y < line->y + line->height;
    HeapFree(GetProcessHeap(), 0, ends);
    return position;
}
