/* Playing Windows metafiles. Parameters are 16-bit words, in reverse order of the function's. */
#include "gdi_metafile.h"

struct wmf_play {
    HDC hdc;
    HANDLETABLE *table;
    UINT handle_count;
    const METARECORD *record;
    const SHORT *words;
    UINT word_count; /* behind the record's size and function */
};

static DWORD long_at(const struct wmf_play *play, UINT index)
{
    DWORD value;
    memcpy(&value, play->words + index, sizeof(value));
    return value;
}

/* --- objects: each takes the first free place --- */

static BOOL keep(const struct wmf_play *play, HGDIOBJ object)
{
    if (!object) return FALSE;
    for (UINT i = 0; i < play->handle_count; i++) {
        if (play->table->objectHandle[i]) continue;
        play->table->objectHandle[i] = object;
        return TRUE;
    }
    DeleteObject(object);
    return FALSE;
}

static HGDIOBJ object_at(const struct wmf_play *play, WORD index)
{
    return index < play->handle_count ? play->table->objectHandle[index] : NULL;
}

static BOOL select_object(const struct wmf_play *play)
{
    HGDIOBJ object = object_at(play, (WORD)play->words[0]);
    if (!object) return FALSE;
    if (GetObjectType(object) != OBJ_REGION) return SelectObject(play->hdc, object) != NULL;
    return SelectClipRgn(play->hdc, object) != ERROR;
}

static BOOL delete_object(const struct wmf_play *play)
{
    HGDIOBJ object = object_at(play, (WORD)play->words[0]);
    if (!object) return FALSE;
    play->table->objectHandle[(WORD)play->words[0]] = NULL;
    return DeleteObject(object);
}

static BOOL create_pen(const struct wmf_play *play)
{
    LOGPEN pen = {(WORD)play->words[0], {play->words[1], 0}, long_at(play, 3)};
    return keep(play, CreatePenIndirect(&pen));
}

static BOOL create_brush(const struct wmf_play *play)
{
    LOGBRUSH brush = {(WORD)play->words[0], long_at(play, 1), (WORD)play->words[3]};
    BOOL is_plain = brush.lbStyle == BS_SOLID || brush.lbStyle == BS_NULL || brush.lbStyle == BS_HATCHED;
    return is_plain && keep(play, CreateBrushIndirect(&brush));
}

static BOOL create_font(const struct wmf_play *play)
{
    const SHORT *words = play->words;
    LOGFONTA font = {words[0], words[1], words[2], words[3], words[4], 0, 0, 0, 0, 0, 0, 0, 0, {0}};
    UINT rest = play->word_count > 5 ? (play->word_count - 5) * 2 : 0;
    /* italic to pitch, then a name that may be shorter than a LOGFONT's */
    memcpy(&font.lfItalic, words + 5, min(rest, 8 + LF_FACESIZE));
    font.lfFaceName[LF_FACESIZE - 1] = 0;
    return keep(play, CreateFontIndirectA(&font));
}

static const BITMAPINFO *picture(const struct wmf_play *play, UINT usage, const void **bits)
{
    UINT offset = wmf_bitmap_offset((const uint8_t *)play->record), size = play->record->rdSize * 2;
    if (!offset) return NULL;
    const BYTE *info = (const BYTE *)play->record + offset;
    *bits = info + dib_header_bytes(info, size - offset, usage == DIB_PAL_COLORS);
    return (const BITMAPINFO *)info;
}

static BOOL create_pattern_brush(const struct wmf_play *play)
{
    const void *bits;
    UINT usage = (WORD)play->words[1];
    const BITMAPINFO *info = picture(play, usage, &bits);
    return info && keep(play, dib_pattern_brush(info, bits, usage, play->words[0] == BS_PATTERN));
}

static BOOL create_palette(const struct wmf_play *play)
{
    return keep(play, CreatePalette((const LOGPALETTE *)play->words));
}

static BOOL select_palette(const struct wmf_play *play)
{
    HGDIOBJ palette = object_at(play, (WORD)play->words[0]);
    return palette && SelectPalette(play->hdc, palette, TRUE);
}

static BOOL realize_palette(const struct wmf_play *play) { return RealizePalette(play->hdc) != GDI_ERROR; }

static BOOL set_palette_entries(const struct wmf_play *play)
{
    HGDIOBJ palette = GetCurrentObject(play->hdc, OBJ_PAL);
    return SetPaletteEntries(palette, (WORD)play->words[0], (WORD)play->words[1],
                             (const PALETTEENTRY *)(play->words + 2)) != 0;
}

