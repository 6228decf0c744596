/* Bitmaps from resources and files, and copies of bitmaps. What stands in them is checked against their size before
 * gdi32 sees it. */
#include "drawing.h"
#include "images.h"

#define BITMAP_SIDE_LIMIT 32767

/* A DIB whose header was copied: its colours may be changed. */
struct source {
    union { BITMAPINFO info; struct { BITMAPINFOHEADER header; RGBQUAD colors[256]; } whole; };
    const BYTE *bits;
    int width, height;
};

const void *map_file(LPCWSTR path, SIZE_T *size)
{
    LARGE_INTEGER length;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return NULL;
    HANDLE mapping = GetFileSizeEx(file, &length) && length.HighPart == 0
                         ? CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 0, NULL)
                         : NULL;
    const void *data = mapping ? MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0) : NULL;
    *size = length.LowPart;
    if (mapping) CloseHandle(mapping);
    CloseHandle(file);
    return data;
}

/* The old kind of header becomes a new one. */
static BOOL read_core(struct source *source, const BYTE *data, SIZE_T size, SIZE_T *pixels_at)
{
    BITMAPCOREHEADER core;
    if (size < sizeof(core)) return FALSE;
    memcpy(&core, data, sizeof(core));
    UINT count = core.bcBitCount <= 8 ? 1u << core.bcBitCount : 0;
    *pixels_at = sizeof(core) + count * sizeof(RGBTRIPLE);
    if (size < *pixels_at) return FALSE;
    source->whole.header = (BITMAPINFOHEADER){
        sizeof(BITMAPINFOHEADER), core.bcWidth, core.bcHeight, 1, core.bcBitCount, BI_RGB, 0, 0, 0, count, 0};
    for (UINT i = 0; i < count; i++) {
        const BYTE *color = data + sizeof(core) + i * sizeof(RGBTRIPLE);
        source->whole.colors[i] = (RGBQUAD){color[0], color[1], color[2], 0};
    }
    return TRUE;
}

static BOOL read_info(struct source *source, const BYTE *data, SIZE_T size, SIZE_T *pixels_at)
{
    BITMAPINFOHEADER *header = &source->whole.header;
    if (size < sizeof(*header)) return FALSE;
    memcpy(header, data, sizeof(*header));
    SIZE_T header_size = header->biSize;
    if (header_size < sizeof(*header) || header_size > 1024) return FALSE;
    UINT count = header->biBitCount <= 8 ? 1u << header->biBitCount : 0;
    if (header->biClrUsed && header->biClrUsed < count) count = header->biClrUsed;
    SIZE_T table_size = count * sizeof(RGBQUAD), table_at = header_size;
    if (header->biCompression == BI_BITFIELDS) {
        table_size = 3 * sizeof(DWORD); /* masks; in the headers of version 4 and 5 they are members */
        table_at = sizeof(*header);
    }
    if (size < header_size || size < table_at + table_size) return FALSE;
    memcpy(source->whole.colors, data + table_at, table_size);
    SIZE_T extra = header->biBitCount > 8 ? header->biClrUsed * sizeof(RGBQUAD) : 0; /* hints for palettes */
    *pixels_at = (header_size == sizeof(*header) || header->biCompression != BI_BITFIELDS ? header_size + table_size
                                                                                          : header_size) +
                 extra;
    header->biSize = sizeof(*header);
    header->biClrUsed = count;
    return TRUE;
}

/* pixels_at 0: behind the colour table. */
static BOOL read_dib(struct source *source, const BYTE *data, SIZE_T size, SIZE_T file_pixels_at)
{
    SIZE_T pixels_at;
    memset(source, 0, sizeof(*source));
    if (size < sizeof(DWORD)) return FALSE;
    if (*(const DWORD UNALIGNED *)data == sizeof(BITMAPCOREHEADER) ? !read_core(source, data, size, &pixels_at)
                                                                   : !read_info(source, data, size, &pixels_at))
        return FALSE;
    BITMAPINFOHEADER *header = &source->whole.header;
    if (file_pixels_at) pixels_at = file_pixels_at;
    source->width = header->biWidth;
    source->height = abs(header->biHeight);
    if (source->width <= 0 || source->width > BITMAP_SIDE_LIMIT || !source->height ||
        source->height > BITMAP_SIDE_LIMIT || pixels_at >= size)
        return FALSE;
    SIZE_T stride = ((SIZE_T)source->width * header->biBitCount + 31) / 32 * 4, there = size - pixels_at;
    source->bits = data + pixels_at;
    if (header->biCompression == BI_RLE4 || header->biCompression == BI_RLE8) {
        if (!header->biSizeImage || header->biSizeImage > there) header->biSizeImage = (DWORD)there;
        return TRUE;
    }
    header->biSizeImage = 0;
    return (header->biCompression == BI_RGB || header->biCompression == BI_BITFIELDS) &&
           stride * (SIZE_T)source->height <= there;
}

