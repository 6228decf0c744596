/* Metafiles as objects and as files. */
#include "gdi_metafile.h"

HGDIOBJ metafile_add(BYTE *bits, UINT size, enum gdi_kind kind)
{
    struct metafile *metafile = gdi_object_new(kind, sizeof(*metafile));
    if (!metafile) {
        heap_free(bits);
        return NULL;
    }
    metafile->bits = bits;
    metafile->size = size;
    HGDIOBJ handle = gdi_object_add(&metafile->object, kind);
    if (!handle) heap_free(bits);
    return handle;
}

void metafile_finish(struct gdi_object *object) { heap_free(((struct metafile *)object)->bits); }

static BYTE *read_whole(HANDLE file, UINT *size)
{
    LARGE_INTEGER length;
    DWORD got;
    if (!GetFileSizeEx(file, &length) || length.QuadPart > 0x40000000) return NULL;
    BYTE *bits = heap_allocate((SIZE_T)length.QuadPart + 1);
    if (!bits) return NULL;
    *size = (UINT)length.QuadPart;
    if (ReadFile(file, bits, *size, &got, NULL) && got == *size) return bits;
    heap_free(bits);
    return NULL;
}

BYTE *metafile_read(const WCHAR *name, UINT *size)
{
    HANDLE file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) return NULL;
    BYTE *bits = read_whole(file, size);
    CloseHandle(file);
    return bits;
}

BOOL metafile_write(const WCHAR *name, const void *bits, UINT size)
{
    DWORD written;
    HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) return FALSE;
    BOOL done = WriteFile(file, bits, size, &written, NULL) && written == size;
    CloseHandle(file);
    return done;
}
