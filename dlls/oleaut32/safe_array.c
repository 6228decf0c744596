/* Safe arrays. Windows' rule: the word before the descriptor (the last four of 16 bytes in front of it) holds the
 * element type when FADF_HAVEVARTYPE is set; the bounds are kept in reverse order, the last dimension first; data lies
 * with the first dimension varying fastest. */
#include "bstr.h"
#include <string.h>

enum { PREFIX_SIZE = 16, MAX_DIMENSIONS = 65535 };

static ULONG element_size(VARTYPE type)
{
    switch (type) {
    case VT_I1: case VT_UI1: return 1;
    case VT_I2: case VT_UI2: case VT_BOOL: return 2;
    case VT_I4: case VT_UI4: case VT_R4: case VT_ERROR: case VT_INT: case VT_UINT: return 4;
    case VT_I8: case VT_UI8: case VT_R8: case VT_CY: case VT_DATE: return 8;
    case VT_BSTR: case VT_UNKNOWN: case VT_DISPATCH: return sizeof(void *);
    case VT_VARIANT: return sizeof(VARIANT);
    case VT_DECIMAL: return sizeof(DECIMAL);
    default: return 0;
    }
}

static USHORT type_features(VARTYPE type)
{
    switch (type) {
    case VT_BSTR: return FADF_BSTR | FADF_HAVEVARTYPE;
    case VT_UNKNOWN: return FADF_UNKNOWN | FADF_HAVEIID;
    case VT_DISPATCH: return FADF_DISPATCH | FADF_HAVEIID;
    case VT_VARIANT: return FADF_VARIANT | FADF_HAVEVARTYPE;
    default: return FADF_HAVEVARTYPE;
    }
}

static ULONGLONG cell_count(const SAFEARRAY *array)
{
    ULONGLONG cells = 1;
    for (USHORT i = 0; i < array->cDims; i++) {
        cells *= array->rgsabound[i].cElements;
        if (cells > 0x7fffffff) return 0x80000000u;
    }
    return cells;
}

HRESULT WINAPI SafeArrayAllocDescriptor(UINT dimensions, SAFEARRAY **result)
{
    if (!result || !dimensions || dimensions > MAX_DIMENSIONS) return E_INVALIDARG;
    SIZE_T size = PREFIX_SIZE + offsetof(SAFEARRAY, rgsabound) + dimensions * sizeof(SAFEARRAYBOUND);
    BYTE *block = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size);
    *result = block ? (SAFEARRAY *)(block + PREFIX_SIZE) : NULL;
    if (!block) return E_OUTOFMEMORY;
    (*result)->cDims = (USHORT)dimensions;
    return S_OK;
}

HRESULT WINAPI SafeArrayAllocDescriptorEx(VARTYPE type, UINT dimensions, SAFEARRAY **result)
{
    HRESULT status = SafeArrayAllocDescriptor(dimensions, result);
    if (FAILED(status)) return status;
    (*result)->fFeatures = type_features(type);
    (*result)->cbElements = element_size(type);
    if ((*result)->fFeatures & FADF_HAVEVARTYPE) ((DWORD *)*result)[-1] = type;
    else if (type == VT_UNKNOWN) ((GUID *)*result)[-1] = IID_IUnknown;
    else if (type == VT_DISPATCH) ((GUID *)*result)[-1] = IID_IDispatch;
    return S_OK;
}

HRESULT WINAPI SafeArrayAllocData(SAFEARRAY *array)
{
    if (!array) return E_INVALIDARG;
    ULONGLONG size = cell_count(array) * array->cbElements;
    if (size > 0x7fffffff) return E_OUTOFMEMORY;
    array->pvData = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, (SIZE_T)size);
    return array->pvData ? S_OK : E_OUTOFMEMORY;
}

SAFEARRAY * WINAPI SafeArrayCreateEx(VARTYPE type, UINT dimensions, SAFEARRAYBOUND *bounds, PVOID extra)
{
    SAFEARRAY *array;
    if (!bounds || !element_size(type) || FAILED(SafeArrayAllocDescriptorEx(type, dimensions, &array))) return NULL;
    if (extra && (array->fFeatures & FADF_HAVEIID)) ((GUID *)array)[-1] = *(GUID *)extra;
    for (UINT i = 0; i < dimensions; i++) array->rgsabound[dimensions - 1 - i] = bounds[i];
    if (SUCCEEDED(SafeArrayAllocData(array))) return array;
    SafeArrayDestroyDescriptor(array);
    return NULL;
}

