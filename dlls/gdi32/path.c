/* The path of a DC: BeginPath to EndPath, and what is done with a complete one. */
#include "gdi_draw.h"
#include "gdi_metafile.h"
#include "gdi_math.h"
#include "gdi_region.h"

/* --- adding to an open path --- */

static struct fixed_point to_fixed(const struct device_context *dc, POINT point)
{
    return dc_fixed_to_device(dc, point.x, point.y);
}

static BOOL add_figure(struct device_context *dc, const POINT *points, UINT count, BYTE type)
{
    struct path *path = dc->path;
    for (UINT i = 0; i < count; i++) path_add(path, to_fixed(dc, points[i]), i ? type : PT_MOVETO);
    path->starts_figure = TRUE;
    return !path->failed;
}

BOOL dc_path_add_lines(struct device_context *dc, const POINT *points, UINT count)
{
    return add_figure(dc, points, count, PT_LINETO);
}
BOOL dc_path_add_curves(struct device_context *dc, const POINT *points, UINT count)
{
    return add_figure(dc, points, count, PT_BEZIERTO);
}

void dc_path_close_figure(struct device_context *dc)
{
    struct path *path = dc->path;
    if (path->count && path->types[path->count - 1] != PT_MOVETO) path->types[path->count - 1] |= PT_CLOSEFIGURE;
    path->starts_figure = TRUE;
}

BOOL dc_path_add_polygon(struct device_context *dc, const POINT *points, UINT count)
{
    BOOL done = add_figure(dc, points, count, PT_LINETO);
    if (done) dc_path_close_figure(dc);
    return done;
}

BOOL dc_path_continue(struct device_context *dc, const POINT *points, UINT count, BYTE type)
{
    struct path *path = dc->path;
    if (path->starts_figure) path_add(path, to_fixed(dc, dc->state.position), PT_MOVETO);
    path->starts_figure = FALSE;
    for (UINT i = 0; i < count; i++) path_add(path, to_fixed(dc, points[i]), type);
    return !path->failed;
}

BOOL dc_path_append(struct device_context *dc, const struct path *part)
{
    struct path *path = dc->path;
    path->failed |= part->failed;
    for (UINT i = 0; i < part->count; i++) path_add(path, part->points[i], part->types[i]);
    path->starts_figure = TRUE;
    return !path->failed;
}

/* --- the bracket --- */

static void drop_path(struct device_context *dc)
{
    if (!dc->path) return;
    path_finish(dc->path);
    heap_free(dc->path);
    dc->path = NULL;
    dc->path_is_open = FALSE;
}

BOOL WINAPI BeginPath(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return FALSE;
    if (dc->path_is_open) return TRUE;
    if (!record_simple(dc, EMR_BEGINPATH, 0)) return FALSE;
    drop_path(dc);
    dc->path = heap_allocate(sizeof(*dc->path));
    if (!dc->path) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    path_init(dc->path);
    dc->path->starts_figure = TRUE;
    dc->path_is_open = TRUE;
    return TRUE;
}

static struct device_context *with_open_path(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return NULL;
    if (dc->path_is_open) return dc;
    SetLastError(ERROR_CAN_NOT_COMPLETE);
    return NULL;
}

static struct device_context *with_complete_path(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return NULL;
    if (dc->path && !dc->path_is_open) return dc;
    SetLastError(ERROR_CAN_NOT_COMPLETE);
    return NULL;
}

BOOL WINAPI EndPath(HDC hdc)
{
    struct device_context *dc = with_open_path(hdc);
    if (!dc || !record_simple(dc, EMR_ENDPATH, 0)) return FALSE;
    dc->path_is_open = FALSE;
    return TRUE;
}

BOOL WINAPI AbortPath(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || !record_simple(dc, EMR_ABORTPATH, 0)) return FALSE;
    drop_path(dc);
    return TRUE;
}

BOOL WINAPI CloseFigure(HDC hdc)
{
    struct device_context *dc = with_open_path(hdc);
    if (!dc || !record_simple(dc, EMR_CLOSEFIGURE, 0)) return FALSE;
    dc_path_close_figure(dc);
    return TRUE;
}

