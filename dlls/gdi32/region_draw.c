/* FillRgn, FrameRgn, PaintRgn, InvertRgn. */
#include "gdi_draw.h"
#include "gdi_metafile.h"
#include "gdi_region.h"

/* A region given in logical coordinates, on the device. */
static BOOL to_device_region(const struct device_context *dc, struct region *device, const struct region *region)
{
    if (dc->is_translation) {
        POINT move = {0, 0};
        dc_to_device(dc, &move, 1);
        if (!region_copy(device, region)) return FALSE;
        region_offset(device, move.x, move.y);
        return TRUE;
    }
    struct region part = {0};
    BOOL done = TRUE;
    for (UINT i = 0; done && i < region->count; i++) {
        done = dc_logical_rectangle(dc, &part, &region->rectangles[i]) && region_combine(device, device, &part, RGN_OR);
    }
    region_finish(&part);
    return done;
}

static BOOL paint(struct device_context *dc, const struct region *region, const struct brush *brush, int rop2)
{
    struct region device = {0};
    if (!dc->raster) return TRUE;
    BOOL done = to_device_region(dc, &device, region);
    if (done) {
        region_offset(&device, dc->origin.x, dc->origin.y);
        fill_region(dc, brush, rop2, &device);
    }
    region_finish(&device);
    return done;
}

BOOL WINAPI FillRgn(HDC hdc, HRGN handle, HBRUSH brush_handle)
{
    struct device_context *dc = dc_get(hdc);
    const struct region *region = region_get(handle);
    const struct brush *brush = gdi_object_get(brush_handle, GDI_BRUSH);
    return dc && region && brush && record_region(dc, EMR_FILLRGN, region, &brush->object, (SIZE){0, 0}) &&
           paint(dc, region, brush, dc->state.rop2);
}

BOOL WINAPI PaintRgn(HDC hdc, HRGN handle)
{
    struct device_context *dc = dc_get(hdc);
    const struct region *region = region_get(handle);
    return dc && region && record_region(dc, EMR_PAINTRGN, region, NULL, (SIZE){0, 0}) &&
           paint(dc, region, dc->state.brush, dc->state.rop2);
}

BOOL WINAPI InvertRgn(HDC hdc, HRGN handle)
{
    struct device_context *dc = dc_get(hdc);
    const struct region *region = region_get(handle);
    return dc && region && record_region(dc, EMR_INVERTRGN, region, NULL, (SIZE){0, 0}) &&
           paint(dc, region, dc->state.brush, R2_NOT);
}

/* The pixels of the region from which one outside of it can be reached within the distances: all but the common part of
 * it and its moved copies. */
static BOOL make_frame(struct region *frame, const struct region *region, LONG width, LONG height)
{
    struct region inner = {0}, moved = {0};
    const POINT moves[] = {{-width, 0}, {width, 0}, {0, -height}, {0, height}};
    BOOL done = region_copy(&inner, region);
    for (int i = 0; done && i < 4; i++) {
        done = region_copy(&moved, region);
        region_offset(&moved, moves[i].x, moves[i].y);
        done = done && region_combine(&inner, &inner, &moved, RGN_AND);
    }
    done = done && region_combine(frame, region, &inner, RGN_DIFF);
    region_finish(&inner);
    region_finish(&moved);
    return done;
}

BOOL WINAPI FrameRgn(HDC hdc, HRGN handle, HBRUSH brush_handle, int width, int height)
{
    struct device_context *dc = dc_get(hdc);
    const struct region *region = region_get(handle);
    const struct brush *brush = gdi_object_get(brush_handle, GDI_BRUSH);
    struct region frame = {0};
    if (!dc || !region || !brush || !width || !height) return FALSE;
    if (!region->count || !record_region(dc, EMR_FRAMERGN, region, &brush->object, (SIZE){width, height})) return FALSE;
    BOOL done = make_frame(&frame, region, width < 0 ? -width : width, height < 0 ? -height : height) &&
                paint(dc, &frame, brush, dc->state.rop2);
    region_finish(&frame);
    return done;
}
