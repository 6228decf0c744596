/* Safe arrays. Source: Microsoft, oleauto.h, the page of each function; "SAFEARRAY structure". */
#include "../check.h"
#include <oleauto.h>

static void test_numbers(void)
{
    SAFEARRAYBOUND bounds[2] = { { 3, 1 }, { 2, -1 } };
    LONG low = 9, high = 9, index[2], value = 0, *data;
    VARTYPE type = 0;
    SAFEARRAY *array = SafeArrayCreate(VT_I4, 2, bounds);
    check(array && SafeArrayGetDim(array) == 2 && SafeArrayGetElemsize(array) == 4, "SafeArrayCreate");
    check(SafeArrayGetVartype(array, &type) == S_OK && type == VT_I4, "SafeArrayGetVartype: %d", type);
    check(SafeArrayGetLBound(array, 1, &low) == S_OK && SafeArrayGetUBound(array, 1, &high) == S_OK && low == 1 &&
              high == 3,
          "dimension 1: %ld to %ld", low, high);
    check(SafeArrayGetLBound(array, 2, &low) == S_OK && SafeArrayGetUBound(array, 2, &high) == S_OK && low == -1 &&
              high == 0,
          "dimension 2: %ld to %ld", low, high);
    check(SafeArrayGetLBound(array, 0, &low) == DISP_E_BADINDEX &&
              SafeArrayGetUBound(array, 3, &low) == DISP_E_BADINDEX,
          "no such dimension");
    for (index[0] = 1; index[0] <= 3; index[0]++)
        for (index[1] = -1; index[1] <= 0; index[1]++) {
            value = 10 * index[0] + index[1];
            check(SafeArrayPutElement(array, index, &value) == S_OK, "SafeArrayPutElement");
        }
    check(SafeArrayAccessData(array, (void **)&data) == S_OK && array->cLocks == 1, "SafeArrayAccessData locks");
    check(data[0] == 9 && data[1] == 19 && data[2] == 29 && data[3] == 10,
          "the first dimension varies fastest: %ld %ld %ld %ld", data[0], data[1], data[2], data[3]);
    check(SafeArrayDestroy(array) == DISP_E_ARRAYISLOCKED, "a locked array stays");
    check(SafeArrayUnaccessData(array) == S_OK && SafeArrayUnlock(array) == E_UNEXPECTED, "unlocking once too often");
    index[0] = 4;
    index[1] = 0;
    check(SafeArrayGetElement(array, index, &value) == DISP_E_BADINDEX, "an index out of bounds");
    index[0] = 2;
    check(SafeArrayPtrOfIndex(array, index, (void **)&data) == S_OK && *data == 20, "SafeArrayPtrOfIndex");
    check(SafeArrayDestroy(array) == S_OK, "SafeArrayDestroy");
    check(!SafeArrayCreate(VT_EMPTY, 1, bounds) && !SafeArrayCreate(VT_I4, 0, bounds), "no such array");
    check(SafeArrayDestroy(NULL) == S_OK && SafeArrayGetDim(NULL) == 0, "no array");
}

static void test_strings(void)
{
    SAFEARRAY *array = SafeArrayCreateVector(VT_BSTR, 0, 2), *copy;
    SAFEARRAYBOUND more = { 3, 0 };
    BSTR text = SysAllocString(L"text"), got = NULL;
    LONG index = 1;
    check(array != NULL && (array->fFeatures & FADF_BSTR), "SafeArrayCreateVector");
    check(SafeArrayPutElement(array, &index, text) == S_OK, "a BSTR is passed as it is");
    check(((BSTR *)array->pvData)[1] != text, "the element is a copy");
    check(SafeArrayCopy(array, &copy) == S_OK && copy != array, "SafeArrayCopy");
    check(SafeArrayDestroy(array) == S_OK, "SafeArrayDestroy");
    check(SafeArrayGetElement(copy, &index, &got) == S_OK && !wcscmp(got, L"text"), "the copy has strings of its own");
    check(SafeArrayRedim(copy, &more) == S_OK && copy->rgsabound[0].cElements == 3 && !((BSTR *)copy->pvData)[2],
          "SafeArrayRedim");
    check(!wcscmp(((BSTR *)copy->pvData)[1], L"text"), "SafeArrayRedim keeps elements");
    VARIANT variant = { .vt = VT_ARRAY | VT_BSTR, .parray = copy }, other;
    VariantInit(&other);
    check(VariantCopy(&other, &variant) == S_OK && other.vt == (VT_ARRAY | VT_BSTR) && other.parray != copy,
          "VariantCopy of an array");
    check(VariantClear(&variant) == S_OK && variant.vt == VT_EMPTY, "VariantClear of an array");
    check(VariantClear(&other) == S_OK, "VariantClear of the copy");
    SysFreeString(text);
    SysFreeString(got);
}

int main(void)
{
    test_numbers();
    test_strings();
    return check_summary();
}
