/* Windows metafiles of 16-bit days: from CreateMetaFile to CloseMetaFile, and what is asked of finished ones. */
#include "gdi_metafile.h"

static struct metafile *get(HMETAFILE handle) { return gdi_object_get(handle, GDI_METAFILE); }

static const WCHAR *widen(const char *text, WCHAR *buffer, int capacity)
{
    if (!text) return NULL;
    if (!MultiByteToWideChar(CP_ACP, 0, text, -1, buffer, capacity)) buffer[0] = 0;
    return buffer;
}

/* --- recording --- */

HDC WINAPI CreateMetaFileW(LPCWSTR file_name)
{
    if (file_name && !metafile_write(file_name, "", 0)) return NULL;
    struct device_context *dc = dc_create(DC_METAFILE);
    if (!dc) return NULL;
    dc->recorder = recorder_create(file_name, FALSE);
    dc->size = screen_size();
    /* room for the header, which CloseMetaFile fills: a record's own head is 6 bytes */
    if (!dc->recorder || !record_new(dc->recorder, 0, WMF_HEADER_SIZE - 6)) {
        dc_delete(dc);
        return NULL;
    }
    dc->recorder->record_count = dc->recorder->largest_record = 0;
    return (HDC)dc->object.handle;
}

HDC WINAPI CreateMetaFileA(LPCSTR file_name)
{
    WCHAR wide[MAX_PATH];
    return CreateMetaFileW(widen(file_name, wide, MAX_PATH));
}

static BOOL finish(struct metafile_recorder *recorder)
{
    if (!record_new(recorder, 0, 0) || recorder->failed) return FALSE;
    METAHEADER header = {1, WMF_HEADER_SIZE / 2, 0x300, recorder->size / 2, (WORD)recorder->object_count,
                         recorder->largest_record / 2, 0};
    memcpy(recorder->bits, &header, sizeof(header));
    return !recorder->file_name || metafile_write(recorder->file_name, recorder->bits, recorder->size);
}

HMETAFILE WINAPI CloseMetaFile(HDC hdc)
{
    struct device_context *dc = dc_get(hdc);
    if (!dc) return NULL;
    if (dc->kind != DC_METAFILE) {
        SetLastError(ERROR_INVALID_HANDLE);
        return NULL;
    }
    struct metafile_recorder *recorder = dc->recorder;
    HMETAFILE handle = NULL;
    if (finish(recorder)) {
        BYTE *bits = recorder->bits;
        recorder->bits = NULL;
        handle = (HMETAFILE)metafile_add(bits, recorder->size, GDI_METAFILE);
    }
    dc_delete(dc);
    return handle;
}

/* --- finished ones --- */

HMETAFILE windows_metafile_from_bits(const BYTE *bits, UINT size)
{
    UINT whole = wmf_check_header(bits, size);
    BYTE *copy = whole ? heap_allocate(whole) : NULL;
    if (!copy) {
        SetLastError(whole ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_DATA);
        return NULL;
    }
    memcpy(copy, bits, whole);
    return (HMETAFILE)metafile_add(copy, whole, GDI_METAFILE);
}

HMETAFILE WINAPI SetMetaFileBitsEx(UINT size, const BYTE *bits)
{
    if (bits) return windows_metafile_from_bits(bits, size);
    SetLastError(ERROR_INVALID_PARAMETER);
    return NULL;
}

UINT WINAPI GetMetaFileBitsEx(HMETAFILE handle, UINT size, LPVOID buffer)
{
    struct metafile *metafile = get(handle);
    if (!metafile) return 0;
    if (!buffer) return metafile->size;
    UINT copied = min(size, metafile->size);
    memcpy(buffer, metafile->bits, copied);
    return copied;
}

HMETAFILE WINAPI GetMetaFileW(LPCWSTR name)
{
    UINT size;
    BYTE *bits = name ? metafile_read(name, &size) : NULL;
    if (!bits) return NULL;
    HMETAFILE handle = windows_metafile_from_bits(bits, size);
    heap_free(bits);
    return handle;
}

HMETAFILE WINAPI GetMetaFileA(LPCSTR name)
{
    WCHAR wide[MAX_PATH];
    return GetMetaFileW(widen(name, wide, MAX_PATH));
}

HMETAFILE WINAPI CopyMetaFileW(HMETAFILE handle, LPCWSTR name)
{
    struct metafile *metafile = get(handle);
    if (!metafile || (name && !metafile_write(name, metafile->bits, metafile->size))) return NULL;
    return windows_metafile_from_bits(metafile->bits, metafile->size);
}

HMETAFILE WINAPI CopyMetaFileA(HMETAFILE handle, LPCSTR name)
{
    WCHAR wide[MAX_PATH];
    return CopyMetaFileW(handle, widen(name, wide, MAX_PATH));
}

BOOL WINAPI DeleteMetaFile(HMETAFILE handle)
{
    struct metafile *metafile = get(handle);
    if (!metafile) return FALSE;
    gdi_object_release(&metafile->object);
    return TRUE;
}
