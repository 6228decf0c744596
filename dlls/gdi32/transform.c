/* From logical to device coordinates: world transform (GM_ADVANCED), then window to viewport, then a mirrored layout.
 * Results are rounded to the nearest pixel, halves up. */
#include "gdi_draw.h"
#include "gdi_metafile.h"
#include "gdi_math.h"

#define FIXED_LIMIT 0x07ffffff /* device coordinates are kept within 27 bits and a sign */

/* --- points --- */

static struct real_point apply(const double *matrix, double x, double y)
{
    return (struct real_point){x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]};
}

struct real_point dc_real_to_device(const struct device_context *dc, double x, double y)
{
    return apply(dc->to_device, x, y);
}
struct real_point dc_real_to_logical(const struct device_context *dc, double x, double y)
{
    return apply(dc->to_logical, x, y);
}

static LONG clamp_fixed(double value)
{
    return round_to_int(value > FIXED_LIMIT * 16.0    ? FIXED_LIMIT * 16.0
                        : value < -FIXED_LIMIT * 16.0 ? -FIXED_LIMIT * 16.0
                                                      : value);
}

struct fixed_point fixed_from_real(double x, double y)
{
    return (struct fixed_point){clamp_fixed(x * 16), clamp_fixed(y * 16)};
}

struct fixed_point dc_fixed_to_device(const struct device_context *dc, double x, double y)
{
    struct real_point point = apply(dc->to_device, x, y);
    return fixed_from_real(point.x, point.y);
}

static LONG clamp_device(LONG value)
{
    return value > FIXED_LIMIT ? FIXED_LIMIT : value < -FIXED_LIMIT ? -FIXED_LIMIT : value;
}

struct fixed_point fixed_from_device(POINT point)
{
    return (struct fixed_point){clamp_device(point.x) * 16, clamp_device(point.y) * 16};
}
POINT device_from_fixed(struct fixed_point point) { return (POINT){(point.x + 8) >> 4, (point.y + 8) >> 4}; }

static void move_points(POINT *points, UINT count, double x, double y)
{
    LONG dx = round_to_int(x), dy = round_to_int(y);
    for (UINT i = 0; i < count; i++) points[i] = (POINT){points[i].x + dx, points[i].y + dy};
}

static void transform_points(const double *matrix, POINT *points, UINT count)
{
    for (UINT i = 0; i < count; i++) {
        struct real_point point = apply(matrix, points[i].x, points[i].y);
        points[i] = (POINT){round_to_int(point.x), round_to_int(point.y)};
    }
}

void dc_to_device(const struct device_context *dc, POINT *points, UINT count)
{
    if (dc->is_identity) return;
    if (dc->is_translation) move_points(points, count, dc->to_device[4], dc->to_device[5]);
    else transform_points(dc->to_device, points, count);
}

void dc_to_logical(const struct device_context *dc, POINT *points, UINT count)
{
    if (dc->is_identity) return;
    if (dc->is_translation) move_points(points, count, dc->to_logical[4], dc->to_logical[5]);
    else transform_points(dc->to_logical, points, count);
}

BOOL dc_is_scaling(const struct device_context *dc) { return dc->to_device[1] == 0 && dc->to_device[2] == 0; }

BOOL WINAPI LPtoDP(HDC hdc, LPPOINT points, int count)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || (!points && count > 0)) return FALSE;
    if (count > 0) dc_to_device(dc, points, (UINT)count);
    return TRUE;
}

BOOL WINAPI DPtoLP(HDC hdc, LPPOINT points, int count)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || (!points && count > 0)) return FALSE;
    if (count > 0) dc_to_logical(dc, points, (UINT)count);
    return TRUE;
}

/* --- the matrices --- */

static void invert(const double *matrix, double *inverse)
{
    double determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
    memset(inverse, 0, 6 * sizeof(*inverse));
    if (determinant == 0) return;
    inverse[0] = matrix[3] / determinant;
    inverse[1] = -matrix[1] / determinant;
    inverse[2] = -matrix[2] / determinant;
    inverse[3] = matrix[0] / determinant;
    inverse[4] = (matrix[2] * matrix[5] - matrix[3] * matrix[4]) / determinant;
    inverse[5] = (matrix[1] * matrix[4] - matrix[0] * matrix[5]) / determinant;
}

