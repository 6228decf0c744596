/* Records with pixels: blits, device-independent bitmaps, gradients. */
#include "gdi_metafile.h"

BYTE *raster_to_dib(const struct raster *raster, UINT *header_size, UINT *bits_size)
{
    UINT colors = raster->depth <= 8 ? 1u << raster->depth : 0, known = min(colors, raster->color_count);
    UINT masks = raster->depth == 16 || raster->depth == 32 ? 3 : 0;
    LONG stride = raster_stride(raster->width, raster->depth);
    ULONGLONG bits = (ULONGLONG)stride * (ULONG)raster->height;
    *header_size = (UINT)sizeof(BITMAPINFOHEADER) + (colors + masks) * 4;
    *bits_size = (UINT)bits;
    BYTE *dib = raster->bits && bits < 0x20000000 ? heap_allocate_zeroed(*header_size + (SIZE_T)bits) : NULL;
    if (!dib) return NULL;
    BITMAPINFOHEADER header = {sizeof(header),
                               raster->width,
                               raster->height,
                               1,
                               (WORD)raster->depth,
                               masks ? BI_BITFIELDS : BI_RGB,
                               *bits_size,
                               0,
                               0,
                               0,
                               0};
    memcpy(dib, &header, sizeof(header));
    if (masks) memcpy(dib + sizeof(header), raster->masks, sizeof(raster->masks));
    if (known && raster->colors) memcpy(dib + sizeof(header), raster->colors, known * sizeof(RGBQUAD));
    struct raster target = *raster;
    target.surface = NULL;
    target.bits = dib + *header_size + (SIZE_T)(raster->height - 1) * (SIZE_T)stride;
    target.stride = -stride;
    DWORD pixels[ROW_PIXELS];
    for (LONG y = 0; y < raster->height; y++) {
        for (LONG x = 0; x < raster->width; x += ROW_PIXELS) {
            UINT count = (UINT)min(ROW_PIXELS, raster->width - x);
            raster_read_row(raster, x, y, count, pixels);
            raster_write_row(&target, x, y, count, pixels);
        }
    }
    return dib;
}

struct picture { BYTE *dib; UINT header_size, bits_size; };

static BOOL take_picture(struct picture *picture, const struct raster *raster)
{
    if (raster) picture->dib = raster_to_dib(raster, &picture->header_size, &picture->bits_size);
    return picture->dib != NULL;
}

static RECTL box_bounds(struct device_context *dc, const struct record_blit *blit)
{
    POINT corners[2] = {{blit->x, blit->y}, {blit->x + blit->width - 1, blit->y + blit->height - 1}};
    return recorder_bounds(dc, corners, 2, WITHOUT_PEN);
}

static void place_picture(BYTE *record, UINT at, const struct picture *picture, DWORD *offsets)
{
    offsets[0] = at;
    offsets[1] = picture->header_size;
    offsets[2] = at + picture->header_size;
    offsets[3] = picture->bits_size;
    memcpy(record + at, picture->dib, picture->header_size + picture->bits_size);
}

static XFORM source_transform(const struct device_context *source)
{
    const double *m = source->to_device;
    return (XFORM){(FLOAT)m[0], (FLOAT)m[1], (FLOAT)m[2], (FLOAT)m[3], (FLOAT)m[4], (FLOAT)m[5]};
}

/* --- Windows metafiles --- */

static BOOL write_windows_blit(struct device_context *dc, const struct record_blit *blit, const struct picture *picture)
{
    if (!picture->dib)
        return record(dc, 0, META_PATBLT, blit->x, blit->y, blit->width, blit->height, (int)(blit->rop >> 16),
                      (int)(blit->rop & 0xffff));
    UINT bytes = picture->header_size + picture->bits_size;
    WORD *place = record_new(dc->recorder, META_DIBSTRETCHBLT, 20 + bytes);
    const int numbers[] = {(int)(blit->rop & 0xffff),
                           (int)(blit->rop >> 16),
                           blit->source_height,
                           blit->source_width,
                           blit->source_y,
                           blit->source_x,
                           blit->height,
                           blit->width,
                           blit->y,
                           blit->x};
    for (int i = 0; place && i < 10; i++) place[i] = (WORD)numbers[i];
    if (place) memcpy(place + 10, picture->dib, bytes);
    return place != NULL;
}

/* --- blits --- */

