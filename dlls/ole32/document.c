/* The file, or the ILockBytes, under a compound file. */
#include <stdlib.h>
#include "storage.h"

static BOOL seek_handle(HANDLE handle, ULONGLONG offset)
{
    LARGE_INTEGER place = {.QuadPart = (LONGLONG)offset};
    return SetFilePointerEx(handle, place, NULL, FILE_BEGIN);
}

static bool read_store(void *context, uint64_t offset, void *buffer, uint32_t size)
{
    struct document *document = context;
    ULARGE_INTEGER place = {.QuadPart = offset};
    DWORD done = 0;

    if (document->bytes)
        return SUCCEEDED(ILockBytes_ReadAt(document->bytes, place, buffer, size, &done)) && done == size;
    if (!seek_handle(document->handle, offset)) return false;
    return ReadFile(document->handle, buffer, size, &done, NULL) && done == size;
}

static bool write_store(void *context, uint64_t offset, const void *buffer, uint32_t size)
{
    struct document *document = context;
    ULARGE_INTEGER place = {.QuadPart = offset};
    DWORD done = 0;

    if (document->bytes)
        return SUCCEEDED(ILockBytes_WriteAt(document->bytes, place, buffer, size, &done)) && done == size;
    if (!seek_handle(document->handle, offset)) return false;
    return WriteFile(document->handle, buffer, size, &done, NULL) && done == size;
}

static bool resize_store(void *context, uint64_t size)
{
    struct document *document = context;
    ULARGE_INTEGER place = {.QuadPart = size};

    if (document->bytes) return SUCCEEDED(ILockBytes_SetSize(document->bytes, place));
    return seek_handle(document->handle, size) && SetEndOfFile(document->handle);
}

/* Before and after the header is written. What the kernel has taken survives the death of the process, which is what a
 * commit promises; waiting for the disk would cost most programs more than they know. */
static bool flush_store(void *context)
{
    struct document *document = context;
    return !document->bytes || SUCCEEDED(ILockBytes_Flush(document->bytes));
}

static uint16_t upper(uint16_t character)
{
    return RtlUpcaseUnicodeChar(character);
}

static struct document *new_document(HANDLE handle, ILockBytes *bytes, const WCHAR *path)
{
    struct document *document = calloc(1, sizeof(*document));

    if (!document) return NULL;
    if (path && !(document->path = _wcsdup(path))) {
        free(document);
        return NULL;
    }
    document->references = 1;
    document->handle = handle;
    if ((document->bytes = bytes)) ILockBytes_AddRef(bytes);
    document->file.store = (struct byte_store){document, read_store, write_store, resize_store, flush_store};
    document->file.upper = upper;
    InitializeCriticalSection(&document->lock);
    return document;
}

static void free_document(struct document *document)
{
    if (document->handle) CloseHandle(document->handle);
    if (document->bytes) ILockBytes_Release(document->bytes);
    DeleteCriticalSection(&document->lock);
    free(document->path);
    free(document);
}

/* Each takes the handle: after a failure it is closed. */
HRESULT create_document(HANDLE handle, ILockBytes *bytes, const WCHAR *path, DWORD sector_shift,
                        struct document **document)
{
    struct document *made = new_document(handle, bytes, path);
    enum compound_result result;

    if (!made) {
        if (handle) CloseHandle(handle);
        return STG_E_INSUFFICIENTMEMORY;
    }
    result = compound_create(&made->file, sector_shift);
    if (result == COMPOUND_OK && (result = compound_commit(&made->file)) != COMPOUND_OK) compound_close(&made->file);
    if (result == COMPOUND_OK) *document = made;
    else free_document(made);
    return result_of(result);
}

HRESULT open_document(HANDLE handle, ILockBytes *bytes, const WCHAR *path, struct document **document)
{
    struct document *made = new_document(handle, bytes, path);
    enum compound_result result = COMPOUND_READ_FAULT;
    LARGE_INTEGER size;
    STATSTG status;

    if (!made) {
        if (handle) CloseHandle(handle);
        return STG_E_INSUFFICIENTMEMORY;
    }
    if (bytes && SUCCEEDED(ILockBytes_Stat(bytes, &status, STATFLAG_NONAME))) {
        made->file.size = status.cbSize.QuadPart;
        result = compound_open(&made->file);
    } else if (handle && GetFileSizeEx(handle, &size)) {
        made->file.size = size.QuadPart;
        result = compound_open(&made->file);
    }
    if (result == COMPOUND_OK) *document = made;
    else free_document(made);
    return result_of(result);
}

void release_document(struct document *document)
{
    if (InterlockedDecrement(&document->references)) return;
    compound_close(&document->file);
    free_document(document);
}
