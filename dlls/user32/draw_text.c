/* DrawText and DrawTextEx: text in a rectangle. Lines come from text_layout.c. */
#include "drawing.h"
#include "text_layout.h"

#define DEFAULT_TAB_CHARACTERS 8

struct drawing {
    struct text_layout layout;
    TEXTMETRICW metrics;
    RECT area;             /* between the margins */
    int line_height, widest;
    BOOL draws, clips;
    WCHAR *shortened;      /* the last line that got dots, for DT_MODIFYSTRING */
    UINT shortened_count;
};

/* Below the last marked character of the line. */
static void draw_underline(const struct drawing *drawing, const struct text_line *line, UINT shown, int x, int y)
{
    const struct text_layout *layout = &drawing->layout;
    UINT mark = line->count;
    while (mark && !(layout->sources[line->first + mark - 1] & TEXT_MARKED)) mark--;
    if (!mark || mark > shown) return;
    const WCHAR *characters = layout->characters + line->first;
    int left = text_width(layout, characters, mark - 1), right = text_width(layout, characters, mark);
    int top = y + drawing->metrics.tmAscent + 1;
    RECT box = {x + left, top, x + right, top + 1};
    if (drawing->clips && !IntersectRect(&box, &box, &drawing->area)) return;
    COLORREF old_color = SetDCBrushColor(layout->dc, GetTextColor(layout->dc));
    fill_box(layout->dc, box.left, box.top, box.right - box.left, box.bottom - box.top, GetStockObject(DC_BRUSH));
    SetDCBrushColor(layout->dc, old_color);
}

static void draw_characters(const struct drawing *drawing, const WCHAR *characters, UINT count, int x, int y)
{
    const struct text_layout *layout = &drawing->layout;
    int from = 0;
    while (count) {
        UINT piece = 0;
        while (piece < count && !(characters[piece] == '\t' && (layout->flags & DT_EXPANDTABS))) piece++;
        if (piece)
            ExtTextOutW(layout->dc, x + from, y, drawing->clips ? ETO_CLIPPED : 0, &drawing->area, characters, piece,
                        NULL);
        if (piece == count) return;
        from =
            (from + text_width(layout, characters, piece)) / layout->tab_width * layout->tab_width + layout->tab_width;
        characters += piece + 1;
        count -= piece + 1;
    }
}

/* Draws or measures one line; `is_last`: none will follow, so that the end of the text shows dots if it is cut off. */
static void put_line(struct drawing *drawing, const struct text_line *line, int y, BOOL is_last)
{
    const struct text_layout *layout = &drawing->layout;
    const WCHAR *characters = layout->characters + line->first;
    UINT count = line->count, flags = layout->flags;
    int available = drawing->area.right - drawing->area.left, width = text_width(layout, characters, count);
    BOOL cut = is_last && !line->is_last && (flags & DT_END_ELLIPSIS);
    BOOL shorten = width > available &&
                   ((flags & (DT_PATH_ELLIPSIS | DT_WORD_ELLIPSIS)) || ((flags & DT_END_ELLIPSIS) && is_last));
    if (shorten || cut) {
        WCHAR *buffer = heap_allocate((count + 4) * sizeof(WCHAR));
        if (buffer) {
            count = text_shorten(layout, characters, count, available, buffer);
            width = text_width(layout, buffer, count);
            heap_free(drawing->shortened);
            characters = drawing->shortened = buffer;
            drawing->shortened_count = count;
        }
    }
    drawing->widest = max(drawing->widest, width);
    if (!drawing->draws) return;
    int x = drawing->area.left;
    if (flags & DT_CENTER) x += (available - width) / 2;
    else if (flags & DT_RIGHT) x += available - width;
    if (!(flags & DT_PREFIXONLY)) draw_characters(drawing, characters, count, x, y);
    if (!(flags & (DT_NOPREFIX | DT_HIDEPREFIX)))
        draw_underline(drawing, line, shorten || cut ? count - 3 : count, x, y);
}

/* All lines; returns the height. */
static int put_lines(struct drawing *drawing, UINT *drawn)
{
    const struct text_layout *layout = &drawing->layout;
    int y = drawing->area.top, width = drawing->area.right - drawing->area.left;
    struct text_line line = {0};
    do {
        line = text_layout_line(layout, line.next, width);
        int next = y + drawing->line_height;
        int last_end = layout->flags & DT_EDITCONTROL ? next + drawing->line_height - 1
                                                      : next; /* edit controls show whole lines only */
        BOOL last_to_fit = drawing->clips && last_end > drawing->area.bottom;
        put_line(drawing, &line, y, line.is_last || last_to_fit);
        y = next;
        *drawn = line.next;
        if (last_to_fit) break;
    } while (!line.is_last);
    return y - drawing->area.top;
}

/* Where the only line of a DT_SINGLELINE text goes. */
static int single_line_offset(const struct drawing *drawing)
{
    int room = drawing->area.bottom - drawing->area.top - drawing->line_height;
    if (drawing->layout.flags & DT_VCENTER) return room / 2;
    return drawing->layout.flags & DT_BOTTOM ? room : 0;
}

