/* Records that create and select pens, brushes, fonts and palettes; regions; text. */
#include "gdi_metafile.h"

#define STOCK_FLAG 0x80000000u

/* GetStockObject's number, or -1. */
static int stock_index(const struct gdi_object *object)
{
    for (int i = 0; i < STOCK_COUNT - 1; i++) {
        if (i != 9 && stock_object(i) == object) return i; /* there is no 9 */
    }
    return -1;
}

/* --- enhanced --- */

#define PEN_ENTRIES_AT 52 /* of EMR_EXTCREATEPEN; the hatch has 32 bits in files */

static void *copy_dib(BYTE *record, const BYTE *dib, UINT at, UINT header_size, UINT bits_size, DWORD *offsets)
{
    offsets[0] = at;
    offsets[1] = header_size;
    offsets[2] = at + header_size;
    offsets[3] = bits_size;
    return memcpy(record + at, dib, header_size + bits_size);
}

static BOOL create_pattern_brush(struct metafile_recorder *recorder, int index, const struct brush *brush)
{
    UINT header_size, bits_size;
    BYTE *dib = raster_to_dib(&brush->pattern, &header_size, &bits_size);
    BYTE *record =
        dib ? record_new(recorder, brush->pattern_is_mono ? EMR_CREATEMONOBRUSH : EMR_CREATEDIBPATTERNBRUSHPT,
                         32 + header_size + bits_size)
            : NULL;
    if (record) {
        DWORD *numbers = (DWORD *)record;
        numbers[2] = (DWORD)index;
        numbers[3] = DIB_RGB_COLORS;
        copy_dib(record, dib, 32, header_size, bits_size, numbers + 4);
    }
    heap_free(dib);
    return record != NULL;
}

static BOOL create_brush(struct metafile_recorder *recorder, int index, const struct brush *brush)
{
    if (brush->style == BS_PATTERN) return create_pattern_brush(recorder, index, brush);
    DWORD *numbers = record_new(recorder, EMR_CREATEBRUSHINDIRECT, 24);
    if (!numbers) return FALSE;
    numbers[2] = (DWORD)index;
    numbers[3] = brush->style;
    numbers[4] = brush->color;
    numbers[5] = brush->hatch;
    return TRUE;
}

static BOOL create_pen(struct metafile_recorder *recorder, int index, const struct pen *pen)
{
    EMRCREATEPEN *record = record_new(recorder, EMR_CREATEPEN, 28);
    if (!record) return FALSE;
    record->ihPen = (DWORD)index;
    record->lopn = (LOGPEN){pen->style, {pen->width, 0}, pen->brush.color};
    return TRUE;
}

static BOOL create_extended_pen(struct metafile_recorder *recorder, int index, const struct pen *pen)
{
    UINT header_size = 0, bits_size = 0, entries = PEN_ENTRIES_AT + pen->dash_count * 4;
    BYTE *dib = pen->brush.style == BS_PATTERN ? raster_to_dib(&pen->brush.pattern, &header_size, &bits_size) : NULL;
    BYTE *record = record_new(recorder, EMR_EXTCREATEPEN, entries + header_size + bits_size);
    if (record) {
        DWORD *numbers = (DWORD *)record;
        const DWORD values[] = {
            pen->style,       (DWORD)pen->width, pen->brush.style == BS_PATTERN ? BS_DIBPATTERN : pen->brush.style,
            pen->brush.color, pen->brush.hatch,  pen->dash_count};
        numbers[2] = (DWORD)index;
        memcpy(numbers + 7, values, sizeof(values));
        memcpy(record + PEN_ENTRIES_AT, pen->dashes, pen->dash_count * 4);
        if (dib) copy_dib(record, dib, entries, header_size, bits_size, numbers + 3);
    }
    heap_free(dib);
    return record != NULL;
}

