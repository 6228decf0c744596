/* Clipboard Formats: which become which, and their bytes. */
#include "clipboard_formats.h"

static const struct { UINT from, to; } made[] = {
    {CF_UNICODETEXT, CF_TEXT},    {CF_UNICODETEXT, CF_OEMTEXT}, {CF_TEXT, CF_UNICODETEXT}, {CF_TEXT, CF_OEMTEXT},
    {CF_OEMTEXT, CF_UNICODETEXT}, {CF_OEMTEXT, CF_TEXT},        {CF_DIB, CF_BITMAP},       {CF_DIB, CF_DIBV5},
    {CF_DIBV5, CF_DIB},           {CF_DIBV5, CF_BITMAP},        {CF_BITMAP, CF_DIB},       {CF_BITMAP, CF_DIBV5},
    {CF_UNICODETEXT, CF_LOCALE},  {CF_TEXT, CF_LOCALE},         {CF_OEMTEXT, CF_LOCALE},
};

UINT clipboard_format_made_from(UINT format, int which)
{
    for (UINT i = 0; i < COUNT_OF(made); i++)
        if (made[i].from == format && !which--) return made[i].to;
    return 0;
}

/* --- handles: what kind each format's is --- */

static BOOL is_bitmap(UINT format) { return format == CF_BITMAP || format == CF_DSPBITMAP; }
static BOOL is_enhanced_metafile(UINT format) { return format == CF_ENHMETAFILE || format == CF_DSPENHMETAFILE; }
static BOOL is_metafile(UINT format) { return format == CF_METAFILEPICT || format == CF_DSPMETAFILEPICT; }

static BOOL bytes_from_memory(HANDLE data, void **bytes, uint32_t *size)
{
    SIZE_T length = GlobalSize(data);
    const void *locked = length && length <= MESSAGE_DATA_MAX ? GlobalLock(data) : NULL;
    if (!locked) return set_user_error(ERROR_INVALID_HANDLE);
    *size = (uint32_t)length;
    if ((*bytes = heap_allocate(length))) memcpy(*bytes, locked, length);
    GlobalUnlock(data);
    return *bytes != NULL;
}

/* A packed 32-bit bitmap. */
static BOOL bytes_from_bitmap(HBITMAP bitmap, void **bytes, uint32_t *size)
{
    BITMAP description;
    if (!GetObjectW(bitmap, sizeof(description), &description)) return set_user_error(ERROR_INVALID_HANDLE);
    SIZE_T pixels = (SIZE_T)description.bmWidth * (SIZE_T)description.bmHeight * 4;
    if (pixels + sizeof(BITMAPINFOHEADER) > MESSAGE_DATA_MAX) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    BITMAPINFOHEADER *header = heap_allocate_zeroed(sizeof(*header) + pixels);
    if (!header) return FALSE;
    *header = (BITMAPINFOHEADER){.biSize = sizeof(*header),
                                 .biWidth = description.bmWidth,
                                 .biHeight = description.bmHeight,
                                 .biPlanes = 1,
                                 .biBitCount = 32,
                                 .biSizeImage = (DWORD)pixels};
    HDC dc = CreateCompatibleDC(NULL);
    BITMAPINFO info = {.bmiHeader = *header};
    BOOL done = GetDIBits(dc, bitmap, 0, (UINT)description.bmHeight, header + 1, &info, DIB_RGB_COLORS) != 0;
    DeleteDC(dc);
    *bytes = header;
    *size = (uint32_t)(sizeof(*header) + pixels);
    if (!done) heap_free(header);
    return done;
}

static BOOL bytes_from_enhanced_metafile(HENHMETAFILE metafile, void **bytes, uint32_t *size)
{
    *size = GetEnhMetaFileBits(metafile, 0, NULL);
    if (!*size || *size > MESSAGE_DATA_MAX || !(*bytes = heap_allocate(*size)))
        return set_user_error(ERROR_INVALID_HANDLE);
    return GetEnhMetaFileBits(metafile, *size, *bytes) == *size;
}

/* METAFILEPICT: its three numbers, then the metafile's bits. */
static BOOL bytes_from_metafile(HANDLE data, void **bytes, uint32_t *size)
{
    const METAFILEPICT *picture = GlobalLock(data);
    if (!picture) return set_user_error(ERROR_INVALID_HANDLE);
    UINT length = GetMetaFileBitsEx(picture->hMF, 0, NULL);
    int32_t *out = length ? heap_allocate(length + 3 * sizeof(int32_t)) : NULL;
    if (out) {
        out[0] = picture->mm, out[1] = picture->xExt, out[2] = picture->yExt;
        GetMetaFileBitsEx(picture->hMF, length, out + 3);
    }
    GlobalUnlock(data);
    *bytes = out;
    *size = length + 3 * (uint32_t)sizeof(int32_t);
    return out != NULL;
}

