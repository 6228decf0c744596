/* Streams over files. Writes go to the file at once. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlwapi.h>

#define ACCESS_MASK 3
#define SHARE_MASK 0x70

struct file_stream {
    IStream stream;
    LONG references;
    HANDLE file;
    DWORD mode;
    WCHAR path[MAX_PATH];
};

static struct file_stream *from_stream(IStream *stream)
{
    return CONTAINING_RECORD(stream, struct file_stream, stream);
}

static HRESULT last_error(void)
{
    return HRESULT_FROM_WIN32(GetLastError());
}

static HRESULT WINAPI query_interface(IStream *stream, REFIID id, void **object)
{
    if (!object) return E_POINTER;
    *object = NULL;
    if (!IsEqualIID(id, &IID_IUnknown) && !IsEqualIID(id, &IID_ISequentialStream) && !IsEqualIID(id, &IID_IStream))
        return E_NOINTERFACE;
    *object = stream;
    stream->lpVtbl->AddRef(stream);
    return S_OK;
}

static ULONG WINAPI add_ref(IStream *stream)
{
    return InterlockedIncrement(&from_stream(stream)->references);
}

static ULONG WINAPI release(IStream *stream)
{
    struct file_stream *this = from_stream(stream);
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    CloseHandle(this->file);
    CoTaskMemFree(this);
    return 0;
}

static HRESULT WINAPI read_bytes(IStream *stream, void *buffer, ULONG size, ULONG *done)
{
    DWORD count = 0;
    BOOL read = ReadFile(from_stream(stream)->file, buffer, size, &count, NULL);

    if (done) *done = count;
    if (!read) return last_error();
    return count == size ? S_OK : S_FALSE;
}

static HRESULT WINAPI write_bytes(IStream *stream, const void *buffer, ULONG size, ULONG *done)
{
    DWORD count = 0;
    BOOL written;

    if (done) *done = 0;
    if (!(from_stream(stream)->mode & ACCESS_MASK)) return STG_E_ACCESSDENIED;
    written = WriteFile(from_stream(stream)->file, buffer, size, &count, NULL);
    if (done) *done = count;
    return written ? S_OK : last_error();
}

static HRESULT WINAPI seek(IStream *stream, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *place)
{
    LARGE_INTEGER reached;

    if (origin > STREAM_SEEK_END) return STG_E_INVALIDFUNCTION;
    if (!SetFilePointerEx(from_stream(stream)->file, move, &reached, origin)) return last_error();
    if (place) place->QuadPart = reached.QuadPart;
    return S_OK;
}

/* The place of the stream stays. */
static HRESULT WINAPI set_size(IStream *stream, ULARGE_INTEGER size)
{
    HANDLE file = from_stream(stream)->file;
    LARGE_INTEGER nowhere = { .QuadPart = 0 }, place, end = { .QuadPart = size.QuadPart };
    HRESULT result = S_OK;

    if (!SetFilePointerEx(file, nowhere, &place, FILE_CURRENT) || !SetFilePointerEx(file, end, NULL, FILE_BEGIN))
        return last_error();
    if (!SetEndOfFile(file)) result = last_error();
    SetFilePointerEx(file, place, NULL, FILE_BEGIN);
    return result;
}

static HRESULT WINAPI copy_to(IStream *stream, IStream *target, ULARGE_INTEGER size, ULARGE_INTEGER *read,
                              ULARGE_INTEGER *written)
{
    ULONGLONG read_total = 0, written_total = 0;
    HRESULT result = S_OK;
    char buffer[4096];

    if (!target) return E_INVALIDARG;
    while (SUCCEEDED(result) && read_total < size.QuadPart) {
        ULONG wanted = min(sizeof(buffer), size.QuadPart - read_total), got = 0, put = 0;
        if (FAILED(result = read_bytes(stream, buffer, wanted, &got)) || !got) break;
        read_total += got;
        result = target->lpVtbl->Write(target, buffer, got, &put);
        written_total += put;
        if (put < got) break;
    }
    if (read) read->QuadPart = read_total;
    if (written) written->QuadPart = written_total;
    return FAILED(result) ? result : S_OK;
}

static HRESULT WINAPI commit(IStream *stream, DWORD flags)
{
    (void)stream, (void)flags; /* not transacted */
    return S_OK;
}

static HRESULT WINAPI revert(IStream *stream)
{
    (void)stream;
    return E_NOTIMPL;
}

static HRESULT WINAPI lock_region(IStream *stream, ULARGE_INTEGER start, ULARGE_INTEGER size, DWORD kind)
{
    (void)stream, (void)start, (void)size, (void)kind;
    return E_NOTIMPL;
}