static void replace_color(struct source *source, COLORREF from, int system_color)
{
    COLORREF to = GetSysColor(system_color);
    for (UINT i = 0; i < source->whole.header.biClrUsed; i++) {
        RGBQUAD *color = &source->whole.colors[i];
        if (RGB(color->rgbRed, color->rgbGreen, color->rgbBlue) == from)
            *color = (RGBQUAD){GetBValue(to), GetGValue(to), GetRValue(to), 0};
    }
}

/* The index of the first pixel stored: the upper left corner, or the lower left one of bottom-up bitmaps' data turned
 * over. */
static void make_transparent(struct source *source)
{
    UINT depth = source->whole.header.biBitCount;
    if (depth > 8 || source->whole.header.biCompression != BI_RGB) return;
    SIZE_T stride = ((SIZE_T)source->width * depth + 31) / 32 * 4;
    const BYTE *first =
        source->whole.header.biHeight < 0 ? source->bits : source->bits + stride * (SIZE_T)(source->height - 1);
    UINT index = (UINT)(*first >> (8 - depth));
    COLORREF to = GetSysColor(COLOR_WINDOW);
    if (index < source->whole.header.biClrUsed)
        source->whole.colors[index] = (RGBQUAD){GetBValue(to), GetGValue(to), GetRValue(to), 0};
}

static BOOL is_black_and_white(const struct source *source)
{
    if (source->whole.header.biBitCount != 1 || source->whole.header.biClrUsed != 2) return FALSE;
    const RGBQUAD *a = &source->whole.colors[0], *b = &source->whole.colors[1];
    return !(a->rgbRed | a->rgbGreen | a->rgbBlue) && (b->rgbRed & b->rgbGreen & b->rgbBlue) == 255;
}

static HBITMAP make_section(const struct source *source, int width, int height)
{
    struct source copy = *source;
    BITMAPINFOHEADER *header = &copy.whole.header;
    void *bits;
    header->biWidth = width;
    header->biHeight = header->biHeight < 0 ? -height : height;
    header->biSizeImage = 0;
    if (header->biCompression != BI_BITFIELDS) header->biCompression = BI_RGB;
    return CreateDIBSection(NULL, &copy.info, DIB_RGB_COLORS, &bits, NULL, 0);
}

static HBITMAP make_display_bitmap(int width, int height, BOOL mono)
{
    return CreateBitmap(width, height, 1, mono ? 1 : 32, NULL);
}

static HBITMAP make_bitmap(struct source *source, int width, int height, UINT flags)
{
    if (flags & LR_LOADMAP3DCOLORS) {
        replace_color(source, RGB(0x80, 0x80, 0x80), COLOR_3DSHADOW);
        replace_color(source, RGB(0xc0, 0xc0, 0xc0), COLOR_3DFACE);
        replace_color(source, RGB(0xdf, 0xdf, 0xdf), COLOR_3DLIGHT);
    }
    if (flags & LR_LOADTRANSPARENT) make_transparent(source);
    if (!width) width = source->width;
    if (!height) height = source->height;
    HBITMAP bitmap = flags & LR_CREATEDIBSECTION
                         ? make_section(source, width, height)
                         : make_display_bitmap(width, height, (flags & LR_MONOCHROME) || is_black_and_white(source));
    HDC dc = CreateCompatibleDC(NULL);
    HGDIOBJ old = bitmap && dc ? SelectObject(dc, bitmap) : NULL;
    if (old) {
        SetStretchBltMode(dc, COLORONCOLOR);
        StretchDIBits(dc, 0, 0, width, height, 0, 0, source->width, source->height, source->bits, &source->info,
                      DIB_RGB_COLORS, SRCCOPY);
        SelectObject(dc, old);
    }
    if (dc) DeleteDC(dc);
    return bitmap;
}