static BOOL create_font(struct metafile_recorder *recorder, int index, const struct font *font)
{
    LOGFONTW description;
    memset(&description, 0, sizeof(description));
    font_get_object(font, sizeof(description), &description, TRUE);
    EMREXTCREATEFONTINDIRECTW *record = record_new(recorder, EMR_EXTCREATEFONTINDIRECTW, sizeof(*record));
    if (!record) return FALSE;
    record->ihFont = (DWORD)index;
    record->elfw.elfLogFont = description;
    return TRUE;
}

static BOOL create_palette(struct metafile_recorder *recorder, int index, const struct palette *palette)
{
    BYTE *record = record_new(recorder, EMR_CREATEPALETTE, 16 + palette->count * 4);
    if (!record) return FALSE;
    ((DWORD *)record)[2] = (DWORD)index;
    ((WORD *)record)[6] = 0x300;
    ((WORD *)record)[7] = (WORD)palette->count;
    memcpy(record + 16, palette->entries, palette->count * 4);
    return TRUE;
}

static BOOL create_enhanced(struct metafile_recorder *recorder, int index, struct gdi_object *object)
{
    switch (object->kind) {
    case GDI_BRUSH: return create_brush(recorder, index, (struct brush *)object);
    case GDI_PEN: return create_pen(recorder, index, (struct pen *)object);
    case GDI_EXT_PEN: return create_extended_pen(recorder, index, (struct pen *)object);
    case GDI_FONT: return create_font(recorder, index, (struct font *)object);
    case GDI_PALETTE: return create_palette(recorder, index, (struct palette *)object);
    default: return FALSE;
    }
}

/* --- Windows metafiles --- */

static BOOL create_windows_brush(struct metafile_recorder *recorder, const struct brush *brush)
{
    if (brush->style == BS_PATTERN) {
        UINT header_size, bits_size;
        BYTE *dib = raster_to_dib(&brush->pattern, &header_size, &bits_size);
        WORD *place = dib ? record_new(recorder, META_DIBCREATEPATTERNBRUSH, 4 + header_size + bits_size) : NULL;
        if (place) {
            place[0] = brush->pattern_is_mono ? BS_PATTERN : BS_DIBPATTERN;
            memcpy(place + 2, dib, header_size + bits_size);
        }
        heap_free(dib);
        return place != NULL;
    }
    WORD *place = record_new(recorder, META_CREATEBRUSHINDIRECT, 8);
    if (!place) return FALSE;
    place[0] = (WORD)brush->style;
    memcpy(place + 1, &brush->color, sizeof(COLORREF));
    place[3] = (WORD)brush->hatch;
    return TRUE;
}

static BOOL create_windows_pen(struct metafile_recorder *recorder, const struct pen *pen)
{
    WORD *place = record_new(recorder, META_CREATEPENINDIRECT, 10);
    if (!place) return FALSE;
    place[0] = (WORD)pen->style;
    place[1] = (WORD)pen->width;
    memcpy(place + 3, &pen->brush.color, sizeof(COLORREF));
    return TRUE;
}

#define SHORT_FONT_SIZE 50 /* of LOGFONT with 16-bit numbers and a name of 32 bytes */

static BOOL create_windows_font(struct metafile_recorder *recorder, const struct font *font)
{
    LOGFONTA description;
    memset(&description, 0, sizeof(description));
    font_get_object(font, sizeof(description), &description, FALSE);
    WORD *place = record_new(recorder, META_CREATEFONTINDIRECT, SHORT_FONT_SIZE);
    if (!place) return FALSE;
    const LONG numbers[] = {description.lfHeight, description.lfWidth, description.lfEscapement,
                            description.lfOrientation, description.lfWeight};
    for (int i = 0; i < 5; i++) place[i] = (WORD)numbers[i];
    memcpy(place + 5, &description.lfItalic, 8 + LF_FACESIZE); /* italic to pitch, then the name */
    return TRUE;
}

static BOOL create_windows_palette(struct metafile_recorder *recorder, const struct palette *palette)
{
    WORD *place = record_new(recorder, META_CREATEPALETTE, 4 + palette->count * 4);
    if (!place) return FALSE;
    place[0] = 0x300;
    place[1] = (WORD)palette->count;
    memcpy(place + 2, palette->entries, palette->count * 4);
    return TRUE;
}