/* --- complete paths --- */

BOOL WINAPI FlattenPath(HDC hdc)
{
    struct device_context *dc = with_complete_path(hdc);
    return dc && record_simple(dc, EMR_FLATTENPATH, 0) && path_flatten(dc->path);
}

BOOL WINAPI WidenPath(HDC hdc)
{
    struct device_context *dc = with_complete_path(hdc);
    struct realized_pen pen;
    struct path outline;
    if (!dc) return FALSE;
    pen_realize_wide(&pen, dc);
    if (pen.kind != PEN_WIDE) {
        SetLastError(ERROR_CAN_NOT_COMPLETE);
        return FALSE;
    }
    if (!record_simple(dc, EMR_WIDENPATH, 0)) return FALSE;
    path_init(&outline);
    if (!path_flatten(dc->path) || !path_stroke(&outline, dc->path, &pen.stroke)) {
        path_finish(&outline);
        return FALSE;
    }
    path_finish(dc->path);
    *dc->path = outline;
    return TRUE;
}

static void close_figures(struct path *path)
{
    for (UINT i = 1; i < path->count; i++) {
        BOOL is_last = i + 1 == path->count || path->types[i + 1] == PT_MOVETO;
        if (is_last && path->types[i] != PT_MOVETO) path->types[i] |= PT_CLOSEFIGURE;
    }
}

BOOL WINAPI FillPath(HDC hdc)
{
    struct device_context *dc = with_complete_path(hdc);
    if (!dc || !record_path(dc, EMR_FILLPATH)) return FALSE;
    fill_path(dc, dc->path, dc->state.poly_fill_mode);
    drop_path(dc);
    return TRUE;
}

BOOL WINAPI StrokePath(HDC hdc)
{
    struct device_context *dc = with_complete_path(hdc);
    if (!dc || !record_path(dc, EMR_STROKEPATH)) return FALSE;
    stroke_path(dc, dc->path);
    drop_path(dc);
    return TRUE;
}

BOOL WINAPI StrokeAndFillPath(HDC hdc)
{
    struct device_context *dc = with_complete_path(hdc);
    if (!dc || !record_path(dc, EMR_STROKEANDFILLPATH)) return FALSE;
    close_figures(dc->path);
    fill_path(dc, dc->path, dc->state.poly_fill_mode);
    stroke_path(dc, dc->path);
    drop_path(dc);
    return TRUE;
}

HRGN WINAPI PathToRegion(HDC hdc)
{
    struct device_context *dc = with_complete_path(hdc);
    struct region *region;
    if (!dc) return NULL;
    HRGN handle = region_new(&region);
    if (!handle) return NULL;
    if (path_to_region(region, dc->path, dc->state.poly_fill_mode, NULL)) {
        drop_path(dc);
        return handle;
    }
    DeleteObject(handle);
    return NULL;
}

BOOL WINAPI SelectClipPath(HDC hdc, int mode)
{
    struct device_context *dc = with_complete_path(hdc);
    struct region region = {0};
    if (!dc) return FALSE;
    if (mode < RGN_AND || mode > RGN_COPY) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!record(dc, EMR_SELECTCLIPPATH, 0, mode)) return FALSE;
    BOOL done = path_to_region(&region, dc->path, dc->state.poly_fill_mode, NULL) &&
                dc_combine_clip(dc, &region, mode) != ERROR;
    region_finish(&region);
    if (done) drop_path(dc);
    return done;
}

int WINAPI GetPath(HDC hdc, LPPOINT points, LPBYTE types, int size)
{
    struct device_context *dc = with_complete_path(hdc);
    if (!dc) return -1;
    const struct path *path = dc->path;
    if (!size) return (int)path->count;
    if (size < 0 || (UINT)size < path->count || !points || !types) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return -1;
    }
    for (UINT i = 0; i < path->count; i++) {
        struct real_point point = dc_real_to_logical(dc, path->points[i].x / 16.0, path->points[i].y / 16.0);
        points[i] = (POINT){round_to_int(point.x), round_to_int(point.y)};
        types[i] = path->types[i];
    }
    return (int)path->count;
}
