/* Playing records of lines, curves, polygons, shapes, regions and text. Behind the bounds (16 bytes) come a count and
 * the points. */
#include "gdi_metafile.h"

#define NUMBER_AFTER_BOUNDS 4

/* --- points --- */

/* The record's points, widened where it has 16-bit ones; freed with heap_free unless they are the record's own. */
static const POINT *take_points(const void *place, UINT count, BOOL is_short, POINT **allocated)
{
    *allocated = NULL;
    if (!is_short) return place;
    POINT *points = heap_allocate((SIZE_T)count * sizeof(*points) + 1);
    const POINTS *from = place;
    for (UINT i = 0; points && i < count; i++) points[i] = (POINT){from[i].x, from[i].y};
    *allocated = points;
    return points;
}

static BOOL poly(const struct emf_play *play)
{
    DWORD type = play->record->iType;
    BOOL is_short = type >= EMR_POLYBEZIER16;
    UINT count = (UINT)play->numbers[NUMBER_AFTER_BOUNDS];
    POINT *allocated;
    const POINT *points = take_points(play->numbers + NUMBER_AFTER_BOUNDS + 1, count, is_short, &allocated);
    BOOL done = FALSE;
    if (!points) return FALSE;
    switch (is_short ? type - EMR_POLYBEZIER16 + EMR_POLYBEZIER : type) {
    case EMR_POLYBEZIER: done = PolyBezier(play->hdc, points, count); break;
    case EMR_POLYGON: done = Polygon(play->hdc, points, (int)count); break;
    case EMR_POLYLINE: done = Polyline(play->hdc, points, (int)count); break;
    case EMR_POLYBEZIERTO: done = PolyBezierTo(play->hdc, points, count); break;
    case EMR_POLYLINETO: done = PolylineTo(play->hdc, points, count); break;
    }
    heap_free(allocated);
    return done;
}

static BOOL poly_poly(const struct emf_play *play)
{
    DWORD type = play->record->iType;
    const DWORD *numbers = (const DWORD *)play->numbers + NUMBER_AFTER_BOUNDS, *counts = numbers + 2;
    UINT figures = numbers[0], total = numbers[1];
    POINT *allocated;
    const POINT *points = take_points(counts + figures, total, type >= EMR_POLYPOLYLINE16, &allocated);
    if (!points) return FALSE;
    BOOL is_line = type == EMR_POLYPOLYLINE || type == EMR_POLYPOLYLINE16;
    BOOL done = is_line ? PolyPolyline(play->hdc, points, counts, figures)
                        : PolyPolygon(play->hdc, points, (const INT *)counts, (int)figures);
    heap_free(allocated);
    return done;
}

static BOOL poly_draw(const struct emf_play *play)
{
    BOOL is_short = play->record->iType == EMR_POLYDRAW16;
    UINT count = (UINT)play->numbers[NUMBER_AFTER_BOUNDS];
    const BYTE *place = (const BYTE *)(play->numbers + NUMBER_AFTER_BOUNDS + 1);
    POINT *allocated;
    const POINT *points = take_points(place, count, is_short, &allocated);
    if (!points) return FALSE;
    const BYTE *types = place + (SIZE_T)count * (is_short ? sizeof(POINTS) : sizeof(POINT));
    BOOL done = PolyDraw(play->hdc, points, types, (int)count);
    heap_free(allocated);
    return done;
}

/* --- lines and shapes: GM_ADVANCED, so right and bottom are included, as in the records --- */

static BOOL set_pixel(const struct emf_play *play)
{
    const LONG *n = play->numbers;
    return SetPixelV(play->hdc, n[0], n[1], (COLORREF)n[2]);
}

static BOOL move_to(const struct emf_play *play)
{
    return MoveToEx(play->hdc, play->numbers[0], play->numbers[1], NULL);
}
static BOOL line_to(const struct emf_play *play) { return LineTo(play->hdc, play->numbers[0], play->numbers[1]); }

static BOOL angle_arc(const struct emf_play *play)
{
    const LONG *n = play->numbers;
    FLOAT angles[2];
    memcpy(angles, n + 3, sizeof(angles));
    return AngleArc(play->hdc, n[0], n[1], (DWORD)n[2], angles[0], angles[1]);
}