BOOL record_blit(struct device_context *dc, UINT type, const struct record_blit *blit, struct device_context *source)
{
    struct metafile_recorder *recorder = dc->recorder;
    struct picture picture = {0};
    if (!recorder) return TRUE;
    if (source && !take_picture(&picture, source->raster)) return FALSE;
    if (!recorder->is_enhanced) {
        BOOL done = (type == EMR_BITBLT || type == EMR_STRETCHBLT) && write_windows_blit(dc, blit, &picture);
        heap_free(picture.dib);
        return done;
    }
    UINT at = type == EMR_BITBLT ? 100 : 108;
    RECTL bounds = box_bounds(dc, blit);
    BYTE *place = record_new(recorder, type, at + picture.header_size + picture.bits_size);
    if (place) {
        EMRSTRETCHBLT *head = (EMRSTRETCHBLT *)place;
        head->rclBounds = bounds;
        const LONG numbers[] = {blit->x,         blit->y,        blit->width,   blit->height,
                                (LONG)blit->rop, blit->source_x, blit->source_y};
        memcpy(&head->xDest, numbers, sizeof(numbers));
        head->xformSrc = source ? source_transform(source) : (XFORM){1, 0, 0, 1, 0, 0};
        if (source) head->crBkColorSrc = source->state.background_color;
        if (picture.dib) place_picture(place, at, &picture, &head->offBmiSrc);
        if (type != EMR_BITBLT) head->cxSrc = blit->source_width, head->cySrc = blit->source_height;
    }
    heap_free(picture.dib);
    return place != NULL;
}

/* MaskBlt and PlgBlt; corners: of PlgBlt's parallelogram. */
BOOL record_masked_blit(struct device_context *dc, UINT type, const struct record_blit *blit, const POINT *corners,
                        struct device_context *source, HBITMAP mask, int mask_x, int mask_y)
{
    struct picture pixels = {0}, mask_pixels = {0};
    struct bitmap *mask_bitmap = mask ? gdi_object_get(mask, GDI_BITMAP) : NULL;
    if (!dc->recorder) return TRUE;
    if (!dc->recorder->is_enhanced || !take_picture(&pixels, source->raster)) return FALSE;
    if (mask_bitmap) take_picture(&mask_pixels, &mask_bitmap->raster);
    UINT at = type == EMR_PLGBLT ? 140 : 128, pixels_size = (pixels.header_size + pixels.bits_size + 3) & ~3u;
    RECTL bounds = corners ? recorder_bounds(dc, corners, 3, WITHOUT_PEN) : box_bounds(dc, blit);
    BYTE *place = record_new(dc->recorder, type, at + pixels_size + mask_pixels.header_size + mask_pixels.bits_size);
    if (place) {
        DWORD *numbers = (DWORD *)place;
        XFORM transform = source_transform(source);
        memcpy(numbers + 2, &bounds, sizeof(bounds));
        const LONG box[] = {blit->x,         blit->y,        blit->width,   blit->height,
                            (LONG)blit->rop, blit->source_x, blit->source_y};
        const LONG part[] = {blit->source_x, blit->source_y, blit->source_width, blit->source_height};
        if (corners) memcpy(numbers + 6, corners, 3 * sizeof(POINT)), memcpy(numbers + 12, part, sizeof(part));
        else memcpy(numbers + 6, box, sizeof(box));
        DWORD *after = numbers + (corners ? 16 : 13); /* transform, background colour, usage, picture; then the mask */
        memcpy(after, &transform, sizeof(transform));
        after[6] = source->state.background_color;
        place_picture(place, at, &pixels, after + 8);
        after[12] = (DWORD)mask_x;
        after[13] = (DWORD)mask_y;
        if (mask_pixels.dib) place_picture(place, at + pixels_size, &mask_pixels, after + 15);
    }
    heap_free(pixels.dib);
    heap_free(mask_pixels.dib);
    return place != NULL;
}

/* --- device-independent bitmaps --- */

