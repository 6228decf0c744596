/* Strings joined, compared and read as numbers. */
#include "nt/nt.h"
#include <objbase.h>
#include <oleauto.h>

HRESULT WINAPI VarBstrCat(BSTR first, BSTR second, LPBSTR joined)
{
    UINT size = SysStringByteLen(first), more = SysStringByteLen(second);

    if (!joined) return E_INVALIDARG;
    *joined = NULL;
    if (size > MAXUINT - more || !(*joined = SysAllocStringByteLen(NULL, size + more))) return E_OUTOFMEMORY;
    if (size) memcpy(*joined, first, size);
    if (more) memcpy((char *)*joined + size, second, more);
    return S_OK;
}

HRESULT WINAPI VarBstrCmp(BSTR first, BSTR second, LCID locale, ULONG flags)
{
    UINT length = SysStringLen(first), other = SysStringLen(second);
    int order;

    /* No string is an empty one. */
    if (!length || !other) return length == other ? VARCMP_EQ : length ? VARCMP_GT : VARCMP_LT;
    order = CompareStringW(locale, flags, first, length, second, other);
    return order ? VARCMP_LT + order - CSTR_LESS_THAN : E_INVALIDARG;
}

/* The conversion of one string; VariantChangeTypeEx knows all forms of numbers. */
HRESULT WINAPI VarUI4FromStr(OLECHAR *text, LCID locale, ULONG flags, ULONG *value)
{
    VARIANT from = { .vt = VT_BSTR }, to = { .vt = VT_EMPTY };
    HRESULT result;

    if (!text) return DISP_E_TYPEMISMATCH;
    if (!(from.bstrVal = SysAllocString(text))) return E_OUTOFMEMORY;
    result = VariantChangeTypeEx(&to, &from, locale, (USHORT)flags, VT_UI4);
    SysFreeString(from.bstrVal);
    if (SUCCEEDED(result)) *value = to.ulVal;
    return result;
}

HRESULT WINAPI VarI4FromStr(OLECHAR *text, LCID locale, ULONG flags, LONG *value)
{
    VARIANT from = { .vt = VT_BSTR }, to = { .vt = VT_EMPTY };
    HRESULT result;

    if (!text) return DISP_E_TYPEMISMATCH;
    if (!(from.bstrVal = SysAllocString(text))) return E_OUTOFMEMORY;
    result = VariantChangeTypeEx(&to, &from, locale, (USHORT)flags, VT_I4);
    SysFreeString(from.bstrVal);
    if (SUCCEEDED(result)) *value = to.lVal;
    return result;
}
