/* What a BITMAPINFO describes: size, depth, masks, colour table, where the pixels of a packed one begin. */
#include "gdi_private.h"

#define LARGEST_SIDE 0x7fffff

static BOOL refuse(void)
{
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
}

static BOOL is_depth(UINT depth)
{
    return depth == 1 || depth == 4 || depth == 8 || depth == 16 || depth == 24 || depth == 32;
}

static BOOL fits_compression(UINT depth, DWORD compression, BOOL is_top_down)
{
    switch (compression) {
    case BI_RGB: return TRUE;
    case BI_RLE4: return depth == 4 && !is_top_down;
    case BI_RLE8: return depth == 8 && !is_top_down;
    case BI_BITFIELDS: return depth == 16 || depth == 32;
    default: return FALSE;
    }
}

static void set_plain_masks(struct raster *raster)
{
    BOOL is_555 = raster->depth == 16;
    raster->masks[0] = is_555 ? 0x7c00 : 0xff0000;
    raster->masks[1] = is_555 ? 0x03e0 : 0x00ff00;
    raster->masks[2] = is_555 ? 0x001f : 0x0000ff;
}

static BOOL parse_core(struct dib *dib, const BITMAPCOREHEADER *header)
{
    struct raster *raster = &dib->raster;
    raster->width = header->bcWidth;
    raster->height = header->bcHeight;
    raster->depth = header->bcBitCount;
    dib->is_core_header = TRUE;
    dib->compression = BI_RGB;
    dib->header_size = header->bcSize;
    set_plain_masks(raster);
    if (raster->depth <= 8 && is_depth(raster->depth)) raster->color_count = 1u << raster->depth;
    return TRUE;
}

static BOOL parse_header(struct dib *dib, const BITMAPINFOHEADER *header)
{
    struct raster *raster = &dib->raster;
    dib->is_top_down = header->biHeight < 0;
    raster->width = header->biWidth;
    raster->height = dib->is_top_down ? (LONG)(0u - (ULONG)header->biHeight) : header->biHeight;
    raster->depth = header->biBitCount;
    dib->compression = header->biCompression;
    dib->image_size = header->biSizeImage;
    dib->header_size = header->biSize;
    if (!fits_compression(raster->depth, dib->compression, dib->is_top_down)) return FALSE;
    set_plain_masks(raster);
    if (dib->compression == BI_BITFIELDS) {
        memcpy(raster->masks, (const BYTE *)header + sizeof(*header),
               sizeof(raster->masks)); /* same place in BITMAPV4HEADER */
        if (header->biSize == sizeof(*header)) dib->header_size += sizeof(raster->masks);
    }
    UINT highest = raster->depth <= 8 ? 1u << raster->depth : 0;
    raster->color_count = header->biClrUsed && highest ? min(header->biClrUsed, highest) : highest;
    return TRUE;
}

static RGBQUAD palette_color(const struct palette *palette, WORD index)
{
    if (!palette || index >= palette->count) return (RGBQUAD){0};
    PALETTEENTRY entry = palette->entries[index];
    return (RGBQUAD){entry.peBlue, entry.peGreen, entry.peRed, 0};
}

static void read_colors(struct dib *dib, const BYTE *table, UINT usage, const struct palette *palette)
{
    for (UINT i = 0; i < dib->raster.color_count; i++) {
        if (usage == DIB_PAL_COLORS) {
            WORD index;
            memcpy(&index, table + i * sizeof(index), sizeof(index));
            dib->colors[i] = palette_color(palette, index);
        } else if (dib->is_core_header) {
            const RGBTRIPLE *triple = (const RGBTRIPLE *)table + i;
            dib->colors[i] = (RGBQUAD){triple->rgbtBlue, triple->rgbtGreen, triple->rgbtRed, 0};
        } else {
            memcpy(&dib->colors[i], table + i * sizeof(RGBQUAD), sizeof(RGBQUAD));
            dib->colors[i].rgbReserved = 0;
        }
    }
}

