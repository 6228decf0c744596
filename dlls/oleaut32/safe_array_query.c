/* What a safe array is made of, and its locks. */
#include "bstr.h"

UINT WINAPI SafeArrayGetDim(SAFEARRAY *array)
{
    return array ? array->cDims : 0;
}

UINT WINAPI SafeArrayGetElemsize(SAFEARRAY *array)
{
    return array ? array->cbElements : 0;
}

/* Dimensions count from 1; the last one's bound is kept first. */
static const SAFEARRAYBOUND *bound_of(const SAFEARRAY *array, UINT dimension)
{
    return dimension && dimension <= array->cDims ? &array->rgsabound[array->cDims - dimension] : NULL;
}

HRESULT WINAPI SafeArrayGetLBound(SAFEARRAY *array, UINT dimension, LONG *result)
{
    if (!array || !result) return E_INVALIDARG;
    const SAFEARRAYBOUND *bound = bound_of(array, dimension);
    if (!bound) return DISP_E_BADINDEX;
    *result = bound->lLbound;
    return S_OK;
}

HRESULT WINAPI SafeArrayGetUBound(SAFEARRAY *array, UINT dimension, LONG *result)
{
    if (!array || !result) return E_INVALIDARG;
    const SAFEARRAYBOUND *bound = bound_of(array, dimension);
    if (!bound) return DISP_E_BADINDEX;
    *result = bound->lLbound + (LONG)bound->cElements - 1;
    return S_OK;
}

HRESULT WINAPI SafeArrayGetVartype(SAFEARRAY *array, VARTYPE *type)
{
    if (!array || !type) return E_INVALIDARG;
    if (array->fFeatures & FADF_HAVEVARTYPE) *type = (VARTYPE)((DWORD *)array)[-1];
    else if (array->fFeatures & FADF_DISPATCH) *type = VT_DISPATCH;
    else if (array->fFeatures & FADF_UNKNOWN) *type = VT_UNKNOWN;
    else if (array->fFeatures & FADF_BSTR) *type = VT_BSTR;
    else if (array->fFeatures & FADF_VARIANT) *type = VT_VARIANT;
    else return E_INVALIDARG;
    return S_OK;
}

HRESULT WINAPI SafeArrayGetIID(SAFEARRAY *array, GUID *id)
{
    if (!array || !id || !(array->fFeatures & FADF_HAVEIID)) return E_INVALIDARG;
    *id = ((GUID *)array)[-1];
    return S_OK;
}

HRESULT WINAPI SafeArraySetIID(SAFEARRAY *array, REFGUID id)
{
    if (!array || !id || !(array->fFeatures & FADF_HAVEIID)) return E_INVALIDARG;
    ((GUID *)array)[-1] = *id;
    return S_OK;
}

HRESULT WINAPI SafeArrayLock(SAFEARRAY *array)
{
    if (!array) return E_INVALIDARG;
    if (InterlockedIncrement((LONG *)&array->cLocks) <= 0xffff) return S_OK;
    InterlockedDecrement((LONG *)&array->cLocks);
    return E_UNEXPECTED;
}

HRESULT WINAPI SafeArrayUnlock(SAFEARRAY *array)
{
    if (!array) return E_INVALIDARG;
    if (InterlockedDecrement((LONG *)&array->cLocks) >= 0) return S_OK;
    InterlockedIncrement((LONG *)&array->cLocks);
    return E_UNEXPECTED;
}

HRESULT WINAPI SafeArrayAccessData(SAFEARRAY *array, void **data)
{
    if (!array || !data) return E_INVALIDARG;
    HRESULT status = SafeArrayLock(array);
    *data = SUCCEEDED(status) ? array->pvData : NULL;
    return status;
}

HRESULT WINAPI SafeArrayUnaccessData(SAFEARRAY *array)
{
    return SafeArrayUnlock(array);
}
