/* VariantChangeType between numbers, booleans and strings. What goes between them is a 64-bit integer or a double,
 * whichever holds the value; a result that its type cannot hold is an overflow. Doubles are rounded to even. */
#include "bstr.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct number { bool is_real; LONGLONG integer; double real; };

/* Behind a number with a fraction or an exponent; `text` itself if there is none. */
static const WCHAR *skip_real(const WCHAR *text)
{
    const WCHAR *none = text, *start;
    if (*text == '-' || *text == '+') text++;
    start = text;
    while (*text >= '0' && *text <= '9') text++;
    if (*text == '.') text++;
    while (*text >= '0' && *text <= '9') text++;
    if (text == start || (text == start + 1 && *start == '.')) return none;
    if ((*text | 32) != 'e') return text;
    const WCHAR *digits = text + 1 + (text[1] == '-' || text[1] == '+');
    if (*digits < '0' || *digits > '9') return text;
    while (*digits >= '0' && *digits <= '9') digits++;
    return digits;
}

static HRESULT parse_text(const WCHAR *text, struct number *number)
{
    WCHAR *end;
    const WCHAR *behind;
    if (!text) return DISP_E_TYPEMISMATCH;
    while (*text == ' ' || *text == '\t') text++;
    if (!*text) return DISP_E_TYPEMISMATCH;
    number->is_real = false;
    number->integer = _wcstoi64(text, &end, 10);
    behind = end;
    if (end == text || *end == '.' || (*end | 32) == 'e' || wcslen(text) > 17) {
        number->is_real = true;
        number->real = _wtof(text);
        behind = skip_real(text);
    }
    while (*behind == ' ' || *behind == '\t') behind++;
    return behind == text || *behind ? DISP_E_TYPEMISMATCH : S_OK;
}

static struct number integer(LONGLONG value)
{
    return (struct number){ .integer = value };
}

static struct number real(double value)
{
    return (struct number){ .is_real = true, .real = value };
}

static HRESULT read_number(const VARIANT *from, struct number *number)
{
    switch (from->vt) {
    case VT_EMPTY: *number = integer(0); return S_OK;
    case VT_I1: *number = integer(from->cVal); return S_OK;
    case VT_UI1: *number = integer(from->bVal); return S_OK;
    case VT_I2: case VT_BOOL: *number = integer(from->iVal); return S_OK;
    case VT_UI2: *number = integer(from->uiVal); return S_OK;
    case VT_I4: case VT_INT: *number = integer(from->lVal); return S_OK;
    case VT_UI4: case VT_UINT: *number = integer(from->ulVal); return S_OK;
    case VT_I8: *number = integer(from->llVal); return S_OK;
    case VT_UI8: *number = from->llVal < 0 ? real((double)from->ullVal) : integer(from->llVal); return S_OK;
    case VT_R4: *number = real((double)from->fltVal); return S_OK;
    case VT_R8: case VT_DATE: *number = real(from->dblVal); return S_OK;
    case VT_CY: *number = real((double)from->cyVal.int64 / 10000); return S_OK;
    case VT_BSTR: return parse_text(from->bstrVal, number);
    default: return DISP_E_TYPEMISMATCH;
    }
}

/* The nearest whole number, a half going to the even one. */
static double round_to_even(double value)
{
    double whole = floor(value), rest = value - whole;
    if (rest > 0.5 || (rest == 0.5 && fmod(whole, 2) != 0)) whole += 1;
    return whole;
}

static HRESULT to_integer(const struct number *number, LONGLONG least, LONGLONG most, LONGLONG *result)
{
    LONGLONG value = number->integer;
    if (number->is_real) {
        double rounded = round_to_even(number->real);
        if (!(rounded >= -9223372036854775808.0 && rounded < 9223372036854775808.0)) return DISP_E_OVERFLOW;
        value = (LONGLONG)rounded;
    }
    if (value < least || value > most) return DISP_E_OVERFLOW;
    *result = value;
    return S_OK;
}

static HRESULT write_text(const VARIANT *from, VARIANT *to, USHORT flags)
{
    struct number number;
    WCHAR text[64];
    if (from->vt == VT_BOOL) {
        bool as_word = flags & VARIANT_ALPHABOOL;
        to->bstrVal = SysAllocString(from->boolVal ? as_word ? L"True" : L"-1" : as_word ? L"False" : L"0");
        return to->bstrVal ? S_OK : E_OUTOFMEMORY;
    }
    HRESULT status = from->vt == VT_DATE ? DISP_E_TYPEMISMATCH : read_number(from, &number);
    if (FAILED(status)) return status;
    if (from->vt == VT_EMPTY) *text = 0;
    else if (number.is_real) _snwprintf(text, ARRAYSIZE(text), L"%.*g", from->vt == VT_R4 ? 7 : 15, number.real);
    else _snwprintf(text, ARRAYSIZE(text), L"%I64d", number.integer);
    to->bstrVal = SysAllocString(text);
    return to->bstrVal ? S_OK : E_OUTOFMEMORY;
}

static HRESULT write_bool(const VARIANT *from, VARIANT *to)
{
    struct number number;
    if (from->vt == VT_BSTR && from->bstrVal &&
        (!_wcsicmp(from->bstrVal, L"true") || !_wcsicmp(from->bstrVal, L"#TRUE#"))) {
        to->boolVal = VARIANT_TRUE;
        return S_OK;
    }
    if (from->vt == VT_BSTR && from->bstrVal &&
        (!_wcsicmp(from->bstrVal, L"false") || !_wcsicmp(from->bstrVal, L"#FALSE#"))) {
        to->boolVal = VARIANT_FALSE;
        return S_OK;
    }
    HRESULT status = read_number(from, &number);
    if (SUCCEEDED(status))
        to->boolVal = (number.is_real ? number.real != 0 : number.integer != 0) ? VARIANT_TRUE : VARIANT_FALSE;
    return status;
}