static HBITMAP load_file(LPCWSTR path, int width, int height, UINT flags)
{
    struct source source;
    HBITMAP bitmap = NULL;
    SIZE_T size;
    const BYTE *data = map_file(path, &size);
    if (!data) return NULL;
    BOOL known = size > sizeof(BITMAPFILEHEADER) && data[0] == 'B' && data[1] == 'M';
    DWORD pixels_at = known ? ((const BITMAPFILEHEADER *)data)->bfOffBits : 0;
    pixels_at = pixels_at > sizeof(BITMAPFILEHEADER) ? pixels_at - (DWORD)sizeof(BITMAPFILEHEADER) : 0;
    if (known && read_dib(&source, data + sizeof(BITMAPFILEHEADER), size - sizeof(BITMAPFILEHEADER), pixels_at))
        bitmap = make_bitmap(&source, width, height, flags);
    else
        SetLastError(ERROR_INVALID_DATA);
    UnmapViewOfFile(data);
    return bitmap;
}

/* Bitmaps of the system itself: parts of windows, as they are drawn. */
static HBITMAP system_bitmap(int id)
{
    static const struct { WORD id; BYTE type, width, height; WORD state;
    } bitmaps[] = {
        {32754, DFC_CAPTION, 16, 14, DFCS_CAPTIONCLOSE},
        {32753, DFC_SCROLL, 16, 16, DFCS_SCROLLUP},
        {32752, DFC_SCROLL, 16, 16, DFCS_SCROLLDOWN},
        {32751, DFC_SCROLL, 16, 16, DFCS_SCROLLRIGHT},
        {32750, DFC_SCROLL, 16, 16, DFCS_SCROLLLEFT},
        {32749, DFC_CAPTION, 16, 14, DFCS_CAPTIONMIN},
        {32748, DFC_CAPTION, 16, 14, DFCS_CAPTIONMAX},
        {32747, DFC_CAPTION, 16, 14, DFCS_CAPTIONRESTORE},
        {32746, DFC_CAPTION, 16, 14, DFCS_CAPTIONMIN | DFCS_PUSHED},
        {32745, DFC_CAPTION, 16, 14, DFCS_CAPTIONMAX | DFCS_PUSHED},
        {32744, DFC_CAPTION, 16, 14, DFCS_CAPTIONRESTORE | DFCS_PUSHED},
        {32743, DFC_SCROLL, 16, 16, DFCS_SCROLLUP | DFCS_PUSHED},
        {32742, DFC_SCROLL, 16, 16, DFCS_SCROLLDOWN | DFCS_PUSHED},
        {32741, DFC_SCROLL, 16, 16, DFCS_SCROLLRIGHT | DFCS_PUSHED},
        {32740, DFC_SCROLL, 16, 16, DFCS_SCROLLLEFT | DFCS_PUSHED},
        {32739, DFC_MENU, 13, 13, DFCS_MENUARROW},
        {32738, DFC_SCROLL, 16, 16, DFCS_SCROLLCOMBOBOX},
        {32737, DFC_SCROLL, 16, 16, DFCS_SCROLLUP | DFCS_INACTIVE},
        {32736, DFC_SCROLL, 16, 16, DFCS_SCROLLDOWN | DFCS_INACTIVE},
        {32735, DFC_SCROLL, 16, 16, DFCS_SCROLLRIGHT | DFCS_INACTIVE},
        {32734, DFC_SCROLL, 16, 16, DFCS_SCROLLLEFT | DFCS_INACTIVE},
        {32760, DFC_MENU, 13, 13, DFCS_MENUCHECK},
        {32766, DFC_SCROLL, 16, 16, DFCS_SCROLLSIZEGRIP},
        {32761, DFC_SCROLL, 16, 16, DFCS_SCROLLSIZEGRIP},
    };
    for (UINT i = 0; i < COUNT_OF(bitmaps); i++) {
        if (bitmaps[i].id != id) continue;
        RECT area = {0, 0, bitmaps[i].width, bitmaps[i].height};
        HBITMAP bitmap = make_display_bitmap(area.right, area.bottom, bitmaps[i].type == DFC_MENU);
        HDC dc = CreateCompatibleDC(NULL);
        HGDIOBJ old = bitmap && dc ? SelectObject(dc, bitmap) : NULL;
        if (old) {
            DrawFrameControl(dc, &area, bitmaps[i].type, bitmaps[i].state);
            SelectObject(dc, old);
        }
        if (dc) DeleteDC(dc);
        return bitmap;
    }
    return set_user_error(ERROR_RESOURCE_NAME_NOT_FOUND), NULL;
}

