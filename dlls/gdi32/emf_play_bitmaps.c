/* Playing records with pixels. */
#include "gdi_metafile.h"

/* --- a record's bitmap as a DC, as a brush --- */

static BOOL is_compressed(const BITMAPINFO *info)
{
    DWORD compression = info->bmiHeader.biSize == sizeof(BITMAPCOREHEADER) ? BI_RGB : info->bmiHeader.biCompression;
    return compression != BI_RGB && compression != BI_BITFIELDS;
}

static HBITMAP make_bitmap(HDC hdc, const BITMAPINFO *info, const void *bits, UINT usage)
{
    if (is_compressed(info)) return CreateDIBitmap(hdc, &info->bmiHeader, CBM_INIT, bits, info, usage);
    void *pixels;
    HBITMAP bitmap = CreateDIBSection(hdc, info, usage, &pixels, NULL, 0);
    if (bitmap) memcpy(pixels, bits, (SIZE_T)dib_pixel_bytes((const uint8_t *)info, ~0u));
    return bitmap;
}

HDC picture_dc_create(const BITMAPINFO *info, const void *bits, UINT usage)
{
    HDC hdc = CreateCompatibleDC(NULL);
    HBITMAP bitmap = hdc ? make_bitmap(hdc, info, bits, usage) : NULL;
    if (!bitmap) {
        if (hdc) DeleteDC(hdc);
        return NULL;
    }
    SelectObject(hdc, bitmap);
    return hdc;
}

void picture_dc_delete(HDC hdc)
{
    HGDIOBJ bitmap = GetCurrentObject(hdc, OBJ_BITMAP);
    DeleteDC(hdc);
    DeleteObject(bitmap);
}

HBRUSH dib_pattern_brush(const BITMAPINFO *info, const void *bits, UINT usage, BOOL is_mono)
{
    HDC hdc = CreateCompatibleDC(NULL);
    if (!hdc) return NULL;
    BOOL is_core = info->bmiHeader.biSize == sizeof(BITMAPCOREHEADER);
    const BITMAPCOREHEADER *core = (const BITMAPCOREHEADER *)info;
    LONG width = is_core ? core->bcWidth : info->bmiHeader.biWidth;
    LONG height = is_core ? core->bcHeight : info->bmiHeader.biHeight;
    height = height < 0 ? -height : height;
    HBITMAP bitmap = NULL;
    if (!is_mono) {
        bitmap = make_bitmap(hdc, info, bits, usage);
    } else if (width > 0 && height > 0) {
        bitmap = CreateBitmap(width, height, 1, 1, NULL);
        if (bitmap) SetDIBits(hdc, bitmap, 0, (UINT)height, bits, info, usage);
    }
    HBRUSH brush = bitmap ? CreatePatternBrush(bitmap) : NULL;
    if (bitmap) DeleteObject(bitmap);
    DeleteDC(hdc);
    return brush;
}

/* `numbers`: the source's transform (6), background colour, usage, offset and size of the description and of the pixels
 */
enum { SOURCE_BACKGROUND = 6, SOURCE_USAGE, INFO_OFFSET, INFO_SIZE, BITS_OFFSET, BITS_SIZE };

static HDC source_dc(const struct emf_play *play, const DWORD *numbers)
{
    const BYTE *record = (const BYTE *)play->record;
    if (!numbers[INFO_SIZE]) return NULL;
    HDC hdc = picture_dc_create((const BITMAPINFO *)(record + numbers[INFO_OFFSET]), record + numbers[BITS_OFFSET],
                                numbers[SOURCE_USAGE]);
    if (!hdc) return NULL;
    XFORM transform;
    memcpy(&transform, numbers, sizeof(transform));
    SetGraphicsMode(hdc, GM_ADVANCED);
    SetWorldTransform(hdc, &transform);
    SetBkColor(hdc, numbers[SOURCE_BACKGROUND]);
    return hdc;
}

/* --- blits: behind the bounds x, y, width, height, operation, source x and y, the source; then perhaps more --- */

enum { X = 4, Y, WIDTH, HEIGHT, OPERATION, SOURCE_X, SOURCE_Y, SOURCE, AFTER_SOURCE = SOURCE + 12 };

static BOOL blit(const struct emf_play *play)
{
    const LONG *n = play->numbers;
    DWORD type = play->record->iType, operation = (DWORD)n[OPERATION];
    HDC source = source_dc(play, (const DWORD *)n + SOURCE);
    if (!source) {
        BOOL needs_none = (type == EMR_BITBLT || type == EMR_STRETCHBLT) && !n[SOURCE + INFO_SIZE];
        return needs_none && PatBlt(play->hdc, n[X], n[Y], n[WIDTH], n[HEIGHT], operation);
    }
    LONG source_width = type == EMR_BITBLT ? n[WIDTH] : n[AFTER_SOURCE];
    LONG source_height = type == EMR_BITBLT ? n[HEIGHT] : n[AFTER_SOURCE + 1];
    BLENDFUNCTION blend;
    memcpy(&blend, &operation, sizeof(blend));
    BOOL done;
    switch (type) {
    case EMR_ALPHABLEND:
        done = GdiAlphaBlend(play->hdc, n[X], n[Y], n[WIDTH], n[HEIGHT], source, n[SOURCE_X], n[SOURCE_Y], source_width,
                             source_height, blend);
        break;
    case EMR_TRANSPARENTBLT:
        done = GdiTransparentBlt(play->hdc, n[X], n[Y], n[WIDTH], n[HEIGHT], source, n[SOURCE_X], n[SOURCE_Y],
                                 source_width, source_height, operation);
        break;
    default:
        done = StretchBlt(play->hdc, n[X], n[Y], n[WIDTH], n[HEIGHT], source, n[SOURCE_X], n[SOURCE_Y], source_width,
                          source_height, operation);
    }
    picture_dc_delete(source);
    return done;
}

