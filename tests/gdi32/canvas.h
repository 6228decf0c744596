/* A memory device context with a DIB section, upper row first, to draw on and look at. */
#ifndef CANVAS_H
#define CANVAS_H

#include "../check.h"
#include <wingdi.h>

struct canvas { HDC dc; HBITMAP bitmap; HGDIOBJ old; BYTE *bits; int width, height, depth, stride; };

/* colors: of 1, 4 and 8 bits; NULL: a grey scale. masks: BI_BITFIELDS, may be NULL. */
static inline struct canvas canvas_create(int width, int height, int depth, const RGBQUAD *colors, const DWORD *masks)
{
    struct { BITMAPINFOHEADER header; RGBQUAD colors[256]; } info;
    struct canvas canvas = {.width = width, .height = height, .depth = depth, .stride = (width * depth + 31) / 32 * 4};
    int count = depth <= 8 ? 1 << depth : 0;
    memset(&info, 0, sizeof(info));
    info.header.biSize = sizeof(info.header);
    info.header.biWidth = width;
    info.header.biHeight = -height;
    info.header.biPlanes = 1;
    info.header.biBitCount = (WORD)depth;
    info.header.biCompression = masks ? BI_BITFIELDS : BI_RGB;
    for (int i = 0; i < count; i++) {
        BYTE grey = (BYTE)(i * 255 / (count - 1));
        info.colors[i] = colors ? colors[i] : (RGBQUAD){grey, grey, grey, 0};
    }
    if (masks) memcpy(info.colors, masks, 3 * sizeof(DWORD));
    canvas.dc = CreateCompatibleDC(NULL);
    canvas.bitmap = CreateDIBSection(canvas.dc, (BITMAPINFO *)&info, DIB_RGB_COLORS, (void **)&canvas.bits, NULL, 0);
    canvas.old = SelectObject(canvas.dc, canvas.bitmap);
    if (!canvas.bitmap || !canvas.old) check(0, "cannot make a canvas of %d bits", depth);
    return canvas;
}

static inline void canvas_destroy(struct canvas *canvas)
{
    SelectObject(canvas->dc, canvas->old);
    DeleteObject(canvas->bitmap);
    DeleteDC(canvas->dc);
}

static inline DWORD canvas_get(const struct canvas *canvas, int x, int y)
{
    const BYTE *row = canvas->bits + y * canvas->stride;
    GdiFlush();
    switch (canvas->depth) {
    case 1: return row[x / 8] >> (7 - x % 8) & 1;
    case 4: return x % 2 ? row[x / 2] & 15 : row[x / 2] >> 4;
    case 8: return row[x];
    case 16: return ((const WORD *)row)[x];
    case 24: return row[x * 3] | row[x * 3 + 1] << 8 | row[x * 3 + 2] << 16;
    default: return ((const DWORD *)row)[x];
    }
}

static inline void canvas_put(const struct canvas *canvas, int x, int y, DWORD pixel)
{
    BYTE *row = canvas->bits + y * canvas->stride;
    GdiFlush();
    switch (canvas->depth) {
    case 1: row[x / 8] = (BYTE)((row[x / 8] & ~(0x80 >> x % 8)) | ((pixel & 1) << (7 - x % 8))); break;
    case 4: row[x / 2] = (BYTE)(x % 2 ? (row[x / 2] & 0xf0) | (pixel & 15) : (row[x / 2] & 15) | pixel << 4); break;
    case 8: row[x] = (BYTE)pixel; break;
    case 16: ((WORD *)row)[x] = (WORD)pixel; break;
    case 24: row[x * 3] = (BYTE)pixel, row[x * 3 + 1] = (BYTE)(pixel >> 8), row[x * 3 + 2] = (BYTE)(pixel >> 16); break;
    default: ((DWORD *)row)[x] = pixel; break;
    }
}

static inline void canvas_clear(const struct canvas *canvas, BYTE byte)
{
    GdiFlush();
    memset(canvas->bits, byte, (size_t)(canvas->stride * canvas->height));
}

/* Numbers without a pattern, the same in every run. */
static inline DWORD canvas_random(DWORD *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8 ^ *state << 13;
}

#endif
