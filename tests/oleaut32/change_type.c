/* VariantChangeType. Source: Microsoft, oleauto.h, VariantChangeType; "VARIANT Type Constants"; [MS-OAUT]. */
#include "../check.h"
#include <oleauto.h>

static VARIANT text(const WCHAR *string)
{
    return (VARIANT){ .vt = VT_BSTR, .bstrVal = SysAllocString(string) };
}

static void test_from_text(void)
{
    static const struct { const WCHAR *text; VARTYPE type; HRESULT status; LONG value;
    } cases[] = {
        {L"42", VT_I4, S_OK, 42},
        {L" -7 ", VT_I4, S_OK, -7},
        {L"2.5", VT_I4, S_OK, 2},
        {L"3.5", VT_I4, S_OK, 4},
        {L"1e3", VT_I4, S_OK, 1000},
        {L"x", VT_I4, DISP_E_TYPEMISMATCH, 0},
        {L"", VT_I4, DISP_E_TYPEMISMATCH, 0},
        {L"-", VT_I4, DISP_E_TYPEMISMATCH, 0},
        {L"4000000000", VT_I4, DISP_E_OVERFLOW, 0},
        {L"300", VT_UI1, DISP_E_OVERFLOW, 0},
        {L"255", VT_UI1, S_OK, 255},
        {L"-1", VT_UI4, DISP_E_OVERFLOW, 0},
        {L"True", VT_BOOL, S_OK, 0xffff},
        {L"false", VT_BOOL, S_OK, 0},
        {L"0", VT_BOOL, S_OK, 0},
        {L"5", VT_BOOL, S_OK, 0xffff},
    };
    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        VARIANT from = text(cases[i].text), to = { 0 };
        check_case((int)i);
        HRESULT status = VariantChangeType(&to, &from, 0, cases[i].type);
        check(status == cases[i].status, "'%ls' as type %d: %lx", cases[i].text, cases[i].type, status);
        if (!cases[i].status)
            check(to.vt == cases[i].type && to.lVal == cases[i].value, "'%ls': %ld", cases[i].text, to.lVal);
        VariantClear(&from);
    }
    check_case(0);
}

static void test_to_text(void)
{
    static const struct { VARIANT from; USHORT flags; const WCHAR *text;
    } cases[] = {
        {{.vt = VT_I4, .lVal = -12}, 0, L"-12"},
        {{.vt = VT_R8, .dblVal = 1.5}, 0, L"1.5"},
        {{.vt = VT_UI1, .bVal = 200}, 0, L"200"},
        {{.vt = VT_BOOL, .boolVal = VARIANT_TRUE}, VARIANT_ALPHABOOL, L"True"},
        {{.vt = VT_BOOL, .boolVal = VARIANT_TRUE}, 0, L"-1"},
        {{.vt = VT_EMPTY}, 0, L""},
    };
    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        VARIANT from = cases[i].from, to = { 0 };
        check_case((int)i);
        check(VariantChangeType(&to, &from, cases[i].flags, VT_BSTR) == S_OK && !wcscmp(to.bstrVal, cases[i].text),
              "as text, wanted: %ls", cases[i].text);
        VariantClear(&to);
    }
    check_case(0);
}

static void test_numbers(void)
{
    VARIANT from = { .vt = VT_R8, .dblVal = 1e20 }, to = { .vt = VT_I4, .lVal = 5 };
    check(VariantChangeType(&to, &from, 0, VT_I4) == DISP_E_OVERFLOW && to.lVal == 5, "an overflow leaves the target");
    from = (VARIANT){ .vt = VT_I4, .lVal = 3 };
    check(VariantChangeType(&from, &from, 0, VT_R8) == S_OK && from.vt == VT_R8 && from.dblVal == 3.0, "in place");
    from = (VARIANT){ .vt = VT_I2, .iVal = 12 };
    check(VariantChangeType(&to, &from, 0, VT_CY) == S_OK && to.cyVal.int64 == 120000,
          "a currency counts ten-thousandths");
    LONG number = 77;
    from = (VARIANT){ .vt = VT_BYREF | VT_I4, .plVal = &number };
    check(VariantChangeType(&to, &from, 0, VT_I2) == S_OK && to.vt == VT_I2 && to.iVal == 77,
          "a reference is followed");
    check(VariantCopyInd(&to, &from) == S_OK && to.vt == VT_I4 && to.lVal == 77, "VariantCopyInd");
    from = (VARIANT){ .vt = VT_NULL };
    check(VariantChangeType(&to, &from, 0, VT_I4) == DISP_E_TYPEMISMATCH, "null is no number");
}

int main(void)
{
    test_from_text();
    test_to_text();
    test_numbers();
    return check_summary();
}
