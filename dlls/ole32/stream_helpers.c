/* What is written before an object in a stream: its class. And the media that data travels in. */
#include "nt/nt.h"
#include <objbase.h>
#include <ole2.h>
#include <wingdi.h>

HRESULT WINAPI ReadClassStm(LPSTREAM stream, CLSID *id)
{
    ULONG done = 0;
    HRESULT result;

    if (!id) return E_INVALIDARG;
    *id = CLSID_NULL;
    if (!stream) return E_INVALIDARG;
    result = stream->lpVtbl->Read(stream, id, sizeof(*id), &done);
    if (SUCCEEDED(result) && done == sizeof(*id)) return S_OK;
    *id = CLSID_NULL;
    return FAILED(result) ? result : STG_E_READFAULT;
}

HRESULT WINAPI WriteClassStm(LPSTREAM stream, REFCLSID id)
{
    ULONG done = 0;
    HRESULT result;

    if (!stream || !id) return E_INVALIDARG;
    result = stream->lpVtbl->Write(stream, id, sizeof(*id), &done);
    if (FAILED(result)) return result;
    return done == sizeof(*id) ? S_OK : STG_E_MEDIUMFULL;
}

HRESULT WINAPI ReadClassStg(LPSTORAGE storage, CLSID *id)
{
    STATSTG status;
    HRESULT result;

    if (!storage || !id) return E_INVALIDARG;
    *id = CLSID_NULL;
    result = storage->lpVtbl->Stat(storage, &status, STATFLAG_NONAME);
    if (SUCCEEDED(result)) *id = status.clsid;
    return result;
}

HRESULT WINAPI WriteClassStg(LPSTORAGE storage, REFCLSID id)
{
    if (!storage || !id) return E_INVALIDARG;
    return storage->lpVtbl->SetClass(storage, id);
}

HRESULT WINAPI OleSaveToStream(LPPERSISTSTREAM object, LPSTREAM stream)
{
    HRESULT result;
    CLSID id;

    if (!object || !stream) return E_INVALIDARG;
    result = object->lpVtbl->GetClassID(object, &id);
    if (FAILED(result)) return result;
    result = WriteClassStm(stream, &id);
    if (FAILED(result)) return result;
    return object->lpVtbl->Save(object, stream, TRUE);
}

HRESULT WINAPI OleLoadFromStream(LPSTREAM stream, REFIID interface_id, LPVOID *object)
{
    IPersistStream *persistent = NULL;
    IUnknown *unknown = NULL;
    HRESULT result;
    CLSID id;

    if (!object) return E_INVALIDARG;
    *object = NULL;
    result = ReadClassStm(stream, &id);
    if (FAILED(result)) return result;
    result = CoCreateInstance(&id, NULL, CLSCTX_INPROC_SERVER | CLSCTX_LOCAL_SERVER, &IID_IUnknown, (void **)&unknown);
    if (FAILED(result)) return result;
    result = unknown->lpVtbl->QueryInterface(unknown, &IID_IPersistStream, (void **)&persistent);
    if (SUCCEEDED(result)) {
        result = persistent->lpVtbl->Load(persistent, stream);
        persistent->lpVtbl->Release(persistent);
    }
    if (SUCCEEDED(result)) result = unknown->lpVtbl->QueryInterface(unknown, interface_id, object);
    unknown->lpVtbl->Release(unknown);
    return result;
}

/* A medium whose owner is another object belongs to that object. Interfaces and the name's string are the receiver's.
 */
void WINAPI ReleaseStgMedium(LPSTGMEDIUM medium)
{
    IUnknown *owner;

    if (!medium) return;
    owner = medium->pUnkForRelease;
    switch (medium->tymed) {
    case TYMED_HGLOBAL: if (!owner) GlobalFree(medium->hGlobal); break;
    case TYMED_GDI: if (!owner) DeleteObject(medium->hBitmap); break;
    case TYMED_ENHMF: if (!owner) DeleteEnhMetaFile(medium->hEnhMetaFile); break;
    case TYMED_ISTREAM: if (medium->pstm) medium->pstm->lpVtbl->Release(medium->pstm); break;
    case TYMED_ISTORAGE: if (medium->pstg) medium->pstg->lpVtbl->Release(medium->pstg); break;
    case TYMED_FILE:
        if (!owner && medium->lpszFileName) DeleteFileW(medium->lpszFileName);
        CoTaskMemFree(medium->lpszFileName);
        break;
    case TYMED_MFPICT:
        if (!owner && medium->hMetaFilePict) {
            METAFILEPICT *picture = GlobalLock(medium->hMetaFilePict);
            if (picture) DeleteMetaFile(picture->hMF);
            GlobalUnlock(medium->hMetaFilePict);
            GlobalFree(medium->hMetaFilePict);
        }
        break;
    default: break;
    }
    medium->tymed = TYMED_NULL;
    medium->hGlobal = NULL;
    medium->pUnkForRelease = NULL;
    if (owner) owner->lpVtbl->Release(owner);
}
