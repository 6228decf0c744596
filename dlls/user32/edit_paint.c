/* Drawing of an edit control: only the lines that are to be painted, each stretch of equal colours with one ExtTextOut.
 */
#include "edit.h"

#define RUN_UNITS 256

struct canvas { HDC dc; HBRUSH brush; RECT clip; COLORREF text, background; int mode; BOOL shows_selection; };
struct run { WCHAR units[RUN_UNITS]; int widths[RUN_UNITS]; UINT count; int x, end; BOOL is_selected; };

/* --- invalidation --- */

void edit_invalidate(struct edit *edit) { InvalidateRect(edit->window, NULL, TRUE); }

void edit_invalidate_lines(struct edit *edit, UINT first, UINT end)
{
    RECT area;
    GetClientRect(edit->window, &area);
    first = max(first, edit->first_line);
    UINT last = edit->first_line + edit_visible_lines(edit);
    if (first >= end || first >= last) return;
    area.top = edit_y_of(edit, first);
    if (end < last) area.bottom = edit_y_of(edit, end);
    InvalidateRect(edit->window, &area, TRUE);
}

void edit_invalidate_positions(struct edit *edit, UINT start, UINT end)
{
    if (start >= end) return;
    UINT first = edit_line_of(edit, start), last = edit_line_of(edit, end);
    if (first < last || last < edit->first_line || first >= edit->first_line + edit_visible_lines(edit)) {
        edit_invalidate_lines(edit, first, last + 1);
        return;
    }
    RECT area = {edit_x_of(edit, first, start), edit_y_of(edit, first), edit_x_of(edit, first, end), 0};
    area.bottom = area.top + edit->line_height;
    if (IntersectRect(&area, &area, &edit->format)) InvalidateRect(edit->window, &area, TRUE);
}

/* --- lines --- */

static BOOL is_selected(const struct edit *edit, const struct canvas *canvas, UINT position)
{
    return canvas->shows_selection && position >= edit_selection_start(edit) && position < edit_selection_end(edit);
}

static void flush_run(const struct edit *edit, const struct canvas *canvas, struct run *run, int y)
{
    RECT area = {run->x, y, run->end, y + edit->line_height};
    if (run->end > run->x || run->count) {
        if (run->is_selected) {
            SetTextColor(canvas->dc, GetSysColor(COLOR_HIGHLIGHTTEXT));
            SetBkColor(canvas->dc, GetSysColor(COLOR_HIGHLIGHT));
            SetBkMode(canvas->dc, OPAQUE);
        }
        if (run->count || run->is_selected)
            ExtTextOutW(canvas->dc, run->x, y, run->is_selected ? ETO_OPAQUE : 0, &area, run->units, run->count,
                        run->widths);
        if (run->is_selected) {
            SetTextColor(canvas->dc, canvas->text);
            SetBkColor(canvas->dc, canvas->background);
            SetBkMode(canvas->dc, canvas->mode);
        }
    }
    run->count = 0;
    run->x = run->end;
}

static void draw_line(struct edit *edit, const struct canvas *canvas, UINT line, int y)
{
    int left = edit_line_left(edit, line), x = 0;
    UINT end = edit_line_end(edit, line);
    struct run run = {.x = left, .end = left};

    for (UINT i = edit->lines[line].start; i < end && left + x < canvas->clip.right; i++) {
        int advance = edit_advance(edit, i, x);
        BOOL selected = is_selected(edit, canvas, i), is_tab = edit_at(edit, i) == '\t' && !edit->password;
        x += advance;
        if (left + x < canvas->clip.left - edit->line_height) { /* glyphs may reach out of their cells a little */
            run.x = run.end = left + x;
            continue;
        }
        if (selected != run.is_selected || is_tab || run.count == RUN_UNITS) flush_run(edit, canvas, &run, y);
        run.is_selected = selected;
        run.end = left + x;
        if (is_tab) {
            flush_run(edit, canvas, &run, y);
            continue;
        }
        run.units[run.count] = edit->password ? edit->password : edit_at(edit, i);
        run.widths[run.count++] = advance;
    }
    flush_run(edit, canvas, &run, y);
}

static BOOL shows_cue(const struct edit *edit)
{
    return edit->cue && edit->cue[0] && !edit_length(edit) && (!edit->has_focus || edit->cue_with_focus);
}

static void draw_cue(struct edit *edit, const struct canvas *canvas)
{
    DWORD style = user_style(edit->window);
    RECT area = edit->format;
    UINT align = style & ES_CENTER ? DT_CENTER : style & ES_RIGHT ? DT_RIGHT : DT_LEFT;
    SetTextColor(canvas->dc, GetSysColor(COLOR_GRAYTEXT));
    DrawTextW(canvas->dc, edit->cue, -1, &area, align | DT_SINGLELINE | DT_NOPREFIX | DT_TOP);
}

static void draw_text(struct edit *edit, const struct canvas *canvas)
{
    UINT first = edit_line_at(edit, max(canvas->clip.top, edit->format.top));
    UINT end = min(edit->first_line + edit_visible_lines(edit), edit->line_count);
    if (shows_cue(edit)) {
        draw_cue(edit, canvas);
        return;
    }
    for (UINT line = max(first, edit->first_line); line < end; line++) {
        int y = edit_y_of(edit, line);
        if (y >= canvas->clip.bottom) break;
        draw_line(edit, canvas, line, y);
    }
}

static HBRUSH ask_colors(struct edit *edit, HDC dc)
{
    DWORD style = user_style(edit->window);
    BOOL is_still = style & (ES_READONLY | WS_DISABLED);
    if (!is_still) return control_brush(edit->window, dc, WM_CTLCOLOREDIT);
    HBRUSH brush = control_brush(edit->window, dc, WM_CTLCOLORSTATIC);
    if (style & WS_DISABLED && GetTextColor(dc) == GetSysColor(COLOR_WINDOWTEXT))
        SetTextColor(dc, GetSysColor(COLOR_GRAYTEXT));
    return brush;
}

static void draw(struct edit *edit, HDC dc)
{
    struct canvas canvas = {.dc = dc};
    RECT client;
    HFONT old = control_select_font(dc, edit->font);
    canvas.brush = ask_colors(edit, dc);
    if (edit->is_gone) return;
    canvas.text = GetTextColor(dc);
    canvas.background = GetBkColor(dc);
    canvas.mode = GetBkMode(dc);
    canvas.shows_selection = edit->has_focus || user_style(edit->window) & ES_NOHIDESEL;
    GetClientRect(edit->window, &client);
    FillRect(dc, &client, canvas.brush);
    int saved = SaveDC(dc);
    RECT area = edit->format;
    if (edit->is_multiline) area.bottom = area.top + (int)edit_visible_lines(edit) * edit->line_height;
    IntersectClipRect(dc, area.left, area.top, area.right, area.bottom);
    if (GetClipBox(dc, &canvas.clip) > NULLREGION) draw_text(edit, &canvas);
    RestoreDC(dc, saved);
    SelectObject(dc, old);
}

void edit_paint(struct edit *edit, HDC dc)
{
    PAINTSTRUCT paint;
    if (dc) {
        draw(edit, dc);
        return;
    }
    if (!BeginPaint(edit->window, &paint)) return;
    draw(edit, paint.hdc);
    EndPaint(edit->window, &paint);
}