void dc_transform_changed(struct device_context *dc)
{
    const struct dc_state *state = &dc->state;
    double scale_x = (double)state->viewport_extent.cx / state->window_extent.cx,
           scale_y = (double)state->viewport_extent.cy / state->window_extent.cy;
    double move_x = state->viewport_origin.x - state->window_origin.x * scale_x,
           move_y = state->viewport_origin.y - state->window_origin.y * scale_y;
    if (state->layout & LAYOUT_RTL) {
        scale_x = -scale_x;
        move_x = dc->size.cx - 1 - move_x;
    }
    const XFORM *world = &state->world;
    double matrix[6] = {world->eM11 * scale_x, world->eM12 * scale_y, world->eM21 * scale_x, world->eM22 * scale_y,
                        world->eDx * scale_x + move_x, world->eDy * scale_y + move_y};
    memcpy(dc->to_device, matrix, sizeof(matrix));
    invert(matrix, dc->to_logical);
    BOOL is_whole = matrix[4] == round_to_int(matrix[4]) && matrix[5] == round_to_int(matrix[5]);
    dc->is_translation = matrix[0] == 1 && matrix[1] == 0 && matrix[2] == 0 && matrix[3] == 1 && is_whole;
    dc->is_identity = dc->is_translation && matrix[4] == 0 && matrix[5] == 0;
}

/* --- mapping modes --- */

struct metric {
    int per_unit, divisor;
}; /* logical units of so many hundredths of a millimetre: size in mm * per_unit / divisor */

static const struct metric metrics[] = {
    [MM_LOMETRIC] = {10, 1},       [MM_HIMETRIC] = {100, 1},  [MM_LOENGLISH] = {1000, 254},
    [MM_HIENGLISH] = {10000, 254}, [MM_TWIPS] = {14400, 254},
};

static void set_metric(struct device_context *dc, const struct metric *metric)
{
    HDC hdc = (HDC)dc->object.handle;
    dc->state.window_extent.cx = MulDiv(GetDeviceCaps(hdc, HORZSIZE), metric->per_unit, metric->divisor);
    dc->state.window_extent.cy = MulDiv(GetDeviceCaps(hdc, VERTSIZE), metric->per_unit, metric->divisor);
    dc->state.viewport_extent = (SIZE){GetDeviceCaps(hdc, HORZRES), -GetDeviceCaps(hdc, VERTRES)};
    if (!dc->state.window_extent.cx) dc->state.window_extent.cx = 1;
    if (!dc->state.window_extent.cy) dc->state.window_extent.cy = 1;
}

int WINAPI SetMapMode(HDC hdc, int mode)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return 0;
    if (mode < MM_MIN || mode > MM_MAX) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    int old = dc->state.map_mode;
    if (!record(dc, EMR_SETMAPMODE, META_SETMAPMODE, mode)) return 0;
    if (mode == old && (mode == MM_ISOTROPIC || mode == MM_ANISOTROPIC)) return old;
    if (mode == MM_TEXT) dc->state.window_extent = dc->state.viewport_extent = (SIZE){1, 1};
    else if (mode == MM_ISOTROPIC) set_metric(dc, &metrics[MM_LOMETRIC]);
    else if (mode != MM_ANISOTROPIC) set_metric(dc, &metrics[mode]);
    dc->state.map_mode = mode;
    dc_transform_changed(dc);
    return old;
}

int WINAPI GetMapMode(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    return dc ? dc->state.map_mode : 0;
}

static LONG scale_rounded(LONG value, double factor)
{
    LONG result = value < 0 ? -round_to_int(-value * factor) : round_to_int(value * factor);
    if (!result) result = value < 0 ? -1 : 1;
    return result;
}

/* A unit shall be as long across as down: the longer side of the viewport shrinks. */
static void make_isotropic(struct device_context *dc)
{
    HDC hdc = (HDC)dc->object.handle;
    struct dc_state *state = &dc->state;
    double wide = absolute((double)state->viewport_extent.cx * GetDeviceCaps(hdc, HORZSIZE) /
                           GetDeviceCaps(hdc, HORZRES) / state->window_extent.cx);
    double high = absolute((double)state->viewport_extent.cy * GetDeviceCaps(hdc, VERTSIZE) /
                           GetDeviceCaps(hdc, VERTRES) / state->window_extent.cy);
    if (wide > high) state->viewport_extent.cx = scale_rounded(state->viewport_extent.cx, high / wide);
    else if (high > wide) state->viewport_extent.cy = scale_rounded(state->viewport_extent.cy, wide / high);
}

/* --- origins and extents --- */

#define WINDOW_EXTENT   offsetof(struct dc_state, window_extent)
#define VIEWPORT_EXTENT offsetof(struct dc_state, viewport_extent)
#define WINDOW_ORIGIN   offsetof(struct dc_state, window_origin)
#define VIEWPORT_ORIGIN offsetof(struct dc_state, viewport_origin)

#define IS_EXTENT_FREE(dc) ((dc)->state.map_mode == MM_ISOTROPIC || (dc)->state.map_mode == MM_ANISOTROPIC)