/* The mask of MaskBlt and PlgBlt as a bitmap of one bit; `numbers`: usage, description, pixels. */
static HBITMAP mask_bitmap(const struct emf_play *play, const DWORD *numbers)
{
    const BYTE *record = (const BYTE *)play->record;
    if (!numbers[2]) return NULL;
    const BITMAPINFO *info = (const BITMAPINFO *)(record + numbers[1]);
    if (info->bmiHeader.biSize == sizeof(BITMAPCOREHEADER)) return NULL;
    LONG height = info->bmiHeader.biHeight;
    height = height < 0 ? -height : height;
    if (info->bmiHeader.biWidth <= 0 || height <= 0) return NULL;
    HBITMAP mask = CreateBitmap(info->bmiHeader.biWidth, height, 1, 1, NULL);
    if (mask) SetDIBits(play->hdc, mask, 0, (UINT)height, record + numbers[3], info, numbers[0]);
    return mask;
}

static BOOL masked_blit(const struct emf_play *play)
{
    const LONG *n = play->numbers;
    HDC source = source_dc(play, (const DWORD *)n + SOURCE);
    if (!source) return FALSE;
    HBITMAP mask = mask_bitmap(play, (const DWORD *)n + AFTER_SOURCE + 2);
    BOOL done = MaskBlt(play->hdc, n[X], n[Y], n[WIDTH], n[HEIGHT], source, n[SOURCE_X], n[SOURCE_Y], mask,
                        n[AFTER_SOURCE], n[AFTER_SOURCE + 1], (DWORD)n[OPERATION]);
    if (mask) DeleteObject(mask);
    picture_dc_delete(source);
    return done;
}

static BOOL parallelogram_blit(const struct emf_play *play)
{
    enum { CORNERS = 4, PART = 10, PICTURE = 14, MASK_X = PICTURE + 12 };
    const LONG *n = play->numbers;
    HDC source = source_dc(play, (const DWORD *)n + PICTURE);
    if (!source) return FALSE;
    HBITMAP mask = mask_bitmap(play, (const DWORD *)n + MASK_X + 2);
    BOOL done = PlgBlt(play->hdc, (const POINT *)(n + CORNERS), source, n[PART], n[PART + 1], n[PART + 2], n[PART + 3],
                       mask, n[MASK_X], n[MASK_X + 1]);
    if (mask) DeleteObject(mask);
    picture_dc_delete(source);
    return done;
}

/* --- device-independent bitmaps --- */

static BOOL stretch_dib(const struct emf_play *play)
{
    const EMRSTRETCHDIBITS *r = (const EMRSTRETCHDIBITS *)play->record;
    const BYTE *record = (const BYTE *)r;
    if (!r->cbBmiSrc)
        return !rop_uses_source(rop_table(r->dwRop)) &&
               PatBlt(play->hdc, r->xDest, r->yDest, r->cxDest, r->cyDest, r->dwRop);
    return StretchDIBits(play->hdc, r->xDest, r->yDest, r->cxDest, r->cyDest, r->xSrc, r->ySrc, r->cxSrc, r->cySrc,
                         record + r->offBitsSrc, (const BITMAPINFO *)(record + r->offBmiSrc), r->iUsageSrc,
                         r->dwRop) != (int)GDI_ERROR;
}

/* SetDIBitsToDevice knows pixels only. Where the picture is scaled, the same lines are stretched. */
static BOOL set_dib_to_device(const struct emf_play *play)
{
    const EMRSETDIBITSTODEVICE *r = (const EMRSETDIBITSTODEVICE *)play->record;
    const BYTE *record = (const BYTE *)r;
    const BITMAPINFO *info = (const BITMAPINFO *)(record + r->offBmiSrc);
    const struct device_context *dc = dc_get(play->hdc);
    if (!r->cbBmiSrc || !dc) return FALSE;
    if (dc->is_translation)
        return SetDIBitsToDevice(play->hdc, r->xDest, r->yDest, (DWORD)r->cxSrc, (DWORD)r->cySrc, r->xSrc, r->ySrc,
                                 r->iStartScan, r->cScans, record + r->offBitsSrc, info, r->iUsageSrc) != 0;
    BOOL is_whole =
        info->bmiHeader.biSize >= sizeof(BITMAPINFOHEADER) && !r->iStartScan &&
        r->cScans >= (DWORD)(info->bmiHeader.biHeight < 0 ? -info->bmiHeader.biHeight : info->bmiHeader.biHeight);
    if (!is_whole) return FALSE;
    return StretchDIBits(play->hdc, r->xDest, r->yDest, r->cxSrc, r->cySrc, r->xSrc, r->ySrc, r->cxSrc, r->cySrc,
                         record + r->offBitsSrc, info, r->iUsageSrc, SRCCOPY) != (int)GDI_ERROR;
}

emf_player *emf_bitmap_player(DWORD type)
{
    static const struct emf_player_entry players[] = {
        {EMR_BITBLT, blit},
        {EMR_STRETCHBLT, blit},
        {EMR_ALPHABLEND, blit},
        {EMR_TRANSPARENTBLT, blit},
        {EMR_MASKBLT, masked_blit},
        {EMR_PLGBLT, parallelogram_blit},
        {EMR_STRETCHDIBITS, stretch_dib},
        {EMR_SETDIBITSTODEVICE, set_dib_to_device},
    };
    return emf_find_player(players, ARRAYSIZE(players), type);
}
