/* Playing records that change the DC: mapping, attributes, clipping, paths. */
#include "gdi_metafile.h"

static BOOL remap(const struct emf_play *play)
{
    emf_playback_transform(play->hdc, play->playback);
    return TRUE;
}

/* --- mapping: the recording's own, or the DC's outside EnumEnhMetaFile --- */

static BOOL set_window_extent(const struct emf_play *play)
{
    if (!play->playback) return SetWindowExtEx(play->hdc, play->numbers[0], play->numbers[1], NULL);
    if (!play->numbers[0] || !play->numbers[1]) return FALSE;
    play->playback->mapping.window_extent = (SIZE){play->numbers[0], play->numbers[1]};
    return remap(play);
}

static BOOL set_window_origin(const struct emf_play *play)
{
    if (!play->playback) return SetWindowOrgEx(play->hdc, play->numbers[0], play->numbers[1], NULL);
    play->playback->mapping.window_origin = (POINT){play->numbers[0], play->numbers[1]};
    return remap(play);
}

static BOOL set_viewport_extent(const struct emf_play *play)
{
    if (!play->playback) return SetViewportExtEx(play->hdc, play->numbers[0], play->numbers[1], NULL);
    if (!play->numbers[0] || !play->numbers[1]) return FALSE;
    play->playback->mapping.viewport_extent = (SIZE){play->numbers[0], play->numbers[1]};
    return remap(play);
}

static BOOL set_viewport_origin(const struct emf_play *play)
{
    if (!play->playback) return SetViewportOrgEx(play->hdc, play->numbers[0], play->numbers[1], NULL);
    play->playback->mapping.viewport_origin = (POINT){play->numbers[0], play->numbers[1]};
    return remap(play);
}

static LONG scaled(LONG extent, LONG numerator, LONG denominator)
{
    LONG result = MulDiv(extent, numerator, denominator);
    return result ? result : 1;
}

static BOOL scale_extent(const struct emf_play *play, SIZE *extent)
{
    const LONG *by = play->numbers;
    if (!by[0] || !by[1] || !by[2] || !by[3]) return FALSE;
    *extent = (SIZE){scaled(extent->cx, by[0], by[1]), scaled(extent->cy, by[2], by[3])};
    return remap(play);
}

static BOOL scale_viewport(const struct emf_play *play)
{
    const LONG *by = play->numbers;
    if (play->playback) return scale_extent(play, &play->playback->mapping.viewport_extent);
    return ScaleViewportExtEx(play->hdc, by[0], by[1], by[2], by[3], NULL);
}

static BOOL scale_window(const struct emf_play *play)
{
    const LONG *by = play->numbers;
    if (play->playback) return scale_extent(play, &play->playback->mapping.window_extent);
    return ScaleWindowExtEx(play->hdc, by[0], by[1], by[2], by[3], NULL);
}

static BOOL set_map_mode(const struct emf_play *play)
{
    int mode = play->numbers[0];
    if (mode < MM_MIN || mode > MM_MAX) return FALSE;
    if (!play->playback) return SetMapMode(play->hdc, mode) != 0;
    struct emf_mapping *mapping = &play->playback->mapping;
    if (mode == MM_ISOTROPIC && mapping->map_mode != MM_ISOTROPIC) {
        /* begins as MM_LOMETRIC does */
        SIZE size = play->playback->millimetres, device = play->playback->device;
        mapping->window_extent = (SIZE){size.cx * 10, size.cy * 10};
        mapping->viewport_extent = (SIZE){device.cx, -device.cy};
    }
    mapping->map_mode = mode;
    return remap(play);
}

static XFORM record_xform(const LONG *numbers)
{
    XFORM xform;
    memcpy(&xform, numbers, sizeof(xform));
    return xform;
}

static BOOL set_world(const struct emf_play *play)
{
    XFORM xform = record_xform(play->numbers);
    if (!play->playback) return SetWorldTransform(play->hdc, &xform);
    play->playback->mapping.world = xform;
    return remap(play);
}

static BOOL modify_world(const struct emf_play *play)
{
    static const XFORM identity = {1, 0, 0, 1, 0, 0};
    XFORM xform = record_xform(play->numbers);
    DWORD mode = (DWORD)play->numbers[6];
    if (!play->playback) return ModifyWorldTransform(play->hdc, &xform, mode);
    XFORM *world = &play->playback->mapping.world;
    switch (mode) {
    case MWT_IDENTITY: *world = identity; break;
    case MWT_LEFTMULTIPLY: CombineTransform(world, &xform, world); break;
    case MWT_RIGHTMULTIPLY: CombineTransform(world, world, &xform); break;
    case 4: *world = xform; break; /* MWT_SET of [MS-EMF] */
    default: return FALSE;
    }
    return remap(play);
}

