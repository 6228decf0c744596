/* Buffered painting: a program draws into a bitmap of 32 bits, which goes to its target in one step. */
#include "nt/nt.h"
#undef DECLSPEC_IMPORT
#define DECLSPEC_IMPORT
#include <uxtheme.h>

struct paint_buffer {
    HDC target, memory;
    HBITMAP bitmap, before;
    RGBQUAD *bits;
    RECT area;
    BOOL is_top_down;
};

HRESULT WINAPI BufferedPaintInit(void) { return S_OK; }

HRESULT WINAPI BufferedPaintUnInit(void) { return S_OK; }

HPAINTBUFFER WINAPI BeginBufferedPaint(HDC target, const RECT *area, BP_BUFFERFORMAT format,
                                       BP_PAINTPARAMS *parameters, HDC *memory)
{
    BITMAPINFO info = {.bmiHeader = {.biSize = sizeof(info.bmiHeader), .biPlanes = 1, .biBitCount = 32}};
    struct paint_buffer *buffer;

    if (memory) *memory = NULL;
    if (!area || !memory || format < BPBF_COMPATIBLEBITMAP || format > BPBF_TOPDOWNMONODIB || IsRectEmpty(area)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (!(buffer = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*buffer)))) return NULL;
    info.bmiHeader.biWidth = area->right - area->left;
    info.bmiHeader.biHeight = (format == BPBF_TOPDOWNDIB ? -1 : 1) * (area->bottom - area->top);
    buffer->target = target;
    buffer->area = *area;
    buffer->is_top_down = format == BPBF_TOPDOWNDIB;
    buffer->memory = CreateCompatibleDC(target);
    buffer->bitmap = CreateDIBSection(target, &info, DIB_RGB_COLORS, (void **)&buffer->bits, NULL, 0);
    if (!buffer->memory || !buffer->bitmap) {
        if (buffer->memory) DeleteDC(buffer->memory);
        if (buffer->bitmap) DeleteObject(buffer->bitmap);
        HeapFree(GetProcessHeap(), 0, buffer);
        return NULL;
    }
    buffer->before = SelectObject(buffer->memory, buffer->bitmap);
    SetViewportOrgEx(buffer->memory, -area->left, -area->top, NULL); /* the program draws where it would */
    if (!(parameters && parameters->dwFlags & BPPF_ERASE))
        BitBlt(buffer->memory, area->left, area->top, area->right - area->left, area->bottom - area->top, target,
               area->left, area->top, SRCCOPY);
    if (parameters && parameters->prcExclude) {
        const RECT *out = parameters->prcExclude;
        ExcludeClipRect(buffer->memory, out->left, out->top, out->right, out->bottom);
    }
    *memory = buffer->memory;
    return (HPAINTBUFFER)buffer;
}

HRESULT WINAPI EndBufferedPaint(HPAINTBUFFER handle, BOOL updates)
{
    struct paint_buffer *buffer = (struct paint_buffer *)handle;

    if (!buffer) return E_INVALIDARG;
    const RECT *area = &buffer->area;
    if (updates)
        BitBlt(buffer->target, area->left, area->top, area->right - area->left, area->bottom - area->top,
               buffer->memory, area->left, area->top, SRCCOPY);
    SelectObject(buffer->memory, buffer->before);
    DeleteDC(buffer->memory);
    DeleteObject(buffer->bitmap);
    HeapFree(GetProcessHeap(), 0, buffer);
    return S_OK;
}

static int stride_of(const struct paint_buffer *buffer) { return buffer->area.right - buffer->area.left; }

HRESULT WINAPI GetBufferedPaintBits(HPAINTBUFFER handle, RGBQUAD **bits, int *stride)
{
    struct paint_buffer *buffer = (struct paint_buffer *)handle;

    if (!buffer || !bits || !stride) return E_INVALIDARG;
    GdiFlush();
    *bits = buffer->bits;
    *stride = stride_of(buffer);
    return S_OK;
}

HDC WINAPI GetBufferedPaintDC(HPAINTBUFFER handle)
{
    return handle ? ((struct paint_buffer *)handle)->memory : NULL;
}

HDC WINAPI GetBufferedPaintTargetDC(HPAINTBUFFER handle)
{
    return handle ? ((struct paint_buffer *)handle)->target : NULL;
}

HRESULT WINAPI GetBufferedPaintTargetRect(HPAINTBUFFER handle, RECT *area)
{
    if (!handle || !area) return E_POINTER;
    *area = ((struct paint_buffer *)handle)->area;
    return S_OK;
}

HRESULT WINAPI BufferedPaintClear(HPAINTBUFFER handle, const RECT *area)
{
    struct paint_buffer *buffer = (struct paint_buffer *)handle;

    if (!buffer) return E_INVALIDARG;
    RECT all = area ? *area : buffer->area;
    return PatBlt(buffer->memory, all.left, all.top, all.right - all.left, all.bottom - all.top, BLACKNESS) ? S_OK
                                                                                                         : E_FAIL;
}

HRESULT WINAPI BufferedPaintSetAlpha(HPAINTBUFFER handle, const RECT *area, BYTE alpha)
{
    struct paint_buffer *buffer = (struct paint_buffer *)handle;
    RECT part;

    if (!buffer) return E_INVALIDARG;
    part = buffer->area;
    if (area && !IntersectRect(&part, area, &buffer->area)) return S_OK;
    OffsetRect(&part, -buffer->area.left, -buffer->area.top);
    GdiFlush();
    for (int y = part.top; y < part.bottom; y++) {
        int row = buffer->is_top_down ? y : buffer->area.bottom - buffer->area.top - 1 - y;
        for (int x = part.left; x < part.right; x++) buffer->bits[row * stride_of(buffer) + x].rgbReserved = alpha;
    }
    return S_OK;
}

/* Nothing is animated: the caller draws the end state itself. */
HANIMATIONBUFFER WINAPI BeginBufferedAnimation(HWND window, HDC target, const RECT *area, BP_BUFFERFORMAT format,
                                               BP_PAINTPARAMS *paint, BP_ANIMATIONPARAMS *animation, HDC *from, HDC *to)
{
    (void)window, (void)target, (void)area, (void)format, (void)paint, (void)animation;
    if (from) *from = NULL;
    if (to) *to = NULL;
    return NULL;
}

HRESULT WINAPI EndBufferedAnimation(HANIMATIONBUFFER buffer, BOOL updates)
{
    (void)buffer, (void)updates;
    return E_INVALIDARG;
}

BOOL WINAPI BufferedPaintRenderAnimation(HWND window, HDC target)
{
    (void)window, (void)target;
    return FALSE;
}

HRESULT WINAPI BufferedPaintStopAllAnimations(HWND window)
{
    return IsWindow(window) ? S_OK : E_INVALIDARG;
}
