/* Streams of compound files. */
#include <stdlib.h>
#include "storage.h"

struct storage_stream {
    IStream interface_;
    LONG references;
    struct storage *parent;
    struct compound_entry *entry;
    DWORD mode;
    ULONGLONG position;
};

static struct storage_stream *from_stream(IStream *stream)
{
    return CONTAINING_RECORD(stream, struct storage_stream, interface_);
}

static void enter(struct storage_stream *this)
{
    EnterCriticalSection(&this->parent->document->lock);
}

static HRESULT leave(struct storage_stream *this, HRESULT result)
{
    LeaveCriticalSection(&this->parent->document->lock);
    return result;
}

static HRESULT WINAPI query_interface(IStream *stream, REFIID id, void **object)
{
    if (!object) return E_POINTER;
    *object = NULL;
    if (!IsEqualIID(id, &IID_IUnknown) && !IsEqualIID(id, &IID_ISequentialStream) && !IsEqualIID(id, &IID_IStream))
        return E_NOINTERFACE;
    *object = stream;
    IStream_AddRef(stream);
    return S_OK;
}

static ULONG WINAPI add_ref(IStream *stream)
{
    return InterlockedIncrement(&from_stream(stream)->references);
}

static ULONG WINAPI release(IStream *stream)
{
    struct storage_stream *this = from_stream(stream);
    ULONG references = InterlockedDecrement(&this->references);

    if (references) return references;
    enter(this);
    this->entry->opened--;
    compound_release(this->entry);
    leave(this, S_OK);
    unhold_storage(this->parent);
    free(this);
    return 0;
}

static HRESULT WINAPI read_bytes(IStream *stream, void *buffer, ULONG size, ULONG *done)
{
    struct storage_stream *this = from_stream(stream);
    enum compound_result result;
    uint32_t count = 0;

    if (done) *done = 0;
    if (!buffer) return STG_E_INVALIDPOINTER;
    if (!is_readable(this->mode)) return STG_E_ACCESSDENIED;
    enter(this);
    if (this->entry->removed) return leave(this, STG_E_REVERTED);
    result = compound_read(&this->parent->document->file, this->entry->data, this->position, buffer, size, &count);
    this->position += count;
    if (done) *done = count;
    return leave(this, result_of(result));
}

static HRESULT WINAPI write_bytes(IStream *stream, const void *buffer, ULONG size, ULONG *done)
{
    struct storage_stream *this = from_stream(stream);
    enum compound_result result;

    if (done) *done = 0;
    if (!buffer) return STG_E_INVALIDPOINTER;
    if (!is_writable(this->mode)) return STG_E_ACCESSDENIED;
    enter(this);
    if (this->entry->removed) return leave(this, STG_E_REVERTED);
    result = compound_write(&this->parent->document->file, this->entry, this->position, buffer, size);
    if (result == COMPOUND_OK) {
        this->position += size;
        this->parent->document->dirty = TRUE;
        if (done) *done = size;
    }
    return leave(this, result_of(result));
}

static HRESULT WINAPI seek(IStream *stream, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *place)
{
    struct storage_stream *this = from_stream(stream);
    LONGLONG start;

    enter(this);
    if (this->entry->removed) return leave(this, STG_E_REVERTED);
    if (origin == STREAM_SEEK_SET) start = 0;
    else if (origin == STREAM_SEEK_CUR) start = (LONGLONG)this->position;
    else if (origin == STREAM_SEEK_END) start = (LONGLONG)this->entry->data->size;
    else return leave(this, STG_E_INVALIDFUNCTION);
    if (move.QuadPart < -start || move.QuadPart > MAXLONGLONG - start) return leave(this, STG_E_INVALIDFUNCTION);
    this->position = start + move.QuadPart;
    if (place) place->QuadPart = this->position;
    return leave(this, S_OK);
}

static HRESULT WINAPI set_size(IStream *stream, ULARGE_INTEGER size)
{
    struct storage_stream *this = from_stream(stream);
    enum compound_result result;

    if (!is_writable(this->mode)) return STG_E_ACCESSDENIED;
    enter(this);
    if (this->entry->removed) return leave(this, STG_E_REVERTED);
    result = compound_resize(&this->parent->document->file, this->entry, size.QuadPart);
    if (result == COMPOUND_OK) this->parent->document->dirty = TRUE;
    return leave(this, result_of(result));
}

