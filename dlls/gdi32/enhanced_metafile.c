/* Enhanced metafiles: from CreateEnhMetaFile to CloseEnhMetaFile, and what is asked of finished ones. */
#include "gdi_metafile.h"
#include "gdi_math.h"

#define EOF_SIZE 20

static struct metafile *get(HENHMETAFILE handle) { return gdi_object_get(handle, GDI_ENHANCED_METAFILE); }

static const WCHAR *widen(const char *text, WCHAR *buffer, int capacity)
{
    if (!text) return NULL;
    if (!MultiByteToWideChar(CP_ACP, 0, text, -1, buffer, capacity)) buffer[0] = 0;
    return buffer;
}

/* --- recording --- */

/* "application\0picture\0\0": its characters, all zeros included. */
static UINT description_length(const WCHAR *description)
{
    if (!description) return 0;
    const WCHAR *second = description + wcslen(description) + 1;
    return (UINT)(second + wcslen(second) + 2 - description);
}

static BOOL write_header(struct metafile_recorder *recorder, HDC reference, const WCHAR *description)
{
    UINT length = description_length(description);
    ENHMETAHEADER *header = record_new(recorder, EMR_HEADER, sizeof(*header) + length * sizeof(WCHAR));
    if (!header) return FALSE;
    header->dSignature = ENHMETA_SIGNATURE;
    header->nVersion = 0x10000;
    header->nDescription = length;
    header->offDescription = length ? sizeof(*header) : 0;
    header->szlDevice = (SIZEL){GetDeviceCaps(reference, HORZRES), GetDeviceCaps(reference, VERTRES)};
    header->szlMillimeters = (SIZEL){GetDeviceCaps(reference, HORZSIZE), GetDeviceCaps(reference, VERTSIZE)};
    header->szlMicrometers = (SIZEL){header->szlMillimeters.cx * 1000, header->szlMillimeters.cy * 1000};
    if (length) memcpy(header + 1, description, length * sizeof(WCHAR));
    return TRUE;
}

HDC WINAPI CreateEnhMetaFileW(HDC reference, LPCWSTR file_name, const RECT *frame, LPCWSTR description)
{
    if (reference && !dc_get(reference)) return NULL;
    if (file_name && !metafile_write(file_name, "", 0)) return NULL;
    struct device_context *dc = dc_create(DC_ENHANCED_METAFILE);
    if (!dc) return NULL;
    dc->recorder = recorder_create(file_name, TRUE);
    dc->size = screen_size();
    HDC hdc = (HDC)dc->object.handle;
    if (!dc->recorder || !write_header(dc->recorder, reference ? reference : hdc, description)) {
        dc_delete(dc);
        return NULL;
    }
    dc->recorder->has_frame = frame != NULL;
    if (frame) dc->recorder->frame = *frame;
    return hdc;
}

HDC WINAPI CreateEnhMetaFileA(HDC reference, LPCSTR file_name, const RECT *frame, LPCSTR description)
{
    WCHAR name[MAX_PATH], wide[256] = {0};
    int length = description ? (int)(strlen(description) + strlen(description + strlen(description) + 1) + 2) : 0;
    if (length) MultiByteToWideChar(CP_ACP, 0, description, length, wide, ARRAYSIZE(wide) - 2);
    return CreateEnhMetaFileW(reference, widen(file_name, name, MAX_PATH), frame, description ? wide : NULL);
}

/* The entries of all palettes in the file, behind its last record's numbers. */
static BOOL write_end(struct metafile_recorder *recorder)
{
    UINT entries = 0;
    for (UINT i = 0; i < recorder->object_count; i++) {
        struct gdi_object *object = recorder->objects[i];
        if (object && object->kind == GDI_PALETTE) entries += ((struct palette *)object)->count;
    }
    UINT size = EOF_SIZE + entries * sizeof(PALETTEENTRY);
    DWORD *numbers = record_new(recorder, EMR_EOF, size);
    if (!numbers) return FALSE;
    recorder->palette_count = numbers[2] = entries;
    recorder->palette_offset = numbers[3] = 16;
    BYTE *place = (BYTE *)numbers + 16;
    for (UINT i = 0; i < recorder->object_count; i++) {
        struct palette *palette = (struct palette *)recorder->objects[i];
        if (!palette || palette->object.kind != GDI_PALETTE) continue;
        memcpy(place, palette->entries, palette->count * sizeof(PALETTEENTRY));
        place += palette->count * sizeof(PALETTEENTRY);
    }
    memcpy(place, &size, sizeof(size));
    return TRUE;
}

