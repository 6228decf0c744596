/* The current position, lines and Bézier curves as programs draw them. */
#include "gdi_draw.h"
#include "gdi_metafile.h"
#include "gdi_math.h"

static BOOL fail_parameter(void)
{
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
}

POINT *points_to_device(const struct device_context *dc, const POINT *points, UINT count, POINT *own, UINT own_count)
{
    POINT *device = count > own_count ? heap_allocate((SIZE_T)count * sizeof(POINT)) : own;
    if (!device) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    memcpy(device, points, (SIZE_T)count * sizeof(POINT));
    dc_to_device(dc, device, count);
    return device;
}

static void move_to(struct device_context *dc, POINT position)
{
    dc->state.position = position;
    if (dc_path_is_open(dc)) dc->path->starts_figure = TRUE;
}

BOOL WINAPI MoveToEx(HDC hdc, int x, int y, LPPOINT old)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (old) *old = dc->state.position;
    if (!record(dc, EMR_MOVETOEX, META_MOVETO, x, y)) return FALSE;
    move_to(dc, (POINT){x, y});
    return TRUE;
}

static BOOL draw_polyline(struct device_context *dc, const POINT *points, UINT count)
{
    POINT own[64];
    if (dc_path_is_open(dc)) return dc_path_add_lines(dc, points, count);
    POINT *device = points_to_device(dc, points, count, own, ARRAYSIZE(own));
    if (!device) return FALSE;
    stroke_polyline(dc, device, count, FALSE);
    if (device != own) heap_free(device);
    return TRUE;
}

BOOL WINAPI LineTo(HDC hdc, int x, int y)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (!record_line_to(dc, x, y)) return FALSE;
    POINT points[2] = {dc->state.position, {x, y}};
    BOOL done;
    if (dc_path_is_open(dc)) {
        done = dc_path_continue(dc, &points[1], 1, PT_LINETO);
    } else {
        dc_to_device(dc, points, 2);
        stroke_polyline(dc, points, 2, FALSE);
        done = TRUE;
    }
    dc->state.position = (POINT){x, y};
    return done;
}

BOOL WINAPI Polyline(HDC hdc, const POINT *points, int count)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (!points || count < 2) return fail_parameter();
    return record_points(dc, EMR_POLYLINE, points, (UINT)count) && draw_polyline(dc, points, (UINT)count);
}

/* The points behind the current position, as one array; freed with heap_free. */
static POINT *behind_position(const struct device_context *dc, const POINT *points, UINT count)
{
    POINT *all = heap_allocate(((SIZE_T)count + 1) * sizeof(POINT));
    if (!all) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    all[0] = dc->state.position;
    memcpy(all + 1, points, (SIZE_T)count * sizeof(POINT));
    return all;
}

BOOL WINAPI PolylineTo(HDC hdc, const POINT *points, DWORD count)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (!points || !count || count > MOST_POINTS) return fail_parameter();
    if (!record_points(dc, EMR_POLYLINETO, points, count)) return FALSE;
    BOOL done;
    if (dc_path_is_open(dc)) {
        done = dc_path_continue(dc, points, count, PT_LINETO);
    } else {
        POINT *all = behind_position(dc, points, count);
        done = all && draw_polyline(dc, all, count + 1);
        heap_free(all);
    }
    if (done) dc->state.position = points[count - 1];
    return done;
}

BOOL WINAPI PolyPolyline(HDC hdc, const POINT *points, const DWORD *counts, DWORD polylines)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (!points || !counts || !polylines) return fail_parameter();
    for (DWORD i = 0; i < polylines; i++) {
        if (counts[i] < 2 || counts[i] > MOST_POINTS) return fail_parameter();
    }
    BOOL done = record_figures(dc, EMR_POLYPOLYLINE, points, (const UINT *)counts, polylines);
    for (DWORD i = 0; done && i < polylines; points += counts[i++]) done = draw_polyline(dc, points, counts[i]);
    return done;
}

/* --- curves --- */

static BOOL draw_curves(struct device_context *dc, const POINT *points, UINT count)
{
    struct path path;
    path_init(&path);
    for (UINT i = 0; i < count; i++)
        path_add(&path, dc_fixed_to_device(dc, points[i].x, points[i].y), i ? PT_BEZIERTO : PT_MOVETO);
    BOOL done = !path.failed;
    if (done) stroke_path(dc, &path);
    path_finish(&path);
    return done;
}