static BOOL set_extent(HDC hdc, SIZE_T offset, int x, int y, LPSIZE old)
{
    struct device_context *dc = dc_get(hdc);
    BOOL is_window = offset == WINDOW_EXTENT;
    if (!dc) return FALSE;
    if (!record(dc, is_window ? EMR_SETWINDOWEXTEX : EMR_SETVIEWPORTEXTEX,
                is_window ? META_SETWINDOWEXT : META_SETVIEWPORTEXT, x, y))
        return FALSE;
    SIZE *extent = (SIZE *)((BYTE *)&dc->state + offset);
    if (old) *old = *extent;
    if (!IS_EXTENT_FREE(dc)) return TRUE; /* the mode's own extents stay */
    if (!x || !y) return FALSE;
    *extent = (SIZE){x, y};
    if (dc->state.map_mode == MM_ISOTROPIC) make_isotropic(dc);
    dc_transform_changed(dc);
    return TRUE;
}

static BOOL scale_extent(HDC hdc, SIZE_T offset, const int *factors, LPSIZE old)
{
    struct device_context *dc = dc_get(hdc);
    BOOL is_window = offset == WINDOW_EXTENT;
    if (!dc) return FALSE;
    if (!record(dc, is_window ? EMR_SCALEWINDOWEXTEX : EMR_SCALEVIEWPORTEXTEX,
                is_window ? META_SCALEWINDOWEXT : META_SCALEVIEWPORTEXT, factors[0], factors[1], factors[2],
                factors[3]))
        return FALSE;
    SIZE *extent = (SIZE *)((BYTE *)&dc->state + offset);
    if (old) *old = *extent;
    if (!IS_EXTENT_FREE(dc)) return TRUE;
    for (int i = 0; i < 4; i++) {
        if (!factors[i]) return FALSE;
    }
    LONG x = (LONG)((LONGLONG)extent->cx * factors[0] / factors[1]),
         y = (LONG)((LONGLONG)extent->cy * factors[2] / factors[3]);
    *extent = (SIZE){x ? x : 1, y ? y : 1};
    if (dc->state.map_mode == MM_ISOTROPIC) make_isotropic(dc);
    dc_transform_changed(dc);
    return TRUE;
}

static BOOL get_extent(HDC hdc, SIZE_T offset, LPSIZE extent)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !extent) return FALSE;
    *extent = *(SIZE *)((BYTE *)&dc->state + offset);
    return TRUE;
}

/* Enhanced metafiles have no relative moves. */
static BOOL record_origin(struct device_context *dc, SIZE_T offset, int x, int y, BOOL relative)
{
    BOOL is_window = offset == WINDOW_ORIGIN;
    UINT windows = is_window  ? (relative ? META_OFFSETWINDOWORG : META_SETWINDOWORG)
                   : relative ? META_OFFSETVIEWPORTORG
                              : META_SETVIEWPORTORG;
    const POINT *origin = (const POINT *)((const BYTE *)&dc->state + offset);
    if (relative && dc->recorder && dc->recorder->is_enhanced) x += origin->x, y += origin->y;
    return record(dc, is_window ? EMR_SETWINDOWORGEX : EMR_SETVIEWPORTORGEX, windows, x, y);
}

static BOOL set_origin(HDC hdc, SIZE_T offset, int x, int y, LPPOINT old, BOOL relative)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    POINT *origin = (POINT *)((BYTE *)&dc->state + offset), before = *origin;
    if (!record_origin(dc, offset, x, y, relative)) return FALSE;
    if (relative) *origin = (POINT){before.x + x, before.y + y};
    else *origin = (POINT){x, y};
    if (old) *old = before;
    dc_transform_changed(dc);
    return TRUE;
}

static BOOL get_origin(HDC hdc, SIZE_T offset, LPPOINT origin)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !origin) return FALSE;
    *origin = *(POINT *)((BYTE *)&dc->state + offset);
    return TRUE;
}

