/* The clip region and the metaregion of a DC. A missing one clips nothing. Both are kept in device coordinates. */
#include "gdi_draw.h"
#include "gdi_metafile.h"
#include "gdi_region.h"

#define META_REGION 2 /* GetRandomRgn; SYSRGN is 4, 1 and 3 are clip region and both together */

/* --- what may be drawn on --- */

static BOOL intersect_moved(struct device_context *dc, const struct region *region)
{
    struct region moved = {0};
    BOOL done = region_copy(&moved, region);
    if (done) region_offset(&moved, dc->origin.x, dc->origin.y);
    done = done && region_combine(&dc->effective, &dc->effective, &moved, RGN_AND);
    region_finish(&moved);
    return done;
}

const struct region *dc_effective_region(struct device_context *dc)
{
    if (!dc->state.has_clip && !dc->state.has_meta) return &dc->visible;
    if (!dc->clip_changed) return &dc->effective;
    BOOL done = region_copy(&dc->effective, &dc->visible);
    if (done && dc->state.has_clip) done = intersect_moved(dc, &dc->state.clip);
    if (done && dc->state.has_meta) done = intersect_moved(dc, &dc->state.meta);
    if (!done) region_finish(&dc->effective); /* rather draw nothing than beyond */
    dc->clip_changed = FALSE;
    return &dc->effective;
}

RECT device_limits(struct device_context *dc)
{
    RECT limits = dc_effective_region(dc)->bounds;
    return (RECT){limits.left - dc->origin.x, limits.top - dc->origin.y, limits.right - dc->origin.x,
                  limits.bottom - dc->origin.y};
}

/* The whole device, as a start for operations on a clip region that there is not yet. */
static BOOL make_explicit(struct device_context *dc)
{
    if (dc->state.has_clip) return TRUE;
    LONG width = dc->size.cx, height = dc->size.cy;
    if (dc->recorder && !dc->raster) width = height = 0x3fffffff;
    if (!region_set_rectangle(&dc->state.clip, 0, 0, width, height)) return FALSE;
    dc->state.has_clip = TRUE;
    return TRUE;
}

static int clip_complexity(struct device_context *dc)
{
    dc->clip_changed = TRUE;
    if (!dc->raster) return dc->state.has_clip ? region_complexity(&dc->state.clip) : SIMPLEREGION;
    return region_complexity(dc_effective_region(dc));
}

/* --- changing it --- */

int dc_combine_clip(struct device_context *dc, const struct region *region, int mode)
{
    BOOL done = TRUE;
    if (mode == RGN_COPY && !region) {
        region_finish(&dc->state.clip);
        dc->state.has_clip = FALSE;
    } else if (mode == RGN_COPY) {
        done = region_copy(&dc->state.clip, region);
        dc->state.has_clip |= done;
    } else {
        done = make_explicit(dc) && region_combine(&dc->state.clip, &dc->state.clip, region, mode);
    }
    return done ? clip_complexity(dc) : ERROR;
}

int WINAPI ExtSelectClipRgn(HDC hdc, HRGN handle, int mode)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return ERROR;
    struct region *region = handle ? region_get(handle) : NULL;
    if (mode < RGN_AND || mode > RGN_COPY || (!handle && mode != RGN_COPY)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return ERROR;
    }
    if ((handle && !region) || !record_clip_region(dc, region, mode)) return ERROR;
    return dc_combine_clip(dc, region, mode);
}

int WINAPI SelectClipRgn(HDC hdc, HRGN handle) { return ExtSelectClipRgn(hdc, handle, RGN_COPY); }

/* A logical rectangle as a region of the device: a polygon if the transform turns it. */
BOOL dc_logical_rectangle(const struct device_context *dc, struct region *region, const RECT *area)
{
    POINT corners[4] = {
        {area->left, area->top}, {area->right, area->top}, {area->right, area->bottom}, {area->left, area->bottom}};
    struct fixed_point fixed[4];
    UINT count = 4;
    dc_to_device(dc, corners, 4);
    if (dc_is_scaling(dc))
        return region_set_rectangle(region, min(corners[0].x, corners[2].x), min(corners[0].y, corners[2].y),
                                    max(corners[0].x, corners[2].x), max(corners[0].y, corners[2].y));
    for (int i = 0; i < 4; i++) fixed[i] = fixed_from_device(corners[i]);
    return region_from_polygons(region, fixed, &count, 1, WINDING);
}

static int combine_rectangle(HDC hdc, int left, int top, int right, int bottom, int mode)
{
    struct device_context *dc = dc_get(hdc);
    struct region region = {0};
    BOOL is_and = mode == RGN_AND;
    if (!dc || !record(dc, is_and ? EMR_INTERSECTCLIPRECT : EMR_EXCLUDECLIPRECT,
                       is_and ? META_INTERSECTCLIPRECT : META_EXCLUDECLIPRECT, left, top, right, bottom))
        return ERROR;
    int result = dc_logical_rectangle(dc, &region, &(RECT){left, top, right, bottom})
                     ? dc_combine_clip(dc, &region, mode)
                     : ERROR;
    region_finish(&region);
    return result;
}