static BOOL save(const struct emf_play *play)
{
    if (!SaveDC(play->hdc)) return FALSE;
    if (!play->playback) return TRUE;
    struct emf_mapping *copy = heap_allocate(sizeof(*copy));
    if (!copy) return FALSE;
    *copy = play->playback->mapping;
    play->playback->mapping.saved = copy;
    return TRUE;
}

static int saved_count(const struct emf_playback *playback)
{
    int count = 0;
    for (const struct emf_mapping *saved = playback->mapping.saved; saved; saved = saved->saved) count++;
    return count;
}

/* Only what the metafile itself has saved. */
static BOOL restore(const struct emf_play *play)
{
    int level = play->numbers[0];
    if (!play->playback) return RestoreDC(play->hdc, level);
    int count = saved_count(play->playback);
    if (!level || level > count || level < -count) return FALSE;
    int back = level > 0 ? count - level + 1 : -level;
    if (!RestoreDC(play->hdc, -back)) return FALSE;
    for (int i = 0; i < back; i++) {
        struct emf_mapping *saved = play->playback->mapping.saved;
        play->playback->mapping = *saved;
        heap_free(saved);
    }
    return remap(play);
}

/* --- attributes --- */

static BOOL set_mapper_flags(const struct emf_play *play)
{
    return SetMapperFlags(play->hdc, (DWORD)play->numbers[0]) != GDI_ERROR;
}
static BOOL set_background_mode(const struct emf_play *play) { return SetBkMode(play->hdc, play->numbers[0]) != 0; }
static BOOL set_fill_mode(const struct emf_play *play) { return SetPolyFillMode(play->hdc, play->numbers[0]) != 0; }
static BOOL set_rop2(const struct emf_play *play) { return SetROP2(play->hdc, play->numbers[0]) != 0; }
static BOOL set_stretch_mode(const struct emf_play *play)
{
    return SetStretchBltMode(play->hdc, play->numbers[0]) != 0;
}
static BOOL set_text_align(const struct emf_play *play)
{
    return SetTextAlign(play->hdc, (UINT)play->numbers[0]) != GDI_ERROR;
}
static BOOL set_text_color(const struct emf_play *play)
{
    return SetTextColor(play->hdc, (COLORREF)play->numbers[0]) != CLR_INVALID;
}
static BOOL set_back_color(const struct emf_play *play)
{
    return SetBkColor(play->hdc, (COLORREF)play->numbers[0]) != CLR_INVALID;
}
static BOOL set_arc_direction(const struct emf_play *play) { return SetArcDirection(play->hdc, play->numbers[0]) != 0; }
static BOOL set_layout(const struct emf_play *play)
{
    return SetLayout(play->hdc, (DWORD)play->numbers[0]) != GDI_ERROR;
}

static BOOL set_brush_origin(const struct emf_play *play)
{
    return SetBrushOrgEx(play->hdc, play->numbers[0], play->numbers[1], NULL);
}

static BOOL set_miter_limit(const struct emf_play *play)
{
    FLOAT limit;
    memcpy(&limit, play->numbers, sizeof(limit));
    return SetMiterLimit(play->hdc, limit, NULL);
}

/* --- clipping --- */

static BOOL offset_clip(const struct emf_play *play)
{
    return OffsetClipRgn(play->hdc, play->numbers[0], play->numbers[1]) != ERROR;
}
static BOOL set_meta_region(const struct emf_play *play) { return SetMetaRgn(play->hdc) != ERROR; }

static BOOL exclude_clip(const struct emf_play *play)
{
    const LONG *box = play->numbers;
    return ExcludeClipRect(play->hdc, box[0], box[1], box[2], box[3]) != ERROR;
}

static BOOL intersect_clip(const struct emf_play *play)
{
    const LONG *box = play->numbers;
    return IntersectClipRect(play->hdc, box[0], box[1], box[2], box[3]) != ERROR;
}

/* Region data is in device coordinates of the recording. */
static XFORM recorded_to_device(const struct emf_playback *playback)
{
    const double *a = playback->base, *b = playback->page_to_device;
    return (XFORM){(FLOAT)(a[0] * b[0] + a[1] * b[2]), (FLOAT)(a[0] * b[1] + a[1] * b[3]),
                   (FLOAT)(a[2] * b[0] + a[3] * b[2]), (FLOAT)(a[2] * b[1] + a[3] * b[3]),
                   (FLOAT)(a[4] * b[0] + a[5] * b[2] + b[4]), (FLOAT)(a[4] * b[1] + a[5] * b[3] + b[5])};
}