static void give_shortened(const struct drawing *drawing, WCHAR *text)
{
    if (!drawing->shortened) return;
    memcpy(text, drawing->shortened, drawing->shortened_count * sizeof(WCHAR));
    text[drawing->shortened_count] = 0;
}

static int draw(struct drawing *drawing, RECT *rectangle, UINT flags, LPDRAWTEXTPARAMS parameters)
{
    int offset = 0, height;
    UINT drawn = 0;
    if (flags & DT_SINGLELINE) offset = single_line_offset(drawing);
    if (offset) {
        struct text_line line = text_layout_line(&drawing->layout, 0, 0);
        put_line(drawing, &line, drawing->area.top + offset, TRUE);
        drawn = line.next;
        height = offset + drawing->line_height;
    } else {
        height = put_lines(drawing, &drawn);
    }
    const struct text_layout *layout = &drawing->layout;
    if (parameters)
        parameters->uiLengthDrawn = drawn < layout->count ? layout->sources[drawn] & ~TEXT_MARKED : layout->length;
    if (flags & DT_CALCRECT) {
        rectangle->right =
            rectangle->left + drawing->widest + (parameters ? (parameters->iLeftMargin + parameters->iRightMargin) : 0);
        rectangle->bottom = rectangle->top + height;
    }
    return height;
}

int WINAPI DrawTextExW(HDC dc, LPWSTR text, int count, LPRECT rectangle, UINT flags, LPDRAWTEXTPARAMS parameters)
{
    int tab_characters = DEFAULT_TAB_CHARACTERS;
    if (!text || !rectangle) return 0;
    if (flags & DT_TABSTOP) { /* the second byte is the distance then, no flags */
        tab_characters = parameters ? parameters->iTabLength : (int)(flags >> 8 & 0xff);
        if (!parameters) flags &= ~0xff00u;
    }
    struct drawing drawing = {.draws = !(flags & DT_CALCRECT), .clips = !(flags & (DT_CALCRECT | DT_NOCLIP))};
    if (parameters && parameters->cbSize != sizeof(*parameters)) return set_user_error(ERROR_INVALID_PARAMETER);
    if (parameters) parameters->uiLengthDrawn = 0;
    UINT length = count < 0 ? (UINT)wcslen(text) : (UINT)count;
    if (!GetTextMetricsW(dc, &drawing.metrics)) return 0;
    drawing.line_height =
        drawing.metrics.tmHeight + (flags & DT_EXTERNALLEADING ? drawing.metrics.tmExternalLeading : 0);
    drawing.area = *rectangle;
    if (parameters) {
        drawing.area.left += parameters->iLeftMargin;
        drawing.area.right -= parameters->iRightMargin;
    }
    if (!length) {
        if (flags & DT_CALCRECT)
            rectangle->right = rectangle->left,
            rectangle->bottom = rectangle->top + (flags & DT_SINGLELINE ? drawing.line_height : 0);
        return drawing.line_height;
    }
    if (!text_layout_begin(&drawing.layout, dc, text, length, flags,
                           max(tab_characters * drawing.metrics.tmAveCharWidth, 1)))
        return 0;
    int height = draw(&drawing, rectangle, flags, parameters);
    if (flags & DT_MODIFYSTRING) give_shortened(&drawing, text);
    heap_free(drawing.shortened);
    text_layout_end(&drawing.layout);
    return height;
}

int WINAPI DrawTextW(HDC dc, LPCWSTR text, int count, LPRECT rectangle, UINT flags)
{
    return DrawTextExW(dc, (LPWSTR)text, count, rectangle, flags, NULL);
}

int WINAPI DrawTextExA(HDC dc, LPSTR text, int count, LPRECT rectangle, UINT flags, LPDRAWTEXTPARAMS parameters)
{
    UINT units;
    if (!text || !rectangle) return 0;
    if (count < 0) count = (int)strlen(text);
    WCHAR *wide = heap_allocate(((SIZE_T)count + 5) * sizeof(WCHAR)); /* dots may make it longer */
    if (!wide) return 0;
    units = count ? (UINT)MultiByteToWideChar(CP_ACP, 0, text, count, wide, count) : 0;
    wide[units] = 0;
    int height = DrawTextExW(dc, wide, (int)units, rectangle, flags, parameters);
    if (parameters && parameters->uiLengthDrawn)
        parameters->uiLengthDrawn =
            (UINT)WideCharToMultiByte(CP_ACP, 0, wide, (int)parameters->uiLengthDrawn, NULL, 0, NULL, NULL);
    if ((flags & DT_MODIFYSTRING) && (flags & (DT_END_ELLIPSIS | DT_PATH_ELLIPSIS | DT_WORD_ELLIPSIS)))
        WideCharToMultiByte(CP_ACP, 0, wide, -1, text, count + 4, NULL, NULL);
    heap_free(wide);
    return height;
}

int WINAPI DrawTextA(HDC dc, LPCSTR text, int count, LPRECT rectangle, UINT flags)
{
    return DrawTextExA(dc, (LPSTR)text, count, rectangle, flags, NULL);
}