static LONG hundredths(LONG pixels, LONG millimetres, LONG resolution)
{
    return round_to_int((double)pixels * millimetres * 100 / resolution);
}

static void finish_header(struct metafile_recorder *recorder)
{
    ENHMETAHEADER *header = (ENHMETAHEADER *)recorder->bits;
    RECT bounds = recorder->bounds;
    if (bounds.left > bounds.right) bounds = (RECT){0, 0, -1, -1};
    header->rclBounds = (RECTL){bounds.left, bounds.top, bounds.right, bounds.bottom};
    RECT frame = recorder->frame;
    if (!recorder->has_frame) {
        SIZEL device = header->szlDevice, size = header->szlMillimeters;
        frame =
            (RECT){hundredths(bounds.left, size.cx, device.cx), hundredths(bounds.top, size.cy, device.cy),
                   hundredths(bounds.right + 1, size.cx, device.cx), hundredths(bounds.bottom + 1, size.cy, device.cy)};
    }
    header->rclFrame = (RECTL){frame.left, frame.top, frame.right, frame.bottom};
    header->nBytes = recorder->size;
    header->nRecords = recorder->record_count;
    header->nHandles = (WORD)max(recorder->object_count, 1);
    header->nPalEntries = recorder->palette_count;
}

HENHMETAFILE WINAPI CloseEnhMetaFile(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return NULL;
    if (dc->kind != DC_ENHANCED_METAFILE) {
        SetLastError(ERROR_INVALID_HANDLE);
        return NULL;
    }
    while (dc->saved_count && RestoreDC(hdc, -1)) {}
    struct metafile_recorder *recorder = dc->recorder;
    BOOL done = write_end(recorder) && !recorder->failed;
    if (done) finish_header(recorder);
    if (done && recorder->file_name) done = metafile_write(recorder->file_name, recorder->bits, recorder->size);
    HENHMETAFILE handle = NULL;
    if (done) {
        BYTE *bits = recorder->bits;
        recorder->bits = NULL;
        handle = (HENHMETAFILE)metafile_add(bits, recorder->size, GDI_ENHANCED_METAFILE);
    }
    dc_delete(dc);
    return handle;
}

BOOL WINAPI GdiComment(HDC hdc, UINT size, const BYTE *data)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc || (size && !data)) return FALSE;
    if (!dc->recorder || !dc->recorder->is_enhanced) return FALSE;
    EMRGDICOMMENT *place = size < 0x10000000 ? record_new(dc->recorder, EMR_GDICOMMENT, 12 + size) : NULL;
    if (!place) return FALSE;
    place->cbData = size;
    if (size) memcpy(place->Data, data, size);
    return TRUE;
}

/* --- finished ones --- */

static HENHMETAFILE from_bits(const BYTE *bits, UINT size)
{
    UINT whole = emf_check_header(bits, size);
    BYTE *copy = whole ? heap_allocate(whole) : NULL;
    if (!copy) {
        SetLastError(whole ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_DATA);
        return NULL;
    }
    memcpy(copy, bits, whole);
    return (HENHMETAFILE)metafile_add(copy, whole, GDI_ENHANCED_METAFILE);
}

HENHMETAFILE WINAPI SetEnhMetaFileBits(UINT size, const BYTE *bits) { return bits ? from_bits(bits, size) : NULL; }

UINT WINAPI GetEnhMetaFileBits(HENHMETAFILE handle, UINT size, LPBYTE buffer)
{
    struct metafile *metafile = get(handle);
    if (!metafile) return 0;
    if (!buffer) return metafile->size;
    if (size < metafile->size) return 0;
    memcpy(buffer, metafile->bits, metafile->size);
    return metafile->size;
}

HENHMETAFILE WINAPI GetEnhMetaFileW(LPCWSTR name)
{
    UINT size;
    BYTE *bits = name ? metafile_read(name, &size) : NULL;
    if (!bits) return NULL;
    HENHMETAFILE handle = from_bits(bits, size);
    heap_free(bits);
    return handle;
}

HENHMETAFILE WINAPI GetEnhMetaFileA(LPCSTR name)
{
    WCHAR wide[MAX_PATH];
    return GetEnhMetaFileW(widen(name, wide, MAX_PATH));
}