SAFEARRAY * WINAPI SafeArrayCreate(VARTYPE type, UINT dimensions, SAFEARRAYBOUND *bounds)
{
    return SafeArrayCreateEx(type, dimensions, bounds, NULL);
}

SAFEARRAY * WINAPI SafeArrayCreateVectorEx(VARTYPE type, LONG lower, ULONG count, PVOID extra)
{
    SAFEARRAYBOUND bound = { count, lower };
    return SafeArrayCreateEx(type, 1, &bound, extra);
}

SAFEARRAY * WINAPI SafeArrayCreateVector(VARTYPE type, LONG lower, ULONG count)
{
    return SafeArrayCreateVectorEx(type, lower, count, NULL);
}

/* --- elements --- */

static void clear_element(const SAFEARRAY *array, void *element)
{
    if (array->fFeatures & FADF_BSTR) SysFreeString(*(BSTR *)element);
    else if (array->fFeatures & FADF_VARIANT) VariantClear(element);
    else if ((array->fFeatures & (FADF_UNKNOWN | FADF_DISPATCH)) && *(IUnknown **)element)
        IUnknown_Release(*(IUnknown **)element);
    memset(element, 0, array->cbElements);
}

/* Copies a value into an element that holds nothing. `value` of a BSTR or an interface is where its pointer is. */
static HRESULT copy_element(const SAFEARRAY *array, void *element, const void *value)
{
    memcpy(element, value, array->cbElements);
    if (array->fFeatures & FADF_BSTR) {
        BSTR text = *(const BSTR *)value;
        if (!text) return S_OK;
        *(BSTR *)element = SysAllocStringByteLen((LPCSTR)text, SysStringByteLen(text));
        return *(BSTR *)element ? S_OK : E_OUTOFMEMORY;
    }
    if (array->fFeatures & FADF_VARIANT) {
        VariantInit(element);
        return VariantCopy(element, (VARIANT *)value);
    }
    if ((array->fFeatures & (FADF_UNKNOWN | FADF_DISPATCH)) && *(IUnknown **)element)
        IUnknown_AddRef(*(IUnknown **)element);
    return S_OK;
}

static void clear_cells(SAFEARRAY *array, ULONGLONG from)
{
    ULONGLONG count = cell_count(array);
    for (; array->pvData && from < count; from++)
        clear_element(array, (BYTE *)array->pvData + from * array->cbElements);
}

HRESULT WINAPI SafeArrayDestroyData(SAFEARRAY *array)
{
    if (!array) return S_OK;
    if (array->cLocks) return DISP_E_ARRAYISLOCKED;
    clear_cells(array, 0);
    if (array->fFeatures & (FADF_STATIC | FADF_EMBEDDED | FADF_AUTO)) return S_OK;
    HeapFree(GetProcessHeap(), 0, array->pvData);
    array->pvData = NULL;
    return S_OK;
}

HRESULT WINAPI SafeArrayDestroyDescriptor(SAFEARRAY *array)
{
    if (!array) return S_OK;
    if (array->cLocks) return DISP_E_ARRAYISLOCKED;
    HeapFree(GetProcessHeap(), 0, (BYTE *)array - PREFIX_SIZE);
    return S_OK;
}

HRESULT WINAPI SafeArrayDestroy(SAFEARRAY *array)
{
    HRESULT status = SafeArrayDestroyData(array);
    return FAILED(status) ? status : SafeArrayDestroyDescriptor(array);
}

HRESULT WINAPI SafeArrayPtrOfIndex(SAFEARRAY *array, LONG *indices, void **result)
{
    ULONGLONG cell = 0, step = 1;
    if (!array || !indices || !result) return E_INVALIDARG;
    for (USHORT i = 0; i < array->cDims; i++) {
        const SAFEARRAYBOUND *bound = &array->rgsabound[array->cDims - 1 - i];
        LONGLONG offset = (LONGLONG)indices[i] - bound->lLbound;
        if (offset < 0 || offset >= bound->cElements) return DISP_E_BADINDEX;
        cell += (ULONGLONG)offset * step;
        step *= bound->cElements;
    }
    *result = (BYTE *)array->pvData + cell * array->cbElements;
    return S_OK;
}