/* The target may be any stream, of this file, too: no lock is held while it works. */
static HRESULT WINAPI copy_to(IStream *stream, IStream *target, ULARGE_INTEGER size, ULARGE_INTEGER *read,
                              ULARGE_INTEGER *written)
{
    ULONGLONG read_total = 0, written_total = 0;
    HRESULT result = S_OK;
    BYTE *buffer;

    if (!target) return STG_E_INVALIDPOINTER;
    if (!(buffer = malloc(65536))) return STG_E_INSUFFICIENTMEMORY;
    while (read_total < size.QuadPart) {
        ULONGLONG left = size.QuadPart - read_total;
        ULONG part = left < 65536 ? (ULONG)left : 65536, count = 0, done = 0;
        if (FAILED(result = read_bytes(stream, buffer, part, &count)) || !count) break;
        read_total += count;
        result = IStream_Write(target, buffer, count, &done);
        written_total += done;
        if (FAILED(result)) break;
    }
    free(buffer);
    if (read) read->QuadPart = read_total;
    if (written) written->QuadPart = written_total;
    return SUCCEEDED(result) ? S_OK : result;
}

static HRESULT WINAPI commit(IStream *stream, DWORD flags)
{
    struct storage_stream *this = from_stream(stream);

    (void)flags;
    if (!is_writable(this->mode)) return S_OK;
    enter(this);
    return leave(this, this->entry->removed ? STG_E_REVERTED : commit_direct(this->parent));
}

static HRESULT WINAPI revert(IStream *stream)
{
    (void)stream;
    return S_OK; /* streams are never transacted */
}

static HRESULT WINAPI lock_region(IStream *stream, ULARGE_INTEGER start, ULARGE_INTEGER size, DWORD kind)
{
    (void)stream, (void)start, (void)size, (void)kind;
    return STG_E_INVALIDFUNCTION; /* as documented for compound files */
}

static HRESULT WINAPI stat(IStream *stream, STATSTG *status, DWORD flags)
{
    struct storage_stream *this = from_stream(stream);
    HRESULT result;

    if (!status) return STG_E_INVALIDPOINTER;
    if (flags & ~STATFLAG_NONAME) return STG_E_INVALIDFLAG;
    enter(this);
    result = this->entry->removed ? STG_E_REVERTED : stat_entry(this->parent, this->entry, status, flags);
    status->grfMode = this->mode;
    return leave(this, result);
}

static HRESULT make_clone(struct storage_stream *this, IStream **copy);

static HRESULT WINAPI clone(IStream *stream, IStream **copy)
{
    struct storage_stream *this = from_stream(stream);

    if (!copy) return STG_E_INVALIDPOINTER;
    *copy = NULL;
    enter(this);
    return leave(this, this->entry->removed ? STG_E_REVERTED : make_clone(this, copy));
}

static const IStreamVtbl methods = {
    query_interface, add_ref, release, read_bytes, write_bytes, seek, set_size, copy_to, commit, revert, lock_region,
    lock_region, stat, clone,
};

static HRESULT make_clone(struct storage_stream *this, IStream **copy)
{
    HRESULT result = make_storage_stream(this->parent, this->entry, this->mode, copy);

    if (SUCCEEDED(result)) from_stream(*copy)->position = this->position;
    return result;
}

/* The document's lock is held. */
HRESULT make_storage_stream(struct storage *parent, struct compound_entry *entry, DWORD mode, IStream **stream)
{
    struct storage_stream *this = calloc(1, sizeof(*this));

    if (!this) return STG_E_INSUFFICIENTMEMORY;
    this->interface_.lpVtbl = (IStreamVtbl *)&methods;
    this->references = 1;
    this->parent = parent;
    this->entry = entry;
    this->mode = mode;
    entry->references++;
    entry->opened++;
    hold_storage(parent);
    *stream = &this->interface_;
    return S_OK;
}
