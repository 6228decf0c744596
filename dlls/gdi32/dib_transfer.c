/* Device-independent pixels into bitmaps and device contexts: SetDIBits, SetDIBitsToDevice, StretchDIBits,
 * CreateDIBitmap. */
#include "gdi_blit.h"
#include "gdi_metafile.h"

static BOOL is_compressed(const struct dib *dib) { return dib->compression == BI_RLE4 || dib->compression == BI_RLE8; }

static const struct palette *palette_of(HDC hdc)
{
    struct device_context *dc = hdc ? dc_get(hdc) : NULL;
    return dc ? dc->state.palette : (const struct palette *)stock_object(DEFAULT_PALETTE);
}

static void release_pixels(struct dib *dib)
{
    if (is_compressed(dib))
        heap_free((BYTE *)dib->raster.bits - (SIZE_T)(dib->raster.height - 1) * (SIZE_T)dib->raster.width);
}

/* `bits` holds `lines` rows from row `start` on, in the order of the file. Afterwards the raster is these rows alone;
 * *top is where the uppermost of them lies in the whole picture. */
static BOOL take_lines(struct dib *dib, UINT start, UINT *lines, const void *bits, LONG *top)
{
    struct raster *raster = &dib->raster;
    LONG height = raster->height;
    *top = 0;
    if (is_compressed(dib)) {
        *lines = (UINT)height;
        return dib_decompress(dib, bits);
    }
    if (start >= (UINT)height) return FALSE;
    *lines = min(*lines, (UINT)height - start);
    if (!*lines) return FALSE;
    raster->height = (LONG)*lines;
    *top = dib->is_top_down ? (LONG)start : height - (LONG)start - (LONG)*lines;
    dib_set_bits(dib, bits);
    return TRUE;
}

static void copy_line(const struct raster *from, const struct raster *to, struct raster_translation *translation,
                      LONG from_y, LONG to_y)
{
    DWORD pixels[ROW_PIXELS];
    LONG width = min(from->width, to->width);
    for (LONG x = 0; x < width; x += ROW_PIXELS) {
        UINT count = (UINT)min(ROW_PIXELS, width - x);
        raster_read_translated(translation, x, from_y, count, pixels);
        raster_write_row(to, x, to_y, count, pixels);
    }
}

int WINAPI SetDIBits(HDC hdc, HBITMAP handle, UINT start, UINT lines, const void *bits, const BITMAPINFO *info,
                     UINT usage)
{
    struct bitmap *bitmap = gdi_object_get(handle, GDI_BITMAP);
    struct device_context *dc = hdc ? dc_get(hdc) : NULL;
    struct dib dib;
    LONG top;
    if (!bitmap || !bits || (hdc && !dc) || !dib_parse(&dib, info, usage, palette_of(hdc))) return 0;
    if (!take_lines(&dib, start, &lines, bits, &top)) return 0;
    struct raster_translation translation;
    raster_translation_init(&translation, &dib.raster, &bitmap->raster, RGB(0, 0, 0), RGB(255, 255, 255), CLR_INVALID);
    for (LONG y = 0; y < dib.raster.height; y++) {
        if (top + y < bitmap->raster.height) copy_line(&dib.raster, &bitmap->raster, &translation, y, top + y);
    }
    release_pixels(&dib);
    return (int)lines;
}

static LONG source_top(const struct dib *dib, LONG whole_height, LONG y, LONG height)
{
    return dib->is_top_down ? y : whole_height - y - height;
}

int WINAPI SetDIBitsToDevice(HDC hdc, int x, int y, DWORD width, DWORD height, int source_x, int source_y, UINT start,
                             UINT lines, const void *bits, const BITMAPINFO *info, UINT usage)
{
    struct device_context *dc = dc_get(hdc);
    struct dib dib;
    LONG top;
    if (!dc || !bits || !dib_parse(&dib, info, usage, dc->state.palette)) return 0;
    struct record_blit blit = {x, y, (int)width, (int)height, source_x, source_y, (int)width, (int)height, 0};
    if (!record_dib(dc, EMR_SETDIBITSTODEVICE, &blit, bits, info, usage, start, lines)) return 0;
    LONG whole_height = dib.raster.height;
    if (!take_lines(&dib, start, &lines, bits, &top)) return 0;
    if (dc->raster) {
        POINT place = {x, y}; /* the size is in pixels, whatever the transform */
        dc_to_device(dc, &place, 1);
        struct blit_rectangle destination = {place.x + dc->origin.x, place.y + dc->origin.y, (LONG)width, (LONG)height};
        struct blit_rectangle source = {source_x, source_top(&dib, whole_height, source_y, (LONG)height) - top,
                                        (LONG)width, (LONG)height};
        blit_raster(dc, &destination, &dib.raster, &source, COLORONCOLOR, rop_table(SRCCOPY));
    }
    release_pixels(&dib);
    return (int)lines;
}

int WINAPI StretchDIBits(HDC hdc, int x, int y, int width, int height, int source_x, int source_y, int source_width,
                         int source_height, const void *bits, const BITMAPINFO *info, UINT usage, DWORD rop)
{
    struct device_context *dc = dc_get(hdc);
    struct dib dib;
    if (!dc) return 0;
    if (!rop_uses_source(rop_table(rop)) && !bits) return PatBlt(hdc, x, y, width, height, rop) ? 1 : 0;
    if (!bits || !dib_parse(&dib, info, usage, dc->state.palette)) return 0;
    struct record_blit blit = {x, y, width, height, source_x, source_y, source_width, source_height, rop};
    if (!record_dib(dc, EMR_STRETCHDIBITS, &blit, bits, info, usage, 0, 0)) return 0;
    UINT lines = (UINT)dib.raster.height;
    LONG top, whole_height = dib.raster.height;
    if (!take_lines(&dib, 0, &lines, bits, &top)) return 0;
    if (dc->raster) {
        struct blit_rectangle destination;
        blit_rectangle_to_raster(dc, x, y, width, height, &destination);
        struct blit_rectangle source = {source_x, source_top(&dib, whole_height, source_y, source_height), source_width,
                                        source_height};
        blit_raster(dc, &destination, &dib.raster, &source, dc->state.stretch_mode, rop_table(rop));
    }
    release_pixels(&dib);
    return (int)lines;
}

HBITMAP WINAPI CreateDIBitmap(HDC hdc, const BITMAPINFOHEADER *header, DWORD flags, const void *bits,
                              const BITMAPINFO *info, UINT usage)
{
    LONG width, height;
    if (!header) return NULL;
    if (header->biSize == sizeof(BITMAPCOREHEADER)) {
        width = ((const BITMAPCOREHEADER *)header)->bcWidth;
        height = ((const BITMAPCOREHEADER *)header)->bcHeight;
    } else if (header->biSize >= sizeof(BITMAPINFOHEADER)) {
        width = header->biWidth;
        height = header->biHeight < 0 ? -header->biHeight : header->biHeight;
    } else {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (width < 0) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    HBITMAP handle = hdc ? CreateCompatibleBitmap(hdc, width, height) : CreateBitmap(width, height, 1, 1, NULL);
    if (!handle || !(flags & CBM_INIT) || !bits || !info) return handle;
    if (SetDIBits(hdc, handle, 0, (UINT)height, bits, info, usage)) return handle;
    DeleteObject(handle);
    return NULL;
}
