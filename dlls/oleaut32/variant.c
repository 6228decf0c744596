/* VARIANT: life and copying. */
#include "bstr.h"
#include <string.h>

void WINAPI VariantInit(VARIANTARG *variant)
{
    variant->vt = VT_EMPTY;
}

/* By-reference variants own nothing. Records need functions that are still missing, and say so. */
static HRESULT check_type(VARTYPE type)
{
    if (type & VT_BYREF) return S_OK;
    if (type == VT_RECORD) {
        log_line(LOG_WARN, "a VARIANT of type %x (a record) is not supported yet", type);
        return DISP_E_BADVARTYPE;
    }
    if (type & VT_ARRAY) return S_OK;
    VARTYPE base = type & VT_TYPEMASK;
    bool known = base <= VT_UNKNOWN || base == VT_DECIMAL || (base >= VT_I1 && base <= VT_UINT);
    return known && type == base && base != VT_VARIANT ? S_OK : DISP_E_BADVARTYPE;
}

HRESULT WINAPI VariantClear(VARIANTARG *variant)
{
    HRESULT result = check_type(variant->vt);
    if (FAILED(result)) return result;
    if ((variant->vt & (VT_ARRAY | VT_BYREF)) == VT_ARRAY) {
        result = SafeArrayDestroy(variant->parray);
        if (FAILED(result)) return result;
    }
    if (variant->vt == VT_BSTR) SysFreeString(variant->bstrVal);
    if ((variant->vt == VT_UNKNOWN || variant->vt == VT_DISPATCH) && variant->punkVal)
        IUnknown_Release(variant->punkVal);
    variant->vt = VT_EMPTY;
    return S_OK;
}

HRESULT WINAPI VariantCopy(VARIANTARG *to, VARIANTARG *from)
{
    if (to == from) return S_OK;
    HRESULT result = check_type(from->vt);
    if (FAILED(result)) return result;
    VARIANTARG copy = *from;
    if (from->vt == VT_BSTR && from->bstrVal) {
        copy.bstrVal = SysAllocStringByteLen((LPCSTR)from->bstrVal, SysStringByteLen(from->bstrVal));
        if (!copy.bstrVal) return E_OUTOFMEMORY;
    }
    if ((from->vt & (VT_ARRAY | VT_BYREF)) == VT_ARRAY) {
        result = SafeArrayCopy(from->parray, &copy.parray);
        if (FAILED(result)) return result;
    }
    result = VariantClear(to);
    if (FAILED(result)) {
        if (copy.vt == VT_BSTR) SysFreeString(copy.bstrVal);
        if ((copy.vt & (VT_ARRAY | VT_BYREF)) == VT_ARRAY) SafeArrayDestroy(copy.parray);
        return result;
    }
    if ((copy.vt == VT_UNKNOWN || copy.vt == VT_DISPATCH) && copy.punkVal) IUnknown_AddRef(copy.punkVal);
    *to = copy;
    return S_OK;
}
