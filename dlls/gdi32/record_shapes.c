/* Records of lines, curves, polygons, shapes, pixels, paths and transforms. */
#include "gdi_metafile.h"

static BOOL is_short(const POINT *points, UINT count)
{
    for (UINT i = 0; i < count; i++) {
        if (points[i].x != (SHORT)points[i].x || points[i].y != (SHORT)points[i].y) return FALSE;
    }
    return TRUE;
}

static void write_points(void *place, const POINT *points, UINT count, BOOL as_short)
{
    if (!as_short) {
        memcpy(place, points, count * sizeof(POINT));
        return;
    }
    POINTS *to = place;
    for (UINT i = 0; i < count; i++) to[i] = (POINTS){(SHORT)points[i].x, (SHORT)points[i].y};
}

/* EMR_POLYBEZIER to EMR_POLYPOLYGON have twins for 16 bits, in the same order. */
static UINT short_type(UINT type) { return type - EMR_POLYBEZIER + EMR_POLYBEZIER16; }

static BOOL write_windows_points(struct metafile_recorder *recorder, UINT type, const POINT *points, UINT count)
{
    UINT function = type == EMR_POLYGON ? META_POLYGON : type == EMR_POLYLINE ? META_POLYLINE : 0;
    WORD *place = function && count <= 0xffff ? record_new(recorder, function, 2 + count * 4) : NULL;
    if (!place) return FALSE;
    place[0] = (WORD)count;
    write_points(place + 1, points, count, TRUE);
    return TRUE;
}

BOOL record_points(struct device_context *dc, UINT type, const POINT *points, UINT count)
{
    struct metafile_recorder *recorder = dc->recorder;
    if (!recorder) return TRUE;
    if (!recorder->is_enhanced) return write_windows_points(recorder, type, points, count);
    BOOL as_short = is_short(points, count);
    RECTL bounds = recorder_bounds(dc, points, count, WITH_PEN);
    if (type == EMR_POLYLINETO || type == EMR_POLYBEZIERTO) recorder_bounds(dc, &dc->state.position, 1, WITH_PEN);
    EMRPOLYLINE *place = record_new(recorder, as_short ? short_type(type) : type, 28 + count * (as_short ? 4 : 8));
    if (!place) return FALSE;
    place->rclBounds = bounds;
    place->cptl = count;
    write_points(place->aptl, points, count, as_short);
    return TRUE;
}

static UINT sum(const UINT *counts, UINT figures)
{
    UINT total = 0;
    for (UINT i = 0; i < figures; i++) total += counts[i];
    return total;
}

/* Windows metafiles have PolyPolygon, but no PolyPolyline. */
static BOOL write_windows_figures(struct metafile_recorder *recorder, UINT type, const POINT *points,
                                  const UINT *counts, UINT figures)
{
    BOOL done = TRUE;
    if (type == EMR_POLYPOLYLINE) {
        for (UINT i = 0; done && i < figures; points += counts[i++])
            done = write_windows_points(recorder, EMR_POLYLINE, points, counts[i]);
        return done;
    }
    UINT total = sum(counts, figures);
    WORD *place = figures <= 0xffff && total <= 0xffff
                      ? record_new(recorder, META_POLYPOLYGON, 2 + figures * 2 + total * 4)
                      : NULL;
    if (!place) return FALSE;
    *place++ = (WORD)figures;
    for (UINT i = 0; i < figures; i++) *place++ = (WORD)counts[i];
    write_points(place, points, total, TRUE);
    return TRUE;
}

BOOL record_figures(struct device_context *dc, UINT type, const POINT *points, const UINT *counts, UINT figures)
{
    struct metafile_recorder *recorder = dc->recorder;
    if (!recorder) return TRUE;
    if (!recorder->is_enhanced) return write_windows_figures(recorder, type, points, counts, figures);
    UINT total = sum(counts, figures);
    BOOL as_short = is_short(points, total);
    RECTL bounds = recorder_bounds(dc, points, total, WITH_PEN);
    EMRPOLYPOLYLINE *place =
        record_new(recorder, as_short ? short_type(type) : type, 32 + figures * 4 + total * (as_short ? 4 : 8));
    if (!place) return FALSE;
    place->rclBounds = bounds;
    place->nPolys = figures;
    place->cptl = total;
    memcpy(place->aPolyCounts, counts, figures * 4);
    write_points(place->aPolyCounts + figures, points, total, as_short);
    return TRUE;
}

BOOL record_poly_draw(struct device_context *dc, const POINT *points, const BYTE *types, UINT count)
{
    struct metafile_recorder *recorder = dc->recorder;
    if (!recorder) return TRUE;
    if (!recorder->is_enhanced) return FALSE;
    BOOL as_short = is_short(points, count);
    UINT size = as_short ? 4 : 8;
    RECTL bounds = recorder_bounds(dc, points, count, WITH_PEN);
    EMRPOLYLINE *place = record_new(recorder, as_short ? EMR_POLYDRAW16 : EMR_POLYDRAW, 28 + count * (size + 1));
    if (!place) return FALSE;
    place->rclBounds = bounds;
    place->cptl = count;
    write_points(place->aptl, points, count, as_short);
    memcpy((BYTE *)place->aptl + count * size, types, count);
    return TRUE;
}