static BOOL ellipse(const struct emf_play *play)
{
    const LONG *n = play->numbers;
    return Ellipse(play->hdc, n[0], n[1], n[2], n[3]);
}

static BOOL rectangle(const struct emf_play *play)
{
    const LONG *n = play->numbers;
    return Rectangle(play->hdc, n[0], n[1], n[2], n[3]);
}

static BOOL round_rectangle(const struct emf_play *play)
{
    const LONG *n = play->numbers;
    return RoundRect(play->hdc, n[0], n[1], n[2], n[3], n[4], n[5]);
}

static BOOL arc(const struct emf_play *play)
{
    const LONG *n = play->numbers;
    switch (play->record->iType) {
    case EMR_ARC: return Arc(play->hdc, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
    case EMR_ARCTO: return ArcTo(play->hdc, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
    case EMR_CHORD: return Chord(play->hdc, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
    default: return Pie(play->hdc, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
    }
}

static BOOL flood(const struct emf_play *play)
{
    const LONG *n = play->numbers;
    return ExtFloodFill(play->hdc, n[0], n[1], (COLORREF)n[2], (UINT)n[3]);
}

static BOOL gradient(const struct emf_play *play)
{
    const DWORD *numbers = (const DWORD *)play->numbers + NUMBER_AFTER_BOUNDS;
    const TRIVERTEX *vertices = (const TRIVERTEX *)(numbers + 3);
    return GdiGradientFill(play->hdc, (TRIVERTEX *)vertices, numbers[0], (void *)(vertices + numbers[0]), numbers[1],
                           numbers[2]);
}

/* --- regions --- */

static BOOL region(const struct emf_play *play)
{
    DWORD type = play->record->iType;
    const DWORD *numbers = (const DWORD *)play->numbers + NUMBER_AFTER_BOUNDS;
    BOOL has_brush = type == EMR_FILLRGN || type == EMR_FRAMERGN;
    UINT data = type == EMR_FRAMERGN ? 4 : has_brush ? 2 : 1;
    HGDIOBJ brush = NULL;
    if (has_brush) {
        DWORD index = numbers[1];
        if (index & 0x80000000u) brush = GetStockObject((int)(index & 0x7fffffff));
        else if (index < play->handle_count) brush = play->table->objectHandle[index];
        if (!brush) return FALSE;
    }
    HRGN shape = ExtCreateRegion(NULL, numbers[0], (const RGNDATA *)(numbers + data));
    if (!shape) return FALSE;
    BOOL done = FALSE;
    switch (type) {
    case EMR_FILLRGN: done = FillRgn(play->hdc, shape, brush); break;
    case EMR_FRAMERGN: done = FrameRgn(play->hdc, shape, brush, (int)numbers[2], (int)numbers[3]); break;
    case EMR_INVERTRGN: done = InvertRgn(play->hdc, shape); break;
    case EMR_PAINTRGN: done = PaintRgn(play->hdc, shape); break;
    }
    DeleteObject(shape);
    return done;
}

/* --- text --- */

static BOOL draw_text(const struct emf_play *play, const EMRTEXT *text, BOOL is_wide)
{
    const BYTE *record = (const BYTE *)play->record;
    RECT box = {text->rcl.left, text->rcl.top, text->rcl.right, text->rcl.bottom};
    const RECT *clip = text->fOptions & (ETO_OPAQUE | ETO_CLIPPED) ? &box : NULL;
    const INT *dx = text->offDx ? (const INT *)(record + text->offDx) : NULL;
    const void *string = record + text->offString;
    LONG x = text->ptlReference.x, y = text->ptlReference.y;
    if (is_wide) return ExtTextOutW(play->hdc, x, y, text->fOptions, clip, string, text->nChars, dx);
    return ExtTextOutA(play->hdc, x, y, text->fOptions, clip, string, text->nChars, dx);
}

static BOOL text(const struct emf_play *play)
{
    const EMREXTTEXTOUTW *record = (const EMREXTTEXTOUTW *)play->record;
    return draw_text(play, &record->emrtext, record->emr.iType == EMR_EXTTEXTOUTW);
}

static BOOL poly_text(const struct emf_play *play)
{
    const EMRPOLYTEXTOUTW *record = (const EMRPOLYTEXTOUTW *)play->record;
    BOOL done = TRUE;
    for (LONG i = 0; i < record->cStrings; i++)
        done &= draw_text(play, &record->aemrtext[i], record->emr.iType == EMR_POLYTEXTOUTW);
    return done;
}

#define SMALL_TEXT_NO_RECTANGLE 0x100 /* [MS-EMF] ExtTextOutOptions */
#define SMALL_TEXT_8_BITS       0x200

static BOOL small_text(const struct emf_play *play)
{
    enum { X, Y, COUNT, OPTIONS, GRAPHICS_MODE, SCALE_X, SCALE_Y, AFTER };
    const LONG *numbers = play->numbers;
    UINT options = (UINT)numbers[OPTIONS], count = (UINT)numbers[COUNT];
    BOOL has_box = !(options & SMALL_TEXT_NO_RECTANGLE);
    const void *string = numbers + AFTER + (has_box ? 4 : 0);
    RECT box;
    if (has_box) memcpy(&box, numbers + AFTER, sizeof(box));
    UINT drawn = options & ~(SMALL_TEXT_NO_RECTANGLE | SMALL_TEXT_8_BITS);
    const RECT *clip = has_box && drawn & (ETO_OPAQUE | ETO_CLIPPED) ? &box : NULL;
    if (!(options & SMALL_TEXT_8_BITS))
        return ExtTextOutW(play->hdc, numbers[X], numbers[Y], drawn, clip, string, count, NULL);
    /* the low bytes of UTF-16 characters */
    WCHAR *wide = heap_allocate((SIZE_T)count * sizeof(*wide) + 1);
    if (!wide) return FALSE;
    for (UINT i = 0; i < count; i++) wide[i] = ((const BYTE *)string)[i];
    BOOL done = ExtTextOutW(play->hdc, numbers[X], numbers[Y], drawn, clip, wide, count, NULL);
    heap_free(wide);
    return done;
}

emf_player *emf_shape_player(DWORD type)
{
    static const struct emf_player_entry players[] = {
        {EMR_POLYBEZIER, poly},
        {EMR_POLYGON, poly},
        {EMR_POLYLINE, poly},
        {EMR_POLYBEZIERTO, poly},
        {EMR_POLYLINETO, poly},
        {EMR_POLYBEZIER16, poly},
        {EMR_POLYGON16, poly},
        {EMR_POLYLINE16, poly},
        {EMR_POLYBEZIERTO16, poly},
        {EMR_POLYLINETO16, poly},
        {EMR_POLYPOLYLINE, poly_poly},
        {EMR_POLYPOLYGON, poly_poly},
        {EMR_POLYPOLYLINE16, poly_poly},
        {EMR_POLYPOLYGON16, poly_poly},
        {EMR_POLYDRAW, poly_draw},
        {EMR_POLYDRAW16, poly_draw},
        {EMR_SETPIXELV, set_pixel},
        {EMR_MOVETOEX, move_to},
        {EMR_LINETO, line_to},
        {EMR_ANGLEARC, angle_arc},
        {EMR_ELLIPSE, ellipse},
        {EMR_RECTANGLE, rectangle},
        {EMR_ROUNDRECT, round_rectangle},
        {EMR_ARC, arc},
        {EMR_ARCTO, arc},
        {EMR_CHORD, arc},
        {EMR_PIE, arc},
        {EMR_EXTFLOODFILL, flood},
        {EMR_GRADIENTFILL, gradient},
        {EMR_FILLRGN, region},
        {EMR_FRAMERGN, region},
        {EMR_INVERTRGN, region},
        {EMR_PAINTRGN, region},
        {EMR_EXTTEXTOUTA, text},
        {EMR_EXTTEXTOUTW, text},
        {EMR_POLYTEXTOUTA, poly_text},
        {EMR_POLYTEXTOUTW, poly_text},
        {EMR_SMALLTEXTOUT, small_text},
    };
    return emf_find_player(players, ARRAYSIZE(players), type);
}
