/* Playing records that create, select and delete objects. */
#include "gdi_metafile.h"

#define STOCK_FLAG 0x80000000u

static HGDIOBJ object_at(const struct emf_play *play, DWORD index)
{
    if (index & STOCK_FLAG) return GetStockObject((int)(index & ~STOCK_FLAG));
    return index && index < play->handle_count ? play->table->objectHandle[index] : NULL;
}

/* The object is the table's from now on; one that was at the index goes. */
static BOOL keep(const struct emf_play *play, HGDIOBJ object)
{
    DWORD index = (DWORD)play->numbers[0];
    if (!object) return FALSE;
    if (!index || index >= play->handle_count) {
        DeleteObject(object);
        return FALSE;
    }
    if (play->table->objectHandle[index]) DeleteObject(play->table->objectHandle[index]);
    play->table->objectHandle[index] = object;
    return TRUE;
}

static BOOL select_object(const struct emf_play *play)
{
    HGDIOBJ object = object_at(play, (DWORD)play->numbers[0]);
    return object && SelectObject(play->hdc, object);
}

static BOOL delete_object(const struct emf_play *play)
{
    DWORD index = (DWORD)play->numbers[0];
    if (!index || index >= play->handle_count || !play->table->objectHandle[index]) return FALSE;
    BOOL done = DeleteObject(play->table->objectHandle[index]);
    play->table->objectHandle[index] = NULL;
    return done;
}

static BOOL create_pen(const struct emf_play *play)
{
    const EMRCREATEPEN *record = (const EMRCREATEPEN *)play->record;
    return keep(play, CreatePenIndirect(&record->lopn));
}

static BOOL create_brush(const struct emf_play *play)
{
    LOGBRUSH brush = {(UINT)play->numbers[1], (COLORREF)play->numbers[2], (ULONG_PTR)(DWORD)play->numbers[3]};
    BOOL is_plain = brush.lbStyle == BS_SOLID || brush.lbStyle == BS_NULL || brush.lbStyle == BS_HATCHED;
    return is_plain && keep(play, CreateBrushIndirect(&brush)); /* the others would be handles and addresses */
}

/* Numbers 1 to 5: usage, then offset and size of the description and of the pixels. */
static BOOL create_pattern_brush(const struct emf_play *play)
{
    const BYTE *record = (const BYTE *)play->record;
    const DWORD *numbers = (const DWORD *)play->numbers;
    if (!numbers[3]) return FALSE;
    return keep(play, dib_pattern_brush((const BITMAPINFO *)(record + numbers[2]), record + numbers[4], numbers[1],
                                        play->record->iType == EMR_CREATEMONOBRUSH));
}

static BOOL create_extended_pen(const struct emf_play *play)
{
    enum { BITMAP_OFFSETS = 1, STYLE = 5, WIDTH, BRUSH_STYLE, COLOR, HATCH, ENTRIES, FIRST_ENTRY };
    const BYTE *record = (const BYTE *)play->record;
    const DWORD *numbers = (const DWORD *)play->numbers, *offsets = numbers + BITMAP_OFFSETS;
    LOGBRUSH brush = {numbers[BRUSH_STYLE], numbers[COLOR], numbers[HATCH]};
    HBITMAP pattern = NULL;
    if (brush.lbStyle == BS_PATTERN || brush.lbStyle >= BS_INDEXED) {
        const BITMAPINFO *info = (const BITMAPINFO *)(record + offsets[0]);
        if (!offsets[1]) return FALSE;
        pattern = CreateDIBitmap(play->hdc, &info->bmiHeader, CBM_INIT, record + offsets[2], info, brush.lbColor & 1);
        if (!pattern) return FALSE;
        brush.lbStyle = BS_PATTERN;
        brush.lbHatch = (ULONG_PTR)pattern;
    }
    BOOL has_entries = (numbers[STYLE] & PS_STYLE_MASK) == PS_USERSTYLE;
    HPEN pen = ExtCreatePen(numbers[STYLE], numbers[WIDTH], &brush, has_entries ? numbers[ENTRIES] : 0,
                            has_entries ? numbers + FIRST_ENTRY : NULL);
    if (pattern) DeleteObject(pattern);
    return keep(play, pen);
}

static BOOL create_font(const struct emf_play *play)
{
    const EMREXTCREATEFONTINDIRECTW *record = (const EMREXTCREATEFONTINDIRECTW *)play->record;
    LOGFONTW font = record->elfw.elfLogFont;
    font.lfFaceName[LF_FACESIZE - 1] = 0;
    return keep(play, CreateFontIndirectW(&font));
}

/* --- palettes --- */

static BOOL create_palette(const struct emf_play *play)
{
    return keep(play, CreatePalette((const LOGPALETTE *)(play->numbers + 1)));
}

static BOOL select_palette(const struct emf_play *play)
{
    HGDIOBJ palette = object_at(play, (DWORD)play->numbers[0]);
    return palette && SelectPalette(play->hdc, palette, TRUE);
}

static BOOL set_palette_entries(const struct emf_play *play)
{
    const DWORD *numbers = (const DWORD *)play->numbers;
    HGDIOBJ palette = object_at(play, numbers[0]);
    return palette && SetPaletteEntries(palette, numbers[1], numbers[2], (const PALETTEENTRY *)(numbers + 3));
}

static BOOL resize_palette(const struct emf_play *play)
{
    HGDIOBJ palette = object_at(play, (DWORD)play->numbers[0]);
    return palette && ResizePalette(palette, (UINT)play->numbers[1]);
}

static BOOL realize_palette(const struct emf_play *play) { return RealizePalette(play->hdc) != GDI_ERROR; }

emf_player *emf_object_player(DWORD type)
{
    static const struct emf_player_entry players[] = {
        {EMR_SELECTOBJECT, select_object},
        {EMR_DELETEOBJECT, delete_object},
        {EMR_CREATEPEN, create_pen},
        {EMR_CREATEBRUSHINDIRECT, create_brush},
        {EMR_CREATEMONOBRUSH, create_pattern_brush},
        {EMR_CREATEDIBPATTERNBRUSHPT, create_pattern_brush},
        {EMR_EXTCREATEPEN, create_extended_pen},
        {EMR_EXTCREATEFONTINDIRECTW, create_font},
        {EMR_CREATEPALETTE, create_palette},
        {EMR_SELECTPALETTE, select_palette},
        {EMR_SETPALETTEENTRIES, set_palette_entries},
        {EMR_RESIZEPALETTE, resize_palette},
        {EMR_REALIZEPALETTE, realize_palette},
    };
    return emf_find_player(players, ARRAYSIZE(players), type);
}
