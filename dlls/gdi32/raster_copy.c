/* Copies of rasters that live on their own: brushes' patterns. */
#include "gdi_private.h"

BOOL raster_copy(struct raster *copy, const struct raster *original)
{
    *copy = *original;
    copy->surface = NULL;
    copy->stride = raster_stride(original->width, original->depth);
    copy->bits = heap_allocate((SIZE_T)copy->stride * (SIZE_T)copy->height);
    BOOL owns_colors = original->colors && !raster_colors_are_shared(original);
    if (owns_colors) copy->colors = heap_allocate(original->color_count * sizeof(RGBQUAD));
    if (!copy->bits || (original->colors && !copy->colors)) {
        raster_free_copy(copy);
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    if (owns_colors) memcpy(copy->colors, original->colors, original->color_count * sizeof(RGBQUAD));
    SIZE_T length = (SIZE_T)(((ULONGLONG)original->width * original->depth + 7) / 8);
    for (LONG y = 0; y < copy->height; y++) {
        memcpy((BYTE *)copy->bits + (LONG_PTR)y * copy->stride,
               (const BYTE *)original->bits + (LONG_PTR)y * original->stride, length);
    }
    return TRUE;
}

void raster_free_copy(struct raster *copy)
{
    heap_free(copy->bits);
    if (copy->colors && !raster_colors_are_shared(copy)) heap_free(copy->colors);
    copy->bits = NULL;
    copy->colors = NULL;
}