BOOL WINAPI SetWindowExtEx(HDC hdc, int x, int y, LPSIZE old) { return set_extent(hdc, WINDOW_EXTENT, x, y, old); }
BOOL WINAPI SetViewportExtEx(HDC hdc, int x, int y, LPSIZE old) { return set_extent(hdc, VIEWPORT_EXTENT, x, y, old); }
BOOL WINAPI GetWindowExtEx(HDC hdc, LPSIZE extent) { return get_extent(hdc, WINDOW_EXTENT, extent); }
BOOL WINAPI GetViewportExtEx(HDC hdc, LPSIZE extent) { return get_extent(hdc, VIEWPORT_EXTENT, extent); }
BOOL WINAPI SetWindowOrgEx(HDC hdc, int x, int y, LPPOINT old)
{
    return set_origin(hdc, WINDOW_ORIGIN, x, y, old, FALSE);
}
BOOL WINAPI SetViewportOrgEx(HDC hdc, int x, int y, LPPOINT old)
{
    return set_origin(hdc, VIEWPORT_ORIGIN, x, y, old, FALSE);
}
BOOL WINAPI OffsetWindowOrgEx(HDC hdc, int x, int y, LPPOINT old)
{
    return set_origin(hdc, WINDOW_ORIGIN, x, y, old, TRUE);
}
BOOL WINAPI OffsetViewportOrgEx(HDC hdc, int x, int y, LPPOINT old)
{
    return set_origin(hdc, VIEWPORT_ORIGIN, x, y, old, TRUE);
}
BOOL WINAPI GetWindowOrgEx(HDC hdc, LPPOINT origin) { return get_origin(hdc, WINDOW_ORIGIN, origin); }
BOOL WINAPI GetViewportOrgEx(HDC hdc, LPPOINT origin) { return get_origin(hdc, VIEWPORT_ORIGIN, origin); }

BOOL WINAPI ScaleWindowExtEx(HDC hdc, int x, int x_divisor, int y, int y_divisor, LPSIZE old)
{
    return scale_extent(hdc, WINDOW_EXTENT, (int[]){x, x_divisor, y, y_divisor}, old);
}

BOOL WINAPI ScaleViewportExtEx(HDC hdc, int x, int x_divisor, int y, int y_divisor, LPSIZE old)
{
    return scale_extent(hdc, VIEWPORT_EXTENT, (int[]){x, x_divisor, y, y_divisor}, old);
}

/* --- world transform --- */

static const XFORM identity = {1, 0, 0, 1, 0, 0};

static BOOL is_identity(const XFORM *transform) { return !memcmp(transform, &identity, sizeof(identity)); }

int WINAPI GetGraphicsMode(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    return dc ? dc->state.graphics_mode : 0;
}

int WINAPI SetGraphicsMode(HDC hdc, int mode)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return 0;
    if (mode != GM_COMPATIBLE && mode != GM_ADVANCED) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    if (mode == GM_COMPATIBLE && !is_identity(&dc->state.world)) return 0;
    int old = dc->state.graphics_mode;
    dc->state.graphics_mode = mode;
    return old;
}

static XFORM multiply(const XFORM *a, const XFORM *b)
{
    return (XFORM){
        .eM11 = a->eM11 * b->eM11 + a->eM12 * b->eM21, .eM12 = a->eM11 * b->eM12 + a->eM12 * b->eM22,
        .eM21 = a->eM21 * b->eM11 + a->eM22 * b->eM21, .eM22 = a->eM21 * b->eM12 + a->eM22 * b->eM22,
        .eDx = a->eDx * b->eM11 + a->eDy * b->eM21 + b->eDx, .eDy = a->eDx * b->eM12 + a->eDy * b->eM22 + b->eDy,
    };
}

BOOL WINAPI CombineTransform(LPXFORM result, const XFORM *first, const XFORM *second)
{
    if (!result || !first || !second) return FALSE;
    *result = multiply(first, second);
    return TRUE;
}

BOOL WINAPI GetWorldTransform(HDC hdc, LPXFORM transform)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !transform) return FALSE;
    *transform = dc->state.world;
    return TRUE;
}

static BOOL set_world(struct device_context *dc, const XFORM *transform)
{
    if ((double)transform->eM11 * transform->eM22 == (double)transform->eM12 * transform->eM21) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    dc->state.world = *transform;
    dc_transform_changed(dc);
    return TRUE;
}

BOOL WINAPI SetWorldTransform(HDC hdc, const XFORM *transform)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !transform || dc->state.graphics_mode != GM_ADVANCED) return FALSE;
    return record_transform(dc, transform, 0) && set_world(dc, transform);
}

BOOL WINAPI ModifyWorldTransform(HDC hdc, const XFORM *transform, DWORD mode)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || dc->state.graphics_mode != GM_ADVANCED || (!transform && mode != MWT_IDENTITY)) return FALSE;
    if (!record_transform(dc, transform, mode)) return FALSE;
    XFORM result;
    switch (mode) {
    case MWT_IDENTITY: return set_world(dc, &identity);
    case MWT_LEFTMULTIPLY: result = multiply(transform, &dc->state.world); break;
    case MWT_RIGHTMULTIPLY: result = multiply(&dc->state.world, transform); break;
    default: SetLastError(ERROR_INVALID_PARAMETER); return FALSE;
    }
    return set_world(dc, &result);
}
