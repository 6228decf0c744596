/* GetDIBits: a bitmap's format, its colour table, and its pixels in the format that the caller asks for. */
#include "gdi_private.h"

static int image_size(const struct raster *raster, UINT depth)
{
    return raster_stride(raster->width, depth) * raster->height;
}

/* biBitCount 0: the bitmap's own format, without colours. */
static int answer_format(const struct bitmap *bitmap, BITMAPINFOHEADER *header)
{
    const struct raster *raster = &bitmap->raster;
    if (header->biSize == sizeof(BITMAPCOREHEADER)) {
        BITMAPCOREHEADER *core = (BITMAPCOREHEADER *)header;
        core->bcWidth = (WORD)raster->width;
        core->bcHeight = (WORD)raster->height;
        core->bcPlanes = 1;
        core->bcBitCount = (WORD)raster->depth;
        return 1;
    }
    BOOL has_masks = bitmap->is_dib_section ? bitmap->header.biCompression == BI_BITFIELDS
                                            : raster->depth == 16 || raster->depth == 32;
    header->biWidth = raster->width;
    header->biHeight = raster->height;
    header->biPlanes = 1;
    header->biBitCount = (WORD)raster->depth;
    header->biCompression = has_masks ? BI_BITFIELDS : BI_RGB;
    header->biSizeImage = (DWORD)image_size(raster, raster->depth);
    header->biXPelsPerMeter = header->biYPelsPerMeter = 0;
    header->biClrUsed = header->biClrImportant = 0;
    return 1;
}

static void default_colors(RGBQUAD *colors, UINT depth)
{
    struct raster model = {.depth = depth};
    memset(colors, 0, 256 * sizeof(*colors));
    if (!raster_set_default_colors(&model)) return;
    if (model.colors) memcpy(colors, model.colors, model.color_count * sizeof(*colors));
    if (model.colors && !raster_colors_are_shared(&model)) heap_free(model.colors);
}

/* The colours that pixels of the answer mean, also into the caller's table. */
static void make_colors(struct dib *dib, const struct bitmap *bitmap, BITMAPINFO *info, UINT usage)
{
    UINT count = 1u << dib->raster.depth;
    BYTE *table = (BYTE *)info + info->bmiHeader.biSize;
    if (dib->raster.depth == bitmap->raster.depth)
        memcpy(dib->colors, bitmap->raster.colors, bitmap->raster.color_count * sizeof(RGBQUAD));
    else default_colors(dib->colors, dib->raster.depth);
    dib->raster.colors = dib->colors;
    dib->raster.color_count = count;
    if (!dib->is_core_header) info->bmiHeader.biClrUsed = 0;
    for (UINT i = 0; i < count; i++) {
        RGBQUAD color = dib->colors[i];
        if (usage == DIB_PAL_COLORS) ((WORD *)table)[i] = (WORD)i;
        else if (dib->is_core_header)
            ((RGBTRIPLE *)table)[i] = (RGBTRIPLE){color.rgbBlue, color.rgbGreen, color.rgbRed};
        else ((RGBQUAD *)table)[i] = color;
    }
}

static void write_masks(const struct dib *dib, BITMAPINFO *info)
{
    if (dib->compression == BI_BITFIELDS)
        memcpy((BYTE *)info + sizeof(BITMAPINFOHEADER), dib->raster.masks, sizeof(dib->raster.masks));
}

static void set_masks(struct dib *dib, const struct bitmap *bitmap)
{
    if (dib->compression != BI_BITFIELDS) return;
    if (dib->raster.depth == bitmap->raster.depth) {
        memcpy(dib->raster.masks, bitmap->raster.masks, sizeof(dib->raster.masks));
        return;
    }
    struct raster model = {.depth = dib->raster.depth};
    raster_set_default_colors(&model);
    memcpy(dib->raster.masks, model.masks, sizeof(model.masks));
}