BOOL clipboard_bytes_from_handle(UINT format, HANDLE data, void **bytes, uint32_t *size)
{
    if (is_bitmap(format)) return bytes_from_bitmap(data, bytes, size);
    if (is_enhanced_metafile(format)) return bytes_from_enhanced_metafile(data, bytes, size);
    if (is_metafile(format)) return bytes_from_metafile(data, bytes, size);
    return bytes_from_memory(data, bytes, size);
}

/* --- and back --- */

static SIZE_T header_size(const BITMAPINFOHEADER *header)
{
    SIZE_T colors = header->biClrUsed ? header->biClrUsed : header->biBitCount <= 8 ? 1u << header->biBitCount : 0;
    SIZE_T masks = header->biCompression == BI_BITFIELDS && header->biSize == sizeof(*header) ? 3 : 0;
    return header->biSize + (min(colors, 256) + masks) * sizeof(RGBQUAD);
}

static HBITMAP bitmap_from_bytes(const void *bytes, uint32_t size)
{
    const BITMAPINFO *info = bytes;
    if (size < sizeof(BITMAPINFOHEADER) || header_size(&info->bmiHeader) > size) return NULL;
    HDC screen = GetDC(NULL);
    HBITMAP bitmap = CreateDIBitmap(screen, &info->bmiHeader, CBM_INIT,
                                    (const BYTE *)bytes + header_size(&info->bmiHeader), info, DIB_RGB_COLORS);
    ReleaseDC(NULL, screen);
    return bitmap;
}

static HANDLE metafile_from_bytes(const void *bytes, uint32_t size)
{
    const int32_t *numbers = bytes;
    HANDLE memory = size > 3 * sizeof(int32_t) ? GlobalAlloc(GMEM_MOVEABLE, sizeof(METAFILEPICT)) : NULL;
    METAFILEPICT *picture = memory ? GlobalLock(memory) : NULL;
    if (!picture) return NULL;
    *picture = (METAFILEPICT){numbers[0], numbers[1], numbers[2],
                              SetMetaFileBitsEx(size - 3 * sizeof(int32_t), (const BYTE *)(numbers + 3))};
    GlobalUnlock(memory);
    return memory;
}

HANDLE clipboard_handle_from_bytes(UINT format, const void *bytes, uint32_t size)
{
    if (is_bitmap(format)) return bitmap_from_bytes(bytes, size);
    if (is_enhanced_metafile(format)) return SetEnhMetaFileBits(size, bytes);
    if (is_metafile(format)) return metafile_from_bytes(bytes, size);
    HANDLE memory = GlobalAlloc(GMEM_MOVEABLE, max(size, 1));
    void *locked = memory ? GlobalLock(memory) : NULL;
    if (!locked) return NULL;
    memcpy(locked, bytes, size);
    GlobalUnlock(memory);
    return memory;
}

/* --- conversions --- */

static UINT code_page(UINT format) { return format == CF_OEMTEXT ? CP_OEMCP : CP_ACP; }

static void *convert_text(UINT from, UINT to, const void *bytes, uint32_t *size)
{
    WCHAR *wide;
    int units;
    if (from == CF_UNICODETEXT) {
        units = (int)(*size / sizeof(WCHAR));
        wide = heap_allocate(((SIZE_T)units + 1) * sizeof(WCHAR));
        if (wide) memcpy(wide, bytes, (SIZE_T)units * sizeof(WCHAR));
    } else {
        units = MultiByteToWideChar(code_page(from), 0, bytes, (int)*size, NULL, 0);
        wide = heap_allocate(((SIZE_T)units + 1) * sizeof(WCHAR));
        if (wide) MultiByteToWideChar(code_page(from), 0, bytes, (int)*size, wide, units);
    }
    if (!wide) return NULL;
    wide[units] = 0;
    units = (int)wcslen(wide) + 1; /* with its zero, whatever came behind it */
    if (to == CF_UNICODETEXT) {
        *size = (uint32_t)((SIZE_T)units * sizeof(WCHAR));
        return wide;
    }
    int length = WideCharToMultiByte(code_page(to), 0, wide, units, NULL, 0, NULL, NULL);
    char *text = heap_allocate((SIZE_T)length);
    if (text) WideCharToMultiByte(code_page(to), 0, wide, units, text, length, NULL, NULL);
    heap_free(wide);
    *size = (uint32_t)length;
    return text;
}