HENHMETAFILE WINAPI CopyEnhMetaFileW(HENHMETAFILE handle, LPCWSTR name)
{
    struct metafile *metafile = get(handle);
    if (!metafile || (name && !metafile_write(name, metafile->bits, metafile->size))) return NULL;
    return from_bits(metafile->bits, metafile->size);
}

HENHMETAFILE WINAPI CopyEnhMetaFileA(HENHMETAFILE handle, LPCSTR name)
{
    WCHAR wide[MAX_PATH];
    return CopyEnhMetaFileW(handle, widen(name, wide, MAX_PATH));
}

BOOL WINAPI DeleteEnhMetaFile(HENHMETAFILE handle)
{
    struct metafile *metafile = get(handle);
    if (!metafile) return FALSE;
    gdi_object_release(&metafile->object);
    return TRUE;
}

UINT WINAPI GetEnhMetaFileHeader(HENHMETAFILE handle, UINT size, LPENHMETAHEADER header)
{
    struct metafile *metafile = get(handle);
    if (!metafile) return 0;
    UINT whole = min(((const ENHMETAHEADER *)metafile->bits)->nSize, (UINT)sizeof(*header));
    if (!header) return whole;
    UINT copied = min(size, whole);
    memcpy(header, metafile->bits, copied);
    return copied;
}

/* The description lies within the first record, or there is none. */
static const WCHAR *find_description(const struct metafile *metafile, UINT *length)
{
    const ENHMETAHEADER *header = (const ENHMETAHEADER *)metafile->bits;
    *length = header->nDescription;
    if (!header->nDescription || !header->offDescription || header->offDescription & 1 ||
        header->offDescription > header->nSize)
        return NULL;
    if (header->nDescription > (header->nSize - header->offDescription) / sizeof(WCHAR)) return NULL;
    return (const WCHAR *)(metafile->bits + header->offDescription);
}

UINT WINAPI GetEnhMetaFileDescriptionW(HENHMETAFILE handle, UINT size, LPWSTR buffer)
{
    struct metafile *metafile = get(handle);
    UINT length;
    if (!metafile) return GDI_ERROR;
    const WCHAR *description = find_description(metafile, &length);
    if (!description) return 0;
    if (!buffer) return length;
    length = min(length, size);
    memcpy(buffer, description, length * sizeof(WCHAR));
    return length;
}

UINT WINAPI GetEnhMetaFileDescriptionA(HENHMETAFILE handle, UINT size, LPSTR buffer)
{
    struct metafile *metafile = get(handle);
    UINT length;
    if (!metafile) return GDI_ERROR;
    const WCHAR *description = find_description(metafile, &length);
    if (!description) return 0;
    int needed = WideCharToMultiByte(CP_ACP, 0, description, (int)length, NULL, 0, NULL, NULL);
    if (!buffer) return (UINT)needed;
    return (UINT)WideCharToMultiByte(CP_ACP, 0, description, (int)length, buffer, (int)size, NULL, NULL);
}

/* The last record, which says in its last number how long it is. */
static const BYTE *find_end(const struct metafile *metafile)
{
    UINT size;
    for (UINT at = 0; at < metafile->size; at += size) {
        const BYTE *record = metafile->bits + at;
        size = emf_record_size(record, metafile->size - at);
        if (!size || !emf_record_is_valid(record)) return NULL;
        if (((const EMR *)record)->iType == EMR_EOF) return record;
    }
    return NULL;
}

UINT WINAPI GetEnhMetaFilePaletteEntries(HENHMETAFILE handle, UINT count, LPPALETTEENTRY entries)
{
    struct metafile *metafile = get(handle);
    if (!metafile) return GDI_ERROR;
    UINT known = ((const ENHMETAHEADER *)metafile->bits)->nPalEntries;
    const DWORD *end = known ? (const DWORD *)find_end(metafile) : NULL;
    if (!end) return 0;
    known = min(known, end[2]);
    if (!entries) return known;
    known = min(known, count);
    memcpy(entries, (const BYTE *)end + end[3], known * sizeof(PALETTEENTRY));
    return known;
}

UINT WINAPI GetEnhMetaFilePixelFormat(HENHMETAFILE handle, UINT size, PIXELFORMATDESCRIPTOR *format)
{
    (void)size, (void)format;
    return get(handle) ? 0 : GDI_ERROR; /* only drawing by OpenGL would have one */
}
