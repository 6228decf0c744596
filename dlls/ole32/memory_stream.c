/* Streams over a block of global memory. Clones share the block and have a place of their own. */
#include "nt/nt.h"
#include <objbase.h>
#include <ole2.h>

struct memory_block {
    LONG references;
    HGLOBAL memory;
    ULONG size;         /* what has been written; the block may be larger */
    BOOL free_memory;
    SRWLOCK lock;
};

struct memory_stream {
    IStream stream;
    LONG references;
    struct memory_block *block;
    ULONGLONG position;
};

static struct memory_stream *from_stream(IStream *stream)
{
    return CONTAINING_RECORD(stream, struct memory_stream, stream);
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

static void release_block(struct memory_block *block)
{
    if (InterlockedDecrement(&block->references)) return;
    if (block->free_memory) GlobalFree(block->memory);
    CoTaskMemFree(block);
}

static ULONG WINAPI release(IStream *stream)
{
    struct memory_stream *this = from_stream(stream);
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    release_block(this->block);
    CoTaskMemFree(this);
    return 0;
}

static HRESULT WINAPI read_bytes(IStream *stream, void *buffer, ULONG size, ULONG *done)
{
    struct memory_stream *this = from_stream(stream);
    ULONG count = 0;
    char *bytes;

    if (done) *done = 0;
    if (!buffer) return STG_E_INVALIDPOINTER;
    AcquireSRWLockExclusive(&this->block->lock);
    if (this->position < this->block->size && (bytes = GlobalLock(this->block->memory))) {
        count = min(size, this->block->size - (ULONG)this->position);
        memcpy(buffer, bytes + this->position, count);
        GlobalUnlock(this->block->memory);
        this->position += count;
    }
    ReleaseSRWLockExclusive(&this->block->lock);
    if (done) *done = count;
    return S_OK;
}

/* The lock is held. New bytes are zero. */
static HRESULT resize(struct memory_block *block, ULONGLONG size)
{
    SIZE_T room = GlobalSize(block->memory);
    HGLOBAL memory = block->memory;

    if (size > MAXLONG) return STG_E_MEDIUMFULL;
    if (size > room) {
        ULONGLONG wanted = max(size, min((ULONGLONG)room * 2, MAXLONG));
        if (!(memory = GlobalReAlloc(block->memory, wanted, GMEM_MOVEABLE | GMEM_ZEROINIT))) return E_OUTOFMEMORY;
        block->memory = memory;
    }
    if (size > block->size) {
        char *bytes = GlobalLock(memory);
        if (!bytes) return E_OUTOFMEMORY;
        memset(bytes + block->size, 0, size - block->size);
        GlobalUnlock(memory);
    }
    block->size = size;
    return S_OK;
}

static HRESULT WINAPI write_bytes(IStream *stream, const void *buffer, ULONG size, ULONG *done)
{
    struct memory_stream *this = from_stream(stream);
    HRESULT result = S_OK;
    char *bytes = NULL;

    if (done) *done = 0;
    if (!buffer) return STG_E_INVALIDPOINTER;
    if (!size) return S_OK;
    AcquireSRWLockExclusive(&this->block->lock);
    if (this->position > MAXLONG) result = STG_E_MEDIUMFULL;
    else if (this->position + size > this->block->size) result = resize(this->block, this->position + size);
    if (SUCCEEDED(result) && !(bytes = GlobalLock(this->block->memory))) result = E_OUTOFMEMORY;
    if (SUCCEEDED(result)) {
        memcpy(bytes + this->position, buffer, size);
        GlobalUnlock(this->block->memory);
        this->position += size;
        if (done) *done = size;
    }
    ReleaseSRWLockExclusive(&this->block->lock);
    return result;
}

static HRESULT WINAPI seek(IStream *stream, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *place)
{
    struct memory_stream *this = from_stream(stream);
    LONGLONG start;

    if (origin == STREAM_SEEK_SET) start = 0;
    else if (origin == STREAM_SEEK_CUR) start = this->position;
    else if (origin == STREAM_SEEK_END) start = this->block->size;
    else return STG_E_SEEKERROR;
    if (move.QuadPart < -start || move.QuadPart > MAXLONGLONG - start) return STG_E_SEEKERROR;
    this->position = start + move.QuadPart;
    if (place) place->QuadPart = this->position;
    return S_OK;
}

static HRESULT WINAPI set_size(IStream *stream, ULARGE_INTEGER size)
{
    struct memory_block *block = from_stream(stream)->block;
    HRESULT result;

    AcquireSRWLockExclusive(&block->lock);
    result = resize(block, size.QuadPart);
    ReleaseSRWLockExclusive(&block->lock);
    return result;
}

static HRESULT WINAPI copy_to(IStream *stream, IStream *target, ULARGE_INTEGER size, ULARGE_INTEGER *read,
                              ULARGE_INTEGER *written)
{
    ULONGLONG read_total = 0, written_total = 0;
    HRESULT result = S_OK;
    char buffer[4096];

    if (!target) return STG_E_INVALIDPOINTER;
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
    return result;
}

static HRESULT WINAPI commit(IStream *stream, DWORD flags)
{
    (void)stream, (void)flags; /* every write is final */
    return S_OK;
}

static HRESULT WINAPI revert(IStream *stream)
{
    (void)stream; /* not transacted: documented to have no effect */
    return S_OK;
}

static HRESULT WINAPI lock_region(IStream *stream, ULARGE_INTEGER start, ULARGE_INTEGER size, DWORD kind)
{
    (void)stream, (void)start, (void)size, (void)kind;
    return STG_E_INVALIDFUNCTION;
}

static HRESULT WINAPI stat(IStream *stream, STATSTG *status, DWORD flags)
{
    (void)flags; /* memory has no name */
    if (!status) return STG_E_INVALIDPOINTER;
    memset(status, 0, sizeof(*status));
    status->type = STGTY_STREAM;
    status->cbSize.QuadPart = from_stream(stream)->block->size;
    return S_OK;
}

static HRESULT make_stream(struct memory_block *block, ULONGLONG position, IStream **stream);

static HRESULT WINAPI clone(IStream *stream, IStream **copy)
{
    struct memory_stream *this = from_stream(stream);
    HRESULT result;

    if (!copy) return STG_E_INVALIDPOINTER;
    result = make_stream(this->block, this->position, copy);
    if (SUCCEEDED(result)) InterlockedIncrement(&this->block->references);
    return result;
}

static IStreamVtbl stream_functions = {
    query_interface, add_ref, release, read_bytes,  write_bytes, seek, set_size,
    copy_to,         commit,  revert,  lock_region, lock_region, stat, clone,
};

/* Takes over the caller's reference of the block, if it succeeds. */
static HRESULT make_stream(struct memory_block *block, ULONGLONG position, IStream **stream)
{
    struct memory_stream *this = CoTaskMemAlloc(sizeof(*this));

    *stream = NULL;
    if (!this) return E_OUTOFMEMORY;
    *this = (struct memory_stream){ { &stream_functions }, 1, block, position };
    *stream = &this->stream;
    return S_OK;
}

HRESULT WINAPI CreateStreamOnHGlobal(HGLOBAL memory, BOOL free_memory, LPSTREAM *stream)
{
    struct memory_block *block;
    HGLOBAL own = NULL;
    HRESULT result;

    if (!stream) return E_INVALIDARG;
    *stream = NULL;
    if (!memory && !(memory = own = GlobalAlloc(GMEM_MOVEABLE | GMEM_NODISCARD | GMEM_SHARE, 0))) return E_OUTOFMEMORY;
    if (!own && GlobalFlags(memory) == GMEM_INVALID_HANDLE) return E_INVALIDARG;
    if (!(block = CoTaskMemAlloc(sizeof(*block)))) {
        if (own) GlobalFree(own);
        return E_OUTOFMEMORY;
    }
    *block = (struct memory_block){ 1, memory, own ? 0 : GlobalSize(memory), free_memory, SRWLOCK_INIT };
    result = make_stream(block, 0, stream);
    if (FAILED(result)) {
        block->free_memory = own != NULL;
        release_block(block);
    }
    return result;
}

HRESULT WINAPI GetHGlobalFromStream(LPSTREAM stream, HGLOBAL *memory)
{
    if (!stream || !memory || stream->lpVtbl != &stream_functions) return E_INVALIDARG;
    *memory = from_stream(stream)->block->memory;
    return S_OK;
}
