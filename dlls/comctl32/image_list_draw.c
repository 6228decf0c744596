/* Image lists: drawing a picture, and dragging one over windows. */
#include "image_list.h"

static DWORD blend_channel(DWORD a, DWORD b, DWORD part) { return (a * (255 - part) + b * part + 127) / 255; }

static DWORD blend(DWORD pixel, DWORD with, DWORD part)
{
    return blend_channel(pixel >> 16 & 255, with >> 16 & 255, part) << 16 |
           blend_channel(pixel >> 8 & 255, with >> 8 & 255, part) << 8 | blend_channel(pixel & 255, with & 255, part);
}

static DWORD pixel_of(COLORREF colour)
{
    return (DWORD)(GetRValue(colour) << 16 | GetGValue(colour) << 8 | GetBValue(colour));
}

static DWORD grey_of(DWORD pixel)
{
    DWORD grey = ((pixel >> 16 & 255) * 77 + (pixel >> 8 & 255) * 151 + (pixel & 255) * 28) >> 8;
    return grey << 16 | grey << 8 | grey;
}

struct look { BOOL opaque; DWORD background, tint; DWORD tint_part, fade; BOOL grey, whole; };

static struct look look_of(HIMAGELIST list, const IMAGELISTDRAWPARAMS *draw)
{
    COLORREF back = draw->rgbBk == CLR_DEFAULT ? list->background : draw->rgbBk, tint = draw->rgbFg;
    struct look look = {.fade = 255};
    look.opaque = !(draw->fStyle & ILD_TRANSPARENT) && back != CLR_NONE;
    look.background = pixel_of(back);
    look.whole = (draw->fStyle & ILD_IMAGE) != 0;
    DWORD part = draw->fStyle & ILD_BLEND50 ? 128 : draw->fStyle & ILD_BLEND25 ? 64 : 0;
    if (tint == CLR_NONE) look.fade = 255 - part;
    else look.tint_part = part;
    look.tint = pixel_of(tint == CLR_DEFAULT ? GetSysColor(COLOR_HIGHLIGHT) : tint);
    if (draw->cbSize == sizeof(*draw)) {
        look.grey = (draw->fState & ILS_SATURATE) != 0;
        if (draw->fState & ILS_ALPHA) look.fade = look.fade * (draw->Frame & 255) / 255;
    }
    return look;
}

/* The picture as it is to appear, premultiplied, in the scratch bitmap. */
static void prepare(HIMAGELIST list, int index, const struct look *look)
{
    const DWORD *source = image_pixels(list, index);
    for (int y = 0; y < list->height; y++) {
        for (int x = 0; x < list->width; x++) {
            int at = y * list->width + x;
            DWORD alpha = look->whole ? 255 : image_alpha(list, index, x, y), pixel = source[at] & 0xffffff;
            if (look->grey) pixel = grey_of(pixel);
            if (look->tint_part && alpha) pixel = blend(pixel, look->tint, look->tint_part);
            alpha = alpha * look->fade / 255;
            if (look->opaque) list->scratch_pixels[at] = 0xff000000 | blend(look->background, pixel, alpha);
            else list->scratch_pixels[at] = alpha << 24 | blend(0, pixel, alpha);
        }
    }
}

static void show(HIMAGELIST list, int index, const IMAGELISTDRAWPARAMS *draw, int x, int y, int width, int height)
{
    struct look look = look_of(list, draw);
    HDC dc = CreateCompatibleDC(draw->hdcDst);
    HGDIOBJ old = SelectObject(dc, list->scratch);
    if (draw->fStyle & ILD_MASK) {
        SelectObject(dc, list->mask ? list->mask : list->scratch);
        BitBlt(draw->hdcDst, x, y, width, height, dc, draw->xBitmap,
               draw->yBitmap + (list->mask ? index * list->height : 0), draw->fStyle & ILD_ROP ? draw->dwRop : SRCCOPY);
    } else if (draw->fStyle & ILD_ROP) {
        SelectObject(dc, list->image);
        BitBlt(draw->hdcDst, x, y, width, height, dc, draw->xBitmap, draw->yBitmap + index * list->height, draw->dwRop);
    } else {
        prepare(list, index, &look);
        BLENDFUNCTION over = {AC_SRC_OVER, 0, 255, AC_SRC_ALPHA};
        if (look.opaque || look.whole)
            BitBlt(draw->hdcDst, x, y, width, height, dc, draw->xBitmap, draw->yBitmap, SRCCOPY);
        else GdiAlphaBlend(draw->hdcDst, x, y, width, height, dc, draw->xBitmap, draw->yBitmap, width, height, over);
    }
    SelectObject(dc, old);
    DeleteDC(dc);
}

WINBOOL WINAPI ImageList_DrawIndirect(IMAGELISTDRAWPARAMS *draw)
{
    if (!draw || draw->cbSize < IMAGELISTDRAWPARAMS_V3_SIZE) return FALSE;
    HIMAGELIST list = draw->himl;
    if (!image_list_valid(list) || draw->i < 0 || draw->i >= list->count) return FALSE;
    int width = draw->cx ? draw->cx : list->width, height = draw->cy ? draw->cy : list->height;
    width = min(width, list->width - draw->xBitmap);
    height = min(height, list->height - draw->yBitmap);
    if (width <= 0 || height <= 0) return TRUE;
    show(list, draw->i, draw, draw->x, draw->y, width, height);
    int overlay = list->overlays[(draw->fStyle & ILD_OVERLAYMASK) >> 8];
    if (overlay >= 0 && overlay < list->count && !(draw->fStyle & (ILD_MASK | ILD_ROP))) {
        IMAGELISTDRAWPARAMS above = *draw;
        above.fStyle = (draw->fStyle & ~(UINT)(ILD_OVERLAYMASK | ILD_IMAGE)) | ILD_TRANSPARENT;
        show(list, overlay, &above, draw->x, draw->y, width, height);
    }
    return TRUE;
}

