/* Single pixels. */
#include "gdi_private.h"
#include "gdi_metafile.h"

static BOOL find_place(struct device_context *dc, int x, int y, POINT *place)
{
    *place = (POINT){x, y};
    if (!dc->is_identity) dc_to_device(dc, place, 1);
    place->x += dc->origin.x;
    place->y += dc->origin.y;
    const struct region *clip = dc_effective_region(dc);
    for (UINT i = 0; i < clip->count; i++) {
        const RECT *area = &clip->rectangles[i];
        if (place->y < area->top) return FALSE;
        if (place->y < area->bottom && place->x >= area->left && place->x < area->right) return TRUE;
    }
    return FALSE;
}

COLORREF WINAPI GetPixel(HDC hdc, int x, int y)
{
    struct device_context *dc = dc_get(hdc);
    POINT place;
    if (!dc || !dc->raster || !find_place(dc, x, y, &place)) return CLR_INVALID;
    return raster_color_from_pixel(dc->raster, raster_get_pixel(dc->raster, place.x, place.y));
}

static BOOL set_pixel(struct device_context *dc, int x, int y, COLORREF color, DWORD *pixel)
{
    POINT place;
    if (!dc->raster || !find_place(dc, x, y, &place)) return FALSE;
    *pixel = dc_pixel_from_color(dc, color);
    raster_set_pixel(dc->raster, place.x, place.y, *pixel);
    RECT area = {place.x, place.y, place.x + 1, place.y + 1};
    dc_drawn(dc, &area);
    return TRUE;
}

COLORREF WINAPI SetPixel(HDC hdc, int x, int y, COLORREF color)
{
    struct device_context *dc = dc_get(hdc);
    DWORD pixel;
    if (dc && dc->recorder) return record_pixel(dc, x, y, color) ? color : CLR_INVALID;
    if (!dc || !set_pixel(dc, x, y, color, &pixel)) return CLR_INVALID;
    return raster_color_from_pixel(dc->raster, pixel);
}

BOOL WINAPI SetPixelV(HDC hdc, int x, int y, COLORREF color)
{
    struct device_context *dc = dc_get(hdc);
    DWORD pixel;
    if (dc && dc->recorder) return record_pixel(dc, x, y, color);
    return dc && set_pixel(dc, x, y, color, &pixel);
}