BOOL WINAPI PolyBezier(HDC hdc, const POINT *points, DWORD count)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (!points || count < 4 || count % 3 != 1 || count > MOST_POINTS) return fail_parameter();
    if (!record_points(dc, EMR_POLYBEZIER, points, count)) return FALSE;
    return dc_path_is_open(dc) ? dc_path_add_curves(dc, points, count) : draw_curves(dc, points, count);
}

BOOL WINAPI PolyBezierTo(HDC hdc, const POINT *points, DWORD count)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (!points || !count || count % 3 || count > MOST_POINTS) return fail_parameter();
    if (!record_points(dc, EMR_POLYBEZIERTO, points, count)) return FALSE;
    BOOL done;
    if (dc_path_is_open(dc)) {
        done = dc_path_continue(dc, points, count, PT_BEZIERTO);
    } else {
        POINT *all = behind_position(dc, points, count);
        done = all && draw_curves(dc, all, count + 1);
        heap_free(all);
    }
    if (done) dc->state.position = points[count - 1];
    return done;
}

/* Curves are three points each; only lines and the last points of curves may close a figure. */
static BOOL are_types_valid(const BYTE *types, UINT count)
{
    for (UINT i = 0; i < count; i++) {
        if (types[i] == PT_MOVETO || types[i] == PT_LINETO || types[i] == (PT_LINETO | PT_CLOSEFIGURE)) continue;
        if (count - i < 3 || types[i] != PT_BEZIERTO || types[i + 1] != PT_BEZIERTO ||
            (types[i + 2] & ~PT_CLOSEFIGURE) != PT_BEZIERTO)
            return FALSE;
        i += 2;
    }
    return TRUE;
}

static BOOL add_drawn(struct device_context *dc, const POINT *points, const BYTE *types, UINT count)
{
    BOOL done = TRUE;
    for (UINT i = 0; done && i < count; i++) {
        UINT step = (types[i] & ~PT_CLOSEFIGURE) == PT_BEZIERTO ? 3 : 1;
        if (types[i] == PT_MOVETO) dc->path->starts_figure = TRUE;
        else done = dc_path_continue(dc, points + i, step, types[i] & ~PT_CLOSEFIGURE);
        i += step - 1;
        dc->state.position = points[i];
        if (types[i] & PT_CLOSEFIGURE) dc_path_close_figure(dc);
    }
    return done;
}

BOOL WINAPI PolyDraw(HDC hdc, const POINT *points, const BYTE *types, int count)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (!count) return TRUE;
    if (!points || !types || count < 0) return fail_parameter();
    if (!are_types_valid(types, (UINT)count)) return FALSE;
    if (!record_poly_draw(dc, points, types, (UINT)count)) return FALSE;
    if (dc_path_is_open(dc)) return add_drawn(dc, points, types, (UINT)count);
    struct path path;
    POINT start = dc->state.position;
    path_init(&path);
    if (types[0] != PT_MOVETO) path_add(&path, dc_fixed_to_device(dc, start.x, start.y), PT_MOVETO);
    for (int i = 0; i < count; i++) path_add(&path, dc_fixed_to_device(dc, points[i].x, points[i].y), types[i]);
    BOOL done = !path.failed;
    if (done) stroke_path(dc, &path);
    path_finish(&path);
    dc->state.position = points[count - 1];
    return done;
}

/* --- without a device --- */

BOOL WINAPI LineDDA(int x_start, int y_start, int x_end, int y_end, LINEDDAPROC procedure, LPARAM data)
{
    LONGLONG dx = (LONGLONG)x_end - x_start, dy = (LONGLONG)y_end - y_start, wide = dx < 0 ? -dx : dx,
             high = dy < 0 ? -dy : dy;
    BOOL is_flat = wide >= high;
    LONGLONG length = is_flat ? wide : high, rise = is_flat ? high : wide;
    int major_sign = (is_flat ? dx : dy) < 0 ? -1 : 1, minor_sign = (is_flat ? dy : dx) < 0 ? -1 : 1;
    LONGLONG error = length - (minor_sign > 0);
    int x = x_start, y = y_start, *major = is_flat ? &x : &y, *minor = is_flat ? &y : &x;
    if (!procedure) return FALSE;
    for (LONGLONG i = 0; i < length; i++) {
        procedure(x, y, data);
        *major += major_sign;
        error += 2 * rise;
        if (error < 2 * length) continue;
        error -= 2 * length;
        *minor += minor_sign;
    }
    return TRUE;
}
