/* Drawing: line by line into a bitmap, so that nothing flickers. */
#include "rich_edit.h"

static COLORREF background_of(const struct rich_edit *edit)
{
    return edit->has_background ? edit->background : GetSysColor(COLOR_WINDOW);
}

static COLORREF colour_of(const struct rich_edit *edit, const struct char_style *style)
{
    if (style->effects & CFE_LINK) return RGB(0, 0, 255);
    if (!IsWindowEnabled(edit->window)) return GetSysColor(COLOR_GRAYTEXT);
    return style->has_colour ? style->colour : GetSysColor(COLOR_WINDOWTEXT);
}

static void fill(HDC dc, const RECT *area, COLORREF colour)
{
    SetBkColor(dc, colour);
    ExtTextOutW(dc, 0, 0, ETO_OPAQUE, area, NULL, 0, NULL);
}

static void draw_picture(struct rich_edit *edit, HDC dc, const struct char_style *style, int x, int base)
{
    const struct picture *picture = &edit->document.pictures[style->picture - 1];
    int width = to_pixels(edit, picture->width), height = to_pixels(edit, picture->height);
    BITMAP bitmap;
    HDC memory = CreateCompatibleDC(dc);

    GetObjectW(picture->bitmap, sizeof(bitmap), &bitmap);
    HGDIOBJ before = SelectObject(memory, picture->bitmap);
    SetStretchBltMode(dc, HALFTONE);
    StretchBlt(dc, x, base - height, width, height, memory, 0, 0, bitmap.bmWidth, bitmap.bmHeight, SRCCOPY);
    SelectObject(memory, before);
    DeleteDC(memory);
}

struct place { int x, top, bottom, base; };

/* Draws characters of one style, all of them selected or none; returns where they end. */
static int draw_run(struct rich_edit *edit, HDC dc, const struct place *at, int start, int end, bool is_selected)
{
    const struct document *document = &edit->document;
    uint16_t index = document->styles[start];
    const struct char_style *style = &document->char_styles[index];
    const struct line *line = &edit->lines[line_of(edit, start)];
    int right = at->x + x_of(edit, line, end) - x_of(edit, line, start), base = at->base;
    RECT area = {at->x, at->top, right, at->bottom};
    WCHAR c = document->text[start];

    if (is_selected && c < ' ' && right == at->x) area.right = right += 4; /* the end of a paragraph shows */
    if (is_selected) fill(dc, &area, GetSysColor(COLOR_HIGHLIGHT));
    else if (style->has_background) fill(dc, &area, style->background);
    if (style->picture) draw_picture(edit, dc, style, at->x, base);
    if (style->picture || c < ' ') return right;
    base -= to_pixels(edit, style->offset);
    HGDIOBJ before = SelectObject(dc, font_of(edit, index));
    TEXTMETRICW metrics;
    GetTextMetricsW(dc, &metrics);
    if (style->effects & CFE_SUPERSCRIPT) base -= metrics.tmAscent / 2;
    if (style->effects & CFE_SUBSCRIPT) base += metrics.tmAscent / 4;
    SetTextColor(dc, is_selected ? GetSysColor(COLOR_HIGHLIGHTTEXT) : colour_of(edit, style));
    SetBkMode(dc, TRANSPARENT);
    SetTextAlign(dc, TA_BASELINE);
    if (!edit->is_password) {
        ExtTextOutW(dc, at->x, base, 0, NULL, document->text + start, end - start, NULL);
    } else {
        int each = (right - at->x) / (end - start);
        for (int i = 0; i < end - start; i++)
            ExtTextOutW(dc, at->x + i * each, base, 0, NULL, &edit->password, 1, NULL);
    }
    SelectObject(dc, before);
    return right;
}

/* Numbers count the numbered paragraphs directly before. */
static int number_of(const struct document *document, int start)
{
    const struct paragraph_style *style =
        &document->paragraph_styles[document->paragraphs[paragraph_end(document, start) - 1]];
    int number = style->number_start ? style->number_start : 1;

    while (start > 0) {
        const struct paragraph_style *above = &document->paragraph_styles[document->paragraphs[start - 1]];
        if (above->numbering != style->numbering) break;
        number++;
        start = paragraph_start(document, start - 1);
    }
    return number;
}