WINBOOL WINAPI ImageList_DrawEx(HIMAGELIST list, int index, HDC dc, int x, int y, int width, int height,
                                COLORREF background, COLORREF foreground, UINT style)
{
    IMAGELISTDRAWPARAMS draw = {sizeof(draw), list,       index, dc,      x, y, width, height, 0, 0,
                                background,   foreground, style, SRCCOPY, 0, 0, 0};
    return ImageList_DrawIndirect(&draw);
}

WINBOOL WINAPI ImageList_Draw(HIMAGELIST list, int index, HDC dc, int x, int y, UINT style)
{
    return ImageList_DrawEx(list, index, dc, x, y, 0, 0, CLR_DEFAULT, CLR_DEFAULT, style);
}

/* --- dragging: one picture at a time, drawn on a window over a copy of what it covers --- */

static struct { HIMAGELIST list; int x, y, hot_x, hot_y; HWND window; BOOL shown; HBITMAP covered; } drag;

static HDC drag_dc(void) { return GetDCEx(drag.window, NULL, DCX_WINDOW | DCX_CACHE | DCX_LOCKWINDOWUPDATE); }

static void drag_exchange(HDC dc, BOOL restore)
{
    HDC memory = CreateCompatibleDC(dc);
    HGDIOBJ old = SelectObject(memory, drag.covered);
    int x = drag.x - drag.hot_x, y = drag.y - drag.hot_y;
    if (restore) BitBlt(dc, x, y, drag.list->width, drag.list->height, memory, 0, 0, SRCCOPY);
    else BitBlt(memory, 0, 0, drag.list->width, drag.list->height, dc, x, y, SRCCOPY);
    SelectObject(memory, old);
    DeleteDC(memory);
}

WINBOOL WINAPI ImageList_DragShowNolock(WINBOOL show_it)
{
    if (!drag.list || drag.shown == show_it) return FALSE;
    HDC dc = drag_dc();
    if (!dc) return FALSE;
    if (!drag.covered) drag.covered = CreateCompatibleBitmap(dc, drag.list->width, drag.list->height);
    drag_exchange(dc, !show_it);
    if (show_it)
        ImageList_DrawEx(drag.list, 0, dc, drag.x - drag.hot_x, drag.y - drag.hot_y, 0, 0, CLR_NONE, CLR_NONE,
                         ILD_BLEND50 | ILD_TRANSPARENT);
    ReleaseDC(drag.window, dc);
    drag.shown = show_it;
    return TRUE;
}

WINBOOL WINAPI ImageList_BeginDrag(HIMAGELIST list, int index, int hot_x, int hot_y)
{
    if (drag.list || !image_list_valid(list) || index < 0 || index >= list->count) return FALSE;
    drag.list = ImageList_Create(list->width, list->height, list->flags, 1, 1);
    if (!drag.list || image_list_append(drag.list, 1) < 0) return FALSE;
    image_copy(drag.list, 0, list, index, 0, 0, FALSE);
    drag.hot_x = hot_x;
    drag.hot_y = hot_y;
    return TRUE;
}

void WINAPI ImageList_EndDrag(void)
{
    if (!drag.list) return;
    if (drag.shown) ImageList_DragShowNolock(FALSE);
    if (drag.covered) DeleteObject(drag.covered);
    ImageList_Destroy(drag.list);
    memset(&drag, 0, sizeof(drag));
}

WINBOOL WINAPI ImageList_DragEnter(HWND window, int x, int y)
{
    if (!drag.list) return FALSE;
    drag.window = window;
    drag.x = x;
    drag.y = y;
    return ImageList_DragShowNolock(TRUE);
}

WINBOOL WINAPI ImageList_DragLeave(HWND window)
{
    if (window != drag.window || !drag.list) return FALSE;
    ImageList_DragShowNolock(FALSE);
    return TRUE;
}

WINBOOL WINAPI ImageList_DragMove(int x, int y)
{
    if (!drag.list) return FALSE;
    BOOL shown = drag.shown;
    if (shown) ImageList_DragShowNolock(FALSE);
    drag.x = x;
    drag.y = y;
    if (shown) ImageList_DragShowNolock(TRUE);
    return TRUE;
}

WINBOOL WINAPI ImageList_SetDragCursorImage(HIMAGELIST list, int index, int dx, int dy)
{
    if (!drag.list) return FALSE;
    BOOL shown = drag.shown;
    HIMAGELIST merged = ImageList_Merge(drag.list, 0, list, index, dx, dy);
    if (!merged) return FALSE;
    if (shown) ImageList_DragShowNolock(FALSE);
    if (drag.covered) DeleteObject(drag.covered);
    drag.covered = NULL;
    ImageList_Destroy(drag.list);
    drag.list = merged;
    drag.hot_x -= min(dx, 0);
    drag.hot_y -= min(dy, 0);
    if (shown) ImageList_DragShowNolock(TRUE);
    return TRUE;
}

HIMAGELIST WINAPI ImageList_GetDragImage(POINT *point, POINT *hot)
{
    if (point) *point = (POINT){drag.x, drag.y};
    if (hot) *hot = (POINT){drag.hot_x, drag.hot_y};
    return drag.list;
}