static SIZE_T color_table_size(const struct dib *dib, const BITMAPINFO *info, UINT usage)
{
    SIZE_T entry = usage == DIB_PAL_COLORS ? sizeof(WORD) : dib->is_core_header ? sizeof(RGBTRIPLE) : sizeof(RGBQUAD);
    if (dib->raster.depth > 8 && !dib->is_core_header)
        return min(info->bmiHeader.biClrUsed, 0x10000u) * entry; /* a hint for palette devices */
    return dib->raster.color_count * entry;
}

BOOL dib_parse(struct dib *dib, const BITMAPINFO *info, UINT usage, const struct palette *palette)
{
    if (!info || usage > DIB_PAL_COLORS) return refuse();
    struct raster *raster = &dib->raster;
    memset(dib, 0, sizeof(*dib));
    DWORD size = info->bmiHeader.biSize;
    BOOL parsed = FALSE;
    if (size == sizeof(BITMAPCOREHEADER)) parsed = parse_core(dib, (const BITMAPCOREHEADER *)info);
    else if (size >= sizeof(BITMAPINFOHEADER) && size <= 0x1000) parsed = parse_header(dib, &info->bmiHeader);
    if (!parsed || !is_depth(raster->depth) || raster->width <= 0 || raster->height <= 0) return refuse();
    if (raster->width > LARGEST_SIDE || raster->height > LARGEST_SIDE) return refuse();
    ULONGLONG bytes = (ULONGLONG)raster_stride(raster->width, raster->depth) * (ULONG)raster->height;
    if (bytes > 0x7fffffff) return refuse();
    if (dib->compression == BI_RGB || dib->compression == BI_BITFIELDS) dib->image_size = (DWORD)bytes;
    read_colors(dib, (const BYTE *)info + dib->header_size, usage, palette);
    if (raster->depth <= 8) raster->colors = dib->colors;
    dib->header_size += color_table_size(dib, info, usage);
    raster->stride = raster_stride(raster->width, raster->depth);
    return TRUE;
}

void dib_set_bits(struct dib *dib, const void *bits)
{
    struct raster *raster = &dib->raster;
    LONG stride = raster_stride(raster->width, raster->depth);
    raster->bits = (void *)bits;
    raster->stride = stride;
    if (dib->is_top_down) return;
    raster->bits = (BYTE *)bits + (LONG_PTR)(raster->height - 1) * stride;
    raster->stride = -stride;
}

/* An 8-bit raster with what the compressed data draws; what it skips is pixel 0. */
BOOL dib_decompress(struct dib *dib, const void *data)
{
    struct raster *raster = &dib->raster;
    BYTE *pixels = heap_allocate_zeroed((SIZE_T)raster->width * (SIZE_T)raster->height);
    if (!pixels) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    rle_decode(pixels, raster->width, raster->height, dib->compression == BI_RLE4, data, dib->image_size);
    raster->depth = 8;
    raster->bits = pixels + (SIZE_T)(raster->height - 1) * (SIZE_T)raster->width;
    raster->stride = -raster->width;
    return TRUE;
}

BOOL dib_copy_packed(struct raster *copy, const BITMAPINFO *info, UINT usage)
{
    struct dib dib;
    struct gdi_object *palette = stock_object(DEFAULT_PALETTE);
    if (!dib_parse(&dib, info, usage, (const struct palette *)palette)) return FALSE;
    const BYTE *bits = (const BYTE *)info + dib.header_size;
    if (dib.compression == BI_RLE4 || dib.compression == BI_RLE8) {
        if (!dib_decompress(&dib, bits)) return FALSE;
        BOOL copied = raster_copy(copy, &dib.raster);
        heap_free((BYTE *)dib.raster.bits - (SIZE_T)(dib.raster.height - 1) * (SIZE_T)dib.raster.width);
        return copied;
    }
    dib_set_bits(&dib, bits);
    return raster_copy(copy, &dib.raster);
}