HBITMAP bitmap_load(HINSTANCE module, LPCWSTR name, int width, int height, UINT flags)
{
    struct source source;
    if (flags & LR_LOADFROMFILE) return load_file(name, width, height, flags);
    if (!module && IS_INTRESOURCE(name)) return system_bitmap(LOWORD((ULONG_PTR)name));
    HRSRC resource = FindResourceW(module, name, (LPCWSTR)RT_BITMAP);
    if (!resource) return NULL;
    const BYTE *data = LockResource(LoadResource(module, resource));
    if (data && read_dib(&source, data, SizeofResource(module, resource), 0))
        return make_bitmap(&source, width, height, flags);
    return set_user_error(ERROR_INVALID_DATA), NULL;
}

static HBITMAP make_like(HBITMAP model, const DIBSECTION *section, int width, int height, UINT flags)
{
    if (!(flags & LR_CREATEDIBSECTION)) {
        BOOL mono = (flags & LR_MONOCHROME) || section->dsBm.bmBitsPixel == 1;
        return make_display_bitmap(width, height, mono);
    }
    struct source source = {
        .whole.header = {sizeof(BITMAPINFOHEADER), width, height, 1, section->dsBm.bmBitsPixel, BI_RGB, 0, 0, 0, 0, 0}};
    if (section->dsBm.bmBitsPixel <= 8) {
        HDC dc = CreateCompatibleDC(NULL);
        HGDIOBJ old = SelectObject(dc, model);
        source.whole.header.biClrUsed = GetDIBColorTable(dc, 0, 256, source.whole.colors);
        if (!source.whole.header.biClrUsed) source.whole.colors[1] = (RGBQUAD){255, 255, 255, 0};
        SelectObject(dc, old);
        DeleteDC(dc);
    }
    return make_section(&source, width, height);
}

HBITMAP bitmap_copy(HBITMAP bitmap, int width, int height, UINT flags)
{
    DIBSECTION section = {0};
    if (!GetObjectW(bitmap, sizeof(section), &section) && !GetObjectW(bitmap, sizeof(section.dsBm), &section.dsBm))
        return set_user_error(ERROR_INVALID_HANDLE), NULL;
    if (!width) width = section.dsBm.bmWidth;
    if (!height) height = section.dsBm.bmHeight;
    BOOL same_size = width == section.dsBm.bmWidth && height == section.dsBm.bmHeight,
         is_section = section.dsBm.bmBits != NULL;
    if ((flags & LR_COPYRETURNORG) && same_size && !(flags & LR_MONOCHROME) &&
        is_section == !!(flags & LR_CREATEDIBSECTION))
        return bitmap;
    HBITMAP copy = make_like(bitmap, &section, width, height, flags);
    HDC from = CreateCompatibleDC(NULL), to = CreateCompatibleDC(NULL);
    HGDIOBJ old_from = from ? SelectObject(from, bitmap) : NULL, old_to = to && copy ? SelectObject(to, copy) : NULL;
    BOOL done = FALSE;
    if (old_from && old_to) {
        SetStretchBltMode(to, COLORONCOLOR);
        done = StretchBlt(to, 0, 0, width, height, from, 0, 0, section.dsBm.bmWidth, section.dsBm.bmHeight, SRCCOPY);
    }
    if (old_from) SelectObject(from, old_from);
    if (old_to) SelectObject(to, old_to);
    if (from) DeleteDC(from);
    if (to) DeleteDC(to);
    if (!done && copy) DeleteObject(copy), copy = NULL;
    if (done && (flags & LR_COPYDELETEORG)) DeleteObject(bitmap);
    return copy;
}
