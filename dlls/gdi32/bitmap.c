/* Bitmap objects: device-dependent ones, their bits, dimensions and GetObject. DIB sections: dib_section.c. */
#include "gdi_private.h"

#define LARGEST_SIDE 0x7fff000

/* Rows of a device-dependent bitmap as programs see them end at 16 bits; ours at 32. */
static LONG word_stride(LONG width, UINT depth) { return (LONG)(((ULONGLONG)width * depth + 15) / 16 * 2); }

LONG raster_stride(LONG width, UINT depth) { return (LONG)(((ULONGLONG)width * depth + 31) / 32 * 4); }

static BOOL is_depth(UINT depth)
{
    return depth == 1 || depth == 4 || depth == 8 || depth == 16 || depth == 24 || depth == 32;
}

/* Depths that are none are rounded up, as CreateBitmap documents no failure for them. */
static UINT usable_depth(UINT planes, UINT bits)
{
    static const BYTE depths[] = {1, 4, 8, 16, 24, 32};
    UINT wanted = planes * bits;
    for (UINT i = 0; i < ARRAYSIZE(depths); i++) {
        if (wanted <= depths[i]) return depths[i];
    }
    return 0;
}

struct bitmap *bitmap_create(LONG width, LONG height, UINT depth)
{
    ULONGLONG size = (ULONGLONG)raster_stride(width, depth) * (ULONG)height;
    if (size > LARGEST_SIDE * 8ull || !is_depth(depth)) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    struct bitmap *bitmap = gdi_object_new(GDI_BITMAP, sizeof(*bitmap));
    if (!bitmap) return NULL;
    struct raster *raster = &bitmap->raster;
    raster->width = width;
    raster->height = height;
    raster->depth = depth;
    raster->stride = raster_stride(width, depth);
    raster->bits = heap_allocate_zeroed((SIZE_T)size);
    BOOL has_colors = raster->bits && raster_set_default_colors(raster);
    if (!has_colors) heap_free(raster->bits), raster->bits = NULL, SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    if (!gdi_object_add(&bitmap->object, GDI_BITMAP)) return NULL;
    if (has_colors) return bitmap;
    gdi_object_release(&bitmap->object);
    return NULL;
}

void bitmap_finish(struct gdi_object *object)
{
    struct bitmap *bitmap = (struct bitmap *)object;
    if (bitmap->is_dib_section) dib_section_finish(bitmap);
    else heap_free(bitmap->raster.bits);
    if (!raster_colors_are_shared(&bitmap->raster)) heap_free(bitmap->raster.colors);
}

static void copy_rows(BYTE *to, LONG to_stride, const BYTE *from, LONG from_stride, LONG length, LONG rows)
{
    for (LONG y = 0; y < rows; y++) memcpy(to + (LONG_PTR)y * to_stride, from + (LONG_PTR)y * from_stride, length);
}

HBITMAP WINAPI CreateBitmap(int width, int height, UINT planes, UINT bits_per_pixel, const void *bits)
{
    if (!width || !height) return (HBITMAP)stock_object(STOCK_BITMAP)->handle;
    UINT depth = usable_depth(planes, bits_per_pixel);
    if (width < 0) width = -width;
    if (height < 0) height = -height;
    if (!depth || width > LARGEST_SIDE || height > LARGEST_SIDE) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    struct bitmap *bitmap = bitmap_create(width, height, depth);
    if (!bitmap) return NULL;
    LONG length = word_stride(width, depth);
    if (bits) copy_rows(bitmap->raster.bits, bitmap->raster.stride, bits, length, length, height);
    return (HBITMAP)bitmap->object.handle;
}

HBITMAP WINAPI CreateBitmapIndirect(const BITMAP *description)
{
    if (!description || description->bmType || description->bmWidthBytes & 1) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    LONG width = description->bmWidth < 0 ? -description->bmWidth : description->bmWidth;
    LONG height = description->bmHeight < 0 ? -description->bmHeight : description->bmHeight;
    HBITMAP handle = CreateBitmap(width, height, description->bmPlanes, description->bmBitsPixel, NULL);
    if (!handle || !description->bmBits || !width || !height) return handle;
    struct bitmap *bitmap = gdi_object_get(handle, GDI_BITMAP);
    LONG needed = word_stride(width, bitmap->raster.depth);
    LONG stride = max(description->bmWidthBytes, needed);
    copy_rows(bitmap->raster.bits, bitmap->raster.stride, description->bmBits, stride, needed, height);
    return handle;
}