static void draw_number(struct rich_edit *edit, HDC dc, const struct line *line, int left, int base)
{
    const struct document *document = &edit->document;
    int last = paragraph_end(document, line->start) - 1;
    const struct paragraph_style *style = &document->paragraph_styles[document->paragraphs[last]];
    WCHAR text[16] = L"\x2022";

    if (!style->numbering || (line->start && document->text[line->start - 1] != '\r')) return;
    int number = number_of(document, line->start);
    switch (style->numbering) {
    case PFN_BULLET: break;
    case PFN_LCLETTER: wsprintfW(text, L"%c.", 'a' + (number - 1) % 26); break;
    case PFN_UCLETTER: wsprintfW(text, L"%c.", 'A' + (number - 1) % 26); break;
    default: wsprintfW(text, L"%d.", number);
    }
    HGDIOBJ before = SelectObject(dc, font_of(edit, document->styles[last]));
    SetTextColor(dc, colour_of(edit, &document->char_styles[document->styles[last]]));
    SetBkMode(dc, TRANSPARENT);
    SetTextAlign(dc, TA_BASELINE);
    ExtTextOutW(dc, left + to_pixels(edit, style->first_indent), base, 0, NULL, text, lstrlenW(text), NULL);
    SelectObject(dc, before);
}

static void draw_line(struct rich_edit *edit, HDC dc, const struct line *line, int left, int top)
{
    const struct document *document = &edit->document;
    struct place at = {left + line->x, top, top + line->height, top + line->ascent};
    bool shows = edit->has_focus || (edit->edit_style & ES_NOHIDESEL);
    int first = shows ? edit->selection.cpMin : 0, last = shows ? edit->selection.cpMax : 0;

    draw_number(edit, dc, line, left, at.base);
    for (int start = line->start; start < line->end;) {
        bool is_selected = start >= first && start < last;
        int end = start + 1, limit = is_selected ? last : start < first ? first : line->end;
        bool is_single = document->text[start] < ' ' || document->char_styles[document->styles[start]].picture;
        while (!is_single && end < line->end && end < limit && document->styles[end] == document->styles[start] &&
               document->text[end] >= ' ')
            end++;
        at.x = draw_run(edit, dc, &at, start, end, is_selected);
        start = end;
    }
}

void paint_area(struct rich_edit *edit, HDC dc, const RECT *area)
{
    RECT format = format_area(edit);

    layout_all(edit);
    fill(dc, area, background_of(edit));
    for (int i = 0; i < edit->line_count; i++) {
        const struct line *line = &edit->lines[i];
        int top = format.top + line->y - edit->scroll_y;
        if (top + line->height <= area->top) continue;
        if (top >= area->bottom) break;
        draw_line(edit, dc, line, format.left - edit->scroll_x, top);
    }
}

void paint(struct rich_edit *edit)
{
    PAINTSTRUCT paint;
    HDC dc = BeginPaint(edit->window, &paint);
    int width = paint.rcPaint.right - paint.rcPaint.left, height = paint.rcPaint.bottom - paint.rcPaint.top;
    RECT format = format_area(edit), clip = format;

    if (width > 0 && height > 0) {
        HDC memory = CreateCompatibleDC(dc);
        HBITMAP bitmap = CreateCompatibleBitmap(dc, width, height);
        HGDIOBJ before = SelectObject(memory, bitmap);
        SetViewportOrgEx(memory, -paint.rcPaint.left, -paint.rcPaint.top, NULL);
        fill(memory, &paint.rcPaint, background_of(edit));
        clip.left -= edit->left_margin; /* glyphs may reach a little beyond */
        clip.right += edit->right_margin + 1;
        IntersectClipRect(memory, clip.left, clip.top, clip.right, clip.bottom);
        paint_area(edit, memory, &paint.rcPaint);
        SelectClipRgn(memory, NULL);
        BitBlt(dc, paint.rcPaint.left, paint.rcPaint.top, width, height, memory, paint.rcPaint.left, paint.rcPaint.top,
               SRCCOPY);
        SelectObject(memory, before);
        DeleteObject(bitmap);
        DeleteDC(memory);
    }
    EndPaint(edit->window, &paint);
}