/* Bounding box, scans: [MS-WMF] 2.2.1.5. Each scan has a count, top, bottom, pairs of left and right, the count again.
 */
static BOOL create_region(const struct wmf_play *play)
{
    enum { SCAN_COUNT = 5, FIRST_SCAN = 11 };
    const SHORT *words = play->words;
    UINT at = FIRST_SCAN;
    HRGN region = CreateRectRgn(0, 0, 0, 0), piece = CreateRectRgn(0, 0, 0, 0);
    for (int scan = 0; region && piece && scan < words[SCAN_COUNT] && at + 3 <= play->word_count; scan++) {
        UINT count = (WORD)words[at];
        if (at + 3 + count + 1 > play->word_count) break;
        for (UINT i = 0; i + 1 < count; i += 2) {
            const SHORT *pair = words + at + 3 + i;
            SetRectRgn(piece, pair[0], words[at + 1], pair[1], words[at + 2]);
            CombineRgn(region, region, piece, RGN_OR);
        }
        at += 3 + count + 1;
    }
    if (piece) DeleteObject(piece);
    return keep(play, region);
}

/* --- attributes and mapping --- */

#define WORD_FUNCTION(name, call) /* w: the words */ \
    static BOOL name(const struct wmf_play *play) \
    { \
        const SHORT *w = play->words; \
        HDC hdc = play->hdc; \
        (void)w; \
        return call; \
    }

WORD_FUNCTION(save, SaveDC(hdc) != 0)
WORD_FUNCTION(restore, RestoreDC(hdc, w[0]))
WORD_FUNCTION(set_back_color, SetBkColor(hdc, long_at(play, 0)) != CLR_INVALID)
WORD_FUNCTION(set_text_color, SetTextColor(hdc, long_at(play, 0)) != CLR_INVALID)
WORD_FUNCTION(set_back_mode, SetBkMode(hdc, w[0]) != 0)
WORD_FUNCTION(set_map_mode, SetMapMode(hdc, w[0]) != 0)
WORD_FUNCTION(set_rop2, SetROP2(hdc, w[0]) != 0)
WORD_FUNCTION(set_fill_mode, SetPolyFillMode(hdc, w[0]) != 0)
WORD_FUNCTION(set_stretch_mode, SetStretchBltMode(hdc, w[0]) != 0)
WORD_FUNCTION(set_character_extra, SetTextCharacterExtra(hdc, w[0]) != (int)0x80000000)
WORD_FUNCTION(set_justification, SetTextJustification(hdc, w[1], w[0]))
WORD_FUNCTION(set_text_align, SetTextAlign(hdc, (WORD)w[0]) != GDI_ERROR)
WORD_FUNCTION(set_mapper_flags, SetMapperFlags(hdc, long_at(play, 0)) != GDI_ERROR)
WORD_FUNCTION(set_layout, SetLayout(hdc, (WORD)w[0]) != GDI_ERROR)
WORD_FUNCTION(set_window_origin, SetWindowOrgEx(hdc, w[1], w[0], NULL))
WORD_FUNCTION(set_window_extent, SetWindowExtEx(hdc, w[1], w[0], NULL))
WORD_FUNCTION(set_viewport_origin, SetViewportOrgEx(hdc, w[1], w[0], NULL))
WORD_FUNCTION(set_viewport_extent, SetViewportExtEx(hdc, w[1], w[0], NULL))
WORD_FUNCTION(offset_window, OffsetWindowOrgEx(hdc, w[1], w[0], NULL))
WORD_FUNCTION(offset_viewport, OffsetViewportOrgEx(hdc, w[1], w[0], NULL))
WORD_FUNCTION(scale_window, ScaleWindowExtEx(hdc, w[3], w[2], w[1], w[0], NULL))
WORD_FUNCTION(scale_viewport, ScaleViewportExtEx(hdc, w[3], w[2], w[1], w[0], NULL))
WORD_FUNCTION(offset_clip, OffsetClipRgn(hdc, w[1], w[0]) != ERROR)
WORD_FUNCTION(exclude_clip, ExcludeClipRect(hdc, w[3], w[2], w[1], w[0]) != ERROR)
WORD_FUNCTION(intersect_clip, IntersectClipRect(hdc, w[3], w[2], w[1], w[0]) != ERROR)

static BOOL select_clip_region(const struct wmf_play *play)
{
    HGDIOBJ region = object_at(play, (WORD)play->words[0]);
    return SelectClipRgn(play->hdc, region) != ERROR;
}

/* --- shapes --- */