static HRESULT WINAPI stat(IStream *stream, STATSTG *status, DWORD flags)
{
    struct file_stream *this = from_stream(stream);
    BY_HANDLE_FILE_INFORMATION info;

    if (!status) return STG_E_INVALIDPOINTER;
    memset(status, 0, sizeof(*status));
    if (!GetFileInformationByHandle(this->file, &info)) return last_error();
    if (!(flags & STATFLAG_NONAME) && FAILED(SHStrDupW(this->path, &status->pwcsName))) return E_OUTOFMEMORY;
    status->type = STGTY_STREAM;
    status->cbSize.LowPart = info.nFileSizeLow;
    status->cbSize.HighPart = info.nFileSizeHigh;
    status->mtime = info.ftLastWriteTime;
    status->ctime = info.ftCreationTime;
    status->atime = info.ftLastAccessTime;
    status->grfMode = this->mode;
    return S_OK;
}

static HRESULT WINAPI clone(IStream *stream, IStream **copy)
{
    (void)stream;
    if (copy) *copy = NULL;
    return E_NOTIMPL;
}

static IStreamVtbl stream_functions = {
    query_interface, add_ref, release, read_bytes,  write_bytes, seek, set_size,
    copy_to,         commit,  revert,  lock_region, lock_region, stat, clone,
};

static DWORD access_of(DWORD mode)
{
    switch (mode & ACCESS_MASK) {
    case STGM_WRITE: return GENERIC_WRITE;
    case STGM_READWRITE: return GENERIC_READ | GENERIC_WRITE;
    default: return GENERIC_READ;
    }
}

static DWORD sharing_of(DWORD mode)
{
    switch (mode & SHARE_MASK) {
    case STGM_SHARE_EXCLUSIVE: return 0;
    case STGM_SHARE_DENY_READ: return FILE_SHARE_WRITE;
    case STGM_SHARE_DENY_WRITE: return FILE_SHARE_READ;
    default: return FILE_SHARE_READ | FILE_SHARE_WRITE;
    }
}

HRESULT WINAPI SHCreateStreamOnFileEx(LPCWSTR path, DWORD mode, DWORD attributes, WINBOOL create, IStream *template,
                                      IStream **stream)
{
    DWORD how = mode & STGM_CREATE ? CREATE_ALWAYS : create ? CREATE_NEW : OPEN_EXISTING;
    struct file_stream *this;

    if (!stream) return E_INVALIDARG;
    *stream = NULL;
    if (!path || template || mode & (STGM_TRANSACTED | STGM_CONVERT | STGM_DELETEONRELEASE | STGM_SIMPLE))
        return E_INVALIDARG;
    if (lstrlenW(path) >= MAX_PATH) return HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE);
    if (!(this = CoTaskMemAlloc(sizeof(*this)))) return E_OUTOFMEMORY;
    *this = (struct file_stream){ .stream = { &stream_functions }, .references = 1, .mode = mode };
    lstrcpyW(this->path, path);
    this->file = CreateFileW(path, access_of(mode), sharing_of(mode), NULL, how, attributes, NULL);
    if (this->file == INVALID_HANDLE_VALUE) {
        HRESULT result = last_error();
        CoTaskMemFree(this);
        return result;
    }
    *stream = &this->stream;
    return S_OK;
}

HRESULT WINAPI SHCreateStreamOnFileW(LPCWSTR path, DWORD mode, IStream **stream)
{
    return SHCreateStreamOnFileEx(path, mode, FILE_ATTRIBUTE_NORMAL, FALSE, NULL, stream);
}

HRESULT WINAPI SHCreateStreamOnFileA(LPCSTR path, DWORD mode, IStream **stream)
{
    WCHAR wide[MAX_PATH];

    if (!stream) return E_INVALIDARG;
    *stream = NULL;
    if (!path) return E_INVALIDARG;
    if (!MultiByteToWideChar(CP_ACP, 0, path, -1, wide, MAX_PATH)) return last_error();
    return SHCreateStreamOnFileW(wide, mode, stream);
}

IStream *WINAPI SHCreateMemStream(const BYTE *bytes, UINT size)
{
    HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, bytes ? size : 0);
    IStream *stream = NULL;

    if (!memory) return NULL;
    if (bytes && size) {
        void *to = GlobalLock(memory);
        if (to) memcpy(to, bytes, size);
        GlobalUnlock(memory);
    }
    if (SUCCEEDED(CreateStreamOnHGlobal(memory, TRUE, &stream))) return stream;
    GlobalFree(memory);
    return NULL;
}