static BOOL create_windows(struct metafile_recorder *recorder, struct gdi_object *object)
{
    switch (object->kind) {
    case GDI_BRUSH: return create_windows_brush(recorder, (struct brush *)object);
    case GDI_PEN:
    case GDI_EXT_PEN: return create_windows_pen(recorder, (struct pen *)object);
    case GDI_FONT: return create_windows_font(recorder, (struct font *)object);
    case GDI_PALETTE: return create_windows_palette(recorder, (struct palette *)object);
    default: return FALSE;
    }
}

/* --- selection --- */

/* The index of an object that the file has created by then, or a stock object's number with its flag; 0x7fffffff:
 * failed. */
static UINT object_number(struct metafile_recorder *recorder, struct gdi_object *object)
{
    BOOL is_new;
    int stock = recorder->is_enhanced && object->is_stock ? stock_index(object) : -1;
    if (stock >= 0) return STOCK_FLAG | (UINT)stock;
    int index = recorder_object_index(recorder, object, &is_new);
    if (index < 0) return 0x7fffffff;
    if (is_new &&
        !(recorder->is_enhanced ? create_enhanced(recorder, index, object) : create_windows(recorder, object)))
        return 0x7fffffff;
    return (UINT)index;
}

BOOL record_select(struct device_context *dc, struct gdi_object *object)
{
    if (!dc->recorder) return TRUE;
    UINT number = object_number(dc->recorder, object);
    return number != 0x7fffffff && record(dc, EMR_SELECTOBJECT, META_SELECTOBJECT, (int)number);
}

BOOL record_palette(struct device_context *dc, struct gdi_object *palette)
{
    if (!dc->recorder) return TRUE;
    UINT number = object_number(dc->recorder, palette);
    return number != 0x7fffffff && record(dc, EMR_SELECTPALETTE, META_SELECTPALETTE, (int)number);
}

/* --- regions --- */

static void write_region(BYTE *place, const struct region *region)
{
    UINT bytes = region->count * (UINT)sizeof(RECT);
    RGNDATAHEADER header = {sizeof(RGNDATAHEADER), RDH_RECTANGLES, region->count, bytes, region->bounds};
    memcpy(place, &header, sizeof(header));
    if (bytes) memcpy(place + sizeof(header), region->rectangles, bytes);
}

static UINT region_bytes(const struct region *region)
{
    return (UINT)sizeof(RGNDATAHEADER) + region->count * (UINT)sizeof(RECT);
}

BOOL record_region(struct device_context *dc, UINT type, const struct region *region, const struct gdi_object *brush,
                   SIZE frame)
{
    struct metafile_recorder *recorder = dc->recorder;
    if (!recorder) return TRUE;
    if (!recorder->is_enhanced) return FALSE;
    UINT number = brush ? object_number(recorder, (struct gdi_object *)brush) : 0;
    if (number == 0x7fffffff) return FALSE;
    UINT at = type == EMR_FILLRGN ? 32 : type == EMR_FRAMERGN ? 40 : 28;
    RECT box = region->bounds;
    RECTL bounds = recorder_bounds(dc, (const POINT *)&box, 2, WITHOUT_PEN);
    BYTE *place = record_new(recorder, type, at + region_bytes(region));
    if (!place) return FALSE;
    EMRFRAMERGN *head = (EMRFRAMERGN *)place;
    head->rclBounds = bounds;
    head->cbRgnData = region_bytes(region);
    if (at > 28) head->ihBrush = number;
    if (at > 32) head->szlStroke = (SIZEL){frame.cx, frame.cy};
    write_region(place + at, region);
    return TRUE;
}