/* Enhanced metafiles keep boxes with right and bottom included, as they are played with advanced graphics. */
BOOL record_box(struct device_context *dc, UINT enhanced, UINT windows, const RECT *box, const int *more,
                UINT more_count)
{
    struct metafile_recorder *recorder = dc->recorder;
    if (!recorder) return TRUE;
    int numbers[8] = {box->left, box->top, box->right, box->bottom};
    if (more_count) memcpy(numbers + 4, more, more_count * sizeof(int));
    if (recorder->is_enhanced) {
        LONG excluded = dc->state.graphics_mode == GM_COMPATIBLE;
        numbers[0] = min(box->left, box->right);
        numbers[1] = min(box->top, box->bottom);
        numbers[2] = max(box->left, box->right) - excluded;
        numbers[3] = max(box->top, box->bottom) - excluded;
        if (numbers[2] < numbers[0] || numbers[3] < numbers[1]) return TRUE;
        recorder_bounds(dc, (const POINT *)numbers, 2, WITH_PEN);
    } else if (dc->state.graphics_mode == GM_ADVANCED) {
        numbers[2]++, numbers[3]++; /* an enhanced metafile is being played into it */
    }
    return record_numbers(dc, enhanced, windows, 4 + more_count, numbers);
}

BOOL record_line_to(struct device_context *dc, int x, int y)
{
    if (!dc->recorder) return TRUE;
    POINT ends[2] = {dc->state.position, {x, y}};
    if (dc->recorder->is_enhanced) recorder_bounds(dc, ends, 2, WITH_PEN);
    return record(dc, EMR_LINETO, META_LINETO, x, y);
}

static int bits_of(FLOAT value)
{
    int bits;
    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

BOOL record_angle_arc(struct device_context *dc, int x, int y, DWORD radius, FLOAT start, FLOAT sweep)
{
    if (!dc->recorder) return TRUE;
    POINT corners[3] = {{x - (int)radius, y - (int)radius}, {x + (int)radius, y + (int)radius}, dc->state.position};
    if (dc->recorder->is_enhanced) recorder_bounds(dc, corners, 3, WITH_PEN);
    return record(dc, EMR_ANGLEARC, 0, x, y, (int)radius, bits_of(start), bits_of(sweep));
}

BOOL record_pixel(struct device_context *dc, int x, int y, COLORREF color)
{
    if (!dc->recorder) return TRUE;
    if (!dc->recorder->is_enhanced)
        return record(dc, 0, META_SETPIXEL, x, y, (int)(color >> 16), (int)(color & 0xffff));
    recorder_bounds(dc, &(POINT){x, y}, 1, WITHOUT_PEN);
    return record(dc, EMR_SETPIXELV, 0, x, y, (int)color);
}

BOOL record_flood(struct device_context *dc, int x, int y, COLORREF color, UINT type)
{
    if (!dc->recorder) return TRUE;
    if (!dc->recorder->is_enhanced)
        return record(dc, 0, META_EXTFLOODFILL, x, y, (int)(color >> 16), (int)(color & 0xffff), (int)type);
    return record(dc, EMR_EXTFLOODFILL, 0, x, y, (int)color, (int)type);
}

BOOL record_path(struct device_context *dc, UINT type)
{
    struct metafile_recorder *recorder = dc->recorder;
    if (!recorder) return TRUE;
    if (!recorder->is_enhanced) return FALSE;
    RECT *bounds = &recorder->path_bounds;
    if (bounds->left > bounds->right) return record(dc, type, 0, 0, 0, -1, -1);
    /* Already device coordinates. */
    recorder->bounds = (RECT){min(recorder->bounds.left, bounds->left), min(recorder->bounds.top, bounds->top),
                              max(recorder->bounds.right, bounds->right), max(recorder->bounds.bottom, bounds->bottom)};
    BOOL done = record(dc, type, 0, bounds->left, bounds->top, bounds->right, bounds->bottom);
    *bounds = (RECT){0x7fffffff, 0x7fffffff, -0x7fffffff, -0x7fffffff};
    return done;
}

BOOL record_transform(struct device_context *dc, const XFORM *transform, DWORD mode)
{
    static const XFORM identity = {1, 0, 0, 1, 0, 0};
    if (!dc->recorder) return TRUE;
    const XFORM *t = transform ? transform : &identity;
    int parts[6] = {bits_of(t->eM11), bits_of(t->eM12), bits_of(t->eM21),
                    bits_of(t->eM22), bits_of(t->eDx),  bits_of(t->eDy)};
    if (!mode) return record_numbers(dc, EMR_SETWORLDTRANSFORM, 0, 6, parts);
    return record(dc, EMR_MODIFYWORLDTRANSFORM, 0, parts[0], parts[1], parts[2], parts[3], parts[4], parts[5],
                  (int)mode);
}
