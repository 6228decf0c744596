/* Logical palettes. The screen has none of its own (32 bits a pixel), so realizing changes nothing; they give
 * PALETTEINDEX, PALETTERGB and DIB_PAL_COLORS their colours. */
#include "gdi_private.h"
#include "gdi_metafile.h"

#define STATIC_COUNT 20
#define LARGEST_PALETTE 1024

/* Red, green, blue: the colours that Windows reserves on every palette device. */
static const BYTE static_colors[STATIC_COUNT][3] = {
    {0, 0, 0},       {128, 0, 0},     {0, 128, 0},     {128, 128, 0},   {0, 0, 128},     {128, 0, 128},   {0, 128, 128},
    {192, 192, 192}, {192, 220, 192}, {166, 202, 240}, {255, 251, 240}, {160, 160, 164}, {128, 128, 128}, {255, 0, 0},
    {0, 255, 0},     {255, 255, 0},   {0, 0, 255},     {255, 0, 255},   {0, 255, 255},   {255, 255, 255},
};

static PALETTEENTRY static_entry(UINT index)
{
    return (PALETTEENTRY){static_colors[index][0], static_colors[index][1], static_colors[index][2], 0};
}

/* Ten reserved colours, a 6 x 6 x 6 cube, twenty greys between, ten reserved ones. */
void palette_halftone_entries(PALETTEENTRY *entries)
{
    UINT count = 0;
    for (; count < STATIC_COUNT / 2; count++) entries[count] = static_entry(count);
    for (UINT i = 0; i < 216; i++)
        entries[count++] = (PALETTEENTRY){(BYTE)(i / 36 * 51), (BYTE)(i / 6 % 6 * 51), (BYTE)(i % 6 * 51), 0};
    for (UINT i = 0; i < 20; i++) {
        BYTE grey = (BYTE)(i * 12 + 8);
        entries[count++] = (PALETTEENTRY){grey, grey, grey, 0};
    }
    for (UINT i = STATIC_COUNT / 2; i < STATIC_COUNT; i++) entries[count++] = static_entry(i);
}

static struct palette *make_palette(const PALETTEENTRY *entries, UINT count)
{
    struct palette *palette = gdi_object_new(GDI_PALETTE, sizeof(*palette));
    if (!palette) return NULL;
    palette->count = count;
    palette->entries = heap_allocate(count * sizeof(*entries));
    if (palette->entries) memcpy(palette->entries, entries, count * sizeof(*entries));
    if (!gdi_object_add(&palette->object, GDI_PALETTE)) return NULL;
    if (palette->entries) return palette;
    gdi_object_release(&palette->object);
    SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return NULL;
}

void palette_finish(struct gdi_object *object) { heap_free(((struct palette *)object)->entries); }

struct gdi_object *palette_make_default(void)
{
    PALETTEENTRY entries[STATIC_COUNT];
    for (UINT i = 0; i < STATIC_COUNT; i++) entries[i] = static_entry(i);
    return (struct gdi_object *)make_palette(entries, STATIC_COUNT);
}

HPALETTE WINAPI CreatePalette(const LOGPALETTE *description)
{
    if (!description || !description->palNumEntries || description->palNumEntries > LARGEST_PALETTE) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    struct palette *palette = make_palette(description->palPalEntry, description->palNumEntries);
    return palette ? (HPALETTE)palette->object.handle : NULL;
}

HPALETTE WINAPI CreateHalftonePalette(HDC hdc)
{
    PALETTEENTRY entries[256];
    if (hdc && !dc_get(hdc)) return NULL;
    palette_halftone_entries(entries);
    struct palette *palette = make_palette(entries, 256);
    return palette ? (HPALETTE)palette->object.handle : NULL;
}

UINT WINAPI GetPaletteEntries(HPALETTE handle, UINT start, UINT count, LPPALETTEENTRY entries)
{
    struct palette *palette = gdi_object_get(handle, GDI_PALETTE);
    if (!palette) return 0;
    if (!entries) return palette->count;
    if (start >= palette->count) return 0;
    count = min(count, palette->count - start);
    memcpy(entries, palette->entries + start, count * sizeof(*entries));
    return count;
}

UINT WINAPI SetPaletteEntries(HPALETTE handle, UINT start, UINT count, const PALETTEENTRY *entries)
{
    struct palette *palette = gdi_object_get(handle, GDI_PALETTE);
    if (!palette || palette->object.is_stock || !entries || start >= palette->count) return 0;
    count = min(count, palette->count - start);
    memcpy(palette->entries + start, entries, count * sizeof(*entries));
    return count;
}

BOOL WINAPI AnimatePalette(HPALETTE handle, UINT start, UINT count, const PALETTEENTRY *entries)
{
    struct palette *palette = gdi_object_get(handle, GDI_PALETTE);
    if (!palette || palette->object.is_stock || !entries || start >= palette->count) return FALSE;
    count = min(count, palette->count - start);
    for (UINT i = 0; i < count; i++) {
        if (palette->entries[start + i].peFlags & PC_RESERVED) palette->entries[start + i] = entries[i];
    }
    return TRUE;
}