WORD_FUNCTION(move_to, MoveToEx(hdc, w[1], w[0], NULL))
WORD_FUNCTION(line_to, LineTo(hdc, w[1], w[0]))
WORD_FUNCTION(arc, Arc(hdc, w[7], w[6], w[5], w[4], w[3], w[2], w[1], w[0]))
WORD_FUNCTION(chord, Chord(hdc, w[7], w[6], w[5], w[4], w[3], w[2], w[1], w[0]))
WORD_FUNCTION(pie, Pie(hdc, w[7], w[6], w[5], w[4], w[3], w[2], w[1], w[0]))
WORD_FUNCTION(ellipse, Ellipse(hdc, w[3], w[2], w[1], w[0]))
WORD_FUNCTION(rectangle, Rectangle(hdc, w[3], w[2], w[1], w[0]))
WORD_FUNCTION(round_rectangle, RoundRect(hdc, w[5], w[4], w[3], w[2], w[1], w[0]))
WORD_FUNCTION(pattern_blit, PatBlt(hdc, w[5], w[4], w[3], w[2], long_at(play, 0)))
WORD_FUNCTION(set_pixel, SetPixelV(hdc, w[3], w[2], long_at(play, 0)))
WORD_FUNCTION(flood_fill, FloodFill(hdc, w[3], w[2], long_at(play, 0)))
WORD_FUNCTION(extended_flood_fill, ExtFloodFill(hdc, w[4], w[3], long_at(play, 1), (WORD)w[0]))

static POINT *widen_points(const SHORT *words, UINT count)
{
    POINT *points = heap_allocate((SIZE_T)count * sizeof(*points) + 1);
    for (UINT i = 0; points && i < count; i++) points[i] = (POINT){words[i * 2], words[i * 2 + 1]};
    return points;
}

static BOOL poly(const struct wmf_play *play)
{
    UINT count = (WORD)play->words[0];
    POINT *points = widen_points(play->words + 1, count);
    if (!points) return FALSE;
    BOOL done = play->record->rdFunction == META_POLYGON ? Polygon(play->hdc, points, (int)count)
                                                         : Polyline(play->hdc, points, (int)count);
    heap_free(points);
    return done;
}

static BOOL poly_polygon(const struct wmf_play *play)
{
    UINT figures = (WORD)play->words[0], total = 0;
    INT *counts = heap_allocate((SIZE_T)figures * sizeof(*counts) + 1);
    for (UINT i = 0; counts && i < figures; i++) total += (UINT)(counts[i] = (WORD)play->words[1 + i]);
    POINT *points = counts ? widen_points(play->words + 1 + figures, total) : NULL;
    BOOL done = points && PolyPolygon(play->hdc, points, counts, (int)figures);
    heap_free(points);
    heap_free(counts);
    return done;
}

static HGDIOBJ region_at(const struct wmf_play *play, UINT word) { return object_at(play, (WORD)play->words[word]); }

WORD_FUNCTION(replay_fill_region, FillRgn(hdc, region_at(play, 0), region_at(play, 1)))
WORD_FUNCTION(frame_region, FrameRgn(hdc, region_at(play, 0), region_at(play, 1), w[3], w[2]))
WORD_FUNCTION(invert_region, InvertRgn(hdc, region_at(play, 0)))
WORD_FUNCTION(paint_region, PaintRgn(hdc, region_at(play, 0)))

/* --- text --- */

static BOOL text_out(const struct wmf_play *play)
{
    UINT count = (WORD)play->words[0], padded = (count + 1) / 2;
    const SHORT *place = play->words + 1 + padded; /* y, x */
    return TextOutA(play->hdc, place[1], place[0], (const char *)(play->words + 1), (int)count);
}

static BOOL extended_text_out(const struct wmf_play *play)
{
    const SHORT *w = play->words;
    UINT count = (WORD)w[2], options = (WORD)w[3], at = options & (ETO_OPAQUE | ETO_CLIPPED) ? 8 : 4;
    RECT box = {0, 0, 0, 0};
    if (at == 8) box = (RECT){w[4], w[5], w[6], w[7]};
    UINT distances = at + (count + 1) / 2;
    INT *dx = NULL;
    if (count && distances + count <= play->word_count) {
        dx = heap_allocate(count * sizeof(*dx));
        for (UINT i = 0; dx && i < count; i++) dx[i] = w[distances + i];
    }
    BOOL done = ExtTextOutA(play->hdc, w[1], w[0], options, at == 8 ? &box : NULL, (const char *)(w + at), count, dx);
    heap_free(dx);
    return done;
}

/* --- bitmaps --- */