static void copy_line(const struct raster *from, const struct raster *to, struct raster_translation *translation,
                      LONG from_y, LONG to_y)
{
    DWORD pixels[ROW_PIXELS];
    LONG width = min(from->width, to->width);
    if (translation->how == TRANSLATE_NOT && from->depth == to->depth && from->depth >= 8) {
        memcpy((BYTE *)to->bits + (LONG_PTR)to_y * to->stride,
               (const BYTE *)from->bits + (LONG_PTR)from_y * from->stride, (SIZE_T)width * (from->depth / 8));
        return;
    }
    for (LONG x = 0; x < width; x += ROW_PIXELS) {
        UINT count = (UINT)min(ROW_PIXELS, width - x);
        raster_read_translated(translation, x, from_y, count, pixels);
        raster_write_row(to, x, to_y, count, pixels);
    }
}

/* Rows in the order of the file; row `start` is the first in `bits`. */
static int copy_pixels(struct dib *dib, const struct bitmap *bitmap, UINT start, UINT lines, void *bits)
{
    const struct raster *from = &bitmap->raster;
    LONG height = dib->raster.height;
    struct raster_translation translation;
    COLORREF white = RGB(255, 255, 255);
    raster_translation_init(&translation, from, &dib->raster, RGB(0, 0, 0), white, white);
    LONG stride = raster_stride(dib->raster.width, dib->raster.depth);
    dib->raster.bits = bits;
    dib->raster.stride = stride;
    int copied = 0;
    for (UINT i = 0; i < lines; i++) {
        LONG line = (LONG)(start + i);
        if (line >= height || line >= from->height) break;
        LONG y = dib->is_top_down ? line : from->height - 1 - line;
        copy_line(from, &dib->raster, &translation, y, (LONG)i);
        copied++;
    }
    return copied;
}

/* The caller's header with what its answer will be; it may hold anything where the answer goes. */
static BOOL parse_request(struct dib *dib, const BITMAPINFO *info, UINT usage)
{
    struct { BITMAPINFOHEADER header; DWORD rest[256]; } copy;
    memset(&copy, 0, sizeof(copy));
    if (info->bmiHeader.biSize == sizeof(BITMAPCOREHEADER)) {
        memcpy(&copy, info, sizeof(BITMAPCOREHEADER));
    } else {
        if (info->bmiHeader.biSize < sizeof(BITMAPINFOHEADER)) return FALSE;
        copy.header = info->bmiHeader;
        copy.header.biSize = sizeof(BITMAPINFOHEADER);
        copy.header.biClrUsed = 0;
        if (copy.header.biCompression != BI_RGB && copy.header.biCompression != BI_BITFIELDS) return FALSE;
    }
    return dib_parse(dib, (const BITMAPINFO *)&copy, usage == DIB_PAL_COLORS ? DIB_RGB_COLORS : usage, NULL);
}

int WINAPI GetDIBits(HDC hdc, HBITMAP handle, UINT start, UINT lines, LPVOID bits, LPBITMAPINFO info, UINT usage)
{
    struct device_context *dc = dc_get(hdc);
    struct bitmap *bitmap = dc ? gdi_object_get(handle, GDI_BITMAP) : NULL;
    if (!bitmap || !info) return 0;
    BOOL is_core = info->bmiHeader.biSize == sizeof(BITMAPCOREHEADER);
    UINT depth = is_core ? ((BITMAPCOREHEADER *)info)->bcBitCount : info->bmiHeader.biBitCount;
    if (!depth && (is_core || info->bmiHeader.biSize >= sizeof(BITMAPINFOHEADER)))
        return bits ? 0 : answer_format(bitmap, &info->bmiHeader);
    struct dib dib;
    if (!parse_request(&dib, info, usage)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    set_masks(&dib, bitmap);
    if (dib.raster.depth <= 8) make_colors(&dib, bitmap, info, usage);
    else write_masks(&dib, info);
    if (!is_core) info->bmiHeader.biSizeImage = dib.image_size;
    if (!bits) return dib.raster.height;
    return copy_pixels(&dib, bitmap, start, lines, bits);
}