BOOL WINAPI ResizePalette(HPALETTE handle, UINT count)
{
    struct palette *palette = gdi_object_get(handle, GDI_PALETTE);
    if (!palette || palette->object.is_stock || !count || count > LARGEST_PALETTE) return FALSE;
    PALETTEENTRY *entries = heap_allocate_zeroed(count * sizeof(*entries));
    if (!entries) return FALSE;
    memcpy(entries, palette->entries, min(count, palette->count) * sizeof(*entries));
    heap_free(palette->entries);
    palette->entries = entries;
    palette->count = count;
    return TRUE;
}

static UINT nearest_entry(const struct palette *palette, COLORREF color)
{
    UINT best = 0, best_distance = ~0u;
    for (UINT i = 0; i < palette->count && best_distance; i++) {
        int red = palette->entries[i].peRed - GetRValue(color), green = palette->entries[i].peGreen - GetGValue(color);
        int blue = palette->entries[i].peBlue - GetBValue(color);
        UINT distance = (UINT)(red * red + green * green + blue * blue);
        if (distance < best_distance) best = i, best_distance = distance;
    }
    return best;
}

UINT WINAPI GetNearestPaletteIndex(HPALETTE handle, COLORREF color)
{
    struct palette *palette = gdi_object_get(handle, GDI_PALETTE);
    return palette ? nearest_entry(palette, color) : CLR_INVALID;
}

HPALETTE WINAPI SelectPalette(HDC hdc, HPALETTE handle, BOOL background)
{
    struct device_context *dc = dc_get(hdc);
    struct palette *palette = dc ? gdi_object_get(handle, GDI_PALETTE) : NULL;
    (void)background;
    if (!palette || !record_palette(dc, &palette->object)) return NULL;
    HPALETTE old = (HPALETTE)dc->state.palette->object.handle;
    gdi_object_swap((struct gdi_object **)&dc->state.palette, &palette->object);
    return old;
}

UINT WINAPI RealizePalette(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    return dc && record_simple(dc, EMR_REALIZEPALETTE, META_REALIZEPALETTE) ? 0 : GDI_ERROR;
}

BOOL WINAPI UpdateColors(HDC hdc) { return dc_get(hdc) != NULL; }

BOOL WINAPI UnrealizeObject(HGDIOBJ handle)
{
    if (gdi_object_kind(handle) != GDI_FREE) return TRUE;
    SetLastError(ERROR_INVALID_HANDLE);
    return FALSE;
}

/* A device without a palette has no system palette either. */
UINT WINAPI GetSystemPaletteEntries(HDC hdc, UINT start, UINT count, LPPALETTEENTRY entries)
{
    (void)start, (void)count, (void)entries;
    dc_get(hdc);
    return 0;
}

UINT WINAPI GetSystemPaletteUse(HDC hdc) { return dc_get(hdc) ? SYSPAL_STATIC : SYSPAL_ERROR; }

UINT WINAPI SetSystemPaletteUse(HDC hdc, UINT use)
{
    (void)use;
    dc_get(hdc);
    return SYSPAL_ERROR;
}

/* --- colours that name palette entries --- */

#define COLOR_KIND(color) ((color) >> 24)
#define KIND_INDEX        0x01
#define DIB_INDEX         0x10ff0000u /* with a colour table's index in the low half */

static COLORREF entry_color(const struct palette *palette, UINT index)
{
    PALETTEENTRY entry = palette->entries[index < palette->count ? index : 0];
    return RGB(entry.peRed, entry.peGreen, entry.peBlue);
}

COLORREF dc_resolve_color(const struct device_context *dc, COLORREF color)
{
    if (!COLOR_KIND(color)) return color;
    if ((color & 0xffff0000u) == DIB_INDEX && dc->raster && dc->raster->depth <= 8)
        return raster_color_from_pixel(dc->raster, color & 0xffff);
    if (COLOR_KIND(color) == KIND_INDEX) return entry_color(dc->state.palette, color & 0xffff);
    return color & 0xffffff;
}

DWORD dc_pixel_from_color(const struct device_context *dc, COLORREF color)
{
    if ((color & 0xffff0000u) == DIB_INDEX && dc->raster->depth <= 8) return color & ((1u << dc->raster->depth) - 1);
    return raster_pixel_from_color(dc->raster, dc_resolve_color(dc, color));
}

COLORREF WINAPI GetNearestColor(HDC hdc, COLORREF color)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return CLR_INVALID;
    color = dc_resolve_color(dc, color);
    if (!dc->raster || dc->raster->depth == 24 || dc->raster->depth == 32) return color;
    return raster_color_from_pixel(dc->raster, raster_pixel_from_color(dc->raster, color));
}
