/* PROPVARIANT: freeing and copying. */
#include "nt/nt.h"
#include <objbase.h>
#include <oleauto.h>
#include <propidl.h>

static void free_strings(PROPVARIANT *value)
{
    for (ULONG i = 0; i < value->calpwstr.cElems; i++) CoTaskMemFree(value->calpwstr.pElems[i]);
    CoTaskMemFree(value->calpwstr.pElems);
}

static void clear_vector(PROPVARIANT *value)
{
    switch (value->vt & ~VT_VECTOR) {
    case VT_LPSTR: case VT_LPWSTR:
        free_strings(value);
        break;
    case VT_BSTR:
        for (ULONG i = 0; i < value->cabstr.cElems; i++) SysFreeString(value->cabstr.pElems[i]);
        CoTaskMemFree(value->cabstr.pElems);
        break;
    case VT_VARIANT:
        FreePropVariantArray(value->capropvar.cElems, value->capropvar.pElems);
        CoTaskMemFree(value->capropvar.pElems);
        break;
    default:
        CoTaskMemFree(value->caub.pElems);
        break;
    }
}

HRESULT WINAPI PropVariantClear(PROPVARIANT *value)
{
    if (!value) return S_OK;
    if (value->vt & VT_VECTOR) {
        clear_vector(value);
    } else {
        switch (value->vt) {
        case VT_LPSTR: case VT_LPWSTR: case VT_CLSID: CoTaskMemFree(value->pwszVal); break;
        case VT_BLOB: case VT_BLOB_OBJECT: CoTaskMemFree(value->blob.pBlobData); break;
        case VT_BSTR: SysFreeString(value->bstrVal); break;
        case VT_UNKNOWN:
        case VT_DISPATCH:
        case VT_STREAM:
        case VT_STORAGE:
        case VT_STREAMED_OBJECT:
        case VT_STORED_OBJECT:
            if (value->punkVal) value->punkVal->lpVtbl->Release(value->punkVal);
            break;
        case VT_CF:
            if (value->pclipdata) CoTaskMemFree(value->pclipdata->pClipData);
            CoTaskMemFree(value->pclipdata);
            break;
        default: break;
        }
    }
    memset(value, 0, sizeof(*value));
    return S_OK;
}

HRESULT WINAPI FreePropVariantArray(ULONG count, PROPVARIANT *values)
{
    if (!values) return E_INVALIDARG;
    for (ULONG i = 0; i < count; i++) PropVariantClear(&values[i]);
    return S_OK;
}

static HRESULT copy_block(void **to, const void *from, SIZE_T size)
{
    if (!from) {
        *to = NULL;
        return S_OK;
    }
    if (!(*to = CoTaskMemAlloc(size))) return E_OUTOFMEMORY;
    memcpy(*to, from, size);
    return S_OK;
}

HRESULT WINAPI PropVariantCopy(PROPVARIANT *to, const PROPVARIANT *from)
{
    HRESULT result = S_OK;

    *to = *from;
    switch (from->vt) {
    case VT_LPSTR:
        result = copy_block((void **)&to->pszVal, from->pszVal, from->pszVal ? strlen(from->pszVal) + 1 : 0);
        break;
    case VT_LPWSTR:
        result = copy_block((void **)&to->pwszVal, from->pwszVal,
                            from->pwszVal ? ((SIZE_T)lstrlenW(from->pwszVal) + 1) * sizeof(WCHAR) : 0);
        break;
    case VT_CLSID: result = copy_block((void **)&to->puuid, from->puuid, sizeof(GUID)); break;
    case VT_BLOB:
    case VT_BLOB_OBJECT:
        result = copy_block((void **)&to->blob.pBlobData, from->blob.pBlobData, from->blob.cbSize);
        break;
    case VT_BSTR:
        if (from->bstrVal && !(to->bstrVal = SysAllocStringLen(from->bstrVal, SysStringLen(from->bstrVal))))
            result = E_OUTOFMEMORY;
        break;
    case VT_UNKNOWN: case VT_DISPATCH: case VT_STREAM: case VT_STORAGE: case VT_STREAMED_OBJECT: case VT_STORED_OBJECT:
        if (to->punkVal) to->punkVal->lpVtbl->AddRef(to->punkVal);
        break;
    default:
        if (from->vt & (VT_VECTOR | VT_ARRAY | VT_BYREF) || from->vt == VT_CF) result = DISP_E_BADVARTYPE;
        break;
    }
    if (FAILED(result)) memset(to, 0, sizeof(*to));
    return result;
}
