/* DDE: lParam of messages, DDEML's instances, strings and data. */
#include "../check.h"
#include <dde.h>
#include <ddeml.h>

static void test_parameters(void)
{
    static const UINT packed[] = {WM_DDE_ADVISE, WM_DDE_ACK, WM_DDE_DATA, WM_DDE_POKE};
    UINT_PTR low, high;
    for (int i = 0; i < 4; i++) {
        check_case(i);
        LPARAM value = PackDDElParam(packed[i], 0x12345678, 0x9abcdef0);
        check(value != 0, "PackDDElParam");
        check(UnpackDDElParam(packed[i], value, &low, &high), "UnpackDDElParam");
        check(low == 0x12345678 && high == 0x9abcdef0, "both values whole");
        value = ReuseDDElParam(value, packed[i], WM_DDE_ACK, 0x11111111, 0x22222222);
        check(value && UnpackDDElParam(WM_DDE_ACK, value, &low, &high), "ReuseDDElParam");
        check(low == 0x11111111 && high == 0x22222222, "the other values");
        check(FreeDDElParam(WM_DDE_ACK, value), "FreeDDElParam");
    }
    check_case(10);
    check_equal_u32(PackDDElParam(WM_DDE_EXECUTE, 0, 0x1234), 0x1234, "WM_DDE_EXECUTE has one value");
    check(UnpackDDElParam(WM_DDE_EXECUTE, 0x12345678, &low, &high), "unpack");
    check(low == 0 && high == 0x12345678, "the value");
    check_equal_u32(PackDDElParam(WM_DDE_REQUEST, 0x1111, 0x2222), 0x22221111, "WM_DDE_REQUEST has two words");
    check(UnpackDDElParam(WM_DDE_REQUEST, 0x22221111, &low, &high), "unpack");
    check(low == 0x1111 && high == 0x2222, "the words");
    check(FreeDDElParam(WM_DDE_REQUEST, 0x22221111), "nothing is to be freed");
}

static HDDEDATA CALLBACK callback(UINT type, UINT format, HCONV conversation, HSZ first, HSZ second, HDDEDATA data,
                                  ULONG_PTR one, ULONG_PTR two)
{
    (void)type, (void)format, (void)conversation, (void)first, (void)second, (void)data, (void)one, (void)two;
    return NULL;
}

static void test_strings(DWORD id)
{
    WCHAR text[64];
    char narrow[64];
    HSZ one = DdeCreateStringHandleW(id, L"Winrun Service", CP_WINUNICODE),
        same = DdeCreateStringHandleA(id, "WINRUN SERVICE", CP_WINANSI),
        other = DdeCreateStringHandleW(id, L"Winrun Topic", CP_WINUNICODE);
    check(one && same && other, "three strings");
    check_equal_int(DdeCmpStringHandles(one, same), 0, "case does not count");
    check(DdeCmpStringHandles(one, other) != 0, "different strings");
    check_equal_u32(DdeQueryStringW(id, one, NULL, 0, CP_WINUNICODE), 14, "the length");
    check_equal_u32(DdeQueryStringW(id, one, text, 64, CP_WINUNICODE), 14, "the length");
    check_equal_wide(text, L"Winrun Service", "the text");
    check_equal_u32(DdeQueryStringA(id, other, narrow, 64, CP_WINANSI), 12, "the length");
    check_equal_string(narrow, "Winrun Topic", "the narrow text");
    check(DdeKeepStringHandle(id, other), "DdeKeepStringHandle");
    check(DdeFreeStringHandle(id, other), "free once");
    check_equal_u32(DdeQueryStringW(id, other, text, 64, CP_WINUNICODE), 12, "still there");
    check(DdeFreeStringHandle(id, other), "free twice");
    check(!DdeConnect(id, one, same, NULL), "there is no such server");
    check_equal_u32(DdeGetLastError(id), DMLERR_NO_CONV_ESTABLISHED, "the error");
    check_equal_u32(DdeGetLastError(id), DMLERR_NO_ERROR, "it is told once");
    DdeFreeStringHandle(id, one);
    DdeFreeStringHandle(id, same);
}

static void test_data(DWORD id)
{
    BYTE source[] = "0123456789", copy[32] = {0};
    DWORD size = 0;
    HDDEDATA data = DdeCreateDataHandle(id, source, 10, 0, NULL, CF_TEXT, HDATA_APPOWNED);
    check(data != NULL, "DdeCreateDataHandle");
    check_equal_u32(DdeGetData(data, NULL, 0, 0), 10, "the size");
    check_equal_u32(DdeGetData(data, copy, 4, 3), 4, "a part");
    check_equal_string((char *)copy, "3456", "the part");
    data = DdeAddData(data, source, 5, 10);
    check(data != NULL, "DdeAddData");
    const BYTE *bytes = DdeAccessData(data, &size);
    check(bytes && size >= 15 && !memcmp(bytes, "012345678901234", 15), "all %lu bytes", size);
    check(DdeUnaccessData(data), "DdeUnaccessData");
    check(DdeFreeDataHandle(data), "DdeFreeDataHandle");
}

int main(void)
{
    DWORD id = 0;
    test_parameters();
    check_equal_u32(DdeInitializeW(&id, callback, APPCMD_CLIENTONLY, 0), DMLERR_NO_ERROR, "DdeInitialize");
    check(id != 0, "an instance");
    test_strings(id);
    test_data(id);
    check(DdeUninitialize(id), "DdeUninitialize");
    return check_summary();
}