static BOOL dib_blit(const struct wmf_play *play)
{
    BOOL is_stretched = play->record->rdFunction == META_DIBSTRETCHBLT;
    const SHORT *w = play->words;
    DWORD operation = long_at(play, 0);
    const void *bits;
    const BITMAPINFO *info = picture(play, DIB_RGB_COLORS, &bits);
    const SHORT *to = w + (is_stretched ? 6 : 4); /* height, width, y, x */
    if (!info) {
        to = w + (is_stretched ? 7 : 5); /* one word stands where the bitmap would */
        return PatBlt(play->hdc, to[3], to[2], to[1], to[0], operation);
    }
    HDC source = picture_dc_create(info, bits, DIB_RGB_COLORS);
    if (!source) return FALSE;
    const SHORT *from = w + (is_stretched ? 4 : 2); /* y, x */
    LONG width = is_stretched ? w[3] : to[1], height = is_stretched ? w[2] : to[0];
    BOOL done = StretchBlt(play->hdc, to[3], to[2], to[1], to[0], source, from[1], from[0], width, height, operation);
    picture_dc_delete(source);
    return done;
}

static BOOL set_dib_to_device(const struct wmf_play *play)
{
    const SHORT *w = play->words;
    UINT usage = (WORD)w[0];
    const void *bits;
    const BITMAPINFO *info = picture(play, usage, &bits);
    return info && SetDIBitsToDevice(play->hdc, w[8], w[7], (WORD)w[6], (WORD)w[5], w[4], w[3], (WORD)w[2], (WORD)w[1],
                                     bits, info, usage) != 0;
}

static BOOL stretch_dib(const struct wmf_play *play)
{
    const SHORT *w = play->words;
    UINT usage = (WORD)w[2];
    const void *bits;
    const BITMAPINFO *info = picture(play, usage, &bits);
    return info && StretchDIBits(play->hdc, w[10], w[9], w[8], w[7], w[6], w[5], w[4], w[3], bits, info, usage,
                                 long_at(play, 0)) != (int)GDI_ERROR;
}

/* --- the records --- */

static const struct { WORD function; BOOL (*play)(const struct wmf_play *); } players[] = {
    {META_SELECTOBJECT, select_object},
    {META_DELETEOBJECT, delete_object},
    {META_CREATEPENINDIRECT, create_pen},
    {META_CREATEBRUSHINDIRECT, create_brush},
    {META_CREATEFONTINDIRECT, create_font},
    {META_DIBCREATEPATTERNBRUSH, create_pattern_brush},
    {META_CREATEPALETTE, create_palette},
    {META_SELECTPALETTE, select_palette},
    {META_REALIZEPALETTE, realize_palette},
    {META_SETPALENTRIES, set_palette_entries},
    {META_CREATEREGION, create_region},
    {META_SAVEDC, save},
    {META_RESTOREDC, restore},
    {META_SETBKCOLOR, set_back_color},
    {META_SETTEXTCOLOR, set_text_color},
    {META_SETBKMODE, set_back_mode},
    {META_SETMAPMODE, set_map_mode},
    {META_SETROP2, set_rop2},
    {META_SETPOLYFILLMODE, set_fill_mode},
    {META_SETSTRETCHBLTMODE, set_stretch_mode},
    {META_SETTEXTCHAREXTRA, set_character_extra},
    {META_SETTEXTJUSTIFICATION, set_justification},
    {META_SETTEXTALIGN, set_text_align},
    {META_SETMAPPERFLAGS, set_mapper_flags},
    {META_SETLAYOUT, set_layout},
    {META_SETWINDOWORG, set_window_origin},
    {META_SETWINDOWEXT, set_window_extent},
    {META_SETVIEWPORTORG, set_viewport_origin},
    {META_SETVIEWPORTEXT, set_viewport_extent},
    {META_OFFSETWINDOWORG, offset_window},
    {META_OFFSETVIEWPORTORG, offset_viewport},
    {META_SCALEWINDOWEXT, scale_window},
    {META_SCALEVIEWPORTEXT, scale_viewport},
    {META_OFFSETCLIPRGN, offset_clip},
    {META_EXCLUDECLIPRECT, exclude_clip},
    {META_INTERSECTCLIPRECT, intersect_clip},
    {META_SELECTCLIPREGION, select_clip_region},
    {META_MOVETO, move_to},
    {META_LINETO, line_to},
    {META_ARC, arc},
    {META_CHORD, chord},
    {META_PIE, pie},
    {META_ELLIPSE, ellipse},
    {META_RECTANGLE, rectangle},
    {META_ROUNDRECT, round_rectangle},
    {META_PATBLT, pattern_blit},
    {META_SETPIXEL, set_pixel},
    {META_FLOODFILL, flood_fill},
    {META_EXTFLOODFILL, extended_flood_fill},
    {META_POLYGON, poly},
    {META_POLYLINE, poly},
    {META_POLYPOLYGON, poly_polygon},
    {META_FILLREGION, replay_fill_region},
    {META_FRAMEREGION, frame_region},
    {META_INVERTREGION, invert_region},
    {META_PAINTREGION, paint_region},
    {META_TEXTOUT, text_out},
    {META_EXTTEXTOUT, extended_text_out},
    {META_DIBBITBLT, dib_blit},
    {META_DIBSTRETCHBLT, dib_blit},
    {META_SETDIBTODEV, set_dib_to_device},
    {META_STRETCHDIB, stretch_dib},
};