static BOOL select_clip_region(const struct emf_play *play)
{
    DWORD size = (DWORD)play->numbers[0];
    int mode = play->numbers[1];
    if (!size) return mode == RGN_COPY && ExtSelectClipRgn(play->hdc, NULL, RGN_COPY) != ERROR;
    XFORM transform = {1, 0, 0, 1, 0, 0};
    if (play->playback) transform = recorded_to_device(play->playback);
    HRGN region = ExtCreateRegion(&transform, size, (const RGNDATA *)(play->numbers + 2));
    if (!region) return FALSE;
    BOOL done = ExtSelectClipRgn(play->hdc, region, mode) != ERROR;
    DeleteObject(region);
    return done;
}

/* --- paths --- */

static BOOL begin_path(const struct emf_play *play) { return BeginPath(play->hdc); }
static BOOL end_path(const struct emf_play *play) { return EndPath(play->hdc); }
static BOOL close_figure(const struct emf_play *play) { return CloseFigure(play->hdc); }
static BOOL replay_fill_path(const struct emf_play *play) { return FillPath(play->hdc); }
static BOOL stroke_and_fill_path(const struct emf_play *play) { return StrokeAndFillPath(play->hdc); }
static BOOL replay_stroke_path(const struct emf_play *play) { return StrokePath(play->hdc); }
static BOOL flatten_path(const struct emf_play *play) { return FlattenPath(play->hdc); }
static BOOL widen_path(const struct emf_play *play) { return WidenPath(play->hdc); }
static BOOL select_clip_path(const struct emf_play *play) { return SelectClipPath(play->hdc, play->numbers[0]); }
static BOOL abort_path(const struct emf_play *play) { return AbortPath(play->hdc); }

emf_player *emf_mapping_player(DWORD type)
{
    static const struct emf_player_entry players[] = {
        {EMR_SETWINDOWEXTEX, set_window_extent},
        {EMR_SETWINDOWORGEX, set_window_origin},
        {EMR_SETVIEWPORTEXTEX, set_viewport_extent},
        {EMR_SETVIEWPORTORGEX, set_viewport_origin},
        {EMR_SCALEVIEWPORTEXTEX, scale_viewport},
        {EMR_SCALEWINDOWEXTEX, scale_window},
        {EMR_SETMAPMODE, set_map_mode},
        {EMR_SETWORLDTRANSFORM, set_world},
        {EMR_MODIFYWORLDTRANSFORM, modify_world},
        {EMR_SAVEDC, save},
        {EMR_RESTOREDC, restore},
        {EMR_SETMAPPERFLAGS, set_mapper_flags},
        {EMR_SETBKMODE, set_background_mode},
        {EMR_SETPOLYFILLMODE, set_fill_mode},
        {EMR_SETROP2, set_rop2},
        {EMR_SETSTRETCHBLTMODE, set_stretch_mode},
        {EMR_SETTEXTALIGN, set_text_align},
        {EMR_SETTEXTCOLOR, set_text_color},
        {EMR_SETBKCOLOR, set_back_color},
        {EMR_SETARCDIRECTION, set_arc_direction},
        {EMR_SETLAYOUT, set_layout},
        {EMR_SETBRUSHORGEX, set_brush_origin},
        {EMR_SETMITERLIMIT, set_miter_limit},
        {EMR_OFFSETCLIPRGN, offset_clip},
        {EMR_SETMETARGN, set_meta_region},
        {EMR_EXCLUDECLIPRECT, exclude_clip},
        {EMR_INTERSECTCLIPRECT, intersect_clip},
        {EMR_EXTSELECTCLIPRGN, select_clip_region},
        {EMR_BEGINPATH, begin_path},
        {EMR_ENDPATH, end_path},
        {EMR_CLOSEFIGURE, close_figure},
        {EMR_FILLPATH, replay_fill_path},
        {EMR_STROKEANDFILLPATH, stroke_and_fill_path},
        {EMR_STROKEPATH, replay_stroke_path},
        {EMR_FLATTENPATH, flatten_path},
        {EMR_WIDENPATH, widen_path},
        {EMR_SELECTCLIPPATH, select_clip_path},
        {EMR_ABORTPATH, abort_path},
    };
    return emf_find_player(players, ARRAYSIZE(players), type);
}