BOOL record_clip_region(struct device_context *dc, const struct region *region, int mode)
{
    struct metafile_recorder *recorder = dc->recorder;
    if (!recorder) return TRUE;
    if (!recorder->is_enhanced) return FALSE;
    UINT bytes = region ? region_bytes(region) : 0;
    BYTE *place = record_new(recorder, EMR_EXTSELECTCLIPRGN, 16 + bytes);
    if (!place) return FALSE;
    ((DWORD *)place)[2] = bytes;
    ((DWORD *)place)[3] = (DWORD)mode;
    if (region) write_region(place + 16, region);
    return TRUE;
}

/* --- text --- */

static BOOL write_windows_text(struct device_context *dc, int x, int y, UINT options, const RECT *rectangle,
                               const WCHAR *text, UINT count, const INT *dx)
{
    char narrow[1024];
    UINT has_rectangle = rectangle && (options & (ETO_OPAQUE | ETO_CLIPPED)) ? 8 : 0;
    int length =
        count ? WideCharToMultiByte(CP_ACP, 0, text, (int)min(count, 500), narrow, sizeof(narrow), NULL, NULL) : 0;
    UINT padded = ((UINT)length + 1) & ~1u;
    BOOL has_distances = dx && (UINT)length == count;
    WORD *place =
        record_new(dc->recorder, META_EXTTEXTOUT, 8 + has_rectangle + padded + (has_distances ? count * 2 : 0));
    if (!place) return FALSE;
    *place++ = (WORD)y;
    *place++ = (WORD)x;
    *place++ = (WORD)length;
    *place++ = (WORD)(has_rectangle ? options & (ETO_OPAQUE | ETO_CLIPPED) : 0);
    if (has_rectangle) {
        *place++ = (WORD)rectangle->left, *place++ = (WORD)rectangle->top;
        *place++ = (WORD)rectangle->right, *place++ = (WORD)rectangle->bottom;
    }
    memcpy(place, narrow, (SIZE_T)length);
    for (UINT i = 0; has_distances && i < count; i++) place[padded / 2 + i] = (WORD)dx[i];
    return TRUE;
}

BOOL record_text(struct device_context *dc, int x, int y, UINT options, const RECT *rectangle, const WCHAR *text,
                 UINT count, const INT *dx)
{
    struct metafile_recorder *recorder = dc->recorder;
    if (!recorder) return TRUE;
    if (!recorder->is_enhanced) return write_windows_text(dc, x, y, options, rectangle, text, count, dx);
    UINT string_bytes = (count * 2 + 3) & ~3u, each = options & ETO_PDY ? 8 : 4, at = sizeof(EMREXTTEXTOUTW);
    POINT corners[2] = {{x, y}, {x, y}};
    SIZE extent;
    if (count && !(options & ETO_GLYPH_INDEX) &&
        GetTextExtentPoint32W((HDC)dc->object.handle, text, (int)count, &extent))
        corners[1] = (POINT){x + extent.cx, y + extent.cy};
    RECTL bounds = recorder_bounds(dc, corners, 2, WITHOUT_PEN);
    if (rectangle && options & ETO_OPAQUE) recorder_bounds(dc, (const POINT *)rectangle, 2, WITHOUT_PEN);
    EMREXTTEXTOUTW *place = record_new(recorder, EMR_EXTTEXTOUTW, at + string_bytes + (dx ? count * each : 0));
    if (!place) return FALSE;
    place->rclBounds = bounds;
    place->iGraphicsMode = (DWORD)dc->state.graphics_mode;
    place->exScale = place->eyScale = 1;
    place->emrtext.ptlReference = (POINTL){x, y};
    place->emrtext.nChars = count;
    place->emrtext.offString = at;
    place->emrtext.fOptions = options;
    if (rectangle) place->emrtext.rcl = (RECTL){rectangle->left, rectangle->top, rectangle->right, rectangle->bottom};
    if (dx) place->emrtext.offDx = at + string_bytes;
    memcpy((BYTE *)place + at, text, count * 2);
    if (dx) memcpy((BYTE *)place + at + string_bytes, dx, count * each);
    return TRUE;
}