static const struct { VARTYPE type; UCHAR size; LONGLONG least, most; } integers[] = {
    {VT_I1, 1, -0x80, 0x7f},
    {VT_UI1, 1, 0, 0xff},
    {VT_I2, 2, -0x8000, 0x7fff},
    {VT_UI2, 2, 0, 0xffff},
    {VT_I4, 4, -0x80000000LL, 0x7fffffff},
    {VT_UI4, 4, 0, 0xffffffff},
    {VT_INT, 4, -0x80000000LL, 0x7fffffff},
    {VT_UINT, 4, 0, 0xffffffff},
    {VT_I8, 8, -0x7fffffffffffffffLL - 1, 0x7fffffffffffffffLL},
    {VT_UI8, 8, 0, 0x7fffffffffffffffLL},
};

static HRESULT write_number(const VARIANT *from, VARIANT *to, VARTYPE type)
{
    struct number number;
    HRESULT status = read_number(from, &number);
    if (FAILED(status)) return status;
    for (size_t i = 0; i < ARRAYSIZE(integers); i++) {
        LONGLONG value;
        if (integers[i].type != type) continue;
        status = to_integer(&number, integers[i].least, integers[i].most, &value);
        if (SUCCEEDED(status)) memcpy(&to->llVal, &value, integers[i].size);
        return status;
    }
    double value = number.is_real ? number.real : (double)number.integer;
    switch (type) {
    case VT_R4:
        if (fabs(value) > 3.402823567797337e38) return DISP_E_OVERFLOW;
        to->fltVal = (float)value;
        return S_OK;
    case VT_R8: case VT_DATE:
        if (type == VT_DATE && from->vt == VT_BSTR) return DISP_E_TYPEMISMATCH;
        to->dblVal = value;
        return S_OK;
    case VT_CY:
        if (fabs(value) > 922337203685477.0) return DISP_E_OVERFLOW;
        to->cyVal.int64 = (LONGLONG)round_to_even(value * 10000);
        return S_OK;
    default:
        return DISP_E_TYPEMISMATCH;
    }
}

/* The value that a by-reference variant stands for. */
static HRESULT dereference(const VARIANT *from, VARIANT *value)
{
    static const struct { VARTYPE type; UCHAR size;
    } sizes[] = {
        {VT_I1, 1},
        {VT_UI1, 1},
        {VT_I2, 2},
        {VT_UI2, 2},
        {VT_BOOL, 2},
        {VT_I4, 4},
        {VT_UI4, 4},
        {VT_INT, 4},
        {VT_UINT, 4},
        {VT_R4, 4},
        {VT_ERROR, 4},
        {VT_I8, 8},
        {VT_UI8, 8},
        {VT_R8, 8},
        {VT_DATE, 8},
        {VT_CY, 8},
        {VT_BSTR, sizeof(BSTR)},
    };
    *value = *from;
    if (!(from->vt & VT_BYREF)) return S_OK;
    if (from->vt == (VT_BYREF | VT_VARIANT))
        return from->pvarVal->vt & VT_BYREF ? E_INVALIDARG : (*value = *from->pvarVal, S_OK);
    for (size_t i = 0; i < ARRAYSIZE(sizes); i++) {
        if ((from->vt & ~VT_BYREF) != sizes[i].type) continue;
        value->vt = sizes[i].type;
        memcpy(&value->llVal, from->byref, sizes[i].size);
        return S_OK;
    }
    return DISP_E_TYPEMISMATCH;
}

HRESULT WINAPI VariantChangeTypeEx(VARIANTARG *to, VARIANTARG *from, LCID locale, USHORT flags, VARTYPE type)
{
    VARIANT value, result = { 0 };
    HRESULT status;
    (void)locale;
    if (!to || !from) return E_INVALIDARG;
    if (type & (VT_BYREF | VT_ARRAY)) return from->vt == type ? VariantCopy(to, from) : DISP_E_TYPEMISMATCH;
    status = dereference(from, &value);
    if (FAILED(status)) return status;
    if (value.vt == type) return VariantCopy(to, &value);
    if (type == VT_VARIANT || type == VT_RECORD || type > VT_CLSID) return DISP_E_BADVARTYPE;
    if (type == VT_BSTR) status = write_text(&value, &result, flags);
    else if (type == VT_BOOL) status = write_bool(&value, &result);
    else if (type == VT_EMPTY || type == VT_NULL)
        status = value.vt == VT_EMPTY || value.vt == VT_NULL ? S_OK : DISP_E_TYPEMISMATCH;
    else status = write_number(&value, &result, type);
    if (FAILED(status)) return status;
    result.vt = type;
    status = VariantClear(to);
    if (FAILED(status)) {
        VariantClear(&result);
        return status;
    }
    *to = result;
    return S_OK;
}

HRESULT WINAPI VariantChangeType(VARIANTARG *to, VARIANTARG *from, USHORT flags, VARTYPE type)
{
    return VariantChangeTypeEx(to, from, LOCALE_USER_DEFAULT, flags, type);
}

HRESULT WINAPI VariantCopyInd(VARIANT *to, VARIANTARG *from)
{
    VARIANT value;
    if (!to || !from) return E_INVALIDARG;
    HRESULT status = dereference(from, &value);
    return FAILED(status) ? status : VariantCopy(to, &value);
}
