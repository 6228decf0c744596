/* IStream_...: whole reads and writes, which fail where the stream stops short. */
#include "nt/nt.h"
#include <objbase.h>
#include <shlwapi.h>

HRESULT WINAPI IStream_Read(IStream *stream, void *buffer, ULONG size)
{
    ULONG done = 0;
    HRESULT result = stream->lpVtbl->Read(stream, buffer, size, &done);

    if (FAILED(result)) return result;
    return done == size ? S_OK : E_FAIL;
}

HRESULT WINAPI IStream_Write(IStream *stream, const void *buffer, ULONG size)
{
    ULONG done = 0;
    HRESULT result = stream->lpVtbl->Write(stream, buffer, size, &done);

    if (FAILED(result)) return result;
    return done == size ? S_OK : E_FAIL;
}

HRESULT WINAPI IStream_Reset(IStream *stream)
{
    LARGE_INTEGER start = { .QuadPart = 0 };
    return stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL);
}

HRESULT WINAPI IStream_Size(IStream *stream, ULARGE_INTEGER *size)
{
    STATSTG status;
    HRESULT result = stream->lpVtbl->Stat(stream, &status, STATFLAG_NONAME);

    size->QuadPart = SUCCEEDED(result) ? status.cbSize.QuadPart : 0;
    return result;
}
