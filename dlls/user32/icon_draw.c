/* DrawIcon and DrawIconEx. What has alpha, or at least no pixel that inverts the screen, is blended; the rest is
 * combined by mask and exclusive or. */
#include "drawing.h"
#include "images.h"

HBITMAP make_pixels_bitmap(int width, int height, DWORD **pixels)
{
    BITMAPINFO info = {.bmiHeader = {sizeof(BITMAPINFOHEADER), width, -height, 1, 32, BI_RGB, 0, 0, 0, 0, 0}};
    return CreateDIBSection(NULL, &info, DIB_RGB_COLORS, (void **)pixels, NULL, 0);
}

struct place { int x, y, width, height; };

static BOOL inverts(const struct picture *picture)
{
    SIZE_T count = (SIZE_T)picture->width * (SIZE_T)picture->height;
    if (picture->has_alpha) return FALSE;
    for (SIZE_T i = 0; i < count; i++)
        if (picture->mask[i] && (picture->pixels[i] & 0xffffff)) return TRUE;
    return FALSE;
}

enum part { BLENDED, COLORS, MASK };

static DWORD part_pixel(const struct picture *picture, SIZE_T at, enum part part)
{
    DWORD pixel = picture->pixels[at], alpha = pixel >> 24;
    if (part == MASK) return picture->mask[at] ? 0xffffff : 0;
    if (part == COLORS) return pixel & 0xffffff;
    if (!picture->has_alpha) return picture->mask[at] ? 0 : pixel | 0xff000000;
    return alpha << 24 | (pixel >> 16 & 255) * alpha / 255 << 16 | (pixel >> 8 & 255) * alpha / 255 << 8 |
           (pixel & 255) * alpha / 255;
}

/* Copies one part of the picture to the DC, stretched: blended, or by a raster operation. */
static BOOL draw_part(HDC dc, const struct place *place, const struct picture *picture, enum part part, DWORD operation)
{
    static const BLENDFUNCTION over = {AC_SRC_OVER, 0, 255, AC_SRC_ALPHA};
    DWORD *pixels;
    BOOL done = FALSE;
    HDC memory = CreateCompatibleDC(NULL);
    HBITMAP bitmap = make_pixels_bitmap(picture->width, picture->height, &pixels);
    if (memory && bitmap) {
        for (SIZE_T i = 0; i < (SIZE_T)picture->width * (SIZE_T)picture->height; i++)
            pixels[i] = part_pixel(picture, i, part);
        HGDIOBJ old = SelectObject(memory, bitmap);
        if (part == BLENDED)
            done = GdiAlphaBlend(dc, place->x, place->y, place->width, place->height, memory, 0, 0, picture->width,
                                 picture->height, over);
        else
            done = StretchBlt(dc, place->x, place->y, place->width, place->height, memory, 0, 0, picture->width,
                              picture->height, operation);
        SelectObject(memory, old);
    }
    if (bitmap) DeleteObject(bitmap);
    if (memory) DeleteDC(memory);
    return done;
}

static BOOL draw_masked(HDC dc, const struct place *place, const struct picture *picture, UINT flags)
{
    BOOL done = TRUE, both = (flags & DI_NORMAL) == DI_NORMAL;
    COLORREF text = SetTextColor(dc, RGB(0, 0, 0)), background = SetBkColor(dc, RGB(255, 255, 255));
    int mode = SetStretchBltMode(dc, COLORONCOLOR);
    if (flags & DI_MASK) done = draw_part(dc, place, picture, MASK, both ? SRCAND : SRCCOPY);
    if (flags & DI_IMAGE) done = draw_part(dc, place, picture, COLORS, both ? SRCINVERT : SRCCOPY) && done;
    SetStretchBltMode(dc, mode);
    SetTextColor(dc, text);
    SetBkColor(dc, background);
    return done;
}

/* Smaller than it is: averaged, as leaving out rows makes small icons ugly. */
static BOOL draw_blended(HDC dc, const struct place *place, const struct picture *picture)
{
    struct picture scaled;
    BOOL shrinks =
        place->width > 0 && place->height > 0 && (place->width < picture->width || place->height < picture->height);
    if (!shrinks || !picture->has_alpha || !picture_scale(&scaled, picture, place->width, place->height))
        return draw_part(dc, place, picture, BLENDED, 0);
    BOOL done = draw_part(dc, place, &scaled, BLENDED, 0);
    picture_finish(&scaled);
    return done;
}

static BOOL draw_picture(HDC dc, const struct place *place, const struct picture *picture, UINT flags)
{
    BOOL both = (flags & DI_NORMAL) == DI_NORMAL || !(flags & DI_NORMAL);
    if (both && !inverts(picture) && draw_blended(dc, place, picture)) return TRUE;
    return draw_masked(dc, place, picture, both ? flags | DI_NORMAL : flags);
}

/* On a ground of the brush, put together off the screen. */
static BOOL draw_on_brush(HDC dc, const struct place *place, const struct picture *picture, UINT flags, HBRUSH brush)
{
    struct place inside = {0, 0, place->width, place->height};
    RECT area = {0, 0, place->width, place->height};
    HDC memory = CreateCompatibleDC(dc);
    HBITMAP bitmap = CreateCompatibleBitmap(dc, place->width, place->height);
    BOOL done = FALSE;
    if (memory && bitmap) {
        HGDIOBJ old = SelectObject(memory, bitmap);
        FillRect(memory, &area, brush);
        done = draw_picture(memory, &inside, picture, flags) &&
               BitBlt(dc, place->x, place->y, place->width, place->height, memory, 0, 0, SRCCOPY);
        SelectObject(memory, old);
    }
    if (bitmap) DeleteObject(bitmap);
    if (memory) DeleteDC(memory);
    return done;
}

BOOL WINAPI DrawIconEx(HDC dc, int x, int y, HICON icon, int width, int height, UINT step, HBRUSH brush, UINT flags)
{
    struct image *image = image_get(icon);
    if (!image) return FALSE;
    const struct picture *picture = image_step(image, step);
    BOOL default_size = (flags & DI_DEFAULTSIZE) != 0;
    if (!width) width = default_size ? GetSystemMetrics(image->is_icon ? SM_CXICON : SM_CXCURSOR) : picture->width;
    if (!height) height = default_size ? GetSystemMetrics(image->is_icon ? SM_CYICON : SM_CYCURSOR) : picture->height;
    struct place place = {x, y, width, height};
    brush = brush_argument(brush);
    return brush ? draw_on_brush(dc, &place, picture, flags, brush) : draw_picture(dc, &place, picture, flags);
}

BOOL WINAPI DrawIcon(HDC dc, int x, int y, HICON icon)
{
    return DrawIconEx(dc, x, y, icon, 0, 0, 0, NULL, DI_NORMAL | DI_COMPAT | DI_DEFAULTSIZE);
}
