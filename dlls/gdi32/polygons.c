/* Polygon and PolyPolygon. */
#include "gdi_draw.h"
#include "gdi_metafile.h"

static void fill_polygons(struct device_context *dc, const POINT *device, const UINT *counts, UINT figures, UINT total)
{
    struct region region = {0};
    struct fixed_point *fixed = heap_allocate((SIZE_T)total * sizeof(*fixed));
    RECT limits = device_limits(dc);
    for (UINT i = 0; fixed && i < total; i++) fixed[i] = fixed_from_device(device[i]);
    if (fixed && region_from_polygons_within(&region, fixed, counts, figures, dc->state.poly_fill_mode, &limits))
        fill_device_region(dc, &region);
    region_finish(&region);
    heap_free(fixed);
}

static BOOL draw_polygons(struct device_context *dc, const POINT *points, const UINT *counts, UINT figures, UINT total)
{
    POINT own[64];
    if (dc_path_is_open(dc)) {
        BOOL done = TRUE;
        for (UINT i = 0; done && i < figures; points += counts[i++]) done = dc_path_add_polygon(dc, points, counts[i]);
        return done;
    }
    if (!dc->raster) return TRUE;
    POINT *device = points_to_device(dc, points, total, own, ARRAYSIZE(own));
    if (!device) return FALSE;
    if (dc->state.brush->style != BS_NULL) fill_polygons(dc, device, counts, figures, total);
    const POINT *figure = device;
    for (UINT i = 0; i < figures; figure += counts[i++]) stroke_polyline(dc, figure, counts[i], TRUE);
    if (device != own) heap_free(device);
    return TRUE;
}

static BOOL check_and_draw(HDC hdc, const POINT *points, const INT *counts, int figures, BOOL is_one)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    BOOL valid = points && counts && figures > 0;
    SIZE_T total = 0;
    for (int i = 0; valid && i < figures; i++) {
        valid = counts[i] >= 2;
        total += (SIZE_T)counts[i];
        valid = valid && total <= MOST_POINTS;
    }
    if (!valid) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    BOOL recorded = is_one ? record_points(dc, EMR_POLYGON, points, (UINT)total)
                           : record_figures(dc, EMR_POLYPOLYGON, points, (const UINT *)counts, (UINT)figures);
    return recorded && draw_polygons(dc, points, (const UINT *)counts, (UINT)figures, (UINT)total);
}

BOOL WINAPI PolyPolygon(HDC dc, const POINT *points, const INT *counts, int figures)
{
    return check_and_draw(dc, points, counts, figures, FALSE);
}
BOOL WINAPI Polygon(HDC dc, const POINT *points, int count) { return check_and_draw(dc, points, &count, 1, TRUE); }