HRESULT WINAPI SafeArrayGetElement(SAFEARRAY *array, LONG *indices, void *value)
{
    void *element;
    if (!value) return E_INVALIDARG;
    HRESULT status = SafeArrayPtrOfIndex(array, indices, &element);
    return FAILED(status) ? status : copy_element(array, value, element);
}

/* A BSTR and an interface are passed as they are, everything else by address. */
HRESULT WINAPI SafeArrayPutElement(SAFEARRAY *array, LONG *indices, void *value)
{
    BYTE copy[sizeof(VARIANT)] = { 0 };
    void *element;
    HRESULT status = SafeArrayPtrOfIndex(array, indices, &element);
    if (FAILED(status)) return status;
    bool is_pointer = array->fFeatures & (FADF_BSTR | FADF_UNKNOWN | FADF_DISPATCH);
    if (!is_pointer && !value) return E_INVALIDARG;
    if (array->cbElements > sizeof(copy)) return E_UNEXPECTED;
    status = copy_element(array, copy, is_pointer ? (void *)&value : value);
    if (FAILED(status)) return status;
    clear_element(array, element);
    memcpy(element, copy, array->cbElements);
    return S_OK;
}

HRESULT WINAPI SafeArrayCopyData(SAFEARRAY *from, SAFEARRAY *to)
{
    if (!from || !to || from->cDims != to->cDims || from->cbElements != to->cbElements ||
        cell_count(from) != cell_count(to))
        return E_INVALIDARG;
    ULONGLONG count = cell_count(from);
    HRESULT status = S_OK;
    for (ULONGLONG i = 0; i < count && SUCCEEDED(status); i++) {
        BYTE *element = (BYTE *)to->pvData + i * to->cbElements;
        clear_element(to, element);
        status = copy_element(from, element, (BYTE *)from->pvData + i * from->cbElements);
    }
    return status;
}

HRESULT WINAPI SafeArrayCopy(SAFEARRAY *from, SAFEARRAY **result)
{
    if (!result) return E_INVALIDARG;
    *result = NULL;
    if (!from) return S_OK;
    HRESULT status = SafeArrayAllocDescriptor(from->cDims, result);
    if (FAILED(status)) return status;
    SIZE_T bounds = from->cDims * sizeof(SAFEARRAYBOUND);
    SAFEARRAY *to = *result;
    memcpy((BYTE *)to - PREFIX_SIZE, (BYTE *)from - PREFIX_SIZE, PREFIX_SIZE);
    to->fFeatures = from->fFeatures & (USHORT)~(FADF_AUTO | FADF_STATIC | FADF_EMBEDDED | FADF_FIXEDSIZE);
    to->cbElements = from->cbElements;
    memcpy(to->rgsabound, from->rgsabound, bounds);
    status = SafeArrayAllocData(to);
    if (SUCCEEDED(status)) status = SafeArrayCopyData(from, to);
    if (SUCCEEDED(status)) return S_OK;
    SafeArrayDestroy(to);
    *result = NULL;
    return status;
}

/* Changes the bound of the last dimension, which varies slowest: what is kept stays where it is. */
HRESULT WINAPI SafeArrayRedim(SAFEARRAY *array, SAFEARRAYBOUND *bound)
{
    if (!array || !bound) return E_INVALIDARG;
    if (array->cLocks) return DISP_E_ARRAYISLOCKED;
    if (array->fFeatures & FADF_FIXEDSIZE) return DISP_E_ARRAYISLOCKED;
    SAFEARRAYBOUND old = array->rgsabound[0];
    ULONGLONG old_cells = cell_count(array);
    array->rgsabound[0] = *bound;
    ULONGLONG cells = cell_count(array), size = cells * array->cbElements;
    array->rgsabound[0] = old;
    if (size > 0x7fffffff) return E_OUTOFMEMORY;
    if (cells < old_cells) clear_cells(array, cells);
    void *data = HeapReAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, array->pvData, (SIZE_T)size);
    if (!data) return E_OUTOFMEMORY;
    if (cells > old_cells)
        memset((BYTE *)data + old_cells * array->cbElements, 0, (SIZE_T)((cells - old_cells) * array->cbElements));
    array->pvData = data;
    array->rgsabound[0] = *bound;
    return S_OK;
}
