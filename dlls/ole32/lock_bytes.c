/* Byte arrays over a block of global memory. */
#include <stdlib.h>
#include "storage.h"

struct memory_bytes {
    ILockBytes interface_;
    LONG references;
    HGLOBAL memory;
    ULONGLONG size;
    BOOL free_memory;
    SRWLOCK lock;
};

static struct memory_bytes *from_bytes(ILockBytes *bytes)
{
    return CONTAINING_RECORD(bytes, struct memory_bytes, interface_);
}

static HRESULT WINAPI query_interface(ILockBytes *bytes, REFIID id, void **object)
{
    if (!object) return E_POINTER;
    *object = NULL;
    if (!IsEqualIID(id, &IID_IUnknown) && !IsEqualIID(id, &IID_ILockBytes)) return E_NOINTERFACE;
    *object = bytes;
    ILockBytes_AddRef(bytes);
    return S_OK;
}

static ULONG WINAPI add_ref(ILockBytes *bytes)
{
    return InterlockedIncrement(&from_bytes(bytes)->references);
}

static ULONG WINAPI release(ILockBytes *bytes)
{
    struct memory_bytes *this = from_bytes(bytes);
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    if (this->free_memory) GlobalFree(this->memory);
    free(this);
    return 0;
}

static HRESULT WINAPI read_at(ILockBytes *bytes, ULARGE_INTEGER offset, void *buffer, ULONG size, ULONG *done)
{
    struct memory_bytes *this = from_bytes(bytes);
    ULONG count = 0;

    if (done) *done = 0;
    if (!buffer) return STG_E_INVALIDPOINTER;
    AcquireSRWLockShared(&this->lock);
    if (offset.QuadPart < this->size) {
        const BYTE *data = GlobalLock(this->memory);
        count = size < this->size - offset.QuadPart ? size : (ULONG)(this->size - offset.QuadPart);
        memcpy(buffer, data + offset.QuadPart, count);
        GlobalUnlock(this->memory);
    }
    ReleaseSRWLockShared(&this->lock);
    if (done) *done = count;
    return S_OK;
}

static HRESULT resize(struct memory_bytes *this, ULONGLONG size)
{
    HGLOBAL memory;

    if (size > MAXLONG) return STG_E_MEDIUMFULL;
    if (size > GlobalSize(this->memory)) {
        SIZE_T room = (SIZE_T)(size + size / 4 + 512);
        if (!(memory = GlobalReAlloc(this->memory, room, GMEM_MOVEABLE | GMEM_ZEROINIT))) return STG_E_MEDIUMFULL;
        this->memory = memory;
    }
    this->size = size;
    return S_OK;
}

static HRESULT WINAPI write_at(ILockBytes *bytes, ULARGE_INTEGER offset, const void *buffer, ULONG size, ULONG *done)
{
    struct memory_bytes *this = from_bytes(bytes);
    HRESULT result = S_OK;

    if (done) *done = 0;
    if (!buffer) return STG_E_INVALIDPOINTER;
    if (offset.QuadPart > MAXLONG) return STG_E_MEDIUMFULL;
    AcquireSRWLockExclusive(&this->lock);
    if (offset.QuadPart + size > this->size) result = resize(this, offset.QuadPart + size);
    if (SUCCEEDED(result)) {
        BYTE *data = GlobalLock(this->memory);
        memcpy(data + offset.QuadPart, buffer, size);
        GlobalUnlock(this->memory);
        if (done) *done = size;
    }
    ReleaseSRWLockExclusive(&this->lock);
    return result;
}

static HRESULT WINAPI flush(ILockBytes *bytes)
{
    (void)bytes;
    return S_OK; /* there is nothing below the memory */
}

static HRESULT WINAPI set_size(ILockBytes *bytes, ULARGE_INTEGER size)
{
    struct memory_bytes *this = from_bytes(bytes);

    AcquireSRWLockExclusive(&this->lock);
    HRESULT result = resize(this, size.QuadPart);
    ReleaseSRWLockExclusive(&this->lock);
    return result;
}

static HRESULT WINAPI lock_region(ILockBytes *bytes, ULARGE_INTEGER start, ULARGE_INTEGER size, DWORD kind)
{
    (void)bytes, (void)start, (void)size, (void)kind;
    return STG_E_INVALIDFUNCTION; /* as documented for this object */
}

static HRESULT WINAPI stat(ILockBytes *bytes, STATSTG *status, DWORD flags)
{
    if (!status) return STG_E_INVALIDPOINTER;
    if (flags & ~STATFLAG_NONAME) return STG_E_INVALIDFLAG;
    memset(status, 0, sizeof(*status));
    status->type = STGTY_LOCKBYTES;
    status->cbSize.QuadPart = from_bytes(bytes)->size;
    return S_OK;
}

static const ILockBytesVtbl methods = {
    query_interface, add_ref, release, read_at, write_at, flush, set_size, lock_region, lock_region, stat,
};

HRESULT WINAPI CreateILockBytesOnHGlobal(HGLOBAL memory, BOOL free_memory, ILockBytes **bytes)
{
    struct memory_bytes *this;

    if (!bytes) return E_INVALIDARG;
    *bytes = NULL;
    if (!(this = calloc(1, sizeof(*this)))) return E_OUTOFMEMORY;
    this->size = memory ? GlobalSize(memory) : 0;
    if (!memory && !(memory = GlobalAlloc(GMEM_MOVEABLE | GMEM_NODISCARD, 0))) {
        free(this);
        return E_OUTOFMEMORY;
    }
    this->interface_.lpVtbl = (ILockBytesVtbl *)&methods;
    this->references = 1;
    this->memory = memory;
    this->free_memory = free_memory;
    *bytes = &this->interface_;
    return S_OK;
}

HRESULT WINAPI GetHGlobalFromILockBytes(ILockBytes *bytes, HGLOBAL *memory)
{
    if (!memory) return E_INVALIDARG;
    *memory = NULL;
    if (!bytes || bytes->lpVtbl != &methods) return E_INVALIDARG;
    *memory = from_bytes(bytes)->memory;
    return S_OK;
}