int WINAPI IntersectClipRect(HDC hdc, int left, int top, int right, int bottom)
{
    return combine_rectangle(hdc, left, top, right, bottom, RGN_AND);
}

int WINAPI ExcludeClipRect(HDC hdc, int left, int top, int right, int bottom)
{
    return combine_rectangle(hdc, left, top, right, bottom, RGN_DIFF);
}

int WINAPI OffsetClipRgn(HDC hdc, int x, int y)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !record(dc, EMR_OFFSETCLIPRGN, META_OFFSETCLIPRGN, x, y)) return ERROR;
    struct real_point zero = dc_real_to_device(dc, 0, 0), moved = dc_real_to_device(dc, x, y);
    struct fixed_point distance = fixed_from_real(moved.x - zero.x, moved.y - zero.y);
    POINT pixels = device_from_fixed(distance);
    if (dc->state.has_clip) region_offset(&dc->state.clip, pixels.x, pixels.y);
    return clip_complexity(dc);
}

int WINAPI SetMetaRgn(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !record_simple(dc, EMR_SETMETARGN, 0)) return ERROR;
    struct dc_state *state = &dc->state;
    if (state->has_clip) {
        if (state->has_meta ? !region_combine(&state->meta, &state->meta, &state->clip, RGN_AND)
                            : !region_copy(&state->meta, &state->clip))
            return ERROR;
        state->has_meta = TRUE;
        region_finish(&state->clip);
        state->has_clip = FALSE;
    }
    dc->clip_changed = TRUE;
    return state->has_meta ? region_complexity(&state->meta) : SIMPLEREGION;
}

/* --- questions --- */

int WINAPI GetClipBox(HDC hdc, LPRECT box)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !box) return ERROR;
    const struct region *region = dc_effective_region(dc);
    if (dc->raster || !dc->recorder) {
        *box = device_limits(dc);
    } else {
        region = &dc->state.clip;
        *box = dc->state.has_clip ? region->bounds : (RECT){0, 0, dc->size.cx, dc->size.cy};
    }
    dc_to_logical(dc, (POINT *)box, 2);
    return dc->recorder && !dc->state.has_clip ? SIMPLEREGION : region_complexity(region);
}

int WINAPI GetClipRgn(HDC hdc, HRGN handle)
{
    struct device_context *dc = dc_get(hdc);
    struct region *region = region_get(handle);
    if (!dc || !region) return -1;
    if (!dc->state.has_clip) return 0;
    return region_copy(region, &dc->state.clip) ? 1 : -1;
}

int WINAPI GetMetaRgn(HDC hdc, HRGN handle)
{
    struct device_context *dc = dc_get(hdc);
    struct region *region = region_get(handle);
    if (!dc || !region || !dc->state.has_meta) return 0;
    return region_copy(region, &dc->state.meta);
}

static int copy_both(const struct dc_state *state, struct region *region)
{
    if (state->has_clip && state->has_meta) return region_combine(region, &state->clip, &state->meta, RGN_AND) ? 1 : -1;
    if (!state->has_clip && !state->has_meta) return 0;
    return region_copy(region, state->has_clip ? &state->clip : &state->meta) ? 1 : -1;
}

/* A window's visible region is told in coordinates of the screen, which is where the surface's origin lies for the only
 * window there. */
int WINAPI GetRandomRgn(HDC hdc, HRGN handle, INT which)
{
    struct device_context *dc = dc_get(hdc);
    struct region *region = region_get(handle);
    if (!dc || !region) return -1;
    switch (which) {
    case 1: return GetClipRgn(hdc, handle);
    case META_REGION: return !dc->state.has_meta ? 0 : region_copy(region, &dc->state.meta) ? 1 : -1;
    case 3: return copy_both(&dc->state, region);
    case SYSRGN: return region_copy(region, &dc->visible) ? 1 : -1;
    default: SetLastError(ERROR_INVALID_PARAMETER); return -1;
    }
}

BOOL WINAPI PtVisible(HDC hdc, int x, int y)
{
    struct device_context *dc = dc_get(hdc);
    POINT point = {x, y};
    if (!dc) return FALSE;
    dc_to_device(dc, &point, 1);
    return region_contains(dc_effective_region(dc), point.x + dc->origin.x, point.y + dc->origin.y);
}

BOOL WINAPI RectVisible(HDC hdc, const RECT *area)
{
    struct device_context *dc = dc_get(hdc);
    struct region region = {0};
    if (!dc || !area || !dc_logical_rectangle(dc, &region, area)) return FALSE;
    region_offset(&region, dc->origin.x, dc->origin.y);
    BOOL visible = region_combine(&region, &region, dc_effective_region(dc), RGN_AND) && region.count;
    region_finish(&region);
    return visible;
}
