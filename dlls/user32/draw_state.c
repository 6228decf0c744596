/* DrawState and GrayString: pictures and texts that look disabled. The figure is drawn black on white first; what is
 * black then becomes the colour wanted. */
#include "drawing.h"
#include "images.h"

#define ROP_BRUSH_WHERE_BLACK 0x00b8074a /* destination where the source is white, brush where it is black */
#define PATTERN_OR            0x00fa0089 /* destination OR pattern */

struct figure {
    HDC dc; /* whose font and layout count */
    DRAWSTATEPROC procedure;
    LPARAM data;
    WPARAM more;
    UINT flags;
    int width, height;
    BOOL is_wide;
};

static int text_length(const struct figure *figure)
{
    if (figure->more) return (int)figure->more;
    return figure->is_wide ? (int)wcslen((LPCWSTR)figure->data) : (int)strlen((LPCSTR)figure->data);
}

static UINT text_flags(const struct figure *figure)
{
    UINT flags = DT_SINGLELINE | DT_NOCLIP;
    if ((figure->flags & 15) == DST_TEXT) flags |= DT_NOPREFIX;
    if (figure->flags & DSS_RIGHT) flags |= DT_RIGHT;
    if (figure->flags & DSS_HIDEPREFIX) flags |= DT_HIDEPREFIX;
    if (figure->flags & DSS_PREFIXONLY) flags |= DT_PREFIXONLY;
    return flags;
}

static int draw_figure_text(const struct figure *figure, HDC dc, RECT *area, UINT more_flags)
{
    UINT flags = text_flags(figure) | more_flags;
    int length = text_length(figure);
    return figure->is_wide ? DrawTextW(dc, (LPCWSTR)figure->data, length, area, flags)
                           : DrawTextA(dc, (LPCSTR)figure->data, length, area, flags);
}

static BOOL draw_bitmap(HDC dc, int x, int y, int width, int height, HBITMAP bitmap)
{
    HDC memory = CreateCompatibleDC(dc);
    HGDIOBJ old = memory ? SelectObject(memory, bitmap) : NULL;
    BOOL done = old && BitBlt(dc, x, y, width, height, memory, 0, 0, SRCCOPY);
    if (old) SelectObject(memory, old);
    if (memory) DeleteDC(memory);
    return done;
}

/* The origin of the DC is where the figure goes. */
static BOOL draw_figure(const struct figure *figure, HDC dc, int x, int y)
{
    RECT area = {x, y, x + figure->width, y + figure->height};
    switch (figure->flags & 15) {
    case DST_TEXT: case DST_PREFIXTEXT: return draw_figure_text(figure, dc, &area, 0) != 0;
    case DST_ICON: return DrawIconEx(dc, x, y, (HICON)figure->data, figure->width, figure->height, 0, NULL, DI_NORMAL);
    case DST_BITMAP: return draw_bitmap(dc, x, y, figure->width, figure->height, (HBITMAP)figure->data);
    default: break;
    }
    if (!figure->procedure) return FALSE;
    POINT origin;
    OffsetViewportOrgEx(dc, x, y, &origin);
    BOOL done = figure->procedure(dc, figure->data, figure->more, figure->width, figure->height);
    SetViewportOrgEx(dc, origin.x, origin.y, NULL);
    return done;
}

static BOOL find_size(struct figure *figure)
{
    RECT area = {0, 0, 0, 0};
    BITMAP bitmap;
    if (figure->width && figure->height) return TRUE;
    SIZE size = {0, 0};
    switch (figure->flags & 15) {
    case DST_TEXT: case DST_PREFIXTEXT:
        draw_figure_text(figure, figure->dc, &area, DT_CALCRECT);
        size = (SIZE){area.right, area.bottom};
        break;
    case DST_ICON: {
        const struct image *image = image_get((HICON)figure->data);
        if (image) size = (SIZE){image->frames[0].width, image->frames[0].height};
        break;
    }
    case DST_BITMAP:
        if (GetObjectW((HBITMAP)figure->data, sizeof(bitmap), &bitmap)) size = (SIZE){bitmap.bmWidth, bitmap.bmHeight};
        break;
    default: break;
    }
    if (!figure->width) figure->width = size.cx;
    if (!figure->height) figure->height = size.cy;
    return figure->width > 0 && figure->height > 0;
}

/* Black on white, in a monochrome bitmap. */
static HDC make_mask(const struct figure *figure, HBITMAP *bitmap, HGDIOBJ *old)
{
    HDC mask = CreateCompatibleDC(figure->dc), color = CreateCompatibleDC(figure->dc);
    HBITMAP color_bitmap = CreateBitmap(figure->width, figure->height, 1, 32, NULL);
    RECT area = {0, 0, figure->width, figure->height};
    *bitmap = CreateBitmap(figure->width, figure->height, 1, 1, NULL);
    *old = mask && *bitmap ? SelectObject(mask, *bitmap) : NULL;
    HGDIOBJ old_color = color && color_bitmap ? SelectObject(color, color_bitmap) : NULL;
    if (*old && old_color) {
        HGDIOBJ font = SelectObject(color, GetCurrentObject(figure->dc, OBJ_FONT));
        SetLayout(color, GetLayout(figure->dc));
        SetBkColor(color, RGB(255, 255, 255));
        SetTextColor(color, RGB(0, 0, 0));
        FillRect(color, &area, GetStockObject(WHITE_BRUSH));
        draw_figure(figure, color, 0, 0);
        BitBlt(mask, 0, 0, figure->width, figure->height, color, 0, 0, SRCCOPY); /* what is not white becomes black */
        SelectObject(color, font);
    }
    if (old_color) SelectObject(color, old_color);
    if (color_bitmap) DeleteObject(color_bitmap);
    if (color) DeleteDC(color);
    return mask;
}