static BOOL write_windows_dib(struct device_context *dc, UINT type, const struct record_blit *blit, const BYTE *info,
                              UINT info_size, const BYTE *bits, UINT bits_size, UINT usage, UINT start, UINT lines)
{
    const int device[] = {(int)usage,   (int)lines,  (int)start, blit->source_y, blit->source_x,
                          blit->height, blit->width, blit->y,    blit->x};
    const int stretched[] = {(int)(blit->rop & 0xffff),
                             (int)(blit->rop >> 16),
                             (int)usage,
                             blit->source_height,
                             blit->source_width,
                             blit->source_y,
                             blit->source_x,
                             blit->height,
                             blit->width,
                             blit->y,
                             blit->x};
    BOOL is_stretched = type == EMR_STRETCHDIBITS;
    UINT count = is_stretched ? ARRAYSIZE(stretched) : ARRAYSIZE(device);
    WORD *place =
        record_new(dc->recorder, is_stretched ? META_STRETCHDIB : META_SETDIBTODEV, count * 2 + info_size + bits_size);
    for (UINT i = 0; place && i < count; i++) place[i] = (WORD)(is_stretched ? stretched[i] : device[i]);
    if (!place) return FALSE;
    memcpy(place + count, info, info_size);
    memcpy((BYTE *)(place + count) + info_size, bits, bits_size);
    return TRUE;
}

BOOL record_dib(struct device_context *dc, UINT type, const struct record_blit *blit, const void *bits,
                const BITMAPINFO *info, UINT usage, UINT start, UINT lines)
{
    if (!dc->recorder) return TRUE;
    UINT info_size = dib_header_bytes((const uint8_t *)info, 0x2000, usage == DIB_PAL_COLORS);
    ULONGLONG bits_size =
        info_size ? dib_pixel_bytes((const uint8_t *)info, type == EMR_STRETCHDIBITS ? ~0u : lines) : 0;
    if (!info_size || bits_size > 0x20000000) return FALSE;
    if (!dc->recorder->is_enhanced)
        return write_windows_dib(dc, type, blit, (const BYTE *)info, info_size, bits, (UINT)bits_size, usage, start,
                                 lines);
    UINT at = type == EMR_STRETCHDIBITS ? 80 : 76, header = (info_size + 3) & ~3u;
    RECTL bounds = box_bounds(dc, blit);
    BYTE *place = record_new(dc->recorder, type, at + header + (UINT)bits_size);
    if (!place) return FALSE;
    EMRSTRETCHDIBITS *head = (EMRSTRETCHDIBITS *)place;
    const LONG numbers[] = {blit->x, blit->y, blit->source_x, blit->source_y, blit->source_width, blit->source_height};
    head->rclBounds = bounds;
    memcpy(&head->xDest, numbers, sizeof(numbers));
    head->offBmiSrc = at;
    head->cbBmiSrc = info_size;
    head->offBitsSrc = at + header;
    head->cbBitsSrc = (DWORD)bits_size;
    head->iUsageSrc = usage;
    head->dwRop = type == EMR_STRETCHDIBITS ? blit->rop : start;
    head->cxDest = type == EMR_STRETCHDIBITS ? blit->width : (LONG)lines;
    if (type == EMR_STRETCHDIBITS) head->cyDest = blit->height;
    memcpy(place + at, info, info_size);
    memcpy(place + at + header, bits, (SIZE_T)bits_size);
    return TRUE;
}

BOOL record_gradient(struct device_context *dc, const TRIVERTEX *vertices, UINT vertex_count, const void *mesh,
                     UINT mesh_count, UINT mode)
{
    if (!dc->recorder) return TRUE;
    if (!dc->recorder->is_enhanced || vertex_count > 0xffffff || mesh_count > 0xffffff) return FALSE;
    RECTL bounds = {0, 0, -1, -1};
    for (UINT i = 0; i < vertex_count; i++) {
        RECTL at = recorder_bounds(dc, &(POINT){vertices[i].x, vertices[i].y}, 1, WITHOUT_PEN);
        if (!i) bounds = at;
        bounds = (RECTL){min(bounds.left, at.left), min(bounds.top, at.top), max(bounds.right, at.right),
                         max(bounds.bottom, at.bottom)};
    }
    UINT each = mode == GRADIENT_FILL_TRIANGLE ? sizeof(GRADIENT_TRIANGLE) : sizeof(GRADIENT_RECT);
    BYTE *place =
        record_new(dc->recorder, EMR_GRADIENTFILL, 36 + vertex_count * (UINT)sizeof(TRIVERTEX) + mesh_count * each);
    if (!place) return FALSE;
    memcpy(place + 8, &bounds, sizeof(bounds));
    const DWORD numbers[] = {vertex_count, mesh_count, mode};
    memcpy(place + 24, numbers, sizeof(numbers));
    memcpy(place + 36, vertices, vertex_count * sizeof(TRIVERTEX));
    memcpy(place + 36 + vertex_count * sizeof(TRIVERTEX), mesh, mesh_count * each);
    return TRUE;
}