/* With a memory DC: the format of its bitmap, of a DIB section with its colour table. */
HBITMAP WINAPI CreateCompatibleBitmap(HDC hdc, int width, int height)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return NULL;
    if (!width || !height) return (HBITMAP)stock_object(STOCK_BITMAP)->handle;
    if (width < 0 || height < 0) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    const struct bitmap *model = dc->kind == DC_MEMORY ? dc->state.bitmap : NULL;
    if (!model) return CreateBitmap(width, height, 1, SCREEN_DEPTH, NULL);
    if (!model->is_dib_section) return CreateBitmap(width, height, 1, model->raster.depth, NULL);
    return dib_section_create_like(model, width, height);
}

HBITMAP WINAPI CreateDiscardableBitmap(HDC hdc, int width, int height)
{
    return CreateCompatibleBitmap(hdc, width, height);
}

static LONG clamp_to_bitmap(const struct raster *raster, LONG length, LONG count)
{
    ULONGLONG total = (ULONGLONG)length * (ULONG)raster->height;
    return count < 0 || (ULONGLONG)count > total ? (LONG)total : count;
}

/* Both directions: whole rows, then what is left of the last one. */
static LONG transfer_bits(const struct raster *raster, BYTE *buffer, LONG count, BOOL to_bitmap)
{
    LONG length = word_stride(raster->width, raster->depth),
         stored = raster->stride < 0 ? -raster->stride : raster->stride;
    count = clamp_to_bitmap(raster, length, count);
    for (LONG done = 0, y = 0; done < count; y++) {
        LONG part = min(length, count - done), copied = min(part, stored);
        BYTE *row = (BYTE *)raster->bits + (LONG_PTR)y * raster->stride;
        memcpy(to_bitmap ? row : buffer + done, to_bitmap ? buffer + done : row, copied);
        done += part;
    }
    return count;
}

LONG WINAPI GetBitmapBits(HBITMAP handle, LONG count, LPVOID bits)
{
    struct bitmap *bitmap = gdi_object_get(handle, GDI_BITMAP);
    if (!bitmap) return 0;
    if (!bits) return word_stride(bitmap->raster.width, bitmap->raster.depth) * bitmap->raster.height;
    return transfer_bits(&bitmap->raster, bits, count, FALSE);
}

LONG WINAPI SetBitmapBits(HBITMAP handle, DWORD count, const void *bits)
{
    struct bitmap *bitmap = gdi_object_get(handle, GDI_BITMAP);
    if (!bitmap || !bits) return 0;
    return transfer_bits(&bitmap->raster, (BYTE *)bits, (LONG)count, TRUE);
}

BOOL WINAPI SetBitmapDimensionEx(HBITMAP handle, int width, int height, LPSIZE old)
{
    struct bitmap *bitmap = gdi_object_get(handle, GDI_BITMAP);
    if (!bitmap || bitmap->is_dib_section) return FALSE;
    if (old) *old = bitmap->dimension;
    bitmap->dimension = (SIZE){width, height};
    return TRUE;
}

BOOL WINAPI GetBitmapDimensionEx(HBITMAP handle, LPSIZE size)
{
    struct bitmap *bitmap = gdi_object_get(handle, GDI_BITMAP);
    if (!bitmap || !size) return FALSE;
    *size = bitmap->dimension;
    return TRUE;
}

static BITMAP describe(const struct bitmap *bitmap)
{
    const struct raster *raster = &bitmap->raster;
    BITMAP description = {
        .bmWidth = raster->width,
        .bmHeight = raster->height,
        .bmPlanes = 1,
        .bmBitsPixel = (WORD)raster->depth,
        .bmWidthBytes = bitmap->is_dib_section ? raster_stride(raster->width, raster->depth)
                                               : word_stride(raster->width, raster->depth),
    };
    if (!bitmap->is_dib_section) return description;
    LONG_PTR last_row = (LONG_PTR)(raster->height - 1) * raster->stride;
    description.bmBits = (BYTE *)raster->bits + (raster->stride < 0 ? last_row : 0);
    return description;
}

int bitmap_get_object(struct gdi_object *object, int size, void *buffer)
{
    const struct bitmap *bitmap = (struct bitmap *)object;
    if (!buffer) return sizeof(BITMAP);
    if (size < (int)sizeof(BITMAP)) return 0;
    BITMAP description = describe(bitmap);
    if (!bitmap->is_dib_section || size < (int)sizeof(DIBSECTION)) {
        memcpy(buffer, &description, sizeof(description));
        return sizeof(description);
    }
    DIBSECTION section = {
        .dsBm = description, .dsBmih = bitmap->header, .dshSection = bitmap->section, .dsOffset = bitmap->offset};
    section.dsBmih.biHeight = bitmap->raster.height;
    if (bitmap->header.biCompression == BI_BITFIELDS)
        memcpy(section.dsBitfields, bitmap->raster.masks, sizeof(section.dsBitfields));
    memcpy(buffer, &section, sizeof(section));
    return sizeof(section);
}