/* Between the two kinds of header; the pixels stay. */
static void *convert_bitmap(UINT to, const void *bytes, uint32_t *size)
{
    const BITMAPINFOHEADER *old = bytes;
    if (*size < sizeof(*old) || old->biSize > *size || header_size(old) > *size) return NULL;
    SIZE_T old_header = old->biSize, rest = *size - old_header;
    SIZE_T new_header = to == CF_DIBV5 ? sizeof(BITMAPV5HEADER) : sizeof(BITMAPINFOHEADER);
    BOOL adds_masks = to == CF_DIB && old->biCompression == BI_BITFIELDS && old_header > sizeof(*old);
    SIZE_T dropped =
        to == CF_DIBV5 && old->biCompression == BI_BITFIELDS && old_header == sizeof(*old) ? 3 * sizeof(DWORD) : 0;
    if (rest < dropped) return NULL;
    SIZE_T total = new_header + (adds_masks ? 3 * sizeof(DWORD) : 0) + rest - dropped;
    BYTE *made_bytes = heap_allocate_zeroed(total);
    if (!made_bytes) return NULL;
    memcpy(made_bytes, old, min(old_header, new_header));
    ((BITMAPINFOHEADER *)made_bytes)->biSize = (DWORD)new_header;
    BYTE *next = made_bytes + new_header;
    if (adds_masks) {
        memcpy(next, (const BYTE *)bytes + sizeof(*old), 3 * sizeof(DWORD));
        next += 3 * sizeof(DWORD);
    }
    if (dropped) memcpy(made_bytes + sizeof(*old), (const BYTE *)bytes + old_header, dropped);
    memcpy(next, (const BYTE *)bytes + old_header + dropped, rest - dropped);
    *size = (uint32_t)total;
    return made_bytes;
}

void *clipboard_convert(UINT from, UINT to, void *bytes, uint32_t *size)
{
    void *converted;
    if (to == CF_LOCALE) {
        LCID locale = GetUserDefaultLCID();
        if ((converted = heap_allocate(sizeof(locale)))) memcpy(converted, &locale, sizeof(locale));
        *size = sizeof(locale);
    } else if (to == CF_DIB || to == CF_DIBV5 || to == CF_BITMAP) {
        if (to == CF_BITMAP || from == CF_BITMAP) { /* CF_BITMAP's bytes are a packed bitmap already */
            if (to == CF_BITMAP || to == CF_DIB) return bytes;
        }
        converted = convert_bitmap(to, bytes, size);
    } else {
        converted = convert_text(from, to, bytes, size);
    }
    heap_free(bytes);
    return converted;
}

/* --- handles that programs have --- */

#define MOST_CACHED 64
static struct { UINT format; HANDLE data; } cache[MOST_CACHED];
static UINT cached;
static DWORD cache_serial;

static void free_data(UINT format, HANDLE data)
{
    if (is_bitmap(format)) {
        DeleteObject(data);
    } else if (is_enhanced_metafile(format)) {
        DeleteEnhMetaFile(data);
    } else {
        if (is_metafile(format)) {
            METAFILEPICT *picture = GlobalLock(data);
            if (picture) DeleteMetaFile(picture->hMF);
            GlobalUnlock(data);
        }
        GlobalFree(data);
    }
}

void clipboard_cache_drop(void)
{
    user_lock();
    for (UINT i = 0; i < cached; i++) free_data(cache[i].format, cache[i].data);
    cached = 0;
    user_unlock();
}

HANDLE clipboard_cache_get(UINT format)
{
    HANDLE data = NULL;
    if (cache_serial != GetClipboardSequenceNumber()) return NULL;
    user_lock();
    for (UINT i = 0; i < cached && !data; i++)
        if (cache[i].format == format) data = cache[i].data;
    user_unlock();
    return data;
}

void clipboard_cache_put(UINT format, HANDLE data)
{
    DWORD serial = GetClipboardSequenceNumber();
    user_lock();
    if (serial != cache_serial && GetClipboardOwner() &&
        !window_own(GetClipboardOwner())) { /* another program's content: what was given out before is gone */
        for (UINT i = 0; i < cached; i++) free_data(cache[i].format, cache[i].data);
        cached = 0;
    }
    cache_serial = serial;
    UINT i = 0;
    while (i < cached && cache[i].format != format) i++;
    if (i < cached && cache[i].data != data) free_data(format, cache[i].data);
    if (i < MOST_CACHED) {
        cache[i].format = format;
        cache[i].data = data;
        if (i == cached) cached++;
    }
    user_unlock();
}
