/* DIB sections: bitmaps whose pixels the program sees, in memory of its own or in a file mapping. */
#include "gdi_private.h"

/* What GetObject tells: the format as a BITMAPINFOHEADER. */
static BITMAPINFOHEADER header_of(const struct dib *dib, const BITMAPINFO *info)
{
    BITMAPINFOHEADER header = {
        .biSize = sizeof(header),
        .biWidth = dib->raster.width,
        .biHeight = dib->is_top_down ? -dib->raster.height : dib->raster.height,
        .biPlanes = 1,
        .biBitCount = (WORD)dib->raster.depth,
        .biCompression = dib->compression,
        .biSizeImage = dib->image_size,
        .biClrUsed = dib->raster.color_count,
    };
    if (dib->is_core_header) return header;
    header.biXPelsPerMeter = info->bmiHeader.biXPelsPerMeter;
    header.biYPelsPerMeter = info->bmiHeader.biYPelsPerMeter;
    header.biClrImportant = info->bmiHeader.biClrImportant;
    return header;
}

static BYTE *map_section(HANDLE section, DWORD offset, DWORD size)
{
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    DWORD start = offset - offset % system.dwAllocationGranularity;
    BYTE *view = MapViewOfFile(section, FILE_MAP_READ | FILE_MAP_WRITE, 0, start, size + (offset - start));
    return view ? view + (offset - start) : NULL;
}

static BYTE *pixels_start(const struct raster *raster)
{
    return raster->stride < 0 ? (BYTE *)raster->bits + (LONG_PTR)(raster->height - 1) * raster->stride : raster->bits;
}

void dib_section_finish(struct bitmap *bitmap)
{
    if (!bitmap->raster.bits) return;
    BYTE *start = pixels_start(&bitmap->raster);
    if (!bitmap->section) {
        VirtualFree(start, 0, MEM_RELEASE);
        return;
    }
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    UnmapViewOfFile(start - bitmap->offset % system.dwAllocationGranularity);
}

static struct bitmap *create_section(const struct dib *dib, const BITMAPINFOHEADER *header, HANDLE section,
                                     DWORD offset)
{
    struct bitmap *bitmap = gdi_object_new(GDI_BITMAP, sizeof(*bitmap));
    if (!bitmap) return NULL;
    bitmap->is_dib_section = TRUE;
    bitmap->header = *header;
    bitmap->section = section;
    bitmap->offset = section ? offset : 0;
    BYTE *start = section ? map_section(section, offset, dib->image_size)
                          : VirtualAlloc(NULL, dib->image_size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    struct dib copy = *dib;
    if (start) dib_set_bits(&copy, start);
    bitmap->raster = copy.raster;
    bitmap->raster.colors = NULL;
    BOOL complete = start != NULL;
    if (dib->raster.color_count) {
        bitmap->raster.colors = heap_allocate_zeroed(256 * sizeof(RGBQUAD));
        complete = complete && bitmap->raster.colors;
        if (bitmap->raster.colors) memcpy(bitmap->raster.colors, dib->colors, sizeof(dib->colors));
        bitmap->raster.color_count = 1u << dib->raster.depth;
    }
    if (!gdi_object_add(&bitmap->object, GDI_BITMAP)) return NULL;
    if (complete) return bitmap;
    gdi_object_release(&bitmap->object);
    SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return NULL;
}

HBITMAP WINAPI CreateDIBSection(HDC hdc, const BITMAPINFO *info, UINT usage, void **bits, HANDLE section, DWORD offset)
{
    struct device_context *dc = hdc ? dc_get(hdc) : NULL;
    if (bits) *bits = NULL;
    if (usage == DIB_PAL_COLORS && !dc) return NULL;
    const struct palette *palette = dc ? dc->state.palette : NULL;
    struct dib dib;
    if (!dib_parse(&dib, info, usage, palette)) return NULL;
    if ((dib.compression != BI_RGB && dib.compression != BI_BITFIELDS) || (section && offset % sizeof(DWORD))) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    BITMAPINFOHEADER header = header_of(&dib, info);
    struct bitmap *bitmap = create_section(&dib, &header, section, offset);
    if (!bitmap) return NULL;
    if (bits) *bits = pixels_start(&bitmap->raster);
    return (HBITMAP)bitmap->object.handle;
}

HBITMAP dib_section_create_like(const struct bitmap *model, LONG width, LONG height)
{
    struct { BITMAPINFOHEADER header; RGBQUAD colors[256]; } info = {.header = model->header};
    info.header.biWidth = width;
    info.header.biHeight = height;
    info.header.biSizeImage = 0;
    if (model->header.biCompression == BI_BITFIELDS)
        memcpy(info.colors, model->raster.masks, sizeof(model->raster.masks));
    else if (model->raster.colors)
        memcpy(info.colors, model->raster.colors, model->raster.color_count * sizeof(RGBQUAD));
    info.header.biClrUsed = 0;
    return CreateDIBSection(NULL, (const BITMAPINFO *)&info, DIB_RGB_COLORS, NULL, NULL, 0);
}

static struct bitmap *selected_section(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    struct bitmap *bitmap = dc && dc->kind == DC_MEMORY ? dc->state.bitmap : NULL;
    if (bitmap && bitmap->is_dib_section && bitmap->raster.depth <= 8) return bitmap;
    if (dc) SetLastError(ERROR_INVALID_PARAMETER);
    return NULL;
}

UINT WINAPI GetDIBColorTable(HDC hdc, UINT start, UINT count, RGBQUAD *colors)
{
    struct bitmap *bitmap = selected_section(hdc);
    if (!bitmap || start >= bitmap->raster.color_count) return 0;
    count = min(count, bitmap->raster.color_count - start);
    memcpy(colors, bitmap->raster.colors + start, count * sizeof(*colors));
    return count;
}

UINT WINAPI SetDIBColorTable(HDC hdc, UINT start, UINT count, const RGBQUAD *colors)
{
    struct bitmap *bitmap = selected_section(hdc);
    if (!bitmap || start >= bitmap->raster.color_count) return 0;
    count = min(count, bitmap->raster.color_count - start);
    for (UINT i = 0; i < count; i++) {
        bitmap->raster.colors[start + i] = colors[i];
        bitmap->raster.colors[start + i].rgbReserved = 0;
    }
    return count;
}