static void put_mask(HDC dc, int x, int y, const struct figure *figure, HDC mask, HBRUSH brush)
{
    COLORREF text = SetTextColor(dc, RGB(0, 0, 0)), background = SetBkColor(dc, RGB(255, 255, 255));
    HGDIOBJ old = SelectObject(dc, brush);
    BitBlt(dc, x, y, figure->width, figure->height, mask, 0, 0, ROP_BRUSH_WHERE_BLACK);
    SelectObject(dc, old);
    SetTextColor(dc, text);
    SetBkColor(dc, background);
}

/* Every other pixel of the figure goes. */
static void thin_out(HDC mask, const struct figure *figure)
{
    HGDIOBJ old = SelectObject(mask, checkered_brush());
    PatBlt(mask, 0, 0, figure->width, figure->height, PATTERN_OR);
    SelectObject(mask, old);
}

static BOOL draw_state(struct figure *figure, int x, int y, HBRUSH brush)
{
    HBITMAP bitmap;
    HGDIOBJ old;
    UINT state = figure->flags & (DSS_UNION | DSS_DISABLED | DSS_MONO);
    if (!find_size(figure)) return FALSE;
    if (!state) return draw_figure(figure, figure->dc, x, y);
    HDC mask = make_mask(figure, &bitmap, &old);
    if (old) {
        if (state & DSS_UNION) thin_out(mask, figure);
        if (state & DSS_DISABLED) put_mask(figure->dc, x + 1, y + 1, figure, mask, system_color_brush(COLOR_3DHILIGHT));
        HBRUSH mono = (state & DSS_MONO) && brush ? brush_argument(brush) : GetStockObject(BLACK_BRUSH);
        put_mask(figure->dc, x, y, figure, mask, state & DSS_DISABLED ? system_color_brush(COLOR_3DSHADOW) : mono);
        SelectObject(mask, old);
    }
    if (bitmap) DeleteObject(bitmap);
    if (mask) DeleteDC(mask);
    return old != NULL;
}

BOOL WINAPI DrawStateW(HDC dc, HBRUSH brush, DRAWSTATEPROC procedure, LPARAM data, WPARAM more, int x, int y, int width,
                       int height, UINT flags)
{
    struct figure figure = {dc, procedure, data, more, flags, width, height, TRUE};
    return draw_state(&figure, x, y, brush);
}

BOOL WINAPI DrawStateA(HDC dc, HBRUSH brush, DRAWSTATEPROC procedure, LPARAM data, WPARAM more, int x, int y, int width,
                       int height, UINT flags)
{
    struct figure figure = {dc, procedure, data, more, flags, width, height, FALSE};
    return draw_state(&figure, x, y, brush);
}

struct grey_text { GRAYSTRINGPROC procedure; LPARAM data; int length; BOOL is_wide; };

static BOOL CALLBACK draw_grey_text(HDC dc, LPARAM data, WPARAM more, int width, int height)
{
    const struct grey_text *text = (const struct grey_text *)data;
    (void)more, (void)width, (void)height;
    if (text->procedure) return text->procedure(dc, text->data, text->length);
    if (text->is_wide) return TextOutW(dc, 0, 0, (LPCWSTR)text->data, text->length);
    return TextOutA(dc, 0, 0, (LPCSTR)text->data, text->length);
}

static BOOL grey_string(HDC dc, HBRUSH brush, struct grey_text *text, int x, int y, int width, int height)
{
    SIZE size = {width, height};
    if (!text->length && text->data)
        text->length = text->is_wide ? (int)wcslen((LPCWSTR)text->data) : (int)strlen((LPCSTR)text->data);
    if ((!width || !height) && text->data) {
        if (text->is_wide) GetTextExtentPoint32W(dc, (LPCWSTR)text->data, text->length, &size);
        else GetTextExtentPoint32A(dc, (LPCSTR)text->data, text->length, &size);
        if (width) size.cx = width;
        if (height) size.cy = height;
    }
    struct figure figure = {dc,      draw_grey_text, (LPARAM)text, 0, DST_COMPLEX | DSS_UNION | DSS_MONO,
                            size.cx, size.cy,        text->is_wide};
    HBRUSH own = brush ? NULL : CreateSolidBrush(GetTextColor(dc));
    BOOL done = draw_state(&figure, x, y, brush ? brush : own);
    if (own) DeleteObject(own);
    return done;
}

BOOL WINAPI GrayStringW(HDC dc, HBRUSH brush, GRAYSTRINGPROC procedure, LPARAM data, int length, int x, int y,
                        int width, int height)
{
    struct grey_text text = {procedure, data, length, TRUE};
    return grey_string(dc, brush, &text, x, y, width, height);
}

BOOL WINAPI GrayStringA(HDC dc, HBRUSH brush, GRAYSTRINGPROC procedure, LPARAM data, int length, int x, int y,
                        int width, int height)
{
    struct grey_text text = {procedure, data, length, FALSE};
    return grey_string(dc, brush, &text, x, y, width, height);
}

/* Shows nothing: we do not animate (SPI_GETANIMATION says so). */
BOOL WINAPI DrawAnimatedRects(HWND window, int animation, const RECT *from, const RECT *to)
{
    (void)window;
    if ((animation != IDANI_OPEN && animation != IDANI_CAPTION) || !from || !to)
        return set_user_error(ERROR_INVALID_PARAMETER);
    return TRUE;
}