BOOL WINAPI PlayMetaFileRecord(HDC hdc, LPHANDLETABLE table, LPMETARECORD record, UINT handle_count)
{
    if (!dc_get(hdc) || !record) return FALSE;
    UINT words = record->rdSize;
    BOOL is_valid = words >= 3 && words < 0x20000000 && wmf_record_is_valid((const uint8_t *)record);
    if (!is_valid) {
        SetLastError(ERROR_INVALID_DATA);
        return FALSE;
    }
    struct wmf_play play = {hdc, table, table ? handle_count : 0, record, (const SHORT *)record->rdParm, words - 3};
    for (UINT i = 0; i < ARRAYSIZE(players); i++) {
        if (players[i].function == record->rdFunction) return players[i].play(&play);
    }
    return TRUE; /* escapes and the functions of printers' drivers draw nothing here */
}

/* --- enumerating and playing --- */

static int CALLBACK play_record(HDC hdc, HANDLETABLE *table, METARECORD *record, int handles, LPARAM data)
{
    (void)data;
    PlayMetaFileRecord(hdc, table, record, (UINT)handles); /* one that fails does not end the picture */
    return TRUE;
}

static BOOL enumerate_records(HDC hdc, struct metafile *metafile, MFENUMPROC callback, LPARAM data, HANDLETABLE *table,
                              UINT handles)
{
    UINT size;
    for (UINT at = WMF_HEADER_SIZE; at < metafile->size; at += size) {
        BYTE *record = metafile->bits + at;
        size = wmf_record_size(record, metafile->size - at);
        if (!size || !wmf_record_is_valid(record)) {
            SetLastError(ERROR_INVALID_DATA);
            return FALSE;
        }
        if (!((METARECORD *)record)->rdFunction) return TRUE;
        if (!callback(hdc, table, (METARECORD *)record, (int)handles, data)) return FALSE;
    }
    return TRUE;
}

BOOL WINAPI EnumMetaFile(HDC hdc, HMETAFILE handle, MFENUMPROC callback, LPARAM data)
{
    struct metafile *metafile = gdi_object_get(handle, GDI_METAFILE);
    if (!metafile || !callback) return FALSE;
    UINT handles = ((const METAHEADER *)metafile->bits)->mtNoObjects;
    HANDLETABLE *table = heap_allocate_zeroed((handles + 1) * sizeof(HGDIOBJ));
    if (!table) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    /* the metafile's own objects are deleted below, so the program's must be back by then */
    HGDIOBJ kept[3] = {NULL};
    static const UINT kinds[3] = {OBJ_PEN, OBJ_BRUSH, OBJ_FONT};
    HPALETTE palette = hdc ? GetCurrentObject(hdc, OBJ_PAL) : NULL;
    for (UINT i = 0; hdc && i < ARRAYSIZE(kinds); i++) kept[i] = GetCurrentObject(hdc, kinds[i]);
    gdi_object_retain(&metafile->object);
    BOOL done = enumerate_records(hdc, metafile, callback, data, table, handles);
    gdi_object_release(&metafile->object);
    for (UINT i = 0; i < ARRAYSIZE(kinds); i++) {
        if (kept[i]) SelectObject(hdc, kept[i]);
    }
    if (palette) SelectPalette(hdc, palette, TRUE);
    for (UINT i = 0; i < handles; i++) {
        if (table->objectHandle[i]) DeleteObject(table->objectHandle[i]);
    }
    heap_free(table);
    return done;
}

BOOL WINAPI PlayMetaFile(HDC hdc, HMETAFILE handle)
{
    return dc_get(hdc) && EnumMetaFile(hdc, handle, play_record, 0);
}
